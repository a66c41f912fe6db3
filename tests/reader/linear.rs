//! The first look: n-grams and marks, one linear model per head, fitted together.
//!
//! Stochastic gradient descent on the logistic loss with a ridge penalty; the steps shrink to nothing, so
//! that the last messages seen count no more than the first.

use soundings::reading::features::{Features, MARKS, NGRAM_BUCKETS};
use soundings::reading::model::{EXPLICIT, HEADS, Model, SMALL, TALK};
use soundings::reading::{CLASSES, logistic::probability};

/// How often every message is seen.
const EPOCHS: usize = 12;
/// The first step; the last is nothing.
const RATE: f32 = 1.0;
/// What the penalty on large weights is worth, in messages: the loss of so many weighs as much as half the
/// square of all weights.
const RIDGE: f32 = 6.0;
/// What a mark counts where it stands. Marks are few and often set, so their weights may be larger.
const MARK: f32 = 0.5;
/// The bias is set by all messages, and needs smaller steps.
const BIAS_STEP: f32 = 0.02;

/// What a message is taken to be, and what it counts.
pub struct Example<'a> {
    pub features: &'a Features,
    /// The share of eyes that saw each class, if any looked.
    pub shares: Option<[f32; CLASSES]>,
    /// The share of eyes that saw it said in so many words, if any looked.
    pub explicit: Option<f32>,
    /// Whether it is a small matter, and what that counts.
    pub small: (bool, f32),
    /// What it counts, compared to a message that was read by eye.
    pub weight: f32,
}

/// Which features take part; for comparing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    Everything,
    NgramsOnly,
}

/// Fits the first look and returns it in the form in which it ships.
pub fn fit(examples: &[Example<'_>], sees: Sees) -> Model {
    let by_class = examples.iter().filter(|example| example.shares.is_some());
    let all: f32 = by_class.map(|example| example.weight).sum();
    let penalty = 1.0 / (RIDGE * all);
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut order: Vec<&Example<'_>> = examples.iter().collect();
    let mut weights = Weights::new();
    let (mut seen, steps) = (0, EPOCHS * examples.len());
    for _ in 0..EPOCHS {
        chance.shuffle(&mut order);
        for example in &order {
            let rate = RATE * (1.0 - seen as f32 / steps as f32);
            weights.learn(example, sees, rate, penalty);
            seen += 1;
        }
    }
    weights.into_model()
}

/// The weights of n-grams and marks stand for themselves times `scale`.
struct Weights {
    ngrams: Vec<[f32; HEADS]>,
    marks: Vec<[f32; HEADS]>,
    bias: [f32; HEADS],
    scale: f32,
}

impl Weights {
    fn new() -> Self {
        Self {
            ngrams: vec![[0.0; HEADS]; NGRAM_BUCKETS],
            marks: vec![[0.0; HEADS]; MARKS],
            bias: [0.0; HEADS],
            scale: 1.0,
        }
    }

    fn learn(&mut self, example: &Example<'_>, sees: Sees, rate: f32, penalty: f32) {
        let share = example.features.ngram_share();
        let ngrams = &example.features.ngrams;
        let marks: &[u16] = if sees == Sees::Everything { &example.features.marks } else { &[] };
        let mut heads = self.bias;
        for ngram in ngrams {
            add(&mut heads, &self.ngrams[*ngram as usize], share * self.scale);
        }
        for mark in marks {
            add(&mut heads, &self.marks[usize::from(*mark)], MARK * self.scale);
        }
        let slopes = slopes(&heads, example).map(|slope| -slope * example.weight * rate);
        self.scale *= 1.0 - rate * penalty;
        add(&mut self.bias, &slopes, BIAS_STEP);
        for ngram in ngrams {
            add(&mut self.ngrams[*ngram as usize], &slopes, share / self.scale);
        }
        for mark in marks {
            add(&mut self.marks[usize::from(*mark)], &slopes, MARK / self.scale);
        }
    }

    /// Rounds the n-grams' weights to steps of one byte.
    fn into_model(self) -> Model {
        let mut model = Model::empty();
        model.bias = self.bias;
        for (mark, weights) in model.marks.iter_mut().zip(&self.marks) {
            *mark = weights.map(|weight| weight * MARK * self.scale);
        }
        for head in 0..HEADS {
            let most = self.ngrams.iter().map(|ngram| ngram[head].abs()).fold(1e-6, f32::max);
            model.steps[head] = most * self.scale / 127.0;
            for (ngram, weights) in model.ngrams.iter_mut().zip(&self.ngrams) {
                ngram[head] = (weights[head] / most * 127.0).round() as i8;
            }
        }
        model
    }
}

fn add(sums: &mut [f32; HEADS], some: &[f32; HEADS], times: f32) {
    for (sum, one) in sums.iter_mut().zip(some) {
        *sum += one * times;
    }
}

/// Returns how the loss rises with each head: one of the classes, and three of yes or no.
fn slopes(heads: &[f32; HEADS], example: &Example<'_>) -> [f32; HEADS] {
    let mut slopes = [0.0; HEADS];
    let slope = |head: usize, share: f32| probability(heads[head]) - share;
    if let Some(shares) = example.shares {
        let talk: f32 = shares[..3].iter().sum();
        slopes[..CLASSES].copy_from_slice(&class_slopes(heads, &shares));
        slopes[TALK] = slope(TALK, talk);
    }
    slopes[EXPLICIT] = example.explicit.map_or(0.0, |share| slope(EXPLICIT, share));
    let (small, counts) = example.small;
    slopes[SMALL] = counts * slope(SMALL, f32::from(u8::from(small)));
    slopes
}

fn class_slopes(heads: &[f32; HEADS], shares: &[f32; CLASSES]) -> [f32; CLASSES] {
    let most = heads[..CLASSES].iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = heads[..CLASSES].iter().map(|head| (head - most).exp()).sum();
    std::array::from_fn(|class| (heads[class] - most).exp() / sum - shares[class])
}

/// A small generator of its own, so that training gives the same bytes everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, (self.next() % (last as u64 + 1)) as usize);
        }
    }
}
