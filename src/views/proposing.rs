//! What is said before there is a decision: a proposal posted or not, a suggestion, a greeting; and
//! to somebody who writes to the bot while nothing waits for them.

use super::controls::Control;
use super::page::{Button, Line, Page};
use super::words::{channel, escape, link, name, person};
use super::{Rendered, Scene, card, limits, states};
use crate::domain::decision::{Decision, TITLE_CHARS};
use crate::domain::event::{Announced, Draft};
use crate::domain::ids::{ChannelId, MessageTs};
use crate::domain::lesson::Convinced;
use crate::domain::message::AskChoice;
use crate::domain::reply::Press;

/// How long a title may be on a button, so that the function stays readable.
const ON_BUTTON: usize = 40;
/// How many asks a choice offers; any other can be answered in its own message.
const CHOICES: usize = 20;

/// A message of which its author is told.
pub(super) struct Offer<'a> {
    pub channel: &'a ChannelId,
    pub ts: &'a MessageTs,
    pub title: &'a str,
    pub why: &'a [String],
    pub convinced: Option<Convinced>,
}

impl Offer<'_> {
    fn page(&self, found: String, question: &str, yes: &str) -> Rendered {
        let edit = Control::EditFirst { channel: self.channel.clone(), ts: self.ts.clone() };
        let buttons = [
            Button::new(yes, self.gather()).primary(),
            Button::new("Edit first", edit),
            self.no_decision(),
        ];
        Page::new()
            .lines([found.into(), Line::new(question)])
            .buttons(buttons)
            .fine(self.only_you())
            .render()
    }

    fn only_you(&self) -> Line {
        let words = match self.why {
            [] => "Only you see this",
            _ => "Only you see this. Words that I noticed",
        };
        card::words_found(words, self.why).fact(".")
    }

    fn gather(&self) -> Control {
        Control::Gather { channel: self.channel.clone(), ts: self.ts.clone() }
    }

    fn no_decision(&self) -> Button {
        let (channel, ts) = (self.channel.clone(), self.ts.clone());
        let control = Control::NotADecision { channel, ts, convinced: self.convinced };
        Button::new("Not a decision", control)
    }
}

