//! What a form carries along unseen, and what comes back when it is submitted.
//!
//! A form is read tolerantly: a field that is missing or of another kind counts as not filled in,
//! and what that means is decided where the form is handled.

use super::Submission;
use crate::domain::aftermath::{Cause, Turned};
use crate::domain::care::Care;
use crate::domain::decision::Decision;
use crate::domain::event::Draft;
use crate::domain::ids::{
    ChannelId, DecisionId, FunctionId, LimitId, MessageTs, TeamId, TensionId, UserId,
};
use crate::domain::kind::{Door, Kind};
use crate::domain::limit::{Declared, Sort};
use crate::domain::record::{Filled, Outcome, Step, fingerprint};
use crate::domain::reply::{Field, Form, Modal, More};
use crate::domain::tension::CardText;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a form carries along, version 1.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct MetadataV1 {
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionId>,
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    function: Option<FunctionId>,
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    channel: Option<ChannelId>,
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    source: Option<MessageTs>,
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    thread: Option<MessageTs>,
    /// Whether the message announces what is already decided.
    #[serde(rename = "a", skip_serializing_if = "std::ops::Not::not")]
    announced: bool,
    /// The step of a record.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    step: Option<String>,
    /// Which words of a view are on the form.
    #[serde(rename = "w", skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    /// The limit that is changed.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    limit: Option<LimitId>,
    /// The tension that is edited.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    tension: Option<TensionId>,
}

/// The callback id of a step of recording a decision.
const DECIDE: &str = "v1.decide";
/// The callback id of a tension that is edited.
const TENSION: &str = "v1.tension";

/// The choice that what is written takes the place of what was said.
pub const INSTEAD: &str = "instead";

/// Returns a form's callback id: one for each form.
pub fn callback(modal: &Modal) -> &'static str {
    match modal {
        Modal::Answer { .. } => "v1.answer",
        Modal::NeedTime { .. } => "v1.need-time",
        Modal::SomeoneElse { .. } => "v1.someone-else",
        Modal::Affected => "v1.affected",
        Modal::CloseEarly => "v1.close-early",
        Modal::Details => "v1.details",
        Modal::Decide { .. } => DECIDE,
        Modal::Restate => "v1.restate",
        Modal::MendRestated { .. } => "v1.mend-restated",
        Modal::SayMore { .. } => "v1.say-more",
        Modal::LooksAfter { .. } => "v1.looks-after",
        Modal::Worry { .. } => "v1.worry",
        Modal::Result => "v1.result",
        Modal::Reopen { .. } => "v1.reopen",
        Modal::Tension { .. } => TENSION,
        Modal::Propose(_) => "v1.propose",
        Modal::Limit { .. } => "v1.limit",
        Modal::Pressure { .. } => "v1.pressure",
    }
}

/// Returns what a form carries along: ids, never text.
pub fn private_metadata(modal: &Modal, decision: Option<&Decision>) -> String {
    let id = decision.map(|decision| decision.id.clone());
    let mut metadata = MetadataV1 { decision: id, ..MetadataV1::default() };
    match modal {
        Modal::Answer { function, .. }
        | Modal::NeedTime { function, .. }
        | Modal::MendRestated { function }
        | Modal::SayMore { function }
        | Modal::LooksAfter { function }
        | Modal::SomeoneElse { function } => metadata.function = Some(function.clone()),
        Modal::Propose(draft) => {
            metadata.source.clone_from(&draft.source);
            metadata.thread.clone_from(&draft.thread);
            metadata.announced = draft.announced;
            metadata.channel = draft.source.is_some().then(|| draft.channel.clone());
        }
        Modal::Decide { step, .. } => {
            metadata.step = Some(step.word());
            metadata.of = decision.and_then(|decision| shown_words(decision, step));
        }
        // Where there is only one function, nobody has to choose it.
        Modal::Worry { functions } => {
            metadata.function = functions.first().filter(|_| functions.len() == 1).cloned();
        }
        Modal::Limit { function, limit } => {
            metadata.function = Some(function.clone());
            metadata.limit = limit.as_ref().map(|limit| limit.id.clone());
        }
        Modal::Pressure { function, .. } => metadata.function = Some(function.clone()),
        Modal::Tension { tension } => metadata.tension = Some(tension.clone()),
        Modal::Affected
        | Modal::CloseEarly
        | Modal::Details
        | Modal::Restate
        | Modal::Result
        | Modal::Reopen { .. } => {}
    }
    serde_json::to_string(&metadata).expect("strings are always JSON")
}

