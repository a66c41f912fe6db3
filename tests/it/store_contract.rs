//! What every store promises: the sentences of the `Store` trait, each as a test.
//!
//! Each test gets a place where a store can be opened, closed and opened again. A further kind of
//! store joins with one more module at the end of this file.

mod effects;
mod large_rows;
mod rows;
mod together;
mod wake_ups;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use soundings::domain::ids::EventId;
use soundings::store::{
    Attempt, Claimed, Commit, MAX_EFFECT_BYTES, MAX_NAME_BYTES, MAX_ROW_BYTES, NewEffect, Outcome,
    RowChange, SledStore, Store, StoreError,
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
    let keys = store.keys(prefix, after, limit).await.unwrap();
    assert!(keys.iter().eq(rows.iter().map(|(key, _)| key)), "{keys:?} are listed as keys");
    let rows = rows.into_iter().map(|(key, bytes)| key + "=" + &String::from_utf8(bytes).unwrap());
    rows.collect::<Vec<_>>().join(" ")
}

macro_rules! tests_of {
    ($kind:ident, $place:expr, $($area:ident $promise:ident)*) => {
        mod $kind {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    super::$area::$promise($place).await;
                }
            )*
        }
    };
}

/// Holds one kind of store to every promise.
macro_rules! keeps_every_promise {
    ($kind:ident, $place:expr) => {
        tests_of! { $kind, $place,
            rows nothing_is_there_at_first
            rows a_row_counts_its_commits_and_starts_anew_after_a_deletion
            rows a_commit_from_another_version_changes_nothing
            rows an_event_is_applied_once
            rows keeping_the_row_applies_everything_else
            rows a_list_is_in_order_and_stays_inside_its_prefix
            rows marks_are_forgotten_by_age_and_only_marks
            rows the_longest_names_are_kept_and_longer_ones_refused
            large_rows rows_of_every_size_are_kept_and_larger_ones_refused
            large_rows a_row_grows_and_shrinks
            large_rows a_row_changes_its_size_among_commits_that_gather
            large_rows a_deleted_row_leaves_nothing_to_the_next
            large_rows rows_are_listed_once_and_whole
            large_rows keys_that_look_like_parts_are_kept_apart
            large_rows a_refused_commit_leaves_a_large_row_alone
            effects the_largest_effect_is_kept_and_a_larger_one_refused
            rows a_commit_of_ten_megabytes_is_kept_whole
            rows everything_is_there_after_reopening
            effects an_effect_comes_out_as_it_went_in
            effects one_lane_goes_one_by_one_in_the_order_of_commits
            effects lanes_do_not_wait_for_each_other
            effects a_claim_hands_out_no_more_than_asked_for
            effects an_effect_waits_for_its_moment_and_its_lane_with_it
            effects a_released_effect_comes_again_at_its_new_moment_before_its_lane
            effects an_attempt_that_was_not_made_is_not_counted
            effects what_was_begun_is_known_until_it_is_put_back_as_not_made
            effects what_was_begun_is_known_after_reopening_and_gone_with_the_effect
            effects beginning_what_does_not_wait_changes_nothing
            effects releasing_what_is_not_handed_out_changes_nothing
            effects settling_removes_an_effect_handed_out_or_not
            effects a_refused_commit_settles_nothing
            effects an_effect_that_already_waits_is_kept_once
            effects tens_of_thousands_may_wait
            wake_ups a_wake_up_is_due_from_its_moment_until_a_commit_changes_it
            wake_ups the_earliest_wake_up_comes_first
            wake_ups the_next_wake_up_is_the_earliest
            wake_ups the_next_effect_is_the_earliest_that_may_be_handed_out
            together many_at_once_count_without_losing_one
            together of_many_redeliveries_at_once_one_is_applied
            together many_senders_take_every_effect_once_and_each_lane_in_order
            together readers_never_see_half_a_commit
            together readers_never_see_half_a_large_row
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

keeps_every_promise!(sled, super::sled_place());
