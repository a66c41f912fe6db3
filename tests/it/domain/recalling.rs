//! What was learned from a function the last time a decision of this kind was made.

use super::world::World;
use jiff::SignedDuration;
use soundings::domain::answer::{View, ViewSource, Words};
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::ids::{DecisionId, FunctionId};
use soundings::domain::kind::Kind;
use soundings::domain::message::Message;
use soundings::domain::record::{Disposition, Essence, Outcome, Record, fingerprint};
use soundings::domain::reply::{Notice, Press, Reply};
use soundings::domain::slot::SlotState;
use soundings::domain::state::State;
use soundings::reading::learned::{latest, learned};

fn finance() -> FunctionId {
    "finance".into()
}

/// Makes a decision one that was recorded with this view of finance, and what became of it.
fn decide(w: &mut World, id: &DecisionId, words: Words, outcome: Outcome) {
    let mut decision = w.decision(id);
    let of = fingerprint(&words);
    let (by, at) = ("Fay".into(), w.now);
    let source = ViewSource::Form;
    let view = View { by, at, words, source, version: 1, late: false, changed: false, care: None };
    decision.slots[0].state = SlotState::Heard { by: "Fay".into(), at };
    decision.slots[0].view = Some(view);
    let disposition = Disposition { outcome, why: "so".to_owned(), follow_up: None, of };
    decision.record = Some(Box::new(Record {
        by: "Olga".into(),
        at,
        essence: Essence::default(),
        dispositions: [(finance(), disposition)].into(),
        gaps: None,
        after_the_fact: false,
        after: None,
        reopened: None,
    }));
    decision.phase = Phase::Decided;
    let key = w.key(id);
    w.rows.get_mut(&key).expect("a row").state = State::Decision(Box::new(decision));
}

/// A decision about prices in which finance said this.
fn decided(words: Words, outcome: Outcome) -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    decide(&mut w, &id, words, outcome);
    w.now += SignedDuration::from_hours(24);
    (w, id)
}

fn words(need: &str, limit: Option<&str>, condition: Option<&str>) -> Words {
    let own = |text: Option<&str>| text.map(str::to_owned);
    Words { limit: own(limit), condition: own(condition), ..Words::need(need) }
}

/// What the next decision of the kind is told of finance.
#[track_caller]
fn check(words: Words, outcome: Outcome, expected: Option<&str>) {
    let (mut w, _) = decided(words.clone(), outcome);
    let next = w.notices("Lower prices", &["finance"]);
    let (next, all) = (w.decision(&next), w.decisions());
    assert_eq!(latest(&next, &finance(), &all).map(|one| one.words), expected, "{words:?}");
}

#[test]
fn a_limit_or_condition_tells_most_whatever_became_of_it() {
    let all = words("A range", Some("not below 60 euros"), Some("yes, if it is slow"));
    check(all, Outcome::Declined, Some("not below 60 euros"));
    let condition = words("A range", Some("none"), Some("yes, if it is slow"));
    check(condition, Outcome::Declined, Some("yes, if it is slow"));
}

#[test]
fn what_it_needed_counts_where_it_was_adopted() {
    let need = || words("Hello all. We close the quarter in May. Not before the 15th.", None, None);
    check(need(), Outcome::Adopted, Some("Not before the 15th."));
    check(need(), Outcome::Partly, Some("Not before the 15th."));
    check(need(), Outcome::Later, None);
    check(need(), Outcome::Declined, None);
}

#[test]
fn nothing_is_cut_and_nothing_empty_is_quoted() {
    check(words(&"many words ".repeat(20), None, None), Outcome::Adopted, None);
    check(words("Why?", Some("n/a"), Some("None.")), Outcome::Adopted, None);
    check(words("Margin", None, None), Outcome::Adopted, None);
}

#[test]
fn only_decisions_of_the_kind_that_were_made_tell_anything() {
    let limit = || words("A range", Some("not below 60 euros"), None);
    let (mut w, first) = decided(limit(), Outcome::Adopted);
    let next = w.notices("Lower prices", &["finance", "legal"]);
    let (next, first) = (w.decision(&next), w.decision(&first));
    let tells = |one: &Decision, function: &str| learned(&next, &function.into(), one).is_some();
    assert!(tells(&first, "finance"));
    assert!(!tells(&first, "legal"));
    assert!(!tells(&next, "finance"), "itself");
    assert!(!tells(&Decision { kind: Kind::Launch, ..first.clone() }, "finance"));
    assert!(!tells(&Decision { phase: Phase::Weighing, ..first.clone() }, "finance"));
    let mut replaced = first.clone();
    replaced.relations.replaced_by = Some("D2".into());
    assert!(!tells(&replaced, "finance"));
}

#[test]
fn the_latest_one_is_quoted() {
    let (mut w, _) = decided(words("A range", Some("not below 60 euros"), None), Outcome::Adopted);
    let second = w.notices("Raise them again", &["finance"]);
    decide(&mut w, &second, words("A range", Some("not below 70 euros"), None), Outcome::Declined);
    w.now += SignedDuration::from_hours(24);
    let next = w.notices("Lower prices", &["finance"]);
    let (next, all) = (w.decision(&next), w.decisions());
    let said = latest(&next, &finance(), &all).map(|one| one.words);
    assert_eq!(said, Some("not below 70 euros"));
}

/// Finance is asked about the next decision, and was told what it said about the first.
fn asked() -> (World, DecisionId, Press) {
    let (mut w, first) =
        decided(words("A range", Some("not below 60 euros"), None), Outcome::Adopted);
    let next = w.notices("Lower prices", &["finance"]);
    let of = learned(&w.decision(&next), &finance(), &w.decision(&first)).expect("told").mark();
    (w, next, Press::StillSo { function: finance(), from: first, of })
}

#[test]
fn one_tap_makes_the_very_words_this_functions_view() {
    let (mut w, next, still_so) = asked();
    assert_eq!(w.presses("Fay", &next, still_so.clone()), Reply::Nothing);
    let view = w.decision(&next).slots[0].view.clone().expect("a view");
    assert_eq!((view.words, view.by.as_str()), (Words::need("not below 60 euros"), "Fay"));
    let again = w.presses("Fay", &next, still_so);
    let kept = Notice::ViewKept { function: finance(), late: false };
    assert_eq!(again, Reply::Notice(Box::new(kept)));
    w.presses("Fay", &next, Press::Withdraw { function: finance() });
    assert_eq!(w.decision(&next).slots[0].view, None);
}

#[test]
fn whoever_was_not_asked_confirms_nothing() {
    let (mut w, next, still_so) = asked();
    let reply = w.presses("Eve", &next, still_so);
    assert_eq!(reply, Reply::Notice(Box::new(Notice::NotYours { function: finance() })));
    assert_eq!(w.decision(&next).slots[0].view, None);
}

#[test]
fn words_that_have_changed_are_not_counted_and_the_person_is_told() {
    let (mut w, next, still_so) = asked();
    let Press::StillSo { from, .. } = &still_so else { panic!("a tap") };
    let changed = words("A range", Some("not below 90 euros"), None);
    decide(&mut w, from, changed, Outcome::Adopted);
    w.presses("Fay", &next, still_so);
    assert_eq!(w.decision(&next).slots[0].view, None);
    let told = w.slack.iter().filter(|one| matches!(one.message, Message::NoLongerSaid { .. }));
    assert_eq!(told.count(), 1);
}
