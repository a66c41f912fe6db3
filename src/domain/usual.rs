//! Which functions a decision usually touches, by its kind and its door.

use super::ids::FunctionId;
use super::kind::{Door, Kind};

/// A function of this weight is on the card; one word alone is a coincidence.
pub const WEIGHT_MIN: usize = 2;

/// Returns the functions that a decision of this kind usually touches.
pub fn of_kind(kind: Kind) -> Vec<FunctionId> {
    heavy(by_kind(kind))
}

/// Returns the functions that it usually concerns how hard a decision is to undo.
pub fn of_door(door: Door) -> Vec<FunctionId> {
    match door {
        Door::OneWay => heavy(BY_ONE_WAY_DOOR),
        Door::TwoWay => Vec::new(),
    }
}

fn heavy(table: &[(&str, usize)]) -> Vec<FunctionId> {
    let heavy = table.iter().filter(|(_, weight)| *weight >= WEIGHT_MIN);
    heavy.map(|(name, _)| FunctionId::from(*name)).collect()
}

/// Which functions a decision of each kind usually touches: 3 at its heart, 2 usually, 1 at times.
pub fn by_kind(kind: Kind) -> &'static [(&'static str, usize)] {
    match kind {
        Kind::Pricing => &[
            ("finance", 3),
            ("sales", 3),
            ("marketing", 2),
            ("legal", 2),
            ("support", 2),
            ("engineering", 1),
            ("research", 1),
            ("leadership", 1),
        ],
        Kind::Launch => &[
            ("marketing", 3),
            ("support", 3),
            ("engineering", 2),
            ("sales", 2),
            ("design", 2),
            ("legal", 1),
            ("operations", 1),
            ("research", 1),
        ],
        Kind::Deprecation => &[
            ("support", 3),
            ("sales", 3),
            ("engineering", 2),
            ("legal", 2),
            ("research", 2),
            ("marketing", 1),
            ("operations", 1),
        ],
        Kind::Architecture => &[
            ("engineering", 3),
            ("operations", 3),
            ("support", 2),
            ("finance", 2),
            ("legal", 1),
            ("design", 1),
        ],
        Kind::Roadmap => &[
            ("engineering", 3),
            ("sales", 2),
            ("support", 2),
            ("leadership", 2),
            ("research", 2),
            ("design", 1),
            ("finance", 1),
            ("marketing", 1),
        ],
        Kind::Experiment => &[
            ("research", 3),
            ("engineering", 2),
            ("design", 2),
            ("support", 2),
            ("legal", 1),
            ("marketing", 1),
            ("sales", 1),
        ],
        Kind::Hiring => &[
            ("finance", 3),
            ("operations", 3),
            ("legal", 2),
            ("leadership", 2),
            ("engineering", 1),
            ("support", 1),
        ],
        Kind::Policy => &[
            ("legal", 3),
            ("operations", 3),
            ("support", 2),
            ("leadership", 2),
            ("sales", 1),
            ("engineering", 1),
        ],
    }
}

/// Whom it concerns that something is hard to undo; it weighs as a kind does, and not on top of it.
pub const BY_ONE_WAY_DOOR: &[(&str, usize)] = &[("legal", 2), ("leadership", 3)];
