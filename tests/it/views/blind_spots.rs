//! The note on an owner's own blind spots.

use super::fixtures::{self, OWNER, at, noon, policy};
use super::shown;
use insta::assert_snapshot;
use soundings::domain::blind_spots::BlindSpots;
use soundings::views::Scene;

#[test]
fn an_owner_reads_of_their_own_blind_spots() {
    let policy = policy();
    let (scene, owner) = (Scene { policy: &policy, now: noon() }, OWNER.into());
    let seen = [fixtures::reviewed(), fixtures::decided(), fixtures::decided()];
    let spots = BlindSpots::of(&policy, &seen, &owner, at("2026-06-05T18:00"));
    let next = Some(jiff::civil::date(2026, 7, 1));
    let all = [
        shown("full", &scene.blind_spots(&spots, next)),
        shown("none", &scene.blind_spots(&BlindSpots::default(), None)),
    ];
    assert_snapshot!("blind-spots", all.join("\n\n"));
}
