//! How one decision stands to others: which it replaces, by which it was replaced, and which earlier ones
//! are about the same.
//!
//! Ids and no words: what is shown of another decision is read from its own row at the moment it is
//! shown, to whoever may see it then.

use super::ids::{DecisionId, UserId};
use serde::{Deserialize, Serialize};

/// A decision's ties to others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relations {
    /// Earlier decisions about the same, the nearest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// The decisions that this one replaces, in the order in which its owner said so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Replaced>,
    /// The one that replaces this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<DecisionId>,
}

/// An earlier decision about the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    pub decision: DecisionId,
    pub bearing: Bearing,
}

/// Whether two decisions about the same point the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bearing {
    /// They do, or their words do not tell.
    Alike,
    /// One takes back, or does the opposite of, what the other does.
    Opposite,
}

/// A decision that is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    pub decision: DecisionId,
    /// Whether its own row says so as well. Until then nothing is shown.
    pub confirmed: bool,
}

/// Why one decision cannot replace another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CannotReplace {
    /// They are the same.
    Itself,
    /// It replaces that one already.
    Already,
    /// The other replaces this one, so the two would replace each other.
    Circle,
    /// This one was itself replaced: it holds no longer, so it can replace nothing.
    NewReplaced,
    /// The old one was replaced by another one before.
    OldReplaced,
    /// The old one is still open, and somebody else decides it or it is in another channel.
    StillOpen { owner: UserId },
    /// The old one is about to replace another one itself.
    Busy,
    /// The old one is gone.
    Gone,
}

impl Relations {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns whether another decision is named in any of them.
    pub fn names(&self, other: &DecisionId) -> bool {
        self.related.iter().any(|one| one.decision == *other)
            || self.replaces.iter().any(|one| one.decision == *other)
            || self.replaced_by.as_ref() == Some(other)
    }

    /// Returns every decision that is named, each once.
    pub fn all(&self) -> Vec<&DecisionId> {
        let replaces = self.replaces.iter().map(|one| &one.decision);
        let related = self.related.iter().map(|one| &one.decision);
        let mut all: Vec<&DecisionId> = Vec::new();
        for id in self.replaced_by.iter().chain(replaces).chain(related) {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        all
    }

    /// Forgets another decision.
    pub(super) fn forget(&mut self, other: &DecisionId) {
        self.related.retain(|one| one.decision != *other);
        self.replaces.retain(|one| one.decision != *other);
        self.replaced_by.take_if(|by| by == other);
    }
}
