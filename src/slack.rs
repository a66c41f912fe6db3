//! The wire, in both directions: what Slack says becomes [`inbound::Inbound`], what we say goes through
//! [`client::SlackClient`].
//!
//! Typed models of the Slack library never decide the answer to a request: real payloads are odder than
//! any model. Signatures are checked on the bytes, bodies are read with small tolerant structs of our
//! own. Whatever was understood is handed to one [`Handler`], whichever way it came.

pub mod client;
pub mod http;
pub mod inbound;
pub mod socket;

use self::inbound::{Ack, Inbound};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::time::Instant;

/// Takes what Slack told us and returns once it is kept.
pub type Handler = Arc<dyn Fn(Inbound) -> BoxFuture<'static, Handled> + Send + Sync>;

/// How handling went.
#[derive(Clone, Debug, PartialEq)]
pub enum Handled {
    /// It is kept; Slack is told so, with this answer.
    Ack(Ack),
    /// It is not kept; Slack is not told anything good, and sends it again.
    Failed,
}

impl Handled {
    fn outcome(&self) -> &'static str {
        match self {
            Handled::Ack(_) => "acknowledged",
            Handled::Failed => "failed",
        }
    }
}

/// Hands something over, and counts and times it.
///
/// The handler gets a task of its own: what it began is finished even if Slack hangs up meanwhile, and
/// should it panic, only this one thing is not acknowledged.
async fn deliver(handler: &Handler, transport: &'static str, inbound: Inbound) -> Handled {
    let (kind, id, team) = (inbound.what.kind(), inbound.id.clone(), inbound.team.clone());
    if let inbound::What::Unknown(name) = &inbound.what {
        tracing::info!(%team, name, "slack sent something that is not understood");
    }
    let start = Instant::now();
    let handled = tokio::spawn(handler(inbound)).await.unwrap_or_else(|_| {
        tracing::error!(event = %id, kind, "the handler broke off");
        Handled::Failed
    });
    let seconds = start.elapsed().as_secs_f64();
    metrics::histogram!("soundings_ack_seconds", "transport" => transport, "kind" => kind)
        .record(seconds);
    count(transport, kind, handled.outcome());
    tracing::debug!(%team, event = %id, kind, outcome = handled.outcome(), seconds, "handled");
    handled
}

/// Counts something Slack sent.
fn count(transport: &'static str, kind: &'static str, outcome: &'static str) {
    let labels = [("transport", transport), ("kind", kind), ("outcome", outcome)];
    metrics::counter!("soundings_requests_total", &labels).increment(1);
}
