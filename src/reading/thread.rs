//! A message and what followed it: evidence that adds up.
//!
//! Replies are weighed as they come, and each is forgotten at once. What answers in the message's own
//! thread is about it for certain, and has weights of its own; what is merely said after it may be about
//! anything, so old sums fade, and who said that it is agreed does not. A thread does not know when
//! anything was said.

use super::evidence::Evidence;
use super::gathered::{Gathered, mark};
use super::glance::{Glance, LABELS, TALK_CLASSES, TALK_SCORE_MIN};
use super::logistic::{Logistic, probability};
use super::{Action, Label, Thresholds};
use crate::domain::ids::FunctionId;

pub use super::gathered::{FEATURES, FEATURES_INSIDE, Reply, Speaker};

/// What is known of a message and of what followed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Thread {
    root: Glance,
    author: u64,
    /// The functions for which its author speaks.
    own: Vec<FunctionId>,
    /// All that followed.
    around: Gathered,
    /// What of it answers in its own thread, and how often: votes count too.
    inside: Gathered,
    answers: usize,
}

/// Where somebody spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In the thread of the message.
    Inside,
    /// Below it in its channel.
    Around,
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
    /// Whether only what followed put it to the group, and not its own words.
    pub is_carried: bool,
    /// Whether what followed is about it for certain. Talk around it is enough to ask its author, not to open.
    pub is_certain: bool,
    /// The functions that spoke about it for certain besides its author's, where several did.
    pub functions: Vec<FunctionId>,
}

impl Weighed {
    /// Returns what an `auto` channel does about it by now.
    pub fn action(&self, thresholds: Thresholds) -> Action {
        match Action::of(self.score, self.evidence, thresholds) {
            Action::Open if self.is_carried && !self.is_certain => Action::Suggest,
            action => action,
        }
    }
}

/// The weights for what followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Following {
    pub weights: Logistic,
    /// From this probability on it opens a decision.
    pub open_from: f32,
}

impl Following {
    /// Returns weights that say nothing of so many numbers.
    pub fn silent(features: usize) -> Self {
        Self { weights: Logistic { weights: vec![0.0; features], bias: 0.0 }, open_from: 1.0 }
    }
}

/// The weights for a message's own thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    /// What it adds to the log-odds by the weights for all that followed, so that the first message is decision talk
    /// and no small matter.
    pub talk: Following,
    /// Whether somebody has said how it is settled.
    pub settled: Logistic,
}

impl Inside {
    /// Returns weights that say nothing.
    pub fn silent() -> Self {
        let talk = Following::silent(FEATURES_INSIDE);
        Self { settled: talk.weights.clone(), talk }
    }
}

/// From here on a thread counts as settled.
const SETTLED_MIN: f32 = 0.5;
/// So many others are many.
const MANY: usize = 4;
/// So many functions besides the author's are several: at least three sides speak.
const SEVERAL: usize = 2;
/// From so many answers in its thread on, what followed is about the message for certain.
pub const ANSWERS_MIN: usize = 2;
/// What reads this much like a proposal, and is agreed to in words, needs no more.
const AGREED_SCORE_MIN: f32 = 0.5;
/// What a group took up and settled needs no more than to be likelier than not.
const SETTLED_SCORE_MIN: f32 = 0.5;

impl Thread {
    /// Begins with a message and who wrote it.
    pub fn new(root: Glance, by: Speaker<'_>) -> Self {
        Self::begun(root, (mark(by.user), by.functions.to_owned()))
    }

    fn begun(root: Glance, (author, own): (u64, Vec<FunctionId>)) -> Self {
        let (around, inside) = (Gathered::default(), Gathered::default());
        Self { root, author, own, around, inside, answers: 0 }
    }

    /// Forgets what followed.
    pub fn begin_anew(&mut self) {
        self.become_another(self.root.clone());
    }

    /// Its first message reads otherwise now: forgets what followed.
    pub fn become_another(&mut self, root: Glance) {
        *self = Self::begun(root, (self.author, std::mem::take(&mut self.own)));
    }

    /// Returns what its first message said.
    pub fn root(&self) -> &Glance {
        &self.root
    }

    /// Takes in what somebody said next; of the text at most a short quote is kept.
    pub fn followed(&mut self, reply: Reply<'_>, place: Where) {
        if place == Where::Around && reply.is_news_of_its_own(&self.root) {
            return;
        }
        self.around.hear(&self.root, self.author, reply);
        if place == Where::Inside {
            self.inside.hear(&self.root, self.author, reply);
            self.answers += 1;
        }
    }

