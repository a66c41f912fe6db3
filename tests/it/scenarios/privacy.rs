//! Nobody sees through the bot what they could not see in Slack.

use crate::stagecraft::{PROPOSAL, http, play_acts, play_in};
use soundings::performance::Performance;
use soundings::rehearsal::script::Script;
use soundings::store;

const TWO_CHANNELS: &str = "
title: Seats
channel: #deals, private
channel: #plans, public
start: Monday 2 March 2026
zone: Europe/Berlin
mode: auto

people:
  maya    Maya Lindqvist    product, owner        Europe/Stockholm
  tom     Tom Okafor        finance               Europe/London
  ines    Inês Duarte       finance, lead         Europe/Lisbon
  abeo    Abeo Falade       sales                 Europe/London
  lena    Lena Vogt         legal                 Europe/Berlin
  ruth    Ruth Adler        leadership, leader    Europe/Berlin
  kai     Kai Brandt        -                     Europe/Berlin
";

#[test]
fn of_a_private_channel_only_members_are_asked_and_shown_anything() {
    let days = "
== Monday 2 March
09:00 tom leaves #deals
09:01 ruth leaves #deals
09:02 kai leaves #deals
10:12 maya [seats]: PROPOSAL
10:20 kai types in #plans: /soundings list
10:21 kai types in #plans: /soundings status
10:22 kai types in #plans: /soundings digest
10:23 ruth types in #plans: /soundings list unheard
10:24 lena types in #plans: /soundings list
== Monday 9 March
";
    let show = play_in(TWO_CHANNELS, days, http()).went_well();
    for outsider in ["kai", "tom", "ruth"] {
        show.hides(outsider, "per seat");
    }
    show.hides("#plans", "per seat");
    show.shows("kai", "No decision is open where you can see it");
    show.asked_once("ines", "Why you: you lead Finance");
    show.shows("lena", "Open decisions • Stop charging per seat");
    show.shows("#deals", "Leadership: could not be reached");
}

#[test]
fn a_channel_that_becomes_private_is_private_at_once() {
    let days = "
== Monday 2 March
10:12 maya in #plans [seats]: PROPOSAL
10:20 kai types in #deals: /soundings list
10:30 slack makes #plans private
10:31 kai leaves #plans
10:32 tom leaves #plans
10:33 ruth leaves #plans
10:40 kai types in #deals: /soundings list
10:41 tom clicks \"Answer\"
10:42 maya clicks \"Edit details\"
    title: The secret plan
== Monday 9 March
";
    let show = play_in(TWO_CHANNELS, days, http()).went_well();
    show.shows("kai", "Open decisions");
    show.shows("kai", "No decision is open where you can see it");
    show.shows("tom", "There is no such decision");
    show.never("tom", "I will not remind you again");
    for outsider in ["kai", "tom", "ruth"] {
        show.hides(outsider, "The secret plan");
    }
    show.shows("lena", "The secret plan");
}

#[test]
fn somebody_who_leaves_before_the_question_arrives_is_not_asked() {
    let days = "
== Monday 2 March
06:00 maya [seats]: PROPOSAL
08:00 tom leaves #deals
== Tuesday 3 March
";
    let show = play_in(TWO_CHANNELS, days, http()).went_well();
    show.never("tom", "");
    show.asked_once("ines", "Why you: you lead Finance");
}

#[test]
fn what_was_said_of_one_decision_is_read_by_those_of_its_channel_alone() {
    let acts = [
        "\n== Monday 2 March\n09:00 kai leaves #deals\n10:12 maya [seats]: PROPOSAL\n",
        "\n== Monday 2 March\n10:20 kai types in #plans: /soundings close\n10:21 kai types in #plans: /soundings reopen\n",
    ];
    let show = play_acts(TWO_CHANNELS, http(), &acts, |_, _| {}).went_well();
    show.hides("kai", "per seat");
    show.times(2, "kai", "There is no such decision");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_app_is_removed_everything_of_the_workspace_goes() {
    let data = tempfile::tempdir().unwrap();
    let act = format!(
        "{TWO_CHANNELS}\n== Monday 2 March\n10:12 maya [seats]: {PROPOSAL}\n10:20 tom clicks \"Answer\"\n    need: A range\n10:21 kai types: /soundings mute\n"
    );
    let act = Script::parse(&act).unwrap();
    let performance = Performance::open(&act, http(), data.path()).await.unwrap();
    let problems = performance.play(&act, |_| {}).await.problems;
    performance.workspace.uninstall();
    let later = format!("{TWO_CHANNELS}\n== Tuesday 3 March\n");
    performance.play(&Script::parse(&later).unwrap(), |_| {}).await;
    performance.close().await;
    let store = store::open(&format!("sled:{}", data.path().display())).unwrap();
    let mut left = Vec::new();
    for prefix in ["decision/", "person/"] {
        left.extend(store.list(prefix, None, 100).await.unwrap().into_iter().map(|(key, _)| key));
    }
    let pending = store.pending_effects().await.unwrap();
    drop(store);
    assert!(problems.is_empty(), "{problems:?}");
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(pending, 0, "effects are left");
}
