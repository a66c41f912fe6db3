//! Whether a proposal promises a gain, and in which words.
//!
//! A promise is no fault. It only says what should be heard next: what the gain costs to run, and what it
//! does to margin.

use super::unasked::proposed;
use crate::domain::decision::Decision;
use crate::domain::lens::Phrases;
use std::sync::LazyLock;

/// Returns the words in which a proposal promises that something gets better for customers or business.
pub(super) fn promised(decision: &Decision) -> Option<&str> {
    proposed(decision).find_map(|text| Some(GAINS.words_in(text).first()?.1))
}

static GAINS: LazyLock<Phrases<()>> = LazyLock::new(|| {
    let mut gains = Phrases::default();
    gains.add((), WORDINGS);
    gains
});

/// Wordings of a gain. "Growth" alone is as often a worry as a promise, so it takes a verb.
#[rustfmt::skip]
const WORDINGS: [&str; 42] = [
    "more customers", "more users", "more sign ups", "more signups", "more sales", "more revenue", "more deals",
    "more bookings", "more engagement", "sell more", "win more", "win * back", "bring* * growth", "grow our",
    "grow the", "drive* growth", "fewer cancel*", "fewer complaint*", "fewer ticket*", "fewer refund*",
    "less churn", "reduce* * churn", "lower* * churn", "cut* * churn", "higher conversion*",
    "higher retention", "improve* * conversion*", "improve* * retention", "increase* * conversion*",
    "increase* * revenue", "increase* * sales", "increase* * retention", "raise* * conversion*", "boost*",
    "delight*", "will love", "would love", "happier", "attract*", "saves them", "save* * time", "pays off",
];
