//! Training whole: the first look, then the second on what a first look says of messages it has not
//! seen, then threads likewise.

use crate::conversations::{each, earlier, glances, thread};
use crate::corpus::Corpus;
use crate::lessons::group_of;
use crate::linear::{self, Example, Sees};
use crate::matters::Matter;
use crate::messages::Message;
use crate::regression::{self, Case, SHRINKAGE};
use crate::students::Students;
use crate::threads::{self, Grown};
use soundings::domain::lens::Library;
use soundings::reading::features::{Extractor, Features};
use soundings::reading::logistic::Logistic;
use soundings::reading::model::{Model, Origin};
use soundings::reading::phrases::Phrases;
use soundings::reading::{CLASSES, Following, Glance, Reader, Thread};
use std::collections::BTreeMap;
use std::sync::Arc;

/// In so many parts, each read by a first look that was fitted on the others.
pub const PARTS: usize = 5;

/// A thread that opens by itself was right this often in conversations that were left out; in places that
/// were not trained on it will be right less often.
const OPEN_PRECISION: f32 = 0.93;
/// Fewer openings say nothing about precision.
const OPENINGS_MIN: usize = 20;

/// A corpus with its features, which do not depend on weights.
pub struct Prepared<'a> {
    pub corpus: &'a Corpus,
    features: Vec<Features>,
    /// Of the matters.
    of_matters: Vec<Features>,
    students: Students,
}

impl<'a> Prepared<'a> {
    pub fn new(corpus: &'a Corpus, students: Students) -> Self {
        let extractor = Extractor::default();
        let of = |message: &Message| {
            let used = message.weight() > 0.0;
            if used { extractor.features(&message.text) } else { Features::default() }
        };
        let features = corpus.messages.iter().map(of).collect();
        let of_matters =
            corpus.matters.iter().map(|matter| extractor.features(&matter.text)).collect();
        Self { corpus, features, of_matters, students }
    }

    /// Fits the first look on all but a source or a writer.
    pub fn first_look(&self, sees: Sees, left_out: Option<&str>) -> Model {
        self.fit(sees, left_out, |_| true)
    }

    fn fit(&self, sees: Sees, left_out: Option<&str>, wanted: impl Fn(&Message) -> bool) -> Model {
        let both = self.corpus.messages.iter().zip(&self.features);
        let some = both.filter(|(m, _)| !is_left_out(m, left_out) && wanted(m));
        let messages = some.filter_map(|(message, of)| example(message, of));
        let both = self.corpus.matters.iter().zip(&self.of_matters);
        let some = both.filter(|(matter, _)| left_out != Some(matter.writer.as_str()));
        let matters = some.map(|(matter, of)| of_matter(matter, of));
        linear::fit(&messages.chain(matters).collect::<Vec<_>>(), sees)
    }

    /// Trains on all but a source or a writer.
    pub fn train_without(&self, name: &str) -> Model {
        self.train(self.students.without(name), Some(name))
    }

    /// Trains on all messages.
    pub fn train_on_all(&self) -> Model {
        self.train(self.students.of_all(), None)
    }

    fn train(&self, phrases: Arc<Phrases>, left_out: Option<&str>) -> Model {
        let mut parts: Vec<Model> = (0..PARTS)
            .map(|part| self.fit(Sees::Everything, left_out, |m| part_of(m) != part))
            .collect();
        let mut model = self.first_look(Sees::Everything, left_out);
        let wanted = &|message: &Message| !is_left_out(message, left_out);
        model.origin = Origin { students: self.students.digest, ..self.corpus.origin };
        model.phrases = phrases;
        let sight = self.cases(&parts, wanted, |glances, conversation, place| {
            glances[place].in_context(&earlier(glances, conversation, place)).to_vec()
        });
        model.sight = regression::fit(&sight, SHRINKAGE);
        parts.iter_mut().for_each(|part| part.sight = model.sight.clone());
        let around = self.cases(&parts, wanted, |glances, conversation, place| {
            thread(glances, conversation, place).features()
        });
        let around = regression::fit(&around, SHRINKAGE);
        let open_from = self.open_from(&parts, &around, wanted);
        model.around = Following { weights: around, open_from };
        model.inside = threads::fit(&self.threads(&parts, &model.around.weights, wanted));
        model
    }

    /// Reads the threads that were written, each with the part's model that has not seen it.
    fn threads(
        &self,
        parts: &[Model],
        around: &Logistic,
        wanted: &dyn Fn(&Message) -> bool,
    ) -> Vec<Grown> {
        let mut threads = Vec::new();
        self.unseen(parts, wanted, |glances, conversation, place| {
            let root = &conversation[0];
            if place == 0 && root.is_in_thread() {
                threads.push(Grown::new(part_of(root), around, (glances, conversation)));
            }
        });
        threads
    }

