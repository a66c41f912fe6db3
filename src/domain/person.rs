//! A person: how they want to be treated, what waits for them, and how often they were asked.
//!
//! Everything that protects a person from being nagged is decided here, in their own row, so that two
//! decisions cannot both have the last ask of the week.

mod noting;

pub use noting::NotePlan;

use super::decision::OpenedBy;
use super::effect::{Destination, Effect, Transition};
use super::event::{
    ArrivedAsk, DecisionEvent, Draft, PersonEvent, Proposal, Reservation, Strength,
};
use super::hours::Zone;
use super::ids::{ChannelId, DecisionId, FunctionId, MessageTs, TeamId, UserId};
use super::lens::QuestionId;
use super::lesson::Guesses;
use super::message::{AskChoice, Message};
use super::policy::Policy;
use super::reply::{Notice, Reply};
use super::roster::Excuse;
use super::slot::Reason;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is kept of a person. Nothing here rates them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub team: TeamId,
    pub user: UserId,
    pub muted: bool,
    pub snoozed_until: Option<Timestamp>,
    /// The last day of an absence.
    pub away_until: Option<Date>,
    /// The zone in which that day ends, as far as known.
    pub zone: Zone,
    /// Asks that wait, and those of the last week for the cap.
    pub asks: Vec<AskRecord>,
    /// The last question per function, which is not asked twice running.
    pub last_question: BTreeMap<FunctionId, QuestionId>,
    /// When the last suggestions were made, for their cap.
    pub suggested: Vec<Timestamp>,
    /// A direct message that could answer several asks, until they say which.
    pub unclear: Option<UnclearDm>,
    /// Which direct message answered what, to follow its edits.
    pub dm_answers: Vec<DmAnswer>,
    /// When the next note on their own blind spots is due, if they want one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blind_spots: Option<NotePlan>,
}

/// One ask to a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskRecord {
    pub decision: DecisionId,
    pub function: FunctionId,
    pub title: String,
    pub at: Timestamp,
    /// Where the ask stands in their direct messages.
    pub message: Option<(ChannelId, MessageTs)>,
    pub open: bool,
}

impl AskRecord {
    /// Tells whether a message may answer it; one that was written before it was asked, and is read only now, does not.
    fn may_be_answered_at(&self, ts: &MessageTs) -> bool {
        ts.seconds().is_none_or(|second| second + CLOCKS_DIFFER_SECONDS >= self.at.as_second())
    }
}

/// How far Slack's clock may be behind ours.
const CLOCKS_DIFFER_SECONDS: i64 = 60;

/// A direct message whose ask is not clear.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnclearDm {
    pub channel: ChannelId,
    pub ts: MessageTs,
    pub text: String,
}

/// A direct message that answered an ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DmAnswer {
    pub ts: MessageTs,
    pub decision: DecisionId,
}

/// How somebody wants to be treated from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonChange {
    Mute,
    Unmute,
    Snooze {
        until: Timestamp,
    },
    Away {
        until: Date,
        zone: Zone,
    },
    /// They want the monthly note on their own blind spots, or want it no longer.
    BlindSpots {
        on: bool,
        zone: Zone,
    },
}

/// Asks older than this no longer count towards the cap.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How many answered direct messages are followed.
const FOLLOWED_DMS: usize = 50;
/// The longest text of a direct message that is kept.
const DM_CHARS: usize = super::answer::FIELD_CHARS;

impl Person {
    /// Returns somebody of whom nothing is known yet.
    pub fn new(team: TeamId, user: UserId) -> Self {
        Self {
            team,
            user,
            muted: false,
            snoozed_until: None,
            away_until: None,
            zone: Zone::default(),
            asks: Vec::new(),
            last_question: BTreeMap::new(),
            suggested: Vec::new(),
            unclear: None,
            dm_answers: Vec::new(),
            blind_spots: None,
        }
    }

