//! Buttons and forms, and what they mean when they come back.
//!
//! What a button means travels in its value; its action id says which form of value that is, and
//! keeps it apart from the others of its message. A message stays in Slack for years, so every
//! version that was ever written stays readable: a new one gets a new prefix.

mod forms;

pub use forms::{INSTEAD, callback, private_metadata, read_submission};

use super::limits;
use crate::domain::aftermath::{CameTrue, Feeling, Progress, Score};
use crate::domain::care::Care;
use crate::domain::event::Draft;
use crate::domain::ids::{ChannelId, DecisionId, FunctionId, LimitId, MessageTs, TensionId};
use crate::domain::kind::{Door, Kind};
use crate::domain::lesson::Convinced;
use crate::domain::limit::Declared;
use crate::domain::reply::{Form, Press};
use serde::{Deserialize, Serialize};

/// A button, as meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// Concerns a decision.
    Decision { decision: DecisionId, press: Press },
    /// "Mute": no more asks for this person.
    Mute,
    /// One of several asks that a direct message could answer.
    DmMeant { ts: MessageTs, decision: DecisionId, function: FunctionId },
    /// On the quiet suggestion: gather perspectives at once, …
    Gather { channel: ChannelId, ts: MessageTs },
    /// … open the form first, …
    EditFirst { channel: ChannelId, ts: MessageTs },
    /// … or leave it: no decision. What had convinced the detector is what it learns about.
    NotADecision { channel: ChannelId, ts: MessageTs, convinced: Option<Convinced> },
    /// Opening by itself again, in a channel in which the bot fell back to suggestions.
    OpenAgain { channel: ChannelId },
    /// Forgetting what a channel taught.
    ForgetLessons { channel: ChannelId },
    /// On a lens, for its leads: opens the form for a limit, …
    DeclareLimit { function: FunctionId },
    /// … for changing one, …
    ChangeLimit { function: FunctionId, limit: LimitId },
    /// … takes one back, …
    WithdrawLimit { function: FunctionId, limit: LimitId },
    /// … or opens the form for what weighs on the function now.
    SetPressure { function: FunctionId },
    /// Opens the empty form *Ask for perspectives* (offered where a form came too late, and in
    /// help).
    Propose,
    /// A link; nothing to do.
    Link,
}

/// A form that was submitted.
#[derive(Clone, Debug, PartialEq)]
pub enum Submission {
    /// Concerns a decision.
    Decision { decision: DecisionId, form: Form },
    /// *Ask for perspectives*; what is missing in it is empty here and refused by whoever handles
    /// it.
    Propose(Box<Draft>),
    /// What a lead declares for a function.
    Declared { function: FunctionId, declared: Declared },
}

/// The value of a button, version 1.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct ValueV1 {
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionId>,
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    function: Option<FunctionId>,
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    channel: Option<ChannelId>,
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    ts: Option<MessageTs>,
    #[serde(rename = "k", skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(rename = "o", skip_serializing_if = "Option::is_none")]
    door: Option<Door>,
    #[serde(rename = "fs", skip_serializing_if = "Vec::is_empty")]
    functions: Vec<FunctionId>,
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    care: Option<Care>,
    #[serde(rename = "y", skip_serializing_if = "Option::is_none")]
    convinced: Option<Convinced>,
    /// Another decision, whose words are meant.
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    from: Option<DecisionId>,
    /// Which words; see `reading::learned`.
    #[serde(rename = "w", skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    limit: Option<LimitId>,
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    tension: Option<TensionId>,
}

/// How the action id of every field of a form begins.
pub const INPUT: &str = "input";

/// Writes a button's action id and value.
pub fn write(control: &Control) -> (String, String) {
    let value = value_of(control);
    // Whatever can differ between two buttons of one message; a decision id only where several
    // meet.
    let function = value.function.as_ref().map(|function| format!(".{function}"));
    let decision = match control {
        Control::DmMeant { decision, .. } => Some(format!(".{decision}")),
        _ => None,
    };
    let limit = value.limit.as_ref().map(|limit| format!(".{limit}"));
    let tension = value.tension.as_ref().map(|tension| format!(".{tension}"));
    let parts = [Some(format!("v1.{}", verb(control))), function, decision, limit, tension];
    let action_id: String = parts.into_iter().flatten().collect();
    let value = serde_json::to_string(&value).expect("strings are always JSON");
    (action_id.chars().take(limits::ID).collect(), value)
}

