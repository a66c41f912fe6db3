//! A store that cannot be trusted or written is refused in words that help, and left as it is.

use crate::left_out::left_out;
use crate::store_contract::{effect, keep, put};
use crate::store_crash::this_binary;
use futures_util::future::join_all;
use jiff::Timestamp;
use soundings::store::{Commit, MAX_ROW_BYTES, Outcome, SledStore, Store, StoreError};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "SOUNDINGS_TEST_FOLDER";

/// A folder with a store that has taken `commits` commits.
async fn store_with(commits: u64) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SledStore::open(&path).unwrap();
    for version in 0..commits {
        assert_eq!(store.commit(put("d/1", version, "row")).await, Ok(Outcome::Done));
    }
    store.close().unwrap();
    (folder, path)
}

fn refusal(path: &Path) -> StoreError {
    SledStore::open(path).err().expect("it should not open")
}

/// Every file of a folder, by name.
fn contents(path: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

/// Expects a refusal as damaged that says `why`.
fn assert_damaged(path: &Path, why: &str) {
    match refusal(path) {
        StoreError::Damaged { reason, .. } => assert!(reason.contains(why), "{reason}"),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_store_in_use_is_locked_and_free_as_soon_as_it_is_closed() {
    let (_folder, path) = store_with(1).await;
    for version in 1..60 {
        let store = SledStore::open(&path).unwrap();
        if version == 1 {
            assert_eq!(refusal(&path), StoreError::Locked { path: path.display().to_string() });
        }
        assert_eq!(store.commit(put("d/1", version, "row")).await, Ok(Outcome::Done));
        // Closed by name, or just dropped.
        if version % 2 == 0 {
            store.close().unwrap();
        }
    }
}

#[tokio::test]
async fn closing_finishes_what_was_queued() {
    let (_folder, path) = store_with(0).await;
    let store = SledStore::open(&path).unwrap();
    let mut queued: Vec<_> =
        (0..100).map(|n| store.commit(put(&format!("d/{n}"), 0, "row"))).collect();
    // Each is asked for, none is waited for.
    for commit in &mut queued {
        let _ = futures_util::poll!(commit);
    }
    drop(queued);
    store.close().unwrap();
    let store = SledStore::open(&path).unwrap();
    assert_eq!(store.list("d/", None, 1_000).await.unwrap().len(), 100);
}

#[tokio::test]
async fn a_store_of_a_newer_format_is_refused_and_left_alone() {
    let (_folder, path) = store_with(3).await;
    fs::write(path.join("marker.json"), r#"{"format":2,"something":"new"}"#).unwrap();
    let before = contents(&path);
    let expected = StoreError::Newer { path: path.display().to_string(), found: 2, known: 1 };
    assert_eq!(refusal(&path), expected);
    assert!(refusal(&path).to_string().contains("format 2, this one knows 1"));
    assert_eq!(contents(&path), before);
}

#[tokio::test]
async fn a_store_without_its_file_is_refused_and_left_alone() {
    let (_folder, path) = store_with(3).await;
    fs::remove_file(path.join("db")).unwrap();
    let before = contents(&path);
    assert_damaged(&path, "its file db is missing");
    assert_eq!(contents(&path), before);
}

#[tokio::test]
async fn a_store_that_opens_empty_is_refused_and_stays_refused() {
    for commits in [0, 3] {
        let (_folder, path) = store_with(commits).await;
        fs::write(path.join("db"), "").unwrap();
        assert_damaged(&path, &format!("it is empty, after {commits} commits or more"));
        assert_damaged(&path, "it is empty");
    }
}

#[tokio::test]
async fn a_store_cut_short_is_refused() {
    let (_folder, path) = store_with(300).await;
    for snapshot in contents(&path).keys().filter(|path| path.to_string_lossy().contains("snap.")) {
        fs::remove_file(snapshot).unwrap();
    }
    let length = fs::metadata(path.join("db")).unwrap().len();
    let file = fs::File::options().write(true).open(path.join("db")).unwrap();
    file.set_len(length / 2).unwrap();
    drop(file);
    assert!(matches!(refusal(&path), StoreError::Damaged { .. }));
}

#[tokio::test]
async fn an_older_copy_of_the_file_is_refused() {
    let (_folder, path) = store_with(3).await;
    let older = contents(&path);
    SledStore::open(&path).unwrap().close().unwrap();
    for name in ["db", "conf"] {
        fs::write(path.join(name), &older[&path.join(name)]).unwrap();
    }
    for name in contents(&path).keys().filter(|path| path.to_string_lossy().contains("snap.")) {
        fs::remove_file(name).unwrap();
    }
    assert_damaged(&path, "it was opened 2 times but remembers 1");
}

#[tokio::test]
async fn a_store_without_its_marker_is_refused_unless_nothing_was_ever_committed() {
    let (_folder, path) = store_with(1).await;
    fs::remove_file(path.join("marker.json")).unwrap();
    assert_damaged(&path, "its marker is missing");

    let (_folder, path) = store_with(0).await;
    fs::remove_file(path.join("marker.json")).unwrap();
    SledStore::open(&path).unwrap();
    assert!(path.join("marker.json").exists());
}

#[tokio::test]
async fn an_unreadable_marker_is_no_reason_to_start_anew() {
    let (_folder, path) = store_with(3).await;
    let marker = fs::read_to_string(path.join("marker.json")).unwrap();
    assert_eq!(marker, r#"{"format":1,"generation":1,"commits":3}"#);
    for torn in ["", "{", r#"{"format":1}"#] {
        fs::write(path.join("marker.json"), torn).unwrap();
        assert_damaged(&path, "marker.json is not readable");
    }
    fs::write(path.join("marker.json"), marker).unwrap();
    SledStore::open(&path).unwrap();
}

#[tokio::test]
async fn the_marker_follows_under_load_and_not_with_every_commit() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path()).unwrap();
    let marker = || fs::read_to_string(folder.path().join("marker.json")).unwrap();
    let commit = |n: usize| store.commit(put(&format!("d/{n}"), 0, "row"));
    join_all((0..1_000).map(commit)).await;
    // What comes after the next answer is done once the one after that is there.
    commit(1_000).await.unwrap();
    assert_eq!(marker(), r#"{"format":1,"generation":1,"commits":0}"#);
    join_all((1_001..1_023).map(commit)).await;
    commit(1_023).await.unwrap();
    commit(1_024).await.unwrap();
    assert_eq!(marker(), r#"{"format":1,"generation":1,"commits":1024}"#);
}

#[test]
fn somebody_elses_sled_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let db = sled::Config::new().path(folder.path()).segment_size(8 << 20).open().unwrap();
    db.insert("theirs", "value").unwrap();
    drop(db);
    assert_damaged(folder.path(), "not Soundings'");
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "no folder").unwrap();
    // Not even root makes a folder in /proc.
    for path in [&file, &file.join("store"), Path::new("/proc/soundings-store")] {
        let refused = refusal(path);
        assert!(matches!(refused, StoreError::Unwritable { .. }), "{refused}");
        assert!(refused.to_string().contains(&*path.to_string_lossy()), "{refused}");
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "no folder");
}

#[test]
fn an_address_that_is_not_understood_says_what_is() {
    for (address, named) in [
        ("postgres://bot:hunter2@db/soundings", "postgres:…"),
        ("data", "data"),
        ("", ""),
        ("sled:", "sled: without a path"),
    ] {
        let refused = soundings::store::open(address).err().unwrap();
        assert_eq!(refused, StoreError::Address { scheme: named.into() });
        let refused = refused.to_string();
        assert!(refused.contains("write sled:PATH") && !refused.contains("hunter2"), "{refused}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a folder: with a colon");
    drop(soundings::store::open(&format!("sled:{}", path.display())).unwrap());
    assert!(path.join("marker.json").exists());
}

/// Runs a hidden test of this file in a process of its own, by way of a shell script.
fn run_in_shell(command: &mut Command, script: &str, test: &str, folder: &Path) {
    let script = format!("{script} && exec \"$0\" \"$@\"");
    let output = command
        .args(["sh", "-c", &script])
        .arg(this_binary())
        .args([&format!("store_refusals::{test}"), "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

fn given_folder() -> PathBuf {
    PathBuf::from(std::env::var_os(FOLDER).expect("the parent sets it"))
}

fn large_row(key: &str) -> Commit {
    put(key, 0, &"x".repeat(50_000))
}

/// Commits rows until one is refused; returns how many were taken, and the refusal.
async fn fill(store: &SledStore) -> (usize, StoreError) {
    for taken in 0.. {
        match store.commit(large_row(&format!("d/{taken:06}"))).await {
            Ok(outcome) => assert_eq!(outcome, Outcome::Done),
            Err(refusal) => return (taken, refusal),
        }
    }
    unreachable!()
}

#[tokio::test]
async fn after_a_failed_write_nothing_is_built_on_it() {
    let folder = tempfile::tempdir().unwrap();
    // A file may grow to about two megabytes, then writing fails as on a full disk.
    let script = "trap '' XFSZ && ulimit -f 4000";
    run_in_shell(&mut Command::new("env"), script, "write_until_it_fails", folder.path());
    let store = SledStore::open(&folder.path().join("store")).unwrap();
    let rows = store.list("d/", None, 1_000).await.unwrap().len();
    assert!(rows >= 10, "{rows}");
    assert_eq!(store.commit(keep("d/new", 0)).await, Ok(Outcome::Done));
}

#[tokio::test]
#[ignore = "a test starts it in a process whose files cannot grow"]
async fn write_until_it_fails() {
    let store = SledStore::open(&given_folder().join("store")).unwrap();
    let first = Commit { effects: vec![effect("a", "C1", 0)], ..keep("sender", 0) };
    assert_eq!(store.commit(first).await, Ok(Outcome::Done));
    let (taken, refusal) = fill(&store).await;
    assert!(matches!(refusal, StoreError::Unwritable { .. }), "{refusal}");

    // What failed is not to be seen, also not as a version that others would build on.
    let rows = store.list("d/", None, 1_000).await.unwrap();
    assert_eq!(rows.len(), taken);
    let failed = format!("d/{taken:06}");
    assert_eq!(store.load(&failed, None).await.unwrap().row, None);
    assert!(store.load("d/000000", None).await.unwrap().row.is_some());

    // Nothing is taken any more, however small, and nothing handed out to be sent.
    let small = |n: i32| store.commit(put(&format!("small/{n}"), 0, "x"));
    for answer in join_all((0..10).map(small)).await {
        assert!(matches!(answer, Err(StoreError::Unwritable { .. })), "{answer:?}");
    }
    assert!(matches!(store.commit(keep(&failed, 1)).await, Err(StoreError::Unwritable { .. })));
    assert!(store.claim_effects(Timestamp::MAX, 1).await.is_err());
    assert!(matches!(store.close(), Err(StoreError::Unwritable { .. })));
}

#[test]
fn a_disk_that_is_nearly_full_is_noticed_before_it_is_full() {
    let unshare = || {
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount"]);
        unshare
    };
    if !unshare().arg("true").output().is_ok_and(|output| output.status.success()) {
        return left_out("the full-disk test needs unshare with the right to mount");
    }
    let folder = tempfile::tempdir().unwrap();
    let script = format!("mount -t tmpfs -o size=32m none \"${FOLDER}\"");
    run_in_shell(&mut unshare(), &script, "fill_the_disk", folder.path());
}

#[tokio::test]
#[ignore = "a test starts it in a process with a small disk"]
async fn fill_the_disk() {
    let folder = given_folder();
    let ballast = folder.join("ballast");
    fs::write(&ballast, vec![7; 8 << 20]).unwrap();
    let store = SledStore::open(&folder.join("store")).unwrap();
    let (taken, refusal) = fill(&store).await;
    assert!(taken > 10, "{taken}");
    assert!(refusal.to_string().contains("16 MiB are free, 17 are needed"), "{refusal}");

    // Opening another one is refused in the same words, and leaves nothing behind.
    fs::write(folder.join("more"), vec![7; 200_000]).unwrap();
    let other = folder.join("other");
    assert!(matches!(SledStore::open(&other), Err(StoreError::Unwritable { .. })));
    assert_eq!(fs::read_dir(&other).unwrap().count(), 0);

    // Room for a small commit is not room for a large one.
    fs::remove_file(folder.join("more")).unwrap();
    fs::remove_dir(other).unwrap();
    fs::File::options().write(true).open(&ballast).unwrap().set_len(6 << 20).unwrap();
    let largest = put("d/large", 0, &"x".repeat(MAX_ROW_BYTES));
    let refused = store.commit(largest).await.unwrap_err().to_string();
    assert!(refused.contains("are free, 29 are needed"), "{refused}");
    assert_eq!(store.commit(put("small", 0, "x")).await, Ok(Outcome::Done));

    // Once there is room again the same store goes on.
    fs::remove_file(ballast).unwrap();
    assert_eq!(store.commit(large_row(&format!("d/{taken:06}"))).await, Ok(Outcome::Done));
    store.close().unwrap();
    let store = SledStore::open(&folder.join("store")).unwrap();
    assert_eq!(store.list("d/", None, 1_000).await.unwrap().len(), taken + 1);
}
