//! Buttons and forms: who may do what when, and which feature does it.

use super::*;
use crate::domain::answer::{FIELD_CHARS, ViewSource, Words};
use crate::domain::reply::{Field, FieldFault, Form, Modal, Press};
use jiff::civil::Date;

/// The longest reason for closing early.
pub const REASON_CHARS: usize = 500;

/// A button was pressed.
pub(super) fn pressed(work: &mut Working<'_>, by: &UserId, press: &Press) {
    match press {
        Press::NotADecision => owning::not_a_decision(work, by),
        Press::TakeBack => owning::take_back(work, by),
        Press::ChangeAffected => for_owner(work, by, Modal::Affected),
        Press::CloseEarly => closing::ask_why(work, by),
        Press::EditDetails => for_owner(work, by, Modal::Details),
        Press::RecordDecision => deciding::ask(work, by),
        Press::Restate => restating::ask(work, by),
        Press::StillOpen => checking::still_open(work, by),
        Press::ConfirmRestated { function } => restating::confirm(work, by, function),
        Press::MendRestated { function } => restating::ask_to_mend(work, by, function),
        Press::SayMore { function } => explaining::ask(work, by, function),
        Press::LooksAfter { function, care } => {
            explaining::looks_after(work, by, function, *care);
        }
        Press::LooksAfterElse { function } => explaining::ask_care(work, by, function),
        Press::StillHolds { function } => hearing::still_holds(work, by, function),
        Press::Felt { feeling } => aftercare::tap(work, by, *feeling),
        Press::FeltHeard { score } => aftercare::score(work, by, *score),
        Press::RaiseWorry => aftercare::ask_worry(work, by),
        Press::RecordResult => aftercare::ask_result(work, by),
        Press::CameTrue { function, answer } => aftercare::came_true(work, by, function, *answer),
        Press::FollowUp { function, progress } => {
            aftercare::follow_up(work, by, function, *progress);
        }
        Press::PostTension { tension } => tensions::ask(work, by, tension),
        Press::NotATension { tension } => tensions::put_aside(work, by, tension),
        Press::ChangeKind { kind } => correcting::change_kind(work, by, *kind),
        Press::ChangeDoor { door } => correcting::change_door(work, by, *door),
        Press::SetFunction { function, affected } => {
            correcting::set_function(work, by, function, *affected);
        }
        Press::AskAlso { functions } => correcting::ask_also(work, by, functions),
        Press::CountReply { reply, function } => hearing::count_reply(work, by, reply, function),
        Press::AgreeReply { reply, function } => {
            hearing::count_agreement(work, by, reply, function);
        }
        Press::IgnoreReply { reply } => hearing::ignore_reply(work, by, reply),
        Press::ConfirmNotAffected { function } => owning::confirm(work, by, function),
        Press::RefuseNotAffected { function } => owning::refuse(work, by, function),
        Press::Answer { function }
        | Press::NoObjection { function }
        | Press::NotAffected { function }
        | Press::NeedTime { function }
        | Press::HelpMeDecide { function }
        | Press::SomeoneElse { function }
        | Press::StillSo { function, .. }
        | Press::Withdraw { function } => pressed_by_asked(work, by, press, function),
    }
}

