//! What Slack tells us, in our own types: one path for HTTP and Socket Mode, for events, interactions
//! and commands.
//!
//! [`Reader::read`] looks only at the keys it needs and takes anything for the rest: null, missing,
//! of another type. It decides nothing beyond what was said and by whom, looks nothing up, and never
//! panics.

mod commands;
mod events;
pub(super) mod fields;
mod interactions;
mod messages;

pub use self::interactions::{GLOBAL_SHORTCUT, MESSAGE_SHORTCUT};

use self::fields::{Fields, Form};
use crate::domain::ids::{ChannelId, EventId, MessageTs, Standing, TeamId, UserId};
use crate::views::controls::{Control, Submission};
use jiff::Timestamp;

/// One thing Slack tells us.
#[derive(Clone, Debug, PartialEq)]
pub struct Inbound {
    /// Stable over redeliveries: Slack's `event_id`, or derived from what makes a click unique.
    pub id: EventId,
    /// The workspace whose installation this concerns; an enterprise id where Slack names no workspace.
    pub team: TeamId,
    pub what: What,
}

/// What happened in Slack.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A person wrote in a channel. Bots, our own messages and hidden subtypes never become this; a
    /// thread broadcast is a message in its thread.
    Message {
        channel: ChannelId,
        ts: MessageTs,
        thread: Option<MessageTs>,
        user: UserId,
        text: String,
    },
    /// A person changed the text of a message in a channel.
    MessageEdited {
        channel: ChannelId,
        ts: MessageTs,
        thread: Option<MessageTs>,
        text: String,
        /// What it read before, where Slack tells.
        before: Option<String>,
    },
    MessageDeleted {
        channel: ChannelId,
        ts: MessageTs,
        thread: Option<MessageTs>,
        before: Option<String>,
    },
    /// A person wrote to the bot.
    Dm {
        channel: ChannelId,
        ts: MessageTs,
        thread: Option<MessageTs>,
        user: UserId,
        text: String,
    },
    /// A person changed (`Some`) or deleted (`None`) what they wrote to the bot.
    DmEdited {
        channel: ChannelId,
        ts: MessageTs,
        user: UserId,
        text: Option<String>,
    },
    /// An emoji was added to a message; the name without colons and skin tone.
    Reaction {
        channel: ChannelId,
        ts: MessageTs,
        user: UserId,
        emoji: String,
    },
    /// Somebody mentioned the bot in a channel.
    Mention {
        channel: ChannelId,
        ts: MessageTs,
        thread: Option<MessageTs>,
        user: UserId,
    },
    /// What is known of a channel is out of date: renamed, converted, shared, unarchived, members.
    ChannelChanged {
        channel: ChannelId,
    },
    /// A channel goes on under another id.
    ChannelIdChanged {
        from: ChannelId,
        to: ChannelId,
    },
    ChannelArchived {
        channel: ChannelId,
    },
    /// What is known of a person is out of date.
    PersonChanged {
        user: UserId,
    },
    /// User groups changed.
    GroupsChanged,
    /// The bot itself was invited to a channel.
    Invited {
        channel: ChannelId,
        by: Option<UserId>,
    },
    /// Slack held back events in this minute.
    RateLimited {
        minute: Timestamp,
    },
    /// The app was removed, or its tokens were revoked.
    Uninstalled,
    /// `/soundings …`.
    Command {
        channel: ChannelId,
        user: UserId,
        text: String,
        hand: Hand,
    },
    /// A button was pressed.
    Pressed {
        user: UserId,
        control: Control,
        hand: Hand,
    },
    /// A form was submitted.
    Submitted {
        user: UserId,
        submission: Box<Submission>,
    },
    /// Something was typed or chosen in a form that is not handed in yet.
    Typed {
        user: UserId,
        submission: Box<Submission>,
        at: MessageTs,
    },
    /// The message shortcut *Ask for perspectives*.
    Shortcut {
        channel: ChannelId,
        standing: Standing,
        author: Option<UserId>,
        text: String,
        user: UserId,
        hand: Hand,
    },
    /// Understood, and nothing to do; the word is counted and logged.
    Nothing(&'static str),
    /// Not understood; the type is counted and logged.
    Unknown(String),
}

