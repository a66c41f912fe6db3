//! The weekly digest for leaders: one screen, counts rather than rates, functions rather than people.

use super::coverage::Coverage;
use super::decision::{Decision, Ended, Phase};
use super::digest::Unheard;
use super::digest::why_unheard;
use super::ids::FunctionId;
use super::policy::Policy;
use super::slot::Slot;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

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
    /// Functions that go unheard, the longest streak first.
    pub quiet: Vec<Quiet>,
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
            gaps: rest.into_iter().map(|one| (one, unheard(policy, one, now))).collect(),
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
            && self.undelivered == 0
    }
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
