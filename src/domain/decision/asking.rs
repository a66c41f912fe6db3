//! Asking: finding one person per function, and climbing from member to backup to lead.
//!
//! A search runs *look up → reserve → ask*: the look-up proposes people, the person's own key says
//! whether they may be asked (mute, cap), and only then the question is posted.

use super::*;
use crate::domain::effect::Destination;
use crate::domain::event::{ArrivedAsk, PersonEvent, Reservation};
use crate::domain::hours::Zone;
use crate::domain::lens::QuestionId;
use crate::domain::message::Message;
use crate::domain::roster::{self, Candidate, Excuse, Role};
use crate::domain::slot::{Ask, Delivery, SlotState, Unreachable};

/// Starts looking for people of a function in a role.
pub(super) fn search(work: &mut Working<'_>, function: &FunctionId, role: Role) {
    let Some(slot) = work.decision.slot_mut(function) else { return };
    slot.searching = Some(role);
    work.effects.push(Effect::FindPeople { function: function.clone(), role, only: None });
}

/// People were looked up: reserves the best of them, or climbs on.
pub(super) fn candidates_found(
    work: &mut Working<'_>,
    function: &FunctionId,
    role: Role,
    candidates: &[Candidate],
) {
    let Some(slot) = searching_slot(work, function, role) else { return };
    let tried = tried(&slot, &work.decision.owner);
    let reachable: Vec<Candidate> = candidates
        .iter()
        .filter(|one| opens(work, one) < work.decision.closes_at)
        .cloned()
        .collect();
    match roster::pick(&reachable, &tried, |one| opens(work, one)) {
        Some(candidate) => reserve(work, function, role, &candidate.clone()),
        None => nobody(work, function, role, candidates),
    }
}

/// A person may be asked: asks them.
pub(super) fn reserved(
    work: &mut Working<'_>,
    function: &FunctionId,
    user: &UserId,
    role: Role,
    (zone, question): (&Zone, &QuestionId),
) {
    if !may_be_asked(work, function, user, role) {
        return release_unless_asked(work, function, user);
    }
    let at = work.now;
    // The kind may have been corrected since the question was chosen.
    let lens = work.policy.library.get(function);
    let fitting = lens.and_then(|lens| lens.in_place_of(question, work.decision.kind));
    let Some(slot) = work.decision.slot_mut(function) else { return };
    slot.searching = None;
    slot.asks.push(Ask {
        user: user.clone(),
        role,
        question: fitting.unwrap_or_else(|| question.clone()),
        zone: zone.clone(),
        at,
        delivery: Delivery::Pending,
        resumed_at: None,
        reminded_at: None,
        ended: false,
    });
    let message = Message::Ask { function: function.clone(), user: user.clone() };
    work.effects.push(Effect::Post { to: Destination::Dm(user.clone()), message });
}

/// A person may not be asked: tries the next.
pub(super) fn reservation_refused(
    work: &mut Working<'_>,
    function: &FunctionId,
    user: &UserId,
    role: Role,
    excuse: Excuse,
) {
    if !may_be_asked(work, function, user, role) {
        return;
    }
    pass_over(work, function, user, excuse);
    match role {
        Role::Delegate => delegate_refused(work, function, Some(excuse)),
        Role::Member | Role::Backup | Role::Lead => search(work, function, role),
    }
}

/// Somebody who was asked muted the bot or went away: asks the next.
pub(super) fn person_unavailable(
    work: &mut Working<'_>,
    function: &FunctionId,
    user: &UserId,
    excuse: Excuse,
) {
    let listening = work.decision.is_listening();
    let Some(slot) = work.decision.slot_mut(function) else { return };
    let Some(ask) = slot.ask_of_mut(user).filter(|ask| ask.is_open()) else { return };
    ask.ended = true;
    let role = ask.role;
    let waiting = slot.is_waiting() && listening;
    pass_over(work, function, user, excuse);
    end_ask(work, function, user);
    if waiting {
        search(work, function, if role == Role::Delegate { Role::Member } else { role });
    }
}

