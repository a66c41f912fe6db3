//! How buttons, forms and the store spell the answers that can be given after a decision.

use super::{CameTrue, Cause, Feeling, Progress, Score, Turned};

/// Gives a closed list its words.
macro_rules! words {
    ($kind:ident: $($variant:ident = $word:literal),+ $(,)?) => {
        impl $kind {
            /// Every one, in the order people see them.
            pub const ALL: &[$kind] = &[$($kind::$variant),+];

            /// Returns the word used in buttons, forms, the store and exports.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($kind::$variant => $word),+
                }
            }

            /// Reads the word written by `as_str`.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words!(Feeling: Clear = "clear", Unsure = "unsure", Worried = "worried");
words!(CameTrue: Yes = "yes", InPart = "in-part", No = "no");
words!(Turned: Held = "held", Partly = "partly", Missed = "missed", Reversed = "reversed");
words!(Progress: Done = "done", NotYet = "not-yet", Dropped = "dropped");
words!(Cause:
    NotAsked = "not-asked",
    Declined = "declined",
    FactsChanged = "facts-changed",
    CostMisjudged = "cost-misjudged",
    Other = "other",
);

impl Score {
    /// The highest score: fully.
    pub const MOST: u8 = 5;

    /// Returns a score from 1 to 5; `None` for any other number.
    pub fn new(score: u8) -> Option<Self> {
        (1..=Self::MOST).contains(&score).then_some(Self(score))
    }

    /// Returns the number, 1 to 5.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Score {
    type Error = &'static str;

    fn try_from(score: u8) -> Result<Self, Self::Error> {
        Self::new(score).ok_or("a score is from 1 to 5")
    }
}

impl From<Score> for u8 {
    fn from(score: Score) -> Self {
        score.0
    }
}
