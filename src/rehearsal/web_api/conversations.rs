//! Channels and what was said in them.

use super::{Answered, Args, Refusal, page};
use crate::rehearsal::payloads;
use crate::rehearsal::state::{Channel, Message, State};
use serde_json::{Value, json};

pub(super) fn open(state: &mut State, args: &Args) -> Answered {
    let id = match args.text("channel") {
        Some(id) => state.channel_for_bot(id)?,
        None => {
            let users = users(args);
            let [user] = users.as_slice() else {
                return Err(if users.is_empty() {
                    "users_list_not_supplied"
                } else {
                    "too_many_users"
                }
                .into());
            };
            if state.user(user).is_none() {
                return Err("user_not_found".into());
            }
            match state.check_direct(user) {
                // A conversation can be opened; only writing into it fails.
                Err(refusal) if refusal.code != "messages_tab_disabled" => return Err(refusal),
                _ => state.im_with(user),
            }
        }
    };
    let place = state.channel(&id).ok_or("channel_not_found")?;
    let channel =
        if args.flag("return_im") { payloads::channel(state, place) } else { json!({ "id": id }) };
    Ok(json!({ "channel": channel, "no_op": true, "already_open": true }))
}

/// Reads `users`, which is a list or a text with commas.
fn users(args: &Args) -> Vec<String> {
    match args.json("users") {
        Some(Value::Array(list)) => {
            list.iter().filter_map(|user| user.as_str().map(str::to_string)).collect()
        }
        _ => args
            .text("users")
            .map(|text| text.split(',').map(|user| user.trim().to_string()).collect())
            .unwrap_or_default(),
    }
}

pub(super) fn info(state: &State, args: &Args) -> Answered {
    let id = state.channel_for_bot(args.need("channel", "channel_not_found")?)?;
    let place = state.channel(&id).ok_or("channel_not_found")?;
    Ok(json!({ "channel": payloads::channel(state, place) }))
}

pub(super) fn list(state: &State, args: &Args) -> Answered {
    let bot = &state.spec.app.bot_user;
    let known = |channel: &Channel| !channel.private || channel.members.contains(bot);
    some_channels(state, args, known)
}

pub(super) fn of_user(state: &State, args: &Args) -> Answered {
    let user = args.text("user").unwrap_or(&state.spec.app.bot_user);
    let bot = &state.spec.app.bot_user;
    some_channels(state, args, |channel| {
        channel.members.contains(user) && (!channel.private || channel.members.contains(bot))
    })
}

fn some_channels(state: &State, args: &Args, wanted: impl Fn(&Channel) -> bool) -> Answered {
    let types = args.text("types").unwrap_or("public_channel");
    let is_wanted = |channel: &&Channel| {
        let kind = match channel.kind() {
            "im" => "im",
            "group" => "private_channel",
            _ => "public_channel",
        };
        types.split(',').any(|one| one.trim() == kind)
            && !(args.flag("exclude_archived") && channel.archived)
            && wanted(channel)
    };
    let channels: Vec<&Channel> = state.channels.iter().filter(is_wanted).collect();
    let (channels, next) = page(channels, args)?;
    let channels: Vec<Value> =
        channels.into_iter().map(|channel| payloads::channel(state, channel)).collect();
    Ok(json!({ "channels": channels, "response_metadata": { "next_cursor": next } }))
}

pub(super) fn members(state: &State, args: &Args) -> Answered {
    let id = state.channel_for_bot(args.need("channel", "channel_not_found")?)?;
    let place = state.channel(&id).ok_or("channel_not_found")?;
    let (members, next) = page(place.members.iter().collect(), args)?;
    Ok(json!({ "members": members, "response_metadata": { "next_cursor": next } }))
}

pub(super) fn history(state: &State, args: &Args) -> Answered {
    let place = readable(state, args)?;
    let messages = place.messages.values().rev();
    let messages = messages.filter(|one| one.thread_ts.is_none() || one.broadcast);
    let messages: Vec<&Message> = messages.filter(|one| in_span(args, &one.ts)).collect();
    shown(state, args, place, messages)
}

pub(super) fn replies(state: &State, args: &Args) -> Answered {
    let place = readable(state, args)?;
    let ts = args.need("ts", "thread_not_found")?;
    let named = place.messages.get(ts);
    let root = named.and_then(|one| one.thread_ts.as_deref()).unwrap_or(ts);
    let in_thread = |one: &&Message| one.ts == root || one.thread_ts.as_deref() == Some(root);
    let messages: Vec<&Message> = place.messages.values().filter(in_thread).collect();
    if messages.is_empty() {
        return Err("thread_not_found".into());
    }
    // The root comes with every span of time.
    let messages = messages.into_iter().filter(|one| one.ts == root || in_span(args, &one.ts));
    let messages = messages.collect();
    let mut answer = shown(state, args, place, messages)?;
    if !place.messages.contains_key(root)
        && let Some(list) = answer["messages"].as_array_mut()
    {
        list.insert(0, tombstone(root));
    }
    Ok(answer)
}

/// What stands in the place of a deleted message that had answers.
fn tombstone(ts: &str) -> Value {
    json!({
        "type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": true,
        "text": "This message was deleted.", "ts": ts, "thread_ts": ts,
    })
}

fn readable<'s>(state: &'s State, args: &Args) -> Result<&'s Channel, Refusal> {
    let id = state.channel_for_bot(args.need("channel", "channel_not_found")?)?;
    let place = state.channel(&id).ok_or("channel_not_found")?;
    if !place.members.contains(&state.spec.app.bot_user) {
        return Err("not_in_channel".into());
    }
    Ok(place)
}

fn in_span(args: &Args, ts: &str) -> bool {
    let inclusive = args.flag("inclusive");
    let micros = |ts: &str| {
        let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
        let fraction: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
        Some(seconds.parse::<i64>().ok()? * 1_000_000 + fraction)
    };
    let bound = |name| args.text(name).and_then(micros);
    let Some(ts) = micros(ts) else { return false };
    let after = bound("oldest").is_none_or(|oldest| ts > oldest || (inclusive && ts == oldest));
    let before = bound("latest").is_none_or(|latest| ts < latest || (inclusive && ts == latest));
    after && before
}

fn shown(state: &State, args: &Args, place: &Channel, messages: Vec<&Message>) -> Answered {
    let metadata = args.flag("include_all_metadata");
    let (messages, next) = page(messages, args)?;
    let messages: Vec<Value> =
        messages.into_iter().map(|one| payloads::message(state, place, one, metadata)).collect();
    Ok(json!({ "messages": messages, "has_more": !next.is_empty(), "pin_count": 0,
        "response_metadata": { "next_cursor": next } }))
}
