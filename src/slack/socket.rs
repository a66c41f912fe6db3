//! Slack over Socket Mode: slack-morphism keeps the sockets, this reads what comes through them.
//!
//! An envelope is acknowledged once it is kept, and only then: Slack sends again what was not. Two
//! sockets are open, so that one can be renewed while the other listens. The library hands over the
//! envelopes of one socket one after the other.

use super::client::SlackClient;
use super::inbound::fields::Fields;
use super::inbound::{Ack, Parsed, Reader};
use super::{Handled, Handler, count, deliver};
use async_trait::async_trait;
use slack_morphism::clients_manager::{
    SlackSocketModeClientsManager, SlackSocketModeClientsManagerFactory,
};
use slack_morphism::listener::SlackClientEventsListenerEnvironment;
use slack_morphism::{
    SlackApiToken, SlackClientSocketModeConfig, SlackSocketModeClientListener,
    SlackSocketModeWssClientId,
};
use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::sync::RwLock;

/// How many sockets are kept open.
const SOCKETS: u32 = 2;
/// How long to wait before calling again when Slack could not be reached.
const RECONNECT_SECONDS: u64 = 10;
/// How long to wait when Slack refuses a socket, for instance because there are too many.
const REFUSED_PAUSE: Duration = Duration::from_secs(5);
/// How long to wait when a connection broke sooner than [`SHORT_LIFE`] after Slack's greeting.
const BROKEN_PAUSE: Duration = Duration::from_secs(1);
const SHORT_LIFE: Duration = Duration::from_secs(10);
/// How long to wait for what is in hand when stopping.
const DRAIN: Duration = Duration::from_secs(5);

/// Open sockets.
pub struct SocketMode {
    sockets: Arc<Sockets>,
    ear: Arc<Ear>,
}

type Sockets = dyn SlackSocketModeClientsManager + Send + Sync;

impl fmt::Debug for SocketMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SocketMode").field("connections", &self.connections()).finish()
    }
}

/// Opens sockets and hands what comes through them to `handler`.
///
/// Returns at once; where Slack cannot be reached, the sockets keep trying.
pub async fn start(
    client: &SlackClient,
    app_token: &str,
    reader: Arc<Reader>,
    handler: Handler,
) -> SocketMode {
    let library = client.library();
    let environment = SlackClientEventsListenerEnvironment::new(library.clone());
    let sockets = library.http_api.connector.new_clients_manager(Arc::new(environment));
    let ear = Arc::new(Ear::new(reader, handler, Arc::downgrade(&sockets)));
    let config = SlackClientSocketModeConfig::new()
        .with_max_connections_count(SOCKETS)
        .with_reconnect_timeout_in_seconds(RECONNECT_SECONDS);
    let token = SlackApiToken::new(app_token.to_owned().into());
    // The library only adds to a list here: there is nothing that could fail.
    let _ = sockets.register_new_token(&config, token, ear.clone()).await;
    sockets.start().await;
    SocketMode { sockets, ear }
}

impl SocketMode {
    /// Returns how many sockets Slack has greeted and not left since.
    pub fn connections(&self) -> usize {
        self.ear.greeted().len()
    }

    /// Returns when anything last came through a socket.
    pub fn last_heard(&self) -> Option<Instant> {
        *lock(&self.ear.last_heard)
    }

    /// Takes nothing more, finishes what is in hand, and closes the sockets.
    pub async fn shutdown(&self) {
        let stopping = async { *self.ear.open.write().await = false };
        if tokio::time::timeout(DRAIN, stopping).await.is_err() {
            tracing::warn!("something from Slack was still in hand when the sockets were closed");
        }
        self.sockets.shutdown().await;
        self.ear.greeted().clear();
    }
}

/// Listens at the sockets.
struct Ear {
    reader: Arc<Reader>,
    handler: Handler,
    sockets: Weak<Sockets>,
    /// Whether anything is still taken. Held for reading while something is in hand.
    open: RwLock<bool>,
    last_heard: Mutex<Option<Instant>>,
    /// Since when each socket is greeted.
    greeted: Mutex<HashMap<SlackSocketModeWssClientId, Instant>>,
}

impl Ear {
    fn new(reader: Arc<Reader>, handler: Handler, sockets: Weak<Sockets>) -> Self {
        Self {
            reader,
            handler,
            sockets,
            open: RwLock::new(true),
            last_heard: Mutex::default(),
            greeted: Mutex::default(),
        }
    }

