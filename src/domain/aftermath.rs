//! What comes after a decision was recorded: whether it is clear, what worries people, what came of it,
//! and what became of what was promised.
//!
//! Taps that carry no name are kept as counts, and apart from them who has answered, so that nobody is
//! counted twice. What is stored never says who tapped what.

mod words;

use super::decision::Decision;
use super::hours::Zone;
use super::ids::{ChannelId, FunctionId, MessageTs, UserId};
use super::policy::Policy;
use super::record::{self, Essence, Outcome, Record, heard};
use super::slot::{Delivery, Slot};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// So many people must have answered before anything is shown that carries no name. Not a setting: with
/// fewer, whoever reads the counts can tell who it was.
pub const FLOOR: usize = 5;

/// What comes after one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aftermath {
    /// Whether it is clear, asked some days later; nothing where the configuration wants none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
    /// Worries in the name of a function, in the order in which they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub worries: Vec<Worry>,
    pub review: ReviewPlan,
    /// What came of it, once the owner has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<ReviewResult>,
    /// What became of what was promised to a function, once it was asked about.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub follow_ups: BTreeMap<FunctionId, Followed>,
}

/// The check on the quiet after a decision: one private tap for one person of each function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    pub due: Timestamp,
    /// When it was sent out, once it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// Who was asked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub asked: BTreeMap<UserId, Asked>,
    #[serde(default)]
    pub tally: Tally,
    /// Who has tapped, whatever it was.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tapped: BTreeSet<UserId>,
    /// Who has said how well they felt heard. The scores are in the workspace's row, by function.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub felt_heard: BTreeSet<UserId>,
    /// When the owner was told; nothing is counted after that, so that two counts cannot be compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<Timestamp>,
}

/// Somebody who is asked whether a decision is clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The functions they stand for.
    pub functions: Vec<FunctionId>,
    /// Those of them whose view is theirs; only they are asked whether they felt heard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributed: Vec<FunctionId>,
    pub delivery: Delivery,
}

/// How a decision looks to somebody, in one tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Feeling {
    Clear,
    Unsure,
    Worried,
}

/// How many people tapped what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    pub clear: u16,
    pub unsure: u16,
    pub worried: u16,
}

/// How well somebody felt heard: from 1, not at all, to 5, fully.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Score(u8);

/// What the owner hears of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckOutcome {
    /// How many people got the question.
    pub asked: usize,
    pub answered: usize,
    /// What they tapped; nothing below [`FLOOR`].
    pub counts: Option<Tally>,
}

/// A worry about what was decided, in the name of a function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worry {
    pub function: FunctionId,
    /// Who wrote it, as the form says; the owner and nobody else sees it.
    pub by: UserId,
    pub at: Timestamp,
    pub text: String,
    /// The question whether it came true, once it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Delivery>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hindsight: Option<Hindsight>,
}

/// What somebody says of their worry when the result is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hindsight {
    pub answer: CameTrue,
    pub at: Timestamp,
}

/// Whether a worry came true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CameTrue {
    Yes,
    InPart,
    No,
}

/// When the owner is asked what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPlan {
    /// The day the owner named, or the usual one for the kind and door.
    pub on: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Timestamp>,
    /// When the one reminder was handed to the outbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded_at: Option<Timestamp>,
    /// Where question and reminder stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands: Vec<(ChannelId, MessageTs)>,
}

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewResult {
    pub by: UserId,
    pub at: Timestamp,
    /// What the number says, in the owner's words.
    pub text: String,
    pub turned: Turned,
    /// Why it was reversed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// How a decision turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Turned {
    Held,
    Partly,
    Missed,
    Reversed,
}

/// Why a decision was reversed or opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A view we did not ask for.
    NotAsked,
    /// A view we heard and declined.
    Declined,
    FactsChanged,
    CostMisjudged,
    Other,
}

/// Why and when a recorded decision was opened again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    pub by: UserId,
    pub at: Timestamp,
    pub cause: Cause,
    /// In the owner's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A follow-up that was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    pub asked_at: Timestamp,
    pub question: Delivery,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Progress>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
}

/// How far a follow-up is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    Done,
    NotYet,
    Dropped,
}

/// How long after the review date the one reminder comes.
const REMIND_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many working days people have for a tap before the owner is told.
const CHECK_DAYS: usize = 2;

