//! What people press and fill in, and what they get to see at once.

mod field;
mod notice;

pub use field::{Field, FieldFault};
pub use notice::{NoTension, Notice};

use super::aftermath::{CameTrue, Cause, Feeling, Progress, Score, Turned};
use super::care::Care;
use super::event::Draft;
use super::ids::{DecisionId, FunctionId, MessageTs, TensionId, UserId};
use super::kind::{Door, Kind};
use super::limit::{Limit, Pressure};
use super::record::{Filled, Step};
use super::tension::CardText;
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
    /// The owner takes the proposal back.
    TakeBack,
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
    /// The owner adds a function or takes it off.
    SetFunction {
        function: FunctionId,
        affected: bool,
    },
    /// The owner wants these functions asked as well, which were offered to them.
    AskAlso {
        functions: Vec<FunctionId>,
    },
    /// Opens the form in which the owner edits a tension and has it posted.
    PostTension {
        tension: TensionId,
    },
    /// Two views do not pull apart, says the owner.
    NotATension {
        tension: TensionId,
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
    /// A tension, as it is to be posted.
    Tension {
        tension: TensionId,
        text: CardText,
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
    /// A tension, drafted from two views, for the owner to edit and have posted.
    Tension {
        tension: TensionId,
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
