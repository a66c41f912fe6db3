//! What was announced as decided, and decisions beside one another, as people read it.

use super::fixtures::{self, OWNER, announced, checked, others, tied};
use super::{shown, with_scene};
use insta::assert_snapshot;
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::message::Message;
use soundings::domain::relation::{Bearing, Related, Relations, Replaced};

#[test]
fn a_check_after_the_fact_from_the_card_to_the_digest() {
    let ask = || Message::Ask { function: "finance".into(), user: "U0TOM".into() };
    let shown = with_scene(|scene| {
        [
            ("card", scene.card(&announced())),
            ("ask", scene.message(&ask(), Some(&announced())).expect("an ask")),
            ("status", scene.status(&announced(), &"U0TOM".into(), None)),
            ("digest", scene.message(&Message::ClosingDigest, Some(&checked())).expect("one")),
            ("owner", scene.message(&Message::OwnerDigest, Some(&checked())).expect("one")),
            ("card after it", scene.card(&checked())),
        ]
        .map(|(name, rendered)| format!("=== {name}\n{}", shown(name, &rendered)))
    });
    assert_snapshot!("checked-after-the-fact", shown.join("\n\n"));
}

#[test]
fn a_card_names_what_it_is_tied_to_in_its_own_channel() {
    let card = with_scene(|scene| scene.card_among(&tied(), &others()));
    assert_snapshot!("card-tied", shown("card", &card));
    assert!(!card.text.contains("Nobody is charged"), "that one is of another channel");
}

#[test]
fn a_status_names_what_its_viewer_may_see_and_nothing_else() {
    let status = |others: &[Decision]| {
        with_scene(|scene| scene.status_among(&tied(), &OWNER.into(), None, others)).text
    };
    let (all, none) = (status(&others()), status(&[]));
    assert!(all.contains("*Related*: 3 earlier decisions, 2 point the other way"), "{all}");
    assert!(all.contains("“Nobody is charged by usage” (`D5ELSEWHR`)"), "{all}");
    assert!(all.contains("*Replaces* “Usage for the &lt;lowest&gt; plan”"), "{all}");
    for words in ["Related", "Replaces", "D1DECIDED", "D5ELSEWHR"] {
        assert!(!none.contains(words), "“{words}” in {none}");
    }
}

#[test]
fn how_a_related_decision_went_tells_nothing_of_one_that_is_not_to_be_seen() {
    let related = |id: &str| Related { decision: id.into(), bearing: Bearing::Alike };
    let relations = Relations { related: vec![related("D3REPLACE")], ..Relations::default() };
    let decision = Decision { id: "D9ANOTHER".into(), relations, ..fixtures::decision() };
    let hidden = &others()[2..3];
    let seen = [hidden, &[fixtures::decision()]].concat();
    let card = |others: &[Decision]| with_scene(|scene| scene.card_among(&decision, others)).text;
    assert!(card(hidden).contains("plan” (`D3REPLACE`): decided Fri 6 Mar"), "{}", card(hidden));
    assert!(card(&seen).contains("plan” (`D3REPLACE`): replaced"), "{}", card(&seen));
}

#[test]
fn one_that_was_replaced_says_by_which_where_that_may_be_seen() {
    let by = Some("D1DECIDED".into());
    let relations = Relations { replaced_by: by, ..Relations::default() };
    let decided = Decision { relations, ..fixtures::decided() };
    let card = with_scene(|scene| scene.card_among(&decided, &others()));
    assert!(
        card.text.contains("*Replaced by* “Keep charging per seat &amp; plan”"),
        "{}",
        card.text
    );
    let elsewhere: Vec<Decision> = others().into_iter().map(in_the_board).collect();
    let card = with_scene(|scene| scene.card_among(&decided, &elsewhere));
    assert!(!card.text.contains("Replaced"), "{}", card.text);
}

fn in_the_board(decision: Decision) -> Decision {
    Decision { channel: "C0BOARD".into(), ..decision }
}

#[test]
fn what_is_not_agreed_yet_or_gone_is_not_shown() {
    let pending = Replaced { decision: "D1DECIDED".into(), confirmed: false };
    let relations = Relations { replaces: vec![pending], ..Relations::default() };
    let decision = Decision { relations, ..fixtures::decision() };
    let card = with_scene(|scene| scene.card_among(&decision, &others()));
    assert!(!card.text.contains("Replaces"), "{}", card.text);
    let gone = |one: Decision| Decision { phase: Phase::Cancelled, ..one };
    let gone: Vec<Decision> = others().into_iter().map(gone).collect();
    let card = with_scene(|scene| scene.card_among(&tied(), &gone));
    assert!(!card.text.contains("Related"), "{}", card.text);
}

#[test]
fn what_names_another_decision_is_not_said_to_whoever_may_not_see_that() {
    let related = tied().relations.related;
    for message in
        [Message::RelatedElsewhere { related }, Message::ReplacedBy { new: "D1DECIDED".into() }]
    {
        let said = with_scene(|scene| scene.message_among(&message, Some(&tied()), &[]));
        assert!(said.is_none(), "{message:?}");
    }
}
