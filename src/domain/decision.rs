//! A decision: what is being decided, by whom, until when, and who has been heard.
//!
//! This file holds its shape and how an event reaches the feature that handles it. The features are
//! its children, in the order of a decision's life: [`opening`], [`asking`], [`pressing`] (which only
//! dispatches), [`hearing`], [`explaining`], [`owning`], [`correcting`], [`tending`],
//! [`closing`], [`checking`], [`restating`], [`deciding`] and [`aftercare`]; [`tensions`] is about views that
//! pull apart, [`relating`] ties it to others, [`bounding`] to declared limits, [`hesitating`] keeps what the
//! owner may want to ask about once more, and [`learning`] says what it teaches. [`history`] is who did what.

mod aftercare;
mod asking;
mod blind;
mod bounding;
mod checking;
mod closing;
mod correcting;
mod deciding;
mod explaining;
mod hearing;
mod hesitating;
mod history;
mod joining;
mod learning;
mod opening;
mod owning;
mod pressing;
mod recalling;
mod relating;
mod restating;
mod tending;
mod tensions;

pub use blind::Blind;
pub use correcting::GOAL_CHARS;
pub use deciding::open_step;
pub use history::{Deed, Entry};
pub use opening::TITLE_CHARS;
pub use pressing::REASON_CHARS;
pub use relating::why_not as why_not_replace;

use super::answer::{Remark, ViewSource};
use super::effect::{Change, Effect, Refresh, Transition};
use super::event::DecisionEvent;
use super::hesitation::Hesitation;
use super::hours::Zone;
use super::ids::{ChannelId, DecisionId, FunctionId, MessageTs, TeamId, TopicId, UserId};
use super::kind::{Door, Kind};
use super::lesson::{Guesses, Lesson};
use super::limit::Touched;
use super::policy::Policy;
use super::record::{Record, RecordDraft};
use super::relation::Relations;
use super::reply::{Notice, Reply};
use super::slot::Slot;
use super::tension::Tensions;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A decision and everything said about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub id: DecisionId,
    pub team: TeamId,
    pub channel: ChannelId,
    /// The message whose thread this is: mostly the proposal itself.
    pub root: MessageTs,
    /// The answer in that thread that is the proposal, where the first message is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<MessageTs>,
    pub title: String,
    /// The proposal's texts, the present one last; never empty.
    pub versions: Vec<Version>,
    /// Who decides.
    pub owner: UserId,
    /// The goal that everyone shares, once somebody has named it.
    pub goal: Option<String>,
    pub kind: Kind,
    pub door: Door,
    pub opened: Opened,
    pub phase: Phase,
    /// The end of the listening window.
    pub closes_at: Timestamp,
    /// The zone in which its working days are counted: the owner's when it was opened.
    pub zone: Zone,
    pub closed: Option<Closed>,
    /// How it ended the times before it was opened again, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed_before: Vec<Closed>,
    /// In the order of the lens library.
    pub slots: Vec<Slot>,
    /// The card's `ts`, once it stands in the thread.
    pub card: Option<MessageTs>,
    /// Replies in the thread that were offered to their authors as views.
    pub offers: BTreeMap<MessageTs, Offer>,
    /// People who said that they were just talking; they are not asked again.
    pub just_talking: BTreeSet<UserId>,
    /// People who left an agreement of theirs uncounted; only what says more is offered to them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub only_agreeing: BTreeSet<UserId>,
    /// What the bot failed to do, in the order it happened.
    pub faults: Vec<Fault>,
    /// Functions that could not be reached and of which the owner is yet to hear.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untold: Vec<FunctionId>,
    /// Spans in which the bot may have missed something.
    pub blind: Vec<Blind>,
    /// Those of which it has read afterwards what was written; what somebody pressed then had no effect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read_later: Vec<Blind>,
    /// The last span whose messages were taken in afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caught_up: Option<Blind>,
    /// Who did what and when; only ever added to.
    pub history: Vec<Entry>,
    /// How kind, door and functions were found.
    #[serde(default, skip_serializing_if = "Guesses::is_empty")]
    pub guesses: Guesses,
    /// What was decided, once it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Box<Record>>,
    /// What was decided before it was opened again, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Record>,
    /// The record in the making.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Box<RecordDraft>>,
    /// What it teaches for the next ones.
    #[serde(default, skip_serializing_if = "Lesson::is_empty")]
    pub lesson: Lesson,
    /// Whether it was announced as already decided: then it is not weighed but checked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub announced: bool,
    /// How it stands to other decisions.
    #[serde(default, skip_serializing_if = "Relations::is_empty")]
    pub relations: Relations,
    /// Topics of the lenses of which replies in the thread have spoken. Nothing of what they said.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub spoken_of: BTreeSet<TopicId>,
    /// Declared limits that it touches, as they stood while it listened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Touched>,
    /// Signs of hesitation, for the owner alone; only while it listens and where the workspace agreed.
    #[serde(default, skip_serializing_if = "Hesitation::is_empty")]
    pub hesitation: Hesitation,
    /// Which views pull apart, and what the owner made of it.
    #[serde(default, skip_serializing_if = "Tensions::is_empty")]
    pub tensions: Tensions,
}

