//! Phrases as lenses write them, and finding many of them in a text at once.
//!
//! A phrase is one or more words in a row. `refund*` stands for every word that begins so, a lone `*`
//! for up to three words in between, `#` for a number: `roll* * back`, `# days before`. Case and
//! punctuation do not count, but no phrase reaches beyond the end of a sentence.
//!
//! It finds words, not meaning: "no refunds" touches refunds, which is what a checklist wants.

use std::collections::BTreeMap;
use std::ops::Range;

/// So many words may stand where a phrase has a lone `*`.
const GAP_WORDS_MAX: usize = 3;

/// A beginning shorter than this would stand for too much.
const START_CHARS_MIN: usize = 3;

/// Many phrases, each standing for something.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrases<T> {
    /// By the beginning of their first word; see [`key`].
    by_start: BTreeMap<String, Vec<(Vec<Part>, usize)>>,
    meanings: Vec<T>,
}

/// One word of a phrase.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Word(String),
    Start(String),
    Number,
    Gap,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { by_start: BTreeMap::new(), meanings: Vec::new() }
    }
}

impl<T> Phrases<T> {
    /// Adds what some phrases stand for; a phrase that is none ([`fault`]) is left out.
    pub fn add<S: AsRef<str>>(&mut self, meaning: T, phrases: impl IntoIterator<Item = S>) {
        let place = self.meanings.len();
        self.meanings.push(meaning);
        for phrase in phrases {
            if let Ok(parts) = parse(phrase.as_ref())
                && let Some(key) = parts.first().and_then(Part::key)
            {
                self.by_start.entry(key).or_default().push((parts, place));
            }
        }
    }

    /// Returns what a text speaks of, each once, in the order in which it was added.
    pub fn in_text(&self, text: &str) -> Vec<&T> {
        self.places(&text.to_lowercase()).into_iter().map(|(meaning, _)| meaning).collect()
    }

    /// Returns the same with the words that first say so, as they are written.
    pub fn words_in<'t>(&self, text: &'t str) -> Vec<(&T, &'t str)> {
        let lower = text.to_lowercase();
        let places = self.places(&lower).into_iter();
        // Where lower case is longer or shorter, as in Turkish, the words stand elsewhere.
        let written = |place: Range<usize>| text.get(place).filter(|_| lower.len() == text.len());
        places.filter_map(|(meaning, place)| Some((meaning, written(place)?))).collect()
    }

    /// What a text in lower case speaks of, and where it first does.
    fn places(&self, lower: &str) -> Vec<(&T, Range<usize>)> {
        let tokens = tokens(lower);
        let mut found: Vec<Option<Range<usize>>> = vec![None; self.meanings.len()];
        for (at, token) in tokens.iter().enumerate() {
            for (parts, place) in self.starting(token.text) {
                if found[*place].is_none()
                    && let Some(rest) = fits(parts, &tokens[at..])
                {
                    let last = &tokens[tokens.len() - rest - 1];
                    found[*place] = Some(token.at..last.at + last.text.len());
                }
            }
        }
        let meanings = self.meanings.iter().zip(found);
        meanings.filter_map(|(meaning, place)| Some((meaning, place?))).collect()
    }

    fn starting(&self, token: &str) -> &[(Vec<Part>, usize)] {
        let key = if is_number(token) { NUMBER } else { key(token) };
        self.by_start.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Says what is wrong with a phrase.
pub(super) fn fault(phrase: &str) -> Option<String> {
    parse(phrase).err()
}

/// The key of phrases that begin with a number.
const NUMBER: &str = "#";

impl Part {
    fn key(&self) -> Option<String> {
        match self {
            Part::Word(word) if is_number(word) => Some(NUMBER.to_owned()),
            Part::Word(word) | Part::Start(word) => Some(key(word).to_owned()),
            Part::Number => Some(NUMBER.to_owned()),
            Part::Gap => None,
        }
    }

    fn fits(&self, token: &str) -> bool {
        match self {
            Part::Word(word) => word == token,
            Part::Start(start) => token.starts_with(start.as_str()),
            Part::Number => is_number(token),
            Part::Gap => false,
        }
    }
}

/// The beginning of a word, as long as the shortest beginning a phrase may name.
fn key(word: &str) -> &str {
    let end = word.char_indices().nth(START_CHARS_MIN).map_or(word.len(), |(end, _)| end);
    &word[..end]
}

fn is_number(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_digit())
}

fn parse(phrase: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    for word in phrase.split_whitespace() {
        match word {
            "*" => parts.push(Part::Gap),
            "#" => parts.push(Part::Number),
            word => parts.extend(words(word)?),
        }
    }
    match (parts.first(), parts.last()) {
        (None, _) => Err("no word in it".into()),
        (Some(Part::Gap), _) | (_, Some(Part::Gap)) => {
            Err("a lone * stands between words only".into())
        }
        _ => Ok(parts),
    }
}

/// A word as people write it may be several: `e-mail` is read as `e` and `mail`.
fn words(word: &str) -> Result<Vec<Part>, String> {
    let (word, open) = word.strip_suffix('*').map_or((word, false), |start| (start, true));
    let lower = word.to_lowercase();
    let mut parts: Vec<Part> =
        tokens(&lower).into_iter().map(|token| Part::Word(token.text.to_owned())).collect();
    if word.contains('*') || parts.is_empty() {
        return Err("* stands at the end of a word, or alone".into());
    }
    if let Some(Part::Word(last)) = parts.pop_if(|_| open) {
        if last.chars().count() < START_CHARS_MIN {
            return Err(format!("at least {START_CHARS_MIN} letters are needed before *"));
        }
        parts.push(Part::Start(last));
    }
    Ok(parts)
}