/// How to answer the person at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hand {
    /// Opens one form, within three seconds.
    pub trigger: Option<String>,
    /// Takes five answers within half an hour.
    pub response_url: Option<String>,
    /// Where the person was, for an answer that only they see.
    pub channel: Option<ChannelId>,
    /// The thread they were in.
    pub thread: Option<MessageTs>,
}

/// What goes back with the acknowledgement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ack {
    /// A JSON body, where Slack takes one: an ephemeral message for a command, a `response_action` for
    /// a form.
    pub body: Option<serde_json::Value>,
}

/// Reads what Slack sends, knowing who the bot itself is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The bot's own user, whose messages are echoes and whose joining is an invitation.
    pub bot_user: UserId,
    /// The bot's own `B…` id.
    pub bot_id: Option<String>,
}

/// What a body holds.
#[expect(clippy::large_enum_variant, reason = "nearly always the large one, and moved on at once")]
#[derive(Clone, Debug, PartialEq)]
pub enum Parsed {
    Inbound(Inbound),
    /// Slack asks whether this is the right address; the word to give back.
    Challenge(String),
}

/// Why a body cannot even be told apart. There is nothing to try again: Slack would send the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the body is not UTF-8")]
    NotUtf8,
    #[error("the body is not a JSON object")]
    NotJson,
    /// Something is missing without which nothing can be done.
    #[error("the body has no usable `{0}`")]
    Missing(&'static str),
}

impl Reader {
    /// Reads a body: a JSON envelope, or a form with a `payload` or a `command`.
    ///
    /// The content type is not asked for; the first character tells which of the two it is.
    pub fn read(&self, body: &[u8]) -> Result<Parsed, Unreadable> {
        let body = std::str::from_utf8(body).map_err(|_| Unreadable::NotUtf8)?;
        if body.trim_ascii_start().starts_with('{') {
            return self.read_json(body);
        }
        let form = Form::read(body);
        match form.text("payload") {
            Some(payload) => self.read_json(payload),
            None => commands::read(|key| form.text(key).map(str::to_owned)).map(Parsed::Inbound),
        }
    }

    fn read_json(&self, json: &str) -> Result<Parsed, Unreadable> {
        let fields = Fields::read(json).ok_or(Unreadable::NotJson)?;
        let inbound = match fields.text("type").as_deref() {
            Some("url_verification") => {
                let challenge = fields.text("challenge").ok_or(Unreadable::Missing("challenge"))?;
                return Ok(Parsed::Challenge(challenge));
            }
            Some("event_callback") => events::read(self, &fields),
            Some("app_rate_limited") => events::read_rate_limit(&fields),
            Some(kind) => interactions::read(kind, &fields),
            None => commands::read(|key| fields.text(key)),
        };
        inbound.map(Parsed::Inbound)
    }

    /// Returns whether the bot itself wrote a message, with or without its own mark on it.
    fn is_own(&self, message: &Fields<'_>) -> bool {
        let by_user = message.text("user").as_deref() == Some(self.bot_user.as_str());
        let bot = message.text("bot_id");
        by_user || bot.is_some() && bot == self.bot_id
    }
}

impl What {
    /// Returns a short word for counting.
    pub fn kind(&self) -> &'static str {
        match self {
            What::Message { .. } => "message",
            What::MessageEdited { .. } => "message_edited",
            What::MessageDeleted { .. } => "message_deleted",
            What::Dm { .. } => "dm",
            What::DmEdited { .. } => "dm_edited",
            What::Reaction { .. } => "reaction",
            What::Mention { .. } => "mention",
            What::ChannelChanged { .. } => "channel_changed",
            What::ChannelIdChanged { .. } => "channel_id_changed",
            What::ChannelArchived { .. } => "channel_archived",
            What::PersonChanged { .. } => "person_changed",
            What::GroupsChanged => "groups_changed",
            What::Invited { .. } => "invited",
            What::RateLimited { .. } => "rate_limited",
            What::Uninstalled => "uninstalled",
            What::Command { .. } => "command",
            What::Pressed { .. } => "pressed",
            What::Submitted { .. } => "submitted",
            What::Typed { .. } => "typed",
            What::Shortcut { .. } => "shortcut",
            What::Nothing(word) => word,
            What::Unknown(_) => "unknown",
        }
    }
}
