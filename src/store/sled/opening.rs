//! Opening a store, or saying why not.
//!
//! What must hold: nothing is handed out before everything read from the file is durable, and a
//! folder that contradicts its marker is refused. (sled recovers its log while opening and may drop a
//! torn tail from the file before there is anything to compare with the marker.)

use super::layout::{FORMAT, META, Meta};
use super::marker::{Marker, check_format, sync_folder};
use crate::store::StoreError;
use std::fs::{self, File};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Fixed for good: sled refuses to open a store with another. Smaller segments send larger records to
/// files that are never synced.
const SEGMENT_BYTES: usize = 8 << 20;

/// sled's own default is a gigabyte.
const CACHE_BYTES: u64 = 16 << 20;

/// What stays free on the disk: sled writes whole segments when it cleans up, and a write that fails
/// half-way cannot be taken back.
const RESERVE_BYTES: u64 = 2 * SEGMENT_BYTES as u64;

/// What sled writes for a byte it is given, at most: it writes nodes anew as they fill and split. A
/// first row of 4 MiB made the file 12 MiB longer.
const BYTES_PER_BYTE: u64 = 3;

/// How long an earlier owner may take to let go: sled's threads outlive its handle a little; on a busy
/// machine 180 ms were seen.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// How often its lock is tried meanwhile.
pub(super) const TRIES: u32 = 10;

/// An open store's files.
pub(super) struct Disk {
    pub path: PathBuf,
    pub db: sled::Db,
    /// A second handle of sled's file: sled writes, but does not make durable what it wrote.
    file: File,
}

impl Disk {
    /// Writes and returns when everything written would survive a power loss.
    pub fn sync(&self) -> Result<(), StoreError> {
        self.db.flush().map_err(|e| sled_error(&self.path, e))?;
        self.file.sync_data().map_err(|e| unwritable(&self.path, e))
    }

    /// Refuses to write where the disk has no room for `bytes` and a reserve.
    pub fn check_space(&self, bytes: u64) -> Result<(), StoreError> {
        check_space(&self.path, BYTES_PER_BYTE * bytes)
    }
}

/// Opens the store in a folder, creating it where there is none.
pub(super) fn open(path: &Path) -> Result<(Disk, Meta), StoreError> {
    if Marker::read(path)?.is_some() && !path.join("db").exists() {
        return Err(damaged(path, "its file db is missing"));
    }
    fs::create_dir_all(path).map_err(|e| unwritable(path, e))?;
    check_space(path, 0)?;
    let db = open_sled(path)?;
    let file = File::open(path.join("db")).map_err(|e| unwritable(path, e))?;
    let disk = Disk { path: path.to_owned(), db, file };
    let meta = next_generation(&disk)?;
    Ok((disk, meta))
}

fn open_sled(path: &Path) -> Result<sled::Db, StoreError> {
    let config =
        sled::Config::new().path(path).segment_size(SEGMENT_BYTES).cache_capacity(CACHE_BYTES);
    // sled panics on some damaged files.
    let open = || {
        catch_unwind(AssertUnwindSafe(|| config.open()))
            .map_err(|_| damaged(path, "sled could not make sense of its file"))?
            .map_err(|e| sled_error(path, e))
    };
    for _ in 0..TRIES {
        match open() {
            Err(StoreError::Locked { .. }) => thread::sleep(PATIENCE / TRIES),
            opened => return opened,
        }
    }
    open()
}

/// Holds the store against its marker, counts the opening and makes both durable.
fn next_generation(disk: &Disk) -> Result<Meta, StoreError> {
    let found = check(disk)?;
    let meta = Meta { format: FORMAT, generation: found.generation + 1, ..found };
    disk.db.insert(META, meta.encode()).map_err(|e| sled_error(&disk.path, e))?;
    disk.sync()?;
    if meta.commits == 0 {
        sync_names(&disk.path).map_err(|e| unwritable(&disk.path, e))?;
    }
    Marker::from(meta).write(&disk.path).map_err(|e| unwritable(&disk.path, e))?;
    Ok(meta)
}

/// Returns what the store says about itself, unless it and its marker disagree.
fn check(disk: &Disk) -> Result<Meta, StoreError> {
    let path = &disk.path;
    match (Marker::read(path)?, read_meta(disk)?) {
        (None, None) if disk.db.is_empty() => {
            Ok(Meta { format: FORMAT, generation: 0, commits: 0 })
        }
        (None, None) => Err(damaged(path, "it holds records that are not Soundings'")),
        // Created, but the marker did not make it to the disk before the end.
        (None, Some(meta)) if meta.commits == 0 => Ok(meta),
        (None, Some(_)) => Err(damaged(path, "its marker is missing")),
        (Some(marker), None) => {
            Err(damaged(path, format!("it is empty, after {} commits or more", marker.commits)))
        }
        (Some(marker), Some(meta)) => match marker.contradicted_by(&meta) {
            Some(reason) => Err(damaged(path, reason)),
            None => Ok(meta),
        },
    }
}

fn read_meta(disk: &Disk) -> Result<Option<Meta>, StoreError> {
    let Some(value) = disk.db.get(META).map_err(|e| sled_error(&disk.path, e))? else {
        return Ok(None);
    };
    let meta = Meta::decode(&value).ok_or_else(|| undecodable(&disk.path, META))?;
    check_format(&disk.path, meta.format)?;
    Ok(Some(meta))
}

/// Makes durable what sled leaves to chance in a new store: its settings and the names. (Writing the
/// marker syncs the folder once more, every time.)
fn sync_names(path: &Path) -> io::Result<()> {
    File::open(path.join("conf"))?.sync_all()?;
    sync_folder(path)?;
    match path.canonicalize()?.parent() {
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}

fn check_space(path: &Path, bytes: u64) -> Result<(), StoreError> {
    let disk = rustix::fs::statvfs(path).map_err(|e| unwritable(path, e.into()))?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let needed = RESERVE_BYTES + bytes;
    if free >= needed {
        return Ok(());
    }
    let (free, needed) = (free >> 20, needed.div_ceil(1 << 20));
    let reason = format!("{free} MiB are free, {needed} are needed");
    Err(StoreError::Unwritable { path: path.display().to_string(), reason })
}

/// Says what sled's error means to whoever runs the bot.
pub(super) fn sled_error(path: &Path, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(e) if e.to_string().contains("could not acquire lock") => {
            StoreError::Locked { path: path.display().to_string() }
        }
        sled::Error::Io(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
            damaged(path, "its file ends too early")
        }
        sled::Error::Io(e) => unwritable(path, e),
        sled::Error::Corruption { .. } => damaged(path, "its file is corrupt"),
        other => StoreError::Failed(other.to_string()),
    }
}

pub(super) fn unwritable(path: &Path, error: io::Error) -> StoreError {
    StoreError::Unwritable { path: path.display().to_string(), reason: error.to_string() }
}

pub(super) fn damaged(path: &Path, reason: impl Into<String>) -> StoreError {
    StoreError::Damaged { path: path.display().to_string(), reason: reason.into() }
}

pub(super) fn undecodable(path: &Path, key: &[u8]) -> StoreError {
    damaged(path, format!("the record {} cannot be read", String::from_utf8_lossy(key)))
}
