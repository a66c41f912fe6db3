//! Understanding text: is a decision being proposed, of which kind, and whom does it touch?
//!
//! In three steps. A [`Glance`] is taken of every message: trained weights (`tests/reader` says how and
//! how good they are) give a calibrated probability, rules say whether it is put to the group in so
//! many words, and only such [`Evidence`] opens a decision at first sight. A [`Thread`] adds up what
//! follows a message, and may open later. A [`Reading`] also names kind, door and functions; it is made
//! only of messages that something is done about.
//!
//! Pure: a message, what stood before it and what followed in, a judgement out. It does not know who
//! speaks or what a workspace has taught the bot, and it remembers nothing by itself.

mod action;
mod affected;
pub mod alignment;
mod amounts;
mod announcement;
pub mod balance;
mod bank;
pub mod bounds;
pub mod caring;
mod channel;
mod clean;
mod climate;
mod cues;
mod days;
mod discussion;
mod doubt;
mod evidence;
pub mod features;
mod gain;
mod gathered;
mod glance;
pub mod hesitation;
pub mod joint;
pub mod learned;
pub mod logistic;
pub mod model;
pub mod phrases;
pub mod preview;
mod reasons;
mod refusal;
pub mod related;
mod remark;
mod sight;
pub mod tension;
mod thread;
mod title;
mod topic;
pub mod touching;
pub mod unasked;
mod withdrawal;

pub use action::{Action, Label, Thresholds};
pub use affected::{Reason, Touched};
pub use channel::{Channel, Edited, Recalled, Reread};
pub use clean::own_words;
pub use climate::{Climate, Usual};
pub use discussion::{Discussion, Grown, Spoken};
pub use doubt::is_hardly_an_answer;
pub use evidence::Evidence;
pub use glance::{CLASSES, Earlier, Glance, LABELS};
pub use remark::remark;
pub use sight::EARLIER_MAX;
pub use thread::{Following, Inside, Reply, Speaker, Thread, Weighed, Where};
pub use title::TITLE_CHARS_MAX;
pub use topic::Guess;
pub use withdrawal::takes_back;

use crate::domain::kind::{Door, Kind};
use crate::domain::lens::Library;
use affected::Vocabularies;
use announcement::Announcements;
use bank::{Bank, Hits, PatternIndex, Sources};
use evidence::{Finding, Sign};
use features::{Extractor, Features, Token};
use glance::{Stance, TALK_SCORE_MIN};
use model::Model;
use std::ops::Range;

/// A message as the reader gets it, in Slack's own markup.
#[derive(Clone, Copy, Debug, Default)]
pub struct Excerpt<'a> {
    /// The message.
    pub text: &'a str,
    /// Earlier messages of the same conversation, the newest last; no more than [`EARLIER_MAX`] count.
    pub context: &'a [Earlier<'a>],
    /// Whether it answers in a thread; a reply opens a decision only in so many words.
    pub is_reply: bool,
}

/// What a message was understood to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the message does.
    pub label: Label,
    /// The calibrated probability that a decision is being proposed.
    pub score: f32,
    /// How plainly it says so.
    pub evidence: Evidence,
    /// Whether it announces what is already decided, rather than proposing it.
    pub announces: bool,
    /// The kind of the decision, if it is one.
    pub kind: Guess<Kind>,
    /// How hard it is to undo, if it is one.
    pub door: Guess<Door>,
    /// The functions it touches, the most affected first.
    pub affected: Vec<Touched>,
    /// The words that weighed most, the weightiest first.
    pub why: Vec<String>,
    /// A short title; empty where the author has no words of their own.
    pub title: String,
}

impl Reading {
    /// Returns what an `auto` channel does about the message.
    pub fn action(&self, thresholds: Thresholds) -> Action {
        Action::of(self.score, self.evidence, thresholds)
    }
}

/// The weights, compiled patterns and vocabularies; build one and keep it.
pub struct Reader {
    model: Model,
    extractor: Extractor,
    announcements: Announcements,
    topics: Bank,
    kinds: Range<PatternIndex>,
    doors: Range<PatternIndex>,
    words: Range<PatternIndex>,
    vocabularies: Vocabularies,
    lead: PatternIndex,
}

