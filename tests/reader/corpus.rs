//! Reading the conversations, and the labels that were given to them.

use crate::matters::{self, Matter};
use crate::messages::{Given, Message, given};
use anyhow::Context;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use soundings::reading::LABELS;
use soundings::reading::model::Origin;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Files of the corpus.
const FILES: [&str; 6] = [
    "project_irc",
    "lean_zulip",
    "clojurians_slack",
    "w3c_minutes",
    "ami_meetings",
    "intention_mining",
];

/// Sources of ordinary chat, in which hardly anything is put to a group: what nobody read there is taken for
/// *other*. What protocols say of the other sources teaches nothing that labels by eye do not.
const ORDINARY: [&str; 2] = ["clojurians-slack", "intention-mining"];

#[derive(Deserialize)]
struct Line {
    id: String,
    source: String,
    channel_or_meeting: String,
    #[serde(default)]
    thread: Option<String>,
    author: String,
    text: String,
    label: String,
    #[serde(default)]
    gold: bool,
    #[serde(default)]
    ctx: bool,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    tone: Option<String>,
}

/// The source of conversations that were written to train on.
pub const WRITTEN: &str = "written";

pub struct Corpus {
    /// All messages; those of a conversation stand together, in order.
    pub messages: Vec<Message>,
    pub matters: Vec<Matter>,
    pub origin: Origin,
}

impl Corpus {
    /// Reads the corpus, the labels, and the conversations written for training.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let own = crate::project().join("tests/reader");
        let mut digest = Sha256::new();
        let labels = labels(&own.join("labels"), &mut digest)?;
        let written = written(&own.join("written"), &mut digest)?;
        let mut matters = matters::load(&own.join("matters"), &mut digest)?;
        matters.extend(written.iter().filter_map(matters::in_conversation));
        let mut origin = Origin { labels: digest.finalize().into(), ..Origin::default() };
        let mut digest = Sha256::new();
        let mut conversations: BTreeMap<(usize, String), Vec<Message>> = BTreeMap::new();
        for (place, name) in FILES.into_iter().enumerate() {
            let path = folder.join(name).with_extension("jsonl");
            let text = fs::read_to_string(&path).with_context(|| {
                format!("failed to read {}; set SOUNDINGS_CORPUS", path.display())
            })?;
            digest.update(&text);
            for line in text.lines() {
                let line: Line = serde_json::from_str(line).context("failed to read a line")?;
                let message = message(line, &labels)?;
                let conversation = (place, message.conversation.clone());
                conversations.entry(conversation).or_default().push(message);
            }
        }
        origin.corpus = digest.finalize().into();
        let messages = conversations.into_values().flatten().chain(written).collect();
        Ok(Self { messages, matters, origin })
    }

    /// Returns the messages of each conversation.
    pub fn conversations(&self) -> impl Iterator<Item = &[Message]> {
        crate::conversations::each(&self.messages)
    }

    /// Returns the files of threads that were written, once each.
    pub fn thread_writers(&self) -> Vec<String> {
        let threads = self.messages.iter().filter(|message| message.is_in_thread());
        let mut files: Vec<_> = threads.filter_map(|m| m.file().map(str::to_owned)).collect();
        files.dedup();
        files
    }

    pub fn by_eye(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.is_by_eye())
    }
}

fn message(line: Line, labels: &Labels) -> anyhow::Result<Message> {
    let class = LABELS.iter().position(|label| label.as_str() == line.label);
    let class = class.with_context(|| format!("unknown label {}", line.label))?;
    let [first, second] = labels.get(&line.id).copied().unwrap_or_default();
    let own = line.gold.then_some(Given { class, explicit: false, hesitant: false, small: None });
    let thread = line.thread.unwrap_or_default();
    Ok(Message {
        conversation: format!("{} {} {thread}", line.source, line.channel_or_meeting),
        is_ordinary: ORDINARY.contains(&line.source.as_str()),
        source: line.source,
        author: line.author,
        text: line.text,
        passes: [first, second, own],
        tone: line.tone.filter(|_| !line.bare && !line.ctx),
    })
}

type Labels = BTreeMap<String, [Option<Given>; 2]>;

/// Reads `id<TAB>first pass<TAB>second pass` from every file.
fn labels(folder: &Path, digest: &mut Sha256) -> anyhow::Result<Labels> {
    let mut labels = Labels::new();
    for (_, text) in files(folder, digest)? {
        for line in text.lines() {
            let mut fields = line.split('\t');
            let id = fields.next().unwrap_or_default().to_owned();
            let mut pass = || given(fields.next().unwrap_or_default());
            labels.insert(id, [pass()?, pass()?]);
        }
    }
    Ok(labels)
}

/// Reads `first pass<TAB>second pass<TAB>author<TAB>text` from every file; an empty line ends a conversation.
pub fn written(folder: &Path, digest: &mut Sha256) -> anyhow::Result<Vec<Message>> {
    let mut messages = Vec::new();
    for (name, text) in files(folder, digest)? {
        for (number, conversation) in text.split("\n\n").enumerate() {
            for line in conversation.lines().filter(|line| !line.is_empty()) {
                let mut fields = line.splitn(4, '\t');
                let mut field = || fields.next().with_context(|| format!("{name}: {line}"));
                messages.push(Message {
                    source: WRITTEN.to_owned(),
                    conversation: format!("{WRITTEN} {name} {number}"),
                    passes: [given(field()?)?, given(field()?)?, None],
                    author: field()?.to_owned(),
                    text: field()?.to_owned(),
                    is_ordinary: false,
                    tone: None,
                });
            }
        }
    }
    Ok(messages)
}

/// Returns the files of a folder by name, and adds them to the digest.
pub fn files(folder: &Path, digest: &mut Sha256) -> anyhow::Result<Vec<(String, String)>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<std::io::Result<_>>()?;
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path)?;
        digest.update(&text);
        files.push((name, text));
    }
    Ok(files)
}
