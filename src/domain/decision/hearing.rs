//! Hearing: views by form, direct message or reply, and what becomes of them until the close.

use super::*;
use crate::domain::answer::FIELD_CHARS;
use crate::domain::answer::{View, ViewSource, Words, clip};
use crate::domain::effect::Destination;
use crate::domain::message::Message;
use crate::domain::slot::SlotState;

/// The most replies that wait for their author's yes at a time; the oldest gives way.
const OFFERS: usize = 20;

/// A reply in the thread: if its author can speak for an affected function, they are offered to let
/// it count. Until they say yes it is just talk.
pub(super) fn reply_posted(work: &mut Working<'_>, ts: &MessageTs, author: &UserId, text: &str) {
    let text = clip(text.trim(), FIELD_CHARS);
    let talker = *author == work.decision.owner || work.decision.just_talking.contains(author);
    let known = work.decision.offers.contains_key(ts);
    if !work.decision.takes_views() || talker || known || text.is_empty() {
        return;
    }
    if work.decision.offers.len() >= OFFERS {
        work.decision.offers.pop_first();
    }
    let offer = Offer { by: author.clone(), functions: Vec::new(), text, at: work.now };
    work.decision.offers.insert(ts.clone(), offer);
    work.effects.push(Effect::Identify { user: author.clone(), reply: ts.clone() });
}

/// It is known for whom a reply's author can speak.
pub(super) fn replier_identified(
    work: &mut Working<'_>,
    reply: &MessageTs,
    functions: &[FunctionId],
) {
    let open: Vec<FunctionId> =
        functions.iter().filter(|function| is_unheard(work, function)).cloned().collect();
    if open.is_empty() {
        work.decision.offers.remove(reply);
        return;
    }
    let (channel, root) = (work.decision.channel.clone(), work.decision.root.clone());
    let Some(offer) = work.decision.offers.get_mut(reply) else { return };
    offer.functions = open;
    let user = offer.by.clone();
    let message = Message::ReplyOffer { reply: reply.clone(), user: user.clone() };
    let to = Destination::Only(user, channel, Some(root));
    work.effects.push(Effect::Post { to, message });
}

/// A reply's author lets it count.
pub(super) fn count_reply(
    work: &mut Working<'_>,
    by: &UserId,
    reply: &MessageTs,
    function: &FunctionId,
) {
    let offer = work.decision.offers.get(reply).filter(|offer| offer.by == *by);
    let Some(offer) = offer.filter(|offer| offer.functions.contains(function)).cloned() else {
        return work.say(Notice::OfferGone);
    };
    work.decision.offers.remove(reply);
    if work.decision.slot(function).is_none() {
        return work.say(Notice::OfferGone);
    }
    let source = ViewSource::Reply { ts: reply.clone() };
    hear(work, function, by, Words::need(&offer.text), source);
    work.say(Notice::ReplyCounted { function: function.clone() });
}

/// A reply's author was just talking.
pub(super) fn ignore_reply(work: &mut Working<'_>, by: &UserId, reply: &MessageTs) {
    let Some(offer) = work.decision.offers.get(reply) else {
        return work.say(Notice::ReplyIgnored);
    };
    if offer.by == *by {
        work.decision.offers.remove(reply);
        work.decision.just_talking.insert(by.clone());
        work.say(Notice::ReplyIgnored);
    }
}

/// A direct message was recognised as an answer.
pub(super) fn dm_answered(
    work: &mut Working<'_>,
    function: &FunctionId,
    by: &UserId,
    (channel, ts): (&ChannelId, &MessageTs),
    text: &str,
) {
    let theirs = work.decision.slot(function).is_some_and(|slot| slot.may_answer(by));
    if !theirs || !work.decision.takes_views() {
        return;
    }
    let source = ViewSource::Dm { channel: channel.clone(), ts: ts.clone() };
    hear(work, function, by, Words::need(text), source);
    let message = Message::AnswerKept {
        decision: work.decision.id.clone(),
        function: function.clone(),
        title: work.decision.title.clone(),
    };
    work.effects.push(Effect::Post { to: Destination::Dm(by.clone()), message });
}

/// Keeps a view. A second one replaces the first, whoever of the function gave it.
pub(super) fn hear(
    work: &mut Working<'_>,
    function: &FunctionId,
    by: &UserId,
    words: Words,
    source: ViewSource,
) {
    let (at, version, late) = (work.now, work.decision.version(), !work.decision.is_listening());
    let Some(slot) = work.decision.slot_mut(function) else { return };
    let changed = slot.view.is_some();
    slot.view = Some(View { by: by.clone(), at, words, source, version, late, changed });
    settle(work, function, SlotState::Heard { by: by.clone(), at });
    let function = function.clone();
    let deed = if changed { Deed::ViewChanged } else { Deed::Heard };
    work.note(Some(by), deed(function.clone()));
    if late {
        closing::post_in_thread(work, Message::LateView { function });
    }
}

