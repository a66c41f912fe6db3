//! The history of a decision: who did what and when. It is only ever added to.

use crate::domain::ids::{FunctionId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A line of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub at: Timestamp,
    /// `None` where the bot did it by itself.
    pub who: Option<UserId>,
    pub what: Deed,
}

/// What was done. Never holds a person's text, which can be taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    Opened,
    Asked(FunctionId),
    Reminded(FunctionId),
    Heard(FunctionId),
    ViewChanged(FunctionId),
    ViewWithdrawn(FunctionId),
    NoObjection(FunctionId),
    /// One side says that a function is not affected; the other has not said so yet.
    NotAffectedClaimed(FunctionId),
    NotAffected(FunctionId),
    NotAffectedRefused(FunctionId),
    PutOnHold(FunctionId),
    Delegated(FunctionId),
    Unreachable(FunctionId),
    /// The owner changed which functions are affected; the entries of that moment say which.
    AffectedChanged,
    FunctionAdded(FunctionId),
    /// A function nobody had been asked for was taken off.
    FunctionRemoved(FunctionId),
    DetailsChanged,
    Edited,
    /// Whoever gave a view said what it looks after.
    CareNamed(FunctionId),
    /// The view still holds after the proposal was edited.
    StillHolds(FunctionId),
    /// The owner put a view back to its function in other words.
    Restated(FunctionId),
    RestatementConfirmed(FunctionId),
    RestatementMended(FunctionId),
    Closed,
    Decided,
    /// A view got its disposition after the decision was recorded.
    Disposed(FunctionId),
    /// Somebody said what worries them, in the name of a function.
    WorryRaised(FunctionId),
    /// The owner recorded what came of it.
    Reviewed,
    /// Whoever worried said whether it came true.
    WorryJudged(FunctionId),
    /// Whoever follows up what was promised to a function said how far it is.
    FollowedUp(FunctionId),
    Reopened,
    Cancelled,
    /// What read like an announcement is still to be decided.
    StillOpen,
    /// The owner had a tension posted.
    TensionPosted,
    /// It replaces another decision.
    Replaces,
    /// Another decision replaced it.
    Replaced,
    /// It listens again, so that it is replaced no longer.
    ReplacementUndone,
}
