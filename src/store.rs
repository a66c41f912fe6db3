//! What is kept: one row per key, its effects, its wake-up and the events already seen, written
//! together or not at all.
//!
//! The store knows nothing of decisions: rows and effects are bytes. What must always hold:
//!
//! - [`Store::commit`] returns only when the commit would survive a power loss.
//! - A commit is applied whole or not at all, and only if its row still has the expected version.
//! - An event whose mark is stored is never applied again.
//! - The effects of one lane are handed out one at a time, in the order of their commits.

mod sled;

pub use self::sled::SledStore;

use crate::domain::ids::{EffectId, EventId};
use async_trait::async_trait;
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

/// A place that keeps rows and effects.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Reads a row, and whether an event was seen before.
    async fn load(&self, key: &str, event: Option<&EventId>) -> Result<Loaded, StoreError>;

    /// Applies a commit and returns when it is durable, or says why it was not applied. A caller that
    /// stops waiting does not take its commit back.
    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError>;

    /// Hands out effects that may be sent at `now`: at most one per lane, the oldest, and none whose
    /// lane has one handed out and not settled.
    async fn claim_effects(&self, now: Timestamp, limit: usize)
    -> Result<Vec<Claimed>, StoreError>;

    /// Notes that carrying out a claimed effect begins, and returns when the note is durable. It stands
    /// until the effect is settled or put back as [`Attempt::NotMade`]. Only what nobody could look for
    /// afterwards needs it.
    async fn begin_effect(&self, id: &EffectId) -> Result<(), StoreError>;

    /// Puts a claimed effect back, to be handed out again (at the head of its lane) at `not_before`.
    /// An effect that is done is settled by a commit instead.
    async fn release_effect(
        &self,
        id: &EffectId,
        not_before: Timestamp,
        attempt: Attempt,
    ) -> Result<(), StoreError>;

    /// Returns the keys whose wake-up has come, the earliest first. A wake-up stays due until a commit
    /// changes it.
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<String>, StoreError>;

    /// Returns the earliest wake-up, past or future.
    async fn next_wake(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Returns the earliest moment at which an effect that waits and is not behind one handed out may
    /// be sent.
    async fn next_effect(&self) -> Result<Option<Timestamp>, StoreError>;

    /// Reads the rows whose key starts with `prefix`, in order of key, after the key `after`.
    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// Lists the keys that start with `prefix`, in order, after the key `after`; also those whose rows
    /// cannot be read, so that the others can be.
    async fn keys(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError>;

    /// Forgets marks of events seen before `before`; returns how many.
    async fn prune_seen(&self, before: Timestamp) -> Result<usize, StoreError>;

    /// Returns how many effects wait to be sent.
    async fn pending_effects(&self) -> Result<usize, StoreError>;
}

/// A row and an answer about an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The row, if there is one.
    pub row: Option<Row>,
    /// Whether the event's mark is stored.
    pub seen: bool,
}

/// What is stored under a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Counts the commits of this key, from 1. Starts anew after a deletion.
    pub version: u64,
    /// The encoded state.
    pub bytes: Vec<u8>,
}

/// One transition, to be stored whole.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The row's key.
    pub key: String,
    /// The version the transition was computed from; 0 where there was no row.
    pub expected: u64,
    /// What becomes of the row.
    pub row: RowChange,
    /// The event, and when it was handled: marked as seen.
    pub event: Option<(EventId, Timestamp)>,
    /// Effects to send, in order. One whose id already waits is the same effect, and is kept once.
    pub effects: Vec<NewEffect>,
    /// An effect that is done with this commit, and therefore removed; nothing if it is gone already.
    pub settles: Option<EffectId>,
    /// When the key wants to be woken; replaces the earlier wake-up.
    pub wake_at: Option<Timestamp>,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum RowChange {
    /// The row stays as it is (its version too); a wake-up is left as it is.
    Keep,
    /// The row becomes these bytes, at most [`MAX_ROW_BYTES`].
    Put(Vec<u8>),
    /// The row and its wake-up are removed.
    Delete,
}

/// The largest row. The largest decision that people can make of thirty functions takes about half.
pub const MAX_ROW_BYTES: usize = 4 << 20;

/// The largest effect.
pub const MAX_EFFECT_BYTES: usize = 100_000;

