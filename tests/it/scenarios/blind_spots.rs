//! An owner's own blind spots: for them alone, once a month, and only if they turned it on.

use crate::stagecraft::{play, play_as};

const DECIDED: &str = "
== Monday 2 March
09:20 maya types: /soundings blindspots on
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: A range we can plan with
17:30 maya clicks \"Close early\" on seats
    reason: the price list goes to print
17:40 maya clicks \"Record decision\" on seats
    what is decided: We move the two lower plans to usage on 1 June.
17:41 maya fills in
    which number: churn of small teams stays under 2 percent
17:42 maya fills in
    what becomes: Adopted
    why: a range it is
17:43 maya fills in
    why decide: the price list goes to print
17:44 maya fills in
    submit
";

const NOTE: &str = "Your own blind spots";

#[test]
fn it_comes_on_the_first_working_day_of_the_month_to_the_owner_and_nobody_else() {
    let days = format!("{DECIDED}== Tuesday 7 April\n");
    let show = play(&days).went_well();
    show.shows("maya", "On. From Wed 1 Apr I write to you once a month");
    assert_eq!(show.when("maya", NOTE, "Europe/Stockholm"), ["Wed 09:00"]);
    show.once("maya", "In the last three months you have recorded 1 decision.");
    show.shows("maya", "• Finance: in 1 of 1");
    for other in ["#plans", "#random", "tom", "ines", "abeo", "lena", "sam", "ruth", "kai"] {
        show.hides(other, NOTE);
        show.hides(other, "Lenses you");
    }
}

#[test]
fn it_is_off_until_somebody_turns_it_on_and_again_when_they_turn_it_off() {
    let never = DECIDED.replace("09:20 maya types: /soundings blindspots on\n", "");
    let show = play(&format!("{never}== Tuesday 7 April\n")).went_well();
    show.never("maya", NOTE);
    let off = format!("{DECIDED}18:00 maya types: /soundings blindspots off\n== Tuesday 7 April\n");
    let show = play(&off).went_well();
    show.shows("maya", "Off. `/soundings blindspots` still shows it");
    show.never("maya", NOTE);
}

#[test]
fn a_month_in_which_nothing_was_decided_brings_no_note() {
    let show = play(&format!("{DECIDED}== Friday 8 May\n")).went_well();
    assert_eq!(show.when("maya", NOTE, "Europe/Stockholm"), ["Wed 09:00"]);
}

#[test]
fn anybody_can_look_at_their_own_at_any_time() {
    let days = format!(
        "{DECIDED}18:00 maya types: /soundings blindspots\n18:01 kai types: /soundings blindspots\n\
         18:02 kai types: /soundings blindspots maybe\n"
    );
    let show = play(&days).went_well();
    show.shows("maya", "The next one comes Wed 1 Apr");
    show.shows("kai", "You have recorded no decision in the last three months.");
    show.shows("kai", "`/soundings blindspots on` sends it to you once a month");
    show.shows("kai", "One of `on` and `off`, or nothing, is expected.");
    show.hides("kai", "Finance: in 1 of 1");
}

#[test]
fn a_workspace_can_do_without() {
    let days = format!("{DECIDED}18:00 maya types: /soundings blindspots\n== Tuesday 7 April\n");
    let show = play_as(&days, |_, policy| policy.room.blind_spots = false).went_well();
    show.shows("maya", "Whoever runs me has turned this off");
    show.never("maya", NOTE);
}
