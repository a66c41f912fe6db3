//! What is sent to the bot when somebody acts, and what the answer changes.

use super::{HandError, Submitted, typing};
use crate::rehearsal::block_rules::{Surface, view_faults};
use crate::rehearsal::delivery::CommandFields;
use crate::rehearsal::forms;
use crate::rehearsal::payloads;
use crate::rehearsal::spec::Spec;
use crate::rehearsal::state::{State, ViewKind};
use crate::rehearsal::story::{Place, What, shorten};
use crate::rehearsal::web_api::{Args, content};
use serde_json::{Value, json};

/// A form that is about to be sent off.
pub(super) struct Submission {
    pub user: String,
    /// What Slack itself complains about, by block.
    pub complaints: Vec<(String, String)>,
    pub payload: Value,
}

impl State {
    pub(super) fn check_member(&self, user: &str, channel: &str) -> Result<(), HandError> {
        let place = self.channel(channel).ok_or(HandError::NoSuchMessage)?;
        if place.members.contains(user) {
            return Ok(());
        }
        Err(HandError::NotInChannel { person: self.name(user), channel: place.name.clone() })
    }

    /// Returns a command's trigger and fields.
    pub(super) fn command(
        &mut self,
        user: &str,
        channel: &str,
        line: &str,
    ) -> Result<(String, CommandFields), HandError> {
        self.check_member(user, channel)?;
        let (command, text) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let place = self.place(channel, None);
        self.tell(place, self.name(user), What::Typed { command: line.into() });
        let trigger = self.new_trigger(user, None);
        let url = self.new_response_url(user, channel, None, None);
        let spec: &Spec = &self.spec;
        let handle = self.user(user).map_or(user, |user| &user.handle);
        let name = self.channel(channel).filter(|place| place.im_with.is_none());
        let name = name.map_or("directmessage", |place| &place.name);
        let fields = vec![
            ("token", "rehearsal".to_string()),
            ("team_id", spec.team_id.clone()),
            ("team_domain", "rehearsal".into()),
            ("channel_id", channel.into()),
            ("channel_name", name.into()),
            ("user_id", user.into()),
            ("user_name", handle.into()),
            ("command", command.into()),
            ("text", typing::escaped(spec, text.trim())),
            ("api_app_id", spec.app.app_id.clone()),
            ("is_enterprise_install", "false".into()),
            ("response_url", url),
            ("trigger_id", trigger.clone()),
        ];
        Ok((trigger, fields))
    }

    /// Shows what the bot acknowledged a command with.
    pub(super) fn show_command_answer(&mut self, user: &str, channel: &str, answer: &Value) {
        let body = match answer {
            Value::Null => return,
            Value::String(text) => json!({ "text": text }),
            body => body.clone(),
        };
        match content(&Args::of(body.clone()), Surface::Message) {
            Ok(new) => self.show_answer(user, channel, &body["response_type"], new),
            Err(refusal) if refusal.code == "no_text" => {}
            Err(refusal) => {
                self.trouble(format!(
                    "Slack cannot show the answer to a command: {}",
                    refusal.code
                ));
            }
        }
    }

    pub(super) fn shortcut(
        &mut self,
        user: &str,
        shortcut: &str,
        channel: &str,
        ts: &str,
    ) -> Result<(String, Value), HandError> {
        self.check_member(user, channel)?;
        let place = self.channel(channel).ok_or(HandError::NoSuchMessage)?;
        let message = place.messages.get(ts).ok_or(HandError::NoSuchMessage)?.clone();
        let shown = payloads::message(self, place, &message, true);
        let name = place.name.clone();
        let known = &self.spec.app.shortcuts;
        let callback = known.iter().find(|(title, _)| title == shortcut);
        let callback = callback.map_or(shortcut, |(_, callback)| callback).to_string();
        let on = shorten(&self.names.resolve(&message.text, &self.spec.zone), 40);
        let seen_in = self.place(channel, message.thread_ts.as_deref());
        let what = What::UsedShortcut { name: shortcut.into(), on };
        self.tell(seen_in, self.name(user), what);
        let trigger = self.new_trigger(user, None);
        let thread = message.thread_ts.as_deref();
        let url = self.new_response_url(user, channel, Some(ts), thread);
        let mut payload = payloads::interaction(self, "message_action", user);
        payload["callback_id"] = callback.into();
        payload["trigger_id"] = trigger.clone().into();
        payload["response_url"] = url.into();
        payload["message_ts"] = ts.into();
        payload["action_ts"] = payloads::event_ts(self.now(), 0).into();
        payload["channel"] = json!({ "id": channel, "name": name });
        payload["message"] = shown;
        Ok((trigger, payload))
    }

