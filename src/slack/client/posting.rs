//! Messages and forms going out, and finding again what may have gone out.

use super::call::required;
use super::{CallError, Posted, SlackClient};
use crate::domain::ids::{ChannelId, EffectId, MessageTs, Standing, UserId};
use crate::views::Rendered;
use jiff::Timestamp;
use serde_json::{Value, json};
use slack_morphism::prelude::SlackView;

/// The type of the metadata by which the bot finds its own messages.
pub const EFFECT_METADATA: &str = "soundings_effect";
/// How many pages of a conversation are looked through, and how long each is.
const SEARCH_PAGES_MAX: usize = 5;
const SEARCH_PAGE_LIMIT: &str = "100";
/// How far Slack's clock may be behind ours without a message being overlooked.
const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// A message that a person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub author: UserId,
    pub text: String,
    pub standing: Standing,
}

impl SlackClient {
    /// Posts a message to a channel or, by their user id, to a person.
    pub async fn post(
        &self,
        to: &str,
        thread: Option<&MessageTs>,
        message: &Rendered,
        effect: &EffectId,
    ) -> Result<Posted, CallError> {
        let mut body = body(to, message);
        body["metadata"] = metadata(effect);
        body["unfurl_links"] = json!(false);
        body["unfurl_media"] = json!(false);
        put_thread(&mut body, thread);
        let answer = self.post_call("chat.postMessage", &body).await?;
        let channel = required(&answer["channel"], "channel")?;
        Ok(Posted { channel, ts: required(&answer["ts"], "ts")? })
    }

    /// Shows a message to one person, until they reload.
    pub async fn post_ephemeral(
        &self,
        channel: &ChannelId,
        user: &UserId,
        thread: Option<&MessageTs>,
        message: &Rendered,
    ) -> Result<(), CallError> {
        let mut body = body(channel.as_str(), message);
        body["user"] = json!(user);
        put_thread(&mut body, thread);
        self.post_call("chat.postEphemeral", &body).await.map(drop)
    }

    /// Replaces one of the bot's messages.
    pub async fn update(
        &self,
        channel: &ChannelId,
        ts: &MessageTs,
        message: &Rendered,
    ) -> Result<(), CallError> {
        let mut body = body(channel.as_str(), message);
        body["ts"] = json!(ts);
        self.post_call("chat.update", &body).await.map(drop)
    }

    /// Deletes one of the bot's messages.
    pub async fn delete(&self, channel: &ChannelId, ts: &MessageTs) -> Result<(), CallError> {
        self.post_call("chat.delete", &json!({ "channel": channel, "ts": ts })).await.map(drop)
    }

    /// Opens a form.
    pub async fn open_view(&self, trigger: &str, view: &SlackView) -> Result<(), CallError> {
        let body = json!({ "trigger_id": trigger, "view": view });
        self.post_call("views.open", &body).await.map(drop)
    }

    /// Looks for the message of an effect that may have been sent at or after `since`.
    ///
    /// Where there is too much to look through, that is no answer: it is not said that there is none.
    pub async fn find_own(
        &self,
        to: &str,
        thread: Option<&MessageTs>,
        effect: &EffectId,
        since: Timestamp,
    ) -> Result<Option<Posted>, CallError> {
        let channel = self.conversation(to).await?;
        let oldest = since.as_second().saturating_sub(CLOCK_TOLERANCE_SECONDS).to_string();
        let mut params = vec![
            ("channel", channel.as_str()),
            ("oldest", &oldest),
            ("inclusive", "true"),
            ("include_all_metadata", "true"),
            ("limit", SEARCH_PAGE_LIMIT),
        ];
        let method = conversation_method(thread, &mut params);
        let (messages, more) = self.pages(method, &params, "messages", SEARCH_PAGES_MAX).await?;
        match messages.iter().find(|message| message["metadata"] == metadata(effect)) {
            Some(message) => Ok(Some(Posted { ts: required(&message["ts"], "ts")?, channel })),
            None if more => Err(CallError::Ambiguous("too much to look through".to_owned())),
            None => Ok(None),
        }
    }

