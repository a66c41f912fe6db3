//! The ask: one question to one person, by direct message, edited in place as things move on.

use super::controls::Control;
use super::page::{Button, Line, Page};
use super::words::{self, day, escape, moment, person};
use super::{Rendered, Scene, card};
use crate::domain::answer::Words;
use crate::domain::decision::{Decision, Phase};
use crate::domain::ids::{DecisionId, FunctionId, UserId};
use crate::domain::reply::Press;
use crate::domain::roster::{Excuse, Role};
use crate::domain::slot::{Ask, Side, Slot, SlotState};
use jiff::civil::Date;

/// How much of the proposal an ask shows; the thread has the rest.
const EXCERPT: usize = 280;

/// One person's ask and everything around it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub decision: &'a Decision,
    pub slot: &'a Slot,
    pub ask: &'a Ask,
    /// Earlier decisions that this person may read, and that tell something of the function.
    pub earlier: &'a [Decision],
}

impl<'a> Asked<'a> {
    pub(super) fn of(
        decision: &'a Decision,
        function: &FunctionId,
        user: &UserId,
        earlier: &'a [Decision],
    ) -> Option<Self> {
        let slot = decision.slot(function)?;
        Some(Self { decision, slot, ask: slot.ask_of(user)?, earlier })
    }

    fn is(&self, user: &UserId) -> bool {
        self.ask.user == *user
    }
}

