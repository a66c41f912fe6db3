//! How often something is put to the group in a channel, as a number that fades.
//!
//! In a channel where people help each other with code, "maybe use a stream?" is advice; where plans are made, it
//! is often a proposal. The words do not tell, but what is usual in the channel does. So does a thread: where
//! people answer in threads, an author need not be asked before it is seen what becomes of a message there.

use super::{Glance, Thresholds};

/// What is usual in a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Climate {
    /// Messages heard, the late ones counting more.
    heard: f32,
    /// How many of them were likely decision talk.
    talk: f32,
    /// How many answers in threads there were meanwhile.
    answers: f32,
}

/// How often something is put to the group in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usual {
    /// Too little was heard to tell, so it is taken for a quiet one.
    Unknown,
    /// Hardly ever.
    Seldom,
    /// Often enough that likely words are worth a question.
    Often,
}

/// What a message heard before still counts after the next: some two hundred are remembered.
const FADING: f32 = 0.995;
/// A channel not heard yet is taken for one where hardly anything is put to the group: so many messages of
/// which so many were. Where plans are made, a dozen messages say otherwise.
const UNHEARD: f32 = 25.0;
const UNHEARD_SHARE: f32 = 0.05;
/// After so many messages a quiet channel is called one.
const HEARD_MIN: f32 = 12.0;
/// Where there are fewer answers in threads for a message of the channel, people talk in the channel itself. One answer
/// for ten messages is a channel where most threads have none; five are enough to tell.
const THREADED_MIN: f32 = 0.1;
const ANSWERS_MIN: f32 = 5.0;
/// Where less is decision talk, hardly anything is put to the group. It was 0.04 to 0.07 in a channel of
/// developers who help each other, 0.05 to 0.15 in the meetings of projects (`tests/reader`).
const USUAL_MIN: f32 = 0.07;

impl Default for Climate {
    /// Begins with a channel of which nothing was heard.
    fn default() -> Self {
        Self { heard: UNHEARD, talk: UNHEARD * UNHEARD_SHARE, answers: 0.0 }
    }
}

impl Climate {
    /// Takes in what somebody said in the channel itself.
    pub fn hear(&mut self, glance: &Glance) {
        self.heard = self.heard * FADING + 1.0;
        self.talk = self.talk * FADING + glance.score();
        self.answers *= FADING;
    }

    /// Somebody answered in a thread; that says nothing about how often something is put to the channel.
    pub fn hear_answer(&mut self) {
        self.answers += 1.0;
    }

    /// Tells whether people answer in threads here.
    pub fn is_threaded(&self) -> bool {
        self.answers >= ANSWERS_MIN.max(THREADED_MIN * self.heard)
    }

    /// Returns what is usual in the channel.
    pub fn usual(&self) -> Usual {
        if self.talk >= USUAL_MIN * self.heard {
            Usual::Often
        } else if self.heard < UNHEARD + HEARD_MIN {
            Usual::Unknown
        } else {
            Usual::Seldom
        }
    }

    /// Returns from which score on the bot acts in the channel.
    pub fn thresholds(&self) -> Thresholds {
        match self.usual() {
            _ if self.is_threaded() => Thresholds::SUREST,
            Usual::Often => Thresholds::default(),
            Usual::Unknown | Usual::Seldom => Thresholds::SURER,
        }
    }
}
