//! Asking: one person per function, and the climb from member to backup to lead.

use super::render::render;
use super::world::{World, berlin};
use soundings::domain::message::Message;
use soundings::domain::person::PersonChange;
use soundings::domain::reply::Form;
use soundings::domain::roster::{Excuse, Role};

#[test]
fn a_function_that_says_nothing_is_reminded_once_and_then_its_backup_and_lead_are_asked() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Move all plans to usage pricing", &["finance"]);
    w.waits_until("2026-03-05T18:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Move all plans to usage pricing
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    Tue 10:00 bot to Fay: reminder finance
    Tue 14:00 bot to Bea: ask finance
    Wed 12:20 bot to Bea: reminder finance
    Wed 15:30 bot to Lou: ask finance
    Thu 11:30 bot to Lou: reminder finance
    Thu 17:00 bot in the thread: closing-digest
    Thu 17:00 bot brings the ask to Bea up to date
    Thu 17:00 bot brings the ask to Fay up to date
    Thu 17:00 bot brings the ask to Lou up to date
    Thu 17:00 bot to Olga: owner-digest
    ");
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Weighing until Thu 5 Mar 17:00, asked 1 of 1, heard 0
    finance: Silent { people: 3 }
    ");
}

#[test]
fn the_colleague_who_was_not_asked_for_longest_is_asked() {
    let mut w = World::new("2026-03-02T10:00");
    w.joins("Ada", "Europe/Berlin", &[("finance", Role::Member)]);
    w.notices("Raise prices", &["finance"]);
    w.waits_until("2026-03-02T10:30");
    w.notices("Lower prices", &["finance"]);
    w.waits_until("2026-03-02T11:00");
    w.notices("Keep prices", &["finance"]);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Ada: ask finance
    Mon 10:30 Olga writes: Lower prices
    Mon 10:30 bot in the thread: card
    Mon 10:30 bot to Fay: ask finance
    Mon 11:00 Olga writes: Keep prices
    Mon 11:00 bot in the thread: card
    Mon 11:00 bot to Ada: ask finance
    ");
}

#[test]
fn nobody_hears_the_same_question_twice_running() {
    let mut w = World::new("2026-03-02T10:00");
    let first = w.notices("Raise prices", &["finance"]);
    let second = w.notices("Lower prices", &["finance"]);
    let asked = |id| w.decision(id).slots[0].asks[0].question.to_string();
    assert_eq!([asked(&first), asked(&second)], ["finance/pricing/0", "finance/pricing/1"]);
}

#[test]
fn somebody_who_had_this_weeks_asks_is_left_alone_and_the_backup_is_asked() {
    let mut w = World::new("2026-03-02T10:00");
    for number in 1..=5 {
        w.notices(&format!("Price change {number}"), &["finance"]);
    }
    w.story();
    w.notices("Price change 6", &["finance"]);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Price change 6
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Bea: ask finance
    ");
    w.waits_until("2026-03-09T10:00");
    w.story();
    w.notices("Price change 7", &["finance"]);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Price change 7
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    ");
}

#[test]
fn somebody_who_mutes_the_bot_is_let_go_at_once_and_asked_no_more() {
    let mut w = World::new("2026-03-02T10:00");
    w.notices("Raise prices", &["finance"]);
    w.changes("Fay", PersonChange::Mute);
    w.notices("Lower prices", &["finance"]);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    Mon 10:00 Fay: mute
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 bot to Bea: ask finance
    Mon 10:00 Olga writes: Lower prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Bea: ask finance
    ");
    w.changes("Fay", PersonChange::Unmute);
    w.story();
    w.notices("Keep prices", &["finance"]);
    assert!(w.story().contains("to Fay: ask finance"));
}

#[test]
fn somebody_away_or_snoozing_is_not_asked_until_they_are_back() {
    let mut w = World::new("2026-03-02T10:00");
    let (zone, until) = (w.somebody("Fay").zone.clone(), jiff::civil::date(2026, 3, 3));
    w.changes("Fay", PersonChange::Away { until, zone });
    w.changes("Bea", PersonChange::Snooze { until: berlin("2026-03-03T10:00") });
    w.notices("Raise prices", &["finance"]);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay: away 2026-03-03
    Mon 10:00 Bea: snooze 2026-03-03T09:00:00Z
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Lou: ask finance
    ");
    w.waits_until("2026-03-04T09:30");
    w.story();
    w.notices("Lower prices", &["finance"]);
    assert!(w.story().contains("to Fay: ask finance"));
}

#[test]
fn a_question_waits_for_the_receivers_morning_and_for_the_end_of_do_not_disturb() {
    let mut w = World::new("2026-03-06T18:30");
    w.somebody("Fay").quiet_until = Some(berlin("2026-03-09T11:00"));
    w.notices("Raise prices", &["finance", "support"]);
    w.waits_until("2026-03-09T12:00");
    insta::assert_snapshot!(w.story(), @"
    Fri 18:30 Olga writes: Raise prices
    Fri 18:30 bot in the thread: card
    Mon 09:00 bot to Ann: ask support
    Mon 11:00 bot to Fay: ask finance
    ");
}

#[test]
fn a_function_that_cannot_be_reached_is_shown_with_its_reason_and_the_owner_is_told() {
    let mut w = World::new("2026-03-02T10:00");
    for user in ["Fay", "Bea", "Lou"] {
        w.somebody(user).excused = Some(Excuse::Away);
    }
    w.somebody("Ann").refuses = true;
    let id = w.notices("Raise prices", &["finance", "design", "legal"]);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 Slack refuses to Ann: ask legal
    Mon 10:00 bot to Olga: could-not-reach
    Mon 10:00 bot to Olga: could-not-reach
    ");
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Listening until Thu 5 Mar 17:00, asked 0 of 3, heard 0
    finance: Unreachable(Excused(Away))
    design: Unreachable(NobodyMapped)
    legal: Unreachable(Undeliverable)
    ");
}

#[test]
fn who_is_back_too_late_for_a_fair_window_keeps_the_question_and_a_backup_is_asked() {
    let mut w = World::new("2026-03-02T10:00");
    w.somebody("Fay").quiet_until = Some(berlin("2026-03-05T10:00"));
    w.notices("Raise prices", &["finance"]);
    w.waits_until("2026-03-05T12:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Bea: ask finance
    Tue 10:00 bot to Bea: reminder finance
    Tue 14:00 bot to Lou: ask finance
    Wed 12:20 bot to Lou: reminder finance
    Thu 10:00 bot to Fay: ask finance
    ");
}

#[test]
fn who_is_back_in_time_is_waited_for() {
    let mut w = World::new("2026-03-02T10:00");
    w.somebody("Fay").quiet_until = Some(berlin("2026-03-04T10:00"));
    w.notices("Raise prices", &["finance"]);
    w.waits_until("2026-03-04T12:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Wed 10:00 bot to Fay: ask finance
    ");
}

#[test]
fn functions_that_cannot_be_reached_are_told_to_the_owner_all_at_once() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["design", "marketing", "finance"]);
    let told = w.last_posted("Olga", "could-not-reach").expect("it was told").message.clone();
    let functions = ["design", "marketing"].map(Into::into).to_vec();
    assert_eq!(told, Message::CouldNotReach { functions });
    let added = ["design", "marketing", "finance", "sales"].map(Into::into).to_vec();
    w.submits("Olga", &id, Form::Affected { functions: added });
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    Mon 10:00 bot to Olga: could-not-reach
    Mon 10:00 Olga submits affected
    Mon 10:00 bot to Olga: could-not-reach
    ");
}
