//! What people press and fill in, and what they get to see at once.

mod field;

pub use field::{Field, FieldFault};

use super::aftermath::{CameTrue, Cause, Feeling, Progress, Score, Turned};
use super::care::Care;
use super::event::Draft;
use super::ids::{ChannelId, DecisionId, FunctionId, MessageTs, UserId};
use super::kind::{Door, Kind};
use super::limit::{Limit, Pressure};
use super::record::{Filled, Step};
use super::relation::CannotReplace;
use super::roster::Excuse;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A button on something that concerns a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Press {
    /// Opens the answer form; also for changing an answer.
    Answer {
        function: FunctionId,
    },
    NoObjection {
        function: FunctionId,
    },
    NotAffected {
        function: FunctionId,
    },
    NeedTime {
        function: FunctionId,
    },
    HelpMeDecide {
        function: FunctionId,
    },
    SomeoneElse {
        function: FunctionId,
    },
    Withdraw {
        function: FunctionId,
    },
    /// What the function said about an earlier decision still holds; `of` marks the words that were shown.
    StillSo {
        function: FunctionId,
        from: DecisionId,
        of: String,
    },
    /// The other side agrees that a function is not affected.
    ConfirmNotAffected {
        function: FunctionId,
    },
    /// The other side does not.
    RefuseNotAffected {
        function: FunctionId,
    },
    /// A reply's author lets it count.
    CountReply {
        reply: MessageTs,
        function: FunctionId,
    },
    /// A reply's author lets their agreement count as no objection.
    AgreeReply {
        reply: MessageTs,
        function: FunctionId,
    },
    /// A reply's author was just talking, or leaves it uncounted.
    IgnoreReply {
        reply: MessageTs,
    },
    NotADecision,
    /// Opens the form in which the owner changes which functions are affected.
    ChangeAffected,
    /// Opens the form in which the owner ends the window early.
    CloseEarly,
    /// Opens the form in which the owner changes title, goal, kind, door and window.
    EditDetails,
    /// Opens the record in the making.
    RecordDecision,
    /// Opens the form in which the owner puts a view in their own words.
    Restate,
    /// "Yes, that is it": the owner has understood a view.
    ConfirmRestated {
        function: FunctionId,
    },
    /// Opens the form in which a function mends what the owner understood.
    MendRestated {
        function: FunctionId,
    },
    /// Opens the form in which the author of a plain no explains it.
    SayMore {
        function: FunctionId,
    },
    /// What their view looks after, says its author.
    LooksAfter {
        function: FunctionId,
        care: Care,
    },
    /// Opens the form in which they say that it looks after something else.
    LooksAfterElse {
        function: FunctionId,
    },
    /// A view holds for the proposal's new text as well.
    StillHolds {
        function: FunctionId,
    },
    /// What read like an announcement is still to be decided, says the owner.
    StillOpen,
    /// How what was decided looks to somebody.
    Felt {
        feeling: Feeling,
    },
    /// How well somebody felt heard.
    FeltHeard {
        score: Score,
    },
    /// Opens the form *Say what worries you*.
    RaiseWorry,
    /// Opens the form in which the owner records what came of the decision.
    RecordResult,
    /// Whether the worry somebody gave in the name of a function came true.
    CameTrue {
        function: FunctionId,
        answer: CameTrue,
    },
    /// How far the follow-up for a function is.
    FollowUp {
        function: FunctionId,
        progress: Progress,
    },
    /// The owner says of which kind it is, at once.
    ChangeKind {
        kind: Kind,
    },
    /// The owner says how hard it is to undo, at once.
    ChangeDoor {
        door: Door,
    },
    /// The owner wants these functions asked as well, which were offered to them.
    AskAlso {
        functions: Vec<FunctionId>,
    },
}

