//! Questions nobody asked: what the lenses would bring up, less what anybody has spoken of.
//!
//! A checklist and not a judgement: a topic counts as spoken of once one of its phrases stands in the
//! proposal, in a view that counts, or in a reply in the thread. What has been asked and may yet be
//! answered is not named either. Says which function could answer, never which person.

use super::{clean, gain};
use crate::domain::decision::Decision;
use crate::domain::ids::{FunctionId, TopicId};
use crate::domain::lens::{Lens, Library, QuestionId, Topic};
use crate::domain::policy::Policy;
use crate::domain::slot::{Ask, Slot};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// More questions than these would not be read.
pub const SHOWN_MAX: usize = 3;

/// What matters less for a kind of decision is not worth a line on a card.
pub(super) const WEIGHT_MIN: u8 = 2;

/// What matters this much is named even where its function is not on the card; and nothing less is where
/// hardly a word says of which kind the decision is.
const HEART_WEIGHT_MIN: u8 = 3;

/// A question nobody asked, and who could answer it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unasked<'a> {
    /// The function that could answer.
    pub function: &'a FunctionId,
    /// What it would bring up.
    pub topic: &'a Topic,
    /// What the proposal promises, where that is why it is asked.
    pub promised: Option<&'a str>,
}

/// Returns the topics of which a text speaks in its author's own words.
pub fn spoken_of(library: &Library, text: &str) -> BTreeSet<TopicId> {
    library.spoken_of(&clean::own_words(text))
}

/// Returns the questions that matter most among those nobody asked: first those of functions that are
/// not heard, then by how much they matter for the kind and the door; one of each function, as long as
/// that is enough.
///
/// What a gain costs comes before all of them, where the proposal promises one.
pub fn unasked<'a>(policy: &'a Policy, decision: &'a Decision) -> Vec<Unasked<'a>> {
    let mut open = open(policy, decision);
    open.sort_by_key(|one| one.0);
    let mut spoken_for = BTreeSet::new();
    let (mut shown, more): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|(_, one)| spoken_for.insert(one.function));
    shown.extend(more);
    shown.into_iter().map(|(_, one)| one).take(SHOWN_MAX).collect()
}

/// How near a function is to the decision, and then how much a question matters.
type Rank = (Standing, Reverse<u8>);

/// Where a function stands, those first that should be heard of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// The proposal promises a gain, and nobody speaks of what it costs.
    Promise,
    Unheard,
    Heard,
    OffCard,
}

/// Every question that nobody asked.
fn open<'a>(policy: &'a Policy, decision: &'a Decision) -> Vec<(Rank, Unasked<'a>)> {
    let mut spoken_of = answered(policy, decision);
    spoken_of.extend(awaited(policy, decision));
    let on_gain = |(lens, topic): &(&Lens, &Topic)| {
        topic.on_gain && spoken_of.contains(&lens.topic_id(topic))
    };
    let is_weighed = policy.library.topics().any(|one| on_gain(&one));
    let promised = if is_weighed { None } else { gain::promised(decision) };
    let topics = policy.library.topics();
    let topics = topics.filter(|(lens, topic)| !spoken_of.contains(&lens.topic_id(topic)));
    let open = topics.filter_map(|(lens, topic)| {
        let promised = promised.filter(|_| topic.on_gain);
        let rank = rank(decision, lens, topic, promised.is_some())?;
        Some((rank, Unasked { function: &lens.function, topic, promised }))
    });
    open.collect()
}

/// How soon a question is named, or `None` where it is not worth a line.
fn rank(decision: &Decision, lens: &Lens, topic: &Topic, promised: bool) -> Option<Rank> {
    let standing = standing(decision.slot(&lens.function))?;
    let weight = topic.weight(decision.kind, decision.door);
    if promised {
        return Some((Standing::Promise, Reverse(weight.unwrap_or_default())));
    }
    let known = standing != Standing::OffCard && is_kind_known(decision);
    let least = if known { WEIGHT_MIN } else { HEART_WEIGHT_MIN };
    weight.filter(|weight| *weight >= least).map(|weight| (standing, Reverse(weight)))
}

/// Whether a person, or more than one word, says of which kind it is.
fn is_kind_known(decision: &Decision) -> bool {
    let guesses = &decision.guesses;
    guesses.kind != Some(decision.kind) || guesses.kind_words.len() > 1
}

/// Where a function stands, or `None` where it is settled that it is not affected.
fn standing(slot: Option<&Slot>) -> Option<Standing> {
    match slot {
        None => Some(Standing::OffCard),
        Some(slot) if slot.is_not_affected() => None,
        Some(slot) if slot.has_position() => Some(Standing::Heard),
        Some(_) => Some(Standing::Unheard),
    }
}

/// What the proposal, a view or a reply has spoken of.
pub(super) fn answered(policy: &Policy, decision: &Decision) -> BTreeSet<TopicId> {
    let texts = said(decision).flat_map(|text| spoken_of(&policy.library, text));
    decision.spoken_of.iter().cloned().chain(texts).collect()
}

/// What was asked, so that it has been answered or may yet be.
fn awaited(policy: &Policy, decision: &Decision) -> BTreeSet<TopicId> {
    let questions = decision.slots.iter().flat_map(asked);
    let texts = questions.filter_map(|question| policy.library.text_of(question));
    texts.flat_map(|text| policy.library.spoken_of(text)).collect()
}

/// What a function was asked, if it has answered or may yet.
fn asked(slot: &Slot) -> impl Iterator<Item = &QuestionId> {
    let counts = |ask: &&Ask| ask.is_open() || slot.has_position();
    slot.asks.iter().filter(counts).map(|ask| &ask.question)
}

/// Every text that counts: the proposal with its title and goal, and each view.
fn said(decision: &Decision) -> impl Iterator<Item = &str> {
    let views = decision.slots.iter().filter_map(|slot| slot.view.as_ref());
    proposed(decision).chain(views.flat_map(|view| view.words.parts()))
}

/// The proposal's texts: its title, its goal and what it says.
pub(super) fn proposed(decision: &Decision) -> impl Iterator<Item = &str> {
    let texts = [Some(decision.title.as_str()), decision.goal.as_deref(), Some(decision.text())];
    texts.into_iter().flatten()
}
