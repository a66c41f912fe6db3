//! The HTTP server, over real sockets.

use futures_util::future::BoxFuture;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use soundings::clock::Clock;
use soundings::slack::http::{Edge, Limits, serve};
use soundings::slack::inbound::{Ack, Inbound, Reader};
use soundings::slack::{Handled, Handler};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const SECRET: &str = "a signing secret";
const UNINSTALLED: &str = r#"{"type":"event_callback","event_id":"Ev1","team_id":"T1","event":{"type":"app_uninstalled"}}"#;

/// A running server, and what was handed to its handler.
struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Inbound>>>,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Server {
    /// A server whose handler answers everything alike.
    async fn answering(handled: Handled) -> Self {
        Self::with(Limits::default(), move |_| {
            let handled = handled.clone();
            Box::pin(async move { handled })
        })
        .await
    }

    async fn acknowledging() -> Self {
        Self::answering(Handled::Ack(Ack::default())).await
    }

    async fn with(
        limits: Limits,
        handle: impl Fn(Inbound) -> BoxFuture<'static, Handled> + Send + Sync + 'static,
    ) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listened = heard.clone();
        let handler: Handler = Arc::new(move |inbound| {
            listened.lock().unwrap().push(inbound.clone());
            handle(inbound)
        });
        let edge = Edge {
            signing_secret: Some(SECRET.to_owned()),
            reader: Arc::new(Reader { bot_user: "UBOT".into(), bot_id: None }),
            handler,
            ready: Arc::new(|| Box::pin(async { Err("the store is away".to_owned()) })),
            metrics: Arc::new(|| Box::pin(async { "soundings_up 1\n".to_owned() })),
            limits,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move { stopped.await.unwrap() };
        let running = tokio::spawn(serve(listener, edge, shutdown));
        Self { address, heard, stop, running }
    }

    fn heard(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// Sends these bytes and returns the status and the body of the answer.
    async fn send(&self, request: impl AsRef<[u8]>) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_ref()).await.unwrap();
        answer(&mut stream).await
    }

    /// Sends a body that is signed now.
    async fn post(&self, path: &str, body: &str) -> (u16, String) {
        let time = now().to_string();
        self.send(request(path, body.as_bytes(), &signed(&time, body.as_bytes()))).await
    }
}

/// Reads an answer to the end of the connection.
async fn answer(stream: &mut TcpStream) -> (u16, String) {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).expect("a status line").parse().unwrap();
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status, body.to_owned())
}

