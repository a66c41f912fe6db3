//! Slack exports, made up: people, channels and days, written as a folder or as a zip file.

use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;

/// An export in the making: every file by its path.
#[derive(Clone, Default)]
pub struct Export {
    pub files: BTreeMap<String, Vec<u8>>,
    users: Vec<Value>,
    channels: Vec<Value>,
    days: BTreeMap<String, Vec<Value>>,
}

impl Export {
    /// Adds a person with a title.
    pub fn user(&mut self, id: &str, name: &str, title: &str) -> &mut Self {
        let profile = json!({ "title": title, "real_name": name, "display_name": "",
            "email": format!("{}@acme.example", id.to_lowercase()), "image_24": "https://x.example" });
        self.users.push(
            json!({ "id": id, "team_id": "T1", "name": name.to_lowercase().replace(' ', "."),
            "deleted": false, "real_name": name, "profile": profile, "is_bot": false }),
        );
        self
    }

    /// Adds a public channel.
    pub fn channel(&mut self, id: &str, name: &str) -> &mut Self {
        self.channels.push(json!({ "id": id, "name": name, "created": 1, "members": [],
            "topic": { "value": "" }, "is_archived": false }));
        self
    }

    /// Adds a message, in the file of its day.
    pub fn say(&mut self, channel: &str, message: Value) -> &mut Self {
        let ts = message["ts"].as_str().expect("a time stamp");
        let second: i64 = ts.split('.').next().and_then(|s| s.parse().ok()).expect("seconds");
        let day = Timestamp::from_second(second).expect("in range").strftime("%Y-%m-%d");
        self.days.entry(format!("{channel}/{day}.json")).or_default().push(message);
        self
    }

    /// Returns every file, in order.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let list = |values: &Vec<Value>| serde_json::to_vec_pretty(values).expect("JSON");
        let mut files: BTreeMap<String, Vec<u8>> =
            self.days.iter().map(|(path, messages)| (path.clone(), list(messages))).collect();
        files.insert("users.json".to_owned(), list(&self.users));
        files.insert("channels.json".to_owned(), list(&self.channels));
        files.extend(self.files.clone());
        files
    }

    /// Writes the export as a folder.
    pub fn folder(&self, at: &Path) -> PathBuf {
        for (path, bytes) in self.files() {
            let file = at.join(path);
            std::fs::create_dir_all(file.parent().expect("inside")).expect("a folder");
            std::fs::write(file, bytes).expect("written");
        }
        at.to_owned()
    }

    /// Writes the export as a zip file, the last file first, as the order must not matter.
    pub fn zip(&self, at: &Path) -> PathBuf {
        let mut zip = zip::ZipWriter::new(File::create(at).expect("a file"));
        for (path, bytes) in self.files().iter().rev() {
            zip.start_file(path, SimpleFileOptions::default()).expect("a name");
            zip.write_all(bytes).expect("written");
        }
        zip.finish().expect("a whole zip");
        at.to_owned()
    }
}

/// Returns the time stamp of a minute of a day in March 2026.
pub fn at(day: i64, minute: i64) -> String {
    format!("{}.{:06}", 1_772_323_200 + (day - 1) * 86_400 + minute * 60, 100)
}

/// Returns a message as Slack exports it, with the ballast that comes along.
pub fn message(user: &str, ts: &str, text: &str) -> Value {
    json!({ "type": "message", "user": user, "ts": ts, "text": text, "client_msg_id": "c0ffee",
        "team": "T1", "user_team": "T1", "user_profile": { "real_name": "…", "is_restricted": false },
        "blocks": [{ "type": "rich_text", "elements": [{ "type": "rich_text_section",
            "elements": [{ "type": "text", "text": text }] }] }] })
}

/// Returns a reply.
pub fn reply(user: &str, thread: &str, ts: &str, text: &str) -> Value {
    let mut reply = message(user, ts, text);
    reply["thread_ts"] = json!(thread);
    reply["parent_user_id"] = json!("U1");
    reply
}

/// Returns the root of a thread.
pub fn root(user: &str, ts: &str, replies: usize, text: &str) -> Value {
    let mut root = message(user, ts, text);
    root["thread_ts"] = json!(ts);
    root["reply_count"] = json!(replies);
    root["replies"] = json!([]);
    root
}
