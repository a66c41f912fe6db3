//! The weekly digest for leaders: one screen, counts rather than rates, functions rather than people.

use super::aftermath::{Aftermath, CameTrue, Cause, FLOOR, ReviewResult, Worry};
use super::care::{self, Recurring};
use super::coverage::Coverage;
use super::decision::{Decision, Ended, Phase};
use super::digest::Unheard;
use super::digest::why_unheard;
use super::ids::{FunctionId, UserId};
use super::kind::Kind;
use super::policy::Policy;
use super::record::Record;
use super::slot::Slot;
use super::workspace::Workspace;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a weekly digest says. Decisions the reader may not see are not in it at all.
#[derive(Clone, Debug, PartialEq)]
pub struct WeeklyDigest<'a> {
    pub from: Timestamp,
    pub to: Timestamp,
    /// Opened in this week.
    pub opened: usize,
    /// Still listening, the one that closes first at the top.
    pub listening: Vec<&'a Decision>,
    /// Listened to the end, waiting for the owner.
    pub waiting: Vec<&'a Decision>,
    /// Closed in this week, with every function heard.
    pub full: Vec<&'a Decision>,
    /// Closed in this week with functions unheard.
    pub gaps: Vec<(&'a Decision, Vec<&'a FunctionId>)>,
    /// Recorded as decided in this week, in the order it happened.
    pub decided: Vec<&'a Decision>,
    /// Of which the result was recorded in this week.
    pub reviewed: Vec<(&'a Decision, &'a ReviewResult)>,
    /// Worries of which somebody said in this week that they came true.
    pub came_true: Vec<(&'a Decision, &'a Worry, CameTrue)>,
    /// Opened again in this week although they had been decided, and why.
    pub reopened: Vec<(&'a Decision, Cause)>,
    /// How well functions felt heard, over all decisions; see [`felt_heard`].
    pub felt_heard: Vec<FeltHeard>,
    /// Functions that go unheard, the longest streak first.
    pub quiet: Vec<Quiet>,
    /// What concerns looked after again and again, in decisions of the kinds that were closed in this week.
    pub recurring: Vec<Recurring>,
    /// Functions heard and affected over the last weeks, summed over decisions.
    pub heard: (usize, usize),
    /// What the bot itself failed to deliver in this week.
    pub undelivered: usize,
    /// How long the bot may have missed something in this week.
    pub blind: SignedDuration,
}

/// A function that goes unheard; the two streaks are kept apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiet {
    pub function: FunctionId,
    /// Closed decisions in a row in which it was affected and not asked.
    pub unasked: usize,
    /// Closed decisions in a row in which it was asked and did not answer.
    pub unanswered: usize,
}

/// A streak is worth a word from this length on.
const STREAK: usize = 2;
/// How far back streaks and sums look.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(6 * 7 * 24);

impl<'a> WeeklyDigest<'a> {
    /// Draws up the digest of the seven days before `to` from the decisions its reader may see.
    pub fn of(policy: &Policy, seen: &'a [Decision], to: Timestamp, now: Timestamp) -> Self {
        let from = to.checked_sub(SignedDuration::from_hours(7 * 24)).unwrap_or(Timestamp::MIN);
        let this_week = |at: Timestamp| at >= from && at < now;
        let closed: Vec<&Decision> =
            seen.iter().filter(|one| closed_at(one).is_some_and(this_week)).collect();
        let kinds: BTreeSet<Kind> = closed.iter().map(|one| one.kind).collect();
        let recurring = care::recurring(seen, kinds);
        let (full, rest): (Vec<_>, Vec<_>) =
            closed.into_iter().partition(|one| Coverage::of(one).is_full());
        let faults = seen.iter().flat_map(|one| &one.faults);
        Self {
            from,
            to,
            opened: seen.iter().filter(|one| this_week(one.opened.at)).count(),
            listening: by_moment(seen, Phase::Listening, |one| Some(one.closes_at)),
            waiting: by_moment(seen, Phase::Weighing, closed_at),
            full,
            decided: decided(seen, this_week),
            reviewed: reviewed(seen, this_week),
            came_true: came_true(seen, this_week),
            reopened: reopened(seen, this_week),
            felt_heard: Vec::new(),
            gaps: rest.into_iter().map(|one| (one, unheard(policy, one, now))).collect(),
            recurring: if policy.room.cares { recurring } else { Vec::new() },
            quiet: quiet(policy, seen, now),
            heard: heard(seen, now),
            undelivered: faults
                .filter(|fault| this_week(fault.at) && fault.what.changes_silence())
                .count(),
            blind: blind(seen, from, now),
        }
    }

