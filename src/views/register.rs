//! What leads have declared: on the lens of their function, on a card, and to an owner.

use super::controls::Control;
use super::page::{Button, Line, Page};
use super::words::{escape, list, moment, one_line, person, plain};
use super::{Rendered, Scene, ask};
use crate::domain::decision::Decision;
use crate::domain::hours::Zone;
use crate::domain::ids::{FunctionId, LimitId, UserId};
use crate::domain::limit::{Limit, Pressure, Sort, Touch, Touched};
use jiff::Timestamp;
use jiff::civil::Date;

/// How many limits a card names; the rest is counted.
const TOUCHED: usize = 3;

/// What a function's leads have declared, and whether whoever looks is one of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    pub limits: Vec<Limit>,
    pub pressure: Option<Pressure>,
    /// Whether they may declare.
    pub is_lead: bool,
}

impl Scene<'_> {
    /// What weighs on a function now and what it cannot go beyond, with who said so when; for its leads
    /// also the ways to change that.
    pub(super) fn declared(&self, function: &FunctionId, standing: &Standing) -> Page {
        if !self.policy.room.boundaries {
            return Page::new();
        }
        let mut page = Page::new()
            .with(standing.pressure.as_ref(), |page, pressure| page.line(pressure_line(pressure)));
        if !standing.is_lead {
            return page.headed("Limits", standing.limits.iter().map(|limit| row(limit).minor()));
        }
        for (place, limit) in standing.limits.iter().enumerate() {
            let lines = (place == 0).then(|| Line::new("*Limits*")).into_iter().chain([row(limit)]);
            page = page
                .lines(lines)
                .buttons(limit.by.is_some().then(|| changes(limit)).into_iter().flatten());
        }
        page.buttons([
            Button::new("Declare a limit", Control::DeclareLimit { function: function.clone() }),
            Button::new("Set pressure now", Control::SetPressure { function: function.clone() }),
        ])
        .fine(format!("You lead {}: everybody can see what you declare here.", self.name(function)))
    }

    /// The limits that a decision touches, for everybody who reads its card.
    pub(super) fn limits(&self, decision: &Decision) -> Vec<Line> {
        let touched = decision.limits.iter().take(TOUCHED).map(|one| self.touched(one));
        let more = decision.limits.len().saturating_sub(TOUCHED);
        let more = (more > 0).then(|| Line::new(format!("🚧 … and {more} more")));
        touched.chain(more).collect()
    }

    fn touched(&self, touched: &Touched) -> Line {
        let Touched { limit, by } = touched;
        let line = Line::new(format!("🚧 Touches a limit of *{}*: ", self.name(&limit.function)));
        line.and(what(limit)).aside(format!(" ({})", shows(by)))
    }

    /// Tells an owner that limits which their decision touches were declared after it was opened.
    pub(super) fn limits_touched(&self, decision: &Decision, ids: &[LimitId]) -> Option<Rendered> {
        let of_these = decision.limits.iter().filter(|one| ids.contains(&one.limit.id));
        let lines: Vec<Line> = of_these
            .map(|one| {
                let by = one.limit.by.as_ref().map(|by| format!(" Declared by {}.", person(by)));
                self.touched(one).fact(".").fact(by.unwrap_or_default())
            })
            .collect();
        if lines.is_empty() {
            return None;
        }
        let said = "Declared after you opened it; the card says it too. What follows from it is for you to \
                    weigh.";
        let head = [ask::headline(decision)].into_iter().chain(lines);
        Some(Page::new().lines(head).line(said).render())
    }
}

/// A limit, and who declared it when.
fn row(limit: &Limit) -> Line {
    let who = match &limit.by {
        Some(by) => declared_by(by, limit.at),
        None => "laid down in the configuration".to_owned(),
    };
    Line::new("• ").and(what(limit)).fact(format!(" · {who}"))
}

fn declared_by(by: &UserId, at: Timestamp) -> String {
    format!("declared by {} {}", person(by), moment(at, &Zone::default()))
}

fn changes(limit: &Limit) -> [Button; 2] {
    let (function, id) = (limit.function.clone(), limit.id.clone());
    [
        Button::new(
            "Change",
            Control::ChangeLimit { function: function.clone(), limit: id.clone() },
        ),
        Button::new("Withdraw", Control::WithdrawLimit { function, limit: id }),
    ]
}

fn pressure_line(pressure: &Pressure) -> Line {
    let who = declared_by(&pressure.by, pressure.at);
    Line::new(format!("*Pressure now*, until {}: ", short(pressure.until)))
        .words(&pressure.text)
        .fact(format!(" · {who}"))
}

/// A limit in one line: `change freeze 20 Dec to 4 Jan, “No deploys”`.
fn what(limit: &Limit) -> Line {
    let until = short(limit.until);
    let when = match limit.from {
        Some(from) if limit.sort == Sort::Freeze => format!("{} to {until}", short(from)),
        Some(from) if from > limit.at.to_zoned(jiff::tz::TimeZone::UTC).date() => {
            format!("from {} until {until}", short(from))
        }
        _ => format!("until {until}"),
    };
    Line::new(format!("{} {when}, “", sort(limit.sort))).words(&one_line(&limit.text)).fact("”")
}

/// Returns what a sort of limit is called.
pub(super) fn sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Freeze => "change freeze",
        Sort::Floor => "floor",
        Sort::Ceiling => "ceiling",
        Sort::Headcount => "headcount",
        Sort::Other => "limit",
    }
}

/// What shows that a decision touches a limit.
fn shows(by: &Touch) -> String {
    let quoted = |words: &String| format!("“{}”", escape(&plain(words)));
    match by {
        Touch::Day(words) => format!("the text names {}", quoted(words)),
        Touch::Closing => "listening ends in those days, and no other day is named".to_owned(),
        Touch::Amount(words) => format!("the text names {}", quoted(words)),
        Touch::Words(words) => {
            let words: Vec<String> = words.iter().map(quoted).collect();
            format!("the text speaks of {}", list(&words))
        }
    }
}

/// A day with its month, such as `4 Jan`, and its year.
pub(super) fn short(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}
