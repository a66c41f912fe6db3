//! The review, whether worries came true, follow-ups, and why it was opened again.

use super::stage::{self, Plan, decided, decided_as, notice};
use crate::domain::world::World;
use jiff::civil::date;
use soundings::domain::aftermath::{CameTrue, Cause, Progress, Turned};
use soundings::domain::decision::Phase;
use soundings::domain::event::DecisionEvent;
use soundings::domain::ids::DecisionId;
use soundings::domain::record::Outcome;
use soundings::domain::reply::{Field, FieldFault, Form, Modal, Notice, Press, Reply};

fn result(turned: Option<Turned>, cause: Option<Cause>) -> Form {
    Form::Result { text: "2.6 percent".into(), turned, cause }
}

fn faults(reply: Reply) -> Vec<(Field, FieldFault)> {
    match reply {
        Reply::Faults(faults) => faults,
        other => panic!("no faults: {other:?}"),
    }
}

fn worries(w: &mut World, id: &DecisionId, user: &str, function: &str) {
    let form = Form::Worry { function: Some(function.into()), text: "quotes break".into() };
    w.submits(user, id, form);
}

/// Decided on Tuesday 3 March, to be looked at on Saturday 14 March.
fn to_review() -> (World, DecisionId) {
    let plan = Plan { review_on: Some(date(2026, 3, 14)), ..Plan::default() };
    let (mut w, id) = stage::decided_as(&["finance", "legal"], &plan);
    w.waits_until("2026-03-13T18:00");
    w.story();
    (w, id)
}

#[test]
fn the_owner_is_asked_on_the_day_at_work_and_reminded_once() {
    let (mut w, _) = to_review();
    w.waits_until("2026-06-30T18:00");
    insta::assert_snapshot!(w.story());
}

#[test]
fn the_usual_day_goes_by_kind_and_door() {
    let (mut w, _) = decided(&["design"]);
    w.waits_until("2026-04-03T18:00");
    insta::assert_snapshot!(w.story());
}

#[test]
fn a_review_date_that_was_past_when_it_was_recorded_counts_as_the_next_day() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["design"]);
    // It is typed in time, and recorded after that day.
    let proof = soundings::domain::record::Filled::Proof {
        cost_carried_by: None,
        measure: None,
        review_on: Some(date(2026, 3, 3)),
        reopen_if: None,
    };
    w.submits("Olga", &id, Form::Decide(Box::new(proof)));
    w.waits_until("2026-03-10T12:00");
    // Its day was changed meanwhile, to the very day on which it is recorded.
    let plan = Plan { review_on: Some(date(2026, 3, 10)), ..Plan::default() };
    stage::record(&mut w, &id, &plan);
    w.story();
    w.waits_until("2026-03-11T10:00");
    insta::assert_snapshot!(w.story());
}

#[test]
fn the_result_goes_to_the_thread_and_those_who_worried_are_asked_once() {
    let (mut w, id) = to_review();
    worries(&mut w, &id, "Fay", "finance");
    worries(&mut w, &id, "Ann", "legal");
    w.waits_until("2026-03-16T10:00");
    w.story();
    let open = w.presses("Olga", &id, Press::RecordResult);
    assert_eq!(open, Reply::Open(Box::new(Modal::Result)));
    let kept = notice(w.submits("Olga", &id, result(Some(Turned::Missed), None)));
    assert_eq!(kept, Notice::ResultKept { title: "Raise prices".into(), asked: 2 });
    let answers = |w: &mut World, user: &str, function: &str, answer| {
        notice(w.presses(user, &id, Press::CameTrue { function: function.into(), answer }))
    };
    let said = || Notice::HindsightKept { function: "finance".into() };
    assert_eq!(answers(&mut w, "Fay", "finance", CameTrue::InPart), said());
    assert_eq!(answers(&mut w, "Fay", "finance", CameTrue::No), said());
    answers(&mut w, "Ann", "legal", CameTrue::No);
    let stranger = answers(&mut w, "Mia", "finance", CameTrue::Yes);
    assert_eq!(stranger, Notice::NoLongerAsked);
    insta::assert_snapshot!(w.story());
    let decision = w.decision(&id);
    let came_true: Vec<_> = decision.after().expect("after").came_true().collect();
    assert_eq!((decision.phase, came_true.len()), (Phase::Reviewed, 1));
    assert_eq!(came_true[0].1.answer, CameTrue::InPart);
    w.waits_until("2026-06-30T18:00");
    assert_eq!(w.story(), "", "no reminder, and nothing twice");
}

#[test]
fn the_result_is_recorded_once_by_the_owner_with_a_cause_where_it_was_reversed() {
    let (mut w, id) = to_review();
    let owner_only = Notice::OwnerOnly { owner: "Olga".into() };
    assert_eq!(notice(w.presses("Fay", &id, Press::RecordResult)), owner_only);
    assert_eq!(notice(w.submits("Fay", &id, result(Some(Turned::Held), None))), owner_only);
    let bare = Form::Result { text: " ".into(), turned: None, cause: None };
    let missing = [(Field::Result, FieldFault::Empty), (Field::Turned, FieldFault::Empty)];
    assert_eq!(faults(w.submits("Olga", &id, bare)), missing);
    let uncaused = faults(w.submits("Olga", &id, result(Some(Turned::Reversed), None)));
    assert_eq!(uncaused, [(Field::Cause, FieldFault::NoCause)]);
    w.submits("Olga", &id, result(Some(Turned::Reversed), Some(Cause::NotAsked)));
    let again = notice(w.submits("Olga", &id, result(Some(Turned::Held), None)));
    assert!(matches!(again, Notice::AlreadyReviewed { .. }), "{again:?}");
    let decision = w.decision(&id);
    let kept = decision.after().and_then(|after| after.result.clone()).expect("a result");
    assert_eq!((kept.turned, kept.cause), (Turned::Reversed, Some(Cause::NotAsked)));
    // What is over takes no more worries.
    let late = notice(w.presses("Fay", &id, Press::RaiseWorry));
    assert!(matches!(late, Notice::AlreadyReviewed { .. }), "{late:?}");
}

