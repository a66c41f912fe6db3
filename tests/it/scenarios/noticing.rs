//! Noticing a proposal, opening one by hand, and taking it back.

use crate::stagecraft::{COMPANY, http, play, play_in};
use soundings::rehearsal::story::Place;

fn suggesting() -> String {
    COMPANY.replace("mode: auto", "mode: suggest")
}

fn by_hand() -> String {
    COMPANY.replace("mode: auto", "mode: manual")
}

#[test]
fn in_an_auto_channel_a_proposal_is_opened_at_once_and_talk_is_let_be() {
    let show = play(
        "
== Monday 2 March
10:10 kai: has anybody seen my charger?
10:11 kai: lunch at the ramen place? I could eat a horse
10:12 maya [seats]: PROPOSAL
",
    )
    .went_well();
    show.once("#plans", "Not a decision");
    show.card_says("#plans", "I propose that", "Asked 4 of 6");
    show.never("kai", "");
}

#[test]
fn what_proposes_something_only_since_it_was_edited_is_opened_or_its_author_asked() {
    let head = "\n== Monday 2 March\n10:10 maya [quick]: morning, quick one\n";
    let edited = format!("{head}10:11 maya edits quick: PROPOSAL\n");
    let show = play(&edited).went_well();
    show.card_says("#plans", "I propose that", "Asked 4 of 6");
    let mild = "10:11 maya edits quick: perhaps the two lower plans might be better off on usage\n";
    let show = play(&format!("{head}{mild}{mild}")).went_well();
    show.once("maya", "This reads like a proposal");
    let show = play(&format!("{head}10:11 maya edits quick: morning all, quick one\n")).went_well();
    show.never("maya", "This reads like a proposal");
    show.never("#plans", "Decision `");
}

#[test]
fn whoever_was_asked_about_a_message_is_not_asked_again_for_an_edit_but_plain_words_open_it() {
    let asked = "
== Monday 2 March
10:10 maya [m]: perhaps the two lower plans might be better off on usage
10:12 maya clicks \"Not a decision\"
";
    let mild = "
== Tuesday 3 March
10:10 maya edits m: perhaps the two lower plans might be better off on usage pricing
";
    let show = play(&format!("{asked}{mild}")).went_well();
    show.never("#plans", "Decision `");
    show.once("maya", "This reads like a proposal");
    let plain = "== Tuesday 3 March\n10:10 maya edits m: PROPOSAL\n";
    let show = play(&format!("{asked}{plain}")).went_well();
    show.once("maya", "This reads like a proposal");
    show.card_says("#plans", "I propose that", "Asked 4 of 6");
}

#[test]
fn advice_is_put_to_its_author_among_plans_only_and_the_status_of_a_quiet_channel_says_so() {
    let advice = "15:00 kai: I would suggest using a map there, it is faster\n";
    let monday = "\n== Monday 2 March\n".to_owned();
    play(&(monday.clone() + advice)).went_well().never("kai", "This reads like a proposal");
    let plans = "10:12 maya: PROPOSAL\n";
    let among_plans = play(&(monday.clone() + plans + advice)).went_well();
    among_plans.once("kai", "This reads like a proposal");

    let question = |minute: u32| {
        let (hour, minute) = (10 + minute / 60, minute % 60);
        format!("{hour}:{minute:02} ruth: how do I open export number {minute} in the viewer?\n")
    };
    let day = monday + &(0..150).map(question).collect::<String>() + advice;
    let show = play(&(day + "15:01 kai types: /soundings status\n")).went_well();
    show.never("kai", "This reads like a proposal");
    show.once("kai", "Hardly anything of what I heard here lately was a proposal");
}

#[test]
fn in_a_suggest_channel_only_the_author_is_told_and_gathers_perspectives() {
    let show = play_in(
        &suggesting(),
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 maya clicks \"Gather perspectives\"
",
        http(),
    )
    .went_well();
    show.once("maya", "This reads like a proposal");
    show.card_says("#plans", "I propose", "Opened on request");
}

