//! Topics: what a function would bring up about a decision, and how one sees that somebody has.

use super::{Lens, Library};
use crate::domain::ids::TopicId;
use crate::domain::kind::{Door, Kind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The longest question of a topic: three of them stand on a card that is read on a phone.
pub const TOPIC_CHARS_MAX: usize = 90;

/// The most a topic can matter for a kind, and the most a one-way door can add.
pub const TOPIC_WEIGHT_MAX: u8 = 3;

/// Something a function would bring up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its short name inside its lens, such as `refunds`.
    pub id: String,
    /// The question, as short as it can be asked.
    pub question: String,
    /// A text that holds one of these speaks of it; see [`Phrases`](super::Phrases).
    pub touched_by: Vec<String>,
    /// How much it matters for each kind: 3 at its heart, 2 usually, 1 at times.
    pub kinds: BTreeMap<Kind, u8>,
    /// How much more it matters where there is no cheap way back.
    #[serde(default)]
    pub one_way: u8,
    /// What a decision has to be in line with, where this speaks of it.
    #[serde(default)]
    pub fills: Option<Aspect>,
    /// Whether somebody who promises a gain is to be asked this first.
    #[serde(default)]
    pub on_gain: bool,
}

/// What a decision has to be in line with, besides the goal that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Aspect {
    /// What leadership expects.
    Leadership,
    /// What the technology allows.
    Technology,
    /// What comes first, and what gives way.
    Priority,
}

impl Aspect {
    /// Every aspect, in the order people see them.
    pub const ALL: [Aspect; 3] = [Aspect::Leadership, Aspect::Technology, Aspect::Priority];
}

impl Topic {
    /// Returns how much it matters for a decision, or `None` where it does not.
    pub fn weight(&self, kind: Kind, door: Door) -> Option<u8> {
        let weight = *self.kinds.get(&kind)?;
        Some(if door == Door::OneWay { weight + self.one_way } else { weight })
    }
}

impl Lens {
    /// Returns every topic, each with its lens.
    pub fn each_topic(&self) -> impl Iterator<Item = (&Lens, &Topic)> {
        self.topics.iter().map(move |topic| (self, topic))
    }

    /// Returns the id of one of its topics.
    pub fn topic_id(&self, topic: &Topic) -> TopicId {
        TopicId::of(&self.function, &topic.id)
    }
}

impl Library {
    /// Returns every topic with its function, in the order in which people see functions.
    pub fn topics(&self) -> impl Iterator<Item = (&Lens, &Topic)> {
        self.iter().flat_map(Lens::each_topic)
    }

    /// Returns the topics that a text speaks of. What it quotes must be left out before.
    pub fn spoken_of(&self, text: &str) -> BTreeSet<TopicId> {
        self.phrases.in_text(text).into_iter().cloned().collect()
    }

    /// Returns whether a topic matters for a kind of decision.
    pub fn matters(&self, topic: &TopicId, kind: Kind) -> bool {
        self.topics()
            .any(|(lens, one)| one.kinds.contains_key(&kind) && lens.topic_id(one) == *topic)
    }
}
