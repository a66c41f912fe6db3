//! The digest at the end of the listening window: for the thread, and with names for the owner.

use super::ask::view_lines;
use super::page::{Line, Page};
use super::words::{count, escape, moment, person};
use super::{Rendered, Scene, card};
use crate::domain::answer::View;
use crate::domain::decision::{Decision, Ended};
use crate::domain::digest::{ClosingDigest, Tension};
use crate::domain::ids::FunctionId;
use crate::reading::balance;

/// How much of a view the two columns and the tensions repeat.
const EXCERPT: usize = 100;

impl Scene<'_> {
    /// Returns the closing digest for the thread: functions, no names but the owner's.
    pub(super) fn closing_digest(&self, decision: &Decision) -> Rendered {
        let next = format!(
            "{} decides now. A view that comes later is still shown here, marked as late.",
            person(&decision.owner)
        );
        self.digest(decision, "What was heard").line(next).render()
    }

    /// Returns the same for the owner, with names and the next step.
    pub(super) fn owner_digest(&self, decision: &Decision) -> Rendered {
        let people = decision.slots.iter().flat_map(|slot| {
            let name = self.name(&slot.function);
            let lines = self.people(decision, slot).into_iter();
            lines.map(move |line| Line::new(format!("• {name}: {line}")).minor())
        });
        self.digest(decision, "What was heard, with names, for you only")
            .headed("Who was asked", people)
            .line(next_step(decision))
            .line(super::ask::from(decision))
            .render()
    }

    /// Everything that both say; also what `/soundings status` shows of the views.
    fn digest(&self, decision: &Decision, heading: &str) -> Page {
        let digest = ClosingDigest::of(self.policy, decision, self.now);
        let heading = Line::new(format!("*{heading}*: ")).and(card::title(decision));
        Page::new()
            .lines([heading, card::ended(decision), card::coverage(decision).into()])
            .page(self.views(decision, &digest.heard))
            .lines(self.positions(&digest))
            .headed("Not heard", self.not_heard(decision, &digest))
            .page(self.columns(&digest.heard))
            .headed(
                "Where two views pull apart",
                digest.tensions.iter().map(|one| self.tension(one)),
            )
            .headed("Questions nobody has answered", self.unasked(&digest))
            .with(customers_only(decision), Page::line)
            .with(self.faults_line(decision), Page::fine)
            .with(card::blind_line(decision), Page::fine)
    }

    /// What each function said, in its own words.
    pub(super) fn views(&self, decision: &Decision, heard: &[(&FunctionId, &View)]) -> Page {
        heard.iter().fold(Page::new(), |page, (function, view)| {
            let lead = format!("✅ *{}* needs", self.name(function));
            let mut lines = view_lines(&lead, &view.words);
            if let Some(note) = note(decision, view) {
                lines.push(Line::new(note).minor());
            }
            page.lines(lines)
        })
    }

    fn positions(&self, digest: &ClosingDigest<'_>) -> Vec<Line> {
        let mut lines = Vec::new();
        if digest.heard.is_empty() {
            lines.push("No function has given a view in words.".into());
        }
        if !digest.no_objection.is_empty() {
            let names = self.names(digest.no_objection.iter().copied());
            lines.push(format!("☑️ *No objection*: {names}").into());
        }
        if !digest.not_affected.is_empty() {
            let names = self.names(digest.not_affected.iter().copied());
            lines.push(format!("➖ *Not affected*: {names}").into());
        }
        lines
    }

    fn not_heard(&self, decision: &Decision, digest: &ClosingDigest<'_>) -> Vec<Line> {
        let slots = digest.unheard.iter().filter_map(|(function, why)| {
            let (icon, _) = self.state(decision, decision.slot(function)?);
            let why = self.unheard(decision, why);
            Some(Line::new(format!("{icon} *{}*: {why}", self.name(function))))
        });
        slots.collect()
    }

    /// What is wanted beside what is possible.
    fn columns(&self, heard: &[(&FunctionId, &View)]) -> Page {
        let entry = |function: &FunctionId, lead: &str, text: &str| {
            Line::new(format!("• {}: {lead}", self.name(function))).excerpt(text, EXCERPT)
        };
        let wanted = heard.iter().map(|(function, view)| entry(function, "", &view.words.need));
        let possible = heard.iter().flat_map(|(function, view)| {
            let limit = view.words.limit.as_deref().map(|text| entry(function, "limit: ", text));
            let condition = view.words.condition.as_deref();
            let condition = condition.map(|text| entry(function, condition_lead(text), text));
            limit.into_iter().chain(condition)
        });
        let wanted: Vec<Line> = [Line::new("*Wanted because*")].into_iter().chain(wanted).collect();
        let mut possible: Vec<Line> =
            [Line::new("*Possible if*")].into_iter().chain(possible).collect();
        if heard.is_empty() {
            return Page::new();
        }
        if possible.len() == 1 {
            possible.push("Nobody has named a limit or a condition.".into());
        }
        Page::new().columns(wanted, possible)
    }

    fn tension(&self, tension: &Tension<'_>) -> Line {
        Line::new(format!("• {} needs: “", self.name(tension.wants)))
            .excerpt(tension.need, EXCERPT)
            .fact(format!("”, {} says: “", self.name(tension.limits)))
            .excerpt(tension.limit, EXCERPT)
            .fact("”. Both speak of “")
            .excerpt(&tension.word, EXCERPT)
            .fact("”.")
    }

    fn unasked(&self, digest: &ClosingDigest<'_>) -> Vec<Line> {
        let lines = digest.unasked.iter().map(|(function, question)| {
            Line::new(format!("• {}: {}", self.name(function), escape(question)))
        });
        lines.collect()
    }

    /// Returns a view that came after the digest.
    pub(super) fn late_view(&self, decision: &Decision, function: &FunctionId) -> Option<Rendered> {
        let slot = decision.slot(function)?;
        let view = slot.view.as_ref()?;
        let at = moment(view.at, &decision.zone);
        let head = format!("{} has given its view after the close, {at}.", self.name(function));
        let page = Page::new().line(head).page(self.views(decision, &[(&slot.function, view)]));
        Some(page.line(card::coverage(decision)).render())
    }
}

