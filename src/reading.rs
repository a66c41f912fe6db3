//! Understanding text: is a decision being proposed, of which kind, and whom does it touch?
//!
//! Rules and a small table of weights, honest about how little that is: `score` is a calibrated
//! probability, and only [`Evidence`] in so many words makes an `auto` channel open a decision. A
//! trained reader can take this one's place behind the same [`Reading`].
//!
//! Pure, and deliberately without memory: one message and what stood before it in, one reading out.
//! It does not know who speaks, what a thread said later, or what a workspace has taught the bot.

mod affected;
pub mod balance;
mod bank;
mod clean;
mod cues;
mod evidence;
mod title;
mod topic;

pub use affected::{Reason, Touched};
pub use evidence::Evidence;
pub use title::TITLE_CHARS_MAX;
pub use topic::Guess;

use crate::domain::kind::{Door, Kind};
use crate::domain::lens::Library;
use affected::Vocabularies;
use bank::{Bank, Hits, PatternIndex, Sources};
use cues::CUES;
use evidence::{Finding, SIGNS, Sign, Signs};
use std::ops::Range;

/// A message as the reader gets it, in Slack's own markup.
#[derive(Clone, Copy, Debug, Default)]
pub struct Excerpt<'a> {
    /// The message.
    pub text: &'a str,
    /// Earlier messages of the same conversation, the newest last.
    pub context: &'a [&'a str],
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

/// What a message does in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Puts a course of action to the group.
    Proposal,
    /// Says that something is decided.
    Decision,
    /// Asks the group to choose or to object.
    ChoiceQuestion,
    /// Speaks against something proposed.
    Objection,
    /// Speaks for something proposed.
    Support,
    /// Everything else.
    Other,
}

impl Label {
    /// Returns the word used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Label::Proposal => "proposal",
            Label::Decision => "decision",
            Label::ChoiceQuestion => "choice_question",
            Label::Objection => "objection",
            Label::Support => "support",
            Label::Other => "other",
        }
    }
}

/// What an `auto` channel does about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open the decision thread.
    Open,
    /// Ask the author, privately.
    Suggest,
    /// Nothing.
    None,
}

impl Action {
    /// Decides: the score is enough to ask, but only explicit evidence is enough to open.
    pub fn of(score: f32, evidence: Evidence, thresholds: Thresholds) -> Self {
        if evidence > Evidence::None && score >= thresholds.open {
            Action::Open
        } else if score >= thresholds.suggest {
            Action::Suggest
        } else {
            Action::None
        }
    }

    /// Returns the word used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Open => "open",
            Action::Suggest => "suggest",
            Action::None => "none",
        }
    }
}

/// From which score on a channel opens, and from which it asks the author.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    pub open: f32,
    pub suggest: f32,
}

impl Default for Thresholds {
    /// Asks where a proposal is likelier than not.
    fn default() -> Self {
        Self { open: 0.6, suggest: 0.5 }
    }
}

/// The compiled patterns and vocabularies; build one and keep it.
pub struct Reader {
    bank: Bank,
    cues: Range<PatternIndex>,
    signs: Signs,
    kinds: Range<PatternIndex>,
    doors: Range<PatternIndex>,
    words: Range<PatternIndex>,
    vocabularies: Vocabularies,
    lead: PatternIndex,
}

impl Reader {
    /// Compiles a reader; the words of the lenses feed the affected functions.
    pub fn new(library: &Library) -> Self {
        let vocabularies = Vocabularies::new(library);
        let mut sources = Sources::default();
        let cues = sources.add(CUES.iter().map(|cue| cue.pattern));
        let signs = Signs(sources.add(SIGNS.iter().map(|(_, pattern)| *pattern)));
        let kinds = sources.add(topic::kind_patterns());
        let doors = sources.add(topic::door_patterns());
        let words = sources.add(vocabularies.patterns());
        let lead = sources.add([title::LEAD]).start;
        Self { bank: sources.compile(), cues, signs, kinds, doors, words, vocabularies, lead }
    }

    /// Reads one message.
    pub fn read(&self, message: &Excerpt<'_>) -> Reading {
        let said = clean::own_words(message.text);
        let lower = said.to_ascii_lowercase();
        let hits = self.bank.scan(&lower);
        let finding = self.finding(&hits, message);
        let score = self.score(&hits).max(finding.evidence.least_score());
        let kind = topic::kind(&hits, self.kinds.clone());
        let door = topic::door(&hits, self.doors.clone(), kind.value);
        let at = finding.at.clone().or_else(|| self.heaviest(&hits));
        Reading {
            label: self.label(&hits, score),
            score,
            evidence: finding.evidence,
            affected: self.vocabularies.touched(&hits, self.words.clone(), kind.value, door.value),
            why: self.why(&hits, &finding),
            title: title::draw(&said, &hits, self.lead, at),
            kind,
            door,
        }
    }

