//! Load, advance, commit: the one subtle file.
//!
//! An event is applied to the state under one key. The new state, the mark that the event was seen, the
//! effects and the next wake-up are one commit; if somebody else committed in between, the whole is
//! done again from the newer state. What must always hold:
//!
//! - When [`Engine::handle`] returns, what it promises is durable, or nothing happened.
//! - An event is applied at most once, however often it is delivered.
//! - An effect leaves the store in the same commit that records what came of it.

use crate::clock::Clock;
use crate::domain::effect::{Change, Effect, Key, Transition};
use crate::domain::event::Event;
use crate::domain::ids::{EffectId, EventId};
use crate::domain::policy::Policy;
use crate::domain::reply::Reply;
use crate::domain::state::{self, DecodeError, State};
use crate::domain::{self};
use crate::store::{Claimed, Commit, Loaded, NewEffect, Outcome, RowChange, Store, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tokio::sync::watch;

/// Applies events to what is stored.
#[derive(Clone)]
pub struct Engine {
    store: Arc<dyn Store>,
    policy: Arc<Policy>,
    clock: Clock,
    stirred: Arc<watch::Sender<u64>>,
}

/// An effect as it stands in the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredEffect {
    /// Whose transition it follows from; its result goes back there.
    pub source: Key,
    /// When that was.
    pub at: Timestamp,
    pub effect: Effect,
}

/// Why an event could not be applied. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("what is stored under {key} cannot be used: {source}")]
    Unreadable { key: String, source: DecodeError },
    #[error("{key} was changed by others {tries} times running; try again")]
    Contended { key: String, tries: u32 },
}

/// How often a commit is tried again after a conflict. Each conflict means that somebody else got on.
const TRIES: u32 = 50;

impl Engine {
    /// Returns an engine over a store.
    pub fn new(store: Arc<dyn Store>, policy: Arc<Policy>, clock: Clock) -> Self {
        Self { store, policy, clock, stirred: Arc::new(watch::Sender::new(0)) }
    }

    /// Returns the configuration it decides by.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// Returns the clock it goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Returns the store it keeps things in.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Returns a receiver that learns of every commit.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.stirred.subscribe()
    }

    /// Tells everybody who waits that there may be something to do.
    pub fn stir(&self) {
        self.stirred.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Applies an event and returns what the person who caused it gets to see. An event that was seen
    /// before changes nothing and gets no reply.
    pub async fn handle(
        &self,
        key: &Key,
        id: &EventId,
        event: &Event,
    ) -> Result<Reply, EngineError> {
        self.apply(key, id, event, None).await
    }

    /// Applies what came of an effect, and settles the effect in the same commit.
    pub async fn settle(
        &self,
        key: &Key,
        id: &EffectId,
        event: &Event,
    ) -> Result<Reply, EngineError> {
        self.apply(key, &EventId::new(id.as_str()), event, Some(id)).await
    }

    /// Settles an effect of which nothing is to be recorded.
    pub async fn drop_effect(&self, key: &Key, id: &EffectId) -> Result<(), EngineError> {
        for _ in 0..TRIES {
            let loaded = self.store.load(&key.to_string(), None).await?;
            let commit = settling(key, &loaded, id);
            if self.store.commit(commit).await? != Outcome::Conflict {
                self.stir();
                return Ok(());
            }
        }
        Err(contended(key))
    }

    /// Reads what is stored under a key.
    pub async fn read(&self, key: &Key) -> Result<Option<State>, EngineError> {
        let loaded = self.store.load(&key.to_string(), None).await?;
        decode(key, &loaded)
    }

    /// Decodes an effect that was handed out.
    pub fn decode_effect(claimed: &Claimed) -> Result<StoredEffect, EngineError> {
        state::decode(&claimed.bytes)
            .map_err(|source| EngineError::Unreadable { key: claimed.id.to_string(), source })
    }

    async fn apply(
        &self,
        key: &Key,
        id: &EventId,
        event: &Event,
        settles: Option<&EffectId>,
    ) -> Result<Reply, EngineError> {
        let name = key.to_string();
        for _ in 0..TRIES {
            let loaded = self.store.load(&name, Some(id)).await?;
            let now = self.clock.now();
            let transition = if loaded.seen {
                Transition::replying(Reply::Nothing)
            } else {
                let state = decode(key, &loaded)?;
                domain::advance(&self.policy, key, state.as_ref(), now, event)
            };
            if transition.is_idle() && settles.is_none() {
                return Ok(transition.reply);
            }
            let (reply, commit) = commit(key, &loaded, id, now, transition, settles);
            match self.store.commit(commit).await? {
                Outcome::Done => {
                    self.stir();
                    return Ok(reply);
                }
                Outcome::Seen if settles.is_none() => return Ok(Reply::Nothing),
                Outcome::Seen | Outcome::Conflict => {}
            }
        }
        Err(contended(key))
    }
}

fn decode(key: &Key, loaded: &Loaded) -> Result<Option<State>, EngineError> {
    let state = loaded.row.as_ref().map(|row| state::decode(&row.bytes)).transpose();
    state.map_err(|source| EngineError::Unreadable { key: key.to_string(), source })
}

fn contended(key: &Key) -> EngineError {
    EngineError::Contended { key: key.to_string(), tries: TRIES }
}

/// The commit of a transition. Where the event was seen before only the effect is settled.
fn commit(
    key: &Key,
    loaded: &Loaded,
    id: &EventId,
    now: Timestamp,
    transition: Transition<State>,
    settles: Option<&EffectId>,
) -> (Reply, Commit) {
    let row = match &transition.state {
        None => RowChange::Keep,
        Some(Change::Put(state)) => RowChange::Put(state::encode(state.as_ref())),
        Some(Change::Dismiss) => RowChange::Put(state::encode(&State::Dismissed)),
        Some(Change::Delete) => RowChange::Delete,
    };
    let commit = Commit {
        key: key.to_string(),
        expected: version(loaded),
        row,
        event: (!loaded.seen).then(|| (id.clone(), now)),
        effects: effects(key, id, now, transition.effects),
        settles: settles.cloned(),
        wake_at: transition.wake_at,
    };
    (transition.reply, commit)
}

fn settling(key: &Key, loaded: &Loaded, id: &EffectId) -> Commit {
    Commit {
        key: key.to_string(),
        expected: version(loaded),
        row: RowChange::Keep,
        event: None,
        effects: Vec::new(),
        settles: Some(id.clone()),
        wake_at: None,
    }
}

fn version(loaded: &Loaded) -> u64 {
    loaded.row.as_ref().map_or(0, |row| row.version)
}

fn effects(source: &Key, id: &EventId, at: Timestamp, effects: Vec<Effect>) -> Vec<NewEffect> {
    let numbered = effects.into_iter().enumerate();
    numbered
        .map(|(index, effect)| NewEffect {
            id: EffectId::of_event(id, index),
            lane: effect.lane(source),
            not_before: at,
            bytes: state::encode(&StoredEffect { source: source.clone(), at, effect }),
        })
        .collect()
}
