//! The store in a folder, with sled 0.34.
//!
//! One tree; one thread that writes ([`writer`]); readers that see what is durable ([`view`]). What
//! waits is indexed in memory ([`index`]). A marker file catches a store that opens empty or behind
//! ([`marker`]); [`layout`] is what is on the disk.
//!
//! sled's own promises were measured and are not enough: `flush` does not survive a power loss, and
//! a damaged store may open empty without an error. Two of its calls are never made: `flush_async`
//! (seven in flight hang for good) and transactions (three times the cost). Its background flusher
//! stays on, because only that frees space.
//!
//! One process owns the store, so claims, attempts and put-back moments live in memory. A failed write
//! stops the store: reads go on with what is durable, everything else answers
//! [`StoreError::Unwritable`] until it is opened anew. A disk that is *nearly* full is noticed before
//! a write, refused, and no reason to stop.

mod copying;
mod index;
mod layout;
mod marker;
mod opening;
mod staging;
mod view;
mod writer;

use self::view::View;
use self::writer::{Request, Writer};
use super::{
    Attempt, Claimed, Commit, Loaded, MAX_EFFECT_BYTES, MAX_NAME_BYTES, MAX_ROW_BYTES, Outcome,
    RowChange, Store, StoreError,
};
use crate::domain::ids::{EffectId, EventId};
use async_trait::async_trait;
use jiff::Timestamp;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// Marks removed in one batch.
const FORGET_AT_ONCE: usize = 10_000;

/// A store in a folder. Dropping it closes it.
pub struct SledStore {
    view: Arc<View>,
    writer: Option<WriterThread>,
}

/// The writer's thread, and the way to it.
struct WriterThread {
    requests: mpsc::Sender<Request>,
    thread: JoinHandle<Result<(), StoreError>>,
}

impl SledStore {
    /// Opens the store in the folder `path`, creating it where there is none.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let (disk, meta) = opening::open(path)?;
        let view = Arc::new(View::new(disk)?);
        let (requests, received) = mpsc::channel();
        let writer = Writer::new(Arc::clone(&view), meta, received);
        let thread = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || writer.run())
            .map_err(|e| StoreError::Failed(format!("no thread for the writer: {e}")))?;
        Ok(Self { view, writer: Some(WriterThread { requests, thread }) })
    }

    /// Copies a store that nobody uses into an empty folder and opens it there; the store itself is
    /// only read.
    pub fn open_copy(path: &Path, into: &Path) -> Result<Self, StoreError> {
        copying::copy(path, into)?;
        Self::open(into).map_err(|error| copying::of_store(error, path, into))
    }

    /// Finishes what was queued and brings the marker up to date; says so if something was lost.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.stop_writer()
    }

    fn stop_writer(&mut self) -> Result<(), StoreError> {
        let Some(WriterThread { requests, thread }) = self.writer.take() else { return Ok(()) };
        drop(requests);
        thread.join().unwrap_or_else(|_| Err(writer_gone()))
    }

    /// Has the writer do something and waits for its answer.
    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Request,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let writer = self.writer.as_ref().ok_or_else(writer_gone)?;
        writer.requests.send(request(answer)).map_err(|_| writer_gone())?;
        answered.await.map_err(|_| writer_gone())?
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        if let Err(e) = self.stop_writer() {
            tracing::error!(error = %e, "the store was not closed cleanly");
        }
    }
}

#[async_trait]
impl Store for SledStore {
    async fn load(&self, key: &str, event: Option<&EventId>) -> Result<Loaded, StoreError> {
        self.view.load(key, event)
    }

    async fn commit(&self, commit: Commit) -> Result<Outcome, StoreError> {
        check_sizes(&commit)?;
        self.ask(|answer| Request::Commit(Box::new(commit), answer)).await
    }

    async fn claim_effects(
        &self,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<Claimed>, StoreError> {
        self.view.claim(now, limit)
    }

    async fn begin_effect(&self, id: &EffectId) -> Result<(), StoreError> {
        self.ask(|answer| Request::Note(id.clone(), true, answer)).await
    }

    async fn release_effect(
        &self,
        id: &EffectId,
        not_before: Timestamp,
        attempt: Attempt,
    ) -> Result<(), StoreError> {
        let noted = match attempt {
            Attempt::NotMade if self.view.is_begun(id) => {
                self.ask(|answer| Request::Note(id.clone(), false, answer)).await
            }
            Attempt::NotMade | Attempt::Unclear => Ok(()),
        };
        self.view.release(id, not_before, attempt);
        noted
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<String>, StoreError> {
        Ok(self.view.due(now, limit))
    }

    async fn next_wake(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.view.next_wake())
    }

    async fn next_effect(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.view.next_effect())
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.view.list(prefix, after, limit)
    }

    async fn keys(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        self.view.keys(prefix, after, limit)
    }

    async fn prune_seen(&self, before: Timestamp) -> Result<usize, StoreError> {
        let view = Arc::clone(&self.view);
        let marks = tokio::task::spawn_blocking(move || view.seen_before(before))
            .await
            .map_err(|e| StoreError::Failed(e.to_string()))??;
        let mut pruned = 0;
        for marks in marks.chunks(FORGET_AT_ONCE) {
            pruned += self.ask(|answer| Request::Forget(marks.to_vec(), answer)).await?;
        }
        Ok(pruned)
    }

    async fn pending_effects(&self) -> Result<usize, StoreError> {
        Ok(self.view.pending())
    }
}

/// Refuses what is too large for one record of sled's, and rows too large altogether.
fn check_sizes(commit: &Commit) -> Result<(), StoreError> {
    let check = |what, bytes: usize, limit| {
        let key = || commit.key.chars().take(MAX_NAME_BYTES).collect();
        if bytes <= limit {
            return Ok(());
        }
        Err(StoreError::TooLarge { what, key: key(), bytes, limit })
    };
    if let RowChange::Put(row) = &commit.row {
        check("row", row.len(), MAX_ROW_BYTES)?;
    }
    let event = commit.event.iter().map(|(event, _)| event.as_str());
    let names = commit.effects.iter().flat_map(|e| [e.id.as_str(), &e.lane]);
    let names = event.chain(names).chain([commit.key.as_str()]);
    names.map(str::len).try_for_each(|bytes| check("name", bytes, MAX_NAME_BYTES))?;
    let mut effects = commit.effects.iter().map(|e| e.bytes.len());
    effects.try_for_each(|bytes| check("effect", bytes, MAX_EFFECT_BYTES))
}

fn writer_gone() -> StoreError {
    StoreError::Failed("its writer has stopped; start again".into())
}
