//! The record of a decision: what was decided, what it costs, what will show that it worked, and what
//! became of every view.

use super::aftermath::{Aftermath, Reopening};
use super::answer::Words;
use super::decision::Decision;
use super::digest::{Unheard, why_unheard};
use super::ids::{FunctionId, MessageTs, UserId};
use super::kind::Door;
use super::policy::Policy;
use super::slot::{Slot, SlotState};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The longest sentence in which a decision is put.
pub const SENTENCE_CHARS: usize = 300;
/// The longest of the other parts of the record.
pub const PART_CHARS: usize = 500;
/// The longest reason for a disposition: one line.
pub const WHY_CHARS: usize = 300;

/// What was decided, as it was recorded. Never changed; only a view that had none may get its
/// disposition later, and what comes after it is added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub by: UserId,
    pub at: Timestamp,
    pub essence: Essence,
    pub dispositions: BTreeMap<FunctionId, Disposition>,
    /// What was missing when it was recorded, and why it was decided all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gaps: Option<Gaps>,
    /// Whether it was decided before anybody was asked, and only checked afterwards.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after_the_fact: bool,
    /// What comes after it: whether it is clear, what worries, what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Box<Aftermath>>,
    /// Why it was opened again, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopened: Option<Reopening>,
}

/// What the owner says of the decision itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Essence {
    /// What is decided, in one sentence.
    pub sentence: String,
    pub serves_customer: Option<String>,
    pub serves_company: Option<String>,
    pub given_up: Option<String>,
    /// Who carries the cost.
    pub cost_carried_by: Option<String>,
    /// The number that will show that it worked.
    pub measure: Option<String>,
    /// When that number is looked at.
    pub review_on: Option<Date>,
    /// What would make us reopen it.
    pub reopen_if: Option<String>,
}

/// What became of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposition {
    pub outcome: Outcome,
    /// One line of why.
    pub why: String,
    /// Who follows it up, and by when; nothing where nobody is to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
    /// Which words it speaks of; see [`fingerprint`].
    pub of: String,
}

/// What becomes of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Adopted,
    Partly,
    Later,
    Declined,
}

/// Who does what a view asked for, and by when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    pub by: UserId,
    pub due: Date,
}

/// What was missing when it was decided; stays on the record for good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gaps {
    /// Functions without a position, and why they have none.
    pub unheard: Vec<(FunctionId, Unheard)>,
    /// Functions whose views had no disposition.
    pub without_disposition: Vec<FunctionId>,
    /// Whether it was decided before listening was to end.
    pub early: bool,
    /// Why it was decided all the same.
    pub reason: String,
}

impl Gaps {
    /// Returns whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.unheard.is_empty() && self.without_disposition.is_empty() && !self.early
    }
}

/// A record in the making. Every step that is handed in is kept, and what is typed in between as well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordDraft {
    pub essence: Essence,
    pub dispositions: BTreeMap<FunctionId, Disposition>,
    /// Why it is decided although something is missing.
    pub reason: String,
    /// Steps that were handed in.
    pub done: BTreeSet<Step>,
    /// The last keystroke that was kept, so that an older one that comes later changes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed: Option<MessageTs>,
}

/// A step of recording a decision: one form each, short enough for a phone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// What is decided, whom it serves, and what is given up.
    Essence,
    /// What it costs whom, and what will show that it worked.
    Proof,
    /// What becomes of one function's view.
    View(FunctionId),
    /// Why it is decided although something is missing.
    Gaps,
    /// All of it once more, before it is posted.
    Check,
}

/// What a step holds when it is handed in, or while it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Filled {
    Essence {
        sentence: String,
        serves_customer: Option<String>,
        serves_company: Option<String>,
        given_up: Option<String>,
    },
    Proof {
        cost_carried_by: Option<String>,
        measure: Option<String>,
        review_on: Option<Date>,
        reopen_if: Option<String>,
    },
    View {
        function: FunctionId,
        /// Which words were on the form; see [`fingerprint`].
        of: String,
        outcome: Option<Outcome>,
        why: String,
        follow_up_by: Option<UserId>,
        follow_up_due: Option<Date>,
    },
    Gaps {
        reason: String,
    },
    /// The last look; a step to go back to, where something is to be changed first.
    Check {
        back_to: Option<Step>,
    },
}

impl Filled {
    /// Returns the step it belongs to.
    pub fn step(&self) -> Step {
        match self {
            Filled::Essence { .. } => Step::Essence,
            Filled::Proof { .. } => Step::Proof,
            Filled::View { function, .. } => Step::View(function.clone()),
            Filled::Gaps { .. } => Step::Gaps,
            Filled::Check { .. } => Step::Check,
        }
    }
}

/// What the owner understood a function to say, put back to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restatement {
    pub text: String,
    pub at: Timestamp,
    /// Which words it restates; see [`fingerprint`].
    pub of: String,
    /// What the function said to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<RestatementAnswer>,
}

/// What a function says to the owner's restatement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestatementAnswer {
    /// "Yes, that is it."
    Confirmed,
    /// In the function's own words.
    Mended(String),
}

