//! Forms of a lead: a limit, and what weighs on the function now.

use super::fields::{Choice, INPUT, choice, hinted, input, optional, text, text_input};
use crate::domain::ids::FunctionId;
use crate::domain::limit::{LIMIT_CHARS, Limit, Pressure, Sort};
use crate::domain::reply::Field;
use crate::views::Scene;
use jiff::civil::Date;
use slack_morphism::prelude::*;

impl Scene<'_> {
    /// A limit of a function, filled in with the one that is changed.
    pub(super) fn limit(&self, function: &FunctionId, limit: Option<&Limit>) -> Vec<SlackBlock> {
        let name = self.name(function);
        let read = format!(
            "Until the day you name, decisions that touch this say so on their card, as a limit of {name}. \
             Everybody of the workspace can read it on the lens of {name}, with your name."
        );
        let said = text_input(limit.map(|limit| limit.text.as_str()), LIMIT_CHARS);
        let said = input(Field::Text, "The limit, in one line", said.into());
        let hint = "A floor or ceiling needs its amount, such as 60 euros per seat.";
        let from = optional(day(Field::From, "From", limit.and_then(|limit| limit.from)));
        vec![
            text(&read),
            sorts(limit.map(|limit| limit.sort)),
            hinted(said, hint),
            hinted(from, "Today, if you leave it empty."),
            hinted(day(Field::Until, "Until and including", limit.map(|limit| limit.until)), UNTIL),
        ]
    }

    /// What weighs on a function now.
    pub(super) fn pressure(
        &self,
        function: &FunctionId,
        now: Option<&Pressure>,
    ) -> Vec<SlackBlock> {
        let name = self.name(function);
        let read = format!(
            "Shown on the lens of {name}, with your name, so that people know what they meet. It goes away \
             by itself."
        );
        let said = text_input(now.map(|now| now.text.as_str()), LIMIT_CHARS);
        let said = optional(input(Field::Text, "What weighs on you now, in one line", said.into()));
        vec![
            text(&read),
            hinted(said, "Leave it empty to take it away."),
            optional(day(Field::Until, "Until and including", now.map(|now| now.until))),
        ]
    }
}

const UNTIL: &str = "At most a year ahead; what holds longer is declared again.";

fn sorts(chosen: Option<Sort>) -> SlackBlock {
    let option = |sort: Sort| choice(label(sort), sort.as_str());
    let options: Vec<Choice> = Sort::ALL.into_iter().map(option).collect();
    let select = SlackBlockStaticSelectElement::new()
        .with_action_id(INPUT.into())
        .with_options(options)
        .opt_initial_option(chosen.map(option));
    input(Field::Sort, "What sort of limit?", select.into())
}

fn label(sort: Sort) -> &'static str {
    match sort {
        Sort::Freeze => "Change freeze: nothing changes in these days",
        Sort::Floor => "Floor: nothing below an amount",
        Sort::Ceiling => "Ceiling: nothing above an amount",
        Sort::Headcount => "Headcount: how many people there may be",
        Sort::Other => "Something else",
    }
}

fn day(field: Field, label: &str, date: Option<Date>) -> SlackBlock {
    let picker = SlackBlockDatePickerElement::new()
        .with_action_id(INPUT.into())
        .opt_initial_date(date.map(|date| date.to_string()));
    input(field, label, picker.into())
}
