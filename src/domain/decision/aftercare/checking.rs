//! The check on the quiet: one private tap each, and for contributors whether they felt heard.
//!
//! What somebody taps is added to a count and forgotten. It cannot be changed, for nobody knows any more
//! what it was.

use super::*;
use crate::domain::aftermath::{Feeling, Score};
use crate::domain::event::WorkspaceEvent;

/// Asks one person of each function, once the time has come.
pub(super) fn send_out(work: &mut Working<'_>) {
    let now = work.now;
    let asked = work.decision.to_check();
    let Some(check) = check_mut(work) else { return };
    if check.sent_at.is_some() || now < check.due {
        return;
    }
    check.sent_at = Some(now);
    check.asked = asked;
    let users: Vec<UserId> = check.asked.keys().cloned().collect();
    let at = recorded_at(work);
    for user in users {
        send(work, &user, Message::Check { at, user: user.clone() });
    }
}

/// Tells the owner once everybody has tapped, or time is up.
pub(super) fn tell_owner(work: &mut Working<'_>) {
    let (policy, now, zone) = (work.policy, work.now, work.decision.zone.clone());
    let Some(check) = check_mut(work).filter(|check| check.told_at.is_none()) else { return };
    let Some(ends_at) = check.ends_at(policy, &zone) else { return };
    if now < ends_at && !check.is_complete() {
        return;
    }
    check.told_at = Some(now);
    if check.asked.is_empty() {
        return;
    }
    let tapped = check.tapped.clone();
    let closes = |message: &Message| matches!(message, Message::Check { user, .. } if !tapped.contains(user));
    refresh_questions(work, closes);
    tell(work, Message::CheckResult { at: recorded_at(work) });
}

/// Somebody taps how the decision looks to them.
pub(in super::super) fn tap(work: &mut Working<'_>, by: &UserId, feeling: Feeling) {
    let Some(check) = check_mut(work).filter(|check| check.asked.contains_key(by)) else {
        return work.say(Notice::NoLongerAsked);
    };
    if check.tapped.contains(by) {
        return work.say(Notice::TapCountedBefore);
    }
    if check.told_at.is_some() {
        return work.say(Notice::CountsGone);
    }
    check.tally.add(feeling);
    check.tapped.insert(by.clone());
    refresh_own(work, by);
    match feeling {
        Feeling::Clear | Feeling::Unsure => work.say(Notice::TapCounted),
        Feeling::Worried => {
            work.say(Notice::WorryOffered { decision: work.decision.id.clone() });
        }
    }
}

/// A contributor says how well they felt heard: it is told to the workspace by function, without them.
pub(in super::super) fn score(work: &mut Working<'_>, by: &UserId, score: Score) {
    let check = check_mut(work);
    let asked = check.and_then(|check| Some((check.asked.get(by)?.contributed.clone(), check)));
    let Some((functions, check)) = asked.filter(|(functions, _)| !functions.is_empty()) else {
        return work.say(Notice::NoLongerAsked);
    };
    if !check.felt_heard.insert(by.clone()) {
        return work.say(Notice::TapCountedBefore);
    }
    for function in functions {
        let event = WorkspaceEvent::FeltHeard { function, score };
        work.effects.push(Effect::tell_workspace(&work.decision.team, event));
    }
    refresh_own(work, by);
    work.say(Notice::ScoreCounted);
}

fn refresh_own(work: &mut Working<'_>, by: &UserId) {
    refresh_questions(work, |message| matches!(message, Message::Check { user, .. } if user == by));
}
