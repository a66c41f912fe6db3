//! What is on people's disks stays readable.
//!
//! `fixtures/store-v1` is a folder written by the code of the day format 1 was made, from the history
//! below; `fixtures/store-v1.txt` is every record in it. Neither is ever changed: a change of format
//! adds its own.

use crate::store_contract::{at, effect, keep, put};
use soundings::domain::ids::EffectId;
use soundings::store::{Claimed, Commit, Outcome, RowChange, SledStore, Store};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// What fills one record of a large row.
static FULL: LazyLock<String> = LazyLock::new(|| "x".repeat(60_000));

/// A bit of everything: rows of several versions and sizes, a deleted one, marks, wake-ups, effects
/// sent and waiting.
fn history() -> Vec<Commit> {
    let event = |event: &str, second| Some((event.into(), at(second)));
    vec![
        Commit {
            event: event("Ev1", 0),
            effects: vec![effect("Ev1#0", "C1", 0), effect("Ev1#1", "C1", 30)],
            wake_at: Some(at(3_600)),
            ..put("d/D7K2M9QX", 0, "first")
        },
        Commit { wake_at: Some(at(60)), ..put("p/U1", 0, "größer") },
        Commit { event: event("Ev2", 5), ..put("d/gone", 0, "x") },
        Commit {
            row: RowChange::Put(vec![0, 159, 255]),
            settles: Some(EffectId::new("Ev1#0")),
            wake_at: Some(at(7_200)),
            ..keep("d/D7K2M9QX", 1)
        },
        Commit { row: RowChange::Delete, ..keep("d/gone", 1) },
        Commit { effects: vec![effect("Ev3#0", "D9", 90)], ..put("p/U1", 1, "") },
        put("d/large", 0, &large(2, "then less")),
        put("d/large", 1, &large(1, "end")),
        put("d/small", 0, &large(1, "shrinks")),
        put("d/small", 1, "small"),
        put("d/went", 0, &large(2, "")),
        Commit { row: RowChange::Delete, ..keep("d/went", 1) },
    ]
}

/// A row that fills so many records and has a rest for one more.
fn large(records: usize, rest: &str) -> String {
    FULL.repeat(records) + rest
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Opens the tree of a store that was closed. sled's threads may hold its lock a little longer.
pub fn raw(path: &Path) -> sled::Db {
    let open = || sled::Config::new().path(path).segment_size(8 << 20).open();
    for _ in 0..1_000 {
        match open() {
            Err(sled::Error::Io(e)) if e.to_string().contains("could not acquire lock") => {}
            opened => return opened.unwrap(),
        }
    }
    open().unwrap()
}

/// Spells every record of a store that is closed, one per line; a full record of a large row is only
/// named.
fn records(path: &Path) -> String {
    let mut text = String::new();
    for record in raw(path).iter() {
        let (key, value) = record.unwrap();
        writeln!(text, "{} {}", key.escape_ascii(), value.escape_ascii()).unwrap();
    }
    text.replace(&*FULL, "<a full record>")
}

#[tokio::test]
async fn a_history_is_written_byte_by_byte_as_it_always_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    for commit in history() {
        assert_eq!(store.commit(commit).await, Ok(Outcome::Done));
    }
    store.close().unwrap();
    assert_eq!(records(folder.path()), fs::read_to_string(fixture("store-v1.txt")).unwrap());
    let marker = fs::read(folder.path().join("marker.json")).unwrap();
    assert_eq!(marker, fs::read(fixture("store-v1/marker.json")).unwrap());
}

#[tokio::test]
async fn a_store_of_format_1_opens_with_everything_in_it() {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(fixture("store-v1")).unwrap().map(Result::unwrap) {
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    let store = SledStore::open(folder.path()).unwrap();

    let expected = [
        ("d/D7K2M9QX", vec![0, 159, 255]),
        ("d/large", large(1, "end").into()),
        ("d/small", b"small".to_vec()),
        ("p/U1", Vec::new()),
    ];
    let expected = expected.map(|(key, bytes)| (key.to_owned(), bytes));
    assert!(store.list("", None, 10).await.unwrap() == expected);
    for (key, version) in [("d/D7K2M9QX", 2), ("d/large", 2), ("d/small", 2), ("p/U1", 2)] {
        let row = store.load(key, None).await.unwrap().row;
        assert_eq!(row.unwrap().version, version);
    }
    for (event, seen) in [("Ev1", true), ("Ev2", true), ("Ev3", false)] {
        assert_eq!(store.load("", Some(&event.into())).await.unwrap().seen, seen);
    }
    assert_eq!(store.due(at(7_199), 10).await, Ok(vec![]));
    assert_eq!(store.due(at(7_200), 10).await.unwrap(), ["d/D7K2M9QX"]);
    assert_eq!(store.next_effect().await, Ok(Some(at(30))));

    let waiting = |id: &str, lane: &str| Claimed {
        id: id.into(),
        lane: lane.into(),
        bytes: format!("send {id}").into(),
        attempts: 0,
        maybe_sent: true,
        begun: false,
    };
    assert_eq!(store.claim_effects(at(30), 10).await.unwrap(), [waiting("Ev1#1", "C1")]);
    assert_eq!(store.claim_effects(at(90), 10).await.unwrap(), [waiting("Ev3#0", "D9")]);
    assert_eq!(store.pending_effects().await, Ok(2));
}
