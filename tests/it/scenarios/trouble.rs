//! When things go wrong: nothing is lost, and nothing is posted twice.

use crate::stagecraft::{COMPANY, PROPOSAL, Show, http, play, play_in};
use soundings::performance::{Performance, Played};
use soundings::rehearsal::script::Script;
use soundings::rehearsal::spec::Transport;
use soundings::rehearsal::story::What;
use std::collections::BTreeMap;

/// What an undisturbed opening posts: where, and how it begins.
const OPENING: [(&str, &str); 6] = [
    ("#plans", "Decision `"),
    ("tom", "asks Finance before deciding"),
    ("abeo", "asks Sales before deciding"),
    ("lena", "asks Legal before deciding"),
    ("ruth", "asks Leadership before deciding"),
    ("maya", "Marketing and Support could not be reached"),
];

fn everything_is_there_once(show: &Show) {
    for (place, words) in OPENING {
        show.once(place, words);
    }
    show.card_says("#plans", "I propose", "Asked 4 of 6");
}

#[test]
fn an_event_that_is_delivered_again_changes_nothing() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:13 slack redelivers seats
10:14 slack redelivers seats
10:15 abeo [quotes] > seats: nine quotes are out
10:16 slack redelivers quotes
",
    )
    .went_well();
    everything_is_there_once(&show);
    show.once("abeo", "Count this as Sales' view?");
}

#[test]
fn slack_is_down_for_five_minutes() {
    for transport in [http(), Transport::Socket] {
        let days = "
== Monday 2 March
10:10 slack is down for 5 minutes
10:12 maya [seats]: PROPOSAL
10:13 kai: is anybody there?
11:00 tom clicks \"No objection\"
";
        let show = play_in(COMPANY, days, transport).went_well();
        for (place, words) in OPENING {
            show.once(place, words);
        }
        show.card_says("#plans", "I propose", "heard 1 of 6");
    }
}

#[test]
fn slack_goes_down_between_the_event_and_the_answer() {
    let show = play(
        "
== Monday 2 March
10:12 slack refuses chat.postMessage for 30 seconds
10:12 maya [seats]: PROPOSAL
10:12 slack is down for 5 minutes
10:40 kai: all well again
",
    )
    .went_well();
    everything_is_there_once(&show);
}

#[test]
fn a_rate_limit_is_waited_out_by_the_whole_method() {
    let show = play(
        "
== Monday 2 March
10:12 slack refuses chat.postMessage for 30 seconds
10:12 maya [seats]: PROPOSAL
10:13 kai: all well again
",
    )
    .went_well();
    everything_is_there_once(&show);
    let refused = show.calls.iter().filter(|call| call.error.as_deref() == Some("ratelimited"));
    let refused: Vec<_> = refused.map(|call| call.method.as_str()).collect();
    assert!((1..=8).contains(&refused.len()), "{refused:?}: no call is repeated in vain");
}

#[test]
fn an_internal_error_is_tried_again() {
    let show = play(
        "
== Monday 2 March
10:12 slack fails chat.postMessage once
10:12 maya [seats]: PROPOSAL
10:20 slack fails chat.update once
10:20 tom clicks \"No objection\"
10:30 kai: all well again
",
    )
    .went_well();
    everything_is_there_once(&show_without_answers(show));
}

fn show_without_answers(show: Show) -> Show {
    show.card_says("#plans", "I propose", "heard 1 of 6");
    show
}

#[test]
fn a_post_whose_answer_was_lost_is_found_and_not_repeated() {
    for crash in ["", "10:12 soundings crashes\n10:13 soundings starts"] {
        let days = format!(
            "
== Monday 2 March
10:12 slack loses the next answer to chat.postMessage
10:12 maya [seats]: PROPOSAL
{crash}
10:14 slack loses the next answer to chat.postMessage
10:14 maya in #random [raise]: I propose that we raise the price of the starter plan by 10 percent. Any objections?
10:30 kai: all well again
"
        );
        let show = play(&days).went_well();
        show.once("#plans", "Decision `");
        show.once("#random", "Decision `");
        for person in ["tom", "abeo", "lena", "ruth"] {
            show.times(2, person, "before deciding on");
        }
        show.times(
            2,
            "maya",
            "Marketing and Support could not be reached: nobody is named for them",
        );
    }
}

#[test]
fn a_crash_between_the_commit_and_the_send_loses_nothing() {
    let show = play(
        "
== Monday 2 March
10:12 slack refuses chat.postMessage for 30 seconds
10:12 maya [seats]: PROPOSAL
10:12 soundings crashes
10:20 soundings starts
10:30 kai: all well again
",
    )
    .went_well();
    everything_is_there_once(&show);
}

#[test]
fn what_was_written_while_the_bot_was_dead_arrives_when_it_is_back() {
    let show = play(
        "
== Monday 2 March
10:11 soundings crashes
10:12 maya [seats]: PROPOSAL
10:13 soundings starts
10:20 kai: all well again
11:30 kai: and again
",
    )
    .went_well();
    everything_is_there_once(&show);
}

