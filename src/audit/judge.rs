//! What the reader makes of a conversation: the only place in the audit that asks it.
//!
//! First sight decides what is worth following; the verdict is given once a thread is over, from all
//! of it.

use super::conversation::Thread;
use crate::domain::ids::FunctionId;
use crate::domain::kind::{Door, Kind};
use crate::domain::lens::Library;
use crate::reading::{self, Action, Excerpt, Glance, Label, Reader, Thresholds, Where};

/// The reader, and from which score on it speaks up.
pub struct Judge {
    reader: Reader,
    thresholds: Thresholds,
}

/// What a message looks like before anybody has answered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing that a thread could turn into a decision.
    Ordinary,
    /// Worth following if people answer in its thread.
    Weak,
    /// Reads like a proposal.
    Likely,
    /// Puts a course of action to the group in so many words.
    Plain,
}

/// What a conversation turned out to be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the proposal is plain; else it is only likely.
    pub is_plain: bool,
    pub kind: Kind,
    pub door: Door,
    /// The functions it touches, the most affected first.
    pub affected: Vec<FunctionId>,
    pub title: String,
    /// The place of the reply that says that it is decided.
    pub decided: Option<usize>,
}

/// From here on a message is worth following through its thread.
const WEAK_SCORE_MIN: f32 = 0.25;

/// Shorter messages put nothing to anybody: a look at them is not worth its time.
const TEXT_BYTES_MIN: usize = 12;

impl Judge {
    /// Builds the reader. A report that is passed on lists what is likelier a proposal than not.
    pub fn new(library: &Library) -> Self {
        Self { reader: Reader::new(library), thresholds: Thresholds::SURER }
    }

    /// Looks at one message, with what was said before it.
    pub fn first_sight(&self, message: &Excerpt<'_>) -> (Sight, Glance) {
        let glance = self.reader.glance(message);
        let sight = match glance.action(self.thresholds) {
            _ if message.text.len() < TEXT_BYTES_MIN => Sight::Ordinary,
            Action::Open => Sight::Plain,
            Action::Suggest => Sight::Likely,
            Action::None if glance.score() >= WEAK_SCORE_MIN => Sight::Weak,
            Action::None => Sight::Ordinary,
        };
        (sight, glance)
    }

    /// Gives the verdict on a thread, from all of it; `None` where it is about no decision.
    pub fn verdict(&self, thread: &Thread) -> Option<Verdict> {
        let replies: Vec<Glance> =
            thread.replies.iter().map(|reply| self.reply(&reply.text)).collect();
        let is_plain = match self.weighed(thread, &replies) {
            Action::Open => true,
            Action::Suggest => false,
            Action::None => return None,
        };
        let root =
            Excerpt { text: &thread.root.text, context: &[], is_reply: thread.root_is_reply };
        let reading = self.reader.read(&root);
        Some(Verdict {
            is_plain,
            kind: reading.kind.value,
            door: reading.door.value,
            affected: reading.affected.into_iter().map(|touched| touched.function).collect(),
            title: reading.title,
            decided: replies.iter().position(|reply| reply.label() == Label::Decision),
        })
    }

    /// Returns what an `auto` channel would have done by the end of the thread.
    fn weighed(&self, thread: &Thread, replies: &[Glance]) -> Action {
        let place = if thread.is_threaded { Where::Inside } else { Where::Around };
        let mut followed = reading::Thread::new(thread.glance.clone(), &thread.root.user);
        for (glance, said) in replies.iter().zip(&thread.replies) {
            followed.followed(glance, (&said.user, &said.text), place);
        }
        self.reader.weigh(&followed).action(self.thresholds)
    }

    fn reply(&self, text: &str) -> Glance {
        self.reader.glance(&Excerpt { text, context: &[], is_reply: true })
    }
}
