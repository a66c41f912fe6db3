//! Reading a store without writing into it: from a copy, made while nobody uses it.

use crate::store_contract::put;
use crate::store_format::raw;
use soundings::store::{Outcome, SledStore, Store, StoreError, open_copy};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A store with two rows, one of them large, that was closed.
async fn store() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SledStore::open(&path).unwrap();
    for (key, row) in [("d/large", "x".repeat(150_000)), ("d/small", "small".to_owned())] {
        assert_eq!(store.commit(put(key, 0, &row)).await, Ok(Outcome::Done));
    }
    store.close().unwrap();
    (folder, path)
}

/// Every file below a folder, with its bytes and when it was written last.
fn contents(path: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(path).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(contents(&entry.path()));
        } else {
            let written = entry.metadata().unwrap().modified().unwrap();
            found.insert(entry.path(), (fs::read(entry.path()).unwrap(), written));
        }
    }
    found
}

fn refusal(path: &Path) -> StoreError {
    let into = tempfile::tempdir().unwrap();
    open_copy(path, into.path()).err().expect("it should not open")
}

#[tokio::test]
async fn a_copy_holds_everything_and_the_store_is_left_as_it_was() {
    let (_folder, path) = store().await;
    fs::write(path.join("notes.txt"), "somebody else's").unwrap();
    let before = contents(&path);
    let into = tempfile::tempdir().unwrap();
    let copy = open_copy(&path, into.path()).unwrap();
    assert_eq!(copy.keys("d/", None, 10).await.unwrap(), ["d/large", "d/small"]);
    assert_eq!(copy.load("d/large", None).await.unwrap().row.unwrap().bytes.len(), 150_000);
    assert!(!into.path().join("notes.txt").exists());
    drop(copy);
    assert!(contents(&path) == before, "the store was written");
    // And goes on where it was.
    let store = SledStore::open(&path).unwrap();
    assert_eq!(store.commit(put("d/small", 1, "more")).await, Ok(Outcome::Done));
}

#[tokio::test]
async fn a_store_that_was_not_closed_is_read_with_everything_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    assert_eq!(store.commit(put("d/1", 0, "kept")).await, Ok(Outcome::Done));
    // What a process that is killed here leaves behind.
    let left = tempfile::tempdir().unwrap();
    for (path, (bytes, _)) in contents(folder.path()) {
        fs::write(left.path().join(path.file_name().unwrap()), bytes).unwrap();
    }
    let into = tempfile::tempdir().unwrap();
    let copy = open_copy(left.path(), into.path()).unwrap();
    assert_eq!(copy.load("d/1", None).await.unwrap().row.unwrap().bytes, b"kept");
}

#[tokio::test]
async fn a_store_in_use_is_not_copied() {
    let (_folder, path) = store().await;
    let store = SledStore::open(&path).unwrap();
    assert_eq!(refusal(&path), StoreError::Locked { path: path.display().to_string() });
    store.close().unwrap();
    let into = tempfile::tempdir().unwrap();
    assert!(open_copy(&path, into.path()).is_ok());
}

#[tokio::test]
async fn where_there_is_no_store_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "no folder").unwrap();
    let nowhere = folder.path().join("nowhere");
    for path in [&nowhere, folder.path(), &file] {
        let missing = StoreError::Missing { path: path.display().to_string() };
        assert_eq!(refusal(path), missing);
    }
    assert!(!nowhere.exists());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_damaged_store_is_refused_in_the_same_words() {
    let (_folder, path) = store().await;
    fs::write(path.join("db"), "").unwrap();
    let refused = refusal(&path);
    let said = refused.to_string();
    assert!(said.contains("it is empty, after 2 commits or more"), "{said}");
    assert!(said.contains(&*path.to_string_lossy()), "{said}");
    fs::remove_file(path.join("db")).unwrap();
    let refused = refusal(&path);
    assert!(refused.to_string().contains("its file db is missing"), "{refused}");
}

#[tokio::test]
async fn a_copy_that_cannot_be_made_says_where_else_it_could() {
    let (_folder, path) = store().await;
    let refused = open_copy(&path, Path::new("/proc/nowhere/store")).err().unwrap().to_string();
    assert!(refused.contains("could not be copied to /proc/nowhere"), "{refused}");
    assert!(refused.contains("TMPDIR names another place"), "{refused}");
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_still_named_and_the_others_are_read() {
    let (_folder, path) = store().await;
    let tree = raw(&path);
    let part = tree.scan_prefix("pd/large").next().unwrap().unwrap().0;
    tree.remove(part).unwrap();
    tree.flush().unwrap();
    drop(tree);
    let into = tempfile::tempdir().unwrap();
    let copy = open_copy(&path, into.path()).unwrap();
    assert!(copy.list("d/", None, 10).await.is_err());
    assert_eq!(copy.keys("d/", None, 10).await.unwrap(), ["d/large", "d/small"]);
    let error = copy.load("d/large", None).await.unwrap_err().to_string();
    assert!(error.contains("the record pd/large"), "{error}");
    assert_eq!(copy.load("d/small", None).await.unwrap().row.unwrap().bytes, b"small");
}
