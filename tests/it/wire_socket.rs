//! Socket Mode, against a Slack that speaks it over real sockets.

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::{any, post};
use serde_json::{Value, json};
use soundings::slack::client::SlackClient;
use soundings::slack::inbound::{Ack, Reader, What};
use soundings::slack::socket::{self, SocketMode};
use soundings::slack::{Handled, Handler};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver};

/// A Slack that hands every socket to the test.
struct Slack {
    client: SlackClient,
    sockets: UnboundedReceiver<WebSocket>,
}

impl Slack {
    async fn new() -> Self {
        let (arrived, sockets) = mpsc::unbounded_channel();
        let upgrade = any(move |upgrade: WebSocketUpgrade| async move {
            upgrade.on_upgrade(async move |socket| arrived.send(socket).unwrap())
        });
        let link = serve(Router::new().route("/link", upgrade)).await;
        Self { client: client(format!("ws://{link}/link")).await, sockets }
    }

    /// Starts listening, with a handler that judges by what happened, and greets the first socket.
    async fn listening(
        handle: impl Fn(What) -> Handled + Send + Sync + 'static,
    ) -> (Self, SocketMode, WebSocket) {
        let mut slack = Self::new().await;
        let handle = Arc::new(handle);
        let handler: Handler = Arc::new(move |inbound| {
            let handle = handle.clone();
            Box::pin(async move { handle(inbound.what) })
        });
        let mode = socket::start(&slack.client, "xapp-1", reader(), handler).await;
        let socket = slack.greeted().await;
        (slack, mode, socket)
    }

    /// Waits for the next socket and greets it.
    async fn greeted(&mut self) -> WebSocket {
        let mut socket = self.sockets.recv().await.unwrap();
        say(&mut socket, json!({ "type": "hello", "num_connections": 1 })).await;
        socket
    }
}

fn reader() -> Arc<Reader> {
    Arc::new(Reader { bot_user: "UBOT".into(), bot_id: None })
}

/// Serves an app and returns its address.
async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// Returns a client that is told to connect to this link.
async fn client(link: String) -> SlackClient {
    let answer = json!({ "ok": true, "url": link });
    let open = post(move || async { axum::Json(answer) });
    let address = serve(Router::new().route("/api/apps.connections.open", open)).await;
    SlackClient::new(Some(&format!("http://{address}/api")), "xoxb-1").unwrap()
}

async fn say(socket: &mut WebSocket, frame: Value) {
    socket.send(Message::text(frame.to_string())).await.unwrap();
}

/// Returns the next acknowledgement.
async fn hear(socket: &mut WebSocket) -> Value {
    loop {
        if let Message::Text(text) = socket.recv().await.unwrap().unwrap() {
            return serde_json::from_str(&text).unwrap();
        }
    }
}

fn event(envelope: &str, event: Value) -> Value {
    let payload = json!({ "type": "event_callback", "event_id": envelope, "team_id": "T1",
                          "event": event });
    json!({ "type": "events_api", "envelope_id": envelope, "payload": payload,
            "accepts_response_payload": false, "retry_attempt": 1, "retry_reason": "timeout" })
}

fn uninstalled(envelope: &str) -> Value {
    event(envelope, json!({ "type": "app_uninstalled" }))
}

fn acknowledged(_: What) -> Handled {
    Handled::Ack(Ack { body: Some(json!({ "text": "heard" })) })
}

#[tokio::test]
async fn what_is_kept_is_acknowledged_with_an_answer_where_slack_takes_one() {
    let (_slack, mode, mut socket) = Slack::listening(acknowledged).await;
    say(&mut socket, uninstalled("e1")).await;
    assert_eq!(hear(&mut socket).await, json!({ "envelope_id": "e1" }));
    let command = json!({ "command": "/soundings", "team_id": "T1", "channel_id": "C1",
                          "user_id": "U1", "trigger_id": "1.2" });
    say(
        &mut socket,
        json!({ "type": "slash_commands", "envelope_id": "e2", "payload": command,
                "accepts_response_payload": true }),
    )
    .await;
    let answered = json!({ "envelope_id": "e2", "payload": { "text": "heard" } });
    assert_eq!(hear(&mut socket).await, answered);
    assert_eq!(mode.connections(), 1);
    assert!(mode.last_heard().is_some());
    mode.shutdown().await;
}

