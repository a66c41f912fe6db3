//! Explaining: what is behind a plain "no", and what a concern looks after. Only its author says so, and
//! only while their view stands.

use super::pressing::{filled, open, word_faults};
use super::*;
use crate::domain::answer::{FIELD_CHARS, View, ViewSource, Words, clip};
use crate::domain::care::Care;
use crate::domain::reply::{Field, FieldFault, Modal, More};
use crate::domain::slot::SlotState;

/// Returns whether more can be said about a plain no.
pub(super) fn is_offered(work: &Working<'_>) -> bool {
    work.policy.room.explaining && work.decision.is_listening()
}

/// Whoever said no wants to say more.
pub(super) fn ask(work: &mut Working<'_>, by: &UserId, function: &FunctionId) {
    if is_theirs(work, by, function) {
        open(work, Modal::SayMore { function: function.clone() });
    }
}

/// The blanks are filled: they stand beside what was said, or in its place.
pub(super) fn say_more(work: &mut Working<'_>, by: &UserId, function: &FunctionId, more: &More) {
    let Some(hard_now) = filled(&more.hard_now) else {
        work.reply = Reply::Faults(vec![(Field::HardNow, FieldFault::Empty)]);
        return;
    };
    if !is_theirs(work, by, function) {
        return;
    }
    let Some(view) = work.decision.slot(function).and_then(|slot| slot.view.as_ref()) else {
        return;
    };
    let (words, source) = match more.instead {
        true => (in_its_place(more, hard_now), ViewSource::Form),
        false => (beside(&view.words, more, hard_now), view.source.clone()),
    };
    let faults = word_faults(&words);
    if !faults.is_empty() {
        work.reply = Reply::Faults(faults);
        return;
    }
    hearing::hear(work, function, by, words, source);
    work.say(Notice::ViewKept { function: function.clone(), late: false });
}

fn in_its_place(more: &More, hard_now: String) -> Words {
    let (condition, could_try) = (filled(&more.changes), filled(&more.could_try));
    Words { need: hard_now, condition, could_try, ..Words::default() }
}

fn beside(said: &Words, more: &More, hard_now: String) -> Words {
    let condition = match (&said.condition, filled(&more.changes)) {
        (Some(said), Some(changes)) if *said != changes => {
            Some(clip(&format!("{said}\n{changes}"), FIELD_CHARS))
        }
        (said, changes) => changes.or_else(|| said.clone()),
    };
    let could_try = filled(&more.could_try).or_else(|| said.could_try.clone());
    Words { hard_now: Some(hard_now), could_try, condition, ..said.clone() }
}

/// The author of a concern says what it looks after: what was suggested to them, or what they chose.
pub(super) fn looks_after(work: &mut Working<'_>, by: &UserId, function: &FunctionId, care: Care) {
    let Some(view) = theirs(work, by, function) else {
        return work.say(Notice::ViewGone { function: function.clone() });
    };
    if view.care != Some(care) {
        view.care = Some(care);
        work.note(Some(by), Deed::CareNamed(function.clone()));
        hearing::refresh_ask(work, function, by);
    }
    work.say(Notice::CareKept { function: function.clone(), care });
}

/// It looks after something else.
pub(super) fn ask_care(work: &mut Working<'_>, by: &UserId, function: &FunctionId) {
    match theirs(work, by, function) {
        Some(_) => open(work, Modal::LooksAfter { function: function.clone() }),
        None => work.say(Notice::ViewGone { function: function.clone() }),
    }
}

/// They have chosen what.
pub(super) fn chosen(
    work: &mut Working<'_>,
    by: &UserId,
    function: &FunctionId,
    care: Option<Care>,
) {
    match care {
        Some(care) => looks_after(work, by, function, care),
        None => work.reply = Reply::Faults(vec![(Field::Care, FieldFault::Empty)]),
    }
}

/// Whether a view of this person stands and can be changed; if not, they are told why.
fn is_theirs(work: &mut Working<'_>, by: &UserId, function: &FunctionId) -> bool {
    if theirs(work, by, function).is_none() {
        work.say(Notice::ViewGone { function: function.clone() });
        return false;
    }
    if !work.decision.is_listening() {
        let at = work.decision.judged_at(work.now);
        work.say(Notice::WindowClosed { at });
        return false;
    }
    true
}

/// The view this person gave, while the decision is open.
fn theirs<'a>(
    work: &'a mut Working<'_>,
    by: &UserId,
    function: &FunctionId,
) -> Option<&'a mut View> {
    let open = work.decision.takes_views();
    let slot = work.decision.slot_mut(function).filter(|_| open)?;
    let heard = matches!(slot.state, SlotState::Heard { .. });
    slot.view.as_mut().filter(|view| heard && view.by == *by)
}
