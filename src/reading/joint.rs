//! Conditions that one proposal could meet: several say "yes, if …", none of them denies another, and
//! nothing else that was said is in the way.

use super::bounds::{is_bounded, yes_if};
use super::tension;
use crate::domain::decision::Decision;
use crate::domain::ids::{FunctionId, TensionId};
use crate::domain::policy::Policy;
use crate::domain::record::{fingerprint, heard};
use crate::domain::tension::{Fate, Said};

/// A function that says yes under a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YesIf<'a> {
    pub function: &'a FunctionId,
    /// In its own words.
    pub condition: &'a str,
}

/// More conditions than these make no one proposal.
const CONDITIONS_MAX: usize = 3;

/// Returns the functions whose conditions one proposal could meet, in the order of the lens library; none
/// where fewer than two set one, or where a limit, a no or a tension is in the way.
pub fn joint<'a>(policy: &Policy, decision: &'a Decision) -> Vec<YesIf<'a>> {
    let mut found = Vec::new();
    for slot in heard(decision) {
        let Some(view) = &slot.view else { continue };
        match yes_if(&view.words) {
            // What somebody cannot go beyond is in the way as well.
            _ if view.words.limit.is_some() => return Vec::new(),
            Some(condition) => found.push(YesIf { function: &slot.function, condition }),
            None if is_bounded(&view.words) => return Vec::new(),
            None => {}
        }
    }
    let apart = tension::among(policy, decision).iter().any(|pull| !is_none(decision, &pull.id()));
    if apart || !(2..=CONDITIONS_MAX).contains(&found.len()) {
        return Vec::new();
    }
    found
}

/// Returns whose conditions they are, as the domain knows them.
pub fn said(decision: &Decision, joint: &[YesIf<'_>]) -> Vec<Said> {
    let said = joint.iter().filter_map(|one| {
        let view = decision.slot(one.function)?.view.as_ref()?;
        Some(Said { function: one.function.clone(), of: fingerprint(&view.words) })
    });
    said.collect()
}

/// Whether the owner has said that two views are no tension.
fn is_none(decision: &Decision, id: &TensionId) -> bool {
    decision.tensions.get(id).is_some_and(|one| one.fate == Fate::PutAside)
}