/// One text of the proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub text: String,
    pub at: Timestamp,
}

/// The longest proposal text that is kept; a longer one is clipped and stands in Slack.
pub const PROPOSAL_CHARS: usize = 8_000;

/// How a decision came to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub at: Timestamp,
    pub by: OpenedBy,
    /// The words that showed that it is a proposal.
    pub why: Vec<String>,
    /// The functions that spoke of it before, where several did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spoke: Vec<FunctionId>,
}

/// Who or what opened a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OpenedBy {
    /// The bot noticed it.
    Noticed,
    /// The bot noticed it by what others said about it.
    Followed,
    /// A person asked for it.
    Person(UserId),
}

/// Where a decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    Listening,
    Weighing,
    Decided,
    Reviewed,
    Cancelled,
}

/// How the listening window ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub at: Timestamp,
    pub how: Ended,
}

/// Why the listening window ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// Its time was up.
    OnTime,
    /// The owner closed it and said why.
    Early { by: UserId, reason: String },
    /// The channel was archived.
    ChannelArchived,
    /// The proposal's message was deleted.
    ProposalDeleted,
    /// The owner took the proposal back.
    TakenBack,
    /// Another decision of the same owner replaced it.
    Replaced,
}

/// A reply that was offered to its author as a function's view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub by: UserId,
    /// The functions it could speak for; empty until the author is known.
    pub functions: Vec<FunctionId>,
    /// Kept only while the offer stands.
    pub text: String,
    /// Whether it could be a view, or only be counted as no objection.
    #[serde(default, skip_serializing_if = "Remark::is_usual")]
    pub remark: Remark,
    pub at: Timestamp,
}

/// Something the bot failed to do, in words for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub at: Timestamp,
    pub what: Failed,
    /// Slack's error code, or our own word for what went wrong.
    pub why: String,
}

/// What failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failed {
    Card,
    Digest,
    Ask(FunctionId),
    /// The record was not handed on to the webhook.
    Webhook,
    Other,
}

impl Failed {
    /// Returns whether it changes how silence is to be read.
    pub fn changes_silence(&self) -> bool {
        match self {
            Failed::Card | Failed::Digest | Failed::Ask(_) => true,
            Failed::Webhook | Failed::Other => false,
        }
    }
}

impl Decision {
    /// Returns the message that is the proposal.
    pub fn message(&self) -> &MessageTs {
        self.reply.as_ref().unwrap_or(&self.root)
    }

    /// Returns the messages it rests on: the proposal, and replies that count or may come to count.
    pub fn rests_on(&self) -> impl Iterator<Item = &MessageTs> {
        let views = self.slots.iter().filter_map(|slot| slot.view.as_ref());
        let replies = views.filter_map(|view| match &view.source {
            ViewSource::Reply { ts } => Some(ts),
            ViewSource::Form | ViewSource::Dm { .. } => None,
        });
        [self.message()].into_iter().chain(replies).chain(self.offers.keys())
    }

    /// Returns the present text of the proposal.
    pub fn text(&self) -> &str {
        self.versions.last().map_or("", |version| version.text.as_str())
    }

