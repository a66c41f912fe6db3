//! Views that pull apart: the owner is told in private, edits a draft, and has it posted, or says that it
//! is none.
//!
//! What pulls apart is found outside, for it takes reading; here is kept which views it was. The owner is
//! told of all that is new in one message: an hour after the first of it was found, at most once a day, in
//! their working hours; what is left by the close stands in their digest. Nothing is posted by itself.

use super::*;
use crate::domain::effect::Destination;
use crate::domain::ids::TensionId;
use crate::domain::message::Message;
use crate::domain::reply::{Field, FieldFault, Modal, NoTension};
use crate::domain::tension::{
    CARD_CHARS, Card, CardText, Fate, Joint, Pair, Said, Since, Telling, Tension, views,
};
use jiff::SignedDuration;

/// What is found within this time goes into one message.
const SETTLES: SignedDuration = SignedDuration::from_hours(1);
/// So long after a message to the owner there is no other.
const QUIET: SignedDuration = SignedDuration::from_hours(24);
/// More tensions are not kept; those of views that are overtaken give way.
const KNOWN: usize = 40;
/// The most messages to the owner that are kept up to date.
const TELLINGS: usize = 20;

/// Does what follows from a transition, whichever it was: looks again where a view has changed, tells
/// the owner what is due, and brings up to date what stands in Slack.
pub(super) fn tend(before: &Decision, work: &mut Working<'_>) {
    let (old, new) = (views(before), views(&work.decision));
    if work.policy.room.tensions && work.decision.is_open() && new.len() > 1 && old != new {
        work.effects.push(Effect::FindTensions);
    }
    if due(work.policy, &work.decision).is_some_and(|due| due <= work.now) {
        tell(work);
    }
    redraw(before, work);
}

/// Returns when the owner is to be told of what is new, if anything is.
pub(super) fn wake_at(policy: &Policy, decision: &Decision) -> Option<Timestamp> {
    due(policy, decision)
}

/// It was looked which views pull apart, and which conditions one proposal could meet.
pub(super) fn found(work: &mut Working<'_>, pairs: &[Pair], joint: &[Said]) {
    if !work.decision.is_open() {
        return;
    }
    let new: Vec<Pair> =
        pairs.iter().filter(|pair| is_new(&work.decision, pair)).cloned().collect();
    let at = work.now;
    let known = new.into_iter().map(|between| Tension { between, at, fate: Fate::Open });
    work.decision.tensions.known.extend(known);
    make_room(&mut work.decision);
    let same = work.decision.tensions.joint.as_ref().is_some_and(|known| known.parties == joint);
    if !same {
        let joint = Joint { parties: joint.to_vec(), at };
        let stands = !joint.parties.is_empty() && joint.stands(&work.decision);
        work.decision.tensions.joint = stands.then_some(joint);
    }
}

/// "Edit and post": the owner gets the draft.
pub(super) fn ask(work: &mut Working<'_>, by: &UserId, id: &TensionId) {
    let overtaken = Notice::TensionGone { why: NoTension::Overtaken };
    match refusal(work, by, id) {
        Some(refusal) => work.say(refusal),
        None if gone(&work.decision, id).is_empty() => {
            work.reply = Reply::Open(Box::new(Modal::Tension { tension: id.clone() }));
        }
        None => work.say(overtaken),
    }
}

/// The owner hands in what is to be posted: exactly that is.
pub(super) fn post(work: &mut Working<'_>, by: &UserId, id: &TensionId, text: &CardText) {
    if let Some(refusal) = refusal(work, by, id) {
        return work.say(refusal);
    }
    let faults = [gone(&work.decision, id), text_faults(text)].concat();
    if !faults.is_empty() {
        work.reply = Reply::Faults(faults);
        return;
    }
    let card = Card { by: by.clone(), at: work.now, text: text.clone(), ts: None };
    if let Some(tension) = work.decision.tensions.get_mut(id) {
        tension.fate = Fate::Posted(Box::new(card));
    }
    work.note(Some(by), Deed::TensionPosted);
    closing::post_in_thread(work, Message::Tension { tension: id.clone() });
    work.say(Notice::TensionPosted);
}

/// "Not a tension": these two views are not brought up together again.
pub(super) fn put_aside(work: &mut Working<'_>, by: &UserId, id: &TensionId) {
    let archived = Notice::TensionGone { why: NoTension::Archived };
    if let Some(refusal) = refusal(work, by, id).filter(|refusal| *refusal != archived) {
        return work.say(refusal);
    }
    if let Some(tension) = work.decision.tensions.get_mut(id) {
        tension.fate = Fate::PutAside;
        // It is in the way of a joint proposal no longer.
        work.effects.push(Effect::FindTensions);
    }
    work.say(Notice::TensionPutAside);
}

/// What is new by the close stands in the owner's digest, and is not told beside it.
pub(super) fn told_by_digest(work: &mut Working<'_>) {
    if work.policy.room.tensions {
        note_told(work);
    }
}

