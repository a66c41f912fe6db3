//! Whether two decisions about the same point the same way.

use super::Subject;
use super::words::{clauses, stems};
use crate::domain::relation::Bearing;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A verb and what it does to which words.
#[derive(Debug)]
struct Act {
    /// Which pair of opposites, and on which side.
    axis: usize,
    forward: bool,
    objects: Vec<String>,
}

pub(super) fn of(one: &Subject<'_>, other: &Subject<'_>, shared: &[&str]) -> Bearing {
    let (ours, theirs) = (acts(one, shared), acts(other, shared));
    let meets = |a: &Act, b: &Act| {
        a.axis == b.axis && a.objects.iter().any(|object| b.objects.contains(object))
    };
    let pairs = ours.iter().flat_map(|a| theirs.iter().map(move |b| (a, b)));
    let (mut same, mut opposite) = (false, false);
    for (a, b) in pairs.filter(|(a, b)| meets(a, b)) {
        if a.forward == b.forward { same = true } else { opposite = true }
    }
    if opposite && !same { Bearing::Opposite } else { Bearing::Alike }
}

/// What a decision does to the shared words: by what was decided, or else its title, or else its text.
fn acts(subject: &Subject<'_>, shared: &[&str]) -> Vec<Act> {
    let parts = [subject.decided.unwrap_or_default(), subject.title, subject.proposal];
    let acts = parts.into_iter().map(|text| acts_in(text, shared));
    acts.into_iter().find(|acts| !acts.is_empty()).unwrap_or_default()
}

fn acts_in(text: &str, shared: &[&str]) -> Vec<Act> {
    let mut acts = Vec::new();
    for clause in clauses(text) {
        for at in 0..clause.len() {
            let after = clause[at + 1..].iter();
            // "From cron to the queue" moves away from cron alone.
            let place = is_place(&clause[at]);
            let objects = objects(after.take_while(|word| !place || !is_place(word)), shared);
            if objects.is_empty() {
                continue;
            }
            let before = &clause[at.saturating_sub(TURNS_WITHIN)..at];
            let turned = before.iter().any(|word| TABLES.turning.contains(word));
            let sides = sides(&clause, at).into_iter();
            acts.extend(sides.map(|(axis, forward)| Act {
                axis,
                forward: forward != turned,
                objects: objects.clone(),
            }));
        }
    }
    acts
}

/// The shared words soon after a verb, up to the next verb.
fn objects<'a>(after: impl Iterator<Item = &'a String>, shared: &[&str]) -> Vec<String> {
    let mut objects: Vec<String> = Vec::new();
    for word in after.take(OBJECTS_WITHIN) {
        if is_verb(word) && !objects.is_empty() {
            break;
        }
        if shared.contains(&word.as_str()) {
            objects.push(word.clone());
        }
    }
    objects
}

/// On which pairs of opposites a word stands, and on which side.
fn sides(clause: &[String], at: usize) -> Vec<(usize, bool)> {
    let word = clause[at].as_str();
    let mut sides = TABLES.sides.get(word).cloned().unwrap_or_default();
    let mut before = clause[at.saturating_sub(OBJECTS_WITHIN)..at].iter();
    match word {
        "to" if before.any(|word| TABLES.moving.contains(word)) => sides.push((PLACE, true)),
        "from" | "off" => sides.push((PLACE, false)),
        _ => {}
    }
    sides
}

fn is_verb(word: &str) -> bool {
    TABLES.sides.contains_key(word) || TABLES.moving.contains(word)
}

/// Whether a word does something and is not what is decided about.
pub(super) fn is_only_verb(word: &str) -> bool {
    is_verb(word) && !TABLES.things_too.contains(word)
}

fn is_place(word: &str) -> bool {
    matches!(word, "to" | "from" | "off")
}

/// The words below, as stems.
static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

struct Tables {
    /// Verbs, with the pairs of opposites on which each stands, and on which side.
    sides: BTreeMap<String, Vec<(usize, bool)>>,
    things_too: BTreeSet<String>,
    moving: BTreeSet<String>,
    turning: BTreeSet<String>,
}

impl Tables {
    fn new() -> Self {
        let mut sides: BTreeMap<String, Vec<(usize, bool)>> = BTreeMap::new();
        for (axis, (forward, back)) in OPPOSITES.iter().enumerate() {
            for (words, is_forward) in [(forward, true), (back, false)] {
                for verb in stems(words) {
                    sides.entry(verb).or_default().push((axis, is_forward));
                }
            }
        }
        Self {
            sides,
            things_too: stems(THINGS_TOO),
            moving: stems(MOVING),
            turning: stems(TURNING),
        }
    }
}

/// A verb's object stands within so many words after it.
const OBJECTS_WITHIN: usize = 7;
/// What turns a verb round stands within so many words before it.
const TURNS_WITHIN: usize = 2;

/// The pair of opposites that places are: moving there, and away.
const PLACE: usize = OPPOSITES.len();

/// Verbs that undo each other.
const OPPOSITES: [(&str, &str); 9] = [
    (
        "raise increase grow extend expand lengthen double more higher",
        "lower cut reduce decrease shrink shorten halve less fewer cheaper",
    ),
    (
        "keep retain continue maintain preserve restore revive support",
        "drop remove retire sunset deprecate kill delete stop end discontinue abandon cancel",
    ),
    (
        "adopt add introduce start launch enable allow offer create use",
        "drop remove retire sunset deprecate kill delete stop end discontinue abandon cancel disable \
         ban forbid replace undo revert without",
    ),
    ("build develop write", "buy purchase license outsource rent"),
    ("open widen", "close narrow"),
    ("merge combine unify join centralise centralize", "split separate divide"),
    ("launch ship release start advance accelerate", "delay postpone defer pause hold"),
    ("charge", "waive"),
    ("require mandate enforce", "waive relax exempt"),
];

/// Of those verbs, some that are what a decision is about as well.
const THINGS_TOO: &str = "launch release charge support";

/// Words after which "to" is a place and no verb's.
const MOVING: &str = "move switch migrate go return change from off back over";

/// Words that turn the verb after them round.
const TURNING: &str = "stop not never no longer without cease don't won't avoid nobody";
