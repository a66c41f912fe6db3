//! What followed a message, added up: sums, and short quotes of what convinced. No text beyond them is kept.

use super::evidence::Evidence;
use super::glance::{Glance, Stance, hash};
use super::{clean, logistic, withdrawal};
use crate::domain::ids::FunctionId;
use std::ops::Range;

/// What followed, as far as one place is looked at: the message's own thread, or all that was said after it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Gathered {
    /// Distinct others, the first so many.
    others: Vec<u64>,
    /// Those of them who are for it, or say that it is agreed, in words that are known.
    backers: Vec<u64>,
    /// The functions that spoke, through others than its author; the first so many.
    functions: Vec<FunctionId>,
    /// Whether anybody is against it, in such words.
    opposed: bool,
    /// How many messages followed, and how many of them by others.
    followers: usize,
    replies: usize,
    /// Per class of [`LABELS`](super::LABELS) but the last: a fading sum, the most in the first few
    /// replies, the most in any, and what was said lately.
    sums: [f32; 5],
    first_peaks: [f32; 5],
    peaks: [f32; 5],
    late: [f32; 5],
    overlap_sum: f32,
    overlap_peak: f32,
    /// Stances in words that the root has as well, and of these those for it.
    stance_overlap: f32,
    backing: f32,
    /// Those who spoke for it, against it, or said it is agreed.
    votes: f32,
    votes_fading: f32,
    first_asks: bool,
    /// Who left a question open: nobody else has said anything since that asks nothing.
    left_open: Option<u64>,
    /// Decision talk of its author, and how likely one of their messages says what is decided.
    own_talk: f32,
    own_decision: f32,
    /// Whether its author has taken it back.
    taken_back: bool,
    /// Whether anybody said in words that are known how it was settled.
    decided: bool,
    /// Whether somebody else did, in words of the first message.
    pub(super) settled: bool,
    quotes: Vec<Quote>,
    /// Where nobody takes a stance for certain: what comes nearest to one, and how near.
    leaning: Option<(f32, String)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Quote {
    stance: Stance,
    words: String,
}

/// Who says something.
#[derive(Clone, Copy, Debug, Default)]
pub struct Speaker<'a> {
    pub user: &'a str,
    /// The functions for which they speak, as far as it is known.
    pub functions: &'a [FunctionId],
}

impl<'a> From<&'a str> for Speaker<'a> {
    /// Somebody of whom no function is known.
    fn from(user: &'a str) -> Self {
        Self { user, functions: &[] }
    }
}

/// Somebody's words after a message.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    pub glance: &'a Glance,
    pub by: Speaker<'a>,
    pub text: &'a str,
}

impl Reply<'_> {
    /// Tells whether it announces something else: what is decided elsewhere says nothing of this.
    pub(super) fn is_news_of_its_own(&self, root: &Glance) -> bool {
        self.glance.announces && root.content.overlap(&self.glance.content) < SETTLED_OVERLAP_MIN
    }
}

/// Others, and functions, beyond these are not told apart.
const OTHERS_MAX: usize = 16;
/// More than so many quotes convince nobody.
const QUOTES_MAX: usize = 4;
const QUOTE_CHARS_MAX: usize = 60;
/// What the sums lose with each message.
const FADING: f32 = 0.85;
/// What was said lately counts so much less with each message.
const LATE_FADING: f32 = 0.6;
/// Peaks of the beginning are taken over so many replies.
const FIRST_REPLIES: usize = 6;
/// A group is the author and at least so many others.
const OTHERS_MIN: usize = 2;
/// A word on how something was settled is about the first message where so much is about the same.
const SETTLED_OVERLAP_MIN: f32 = 0.2;
/// From here on a reply speaks for or against, whether its wording is known or not.
const STANCE_MIN: f32 = 0.5;
/// From here on it says how something is settled: few messages do, and one that may is worth quoting first.
const DECIDES_MIN: f32 = 0.15;
/// So many words are few.
const FEW_WORDS: usize = 4;
/// From here on it leans to saying so, or to saying how it is settled.
const LEANING_MIN: f32 = 0.2;

const DECISION: usize = 1;
const OBJECTION: usize = 3;
const SUPPORT: usize = 4;

/// How many numbers what followed comes down to, wherever it was said.
pub const FEATURES: usize = 17 + 5 + 5 + 5;
/// The place of the first message's length.
const LENGTH: usize = 5;
/// And how many in the message's own thread.
pub const FEATURES_INSIDE: usize = FEATURES + 5 + 5 + 4;

