//! A message and what followed it: evidence that adds up over a thread.
//!
//! Replies are weighed as they come, and each is forgotten at once: what is kept are sums, and short
//! quotes of what convinced. Old sums fade, since what is said late is rarely about the beginning;
//! who said that it is agreed does not. A thread does not know when anything was said.

use super::evidence::Evidence;
use super::glance::{Glance, LABELS, Stance, TALK_CLASSES, TALK_SCORE_MIN, hash};
use super::logistic::{self, probability};
use super::{Label, clean};

/// What is known of a message and of what followed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    root: Glance,
    author: u64,
    /// Distinct others, the first so many.
    others: Vec<u64>,
    /// How many messages followed, and how many of them by others.
    followers: usize,
    replies: usize,
    /// Per class of [`LABELS`](super::LABELS) but the last: a fading sum, and the most in the first
    /// few replies.
    sums: [f32; 5],
    peaks: [f32; 5],
    overlap_sum: f32,
    overlap_peak: f32,
    /// Stances in words that the root has as well.
    stance_overlap: f32,
    /// Those who spoke for it, against it, or said it is agreed.
    votes: f32,
    votes_fading: f32,
    first_asks: bool,
    own_talk: f32,
    /// Whether somebody else said how it was settled, in words of the first message.
    settled: bool,
    quotes: Vec<Quote>,
}

#[derive(Clone, Debug, PartialEq)]
struct Quote {
    stance: Stance,
    author: u64,
    words: String,
}

/// What a thread amounts to.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// The calibrated probability that its first message is decision talk.
    pub score: f32,
    /// What its first message does.
    pub label: Label,
    /// How plainly it was put to the group, or how plainly the group took it up.
    pub evidence: Evidence,
    /// What convinced: quotes of those who answered.
    pub why: Vec<String>,
}

/// Others beyond these are not told apart.
const OTHERS_MAX: usize = 16;
/// More than so many quotes convince nobody.
const QUOTES_MAX: usize = 4;
const QUOTE_CHARS_MAX: usize = 60;
/// What the sums lose with each message.
const FADING: f32 = 0.85;
/// Peaks are taken over so many replies.
const PEAK_REPLIES: usize = 6;
/// A group is the author and at least so many others.
const OTHERS_MIN: usize = 2;
/// A word on how something was settled is about the first message where so much is about the same.
const SETTLED_OVERLAP_MIN: f32 = 0.2;
/// What a group took up and settled needs no more than to be likelier than not.
const SETTLED_SCORE_MIN: f32 = 0.5;
/// From here on a reply speaks for or against, whether its wording is known or not.
const STANCE_MIN: f32 = 0.5;

impl Thread {
    /// Begins with a message and who wrote it.
    pub fn new(root: Glance, author: &str) -> Self {
        Self {
            root,
            author: hash(author.bytes()),
            others: Vec::new(),
            followers: 0,
            replies: 0,
            sums: [0.0; 5],
            peaks: [0.0; 5],
            overlap_sum: 0.0,
            overlap_peak: 0.0,
            stance_overlap: 0.0,
            votes: 0.0,
            votes_fading: 0.0,
            first_asks: false,
            own_talk: 0.0,
            settled: false,
            quotes: Vec::new(),
        }
    }

    /// Returns what its first message said.
    pub fn root(&self) -> &Glance {
        &self.root
    }

    /// Takes in what somebody said next; of the text at most a short quote is kept.
    pub fn followed(&mut self, reply: &Glance, author: &str, text: &str) {
        let fading = FADING.powi(self.followers.min(100) as i32);
        self.followers += 1;
        let author = hash(author.bytes());
        if author == self.author {
            self.own_talk += fading * reply.talk_share();
            return;
        }
        self.meet(author);
        self.add(reply, fading);
        self.replies += 1;
        if let Some(stance) = stance(reply) {
            self.votes += 1.0;
            self.votes_fading += fading;
            let of_it = self.root.content.overlap(&reply.content) >= SETTLED_OVERLAP_MIN;
            self.settled |= stance == Stance::Decided && of_it;
            let at = reply.stance.as_ref().map(|(_, at)| at.clone());
            self.quote(stance, author, || quotable(text, at));
        }
    }

    /// Takes in a thumb, up or down, on the first message.
    pub fn reacted(&mut self, thumbs_up: bool, author: &str) {
        let author = hash(author.bytes());
        if author == self.author {
            return;
        }
        self.meet(author);
        let class = if thumbs_up { SUPPORT } else { OBJECTION };
        self.sums[class] += 1.0;
        self.peaks[class] = 1.0;
        self.votes += 1.0;
        self.votes_fading += 1.0;
    }

    fn meet(&mut self, author: u64) {
        if self.others.len() < OTHERS_MAX && !self.others.contains(&author) {
            self.others.push(author);
        }
    }

