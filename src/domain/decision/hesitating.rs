//! Hesitating: signs in the thread that somebody holds something back, kept while it listens and shown
//! to the owner alone.

use super::*;
use crate::domain::effect::Destination;
use crate::domain::hesitation::{self, Hesitation, Undertone, What};
use crate::domain::message::Message;
use jiff::SignedDuration;

/// How long before the close the owner gets what there is: half a working day, in which something can
/// still be asked.
const LEAD: SignedDuration = SignedDuration::from_hours(4);

/// A reply in the thread. Of the owner's own nothing is kept, nor of somebody who was just talking.
pub(super) fn reply_posted(
    work: &mut Working<'_>,
    ts: &MessageTs,
    author: &UserId,
    (undertone, remark): (&Undertone, Remark),
) {
    if !is_heard(work) {
        return;
    }
    let kept = &mut work.decision.hesitation;
    kept.forget(ts);
    if undertone.question.is_none() {
        kept.answered(&undertone.about);
    }
    let silent = *author == work.decision.owner || work.decision.just_talking.contains(author);
    if !silent && keep(&mut work.decision.hesitation, ts, undertone, remark) {
        identify(work, author, ts);
    }
}

/// Keeps what a reply shows; returns whether there was a sign in it.
fn keep(kept: &mut Hesitation, ts: &MessageTs, undertone: &Undertone, remark: Remark) -> bool {
    let mut found: Vec<What> = undertone.said.iter().cloned().map(What::Said).collect();
    found.extend((remark == Remark::Yes).then_some(What::Nod));
    if let Some(words) = &undertone.question {
        match kept.asked_before(&undertone.about).cloned() {
            Some(first) => found.push(What::AskedAgain { words: words.clone(), first }),
            None => kept.wait_for_answer(ts, &undertone.about),
        }
    }
    let any = !found.is_empty();
    found.into_iter().for_each(|what| kept.add(ts, what));
    any
}

/// A thumbs-up under the proposal.
pub(super) fn nodded(work: &mut Working<'_>, by: &UserId) {
    if !is_heard(work) || *by == work.decision.owner {
        return;
    }
    let root = work.decision.root.clone();
    let known = work.decision.hesitation.cues.iter().any(|cue| cue.message == root);
    if !known {
        work.decision.hesitation.add(&root, What::Nod);
    }
    identify(work, by, &root);
}

/// It is known for which functions the author of a message can speak.
pub(super) fn identified(work: &mut Working<'_>, message: &MessageTs, functions: &[FunctionId]) {
    let cues = work.decision.hesitation.cues.iter_mut();
    for cue in cues.filter(|cue| cue.message == *message) {
        let new: Vec<_> =
            functions.iter().filter(|one| !cue.functions.contains(one)).cloned().collect();
        cue.functions.extend(new);
    }
}

/// What somebody wrote reads otherwise: only what still stands there is quoted.
pub(super) fn message_edited(work: &mut Working<'_>, ts: &MessageTs, text: &str) {
    let stands = |what: &What| match what {
        What::Said(said) => text.contains(said.words()),
        What::AskedAgain { words, .. } => text.contains(words),
        What::Nod => *ts == work.decision.root,
    };
    let cues = &work.decision.hesitation.cues;
    let gone = cues.iter().any(|cue| cue.message == *ts && !stands(&cue.what));
    if gone {
        work.decision.hesitation.forget(ts);
    }
}

/// Somebody was just talking: what they wrote there is no sign of anything.
pub(super) fn forget(work: &mut Working<'_>, message: &MessageTs) {
    work.decision.hesitation.forget(message);
}

/// Gives the owner what there is, once in a window and while something can still be asked; and keeps
/// nothing beyond the window, nor where the workspace does not want it any more.
pub(super) fn tend(work: &mut Working<'_>) {
    if !is_heard(work) {
        work.decision.hesitation = Hesitation::default();
        return;
    }
    let due = due(work.policy, &work.decision).is_some_and(|due| work.now >= due);
    if due && has_something(work) {
        work.decision.hesitation.told = true;
        let to = Destination::Dm(work.decision.owner.clone());
        work.effects.push(Effect::Post { to, message: Message::Hesitation });
    }
}

/// Returns when the owner is to be told, if that is still to come.
pub(super) fn due(policy: &Policy, decision: &Decision) -> Option<Timestamp> {
    let wanted = policy.hears_hesitation(&decision.team) && !decision.hesitation.told;
    let before = decision.closes_at.checked_sub(LEAD).ok().filter(|_| wanted)?;
    Some(policy.hours.next_open(&decision.zone, before))
}

/// Whether there may be something to tell. What views say is read when it is told.
fn has_something(work: &Working<'_>) -> bool {
    let (policy, decision, now) = (work.policy, &work.decision, work.now);
    decision.hesitation.cues.iter().any(|cue| hesitation::stands(decision, cue))
        || !hesitation::changed_often(decision).is_empty()
        || !hesitation::held_over(policy, decision, now).is_empty()
        || decision.slots.iter().any(|slot| slot.view.is_some())
}

fn is_heard(work: &Working<'_>) -> bool {
    work.decision.is_listening() && work.policy.hears_hesitation(&work.decision.team)
}

fn identify(work: &mut Working<'_>, user: &UserId, message: &MessageTs) {
    let effect = Effect::Identify { user: user.clone(), reply: message.clone() };
    if !work.effects.contains(&effect) {
        work.effects.push(effect);
    }
}
