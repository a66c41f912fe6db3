//! After a decision: who is asked what and when, what is counted, and what nobody can tell afterwards.

mod pulse;
mod reviewing;
mod stage;
mod worrying;

use super::world::World;
use soundings::domain::aftermath::{Feeling, Score, Tally};
use soundings::domain::decision::Failed;
use soundings::domain::ids::DecisionId;
use soundings::domain::person::PersonChange;
use soundings::domain::reply::{Notice, Press};
use stage::{decided, five_decided, notice, tap};

fn tapped(w: &World, id: &DecisionId) -> (Tally, usize) {
    let decision = w.decision(id);
    let check = decision.after().and_then(|after| after.check.clone()).expect("a check");
    (check.tally, check.tapped.len())
}

#[test]
fn three_days_later_one_person_of_each_function_is_asked_where_they_work() {
    let (mut w, id) = decided(&["finance", "engineering", "legal", "support", "design"]);
    w.waits_until("2026-03-06T18:00");
    // Ann stands for two functions and gets one message; Eli is in New York; of Design nobody was asked.
    insta::assert_snapshot!(w.story());
    let decision = w.decision(&id);
    let check = decision.after().and_then(|after| after.check.clone()).expect("a check");
    let asked = check
        .asked
        .iter()
        .map(|(user, one)| format!("{user}: {:?}, spoke for {:?}", one.functions, one.contributed));
    insta::assert_snapshot!(asked.collect::<Vec<_>>().join("\n"));
}

#[test]
fn what_is_stored_does_not_tell_who_tapped_what() {
    let row = |fay: Feeling, ann: Feeling| {
        let (mut w, id) = decided(&["finance", "legal"]);
        w.waits_until("2026-03-06T11:00");
        w.presses("Fay", &id, Press::Felt { feeling: fay });
        w.presses("Ann", &id, Press::Felt { feeling: ann });
        (w.state(&w.key(&id)), w.person("Fay"), w.person("Ann"), w.workspace())
    };
    let (one, other) =
        (row(Feeling::Clear, Feeling::Worried), row(Feeling::Worried, Feeling::Clear));
    assert_eq!(one, other);
}

#[test]
fn the_workspace_learns_a_score_and_not_whose_it_was() {
    let row = |fay: u8, ann: u8| {
        let (mut w, id) = decided(&["finance", "finance-too"]);
        w.waits_until("2026-03-06T11:00");
        for (user, score) in [("Fay", fay), ("Ann", ann)] {
            let score = Score::new(score).expect("a score");
            w.presses(user, &id, Press::FeltHeard { score });
        }
        (w.state(&w.key(&id)), w.person("Fay"), w.person("Ann"))
    };
    assert_eq!(row(1, 5), row(5, 1));
}

#[test]
fn everybody_has_tapped_and_the_owner_is_told_at_once() {
    let (mut w, id) = five_decided();
    w.waits_until("2026-03-06T15:30");
    w.story();
    for user in ["Ann", "Eli", "Fay", "Mia"] {
        assert_eq!(tap(&mut w, &id, user, Feeling::Clear), Notice::TapCounted);
    }
    let last = tap(&mut w, &id, "Sam", Feeling::Worried);
    assert_eq!(last, Notice::WorryOffered { decision: id.clone() });
    insta::assert_snapshot!(w.story());
    assert_eq!(tapped(&w, &id), (Tally { clear: 4, unsure: 0, worried: 1 }, 5));
    w.waits_until("2026-03-20T18:00");
    assert_eq!(w.count_posted("check-result"), 1);
}

#[test]
fn where_some_stay_quiet_the_owner_is_told_two_working_days_later() {
    let (mut w, id) = five_decided();
    w.waits_until("2026-03-06T15:30");
    tap(&mut w, &id, "Fay", Feeling::Unsure);
    w.story();
    w.waits_until("2026-03-11T09:00");
    insta::assert_snapshot!(w.story());
    let outcome = w.decision(&id).after().and_then(|one| Some(one.check.as_ref()?.outcome()));
    let outcome = outcome.expect("a check");
    assert_eq!((outcome.asked, outcome.answered, outcome.counts), (5, 1, None));
}

#[test]
fn a_tap_counts_once_and_not_after_the_owner_was_told() {
    let (mut w, id) = five_decided();
    w.waits_until("2026-03-06T15:30");
    tap(&mut w, &id, "Fay", Feeling::Clear);
    assert_eq!(tap(&mut w, &id, "Fay", Feeling::Worried), Notice::TapCountedBefore);
    assert_eq!(tap(&mut w, &id, "Lou", Feeling::Worried), Notice::NoLongerAsked);
    w.waits_until("2026-03-12T09:00");
    assert_eq!(tap(&mut w, &id, "Mia", Feeling::Worried), Notice::CountsGone);
    assert_eq!(tapped(&w, &id), (Tally { clear: 1, unsure: 0, worried: 0 }, 1));
}

