//! Views that pull apart, in random histories: the owner is told, posts or puts aside, whatever changes.

use super::steps::{chosen, decision_key, owner_mostly};
use crate::domain::world::World;
use proptest::prelude::*;
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::effect::{Destination, Key};
use soundings::domain::event::{DecisionEvent, Event};
use soundings::domain::ids::{FunctionId, TensionId};
use soundings::domain::message::Message;
use soundings::domain::reply::{Form, Press};
use soundings::domain::state::State;
use soundings::domain::tension::{CardText, Fate};
use std::collections::BTreeSet;

/// Something about views that pull apart.
#[derive(Clone, Debug)]
pub enum Act {
    /// A function speaks, with words that may deny another's.
    Speak {
        decision: usize,
        slot: usize,
        words: usize,
    },
    Press {
        who: usize,
        decision: usize,
        tension: usize,
        post: bool,
    },
    HandIn {
        who: usize,
        decision: usize,
        tension: usize,
        question: bool,
    },
}

/// Returns any of these.
pub fn any_act() -> impl Strategy<Value = Act> {
    let (one, which) = (|| 0..3usize, || 0..4usize);
    prop_oneof![
        4 => (one(), 0..5usize, 0..WORDS.len())
            .prop_map(|(decision, slot, words)| Act::Speak { decision, slot, words }),
        2 => (one(), one(), which(), any::<bool>())
            .prop_map(|(who, decision, tension, post)| Act::Press { who, decision, tension, post }),
        3 => (one(), one(), which(), any::<bool>()).prop_map(|(who, decision, tension, question)| {
            Act::HandIn { who, decision, tension, question }
        }),
    ]
}

/// Needs, and conditions behind ` | `.
const WORDS: [&str; 5] = [
    "We must keep the free tier for schools.",
    "We have to drop the free tier.",
    "No free tier for schools, please.",
    "a range | yes, if renewals keep their months",
    "an order | yes, if tokens go first",
];

/// Whether there is something about views that pull apart of which the owner may be yet to hear.
pub fn may_be_told(decision: &Decision) -> bool {
    let open = decision.tensions.known.iter().any(|one| one.fate == Fate::Open);
    open || decision.tensions.joint.is_some()
}

/// Does it to the world, as far as there is something to do it to.
pub fn take(world: &mut World, act: &Act) {
    let (which, who) = match act {
        Act::Speak { decision, .. } => (decision, 0),
        Act::Press { decision, who, .. } | Act::HandIn { decision, who, .. } => (decision, *who),
    };
    let Some(key) = decision_key(world, *which) else { return };
    let Some(State::Decision(decision)) = world.state(&key) else { return };
    let by = owner_mostly(world, who);
    let event = match act {
        Act::Speak { slot, words, .. } => speak(&decision, *slot, WORDS[*words]),
        Act::Press { tension, post, .. } => known(&decision, *tension).map(|tension| {
            let press = match post {
                true => Press::PostTension { tension },
                false => Press::NotATension { tension },
            };
            DecisionEvent::Pressed { by, press }
        }),
        Act::HandIn { tension, question, .. } => known(&decision, *tension).map(|tension| {
            let form = Form::Tension { tension, text: text(*question) };
            DecisionEvent::Submitted { by, form }
        }),
    };
    if let Some(event) = event {
        world.apply_new(&key, Event::Decision(event));
    }
}

fn speak(decision: &Decision, slot: usize, words: &str) -> Option<DecisionEvent> {
    let slot = chosen(&decision.slots, slot)?;
    let by = slot.asks.first()?.user.clone();
    let (need, condition) = words.split_once(" | ").map_or((words, None), |(a, b)| (a, Some(b)));
    let form = Form::Answer {
        function: slot.function.clone(),
        need: need.to_owned(),
        limit: None,
        evidence: None,
        condition: condition.map(str::to_owned),
        hard_now: None,
        could_try: None,
    };
    Some(DecisionEvent::Submitted { by, form })
}

/// A tension, or one that never was.
fn known(decision: &Decision, which: usize) -> Option<TensionId> {
    let none = || (which == 3).then(|| "NOSUCH01".into());
    chosen(&decision.tensions.known, which).map(|one| one.id()).or_else(none)
}

fn text(question: bool) -> CardText {
    let part = || "words of the owner".to_owned();
    let question = if question { part() } else { String::new() };
    CardText { goal: None, one_needs: part(), other_needs: part(), assumption: part(), question }
}

/// Checks what holds after every step.
pub fn after_step(world: &World, key: &Key, decision: &Decision) {
    let ids: Vec<TensionId> = decision.tensions.known.iter().map(|one| one.id()).collect();
    let distinct: BTreeSet<&TensionId> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "{key} knows a tension twice");
    for one in &decision.tensions.known {
        let functions: [&FunctionId; 2] = one.between.both().map(|said| &said.function);
        assert_ne!(functions[0], functions[1], "{key}: a function pulls apart by itself");
        let here = |message: &Message| *message == Message::Tension { tension: one.id() };
        let stand = world.slack.iter().filter(|post| post.source == *key && here(&post.message));
        assert!(stand.count() <= 1, "{key}: a tension stands twice in the thread");
    }
    let told = world.slack.iter().filter(|post| {
        post.source == *key && matches!(post.message, Message::TensionsFound { .. })
    });
    for post in told {
        assert_eq!(post.to, Destination::Dm(decision.owner.clone()), "{key}: told to others");
    }
    assert!(
        decision.phase != Phase::Cancelled || decision.tensions.is_empty(),
        "{key} keeps words"
    );
}
