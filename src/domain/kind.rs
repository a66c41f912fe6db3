//! What is being decided, and how hard it is to undo.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The kind of a decision; it selects questions and the functions usually affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Pricing,
    Launch,
    Deprecation,
    Architecture,
    Roadmap,
    Experiment,
    /// Hiring, or taking on a vendor.
    Hiring,
    Policy,
}

impl Kind {
    /// Every kind, in the order people see them.
    pub const ALL: [Kind; 8] = [
        Kind::Pricing,
        Kind::Launch,
        Kind::Deprecation,
        Kind::Architecture,
        Kind::Roadmap,
        Kind::Experiment,
        Kind::Hiring,
        Kind::Policy,
    ];

    /// Returns the word used in configuration, store and command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Pricing => "pricing",
            Kind::Launch => "launch",
            Kind::Deprecation => "deprecation",
            Kind::Architecture => "architecture",
            Kind::Roadmap => "roadmap",
            Kind::Experiment => "experiment",
            Kind::Hiring => "hiring",
            Kind::Policy => "policy",
        }
    }

    /// Reads the word written by [`Kind::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a decision is cheap to undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Door {
    /// Cheap to undo.
    TwoWay,
    /// Not cheap to undo.
    OneWay,
}

impl Door {
    /// Returns the word used in configuration, store and command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Door::TwoWay => "two-way",
            Door::OneWay => "one-way",
        }
    }

    /// Reads the word written by [`Door::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [Door::TwoWay, Door::OneWay].into_iter().find(|door| door.as_str() == word)
    }
}
