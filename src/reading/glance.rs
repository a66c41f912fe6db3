//! What is kept of a message once it was read: numbers, and no text.
//!
//! A glance is cheap enough to be taken of every message, and small enough to be remembered for a
//! while, so that what is said later can be weighed against it.

use super::evidence::Evidence;
use super::logistic::probability;
use super::{Action, Label, MAY_BE_SMALL_MIN, Thresholds, sight};
use std::ops::Range;

/// How many things a message may be; the order of [`LABELS`].
pub const CLASSES: usize = 6;

/// The labels in the order in which the trained reader knows them.
pub const LABELS: [Label; CLASSES] = [
    Label::Proposal,
    Label::Decision,
    Label::ChoiceQuestion,
    Label::Objection,
    Label::Support,
    Label::Other,
];

/// What one message said, without its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Glance {
    /// How likely it is each of [`LABELS`].
    pub(super) classes: [f32; CLASSES],
    /// The log-odds of decision talk, judged by the message alone.
    pub(super) talk: f32,
    /// The log-odds that it says so in so many words, judged by the message alone.
    pub(super) explicit: f32,
    /// The log-odds that what it is about is too small to ask a company about, judged by the message alone.
    pub(super) small: f32,
    /// The calibrated probability of decision talk where it was said.
    pub(super) score: f32,
    pub(super) label: Label,
    pub(super) evidence: Evidence,
    /// Whether it announces what is already decided.
    pub(super) announces: bool,
    /// Whether it asks something.
    pub(super) asks: bool,
    /// What it says about something proposed before, and where.
    pub(super) stance: Option<(Stance, Range<usize>)>,
    /// The sentence that carries the evidence, as a hash.
    pub(super) said: Option<u64>,
    pub(super) content: Content,
    /// How many words it has.
    pub(super) length: usize,
}

impl Glance {
    /// Returns the calibrated probability that it is decision talk.
    pub fn score(&self) -> f32 {
        self.score
    }

    /// Returns how plainly it puts something to the group.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Tells whether it may be about a small matter, which no company need be asked about.
    pub(super) fn may_be_small(&self) -> bool {
        probability(self.small) >= MAY_BE_SMALL_MIN
    }

    /// Returns what it does in the conversation.
    pub fn label(&self) -> Label {
        self.label
    }

    /// Returns how likely each of [`LABELS`] is, judged by the message alone.
    pub fn classes(&self) -> [f32; CLASSES] {
        self.classes
    }

    /// Tells whether it has any word of substance of another message.
    pub fn speaks_of(&self, other: &Self) -> bool {
        self.content.overlap(&other.content) > 0.0
    }

    /// Returns what the weights of the second look are for; training asks for it.
    pub fn in_context(&self, context: &[Earlier<'_>]) -> [f32; sight::FEATURES] {
        sight::features(self, context)
    }

    /// Returns what an `auto` channel does about it at first sight.
    pub fn action(&self, thresholds: Thresholds) -> Action {
        Action::of(self.score, self.evidence, thresholds)
    }

    /// Tells whether it says something else than a message with other words, wherever both were said.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        let of = |glance: &Self| {
            let stance = glance.stance.as_ref().map(|(stance, _)| *stance);
            (stance, glance.content, glance.asks)
        };
        of(self) != of(other)
    }

    /// Returns what it most likely does where it is decision talk with this probability.
    pub(super) fn likeliest(&self, score: f32) -> Label {
        let is_talk = score >= TALK_SCORE_MIN;
        let all = LABELS.iter().zip(&self.classes).zip(LEAST);
        let some = if is_talk { all.take(TALK_CLASSES) } else { all.take(CLASSES) };
        let each = some.map(|((label, share), least)| (*label, share / least));
        let enough = each.filter(|(_, share)| is_talk || *share >= 1.0);
        let best = enough.max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or(Label::Other, |(label, _)| label)
    }

    /// Returns how likely it puts, settles or asks for a course of action.
    pub(super) fn talk_share(&self) -> f32 {
        self.classes[..3].iter().sum()
    }
}

/// From here on a message is called decision talk.
pub(super) const TALK_SCORE_MIN: f32 = 0.3;

/// How many of [`LABELS`] are decision talk; they come first.
pub(super) const TALK_CLASSES: usize = 3;

/// The probability from which a label is given. F1 is best at half of what it can reach.
const LEAST: [f32; CLASSES - 1] = [0.25, 0.12, 0.25, 0.15, 0.18];

/// An earlier message of the same conversation.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// What it said.
    pub glance: &'a Glance,
    /// Whether the author of the message being read wrote it as well.
    pub same_author: bool,
}

/// What somebody says about something proposed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stance {
    Support,
    Objection,
    /// "So we go with the second."
    Decided,
}

/// The words a message is about, as hashes; the first so many of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    hashes: [u32; CONTENT_WORDS_MAX],
    count: usize,
}

const CONTENT_WORDS_MAX: usize = 16;

impl Content {
    /// Adds a word, unless it is there or there are enough.
    pub(super) fn add(&mut self, hash: u32) {
        if self.count < CONTENT_WORDS_MAX && !self.words().contains(&hash) {
            self.hashes[self.count] = hash;
            self.count += 1;
        }
    }

    /// Returns how many words it has.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    fn words(&self) -> &[u32] {
        &self.hashes[..self.count]
    }

    /// Returns which share of the shorter one's words both have: 0 to less than 1.
    pub(super) fn overlap(&self, other: &Self) -> f32 {
        let both = self.words().iter().filter(|word| other.words().contains(word)).count();
        both as f32 / (1 + self.count.min(other.count)) as f32
    }
}

/// Returns a hash (FNV-1a) that is the same on every machine and in every version.
pub(super) fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
