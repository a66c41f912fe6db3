//! Follow-ups: whoever was to do what a view asked for is asked once, on the day that was promised.

use super::*;
use crate::domain::aftermath::{Followed, Progress};

/// Asks about everything that falls due; what one person promised for the same day, in one message.
pub(super) fn ask(work: &mut Working<'_>) {
    let now = work.now;
    let Some(record) = work.decision.record.as_deref() else { return };
    let mut due: BTreeMap<UserId, Vec<FunctionId>> = BTreeMap::new();
    for (moment, function, user) in record.follow_ups_to_ask(&work.decision) {
        if moment <= now {
            due.entry(user.clone()).or_default().push(function.clone());
        }
    }
    for (user, functions) in due {
        let Some(after) = after_mut(work) else { return };
        for function in &functions {
            let question = Delivery::Pending;
            let followed = Followed { asked_at: now, question, answer: None, answered_at: None };
            after.follow_ups.insert(function.clone(), followed);
        }
        let at = recorded_at(work);
        send(work, &user.clone(), Message::FollowUpDue { at, user, functions });
    }
}

/// Whoever follows something up says how far it is. What is not done yet can be done later.
pub(in super::super) fn answer(
    work: &mut Working<'_>,
    by: &UserId,
    function: &FunctionId,
    progress: Progress,
) {
    if !is_theirs(work, by, function) {
        return;
    }
    let now = work.now;
    let Some(after) = after_mut(work) else { return };
    let Some(followed) = after.follow_ups.get_mut(function) else { return };
    let settled = followed.answer.filter(|answer| *answer != Progress::NotYet);
    if let Some(kept) = settled.or(followed.answer.filter(|answer| *answer == progress)) {
        return work.say(Notice::FollowUpKept { function: function.clone(), progress: kept });
    }
    followed.answer = Some(progress);
    followed.answered_at = Some(now);
    work.note(Some(by), Deed::FollowedUp(function.clone()));
    let about = |message: &Message| matches!(message, Message::FollowUpDue { functions, .. } if functions.contains(function));
    refresh_questions(work, about);
    work.refresh_card();
    work.say(Notice::FollowUpKept { function: function.clone(), progress });
}

/// Whether a follow-up is this person's to answer; if not, they are told why.
fn is_theirs(work: &mut Working<'_>, by: &UserId, function: &FunctionId) -> bool {
    let asked = work.decision.after().is_some_and(|after| after.follow_ups.contains_key(function));
    let disposition = work.decision.record.as_ref().and_then(|one| one.dispositions.get(function));
    let promised = disposition.and_then(|disposition| disposition.follow_up.as_ref());
    match promised.filter(|_| asked) {
        None => work.say(Notice::NoLongerAsked),
        Some(promised) if promised.by != *by => {
            work.say(Notice::NotYours { function: function.clone() });
        }
        Some(_) => return true,
    }
    false
}
