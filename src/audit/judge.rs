//! What the reader makes of a conversation: the only place in the audit that asks it.
//!
//! First sight decides what is worth following; the verdict is given once a thread is over, from all
//! of it.

use super::conversation::Thread;
use crate::domain::ids::{FunctionId, MessageTs};
use crate::domain::kind::{Door, Kind};
use crate::domain::lens::Library;
use crate::reading::{Action, Excerpt, Glance, Reader, Thresholds};

/// The reader, and from which score on it speaks up.
pub struct Judge {
    reader: Reader,
    thresholds: Thresholds,
}

/// What a message looks like before anybody has answered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing that is put to anybody; people may still come to a decision below it.
    Ordinary,
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
    /// The time stamp of the message that proposes it.
    pub proposal: MessageTs,
}

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
            Action::None => Sight::Ordinary,
        };
        (sight, glance)
    }

    /// Gives the verdict on a thread, from all of it; `None` where it is about no decision.
    pub fn verdict(&self, thread: &Thread) -> Option<Verdict> {
        let grown = thread.discussion.amounts_to(&self.reader)?;
        let action = grown.weighed.action(self.thresholds);
        let is_answer = grown.standing.thread.is_some();
        let is_plain = match action {
            Action::Open => true,
            // An answer that is only likely belongs to what its thread is about.
            Action::Suggest if !is_answer => false,
            _ => return None,
        };
        let text = thread.text_of(&grown.standing.ts)?;
        let is_reply = is_answer || thread.root_is_reply;
        let reading = self.reader.read(&Excerpt { text, context: &[], is_reply });
        Some(Verdict {
            is_plain,
            kind: reading.kind.value,
            door: reading.door.value,
            affected: reading.affected.into_iter().map(|touched| touched.function).collect(),
            title: reading.title,
            proposal: grown.standing.ts,
        })
    }
}
