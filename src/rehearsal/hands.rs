//! What people do in the workspace. Each hand waits until the bot has acknowledged.

mod acts;
mod buttons;
mod typing;

use super::delivery::{Answer, Delivery, Failure, Parcel};
use super::forms::{self, FormError};
use super::state::{NewMessage, State};
use super::workspace::Workspace;
use acts::Submission;
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
    #[error("no form came up for {person}")]
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

impl Workspace {
    /// Lets somebody write in a channel, as they would type it, and returns the message's `ts`.
    pub async fn say(
        &self,
        user: &str,
        channel: &str,
        text: &str,
        thread: Option<&str>,
    ) -> Result<String, HandError> {
        self.write(user, channel, text, thread, false).await
    }

    /// Lets somebody reply in a thread and also show the reply in the channel.
    pub async fn broadcast(
        &self,
        user: &str,
        channel: &str,
        text: &str,
        thread: &str,
    ) -> Result<String, HandError> {
        self.write(user, channel, text, Some(thread), true).await
    }

    async fn write(
        &self,
        user: &str,
        channel: &str,
        text: &str,
        thread: Option<&str>,
        broadcast: bool,
    ) -> Result<String, HandError> {
        let ts = {
            let mut state = self.inner.state();
            state.check_member(user, channel)?;
            let text = typing::as_sent(&state.spec, text);
            let thread_ts = thread.map(str::to_string);
            let new = NewMessage { text, thread_ts, broadcast, ..NewMessage::default() };
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
        let person = self.inner.state().name(user);
        self.until(|state| state.opened_with(trigger)).await.ok_or(HandError::NoForm { person })
    }

    /// Returns the form that the bot has opened with a trigger.
    pub fn form_of_trigger(&self, user: &str, trigger: &str) -> Result<String, HandError> {
        let state = self.inner.state();
        state.opened_with(trigger).ok_or_else(|| HandError::NoForm { person: state.name(user) })
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

    /// Fills in fields, called by what their labels begin with, and sends the form off; a form that is
    /// still being built up is waited for.
    pub async fn fill_and_submit(
        &self,
        view: &str,
        fields: &[(String, String)],
    ) -> Result<Submitted, HandError> {
        for (field, value) in fields {
            let found = |state: &State| forms::find(&state.view(view)?.body, field).ok();
            // Found or not, what is wrong is said by the filling in.
            let _ = self.until(found).await;
            self.fill(view, field, value).await?;
        }
        self.submit(view).await
    }

    /// Fills in one field of a form as it stands.
    pub async fn fill(&self, view: &str, name: &str, value: &str) -> Result<(), HandError> {
        let dispatched = self.inner.state().fill(view, name, value)?;
        if let Some((user, payload)) = dispatched {
            self.act(&user, Parcel::Interaction(payload)).await?;
        }
        Ok(())
    }

    /// Sends a form off.
    pub async fn submit(&self, view: &str) -> Result<Submitted, HandError> {
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