    /// Takes in a thumb, up or down, on the first message.
    pub fn reacted(&mut self, thumbs_up: bool, by: &str) {
        self.answers += 1;
        let by = mark(by);
        if by != self.author {
            self.around.vote(thumbs_up, by);
            self.inside.vote(thumbs_up, by);
        }
    }

    /// Tells whether what followed is about it for certain.
    pub fn is_certain(&self) -> bool {
        self.answers >= ANSWERS_MIN
    }

    /// Returns how much of what is for it, in its own thread, speaks of what it speaks of.
    pub(super) fn backing(&self) -> f32 {
        self.inside.backing()
    }

    /// Tells whether its author has taken it back in its own thread.
    pub(super) fn is_taken_back(&self) -> bool {
        self.inside.is_taken_back()
    }

    /// Returns how many others are for it in words, in its own thread.
    pub(super) fn backers(&self) -> usize {
        self.inside.backers()
    }

    /// Tells whether a group took it up: at least two others, and one who is for it in words or, in its own
    /// thread, leans to that.
    pub fn is_taken_up(&self) -> bool {
        if self.is_certain() { self.inside.is_answered() } else { self.around.is_taken_up() }
    }

    /// Returns the functions that spoke in its own thread besides its author's, where several did.
    fn several(&self) -> Vec<FunctionId> {
        let spoke = self.inside.functions().iter();
        let others: Vec<_> = spoke.filter(|one| !self.own.contains(one)).cloned().collect();
        if others.len() >= SEVERAL { others } else { Vec::new() }
    }

    fn gathered(&self) -> &Gathered {
        if self.is_certain() { &self.inside } else { &self.around }
    }

    /// Returns what the weights of what followed are for; training asks for it.
    pub fn features(&self) -> Vec<f32> {
        self.around.features(&self.root)
    }

    /// Returns the log-odds by the weights for all that followed, of its own thread alone.
    pub fn usual_odds(&self, around: &Logistic) -> f32 {
        around.log_odds(&self.inside.features(&self.root))
    }

    /// Returns what the weights of its own thread are for; training asks for it.
    pub fn features_inside(&self) -> Vec<f32> {
        self.inside.features_inside(&self.root)
    }

    /// Weighs it with the weights for all that followed, or those for its own thread.
    pub(super) fn weigh(&self, around: &Following, inside: &Inside) -> Weighed {
        let is_certain = self.is_certain();
        let (learnt, carries) = match is_certain {
            true => self.carries_inside(around, inside),
            false => self.carries_around(around),
        };
        let is_open = self.root.evidence == Evidence::None && !self.root.may_be_small();
        let is_carried = carries && is_open;
        let evidence = if is_carried { Evidence::Combined } else { self.root.evidence };
        let score = learnt.max(evidence.least_score());
        let (label, why) = (self.label(score), self.gathered().why());
        let functions = if is_certain { self.several() } else { Vec::new() };
        Weighed { score, label, evidence, why, is_carried, is_certain, functions }
    }

    /// How likely all that followed makes decision talk, and whether it is enough to open.
    fn carries_around(&self, around: &Following) -> (f32, bool) {
        let learnt = probability(around.weights.log_odds(&self.features()));
        let settled = if self.around.settled { SETTLED_SCORE_MIN } else { 1.0 };
        (learnt, learnt >= around.open_from.min(settled) && self.is_taken_up())
    }

    /// The same of its own thread: people talk it over there, and it is time to ask the others when they come to an
    /// end, or where so many take part or several functions speak.
    fn carries_inside(&self, around: &Following, inside: &Inside) -> (f32, bool) {
        let features = self.features_inside();
        let usual = self.usual_odds(&around.weights);
        let learnt = probability(usual + inside.talk.weights.log_odds(&features));
        let settled = probability(inside.settled.log_odds(&features)) >= SETTLED_MIN;
        let is_broad = self.inside.others() >= MANY || !self.several().is_empty();
        let is_grown =
            learnt >= inside.talk.open_from && self.is_taken_up() && (settled || is_broad);
        let is_agreed = self.root.score >= AGREED_SCORE_MIN && self.inside.is_agreed();
        (learnt, is_grown || is_agreed)
    }

    /// Names what the first message does, now that it is known to be decision talk or not.
    fn label(&self, score: f32) -> Label {
        let is_talk = LABELS[..TALK_CLASSES].contains(&self.root.label);
        let named = score < TALK_SCORE_MIN || is_talk;
        if named { self.root.label } else { self.root.likeliest(score) }
    }
}
