//! One reminder, the backup, the lead, and then silence that is called silence.

use crate::stagecraft::{COMPANY, http, play, play_in};

#[test]
fn member_backup_and_lead_are_asked_in_turn_and_each_is_reminded_once() {
    let head = COMPANY
        .replace("legal                 Europe/Berlin", "legal                 Europe/London")
        .replace("kai     Kai Brandt        -   ", "kai     Kai Brandt        legal, lead");
    let days = "\n== Monday 2 March\n10:12 maya [seats]: PROPOSAL\n== Monday 9 March\n";
    let show = play_in(&head, days, http()).went_well();
    let asked = |who: &str| show.when(who, "before deciding on", "Europe/Berlin");
    let reminded = |who: &str| show.when(who, "I will not remind you again", "Europe/Berlin");
    // A week on: each has a third of what is left until they are reminded, and half of it alone.
    for (who, first, again) in [
        ("lena", "Mon 10:12", "Tue 10:12"),
        ("sam", "Tue 14:12", "Wed 14:12"),
        ("kai", "Thu 10:12", "Fri 09:48"),
    ] {
        assert_eq!((asked(who), reminded(who)), (vec![first.to_owned()], vec![again.to_owned()]));
    }
    show.shows("#plans", "Legal: 3 people asked");
    show.hides("#plans", "Lena Vogt");
}

#[test]
fn somebody_who_asked_for_time_is_left_alone_until_that_day() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:30 lena clicks \"Need time\"
    until: 5 March
== Friday 6 March
",
    )
    .went_well();
    assert_eq!(show.when("lena", "I will not remind you again", "Europe/Berlin"), ["Thu 09:00"]);
}

#[test]
fn the_owner_closes_early_and_says_why() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom types: /soundings close
10:30 maya types: /soundings close
    reason: the contract is due
10:31 maya types: /soundings close
10:40 maya types: /soundings reopen
10:41 maya types: /soundings reopen
10:50 maya clicks \"Close early\"
    reason: enough was said
",
    )
    .went_well();
    show.shows("tom", "Only @Maya Lindqvist can do this");
    show.times(2, "#plans", "What was heard");
    show.shows("#plans", "The owner closed early, Mar 2, 2026 at 10:30: the contract is due");
    show.shows("maya", "Listening has already ended");
    show.once("#plans", "has reopened this");
    show.shows("maya", "It is still listening");
}

#[test]
fn an_archived_channel_ends_listening_and_the_owner_gets_what_there_is() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: A range we can plan with
10:30 slack makes #plans archived
== Tuesday 3 March
",
    )
    .went_well();
    show.never("#plans", "What was heard");
    show.once("maya", "because the channel was archived");
    show.shows("maya", "Finance: A range we can plan with");
    show.never("abeo", "I will not remind you again");
}

#[test]
fn a_window_that_ended_while_the_bot_was_away_says_that_the_bot_was_blind() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
11:00 soundings crashes
== Tuesday 10 March
11:00 soundings starts
",
    )
    .went_well();
    show.once("#plans", "What was heard");
    show.shows("#plans", "I was not listening");
    let digest = show.seen("#plans").into_iter().find(|one| one.text().contains("What was heard"));
    let digest = digest.expect("a digest").text();
    assert!(digest.contains("not listening"), "{digest}");
}
