//! The export as it lies there: a folder or a zip file, seen as a list of files to read.
//!
//! Nothing is ever written or unpacked to disk. Paths that lead out of the export and symbolic links
//! are named and left alone; what unpacks to more than it can honestly hold is stopped.

mod folder;
mod zipped;

use super::account::{Account, Why};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use thiserror::Error;
use zip::ZipArchive;

/// How much is read at the most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// What a packed file may unpack to whatever its size.
    pub free_bytes: u64,
    /// Beyond that, how many times its packed size.
    pub ratio_max: u64,
    /// What the whole export may unpack to.
    pub total_bytes_max: u64,
}

impl Default for Limits {
    /// Chat packs five to twenty times smaller; a bot that says one thing all day, fifty times.
    fn default() -> Self {
        Self { free_bytes: 16 << 20, ratio_max: 200, total_bytes_max: 64 << 30 }
    }
}

/// One file of the export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path inside the export, with slashes.
    pub path: String,
    /// How large it says it is, unpacked.
    pub bytes: u64,
    /// Where the source keeps it.
    place: usize,
}

#[cfg(test)]
impl Entry {
    /// Returns an empty file, for sorting it.
    pub(super) fn named(path: &str) -> Self {
        Self { path: path.to_owned(), bytes: 0, place: 0 }
    }
}

/// Why there is nothing to read at all.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The path is not there or may not be read.
    #[error(
        "{path} cannot be opened: {error}; expected the zip of Slack's export page, or the folder it unpacks to"
    )]
    NotThere { path: String, error: io::Error },
    /// A file that is no zip.
    #[error(
        "{path} is neither a folder nor a zip file that can be read ({error}); expected what Slack's \
         export page hands out, or the folder it unpacks to. A zip that was cut off must be downloaded again"
    )]
    NotAZip { path: String, error: String },
}

/// An export that is open for reading.
pub struct Archive {
    entries: Vec<Entry>,
    source: Source,
    limits: Limits,
    left: u64,
}

enum Source {
    Folder(PathBuf),
    Zip(Box<ZipArchive<BufReader<File>>>),
}

impl Archive {
    /// Opens a folder or a zip file and lists what is in it.
    pub fn open(path: &Path, limits: Limits, account: &mut Account) -> Result<Self, OpenError> {
        let shown = path.display().to_string();
        let metadata = std::fs::metadata(path)
            .map_err(|error| OpenError::NotThere { path: shown.clone(), error })?;
        let (entries, source) = if metadata.is_dir() {
            (folder::list(path, account), Source::Folder(path.to_owned()))
        } else {
            let file = File::open(path)
                .map_err(|error| OpenError::NotThere { path: shown.clone(), error })?;
            let (entries, zip) = zipped::open(file, account)
                .map_err(|error| OpenError::NotAZip { path: shown, error: error.to_string() })?;
            (entries, Source::Zip(Box::new(zip)))
        };
        Ok(Self { entries, source, limits, left: limits.total_bytes_max })
    }

    /// Returns every file, in no particular order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Hands a file's bytes to `work`. A reader that is stopped fails with an error from which
    /// [`why`] tells the reason.
    pub fn read<T>(
        &mut self,
        entry: &Entry,
        work: impl FnOnce(&mut dyn Read) -> T,
    ) -> Result<T, Why> {
        match &mut self.source {
            Source::Folder(root) => {
                let file = File::open(root.join(&entry.path)).map_err(|_| Why::Damaged)?;
                Ok(work(&mut Capped { inner: file, entry_left: u64::MAX, left: &mut self.left }))
            }
            Source::Zip(zip) => {
                let file = zip.by_index(entry.place).map_err(|error| zipped::why(&error))?;
                if !zipped::is_unpacked(file.compression()) {
                    return Err(Why::Packing);
                }
                let honest = file.compressed_size().saturating_mul(self.limits.ratio_max);
                let entry_left = honest.max(self.limits.free_bytes);
                Ok(work(&mut Capped { inner: file, entry_left, left: &mut self.left }))
            }
        }
    }
}

/// Returns why reading failed.
pub fn why(error: &io::Error) -> Why {
    let stop = error.get_ref().and_then(|inner| inner.downcast_ref::<Stop>());
    stop.map_or(Why::Damaged, |stop| stop.0)
}

/// The error of a reader that was stopped on purpose.
#[derive(Debug, Error)]
#[error("stopped: {0:?}")]
struct Stop(Why);

/// A reader that gives so much and no more.
struct Capped<'a, R> {
    inner: R,
    entry_left: u64,
    left: &'a mut u64,
}

impl<R: Read> Read for Capped<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = read as u64;
        if bytes > self.entry_left {
            return Err(io::Error::other(Stop(Why::Bomb)));
        }
        if bytes > *self.left {
            *self.left = 0;
            return Err(io::Error::other(Stop(Why::TooMuch)));
        }
        self.entry_left -= bytes;
        *self.left -= bytes;
        Ok(read)
    }
}

/// What a path in an export turns out to be.
#[derive(Debug, PartialEq, Eq)]
enum Checked {
    /// A path inside the export, spelt plainly.
    Inside(String),
    /// A path that leads out of it.
    Outside,
    /// What an operating system left behind.
    Litter,
}

/// Checks a path from an archive, which may say anything.
fn checked(path: &str) -> Checked {
    // Some programs pack with the separators of Windows.
    let path = path.replace('\\', "/");
    let drive = path.as_bytes().get(1) == Some(&b':');
    let climbs = path.starts_with('/') || path.contains('\0') || drive;
    let parts: Vec<&str> = path.split('/').filter(|part| !["", "."].contains(part)).collect();
    if climbs || parts.contains(&"..") {
        Checked::Outside
    } else if parts.is_empty() || parts[0] == "__MACOSX" || parts.contains(&".DS_Store") {
        Checked::Litter
    } else {
        Checked::Inside(parts.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_told_from_those_that_do_not() {
        let inside = |path: &str| Checked::Inside(path.to_owned());
        assert_eq!(checked("general/2026-01-01.json"), inside("general/2026-01-01.json"));
        assert_eq!(checked("./general//a..json"), inside("general/a..json"));
        assert_eq!(checked("general\\2026-01-01.json"), inside("general/2026-01-01.json"));
        for path in ["../users.json", "a/../../b", "/etc/passwd", "..", "C:\\x", "a\\..\\b", "a\0"]
        {
            assert_eq!(checked(path), Checked::Outside, "{path:?}");
        }
        for path in ["__MACOSX/a.json", "general/.DS_Store", "", "./"] {
            assert_eq!(checked(path), Checked::Litter, "{path:?}");
        }
    }

    #[test]
    fn a_reader_stops_at_its_own_limit_and_at_the_limit_of_all() {
        let read = |entry_left, mut left| {
            let mut out = Vec::new();
            let mut capped = Capped { inner: &[b'x'; 100][..], entry_left, left: &mut left };
            capped.read_to_end(&mut out).map_err(|error| why(&error)).map(|_| left)
        };
        assert_eq!(read(100, 100), Ok(0));
        assert_eq!(read(99, 1_000), Err(Why::Bomb));
        assert_eq!(read(1_000, 99), Err(Why::TooMuch));
        assert_eq!(why(&io::Error::other("the disk is gone")), Why::Damaged);
    }
}
