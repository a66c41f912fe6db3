//! For whom an export is: what it may say of the people behind the functions.
//!
//! Whether somebody may see a decision at all is not decided here but by
//! [`can_see`](crate::domain::visibility::can_see), before it is exported.

use crate::domain::decision::{Decision, OpenedBy};
use crate::domain::ids::UserId;

/// For whom an export is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever may read the store: everybody's ids, and every restatement.
    Store,
    /// Whoever may read the channel: functions, and nobody's id but that of the one who decides or
    /// asked for perspectives.
    Channel,
    /// One person: as the channel, their own id, and everything of what they decide themselves.
    Person(UserId),
}

impl Audience {
    /// Returns whether a person's part in a decision may be known.
    pub(super) fn may_know(&self, decision: &Decision, user: &UserId) -> bool {
        let public = *user == decision.owner
            || matches!(&decision.opened.by, OpenedBy::Person(opener) if opener == user);
        public || self.sees_all(decision) || self.is(user)
    }

    /// Returns whether everything may be known, as the owner knows it.
    pub(super) fn sees_all(&self, decision: &Decision) -> bool {
        match self {
            Audience::Store => true,
            Audience::Channel => false,
            Audience::Person(viewer) => *viewer == decision.owner,
        }
    }

    /// Returns whether it is for this person.
    pub(super) fn is(&self, user: &UserId) -> bool {
        matches!(self, Audience::Person(viewer) if viewer == user)
    }
}
