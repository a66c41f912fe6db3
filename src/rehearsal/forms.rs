//! Inputs of a view: what stands in them, and filling them in as a person would.

use super::script::loose_date;
use super::spec::Spec;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

/// Why a field could not be filled in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    #[error("the form has no field like \"{field}\"; it has: {fields}")]
    NoSuchField { field: String, fields: String },
    #[error("\"{value}\" cannot be chosen in \"{label}\"; possible: {possible}")]
    NoSuchChoice { label: String, value: String, possible: String },
}

/// One input of a view.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub block_id: String,
    pub action_id: String,
    pub label: String,
    pub element: Value,
    pub optional: bool,
    /// Whether the bot is told as soon as it changes.
    pub dispatches: bool,
}

/// Gives blocks and elements the ids that Slack would give them.
pub(crate) fn with_ids(blocks: &mut Value) {
    for (index, block) in blocks.as_array_mut().into_iter().flatten().enumerate() {
        if block["block_id"].as_str().is_none_or(str::is_empty) && block.is_object() {
            block["block_id"] = format!("block{index}").into();
        }
        for key in ["element", "accessory"] {
            name(&mut block[key], "action0");
        }
        for (index, element) in block["elements"].as_array_mut().into_iter().flatten().enumerate() {
            name(element, &format!("action{index}"));
        }
        // Looking at a missing key has put a null there.
        if let Some(object) = block.as_object_mut() {
            object.retain(|_, value| !value.is_null());
        }
    }
}

fn name(element: &mut Value, id: &str) {
    const WITHOUT: [&str; 4] = ["mrkdwn", "plain_text", "image", ""];
    let kind = element["type"].as_str().unwrap_or_default().to_string();
    let rich = kind.starts_with("rich_text") && kind != "rich_text_input";
    if element.is_object() && !WITHOUT.contains(&kind.as_str()) && !rich {
        if element["action_id"].as_str().is_none_or(str::is_empty) {
            element["action_id"] = id.into();
        }
    } else if let Some(object) = element.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
}

/// Returns the inputs of a view.
pub(crate) fn fields(view: &Value) -> Vec<Field> {
    let blocks = view["blocks"].as_array().into_iter().flatten();
    blocks.flat_map(fields_of_block).collect()
}

fn fields_of_block(block: &Value) -> Vec<Field> {
    let text = |object: &Value| object["text"].as_str().unwrap_or_default().to_string();
    let field = |element: &Value, label: String, dispatches| Field {
        block_id: block["block_id"].as_str().unwrap_or_default().into(),
        action_id: element["action_id"].as_str().unwrap_or_default().into(),
        label,
        element: element.clone(),
        optional: block["type"] != "input" || block["optional"] == true,
        dispatches,
    };
    match block["type"].as_str().unwrap_or_default() {
        "input" => {
            vec![field(&block["element"], text(&block["label"]), block["dispatch_action"] == true)]
        }
        "section" if is_input(&block["accessory"]) => {
            vec![field(&block["accessory"], text(&block["text"]), true)]
        }
        "actions" => {
            let elements = block["elements"].as_array().into_iter().flatten();
            let inputs = elements.filter(|element| is_input(element));
            inputs.map(|element| field(element, text(&element["placeholder"]), true)).collect()
        }
        _ => Vec::new(),
    }
}

fn is_input(element: &Value) -> bool {
    !matches!(
        element["type"].as_str().unwrap_or_default(),
        "" | "button" | "image" | "overflow" | "workflow_button"
    )
}

/// Returns what stands in the inputs: what was there under the same ids, else what the view brings.
pub(crate) fn initial_values(view: &Value, before: &Value) -> Value {
    let mut values = Map::new();
    for field in fields(view) {
        let kept = &before[&field.block_id][&field.action_id];
        let same = kept["type"] == field.element["type"];
        let value = if same { kept.clone() } else { initial(&field.element) };
        let block = values.entry(field.block_id).or_insert_with(|| json!({}));
        block[field.action_id] = value;
    }
    Value::Object(values)
}

fn initial(element: &Value) -> Value {
    let kind = element["type"].as_str().unwrap_or_default();
    let (from, to) = match kind {
        "static_select" | "radio_buttons" => ("initial_option", "selected_option"),
        "multi_static_select" | "checkboxes" => ("initial_options", "selected_options"),
        "users_select" => ("initial_user", "selected_user"),
        "multi_users_select" => ("initial_users", "selected_users"),
        "conversations_select" => ("initial_conversation", "selected_conversation"),
        "multi_conversations_select" => ("initial_conversations", "selected_conversations"),
        "channels_select" => ("initial_channel", "selected_channel"),
        "datepicker" => ("initial_date", "selected_date"),
        "timepicker" => ("initial_time", "selected_time"),
        _ => ("initial_value", "value"),
    };
    let several = to.ends_with('s');
    let value = match &element[from] {
        Value::Null if several => json!([]),
        value => value.clone(),
    };
    json!({ "type": kind, to: value })
}

