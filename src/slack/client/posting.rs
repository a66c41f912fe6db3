//! Messages and forms going out, and finding again what may have gone out.

use super::call::required;
use super::{CallError, Posted, SlackClient};
use crate::domain::ids::{ChannelId, EffectId, MessageTs, UserId};
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

fn put_thread(body: &mut Value, thread: Option<&MessageTs>) {
    if let Some(thread) = thread {
        body["thread_ts"] = json!(thread);
    }
}

fn metadata(effect: &EffectId) -> Value {
    json!({ "event_type": EFFECT_METADATA, "event_payload": { "id": effect } })
}