fn next_step(decision: &Decision) -> &'static str {
    match decision.closed.as_ref().map(|closed| &closed.how) {
        Some(Ended::ChannelArchived) => {
            "*Next*: weigh what you heard, then tell those concerned what you decide, and why. The \
             channel is archived, so I cannot write in the thread any more."
        }
        _ => "*Next*: weigh what you heard, then tell the thread what you decide, and why.",
    }
}

/// What must be known to read a view rightly.
fn note(decision: &Decision, view: &View) -> Option<String> {
    let old = view.version < decision.version();
    let notes = [
        (view.late, "given after the close"),
        (view.changed, "changed since it was first given"),
        (old, "given before the proposal was last edited"),
    ];
    let notes: Vec<&str> =
        notes.iter().filter(|(holds, _)| *holds).map(|(_, note)| *note).collect();
    (!notes.is_empty()).then(|| format!("_({})_", notes.join("; ")))
}

/// Says so where every reason given so far is the customer's.
fn customers_only(decision: &Decision) -> Option<Line> {
    let reasons = customer_reasons(decision)?;
    Some(Line::new(format!(
        "⚖️ *One-sided so far*: all {} given are about customers. What does it cost the company, \
         and what does it gain?",
        count(reasons, "reason", "reasons")
    )))
}

/// Returns how many reasons were given for a decision, if all of them are the customer's.
pub(super) fn customer_reasons(decision: &Decision) -> Option<usize> {
    let views = decision.slots.iter().filter_map(|slot| slot.view.as_ref());
    let parts = views.flat_map(|view| {
        let words = &view.words;
        [Some(&words.need), words.limit.as_ref(), words.evidence.as_ref(), words.condition.as_ref()]
    });
    let texts: Vec<&str> =
        std::iter::once(decision.text()).chain(parts.flatten().map(String::as_str)).collect();
    balance::customer_only(&texts)
}

/// Returns what stands before a condition: many begin with "yes, if" themselves.
pub(super) fn condition_lead(text: &str) -> &'static str {
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if first.eq_ignore_ascii_case("yes") { "" } else { "yes, if " }
}

#[cfg(test)]
mod tests {
    use super::condition_lead;

    #[test]
    fn nobody_says_yes_if_yes_if() {
        assert_eq!(condition_lead("the floor stays at 60"), "yes, if ");
        assert_eq!(condition_lead("Yes, if the floor stays"), "");
        assert_eq!(condition_lead("yes at 89, if renewals wait"), "");
        assert_eq!(condition_lead("yesterday's numbers hold"), "yes, if ");
    }
}
