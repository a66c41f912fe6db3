//! Questions nobody asked: what the lenses would bring up, less what anybody has spoken of.
//!
//! A checklist and not a judgement: a topic counts as spoken of once one of its phrases stands in the
//! proposal, in a view that counts, or in a reply in the thread. What has been asked and may yet be
//! answered is not named either. Says which function could answer, never which person.

use super::clean;
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
const WEIGHT_MIN: u8 = 2;

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
}

/// Returns the topics of which a text speaks in its author's own words.
pub fn spoken_of(library: &Library, text: &str) -> BTreeSet<TopicId> {
    library.spoken_of(&clean::own_words(text))
}

/// Returns the questions that matter most among those nobody asked: first those of functions that are
/// not heard, then by how much they matter for the kind and the door; one of each function, as long as
/// that is enough.
pub fn unasked<'a>(policy: &'a Policy, decision: &Decision) -> Vec<Unasked<'a>> {
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
    Unheard,
    Heard,
    OffCard,
}

/// Every question that nobody asked.
fn open<'a>(policy: &'a Policy, decision: &Decision) -> Vec<(Rank, Unasked<'a>)> {
    let spoken_of = all_spoken_of(policy, decision);
    let least = if is_kind_known(decision) { WEIGHT_MIN } else { HEART_WEIGHT_MIN };
    let rank = |lens: &Lens, topic: &Topic| -> Option<Rank> {
        let standing = standing(decision.slot(&lens.function))?;
        let weight = topic.weight(decision.kind, decision.door)?;
        let least = if standing == Standing::OffCard { HEART_WEIGHT_MIN } else { least };
        (weight >= least).then_some((standing, Reverse(weight)))
    };
    let topics = policy.library.topics();
    let topics = topics.filter(|(lens, topic)| !spoken_of.contains(&lens.topic_id(topic)));
    let open = topics.filter_map(|(lens, topic)| {
        Some((rank(lens, topic)?, Unasked { function: &lens.function, topic }))
    });
    open.collect()
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

/// What has been spoken of, or asked so that an answer may still come.
fn all_spoken_of(policy: &Policy, decision: &Decision) -> BTreeSet<TopicId> {
    let library = &policy.library;
    let mut topics = decision.spoken_of.clone();
    for text in said(decision) {
        topics.extend(spoken_of(library, text));
    }
    for question in decision.slots.iter().flat_map(asked) {
        topics.extend(
            library.text_of(question).map(|text| library.spoken_of(text)).into_iter().flatten(),
        );
    }
    topics
}

/// What a function was asked, if it has answered or may yet.
fn asked(slot: &Slot) -> impl Iterator<Item = &QuestionId> {
    let counts = |ask: &&Ask| ask.is_open() || slot.has_position();
    slot.asks.iter().filter(counts).map(|ask| &ask.question)
}

/// Every text that counts: the proposal with its title and goal, and each view.
pub(super) fn said(decision: &Decision) -> impl Iterator<Item = &str> {
    let proposal = [Some(decision.title.as_str()), decision.goal.as_deref(), Some(decision.text())];
    let views = decision.slots.iter().filter_map(|slot| slot.view.as_ref());
    let views = views.flat_map(|view| view.words.parts());
    proposal.into_iter().flatten().chain(views)
}