#[test]
fn a_cause_is_kept_only_where_it_was_reversed() {
    let (mut w, id) = to_review();
    w.submits("Olga", &id, result(Some(Turned::Held), Some(Cause::Other)));
    let decision = w.decision(&id);
    let kept = decision.after().and_then(|after| after.result.clone()).expect("a result");
    assert_eq!(kept.cause, None);
}

#[test]
fn whoever_follows_something_up_is_asked_on_that_day_once_about_all_of_it() {
    let follow_up = Some(("Eli", date(2026, 3, 12)));
    let plan = Plan { follow_up, ..Plan::default() };
    let (mut w, id) = decided_as(&["finance", "legal"], &plan);
    w.waits_until("2026-03-11T20:00");
    w.story();
    w.waits_until("2026-03-12T18:00");
    let answer = |w: &mut World, user: &str, function: &str, progress| {
        let function = function.into();
        notice(w.presses(user, &id, Press::FollowUp { function, progress }))
    };
    let kept = |progress| Notice::FollowUpKept { function: "finance".into(), progress };
    let not_theirs = answer(&mut w, "Fay", "finance", Progress::Done);
    assert_eq!(not_theirs, Notice::NotYours { function: "finance".into() });
    assert_eq!(answer(&mut w, "Eli", "finance", Progress::NotYet), kept(Progress::NotYet));
    assert_eq!(answer(&mut w, "Eli", "finance", Progress::Done), kept(Progress::Done));
    assert_eq!(answer(&mut w, "Eli", "finance", Progress::Dropped), kept(Progress::Done));
    insta::assert_snapshot!(w.story());
    w.waits_until("2026-03-31T18:00");
    assert_eq!(w.count_posted("follow-up-due"), 1);
}

#[test]
fn what_was_declined_or_reversed_is_not_followed_up() {
    let follow_up = Some(("Eli", date(2026, 3, 12)));
    let declined = Plan { outcome: Outcome::Declined, follow_up, ..Plan::default() };
    let (mut w, _) = decided_as(&["finance"], &declined);
    w.waits_until("2026-03-20T18:00");
    assert_eq!(w.count_posted("follow-up-due"), 0);
    let (mut w, id) = decided_as(&["finance"], &Plan { follow_up, ..Plan::default() });
    w.submits("Olga", &id, result(Some(Turned::Reversed), Some(Cause::FactsChanged)));
    w.waits_until("2026-03-20T18:00");
    assert_eq!(w.count_posted("follow-up-due"), 0);
}

#[test]
fn a_follow_up_nobody_can_be_asked_about_is_let_go() {
    let plan = Plan { follow_up: Some(("Gone", date(2026, 3, 12))), ..Plan::default() };
    let (mut w, id) = decided_as(&["finance"], &plan);
    w.waits_until("2026-03-20T18:00");
    let story = w.story();
    assert_eq!(story.matches("Slack refuses to Gone: follow-up-due").count(), 1, "{story}");
    assert!(w.decision(&id).after().is_some_and(|after| after.follow_ups.len() == 1));
}

#[test]
fn what_was_decided_is_opened_again_with_a_cause() {
    let (mut w, id) = decided(&["finance"]);
    let asked = |reason: Option<&str>| DecisionEvent::ReopenAsked {
        by: "Olga".into(),
        reason: reason.map(Into::into),
    };
    let reason = || Some("design was missing".to_owned());
    let form = w.decision_event(&id, asked(Some("design was missing")));
    assert_eq!(form, Reply::Open(Box::new(Modal::Reopen { reason: reason() })));
    let uncaused = Form::Reopen { cause: None, reason: reason() };
    assert_eq!(faults(w.submits("Olga", &id, uncaused)), [(Field::Cause, FieldFault::NoCause)]);
    let because = || Form::Reopen { cause: Some(Cause::NotAsked), reason: reason() };
    let owner_only = Notice::OwnerOnly { owner: "Olga".into() };
    assert_eq!(notice(w.submits("Fay", &id, because())), owner_only);
    w.story();
    w.submits("Olga", &id, because());
    insta::assert_snapshot!(w.story());
    let twice = notice(w.submits("Olga", &id, because()));
    assert!(matches!(twice, Notice::NotClosed { .. }), "{twice:?}");
    let decision = w.decision(&id);
    let reopened = decision.earlier[0].reopened.clone().expect("why");
    assert_eq!((reopened.cause, reopened.reason), (Cause::NotAsked, reason()));
}

#[test]
fn what_was_not_decided_yet_is_opened_again_without_one() {
    let (mut w, id) = {
        let mut w = World::new("2026-03-02T10:00");
        let id = w.notices("Raise prices", &["finance"]);
        w.submits("Olga", &id, Form::CloseEarly { reason: "all heard".into() });
        (w, id)
    };
    let event = DecisionEvent::ReopenAsked { by: "Olga".into(), reason: None };
    assert!(matches!(notice(w.decision_event(&id, event)), Notice::Reopened { .. }));
}

#[test]
fn the_next_record_has_a_review_and_a_check_of_its_own() {
    let (mut w, id) = decided(&["finance"]);
    w.waits_until("2026-03-05T12:00");
    stage::reopen(&mut w, &id);
    w.waits_until("2026-03-05T13:00");
    stage::record(&mut w, &id, &Plan::default());
    w.story();
    w.waits_until("2026-03-09T10:00");
    insta::assert_snapshot!(w.story());
}