    /// Returns the number of the present version, from 1.
    pub fn version(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX)
    }

    /// Returns a function's slot.
    pub fn slot(&self, function: &FunctionId) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.function == *function)
    }

    fn slot_mut(&mut self, function: &FunctionId) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.function == *function)
    }

    /// Returns whether answers are still gathered.
    pub fn is_listening(&self) -> bool {
        self.phase == Phase::Listening
    }

    /// Returns whether a view may still be given, even if late.
    pub fn takes_views(&self) -> bool {
        self.is_open()
    }

    /// Returns whether its listening came to its end, and it was not called off since.
    pub fn was_listened_to(&self) -> bool {
        matches!(self.phase, Phase::Weighing | Phase::Decided | Phase::Reviewed)
    }

    /// Returns whether it is still to be decided: neither decided nor cancelled nor replaced.
    pub fn is_open(&self) -> bool {
        self.phase <= Phase::Weighing && !self.is_replaced()
    }

    /// Returns whether another decision holds in its place.
    pub fn is_replaced(&self) -> bool {
        self.relations.replaced_by.is_some()
    }

    /// Returns whether it was announced as decided and is checked after the fact, or was. One that
    /// listens again after that is weighed like any other.
    pub fn is_checked_afterwards(&self) -> bool {
        self.announced && self.earlier.is_empty()
    }

    /// Returns the moment up to which silence is judged: now, or the close.
    pub fn judged_at(&self, now: Timestamp) -> Timestamp {
        self.closed.as_ref().map_or(now, |closed| closed.at.min(now))
    }

    fn note(&mut self, at: Timestamp, who: Option<&UserId>, what: Deed) {
        self.history.push(Entry { at, who: who.cloned(), what });
    }
}

/// A decision in the middle of a transition: the new state and what follows from it so far.
pub(super) struct Working<'a> {
    pub policy: &'a Policy,
    pub now: Timestamp,
    pub decision: Decision,
    pub effects: Vec<Effect>,
    pub reply: Reply,
    /// Set where it turned out to be no decision: nothing of it is kept.
    pub dismissed: bool,
}

impl Working<'_> {
    fn say(&mut self, notice: Notice) {
        self.reply = Reply::Notice(Box::new(notice));
    }

    fn note(&mut self, who: Option<&UserId>, what: Deed) {
        self.decision.note(self.now, who, what);
    }

    fn refresh_card(&mut self) {
        self.refresh(Refresh::Card);
    }

    fn refresh(&mut self, what: Refresh) {
        let effect = Effect::Refresh(what);
        if !self.effects.contains(&effect) {
            self.effects.push(effect);
        }
    }
}

/// Handles an event about a decision that exists or is to be opened.
pub(super) fn advance(
    policy: &Policy,
    state: Option<&Decision>,
    now: Timestamp,
    event: &DecisionEvent,
) -> Transition<Decision> {
    match event {
        DecisionEvent::Proposed(proposal) => {
            return opening::propose(policy, state, now, proposal);
        }
        DecisionEvent::Noticed { proposal, strength } => {
            return opening::notice(state, proposal, *strength);
        }
        DecisionEvent::AskedFor { by, channel, ts, .. } => {
            return opening::ask_for(state, by, channel, ts);
        }
        _ => {}
    }
    let Some(decision) = state else {
        return absent(event);
    };
    let mut work = Working {
        policy,
        now,
        decision: decision.clone(),
        effects: Vec::new(),
        reply: Reply::Nothing,
        dismissed: false,
    };
    dispatch(&mut work, event);
    if work.decision.is_listening() && !work.dismissed {
        // What somebody said in time may come late: only a wake-up says that it is later now.
        if *event == DecisionEvent::Woken {
            tending::tend(&mut work);
        }
        asking::tell_unreached(&mut work);
    }
    if !work.dismissed {
        bounding::tend(decision, &mut work);
        aftercare::tend(&mut work);
        hesitating::tend(&mut work);
        tensions::tend(decision, &mut work);
    }
    finish(decision, work, *event == DecisionEvent::Woken)
}

