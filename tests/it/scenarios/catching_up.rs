//! What was said while the bot did not listen: before it started, while it was down, while no socket was open.

use super::growing::{MILD, SIDES, TAKEN_UP, WHY};
use crate::stagecraft::{COMPANY, PROPOSAL, Show, play, play_as};
use soundings::performance::{self, Performance};
use soundings::rehearsal::script::{Script, Trouble};
use soundings::rehearsal::spec::{Spec, Transport};
use soundings::rehearsal::workspace::Workspace;
use std::time::Duration;

/// The bot is killed, and back at once.
const RESTART: &str = "soundings crashes\n10:21 soundings starts\n";

#[test]
fn a_thread_that_is_half_heard_when_the_bot_starts_is_read_from_its_beginning() {
    let days = format!(
        "{MILD}
10:14 tom > mild: half the forecast hangs on seats, but I could live with that
10:21 {RESTART}
10:25 abeo > mild: customers on the phone would love it
"
    );
    let show = play(&days).went_well();
    show.card_says("#plans", "might be better off", WHY);
    show.card_says("#plans", "might be better off", "<@U0MAYA> decides");
}

#[test]
fn a_thread_that_has_its_decision_is_let_be_when_the_bot_starts() {
    let sides = SIDES.replace("SOMEBODY", "abeo");
    let days =
        format!("{MILD}{sides}\n10:21 {RESTART}\n{TAKEN_UP}").replace("10:20 tom", "10:21 tom");
    let show = play(&days).went_well();
    show.once("#plans", "Decision `");
}

#[test]
fn an_author_who_said_no_is_not_asked_again_by_a_bot_that_started_since() {
    for declines in [r#"10:12 maya clicks "Not a decision""#, ""] {
        let days = format!("{MILD}{declines}\n10:21 {RESTART}\n10:22 tom > mild: why not");
        let show = play(&days).went_well();
        show.once("maya", "This reads like a proposal");
        show.never("#plans", "Decision `");
    }
}

/// The bot is down for longer than Slack tries; what is said meanwhile it has to ask for.
fn deaf(before: &str, meanwhile: &str, start: &str) -> Show {
    let days = format!(
        "
== Monday 2 March
10:00 kai: morning
{before}
10:20 soundings crashes
{meanwhile}
{start}
13:30 kai: all well again
"
    );
    play_as(&days, |spec, _| spec.delayed_events = false)
}

#[test]
fn a_proposal_that_slack_gave_up_on_is_found_when_the_bot_is_back() {
    let meanwhile = "
10:30 maya [seats]: PROPOSAL
10:35 ruth > seats: the board will ask what it does to churn before it says yes to anything
";
    let show = deaf("", meanwhile, "13:00 soundings starts");
    show.once("#plans", "Decision `");
    show.once("tom", "before deciding on");
    show.once("ruth", "Count this as");
}

#[test]
fn a_reply_that_was_missed_is_offered_once_and_what_was_heard_is_not_offered_again() {
    let before = "
10:12 maya [seats]: PROPOSAL
10:15 tom > seats: half the forecast hangs on seats, so I need two months of notice
";
    let meanwhile =
        "10:40 ruth > seats: the board will ask what it does to churn before it says yes";
    let show = deaf(before, meanwhile, "13:00 soundings starts");
    show.once("#plans", "Decision `");
    show.once("tom", "Count this as");
    show.once("ruth", "Count this as");
}

#[test]
fn an_answer_to_the_bot_that_was_missed_is_heard_and_the_card_admits_no_more_than_buttons() {
    let before = "10:12 maya [seats]: PROPOSAL";
    let meanwhile =
        "10:40 tom dms: half the forecast hangs on seats, so I need two months of notice";
    let show = deaf(before, meanwhile, "13:00 soundings starts");
    show.card_says("#plans", "I propose", "heard 1 of 6");
    show.card_says(
        "#plans",
        "I propose",
        "What was written then I have read since; buttons did nothing",
    );
    let refused =
        "12:59 slack refuses conversations.history for 7200 seconds\n13:00 soundings starts";
    let show = deaf(before, meanwhile, refused);
    show.card_lacks("#plans", "I propose", "heard 1 of 6");
}

#[test]
fn what_was_edited_or_deleted_meanwhile_is_followed() {
    let before = "
10:12 maya [seats]: PROPOSAL
10:15 tom [half] > seats: half the forecast hangs on seats, so I need two months of notice
10:16 tom clicks \"Yes, count it\"
10:17 ruth [churn] > seats: the board will ask what it does to churn before it says yes
10:18 ruth clicks \"Yes, count it\"
";
    let meanwhile = "
10:40 tom edits half: half the forecast hangs on seats, so I need three months of notice
10:41 ruth deletes churn
10:42 maya edits seats: I propose that we move the two lower plans to usage pricing from 1 June. Any objections?
";
    let show = deaf(before, meanwhile, "13:00 soundings starts");
    show.card_says("#plans", "1 June", "heard 1 of 6");
    show.shows(
        "tom",
        "You said: half the forecast hangs on seats, so I need three months of notice",
    );
    show.card_says("#plans", "1 June", "*Leadership*: took its view back");
    show.never("ruth", "Does it still hold?");
}

#[test]
fn a_very_long_message_keeps_nothing_else_away() {
    let long = format!("10:30 maya [long]: PROPOSAL {}", "щ".repeat(39_000));
    let other = "10:31 maya in #random [raise]: I propose that we raise the price of the starter plan by 10 percent. Any objections?";
    let show = deaf("", &format!("{long}\n{other}"), "13:00 soundings starts");
    show.once("#plans", "Decision `");
    show.once("#random", "Decision `");
}

