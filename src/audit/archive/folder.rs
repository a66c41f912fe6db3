//! Listing an export that was unpacked to a folder.

use super::super::account::{Account, Why};
use super::{Checked, Entry, checked};
use std::fs::{self, DirEntry};
use std::path::Path;

/// A folder in the export, a channel in that, and its files.
const DEPTH_MAX: usize = 3;

/// Returns every file under a folder; what cannot be looked at is named.
pub(super) fn list(root: &Path, account: &mut Account) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), 1)];
    while let Some((folder, depth)) = waiting.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else {
            account.note(Why::Damaged, &folder);
            continue;
        };
        let mut entries: Vec<DirEntry> = entries.filter_map(Result::ok).collect();
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            match (kind(&entry), checked(&path)) {
                (_, Checked::Litter) => {}
                (Kind::Folder, _) if depth < DEPTH_MAX => waiting.push((path, depth + 1)),
                (Kind::Folder, _) => {}
                (Kind::File(bytes), Checked::Inside(path)) => {
                    found.push(Entry { path, bytes, place: 0 });
                }
                (Kind::File(_), Checked::Outside) => account.note(Why::Climbs, &path),
                (Kind::Link, _) => account.note(Why::Link, &path),
                (Kind::Special, _) => account.note(Why::Special, &path),
            }
        }
    }
    found
}

enum Kind {
    File(u64),
    Folder,
    Link,
    Special,
}

/// Returns what an entry is, without following it.
fn kind(entry: &DirEntry) -> Kind {
    match entry.metadata() {
        Ok(metadata) if metadata.is_symlink() => Kind::Link,
        Ok(metadata) if metadata.is_dir() => Kind::Folder,
        Ok(metadata) if metadata.is_file() => Kind::File(metadata.len()),
        _ => Kind::Special,
    }
}
