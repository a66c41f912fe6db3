//! What time itself brings: the one reminder, the backup, the lead, and the end of the window.

use super::*;
use crate::domain::effect::Destination;
use crate::domain::message::Message;
use crate::domain::slot::{Ask, SlotState};
use jiff::SignedDuration;
use jiff::civil::Date;

/// Does everything whose time has come.
pub(super) fn tend(work: &mut Working<'_>) {
    if work.now >= work.decision.closes_at {
        return closing::close(work, Ended::OnTime);
    }
    let functions: Vec<FunctionId> =
        work.decision.slots.iter().map(|slot| slot.function.clone()).collect();
    for function in functions {
        end_hold(work, &function);
        remind(work, &function);
        climb(work, &function);
    }
}

/// Returns when the decision wants to be woken next, if at all.
pub(super) fn wake_at(policy: &Policy, decision: &Decision, now: Timestamp) -> Option<Timestamp> {
    if !decision.is_listening() {
        return aftercare::wake_at(policy, decision, now);
    }
    let slots = decision.slots.iter().flat_map(|slot| slot_moments(policy, decision, slot, now));
    // The close counts even where it is not ahead, as with a window that could not be reckoned: a
    // decision that listens is always woken some day.
    let owner_told = hesitating::due(policy, decision);
    slots.chain(owner_told).filter(|moment| *moment > now).chain([decision.closes_at]).min()
}

/// The bot may have missed something: the decision remembers, for the reading of silence.
pub(super) fn went_blind(work: &mut Working<'_>, blind: Blind) {
    if work.decision.is_listening() {
        let from = blind.from.max(work.decision.opened.at);
        Blind::add(&mut work.decision.blind, Blind { from, ..blind });
        // Word of it may come later than what was written in it.
        read_later(work);
    }
}

/// What was written in a span was taken in afterwards, and puts silence in no other light.
pub(super) fn caught_up(work: &mut Working<'_>, span: Blind) {
    work.decision.caught_up = Some(span);
    if read_later(work) && work.decision.is_listening() {
        work.refresh_card();
    }
}

fn read_later(work: &mut Working<'_>) -> bool {
    let decision = &mut work.decision;
    let Some(span) = decision.caught_up else { return false };
    let read = Blind::take(&mut decision.blind, span);
    read.iter().for_each(|one| Blind::add(&mut decision.read_later, *one));
    !read.is_empty()
}

fn slot_moments(
    policy: &Policy,
    decision: &Decision,
    slot: &Slot,
    now: Timestamp,
) -> Vec<Timestamp> {
    if let SlotState::OnHold { by, until } = &slot.state {
        let end = slot.ask_of(by).and_then(|ask| hold_ends(policy, ask, *until));
        return end.into_iter().collect();
    }
    if !waits_for_answer(slot) {
        return Vec::new();
    }
    let Some(ask) = current(slot) else { return Vec::new() };
    let Some(at) = ask.waiting_since() else { return Vec::new() };
    let window = policy.hours.between(&ask.zone, at, decision.closes_at);
    let after = |amount| policy.hours.after(&ask.zone, at, amount);
    let unused = ask.reminded_at.is_none();
    // What falls due as a working day ends is said on the next.
    let reminder = unused.then(|| after(policy.pace.reminder(window)).max(now));
    let reminder = reminder.map(|due| policy.hours.next_open(&ask.zone, due));
    let backup = may_climb(slot).then(|| climbs_at(policy, ask, decision.closes_at)).flatten();
    reminder.into_iter().chain(backup).collect()
}

/// Returns when the next person is asked. Where the reminder came late, since the bot was down, whoever got it has as long
/// as ever to answer it.
fn climbs_at(policy: &Policy, ask: &Ask, closes_at: Timestamp) -> Option<Timestamp> {
    let window = waited(policy, ask, closes_at);
    let (reminder, backup) = (policy.pace.reminder(window), policy.pace.backup(window));
    let after = |at, amount| policy.hours.after(&ask.zone, at, amount);
    let due = after(ask.waiting_since()?, backup);
    let reminded = ask.reminded_at.map(|at| after(at, backup - reminder));
    Some(reminded.map_or(due, |reminded| reminded.max(due)))
}

