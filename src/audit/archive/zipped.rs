//! Listing an export that is still a zip file.

use super::super::account::{Account, Why};
use super::{Checked, Entry, checked};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use zip::result::{ZipError, ZipResult};
use zip::{CompressionMethod, ZipArchive};

type Zip = ZipArchive<BufReader<File>>;

/// Opens a zip file and lists its files; those that must not be read are named.
pub(super) fn open(file: File, account: &mut Account) -> ZipResult<(Vec<Entry>, Zip)> {
    let table = file.try_clone()?;
    let zip = ZipArchive::new(BufReader::new(file))?;
    let twice = match zip.has_duplicate_names() {
        true => doubled(table, zip.central_directory_start())?,
        false => BTreeSet::new(),
    };
    twice.iter().for_each(|name| account.note(Why::Duplicate, name));
    let mut seen = BTreeSet::new();
    let mut entries = Vec::with_capacity(zip.len());
    for place in 0..zip.len() {
        let Some(entry) = entry(&zip, place, account) else { continue };
        if seen.insert(entry.path.clone()) {
            entries.push(entry);
        } else {
            account.note(Why::Duplicate, &entry.path);
        }
    }
    leave_out_shared(&zip, &mut entries, account);
    Ok((entries, zip))
}

/// Leaves out files whose packed bytes are those of another: a few kilobytes could be read a thousand times over.
fn leave_out_shared(zip: &Zip, entries: &mut Vec<Entry>, account: &mut Account) {
    let span = |entry: &Entry| {
        let data = zip.by_index_data(entry.place).ok()?;
        Some((data.header_start(), data.header_start() + data.compressed_size()))
    };
    let mut spans: Vec<_> = entries.iter().filter_map(|e| Some((span(e)?, e.place))).collect();
    spans.sort_unstable();
    let (mut reached, mut shared) = (0, BTreeSet::new());
    for ((start, end), place) in spans {
        if start < reached {
            shared.insert(place);
        }
        reached = reached.max(end);
    }
    entries.retain(|entry| {
        let is_shared = shared.contains(&entry.place);
        if is_shared {
            account.note(Why::Shared, &entry.path);
        }
        !is_shared
    });
}

fn entry(zip: &Zip, place: usize, account: &mut Account) -> Option<Entry> {
    let data = zip.by_index_data(place).ok()?;
    let name = String::from_utf8_lossy(data.name_raw()).into_owned();
    match checked(&name) {
        Checked::Litter => None,
        Checked::Outside => {
            account.note(Why::Climbs, &name);
            None
        }
        Checked::Inside(_) if data.is_dir() => None,
        Checked::Inside(path) if data.is_symlink() => {
            account.note(Why::Link, &path);
            None
        }
        Checked::Inside(path) => Some(Entry { path, bytes: data.size(), place }),
    }
}

/// Tells whether files packed like this can be unpacked.
pub(super) fn is_unpacked(packing: CompressionMethod) -> bool {
    [CompressionMethod::Stored, CompressionMethod::Deflated].contains(&packing)
}

/// Returns why a file of the archive cannot be opened.
pub(super) fn why(error: &ZipError) -> Why {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Why::Encrypted
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Why::Packing
        }
        _ => Why::Damaged,
    }
}

/// Returns the names that the archive's own table has twice, which [`ZipArchive`] itself forgets.
fn doubled(file: File, start: u64) -> ZipResult<BTreeSet<String>> {
    let mut table = BufReader::new(file);
    table.seek(SeekFrom::Start(start))?;
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    while let Some(name) = next_name(&mut table) {
        let name = String::from_utf8_lossy(&name).into_owned();
        if !seen.insert(name.clone()) {
            twice.insert(name);
        }
    }
    Ok(twice)
}

/// The fixed part of one line of the table, and what it begins with.
const HEADER_BYTES: usize = 46;
const SIGNATURE: [u8; 4] = *b"PK\x01\x02";

/// Reads one line of the table; `None` behind the last.
fn next_name(table: &mut (impl Read + Seek)) -> Option<Vec<u8>> {
    let mut header = [0; HEADER_BYTES];
    table.read_exact(&mut header).ok()?;
    let length = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let mut name = vec![0; usize::from(length(28))];
    (header[..4] == SIGNATURE).then_some(())?;
    table.read_exact(&mut name).ok()?;
    table.seek_relative(i64::from(length(30)) + i64::from(length(32))).ok()?;
    Some(name)
}