    /// Returns why this person is not to be asked at a moment, if so.
    pub fn excuse(&self, policy: &Policy, now: Timestamp) -> Option<Excuse> {
        let today = now.to_zoned(self.zone.rules()).date();
        let recent = self.asks.iter().filter(|ask| now.duration_since(ask.at) < WEEK).count();
        if self.muted {
            Some(Excuse::Muted)
        } else if self.away_until.is_some_and(|last| today <= last)
            || self.snoozed_until.is_some_and(|until| now < until)
        {
            Some(Excuse::Away)
        } else if recent >= usize::from(policy.caps.asks_per_week) {
            Some(Excuse::Capped)
        } else {
            None
        }
    }

    /// Returns the end of the absence this person has named, if they have.
    pub fn back_at(&self) -> Option<Timestamp> {
        let back = self.away_until?.tomorrow().ok()?;
        Some(back.to_zoned(self.zone.rules()).ok()?.timestamp())
    }

    /// Returns when this person was last asked.
    pub fn last_asked(&self) -> Option<Timestamp> {
        self.asks.iter().map(|ask| ask.at).max()
    }

    fn open_asks(&self) -> impl Iterator<Item = &AskRecord> {
        self.asks.iter().filter(|ask| ask.open)
    }
}

/// Handles an event about a person.
pub(super) fn advance(
    policy: &Policy,
    person: Person,
    now: Timestamp,
    event: &PersonEvent,
) -> Transition<Person> {
    let before = person.clone();
    let mut work = Working { policy, now, person, effects: Vec::new(), reply: Reply::Nothing };
    dispatch(&mut work, event);
    work.person.asks.retain(|ask| ask.open || now.duration_since(ask.at) < WEEK);
    // A wake-up is always stored, so that the next one takes its place.
    let woken = *event == PersonEvent::Woken;
    let changed = woken || work.person != before || !work.effects.is_empty();
    let wake_at = work.person.blind_spots.as_ref().map(|plan| plan.next);
    Transition::new(changed.then_some(work.person), work.effects, wake_at, work.reply)
}

struct Working<'a> {
    policy: &'a Policy,
    now: Timestamp,
    person: Person,
    effects: Vec<Effect>,
    reply: Reply,
}

fn dispatch(work: &mut Working<'_>, event: &PersonEvent) {
    match event {
        PersonEvent::ReservationAsked(reservation) => reserve(work, reservation),
        PersonEvent::AskArrived(ask) => ask_arrived(work, ask),
        PersonEvent::AskEnded { decision, function } => {
            if let Some(ask) = record(work, decision, function) {
                ask.open = false;
                // Kept for the cap only: the decision and its title may be gone by now.
                ask.title.clear();
            }
            // There is nothing any more that it could answer.
            if work.person.open_asks().next().is_none() {
                work.person.unclear = None;
            }
        }
        PersonEvent::DmReceived { channel, ts, thread, text, doubtful } => {
            dm_received(work, (channel, ts, thread.as_ref()), text, *doubtful);
        }
        PersonEvent::DmMeant { ts, decision, function } => dm_meant(work, ts, decision, function),
        PersonEvent::DmEdited { channel: _, ts, text } => dm_edited(work, ts, text.as_deref()),
        PersonEvent::Changed(change) => changed(work, change),
        PersonEvent::Woken => noting::woken(work),
        PersonEvent::Dismissed { by, channel, ts } => {
            let (by, channel, ts) = (by.clone(), channel.clone(), ts.clone());
            let message = Message::DismissedForOwner { by, channel, ts };
            let to = Destination::Dm(work.person.user.clone());
            work.effects.push(Effect::Post { to, message });
        }
        PersonEvent::ProposalWritten(draft) => proposal_written(work, draft),
        PersonEvent::Delivered { message, channel, ts } => delivered(work, message, channel, ts),
        PersonEvent::Undelivered { message, why } => undelivered(work, message, why),
        PersonEvent::SuggestionDue { channel, ts, thread, title, why, convinced, announced } => {
            let message = Message::Suggestion {
                channel: channel.clone(),
                ts: ts.clone(),
                title: title.clone(),
                why: why.clone(),
                convinced: *convinced,
                announced: announced.clone(),
            };
            suggest(work, (channel, thread.as_ref()), message);
        }
    }
}