/// Finds the field whose label begins with a word, or has it in it, or whose id has.
pub(crate) fn find(view: &Value, wanted: &str) -> Result<Field, FormError> {
    let all = fields(view);
    let wanted_low = wanted.to_lowercase();
    let label = |field: &&Field| field.label.to_lowercase();
    let found = (all.iter().find(|field| label(field).starts_with(&wanted_low)))
        .or_else(|| all.iter().find(|field| label(field).contains(&wanted_low)))
        .or_else(|| all.iter().find(|field| field.block_id.to_lowercase().contains(&wanted_low)))
        .or_else(|| all.iter().find(|field| field.action_id.to_lowercase().contains(&wanted_low)));
    found.cloned().ok_or_else(|| FormError::NoSuchField {
        field: wanted.into(),
        fields: all.iter().map(|field| field.label.as_str()).collect::<Vec<_>>().join(", "),
    })
}

/// Returns what stands in a field when a person enters a value.
pub(crate) fn entered(
    spec: &Spec,
    field: &Field,
    value: &str,
    today: Date,
) -> Result<Value, FormError> {
    let kind = field.element["type"].as_str().unwrap_or_default();
    let several = || value.split(',').map(str::trim).filter(|one| !one.is_empty());
    let user = |name: &str| user_called(spec, field, name);
    let channel = |name: &str| channel_called(spec, field, name);
    let (key, value) = match kind {
        "static_select" | "radio_buttons" => ("selected_option", option(field, value)?),
        "multi_static_select" | "checkboxes" => {
            let chosen: Result<Vec<_>, _> = several().map(|one| option(field, one)).collect();
            ("selected_options", chosen?.into())
        }
        "users_select" => ("selected_user", user(value)?),
        "multi_users_select" => {
            ("selected_users", several().map(user).collect::<Result<Vec<_>, _>>()?.into())
        }
        "conversations_select" => ("selected_conversation", channel(value)?),
        "multi_conversations_select" => {
            let chosen: Result<Vec<_>, _> = several().map(channel).collect();
            ("selected_conversations", chosen?.into())
        }
        "channels_select" => ("selected_channel", channel(value)?),
        "datepicker" => {
            let date = loose_date(value, today)
                .ok_or_else(|| no_choice(field, value, "a day such as 4 March"))?;
            ("selected_date", date.to_string().into())
        }
        "timepicker" => ("selected_time", value.into()),
        _ => ("value", value.into()),
    };
    Ok(json!({ "type": kind, key: value }))
}

fn no_choice(field: &Field, value: &str, possible: &str) -> FormError {
    FormError::NoSuchChoice {
        label: field.label.clone(),
        value: value.into(),
        possible: possible.into(),
    }
}

fn option(field: &Field, wanted: &str) -> Result<Value, FormError> {
    let groups = field.element["option_groups"].as_array().into_iter().flatten();
    let grouped = groups.flat_map(|group| group["options"].as_array().into_iter().flatten());
    let plain = field.element["options"].as_array().into_iter().flatten();
    let all: Vec<&Value> = plain.chain(grouped).collect();
    let text = |option: &Value| option["text"]["text"].as_str().unwrap_or_default().to_lowercase();
    let low = wanted.to_lowercase();
    let found = (all.iter().find(|option| text(option) == low || option["value"] == wanted))
        .or_else(|| all.iter().find(|option| text(option).starts_with(&low)))
        .or_else(|| all.iter().find(|option| text(option).contains(&low)));
    let found = found.map(|option| json!({ "text": option["text"], "value": option["value"] }));
    found.ok_or_else(|| {
        let names = all.iter().filter_map(|option| option["text"]["text"].as_str());
        no_choice(field, wanted, &names.collect::<Vec<_>>().join(", "))
    })
}

fn user_called(spec: &Spec, field: &Field, name: &str) -> Result<Value, FormError> {
    let bare = name.trim_start_matches('@');
    let called = |user: &&super::spec::User| {
        user.handle == bare || user.id == bare || user.name.eq_ignore_ascii_case(bare)
    };
    spec.users.iter().find(called).map(|user| user.id.clone().into()).ok_or_else(|| {
        let names = spec.users.iter().map(|user| user.handle.as_str());
        no_choice(field, name, &names.collect::<Vec<_>>().join(", "))
    })
}

