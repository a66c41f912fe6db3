//! Deciding with clarity: the record step by step, what may go wrong on the way, and the word back.

use crate::stagecraft::{Show, play};

/// Finance and Legal have given views, Leadership has no objection, Sales says nothing.
const HEARD: &str = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: A range we can plan with
    limit: not before the new fiscal year
10:30 lena clicks \"Answer\"
    need: 60 days of notice in the contracts
10:40 ruth clicks \"No objection\"
";

/// Listening ends early on Tuesday, when everybody had a fair window.
const CLOSED: &str = "
== Tuesday 3 March
17:30 maya clicks \"Close early\" on seats
    reason: the price list goes to print
";

/// The two steps about the decision itself.
const SAID: &str = "
17:40 maya clicks \"Record decision\" on seats
    what is decided: We move the two lower plans to usage on 1 June.
    serves the customer: small teams pay for what they use
    given up: seats as the one number in every forecast
17:41 maya fills in
    who carries: Finance, with a forecast per quarter
    which number: churn of small teams stays under 2 percent
    reopen: the counter loses more than 1 percent
";

fn decided(more: &str) -> Show {
    play(&format!("{HEARD}{CLOSED}{SAID}{more}")).went_well()
}

#[test]
fn a_decision_is_recorded_and_everybody_who_gave_a_view_gets_a_word_back() {
    let show = decided(
        "
17:42 maya fills in
    what becomes: Declined
    why: waiting for the fiscal year costs more small teams than the forecast is worth
17:43 maya fills in
    what becomes: Adopted
    why: the contracts say so
    who follows: lena
    by when: 3 April
17:44 maya fills in
    why decide: the price list goes to print
17:45 maya fills in
    submit
== Wednesday 4 March
",
    );
    show.once("#plans", "What became of each view");
    show.shows("#plans", "Finance, declined: waiting for the fiscal year");
    show.shows("#plans", "Legal, adopted: the contracts say so (followed up by Fri 3 Apr)");
    show.shows("#plans", "No objection: Leadership");
    show.shows("#plans", "Decided with gaps");
    show.shows("#plans", "Sales: asked, no answer");
    show.shows("#plans", "Why all the same: the price list goes to print");
    show.shows("#plans", "Decided against what Finance asked for");
    show.card_says("#plans", "I propose", "*Decided* by <@U0MAYA>: We move");
    show.once("tom", "What became of it: declined");
    show.shows("tom", "Why it is tough now: waiting for the fiscal year");
    show.once("lena", "What became of it: adopted");
    show.shows("lena", "Next: @Lena Vogt follows it up by Fri 3 Apr");
    show.never("ruth", "What became of it");
    // They hear when they work.
    assert_eq!(show.when("tom", "What became of it", "Europe/London"), ["Tue 16:45"]);
    assert_eq!(show.when("lena", "What became of it", "Europe/Berlin"), ["Wed 09:00"]);
}

#[test]
fn what_was_written_survives_a_closed_form_and_a_restart() {
    let show = play(&format!(
        "{HEARD}{CLOSED}
17:40 maya clicks \"Record decision\" on seats
    what is decided: We move the two lower plans to usage on 1 June.
17:41 maya fills in
    who carries: Finance, with a forecast per quarter
17:42 soundings crashes
17:43 soundings starts
17:44 maya types: /soundings decide
    what becomes: Later
    why: after the fiscal year
17:45 maya fills in
    what becomes: Adopted
    why: the contracts say so
17:46 maya fills in
    why decide: the price list goes to print
17:47 maya fills in
    change something: What is decided
17:48 maya fills in
    serves the company: margins hold
17:49 maya fills in
    submit
"
    ))
    .went_well();
    show.shows("#plans", "We move the two lower plans to usage on 1 June.");
    show.shows("#plans", "Cost carried by: Finance, with a forecast per quarter");
    show.shows("#plans", "Serves the company by: margins hold");
    show.once("#plans", "What became of each view");
}

#[test]
fn what_is_typed_and_not_handed_in_is_there_when_the_form_comes_up_again() {
    let show = play(&format!(
        "{HEARD}{CLOSED}
17:40 maya clicks \"Record decision\" on seats
17:41 maya fills in
    what is decided: We move in June.
    cancel
17:43 maya types: /soundings decide
    given up: seats in every forecast
    cancel
17:44 soundings crashes
17:45 soundings starts
17:46 maya types: /soundings decide
    submit
"
    ))
    .went_well();
    show.shows("maya", "What is decided, in one sentence? We move in June.");
    show.shows("maya", "What is given up? (optional): seats in every forecast");
}

