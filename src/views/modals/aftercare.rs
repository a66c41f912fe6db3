//! Forms of what comes after a decision: a worry, the result, and why it is opened again.

use super::fields::{Choice, INPUT, choice, fine, hinted, input, optional, text, text_input};
use crate::domain::aftermath::{Cause, Turned};
use crate::domain::decision::{Decision, REASON_CHARS};
use crate::domain::ids::FunctionId;
use crate::domain::record::PART_CHARS;
use crate::domain::reply::Field;
use crate::views::words::{escape, list, one_line, person, plain, whose};
use crate::views::{Scene, limits, results};
use slack_morphism::prelude::*;

/// How much of what was decided a form repeats.
const GIST: usize = 300;

impl Scene<'_> {
    /// What worries somebody. Above the field it says in whose name, and who reads it.
    pub(super) fn worry(&self, decision: &Decision, functions: &[FunctionId]) -> Vec<SlackBlock> {
        let owner = person(&decision.owner);
        let name = |function: &FunctionId| self.policy.library.name_of(function).to_owned();
        let whose = match functions {
            [one] => format!("{} worry", whose(&self.name(one))),
            _ => "the worry of the function you choose".to_owned(),
        };
        let read = format!(
            "{owner} reads this as {whose}, and sees that you wrote it. It is not posted in the \
             thread. When the result is there I ask you, once, whether it came true; if you say so, \
             leaders read it too, without your name."
        );
        let options: Vec<Choice> = functions
            .iter()
            .map(|one| choice(&name(one), one.as_str()))
            .take(limits::OPTIONS)
            .collect();
        let select = (functions.len() > 1).then(|| {
            let select = SlackBlockStaticSelectElement::new()
                .with_action_id(INPUT.into())
                .with_options(options);
            input(Field::Function, "In the name of which function?", select.into())
        });
        let field = text_input(None, PART_CHARS).with_multiline(true);
        let field = input(Field::Worry, "What worries you?", field.into());
        let head = [text(&super::about(decision)), text(&sentence(decision)), fine(&read)];
        head.into_iter().chain(select).chain([field]).collect()
    }

    /// What came of the decision, beside the number that was to show it.
    pub(super) fn result(&self, decision: &Decision) -> Vec<SlackBlock> {
        let measure = decision.record.as_ref().and_then(|one| one.essence.measure.as_deref());
        let label = match measure {
            Some(_) => "What does the number say now?",
            None => "What came of it?",
        };
        let measure = measure.map(|measure| text(&format!("*The number*: {}", shown(measure))));
        let said = text_input(None, PART_CHARS).with_multiline(true);
        let turned = |turned: &Turned| {
            let label = SlackBlockText::Plain(results::turned_choice(*turned).into());
            SlackBlockChoiceItem::new(label, turned.as_str().to_owned())
        };
        let radio = SlackBlockRadioButtonsElement::new(Turned::ALL.iter().map(turned).collect())
            .with_action_id(INPUT.into());
        let cause = optional(causes("If it was reversed: why?"));
        let head = [Some(text(&super::about(decision))), Some(text(&sentence(decision))), measure];
        let fields = [
            input(Field::Result, label, said.into()),
            input(Field::Turned, "How did it turn out?", radio.into()),
            cause,
        ];
        let blocks = head.into_iter().flatten().chain(fields);
        blocks.chain(self.who_worried(decision).map(|line| fine(&line))).collect()
    }

    /// Those who are asked once the result is there.
    fn who_worried(&self, decision: &Decision) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for worry in &decision.after()?.worries {
            let name = self.name(&worry.function);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (!names.is_empty()).then(|| {
            format!(
                "The thread gets this. Whoever worried in the name of {} is asked whether it came \
                 true.",
                list(&names)
            )
        })
    }
}

/// Why a recorded decision is opened again.
pub(super) fn reopen(decision: &Decision, reason: Option<&str>) -> Vec<SlackBlock> {
    let line = "What was decided stays on the record, with the cause you name here. Listening goes on, \
                and views can be changed again.";
    let reason = text_input(reason, REASON_CHARS).with_multiline(true);
    let reason = optional(input(Field::Reason, "Reason, for the thread", reason.into()));
    vec![
        text(&super::about(decision)),
        text(&sentence(decision)),
        text(line),
        hinted(causes("What makes you reopen it?"), "The thread and the record show it."),
        reason,
    ]
}

fn causes(label: &str) -> SlackBlock {
    let options = Cause::ALL.iter().map(|cause| choice(results::cause(*cause), cause.as_str()));
    let select = SlackBlockStaticSelectElement::new()
        .with_action_id(INPUT.into())
        .with_options(options.collect());
    input(Field::Cause, label, select.into())
}

/// What was decided.
fn sentence(decision: &Decision) -> String {
    let record = decision.record.as_ref();
    let sentence = record.map_or("", |record| record.essence.sentence.as_str());
    format!("*Decided*: {}", shown(sentence))
}

fn shown(text: &str) -> String {
    escape(&limits::clip(&one_line(&plain(text)), GIST))
}
