//! After a decision: is it clear, what worries, what came of it, is it done, and why was it opened again.

use crate::stagecraft::{COMPANY, Show, http, play_in};
use soundings::rehearsal::spec::Transport;

/// Finance and Legal have given views, three functions have no objection, and nobody stands for
/// Marketing.
const HEARD: &str = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: A range we can plan with
10:30 lena clicks \"Answer\"
    need: 60 days of notice in the contracts
10:35 abeo clicks \"No objection\"
10:40 ruth clicks \"No objection\"
16:30 eva clicks \"No objection\"
";

/// Decided on Tuesday afternoon, to be looked at on Thursday 12 March; Lena follows her view up by the
/// day before.
const DECIDED: &str = "
== Tuesday 3 March
17:30 maya clicks \"Close early\" on seats
    reason: the price list goes to print
17:40 maya clicks \"Record decision\" on seats
    what is decided: We move the two lower plans to usage on 1 June.
17:41 maya fills in
    which number: churn of small teams stays under 2 percent
    when is it looked: 12 March
17:42 maya fills in
    what becomes: Declined
    why: waiting for the fiscal year costs more small teams than the forecast is worth
17:43 maya fills in
    what becomes: Adopted
    why: the contracts say so
    who follows: lena
    by when: 11 March
17:44 maya fills in
    why decide: the price list goes to print
17:45 maya fills in
    submit
";

/// Everybody taps once on Monday, and Tom says in Finance's name what worries him.
const TAPPED: &str = "
== Monday 9 March
10:00 tom clicks \"Worried\"
10:01 tom clicks \"Say what worries you\"
    what worries: the quotes of April will be wrong
10:02 tom clicks \"2\"
10:10 lena clicks \"Clear\"
10:11 lena clicks \"4\"
10:20 abeo clicks \"Clear\"
10:30 ruth clicks \"Unsure\"
15:30 eva clicks \"Clear\"
";

fn play_after(transport: Transport, more: &str) -> Show {
    let head =
        format!("{COMPANY}  eva     Eva Lind          support               America/New_York\n");
    play_in(&head, &format!("{HEARD}{DECIDED}{more}"), transport)
}

fn decided(more: &str) -> Show {
    play_after(http(), more).went_well()
}

const QUESTION: &str = "what was decided, and why? One tap";

#[test]
fn three_days_later_one_tap_is_asked_for_where_people_work_and_the_owner_sees_counts() {
    let show = decided(TAPPED);
    // Friday 17:45 is after hours everywhere but in New York.
    assert_eq!(show.when("tom", QUESTION, "Europe/London"), ["Fri 16:45"]);
    assert_eq!(show.when("lena", QUESTION, "Europe/Berlin"), ["Mon 09:00"]);
    assert_eq!(show.when("eva", QUESTION, "America/New_York"), ["Fri 11:45"]);
    show.once("tom", "Did you feel heard, speaking for Finance?");
    show.never("abeo", "Did you feel heard");
    show.never("maya", QUESTION);
    show.never("sam", QUESTION);
    show.shows(
        "tom",
        "If you want whoever decides to know what worries you, say it in the name of",
    );
    show.shows("tom", "reads this as Finance's worry, and sees that you wrote it");
    show.once("maya", "Finance is worried about what was decided.");
    show.once("maya", "I asked 5 people, and 5 have answered: 3 clear · 1 unsure · 1 worried");
    show.shows("maya", "Finance (@Tom Okafor): the quotes of April will be wrong");
    show.hides("#plans", "quotes of April");
    show.hides("#plans", "worried");
}

#[test]
fn with_fewer_than_five_answers_the_owner_hears_only_how_many() {
    let days = "
== Monday 9 March
10:00 tom clicks \"Worried\"
10:10 lena clicks \"Clear\"
10:11 lena clicks \"Mute\"
10:20 abeo clicks \"Clear\"
== Thursday 12 March
";
    let show = decided(days);
    show.once(
        "maya",
        "I asked 5 people, and 3 have answered. What they answered I show only from 5",
    );
    show.hides("maya", "1 worried");
    show.hides("maya", "2 clear");
    assert_eq!(show.when("maya", "I asked 5 people", "Europe/Stockholm"), ["Thu 09:00"]);
    // Whoever had not tapped by then is told that it is closed.
    show.shows("ruth", "The counts have gone to @Maya Lindqvist, so this question is closed.");
}

