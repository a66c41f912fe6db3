//! What is made of what was said: the sides of the reasons, what is blank, and what nobody asked.

use super::fixtures::{self, noon};
use super::{shown, with_scene};
use insta::assert_snapshot;
use soundings::domain::answer::{ViewSource, Words};
use soundings::domain::decision::{Decision, Version};
use soundings::domain::slot::SlotState;

/// A decision whose proposal says this.
fn proposed(text: &str) -> Decision {
    let mut decision = fixtures::decision();
    decision.title = "Without seats".to_owned();
    decision.goal = None;
    decision.versions = vec![Version { text: text.to_owned(), at: noon() }];
    decision
}

/// What stands between the rows of a card and its small print.
fn room(decision: &Decision) -> String {
    let card = with_scene(|scene| scene.card(decision));
    shown("room", &card);
    let lines = card.text.lines().skip_while(|line| !line.starts_with("Asked "));
    lines.skip(1).take_while(|line| !line.starts_with("Pricing: ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_card_says_where_the_reasons_come_from_and_what_is_blank() {
    let cards = [
        ("nothing is said", proposed("Let's do it.")),
        ("one reason", proposed("Our users keep asking for it.")),
        ("customers only", proposed("Our users keep asking for it. Customers share a login.")),
        (
            "company only",
            proposed(
                "It costs us two days. The deploy is easy. There is no risk in the contracts.",
            ),
        ),
        (
            "all sides",
            proposed(
                "Customers share a login. It costs margin. Two weeks of effort, before the roadmap of Q3; the board wants it.",
            ),
        ),
        ("a promise", proposed("Let's do it: fewer cancellations and more sign-ups.")),
        ("a promise, weighed", proposed("Fewer cancellations, and the margin stays at 60%.")),
    ];
    let cards = cards.map(|(name, decision)| format!("── {name}\n{}", room(&decision)));
    assert_snapshot!(cards.join("\n\n"), @"
    ── nothing is said
    *Questions nobody has asked*
    • Finance: What does it do to margin?
    • Legal: How much notice must people get?
    • Design: How well can people tell their next bill from what we show them?
    Still blank: reasons · what leadership expects · what the technology allows · what it comes before or after.

    ── one reason
    *Questions nobody has asked*
    • Finance: What does it do to margin?
    • Legal: How much notice must people get?
    • Design: How well can people tell their next bill from what we show them?
    Reasons so far: need (customers) 1 · sustain (business) 0 · deliver (team) 0. Still blank: what leadership expects · what the technology allows · what it comes before or after.

    ── customers only
    *Questions nobody has asked*
    • Finance: What does it do to margin?
    • Legal: How much notice must people get?
    • Design: How well can people tell their next bill from what we show them?
    ⚖️ *One-sided so far*: both reasons given are about customers. What does it cost the company, and what does it gain?
    Still blank: what leadership expects · what the technology allows · what it comes before or after.

    ── company only
    *Questions nobody has asked*
    • Finance: What does it do to margin?
    • Legal: How much notice must people get?
    • Design: How well can people tell their next bill from what we show them?
    ⚖️ *One-sided so far*: none of the 3 reasons given is about customers. What would they notice?
    Still blank: what leadership expects · what it comes before or after.

    ── all sides
    *Questions nobody has asked*
    • Finance: Which line of the forecast moves, and by how much?
    • Legal: How much notice must people get?
    • Design: How well can people tell their next bill from what we show them?
    Reasons so far: need (customers) 1 · sustain (business) 1 · deliver (team) 1.

    ── a promise
    *Questions nobody has asked*
    • Finance: What does it do to margin? The text promises “fewer cancellations”.
    • Legal: How much notice must people get?
    • Design: How well can people tell their next bill from what we show them?
    Still blank: reasons · what leadership expects · what the technology allows · what it comes before or after.

    ── a promise, weighed
    *Questions nobody has asked*
    • Finance: Which line of the forecast moves, and by how much?
    • Legal: How much notice must people get?
    • Design: How well can people tell their next bill from what we show them?
    Reasons so far: need (customers) 0 · sustain (business) 1 · deliver (team) 0. Still blank: what leadership expects · what the technology allows · what it comes before or after.
    ");
}

#[test]
fn whoever_has_a_position_has_filled_what_is_theirs_to_say_but_not_the_order() {
    let mut decision = proposed("Let's do it.");
    let by = "U0LENA".into();
    for function in ["engineering", "leadership"] {
        let mut slot = fixtures::slot(function);
        slot.state = SlotState::NoObjection { by: Clone::clone(&by), at: noon() };
        decision.slots.push(slot);
    }
    assert!(room(&decision).ends_with("Still blank: reasons · what it comes before or after."));
}

#[test]
fn a_view_adds_its_reasons_and_a_workspace_can_do_without_any_of_it() {
    let mut decision = proposed("Our users keep asking for it. Customers share a login.");
    assert!(room(&decision).contains("both reasons given are about customers"));
    decision.slots[0] =
        fixtures::answered(fixtures::slot("finance"), Words::need("The margin must hold"));
    assert!(
        room(&decision).contains("need (customers) 2 · sustain (business) 1 · deliver (team) 0.")
    );
    let mut policy = fixtures::policy();
    policy.room.balance = false;
    policy.room.questions = false;
    let scene = soundings::views::Scene { policy: &policy, now: noon() };
    let card = scene.card(&decision).text;
    assert!(!card.contains("Reasons so far") && !card.contains("Questions nobody"), "{card}");
}

/// A view that came as one text, shown in the digest.
fn digest(need: &str, source: ViewSource) -> String {
    let mut decision = fixtures::closed();
    decision.versions.truncate(1);
    let mut slot = fixtures::answered(fixtures::slot("sales"), Words::need(need));
    slot.view.as_mut().expect("a view").source = source;
    decision.slots = vec![slot];
    let message = soundings::domain::message::Message::ClosingDigest;
    let digest = with_scene(|scene| scene.message(&message, Some(&decision))).expect("a digest");
    let shown = shown("sides", &digest);
    let lines = shown.lines().skip_while(|line| !line.starts_with("--- blocks"));
    let from = lines.skip_while(|line| !line.contains("Wanted because")).skip(1);
    from.take_while(|line| !line.contains("Questions")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_view_that_came_as_one_text_is_parted_in_its_own_words_and_linked_where_it_stands() {
    let text = "Nine quotes are out <!here>. If they can be signed until June, I can live with it. If not, one is lost.";
    let reply = ViewSource::Reply { ts: "1772442900.000300".into() };
    assert_snapshot!(digest(text, reply), @"
    [fields]
      ✅ *Sales*: Nine quotes are out @here. (<https://slack.com/app_redirect?channel=C0PLANS&amp;message_ts=1772442900.000300|the reply>)
        |
      *Possible if*
      If they can be signed until June, I can live with it. If not, one is lost.
    ");
}

#[test]
fn a_view_without_limit_or_condition_says_so() {
    assert_snapshot!(digest("Nine quotes are out.", ViewSource::Form), @"
    [section] ✅ *Sales*: Nine quotes are out.
    [section] *Possible if*: nobody has named a limit or a condition.
    ");
}
