//! Answers through a `response_url`, which is no method of the Web API.

use super::fault::{of_status, rate_limited};
use super::{CallError, SetupError, SlackClient};
use crate::views::Rendered;
use reqwest::header::RETRY_AFTER;
use serde_json::json;
use std::time::Duration;
use url::Url;

/// Slack's own domains.
const SLACK_DOMAINS: [&str; 2] = ["slack.com", "slack-gov.com"];

/// Builds a client that goes where it is told and nowhere else.
pub(super) fn web_client(base: &Url) -> Result<reqwest::Client, SetupError> {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    // A local Slack is also for machines without any root certificates.
    let local = base.scheme() == "http";
    let builder = if local { builder.tls_certs_only(Vec::new()) } else { builder };
    builder.build().map_err(|error| SetupError::Roots { reason: error.to_string() })
}

impl SlackClient {
    /// Answers the person who pressed or typed something, as only they see it.
    ///
    /// Only Slack, or the configured stand-in for it, is ever called, whatever the address says.
    pub async fn respond(
        &self,
        response_url: &str,
        message: &Rendered,
        replace_original: bool,
    ) -> Result<(), CallError> {
        let url = Url::parse(response_url).ok().filter(|url| self.is_slack(url));
        let url = url.ok_or_else(|| CallError::Refused("foreign_response_url".to_owned()))?;
        let mut body = json!({
            "text": message.text,
            "response_type": "ephemeral",
            "replace_original": replace_original,
        });
        if !message.blocks.is_empty() {
            body["blocks"] = json!(message.blocks);
        }
        let sent = self.web.post(url).timeout(self.patience).json(&body).send().await;
        let answer = sent.map_err(|error| of_error(&error))?;
        match answer.status().as_u16() {
            200..300 => Ok(()),
            429 => Err(rate_limited(retry_after(&answer))),
            status => Err(of_status(status)),
        }
    }

    fn is_slack(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        let within = |domain: &str| {
            host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        let at_slack = url.scheme() == "https" && SLACK_DOMAINS.iter().any(|domain| within(domain));
        let at_base = url.scheme() == self.base.scheme() && self.base.host_str() == Some(host);
        at_slack || at_base
    }
}

fn of_error(error: &reqwest::Error) -> CallError {
    if error.is_connect() {
        return CallError::Unreachable("no connection".to_owned());
    }
    CallError::Ambiguous(
        if error.is_timeout() { "no answer in time" } else { "the connection broke" }.to_owned(),
    )
}

fn retry_after(answer: &reqwest::Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}