    fn add(&mut self, reply: &Glance, fading: f32) {
        for class in 0..self.sums.len() {
            self.sums[class] += fading * reply.classes[class];
            if self.replies < PEAK_REPLIES {
                self.peaks[class] = self.peaks[class].max(reply.classes[class]);
            }
        }
        let overlap = self.root.content.overlap(&reply.content);
        self.overlap_sum += fading * overlap;
        self.overlap_peak = self.overlap_peak.max(overlap * fading);
        self.stance_overlap += overlap * (reply.classes[OBJECTION] + reply.classes[SUPPORT]);
        self.first_asks |= self.replies == 0 && reply.asks;
    }

    /// Keeps what somebody said about it; a word that it is agreed pushes out one that is not.
    fn quote(&mut self, stance: Stance, author: u64, words: impl FnOnce() -> String) {
        if self.quotes.len() == QUOTES_MAX {
            let decided = stance == Stance::Decided;
            let lesser = self.quotes.iter().rposition(|quote| quote.stance != Stance::Decided);
            match lesser.filter(|_| decided) {
                Some(place) => drop(self.quotes.remove(place)),
                None => return,
            }
        }
        let words = words();
        if !words.is_empty() && !self.quotes.iter().any(|quote| quote.words == words) {
            self.quotes.push(Quote { stance, author, words });
        }
    }

    /// Tells whether a group took it up in words: at least two others, and one who takes a stance.
    pub fn is_taken_up(&self) -> bool {
        self.others.len() >= OTHERS_MIN && !self.quotes.is_empty()
    }

    /// Returns what the weights of a thread are for; training asks for it.
    pub fn features(&self) -> [f32; FEATURES] {
        let root = &self.root;
        let mut features = [0.0; FEATURES];
        let single = [
            logistic::log_odds(root.score),
            root.talk,
            root.explicit,
            f32::from(u8::from(root.evidence == Evidence::InSoManyWords)),
            f32::from(u8::from(root.evidence == Evidence::Combined)),
            (1.0 + root.length as f32).ln(),
            self.others.len().min(6) as f32,
            (1.0 + self.replies as f32).ln(),
            self.overlap_sum,
            self.overlap_peak,
            self.stance_overlap,
            self.votes.min(8.0),
            self.votes_fading.min(4.0),
            f32::from(u8::from(self.first_asks)),
            self.own_talk,
            self.sums[..3].iter().sum(),
        ];
        let classes = root.classes[..5].iter().chain(&self.sums).chain(&self.peaks);
        for (feature, value) in features.iter_mut().zip(single.iter().chain(classes)) {
            *feature = *value;
        }
        features
    }

    /// Weighs it with the weights of a thread.
    pub(super) fn weigh(&self, weights: &logistic::Logistic, open_from: f32) -> Weighed {
        let learnt = probability(weights.log_odds(&self.features()));
        let least = if self.settled { open_from.min(SETTLED_SCORE_MIN) } else { open_from };
        let carried = learnt >= least && self.is_taken_up();
        let evidence = match self.root.evidence {
            Evidence::None if carried => Evidence::Combined,
            own => own,
        };
        let score = learnt.max(evidence.least_score());
        Weighed { score, label: self.label(score), evidence, why: self.why() }
    }

    /// Names what the first message does, now that it is known to be decision talk or not.
    fn label(&self, score: f32) -> Label {
        let is_talk = LABELS[..TALK_CLASSES].contains(&self.root.label);
        let named = score < TALK_SCORE_MIN || is_talk;
        if named { self.root.label } else { self.root.likeliest(score) }
    }

    fn why(&self) -> Vec<String> {
        let decided = |quote: &&Quote| quote.stance == Stance::Decided;
        let first = self.quotes.iter().filter(decided);
        let then = self.quotes.iter().filter(|quote| !decided(quote));
        first.chain(then).map(|quote| quote.words.clone()).collect()
    }
}

const OBJECTION: usize = 3;
const SUPPORT: usize = 4;

/// How many numbers a thread comes down to.
pub const FEATURES: usize = 16 + 5 + 5 + 5;

/// Returns what a reply says about what was proposed, if it says anything.
fn stance(reply: &Glance) -> Option<Stance> {
    let learnt = [Stance::Objection, Stance::Support].into_iter().zip(&reply.classes[OBJECTION..]);
    let worded = reply.stance.as_ref().map(|(stance, _)| *stance);
    worded.or_else(|| learnt.filter(|(_, p)| **p >= STANCE_MIN).map(|(stance, _)| stance).next())
}

/// Returns the sentence with the stance, or the first one, short enough to be quoted.
fn quotable(text: &str, at: Option<std::ops::Range<usize>>) -> String {
    let said = clean::own_words(text);
    let place = at.and_then(|at| said.get(at)).or(said.lines().next()).unwrap_or_default();
    let place = place.trim().trim_end_matches(['.', ',', ';', ':']);
    if place.chars().count() <= QUOTE_CHARS_MAX {
        return place.to_owned();
    }
    let room: String = place.chars().take(QUOTE_CHARS_MAX - 1).collect();
    let cut = room.rfind(' ').unwrap_or(room.len());
    format!("{}…", &room[..cut])
}
