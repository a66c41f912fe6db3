//! Socket Mode: the bot's WebSockets, and envelopes that wait for their acknowledgement.

use super::delivery::Parcel;
use super::state::State;
use super::workspace::Inner;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// One open WebSocket.
pub(crate) struct Socket {
    id: u64,
    frames: mpsc::UnboundedSender<Frame>,
}

/// What is sent on a WebSocket.
enum Frame {
    Text(String),
    Close,
}

/// Accepts a WebSocket that `apps.connections.open` gave a ticket for.
pub(crate) async fn upgrade(
    Shared(inner): Shared<Arc<Inner>>,
    Query(query): Query<BTreeMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let ticket = query.get("ticket").and_then(|ticket| ticket.parse::<u64>().ok());
    match ticket {
        Some(ticket) => upgrade.on_upgrade(move |socket| serve(inner, ticket, socket)),
        None => {
            (StatusCode::FORBIDDEN, "a ticket of apps.connections.open is missing").into_response()
        }
    }
}

async fn serve(inner: Arc<Inner>, id: u64, mut socket: WebSocket) {
    let (frames, mut outgoing) = mpsc::unbounded_channel();
    inner.state().add_socket(Socket { id, frames });
    loop {
        tokio::select! {
            frame = outgoing.recv() => match frame {
                Some(Frame::Text(text)) => {
                    if socket.send(Message::Text(text.into())).await.is_err() {
                        break;
                    }
                }
                Some(Frame::Close) | None => {
                    // The other side may already be gone.
                    let _ = socket.send(Message::Close(None)).await;
                    break;
                }
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => inner.state().acknowledge(&text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
        }
    }
    inner.state().remove_socket(id);
}

impl State {
    fn add_socket(&mut self, socket: Socket) {
        let hello = json!({
            "type": "hello",
            "num_connections": self.sockets.len() + 1,
            "connection_info": { "app_id": self.spec.app.app_id },
            "debug_info": { "host": "rehearsal", "build_number": 1,
                "approximate_connection_time": 18060 },
        });
        // A socket that closed meanwhile is taken away by its own task.
        let _ = socket.frames.send(Frame::Text(hello.to_string()));
        self.sockets.push(socket);
        self.touch();
    }

    fn remove_socket(&mut self, id: u64) {
        self.sockets.retain(|socket| socket.id != id);
        self.touch();
    }

    /// Sends an envelope on the socket that had none for longest; `None` where there is no socket.
    pub fn send_envelope(
        &mut self,
        parcel: &Parcel,
        attempt: u32,
        reason: &str,
    ) -> Option<oneshot::Receiver<Value>> {
        let number = self.next_number();
        let id = format!("00000000-0000-4000-9000-{number:012}");
        let (kind, payload) = match parcel {
            Parcel::Event { body, .. } => ("events_api", body.clone()),
            Parcel::Interaction(payload) => ("interactive", payload.clone()),
            Parcel::Command(fields) => {
                let fields = fields.iter().map(|(key, value)| (key.to_string(), json!(value)));
                ("slash_commands", Value::Object(fields.collect()))
            }
        };
        let mut envelope = json!({ "envelope_id": id, "type": kind, "payload": payload,
            "accepts_response_payload": kind != "events_api" });
        if kind == "events_api" {
            envelope["retry_attempt"] = attempt.into();
            envelope["retry_reason"] = reason.into();
        }
        let (ack, acked) = oneshot::channel();
        self.acks.insert(id, ack);
        if self.sockets.is_empty() {
            return None;
        }
        self.sockets.rotate_left(1);
        self.sockets.last()?.frames.send(Frame::Text(envelope.to_string())).ok()?;
        Some(acked)
    }

    /// Takes an acknowledgement; anything else the bot says is not Slack's business.
    fn acknowledge(&mut self, text: &str) {
        let Ok(ack) = serde_json::from_str::<Value>(text) else { return };
        let waiting = ack["envelope_id"].as_str().and_then(|id| self.acks.remove(id));
        if let Some(waiting) = waiting {
            // Too late: the envelope was given up.
            let _ = waiting.send(ack["payload"].clone());
        }
    }

    /// Asks the bot to connect anew, and closes its sockets.
    pub fn disconnect(&mut self, reason: &str) {
        let frame = json!({ "type": "disconnect", "reason": reason,
            "debug_info": { "host": "rehearsal" } });
        for socket in &self.sockets {
            let _ = socket.frames.send(Frame::Text(frame.to_string()));
            let _ = socket.frames.send(Frame::Close);
        }
        self.sockets.clear();
    }
}