fn channel_called(spec: &Spec, field: &Field, name: &str) -> Result<Value, FormError> {
    let bare = name.trim_start_matches('#');
    let found = spec.channels.iter().find(|channel| channel.name == bare || channel.id == bare);
    found.map(|channel| channel.id.clone().into()).ok_or_else(|| {
        let names = spec.channels.iter().map(|channel| channel.name.as_str());
        no_choice(field, name, &names.collect::<Vec<_>>().join(", "))
    })
}

/// Returns what Slack itself complains about before it sends a form off, by block.
pub(crate) fn complaints(view: &Value, values: &Value) -> Vec<(String, String)> {
    let complaint = |field: &Field| {
        let value = shown(&values[&field.block_id][&field.action_id]);
        let length = value.chars().count() as u64;
        let most = field.element["max_length"].as_u64().unwrap_or(3000);
        let least = field.element["min_length"].as_u64().unwrap_or(0);
        let is_text = field.element["type"] == "plain_text_input";
        if value.is_empty() {
            (!field.optional).then(|| "Please complete this required field".to_string())
        } else if is_text && length > most {
            Some(format!("Please shorten this to {most} characters or less"))
        } else if is_text && length < least {
            Some(format!("Please lengthen this to {least} characters or more"))
        } else {
            None
        }
    };
    let all = fields(view);
    all.iter().filter_map(|field| Some((field.block_id.clone(), complaint(field)?))).collect()
}

/// Returns what stands in the fields, as people read it.
pub(crate) fn readable(spec: &Spec, view: &Value, values: &Value) -> Vec<(String, String)> {
    let name = |id: &str| {
        let user = spec.users.iter().find(|user| user.id == id).map(|user| &user.name);
        let channel = spec.channels.iter().find(|one| one.id == id).map(|one| &one.name);
        user.or(channel).cloned().unwrap_or_else(|| id.to_string())
    };
    let all = fields(view).into_iter().map(|field| {
        let value = shown(&values[&field.block_id][&field.action_id]);
        let value = value.split(", ").map(name).collect::<Vec<_>>().join(", ");
        (field.label, value)
    });
    all.filter(|(_, value)| !value.is_empty()).collect()
}

/// Returns the label of a block's field.
pub(crate) fn label_of(view: &Value, block_id: &str) -> String {
    let found = fields(view).into_iter().find(|field| field.block_id == block_id);
    found.map_or_else(|| block_id.into(), |field| field.label)
}

/// Writes a value: texts as they are, choices by their names, people and channels by their ids.
fn shown(value: &Value) -> String {
    let object = value.as_object().into_iter().flatten();
    let inside = object.filter(|(key, _)| *key != "type").map(|(_, value)| value);
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Object(_) => value["text"]["text"].as_str().unwrap_or_default().to_string(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let all = inside.map(|value| match value {
        Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(", "),
        value => text(value),
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::spec::User;
    use jiff::tz::TimeZone;

    fn view() -> Value {
        let plain = |text: &str| json!({ "type": "plain_text", "text": text });
        let input = |label: &str, element: Value| {
            json!({ "type": "input", "block_id": label,
            "label": plain(label), "element": element })
        };
        json!({ "blocks": [
            input("What do you need?", json!({ "type": "plain_text_input", "action_id": "a" })),
            input("Until", json!({ "type": "datepicker", "action_id": "a" })),
            input("Kind", json!({ "type": "static_select", "action_id": "a", "options": [
                { "text": plain("Pricing"), "value": "pricing" },
                { "text": plain("Policy"), "value": "policy" }] })),
            input("Pass it to", json!({ "type": "users_select", "action_id": "a" })),
        ] })
    }

    #[track_caller]
    fn check(field: &str, value: &str, expected: &str) {
        let spec = Spec::new(TimeZone::UTC).user(User::new("tom", "Tom Okafor", TimeZone::UTC));
        let today = jiff::civil::date(2026, 3, 2);
        let result = find(&view(), field).and_then(|field| entered(&spec, &field, value, today));
        let text = result.map_or_else(|error| error.to_string(), |value| shown(&value));
        assert_eq!(text, expected);
    }

    #[test]
    fn fields_are_found_by_their_labels_and_filled_in() {
        check("need", "a range", "a range");
        check("until", "4 March", "2026-03-04");
        check("until", "1 March", "2027-03-01");
        check(
            "until",
            "soon",
            "\"soon\" cannot be chosen in \"Until\"; possible: a day such as 4 March",
        );
        check("kind", "pri", "Pricing");
        check("kind", "x", "\"x\" cannot be chosen in \"Kind\"; possible: Pricing, Policy");
        check("to", "@tom", "U0TOM");
        check(
            "colour",
            "red",
            "the form has no field like \"colour\"; it has: What do you need?, Until, Kind, Pass it to",
        );
    }
}