    /// Finds the evidence; words that somebody said before are not the author's own.
    fn finding(&self, hits: &Hits<'_>, message: &Excerpt<'_>) -> Finding {
        let finding = self.signs.weigh(hits, message.is_reply);
        match &finding.at {
            Some(at) if repeats(hits.text(), at, message.context) => {
                Finding { evidence: Evidence::None, at: finding.at }
            }
            _ => finding,
        }
    }

    fn score(&self, hits: &Hits<'_>) -> f32 {
        let words = hits.text().split_whitespace().count();
        cues::score(words, self.found_cues(hits).map(|(_, weight)| weight))
    }

    fn found_cues(&self, hits: &Hits<'_>) -> impl Iterator<Item = (PatternIndex, f32)> {
        let found = self.cues.clone().zip(CUES).filter(|(index, _)| hits.has(*index));
        found.map(|(index, cue)| (index, cue.weight))
    }

    /// Names what the message does; below [`TALK_SCORE_MIN`] it takes a stance at most.
    fn label(&self, hits: &Hits<'_>, score: f32) -> Label {
        let has = |sign| self.signs.has(hits, sign);
        if score < TALK_SCORE_MIN {
            match (has(Sign::Objection), has(Sign::Support)) {
                (true, _) => Label::Objection,
                (false, true) => Label::Support,
                (false, false) => Label::Other,
            }
        } else if has(Sign::Decided) && !has(Sign::Question) {
            Label::Decision
        } else if self.asks_to_choose(hits) {
            Label::ChoiceQuestion
        } else {
            Label::Proposal
        }
    }

    /// Tells whether the message asks the group without putting a course of action of its own.
    fn asks_to_choose(&self, hits: &Hits<'_>) -> bool {
        let has = |sign: &Sign| self.signs.has(hits, *sign);
        let question = has(&Sign::NeedToDecide)
            || has(&Sign::Question) && [Sign::ObjectionsTo, Sign::Ask].iter().any(has);
        has(&Sign::ChoiceAsked) || question && !OWN_COURSE.iter().any(has)
    }

    /// Returns the words that carry the evidence, then those of the weightiest cues.
    fn why(&self, hits: &Hits<'_>, finding: &Finding) -> Vec<String> {
        let cues = self.heavy_cues(hits).into_iter().filter_map(|index| hits.first(index));
        let mut why: Vec<String> = Vec::new();
        for at in finding.at.clone().into_iter().chain(cues) {
            let words = bank::tidy(&hits.text()[at]);
            if !words.is_empty() && !why.iter().any(|earlier| earlier.contains(&words)) {
                why.push(words);
            }
        }
        why.truncate(WHY_MAX);
        why
    }

    /// Returns the cues that speak for decision talk, the weightiest first.
    fn heavy_cues(&self, hits: &Hits<'_>) -> Vec<PatternIndex> {
        let mut cues: Vec<_> = self.found_cues(hits).filter(|(_, weight)| *weight > 0.0).collect();
        cues.sort_by(|a, b| b.1.total_cmp(&a.1));
        cues.into_iter().map(|(index, _)| index).take(WHY_MAX).collect()
    }

    fn heaviest(&self, hits: &Hits<'_>) -> Option<Range<usize>> {
        self.heavy_cues(hits).first().and_then(|index| hits.first(*index))
    }
}

/// Signs of a course of action that the author stands for.
const OWN_COURSE: [Sign; 6] =
    [Sign::Course, Sign::MildCourse, Sign::Intent, Sign::Lets, Sign::Propose, Sign::LikeUsTo];

/// From here on a message is called decision talk.
const TALK_SCORE_MIN: f32 = 0.3;

/// So many wordings are given as the reason.
const WHY_MAX: usize = 4;

/// Tells whether the sentence that carries the evidence was said before.
fn repeats(text: &str, at: &Range<usize>, context: &[&str]) -> bool {
    let sentence = text[evidence::sentence_around(text, at.clone())].trim();
    context.iter().any(|earlier| {
        sentence.len() >= REPEATED_BYTES_MIN
            && clean::own_words(earlier).to_ascii_lowercase().contains(sentence)
    })
}

/// Shorter sentences, such as "any objections?", are said again without being quoted.
const REPEATED_BYTES_MIN: usize = 30;

#[cfg(test)]
mod tests;