    /// Returns who wrote a message, what, and where it stands; `None` where there is none, or no person wrote it.
    ///
    /// A channel's history has no answers in threads: those are found by their own time stamp.
    pub async fn message(
        &self,
        channel: &ChannelId,
        ts: &MessageTs,
    ) -> Result<Option<Written>, CallError> {
        if let Some(message) = self.message_by("conversations.history", channel, ts).await? {
            return Ok(written(&message, ts));
        }
        match self.message_by("conversations.replies", channel, ts).await {
            Ok(message) => Ok(message.and_then(|message| written(&message, ts))),
            Err(CallError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn message_by(
        &self,
        method: &str,
        channel: &ChannelId,
        ts: &MessageTs,
    ) -> Result<Option<Value>, CallError> {
        let mut params = vec![
            ("channel", channel.as_str()),
            ("oldest", ts.as_str()),
            ("latest", ts.as_str()),
            ("inclusive", "true"),
            ("limit", "2"),
        ];
        if method == "conversations.replies" {
            params.push(("ts", ts.as_str()));
        }
        let mut answer = self.get_call(method, &params).await?;
        let mut found = answer["messages"].as_array_mut().into_iter().flatten();
        Ok(found.find(|message| message["ts"] == json!(ts)).map(Value::take))
    }

    /// Returns what people wrote below a message, the first hundred of them.
    pub async fn replies(
        &self,
        channel: &ChannelId,
        root: &MessageTs,
    ) -> Result<Vec<Written>, CallError> {
        let params = [("channel", channel.as_str()), ("ts", root.as_str())];
        let params = [params[0], params[1], ("limit", SEARCH_PAGE_LIMIT)];
        let answer = self.get_call("conversations.replies", &params).await?;
        let messages = answer["messages"].as_array().into_iter().flatten();
        let each = messages.filter_map(|one| written(one, &one["ts"].as_str()?.into()));
        Ok(each.filter(|one| one.standing.ts != *root).collect())
    }

    /// Returns the conversation to look in: for a person, the one with the bot.
    async fn conversation(&self, to: &str) -> Result<ChannelId, CallError> {
        if !to.starts_with(['U', 'W']) {
            return Ok(to.into());
        }
        let answer = self.post_call("conversations.open", &json!({ "users": to })).await?;
        required(&answer["channel"]["id"], "channel.id")
    }
}

fn body(channel: &str, message: &Rendered) -> Value {
    let mut body = json!({ "channel": channel, "text": message.text });
    if !message.blocks.is_empty() {
        body["blocks"] = json!(message.blocks);
    }
    body
}

/// Returns the method that reads a channel, or a thread of it.
fn conversation_method<'a>(
    thread: Option<&'a MessageTs>,
    params: &mut Vec<(&str, &'a str)>,
) -> &'static str {
    let Some(thread) = thread else { return "conversations.history" };
    params.push(("ts", thread.as_str()));
    "conversations.replies"
}

fn written(message: &Value, ts: &MessageTs) -> Option<Written> {
    let author = message["user"].as_str().filter(|_| message["bot_id"].is_null())?;
    let text = message["text"].as_str().unwrap_or_default().to_owned();
    let thread = message["thread_ts"].as_str().map(MessageTs::from);
    let standing = Standing { ts: ts.clone(), thread: thread.filter(|thread| thread != ts) };
    Some(Written { author: author.into(), text, standing })
}

fn put_thread(body: &mut Value, thread: Option<&MessageTs>) {
    if let Some(thread) = thread {
        body["thread_ts"] = json!(thread);
    }
}

fn metadata(effect: &EffectId) -> Value {
    json!({ "event_type": EFFECT_METADATA, "event_payload": { "id": effect } })
}
