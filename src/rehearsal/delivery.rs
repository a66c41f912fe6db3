//! The way to the bot: one queue, in order, by signed HTTP or by WebSocket; what was not acknowledged
//! comes again as Slack would send it.
//!
//! A signature carries the machine's time, because the bot's edge checks it against the machine's
//! clock; everything inside the body tells the workspace's time.

use super::script::Trouble;
use super::spec::Transport;
use super::state::State;
use super::workspace::Inner;
use crate::clock::Clock;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sha2::Sha256;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// What is sent to the bot.
#[derive(Clone, Debug)]
pub(crate) enum Parcel {
    /// An event, with its `event_id`.
    Event { id: String, body: Value },
    /// A button, shortcut or form.
    Interaction(Value),
    /// A slash command's fields.
    Command(CommandFields),
}

/// The names and values of a slash command.
pub(crate) type CommandFields = Vec<(&'static str, String)>;

/// A parcel on its way.
pub(crate) struct Delivery {
    parcel: Parcel,
    /// 0 for the first, then `X-Slack-Retry-Num`.
    attempt: u32,
    reason: &'static str,
    reply: Option<oneshot::Sender<Answer>>,
}

impl Delivery {
    /// Returns a first delivery.
    pub fn first(parcel: Parcel, reply: Option<oneshot::Sender<Answer>>) -> Self {
        Self { parcel, attempt: 0, reason: "", reply }
    }

    /// Returns a delivery of something that the bot may already have.
    pub fn again(parcel: Parcel, reply: oneshot::Sender<Answer>) -> Self {
        Self { parcel, attempt: 1, reason: "http_timeout", reply: Some(reply) }
    }
}

/// A delivery that waits for its time.
pub(crate) struct Retry {
    pub due: Timestamp,
    pub delivery: Delivery,
}

/// What came back from the bot.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It acknowledged, perhaps with something to show (else null).
    Taken(Value),
    /// It did not.
    Failed(Failure),
}

/// Why the bot did not acknowledge.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("the bot did not answer in time")]
    TimedOut,
    #[error("the bot cannot be reached")]
    Unreachable,
    #[error("the bot answered with status {status}")]
    Status { status: u16, retry: bool },
    #[error("Slack is down")]
    SlackDown,
}

impl Failure {
    fn reason(&self) -> &'static str {
        match self {
            Failure::TimedOut => "http_timeout",
            Failure::Unreachable | Failure::SlackDown => "connection_failed",
            Failure::Status { .. } => "http_error",
        }
    }
}

/// Delivers what comes until the workspace ends.
pub(crate) async fn run(inner: Arc<Inner>, mut queue: mpsc::UnboundedReceiver<Delivery>) {
    while let Some(delivery) = queue.recv().await {
        deliver(&inner, delivery).await;
        inner.state().arrived();
    }
}

async fn deliver(inner: &Inner, mut delivery: Delivery) {
    let down = inner.state().down_until();
    let answer = match (down, &delivery.parcel) {
        (Some(due), Parcel::Event { .. }) => {
            return inner.state().retries.push(Retry { due, delivery });
        }
        (Some(_), _) => Answer::Failed(Failure::SlackDown),
        (None, _) => hand_over(inner, &delivery).await,
    };
    if let Some(reply) = delivery.reply.take() {
        // Whoever asked may have stopped waiting.
        let _ = reply.send(answer.clone());
    }
    if let Answer::Failed(failure) = answer {
        inner.state().not_delivered(delivery, &failure);
    }
}

async fn hand_over(inner: &Inner, delivery: &Delivery) -> Answer {
    let (transport, patience) = {
        let state = inner.state();
        (state.spec.transport.clone(), state.spec.patience)
    };
    let sent = async {
        match transport {
            Transport::Http { request_url: Some(url) } => by_http(inner, &url, delivery).await,
            Transport::Http { request_url: None } => Answer::Failed(Failure::Unreachable),
            Transport::Socket => by_socket(inner, delivery).await,
        }
    };
    tokio::time::timeout(patience, sent).await.unwrap_or(Answer::Failed(Failure::TimedOut))
}

async fn by_http(inner: &Inner, url: &str, delivery: &Delivery) -> Answer {
    let secret = inner.state().spec.app.signing_secret.clone();
    let Ok(request) = signed(url, &secret, delivery) else {
        return Answer::Failed(Failure::Unreachable);
    };
    let Ok(response) = inner.http.request(request).await else {
        return Answer::Failed(Failure::Unreachable);
    };
    let (head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(Body::new(body), 1 << 20).await else {
        return Answer::Failed(Failure::Unreachable);
    };
    if head.status != StatusCode::OK && !head.status.is_success() {
        let retry = head.headers.get("x-slack-no-retry").is_none_or(|value| value != "1");
        return Answer::Failed(Failure::Status { status: head.status.as_u16(), retry });
    }
    let text = String::from_utf8_lossy(&bytes).trim().to_string();
    Answer::Taken(match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(_) if text.is_empty() => Value::Null,
        Err(_) => Value::String(text),
    })
}

