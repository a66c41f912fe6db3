//! Real chat as an export: converted while the test runs, read as a folder and as a zip file.

use super::export::Export;
use super::{err, out, soundings};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What people typed; each file becomes a channel, each meeting or topic a day of it.
const FILES: [&str; 4] =
    ["clojurians_slack.jsonl", "lean_zulip.jsonl", "project_irc.jsonl", "w3c_minutes.jsonl"];

/// So many messages of each file are read: 20,000 in all.
const MESSAGES_MAX: usize = 5_000;

/// Titles for people who have none, so that every sureness occurs.
const TITLES: [&str; 9] = [
    "Software Engineer",
    "CFO",
    "Product Manager",
    "Support Lead",
    "Growth",
    "",
    "Legal Counsel",
    "Designer",
    "Account Executive",
];

#[derive(Deserialize)]
struct Message {
    source: String,
    channel_or_meeting: String,
    #[serde(default)]
    thread: Option<String>,
    author: String,
    text: String,
}

impl Message {
    fn place(&self) -> (&str, Option<&str>) {
        (&self.channel_or_meeting, self.thread.as_deref())
    }
}

fn corpus() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let named = std::env::var_os("SOUNDINGS_CORPUS");
    let folder = named.as_ref().map_or(default, PathBuf::from);
    assert!(named.is_none() || folder.is_dir(), "no corpus at {}", folder.display());
    folder.is_dir().then_some(folder)
}

/// Reads a file's first messages: an unoptimised reader takes half a millisecond for each.
fn read(file: &Path) -> Vec<Message> {
    let text = std::fs::read_to_string(file).expect("a file of the corpus");
    text.lines()
        .take(MESSAGES_MAX)
        .map(|line| serde_json::from_str(line).expect("a message"))
        .collect()
}

/// Adds one file of the corpus as a channel; returns how many messages that is.
fn convert(export: &mut Export, at: usize, messages: &[Message]) -> usize {
    let channel = messages[0].source.clone();
    export.channel(&format!("C{at}"), &channel);
    let mut people: BTreeSet<&str> = BTreeSet::new();
    let mut places: BTreeMap<_, Vec<&Message>> = BTreeMap::new();
    for message in messages {
        people.insert(&message.author);
        places.entry(message.place()).or_default().push(message);
    }
    for (day, place) in places.values().enumerate() {
        // A day each, from 2022 on; where there are more places than days, several share one.
        let ts =
            |seq: usize| format!("{}.{day:06}", 1_640_995_200 + day % 1_400 * 86_400 + 40 * seq);
        for (seq, message) in place.iter().enumerate() {
            let mut said = json!({ "type": "message", "user": user(at, &message.author),
                "ts": ts(seq), "text": message.text });
            if message.thread.is_some() && place.len() > 1 {
                said["thread_ts"] = Value::String(ts(0));
                said["reply_count"] = json!(if seq == 0 { place.len() - 1 } else { 0 });
            }
            export.say(&channel, said);
        }
    }
    for (number, author) in people.iter().enumerate() {
        export.user(&user(at, author), author, TITLES[number % TITLES.len()]);
    }
    messages.len()
}

fn user(at: usize, author: &str) -> String {
    format!("U{at}{}", author.to_uppercase())
}

#[test]
fn real_chat_gives_the_same_report_as_a_folder_and_as_a_zip_file() {
    let Some(corpus) = corpus() else {
        return println!("left out: no corpus (set SOUNDINGS_CORPUS)");
    };
    let mut export = Export::default();
    let mut messages = 0;
    for (at, file) in FILES.iter().enumerate() {
        messages += convert(&mut export, at, &read(&corpus.join(file)));
    }
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let folder = export.folder(&scratch.path().join("export"));
    let zip = export.zip(&scratch.path().join("export.zip"));
    let page = scratch.path().join("report.html");
    let audit = |export: &Path, options: &[&str]| {
        let output = soundings(&[&["audit", export.to_str().expect("plain")], options].concat());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        out(&output)
    };
    let html = ["--json", "--html", page.to_str().expect("plain")];
    let (json, zipped) = std::thread::scope(|scope| {
        let zipped = scope.spawn(|| audit(&zip, &["--json"]));
        (audit(&folder, &html), zipped.join().expect("an audit"))
    });
    assert_eq!(zipped, json);
    let report: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(report["read"]["messages"], messages);
    println!("{}\n{}", report["summary"], report["totals"]);
    let decisions = report["totals"]["decisions"].as_u64().expect("a number");
    assert!(decisions > 10, "{decisions} decisions");
    assert_eq!(report["unread"], json!([]));
    assert!(std::fs::read_to_string(&page).expect("a page").contains("<svg"));
}
