//! What every store promises: the sentences of the `Store` trait, each as a test.
//!
//! Each test gets a place where a store can be opened, closed and opened again. A further kind of
//! store joins with one more module at the end of this file.

use futures_util::future::{BoxFuture, join_all};
use jiff::Timestamp;
use soundings::domain::ids::EventId;
use soundings::store::{
    Claimed, Commit, MAX_ROW_BYTES, NewEffect, Outcome, RowChange, SledStore, Store, StoreError,
};
use std::sync::Arc;

/// A place that keeps a store between openings.
struct Place {
    open: Box<dyn Fn() -> BoxFuture<'static, Arc<dyn Store>> + Send + Sync>,
    _folder: tempfile::TempDir,
}

impl Place {
    async fn open(&self) -> Arc<dyn Store> {
        (self.open)().await
    }
}

/// The moment `second` seconds into the story.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

/// A commit that changes nothing.
pub fn keep(key: &str, expected: u64) -> Commit {
    Commit {
        key: key.into(),
        expected,
        row: RowChange::Keep,
        event: None,
        effects: vec![],
        settles: None,
        wake_at: None,
    }
}

pub fn put(key: &str, expected: u64, bytes: &str) -> Commit {
    Commit { row: RowChange::Put(bytes.into()), ..keep(key, expected) }
}

fn delete(key: &str, expected: u64) -> Commit {
    Commit { row: RowChange::Delete, ..keep(key, expected) }
}

fn woken(key: &str, expected: u64, wake_at: Option<i64>) -> Commit {
    Commit { wake_at: wake_at.map(at), ..put(key, expected, "row") }
}

fn seeing(event: &str, commit: Commit) -> Commit {
    Commit { event: Some((event.into(), at(0))), ..commit }
}

pub fn sending(effects: Vec<NewEffect>) -> Commit {
    Commit { effects, ..keep("sender", 0) }
}

fn settling(id: &str) -> Commit {
    Commit { settles: Some(id.into()), ..keep("sender", 0) }
}

/// An effect that may be sent from `second` on.
pub fn effect(id: &str, lane: &str, second: i64) -> NewEffect {
    NewEffect {
        id: id.into(),
        lane: lane.into(),
        not_before: at(second),
        bytes: format!("send {id}").into(),
    }
}

async fn done(store: &dyn Store, commit: Commit) {
    assert_eq!(store.commit(commit).await, Ok(Outcome::Done));
}

/// Returns a row as `version: bytes`.
async fn row(store: &dyn Store, key: &str) -> Option<String> {
    let row = store.load(key, None).await.unwrap().row?;
    Some(format!("{}: {}", row.version, String::from_utf8(row.bytes).unwrap()))
}

async fn seen(store: &dyn Store, event: &str) -> bool {
    store.load("any", Some(&event.into())).await.unwrap().seen
}

async fn claim(store: &dyn Store, second: i64) -> Vec<Claimed> {
    store.claim_effects(at(second), 100).await.unwrap()
}

/// Claims and returns the ids, in order of the alphabet where several lanes are involved.
async fn claim_ids(store: &dyn Store, second: i64) -> Vec<String> {
    let mut ids: Vec<_> =
        claim(store, second).await.into_iter().map(|c| c.id.to_string()).collect();
    ids.sort();
    ids
}

async fn listed(store: &dyn Store, prefix: &str, after: Option<&str>, limit: usize) -> String {
    let rows = store.list(prefix, after, limit).await.unwrap();
    let rows = rows.into_iter().map(|(key, bytes)| key + "=" + &String::from_utf8(bytes).unwrap());
    rows.collect::<Vec<_>>().join(" ")
}

async fn nothing_is_there_at_first(place: Place) {
    let store = place.open().await;
    assert_eq!(row(&*store, "d/1").await, None);
    assert!(!seen(&*store, "Ev1").await);
    assert_eq!(claim(&*store, 1_000_000).await, []);
    assert_eq!(store.due(at(1_000_000), 10).await, Ok(vec![]));
    assert_eq!(store.next_moment().await, Ok(None));
    assert_eq!(store.pending_effects().await, Ok(0));
    assert_eq!(store.prune_seen(at(1_000_000)).await, Ok(0));
    assert_eq!(listed(&*store, "", None, 10).await, "");
}

