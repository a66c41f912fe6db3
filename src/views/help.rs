//! Help, and what to say of a command that was not understood.

use super::controls::Control;
use super::page::{Button, Line, Page};
use super::words::{escape, plain};
use super::{Rendered, Scene, limits};
use crate::domain::command::{Misunderstood, Name, Trouble};
use crate::domain::ids::TeamId;
use crate::domain::policy::Webhook;

/// How much of what was typed is repeated.
const REPEATED: usize = 100;

/// What is told of hesitation, where a workspace has agreed.
const HESITATION: &str = "*Hesitation*: this workspace agreed to this, and an administrator turned it on. In the thread of a \
     decision that listens, words that hedge (“should be fine, I think”), a yes on a condition, a question asked twice \
     and a thumbs-up without a view are kept, with the functions of whoever it was and without their name, and quoted \
     to whoever decides, nobody else, as a question. Answers changed again and again and time that ran out are \
     mentioned as well. All of it is removed when listening ends; yours when you edit or delete what you wrote, or say \
     that you were just talking. Nothing is rated, counted over time, exported or shown to leaders.";

impl Scene<'_> {
    /// Returns every command with what it does.
    pub fn help(&self) -> Rendered {
        let commands = Name::ALL
            .into_iter()
            .map(|name| Line::new(format!("• `/soundings {}`: {}", usage(name), purpose(name))));
        Page::new()
            .line(
                "I ask every affected function one question before a decision is made, and show \
                 who has been heard.",
            )
            .headed("Commands", commands)
            .line(
                "From a message: choose *Ask for perspectives* in its menu. To answer a question: \
                 use its buttons, or write to me.",
            )
            .buttons([Button::new("Ask for perspectives", Control::Propose)])
            .render()
    }

    /// Says what was found, what is expected, and gives an example.
    pub fn misunderstood(&self, misunderstood: &Misunderstood) -> Rendered {
        let found = limits::clip(misunderstood.found.trim(), REPEATED);
        let found = match found.is_empty() {
            true => "Something is missing".to_owned(),
            false => format!("I found `{}`", escape(&plain(&found)).replace('`', "'")),
        };
        let (expected, example) = self.expected(&misunderstood.trouble);
        Page::new()
            .lines([
                format!("{found}. {expected}").into(),
                format!(
                    "For example: `/soundings {example}`. `/soundings help` shows every command."
                )
                .into(),
            ])
            .render()
    }

    fn expected(&self, trouble: &Trouble) -> (String, String) {
        let (expected, example) = match trouble {
            Trouble::NoSuchCommand { nearest: Some(name) } => {
                let meant = name.as_str();
                return (
                    format!("I do not know that command. Did you mean `{meant}`?"),
                    usage_example(*name).to_owned(),
                );
            }
            Trouble::NoSuchCommand { nearest: None } => ("I do not know that command.", "propose"),
            Trouble::NoDecisionId => (
                "A decision's id is expected: the letter D and eight letters or digits. It stands \
                 at the foot of the card.",
                "status D7K2M9QX1",
            ),
            Trouble::NoSupersededId => (
                "The id of the decision that is replaced is expected, and after it, unless it is your \
                 newest one here, the id of the one that replaces it. Ids stand at the foot of the cards.",
                "supersede D7K2M9QX1 D8N4P2RS3",
            ),
            Trouble::NoSuchList => {
                ("One of `open`, `mine`, `unheard` or `decided` is expected.", "list mine")
            }
            Trouble::NoSuchFunction { known } => {
                let known = self.names(known);
                return (
                    format!("The name of a function is expected: {known}."),
                    "lens finance".to_owned(),
                );
            }
            Trouble::NoDraft => (
                "A draft is expected, in a sentence or two.",
                "try Move the small plans to usage in June",
            ),
            Trouble::NoSwitch => {
                ("One of `on` and `off`, or nothing, is expected.", "blindspots on")
            }
            Trouble::NoLength => ("A length from 1 hour to 14 days is expected.", "snooze 2 days"),
            Trouble::NoDay => ("A day is expected.", "away until 5 March"),
            Trouble::DayPast => {
                ("That day is past; a day from today on is expected.", "away until Friday")
            }
        };
        (expected.to_owned(), example.to_owned())
    }

    /// Says what is read, kept and shown, and how to take it away.
    pub fn privacy(&self, team: &TeamId) -> Rendered {
        let lines = [
            "*What I read*: messages in channels I was invited to, to notice proposals; where I was \
             down, or a thread began before I listened, I ask Slack what was said. Talk that is no decision is \
             read in memory and never stored.",
            "*What I keep*: a proposal, the answers to it, who was asked and when, and how you \
             want to be treated (mute, absence). When somebody who could speak for a function replies in \
             the thread, even before I opened it, I keep that until they say whether it counts, or \
             listening ends. Of other replies there I keep which questions of the lenses they \
             speak of (“refunds”, “notice”), not what they say and not whose they are.",
            "*What I count*: whether a decision is clear to you, and whether you felt heard. A tap is added \
             to a count and forgotten; I keep that you have answered, so that nobody counts twice. From \
             five people on, whoever decides sees counts, and leaders how heard functions felt. A worry \
             you write goes to whoever decides, with your name, as the form says.",
            "*What I learn*: per channel, how often I was right to notice a proposal, and which \
             functions, kind and door owners correct. These are counts with ids, also of the wordings I \
             went by, never words, of the last 40 decisions of a channel; nothing of it leaves. \
             `/soundings status` shows it in \
             its channel and lets those who look after it make me forget it.",
            "*What I tell you alone*: `/soundings blindspots` shows whoever decides which lenses they asked, \
             which they did not, and which worries came true. It is worked out from their decisions when they \
             read it and kept nowhere; it is sent once a month only to those who turn that on, nobody else gets \
             it, and it is in no digest.",
            "*What leads declare*: limits and what weighs on a function now, with who declared it, for \
             everybody of the workspace, until the last day they name.",
            "*Who sees it*: those who can see the channel of the proposal. Channels see functions; \
             only the one who decides sees the names of those who were asked and answered. Whoever runs \
             me can read, and export, all that I keep.",
            "*How it goes away*: withdraw an answer with the button below it. Deleting the message \
             of a proposal, a counted reply or a direct answer removes its text here as well. When \
             the app is removed, everything of the workspace is deleted.",
            "*Not to be asked*: `/soundings mute`.",
        ];
        let told = self.policy.hears_hesitation(team).then_some(HESITATION).map(Line::new);
        let lines = lines.into_iter().map(Line::new).chain(told);
        let lines = lines.chain(self.outside(team).into_iter().map(Line::new));
        Page::new().lines(lines).render()
    }

    /// What leaves the workspace, which is nothing unless an administrator wants it.
    fn outside(&self, team: &TeamId) -> Vec<String> {
        let opinion = self.policy.second_opinion_for(team).map(|opinion| {
            let (host, model) = (escape(&opinion.host), escape(&opinion.model));
            format!(
                "*What goes outside, to a model*: where I am unsure whether a message proposes a decision, I \
                 send that one message to {host} (model {model}), from private channels too, but not from \
                 those shared with other companies. I do not add who wrote it; names in its text go along. \
                 All I use is its yes or no. An administrator turned this on."
            )
        });
        let webhook = self.policy.webhook.as_ref().map(handed_on);
        let told: Vec<String> = opinion.into_iter().chain(webhook).collect();
        let never = match told.is_empty() {
            false => "*What I never do*: rate or rank people.",
            true => "*What I never do*: rate or rank people, or send text to anybody outside.",
        };
        told.into_iter().chain([never.to_owned()]).collect()
    }
}

