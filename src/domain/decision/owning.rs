//! What the owner and the asked settle between them: whether a function is affected after all, who
//! answers, and until when.

use super::*;
use crate::domain::answer::clip;
use crate::domain::effect::Destination;
use crate::domain::event::PersonEvent;
use crate::domain::message::Message;
use crate::domain::reply::{Field, FieldFault};
use crate::domain::roster::Role;
use crate::domain::slot::{Claim, Reason, Side, SlotState};
use jiff::civil::Date;

/// The most versions of a proposal that are kept in full; the first and the latest stay.
const VERSIONS: usize = 10;

/// "Not a decision": undoes the thread. Once views were given, only the owner may.
pub(super) fn not_a_decision(work: &mut Working<'_>, by: &UserId) {
    let given = work.decision.slots.iter().any(Slot::has_position);
    if given && *by != work.decision.owner {
        return work.say(Notice::ViewsGiven { owner: work.decision.owner.clone() });
    }
    if !work.decision.is_listening() {
        return work.say(Notice::AlreadyClosed);
    }
    closing::dismiss(work);
    let learns = work.decision.opened.by == OpenedBy::Noticed;
    let told = tell_of_dismissal(work, by);
    work.say(Notice::Dismissed { learns, told });
}

/// The owner takes it back. It was a proposal, so the detector learns nothing from that.
pub(super) fn take_back(work: &mut Working<'_>, by: &UserId) {
    if *by != work.decision.owner {
        return work.say(Notice::OwnerOnly { owner: work.decision.owner.clone() });
    }
    if !work.decision.is_listening() {
        return work.say(Notice::AlreadyClosed);
    }
    closing::cancel(work, Ended::TakenBack, Some(by));
    work.say(Notice::TakenBack);
}

/// The owner's words, or the proposal's own by now, sound like taking it back: they are told what would end it. Nothing
/// happens by itself, since "scrap that" may be about something else.
pub(super) fn taken_back(work: &mut Working<'_>, ts: &MessageTs, by: Option<&UserId>) {
    let decision = &work.decision;
    let is_theirs = by == Some(&decision.owner) || (by.is_none() && ts == decision.message());
    if is_theirs && decision.is_listening() {
        let (owner, channel) = (decision.owner.clone(), decision.channel.clone());
        let to = Destination::Only(owner, channel, Some(decision.root.clone()));
        work.effects.push(Effect::Post { to, message: Message::TakenBack });
    }
}

/// Whoever was to decide hears of it where somebody else said so; by their own row, for this one goes.
fn tell_of_dismissal(work: &mut Working<'_>, by: &UserId) -> Option<UserId> {
    let Decision { team, owner, channel, .. } = &work.decision;
    let (by, channel, ts) = (by.clone(), channel.clone(), work.decision.message().clone());
    let owner = (by != *owner).then(|| owner.clone())?;
    let event = PersonEvent::Dismissed { by, channel, ts };
    work.effects.push(Effect::tell_person(team, &owner, event));
    Some(owner)
}

/// The proposal's own text was edited: a new version, unless only its looks changed.
pub(super) fn proposal_edited(work: &mut Working<'_>, text: &str, title: Option<&str>) {
    let text = clip(text, PROPOSAL_CHARS);
    let same = plain(&text) == plain(work.decision.text());
    if !work.decision.is_listening() || same || text.trim().is_empty() {
        return;
    }
    let versions = &mut work.decision.versions;
    if let Some(place) = versions.len().checked_sub(VERSIONS - 1).filter(|place| *place > 0) {
        // Its number stays, for views speak of it.
        versions[place].text.clear();
    }
    work.decision.versions.push(Version { text, at: work.now });
    rename(work, title);
    date_reasons(work);
    let owner = work.decision.owner.clone();
    work.note(Some(&owner), Deed::Edited);
    work.refresh_card();
    closing::refresh_asks(work, |_| true);
    if work.decision.slots.iter().any(|slot| slot.view.is_some()) {
        let version = work.decision.version();
        closing::post_in_thread(work, Message::ProposalChanged { version });
        hearing::ask_whether_they_hold(work);
    }
}