impl Aftermath {
    /// Returns what is to come after a record that is made now.
    pub fn of(policy: &Policy, decision: &Decision, essence: &Essence, now: Timestamp) -> Self {
        let on = essence.review_on.unwrap_or_else(|| record::review_day(policy, decision, now));
        let wait = SignedDuration::from_hours(policy.review.check_hours.into());
        let due = now.checked_add(wait).unwrap_or(Timestamp::MAX);
        Self {
            check: wait.is_positive().then(|| Check::due(due)),
            worries: Vec::new(),
            review: ReviewPlan { on, asked_at: None, reminded_at: None, stands: Vec::new() },
            result: None,
            follow_ups: BTreeMap::new(),
        }
    }

    /// Returns whether the check is under way: sent out, and the owner not told yet.
    pub fn is_checking(&self) -> bool {
        let check = self.check.as_ref();
        check.is_some_and(|check| check.sent_at.is_some() && check.told_at.is_none())
    }

    /// Returns the worries that came true, at least in part.
    pub fn came_true(&self) -> impl Iterator<Item = (&Worry, Hindsight)> {
        let worries = self.worries.iter();
        let judged = worries.filter_map(|worry| Some((worry, worry.hindsight?)));
        judged.filter(|(_, hindsight)| hindsight.answer != CameTrue::No)
    }

    fn worry(&self, function: &FunctionId, by: &UserId) -> Option<&Worry> {
        self.worries.iter().find(|worry| worry.function == *function && worry.by == *by)
    }
}

impl Check {
    fn due(due: Timestamp) -> Self {
        Self {
            due,
            sent_at: None,
            asked: BTreeMap::new(),
            tally: Tally::default(),
            tapped: BTreeSet::new(),
            felt_heard: BTreeSet::new(),
            told_at: None,
        }
    }

    /// Returns whether nobody who could tap has yet to do it.
    pub fn is_complete(&self) -> bool {
        let mut reached = self.asked.iter().filter(|(_, one)| one.delivery != Delivery::Failed);
        reached.all(|(user, _)| self.tapped.contains(user))
    }

    /// Returns until when taps are counted: two working days after the last question arrived, as the
    /// owner's zone has them; nothing before it is sent.
    pub fn ends_at(&self, policy: &Policy, zone: &Zone) -> Option<Timestamp> {
        let arrived = self.asked.values().filter_map(|one| arrived_at(&one.delivery));
        let from = arrived.chain(self.sent_at).max()?;
        Some(policy.hours.end_of_day_after(zone, from, CHECK_DAYS))
    }

    /// Returns what the owner may know of it.
    pub fn outcome(&self) -> CheckOutcome {
        let arrived = |one: &&Asked| arrived_at(&one.delivery).is_some();
        let answered = self.tapped.len();
        CheckOutcome {
            asked: self.asked.values().filter(arrived).count().max(answered),
            answered,
            counts: (answered >= FLOOR).then_some(self.tally),
        }
    }
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, feeling: Feeling) {
        let count = match feeling {
            Feeling::Clear => &mut self.clear,
            Feeling::Unsure => &mut self.unsure,
            Feeling::Worried => &mut self.worried,
        };
        *count = count.saturating_add(1);
    }
}

impl ReviewPlan {
    /// Returns when the owner is to be asked, or reminded; nothing once both was done.
    pub fn next(&self, zone: &Zone, recorded: Timestamp) -> Option<Timestamp> {
        match (self.asked_at, self.reminded_at) {
            (None, _) => Some(start_of(self.on, zone, recorded)),
            (Some(asked), None) => asked.checked_add(REMIND_AFTER).ok(),
            (Some(_), Some(_)) => None,
        }
    }
}

impl Record {
    /// Returns the follow-ups nobody was asked about yet, with the moment from which that is due. What
    /// was promised for a decision that was reversed is not asked about.
    pub fn follow_ups_to_ask<'a>(
        &'a self,
        decision: &'a Decision,
    ) -> impl Iterator<Item = (Timestamp, &'a FunctionId, &'a UserId)> {
        let asked = |function: &FunctionId| {
            self.after.as_ref().is_none_or(|after| after.follow_ups.contains_key(function))
        };
        let result = self.after.as_ref().and_then(|after| after.result.as_ref());
        let reversed = result.is_some_and(|result| result.turned == Turned::Reversed);
        let promised = self
            .dispositions
            .iter()
            .filter(move |(_, one)| !reversed && one.outcome != Outcome::Declined);
        promised.filter(move |(function, _)| !asked(function)).filter_map(|(function, one)| {
            let follow_up = one.follow_up.as_ref()?;
            let zone = zone_of(decision, &follow_up.by);
            Some((start_of(follow_up.due, zone, self.at), function, &follow_up.by))
        })
    }
}

