//! What was learned, said plainly: on the card why it is as it is, in a channel's status how careful the
//! detector is, and word to whoever looks after a channel in which the bot fell back.

use super::controls::Control;
use super::page::{Button, Line, Page};
use super::words::{channel as place, count, escape, list, plain, times};
use super::{Rendered, Scene, limits, states};
use crate::domain::decision::{Decision, OpenedBy};
use crate::domain::ids::ChannelId;
use crate::domain::kind::{Door, Kind};
use crate::domain::lesson::{Guesses, Habit};
use crate::domain::policy::Mode;
use crate::domain::workspace::Lessons;
use crate::reading::Usual;

/// What there is to say of a channel.
#[derive(Clone, Debug)]
pub struct Here {
    pub channel: ChannelId,
    pub mode: Mode,
    pub lessons: Lessons,
    /// From which probability on the bot opens by itself, or suggests where it only suggests.
    pub from: f32,
    /// How often something is proposed there.
    pub usual: Usual,
    /// Whether people answer in threads there.
    pub in_threads: bool,
    /// How many decisions of this channel have corrections that are remembered.
    pub corrected: usize,
    /// Whether whoever looks may undo it.
    pub may_undo: bool,
    /// Whether they may have it open by itself again.
    pub may_open_again: bool,
}

/// For those who do not see the button: who does.
const WHO_MAY: &str = "whoever invited me, a leader or somebody who decides here undoes it";
/// How many words are named as the reason for kind and for door.
const WORDS: usize = 2;
/// How much of such a word is shown.
const WORD: usize = 40;

impl Scene<'_> {
    /// Says which functions were left out by habit.
    pub(super) fn left_out(&self, decision: &Decision) -> Option<Line> {
        let out = &decision.guesses.left_out;
        let out = out.iter().filter(|(function, _)| decision.slot(function).is_none());
        let why = |habit| repeated("taken off", habit, decision);
        let each: Vec<_> = out.map(|(function, habit)| (self.name(function), why(habit))).collect();
        let (_, why) = each.first()?;
        if each.iter().all(|(_, one)| one == why) {
            let names: Vec<String> = each.iter().map(|(name, _)| name.clone()).collect();
            return Some(format!("Left out: {} ({why}).", list(&names)).into());
        }
        let each: Vec<String> = each.iter().map(|(name, why)| format!("{name} ({why})")).collect();
        Some(format!("Left out: {}.", list(&each)).into())
    }

    /// Says what a channel taught the bot, and offers to undo it to those who may.
    pub(super) fn here(&self, here: &Here) -> Page {
        let channel = &here.channel;
        let fallen = self.has_fallen_back(here);
        let page = Page::new().line(self.how_it_opens(here));
        let page = page.with(how_it_asks(here), Page::fine);
        let learnt = learnt_from(here);
        let forget = Control::ForgetLessons { channel: channel.clone() };
        let again = (fallen && here.may_open_again).then(|| go_back(channel));
        let may_forget = learnt.is_some() && here.may_undo;
        let forget = may_forget.then(|| Button::new("Forget what this channel taught me", forget));
        let page = page.with(learnt, Page::fine);
        page.buttons(again.into_iter().chain(forget))
    }

    /// Whether it only suggests there for now, after having been wrong too often.
    fn has_fallen_back(&self, here: &Here) -> bool {
        let falls_back = self.policy.learning.fallback && here.mode == Mode::Auto;
        falls_back && here.lessons.fallback.is_some()
    }

    fn how_it_opens(&self, here: &Here) -> String {
        let percent = (here.from * 100.0).round();
        let (confirmed, judged) = here.lessons.openings();
        match here.mode {
            Mode::Manual => {
                "*In this channel* I notice nothing by myself; somebody has to ask me.".to_owned()
            }
            Mode::Auto if self.has_fallen_back(here) => format!(
                "*In this channel* I only suggest for now, since {}. I ask the author alone, at most \
                 once a day, where I am at least {percent} % sure. This stays so until {}.",
                taken_up(confirmed, judged),
                if here.may_open_again { "somebody uses the button below" } else { WHO_MAY },
            ),
            Mode::Auto => format!(
                "*In this channel* I open a decision by myself where a message plainly proposes \
                 something and I am at least {percent} % sure."
            ),
            Mode::Suggest => format!(
                "*In this channel* I only suggest, to the author alone and at most once a day, where I am \
                 at least {percent} % sure that a message proposes something."
            ),
        }
    }

    /// Tells whoever looks after a channel that the bot fell back there, and how to undo it.
    pub(super) fn fell_back(&self, channel: &ChannelId, confirmed: u8, judged: u8) -> Rendered {
        let openings = count(judged.into(), "decision", "decisions");
        let here = place(channel);
        Page::new()
            .line(format!(
                "In {here} I no longer open decisions by myself: of the last {openings} that I opened \
                 there, {} confirmed. From now on I ask the author first, and nobody else sees it.",
                were(confirmed.into())
            ))
            .line(
                "If that is not what you want, use the button. Whoever runs me can switch this caution off \
                 everywhere, with `fallback = false` under `[learning]` in the configuration.",
            )
            .buttons([go_back(channel)])
            .fine(
                "Confirmed means that somebody answered or whoever decides worked with the card. You \
                 get this once.",
            )
            .render()
    }

    /// Tells the channel itself, where nobody is known to look after it.
    pub(super) fn fell_back_here(
        &self,
        channel: &ChannelId,
        confirmed: u8,
        judged: u8,
    ) -> Rendered {
        Page::new()
            .line(format!(
                "I no longer open decisions here by myself: of the last {judged} that I opened, {} \
                 confirmed, by an answer or by whoever decides. From now on I ask the author first, and \
                 nobody else sees it. If you would rather have it back, anybody here can use the button.",
                were(confirmed.into())
            ))
            .buttons([go_back(channel)])
            .render()
    }
}