impl Scene<'_> {
    /// Returns the ask to a person in its present state, or `None` if they were never asked.
    pub fn ask(
        &self,
        decision: &Decision,
        function: &FunctionId,
        user: &UserId,
    ) -> Option<Rendered> {
        self.ask_among(decision, function, user, &[])
    }

    /// Returns the same, opening with what was learned from the function: `earlier` are decisions that this
    /// person may read.
    pub fn ask_among(
        &self,
        decision: &Decision,
        function: &FunctionId,
        user: &UserId,
        earlier: &[Decision],
    ) -> Option<Rendered> {
        Some(self.ask_page(Asked::of(decision, function, user, earlier)?).render())
    }

    /// Returns the one reminder: the question again, without what the ask says around it.
    pub(super) fn reminder(&self, asked: Asked<'_>, held_until: Option<Date>) -> Rendered {
        let Asked { decision, slot, .. } = asked;
        let until = moment(decision.closes_at, &decision.zone);
        let held = held_until.map(|until| format!("You asked for time until {}. ", day(until)));
        let gentle = format!(
            "{}{} can still be heard on {} until {until}. One tap is enough; I will not remind you \
             again.",
            held.unwrap_or_default(),
            self.name(&slot.function),
            quoted_title(decision),
        );
        Page::new()
            .lines([gentle.into(), self.question_line(asked)])
            .buttons(answers(&decision.id, &slot.function))
            .fine(all_of_it(decision))
            .render()
    }

    /// Returns word that the owner wants a function's view although it seemed not affected.
    pub(super) fn claim_refused(&self, asked: Asked<'_>) -> Rendered {
        let name = self.name(&asked.slot.function);
        let owner = person(&asked.decision.owner);
        let line = format!("{owner} would like to hear from {name} after all.");
        Page::new().line(line).page(self.open(asked)).render()
    }

    /// Returns word that the colleague somebody named cannot be asked.
    pub(super) fn cannot_delegate(
        &self,
        asked: Asked<'_>,
        to: &UserId,
        excuse: Option<Excuse>,
    ) -> Rendered {
        let who = match to.as_str() {
            "" => "The colleague you named".to_owned(),
            _ => person(to),
        };
        let why = excuse.map_or("cannot be asked", super::states::excuse);
        let line =
            format!("{who} {why}. The question is with you again; you can name somebody else.");
        Page::new().line(line).page(self.open(asked)).render()
    }

    fn ask_page(&self, asked: Asked<'_>) -> Page {
        let Asked { decision, slot, ask, .. } = asked;
        if decision.phase == Phase::Cancelled {
            return Page::new()
                .line("This is no longer a decision, so nothing is needed from you.");
        }
        if let Some(page) = self.claimed(asked) {
            return page;
        }
        match &slot.state {
            SlotState::Heard { by, .. } if asked.is(by) => self.answered(asked),
            SlotState::NoObjection { by, .. } if asked.is(by) => self.answered(asked),
            SlotState::Heard { .. } | SlotState::NoObjection { .. } => self.brief(
                asked,
                &format!(
                    "A colleague has answered for {}. Nothing is needed from you.",
                    self.name(&slot.function)
                ),
            ),
            SlotState::NotAffected { .. } => self.brief(
                asked,
                &format!(
                    "It is settled that {} is not affected. Nothing is needed from you.",
                    self.name(&slot.function)
                ),
            ),
            _ if !decision.is_listening() => self.ended(asked),
            SlotState::OnHold { by, until } if asked.is(by) => self.on_hold(asked, &day(*until)),
            SlotState::Delegated { from, to } if asked.is(from) => self.passed_on(asked, to),
            _ if ask.ended => {
                let line =
                    "You are no longer asked about this. You can still answer if you want to.";
                self.brief(asked, line).buttons([answer_button(asked)])
            }
            _ => self.open(asked),
        }
    }

    /// The open question, with every answer to it.
    fn open(&self, asked: Asked<'_>) -> Page {
        let Asked { decision, slot, .. } = asked;
        let (name, owner) = (self.name(&slot.function), person(&decision.owner));
        let title = quoted_title(decision);
        let context = match decision.is_checked_afterwards() {
            true => format!(
                "{owner} has announced {title} as decided. {name} was not asked before, so I ask now, \
                 while there is still time to take it into account:"
            ),
            false => format!("{owner} asks {name} before deciding on {title}:"),
        };
        self.last_time(asked)
            .lines([context.into(), self.question_line(asked)])
            .line(Line::gist(decision.text(), EXCERPT))
            .fine(self.why(asked))
            .buttons(answers(&decision.id, &slot.function))
            .fine(format!(
                "Or write your answer here. The thread shows it as {} view; only {owner} sees your \
                 name.",
                words::whose(&name)
            ))
    }

    /// Why this function, why this person, until when, and where the rest is.
    fn why(&self, asked: Asked<'_>) -> String {
        let Asked { decision, slot, .. } = asked;
        let reasons = super::states::reasons(decision, &slot.reasons);
        let function = match reasons.is_empty() {
            true => String::new(),
            false => format!("Why {}: {reasons}. ", self.name(&slot.function)),
        };
        let until = moment(decision.closes_at, &decision.zone);
        let (you, all, edited) = (self.why_you(asked), all_of_it(decision), edited_since(asked));
        format!("{edited}{function}Why you: {you}. Until {until}. {all}.")
    }

    /// Returns the question as it was asked, or the lens's present one where it is gone.
    pub(super) fn question(&self, asked: Asked<'_>) -> String {
        let library = &self.policy.library;
        let text = library.text_of(&asked.ask.question);
        let first = || library.choose(&asked.slot.function, asked.decision.kind, None).text;
        text.unwrap_or_else(first).to_owned()
    }

    fn why_you(&self, asked: Asked<'_>) -> String {
        let name = self.name(&asked.slot.function);
        match asked.ask.role {
            Role::Member => format!("you speak for {name}, and it is your turn"),
            Role::Backup => format!("you are the backup for {name}"),
            Role::Lead => format!("you lead {name}"),
            Role::Delegate => match &asked.slot.state {
                SlotState::Delegated { from, .. } => format!("{} named you", person(from)),
                _ => "a colleague named you".to_owned(),
            },
        }
    }

    /// A claim of *not affected* that waits for its other side.
    fn claimed(&self, asked: Asked<'_>) -> Option<Page> {
        let claim = asked.slot.claim.as_ref().filter(|_| asked.decision.is_listening())?;
        let (name, owner) = (self.name(&asked.slot.function), person(&asked.decision.owner));
        Some(match claim.side {
            Side::Function => {
                let who = if asked.is(&claim.by) { "You" } else { "A colleague" };
                self.brief(
                    asked,
                    &format!(
                        "{who} said that {name} is not affected, and I have asked {owner} to \
                         confirm it. You can still answer."
                    ),
                )
                .buttons([answer_button(asked)])
            }
            Side::Owner => self
                .brief(asked, &format!("{owner} says that {name} is not affected. Is that so?"))
                .buttons(settle(&asked.decision.id, &asked.slot.function, "We are affected")),
        })
    }

    fn answered(&self, asked: Asked<'_>) -> Page {
        let Asked { decision, slot, .. } = asked;
        let said = match &slot.view {
            Some(view) => view_lines("You said", &view.words),
            None => vec!["You said: no objection.".into()],
        };
        let whose = words::whose(&self.name(&slot.function));
        let page = self.brief(asked, "Thank you.").lines(said);
        if !decision.is_listening() {
            let late = slot.view.as_ref().is_some_and(|view| view.late);
            let line = if late {
                format!("It came after the close, and stands as {whose} late view.")
            } else {
                format!("Listening has ended. It stands as {whose} position.")
            };
            return page.fine(line);
        }
        let until = moment(decision.closes_at, &decision.zone);
        page.page(self.explain(decision, slot))
            .buttons(change(&decision.id, &slot.function))
            .fine(format!("You can change or withdraw it until {until}."))
    }

    fn on_hold(&self, asked: Asked<'_>, until: &str) -> Page {
        let line = format!(
            "You asked for time until {until}. I will remind you then, once. You can \
             answer before that."
        );
        self.brief(asked, &line).buttons(answers(&asked.decision.id, &asked.slot.function))
    }

    fn passed_on(&self, asked: Asked<'_>, to: &UserId) -> Page {
        let line = format!("You passed this on to {}. You can still answer yourself.", person(to));
        self.brief(asked, &line).buttons([answer_button(asked)])
    }

    fn ended(&self, asked: Asked<'_>) -> Page {
        let page = Page::new().lines([headline(asked.decision), card::ended(asked.decision)]);
        if !asked.decision.takes_views() {
            return page.line("Nothing more is needed from you.");
        }
        let late = "You can still answer. It will be shown in the thread as a late view.";
        page.lines([late.into(), self.question_line(asked)]).buttons([answer_button(asked)])
    }

    /// The title and where to find the rest, one sentence, and the question.
    fn brief(&self, asked: Asked<'_>, line: &str) -> Page {
        Page::new().lines([headline(asked.decision), line.into(), self.question_line(asked)])
    }

    fn question_line(&self, asked: Asked<'_>) -> Line {
        format!("*{}*", escape(&self.question(asked))).into()
    }
}