async fn a_row_counts_its_commits_and_starts_anew_after_a_deletion(place: Place) {
    let store = place.open().await;
    done(&*store, put("d/1", 0, "one")).await;
    assert_eq!(row(&*store, "d/1").await.unwrap(), "1: one");
    done(&*store, put("d/1", 1, "two")).await;
    assert_eq!(row(&*store, "d/1").await.unwrap(), "2: two");
    done(&*store, delete("d/1", 2)).await;
    assert_eq!(row(&*store, "d/1").await, None);
    done(&*store, put("d/1", 0, "anew")).await;
    assert_eq!(row(&*store, "d/1").await.unwrap(), "1: anew");
}

async fn a_commit_from_another_version_changes_nothing(place: Place) {
    let store = place.open().await;
    done(&*store, put("d/1", 0, "one")).await;
    done(&*store, put("d/1", 1, "two")).await;
    for expected in [0, 1, 3] {
        for stale in [
            put("d/1", expected, "stale"),
            delete("d/1", expected),
            keep("d/1", expected),
            put("d/none", expected + 1, "stale"),
            delete("d/none", expected + 1),
            keep("d/none", expected + 1),
        ] {
            let stale = Commit {
                event: Some(("Ev1".into(), at(0))),
                effects: vec![effect("Ev1#0", "C1", 0)],
                wake_at: Some(at(0)),
                ..stale
            };
            assert_eq!(store.commit(stale).await, Ok(Outcome::Conflict));
        }
    }
    assert_eq!(listed(&*store, "", None, 10).await, "d/1=two");
    assert!(!seen(&*store, "Ev1").await);
    assert_eq!(store.pending_effects().await, Ok(0));
    assert_eq!(store.due(at(0), 10).await, Ok(vec![]));
}

async fn an_event_is_applied_once(place: Place) {
    let store = place.open().await;
    done(&*store, seeing("Ev1", put("d/1", 0, "one"))).await;
    assert!(seen(&*store, "Ev1").await);
    assert!(!seen(&*store, "Ev2").await);

    let again = Commit { effects: vec![effect("Ev1#0", "C1", 0)], ..put("d/2", 0, "again") };
    assert_eq!(store.commit(seeing("Ev1", again)).await, Ok(Outcome::Seen));
    // Where both are so, the event has been dealt with, and there is nothing to try again.
    assert_eq!(store.commit(seeing("Ev1", put("d/1", 7, "again"))).await, Ok(Outcome::Seen));
    assert_eq!(listed(&*store, "", None, 10).await, "d/1=one");
    assert_eq!(store.pending_effects().await, Ok(0));
}

async fn keeping_the_row_applies_everything_else(place: Place) {
    let store = place.open().await;
    done(&*store, woken("d/1", 0, Some(60))).await;
    done(&*store, Commit { effects: vec![effect("old", "C1", 0)], ..keep("d/1", 1) }).await;
    let everything = Commit {
        effects: vec![effect("new", "C1", 0)],
        settles: Some("old".into()),
        wake_at: Some(at(5)),
        ..seeing("Ev1", keep("d/1", 1))
    };
    done(&*store, everything).await;
    assert_eq!(row(&*store, "d/1").await.unwrap(), "1: row");
    assert!(seen(&*store, "Ev1").await);
    assert_eq!(claim_ids(&*store, 0).await, ["new"]);
    assert_eq!(store.due(at(59), 10).await, Ok(vec![]), "the wake-up stays as it was");
    assert_eq!(store.due(at(60), 10).await, Ok(vec!["d/1".to_owned()]));
}

async fn an_effect_comes_out_as_it_went_in(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("Ev1#0", "C1", 0)])).await;
    let expected = Claimed {
        id: "Ev1#0".into(),
        lane: "C1".into(),
        bytes: b"send Ev1#0".to_vec(),
        attempts: 0,
        maybe_sent: false,
    };
    assert_eq!(claim(&*store, 0).await, [expected]);
}

