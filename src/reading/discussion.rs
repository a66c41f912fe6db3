//! A message and its thread: whether it holds a decision, and which of its messages is the proposal.
//!
//! A thread holds one decision. What is answered in it tells whether it holds one, whatever its first message said:
//! many begin with a complaint or a number, and the proposal comes further down. Which message that is their own words
//! tell.

use super::{Glance, Label, Reader, Reply, Speaker, Thread, Weighed, Where};
use crate::domain::ids::{FunctionId, MessageTs, Standing, UserId};

/// A message as it was said.
#[derive(Clone, Copy)]
pub struct Spoken<'a> {
    pub ts: &'a MessageTs,
    /// The first message of the thread it answers in.
    pub thread: Option<&'a MessageTs>,
    pub author: &'a UserId,
    /// The functions for which its author speaks, as far as it is known.
    pub speaks_for: &'a [FunctionId],
    pub text: &'a str,
}

impl Spoken<'_> {
    /// Returns where it stands.
    pub fn standing(&self) -> Standing {
        Standing { ts: self.ts.clone(), thread: self.thread.cloned() }
    }

    fn speaker(&self) -> Speaker<'_> {
        Speaker { user: self.author.as_str(), functions: self.speaks_for }
    }
}

/// An earlier message, and what it amounts to now.
#[derive(Clone, Debug)]
pub struct Grown {
    pub standing: Standing,
    pub author: UserId,
    pub text: String,
    /// What it said at first sight.
    pub label: Label,
    pub weighed: Weighed,
    /// Whether its author was asked about it before.
    pub asked: bool,
}

/// A message and the answers in its thread that may be proposals.
pub struct Discussion {
    first: Seed,
    answers: Vec<Seed>,
    /// How many messages outside the thread were taken to be about it.
    unthreaded: usize,
    /// Whether more was said in it than was heard.
    unread: bool,
}

/// A message that may yet turn out to be a proposal, or began a thread in which one may stand.
struct Seed {
    standing: Standing,
    author: UserId,
    /// Of one that only began a thread nothing is kept.
    text: Option<String>,
    thread: Thread,
    asked: bool,
}

/// What is less likely than this at first sight is not waited for.
const SEED_SCORE_MIN: f32 = 0.08;
/// Of a longer message what follows would be of no help: it is not waited for.
const SEED_BYTES_MAX: usize = 12_000;
/// Answers in one thread that may be proposals; the least likely gives way.
const ANSWERS_MAX: usize = 8;
/// Where people do not answer in threads, so many messages after one are taken to be about it.
const UNTHREADED_MAX: usize = 12;
/// What is said later than the next working day is about something else.
const UNTHREADED_SECONDS_MAX: i64 = 24 * 60 * 60;
/// A thread is about its first message, unless one further down is so many times likelier a proposal.
const LIKELIER: f32 = 2.0;
/// What is said of something that was proposed.
const OF_ANOTHER: [Label; 3] = [Label::Decision, Label::Objection, Label::Support];
/// Of two answers that are as much agreed to, the later one is meant, unless it is less likely than this.
const HARDLY_LESS: f32 = 0.7;
/// What is for it and speaks of what it speaks of makes it likelier by so much.
const BACKING: f32 = 2.0;

impl Discussion {
    /// Begins with what somebody said; of what is no proposal no words are kept.
    pub fn begin(said: &Spoken<'_>, glance: &Glance) -> Self {
        match Self::may_grow(said.text, glance) {
            true => Self::of(said, glance),
            false => Self::without_words(said, glance),
        }
    }

    /// Begins with what may be a proposal.
    pub fn of(said: &Spoken<'_>, glance: &Glance) -> Self {
        Self { first: Seed::of(said, glance), answers: Vec::new(), unthreaded: 0, unread: false }
    }

    /// Begins with a message of which the words are gone, or not worth keeping.
    pub fn without_words(said: &Spoken<'_>, glance: &Glance) -> Self {
        let mut begun = Self::of(said, glance);
        begun.first.text = None;
        begun
    }

    /// Tells whether a message may yet turn out to be a proposal by what follows it.
    pub fn may_grow(text: &str, glance: &Glance) -> bool {
        Self::is_likely(glance) && text.len() <= SEED_BYTES_MAX
    }

