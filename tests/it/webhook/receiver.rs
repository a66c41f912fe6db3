//! A program that is handed records, and treats whoever calls it in many ways.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use soundings::domain::policy;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What both sides know; a rehearsal has the same.
pub const SECRET: &str = "rehearsal-webhook-secret";

/// How a call is treated.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    Takes,
    Answers(u16),
    /// 429, with this as `Retry-After`.
    Later(&'static str),
    Redirects,
    /// Takes it, in words without end.
    Endless,
    /// Answers in no protocol.
    Babbles,
    /// Reads it, and drops the connection.
    Resets,
    /// Reads it, and says nothing.
    Never,
}

/// A call as it came in.
#[derive(Clone, Debug)]
pub struct Call {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// A server on this machine that remembers how it was called.
pub struct Receiver {
    url: String,
    state: Arc<State>,
}

struct State {
    manners: Mutex<VecDeque<Manner>>,
    calls: watch::Sender<Vec<Call>>,
}

impl Receiver {
    /// Opens a server that treats its first calls so, and takes every later one; it ends with the runtime
    /// it was opened on.
    pub async fn open(manners: impl IntoIterator<Item = Manner>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/decisions?team=1", listener.local_addr().unwrap());
        let manners = Mutex::new(manners.into_iter().collect());
        let state = Arc::new(State { manners, calls: watch::Sender::new(Vec::new()) });
        let served = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, served.clone()));
            }
        });
        Self { url, state }
    }

    /// Returns what the configuration says of it.
    pub fn whom(&self) -> policy::Webhook {
        let host = "127.0.0.1".to_owned();
        policy::Webhook { url: self.url.clone(), host, private_channels: false }
    }

    /// Returns the calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.state.calls.borrow().clone()
    }

    /// Returns once there were so many calls.
    pub async fn called(&self, times: usize) {
        let mut calls = self.state.calls.subscribe();
        calls.wait_for(|calls| calls.len() >= times).await.unwrap();
    }
}

impl Call {
    /// Tells whether it is signed as Slack signs its own, by whoever knows the secret.
    pub fn is_signed(&self) -> bool {
        let time = &self.headers["x-soundings-request-timestamp"];
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("v0:{time}:{}", self.body).as_bytes());
        let signature = self.headers["x-soundings-signature"].strip_prefix("v0=").unwrap();
        mac.verify_slice(&hex::decode(signature).unwrap()).is_ok()
    }

    pub fn delivery(&self) -> &str {
        &self.headers["x-soundings-delivery"]
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

async fn serve(mut stream: TcpStream, state: Arc<State>) -> Option<()> {
    let call = read(&mut stream).await?;
    let manner = state.manners.lock().unwrap().pop_front().unwrap_or(Manner::Takes);
    state.calls.send_modify(|calls| calls.push(call));
    let head =
        |status: u16, more: &str| format!("HTTP/1.1 {status} x\r\nconnection: close\r\n{more}\r\n");
    let answer = match manner {
        Manner::Takes => head(200, "content-length: 2\r\n") + "ok",
        Manner::Answers(204) => head(204, ""),
        Manner::Answers(status) => head(status, "content-length: 0\r\n"),
        Manner::Later(after) => {
            head(429, &format!("content-length: 0\r\nretry-after: {after}\r\n"))
        }
        Manner::Redirects => head(307, "content-length: 0\r\nlocation: /decisions?team=2\r\n"),
        Manner::Endless => head(200, "content-type: text/plain\r\n"),
        Manner::Babbles => "I do not speak this\r\n\r\n".to_owned(),
        Manner::Resets => {
            // Without waiting for what is still on its way, which the other side hears of as a reset.
            stream.set_zero_linger().ok()?;
            return None;
        }
        Manner::Never => std::future::pending().await,
    };
    stream.write_all(answer.as_bytes()).await.ok()?;
    if matches!(manner, Manner::Endless) {
        loop {
            stream.write_all(&[b' '; 1024]).await.ok()?;
        }
    }
    stream.shutdown().await.ok()
}

async fn read(stream: &mut TcpStream) -> Option<Call> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.lines();
    let line = lines.next()?.to_owned();
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_lowercase(), value.trim().to_owned()))
    };
    let headers: BTreeMap<String, String> = lines.filter_map(header).collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        stream.read_buf(&mut body).await.ok()?;
    }
    Some(Call { line, headers, body: String::from_utf8(body).ok()? })
}
