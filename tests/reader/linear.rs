//! The first look: n-grams and marks, one linear model per head, fitted together.
//!
//! Stochastic gradient descent with Adagrad's steps, a few times from different orders; the weights
//! are averaged, which for a linear model is as good as asking all of them.

use soundings::reading::features::{Features, MARKS, NGRAM_BUCKETS};
use soundings::reading::model::{EXPLICIT, HEADS, Model, TALK};
use soundings::reading::{CLASSES, logistic::probability};

const EPOCHS: usize = 8;
const RATE: f32 = 0.1;
/// Marks are few and often set: smaller steps do.
const MARK_RATE: f32 = 0.5;
/// How far the weights of n-grams are drawn to zero.
const SHRINKAGE: f32 = 0.002;
/// So many of the n-grams of a message are left out each time it is seen.
const LEFT_OUT: f32 = 0.1;
const ORDERS: u64 = 3;

/// What a message is taken to be, and what it counts.
pub struct Example<'a> {
    pub features: &'a Features,
    pub shares: [f32; CLASSES],
    /// The share of eyes that saw it said in so many words, if any looked.
    pub explicit: Option<f32>,
    /// The chance of being used in an epoch.
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
    let mut sum = Weights::new();
    for order in 0..ORDERS {
        let weights = fit_once(examples, sees, order);
        sum.add(&weights);
    }
    sum.into_model(ORDERS as f32)
}

fn fit_once(examples: &[Example<'_>], sees: Sees, order: u64) -> Weights {
    let mut chance =
        Chance(0x9e37_79b9_7f4a_7c15 ^ (order + 1).wrapping_mul(0xd134_2543_de82_ef95));
    let mut weights = Weights::new();
    for epoch in 0..EPOCHS {
        let rate = RATE * (1.0 - epoch as f32 / EPOCHS as f32);
        let mut used: Vec<&Example<'_>> =
            examples.iter().filter(|example| chance.share() < example.weight).collect();
        for last in (1..used.len()).rev() {
            used.swap(last, (chance.next() % (last as u64 + 1)) as usize);
        }
        for example in used {
            weights.learn(example, sees, rate, &mut chance);
        }
    }
    weights
}

/// Weights and what each has moved, as Adagrad wants it.
struct Weights {
    ngrams: Vec<[f32; HEADS]>,
    marks: Vec<[f32; HEADS]>,
    bias: [f32; HEADS],
    moved: Vec<[f32; HEADS]>,
}

impl Weights {
    fn new() -> Self {
        Self {
            ngrams: vec![[0.0; HEADS]; NGRAM_BUCKETS],
            marks: vec![[0.0; HEADS]; MARKS],
            bias: [0.0; HEADS],
            moved: vec![[1e-3; HEADS]; NGRAM_BUCKETS + MARKS + 1],
        }
    }

    fn learn(&mut self, example: &Example<'_>, sees: Sees, rate: f32, chance: &mut Chance) {
        let share = example.features.ngram_share();
        let all = example.features.ngrams.iter();
        let ngrams: Vec<usize> =
            all.filter(|_| chance.share() >= LEFT_OUT).map(|ngram| *ngram as usize).collect();
        let marks: &[u16] = if sees == Sees::Everything { &example.features.marks } else { &[] };
        let mut heads = self.bias;
        for (head, sum) in heads.iter_mut().enumerate() {
            *sum += share * ngrams.iter().map(|ngram| self.ngrams[*ngram][head]).sum::<f32>();
            *sum += marks.iter().map(|mark| self.marks[usize::from(*mark)][head]).sum::<f32>();
        }
        let slopes = slopes(&heads, example);
        step(&mut self.bias, &mut self.moved[NGRAM_BUCKETS + MARKS], &slopes, rate);
        for mark in marks.iter().map(|mark| usize::from(*mark)) {
            let moved = &mut self.moved[NGRAM_BUCKETS + mark];
            step(&mut self.marks[mark], moved, &slopes, rate * MARK_RATE);
        }
        for ngram in ngrams {
            let weights = &mut self.ngrams[ngram];
            let mut slopes = slopes.map(|slope| slope * share);
            for (slope, weight) in slopes.iter_mut().zip(&*weights) {
                *slope += SHRINKAGE * weight;
            }
            step(weights, &mut self.moved[ngram], &slopes, rate);
        }
    }

    fn add(&mut self, other: &Self) {
        let own = self.ngrams.iter_mut().chain(&mut self.marks).chain([&mut self.bias]);
        let others = other.ngrams.iter().chain(&other.marks).chain([&other.bias]);
        for (own, other) in own.flatten().zip(others.flatten()) {
            *own += other;
        }
    }

    /// Rounds the n-grams' weights to steps of one byte.
    fn into_model(self, times: f32) -> Model {
        let mut model = Model::empty();
        model.bias = self.bias.map(|weight| weight / times);
        for (mark, weights) in model.marks.iter_mut().zip(&self.marks) {
            *mark = weights.map(|weight| weight / times);
        }
        for head in 0..HEADS {
            let most = self.ngrams.iter().map(|ngram| ngram[head].abs()).fold(1e-6, f32::max);
            model.steps[head] = most / times / 127.0;
            for (ngram, weights) in model.ngrams.iter_mut().zip(&self.ngrams) {
                ngram[head] = (weights[head] / most * 127.0).round() as i8;
            }
        }
        model
    }
}

/// Returns how the loss rises with each head: one of the classes, and two of yes or no.
fn slopes(heads: &[f32; HEADS], example: &Example<'_>) -> [f32; HEADS] {
    let most = heads[..CLASSES].iter().copied().fold(f32::MIN, f32::max);
    let sum: f32 = heads[..CLASSES].iter().map(|head| (head - most).exp()).sum();
    let mut slopes = [0.0; HEADS];
    for class in 0..CLASSES {
        slopes[class] = (heads[class] - most).exp() / sum - example.shares[class];
    }
    let talk: f32 = example.shares[..3].iter().sum();
    slopes[TALK] = probability(heads[TALK]) - talk;
    slopes[EXPLICIT] = example.explicit.map_or(0.0, |share| probability(heads[EXPLICIT]) - share);
    slopes
}

fn step(weights: &mut [f32; HEADS], moved: &mut [f32; HEADS], slopes: &[f32; HEADS], rate: f32) {
    for ((weight, moved), slope) in weights.iter_mut().zip(moved).zip(slopes) {
        *moved += slope * slope;
        *weight -= rate * slope / moved.sqrt();
    }
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

    /// Returns a number from 0 to less than 1.
    fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}