/// A form that was submitted about a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    Answer {
        function: FunctionId,
        need: String,
        limit: Option<String>,
        evidence: Option<String>,
        condition: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hard_now: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        could_try: Option<String>,
    },
    NeedTime {
        function: FunctionId,
        until: Option<Date>,
    },
    SomeoneElse {
        function: FunctionId,
        to: Option<UserId>,
    },
    Affected {
        functions: Vec<FunctionId>,
    },
    CloseEarly {
        reason: String,
    },
    Details {
        title: String,
        goal: Option<String>,
        kind: Kind,
        door: Door,
    },
    /// A step of recording the decision.
    Decide(Box<Filled>),
    /// What the owner understood a view to say.
    Restate {
        function: Option<FunctionId>,
        text: String,
    },
    /// What the function says instead.
    Mended {
        function: FunctionId,
        text: String,
    },
    /// What is behind a plain no.
    SayMore {
        function: FunctionId,
        more: More,
    },
    /// What their view looks after, says its author.
    LooksAfter {
        function: FunctionId,
        care: Option<Care>,
    },
    /// What worries somebody, in the name of a function.
    Worry {
        function: Option<FunctionId>,
        text: String,
    },
    /// What came of the decision.
    Result {
        text: String,
        turned: Option<Turned>,
        cause: Option<Cause>,
    },
    /// Why a recorded decision is opened again.
    Reopen {
        cause: Option<Cause>,
        reason: Option<String>,
    },
}

/// Three blanks that explain a plain no.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct More {
    pub hard_now: Option<String>,
    /// What would change that.
    pub changes: Option<String>,
    pub could_try: Option<String>,
    /// Whether it takes the place of what was said; otherwise both stand.
    pub instead: bool,
}

/// What the person who caused an event gets to see at once.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    Nothing,
    /// A short text for them alone.
    Notice(Box<Notice>),
    /// A form to fill in.
    Open(Box<Modal>),
    /// What is wrong with the form, by field; it stays open.
    Faults(Vec<(Field, FieldFault)>),
}

/// A form, as meaning.
#[derive(Clone, Debug, PartialEq)]
pub enum Modal {
    /// The answer form, filled in with the view that stands, if there is one. `help` adds the lens's
    /// follow-up questions above the field.
    Answer {
        function: FunctionId,
        help: bool,
    },
    NeedTime {
        function: FunctionId,
        earliest: Date,
        latest: Date,
    },
    SomeoneElse {
        function: FunctionId,
    },
    Affected,
    CloseEarly,
    Details,
    /// A step of recording the decision. `changed`: the view was changed since the form was opened.
    Decide {
        step: Step,
        changed: bool,
    },
    Restate,
    MendRestated {
        function: FunctionId,
    },
    /// *Say what is behind it*, for the author of a plain no.
    SayMore {
        function: FunctionId,
    },
    /// What does the view look after?
    LooksAfter {
        function: FunctionId,
    },
    /// *Say what worries you*, in the name of one of these functions.
    Worry {
        functions: Vec<FunctionId>,
    },
    /// What came of the decision.
    Result,
    /// Why a recorded decision is opened again; filled in with what was said already.
    Reopen {
        reason: Option<String>,
    },
    /// The form *Ask for perspectives*.
    Propose(Box<Draft>),
    /// A limit of a function, filled in with the one that is changed.
    Limit {
        function: FunctionId,
        limit: Option<Box<Limit>>,
    },
    /// What weighs on a function, filled in with what its lead has said before.
    Pressure {
        function: FunctionId,
        now: Option<Box<Pressure>>,
    },
}

/// A short text in answer to a click or command, for one person alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Notice {
    /// There is no such decision, or it is gone.
    NoSuchDecision,
    /// The decision exists already: where.
    AlreadyOpen {
        decision: DecisionId,
        title: String,
        channel: ChannelId,
        root: MessageTs,
    },
    Opened {
        decision: DecisionId,
        title: String,
        channel: ChannelId,
    },
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
    /// Whether the detector learns from it: it does where it had noticed the message.
    Dismissed {
        learns: bool,
    },
    /// A suggestion was declined: nothing had been opened.
    SuggestionDeclined,
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
        side: super::slot::Side,
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
    /// Only those who look after a channel or decide in it may do this.
    NotYourChannel {
        channel: ChannelId,
    },
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
                | Notice::NotYourChannel { .. }
                | Notice::LimitGone
                | Notice::TooManyLimits { .. }
                | Notice::NotYourFunction { .. }
                | Notice::TurnedOff
                | Notice::CannotAsk { .. }
        )
    }
}
