//! What was announced as decided, checked after the fact.

use super::render::render;
use super::world::{World, berlin};
use soundings::domain::aftermath::Cause;
use soundings::domain::decision::{Decision, Ended, Phase};
use soundings::domain::event::{DecisionEvent, Event};
use soundings::domain::hours::Zone;
use soundings::domain::ids::DecisionId;
use soundings::domain::record::{Essence, Filled, Outcome, fingerprint};
use soundings::domain::reply::{Form, Modal, Notice, Press, Reply};

const TEXT: &str = "We have decided to retire the v1 export API in June";

fn announced(at: &str) -> (World, DecisionId) {
    let mut w = World::new(at);
    let id = w.announces(TEXT, &["finance", "legal"]);
    (w, id)
}

fn end(at: &str) -> String {
    let (w, id) = announced(at);
    let closes = w.decision(&id).closes_at.to_zoned(Zone("Europe/Berlin".into()).rules());
    closes.strftime("%a %H:%M").to_string()
}

#[test]
fn it_is_checked_for_48_hours_and_stands_as_announced() {
    let (mut w, id) = announced("2026-03-02T10:00");
    w.answers("Fay", &id, "finance", "a month to move our reports");
    w.waits_until("2026-03-05T12:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga announces: We have decided to retire the v1 export API in June
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Ann: ask legal
    Mon 10:00 bot to Fay: ask finance
    Mon 10:00 Fay submits answer finance
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 15:20 bot to Ann: reminder legal
    Wed 10:00 bot in the thread: closing-digest
    Wed 10:00 bot brings the ask to Ann up to date
    Wed 10:00 bot brings the ask to Fay up to date
    Wed 10:00 bot to Olga: owner-digest
    ");
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Decided until Wed 4 Mar 10:00, asked 2 of 2, heard 1
    finance: “a month to move our reports” (Fay)
    legal: Silent { people: 1 }
    ");
    let record = w.decision(&id).record.expect("a record");
    assert!(record.after_the_fact && record.by.as_str() == "Olga");
    assert_eq!(record.essence, Essence { sentence: TEXT.into(), ..Essence::default() });
    assert_eq!(record.gaps.expect("Legal was not heard").unheard.len(), 1);
}

#[test]
fn a_check_never_ends_without_a_working_day_nor_outside_working_hours() {
    assert_eq!(end("2026-03-02T10:00"), "Wed 10:00", "48 hours");
    assert_eq!(end("2026-03-04T22:00"), "Mon 09:00", "48 hours are over on Friday night");
    assert_eq!(end("2026-03-06T16:00"), "Mon 17:00", "the weekend is no time to answer");
    assert_eq!(end("2026-03-07T12:00"), "Tue 17:00", "a whole day after the weekend's first");
}

/// Wherever whoever decides is, and whenever they announce it, everybody else has a day's working hours.
#[test]
fn there_is_a_working_day_in_it_for_everybody_on_earth() {
    let zones = ["Pacific/Pago_Pago", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata"];
    let zones =
        zones.into_iter().chain(["Asia/Tokyo", "Pacific/Kiritimati"]).map(|zone| Zone(zone.into()));
    let zones: Vec<Zone> = zones.collect();
    let mut w = World::new("2026-03-02T00:30");
    for _ in 0..7 * 24 {
        w.now += jiff::SignedDuration::from_hours(1);
        for owner in &zones {
            let root = w.next_ts();
            let mut proposal = w.proposal(&root, TEXT, &["finance"]);
            (proposal.announced, proposal.zone) = (true, owner.clone());
            let (key, id) = (w.key(&proposal.id), proposal.id.clone());
            w.apply_new(&key, Event::Decision(DecisionEvent::Proposed(Box::new(proposal))));
            let until = w.decision(&id).closes_at;
            for zone in &zones {
                let time = w.policy.hours.between(zone, w.now, until);
                let at = w.now;
                // An hour less where the clocks change meanwhile.
                assert!(time.as_hours() >= 7, "{at}: {zone:?} has {time} of {owner:?}'s check");
            }
        }
    }
}

#[test]
fn views_get_their_answers_afterwards() {
    let (mut w, id) = announced("2026-03-02T10:00");
    w.answers("Fay", &id, "finance", "a month to move our reports");
    w.waits_until("2026-03-05T12:00");
    w.story();
    let step = w.decision_event(&id, DecisionEvent::DecideAsked { by: "Olga".into() });
    let Reply::Open(modal) = step else { panic!("{step:?}") };
    assert!(matches!(*modal, Modal::Decide { .. }));
    w.submits("Olga", &id, disposed(&w.decision(&id)));
    insta::assert_snapshot!(w.story(), @"
    Thu 12:00 Olga submits decide
    Thu 12:00 bot in the thread: disposed finance
    Thu 12:00 bot to Fay: word-back
    ");
    let record = w.decision(&id).record.expect("a record");
    assert!(record.after_the_fact && record.dispositions.len() == 1);
}

fn disposed(decision: &Decision) -> Form {
    let view = decision.slots[0].view.as_ref().expect("a view");
    Form::Decide(Box::new(Filled::View {
        function: "finance".into(),
        of: fingerprint(&view.words),
        outcome: Some(Outcome::Adopted),
        why: "you have until July".into(),
        follow_up_by: None,
        follow_up_due: None,
    }))
}

#[test]
fn what_the_owner_has_written_of_it_stands_on_the_record() {
    let (mut w, id) = announced("2026-03-02T10:00");
    let filled = Filled::Essence {
        sentence: "We retire the v1 API in June.".into(),
        serves_customer: None,
        serves_company: Some("one API to run".into()),
        given_up: None,
    };
    let typed = DecisionEvent::Typed { by: "Olga".into(), filled, at: "1772450000.000100".into() };
    w.decision_event(&id, typed);
    w.waits_until("2026-03-05T12:00");
    let essence = w.decision(&id).record.expect("a record").essence;
    assert_eq!(essence.sentence, "We retire the v1 API in June.");
    assert_eq!(essence.serves_company.as_deref(), Some("one API to run"));
}

#[test]
fn a_long_announcement_is_cut_at_a_word() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.announces(&format!("{TEXT}\n{}", "because of the upkeep ".repeat(40)), &["legal"]);
    w.waits_until("2026-03-05T12:00");
    let sentence = w.decision(&id).record.expect("a record").essence.sentence;
    assert!(sentence.starts_with("We have decided to retire the v1 export API in June because"));
    assert!(sentence.ends_with(" of…") || sentence.ends_with('…'), "{sentence}");
    assert!(sentence.chars().count() <= 300 && !sentence.contains('\n'), "{sentence}");
}

#[test]
fn the_owner_says_that_it_is_not_decided_yet() {
    let (mut w, id) = announced("2026-03-02T10:00");
    let only = Reply::Notice(Box::new(Notice::OwnerOnly { owner: "Olga".into() }));
    assert_eq!(w.presses("Fay", &id, Press::StillOpen), only);
    w.story();
    let until = berlin("2026-03-05T17:00");
    let kept = Reply::Notice(Box::new(Notice::StillOpenKept { until }));
    assert_eq!(w.presses("Olga", &id, Press::StillOpen), kept);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga presses still-open
    Mon 10:00 bot brings the ask to Ann up to date
    Mon 10:00 bot brings the ask to Fay up to date
    ");
    let again = Reply::Notice(Box::new(Notice::AlreadyClosed));
    assert_eq!(w.presses("Olga", &id, Press::StillOpen), again);
    w.waits_until("2026-03-05T18:00");
    let decision = w.decision(&id);
    assert_eq!((decision.phase, decision.record), (Phase::Weighing, None));
}

#[test]
fn one_that_is_opened_again_is_weighed_like_any_other() {
    let (mut w, id) = announced("2026-03-02T10:00");
    w.waits_until("2026-03-05T12:00");
    assert!(w.decision(&id).is_checked_afterwards());
    w.submits("Olga", &id, Form::Reopen { cause: Some(Cause::NotAsked), reason: None });
    assert!(!w.decision(&id).is_checked_afterwards());
    w.waits_until("2026-03-12T12:00");
    let decision = w.decision(&id);
    assert_eq!((decision.phase, decision.record), (Phase::Weighing, None));
    assert!(decision.earlier[0].after_the_fact);
}

#[test]
fn a_check_that_is_ended_early_or_cut_short_is_on_the_record_as_well() {
    let (mut w, id) = announced("2026-03-02T10:00");
    w.submits("Olga", &id, Form::CloseEarly { reason: "said all there is".into() });
    assert_eq!(w.decision(&id).phase, Phase::Decided);
    let (mut w, id) = announced("2026-03-02T10:00");
    w.workspace_event(soundings::domain::event::WorkspaceEvent::ChannelArchived {
        channel: super::world::CHANNEL.into(),
    });
    let decision = w.decision(&id);
    assert_eq!(decision.closed.expect("closed").how, Ended::ChannelArchived);
    assert!(decision.record.expect("a record").after_the_fact);
}

#[test]
fn an_announcement_that_is_deleted_leaves_nothing() {
    let (mut w, id) = announced("2026-03-02T10:00");
    let root = w.decision(&id).root;
    w.edits(&id, &root, None);
    w.waits_until("2026-03-09T12:00");
    let decision = w.decision(&id);
    assert_eq!((decision.phase, decision.record), (Phase::Cancelled, None));
}
