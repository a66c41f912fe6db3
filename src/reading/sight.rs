//! A message in view of what stood before it.

use super::evidence::Evidence;
use super::glance::{Content, Earlier, Glance};

/// How many numbers the second look has.
pub const FEATURES: usize = 12 + 5 + 4 + 5;

/// So many earlier messages are looked at.
pub const EARLIER_MAX: usize = 6;

/// Returns what the weights of the second look are for.
pub(super) fn features(glance: &Glance, context: &[Earlier<'_>]) -> [f32; FEATURES] {
    let near = &context[context.len().saturating_sub(EARLIER_MAX)..];
    let peak = |near: &[Earlier<'_>], class: usize| {
        near.iter().map(|earlier| earlier.glance.classes[class]).fold(0.0, f32::max)
    };
    let talks = near.iter().map(|earlier| earlier.glance.talk_share());
    let last = near.last();
    let is = |flag: bool| f32::from(u8::from(flag));
    let single = [
        glance.talk,
        glance.explicit,
        is(glance.evidence == Evidence::InSoManyWords),
        is(glance.evidence == Evidence::Combined),
        (1.0 + glance.length as f32).ln(),
        last.map_or(0.0, |last| last.glance.talk_share()),
        talks.clone().fold(0.0, f32::max),
        talks.sum::<f32>() / near.len().max(1) as f32,
        is(last.is_some_and(|last| last.same_author)),
        is(last.is_some_and(|last| last.glance.asks)),
        overlap(&glance.content, near),
        is(near.is_empty()),
    ];
    let two = &near[near.len().saturating_sub(2)..];
    let shortly = [0, 2, 3, 4].into_iter().map(|class| peak(two, class));
    let lately = (0..5).map(|class| peak(near, class));
    let mut features = [0.0; FEATURES];
    let classes = glance.classes[..5].iter().copied();
    let all = single.into_iter().chain(classes).chain(shortly).chain(lately);
    for (feature, value) in features.iter_mut().zip(all) {
        *feature = value;
    }
    features
}

fn overlap(content: &Content, near: &[Earlier<'_>]) -> f32 {
    near.iter().map(|earlier| content.overlap(&earlier.glance.content)).fold(0.0, f32::max)
}