fn dispatch(work: &mut Working<'_>, event: &DecisionEvent) {
    match event {
        DecisionEvent::Proposed(_)
        | DecisionEvent::Noticed { .. }
        | DecisionEvent::AskedFor { .. }
        | DecisionEvent::Woken => {}
        // What is proposed is no answer to it, though it may stand in the thread.
        DecisionEvent::ReplyPosted { ts, .. } if ts == work.decision.message() => {}
        DecisionEvent::ReplyPosted { ts, author, text, remark, spoken_of, undertone } => {
            hearing::spoke_of(work, spoken_of);
            hearing::reply_posted(work, ts, author, (text, *remark));
            hesitating::reply_posted(work, ts, author, (undertone, *remark));
        }
        DecisionEvent::Nodded { by } => hesitating::nodded(work, by),
        DecisionEvent::ReplierIdentified { reply, functions } => {
            hesitating::identified(work, reply, functions);
            hearing::replier_identified(work, reply, functions);
        }
        DecisionEvent::MessageEdited { ts, text, spoken_of, title, before } => {
            hearing::unquote(work, before.as_deref(), text);
            hearing::spoke_of(work, spoken_of);
            hesitating::message_edited(work, ts, text);
            hearing::message_edited(work, ts, text, title.as_deref());
        }
        DecisionEvent::MessageDeleted { ts, before } => {
            hearing::unquote(work, before.as_deref(), "");
            hesitating::forget(work, ts);
            hearing::message_deleted(work, ts);
        }
        DecisionEvent::DmAnswered { function, by, channel, ts, text } => {
            hearing::dm_answered(work, function, by, (channel, ts), text);
        }
        DecisionEvent::Pressed { by, press } => pressing::pressed(work, by, press),
        DecisionEvent::Submitted { by, form } => pressing::submitted(work, by, form),
        DecisionEvent::CandidatesFound { function, role, candidates } => {
            asking::candidates_found(work, function, *role, candidates);
        }
        DecisionEvent::Reserved { function, user, role, zone, question } => {
            asking::reserved(work, function, user, *role, (zone, question));
        }
        DecisionEvent::ReservationRefused { function, user, role, excuse } => {
            asking::reservation_refused(work, function, user, *role, *excuse);
        }
        DecisionEvent::PersonUnavailable { function, user, excuse } => {
            asking::person_unavailable(work, function, user, *excuse);
        }
        DecisionEvent::PersonLate { function, user } => asking::person_late(work, function, user),
        DecisionEvent::Delivered { message, channel, ts } => {
            asking::delivered(work, message, channel, ts);
        }
        DecisionEvent::Undelivered { message, why } => asking::undelivered(work, message, why),
        DecisionEvent::TakenBack { ts, by } => owning::taken_back(work, ts, by.as_ref()),
        DecisionEvent::WentBlind(blind) => tending::went_blind(work, *blind),
        DecisionEvent::CaughtUp(span) => tending::caught_up(work, *span),
        DecisionEvent::ChannelArchived => closing::channel_archived(work),
        DecisionEvent::ReopenAsked { by, reason } => closing::reopen(work, by, reason.clone()),
        DecisionEvent::CloseAsked { by } => closing::ask_why(work, by),
        DecisionEvent::DecideAsked { by } => deciding::ask(work, by),
        DecisionEvent::RelatedFound { here, elsewhere } => relating::found(work, here, elsewhere),
        DecisionEvent::TensionsFound { pairs, joint } => tensions::found(work, pairs, joint),
        DecisionEvent::SupersedeAsked { by, old, old_channel } => {
            relating::ask(work, by, old, old_channel);
        }
        DecisionEvent::Superseded { by, new, new_channel, .. } => {
            relating::superseded(work, by, (new, new_channel));
        }
        DecisionEvent::SupersedeAnswered { old, refused } => {
            relating::answered(work, old, refused.as_ref());
        }
        DecisionEvent::HoldsAgain { old } => relating::holds_again(work, old),
        DecisionEvent::Recalled { function, by, words } => {
            recalling::recalled(work, function, by, words.as_deref());
        }
        DecisionEvent::LimitsChanged => bounding::look(work),
        DecisionEvent::LimitsFound { touched } => bounding::found(work, touched),
        DecisionEvent::Unrelated { other } => relating::unrelated(work, other),
        DecisionEvent::Typed { by, filled, at } => deciding::typed(work, by, filled, at),
        DecisionEvent::NotHandedOn { why } => deciding::not_handed_on(work, why),
    }
}

/// What to say of a decision that is not there (any more).
fn absent(event: &DecisionEvent) -> Transition<Decision> {
    Transition::replying(match event {
        DecisionEvent::Pressed { .. }
        | DecisionEvent::Submitted { .. }
        | DecisionEvent::CloseAsked { .. }
        | DecisionEvent::DecideAsked { .. }
        | DecisionEvent::SupersedeAsked { .. }
        | DecisionEvent::ReopenAsked { .. } => Reply::Notice(Box::new(Notice::NoSuchDecision)),
        DecisionEvent::Superseded { new, old, team, .. } => return relating::gone(team, old, new),
        _ => Reply::Nothing,
    })
}

/// A wake-up is always stored, so that the next one takes its place.
fn finish(before: &Decision, mut work: Working<'_>, woken: bool) -> Transition<Decision> {
    learning::teach(Some(before), &mut work);
    if work.dismissed {
        let Working { effects, reply, .. } = work;
        return Transition { state: Some(Change::Dismiss), effects, wake_at: None, reply };
    }
    let wake_at = tending::wake_at(work.policy, &work.decision, work.now);
    let wake_at = wake_at.into_iter().chain(tensions::wake_at(work.policy, &work.decision)).min();
    let changed = woken || work.decision != *before || !work.effects.is_empty();
    let state = changed.then_some(work.decision);
    Transition::new(state, work.effects, wake_at, work.reply)
}
