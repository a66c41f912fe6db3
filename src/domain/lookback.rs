//! Looking back: what a function has said before, as far as somebody may see the decisions.

use super::answer::View;
use super::decision::Decision;
use super::ids::FunctionId;
use super::lens::QuestionId;
use super::record::{Disposition, Outcome, Record, speaks_of};
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// More of each would not be read.
const SHOWN_MAX: usize = 3;

/// What was asked once is no habit.
const OFTEN_MIN: usize = 2;

/// What a function has said and was asked before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lookback<'a> {
    /// Views of it that changed a decision, the latest first.
    pub changed: Vec<Changed<'a>>,
    /// What it was asked more than once, with how often, the most frequent first.
    pub often: Vec<(&'a QuestionId, usize)>,
}

/// A view that changed a decision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Changed<'a> {
    pub decision: &'a Decision,
    pub view: &'a View,
    pub disposition: &'a Disposition,
}

impl<'a> Lookback<'a> {
    /// Looks back at a function through the decisions that somebody may see.
    pub fn of(decisions: &'a [Decision], function: &FunctionId) -> Self {
        let mut changed: Vec<(Timestamp, Changed<'a>)> =
            decisions.iter().filter_map(|decision| changed(decision, function)).collect();
        changed.sort_by_key(|(at, _)| Reverse(*at));
        let changed = changed.into_iter().map(|(_, one)| one).take(SHOWN_MAX).collect();
        Self { changed, often: often(decisions, function) }
    }
}

fn changed<'a>(decision: &'a Decision, function: &FunctionId) -> Option<(Timestamp, Changed<'a>)> {
    let record: &Record = decision.record.as_deref()?;
    let disposition = record.dispositions.get(function)?;
    let slot = decision.slot(function)?;
    let kept = matches!(disposition.outcome, Outcome::Adopted | Outcome::Partly);
    let view = slot.view.as_ref().filter(|_| kept && speaks_of(disposition, slot))?;
    Some((record.at, Changed { decision, view, disposition }))
}

fn often<'a>(decisions: &'a [Decision], function: &FunctionId) -> Vec<(&'a QuestionId, usize)> {
    let slots = decisions.iter().filter_map(|decision| decision.slot(function));
    // Several people who are asked the same for one decision are one question.
    let asked = slots.flat_map(|slot| {
        let mut asked: Vec<&QuestionId> = slot.asks.iter().map(|ask| &ask.question).collect();
        asked.sort();
        asked.dedup();
        asked
    });
    let mut counts: BTreeMap<&QuestionId, usize> = BTreeMap::new();
    for question in asked {
        *counts.entry(question).or_default() += 1;
    }
    let mut often: Vec<_> = counts.into_iter().filter(|(_, times)| *times >= OFTEN_MIN).collect();
    often.sort_by_key(|(_, times)| Reverse(*times));
    often.truncate(SHOWN_MAX);
    often
}
