//! Silence is said of those who were asked, had a fair window, and said nothing; of nobody else.

use super::render::render;
use super::world::World;
use jiff::civil::date;
use soundings::domain::person::PersonChange;
use soundings::domain::reply::{FieldFault, Form, Press, Reply};

#[test]
fn a_window_that_was_too_short_is_waiting_and_one_that_was_fair_is_silence() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance", "legal"]);
    w.waits_until("2026-03-02T12:00");
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Listening until Thu 5 Mar 17:00, asked 2 of 2, heard 0
    finance: Waiting { had: 2h }
    legal: Waiting { had: 2h }
    ");
    w.waits_until("2026-03-03T11:00");
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Listening until Thu 5 Mar 17:00, asked 2 of 2, heard 0
    finance: Silent { people: 1 }
    legal: Silent { people: 1 }
    ");
}

#[test]
fn the_time_somebody_was_away_is_not_held_against_the_function() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    w.waits_until("2026-03-02T16:30");
    let zone = w.somebody("Fay").zone.clone();
    w.changes("Fay", PersonChange::Away { until: date(2026, 3, 9), zone });
    w.waits_until("2026-03-03T11:00");
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 0
    finance: Waiting { had: 2h 30m }
    ");
}

#[test]
fn who_needs_time_hears_nothing_until_their_day_and_then_once() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    let form = Form::NeedTime { function: "finance".into(), until: Some(date(2026, 3, 4)) };
    w.submits("Fay", &id, form);
    w.waits_until("2026-03-05T16:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    Mon 10:00 Fay submits need-time finance 2026-03-04
    Mon 10:00 bot brings the ask to Fay up to date
    Wed 09:00 bot to Fay: reminder finance 2026-03-04
    Thu 09:00 bot to Bea: ask finance
    Thu 13:00 bot to Bea: reminder finance
    ");
}

#[test]
fn who_asks_for_time_after_the_reminder_is_still_reminded_on_their_day() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    w.waits_until("2026-03-03T10:30");
    let form = Form::NeedTime { function: "finance".into(), until: Some(date(2026, 3, 4)) };
    w.submits("Fay", &id, form);
    w.waits_until("2026-03-04T12:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    Tue 10:00 bot to Fay: reminder finance
    Tue 10:30 Fay submits need-time finance 2026-03-04
    Tue 10:30 bot brings the ask to Fay up to date
    Wed 09:00 bot to Fay: reminder finance 2026-03-04
    ");
}

#[test]
fn a_reminder_that_falls_due_as_the_day_ends_is_said_and_noted_the_next_morning() {
    let mut w = World::new("2026-03-02T09:00");
    let id = w.notices("Raise prices", &["finance"]);
    w.waits_until("2026-03-02T20:00");
    assert_eq!(w.decision(&id).slots[0].asks[0].reminded_at, None);
    w.waits_until("2026-03-03T12:00");
    let morning = super::world::berlin("2026-03-03T09:00");
    assert_eq!(w.decision(&id).slots[0].asks[0].reminded_at, Some(morning));
    assert_eq!(w.count_posted("reminder"), 1);
}

#[test]
fn in_a_short_window_the_reminder_and_the_backup_come_sooner() {
    let mut w = World::new("2026-03-02T10:00");
    let root = w.next_ts();
    let mut proposal = w.proposal(&root, "Raise prices", &["finance"]);
    proposal.days = Some(1);
    w.notice(proposal, soundings::domain::event::Strength::ByHand);
    w.waits_until("2026-03-03T18:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    Mon 15:00 bot to Fay: reminder finance
    Tue 10:00 bot to Bea: ask finance
    Tue 14:00 bot to Bea: reminder finance
    Tue 17:00 bot in the thread: closing-digest
    Tue 17:00 bot brings the ask to Bea up to date
    Tue 17:00 bot brings the ask to Fay up to date
    Tue 17:00 bot to Olga: owner-digest
    ");
}

#[test]
fn time_can_be_had_from_tomorrow_on_and_until_the_close() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    let fault = |w: &mut World, until| {
        let form = Form::NeedTime { function: "finance".into(), until };
        w.submits("Fay", &id, form)
    };
    let (earliest, latest) = (date(2026, 3, 3), date(2026, 3, 5));
    for day in [date(2026, 3, 2), date(2026, 3, 6)] {
        let Reply::Faults(faults) = fault(&mut w, Some(day)) else { panic!("{day} was taken") };
        assert_eq!(faults[0].1, FieldFault::DayOutOfRange { earliest, latest });
    }
    assert!(matches!(fault(&mut w, None), Reply::Faults(_)));
    assert!(matches!(fault(&mut w, Some(latest)), Reply::Notice(_)));
}

#[test]
fn nobody_is_reminded_who_has_answered_or_says_that_it_does_not_concern_them() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance", "legal"]);
    w.answers("Fay", &id, "finance", "margin above 20%");
    w.presses("Ann", &id, Press::NotAffected { function: "legal".into() });
    w.story();
    w.waits_until("2026-03-05T18:00");
    insta::assert_snapshot!(w.story(), @"
    Thu 17:00 bot in the thread: closing-digest
    Thu 17:00 bot brings the ask to Ann up to date
    Thu 17:00 bot brings the ask to Fay up to date
    Thu 17:00 bot to Olga: owner-digest
    ");
}

#[test]
fn a_hold_ends_in_the_zone_of_the_one_who_asked_for_it() {
    let mut w = World::new("2026-03-02T10:00");
    w.joins("Kai", "Asia/Tokyo", &[("finance", soundings::domain::roster::Role::Backup)]);
    w.people.remove(&"Bea".into());
    let id = w.notices("Raise prices", &["finance"]);
    w.waits_until("2026-03-03T09:00");
    let form = Form::NeedTime { function: "finance".into(), until: Some(date(2026, 3, 5)) };
    w.waits_until("2026-03-04T01:00");
    w.submits("Fay", &id, form);
    w.story();
    w.waits_until("2026-03-05T08:59");
    assert!(w.story().is_empty());
    w.waits_until("2026-03-05T09:00");
    assert!(matches!(w.decision(&id).slots[0].state, soundings::domain::slot::SlotState::Asked));
}
