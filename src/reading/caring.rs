//! What a concern may look after: a guess for its author to confirm, put right or leave.
//!
//! First by what its function is known to say (its lens), then by words that speak of it in a sentence that
//! holds back: whoever is glad about something, or names a number in passing, need not be asked what they
//! fear for. A guess that is wrong costs more than one that is not made.

use super::balance::sentences;
use super::remark::remark;
use crate::domain::answer::{Remark, Words};
use crate::domain::care::Care;
use crate::domain::lens::{Lens, Phrases};
use std::sync::LazyLock;

/// What a view may look after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess<'t> {
    pub care: Care,
    /// The words that led there; none where it is only what this function looks after mostly.
    pub words: Option<&'t str>,
}

/// Returns what a view may look after, or `None` where it does not hold back or nothing speaks for
/// anything.
pub fn guess<'t>(lens: Option<&Lens>, words: &'t Words) -> Option<Guess<'t>> {
    let sayings = lens.map(sayings).unwrap_or_default();
    let of_lens = words.parts().find_map(|part| first(&sayings, part));
    // What makes it hard was asked for in so many words.
    let hard_now = || words.hard_now.as_deref().and_then(|hard| first(&SIGNS, hard));
    let in_words =
        || hard_now().or_else(|| words.parts().flat_map(sentences).find_map(in_sentence));
    let of_function = || {
        let care = lens?.says.iter().find_map(|saying| saying.care)?;
        is_plain_no(words).then_some(Guess { care, words: None })
    };
    of_lens.or_else(in_words).or_else(of_function)
}

/// What a sentence that holds back speaks of.
fn in_sentence(sentence: &str) -> Option<Guess<'_>> {
    if HOLDS_BACK.in_text(sentence).is_empty() {
        return None;
    }
    first(&SIGNS, sentence)
}

/// Returns whether a view is a plain no, without a reason or a way out.
pub fn is_plain_no(words: &Words) -> bool {
    words.is_need_alone() && remark(&words.need) == Remark::Refusal
}

fn first<'t>(phrases: &Phrases<Care>, text: &'t str) -> Option<Guess<'t>> {
    let (care, words) =
        phrases.words_in(text).into_iter().min_by_key(|(_, words)| words.as_ptr())?;
    Some(Guess { care: *care, words: Some(words) })
}

/// What a function is known to say.
fn sayings(lens: &Lens) -> Phrases<Care> {
    let mut phrases = Phrases::default();
    for saying in &lens.says {
        if let Some(care) = saying.care {
            phrases.add(care, [&saying.says]);
        }
    }
    phrases
}

static HOLDS_BACK: LazyLock<Phrases<()>> = LazyLock::new(|| {
    let mut phrases = Phrases::default();
    phrases.add((), BACK);
    phrases
});

#[rustfmt::skip]
const BACK: [&str; 49] = [
    "can t", "cannot", "won t", "couldn t", "impossible", "not possible", "no way", "not ready", "risky", "too late",
    "too early", "too much", "too many", "too few", "risk", "risks", "worr*", "afraid", "fear*", "concern*", "against",
    "nobody", "no one", "not enough", "don t have", "doesn t have", "do not have", "does not have", "have no",
    "has no", "is no", "not in", "overload*", "lose", "losing", "would break", "will break", "breaks", "surprise*",
    "unclear", "don t know", "fail", "fails", "blocked", "without", "who answers", "who owns", "must not", "hard to",
];

static SIGNS: LazyLock<Phrases<Care>> = LazyLock::new(|| {
    let mut signs = Phrases::default();
    signs.add(Care::Capacity, CAPACITY);
    signs.add(Care::Predictability, PREDICTABILITY);
    signs.add(Care::Accountability, ACCOUNTABILITY);
    signs.add(Care::Quality, QUALITY);
    signs.add(Care::Trust, TRUST);
    signs.add(Care::Promises, PROMISES);
    signs.add(Care::Readiness, READINESS);
    signs.add(Care::Focus, FOCUS);
    signs.add(Care::Evidence, EVIDENCE);
    signs
});

#[rustfmt::skip]
const CAPACITY: [&str; 28] = [
    "capacity", "bandwidth", "headcount", "people for", "nobody free", "no time", "short of people", "understaffed",
    "overloaded", "one person", "two people", "three people", "hours", "weeks of work", "queue is full", "calendar is full",
    "plate is full", "stretched", "on call", "on leave", "weekends", "overtime", "extra hours",
    "too many things", "too much work", "person days", "team is booked", "fully booked",
];

#[rustfmt::skip]
const PREDICTABILITY: [&str; 19] = [
    "budget*", "forecast*", "predictab*", "surprise*", "margin", "margins", "cash", "run rate", "plan for",
    "close the month", "month end", "quarter end", "year end", "the close", "variance", "cost us", "costs us",
    "cash flow", "the plan for",
];

