//! Tensions: two views that pull apart, and what became of it.
//!
//! A row holds no word of a view: a tension is known by its two functions and a mark of what each said.
//! What is shown of it is read from the views at the moment it is shown. Only the card that the owner had
//! posted holds words, which are the owner's.

use super::decision::Decision;
use super::ids::{ChannelId, FunctionId, MessageTs, TensionId, UserId, mark};
use super::record::{self, fingerprint};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest of the parts of a card: both needs, the assumption and the question.
pub const CARD_CHARS: usize = 500;

/// What was found in the views of a decision, and what the owner made of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tensions {
    /// In the order in which they were found; of views that have changed since as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Tension>,
    /// The conditions that one proposal could meet, as they were last found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joint: Option<Joint>,
    /// What the owner was told of, and when, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tellings: Vec<Telling>,
}

/// Two views that pull apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tension {
    pub between: Pair,
    /// When it was found.
    pub at: Timestamp,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Fate::is_open")]
    pub fate: Fate,
}

/// Two views: one needs something that the other leaves no room for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub needs: Said,
    pub limits: Said,
}

/// A function's view, as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub function: FunctionId,
    /// Which words; see [`fingerprint`].
    pub of: String,
}

/// What became of a tension.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// The owner has not said.
    #[default]
    Open,
    /// The owner says that it is none; it is not brought up again unless a view changes.
    PutAside,
    /// The owner had it posted.
    Posted(Box<Card>),
    /// Slack did not take the card. What the owner wrote is kept for another try.
    NotPosted(Box<CardText>),
}

/// A tension as its owner had it posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub by: UserId,
    pub at: Timestamp,
    pub text: CardText,
    /// Its place in the thread, once it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ts: Option<MessageTs>,
}

/// What a tension card says, in its owner's words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardText {
    /// The goal both share, if the owner names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    pub one_needs: String,
    pub other_needs: String,
    /// What makes the two seem to exclude each other.
    pub assumption: String,
    pub question: String,
}

/// Conditions that do not deny each other, where nothing else is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joint {
    pub parties: Vec<Said>,
    /// When it was found.
    pub at: Timestamp,
}

/// One message in which the owner was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tensions: Vec<TensionId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint: Vec<Said>,
    /// Where it stands, if it is a message by itself and has arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<(ChannelId, MessageTs)>,
}

/// What has become of a view since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    Changed,
    /// The function has no view any more.
    TakenBack,
}

impl Tensions {
    /// Returns whether nothing was ever found.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns a tension.
    pub fn get(&self, id: &TensionId) -> Option<&Tension> {
        self.known.iter().find(|one| one.id() == *id)
    }

    /// Returns a tension for changing.
    pub fn get_mut(&mut self, id: &TensionId) -> Option<&mut Tension> {
        self.known.iter_mut().find(|one| one.id() == *id)
    }

    /// Returns what the owner was told at a moment.
    pub fn told_at(&self, at: Timestamp) -> Option<&Telling> {
        self.tellings.iter().find(|one| one.at == at)
    }

    /// Returns the tensions that were posted, with their cards, in the order in which they were found.
    pub fn posted(&self) -> impl Iterator<Item = (&Tension, &Card)> {
        self.known.iter().filter_map(|one| Some((one, one.card()?)))
    }

    /// Returns whether the owner has said that these two views are no tension, or had it posted.
    pub fn is_settled(&self, id: &TensionId) -> bool {
        self.get(id).is_some_and(|one| matches!(one.fate, Fate::PutAside | Fate::Posted(_)))
    }
}

impl Tension {
    /// Returns its id: another as soon as one of the views is.
    pub fn id(&self) -> TensionId {
        self.between.id()
    }

    /// Returns the card, if it was posted.
    pub fn card(&self) -> Option<&Card> {
        match &self.fate {
            Fate::Posted(card) => Some(card),
            Fate::Open | Fate::PutAside | Fate::NotPosted(_) => None,
        }
    }
}

impl Pair {
    /// Returns the id of a tension between these two.
    pub fn id(&self) -> TensionId {
        let Pair { needs, limits } = self;
        let parts = [&needs.of, &limits.of].map(String::as_str);
        let functions = [needs.function.as_str(), limits.function.as_str()];
        TensionId::new(mark(functions.into_iter().chain(parts)))
    }

    /// Returns both views, the one that needs something first.
    pub fn both(&self) -> [&Said; 2] {
        [&self.needs, &self.limits]
    }

    /// Returns whether both views still stand as they did.
    pub fn stands(&self, decision: &Decision) -> bool {
        self.both().iter().all(|said| said.since(decision).is_none())
    }
}

impl Joint {
    /// Returns whether all its conditions still stand as they did.
    pub fn stands(&self, decision: &Decision) -> bool {
        self.parties.iter().all(|said| said.since(decision).is_none())
    }
}

impl Said {
    /// Returns what has become of the view since, or `None` if it stands as it did.
    pub fn since(&self, decision: &Decision) -> Option<Since> {
        let slot = record::heard(decision).find(|slot| slot.function == self.function);
        match slot.and_then(|slot| slot.view.as_ref()) {
            None => Some(Since::TakenBack),
            Some(view) if fingerprint(&view.words) == self.of => None,
            Some(_) => Some(Since::Changed),
        }
    }
}

impl Fate {
    /// Returns whether the owner has not said anything yet.
    pub fn is_open(&self) -> bool {
        *self == Fate::Open
    }
}

/// Returns the views of a decision that count, as they stand.
pub fn views(decision: &Decision) -> BTreeSet<(&FunctionId, String)> {
    let marked = record::heard(decision)
        .filter_map(|slot| Some((&slot.function, fingerprint(&slot.view.as_ref()?.words))));
    marked.collect()
}
