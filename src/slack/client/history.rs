//! What people wrote, read back: one message, what stands below it, a whole thread.

use super::call::list;
use super::{CallError, SlackClient};
use crate::domain::ids::{ChannelId, MessageTs, Standing, UserId};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many messages a page has.
const PAGE_LIMIT: &str = "100";
const PAGE: usize = 100;
/// Of a thread no more pages than these are read, …
const PAGES_MAX: usize = 3;
/// … and of a channel's history so many.
const HISTORY_PAGES_MAX: usize = 10;
/// Messages with these subtypes are people's own words.
const OWN_WORDS: [&str; 3] = ["file_share", "me_message", "thread_broadcast"];
/// Slack's own voice, which also says that a message was deleted.
const SLACKBOT: &str = "USLACKBOT";

/// A message that a person wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub author: UserId,
    pub text: String,
    pub standing: Standing,
}

/// A message that a person wrote, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub written: Written,
    /// Emoji by name, with who put it there. Slack may leave some people out.
    pub reactions: Vec<(String, UserId)>,
    /// When it was last edited.
    pub edited: Option<MessageTs>,
}

/// A thread as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeThread {
    /// What people wrote, its first message included, the oldest first.
    pub written: Vec<Told>,
    /// Every message, by whomever.
    pub standing: BTreeSet<MessageTs>,
}

/// What was written in a channel, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// By people, outside threads.
    pub written: Vec<Told>,
    /// Messages, by whomever, that begin a thread, and the last answer in it.
    pub answered: Vec<(MessageTs, MessageTs)>,
    /// Whether there was more, before that.
    pub is_cut: bool,
    /// How many calls it took.
    pub calls: usize,
}

impl SlackClient {
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

    /// Tells whether a message stands, by whomever it is. It is gone only where Slack says so: what is not in an answer may
    /// have been left out of it.
    pub async fn stands(&self, channel: &ChannelId, ts: &MessageTs) -> Result<bool, CallError> {
        match self.message_by("conversations.replies", channel, ts).await {
            Ok(message) => Ok(message.is_none_or(|one| one["subtype"] != "tombstone")),
            Err(CallError::Refused(code)) if code == "thread_not_found" => Ok(false),
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
        let mut found = list(&mut answer, "messages")?.iter_mut();
        Ok(found.find(|message| message["ts"] == json!(ts)).map(Value::take))
    }

    /// Returns what people wrote below a message, the first hundred of them.
    pub async fn replies(
        &self,
        channel: &ChannelId,
        root: &MessageTs,
    ) -> Result<Vec<Written>, CallError> {
        let params = [("channel", channel.as_str()), ("ts", root.as_str())];
        let params = [params[0], params[1], ("limit", PAGE_LIMIT)];
        let mut answer = self.get_call("conversations.replies", &params).await?;
        let messages = list(&mut answer, "messages")?.iter();
        let each = messages.filter_map(|one| written(one, &one["ts"].as_str()?.into()));
        Ok(each.filter(|one| one.standing.ts != *root).collect())
    }

    /// Returns a thread as it stands; `None` where it is too long to be read whole.
    pub async fn thread(
        &self,
        channel: &ChannelId,
        root: &MessageTs,
    ) -> Result<Option<WholeThread>, CallError> {
        let params = [("channel", channel.as_str()), ("ts", root.as_str()), ("limit", PAGE_LIMIT)];
        let method = "conversations.replies";
        let (messages, more) = self.pages(method, &params, "messages", PAGES_MAX).await?;
        let stands = |one: &&Value| one["subtype"] != "tombstone";
        let standing = messages.iter().filter(stands).filter_map(|one| one["ts"].as_str());
        Ok((!more).then(|| WholeThread {
            written: messages.iter().filter_map(told).collect(),
            standing: standing.map(MessageTs::from).collect(),
        }))
    }

    /// Returns what was written in a channel since a moment; of very much, the newest.
    pub async fn history(
        &self,
        channel: &ChannelId,
        since: Timestamp,
    ) -> Result<History, CallError> {
        let oldest = since.as_second().to_string();
        let params = [("channel", channel.as_str()), ("oldest", &oldest), ("limit", PAGE_LIMIT)];
        let method = "conversations.history";
        let (mut messages, is_cut) =
            self.pages(method, &params, "messages", HISTORY_PAGES_MAX).await?;
        messages.reverse();
        let ts = |value: &Value| value.as_str().map(MessageTs::from);
        let answered =
            messages.iter().filter_map(|one| Some((ts(&one["ts"])?, ts(&one["latest_reply"])?)));
        Ok(History {
            answered: answered.collect(),
            written: messages.iter().filter_map(told).collect(),
            is_cut,
            calls: messages.len().div_ceil(PAGE),
        })
    }
}

/// Reads a message that a person wrote; joining a channel or a deletion is no message.
fn written(message: &Value, ts: &MessageTs) -> Option<Written> {
    let is_own = message["bot_id"].is_null() && message["app_id"].is_null();
    let subtype = message["subtype"].as_str();
    if !is_own || subtype.is_some_and(|subtype| !OWN_WORDS.contains(&subtype)) {
        return None;
    }
    let author = message["user"].as_str().filter(|author| *author != SLACKBOT)?;
    let text = message["text"].as_str().unwrap_or_default().to_owned();
    let thread = message["thread_ts"].as_str().map(MessageTs::from);
    let standing = Standing { ts: ts.clone(), thread: thread.filter(|thread| thread != ts) };
    Some(Written { author: author.into(), text, standing })
}

fn told(message: &Value) -> Option<Told> {
    let written = written(message, &message["ts"].as_str()?.into())?;
    let each = message["reactions"].as_array().into_iter().flatten().flat_map(|reaction| {
        let name = reaction["name"].as_str().unwrap_or_default();
        let users = reaction["users"].as_array().into_iter().flatten();
        users.filter_map(Value::as_str).map(|user| (name.to_owned(), user.into()))
    });
    let edited = message["edited"]["ts"].as_str().map(MessageTs::from);
    Some(Told { written, reactions: each.collect(), edited })
}