impl Gathered {
    /// Takes in what somebody said next; of the text at most a short quote is kept.
    pub(super) fn hear(&mut self, root: &Glance, author: u64, reply: Reply<'_>) {
        let fading = FADING.powi(self.followers.min(100) as i32);
        self.followers += 1;
        self.keep_late(reply.glance);
        let stance = stance(reply);
        self.decided |= stance == Some(Stance::Decided);
        let speaker = mark(reply.by.user);
        self.ask(reply.glance.asks, speaker);
        if speaker == author {
            self.own_talk += fading * reply.glance.talk_share();
            self.own_decision = self.own_decision.max(reply.glance.classes[DECISION]);
            self.taken_back |= withdrawal::takes_back(&clean::own_words(reply.text));
            return;
        }
        note(&mut self.others, speaker);
        reply.by.functions.iter().for_each(|one| note(&mut self.functions, one.clone()));
        self.add(root, reply.glance, fading);
        self.replies += 1;
        if let Some(stance) = stance {
            self.votes += 1.0;
            self.votes_fading += fading;
            match stance {
                Stance::Objection => self.opposed = true,
                Stance::Support | Stance::Decided => note(&mut self.backers, speaker),
            }
            let of_it = root.content.overlap(&reply.glance.content) >= SETTLED_OVERLAP_MIN;
            self.settled |= stance == Stance::Decided && of_it;
        }
        self.keep_words(stance, reply);
    }

    /// Keeps a quote of who is for it, or says how it is settled in whatever words. Who is against it is not held up
    /// as the reason why everybody is asked.
    fn keep_words(&mut self, stance: Option<Stance>, reply: Reply<'_>) {
        let decides = reply.glance.classes[DECISION] >= DECIDES_MIN && says_something(reply.text);
        match if decides { Some(Stance::Decided) } else { stance } {
            Some(Stance::Objection) => {}
            Some(stance) => {
                let at = reply.glance.stance.as_ref().map(|(_, at)| at.clone());
                self.quote(stance, || quotable(reply.text, at));
            }
            None => self.lean(reply),
        }
    }

    /// Takes in a thumb of somebody else, up or down, on the first message.
    pub(super) fn vote(&mut self, thumbs_up: bool, by: u64) {
        note(&mut self.others, by);
        let class = if thumbs_up { SUPPORT } else { OBJECTION };
        self.sums[class] += 1.0;
        self.first_peaks[class] = 1.0;
        self.peaks[class] = 1.0;
        self.votes += 1.0;
        self.votes_fading += 1.0;
    }

    /// A question is left open until somebody else says something that asks nothing.
    fn ask(&mut self, asks: bool, speaker: u64) {
        if asks {
            self.left_open = Some(speaker);
        } else if self.left_open != Some(speaker) {
            self.left_open = None;
        }
    }

    fn keep_late(&mut self, reply: &Glance) {
        for (late, class) in self.late.iter_mut().zip(reply.classes) {
            *late = (*late * LATE_FADING).max(class);
        }
    }

    fn add(&mut self, root: &Glance, reply: &Glance, fading: f32) {
        for class in 0..self.sums.len() {
            let share = reply.classes[class];
            self.sums[class] += fading * share;
            self.peaks[class] = self.peaks[class].max(share);
            if self.replies < FIRST_REPLIES {
                self.first_peaks[class] = self.first_peaks[class].max(share);
            }
        }
        let overlap = root.content.overlap(&reply.content);
        self.overlap_sum += fading * overlap;
        self.overlap_peak = self.overlap_peak.max(overlap * fading);
        self.stance_overlap += overlap * (reply.classes[OBJECTION] + reply.classes[SUPPORT]);
        self.backing += overlap * reply.classes[SUPPORT];
        self.first_asks |= self.replies == 0 && reply.asks;
    }

