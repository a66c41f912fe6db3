//! What makes something possible, found among what somebody wrote: the sentences that set a condition or a
//! limit, apart from those that say what is needed.
//!
//! For views that came as one text, by message or reply. Nothing is put in other words; a sentence goes to
//! one side or the other whole. A prediction ("if users see this, they leave") sets no condition: it takes
//! a word of consent, or a limit in so many words.

use super::balance::sentences;
use crate::domain::answer::Words;
use crate::domain::lens::Phrases;
use std::sync::LazyLock;

/// A text in two parts, each in the order in which it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts<'a> {
    /// What is wanted, and why.
    pub wanted: Vec<&'a str>,
    /// Under what condition, and within what limits.
    pub possible: Vec<&'a str>,
}

/// Splits a text. One that holds nothing but conditions is not split: it says what is wanted.
pub fn parts(text: &str) -> Parts<'_> {
    let mut parts = Parts::default();
    let mut after_bound = false;
    for sentence in sentences(text).map(str::trim).filter(|sentence| !sentence.is_empty()) {
        after_bound = sets_bound(sentence) || after_bound && goes_on(sentence);
        let side = if after_bound { &mut parts.possible } else { &mut parts.wanted };
        side.push(sentence);
    }
    if parts.wanted.is_empty() {
        std::mem::swap(&mut parts.wanted, &mut parts.possible);
    }
    parts
}

/// Returns under what condition somebody says yes, if they do: the condition as it was given, or else the
/// sentence that sets one.
pub fn yes_if(words: &Words) -> Option<&str> {
    let given = words.condition.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let consents = |sentence: &&str| {
        let found = SIGNS.in_text(sentence);
        found.contains(&&Sign::Consent) && found.contains(&&Sign::If)
    };
    given.or_else(|| match words.limit {
        Some(_) => None,
        None => parts(&words.need).possible.into_iter().find(consents),
    })
}

/// Returns whether somebody sets a limit or says no, so that more than a condition is in the way.
pub fn is_bounded(words: &Words) -> bool {
    let given = words.limit.is_some() || words.condition.is_some();
    let bounds = |sentence: &str| sets_bound(sentence.trim());
    given || sentences(&words.need).any(bounds) || SIGNS.in_text(&words.need).contains(&&Sign::No)
}

fn sets_bound(sentence: &str) -> bool {
    let found = SIGNS.in_text(sentence);
    !sentence.ends_with('?')
        && (found.contains(&&Sign::Limit)
            || [Sign::If, Sign::Consent].iter().all(|sign| found.contains(&sign)))
}

/// Whether a sentence goes on with the condition before it: "If not, …", "The 15th would be fine."
fn goes_on(sentence: &str) -> bool {
    let found = SIGNS.in_text(sentence);
    found.contains(&&Sign::Otherwise) || found.contains(&&Sign::WouldDo)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    If,
    Consent,
    Limit,
    Otherwise,
    WouldDo,
    No,
}

static SIGNS: LazyLock<Phrases<Sign>> = LazyLock::new(|| {
    let mut signs = Phrases::default();
    signs.add(Sign::If, IF);
    signs.add(Sign::Consent, CONSENT);
    signs.add(Sign::Limit, LIMIT);
    signs.add(Sign::Otherwise, OTHERWISE);
    signs.add(Sign::WouldDo, WOULD_DO);
    signs.add(Sign::No, NO);
    signs
});

const IF: [&str; 6] = ["if", "as long as", "so long as", "provided", "once", "unless"];

#[rustfmt::skip]
const CONSENT: [&str; 18] = [
    "live with", "works for me", "works for us", "work for me", "work for us", "fine with me", "fine with us",
    "fine for us", "fine by me", "ok for us", "ok with me", "go along", "i would agree", "i d agree",
    "we would agree", "we d agree", "can accept", "i m in",
];

#[rustfmt::skip]
const LIMIT: [&str; 56] = [
    "yes if", "yes once", "yes provided", "yes as long as", "be ok if", "is ok if", "s ok if", "be okay if", "be fine if", "is fine if",
    "s fine if", "m fine if", "am fine if", "fine as long as", "fine once", "happy if", "agree if", "only if", "only once", "not before the", "not before a",
    "not before we", "not before our", "not before #", "not before next", "not a * before",
    "not until", "not later than", "no later than", "no more than", "not more than", "at most", "must not",
    "not below", "not above", "please not", "please no", "on condition", "on the condition", "not in the same",
    "not longer", "no longer than", "at the latest", "at the earliest", "never without", "not without", "has to stay",
    "have to stay", "must stay", "needs to stay", "need to stay", "cannot go below", "can t go below",
    "cannot exceed", "can t exceed", "may not exceed",
];

const OTHERWISE: [&str; 5] = ["if not", "otherwise", "or else", "without that", "without it"];

const WOULD_DO: [&str; 6] =
    ["would be fine", "would do", "would work", "is fine", "are fine", "would be ok"];

#[rustfmt::skip]
const NO: [&str; 16] = [
    "against", "can t", "cannot", "won t", "must not", "should not", "no way", "not possible", "impossible", "we don t",
    "i don t", "object to", "oppose", "never", "stop", "too early",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_with_a_condition_is_found_by_its_field_or_its_words() {
        let by_field =
            Words { condition: Some("yes, if tokens go first".into()), ..Words::need("x") };
        assert_eq!(yes_if(&by_field), Some("yes, if tokens go first"));
        let said = Words::need("Nine quotes are out. If they can be signed, I can live with it.");
        assert_eq!(yes_if(&said), Some("If they can be signed, I can live with it."));
        assert_eq!(yes_if(&Words::need("Not before the 1st. We need a range.")), None);
    }

    #[test]
    fn a_limit_and_a_no_are_in_the_way_and_a_need_is_not() {
        assert!(is_bounded(&Words::need("We can't do this in May.")));
        assert!(is_bounded(&Words::need("The queue is full. Please not on the 1st.")));
        assert!(!is_bounded(&Words::need("We need a range for the forecast.")));
    }

    #[track_caller]
    fn check(text: &str, wanted: &[&str], possible: &[&str]) {
        assert_eq!(parts(text), Parts { wanted: wanted.to_vec(), possible: possible.to_vec() });
    }

    #[test]
    fn a_condition_with_consent_and_what_follows_from_it_stand_apart() {
        check(
            "I have nine quotes out. If they can be signed until June, I can live with it. If not I lose one.",
            &["I have nine quotes out."],
            &["If they can be signed until June, I can live with it.", "If not I lose one."],
        );
        check(
            "The queue is full. Please not on the 1st. The 15th would be fine. Thanks!",
            &["The queue is full.", "Thanks!"],
            &["Please not on the 1st.", "The 15th would be fine."],
        );
    }

    #[test]
    fn a_limit_is_one_by_itself() {
        check(
            "We need one month end. We can carry both to March, not longer.",
            &["We need one month end."],
            &["We can carry both to March, not longer."],
        );
        check(
            "Trieste is small.\nHull after the stocktake, and not a day before.",
            &["Trieste is small."],
            &["Hull after the stocktake, and not a day before."],
        );
    }

    #[test]
    fn a_prediction_and_a_question_set_no_condition() {
        check("If users see this, they leave.", &["If users see this, they leave."], &[]);
        check("It would be fine. Who asked?", &["It would be fine.", "Who asked?"], &[]);
        check("", &[], &[]);
    }

    #[test]
    fn a_text_that_is_one_condition_stays_whole() {
        check("Yes, if the floor stays at 60.", &["Yes, if the floor stays at 60."], &[]);
    }
}
