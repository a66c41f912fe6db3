//! What a message costs on the way to its acknowledgement: an ordinary one, which is read and
//! forgotten, and one that puts a proposal, which is committed.
//!
//! `cargo bench --bench intake`. Prints the mean of each step and the ratio between the two kinds; it
//! asserts no time, because machines differ.

use slack_morphism::prelude::SlackSigningSecret;
use slack_morphism::signature_verifier::SlackEventSignatureVerifier;
use soundings::clock::Clock;
use soundings::config::{Config, Environment};
use soundings::directory::Directory;
use soundings::domain::policy::{Mode, Policy};
use soundings::engine::Engine;
use soundings::intake::Intake;
use soundings::reading;
use soundings::slack::client::SlackClient;
use soundings::slack::inbound::{Inbound, Parsed, Reader};
use soundings::store;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ORDINARY: &str = "morning all, the build is red again because of a test called this_cannot_happen, I am \
    looking at it now and will write here when it is green; if you need staging before lunch use the second one";
const PROPOSAL: &str = "I have been looking at the seat numbers again, and what I'd like us to do is stop charging \
    per seat and move the two lower plans to usage from June on. Any objections, or anything I do not see?";
const ORDINARY_MESSAGES: usize = 20_000;
const PROPOSALS_AT_ONCE: usize = 64;
const PROPOSALS: usize = 2_000;

fn main() {
    // Test runners start every target; only `cargo bench` is meant.
    if !std::env::args().any(|argument| argument == "--bench") {
        return println!("intake: measured by `cargo bench --bench intake` only");
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let folder = tempfile::tempdir().expect("a folder");
    let (intake, engine) = intake(folder.path());
    let reader = Reader { bot_user: "U0BOT".into(), bot_id: Some("B0BOT".to_owned()) };
    let verifier = SlackEventSignatureVerifier::new(&SlackSigningSecret::new("secret".to_owned()));

    let bodies: Vec<String> = (0..ORDINARY_MESSAGES).map(|i| body(i, ORDINARY)).collect();
    let verify = time(ORDINARY_MESSAGES, || {
        for body in &bodies {
            // The answer does not matter: a wrong signature takes the same work.
            let _ = std::hint::black_box(verifier.verify("v0=0", body, "1700000000"));
        }
    });
    let mut parsed: Vec<Inbound> = Vec::with_capacity(bodies.len());
    let parse = time(ORDINARY_MESSAGES, || parsed.extend(bodies.iter().map(|b| read(&reader, b))));
    let start = Instant::now();
    for inbound in parsed {
        intake.receive(inbound).await.expect("kept");
    }
    let decide = per(start.elapsed(), ORDINARY_MESSAGES);
    let ordinary = verify + parse + decide;

    let one = opening(&intake, &reader, 1, 0).await;
    let many = opening(&intake, &reader, PROPOSALS_AT_ONCE, PROPOSALS).await;
    let waiting = engine.store().next_effect().await.expect("the store can be read");
    assert!(waiting.is_some(), "no proposal was noticed, so nothing was measured");

    println!(
        "ordinary message          {ordinary:>8.1?}  (signature {verify:.1?}, parse {parse:.1?}, read and decide {decide:.1?}; no write)"
    );
    println!(
        "opens a decision, alone   {one:>8.1?}  {:.0} times an ordinary one",
        ratio(one, ordinary)
    );
    println!(
        "opens a decision, {PROPOSALS_AT_ONCE} at once {many:>6.1?}  {:.0} times an ordinary one",
        ratio(many, ordinary)
    );
}

/// The mean time until a proposal is durable, with so many at a time.
async fn opening(intake: &Intake, reader: &Reader, at_once: usize, first: usize) -> Duration {
    // What was proposed a moment ago is not proposed anew, so each is another one.
    let proposal = |i: usize| PROPOSAL.replace("per seat", &format!("per seat in region {i}"));
    let numbers = first..first + PROPOSALS;
    let inbound: Vec<Inbound> =
        numbers.map(|i| read(reader, &body(1_000_000 + i, &proposal(i)))).collect();
    let start = Instant::now();
    for group in inbound.chunks(at_once) {
        let group = group.iter().cloned().map(|inbound| intake.receive(inbound));
        for kept in futures_util::future::join_all(group).await {
            kept.expect("kept");
        }
    }
    per(start.elapsed(), PROPOSALS)
}

fn intake(folder: &Path) -> (Intake, Engine) {
    let config = Config::read("", Path::new(""), &Environment::default());
    let mut policy: Policy = config.map(|config| config.policy).expect("the defaults are sound");
    policy.channels.otherwise = Mode::Auto;
    let policy = Arc::new(policy);
    let store = store::open(&format!("sled:{}", folder.display())).expect("a store");
    let client =
        Arc::new(SlackClient::new(Some("http://127.0.0.1:9/api"), "xoxb-1").expect("a client"));
    let engine = Engine::new(store, policy.clone(), Clock::System);
    let directory = Directory::new(client.clone(), policy.clone(), Clock::System);
    let reader = Arc::new(reading::Reader::new(&policy.library));
    (Intake::new(engine.clone(), client, directory, reader), engine)
}

fn read(reader: &Reader, body: &str) -> Inbound {
    match reader.read(body.as_bytes()).expect("readable") {
        Parsed::Inbound(inbound) => inbound,
        Parsed::Challenge(_) => unreachable!("no challenge was sent"),
    }
}

/// An event as Slack sends it, about one kilobyte long.
fn body(number: usize, text: &str) -> String {
    serde_json::json!({
        "token": "unused", "team_id": "T0BENCH", "api_app_id": "A0BENCH", "type": "event_callback",
        "event_id": format!("Ev{number:010}"), "event_time": 1_700_000_000 + number,
        "authorizations": [{ "enterprise_id": null, "team_id": "T0BENCH", "user_id": "U0BOT", "is_bot": true }],
        "is_ext_shared_channel": false, "event_context": "4-".repeat(60),
        "event": {
            "type": "message", "channel": "C0BENCH", "channel_type": "channel", "user": "U0PERSON",
            "team": "T0BENCH", "text": text, "ts": format!("{}.{:06}", 1_700_000_000 + number, number % 1_000_000),
            "blocks": [{ "type": "rich_text", "block_id": "b", "elements": [{ "type": "rich_text_section",
                "elements": [{ "type": "text", "text": text }] }] }],
        },
    })
    .to_string()
}

fn time(count: usize, work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    per(start.elapsed(), count)
}

fn per(whole: Duration, count: usize) -> Duration {
    whole / u32::try_from(count).expect("a small count")
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