async fn one_lane_goes_one_by_one_in_the_order_of_commits(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("a", "C1", 0), effect("b", "C1", 0)])).await;
    done(&*store, sending(vec![effect("A", "C1", 0)])).await;
    for id in ["a", "b", "A"] {
        assert_eq!(claim_ids(&*store, 0).await, [id]);
        assert_eq!(claim_ids(&*store, 0).await, [""; 0], "one is out");
        done(&*store, settling(id)).await;
    }
    assert_eq!(claim_ids(&*store, 0).await, [""; 0]);
    assert_eq!(store.pending_effects().await, Ok(0));
}

async fn lanes_do_not_wait_for_each_other(place: Place) {
    let store = place.open().await;
    let effects = [("a", "C1"), ("b", "C1"), ("c", "C2"), ("d", "C3")];
    done(&*store, sending(effects.iter().map(|(id, lane)| effect(id, lane, 0)).collect())).await;
    assert_eq!(claim_ids(&*store, 0).await, ["a", "c", "d"]);
    done(&*store, settling("a")).await;
    assert_eq!(claim_ids(&*store, 0).await, ["b"]);
}

async fn a_claim_hands_out_no_more_than_asked_for(place: Place) {
    let store = place.open().await;
    done(&*store, sending((0..5).map(|n| effect(&n.to_string(), &n.to_string(), 0)).collect()))
        .await;
    for (limit, handed_out) in [(0, 0), (2, 2), (4, 3), (4, 0)] {
        let claimed = store.claim_effects(at(0), limit).await.unwrap();
        assert_eq!(claimed.len(), handed_out);
    }
}

async fn an_effect_waits_for_its_moment_and_its_lane_with_it(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("late", "C1", 60), effect("early", "C1", 0)])).await;
    assert_eq!(claim_ids(&*store, 59).await, [""; 0]);
    assert_eq!(claim_ids(&*store, 60).await, ["late"]);
}

async fn a_released_effect_comes_again_at_its_new_moment_before_its_lane(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("a", "C1", 0), effect("b", "C1", 0)])).await;
    for attempts in 0..3 {
        let now = i64::from(attempts) * 10;
        assert_eq!(claim(&*store, now - 1).await, []);
        let [claimed] = claim(&*store, now).await.try_into().unwrap();
        assert_eq!((claimed.id.as_str(), claimed.attempts), ("a", attempts));
        assert_eq!(claimed.maybe_sent, attempts > 0);
        store.release_effect(&claimed.id, at(now + 10)).await.unwrap();
    }
}

async fn releasing_what_is_not_handed_out_changes_nothing(place: Place) {
    let store = place.open().await;
    store.release_effect(&"never".into(), at(0)).await.unwrap();
    done(&*store, sending(vec![effect("a", "C1", 0)])).await;
    store.release_effect(&"a".into(), at(60)).await.unwrap();
    let [claimed] = claim(&*store, 0).await.try_into().unwrap();
    assert_eq!((claimed.attempts, claimed.maybe_sent), (0, false));
    done(&*store, settling("a")).await;
    store.release_effect(&"a".into(), at(0)).await.unwrap();
    assert_eq!(claim(&*store, 60).await, []);
}

async fn settling_removes_an_effect_handed_out_or_not(place: Place) {
    let store = place.open().await;
    let effects = ["a", "b", "c"].map(|id| effect(id, "C1", 0));
    done(&*store, sending(effects.to_vec())).await;
    assert_eq!(claim_ids(&*store, 0).await, ["a"]);
    done(&*store, settling("b")).await;
    assert_eq!(claim_ids(&*store, 0).await, [""; 0], "a is still out");
    done(&*store, settling("a")).await;
    assert_eq!(claim_ids(&*store, 0).await, ["c"]);
    done(&*store, settling("a")).await;
    assert_eq!(store.pending_effects().await, Ok(1), "settling again is harmless");
}