/// Somebody who is to be asked is away until too late for a fair window: they keep the question for
/// when they are back, and somebody else is asked meanwhile.
pub(super) fn person_late(work: &mut Working<'_>, function: &FunctionId, user: &UserId) {
    let listening = work.decision.is_listening();
    let Some(slot) = work.decision.slot(function) else { return };
    let Some(ask) = slot.ask_of(user).filter(|ask| ask.is_open()) else { return };
    let alone = slot.asks.iter().filter(|ask| ask.is_open()).count() == 1;
    if listening && alone && slot.is_waiting() && slot.searching.is_none() && !slot.exhausted {
        search(work, function, if ask.role == Role::Delegate { Role::Backup } else { ask.role });
    }
}

/// A message of ours is in Slack.
pub(super) fn delivered(
    work: &mut Working<'_>,
    message: &Message,
    channel: &ChannelId,
    ts: &MessageTs,
) {
    match message {
        Message::Card => {
            work.decision.card = Some(ts.clone());
            // What happened while the card was on its way could not be drawn on it.
            work.refresh_card();
        }
        Message::Ask { function, user } => ask_delivered(work, function, user, (channel, ts)),
        Message::Reminder { function, .. } => work.note(None, Deed::Reminded(function.clone())),
        Message::Tension { .. } | Message::TensionsFound { .. } => {
            tensions::delivered(work, message, channel, ts);
        }
        _ => aftercare::delivered(work, message, channel, ts),
    }
}

/// A message of ours will never be in Slack.
pub(super) fn undelivered(work: &mut Working<'_>, message: &Message, why: &str) {
    let what = match message {
        Message::Card => Failed::Card,
        Message::ClosingDigest => Failed::Digest,
        Message::Ask { function, user } => {
            ask_undelivered(work, function, user);
            Failed::Ask(function.clone())
        }
        Message::ReplyOffer { reply, .. } => {
            work.decision.offers.remove(reply);
            return;
        }
        Message::Decided { .. } => Failed::Digest,
        Message::WordBack { functions, .. } => {
            deciding::word_not_given(work, functions);
            Failed::Other
        }
        Message::Tension { tension } => {
            tensions::undelivered(work, tension);
            Failed::Other
        }
        _ => {
            aftercare::undelivered(work, message);
            Failed::Other
        }
    };
    work.decision.faults.push(Fault { at: work.now, what, why: why.to_owned() });
    if !matches!(message, Message::Card) {
        work.refresh_card();
    }
}

/// Ends one person's ask: their settings forget it, their message loses its buttons.
pub(super) fn end_ask(work: &mut Working<'_>, function: &FunctionId, user: &UserId) {
    release(work, function, user);
    let Some(ask) = work.decision.slot(function).and_then(|slot| slot.ask_of(user)) else { return };
    if let Some(message) = closing::ask_message(function, ask) {
        work.refresh(message);
    }
}

/// Ends every open ask of a function. All its asks show that, those that had ended before as well.
pub(super) fn end_asks(work: &mut Working<'_>, function: &FunctionId) {
    let Some(slot) = work.decision.slot_mut(function) else { return };
    slot.searching = None;
    let users: Vec<UserId> =
        slot.asks.iter().filter(|ask| ask.is_open()).map(|ask| ask.user.clone()).collect();
    for ask in &mut slot.asks {
        ask.ended = true;
    }
    for user in users {
        release(work, function, &user);
    }
    hearing::refresh_asks(work, function);
}

fn searching_slot(work: &Working<'_>, function: &FunctionId, role: Role) -> Option<Slot> {
    let slot = work.decision.slot(function)?;
    let wanted = work.decision.is_listening() && slot.is_waiting() && slot.searching == Some(role);
    wanted.then(|| slot.clone())
}

/// Whether a reservation is still wanted: somebody else may have been named since, or be found.
fn may_be_asked(work: &Working<'_>, function: &FunctionId, user: &UserId, role: Role) -> bool {
    let Some(slot) = searching_slot(work, function, role) else { return false };
    let named = match &slot.state {
        SlotState::Delegated { to, .. } if role == Role::Delegate => to == user,
        _ => role != Role::Delegate,
    };
    named && !tried(&slot, &work.decision.owner).contains(user)
}