/// A form was submitted.
pub(super) fn submitted(work: &mut Working<'_>, by: &UserId, form: &Form) {
    match form {
        Form::Answer { function, need, limit, evidence, condition, hard_now, could_try } => {
            let words = Words {
                need: need.trim().to_owned(),
                limit: filled(limit),
                evidence: filled(evidence),
                condition: filled(condition),
                hard_now: filled(hard_now),
                could_try: filled(could_try),
            };
            answer(work, by, function, words);
        }
        Form::NeedTime { function, until } => {
            if may_answer(work, by, function) && still_waits(work, function) {
                need_time(work, by, function, *until);
            }
        }
        Form::SomeoneElse { function, to } => {
            if may_answer(work, by, function) && still_waits(work, function) {
                owning::delegate(work, by, function, to.as_ref());
            }
        }
        Form::Affected { functions } => correcting::change_affected(work, by, functions),
        Form::CloseEarly { reason } => close_early(work, by, reason),
        Form::Details { title, goal, kind, door } => {
            correcting::change_details(work, by, title, goal.as_deref(), (*kind, *door));
        }
        Form::Decide(filled) => deciding::handed_in(work, by, filled),
        Form::Restate { function, text } => restating::restate(work, by, function.as_ref(), text),
        Form::Mended { function, text } => restating::mend(work, by, function, text),
        Form::SayMore { function, more } => explaining::say_more(work, by, function, more),
        Form::LooksAfter { function, care } => {
            explaining::chosen(work, by, function, *care);
        }
        Form::Worry { function, text } => {
            aftercare::raise_worry(work, by, function.as_ref(), text);
        }
        Form::Result { text, turned, cause } => {
            aftercare::record_result(work, by, text, (*turned, *cause));
        }
        Form::Tension { tension, text } => tensions::post(work, by, tension, text),
        Form::Reopen { cause, reason } => {
            closing::reopen_because(work, by, *cause, filled(reason));
        }
    }
}

fn pressed_by_asked(work: &mut Working<'_>, by: &UserId, press: &Press, function: &FunctionId) {
    if !may_answer(work, by, function) {
        return;
    }
    let only_while_waiting = matches!(
        press,
        Press::NotAffected { .. }
            | Press::SomeoneElse { .. }
            | Press::NeedTime { .. }
            | Press::StillSo { .. }
    );
    if only_while_waiting && !still_waits(work, function) {
        return;
    }
    let function = function.clone();
    match press {
        Press::Answer { .. } => open(work, Modal::Answer { function, help: false }),
        Press::HelpMeDecide { .. } => open(work, Modal::Answer { function, help: true }),
        Press::NoObjection { .. } => hearing::no_objection(work, &function, by),
        Press::NotAffected { .. } => owning::claim_by_function(work, by, &function),
        Press::StillSo { from, of, .. } => recalling::ask(work, by, &function, (from, of)),
        Press::SomeoneElse { .. } => open(work, Modal::SomeoneElse { function }),
        Press::Withdraw { .. } => hearing::withdraw(work, &function, by),
        Press::NeedTime { .. } => {
            let (earliest, latest) = hold_days(work, by, &function);
            open(work, Modal::NeedTime { function, earliest, latest });
        }
        _ => {}
    }
}

/// Whether a person may speak for a function now; if not, they are told why.
fn may_answer(work: &mut Working<'_>, by: &UserId, function: &FunctionId) -> bool {
    let Some(slot) = work.decision.slot(function) else {
        work.say(Notice::NotYours { function: function.clone() });
        return false;
    };
    let theirs = slot.may_answer(by)
        || slot.position_by() == Some(by)
        || hearing::has_offer(work, by, function);
    if !theirs {
        work.say(Notice::NotYours { function: function.clone() });
        return false;
    }
    let fresh = !slot.has_position();
    if work.decision.is_listening() || (work.decision.takes_views() && fresh) {
        return true;
    }
    let at = work.decision.judged_at(work.now);
    work.say(Notice::WindowClosed { at });
    false
}

/// Whether an answer is still waited for. Not so after the close, nor once the function has spoken,
/// which a button left over from before must not undo; they are told that what was said is kept.
fn still_waits(work: &mut Working<'_>, function: &FunctionId) -> bool {
    let Some(slot) = work.decision.slot(function) else { return false };
    let function = function.clone();
    let notice = match (&slot.view, slot.has_position()) {
        (Some(view), true) => Notice::ViewKept { function, late: view.late },
        (None, true) => Notice::NoObjectionKept { function },
        (_, false) if work.decision.is_listening() => return true,
        (_, false) => Notice::WindowClosed { at: work.decision.judged_at(work.now) },
    };
    work.say(notice);
    false
}