/// Words that the text does not say any more were said by an earlier one.
fn date_reasons(work: &mut Working<'_>) {
    let text = work.decision.text().to_lowercase();
    let is_said = |word: &String| text.contains(&word.to_lowercase());
    for reason in work.decision.slots.iter_mut().flat_map(|slot| &mut slot.reasons) {
        let Reason::Words(words) = reason else { continue };
        let earlier = std::mem::take(words);
        *words = earlier.iter().filter(|word| is_said(word)).cloned().collect();
        if words.is_empty() {
            *reason = Reason::EarlierWords(earlier);
        }
    }
}

/// A title that the text gave follows the text; one that somebody wrote stays.
fn rename(work: &mut Working<'_>, title: Option<&str>) {
    let Some(title) = title.filter(|title| !title.is_empty()) else { return };
    let decision = &mut work.decision;
    if decision.guesses.title.as_ref() == Some(&decision.title) {
        decision.title = clip(title, TITLE_CHARS);
        decision.guesses.title = Some(decision.title.clone());
    }
}

/// Somebody of a function says that it is not affected; the owner has the other word, or has had it.
pub(super) fn claim_by_function(work: &mut Working<'_>, by: &UserId, function: &FunctionId) {
    match claimed_by(work, function) {
        Some(Side::Owner) => return confirm(work, by, function),
        Some(side) => return work.say(Notice::ClaimKept { function: function.clone(), side }),
        None => {}
    }
    claim(work, by, function, Side::Function);
    let to = Destination::Dm(work.decision.owner.clone());
    let message = Message::ClaimForOwner { function: function.clone() };
    work.effects.push(Effect::Post { to, message });
    hearing::refresh_asks(work, function);
    work.say(Notice::ClaimKept { function: function.clone(), side: Side::Function });
}

/// The other side agrees: the function leaves the base of coverage.
pub(super) fn confirm(work: &mut Working<'_>, by: &UserId, function: &FunctionId) {
    let Some(claim) = claim_to_settle(work, by, function) else { return };
    if let Some(slot) = work.decision.slot_mut(function) {
        slot.claim = None;
        slot.forget_view();
        slot.state = SlotState::NotAffected { claim, confirmed_by: by.clone() };
    }
    asking::end_asks(work, function);
    work.note(Some(by), Deed::NotAffected(function.clone()));
    work.refresh_card();
    work.say(Notice::ClaimConfirmed { function: function.clone() });
}

/// The other side does not agree: the function is asked after all.
pub(super) fn refuse(work: &mut Working<'_>, by: &UserId, function: &FunctionId) {
    let Some(claim) = claim_to_settle(work, by, function) else { return };
    let (now, asked) = (work.now, if claim.side == Side::Owner { by } else { &claim.by });
    if let Some(slot) = work.decision.slot_mut(function) {
        slot.claim = None;
        // The refusal has reminded them, or they have just shown that they remember.
        if let Some(ask) = slot.ask_of_mut(asked) {
            ask.reminded_at.get_or_insert(now);
        }
    }
    work.note(Some(by), Deed::NotAffectedRefused(function.clone()));
    work.decision.lesson.touched.remove(function);
    if claim.side == Side::Function {
        let message = Message::ClaimRefused { function: function.clone(), user: claim.by.clone() };
        work.effects.push(Effect::Post { to: Destination::Dm(claim.by.clone()), message });
    }
    hearing::refresh_asks(work, function);
    work.refresh_card();
    work.say(Notice::ClaimRefused { function: function.clone() });
}

/// Somebody needs time; nobody else is looked for meanwhile.
pub(super) fn hold(work: &mut Working<'_>, by: &UserId, function: &FunctionId, until: Date) {
    let Some(slot) = work.decision.slot_mut(function) else { return };
    slot.searching = None;
    slot.state = SlotState::OnHold { by: by.clone(), until };
    work.note(Some(by), Deed::PutOnHold(function.clone()));
    hearing::refresh_ask(work, function, by);
    work.refresh_card();
    work.say(Notice::HoldKept { function: function.clone(), until });
}

