//! Forms. A field's block id is its name, and its input's action id never changes: what somebody
//! has typed survives a redrawing only then.

mod aftercare;
mod deciding;
mod explaining;
mod fields;
mod register;
mod tension;

use self::fields::{
    Choice, INPUT, channel, choice, doors, fine, hinted, input, kinds, long_input, optional,
    short_input, text, text_input,
};
use super::controls::{callback, private_metadata};
use super::words::{day, plain};
use super::{Scene, limits};
use crate::domain::answer::Words;
use crate::domain::decision::{Decision, GOAL_CHARS, REASON_CHARS, TITLE_CHARS};
use crate::domain::event::Draft;
use crate::domain::ids::{FunctionId, UserId};
use crate::domain::kind::Door;
use crate::domain::record::{PART_CHARS, Step, heard};
use crate::domain::reply::{Field, FieldFault, Modal, Notice};
use crate::domain::slot::Slot;
use jiff::civil::Date;
use slack_morphism::prelude::*;
use std::collections::BTreeMap;

/// The most working days one can ask to listen.
const DAYS: u8 = 10;

impl Scene<'_> {
    /// Returns a view that says no to what a form asked for, in the form's place.
    pub fn notice_modal(&self, notice: &Notice) -> SlackView {
        closable(self.notice(notice).blocks)
    }

    /// Returns a form for a person to fill in.
    pub fn modal(&self, modal: &Modal, decision: Option<&Decision>, user: &UserId) -> SlackView {
        match (modal, decision) {
            (Modal::Propose(draft), _) => {
                let blocks = self.propose(draft);
                form(modal, None, ("Ask for perspectives", "Ask"), blocks)
            }
            (Modal::Limit { function, limit }, _) => {
                let blocks = self.limit(function, limit.as_deref());
                form(modal, None, ("Declare a limit", "Declare"), blocks)
            }
            (Modal::Pressure { function, now }, _) => {
                let blocks = self.pressure(function, now.as_deref());
                form(modal, None, ("Pressure now", "Save"), blocks)
            }
            (_, None) => gone(),
            (_, Some(decision)) => {
                let (titles, blocks) = self.about(modal, decision, user);
                form(modal, Some(decision), titles, blocks)
            }
        }
    }

    fn about(
        &self,
        modal: &Modal,
        decision: &Decision,
        user: &UserId,
    ) -> ((&'static str, &'static str), Vec<SlackBlock>) {
        match modal {
            Modal::Answer { function, help } => {
                (("Your view", "Send"), self.answer(decision, function, user, *help))
            }
            Modal::NeedTime { function, earliest, latest } => {
                (("Need time", "Save"), self.need_time(decision, function, *earliest, *latest))
            }
            Modal::SomeoneElse { function } => {
                (("Someone else", "Ask them"), self.someone_else(decision, function))
            }
            Modal::Affected => (("Change functions", "Save"), self.affected(decision)),
            Modal::CloseEarly => (("Close early", "Close"), self.close_early(decision)),
            Modal::Details => (("Edit details", "Save"), details(decision)),
            Modal::Decide { step, changed } => {
                let submit = if *step == Step::Check { "Record it" } else { "Next" };
                (("Record decision", submit), self.decide(decision, step, *changed))
            }
            Modal::Restate => (("Did I get it right?", "Ask them"), self.restate(decision)),
            Modal::MendRestated { function } => {
                (("In your words", "Send"), self.mend(decision, function))
            }
            Modal::SayMore { function } => {
                (("What is behind it", "Send"), self.say_more(decision, function))
            }
            Modal::LooksAfter { function } => {
                (("What it looks after", "Save"), self.what_it_looks_after(decision, function))
            }
            Modal::Worry { functions } => {
                (("Say what worries you", "Send"), self.worry(decision, functions))
            }
            Modal::Result => (("Record result", "Record it"), self.result(decision)),
            Modal::Reopen { reason } => {
                (("Reopen", "Reopen"), aftercare::reopen(decision, reason.as_deref()))
            }
            Modal::Tension { tension } => {
                (("Edit and post", "Post it"), self.tension(decision, tension))
            }
            // These are about no decision, and are drawn before this.
            Modal::Propose(_) | Modal::Limit { .. } | Modal::Pressure { .. } => {
                (("Soundings", "Close"), Vec::new())
            }
        }
    }

    fn restate(&self, decision: &Decision) -> Vec<SlackBlock> {
        let name = |function: &FunctionId| self.policy.library.name_of(function).to_owned();
        let option = |slot: &Slot| choice(&name(&slot.function), slot.function.as_str());
        let options: Vec<Choice> = heard(decision).map(option).take(limits::OPTIONS).collect();
        let select =
            SlackBlockStaticSelectElement::new().with_action_id(INPUT.into()).with_options(options);
        let line = "Whoever gave the view confirms it or puts it right, in one tap. What they confirm \
                    goes on the record.";
        let said = text_input(None, PART_CHARS).with_multiline(true);
        vec![
            text(&about(decision)),
            text(line),
            input(Field::Function, "Whose view?", select.into()),
            input(Field::Restated, "What you understood, in your own words", said.into()),
        ]
    }

    /// What somebody may have held back is shown once more: it is gone when listening ends.
    fn close_early(&self, decision: &Decision) -> Vec<SlackBlock> {
        let line =
            "Listening ends at once, and the digest is posted in the thread with your reason.";
        let reason = text_input(None, REASON_CHARS).with_multiline(true);
        let reason = input(Field::Reason, "Reason for closing early", reason.into());
        let mut blocks = vec![text(&about(decision)), text(line), reason];
        blocks.extend(self.between_the_lines(decision).render().blocks);
        blocks
    }

    fn mend(&self, decision: &Decision, function: &FunctionId) -> Vec<SlackBlock> {
        let slot = decision.slot(function);
        let understood = slot.and_then(|slot| slot.restatement.as_ref());
        let understood = understood.map(|one| one.text.as_str());
        let label =
            format!("What {} needs, so that it is right", self.policy.library.name_of(function));
        vec![text(&about(decision)), long_input(Field::Restated, &label, understood)]
    }

    fn answer(
        &self,
        decision: &Decision,
        function: &FunctionId,
        user: &UserId,
        help: bool,
    ) -> Vec<SlackBlock> {
        let slot = decision.slot(function);
        let words = slot.and_then(|slot| slot.view.as_ref()).map(|view| view.words.clone());
        let Words { need, limit, evidence, condition, hard_now, could_try } =
            words.unwrap_or_default();
        let name = plain(self.policy.library.name_of(function));
        let mut blocks = vec![text(&about(decision)), text(&self.asked(decision, function, user))];
        if help {
            blocks.push(text(&self.help_to_decide(decision, function, user)));
        }
        let shown = format!(
            "Shown in the thread under {name}, without your name. Whoever decides sees your name \
             too."
        );
        blocks.push(fine(&shown));
        blocks.extend([
            long_input(Field::Need, &format!("Need: what does {name} need here?"), Some(&need)),
            optional(long_input(
                Field::Limit,
                "Limit: what can you not go beyond?",
                limit.as_deref(),
            )),
            optional(long_input(
                Field::Evidence,
                "Evidence: what does it rest on?",
                evidence.as_deref(),
            )),
            optional(long_input(Field::Condition, "Condition: yes, if …", condition.as_deref())),
        ]);
        // Only where they were given, with a plain no that was explained.
        let more = [(Field::HardNow, explaining::HARD_NOW, hard_now)];
        let more = more.into_iter().chain([(Field::CouldTry, explaining::COULD_TRY, could_try)]);
        blocks.extend(more.filter_map(|(field, label, text)| {
            Some(optional(long_input(field, label, Some(&text?))))
        }));
        blocks
    }

    /// The question this person was asked, or else the one their function is asked first.
    fn asked(&self, decision: &Decision, function: &FunctionId, user: &UserId) -> String {
        let library = &self.policy.library;
        let ask = decision.slot(function).and_then(|slot| slot.ask_of(user));
        let asked = ask.and_then(|ask| library.text_of(&ask.question));
        let first = || library.choose(function, decision.kind, None).text;
        format!("*{}*", super::words::escape(asked.unwrap_or_else(first)))
    }

    fn help_to_decide(&self, decision: &Decision, function: &FunctionId, user: &UserId) -> String {
        let library = &self.policy.library;
        let ask = decision.slot(function).and_then(|slot| slot.ask_of(user));
        let first = || library.choose(function, decision.kind, None).id;
        let asked = ask.map_or_else(first, |ask| ask.question.clone());
        let questions = match library.get(function) {
            Some(lens) => lens.follow_ups(decision.kind, &asked),
            None => crate::domain::lens::FOLLOW_UPS.to_vec(),
        };
        let questions = questions.into_iter().map(|one| format!("• {}", super::words::escape(one)));
        let lines: Vec<String> =
            std::iter::once("These questions may help:".to_owned()).chain(questions).collect();
        lines.join("\n")
    }

    fn need_time(
        &self,
        decision: &Decision,
        function: &FunctionId,
        earliest: Date,
        latest: Date,
    ) -> Vec<SlackBlock> {
        let picker = SlackBlockDatePickerElement::new()
            .with_action_id(INPUT.into())
            .with_initial_date(latest.to_string());
        let hint = format!("From {} to {}, when listening ends.", day(earliest), day(latest));
        let name = self.name(function);
        let line = format!("I will come back to you on that day, once. {name} counts as on hold.");
        vec![
            text(&about(decision)),
            text(&line),
            hinted(input(Field::Until, "Until which day?", picker.into()), &hint),
        ]
    }

    fn someone_else(&self, decision: &Decision, function: &FunctionId) -> Vec<SlackBlock> {
        let picker = SlackBlockUsersSelectElement::new().with_action_id(INPUT.into());
        let name = self.name(function);
        let line = format!(
            "I ask that colleague the same question for {name}, and say that you named them."
        );
        vec![
            text(&about(decision)),
            text(&line),
            input(Field::To, "To whom should it go?", picker.into()),
        ]
    }

    fn affected(&self, decision: &Decision) -> Vec<SlackBlock> {
        let now: Vec<FunctionId> = decision
            .slots
            .iter()
            .filter(|slot| !slot.is_not_affected())
            .map(|slot| slot.function.clone())
            .collect();
        let line = "Functions you add are asked at once. One you take away that was asked is asked \
                    to confirm it; one that gave a view stays.";
        [Some(text(&about(decision))), Some(text(line)), self.functions(&now)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The choice of functions; none where no lens is set up.
    fn functions(&self, chosen: &[FunctionId]) -> Option<SlackBlock> {
        let library = &self.policy.library;
        let known = library.iter().map(|lens| lens.function.clone());
        let strange = chosen.iter().filter(|function| library.get(function).is_none()).cloned();
        let all: Vec<FunctionId> = known.chain(strange).take(limits::OPTIONS).collect();
        let option = |function: &FunctionId| choice(library.name_of(function), function.as_str());
        let initial: Vec<Choice> =
            all.iter().filter(|function| chosen.contains(function)).map(option).collect();
        if all.is_empty() {
            return None;
        }
        let select = SlackBlockMultiStaticSelectElement::new()
            .with_action_id(INPUT.into())
            .with_options(all.iter().map(option).collect())
            .opt_initial_options(Some(initial).filter(|initial| !initial.is_empty()));
        Some(input(Field::Functions, "Functions that are affected", select.into()))
    }

    fn propose(&self, draft: &Draft) -> Vec<SlackBlock> {
        let owner = SlackBlockUsersSelectElement::new()
            .with_action_id(INPUT.into())
            .with_initial_user(draft.owner.to_string());
        let where_to = match draft.source {
            Some(_) if draft.announced => {
                "This message announces a decision, so I check it afterwards: the functions below get one \
                 question each and at least 48 hours. The card goes into the thread of that message."
            }
            Some(_) => "The card goes into the thread of that message.",
            None => {
                "I post the proposal in the channel you choose, in your name, and ask the affected \
                     functions."
            }
        };
        let goal = optional(short_input(
            Field::Goal,
            "Goal that everyone shares",
            draft.goal.as_deref(),
            GOAL_CHARS,
        ));
        let mut blocks = vec![
            text(where_to),
            short_input(
                Field::Title,
                "Title: what is being decided?",
                Some(&draft.title),
                TITLE_CHARS,
            ),
            long_input(Field::Proposal, "Proposal, in your own words", Some(&draft.text)),
            goal,
            kinds(draft.kind),
            doors(draft.door),
            input(Field::Owner, "Owner: who decides?", owner.into()),
        ];
        blocks.extend((!draft.announced).then(|| self.days(draft)));
        blocks.extend(self.functions(&draft.functions));
        blocks.extend(channel(draft));
        blocks
    }

    fn days(&self, draft: &Draft) -> SlackBlock {
        let pace = &self.policy.pace;
        let usual = match draft.door {
            Door::TwoWay => pace.two_way_days,
            Door::OneWay => pace.one_way_days,
        };
        let option = |days: u8| {
            let unit = if days == 1 { "working day" } else { "working days" };
            choice(&format!("{days} {unit}"), &days.to_string())
        };
        let chosen = draft.days.unwrap_or(usual).clamp(1, DAYS);
        let select = SlackBlockStaticSelectElement::new()
            .with_action_id(INPUT.into())
            .with_options((1..=DAYS).map(option).collect())
            .with_initial_option(option(chosen));
        input(Field::Days, "Days to listen", select.into())
    }

    /// Returns what is wrong with each field, by its block id.
    pub fn faults(&self, faults: &[(Field, FieldFault)]) -> BTreeMap<String, String> {
        // The first fault of a field is the one to mend first.
        let faults = faults.iter().rev();
        faults.map(|(field, fault)| (field.as_str().to_owned(), wrong(fault))).collect()
    }
}

fn wrong(fault: &FieldFault) -> String {
    match fault {
        FieldFault::Empty => "Please fill this in.".to_owned(),
        FieldFault::TooLong(most) => format!("This is too long: at most {most} characters."),
        FieldFault::DayOutOfRange { earliest, latest } => {
            format!("Please choose a day from {} to {}.", day(*earliest), day(*latest))
        }
        FieldFault::CannotBeAsked => {
            "This person cannot be asked: they decide themselves, are a bot, or cannot see the \
             channel. Please choose somebody else."
                .to_owned()
        }
        FieldFault::DayPast => "This day is past. Please choose one that is ahead.".to_owned(),
        FieldFault::NoReason => {
            "Please say why in one line: whoever gave the view reads it.".to_owned()
        }
        FieldFault::HalfAFollowUp => {
            "A follow-up needs somebody and a day. Please fill in both, or neither.".to_owned()
        }
        FieldFault::NoCause => {
            "Please say why: it helps to ask the right people next time.".to_owned()
        }
        FieldFault::NoAmount => {
            "Please name the amount in the text, such as 60 euros per seat.".to_owned()
        }
        FieldFault::EndsBeforeItBegins => {
            "This day is before the first one. Please choose a later one.".to_owned()
        }
        FieldFault::DayTooFar { latest } => format!(
            "This is too far ahead: at most until {}. What holds longer is declared again then.",
            latest.strftime("%-d %b %Y")
        ),
        FieldFault::ViewChanged => {
            "This view was changed after you opened the form, so nothing is posted. Please close it and look at \
             the view again."
                .to_owned()
        }
        FieldFault::ViewGone => {
            "This view was taken back after you opened the form, so nothing is posted. Please close it."
                .to_owned()
        }
        FieldFault::NoFunction => "Please choose at least one function.".to_owned(),
    }
}

fn about(decision: &Decision) -> String {
    format!(
        "*{}*\n{} decides",
        super::words::name(&decision.title),
        super::words::person(&decision.owner)
    )
}

fn details(decision: &Decision) -> Vec<SlackBlock> {
    let goal =
        short_input(Field::Goal, "Goal that everyone shares", decision.goal.as_deref(), GOAL_CHARS);
    vec![
        short_input(
            Field::Title,
            "Title: what is being decided?",
            Some(&decision.title),
            TITLE_CHARS,
        ),
        optional(goal),
        kinds(decision.kind),
        doors(decision.door),
    ]
}

fn form(
    modal: &Modal,
    decision: Option<&Decision>,
    (title, submit): (&str, &str),
    blocks: Vec<SlackBlock>,
) -> SlackView {
    // What was typed into a record stays when its form is closed.
    let keeps = matches!(modal, Modal::Decide { .. });
    let view = SlackModalView::new(title.into(), blocks)
        .with_submit(submit.into())
        .with_close(if keeps { "Close" } else { "Cancel" }.into())
        .with_callback_id(callback(modal).to_owned().into())
        .with_private_metadata(private_metadata(modal, decision));
    SlackView::Modal(view)
}

/// What stands in the place of a form about a decision that is gone.
fn gone() -> SlackView {
    closable(vec![text(
        "This decision is gone, so there is nothing to fill in. `/soundings list` shows those that \
         are open.",
    )])
}

/// A view without anything to fill in.
fn closable(blocks: Vec<SlackBlock>) -> SlackView {
    SlackView::Modal(SlackModalView::new("Soundings".into(), blocks).with_close("Close".into()))
}