async fn a_refused_commit_settles_nothing(place: Place) {
    let store = place.open().await;
    done(&*store, seeing("Ev1", sending(vec![effect("a", "C1", 0)]))).await;
    assert_eq!(claim_ids(&*store, 0).await, ["a"]);
    let stale = Commit { expected: 5, ..settling("a") };
    assert_eq!(store.commit(stale).await, Ok(Outcome::Conflict));
    assert_eq!(store.commit(seeing("Ev1", settling("a"))).await, Ok(Outcome::Seen));
    assert_eq!(store.pending_effects().await, Ok(1));
    assert_eq!(claim_ids(&*store, 0).await, [""; 0]);
}

async fn an_effect_that_already_waits_is_kept_once(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("a", "C1", 0), effect("a", "C2", 0)])).await;
    done(&*store, sending(vec![effect("a", "C3", 0)])).await;
    assert_eq!(store.pending_effects().await, Ok(1));
    assert_eq!(claim(&*store, 0).await[0].lane, "C1");
    let replaced = Commit { effects: vec![effect("a", "C4", 0)], ..settling("a") };
    done(&*store, replaced).await;
    assert_eq!(claim(&*store, 0).await[0].lane, "C4", "once settled, the name is free");
}

async fn a_wake_up_is_due_from_its_moment_until_a_commit_changes_it(place: Place) {
    let store = place.open().await;
    let key = || Ok(vec!["d/1".to_owned()]);
    done(&*store, woken("d/1", 0, Some(60))).await;
    assert_eq!(store.due(at(59), 10).await, Ok(vec![]));
    assert_eq!(store.due(at(60), 10).await, key());
    assert_eq!(store.due(at(60), 10).await, key(), "it stays due");
    done(&*store, woken("d/1", 1, Some(90))).await;
    assert_eq!(store.due(at(89), 10).await, Ok(vec![]), "the new one replaces it");
    assert_eq!(store.due(at(90), 10).await, key());
    done(&*store, woken("d/1", 2, None)).await;
    assert_eq!(store.due(at(1_000), 10).await, Ok(vec![]));
    done(&*store, woken("d/1", 3, Some(5))).await;
    done(&*store, Commit { wake_at: Some(at(1)), ..delete("d/1", 4) }).await;
    assert_eq!(store.due(at(1_000), 10).await, Ok(vec![]), "it goes with its row");
}

async fn the_earliest_wake_up_comes_first(place: Place) {
    let store = place.open().await;
    for (key, wake) in [("d/1", 30), ("d/2", 10), ("d/3", 20), ("d/4", 40)] {
        done(&*store, woken(key, 0, Some(wake))).await;
    }
    assert_eq!(store.due(at(30), 10).await.unwrap(), ["d/2", "d/3", "d/1"]);
    assert_eq!(store.due(at(30), 2).await.unwrap(), ["d/2", "d/3"]);
    assert_eq!(store.due(at(30), 0).await, Ok(vec![]));
}

async fn the_next_moment_is_the_next_wake_up_or_sendable_effect(place: Place) {
    let store = place.open().await;
    done(&*store, woken("d/1", 0, Some(60))).await;
    assert_eq!(store.next_moment().await, Ok(Some(at(60))));
    done(&*store, sending(vec![effect("a", "C1", 30), effect("b", "C1", 10)])).await;
    assert_eq!(store.next_moment().await, Ok(Some(at(30))), "b stands behind a");
    assert_eq!(claim_ids(&*store, 30).await, ["a"]);
    assert_eq!(store.next_moment().await, Ok(Some(at(60))), "a is out");
    store.release_effect(&"a".into(), at(40)).await.unwrap();
    assert_eq!(store.next_moment().await, Ok(Some(at(40))));
    done(&*store, settling("a")).await;
    assert_eq!(store.next_moment().await, Ok(Some(at(10))));
    assert_eq!(claim_ids(&*store, 10).await, ["b"]);
    done(&*store, woken("d/1", 1, None)).await;
    assert_eq!(store.next_moment().await, Ok(None));
}

