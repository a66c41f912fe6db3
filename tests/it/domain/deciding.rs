//! Recording a decision: what is refused, what is asked again, and what happens only once.

use super::world::{World, berlin};
use soundings::domain::aftermath::Cause;
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::event::DecisionEvent;
use soundings::domain::ids::DecisionId;
use soundings::domain::message::Message;
use soundings::domain::record::{Filled, Outcome, Step, fingerprint};
use soundings::domain::reply::{Field, FieldFault, Form, Modal, Notice, Press, Reply};

/// Olga has heard Finance (Fay) and Legal (Ann), and listening has ended.
fn heard() -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance", "legal"]);
    w.answers("Fay", &id, "finance", "A range we can plan with");
    w.answers("Ann", &id, "legal", "60 days of notice");
    w.submits("Olga", &id, Form::CloseEarly { reason: "all are heard".into() });
    w.story();
    (w, id)
}

fn decide(form: Filled) -> Form {
    Form::Decide(Box::new(form))
}

fn sentence(text: &str) -> Form {
    decide(Filled::Essence {
        sentence: text.into(),
        serves_customer: None,
        serves_company: None,
        given_up: None,
    })
}

fn proof() -> Form {
    decide(Filled::Proof { cost_carried_by: None, measure: None, review_on: None, reopen_if: None })
}

fn view(decision: &Decision, function: &str, outcome: Option<Outcome>, why: &str) -> Form {
    let view = decision.slot(&function.into()).and_then(|slot| slot.view.clone());
    decide(Filled::View {
        function: function.into(),
        of: fingerprint(&view.expect("a view").words),
        outcome,
        why: why.into(),
        follow_up_by: None,
        follow_up_due: None,
    })
}

fn check() -> Form {
    decide(Filled::Check { back_to: None })
}

fn asks(w: &mut World, id: &DecisionId, who: &str) -> Reply {
    w.decision_event(id, DecisionEvent::DecideAsked { by: who.into() })
}

fn opens(reply: &Reply) -> Step {
    match reply {
        Reply::Open(modal) => match modal.as_ref() {
            Modal::Decide { step, changed: false } => step.clone(),
            other => panic!("another form: {other:?}"),
        },
        other => panic!("no form: {other:?}"),
    }
}

fn faults(reply: Reply) -> Vec<(Field, FieldFault)> {
    match reply {
        Reply::Faults(faults) => faults,
        other => panic!("no faults: {other:?}"),
    }
}

fn records(w: &mut World, id: &DecisionId) -> Reply {
    let decision = w.decision(id);
    w.submits("Olga", id, sentence("We raise by 8 percent."));
    w.submits("Olga", id, proof());
    w.submits("Olga", id, view(&decision, "finance", Some(Outcome::Partly), "a range, yes"));
    w.submits("Olga", id, view(&decision, "legal", Some(Outcome::Adopted), "we must"));
    w.submits("Olga", id, check())
}

#[test]
fn the_steps_come_one_after_the_other_and_the_last_posts_it() {
    let (mut w, id) = heard();
    let decision = w.decision(&id);
    assert_eq!(opens(&asks(&mut w, &id, "Olga")), Step::Essence);
    assert_eq!(opens(&w.submits("Olga", &id, sentence("We raise by 8 percent."))), Step::Proof);
    assert_eq!(opens(&w.submits("Olga", &id, proof())), Step::View("finance".into()));
    let finance = view(&decision, "finance", Some(Outcome::Partly), "a range, yes");
    assert_eq!(opens(&w.submits("Olga", &id, finance)), Step::View("legal".into()));
    let legal = view(&decision, "legal", Some(Outcome::Adopted), "we must");
    assert_eq!(opens(&w.submits("Olga", &id, legal)), Step::Check);
    w.submits("Olga", &id, check());
    insta::assert_snapshot!(w.story());
    assert_eq!(w.decision(&id).phase, Phase::Decided);
}

