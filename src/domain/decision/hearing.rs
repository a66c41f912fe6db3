//! Hearing: views by form, direct message or reply, and what becomes of them until the close.

use super::*;
use crate::domain::answer::FIELD_CHARS;
use crate::domain::answer::{Remark, View, ViewSource, Words, clip};
use crate::domain::effect::Destination;
use crate::domain::event::Remarked;
use crate::domain::message::Message;
use crate::domain::slot::SlotState;

/// The most replies that wait for their author's yes at a time; the oldest gives way.
const WAITING_MAX: usize = 20;
/// Whoever lets so many of their replies wait is not asked about more.
const WAITING_EACH_MAX: usize = 2;

/// A reply speaks of topics that the lenses would bring up: those need nobody's question any more. Whose
/// reply it was, and what it said, is not kept.
pub(super) fn spoke_of(work: &mut Working<'_>, spoken_of: &BTreeSet<TopicId>) {
    if !work.policy.room.questions || !work.decision.takes_views() {
        return;
    }
    let (library, kind) = (&work.policy.library, work.decision.kind);
    let new = spoken_of.difference(&work.decision.spoken_of);
    let on_card = new.into_iter().any(|topic| library.matters(topic, kind));
    work.decision.spoken_of.extend(spoken_of.iter().cloned());
    if on_card && work.decision.is_listening() {
        work.refresh_card();
    }
}

/// A reply in the thread: if its author can speak for a function, they are offered to let it count; with their yes one
/// that is not on the card comes to it. Until then it is just talk.
pub(super) fn reply_posted(
    work: &mut Working<'_>,
    ts: &MessageTs,
    author: &UserId,
    (text, remark): (&str, Remark),
) {
    let text = clip(text.trim(), FIELD_CHARS);
    let known = work.decision.offers.contains_key(ts);
    if known || text.is_empty() || !is_offered(work, author, remark) {
        return;
    }
    if work.decision.offers.len() >= WAITING_MAX {
        work.decision.offers.pop_first();
    }
    let offer = Offer { by: author.clone(), functions: Vec::new(), text, remark, at: work.now };
    work.decision.offers.insert(ts.clone(), offer);
    work.effects.push(Effect::Identify { user: author.clone(), reply: ts.clone() });
}

/// What was said about it before it was opened can count as well: of each who spoke, the last that says something.
pub(super) fn said_before(work: &mut Working<'_>, said: &[Remarked]) {
    let mut authors = BTreeSet::new();
    let last = said.iter().rev();
    let offered = last.filter(|one| is_offered(work, &one.author, one.remark));
    let each: Vec<_> = offered.filter(|one| authors.insert(&one.author)).collect();
    for Remarked { ts, author, text, remark } in each.into_iter().rev() {
        reply_posted(work, ts, author, (text, *remark));
    }
}

/// Whether a reply of this sort is offered to its author. A nod is, while it helps; a bare yes only
/// to somebody who was asked; any other sign says nothing that could count. Nobody is asked about more while enough of
/// theirs wait.
fn is_offered(work: &Working<'_>, author: &UserId, remark: Remark) -> bool {
    let decision = &work.decision;
    if *author == decision.owner || decision.just_talking.contains(author) {
        return false;
    }
    let waiting = decision.offers.values().filter(|offer| offer.by == *author).count();
    if waiting >= WAITING_EACH_MAX {
        return false;
    }
    let nod = decision.is_listening() && !decision.only_agreeing.contains(author);
    match remark {
        Remark::Words | Remark::Refusal => decision.takes_views(),
        Remark::Agreement => nod,
        Remark::Yes => nod && !asked_for(work, author).is_empty(),
        Remark::Sign => false,
    }
}

/// The functions for which an answer is hoped for from a person.
fn asked_for(work: &Working<'_>, user: &UserId) -> Vec<FunctionId> {
    let asked = |slot: &&Slot| slot.ask_of(user).is_some_and(|ask| ask.is_open());
    work.decision.slots.iter().filter(asked).map(|slot| slot.function.clone()).collect()
}

