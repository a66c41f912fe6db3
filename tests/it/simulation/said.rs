//! What stands in a decision's thread when a step wants to point at it.

use super::steps::{chosen, decision_key};
use crate::domain::world::World;
use soundings::domain::answer::ViewSource;
use soundings::domain::decision::Decision;
use soundings::domain::effect::Key;
use soundings::domain::ids::{DecisionId, MessageTs};
use soundings::domain::state::State;

pub fn known_decision(world: &World, id: &DecisionId) -> Option<Decision> {
    match world.state(&world.key(id)) {
        Some(State::Decision(decision)) => Some(*decision),
        _ => None,
    }
}

pub fn offered(world: &World, decision: usize) -> Option<MessageTs> {
    let Key::Decision(_, id) = decision_key(world, decision)? else { return None };
    known_decision(world, &id)?.offers.keys().next().cloned()
}

/// The root, an offered reply or a counted one.
pub fn spoken(world: &World, decision: usize, message: usize) -> Option<MessageTs> {
    let Key::Decision(_, id) = decision_key(world, decision)? else { return None };
    let decision = known_decision(world, &id)?;
    let counted = decision.slots.iter().filter_map(|slot| match &slot.view.as_ref()?.source {
        ViewSource::Form => None,
        ViewSource::Dm { ts, .. } | ViewSource::Reply { ts } => Some(ts.clone()),
    });
    let mut all: Vec<MessageTs> = decision.offers.keys().cloned().chain(counted).collect();
    all.push(decision.root.clone());
    chosen(&all, message).cloned()
}
