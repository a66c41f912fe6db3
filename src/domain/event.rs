//! What can happen, in the domain's own words. Wire types never come this far.

use super::aftermath::Score;
use super::answer::Remark;
use super::decision::{Blind, OpenedBy};
use super::hesitation::Undertone;
use super::hours::{Day, Zone};
use super::ids::{ChannelId, DecisionId, FunctionId, MessageTs, TeamId, TopicId, UserId};
use super::kind::{Door, Kind};
use super::lens::QuestionId;
use super::lesson::{Convinced, Guesses, Past, Verdict};
use super::limit::{Declared, Touched};
use super::message::Message;
use super::person::PersonChange;
use super::record::Filled;
use super::relation::{CannotReplace, Related};
use super::reply::{Form, Press};
use super::roster::{Candidate, Excuse, Role};
use super::slot::Reason;
use super::tension::{Pair, Said};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Something that happened to the thing stored under one key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    Decision(DecisionEvent),
    Person(PersonEvent),
    Workspace(WorkspaceEvent),
}

/// Something that happened to a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionEvent {
    /// A message reads like a proposal, or somebody filled in the form; it is still to be seen whether
    /// its channel wants that.
    Noticed {
        proposal: Box<Proposal>,
        strength: Strength,
    },
    /// Somebody asks for perspectives on a message that has to be fetched first.
    AskedFor {
        by: UserId,
        channel: ChannelId,
        ts: MessageTs,
        team: TeamId,
    },
    /// A proposal is to be opened.
    Proposed(Box<Proposal>),
    /// Somebody wrote in the decision's thread.
    ReplyPosted {
        ts: MessageTs,
        author: UserId,
        text: String,
        remark: Remark,
        /// Topics of the lenses of which it speaks.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        spoken_of: BTreeSet<TopicId>,
        /// What it shows of hesitation; nothing where the workspace has not agreed.
        #[serde(default, skip_serializing_if = "Undertone::is_empty")]
        undertone: Undertone,
    },
    /// Somebody gave the proposal a thumbs-up.
    Nodded {
        by: UserId,
    },
    /// The functions were found for which a reply's author can speak.
    ReplierIdentified {
        reply: MessageTs,
        functions: Vec<FunctionId>,
    },
    /// The text of the proposal, a reply or a direct answer was changed.
    MessageEdited {
        ts: MessageTs,
        text: String,
        /// Topics of the lenses of which it speaks now; nothing where it is no reply.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        spoken_of: BTreeSet<TopicId>,
        /// The title that the text gives now, if it is a proposal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// Its author's own words before, where Slack tells.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
    },
    MessageDeleted {
        ts: MessageTs,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
    },
    /// A direct message was recognised as the answer to an ask.
    DmAnswered {
        function: FunctionId,
        by: UserId,
        channel: ChannelId,
        ts: MessageTs,
        text: String,
    },
    /// A button was pressed.
    Pressed {
        by: UserId,
        press: Press,
    },
    /// A form was submitted.
    Submitted {
        by: UserId,
        form: Form,
    },
    /// The people of a function were looked up.
    CandidatesFound {
        function: FunctionId,
        role: Role,
        candidates: Vec<Candidate>,
    },
    /// A person can be asked: it is within their cap and they have not muted.
    Reserved {
        function: FunctionId,
        user: UserId,
        role: Role,
        zone: Zone,
        question: QuestionId,
    },
    ReservationRefused {
        function: FunctionId,
        user: UserId,
        role: Role,
        excuse: Excuse,
    },
    /// Somebody who is asked muted the bot or went away, cannot see the channel, or comes to work only
    /// after the close.
    PersonUnavailable {
        function: FunctionId,
        user: UserId,
        excuse: Excuse,
    },
    /// Somebody who is to be asked is away until too late for a fair window.
    PersonLate {
        function: FunctionId,
        user: UserId,
    },
    /// A message is in Slack.
    Delivered {
        message: Message,
        channel: ChannelId,
        ts: MessageTs,
    },
    /// A message will never be in Slack.
    Undelivered {
        message: Message,
        why: String,
    },
    /// A message sounds like taking the proposal back; by whom, where that is known.
    TakenBack {
        ts: MessageTs,
        by: Option<UserId>,
    },
    /// The bot may have missed something.
    WentBlind(Blind),
    /// What was written in this span, in the thread and to the bot, was taken in afterwards.
    CaughtUp(Blind),
    ChannelArchived,
    /// `/soundings close`.
    CloseAsked {
        by: UserId,
    },
    /// `/soundings decide`.
    DecideAsked {
        by: UserId,
    },
    /// The owner typed something into the record, and has not handed it in yet.
    Typed {
        by: UserId,
        filled: Filled,
        /// When, on Slack's clock.
        at: MessageTs,
    },
    /// The record will never reach the webhook.
    NotHandedOn {
        why: String,
    },
    /// `/soundings reopen`.
    ReopenAsked {
        by: UserId,
        reason: Option<String>,
    },
    /// Earlier decisions about the same were looked up: those of the same channel, and those of others,
    /// which only its owner is told of, and only as far as they may see them.
    RelatedFound {
        here: Vec<Related>,
        elsewhere: Vec<Related>,
    },
    /// It was looked which views pull apart, and which conditions one proposal could meet: all of
    /// them, as the views stood then.
    TensionsFound {
        pairs: Vec<Pair>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        joint: Vec<Said>,
    },
    /// `/soundings supersede`: this one is to replace another.
    SupersedeAsked {
        by: UserId,
        old: DecisionId,
        /// Where the other one is.
        old_channel: ChannelId,
    },
    /// Another decision is to replace this one; `by` decides that one.
    Superseded {
        by: UserId,
        new: DecisionId,
        /// Where that one is.
        new_channel: ChannelId,
        old: DecisionId,
        team: TeamId,
    },
    /// What a decision that is to be replaced says to that.
    SupersedeAnswered {
        old: DecisionId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<CannotReplace>,
    },
    /// A decision that this one had replaced was opened again.
    HoldsAgain {
        old: DecisionId,
    },
    /// What somebody says still holds was read again; nothing where it is not what they were shown.
    Recalled {
        function: FunctionId,
        by: UserId,
        words: Option<String>,
    },
    /// A lead has declared, changed or withdrawn a limit.
    LimitsChanged,
    /// Which limits it touches was looked up.
    LimitsFound {
        touched: Vec<Touched>,
    },
    /// Another decision is gone and is not to be named any more.
    Unrelated {
        other: DecisionId,
    },
    /// A wake-up came.
    Woken,
}