    /// Keeps what somebody said about it; a word that it is agreed pushes out one that is not.
    fn quote(&mut self, stance: Stance, words: impl FnOnce() -> String) {
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
            self.quotes.push(Quote { stance, words });
        }
    }

    /// Keeps the words that come nearest to being for it, until somebody is.
    fn lean(&mut self, reply: Reply<'_>) {
        let shares = [DECISION, SUPPORT].map(|class| reply.glance.classes[class]);
        let is_against = 2.0 * reply.glance.classes[OBJECTION] > reply.glance.classes[SUPPORT];
        if is_against || !says_something(reply.text) {
            return;
        }
        let near = shares.into_iter().fold(LEANING_MIN, f32::max);
        if self.quotes.is_empty() && near > self.leaning.as_ref().map_or(LEANING_MIN, |one| one.0) {
            self.leaning = Some((near, quotable(reply.text, None)));
        }
    }

    /// Returns how much of what is for it speaks of what it speaks of.
    pub(super) fn backing(&self) -> f32 {
        self.backing
    }

    /// Tells whether a group agrees in words: at least two others, and nobody is against it.
    pub(super) fn is_agreed(&self) -> bool {
        self.backers.len() >= OTHERS_MIN && !self.opposed && !self.taken_back
    }

    /// Tells whether its author has taken it back.
    pub(super) fn is_taken_back(&self) -> bool {
        self.taken_back
    }

    /// Returns how many others are for it in words.
    pub(super) fn backers(&self) -> usize {
        self.backers.len()
    }

    /// Returns the functions that spoke, through others than its author.
    pub(super) fn functions(&self) -> &[FunctionId] {
        &self.functions
    }

    /// Returns how many others took part.
    pub(super) fn others(&self) -> usize {
        self.others.len()
    }

    /// Tells whether a group took it up in words: at least two others, and one who takes a stance.
    pub(super) fn is_taken_up(&self) -> bool {
        self.others.len() >= OTHERS_MIN && !self.quotes.is_empty()
    }

    /// Tells whether a group answers: at least two others, and one who leans to a stance.
    pub(super) fn is_answered(&self) -> bool {
        self.others.len() >= OTHERS_MIN && !self.why().is_empty() && !self.taken_back
    }

    /// Returns what the weights of what followed are for.
    pub(super) fn features(&self, root: &Glance) -> Vec<f32> {
        let is = |flag: bool| f32::from(u8::from(flag));
        let single = [
            logistic::log_odds(root.score),
            root.talk,
            root.explicit,
            is(root.evidence == Evidence::InSoManyWords),
            is(root.evidence == Evidence::Combined),
            (1.0 + root.length as f32).ln(),
            self.others.len().min(6) as f32,
            (1.0 + self.replies as f32).ln(),
            self.overlap_sum,
            self.overlap_peak,
            self.stance_overlap,
            self.votes.min(8.0),
            self.votes_fading.min(4.0),
            is(self.first_asks),
            is(self.left_open.is_some()),
            self.own_talk,
            self.sums[..3].iter().sum(),
        ];
        let classes = root.classes[..5].iter().chain(&self.sums).chain(&self.first_peaks);
        single.iter().chain(classes).copied().collect()
    }

    /// Returns what the weights of a message's own thread are for: there, what is said last is about it too.
    pub(super) fn features_inside(&self, root: &Glance) -> Vec<f32> {
        let mut features = self.features(root);
        // Who writes threads to train on writes longer proposals than people do.
        features[LENGTH] = 0.0;
        features.extend(self.peaks.iter().chain(&self.late));
        let decided = f32::from(u8::from(self.decided));
        let own = (self.followers - self.replies) as f32;
        features.extend([self.own_decision, decided, (1.0 + own).ln(), root.small]);
        features
    }

    /// Returns the quotes, those first that say how it was settled.
    pub(super) fn why(&self) -> Vec<String> {
        let decided = |quote: &&Quote| quote.stance == Stance::Decided;
        let first = self.quotes.iter().filter(decided);
        let then = self.quotes.iter().filter(|quote| !decided(quote));
        let known = first.chain(then).map(|quote| &quote.words);
        let leaning =
            self.leaning.iter().map(|(_, words)| words).filter(|_| self.quotes.is_empty());
        known.chain(leaning).filter(|words| !words.is_empty()).cloned().collect()
    }
}

/// Notes somebody or something, once, and so many at most.
fn note<T: PartialEq>(noted: &mut Vec<T>, one: T) {
    if noted.len() < OTHERS_MAX && !noted.contains(&one) {
        noted.push(one);
    }
}

/// Returns who somebody is, to tell people apart and no more.
pub(super) fn mark(author: &str) -> u64 {
    hash(author.bytes())
}

/// Returns what a reply says about what was proposed, if it says anything.
fn stance(reply: Reply<'_>) -> Option<Stance> {
    let Reply { glance, text, .. } = reply;
    let learnt = [Stance::Objection, Stance::Support].into_iter().zip(&glance.classes[OBJECTION..]);
    let worded = glance.stance.as_ref().map(|(stance, _)| *stance);
    let is_meant = |stance: &Stance| *stance != Stance::Support || !is_rather_against(glance);
    if worded == Some(Stance::Support) && agrees_to_a_no(text) {
        return Some(Stance::Objection);
    }
    worded
        .filter(is_meant)
        .or_else(|| learnt.filter(|(_, p)| **p >= STANCE_MIN).map(|(stance, _)| stance).next())
}

/// "Agreed, no."
fn agrees_to_a_no(text: &str) -> bool {
    let words: Vec<String> = words(text).map(str::to_lowercase).collect();
    words.len() <= FEW_WORDS
        && matches!(words.last().map(String::as_str), Some("no" | "nope" | "not"))
}

/// "Ok" and "yes" say too little to be held up as a reason.
fn says_something(text: &str) -> bool {
    words(text).nth(1).is_some()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
}

/// "Yeah, please no."
fn is_rather_against(reply: &Glance) -> bool {
    reply.classes[OBJECTION] > reply.classes[SUPPORT]
}

/// Returns the sentence with the stance, or the first one, short enough to be quoted.
fn quotable(text: &str, at: Option<Range<usize>>) -> String {
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
