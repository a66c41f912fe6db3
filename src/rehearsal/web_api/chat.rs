//! Messages.

use super::{Answered, Args, Refusal};
use crate::rehearsal::block_rules::{Surface, faults};
use crate::rehearsal::forms;
use crate::rehearsal::payloads;
use crate::rehearsal::script::Mark;
use crate::rehearsal::state::{NewMessage, State};
use serde_json::{Value, json};

/// Longer texts are refused.
const TEXT_MAX: usize = 40_000;
/// Longer texts are refused in a change.
const UPDATE_MAX: usize = 4_000;
/// Slack does not say where its limit is; it is not below this.
const METADATA_MAX: usize = 8_000;

/// Reads and checks what a message is to consist of.
pub(crate) fn content(args: &Args, surface: Surface) -> Result<NewMessage, Refusal> {
    let mut blocks = args.json("blocks").unwrap_or(Value::Null);
    match blocks.as_array() {
        Some(list) => {
            let faults = faults(surface, list);
            if !faults.is_empty() {
                return Err(Refusal::because("invalid_blocks", &faults));
            }
        }
        None if blocks.is_null() => {}
        None => return Err("invalid_blocks_format".into()),
    }
    forms::with_ids(&mut blocks);
    let text = args.text("text").or_else(|| args.text("markdown_text")).unwrap_or_default();
    if text.is_empty() && blocks.as_array().is_none_or(Vec::is_empty) {
        return Err("no_text".into());
    }
    if text.chars().count() > TEXT_MAX {
        return Err("msg_too_long".into());
    }
    Ok(NewMessage {
        text: text.into(),
        blocks,
        thread_ts: thread(args)?,
        broadcast: args.flag("reply_broadcast"),
        metadata: metadata(args)?,
    })
}

fn thread(args: &Args) -> Result<Option<String>, Refusal> {
    let Some(ts) = args.text("thread_ts") else { return Ok(None) };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match ts.split_once('.') {
        Some((seconds, fraction)) if digits(seconds) && digits(fraction) => Ok(Some(ts.into())),
        _ => Err("invalid_thread_ts".into()),
    }
}

fn metadata(args: &Args) -> Result<Value, Refusal> {
    let Some(metadata) = args.json("metadata") else { return Ok(Value::Null) };
    let payload = metadata["event_payload"].as_object();
    let flat = payload.is_some_and(|payload| payload.values().all(|one| !one.is_object()));
    if metadata["event_type"].as_str().is_none_or(str::is_empty) || !flat {
        return Err("invalid_metadata_format".into());
    }
    if metadata.to_string().len() > METADATA_MAX {
        return Err("metadata_too_large".into());
    }
    Ok(metadata)
}

pub(super) fn post_message(state: &mut State, args: &Args) -> Answered {
    let channel = state.channel_to_post(args.need("channel", "channel_not_found")?)?;
    let new = content(args, Surface::Message)?;
    if state.posts_too_fast(&channel) {
        return Err(Refusal::rate_limited(1));
    }
    let bot = state.spec.app.bot_user.clone();
    let ts = state.post(&channel, &bot, new);
    let message = state.message_json(&channel, &ts)?;
    Ok(json!({ "channel": channel, "ts": ts, "message": message }))
}

pub(super) fn post_ephemeral(state: &mut State, args: &Args) -> Answered {
    let channel = state.channel_to_post(args.need("channel", "channel_not_found")?)?;
    let user = args.need("user", "user_not_in_channel")?;
    let there = state.channel(&channel).is_some_and(|place| place.members.contains(user));
    if !there {
        return Err("user_not_in_channel".into());
    }
    let new = content(args, Surface::Message)?;
    let ts = state.post_ephemeral(&channel, user, new);
    Ok(json!({ "message_ts": ts }))
}