impl Decision {
    /// Returns what comes after the record that stands.
    pub fn after(&self) -> Option<&Aftermath> {
        self.record.as_ref()?.after.as_deref()
    }

    /// Returns what comes after the record of a moment, if that record stands.
    pub fn after_of(&self, at: Timestamp) -> Option<&Aftermath> {
        self.record.as_ref().filter(|record| record.at == at)?.after.as_deref()
    }

    /// Returns the worry that somebody gave in the name of a function, about the record that stands or
    /// the one before it: what is on its way to the owner arrives although they have reopened.
    pub fn worry(&self, function: &FunctionId, by: &UserId) -> Option<&Worry> {
        let before = self.earlier.last().and_then(|record| record.after.as_deref());
        let all = self.after().into_iter().chain(before);
        all.filter_map(|after| after.worry(function, by)).next()
    }

    /// Returns whom the check asks: one person for each function, whoever spoke for it, or else whoever
    /// was asked last and got the question. Whoever decided is not asked.
    pub fn to_check(&self) -> BTreeMap<UserId, Asked> {
        let mut asked: BTreeMap<UserId, Asked> = BTreeMap::new();
        for slot in self.slots.iter().filter(|slot| !slot.is_not_affected()) {
            let Some(user) = voice(slot).filter(|user| **user != self.owner) else { continue };
            let one = asked.entry(user.clone()).or_insert_with(|| Asked {
                functions: Vec::new(),
                contributed: Vec::new(),
                delivery: Delivery::Pending,
            });
            one.functions.push(slot.function.clone());
            let theirs = |other: &Slot| other.function == slot.function;
            if heard(self).any(theirs) && slot.position_by() == Some(user) {
                one.contributed.push(slot.function.clone());
            }
        }
        asked
    }

    /// Returns the functions in whose name somebody may worry: those for which they were asked or spoke,
    /// or else all that were never asked.
    pub fn may_worry_for(&self, user: &UserId) -> Vec<FunctionId> {
        let affected = || self.slots.iter().filter(|slot| !slot.is_not_affected());
        let theirs = |slot: &&Slot| slot.may_answer(user) || slot.position_by() == Some(user);
        let own: Vec<FunctionId> =
            affected().filter(theirs).map(|slot| slot.function.clone()).collect();
        if !own.is_empty() {
            return own;
        }
        self.never_asked().cloned().collect()
    }

    /// Returns the functions that are affected and were never asked.
    pub fn never_asked(&self) -> impl Iterator<Item = &FunctionId> {
        let never = self.slots.iter();
        let never = never.filter(|slot| !slot.was_asked() && !slot.is_not_affected());
        never.map(|slot| &slot.function)
    }
}

/// Whoever spoke for a function, or else was asked last and got the question.
fn voice(slot: &Slot) -> Option<&UserId> {
    let mut asks = slot.asks.iter().rev();
    let asked = asks.find(|ask| ask.delivered_at().is_some()).map(|ask| &ask.user);
    slot.position_by().or(asked)
}

/// Returns a person's zone as far as the decision knows it, or else its own.
fn zone_of<'a>(decision: &'a Decision, user: &UserId) -> &'a Zone {
    let ask = decision.slots.iter().rev().find_map(|slot| slot.ask_of(user));
    ask.map_or(&decision.zone, |ask| &ask.zone)
}

/// The first moment of a day that was named when a decision was recorded. A day that was past by then,
/// or that very day, counts as the next one.
fn start_of(day: Date, zone: &Zone, recorded: Timestamp) -> Timestamp {
    let recorded = recorded.to_zoned(zone.rules()).date();
    let day = day.max(recorded.tomorrow().unwrap_or(recorded));
    day.to_zoned(zone.rules()).map_or(Timestamp::MAX, |start| start.timestamp())
}

fn arrived_at(delivery: &Delivery) -> Option<Timestamp> {
    match delivery {
        Delivery::Delivered { at, .. } => Some(*at),
        Delivery::Pending | Delivery::Failed => None,
    }
}
