//! What readers see: the durable state, never the batch that is on its way to the disk.
//!
//! sled shows a write to every reader at once. But what is not durable must not be acted upon: a
//! redelivered event would be acknowledged as seen, and then a power loss takes its mark. So before a
//! batch is applied the writer veils its keys with their present values, and lifts the veil when the
//! batch is durable. After a failed write it stays: what failed is never shown.

use super::index::{Change, Index, Waiting};
use super::layout::{self, BEGUN, EFFECT, Head, SEEN, WAKE};
use super::opening::{Disk, sled_error, undecodable};
use crate::domain::ids::{EffectId, EventId};
use crate::store::{Attempt, Claimed, Loaded, NewEffect, Row, StoreError};
use jiff::Timestamp;
use sled::IVec;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The durable state, shared by the readers and the writer.
pub(super) struct View {
    pub disk: Disk,
    state: RwLock<State>,
}

/// What is kept in memory.
#[derive(Default)]
struct State {
    index: Index,
    /// The values before the present batch; `None` where there was none.
    veil: BTreeMap<Vec<u8>, Option<IVec>>,
    /// Why nothing is written any more.
    failed: Option<String>,
}

/// The records of one row. They share sled's memory, so that a row of megabytes is put together
/// without holding up the writer.
struct RowRecords {
    key: Vec<u8>,
    first: IVec,
    parts: Vec<IVec>,
}

impl View {
    /// Reads what waits from the tree. All of it may have been sent by an earlier process.
    pub fn new(disk: Disk) -> Result<Self, StoreError> {
        let mut index = Index::default();
        // In this order: a beginning belongs to an effect.
        for entry in [WAKE, EFFECT, BEGUN].into_iter().flat_map(|kind| disk.db.scan_prefix([kind]))
        {
            let (key, value) = entry.map_err(|e| sled_error(&disk.path, e))?;
            let change = recovered(&key, &value).ok_or_else(|| undecodable(&disk.path, &key))?;
            index.apply(change);
        }
        Ok(Self { disk, state: RwLock::new(State { index, ..State::default() }) })
    }

    pub fn load(&self, key: &str, event: Option<&EventId>) -> Result<Loaded, StoreError> {
        let state = self.read();
        let key = layout::row_key(key);
        let row = match self.get(&state, &key)? {
            Some(first) => Some(self.gather(&state, key, first)?),
            None => None,
        };
        let seen = match event {
            Some(event) => self.get(&state, &layout::seen_key(event))?.is_some(),
            None => false,
        };
        drop(state);
        let row = row.map(|records| self.row(&records)).transpose()?;
        Ok(Loaded { row, seen })
    }

