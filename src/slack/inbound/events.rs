//! The Events API: the envelope, and every event that is no message.

use super::fields::{Fields, plain};
use super::{Inbound, Reader, Unreadable, What, messages};
use crate::domain::ids::{ChannelId, EventId, MessageTs, TeamId, UserId};
use jiff::Timestamp;

/// Longer type names are cut: they go into logs.
const TYPE_CHARS_MAX: usize = 80;

/// Reads an event with its envelope.
pub(super) fn read(reader: &Reader, envelope: &Fields<'_>) -> Result<Inbound, Unreadable> {
    let id: EventId = envelope.id("event_id").ok_or(Unreadable::Missing("event_id"))?;
    let fields = envelope.object("event").ok_or(Unreadable::Missing("event"))?;
    let origin = Origin::read(envelope).ok_or(Unreadable::Missing("team_id"))?;
    let kind = fields.text("type").ok_or(Unreadable::Missing("event.type"))?;
    let event = Event { reader, origin: &origin, fields };
    let what = event.what(&kind).unwrap_or_else(|| unknown(&kind));
    Ok(Inbound { id, team: origin.team, what })
}

/// Reads the notice that Slack held back events.
pub(super) fn read_rate_limit(fields: &Fields<'_>) -> Result<Inbound, Unreadable> {
    let team: TeamId = fields
        .id("team_id")
        .or_else(|| fields.id("enterprise_id"))
        .ok_or(Unreadable::Missing("team_id"))?;
    let second = fields.number("minute_rate_limited");
    let minute = second
        .and_then(|second| Timestamp::from_second(second).ok())
        .ok_or(Unreadable::Missing("minute_rate_limited"))?;
    let id = EventId::new(format!("rate-limited/{team}/{}", minute.as_second()));
    Ok(Inbound { id, team, what: What::RateLimited { minute } })
}

/// Returns what is not understood, by its type.
pub(super) fn unknown(kind: &str) -> What {
    What::Unknown(plain(kind, TYPE_CHARS_MAX))
}

/// Whose installation an event concerns, and who counts as its own people.
pub(super) struct Origin {
    team: TeamId,
    /// Teams and enterprises that are certainly ours.
    own: Vec<String>,
    /// Whether the channel is shared with another organisation, where Slack says so.
    shared: Option<bool>,
}

impl Origin {
    fn read(envelope: &Fields<'_>) -> Option<Self> {
        let installed = envelope.first("authorizations").unwrap_or_else(Fields::empty);
        // With an authorization, the outer team may be the other side of a shared channel.
        let named = installed.id::<String>("team_id");
        let outer = || envelope.id::<String>("context_team_id").or_else(|| envelope.id("team_id"));
        let team = named.or_else(outer);
        let enterprise = installed
            .id::<String>("enterprise_id")
            .or_else(|| envelope.id("context_enterprise_id"))
            .or_else(|| envelope.id("enterprise_id"));
        let own: Vec<String> = team.into_iter().chain(enterprise).collect();
        let team = TeamId::new(own.first()?);
        Some(Self { team, own, shared: envelope.flag("is_ext_shared_channel") })
    }

    /// Returns whether the author of a message certainly is, or may be, of another organisation.
    fn is_strange(&self, message: &Fields<'_>) -> bool {
        let home = ["user_team", "source_team", "team"]
            .iter()
            .find_map(|key| message.text(key))
            .filter(|_| self.shared != Some(false));
        home.is_some_and(|home| !self.own.contains(&home))
    }
}

/// One event, and what is needed to judge it.
pub(super) struct Event<'a> {
    pub reader: &'a Reader,
    origin: &'a Origin,
    pub fields: Fields<'a>,
}