/// A hold whose day has come becomes an ordinary wait that begins now, with the reminder that was
/// promised for that day.
fn end_hold(work: &mut Working<'_>, function: &FunctionId) {
    let (policy, now) = (work.policy, work.now);
    let Some(slot) = work.decision.slot_mut(function) else { return };
    let SlotState::OnHold { by, until } = slot.state.clone() else { return };
    let Some(ask) = slot.ask_of_mut(&by) else { return };
    if hold_ends(policy, ask, until).is_none_or(|end| now < end) {
        return;
    }
    ask.reminded_at = Some(now);
    ask.resumed_at = Some(now);
    slot.state = SlotState::Asked;
    work.refresh_card();
    post_reminder(work, function, &by, Some(until));
}

fn remind(work: &mut Working<'_>, function: &FunctionId) {
    let (policy, now, closes_at) = (work.policy, work.now, work.decision.closes_at);
    let Some(slot) = work.decision.slot_mut(function).filter(|slot| waits_for_answer(slot)) else {
        return;
    };
    let Some(index) = slot.asks.iter().rposition(Ask::is_open) else { return };
    let ask = &mut slot.asks[index];
    let due = policy.pace.reminder(waited(policy, ask, closes_at));
    let early = waited(policy, ask, now) < due || !policy.hours.is_open(&ask.zone, now);
    if ask.reminded_at.is_some() || early {
        return;
    }
    ask.reminded_at = Some(now);
    let user = ask.user.clone();
    post_reminder(work, function, &user, None);
}

fn climb(work: &mut Working<'_>, function: &FunctionId) {
    let (policy, now) = (work.policy, work.now);
    let Some(slot) = work.decision.slot(function) else { return };
    if !waits_for_answer(slot) || !may_climb(slot) {
        return;
    }
    let Some(ask) = current(slot) else { return };
    if climbs_at(policy, ask, work.decision.closes_at).is_none_or(|due| now < due) {
        return;
    }
    match ask.role.next() {
        Some(next) => asking::search(work, function, next),
        None => {
            if let Some(slot) = work.decision.slot_mut(function) {
                slot.exhausted = true;
            }
        }
    }
}

/// The working time for which an answer was waited for, up to a moment.
fn waited(policy: &Policy, ask: &Ask, until: Timestamp) -> SignedDuration {
    let since = ask.waiting_since();
    since.map_or(SignedDuration::ZERO, |since| policy.hours.between(&ask.zone, since, until))
}

fn post_reminder(
    work: &mut Working<'_>,
    function: &FunctionId,
    user: &UserId,
    until: Option<Date>,
) {
    let message = Message::Reminder { function: function.clone(), user: user.clone(), until };
    work.effects.push(Effect::Post { to: Destination::Dm(user.clone()), message });
}

fn waits_for_answer(slot: &Slot) -> bool {
    let quiet = matches!(slot.state, SlotState::Asked | SlotState::Delegated { .. });
    quiet && slot.claim.is_none()
}

fn may_climb(slot: &Slot) -> bool {
    slot.searching.is_none() && !slot.exhausted
}

/// The newest ask from which an answer is still hoped for.
fn current(slot: &Slot) -> Option<&Ask> {
    slot.asks.iter().rev().find(|ask| ask.is_open())
}

/// The start of the working day on which a hold ends, in the holder's zone.
fn hold_ends(policy: &Policy, ask: &Ask, until: Date) -> Option<Timestamp> {
    let midnight = until.to_zoned(ask.zone.rules()).ok()?.timestamp();
    Some(policy.hours.next_open(&ask.zone, midnight))
}