fn answer(work: &mut Working<'_>, by: &UserId, function: &FunctionId, words: Words) {
    let faults = word_faults(&words);
    if !faults.is_empty() {
        work.reply = Reply::Faults(faults);
        return;
    }
    if may_answer(work, by, function) {
        hearing::hear(work, function, by, words, ViewSource::Form);
        let late = !work.decision.is_listening();
        work.say(Notice::ViewKept { function: function.clone(), late });
    }
}

pub(super) fn word_faults(words: &Words) -> Vec<(Field, FieldFault)> {
    let empty = words.need.is_empty().then_some((Field::Need, FieldFault::Empty));
    let fields = [
        (Field::Need, Some(&words.need)),
        (Field::Limit, words.limit.as_ref()),
        (Field::Evidence, words.evidence.as_ref()),
        (Field::Condition, words.condition.as_ref()),
        (Field::HardNow, words.hard_now.as_ref()),
        (Field::CouldTry, words.could_try.as_ref()),
    ];
    let long = fields.into_iter().filter_map(|(field, text)| {
        let long = text?.chars().nth(FIELD_CHARS).is_some();
        long.then_some((field, FieldFault::TooLong(FIELD_CHARS)))
    });
    empty.into_iter().chain(long).collect()
}

fn need_time(work: &mut Working<'_>, by: &UserId, function: &FunctionId, until: Option<Date>) {
    let (earliest, latest) = hold_days(work, by, function);
    match until {
        None => work.reply = Reply::Faults(vec![(Field::Until, FieldFault::Empty)]),
        Some(day) if day < earliest || day > latest => {
            let fault = FieldFault::DayOutOfRange { earliest, latest };
            work.reply = Reply::Faults(vec![(Field::Until, fault)]);
        }
        Some(day) => owning::hold(work, by, function, day),
    }
}

/// The first and last day until which somebody may ask for time: from tomorrow to the close, or
/// tomorrow alone where the close is today.
fn hold_days(work: &Working<'_>, by: &UserId, function: &FunctionId) -> (Date, Date) {
    let ask = work.decision.slot(function).and_then(|slot| slot.ask_of(by));
    let rules = ask.map(|ask| ask.zone.clone()).unwrap_or_default().rules();
    let today = work.now.to_zoned(rules.clone()).date();
    let tomorrow = today.tomorrow().unwrap_or(today);
    let last = work.decision.closes_at.to_zoned(rules).date();
    (tomorrow, last.max(tomorrow))
}

fn close_early(work: &mut Working<'_>, by: &UserId, reason: &str) {
    let reason = reason.trim();
    let fault = match reason {
        "" => Some(FieldFault::Empty),
        long if long.chars().nth(REASON_CHARS).is_some() => Some(FieldFault::TooLong(REASON_CHARS)),
        _ => None,
    };
    if let Some(fault) = fault {
        work.reply = Reply::Faults(vec![(Field::Reason, fault)]);
        return;
    }
    closing::ask_why(work, by);
    if matches!(work.reply, Reply::Open(_)) {
        closing::close(work, Ended::Early { by: by.clone(), reason: reason.to_owned() });
        work.say(Notice::Closed { title: work.decision.title.clone() });
    }
}

fn for_owner(work: &mut Working<'_>, by: &UserId, modal: Modal) {
    if *by != work.decision.owner {
        return work.say(Notice::OwnerOnly { owner: work.decision.owner.clone() });
    }
    if !work.decision.is_listening() {
        return work.say(Notice::AlreadyClosed);
    }
    open(work, modal);
}

pub(super) fn open(work: &mut Working<'_>, modal: Modal) {
    work.reply = Reply::Open(Box::new(modal));
}

pub(super) fn filled(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
