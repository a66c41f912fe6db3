//! What a few words in a row amount to, wherever they stand: a small convolution over words.
//!
//! It was distilled from a sentence transformer that no bot could run (`tests/reader` says how). What every word
//! adds to every filter at every place was worked out when the weights were made, so reading is looking up
//! and adding small integers.

use super::features::Word;
use super::glance::{CLASSES, TALK_CLASSES};
use super::logistic::log_odds;
use super::model::{Refused, softmax, take};

/// How many words it tells apart.
pub const WORDS: usize = 8192;
/// The first rows are for nothing, the beginning and the end.
pub const SPECIAL: usize = 3;
/// The last rows are for words it does not know, by how they end.
pub const UNKNOWN: usize = 256;
/// How many words it knows.
pub const KNOWN: usize = WORDS - SPECIAL - UNKNOWN;
/// A phrase is so many words long.
pub const WIDTH: usize = 5;
/// How many kinds of phrases it looks for.
pub const FILTERS: usize = 128;
/// What they are put together to.
pub const HIDDEN: usize = 48;
/// The classes, whether it is said in so many words, and whether it is a small matter.
pub const OUTPUTS: usize = CLASSES + 2;

/// A shorter message counts as if it had so many words.
const SHORT: usize = 8;

const NOTHING: u16 = 0;
const BEGINNING: u16 = 1;
const END: u16 = 2;

/// The weights of the convolution.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrases {
    /// The words it knows, as hashes, in the order of their rows.
    pub known: Vec<u32>,
    /// What a word adds to every filter, in steps: by word, by place in the phrase, by filter.
    pub rows: Vec<i8>,
    /// What a filter stands at without any word, in steps.
    pub bias: [i16; FILTERS],
    /// What a step of a filter is worth.
    pub steps: [f32; FILTERS],
    /// What the most of each filter adds to every hidden unit, and then what its mean does.
    pub hidden: Vec<[f32; HIDDEN]>,
    /// What a hidden unit stands at without any.
    pub hidden_bias: [f32; HIDDEN],
    /// What each hidden unit adds to every output.
    pub outputs: Vec<[f32; OUTPUTS]>,
    /// What an output stands at without any.
    pub outputs_bias: [f32; OUTPUTS],
    places: Places,
}

/// What the phrases of a message say of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gist {
    /// How likely each class is.
    pub classes: [f32; CLASSES],
    /// The log-odds of decision talk.
    pub talk: f32,
    /// The log-odds that it says so in so many words.
    pub explicit: f32,
    /// The log-odds that it is about a small matter.
    pub small: f32,
}

impl Phrases {
    /// Returns weights that know no word and say nothing.
    pub fn silent() -> Self {
        Self { rows: vec![0; WORDS * WIDTH * FILTERS], ..Self::knowing(vec![0; KNOWN]) }
    }

    /// Returns weights that know these words, and have yet to be given rows.
    pub fn knowing(known: Vec<u32>) -> Self {
        Self {
            places: Places::new(&known),
            known,
            rows: Vec::new(),
            bias: [0; FILTERS],
            steps: [0.0; FILTERS],
            hidden: vec![[0.0; HIDDEN]; 2 * FILTERS],
            hidden_bias: [0.0; HIDDEN],
            outputs: vec![[0.0; OUTPUTS]; HIDDEN],
            outputs_bias: [0.0; OUTPUTS],
        }
    }

    /// Reads a message.
    pub(super) fn read(&self, words: &[Word]) -> Gist {
        self.read_rows(&self.rows_of(words))
    }

    /// Returns what each word adds to the log-odds of decision talk: how much less they are without it.
    pub(super) fn added(&self, words: &[Word]) -> Vec<f32> {
        let mut rows = self.rows_of(words);
        let whole = self.read_rows(&rows).talk;
        let first = WIDTH / 2 + 1;
        let mut without = |place: usize| {
            let row = std::mem::replace(&mut rows[place], NOTHING);
            let talk = self.read_rows(&rows).talk;
            rows[place] = row;
            whole - talk
        };
        (first..first + words.len()).map(&mut without).collect()
    }

    fn read_rows(&self, rows: &[u16]) -> Gist {
        let pooled = self.pool(rows);
        let hidden = layer(&pooled, &self.hidden, self.hidden_bias);
        let outputs = layer(&hidden, &self.outputs, self.outputs_bias);
        let classes = softmax(&outputs);
        let talk = log_odds(classes[..TALK_CLASSES].iter().sum());
        Gist { classes, talk, explicit: outputs[CLASSES], small: outputs[CLASSES + 1] }
    }

    /// Returns the rows of the words between the beginning and the end, with nothing around.
    fn rows_of(&self, words: &[Word]) -> Vec<u16> {
        let ending = |word: &Word| (WORDS - UNKNOWN + word.ending as usize % UNKNOWN) as u16;
        let each =
            words.iter().map(|word| self.places.get(word.hash).unwrap_or_else(|| ending(word)));
        let around = [NOTHING; WIDTH / 2];
        around.into_iter().chain([BEGINNING]).chain(each).chain([END]).chain(around).collect()
    }

    /// Returns the most of each filter over the message, and then its mean.
    fn pool(&self, rows: &[u16]) -> [f32; 2 * FILTERS] {
        let (mut most, mut sum) = ([0i16; FILTERS], [0i32; FILTERS]);
        for phrase in rows.windows(WIDTH) {
            let found = self.found(phrase);
            for filter in 0..FILTERS {
                let found = found[filter].max(0);
                most[filter] = most[filter].max(found);
                sum[filter] += i32::from(found);
            }
        }
        let share = 1.0 / (rows.len() + 1 - WIDTH).max(SHORT) as f32;
        let mut pooled = [0.0; 2 * FILTERS];
        for filter in 0..FILTERS {
            pooled[filter] = f32::from(most[filter]) * self.steps[filter];
            pooled[FILTERS + filter] = sum[filter] as f32 * self.steps[filter] * share;
        }
        pooled
    }

