//! The weights of the trained reader, and how they are laid out in a file.
//!
//! `config/reader/weights.bin` is made by `tests/reader/train` and compiled in. A file of another
//! format is refused whole. All numbers are little-endian.

use super::features::{Features, MARKS, NGRAM_BUCKETS};
use super::glance::CLASSES;
use super::logistic::Logistic;
use super::phrases::Phrases;
use super::thread::{self, Following, Inside};
use std::sync::Arc;

/// What n-grams and marks say of a message: one number for each class, decision talk, "in so many words", and
/// whether it is a small matter.
pub const HEADS: usize = CLASSES + 3;
/// The place of decision talk.
pub const TALK: usize = CLASSES;
/// The place of "in so many words".
pub const EXPLICIT: usize = CLASSES + 1;
/// The place of small matters.
pub const SMALL: usize = CLASSES + 2;

/// How many numbers the second look at a message has, with what stood before it.
pub const SIGHT_FEATURES: usize = super::sight::FEATURES;

const MAGIC: &[u8; 4] = b"SNDR";
/// Rises with every change of the layout, of the features, or of their order.
const FORMAT: u32 = 6;

/// The trained weights that ship with the program.
pub(super) static SHIPPED: &[u8] = include_bytes!("../../config/reader/weights.bin");

/// What the weights were trained from, as SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Of the labels, and of all that was written to train on, in `tests/reader`.
    pub labels: [u8; 32],
    /// Of the conversations.
    pub corpus: [u8; 32],
    /// Of the students in `tests/reader/students`.
    pub students: [u8; 32],
}

/// The weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// What they were trained from.
    pub origin: Origin,
    /// What one step of an n-gram's weight is worth, by head.
    pub steps: [f32; HEADS],
    /// The n-grams' weights in steps, by bucket and head.
    pub ngrams: Vec<[i8; HEADS]>,
    /// The weights of the marks, by mark and head.
    pub marks: Vec<[f32; HEADS]>,
    /// What stands without any feature.
    pub bias: [f32; HEADS],
    /// What a few words in a row amount to.
    pub phrases: Arc<Phrases>,
    /// Decision talk, in view of what stood before.
    pub sight: Logistic,
    /// Decision talk, in view of all that followed.
    pub around: Following,
    /// Decision talk that is no small matter, in view of what was answered in its thread.
    pub inside: Inside,
}

/// What is said of a message by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstLook {
    /// How likely each class is.
    pub classes: [f32; CLASSES],
    /// The log-odds of decision talk.
    pub talk: f32,
    /// The log-odds that it says so in so many words.
    pub explicit: f32,
    /// The log-odds that what it is about is too small to ask a company about: a window, a typo, a meeting at ten.
    pub small: f32,
}

/// Why a file of weights was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It begins otherwise.
    #[error("not a file of weights")]
    NotWeights,
    /// Another version made it.
    #[error(
        "weights of format {0}; this program reads format {FORMAT}: train again with tests/reader/train"
    )]
    Format(u32),
    /// It is shorter or longer than its format says.
    #[error("a file of weights that is cut off or too long")]
    Length,
}

impl Model {
    /// Returns weights that say nothing.
    pub fn empty() -> Self {
        Self {
            origin: Origin::default(),
            steps: [0.0; HEADS],
            ngrams: vec![[0; HEADS]; NGRAM_BUCKETS],
            marks: vec![[0.0; HEADS]; MARKS],
            bias: [0.0; HEADS],
            phrases: Arc::new(Phrases::silent()),
            sight: Logistic { weights: vec![0.0; SIGHT_FEATURES], bias: 0.0 },
            around: Following::silent(thread::FEATURES),
            inside: Inside::silent(),
        }
    }

    /// Returns what it says of a message alone: the mean of what its n-grams and marks say, and its phrases.
    pub fn first_look(&self, features: &Features) -> FirstLook {
        let heads = self.heads(features);
        let phrases = self.phrases.read(&features.words);
        let mut classes = phrases.classes;
        for (share, other) in classes.iter_mut().zip(softmax(&heads)) {
            *share = (*share + other) / 2.0;
        }
        FirstLook {
            classes,
            talk: (phrases.talk + heads[TALK]) / 2.0,
            explicit: (phrases.explicit + heads[EXPLICIT]) / 2.0,
            small: (phrases.small + heads[SMALL]) / 2.0,
        }
    }

