//! Short texts in answer to a click or command, as meaning.

use super::super::aftermath::Progress;
use super::super::care::Care;
use super::super::decision::Phase;
use super::super::ids::{ChannelId, DecisionId, FunctionId, MessageTs, UserId};
use super::super::relation::CannotReplace;
use super::super::roster::Excuse;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A short text in answer to a click or command, for one person alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    /// There is no such decision, or it is gone.
    NoSuchDecision,
    /// There is a decision in that thread already: where, and how far it is.
    AlreadyOpen {
        decision: DecisionId,
        title: String,
        channel: ChannelId,
        root: MessageTs,
        phase: Phase,
    },
    Opened {
        decision: DecisionId,
        title: String,
        channel: ChannelId,
    },
    /// The only function of a decision cannot be taken off.
    LastFunction,
    /// The message that was pointed at is gone.
    MessageGone,
    /// The message was called no decision before.
    DismissedBefore,
    /// Only the owner may do this.
    OwnerOnly {
        owner: UserId,
    },
    /// The person was not asked for this function.
    NotYours {
        function: FunctionId,
    },
    /// Listening has ended, so this can no longer be changed.
    WindowClosed {
        at: Timestamp,
    },
    /// The decision was already closed.
    AlreadyClosed,
    /// The decision is recorded, with every disposition it needs.
    AlreadyDecided {
        by: UserId,
        at: Timestamp,
    },
    /// Another decision holds in its place.
    WasReplaced,
    /// What read like an announcement listens like any other proposal now.
    StillOpenKept {
        until: Timestamp,
    },
    /// One decision replaces another from now on. `here`: both are in the same channel, so that both
    /// cards say so.
    Superseded {
        old: DecisionId,
        new: DecisionId,
        here: bool,
    },
    NotSuperseded {
        old: DecisionId,
        new: DecisionId,
        why: CannotReplace,
    },
    /// There is no decision by this id that the person can see.
    NoneSuch {
        decision: DecisionId,
    },
    /// The person decides nothing else in the channel that could replace a decision.
    NothingToReplaceIt {
        old: DecisionId,
    },
    /// There is no view to put in other words.
    NothingToRestate,
    /// What the owner understood is overtaken: the view has changed or is gone.
    RestatementGone,
    /// The decision is still listening.
    NotClosed {
        until: Timestamp,
    },
    /// Views were given, so only the owner can say that it was no decision.
    ViewsGiven {
        owner: UserId,
    },
    /// Whether the detector learns from it: it does where it had noticed the message; and whoever was
    /// to decide, where they are told.
    Dismissed {
        learns: bool,
        told: Option<UserId>,
    },
    /// The owner took the proposal back.
    TakenBack,
    /// A suggestion was declined: nothing had been opened.
    SuggestionDeclined,
    /// No decision is open where somebody asked without naming one.
    NothingOpen,
    Closed {
        title: String,
    },
    Reopened {
        title: String,
        until: Timestamp,
    },
    /// The decision is recorded and on its way to the thread.
    DecisionRecorded {
        title: String,
        /// How many people get a word on what became of their view.
        told: usize,
    },
    /// What becomes of a view was added to the record.
    DispositionKept {
        function: FunctionId,
    },
    /// The function is asked whether the owner got it right.
    RestatementSent {
        function: FunctionId,
    },
    RestatementAnswered {
        function: FunctionId,
    },
    /// A reply that is a plain no counts, and more can be said.
    RefusalCounted {
        decision: DecisionId,
        function: FunctionId,
    },
    /// The person's view has changed or is gone.
    ViewGone {
        function: FunctionId,
    },
    /// What the view looks after, as its author said.
    CareKept {
        function: FunctionId,
        care: Care,
    },
    /// The view holds for the proposal as it reads now.
    StillHoldsKept {
        function: FunctionId,
    },
    /// A tap was counted; nobody can tell from it who it was.
    TapCounted,
    /// A worried tap was counted, and more can be said in the name of a function.
    WorryOffered {
        decision: DecisionId,
    },
    /// This person's tap was counted before.
    TapCountedBefore,
    /// The counts went to the owner, so nothing is added to them.
    CountsGone,
    /// How well somebody felt heard was counted.
    ScoreCounted,
    /// The question was about a decision that was opened again since, or is gone.
    NoLongerAsked,
    /// A worry goes to whoever decides, in the name of a function.
    WorryKept {
        function: FunctionId,
        owner: UserId,
    },
    /// Whoever decides would write to themselves.
    WorryIsYours,
    /// There is no function in whose name this person could worry.
    NoFunctionToWorryFor {
        owner: UserId,
    },
    /// There are as many worries as are kept.
    TooManyWorries {
        owner: UserId,
    },
    /// What came of the decision is on the record.
    ResultKept {
        title: String,
        /// How many people are asked whether their worry came true.
        asked: usize,
    },
    /// What came of the decision was recorded before.
    AlreadyReviewed {
        at: Timestamp,
    },
    /// Whether a worry came true is kept.
    HindsightKept {
        function: FunctionId,
    },
    /// How far a follow-up is stands on the record.
    FollowUpKept {
        function: FunctionId,
        progress: Progress,
    },
    ViewKept {
        function: FunctionId,
        late: bool,
    },
    ViewWithdrawn {
        function: FunctionId,
    },
    NoObjectionKept {
        function: FunctionId,
    },
    ClaimKept {
        function: FunctionId,
        side: crate::domain::slot::Side,
    },
    ClaimConfirmed {
        function: FunctionId,
    },
    ClaimRefused {
        function: FunctionId,
    },
    /// Somebody pressed a claim's button after it was settled.
    ClaimSettled {
        function: FunctionId,
    },
    HoldKept {
        function: FunctionId,
        until: Date,
    },
    Delegated {
        function: FunctionId,
        to: UserId,
    },
    AffectedKept {
        added: usize,
        removed: usize,
    },
    DetailsKept,
    /// Kind or door was corrected; functions that are usual for it and not on the card.
    UsualOffered {
        decision: DecisionId,
        functions: Vec<FunctionId>,
    },
    ReplyCounted {
        function: FunctionId,
    },
    /// An agreement counts as no objection.
    AgreementCounted {
        decision: DecisionId,
        function: FunctionId,
    },
    ReplyIgnored,
    /// An agreement does not count.
    ReplyLeft,
    /// The reply that was offered is gone.
    OfferGone,
    /// A tension is on its way to the thread.
    TensionPosted,
    /// Two views are not brought up together again, unless one of them changes.
    TensionPutAside,
    /// There is nothing (any more) to be posted of a tension.
    TensionGone {
        why: NoTension,
    },
    Muted,
    Unmuted,
    SnoozedUntil {
        until: Timestamp,
    },
    AwayUntil {
        until: Date,
    },
    DayPast {
        earliest: Date,
    },
    ProposalPosting {
        channel: ChannelId,
    },
    /// The person cannot be asked, and why.
    CannotAsk {
        user: UserId,
        excuse: Excuse,
    },
    WeeklyComing,
    /// A limit of a function stands in the register.
    LimitKept {
        function: FunctionId,
    },
    LimitWithdrawn {
        function: FunctionId,
    },
    /// The limit was withdrawn before, or has run out.
    LimitGone,
    /// A function has as many limits as are kept.
    TooManyLimits {
        function: FunctionId,
    },
    /// What weighs on a function is shown until this day.
    PressureKept {
        function: FunctionId,
        until: Date,
    },
    PressureLifted {
        function: FunctionId,
    },
    /// Only those who lead a function declare for it.
    NotYourFunction {
        function: FunctionId,
    },
    /// The note on one's own blind spots comes from this day on, once a month.
    BlindSpotsOn {
        next: Date,
    },
    BlindSpotsOff,
    /// An administrator has turned off what was asked for.
    TurnedOff,
    /// The bot opens by itself again in a channel.
    OpensAgain {
        channel: ChannelId,
    },
    /// What a channel taught is forgotten.
    LessonsForgotten {
        channel: ChannelId,
    },
    /// A channel has taught nothing, or nothing any more.
    NothingToForget {
        channel: ChannelId,
    },
    /// Only those who look after a channel or decide in it may do this.
    NotYourChannel {
        channel: ChannelId,
    },
}

