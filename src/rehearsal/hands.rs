//! What people do in the workspace. Each hand waits until the bot has acknowledged.

mod buttons;
mod typing;

use super::delivery::{Answer, CommandFields, Delivery, Failure, Parcel};
use super::forms::{self, FormError};
use super::payloads;
use super::state::{NewMessage, State, ViewKind};
use super::story::{Place, What, shorten};
use super::web_api::{Args, content};
use super::workspace::Workspace;
use super::{block_rules::Surface, spec::Spec};
use serde_json::{Value, json};
use tokio::sync::oneshot;

pub use super::delivery::{Answer as BotAnswer, Failure as BotFailure};
pub use buttons::Which;

/// Why somebody could not do what they wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandError {
    #[error(
        "{person} sees no button \"{button}\"{which}; on the newest messages there are: {seen}"
    )]
    NoSuchButton { person: String, button: String, which: String, seen: String },
    #[error("{person} is not in #{channel}")]
    NotInChannel { person: String, channel: String },
    #[error("there is no such message (any more)")]
    NoSuchMessage,
    #[error("no form came up for {person} within three seconds")]
    NoForm { person: String },
    #[error(transparent)]
    Form(#[from] FormError),
    #[error(transparent)]
    Bot(#[from] Failure),
}

/// What came of a click, a command or a shortcut.
#[derive(Clone, Debug, PartialEq)]
pub struct Acted {
    /// The trigger with which the bot may open a form.
    pub trigger: String,
    /// What the bot acknowledged with.
    pub answer: Value,
}

/// What came of sending off a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Submitted {
    /// The form is closed.
    Closed,
    /// The form came back: labels and complaints.
    Refused(Vec<(String, String)>),
    /// Another form stands there now (its id).
    Next(String),
}

/// A form that is about to be sent off.
struct Submission {
    user: String,
    /// What Slack itself complains about, by block.
    complaints: Vec<(String, String)>,
    payload: Value,
}

impl Workspace {
    /// Lets somebody write in a channel, as they would type it, and returns the message's `ts`.
    pub async fn say(
        &self,
        user: &str,
        channel: &str,
        text: &str,
        thread: Option<&str>,
    ) -> Result<String, HandError> {
        let ts = {
            let mut state = self.inner.state();
            state.check_member(user, channel)?;
            let text = typing::as_sent(&state.spec, text);
            let thread_ts = thread.map(str::to_string);
            state.post(channel, user, NewMessage { text, thread_ts, ..NewMessage::default() })
        };
        self.delivered().await;
        Ok(ts)
    }

    /// Lets somebody reply in a thread and also show the reply in the channel.
    pub async fn broadcast(
        &self,
        user: &str,
        channel: &str,
        text: &str,
        thread: &str,
    ) -> Result<String, HandError> {
        let ts = {
            let mut state = self.inner.state();
            state.check_member(user, channel)?;
            let text = typing::as_sent(&state.spec, text);
            let thread_ts = Some(thread.to_string());
            let new = NewMessage { text, thread_ts, broadcast: true, ..NewMessage::default() };
            state.post(channel, user, new)
        };
        self.delivered().await;
        Ok(ts)
    }

    /// Lets somebody write to the bot.
    pub async fn dm(&self, user: &str, text: &str) -> Result<String, HandError> {
        let channel = self.inner.state().im_with(user);
        self.say(user, &channel, text, None).await
    }

    /// Lets a message's author change it.
    pub async fn edit(&self, channel: &str, ts: &str, text: &str) -> Result<(), HandError> {
        {
            let mut state = self.inner.state();
            let text = typing::as_sent(&state.spec, text);
            state.change(channel, ts, text, Value::Null).ok_or(HandError::NoSuchMessage)?;
        }
        self.delivered().await;
        Ok(())
    }

    /// Lets a message's author delete it.
    pub async fn delete(&self, channel: &str, ts: &str) -> Result<(), HandError> {
        self.inner.state().delete(channel, ts).ok_or(HandError::NoSuchMessage)?;
        self.delivered().await;
        Ok(())
    }