/// The longest key, lane, or id of an event or effect.
pub const MAX_NAME_BYTES: usize = 1_000;

/// An effect to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEffect {
    pub id: EffectId,
    /// Effects of one lane are sent in order, one at a time.
    pub lane: String,
    /// The earliest moment to send it.
    pub not_before: Timestamp,
    /// The encoded effect.
    pub bytes: Vec<u8>,
}

/// An effect that was handed out.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    pub id: EffectId,
    pub lane: String,
    pub bytes: Vec<u8>,
    /// How often it was released before.
    pub attempts: u32,
    /// Whether an earlier attempt may have succeeded without our knowing: it was released, or was in
    /// the store when the process started.
    pub maybe_sent: bool,
    /// Whether carrying it out was begun, in this process or an earlier one, and nobody knows how that
    /// ended; known only of effects for which [`Store::begin_effect`] was called.
    pub begun: bool,
}

/// Whether an effect that is put back may have been carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// It was certainly not: too early, over a limit, or nobody could be reached.
    NotMade,
    /// It may have been: it is counted, and handed out as maybe sent from now on.
    Unclear,
}

/// How a commit went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Applied and durable.
    Done,
    /// Not applied: the row has another version by now.
    Conflict,
    /// Not applied: the event was seen before.
    Seen,
}

/// Why the store could not do what was asked. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The address names no kind of store that is understood.
    #[error(
        "the store address {scheme} is not understood; write sled:PATH, such as sled:data (SOUNDINGS_STORE)"
    )]
    Address { scheme: String },
    /// Somebody else holds the store.
    #[error(
        "the store {path} is in use by another process; stop that one, or give this one a folder of its own (SOUNDINGS_STORE)"
    )]
    Locked { path: String },
    /// There is no store to read.
    #[error("there is no store at {path}; say where it is (SOUNDINGS_STORE=sled:PATH)")]
    Missing { path: String },
    /// The store's files cannot be read.
    #[error("the store {path} cannot be read ({reason}); check the folder's owner and permissions")]
    Unreadable { path: String, reason: String },
    /// The store could not be copied to be read.
    #[error(
        "the store {path} could not be copied to {to} to be read there ({reason}); TMPDIR names another place"
    )]
    NotCopied { path: String, to: String, reason: String },
    /// The store cannot be written. Where a write broke off half-way, what was not acknowledged may
    /// turn out to be there, whole, when the store is opened again.
    #[error(
        "the store {path} cannot be written ({reason}); check the folder's owner, its permissions and the free space"
    )]
    Unwritable { path: String, reason: String },
    /// The store was written by a newer version of the program.
    #[error(
        "the store {path} was written by a newer version of Soundings (format {found}, this one knows {known}); run that version, or restore a backup made with this one"
    )]
    Newer { path: String, found: u32, known: u32 },
    /// The store is damaged or went missing behind its marker.
    #[error(
        "the store {path} contradicts its marker: {reason}. Nothing was changed. Restore a backup, or, to give up what was in it, move the folder away and start again"
    )]
    Damaged { path: String, reason: String },
    /// A row, an effect or a name is larger than its limit: [`MAX_ROW_BYTES`], [`MAX_EFFECT_BYTES`],
    /// [`MAX_NAME_BYTES`].
    #[error("a {what} of {bytes} bytes under {key} is larger than the store takes ({limit})")]
    TooLarge { what: &'static str, key: String, bytes: usize, limit: usize },
    /// Anything else.
    #[error("the store failed: {0}")]
    Failed(String),
}

/// Opens a copy of the store at a place, made in an empty folder, without writing into the store.
pub fn open_copy(path: &Path, into: &Path) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SledStore::open_copy(path, into)?))
}

/// Opens the store at an address: `sled:PATH`.
pub fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    match url.split_once(':') {
        Some(("sled", path)) if !path.is_empty() => Ok(Arc::new(SledStore::open(Path::new(path))?)),
        Some(("sled", _)) => Err(StoreError::Address { scheme: "sled: without a path".into() }),
        // The rest of an address may hold a password.
        Some((scheme, _)) => Err(StoreError::Address { scheme: format!("{scheme}:…") }),
        None => Err(StoreError::Address { scheme: url.to_owned() }),
    }
}
