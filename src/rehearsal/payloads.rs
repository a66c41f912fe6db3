//! What Slack's events and objects look like on the wire.

use super::script::Mark;
use super::spec::User;
use super::state::{Channel, Message, State};
use jiff::{SignedDuration, Timestamp, Zoned, civil::Time};
use serde_json::{Map, Value, json};

/// The team of strangers.
pub(super) const ELSEWHERE: &str = "T0ELSEWHERE";

/// Returns the `event_ts` of an event that is not a message.
pub(super) fn event_ts(now: Timestamp, number: u64) -> String {
    format!("{}.{:06}", now.as_second(), number % 1_000_000)
}

/// Wraps an event.
pub(super) fn envelope(state: &State, id: &str, event: Value) -> Value {
    let spec = &state.spec;
    json!({
        "token": "rehearsal",
        "team_id": spec.team_id,
        "context_team_id": spec.team_id,
        "context_enterprise_id": null,
        "api_app_id": spec.app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": id,
        "event_time": state.now().as_second(),
        "authorizations": [{
            "enterprise_id": null,
            "team_id": spec.team_id,
            "user_id": spec.app.bot_user,
            "is_bot": true,
            "is_enterprise_install": false,
        }],
        "is_ext_shared_channel": event_channel_is_shared(state, &event),
        "event_context": format!("4-{id}"),
    })
}

fn event_channel_is_shared(state: &State, event: &Value) -> bool {
    event["channel"].as_str().and_then(|id| state.channel(id)).is_some_and(|channel| channel.shared)
}

/// Returns the team a user belongs to: strangers are from another one.
fn team_of<'s>(state: &'s State, user: &str) -> &'s str {
    let stranger = state.user(user).is_some_and(|user| user.is(Mark::Stranger));
    if stranger { ELSEWHERE } else { &state.spec.team_id }
}

/// Returns a message as history shows it; metadata only where asked for.
pub(super) fn message(
    state: &State,
    channel: &Channel,
    message: &Message,
    metadata: bool,
) -> Value {
    let mut json = json!({
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": team_of(state, &message.user),
    });
    let object = json.as_object_mut().expect("it is one");
    let mut put = |key: &str, value: Value| object.insert(key.into(), value);
    if message.by_bot {
        put("bot_id", state.spec.app.bot_id.clone().into());
        put("app_id", state.spec.app.app_id.clone().into());
        put("bot_profile", bot_profile(state));
    }
    if let Some(subtype) = message.subtype {
        put("subtype", subtype.into());
    }
    if let Some(id) = &message.client_msg_id {
        put("client_msg_id", id.clone().into());
    }
    if !message.blocks.is_null() {
        put("blocks", message.blocks.clone());
    }
    if let Some(ts) = &message.edited {
        put("edited", json!({ "user": message.user, "ts": ts }));
    }
    if metadata && !message.metadata.is_null() {
        put("metadata", message.metadata.clone());
    }
    if !message.reactions.is_empty() {
        let reaction = |(name, users): (&String, &Vec<String>)| json!({ "name": name, "users": users, "count": users.len() });
        put("reactions", message.reactions.iter().map(reaction).collect());
    }
    thread_fields(channel, message, object);
    json
}

fn thread_fields(channel: &Channel, message: &Message, object: &mut Map<String, Value>) {
    if let Some(thread) = &message.thread_ts {
        object.insert("thread_ts".into(), thread.clone().into());
        let parent = channel.messages.get(thread).map(|root| root.user.clone());
        object.insert("parent_user_id".into(), parent.into());
        return;
    }
    let in_thread = |one: &&Message| one.thread_ts.as_deref() == Some(&message.ts);
    let replies: Vec<&Message> = channel.messages.values().filter(in_thread).collect();
    if let Some(last) = replies.last() {
        let mut users: Vec<&String> = replies.iter().map(|reply| &reply.user).collect();
        users.sort();
        users.dedup();
        object.insert("thread_ts".into(), message.ts.clone().into());
        object.insert("reply_count".into(), replies.len().into());
        object.insert("reply_users_count".into(), users.len().into());
        object.insert("reply_users".into(), json!(users));
        object.insert("latest_reply".into(), last.ts.clone().into());
    }
}