/// The function has no objection.
pub(super) fn no_objection(work: &mut Working<'_>, function: &FunctionId, by: &UserId) {
    let at = work.now;
    let Some(slot) = work.decision.slot_mut(function) else { return };
    slot.view = None;
    settle(work, function, SlotState::NoObjection { by: by.clone(), at });
    work.note(Some(by), Deed::NoObjection(function.clone()));
    work.say(Notice::NoObjectionKept { function: function.clone() });
}

/// Takes a view or a "no objection" back: the function waits again, and is not reminded any more.
pub(super) fn withdraw(work: &mut Working<'_>, function: &FunctionId, by: &UserId) {
    let Some(slot) = work.decision.slot_mut(function) else { return };
    if !slot.has_position() {
        return;
    }
    slot.view = None;
    slot.state = SlotState::Asked;
    slot.withdrawn = true;
    slot.exhausted = true;
    work.note(Some(by), Deed::ViewWithdrawn(function.clone()));
    refresh_ask(work, function, by);
    work.refresh_card();
    work.say(Notice::ViewWithdrawn { function: function.clone() });
}

/// The text of the proposal, of a counted reply or of a direct answer was changed.
pub(super) fn message_edited(work: &mut Working<'_>, ts: &MessageTs, text: &str) {
    if *ts == work.decision.root {
        return owning::proposal_edited(work, text);
    }
    if text.trim().is_empty() {
        return message_deleted(work, ts);
    }
    if let Some(offer) = work.decision.offers.get_mut(ts) {
        offer.text = clip(text.trim(), FIELD_CHARS);
        return;
    }
    if work.decision.takes_views() {
        view_edited(work, ts, text);
    }
}

fn view_edited(work: &mut Working<'_>, ts: &MessageTs, text: &str) {
    let Some((function, by)) = spoken_in(work, ts) else { return };
    let Some(view) = work.decision.slot_mut(&function).and_then(|slot| slot.view.as_mut()) else {
        return;
    };
    let need = clip(text.trim(), FIELD_CHARS);
    if view.words.need == need {
        return;
    }
    view.words.need = need;
    view.changed = true;
    work.note(Some(&by), Deed::ViewChanged(function.clone()));
    refresh_ask(work, &function, &by);
    work.refresh_card();
}

/// The proposal, a counted reply or a direct answer was deleted.
pub(super) fn message_deleted(work: &mut Working<'_>, ts: &MessageTs) {
    if *ts == work.decision.root {
        return closing::proposal_deleted(work);
    }
    work.decision.offers.remove(ts);
    if let Some((function, by)) = spoken_in(work, ts) {
        withdraw(work, &function, &by);
        work.reply = Reply::Nothing;
    }
}

fn settle(work: &mut Working<'_>, function: &FunctionId, state: SlotState) {
    let by = match &state {
        SlotState::Heard { by, .. } | SlotState::NoObjection { by, .. } => Some(by.clone()),
        _ => None,
    };
    if let Some(slot) = work.decision.slot_mut(function) {
        slot.state = state;
        slot.claim = None;
        slot.withdrawn = false;
    }
    asking::end_asks(work, function);
    if let Some(by) = by {
        refresh_ask(work, function, &by);
    }
    work.refresh_card();
}

/// Brings the ask of one person up to date, where there is one.
pub(super) fn refresh_ask(work: &mut Working<'_>, function: &FunctionId, user: &UserId) {
    let ask = work.decision.slot(function).and_then(|slot| slot.ask_of(user));
    if let Some(message) = ask.and_then(|ask| closing::ask_message(function, ask)) {
        work.refresh(message);
    }
}

fn is_unheard(work: &Working<'_>, function: &FunctionId) -> bool {
    work.decision.slot(function).is_some_and(|slot| !slot.has_position() && !slot.is_not_affected())
}

/// The function and person whose view rests on a message.
fn spoken_in(work: &Working<'_>, message: &MessageTs) -> Option<(FunctionId, UserId)> {
    work.decision.slots.iter().find_map(|slot| {
        let view = slot.view.as_ref()?;
        let here = match &view.source {
            ViewSource::Form => false,
            ViewSource::Dm { ts, .. } | ViewSource::Reply { ts } => ts == message,
        };
        here.then(|| (slot.function.clone(), view.by.clone()))
    })
}
