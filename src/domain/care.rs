//! What a concern looks after, in one word, as its author said themselves.
//!
//! Behind a "no" there is mostly something worth keeping: people's hours, a plan without surprises, a
//! promise. Only what authors confirmed is kept and counted, by decision and never by person or function.

use super::decision::Decision;
use super::kind::Kind;
use super::slot::Slot;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a concern looks after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Care {
    /// People's hours, and a system that works.
    Capacity,
    /// A plan without surprises.
    Predictability,
    /// Somebody who answers for the result.
    Accountability,
    /// Work done well, and easy to use.
    Quality,
    /// People's data, and what we are trusted for.
    Trust,
    /// What has been promised.
    Promises,
    /// Being ready when people come with questions, and a way of working that holds.
    Readiness,
    /// Time for what matters most.
    Focus,
    /// Knowing rather than guessing.
    Evidence,
    /// None of these, says its author. It is not counted.
    Other,
}

impl Care {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Care; 10] = [
        Care::Capacity,
        Care::Predictability,
        Care::Accountability,
        Care::Quality,
        Care::Trust,
        Care::Promises,
        Care::Readiness,
        Care::Focus,
        Care::Evidence,
        Care::Other,
    ];

    /// Returns its name on the wire and in exports.
    pub fn as_str(self) -> &'static str {
        match self {
            Care::Capacity => "capacity",
            Care::Predictability => "predictability",
            Care::Accountability => "accountability",
            Care::Quality => "quality",
            Care::Trust => "trust",
            Care::Promises => "promises",
            Care::Readiness => "readiness",
            Care::Focus => "focus",
            Care::Evidence => "evidence",
            Care::Other => "other",
        }
    }

    /// Returns the one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|care| care.as_str() == name)
    }
}

/// Something that concerns looked after again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recurring {
    pub care: Care,
    pub kind: Kind,
    /// In how many decisions of that kind.
    pub times: usize,
    /// Of how many that have been listened to.
    pub of: usize,
}

/// Below so many decisions of a kind nothing is called a pattern.
pub const DECISIONS_MIN: usize = 5;

/// So often it must have come up.
const TIMES_MIN: usize = 3;

/// Returns what came up in most decisions of a kind, the most frequent first. `seen` are the decisions
/// that the reader may see.
pub fn recurring(seen: &[Decision], kinds: impl IntoIterator<Item = Kind>) -> Vec<Recurring> {
    let mut found: Vec<Recurring> =
        kinds.into_iter().flat_map(|kind| of_kind(seen, kind)).collect();
    found.sort_by_key(|one| (std::cmp::Reverse(one.times * 100 / one.of), one.care));
    found
}

fn of_kind(seen: &[Decision], kind: Kind) -> Vec<Recurring> {
    let counts = |one: &&Decision| one.kind == kind && one.was_listened_to();
    let cared: Vec<BTreeSet<Care>> = seen.iter().filter(counts).map(cares).collect();
    let of = cared.len();
    let times = |care| cared.iter().filter(|cares| cares.contains(&care)).count();
    let named = Care::ALL.into_iter().filter(|care| *care != Care::Other);
    let all = named.map(|care| Recurring { care, kind, times: times(care), of });
    all.filter(|one| of >= DECISIONS_MIN && one.times >= TIMES_MIN && one.times * 2 > of).collect()
}

fn cares(decision: &Decision) -> BTreeSet<Care> {
    decision.slots.iter().filter_map(Slot::care).collect()
}