    /// Enters a value; returns the interaction, if the bot wants to be told at once.
    pub(super) fn fill(
        &mut self,
        view: &str,
        name: &str,
        value: &str,
    ) -> Result<Option<(String, Value)>, HandError> {
        let shown = self.view(view).ok_or(HandError::NoForm { person: "anybody".into() })?;
        let user = shown.user.clone();
        let field = forms::find(&shown.body, name)?;
        let today = self.now().to_zoned(self.zone_of(&user)).date();
        let value = forms::entered(&self.spec, &field, value, today)?;
        if let Some(shown) = self.view_mut(view) {
            shown.values[&field.block_id][&field.action_id] = value.clone();
        }
        if !field.dispatches {
            return Ok(None);
        }
        let mut action = value;
        action["action_id"] = field.action_id.into();
        action["block_id"] = field.block_id.into();
        let number = self.next_number();
        action["action_ts"] = payloads::event_ts(self.now(), number).into();
        let (_, payload) = self.action_in_view(&user, view, action);
        Ok(Some((user, payload)))
    }

    /// Returns the interaction of something pressed or chosen in a view, and its trigger.
    pub(super) fn action_in_view(
        &mut self,
        user: &str,
        view: &str,
        action: Value,
    ) -> (String, Value) {
        let trigger = self.new_trigger(user, Some(view));
        let mut payload = payloads::interaction(self, "block_actions", user);
        payload["trigger_id"] = trigger.clone().into();
        payload["container"] = json!({ "type": "view", "view_id": view });
        if let Some(shown) = self.view(view) {
            payload["view"] = self.view_json(shown);
        }
        payload["actions"] = json!([action]);
        (trigger, payload)
    }

    /// Returns what is sent when a form is sent off.
    pub(super) fn submission(&mut self, view: &str) -> Result<Submission, HandError> {
        let shown = self.view(view).ok_or(HandError::NoForm { person: "anybody".into() })?.clone();
        let user = shown.user.clone();
        let complaints = forms::complaints(&shown.body, &shown.values);
        let fields = forms::readable(&self.spec, &shown.body, &shown.values);
        let place = Place::Screen { person: self.name(&user) };
        self.tell(place, self.name(&user), What::FormSubmitted { fields });
        let mut payload = payloads::interaction(self, "view_submission", &user);
        payload["trigger_id"] = self.new_trigger(&user, Some(view)).into();
        payload["view"] = self.view_json(&shown);
        payload["response_urls"] = json!([]);
        Ok(Submission { user, complaints, payload })
    }

    /// Shows complaints (by block) in a form.
    pub(super) fn refuse_form(
        &mut self,
        view: &str,
        complaints: Vec<(String, String)>,
    ) -> Submitted {
        let Some(shown) = self.view(view) else { return Submitted::Closed };
        let (user, body) = (shown.user.clone(), shown.body.clone());
        let labelled = complaints.into_iter();
        let errors: Vec<(String, String)> =
            labelled.map(|(block, text)| (forms::label_of(&body, &block), text)).collect();
        let place = Place::Screen { person: self.name(&user) };
        self.tell(place, self.name(&user), What::FormRefused { errors: errors.clone() });
        Submitted::Refused(errors)
    }

    pub(super) fn after_submission(&mut self, view: &str, answer: &Value) -> Submitted {
        let Some(user) = self.view(view).map(|view| view.user.clone()) else {
            return Submitted::Closed;
        };
        match answer["response_action"].as_str() {
            Some("errors") => {
                let errors = answer["errors"].as_object().into_iter().flatten();
                let text = |text: &Value| text.as_str().unwrap_or_default().to_string();
                let errors = errors.map(|(block, error)| (block.clone(), text(error))).collect();
                self.refuse_form(view, errors)
            }
            Some("update") => self.next_form(view, &user, &answer["view"], false),
            Some("push") => self.next_form(view, &user, &answer["view"], true),
            Some("clear") => {
                self.close_all_views(&user);
                Submitted::Closed
            }
            _ => {
                self.close_view(view);
                Submitted::Closed
            }
        }
    }

    fn next_form(&mut self, view: &str, user: &str, body: &Value, push: bool) -> Submitted {
        let faults = view_faults(body);
        if !faults.is_empty() {
            self.trouble(format!("Slack cannot show the next form: {}", faults.join("; ")));
            return Submitted::Closed;
        }
        let mut body = body.clone();
        forms::with_ids(&mut body["blocks"]);
        if push {
            return Submitted::Next(self.open_view(user, "", body, Some(view)));
        }
        self.replace_view(view, body, true);
        Submitted::Next(view.into())
    }

    /// Closes a form; returns the interaction, if the bot wants to be told.
    pub(super) fn cancel(&mut self, view: &str) -> Option<(String, Value)> {
        let shown = self.view(view)?.clone();
        if shown.kind == ViewKind::Home {
            return None;
        }
        let place = Place::Screen { person: self.name(&shown.user) };
        self.tell(place, self.name(&shown.user), What::FormClosed);
        let mut payload = payloads::interaction(self, "view_closed", &shown.user);
        payload["view"] = self.view_json(&shown);
        payload["is_cleared"] = false.into();
        self.close_view(view);
        (shown.body["notify_on_close"] == true).then_some((shown.user, payload))
    }
}
