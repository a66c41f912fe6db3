//! Reading the room: what nobody has asked, and what strikes it off.

use super::world::{Happened, World};
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::effect::{Effect, Refresh};
use soundings::domain::ids::DecisionId;
use soundings::domain::kind::{Door, Kind};
use soundings::domain::reply::Press;
use soundings::reading::unasked::unasked;

/// Olga proposes a price, and these functions are affected.
fn open(text: &str, functions: &[&str]) -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    w.joins("Kim", "Europe/Berlin", &[]);
    let id = w.notices(text, functions);
    w.story();
    (w, id)
}

/// The questions that nobody asked, as `finance: What does it do to margin?`.
fn left(w: &World, id: &DecisionId) -> Vec<String> {
    left_of(w, &w.decision(id))
}

fn left_of(w: &World, decision: &Decision) -> Vec<String> {
    let questions = unasked(&w.policy, decision).into_iter();
    questions.map(|one| format!("{}: {}", one.function, one.topic.question)).collect()
}

#[track_caller]
fn check(w: &World, id: &DecisionId, expected: &[&str]) {
    assert_eq!(left(w, id), expected);
}

const NOTICE: &str = "legal: How much notice must people get?";
const FIRST_HUNDRED: &str = "support: Who answers the first hundred questions, and with what?";
const BILL: &str = "design: How well can people tell their next bill from what we show them?";
const QUOTES: &str = "sales: What happens to quotes and deals that are already out?";

#[test]
fn what_matters_most_of_functions_not_heard_comes_first_one_of_each() {
    let (w, id) = open("Raise prices", &["finance", "design", "sales", "support"]);
    // Nobody can be asked for design and sales; finance was asked about margin and forecast.
    check(&w, &id, &[BILL, QUOTES, NOTICE]);
}

#[test]
fn the_proposal_a_view_and_a_reply_of_anybody_strike_off_what_they_speak_of() {
    let (mut w, id) = open("Raise prices; open quotes stay as they are", &["sales", "finance"]);
    assert!(!left(&w, &id).contains(&QUOTES.to_owned()));
    let (mut w2, plain) = open("Raise prices", &["sales"]);
    assert!(left(&w2, &plain).contains(&QUOTES.to_owned()));
    w2.replies("Kim", &plain, "what about the nine quotes that are out?");
    assert!(!left(&w2, &plain).contains(&QUOTES.to_owned()));
    assert!(left(&w, &id).contains(&NOTICE.to_owned()), "{:?}", left(&w, &id));
    w.answers("Fay", &id, "finance", "sixty days' notice in the contracts");
    assert!(!left(&w, &id).contains(&NOTICE.to_owned()));
}

#[test]
fn of_a_reply_that_is_no_view_only_the_topics_are_kept() {
    let (mut w, id) = open("Raise prices", &["finance"]);
    w.replies("Kim", &id, "xyzzy, and who pays the refunds?");
    let decision = w.decision(&id);
    let topics: Vec<&str> = decision.spoken_of.iter().map(|topic| topic.as_str()).collect();
    assert_eq!(topics, ["finance/refunds"]);
    w.run();
    let row = serde_json::to_string(&w.decision(&id)).expect("a row");
    assert!(!row.contains("xyzzy"), "{row}");
}

/// Replies, and returns whether the card is to be brought up to date.
fn redraws(w: &mut World, id: &DecisionId, reply: &str) -> bool {
    w.happened.clear();
    w.replies("Olga", id, reply);
    let card = Effect::Refresh(Refresh::Card);
    w.happened.iter().any(|one| match one {
        Happened::Advanced { effects, .. } => effects.contains(&card),
        Happened::Posted(_) => false,
    })
}

#[test]
fn the_card_changes_when_a_reply_strikes_something_off_and_not_otherwise() {
    let (mut w, id) = open("Raise prices", &["finance"]);
    assert!(!redraws(&mut w, &id, "lovely weather"));
    assert!(redraws(&mut w, &id, "there are no refunds"));
    assert!(!redraws(&mut w, &id, "none, no refunds at all"));
    // What happens when a supplier leaves does not matter for prices.
    assert!(!redraws(&mut w, &id, "the bus factor of that supplier is one"));
    w.waits_until("2026-03-06T18:00");
    assert!(!redraws(&mut w, &id, "and the margin?"));
}

