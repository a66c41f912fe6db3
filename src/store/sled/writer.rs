//! The one thread that writes.
//!
//! It takes what has gathered while the last batch was on its way, and waits for nothing more: at rest
//! a commit is alone in its batch, under load dozens share one sync. What must always hold:
//!
//! - An answer comes after the sync of the batch it rests on, refusals included.
//! - After a failed write nothing is written any more. What reached the disk is unknown then, and
//!   sled cannot take it back; opening anew finds out.

use super::layout::Meta;
use super::marker::Marker;
use super::staging::{Staged, Staging};
use super::view::View;
use crate::domain::ids::EffectId;
use crate::store::{Commit, Outcome, StoreError};
use sled::{Batch, IVec};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;
use tokio::sync::oneshot;

/// Bounds a batch: its memory, and how long the first caller waits for the last.
const BATCH_BYTES_MAX: usize = 4 << 20;

/// How far the marker may fall behind under load, and how long at rest.
const MARKER_LAG_COMMITS: u64 = 1024;
const MARKER_LAG_AT_REST: Duration = Duration::from_secs(10);

type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// Something to write.
pub(super) enum Request {
    Commit(Box<Commit>, Answer<Outcome>),
    Forget(Vec<IVec>, Answer<usize>),
    /// Carrying out an effect begins, or has turned out not to have begun.
    Note(EffectId, bool, Answer<()>),
}

/// An answer that is held back until the batch is durable.
enum Held {
    Commit(Answer<Outcome>, Result<Outcome, StoreError>),
    Forget(Answer<usize>, Result<usize, StoreError>),
    Note(Answer<()>),
}

/// The writer's own state.
pub(super) struct Writer {
    view: Arc<View>,
    requests: Receiver<Request>,
    meta: Meta,
    marker: Marker,
    next_number: u64,
}

impl Writer {
    pub fn new(view: Arc<View>, meta: Meta, requests: Receiver<Request>) -> Self {
        let next_number = view.next_number();
        Self { view, requests, meta, marker: meta.into(), next_number }
    }

    /// Writes until nobody can ask any more, then brings the marker up to date.
    pub fn run(mut self) -> Result<(), StoreError> {
        while let Some(first) = self.next_request() {
            self.write(first);
            if self.meta.commits - self.marker.commits >= MARKER_LAG_COMMITS {
                self.renew_marker_or_log();
            }
        }
        self.view.check_healthy()?;
        self.renew_marker()
    }

    /// Waits for a request; a pause is used to bring the marker up to date.
    fn next_request(&mut self) -> Option<Request> {
        if self.marker != self.meta.into() {
            match self.requests.recv_timeout(MARKER_LAG_AT_REST) {
                Err(RecvTimeoutError::Timeout) => self.renew_marker_or_log(),
                received => return received.ok(),
            }
        }
        self.requests.recv().ok()
    }

    /// Writes a request and those that have gathered behind it.
    fn write(&mut self, first: Request) {
        let mut staging = Staging::new(&self.view, self.next_number);
        let mut held = vec![stage(&mut staging, first)];
        while staging.bytes() < BATCH_BYTES_MAX
            && let Ok(request) = self.requests.try_recv()
        {
            held.push(stage(&mut staging, request));
        }
        let written = match staging.finish(self.meta) {
            Some(staged) => self.persist(staged),
            None => self.view.check_healthy(),
        };
        held.into_iter().for_each(|held| held.answer(&written));
    }

    /// Makes a batch durable, then visible.
    fn persist(&mut self, staged: Staged) -> Result<(), StoreError> {
        self.view.check_healthy()?;
        self.view.disk.check_space(staged.bytes as u64)?;
        self.view.veil(staged.writes.keys())?;
        let Staged { writes, changes, next_number, meta, .. } = staged;
        if let Err(e) = self.apply(writes) {
            tracing::error!(error = %e, "a write to the store failed; nothing is written any more");
            self.view.fail(e.to_string());
            return Err(e);
        }
        self.meta = meta;
        self.next_number = next_number;
        self.view.lift(changes);
        Ok(())
    }

    fn apply(
        &self,
        writes: impl IntoIterator<Item = (Vec<u8>, Option<IVec>)>,
    ) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        for (key, value) in writes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        let disk = &self.view.disk;
        let applied = catch_unwind(AssertUnwindSafe(|| {
            disk.db.apply_batch(batch).map_err(|e| super::opening::sled_error(&disk.path, e))?;
            disk.sync()
        }));
        applied.unwrap_or_else(|_| Err(StoreError::Failed("sled panicked in a write".into())))
    }

    fn renew_marker(&mut self) -> Result<(), StoreError> {
        let marker = Marker::from(self.meta);
        let path = &self.view.disk.path;
        marker.write(path).map_err(|e| super::opening::unwritable(path, e))?;
        self.marker = marker;
        Ok(())
    }

    /// An old marker is still right, only less sharp.
    fn renew_marker_or_log(&mut self) {
        if let Err(e) = self.renew_marker() {
            tracing::warn!(error = %e, "the store's marker was not renewed");
        }
    }
}

fn stage(staging: &mut Staging<'_>, request: Request) -> Held {
    match request {
        Request::Commit(commit, answer) => Held::Commit(answer, staging.add(*commit)),
        Request::Forget(marks, answer) => Held::Forget(answer, staging.forget(marks)),
        Request::Note(effect, begun, answer) => {
            staging.note(effect, begun);
            Held::Note(answer)
        }
    }
}

impl Held {
    /// Answers; a caller that went away is not missed.
    fn answer(self, written: &Result<(), StoreError>) {
        match self {
            Held::Commit(answer, outcome) => {
                let _ = answer.send(after(written, outcome));
            }
            Held::Forget(answer, count) => {
                let _ = answer.send(after(written, count));
            }
            Held::Note(answer) => {
                let _ = answer.send(written.clone());
            }
        }
    }
}

/// Returns the outcome, or why the batch it rests on was not written.
fn after<T>(
    written: &Result<(), StoreError>,
    outcome: Result<T, StoreError>,
) -> Result<T, StoreError> {
    match written {
        Ok(()) => outcome,
        Err(e) => Err(e.clone()),
    }
}
