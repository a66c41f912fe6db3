//! What is said before there is a decision: a proposal posted or not, a suggestion, a greeting; and
//! to somebody who writes to the bot while nothing waits for them.

use super::controls::Control;
use super::page::{Button, Line, Page};
use super::words::{channel, escape, link, name, person};
use super::{Rendered, Scene, card, limits, states};
use crate::domain::event::Draft;
use crate::domain::ids::{ChannelId, MessageTs};
use crate::domain::lesson::Convinced;
use crate::domain::message::AskChoice;

/// How long a title may be on a button, so that the function stays readable.
const ON_BUTTON: usize = 40;
/// How many asks a choice offers; any other can be answered in its own message.
const CHOICES: usize = 20;

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

    /// Tells the author of what reads like a proposal, and nobody else.
    pub(super) fn suggestion(
        &self,
        (place, ts): (&ChannelId, &MessageTs),
        title: &str,
        why: &[String],
        convinced: Option<Convinced>,
    ) -> Rendered {
        let (channel, ts) = (place.clone(), ts.clone());
        let message = link(&channel, &ts, "your message");
        let buttons = [
            Button::new(
                "Gather perspectives",
                Control::Gather { channel: channel.clone(), ts: ts.clone() },
            )
            .primary(),
            Button::new(
                "Edit first",
                Control::EditFirst { channel: channel.clone(), ts: ts.clone() },
            ),
            Button::new("Not a decision", Control::NotADecision { channel, ts, convinced }),
        ];
        Page::new()
            .lines([
                format!("This reads like a proposal: *{}* ({message}).", name(title)).into(),
                Line::new("Shall I ask every affected function one question about it?"),
            ])
            .buttons(buttons)
            .fine(card::words_found("Only you see this. Words that I noticed", why).fact("."))
            .render()
    }

    /// Asks which of several asks a direct message answers.
    pub(super) fn which_ask(&self, ts: &MessageTs, choices: &[AskChoice]) -> Rendered {
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

    /// Tells somebody that nothing waits for them, and what they can do.
    pub(super) fn nothing_waiting(&self) -> Rendered {
        Page::new()
            .line(
                "No question waits for you, so I have not kept your message. If it was meant for a \
                 decision, write it in that decision's thread.",
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
                "Hello, I am Soundings, a bot. When a decision is proposed here, I ask each \
                 affected function one question and show in the thread who has been heard and who \
                 has not, before it is decided.",
            )
            .line(format!(
                "To start: `/soundings propose`{emoji}, or choose *Ask for perspectives* in a \
                 message's menu."
            ))
            .fine(
                "I read messages here to notice proposals, and keep only those that become a \
                 decision. `/soundings privacy` says more, `/soundings help` shows the rest.",
            )
            .render()
    }
}
