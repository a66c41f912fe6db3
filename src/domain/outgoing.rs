//! The last word before a message leaves: is it still wanted, and may it go now?
//!
//! A message can wait in the outbox for hours. Whether it still makes sense is judged when it is about
//! to be sent, against the state of that moment.

use super::aftermath::Aftermath;
use super::decision::{Decision, Phase};
use super::hours::Zone;
use super::ids::{FunctionId, LimitId, UserId};
use super::message::Message;
use super::policy::Policy;
use super::roster::Excuse;
use super::slot::{Delivery, Slot, SlotState};
use super::tension::{Said, Telling, Tension};
use jiff::Timestamp;

/// What to do with a message now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Send,
    /// It is overtaken by what happened since.
    Drop,
    /// Its receiver is not at work; try again at this moment.
    Wait(Timestamp),
    /// Its receiver is back only at this moment, too late for a fair window: it waits, and somebody
    /// else is asked meanwhile.
    Late(Timestamp),
    /// It is wanted, but can never reach its receiver in time.
    Impossible(Excuse),
}

/// What is known of a receiver when a message is about to leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receiver {
    /// Where they are, as the directory knows it now.
    pub zone: Option<Zone>,
    /// The end of their do-not-disturb or snooze, if they are in one.
    pub quiet_until: Option<Timestamp>,
    /// Set where they cannot see the channel the decision belongs to.
    pub cannot_see: bool,
}

/// Judges a message about a decision.
pub fn judge(
    policy: &Policy,
    decision: &Decision,
    message: &Message,
    now: Timestamp,
    receiver: Receiver,
) -> Verdict {
    let wanted = match message {
        Message::Ask { function, user } => ask_stands(decision, function, user),
        Message::Reminder { function, user, .. } => reminder_stands(decision, function, user),
        Message::ReplyOffer { reply, .. } => decision.offers.contains_key(reply),
        Message::ClaimForOwner { function } | Message::ClaimForFunction { function, .. } => {
            decision.slot(function).is_some_and(|slot| slot.claim.is_some())
        }
        Message::StillHolds { function, user } => {
            let version = decision.version();
            let view = decision.slot(function).and_then(|slot| slot.view.as_ref());
            decision.takes_views()
                && view.is_some_and(|view| view.by == *user && view.version < version)
        }
        Message::Restated { function, user } => {
            let slot = decision.slot(function);
            let by = slot.and_then(|slot| slot.view.as_ref()).map(|view| &view.by);
            decision.takes_views()
                && by == Some(user)
                && slot.is_some_and(|slot| slot.restatement.is_some())
        }
        Message::WordBack { at, .. } | Message::Decided { at } => {
            decision.record.as_deref().is_some_and(|record| record.at == *at)
        }
        Message::WorryRaised { function, by } => worry_is_news(decision, function, by),
        Message::WorryCameTrue { function, by } => decision.worry(function, by).is_some(),
        Message::Check { at, .. }
        | Message::CheckResult { at }
        | Message::ReviewDue { at, .. }
        | Message::Reviewed { at }
        | Message::DidItComeTrue { at, .. }
        | Message::FollowUpDue { at, .. } => {
            decision.after_of(*at).is_some_and(|after| still_asked(after, message))
        }
        Message::TensionsFound { at } => {
            let told = decision.tensions.told_at(*at);
            told.is_some_and(|told| is_still_news(decision, told))
        }
        Message::Tension { tension } => decision.tensions.get(tension).is_some(),
        Message::OpenedForOwner { .. } | Message::TakenBack => decision.is_listening(),
        Message::LimitsTouched { limits } => {
            let stands = |id: &LimitId| decision.limits.iter().any(|one| one.limit.id == *id);
            decision.is_listening() && limits.iter().any(stands)
        }
        Message::Hesitation => decision.is_listening() && policy.hears_hesitation(&decision.team),
        Message::CouldNotReach { functions } => {
            decision.is_listening() && functions.iter().any(|one| is_unreachable(decision, one))
        }
        _ => true,
    };
    // Of a proposal that was deleted nothing is left to speak of.
    if !wanted || decision.phase == Phase::Cancelled {
        return Verdict::Drop;
    }
    if receiver.cannot_see {
        return out_of_reach(message, Excuse::CannotSee);
    }
    match working_time(policy, decision, message, now, receiver) {
        Some(later) if decision.is_listening() && later >= decision.closes_at => {
            out_of_reach(message, Excuse::Away)
        }
        Some(later) if is_late(policy, decision, message, now, later) => Verdict::Late(later),
        Some(later) => Verdict::Wait(later),
        None => Verdict::Send,
    }
}

/// Whether a question arrives too late for a fair window because its receiver is away until then, and
/// not because of the hours they work.
fn is_late(
    policy: &Policy,
    decision: &Decision,
    message: &Message,
    now: Timestamp,
    later: Timestamp,
) -> bool {
    let Message::Ask { function, user } = message else { return false };
    let ask = decision.slot(function).and_then(|slot| slot.ask_of(user));
    ask.is_some_and(|ask| {
        let left = |from| policy.hours.between(&ask.zone, from, decision.closes_at);
        let fair = policy.pace.fair();
        left(later) < fair && fair <= left(policy.hours.next_open(&ask.zone, now))
    })
}

/// A question that cannot arrive goes to somebody else; whatever else cannot arrive is let go.
fn out_of_reach(message: &Message, excuse: Excuse) -> Verdict {
    match message {
        Message::Ask { .. }
        | Message::WordBack { .. }
        | Message::Check { .. }
        | Message::ReviewDue { .. }
        | Message::DidItComeTrue { .. }
        | Message::FollowUpDue { .. } => Verdict::Impossible(excuse),
        _ => Verdict::Drop,
    }
}