/// It is known for whom a reply's author can speak; whoever was asked can as well.
pub(super) fn replier_identified(
    work: &mut Working<'_>,
    reply: &MessageTs,
    functions: &[FunctionId],
) {
    let Some(offer) = work.decision.offers.get(reply).cloned() else { return };
    let mut open = asked_for(work, &offer.by);
    if offer.remark != Remark::Yes {
        open.extend(
            functions.iter().filter(|one| !open.contains(one)).cloned().collect::<Vec<_>>(),
        );
    }
    let joins = offer.remark.is_words() && !open.iter().any(|one| is_unheard(work, one));
    open.retain(|one| if joins { joining::may_join(work, one) } else { is_unheard(work, one) });
    if open.is_empty() {
        work.decision.offers.remove(reply);
        return;
    }
    let (channel, root) = (work.decision.channel.clone(), work.decision.root.clone());
    let user = offer.by.clone();
    work.decision.offers.insert(reply.clone(), Offer { functions: open, ..offer });
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
    let Some(offer) = take_offer(work, by, reply, function) else {
        return work.say(Notice::OfferGone);
    };
    let source = ViewSource::Reply { ts: reply.clone() };
    joining::join(work, by, function);
    hear(work, function, by, Words::need(&offer.text), source);
    let (decision, function) = (work.decision.id.clone(), function.clone());
    work.say(match offer.remark {
        Remark::Refusal if explaining::is_offered(work) => {
            Notice::RefusalCounted { decision, function }
        }
        _ => Notice::ReplyCounted { function },
    });
}

/// A reply's author lets their agreement count as no objection. It takes no view's place that a
/// colleague has given since.
pub(super) fn count_agreement(
    work: &mut Working<'_>,
    by: &UserId,
    reply: &MessageTs,
    function: &FunctionId,
) {
    if take_offer(work, by, reply, function).is_none() || !is_unheard(work, function) {
        return work.say(Notice::OfferGone);
    }
    no_objection(work, function, by);
    let (decision, function) = (work.decision.id.clone(), function.clone());
    work.say(Notice::AgreementCounted { decision, function });
}

/// Takes what was offered to a person for a function, if it still stands.
fn take_offer(
    work: &mut Working<'_>,
    by: &UserId,
    reply: &MessageTs,
    function: &FunctionId,
) -> Option<Offer> {
    let offer = work.decision.offers.get(reply).filter(|offer| offer.by == *by)?;
    let offer = Some(offer).filter(|offer| offer.functions.contains(function))?.clone();
    work.decision.offers.remove(reply);
    (work.decision.slot(function).is_some() || joining::may_join(work, function)).then_some(offer)
}

/// Returns whether a reply of theirs was offered to a person for a function, so that they can speak for
/// it.
pub(super) fn has_offer(work: &Working<'_>, by: &UserId, function: &FunctionId) -> bool {
    let mut offers = work.decision.offers.values();
    offers.any(|offer| offer.by == *by && offer.functions.contains(function))
}

