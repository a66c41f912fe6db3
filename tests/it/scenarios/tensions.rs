//! Two views that pull apart: a quiet word to the owner, a draft they edit, and a card in the thread.

use crate::stagecraft::{play, play_as};

/// A proposal on which Finance and Legal pull apart.
const PULLING: &str = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: One price list that we can plan with.
    limit: We cannot keep the seat price after August.
10:30 lena clicks \"Answer\"
    need: The chains have it in writing. We must keep the seat price until next March.
";

const CARD: &str = "Two needs that pull apart";

#[test]
fn the_owner_edits_a_draft_and_the_thread_gets_exactly_that() {
    let days = "11:45 maya clicks \"Edit and post\"
    what legal needs: What the chains signed holds until March.
    question: Which price list could carry both?
12:00 lena clicks \"Change answer\"
    need: We have asked the chains, and it is fine.
12:30 maya clicks \"Close early\" on seats
    reason: all who matter were heard
";
    let show = play(&format!("{PULLING}{days}")).went_well();
    show.once("maya", "Two views may pull apart over “seat price”");
    show.shows("maya", "• Legal (@Lena Vogt): “We must keep");
    show.shows("maya", "Assumption to test: That what Finance says about “seat price” holds");
    show.once("#plans", CARD);
    show.shows("#plans", "Legal needs: What the chains signed holds until March.");
    show.shows("#plans", "Finance needs: We cannot keep the seat price after August.");
    show.shows("#plans", "Question: Which price list could carry both?");
    show.shows("#plans", "✎ Legal has changed its view since.");
    show.shows("#plans", "• Legal and Finance: Which price list could carry both?");
    show.hides("#plans", "Lena Vogt");
    show.hides("tom", CARD);
    show.hides("lena", "pull apart");
}

#[test]
fn what_the_owner_calls_no_tension_is_left_alone() {
    let days = "11:45 maya clicks \"Not a tension\"
== Friday 6 March
";
    let show = play(&format!("{PULLING}{days}")).went_well();
    show.once("maya", "Two views may pull apart");
    show.shows("maya", "Legal and Finance: not a tension, you say");
    show.never("#plans", CARD);
    show.hides("#plans", "Where two views may pull apart");
}

#[test]
fn a_view_that_is_taken_back_while_the_draft_is_open_is_named_on_the_form() {
    let days = "11:45 maya clicks \"Edit and post\"
11:46 tom clicks \"Withdraw\"
11:47 maya fills in
    question: Which price list could carry both?
";
    let show = play(&format!("{PULLING}{days}"));
    show.never("#plans", CARD);
    show.shows("maya", "This view was taken back after you opened the form");
}

#[test]
fn a_card_is_posted_once_though_slacks_answer_is_lost_and_the_bot_crashes() {
    let days = "11:44 slack loses the next answer to chat.postMessage
11:45 maya clicks \"Edit and post\"
    question: Which price list could carry both?
11:46 soundings crashes
12:00 soundings starts
12:30 lena clicks \"Withdraw\"
";
    let show = play(&format!("{PULLING}{days}")).went_well();
    show.once("#plans", CARD);
    show.shows("#plans", "✎ Legal has taken its view back since.");
}

#[test]
fn conditions_that_one_proposal_could_meet_are_told_to_the_owner_alone() {
    let days = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: A range we can plan with.
    condition: yes, if renewals keep to their own months
10:30 lena clicks \"Answer\"
    need: A short note in the terms.
    condition: yes, if open quotes are honoured
== Friday 6 March
";
    let show = play(days).went_well();
    show.shows("maya", "Finance and Legal both say yes, if:");
    show.shows("maya", "One proposal could meet both");
    show.hides("#plans", "One proposal could meet both");
    show.hides("tom", "One proposal could meet both");
}

#[test]
fn a_workspace_can_do_without() {
    let days = format!("{PULLING}== Friday 6 March\n");
    let show = play_as(&days, |_, policy| policy.room.tensions = false).went_well();
    show.hides("maya", "pull apart");
    show.hides("#plans", "pull apart");
}