impl Scene<'_> {
    /// Returns a proposal written with the form, as its author's words.
    pub(super) fn proposal_post(&self, draft: &Draft) -> Rendered {
        let head = Line::new(format!("{} proposes: *{}*", person(&draft.by), name(&draft.title)));
        let goal = draft.goal.as_deref().map(|goal| Line::new("Goal: ").words(goal));
        let owner = (draft.owner != draft.by)
            .then(|| Line::new(format!("{} decides", person(&draft.owner))));
        Page::new()
            .lines([head, Line::quote(&draft.text, limits::INPUT)])
            .lines(goal.into_iter().chain(owner))
            .render()
    }

    /// Tells somebody that their proposal could not be posted, and what helps.
    pub(super) fn proposal_failed(&self, title: &str, to: &ChannelId, why: &str) -> Rendered {
        let place = channel(to);
        let try_this = match why {
            "not_in_channel" | "channel_not_found" => {
                format!("Invite me to {place} with `/invite @Soundings`, and try again.")
            }
            "is_archived" => "Choose a channel that is in use, and try again.".to_owned(),
            "restricted_action" => {
                format!("Ask somebody who may post in {place}, or choose another channel.")
            }
            _ => "Try again in a while. If it happens again, tell whoever runs me.".to_owned(),
        };
        Page::new()
            .line(format!("Your proposal *{}* could not be posted in {place}.", name(title)))
            .lines([
                format!("Why: {}.", states::trouble(why)).into(),
                format!("What to try: {try_this}").into(),
            ])
            .buttons([Button::new("Open the form", Control::Propose)])
            .render()
    }

    /// Tells the author of what reads like a proposal, or like a decision already made, and nobody else;
    /// `None` where it would name a decision that is not to be seen, or not open any more.
    pub(super) fn suggestion(
        &self,
        offer: &Offer<'_>,
        announced: &Announced,
        others: &[Decision],
    ) -> Option<Rendered> {
        let message = link(offer.channel, offer.ts, "your message");
        let title = name(offer.title);
        Some(match announced {
            Announced::Perhaps => offer.page(
                format!("This reads as if it were decided: *{title}* ({message})."),
                "If it can still change, shall I ask every affected function one question about it?",
                "Gather perspectives",
            ),
            Announced::No => offer.page(
                format!("This reads like a proposal: *{title}* ({message})."),
                "Shall I ask every affected function one question about it?",
                "Gather perspectives",
            ),
            Announced::Yes => offer.page(
                format!("This reads like a decision that is already made: *{title}* ({message})."),
                "Shall I check it with the functions it touches? Each gets one question and at least 48 hours; \
                 what they say stands beside the decision.",
                "Check it afterwards",
            ),
            Announced::AsOutcomeOf(known) => {
                let known = others.iter().find(|one| one.id == *known && one.is_open())?;
                let by_itself = Button::new("Check it separately", offer.gather());
                self.outcome_suggestion(known, offer.title, [by_itself, offer.no_decision()])
            }
        })
    }

    /// Asks which of several asks a direct message answers.
    pub(super) fn which_ask(&self, ts: &MessageTs, choices: &[AskChoice]) -> Rendered {
        if let [only] = choices {
            return self.is_it_an_answer(ts, only);
        }
        let choices = &choices[..choices.len().min(CHOICES)];
        let lines = choices.iter().map(|choice| {
            Line::new(format!("• {}: {}", self.name(&choice.function), name(&choice.title)))
        });
        let buttons = choices.iter().map(|choice| {
            let title = limits::clip(&choice.title, ON_BUTTON);
            let label = format!("{}: {title}", self.policy.library.name_of(&choice.function));
            let control = Control::DmMeant {
                ts: ts.clone(),
                decision: choice.decision.clone(),
                function: choice.function.clone(),
            };
            Button::new(label, control)
        });
        Page::new()
            .line("Several questions wait for you. Which one does your message answer?")
            .lines(lines)
            .buttons(buttons)
            .render()
    }

    /// Asks somebody whether what they wrote answers the one question that waits.
    fn is_it_an_answer(&self, ts: &MessageTs, asked: &AskChoice) -> Rendered {
        let (decision, function) = (asked.decision.clone(), asked.function.clone());
        let meant = Control::DmMeant { ts: ts.clone(), decision, function };
        let press = |press| Control::Decision { decision: asked.decision.clone(), press };
        let function = || asked.function.clone();
        let question =
            Line::new(format!("Is this your answer for {} on “", self.name(&asked.function)));
        Page::new()
            .line(question.excerpt(&asked.title, TITLE_CHARS).fact("”?"))
            .line("Nothing counts until you say so.")
            .buttons([
                Button::new("Yes, count it", meant),
                Button::new("No objection", press(Press::NoObjection { function: function() })),
                Button::new("Need time", press(Press::NeedTime { function: function() })),
            ])
            .render()
    }

    /// Tells somebody that nothing waits for them, and what they can do.
    pub(super) fn nothing_waiting(&self) -> Rendered {
        Page::new()
            .line(
                "No question waits for you, so I have not kept your message. If it was meant for a \
                 decision, press *Answer* in the message in which I asked you, or write it in that \
                 decision's thread.",
            )
            .line(
                "To make a proposal of your own: `/soundings propose`. For the rest: `/soundings \
                 help`.",
            )
            .buttons([Button::new("Ask for perspectives", Control::Propose)])
            .render()
    }

    /// Says hello in a channel.
    pub(super) fn greeting(&self) -> Rendered {
        let emoji = match self.policy.emoji.as_str() {
            "" => String::new(),
            emoji => format!(", add :{}: to a message", escape(emoji)),
        };
        Page::new()
            .line(
                "Hello, I am Soundings, a bot. For a decision that is proposed here I can ask each \
                 affected function one question, and show in the thread who has been heard and who \
                 has not, before it is decided.",
            )
            .line(format!(
                "To start: `/soundings propose`{emoji}, or choose *Ask for perspectives* in a \
                 message's menu."
            ))
            .fine(
                "Where I notice proposals by myself, I read messages for that, and keep only those \
                 that become a decision. `/soundings status` says how it is here, `/soundings privacy` \
                 what I keep, `/soundings help` the rest.",
            )
            .render()
    }
}