/// Reads what [`write`] wrote, now or in any released version.
pub fn read(action_id: &str, value: &str) -> Option<Control> {
    let verb = action_id.strip_prefix("v1.")?.split('.').next()?;
    let value = if value.is_empty() { "{}" } else { value };
    control_of(verb, serde_json::from_str(value).ok()?)
}

fn verb(control: &Control) -> &'static str {
    match control {
        Control::Decision { press, .. } => match press {
            Press::Answer { .. } => "answer",
            Press::NoObjection { .. } => "no-objection",
            Press::NotAffected { .. } => "not-affected",
            Press::NeedTime { .. } => "need-time",
            Press::HelpMeDecide { .. } => "help-me-decide",
            Press::SomeoneElse { .. } => "someone-else",
            Press::Withdraw { .. } => "withdraw",
            Press::StillSo { .. } => "still-so",
            Press::RecordDecision => "record-decision",
            Press::Restate => "restate",
            Press::StillOpen => "still-open",
            Press::ConfirmRestated { .. } => "confirm-restated",
            Press::MendRestated { .. } => "mend-restated",
            Press::StillHolds { .. } => "still-holds",
            Press::SayMore { .. } => "say-more",
            Press::LooksAfter { .. } => "looks-after",
            Press::LooksAfterElse { .. } => "looks-after-else",
            Press::ConfirmNotAffected { .. } => "confirm-not-affected",
            Press::RefuseNotAffected { .. } => "refuse-not-affected",
            Press::CountReply { .. } => "count-reply",
            Press::AgreeReply { .. } => "agree-reply",
            Press::IgnoreReply { .. } => "ignore-reply",
            Press::NotADecision => "undo",
            Press::TakeBack => "take-back",
            Press::ChangeAffected => "change-functions",
            Press::CloseEarly => "close-early",
            Press::EditDetails => "edit-details",
            Press::Felt { feeling } => match feeling {
                Feeling::Clear => "felt-clear",
                Feeling::Unsure => "felt-unsure",
                Feeling::Worried => "felt-worried",
            },
            Press::FeltHeard { score } => match score.get() {
                1 => "felt-heard-1",
                2 => "felt-heard-2",
                3 => "felt-heard-3",
                4 => "felt-heard-4",
                _ => "felt-heard-5",
            },
            Press::RaiseWorry => "raise-worry",
            Press::RecordResult => "record-result",
            Press::CameTrue { answer, .. } => match answer {
                CameTrue::Yes => "came-true-yes",
                CameTrue::InPart => "came-true-in-part",
                CameTrue::No => "came-true-no",
            },
            Press::FollowUp { progress, .. } => match progress {
                Progress::Done => "follow-up-done",
                Progress::NotYet => "follow-up-not-yet",
                Progress::Dropped => "follow-up-dropped",
            },
            Press::ChangeKind { .. } => "kind",
            Press::ChangeDoor { .. } => "door",
            Press::SetFunction { .. } => "function",
            Press::AskAlso { .. } => "ask-also",
            Press::PostTension { .. } => "post-tension",
            Press::NotATension { .. } => "not-a-tension",
        },
        Control::Mute => "mute",
        Control::DmMeant { .. } => "dm-meant",
        Control::Gather { .. } => "gather",
        Control::EditFirst { .. } => "edit-first",
        Control::NotADecision { .. } => "not-a-decision",
        Control::OpenAgain { .. } => "open-again",
        Control::ForgetLessons { .. } => "forget-lessons",
        Control::DeclareLimit { .. } => "declare-limit",
        Control::ChangeLimit { .. } => "change-limit",
        Control::WithdrawLimit { .. } => "withdraw-limit",
        Control::SetPressure { .. } => "set-pressure",
        Control::Propose => "propose",
        Control::Link => "link",
    }
}