#[test]
fn a_score_counts_once_and_only_from_those_who_gave_a_view() {
    let (mut w, id) = five_decided();
    w.waits_until("2026-03-06T15:30");
    let score = |w: &mut World, user: &str, score: u8| {
        let score = Score::new(score).expect("a score");
        notice(w.presses(user, &id, Press::FeltHeard { score }))
    };
    assert_eq!(score(&mut w, "Fay", 4), Notice::ScoreCounted);
    assert_eq!(score(&mut w, "Fay", 1), Notice::TapCountedBefore);
    // Sam was asked and said nothing.
    assert_eq!(score(&mut w, "Sam", 1), Notice::NoLongerAsked);
    assert_eq!(w.workspace().felt_heard.len(), 1);
}

#[test]
fn nobody_is_asked_who_is_muted_and_who_is_away_is_asked_when_they_are_back() {
    let (mut w, id) = decided(&["finance", "legal"]);
    w.changes("Fay", PersonChange::Mute);
    let zone = soundings::domain::hours::Zone("Europe/Berlin".into());
    w.changes("Ann", PersonChange::Away { until: jiff::civil::date(2026, 3, 9), zone });
    w.story();
    w.waits_until("2026-03-13T18:00");
    insta::assert_snapshot!(w.story());
    assert_eq!(tapped(&w, &id).1, 0);
}

#[test]
fn somebody_who_is_gone_is_not_waited_for_and_nothing_is_said_of_them() {
    let (mut w, id) = decided(&["finance", "legal"]);
    w.somebody("Fay").refuses = true;
    w.waits_until("2026-03-06T11:00");
    w.story();
    tap(&mut w, &id, "Ann", Feeling::Clear);
    insta::assert_snapshot!(w.story());
    let faults = w.decision(&id).faults;
    assert_eq!(faults.last().map(|fault| &fault.what), Some(&Failed::Other));
}

#[test]
fn where_nobody_can_be_asked_nothing_is_said() {
    let (mut w, _) = decided(&["design"]);
    w.waits_until("2026-03-20T18:00");
    assert_eq!(w.story(), "");
}

#[test]
fn a_workspace_may_want_no_check() {
    let (mut w, id) = stage::decided_with(&["finance"], |policy| policy.review.check_hours = 0);
    w.waits_until("2026-03-20T18:00");
    assert_eq!(
        (w.count_posted("check"), w.decision(&id).after().map(|one| one.check.is_none())),
        (0, Some(true))
    );
}

#[test]
fn a_bot_that_was_down_asks_once_when_it_is_back() {
    let (mut w, _) = decided(&["finance"]);
    w.sleeps_until("2026-03-09T11:00");
    w.wake_due();
    w.run();
    w.waits_until("2026-03-20T18:00");
    insta::assert_snapshot!(w.story());
}

#[test]
fn after_a_reopening_nothing_is_counted_and_the_questions_say_so() {
    let (mut w, id) = decided(&["finance", "legal"]);
    w.waits_until("2026-03-06T11:00");
    w.story();
    stage::reopen(&mut w, &id);
    assert_eq!(tap(&mut w, &id, "Fay", Feeling::Worried), Notice::NoLongerAsked);
    insta::assert_snapshot!(w.story());
    w.waits_until("2026-03-20T18:00");
    assert_eq!(w.count_posted("check-result"), 0);
    let earlier = w.decision(&id).earlier;
    assert!(earlier[0].after.is_some(), "what came after stays with the record");
}

#[test]
fn a_question_that_was_on_its_way_when_it_was_reopened_is_let_go() {
    let (mut w, id) = decided(&["finance"]);
    w.somebody("Fay").quiet_until = Some(super::world::berlin("2026-03-12T12:00"));
    w.waits_until("2026-03-06T11:00");
    stage::reopen(&mut w, &id);
    w.waits_until("2026-03-13T18:00");
    assert_eq!(w.count_posted("check"), 0);
}

#[test]
fn a_proposal_that_is_deleted_takes_its_questions_along() {
    let (mut w, id) = decided(&["finance"]);
    w.waits_until("2026-03-06T11:00");
    w.story();
    let root = w.decision(&id).root;
    w.edits(&id, &root, None);
    assert_eq!(tap(&mut w, &id, "Fay", Feeling::Clear), Notice::NoLongerAsked);
    w.waits_until("2026-06-30T18:00");
    insta::assert_snapshot!(w.story());
}

#[test]
fn the_owner_is_not_asked_about_their_own_decision() {
    let (w, id) = decided(&["finance", "legal"]);
    let mut decision = w.decision(&id);
    decision.owner = "Fay".into();
    let asked: Vec<String> = decision.to_check().keys().map(ToString::to_string).collect();
    assert_eq!(asked, ["Ann"]);
}
