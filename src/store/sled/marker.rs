//! The marker: a small file beside sled's own that remembers, from below, what the store must hold.
//!
//! After losing more than the tail of its log sled opens *empty*, without an error. So the store
//! counts its openings (`generation`) and its commits inside the tree, and the marker keeps an earlier
//! reading of both. It is written only after that reading is durable, so it never runs ahead of a
//! healthy store; a store that holds less than its marker is damaged.
//!
//! The bound need not be tight to be right, therefore a commit does not pay for it: the writer renews
//! it now and then, and on closing.

use super::layout::{FORMAT, Meta};
use crate::store::StoreError;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// The marker's name.
pub(super) const FILE: &str = "marker.json";

/// What the store is known to have held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marker {
    pub format: u32,
    pub generation: u64,
    pub commits: u64,
}

impl From<Meta> for Marker {
    fn from(meta: Meta) -> Self {
        Self { format: meta.format, generation: meta.generation, commits: meta.commits }
    }
}

/// The part that every format has.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

impl Marker {
    /// Reads the marker of a folder, if there is one that this version understands.
    pub fn read(folder: &Path) -> Result<Option<Self>, StoreError> {
        let text = match fs::read(folder.join(FILE)) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(super::opening::unwritable(folder, e)),
            Ok(text) => text,
        };
        let unreadable = || super::opening::damaged(folder, format!("{FILE} is not readable"));
        let any: AnyFormat = serde_json::from_slice(&text).map_err(|_| unreadable())?;
        check_format(folder, any.format)?;
        serde_json::from_slice(&text).map(Some).map_err(|_| unreadable())
    }

    /// Replaces the marker, whole or not at all, and returns when that is durable.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(self)?;
        let fresh = folder.join(format!("{FILE}.new"));
        let mut file = File::create(&fresh)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&fresh, folder.join(FILE))?;
        sync_folder(folder)
    }

    /// Says what the store should hold and does not, if that is so.
    pub fn contradicted_by(&self, meta: &Meta) -> Option<String> {
        let found = Self::from(*meta);
        if found.generation < self.generation {
            let (known, found) = (self.generation, found.generation);
            Some(format!("it was opened {known} times but remembers {found}"))
        } else if found.commits < self.commits {
            let (known, found) = (self.commits, found.commits);
            Some(format!("it took at least {known} commits but holds {found}"))
        } else {
            None
        }
    }
}

/// Refuses what a newer version wrote.
pub(super) fn check_format(folder: &Path, found: u32) -> Result<(), StoreError> {
    if found <= FORMAT {
        return Ok(());
    }
    Err(StoreError::Newer { path: folder.display().to_string(), found, known: FORMAT })
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(marker: (u64, u64), store: (u64, u64), contradicted: bool) {
        let (generation, commits) = marker;
        let marker = Marker { format: FORMAT, generation, commits };
        let (generation, commits) = store;
        let meta = Meta { format: FORMAT, generation, commits };
        assert_eq!(marker.contradicted_by(&meta).is_some(), contradicted, "{marker:?} {meta:?}");
    }

    #[test]
    fn a_store_may_be_ahead_of_its_marker_and_never_behind() {
        check((3, 100), (3, 100), false);
        check((3, 100), (3, 101), false);
        check((3, 100), (4, 100), false);
        check((3, 100), (3, 99), true);
        check((3, 100), (2, 200), true);
    }
}
