//! What was decided and what became of every view: for the thread, and for each contributor.

use super::ask::view_lines;
use super::page::{Line, Page};
use super::words::{day, list, name, person, whose};
use super::{Rendered, Scene, ask, card, states};
use crate::domain::answer::FIELD_CHARS;
use crate::domain::decision::Decision;
use crate::domain::ids::{FunctionId, UserId};
use crate::domain::record::{
    Disposition, Gaps, Outcome, PART_CHARS, Record, RestatementAnswer, SENTENCE_CHARS, heard,
};
use crate::domain::reply::Press;
use crate::domain::slot::SlotState;

/// How much of their own point a contributor reads again.
const POINT: usize = 280;

impl Scene<'_> {
    /// Returns the record, for the thread. A channel reads functions, never the people behind them.
    pub(super) fn decided(&self, decision: &Decision) -> Option<Rendered> {
        let record = decision.record.as_deref()?;
        let heading = match record.after_the_fact {
            true => "*Decided, and checked after the fact*: ",
            false => "*Decided*: ",
        };
        let heading = Line::new(heading).and(card::title(decision));
        let page = Page::new()
            .lines([
                heading,
                Line::new(person(&record.by)).fact(": ").words(&record.essence.sentence),
            ])
            .lines(essence(record))
            .headed("What became of each view", self.dispositions(decision, record))
            .lines(self.without_words(decision))
            .with(self.gaps_lines(decision, record), Page::lines)
            .with(self.overruled(record), Page::line)
            .page(self.how_to_speak_now(decision));
        Some(page.render())
    }

    /// Returns what became of one more view, for the thread.
    pub(super) fn disposed(&self, decision: &Decision, function: &FunctionId) -> Option<Rendered> {
        let disposition = decision.record.as_deref()?.dispositions.get(function)?;
        let heading = Line::new("*Added to the decision*: ").and(card::title(decision));
        Some(Page::new().lines([heading, self.disposition(function, disposition)]).render())
    }

    /// Returns what became of a contributor's views, for them alone: their point, what became of it,
    /// why; then the goal that everyone shares.
    pub(super) fn word_back(
        &self,
        decision: &Decision,
        user: &UserId,
        functions: &[FunctionId],
    ) -> Option<Rendered> {
        let record = decision.record.as_deref()?;
        let heading = format!("{} has decided on *{}*:", person(&record.by), name(&decision.title));
        let decided = Line::quote(&record.essence.sentence, SENTENCE_CHARS);
        let points = functions.iter().filter_map(|one| self.point(decision, record, user, one));
        let page = points.fold(Page::new().lines([heading.into(), decided]), Page::lines);
        let goal = decision.goal.as_ref();
        let goal = goal.map(|goal| Line::new("The goal we share: ").words(goal));
        let cost = record.essence.given_up.as_ref();
        let cost = cost.map(|text| Line::new("What is given up: ").words(text).minor());
        Some(page.lines(cost.into_iter().chain(goal)).fine(ask::all_of_it(decision)).render())
    }

    /// Returns word to the owner that contributors could not be told.
    pub(super) fn word_not_given(&self, decision: &Decision, functions: &[FunctionId]) -> Rendered {
        let whose: Vec<String> = functions.iter().map(|one| whose(&self.name(one))).collect();
        let line = format!(
            "I could not tell the person behind {} view what became of it: Slack does not let me \
             write to them. Please tell them yourself, if you can; the thread has the table.",
            list(&whose)
        );
        Page::new().lines([ask::headline(decision), line.into()]).render()
    }

    fn point(
        &self,
        decision: &Decision,
        record: &Record,
        user: &UserId,
        function: &FunctionId,
    ) -> Option<Vec<Line>> {
        let view = decision.slot(function)?.view.as_ref().filter(|view| view.by == *user)?;
        let disposition = record.dispositions.get(function)?;
        let point = Line::new(format!("*Your point for {}*:", self.name(function)));
        let said = Line::gist(&view.words.need, POINT);
        let became = format!("*What became of it*: {}", states::outcome(disposition.outcome));
        let why = Line::new(format!("*{}*: ", why_label(disposition.outcome)));
        let follow_up = disposition.follow_up.as_ref().map(|one| {
            Line::new(format!("*Next*: {} follows it up by {}", person(&one.by), day(one.due)))
        });
        let lines = [point, said, became.into(), why.words(&disposition.why)];
        Some(lines.into_iter().chain(follow_up).collect())
    }

    fn dispositions(&self, decision: &Decision, record: &Record) -> Vec<Line> {
        let rows = heard(decision).flat_map(|slot| {
            let row = match record.dispositions.get(&slot.function) {
                Some(disposition) => self.disposition(&slot.function, disposition),
                None => Line::new(format!("❔ *{}*: no answer yet", self.name(&slot.function))),
            };
            let restated = slot.restatement.as_ref();
            let confirmed = restated
                .filter(|one| one.answer == Some(RestatementAnswer::Confirmed))
                .map(|one| Line::new("Understood as, and confirmed: ").words(&one.text).minor());
            std::iter::once(row).chain(confirmed)
        });
        rows.collect()
    }

    fn disposition(&self, function: &FunctionId, disposition: &Disposition) -> Line {
        let outcome = disposition.outcome;
        let icon = states::outcome_icon(outcome);
        let line =
            Line::new(format!("{icon} *{}*, {}: ", self.name(function), states::outcome(outcome)));
        let line = line.words(&disposition.why);
        match &disposition.follow_up {
            Some(follow_up) => line.fact(format!(" (followed up by {})", day(follow_up.due))),
            None => line,
        }
    }

    /// Functions that took a position without words of their own.
    fn without_words(&self, decision: &Decision) -> Option<Line> {
        let silent = decision.slots.iter();
        let silent = silent.filter(|slot| matches!(slot.state, SlotState::NoObjection { .. }));
        let names: Vec<String> = silent.map(|slot| self.name(&slot.function)).collect();
        (!names.is_empty()).then(|| format!("☑️ *No objection*: {}", list(&names)).into())
    }

    /// The stamp that stays: what was missing, and why it was decided all the same.
    pub(super) fn gaps_lines(&self, decision: &Decision, record: &Record) -> Option<Vec<Line>> {
        let gaps = record.gaps.as_ref()?;
        let stamp = format!("⚠️ *{}*", gap_stamp(gaps));
        let unheard = gaps.unheard.iter().map(|(function, why)| {
            let why = self.unheard(decision, why);
            Line::new(format!("• {}: {why}", self.name(function)))
        });
        let open = gaps.without_disposition.iter().map(|function| {
            Line::new(format!("• {} view had no answer", whose(&self.name(function))))
        });
        let early = gaps.early.then(|| Line::new("• Decided before listening was to end"));
        let given = Some(&gaps.reason).filter(|reason| !reason.is_empty());
        let reason = given.map(|reason| Line::new("Why all the same: ").words(reason));
        let lines = std::iter::once(stamp.into()).chain(early).chain(unheard).chain(open);
        Some(lines.chain(reason).collect())
    }

    fn overruled(&self, record: &Record) -> Option<Line> {
        let names = self.names(record.overruled());
        (!names.is_empty()).then(|| {
            format!("Decided against what {names} asked for, for the reasons above.").into()
        })
    }

    /// Returns the question whether the owner has understood a view.
    pub(super) fn restated(
        &self,
        decision: &Decision,
        function: &FunctionId,
        user: &UserId,
    ) -> Option<Rendered> {
        let slot = decision.slot(function)?;
        let view = slot.view.as_ref().filter(|view| view.by == *user)?;
        let restatement = slot.restatement.as_ref()?;
        let lead = format!(
            "{} wants to be sure to have understood {} view:",
            person(&decision.owner),
            whose(&self.name(function))
        );
        let said = Line::new("You said: ").excerpt(&view.words.need, POINT);
        let f = || function.clone();
        let button = |label, press| ask::press_button(&decision.id, label, press);
        Some(
            Page::new()
                .lines([ask::headline(decision), lead.into()])
                .lines([Line::quote(&restatement.text, PART_CHARS), said])
                .buttons([
                    button("Yes, that is it", Press::ConfirmRestated { function: f() }).primary(),
                    button("Not quite", Press::MendRestated { function: f() }),
                ])
                .render(),
        )
    }

    /// Returns what a function said to the owner's restatement, for the owner.
    pub(super) fn restatement_answered(
        &self,
        decision: &Decision,
        function: &FunctionId,
    ) -> Option<Rendered> {
        let restatement = decision.slot(function)?.restatement.as_ref()?;
        let name = self.name(function);
        let lines = match restatement.answer.as_ref()? {
            RestatementAnswer::Confirmed => vec![
                Line::new(format!("{name} confirms that you have understood its view:")),
                Line::quote(&restatement.text, PART_CHARS),
            ],
            RestatementAnswer::Mended(text) => vec![
                Line::new(format!("{name} puts it differently:")),
                Line::quote(text, FIELD_CHARS),
                Line::new("You had understood: ").words(&restatement.text).minor(),
            ],
        };
        Some(Page::new().line(ask::headline(decision)).lines(lines).render())
    }

    /// Asks whether a view holds for the proposal as it reads now.
    pub(super) fn still_holds(
        &self,
        decision: &Decision,
        function: &FunctionId,
        user: &UserId,
    ) -> Option<Rendered> {
        let view = decision.slot(function)?.view.as_ref().filter(|view| view.by == *user)?;
        let name = whose(&self.name(function));
        let lead =
            format!("The proposal was edited after you gave {name} view. Does it still hold?");
        let f = || function.clone();
        let button = |label, press| ask::press_button(&decision.id, label, press);
        let until = "Until you say so, it is shown as given on an earlier text.";
        Some(
            Page::new()
                .lines([ask::headline(decision), lead.into()])
                .lines([Line::new("It reads now:"), Line::gist(decision.text(), POINT)])
                .lines(view_lines("You said", &view.words))
                .buttons([
                    button("Still holds", Press::StillHolds { function: f() }).primary(),
                    button("Change answer", Press::Answer { function: f() }),
                ])
                .fine(until)
                .render(),
        )
    }
}

