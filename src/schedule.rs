//! Wake-ups: everything that is to happen because time has passed.
//!
//! A wake-up is stored with the state that asked for it, so nothing is forgotten over a restart: what
//! came due meanwhile is due at once.

use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Event, PersonEvent, WorkspaceEvent};
use crate::domain::ids::EventId;
use crate::engine::{Engine, EngineError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How many wake-ups are handled in one go.
const BATCH: usize = 100;
/// How long to wait after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Handles wake-ups until told to stop.
pub async fn run(engine: Engine, stop: CancellationToken) {
    let mut commits = engine.commits();
    while !stop.is_cancelled() {
        commits.mark_unchanged();
        if let Err(error) = wake_due(&engine).await {
            tracing::error!(%error, "wake-ups could not be handled; they are tried again");
            pause(&stop, AFTER_FAILURE).await;
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = next_wake(&engine) => {}
            _ = commits.changed() => {}
        }
    }
}

/// Handles every wake-up whose time has come; returns how many there were.
pub async fn wake_due(engine: &Engine) -> Result<usize, EngineError> {
    let now = engine.clock().now();
    let due = engine.store().due(now, BATCH).await?;
    for name in &due {
        let Some((key, event)) = Key::parse(name).map(woken) else {
            tracing::error!(key = name, "a wake-up has a key that nobody can read");
            continue;
        };
        let id = EventId::new(format!("wake/{name}/{}", now.as_millisecond()));
        engine.handle(&key, &id, &event).await?;
    }
    Ok(due.len())
}

fn woken(key: Key) -> (Key, Event) {
    let event = match &key {
        Key::Decision(..) => Event::Decision(DecisionEvent::Woken),
        Key::Workspace(_) => Event::Workspace(WorkspaceEvent::Woken),
        Key::Person(..) => Event::Person(PersonEvent::Woken),
    };
    (key, event)
}

/// Waits for the next stored wake-up.
async fn next_wake(engine: &Engine) {
    match engine.store().next_wake().await.ok().flatten() {
        Some(moment) => engine.clock().sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

async fn pause(stop: &CancellationToken, length: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(length) => {}
    }
}
