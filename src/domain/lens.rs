//! The lens library: how each function looks at a decision, and what it asks.
//!
//! The text lives in `config/lenses/<function>.toml`; this module only gives it a shape and chooses
//! from it. Nothing here reads files.

use super::ids::FunctionId;
use super::kind::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One function's lens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lens {
    /// The function's short name; the file has the same name.
    pub function: FunctionId,
    /// The function's name as people read it, such as `Finance`.
    pub name: String,
    /// What this function looks after, in a word or three, such as `predictability`.
    pub protects: String,
    /// What it worries about.
    pub worries: Vec<String>,
    /// Its own vocabulary, in which it likes to be addressed.
    pub words: Vec<String>,
    /// What is usually said, what that protects, and what to ask instead.
    pub says: Vec<Saying>,
    /// Three questions for every kind of decision: the first is asked, all help to think.
    pub questions: BTreeMap<Kind, Vec<String>>,
}

/// A sentence a function is known for, and the care behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// What people hear, such as `not in the budget`.
    pub says: String,
    /// What it protects.
    pub protects: String,
    /// The question that brings it to light.
    pub ask: String,
}

/// All lenses of a workspace, by function, in the order in which people see them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    lenses: Vec<Lens>,
}

impl Library {
    /// Gathers lenses; their order is the order in which people see them.
    pub fn new(lenses: Vec<Lens>) -> Self {
        Self { lenses }
    }

    /// Returns the lens of a function.
    pub fn get(&self, function: &FunctionId) -> Option<&Lens> {
        self.lenses.iter().find(|lens| lens.function == *function)
    }

    /// Returns every lens, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Lens> {
        self.lenses.iter()
    }
}