    /// Returns whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.opened == 0
            && self.listening.is_empty()
            && self.waiting.is_empty()
            && self.full.is_empty()
            && self.gaps.is_empty()
            && self.decided.is_empty()
            && self.reviewed.is_empty()
            && self.came_true.is_empty()
            && self.reopened.is_empty()
            && self.undelivered == 0
    }
}

/// How well a function felt heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeltHeard {
    pub function: FunctionId,
    /// How many answers that rests on.
    pub answers: u32,
    /// The mean from 1 to 5, in tenths: from 10 to 50.
    pub tenths: u32,
}

/// Returns how well functions felt heard, as far as it may be shown: at least [`FLOOR`] answers, and by
/// at least so many different people. `all` are all decisions, seen by the reader or not: they say who
/// has answered, and nothing else of them is told.
pub fn felt_heard(workspace: &Workspace, all: &[Decision]) -> Vec<FeltHeard> {
    let mut people: BTreeMap<&FunctionId, BTreeSet<&UserId>> = BTreeMap::new();
    for check in all.iter().flat_map(records).filter_map(|one| one.after.as_ref()?.check.as_ref()) {
        for user in &check.felt_heard {
            let functions = check.asked.get(user).into_iter().flat_map(|one| &one.contributed);
            functions.for_each(|function| {
                people.entry(function).or_default().insert(user);
            });
        }
    }
    let enough = |function| people.get(function).is_some_and(|people| people.len() >= FLOOR);
    let pulses = workspace.felt_heard.iter().filter(|(function, _)| enough(*function));
    pulses
        .filter_map(|(function, pulse)| {
            let tenths = pulse.tenths()?;
            Some(FeltHeard { function: function.clone(), answers: pulse.answers(), tenths })
        })
        .collect()
}

/// The records of a decision, the one that stands last.
fn records(decision: &Decision) -> impl Iterator<Item = &Record> {
    decision.earlier.iter().chain(decision.record.as_deref())
}

fn decided(seen: &[Decision], when: impl Fn(Timestamp) -> bool) -> Vec<&Decision> {
    let at = |one: &Decision| one.record.as_ref().map(|record| record.at);
    let mut decided: Vec<&Decision> =
        seen.iter().filter(|one| at(one).is_some_and(&when)).collect();
    decided.sort_by_key(|one| (at(one), one.id.clone()));
    decided
}

fn reviewed(
    seen: &[Decision],
    when: impl Fn(Timestamp) -> bool,
) -> Vec<(&Decision, &ReviewResult)> {
    let results = seen.iter().filter_map(|one| Some((one, one.after()?.result.as_ref()?)));
    results.filter(|(_, result)| when(result.at)).collect()
}

fn came_true(
    seen: &[Decision],
    when: impl Fn(Timestamp) -> bool,
) -> Vec<(&Decision, &Worry, CameTrue)> {
    let of_one = |decision| {
        let after = records(decision).filter_map(|record| record.after.as_deref());
        after
            .flat_map(Aftermath::came_true)
            .map(move |(worry, hindsight)| (decision, worry, hindsight))
    };
    let found = seen.iter().flat_map(of_one).filter(|(.., hindsight)| when(hindsight.at));
    found.map(|(decision, worry, hindsight)| (decision, worry, hindsight.answer)).collect()
}

fn reopened(seen: &[Decision], when: impl Fn(Timestamp) -> bool) -> Vec<(&Decision, Cause)> {
    let of_one = |decision: &'_ Decision| {
        let reopened = decision.earlier.iter().filter_map(|record| record.reopened.clone());
        reopened.filter(|one| when(one.at)).map(|one| one.cause).collect::<Vec<_>>()
    };
    seen.iter().flat_map(|one| of_one(one).into_iter().map(move |cause| (one, cause))).collect()
}