/// A message on its way through the reader.
struct Said<'r> {
    tokens: Vec<Token>,
    features: Features,
    hits: Hits<'r>,
}

impl Reader {
    /// Builds a reader on the weights that ship with the program; the words of the lenses feed the
    /// affected functions.
    pub fn new(library: &Library) -> Self {
        let model = Model::from_bytes(model::SHIPPED).expect("a test reads the shipped weights");
        Self::with_model(library, model)
    }

    /// Builds a reader on other weights, for training and measuring.
    pub fn with_model(library: &Library, model: Model) -> Self {
        let vocabularies = Vocabularies::new(library);
        let mut sources = Sources::default();
        let kinds = sources.add(topic::kind_patterns());
        let doors = sources.add(topic::door_patterns());
        let words = sources.add(vocabularies.patterns());
        let lead = sources.add([title::LEAD]).start;
        let (topics, extractor) = (sources.compile(), Extractor::default());
        let announcements = Announcements::new();
        Self { model, extractor, announcements, topics, kinds, doors, words, vocabularies, lead }
    }

    /// Replaces the weights, for training and measuring.
    pub fn retrained(mut self, model: Model) -> Self {
        self.model = model;
        self
    }

    /// Takes in what a message says, as cheaply as every message of a channel deserves.
    pub fn glance(&self, message: &Excerpt<'_>) -> Glance {
        let own = clean::own_words(message.text);
        let lower = own.to_ascii_lowercase();
        self.glance_at(&self.said(message.text, &own, &lower), message).0
    }

    /// Reads a message whole; for those that something is done about.
    pub fn read(&self, message: &Excerpt<'_>) -> Reading {
        let own = clean::own_words(message.text);
        let lower = own.to_ascii_lowercase();
        let said = self.said(message.text, &own, &lower);
        let (glance, finding) = self.glance_at(&said, message);
        let why = reasons::heaviest(&self.model, &self.extractor, &said);
        let at = finding.at.clone().or_else(|| why.first().cloned());
        let topics = self.topics.scan(&lower);
        let kind = topic::kind(&topics, self.kinds.clone());
        let door = topic::door(&topics, self.doors.clone(), kind.value);
        let words = self.words.clone();
        Reading {
            label: glance.label,
            score: glance.score,
            evidence: glance.evidence,
            announces: glance.announces,
            affected: self.vocabularies.touched(&topics, words, kind.value, door.value),
            why: reasons::shown(&own, finding.at.into_iter().chain(why)),
            title: title::draw(&own, &topics, self.lead, at),
            kind,
            door,
        }
    }

    /// Returns a short title for a message; empty where the author has no words of their own.
    pub fn title(&self, text: &str) -> String {
        self.read(&Excerpt { text, ..Excerpt::default() }).title
    }

    /// Weighs a message and what followed it.
    pub fn weigh(&self, thread: &Thread) -> Weighed {
        thread.weigh(&self.model.around, &self.model.inside)
    }

    fn said<'r>(&'r self, text: &str, own: &str, lower: &'r str) -> Said<'r> {
        let tokens = features::tokens(lower);
        let hits = self.extractor.scan(lower);
        let features = self.extractor.of(text, own, &tokens, &hits);
        Said { tokens, features, hits }
    }

    fn glance_at(&self, said: &Said<'_>, message: &Excerpt<'_>) -> (Glance, Finding) {
        let alone = self.model.first_look(&said.features);
        let learnt = logistic::probability(alone.talk);
        let small = logistic::probability(alone.small);
        let signs = self.extractor.signs();
        let announced = self.announcements.find(&said.hits, signs, small);
        let announced = announced.filter(|_| !message.is_reply);
        let found = self.finding(said, message, (learnt, announced.clone()));
        let small_from = self.small_from(said, &found.0);
        let is_small =
            small >= if announced.is_some() { small_from.min(SMALL_MIN) } else { small_from };
        let (finding, sentence) = if is_small { (Finding::NONE, None) } else { found };
        let mut glance = Glance {
            classes: alone.classes,
            talk: alone.talk,
            explicit: alone.explicit,
            small: alone.small,
            score: 0.0,
            label: Label::Other,
            evidence: finding.evidence,
            announces: announced.is_some() && finding.evidence == Evidence::InSoManyWords,
            asks: self.extractor.signs().has(&said.hits, Sign::Question),
            stance: self.stance(&said.hits),
            said: sentence,
            content: features::content(said.hits.text(), &said.tokens),
            length: said.tokens.len(),
        };
        let in_context = glance.in_context(message.context);
        let against = self.against(said, &glance) + logistic::softplus(alone.small);
        let odds = self.model.sight.log_odds(&in_context) - against;
        glance.score = logistic::probability(odds).max(finding.evidence.least_score());
        glance.label = self.label(&said.hits, &glance);
        if finding.at.is_none() && !is_small && self.put_plainly(said, message, &glance) {
            let (hash, again) = heard(said.hits.text().trim(), message.context);
            glance.said = Some(hash);
            glance.evidence = if again { Evidence::None } else { Evidence::Combined };
        }
        (glance, finding)
    }

