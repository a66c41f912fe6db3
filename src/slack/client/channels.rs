//! What is known of channels.

use super::call::PAGES_MAX;
use super::{CallError, SlackClient};
use crate::domain::ids::{ChannelId, UserId};
use crate::domain::visibility::ChannelFacts;
use serde_json::Value;
use std::collections::BTreeSet;

impl SlackClient {
    /// Looks up a channel, and who is in it where that decides who may see it.
    pub async fn channel(&self, channel: &ChannelId) -> Result<ChannelFacts, CallError> {
        let answer = self.get_call("conversations.info", &[("channel", channel.as_str())]).await?;
        let mut facts = facts(&answer["channel"]);
        if facts.is_private || facts.is_direct {
            facts.members = self.members(channel).await?;
        }
        Ok(facts)
    }

    /// Returns the channels the bot is in, without who else is; private ones where it may list them.
    pub async fn joined(&self) -> Result<Vec<(ChannelId, ChannelFacts)>, CallError> {
        let channels = match self.joined_of("public_channel,private_channel").await {
            Err(CallError::Refused(_)) => self.joined_of("public_channel").await?,
            channels => channels?,
        };
        let each = channels.iter().filter_map(|one| Some((one["id"].as_str()?.into(), facts(one))));
        Ok(each.collect())
    }

    async fn joined_of(&self, types: &str) -> Result<Vec<Value>, CallError> {
        let params = [("types", types), ("exclude_archived", "true"), ("limit", "200")];
        Ok(self.pages("users.conversations", &params, "channels", PAGES_MAX).await?.0)
    }

    /// Looks up who is in a channel. In one of more than ten thousand, some are left out.
    pub async fn members(&self, channel: &ChannelId) -> Result<BTreeSet<UserId>, CallError> {
        let params = [("channel", channel.as_str()), ("limit", "200")];
        let (members, _) =
            self.pages("conversations.members", &params, "members", PAGES_MAX).await?;
        Ok(members.iter().filter_map(Value::as_str).map(UserId::from).collect())
    }
}

fn facts(channel: &Value) -> ChannelFacts {
    let is = |key: &str| channel[key] == true;
    // Where Slack does not say that it is open, it is taken for closed.
    let is_open =
        channel["is_private"] == false || (channel["is_private"].is_null() && is("is_channel"));
    ChannelFacts {
        name: channel["name"].as_str().unwrap_or_default().to_owned(),
        is_private: !is_open,
        is_direct: is("is_im") || is("is_mpim"),
        is_shared: is("is_ext_shared") || (is("is_shared") && !is("is_org_shared")),
        is_archived: is("is_archived"),
        members: BTreeSet::new(),
    }
}
