//! local-slack, and people's hands in it.

use super::super::program::Program;
use super::super::story::{PEOPLE, config};
use super::super::{PATIENCE, noon_zone, package};
use super::{BINARY, CHANNEL, COMMAND};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const PORT: &str = "4100";
const SLACK: &str = "127.0.0.1:4100";
const BOT: &str = "127.0.0.1:3000";
const BOT_USER: &str = "U0SOUNDINGS";
const BOT_TOKEN: &str = "xoxb-witness";
const APP_TOKEN: &str = "xapp-witness";
const SIGNING_SECRET: &str = "0123456789abcdef0123456789abcdef";

/// How local-slack reaches the bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Socket Mode.
    Socket,
    /// Signed requests.
    Events,
}

/// A running local-slack, as somebody who looks at its page sees it.
pub struct LocalSlack {
    mode: Mode,
    folder: PathBuf,
    web: reqwest::Client,
    page: WebSocketStream<MaybeTlsStream<TcpStream>>,
    messages: Vec<Value>,
    channels: Vec<Value>,
    /// The forms on the screen, one upon the other.
    forms: Vec<Value>,
    /// What a form was refused with, until somebody has looked.
    refusal: Option<Value>,
    _program: Program,
}

impl LocalSlack {
    /// Starts local-slack and opens its page.
    pub async fn start(folder: &Path, mode: Mode) -> Self {
        let file = folder.join("local-slack.json");
        std::fs::write(&file, workspace(mode).to_string()).unwrap();
        let mut command = Command::new(package(BINARY));
        command.args(["--port", PORT, "--base-host", "127.0.0.1", "--config"]).arg(file);
        let mut program = Program::start("local-slack", &mut command);
        program.says("Control API").await;
        // An error means that the library has its cryptography already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (page, _) = connect_async(format!("ws://{SLACK}/ui")).await.unwrap();
        Self {
            mode,
            folder: folder.to_owned(),
            web: reqwest::Client::new(),
            page,
            messages: Vec::new(),
            channels: Vec::new(),
            forms: Vec::new(),
            refusal: None,
            _program: program,
        }
    }

    /// Starts the bot and waits until events reach it: over both of its sockets, or by request.
    pub async fn start_bot(&mut self) -> Program {
        let api = format!("http://{SLACK}/api");
        let mut variables = vec![("SLACK_BOT_TOKEN", BOT_TOKEN), ("SLACK_API_URL", &api)];
        match self.mode {
            Mode::Socket => variables.push(("SLACK_APP_TOKEN", APP_TOKEN)),
            Mode::Events => {
                variables
                    .extend([("SLACK_SIGNING_SECRET", SIGNING_SECRET), ("SOUNDINGS_LISTEN", BOT)]);
            }
        }
        let mut bot = Program::start_bot(&self.folder, &config(), &variables).await;
        if self.mode == Mode::Socket {
            bot.says("a socket is open").await;
            bot.says("a socket is open").await;
        }
        bot
    }

    /// Lets somebody write in the channel, and returns the message's `ts`.
    pub async fn says(&mut self, user: &str, text: &str, thread: Option<&str>) -> String {
        let said = json!({ "channel": CHANNEL, "user": user, "text": text, "thread_ts": thread });
        let answer = self.control("message", said).await;
        answer["message"]["ts"].as_str().unwrap().to_owned()
    }

    /// Lets somebody change what they wrote.
    pub async fn edits(&mut self, user: &str, ts: &str, text: &str) {
        let edit = json!({ "channel": CHANNEL, "user": user, "ts": ts, "text": text });
        self.control("edit-message", edit).await;
    }

    /// Lets somebody press the newest button of this name that they see in person.
    pub async fn clicks(&mut self, user: &str, label: &str) {
        let message = self.shows_to(user, label, |m| offers(m, label)).await;
        let click = json!({
            "channel": message["channel"],
            "messageTs": message["ts"],
            "user": user,
            "action": button(&message, label),
        });
        self.control("interact", click).await;
    }

    /// Lets somebody type a command.
    pub async fn sends_command(&mut self, user: &str, words: &str) {
        let typed = json!({ "channel": CHANNEL, "user": user, "command": COMMAND, "text": words });
        self.control("command", typed).await;
    }

    /// Lets somebody type a command, and returns the answer with these words, which only they see.
    pub async fn types(&mut self, user: &str, command: &str, words: &str) -> Value {
        let before = self.messages.len();
        self.sends_command(user, command).await;
        let answer = |slack: &Self| {
            let mut since = slack.messages.iter().skip(before);
            since.find(|m| m["ephemeral_to"] == user && text(m).contains(words)).cloned()
        };
        self.until(&format!("answer to {user}'s \"{command}\" with \"{words}\""), answer).await
    }

