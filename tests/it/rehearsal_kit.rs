//! What the rehearsal's own tests share: slack-morphism's real client, and a small bot that listens.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing::post};
use hyper_util::client::legacy::connect::HttpConnector;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;
use slack_morphism::prelude::*;
use slack_morphism::signature_verifier::SlackEventSignatureVerifier;
use soundings::clock::Clock;
use soundings::rehearsal::spec::{Spec, User};
use soundings::rehearsal::workspace::Workspace;
use std::sync::{Arc, Mutex};

pub type Client = SlackClient<SlackClientHyperConnector<HttpConnector>>;

/// 2 March 2026, 9 o'clock in Berlin.
pub fn monday_morning() -> Timestamp {
    "2026-03-02T09:00:00+01:00".parse().unwrap()
}

/// Maya, Tom and Ines in #plans.
pub fn spec() -> Spec {
    let zone = |name| TimeZone::get(name).unwrap();
    Spec::new(zone("Europe/Berlin"))
        .user(User::new("maya", "Maya Lindqvist", zone("Europe/Stockholm")))
        .user(User::new("tom", "Tom Okafor", zone("Europe/London")))
        .user(User::new("ines", "Inês Duarte", zone("Europe/Lisbon")))
        .channel("plans", false)
}

/// Starts a workspace on a clock that stands at Monday morning.
pub async fn workspace(spec: Spec) -> (Workspace, Clock) {
    let clock = Clock::manual(monday_morning());
    (Workspace::start(spec, clock.clone()).await.unwrap(), clock)
}

/// Returns slack-morphism's client for a workspace.
pub fn client(workspace: &Workspace) -> Arc<Client> {
    let connector = SlackClientHyperConnector::with_connector(HttpConnector::new())
        .with_slack_api_url(&workspace.api_url());
    Arc::new(SlackClient::new(connector))
}

pub fn token() -> SlackApiToken {
    SlackApiToken::new("xoxb-rehearsal".into())
}

/// Returns the code with which a call was refused.
pub fn refusal<T: std::fmt::Debug>(result: ClientResult<T>) -> String {
    match result.unwrap_err() {
        slack_morphism::errors::SlackClientError::ApiError(error) => error.code,
        other => format!("{other:?}"),
    }
}

/// One request that the bot got.
#[derive(Clone, Debug)]
pub struct Heard {
    pub retry: Option<String>,
    /// An event's envelope, an interaction, or a command's fields.
    pub body: Value,
}

/// A bot that checks signatures, remembers what it heard, and answers what it is told to.
pub struct Ear {
    heard: Arc<Mutex<Vec<Heard>>>,
    serving: tokio::task::JoinHandle<()>,
}

type Answers = dyn Fn(&Heard) -> (u16, Value) + Send + Sync;

#[derive(Clone)]
struct Shared {
    heard: Arc<Mutex<Vec<Heard>>>,
    answers: Arc<Answers>,
}

impl Ear {
    /// Listens on a free port, and tells the workspace so.
    pub async fn open(
        workspace: &Workspace,
        answers: impl Fn(&Heard) -> (u16, Value) + Send + Sync + 'static,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/slack/events", listener.local_addr().unwrap());
        let shared = Shared { heard: Arc::default(), answers: Arc::new(answers) };
        let router = Router::new().route("/slack/events", post(hear)).with_state(shared.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        workspace.set_request_url(&url);
        Self { heard: shared.heard, serving }
    }

    /// Takes what was heard since the last time.
    pub fn take(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    /// Takes what was heard, one line each: type, subtype and text, and the retry's number.
    pub fn lines(&self) -> Vec<String> {
        self.take().iter().map(line).collect()
    }

    /// Stops listening; what comes now finds nobody.
    pub async fn close(self) {
        self.serving.abort();
        let ended = self.serving.await;
        assert!(ended.unwrap_err().is_cancelled());
    }
}

pub fn line(heard: &Heard) -> String {
    let event = if heard.body["event"].is_null() { &heard.body } else { &heard.body["event"] };
    let parts = [&event["type"], &event["subtype"], &event["command"], &event["text"]];
    let parts = parts.iter().filter_map(|part| part.as_str()).collect::<Vec<_>>().join(" ");
    match &heard.retry {
        Some(number) => format!("{parts} (retry {number})"),
        None => parts,
    }
}

async fn hear(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let text = std::str::from_utf8(&body).unwrap();
    let verifier = SlackEventSignatureVerifier::new(&"rehearsal-signing-secret".to_string().into());
    let signature = header(SlackEventSignatureVerifier::SLACK_SIGNED_HASH_HEADER).unwrap();
    let stamp = header(SlackEventSignatureVerifier::SLACK_SIGNED_TIMESTAMP).unwrap();
    verifier.verify(signature, text, stamp).expect("the signature is right");
    let body = match header("content-type") {
        Some("application/json") => serde_json::from_str(text).unwrap(),
        _ => form(text),
    };
    let heard = Heard { retry: header("x-slack-retry-num").map(str::to_string), body };
    let (status, answer) = (shared.answers)(&heard);
    shared.heard.lock().unwrap().push(heard);
    let status = StatusCode::from_u16(status).unwrap();
    if answer.is_null() { status.into_response() } else { (status, Json(answer)).into_response() }
}

/// Reads a form: an interaction's payload, or a command's fields.
fn form(text: &str) -> Value {
    let fields: std::collections::BTreeMap<String, String> =
        url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    match fields.get("payload") {
        Some(payload) => serde_json::from_str(payload).unwrap(),
        None => serde_json::to_value(fields).unwrap(),
    }
}
