//! The leaders' weekly digest.

use crate::stagecraft::{COMPANY, http, play, play_in};

const WEEK: &str = "Your week in decisions";

#[test]
fn it_comes_on_monday_morning_in_the_leaders_own_zone() {
    let head = COMPANY
        .replace("leadership, leader    Europe/Berlin", "leadership, leader    Asia/Kolkata");
    let days = "\n== Wednesday 4 March\n10:12 maya [seats]: PROPOSAL\n== Tuesday 17 March\n";
    let show = play_in(&head, days, http()).went_well();
    let times = show.when("ruth", WEEK, "Asia/Kolkata");
    assert_eq!(times, ["Mon 09:00", "Mon 09:00", "Mon 09:00"], "{}", show.transcript());
    show.shows("ruth", "1 opened · 1 listening");
    show.shows("ruth", "not heard:");
    show.never("maya", WEEK);
}

#[test]
fn one_that_was_missed_comes_late_and_says_so_and_not_twice() {
    let show = play(
        "
== Thursday 5 March
10:12 maya [seats]: PROPOSAL
== Sunday 8 March
20:00 soundings crashes
== Monday 9 March
15:00 soundings starts
15:10 soundings crashes
15:20 soundings starts
== Tuesday 10 March
",
    )
    .went_well();
    assert_eq!(show.when("ruth", WEEK, "Europe/Berlin"), ["Mon 09:00", "Mon 15:00"]);
    show.once("ruth", "This comes late: it was due Mar 9, 2026 at 09:00");
}

#[test]
fn one_that_is_of_no_more_use_is_left_out() {
    let show = play(
        "
== Thursday 5 March
20:00 soundings crashes
== Friday 13 March
15:00 soundings starts
== Monday 16 March
",
    )
    .went_well();
    assert_eq!(show.when("ruth", WEEK, "Europe/Berlin"), ["Mon 09:00", "Mon 09:00"]);
    show.never("ruth", "This comes late");
}
