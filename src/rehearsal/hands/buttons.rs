//! Finding the button that somebody means.

use super::HandError;
use crate::rehearsal::payloads;
use crate::rehearsal::state::{Message, State, View};
use crate::rehearsal::story::What;
use serde_json::{Value, json};

/// Which of several messages with the same button is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Which {
    /// The one in whose text this word stands.
    pub mentions: Option<String>,
    /// The one that hangs on, links to or shares an id with this message (channel, `ts`).
    pub about: Option<(String, String)>,
}

/// Something on which there may be buttons.
struct Shown {
    source: Source,
    lines: Vec<String>,
    blocks: Value,
    /// Everything in it, for finding references.
    all: String,
}

enum Source {
    View(String),
    Message { channel: String, ts: String, thread: Option<String> },
    Ephemeral { channel: String, ts: String, thread: Option<String> },
}

/// A button and what is sent when it is pressed.
struct Button {
    label: String,
    action: Value,
}

impl State {
    /// Presses a button; returns its trigger and the interaction.
    pub(super) fn press(
        &mut self,
        user: &str,
        button: &str,
        which: &Which,
    ) -> Result<(String, Value), HandError> {
        let seen = self.seen_by(user);
        let ids = which.about.as_ref().map(|(channel, ts)| self.references(channel, ts));
        let is_meant = |shown: &&Shown| is_meant(shown, which, ids.as_deref());
        let found = [alike as fn(&str, &str) -> bool, begins].into_iter().find_map(|matches| {
            seen.iter().filter(is_meant).find_map(|shown| {
                let mut buttons = buttons(&shown.blocks).into_iter();
                let action = buttons.find(|one| matches(&one.label, button))?.action;
                Some((shown, action))
            })
        });
        let Some((shown, action)) = found else {
            return Err(self.no_such_button(user, button, which, &seen));
        };
        Ok(self.pressed(user, shown, action))
    }

    fn pressed(&mut self, user: &str, shown: &Shown, mut action: Value) -> (String, Value) {
        let now = self.now();
        action["action_ts"] = payloads::event_ts(now, 0).into();
        let label = label_of_action(&action);
        let place = match &shown.source {
            Source::View(_) => crate::rehearsal::story::Place::Screen { person: self.name(user) },
            Source::Message { channel, thread, .. } | Source::Ephemeral { channel, thread, .. } => {
                self.place(channel, thread.as_deref())
            }
        };
        self.tell(place, self.name(user), What::Pressed { button: label });
        match &shown.source {
            Source::View(id) => self.action_in_view(user, id, action),
            Source::Message { channel, ts, thread } => {
                self.action_on_message(user, channel, ts, thread.as_deref(), false, action)
            }
            Source::Ephemeral { channel, ts, thread } => {
                self.action_on_message(user, channel, ts, thread.as_deref(), true, action)
            }
        }
    }

    fn action_on_message(
        &mut self,
        user: &str,
        channel: &str,
        ts: &str,
        thread: Option<&str>,
        ephemeral: bool,
        action: Value,
    ) -> (String, Value) {
        let trigger = self.new_trigger(user, None);
        let url = self.new_response_url(user, channel, Some(ts), thread);
        let place = self.channel(channel);
        let name =
            place.filter(|place| place.im_with.is_none()).map_or("directmessage", |one| &one.name);
        let mut payload = payloads::interaction(self, "block_actions", user);
        payload["trigger_id"] = trigger.clone().into();
        payload["response_url"] = url.into();
        payload["channel"] = json!({ "id": channel, "name": name });
        payload["container"] = json!({ "type": "message", "message_ts": ts, "channel_id": channel,
            "is_ephemeral": ephemeral });
        if let Some(thread) = thread {
            payload["container"]["thread_ts"] = thread.into();
        }
        // Of what only one person sees, Slack does not send the message along.
        if let (false, Some(place)) = (ephemeral, place)
            && let Some(message) = place.messages.get(ts)
        {
            payload["message"] = payloads::message(self, place, message, true);
        }
        payload["state"] = json!({ "values": {} });
        payload["actions"] = json!([action]);
        (trigger, payload)
    }

    /// Returns what a person sees of the bot, in the order in which buttons are looked for.
    fn seen_by(&self, user: &str) -> Vec<Shown> {
        let modal = self.modal_of(user).map(|view| shown_view(self, view));
        let home = self.home_of(user).map(|view| shown_view(self, view));
        let (mut direct, mut public) = (Vec::new(), Vec::new());
        for place in self.channels.iter().filter(|place| place.members.contains(user)) {
            let theirs = if place.im_with.is_some() { &mut direct } else { &mut public };
            let from_bot = place.messages.values().filter(|message| message.by_bot);
            theirs.extend(from_bot.map(|one| (one.ts.clone(), self.shown_message(&place.id, one))));
        }
        let only_theirs = self.ephemerals.iter().filter(|one| one.user == user);
        direct.extend(only_theirs.map(|one| {
            let source = Source::Ephemeral {
                channel: one.channel.clone(),
                ts: one.ts.clone(),
                thread: one.thread_ts.clone(),
            };
            (one.ts.clone(), self.shown(source, &one.text, &one.blocks, &Value::Null))
        }));
        for list in [&mut direct, &mut public] {
            list.sort_by(|(one, _), (other, _)| other.cmp(one));
        }
        let messages = direct.into_iter().chain(public).map(|(_, shown)| shown);
        modal.into_iter().chain(messages).chain(home).collect()
    }

    fn shown_message(&self, channel: &str, message: &Message) -> Shown {
        let source = Source::Message {
            channel: channel.into(),
            ts: message.ts.clone(),
            thread: message.thread_ts.clone(),
        };
        self.shown(source, &message.text, &message.blocks, &message.metadata)
    }