/// How sure it is that a decision is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// It reads like one; only its author is told.
    Likely,
    /// It says so in so many words.
    Explicit,
    /// A person asked for it.
    ByHand,
}

/// A proposal that is to be opened as a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    pub id: DecisionId,
    pub team: TeamId,
    pub channel: ChannelId,
    pub root: MessageTs,
    /// The answer in that thread that puts it, where the first message does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<MessageTs>,
    pub by: OpenedBy,
    pub owner: UserId,
    pub title: String,
    pub text: String,
    pub goal: Option<String>,
    pub kind: Kind,
    pub door: Door,
    pub affected: Vec<(FunctionId, Vec<Reason>)>,
    /// The words that showed that it is a proposal.
    pub why: Vec<String>,
    /// The functions that spoke of it before it was opened, where several did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spoke: Vec<FunctionId>,
    /// How many working days to listen; the door's default where absent.
    pub days: Option<u8>,
    /// The zone in which those days are counted: the owner's.
    pub zone: Zone,
    /// How kind, door and functions were found.
    #[serde(default, skip_serializing_if = "Guesses::is_empty")]
    pub guesses: Guesses,
    /// Whether it is announced as already decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub announced: bool,
    /// Topics of the lenses of which replies have spoken before it was opened.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub spoken_of: BTreeSet<TopicId>,
    /// What people said about it in its thread before it was opened, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Remarked>,
}

/// What somebody said about a proposal in its thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarked {
    pub ts: MessageTs,
    pub author: UserId,
    pub text: String,
    pub remark: Remark,
}

impl Proposal {
    /// Returns the message that puts it.
    pub fn message(&self) -> &MessageTs {
        self.reply.as_ref().unwrap_or(&self.root)
    }
}

/// Something that happened to a person's settings or to what waits for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonEvent {
    /// A decision wants to ask this person.
    ReservationAsked(Box<Reservation>),
    /// The ask is in their direct messages, or open again.
    AskArrived(Box<ArrivedAsk>),
    /// Nothing more is expected of them for this.
    AskEnded {
        decision: DecisionId,
        function: FunctionId,
    },
    /// They wrote to the bot.
    DmReceived {
        channel: ChannelId,
        ts: MessageTs,
        thread: Option<MessageTs>,
        text: String,
        /// Whether it is hardly an answer, as far as its words tell.
        doubtful: bool,
    },
    /// They said which ask their message answers.
    DmMeant {
        ts: MessageTs,
        decision: DecisionId,
        function: FunctionId,
    },
    /// They changed or deleted what they wrote to the bot.
    DmEdited {
        channel: ChannelId,
        ts: MessageTs,
        text: Option<String>,
    },
    /// They changed how they want to be treated.
    Changed(PersonChange),
    /// A wake-up came.
    Woken,
    /// Somebody else said that what was open for them to decide is no decision.
    Dismissed {
        by: UserId,
        channel: ChannelId,
        ts: MessageTs,
    },
    /// They handed in the form of a proposal that has no message yet.
    ProposalWritten(Box<Draft>),
    /// What they wrote with the form now stands in its channel.
    Delivered {
        message: Message,
        channel: ChannelId,
        ts: MessageTs,
    },
    Undelivered {
        message: Message,
        why: String,
    },
    /// A message of theirs reads like a proposal in a channel where only its author is told.
    SuggestionDue {
        channel: ChannelId,
        ts: MessageTs,
        /// The thread in which that message answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thread: Option<MessageTs>,
        title: String,
        why: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        convinced: Option<Convinced>,
        #[serde(default, skip_serializing_if = "Announced::is_not")]
        announced: Announced,
    },
}

