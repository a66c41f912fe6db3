//! Views that pull apart: one says what it needs, and another leaves no room for it.
//!
//! Found by rules that can be told in a sentence, clause by clause: verbs that undo each other over the
//! same thing, a word that one wants and the other denies, a date that comes before the earliest, a number
//! below the least. A false tension is worse than none, so it takes more than one sign that both speak of
//! the same, and whatever may only seem so (other versions, customers or places, other times, what is
//! reported, guessed or asked) does not count.

mod amount;
mod clause;
mod rule;
mod verb;
mod when;

use self::clause::{Clause, Place, clauses};
use self::rule::{Ground, Match};
use super::balance::sentences;
use super::bounds;
use super::related::words::stem;
use crate::domain::answer::{View, Words};
use crate::domain::decision::Decision;
use crate::domain::ids::{FunctionId, TensionId};
use crate::domain::policy::Policy;
use crate::domain::record::{fingerprint, heard};
use crate::domain::tension::{Pair, Said};
use std::collections::BTreeSet;

/// Two views that pull apart, and the sentences that show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pull<'a> {
    /// The function that needs something.
    pub needs: Party<'a>,
    /// The function that leaves no room for it.
    pub limits: Party<'a>,
    /// What both speak of, in the words of the first; empty where it is the date of the whole.
    pub over: String,
    strength: usize,
}

/// One side of a tension.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Party<'a> {
    pub function: &'a FunctionId,
    pub view: &'a View,
    /// What it says, in its own words.
    pub sentence: &'a str,
}

/// More of them nobody would look at.
pub const FOUND_MAX: usize = 5;

impl Pull<'_> {
    /// Returns the two views as the domain knows them.
    pub fn pair(&self) -> Pair {
        Pair { needs: self.needs.said(), limits: self.limits.said() }
    }

    /// Returns the id of this tension between these views.
    pub fn id(&self) -> TensionId {
        self.pair().id()
    }
}

impl Party<'_> {
    fn said(&self) -> Said {
        Said { function: self.function.clone(), of: fingerprint(&self.view.words) }
    }
}

/// Returns the views of a decision that pull apart, each two functions once, the plainest first.
pub fn among<'a>(policy: &Policy, decision: &'a Decision) -> Vec<Pull<'a>> {
    let ground = Ground::of(&policy.library, decision);
    let voices: Vec<Voice<'a>> = heard(decision)
        .filter_map(|slot| {
            let view = slot.view.as_ref()?;
            Some(Voice { function: &slot.function, view, said: said(&view.words, &ground) })
        })
        .collect();
    let mut found: Vec<Pull<'a>> = Vec::new();
    for (place, one) in voices.iter().enumerate() {
        found.extend(voices[place + 1..].iter().filter_map(|other| between(&ground, one, other)));
    }
    found.sort_by_key(|pull| std::cmp::Reverse(pull.strength));
    found.truncate(FOUND_MAX);
    found
}

/// A view, clause by clause.
struct Voice<'a> {
    function: &'a FunctionId,
    view: &'a View,
    said: Vec<Sentence<'a>>,
}

/// A sentence that takes a position.
struct Sentence<'a> {
    text: &'a str,
    clauses: Vec<Clause>,
}

/// The sentences of a view in which it takes a position.
fn said<'a>(words: &'a Words, ground: &Ground<'_>) -> Vec<Sentence<'a>> {
    let given = [words.limit.as_deref(), words.condition.as_deref()];
    let parts = match given {
        [None, None] => bounds::parts(&words.need),
        _ => bounds::Parts { wanted: sentences(&words.need).collect(), possible: Vec::new() },
    };
    let bounds = given.into_iter().flatten().flat_map(sentences).chain(parts.possible);
    let needs = parts.wanted.into_iter().map(|text| (text, Place::Need));
    let all = needs.take(READ_MAX).chain(bounds.take(READ_MAX).map(|text| (text, Place::Bound)));
    // Of a text with code in it nobody knows which words are meant.
    let all = all.filter(|_| !words.parts().any(|part| part.contains("```")));
    let sentence = |(text, place): (&'a str, Place)| Sentence {
        text: text.trim(),
        clauses: clauses(text, place, ground.opened),
    };
    let mut seen = BTreeSet::new();
    let all = all.map(sentence).filter(|one| !one.clauses.is_empty() && seen.insert(one.text));
    all.take(SENTENCES_MAX).collect()
}

/// Of a view that goes on and on the first sentences are read.
const READ_MAX: usize = 40;
/// Of those so many that take a position.
const SENTENCES_MAX: usize = 30;

/// The plainest way in which two views pull apart, whichever of them needs something.
fn between<'a>(ground: &Ground<'_>, one: &Voice<'a>, other: &Voice<'a>) -> Option<Pull<'a>> {
    let (there, back) = (denied(ground, one, other), denied(ground, other, one));
    let weaker = |a: &Pull<'_>, b: &Pull<'_>| a.strength < b.strength;
    match (there, back) {
        (Some(there), Some(back)) if weaker(&there, &back) => Some(back),
        (there, back) => there.or(back),
    }
}

/// What one view needs and another denies.
fn denied<'a>(ground: &Ground<'_>, needs: &Voice<'a>, limits: &Voice<'a>) -> Option<Pull<'a>> {
    let mut best: Option<Pull<'a>> = None;
    for other in limits.said.iter().filter(|other| other.clauses.iter().any(Clause::may_deny)) {
        for one in &needs.said {
            let found = plainest(ground, one, other);
            let found = found
                .filter(|found| best.as_ref().is_none_or(|best| best.strength < found.strength));
            if let Some(found) = found {
                best = Some(pull((needs, one), (limits, other), &found));
            }
        }
    }
    best
}

fn plainest(ground: &Ground<'_>, one: &Sentence<'_>, other: &Sentence<'_>) -> Option<Match> {
    let topic = || ground.share_topic(one.text, other.text);
    let denying = || other.clauses.iter().filter(|clause| clause.may_deny());
    let pairs = one.clauses.iter().flat_map(|a| denying().map(move |b| (a, b)));
    let found = pairs.filter_map(|(a, b)| rule::apply(ground, a, b, topic));
    found.max_by_key(|found| found.strength)
}

fn pull<'a>(
    (needs, one): (&Voice<'a>, &Sentence<'a>),
    (limits, other): (&Voice<'a>, &Sentence<'a>),
    found: &Match,
) -> Pull<'a> {
    let party = |voice: &Voice<'a>, sentence: &Sentence<'a>| Party {
        function: voice.function,
        view: voice.view,
        sentence: sentence.text,
    };
    Pull {
        needs: party(needs, one),
        limits: party(limits, other),
        over: as_written(one.text, &found.shared),
        strength: found.strength,
    }
}

/// What is shared, as it is written in a sentence: what stands together stays so, the rest is joined by
/// "and".
fn as_written(sentence: &str, shared: &BTreeSet<String>) -> String {
    let mut left = shared.clone();
    let words = sentence.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    let (mut written, mut together) = (String::new(), true);
    for word in words.filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        if !left.remove(&stem(&lower)) {
            together &= written.is_empty() || BETWEEN.contains(&lower.as_str());
            continue;
        }
        let link = if together { " " } else { " and " };
        written += if written.is_empty() { "" } else { link };
        written += word;
        together = true;
    }
    written
}

/// What may stand between words that belong together.
const BETWEEN: [&str; 8] = ["the", "a", "an", "our", "their", "any", "each", "this"];