#[test]
fn a_double_click_records_once() {
    let (mut w, id) = heard();
    records(&mut w, &id);
    let again = w.submits("Olga", &id, check());
    assert!(matches!(&again, Reply::Notice(one) if matches!(**one, Notice::AlreadyDecided { .. })));
    let posts =
        |wanted: fn(&Message) -> bool| w.slack.iter().filter(|one| wanted(&one.message)).count();
    assert_eq!(posts(|message| matches!(message, Message::Decided { .. })), 1);
    assert_eq!(posts(|message| matches!(message, Message::WordBack { .. })), 2);
}

#[test]
fn two_forms_of_one_owner_end_in_one_record_and_the_last_word_before_it_counts() {
    let (mut w, id) = heard();
    asks(&mut w, &id, "Olga");
    asks(&mut w, &id, "Olga");
    w.submits("Olga", &id, sentence("From the phone."));
    w.submits("Olga", &id, sentence("From the desk."));
    records(&mut w, &id);
    let decision = w.decision(&id);
    assert_eq!(decision.record.expect("recorded").essence.sentence, "We raise by 8 percent.");
    let late = w.submits("Olga", &id, sentence("Too late."));
    assert!(matches!(&late, Reply::Notice(one) if matches!(**one, Notice::AlreadyDecided { .. })));
}

#[test]
fn what_is_missing_or_wrong_is_named_by_field() {
    let (mut w, id) = heard();
    let decision = w.decision(&id);
    assert_eq!(
        faults(w.submits("Olga", &id, sentence("  "))),
        [(Field::Sentence, FieldFault::Empty)]
    );
    assert_eq!(
        faults(w.submits("Olga", &id, sentence(&"a".repeat(301)))),
        [(Field::Sentence, FieldFault::TooLong(300))]
    );
    let unexplained = view(&decision, "finance", Some(Outcome::Declined), " ");
    assert_eq!(faults(w.submits("Olga", &id, unexplained)), [(Field::Why, FieldFault::NoReason)]);
    let past = decide(Filled::Proof {
        cost_carried_by: None,
        measure: None,
        review_on: Some(jiff::civil::date(2026, 3, 1)),
        reopen_if: None,
    });
    assert_eq!(faults(w.submits("Olga", &id, past)), [(Field::ReviewOn, FieldFault::DayPast)]);
    assert!(w.decision(&id).draft.is_none_or(|draft| draft.done.is_empty()));
}

#[test]
fn the_last_step_alone_posts_nothing_while_a_step_is_open() {
    let (mut w, id) = heard();
    assert_eq!(opens(&w.submits("Olga", &id, check())), Step::Essence);
    assert_eq!(w.decision(&id).phase, Phase::Weighing);
}

#[test]
fn a_view_that_comes_late_and_changes_brings_its_step_up_again() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance", "legal"]);
    w.answers("Fay", &id, "finance", "A range we can plan with");
    let decision = w.decision(&id);
    w.submits("Olga", &id, sentence("We raise by 8 percent."));
    w.submits("Olga", &id, proof());
    w.submits("Olga", &id, view(&decision, "finance", Some(Outcome::Partly), "a range, yes"));
    w.answers("Fay", &id, "finance", "A floor");
    w.submits("Olga", &id, decide(Filled::Gaps { reason: "it is due".into() }));
    // What she said was about other words.
    assert_eq!(opens(&w.submits("Olga", &id, check())), Step::View("finance".into()));
    let stale = view(&decision, "finance", Some(Outcome::Partly), "a range, yes");
    let reply = w.submits("Olga", &id, stale);
    assert!(
        matches!(&reply, Reply::Open(modal) if matches!(**modal, Modal::Decide { changed: true, .. }))
    );
}

#[test]
fn keystrokes_that_come_out_of_order_leave_the_last() {
    let (mut w, id) = heard();
    let mut types = |text: &str, at: &str| {
        let filled = Filled::Essence {
            sentence: text.into(),
            serves_customer: None,
            serves_company: None,
            given_up: None,
        };
        let event = DecisionEvent::Typed { by: "Olga".into(), filled, at: at.into() };
        w.decision_event(&id, event);
    };
    types("We raise", "1772442720.000300");
    types("We ra", "1772442720.000200");
    let draft = w.decision(&id).draft.expect("a draft");
    assert_eq!(draft.essence.sentence, "We raise");
}