impl Event<'_> {
    /// Returns what happened, or `None` where something needed is missing.
    fn what(&self, kind: &str) -> Option<What> {
        match kind {
            "message" => messages::read(self),
            "app_mention" => self.mention(),
            "reaction_added" => self.reaction(),
            "member_joined_channel" => self.joined(),
            "channel_archive" | "group_archive" | "channel_deleted" | "group_deleted" => {
                Some(What::ChannelArchived { channel: self.channel()? })
            }
            "channel_id_changed" => self.channel_id_changed(),
            "user_change" | "team_join" | "user_profile_changed" | "user_status_changed" => {
                Some(What::PersonChanged { user: self.fields.id_or_object("user")? })
            }
            "app_uninstalled" => Some(What::Uninstalled),
            "tokens_revoked" => Some(self.tokens_revoked()),
            kind if CHANNEL_CHANGES.contains(&kind) => {
                Some(What::ChannelChanged { channel: self.channel()? })
            }
            kind if kind.starts_with("subteam_") => Some(What::GroupsChanged),
            kind => QUIET.iter().find(|quiet| **quiet == kind).map(|quiet| What::Nothing(quiet)),
        }
    }

    /// Returns the channel, which some events spell as an object.
    pub fn channel(&self) -> Option<ChannelId> {
        self.fields.id_or_object("channel")
    }

    /// Returns whether a message is not by one of our people: a bot, or somebody of elsewhere.
    pub fn outsider(&self, message: &Fields<'_>) -> Option<What> {
        let by_bot = ["bot_id", "app_id", "bot_profile"].iter().any(|mark| message.has(mark));
        if self.reader.is_own(message) {
            Some(What::Nothing("own message"))
        } else if by_bot {
            Some(What::Nothing("bot message"))
        } else if self.origin.is_strange(message) {
            Some(What::Nothing("stranger"))
        } else {
            None
        }
    }

    fn mention(&self) -> Option<What> {
        let outsider = self.outsider(&self.fields);
        outsider.or_else(|| {
            let ts = self.fields.id("ts")?;
            let thread = messages::thread(&self.fields, &ts);
            let user = self.fields.id("user")?;
            Some(What::Mention { channel: self.channel()?, ts, thread, user })
        })
    }

    fn reaction(&self) -> Option<What> {
        let item = self.fields.object("item")?;
        if item.text("type")? != "message" {
            return Some(What::Nothing("reaction to no message"));
        }
        let user: UserId = self.fields.id("user")?;
        if user == self.reader.bot_user {
            return Some(What::Nothing("own reaction"));
        }
        let reaction = self.fields.text("reaction")?;
        let emoji = reaction.trim_matches(':').split("::").next()?.to_owned();
        let (channel, ts): (ChannelId, MessageTs) = (item.id("channel")?, item.id("ts")?);
        Some(What::Reaction { channel, ts, user, emoji })
    }

    fn joined(&self) -> Option<What> {
        let channel = self.channel()?;
        let user: UserId = self.fields.id("user")?;
        if user == self.reader.bot_user {
            return Some(What::Invited { channel, by: self.fields.id("inviter") });
        }
        Some(What::ChannelChanged { channel })
    }

    fn channel_id_changed(&self) -> Option<What> {
        let from = self.fields.id("old_channel_id")?;
        Some(What::ChannelIdChanged { from, to: self.fields.id("new_channel_id")? })
    }

    /// Only the bot's own tokens end the installation; a person may take back theirs.
    fn tokens_revoked(&self) -> What {
        match self.fields.object("tokens") {
            Some(tokens) if tokens.has_items("bot") => What::Uninstalled,
            _ => What::Nothing("user tokens revoked"),
        }
    }
}

/// After these, what is known of the channel is out of date.
const CHANNEL_CHANGES: [&str; 13] = [
    "channel_unarchive",
    "channel_rename",
    "channel_shared",
    "channel_unshared",
    "channel_convert_to_private",
    "channel_convert_to_public",
    "channel_left",
    "group_unarchive",
    "group_rename",
    "group_left",
    "group_open",
    "group_close",
    "member_left_channel",
];

/// Understood, and of no interest.
const QUIET: [&str; 22] = [
    "app_home_opened",
    "app_requested",
    "channel_created",
    "channel_history_changed",
    "dnd_updated",
    "dnd_updated_user",
    "email_domain_changed",
    "emoji_changed",
    "file_created",
    "file_shared",
    "grid_migration_finished",
    "grid_migration_started",
    "group_history_changed",
    "im_created",
    "im_history_changed",
    "link_shared",
    "message_metadata_posted",
    "pin_added",
    "pin_removed",
    "reaction_removed",
    "team_rename",
    "user_huddle_changed",
];