    /// Lets somebody add an emoji (without colons) to a message.
    pub async fn react(
        &self,
        user: &str,
        channel: &str,
        ts: &str,
        emoji: &str,
    ) -> Result<(), HandError> {
        {
            let mut state = self.inner.state();
            state.react(channel, ts, user, emoji).ok_or(HandError::NoSuchMessage)?;
        }
        self.delivered().await;
        Ok(())
    }

    /// Presses the newest button with this label that somebody sees: on the form in front of them, in
    /// their direct messages and what only they see, in channels, on their Home.
    pub async fn click(&self, user: &str, button: &str, which: &Which) -> Result<Acted, HandError> {
        let (trigger, payload) = self.inner.state().press(user, button, which)?;
        let answer = self.act(user, Parcel::Interaction(payload)).await?;
        Ok(Acted { trigger, answer })
    }

    /// Types a slash command, such as `/soundings status`.
    pub async fn slash(&self, user: &str, channel: &str, line: &str) -> Result<Acted, HandError> {
        let (trigger, fields) = self.inner.state().command(user, channel, line)?;
        let answer = self.act(user, Parcel::Command(fields)).await?;
        self.inner.state().show_command_answer(user, channel, &answer);
        self.delivered().await;
        Ok(Acted { trigger, answer })
    }

    /// Uses a message shortcut, by its name or its callback id.
    pub async fn message_shortcut(
        &self,
        user: &str,
        shortcut: &str,
        channel: &str,
        ts: &str,
    ) -> Result<Acted, HandError> {
        let (trigger, payload) = self.inner.state().shortcut(user, shortcut, channel, ts)?;
        let answer = self.act(user, Parcel::Interaction(payload)).await?;
        Ok(Acted { trigger, answer })
    }

    /// Waits for the form that the bot opens with a trigger, and returns its id.
    pub async fn opened_form(&self, user: &str, trigger: &str) -> Result<String, HandError> {
        let opened = |state: &State| {
            state.views.iter().find(|view| view.trigger == trigger).map(|view| view.id.clone())
        };
        let person = self.inner.state().name(user);
        self.until(opened).await.ok_or(HandError::NoForm { person })
    }

    /// Returns the form in front of somebody.
    pub fn form_of(&self, user: &str) -> Option<String> {
        self.inner.state().modal_of(user).map(|view| view.id.clone())
    }

    /// Returns a view as the bot last sent it.
    pub fn view(&self, id: &str) -> Option<Value> {
        self.inner.state().view(id).map(|view| view.body.clone())
    }

    /// Returns somebody's Home as the bot last published it.
    pub fn home(&self, user: &str) -> Option<Value> {
        self.inner.state().home_of(user).map(|view| view.body.clone())
    }

    /// Fills in fields, called by what their labels begin with, and sends the form off.
    pub async fn fill_and_submit(
        &self,
        view: &str,
        fields: &[(String, String)],
    ) -> Result<Submitted, HandError> {
        for (field, value) in fields {
            self.fill(view, field, value).await?;
        }
        self.submit(view).await
    }

    /// Fills in one field; a form that is still being built up is waited for.
    async fn fill(&self, view: &str, name: &str, value: &str) -> Result<(), HandError> {
        let found = |state: &State| forms::find(&state.view(view)?.body, name).ok();
        // Found or not, what is wrong is said by the look below.
        let _ = self.until(found).await;
        let dispatched = self.inner.state().fill(view, name, value)?;
        if let Some((user, payload)) = dispatched {
            self.act(&user, Parcel::Interaction(payload)).await?;
        }
        Ok(())
    }

    async fn submit(&self, view: &str) -> Result<Submitted, HandError> {
        let Submission { user, complaints, payload } = self.inner.state().submission(view)?;
        if !complaints.is_empty() {
            return Ok(self.inner.state().refuse_form(view, complaints));
        }
        let answer = self.act(&user, Parcel::Interaction(payload)).await?;
        Ok(self.inner.state().after_submission(view, &answer))
    }

