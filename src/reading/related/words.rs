//! The words of a decision, brought to their stems.

use super::bearing;
use crate::reading::clean::own_words;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The clauses of a text, as stems.
pub(in super::super) fn clauses(text: &str) -> Vec<Vec<String>> {
    let lower = own_words(text).to_lowercase().replace('’', "'");
    let clauses = lower.split(['.', '!', '?', ';', ':', '\n']);
    let words = |clause: &str| -> Vec<String> {
        let words = clause.split(|c: char| !(c.is_alphanumeric() || c == '\''));
        words.filter(|word| !word.is_empty()).map(stem).collect()
    };
    clauses.map(words).filter(|words| !words.is_empty()).collect()
}

/// Whether a stem says what a decision is about.
pub(in super::super) fn is_subject(stem: &str) -> bool {
    let long = stem.chars().count() >= 3;
    let version = stem.len() == 2 && stem.ends_with(|c: char| c.is_ascii_digit());
    let number = stem.chars().all(|c| c.is_ascii_digit());
    (long || version) && !number && !bearing::is_only_verb(stem) && !COMMON.contains(stem)
}

/// The stems of a list of words.
pub(super) fn stems(words: &str) -> BTreeSet<String> {
    words.split_whitespace().map(stem).collect()
}

/// A word without its ending, so that *price*, *prices* and *pricing* are one.
pub(in super::super) fn stem(word: &str) -> String {
    let word = word.trim_matches('\'');
    let word = word.strip_suffix("'s").unwrap_or(word);
    let long = |rest: &str, least: usize| rest.chars().count() >= least;
    let word = match word.strip_suffix('s') {
        Some(rest) if long(rest, 3) && !rest.ends_with(['s', 'u', 'i']) => rest,
        _ => word,
    };
    let cut = ["ing", "ed"].into_iter().find_map(|end| word.strip_suffix(end));
    match cut.filter(|rest| long(rest, 3)) {
        Some(rest) => without_e(undoubled(rest)).to_owned(),
        None if long(word, 4) => without_e(word).to_owned(),
        None => word.to_owned(),
    }
}

fn without_e(word: &str) -> &str {
    word.strip_suffix('e').unwrap_or(word)
}

/// *dropp* is *drop*.
fn undoubled(word: &str) -> &str {
    let mut last = word.chars().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b)) if a == b && !"lsz".contains(a) => &word[..word.len() - a.len_utf8()],
        _ => word,
    }
}

/// Words that stand in decisions of every sort.
static COMMON: LazyLock<BTreeSet<String>> = LazyLock::new(|| stems(COMMON_WORDS));

const COMMON_WORDS: &str = "about after again all also and any are based because been before being both but can could \
    day days decide decided decision did does done during each else even every everybody everyone few \
    first for get gets give goes going had has have having her here him his how idea if instead into \
    its just last least like long make many may might month months most much must need needs new next \
    not nothing now old once one only other our out own per percent people please plan propose \
    proposal quarter really reason same say see shall should since some something soon still such \
    sure take team than that the their them then there these they thing things think this those \
    thought thoughts through time today together tomorrow too two until very want was way week weeks \
    well were what when where whether which while who why will with would year years yet you your \
    january february march april may june july august september october november december monday \
    tuesday wednesday thursday friday saturday sunday objection objections agree agreed let lets \
    let's we'll we're i'd i'm it's that's doesn't isn't";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_bring_forms_of_a_word_together() {
        for (forms, expected) in [
            (["price", "prices", "pricing"], "pric"),
            (["drop", "drops", "dropping"], "drop"),
            (["charge", "charged", "charging"], "charg"),
            (["seat", "seats", "seat's"], "seat"),
        ] {
            assert_eq!(forms.map(stem), [expected; 3]);
        }
        assert_eq!(["bus", "billing", "status"].map(stem), ["bus", "bill", "status"]);
    }
}
