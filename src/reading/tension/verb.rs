//! Verbs that undo each other.

use crate::reading::related::words::stem;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A verb in a clause, and what it does.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verb {
    /// Its place among the words.
    pub at: usize,
    pub axis: Axis,
    /// Whether it does the first of the pair, with the negation reckoned in.
    pub forward: bool,
    /// Whether it is negated.
    pub turned: bool,
}

/// A pair of opposites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Keep,
    Raise,
    Launch,
    Allow,
    Require,
    Include,
    Merge,
    Charge,
}

/// The verbs of a clause.
pub(super) fn verbs(words: &[String], stems: &[String], negation: Option<usize>) -> Vec<Verb> {
    let verb = |at: usize| {
        let (axis, side) = known(words, stems, at)?;
        let turned =
            negation.is_some_and(|negation| negation < at && at - negation <= TURNS_WITHIN);
        Some(Verb { at, axis, forward: side != turned, turned })
    };
    (0..words.len()).filter_map(verb).collect()
}

/// Whether a word alone is such a verb, in the form in which something is asked for.
pub(super) fn is_verb(word: &str) -> bool {
    TABLE.contains_key(&stem(word)) && !is_past(word)
}

fn known(words: &[String], stems: &[String], at: usize) -> Option<(Axis, bool)> {
    let before = |within: usize| &words[at.saturating_sub(within)..at];
    if words[at] == "off" && before(4).iter().any(|word| SWITCHES.contains(&word.as_str())) {
        return Some((Axis::Keep, false));
    }
    let passive = before(2).iter().any(|word| PASSIVE.contains(&word.as_str()));
    let than = words.get(at + 1).is_some_and(|word| word == "than");
    (!than && (passive || !is_past(&words[at]))).then(|| TABLE.get(&stems[at]).copied())?
}

/// What was done is told, not asked for.
fn is_past(word: &str) -> bool {
    word.ends_with("ed") || word == "kept"
}

/// What turns a verb round stands within so many words before it.
const TURNS_WITHIN: usize = 4;

const PASSIVE: [&str; 9] = ["be", "being", "stay", "stays", "get", "gets", "is", "are", "to"];

const SWITCHES: [&str; 5] = ["switch", "turn", "switched", "turned", "switching"];

static TABLE: LazyLock<BTreeMap<String, (Axis, bool)>> = LazyLock::new(|| {
    let sides =
        PAIRS.iter().flat_map(|(axis, forward, back)| [(axis, forward, true), (axis, back, false)]);
    let verbs = sides.flat_map(|(axis, words, side)| {
        words.split_whitespace().map(move |word| (stem(word), (*axis, side)))
    });
    verbs.collect()
});

/// Verbs that undo each other. Fewer than for titles: in a sentence many a verb is a noun or an aside.
const PAIRS: [(Axis, &str, &str); 8] = [
    (
        Axis::Keep,
        "keep kept retain maintain preserve stay remain restore",
        "drop remove retire sunset deprecate kill delete discontinue abandon cancel",
    ),
    (
        Axis::Raise,
        "raise increase rise grow higher longer extend lengthen",
        "lower cut reduce decrease shrink shorten shorter fewer halve",
    ),
    (Axis::Launch, "launch ship release", "delay postpone defer pause wait"),
    (Axis::Allow, "allow enable permit", "forbid ban block prohibit disallow disable"),
    (Axis::Require, "require mandate enforce", "waive relax exempt"),
    (Axis::Include, "include", "exclude"),
    (Axis::Merge, "merge combine unify", "split separate divide"),
    (Axis::Charge, "charge", "waive"),
];
