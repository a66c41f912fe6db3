//! Showing that we listened: a question opens with what its function said last time, and one tap says that
//! it still holds.

use crate::stagecraft::{COMPANY, Show, http, play, play_as, play_in};

/// A pricing decision is made: Finance's limit was declined, what Legal needs adopted.
const DECIDED: &str = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: A range we can plan with
    limit: not before the new fiscal year
10:30 lena clicks \"Answer\"
    need: 60 days of notice in the contracts
17:30 maya clicks \"Close early\" on seats
    reason: the price list goes to print
17:40 maya clicks \"Record decision\" on seats
    what is decided: We move the two lower plans to usage on 1 June.
17:41 maya fills in
    which number: churn of small teams stays under 2 percent
17:42 maya fills in
    what becomes: Declined
    why: waiting costs more small teams than the forecast is worth
17:43 maya fills in
    what becomes: Adopted
    why: the contracts say so
17:44 maya fills in
    why decide: the price list goes to print
17:45 maya fills in
    submit
";

/// The next one of the kind.
const NEXT: &str =
    "I propose that we raise the price of the starter plan by 10 percent. Any objections?";

fn then(more: &str) -> String {
    format!("{DECIDED}== Thursday 5 March\n10:00 maya [raise]: {NEXT}\n{more}")
}

fn after(more: &str) -> Show {
    play(&then(more)).went_well()
}

const NOTICE: &str = "March) you said: “60 days of notice in the contracts”. Still so?";

#[test]
fn one_tap_says_that_it_still_holds_and_it_can_be_changed_like_any_answer() {
    let show = after("10:30 lena clicks \"Still so\"\n");
    show.once("lena", NOTICE);
    show.once("tom", "March) you said: “not before the new fiscal year”. Still so?");
    show.shows("lena", "You said: 60 days of notice in the contracts");
    show.shows("lena", "[Change answer] [Withdraw]");
    show.card_says("#plans", "raise the price", "heard 1 of");
    show.hides("#plans", "Last time");
}

#[test]
fn a_colleague_reads_what_the_function_said_and_not_who() {
    let muted = DECIDED.replace("17:45 maya", "17:44 tom types: /soundings mute\n17:45 maya");
    let days = format!("{muted}== Thursday 5 March\n10:00 maya [raise]: {NEXT}\n");
    let show = play(&days).went_well();
    show.once("ines", "March) Finance said: “not before the new fiscal year”. Still so?");
    show.hides("ines", "Tom Okafor");
}

#[test]
fn words_that_are_gone_by_then_are_not_counted() {
    let show = after("10:20 maya deletes seats\n10:30 lena clicks \"Still so\"\n");
    show.once("lena", NOTICE);
    show.once("lena", "has changed since I showed it to you, or is gone");
    show.card_says("#plans", "raise the price", "heard 0 of");
}

#[test]
fn what_was_said_in_a_private_channel_is_not_offered_elsewhere() {
    let elsewhere = then("").replace("maya [raise]", "maya in #random [raise]");
    let private = COMPANY.replace("#plans, public", "#plans, private");
    let show = play_in(&private, &elsewhere, http()).went_well();
    show.asked_once("lena", "raise the price of the starter plan");
    show.never("lena", "Last time");
    let show = play_in(COMPANY, &elsewhere, http()).went_well();
    show.once("lena", NOTICE);
}

#[test]
fn a_workspace_can_do_without() {
    let show = play_as(&then(""), |_, policy| policy.room.learned = false).went_well();
    show.never("lena", "Last time");
}
