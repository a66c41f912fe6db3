//! Random histories against a few invariants.
//!
//! People, clicks, forms, edits and commands come in any order; effects are carried out lane by lane in
//! any interleaving, some of them twice because the bot crashed before it could note the result; the
//! clock stands still, creeps or leaps. After every step the invariants are checked. A failure is
//! shrunk to a short list of steps, which is printed and becomes a story. `PROPTEST_CASES` sets how
//! many histories are tried.

mod aftercare;
mod deciding;
mod ends_of_time;
mod hesitating;
mod invariants;
mod learning;
mod pressing;
mod register;
mod relations;
mod said;
mod steps;
mod tensions;

use crate::domain::world::{TEAM, World};
use invariants::Watch;
use proptest::prelude::*;
use soundings::domain::roster::Role;
use steps::{Step, any_step, take};

/// How many histories are tried where the environment does not say.
const CASES: u32 = 150;

fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let untouched = default.cases == 256;
    let cases = if untouched { CASES } else { default.cases };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 4_000, ..default }
}

fn play(start: &str, steps: &[Step]) {
    play_on(people(start), steps);
}

/// Everybody whom a history needs.
fn people(start: &str) -> World {
    let mut world = World::new(start);
    world.policy.review = aftercare::review();
    world.policy.room.hesitation = vec![TEAM.into()];
    world.joins("Gus", "Asia/Tokyo", &[("marketing", Role::Member)]);
    world.joins("Kim", "America/New_York", &[("support", Role::Member)]);
    world.joins("Zoe", "Europe/Berlin", &[("catering", Role::Member)]);
    world
}

fn play_on(mut world: World, steps: &[Step]) {
    let mut watch = Watch::default();
    watch.after_step(&mut world);
    for step in steps {
        take(&mut world, step);
        watch.after_step(&mut world);
    }
    world.run();
    watch.after_step(&mut world);
    watch.when_quiet(&world);
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_happens_the_promises_hold(
        steps in prop::collection::vec(any_step(), 1..70),
        // The clocks change on the Sundays 29 March and 25 October.
        start in prop::sample::select(vec!["2026-03-02T10:00", "2026-03-26T16:00", "2026-10-23T08:00"]),
    ) {
        play(start, &steps);
    }

    #[test]
    fn whatever_happens_after_a_decision_the_promises_hold(
        steps in prop::collection::vec(aftercare::any_step(), 1..60),
        start in prop::sample::select(vec!["2026-03-02T10:00", "2026-03-26T16:00", "2026-10-23T08:00"]),
        number in 0..100u8,
    ) {
        let mut world = people(start);
        aftercare::decide(&mut world, number);
        play_on(world, &steps);
    }
}