#[test]
fn what_its_author_took_back_meanwhile_is_not_opened() {
    let meanwhile = "
10:30 maya [seats]: PROPOSAL
10:35 maya > seats: scrap that, I take it back
";
    deaf("", meanwhile, "13:00 soundings starts").never("#plans", "Decision `");
}

#[test]
fn what_was_said_in_time_counts_before_listening_ends_however_late_the_bot_is_back() {
    let days = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
== Monday 9 March
12:00 soundings crashes
14:00 ruth dms: churn has to stay below 2 percent, or the board stops it
16:00 maya edits seats: I propose that we move the two lower plans to usage pricing from 1 June. Any objections?
== Wednesday 11 March
09:00 soundings starts
09:30 kai: good morning
";
    let show = play_as(days, |spec, _| spec.delayed_events = false);
    show.once("#plans", "What was heard");
    let digest = show.seen("#plans").into_iter().find(|one| one.text().contains("What was heard"));
    let digest = digest.expect("a digest").text();
    assert!(digest.contains("churn has to stay below 2 percent"), "{digest}");
    assert!(digest.contains("What was written then I have read since"), "{digest}");
    show.shows("#plans", "from 1 June");
    show.never("ruth", "No question waits for you");
}

#[test]
fn whoever_is_reminded_late_has_as_long_as_ever_before_the_next_is_asked() {
    let day = "== Tuesday 3 March\n10:00 soundings starts";
    let next = "\n== Wednesday 4 March\n12:00 kai: hi";
    let asked = |days: &str| deaf("10:12 maya [seats]: PROPOSAL", "", days);
    let show = asked(day);
    show.once("lena", "I will not remind you again");
    show.never("sam", "asks Legal");
    asked(&format!("{day}{next}")).once("sam", "asks Legal");
}

#[test]
fn what_came_of_a_message_before_the_start_comes_of_it_once() {
    let before = "
10:12 maya: I propose that we charge for exports on the free plan from 1 June. Any objections?
10:15 maya: Decided: we charge for exports on the free plan from 1 June on.
";
    let start = "== Tuesday 3 March\n09:00 soundings starts\n09:05 kai: hi";
    let show = deaf(before, "", start);
    show.once("maya", "This reads like the outcome of a decision");
}

#[test]
fn a_proposal_that_was_deleted_meanwhile_is_gone() {
    let before = "10:12 maya [seats]: PROPOSAL";
    let show = deaf(before, "10:40 maya deletes seats", "13:00 soundings starts");
    show.shows("#plans", "because the proposal was deleted");
}

#[test]
fn a_thread_that_was_settled_while_nobody_listened_opens() {
    let before = "10:12 maya [mild]: perhaps the two lower plans might be better off on usage";
    let meanwhile = "
10:40 tom > mild: sounds good to me, half the forecast hangs on seats anyway
10:42 lena > mild: no objections, so we go with usage for the two lower plans
";
    let show = deaf(before, meanwhile, "13:00 soundings starts");
    show.once("#plans", "Decision `");
}

#[test]
fn what_was_missed_waits_for_as_long_as_slack_wants_it() {
    let meanwhile = "10:30 maya [seats]: PROPOSAL";
    let refusal = |seconds: u32| {
        format!(
            "12:59 slack refuses conversations.history for {seconds} seconds\n13:00 soundings starts"
        )
    };
    let show = deaf("", meanwhile, &refusal(90));
    show.once("#plans", "Decision `");
    deaf("", meanwhile, &refusal(7200)).never("#plans", "Decision `");
}

/// Lets the clock run until Slack has given up on what it could not deliver.
async fn until_given_up(performance: &Performance) {
    while let Some(next) = performance.workspace.next_moment() {
        performance.clock.advance_to(next);
        performance.workspace.pump();
        performance.workspace.delivered().await;
    }
}

/// Waits until something stands in a channel. A socket that was refused is asked for again after seconds.
async fn until_posted(workspace: &Workspace, words: &str) {
    let stands = || workspace.messages("C0PLANS").iter().any(|one| one.to_string().contains(words));
    let waiting = async {
        while !stands() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(60), waiting).await;
    assert!(waited.is_ok(), "{words:?} is not in {:#?}", workspace.story());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_while_no_socket_was_open_is_taken_in_once_one_is() {
    let script = format!("{COMPANY}\n== Monday 2 March\n10:00 kai: morning\n");
    let script = Script::parse(&script).unwrap();
    let data = tempfile::tempdir().unwrap();
    let spec =
        Spec { delayed_events: false, transport: Transport::Socket, ..Spec::of_script(&script) };
    let policy = performance::policy(&script, &spec);
    let opened = Performance::with(spec, policy, script.start, data.path()).await;
    let performance = opened.unwrap();
    performance.play(&script, |_| {}).await;
    let workspace = performance.workspace.clone();
    let method = "apps.connections.open".to_owned();
    workspace.trouble(&Trouble::Refuse { method, seconds: 600 });
    workspace.disconnect_sockets("link_disabled");
    workspace.say("U0MAYA", "C0PLANS", PROPOSAL, None).await.unwrap();
    until_given_up(&performance).await;
    performance.clock.advance_to(performance.clock.now() + Duration::from_secs(600));
    until_posted(&workspace, "Decision `").await;
    performance.close().await;
}
