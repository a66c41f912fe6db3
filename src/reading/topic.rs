//! What a decision is about: its kind and its door, with the words that say so.
//!
//! Where no word speaks, the kind is *roadmap*: its questions (what moves down, what do we stop?)
//! fit anything that takes somebody's time. The door then follows from the kind: what customers,
//! contracts or people were told is not cheap to undo.

use super::bank::{Hits, PatternIndex, any_word};
use crate::domain::kind::{Door, Kind};
use std::ops::Range;

/// A guess, and the words that led to it; no words, no more than a default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess<T> {
    /// What is guessed.
    pub value: T,
    /// The words that led there, as written (in lower case).
    pub words: Vec<String>,
}

/// Returns the patterns of all kinds, in the order of [`KIND_WORDS`].
pub(super) fn kind_patterns() -> impl Iterator<Item = String> {
    KIND_WORDS.iter().map(|(_, words)| any_word(words))
}

/// Returns the patterns of both doors, in the order of [`DOOR_WORDS`].
pub(super) fn door_patterns() -> impl Iterator<Item = String> {
    DOOR_WORDS.iter().map(|(_, words)| any_word(words))
}

/// Guesses the kind: the one with the most distinct words; the earlier in the table where equal.
pub(super) fn kind(hits: &Hits<'_>, kinds: Range<PatternIndex>) -> Guess<Kind> {
    let default = Guess { value: Kind::Roadmap, words: Vec::new() };
    most_words(hits, kinds, KIND_WORDS).unwrap_or(default)
}

/// Guesses the door: by words, otherwise by kind.
pub(super) fn door(hits: &Hits<'_>, doors: Range<PatternIndex>, kind: Kind) -> Guess<Door> {
    let default = Guess { value: door_of(kind), words: Vec::new() };
    most_words(hits, doors, DOOR_WORDS).unwrap_or(default)
}

fn door_of(kind: Kind) -> Door {
    match kind {
        Kind::Pricing | Kind::Deprecation | Kind::Hiring => Door::OneWay,
        Kind::Launch | Kind::Architecture => Door::TwoWay,
        Kind::Roadmap | Kind::Experiment | Kind::Policy => Door::TwoWay,
    }
}

fn most_words<T: Copy>(
    hits: &Hits<'_>,
    patterns: Range<PatternIndex>,
    table: &[(T, &str)],
) -> Option<Guess<T>> {
    let mut best: Option<Guess<T>> = None;
    for (index, (value, _)) in patterns.zip(table) {
        let words = hits.words(index);
        if words.len() > best.as_ref().map_or(0, |best| best.words.len()) {
            best = Some(Guess { value: *value, words });
        }
    }
    best
}

/// Words of each kind. Where two kinds have as many, the earlier is the more telling one.
const KIND_WORDS: &[(Kind, &str)] = &[
    (
        Kind::Deprecation,
        "retir(?:e|es|ed|ing)|deprecat(?:e|es|ed|ing|ion)|sunset(?:s|ting)?|end[- ]of[- ]life|eol|phase out|phasing out|discontinu(?:e|ed|ing)|decommission(?:ing)?|(?:remov|kill|dropp?|shut|turn)(?:e|ing|ting)? (?:down |off )?(?:the |our |support |old |legacy )+[a-z]+|dropp?(?:ing)? [a-z]+ support|legacy|stop supporting|drop support|removal|switch off|shut down",
    ),
    (
        Kind::Pricing,
        "pric(?:e|es|ed|ing)|seats?|per[- ]seat|(?:lower|starter|pro|free|team|enterprise|basic|paid|annual|monthly|yearly) plans?|tiers?|discount(?:s|ed|ing)?|invoic(?:e|es|ing)|billing|usage[- ]based|to usage|charg(?:e|es|ing)|subscriptions?|pay[- ]as[- ]you[- ]go|fees?|paywall|margins?|upsell|list price|per (?:user|shop)|[0-9]+ ?% off|free of charge|renewals?",
    ),
    (
        Kind::Hiring,
        "hir(?:e|es|ing)|headcount|recruit(?:er|ers|ing)?|contractors?|freelancers?|agency|vendors?|supplier|outsourc(?:e|ing)|backfill|candidates?|job (?:ad|opening)|new role|procurement",
    ),
    (
        Kind::Experiment,
        "experiments?|a/b|ab test|split test|pilot|trial run|hypothesis|control group|cohort|test with [0-9]+|(?:small|first) group of (?:users|customers)|fake door|holdout|spike|[0-9]+ ?% of (?:users|traffic|customers|accounts|sign-?ups)",
    ),
    (
        Kind::Policy,
        "polic(?:y|ies)|guidelines?|rules?|mandatory|code of conduct|compliance|approval process|working hours|remote|on-?call rota|retention|sla|from now on|must (?:all|always)|refund policy|process for",
    ),
    (
        Kind::Launch,
        "launch(?:es|ed|ing)?|go[- ]live|going live|rollout|roll(?:ing)? out|general availability|ga|public beta|open beta|announc(?:e|es|ing|ement)|release date|press release|ship (?:it|to)|product hunt|release to",
    ),
    (
        Kind::Architecture,
        "architecture|databases?|postgres(?:ql)?|mysql|mongo(?:db)?|redis|kafka|queues?|cron|jobs?|migrat(?:e|es|ing|ion)|microservices?|monolith|backend|infrastructure|kubernetes|k8s|cloud|aws|gcp|azure|refactor(?:ing)?|rewrit(?:e|ing)|api|schema|services?|servers?|cache|event bus|webhooks?|graphql|framework|library|protocol|rust|multi-?tenant|regions?",
    ),
    (
        Kind::Roadmap,
        "roadmap|priorit(?:y|ies|ise|ize)|backlog|sprint|milestone|next quarter|q[1-4]|postpone|push back|deprioriti[sz]e|epic|before q[1-4]|instead of building|scope|okrs?",
    ),
];

/// Words of each door.
const DOOR_WORDS: &[(Door, &str)] = &[
    (
        Door::OneWay,
        "delet(?:e|es|ing) (?:the |all |old |their |customer )*(?:data|accounts?|records|history)|irreversibl[ey]|permanent(?:ly)?|for good|no way back|point of no return|can(?:not|'t) (?:be undone|undo|go back)|sign(?:ing)? (?:a |the )?contract|contracts?|announc(?:e|es|ing|ement)|publicly|public promise|press release|migrat(?:e|es|ing|ion)|retir(?:e|es|ing)|sunset(?:ting)?|end[- ]of[- ]life|shut(?:ting)? down|clos(?:e|ing) (?:down )?(?:the |our )?(?:[a-z]+ ){0,2}(?:offices?|warehouses?|branch|sites?|shops?|stores?|plants?|factory|locations?)|lay(?:ing)? off|acqui(?:re|sition)|multi-?year|lock(?:ed)?[- ]in|rip out|one-way door",
    ),
    (
        Door::TwoWay,
        "trial|experiments?|pilot|a/b|behind a flag|feature flags?|flag|roll(?:ed|ing)? back|rollback|revert(?:ed|ing)?|reversible|undo|try (?:it|this|that)? ?(?:out|for)|for (?:a|two|three|2|3) (?:weeks?|months?|sprints?)|temporar(?:y|ily)|for now|put [a-z]+ back|switch back|go back|beta|test(?:ing)? (?:it )?with|two-way door|easy to undo",
    ),
];
