//! What the author of a view alone is offered: three blanks behind a plain no, and a guess at what a
//! concern looks after, which counts only once they confirm it.

use super::ask::press_button;
use super::page::{Button, Line, Page};
use super::words::person;
use super::{Scene, states};
use crate::domain::answer::View;
use crate::domain::care::{self, Care, Recurring};
use crate::domain::decision::Decision;
use crate::domain::ids::{DecisionId, FunctionId};
use crate::domain::reply::Press;
use crate::domain::slot::Slot;
use crate::reading::caring::{self, Guess};

/// What the blanks are for.
pub(super) const THREE_BLANKS: &str = "If you like, add what makes it hard now, what would change that, and \
                                       what could be tried: a no with a way in is the one that gets used.";

/// How many words of a view a guess repeats.
const EXCERPT: usize = 60;

/// How many patterns a digest names.
const SHOWN: usize = 3;

impl Scene<'_> {
    /// Returns what the author of the view that stands may want to add.
    pub(super) fn explain(&self, decision: &Decision, slot: &Slot) -> Page {
        let Some(view) = slot.view.as_ref().filter(|_| decision.is_listening()) else {
            return Page::new();
        };
        let more = self.policy.room.explaining && caring::is_plain_no(&view.words);
        let page = match more {
            true => Page::new()
                .line(format!(
                    "{} decides, and reads this. {THREE_BLANKS}",
                    person(&decision.owner)
                ))
                .buttons([say_more(&decision.id, &slot.function)]),
            false => Page::new(),
        };
        page.page(self.gentle_reading(decision, slot, view))
    }

    /// A guess at what a concern looks after, put as a question; or what its author said.
    fn gentle_reading(&self, decision: &Decision, slot: &Slot, view: &View) -> Page {
        if let Some(confirmed) = confirmed(view) {
            return Page::new().line(format!("It looks after {}, you said.", care(confirmed)));
        }
        let lens = self.policy.library.get(&slot.function);
        let guess = Some(()).filter(|()| self.policy.room.cares && view.care.is_none());
        let Some(guess) = guess.and_then(|()| caring::guess(lens, &view.words)) else {
            return Page::new();
        };
        let function = || slot.function.clone();
        let yes = Press::LooksAfter { function: function(), care: guess.care };
        let button = |label, press| press_button(&decision.id, label, press);
        Page::new().line(question(&guess)).buttons([
            button("That is it", yes),
            button("Something else", Press::LooksAfterElse { function: function() }),
        ])
    }

    /// Returns what keeps coming up in decisions of this one's kind, among those its reader may see.
    pub(super) fn keeps_coming_up(&self, decision: &Decision, seen: &[Decision]) -> Vec<Line> {
        match self.policy.room.cares {
            true => patterns(&care::recurring(seen, [decision.kind])),
            false => Vec::new(),
        }
    }
}

/// Returns what keeps coming up, a line each.
pub(super) fn patterns(found: &[Recurring]) -> Vec<Line> {
    found.iter().take(SHOWN).map(pattern).collect()
}

fn question(guess: &Guess<'_>) -> Line {
    let what = format!("*{}* ({})", care(guess.care), meaning(guess.care));
    match guess.words {
        Some(words) => Line::new("May I read it so? “")
            .excerpt(words, EXCERPT)
            .fact(format!("” looks after {what}. It stands beside your view only if you say so.")),
        None => Line::new(format!(
            "May I ask? Does it look after {what}? It stands beside your view only if you say so."
        )),
    }
}

fn pattern(found: &Recurring) -> Line {
    let Recurring { care: what, kind, times, of } = found;
    let kind = states::kind(*kind).to_lowercase();
    let what = capitalised(care(*what));
    Line::new(format!("• {what} came up in {times} of {of} {kind} decisions"))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Returns what a view looks after, as its author confirmed.
pub(super) fn looks_after(view: &View) -> Option<Line> {
    let confirmed = confirmed(view)?;
    Some(Line::new(format!("Looks after {}, says its author", care(confirmed))).minor())
}

fn confirmed(view: &View) -> Option<Care> {
    view.care.filter(|care| *care != Care::Other)
}

/// Returns the button to the three blanks.
pub(super) fn say_more(decision: &DecisionId, function: &FunctionId) -> Button {
    press_button(decision, "Say what is behind it", Press::SayMore { function: function.clone() })
}

/// Returns what is looked after, in a word.
pub(super) fn care(care: Care) -> &'static str {
    match care {
        Care::Other => "something else",
        named => named.as_str(),
    }
}

/// Returns what that word means.
pub(super) fn meaning(care: Care) -> &'static str {
    match care {
        Care::Capacity => "people's hours, and a system that works",
        Care::Predictability => "a plan without surprises",
        Care::Accountability => "somebody who answers for the result",
        Care::Quality => "work done well, and easy to use",
        Care::Trust => "people's data, and what we are trusted for",
        Care::Promises => "what has been promised",
        Care::Readiness => "being ready, and ways of working that hold",
        Care::Focus => "time for what matters most",
        Care::Evidence => "knowing rather than guessing",
        Care::Other => "none of these; nothing is shown",
    }
}
