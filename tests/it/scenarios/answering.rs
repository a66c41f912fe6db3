//! All the ways to answer, to change one's mind, and to be followed.

use crate::stagecraft::{COMPANY, http, play, play_in};

#[test]
fn the_seven_answers() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Help me decide\"
    need: A range we can plan with
    evidence: the forecast of last year
10:30 abeo clicks \"Not affected\"
10:31 maya clicks \"Confirm\"
10:40 lena clicks \"Need time\"
    until: 4 March
10:50 ruth clicks \"Someone else\"
    to: kai
10:55 kai clicks \"No objection\"
11:00 lena clicks \"Answer\"
    need: 60 days
11:01 sam types: /soundings mute
",
    )
    .went_well();
    show.shows("tom", "These questions may help");
    show.shows("abeo", "It is settled that Sales is not affected");
    show.shows("lena", "You asked for time until Wed 4 Mar");
    show.shows("ruth", "You passed this on to @Kai Brandt");
    show.shows("ruth", "A colleague has answered for Leadership. Nothing is needed from you.");
    show.once("kai", "Why you: @Ruth Adler named you");
    let card = show.card("#plans", "I propose");
    assert!(card.contains("Asked 3 of 5 · heard 3 of 5"), "{card}");
    show.hides("#plans", "Tom Okafor");
    show.hides("#plans", "Kai Brandt presses [ Answer ]");
}

#[test]
fn mute_in_the_ask_ends_it_and_the_next_person_is_asked() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Mute\"
11:12 maya [raise]: I propose that we raise the price of the starter plan by 10 percent. Any objections?
",
    )
    .went_well();
    show.shows("tom", "I will not ask you anything any more");
    show.once("tom", "before deciding on");
    show.times(2, "ines", "Why you: you lead Finance");
}

#[test]
fn an_owner_can_ask_anyway_and_an_absent_colleague_cannot_be_named() {
    let show = play(
        "
== Monday 2 March
10:11 kai types: /soundings mute
10:12 maya [seats]: PROPOSAL
10:30 abeo clicks \"Not affected\"
10:31 maya clicks \"Ask them anyway\"
10:40 tom clicks \"Someone else\"
    to: kai
10:50 tom clicks \"No objection\"
",
    )
    .went_well();
    show.once("abeo", "would like to hear from Sales after all");
    show.shows("tom", "The question is with you again");
    show.never("kai", "before deciding on");
    show.card_says("#plans", "I propose", "heard 1 of 6");
}

#[test]
fn what_an_owner_wants_at_night_waits_for_the_morning() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:30 abeo clicks \"Not affected\"
22:30 maya clicks \"Ask them anyway\"
== Tuesday 3 March
",
    )
    .went_well();
    let after_all = show.when("abeo", "would like to hear from Sales after all", "Europe/London");
    assert_eq!(after_all, ["Tue 09:00"], "{}", show.transcript());
}

#[test]
fn a_question_that_came_back_can_be_answered_by_message_and_muted() {
    let show = play(
        "
== Monday 2 March
10:11 kai types: /soundings mute
10:12 maya [seats]: PROPOSAL
10:40 tom clicks \"Someone else\"
    to: kai
10:41 lena clicks \"Someone else\"
    to: kai
10:50 tom dms: a range we can plan with
10:51 lena clicks \"Mute\"
16:00 kai: going home
",
    )
    .went_well();
    show.once("tom", "Your message counts as Finance's view");
    show.never("lena", "I will not remind you again");
    show.asked_once("sam", "Why you: you are the backup for Legal");
}

#[test]
fn a_direct_message_answers_the_one_question_or_is_asked_which() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:15 ruth dms: margins must hold
10:20 maya [raise]: I propose that we raise the price of the starter plan by 10 percent. Any objections?
10:30 tom dms: a range we can plan with
10:31 tom clicks \"Finance: Raise the price\"
",
    )
    .went_well();
    show.once("ruth", "Your message counts as Leadership's view on Stop charging per seat");
    show.once("tom", "Several questions wait for you");
    show.once("tom", "Your message counts as Finance's view on Raise the price");
    show.card_says("#plans", "stop charging", "heard 1 of 6");
    show.card_says("#plans", "raise the price", "heard 1 of 6");
}

#[test]
fn a_reply_counts_only_with_its_authors_yes_and_is_followed_afterwards() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 sam [terms] > seats: terms need 60 days notice
10:21 sam clicks \"No, just talking\"
10:22 sam > seats: and a new contract
10:30 abeo [quotes] > seats: nine quotes are out
10:31 abeo clicks \"Yes, count it\"
10:32 abeo edits quotes: eleven quotes are out
10:40 tom [range] > seats: a range, please
10:41 tom clicks \"Yes, count it\"
10:42 tom deletes range
10:50 kai > seats: I like it
10:51 maya > seats: thanks all
11:00 maya clicks \"Close early\"
    reason: the contract is due
