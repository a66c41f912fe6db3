//! *Still so*: what a function said about an earlier decision of this kind holds for this one as well.
//!
//! The words are another row's, so they are read there once more before they count, and count only if they
//! are the very ones that were shown.

use super::*;
use crate::domain::answer::{ViewSource, Words};
use crate::domain::effect::Destination;
use crate::domain::message::Message;

/// Somebody who is asked says that it still holds.
pub(super) fn ask(
    work: &mut Working<'_>,
    by: &UserId,
    function: &FunctionId,
    (from, of): (&DecisionId, &str),
) {
    let (function, by) = (function.clone(), by.clone());
    let (from, of) = (from.clone(), of.to_owned());
    work.effects.push(Effect::Recall { function, by, from, of });
}

/// The words were read again. They are this function's view now, by whoever said so; where they are not
/// the ones that were shown, nothing counts, and the person is told.
pub(super) fn recalled(
    work: &mut Working<'_>,
    function: &FunctionId,
    by: &UserId,
    words: Option<&str>,
) {
    let slot = work.decision.slot(function);
    let waits = slot.is_some_and(|slot| slot.may_answer(by) && !slot.has_position());
    if !waits || !work.decision.takes_views() {
        return;
    }
    match words {
        Some(words) => hearing::hear(work, function, by, Words::need(words), ViewSource::Form),
        None => {
            hearing::refresh_ask(work, function, by);
            let (function, user) = (function.clone(), by.clone());
            let message = Message::NoLongerSaid { function, user };
            work.effects.push(Effect::Post { to: Destination::Dm(by.clone()), message });
        }
    }
}