    /// Tells whether a message is likely enough for its words to be kept.
    pub fn is_likely(glance: &Glance) -> bool {
        glance.score() >= SEED_SCORE_MIN
    }

    /// Returns the thread's name: its first message.
    pub fn root(&self) -> &MessageTs {
        &self.first.standing.ts
    }

    /// Takes in an answer in the thread.
    pub fn answered(&mut self, said: &Spoken<'_>, glance: &Glance) {
        let above = self.seeds_mut().filter(|seed| seed.standing.ts != *said.ts);
        above.for_each(|seed| seed.hear(said, glance, Where::Inside));
        if Self::may_grow(said.text, glance) {
            self.answers.push(Seed::of(said, glance));
            self.drop_least();
        }
    }

    /// Tells whether what is said now in the channel is taken to be about its first message.
    pub fn is_followed_by(&self, ts: &MessageTs) -> bool {
        let passed = ts.seconds().zip(self.root().seconds()).map(|(now, then)| now - then);
        let is_near = passed.is_some_and(|passed| passed <= UNTHREADED_SECONDS_MAX);
        self.root() < ts && is_near && self.first.text.is_some() && self.unthreaded < UNTHREADED_MAX
    }

    /// Takes in what is said below its first message in the channel.
    pub fn followed(&mut self, said: &Spoken<'_>, glance: &Glance) {
        self.unthreaded += 1;
        self.first.hear(said, glance, Where::Around);
    }

    /// Takes in a thumb, up or down, on one of its messages; tells whether that one may be a proposal.
    pub fn reacted(&mut self, ts: &MessageTs, (thumbs_up, user): (bool, &UserId)) -> bool {
        let seed = self.seed(ts);
        let is_known = seed.is_some();
        seed.into_iter().for_each(|seed| seed.thread.reacted(thumbs_up, user.as_str()));
        is_known
    }

    /// One of its messages reads otherwise now: what was said so far may have been about the old words, so it all
    /// begins anew.
    pub fn edited(&mut self, ts: &MessageTs, text: &str, glance: &Glance) {
        let kept = Self::may_grow(text, glance).then(|| text.to_owned());
        if let Some(seed) = self.seeds_mut().find(|seed| seed.standing.ts == *ts) {
            seed.thread.become_another(glance.clone());
            seed.text = kept;
        }
        self.begin_anew();
    }

    /// The author of one of its messages was asked about it: it is opened or let be.
    pub fn asked(&mut self, ts: &MessageTs) {
        self.seed(ts).into_iter().for_each(|seed| seed.asked = true);
    }

    /// Whoever was asked about one of the messages of another account of it was asked about that one.
    pub fn asked_as(&mut self, other: &Self) {
        self.seeds_mut().for_each(|seed| seed.asked |= other.was_asked(&seed.standing.ts));
    }

    /// More was said in it than was heard.
    pub fn leave_unread(&mut self) {
        self.unread = true;
    }

    /// Tells whether more was said in it than was heard; from now on it is taken to be looked after.
    pub fn take_unread(&mut self) -> bool {
        std::mem::take(&mut self.unread)
    }

    /// Tells whether the author of one of its messages was asked about it.
    pub fn was_asked(&self, ts: &MessageTs) -> bool {
        self.seeds().any(|seed| seed.standing.ts == *ts && seed.asked)
    }

    /// One of its messages is gone: it is waited for no longer, and what was said so far may have been about it.
    pub fn forget(&mut self, ts: &MessageTs) {
        self.answers.retain(|seed| seed.standing.ts != *ts);
        if self.root() == ts {
            self.first.text = None;
        }
        self.begin_anew();
    }

    fn begin_anew(&mut self) {
        self.seeds_mut().for_each(|seed| seed.thread.begin_anew());
    }

