//! The real program, killed between a call of the webhook and the note that it was made.

use super::receiver::{Manner, Receiver, SECRET};
use crate::export::formats::full;
use jiff::Timestamp;
use soundings::clock::Clock;
use soundings::domain::decision::Decision;
use soundings::domain::effect::{Effect, Key};
use soundings::domain::state::{State, encode};
use soundings::engine::StoredEffect;
use soundings::rehearsal::spec::{Spec, User};
use soundings::rehearsal::workspace::Workspace;
use soundings::store::{Commit, NewEffect, Outcome, RowChange, SledStore, Store};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The running program. Dropping it is `kill -9`.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A store in which a record waits to be handed on.
async fn prepare(store: &Path) -> Decision {
    let decision = Decision { team: "T0REHEARSAL".into(), channel: "C0PLANS".into(), ..full() };
    let key = Key::Decision(decision.team.clone(), decision.id.clone());
    let now = Clock::System.now();
    let effect = Effect::HandOn { decided_at: decision.record.as_ref().unwrap().at };
    let (lane, not_before) = (effect.lane(&key), Timestamp::UNIX_EPOCH);
    let bytes = encode(&StoredEffect { source: key.clone(), at: now, effect });
    let effect = NewEffect { id: "Ev7#4".into(), lane, not_before, bytes };
    let opened = SledStore::open(store).unwrap();
    let commit = Commit {
        key: key.to_string(),
        expected: 0,
        row: RowChange::Put(encode(&State::Decision(Box::new(decision.clone())))),
        event: None,
        effects: vec![effect],
        settles: None,
        wake_at: None,
    };
    assert_eq!(opened.commit(commit).await, Ok(Outcome::Done));
    opened.close().unwrap();
    decision
}

fn start(folder: &Path, workspace: &Workspace) -> Program {
    let log = std::fs::File::options().append(true).create(true).open(folder.join("log")).unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_soundings"))
        .args(["run", "--config", "soundings.toml"])
        .current_dir(folder)
        .env_clear()
        .env("SLACK_BOT_TOKEN", "xoxb-rehearsal")
        .env("SLACK_SIGNING_SECRET", "rehearsal-signing-secret")
        .env("SLACK_API_URL", workspace.api_url())
        .env("SOUNDINGS_STORE", "sled:data")
        .env("SOUNDINGS_LISTEN", "127.0.0.1:0")
        .env("SOUNDINGS_WEBHOOK_SECRET", SECRET)
        .env("RUST_LOG", "trace")
        .stdin(Stdio::null())
        .stderr(log)
        .spawn();
    Program(child.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_handed_on_again_under_the_same_id_and_then_never_more() {
    let receiver = Receiver::open([Manner::Never]).await;
    let zone = jiff::tz::TimeZone::UTC;
    let spec =
        Spec::new(zone.clone()).user(User::new("maya", "Maya", zone)).channel("plans", false);
    let workspace = Workspace::start(spec, Clock::System).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let decision = prepare(&folder.path().join("data")).await;
    let config = format!("[webhook]\nurl = \"{}\"\n", receiver.whom().url);
    std::fs::write(folder.path().join("soundings.toml"), config).unwrap();

    let program = start(folder.path(), &workspace);
    receiver.called(1).await;
    drop(program);
    let mut program = start(folder.path(), &workspace);
    receiver.called(2).await;
    let stop = Command::new("kill").args(["-TERM", &program.0.id().to_string()]).status();
    assert!(stop.unwrap().success());
    assert_eq!(program.0.wait().unwrap().code(), Some(0));

    let calls = receiver.calls();
    assert_eq!(calls.len(), 2);
    for call in &calls {
        assert!(call.is_signed());
        assert_eq!(call.delivery(), "Ev7#4");
        assert_eq!(call.json()["id"], decision.id.as_str());
    }
    let store = SledStore::open(&folder.path().join("data")).unwrap();
    let waiting = store.claim_effects(Timestamp::MAX, 10).await.unwrap();
    assert!(waiting.iter().all(|effect| effect.id.as_str() != "Ev7#4"), "{waiting:?}");

    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    for secret in [SECRET, "team=1", "Metering we can trust", "xoxb-rehearsal"] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
    assert!(!log.contains("ERROR") && !log.contains("panicked"), "{log}");
}
