//! Effects and their lanes.

use super::*;
use futures_util::future::join_all;

pub async fn an_effect_comes_out_as_it_went_in(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("Ev1#0", "C1", 0)])).await;
    let expected = Claimed {
        id: "Ev1#0".into(),
        lane: "C1".into(),
        bytes: b"send Ev1#0".to_vec(),
        attempts: 0,
        maybe_sent: false,
        begun: false,
    };
    assert_eq!(claim(&*store, 0).await, [expected]);
}

pub async fn one_lane_goes_one_by_one_in_the_order_of_commits(place: Place) {
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

pub async fn lanes_do_not_wait_for_each_other(place: Place) {
    let store = place.open().await;
    let effects = [("a", "C1"), ("b", "C1"), ("c", "C2"), ("d", "C3")];
    done(&*store, sending(effects.iter().map(|(id, lane)| effect(id, lane, 0)).collect())).await;
    assert_eq!(claim_ids(&*store, 0).await, ["a", "c", "d"]);
    done(&*store, settling("a")).await;
    assert_eq!(claim_ids(&*store, 0).await, ["b"]);
}

pub async fn a_claim_hands_out_no_more_than_asked_for(place: Place) {
    let store = place.open().await;
    done(&*store, sending((0..5).map(|n| effect(&n.to_string(), &n.to_string(), 0)).collect()))
        .await;
    for (limit, handed_out) in [(0, 0), (2, 2), (4, 3), (4, 0)] {
        let claimed = store.claim_effects(at(0), limit).await.unwrap();
        assert_eq!(claimed.len(), handed_out);
    }
}

pub async fn an_effect_waits_for_its_moment_and_its_lane_with_it(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("late", "C1", 60), effect("early", "C1", 0)])).await;
    assert_eq!(claim_ids(&*store, 59).await, [""; 0]);
    assert_eq!(claim_ids(&*store, 60).await, ["late"]);
}

pub async fn a_released_effect_comes_again_at_its_new_moment_before_its_lane(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("a", "C1", 0), effect("b", "C1", 0)])).await;
    for attempts in 0..3 {
        let now = i64::from(attempts) * 10;
        assert_eq!(claim(&*store, now - 1).await, []);
        let [claimed] = claim(&*store, now).await.try_into().unwrap();
        assert_eq!((claimed.id.as_str(), claimed.attempts), ("a", attempts));
        assert_eq!(claimed.maybe_sent, attempts > 0);
        store.release_effect(&claimed.id, at(now + 10), Attempt::Unclear).await.unwrap();
    }
}

pub async fn an_attempt_that_was_not_made_is_not_counted(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("a", "C1", 0)])).await;
    assert_eq!(claim_ids(&*store, 0).await, ["a"]);
    store.release_effect(&"a".into(), at(10), Attempt::NotMade).await.unwrap();
    let [claimed] = claim(&*store, 10).await.try_into().unwrap();
    assert_eq!((claimed.attempts, claimed.maybe_sent), (0, false));
}

pub async fn what_was_begun_is_known_until_it_is_put_back_as_not_made(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("a", "C1", 0)])).await;
    let a = "a".into();
    for (attempt, begun) in [(Attempt::Unclear, true), (Attempt::NotMade, false)] {
        assert_eq!(claim_ids(&*store, 0).await, ["a"]);
        store.begin_effect(&a).await.unwrap();
        store.release_effect(&a, at(0), attempt).await.unwrap();
        assert_eq!(claim(&*store, 0).await[0].begun, begun);
        store.release_effect(&a, at(0), Attempt::Unclear).await.unwrap();
    }
    drop(store);

    let store = place.open().await;
    let [claimed] = claim(&*store, 0).await.try_into().unwrap();
    assert_eq!((claimed.maybe_sent, claimed.begun), (true, false), "not made is remembered too");
}

