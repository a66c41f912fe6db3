//! Hesitation in random histories: what is kept of it, where, and how long.

use super::steps::decision_key;
use crate::domain::world::{Posted, TEAM, World};
use proptest::prelude::*;
use soundings::domain::decision::Decision;
use soundings::domain::effect::{Destination, Key};
use soundings::domain::event::{DecisionEvent, Event};
use soundings::domain::hesitation::{CUES_MAX, QUESTIONS_MAX};
use soundings::domain::message::Message;
use soundings::domain::state::State;
use std::collections::BTreeMap;

/// Something that shows hesitation, or ends it.
#[derive(Clone, Debug)]
pub enum Act {
    Say {
        who: usize,
        decision: usize,
        text: usize,
    },
    Nod {
        who: usize,
        decision: usize,
    },
    /// What somebody hesitated in is edited or deleted.
    Edit {
        decision: usize,
        cue: usize,
        text: Option<usize>,
    },
    /// The workspace agrees, or no longer does; the bot is started again with that.
    Agree {
        agrees: bool,
    },
}

const TEXTS: [&str; 6] = [
    "I guess xyzzy works",
    "ok if the xyzzy floor stays",
    "what happens to the yearly xyzzy contracts?",
    "and the yearly xyzzy contracts, what happens to those?",
    "the yearly xyzzy contracts stay as they are",
    "+1",
];

pub fn any_act() -> impl Strategy<Value = Act> {
    let (one, text) = (|| 0..3usize, || 0..TEXTS.len());
    prop_oneof![
        6 => (0..8usize, one(), text()).prop_map(|(who, decision, text)| Act::Say { who, decision, text }),
        2 => (0..8usize, one()).prop_map(|(who, decision)| Act::Nod { who, decision }),
        2 => (one(), one(), prop::option::of(text()))
            .prop_map(|(decision, cue, text)| Act::Edit { decision, cue, text }),
        1 => any::<bool>().prop_map(|agrees| Act::Agree { agrees }),
    ]
}

pub fn take(world: &mut World, act: &Act) {
    match act {
        Act::Say { who, decision, text } => {
            let (ts, text) = (world.next_ts(), TEXTS[*text]);
            let remark = soundings::reading::remark(text);
            let event = world.reply(&ts, someone(world, *who), text, remark);
            about(world, *decision, event);
        }
        Act::Nod { who, decision } => {
            let by = someone(world, *who);
            about(world, *decision, DecisionEvent::Nodded { by });
        }
        Act::Edit { decision, cue, text } => {
            edit(world, *decision, *cue, text.map(|text| TEXTS[text]))
        }
        Act::Agree { agrees } => {
            world.policy.room.hesitation = agrees.then(|| TEAM.into()).into_iter().collect();
            let key = Key::Workspace(TEAM.into());
            world.apply_new(
                &key,
                Event::Workspace(soundings::domain::event::WorkspaceEvent::Started),
            );
        }
    }
}

fn edit(world: &mut World, decision: usize, cue: usize, text: Option<&str>) {
    let Some(key) = decision_key(world, decision) else { return };
    let Some(State::Decision(found)) = world.state(&key) else { return };
    let cues = found.hesitation.cues.iter().filter(|cue| cue.message != found.root);
    let Some(ts) = cues.map(|cue| cue.message.clone()).nth(cue) else { return };
    let event = match text {
        Some(text) => {
            let (text, spoken_of) = (text.to_owned(), Default::default());
            DecisionEvent::MessageEdited { ts, text, spoken_of, title: None, before: None }
        }
        None => DecisionEvent::MessageDeleted { ts, before: None },
    };
    about(world, decision, event);
}

fn about(world: &mut World, decision: usize, event: DecisionEvent) {
    if let Some(key) = decision_key(world, decision) {
        world.apply_new(&key, Event::Decision(event));
    }
}

fn someone(world: &World, who: usize) -> soundings::domain::ids::UserId {
    let people: Vec<_> = world.people.keys().cloned().collect();
    people[who % people.len()].clone()
}

/// What holds after every step: nothing of it beyond the window, and nobody's name with it.
pub fn after_step(world: &World) {
    for row in world.rows.values() {
        if let State::Decision(decision) = &row.state {
            holds(world, decision);
        }
    }
}

/// What holds once nothing is under way any more: nothing of it is anywhere else.
pub fn when_quiet(world: &World) {
    let elsewhere = world.rows.iter().filter(|(key, _)| !matches!(key, Key::Decision(..)));
    for (key, row) in elsewhere {
        let row = serde_json::to_string(&row.state).expect("JSON");
        assert!(!row.contains("xyzzy"), "{key} keeps what was said: {row}");
    }
}

fn holds(world: &World, decision: &Decision) {
    let kept = &decision.hesitation;
    assert!(
        decision.is_listening() || kept.is_empty(),
        "{} is closed and keeps {kept:?}",
        decision.id
    );
    assert!(kept.cues.len() <= CUES_MAX && kept.questions.len() <= QUESTIONS_MAX);
    if kept.is_empty() {
        return;
    }
    let row = serde_json::to_string(kept).expect("JSON");
    let named = world.people.keys().find(|user| row.contains(&format!("\"{user}\"")));
    assert_eq!(named, None, "{row}");
}

/// How many messages about it owners got.
#[derive(Default)]
pub struct Bundles(BTreeMap<Key, usize>);

impl Bundles {
    pub fn posted(&mut self, posted: &Posted) {
        if posted.message == Message::Hesitation {
            *self.0.entry(posted.source.clone()).or_default() += 1;
            assert!(matches!(posted.to, Destination::Dm(_)), "{posted:?}");
        }
    }

    /// One in a window at the most.
    pub fn decision(&self, key: &Key, decision: &Decision) {
        let windows = decision.closed_before.len() + 1;
        let told = self.0.get(key).copied().unwrap_or_default();
        let cancelled = decision.phase == soundings::domain::decision::Phase::Cancelled;
        assert!(
            cancelled || told <= windows,
            "{key} told its owner {told} times in {windows} windows"
        );
    }

    pub fn start_over(&mut self, key: &Key) {
        self.0.remove(key);
    }
}