    /// Reads every conversation of some messages with the part's model that has not seen it.
    fn cases(
        &self,
        parts: &[Model],
        wanted: &dyn Fn(&Message) -> bool,
        features: impl Fn(&[Glance], &[Message], usize) -> Vec<f32>,
    ) -> Vec<Case> {
        let mut cases = Vec::new();
        let counts = self.counts(wanted);
        let mean = counts.values().sum::<f32>() / counts.len() as f32;
        self.unseen(parts, wanted, |glances, conversation, place| {
            let message = &conversation[place];
            let truth = message.talk_share();
            let disputed = (0.1..0.9).contains(&truth);
            let by_eye = if disputed { 0.5 } else { 1.0 };
            let weight = by_eye * message.weight() * mean / counts[message.source.as_str()];
            let weight = weight * nearness(&message.source);
            let features = features(glances, conversation, place);
            let truth = f32::from(u8::from(truth > 0.5));
            cases.push(Case { features, truth, weight, offset: 0.0 });
        });
        cases
    }

    /// Returns what the messages of each source count together. How people answer each other differs between
    /// sources, so the looks at a conversation are fitted on each as much.
    fn counts(&self, wanted: &dyn Fn(&Message) -> bool) -> BTreeMap<&'a str, f32> {
        let mut counts = BTreeMap::new();
        for message in self.corpus.messages.iter().filter(|message| wanted(message)) {
            *counts.entry(message.source.as_str()).or_default() += message.weight();
        }
        counts
    }

    /// Reads conversations with n-grams that were fitted on other parts, and phrases that were taught on other
    /// sources.
    fn unseen(
        &self,
        parts: &[Model],
        wanted: &dyn Fn(&Message) -> bool,
        mut see: impl FnMut(&[Glance], &[Message], usize),
    ) {
        let mut reader = Reader::with_model(&Library::default(), Model::empty());
        for (part, model) in parts.iter().enumerate() {
            let mut group = None;
            for conversation in each(&self.corpus.messages) {
                let judged = |m: &Message| wanted(m) && m.weight() > 0.0;
                if part_of(&conversation[0]) != part || !conversation.iter().any(judged) {
                    continue;
                }
                let source = &conversation[0].source;
                if group.replace(group_of(source)) != Some(group_of(source)) {
                    let phrases = self.students.without(source);
                    reader = reader.retrained(Model { phrases, ..model.clone() });
                }
                let glances = glances(&reader, conversation);
                let places = (0..conversation.len()).filter(|place| judged(&conversation[*place]));
                places.for_each(|place| see(&glances, conversation, place));
            }
        }
    }

    /// Finds the least score from which threads that a group took up were right often enough.
    fn open_from(
        &self,
        parts: &[Model],
        around: &Logistic,
        wanted: &dyn Fn(&Message) -> bool,
    ) -> f32 {
        let mut scored = Vec::new();
        self.unseen(parts, wanted, |glances, conversation, place| {
            let thread: Thread = thread(glances, conversation, place);
            if thread.is_taken_up() {
                let odds = around.log_odds(&thread.features());
                let score = soundings::reading::logistic::probability(odds);
                scored.push((score, conversation[place].is_talk(), 1.0));
            }
        });
        least_score(scored, OPEN_PRECISION)
    }
}

/// Returns the least score from which on what was scored is right so often; each counts by its weight.
pub fn least_score(mut scored: Vec<(f32, bool, f32)>, precision: f32) -> f32 {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut all, mut least) = (0.0, 0.0, 1.0);
    for (count, (score, truth, weight)) in scored.iter().enumerate() {
        all += weight;
        right += if *truth { *weight } else { 0.0 };
        if count + 1 >= OPENINGS_MIN && right >= precision * all {
            least = *score;
        }
    }
    least
}

fn is_left_out(message: &Message, name: Option<&str>) -> bool {
    name.is_some_and(|name| message.is_of(name))
}

/// What projects write in channels of their own is nearest to where the bot listens, so looks at a conversation
/// are fitted on it so many times.
fn nearness(source: &str) -> f32 {
    if PROJECT_CHAT.contains(&source) { 4.0 } else { 1.0 }
}

const PROJECT_CHAT: [&str; 3] = ["monero-irc", "raku-irc", "i2p-irc"];

/// Whole conversations belong to one part.
fn part_of(message: &Message) -> usize {
    let sum = message
        .conversation
        .bytes()
        .fold(7u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (sum >> 32) as usize % PARTS
}

fn example<'a>(message: &Message, features: &'a Features) -> Option<Example<'a>> {
    let weight = message.weight();
    let explicit = message.is_by_eye().then(|| message.explicit_share());
    let shares = if message.is_by_eye() { message.shares() } else { OTHER };
    let (shares, small) = (Some(shares), (false, message.not_small()));
    (weight > 0.0).then_some(Example { features, shares, explicit, small, weight })
}

fn of_matter<'a>(matter: &Matter, features: &'a Features) -> Example<'a> {
    let small = (matter.is_small, 1.0);
    Example { features, shares: None, explicit: None, small, weight: MATTER_WEIGHT }
}

/// There are few of them, and what they teach nothing else does.
const MATTER_WEIGHT: f32 = 4.0;

/// What is taken for *other* unread.
const OTHER: [f32; CLASSES] = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0];
