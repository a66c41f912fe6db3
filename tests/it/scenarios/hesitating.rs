//! Hesitation: quoted to whoever decides, where the workspace agreed, and to nobody else.

use crate::stagecraft::{COMPANY, Show, http, play, play_in};

/// The small company, which has agreed.
fn play_agreed(days: &str) -> Show {
    let head = COMPANY.replace("mode: auto", "mode: auto\nhesitation: on");
    play_in(&head, days, http())
}

const HESITANT: &str = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 abeo > seats: should be fine, I think
10:25 lena [cond] > seats: ok for us as long as the notice stays at 60 days
10:30 kai > seats: what happens to the yearly contracts?
10:40 tom reacts :+1: to seats
";

const HEDGE: &str = "“should be fine, I think” (Sales, the reply): is there a doubt in it?";
const HEADING: &str = "Between the lines, for you only";

#[test]
fn the_owner_sees_it_in_their_status_and_once_before_the_close_and_nobody_else_does() {
    let days = format!(
        "{HESITANT}
11:00 abeo > seats: and the yearly contracts, what happens to those?
12:00 maya types: /soundings status
12:01 ruth types: /soundings status
== Monday 9 March
== Tuesday 10 March
09:30 maya types: /soundings status
09:40 ruth types: /soundings digest
"
    );
    let show = play_agreed(&days).went_well();
    assert_eq!(show.when("maya", HEADING, "Europe/Stockholm"), ["Mon 12:00", "Mon 13:00"]);
    show.times(2, "maya", HEDGE);
    show.shows("maya", "“ok for us as long as the notice stays at 60 days” (Legal, the reply): a yes on a condition");
    show.shows("maya", "Finance gave a thumbs-up and no view");
    show.shows("maya", "(Sales, first, again): asked twice. Is there no answer yet?");
    show.shows("maya", "Next, if you like: answer it in the thread, where everybody finds it.");
    for elsewhere in ["#plans", "#random", "ruth", "tom", "ines", "abeo", "lena", "sam", "kai"] {
        show.hides(elsewhere, "Between the lines");
        show.hides(elsewhere, "is there a doubt in it");
    }
}

#[test]
fn a_workspace_that_has_not_agreed_is_not_listened_to_for_it() {
    let show = play(&format!(
        "{HESITANT}12:00 maya types: /soundings status\n12:01 kai types: /soundings privacy\n== Monday 9 March\n"
    ))
    .went_well();
    show.hides("maya", "Between the lines");
    show.hides("kai", "Hesitation:");
}

#[test]
fn people_are_told_where_it_is_on() {
    let show =
        play_agreed("\n== Monday 2 March\n10:12 kai types: /soundings privacy\n").went_well();
    show.shows("kai", "Hesitation: this workspace agreed to this");
}

#[test]
fn what_is_deleted_changed_or_just_talk_is_not_quoted() {
    let days = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 abeo [sales] > seats: should be fine, I think
10:21 abeo clicks \"No, just talking\"
10:25 lena [cond] > seats: ok for us as long as the notice stays at 60 days
10:26 lena edits cond: ok for us
10:30 kai [doubt] > seats: not sure about April
10:31 kai deletes doubt
12:00 maya types: /soundings status
== Tuesday 10 March
";
    let show = play_agreed(days).went_well();
    show.shows("maya", "Who was asked, for you only");
    show.hides("maya", "Between the lines");
}

#[test]
fn whoever_closes_early_sees_it_once_more_and_then_it_is_gone() {
    let days = format!(
        "{HESITANT}12:00 maya clicks \"Close early\" on seats\n    reason: the price list goes out tonight\n12:10 maya types: /soundings status\n"
    );
    let show = play_agreed(&days).went_well();
    show.shows("maya", HEDGE);
    show.never("maya", HEADING);
}

#[test]
fn an_owner_who_cannot_see_the_channel_any_more_is_told_nothing() {
    let days = format!(
        "{HESITANT}12:00 slack makes #plans private\n12:01 maya leaves #plans\n12:02 maya types in #random: /soundings status\n== Monday 9 March\n"
    );
    let show = play_agreed(&days).went_well();
    show.hides("maya", "Between the lines");
    show.hides("maya", "should be fine");
}

#[test]
fn an_answer_changed_again_and_again_and_time_that_ran_out_are_mentioned() {
    let days = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: a range we can plan with
10:30 tom clicks \"Change answer\"
    need: a range, and a floor
10:40 tom clicks \"Change answer\"
    need: a floor
10:50 tom clicks \"Change answer\"
    need: I guess a floor would do
11:00 lena clicks \"Need time\"
    until: 3 March
== Wednesday 4 March
12:00 maya types: /soundings status
";
    let show = play_agreed(days).went_well();
    show.shows("maya", "Finance changed its answer 3 times. Is something still unsettled?");
    show.shows(
        "maya",
        "Legal needed time until Tue 3 Mar, and has not come back. Is the question too big?",
    );
    show.shows("maya", "“I guess a floor would do” (Finance, its view): is there a doubt in it?");
}
