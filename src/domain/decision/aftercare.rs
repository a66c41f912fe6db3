//! After the decision: the check on the quiet, worries, the review, and what was promised.
//!
//! [`checking`] asks whether it is clear and counts the taps, [`worrying`] takes worries in the name of a
//! function and asks later whether they came true, [`reviewing`] asks the owner what came of it, and
//! [`following`] asks once about every follow-up. This file says when, and where their messages stand.
//!
//! All of it hangs on the record that stands. When the decision is opened again it goes with that record,
//! and whatever is still on its way is let go.

mod checking;
mod following;
mod reviewing;
mod worrying;

pub(super) use checking::{score, tap};
pub(super) use following::answer as follow_up;
pub(super) use reviewing::{ask as ask_result, record as record_result};
pub(super) use worrying::{ask as ask_worry, judge as came_true, raise as raise_worry};

use super::*;
use crate::domain::aftermath::{Aftermath, Check};
use crate::domain::message::Message;
use crate::domain::record::Record;
use crate::domain::slot::Delivery;

/// Does everything whose time has come.
pub(super) fn tend(work: &mut Working<'_>) {
    checking::send_out(work);
    checking::tell_owner(work);
    reviewing::remind(work);
    following::ask(work);
}

/// Returns when what comes after the decision wants to be woken next, if at all.
pub(super) fn wake_at(policy: &Policy, decision: &Decision, now: Timestamp) -> Option<Timestamp> {
    let record = decision.record.as_deref()?;
    let after = record.after.as_deref()?;
    let zone = &decision.zone;
    let check = after.check.as_ref().filter(|check| check.told_at.is_none());
    let check = check.and_then(|check| match check.sent_at {
        None => Some(check.due),
        Some(_) => check.ends_at(policy, zone),
    });
    let open = after.result.is_none();
    let review = open.then(|| after.review.next(zone, record.at)).flatten();
    let follow_ups = record.follow_ups_to_ask(decision).map(|(moment, ..)| moment);
    check.into_iter().chain(review).chain(follow_ups).filter(|moment| *moment > now).min()
}

/// A message of what comes after is in Slack. One that was overtaken while it was on its way says so.
pub(super) fn delivered(
    work: &mut Working<'_>,
    message: &Message,
    channel: &ChannelId,
    ts: &MessageTs,
) {
    let at = work.now;
    let delivery = Delivery::Delivered { channel: channel.clone(), ts: ts.clone(), at };
    let is_question = about(message).is_some();
    if is_question && (!keep(work, message, &delivery) || is_overtaken(work, message)) {
        work.refresh(refresh(message, channel, ts));
    }
}

fn is_overtaken(work: &Working<'_>, message: &Message) -> bool {
    let after = about(message).and_then(|at| work.decision.after_of(at));
    after.is_none_or(|after| match message {
        Message::Check { .. } => !after.is_checking(),
        Message::ReviewDue { .. } => after.result.is_some(),
        _ => false,
    })
}

/// A message of what comes after will never be in Slack.
pub(super) fn undelivered(work: &mut Working<'_>, message: &Message) {
    keep(work, message, &Delivery::Failed);
}

/// The record no longer stands: its questions lose their buttons.
pub(super) fn end(work: &mut Working<'_>, record: &Record) {
    let owner = work.decision.owner.clone();
    for (message, channel, ts) in questions(&owner, record) {
        work.refresh(refresh(&message, &channel, &ts));
    }
}

/// Returns every question about a record, where it stands.
pub(super) fn questions(owner: &UserId, record: &Record) -> Vec<(Message, ChannelId, MessageTs)> {
    let Some(after) = record.after.as_deref() else { return Vec::new() };
    let checks = after.check.iter().flat_map(|check| &check.asked);
    let at = record.at;
    let checks =
        checks.map(|(user, one)| (Message::Check { at, user: user.clone() }, one.delivery.clone()));
    let worries = after.worries.iter().filter_map(|worry| {
        Some((Message::DidItComeTrue { at, user: worry.by.clone() }, worry.question.clone()?))
    });
    let asked = checks.chain(worries).filter_map(|(message, delivery)| {
        let (channel, ts) = place(&delivery)?;
        Some((message, channel.clone(), ts.clone()))
    });
    let reviews = after.review.stands.iter().enumerate();
    let reviews = reviews.map(|(index, (channel, ts))| {
        (Message::ReviewDue { at, again: index > 0 }, channel.clone(), ts.clone())
    });
    asked.chain(reviews).chain(follow_ups(owner, record, after)).collect()
}

