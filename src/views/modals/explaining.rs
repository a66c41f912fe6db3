//! Forms for the author of a view: what is behind a plain no, and what the view looks after.

use super::fields::{INPUT, fine, input, long_input, optional, text};
use crate::domain::care::Care;
use crate::domain::decision::Decision;
use crate::domain::ids::FunctionId;
use crate::domain::reply::Field;
use crate::views::controls::INSTEAD;
use crate::views::words::{escape, one_line, plain, whose};
use crate::views::{Scene, explaining, limits};
use slack_morphism::prelude::*;

/// What the blanks are called, here and in the answer form.
pub(super) const HARD_NOW: &str = "What makes it hard now?";
const CHANGES: &str = "What would change that?";
pub(super) const COULD_TRY: &str = "What could we try?";

/// The other choice than [`INSTEAD`].
const BESIDE: &str = "beside";

/// How much of what was said a form repeats.
const GIST: usize = 300;

impl Scene<'_> {
    /// Three blanks behind a plain no, and whether they take its place.
    pub(super) fn say_more(&self, decision: &Decision, function: &FunctionId) -> Vec<SlackBlock> {
        let name = self.name(function);
        let shown = format!(
            "Shown in the thread under {name}, without your name. Whoever decides sees your name too."
        );
        vec![
            text(&super::about(decision)),
            text(&said(decision, function)),
            fine(&shown),
            long_input(Field::HardNow, HARD_NOW, None),
            optional(long_input(Field::Condition, CHANGES, None)),
            optional(long_input(Field::CouldTry, COULD_TRY, None)),
            beside_or_instead(),
        ]
    }

    /// What a view looks after: one of a few words, or none of them.
    pub(super) fn what_it_looks_after(
        &self,
        decision: &Decision,
        function: &FunctionId,
    ) -> Vec<SlackBlock> {
        let option = |care: Care| {
            let name = explaining::care(care);
            let label = format!("{name}: {}", explaining::meaning(care));
            item(&label, care.as_str())
        };
        let radio = SlackBlockRadioButtonsElement::new(Care::ALL.into_iter().map(option).collect())
            .with_action_id(INPUT.into());
        let line = format!(
            "Your choice stands beside {} view in the digest. Counted are decisions, never people.",
            whose(&self.name(function))
        );
        vec![
            text(&super::about(decision)),
            text(&said(decision, function)),
            input(Field::Care, "What does it look after?", radio.into()),
            fine(&line),
        ]
    }
}

fn beside_or_instead() -> SlackBlock {
    let beside = item("Both: what I said, and this", BESIDE);
    let instead = item("Only this, in place of what I said", INSTEAD);
    let radio = SlackBlockRadioButtonsElement::new(vec![beside.clone(), instead])
        .with_action_id(INPUT.into())
        .with_initial_option(beside);
    input(Field::Instead, "What should stand as your view?", radio.into())
}

fn item(label: &str, value: &str) -> SlackBlockChoiceItem<SlackBlockText> {
    SlackBlockChoiceItem::new(SlackBlockText::Plain(label.into()), value.to_owned())
}

/// What was said so far.
fn said(decision: &Decision, function: &FunctionId) -> String {
    let view = decision.slot(function).and_then(|slot| slot.view.as_ref());
    let need = view.map_or("", |view| view.words.need.as_str());
    format!("*You said*: {}", escape(&limits::clip(&one_line(&plain(need)), GIST)))
}