    /// What it amounts to by now: the proposal in it, if it holds a decision; else its first message, unless another
    /// is the proposal.
    pub fn amounts_to(&self, reader: &Reader) -> Option<Grown> {
        let subject = self.subject();
        let weighed = self.seeds().map(|seed| reader.weigh(&seed.thread));
        let carried = weighed.filter(|weighed| weighed.is_carried && weighed.is_certain);
        let Some(carried) = carried.max_by(|a, b| a.score.total_cmp(&b.score)) else {
            return self
                .first
                .grown(reader.weigh(&self.first.thread))
                .filter(|_| !self.is_outdone());
        };
        if subject.thread.root().may_be_small() {
            return None;
        }
        let own = reader.weigh(&subject.thread).why;
        let why = if own.is_empty() { carried.why } else { own };
        subject.grown(Weighed { why, ..carried })
    }

    /// Which of its messages it is about: the first one, unless a later one that others have answered since is far
    /// likelier a proposal.
    fn subject(&self) -> &Seed {
        let answered = self.proposals().filter(|seed| seed.thread.is_certain());
        let likeliest = answered.reduce(|a, b| if b.stands_before(a) { b } else { a });
        likeliest.filter(|answer| self.is_less_than(answer)).unwrap_or(&self.first)
    }

    /// Tells whether any answer is far likelier a proposal than the first message.
    fn is_outdone(&self) -> bool {
        self.proposals().any(|answer| self.is_less_than(answer))
    }

    /// Returns the answers that may propose something: not those that are for or against it, or say what was decided, nor
    /// what was taken back.
    fn proposals(&self) -> impl Iterator<Item = &Seed> {
        let proposes = |seed: &&Seed| {
            !OF_ANOTHER.contains(&seed.thread.root().label()) && !seed.thread.is_taken_back()
        };
        self.answers.iter().filter(proposes)
    }

    fn is_less_than(&self, answer: &Seed) -> bool {
        answer.backed() >= LIKELIER * self.first.backed()
    }

    fn drop_least(&mut self) {
        if self.answers.len() > ANSWERS_MAX {
            let scores = self.answers.iter().map(Seed::score).enumerate();
            let least = scores.min_by(|a, b| a.1.total_cmp(&b.1));
            least.into_iter().for_each(|(place, _)| drop(self.answers.remove(place)));
        }
    }

    fn seeds(&self) -> impl Iterator<Item = &Seed> {
        std::iter::once(&self.first).chain(&self.answers)
    }

    fn seeds_mut(&mut self) -> impl Iterator<Item = &mut Seed> {
        std::iter::once(&mut self.first).chain(&mut self.answers)
    }

    /// Tells whether one of the messages that may be proposals is this one.
    pub fn holds(&self, ts: &MessageTs) -> bool {
        self.seeds().any(|seed| seed.standing.ts == *ts)
    }

    fn seed(&mut self, ts: &MessageTs) -> Option<&mut Seed> {
        self.seeds_mut().find(|seed| seed.standing.ts == *ts && seed.text.is_some())
    }
}

impl Seed {
    fn of(said: &Spoken<'_>, glance: &Glance) -> Self {
        Self {
            standing: said.standing(),
            author: said.author.clone(),
            text: Some(said.text.to_owned()),
            thread: Thread::new(glance.clone(), said.speaker()),
            asked: false,
        }
    }

    /// How likely it was a proposal at first sight.
    fn score(&self) -> f32 {
        self.thread.root().score()
    }

    /// The same, and the more the more of what is for it speaks of what it speaks of.
    fn backed(&self) -> f32 {
        self.score() * (1.0 + BACKING * self.thread.backing())
    }

    /// Tells whether it is rather meant than an earlier one: it is likelier, or all who are for anything spoke after
    /// both, and it is hardly less likely.
    fn stands_before(&self, earlier: &Self) -> bool {
        let backers = self.thread.backers();
        let is_newer = backers > 0 && backers == earlier.thread.backers();
        let enough = if is_newer { HARDLY_LESS } else { 1.0 };
        self.backed() > enough * earlier.backed()
    }

    fn hear(&mut self, said: &Spoken<'_>, glance: &Glance, place: Where) {
        self.thread.followed(Reply { glance, by: said.speaker(), text: said.text }, place);
    }

    /// Returns it with what it amounts to; nothing of one that only began a thread.
    fn grown(&self, weighed: Weighed) -> Option<Grown> {
        Some(Grown {
            standing: self.standing.clone(),
            author: self.author.clone(),
            text: self.text.clone()?,
            label: self.thread.root().label(),
            weighed,
            asked: self.asked,
        })
    }
}
