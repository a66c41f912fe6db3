//! Reading the room: on which sides the reasons are, what is still blank, and what nobody has asked.
//!
//! Calm on purpose: a line or two and three questions at the most, and less wherever there is less to say.
//! Counts are of reasons, never of people.

use super::Scene;
use super::page::{Line, Page};
use super::words::{escape, plain};
use crate::domain::decision::Decision;
use crate::domain::lens::Aspect;
use crate::reading::alignment::blanks;
use crate::reading::balance::{Balance, Tilt};
use crate::reading::unasked::{self, Unasked};

/// How much of a promise is repeated.
const PROMISE: usize = 60;

impl Scene<'_> {
    /// Returns on which sides the reasons are so far, and what nobody has spoken of.
    pub(super) fn alignment(&self, decision: &Decision) -> Page {
        if !self.policy.room.balance {
            return Page::new();
        }
        let balance = balance(decision);
        let blank = blank(balance, &blanks(self.policy, decision));
        match balance.tilt() {
            Some(tilt) => Page::new().line(warning(tilt)).with(blank, Page::fine),
            None => {
                let parts: Vec<String> = triad(balance).into_iter().chain(blank).collect();
                Page::new().with((!parts.is_empty()).then(|| parts.join(" ")), Page::fine)
            }
        }
    }

    /// Returns what nobody has asked (or answered), each with the function that could answer.
    pub(super) fn unasked(&self, decision: &Decision) -> Vec<Line> {
        if !self.policy.room.questions {
            return Vec::new();
        }
        let questions = unasked::unasked(self.policy, decision).into_iter();
        questions.map(|one| self.left_open(&one)).collect()
    }

    fn left_open(&self, one: &Unasked<'_>) -> Line {
        let question = escape(&plain(&one.topic.question));
        let line = Line::new(format!("• {}: {question}", self.name(one.function))).minor();
        match one.promised {
            Some(words) => line.fact(" The text promises “").excerpt(words, PROMISE).fact("”."),
            None => line,
        }
    }
}

/// Returns that it is all of so many reasons, two at least.
pub(super) fn all(reasons: usize) -> String {
    match reasons {
        2 => "both reasons".to_owned(),
        more => format!("all {more} reasons"),
    }
}

fn warning(tilt: Tilt) -> String {
    match tilt {
        Tilt::CustomersOnly(reasons) => format!(
            "⚖️ *One-sided so far*: {} given are about customers. What does it cost the company, and \
             what does it gain?",
            all(reasons)
        ),
        Tilt::CompanyOnly(reasons) => format!(
            "⚖️ *One-sided so far*: none of the {reasons} reasons given is about customers. What would \
             they notice?"
        ),
    }
}

/// Need, sustain, deliver: how many reasons there are for each; nothing while there is none at all.
fn triad(balance: Balance) -> Option<String> {
    let Balance { need, sustain, deliver, reasons } = balance;
    (reasons > 0).then(|| {
        format!(
            "Reasons so far: need (customers) {need} · sustain (business) {sustain} · deliver (team) \
             {deliver}."
        )
    })
}

/// What nobody has spoken of, in one line.
fn blank(balance: Balance, blanks: &[Aspect]) -> Option<String> {
    let reasons = (balance.reasons == 0).then_some("reasons");
    let aspects = blanks.iter().map(|aspect| match aspect {
        Aspect::Leadership => "what leadership expects",
        Aspect::Technology => "what the technology allows",
        Aspect::Priority => "what it comes before or after",
    });
    let blanks: Vec<&str> = reasons.into_iter().chain(aspects).collect();
    (!blanks.is_empty()).then(|| format!("Still blank: {}.", blanks.join(" · ")))
}

fn balance(decision: &Decision) -> Balance {
    let views = decision.slots.iter().filter_map(|slot| slot.view.as_ref());
    let parts = views.flat_map(|view| view.words.parts());
    Balance::of(std::iter::once(decision.text()).chain(parts))
}

/// Returns how many reasons were given for a decision, if all of them are the customer's.
pub(super) fn customer_reasons(decision: &Decision) -> Option<usize> {
    match balance(decision).tilt() {
        Some(Tilt::CustomersOnly(reasons)) => Some(reasons),
        _ => None,
    }
}