#[test]
fn a_suggestion_can_be_edited_first() {
    let show = play_in(
        &suggesting(),
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 maya clicks \"Edit first\"
    title: Seats or usage
    goal: Keep small teams
    functions: finance, legal
",
        http(),
    )
    .went_well();
    let card = show.card("#plans", "I propose");
    assert!(card.contains("Seats or usage") && card.contains("Goal: Keep small teams"), "{card}");
    assert!(card.contains("Asked 2 of 2"), "{card}");
    show.never("abeo", "");
}

#[test]
fn a_suggestion_that_is_declined_leaves_nothing_and_comes_once_a_day() {
    let show = play_in(
        &suggesting(),
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 maya clicks \"Not a decision\"
10:30 maya [raise]: I propose that we raise the price of the starter plan by 10 percent. Any objections?
",
        http(),
    )
    .went_well();
    show.once("maya", "This reads like a proposal");
    show.shows("maya", "Noted: not a decision");
    show.never("#plans", "Decision `");
    show.never("tom", "");
}

#[test]
fn in_a_manual_channel_nothing_is_noticed() {
    let show = play_in(&by_hand(), "\n== Monday 2 March\n10:12 maya [seats]: PROPOSAL\n", http());
    let show = show.went_well();
    show.never("#plans", "");
    show.never("maya", "");
}

#[test]
fn nothing_is_noticed_in_direct_messages_and_shared_channels() {
    let show = play(
        "
== Monday 2 March
10:10 slack makes #random shared
10:11 maya dms: PROPOSAL
10:12 maya in #random [seats]: PROPOSAL
10:13 maya > seats: I propose that we also drop the free plan. Any objections?
",
    )
    .went_well();
    show.never("#random", "");
    show.never("#plans", "");
    show.never("tom", "");
    show.once("maya", "No question waits for you");
}

#[test]
fn other_bots_put_no_proposals() {
    let head = COMPANY.replace("Kai Brandt        -  ", "Kai Brandt        -, bot");
    let days = "
== Monday 2 March
10:10 maya [hi]: morning
10:11 kai > hi: PROPOSAL
10:12 kai: PROPOSAL
";
    let show = play_in(&head, days, http()).went_well();
    show.never("#plans", "");
}

#[test]
fn what_an_answer_puts_in_so_many_words_is_opened_in_its_thread_and_followed() {
    let show = play(
        "
== Monday 2 March
10:10 maya [hi]: the seat numbers of February are in the sheet
10:11 abeo > hi: thanks, could be a bit higher I think
10:12 maya [seats] > hi: PROPOSAL
10:13 slack redelivers seats
10:14 abeo > hi: works for me, let's do it
10:20 tom clicks \"Answer\"
    need: A range we can plan with
10:30 maya edits seats: I propose that we move all plans to usage pricing from 1 May.
10:31 maya edits hi: the seat numbers of February are in the other sheet
",
    )
    .went_well();
    show.times(1, "#plans", "Not a decision");
    show.card_says("#plans", "seat numbers", "heard 1 of 6");
    show.card_says("#plans", "seat numbers", "Move all plans to usage pricing from 1 May");
    show.times(1, "#plans", "The proposal was edited; this is version 2");
    let messages = show.messages("#plans");
    let root = messages[0]["ts"].clone();
    let bot = messages.iter().filter(|one| !one["bot_id"].is_null());
    assert!(bot.clone().count() > 0 && bot.clone().all(|one| one["thread_ts"] == root), "{root}");
}

#[test]
fn an_answer_in_a_thread_can_be_pointed_at() {
    let show = play_in(
        &by_hand(),
        "
== Monday 2 March
10:10 kai [hi]: the old export API is a pain
10:11 kai [api] > hi: it could simply go in summer
10:12 abeo reacts :ear: to api
10:13 abeo [other]: numbers are up
10:14 maya [prices] > other: then prices could go down
10:15 maya uses \"Ask for perspectives\" on prices
    goal: Fair prices
    functions: finance
10:16 tom clicks \"Answer\" on other
    need: Not before summer
10:17 abeo uses \"Ask for perspectives\" on prices
",
        http(),
    )
    .went_well();
    show.card_says("#plans", "export API", "<@U0KAI> decides");
    show.card_says("#plans", "numbers are up", "heard 1 of 1");
    show.shows("abeo", "already being gathered");
}