/// Builds the request and signs it as Slack does.
fn signed(
    url: &str,
    secret: &str,
    delivery: &Delivery,
) -> Result<Request<Body>, axum::http::Error> {
    let (kind, body) = body(&delivery.parcel);
    let stamp = Clock::System.now().as_second().to_string();
    let mut request = Request::post(url)
        .header("content-type", kind)
        .header("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
        .header("x-slack-signature", signature(secret, &stamp, &body))
        .header("x-slack-request-timestamp", stamp);
    if delivery.attempt > 0 {
        request = request
            .header("x-slack-retry-num", delivery.attempt.to_string())
            .header("x-slack-retry-reason", delivery.reason);
    }
    request.body(Body::from(body))
}

fn body(parcel: &Parcel) -> (&'static str, String) {
    const FORM: &str = "application/x-www-form-urlencoded";
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    match parcel {
        Parcel::Event { body, .. } => ("application/json", body.to_string()),
        Parcel::Interaction(payload) => {
            (FORM, form.append_pair("payload", &payload.to_string()).finish())
        }
        Parcel::Command(fields) => (FORM, form.extend_pairs(fields).finish()),
    }
}

/// Returns `v0=` and the HMAC of a body.
fn signature(secret: &str, stamp: &str, body: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(format!("v0:{stamp}:{body}").as_bytes());
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

async fn by_socket(inner: &Inner, delivery: &Delivery) -> Answer {
    let Some(ack) =
        inner.state().send_envelope(&delivery.parcel, delivery.attempt, delivery.reason)
    else {
        return Answer::Failed(Failure::Unreachable);
    };
    ack.await.map_or(Answer::Failed(Failure::Unreachable), Answer::Taken)
}

impl State {
    /// Returns until when Slack is down, if it is.
    pub fn down_until(&self) -> Option<Timestamp> {
        self.faults.down_until.filter(|until| *until > self.now())
    }

    /// Plans the next attempt of an event: at once, after a minute, after five, then perhaps hourly.
    fn not_delivered(&mut self, delivery: Delivery, failure: &Failure) {
        let Parcel::Event { id, .. } = &delivery.parcel else { return };
        let minutes = match delivery.attempt {
            0 => 0,
            1 => 1,
            2 => 5,
            3..=26 if self.spec.delayed_events => 60,
            _ => return self.trouble(format!("Slack gives up on event {id}: {failure}")),
        };
        if matches!(failure, Failure::Status { retry: false, .. }) {
            return;
        }
        let due = self.now() + SignedDuration::from_mins(minutes);
        let delivery =
            Delivery { attempt: delivery.attempt + 1, reason: failure.reason(), ..delivery };
        if minutes == 0 {
            self.send(delivery);
        } else {
            self.retries.push(Retry { due, delivery });
        }
    }

    /// Sends what is due, in order.
    pub fn send_due_retries(&mut self) {
        let now = self.now();
        let (mut due, later): (Vec<Retry>, Vec<Retry>) =
            std::mem::take(&mut self.retries).into_iter().partition(|retry| retry.due <= now);
        self.retries = later;
        due.sort_by_key(|retry| retry.due);
        for retry in due {
            self.send(retry.delivery);
        }
    }

    /// Lets Slack misbehave from now on; channels and redelivery are not its business.
    pub fn begin_trouble(&mut self, trouble: &Trouble) {
        let now = self.now();
        let faults = &mut self.faults;
        let text = match trouble {
            Trouble::Down { seconds } => {
                faults.down_until = Some(now + SignedDuration::from_secs(*seconds));
                format!("Slack is down for {seconds} seconds")
            }
            Trouble::Refuse { method, seconds } => {
                faults.refused.insert(method.clone(), now + SignedDuration::from_secs(*seconds));
                format!("Slack refuses {method} for {seconds} seconds")
            }
            Trouble::FailOnce { method } => {
                faults.failing.push(method.clone());
                format!("Slack will fail {method} once")
            }
            Trouble::LoseAnswer { method } => {
                faults.losing.push(method.clone());
                format!("Slack will lose its next answer to {method}")
            }
            Trouble::Redeliver { .. } | Trouble::Channel { .. } => return,
        };
        self.trouble(text);
    }
}
