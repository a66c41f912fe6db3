//! Hands what was decided on to a program outside: one signed call for each record.
//!
//! Off unless an administrator names an address (`[webhook]`), and said so in `/soundings privacy`. A call
//! may be made twice, with the same `X-Soundings-Delivery`. What is answered is not read beyond its head,
//! redirects are not followed, and neither address nor secret nor body is ever logged.

use crate::config::Secret;
use crate::domain::ids::EffectId;
use crate::domain::policy;
use anyhow::Context;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use sha2::Sha256;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Calls a program outside.
pub struct Webhook {
    web: reqwest::Client,
    whom: policy::Webhook,
    secret: Secret,
    /// So that one that is slow does not hold up what goes to Slack.
    at_once: Semaphore,
    patience: Duration,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was taken.
    Taken,
    /// No call was made, for too many are under way.
    Busy,
    /// It may or may not have been taken; it is worth trying again, after this long if that was said.
    Unclear { why: String, after: Option<Duration> },
    /// It was not taken, and never will be.
    Refused(String),
}

/// How long a call may take, up to the head of its answer.
const PATIENCE: Duration = Duration::from_secs(10);
const AT_ONCE_MAX: usize = 4;
/// Nothing is put off for longer than this, whatever an answer says.
const AFTER_MAX: Duration = Duration::from_secs(3600);

const SIGNATURE: &str = "x-soundings-signature";
const TIMESTAMP: &str = "x-soundings-request-timestamp";
const DELIVERY: &str = "x-soundings-delivery";

impl Webhook {
    /// Returns a webhook at the configured address.
    ///
    /// Fails where there is no secret to sign with, or no TLS can be set up.
    pub fn new(whom: policy::Webhook, secret: Option<Secret>) -> anyhow::Result<Self> {
        let secret = secret.context("SOUNDINGS_WEBHOOK_SECRET is not set")?;
        // Already there where Slack was reached before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("soundings/", env!("CARGO_PKG_VERSION")))
            .no_proxy();
        // A program on this machine is also for machines without any root certificates.
        let local = whom.url.starts_with("http://");
        let builder = if local { builder.tls_certs_only(Vec::new()) } else { builder };
        let web = builder.build().context("failed to set up the client of the webhook")?;
        let at_once = Semaphore::new(AT_ONCE_MAX);
        Ok(Self { web, whom, secret, at_once, patience: PATIENCE })
    }

    /// Returns the same webhook with another limit for how long one call may take.
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Returns to whom records are handed on.
    pub fn whom(&self) -> &policy::Webhook {
        &self.whom
    }

    /// Makes one call. `delivery` says which one it is, also when it is made again.
    pub async fn call(&self, delivery: &EffectId, now: Timestamp, body: String) -> Answer {
        let Ok(_permit) = self.at_once.try_acquire() else { return Answer::Busy };
        let request = self
            .web
            .post(&self.whom.url)
            .timeout(self.patience)
            .headers(self.headers(delivery, now, &body))
            .body(body);
        match request.send().await {
            Ok(answer) => judge(&answer),
            Err(error) => Answer::Unclear { why: broken(&error).to_owned(), after: None },
        }
    }

    fn headers(&self, delivery: &EffectId, now: Timestamp, body: &str) -> HeaderMap {
        let time = now.as_second().to_string();
        let json = HeaderValue::from_static("application/json");
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, json)]);
        let own = [
            (SIGNATURE, self.signature(&time, body)),
            (TIMESTAMP, time),
            (DELIVERY, delivery.to_string()),
        ];
        for (name, value) in own {
            // Our own ids are made of printable characters.
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        headers
    }

    /// The signature of a body at a time, made as Slack makes its own.
    fn signature(&self, time: &str, body: &str) -> String {
        let key = self.secret.expose().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
        mac.update(format!("v0:{time}:").as_bytes());
        mac.update(body.as_bytes());
        format!("v0={}", hex::encode(mac.finalize().into_bytes()))
    }
}

fn judge(answer: &Response) -> Answer {
    let status = answer.status();
    let why = format!("it answered with HTTP status {}", status.as_u16());
    match status {
        _ if status.is_success() => Answer::Taken,
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Answer::Unclear { why, after: retry_after(answer) }
        }
        _ if status.is_server_error() => Answer::Unclear { why, after: retry_after(answer) },
        _ if status.is_redirection() => Answer::Refused(format!("{why}, which is not followed")),
        _ => Answer::Refused(why),
    }
}

fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(AFTER_MAX))
}

fn broken(error: &reqwest::Error) -> &'static str {
    match error {
        error if error.is_timeout() => "it gave no answer in time",
        error if error.is_connect() => "it cannot be reached",
        _ => "the connection broke",
    }
}
