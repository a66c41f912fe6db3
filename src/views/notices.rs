//! Short answers to a click or command, for one person alone.

use super::ask::press_button;
use super::controls::Control;
use super::page::{Button, Page};
use super::words::{channel, count, day, link, moment, name, person, whose};
use super::{Rendered, Scene, explaining, register, relations, results, states};
use crate::domain::care::Care;
use crate::domain::decision::Phase;
use crate::domain::hours::Zone;
use crate::domain::limit::LIMITS_MAX;
use crate::domain::reply::{NoTension, Notice, Press};
use crate::domain::slot::Side;
use jiff::Timestamp;

impl Scene<'_> {
    /// Returns the one or two sentences of a notice.
    pub fn notice(&self, notice: &Notice) -> Rendered {
        let page = Page::new().line(self.sentence(notice));
        match notice {
            Notice::NoSuchDecision => {
                page.buttons([Button::new("Ask for perspectives", Control::Propose)])
            }
            Notice::WorryOffered { decision } => {
                page.buttons([press_button(decision, "Say what worries you", Press::RaiseWorry)])
            }
            Notice::AgreementCounted { decision, function } => {
                let press = Press::Withdraw { function: function.clone() };
                page.buttons([press_button(decision, "Withdraw", press)])
            }
            Notice::RefusalCounted { decision, function } => {
                page.buttons([explaining::say_more(decision, function)])
            }
            Notice::UsualOffered { decision, functions } => {
                let press = Press::AskAlso { functions: functions.clone() };
                let decision = decision.clone();
                page.buttons([Button::new("Ask them too", Control::Decision { decision, press })])
            }
            _ => page,
        }
        .render()
    }

    /// Says that a form could not be opened in the three seconds that Slack allows.
    pub fn too_late(&self) -> Rendered {
        Page::new()
            .line(
                "The form could not be opened in time, and nothing was changed. Please press the button \
                 again, or use this one for a new decision.",
            )
            .buttons([Button::new("Ask for perspectives", Control::Propose)])
            .render()
    }

    /// Says that Slack or the store did not answer, so that the command could not be carried out.
    pub fn try_again(&self) -> Rendered {
        Page::new()
            .line(
                "I could not look that up just now, because Slack did not answer me. Nothing was \
                 changed. Please try again in a minute.",
            )
            .render()
    }

    /// Says what was done about something that is no decision, and whether that teaches anything.
    fn noted(&self, done: &str, learns: bool) -> String {
        let careful = match learns && self.policy.learning.corrections {
            true => ", and I will be more careful in this channel",
            false => "",
        };
        format!("Noted: not a decision. {done}{careful}.")
    }

    fn sentence(&self, notice: &Notice) -> String {
        let named = |function| self.name(function);
        match notice {
            Notice::NoSuchDecision => {
                "There is no such decision, or not any more. `/soundings list` shows those you can \
                 see; a new one starts with the button."
                    .to_owned()
            }
            Notice::NothingOpen => {
                "No decision is open here. `/soundings list` shows those you can see; a new one starts \
                 with the button."
                    .to_owned()
            }
            Notice::AlreadyOpen { decision, title, channel: place, root, phase } => {
                let thread = format!("{} in {}", link(place, root, "the thread"), channel(place));
                already_there(*phase, &name(title), &format!("{thread}, decision `{decision}`"))
            }
            Notice::Opened { decision, title, channel: place } => format!(
                "I am asking the affected functions about *{}*. The card is in the thread in {}, \
                 decision `{decision}`.",
                name(title),
                channel(place)
            ),
            Notice::LastFunction => {
                "This is the only function on the card, so it stays. Add another first, or choose *Not \
                 a decision*."
                    .to_owned()
            }
            Notice::MessageGone => {
                "That message is gone, or I cannot see it any more, so nothing was opened. Post it \
                 again, or type `/soundings propose` with what you propose."
                    .to_owned()
            }
            Notice::DismissedBefore => {
                "This message was marked as not a decision. To open it all the same, choose *Ask \
                 for perspectives* in its menu."
                    .to_owned()
            }
            Notice::OwnerOnly { owner } => {
                format!("Only {} can do this, because they decide. Please ask them.", person(owner))
            }
            Notice::NotYours { function } => format!(
                "This question was put to somebody else of {}. You can write your view in the \
                 thread.",
                named(function)
            ),
            Notice::WindowClosed { at } => format!(
                "Listening ended {}, so this can no longer be changed. You can still write in the \
                 thread.",
                utc(*at)
            ),
            Notice::AlreadyClosed => {
                "Listening has already ended. The owner can go on with `/soundings reopen`."
                    .to_owned()
            }
            Notice::NotClosed { until } => {
                format!("It is still listening, until {}. There is nothing to reopen.", utc(*until))
            }
            Notice::ViewsGiven { owner } => format!(
                "Views were already given, so only {} can say that it is not a decision.",
                person(owner)
            ),
            Notice::Dismissed { learns, told } => {
                let told = told.as_ref().map(|owner| format!(", and told {}", person(owner)));
                let told = told.unwrap_or_default();
                self.noted(&format!("I have removed the card and the questions{told}"), *learns)
            }
            Notice::TakenBack => "Taken back. Nobody is asked any more; those I had asked see that nothing is \
                 needed from them."
                .to_owned(),
            Notice::SuggestionDeclined => self.noted("Nothing was opened", true),
            Notice::Closed { title } => {
                format!("Listening to *{}* has ended. The digest is on its way.", name(title))
            }
            Notice::Reopened { title, until } => {
                format!("*{}* listens again, until {}.", name(title), utc(*until))
            }
            Notice::AlreadyDecided { by, at } => format!(
                "This was decided by {} {}, and every view has its answer. `/soundings reopen` starts \
                 listening again; the record stays.",
                person(by),
                utc(*at)
            ),
            Notice::WasReplaced => {
                "Another decision has taken the place of this one, so there is nothing left to record. \
                 `/soundings status` with its id shows by which, as far as you can see it."
                    .to_owned()
            }
            Notice::StillOpenKept { until } => format!(
                "Noted: this is not decided yet. I listen as to any proposal, until {}.",
                utc(*until)
            ),
            Notice::Superseded { old, new, here: true } => {
                format!("Noted: `{new}` replaces `{old}`. Both cards say so.")
            }
            Notice::Superseded { old, new, here: false } => format!(
                "Noted: `{new}` replaces `{old}`. They are in different channels, so neither card names the \
                 other; whoever can see both finds it with `/soundings status`."
            ),
            Notice::NotSuperseded { old, new, why } => {
                format!("`{new}` does not replace `{old}`: {}", relations::cannot_replace(why))
            }
            Notice::NoneSuch { decision } => format!(
                "There is no decision `{decision}` that you can see. `/soundings list decided` and \
                 `/soundings list` show those there are, with their ids."
            ),
            Notice::NothingToReplaceIt { old } => format!(
                "You decide nothing else in this channel that could replace `{old}`. Name the newer one as \
                 well: `/soundings supersede {old} [new id]`."
            ),
            Notice::NothingToRestate => {
                "No view was given in words yet, so there is nothing to restate.".to_owned()
            }
            Notice::RestatementGone => {
                "The view has changed since, or the decision is recorded, so there is nothing to \
                 confirm any more. Nothing was changed."
                    .to_owned()
            }
            Notice::DecisionRecorded { title, told: 0 } => {
                format!("*{}* is decided. The record is on its way to the thread.", name(title))
            }
            Notice::DecisionRecorded { title, told } => format!(
                "*{}* is decided. The record is on its way to the thread, and {} told what became of \
                 their view.",
                name(title),
                match told {
                    1 => "one person is".to_owned(),
                    more => format!("{more} people are"),
                }
            ),
            Notice::DispositionKept { function } => format!(
                "Noted. The thread and whoever spoke for {} are told what became of the view.",
                named(function)
            ),
            Notice::RestatementSent { function } => format!(
                "I am asking whoever spoke for {} whether you got it right.",
                named(function)
            ),
            Notice::RestatementAnswered { .. } => {
                "Thank you. I have passed it on to whoever decides.".to_owned()
            }
            Notice::StillHoldsKept { function } => format!(
                "Thank you. {} view counts for the proposal as it reads now.",
                whose(&named(function))
            ),
            Notice::TapCounted => {
                "Thank you, that is counted. Nobody sees that it was you.".to_owned()
            }
            Notice::WorryOffered { .. } => {
                "Thank you, that is counted, and nobody sees that it was you. If you want whoever \
                 decides to know what worries you, say it in the name of your function."
                    .to_owned()
            }
            Notice::TapCountedBefore => {
                "You have answered this already. I keep counts and not who tapped what, so it cannot \
                 be changed."
                    .to_owned()
            }
            Notice::CountsGone => {
                "The counts have gone to whoever decides, so nothing was added. You can still say what \
                 worries you, in the name of your function."
                    .to_owned()
            }
            Notice::ScoreCounted => {
                "Thank you, that is counted for your function. Nobody sees that it was you.".to_owned()
            }
            Notice::NoLongerAsked => {
                "This question is not open to you, or not any more, so nothing was kept. You can write \
                 in the decision's thread."
                    .to_owned()
            }
            Notice::WorryKept { function, owner } => format!(
                "Thank you. {} gets it as {} worry, and I ask you once whether it came true when the \
                 result is there.",
                person(owner),
                whose(&named(function))
            ),
            Notice::WorryIsYours => {
                "You decide on this, so a worry would only come back to you. `/soundings reopen` starts \
                 listening again."
                    .to_owned()
            }
            Notice::NoFunctionToWorryFor { owner } => format!(
                "Somebody of every affected function was asked, and you were not among them. Please \
                 write in the thread; {} reads it.",
                person(owner)
            ),
            Notice::TooManyWorries { owner } => format!(
                "I keep no more worries about this decision, so yours was not kept. Please write in the \
                 thread; {} reads it.",
                person(owner)
            ),
            Notice::ResultKept { title, asked } => format!(
                "The result of *{}* is on its way to the thread.{}",
                name(title),
                match asked {
                    0 => String::new(),
                    asked => format!(
                        " {} whether it came true.",
                        count(*asked, "person who worried is asked", "people who worried are asked")
                    ),
                }
            ),
            Notice::AlreadyReviewed { at } => format!(
                "The result was recorded {}, and stays as it is. You can write in the thread.",
                utc(*at)
            ),
            Notice::HindsightKept { .. } => "Thank you, that is kept.".to_owned(),
            Notice::FollowUpKept { function, progress } => format!(
                "Noted for {}: {}. The card shows it.",
                named(function),
                results::progress(*progress)
            ),
            Notice::ViewKept { function, late: false } => format!(
                "Thank you. It counts as {} view. You can change or withdraw it until listening \
                 ends.",
                whose(&named(function))
            ),
            Notice::ViewKept { function, late: true } => format!(
                "Thank you. Listening has ended, so it is shown in the thread as {} late view.",
                whose(&named(function))
            ),
            Notice::ViewWithdrawn { function } => format!(
                "Your answer for {} is withdrawn and its text removed. I will not remind you.",
                named(function)
            ),
            Notice::NoObjectionKept { function } | Notice::AgreementCounted { function, .. } => {
                format!("Thank you. {} has no objection, and counts as heard.", named(function))
            }
            Notice::ClaimKept { function, side: Side::Function } => format!(
                "Noted: {} is not affected. I have asked the owner to confirm it.",
                named(function)
            ),
            Notice::ClaimKept { function, side: Side::Owner } => format!(
                "Noted: {} is not affected. I have asked the function to confirm it.",
                named(function)
            ),
            Notice::ClaimConfirmed { function } => {
                format!("Confirmed: {} is not affected.", named(function))
            }
            Notice::ClaimRefused { function } => {
                format!("Noted: {} stays among the affected functions.", named(function))
            }
            Notice::ClaimSettled { function } => {
                format!("Whether {} is affected has been settled already.", named(function))
            }
            Notice::HoldKept { function, until } => format!(
                "Noted: {} needs time until {}. I will remind you then, once.",
                named(function),
                day(*until)
            ),
            Notice::Delegated { function, to } => format!(
                "Thank you. I am asking {} for {}. You can still answer yourself.",
                person(to),
                named(function)
            ),
            Notice::AffectedKept { added, removed } => affected(*added, *removed),
            Notice::DetailsKept => "Noted. The card shows the new details.".to_owned(),
            Notice::UsualOffered { functions, .. } => format!(
                "Noted. Usually affected by such a decision and not on the card: {}. Those who were \
                 asked stay.",
                self.names(functions)
            ),
            Notice::ReplyCounted { function } => format!(
                "Thank you. Your reply counts as {} view. Until listening ends it changes when you edit \
                 or delete it.",
                whose(&named(function))
            ),
            Notice::RefusalCounted { function, .. } => format!(
                "Thank you. Your reply counts as {} view. {}",
                whose(&named(function)),
                explaining::THREE_BLANKS
            ),
            Notice::ViewGone { function } => format!(
                "{} view has changed since, or is no longer yours, so there is nothing to add to. \
                 `/soundings status` shows what stands.",
                whose(&named(function))
            ),
            Notice::CareKept { function, care: Care::Other } => format!(
                "Noted, and nothing of it is shown. {} view stands as you wrote it.",
                whose(&named(function))
            ),
            Notice::CareKept { function, care } => format!(
                "Noted: {} view looks after {}. The digest says so beside it.",
                whose(&named(function)),
                explaining::care(*care)
            ),
            Notice::ReplyIgnored => {
                "Noted: just talking. I will not ask you again in this thread.".to_owned()
            }
            Notice::ReplyLeft => {
                "Left as it is; it does not count. If you write more than that, I will ask about it."
                    .to_owned()
            }
            Notice::OfferGone => {
                "That question is no longer open, so nothing was counted. You can write to me with \
                 your view, or in the thread."
                    .to_owned()
            }
            Notice::TensionPosted => {
                "Thank you. The thread gets it as you wrote it. If one of the two views changes, it says so \
                 there."
                    .to_owned()
            }
            Notice::TensionPutAside => {
                "All right, I leave it. I bring it up again only if one of the two views changes.".to_owned()
            }
            Notice::TensionGone { why } => no_tension(why).to_owned(),
            Notice::Muted => {
                "I will not ask you anything any more. `/soundings unmute` takes that back."
                    .to_owned()
            }
            Notice::Unmuted => {
                "You can be asked again: no mute, no snooze, no absence. `/soundings mute` stops \
                 it."
                .to_owned()
            }
            Notice::SnoozedUntil { until } => format!(
                "I will not ask you anything new until {}. `/soundings unmute` ends that sooner.",
                utc(*until)
            ),
            Notice::AwayUntil { until } => format!(
                "You are away up to and including {}; I ask somebody else until then. `/soundings \
                 unmute` ends that sooner.",
                day(*until)
            ),
            Notice::DayPast { earliest } => {
                format!("That day is past. The earliest possible one is {}.", day(*earliest))
            }
            Notice::ProposalPosting { channel: place } => format!(
                "I am posting your proposal in {}, and gather perspectives in its thread.",
                channel(place)
            ),
            Notice::CannotAsk { user, excuse } => {
                format!("{} {}. Please name somebody else.", person(user), states::excuse(*excuse))
            }
            Notice::LimitKept { function } => format!(
                "Kept. Decisions that touch it say so on their card, and `/soundings lens {function}` shows \
                 it to everybody."
            ),
            Notice::LimitWithdrawn { function } => format!(
                "Withdrawn. {} has this limit no longer, and the cards of open decisions stop naming it.",
                named(function)
            ),
            Notice::LimitGone => {
                "This limit was withdrawn before, or has run out, so nothing was changed. `/soundings \
                 lens` with the name of the function shows those that stand."
                    .to_owned()
            }
            Notice::TooManyLimits { function } => format!(
                "{} has {LIMITS_MAX} limits already, which is as many as I keep. Nothing was added: please \
                 withdraw one first.",
                named(function)
            ),
            Notice::PressureKept { function, until } => format!(
                "Kept. `/soundings lens {function}` shows it until {}.",
                register::short(*until)
            ),
            Notice::PressureLifted { function } => {
                format!("Noted: nothing special weighs on {} now.", named(function))
            }
            Notice::NotYourFunction { function } => format!(
                "Only those who lead {} in my configuration can declare this for it. Please ask one of \
                 them, or whoever runs me.",
                named(function)
            ),
            Notice::BlindSpotsOn { next } => format!(
                "On. From {} I write to you once a month which lenses you asked, which you did not, and which \
                 worries came true. Nobody else gets it; `/soundings blindspots off` ends it.",
                day(*next)
            ),
            Notice::BlindSpotsOff => {
                "Off. `/soundings blindspots` still shows it to you whenever you ask.".to_owned()
            }
            Notice::TurnedOff => {
                "Whoever runs me has turned this off, so nothing was changed.".to_owned()
            }
            Notice::WeeklyComing => {
                "This week's digest is on its way to your direct messages.".to_owned()
            }
            Notice::OpensAgain { channel: place } => {
                format!("In {} I open decisions by myself again.", channel(place))
            }
            Notice::LessonsForgotten { channel: place } => format!(
                "I have forgotten what {} taught me, and begin there anew.",
                channel(place)
            ),
            Notice::NothingToForget { channel: place } => format!(
                "There is nothing to forget: {} has taught me nothing so far.",
                channel(place)
            ),
            Notice::NotYourChannel { channel: place } => format!(
                "This is for whoever invited me to {}, the leaders, and those who decide there. \
                 Please ask one of them.",
                channel(place)
            ),
        }
    }
}

