//! Limits: declared by a lead on the lens, shown on the cards of the decisions that touch them.

use crate::stagecraft::{play, play_as};

/// Ines leads finance and declares the days around the end of the quarter.
const DECLARED: &str = "
== Monday 2 March
09:30 ines types: /soundings lens finance
09:31 ines clicks \"Declare a limit\"
    sort: freeze
    one line: Quarter close, no billing changes
    from: 30 March
    until: 3 April
";

#[test]
fn a_card_names_the_limit_it_touches_and_everybody_finds_it_on_the_lens() {
    let show = play(&format!(
        "{DECLARED}
10:12 maya [seats]: PROPOSAL
10:30 kai types: /soundings lens finance
"
    ))
    .went_well();
    show.shows("ines", "Kept. Decisions that touch it say so on their card");
    let words = "Touches a limit of *Finance*: change freeze 30 Mar 2026 to 3 Apr 2026, “Quarter close, \
                 no billing changes” (the text names “1 April”)";
    show.card_says("#plans", "I propose", words);
    show.never("maya", "Touches a limit");
    show.shows("kai", "change freeze 30 Mar 2026 to 3 Apr 2026");
    show.shows("kai", "declared by @Inês Duarte");
    show.hides("kai", "Declare a limit");
    show.hides("#plans", "Inês");
}

#[test]
fn a_limit_that_comes_later_is_told_to_the_owner_and_withdrawn_from_the_card() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
11:00 ines types: /soundings lens finance
11:01 ines clicks \"Declare a limit\"
    sort: freeze
    one line: Quarter close
    from: 30 March
    until: 3 April
11:30 ines types: /soundings lens finance
11:31 ines clicks \"Change\"
    one line: Quarter close, and the auditors are in
12:00 ines types: /soundings lens finance
12:01 ines clicks \"Withdraw\"
",
    )
    .went_well();
    show.once("maya", "“Quarter close” (the text names “1 April”). Declared by @Inês Duarte");
    show.once("maya", "“Quarter close, and the auditors are in”");
    show.shows("ines", "Withdrawn. Finance has this limit no longer");
    let card = show.card("#plans", "I propose");
    assert!(!card.contains("Touches a limit"), "{card}");
}

#[test]
fn pressure_has_an_end_and_a_day_that_is_past_is_refused() {
    let show = play(
        "
== Monday 2 March
09:30 ines types: /soundings lens finance
09:31 ines clicks \"Set pressure now\"
    what: Closing the year
    until: 2026-02-27
09:40 ines clicks \"Set pressure now\"
    what: Closing the year
    until: 5 March
10:00 kai types: /soundings lens finance
== Friday 6 March
10:00 kai types: /soundings lens finance
",
    );
    show.shows("ines", "This day is past. Please choose one that is ahead.");
    show.shows("ines", "Kept. `/soundings lens finance` shows it until 5 Mar 2026.");
    let seen = show.seen("kai");
    let shows = seen.iter().filter(|entry| entry.text().contains("Closing the year")).count();
    assert_eq!(shows, 1, "{}", show.transcript());
    show.shows("kai", "Pressure now, until 5 Mar 2026: Closing the year");
}

#[test]
fn a_workspace_can_do_without() {
    let days = "
== Monday 2 March
09:30 ines types: /soundings lens finance
10:12 maya [seats]: PROPOSAL
";
    let show = play_as(days, |_, policy| policy.room.boundaries = false).went_well();
    show.hides("ines", "Declare a limit");
}