    fn greeted(&self) -> MutexGuard<'_, HashMap<SlackSocketModeWssClientId, Instant>> {
        lock(&self.greeted)
    }

    /// Takes an envelope and returns its acknowledgement, if it is kept.
    async fn receive(&self, envelope: &Fields<'_>) -> Option<String> {
        let id = envelope.text("envelope_id")?;
        if let Some(attempt) = envelope.number("retry_attempt").filter(|attempt| *attempt > 0) {
            let reason = envelope.text("retry_reason").unwrap_or_default();
            metrics::counter!("soundings_redeliveries_total").increment(1);
            tracing::info!(attempt, reason, "slack sends something again");
        }
        let payload = envelope.raw_text("payload").unwrap_or_default();
        let handled = self.handle(payload.as_bytes()).await;
        let takes_body = envelope.flag("accepts_response_payload") == Some(true);
        match handled {
            Handled::Ack(Ack { body: Some(body) }) if takes_body => {
                Some(serde_json::json!({ "envelope_id": id, "payload": body }).to_string())
            }
            Handled::Ack(_) => Some(serde_json::json!({ "envelope_id": id }).to_string()),
            Handled::Failed => None,
        }
    }

    async fn handle(&self, payload: &[u8]) -> Handled {
        match self.reader.read(payload) {
            Ok(Parsed::Inbound(inbound)) => deliver(&self.handler, "socket", inbound).await,
            Ok(Parsed::Challenge(_)) => Handled::Ack(Ack::default()),
            Err(unreadable) => {
                count("socket", "none", "unreadable");
                tracing::warn!(reason = %unreadable, bytes = payload.len(), "unreadable envelope");
                Handled::Ack(Ack::default())
            }
        }
    }

    /// Replaces a socket that ends, after a pause where it would end again at once.
    async fn renew(&self, id: &SlackSocketModeWssClientId, end: End) {
        let greeted = self.greeted().remove(id);
        tokio::time::sleep(end.pause(greeted)).await;
        // Held until the new socket is on the library's list, so that stopping finds it there.
        let open = self.open.read().await;
        if let Some(sockets) = self.sockets.upgrade().filter(|_| *open) {
            sockets.restart_client(id).await;
        }
    }
}

/// How a socket came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Slack renews sockets every few hours.
    Planned,
    /// Slack does not want this one.
    Refused,
    /// The connection broke.
    Broken,
}

impl End {
    fn of_reason(reason: &str) -> Self {
        match reason {
            "warning" | "refresh_requested" => End::Planned,
            _ => End::Refused,
        }
    }

    fn pause(self, greeted: Option<Instant>) -> Duration {
        let lived = greeted.map_or(Duration::ZERO, |greeted| greeted.elapsed());
        match self {
            End::Planned => Duration::ZERO,
            End::Refused => REFUSED_PAUSE,
            End::Broken if lived < SHORT_LIFE => BROKEN_PAUSE,
            End::Broken => Duration::ZERO,
        }
    }
}

#[async_trait]
impl SlackSocketModeClientListener for Ear {
    async fn on_message(&self, id: &SlackSocketModeWssClientId, body: String) -> Option<String> {
        *lock(&self.last_heard) = Some(Instant::now());
        let open = self.open.read().await;
        if !*open {
            return None;
        }
        let Some(envelope) = Fields::read(&body) else {
            count("socket", "none", "unreadable");
            return None;
        };
        match envelope.text("type").as_deref() {
            Some("hello") => {
                tracing::info!(socket = id.initial_index, "a socket is open");
                self.greeted().insert(id.clone(), Instant::now());
                None
            }
            Some("disconnect") => {
                drop(open);
                let reason = envelope.text("reason").unwrap_or_default();
                tracing::info!(socket = id.initial_index, reason, "slack ends a socket");
                self.renew(id, End::of_reason(&reason)).await;
                None
            }
            _ => self.receive(&envelope).await,
        }
    }

    /// The error itself can hold what people wrote, so only the fact is told.
    async fn on_error(&self, _error: Box<dyn Error + Send + Sync>) {
        tracing::warn!("a socket broke");
    }

    async fn on_disconnect(&self, id: &SlackSocketModeWssClientId) {
        self.renew(id, End::Broken).await;
    }
}

/// Locks what cannot be left half changed, whatever happened to an earlier holder.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