fn record<'a>(
    work: &'a mut Working<'_>,
    decision: &DecisionId,
    function: &FunctionId,
) -> Option<&'a mut AskRecord> {
    let asks = &mut work.person.asks;
    asks.iter_mut().rev().find(|ask| ask.decision == *decision && ask.function == *function)
}

/// The ask stands in their direct messages, or stands open again. Somebody who has muted the bot or
/// gone away since says so, for the decision may not have heard of it.
fn ask_arrived(work: &mut Working<'_>, arrived: &ArrivedAsk) {
    let excuse = work.person.excuse(work.policy, work.now);
    let same =
        |ask: &AskRecord| ask.decision == arrived.decision && ask.function == arrived.function;
    let earlier = work.person.asks.iter().rposition(same).map(|at| work.person.asks.remove(at));
    work.person.asks.push(AskRecord {
        decision: arrived.decision.clone(),
        function: arrived.function.clone(),
        title: arrived.title.clone(),
        at: earlier.map_or(arrived.asked_at, |ask| ask.at),
        message: Some((arrived.channel.clone(), arrived.ts.clone())),
        open: true,
    });
    if let Some(excuse @ (Excuse::Muted | Excuse::Away)) = excuse {
        give_up_asks(work, excuse);
    }
}

/// Lets a decision ask this person, or says why not. A wish that was granted already is on its way.
fn reserve(work: &mut Working<'_>, wish: &Reservation) {
    if record(work, &wish.decision, &wish.function).is_some_and(|ask| ask.open) {
        return;
    }
    let (function, user, role) = (wish.function.clone(), work.person.user.clone(), wish.role);
    work.person.zone = wish.zone.clone();
    let event = match work.person.excuse(work.policy, work.now) {
        Some(excuse) => DecisionEvent::ReservationRefused { function, user, role, excuse },
        None => {
            let question = choose_question(work, wish);
            let zone = wish.zone.clone();
            DecisionEvent::Reserved { function, user, role, zone, question }
        }
    };
    work.effects.push(Effect::tell_decision(&wish.team, &wish.decision, event));
}

fn choose_question(work: &mut Working<'_>, wish: &Reservation) -> QuestionId {
    let last = work.person.last_question.get(&wish.function);
    let question = work.policy.library.choose(&wish.function, wish.kind, last).id;
    work.person.last_question.insert(wish.function.clone(), question.clone());
    work.person.asks.push(AskRecord {
        decision: wish.decision.clone(),
        function: wish.function.clone(),
        title: wish.title.clone(),
        at: work.now,
        message: None,
        open: true,
    });
    question
}

/// A direct message answers the ask in whose thread it stands, or the only one that waits.
fn dm_received(
    work: &mut Working<'_>,
    (channel, ts, thread): (&ChannelId, &MessageTs, Option<&MessageTs>),
    text: &str,
    doubtful: bool,
) {
    let text = super::answer::clip(text.trim(), DM_CHARS);
    if text.is_empty() {
        return;
    }
    let stands_here =
        |ask: &&AskRecord| ask.message.as_ref().is_some_and(|(_, ts)| Some(ts) == thread);
    let in_thread = work.person.asks.iter().rev().find(stands_here).cloned();
    let open: Vec<AskRecord> =
        work.person.open_asks().filter(|ask| ask.may_be_answered_at(ts)).cloned().collect();
    match (in_thread, open.as_slice()) {
        // What is said about a question that is settled answers no other.
        (Some(ask), _) if !ask.open => post(work, Message::NothingWaiting),
        (None, []) => post(work, Message::NothingWaiting),
        (Some(ask), _) if doubtful => ask_which(work, (channel, ts), text, &[ask]),
        (Some(ask), _) => answer(work, ask, channel, ts, text),
        (None, [ask]) if !doubtful => answer(work, ask.clone(), channel, ts, text),
        (None, some) => ask_which(work, (channel, ts), text, some),
    }
}