async fn a_list_is_in_order_and_stays_inside_its_prefix(place: Place) {
    let store = place.open().await;
    for key in ["d/2", "d/10", "d0", "c/9", "d/", "ä/1", "d"] {
        done(&*store, put(key, 0, "x")).await;
    }
    for (prefix, after, limit, expected) in [
        ("d/", None, 10, "d/=x d/10=x d/2=x"),
        ("d/", None, 2, "d/=x d/10=x"),
        ("d/", None, 0, ""),
        ("d/", Some("d/10"), 10, "d/2=x"),
        ("d/", Some("d/1"), 10, "d/10=x d/2=x"),
        ("d/", Some("d/2"), 10, ""),
        ("d/", Some("a"), 10, "d/=x d/10=x d/2=x"),
        ("d/", Some("e"), 10, ""),
        ("e", None, 10, ""),
        ("", None, 10, "c/9=x d=x d/=x d/10=x d/2=x d0=x ä/1=x"),
    ] {
        assert_eq!(listed(&*store, prefix, after, limit).await, expected, "{prefix} {after:?}");
    }
}

async fn marks_are_forgotten_by_age_and_only_marks(place: Place) {
    let store = place.open().await;
    let mark = |event: &str, second| Commit {
        event: Some((event.into(), at(second))),
        ..keep("sender", 0)
    };
    done(&*store, put("Ev1", 0, "a row that is called like an event")).await;
    done(&*store, mark("Ev1", 10)).await;
    done(&*store, mark("Ev2", 20)).await;
    assert_eq!(store.prune_seen(at(10)).await, Ok(0));
    assert_eq!(store.prune_seen(at(20)).await, Ok(1));
    assert!(!seen(&*store, "Ev1").await);
    assert!(seen(&*store, "Ev2").await);
    assert_eq!(store.prune_seen(at(20)).await, Ok(0));
    assert!(row(&*store, "Ev1").await.is_some());
}

async fn the_largest_record_is_kept_and_a_larger_one_refused(place: Place) {
    let largest = "x".repeat(MAX_ROW_BYTES);
    let larger = largest.clone() + "x";
    let store = place.open().await;
    done(&*store, put("d/1", 0, &largest)).await;
    let sized = |bytes: &str| NewEffect { bytes: bytes.into(), ..effect("a", "C1", 0) };
    done(&*store, sending(vec![sized(&largest)])).await;

    let too_large =
        |key: &str| Err(StoreError::TooLarge { key: key.into(), bytes: MAX_ROW_BYTES + 1 });
    assert_eq!(store.commit(put("d/1", 1, &larger)).await, too_large("d/1"));
    let effects = Commit { effects: vec![sized("small"), sized(&larger)], ..put("d/2", 0, "x") };
    assert_eq!(store.commit(effects).await, too_large("d/2"));
    assert_eq!(store.commit(seeing(&larger, keep("d/3", 0))).await, too_large("d/3"));
    assert_eq!(store.commit(put(&larger, 0, "x")).await, too_large(&larger));
    assert_eq!(row(&*store, "d/2").await, None);

    drop(store);
    let store = place.open().await;
    assert_eq!(row(&*store, "d/1").await, Some(format!("1: {largest}")));
    assert_eq!(claim(&*store, 0).await[0].bytes.len(), MAX_ROW_BYTES);
}