    /// Returns the log-odds of every head by n-grams and marks.
    pub fn heads(&self, features: &Features) -> [f32; HEADS] {
        let mut sums = [0i32; HEADS];
        for ngram in &features.ngrams {
            let weights = &self.ngrams[*ngram as usize];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += i32::from(*weight);
            }
        }
        let share = features.ngram_share();
        let mut heads = self.bias;
        for head in 0..HEADS {
            heads[head] += sums[head] as f32 * self.steps[head] * share;
        }
        for mark in &features.marks {
            for (head, weight) in heads.iter_mut().zip(&self.marks[usize::from(*mark)]) {
                *head += weight;
            }
        }
        heads
    }

    /// Returns what a bucket adds to decision talk where it counts for all.
    pub(super) fn talk_of_ngram(&self, bucket: u32) -> f32 {
        f32::from(self.ngrams[bucket as usize][TALK]) * self.steps[TALK]
    }

    /// Returns the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 << 20);
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(self.origin.labels);
        bytes.extend(self.origin.corpus);
        bytes.extend(self.origin.students);
        let marks = self.marks.iter().flatten();
        let stages =
            [&self.sight, &self.around.weights, &self.inside.talk.weights, &self.inside.settled];
        let stages = stages.into_iter().flat_map(|stage| stage.weights.iter().chain([&stage.bias]));
        let floats = self.steps.iter().chain(&self.bias).chain(marks).chain(stages);
        let floats = floats.chain([&self.around.open_from, &self.inside.talk.open_from]);
        bytes.extend(floats.flat_map(|float| float.to_le_bytes()));
        bytes.extend(self.ngrams.iter().flatten().map(|weight| weight.cast_unsigned()));
        self.phrases.write(&mut bytes);
        bytes
    }

    /// Reads the file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refused> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(Refused::NotWeights)?;
        let format = u32::from_le_bytes(take(&mut rest)?);
        if format != FORMAT {
            return Err(Refused::Format(format));
        }
        let mut model = Self::empty();
        let mut digest = || take(&mut rest);
        model.origin = Origin { labels: digest()?, corpus: digest()?, students: digest()? };
        let Inside { talk, settled } = &mut model.inside;
        let around = &mut model.around;
        let stages = [&mut model.sight, &mut around.weights, &mut talk.weights, settled];
        let stages =
            stages.into_iter().flat_map(|stage| stage.weights.iter_mut().chain([&mut stage.bias]));
        let floats = model.steps.iter_mut().chain(&mut model.bias);
        let floats = floats.chain(model.marks.iter_mut().flatten()).chain(stages);
        for float in floats.chain([&mut around.open_from, &mut talk.open_from]) {
            *float = f32::from_le_bytes(take(&mut rest)?);
        }
        let (ngrams, rest) = rest.split_at_checked(NGRAM_BUCKETS * HEADS).ok_or(Refused::Length)?;
        let (rows, _) = ngrams.as_chunks::<HEADS>();
        model.ngrams = rows.iter().map(|row| row.map(u8::cast_signed)).collect();
        model.phrases = Arc::new(Phrases::read_from(rest)?);
        Ok(model)
    }
}

/// Returns the classes' probabilities.
pub(super) fn softmax(heads: &[f32]) -> [f32; CLASSES] {
    let most = heads[..CLASSES].iter().copied().fold(f32::MIN, f32::max);
    let mut classes = [0.0; CLASSES];
    for (class, head) in classes.iter_mut().zip(heads) {
        *class = (head - most).exp();
    }
    let sum: f32 = classes.iter().sum();
    classes.map(|class| class / sum)
}

pub(super) fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Refused> {
    let (first, after) = rest.split_first_chunk().ok_or(Refused::Length)?;
    *rest = after;
    Ok(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_load_and_are_written_as_they_were_read() {
        let model = Model::from_bytes(SHIPPED).expect("they load");
        assert!(model.to_bytes() == SHIPPED, "writing changed them");
        assert!(SHIPPED.len() <= 8 << 20);
    }

    #[test]
    fn other_files_are_refused() {
        let whole = Model::empty().to_bytes();
        let refused = |bytes: &[u8]| Model::from_bytes(bytes).expect_err("refused");
        assert_eq!(refused(b""), Refused::NotWeights);
        assert_eq!(refused(&whole[..whole.len() - 1]), Refused::Length);
        assert_eq!(refused(&whole[..7]), Refused::Length);
        let mut newer = whole;
        newer[4] = 9;
        assert_eq!(refused(&newer), Refused::Format(9));
    }
}
