//! What a message does in a conversation, and what a channel does about it.

use super::evidence::Evidence;

/// What a message does in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Puts a course of action to the group.
    Proposal,
    /// Says that something is decided.
    Decision,
    /// Asks the group to choose or to object.
    ChoiceQuestion,
    /// Speaks against something proposed.
    Objection,
    /// Speaks for something proposed.
    Support,
    /// Everything else.
    Other,
}

impl Label {
    /// Returns the word used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Label::Proposal => "proposal",
            Label::Decision => "decision",
            Label::ChoiceQuestion => "choice_question",
            Label::Objection => "objection",
            Label::Support => "support",
            Label::Other => "other",
        }
    }
}

/// What an `auto` channel does about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open the decision thread.
    Open,
    /// Ask the author, privately.
    Suggest,
    /// Nothing.
    None,
}

impl Action {
    /// Decides: the score is enough to ask, but only explicit evidence is enough to open.
    pub fn of(score: f32, evidence: Evidence, thresholds: Thresholds) -> Self {
        if evidence > Evidence::None && score >= thresholds.open {
            Action::Open
        } else if score >= thresholds.suggest {
            Action::Suggest
        } else {
            Action::None
        }
    }

    /// Returns the word used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Open => "open",
            Action::Suggest => "suggest",
            Action::None => "none",
        }
    }
}

/// From which score on a channel opens, and from which it asks the author.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    pub open: f32,
    pub suggest: f32,
}

impl Thresholds {
    /// Asks where a proposal is likelier than not: of messages with just this score, in places that were not
    /// trained on, about half propose something (`tests/reader`).
    pub const SURER: Self = Self { open: 0.6, suggest: 0.45 };

    /// Asks where it opens as well, if something is put to the group in so many words: for channels in which the thread
    /// of a message tells more than its words. In weeks of product channels four in ten of those asked were asked rightly,
    /// and half as many wrongly as from 0.45 on (`tests/reader`).
    pub const SUREST: Self = Self { open: 0.6, suggest: 0.6 };

    /// Returns them moved by so much, up or down.
    pub fn moved(self, by: f32) -> Self {
        Self { open: self.open + by, suggest: self.suggest + by }
    }
}

impl Default for Thresholds {
    /// Asks about three in five of all proposals, in places that were not trained on; more than half of what it
    /// asks about is one (`tests/reader`).
    fn default() -> Self {
        Self { open: 0.6, suggest: 0.28 }
    }
}