",
    )
    .went_well();
    show.once("sam", "Count this as Legal's view?");
    show.once("abeo", "Count this as Sales' view?");
    show.never("kai", "Count this");
    show.never("maya", "Count this");
    show.once("#plans", "What was heard");
    show.shows("#plans", "Sales: eleven quotes are out");
    show.hides("#plans", "Legal needs");
    show.hides("#plans", "Finance needs");
}

#[test]
fn a_nod_in_the_thread_counts_as_no_objection_or_becomes_an_answer() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 abeo > seats: +1 from me, sounds good
10:21 abeo clicks \"Count as no objection\"
10:30 sam > seats: agreed :thumbsup:
10:31 sam clicks \"Answer in my words\"
    need: 60 days notice in the terms
10:40 tom > seats: :+1:
10:41 tom clicks \"Leave it\"
10:50 ines > seats: +1
10:51 ruth > seats: :tada:
",
    )
    .went_well();
    show.once("abeo", "Count this as no objection from Sales?");
    show.once("abeo", "Sales has no objection, and counts as heard");
    show.once("tom", "Count this as no objection from Finance?");
    show.never("ines", "Count this");
    show.never("ruth", "Count this");
    show.card_says("#plans", "I propose", "heard 2 of 6");
}

#[test]
fn an_answer_by_somebody_else_settles_the_questions_of_all_who_were_asked_before() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
== Thursday 5 March
16:30 sam clicks \"No objection\"
",
    )
    .went_well();
    show.shows("lena", "A colleague has answered for Legal. Nothing is needed from you.");
}

#[test]
fn what_is_hardly_an_answer_counts_only_with_a_yes() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 lena dms: let me check, I'll answer tomorrow
10:21 ruth dms: ok thanks
10:22 tom dms: what happens to the quotes that are out?
10:23 ruth clicks \"No objection\"
10:24 tom clicks \"Yes, count it\"
",
    )
    .went_well();
    show.once("lena", "Is this your answer for Legal");
    show.card_says("#plans", "I propose", "*Legal*: asked, waiting");
    show.card_says("#plans", "I propose", "*Leadership*: no objection");
    show.card_says("#plans", "I propose", "*Finance*: heard");
    show.shows("tom", "You said: what happens to the quotes that are out?");
}

#[test]
fn what_was_counted_is_not_changed_by_an_edit_after_the_close() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:30 abeo [quotes] > seats: nine quotes are out
10:31 abeo clicks \"Yes, count it\"
11:00 maya clicks \"Close early\"
    reason: the contract is due
11:10 abeo edits quotes: no quotes are out
11:11 maya types: /soundings status
",
    )
    .went_well();
    show.shows("abeo", "It stands as Sales' position");
    show.shows("maya", "Sales: nine quotes are out");
    show.hides("maya", "Sales: no quotes are out");
}

#[test]
fn a_direct_answer_is_followed_when_it_is_changed_with_the_button() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"No objection\"
10:21 tom clicks \"Change answer\"
    need: A range we can plan with
10:22 tom clicks \"Withdraw\"
10:23 tom clicks \"Answer\"
    need: A narrow range
== Tuesday 3 March
12:00 maya clicks \"Close early\"
    reason: enough heard
12:11 abeo clicks \"Answer\"
    need: quotes stay valid
",
    )
    .went_well();
    show.shows("tom", "Listening has ended. It stands as Finance's position.");
    show.shows("#plans", "Finance: A narrow range");
    show.hides("#plans", "A range we can plan with");
    show.once("#plans", "Sales has given its view after the close");
    show.never("tom", "I will not remind you again");
}

#[test]
fn a_function_that_nobody_thought_of_comes_to_the_card_by_what_it_says_and_its_yes() {
    let head =
        format!("{COMPANY}  opal    Opal Ng           operations            Europe/London\n");
    let said = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 opal > seats: 4,000 boxes in the warehouse say per seat, somebody has to put labels on them
";
    let show = play_in(&head, said, http()).went_well();
    show.once("opal", "Count this as Operations' view? With your yes it comes to the card.");
    show.card_lacks("#plans", "I propose that", "*Operations*");
    let counted = format!("{said}10:21 opal clicks \"Yes, count it\"\n");
    let show = play_in(&head, &counted, http()).went_well();
    show.card_says("#plans", "I propose that", "✅ *Operations*: heard");
    show.card_says("#plans", "I propose that", "it spoke up in the thread");
    show.once("opal", "Your reply counts as Operations' view");
}
