//! A draft under the lenses of those it affects, before anybody sees it: what each will ask first, which of
//! its numbers and words are missing, and which jargon of others it does not share.
//!
//! A help for writing, made from the lens library alone. It knows the draft and nothing else.

use super::{clean, unasked};
use crate::domain::ids::FunctionId;
use crate::domain::kind::{Door, Kind};
use crate::domain::lens::{Figure, Lens, Library, Phrases, Topic};
use std::cmp::Reverse;
use std::sync::LazyLock;

/// So many words of a lens are named at the most; more would be homework.
const WORDS_MAX: usize = 3;

/// What one function will make of a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview<'a> {
    /// Its lens.
    pub lens: &'a Lens,
    /// What it will ask first.
    pub question: &'a str,
    /// What it would bring up next, of all that the draft does not speak of.
    pub then: Option<&'a Topic>,
    /// Numbers it looks for and does not find.
    pub numbers: Vec<Figure>,
    /// Words of its own that the draft does not use; none where it uses some.
    pub words: Vec<&'a str>,
    /// Words of others that it does not share.
    pub jargon: Vec<Jargon<'a>>,
}

/// A word that some functions share and others do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jargon<'a> {
    /// The word, as its lens spells it.
    pub word: &'a str,
    /// The function whose word it is.
    pub of: &'a FunctionId,
    /// What to say instead.
    pub plain: Option<&'a str>,
}

/// Returns what some functions will make of a draft. `own` are the functions of its author, whose jargon
/// alone is named; where they are not known, everybody's is.
pub fn previews<'a>(
    library: &'a Library,
    (text, kind, door): (&str, Kind, Door),
    affected: &[FunctionId],
    own: &[FunctionId],
) -> Vec<Preview<'a>> {
    let text = clean::own_words(text);
    let used = jargon_in(library, &text, own);
    let lenses = affected.iter().filter_map(|function| library.get(function));
    let preview = |lens: &'a Lens| Preview {
        lens,
        question: lens.question(kind, 0).text,
        then: then(library, lens, &text, (kind, door)),
        numbers: missing_numbers(lens, &text),
        words: missing_words(lens, &text),
        jargon: used.iter().filter(|one| !shares(lens, one)).copied().collect(),
    };
    lenses.map(preview).collect()
}

/// What a lens would bring up next: of its topics that neither the draft nor its first question speaks
/// of, the one that matters most.
fn then<'a>(
    library: &Library,
    lens: &'a Lens,
    text: &str,
    (kind, door): (Kind, Door),
) -> Option<&'a Topic> {
    let mut spoken_of = library.spoken_of(text);
    spoken_of.extend(library.spoken_of(lens.question(kind, 0).text));
    let open = lens.topics.iter().filter(|topic| !spoken_of.contains(&lens.topic_id(topic)));
    let weighed = open.filter_map(|topic| Some((topic.weight(kind, door)?, topic)));
    let weighed = weighed.filter(|(weight, _)| *weight >= unasked::WEIGHT_MIN);
    weighed.min_by_key(|(weight, _)| Reverse(*weight)).map(|(_, topic)| topic)
}

fn missing_numbers(lens: &Lens, text: &str) -> Vec<Figure> {
    let found = FIGURES.in_text(text);
    lens.speech.numbers.iter().filter(|figure| !found.contains(figure)).copied().collect()
}

/// The first words of a lens, where the draft uses none of them.
fn missing_words<'a>(lens: &'a Lens, text: &str) -> Vec<&'a str> {
    let words = lens.words.iter().map(String::as_str);
    if words.clone().any(|word| !phrases([(word, ())]).in_text(text).is_empty()) {
        return Vec::new();
    }
    words.take(WORDS_MAX).collect()
}

/// The jargon that a text uses: of these functions, or of all where none is named.
fn jargon_in<'a>(library: &'a Library, text: &str, own: &[FunctionId]) -> Vec<Jargon<'a>> {
    let is_meant = |lens: &&Lens| own.is_empty() || own.contains(&lens.function);
    let all = library.iter().filter(is_meant).flat_map(|lens| {
        lens.jargon().map(|(word, plain)| (word, Jargon { word, of: &lens.function, plain }))
    });
    let mut found: Vec<Jargon<'a>> = phrases(all).in_text(text).into_iter().copied().collect();
    // A word that stands in two lenses is named once, with its plain wording if there is one.
    found.sort_by_key(|one| one.plain.is_none());
    let mut seen: Vec<String> = Vec::new();
    found.retain(|one| {
        let word = one.word.to_lowercase();
        let new = !seen.contains(&word);
        seen.push(word);
        new
    });
    found
}

fn shares(lens: &Lens, jargon: &Jargon<'_>) -> bool {
    lens.jargon().any(|(word, _)| word.eq_ignore_ascii_case(jargon.word))
}

/// Words, each with its plural.
fn phrases<'w, T>(words: impl IntoIterator<Item = (&'w str, T)>) -> Phrases<T> {
    let mut phrases = Phrases::default();
    for (word, meaning) in words {
        phrases.add(meaning, [word.to_owned(), format!("{word}s")]);
    }
    phrases
}

static FIGURES: LazyLock<Phrases<Figure>> = LazyLock::new(|| {
    let mut figures = Phrases::default();
    figures.add(Figure::Money, MONEY);
    figures.add(Figure::Percent, PERCENT);
    figures.add(Figure::Date, DATE);
    figures.add(Figure::Duration, DURATION);
    figures.add(Figure::Count, COUNT);
    figures
});

#[rustfmt::skip]
const MONEY: [&str; 14] = [
    "€ #", "$ #", "£ #", "# €", "# $", "# £", "# euro*", "# eur", "# dollar*", "# usd", "# pound*", "# gbp",
    "# cent*", "# million*",
];

const PERCENT: [&str; 6] = ["# %", "# percent", "# per cent", "half of", "a third", "a quarter of"];

#[rustfmt::skip]
const DATE: [&str; 29] = [
    "january", "february", "march", "april", "may #", "# may", "june", "july", "august", "september", "october",
    "november", "december", "q1", "q2", "q3", "q4", "monday", "tuesday", "wednesday", "thursday", "friday",
    "tomorrow", "today", "next week", "next month", "next quarter", "next year", "end of the year",
];

#[rustfmt::skip]
const DURATION: [&str; 16] = [
    "# minute*", "# hour*", "# day*", "# week*", "# month*", "# quarter*", "# year*", "# sprint*", "a day", "a week",
    "a month", "a sprint", "two days", "two weeks", "three weeks", "half a day",
];

#[rustfmt::skip]
const COUNT: [&str; 16] = [
    "# customer*", "# user*", "# account*", "# people", "# ticket*", "# shop*", "# request*", "# contact*",
    "# call*", "# team*", "# compan*", "# order*", "# of", "# in #", "# out of", "hundred*",
];