/// A reply's author was just talking, or leaves their agreement uncounted.
pub(super) fn ignore_reply(work: &mut Working<'_>, by: &UserId, reply: &MessageTs) {
    let Some(offer) = work.decision.offers.get(reply) else {
        return work.say(Notice::ReplyIgnored);
    };
    if offer.by != *by {
        return;
    }
    let words = offer.remark.is_words();
    work.decision.offers.remove(reply);
    if words {
        hesitating::forget(work, reply);
        work.decision.just_talking.insert(by.clone());
        work.say(Notice::ReplyIgnored);
    } else {
        work.decision.only_agreeing.insert(by.clone());
        work.say(Notice::ReplyLeft);
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
    let by_whom = by.clone();
    let care = None;
    slot.view = Some(View { by: by_whom, at, words, source, version, late, changed, care });
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
    slot.forget_view();
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
    slot.forget_view();
    slot.state = SlotState::Asked;
    slot.withdrawn = true;
    slot.exhausted = true;
    work.note(Some(by), Deed::ViewWithdrawn(function.clone()));
    refresh_asks(work, function);
    work.refresh_card();
    work.say(Notice::ViewWithdrawn { function: function.clone() });
}

/// A view given on an earlier text holds for the present one as well.
pub(super) fn still_holds(work: &mut Working<'_>, by: &UserId, function: &FunctionId) {
    let version = work.decision.version();
    let takes_views = work.decision.takes_views();
    let view = work.decision.slot_mut(function).and_then(|slot| slot.view.as_mut());
    let Some(view) = view.filter(|view| view.by == *by) else {
        return work.say(Notice::NotYours { function: function.clone() });
    };
    if !takes_views {
        let at = work.decision.judged_at(work.now);
        return work.say(Notice::WindowClosed { at });
    }
    if view.version != version {
        view.version = version;
        work.note(Some(by), Deed::StillHolds(function.clone()));
        refresh_ask(work, function, by);
        work.refresh_card();
    }
    work.say(Notice::StillHoldsKept { function: function.clone() });
}

/// The proposal was edited: those whose views spoke of the text before are asked whether they hold.
pub(super) fn ask_whether_they_hold(work: &mut Working<'_>) {
    let version = work.decision.version();
    // Whoever was asked after the edit before has not answered, and need not be asked twice.
    let fresh = |slot: &&Slot| slot.view.as_ref().is_some_and(|view| view.version + 1 == version);
    let slots = work.decision.slots.iter().filter(fresh);
    let ask = |slot: &Slot| {
        let (function, user) = (slot.function.clone(), slot.view.as_ref()?.by.clone());
        let to = Destination::Dm(user.clone());
        Some(Effect::Post { to, message: Message::StillHolds { function, user } })
    };
    let asks: Vec<Effect> = slots.filter_map(ask).collect();
    work.effects.extend(asks);
}

/// Words that were quoted as the reason for opening are taken off the card with the message they stood in.
pub(super) fn unquote(work: &mut Working<'_>, before: Option<&str>, now: &str) {
    let Some(before) = before.filter(|_| work.decision.opened.by == OpenedBy::Followed) else {
        return;
    };
    let quotes = work.decision.opened.why.len();
    let is_gone = |quote: &String| {
        let words = quote.trim_end_matches('…');
        before.contains(words) && !now.contains(words)
    };
    work.decision.opened.why.retain(|quote| !is_gone(quote));
    if work.decision.opened.why.len() < quotes {
        work.refresh_card();
    }
}

/// The text of the proposal, of a counted reply or of a direct answer was changed.
pub(super) fn message_edited(
    work: &mut Working<'_>,
    ts: &MessageTs,
    text: &str,
    title: Option<&str>,
) {
    if ts == work.decision.message() {
        return owning::proposal_edited(work, text, title);
    }
    if text.trim().is_empty() {
        return message_deleted(work, ts);
    }
    if let Some(offer) = work.decision.offers.get_mut(ts) {
        offer.text = clip(text.trim(), FIELD_CHARS);
        return;
    }
    // What was counted stands as it was weighed.
    if work.decision.is_listening() {
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
    view.care = None;
    work.note(Some(&by), Deed::ViewChanged(function.clone()));
    refresh_ask(work, &function, &by);
    work.refresh_card();
}

/// The proposal, a counted reply or a direct answer was deleted.
pub(super) fn message_deleted(work: &mut Working<'_>, ts: &MessageTs) {
    if ts == work.decision.message() {
        return closing::cancel(work, Ended::ProposalDeleted, None);
    }
    work.decision.offers.remove(ts);
    if let Some((function, by)) = spoken_in(work, ts) {
        withdraw(work, &function, &by);
        work.reply = Reply::Nothing;
    }
}

/// A function has spoken: nobody is asked for it any more, and whoever spoke need not say which of
/// their replies counts.
fn settle(work: &mut Working<'_>, function: &FunctionId, state: SlotState) {
    if let SlotState::Heard { by, .. } | SlotState::NoObjection { by, .. } = &state {
        let spoken = |offer: &Offer| offer.by == *by && offer.functions.contains(function);
        work.decision.offers.retain(|_, offer| !spoken(offer));
    }
    if let Some(slot) = work.decision.slot_mut(function) {
        slot.state = state;
        slot.claim = None;
        slot.withdrawn = false;
    }
    asking::end_asks(work, function);
    work.refresh_card();
}

/// Brings the ask of one person up to date, where there is one.
pub(super) fn refresh_ask(work: &mut Working<'_>, function: &FunctionId, user: &UserId) {
    let ask = work.decision.slot(function).and_then(|slot| slot.ask_of(user));
    if let Some(message) = ask.and_then(|ask| closing::ask_message(function, ask)) {
        work.refresh(message);
    }
}

/// Brings every ask of a function up to date, whoever was asked.
pub(super) fn refresh_asks(work: &mut Working<'_>, function: &FunctionId) {
    closing::refresh_asks(work, |slot| slot.function == *function);
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