    /// Lists rows: those of the tree that are not veiled, and those of the veil.
    pub fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let state = self.read();
        let found = self.first_records(&state, prefix, after, limit)?.into_iter();
        let found = found.map(|(key, first)| self.gather(&state, key, first));
        let found: Vec<_> = found.collect::<Result<_, _>>()?;
        drop(state);
        found.iter().map(|records| self.listed(records)).collect()
    }

    /// Lists the keys of rows, also of those that cannot be read.
    pub fn keys(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        let found = self.first_records(&self.read(), prefix, after, limit)?;
        let name = |key: Vec<u8>| String::from_utf8_lossy(&key[1..]).into_owned();
        Ok(found.into_keys().map(name).collect())
    }

    /// Finds the first record of each row.
    fn first_records(
        &self,
        state: &State,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<BTreeMap<Vec<u8>, IVec>, StoreError> {
        let prefix = layout::row_key(prefix);
        let from = match after.map(layout::row_key).filter(|after| *after >= prefix) {
            Some(after) => Bound::Excluded(after),
            None => Bound::Included(prefix.clone()),
        };
        let range = (from, Bound::Unbounded);
        let inside = |key: &[u8]| key.starts_with(&prefix);

        let veiled = state.veil.range(range.clone()).take_while(|(key, _)| inside(key));
        let veiled = veiled.filter_map(|(key, value)| Some((key.clone(), value.clone()?)));
        let mut found: BTreeMap<Vec<u8>, IVec> = veiled.collect();
        let mut from_tree = 0;
        for entry in self.disk.db.range(range) {
            let (key, value) = entry.map_err(|e| sled_error(&self.disk.path, e))?;
            if from_tree == limit || !inside(&key) {
                break;
            }
            if !state.veil.contains_key(&*key) {
                found.insert(key.to_vec(), value);
                from_tree += 1;
            }
        }
        Ok(found.into_iter().take(limit).collect())
    }

    fn listed(&self, records: &RowRecords) -> Result<(String, Vec<u8>), StoreError> {
        let key = layout::key_text(&records.key);
        let key = key.ok_or_else(|| undecodable(&self.disk.path, &records.key))?;
        Ok((key, self.row(records)?.bytes))
    }

    /// Hands out effects. After a failed write there are none: what was sent could not be recorded.
    pub fn claim(&self, now: Timestamp, limit: usize) -> Result<Vec<Claimed>, StoreError> {
        let mut state = self.write();
        if let Some(reason) = &state.failed {
            return Err(self.stopped(reason));
        }
        let ready = state.index.ready(now, limit);
        let claimed = ready.iter().map(|effect| self.claimed(&state, effect));
        let claimed = claimed.collect::<Result<_, _>>()?;
        ready.iter().for_each(|effect| state.index.claim(effect));
        Ok(claimed)
    }

    fn claimed(&self, state: &State, effect: &Waiting) -> Result<Claimed, StoreError> {
        let key = layout::effect_key(effect.number);
        let value = self.get(state, &key)?;
        let stored = value.as_deref().and_then(layout::decode_effect);
        let NewEffect { id, lane, bytes, .. } =
            stored.ok_or_else(|| undecodable(&self.disk.path, &key))?;
        let Waiting { attempts, maybe_sent, begun, .. } = *effect;
        Ok(Claimed { id, lane, bytes, attempts, maybe_sent, begun })
    }

    pub fn release(&self, id: &EffectId, not_before: Timestamp, attempt: Attempt) {
        self.write().index.release(id, not_before, attempt);
    }

    pub fn due(&self, now: Timestamp, limit: usize) -> Vec<String> {
        self.read().index.due(now, limit)
    }

    pub fn next_wake(&self) -> Option<Timestamp> {
        self.read().index.next_wake()
    }

    pub fn next_effect(&self) -> Option<Timestamp> {
        self.read().index.next_effect()
    }

    pub fn pending(&self) -> usize {
        self.read().index.pending()
    }

    pub fn next_number(&self) -> u64 {
        self.read().index.next_number()
    }

    pub fn number_of(&self, id: &EffectId) -> Option<u64> {
        self.read().index.number_of(id)
    }

    pub fn is_begun(&self, id: &EffectId) -> bool {
        self.read().index.is_begun(id)
    }

    pub fn wake_of(&self, key: &str) -> Option<Timestamp> {
        self.read().index.wake_of(key)
    }

    /// Returns the keys of the marks of events seen before a moment.
    pub fn seen_before(&self, before: Timestamp) -> Result<Vec<IVec>, StoreError> {
        let mut keys = Vec::new();
        for entry in self.disk.db.scan_prefix([SEEN]) {
            let (key, value) = entry.map_err(|e| sled_error(&self.disk.path, e))?;
            let moment = layout::decode_moment(&value);
            if moment.ok_or_else(|| undecodable(&self.disk.path, &key))? < before {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// Hides what is about to be written to `keys`.
    pub fn veil<'a>(&self, keys: impl Iterator<Item = &'a Vec<u8>>) -> Result<(), StoreError> {
        let mut veil = BTreeMap::new();
        for key in keys {
            let value = self.disk.db.get(key).map_err(|e| sled_error(&self.disk.path, e))?;
            veil.insert(key.clone(), value);
        }
        self.write().veil = veil;
        Ok(())
    }

    /// Shows a batch that is durable now.
    pub fn lift(&self, changes: Vec<Change>) {
        let mut state = self.write();
        state.veil.clear();
        changes.into_iter().for_each(|change| state.index.apply(change));
    }

    /// Remembers that a write failed. The veil stays.
    pub fn fail(&self, reason: String) {
        self.write().failed.get_or_insert(reason);
    }

    /// Refuses to go on after a failed write: nothing may be built on what may not be there.
    pub fn check_healthy(&self) -> Result<(), StoreError> {
        match &self.read().failed {
            Some(reason) => Err(self.stopped(reason)),
            None => Ok(()),
        }
    }

    fn stopped(&self, reason: &str) -> StoreError {
        StoreError::Unwritable {
            path: self.disk.path.display().to_string(),
            reason: format!("a write failed and nothing was written since: {reason}"),
        }
    }

    fn get(&self, state: &State, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        match state.veil.get(key) {
            Some(value) => Ok(value.clone()),
            None => self.disk.db.get(key).map_err(|e| sled_error(&self.disk.path, e)),
        }
    }

    /// Reads the parts of a row, behind the same veil as its first record.
    fn gather(&self, state: &State, key: Vec<u8>, first: IVec) -> Result<RowRecords, StoreError> {
        let head = Head::decode(&first).ok_or_else(|| undecodable(&self.disk.path, &key))?;
        let part = |part_key: Vec<u8>| {
            let part = self.get(state, &part_key)?;
            part.ok_or_else(|| undecodable(&self.disk.path, &part_key))
        };
        let parts = head.part_keys(&key).map(part).collect::<Result<_, _>>()?;
        Ok(RowRecords { key, first, parts })
    }

    fn row(&self, records: &RowRecords) -> Result<Row, StoreError> {
        let row = layout::decode_row(&records.first, &records.parts);
        row.ok_or_else(|| undecodable(&self.disk.path, &records.key))
    }

    // A panic in sled leaves the memory as it was, so a poisoned lock is still good.

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads back a wake-up, an effect or a beginning.
fn recovered(key: &[u8], value: &[u8]) -> Option<Change> {
    match *key.first()? {
        WAKE => Some(Change::Wake(layout::key_text(key)?, Some(layout::decode_moment(value)?))),
        BEGUN => Some(Change::Begun(EffectId::new(layout::key_text(key)?), true)),
        _ => {
            let effect = layout::decode_effect(value)?;
            let number = layout::effect_number(key)?;
            Some(Change::Added(Waiting::new(number, &effect, true)))
        }
    }
}