fn value_of(control: &Control) -> ValueV1 {
    match control {
        Control::Decision { decision, press } => {
            let (function, ts) = subject(press);
            ValueV1 {
                decision: Some(decision.clone()),
                function: function.cloned(),
                ts: ts.cloned(),
                kind: match press {
                    Press::ChangeKind { kind } => Some(*kind),
                    _ => None,
                },
                door: match press {
                    Press::ChangeDoor { door } => Some(*door),
                    _ => None,
                },
                care: match press {
                    Press::LooksAfter { care, .. } => Some(*care),
                    _ => None,
                },
                from: match press {
                    Press::StillSo { from, .. } => Some(from.clone()),
                    _ => None,
                },
                of: match press {
                    Press::StillSo { of, .. } => Some(of.clone()),
                    _ => None,
                },
                functions: match press {
                    Press::AskAlso { functions } => functions.clone(),
                    Press::SetFunction { function, affected: true } => vec![function.clone()],
                    _ => Vec::new(),
                },
                tension: match press {
                    Press::PostTension { tension } | Press::NotATension { tension } => {
                        Some(tension.clone())
                    }
                    _ => None,
                },
                ..ValueV1::default()
            }
        }
        Control::DmMeant { ts, decision, function } => ValueV1 {
            decision: Some(decision.clone()),
            function: Some(function.clone()),
            ts: Some(ts.clone()),
            ..ValueV1::default()
        },
        Control::Gather { channel, ts } | Control::EditFirst { channel, ts } => {
            ValueV1 { channel: Some(channel.clone()), ts: Some(ts.clone()), ..ValueV1::default() }
        }
        Control::NotADecision { channel, ts, convinced } => ValueV1 {
            channel: Some(channel.clone()),
            ts: Some(ts.clone()),
            convinced: *convinced,
            ..ValueV1::default()
        },
        Control::OpenAgain { channel } | Control::ForgetLessons { channel } => {
            ValueV1 { channel: Some(channel.clone()), ..ValueV1::default() }
        }
        Control::DeclareLimit { function } | Control::SetPressure { function } => {
            ValueV1 { function: Some(function.clone()), ..ValueV1::default() }
        }
        Control::ChangeLimit { function, limit } | Control::WithdrawLimit { function, limit } => {
            let (function, limit) = (Some(function.clone()), Some(limit.clone()));
            ValueV1 { function, limit, ..ValueV1::default() }
        }
        Control::Mute | Control::Propose | Control::Link => ValueV1::default(),
    }
}

fn subject(press: &Press) -> (Option<&FunctionId>, Option<&MessageTs>) {
    match press {
        Press::Answer { function }
        | Press::NoObjection { function }
        | Press::NotAffected { function }
        | Press::NeedTime { function }
        | Press::HelpMeDecide { function }
        | Press::SomeoneElse { function }
        | Press::Withdraw { function }
        | Press::StillSo { function, .. }
        | Press::ConfirmRestated { function }
        | Press::MendRestated { function }
        | Press::StillHolds { function }
        | Press::SayMore { function }
        | Press::LooksAfter { function, .. }
        | Press::LooksAfterElse { function }
        | Press::SetFunction { function, .. }
        | Press::CameTrue { function, .. }
        | Press::FollowUp { function, .. }
        | Press::ConfirmNotAffected { function }
        | Press::RefuseNotAffected { function } => (Some(function), None),
        Press::CountReply { reply, function } | Press::AgreeReply { reply, function } => {
            (Some(function), Some(reply))
        }
        Press::IgnoreReply { reply } => (None, Some(reply)),
        Press::NotADecision
        | Press::TakeBack
        | Press::ChangeAffected
        | Press::CloseEarly
        | Press::EditDetails
        | Press::RecordDecision
        | Press::Restate
        | Press::StillOpen
        | Press::Felt { .. }
        | Press::FeltHeard { .. }
        | Press::RaiseWorry
        | Press::RecordResult
        | Press::ChangeKind { .. }
        | Press::ChangeDoor { .. }
        | Press::AskAlso { .. }
        | Press::PostTension { .. }
        | Press::NotATension { .. } => (None, None),
    }
}

