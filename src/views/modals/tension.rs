//! The form in which the owner edits a tension before it is posted.

use super::fields::{fine, input, optional, short_input, text, text_input};
use crate::domain::decision::{Decision, GOAL_CHARS};
use crate::domain::ids::TensionId;
use crate::domain::reply::Field;
use crate::domain::tension::CARD_CHARS;
use crate::views::Scene;
use crate::views::words::plain;
use slack_morphism::prelude::*;

impl Scene<'_> {
    /// The draft of a tension, to be edited.
    pub(super) fn tension(&self, decision: &Decision, id: &TensionId) -> Vec<SlackBlock> {
        let head = "Drafted from two views. Change whatever is not right: the thread gets exactly what you hand \
                    in, under the names of both functions.";
        let Some(tension) = decision.tensions.get(id) else { return vec![text(head)] };
        let words = self.card_text(decision, &tension.between);
        let [one, other] = tension.between.both();
        let needs =
            |function| format!("What {} needs", plain(self.policy.library.name_of(function)));
        let part = |field, label: &str, words: &str| {
            input(field, label, text_input(Some(words), CARD_CHARS).with_multiline(true).into())
        };
        vec![
            text(&super::about(decision)),
            text(head),
            optional(short_input(
                Field::Goal,
                "Goal both share",
                words.goal.as_deref(),
                GOAL_CHARS,
            )),
            part(Field::OneNeeds, &needs(&one.function), &words.one_needs),
            part(Field::OtherNeeds, &needs(&other.function), &words.other_needs),
            part(Field::Assumption, "Assumption to test", &words.assumption),
            part(Field::Question, "Question to the thread", &words.question),
            fine("Neither side is wrong. No names of people, and no counts of who is for what."),
        ]
    }
}
