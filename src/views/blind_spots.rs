//! An owner's own blind spots, for nobody else. Counts of decisions, never a score.

use super::page::{Line, Page};
use super::words::{count, day, name};
use super::{Rendered, Scene, card};
use crate::domain::aftermath::{CameTrue, Worry};
use crate::domain::blind_spots::{BlindSpots, NeverAsked};
use crate::domain::decision::Decision;
use jiff::civil::Date;

/// How much of a worry is repeated.
const GIST: usize = 160;

impl Scene<'_> {
    /// Returns the note to an owner; `next` is the day of their next one, where they turned it on.
    pub fn blind_spots(&self, spots: &BlindSpots<'_>, next: Option<Date>) -> Rendered {
        let number = count(spots.decided, "decision", "decisions");
        let head = Page::new().line("*Your own blind spots*, for nobody but you");
        let page = match spots.decided {
            0 => head.line("You have recorded no decision in the last three months."),
            _ => head.line(format!("In the last three months you have recorded {number}.")),
        };
        let asked = spots.asked.iter().map(|(function, times)| {
            Line::new(format!("• {}: in {times} of {}", self.name(function), spots.decided))
        });
        let none = spots.never.is_empty() && spots.decided > 0 && !spots.asked.is_empty();
        page.headed("Lenses you asked", asked)
            .headed("Lenses you did not ask", spots.never.iter().map(|one| self.never_asked(one)))
            .with((!spots.never.is_empty()).then_some(PERHAPS), Page::fine)
            .with(none.then_some("Every lens on their cards was asked."), Page::line)
            .headed("Worries that came true in the last month", self.hindsights(spots))
            .fine(switch(next))
            .render()
    }

    fn never_asked(&self, one: &NeverAsked<'_>) -> Line {
        let name = self.name(one.function);
        Line::new(match one.on_card {
            0 => format!("• {name}: on none of the cards"),
            cards => format!(
                "• {name}: on {}, and no question reached it",
                count(cards, "card", "cards")
            ),
        })
    }

    fn hindsights(&self, spots: &BlindSpots<'_>) -> Vec<Line> {
        let found = spots.came_true.iter();
        found.map(|(decision, worry, answer)| self.hindsight(decision, worry, *answer)).collect()
    }

    fn hindsight(&self, decision: &Decision, worry: &Worry, answer: CameTrue) -> Line {
        let part = if answer == CameTrue::InPart { " (in part)" } else { "" };
        let (title, function) = (name(&decision.title), self.name(&worry.function));
        Line::new(format!("• *{title}*, {function}{part}: “"))
            .excerpt(&worry.text, GIST)
            .fact("”")
            .aside(format!(" · {}", card::thread(decision)))
    }
}

const PERHAPS: &str = "Perhaps there was no need. `/soundings try` with a draft shows what each lens would ask \
                       first, and the menu *Functions* on a card adds one.";

fn switch(next: Option<Date>) -> String {
    match next {
        Some(next) => format!(
            "Worked out now from what you can see, and kept nowhere; nobody else gets it. The next one comes \
             {}; `/soundings blindspots off` ends it.",
            day(next)
        ),
        None => "Worked out now from what you can see, and kept nowhere; nobody else gets it. `/soundings \
                 blindspots on` sends it to you once a month."
            .to_owned(),
    }
}