fn go_back(channel: &ChannelId) -> Button {
    Button::new("Let Soundings open again", Control::OpenAgain { channel: channel.clone() })
}

/// Says which words led to kind and door, or that no word did: then owners' corrections, or nothing but a guess.
pub(super) fn grounds(decision: &Decision) -> Option<Line> {
    let guesses = &decision.guesses;
    let by_habit = guesses.shifted.filter(|_| guesses.learnt == Some(decision.kind));
    let kind = match by_habit {
        Some(habit) => Some(shifted(decision.kind, guesses.kind, &habit)),
        // Once the owner has chosen, words no longer speak for it.
        None if guesses.kind != Some(decision.kind) => None,
        None if is_bare_guess(decision) => Some(format!(
            "{} is a guess: no word of the text points to a kind.",
            states::kind(decision.kind)
        )),
        None => telling(&guesses.kind_words, decision.kind.as_str())
            .map(|words| format!("{}: the text says {words}.", states::kind(decision.kind))),
    };
    let both: Vec<String> = kind.into_iter().chain(door_grounds(decision)).collect();
    (!both.is_empty()).then(|| Line::new(both.join(" ")))
}

/// Says which words led to the door, or that owners have taught it.
fn door_grounds(decision: &Decision) -> Option<String> {
    let Guesses { door, door_words, learnt_door, .. } = &decision.guesses;
    let name = capital(states::door_name(decision.door));
    let why = match learnt_door.filter(|(learnt, _)| *learnt == decision.door) {
        Some((_, habit)) => format!(
            "{name}, though I read {}: owners corrected that in {}.",
            door.map(Door::as_str).unwrap_or_default(),
            last_of_kind(&habit, decision)
        ),
        None => {
            let words = telling(door_words, decision.door.as_str());
            let words = words.filter(|_| *door == Some(decision.door))?;
            format!("{name}: the text says {words}.")
        }
    };
    Some(why)
}

/// Whether the door is the one that such a decision usually is, and nothing else speaks for it. While it
/// listens, the owner can still put that right.
pub(super) fn is_usual_door(decision: &Decision) -> bool {
    let guesses = &decision.guesses;
    let as_guessed = (guesses.kind, guesses.door) == (Some(decision.kind), Some(decision.door));
    let unsaid = guesses.door_words.is_empty() && guesses.learnt_door.is_none();
    decision.is_listening() && as_guessed && unsaid
}