    /// Returns from which probability on a message with such evidence is about a small matter.
    fn small_from(&self, said: &Said<'_>, finding: &Finding) -> f32 {
        let text = said.hits.text();
        let whole = 0..text.len();
        let around = finding.at.clone().map_or(whole, |at| evidence::sentence_around(text, at));
        let signs = self.extractor.signs();
        let stands = |sign| said.hits.first_within(signs.index(sign), &around).is_some();
        if stands(Sign::OffWork) {
            SMALL_OFF_WORK_MIN
        } else if finding.evidence == Evidence::InSoManyWords && !stands(Sign::ObjectionsTo) {
            SMALL_IN_SO_MANY_WORDS_MIN
        } else {
            SMALL_MIN
        }
    }

    /// Returns the log-odds against its being a decision's that chat of people who meet to decide cannot teach.
    fn against(&self, said: &Said<'_>, glance: &Glance) -> f32 {
        let is_procedure = self.extractor.signs().has(&said.hits, Sign::Procedure);
        let is_stub = glance.length < COURSE_WORDS_MIN;
        let all = [(is_procedure, PROCEDURE_LOG_ODDS), (is_stub, STUB_LOG_ODDS)];
        all.iter().filter(|(is_so, _)| *is_so).map(|(_, odds)| odds).sum()
    }

    /// Tells whether the trained weights, where no rule does, see that something is put to the group, and in
    /// so many words. A reply has to say so by a rule.
    fn put_plainly(&self, said: &Said<'_>, message: &Excerpt<'_>, glance: &Glance) -> bool {
        let has = |sign: &Sign| self.extractor.signs().has(&said.hits, *sign);
        !message.is_reply
            && glance.score >= PLAIN_SCORE_MIN
            && logistic::probability(glance.explicit) >= PLAIN_LEARNT_MIN
            && glance.content.count() >= PLAIN_CONTENT_MIN
            && !NOT_PLAIN.iter().any(has)
            && !clean::is_to_one(message.text)
    }

    /// Finds the evidence and the sentence that carries it; what somebody said before is not the
    /// author's own.
    fn finding(
        &self,
        said: &Said<'_>,
        message: &Excerpt<'_>,
        (learnt, announced): (f32, Option<Range<usize>>),
    ) -> (Finding, Option<u64>) {
        let finding = match announced {
            Some(at) => Finding { evidence: Evidence::InSoManyWords, at: Some(at) },
            None => self.extractor.signs().weigh(&said.hits, message.is_reply, learnt),
        };
        let Some(at) = finding.at.clone() else { return (finding, None) };
        let text = said.hits.text();
        let sentence = text[evidence::sentence_around(text, at)].trim();
        let (hash, again) = heard(sentence, message.context);
        let says_too_little = text.split_whitespace().count() < PUT_WORDS_MIN;
        let is_to_one = finding.evidence == Evidence::Combined && clean::is_to_one(message.text);
        let evidence = match again || says_too_little || is_to_one {
            true => Evidence::None,
            false => finding.evidence,
        };
        (Finding { evidence, at: finding.at }, Some(hash))
    }

