//! A process that is killed at any moment loses nothing it acknowledged and leaves no half commit.
//!
//! The child is this test binary itself, started anew with one hidden test. SIGKILL leaves the page
//! cache alone, so this shows nothing about a power loss; `store_power_loss` does.

use crate::store_contract::{at, effect, keep};
use crate::store_format::raw;
use soundings::domain::ids::EventId;
use soundings::store::{Commit, Outcome, RowChange, SledStore, Store};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

const FOLDER: &str = "SOUNDINGS_TEST_FOLDER";
const COMMITS: &str = "SOUNDINGS_TEST_COMMITS";
const CALLERS: u64 = 8;

/// What was acknowledged: each caller's last version.
pub type Acknowledged = BTreeMap<u64, u64>;

/// Prepares a child that commits `commits` times per caller and prints what is acknowledged.
pub fn child(mut command: Command, folder: &Path, commits: u64) -> Command {
    command
        .args(["store_crash::commit_and_acknowledge", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env(COMMITS, commits.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

pub fn this_binary() -> std::path::PathBuf {
    std::env::current_exe().unwrap()
}

/// Notes a line of the child's, if it is an acknowledgement.
pub fn note(acknowledged: &mut Acknowledged, line: &str) -> bool {
    let Some(rest) = line.strip_prefix("ack ") else { return false };
    let (caller, version) = rest.trim_end().split_once(' ').unwrap();
    acknowledged.insert(caller.parse().unwrap(), version.parse().unwrap());
    true
}

/// The child: commits from many callers at once, each time a row, a mark, a wake-up, and an effect in
/// place of the one before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the tests of crashes start it in a process of its own"]
async fn commit_and_acknowledge() {
    let store = std::sync::Arc::new(SledStore::open(Path::new(&variable(FOLDER))).unwrap());
    let commits: u64 = variable(COMMITS).parse().unwrap();
    let callers = (0..CALLERS).map(|caller| {
        let store = std::sync::Arc::clone(&store);
        tokio::spawn(async move {
            let row = store.load(&format!("d/{caller}"), None).await.unwrap().row;
            let before = row.map_or(0, |row| row.version);
            for version in before + 1..=before + commits {
                let outcome = store.commit(step(caller, version)).await;
                assert_eq!(outcome, Ok(Outcome::Done));
                println!("ack {caller} {version}");
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    // The end is as sudden as any other.
    std::process::exit(0);
}

fn variable(name: &str) -> String {
    std::env::var_os(name).expect("the parent sets it").into_string().unwrap()
}

/// One caller's commit that leads to `version`.
fn step(caller: u64, version: u64) -> Commit {
    Commit {
        row: RowChange::Put(contents(caller, version)),
        event: Some((event(caller, version), at(0))),
        effects: vec![effect(&format!("{caller}/{version}"), &caller.to_string(), 0)],
        settles: Some(format!("{caller}/{}", version - 1).as_str().into()),
        wake_at: Some(at(i64::try_from(version).unwrap())),
        ..keep(&format!("d/{caller}"), version - 1)
    }
}

/// Large enough that a test fills several of sled's segments; every eighth row goes into many records,
/// and comes back out of them.
fn contents(caller: u64, version: u64) -> Vec<u8> {
    let times = if (caller + version).is_multiple_of(8) { 25_000 } else { 1_000 };
    format!("{caller} at {version}; ").repeat(times).into_bytes()
}

fn event(caller: u64, version: u64) -> EventId {
    EventId::new(format!("Ev{caller}/{version}"))
}

/// Opens the store and holds it against what was acknowledged; returns its commits.
pub async fn check(folder: &Path, acknowledged: &Acknowledged) -> u64 {
    let store = SledStore::open(folder).unwrap();
    let mut effects = BTreeMap::new();
    for claimed in store.claim_effects(at(0), 1_000).await.unwrap() {
        effects.insert(claimed.lane, claimed.id.to_string());
    }
    assert_eq!(store.pending_effects().await.unwrap(), effects.len(), "one effect per caller");
    let (mut commits, mut further) = (0, 0);
    for caller in 0..CALLERS {
        let version = check_caller(&store, caller).await;
        let known = acknowledged.get(&caller).copied().unwrap_or(0);
        assert!(version >= known, "{caller} was told {known}, the store has {version}");
        let waiting = (version > 0).then(|| format!("{caller}/{version}"));
        assert_eq!(effects.remove(&caller.to_string()), waiting);
        commits += version;
        further +=
            version.checked_sub(1).map_or(0, |_| contents(caller, version).len() - 1) / 60_000;
    }
    store.close().unwrap();
    assert_eq!(further_records(folder), further, "records of rows, the first of each aside");
    commits
}

/// Counts the records into which large rows go on, whether they belong to a row or not.
fn further_records(folder: &Path) -> usize {
    raw(folder).scan_prefix("p").count()
}

/// Checks that a caller's last commit is there whole, and nothing of the next.
async fn check_caller(store: &SledStore, caller: u64) -> u64 {
    let key = format!("d/{caller}");
    let row = store.load(&key, None).await.unwrap().row;
    let version = row.as_ref().map_or(0, |row| row.version);
    for n in 1..=version + 1 {
        let loaded = store.load(&key, Some(&event(caller, n))).await.unwrap();
        assert_eq!(loaded.seen, n <= version, "event {n} of {caller} at {version}");
    }
    if let Some(row) = row {
        assert!(row.bytes == contents(caller, version), "the row of {caller} at {version}");
        let wake = i64::try_from(version).unwrap();
        assert!(!store.due(at(wake - 1), 1_000).await.unwrap().contains(&key));
        assert!(store.due(at(wake), 1_000).await.unwrap().contains(&key));
    }
    version
}

#[tokio::test]
async fn a_process_killed_25_times_under_load_loses_nothing_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut acknowledged = Acknowledged::new();
    let mut stored = 0;
    for round in 0..25 {
        // From the first acknowledgement to the middle of the load.
        let until = 1 + round * 29 % 97;
        run_and_kill(&path, until, &mut acknowledged);
        stored = check(&path, &acknowledged).await;
    }
    let told: u64 = acknowledged.values().sum();
    println!("25 kills: {told} commits acknowledged, {stored} stored, 0 lost");
}

/// Starts the child, waits for so many acknowledgements and kills it.
fn run_and_kill(folder: &Path, until: usize, acknowledged: &mut Acknowledged) {
    let mut child = child(Command::new(this_binary()), folder, 1_000_000).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut heard = 0;
    while heard < until {
        let mut line = String::new();
        assert_ne!(lines.read_line(&mut line).unwrap(), 0, "the child ended by itself");
        heard += usize::from(note(acknowledged, &line));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    // A last line may be cut short, but then its end is missing too.
    for line in rest.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        note(acknowledged, line);
    }
}