impl Outcome {
    /// Every outcome, in the order people see them.
    pub const ALL: [Outcome; 4] =
        [Outcome::Adopted, Outcome::Partly, Outcome::Later, Outcome::Declined];

    /// Returns the word used in the store, exports and forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Adopted => "adopted",
            Outcome::Partly => "partly",
            Outcome::Later => "later",
            Outcome::Declined => "declined",
        }
    }

    /// Reads the word written by [`Outcome::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

impl Step {
    /// Returns the word by which a form and an option name it.
    pub fn word(&self) -> String {
        match self {
            Step::Essence => "essence".into(),
            Step::Proof => "proof".into(),
            Step::View(function) => format!("view.{function}"),
            Step::Gaps => "gaps".into(),
            Step::Check => "check".into(),
        }
    }

    /// Reads the word written by [`Step::word`].
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "essence" => Step::Essence,
            "proof" => Step::Proof,
            "gaps" => Step::Gaps,
            "check" => Step::Check,
            _ => Step::View(word.strip_prefix("view.")?.into()),
        })
    }
}

impl Record {
    /// Returns the functions whose views have no disposition (yet).
    pub fn without_disposition<'a>(&self, decision: &'a Decision) -> Vec<&'a FunctionId> {
        let without = |slot: &&Slot| !self.dispositions.contains_key(&slot.function);
        heard(decision).filter(without).map(|slot| &slot.function).collect()
    }

    /// Returns the functions whose views were declined.
    pub fn overruled(&self) -> Vec<&FunctionId> {
        let declined = |one: &(&FunctionId, &Disposition)| one.1.outcome == Outcome::Declined;
        self.dispositions.iter().filter(declined).map(|(function, _)| function).collect()
    }
}

/// Returns the slots with a view, in the order of the lens library.
pub fn heard(decision: &Decision) -> impl Iterator<Item = &Slot> {
    let heard = |slot: &&Slot| slot.view.is_some() && matches!(slot.state, SlotState::Heard { .. });
    decision.slots.iter().filter(heard)
}

/// Returns the steps of recording a decision, as it stands, in order.
pub fn steps(policy: &Policy, decision: &Decision, now: Timestamp) -> Vec<Step> {
    let views = heard(decision).map(|slot| Step::View(slot.function.clone()));
    let gaps = (!gaps(policy, decision, now).is_empty()).then_some(Step::Gaps);
    [Step::Essence, Step::Proof].into_iter().chain(views).chain(gaps).chain([Step::Check]).collect()
}

/// Returns what is missing at this moment, with the reason the owner has given so far.
pub fn gaps(policy: &Policy, decision: &Decision, now: Timestamp) -> Gaps {
    let until = decision.judged_at(now);
    let unheard = decision.slots.iter();
    let unheard = unheard
        .filter_map(|slot| Some((slot.function.clone(), why_unheard(policy, slot, until)?)))
        .collect();
    let draft = decision.draft.as_deref();
    let without = |slot: &&Slot| {
        let disposed = draft.and_then(|draft| draft.dispositions.get(&slot.function));
        // One that was never looked at is not missing yet: its step is still to come.
        let looked_at =
            draft.is_some_and(|draft| draft.done.contains(&Step::View(slot.function.clone())));
        looked_at && !disposed.is_some_and(|disposed| speaks_of(disposed, slot))
    };
    Gaps {
        unheard,
        without_disposition: heard(decision)
            .filter(without)
            .map(|slot| slot.function.clone())
            .collect(),
        early: decision.is_listening(),
        reason: draft.map(|draft| draft.reason.clone()).unwrap_or_default(),
    }
}

/// Returns whether a disposition speaks of the view that stands now.
pub fn speaks_of(disposition: &Disposition, slot: &Slot) -> bool {
    slot.view.as_ref().is_some_and(|view| fingerprint(&view.words) == disposition.of)
}

/// Returns a short mark of what a view says: another as soon as a word changes.
pub fn fingerprint(words: &Words) -> String {
    let Words { need, limit, evidence, condition, hard_now, could_try } = words;
    let parts = [Some(need), limit.as_ref(), evidence.as_ref(), condition.as_ref()];
    let parts = parts.into_iter().map(|part| part.map_or("", String::as_str));
    // Parts that came later; without them the mark is what it was before there were any.
    let later = [("hard", hard_now), ("try", could_try)];
    let later = later.iter().filter_map(|(name, part)| Some([*name, part.as_deref()?]));
    super::ids::mark(parts.chain(later.flatten()))
}

/// Returns the day on which a decision is looked at again, unless its owner names another: so many
/// days after today, by kind and door, and not on a day on which nobody works.
pub fn review_day(policy: &Policy, decision: &Decision, now: Timestamp) -> Date {
    let today = now.to_zoned(decision.zone.rules()).date();
    let by_kind = policy.review.kinds.get(&decision.kind).copied();
    let by_door = match decision.door {
        Door::TwoWay => policy.review.two_way_days,
        Door::OneWay => policy.review.one_way_days,
    };
    let days = i64::from(by_kind.unwrap_or(by_door));
    let day = today.checked_add(days.days()).unwrap_or(today);
    policy.hours.working_day_from(day)
}