fn bot_profile(state: &State) -> Value {
    let app = &state.spec.app;
    json!({ "id": app.bot_id, "deleted": false, "name": app.name, "updated": 1_700_000_000,
        "app_id": app.app_id, "user_id": app.bot_user, "team_id": state.spec.team_id,
        "icons": { "image_36": "https://rehearsal.example/36.png" } })
}

/// Returns `bots.info`'s object.
pub(super) fn bot(state: &State) -> Value {
    bot_profile(state)
}

/// Returns the event of a new message.
pub(super) fn message_event(state: &State, channel: &str, new: &Message) -> Value {
    let Some(place) = state.channel(channel) else { return Value::Null };
    let mut event = message(state, place, new, true);
    event["channel"] = channel.into();
    event["channel_type"] = place.kind().into();
    event["event_ts"] = new.ts.clone().into();
    event
}

/// Returns the event of a mention of the bot, if the message mentions it.
pub(super) fn mention_event(state: &State, channel: &str, new: &Message) -> Option<Value> {
    let bot = &state.spec.app.bot_user;
    let direct = state.channel(channel)?.im_with.is_some();
    if direct || new.by_bot || !new.text.contains(&format!("<@{bot}>")) {
        return None;
    }
    let mut event = message_event(state, channel, new);
    event["type"] = "app_mention".into();
    event.as_object_mut()?.remove("channel_type");
    Some(event)
}

/// Returns the event of a changed message.
pub(super) fn changed_event(state: &State, channel: &str, old: &Message, new: &Message) -> Value {
    let Some(place) = state.channel(channel) else { return Value::Null };
    let ts = new.edited.clone().unwrap_or_default();
    json!({ "type": "message", "subtype": "message_changed", "hidden": true, "channel": channel,
        "channel_type": place.kind(), "ts": ts, "event_ts": ts,
        "message": message(state, place, new, true),
        "previous_message": message(state, place, old, true) })
}

/// Returns the event of a deleted message.
pub(super) fn deleted_event(state: &State, channel: &str, old: &Message, ts: &str) -> Value {
    let Some(place) = state.channel(channel) else { return Value::Null };
    json!({ "type": "message", "subtype": "message_deleted", "hidden": true, "channel": channel,
        "channel_type": place.kind(), "ts": ts, "event_ts": ts, "deleted_ts": old.ts,
        "previous_message": message(state, place, old, true) })
}

/// Returns a channel as `conversations.info` shows it.
pub(super) fn channel(state: &State, channel: &Channel) -> Value {
    let bot = &state.spec.app.bot_user;
    let created = channel.created.as_second();
    if let Some(user) = &channel.im_with {
        return json!({ "id": channel.id, "created": created, "is_archived": false, "is_im": true,
            "is_org_shared": false, "user": user, "is_user_deleted": false,
            "is_open": true, "is_private": true, "priority": 0 });
    }
    json!({
        "id": channel.id, "name": channel.name, "name_normalized": channel.name,
        "created": created, "creator": channel.members.first(),
        "is_channel": !channel.private, "is_group": channel.private, "is_im": false,
        "is_mpim": false, "is_private": channel.private, "is_archived": channel.archived,
        "is_general": false, "is_shared": channel.shared, "is_ext_shared": channel.shared,
        "is_org_shared": false, "is_pending_ext_shared": false,
        "is_member": channel.members.contains(bot), "num_members": channel.members.len(),
        "context_team_id": state.spec.team_id, "updated": created * 1000,
        "topic": { "value": "", "creator": "", "last_set": 0 },
        "purpose": { "value": "", "creator": "", "last_set": 0 },
        "previous_names": [],
    })
}

