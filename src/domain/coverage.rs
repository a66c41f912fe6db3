//! Coverage: how many of the affected functions were asked, and how many were heard.

use super::decision::Decision;

/// Two counts over one base. Rates are left to the reader: small bases make odd percentages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Functions that are affected; confirmed *not affected* has left.
    pub affected: usize,
    /// Affected functions that a question reached.
    pub asked: usize,
    /// Affected functions with a position; *no objection* counts.
    pub heard: usize,
}

impl Coverage {
    /// Counts a decision's coverage.
    pub fn of(decision: &Decision) -> Self {
        let affected: Vec<_> =
            decision.slots.iter().filter(|slot| !slot.is_not_affected()).collect();
        Self {
            affected: affected.len(),
            asked: affected.iter().filter(|slot| slot.was_asked()).count(),
            heard: affected.iter().filter(|slot| slot.has_position()).count(),
        }
    }

    /// Returns whether every affected function has a position.
    pub fn is_full(self) -> bool {
        self.heard == self.affected
    }
}
