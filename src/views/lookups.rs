//! What people look up: one decision, or a list of them.

use super::page::{Line, Page};
use super::words::{escape, moment, name, person, plain};
use super::{Here, Rendered, Scene, card};
use crate::domain::command::Which;
use crate::domain::decision::{Decision, Failed, Phase};
use crate::domain::digest::ClosingDigest;
use crate::domain::ids::UserId;

impl Scene<'_> {
    /// Returns where a decision stands, with the views given so far; names for its owner only. `here`
    /// is said of the channel in which it was asked without an id.
    pub fn status(&self, decision: &Decision, viewer: &UserId, here: Option<&Here>) -> Rendered {
        self.status_among(decision, viewer, here, &[])
    }

    /// Returns the same, naming those other decisions that the viewer may see and that it is tied to.
    pub fn status_among(
        &self,
        decision: &Decision,
        viewer: &UserId,
        here: Option<&Here>,
        others: &[Decision],
    ) -> Rendered {
        let digest = ClosingDigest::of(self.policy, decision, self.now);
        let is_owner = *viewer == decision.owner;
        let people = if is_owner { self.people_rows(decision) } else { Vec::new() };
        self.card_page(decision, others)
            .page(self.views(decision, &digest.heard))
            .headed("Who was asked, for you only", people)
            .page(if is_owner { self.between_the_lines(decision) } else { Page::new() })
            .with(not_handed_on(decision).filter(|_| is_owner), Page::fine)
            .fine(super::ask::all_of_it(decision))
            .with(here, |page, here| page.page(self.here(here)))
            .render()
    }

    /// Returns what is to say of a channel in which no decision is open.
    pub fn status_without_decision(&self, here: &Here) -> Rendered {
        Page::new().line("No decision is open here.").page(self.here(here)).render()
    }

    /// Returns the several decisions that are open in a channel, and what is to say of the channel.
    pub fn status_of_several(&self, decisions: &[&Decision], here: &Here) -> Rendered {
        self.list_page(Which::Open, decisions).page(self.here(here)).render()
    }

    /// Returns a list of decisions.
    pub fn list(&self, which: Which, decisions: &[&Decision]) -> Rendered {
        self.list_page(which, decisions).render()
    }

    fn list_page(&self, which: Which, decisions: &[&Decision]) -> Page {
        let heading = match which {
            Which::Open => "Open decisions",
            Which::Mine => "Decisions you own",
            Which::Unheard => "Decisions with functions not heard yet",
            Which::Decided => "Decided",
        };
        if decisions.is_empty() {
            let none = match which {
                Which::Open => "No decision is open where you can see it.",
                Which::Mine => "You own no decision at the moment.",
                Which::Unheard => "No decision you can see has a function unheard.",
                Which::Decided => "No decision has been recorded as decided where you can see it.",
            };
            return Page::new().line(format!("{none} `/soundings propose` starts one."));
        }
        Page::new().headed(heading, capped(decisions.iter().map(|one| row(one))))
    }
}

/// Says, for the owner, that the record did not reach the webhook.
fn not_handed_on(decision: &Decision) -> Option<Line> {
    let failed = decision.faults.iter().rev().find(|fault| fault.what == Failed::Webhook)?;
    let why = safe(&failed.why);
    Some(Line::new(format!(
        "⚠️ My own fault: I could not hand the record on to the webhook, because {why}. Whoever runs me \
         can tell more."
    )))
}

/// How many decisions a list shows.
const LISTED: usize = 12;

fn capped(rows: impl ExactSizeIterator<Item = Line>) -> Vec<Line> {
    let more = rows.len().saturating_sub(LISTED);
    let rest = (more > 0).then(|| Line::new(format!("… and {more} more")));
    rows.take(LISTED).chain(rest).collect()
}

fn row(decision: &Decision) -> Line {
    let zone = &decision.zone;
    let standing = match decision.phase {
        Phase::Listening if decision.is_checked_afterwards() => {
            let until = moment(decision.closes_at, zone);
            format!("announced as decided, checked until {until}")
        }
        Phase::Listening => format!("listening until {}", moment(decision.closes_at, zone)),
        Phase::Weighing => format!("waiting for {} to decide", person(&decision.owner)),
        Phase::Decided => "decided".to_owned(),
        Phase::Reviewed => "decided and reviewed".to_owned(),
        Phase::Cancelled => "no longer a decision".to_owned(),
    };
    Line::new(format!("• *{}* (`{}`): {standing}", name(&decision.title), decision.id))
        .aside(format!(" · {}", card::coverage(decision).to_lowercase()))
        .aside(format!(" · {}", card::thread(decision)))
}

fn safe(text: &str) -> String {
    escape(&plain(text))
}
