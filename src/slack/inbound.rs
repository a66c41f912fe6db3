//! What Slack tells us, in our own types: one path for HTTP and Socket Mode, for events, interactions
//! and commands.

use crate::domain::ids::{ChannelId, EventId, MessageTs, TeamId, UserId};
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
    },
    MessageDeleted {
        channel: ChannelId,
        ts: MessageTs,
        thread: Option<MessageTs>,
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
    /// The message shortcut *Ask for perspectives*.
    Shortcut {
        channel: ChannelId,
        ts: MessageTs,
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
