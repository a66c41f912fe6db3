//! What the bot has to say, as meaning. Wording lives in `views`.
//!
//! A message that concerns a decision names only what cannot be read from the decision itself: it is
//! rendered from the decision's state at the moment of sending.

use super::aftermath::Cause;
use super::event::{Announced, Draft};
use super::ids::{ChannelId, DecisionId, FunctionId, LimitId, MessageTs, TensionId, UserId};
use super::lesson::Convinced;
use super::relation::{CannotReplace, Related};
use super::roster::Excuse;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A message that is posted (as against a [`Notice`](super::reply::Notice), which answers a click).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// The decision's one card, in its thread.
    Card,
    /// Somebody else asked for perspectives: word to whoever is to decide.
    OpenedForOwner { by: UserId },
    /// Its owner said something that sounds like taking it back: what they can do, for them alone.
    TakenBack,
    /// The question to one person.
    Ask { function: FunctionId, user: UserId },
    /// The one reminder; or the one for which somebody asked, with the day until which they needed
    /// time.
    Reminder {
        function: FunctionId,
        user: UserId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
    },
    /// "Count this as Finance's view?", for a reply's author only.
    ReplyOffer { reply: MessageTs, user: UserId },
    /// Somebody of a function says it is not affected; the owner confirms or objects.
    ClaimForOwner { function: FunctionId },
    /// The owner says a function is not affected; its people confirm or object.
    ClaimForFunction { function: FunctionId, user: UserId },
    /// The owner did not agree that a function is not affected.
    ClaimRefused { function: FunctionId, user: UserId },
    /// The colleague somebody named cannot be asked; for the one who named them.
    CannotDelegate { function: FunctionId, user: UserId, to: UserId, excuse: Option<Excuse> },
    /// The digest at the end of the listening window, in the thread.
    ClosingDigest,
    /// The same for the owner alone, with names.
    OwnerDigest,
    /// A view that came after the digest, in the thread.
    LateView { function: FunctionId },
    /// Listening goes on, in the thread; with the cause where it had been decided.
    Reopened {
        by: UserId,
        reason: Option<String>,
        until: Timestamp,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Cause>,
    },
    /// The proposal was edited after views were given, in the thread.
    ProposalChanged { version: u32 },
    /// A view was given on an earlier text of the proposal: does it still hold?
    StillHolds { function: FunctionId, user: UserId },
    /// What the owner understood a view to say, for whoever gave it.
    Restated { function: FunctionId, user: UserId },
    /// What the function says to that, for the owner.
    RestatementAnswered { function: FunctionId },
    /// What was decided at this moment, and what became of every view, in the thread.
    Decided { at: Timestamp },
    /// What became of one more view, in the thread.
    Disposed { function: FunctionId },
    /// What became of a contributor's views by the record of this moment, for them alone.
    WordBack { at: Timestamp, user: UserId, functions: Vec<FunctionId> },
    /// The word back could not be given, for the owner.
    WordNotGiven { functions: Vec<FunctionId> },
    /// Is what was decided at this moment clear? For one person, about every function they stand for.
    Check { at: Timestamp, user: UserId },
    /// How that was answered, for the owner.
    CheckResult { at: Timestamp },
    /// Somebody gave a worry in the name of a function, for the owner.
    WorryRaised { function: FunctionId, by: UserId },
    /// The review date has come, for the owner; `again` is the one reminder.
    ReviewDue { at: Timestamp, again: bool },
    /// What came of the decision, in the thread.
    Reviewed { at: Timestamp },
    /// Did what they worried about come true? For one person, about every worry of theirs.
    DidItComeTrue { at: Timestamp, user: UserId },
    /// A worry came true, for the owner.
    WorryCameTrue { function: FunctionId, by: UserId },
    /// Is what was promised to these functions done? For whoever follows it up.
    FollowUpDue { at: Timestamp, user: UserId, functions: Vec<FunctionId> },
    /// What somebody may have held back, for the owner, while something can still be asked.
    Hesitation,
    /// Functions that could not be reached, for the owner.
    CouldNotReach { functions: Vec<FunctionId> },
    /// Views that pull apart, and conditions that one proposal could meet, for the owner to make
    /// something of: what they were told at this moment.
    TensionsFound { at: Timestamp },
    /// A tension as its owner had it posted, in the thread.
    Tension { tension: TensionId },
    /// Earlier decisions about the same in other channels, for the owner, as far as they may see them.
    RelatedElsewhere { related: Vec<Related> },
    /// Another decision has replaced this one, for its owner, if they may see the other.
    ReplacedBy { new: DecisionId },
    /// This one cannot replace another after all, for its owner.
    NotReplaced { old: DecisionId, why: CannotReplace },
    /// What somebody said still holds is not what they were shown any more.
    NoLongerSaid { function: FunctionId, user: UserId },
    /// Limits that it touches were declared after it was opened, for the owner.
    LimitsTouched { limits: Vec<LimitId> },
    /// Somebody said that it is no decision: word to whoever was to decide. Nothing of it is kept, so
    /// this says what there is to say.
    DismissedForOwner { by: UserId, channel: ChannelId, ts: MessageTs },
    /// Thanks for an answer by direct message, with the way to change it.
    AnswerKept { decision: DecisionId, function: FunctionId, title: String },

    /// A proposal written with the form, posted in its channel as the root of the thread.
    ProposalPost { draft: Box<Draft> },
    /// The form's proposal could not be posted.
    ProposalFailed { title: String, channel: ChannelId, why: String },
    /// A quiet word to the author of what reads like a proposal.
    Suggestion {
        channel: ChannelId,
        ts: MessageTs,
        title: String,
        why: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        convinced: Option<Convinced>,
        #[serde(default, skip_serializing_if = "Announced::is_not")]
        announced: Announced,
    },
    /// Which of several asks does a direct message answer?
    WhichAsk { ts: MessageTs, choices: Vec<AskChoice> },
    /// Nothing waits for this person; what they can do instead.
    NothingWaiting,

    /// The note on somebody's own blind spots, for them alone.
    BlindSpots,
    /// The weekly digest for a leader.
    Weekly { due: Timestamp, late: Lateness },
    /// Hello in a channel the bot was invited to.
    Greeting { channel: ChannelId },
    /// The bot no longer opens by itself in a channel; for whoever looks after it.
    FellBack { channel: ChannelId, confirmed: u8, judged: u8 },
    /// The same for the channel itself, where nobody is known to look after it.
    FellBackHere { channel: ChannelId, confirmed: u8, judged: u8 },
}

/// One of several asks that wait for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskChoice {
    pub decision: DecisionId,
    pub function: FunctionId,
    pub title: String,
}

/// Whether a weekly digest comes when it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lateness {
    OnTime,
    /// The bot was not running when it was due.
    Late,
    /// Asked for by hand.
    OnRequest,
}
