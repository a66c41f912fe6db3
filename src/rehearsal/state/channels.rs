//! Channels and who is in them.

use super::State;
use crate::rehearsal::payloads;
use crate::rehearsal::script::ChannelChange;
use crate::rehearsal::spec;
use crate::rehearsal::story::{Place, What};
use jiff::Timestamp;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A channel or a direct conversation with the bot.
pub(crate) struct Channel {
    pub id: String,
    pub name: String,
    pub private: bool,
    pub shared: bool,
    pub archived: bool,
    pub created: Timestamp,
    pub members: BTreeSet<String>,
    /// The person on the other side of a direct conversation.
    pub im_with: Option<String>,
    /// By `ts`, which has the same number of digits everywhere.
    pub messages: BTreeMap<String, super::Message>,
    /// The last `ts` that was given, in microseconds.
    pub last_ts: i64,
    /// The last post of the bot, for the posting rate.
    pub last_post: Option<Timestamp>,
}

impl Channel {
    pub fn new(channel: &spec::Channel, created: Timestamp) -> Self {
        Self {
            id: channel.id.clone(),
            name: channel.name.clone(),
            private: channel.private,
            shared: channel.shared,
            archived: false,
            created,
            members: channel.members.iter().cloned().collect(),
            im_with: None,
            messages: BTreeMap::new(),
            last_ts: 0,
            last_post: None,
        }
    }

    /// Returns what events call this kind of channel.
    pub fn kind(&self) -> &'static str {
        match (self.im_with.is_some(), self.private) {
            (true, _) => "im",
            (false, true) => "group",
            (false, false) => "channel",
        }
    }
}

impl State {
    /// Returns the direct conversation with a user; there is one from the first time on.
    pub fn im_with(&mut self, user: &str) -> String {
        let is_theirs = |channel: &&Channel| channel.im_with.as_deref() == Some(user);
        if let Some(channel) = self.channels.iter().find(is_theirs) {
            return channel.id.clone();
        }
        let id = format!("D{}", &user[1..]);
        let members = vec![user.to_string(), self.spec.app.bot_user.clone()];
        let channel = spec::Channel {
            id: id.clone(),
            name: String::new(),
            private: true,
            shared: false,
            members,
        };
        let channel = Channel { im_with: Some(user.into()), ..Channel::new(&channel, self.now()) };
        self.channels.push(channel);
        id
    }

    /// Lets somebody join or leave a channel.
    pub fn set_member(&mut self, channel: &str, user: &str, member: bool) {
        let Some(place) = self.channel_mut(channel) else { return };
        let changed =
            if member { place.members.insert(user.into()) } else { place.members.remove(user) };
        if !changed {
            return;
        }
        let kind = if member { "member_joined_channel" } else { "member_left_channel" };
        let event = json!({ "type": kind, "user": user, "channel": channel,
            "channel_type": self.kind_letter(channel), "team": self.spec.team_id });
        self.event_to_app(event);
        // When the bot itself is removed, this is the last that it hears from there.
        if user == self.spec.app.bot_user && !member {
            let kind = if self.kind_letter(channel) == "G" { "group_left" } else { "channel_left" };
            let by = self.somebody(channel);
            self.event_to_app(json!({ "type": kind, "channel": channel, "actor_id": by }));
        }
        let subtype = if member { "channel_join" } else { "channel_leave" };
        let said = if member { "joined" } else { "left" };
        self.channel_notice(channel, user, subtype, &format!("<@{user}> has {said} the channel"));
        let text = format!("{} {said} #{}", self.name(user), self.names.channel(channel));
        self.tell(Place::Workspace, "Slack", What::Happened(text));
    }

    /// Renames a channel.
    pub fn rename_channel(&mut self, channel: &str, name: &str) {
        let Some(place) = self.channel_mut(channel) else { return };
        let old = std::mem::replace(&mut place.name, name.into());
        self.names.channels.insert(channel.into(), name.into());
        let event = json!({ "type": "channel_rename",
            "channel": { "id": channel, "name": name, "created": self.now().as_second() } });
        self.event_to_app(event);
        let by = self.somebody(channel);
        let text = format!("<@{by}> has renamed the channel from \"{old}\" to \"{name}\"");
        self.channel_notice(channel, &by, "channel_name", &text);
        let text = format!("#{old} is called #{name} now");
        self.tell(Place::Workspace, "Slack", What::Happened(text));
    }

    /// Lets something become of a channel.
    pub fn change_channel(&mut self, channel: &str, change: ChannelChange) {
        let Some(place) = self.channel_mut(channel) else { return };
        let (subtype, word) = match change {
            ChannelChange::Private => ("channel_convert_to_private", "private"),
            ChannelChange::Public => ("channel_convert_to_public", "public"),
            ChannelChange::Archived => ("channel_archive", "archived"),
            ChannelChange::Unarchived => ("channel_unarchive", "no longer archived"),
            ChannelChange::Shared => ("channel_shared", "shared with another company"),
        };
        match change {
            ChannelChange::Private => place.private = true,
            ChannelChange::Public => place.private = false,
            ChannelChange::Archived => place.archived = true,
            ChannelChange::Unarchived => place.archived = false,
            ChannelChange::Shared => place.shared = true,
        }
        let by = self.somebody(channel);
        if matches!(
            change,
            ChannelChange::Archived | ChannelChange::Unarchived | ChannelChange::Shared
        ) {
            let event = json!({ "type": subtype, "channel": channel, "user": by,
                "connected_team_id": payloads::ELSEWHERE });
            self.event_to_app(event);
        }
        if change != ChannelChange::Shared {
            let text = match change {
                ChannelChange::Archived => format!("<@{by}> archived the channel"),
                ChannelChange::Unarchived => format!("<@{by}> un-archived the channel"),
                _ => format!("<@{by}> made this channel {word}"),
            };
            self.channel_notice(channel, &by, subtype, &text);
        }
        let text = format!("#{} is {word} now", self.names.channel(channel));
        self.tell(Place::Workspace, "Slack", What::Happened(text));
    }

    fn kind_letter(&self, channel: &str) -> &'static str {
        match self.channel(channel) {
            Some(channel) if channel.private => "G",
            _ => "C",
        }
    }

    /// Returns a person of the channel who may have done what nobody in particular did.
    fn somebody(&self, channel: &str) -> String {
        let bot = &self.spec.app.bot_user;
        let person = self.channel(channel).and_then(|c| c.members.iter().find(|m| *m != bot));
        person.unwrap_or(bot).clone()
    }
}
