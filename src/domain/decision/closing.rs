//! The end of the window, and what may come after it.

use super::*;
use crate::domain::aftermath::{Cause, Reopening};
use crate::domain::effect::Destination;
use crate::domain::message::Message;
use crate::domain::reply::{Field, FieldFault, Modal};
use crate::domain::roster::Role;
use crate::domain::slot::{Ask, Delivery, SlotState};

/// Ends the listening window and posts the digests.
pub(super) fn close(work: &mut Working<'_>, how: Ended) {
    let by = match &how {
        Ended::Early { by, .. } => Some(by.clone()),
        _ => None,
    };
    let in_thread = matches!(how, Ended::OnTime | Ended::Early { .. });
    stop_listening(work, how, by.as_ref());
    checking::conclude(work);
    if in_thread {
        post_in_thread(work, Message::ClosingDigest);
    }
    tensions::told_by_digest(work);
    let to = Destination::Dm(work.decision.owner.clone());
    work.effects.push(Effect::Post { to, message: Message::OwnerDigest });
}

/// `/soundings close`: the owner is asked why; anybody else learns who the owner is.
pub(super) fn ask_why(work: &mut Working<'_>, by: &UserId) {
    if *by != work.decision.owner {
        return work.say(Notice::OwnerOnly { owner: work.decision.owner.clone() });
    }
    if !work.decision.is_listening() {
        return work.say(Notice::AlreadyClosed);
    }
    work.reply = Reply::Open(Box::new(Modal::CloseEarly));
}

/// `/soundings reopen`: listening goes on for another window; nobody is asked a second time. Where it was
/// decided, the owner is asked for the cause first.
pub(super) fn reopen(work: &mut Working<'_>, by: &UserId, reason: Option<String>) {
    if !may_reopen(work, by) {
        return;
    }
    match work.decision.record {
        Some(_) => work.reply = Reply::Open(Box::new(Modal::Reopen { reason })),
        None => go_on(work, by, reason, None),
    }
}

/// The owner says why a recorded decision is opened again. What was decided stays on the record, with
/// the cause and with what came after it.
pub(super) fn reopen_because(
    work: &mut Working<'_>,
    by: &UserId,
    cause: Option<Cause>,
    reason: Option<String>,
) {
    if !may_reopen(work, by) {
        return;
    }
    let long = reason.as_deref().is_some_and(|text| text.chars().nth(REASON_CHARS).is_some());
    let faults = [
        cause.is_none().then_some((Field::Cause, FieldFault::NoCause)),
        long.then_some((Field::Reason, FieldFault::TooLong(REASON_CHARS))),
    ];
    let faults: Vec<_> = faults.into_iter().flatten().collect();
    let (Some(cause), true) = (cause, faults.is_empty()) else {
        work.reply = Reply::Faults(faults);
        return;
    };
    if let Some(mut record) = work.decision.record.take() {
        let (by, at) = (by.clone(), work.now);
        record.reopened = Some(Reopening { by, at, cause, reason: reason.clone() });
        aftercare::end(work, &record);
        work.decision.earlier.push(*record);
    }
    go_on(work, by, reason, Some(cause));
}

/// Whether a person may reopen now; if not, they are told why.
fn may_reopen(work: &mut Working<'_>, by: &UserId) -> bool {
    let refusal = match work.decision.phase {
        _ if *by != work.decision.owner => Notice::OwnerOnly { owner: work.decision.owner.clone() },
        Phase::Listening => Notice::NotClosed { until: work.decision.closes_at },
        Phase::Cancelled => Notice::NoSuchDecision,
        Phase::Weighing | Phase::Decided | Phase::Reviewed => return true,
    };
    work.say(refusal);
    false
}

fn go_on(work: &mut Working<'_>, by: &UserId, reason: Option<String>, cause: Option<Cause>) {
    relating::hold_again(work, by);
    listen_again(work);
    work.note(Some(by), Deed::Reopened);
    let until = work.decision.closes_at;
    post_in_thread(work, Message::Reopened { by: by.clone(), reason, until, cause });
    work.refresh_card();
    work.say(Notice::Reopened { title: work.decision.title.clone(), until });
}

/// The channel was archived: nothing can be said in it any more, so the owner gets what there is.
pub(super) fn channel_archived(work: &mut Working<'_>) {
    if work.decision.is_listening() {
        close(work, Ended::ChannelArchived);
    }
}

