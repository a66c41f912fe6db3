//! The steps of recording a decision: short forms, one after the other, that work on a phone.
//!
//! Every field tells the bot what is typed in it, so that nothing is lost when a form is closed. The
//! action ids carry the step: what was typed about one function's view must not stand in the form about
//! the next.

use super::fields::{Choice, INPUT, choice, fine, hinted, input, optional, text, text_input};
use crate::domain::clarity::{Hint, hints};
use crate::domain::decision::{Decision, REASON_CHARS};
use crate::domain::ids::FunctionId;
use crate::domain::record::{
    self, Disposition, Outcome, PART_CHARS, RecordDraft, Restatement, RestatementAnswer,
    SENTENCE_CHARS, Step, WHY_CHARS,
};
use crate::domain::reply::Field;
use crate::views::words::{count, day, escape, list, moment, one_line, plain, whose};
use crate::views::{Scene, ask, limits, sides, states};
use jiff::civil::Date;
use slack_morphism::prelude::*;

/// How much of a view's parts a form shows.
const VIEW: usize = 2_000;
/// How much of each part the last look shows.
const GIST: usize = 200;

impl Scene<'_> {
    pub(super) fn decide(
        &self,
        decision: &Decision,
        step: &Step,
        changed: bool,
    ) -> Vec<SlackBlock> {
        let draft = decision.draft.as_deref().cloned().unwrap_or_default();
        let mut blocks = vec![text(&super::about(decision)), fine(&self.progress(decision, step))];
        blocks.extend(match step {
            Step::Essence => essence(&draft),
            Step::Proof => self.proof(decision, &draft),
            Step::View(function) => self.view_step(decision, function, &draft, changed),
            Step::Gaps => self.gaps_step(decision, &draft),
            Step::Check => self.check(decision, &draft),
        });
        blocks
    }

    fn progress(&self, decision: &Decision, step: &Step) -> String {
        if decision.record.is_some() {
            return "Decided and recorded. This view has no answer yet.".to_owned();
        }
        let steps = record::steps(self.policy, decision, self.now);
        let place = steps.iter().position(|one| one == step).unwrap_or_default();
        let kept = match place {
            0 => " What you write is kept when you close this; `/soundings decide` goes on there.",
            _ => "",
        };
        format!("Step {} of {}.{kept}", place + 1, steps.len())
    }

    fn proof(&self, decision: &Decision, draft: &RecordDraft) -> Vec<SlackBlock> {
        let essence = &draft.essence;
        let usual = || record::review_day(self.policy, decision, self.now);
        let seen = draft.done.contains(&Step::Proof);
        let review = essence.review_on.or_else(|| (!seen).then(usual));
        vec![
            part(Field::Cost, "Who carries the cost?", essence.cost_carried_by.as_deref()),
            hinted(
                part(
                    Field::Measure,
                    "Which number will show that it worked?",
                    essence.measure.as_deref(),
                ),
                "For example: churn of small teams stays under 2 percent.",
            ),
            date(Field::ReviewOn, "When is it looked at?", review, &Step::Proof),
            part(
                Field::ReopenIf,
                "What would make us reopen the decision?",
                essence.reopen_if.as_deref(),
            ),
        ]
    }

    fn view_step(
        &self,
        decision: &Decision,
        function: &FunctionId,
        draft: &RecordDraft,
        changed: bool,
    ) -> Vec<SlackBlock> {
        let Some(slot) = decision.slot(function) else { return Vec::new() };
        let (Some(view), step) = (&slot.view, Step::View(function.clone())) else {
            return vec![text("This view was taken back, so nothing is to be said about it.")];
        };
        let heading = format!("*What becomes of {} view?*", whose(&self.name(function)));
        let overtaken = "⚠️ This view was changed while you were writing. Please read it again.";
        let disposition = draft.dispositions.get(function);
        let said = ask::view_lines("Need", &view.words);
        let said = said.iter().map(|line| text(&line.shown(VIEW)));
        let restated = slot.restatement.as_ref().map(|one| fine(&restated(one)));
        let mut blocks: Vec<SlackBlock> = changed.then(|| text(overtaken)).into_iter().collect();
        blocks.push(text(&heading));
        blocks.extend(said);
        blocks.extend(sides::note(decision, view).map(|note| fine(&note)));
        blocks.extend(restated);
        blocks.extend(outcome_fields(&step, disposition));
        blocks
    }

    fn gaps_step(&self, decision: &Decision, draft: &RecordDraft) -> Vec<SlackBlock> {
        let gaps = record::gaps(self.policy, decision, self.now);
        let mut lines = vec!["*You can decide now. This stays on the record for good:*".to_owned()];
        if gaps.early {
            let until = moment(decision.closes_at, &decision.zone);
            lines.push(format!("• Listening goes on until {until}, and ends with this."));
        }
        lines.extend(gaps.unheard.iter().map(|(function, why)| {
            format!("• {} not heard: {}", self.name(function), self.unheard(decision, why))
        }));
        lines.extend(
            gaps.without_disposition
                .iter()
                .map(|function| format!("• {} view has no answer.", whose(&self.name(function)))),
        );
        let field = text_input(Some(&draft.reason), REASON_CHARS).with_multiline(true);
        vec![
            text(&lines.join("\n")),
            told(input(
                Field::Reason,
                "Why decide all the same?",
                typed(field, &Step::Gaps).into(),
            )),
        ]
    }

    /// All of it once more, with what might leave people guessing.
    fn check(&self, decision: &Decision, draft: &RecordDraft) -> Vec<SlackBlock> {
        let essence = &draft.essence;
        let review = essence.review_on.map(day);
        let parts = [
            ("Serves the customer by", essence.serves_customer.as_deref()),
            ("Serves the company by", essence.serves_company.as_deref()),
            ("Given up", essence.given_up.as_deref()),
            ("Cost carried by", essence.cost_carried_by.as_deref()),
            ("Shows that it worked", essence.measure.as_deref()),
            ("Looked at on", review.as_deref()),
            ("Reopened if", essence.reopen_if.as_deref()),
        ];
        let parts = parts
            .into_iter()
            .filter_map(|(label, text)| Some(format!("{label}: {}", shown(text?))));
        let lines: Vec<String> =
            std::iter::once(format!("*{}*", shown(&essence.sentence))).chain(parts).collect();
        let views = record::heard(decision).map(|slot| self.answer_so_far(&slot.function, draft));
        let views: Vec<String> = views.collect();
        let mut blocks = vec![text(&lines.join("\n"))];
        blocks.extend(views.chunks(5).map(|rows| text(&rows.join("\n"))));
        blocks.extend(self.hint_lines(decision, draft));
        blocks.push(self.back_to(decision));
        if record::heard(decision).next().is_some() {
            let told = "The thread gets all of this. Whoever gave a view gets a direct message: their \
                        point, what became of it, and why.";
            blocks.push(fine(told));
        }
        blocks
    }

    fn answer_so_far(&self, function: &FunctionId, draft: &RecordDraft) -> String {
        let name = self.name(function);
        match draft.dispositions.get(function) {
            Some(one) => format!("*{name}*, {}: {}", states::outcome(one.outcome), shown(&one.why)),
            None => format!("*{name}*: no answer yet"),
        }
    }

    fn hint_lines(&self, decision: &Decision, draft: &RecordDraft) -> Option<SlackBlock> {
        let hints: Vec<String> =
            hints(decision, draft).iter().map(|hint| format!("• {}", self.hint(hint))).collect();
        let head = "*Before you post it* (hints; leave them if they do not fit)";
        (!hints.is_empty()).then(|| text(&format!("{head}\n{}", hints.join("\n"))))
    }

    fn hint(&self, hint: &Hint) -> String {
        match hint {
            Hint::SeveralSentences(sentences) => {
                format!("It takes {sentences} sentences. Which one would you want repeated?")
            }
            Hint::FlatCopy => {
                "It says what the proposal said. What did listening change, or confirm?".to_owned()
            }
            Hint::NothingGivenUp { adopted, views } if *views > 0 && adopted == views => {
                let requests = count(*views, "request", "requests");
                format!("{adopted} of {requests} adopted. What gives?")
            }
            Hint::NothingGivenUp { .. } => {
                "Nothing is given up. What will we not do because of this?".to_owned()
            }
            Hint::SplitServesNeither { partly } => format!(
                "All {partly} views are met in part, none as a whole. Does the split serve either \
                 need?"
            ),
            Hint::ServesNobody => {
                "Whom does it serve: the customer, the company, or both?".to_owned()
            }
            Hint::NobodyCarriesCost => "Nobody is named who carries the cost.".to_owned(),
            Hint::NoMeasure => "No number would show that it worked.".to_owned(),
            Hint::NoDate => "No day on which anybody looks at it again.".to_owned(),
            Hint::NobodyFollowsUp(functions) => format!(
                "Adopted, and nobody follows it up: {}.",
                list(&functions.iter().map(|one| self.name(one)).collect::<Vec<_>>())
            ),
        }
    }

    /// A step to go back to. The last step is not among them: it is this one.
    fn back_to(&self, decision: &Decision) -> SlackBlock {
        let steps = record::steps(self.policy, decision, self.now);
        let option = |step: &Step| {
            let label = match step {
                Step::Essence => "What is decided".to_owned(),
                Step::Proof => "What it costs, what will show it".to_owned(),
                Step::View(function) => self.policy.library.name_of(function).to_owned(),
                Step::Gaps => "Why decide all the same".to_owned(),
                Step::Check => return None,
            };
            Some(choice(&label, &step.word()))
        };
        let options: Vec<Choice> = steps.iter().filter_map(option).take(limits::OPTIONS).collect();
        let select = SlackBlockStaticSelectElement::new()
            .with_action_id(INPUT.into())
            .with_placeholder("No, record it".into())
            .with_options(options);
        optional(input(Field::BackTo, "Change something first?", select.into()))
    }
}

