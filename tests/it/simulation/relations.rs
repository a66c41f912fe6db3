//! Announcements, and decisions that take each other's place, in random histories.

use super::register::{self, Declare, any_declare};
use super::steps::{decision_key, functions, owner_mostly};
use crate::domain::world::World;
use proptest::prelude::*;
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::effect::Key;
use soundings::domain::event::{DecisionEvent, Event, Proposal, Strength};
use soundings::domain::ids::{DecisionId, FunctionId};
use soundings::domain::reply::Press;
use soundings::domain::state::State;

/// A step that ties decisions to each other or to a limit, or announces one.
#[derive(Clone, Debug)]
pub enum Tie {
    Announce {
        functions: u8,
    },
    StillOpen {
        who: usize,
        decision: usize,
    },
    Supersede {
        who: usize,
        old: usize,
        new: usize,
    },
    /// A limit that decisions may touch.
    Declare(Declare),
}

pub fn any_tie() -> impl Strategy<Value = Tie> {
    let one = || 0..3usize;
    prop_oneof![
        2 => (1..32u8).prop_map(|functions| Tie::Announce { functions }),
        1 => (one(), one()).prop_map(|(who, decision)| Tie::StillOpen { who, decision }),
        3 => (one(), one(), one()).prop_map(|(who, old, new)| Tie::Supersede { who, old, new }),
        2 => any_declare().prop_map(Tie::Declare),
    ]
}

pub fn take(world: &mut World, tie: &Tie) {
    match tie {
        Tie::Announce { functions: mask } => {
            let (root, chosen) = (world.next_ts(), functions(*mask));
            let names: Vec<&str> = chosen.iter().map(FunctionId::as_str).collect();
            let proposal = world.proposal(&root, "Move all plans to usage pricing", &names);
            world.notice(Proposal { announced: true, ..proposal }, Strength::Explicit);
        }
        Tie::Declare(declare) => register::take(world, declare),
        Tie::StillOpen { who, decision } => {
            let by = owner_mostly(world, *who);
            about(world, *decision, DecisionEvent::Pressed { by, press: Press::StillOpen });
        }
        Tie::Supersede { who, old, new } => {
            let by = owner_mostly(world, *who);
            let Some(Key::Decision(_, old)) = decision_key(world, *old) else { return };
            let old_channel = crate::domain::world::CHANNEL.into();
            about(world, *new, DecisionEvent::SupersedeAsked { by, old, old_channel });
        }
    }
}

fn about(world: &mut World, decision: usize, event: DecisionEvent) {
    if let Some(key) = decision_key(world, decision) {
        world.apply_new(&key, Event::Decision(event));
    }
}

/// What holds after every step.
pub fn after_step(world: &World) {
    let all = world.decisions();
    for decision in &all {
        let mut seen: Vec<&DecisionId> = vec![&decision.id];
        let mut next = by(&all, &decision.id);
        while let Some(id) = next {
            assert!(!seen.contains(&id), "{seen:?} replace each other");
            seen.push(id);
            next = by(&all, id);
        }
        let checked = decision.is_checked_afterwards() && decision.closed.is_some();
        let stands = decision.record.as_ref().is_some_and(|record| record.after_the_fact);
        let gone = decision.phase == Phase::Cancelled;
        assert!(!checked || stands || gone, "{} was checked and has no record", decision.id);
    }
}

/// What holds once nothing is under way any more: both sides say the same, and what is gone is not named.
pub fn when_quiet(world: &World, decision: &Decision) {
    let ties = &decision.relations;
    for one in &ties.replaces {
        assert!(one.confirmed, "{} waits for {}", decision.id, one.decision);
        let other = world.decision(&one.decision);
        assert_eq!(other.relations.replaced_by.as_ref(), Some(&decision.id));
    }
    if let Some(by) = &ties.replaced_by {
        let other = world.decision(by);
        assert!(other.relations.replaces.iter().any(|one| one.decision == decision.id));
        assert!(!decision.is_listening(), "{} listens, though {by} holds", decision.id);
    }
    for id in ties.all() {
        let there = match world.state(&world.key(id)) {
            Some(State::Decision(other)) => other.phase != Phase::Cancelled,
            _ => false,
        };
        assert!(there, "{} names {id}, which is gone", decision.id);
    }
}

fn by<'a>(all: &'a [Decision], id: &DecisionId) -> Option<&'a DecisionId> {
    all.iter().find(|one| one.id == *id)?.relations.replaced_by.as_ref()
}
