//! The digest at the end of the listening window: for the thread, and with names for the owner.

use super::controls::Control;
use super::page::{Button, Line, Page};
use super::words::{list, moment, person, working_time};
use super::{Rendered, Scene, card};
use crate::domain::decision::{Decision, Ended, Failed};
use crate::domain::digest::{ClosingDigest, Unheard};
use crate::domain::ids::FunctionId;
use crate::domain::record;
use crate::domain::reply::Press;

/// What a check after the fact is headed by.
const CHECKED: &str = "Checked after the fact";

impl Scene<'_> {
    /// Returns the closing digest for the thread: functions, no names but the owner's.
    pub(super) fn closing_digest(&self, decision: &Decision) -> Rendered {
        let owner = person(&decision.owner);
        let (heading, next) = match decision.is_checked_afterwards() {
            true => (
                CHECKED,
                format!(
                    "It stands as announced. {owner} can answer each view, and open the decision again if \
                     this changes it."
                ),
            ),
            false => (
                "What was heard",
                format!(
                    "{owner} decides now. A view that comes later is still shown here, marked as late."
                ),
            ),
        };
        self.digest(decision, heading).line(next).render()
    }

    /// Returns who stands behind the digest, for the owner; the whole of it where the thread has none.
    /// `others` are the decisions that the owner may see: among them stands what keeps coming up.
    pub(super) fn owner_digest(&self, decision: &Decision, others: &[Decision]) -> Rendered {
        let people = self.people_rows(decision);
        let page = match could_not_post(decision) {
            true => self.digest(decision, &with_names(decision, "What was heard")).lines(people),
            false => Page::new()
                .lines(self.top(decision, &with_names(decision, "Who was heard")))
                .page(self.alignment(decision))
                .lines(people)
                .with(self.faults_line(decision), Page::fine)
                .with(card::blind_line(decision), Page::fine),
        };
        let restate = Control::Decision { decision: decision.id.clone(), press: Press::Restate };
        let restate = (decision.takes_views()
            && !ClosingDigest::of(self.policy, decision, self.now).heard.is_empty())
        .then(|| Button::new("Did I get it right?", restate));
        page.page(self.left_to_the_owner(decision))
            .headed("What keeps coming up", self.keeps_coming_up(decision, others))
            .line(next_step(decision))
            .buttons(card::to_decide(decision).into_iter().chain(restate))
            .fine(format!("What each function said: {}", card::thread(decision)))
            .render()
    }

    fn top(&self, decision: &Decision, heading: &str) -> Vec<Line> {
        let heading = Line::new(format!("*{heading}*: ")).and(card::title(decision));
        let announced = decision.record.as_deref().filter(|record| record.after_the_fact);
        let announced = announced
            .map(|record| Line::new("Announced as decided: ").words(&record.essence.sentence));
        let rest = [card::ended(decision), card::coverage(decision).into()];
        [heading].into_iter().chain(announced).chain(rest).collect()
    }

    /// The whole digest, who was not heard first.
    fn digest(&self, decision: &Decision, heading: &str) -> Page {
        let digest = ClosingDigest::of(self.policy, decision, self.now);
        Page::new()
            .lines(self.top(decision, heading))
            .headed("Not heard", self.not_heard(decision, &digest))
            .page(self.alignment(decision))
            .page(self.both_sides(decision, &digest.heard))
            .lines(self.positions(&digest))
            .headed("Where two views may pull apart", self.pulls(decision))
            .headed("Questions nobody has answered", self.unasked(decision))
            .with(self.faults_line(decision), Page::fine)
            .with(card::blind_line(decision), Page::fine)
    }

    pub(super) fn positions(&self, digest: &ClosingDigest<'_>) -> Vec<Line> {
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

    /// Who was not heard, and why; functions for which the reason is the same share a line.
    pub(super) fn not_heard(&self, decision: &Decision, digest: &ClosingDigest<'_>) -> Vec<Line> {
        let mut groups: Vec<(&str, String, Vec<String>)> = Vec::new();
        for (function, why) in &digest.unheard {
            let Some(slot) = decision.slot(function) else { continue };
            let (icon, _) = self.state(decision, slot);
            let (name, why) = (self.with_people(function, why), self.reason(decision, why));
            match groups.iter_mut().find(|group| group.0 == icon && group.1 == why) {
                Some(group) => group.2.push(name),
                None => groups.push((icon, why, vec![name])),
            }
        }
        let lines = groups.into_iter();
        lines
            .map(|(icon, why, names)| Line::new(format!("{icon} {}: {why}", list(&names))))
            .collect()
    }

    /// A function's name, with how many people were asked in vain where it is more than one.
    fn with_people(&self, function: &FunctionId, why: &Unheard) -> String {
        let name = format!("*{}*", self.name(function));
        match why {
            Unheard::Silent { people: people @ 2.. } => format!("{name} ({people} people)"),
            _ => name,
        }
    }

    /// Why a function was not heard; silence says what is meant by it.
    fn reason(&self, decision: &Decision, why: &Unheard) -> String {
        let Unheard::Silent { .. } = why else { return self.unheard(decision, why) };
        let fair = working_time(&self.policy.hours, self.policy.pace.fair());
        format!("asked, no answer in {fair} or more")
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

/// Whether the thread has no digest for others to read.
fn could_not_post(decision: &Decision) -> bool {
    let archived = decision.closed.as_ref().is_some_and(|one| one.how == Ended::ChannelArchived);
    archived || decision.faults.iter().any(|fault| fault.what == Failed::Digest)
}

/// The heading of what only the owner reads.
fn with_names(decision: &Decision, heading: &str) -> String {
    let heading = if decision.is_checked_afterwards() { CHECKED } else { heading };
    format!("{heading}, with names, for you only")
}

fn next_step(decision: &Decision) -> &'static str {
    match decision.closed.as_ref().map(|closed| &closed.how) {
        Some(Ended::ChannelArchived) => {
            "*Next*: weigh what you heard, then tell those concerned what you decide, and why. The \
             channel is archived, so I cannot write in the thread any more."
        }
        _ if decision.is_checked_afterwards() && record::heard(decision).next().is_none() => {
            "*Next*: nobody has given a view in words, so nothing is left for you to answer. The record \
             says that it was checked after the fact."
        }
        _ if decision.is_checked_afterwards() => {
            "*Next*: say what becomes of each view; whoever gave it gets a word back. If what you heard \
             changes the decision, `/soundings reopen` listens again."
        }
        _ => {
            "*Next*: weigh what you heard, then record what you decide and what becomes of each view. \
             Everybody who gave one gets a word back."
        }
    }
}