/// Somebody names a colleague who should answer instead.
pub(super) fn delegate(
    work: &mut Working<'_>,
    by: &UserId,
    function: &FunctionId,
    to: Option<&UserId>,
) {
    let to = match to {
        None => return faulty(work, Field::To, FieldFault::Empty),
        Some(to) if to == by || *to == work.decision.owner => {
            return faulty(work, Field::To, FieldFault::CannotBeAsked);
        }
        Some(to) => to.clone(),
    };
    let Some(slot) = work.decision.slot_mut(function) else { return };
    if let Some(ask) = slot.ask_of_mut(by) {
        ask.ended = true;
    }
    slot.state = SlotState::Delegated { from: by.clone(), to: to.clone() };
    slot.searching = Some(Role::Delegate);
    asking::end_ask(work, function, by);
    let only = Some(to.clone());
    let find = Effect::FindPeople { function: function.clone(), role: Role::Delegate, only };
    work.effects.push(find);
    work.note(Some(by), Deed::Delegated(function.clone()));
    work.refresh_card();
    work.say(Notice::Delegated { function: function.clone(), to });
}

fn claim(work: &mut Working<'_>, by: &UserId, function: &FunctionId, side: Side) {
    let at = work.now;
    if let Some(slot) = work.decision.slot_mut(function) {
        slot.claim = Some(Claim { by: by.clone(), side, at });
    }
    work.note(Some(by), Deed::NotAffectedClaimed(function.clone()));
    work.refresh_card();
}

/// The claim on a function, if this person is the other side of it; otherwise they are told.
fn claim_to_settle(work: &mut Working<'_>, by: &UserId, function: &FunctionId) -> Option<Claim> {
    let slot = work.decision.slot(function).cloned();
    let claim = slot.as_ref().and_then(|slot| slot.claim.clone());
    let Some((slot, claim)) = slot.zip(claim).filter(|_| work.decision.is_listening()) else {
        work.say(Notice::ClaimSettled { function: function.clone() });
        return None;
    };
    let other_side = match claim.side {
        Side::Function => *by == work.decision.owner,
        Side::Owner => slot.may_answer(by),
    };
    if !other_side {
        work.say(Notice::NotYours { function: function.clone() });
        return None;
    }
    Some(claim)
}

pub(super) fn claim_by_owner(work: &mut Working<'_>, by: &UserId, slot: &Slot) {
    let function = slot.function.clone();
    claim(work, by, &function, Side::Owner);
    if let Some(ask) = slot.asks.iter().rev().find(|ask| ask.is_open()) {
        let user = ask.user.clone();
        let to = Destination::Dm(user.clone());
        work.effects
            .push(Effect::Post { to, message: Message::ClaimForFunction { function, user } });
    }
}

fn claimed_by(work: &Working<'_>, function: &FunctionId) -> Option<Side> {
    let claim = work.decision.slot(function)?.claim.as_ref()?;
    Some(claim.side)
}

pub(super) fn faulty(work: &mut Working<'_>, field: Field, fault: FieldFault) {
    work.reply = Reply::Faults(vec![(field, fault)]);
}

/// A text without its looks, so that a typo in spacing or punctuation is no new version. Signs that
/// change what is proposed stay: `1.5` is not `15`, nor `5%` the same as `5€` or `-5`.
fn plain(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_ascii_digit());
    let says_something = |(at, c): &(usize, &char)| match c {
        '.' | ',' | ':' => digit(at.checked_sub(1)) && digit(Some(at + 1)),
        '*' | '_' | '~' | '`' | '\'' | '"' | '!' | '?' | ';' | '(' | ')' => false,
        c => !c.is_whitespace(),
    };
    chars.iter().enumerate().filter(says_something).flat_map(|(_, c)| c.to_lowercase()).collect()
}