/// Asks which question a message answers, or whether it answers the only one.
fn ask_which(
    work: &mut Working<'_>,
    (channel, ts): (&ChannelId, &MessageTs),
    text: String,
    asks: &[AskRecord],
) {
    let choices = asks.iter().map(choice).collect();
    work.person.unclear = Some(UnclearDm { channel: channel.clone(), ts: ts.clone(), text });
    post(work, Message::WhichAsk { ts: ts.clone(), choices });
}

fn dm_meant(work: &mut Working<'_>, ts: &MessageTs, decision: &DecisionId, function: &FunctionId) {
    let ask = record(work, decision, function).filter(|ask| ask.open).cloned();
    match (ask, work.person.unclear.take_if(|unclear| unclear.ts == *ts)) {
        (Some(ask), Some(unclear)) => answer(work, ask, &unclear.channel, ts, unclear.text),
        _ => work.reply = Reply::Notice(Box::new(Notice::OfferGone)),
    }
}

fn answer(
    work: &mut Working<'_>,
    ask: AskRecord,
    channel: &ChannelId,
    ts: &MessageTs,
    text: String,
) {
    if work.person.dm_answers.len() >= FOLLOWED_DMS {
        work.person.dm_answers.remove(0);
    }
    work.person.dm_answers.push(DmAnswer { ts: ts.clone(), decision: ask.decision.clone() });
    let event = DecisionEvent::DmAnswered {
        function: ask.function,
        by: work.person.user.clone(),
        channel: channel.clone(),
        ts: ts.clone(),
        text,
    };
    work.effects.push(Effect::tell_decision(&work.person.team, &ask.decision, event));
}

fn dm_edited(work: &mut Working<'_>, ts: &MessageTs, text: Option<&str>) {
    let text = text.filter(|text| !text.trim().is_empty());
    if let Some(unclear) = work.person.unclear.as_mut().filter(|unclear| unclear.ts == *ts) {
        match text {
            Some(text) => unclear.text = super::answer::clip(text.trim(), DM_CHARS),
            None => work.person.unclear = None,
        }
        return;
    }
    let Some(answer) = work.person.dm_answers.iter().find(|answer| answer.ts == *ts) else {
        return;
    };
    let event = match text {
        Some(text) => {
            let (ts, text, spoken_of) = (ts.clone(), text.to_owned(), BTreeSet::new());
            DecisionEvent::MessageEdited { ts, text, spoken_of, title: None, before: None }
        }
        None => DecisionEvent::MessageDeleted { ts: ts.clone(), before: None },
    };
    work.effects.push(Effect::tell_decision(&work.person.team, &answer.decision, event));
}

fn changed(work: &mut Working<'_>, change: &PersonChange) {
    let notice = match change {
        PersonChange::Mute => {
            work.person.muted = true;
            give_up_asks(work, Excuse::Muted);
            Notice::Muted
        }
        PersonChange::Unmute => {
            work.person.muted = false;
            work.person.snoozed_until = None;
            work.person.away_until = None;
            Notice::Unmuted
        }
        PersonChange::Snooze { until } => {
            work.person.snoozed_until = Some(*until);
            Notice::SnoozedUntil { until: *until }
        }
        PersonChange::Away { until, zone } => {
            work.person.zone = zone.clone();
            work.person.away_until = Some(*until);
            give_up_asks(work, Excuse::Away);
            Notice::AwayUntil { until: *until }
        }
        PersonChange::BlindSpots { on, zone } => noting::switch(work, *on, zone),
    };
    work.reply = Reply::Notice(Box::new(notice));
}

