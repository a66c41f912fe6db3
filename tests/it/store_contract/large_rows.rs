//! Rows larger than one record of the store below: both sides of every boundary.

use super::*;
use futures_util::future::join_all;

/// A record of the sled store holds so much of a row.
const PART: usize = 60_000;

/// The bytes of a row, different in every place and every version.
fn contents(version: u64, size: usize) -> Vec<u8> {
    let text = (0..).flat_map(|n: u64| format!("{version}.{n};").into_bytes());
    text.take(size).collect()
}

fn sized(key: &str, version: u64, size: usize) -> Commit {
    Commit { row: RowChange::Put(contents(version, size)), ..keep(key, version - 1) }
}

/// Checks a row as it is read and as it is listed. (Not by `assert_eq`, which would print it.)
async fn check(store: &dyn Store, key: &str, version: u64, size: usize) {
    let row = store.load(key, None).await.unwrap().row.unwrap();
    assert_eq!((row.version, row.bytes.len()), (version, size), "{key}");
    assert!(row.bytes == contents(version, size), "{key} at {version}");
    let listed = store.list(key, None, 1).await.unwrap();
    assert!(listed == [(key.to_owned(), row.bytes)], "{key} at {version} in the list");
}

pub async fn rows_of_every_size_are_kept_and_larger_ones_refused(place: Place) {
    let sizes = [0, 1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 1, 100_001];
    let sizes: Vec<_> = sizes.into_iter().chain([MAX_ROW_BYTES - 1, MAX_ROW_BYTES]).collect();
    let mut store = place.open().await;
    for size in &sizes {
        done(&*store, sized(&format!("d/{size:07}"), 1, *size)).await;
    }
    for _ in 0..2 {
        for size in &sizes {
            check(&*store, &format!("d/{size:07}"), 1, *size).await;
        }
        drop(store);
        store = place.open().await;
    }

    let (bytes, limit) = (MAX_ROW_BYTES + 1, MAX_ROW_BYTES);
    let refused = StoreError::TooLarge { what: "row", key: "d/larger".into(), bytes, limit };
    assert_eq!(store.commit(sized("d/larger", 1, bytes)).await, Err(refused));
    assert_eq!(row(&*store, "d/larger").await, None);
}

pub async fn a_row_grows_and_shrinks(place: Place) {
    let mut store = place.open().await;
    let sizes =
        [1, PART, PART + 1, MAX_ROW_BYTES, 3 * PART, PART, 0, MAX_ROW_BYTES, 2 * PART + 1, 1];
    for (version, size) in (1..).zip(sizes) {
        done(&*store, sized("d/1", version, size)).await;
        check(&*store, "d/1", version, size).await;
        if version % 3 == 0 {
            drop(store);
            store = place.open().await;
            check(&*store, "d/1", version, size).await;
        }
    }
}

pub async fn a_row_changes_its_size_among_commits_that_gather(place: Place) {
    let store = place.open().await;
    let sizes = [5 * PART, 1, 3 * PART, 4 * PART, PART + 1];
    // Asked for in this order and all at once, they share batches.
    let commits = (1..).zip(sizes).map(|(version, size)| store.commit(sized("d/1", version, size)));
    let outcomes = join_all(commits).await;
    assert_eq!(outcomes, vec![Ok(Outcome::Done); 5]);
    check(&*store, "d/1", 5, PART + 1).await;
    drop(store);
    let store = place.open().await;
    check(&*store, "d/1", 5, PART + 1).await;
    done(&*store, sized("d/1", 6, 6 * PART)).await;
    check(&*store, "d/1", 6, 6 * PART).await;
}

pub async fn a_deleted_row_leaves_nothing_to_the_next(place: Place) {
    let store = place.open().await;
    done(&*store, sized("d/1", 1, MAX_ROW_BYTES)).await;
    done(&*store, delete("d/1", 1)).await;
    assert_eq!(row(&*store, "d/1").await, None);
    assert_eq!(listed(&*store, "", None, 10).await, "");
    done(&*store, sized("d/1", 1, 3 * PART)).await;
    check(&*store, "d/1", 1, 3 * PART).await;
    done(&*store, delete("d/1", 1)).await;
    drop(store);

    let store = place.open().await;
    assert_eq!(listed(&*store, "", None, 10).await, "");
    done(&*store, sized("d/1", 1, PART)).await;
    check(&*store, "d/1", 1, PART).await;
}

pub async fn rows_are_listed_once_and_whole(place: Place) {
    let store = place.open().await;
    let rows = [("d/1", 5 * PART), ("d/2", 1), ("d/3", PART + 1), ("e/1", 2 * PART), ("p", 3)];
    for (key, size) in rows {
        done(&*store, sized(key, 1, size)).await;
    }
    let row = |n: usize| (rows[n].0.to_owned(), contents(1, rows[n].1));
    for (prefix, after, limit, expected) in [
        ("", None, 10, 0..5),
        ("", None, 4, 0..4),
        ("d/", None, 10, 0..3),
        ("d/", None, 2, 0..2),
        ("d/", Some("d/1"), 1, 1..2),
        ("d/", Some("d/2"), 10, 2..3),
        ("d/3", None, 10, 2..3),
        ("p", None, 10, 4..5),
    ] {
        let listed = store.list(prefix, after, limit).await.unwrap();
        assert!(listed == expected.map(row).collect::<Vec<_>>(), "{prefix} {after:?} {limit}");
    }
}

pub async fn keys_that_look_like_parts_are_kept_apart(place: Place) {
    let store = place.open().await;
    let keys = ["d/1", "d/1\0\0\0\u{1}", "d/1\0\0\0\u{1}\0\0\0\u{1}", "pd/1", "d/1\0\0\0\u{2}"];
    let size = |n: usize| (n + 2) * PART + n;
    for (n, key) in keys.into_iter().enumerate() {
        done(&*store, sized(key, 1, size(n))).await;
    }
    done(&*store, sized(keys[1], 2, 1)).await;
    done(&*store, delete(keys[2], 1)).await;
    for n in [0, 3, 4] {
        let row = store.load(keys[n], None).await.unwrap().row.unwrap();
        assert!(row.bytes == contents(1, size(n)), "{:?}", keys[n]);
    }
    let listed = store.list("", None, 10).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|(key, bytes)| (key.as_str(), bytes.len())).collect();
    let expected = [(keys[0], size(0)), (keys[1], 1), (keys[4], size(4)), (keys[3], size(3))];
    assert_eq!(listed, expected);
}

pub async fn a_refused_commit_leaves_a_large_row_alone(place: Place) {
    let store = place.open().await;
    done(&*store, seeing("Ev1", sized("d/1", 1, 5 * PART))).await;
    for (refused, outcome) in [
        (sized("d/1", 1, 7 * PART), Outcome::Conflict),
        (sized("d/1", 3, 2 * PART), Outcome::Conflict),
        (delete("d/1", 0), Outcome::Conflict),
        (seeing("Ev1", sized("d/1", 2, 1)), Outcome::Seen),
        (seeing("Ev1", delete("d/1", 1)), Outcome::Seen),
    ] {
        assert_eq!(store.commit(refused).await, Ok(outcome));
    }
    done(&*store, Commit { wake_at: Some(at(5)), ..keep("d/1", 1) }).await;
    check(&*store, "d/1", 1, 5 * PART).await;
}
