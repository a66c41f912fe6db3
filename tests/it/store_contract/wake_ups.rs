//! Wake-ups.

use super::*;

pub async fn a_wake_up_is_due_from_its_moment_until_a_commit_changes_it(place: Place) {
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

pub async fn the_earliest_wake_up_comes_first(place: Place) {
    let store = place.open().await;
    for (key, wake) in [("d/1", 30), ("d/2", 10), ("d/3", 20), ("d/4", 40)] {
        done(&*store, woken(key, 0, Some(wake))).await;
    }
    assert_eq!(store.due(at(30), 10).await.unwrap(), ["d/2", "d/3", "d/1"]);
    assert_eq!(store.due(at(30), 2).await.unwrap(), ["d/2", "d/3"]);
    assert_eq!(store.due(at(30), 0).await, Ok(vec![]));
}

pub async fn the_next_wake_up_is_the_earliest(place: Place) {
    let store = place.open().await;
    assert_eq!(store.next_wake().await, Ok(None));
    done(&*store, woken("d/1", 0, Some(60))).await;
    done(&*store, woken("d/2", 0, Some(40))).await;
    assert_eq!(store.next_wake().await, Ok(Some(at(40))));
    done(&*store, woken("d/2", 1, None)).await;
    assert_eq!(store.next_wake().await, Ok(Some(at(60))));
}

pub async fn the_next_effect_is_the_earliest_that_may_be_handed_out(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("a", "C1", 30), effect("b", "C1", 10)])).await;
    assert_eq!(store.next_effect().await, Ok(Some(at(30))), "b stands behind a");
    assert_eq!(claim_ids(&*store, 30).await, ["a"]);
    assert_eq!(store.next_effect().await, Ok(None), "a is out");
    store.release_effect(&"a".into(), at(40), Attempt::Unclear).await.unwrap();
    assert_eq!(store.next_effect().await, Ok(Some(at(40))));
    done(&*store, settling("a")).await;
    assert_eq!(store.next_effect().await, Ok(Some(at(10))));
}