fn closed_at(decision: &Decision) -> Option<Timestamp> {
    let closed = decision.closed.as_ref().filter(|closed| closed.how != Ended::Replaced);
    closed.filter(|_| decision.phase != Phase::Cancelled).map(|closed| closed.at)
}

fn by_moment(
    seen: &[Decision],
    phase: Phase,
    moment: impl Fn(&Decision) -> Option<Timestamp>,
) -> Vec<&Decision> {
    let wanted = |one: &&Decision| one.phase == phase && !one.is_replaced();
    let mut found: Vec<&Decision> = seen.iter().filter(wanted).collect();
    found.sort_by_key(|one| (moment(one), one.id.clone()));
    found
}

fn unheard<'a>(policy: &Policy, decision: &'a Decision, now: Timestamp) -> Vec<&'a FunctionId> {
    let until = decision.judged_at(now);
    let slots = decision.slots.iter();
    slots
        .filter(|slot| why_unheard(policy, slot, until).is_some())
        .map(|slot| &slot.function)
        .collect()
}

fn heard(seen: &[Decision], now: Timestamp) -> (usize, usize) {
    let recent = seen.iter().filter(|one| is_recent(one, now)).map(Coverage::of);
    recent.fold((0, 0), |sum, one| (sum.0 + one.heard, sum.1 + one.affected))
}

fn is_recent(decision: &Decision, now: Timestamp) -> bool {
    closed_at(decision).is_some_and(|at| now.duration_since(at) < LOOK_BACK)
}

/// Streaks over the closed decisions of the last weeks, the newest first.
fn quiet(policy: &Policy, seen: &[Decision], now: Timestamp) -> Vec<Quiet> {
    let mut closed: Vec<&Decision> = seen.iter().filter(|one| is_recent(one, now)).collect();
    closed.sort_by_key(|one| std::cmp::Reverse((closed_at(one), one.id.clone())));
    let mut fates: BTreeMap<&FunctionId, Vec<Fate>> = BTreeMap::new();
    for decision in closed {
        for slot in decision.slots.iter().filter(|slot| !slot.is_not_affected()) {
            let fate = fate(policy, slot, decision.judged_at(now));
            fates.entry(&slot.function).or_default().push(fate);
        }
    }
    let mut quiet: Vec<Quiet> = fates
        .into_iter()
        .map(|(function, fates)| Quiet {
            function: function.clone(),
            unasked: streak(&fates, Fate::Unasked),
            unanswered: streak(&fates, Fate::Unanswered),
        })
        .filter(|one| one.unasked >= STREAK || one.unanswered >= STREAK)
        .collect();
    quiet.sort_by_key(|one| std::cmp::Reverse(one.unasked.max(one.unanswered)));
    quiet
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Heard,
    Unasked,
    Unanswered,
}

fn fate(policy: &Policy, slot: &Slot, until: Timestamp) -> Fate {
    match why_unheard(policy, slot, until) {
        None => Fate::Heard,
        Some(Unheard::NotAsked | Unheard::Unreachable(_)) => Fate::Unasked,
        Some(_) => Fate::Unanswered,
    }
}

fn streak(fates: &[Fate], wanted: Fate) -> usize {
    fates.iter().take_while(|fate| **fate == wanted).count()
}

/// The blind time inside the week; spans are the same for every decision that was open, so the longest
/// sum of one decision is what was missed at least.
fn blind(seen: &[Decision], from: Timestamp, now: Timestamp) -> SignedDuration {
    let of_one = |decision: &Decision| {
        let spans = decision.blind.iter().map(|span| (span.from.max(from), span.to.min(now)));
        let lengths = spans.filter(|(start, end)| start < end);
        lengths.fold(SignedDuration::ZERO, |sum, (start, end)| sum + end.duration_since(start))
    };
    seen.iter().map(of_one).max().unwrap_or(SignedDuration::ZERO)
}
