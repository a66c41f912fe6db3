//! A plain no, and what is behind it; what a concern looks after, as its author says.

use crate::stagecraft::{play, play_as};

const REFUSED: &str = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: Sorry, we can't.
";

const OFFER: &str = "what makes it hard now, what would change that, and what could be tried";

#[test]
fn whoever_says_no_is_offered_three_blanks_in_private_and_the_thread_gets_what_they_choose() {
    let show = play(&format!(
        "{REFUSED}
10:22 tom clicks \"Say what is behind it\"
    makes it hard: the forecast hangs on seats until the audit in April
    change that: a range we can show the auditors
    could we try: one plan first
== Tuesday 10 March
"
    ))
    .went_well();
    show.shows("tom", OFFER);
    show.hides("#plans", OFFER);
    show.shows("#plans", "Finance: Sorry, we can't.");
    show.shows("#plans", "Hard now: the forecast hangs on seats until the audit in April");
    show.shows("#plans", "Condition: a range we can show the auditors");
    show.shows("#plans", "Could try: one plan first");
    show.hides("#plans", "Tom Okafor");
}

#[test]
fn it_can_take_the_place_of_what_was_said() {
    let show = play(&format!(
        "{REFUSED}
10:22 tom clicks \"Say what is behind it\"
    makes it hard: the forecast hangs on seats until the audit in April
    stand as your view: Only this, in place of what I said
== Tuesday 10 March
"
    ))
    .went_well();
    show.shows("#plans", "Finance: the forecast hangs on seats until the audit in April");
    show.hides("#plans", "Sorry, we can't.");
}

#[test]
fn a_plain_no_in_the_thread_is_offered_the_same_once_it_counts() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom > seats: not possible
10:21 tom clicks \"Yes, count it\"
10:22 tom clicks \"Say what is behind it\"
    makes it hard: the audit
== Tuesday 10 March
",
    )
    .went_well();
    show.shows("#plans", "Finance: not possible (the reply)");
    show.shows("#plans", "Hard now: the audit");
}

#[test]
fn whoever_gave_a_reason_is_not_asked_for_one() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: We can't before the audit in April.
10:30 lena clicks \"Answer\"
    need: No.
    condition: yes, if notice is 60 days
",
    )
    .went_well();
    show.hides("tom", "Say what is behind it");
    show.hides("lena", "Say what is behind it");
}

#[test]
fn what_a_concern_looks_after_stands_in_the_digest_only_if_its_author_says_so() {
    let days = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: That is not in the budget, and we close the books in April.
10:30 lena clicks \"Answer\"
    need: We must not break the contracts: 60 days of notice.
10:35 lena clicks \"Something else\"
    look after: trust
10:40 abeo clicks \"Answer\"
    need: Nobody is trained to explain it, and I worry about the first tickets.
CHOICE
== Tuesday 10 March
";
    let show = play(&days.replace("CHOICE", "10:45 tom clicks \"That is it\"")).went_well();
    show.shows("tom", "May I read it so? “not in the budget” looks after predictability");
    show.shows("#plans", "Looks after predictability, says its author");
    show.shows("#plans", "Looks after trust, says its author");
    show.hides("#plans", "Looks after readiness");
    show.shows("abeo", "looks after readiness");
}

#[test]
fn a_workspace_can_do_without() {
    let without = |_: &mut _, policy: &mut soundings::domain::policy::Policy| {
        policy.room.explaining = false;
        policy.room.cares = false;
    };
    let show = play_as(REFUSED, without).went_well();
    show.hides("tom", "Say what is behind it");
    show.hides("tom", "looks after");
}
