//! Decisions beside one another: related earlier ones, and one in another's place; each shown only to
//! those who may see it.

use crate::stagecraft::{COMPANY, Show, http, play, play_in, text};

const RAISE: &str =
    "I propose that we raise the price of the starter plan by 10 percent. Any objections?";
const LOWER: &str =
    "I propose that we lower the price of the starter plan for charities. Any objections?";

const TWO_CHANNELS: &str = "
title: Starter plan
channel: #plans, public
channel: #board, private
start: Monday 2 March 2026
zone: Europe/Berlin
mode: auto

people:
  maya    Maya Lindqvist    product, owner        Europe/Stockholm
  ruth    Ruth Adler        leadership, leader    Europe/Berlin
  tom     Tom Okafor        finance               Europe/London
  kai     Kai Brandt        -                     Europe/Berlin
";

fn worded(days: &str) -> String {
    days.replace("RAISE", RAISE).replace("LOWER", LOWER)
}

/// The id of the decision whose thread begins so.
fn id_of(show: &Show, channel: &str, about: &str) -> String {
    let messages = show.messages(channel);
    let begins = |one: &&serde_json::Value| text(one).contains(about) && one["bot_id"].is_null();
    let root = messages.iter().find(begins).unwrap_or_else(|| panic!("no {about}"));
    let card = messages.iter().map(text_in(&root["ts"])).find_map(|text| {
        let (_, id) = text.split_once("Decision `")?;
        Some(id.split('`').next()?.to_owned())
    });
    card.unwrap_or_else(|| panic!("no card for {about} in\n{}", show.transcript()))
}

fn text_in(root: &serde_json::Value) -> impl Fn(&serde_json::Value) -> String + '_ {
    |message| if message["thread_ts"] == *root { text(message) } else { String::new() }
}

const BOTH: &str = "
== Monday 2 March
10:12 maya [up]: RAISE
== Friday 6 March
09:30 maya [down]: LOWER
";

/// Plays both proposals and then what is typed about them: the ids are the same whenever they are played.
fn with_ids(head: &str, both: &str, channels: [&str; 2], more: &str) -> Show {
    let first = play_in(head, &worded(both), http()).went_well();
    let old = id_of(&first, channels[0], "raise the price");
    let new = id_of(&first, channels[1], "lower the price");
    let more = more.replace("OLD", &old).replace("NEW", &new);
    play_in(head, &worded(&format!("{both}{more}")), http()).went_well()
}

#[test]
fn a_card_names_related_earlier_decisions_of_its_channel_and_which_way_they_point() {
    let show = play(&worded(BOTH)).went_well();
    let card = show.card("#plans", "lower the price");
    assert!(card.contains("*Related*: 1 earlier decision, which points the other way"), "{card}");
    assert!(card.contains("“Raise the price of the starter plan by 10 percent”"), "{card}");
    assert!(card.contains("still open, the other way"), "{card}");
    let first = show.card("#plans", "raise the price");
    assert!(!first.contains("Related"), "{first}");
    show.never("maya", "Earlier decisions about the same");
}

#[test]
fn a_decision_about_something_else_is_not_named() {
    let show = play(&worded(
        "
== Monday 2 March
10:12 maya [up]: RAISE
11:12 maya [api]: I propose that we retire the v1 export API at the end of June. Any objections?
",
    ))
    .went_well();
    let card = show.card("#plans", "export API");
    assert!(!card.contains("Related"), "{card}");
}

#[test]
fn what_is_related_in_a_channel_that_somebody_cannot_see_is_not_even_a_title() {
    let days = worded(
        "
== Monday 2 March
09:00 tom leaves #board
09:00 kai leaves #board
10:12 ruth in #board [up]: RAISE
11:12 maya in #plans [down]: LOWER
11:20 kai types in #plans: /soundings status
11:21 ruth types in #plans: /soundings status
",
    );
    let show = play_in(TWO_CHANNELS, &days, http()).went_well();
    let card = show.card("#plans", "lower the price");
    assert!(!card.contains("Related") && !card.contains("Raise the price"), "{card}");
    show.once("maya", "Earlier decisions about the same, in other channels that you can see");
    show.shows("maya", "“Raise the price of the starter plan by 10 percent”");
    show.hides("kai", "Raise the price");
    show.hides("tom", "Raise the price");
    show.shows("ruth", "Related: 1 earlier decision, which points the other way");
    let days = days.replace("09:00 kai", "09:00 maya leaves #board\n09:00 kai");
    let show = play_in(TWO_CHANNELS, &days, http()).went_well();
    show.hides("maya", "Raise the price");
    show.never("maya", "Earlier decisions about the same");
}

#[test]
fn a_related_decision_that_is_deleted_or_taken_back_is_named_no_longer() {
    for gone in ["10:30 maya deletes up", "10:30 maya clicks \"Not a decision\" on up"] {
        let days = format!(
            "
== Monday 2 March
10:12 maya [up]: RAISE
10:20 maya [down]: LOWER
{gone}
"
        );
        let show = play(&worded(&days)).went_well();
        show.shows("#plans", "Related: 1 earlier decision");
        let card = show.card("#plans", "lower the price");
        assert!(!card.contains("Related") && !card.contains("Raise the price"), "{gone}: {card}");
    }
}

