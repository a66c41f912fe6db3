//! What `tests/reader/teach` learns from: every message with its words as the reader tells them apart, and
//! what eyes saw in it.

use crate::corpus::{Corpus, WRITTEN};
use serde::Serialize;
use soundings::reading::CLASSES;
use soundings::reading::features::Extractor;
use std::io::{BufWriter, Write};

/// Sources that are left out together, each time: what is learnt for a group has seen none of its messages.
/// Who wrote matters counts as a source; who wrote them as part of conversations belongs to what is written.
pub const GROUPS: [(&str, &[&str]); 3] = [
    ("talk", &["i2p-irc", "raku-irc", "clojurians-slack", "homely", "mixed"]),
    (
        "projects",
        &["monero-irc", "lean-zulip", "intention-mining", "teams", "technical", "tuesday"],
    ),
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
    /// Whether it is a small matter, and what that counts, where anything is known of it.
    small: Option<(f32, f32)>,
}

/// Prints a line of JSON for every message.
pub fn print(corpus: &Corpus) -> anyhow::Result<()> {
    let extractor = Extractor::default();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for message in &corpus.messages {
        let lesson = Lesson {
            group: group_of(&message.source),
            text: &message.text,
            words: extractor.words(&message.text),
            shares: message.is_by_eye().then(|| message.shares()),
            explicit: message.explicit_share(),
            small: Some((0.0, message.not_small())).filter(|(_, counts)| *counts > 0.0),
        };
        print_one(&mut out, &lesson)?;
    }
    for matter in &corpus.matters {
        let lesson = Lesson {
            group: group_of(&matter.writer),
            text: &matter.text,
            words: extractor.words(&matter.text),
            shares: None,
            explicit: 0.0,
            small: Some((f32::from(u8::from(matter.is_small)), 1.0)),
        };
        print_one(&mut out, &lesson)?;
    }
    Ok(out.flush()?)
}

fn print_one(out: &mut impl Write, lesson: &Lesson<'_>) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, lesson)?;
    Ok(out.write_all(b"\n")?)
}

/// Returns the group that a source, or what a writer wrote, is left out with.
pub fn group_of(name: &str) -> &'static str {
    let has = |name: &str| GROUPS.iter().find(|(_, sources)| sources.contains(&name));
    has(name).or(has(WRITTEN)).map_or("", |(group, _)| group)
}