/// Says that the proposal was edited after somebody was asked about it.
fn edited_since(asked: Asked<'_>) -> String {
    let Some(version) = asked.decision.versions.last() else { return String::new() };
    let is_later = asked.ask.delivered_at().is_some_and(|arrived| version.at > arrived);
    let at = || moment(version.at, &asked.decision.zone);
    if is_later {
        format!("The proposal was edited after I asked you ({}); this is the new text. ", at())
    } else {
        String::new()
    }
}

/// The title in quotation marks, within a sentence.
fn quoted_title(decision: &Decision) -> String {
    format!("“{}”", words::name(&decision.title))
}

/// Where the proposal and everything said about it can be read.
pub(super) fn all_of_it(decision: &Decision) -> String {
    format!("All of it: {}", card::thread(decision))
}

/// The title, and where the proposal can be read.
pub(super) fn headline(decision: &Decision) -> Line {
    card::title(decision).fact(format!(" · {}", card::thread(decision)))
}

/// Returns a view, each part labelled.
pub(super) fn view_lines(lead: &str, words: &Words) -> Vec<Line> {
    let need = Line::new(format!("{lead}: ")).words(&words.need);
    let parts = [
        ("Limit", words.limit.as_deref()),
        ("Evidence", words.evidence.as_deref()),
        ("Hard now", words.hard_now.as_deref()),
        ("Condition", words.condition.as_deref()),
        ("Could try", words.could_try.as_deref()),
    ];
    let parts = parts
        .into_iter()
        .filter_map(|(label, text)| Some(Line::new(format!("{label}: ")).words(text?).minor()));
    std::iter::once(need).chain(parts).collect()
}

/// Every answer to an ask.
pub(super) fn answers(decision: &DecisionId, function: &FunctionId) -> Vec<Button> {
    let f = || function.clone();
    let button = |label, press| press_button(decision, label, press);
    vec![
        button("Answer", Press::Answer { function: f() }).primary(),
        button("No objection", Press::NoObjection { function: f() }),
        button("Not affected", Press::NotAffected { function: f() }),
        button("Need time", Press::NeedTime { function: f() }),
        button("Help me decide", Press::HelpMeDecide { function: f() }),
        button("Someone else", Press::SomeoneElse { function: f() }),
        Button::new("Mute", Control::Mute),
    ]
}

/// What can be done with an answer that was given.
pub(super) fn change(decision: &DecisionId, function: &FunctionId) -> Vec<Button> {
    vec![
        press_button(decision, "Change answer", Press::Answer { function: function.clone() }),
        press_button(decision, "Withdraw", Press::Withdraw { function: function.clone() }),
    ]
}

/// Agreeing or not that a function is not affected.
pub(super) fn settle(decision: &DecisionId, function: &FunctionId, refuse: &str) -> Vec<Button> {
    let f = || function.clone();
    vec![
        press_button(decision, "Confirm", Press::ConfirmNotAffected { function: f() }).primary(),
        press_button(decision, refuse, Press::RefuseNotAffected { function: f() }),
    ]
}

pub(super) fn press_button(decision: &DecisionId, label: &str, press: Press) -> Button {
    Button::new(label, Control::Decision { decision: decision.clone(), press })
}

fn answer_button(asked: Asked<'_>) -> Button {
    let function = asked.slot.function.clone();
    press_button(&asked.decision.id, "Answer", Press::Answer { function })
}

/// Returns thanks for an answer by direct message.
pub(super) fn answer_kept(
    scene: &Scene<'_>,
    (id, function, title): (&DecisionId, &FunctionId, &str),
    decision: Option<&Decision>,
) -> Rendered {
    let title = words::name(title);
    let whose = words::whose(&scene.name(function));
    let thanks = format!("Thank you. Your message counts as {whose} view on *{title}*.");
    let page = Page::new().line(thanks);
    match decision {
        Some(decision) if !decision.is_listening() => {
            page.fine("It came after the close and is shown in the thread as a late view.")
        }
        _ => page.page(more_of(scene, decision, function)).buttons(change(id, function)).fine(
            "You can change or withdraw it until listening ends. If you edit or delete your \
                 message, the view changes with it.",
        ),
    }
    .render()
}

/// What its author may want to add to an answer.
fn more_of(scene: &Scene<'_>, decision: Option<&Decision>, function: &FunctionId) -> Page {
    let slot = decision.and_then(|decision| Some((decision, decision.slot(function)?)));
    slot.map_or_else(Page::new, |(decision, slot)| scene.explain(decision, slot))
}
