//! A store with decisions in it, and the real program that exports them.

use crate::store_contract::put;
use soundings::domain::decision::Decision;
use soundings::domain::state::{State, encode};
use soundings::store::{Outcome, SledStore, Store};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with a store, in which the program is run.
pub struct Stand {
    folder: tempfile::TempDir,
}

impl Stand {
    /// Stores decisions, each under its key.
    pub async fn with(decisions: &[Decision]) -> Self {
        let stand = Self { folder: tempfile::tempdir().unwrap() };
        let store = stand.open();
        for decision in decisions {
            let key = format!("decision/{}/{}", decision.team, decision.id);
            let row = encode(&State::Decision(Box::new(decision.clone())));
            let row = String::from_utf8(row).unwrap();
            assert_eq!(store.commit(put(&key, 0, &row)).await, Ok(Outcome::Done));
        }
        store.close().unwrap();
        stand
    }

    pub fn open(&self) -> SledStore {
        SledStore::open(&self.store()).unwrap()
    }

    pub fn store(&self) -> PathBuf {
        self.path("store")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Changes a decision in the store.
    pub async fn change(&self, key: &str, row: &str) {
        let store = self.open();
        let version = store.load(key, None).await.unwrap().row.map_or(0, |row| row.version);
        assert_eq!(store.commit(put(key, version, row)).await, Ok(Outcome::Done));
        store.close().unwrap();
    }

    /// The program, told to export from here.
    pub fn command(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soundings"));
        command.arg("export").args(arguments).current_dir(self.folder.path()).env_clear();
        command.env("SOUNDINGS_STORE", "sled:store").envs(variables.iter().copied());
        command.stdin(Stdio::null());
        command
    }

    pub fn export(&self, arguments: &[&str]) -> Exported {
        self.export_with(arguments, &[])
    }

    pub fn export_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Exported {
        Exported::of(self.command(arguments, variables).output().expect("the program starts"))
    }

    /// The files of a folder, by name.
    pub fn files(&self, folder: &str) -> BTreeMap<String, String> {
        files(&self.path(folder))
    }
}

/// The files of a folder, by name; a folder in it counts as a file with nothing in it.
pub fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let file = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        (entry.file_name().into_string().unwrap(), text)
    };
    entries.map(file).collect()
}

/// What the program printed, and how it ended.
pub struct Exported {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}

impl Exported {
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
    }

    /// Fails unless all went well; returns what was printed.
    #[track_caller]
    pub fn whole(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""));
        self.out
    }

    /// Fails unless it was refused in these words and nothing was printed.
    #[track_caller]
    pub fn refused(&self, words: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (Some(2), ""), "{}", self.err);
        assert!(self.err.starts_with("soundings: "), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "“{word}” is not in: {}", self.err);
        }
        assert!(!self.err.contains("panicked"), "{}", self.err);
    }
}
