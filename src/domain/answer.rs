//! What came back: a view, with the need, and the limit, evidence and condition if given.

use super::care::Care;
use super::ids::{ChannelId, MessageTs, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A function's view on a decision, in its own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    pub by: UserId,
    pub at: Timestamp,
    pub words: Words,
    pub source: ViewSource,
    /// The version of the proposal it speaks of, from 1.
    pub version: u32,
    /// Whether it came after the closing digest.
    pub late: bool,
    /// Whether it was changed after it was first given.
    pub changed: bool,
    /// What it looks after, once its author has said so of these words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care: Option<Care>,
}

/// What a view says. Every field is at most [`FIELD_CHARS`] characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What the function needs; always present.
    pub need: String,
    /// What it cannot go beyond.
    pub limit: Option<String>,
    /// What it rests on.
    pub evidence: Option<String>,
    /// "Yes, if …".
    pub condition: Option<String>,
    /// What makes it hard now, where a plain no was explained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hard_now: Option<String>,
    /// What could be tried, where a plain no was explained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub could_try: Option<String>,
}

/// The longest text a Slack input takes.
pub const FIELD_CHARS: usize = 3_000;

impl Words {
    /// Returns words that are a need alone.
    pub fn need(text: &str) -> Self {
        Self { need: clip(text.trim(), FIELD_CHARS), ..Self::default() }
    }

    /// Returns whatever was written, part by part, the need first.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.need).chain(self.others().flatten()).map(String::as_str)
    }

    /// Returns whether there is nothing but the need.
    pub fn is_need_alone(&self) -> bool {
        self.others().flatten().next().is_none()
    }

    fn others(&self) -> impl Iterator<Item = Option<&String>> {
        let Self { need: _, limit, evidence, condition, hard_now, could_try } = self;
        [limit, evidence, condition, hard_now, could_try].into_iter().map(Option::as_ref)
    }
}

/// How a view arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ViewSource {
    /// The answer form.
    Form,
    /// A direct message to the bot.
    Dm { channel: ChannelId, ts: MessageTs },
    /// A reply in the decision's thread that its author let count.
    Reply { ts: MessageTs },
}

/// What a reply in a thread amounts to, as far as its words tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Remark {
    /// It says something of its own.
    #[default]
    Words,
    /// It agrees in words, and says no more: "sounds good".
    Agreement,
    /// It is a yes without a word: "+1".
    Yes,
    /// It refuses, and says neither why nor what would help: "we can't".
    Refusal,
    /// It is any other sign without a word of substance: "-1", an emoji, thanks.
    Sign,
}

impl Remark {
    /// Returns whether there are words that could be a view.
    pub fn is_words(&self) -> bool {
        matches!(self, Remark::Words | Remark::Refusal)
    }

    /// Returns whether it is what a reply is unless it is known to be something else.
    pub fn is_usual(&self) -> bool {
        *self == Remark::Words
    }
}

/// Cuts a text after `chars` characters, with an ellipsis as the last where something is lost.
pub fn clip(text: &str, chars: usize) -> String {
    if text.chars().nth(chars).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
