//! How to speak to a function: the numbers it looks for, a sentence in its language, its jargon in plain
//! words.

use super::Lens;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest sentence in a function's language: one that is read on a phone and filled in.
pub const LINE_CHARS_MAX: usize = 150;

/// The longest plain wording of a word.
pub const PLAIN_CHARS_MAX: usize = 80;

/// How to speak to a function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Speech {
    /// The numbers it looks for first.
    pub numbers: Vec<Figure>,
    /// A sentence in its language, with blanks to fill in; empty where there is none.
    pub line: String,
    /// Its jargon, and what that means in words that everybody shares.
    pub plain: BTreeMap<String, String>,
}

/// A sort of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Figure {
    /// A sum of money.
    Money,
    /// A percentage.
    Percent,
    /// A day, a month or a quarter.
    Date,
    /// How long something takes.
    Duration,
    /// How many of something.
    Count,
}

impl Lens {
    /// Returns every word of its own, each with its plain wording where it has one.
    pub fn jargon(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let plain = &self.speech.plain;
        let own = self.words.iter().filter(|word| !plain.contains_key(*word));
        let own = own.map(|word| (word.as_str(), None));
        own.chain(plain.iter().map(|(word, plain)| (word.as_str(), Some(plain.as_str()))))
    }
}