#[test]
fn a_second_tap_changes_nothing_and_a_late_one_is_not_counted() {
    let days = "
== Monday 9 March
10:00 tom clicks \"Clear\"
10:00 slack redelivers seats
10:01 tom clicks \"Worried\"
== Thursday 12 March
10:00 abeo clicks \"Unsure\"
";
    let show = play_after(http(), days);
    // The buttons are gone, so neither can be pressed any more.
    let lines: Vec<_> = show.problems.iter().map(|problem| problem.text.clone()).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| line.contains("sees no button")), "{lines:?}");
    show.once("maya", "I asked 5 people, and 1 has answered.");
}

#[test]
fn a_function_that_was_never_asked_worries_from_the_thread() {
    let days = "
18:10 kai clicks \"Raise a worry\" on seats
    what worries: the campaign says per seat
18:11 maya clicks \"Raise a worry\" on seats
18:12 tom clicks \"Raise a worry\" on seats
    what worries: the quotes of April
== Wednesday 4 March
";
    let show = decided(days);
    show.shows("#plans", "Never asked: Marketing.");
    show.shows("kai", "reads this as Marketing's worry");
    show.shows("kai", "gets it as Marketing's worry");
    show.shows("maya", "a worry would only come back to you");
    // It arrives when she works.
    let when = show.when("maya", "Marketing is worried", "Europe/Stockholm");
    assert_eq!(when, ["Wed 09:00"]);
    show.once("maya", "Finance is worried");
    show.hides("#plans", "campaign says per seat");
}

/// The result is recorded, and Tom says that his worry came true in part.
const REVIEWED: &str = "
== Thursday 12 March
10:00 maya clicks \"Record result\"
    what does the number: 2.6 percent, and rising
    how did it turn out: It missed
10:30 tom clicks \"In part\"
== Monday 16 March
";

#[test]
fn the_result_stands_beside_the_number_and_worries_that_came_true_are_told() {
    let show = decided(&format!("{TAPPED}{REVIEWED}"));
    assert_eq!(show.when("maya", "Time to look at this again", "Europe/Stockholm"), ["Thu 09:00"]);
    show.once("#plans", "The number: churn of small teams stays under 2 percent");
    show.shows("#plans", "What it says now: 2.6 percent, and rising");
    show.shows("#plans", "@Maya Lindqvist says: it missed.");
    show.card_says("#plans", "I propose", "it missed");
    show.once("tom", "Did it come true?");
    show.never("lena", "Did it come true?");
    show.once("maya", "Finance's worry came true in part, says @Tom Okafor");
    show.never("maya", "Still open");
    show.shows("ruth", "Worries that came true");
    show.shows("ruth", "Finance (in part): the quotes of April will be wrong");
    show.shows("ruth", "Results");
    show.shows("ruth", "it missed. 2.6 percent, and rising");
    show.hides("ruth", "Tom Okafor");
    show.never("ruth", "How functions felt heard");
}

#[test]
fn the_week_says_what_was_decided_and_with_which_gaps() {
    let show = decided("\n== Monday 9 March\n");
    show.shows("ruth", "1 decided · 1 of them with gaps");
    show.shows("ruth", "Decided with gaps");
    show.shows("ruth", "We move the two lower plans to usage on 1 June. · ⚠️ Decided with gaps");
}

#[test]
fn whoever_follows_something_up_is_asked_once_and_the_card_shows_it() {
    let days = "
== Wednesday 11 March
10:00 lena clicks \"Not yet\"
10:05 lena clicks \"Done\"
== Friday 27 March
";
    let show = decided(days);
    let asked = show.when("lena", "named you to follow this up. Is it done?", "Europe/Berlin");
    assert_eq!(asked, ["Wed 09:00"]);
    show.card_says("#plans", "I propose", "Followed up: ✅ Legal: done");
}

