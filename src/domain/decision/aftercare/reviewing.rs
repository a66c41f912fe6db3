//! The review: on its day the owner is asked what came of the decision, with one reminder at most.

use super::*;
use crate::domain::aftermath::{Cause, ReviewResult, Turned};
use crate::domain::answer::clip;
use crate::domain::record::PART_CHARS;
use crate::domain::reply::{Field, FieldFault, Modal};

/// Asks the owner on the review date, and a week later once more.
pub(super) fn remind(work: &mut Working<'_>) {
    let (now, zone) = (work.now, work.decision.zone.clone());
    let Some(recorded) = work.decision.record.as_ref().map(|record| record.at) else { return };
    let Some(after) = after_mut(work).filter(|after| after.result.is_none()) else { return };
    if after.review.next(&zone, recorded).is_none_or(|due| now < due) {
        return;
    }
    let again = after.review.asked_at.is_some();
    let when = if again { &mut after.review.reminded_at } else { &mut after.review.asked_at };
    *when = Some(now);
    tell(work, Message::ReviewDue { at: recorded, again });
    work.refresh_card();
}

/// The owner wants to record what came of it.
pub(in super::super) fn ask(work: &mut Working<'_>, by: &UserId) {
    if may_record(work, by) {
        work.reply = Reply::Open(Box::new(Modal::Result));
    }
}

/// The owner says what came of it: the thread is told, and so are those who worried.
pub(in super::super) fn record(
    work: &mut Working<'_>,
    by: &UserId,
    text: &str,
    (turned, cause): (Option<Turned>, Option<Cause>),
) {
    if !may_record(work, by) {
        return;
    }
    let faults = faults(text, turned, cause);
    let (Some(turned), true) = (turned, faults.is_empty()) else {
        work.reply = Reply::Faults(faults);
        return;
    };
    let (by_whom, at) = (by.clone(), work.now);
    let cause = cause.filter(|_| turned == Turned::Reversed);
    let text = clip(text.trim(), PART_CHARS);
    let Some(after) = after_mut(work) else { return };
    after.result = Some(ReviewResult { by: by_whom, at, text, turned, cause });
    work.decision.phase = Phase::Reviewed;
    work.note(Some(by), Deed::Reviewed);
    closing::post_in_thread(work, Message::Reviewed { at: recorded_at(work) });
    let asked = worrying::ask_whether_true(work);
    refresh_questions(work, |message| matches!(message, Message::ReviewDue { .. }));
    work.refresh_card();
    work.say(Notice::ResultKept { title: work.decision.title.clone(), asked });
}

/// Whether a person may record the result now; if not, they are told why.
fn may_record(work: &mut Working<'_>, by: &UserId) -> bool {
    let owner = work.decision.owner.clone();
    let refusal = match work.decision.after() {
        _ if *by != owner => Notice::OwnerOnly { owner },
        None => Notice::NoLongerAsked,
        Some(after) => match &after.result {
            Some(result) => Notice::AlreadyReviewed { at: result.at },
            None => return true,
        },
    };
    work.say(refusal);
    false
}

fn faults(text: &str, turned: Option<Turned>, cause: Option<Cause>) -> Vec<(Field, FieldFault)> {
    let text = match text.trim() {
        "" => Some(FieldFault::Empty),
        long if long.chars().nth(PART_CHARS).is_some() => Some(FieldFault::TooLong(PART_CHARS)),
        _ => None,
    };
    let text = text.map(|fault| (Field::Result, fault));
    let open = turned.is_none().then_some((Field::Turned, FieldFault::Empty));
    let uncaused = turned == Some(Turned::Reversed) && cause.is_none();
    let cause = uncaused.then_some((Field::Cause, FieldFault::NoCause));
    text.into_iter().chain(open).chain(cause).collect()
}