/// Lets somebody go who was reserved in vain, but not if their question stands already.
fn release_unless_asked(work: &mut Working<'_>, function: &FunctionId, user: &UserId) {
    let ask = work.decision.slot(function).and_then(|slot| slot.ask_of(user));
    if !ask.is_some_and(Ask::is_open) {
        release(work, function, user);
    }
}

fn tried(slot: &Slot, owner: &UserId) -> Vec<UserId> {
    let asked = slot.asks.iter().map(|ask| ask.user.clone());
    asked.chain(slot.passed_over.iter().cloned()).chain([owner.clone()]).collect()
}

fn opens(work: &Working<'_>, candidate: &Candidate) -> Timestamp {
    work.policy.hours.next_open(&candidate.zone, work.now)
}

fn reserve(work: &mut Working<'_>, function: &FunctionId, role: Role, candidate: &Candidate) {
    let reservation = Reservation {
        decision: work.decision.id.clone(),
        team: work.decision.team.clone(),
        function: function.clone(),
        role,
        title: work.decision.title.clone(),
        zone: candidate.zone.clone(),
        kind: work.decision.kind,
    };
    let event = PersonEvent::ReservationAsked(Box::new(reservation));
    work.effects.push(Effect::tell_person(&work.decision.team, &candidate.user, event));
}

/// Nobody of a role can be asked: climbs, or admits that the function cannot be reached.
fn nobody(work: &mut Working<'_>, function: &FunctionId, role: Role, candidates: &[Candidate]) {
    let why = roster::why_nobody(candidates);
    if role == Role::Delegate {
        return delegate_refused(work, function, why);
    }
    let is_owner = |one: &Candidate| one.user == work.decision.owner;
    let decides = candidates.iter().any(is_owner).then_some(Excuse::Decides);
    let Some(slot) = work.decision.slot_mut(function) else { return };
    slot.excuse = slot.excuse.into_iter().chain(why).chain(decides).min();
    match role.next() {
        Some(next) => search(work, function, next),
        None => exhaust(work, function),
    }
}

fn exhaust(work: &mut Working<'_>, function: &FunctionId) {
    let Some(slot) = work.decision.slot_mut(function) else { return };
    slot.searching = None;
    slot.exhausted = true;
    if slot.asks.iter().any(|ask| ask.delivery != Delivery::Failed && !ask.ended) {
        return;
    }
    let why = match slot.excuse {
        Some(Excuse::Refused) => Unreachable::Undeliverable,
        Some(excuse) => Unreachable::Excused(excuse),
        None => Unreachable::NobodyMapped,
    };
    slot.state = SlotState::Unreachable { why };
    work.note(None, Deed::Unreachable(function.clone()));
    work.decision.untold.push(function.clone());
    work.refresh_card();
}

/// Tells the owner which functions could not be reached, all at once: as soon as nobody is looked for
/// any more.
pub(super) fn tell_unreached(work: &mut Working<'_>) {
    let searching = work.decision.slots.iter().any(|slot| slot.searching.is_some());
    if searching || work.decision.untold.is_empty() {
        return;
    }
    let functions = std::mem::take(&mut work.decision.untold);
    let message = Message::CouldNotReach { functions };
    work.effects.push(Effect::Post { to: Destination::Dm(work.decision.owner.clone()), message });
}

/// The colleague somebody named cannot be asked: the function waits for the first again.
fn delegate_refused(work: &mut Working<'_>, function: &FunctionId, excuse: Option<Excuse>) {
    let Some(slot) = work.decision.slot_mut(function) else { return };
    slot.searching = None;
    let SlotState::Delegated { from, to } = slot.state.clone() else { return };
    slot.state = SlotState::Asked;
    open_again(work, function, &from);
    let (function, user) = (function.clone(), from.clone());
    let message = Message::CannotDelegate { function, user, to, excuse };
    work.effects.push(Effect::Post { to: Destination::Dm(from), message });
    work.refresh_card();
}

/// An answer is hoped for again from somebody whose ask had ended: their message gets its buttons
/// back, and a direct message counts as the answer.
fn open_again(work: &mut Working<'_>, function: &FunctionId, user: &UserId) {
    let now = work.now;
    let Some(slot) = work.decision.slot_mut(function) else { return };
    let Some(ask) = slot.ask_of_mut(user) else { return };
    ask.ended = false;
    // They are told that it is theirs again, which is the one reminder.
    ask.reminded_at.get_or_insert(now);
    if let Delivery::Delivered { channel, ts, .. } = ask.delivery.clone() {
        tell_arrived(work, function, user, (&channel, &ts));
        hearing::refresh_ask(work, function, user);
    }
}

