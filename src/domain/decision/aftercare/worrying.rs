//! Worries in the name of a function: they go to the owner, and at the review whoever gave them is asked
//! once whether they came true.

use super::*;
use crate::domain::aftermath::{CameTrue, Hindsight, Worry};
use crate::domain::answer::clip;
use crate::domain::record::PART_CHARS;
use crate::domain::reply::{Field, FieldFault, Modal};

/// How many worries about one decision are kept; beyond that the thread is the place.
const WORRIES: usize = 40;

/// Somebody wants to say what worries them.
pub(in super::super) fn ask(work: &mut Working<'_>, by: &UserId) {
    if let Some(functions) = may_worry(work, by) {
        work.reply = Reply::Open(Box::new(Modal::Worry { functions }));
    }
}

/// Somebody says what worries them, in the name of a function.
pub(in super::super) fn raise(
    work: &mut Working<'_>,
    by: &UserId,
    function: Option<&FunctionId>,
    text: &str,
) {
    let Some(functions) = may_worry(work, by) else { return };
    let text = text.trim();
    let fault = match (function, text) {
        (None, _) => Some((Field::Function, FieldFault::Empty)),
        (_, "") => Some((Field::Worry, FieldFault::Empty)),
        (_, long) if long.chars().nth(PART_CHARS).is_some() => {
            Some((Field::Worry, FieldFault::TooLong(PART_CHARS)))
        }
        _ => None,
    };
    if let Some(fault) = fault {
        work.reply = Reply::Faults(vec![fault]);
        return;
    }
    match function.filter(|function| functions.contains(function)) {
        Some(function) => keep_worry(work, by, function, text),
        None => work.say(Notice::NoLongerAsked),
    }
}

/// Keeps a worry; a second one of the same person for the same function takes the place of the first.
fn keep_worry(work: &mut Working<'_>, by: &UserId, function: &FunctionId, text: &str) {
    let (at, owner) = (work.now, work.decision.owner.clone());
    let Some(after) = after_mut(work) else { return };
    let known = after.worries.iter().position(|one| one.function == *function && one.by == *by);
    let kept = Notice::WorryKept { function: function.clone(), owner: owner.clone() };
    match known {
        Some(place) if after.worries[place].text == text => return work.say(kept),
        Some(place) => {
            after.worries[place].text = clip(text, PART_CHARS);
            after.worries[place].at = at;
        }
        None if after.worries.len() >= WORRIES => {
            return work.say(Notice::TooManyWorries { owner });
        }
        None => {
            let (function, by, text) = (function.clone(), by.clone(), clip(text, PART_CHARS));
            after.worries.push(Worry { function, by, at, text, question: None, hindsight: None });
        }
    }
    let message = Message::WorryRaised { function: function.clone(), by: by.clone() };
    tell(work, message);
    work.note(Some(by), Deed::WorryRaised(function.clone()));
    work.say(kept);
}

/// Asks everybody who worried, once, whether it came true; returns how many that are.
pub(super) fn ask_whether_true(work: &mut Working<'_>) -> usize {
    let Some(after) = after_mut(work) else { return 0 };
    let mut users = BTreeSet::new();
    for worry in after.worries.iter_mut().filter(|worry| worry.question.is_none()) {
        worry.question = Some(Delivery::Pending);
        users.insert(worry.by.clone());
    }
    for user in &users {
        let at = recorded_at(work);
        send(work, user, Message::DidItComeTrue { at, user: user.clone() });
    }
    users.len()
}

/// Somebody says whether their worry came true. If it did, the owner is told.
pub(in super::super) fn judge(
    work: &mut Working<'_>,
    by: &UserId,
    function: &FunctionId,
    answer: CameTrue,
) {
    let at = work.now;
    let worries = after_mut(work).map(|after| after.worries.iter_mut());
    let theirs = worries
        .into_iter()
        .flatten()
        .find(|worry| worry.by == *by && worry.function == *function && worry.question.is_some());
    let Some(worry) = theirs else { return work.say(Notice::NoLongerAsked) };
    let kept = Notice::HindsightKept { function: function.clone() };
    if worry.hindsight.is_some() {
        return work.say(kept);
    }
    worry.hindsight = Some(Hindsight { answer, at });
    work.note(Some(by), Deed::WorryJudged(function.clone()));
    let theirs = |one: &Message| matches!(one, Message::DidItComeTrue { user, .. } if user == by);
    refresh_questions(work, theirs);
    if answer != CameTrue::No {
        let (function, by) = (function.clone(), by.clone());
        tell(work, Message::WorryCameTrue { function, by });
    }
    work.say(kept);
}

/// The functions in whose name somebody may worry now; if there are none, they are told why.
fn may_worry(work: &mut Working<'_>, by: &UserId) -> Option<Vec<FunctionId>> {
    let owner = work.decision.owner.clone();
    let functions = work.decision.may_worry_for(by);
    let refusal = match work.decision.after() {
        None => Notice::NoLongerAsked,
        Some(_) if *by == owner => Notice::WorryIsYours,
        Some(Aftermath { result: Some(result), .. }) => Notice::AlreadyReviewed { at: result.at },
        Some(_) if functions.is_empty() => Notice::NoFunctionToWorryFor { owner },
        Some(_) => return Some(functions),
    };
    work.say(refusal);
    None
}