/// Kills the bot at its every call in turn, and lets it go on.
#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_loses_nothing_and_repeats_nothing() {
    let script = |days: &str| Script::parse(&format!("{COMPANY}\n{days}")).unwrap();
    let morning = script("== Monday 2 March\n10:00 kai: morning\n");
    let later = script("== Monday 2 March\n10:13 soundings starts\n10:40 kai: all well again\n");
    let mut moments = 0;
    for calls in 0..40 {
        let data = tempfile::tempdir().unwrap();
        let performance = Performance::open(&morning, http(), data.path()).await.unwrap();
        performance.play(&morning, |_| {}).await;
        let (workspace, stage) = (performance.workspace.clone(), performance.stage());
        let before = workspace.calls().len();
        workspace.say("U0MAYA", "C0PLANS", PROPOSAL, None).await.unwrap();
        let crashed = tokio::select! {
            () = until_calls(&workspace, before + calls) => true,
            () = async { (stage.settled)().await; (stage.settled)().await } => false,
        };
        (stage.crash)().await;
        let played = performance.play(&later, |_| {}).await;
        performance.close().await;
        moments += usize::from(crashed);
        let mut posted: BTreeMap<(String, String), usize> = BTreeMap::new();
        for entry in played.story.iter().filter(|entry| entry.who == "Soundings") {
            if let What::Posted { lines } = &entry.what {
                let key = (format!("{:?}", entry.place), lines.join("\n"));
                *posted.entry(key).or_default() += 1;
            }
        }
        assert!(posted.values().all(|times| *times == 1), "at call {calls}: {posted:#?}");
        for (_, words) in OPENING {
            let found = posted.keys().filter(|(_, text)| unwrapped(text).contains(words)).count();
            assert_eq!(found, 1, "at call {calls}: {words} in {posted:#?}");
        }
        if !crashed {
            break;
        }
    }
    assert!(moments >= 10, "only {moments} moments were tried");
}

#[test]
fn an_offer_that_waits_when_the_bot_dies_is_made_when_it_is_back() {
    for refused in ["chat.postEphemeral", "users.info", "conversations.info"] {
        let days = format!(
            "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:15 slack refuses {refused} for 30 seconds
10:15 abeo > seats: nine quotes are out
10:15 soundings crashes
10:20 soundings starts
10:21 abeo clicks \"Yes, count it\"
"
        );
        let show = play(&days).went_well();
        show.once("abeo", "Count this as Sales' view?");
        show.card_says("#plans", "I propose", "heard 1 of 6");
    }
}

/// Kills the bot when its offer has just arrived at Slack: it cannot be looked for, so it is never made
/// again, whether or not the bot came to know of its arrival.
#[tokio::test(flavor = "multi_thread")]
async fn an_offer_on_its_way_when_the_bot_dies_is_not_made_twice() {
    let script = |days: &str| Script::parse(&format!("{COMPANY}\n{days}")).unwrap();
    let morning = format!("== Monday 2 March\n10:00 maya [seats]: {PROPOSAL}\n10:10 kai: good\n");
    let morning = script(&morning);
    let later = script(
        "== Monday 2 March\n10:13 soundings starts\n10:14 abeo clicks \"Yes, count it\"\n\
         10:40 kai: all well again\n",
    );
    for _ in 0..5 {
        let data = tempfile::tempdir().unwrap();
        let performance = Performance::open(&morning, http(), data.path()).await.unwrap();
        performance.play(&morning, |_| {}).await;
        let (workspace, stage) = (performance.workspace.clone(), performance.stage());
        let root = workspace.messages("C0PLANS")[0]["ts"].as_str().unwrap().to_owned();
        let reply = "nine quotes are out";
        workspace.say("U0ABEO", "C0PLANS", reply, Some(&root)).await.unwrap();
        until_called(&workspace, "chat.postEphemeral").await;
        (stage.crash)().await;
        let played = performance.play(&later, |_| {}).await;
        performance.close().await;
        assert_eq!(offers(&played), 1, "{:#?}", played.story);
        assert!(played.problems.is_empty(), "{:?}", played.problems);
    }
}

fn offers(played: &Played) -> usize {
    let posted = played.story.iter().filter(|entry| match &entry.what {
        What::Posted { lines } => unwrapped(&lines.join("\n")).contains("Count this as"),
        _ => false,
    });
    posted.count()
}

async fn until_called(workspace: &soundings::rehearsal::workspace::Workspace, method: &str) {
    while !workspace.calls().iter().any(|call| call.method == method) {
        tokio::task::yield_now().await;
    }
}

#[test]
fn whoever_misses_an_offer_gets_another_by_writing_again() {
    let show = play(
        "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:15 slack fails chat.postEphemeral once
10:15 abeo > seats: nine quotes are out
10:30 abeo > seats: nine quotes are out, on today's prices
10:31 abeo clicks \"Yes, count it\"
",
    )
    .went_well();
    show.once("abeo", "Count this as Sales' view?");
    show.card_says("#plans", "I propose", "heard 1 of 6");
}

fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn until_calls(workspace: &soundings::rehearsal::workspace::Workspace, count: usize) {
    while workspace.calls().len() < count {
        tokio::task::yield_now().await;
    }
}

#[test]
fn a_burst_of_changes_is_one_edit_of_the_card() {
    let show = play(
        "
== Monday 2 March
10:12 slack refuses chat.update for 30 seconds
10:12 maya [seats]: PROPOSAL
10:14 kai: all well again
",
    )
    .went_well();
    everything_is_there_once(&show);
    let edits = show.calls.iter().filter(|call| call.method == "chat.update");
    let edits = edits.filter(|call| call.error.is_none()).count();
    assert_eq!(edits, 1);
}