/// Lets the decisions that wait for this person turn to somebody else.
fn give_up_asks(work: &mut Working<'_>, excuse: Excuse) {
    let open: Vec<AskRecord> = work.person.open_asks().cloned().collect();
    for ask in open {
        let (function, user) = (ask.function, work.person.user.clone());
        let event = DecisionEvent::PersonUnavailable { function, user, excuse };
        work.effects.push(Effect::tell_decision(&work.person.team, &ask.decision, event));
    }
}

fn proposal_written(work: &mut Working<'_>, draft: &Draft) {
    let message = Message::ProposalPost { draft: Box::new(draft.clone()) };
    let to = Destination::Channel(draft.channel.clone());
    work.effects.push(Effect::Post { to, message });
    let notice = Notice::ProposalPosting { channel: draft.channel.clone() };
    work.reply = Reply::Notice(Box::new(notice));
}

/// What was written with the form stands in its channel: that message is the decision's root.
fn delivered(work: &mut Working<'_>, message: &Message, channel: &ChannelId, ts: &MessageTs) {
    if let Message::ProposalPost { draft } = message {
        let proposal = Box::new(draft.proposal(channel, ts));
        let (team, id) = (proposal.team.clone(), proposal.id.clone());
        let event = DecisionEvent::Noticed { proposal, strength: Strength::ByHand };
        work.effects.push(Effect::tell_decision(&team, &id, event));
    }
}

fn undelivered(work: &mut Working<'_>, message: &Message, why: &str) {
    if let Message::ProposalPost { draft } = message {
        let (title, channel) = (draft.title.clone(), draft.channel.clone());
        post(work, Message::ProposalFailed { title, channel, why: why.to_owned() });
    }
}

fn suggest(
    work: &mut Working<'_>,
    (channel, thread): (&ChannelId, Option<&MessageTs>),
    message: Message,
) {
    let now = work.now;
    work.person.suggested.retain(|at| now.duration_since(*at) < DAY);
    let full = work.person.suggested.len() >= usize::from(work.policy.caps.suggestions_per_day);
    if full || work.person.muted {
        return;
    }
    work.person.suggested.push(now);
    let to = Destination::Only(work.person.user.clone(), channel.clone(), thread.cloned());
    work.effects.push(Effect::Post { to, message });
}

fn post(work: &mut Working<'_>, message: Message) {
    work.effects.push(Effect::Post { to: Destination::Dm(work.person.user.clone()), message });
}

fn choice(ask: &AskRecord) -> AskChoice {
    AskChoice {
        decision: ask.decision.clone(),
        function: ask.function.clone(),
        title: ask.title.clone(),
    }
}

impl Draft {
    /// Returns the proposal that the draft becomes once its message stands in a channel.
    pub fn proposal(&self, channel: &ChannelId, message: &MessageTs) -> Proposal {
        let root = self.thread.as_ref().unwrap_or(message);
        Proposal {
            id: DecisionId::of_root(&self.team, channel, root),
            team: self.team.clone(),
            channel: channel.clone(),
            root: root.clone(),
            reply: self.thread.is_some().then(|| message.clone()),
            by: OpenedBy::Person(self.by.clone()),
            owner: self.owner.clone(),
            title: self.title.clone(),
            text: self.text.clone(),
            goal: self.goal.clone(),
            kind: self.kind,
            door: self.door,
            affected: self
                .functions
                .iter()
                .map(|function| (function.clone(), self.reasons_for(function)))
                .collect(),
            why: Vec::new(),
            spoke: Vec::new(),
            days: self.days,
            zone: Zone::default(),
            guesses: Guesses::default(),
            announced: self.announced,
            spoken_of: BTreeSet::new(),
            said: Vec::new(),
        }
    }

    fn reasons_for(&self, function: &FunctionId) -> Vec<Reason> {
        self.reasons.get(function).cloned().unwrap_or_else(|| vec![Reason::Owner])
    }
}