pub(super) fn update(state: &mut State, args: &Args) -> Answered {
    let channel = state.channel_for_bot(args.need("channel", "channel_not_found")?)?;
    let ts = args.need("ts", "message_not_found")?;
    let place = state.channel(&channel).ok_or("channel_not_found")?;
    if place.archived {
        return Err("is_inactive".into());
    }
    let message = place.messages.get(ts).ok_or("message_not_found")?;
    if !message.by_bot {
        return Err("cant_update_message".into());
    }
    let new = content(args, Surface::Message)?;
    if new.text.chars().count() > UPDATE_MAX {
        return Err("msg_too_long".into());
    }
    if !new.metadata.is_null() {
        let place = state.channel_mut(&channel).ok_or("channel_not_found")?;
        place.messages.get_mut(ts).ok_or("message_not_found")?.metadata = new.metadata;
    }
    state.change(&channel, ts, new.text.clone(), new.blocks).ok_or("message_not_found")?;
    let message = state.message_json(&channel, ts)?;
    Ok(json!({ "channel": channel, "ts": ts, "text": new.text, "message": message }))
}

pub(super) fn delete(state: &mut State, args: &Args) -> Answered {
    let channel = state.channel_for_bot(args.need("channel", "channel_not_found")?)?;
    let ts = args.need("ts", "message_not_found")?;
    let place = state.channel(&channel).ok_or("channel_not_found")?;
    let message = place.messages.get(ts).ok_or("message_not_found")?;
    if !message.by_bot {
        return Err("cant_delete_message".into());
    }
    state.delete(&channel, ts);
    Ok(json!({ "channel": channel, "ts": ts }))
}

pub(super) fn permalink(state: &State, args: &Args) -> Answered {
    let channel = state.channel_for_bot(args.need("channel", "channel_not_found")?)?;
    let ts = args.need("message_ts", "message_not_found")?;
    let place = state.channel(&channel).ok_or("channel_not_found")?;
    let message = place.messages.get(ts).ok_or("message_not_found")?;
    let thread = message.thread_ts.as_ref();
    let thread = thread.map_or(String::new(), |root| format!("?thread_ts={root}&cid={channel}"));
    let permalink =
        format!("https://rehearsal.slack.com/archives/{channel}/p{}{thread}", ts.replace('.', ""));
    Ok(json!({ "channel": channel, "permalink": permalink }))
}

impl State {
    fn message_json(&self, channel: &str, ts: &str) -> Answered {
        let place = self.channel(channel).ok_or("channel_not_found")?;
        let message = place.messages.get(ts).ok_or("message_not_found")?;
        Ok(payloads::message(self, place, message, true))
    }

    /// Returns the channel if the bot may know of it.
    pub fn channel_for_bot(&self, id: &str) -> Result<String, Refusal> {
        let bot = &self.spec.app.bot_user;
        match self.channel(id) {
            Some(place) if !place.private || place.members.contains(bot) => Ok(id.into()),
            _ => Err("channel_not_found".into()),
        }
    }

    /// Returns the channel into which the bot posts: by id, by name, or to a person.
    fn channel_to_post(&mut self, target: &str) -> Result<String, Refusal> {
        let by_name = target.strip_prefix('#').and_then(|name| {
            self.channels.iter().find(|channel| channel.name == name).map(|found| found.id.clone())
        });
        let target = by_name.unwrap_or_else(|| target.into());
        if target.starts_with(['U', 'W']) {
            self.check_direct(&target)?;
            return Ok(self.im_with(&target));
        }
        let id = self.channel_for_bot(&target)?;
        let place = self.channel(&id).ok_or("channel_not_found")?;
        if let Some(user) = place.im_with.clone() {
            self.check_direct(&user)?;
        } else if place.archived {
            return Err("is_archived".into());
        } else if !place.members.contains(&self.spec.app.bot_user) {
            return Err("not_in_channel".into());
        }
        Ok(id)
    }

    /// Tells whether the bot can write to a person.
    pub fn check_direct(&self, user: &str) -> Result<(), Refusal> {
        let user = self.user(user).ok_or("channel_not_found")?;
        for (mark, code) in [
            (Mark::Bot, "cannot_dm_bot"),
            (Mark::Deactivated, "user_disabled"),
            (Mark::RefusesDms, "messages_tab_disabled"),
        ] {
            if user.is(mark) {
                return Err(code.into());
            }
        }
        Ok(())
    }
}
