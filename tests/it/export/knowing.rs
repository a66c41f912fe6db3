//! What each audience may know of the people behind the functions.

use super::formats::{full, shape_for};
use crate::views::fixtures::{self, OWNER, hesitant};
use soundings::domain::record::RestatementAnswer;
use soundings::export::{self, Audience};

/// Everybody who was asked, answered or acted, besides the owner.
const OTHERS: [&str; 10] =
    ["U0LENA", "U0TOM", "U0PRIYA", "U0NOA", "U0LI", "U0SAM", "U0IDA", "U0BEN", "U0KAI", "U0RUTH"];

fn known(audience: &Audience) -> Vec<&'static str> {
    let shape = shape_for(&full(), audience);
    let line = export::line(&shape);
    let page = export::file(&shape).text;
    let table = export::table(&[shape]);
    for text in [&line, &page, &table] {
        assert!(text.contains(OWNER), "the one who decides is always named: {text}");
    }
    for user in OTHERS {
        let elsewhere = page.contains(user) || table.contains(user);
        assert!(line.contains(user) || !elsewhere, "{user} is not in the JSON and is elsewhere");
    }
    OTHERS.into_iter().filter(|user| line.contains(user)).collect()
}

#[test]
fn who_may_read_the_store_knows_everybody_and_a_channel_only_the_owner() {
    assert_eq!(known(&Audience::Store), OTHERS);
    assert_eq!(known(&Audience::Channel), [""; 0]);
}

#[test]
fn a_person_knows_their_own_part_and_the_owner_knows_all() {
    assert_eq!(known(&Audience::Person("U0KAI".into())), ["U0KAI"]);
    assert_eq!(known(&Audience::Person("U0STRANGER".into())), [""; 0]);
    assert_eq!(known(&Audience::Person(OWNER.into())), OTHERS);
}

#[test]
fn what_somebody_may_have_held_back_is_told_to_no_audience() {
    let decision = hesitant();
    for audience in [Audience::Store, Audience::Channel, Audience::Person(OWNER.into())] {
        let shape = shape_for(&decision, &audience);
        let texts = [export::line(&shape), export::file(&shape).text, export::table(&[shape])];
        for text in texts {
            assert!(!text.contains("should be fine") && !text.contains("hesitation"), "{text}");
        }
    }
}

#[test]
fn who_follows_up_is_known_to_whoever_asked_for_it() {
    let due = |audience: &Audience| {
        let shape = shape_for(&full(), audience);
        let record = shape.record.expect("a record");
        record.dispositions[0].follow_up.clone().expect("a follow-up")
    };
    assert_eq!(due(&Audience::Channel).by, None);
    assert_eq!(due(&Audience::Channel).due.to_string(), "2026-05-04");
    let mut decision = full();
    let disposition = decision.record.as_mut().expect("a record").dispositions.values_mut().next();
    disposition.expect("one").follow_up.as_mut().expect("one").by = "U0BEN".into();
    let shape = shape_for(&decision, &Audience::Person("U0LENA".into()));
    let record = shape.record.expect("a record");
    let by = record.dispositions[0].follow_up.as_ref().and_then(|one| one.by.as_deref());
    assert_eq!(by, Some("U0BEN"));
}

#[test]
fn a_tension_that_was_posted_is_for_everybody_and_a_draft_for_nobody() {
    for audience in [Audience::Store, Audience::Channel, Audience::Person(OWNER.into())] {
        let shape = shape_for(&fixtures::pulling_posted(), &audience);
        assert_eq!(shape.tensions.len(), 1, "the other one is a draft");
        let page = export::file(&shape).text;
        assert!(
            page.contains("* Assumption to test: That one price table cannot hold both."),
            "{page}"
        );
        assert!(!page.contains("has changed its view since"), "{page}");
        let mut changed = fixtures::pulling_posted();
        changed.slots[0].forget_view();
        let page = export::file(&shape_for(&changed, &audience)).text;
        assert!(page.contains("Engineering needs (has changed its view since)"), "{page}");
    }
}

#[test]
fn a_restatement_is_shown_to_others_once_it_was_confirmed_and_recorded() {
    let shown = |decision: &_, audience: &Audience| {
        shape_for(decision, audience).functions[0].restatement.is_some()
    };
    let owner = Audience::Person(OWNER.into());
    let author = Audience::Person("U0LENA".into());
    let other = Audience::Person("U0TOM".into());
    let mut decision = full();
    assert!([&Audience::Channel, &other, &author, &owner].iter().all(|one| shown(&decision, one)));
    let restatement = decision.slots[0].restatement.as_mut().expect("a restatement");
    restatement.answer = Some(RestatementAnswer::Mended("No: metering, then billing".into()));
    for (audience, expected) in [
        (&Audience::Channel, false),
        (&other, false),
        (&author, true),
        (&owner, true),
        (&Audience::Store, true),
    ] {
        assert_eq!(shown(&decision, audience), expected, "{audience:?}");
    }
    let mut open = full();
    open.record = None;
    assert!(!shown(&open, &Audience::Channel));
}

#[test]
fn drafts_and_replies_nobody_has_let_count_are_exported_to_nobody() {
    let mut decision = crate::views::fixtures::deciding();
    decision.offers = crate::views::fixtures::offering(&["finance"]).offers;
    let line = export::line(&shape_for(&decision, &Audience::Store));
    for word in ["half the forecast", "goes to print", "with a floor of 60"] {
        assert!(!line.contains(word), "“{word}” is in {line}");
    }
}
