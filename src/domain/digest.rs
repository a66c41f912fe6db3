//! The closing digest: what was heard, function by function, and who was not heard and why.

use super::answer::View;
use super::coverage::Coverage;
use super::decision::Decision;
use super::ids::FunctionId;
use super::policy::Policy;
use super::slot::{Slot, SlotState, Unreachable};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Everything a closing digest says, in the order of the lens library.
#[derive(Clone, Debug, PartialEq)]
pub struct ClosingDigest<'a> {
    pub coverage: Coverage,
    pub heard: Vec<(&'a FunctionId, &'a View)>,
    pub no_objection: Vec<&'a FunctionId>,
    pub not_affected: Vec<&'a FunctionId>,
    pub unheard: Vec<(&'a FunctionId, Unheard)>,
    /// How many messages the bot failed to deliver.
    pub faults: usize,
    /// Whether the bot may have missed something while it listened.
    pub was_blind: bool,
}

/// Why a function has no position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unheard {
    NotAsked,
    /// Asked, but without a fair window yet.
    Waiting {
        had: SignedDuration,
    },
    OnHold {
        until: Date,
    },
    /// Somebody handed the question on, and no answer came yet.
    Delegated,
    /// Asked, delivered, had a fair window, and said nothing. How many people were asked.
    Silent {
        people: usize,
    },
    /// A claim of *not affected* that the other side has not confirmed.
    Unconfirmed,
    Withdrawn,
    Unreachable(Unreachable),
}

impl<'a> ClosingDigest<'a> {
    /// Draws up the digest of a decision.
    pub fn of(policy: &Policy, decision: &'a Decision, now: Timestamp) -> Self {
        let until = decision.judged_at(now);
        let unheard: Vec<_> = decision
            .slots
            .iter()
            .filter_map(|slot| Some((&slot.function, why_unheard(policy, slot, until)?)))
            .collect();
        Self {
            coverage: Coverage::of(decision),
            heard: decision.slots.iter().filter_map(heard).collect(),
            no_objection: functions(decision, |state| {
                matches!(state, SlotState::NoObjection { .. })
            }),
            not_affected: functions(decision, |state| {
                matches!(state, SlotState::NotAffected { .. })
            }),
            unheard,
            faults: decision.faults.iter().filter(|fault| fault.what.changes_silence()).count(),
            was_blind: !decision.blind.is_empty(),
        }
    }
}

/// Returns why a function has no position, or `None` if it has one or needs none.
pub fn why_unheard(policy: &Policy, slot: &Slot, until: Timestamp) -> Option<Unheard> {
    let waiting = match &slot.state {
        SlotState::Heard { .. } | SlotState::NoObjection { .. } | SlotState::NotAffected { .. } => {
            return None;
        }
        SlotState::Unreachable { why } => return Some(Unheard::Unreachable(*why)),
        SlotState::NotAsked => return Some(Unheard::NotAsked),
        SlotState::OnHold { until, .. } => return Some(Unheard::OnHold { until: *until }),
        SlotState::Delegated { .. } => Unheard::Delegated,
        SlotState::Asked => Unheard::Waiting { had: slot.longest_window(policy, until) },
    };
    Some(if slot.claim.is_some() {
        Unheard::Unconfirmed
    } else if slot.withdrawn {
        Unheard::Withdrawn
    } else if slot.is_silent(policy, until) {
        let people = slot.asks.iter().filter(|ask| ask.delivered_at().is_some()).count();
        Unheard::Silent { people }
    } else {
        waiting
    })
}

fn heard(slot: &Slot) -> Option<(&FunctionId, &View)> {
    let view = slot.view.as_ref()?;
    matches!(slot.state, SlotState::Heard { .. }).then_some((&slot.function, view))
}

fn functions(decision: &Decision, wanted: impl Fn(&SlotState) -> bool) -> Vec<&FunctionId> {
    let slots = decision.slots.iter().filter(|slot| wanted(&slot.state));
    slots.map(|slot| &slot.function).collect()
}
