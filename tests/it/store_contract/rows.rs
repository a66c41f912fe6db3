//! Rows, the marks of events, lists.

use super::*;

pub async fn nothing_is_there_at_first(place: Place) {
    let store = place.open().await;
    assert_eq!(row(&*store, "d/1").await, None);
    assert!(!seen(&*store, "Ev1").await);
    assert_eq!(claim(&*store, 1_000_000).await, []);
    assert_eq!(store.due(at(1_000_000), 10).await, Ok(vec![]));
    assert_eq!(store.next_wake().await, Ok(None));
    assert_eq!(store.next_effect().await, Ok(None));
    assert_eq!(store.pending_effects().await, Ok(0));
    assert_eq!(store.prune_seen(at(1_000_000)).await, Ok(0));
    assert_eq!(listed(&*store, "", None, 10).await, "");
}

pub async fn a_row_counts_its_commits_and_starts_anew_after_a_deletion(place: Place) {
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

pub async fn a_commit_from_another_version_changes_nothing(place: Place) {
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

pub async fn an_event_is_applied_once(place: Place) {
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

pub async fn keeping_the_row_applies_everything_else(place: Place) {
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

pub async fn a_list_is_in_order_and_stays_inside_its_prefix(place: Place) {
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

pub async fn marks_are_forgotten_by_age_and_only_marks(place: Place) {
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

pub async fn the_longest_names_are_kept_and_longer_ones_refused(place: Place) {
    let longest = "n".repeat(MAX_NAME_BYTES);
    let longer = longest.clone() + "n";
    let named = |key: &str, event: &str, id: &str, lane: &str| {
        let commit = Commit { effects: vec![effect(id, lane, 0)], ..put(key, 0, "x") };
        seeing(event, commit)
    };
    let store = place.open().await;
    for commit in [
        named(&longer, "Ev", "a", "C1"),
        named("d/1", &longer, "a", "C1"),
        named("d/1", "Ev", &longer, "C1"),
        named("d/1", "Ev", "a", &longer),
    ] {
        let key = commit.key[..commit.key.len().min(MAX_NAME_BYTES)].to_owned();
        let (bytes, limit) = (MAX_NAME_BYTES + 1, MAX_NAME_BYTES);
        let refused = StoreError::TooLarge { what: "name", key, bytes, limit };
        assert_eq!(store.commit(commit).await, Err(refused));
    }
    assert_eq!(listed(&*store, "", None, 10).await, "");
    done(&*store, named(&longest, &longest, &longest, &longest)).await;
    drop(store);

    let store = place.open().await;
    assert_eq!(row(&*store, &longest).await.unwrap(), "1: x");
    assert!(seen(&*store, &longest).await);
    assert_eq!(claim_ids(&*store, 0).await, [longest]);
}

pub async fn everything_is_there_after_reopening(place: Place) {
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

pub async fn a_commit_of_ten_megabytes_is_kept_whole(place: Place) {
    let store = place.open().await;
    let effects = (0..100).map(|n| NewEffect {
        bytes: vec![n; MAX_EFFECT_BYTES],
        ..effect(&n.to_string(), &n.to_string(), 0)
    });
    done(&*store, Commit { effects: effects.collect(), ..put("d/1", 0, "row") }).await;
    drop(store);

    let store = place.open().await;
    let claimed = claim(&*store, 0).await;
    assert_eq!(claimed.len(), 100);
    for effect in claimed {
        let n: u8 = effect.id.as_str().parse().unwrap();
        assert_eq!(effect.bytes, vec![n; MAX_EFFECT_BYTES]);
    }
}
