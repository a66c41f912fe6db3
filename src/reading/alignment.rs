//! What a decision has to be in line with, and what of it nobody has spoken of yet.
//!
//! An aspect is spoken of by its topics, or by the function that brings those up, once it has taken a
//! position. Priority is not: whoever has no objection has not said what comes first.

use super::unasked;
use crate::domain::decision::Decision;
use crate::domain::lens::Aspect;
use crate::domain::policy::Policy;

/// Returns the aspects of which neither the proposal, a view nor a reply has spoken.
pub fn blanks(policy: &Policy, decision: &Decision) -> Vec<Aspect> {
    let spoken_of = unasked::answered(policy, decision);
    let heard = |aspect, function| {
        let slot = decision.slot(function);
        aspect != Aspect::Priority && slot.is_some_and(|slot| slot.has_position())
    };
    let is_filled = |aspect: &Aspect| {
        policy.library.topics().filter(|(_, topic)| topic.fills == Some(*aspect)).any(
            |(lens, topic)| {
                spoken_of.contains(&lens.topic_id(topic)) || heard(*aspect, &lens.function)
            },
        )
    };
    Aspect::ALL.into_iter().filter(|aspect| !is_filled(aspect)).collect()
}
