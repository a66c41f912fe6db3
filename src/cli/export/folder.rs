//! Writing into a folder without harm to what is in it.
//!
//! Everything is written beside its place first, so that a disk that fills up or an interruption leaves
//! the folder as it was. What somebody else wrote is never written over or removed.

use crate::export::{BEGINNING_BYTES, File, decision_of, is_ours};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What our unfinished work in a folder is called.
const UNFINISHED: &str = ".soundings-export-";
/// In it, what tells whether somebody is still at it.
const AT_WORK: &str = ".at-work";
/// How many names a message gives as examples.
const NAMED: usize = 3;

/// A folder that may be written.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    is_new: bool,
}

/// Which files of ours that are not written again are out of date.
pub(super) enum Stale<'a> {
    /// None of them.
    Nothing,
    /// Those about any decision but these, of which nothing could be found out this time.
    AllBut(&'a BTreeSet<String>),
}

impl Folder {
    /// Looks at a folder. One that is not empty is refused unless what we wrote in it before is to be
    /// replaced.
    pub fn look(path: &Path, replace: bool) -> Result<Self, String> {
        let shown = path.display();
        let entries = match names(path) {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { path: path.to_owned(), is_new: true });
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(format!(
                    "{shown} is no folder but a file, or below one; choose a folder (--out)"
                ));
            }
            Err(error) => return Err(format!("the folder {shown} cannot be read: {error}")),
        };
        if entries.is_empty() || replace {
            return Ok(Self { path: path.to_owned(), is_new: false });
        }
        let some: Vec<&str> = entries.iter().take(NAMED).map(String::as_str).collect();
        let more = if entries.len() > NAMED { ", …" } else { "" };
        Err(format!(
            "the folder {shown} is not empty (it holds {}{more}); choose another with --out, or add \
             --replace to write an earlier export there anew",
            some.join(", ")
        ))
    }

    /// Writes the files, all or none, and removes those of ours that are stale; returns how many those
    /// were.
    pub fn write(self, files: &[File], stale: &Stale<'_>) -> Result<usize, String> {
        let shown = self.path.display();
        let failed = |error: io::Error| {
            format!("the folder {shown} cannot be written ({error}); nothing in it was changed")
        };
        fs::create_dir_all(&self.path).map_err(failed)?;
        let written = self.staged(files, stale);
        if written.is_err() && self.is_new {
            // Only where nothing is in it.
            let _ = fs::remove_dir(&self.path);
        }
        written.map_err(|problem| match problem {
            Problem::Foreign(name) => format!(
                "{} was not written by an export, so it is not replaced; move it away, or choose \
                 another folder with --out. Nothing was changed",
                self.path.join(name).display()
            ),
            Problem::Failed(error) => failed(error),
            Problem::Broken(name, error) => format!(
                "{} could not be put into its place or removed ({error}), after others were; mend that and \
                 run it again with --replace",
                self.path.join(name).display()
            ),
        })
    }

    fn staged(&self, files: &[File], stale: &Stale<'_>) -> Result<usize, Problem> {
        let there = self.there()?;
        let foreign = files.iter().find(|file| there.get(&file.name).is_some_and(Option::is_none));
        if let Some(file) = foreign {
            return Err(Problem::Foreign(file.name.clone()));
        }
        remove_unfinished(&self.path)?;
        let (stage, _at_work) = stage(&self.path, files)?;
        for file in files {
            let place = self.path.join(&file.name);
            fs::rename(stage.path().join(&file.name), place)
                .map_err(|error| Problem::Broken(file.name.clone(), error))?;
        }
        let new: BTreeSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let mut removed = 0;
        for (name, beginning) in there.iter().filter(|(name, _)| !new.contains(name.as_str())) {
            if beginning.as_deref().is_some_and(|beginning| is_stale(beginning, stale)) {
                let gone = fs::remove_file(self.path.join(name));
                gone.map_err(|error| Problem::Broken(name.clone(), error))?;
                removed += 1;
            }
        }
        let synced = fs::File::open(&self.path).and_then(|folder| folder.sync_all());
        synced.map_err(|error| Problem::Broken(String::new(), error))?;
        Ok(removed)
    }

    /// What is in the folder: the beginning of each file of ours, nothing for everything else.
    fn there(&self) -> Result<BTreeMap<String, Option<String>>, Problem> {
        let mut there = BTreeMap::new();
        for name in names(&self.path)? {
            let path = self.path.join(&name);
            // What cannot be looked at is not known to be ours.
            let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
            let beginning = is_file.then(|| beginning(&path).ok()).flatten();
            there.insert(name, beginning.filter(|beginning| is_ours(beginning)));
        }
        Ok(there)
    }
}

/// Why a folder was not written.
enum Problem {
    /// This file is somebody else's. Nothing was changed.
    Foreign(String),
    /// Nothing was changed.
    Failed(io::Error),
    /// This file could not be put into its place, or removed, after others were.
    Broken(String, io::Error),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Problem::Failed(error)
    }
}

/// The names in a folder, in order, but for what we left unfinished.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| !name.starts_with(UNFINISHED));
    names.sort();
    Ok(names)
}

fn beginning(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(BEGINNING_BYTES).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn is_stale(beginning: &str, stale: &Stale<'_>) -> bool {
    match stale {
        Stale::Nothing => false,
        Stale::AllBut(kept) => decision_of(beginning).is_some_and(|id| !kept.contains(id)),
    }
}

/// Writes the files beside their places, durably.
fn stage(folder: &Path, files: &[File]) -> io::Result<(TempDir, fs::File)> {
    let stage = tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(folder)?;
    let at_work = fs::File::create(stage.path().join(AT_WORK))?;
    at_work.try_lock().map_err(io::Error::from)?;
    for file in files {
        let mut new = fs::File::create_new(stage.path().join(&file.name))?;
        new.write_all(file.text.as_bytes())?;
        new.sync_all()?;
    }
    Ok((stage, at_work))
}

/// Removes what an export left behind that was ended half-way; one that is still at work is let be.
fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_ours = entry.file_name().to_string_lossy().starts_with(UNFINISHED);
        let lock = fs::File::open(entry.path().join(AT_WORK));
        let idle = lock.is_ok_and(|lock| lock.try_lock().is_ok());
        if is_ours && entry.file_type()?.is_dir() && idle {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