fn control_of(verb: &str, value: ValueV1) -> Option<Control> {
    let ValueV1 {
        decision,
        function,
        channel,
        ts,
        kind,
        door,
        functions,
        care,
        convinced,
        from,
        of,
        limit,
        tension,
    } = value;
    Some(match verb {
        "mute" => Control::Mute,
        "propose" => Control::Propose,
        "link" => Control::Link,
        "gather" => Control::Gather { channel: channel?, ts: ts? },
        "edit-first" => Control::EditFirst { channel: channel?, ts: ts? },
        "not-a-decision" => Control::NotADecision { channel: channel?, ts: ts?, convinced },
        "open-again" => Control::OpenAgain { channel: channel? },
        "forget-lessons" => Control::ForgetLessons { channel: channel? },
        "declare-limit" => Control::DeclareLimit { function: function? },
        "change-limit" => Control::ChangeLimit { function: function?, limit: limit? },
        "withdraw-limit" => Control::WithdrawLimit { function: function?, limit: limit? },
        "set-pressure" => Control::SetPressure { function: function? },
        "kind" => chosen(decision?, Press::ChangeKind { kind: kind? }),
        "still-so" => {
            let (function, from, of) = (function?, from?, of?);
            chosen(decision?, Press::StillSo { function, from, of })
        }
        // Of its menu the last choice opens the form.
        "function" => chosen(decision?, set_function(function, &functions)),
        "ask-also" => chosen(decision?, Press::AskAlso { functions }),
        "looks-after" => chosen(decision?, Press::LooksAfter { function: function?, care: care? }),
        "post-tension" => chosen(decision?, Press::PostTension { tension: tension? }),
        "not-a-tension" => chosen(decision?, Press::NotATension { tension: tension? }),
        "door" => chosen(decision?, Press::ChangeDoor { door: door? }),
        "dm-meant" => Control::DmMeant { ts: ts?, decision: decision?, function: function? },
        _ => Control::Decision { decision: decision?, press: press_of(verb, function, ts)? },
    })
}

fn chosen(decision: DecisionId, press: Press) -> Control {
    Control::Decision { decision, press }
}

fn set_function(function: Option<FunctionId>, affected: &[FunctionId]) -> Press {
    match function {
        Some(function) => Press::SetFunction { affected: affected.contains(&function), function },
        None => Press::ChangeAffected,
    }
}

fn press_of(verb: &str, function: Option<FunctionId>, ts: Option<MessageTs>) -> Option<Press> {
    Some(match verb {
        "answer" => Press::Answer { function: function? },
        "no-objection" => Press::NoObjection { function: function? },
        "not-affected" => Press::NotAffected { function: function? },
        "need-time" => Press::NeedTime { function: function? },
        "help-me-decide" => Press::HelpMeDecide { function: function? },
        "someone-else" => Press::SomeoneElse { function: function? },
        "withdraw" => Press::Withdraw { function: function? },
        "confirm-not-affected" => Press::ConfirmNotAffected { function: function? },
        "refuse-not-affected" => Press::RefuseNotAffected { function: function? },
        "count-reply" => Press::CountReply { reply: ts?, function: function? },
        "agree-reply" => Press::AgreeReply { reply: ts?, function: function? },
        "ignore-reply" => Press::IgnoreReply { reply: ts? },
        "undo" => Press::NotADecision,
        "take-back" => Press::TakeBack,
        "change-functions" => Press::ChangeAffected,
        "close-early" => Press::CloseEarly,
        "edit-details" => Press::EditDetails,
        "record-decision" => Press::RecordDecision,
        "restate" => Press::Restate,
        "still-open" => Press::StillOpen,
        "confirm-restated" => Press::ConfirmRestated { function: function? },
        "mend-restated" => Press::MendRestated { function: function? },
        "still-holds" => Press::StillHolds { function: function? },
        "say-more" => Press::SayMore { function: function? },
        "looks-after-else" => Press::LooksAfterElse { function: function? },
        "raise-worry" => Press::RaiseWorry,
        "record-result" => Press::RecordResult,
        _ => return answer_of(verb, function),
    })
}

/// An answer that can be given after a decision; which one is the end of the verb.
fn answer_of(verb: &str, function: Option<FunctionId>) -> Option<Press> {
    if let Some(score) = verb.strip_prefix("felt-heard-") {
        return Some(Press::FeltHeard { score: Score::new(score.parse().ok()?)? });
    }
    if let Some(feeling) = verb.strip_prefix("felt-") {
        return Some(Press::Felt { feeling: Feeling::parse(feeling)? });
    }
    if let Some(answer) = verb.strip_prefix("came-true-") {
        return Some(Press::CameTrue { function: function?, answer: CameTrue::parse(answer)? });
    }
    let progress = Progress::parse(verb.strip_prefix("follow-up-")?)?;
    Some(Press::FollowUp { function: function?, progress })
}
