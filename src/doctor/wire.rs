//! The handful of Web API calls a check-up needs. They read and never post; the token goes into one
//! header and nowhere else.

use crate::config::Secret;
use anyhow::Context;
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use std::fmt;
use std::time::Duration;
use url::form_urlencoded;

/// Slack, as a check-up asks it.
pub(super) struct Slack {
    http: Client,
    base: String,
    token: Secret,
}

/// What Slack answered to a call it accepted.
pub(super) struct Answer {
    pub body: Value,
    /// The scopes of the token that was used.
    pub scopes: Option<Vec<String>>,
    /// What time it is for Slack.
    pub date: Option<Timestamp>,
}

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Slack said no, with this code; where a scope is missing, which.
    Refused { code: String, needed: Option<String> },
    /// There was no answer of Slack's.
    NoAnswer(String),
}

const PATIENCE: Duration = Duration::from_secs(10);
/// A longer wait is not worth it while somebody watches.
const WAIT_SECONDS_MAX: u64 = 30;
const ATTEMPTS_MAX: usize = 3;

impl Slack {
    pub(super) fn new(base: &str, token: Secret) -> anyhow::Result<Self> {
        // Fails where one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().timeout(PATIENCE).connect_timeout(PATIENCE).build();
        let http = http.context("failed to prepare for calling Slack")?;
        Ok(Self { http, base: base.to_owned(), token })
    }

    /// Calls a method, and again where Slack says that it was too often.
    pub(super) async fn call(
        &self,
        method: &str,
        parameters: &[(&str, &str)],
    ) -> Result<Answer, Trouble> {
        for _ in 1..ATTEMPTS_MAX {
            let response = self.send(method, parameters).await?;
            match wait_of(&response) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return read(response).await,
            }
        }
        read(self.send(method, parameters).await?).await
    }

    async fn send(&self, method: &str, parameters: &[(&str, &str)]) -> Result<Response, Trouble> {
        let form =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let request = self
            .http
            .post(format!("{}/{method}", self.base))
            .bearer_auth(self.token.expose())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form);
        request.send().await.map_err(|error| unanswered(&error))
    }

    /// Calls a method page by page and returns what stands under `key`.
    pub(super) async fn list(
        &self,
        method: &str,
        parameters: &[(&str, &str)],
        key: &str,
    ) -> Result<Vec<Value>, Trouble> {
        const PAGES_MAX: usize = 100;
        let (mut all, mut cursor) = (vec![], String::new());
        for _ in 0..PAGES_MAX {
            let mut page = parameters.to_vec();
            page.extend([("limit", "500"), ("cursor", cursor.as_str())]);
            let body = self.call(method, &page).await?.body;
            all.extend(body[key].as_array().cloned().unwrap_or_default());
            cursor = text(&body["response_metadata"]["next_cursor"]).to_owned();
            if cursor.is_empty() {
                break;
            }
        }
        Ok(all)
    }
}

/// Returns a JSON text, or nothing where it is none.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Tells whether a JSON value is `true`.
pub(super) fn is(value: &Value) -> bool {
    value.as_bool().unwrap_or_default()
}

fn wait_of(response: &Response) -> Option<Duration> {
    let seconds = header(response.headers(), RETRY_AFTER.as_str())?.parse().ok();
    let seconds = seconds.filter(|seconds| *seconds <= WAIT_SECONDS_MAX)?;
    (response.status() == StatusCode::TOO_MANY_REQUESTS).then(|| Duration::from_secs(seconds))
}

async fn read(response: Response) -> Result<Answer, Trouble> {
    let headers = response.headers();
    let scopes = header(headers, "x-oauth-scopes")
        .map(|list| list.split(',').map(|scope| scope.trim().to_owned()).collect());
    let date = header(headers, DATE.as_str())
        .and_then(|date| Some(jiff::fmt::rfc2822::parse(&date).ok()?.timestamp()));
    let status = response.status();
    let Ok(body) = response.json::<Value>().await else {
        return Err(Trouble::NoAnswer(format!(
            "what came back, with status {status}, is not Slack's"
        )));
    };
    if is(&body["ok"]) {
        return Ok(Answer { body, scopes, date });
    }
    let needed = body["needed"].as_str().map(str::to_owned);
    Err(Trouble::Refused { code: text(&body["error"]).to_owned(), needed })
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

fn unanswered(error: &reqwest::Error) -> Trouble {
    let why = match error {
        error if error.is_timeout() => "no answer within ten seconds",
        error if error.is_connect() => "no connection",
        _ => "the connection broke",
    };
    Trouble::NoAnswer(why.to_owned())
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoAnswer(why) => write!(f, "{why}; check the network and api_url"),
            Trouble::Refused { needed: Some(scope), .. } => write!(
                f,
                "the scope {scope} is missing; update the app with `soundings manifest` and install it again"
            ),
            Trouble::Refused { code, needed: None } => write!(f, "Slack says {code}"),
        }
    }
}
