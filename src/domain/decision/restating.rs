//! Did I get it right? The owner puts a view in their own words, and its function confirms or mends it.

use super::*;
use crate::domain::answer::{FIELD_CHARS, clip};
use crate::domain::effect::Destination;
use crate::domain::message::Message;
use crate::domain::record::{PART_CHARS, Restatement, RestatementAnswer, fingerprint, heard};
use crate::domain::reply::{Field, FieldFault, Modal};

/// The owner wants to put a view in their own words.
pub(super) fn ask(work: &mut Working<'_>, by: &UserId) {
    if *by != work.decision.owner {
        return work.say(Notice::OwnerOnly { owner: work.decision.owner.clone() });
    }
    if let Some(record) = &work.decision.record {
        let (by, at) = (record.by.clone(), record.at);
        return work.say(Notice::AlreadyDecided { by, at });
    }
    if heard(&work.decision).next().is_none() {
        return work.say(Notice::NothingToRestate);
    }
    work.reply = Reply::Open(Box::new(Modal::Restate));
}

/// The owner has put a view in their own words: whoever gave it is asked whether that is right.
pub(super) fn restate(
    work: &mut Working<'_>,
    by: &UserId,
    function: Option<&FunctionId>,
    text: &str,
) {
    ask(work, by);
    if !matches!(work.reply, Reply::Open(_)) {
        return;
    }
    let Some(function) = function else {
        work.reply = Reply::Faults(vec![(Field::Function, FieldFault::Empty)]);
        return;
    };
    if let Some(fault) = text_fault(text, PART_CHARS) {
        work.reply = Reply::Faults(vec![(Field::Restated, fault)]);
        return;
    }
    let at = work.now;
    let Some(slot) = work.decision.slot_mut(function) else { return };
    let Some(view) = &slot.view else { return work.say(Notice::RestatementGone) };
    let (user, of) = (view.by.clone(), fingerprint(&view.words));
    slot.restatement = Some(Restatement { text: text.trim().to_owned(), at, of, answer: None });
    work.note(Some(by), Deed::Restated(function.clone()));
    let message = Message::Restated { function: function.clone(), user: user.clone() };
    work.effects.push(Effect::Post { to: Destination::Dm(user), message });
    work.say(Notice::RestatementSent { function: function.clone() });
}

/// "Yes, that is it."
pub(super) fn confirm(work: &mut Working<'_>, by: &UserId, function: &FunctionId) {
    if is_theirs(work, by, function) {
        answer(work, by, function, RestatementAnswer::Confirmed);
    }
}

/// The function wants to mend what the owner understood.
pub(super) fn ask_to_mend(work: &mut Working<'_>, by: &UserId, function: &FunctionId) {
    if is_theirs(work, by, function) {
        work.reply = Reply::Open(Box::new(Modal::MendRestated { function: function.clone() }));
    }
}

/// The function says it in its own words.
pub(super) fn mend(work: &mut Working<'_>, by: &UserId, function: &FunctionId, text: &str) {
    if !is_theirs(work, by, function) {
        return;
    }
    match text_fault(text, FIELD_CHARS) {
        Some(fault) => work.reply = Reply::Faults(vec![(Field::Restated, fault)]),
        None => {
            let text = clip(text.trim(), FIELD_CHARS);
            answer(work, by, function, RestatementAnswer::Mended(text));
        }
    }
}

fn answer(work: &mut Working<'_>, by: &UserId, function: &FunctionId, answer: RestatementAnswer) {
    let Some(slot) = work.decision.slot_mut(function) else { return };
    let Some(restatement) = slot.restatement.as_mut() else { return };
    if restatement.answer.as_ref() == Some(&answer) {
        return work.say(Notice::RestatementAnswered { function: function.clone() });
    }
    let deed = match answer {
        RestatementAnswer::Confirmed => Deed::RestatementConfirmed,
        RestatementAnswer::Mended(_) => Deed::RestatementMended,
    };
    restatement.answer = Some(answer);
    work.note(Some(by), deed(function.clone()));
    let to = Destination::Dm(work.decision.owner.clone());
    let message = Message::RestatementAnswered { function: function.clone() };
    work.effects.push(Effect::Post { to, message });
    work.say(Notice::RestatementAnswered { function: function.clone() });
}

/// Whether a restatement stands for this person to judge; if not, they are told why. Once the decision
/// is recorded, what was understood is recorded with it.
fn is_theirs(work: &mut Working<'_>, by: &UserId, function: &FunctionId) -> bool {
    let slot = work.decision.slot(function);
    let view = slot.and_then(|slot| slot.view.as_ref());
    let restated = slot.and_then(|slot| slot.restatement.as_ref());
    let stands =
        view.zip(restated).is_some_and(|(view, restated)| fingerprint(&view.words) == restated.of);
    if !stands || !work.decision.takes_views() {
        work.say(Notice::RestatementGone);
        return false;
    }
    if view.is_none_or(|view| view.by != *by) {
        work.say(Notice::NotYours { function: function.clone() });
        return false;
    }
    true
}

fn text_fault(text: &str, most: usize) -> Option<FieldFault> {
    match text.trim() {
        "" => Some(FieldFault::Empty),
        long if long.chars().nth(most).is_some() => Some(FieldFault::TooLong(most)),
        _ => None,
    }
}