async fn everything_is_there_after_reopening(place: Place) {
    let store = place.open().await;
    done(&*store, seeing("Ev1", woken("d/1", 0, Some(60)))).await;
    done(&*store, woken("d/2", 0, Some(50))).await;
    done(&*store, delete("d/2", 1)).await;
    let effects = ["a", "b", "c", "d"].map(|id| effect(id, "C1", 5));
    done(&*store, sending(effects.to_vec())).await;
    assert_eq!(claim_ids(&*store, 5).await, ["a"]);
    done(&*store, settling("a")).await;
    assert_eq!(claim_ids(&*store, 5).await, ["b"]);
    drop(store);

    let store = place.open().await;
    assert_eq!(row(&*store, "d/1").await.unwrap(), "1: row");
    assert_eq!(row(&*store, "d/2").await, None);
    assert!(seen(&*store, "Ev1").await);
    assert_eq!(store.due(at(1_000), 10).await.unwrap(), ["d/1"]);
    assert_eq!(store.pending_effects().await, Ok(3));
    done(&*store, sending(vec![effect("later", "C1", 5)])).await;
    assert_eq!(claim(&*store, 4).await, []);
    for (id, maybe_sent) in [("b", true), ("c", true), ("d", true), ("later", false)] {
        let [claimed] = claim(&*store, 5).await.try_into().unwrap();
        assert_eq!((claimed.id.as_str(), claimed.maybe_sent), (id, maybe_sent));
        done(&*store, settling(id)).await;
    }
}

async fn many_at_once_count_without_losing_one(place: Place) {
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

async fn of_many_redeliveries_at_once_one_is_applied(place: Place) {
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

async fn many_senders_take_every_effect_once_and_each_lane_in_order(place: Place) {
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

async fn readers_never_see_half_a_commit(place: Place) {
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

async fn tens_of_thousands_may_wait(place: Place) {
    let store = place.open().await;
    for n in 0..20 {
        let effects = (0..1_000).map(|m| effect(&format!("{n}/{m}"), &format!("C{}", m % 50), 0));
        done(&*store, sending(effects.collect())).await;
    }
    assert_eq!(store.pending_effects().await, Ok(20_000));
    let mut handed_out = 0;
    for _ in 0..4 {
        let claimed = store.claim_effects(at(0), 50).await.unwrap();
        handed_out += claimed.len();
        let settled = claimed.iter().map(|c| store.commit(settling(c.id.as_str())));
        assert!(join_all(settled).await.iter().all(|o| *o == Ok(Outcome::Done)));
    }
    assert_eq!(handed_out, 200);
    assert_eq!(store.pending_effects().await, Ok(19_800));
}

/// Runs every promise against one kind of store.
macro_rules! promises_of {
    ($kind:ident, $place:expr, $($promise:ident)*) => {
        mod $kind {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    super::$promise($place).await;
                }
            )*
        }
    };
}

fn sled_place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let open = move || {
        let store: Arc<dyn Store> = Arc::new(SledStore::open(&path).unwrap());
        Box::pin(std::future::ready(store)) as BoxFuture<'static, Arc<dyn Store>>
    };
    Place { open: Box::new(open), _folder: folder }
}

promises_of! { sled, super::sled_place(),
    nothing_is_there_at_first
    a_row_counts_its_commits_and_starts_anew_after_a_deletion
    a_commit_from_another_version_changes_nothing
    an_event_is_applied_once
    keeping_the_row_applies_everything_else
    an_effect_comes_out_as_it_went_in
    one_lane_goes_one_by_one_in_the_order_of_commits
    lanes_do_not_wait_for_each_other
    a_claim_hands_out_no_more_than_asked_for
    an_effect_waits_for_its_moment_and_its_lane_with_it
    a_released_effect_comes_again_at_its_new_moment_before_its_lane
    releasing_what_is_not_handed_out_changes_nothing
    settling_removes_an_effect_handed_out_or_not
    a_refused_commit_settles_nothing
    an_effect_that_already_waits_is_kept_once
    a_wake_up_is_due_from_its_moment_until_a_commit_changes_it
    the_earliest_wake_up_comes_first
    the_next_moment_is_the_next_wake_up_or_sendable_effect
    a_list_is_in_order_and_stays_inside_its_prefix
    marks_are_forgotten_by_age_and_only_marks
    the_largest_record_is_kept_and_a_larger_one_refused
    everything_is_there_after_reopening
    many_at_once_count_without_losing_one
    of_many_redeliveries_at_once_one_is_applied
    many_senders_take_every_effect_once_and_each_lane_in_order
    readers_never_see_half_a_commit
    tens_of_thousands_may_wait
}