/// A message about tensions is in Slack.
pub(super) fn delivered(
    work: &mut Working<'_>,
    message: &Message,
    channel: &ChannelId,
    ts: &MessageTs,
) {
    let place = (channel.clone(), ts.clone());
    let known = match message {
        Message::Tension { tension } => card_delivered(&mut work.decision, tension, ts),
        Message::TensionsFound { at } => told_delivered(&mut work.decision, *at, place),
        _ => return,
    };
    match known {
        // A view may have changed while it was on its way.
        Some(true) => refresh(work, message.clone(), (channel, ts)),
        Some(false) => {}
        // The proposal was deleted meanwhile, with everything said about it.
        None => work.effects.push(Effect::Delete { channel: channel.clone(), ts: ts.clone() }),
    }
}

/// The card will never be in Slack: the owner can try again with what they wrote.
pub(super) fn undelivered(work: &mut Working<'_>, id: &TensionId) {
    let Some(tension) = work.decision.tensions.get_mut(id) else { return };
    if let Fate::Posted(card) = &tension.fate {
        tension.fate = Fate::NotPosted(Box::new(card.text.clone()));
    }
}

/// The proposal is gone: nothing of what was made of its views stays.
pub(super) fn forget(work: &mut Working<'_>) {
    let tensions = std::mem::take(&mut work.decision.tensions);
    let channel = work.decision.channel.clone();
    let cards = tensions.posted().filter_map(|(_, card)| Some((channel.clone(), card.ts.clone()?)));
    let told = tensions.tellings.iter().filter_map(|told| told.place.clone());
    let places: Vec<_> = cards.chain(told).collect();
    work.effects.extend(places.into_iter().map(|(channel, ts)| Effect::Delete { channel, ts }));
}

