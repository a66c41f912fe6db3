//! The messages, and what people say they are.

use crate::corpus::WRITTEN;
use anyhow::Context;
use soundings::reading::CLASSES;

/// What decision talk of the corpus counts against being a small matter: people who meet on purpose to talk of their
/// project hardly put small ones to each other, but some.
const TALK_IS_NOT_SMALL: f32 = 0.4;

/// What a message of ordinary chat counts that nobody read.
const ORDINARY_WEIGHT: f32 = 0.15;

/// A message with its labels.
pub struct Message {
    pub source: String,
    pub conversation: String,
    pub author: String,
    pub text: String,
    /// The classes given by eye: first and second pass, and the corpus's own.
    pub passes: [Option<Given>; 3],
    /// Whether it is taken for ordinary chat unread.
    pub is_ordinary: bool,
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
    /// Whether it puts a small matter to the group, where its author told.
    pub small: Option<bool>,
}

impl Message {
    fn given(&self) -> impl Iterator<Item = Given> {
        self.passes.into_iter().flatten()
    }

    /// Returns who wrote it, where it was written to train on; those who wrote the same sort of text, `posts-…` or
    /// `chat-…`, count as one.
    pub fn writer(&self) -> Option<&str> {
        self.file()?.split('-').next()
    }

    /// Tells whether it comes from this source, from this writer, or from this file of theirs.
    pub fn is_of(&self, name: &str) -> bool {
        self.source == name || self.writer() == Some(name) || self.file() == Some(name)
    }

    /// Tells whether its conversation is one thread, with a first message and answers.
    pub fn is_in_thread(&self) -> bool {
        self.file().is_some_and(|file| file.starts_with("threads-"))
    }

    /// Returns the file it was written in, where it was written to train on.
    pub fn file(&self) -> Option<&str> {
        self.conversation.split(' ').nth(1).filter(|_| self.source == WRITTEN)
    }

    /// Tells whether somebody labelled it by eye.
    pub fn is_by_eye(&self) -> bool {
        self.given().next().is_some()
    }

    /// Tells whether it was read in both passes.
    pub fn is_read_twice(&self) -> bool {
        self.passes[..2].iter().all(Option::is_some)
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

    /// Returns what it counts in training, compared to a message that was read by eye.
    pub fn weight(&self) -> f32 {
        if self.is_by_eye() {
            1.0
        } else if self.is_ordinary {
            ORDINARY_WEIGHT
        } else {
            0.0
        }
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

    /// Returns what it counts against being a small matter, where nobody told whether it is one.
    pub fn not_small(&self) -> f32 {
        let told = self.given().any(|given| given.small.is_some());
        if told { 0.0 } else { TALK_IS_NOT_SMALL * self.talk_share() }
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

/// Reads a code such as `p!`, and `-` after it for a small matter or `+` for one worth asking about; an empty one says
/// that nobody looked.
pub fn given(code: &str) -> anyhow::Result<Option<Given>> {
    let Some(letter) = code.chars().next() else { return Ok(None) };
    let class = "pdqos.".find(letter).with_context(|| format!("unknown code {code}"))?;
    let small = match code.chars().last() {
        Some('-') => Some(true),
        Some('+') => Some(false),
        _ => None,
    };
    Ok(Some(Given { class, explicit: code.contains('!'), hesitant: code.contains('~'), small }))
}
