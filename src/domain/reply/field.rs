//! The fields of forms, and what can be wrong with them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A field of a form; its name is the block id on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    Need,
    Limit,
    Evidence,
    Condition,
    Until,
    To,
    Functions,
    Reason,
    Title,
    Proposal,
    Goal,
    Kind,
    Door,
    Owner,
    Days,
    Channel,
    Sentence,
    ServesCustomer,
    ServesCompany,
    GivenUp,
    Cost,
    Measure,
    ReviewOn,
    ReopenIf,
    Outcome,
    Why,
    FollowUpBy,
    FollowUpDue,
    BackTo,
    Restated,
    Function,
    Worry,
    Result,
    Turned,
    Cause,
    HardNow,
    CouldTry,
    Instead,
    Care,
    Sort,
    Text,
    From,
    OneNeeds,
    OtherNeeds,
    Assumption,
    Question,
}

impl Field {
    /// Returns the block id on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Need => "need",
            Field::Limit => "limit",
            Field::Evidence => "evidence",
            Field::Condition => "condition",
            Field::Until => "until",
            Field::To => "to",
            Field::Functions => "functions",
            Field::Reason => "reason",
            Field::Title => "title",
            Field::Proposal => "proposal",
            Field::Goal => "goal",
            Field::Kind => "kind",
            Field::Door => "door",
            Field::Owner => "owner",
            Field::Days => "days",
            Field::Channel => "channel",
            Field::Sentence => "sentence",
            Field::ServesCustomer => "serves-customer",
            Field::ServesCompany => "serves-company",
            Field::GivenUp => "given-up",
            Field::Cost => "cost",
            Field::Measure => "measure",
            Field::ReviewOn => "review-on",
            Field::ReopenIf => "reopen-if",
            Field::Outcome => "outcome",
            Field::Why => "why",
            Field::FollowUpBy => "follow-up-by",
            Field::FollowUpDue => "follow-up-due",
            Field::BackTo => "back-to",
            Field::Restated => "restated",
            Field::Function => "function",
            Field::Worry => "worry",
            Field::Result => "result",
            Field::Turned => "turned",
            Field::Cause => "cause",
            Field::HardNow => "hard-now",
            Field::CouldTry => "could-try",
            Field::Instead => "instead",
            Field::Care => "looks-after",
            Field::Sort => "sort",
            Field::Text => "text",
            Field::From => "from",
            Field::OneNeeds => "one-needs",
            Field::OtherNeeds => "other-needs",
            Field::Assumption => "assumption",
            Field::Question => "question",
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// It must not be empty.
    Empty,
    /// It is longer than this many characters.
    TooLong(usize),
    /// The day is past, or after the last possible one.
    DayOutOfRange { earliest: Date, latest: Date },
    /// The person is the one who asks, a bot, or cannot see the channel.
    CannotBeAsked,
    /// At least one function must be chosen.
    NoFunction,
    /// The day is past.
    DayPast,
    /// What becomes of a view needs one line of why.
    NoReason,
    /// A follow-up needs somebody and a day, or neither.
    HalfAFollowUp,
    /// A decision that was reversed needs a cause.
    NoCause,
    /// A floor or ceiling needs an amount.
    NoAmount,
    /// The last day is before the first.
    EndsBeforeItBegins,
    /// The day is further ahead than anything holds without being declared again.
    DayTooFar { latest: Date },
    /// The view it speaks of was changed since.
    ViewChanged,
    /// The view it speaks of was taken back.
    ViewGone,
}
