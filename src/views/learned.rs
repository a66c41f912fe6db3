//! What was learned from a function before, at the top of its question.

use super::ask::{Asked, answers, headline, press_button};
use super::page::{Line, Page};
use super::words::name;
use super::{Rendered, Scene};
use crate::domain::hours::Zone;
use crate::domain::reply::Press;
use crate::reading::learned::latest;
use jiff::Timestamp;

impl Scene<'_> {
    /// Returns what a function said last time, with the one tap that says it still holds; nothing where
    /// nothing was learned that this person may read.
    pub(super) fn last_time(&self, asked: Asked<'_>) -> Page {
        let Asked { decision, slot, ask, earlier } = asked;
        let latest = latest(decision, &slot.function, earlier).filter(|_| self.policy.room.learned);
        let Some(learned) = latest else { return Page::new() };
        let who = match *learned.by == ask.user {
            true => "you".to_owned(),
            false => self.name(&slot.function),
        };
        let title = name(&learned.decision.title);
        let month = self.month(learned.at, &decision.zone);
        let line = Line::new(format!("Last time (*{title}*, {month}) {who} said: “"));
        let end = if learned.words.ends_with(['.', '!', '…']) { "" } else { "." };
        let press = Press::StillSo {
            function: slot.function.clone(),
            from: learned.decision.id.clone(),
            of: learned.mark(),
        };
        Page::new()
            .line(line.words(learned.words).fact(format!("”{end} Still so?")))
            .buttons([press_button(&decision.id, "Still so", press)])
    }

    /// Tells somebody that what they confirmed is not what was shown to them any more.
    pub(super) fn no_longer_said(&self, asked: Asked<'_>) -> Rendered {
        let line = "What was said last time has changed since I showed it to you, or is gone, so I have \
                    counted nothing. The question is still with you.";
        Page::new()
            .lines([headline(asked.decision), line.into()])
            .buttons(answers(&asked.decision.id, &asked.slot.function))
            .render()
    }

    /// The month of a moment, with its year unless that is the present one.
    fn month(&self, at: Timestamp, zone: &Zone) -> String {
        let [then, now] = [at, self.now].map(|at| at.to_zoned(zone.rules()));
        let form = if then.year() == now.year() { "%B" } else { "%B %Y" };
        then.strftime(form).to_string()
    }
}