#[test]
fn a_newer_decision_replaces_an_older_one_and_both_cards_say_so() {
    let show = with_ids(
        COMPANY,
        BOTH,
        ["#plans", "#plans"],
        "
10:00 kai types: /soundings supersede OLD NEW
10:01 maya types: /soundings supersede OLD
10:02 maya types: /soundings supersede OLD NEW
10:03 maya types: /soundings supersede NEW OLD
10:04 kai types: /soundings status OLD
10:05 kai types: /soundings list
10:06 maya types: /soundings decide OLD
",
    );
    show.shows("kai", "Only @Maya Lindqvist can do this, because they decide");
    show.shows("maya", "Both cards say so");
    show.shows("maya", "it does so already");
    show.shows("maya", "it is the other way round already");
    show.card_says("#plans", "raise the price", "*Replaced by* “Lower the price of the starter");
    show.card_says("#plans", "lower the price", "*Replaces* “Raise the price of the starter");
    show.shows("kai", "Replaced by “Lower the price of the starter plan for charities”");
    show.shows("maya", "Another decision has taken the place of this one");
}

#[test]
fn ids_that_do_not_fit_are_answered_one_by_one() {
    let show = with_ids(
        COMPANY,
        BOTH,
        ["#plans", "#plans"],
        "
10:00 maya types: /soundings supersede
10:01 maya types: /soundings supersede seven
10:02 maya types: /soundings supersede D00000000 NEW
10:03 maya types: /soundings supersede NEW NEW
10:04 kai types: /soundings supersede OLD
",
    );
    show.shows("maya", "The id of the decision that is replaced is expected");
    show.shows("maya", "There is no decision `D00000000` that you can see");
    show.shows("maya", "these are the same");
    show.shows("kai", "You decide nothing else in this channel that could replace");
    show.never("#plans", "Replaces");
}

#[test]
fn what_still_listens_stops_when_its_owner_replaces_it() {
    let days = "
== Monday 2 March
10:12 maya [up]: RAISE
10:20 maya [down]: LOWER
";
    let more = "
10:30 maya types: /soundings supersede OLD
10:40 tom clicks \"Answer\" on up
== Tuesday 10 March
";
    let first = play(&worded(days)).went_well();
    let old = id_of(&first, "#plans", "raise the price");
    let show = play(&worded(&format!("{days}{}", more.replace("OLD", &old))));
    show.card_says("#plans", "raise the price", "because another decision takes its place");
    show.shows("tom", "Nothing more is needed from you");
    show.once("#plans", "What was heard");
}

#[test]
fn somebody_elses_decision_can_be_replaced_only_once_it_is_decided_and_they_are_told() {
    let both = "
== Monday 2 March
10:12 ruth [up]: We have decided to raise the price of the starter plan by 10 percent.
";
    let later = "
== Friday 6 March
09:30 maya [down]: LOWER
";
    let early = format!("{both}10:30 maya [down]: LOWER\n");
    let too_soon = with_ids(
        COMPANY,
        &early,
        ["#plans", "#plans"],
        "10:40 maya types: /soundings supersede OLD\n",
    );
    too_soon.shows("maya", "that one is still open");
    let show = with_ids(
        COMPANY,
        &format!("{both}{later}"),
        ["#plans", "#plans"],
        "10:00 maya types: /soundings supersede OLD
11:00 ruth types: /soundings reopen OLD
    what makes: the facts changed
",
    );
    show.once("ruth", "@Maya Lindqvist has replaced this by “Lower the price");
    show.shows("ruth", "listens again");
    let cards = [show.card("#plans", "raise the price"), show.card("#plans", "lower the price")];
    assert!(cards.iter().all(|card| !card.contains("Replace")), "{cards:?}");
}

#[test]
fn a_link_into_a_channel_that_somebody_cannot_see_is_not_shown_to_them() {
    let both = "
== Monday 2 March
09:00 kai leaves #board
09:00 tom leaves #board
10:12 maya in #plans [up]: We have decided to raise the price of the starter plan by 10 percent.
== Friday 6 March
09:30 maya in #board [down]: LOWER
";
    let show = with_ids(
        TWO_CHANNELS,
        both,
        ["#plans", "#board"],
        "
10:00 kai types in #plans: /soundings supersede OLD NEW
10:01 maya types in #plans: /soundings supersede OLD NEW
10:02 kai types in #plans: /soundings status OLD
10:03 ruth types in #plans: /soundings status OLD
10:04 kai types in #plans: /soundings list decided
",
    );
    show.shows("kai", "There is no decision");
    show.hides("kai", "Lower the price");
    show.hides("kai", "Replaced");
    show.shows("maya", "They are in different channels, so neither card names the other");
    show.shows("ruth", "Replaced by “Lower the price");
    let card = show.card("#plans", "raise the price");
    assert!(!card.contains("Replaced") && !card.contains("Lower"), "{card}");
    let card = show.card("#board", "lower the price");
    assert!(!card.contains("Replaces"), "{card}");
}
