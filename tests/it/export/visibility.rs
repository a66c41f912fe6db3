//! `--as USER`: what that user may see now, as Slack tells it, and nothing that Slack does not tell.

use super::formats::full;
use super::stand::{Exported, Stand};
use crate::views::fixtures::OWNER;
use jiff::tz::TimeZone;
use serde_json::Value;
use soundings::clock::Clock;
use soundings::domain::decision::Decision;
use soundings::rehearsal::script::{ChannelChange, Mark, Trouble};
use soundings::rehearsal::spec::{Spec, User};
use soundings::rehearsal::workspace::Workspace;
use std::process::{Command, Stdio};

/// A public and a private channel, and people of every sort; nobody but Tom and Maya is in the private one.
async fn workspace() -> Workspace {
    let zone = TimeZone::UTC;
    let user = |handle: &str| User::new(handle, handle, zone.clone());
    let spec = Spec::new(zone.clone())
        .user(user("tom"))
        .user(user("maya"))
        .user(user("kai"))
        .user(user("gus").marked(Mark::Guest))
        .user(user("dora").marked(Mark::Deactivated))
        .user(user("sven").marked(Mark::Stranger))
        .channel("plans", false)
        .channel("deals", true);
    let workspace = Workspace::start(spec, Clock::System).await.expect("a workspace");
    for (user, channel) in [("U0KAI", "C0DEALS"), ("U0GUS", "C0DEALS"), ("U0GUS", "C0PLANS")] {
        workspace.leave(user, channel);
    }
    workspace
}

/// One decision in each channel, one in a channel nobody knows, one of another workspace.
fn decisions() -> [Decision; 4] {
    let one = |id: &str, team: &str, channel: &str| Decision {
        id: id.into(),
        team: team.into(),
        channel: channel.into(),
        title: format!("Title of {id}"),
        ..full()
    };
    [
        one("DPUBL1C00", "T0REHEARSAL", "C0PLANS"),
        one("DPR1VATE0", "T0REHEARSAL", "C0DEALS"),
        one("DG0NE0000", "T0REHEARSAL", "C0GONE"),
        one("DTHE1RS00", "T0ELSEWHERE", "C0PLANS"),
    ]
}

struct Looking {
    workspace: Workspace,
    stand: Stand,
}

impl Looking {
    async fn begin() -> Self {
        Self { workspace: workspace().await, stand: Stand::with(&decisions()).await }
    }

    /// Runs the program while the workspace answers it.
    async fn export(&self, arguments: &[&str]) -> Exported {
        let url = self.workspace.api_url();
        let variables = [("SLACK_BOT_TOKEN", "xoxb-rehearsal"), ("SLACK_API_URL", url.as_str())];
        let mut command = self.stand.command(arguments, &variables);
        let output = tokio::task::spawn_blocking(move || command.output());
        Exported::of(output.await.unwrap().expect("the program starts"))
    }

    async fn seen(&self, user: &str) -> Vec<String> {
        let exported = self.export(&["--as", user]).await;
        assert_eq!(exported.code, Some(0), "{}", exported.err);
        ids(&exported.out)
    }
}