#[tokio::test]
async fn what_is_not_kept_is_not_acknowledged() {
    let (_slack, mode, mut socket) = Slack::listening(|what| match what {
        What::Uninstalled => Handled::Failed,
        What::GroupsChanged => panic!("on purpose"),
        _ => Handled::Ack(Ack::default()),
    })
    .await;
    say(&mut socket, uninstalled("e1")).await;
    say(&mut socket, event("e2", json!({ "type": "subteam_updated" }))).await;
    say(&mut socket, event("e3", json!({ "type": "teleported" }))).await;
    assert_eq!(hear(&mut socket).await, json!({ "envelope_id": "e3" }));
    mode.shutdown().await;
}

#[tokio::test]
async fn what_is_not_understood_is_acknowledged_where_it_can_be() {
    let (_slack, mode, mut socket) =
        Slack::listening(|what| panic!("nothing is to be handled, not {what:?}")).await;
    socket.send(Message::text("{")).await.unwrap();
    say(&mut socket, json!([])).await;
    say(&mut socket, json!({ "type": "events_api", "payload": {} })).await;
    for envelope in [
        json!({ "type": "events_api", "envelope_id": "e1", "payload": { "type": "event_callback" } }),
        json!({ "type": "interactive", "envelope_id": "e2", "payload": null }),
        json!({ "type": "hologram", "envelope_id": "e3" }),
    ] {
        say(&mut socket, envelope.clone()).await;
        let id = envelope["envelope_id"].clone();
        assert_eq!(hear(&mut socket).await, json!({ "envelope_id": id }));
    }
    mode.shutdown().await;
}

#[tokio::test]
async fn a_socket_that_slack_ends_is_replaced() {
    let (mut slack, mode, mut socket) = Slack::listening(acknowledged).await;
    for reason in ["refresh_requested", "warning"] {
        say(&mut socket, json!({ "type": "disconnect", "reason": reason })).await;
        socket = slack.greeted().await;
        say(&mut socket, uninstalled("e1")).await;
        assert_eq!(hear(&mut socket).await, json!({ "envelope_id": "e1" }));
        assert_eq!(mode.connections(), 1);
    }
    mode.shutdown().await;
}

#[tokio::test]
async fn a_socket_that_breaks_is_replaced() {
    let (mut slack, mode, socket) = Slack::listening(acknowledged).await;
    drop(socket);
    let mut socket = slack.greeted().await;
    say(&mut socket, uninstalled("e1")).await;
    assert_eq!(hear(&mut socket).await, json!({ "envelope_id": "e1" }));
    mode.shutdown().await;
}

#[tokio::test]
async fn after_the_end_nothing_is_taken_and_the_socket_closes() {
    let (_slack, mode, mut socket) = Slack::listening(acknowledged).await;
    say(&mut socket, uninstalled("e1")).await;
    assert_eq!(hear(&mut socket).await, json!({ "envelope_id": "e1" }));
    mode.shutdown().await;
    assert_eq!(mode.connections(), 0);
    let end = socket.recv().await;
    assert!(matches!(end, None | Some(Ok(Message::Close(_)) | Err(_))), "{end:?}");
}

#[tokio::test]
async fn a_secure_link_is_called_securely() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(format!("wss://{}/link", listener.local_addr().unwrap())).await;
    let handler: Handler = Arc::new(|_| Box::pin(async { Handled::Failed }));
    let mode = socket::start(&client, "xapp-1", reader(), handler).await;
    let (mut stream, _) = listener.accept().await.unwrap();
    assert_eq!(stream.read_u8().await.unwrap(), TLS_HANDSHAKE);
    mode.shutdown().await;
}

/// The first byte of a TLS connection.
const TLS_HANDSHAKE: u8 = 0x16;
