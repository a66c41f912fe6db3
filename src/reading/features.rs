//! What the trained reader sees of a message: words in their order, marks, and nothing else.
//!
//! Training and reading use this same code, which is why it is public; nothing else needs it.

use super::bank::{Bank, Hits, PatternIndex, Sources};
use super::clean;
use super::cues::CUES;
use super::evidence::{SIGNS, Signs};
use super::glance::{Content, hash};
use std::ops::Range;

/// Places for hashed words, pairs and triples of words.
pub const NGRAM_BUCKETS: usize = 1 << 18;

/// How many marks there are: cues, signs, lengths and flags.
pub const MARKS: usize = CUES.len() + SIGNS.len() + LENGTHS.len() + 1 + FLAGS;

/// Later words are not looked at: a post of a screen or two has fewer.
const TOKENS_MAX: usize = 320;

/// Up to so many words a message is of one length; beyond the last it is of another.
const LENGTHS: [usize; 5] = [3, 7, 15, 35, 90];

const FLAGS: usize = 14;

/// A message in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Buckets of the words, pairs and triples, one for each time.
    pub ngrams: Vec<u32>,
    /// Which marks it carries.
    pub marks: Vec<u16>,
    /// Its words and marks of punctuation in their order.
    pub words: Vec<Word>,
}

/// A word as [`Phrases`](super::phrases::Phrases) knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Of the whole word.
    pub hash: u32,
    /// Of its last three letters; all that counts of a word that is not known.
    pub ending: u32,
}

impl Features {
    /// Returns what each n-gram counts for: a long message must not outshout a short one.
    pub fn ngram_share(&self) -> f32 {
        1.0 / (self.ngrams.len().max(NGRAMS_OF_A_SHORT_MESSAGE) as f32).sqrt()
    }
}

const NGRAMS_OF_A_SHORT_MESSAGE: usize = 24;

/// Turns messages into numbers; build one and keep it.
pub struct Extractor {
    bank: Bank,
    cues: Range<PatternIndex>,
    signs: Signs,
}

impl Default for Extractor {
    fn default() -> Self {
        let mut sources = Sources::default();
        let cues = sources.add(CUES.iter().copied());
        let signs = Signs(sources.add(SIGNS.iter().map(|(_, pattern)| *pattern)));
        Self { bank: sources.compile(), cues, signs }
    }
}

impl Extractor {
    /// Returns the features of a message in Slack's markup.
    pub fn features(&self, text: &str) -> Features {
        let said = clean::own_words(text);
        let lower = said.to_ascii_lowercase();
        let tokens = tokens(&lower);
        self.of(text, &said, &tokens, &self.scan(&lower))
    }

    /// Returns the words and marks of a message in their order, as [`Phrases`](super::phrases::Phrases) tells them
    /// apart; numbers are all alike.
    pub fn words(&self, text: &str) -> Vec<String> {
        let lower = clean::own_words(text).to_ascii_lowercase();
        let seen = |token: &Token| match &lower[token.start..token.end] {
            number if number.starts_with(|letter: char| letter.is_ascii_digit()) => {
                NUMBER.to_owned()
            }
            word => word.to_owned(),
        };
        tokens(&lower).iter().map(seen).collect()
    }

    pub(super) fn scan<'a>(&'a self, lower: &'a str) -> Hits<'a> {
        self.bank.scan(lower)
    }

    pub(super) fn signs(&self) -> &Signs {
        &self.signs
    }

    /// Returns the places of the cues among the marks, with their places in the bank.
    pub(super) fn cues(&self) -> impl Iterator<Item = (usize, PatternIndex)> {
        self.cues.clone().enumerate()
    }

    pub(super) fn of(&self, text: &str, said: &str, tokens: &[Token], hits: &Hits<'_>) -> Features {
        let found = hits.all().map(|index| index as u16);
        let start = CUES.len() + SIGNS.len();
        let words = tokens.iter().filter(|token| token.is_word).count();
        let length = LENGTHS.iter().take_while(|most| words > **most).count();
        let flags_start = start + LENGTHS.len() + 1;
        let flags = flags(text, said).into_iter().enumerate();
        let flags = flags.filter(|(_, set)| *set).map(|(flag, _)| (flags_start + flag) as u16);
        let marks = found.chain([(start + length) as u16]).chain(flags).collect();
        Features {
            ngrams: ngrams(tokens),
            marks,
            words: tokens.iter().map(|token| token.word).collect(),
        }
    }
}

/// What a message looks like.
fn flags(text: &str, said: &str) -> [bool; FLAGS] {
    let start = text.trim_start();
    [
        start.starts_with('@') || start.starts_with("<@"),
        text.contains("http") || text.contains("<url>"),
        text.contains('`'),
        said.trim_end().ends_with('?'),
        said.contains('?'),
        said.matches('\n').nth(1).is_some(),
        said.matches(". ").nth(1).is_some(),
        text.starts_with(char::is_uppercase),
        text.bytes().any(|byte| byte.is_ascii_digit()),
        said.starts_with("so ") || said.starts_with("So "),
        start.contains('@'),
        text.contains('"'),
        said.contains('('),
        said.ends_with(':'),
    ]
}

/// A word or a mark of punctuation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    word: Word,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_word: bool,
}

/// What every number is taken for.
const NUMBER: &str = "0";