fn ask_stands(decision: &Decision, function: &FunctionId, user: &UserId) -> bool {
    let ask = decision.slot(function).and_then(|slot| slot.ask_of(user));
    decision.is_listening() && ask.is_some_and(|ask| ask.is_open())
}

fn reminder_stands(decision: &Decision, function: &FunctionId, user: &UserId) -> bool {
    let waits = |slot: &Slot| {
        matches!(slot.state, SlotState::Asked | SlotState::Delegated { .. }) && slot.claim.is_none()
    };
    ask_stands(decision, function, user) && decision.slot(function).is_some_and(waits)
}

/// Whether there is still something to be made of what the owner is told.
fn is_still_news(decision: &Decision, told: &Telling) -> bool {
    let open =
        |one: &Tension| !decision.tensions.is_settled(&one.id()) && one.between.stands(decision);
    let mut known = told.tensions.iter().filter_map(|id| decision.tensions.get(id));
    let stands = |said: &Said| said.since(decision).is_none();
    let joint = !told.joint.is_empty() && told.joint.iter().all(stands);
    decision.is_open() && (joint || known.any(open))
}

fn is_unreachable(decision: &Decision, function: &FunctionId) -> bool {
    let slot = decision.slot(function);
    slot.is_some_and(|slot| matches!(slot.state, SlotState::Unreachable { .. }))
}

/// Whether a message about what comes after a record still has something to say, and has not said it.
fn still_asked(after: &Aftermath, message: &Message) -> bool {
    let pending = |delivery: &Delivery| *delivery == Delivery::Pending;
    let check = after.check.as_ref();
    match message {
        Message::Check { user, .. } => {
            let asked = check.and_then(|check| check.asked.get(user));
            after.is_checking() && asked.is_some_and(|asked| pending(&asked.delivery))
        }
        Message::CheckResult { .. } => check.is_some_and(|check| check.told_at.is_some()),
        Message::ReviewDue { .. } => after.result.is_none(),
        Message::Reviewed { .. } => after.result.is_some(),
        Message::DidItComeTrue { user, .. } => {
            let mut theirs = after.worries.iter().filter(|worry| worry.by == *user);
            theirs.any(|worry| worry.question.as_ref().is_some_and(pending))
        }
        Message::FollowUpDue { functions, .. } => {
            let mut asked = functions.iter().filter_map(|one| after.follow_ups.get(one));
            asked.any(|followed| pending(&followed.question))
        }
        _ => true,
    }
}

/// Whether the owner has yet to hear of a worry: the counts tell of it too.
fn worry_is_news(decision: &Decision, function: &FunctionId, by: &UserId) -> bool {
    let check = decision.after().and_then(|after| after.check.as_ref());
    let told = check.and_then(|check| check.told_at);
    let worry = decision.worry(function, by);
    worry.is_some_and(|worry| told.is_none_or(|told| told < worry.at))
}

/// Returns who gets a message that they did not start themselves and that can wait until they work.
pub fn waits_for_hours<'a>(decision: &'a Decision, message: &'a Message) -> Option<&'a UserId> {
    match message {
        Message::CheckResult { .. }
        | Message::TensionsFound { .. }
        | Message::WorryRaised { .. }
        | Message::ReviewDue { .. }
        | Message::LimitsTouched { .. }
        | Message::WorryCameTrue { .. }
        | Message::Hesitation => Some(&decision.owner),
        Message::Check { user, .. }
        | Message::DidItComeTrue { user, .. }
        | Message::FollowUpDue { user, .. } => Some(user),
        Message::Ask { user, .. }
        | Message::Reminder { user, .. }
        | Message::ClaimForFunction { user, .. }
        | Message::ClaimRefused { user, .. }
        | Message::StillHolds { user, .. }
        | Message::Restated { user, .. }
        | Message::WordBack { user, .. } => Some(user),
        _ => None,
    }
}

/// Returns whether a message is one of those that come after the decision, or waits like those: for days
/// if need be, and nothing else behind it.
pub fn comes_after(message: &Message) -> bool {
    matches!(
        message,
        Message::Check { .. }
            | Message::CheckResult { .. }
            | Message::WorryRaised { .. }
            | Message::ReviewDue { .. }
            | Message::DidItComeTrue { .. }
            | Message::WorryCameTrue { .. }
            | Message::FollowUpDue { .. }
            | Message::TensionsFound { .. }
    )
}

/// Such a message arrives in the receiver's working hours, outside do-not-disturb. While it is listened
/// to, whoever was never asked spoke up by themselves, and hears at once. What comes after a decision
/// goes by where people are by then.
fn working_time(
    policy: &Policy,
    decision: &Decision,
    message: &Message,
    now: Timestamp,
    receiver: Receiver,
) -> Option<Timestamp> {
    let user = waits_for_hours(decision, message)?;
    let ask = decision.slots.iter().rev().find_map(|slot| slot.ask_of(user));
    let asked_in = ask.map(|ask| ask.zone.clone());
    let of_owner = matches!(message, Message::LimitsTouched { .. } | Message::Hesitation);
    let zone = match comes_after(message) || of_owner {
        true => receiver.zone.or(asked_in).unwrap_or_else(|| decision.zone.clone()),
        false => asked_in?,
    };
    let awake = receiver.quiet_until.unwrap_or(now).max(now);
    let open = policy.hours.next_open(&zone, awake);
    (open > now).then_some(open)
}