    /// Waits until a form with this title is on the screen.
    pub async fn opens(&mut self, title: &str) {
        let form = |slack: &Self| {
            let top = slack.forms.last()?;
            (top["title"]["text"] == title && top["submit"].is_object()).then_some(())
        };
        self.until(&format!("the form \"{title}\""), form).await;
    }

    /// Waits until the form on the screen says this.
    pub async fn asks_in_form(&mut self, words: &str) {
        let form = |slack: &Self| slack.forms.last()?.to_string().contains(words).then_some(());
        self.until(&format!("a form that says \"{words}\""), form).await;
    }

    /// Lets somebody send off the form on the screen, until it is gone or another stands there; returns
    /// what it was refused with, if it was.
    pub async fn submits(&mut self, user: &str, fields: &[(&str, &str)]) -> Option<Value> {
        let form = self.forms.last().expect("no form is on the screen").clone();
        let values: serde_json::Map<_, _> = fields
            .iter()
            .map(|(field, text)| {
                let element = field_of(&form, field);
                let typed = typed(element, text);
                ((*field).to_owned(), json!({ element["action_id"].as_str().unwrap(): typed }))
            })
            .collect();
        let sent = json!({ "t": "view_submit", "user": user, "values": values });
        self.page.send(Message::text(sent.to_string())).await.unwrap();
        let outcome = |slack: &Self| match &slack.refusal {
            Some(refusal) => Some(Some(refusal.clone())),
            None => {
                let same = slack.forms.last().is_some_and(|top| top["blocks"] == form["blocks"]);
                (!same).then_some(None)
            }
        };
        let outcome = self.until("what becomes of the form", outcome).await;
        self.refusal = None;
        outcome
    }

    /// Waits for a message, the newest such.
    pub async fn shows(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        self.until(what, |slack| slack.messages.iter().rfind(|m| is_it(m)).cloned()).await
    }

    /// Waits for a message that somebody alone sees, the newest such.
    pub async fn shows_to(
        &mut self,
        user: &str,
        what: &str,
        is_it: impl Fn(&Value) -> bool,
    ) -> Value {
        let seen = |slack: &Self| {
            let mut all = slack.messages.iter();
            all.rfind(|m| slack.is_only_for(m, user) && is_it(m)).cloned()
        };
        self.until(&format!("{what} for {user}"), seen).await
    }

    /// Returns everything the bot posted for good, as it asked for it.
    pub async fn posted(&self) -> Vec<Value> {
        let log = self.log().await.into_iter();
        let posts = log.filter(|entry| entry["summary"] == "chat.postMessage");
        posts.map(|entry| entry["detail"].clone()).collect()
    }

    /// Asserts that local-slack noted nothing odd, and that all it sent was acknowledged.
    pub async fn assert_understood(&self) {
        let log = self.log().await;
        let noted: Vec<_> = log.iter().filter(|entry| entry["direction"] == "internal").collect();
        assert!(noted.is_empty(), "local-slack noted: {noted:#?}");
        let count = |direction: &str, summary: &str| {
            let starts = |entry: &Value| entry["summary"].as_str().unwrap().starts_with(summary);
            log.iter().filter(|entry| entry["direction"] == direction && starts(entry)).count()
        };
        let (sent, acknowledged) = match self.mode {
            Mode::Socket => (count("to_bot", "envelope "), count("from_bot", "ack ")),
            Mode::Events => (count("to_bot", "POST "), count("from_bot", "HTTP 200")),
        };
        assert!(sent > 0);
        assert_eq!(sent, acknowledged);
    }

    /// Returns every exchange with the bot.
    async fn log(&self) -> Vec<Value> {
        let answer = self.web.get(format!("http://{SLACK}/_control/log")).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["log"].as_array().unwrap().clone()
    }

