//! Commits on their way into one batch: each is checked against the tree *and* the commits before it
//! in the same batch, and becomes writes only if it is to be applied whole.

use super::index::{Change, Waiting};
use super::layout::{self, Head, META, Meta};
use super::opening::{sled_error, undecodable};
use super::view::View;
use crate::domain::ids::{EffectId, EventId};
use crate::store::{Commit, NewEffect, Outcome, RowChange, StoreError};
use jiff::Timestamp;
use sled::IVec;
use std::collections::{BTreeMap, HashMap};

/// One batch in the making.
pub(super) struct Staging<'a> {
    view: &'a View,
    writes: BTreeMap<Vec<u8>, Option<IVec>>,
    changes: Vec<Change>,
    /// Effects added (with their number) or settled in this batch.
    effects: HashMap<EffectId, Option<u64>>,
    /// Wake-ups changed in this batch.
    wakes: HashMap<String, Option<Timestamp>>,
    next_number: u64,
    commits: u64,
    bytes: usize,
}

/// A finished batch.
pub(super) struct Staged {
    pub writes: BTreeMap<Vec<u8>, Option<IVec>>,
    pub changes: Vec<Change>,
    pub next_number: u64,
    pub meta: Meta,
    pub bytes: usize,
}

impl<'a> Staging<'a> {
    pub fn new(view: &'a View, next_number: u64) -> Self {
        Self {
            view,
            writes: BTreeMap::new(),
            changes: Vec::new(),
            effects: HashMap::new(),
            wakes: HashMap::new(),
            next_number,
            commits: 0,
            bytes: 0,
        }
    }

    /// Adds a commit to the batch, or says why not. An error leaves the batch as it was.
    pub fn add(&mut self, commit: Commit) -> Result<Outcome, StoreError> {
        if let Some((event, _)) = &commit.event
            && self.is_seen(event)?
        {
            return Ok(Outcome::Seen);
        }
        let before = self.head(&commit.key)?;
        if before.version != commit.expected {
            return Ok(Outcome::Conflict);
        }
        self.apply(commit, before);
        Ok(Outcome::Done)
    }

    /// Adds a note that carrying out an effect has begun, or takes it back; nothing for one that is
    /// gone.
    pub fn note(&mut self, id: EffectId, begun: bool) {
        if self.number_of(&id).is_none() {
            return;
        }
        match begun {
            true => self.put(layout::begun_key(&id), Vec::new()),
            false => self.remove(layout::begun_key(&id)),
        }
        self.changes.push(Change::Begun(id, begun));
    }

    /// Adds the removal of marks; returns how many there were.
    pub fn forget(&mut self, marks: Vec<IVec>) -> Result<usize, StoreError> {
        let mut known = Vec::new();
        for mark in marks {
            if self.get(&mark)?.is_some() {
                known.push(mark.to_vec());
            }
        }
        let count = known.len();
        known.into_iter().for_each(|mark| self.remove(mark));
        Ok(count)
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Completes the batch, unless there is nothing to write.
    pub fn finish(mut self, meta: Meta) -> Option<Staged> {
        if self.writes.is_empty() && self.commits == 0 {
            return None;
        }
        let meta = Meta { commits: meta.commits + self.commits, ..meta };
        self.put(META.to_vec(), meta.encode());
        let Self { writes, changes, next_number, bytes, .. } = self;
        Some(Staged { writes, changes, next_number, meta, bytes })
    }

    fn is_seen(&self, event: &EventId) -> Result<bool, StoreError> {
        Ok(self.get(&layout::seen_key(event))?.is_some())
    }

    fn head(&self, key: &str) -> Result<Head, StoreError> {
        let key = layout::row_key(key);
        let Some(value) = self.get(&key)? else { return Ok(Head::default()) };
        Head::decode(&value).ok_or_else(|| undecodable(&self.view.disk.path, &key))
    }

    /// Turns a commit that was checked into writes, in place of the row there was `before`.
    fn apply(&mut self, commit: Commit, before: Head) {
        match commit.row {
            RowChange::Keep => {}
            RowChange::Put(bytes) => {
                self.remove_row(&commit.key, before);
                self.put_row(&commit.key, before.version + 1, &bytes);
                self.wake(commit.key, commit.wake_at);
            }
            RowChange::Delete => {
                self.remove_row(&commit.key, before);
                self.wake(commit.key, None);
            }
        }
        if let Some((event, handled)) = commit.event {
            self.put(layout::seen_key(&event), layout::encode_moment(handled));
        }
        if let Some(id) = commit.settles {
            self.settle(id);
        }
        commit.effects.iter().for_each(|effect| self.add_effect(effect));
        self.commits += 1;
    }

    fn put_row(&mut self, key: &str, version: u64, bytes: &[u8]) {
        let records = layout::encode_row(layout::row_key(key), version, bytes);
        records.into_iter().for_each(|(key, value)| self.put(key, value));
    }

    fn remove_row(&mut self, key: &str, row: Head) {
        let key = layout::row_key(key);
        row.part_keys(&key).for_each(|part| self.remove(part));
        self.remove(key);
    }

    fn wake(&mut self, key: String, moment: Option<Timestamp>) {
        let present = self.wakes.get(&key).copied().unwrap_or_else(|| self.view.wake_of(&key));
        if present == moment {
            return;
        }
        match moment {
            Some(moment) => self.put(layout::wake_key(&key), layout::encode_moment(moment)),
            None => self.remove(layout::wake_key(&key)),
        }
        self.wakes.insert(key.clone(), moment);
        self.changes.push(Change::Wake(key, moment));
    }

    /// Adds an effect, unless it already waits: an id names one effect.
    fn add_effect(&mut self, effect: &NewEffect) {
        if self.number_of(&effect.id).is_some() {
            return;
        }
        let number = self.next_number;
        self.next_number += 1;
        self.put(layout::effect_key(number), layout::encode_effect(effect));
        self.effects.insert(effect.id.clone(), Some(number));
        self.changes.push(Change::Added(Waiting::new(number, effect, false)));
    }

    fn settle(&mut self, id: EffectId) {
        let Some(number) = self.number_of(&id) else { return };
        self.remove(layout::effect_key(number));
        let begun = layout::begun_key(&id);
        if self.view.is_begun(&id) || self.writes.contains_key(&begun) {
            self.remove(begun);
        }
        self.effects.insert(id.clone(), None);
        self.changes.push(Change::Settled(id));
    }

    fn number_of(&self, id: &EffectId) -> Option<u64> {
        self.effects.get(id).copied().unwrap_or_else(|| self.view.number_of(id))
    }

    fn get(&self, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        match self.writes.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.view.disk.db.get(key).map_err(|e| sled_error(&self.view.disk.path, e)),
        }
    }

    fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.bytes += key.len() + value.len();
        self.writes.insert(key, Some(value.into()));
    }

    fn remove(&mut self, key: Vec<u8>) {
        self.bytes += key.len();
        self.writes.insert(key, None);
    }
}