fn essence(draft: &RecordDraft) -> Vec<SlackBlock> {
    let essence = &draft.essence;
    let sentence = text_input(Some(&essence.sentence), SENTENCE_CHARS).with_multiline(true);
    let sentence = typed(sentence, &Step::Essence);
    vec![
        told(input(Field::Sentence, "What is decided, in one sentence?", sentence.into())),
        part(
            Field::ServesCustomer,
            "It serves the customer by …",
            essence.serves_customer.as_deref(),
        ),
        part(Field::ServesCompany, "It serves the company by …", essence.serves_company.as_deref()),
        hinted(
            part(Field::GivenUp, "What is given up?", essence.given_up.as_deref()),
            "What will not be done because of this. People trust a decision that says so.",
        ),
    ]
}

/// What becomes of a view, why, and who follows it up.
fn outcome_fields(step: &Step, disposition: Option<&Disposition>) -> Vec<SlackBlock> {
    let option = |outcome: Outcome| {
        let label = SlackBlockText::Plain(states::outcome_choice(outcome).into());
        SlackBlockChoiceItem::new(label, outcome.as_str().to_owned())
    };
    let outcomes = SlackBlockRadioButtonsElement::new(Outcome::ALL.map(option).to_vec())
        .with_action_id(action(step).into())
        .opt_initial_option(disposition.map(|one| option(one.outcome)));
    let why = text_input(disposition.map(|one| one.why.as_str()), WHY_CHARS).with_multiline(true);
    let follow_up = disposition.and_then(|one| one.follow_up.as_ref());
    let who = SlackBlockUsersSelectElement::new()
        .with_action_id(action(step).into())
        .opt_initial_user(follow_up.map(|one| one.by.to_string()));
    vec![
        told(optional(input(Field::Outcome, "What becomes of it?", outcomes.into()))),
        hinted(
            told(optional(input(Field::Why, "Why, in one line?", typed(why, step).into()))),
            "Where it is not adopted: what makes it tough now. They read this word for word.",
        ),
        told(optional(input(Field::FollowUpBy, "Who follows it up?", who.into()))),
        date(Field::FollowUpDue, "By when?", follow_up.map(|one| one.due), step),
    ]
}