/// Which words of a view a step shows.
fn shown_words(decision: &Decision, step: &Step) -> Option<String> {
    let Step::View(function) = step else { return None };
    let view = decision.slot(function)?.view.as_ref()?;
    Some(fingerprint(&view.words))
}

/// Reads a submitted form; `values` is the view's `state.values`. `None` where it is none of ours.
pub fn read_submission(
    callback_id: &str,
    private_metadata: &str,
    values: &Value,
    user: &UserId,
    team: &TeamId,
) -> Option<Submission> {
    let metadata: MetadataV1 = serde_json::from_str(private_metadata).ok()?;
    let fields = Fields(values);
    if callback_id == "v1.propose" {
        return Some(Submission::Propose(Box::new(draft(metadata, fields, user, team)?)));
    }
    if let Some(declared) = declared(callback_id, &metadata, fields) {
        return Some(Submission::Declared { function: metadata.function?, declared });
    }
    let form = match callback_id {
        DECIDE => Form::Decide(Box::new(filled(&metadata, fields)?)),
        TENSION => Form::Tension { tension: metadata.tension?, text: card_text(fields) },
        _ => form(callback_id, metadata.function, fields)?,
    };
    Some(Submission::Decision { decision: metadata.decision?, form })
}

/// What a lead declares for a function.
fn declared(callback_id: &str, metadata: &MetadataV1, fields: Fields<'_>) -> Option<Declared> {
    let text = fields.text(Field::Text).unwrap_or_default();
    let until = fields.date(Field::Until);
    Some(match callback_id {
        "v1.limit" => Declared::Limit {
            old: metadata.limit.clone(),
            sort: fields.option(Field::Sort).and_then(Sort::parse),
            text,
            from: fields.date(Field::From),
            until,
        },
        "v1.pressure" => Declared::Pressure { text, until },
        _ => return None,
    })
}

/// What a step of recording a decision holds.
fn filled(metadata: &MetadataV1, fields: Fields<'_>) -> Option<Filled> {
    Some(match Step::parse(metadata.step.as_deref()?)? {
        Step::Essence => Filled::Essence {
            sentence: fields.text(Field::Sentence).unwrap_or_default(),
            serves_customer: fields.text(Field::ServesCustomer),
            serves_company: fields.text(Field::ServesCompany),
            given_up: fields.text(Field::GivenUp),
        },
        Step::Proof => Filled::Proof {
            cost_carried_by: fields.text(Field::Cost),
            measure: fields.text(Field::Measure),
            review_on: fields.date(Field::ReviewOn),
            reopen_if: fields.text(Field::ReopenIf),
        },
        Step::View(function) => Filled::View {
            function,
            of: metadata.of.clone().unwrap_or_default(),
            outcome: fields.option(Field::Outcome).and_then(Outcome::parse),
            why: fields.text(Field::Why).unwrap_or_default(),
            follow_up_by: fields.string(Field::FollowUpBy, "selected_user").map(UserId::from),
            follow_up_due: fields.date(Field::FollowUpDue),
        },
        Step::Gaps => Filled::Gaps { reason: fields.text(Field::Reason).unwrap_or_default() },
        Step::Check => {
            Filled::Check { back_to: fields.option(Field::BackTo).and_then(Step::parse) }
        }
    })
}

/// A tension as its owner has edited it.
fn card_text(fields: Fields<'_>) -> CardText {
    let text = |field| fields.text(field).unwrap_or_default();
    CardText {
        goal: fields.text(Field::Goal),
        one_needs: text(Field::OneNeeds),
        other_needs: text(Field::OtherNeeds),
        assumption: text(Field::Assumption),
        question: text(Field::Question),
    }
}