#[test]
fn what_is_quoted_was_said_by_somebody_else() {
    let (mut w, id) = open("Raise prices", &["finance"]);
    w.replies("Kim", &id, "&gt; and the refunds?\nhm");
    assert!(w.decision(&id).spoken_of.is_empty());
}

#[test]
fn an_edited_reply_speaks_of_more_and_what_was_heard_once_stays_heard() {
    let (mut w, id) = open("Raise prices", &["finance"]);
    let reply = w.replies("Kim", &id, "hm");
    w.edits(&id, &reply, Some("hm, and refunds?"));
    w.edits(&id, &reply, None);
    assert_eq!(w.decision(&id).spoken_of.len(), 1);
}

#[test]
fn what_was_asked_waits_for_its_answer_and_comes_back_after_silence() {
    let (mut w, id) = open("Raise prices", &["legal"]);
    // Ann was asked how much notice the terms require.
    assert!(!left(&w, &id).contains(&NOTICE.to_owned()));
    w.waits_until("2026-03-06T18:00");
    assert_eq!(w.decision(&id).phase, Phase::Weighing);
    assert_eq!(left(&w, &id)[0], NOTICE);
}

#[test]
fn a_function_that_is_heard_has_answered_what_it_was_asked() {
    let (mut w, id) = open("Raise prices", &["support"]);
    w.presses("Ann", &id, Press::NoObjection { function: "support".into() });
    w.waits_until("2026-03-06T18:00");
    assert!(!left(&w, &id).contains(&FIRST_HUNDRED.to_owned()));
}

#[test]
fn who_is_not_affected_is_not_named_and_who_is_off_the_card_only_for_what_matters_most() {
    let (mut w, id) = open("Raise prices", &["support"]);
    let off_card = left(&w, &id);
    assert_eq!(off_card[0], "finance: What does it do to margin?");
    w.presses("Ann", &id, Press::NotAffected { function: "support".into() });
    w.presses("Olga", &id, Press::ConfirmNotAffected { function: "support".into() });
    assert!(left(&w, &id).iter().all(|question| !question.starts_with("support")));
}

#[test]
fn where_one_word_says_of_which_kind_it_is_only_its_heart_is_named() {
    let (w, id) = open("Raise prices", &["engineering"]);
    let mut decision = w.decision(&id);
    let by_hand = left_of(&w, &decision);
    decision.kind = Kind::Roadmap;
    decision.guesses.kind = Some(Kind::Roadmap);
    decision.guesses.kind_words = vec!["backlog".into()];
    let guessed = left_of(&w, &decision);
    assert_eq!(
        guessed,
        [
            "engineering: How much work is it, and which part of that is a guess?",
            "leadership: What do we stop or put off for it?"
        ]
    );
    assert_eq!(by_hand.len(), 3);
}

#[test]
fn a_one_way_door_brings_up_more() {
    let (w, id) = open("Raise prices", &["leadership"]);
    let mut decision = w.decision(&id);
    let rank = |decision: &Decision| {
        let place = |one: &String| one.contains("turn back");
        left_of(&w, decision).iter().position(place)
    };
    decision.guesses.kind_words = vec!["prices".into(), "raise".into()];
    decision.kind = Kind::Deprecation;
    assert_eq!(rank(&decision), None);
    decision.door = Door::OneWay;
    assert!(rank(&decision).is_some(), "{:?}", left_of(&w, &decision));
}

#[test]
fn a_workspace_that_wants_no_questions_keeps_no_topics() {
    let mut w = World::new("2026-03-02T10:00");
    w.policy.room.questions = false;
    let id = w.notices("Raise prices", &["finance"]);
    w.replies("Kim", &id, "and the refunds?");
    assert!(w.decision(&id).spoken_of.is_empty());
}

#[test]
fn a_deleted_proposal_leaves_no_topics() {
    let (mut w, id) = open("Raise prices", &["finance"]);
    w.replies("Kim", &id, "and the refunds?");
    let root = w.decision(&id).root;
    w.edits(&id, &root, None);
    assert!(w.decision(&id).spoken_of.is_empty());
}
