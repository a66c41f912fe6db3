//! Functions that come to the card by what they say in the thread, though nobody thought that they are affected.

use super::*;
use crate::domain::slot::Reason;

/// Tells whether a function comes to the card by speaking: it does while the listening goes on, unless the owner has taken
/// it away.
pub(super) fn may_join(work: &Working<'_>, function: &FunctionId) -> bool {
    let decision = &work.decision;
    let removed = Deed::FunctionRemoved(function.clone());
    let was_removed = decision.history.iter().any(|entry| entry.what == removed);
    let is_known = work.policy.library.get(function).is_some();
    decision.is_listening() && decision.slot(function).is_none() && is_known && !was_removed
}

/// Puts a function on the card for which somebody lets their reply count. Nobody of it is asked: it has spoken.
pub(super) fn join(work: &mut Working<'_>, by: &UserId, function: &FunctionId) {
    if may_join(work, function) {
        let library = &work.policy.library;
        work.decision.slots.push(Slot::new(function.clone(), vec![Reason::Spoke]));
        work.decision.slots.sort_by_key(|slot| library.place(&slot.function));
        work.note(Some(by), Deed::FunctionAdded(function.clone()));
    }
}
