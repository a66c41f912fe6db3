//! Checks the channels the configuration names: each is there, and the bot is in it.

use super::Finding;
use super::slack::Session;
use super::wire::{Trouble, is, text};
use crate::config::{Config, meant};
use crate::domain::policy::Mode;
use serde_json::Value;

pub(super) async fn examine(config: &Config, session: &Session) -> Vec<Finding> {
    let channels = &config.policy.channels;
    if channels.modes.is_empty() {
        return match channels.otherwise {
            Mode::Manual => vec![Finding::note(
                "channels: none is named, so nothing is noticed by itself; name product channels in \
                 [channels.modes]",
            )],
            _ => vec![],
        };
    }
    let listed = match list(session).await {
        Ok(listed) => listed,
        Err(trouble) => {
            return vec![Finding::fault(format!("channels: cannot be listed: {trouble}"))];
        }
    };
    channels.modes.keys().map(|name| examine_one(name, &listed, session)).collect()
}

async fn list(session: &Session) -> Result<Vec<Value>, Trouble> {
    let types = match session.may("groups:read") {
        true => "public_channel,private_channel",
        false => "public_channel",
    };
    let mut parameters = vec![("types", types), ("exclude_archived", "false")];
    parameters.extend(session.team.as_deref().map(|team| ("team_id", team)));
    session.slack.list("conversations.list", &parameters, "channels").await
}

fn examine_one(name: &str, listed: &[Value], session: &Session) -> Finding {
    let is_it = |channel: &&Value| text(&channel["id"]) == name || text(&channel["name"]) == name;
    let Some(channel) = listed.iter().find(is_it) else { return unknown(name, listed) };
    if is(&channel["is_archived"]) {
        return Finding::fault(format!(
            "channel {name}: archived; take it out of [channels.modes], or unarchive it"
        ));
    }
    if !is(&channel["is_member"]) {
        return Finding::fault(format!(
            "channel {name}: the bot is not in it; type /invite @soundings there"
        ));
    }
    if is(&channel["is_private"]) && !session.may("groups:history") {
        return Finding::fault(format!(
            "channel {name}: private, and the scope groups:history is missing; update the app with \
             `soundings manifest` and install it again"
        ));
    }
    Finding::ok(format!("channel {name}: the bot is in it"))
}

fn unknown(name: &str, listed: &[Value]) -> Finding {
    let hint = meant(name, listed.iter().map(|channel| text(&channel["name"])));
    Finding::fault(format!(
        "channel {name}: not found{hint}; if it is private, type /invite @soundings there (it needs the \
         scopes groups:read and groups:history), otherwise mend its name in [channels.modes]"
    ))
}
