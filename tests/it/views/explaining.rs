//! What only the author of a view is offered, and what keeps coming up.

use super::fixtures;
use super::{form, readable, shown, with_scene};
use insta::assert_snapshot;
use soundings::domain::answer::Words;
use soundings::domain::care::Care;
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::kind::Kind;
use soundings::domain::message::Message;
use soundings::domain::reply::Modal;
use soundings::domain::roster::Role;

/// Where Finance has its place.
const FINANCE: usize = 0;

/// Finance has said this, and perhaps what it looks after.
fn said(words: Words, care: Option<Care>) -> Decision {
    let mut decision = fixtures::decision();
    let slot = &mut decision.slots[FINANCE];
    slot.asks = vec![fixtures::ask("finance", "U0LENA", Role::Member, "2026-03-02T10:13")];
    decision.slots[FINANCE] = fixtures::answered(decision.slots[FINANCE].clone(), words);
    let view = decision.slots[FINANCE].view.as_mut().expect("a view");
    view.care = care;
    decision
}

fn ask(decision: &Decision) -> String {
    let function = decision.slots[FINANCE].function.clone();
    let user = decision.slots[FINANCE].asks[0].user.clone();
    let message = Message::Ask { function, user };
    let rendered = with_scene(|scene| scene.message(&message, Some(decision))).expect("an ask");
    shown("ask", &rendered)
}

#[test]
fn what_an_author_is_offered() {
    let explained = Words {
        hard_now: Some("one person counts by hand".to_owned()),
        could_try: Some("one region first".to_owned()),
        ..Words::need("No.")
    };
    let asks = [
        ("a plain no", said(Words::need("We can't."), None)),
        ("explained, one person", said(explained, None)),
        ("a concern", said(Words::need("This is not in the budget."), None)),
        ("confirmed", said(Words::need("This is not in the budget."), Some(Care::Predictability))),
        ("none of them", said(Words::need("This is not in the budget."), Some(Care::Other))),
        ("glad", said(Words::need("Two people can start on Monday."), None)),
    ];
    let asks = asks.map(|(name, decision)| format!("=== {name}\n{}", ask(&decision)));
    assert_snapshot!(asks.join("\n\n"));
}

#[test]
fn the_forms() {
    let decision = said(Words::need("We can't."), None);
    let function = || decision.slots[FINANCE].function.clone();
    let modals =
        [Modal::SayMore { function: function() }, Modal::LooksAfter { function: function() }];
    let forms = modals.map(|modal| readable::modal(&form(&modal, Some(&decision))));
    assert_snapshot!(forms.join("\n\n"));
}

#[test]
fn the_owner_is_told_what_keeps_coming_up() {
    let closed = |care| {
        let mut decision = said(Words::need("Not in the budget."), care);
        decision.kind = Kind::Pricing;
        decision.phase = Phase::Weighing;
        decision
    };
    let mut others = vec![closed(Some(Care::Predictability)); 4];
    others.push(closed(Some(Care::Capacity)));
    let mut decision = fixtures::closed();
    decision.kind = Kind::Pricing;
    let said = with_scene(|scene| {
        scene.message_among(&Message::OwnerDigest, Some(&decision), &others).expect("a digest")
    });
    let text = shown("owner", &said);
    let line = text.lines().find(|line| line.contains("came up in")).expect("a pattern");
    assert_eq!(line, "• Predictability came up in 4 of 5 pricing decisions");
}
