//! Takes the names of people out of the little text that a report quotes.
//!
//! Knows the names and handles of the export. A name that is also a word ("Will", "Mark") is kept where
//! a sentence begins and taken out elsewhere; what nobody in the export is called stays as it is.

use std::collections::BTreeSet;

/// The names to take out.
#[derive(Default)]
pub struct Mask {
    names: BTreeSet<String>,
    handles: BTreeSet<String>,
}

/// What stands in a name's place.
const SOMEBODY: &str = "somebody";

/// Names that are words as well.
const WORDS: [&str; 24] = [
    "Will", "Mark", "May", "April", "June", "August", "Grace", "Rob", "Bill", "Art", "Chase",
    "Faith", "Hope", "Joy", "Max", "Frank", "Rich", "Sue", "Drew", "Pat", "Rose", "Dash", "Page",
    "Case",
];

/// A shorter part of a name is a particle or an initial.
const NAME_CHARS_MIN: usize = 3;

impl Mask {
    /// Adds somebody's handle and names.
    pub fn add(&mut self, handle: &str, names: &[String]) {
        // A plain handle may be a word; one with a digit or a sign in it is none.
        if handle.contains(|c: char| !c.is_alphabetic()) && handle.chars().count() > 1 {
            self.handles.insert(handle.to_lowercase());
        }
        let parts = names.iter().flat_map(|name| name.split(|c: char| !is_inside(c)));
        let is_name = |part: &&str| {
            part.chars().count() >= NAME_CHARS_MIN && part.starts_with(char::is_uppercase)
        };
        self.names.extend(parts.filter(is_name).map(str::to_owned));
    }

    /// Returns the text without the names.
    pub fn apply(&self, text: &str) -> String {
        let mut out: Vec<&str> = Vec::new();
        for (at, word) in text.split(' ').enumerate() {
            match self.masked(word, at == 0) {
                true if out.last() == Some(&SOMEBODY) => {}
                true => out.push(SOMEBODY),
                false => out.push(word),
            }
        }
        out.join(" ")
    }

    fn masked(&self, word: &str, is_first: bool) -> bool {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let owner = ["'s", "’s"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
        let is_address = bare.split_once('@').is_some_and(|(_, host)| host.contains('.'));
        let is_word = is_first && WORDS.contains(&owner);
        let is_name = owner.split(|c| !is_inside(c)).any(|part| self.names.contains(part));
        is_address || self.handles.contains(&bare.to_lowercase()) || is_name && !is_word
    }
}

/// Tells whether a character may stand inside a part of a name.
fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || c == '\'' || c == '’'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut mask = Mask::default();
        mask.add("ana.weber", &["Ana Weber".into(), "Ana".into()]);
        mask.add("will", &["Will O’Neil-Park".into()]);
        mask.add("p12", &["de".into()]);
        assert_eq!(mask.apply(text), expected);
    }

    #[test]
    fn names_handles_and_addresses_are_taken_out() {
        check("Let Ana Weber decide the price", "Let somebody decide the price");
        check("Move (Ana's) review to May", "Move somebody review to May");
        check("ask ana.weber, p12: or ana@x.example today", "ask somebody or somebody today");
        check("Give it to O’Neil-Park", "Give it to somebody");
    }

    #[test]
    fn a_name_that_is_a_word_stays_where_a_sentence_begins() {
        check("Will the price hold?", "Will the price hold?");
        check("Ask Will about it, he will know", "Ask somebody about it, he will know");
        check("Anatomy of a de facto weber grill", "Anatomy of a de facto weber grill");
    }
}