/// What the owner understood, and what the function said to it.
fn restated(restatement: &Restatement) -> String {
    let text = shown(&restatement.text);
    match &restatement.answer {
        None => format!("You asked whether you got it right: “{text}” No answer yet."),
        Some(RestatementAnswer::Confirmed) => {
            format!("You got it right, they confirmed: “{text}”")
        }
        Some(RestatementAnswer::Mended(mended)) => format!("They put it so: “{}”", shown(mended)),
    }
}

/// An optional part of the record.
fn part(field: Field, label: &str, initial: Option<&str>) -> SlackBlock {
    let step = match field {
        Field::Cost | Field::Measure | Field::ReopenIf => Step::Proof,
        _ => Step::Essence,
    };
    let field_input = text_input(initial, PART_CHARS).with_multiline(true);
    told(optional(input(field, label, typed(field_input, &step).into())))
}

fn date(field: Field, label: &str, initial: Option<Date>, step: &Step) -> SlackBlock {
    let picker = SlackBlockDatePickerElement::new()
        .with_action_id(action(step).into())
        .opt_initial_date(initial.map(|date| date.to_string()));
    told(optional(input(field, label, picker.into())))
}

/// The action id of a step's fields.
fn action(step: &Step) -> String {
    limits::clip(&format!("{INPUT}.{}", step.word()), limits::ID)
}

/// A text field that tells what is typed into it.
fn typed(element: SlackBlockPlainTextInputElement, step: &Step) -> SlackBlockPlainTextInputElement {
    let config = SlackDispatchActionConfig::new()
        .with_trigger_actions_on(vec![SlackDispatchActionTrigger::OnCharacterEntered]);
    element.with_action_id(action(step).into()).with_dispatch_action_config(config)
}

/// A field that tells what becomes of it.
fn told(block: SlackBlock) -> SlackBlock {
    match block {
        SlackBlock::Input(input) => input.with_dispatch_action(true).into(),
        other => other,
    }
}

fn shown(text: &str) -> String {
    escape(&limits::clip(&one_line(&plain(text)), GIST))
}