/// The parts of the record that were given.
fn essence(record: &Record) -> Vec<Line> {
    let essence = &record.essence;
    let part = |label: &str, text: &Option<String>| {
        Some(Line::new(format!("*{label}*: ")).words(text.as_deref()?))
    };
    let measure = part("Shows that it worked", &essence.measure);
    let review = essence.review_on.map(day);
    let measure = match (measure, review) {
        (Some(line), Some(review)) => Some(line.fact(format!(" (looked at on {review})"))),
        (None, Some(review)) => Some(Line::new(format!("*Looked at again*: {review}"))),
        (line, None) => line,
    };
    let parts = [
        part("Serves the customer by", &essence.serves_customer),
        part("Serves the company by", &essence.serves_company),
        part("Given up", &essence.given_up),
        part("Cost carried by", &essence.cost_carried_by),
        measure,
        part("Reopened if", &essence.reopen_if),
    ];
    parts.into_iter().flatten().collect()
}

fn why_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Adopted => "Why",
        Outcome::Partly | Outcome::Later | Outcome::Declined => "Why it is tough now",
    }
}

/// What stays on the record: that it was only checked afterwards, or what was missing.
pub(super) fn stamp(record: &Record) -> Option<String> {
    let gaps = record.gaps.as_ref();
    match (record.after_the_fact, gaps.is_some_and(|gaps| !gaps.unheard.is_empty())) {
        (true, true) => Some("⚠️ Checked after the fact, not every function was heard".to_owned()),
        (true, false) => Some("Checked after the fact".to_owned()),
        (false, _) => gaps.map(|gaps| format!("⚠️ {}", gap_stamp(gaps))),
    }
}

/// In two words what was missing.
fn gap_stamp(gaps: &Gaps) -> &'static str {
    match (gaps.unheard.is_empty() && gaps.without_disposition.is_empty(), gaps.early) {
        (true, true) => "Decided early",
        (true, false) => "Decided",
        (false, true) => "Decided early and with gaps",
        (false, false) => "Decided with gaps",
    }
}
