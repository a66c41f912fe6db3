//! Between the lines: where somebody may have held something back, for the owner alone.
//!
//! Words as they were said, the functions of whoever said them, and a link; nobody's name. Each is put as
//! a question, since it may be misread, and there is one next step for all of them.

use super::page::{Line, Page};
use super::words::{day, link, times};
use super::{Rendered, Scene, card};
use crate::domain::answer::{View, ViewSource};
use crate::domain::decision::Decision;
use crate::domain::hesitation::{self, Cue, Said, What};
use crate::domain::ids::FunctionId;
use crate::domain::slot::Slot;
use crate::reading::hesitation::hedge_in;
use jiff::civil::Date;

/// More lines than these would be chasing.
const SHOWN: usize = 5;
/// How much of what was said is repeated.
const WORDS: usize = 160;
const FINE: &str = "Only you are shown this. It is what was said, and I may misread it. It is gone when listening \
                    ends, and kept with nobody's name.";

/// One sign of hesitation, and what could be done about it.
struct Sign {
    /// What can be settled with a word comes first.
    rank: Rank,
    line: Line,
    next: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    AskedAgain,
    Condition,
    Hedge,
    Changed,
    HeldOver,
    Nod,
}

impl Scene<'_> {
    /// Returns what the owner may want to ask about once more, before the window closes.
    pub(super) fn hesitation(&self, decision: &Decision) -> Option<Rendered> {
        let signs = self.signs(decision);
        let page = Page::new().line(card::title(decision)).page(shown(signs)?);
        Some(
            page.fine(format!("There is time to ask until the close: {}", card::thread(decision)))
                .render(),
        )
    }

    /// Returns the same as a part of something else, or nothing.
    pub(super) fn between_the_lines(&self, decision: &Decision) -> Page {
        shown(self.signs(decision)).unwrap_or_default()
    }

    /// Every sign there is, the most pressing first and of those the newest.
    fn signs(&self, decision: &Decision) -> Vec<Sign> {
        if !decision.is_listening() || !self.policy.hears_hesitation(&decision.team) {
            return Vec::new();
        }
        let cues = decision.hesitation.cues.iter().rev();
        let cues = cues.filter(|cue| hesitation::stands(decision, cue));
        let views = decision.slots.iter().filter_map(|slot| self.in_view(slot));
        let changed = hesitation::changed_often(decision).into_iter();
        let held = hesitation::held_over(self.policy, decision, self.now).into_iter();
        let signs = cues.map(|cue| self.sign(decision, cue)).chain(views);
        let signs = signs.chain(changed.map(|(function, changes)| self.changed(function, changes)));
        let signs = signs.chain(held.map(|(function, until)| self.held(function, until)));
        let mut signs: Vec<Sign> = signs.collect();
        signs.sort_by_key(|sign| sign.rank);
        signs
    }

    fn sign(&self, decision: &Decision, cue: &Cue) -> Sign {
        let who = self.speaks_for(decision, cue);
        let there = |label| link(&decision.channel, &cue.message, label);
        let whom = who.clone().unwrap_or_else(|| "them".to_owned());
        let from = |place: &str| match &who {
            Some(names) => format!("({names}, {place})"),
            None => format!("({place})"),
        };
        match &cue.what {
            What::Said(Said::Condition(words)) => {
                condition(words, &from(&there("the reply")), &whom)
            }
            What::Said(Said::Hedge(words)) => hedge(words, &from(&there("the reply")), &whom),
            What::AskedAgain { words, first } => {
                let first = link(&decision.channel, first, "first");
                asked_again(words, &from(&format!("{first}, {}", there("again"))))
            }
            What::Nod => nod(&there("a thumbs-up"), &whom),
        }
    }

    /// A view that came by form or direct message; a reply in the thread is a sign of its own.
    fn in_view(&self, slot: &Slot) -> Option<Sign> {
        let View { words, source, .. } = slot.view.as_ref()?;
        let said = hedge_in(&words.need).filter(|_| !matches!(source, ViewSource::Reply { .. }))?;
        let name = self.name(&slot.function);
        Some(hedge(&said, &format!("({name}, its view)"), &name))
    }

    fn changed(&self, function: &FunctionId, changes: usize) -> Sign {
        let name = self.name(function);
        let line = format!(
            "• {name} changed its answer {}. Is something still unsettled?",
            times(changes)
        );
        let next = format!("ask {name} what is still open");
        Sign { rank: Rank::Changed, line: line.into(), next }
    }

    fn held(&self, function: &FunctionId, until: Date) -> Sign {
        let (name, until) = (self.name(function), day(until));
        let line = format!(
            "• {name} needed time until {until}, and has not come back. Is the question too big?"
        );
        let next = format!("offer {name} a smaller question, or a few minutes");
        Sign { rank: Rank::HeldOver, line: line.into(), next }
    }

    /// The functions that a sign is of, as far as they are on the card.
    fn speaks_for(&self, decision: &Decision, cue: &Cue) -> Option<String> {
        let mut slots = hesitation::concerned(decision, cue);
        if cue.what == What::Nod {
            slots.retain(|slot| !slot.has_position());
        }
        let names = self.names(slots.into_iter().map(|slot| &slot.function));
        (!names.is_empty()).then_some(names)
    }
}

fn asked_again(words: &str, from: &str) -> Sign {
    let line = quoted(words).fact(format!(" {from}: asked twice. Is there no answer yet?"));
    let next = "answer it in the thread, where everybody finds it".to_owned();
    Sign { rank: Rank::AskedAgain, line, next }
}

fn nod(place: &str, whom: &str) -> Sign {
    let line = format!("• {whom} gave {place} and no view. A yes, or only “seen”?");
    let next = format!("ask {whom} for the one thing to watch out for");
    Sign { rank: Rank::Nod, line: line.into(), next }
}

fn condition(words: &str, from: &str, whom: &str) -> Sign {
    let line = quoted(words).fact(format!(" {from}: a yes on a condition. Can it be met?"));
    let next = format!("tell {whom} whether that can be met, or ask what would do instead");
    Sign { rank: Rank::Condition, line, next }
}

fn hedge(words: &str, from: &str, whom: &str) -> Sign {
    let line = quoted(words).fact(format!(" {from}: is there a doubt in it?"));
    let next = format!("ask {whom} what would make it surely fine");
    Sign { rank: Rank::Hedge, line, next }
}

fn quoted(words: &str) -> Line {
    Line::new("• “").excerpt(words, WORDS).fact("”")
}

/// The first few signs, and the one next step.
fn shown(signs: Vec<Sign>) -> Option<Page> {
    let next = signs.first()?.next.clone();
    let more = signs.len().saturating_sub(SHOWN);
    let lines = signs.into_iter().take(SHOWN).map(|sign| sign.line);
    let more = (more > 0).then(|| Line::new(format!("… and {more} more")));
    let page = Page::new().headed("Between the lines, for you only", lines.chain(more));
    Some(page.line(format!("*Next, if you like*: {next}.")).fine(FINE))
}
