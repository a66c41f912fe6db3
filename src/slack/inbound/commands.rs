//! Slash commands: a form over HTTP, an object over Socket Mode, the same keys in both.

use super::fields::is_id;
use super::{Hand, Inbound, Unreadable, What};
use crate::domain::ids::{EventId, TeamId};

/// The keys that are read.
pub(super) const KEYS: [&str; 9] = [
    "command",
    "text",
    "team_id",
    "enterprise_id",
    "channel_id",
    "user_id",
    "trigger_id",
    "response_url",
    "thread_ts",
];

/// Reads a command whose values are looked up by key.
pub(super) fn read(text: impl Fn(&str) -> Option<String>) -> Result<Inbound, Unreadable> {
    let id = |key: &'static str| text(key).filter(|id| is_id(id)).ok_or(Unreadable::Missing(key));
    text("command").ok_or(Unreadable::Missing("command"))?;
    let team = id("team_id").or_else(|_| id("enterprise_id"))?;
    let (channel, user, trigger) = (id("channel_id")?, id("user_id")?, id("trigger_id")?);
    let hand = Hand {
        trigger: Some(trigger.clone()),
        response_url: text("response_url").filter(|url| !url.is_empty()),
        channel: Some(channel.as_str().into()),
        thread: id("thread_ts").ok().map(|ts| ts.as_str().into()),
    };
    let what = What::Command {
        channel: channel.as_str().into(),
        user: user.as_str().into(),
        text: text("text").unwrap_or_default(),
        hand,
    };
    let id = EventId::new(format!("command/{trigger}"));
    Ok(Inbound { id, team: TeamId::new(team), what })
}