/// Returns words and marks of a text in lower case; numbers are all alike.
pub(super) fn tokens(lower: &str) -> Vec<Token> {
    let bytes = lower.as_bytes();
    let mut tokens = Vec::with_capacity((lower.len() / 4).min(TOKENS_MAX));
    let mut start = 0;
    while start < bytes.len() && tokens.len() < TOKENS_MAX {
        let end = start + token_length(&bytes[start..]);
        if end == start {
            start += 1;
            continue;
        }
        let is_number = bytes[start].is_ascii_digit();
        let seen = if is_number { NUMBER.as_bytes() } else { &bytes[start..end] };
        let word = Word {
            hash: short_hash(seen),
            ending: short_hash(&seen[seen.len().saturating_sub(3)..]),
        };
        tokens.push(Token { word, start, end, is_word: bytes[start].is_ascii_lowercase() });
        start = end;
    }
    tokens
}

fn short_hash(bytes: &[u8]) -> u32 {
    (hash(bytes.iter().copied()) >> 16) as u32
}

/// Returns the length of the token at the start, or 0 where none begins.
fn token_length(bytes: &[u8]) -> usize {
    let run = |of: fn(&u8) -> bool| bytes.iter().take_while(|byte| of(byte)).count();
    match bytes[0] {
        b'a'..=b'z' => word_length(bytes),
        b'0'..=b'9' => run(u8::is_ascii_digit),
        b'?' | b'!' | b':' | b';' | b',' | b'.' | b'+' | b'-' | b'/' | b'(' | b')' | b'\n' => 1,
        _ => 0,
    }
}

/// A word may have apostrophes inside.
fn word_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    while let Some(byte) = bytes.get(length) {
        let joins = *byte == b'\'' && bytes.get(length + 1).is_some_and(u8::is_ascii_lowercase);
        if !byte.is_ascii_lowercase() && !joins {
            break;
        }
        length += 1;
    }
    length
}

/// Returns the buckets of words, pairs, triples, and of what stands first and last.
fn ngrams(tokens: &[Token]) -> Vec<u32> {
    let mut ngrams = Vec::with_capacity(tokens.len() * 3 + 3);
    for (place, token) in tokens.iter().enumerate() {
        ngrams.extend(ngrams_from(&tokens[place..]));
        if place == 0 {
            ngrams.push(bucket(joined(FIRST, token.word.hash)));
            ngrams.extend(
                tokens
                    .get(1)
                    .map(|second| bucket(joined(joined(FIRST, token.word.hash), second.word.hash))),
            );
        }
    }
    ngrams.extend(tokens.last().map(|last| bucket(joined(last.word.hash, LAST))));
    ngrams
}

/// Returns the buckets of the word, the pair and the triple that begin here.
pub(super) fn ngrams_from(tokens: &[Token]) -> impl Iterator<Item = u32> {
    let hashes = tokens.iter().take(3).map(|token| token.word.hash);
    hashes.scan(0, |so_far, hash| {
        *so_far = joined(*so_far, hash);
        Some(bucket(*so_far))
    })
}

const FIRST: u32 = 0x5eed_0001;
const LAST: u32 = 0x5eed_0002;

fn joined(a: u32, b: u32) -> u32 {
    (a.rotate_left(5) ^ b).wrapping_mul(0x9e37_79b1)
}

fn bucket(hash: u32) -> u32 {
    (hash ^ (hash >> 15)) % NGRAM_BUCKETS as u32
}

/// Returns the words a message is about: the longer ones, without those that any message has.
pub(super) fn content(lower: &str, tokens: &[Token]) -> Content {
    let mut content = Content::default();
    for token in tokens.iter().filter(|token| token.is_word) {
        let word = &lower[token.start..token.end];
        if word.len() >= CONTENT_LETTERS_MIN && COMMON.binary_search(&word).is_err() {
            content.add(token.word.hash);
        }
    }
    content
}

/// Shorter words rarely say what a message is about.
const CONTENT_LETTERS_MIN: usize = 4;

/// Longer words that any message has, sorted.
const COMMON: [&str; 96] = [
    "about",
    "actually",
    "after",
    "again",
    "agree",
    "also",
    "although",
    "another",
    "anything",
    "back",
    "because",
    "been",
    "before",
    "being",
    "better",
    "both",
    "could",
    "didn't",
    "does",
    "doesn't",
    "doing",
    "don't",
    "done",
    "even",
    "every",
    "everyone",
    "first",
    "from",
    "good",
    "great",
    "have",
    "here",
    "idea",
    "instead",
    "into",
    "it's",
    "just",
    "kind",
    "know",
    "last",
    "least",
    "let's",
    "like",
    "look",
    "made",
    "make",
    "many",
    "maybe",
    "mean",
    "might",
    "more",
    "most",
    "much",
    "need",
    "only",
    "other",
    "over",
    "people",
    "perhaps",
    "point",
    "probably",
    "quite",
    "rather",
    "really",
    "right",
    "said",
    "same",
    "should",
    "since",
    "some",
    "someone",
    "something",
    "still",
    "such",
    "sure",
    "than",
    "thanks",
    "that",
    "that's",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "things",
    "think",
    "this",
    "want",
    "what",
    "when",
    "which",
    "will",
    "with",
    "would",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_sorted() {
        assert!(COMMON.is_sorted());
    }

    #[test]
    fn words_numbers_and_marks_are_told_apart() {
        let text = "let's ship 1.25, ok? 🥐'";
        let found: Vec<_> = tokens(text).iter().map(|t| &text[t.start..t.end]).collect();
        assert_eq!(found, ["let's", "ship", "1", ".", "25", ",", "ok", "?"]);
    }

    #[test]
    fn numbers_are_alike_and_order_counts() {
        let extractor = Extractor::default();
        let ngrams = |text| extractor.features(text).ngrams;
        assert_eq!(ngrams("raise it by 10"), ngrams("raise it by 250"));
        assert_ne!(ngrams("we should"), ngrams("should we"));
    }
}
