//! Worries in the name of a function.

use super::stage::{self, decided, notice};
use crate::domain::world::World;
use soundings::domain::aftermath::Feeling;
use soundings::domain::ids::DecisionId;
use soundings::domain::reply::{Field, FieldFault, Form, Modal, Notice, Press, Reply};

fn worries(w: &mut World, id: &DecisionId, user: &str, function: &str, text: &str) -> Reply {
    let form = Form::Worry { function: Some(function.into()), text: text.into() };
    w.submits(user, id, form)
}

fn kept(function: &str) -> Notice {
    Notice::WorryKept { function: function.into(), owner: "Olga".into() }
}

/// The functions that the form offers somebody.
fn offered(w: &mut World, id: &DecisionId, user: &str) -> Vec<String> {
    match w.presses(user, id, Press::RaiseWorry) {
        Reply::Open(modal) => match *modal {
            Modal::Worry { functions } => functions.iter().map(ToString::to_string).collect(),
            other => panic!("another form: {other:?}"),
        },
        other => panic!("no form: {other:?}"),
    }
}

#[test]
fn a_worry_goes_to_the_owner_and_is_told_again_with_the_counts() {
    let (mut w, id) = decided(&["finance", "legal"]);
    w.waits_until("2026-03-06T11:00");
    stage::tap(&mut w, &id, "Fay", Feeling::Worried);
    w.story();
    assert_eq!(offered(&mut w, &id, "Fay"), ["finance"]);
    assert_eq!(notice(worries(&mut w, &id, "Fay", "finance", " quotes break ")), kept("finance"));
    // A double click changes nothing; other words take the place of the first.
    assert_eq!(notice(worries(&mut w, &id, "Fay", "finance", "quotes break")), kept("finance"));
    worries(&mut w, &id, "Fay", "finance", "quotes of April break");
    stage::tap(&mut w, &id, "Ann", Feeling::Clear);
    insta::assert_snapshot!(w.story());
    let worries = w.decision(&id).after().map(|after| after.worries.clone());
    let texts: Vec<String> = worries.expect("after").into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["quotes of April break"]);
}

#[test]
fn who_was_never_asked_speaks_from_the_thread_for_a_function_that_never_was() {
    let (mut w, id) = decided(&["finance", "design", "legal"]);
    assert_eq!(offered(&mut w, &id, "Gil"), ["design"]);
    // Fay was asked, so it is her own function.
    assert_eq!(offered(&mut w, &id, "Fay"), ["finance"]);
    assert_eq!(notice(worries(&mut w, &id, "Gil", "design", "the flow breaks")), kept("design"));
    let other = notice(worries(&mut w, &id, "Gil", "finance", "in another's name"));
    assert_eq!(other, Notice::NoLongerAsked);
    assert_eq!(w.count_posted("worry-raised"), 1);
}

#[test]
fn where_every_function_was_asked_the_thread_is_the_place() {
    let (mut w, id) = decided(&["finance"]);
    let reply = notice(w.presses("Gil", &id, Press::RaiseWorry));
    assert_eq!(reply, Notice::NoFunctionToWorryFor { owner: "Olga".into() });
    let reply = notice(w.presses("Olga", &id, Press::RaiseWorry));
    assert_eq!(reply, Notice::WorryIsYours);
}

#[test]
fn a_worry_that_says_nothing_or_too_much_stays_in_the_form() {
    let (mut w, id) = decided(&["finance", "design", "sales"]);
    let mut faults = |function: Option<&str>, text: &str| {
        let form = Form::Worry { function: function.map(Into::into), text: text.into() };
        match w.submits("Fay", &id, form) {
            Reply::Faults(faults) => faults,
            other => panic!("no faults: {other:?}"),
        }
    };
    assert_eq!(faults(Some("finance"), " "), [(Field::Worry, FieldFault::Empty)]);
    assert_eq!(faults(None, "hm"), [(Field::Function, FieldFault::Empty)]);
    let long = "a".repeat(501);
    assert_eq!(faults(Some("finance"), &long), [(Field::Worry, FieldFault::TooLong(500))]);
}

#[test]
fn there_is_an_end_to_worries() {
    let (mut w, id) = decided(&["finance", "design"]);
    for number in 0..40 {
        let user = format!("Guest{number}");
        assert_eq!(notice(worries(&mut w, &id, &user, "design", "hm")), kept("design"));
    }
    let full = notice(worries(&mut w, &id, "Gil", "design", "hm"));
    assert_eq!(full, Notice::TooManyWorries { owner: "Olga".into() });
}

#[test]
fn a_worry_that_is_on_its_way_arrives_although_the_owner_has_reopened() {
    let (mut w, id) = decided(&["finance"]);
    w.waits_until("2026-03-06T20:00");
    worries(&mut w, &id, "Fay", "finance", "quotes break");
    assert_eq!(w.count_posted("worry-raised"), 0, "Olga is not at work");
    stage::reopen(&mut w, &id);
    assert_eq!(notice(worries(&mut w, &id, "Fay", "finance", "more")), Notice::NoLongerAsked);
    w.waits_until("2026-03-09T10:00");
    assert_eq!(w.count_posted("worry-raised"), 1);
}