pub async fn what_was_begun_is_known_after_reopening_and_gone_with_the_effect(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("a", "C1", 0), effect("b", "C2", 0)])).await;
    assert_eq!(claim_ids(&*store, 0).await, ["a", "b"]);
    store.begin_effect(&"b".into()).await.unwrap();
    drop(store);

    let store = place.open().await;
    let begun: Vec<_> = claim(&*store, 0).await.iter().map(|effect| effect.begun).collect();
    assert_eq!(begun, [false, true]);
    done(&*store, settling("b")).await;
    done(&*store, sending(vec![effect("b", "C2", 0)])).await;
    assert!(!claim(&*store, 0).await[0].begun, "another effect of that name");
    drop(store);

    let store = place.open().await;
    assert!(claim(&*store, 0).await.iter().all(|effect| !effect.begun));
}

pub async fn beginning_what_does_not_wait_changes_nothing(place: Place) {
    let store = place.open().await;
    store.begin_effect(&"a".into()).await.unwrap();
    done(&*store, sending(vec![effect("a", "C1", 0)])).await;
    assert!(!claim(&*store, 0).await[0].begun);
    drop(store);

    let store = place.open().await;
    assert!(!claim(&*store, 0).await[0].begun);
}

pub async fn releasing_what_is_not_handed_out_changes_nothing(place: Place) {
    let store = place.open().await;
    store.release_effect(&"never".into(), at(0), Attempt::Unclear).await.unwrap();
    done(&*store, sending(vec![effect("a", "C1", 0)])).await;
    store.release_effect(&"a".into(), at(60), Attempt::Unclear).await.unwrap();
    let [claimed] = claim(&*store, 0).await.try_into().unwrap();
    assert_eq!((claimed.attempts, claimed.maybe_sent), (0, false));
    done(&*store, settling("a")).await;
    store.release_effect(&"a".into(), at(0), Attempt::Unclear).await.unwrap();
    assert_eq!(claim(&*store, 60).await, []);
}

pub async fn settling_removes_an_effect_handed_out_or_not(place: Place) {
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

pub async fn a_refused_commit_settles_nothing(place: Place) {
    let store = place.open().await;
    done(&*store, seeing("Ev1", sending(vec![effect("a", "C1", 0)]))).await;
    assert_eq!(claim_ids(&*store, 0).await, ["a"]);
    let stale = Commit { expected: 5, ..settling("a") };
    assert_eq!(store.commit(stale).await, Ok(Outcome::Conflict));
    assert_eq!(store.commit(seeing("Ev1", settling("a"))).await, Ok(Outcome::Seen));
    assert_eq!(store.pending_effects().await, Ok(1));
    assert_eq!(claim_ids(&*store, 0).await, [""; 0]);
}

pub async fn an_effect_that_already_waits_is_kept_once(place: Place) {
    let store = place.open().await;
    done(&*store, sending(vec![effect("a", "C1", 0), effect("a", "C2", 0)])).await;
    done(&*store, sending(vec![effect("a", "C3", 0)])).await;
    assert_eq!(store.pending_effects().await, Ok(1));
    assert_eq!(claim(&*store, 0).await[0].lane, "C1");
    let replaced = Commit { effects: vec![effect("a", "C4", 0)], ..settling("a") };
    done(&*store, replaced).await;
    assert_eq!(claim(&*store, 0).await[0].lane, "C4", "once settled, the name is free");
}

pub async fn tens_of_thousands_may_wait(place: Place) {
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

pub async fn the_largest_effect_is_kept_and_a_larger_one_refused(place: Place) {
    let sized = |size| NewEffect { bytes: vec![7; size], ..effect("a", "C1", 0) };
    let store = place.open().await;
    let (bytes, limit) = (MAX_EFFECT_BYTES + 1, MAX_EFFECT_BYTES);
    let effects = vec![effect("small", "C1", 0), sized(bytes)];
    let refused = StoreError::TooLarge { what: "effect", key: "d/1".into(), bytes, limit };
    let larger = Commit { effects, ..put("d/1", 0, "x") };
    assert_eq!(store.commit(larger).await, Err(refused));
    assert_eq!(row(&*store, "d/1").await, None);
    assert_eq!(store.pending_effects().await, Ok(0));
    done(&*store, sending(vec![sized(MAX_EFFECT_BYTES)])).await;
    drop(store);

    let store = place.open().await;
    assert_eq!(claim(&*store, 0).await[0].bytes, vec![7; MAX_EFFECT_BYTES]);
}
