//! What a function's lead has declared: limits that hold until a day, and the pressure it is under now.
//!
//! Both have an end, so that nothing stands longer than somebody meant it to; what holds on is declared
//! again. Everybody of the workspace may see them, and who declared them when. That a person is a lead of
//! the function is seen to before an event gets here.

use super::ids::{FunctionId, LimitId, UserId};
use super::policy::Policy;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest text of a limit or a pressure: one line.
pub const LIMIT_CHARS: usize = 150;
/// How many days ahead a limit may end.
pub const LIMIT_DAYS: i64 = 366;
/// How many limits of one function stand at a time.
pub const LIMITS_MAX: usize = 10;

/// Something that a function cannot go beyond, until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub id: LimitId,
    pub function: FunctionId,
    pub sort: Sort,
    /// In its lead's words.
    pub text: String,
    /// The first day on which it holds; the day on which it was declared where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day on which it holds.
    pub until: Date,
    /// Who declared it; nobody where it stands in the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    pub at: Timestamp,
}

/// What sort of limit it is; that says which decisions it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Nothing changes in these days.
    Freeze,
    /// An amount below which nothing goes, such as a price.
    Floor,
    /// An amount above which nothing goes, such as a budget.
    Ceiling,
    /// How many people there may be.
    Headcount,
    Other,
}

impl Sort {
    /// Every sort, in the order people see them.
    pub const ALL: [Sort; 5] =
        [Sort::Freeze, Sort::Floor, Sort::Ceiling, Sort::Headcount, Sort::Other];

    /// Returns the word used in forms and the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Freeze => "freeze",
            Sort::Floor => "floor",
            Sort::Ceiling => "ceiling",
            Sort::Headcount => "headcount",
            Sort::Other => "other",
        }
    }

    /// Reads the word written by [`Sort::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == word)
    }

    /// Returns whether it says nothing without an amount.
    pub fn needs_amount(self) -> bool {
        matches!(self, Sort::Floor | Sort::Ceiling)
    }
}

impl Limit {
    /// Returns whether a day is one on which it holds.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && day <= self.until
    }

    /// Returns whether any of some days is one on which it holds.
    pub fn holds_between(&self, first: Date, last: Date) -> bool {
        self.from.is_none_or(|from| from <= last) && first <= self.until
    }
}

/// What weighs on a function now, as its lead puts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pressure {
    pub text: String,
    /// The last day on which it is shown.
    pub until: Date,
    pub by: UserId,
    pub at: Timestamp,
}

/// What a form of a lead holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Declared {
    /// A new limit, or one that takes the place of `old`.
    Limit {
        old: Option<LimitId>,
        sort: Option<Sort>,
        text: String,
        from: Option<Date>,
        until: Option<Date>,
    },
    /// The pressure of now; no text takes it back.
    Pressure { text: String, until: Option<Date> },
    /// A limit holds no longer.
    Withdrawn { limit: LimitId },
}

/// Everything that leads of a workspace have declared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Register {
    /// In the order in which they were declared.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pressure: BTreeMap<FunctionId, Pressure>,
}

impl Register {
    /// Returns whether nothing is declared.
    pub fn is_empty(&self) -> bool {
        self.limits.is_empty() && self.pressure.is_empty()
    }

    /// Returns the limits that hold on a day or will, those of the configuration first; none where an
    /// administrator wants none.
    pub fn standing(&self, policy: &Policy, today: Date) -> Vec<Limit> {
        if !policy.room.boundaries {
            return Vec::new();
        }
        let all = policy.limits.iter().chain(&self.limits);
        all.filter(|limit| today <= limit.until).cloned().collect()
    }

    /// Returns what weighs on a function on a day.
    pub fn pressure_on(
        &self,
        policy: &Policy,
        function: &FunctionId,
        today: Date,
    ) -> Option<&Pressure> {
        let pressure = self.pressure.get(function).filter(|one| today <= one.until);
        pressure.filter(|_| policy.room.boundaries)
    }
}

/// A limit that a decision touches, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touched {
    /// The limit as it stood when it was last looked at.
    pub limit: Limit,
    pub by: Touch,
}

/// What shows that a decision touches a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Touch {
    /// It names a day inside.
    Day(String),
    /// It names no day, and is ready to be carried out inside: listening ends then.
    Closing,
    /// It names an amount beyond.
    Amount(String),
    /// It speaks of the same.
    Words(Vec<String>),
}