#[test]
fn a_thread_holds_one_decision_and_whoever_asks_for_another_is_told_so() {
    let show = play(
        "
== Monday 2 March
10:10 kai [hi]: the old export API is a pain
10:12 maya [seats] > hi: PROPOSAL
10:13 abeo [more] > hi: could we also give the export a price of its own
10:14 kai reacts :ear: to more
10:20 maya deletes seats
10:21 abeo uses \"Ask for perspectives\" on more
10:22 kai reacts :ear: to more
",
    )
    .went_well();
    show.times(1, "#plans", "Not a decision");
    show.shows("kai", "Perspectives on Stop charging per seat");
    show.shows("abeo", "There was a decision there, and it was taken back");
}

#[test]
fn a_proposal_made_in_passing_below_a_complaint_is_opened_when_its_thread_settles_it() {
    let show = play(
        "
== Monday 2 March
10:10 lena [third]: third complaint about the invoices today
10:11 tom > third: same one as on Monday?
10:13 maya [paper] > third: maybe we should drop the paper invoices and only send PDFs from May on
10:15 tom [save] > third: that would save 400 a month in postage, +1
10:16 abeo > third: fine with me, customers need a month's notice though
10:17 kai [ok] > third: ok, then let's do that: PDFs only from May on
10:18 slack redelivers ok
10:19 lena > third: great, agreed
10:20 maya edits third: fourth complaint about the invoices today
10:21 tom deletes save
10:22 maya edits paper: maybe we should drop the paper invoices and only send PDFs from June on
",
    )
    .went_well();
    show.times(1, "#plans", "Not a decision");
    show.card_says("#plans", "fourth complaint", "<@U0MAYA> decides");
    show.card_says(
        "#plans",
        "fourth complaint",
        "Drop the paper invoices and only send PDFs from June",
    );
    show.card_says("#plans", "fourth complaint", "fine with me, customers need a month's notice");
    show.shows("#plans", "that would save 400 a month in postage, +1");
    show.card_lacks("#plans", "fourth complaint", "that would save 400");
    show.never("maya", "This reads like a proposal");
}

#[test]
fn what_a_thread_settled_and_its_author_deleted_before_it_could_be_opened_is_not_opened() {
    let show = play(
        "
== Monday 2 March
10:10 lena: third complaint about the invoices today
10:13 maya [paper]: maybe we should drop the paper invoices and only send PDFs from May on
10:15 tom > paper: that would save 400 a month in postage, +1
10:16 slack is down for 30 minutes
10:16 abeo > paper: fine with me, customers need a month's notice though
10:20 maya deletes paper
11:30 kai: what is for lunch?
",
    );
    assert!(show.messages("#plans").iter().all(|one| one["bot_id"].is_null()));
    show.never("tom", "asks Finance");
}

#[test]
fn where_only_authors_are_told_the_word_stands_in_the_thread_it_is_about() {
    let show = play_in(
        &suggesting(),
        "
== Monday 2 March
10:10 maya [hi]: the seat numbers of February are in the sheet
10:12 maya [seats] > hi: PROPOSAL
10:14 maya clicks \"Gather perspectives\"
10:20 tom clicks \"Answer\"
    need: A range we can plan with
10:30 maya edits seats: I propose that we move all plans to usage pricing from 1 May.
",
        http(),
    )
    .went_well();
    let hints = show.seen("maya");
    let hint = hints.iter().find(|one| one.text().contains("This reads like a proposal"));
    let place = &hint.expect("a word to maya").place;
    assert!(matches!(place, Place::OnlyFor { thread: Some(_), .. }), "{place:?}");
    show.card_says("#plans", "seat numbers", "heard 1 of 6");
    show.shows("lena", "The proposal was edited after I asked you");
}