fn form(callback_id: &str, function: Option<FunctionId>, fields: Fields<'_>) -> Option<Form> {
    Some(match callback_id {
        "v1.answer" => Form::Answer {
            function: function?,
            need: fields.text(Field::Need).unwrap_or_default(),
            limit: fields.text(Field::Limit),
            evidence: fields.text(Field::Evidence),
            condition: fields.text(Field::Condition),
            hard_now: fields.text(Field::HardNow),
            could_try: fields.text(Field::CouldTry),
        },
        "v1.say-more" => Form::SayMore { function: function?, more: more(fields) },
        "v1.looks-after" => Form::LooksAfter {
            function: function?,
            care: fields.option(Field::Care).and_then(Care::parse),
        },
        "v1.need-time" => Form::NeedTime { function: function?, until: fields.date(Field::Until) },
        "v1.restate" => Form::Restate {
            function: fields.option(Field::Function).map(FunctionId::from),
            text: fields.text(Field::Restated).unwrap_or_default(),
        },
        "v1.mend-restated" => Form::Mended {
            function: function?,
            text: fields.text(Field::Restated).unwrap_or_default(),
        },
        "v1.worry" => Form::Worry {
            function: function.or_else(|| fields.option(Field::Function).map(FunctionId::from)),
            text: fields.text(Field::Worry).unwrap_or_default(),
        },
        "v1.result" => Form::Result {
            text: fields.text(Field::Result).unwrap_or_default(),
            turned: fields.option(Field::Turned).and_then(Turned::parse),
            cause: fields.option(Field::Cause).and_then(Cause::parse),
        },
        "v1.reopen" => Form::Reopen {
            cause: fields.option(Field::Cause).and_then(Cause::parse),
            reason: fields.text(Field::Reason),
        },
        "v1.someone-else" => Form::SomeoneElse {
            function: function?,
            to: fields.string(Field::To, "selected_user").map(UserId::from),
        },
        "v1.affected" => Form::Affected { functions: fields.functions() },
        "v1.close-early" => {
            Form::CloseEarly { reason: fields.text(Field::Reason).unwrap_or_default() }
        }
        "v1.details" => Form::Details {
            title: fields.text(Field::Title).unwrap_or_default(),
            goal: fields.text(Field::Goal),
            kind: fields.kind()?,
            door: fields.door()?,
        },
        _ => return None,
    })
}

fn more(fields: Fields<'_>) -> More {
    More {
        hard_now: fields.text(Field::HardNow),
        changes: fields.text(Field::Condition),
        could_try: fields.text(Field::CouldTry),
        instead: fields.option(Field::Instead) == Some(INSTEAD),
    }
}

fn draft(metadata: MetadataV1, fields: Fields<'_>, user: &UserId, team: &TeamId) -> Option<Draft> {
    let chosen = || fields.string(Field::Channel, "selected_channel");
    let conversation = || fields.string(Field::Channel, "selected_conversation");
    let channel = metadata.channel.or_else(|| chosen().or_else(conversation).map(ChannelId::from));
    Some(Draft {
        reasons: Default::default(),
        team: team.clone(),
        channel: channel.unwrap_or_else(|| ChannelId::new("")),
        source: metadata.source,
        thread: metadata.thread,
        by: user.clone(),
        owner: fields.string(Field::Owner, "selected_user").map_or(user.clone(), UserId::from),
        title: fields.text(Field::Title).unwrap_or_default(),
        text: fields.text(Field::Proposal).unwrap_or_default(),
        goal: fields.text(Field::Goal),
        kind: fields.kind()?,
        door: fields.door()?,
        days: fields.option(Field::Days).and_then(|days| days.parse().ok()),
        functions: fields.functions(),
        announced: metadata.announced,
    })
}

/// The fields of a submitted form. A field's block holds one input, whatever its action id.
#[derive(Clone, Copy)]
struct Fields<'a>(&'a Value);

impl<'a> Fields<'a> {
    fn input(self, field: Field) -> Option<&'a Value> {
        self.0.get(field.as_str())?.as_object()?.values().next()
    }

    fn string(self, field: Field, key: &str) -> Option<&'a str> {
        self.input(field)?.get(key)?.as_str().filter(|text| !text.is_empty())
    }

    fn text(self, field: Field) -> Option<String> {
        let text = self.string(field, "value")?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn option(self, field: Field) -> Option<&'a str> {
        self.input(field)?.get("selected_option")?.get("value")?.as_str()
    }

    fn date(self, field: Field) -> Option<Date> {
        self.string(field, "selected_date")?.parse().ok()
    }

    fn kind(self) -> Option<Kind> {
        Kind::parse(self.option(Field::Kind)?)
    }

    fn door(self) -> Option<Door> {
        Door::parse(self.option(Field::Door)?)
    }

    fn functions(self) -> Vec<FunctionId> {
        let chosen = self.input(Field::Functions).and_then(|input| input.get("selected_options"));
        let options = chosen.and_then(Value::as_array).into_iter().flatten();
        options.filter_map(|option| option.get("value")?.as_str()).map(FunctionId::from).collect()
    }
}
