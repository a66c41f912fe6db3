//! The Web API as the bot uses it, over slack-morphism; `response_url` over reqwest.

use crate::domain::ids::{ChannelId, MessageTs};
use std::time::Duration;

/// Why a call did not succeed, named after what the caller does next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Nothing was done; try again after this time, for this method.
    #[error("rate limited for {after:?}")]
    RateLimited { after: Duration },
    /// Nothing was done: Slack could not be reached. Try again later.
    #[error("slack cannot be reached: {0}")]
    Unreachable(String),
    /// It may have been done: a time-out, a broken connection, a server error. Look before trying again.
    #[error("no clear answer: {0}")]
    Ambiguous(String),
    /// Slack said no, with this error code. Trying again is no use.
    #[error("slack refused: {0}")]
    Refused(String),
}

/// Where a message now stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub channel: ChannelId,
    pub ts: MessageTs,
}