/// A moment where no zone is known: Slack shows it in the reader's own.
fn utc(at: Timestamp) -> String {
    moment(at, &Zone::default())
}

fn affected(added: usize, removed: usize) -> String {
    let functions = |number| count(number, "function", "functions");
    match (added, removed) {
        (0, 0) => "Nothing has changed: the same functions are affected.".to_owned(),
        (added, 0) => format!("Noted: {} added. I am asking them now.", functions(added)),
        (0, removed) => format!("Noted: {} to be removed. {CONFIRMED}", functions(removed)),
        (added, removed) => format!(
            "Noted: {} added, {} to be removed. {CONFIRMED}",
            functions(added),
            functions(removed)
        ),
    }
}

/// What happens with functions that are taken away.
const CONFIRMED: &str =
    "Those that were asked are asked to confirm it; those that gave a view stay.";

/// Why nothing can be posted of a tension, and what to do.
fn no_tension(why: &NoTension) -> &'static str {
    match why {
        NoTension::Posted => "This stands in the thread already. Nothing was posted a second time.",
        NoTension::Overtaken => {
            "One of the two views was changed or taken back since, so there is nothing to post. If the views \
             still pull apart, I come back to you."
        }
        NoTension::Archived => {
            "The channel is archived, so I cannot write in the thread any more. Nothing was posted."
        }
    }
}

/// Says what the decision is that a thread has already. A thread has one; what is new needs another.
fn already_there(phase: Phase, title: &str, place: &str) -> String {
    const ELSEWHERE: &str = "A thread holds one decision: please put what is new in the channel, in a message of its own.";
    match phase {
        Phase::Listening => {
            format!("Perspectives on *{title}* are already being gathered: {place}.")
        }
        Phase::Weighing => {
            format!(
                "Perspectives on *{title}* were gathered, and it waits to be decided: {place}. {ELSEWHERE}"
            )
        }
        Phase::Decided | Phase::Reviewed => {
            format!("*{title}* was decided there: {place}. {ELSEWHERE}")
        }
        Phase::Cancelled => {
            format!("There was a decision there, and it was taken back: {place}. {ELSEWHERE}")
        }
    }
}
