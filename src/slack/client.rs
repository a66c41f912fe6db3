//! The Web API as the bot uses it, over slack-morphism; `response_url` over reqwest.
//!
//! Requests go out through the library's own client, answers are read as plain JSON: real ones lack
//! what typed models insist on. Every failure becomes one of four [`CallError`]s. Nothing is tried a
//! second time here, and no token, text or answer of Slack's is ever in an error or a log.

mod call;
mod channels;
mod fault;
mod history;
mod people;
mod posting;
mod response;

pub use self::history::{History, Told, WholeThread, Written};
pub use self::people::PersonDetails;

use self::call::Library;
use crate::domain::ids::{ChannelId, MessageTs, TeamId, UserId};
use serde_json::Value;
use slack_morphism::SlackApiToken;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Where Slack's Web API is, unless told otherwise.
const API_BASE: &str = "https://slack.com/api";

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

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("SLACK_API_URL is `{given}`, which is no web address; it looks like {API_BASE}")]
    Base { given: String },
    #[error(
        "no TLS root certificates could be read ({reason}); install the package ca-certificates"
    )]
    Roots { reason: String },
}

/// Where a message now stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub channel: ChannelId,
    pub ts: MessageTs,
}

/// Who the bot is, by its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub team: TeamId,
    pub enterprise: Option<TeamId>,
    pub bot_user: UserId,
    pub bot_id: Option<String>,
    /// The workspace's address.
    pub url: Option<String>,
    pub app: Option<String>,
}

/// Speaks to Slack with one bot token.
#[derive(Clone)]
pub struct SlackClient {
    library: Arc<Library>,
    token: SlackApiToken,
    web: reqwest::Client,
    base: Url,
    patience: Duration,
}

impl fmt::Debug for SlackClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SlackClient").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

impl SlackClient {
    /// Returns a client for the API at `api_base`, or at Slack.
    ///
    /// Plain HTTP is spoken only where the base says so, for a local Slack.
    pub fn new(api_base: Option<&str>, bot_token: &str) -> Result<Self, SetupError> {
        let given = api_base.unwrap_or(API_BASE);
        let base = call::parse_base(given)?;
        call::install_crypto();
        Ok(Self {
            library: Arc::new(call::library(&base, given.trim_end_matches('/'))?),
            token: SlackApiToken::new(bot_token.to_owned().into()),
            web: response::web_client(&base)?,
            base,
            patience: call::PATIENCE,
        })
    }

    /// Returns the same client with another limit for how long one call may take.
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Returns slack-morphism's client, for Socket Mode.
    pub(super) fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// Returns who the bot is.
    pub async fn auth_test(&self) -> Result<Identity, CallError> {
        let answer = self.post_call("auth.test", &serde_json::json!({})).await?;
        let text = |key: &str| answer[key].as_str().map(str::to_owned);
        Ok(Identity {
            team: call::required(&answer["team_id"], "team_id")?,
            enterprise: answer["enterprise_id"].as_str().map(TeamId::from),
            bot_user: call::required(&answer["user_id"], "user_id")?,
            bot_id: text("bot_id"),
            url: text("url"),
            app: text("app_id"),
        })
    }

    async fn post_call(&self, method: &str, body: &Value) -> Result<Value, CallError> {
        let session = self.library.open_session(&self.token);
        let call = session.http_session_api.http_post(method, body, None);
        self.settle(method, call).await
    }

    async fn get_call(&self, method: &str, params: &[(&str, &str)]) -> Result<Value, CallError> {
        let session = self.library.open_session(&self.token);
        let params: Vec<_> = params.iter().map(|(key, value)| (*key, Some(*value))).collect();
        let call = session.http_session_api.http_get(method, &params, None);
        self.settle(method, call).await
    }
}