/// What the webhook is handed.
fn handed_on(webhook: &Webhook) -> String {
    let host = escape(&webhook.host);
    let private = match webhook.private_channels {
        true => "That holds for private channels too.",
        false => "Decisions of private channels are not sent.",
    };
    format!(
        "*What goes outside*: once a decision is recorded, I send it to {host} as its thread shows it, with \
         the proposal, each function's view and what became of it, but not who was asked or answered. \
         {private} What is deleted here later is not deleted there. An administrator turned this on."
    )
}

fn usage(name: Name) -> &'static str {
    match name {
        Name::Propose => "propose [text]",
        Name::Status => "status [id]",
        Name::List => "list [open|mine|unheard|decided]",
        Name::Decide => "decide [id]",
        Name::Close => "close [id]",
        Name::Reopen => "reopen [id] [reason]",
        Name::Supersede => "supersede [old id] [new id]",
        Name::Lens => "lens [function]",
        Name::Try => "try [text]",
        Name::Brief => "brief [id]",
        Name::Digest => "digest",
        Name::BlindSpots => "blindspots [on|off]",
        Name::Mute => "mute",
        Name::Unmute => "unmute",
        Name::Snooze => "snooze [length]",
        Name::Away => "away until [day]",
        Name::Privacy => "privacy",
        Name::Help => "help",
    }
}

fn usage_example(name: Name) -> &'static str {
    match name {
        Name::Propose => "propose Move the small plans to usage",
        Name::Status => "status D7K2M9QX1",
        Name::List => "list mine",
        Name::Decide => "decide D7K2M9QX1",
        Name::Close => "close D7K2M9QX1",
        Name::Reopen => "reopen D7K2M9QX1 the price has changed",
        Name::Supersede => "supersede D7K2M9QX1 D8N4P2RS3",
        Name::Lens => "lens finance",
        Name::Try => "try Move the small plans to usage in June",
        Name::Brief => "brief D7K2M9QX1",
        Name::BlindSpots => "blindspots on",
        Name::Snooze => "snooze 2 days",
        Name::Away => "away until 5 March",
        Name::Digest | Name::Mute | Name::Unmute | Name::Privacy | Name::Help => name.as_str(),
    }
}

fn purpose(name: Name) -> &'static str {
    match name {
        Name::Propose => "write a proposal and gather perspectives",
        Name::Status => "where a decision stands; without an id, the one of this channel",
        Name::List => "the decisions you can see",
        Name::Decide => "record what is decided and what becomes of each view (the owner)",
        Name::Close => "end listening early (the owner)",
        Name::Reopen => "listen again (the owner)",
        Name::Supersede => {
            "say that a newer decision replaces an older one (the owner of the newer)"
        }
        Name::Lens => "how a function looks at decisions, and how to speak to it",
        Name::Try => "your draft under every lens it touches, before anybody sees it",
        Name::Brief => "what to know before a meeting about a decision",
        Name::Digest => "this week's digest, now, to you",
        Name::BlindSpots => {
            "which lenses you ask and do not ask, for you alone; `on`: once a month"
        }
        Name::Mute => "be asked nothing any more",
        Name::Unmute => "be asked again",
        Name::Snooze => "be asked nothing new for a while, such as `2 days`",
        Name::Away => "be asked nothing up to and including a day",
        Name::Privacy => "what is read, kept and shown",
        Name::Help => "this list",
    }
}
