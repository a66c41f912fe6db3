//! Reading the room: what nobody has asked, and what strikes it off.

use crate::stagecraft::{COMPANY, http, play, play_as, play_in};

/// The first lines of a story: a proposal that says of which kind it is.
const PROPOSED: &str = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
";

const HUNDRED: &str = "• Support: Who answers the first hundred questions, and with what?";

#[test]
fn the_card_names_what_nobody_has_asked_and_a_reply_of_anybody_strikes_it_off() {
    let show = play(PROPOSED).went_well();
    show.card_says("#plans", "I propose", "*Questions nobody has asked*");
    show.card_says("#plans", "I propose", HUNDRED);

    let replied = "10:30 kai > seats: and who takes the support tickets?";
    let show = play(&format!("{PROPOSED}{replied}")).went_well();
    let card = show.card("#plans", "I propose");
    assert!(!card.contains(HUNDRED), "{card}");
    show.never("kai", "");
}

#[test]
fn the_digest_names_what_nobody_has_answered() {
    let show = play(&format!("{PROPOSED}== Tuesday 10 March\n")).went_well();
    show.once("#plans", "Questions nobody has answered");
    show.shows("#plans", "• Legal: How much notice must people get?");
    let card = show.card("#plans", "I propose");
    assert!(!card.contains("Questions nobody"), "the digest says it: {card}");
}

#[test]
fn what_was_said_before_it_was_opened_counts_as_well() {
    let show = play(
        "
== Monday 2 March
10:12 maya [idea]: the two lower plans on usage prices, one price per seat is a pain
10:20 tom > idea: and who takes the support tickets?
10:30 kai reacts :ear: to idea
",
    )
    .went_well();
    show.card_says("#plans", "the two lower plans", "Questions nobody has asked");
    let card = show.card("#plans", "the two lower plans");
    assert!(!card.contains(HUNDRED), "{card}");
}

#[test]
fn where_slack_does_not_tell_what_was_said_before_it_is_opened_all_the_same() {
    let show = play(
        "
== Monday 2 March
10:12 maya [idea]: the two lower plans on usage prices, one price per seat is a pain
10:29 slack fails conversations.replies once
10:30 kai reacts :ear: to idea
",
    )
    .went_well();
    show.card_says("#plans", "the two lower plans", HUNDRED);
}

#[test]
fn a_workspace_can_do_without() {
    let show = play_as(PROPOSED, |_, policy| policy.room.questions = false).went_well();
    show.hides("#plans", "Questions nobody has asked");
}

#[test]
fn a_draft_is_tried_in_private_and_nothing_is_kept_of_it() {
    let show = play(
        "
== Monday 2 March
10:12 kai types: /soundings try let's stop charging per seat, the xyzzy plan first. Any objections?
10:13 kai types: /soundings try
10:20 kai: lovely weather
",
    )
    .went_well();
    show.once("kai", "Your draft, read by those it affects");
    show.shows("kai", "Finance asks first: What happens to margin and forecast");
    show.shows("kai", "A draft is expected, in a sentence or two");
    show.never("#plans", "");
    show.never("tom", "");
}

#[test]
fn a_brief_is_for_those_who_can_see_the_channel_and_names_functions_only() {
    let head = COMPANY.replace("#plans, public", "#plans, private");
    let days = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: a range we can plan with
    condition: yes, if renewals stay in their months
10:30 lena types: /soundings brief
10:31 kai leaves #plans
10:32 kai types in #random: /soundings brief
10:33 maya types: /soundings brief D00000000
";
    let show = play_in(&head, days, http()).went_well();
    show.shows("lena", "To settle");
    show.shows("lena", "possible if: yes, if renewals stay in their months");
    show.hides("lena", "Tom Okafor");
    show.shows("kai", "There is no such decision");
    show.hides("kai", "To settle");
    show.shows("maya", "There is no such decision");
}

#[test]
fn a_lens_tells_what_its_function_changed_before() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: a range we can plan with
10:30 kai types: /soundings lens finance
",
    )
    .went_well();
    show.shows("kai", "In its language: “We expect … to … a month");
    show.hides("kai", "Answers that changed a decision");
}
