//! Slack over HTTP: events, interactions and commands, each on any of three addresses, and three
//! addresses for whoever runs the bot.
//!
//! The signature is checked on the bytes before anything is read. After that only a failure to keep
//! what was said is answered with an error: what is not understood would not be understood the next
//! time either.

mod seal;
mod server;

pub use self::server::{serve, serve_alive};

use self::seal::Seal;
use super::inbound::{Ack, Parsed, Reader};
use super::{Handled, Handler, count, deliver};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The largest body that is read.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// What `/healthz` answers.
const ALIVE: &str = "alive\n";

/// Says whether the bot can do its work, or why not.
pub type Ready = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// Renders the metrics in Prometheus' text format.
pub type Metrics = Arc<dyn Fn() -> BoxFuture<'static, String> + Send + Sync>;

/// What the server needs from the rest of the program.
#[derive(Clone)]
pub struct Edge {
    /// Without one, nothing that claims to come from Slack is taken.
    pub signing_secret: Option<String>,
    pub reader: Arc<Reader>,
    pub handler: Handler,
    pub ready: Ready,
    pub metrics: Metrics,
    pub limits: Limits,
}

impl fmt::Debug for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edge").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// How patient the server is with those who call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the head of a request, the wait for the next request on a connection included.
    pub head: Duration,
    /// For the body of a request.
    pub body: Duration,
    /// For requests in flight when the server stops.
    pub drain: Duration,
    /// Connections at a time; more wait.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(5),
            drain: Duration::from_secs(10),
            connections: 1024,
        }
    }
}

/// Returns the routes.
pub fn router(edge: Edge) -> Router {
    let seal = Seal::new(edge.signing_secret.as_deref());
    Router::new()
        .route("/slack/events", post(receive))
        .route("/slack/commands", post(receive))
        .route("/slack/interactions", post(receive))
        .route("/healthz", get(|| async { ALIVE }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics_page))
        .with_state(Arc::new(Door { edge, seal }))
}

/// Returns the routes of a process that cannot take anything from Slack yet. Slack sends again what is
/// answered with 503.
fn alive_only() -> Router {
    let not_yet = || async { (StatusCode::SERVICE_UNAVAILABLE, "Slack was not reached yet\n") };
    Router::new().route("/healthz", get(|| async { ALIVE })).fallback(not_yet)
}

struct Door {
    edge: Edge,
    seal: Seal,
}

async fn receive(State(door): State<Arc<Door>>, request: Request) -> Response {
    match door.receive(request).await {
        Ok(response) => response,
        Err(refusal) => {
            count("http", "none", refusal.outcome());
            refusal.status().into_response()
        }
    }
}

impl Door {
    async fn receive(&self, request: Request) -> Result<Response, Refusal> {
        let (head, body) = request.into_parts();
        let reading = tokio::time::timeout(self.edge.limits.body, read_body(body));
        let body = reading.await.map_err(|_| Refusal::Slow)??;
        if !self.seal.is_on(&head.headers, &body) {
            return Err(Refusal::Unsigned);
        }
        log_retry(&head.headers);
        match self.edge.reader.read(&body) {
            Ok(Parsed::Inbound(inbound)) => {
                Ok(answer(deliver(&self.edge.handler, "http", inbound).await))
            }
            Ok(Parsed::Challenge(challenge)) => {
                count("http", "challenge", "acknowledged");
                Ok(challenge.into_response())
            }
            Err(unreadable) => {
                count("http", "none", "unreadable");
                tracing::warn!(reason = %unreadable, bytes = body.len(), "unreadable, though signed");
                Ok(StatusCode::OK.into_response())
            }
        }
    }
}

fn answer(handled: Handled) -> Response {
    match handled {
        Handled::Ack(Ack { body: Some(body) }) => Json(body).into_response(),
        Handled::Ack(Ack { body: None }) => StatusCode::OK.into_response(),
        Handled::Failed => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    TooLarge,
    Slow,
    Broken,
    Unsigned,
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::Slow => StatusCode::REQUEST_TIMEOUT,
            Refusal::Broken => StatusCode::BAD_REQUEST,
            Refusal::Unsigned => StatusCode::UNAUTHORIZED,
        }
    }

    fn outcome(self) -> &'static str {
        match self {
            Refusal::TooLarge => "too_large",
            Refusal::Slow => "too_slow",
            Refusal::Broken => "broken",
            Refusal::Unsigned => "unsigned",
        }
    }
}

/// Reads a body, and stops as soon as it is too large.
async fn read_body(body: Body) -> Result<Bytes, Refusal> {
    if body.size_hint().lower() > BODY_BYTES_MAX as u64 {
        return Err(Refusal::TooLarge);
    }
    let mut read = Vec::new();
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Refusal::Broken)?;
        if read.len() + chunk.len() > BODY_BYTES_MAX {
            return Err(Refusal::TooLarge);
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.into())
}

/// A retry is never dropped for being one: after a crash it may be the only copy.
fn log_retry(headers: &HeaderMap) {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(attempt) = header("x-slack-retry-num") {
        let reason = header("x-slack-retry-reason").unwrap_or("none");
        metrics::counter!("soundings_redeliveries_total").increment(1);
        tracing::info!(attempt, reason, "slack sends something again");
    }
}

async fn ready(State(door): State<Arc<Door>>) -> Response {
    match (door.edge.ready)().await {
        Ok(()) => "ready\n".into_response(),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, format!("{reason}\n")).into_response(),
    }
}

async fn metrics_page(State(door): State<Arc<Door>>) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
    (kind, (door.edge.metrics)().await).into_response()
}