/// Returns how many of these words are left behind a phrase that stands at their beginning.
fn fits(parts: &[Part], tokens: &[Token<'_>]) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(tokens.len()) };
    if *part == Part::Gap {
        let within = |skipped: &usize| !tokens[..*skipped].iter().any(|token| token.text == END);
        let mut ends = (0..=GAP_WORDS_MAX.min(tokens.len())).take_while(within);
        return ends.find_map(|skipped| fits(rest, &tokens[skipped..]));
    }
    let (token, after) = tokens.split_first()?;
    if part.fits(token.text) { fits(rest, after) } else { None }
}

/// A word, a number or a sign of a text.
#[derive(Clone, Copy)]
struct Token<'a> {
    /// Where it begins, in bytes.
    at: usize,
    text: &'a str,
}

/// The end of a sentence, among the words of a text.
const END: &str = ".";

/// Signs that are words by themselves.
const SIGNS: [char; 4] = ['%', '€', '$', '£'];

/// The words, numbers and signs of a text in lower case, and where its sentences end.
fn tokens(lower: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(lower.len() / 5);
    let mut at = 0;
    while let Some(first) = lower[at..].chars().next() {
        let length = match first {
            c if c.is_alphanumeric() => word_length(&lower[at..]),
            c => c.len_utf8(),
        };
        let (text, after) = lower[at..].split_at(length);
        match first {
            c if c.is_alphanumeric() || SIGNS.contains(&c) => tokens.push(Token { at, text }),
            '.' | '!' | '?' | ';' if ends_here(after) => tokens.push(Token { at, text: END }),
            '\n' => tokens.push(Token { at, text: END }),
            _ => {}
        }
        at += length;
    }
    tokens
}

fn word_length(rest: &str) -> usize {
    let bytes = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    match rest[bytes..].chars().next() {
        Some(c) if !c.is_ascii() && c.is_alphanumeric() => {
            rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
        }
        _ => bytes,
    }
}

fn ends_here(after: &str) -> bool {
    after.chars().next().is_none_or(|next| !next.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(phrase: &str, found_in: &[&str], not_in: &[&str]) {
        assert_eq!(fault(phrase), None, "{phrase}");
        let mut phrases = Phrases::default();
        phrases.add((), [phrase]);
        let finds = |text: &&&str| phrases.in_text(text).len() == 1;
        let missed: Vec<_> = found_in.iter().filter(|text| !finds(text)).collect();
        let wrong: Vec<_> = not_in.iter().filter(finds).collect();
        assert!(missed.is_empty() && wrong.is_empty(), "{phrase}: missed {missed:?}, {wrong:?}");
    }

    #[test]
    fn a_word_is_found_whole_and_in_any_case() {
        check("notice", &["Notice?", "a NOTICE, please", "notice"], &["noticed", "unnotice"]);
        check("e-mail", &["by e-mail", "by e mail"], &["by email"]);
        check("größe", &["Die Größe zählt"], &["größer"]);
    }

    #[test]
    fn a_star_stands_for_any_ending_and_alone_for_a_few_words() {
        check("refund*", &["refunds", "refunding them", "refund"], &["prerefund", "fund"]);
        check(
            "roll* * back",
            &["roll it back", "rolled back", "rolling all of it back"],
            &["roll out. Back then", "roll a b c d back", "rollback"],
        );
    }

    #[test]
    fn numbers_and_signs_are_words() {
        check("# days", &["3 days", "14 days", "2.5 days"], &["some days", "days"]);
        check("€ #", &["€ 400", "at €400 a month"], &["400 €"]);
        check("# %", &["by 10%", "10 %"], &["ten %"]);
        check("10x", &["at 10x the load"], &["100x", "9x"]);
    }

    #[test]
    fn no_phrase_reaches_into_the_next_sentence() {
        check("old terms", &["old terms", "v1.2 old, terms"], &["so old. Terms", "old\nterms"]);
        check("version 2", &["version 2.1 is out"], &["version. 2"]);
    }

    #[test]
    fn what_is_no_phrase_is_named() {
        for (phrase, what) in [
            ("", "no word"),
            ("* back", "between words only"),
            ("roll *", "between words only"),
            ("re*", "at least 3 letters"),
            ("re*fund", "at the end of a word"),
            ("-", "at the end of a word"),
        ] {
            let fault = fault(phrase).unwrap_or_default();
            assert!(fault.contains(what), "{phrase:?}: {fault:?}");
        }
    }

    #[test]
    fn everything_found_is_told_once_in_order() {
        let mut phrases = Phrases::default();
        phrases.add("way back", ["roll* back", "undo"]);
        phrases.add("money", ["refund*", "# %"]);
        phrases.add("nothing", ["re*"]);
        assert_eq!(phrases.in_text("10% refunds; undo, undo"), [&"way back", &"money"]);
        assert!(phrases.in_text("").is_empty());
        let words = phrases.words_in("No Refunds, we Rolled BACK");
        assert_eq!(words, [(&"way back", "Rolled BACK"), (&"money", "Refunds")]);
    }
}