/// After a reopening: those who were asked and have not answered can answer again, and their time
/// begins anew. Nobody is asked or reminded a second time.
pub(super) fn reopen_asks(work: &mut Working<'_>) {
    let now = work.now;
    let mut arrived = Vec::new();
    for slot in work.decision.slots.iter_mut().filter(|slot| slot.is_waiting() && !slot.withdrawn) {
        let given_up = slot.passed_over.clone();
        let handed_on = match &slot.state {
            SlotState::Delegated { from, .. } => Some(from.clone()),
            _ => None,
        };
        for ask in &mut slot.asks {
            let out = given_up.contains(&ask.user) || handed_on.as_ref() == Some(&ask.user);
            let Delivery::Delivered { channel, ts, .. } = &ask.delivery else { continue };
            if !out {
                let place = (channel.clone(), ts.clone());
                arrived.push((slot.function.clone(), ask.user.clone(), place));
                ask.ended = false;
                ask.resumed_at = Some(now);
            }
        }
    }
    for (function, user, (channel, ts)) in arrived {
        tell_arrived(work, &function, &user, (&channel, &ts));
    }
}

/// Tells a person that an ask of theirs stands in their direct messages.
fn tell_arrived(
    work: &mut Working<'_>,
    function: &FunctionId,
    user: &UserId,
    (channel, ts): (&ChannelId, &MessageTs),
) {
    let ask = work.decision.slot(function).and_then(|slot| slot.ask_of(user));
    let event = PersonEvent::AskArrived(Box::new(ArrivedAsk {
        decision: work.decision.id.clone(),
        function: function.clone(),
        title: work.decision.title.clone(),
        asked_at: ask.map_or(work.now, |ask| ask.at),
        channel: channel.clone(),
        ts: ts.clone(),
    }));
    work.effects.push(Effect::tell_person(&work.decision.team, user, event));
}

fn ask_delivered(
    work: &mut Working<'_>,
    function: &FunctionId,
    user: &UserId,
    (channel, ts): (&ChannelId, &MessageTs),
) {
    let at = work.now;
    let Some(slot) = work.decision.slot_mut(function) else { return };
    let Some(ask) = slot.ask_of_mut(user) else { return };
    ask.delivery = Delivery::Delivered { channel: channel.clone(), ts: ts.clone(), at };
    let ended = ask.ended;
    if slot.state == SlotState::NotAsked {
        slot.state = SlotState::Asked;
    }
    work.note(None, Deed::Asked(function.clone()));
    work.refresh_card();
    if ended {
        return end_ask(work, function, user);
    }
    tell_arrived(work, function, user, (channel, ts));
}

fn ask_undelivered(work: &mut Working<'_>, function: &FunctionId, user: &UserId) {
    let listening = work.decision.is_listening();
    let Some(slot) = work.decision.slot_mut(function) else { return };
    let Some(ask) = slot.ask_of_mut(user) else { return };
    ask.delivery = Delivery::Failed;
    let role = ask.role;
    let again = slot.is_waiting() && listening;
    pass_over(work, function, user, Excuse::Refused);
    release(work, function, user);
    match role {
        _ if !again => {}
        Role::Delegate => delegate_refused(work, function, Some(Excuse::Refused)),
        role => search(work, function, role),
    }
}

fn pass_over(work: &mut Working<'_>, function: &FunctionId, user: &UserId, excuse: Excuse) {
    if let Some(slot) = work.decision.slot_mut(function) {
        slot.passed_over.push(user.clone());
        slot.excuse = slot.excuse.into_iter().chain([excuse]).min();
    }
}

fn release(work: &mut Working<'_>, function: &FunctionId, user: &UserId) {
    let event =
        PersonEvent::AskEnded { decision: work.decision.id.clone(), function: function.clone() };
    work.effects.push(Effect::tell_person(&work.decision.team, user, event));
}