    async fn control(&mut self, verb: &str, body: Value) -> Value {
        let url = format!("http://{SLACK}/_control/{verb}");
        let answer = self.web.post(url).json(&body).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer["ok"], true, "{verb} {body}: {answer}");
        answer
    }

    fn is_only_for(&self, message: &Value, user: &str) -> bool {
        let direct = self.channels.iter().any(|channel| {
            let members = channel["members"].as_array().unwrap();
            channel["id"] == message["channel"]
                && channel["is_im"] == true
                && members.contains(&json!(user))
        });
        message["ephemeral_to"] == user || direct
    }

    /// Looks at the page until what is looked for is there.
    async fn until<T>(&mut self, what: &str, look: impl Fn(&Self) -> Option<T>) -> T {
        let search = async {
            loop {
                if let Some(found) = look(self) {
                    return found;
                }
                let frame = self.page.next().await.unwrap().unwrap();
                self.notice(&frame);
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        found.unwrap_or_else(|_| panic!("no {what}; this is what happened:\n{}", self.account()))
    }

    fn notice(&mut self, frame: &Message) {
        let Ok(frame) = serde_json::from_str::<Value>(frame.to_text().unwrap_or_default()) else {
            return;
        };
        match frame["t"].as_str().unwrap_or_default() {
            "init" => self.channels = frame["state"]["channels"].as_array().unwrap().clone(),
            "channel" => self.channels.push(frame["channel"].clone()),
            "message" => self.messages.push(frame["message"].clone()),
            "message_update" => self.replace(&frame["message"]),
            "view" => self.forms = frame["stack"].as_array().unwrap().clone(),
            "view_errors" => self.refusal = Some(frame["errors"].clone()),
            _ => {}
        }
    }

    fn replace(&mut self, message: &Value) {
        let is_it = |m: &&mut Value| m["ts"] == message["ts"] && m["channel"] == message["channel"];
        if let Some(old) = self.messages.iter_mut().find(is_it) {
            *old = message.clone();
        }
    }

    /// Tells what is on the page, for when something is missing there.
    fn account(&self) -> String {
        let line = |m: &Value| {
            let (user, only) = (&m["user"], m["ephemeral_to"].as_str().unwrap_or("all"));
            format!("{} in {} for {only}: {}\n", user, m["channel"], text(m))
        };
        let messages: String = self.messages.iter().map(line).collect();
        let forms: Vec<_> = self.forms.iter().map(|form| &form["title"]["text"]).collect();
        format!("{messages}forms on the screen: {forms:?}, refused: {:?}", self.refusal)
    }
}

/// Returns a message's text.
pub fn text(message: &Value) -> &str {
    message["text"].as_str().unwrap_or_default()
}

/// Returns a button of a message, as a click on it is sent.
pub fn button(message: &Value, label: &str) -> Value {
    find_button(message, label).unwrap_or_else(|| panic!("no \"{label}\" on {message:#}"))
}

/// Returns whether a message has a button.
pub fn offers(message: &Value, label: &str) -> bool {
    find_button(message, label).is_some()
}

fn find_button(message: &Value, label: &str) -> Option<Value> {
    let blocks = message["blocks"].as_array()?;
    blocks.iter().find_map(|block| {
        let elements = block["elements"].as_array().filter(|_| block["type"] == "actions")?;
        let button = elements.iter().find(|element| element["text"]["text"] == label)?;
        let mut action = button.clone();
        action["block_id"] = block["block_id"].clone();
        Some(action)
    })
}

/// Returns what a form sends of a field: what was typed, or the option of this name that was chosen.
fn typed(element: &Value, text: &str) -> Value {
    let kind = &element["type"];
    let Some(options) = element["options"].as_array() else {
        return json!({ "type": kind, "value": text });
    };
    let named = options.iter().find(|option| option["text"]["text"] == text);
    let named = named.unwrap_or_else(|| panic!("no \"{text}\" in {element:#}"));
    json!({ "type": kind, "selected_option": named })
}

/// Returns the input of a form's field.
fn field_of<'a>(form: &'a Value, field: &str) -> &'a Value {
    let blocks = form["blocks"].as_array().unwrap();
    let block = blocks.iter().find(|block| block["block_id"] == field);
    &block.unwrap_or_else(|| panic!("no field \"{field}\" in {form:#}"))["element"]
}

fn workspace(mode: Mode) -> Value {
    let zone = noon_zone();
    let users = PEOPLE.iter().map(|person| {
        json!({
            "id": person.id, "name": person.name, "real_name": person.real_name,
            "email": person.email(), "tz": zone,
        })
    });
    let users: Vec<Value> = users.collect();
    let mut members: Vec<&str> = PEOPLE.iter().map(|person| person.id).collect();
    members.push(BOT_USER);
    let transport = if mode == Mode::Socket { "socket" } else { "events" };
    json!({
        "workspace": { "name": "Crumbline", "domain": "crumbline", "teamId": "T0CRUMBLINE" },
        "apps": [{
            "appId": "A0SOUNDINGS", "botUserId": BOT_USER, "botName": "soundings",
            "botToken": BOT_TOKEN, "appToken": APP_TOKEN, "signingSecret": SIGNING_SECRET,
            "mode": transport, "requestUrl": format!("http://{BOT}/slack/events"),
        }],
        "users": users,
        "channels": [{ "id": CHANNEL, "name": "plans-and-pricing", "members": members }],
    })
}
