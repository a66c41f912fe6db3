//! `/soundings …`: every command, and what is not one.

use crate::stagecraft::play;

#[test]
fn every_command_answers_its_caller_and_nobody_else() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 kai types: /soundings
10:21 kai types: /soundings help
10:22 kai types: /soundings status
10:23 kai types: /soundings list
10:24 kai types: /soundings list mine
10:25 kai types: /soundings list unheard
10:26 kai types: /soundings list decided
10:27 kai types: /soundings lens
10:28 kai types: /soundings lens finance
10:29 kai types: /soundings digest
10:30 kai types: /soundings snooze 2 days
10:31 kai types: /soundings away until 5 March
10:32 kai types: /soundings mute
10:33 kai types: /soundings unmute
10:34 kai types: /soundings privacy
10:35 kai types: /soundings propose
    cancel
10:36 kai types: /soundings close
10:37 kai types: /soundings reopen
",
    )
    .went_well();
    let answers = [
        "`/soundings list [open|mine|unheard|decided]`",
        "Asked 4 of 6",
        "Open decisions",
        "You own no decision at the moment",
        "Decisions with functions not heard yet",
        "No decision has been recorded as decided",
        "Lenses",
        "Finance looks after predictability",
        "This week's digest is on its way",
        "I will not ask you anything new until Mar 4, 2026 at 10:30",
        "You are away up to and including Thu 5 Mar",
        "I will not ask you anything any more",
        "You can be asked again",
        "Talk that is no decision is read in memory and never stored",
        "Only @Maya Lindqvist can do this",
    ];
    for answer in answers {
        show.shows("kai", answer);
    }
    show.once("kai", "Your week in decisions");
    show.hides("kai", "Who was asked, for you only");
    show.once("#plans", "");
}

#[test]
fn what_is_not_understood_is_explained_with_an_example() {
    let wrong = [
        ("statsu", "Did you mean `status`?"),
        ("status D00000000", "There is no such decision"),
        ("status seats", "A decision's id is expected"),
        ("list everything", "One of `open`, `mine`, `unheard` or `decided` is expected"),
        ("lens accounting", "The name of a function is expected"),
        ("snooze banana", "A length from 1 hour to 14 days is expected"),
        ("snooze 999999999999 days", "A length from 1 hour to 14 days is expected"),
        ("away until whenever", "A day is expected"),
        ("<script>`x`", "I do not know that command"),
        ("🎉🎉🎉", "I do not know that command"),
        ("'; drop table decisions; --", "I do not know that command"),
    ];
    let lines: Vec<String> = wrong
        .iter()
        .enumerate()
        .map(|(minute, (command, _))| {
            format!("10:{:02} kai types: /soundings {command}", minute + 10)
        })
        .collect();
    let show = play(&format!("\n== Monday 2 March\n{}\n", lines.join("\n"))).went_well();
    for (command, answer) in wrong {
        assert!(show.posts("kai", answer) >= 1, "{command}: “{answer}” in\n{}", show.transcript());
    }
    show.times(wrong.len(), "kai", "");
}

#[test]
fn an_owner_with_one_of_several_open_decisions_means_that_one() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:13 kai [api]: I propose that we raise the price of the starter plan by 10 percent. Any objections?
10:20 maya types: /soundings close
    reason: the contract is due
",
    )
    .went_well();
    show.once("#plans", "What was heard: Stop charging per seat");
}

#[test]
fn a_mention_is_answered_with_help_for_the_one_who_wrote_it() {
    let show = play("\n== Monday 2 March\n10:12 kai: @soundings what do you do?\n").went_well();
    show.once("kai", "I ask every affected function one question");
    show.never("#plans", "");
}