#[test]
fn only_the_owner_decides_and_only_once() {
    let show = decided(
        "
17:42 maya fills in
    what becomes: Partly
    why: a range, but not per quarter
17:43 maya fills in
    what becomes: Adopted
    why: the contracts say so
17:44 maya fills in
    why decide: the price list goes to print
17:45 maya fills in
    submit
17:46 maya types: /soundings decide
17:47 tom types: /soundings decide
",
    );
    show.shows("maya", "every view has its answer");
    show.shows("tom", "Only @Maya Lindqvist can do this");
    show.once("tom", "What became of it");
}

#[test]
fn deciding_while_it_listens_ends_listening_and_is_stamped() {
    let show = play(&format!(
        "{HEARD}
11:00 maya types: /soundings decide
    what is decided: We move the two lower plans to usage on 1 June.
11:01 maya fills in
    submit
11:02 maya fills in
    what becomes: Partly
    why: a range, but not per quarter
11:03 maya fills in
    what becomes: Adopted
    why: the contracts say so
11:04 maya fills in
    why decide: a customer signs today
11:05 maya fills in
    submit
12:00 abeo clicks \"Answer\"
"
    ));
    show.shows("#plans", "Decided early and with gaps");
    show.shows("#plans", "Decided before listening was to end");
    show.shows("#plans", "Why all the same: a customer signs today");
    show.never("#plans", "What was heard");
}

#[test]
fn a_view_that_changes_while_it_is_answered_is_read_again() {
    let show = play(&format!(
        "{HEARD}
11:00 maya types: /soundings decide
    what is decided: We move the two lower plans to usage on 1 June.
11:01 maya fills in
    submit
11:02 tom clicks \"Change answer\"
    need: A floor under every plan
11:03 maya fills in
    what becomes: Declined
    why: no range can be given now
11:04 maya fills in
    what becomes: Adopted
    why: a floor keeps the forecast honest
"
    ))
    .went_well();
    show.shows("maya", "This view was changed while you were writing");
    show.shows("maya", "Need: A floor under every plan");
}

#[test]
fn a_view_left_open_is_a_gap_and_can_be_answered_later() {
    let show = decided(
        "
17:42 maya fills in
    submit
17:43 maya fills in
    what becomes: Adopted
    why: the contracts say so
17:44 maya fills in
    why decide: the price list goes to print
17:45 maya fills in
    submit
17:50 maya clicks \"Answer the open views\" on seats
    what becomes: Declined
    why: no range can be given now
",
    );
    show.shows("#plans", "Finance: no answer yet");
    show.shows("#plans", "Finance's view had no answer");
    show.once("#plans", "Added to the decision");
    show.once("tom", "What became of it: declined");
    show.card_says("#plans", "I propose", "Decided with gaps");
}

#[test]
fn a_contributor_who_cannot_be_told_is_named_to_the_owner_by_function() {
    let show = play(&format!(
        "{HEARD}{CLOSED}{SAID}
17:42 maya fills in
    what becomes: Partly
    why: a range, but not per quarter
17:43 maya fills in
    what becomes: Adopted
    why: the contracts say so
17:44 maya fills in
    why decide: the price list goes to print
17:44 slack makes #plans private
17:44 lena leaves #plans
17:45 maya fills in
    submit
== Wednesday 4 March
"
    ))
    .went_well();
    show.never("lena", "What became of it");
    show.once("maya", "I could not tell the person behind Legal's view");
}

#[test]
fn several_views_of_one_person_come_back_in_one_message() {
    let show = play(&format!(
        "{HEARD}
10:45 abeo clicks \"Someone else\"
    to: tom
11:00 tom clicks \"Answer\" for Sales
    need: One quote a customer can repeat
{CLOSED}{SAID}
17:42 maya fills in
    what becomes: Partly
    why: a range, but not per quarter
17:43 maya fills in
    what becomes: Adopted
    why: one page goes out with the offer
17:44 maya fills in
    what becomes: Adopted
    why: the contracts say so
17:45 maya fills in
    why decide: the price list goes to print
17:46 maya fills in
    submit
== Wednesday 4 March
"
    ))
    .went_well();
    show.once("tom", "Your point for Finance");
    show.once("tom", "Your point for Sales");
    show.once("tom", "has decided on");
}