    /// Returns what each filter finds in a phrase.
    fn found(&self, phrase: &[u16]) -> [i16; FILTERS] {
        let mut found = self.bias;
        for (within, row) in phrase.iter().enumerate() {
            let start = (usize::from(*row) * WIDTH + within) * FILTERS;
            for (found, adds) in found.iter_mut().zip(&self.rows[start..start + FILTERS]) {
                *found += i16::from(*adds);
            }
        }
        found
    }

    /// Appends it to a file of weights.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.known.iter().flat_map(|hash| hash.to_le_bytes()));
        bytes.extend(self.bias.iter().flat_map(|bias| bias.to_le_bytes()));
        let hidden = self.hidden.iter().flatten().chain(&self.hidden_bias);
        let dense = hidden.chain(self.outputs.iter().flatten()).chain(&self.outputs_bias);
        bytes.extend(self.steps.iter().chain(dense).flat_map(|float| float.to_le_bytes()));
        bytes.extend(self.rows.iter().map(|adds| adds.cast_unsigned()));
    }

    /// Reads it from the end of a file of weights.
    pub(super) fn read_from(mut rest: &[u8]) -> Result<Self, Refused> {
        let mut known = vec![0; KNOWN];
        for hash in &mut known {
            *hash = u32::from_le_bytes(take(&mut rest)?);
        }
        let mut phrases = Self::knowing(known);
        for bias in &mut phrases.bias {
            *bias = i16::from_le_bytes(take(&mut rest)?);
        }
        let hidden = phrases.hidden.iter_mut().flatten().chain(&mut phrases.hidden_bias);
        let outputs = phrases.outputs.iter_mut().flatten().chain(&mut phrases.outputs_bias);
        let dense = hidden.chain(outputs);
        for float in phrases.steps.iter_mut().chain(dense) {
            *float = f32::from_le_bytes(take(&mut rest)?);
        }
        if rest.len() != WORDS * WIDTH * FILTERS {
            return Err(Refused::Length);
        }
        phrases.rows = rest.iter().map(|adds| adds.cast_signed()).collect();
        Ok(phrases)
    }
}

/// Returns what values that are above zero add up to.
fn layer<const N: usize>(values: &[f32], weights: &[[f32; N]], bias: [f32; N]) -> [f32; N] {
    let mut sums = bias;
    for (value, weights) in values.iter().zip(weights).filter(|(value, _)| **value > 0.0) {
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum += value * weight;
        }
    }
    sums
}

/// The rows of known words by their hashes: a table with room to spare.
#[derive(Clone, Debug, PartialEq)]
struct Places(Vec<(u32, u16)>);

const PLACES: usize = 2 * WORDS;

impl Places {
    fn new(known: &[u32]) -> Self {
        let mut places = Self(vec![(0, 0); PLACES]);
        for (at, hash) in known.iter().enumerate() {
            let free = places.find(*hash);
            places.0[free] = (*hash, (SPECIAL + at) as u16);
        }
        places
    }

    /// Returns where the hash is, or where it would be.
    fn find(&self, hash: u32) -> usize {
        let mut at = hash as usize % PLACES;
        while self.0[at].1 != 0 && self.0[at].0 != hash {
            at = (at + 1) % PLACES;
        }
        at
    }

    fn get(&self, hash: u32) -> Option<u16> {
        let (_, row) = self.0[self.find(hash)];
        (row != 0).then_some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::features::Extractor;
    use crate::reading::model::{Model, SHIPPED};
    use std::sync::Arc;

    fn shipped() -> Arc<Phrases> {
        Model::from_bytes(SHIPPED).expect("they load").phrases
    }

    fn read(phrases: &Phrases, text: &str) -> Gist {
        phrases.read(&Extractor::default().features(text).words)
    }

    /// The numbers are the student's own, worked out in Python from its vectors and filters.
    #[test]
    fn looking_up_says_what_the_student_says() {
        let phrases = shipped();
        for (text, share) in TAUGHT {
            let said: f32 = read(&phrases, text).classes[..TALK_CLASSES].iter().sum();
            assert!((said - share).abs() < 0.02, "{text}: {said}, the student says {share}");
        }
    }

    const TAUGHT: [(&str, f32); 6] = [
        ("I propose we drop the free tier in March. Any objections?", 0.998),
        ("Thanks, that fixed it!", 0.007),
        ("should we ship it today or wait for the audit?", 0.954),
        ("maybe we could move the billing jobs off cron", 0.981),
        ("lunch is at 12", 0.022),
        ("+1 from me, sounds good", 0.002),
    ];

    #[test]
    fn the_order_of_words_counts() {
        let phrases = shipped();
        let talk = |text| read(&phrases, text).talk;
        assert!(talk("we should raise the price") > talk("the price should raise we") + 0.5);
    }

    #[test]
    fn a_word_that_is_not_known_counts_by_its_ending() {
        let phrases = shipped();
        let said = |text| read(&phrases, text);
        assert_eq!(said("let's qqxwing it"), said("let's zzvqing it"));
        assert_ne!(said("let's qqxwing it"), said("let's qqxward it"));
    }

    #[test]
    fn nothing_and_very_much_are_read() {
        let phrases = shipped();
        assert!(read(&phrases, "").talk < 0.0);
        assert!(read(&phrases, &"we should move it ".repeat(2000)).talk.is_finite());
    }
}