/// Why nothing can be posted of a tension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoTension {
    /// It stands in the thread already.
    Posted,
    /// A view of it was changed or taken back.
    Overtaken,
    /// Nobody can write in the channel any more.
    Archived,
}

impl Notice {
    /// Returns whether this takes the place of the form it answers: it says no, or nothing else shows
    /// that what was written has arrived.
    pub fn must_be_seen(&self) -> bool {
        let only_word = matches!(
            self,
            Notice::WorryKept { .. }
                | Notice::LimitKept { .. }
                | Notice::PressureKept { .. }
                | Notice::PressureLifted { .. }
        );
        self.is_refusal() || only_word
    }

    /// Returns whether this says no to what was asked, so that it must be seen.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Notice::NoSuchDecision
                | Notice::LastFunction
                | Notice::MessageGone
                | Notice::DismissedBefore
                | Notice::OwnerOnly { .. }
                | Notice::NotYours { .. }
                | Notice::WindowClosed { .. }
                | Notice::AlreadyClosed
                | Notice::AlreadyDecided { .. }
                | Notice::WasReplaced
                | Notice::NotSuperseded { .. }
                | Notice::NoneSuch { .. }
                | Notice::NothingToReplaceIt { .. }
                | Notice::NothingToRestate
                | Notice::RestatementGone
                | Notice::TensionGone { .. }
                | Notice::NotClosed { .. }
                | Notice::ViewsGiven { .. }
                | Notice::ClaimSettled { .. }
                | Notice::OfferGone
                | Notice::TapCountedBefore
                | Notice::CountsGone
                | Notice::NoLongerAsked
                | Notice::WorryIsYours
                | Notice::NoFunctionToWorryFor { .. }
                | Notice::TooManyWorries { .. }
                | Notice::AlreadyReviewed { .. }
                | Notice::DayPast { .. }
                | Notice::NothingToForget { .. }
                | Notice::NotYourChannel { .. }
                | Notice::LimitGone
                | Notice::TooManyLimits { .. }
                | Notice::NotYourFunction { .. }
                | Notice::TurnedOff
                | Notice::CannotAsk { .. }
        )
    }
}
