//! How many durable commits a second the store takes, alone and gathered.
//!
//! `cargo bench --bench store [FOLDER]`: a folder on the disk that matters; a temporary one otherwise.
//! Each commit is what a listened-to message costs: a row of 1 KB, a mark, a wake-up, an effect in
//! place of the one before.

use jiff::Timestamp;
use soundings::store::{Commit, NewEffect, Outcome, RowChange, SledStore, Store};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const TIME: Duration = Duration::from_secs(3);

fn main() {
    // cargo adds an option of its own.
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let temporary = tempfile::tempdir().expect("a temporary folder can be made");
    let folder = given.map_or(temporary.path().to_owned(), Into::into);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let mut alone = None;
    println!("callers  commits/s  ms per commit  against one caller");
    for callers in [1, 8, 64] {
        let path = folder.join(format!("bench-{callers}"));
        let rate = runtime.block_on(measure(&path, callers));
        std::fs::remove_dir_all(&path).expect("the store can be removed");
        let ratio = rate / *alone.get_or_insert(rate);
        let ms = callers as f64 * 1_000.0 / rate;
        println!("{callers:7}  {rate:9.0}  {ms:13.2}  {ratio:17.1}x");
    }
}

/// Returns the commits per second of so many callers at once.
async fn measure(path: &Path, callers: usize) -> f64 {
    let store = Arc::new(SledStore::open(path).expect("the store opens"));
    let start = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|caller| tokio::spawn(commit_until(Arc::clone(&store), caller, start + TIME)))
        .collect();
    let mut commits = 0;
    for task in tasks {
        commits += task.await.expect("no caller panics");
    }
    commits as f64 / start.elapsed().as_secs_f64()
}

async fn commit_until(store: Arc<SledStore>, caller: usize, end: Instant) -> u64 {
    let mut version = 0;
    while Instant::now() < end {
        version += 1;
        let outcome = store.commit(step(caller, version)).await.expect("the store takes it");
        assert_eq!(outcome, Outcome::Done);
    }
    version
}

fn step(caller: usize, version: u64) -> Commit {
    let moment = Timestamp::from_second(1_700_000_000 + version as i64).expect("a moment");
    Commit {
        key: format!("d/{caller}"),
        expected: version - 1,
        row: RowChange::Put(vec![b'x'; 1_000]),
        event: Some((format!("Ev{caller}/{version}").as_str().into(), moment)),
        effects: vec![NewEffect {
            id: format!("Ev{caller}/{version}#0").as_str().into(),
            lane: format!("C{caller}"),
            not_before: moment,
            bytes: vec![b'x'; 200],
        }],
        settles: Some(format!("Ev{caller}/{}#0", version - 1).as_str().into()),
        wake_at: Some(moment),
    }
}