/// When the owner is to be told; nothing while the digest comes first.
fn due(policy: &Policy, decision: &Decision) -> Option<Timestamp> {
    if !policy.room.tensions || !decision.is_open() {
        return None;
    }
    let (tensions, joint) = news(decision);
    let found = tensions.iter().map(|one| one.at).chain(joint.map(|one| one.at)).min()?;
    let told = decision.tensions.tellings.last().map(|told| later(told.at, QUIET));
    let ready = later(found, SETTLES).max(told.unwrap_or(found));
    let due = policy.hours.next_open(&decision.zone, ready);
    (!decision.is_listening() || due < decision.closes_at).then_some(due)
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// What the owner has not been told of, as far as its views stand.
fn news(decision: &Decision) -> (Vec<&Tension>, Option<&Joint>) {
    let tensions = &decision.tensions;
    let told = |id: &TensionId| tensions.tellings.iter().any(|one| one.tensions.contains(id));
    let is_news =
        |one: &&Tension| one.fate.is_open() && !told(&one.id()) && one.between.stands(decision);
    let joint = tensions.joint.as_ref().filter(|joint| {
        joint.stands(decision) && tensions.tellings.iter().all(|one| one.joint != joint.parties)
    });
    (tensions.known.iter().filter(is_news).collect(), joint)
}

fn tell(work: &mut Working<'_>) {
    if let Some(at) = note_told(work) {
        let to = Destination::Dm(work.decision.owner.clone());
        work.effects.push(Effect::Post { to, message: Message::TensionsFound { at } });
    }
}

/// Notes that the owner is told now of everything that is new; returns when that is, if anything is.
fn note_told(work: &mut Working<'_>) -> Option<Timestamp> {
    let (new, joint) = news(&work.decision);
    let tensions: Vec<TensionId> = new.into_iter().map(Tension::id).collect();
    let joint = joint.map_or_else(Vec::new, |joint| joint.parties.clone());
    if tensions.is_empty() && joint.is_empty() {
        return None;
    }
    let at = work.now;
    work.decision.tensions.tellings.push(Telling { at, tensions, joint, place: None });
    Some(at)
}

fn is_new(decision: &Decision, pair: &Pair) -> bool {
    pair.stands(decision) && decision.tensions.get(&pair.id()).is_none()
}

fn make_room(decision: &mut Decision) {
    while decision.tensions.known.len() > KNOWN {
        let overtaken = |one: &Tension| one.card().is_none() && !one.between.stands(decision);
        let place = decision.tensions.known.iter().position(overtaken).unwrap_or_default();
        decision.tensions.known.remove(place);
    }
    let many = decision.tensions.tellings.len().saturating_sub(TELLINGS);
    for told in &mut decision.tensions.tellings[..many] {
        told.place = None;
    }
}

/// Why this person cannot do anything about a tension now.
fn refusal(work: &Working<'_>, by: &UserId, id: &TensionId) -> Option<Notice> {
    let decision = &work.decision;
    let gone = |why| Notice::TensionGone { why };
    let archived = decision.closed.as_ref().is_some_and(|one| one.how == Ended::ChannelArchived);
    match decision.tensions.get(id) {
        _ if *by != decision.owner => Some(Notice::OwnerOnly { owner: decision.owner.clone() }),
        _ if decision.phase == Phase::Cancelled => Some(Notice::NoSuchDecision),
        _ if decision.is_replaced() => Some(Notice::WasReplaced),
        None => Some(gone(NoTension::Overtaken)),
        Some(tension) if tension.card().is_some() => Some(gone(NoTension::Posted)),
        Some(_) if !decision.is_open() => decided(decision),
        Some(_) => archived.then(|| gone(NoTension::Archived)),
    }
}

fn decided(decision: &Decision) -> Option<Notice> {
    let record = decision.record.as_ref();
    let notice = |record: &Record| Notice::AlreadyDecided { by: record.by.clone(), at: record.at };
    Some(record.map_or(Notice::AlreadyClosed, |record| notice(record)))
}

/// The fields whose views are overtaken.
fn gone(decision: &Decision, id: &TensionId) -> Vec<(Field, FieldFault)> {
    let Some(tension) = decision.tensions.get(id) else { return Vec::new() };
    let fields = [Field::OneNeeds, Field::OtherNeeds].into_iter().zip(tension.between.both());
    let fault = |since| match since {
        Since::Changed => FieldFault::ViewChanged,
        Since::TakenBack => FieldFault::ViewGone,
    };
    fields.filter_map(|(field, said)| Some((field, fault(said.since(decision)?)))).collect()
}

fn text_faults(text: &CardText) -> Vec<(Field, FieldFault)> {
    let long = |text: &str, most: usize| {
        text.chars().nth(most).is_some().then_some(FieldFault::TooLong(most))
    };
    let parts = [
        (Field::OneNeeds, &text.one_needs),
        (Field::OtherNeeds, &text.other_needs),
        (Field::Assumption, &text.assumption),
        (Field::Question, &text.question),
    ];
    let parts = parts.into_iter().filter_map(|(field, text)| {
        let empty = text.trim().is_empty().then_some(FieldFault::Empty);
        Some((field, empty.or_else(|| long(text, CARD_CHARS))?))
    });
    let goal = text.goal.as_deref().and_then(|goal| long(goal, GOAL_CHARS));
    goal.map(|fault| (Field::Goal, fault)).into_iter().chain(parts).collect()
}

/// Notes where a card stands; returns whether one of its views has changed since.
fn card_delivered(decision: &mut Decision, id: &TensionId, ts: &MessageTs) -> Option<bool> {
    let tension = decision.tensions.get_mut(id)?;
    if let Fate::Posted(card) = &mut tension.fate {
        card.ts = Some(ts.clone());
    }
    Some(!decision.tensions.get(id)?.between.stands(decision))
}

/// Notes where the owner was told; returns whether something of it has changed since.
fn told_delivered(
    decision: &mut Decision,
    at: Timestamp,
    place: (ChannelId, MessageTs),
) -> Option<bool> {
    let told = decision.tensions.tellings.iter_mut().find(|told| told.at == at)?;
    told.place = Some(place);
    let told = told.clone();
    Some(looks(decision, &told) != Looks::fresh(&told))
}

/// How a message to the owner looks: what is still open, and what of it still stands.
#[derive(PartialEq)]
struct Looks {
    open: bool,
    tensions: Vec<(bool, bool)>,
    joint: bool,
}

impl Looks {
    fn fresh(told: &Telling) -> Self {
        Self { open: true, tensions: vec![(false, true); told.tensions.len()], joint: true }
    }
}

fn looks(decision: &Decision, told: &Telling) -> Looks {
    let stands =
        |id: &TensionId| decision.tensions.get(id).is_some_and(|one| one.between.stands(decision));
    let tensions = told.tensions.iter();
    Looks {
        open: decision.is_open(),
        tensions: tensions.map(|id| (decision.tensions.is_settled(id), stands(id))).collect(),
        joint: told.joint.iter().all(|said| said.since(decision).is_none()),
    }
}

/// Brings up to date what looks otherwise than before.
fn redraw(before: &Decision, work: &mut Working<'_>) {
    let now = &work.decision;
    let since = |decision: &Decision, pair: &Pair| pair.both().map(|said| said.since(decision));
    let cards = now.tensions.posted().filter_map(|(tension, card)| {
        let changed = since(before, &tension.between) != since(now, &tension.between);
        let message = Message::Tension { tension: tension.id() };
        Some((message, (now.channel.clone(), card.ts.clone()?))).filter(|_| changed)
    });
    let told = now.tensions.tellings.iter().filter_map(|told| {
        let place = told.place.clone()?;
        let changed = before.tensions.told_at(told.at).is_some_and(|one| one.place.is_some())
            && looks(before, told) != looks(now, told);
        changed.then_some((Message::TensionsFound { at: told.at }, place))
    });
    let stale: Vec<_> = cards.chain(told).collect();
    for (message, (channel, ts)) in stale {
        refresh(work, message, (&channel, &ts));
    }
}

fn refresh(work: &mut Working<'_>, message: Message, (channel, ts): (&ChannelId, &MessageTs)) {
    let (message, channel, ts) = (Box::new(message), channel.clone(), ts.clone());
    work.refresh(Refresh::Message { message, channel, ts });
}
