//! Other decisions beside one: what it replaces, what replaced it, and earlier ones about the same.
//!
//! Whoever draws hands in the decisions that those who read may see; of any other there is not a word. A
//! card is read by everybody in its channel, so it names none but that channel's.

use super::controls::Control;
use super::page::{Button, Line, Page};
use super::words::{count, day, name, person};
use super::{Rendered, Scene, ask, card};
use crate::domain::decision::{Decision, Phase};
use crate::domain::ids::DecisionId;
use crate::domain::relation::{Bearing, CannotReplace, Related};
use crate::domain::reply::Press;

impl Scene<'_> {
    /// Returns what a decision replaces, what replaced it, and what is related, among those that may be
    /// seen.
    pub(super) fn ties(&self, decision: &Decision, others: &[Decision]) -> Page {
        let ties = &decision.relations;
        let by = ties.replaced_by.as_ref().and_then(|id| find(others, id));
        let by = by.map(|other| Line::new(format!("*Replaced by* {}", linked(other))));
        let confirmed = ties.replaces.iter().filter(|one| one.confirmed);
        let olds = confirmed.filter_map(|one| find(others, &one.decision));
        let replaces = olds.map(|other| Line::new(format!("*Replaces* {}", linked(other))));
        Page::new().lines(by.into_iter().chain(replaces)).lines(related_lines(
            decision,
            &unreplaced(decision),
            others,
        ))
    }

    /// Tells the owner of earlier decisions about the same in other channels; `None` where they may see
    /// none of them.
    pub(super) fn related_elsewhere(
        &self,
        decision: &Decision,
        related: &[Related],
        others: &[Decision],
    ) -> Option<Rendered> {
        let related: Vec<&Related> = related.iter().collect();
        let lines = related_lines(decision, &related, others);
        let page = Page::new().lines([
            ask::headline(decision),
            "Earlier decisions about the same, in other channels that you can see:".into(),
        ]);
        let only = "Only you get this. In this decision's channel none of it is shown.";
        (!lines.is_empty()).then(|| page.lines(lines).fine(only).render())
    }

    /// Tells an owner that somebody else's decision replaced theirs; `None` where they may not see it.
    pub(super) fn replaced_by(
        &self,
        decision: &Decision,
        new: &DecisionId,
        others: &[Decision],
    ) -> Option<Rendered> {
        let new = find(others, new)?;
        let line = format!("{} has replaced this by {}.", person(&new.owner), linked(new));
        let undo = format!(
            "Your record stays. `/soundings reopen {}` takes the replacement back and listens again.",
            decision.id
        );
        Some(Page::new().lines([ask::headline(decision), line.into()]).fine(undo).render())
    }

    /// Tells an owner that their decision does not replace another one after all.
    pub(super) fn not_replaced(
        &self,
        decision: &Decision,
        old: &DecisionId,
        why: &CannotReplace,
    ) -> Rendered {
        let line = format!("This does not replace `{old}`: {}", cannot_replace(why));
        Page::new().lines([ask::headline(decision), line.into()]).render()
    }

    /// Asks the author of what reads like the outcome of an open decision to put it on its record.
    pub(super) fn outcome_suggestion(
        &self,
        known: &Decision,
        title: &str,
        others: [Button; 2],
    ) -> Rendered {
        let open = format!(
            "This reads like the outcome of a decision that is still open here: {}. I open nothing new \
             for *{}*.",
            linked(known),
            name(title)
        );
        let next = format!(
            "{} decides it and can record it, so that everybody who gave a view gets a word back.",
            person(&known.owner)
        );
        let press = Control::Decision { decision: known.id.clone(), press: Press::RecordDecision };
        let record = Button::new("Record decision", press).primary();
        Page::new()
            .lines([open.into(), Line::new(next)])
            .buttons([record].into_iter().chain(others))
            .fine("Only you see this. If it is about something else, check it separately.")
            .render()
    }
}

/// How many are named; the rest is counted.
const NAMED: usize = 3;