/// Nobody chose the kind, and no word spoke for it. While it listens, the owner can still put that right.
fn is_bare_guess(decision: &Decision) -> bool {
    let noticed = !matches!(decision.opened.by, OpenedBy::Person(_));
    noticed && decision.is_listening() && decision.guesses.kind_words.is_empty()
}

/// When authors are asked, where that is not as often as elsewhere.
fn how_it_asks(here: &Here) -> Option<&'static str> {
    match here.usual {
        _ if here.mode == Mode::Manual => None,
        _ if here.in_threads => Some(
            "People here answer in threads. So I wait for what is said there before I ask an author, unless \
             the message is plain.",
        ),
        Usual::Often => None,
        Usual::Unknown => Some(
            "I have not heard enough here yet to know what is usual, so for now I ask authors only when I \
             am surer than elsewhere.",
        ),
        Usual::Seldom => Some(
            "Hardly anything of what I heard here lately was a proposal, so I ask authors only when I am \
             surer than elsewhere.",
        ),
    }
}

fn shifted(kind: Kind, from: Option<Kind>, habit: &Habit) -> String {
    let from = from.map(states::kind).unwrap_or_default();
    let (kind, last) = (states::kind(kind), last(habit));
    format!("{kind}, though I read {from}: owners corrected that in {last} here.")
}

/// The words that led to something, where they are not just its name.
fn telling(words: &[String], name: &str) -> Option<String> {
    let telling = words.iter().filter(|word| !name.contains(word.as_str())).take(WORDS);
    let quoted: Vec<String> =
        telling.map(|word| format!("“{}”", escape(&limits::clip(&plain(word), WORD)))).collect();
    (!quoted.is_empty()).then(|| list(&quoted))
}

/// Says how often owners did the same before.
pub(super) fn repeated(deed: &str, habit: &Habit, decision: &Decision) -> String {
    let deed = if habit.by_hand { format!("{deed} by hand in") } else { "as in".to_owned() };
    format!("{deed} {}", last_of_kind(habit, decision))
}

/// Which decisions of the kind this one began with.
fn last_of_kind(habit: &Habit, decision: &Decision) -> String {
    let kind = decision.guesses.first_kind().unwrap_or(decision.kind);
    let place = if habit.here { " here" } else { "" };
    format!("{} {kind} decisions{place}", last(habit))
}

fn last(habit: &Habit) -> String {
    match habit.of {
        all if all == habit.times => format!("the last {all}"),
        all => format!("{} of the last {all}", habit.times),
    }
}

/// From what was learnt there; nothing where nothing was.
fn learnt_from(here: &Here) -> Option<String> {
    let Lessons { dismissed, confirmed, .. } = here.lessons;
    let whole = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let dismissed =
        (dismissed > 0).then(|| format!("*Not a decision* ({})", times(whole(dismissed))));
    let confirmed = (confirmed > 0).then(|| match confirmed {
        1 => "1 card that was taken up".to_owned(),
        several => format!("{several} cards that were taken up"),
    });
    let said: Vec<String> = dismissed.into_iter().chain(confirmed).collect();
    let said = (!said.is_empty()).then(|| format!("Learnt from {}.", list(&said)));
    let cards = count(here.corrected, "card", "cards");
    let cards = (here.corrected > 0).then(|| format!("Owners corrected {cards}."));
    let all: Vec<String> = said.into_iter().chain(cards).collect();
    (!all.is_empty()).then(|| {
        format!("{} I keep counts and ids for it, no words, and send them nowhere.", all.join(" "))
    })
}

/// How few of the last cards were taken up.
fn taken_up(number: usize, of: usize) -> String {
    let cards = count(of, "card", "cards");
    match number {
        0 => format!("none of my last {cards} was taken up"),
        1 => format!("only 1 of my last {cards} was taken up"),
        several => format!("only {several} of my last {cards} were taken up"),
    }
}

fn were(number: usize) -> String {
    match number {
        0 => "none was".to_owned(),
        1 => "only 1 was".to_owned(),
        several => format!("only {several} were"),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
