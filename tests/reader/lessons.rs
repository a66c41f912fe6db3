//! What `tests/reader/teach` learns from: every message with its words as the reader tells them apart, and
//! what eyes saw in it.

use crate::corpus::{Corpus, WRITTEN};
use crate::messages::Message;
use serde::Serialize;
use soundings::reading::CLASSES;
use soundings::reading::features::Extractor;
use std::io::{BufWriter, Write};

/// Sources that are left out together, each time: what is learnt for a group has seen none of its messages.
pub const GROUPS: [(&str, &[&str]); 3] = [
    ("talk", &["i2p-irc", "raku-irc", "clojurians-slack"]),
    ("projects", &["monero-irc", "lean-zulip", "intention-mining"]),
    ("meetings", &["w3c-minutes", "ami", WRITTEN]),
];

/// A message to learn from.
#[derive(Serialize)]
struct Lesson<'a> {
    group: &'a str,
    text: &'a str,
    words: Vec<String>,
    /// The share of eyes that saw each class, if any looked.
    shares: Option<[f32; CLASSES]>,
    /// The share of eyes that saw it said in so many words.
    explicit: f32,
}

/// Prints a line of JSON for every message.
pub fn print(corpus: &Corpus) -> anyhow::Result<()> {
    let extractor = Extractor::default();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for message in &corpus.messages {
        let lesson = Lesson {
            group: group_of(message),
            text: &message.text,
            words: extractor.words(&message.text),
            shares: message.is_by_eye().then(|| message.shares()),
            explicit: message.explicit_share(),
        };
        serde_json::to_writer(&mut out, &lesson)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Returns the group that a message is left out with.
pub fn group_of(message: &Message) -> &'static str {
    let of = |(_, sources): &&(_, &[&str])| sources.contains(&message.source.as_str());
    GROUPS.iter().find(of).map_or("", |(name, _)| name)
}
