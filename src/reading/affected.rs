//! Which functions a decision touches, each with its reasons.
//!
//! Three things speak: the decision's kind, its door, and the words of a function's own vocabulary.
//! Every one of them is kept as a reason, so that the owner sees why a function is on the card.

use super::bank::{Hits, PatternIndex};
use crate::domain::ids::FunctionId;
use crate::domain::kind::{Door, Kind};
use crate::domain::lens::Library;
use crate::domain::usual::{BY_ONE_WAY_DOOR, WEIGHT_MIN, by_kind};
use std::fmt;
use std::ops::Range;

/// A function that a decision touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The function.
    pub function: FunctionId,
    /// Why; the strongest first.
    pub reasons: Vec<Reason>,
}

/// Why a function is affected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Decisions of this kind usually touch it.
    Kind(Kind),
    /// These words of its own were used.
    Words(Vec<String>),
    /// What is hard to undo concerns it.
    Door(Door),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Kind(kind) => write!(f, "by kind: {kind}"),
            Reason::Words(words) => write!(f, "by words: {}", words.join(", ")),
            Reason::Door(door) => write!(f, "by door: {}", door.as_str()),
        }
    }
}

/// Fewer functions than this are filled up from the kind's table, more are cut.
const FUNCTIONS_MIN: usize = 3;
const FUNCTIONS_MAX: usize = 8;

/// Words weigh less than kind and door: two count as one, and no more than two times two do.
const WORDS_PER_WEIGHT: usize = 2;
const WORDS_WEIGHT_MAX: usize = 2;

/// In a long text some words of any function turn up by chance: about one in so many.
const WORDS_PER_COINCIDENCE: usize = 120;

/// The functions the reader knows and the vocabulary of each.
pub(super) struct Vocabularies {
    functions: Vec<FunctionId>,
    sources: Vec<String>,
}

impl Vocabularies {
    /// Joins the reader's own words to those of the lenses; a library also says which functions exist.
    pub(super) fn new(library: &Library) -> Self {
        let known = library.iter().map(|lens| lens.function.clone());
        let mut functions: Vec<FunctionId> = known.collect();
        if functions.is_empty() {
            functions = VOCABULARY.iter().map(|(name, _)| FunctionId::from(*name)).collect();
        }
        let sources = functions.iter().map(|function| vocabulary(function, library)).collect();
        Self { functions, sources }
    }

    /// Returns one pattern per function, in order.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(String::as_str)
    }

    /// Returns the functions a message touches, the most affected first.
    pub(super) fn touched(
        &self,
        hits: &Hits<'_>,
        patterns: Range<PatternIndex>,
        kind: Kind,
        door: Door,
    ) -> Vec<Touched> {
        let coincidences = hits.text().split_whitespace().count() / WORDS_PER_COINCIDENCE;
        let mut all: Vec<Weighed<'_>> = Vec::with_capacity(self.functions.len());
        for (function, index) in self.functions.iter().zip(patterns) {
            let words = hits.words(index);
            let words = if words.len() > coincidences { words } else { Vec::new() };
            all.push(Weighed::new(function, words, kind, door));
        }
        all.sort_by_key(|weighed| std::cmp::Reverse(weighed.weight()));
        let enough = all.iter().take_while(|weighed| weighed.weight() >= WEIGHT_MIN).count();
        let some = all.iter().take_while(|weighed| weighed.weight() > 0).count();
        all.truncate(enough.max(FUNCTIONS_MIN.min(some)).min(FUNCTIONS_MAX));
        all.into_iter().map(|weighed| weighed.touched(kind, door)).collect()
    }
}

/// A function and what speaks for it.
struct Weighed<'a> {
    function: &'a FunctionId,
    by_kind: usize,
    by_door: usize,
    words: Vec<String>,
}

impl<'a> Weighed<'a> {
    fn new(function: &'a FunctionId, words: Vec<String>, kind: Kind, door: Door) -> Self {
        let by_kind = weight_in(by_kind(kind), function);
        let by_door = if door == Door::OneWay { weight_in(BY_ONE_WAY_DOOR, function) } else { 0 };
        Self { function, by_kind, by_door, words }
    }

    fn weight(&self) -> usize {
        let by_words = self.words.len().div_ceil(WORDS_PER_WEIGHT).min(WORDS_WEIGHT_MAX);
        self.by_kind.max(self.by_door) + by_words
    }

