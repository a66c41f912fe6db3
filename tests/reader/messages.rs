//! The messages, and what people and rules say they are.

use anyhow::Context;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use soundings::reading::model::Origin;
use soundings::reading::{CLASSES, LABELS};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Files of the corpus, and what one of their unread labels counts, compared to one by eye: of `other`,
/// and of anything else. Where the labels come from a protocol they teach little, and much of them drowns
/// the rest.
const FILES: [(&str, f32, f32); 6] = [
    ("project_irc", 0.0, 1.0),
    ("lean_zulip", 0.03, 0.05),
    ("clojurians_slack", ORDINARY_WEIGHT, 0.0),
    ("w3c_minutes", 0.01, 0.03),
    ("ami_meetings", 0.01, 0.03),
    ("intention_mining", ORDINARY_WEIGHT, 0.0),
];

/// What a message of ordinary chat counts.
const ORDINARY_WEIGHT: f32 = 0.15;

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

/// A message with its labels.
pub struct Message {
    pub source: String,
    pub conversation: String,
    pub author: String,
    pub text: String,
    /// The classes given by eye: first and second pass, and the corpus's own.
    pub passes: [Option<Given>; 3],
    /// A class no eye has seen, and what it counts.
    pub unread: Option<(usize, f32)>,
    /// What the corpus says of its tone: `support`, `objection` or `hesitation`; of bare votes nothing.
    pub tone: Option<String>,
}

/// A class that somebody gave by eye.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub class: usize,
    /// Whether it says so in so many words; the corpus's own labels do not tell.
    pub explicit: bool,
    /// Whether it hesitates.
    pub hesitant: bool,
}

impl Message {
    fn given(&self) -> impl Iterator<Item = Given> {
        self.passes.into_iter().flatten()
    }

    /// Tells whether somebody labelled it by eye.
    pub fn is_by_eye(&self) -> bool {
        self.given().next().is_some()
    }

    /// Returns whether it hesitates, as the first and the second pass saw it.
    pub fn hesitates(&self) -> Option<(bool, bool)> {
        let [Some(first), Some(second), _] = self.passes else { return None };
        Some((first.hesitant, second.hesitant))
    }

    /// Tells whether the corpus knows that it is for, against or undecided, in words.
    pub fn takes_stance(&self) -> bool {
        self.tone.is_some()
    }

    /// Tells whether it comes from ordinary chat, in which hardly anything is put to a group.
    pub fn is_ordinary(&self) -> bool {
        self.unread.is_some_and(|(_, weight)| weight == ORDINARY_WEIGHT)
    }

    /// Returns the share of eyes that saw each class; all zero where none looked.
    pub fn shares(&self) -> [f32; CLASSES] {
        let mut shares = [0.0; CLASSES];
        let eyes = self.given().count() as f32;
        self.given().for_each(|given| shares[given.class] += 1.0 / eyes);
        shares
    }

    /// Returns the share of eyes that saw decision talk.
    pub fn talk_share(&self) -> f32 {
        self.shares()[..3].iter().sum()
    }

    /// Returns the share of passes that saw it said in so many words.
    pub fn explicit_share(&self) -> f32 {
        let passes = self.passes[..2].iter().flatten();
        let explicit = passes.clone().filter(|given| given.explicit).count();
        explicit as f32 / passes.count().max(1) as f32
    }

    /// Tells whether most eyes saw decision talk.
    pub fn is_talk(&self) -> bool {
        self.talk_share() > 0.5
    }

    /// Tells whether most eyes saw this class.
    pub fn is_class(&self, class: usize) -> bool {
        self.shares()[class] > 0.5
    }

    /// Tells whether all eyes saw the same.
    pub fn is_settled(&self) -> bool {
        self.given().count() > 1 && self.shares().iter().any(|share| *share > 0.99)
    }
}

/// All messages; those of a conversation stand together, in order.
pub struct Corpus {
    pub messages: Vec<Message>,
    pub origin: Origin,
}

impl Corpus {
    /// Reads the corpus and the labels.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let (labels, labels_digest) = labels(&crate::project().join("tests/reader/labels"))?;
        let mut digest = Sha256::new();
        let mut conversations: BTreeMap<(usize, String), Vec<Message>> = BTreeMap::new();
        for (place, (name, other, marked)) in FILES.into_iter().enumerate() {
            let path = folder.join(name).with_extension("jsonl");
            let text = fs::read_to_string(&path).with_context(|| {
                format!("failed to read {}; set SOUNDINGS_CORPUS", path.display())
            })?;
            digest.update(&text);
            for line in text.lines() {
                let line: Line = serde_json::from_str(line).context("failed to read a line")?;
                let message = message(line, &labels, (other, marked))?;
                conversations
                    .entry((place, message.conversation.clone()))
                    .or_default()
                    .push(message);
            }
        }
        let origin = Origin { labels: labels_digest, corpus: digest.finalize().into() };
        Ok(Self { messages: conversations.into_values().flatten().collect(), origin })
    }

    pub fn by_eye(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().filter(|message| message.is_by_eye())
    }
}

fn message(line: Line, labels: &Labels, weights: (f32, f32)) -> anyhow::Result<Message> {
    let class = LABELS.iter().position(|label| label.as_str() == line.label);
    let class = class.with_context(|| format!("unknown label {}", line.label))?;
    let [first, second] = labels.get(&line.id).copied().unwrap_or_default();
    let own = line.gold.then_some(Given { class, explicit: false, hesitant: false });
    let weight = if class == CLASSES - 1 { weights.0 } else { weights.1 };
    let is_unread =
        [first, second, own].iter().all(Option::is_none) && !line.ctx && !line.bare && weight > 0.0;
    let thread = line.thread.unwrap_or_default();
    Ok(Message {
        conversation: format!("{} {} {thread}", line.source, line.channel_or_meeting),
        source: line.source,
        author: line.author,
        text: line.text,
        passes: [first, second, own],
        unread: is_unread.then_some((class, weight)),
        tone: line.tone.filter(|_| !line.bare && !line.ctx),
    })
}

type Labels = BTreeMap<String, [Option<Given>; 2]>;

/// Reads `id<TAB>first pass<TAB>second pass` from every file, and takes the digest of them all.
fn labels(folder: &Path) -> anyhow::Result<(Labels, [u8; 32])> {
    let mut files: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    files.sort_by_key(|file| file.file_name());
    let (mut labels, mut digest) = (Labels::new(), Sha256::new());
    for file in files {
        let text = fs::read_to_string(file.path())?;
        digest.update(&text);
        for line in text.lines() {
            let mut fields = line.split('\t');
            let id = fields.next().unwrap_or_default().to_owned();
            let mut pass = || given(fields.next().unwrap_or_default());
            labels.insert(id, [pass()?, pass()?]);
        }
    }
    Ok((labels, digest.finalize().into()))
}

/// Reads a code such as `p!`; an empty one says that nobody looked.
fn given(code: &str) -> anyhow::Result<Option<Given>> {
    let Some(letter) = code.chars().next() else { return Ok(None) };
    let class = "pdqos.".find(letter).with_context(|| format!("unknown code {code}"))?;
    Ok(Some(Given { class, explicit: code.contains('!'), hesitant: code.contains('~') }))
}