/// Returns a user as `users.info` shows it at this moment.
pub(super) fn user(state: &State, user: &User) -> Value {
    let stranger = user.is(Mark::Stranger);
    let team = team_of(state, &user.id);
    let now = state.now().to_zoned(user.zone.clone());
    let status = status(user, state.now());
    json!({
        "id": user.id, "team_id": team, "name": user.handle, "real_name": user.name,
        "deleted": user.is(Mark::Deactivated), "color": "9f69e7",
        "tz": user.zone.iana_name(), "tz_label": user.zone.iana_name(),
        "tz_offset": now.offset().seconds(),
        "is_admin": user.admin, "is_owner": false, "is_primary_owner": false,
        "is_restricted": user.is(Mark::Guest), "is_ultra_restricted": false,
        "is_bot": user.is(Mark::Bot), "is_app_user": false, "is_stranger": stranger,
        "updated": 1_700_000_000, "locale": "en-GB",
        "profile": {
            "real_name": user.name, "real_name_normalized": user.name,
            "display_name": user.handle, "display_name_normalized": user.handle,
            "email": user.email, "title": "", "phone": "", "team": team,
            "status_text": status.0, "status_emoji": status.1, "status_expiration": status.2,
        },
    })
}

/// Returns the bot's own user.
pub(super) fn bot_user(state: &State) -> Value {
    let app = &state.spec.app;
    json!({ "id": app.bot_user, "team_id": state.spec.team_id, "name": app.name.to_lowercase(),
        "real_name": app.name, "deleted": false, "is_bot": true, "is_app_user": false,
        "tz": "UTC", "tz_offset": 0, "updated": 1_700_000_000,
        "profile": { "real_name": app.name, "display_name": app.name, "bot_id": app.bot_id,
            "api_app_id": app.app_id, "status_text": "", "status_emoji": "" } })
}

fn status(user: &User, now: Timestamp) -> (&'static str, &'static str, i64) {
    match user.away {
        Some((from, to)) if from <= now && now < to => {
            ("Out of office", ":palm_tree:", to.as_second())
        }
        _ => ("", "", 0),
    }
}

/// Returns a user's do-not-disturb state: an absence, else the next quiet hours.
pub(super) fn dnd(user: &User, now: Timestamp) -> Value {
    let span = match user.away {
        Some((from, to)) if from <= now && now < to => Some((from, to)),
        _ => user.quiet_hours.and_then(|hours| quiet_span(hours, &now.to_zoned(user.zone.clone()))),
    };
    let (start, end) = span.map_or((1, 1), |(start, end)| (start.as_second(), end.as_second()));
    json!({ "dnd_enabled": span.is_some(), "next_dnd_start_ts": start, "next_dnd_end_ts": end,
        "snooze_enabled": false })
}

/// Returns the quiet hours that end next.
fn quiet_span((start, end): (Time, Time), now: &Zoned) -> Option<(Timestamp, Timestamp)> {
    let zone = now.time_zone();
    (-1..=1).find_map(|day| {
        let date = now.date().checked_add(SignedDuration::from_hours(24 * day)).ok()?;
        let last = if end <= start { date.tomorrow().ok()? } else { date };
        let from = date.to_datetime(start).to_zoned(zone.clone()).ok()?.timestamp();
        let to = last.to_datetime(end).to_zoned(zone.clone()).ok()?.timestamp();
        (to > now.timestamp()).then_some((from, to))
    })
}

/// Returns the user part of an interaction.
pub(super) fn acting_user(state: &State, id: &str) -> Value {
    let handle = state.user(id).map_or(id, |user| &user.handle);
    let team = team_of(state, id);
    json!({ "id": id, "username": handle, "name": handle, "team_id": team })
}

/// Returns what every interaction has.
pub(super) fn interaction(state: &State, kind: &str, user: &str) -> Value {
    json!({
        "type": kind,
        "team": { "id": state.spec.team_id, "domain": "rehearsal" },
        "user": acting_user(state, user),
        "api_app_id": state.spec.app.app_id,
        "token": "rehearsal",
        "enterprise": null,
        "is_enterprise_install": false,
    })
}
