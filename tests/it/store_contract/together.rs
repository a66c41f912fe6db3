//! Many callers at once.

use super::*;
use futures_util::future::join_all;

pub async fn many_at_once_count_without_losing_one(place: Place) {
    let store = place.open().await;
    let tasks = (0..64).map(|_| tokio::spawn(count_up(Arc::clone(&store))));
    let retries: usize = join_all(tasks).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(row(&*store, "counter").await.unwrap(), "256: 256");
    assert!(retries > 0, "nobody met anybody, so this showed nothing");
}

/// Adds four to the counter, one by one; returns how often another was faster.
async fn count_up(store: Arc<dyn Store>) -> usize {
    let (mut added, mut retries) = (0, 0);
    while added < 4 {
        let row = store
            .load("counter", None)
            .await
            .unwrap()
            .row
            .unwrap_or_else(|| soundings::store::Row { version: 0, bytes: b"0".to_vec() });
        let count: u64 = String::from_utf8(row.bytes).unwrap().parse().unwrap();
        match store.commit(put("counter", row.version, &(count + 1).to_string())).await.unwrap() {
            Outcome::Done => added += 1,
            Outcome::Conflict => retries += 1,
            Outcome::Seen => unreachable!("there was no event"),
        }
    }
    retries
}

pub async fn of_many_redeliveries_at_once_one_is_applied(place: Place) {
    let store = place.open().await;
    let tasks = (0..64).map(|n| {
        let store = Arc::clone(&store);
        let commit = Commit {
            effects: vec![effect(&format!("copy {n}"), "C1", 0)],
            ..seeing("Ev1", put(&format!("d/{n}"), 0, "row"))
        };
        tokio::spawn(async move {
            let outcome = store.commit(commit).await.unwrap();
            assert!(store.load("", Some(&"Ev1".into())).await.unwrap().seen);
            outcome
        })
    });
    let outcomes: Vec<_> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|o| **o == Outcome::Done).count(), 1);
    assert_eq!(outcomes.iter().filter(|o| **o == Outcome::Seen).count(), 63);
    assert_eq!(store.list("d/", None, 100).await.unwrap().len(), 1);
    assert_eq!(store.pending_effects().await, Ok(1));
}

pub async fn many_senders_take_every_effect_once_and_each_lane_in_order(place: Place) {
    let store = place.open().await;
    for n in 0..20 {
        let lanes = (0..8).map(|lane| effect(&format!("{lane}/{n:02}"), &lane.to_string(), 0));
        done(&*store, sending(lanes.collect())).await;
    }
    let sent = Arc::new(std::sync::Mutex::new(Vec::new()));
    let senders = (0..8).map(|_| tokio::spawn(send_all(Arc::clone(&store), Arc::clone(&sent))));
    join_all(senders).await.into_iter().for_each(Result::unwrap);

    let sent = sent.lock().unwrap();
    assert_eq!(sent.len(), 160);
    for lane in 0..8 {
        let of_lane: Vec<_> =
            sent.iter().filter(|id| id.starts_with(&format!("{lane}/"))).collect();
        assert!(of_lane.is_sorted(), "{of_lane:?}");
        assert_eq!(of_lane.len(), 20);
    }
}

/// Claims, records and settles until nothing waits.
async fn send_all(store: Arc<dyn Store>, sent: Arc<std::sync::Mutex<Vec<String>>>) {
    while store.pending_effects().await.unwrap() > 0 {
        for claimed in store.claim_effects(at(0), 3).await.unwrap() {
            sent.lock().unwrap().push(claimed.id.to_string());
            done(&*store, settling(claimed.id.as_str())).await;
        }
        tokio::task::yield_now().await;
    }
}

pub async fn readers_never_see_half_a_commit(place: Place) {
    let store = place.open().await;
    let writer = {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            for n in 0..100 {
                let row =
                    if n % 3 == 2 { RowChange::Delete } else { RowChange::Put(b"x".to_vec()) };
                let commit = Commit { row, ..seeing(&format!("Ev{n}"), keep("d/1", n % 3)) };
                done(&*store, commit).await;
            }
        })
    };
    let mut next = 0;
    while next < 100 {
        let event = EventId::new(format!("Ev{next}"));
        let loaded = store.load("d/1", Some(&event)).await.unwrap();
        let version = loaded.row.map_or(0, |row| row.version);
        if loaded.seen {
            next += 1;
        } else {
            assert_eq!(version, next % 3, "the row of event {next} without its mark");
        }
    }
    writer.await.unwrap();
}

pub async fn readers_never_see_half_a_large_row(place: Place) {
    let store = place.open().await;
    let mut reads_meanwhile = 0;
    // Grows, shrinks and goes; each version is made of one byte, so that a mix shows.
    for n in 0..40_u8 {
        let version = u64::from(n % 5);
        let size = [2_000_000, 100, 600_000, 1_200_000, 0][usize::from(n % 5)];
        let row = if size == 0 { RowChange::Delete } else { RowChange::Put(vec![n; size]) };
        let commit = Commit { row, ..keep("d/1", version) };
        let writing = tokio::spawn({
            let store = Arc::clone(&store);
            async move { done(&*store, commit).await }
        });
        while !writing.is_finished() {
            let loaded = store.load("d/1", None).await.unwrap().row.map(|row| row.bytes);
            check_whole(loaded, n);
            let listed = store.list("", None, 10).await.unwrap();
            assert!(listed.len() <= 1);
            check_whole(listed.into_iter().next().map(|(_, bytes)| bytes), n);
            reads_meanwhile += 1;
        }
        writing.await.unwrap();
    }
    assert!(reads_meanwhile >= 20, "hardly anything was read during a commit");
}

/// Checks that a row is the one before commit `n`, or the one it makes.
fn check_whole(bytes: Option<Vec<u8>>, n: u8) {
    let Some(bytes) = bytes else { return assert!(matches!(n % 5, 0 | 4), "no row at {n}") };
    let made_by = bytes[0];
    assert!(made_by == n || made_by + 1 == n, "{made_by} at {n}");
    assert!(bytes.iter().all(|byte| *byte == made_by), "a mix at {n}");
    let size = [2_000_000, 100, 600_000, 1_200_000][usize::from(made_by % 5)];
    assert_eq!(bytes.len(), size, "the size of {made_by} at {n}");
}