fn request(path: &str, body: &[u8], headers: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn now() -> i64 {
    Clock::System.now().as_second()
}

/// The headers of a body that was signed at this time.
fn signed(time: &str, body: &[u8]) -> String {
    let hash = signature(time, body);
    format!("X-Slack-Request-Timestamp: {time}\r\nX-Slack-Signature: {hash}\r\n")
}

fn signature(time: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("v0:{time}:").as_bytes());
    mac.update(body);
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn every_kind_is_taken_at_every_address() {
    let server = Server::acknowledging().await;
    for path in ["/slack/events", "/slack/commands", "/slack/interactions"] {
        assert_eq!(server.post(path, UNINSTALLED).await, (200, String::new()));
        let command = "command=%2Fsoundings&team_id=T1&channel_id=C1&user_id=U1&trigger_id=1.2";
        assert_eq!(server.post(path, command).await, (200, String::new()));
        let shortcut = r#"payload={"type":"shortcut","team":{"id":"T1"},"trigger_id":"1"}"#;
        assert_eq!(server.post(path, shortcut).await, (200, String::new()));
    }
    assert_eq!(server.heard(), 9);
}

#[tokio::test]
async fn the_handlers_answer_goes_back() {
    let body: Value = json!({ "response_action": "clear" });
    let server = Server::answering(Handled::Ack(Ack { body: Some(body.clone()) })).await;
    assert_eq!(server.post("/slack/events", UNINSTALLED).await, (200, body.to_string()));
}

#[tokio::test]
async fn what_could_not_be_kept_is_wanted_again() {
    let server = Server::answering(Handled::Failed).await;
    assert_eq!(server.post("/slack/events", UNINSTALLED).await.0, 503);
}

#[tokio::test]
async fn a_handler_that_panics_loses_nothing() {
    let server =
        Server::with(Limits::default(), |_| Box::pin(async { panic!("on purpose") })).await;
    assert_eq!(server.post("/slack/events", UNINSTALLED).await.0, 503);
    assert_eq!(server.send("GET /healthz HTTP/1.0\r\n\r\n").await.0, 200);
}

#[tokio::test]
async fn only_slack_is_heard() {
    let server = Server::acknowledging().await;
    let body = UNINSTALLED.as_bytes();
    let (time, old, early) = (now(), now() - 301, now() + 330);
    let hash = signature(&time.to_string(), body);
    let stamp = format!("X-Slack-Request-Timestamp: {time}\r\n");
    let unsigned = [
        String::new(),
        stamp.clone(),
        format!("X-Slack-Signature: {hash}\r\n"),
        format!("{stamp}X-Slack-Signature: \r\n"),
        format!("{stamp}X-Slack-Signature: {}\r\n", hash.replace("v0=", "v1=")),
        format!("{stamp}X-Slack-Signature: {}\r\n", &hash[..hash.len() - 1]),
        format!("{stamp}X-Slack-Signature: v0=\u{e9}\r\n"),
        signed(&old.to_string(), body),
        signed(&early.to_string(), body),
        signed("", body),
        signed("soon", body),
        signed("-9223372036854775808", body),
        signed("9223372036854775807", body),
        signed("99999999999999999999999", body),
        signed(&time.to_string(), b"another body"),
    ];
    for headers in unsigned {
        let (status, _) = server.send(request("/slack/events", body, &headers)).await;
        assert_eq!(status, 401, "{headers}");
    }
    assert_eq!(server.heard(), 0);
}

#[tokio::test]
async fn a_signature_of_some_minutes_ago_is_still_good() {
    let server = Server::acknowledging().await;
    let headers = signed(&(now() - 290).to_string(), UNINSTALLED.as_bytes());
    let (status, _) = server.send(request("/slack/events", UNINSTALLED.as_bytes(), &headers)).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused() {
    let server = Server::acknowledging().await;
    let body = b"{\"type\":\"\xff\xfe\"}";
    let headers = signed(&now().to_string(), body);
    assert_eq!(server.send(request("/slack/events", body, &headers)).await.0, 401);
}

#[tokio::test]
async fn a_challenge_is_answered_once_it_is_signed() {
    let server = Server::acknowledging().await;
    let body = r#"{"type":"url_verification","token":"x","challenge":"abc"}"#;
    assert_eq!(server.post("/slack/events", body).await, (200, "abc".to_owned()));
    assert_eq!(server.send(request("/slack/events", body.as_bytes(), "")).await.0, 401);
    assert_eq!(server.heard(), 0);
}

#[tokio::test]
async fn signed_nonsense_is_taken_quietly() {
    let server = Server::acknowledging().await;
    for body in
        ["", "{", "[]", "null", "payload=%7B", r#"{"type":7}"#, r#"{"type":"event_callback"}"#]
    {
        assert_eq!(server.post("/slack/events", body).await, (200, String::new()), "{body}");
    }
    assert_eq!(server.heard(), 0);
    let unknown = UNINSTALLED.replace("app_uninstalled", "teleported");
    assert_eq!(server.post("/slack/events", &unknown).await.0, 200);
    assert_eq!(server.heard(), 1);
}

#[tokio::test]
async fn a_retry_is_as_good_as_the_first() {
    let server = Server::acknowledging().await;
    let headers = signed(&now().to_string(), UNINSTALLED.as_bytes())
        + "X-Slack-Retry-Num: 2\r\nX-Slack-Retry-Reason: http_timeout\r\n";
    let (status, _) = server.send(request("/slack/events", UNINSTALLED.as_bytes(), &headers)).await;
    assert_eq!((status, server.heard()), (200, 1));
}

#[tokio::test]
async fn nothing_larger_than_a_mebibyte_is_read() {
    let server = Server::acknowledging().await;
    let head = "POST /slack/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";
    // The length alone is enough: no byte of the body is sent.
    let announced = format!("{head}content-length: 1048577\r\n\r\n");
    assert_eq!(server.send(announced).await.0, 413);
    let mut chunked = format!("{head}transfer-encoding: chunked\r\n\r\n200000\r\n").into_bytes();
    chunked.resize(chunked.len() + 0x10_0001, b'x');
    assert_eq!(server.send(chunked).await.0, 413);
    let largest = UNINSTALLED.to_owned() + &" ".repeat(1024 * 1024 - UNINSTALLED.len());
    assert_eq!(server.post("/slack/events", &largest).await.0, 200);
}

#[tokio::test]
async fn other_methods_and_addresses_are_refused() {
    let server = Server::acknowledging().await;
    for path in ["/slack/events", "/slack/commands", "/slack/interactions"] {
        let get = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        assert_eq!(server.send(get).await.0, 405);
    }
    assert_eq!(server.post("/elsewhere", UNINSTALLED).await.0, 404);
}

#[tokio::test]
async fn the_operators_pages_tell_how_it_goes() {
    let server = Server::acknowledging().await;
    let page = async |path: &str| server.send(format!("GET {path} HTTP/1.0\r\n\r\n")).await;
    assert_eq!(page("/healthz").await, (200, "alive\n".to_owned()));
    assert_eq!(page("/readyz").await, (503, "the store is away\n".to_owned()));
    assert_eq!(page("/metrics").await, (200, "soundings_up 1\n".to_owned()));
}

#[tokio::test]
async fn the_slow_are_given_up() {
    let blink = Duration::from_millis(50);
    let limits = Limits { head: blink, body: blink, ..Limits::default() };
    let acknowledge =
        |_| -> BoxFuture<'static, Handled> { Box::pin(async { Handled::Ack(Ack::default()) }) };
    let server = Server::with(limits, acknowledge).await;
    let half_a_body = request("/slack/events", b"", "").len();
    let slow_body = String::from_utf8(request("/slack/events", b"1234", "")).unwrap();
    assert_eq!(server.send(&slow_body[..half_a_body + 2]).await.0, 408);
    // Of half a head, only the end of the connection comes back.
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"POST /slack/events HTTP/1.1\r\nhost:").await.unwrap();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert_eq!(String::from_utf8(rest).unwrap(), "");
}

#[tokio::test]
async fn a_huge_head_is_refused() {
    let server = Server::acknowledging().await;
    let head = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx: {}", "y".repeat(70_000));
    assert_eq!(server.send(head).await.0, 431);
}

#[tokio::test]
async fn stopping_waits_for_what_is_in_hand() {
    let (entered, mut entries) = tokio::sync::mpsc::unbounded_channel();
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let closed = gate.clone();
    let server = Server::with(Limits::default(), move |_| {
        let (entered, closed) = (entered.clone(), closed.clone());
        Box::pin(async move {
            entered.send(()).unwrap();
            closed.acquire().await.unwrap().forget();
            Handled::Ack(Ack::default())
        })
    })
    .await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let body = UNINSTALLED.as_bytes();
    let post = request("/slack/events", body, &signed(&now().to_string(), body));
    stream.write_all(&post).await.unwrap();
    entries.recv().await.unwrap();
    server.stop.send(()).unwrap();
    gate.add_permits(1);
    assert_eq!(answer(&mut stream).await.0, 200);
    server.running.await.unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}
