//! What came of it: the request to the owner, the word to the thread, and what those who worried say.

use super::super::controls::Control;
use super::super::page::{Button, Line, Page};
use super::super::words::{person, whose};
use super::super::{Rendered, Scene, ask, card, results};
use super::{decided_line, overtaken, quoted, result_line, standing, to_review};
use crate::domain::aftermath::{CameTrue, Worry};
use crate::domain::decision::Decision;
use crate::domain::ids::{FunctionId, UserId};
use crate::domain::record::Record;
use crate::domain::reply::Press;
use jiff::Timestamp;

impl Scene<'_> {
    /// Returns the request for the result, for the owner, or what they have recorded by now.
    pub(in crate::views) fn review_due(
        &self,
        decision: &Decision,
        at: Timestamp,
        again: bool,
    ) -> Rendered {
        let Some((record, after)) = standing(decision, at) else {
            return overtaken(decision).render();
        };
        let head = match (&after.result, again) {
            (Some(_), _) => "*What came of this* is recorded. Thank you.",
            (None, false) => "*Time to look at this again*: what came of it?",
            (None, true) => "*Still open*: what came of it? I will not ask again.",
        };
        let page = Page::new()
            .lines([ask::headline(decision), head.into()])
            .lines(decided_line(decision, record).into_iter().chain(to_look_at(record)));
        if let Some(result) = &after.result {
            return page.line(result_line(result)).render();
        }
        let fine = match again {
            false => {
                "The thread gets the result beside the number. I ask once more in a week, then no more."
            }
            true => "The button stays on the card as well.",
        };
        page.headed("Worries at the time", self.worries(after))
            .buttons(to_review(decision).map(Button::primary))
            .fine(fine)
            .render()
    }

    /// Returns what came of the decision, for the thread: functions and the owner, nobody else.
    pub(in crate::views) fn reviewed(&self, decision: &Decision) -> Option<Rendered> {
        let record = decision.record.as_deref()?;
        let result = record.after.as_ref()?.result.as_ref()?;
        let heading = Line::new(format!("{} *Result*: ", results::turned_icon(result.turned)))
            .and(card::title(decision));
        let lead = match record.essence.measure {
            Some(_) => "*What it says now*: ",
            None => "*What came of it*: ",
        };
        let who = format!("{} says: {}.", person(&result.by), results::turned(result.turned));
        let cause = result.cause.map(results::cause);
        let cause = cause.map(|cause| Line::new(format!("*Why it was reversed*: {cause}.")));
        let number = record.essence.measure.as_ref();
        let number = number.map(|number| Line::new("*The number*: ").words(number));
        let page = Page::new()
            .lines([heading, who.into()])
            .lines(
                [Line::new("*Decided*: ").words(&record.essence.sentence)]
                    .into_iter()
                    .chain(number),
            )
            .lines([Line::new(lead).words(&result.text)].into_iter().chain(cause));
        Some(page.render())
    }

    /// Returns the question whether what somebody worried about came true.
    pub(in crate::views) fn did_it_come_true(
        &self,
        decision: &Decision,
        at: Timestamp,
        user: &UserId,
    ) -> Rendered {
        let after = decision.after_of(at);
        let result = after.and_then(|after| Some((after, after.result.as_ref()?)));
        let Some((after, result)) = result else { return overtaken(decision).render() };
        let theirs = after.worries.iter();
        let theirs: Vec<&Worry> =
            theirs.filter(|worry| worry.by == *user && worry.question.is_some()).collect();
        let lead = format!("{} has recorded the result.", person(&result.by));
        let page = Page::new().lines([ask::headline(decision), lead.into(), result_line(result)]);
        let several = theirs.len() > 1;
        let page = theirs
            .iter()
            .fold(page, |page, worry| page.page(self.came_true(decision, worry, several)));
        let open = theirs.iter().any(|worry| worry.hindsight.is_none());
        page.with(open.then(|| came_true_shown(decision)), Page::fine)
            .buttons(open.then(|| Button::new("Mute", Control::Mute)))
            .render()
    }

    fn came_true(&self, decision: &Decision, worry: &Worry, several: bool) -> Page {
        let name = self.name(&worry.function);
        let said = Line::new(format!("*You worried in {} name*: ", whose(&name)));
        let said = said.words(&worry.text);
        if let Some(hindsight) = worry.hindsight {
            let answer = results::came_true(hindsight.answer);
            return Page::new()
                .lines([said, format!("Did it come true? You said: {answer}. Thank you.").into()]);
        }
        let button = |answer: &CameTrue| {
            let label = match answer {
                CameTrue::Yes => "Yes",
                CameTrue::InPart => "In part",
                CameTrue::No => "No",
            };
            let plain = self.policy.library.name_of(&worry.function);
            let label = if several { format!("{label}, {plain}") } else { label.to_owned() };
            let press = Press::CameTrue { function: worry.function.clone(), answer: *answer };
            ask::press_button(&decision.id, &label, press)
        };
        Page::new()
            .lines([said, "*Did it come true?*".into()])
            .buttons(CameTrue::ALL.iter().map(button))
    }

    /// Returns word that a worry came true, for the owner.
    pub(in crate::views) fn worry_came_true(
        &self,
        decision: &Decision,
        function: &FunctionId,
        by: &UserId,
    ) -> Option<Rendered> {
        let worry = decision.worry(function, by)?;
        let how = match worry.hindsight?.answer {
            CameTrue::Yes => "came true",
            CameTrue::InPart => "came true in part",
            CameTrue::No => return None,
        };
        let name = whose(&self.name(function));
        let lead = format!("*{name} worry {how}*, says {}:", person(by));
        let fine = "Leaders read it under the function's name in the weekly digest.";
        let lines = [ask::headline(decision), lead.into(), quoted(worry)];
        Some(Page::new().lines(lines).fine(fine).render())
    }
}

/// What the owner wanted to look at.
fn to_look_at(record: &Record) -> impl Iterator<Item = Line> {
    let number = record.essence.measure.as_ref();
    let number = number.map(|number| Line::new("*The number*: ").words(number));
    let reopen = record.essence.reopen_if.as_ref();
    let reopen = reopen.map(|text| Line::new("*Reopened if*: ").words(text).minor());
    number.into_iter().chain(reopen)
}

/// Who sees that a worry came true.
fn came_true_shown(decision: &Decision) -> String {
    format!(
        "If it did, {} is told, and leaders read it in the weekly digest under the function's name. I \
         ask this once.",
        person(&decision.owner)
    )
}