#[test]
fn somebody_elses_keystrokes_and_steps_are_nothing() {
    let (mut w, id) = heard();
    let reply = w.submits("Fay", &id, sentence("Mine."));
    assert!(matches!(&reply, Reply::Notice(one) if matches!(**one, Notice::OwnerOnly { .. })));
    assert_eq!(w.decision(&id).draft, None);
}

#[test]
fn reopening_keeps_the_record_and_the_next_one_stands_beside_it() {
    let (mut w, id) = heard();
    records(&mut w, &id);
    let first = w.decision(&id).record.expect("recorded");
    let cause = Some(Cause::FactsChanged);
    w.submits("Olga", &id, Form::Reopen { cause, reason: None });
    let decision = w.decision(&id);
    assert_eq!((decision.record, decision.earlier.len()), (None, 1));
    let kept = &decision.earlier[0];
    assert_eq!((kept.at, &kept.essence, &kept.gaps), (first.at, &first.essence, &first.gaps));
    assert_eq!(kept.reopened.as_ref().map(|one| one.cause), cause);
    w.submits("Olga", &id, Form::CloseEarly { reason: "again".into() });
    w.wait_until(berlin("2026-03-02T10:30"));
    records(&mut w, &id);
    let decision = w.decision(&id);
    assert_eq!(decision.earlier.len(), 1);
    assert!(decision.record.is_some());
    let posted = w.slack.iter().filter(|one| matches!(one.message, Message::Decided { .. }));
    assert_eq!(posted.count(), 2);
}

#[test]
fn two_records_of_one_moment_are_still_two() {
    let (mut w, id) = heard();
    records(&mut w, &id);
    w.submits("Olga", &id, Form::Reopen { cause: Some(Cause::FactsChanged), reason: None });
    w.submits("Olga", &id, Form::CloseEarly { reason: "again".into() });
    records(&mut w, &id);
    let decision = w.decision(&id);
    let second = decision.record.expect("recorded again");
    assert!(decision.earlier[0].at < second.at, "messages of a record go by its moment");
    let posted = w.slack.iter().filter(|one| one.message == Message::Decided { at: second.at });
    assert_eq!(posted.count(), 1);
}

#[test]
fn a_contributor_who_cannot_be_written_to_is_named_to_the_owner_alone() {
    let (mut w, id) = heard();
    w.somebody("Fay").refuses = true;
    records(&mut w, &id);
    insta::assert_snapshot!(w.story());
}

#[test]
fn a_view_is_put_back_confirmed_and_overtaken_when_it_changes() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance", "legal"]);
    w.answers("Fay", &id, "finance", "A range we can plan with");
    w.story();
    let restate = || Form::Restate { function: Some("finance".into()), text: "A range".into() };
    let confirm = || Press::ConfirmRestated { function: "finance".into() };
    w.submits("Olga", &id, restate());
    w.presses("Ann", &id, confirm());
    w.presses("Fay", &id, confirm());
    w.presses("Fay", &id, confirm());
    let mended = Form::Mended { function: "finance".into(), text: "A range per quarter".into() };
    w.submits("Fay", &id, mended);
    w.answers("Fay", &id, "finance", "A floor");
    let gone = w.presses("Fay", &id, confirm());
    assert!(matches!(&gone, Reply::Notice(one) if **one == Notice::RestatementGone));
    insta::assert_snapshot!(w.story());
}

#[test]
fn after_an_edit_views_are_asked_about_once_and_renewed_in_one_tap() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance", "legal"]);
    w.answers("Fay", &id, "finance", "A range we can plan with");
    let root = w.decision(&id).root;
    w.story();
    w.edits(&id, &root, Some("Raise prices!"));
    w.edits(&id, &root, Some("Raise prices by 8 percent"));
    w.edits(&id, &root, Some("Raise prices by 9 percent"));
    w.presses("Ann", &id, Press::StillHolds { function: "finance".into() });
    w.presses("Fay", &id, Press::StillHolds { function: "finance".into() });
    let decision = w.decision(&id);
    let view = decision.slots[0].view.clone().expect("a view");
    assert_eq!(view.version, decision.version());
    insta::assert_snapshot!(w.story());
}
