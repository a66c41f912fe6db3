//! Reading a store without writing into it: sled writes whatever it opens, so a copy is opened instead.
//!
//! The copy is whole because the store is held meanwhile by the lock that sled itself takes: nobody
//! writes it. What is damaged in the original is damaged in the copy, and found there.

use super::marker::FILE as MARKER;
use super::opening::{PATIENCE, TRIES};
use crate::store::StoreError;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

/// What sled and the store keep in their folder, besides sled's snapshots.
const FILES: [&str; 3] = ["conf", "db", MARKER];
const SNAPSHOT: &str = "snap.";

/// Copies a store that nobody uses into a folder that is there.
pub(super) fn copy(store: &Path, into: &Path) -> Result<(), StoreError> {
    let _held = hold(store)?;
    for name in names(store)? {
        let (from, to) = (store.join(&name), into.join(&name));
        fs::copy(&from, &to).map_err(|e| not_copied(store, into, e.to_string()))?;
    }
    Ok(())
}

/// Says of the store what turned out of its copy.
pub(super) fn of_store(error: StoreError, store: &Path, copy: &Path) -> StoreError {
    let path = store.display().to_string();
    match error {
        StoreError::Damaged { reason, .. } => StoreError::Damaged { path, reason },
        StoreError::Newer { found, known, .. } => StoreError::Newer { path, found, known },
        StoreError::Unwritable { reason, .. } => not_copied(store, copy, reason),
        other => other,
    }
}

/// Keeps everybody from writing the store, for as long as the file is held.
fn hold(store: &Path) -> Result<File, StoreError> {
    let file = match File::open(store.join("db")) {
        Ok(file) => file,
        Err(e) if is_absent(&e) && !store.join(MARKER).exists() => {
            return Err(StoreError::Missing { path: store.display().to_string() });
        }
        Err(e) if is_absent(&e) => {
            return Err(super::opening::damaged(store, "its file db is missing"));
        }
        Err(e) => return Err(unreadable(store, &e)),
    };
    for _ in 0..TRIES {
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => thread::sleep(PATIENCE / TRIES),
            Err(TryLockError::Error(e)) => return Err(unreadable(store, &e)),
            Ok(()) => return Ok(file),
        }
    }
    Err(StoreError::Locked { path: store.display().to_string() })
}

/// The names of the files that make up the store; other people's are none of them.
fn names(store: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = fs::read_dir(store).map_err(|e| unreadable(store, &e))?;
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(|e| unreadable(store, &e))?.file_name();
        let text = name.to_string_lossy();
        if FILES.contains(&&*text) || text.starts_with(SNAPSHOT) {
            names.push(PathBuf::from(&name));
        }
    }
    Ok(names)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn unreadable(store: &Path, error: &io::Error) -> StoreError {
    StoreError::Unreadable { path: store.display().to_string(), reason: error.to_string() }
}

fn not_copied(store: &Path, into: &Path, reason: String) -> StoreError {
    StoreError::NotCopied {
        path: store.display().to_string(),
        to: into.parent().unwrap_or(into).display().to_string(),
        reason,
    }
}