#[test]
fn an_answer_in_a_few_words_is_named_by_what_it_answers() {
    let show = play_in(
        &by_hand(),
        "
== Monday 2 March
10:10 kai [yearly]: the Basic plan could be billed by the year
10:11 abeo [yes] > yearly: let's do it
10:12 maya reacts :ear: to yes
",
        http(),
    )
    .went_well();
    show.card_says("#plans", "Basic plan", "Do it: The Basic plan could be billed by the year");
}

#[test]
fn who_belongs_elsewhere_decides_nothing_and_whoever_asks_does() {
    let head = by_hand().replace("Kai Brandt        -  ", "Kai Brandt        -, stranger");
    let days = "
== Monday 2 March
10:10 kai [api]: the old export API could go in summer
10:12 maya reacts :ear: to api
";
    let show = play_in(&head, days, http()).went_well();
    show.card_says("#plans", "export API", "<@U0MAYA> decides");
}

#[test]
fn what_was_taken_back_or_changed_before_it_could_be_opened_is_opened_as_it_stands() {
    let show = play(
        "
== Monday 2 March
10:10 maya: morning
10:11 soundings crashes
10:12 maya [seats]: PROPOSAL
10:13 kai [api]: I propose that we retire the old export API in June. Any objections?
10:14 maya deletes seats
10:15 kai edits api: I propose that we retire the old export API in August. Any objections?
10:16 lena [terms]: I propose that we shorten the notice period in the terms. Any objections?
10:17 lena edits terms: perhaps the notice period in the terms could be shorter one day
10:30 soundings starts
11:30 maya: back again
",
    )
    .went_well();
    show.times(1, "#plans", "Not a decision");
    show.card_says("#plans", "export API", "Retire the old export API in August");
}

#[test]
fn whoever_lets_replies_wait_is_not_asked_about_each_and_a_reason_follows_the_text() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:15 tom > seats: the forecast rests on seats
10:16 tom > seats: and half the renewals are in March
10:17 tom > seats: finance closes the quarter then
10:18 tom > seats: interesting
10:19 tom > seats: so not before April please
10:30 maya edits seats: I propose that we bill the two lower plans by what people use from 1 May on.
",
    )
    .went_well();
    show.times(2, "tom", "Count this as Finance's view?");
    show.shows("tom", "an earlier text said “pricing”");
}

#[test]
fn a_message_that_is_gone_is_said_to_be_gone() {
    let show = play_in(
        &suggesting(),
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:15 maya deletes seats
10:20 maya clicks \"Gather perspectives\"
",
        http(),
    )
    .went_well();
    show.once("maya", "That message is gone, or I cannot see it any more");
    show.never("#plans", "Not a decision");
}

#[test]
fn who_decides_adds_a_function_or_takes_it_off_with_one_tap() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:15 tom clicks \"Take off Sales\" on seats
10:20 maya clicks \"Take off Support\"
10:21 maya clicks \"Add Operations\"
10:22 maya clicks \"Take off Sales\" on seats
",
    )
    .went_well();
    show.shows("tom", "Only @Maya Lindqvist can do this");
    show.shows("#plans", "Asked 4 of 5");
    show.shows(
        "#plans",
        "Operations: could not be reached: nobody is named for it · somebody added it",
    );
    show.shows("abeo", "@Maya Lindqvist says that Sales is not affected by this");
    show.shows("maya", "Noted: Sales is not affected. I have asked the function to confirm it.");

    let alone = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:13 maya uses \"Ask for perspectives\" on seats
    functions: finance
10:20 maya clicks \"Take off Finance\"
";
    let show = play_in(&by_hand(), alone, http()).went_well();
    show.shows("maya", "This is the only function on the card, so it stays");
    show.card_says("#plans", "I propose", "heard 0 of 1");
}

#[test]
fn not_a_decision_is_one_tap_and_undoes_the_thread() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 maya clicks \"Not a decision\"
10:30 tom dms: about the seats
10:31 maya edits seats: PROPOSAL really
",
    )
    .went_well();
    let left = show.messages("#plans");
    assert!(left.iter().all(|one| one["bot_id"].is_null()), "{left:#?}");
    show.once("maya", "Noted: not a decision");
    show.once("tom", "No question waits for you");
    show.once("#plans", "Not a decision");
}