fn ids(out: &str) -> Vec<String> {
    let id = |line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
    out.lines().map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_name_everything_is_exported_and_with_one_what_they_may_see() {
    let looking = Looking::begin().await;
    assert_eq!(ids(&looking.stand.export(&[]).whole()).len(), 4);
    assert_eq!(looking.seen("U0TOM").await, ["DPR1VATE0", "DPUBL1C00"]);
    assert_eq!(looking.seen("U0KAI").await, ["DPUBL1C00"]);
    assert_eq!(looking.seen("kai@rehearsal.example").await, ["DPUBL1C00"]);
    assert_eq!(looking.seen("U0GUS").await, [""; 0], "a guest sees the channels they are in");
    looking.workspace.join("U0GUS", "C0PLANS");
    assert_eq!(looking.seen("U0GUS").await, ["DPUBL1C00"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_they_may_see_is_judged_by_the_channel_as_it_is_now() {
    let looking = Looking::begin().await;
    looking.workspace.change_channel("C0PLANS", ChannelChange::Private);
    looking.workspace.leave("U0KAI", "C0PLANS");
    assert_eq!(looking.seen("U0KAI").await, [""; 0]);
    looking.workspace.join("U0KAI", "C0DEALS");
    assert_eq!(looking.seen("U0KAI").await, ["DPR1VATE0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_slack_does_not_tell_is_left_out_and_counted_and_what_is_hidden_is_not_even_that() {
    let looking = Looking::begin().await;
    let exported = looking.export(&["--as", "U0KAI"]).await;
    let expected =
        "soundings: 1 decision left out because Slack does not tell the bot about their channels\n";
    assert_eq!((exported.code, exported.err.as_str()), (Some(0), expected));
    for hidden in ["DPR1VATE0", "DG0NE0000", "DTHE1RS00", "C0DEALS"] {
        assert!(!exported.out.contains(hidden), "{hidden} is in {}", exported.out);
    }
    assert!(!exported.out.contains("U0LENA"), "who gave which view: {}", exported.out);
    assert!(exported.out.contains(OWNER), "{}", exported.out);
    assert!(
        looking.export(&["--as", "U0MAYA"]).await.out.contains("U0LENA"),
        "the owner sees names"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_or_with_one_that_slack_refuses_nothing_is_exported() {
    let looking = Looking::begin().await;
    let refused = looking.stand.export(&["--as", "U0KAI", "--format", "markdown"]);
    refused.refused(&["SLACK_BOT_TOKEN is not set; nothing is exported", "leave --as away"]);
    let url = looking.workspace.api_url();
    let variables = [("SLACK_BOT_TOKEN", "xoxb-wrong"), ("SLACK_API_URL", url.as_str())];
    let refused = looking.stand.export_with(&["--as", "U0KAI"], &variables);
    refused.refused(&["Slack could not be asked what the user may see", "invalid_auth"]);
    let variables = [("SLACK_BOT_TOKEN", "xoxb-x"), ("SLACK_API_URL", "http://127.0.0.1:9/api")];
    let refused = looking.stand.export_with(&["--as", "U0KAI"], &variables);
    refused.refused(&["Slack could not be asked what the user may see", "cannot be reached"]);
    assert!(!looking.stand.path("decisions").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_unknown_or_gone_gets_nothing_and_is_told_why() {
    let looking = Looking::begin().await;
    for (user, words) in [
        ("U0NOBODY", "Slack knows nobody with the id U0NOBODY"),
        (
            "nobody@rehearsal.example",
            "Slack knows nobody with the address nobody@rehearsal.example",
        ),
        ("U0DORA", "U0DORA is deactivated, a bot, or of another organisation"),
        ("U0SVEN", "U0SVEN is deactivated, a bot, or of another organisation"),
    ] {
        looking.export(&["--as", user]).await.refused(&[words]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slack_is_asked_again_when_it_is_busy_and_what_it_never_answers_is_left_out() {
    let looking = Looking::begin().await;
    let method = || "conversations.info".to_owned();
    looking.workspace.trouble(&Trouble::Refuse { method: method(), seconds: 1 });
    assert_eq!(looking.seen("U0KAI").await, ["DPUBL1C00"]);

    let exported = looking.export(&["--as", "U0KAI", "--format", "markdown"]).await;
    assert_eq!(exported.code, Some(0), "{}", exported.err);
    let before = looking.stand.files("decisions");
    // The first channel that is asked about never gets an answer.
    for _ in 0..4 {
        looking.workspace.trouble(&Trouble::FailOnce { method: method() });
    }
    let exported = looking.export(&["--as", "U0KAI", "--format", "markdown", "--replace"]).await;
    assert_eq!(exported.code, Some(1), "{}", exported.err);
    let words = "1 decision left out because Slack gave no answer about their channels; try again";
    assert!(exported.err.contains(words), "{}", exported.err);
    let after = looking.stand.files("decisions");
    assert!(before.keys().eq(after.keys()), "a page is not out of date for want of an answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_has_written_nothing() {
    let looking = Looking::begin().await;
    // A Slack that takes the call and says nothing to it.
    let slack = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api", slack.local_addr().unwrap());
    let variables = [("SLACK_BOT_TOKEN", "xoxb-x"), ("SLACK_API_URL", url.as_str())];
    let mut command = looking.stand.command(&["--as", "U0KAI", "--format", "markdown"], &variables);
    let program = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _called = slack.accept().unwrap();
    let told = Command::new("kill").args(["-INT", &program.id().to_string()]).status();
    assert!(told.unwrap().success());
    let ended = Exported::of(program.wait_with_output().unwrap());
    assert_eq!((ended.code, ended.out + &ended.err), (Some(130), String::new()));
    assert!(!looking.stand.path("decisions").exists());
}
