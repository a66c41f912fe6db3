//! Checks the store: it opens, it can be written, and there is space. Leaves it as it was.

use super::{Finding, webhook};
use crate::config::StoreUrl;
use crate::store::{SledStore, StoreError};
use jiff::Timestamp;
use std::path::Path;

/// Below this the bot will soon be unable to write.
const SPACE_BYTES_MIN: u64 = 100 << 20;
/// Below this it is worth knowing.
const SPACE_BYTES_LOW: u64 = 1 << 30;

pub(super) async fn examine(url: &StoreUrl, now: Timestamp) -> Vec<Finding> {
    let StoreUrl::Sled(path) = url;
    let mut findings = if is_bare(path) { vec![not_yet(path)] } else { open(path, now).await };
    findings.extend(space(existing(path)));
    findings
}

async fn open(path: &Path, now: Timestamp) -> Vec<Finding> {
    match SledStore::open(path) {
        Ok(store) => {
            let ok = format!("store {}: opens, and can be written", path.display());
            let not_handed_on = webhook::not_handed_on(&store, now).await;
            [Finding::ok(ok)].into_iter().chain(not_handed_on).collect()
        }
        Err(StoreError::Locked { path }) => vec![Finding::note(format!(
            "store {path}: in use, by the running bot as it seems; not opened"
        ))],
        Err(error) => vec![Finding::fault(error.to_string())],
    }
}

/// Tells whether nothing was ever stored there.
fn is_bare(path: &Path) -> bool {
    let entries = std::fs::read_dir(path).map(|mut entries| entries.next().is_none());
    entries.unwrap_or(!path.exists())
}

/// A store that is not there yet is not made: the first run does that.
fn not_yet(path: &Path) -> Finding {
    let (shown, folder) = (path.display(), existing(path));
    let probe = folder.join(format!(".soundings-doctor-{}", std::process::id()));
    let tried = std::fs::create_dir(&probe).and_then(|()| std::fs::remove_dir(&probe));
    match tried {
        Ok(()) => Finding::ok(format!("store {shown}: not there yet; the first run makes it")),
        Err(error) => Finding::fault(format!(
            "store {shown}: cannot be made in {} ({error}); check the folder's owner and permissions",
            folder.display()
        )),
    }
}

/// Returns the nearest folder that is there.
fn existing(path: &Path) -> &Path {
    let up = path.ancestors().filter(|folder| !folder.as_os_str().is_empty());
    up.into_iter().find(|folder| folder.exists()).unwrap_or(Path::new("."))
}

fn space(folder: &Path) -> Option<Finding> {
    let volume = rustix::fs::statvfs(folder).ok()?;
    let free = volume.f_bavail.saturating_mul(volume.f_frsize);
    let megabytes = free >> 20;
    match free {
        ..SPACE_BYTES_MIN => Some(Finding::fault(format!(
            "space: {megabytes} MB left for the store; free some, or move it (SOUNDINGS_STORE)"
        ))),
        SPACE_BYTES_MIN..SPACE_BYTES_LOW => {
            Some(Finding::note(format!("space: {megabytes} MB left for the store")))
        }
        _ => None,
    }
}