/// There is no proposal any more: every word of it, and every view on it, goes. Those who were asked are told.
pub(super) fn cancel(work: &mut Working<'_>, how: Ended, by: Option<&UserId>) {
    if work.decision.phase == Phase::Cancelled {
        return;
    }
    stop_listening(work, how, by);
    work.decision.phase = Phase::Cancelled;
    work.decision.versions = vec![Version { text: String::new(), at: work.now }];
    work.decision.title = String::new();
    work.decision.goal = None;
    learning::forget_words(&mut work.decision);
    work.decision.offers.clear();
    work.decision.draft = None;
    if let Some(record) = work.decision.record.take() {
        aftercare::end(work, &record);
    }
    work.decision.earlier.clear();
    work.decision.closed_before.clear();
    work.decision.slots.iter_mut().for_each(Slot::forget_view);
    work.decision.spoken_of.clear();
    work.decision.limits.clear();
    tensions::forget(work);
    refresh_asks(work, |_| true);
    work.note(by, Deed::Cancelled);
    relating::forget_everywhere(work);
}

/// It was no decision: the card, the asks and every word of it go.
pub(super) fn dismiss(work: &mut Working<'_>) {
    let functions = functions(work);
    for function in &functions {
        asking::end_asks(work, function);
    }
    work.effects.retain(|effect| !matches!(effect, Effect::Refresh(_)));
    delete_messages(work);
    relating::forget_everywhere(work);
    work.dismissed = true;
}

fn delete_messages(work: &mut Working<'_>) {
    if let Some(ts) = work.decision.card.clone() {
        work.effects.push(Effect::Delete { channel: work.decision.channel.clone(), ts });
    }
    tensions::forget(work);
    let records = work.decision.earlier.iter().chain(work.decision.record.as_deref());
    let questions: Vec<_> =
        records.flat_map(|one| aftercare::questions(&work.decision.owner, one)).collect();
    for (_, channel, ts) in questions {
        work.effects.push(Effect::Delete { channel, ts });
    }
    for ask in work.decision.slots.iter().flat_map(|slot| &slot.asks) {
        if let Delivery::Delivered { channel, ts, .. } = &ask.delivery {
            work.effects.push(Effect::Delete { channel: channel.clone(), ts: ts.clone() });
        }
    }
}

/// Ends the listening window; what is posted then is for whoever ends it to say.
pub(super) fn stop_listening(work: &mut Working<'_>, how: Ended, by: Option<&UserId>) {
    work.decision.phase = Phase::Weighing;
    work.decision.closed = Some(Closed { at: work.now, how });
    work.decision.offers.clear();
    // The digest says it.
    work.decision.untold.clear();
    for function in functions(work) {
        asking::end_asks(work, &function);
    }
    work.note(by, Deed::Closed);
    work.refresh_card();
}

fn listen_again(work: &mut Working<'_>) {
    let decision = &mut work.decision;
    let days = work.policy.pace.days(decision.door);
    decision.phase = Phase::Listening;
    decision.closed_before.extend(decision.closed.take());
    decision.closes_at = work.policy.hours.end_of_day_after(&decision.zone, work.now, days);
    let waiting: Vec<FunctionId> = decision
        .slots
        .iter()
        .filter(|slot| matches!(slot.state, SlotState::NotAsked | SlotState::Unreachable { .. }))
        .map(|slot| slot.function.clone())
        .collect();
    for function in waiting {
        let Some(slot) = work.decision.slot_mut(&function) else { continue };
        slot.state = SlotState::NotAsked;
        slot.exhausted = false;
        asking::search(work, &function, Role::Member);
    }
    // Those who have not answered get their buttons back, and can answer by direct message again.
    refresh_asks(work, Slot::is_waiting);
    asking::reopen_asks(work);
}

/// Brings the asks of some functions up to date.
pub(super) fn refresh_asks(work: &mut Working<'_>, wanted: impl Fn(&Slot) -> bool) {
    let slots = work.decision.slots.iter().filter(|slot| wanted(slot));
    let asks: Vec<Refresh> = slots
        .flat_map(|slot| slot.asks.iter().filter_map(|ask| ask_message(&slot.function, ask)))
        .collect();
    for ask in asks {
        work.refresh(ask);
    }
}

/// The message by which somebody was asked, if it arrived.
pub(super) fn ask_message(function: &FunctionId, ask: &Ask) -> Option<Refresh> {
    let Delivery::Delivered { channel, ts, .. } = &ask.delivery else { return None };
    Some(Refresh::Ask {
        function: function.clone(),
        user: ask.user.clone(),
        channel: channel.clone(),
        ts: ts.clone(),
    })
}

fn functions(work: &Working<'_>) -> Vec<FunctionId> {
    work.decision.slots.iter().map(|slot| slot.function.clone()).collect()
}

pub(super) fn post_in_thread(work: &mut Working<'_>, message: Message) {
    let to = Destination::Thread(work.decision.channel.clone(), work.decision.root.clone());
    work.effects.push(Effect::Post { to, message });
}