    /// Closes a form without sending it off.
    pub async fn close_form(&self, view: &str) -> Result<(), HandError> {
        let closed = self.inner.state().cancel(view);
        if let Some((user, payload)) = closed {
            self.act(&user, Parcel::Interaction(payload)).await?;
        }
        Ok(())
    }

    /// Opens the bot's Home.
    pub async fn open_home(&self, user: &str) {
        {
            let mut state = self.inner.state();
            let channel = state.im_with(user);
            let mut event = json!({ "type": "app_home_opened", "user": user, "channel": channel,
                "tab": "home" });
            if let Some(home) = state.home_of(user) {
                event["view"] = state.view_json(home);
            }
            state.event_to_app(event);
        }
        self.delivered().await;
    }

    /// Delivers the event of a message again, as Slack does when it missed the acknowledgement.
    pub async fn redeliver(&self, channel: &str, ts: &str) -> Result<BotAnswer, HandError> {
        let answer = {
            let mut state = self.inner.state();
            let key = (channel.to_string(), ts.to_string());
            let parcel = state.delivered.get(&key).cloned().ok_or(HandError::NoSuchMessage)?;
            state.trouble("Slack delivers an event again");
            let (reply, answer) = oneshot::channel();
            state.send(Delivery::again(parcel, reply));
            answer
        };
        let answer = answer.await.unwrap_or(Answer::Failed(Failure::Unreachable));
        self.delivered().await;
        Ok(answer)
    }

    /// Sends an interaction or a command and returns the bot's answer; a person sees a failure.
    async fn act(&self, user: &str, parcel: Parcel) -> Result<Value, HandError> {
        let (reply, answer) = oneshot::channel();
        self.inner.state().send(Delivery::first(parcel, Some(reply)));
        match answer.await.unwrap_or(Answer::Failed(Failure::Unreachable)) {
            Answer::Taken(value) => Ok(value),
            Answer::Failed(failure) => {
                let mut state = self.inner.state();
                let text =
                    format!("Slack tells {} that this did not work: {failure}", state.name(user));
                state.trouble(text);
                Err(failure.into())
            }
        }
    }
}

impl State {
    fn check_member(&self, user: &str, channel: &str) -> Result<(), HandError> {
        let place = self.channel(channel).ok_or(HandError::NoSuchMessage)?;
        if place.members.contains(user) {
            return Ok(());
        }
        Err(HandError::NotInChannel { person: self.name(user), channel: place.name.clone() })
    }

    /// Returns a command's trigger and fields.
    fn command(
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
    fn show_command_answer(&mut self, user: &str, channel: &str, answer: &Value) {
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

    fn shortcut(
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
    fn fill(
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
        let (_, payload) = self.action_in_view(&user, view, action);
        Ok(Some((user, payload)))
    }

    /// Returns the interaction of something pressed or chosen in a view, and its trigger.
    fn action_in_view(&mut self, user: &str, view: &str, action: Value) -> (String, Value) {
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
    fn submission(&mut self, view: &str) -> Result<Submission, HandError> {
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
    fn refuse_form(&mut self, view: &str, complaints: Vec<(String, String)>) -> Submitted {
        let Some(shown) = self.view(view) else { return Submitted::Closed };
        let (user, body) = (shown.user.clone(), shown.body.clone());
        let labelled = complaints.into_iter();
        let errors: Vec<(String, String)> =
            labelled.map(|(block, text)| (forms::label_of(&body, &block), text)).collect();
        let place = Place::Screen { person: self.name(&user) };
        self.tell(place, self.name(&user), What::FormRefused { errors: errors.clone() });
        Submitted::Refused(errors)
    }

    fn after_submission(&mut self, view: &str, answer: &Value) -> Submitted {
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
        let faults = super::block_rules::view_faults(body);
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
    fn cancel(&mut self, view: &str) -> Option<(String, Value)> {
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
