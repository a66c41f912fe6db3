//! Every pattern of the reader in one set, so that a message is scanned once.
//!
//! A pattern of its own is compiled only when it was found and its words are wanted. Patterns know
//! ASCII only: one emoji in the text makes a Unicode word boundary many times dearer.

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder, SetMatches};
use std::ops::Range;
use std::sync::OnceLock;

/// A place among the patterns of a [`Bank`].
pub(super) type PatternIndex = usize;

/// All patterns, scanned for together.
pub(super) struct Bank {
    set: RegexSet,
    patterns: Vec<Pattern>,
}

struct Pattern {
    source: String,
    regex: OnceLock<Regex>,
}

/// Patterns on their way into a [`Bank`].
#[derive(Default)]
pub(super) struct Sources(Vec<String>);

impl Sources {
    /// Adds a table of patterns and returns where they will be found.
    pub(super) fn add(
        &mut self,
        patterns: impl IntoIterator<Item = impl Into<String>>,
    ) -> Range<PatternIndex> {
        let start = self.0.len();
        self.0.extend(patterns.into_iter().map(Into::into));
        start..self.0.len()
    }

    /// Compiles the set.
    pub(super) fn compile(self) -> Bank {
        let set = RegexSetBuilder::new(&self.0)
            .unicode(false)
            .size_limit(COMPILED_BYTES_MAX)
            .dfa_size_limit(DFA_BYTES_MAX)
            .build()
            .expect("the patterns are fixed and a lens's words are escaped and few");
        let pattern = |source| Pattern { source, regex: OnceLock::new() };
        Bank { set, patterns: self.0.into_iter().map(pattern).collect() }
    }
}

const COMPILED_BYTES_MAX: usize = 32 << 20;

/// Room for the automaton that is built while reading; with too little it is rebuilt over and over.
const DFA_BYTES_MAX: usize = 8 << 20;

impl Bank {
    /// Scans a text in lower case.
    pub(super) fn scan<'a>(&'a self, text: &'a str) -> Hits<'a> {
        Hits { bank: self, text, found: self.set.matches(text) }
    }

    fn regex(&self, index: PatternIndex) -> &Regex {
        let pattern = &self.patterns[index];
        pattern.regex.get_or_init(|| {
            RegexBuilder::new(&pattern.source)
                .unicode(false)
                .size_limit(COMPILED_BYTES_MAX)
                .build()
                .expect("it was compiled before as a part of the set")
        })
    }
}

/// What a scan found in a text.
pub(super) struct Hits<'a> {
    bank: &'a Bank,
    text: &'a str,
    found: SetMatches,
}

impl<'a> Hits<'a> {
    /// Returns the scanned text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Tells whether a pattern was found.
    pub(super) fn has(&self, index: PatternIndex) -> bool {
        self.found.matched(index)
    }

    /// Returns every pattern that was found.
    pub(super) fn all(&self) -> impl Iterator<Item = PatternIndex> {
        self.found.iter()
    }

    /// Returns the places of a pattern in the text.
    pub(super) fn places(&self, index: PatternIndex) -> impl Iterator<Item = Range<usize>> {
        let regex = self.has(index).then(|| self.bank.regex(index));
        regex.into_iter().flat_map(|regex| regex.find_iter(self.text)).map(|found| found.range())
    }

    /// Returns the first place of a pattern in the text.
    pub(super) fn first(&self, index: PatternIndex) -> Option<Range<usize>> {
        self.places(index).next()
    }

    /// Returns the distinct words in which a pattern was found, in the order of the text.
    pub(super) fn words(&self, index: PatternIndex) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for place in self.places(index) {
            let word = tidy(&self.text[place]);
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }

    /// Returns the first place of a pattern inside a part of the text, counted from its start.
    pub(super) fn first_within(
        &self,
        index: PatternIndex,
        part: &Range<usize>,
    ) -> Option<Range<usize>> {
        let found = self.has(index).then(|| self.bank.regex(index).find(&self.text[part.clone()]));
        found.flatten().map(|found| found.range())
    }
}

/// Returns found words as they can be shown: without what only marked their place.
pub(super) fn tidy(found: &str) -> String {
    let edge = |c: char| c.is_whitespace() || ".,;:!?-(".contains(c);
    found.trim_matches(edge).to_owned()
}

/// Returns a pattern for any of these alternatives as whole words.
pub(super) fn any_word(alternatives: &str) -> String {
    format!(r"\b(?:{alternatives})\b")
}
