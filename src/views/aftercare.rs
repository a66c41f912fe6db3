//! What comes after a decision, in words: is it clear, what worries, what came of it, is it done.
//!
//! Questions stand in direct messages and are edited in place. Nothing here can show what somebody
//! tapped, for it is not kept.

mod checking;
mod following;
mod reviewing;

use super::page::{Button, Line, Page};
use super::words::{day, list, person};
use super::{Scene, ask, results};
use crate::domain::aftermath::{Aftermath, ReviewResult, Worry};
use crate::domain::decision::{Decision, Phase};
use crate::domain::record::{PART_CHARS, Record, SENTENCE_CHARS};
use crate::domain::reply::Press;
use jiff::Timestamp;

impl Scene<'_> {
    /// The worries, with the people behind them, for the owner alone.
    fn worries<'a>(&self, after: &'a Aftermath) -> impl Iterator<Item = Line> + use<'a, '_> {
        after.worries.iter().map(|worry| {
            let name = self.name(&worry.function);
            Line::new(format!("• *{name}* ({}): ", person(&worry.by))).words(&worry.text)
        })
    }

    /// What came of the decision so far, for the card.
    pub(super) fn aftermath(&self, decision: &Decision) -> Vec<Line> {
        let Some(after) = decision.after() else { return Vec::new() };
        let review = match &after.result {
            Some(result) => result_line(result),
            None if after.review.asked_at.is_some() => {
                format!("Result: due since {}.", day(after.review.on)).into()
            }
            None => format!("Looked at again on {}.", day(after.review.on)).into(),
        };
        let follow_ups: Vec<String> = after
            .follow_ups
            .iter()
            .filter_map(|(function, followed)| {
                let answer = followed.answer?;
                let (icon, word) = (results::progress_icon(answer), results::progress(answer));
                Some(format!("{icon} {}: {word}", self.name(function)))
            })
            .collect();
        let follow_ups = (!follow_ups.is_empty())
            .then(|| Line::new(format!("Followed up: {}", follow_ups.join(" · "))));
        std::iter::once(review).chain(follow_ups).collect()
    }

    /// Those who were never asked are told how to speak now.
    pub(super) fn how_to_speak_now(&self, decision: &Decision) -> Page {
        let names: Vec<String> = decision.never_asked().map(|one| self.name(one)).collect();
        if names.is_empty() {
            return Page::new();
        }
        let owner = person(&decision.owner);
        let line = format!(
            "Never asked: {}. If you speak for one of them and this touches you, write here in the \
             thread, or raise a worry that only {owner} reads. {owner} can open the decision again.",
            list(&names)
        );
        let button = ask::press_button(&decision.id, "Raise a worry", Press::RaiseWorry);
        Page::new().line(line).buttons([button])
    }
}

/// What the owner can do once the review date has come.
pub(super) fn to_review(decision: &Decision) -> Option<Button> {
    let after = decision.after()?;
    let due = after.review.asked_at.is_some() && after.result.is_none();
    due.then(|| ask::press_button(&decision.id, "Record result", Press::RecordResult))
}

/// The record of a moment with what comes after it, if it is the one that stands.
fn standing(decision: &Decision, at: Timestamp) -> Option<(&Record, &Aftermath)> {
    Some((decision.record.as_deref()?, decision.after_of(at)?))
}

/// What stands in the place of a question that is about another state of things.
fn overtaken(decision: &Decision) -> Page {
    if decision.phase == Phase::Cancelled {
        return Page::new().line("This is no longer a decision, so nothing is needed from you.");
    }
    let line = "The decision this was about was opened again, so nothing is needed from you here.";
    Page::new().lines([ask::headline(decision), line.into()])
}

fn decided_line(decision: &Decision, record: &Record) -> [Line; 2] {
    let when = day(record.at.to_zoned(decision.zone.rules()).date());
    let who = format!("{} decided, {when}:", person(&record.by));
    [who.into(), Line::quote(&record.essence.sentence, SENTENCE_CHARS)]
}

fn quoted(worry: &Worry) -> Line {
    Line::quote(&worry.text, PART_CHARS)
}

fn result_line(result: &ReviewResult) -> Line {
    let (icon, turned) = (results::turned_icon(result.turned), results::turned(result.turned));
    let cause = result.cause.map(|cause| format!(" ({})", results::cause(cause)));
    let cause = cause.unwrap_or_default();
    Line::new(format!("{icon} *Result*: {turned}{cause}. ")).words(&result.text)
}