    fn shown(&self, source: Source, text: &str, blocks: &Value, metadata: &Value) -> Shown {
        let lines =
            crate::rehearsal::story::message_lines(&self.names, &self.spec.zone, text, blocks);
        let all = format!("{text} {blocks} {metadata}");
        Shown { source, lines, blocks: blocks.clone(), all }
    }

    /// Returns by what other messages refer to this one: its `ts`, its link, and the ids in the
    /// metadata of the bot's messages in its thread.
    fn references(&self, channel: &str, ts: &str) -> Vec<String> {
        let mut ids = vec![ts.to_string(), ts.replace('.', "")];
        let messages = self.channel(channel).into_iter().flat_map(|place| place.messages.values());
        for message in messages.filter(|one| one.thread_ts.as_deref() == Some(ts) && one.by_bot) {
            let payload = message.metadata["event_payload"].as_object().into_iter().flatten();
            let values = payload.filter_map(|(_, value)| value.as_str());
            ids.extend(values.filter(|value| value.len() >= 6).map(str::to_string));
        }
        ids
    }

    fn no_such_button(&self, user: &str, button: &str, which: &Which, seen: &[Shown]) -> HandError {
        let mut labels: Vec<String> = Vec::new();
        for label in seen.iter().flat_map(|shown| buttons(&shown.blocks)).map(|one| one.label) {
            if !labels.contains(&label) && labels.len() < 12 {
                labels.push(label);
            }
        }
        let mentions = which.mentions.as_ref().map(|word| format!(" for {word}"));
        let about = which.about.as_ref().map(|_| " on that message".to_string());
        HandError::NoSuchButton {
            person: self.name(user),
            button: button.into(),
            which: mentions.unwrap_or_default() + &about.unwrap_or_default(),
            seen: if labels.is_empty() { "none".into() } else { labels.join(", ") },
        }
    }
}

fn shown_view(state: &State, view: &View) -> Shown {
    let lines =
        crate::rehearsal::story::view_lines(&state.names, &state.zone_of(&view.user), &view.body);
    Shown {
        source: Source::View(view.id.clone()),
        lines,
        blocks: view.body["blocks"].clone(),
        all: view.body.to_string(),
    }
}

fn is_meant(shown: &Shown, which: &Which, ids: Option<&[String]>) -> bool {
    let mentioned = which
        .mentions
        .as_ref()
        .is_none_or(|word| shown.lines.join("\n").to_lowercase().contains(&word.to_lowercase()));
    let about = which.about.as_ref().zip(ids).is_none_or(|((channel, ts), ids)| {
        let thread = match &shown.source {
            Source::Message { channel: place, thread, .. }
            | Source::Ephemeral { channel: place, thread, .. } => {
                thread.as_ref().filter(|_| place == channel)
            }
            Source::View(_) => None,
        };
        // What hangs on another message is about that one, whatever it links to.
        match thread {
            Some(thread) => thread == ts,
            None => ids.iter().any(|id| shown.all.contains(id.as_str())),
        }
    });
    mentioned && about
}

fn alike(label: &str, wanted: &str) -> bool {
    bare(label) == bare(wanted)
}

fn begins(label: &str, wanted: &str) -> bool {
    bare(label).starts_with(&bare(wanted))
}

/// Leaves the words of a label: no emoji, no capitals.
fn bare(label: &str) -> String {
    let words = label.split_whitespace().filter(|word| {
        !(word.len() > 2 && word.starts_with(':') && word.ends_with(':'))
            && word.chars().any(char::is_alphanumeric)
    });
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

fn label_of_action(action: &Value) -> String {
    let text =
        action["text"]["text"].as_str().or(action["selected_option"]["text"]["text"].as_str());
    text.unwrap_or_default().to_string()
}

/// Returns the buttons in blocks, with the entries of menus: to choose one is a press.
fn buttons(blocks: &Value) -> Vec<Button> {
    let mut found = Vec::new();
    for block in blocks.as_array().into_iter().flatten() {
        let elements = block["elements"].as_array().into_iter().flatten();
        let actions = block["actions"].as_array().into_iter().flatten();
        let rows = block["rows"].as_array().into_iter().flatten();
        let cells = rows.flat_map(|row| row.as_array().into_iter().flatten());
        let cells = cells.map(|cell| &cell["element"]);
        let all = elements.chain(actions).chain([&block["accessory"]]).chain(cells);
        for element in all {
            found.extend(buttons_of(element, &block["block_id"]));
        }
    }
    found
}

fn buttons_of(element: &Value, block_id: &Value) -> Vec<Button> {
    let action = |kind: &str| json!({ "type": kind, "action_id": element["action_id"], "block_id": block_id });
    let label = |text: &Value| text["text"].as_str().unwrap_or_default().to_string();
    match element["type"].as_str().unwrap_or_default() {
        "button" => {
            let mut action = action("button");
            for key in ["text", "value", "style"] {
                if !element[key].is_null() {
                    action[key] = element[key].clone();
                }
            }
            vec![Button { label: label(&element["text"]), action }]
        }
        "overflow" | "static_select" => {
            let options = element["options"].as_array().into_iter().flatten();
            let button = |option: &Value| {
                let mut action = action(element["type"].as_str().unwrap_or_default());
                action["selected_option"] = option.clone();
                Button { label: label(&option["text"]), action }
            };
            options.map(button).collect()
        }
        "feedback_buttons" => ["positive_button", "negative_button"]
            .into_iter()
            .map(|which| {
                let mut action = action("feedback_buttons");
                action["text"] = element[which]["text"].clone();
                action["value"] = element[which]["value"].clone();
                Button { label: label(&element[which]["text"]), action }
            })
            .collect(),
        _ => Vec::new(),
    }
}
