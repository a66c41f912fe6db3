//! What is announced as already decided is checked afterwards with those who were never asked.

use crate::stagecraft::{COMPANY, http, play, play_in};

const ANNOUNCED: &str = "We have decided to stop charging per seat and to move the two lower plans to usage pricing from 1 April.";

fn announced(days: &str) -> String {
    days.replace("ANNOUNCED", ANNOUNCED)
}

#[test]
fn an_announcement_is_checked_for_48_hours_and_stands_as_checked_after_the_fact() {
    let show = play(&announced(
        "
== Monday 2 March
10:12 maya [seats]: ANNOUNCED
10:20 tom clicks \"Answer\"
    need: A range we can plan with
10:40 lena clicks \"No objection\"
== Wednesday 4 March
11:00 maya clicks \"Answer the open views\" on seats
    what becomes: Partly
    why: you get a range from May on
11:10 kai types: /soundings list decided
11:11 maya types: /soundings decide
== Thursday 5 March
",
    ))
    .went_well();
    show.card_says("#plans", "We have decided", "It reads like a decision already made");
    show.asked_once("tom", "Finance was not asked before, so I ask now");
    show.hides("tom", "before deciding");
    show.once("#plans", "Checked after the fact: Stop charging per seat");
    show.shows("#plans", "Announced as decided: We have decided to stop charging per seat");
    show.shows("#plans", "It stands as announced. @Maya Lindqvist can answer each view");
    show.once("maya", "Checked after the fact, with names, for you only");
    assert_eq!(show.when("#plans", "It stands as announced", "Europe/Stockholm"), ["Wed 10:12"]);
    show.once("#plans", "Added to the decision");
    show.once("tom", "What became of it: adopted in part");
    let card = show.card("#plans", "We have decided");
    assert!(card.contains("*Decided* by <@U0MAYA>: We have decided to stop"), "{card}");
    assert!(card.contains("⚠️ Checked after the fact, not every function was heard"), "{card}");
    show.shows("kai", "Stop charging per seat and to move the two lower plans");
    show.shows("maya", "every view has its answer");
}

#[test]
fn what_is_announced_on_a_friday_can_be_answered_on_monday() {
    let show = play(&announced(
        "
== Friday 6 March
15:30 maya [seats]: ANNOUNCED
== Monday 9 March
10:00 tom clicks \"Answer\"
    need: A range we can plan with
== Tuesday 10 March
",
    ))
    .went_well();
    assert_eq!(show.when("#plans", "It stands as announced", "Europe/Stockholm"), ["Mon 17:00"]);
    show.shows("#plans", "A range we can plan with");
}

#[test]
fn in_a_suggest_channel_the_author_is_asked_whether_it_should_be_checked() {
    let show = play_in(
        &COMPANY.replace("mode: auto", "mode: suggest"),
        &announced(
            "
== Monday 2 March
10:12 maya [seats]: ANNOUNCED
10:20 maya clicks \"Check it afterwards\"
",
        ),
        http(),
    )
    .went_well();
    show.once("maya", "This reads like a decision that is already made");
    show.hides("maya", "reads like a proposal");
    show.card_says("#plans", "We have decided", "*Announced as decided* by <@U0MAYA>");
}

#[test]
fn with_the_form_an_announcement_is_checked_and_no_days_are_asked_for() {
    let show = play_in(
        &COMPANY.replace("mode: auto", "mode: manual"),
        &announced(
            "
== Monday 2 March
10:12 maya [seats]: ANNOUNCED
10:13 maya uses \"Ask for perspectives\" on seats
    goal: Keep small teams
    functions: finance
== Thursday 5 March
",
        ),
        http(),
    )
    .went_well();
    show.shows("maya", "This message announces a decision, so I check it afterwards");
    show.hides("maya", "Days to listen");
    show.once("#plans", "Checked after the fact");
}

#[test]
fn the_owner_can_say_that_it_is_not_decided_yet() {
    let show = play(&announced(
        "
== Monday 2 March
10:12 maya [seats]: ANNOUNCED
10:20 kai clicks \"Not decided yet\"
10:21 maya clicks \"Not decided yet\"
10:22 tom clicks \"Answer\"
    need: A range we can plan with
== Tuesday 10 March
",
    ))
    .went_well();
    show.shows("kai", "Only @Maya Lindqvist can do this");
    show.shows("maya", "Noted: this is not decided yet");
    show.shows("tom", "@Maya Lindqvist asks Finance before deciding");
    show.card_says("#plans", "We have decided", "Weighing: waiting for <@U0MAYA> to decide");
    show.once("#plans", "What was heard: Stop charging");
    show.never("#plans", "Checked after the fact");
}

#[test]
fn how_an_open_decision_went_is_no_decision_of_its_own() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:15 maya > seats: Decision: we stop charging per seat and move the two lower plans to usage.
11:00 maya [told]: Decision: we stop charging per seat and move the two lower plans to usage pricing.
11:05 maya clicks \"Record decision\"
    what is decided: We move the two lower plans to usage on 1 June.
    cancel
11:10 kai: lunch?
",
    )
    .went_well();
    show.once("#plans", "Decision `");
    show.once("maya", "This reads like the outcome of a decision that is still open here");
    show.shows("maya", "What is decided, in one sentence?");
    show.never("#plans", "Announced as decided");
}

#[test]
fn what_was_recorded_and_is_said_again_opens_nothing_and_asks_nobody() {
    let show = play(&announced(
        "
== Monday 2 March
10:12 maya [seats]: ANNOUNCED
== Thursday 5 March
10:00 maya [again]: Reminder for all: ANNOUNCED
== Friday 6 March
",
    ))
    .went_well();
    show.once("#plans", "Decision `");
    show.hides("maya", "This reads like");
}

#[test]
fn talk_of_decisions_that_are_not_made_here_is_let_be() {
    let show = play(
        "
== Monday 2 March
10:10 kai: last year we have decided to drop the export API, remember?
10:11 kai: once we have decided to move the billing jobs I can write it up
10:12 tom: Anna said they have decided to raise prices for the enterprise plan
10:13 kai: that's settled then
10:14 kai: we've decided to move the call to Thursday
10:15 maya [hi]: morning
10:16 maya > hi: We have decided to retire the v1 API at the end of June.
",
    )
    .went_well();
    show.never("#plans", "");
    show.never("maya", "");
    show.never("tom", "");
}

#[test]
fn not_a_decision_takes_the_check_down_like_any_other() {
    let show = play(&announced(
        "
== Monday 2 March
10:12 maya [seats]: ANNOUNCED
10:20 maya clicks \"Not a decision\"
== Thursday 5 March
",
    ))
    .went_well();
    let left = show.messages("#plans");
    assert!(left.iter().all(|one| one["bot_id"].is_null()), "{left:#?}");
    show.never("#plans", "Checked after the fact");
}