#[test]
fn the_owner_is_reminded_of_the_result_once_and_not_after_it_is_recorded() {
    let show = decided("\n== Friday 3 April\n");
    let due = show.when("maya", "Time to look at this again", "Europe/Stockholm");
    assert_eq!(due, ["Thu 09:00"]);
    assert_eq!(
        show.when("maya", "Still open: what came of it?", "Europe/Stockholm"),
        ["Thu 09:00"]
    );
    show.card_says("#plans", "I propose", "Result: due since Thu 12 Mar");
}

#[test]
fn a_form_without_a_cause_comes_back_and_only_the_owner_records() {
    let days = "
== Thursday 12 March
10:00 maya clicks \"Record result\"
    what does the number: we went back to seats
    how did it turn out: Reversed
10:01 maya fills in
    if it was reversed: a view we did not ask for
10:05 tom clicks \"Record result\" on seats
";
    let show = play_after(http(), days);
    show.shows("maya", "Please say why: it helps to ask the right people next time.");
    show.shows("#plans", "Why it was reversed: a view we did not ask for.");
    show.card_says("#plans", "I propose", "it was reversed (a view we did not ask for)");
}

#[test]
fn what_was_decided_is_opened_again_with_a_cause_and_its_questions_are_let_go() {
    let days = "
== Monday 9 March
10:00 tom clicks \"Clear\"
10:10 maya types: /soundings reopen
    what makes you: a view we did not ask for
    reason: marketing was missing
10:20 lena clicks \"Worried\"
== Friday 20 March
";
    let show = play_after(http(), days);
    show.shows("#plans", "Cause: a view we did not ask for. Reason: marketing was missing");
    show.shows("lena", "was opened again, so nothing is needed from you here.");
    show.never("maya", "I asked 5 people");
    show.never("maya", "Time to look at this again");
    show.never("lena", "Is it done?");
    show.shows("ruth", "Opened again after they were decided");
}

#[test]
fn who_cannot_be_written_to_or_has_left_is_not_waited_for_nor_spoken_of() {
    let days = "
== Thursday 5 March
12:00 slack makes #plans private
12:01 eva leaves #plans
12:02 lena leaves #plans
== Monday 9 March
10:00 tom clicks \"Clear\"
10:01 abeo clicks \"Clear\"
10:02 ruth clicks \"Clear\"
== Friday 13 March
";
    let show = decided(days);
    show.never("eva", QUESTION);
    show.never("lena", QUESTION);
    show.never("lena", "Is it done?");
    show.once("maya", "I asked 3 people, and 3 have answered.");
    let told = show.seen("maya").iter().map(|entry| entry.text()).collect::<String>();
    let after = told.split("I asked 3 people").nth(1).unwrap_or_default().to_owned();
    assert!(!after.contains("Eva Lind") && !after.contains("Lena Vogt"), "{after}");
}

#[test]
fn a_deleted_proposal_takes_its_questions_along() {
    let days = "
== Monday 9 March
10:00 tom clicks \"Clear\"
10:10 maya deletes seats
10:20 lena clicks \"Worried\"
== Friday 20 March
";
    let show = play_after(http(), days);
    show.shows("lena", "This is no longer a decision, so nothing is needed from you.");
    show.never("maya", "I asked 5 people");
    show.never("maya", "Time to look at this again");
}

#[test]
fn nothing_is_asked_twice_when_the_bot_is_killed_in_between() {
    let days = "
== Friday 6 March
17:44 soundings crashes
17:50 soundings starts
17:51 slack loses the next answer to chat.postMessage
== Monday 9 March
08:59 soundings crashes
09:05 soundings starts
10:00 tom clicks \"Worried\"
10:01 soundings crashes
10:02 soundings starts
10:10 lena clicks \"Clear\"
10:20 abeo clicks \"Clear\"
10:30 ruth clicks \"Clear\"
15:30 eva clicks \"Clear\"
== Tuesday 10 March
";
    let show = play_after(Transport::Socket, days).went_well();
    for person in ["tom", "lena", "abeo", "ruth", "eva"] {
        show.times(1, person, QUESTION);
    }
    show.once("maya", "I asked 5 people, and 5 have answered: 4 clear · 0 unsure · 1 worried");
}