#[rustfmt::skip]
const ACCOUNTABILITY: [&str; 16] = [
    "measure it", "measure this", "measured", "which number", "what number", "who owns", "who answers",
    "who is responsible", "who decides", "answerable", "accountab*", "sign off", "signed off", "whose job",
    "no owner", "report on",
];

#[rustfmt::skip]
const QUALITY: [&str; 14] = [
    "not ready", "half finished", "half baked", "confus*", "broken", "breaks the", "accessib*", "usab*", "quality",
    "rushed", "rough edges", "inconsisten*", "first impression", "polish",
];

#[rustfmt::skip]
const TRUST: [&str; 17] = [
    "personal data", "customer data", "privacy", "gdpr", "consent", "security", "breach", "leak", "leaks", "lawful",
    "unlawful", "illegal", "audit*", "complian*", "trust", "brand", "reputation",
];

#[rustfmt::skip]
const PROMISES: [&str; 16] = [
    "promise", "promises", "promised", "contract*", "committed to", "signed", "quote*", "renewal*",
    "lose the deal", "lose a deal", "deals", "sla", "notice period", "told them", "told customers", "guarantee*",
];

#[rustfmt::skip]
const READINESS: [&str; 15] = [
    "train", "trained", "training", "runbook*", "first hundred", "tickets", "contacts", "macros", "ready answer",
    "who will do", "who does", "handover", "hand over", "fallback", "cut over",
];

#[rustfmt::skip]
const FOCUS: [&str; 12] = [
    "focus", "distract*", "priorit*", "what do we stop", "opportunity cost", "instead of", "strategy", "fit",
    "fits", "too many bets", "spread thin", "off course",
];

#[rustfmt::skip]
const EVIDENCE: [&str; 14] = [
    "evidence", "no data", "data says", "asked users", "talked to users", "asked customers", "talked to customers",
    "assum*", "guess*", "hunch", "prove", "proven", "how do we know", "we don t know",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(text: &str) -> Option<(Care, String)> {
        let words = Words::need(text);
        let guess = guess(None, &words)?;
        Some((guess.care, guess.words.unwrap_or_default().to_owned()))
    }

    #[track_caller]
    fn check(text: &str, care: Care, words: &str) {
        assert_eq!(guessed(text), Some((care, words.to_owned())), "{text}");
    }

    #[test]
    fn what_speaks_for_it_is_quoted() {
        check("We can't, two people are on leave until May.", Care::Capacity, "two people");
        check("This is not in the budget.", Care::Predictability, "budget");
        check("Who answers for it if the number drops?", Care::Accountability, "Who answers");
        check("It is too early, the empty state is confusing", Care::Quality, "confusing");
        check("That takes consent, which we do not have", Care::Trust, "consent");
        check("Nine quotes are out and we would lose them", Care::Promises, "quotes");
        check("Nobody is trained for that yet", Care::Readiness, "trained");
        check("That distracts us, and we can't do both", Care::Focus, "distracts");
        check("We don't know, it is a hunch", Care::Evidence, "We don't know");
    }

    #[test]
    fn whoever_does_not_hold_back_is_not_asked() {
        assert_eq!(guessed("Great for our margins, ship it"), None);
        assert_eq!(guessed("Two people can start on Monday"), None);
        assert_eq!(guessed("We can't do Monday. Two people can start on Tuesday."), None);
    }

    #[test]
    fn what_makes_it_hard_needs_no_word_that_holds_back() {
        let words = Words { hard_now: Some("one person".to_owned()), ..Words::need("No.") };
        let found = guess(None, &words);
        assert_eq!(found, Some(Guess { care: Care::Capacity, words: Some("one person") }));
    }

    #[test]
    fn what_a_function_is_known_to_say_comes_first_and_a_plain_no_is_what_it_mostly_cares_for() {
        let lens: Lens = serde_json::from_value(serde_json::json!({
            "function": "bakery", "name": "Bakery", "protects": "calm", "worries": [], "words": [],
            "says": [
                { "says": "the oven is hot", "protects": "bread", "ask": "?", "care": "focus" },
                { "says": "no", "protects": "sleep", "ask": "?" },
            ],
            "questions": {},
        }))
        .expect("a lens");
        let of = |text: &str| guess(Some(&lens), &Words::need(text)).map(|one| one.care);
        assert_eq!(of("Sorry but the oven is hot, and no budget"), Some(Care::Focus));
        assert_eq!(of("We can't."), Some(Care::Focus));
        assert_eq!(of("We can't on Mondays."), None);
    }
}