    fn touched(self, kind: Kind, door: Door) -> Touched {
        let by_kind = (self.by_kind > 0).then_some(Reason::Kind(kind));
        let by_words = (!self.words.is_empty()).then_some(Reason::Words(self.words));
        let by_door = (self.by_door > 0).then_some(Reason::Door(door));
        let reasons = [by_kind, by_words, by_door].into_iter().flatten().collect();
        Touched { function: self.function.clone(), reasons }
    }
}

fn weight_in(table: &[(&str, usize)], function: &FunctionId) -> usize {
    table.iter().find(|(name, _)| *name == function.as_str()).map_or(0, |(_, weight)| *weight)
}

/// Longer or more words of a lens than these are not listened for.
const LENS_WORDS_MAX: usize = 200;
const LENS_WORD_BYTES_MAX: usize = 60;

fn vocabulary(function: &FunctionId, library: &Library) -> String {
    let base = VOCABULARY.iter().find(|(name, _)| *name == function.as_str());
    let mut alternatives: Vec<String> = base.iter().map(|(_, words)| (*words).to_owned()).collect();
    let lens_words = library.get(function).map_or(&[][..], |lens| &lens.words);
    let usable = |word: &&String| !word.trim().is_empty() && word.len() <= LENS_WORD_BYTES_MAX;
    for word in lens_words.iter().filter(usable).take(LENS_WORDS_MAX) {
        alternatives.push(regex::escape(&word.trim().to_ascii_lowercase()));
    }
    // A function without any word is found by kind and door alone.
    let any = alternatives.join("|");
    if any.is_empty() { r"[a&&b]".to_owned() } else { format!(r"\b(?:{any})(?:s\b|\b)") }
}

/// Words by which each of the ten functions shows itself in a sentence.
const VOCABULARY: &[(&str, &str)] = &[
    (
        "engineering",
        "engineers?|engineering|deploy(?:s|ment)?|backend|frontend|api|databases?|latency|refactor(?:ing)?|tech debt|technical debt|cron|queues?|jobs?|servers?|pipeline|rollback|outages?|migrat(?:e|ion)|code|staging|load",
    ),
    (
        "finance",
        "finance|budgets?|costs?|margins?|revenue|invoic(?:e|es|ing)|billing|forecasts?|cash|arr|mrr|spend|accounting|refunds?|discounts?|runway|profit|pric(?:e|es|ing)|leases?|[0-9]+ (?:euros?|dollars|eur|usd)",
    ),
    (
        "design",
        "design(?:er|ers|s)?|ux|ui|screens?|layout|mock-?ups?|figma|prototype|usability|accessib(?:le|ility)|onboarding|navigation|wording|empty state|buttons?|redesign",
    ),
    (
        "marketing",
        "marketing|campaigns?|landing page|pricing page|positioning|brand(?:ing)?|announc(?:e|es|ing|ement)|blog post|newsletter|press|homepage|messaging|social media|seo|funnel|conference",
    ),
    (
        "sales",
        "sales|deals?|quotes?|pipeline|renewals?|prospects?|enterprise|resellers?|account managers?|upsell|leads|contracts?|customers' contracts|procurement|key accounts?|demos?",
    ),
    (
        "legal",
        "legal|lawyers?|contracts?|terms(?: of service)?|gdpr|privacy|compliance|licen[cs](?:e|es|ing)|dpa|notice period|consent|personal data|audits?|security review|liability|regulat(?:or|ion|ions|ory)|soc ?2|retention|delet(?:e|ing) (?:customer |their |user |all )?data",
    ),
    (
        "support",
        "support tickets?|tickets?|support team|help ?desk|help cent(?:er|re)|faqs?|complaints?|complain|customer success|csms?|macros|known issues?|escalations?|angry customers|existing customers|workarounds?|users will ask",
    ),
    (
        "operations",
        "operations|ops|runbooks?|on-?call|rota|handover|logistics|warehouse|stock|suppliers?|vendors?|shifts?|training|office|procurement|manual steps?|by hand|spreadsheets?|cut-?over|cron|maintenance window",
    ),
    (
        "research",
        "user research|interviews?|surveys?|usability test(?:s|ing)?|personas?|churn|feedback from (?:users|customers)|behaviou?r|segments?|respondents|nps|customer visits?|cohorts?|users (?:said|told|want|say)|customers (?:said|told|want|say)",
    ),
    (
        "leadership",
        "board|ceo|cto|cfo|strategy|strategic|okrs?|company goals?|leadership|investors?|vision|exec(?:s|utives?)?|headcount|layoffs?|acquisition|north star",
    ),
];