/// The related decisions, how many they are and which way they point.
fn related_lines(decision: &Decision, related: &[&Related], others: &[Decision]) -> Vec<Line> {
    let found = related.iter().filter_map(|one| Some((one.bearing, find(others, &one.decision)?)));
    let found: Vec<(Bearing, &Decision)> = found.collect();
    if found.is_empty() {
        return Vec::new();
    }
    let against = found.iter().filter(|(bearing, _)| *bearing == Bearing::Opposite).count();
    let number = count(found.len(), "earlier decision", "earlier decisions");
    let points = match (found.len(), against) {
        (_, 0) => String::new(),
        (1, _) => ", which points the other way".to_owned(),
        (_, 1) => ", 1 points the other way".to_owned(),
        (_, several) => format!(", {several} point the other way"),
    };
    let rows = found.iter().take(NAMED).map(|(bearing, other)| {
        let way = if *bearing == Bearing::Opposite { ", the other way" } else { "" };
        let how = went(decision, other, others);
        Line::new(format!("• {}: {how}{way}", named(other)))
            .aside(format!(" · {}", card::thread(other)))
    });
    std::iter::once(Line::new(format!("*Related*: {number}{points}"))).chain(rows).collect()
}

/// What is related and not replaced by this decision anyway.
fn unreplaced(decision: &Decision) -> Vec<&Related> {
    let ties = &decision.relations;
    let tied = |id: &DecisionId| {
        let replaced = ties.replaces.iter().any(|one| one.confirmed && one.decision == *id);
        replaced || ties.replaced_by.as_ref() == Some(id)
    };
    ties.related.iter().filter(|one| !tied(&one.decision)).collect()
}

/// How another decision went. That it was replaced is said where the one in its place may be seen as well.
fn went(decision: &Decision, other: &Decision, others: &[Decision]) -> String {
    let by = other.relations.replaced_by.as_ref();
    if by.is_some_and(|by| *by == decision.id || find(others, by).is_some()) {
        return "replaced".to_owned();
    }
    match (other.phase, &other.record) {
        (Phase::Decided | Phase::Reviewed, Some(record)) => {
            format!("decided {}", day(record.at.to_zoned(other.zone.rules()).date()))
        }
        (Phase::Decided | Phase::Reviewed, None) => "decided".to_owned(),
        _ => "still open".to_owned(),
    }
}

fn find<'a>(others: &'a [Decision], id: &DecisionId) -> Option<&'a Decision> {
    let there = |one: &&Decision| one.id == *id && one.phase != Phase::Cancelled;
    others.iter().find(there)
}

fn named(other: &Decision) -> String {
    format!("“{}” (`{}`)", name(&other.title), other.id)
}

/// A decision's title and where to find it.
fn linked(other: &Decision) -> String {
    format!("{} · {}", named(other), card::thread(other))
}

/// Why one decision cannot replace another, and what to do, as a sentence.
pub(super) fn cannot_replace(why: &CannotReplace) -> String {
    match why {
        CannotReplace::Itself => {
            "these are the same. Name the one that is replaced first, then the one that replaces it."
                .to_owned()
        }
        CannotReplace::Already => "it does so already.".to_owned(),
        CannotReplace::Circle => {
            "it is the other way round already, and two decisions cannot replace each other.".to_owned()
        }
        CannotReplace::NewReplaced => {
            "it was replaced itself, so it can take no other's place. Name the one that holds now."
                .to_owned()
        }
        CannotReplace::OldReplaced => {
            "another decision has replaced that one before. Replace that other one instead.".to_owned()
        }
        CannotReplace::StillOpen { owner } => format!(
            "that one is still open. It can be replaced once it is decided, or by a decision that {} \
             makes in the same channel.",
            person(owner)
        ),
        CannotReplace::Busy => {
            "that one is being given another's place at this moment. Please try again in a minute."
                .to_owned()
        }
        CannotReplace::Gone => "that one is gone.".to_owned(),
    }
}
