//! Hesitation: what somebody may have held back, for the owner to ask about once more.
//!
//! Only where a workspace has agreed ([`Policy::hears_hesitation`]), only while a decision listens, and
//! never with a person: of a reply its words, its place and the functions of its author are kept, and
//! nothing goes to anybody's own row. No cue is weighed against another and none is counted over time.

use super::decision::{Decision, Deed};
use super::ids::{FunctionId, MessageTs};
use super::policy::Policy;
use super::slot::{Ask, Slot, SlotState};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// More cues than these are not kept; the newest stay.
pub const CUES_MAX: usize = 20;
/// More questions than these are not waited for; the newest stay.
pub const QUESTIONS_MAX: usize = 20;
/// So many words of substance make two questions the same, or answer one.
const SHARED_MIN: usize = 2;
/// From so many changes on an answer was edited again and again.
const CHANGES_MIN: usize = 3;
/// Working time after the day until which somebody needed time, before that is mentioned.
const HOLD_GRACE: SignedDuration = SignedDuration::from_hours(4);

/// What a reply shows of hesitation, in its author's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undertone {
    /// What it hedges or makes a condition of; at most one of each sort.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
    /// What it asks, if it asks for something to be made clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Its words of substance, without their endings.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub about: BTreeSet<String>,
}

impl Undertone {
    /// Returns whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Words that hesitate, as they stand in the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// Somebody is not sure: "should be fine, I think".
    Hedge(String),
    /// A yes that holds on a condition: "fine as long as the floor stays".
    Condition(String),
}

impl Said {
    /// Returns the words.
    pub fn words(&self) -> &str {
        match self {
            Said::Hedge(words) | Said::Condition(words) => words,
        }
    }
}

/// What is kept of hesitation while a decision listens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hesitation {
    /// The oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cues: Vec<Cue>,
    /// Questions in the thread to which nobody has said anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// Whether the owner has had their one message about it in this window.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
}

/// A sign of hesitation in the thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// Where it stands: a reply, or the proposal that got a thumbs-up.
    pub message: MessageTs,
    /// The functions of whoever wrote it, once they are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<FunctionId>,
    pub what: What,
}

/// What a sign of hesitation is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    Said(Said),
    /// The same was asked before, and nobody has answered.
    AskedAgain {
        words: String,
        first: MessageTs,
    },
    /// A thumbs-up and no view.
    Nod,
}

/// A question that somebody put in the thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub message: MessageTs,
    /// Its words of substance, without their endings; the question itself is not kept.
    pub about: BTreeSet<String>,
}

impl Hesitation {
    /// Returns whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds a sign; the oldest gives way.
    pub fn add(&mut self, message: &MessageTs, what: What) {
        if self.cues.len() >= CUES_MAX {
            self.cues.remove(0);
        }
        self.cues.push(Cue { message: message.clone(), functions: Vec::new(), what });
    }

    /// Waits for an answer to a question; the oldest gives way.
    pub fn wait_for_answer(&mut self, message: &MessageTs, about: &BTreeSet<String>) {
        if self.questions.len() >= QUESTIONS_MAX {
            self.questions.remove(0);
        }
        self.questions.push(Question { message: message.clone(), about: about.clone() });
    }

    /// Returns the message in which the same was asked before, if nobody has answered it.
    pub fn asked_before(&self, about: &BTreeSet<String>) -> Option<&MessageTs> {
        let same = |one: &&Question| is_same(&one.about, about);
        self.questions.iter().find(same).map(|one| &one.message)
    }

    /// Takes whatever speaks of the same as an answer.
    pub fn answered(&mut self, about: &BTreeSet<String>) {
        self.questions.retain(|one| one.about.intersection(about).count() < SHARED_MIN);
    }

    /// Removes whatever rests on a message.
    pub fn forget(&mut self, message: &MessageTs) {
        self.questions.retain(|one| one.message != *message);
        self.cues.retain(|cue| {
            let again = matches!(&cue.what, What::AskedAgain { first, .. } if first == message);
            cue.message != *message && !again
        });
    }
}

/// Whether two questions ask the same: two words of substance, and most of the shorter one.
fn is_same(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let shared = one.intersection(other).count();
    shared >= SHARED_MIN && 3 * shared >= 2 * one.len().min(other.len())
}

/// Returns the functions of a cue that are on the decision's card, and whose answer it still matters.
pub fn concerned<'a>(decision: &'a Decision, cue: &'a Cue) -> Vec<&'a Slot> {
    let slots = decision.slots.iter();
    slots.filter(|slot| cue.functions.contains(&slot.function) && !slot.is_not_affected()).collect()
}

/// Returns whether a cue has something to say now: a thumbs-up only of functions that have said nothing.
pub fn stands(decision: &Decision, cue: &Cue) -> bool {
    match cue.what {
        What::Said(_) | What::AskedAgain { .. } => true,
        What::Nod => concerned(decision, cue).iter().any(|slot| !slot.has_position()),
    }
}

/// Returns the functions that changed their answer again and again in this window, and how often.
pub fn changed_often(decision: &Decision) -> Vec<(&FunctionId, usize)> {
    let reopened = |deed: &Deed| matches!(deed, Deed::Reopened | Deed::StillOpen);
    let start = decision.history.iter().rposition(|entry| reopened(&entry.what)).unwrap_or(0);
    let deeds = || decision.history[start..].iter().map(|entry| &entry.what);
    let changes = |function: &FunctionId| {
        let theirs = |deed: &&Deed| match deed {
            Deed::ViewChanged(of) | Deed::ViewWithdrawn(of) => of == function,
            _ => false,
        };
        deeds().filter(theirs).count()
    };
    let slots = decision.slots.iter().filter(|slot| slot.view.is_some());
    let counted = slots.map(|slot| (&slot.function, changes(&slot.function)));
    counted.filter(|(_, changes)| *changes >= CHANGES_MIN).collect()
}

/// Returns the functions that needed time until a day, and have said nothing since, with that day.
pub fn held_over<'a>(
    policy: &Policy,
    decision: &'a Decision,
    now: Timestamp,
) -> Vec<(&'a FunctionId, Date)> {
    let slots = decision.slots.iter().filter(|slot| slot.state == SlotState::Asked);
    let late = |ask: &Ask| {
        let resumed = ask.resumed_at.filter(|_| ask.is_open())?;
        let had = policy.hours.between(&ask.zone, resumed, now);
        (had >= HOLD_GRACE).then(|| resumed.to_zoned(ask.zone.rules()).date())
    };
    slots
        .filter_map(|slot| Some((&slot.function, slot.asks.iter().rev().find_map(late)?)))
        .collect()
}