/// The questions about follow-ups; those that went out in one message belong together.
fn follow_ups(
    owner: &UserId,
    record: &Record,
    after: &Aftermath,
) -> Vec<(Message, ChannelId, MessageTs)> {
    let mut found: BTreeMap<(ChannelId, MessageTs), (UserId, Vec<FunctionId>)> = BTreeMap::new();
    for (function, one) in &after.follow_ups {
        let Some((channel, ts)) = place(&one.question) else { continue };
        let promised = record.dispositions.get(function).and_then(|one| one.follow_up.as_ref());
        let user = promised.map_or(owner, |promised| &promised.by).clone();
        let together = found.entry((channel.clone(), ts.clone())).or_insert((user, Vec::new()));
        together.1.push(function.clone());
    }
    let found = found.into_iter();
    found
        .map(|((channel, ts), (user, functions))| {
            (Message::FollowUpDue { at: record.at, user, functions }, channel, ts)
        })
        .collect()
}

fn place(delivery: &Delivery) -> Option<(&ChannelId, &MessageTs)> {
    match delivery {
        Delivery::Delivered { channel, ts, .. } => Some((channel, ts)),
        Delivery::Pending | Delivery::Failed => None,
    }
}

/// Keeps what became of a message; `false` where it belongs to no record that is known.
fn keep(work: &mut Working<'_>, message: &Message, delivery: &Delivery) -> bool {
    let Some(after) = about(message).and_then(|at| after_of_mut(work, at)) else { return false };
    match message {
        Message::Check { user, .. } => {
            let asked = after.check.as_mut().and_then(|check| check.asked.get_mut(user));
            asked.map(|asked| asked.delivery = delivery.clone()).is_some()
        }
        Message::DidItComeTrue { user, .. } => {
            let mut theirs = after.worries.iter_mut().filter(|worry| worry.by == *user).peekable();
            let any = theirs.peek().is_some();
            theirs.filter(|one| one.question.is_some()).for_each(|one| {
                one.question = Some(delivery.clone());
            });
            any
        }
        Message::FollowUpDue { functions, .. } => {
            let mut asked = false;
            for function in functions {
                if let Some(one) = after.follow_ups.get_mut(function) {
                    one.question = delivery.clone();
                    asked = true;
                }
            }
            asked
        }
        Message::ReviewDue { .. } => {
            if let Delivery::Delivered { channel, ts, .. } = delivery {
                after.review.stands.push((channel.clone(), ts.clone()));
            }
            true
        }
        _ => false,
    }
}

/// Which record a question is about.
fn about(message: &Message) -> Option<Timestamp> {
    match message {
        Message::Check { at, .. }
        | Message::ReviewDue { at, .. }
        | Message::DidItComeTrue { at, .. }
        | Message::FollowUpDue { at, .. } => Some(*at),
        _ => None,
    }
}

fn refresh(message: &Message, channel: &ChannelId, ts: &MessageTs) -> Refresh {
    let (message, channel, ts) = (Box::new(message.clone()), channel.clone(), ts.clone());
    Refresh::Message { message, channel, ts }
}

/// Brings the messages of one kind about the record that stands up to date.
fn refresh_questions(work: &mut Working<'_>, wanted: impl Fn(&Message) -> bool) {
    let Some(record) = work.decision.record.as_deref() else { return };
    let standing = questions(&work.decision.owner, record);
    for (message, channel, ts) in standing.into_iter().filter(|one| wanted(&one.0)) {
        work.refresh(refresh(&message, &channel, &ts));
    }
}

fn after_mut<'a>(work: &'a mut Working<'_>) -> Option<&'a mut Aftermath> {
    work.decision.record.as_mut()?.after.as_deref_mut()
}

/// What comes after the record of a moment, whether it stands or was opened again.
fn after_of_mut<'a>(work: &'a mut Working<'_>, at: Timestamp) -> Option<&'a mut Aftermath> {
    let Decision { record, earlier, .. } = &mut work.decision;
    let mut records = record.as_deref_mut().into_iter().chain(earlier);
    records.find(|record| record.at == at)?.after.as_deref_mut()
}

/// The moment that names the record that stands.
fn recorded_at(work: &Working<'_>) -> Timestamp {
    work.decision.record.as_ref().map_or(work.now, |record| record.at)
}

fn check_mut<'a>(work: &'a mut Working<'_>) -> Option<&'a mut Check> {
    after_mut(work)?.check.as_mut()
}

/// Sends a message to the owner alone.
fn tell(work: &mut Working<'_>, message: Message) {
    send(work, &work.decision.owner.clone(), message);
}

fn send(work: &mut Working<'_>, user: &UserId, message: Message) {
    let to = crate::domain::effect::Destination::Dm(user.clone());
    work.effects.push(Effect::Post { to, message });
}