#[test]
fn the_shortcut_the_emoji_and_the_command_open_and_a_second_path_finds_the_same() {
    let show = play_in(
        &by_hand(),
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:13 maya uses \"Ask for perspectives\" on seats
    goal: Keep small teams
    functions: finance
10:14 abeo uses \"Ask for perspectives\" on seats
10:15 kai reacts :ear: to seats
10:20 kai [api]: the old export API is a pain
10:21 kai reacts :tada: to api
10:22 abeo reacts :ear: to api
10:23 kai reacts :ear: to api
10:25 lena types: /soundings propose
    title: Terms
    proposal: New terms of service for the two lower plans
    functions: legal, finance
",
        http(),
    )
    .went_well();
    show.card_says("#plans", "I propose", "Goal: Keep small teams");
    show.card_says("#plans", "export API", "<@U0KAI> decides");
    show.shows("abeo", "already being gathered");
    show.once("#plans", "@Lena Vogt proposes: Terms");
    show.times(3, "#plans", "Decision `");
    show.once("sam", "@Lena Vogt asks");
}

#[test]
fn a_form_with_faults_comes_back_with_a_word_on_each() {
    let show = play_in(
        &by_hand(),
        "
== Monday 2 March
10:25 lena types: /soundings propose
    title: Terms
10:26 lena fills in
    proposal: New terms of service
10:27 lena fills in
    functions: finance
",
        http(),
    )
    .went_well();
    show.shows("lena", "Please complete this required field");
    show.once("#plans", "@Lena Vogt proposes: Terms");
    show.once("tom", "@Lena Vogt asks");
}

#[test]
fn the_proposals_edits_are_followed_and_its_deletion_takes_everything_along() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: A range we can plan with
10:30 maya edits seats: I propose that we move all plans to usage pricing from 1 May.
10:40 maya deletes seats
10:41 kai types: /soundings list
",
    )
    .went_well();
    show.shows("#plans", "The proposal was edited; this is version 2");
    show.shows("tom", "This is no longer a decision");
    show.shows("kai", "No decision is open where you can see it");
    let left = show.messages("#plans");
    let words = |one: &serde_json::Value| one.to_string().contains("A range we can plan with");
    assert!(!left.iter().any(words), "{left:#?}");
}

#[test]
fn whoever_takes_their_proposal_back_is_asked_once_whether_they_did() {
    let taken_back = "Did you take this back?";
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom > seats: scrap that, legal would kill us
10:30 maya > seats: actually, forget it. Legal would kill me
10:31 maya edits seats: never mind
10:32 maya clicks \"Take it back\"
",
    )
    .went_well();
    show.once("maya", taken_back);
    show.never("tom", taken_back);
    show.shows("tom", "This is no longer a decision");
    show.shows("#plans", "because its owner took it back");
    let edited =
        "\n== Monday 2 March\n10:12 maya [seats]: PROPOSAL\n10:20 maya edits seats: scrap that\n";
    let show = play(edited).went_well();
    show.once("maya", taken_back);
    show.card_says("#plans", "scrap that", "Stop charging per seat");
}

#[test]
fn who_decides_is_told_when_somebody_else_asks_for_perspectives() {
    let show = play_in(
        &by_hand(),
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:13 kai reacts :ear: to seats
10:20 maya clicks \"Edit details\"
    goal: Keep small teams
11:12 maya [raise]: I propose that we raise the price of the starter plan by 10 percent. Any objections?
11:13 maya reacts :ear: to raise
",
        http(),
    )
    .went_well();
    show.once(
        "maya",
        "@Kai Brandt asked for perspectives on this, and you are the one who decides",
    );
    show.once("maya", "Listening ends Mar 9, 2026 at 17:00");
    show.card_says("#plans", "I propose that we stop", "Goal: Keep small teams");
    show.never("kai", "you are the one who decides");
}
