//! `/soundings try`: a draft under the lenses of those it affects.

use super::fixtures::{self, noon};
use super::{check, shown, with_scene};
use insta::assert_snapshot;
use soundings::domain::ids::FunctionId;
use soundings::domain::kind::{Door, Kind};
use soundings::reading::preview::{Preview, previews};
use soundings::reading::{Excerpt, Reader};
use soundings::views::Scene;

/// What is shown of a draft to an author of these functions.
fn tried(text: &str, own: &[&str]) -> String {
    let policy = fixtures::policy();
    let reading = Reader::new(&policy.library).read(&Excerpt { text, ..Excerpt::default() });
    let affected: Vec<FunctionId> =
        reading.affected.into_iter().map(|touched| touched.function).collect();
    let own: Vec<FunctionId> = own.iter().map(|one| FunctionId::from(*one)).collect();
    let (kind, door) = (reading.kind.value, reading.door.value);
    let previews = previews(&policy.library, (text, kind, door), &affected, &own);
    let rendered = with_scene(|scene| scene.tried(kind, door, &previews));
    shown("tried", &rendered);
    rendered.text
}

/// What one function makes of a pricing draft.
fn of<T>(function: &str, text: &str, own: &[&str], look: impl Fn(&Preview<'_>) -> T) -> T {
    let policy = fixtures::policy();
    let own: Vec<FunctionId> = own.iter().map(|one| FunctionId::from(*one)).collect();
    let draft = (text, Kind::Pricing, Door::TwoWay);
    let previews = previews(&policy.library, draft, &[function.into()], &own);
    look(&previews[0])
}

#[test]
fn each_says_what_it_asks_what_it_misses_and_how_to_speak_to_it() {
    let draft = "We should stop charging per seat: churn is up, NPS is down. Let's move to usage pricing in June.";
    assert_snapshot!("tried", tried(draft, &["research"]));
}

#[test]
fn numbers_that_stand_there_are_not_missed() {
    let numbers = |text| of("finance", text, &[], |one| one.numbers.len());
    assert_eq!(numbers("we charge more"), 2);
    assert_eq!(numbers("we charge 79 euros a month"), 1);
    assert_eq!(numbers("from €79 to €89, at most 4% fewer seats"), 0);
}

#[test]
fn words_are_named_only_where_none_is_used() {
    let words = |text| of("finance", text, &[], |one| one.words.join(", "));
    assert_eq!(words("we charge more"), "range, variance, payback");
    assert_eq!(words("we charge more, with a payback of a year"), "");
}

#[test]
fn what_comes_next_is_what_neither_the_draft_nor_the_first_question_speaks_of() {
    let then = |text| of("finance", text, &[], |one| one.then.map(|topic| topic.id.clone()));
    // The first question is about margin and forecast.
    assert_eq!(then("we charge more").as_deref(), Some("refunds"));
    assert_eq!(then("we charge more, without refunds").as_deref(), Some("old-terms"));
}

#[test]
fn jargon_is_that_of_the_authors_functions_and_not_what_both_share() {
    let jargon = |own: &[&str]| {
        of("engineering", "a rollback, the NPS and the ARR", own, |one| {
            one.jargon.iter().map(|one| one.word).collect::<Vec<_>>().join(", ")
        })
    };
    assert_eq!(jargon(&["research"]), "NPS");
    assert_eq!(jargon(&["finance"]), "ARR");
    assert_eq!(jargon(&["engineering"]), "");
    assert_eq!(jargon(&[]), "ARR, NPS");
}

#[test]
fn a_draft_at_the_extremes_fits_into_one_message() {
    let policy = fixtures::large_policy();
    let functions: Vec<FunctionId> =
        policy.library.iter().map(|lens| lens.function.clone()).collect();
    let scene = Scene { policy: &policy, now: noon() };
    for text in ["", "x", &"rollback ARR <!channel> ".repeat(500), "\u{202e}نحتاج"] {
        let draft = (text, Kind::Pricing, Door::OneWay);
        let previews = previews(&policy.library, draft, &functions, &[]);
        check::message(text, &scene.tried(Kind::Pricing, Door::OneWay, &previews));
        check::message("nobody", &scene.tried(Kind::Pricing, Door::OneWay, &[]));
    }
}