    /// Names what the message does.
    fn label(&self, hits: &Hits<'_>, glance: &Glance) -> Label {
        let has = |sign| self.extractor.signs().has(hits, sign);
        if glance.announces {
            return Label::Decision;
        }
        if glance.evidence > Evidence::None {
            return if has(Sign::Decided) && !has(Sign::Question) {
                Label::Decision
            } else if self.asks_to_choose(hits) {
                Label::ChoiceQuestion
            } else {
                Label::Proposal
            };
        }
        match &glance.stance {
            Some((Stance::Support, _)) if glance.score < TALK_SCORE_MIN => Label::Support,
            Some((Stance::Objection, _)) if glance.score < TALK_SCORE_MIN => Label::Objection,
            Some((Stance::Decided, _)) if !has(Sign::Question) => Label::Decision,
            _ => glance.likeliest(glance.score),
        }
    }

    /// Tells whether the message asks the group without putting a course of action of its own.
    fn asks_to_choose(&self, hits: &Hits<'_>) -> bool {
        let has = |sign: &Sign| self.extractor.signs().has(hits, *sign);
        let question = has(&Sign::NeedToDecide)
            || has(&Sign::Question) && [Sign::ObjectionsTo, Sign::Ask].iter().any(has);
        has(&Sign::ChoiceAsked) || question && !OWN_COURSE.iter().any(has)
    }

    /// Finds what it says, in a known wording, about something proposed before, and in which sentence.
    fn stance(&self, hits: &Hits<'_>) -> Option<(Stance, Range<usize>)> {
        let signs = self.extractor.signs();
        if signs.has(hits, Sign::NotMeant) {
            return None;
        }
        let known = [
            (Sign::Decided, Stance::Decided),
            (Sign::Objection, Stance::Objection),
            (Sign::Support, Stance::Support),
        ];
        known.into_iter().find_map(|(sign, stance)| {
            let at = hits.first(signs.index(sign))?;
            Some((stance, evidence::sentence_around(hits.text(), at)))
        })
    }
}

/// Returns what a sentence that carries evidence is remembered by, and whether somebody said it shortly before:
/// what is quoted or pasted again is not the author's own.
fn heard(sentence: &str, context: &[Earlier<'_>]) -> (u64, bool) {
    let hash = glance::hash(sentence.bytes());
    let said = |earlier: &Earlier<'_>| earlier.glance.said == Some(hash);
    (hash, sentence.len() >= REPEATED_BYTES_MIN && context.iter().any(said))
}

/// Signs of a course of action that the author stands for.
const OWN_COURSE: [Sign; 6] =
    [Sign::Course, Sign::MildCourse, Sign::Intent, Sign::Lets, Sign::Propose, Sign::LikeUsTo];

/// From these probabilities on, of decision talk and of its being said in so many words, the weights open by
/// themselves. Together with what rules open, nine in ten were decision talk in sources left out of training.
const PLAIN_SCORE_MIN: f32 = 0.7;
const PLAIN_LEARNT_MIN: f32 = 0.45;

/// Who says "maybe we could …" puts it mildly, and is asked; the others are not meant for the group, or not now.
const NOT_PLAIN: [Sign; 5] =
    [Sign::MildCourse, Sign::NotMeant, Sign::NotOwn, Sign::NotACourse, Sign::Procedure];

/// "Proposal:" alone puts nothing.
const PUT_WORDS_MIN: usize = 2;

/// With fewer words of substance what is put to the group stands elsewhere: "any objections?"
const PLAIN_CONTENT_MIN: usize = 3;

/// What running a meeting takes off: "shall we move on?" asks a group, and decides nothing. Set by
/// judgement, since chat that is a meeting is most of what was labelled.
const PROCEDURE_LOG_ODDS: f32 = 2.5;

/// From these probabilities on what is put to the group is too small to ask a company about, and nothing opens. Who
/// says "I propose" is taken at their word for longer; lunch has to be what the company sells.
const SMALL_MIN: f32 = 0.6;
/// What is less likely than this a small matter clearly is none.
const MAY_BE_SMALL_MIN: f32 = 0.3;
const SMALL_IN_SO_MANY_WORDS_MIN: f32 = 0.85;
const SMALL_OFF_WORK_MIN: f32 = 0.2;

/// In fewer words nobody says what is to be done: "we should" alone is the end of another sentence.
const COURSE_WORDS_MIN: usize = 3;
const STUB_LOG_ODDS: f32 = 3.0;

/// Shorter sentences, such as "any objections?", are said again without being quoted.
const REPEATED_BYTES_MIN: usize = 30;

#[cfg(test)]
mod tests;