/// Whether a message announces what is already decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Announced {
    /// It does not: it proposes something.
    #[default]
    No,
    /// It reads as if it did, and is not plain enough to be checked.
    Perhaps,
    /// It does.
    Yes,
    /// It seems to say how a decision of the same channel went that is still open.
    AsOutcomeOf(DecisionId),
}

impl Announced {
    /// Returns whether it does not.
    pub fn is_not(&self) -> bool {
        *self == Announced::No
    }
}

/// An ask that stands in somebody's direct messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArrivedAsk {
    pub decision: DecisionId,
    pub function: FunctionId,
    pub title: String,
    pub asked_at: Timestamp,
    pub channel: ChannelId,
    pub ts: MessageTs,
}

/// A wish to ask somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reservation {
    pub decision: DecisionId,
    pub team: TeamId,
    pub function: FunctionId,
    pub role: Role,
    pub title: String,
    pub zone: Zone,
    pub kind: Kind,
}

/// What the form *Ask for perspectives* holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub team: TeamId,
    pub channel: ChannelId,
    /// The message it is about, if there is one already.
    pub source: Option<MessageTs>,
    /// The first message of the thread in which that one answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<MessageTs>,
    pub by: UserId,
    pub owner: UserId,
    pub title: String,
    pub text: String,
    pub goal: Option<String>,
    pub kind: Kind,
    pub door: Door,
    pub days: Option<u8>,
    pub functions: Vec<FunctionId>,
    /// Why those of them that the text calls for are affected; the others were added by hand.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub reasons: BTreeMap<FunctionId, Vec<Reason>>,
    /// Whether the message it is about announces what is already decided.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub announced: bool,
}

/// Something that happened to a workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorkspaceEvent {
    /// The bot has started.
    Started,
    /// The leaders were looked up, with the zone of each.
    LeadersFound {
        leaders: Vec<FoundLeader>,
    },
    /// A person said what a noticed message was; which one, events of before do not say.
    Corrected {
        channel: ChannelId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ts: Option<MessageTs>,
        verdict: Verdict,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        convinced: Option<Convinced>,
    },
    /// A decision was opened, corrected or judged: what it teaches now.
    Learnt(Box<Past>),
    /// Somebody said how well a function felt heard; who it was is not said.
    FeltHeard {
        function: FunctionId,
        score: Score,
    },
    /// A lead of a function declares something for it, from a zone.
    Declared {
        by: UserId,
        zone: Zone,
        function: FunctionId,
        declared: Declared,
    },
    /// It was found who looks after a channel.
    AdminFound {
        channel: ChannelId,
        users: Vec<UserId>,
    },
    /// Somebody wants the bot to open by itself again in a channel.
    OpenAgain {
        channel: ChannelId,
        by: UserId,
    },
    /// Somebody wants the bot to forget what a channel taught it.
    ForgetLessons {
        channel: ChannelId,
        by: UserId,
    },
    /// Slack held back events for this minute.
    RateLimited {
        minute: Timestamp,
    },
    /// Nothing could come from Slack in this span.
    WasDeaf(Blind),
    /// What was missed since this moment was taken in.
    CaughtUp(Timestamp),
    ChannelArchived {
        channel: ChannelId,
    },
    /// The bot was invited to a channel.
    Joined {
        channel: ChannelId,
        by: Option<UserId>,
    },
    /// A person asked for the weekly digest, now, for themselves.
    WeeklyAsked {
        by: UserId,
    },
    /// The app was removed from the workspace.
    Uninstalled,
    Delivered {
        message: Message,
        channel: ChannelId,
        ts: MessageTs,
    },
    Undelivered {
        message: Message,
        why: String,
    },
    /// A wake-up came.
    Woken,
}

/// A leader of the configuration, as Slack knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundLeader {
    pub user: UserId,
    pub zone: Zone,
    pub day: Day,
    /// The hour of their own day, 0 to 23.
    pub hour: i8,
}
