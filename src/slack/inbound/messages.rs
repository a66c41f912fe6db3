//! Messages: written, changed and deleted, in channels and to the bot.

use super::What;
use super::events::{Event, unknown};
use super::fields::Fields;
use crate::domain::ids::{ChannelId, MessageTs, UserId};

/// Reads a message event, or returns `None` where something needed is missing.
pub(super) fn read(event: &Event<'_>) -> Option<What> {
    let subtype = event.fields.text("subtype");
    match subtype.as_deref() {
        None | Some("" | "file_share" | "me_message" | "thread_broadcast") => written(event),
        Some("message_changed") => changed(event),
        Some("message_deleted") => deleted(event),
        Some("channel_archive" | "group_archive") => {
            Some(What::ChannelArchived { channel: event.channel()? })
        }
        Some(subtype) if CHANNEL_CHANGES.contains(&subtype) => {
            Some(What::ChannelChanged { channel: event.channel()? })
        }
        Some(subtype) => {
            let quiet = QUIET.iter().find(|quiet| **quiet == subtype);
            let nothing = quiet.map(|quiet| What::Nothing(quiet));
            Some(nothing.unwrap_or_else(|| unknown(&format!("message/{subtype}"))))
        }
    }
}

/// Returns the thread a message is in; the root of a thread is in none.
pub(super) fn thread(message: &Fields<'_>, ts: &MessageTs) -> Option<MessageTs> {
    message.id("thread_ts").filter(|thread| thread != ts)
}

fn written(event: &Event<'_>) -> Option<What> {
    let message = &event.fields;
    if let Some(outsider) = event.outsider(message) {
        return Some(outsider);
    }
    let (channel, ts): (ChannelId, MessageTs) = (event.channel()?, message.id("ts")?);
    let user: UserId = message.id("user")?;
    if user.as_str() == SLACKBOT {
        return Some(What::Nothing("bot message"));
    }
    let (thread, text) = (thread(message, &ts), message.text("text").unwrap_or_default());
    if is_direct(event, &channel) {
        return Some(What::Dm { channel, ts, thread, user, text });
    }
    Some(What::Message { channel, ts, thread, user, text })
}

fn changed(event: &Event<'_>) -> Option<What> {
    let message = event.fields.object("message")?;
    let before = event.fields.object("previous_message").unwrap_or_else(Fields::empty);
    if let Some(outsider) = event.outsider(&message) {
        return Some(outsider);
    }
    let ts: MessageTs = message.id("ts")?;
    // The deleted root of a thread stays as a tombstone.
    if message.text("subtype").as_deref() == Some("tombstone") {
        return gone(event, ts, &before);
    }
    let text = message.text("text").unwrap_or_default();
    let same = match before.text("text") {
        Some(before) => before == text,
        None => !message.has("edited"),
    };
    if same {
        return Some(What::Nothing("message with the same text"));
    }
    let channel = event.channel()?;
    if is_direct(event, &channel) {
        let user = message.id("user")?;
        return Some(What::DmEdited { channel, ts, user, text: Some(text) });
    }
    let before = before.text("text");
    Some(What::MessageEdited { channel, thread: thread(&message, &ts), ts, text, before })
}

fn deleted(event: &Event<'_>) -> Option<What> {
    let before = event.fields.object("previous_message").unwrap_or_else(Fields::empty);
    let ts = event.fields.id("deleted_ts").or_else(|| before.id("ts"))?;
    gone(event, ts, &before)
}

/// A message is gone; who wrote it and in which thread is known from before.
fn gone(event: &Event<'_>, ts: MessageTs, before: &Fields<'_>) -> Option<What> {
    if let Some(outsider) = event.outsider(before) {
        return Some(outsider);
    }
    let channel = event.channel()?;
    if is_direct(event, &channel) {
        let user = before.id("user")?;
        return Some(What::DmEdited { channel, ts, user, text: None });
    }
    let (thread, before) = (thread(before, &ts), before.text("text"));
    Some(What::MessageDeleted { channel, thread, ts, before })
}

/// Whether a conversation is one with the bot. The prefix is asked only where Slack names no type.
fn is_direct(event: &Event<'_>, channel: &ChannelId) -> bool {
    match event.fields.text("channel_type") {
        Some(kind) => kind == "im" || kind == "app_home",
        None => channel.as_str().starts_with('D'),
    }
}

/// Slack's own voice.
const SLACKBOT: &str = "USLACKBOT";

/// Posts that tell of a change to the channel.
const CHANNEL_CHANGES: [&str; 8] = [
    "channel_unarchive",
    "channel_name",
    "channel_convert_to_private",
    "channel_convert_to_public",
    "group_unarchive",
    "group_name",
    "group_convert_to_private",
    "group_convert_to_public",
];

/// Posts that are understood, and of no interest.
const QUIET: [&str; 25] = [
    "assistant_app_thread",
    "bot_add",
    "bot_message",
    "bot_remove",
    "channel_canvas_updated",
    "channel_join",
    "channel_leave",
    "channel_posting_permissions",
    "channel_purpose",
    "channel_topic",
    "document_mention",
    "ekm_access_denied",
    "file_comment",
    "file_mention",
    "group_join",
    "group_leave",
    "group_purpose",
    "group_topic",
    "huddle_thread",
    "message_replied",
    "pinned_item",
    "reminder_add",
    "reply_broadcast",
    "sh_room_created",
    "unpinned_item",
];
