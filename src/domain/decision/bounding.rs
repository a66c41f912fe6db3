//! Limits that leads have declared: which of them this decision touches.
//!
//! Whether it does is a matter of words, so it is looked up (`reading::touching`) whenever what it depends
//! on has changed: the register, the proposal's text, its title, its kind, the end of listening. What is
//! found while it listens is kept with the limit as it stood, and stays as a fact once listening has ended,
//! also when the limit has run out since.

use super::*;
use crate::domain::effect::Destination;
use crate::domain::limit::Touched;
use crate::domain::message::Message;

/// Looks again where what it depends on has changed in a transition.
pub(super) fn tend(before: &Decision, work: &mut Working<'_>) {
    let on = |one: &Decision| (one.version(), one.title.clone(), one.kind, one.closes_at);
    if on(before) != on(&work.decision) {
        look(work);
    }
}

/// Has it looked up which limits it touches.
pub(super) fn look(work: &mut Working<'_>) {
    if work.policy.room.boundaries && work.decision.is_listening() {
        work.effects.push(Effect::FindLimits);
    }
}

/// It is known which limits it touches. The card says so; of one that was declared after it was opened
/// the owner hears as well, unless they declared it.
pub(super) fn found(work: &mut Working<'_>, touched: &[Touched]) {
    if !work.decision.is_listening() || work.decision.limits == touched {
        return;
    }
    let known = std::mem::replace(&mut work.decision.limits, touched.to_vec());
    work.refresh_card();
    let is_news = |one: &&Touched| {
        let known = known.iter().any(|known| known.limit == one.limit);
        let by_owner = one.limit.by.as_ref() == Some(&work.decision.owner);
        !known && !by_owner && work.decision.opened.at < one.limit.at
    };
    let news: Vec<_> = touched.iter().filter(is_news).map(|one| one.limit.id.clone()).collect();
    if !news.is_empty() {
        let message = Message::LimitsTouched { limits: news };
        let to = Destination::Dm(work.decision.owner.clone());
        work.effects.push(Effect::Post { to, message });
    }
}
