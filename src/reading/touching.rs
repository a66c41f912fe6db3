//! Which declared limits a decision touches, and what shows it.
//!
//! Careful rather than complete: a line on a card that is wrong twice is not read a third time. A decision
//! that names its days is judged by them and by nothing else; one that names amounts, by those.

use super::amounts::{self, Amount};
use super::clean::own_words;
use super::days;
use super::related::words::{is_subject, stem};
use crate::domain::decision::Decision;
use crate::domain::kind::Kind;
use crate::domain::lens::Phrases;
use crate::domain::limit::{Limit, Sort, Touch, Touched};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// More than these would not be read.
const TOUCHED_MAX: usize = 10;
/// So many words in common show that two texts are about the same.
const SHARED_MIN: usize = 2;
/// So many of them are named.
const NAMED_MAX: usize = 3;

/// Returns those of some limits that a decision touches. `today` says which year a day without one means.
pub fn touched(limits: &[Limit], decision: &Decision, today: Date) -> Vec<Touched> {
    let text = own_words(&format!("{}.\n{}", decision.title, decision.text()));
    let said = Said { decision, text: &text, today };
    let found = limits
        .iter()
        .filter_map(|limit| Some(Touched { by: said.touches(limit)?, limit: limit.clone() }));
    found.take(TOUCHED_MAX).collect()
}

/// What a decision says.
struct Said<'a> {
    decision: &'a Decision,
    text: &'a str,
    today: Date,
}

impl Said<'_> {
    fn touches(&self, limit: &Limit) -> Option<Touch> {
        match limit.sort {
            Sort::Freeze => self.falls_into(limit),
            Sort::Floor | Sort::Ceiling => self.goes_beyond(limit),
            Sort::Headcount => self.hires(),
            Sort::Other => self.speaks_of(limit, SHARED_MIN),
        }
    }

    /// A day inside is named; or none is, and what is to change is ready to inside.
    fn falls_into(&self, limit: &Limit) -> Option<Touch> {
        let named = days::named(self.text, self.today);
        if !named.is_empty() {
            let inside = named.iter().find(|one| limit.holds_between(one.first, one.last))?;
            return Some(Touch::Day(inside.words.to_owned()));
        }
        let changes = [Kind::Launch, Kind::Deprecation, Kind::Architecture];
        let closes = self.decision.closes_at.to_zoned(self.decision.zone.rules()).date();
        let inside = changes.contains(&self.decision.kind) && limit.holds_on(closes);
        inside.then_some(Touch::Closing)
    }

    /// An amount beyond is named; or none at all is, in a text about the same.
    fn goes_beyond(&self, limit: &Limit) -> Option<Touch> {
        let all = amounts::named(&limit.text);
        let bound = all.first()?;
        let pricing =
            self.decision.kind == Kind::Pricing && (bound.is_money() || bound.unit.is_empty());
        let about = self.speaks_of(limit, if pricing { 1 } else { SHARED_MIN });
        if !pricing && about.is_none() {
            return None;
        }
        let named = amounts::named(self.text);
        let named: Vec<_> = named.iter().filter(|one| counts_the_same(bound, one)).collect();
        if named.is_empty() {
            return about;
        }
        let beyond = |one: &&&Amount<'_>| match limit.sort {
            Sort::Floor => one.hundredths < bound.hundredths,
            _ => bound.hundredths < one.hundredths,
        };
        named.iter().find(beyond).map(|one| Touch::Amount(one.words.to_owned()))
    }

    fn hires(&self) -> Option<Touch> {
        let found = HIRING.words_in(self.text);
        found.first().map(|(_, words)| Touch::Words(vec![(*words).to_owned()]))
    }

    /// Words that it has in common with a limit, if there are so many; or all where there are fewer.
    fn speaks_of(&self, limit: &Limit, least: usize) -> Option<Touch> {
        let of_limit = subjects(&limit.text);
        let wanted: BTreeSet<&String> = of_limit.iter().map(|(stem, _)| stem).collect();
        let mut seen = BTreeSet::new();
        let own = subjects(self.text).into_iter();
        let shared = own.filter(|(stem, _)| wanted.contains(stem) && seen.insert(stem.clone()));
        let shared: Vec<String> = shared.map(|(_, word)| word.to_owned()).collect();
        let enough = !shared.is_empty() && shared.len() >= least.min(wanted.len());
        enough.then(|| Touch::Words(shared.into_iter().take(NAMED_MAX).collect()))
    }
}

/// Money without a currency is any money.
fn counts_the_same(bound: &Amount<'_>, one: &Amount<'_>) -> bool {
    bound.unit == one.unit || bound.unit.is_empty() && one.is_money()
}

/// The words that say what a text is about, each with its stem.
fn subjects(text: &str) -> Vec<(String, &str)> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    let stems = words.map(|word| (stem(&word.to_lowercase()), word));
    stems.filter(|(stem, _)| is_subject(stem)).collect()
}

static HIRING: LazyLock<Phrases<()>> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    phrases.add((), HIRING_WORDS);
    phrases
});

const HIRING_WORDS: [&str; 13] = [
    "hire",
    "hires",
    "hiring",
    "headcount",
    "recruit*",
    "new position*",
    "open position*",
    "contractor*",
    "freelancer*",
    "new role",
    "job offer*",
    "backfill*",
    "add a person",
];
