//! When something is to be, as far as months and days tell.

/// The year and month in which a decision was opened: months named without a year are those ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    year: i32,
    month: i32,
}

/// A stretch of time, in days of months that are all 31 days long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// Nothing is said about time.
    Always,
    /// Something is, but not a date.
    Unclear,
    Known {
        from: i32,
        to: i32,
    },
}

impl Opened {
    pub(super) fn at(year: i16, month: i8) -> Self {
        Self { year: year.into(), month: month.into() }
    }

    /// The months from the opening to a month, with 12 where it is past or said to be next year's.
    fn ahead(self, month: i32, year: Option<i32>, next: bool) -> i32 {
        match year {
            Some(year) => (year - self.year) * 12 + month - self.month,
            None => (month - self.month).rem_euclid(12) + if next { 12 } else { 0 },
        }
    }
}

impl Span {
    /// Whether it has an end.
    pub(super) fn ends(self) -> bool {
        matches!(self, Span::Known { to, .. } if to < i32::MAX)
    }

    /// Whether it runs up to a date, or lies on one.
    pub(super) fn is_dated(self) -> bool {
        matches!(self, Span::Known { .. })
    }

    /// Whether all of it lies within another.
    pub(super) fn within(self, other: Span) -> bool {
        match (self, other) {
            (Span::Known { from, to }, Span::Known { from: start, to: end }) => {
                start <= from && to <= end
            }
            _ => false,
        }
    }

    /// Whether it shares more than a month with another.
    pub(super) fn overlaps(self, other: Span) -> bool {
        match (self, other) {
            (Span::Known { from, to }, Span::Known { from: start, to: end }) => {
                to.min(end).saturating_sub(from.max(start)) > MONTH
            }
            _ => false,
        }
    }

    /// The time from its first day on.
    pub(super) fn since_then(self) -> Span {
        match self {
            // What is to be gone by a day is gone from that day on.
            Span::Known { from: i32::MIN, to } => Span::Known { from: to, to: i32::MAX },
            Span::Known { from, .. } => Span::Known { from, to: i32::MAX },
            other => other,
        }
    }

    /// The time up to its last day.
    pub(super) fn up_to_then(self) -> Span {
        match self {
            Span::Known { from, to: i32::MAX } => Span::Known { from: i32::MIN, to: from },
            Span::Known { to, .. } => Span::Known { from: i32::MIN, to },
            other => other,
        }
    }
}

/// Reads the one date of a clause; several are more than is understood here.
pub(super) fn span(words: &[String], opened: Opened) -> Span {
    let dates: Vec<usize> = (0..words.len()).filter(|at| is_month(words, *at)).collect();
    match dates[..] {
        [] if (0..words.len()).any(|at| is_time(words, at)) => Span::Unclear,
        [] => Span::Always,
        [at] => around(words, at, opened),
        _ => Span::Unclear,
    }
}

/// The span that a month at this place means, by the words before it.
fn around(words: &[String], at: usize, opened: Opened) -> Span {
    let number = |at: Option<usize>| at.and_then(|at| words.get(at)).and_then(|word| day(word));
    let after = number(Some(at + 1));
    let day = number(at.checked_sub(1)).or(after);
    let year = [at + 1, at + 2].iter().find_map(|at| year(words.get(*at)?));
    let before = &words[at.saturating_sub(LEAD)..at];
    let has = |word: &str| before.iter().any(|one| one == word);
    let month = MONTHS.iter().position(|month| words[at].starts_with(month)).unwrap_or_default();
    let month = i32::try_from(month).unwrap_or_default() + 1;
    let start = opened.ahead(month, year, has("next")) * MONTH;
    let (first, last) = match day {
        Some(day) => (start + day, start + day),
        None if has("end") => (start + MONTH, start + MONTH),
        None => (start + 1, start + MONTH),
    };
    let lead = before.iter().rev().find_map(|word| lead(word));
    match lead {
        Some(Lead::UpTo) => Span::Known { from: i32::MIN, to: last },
        // "Before June" ends where June begins.
        Some(Lead::Before) => Span::Known { from: i32::MIN, to: first },
        Some(Lead::From) => Span::Known { from: first, to: i32::MAX },
        Some(Lead::After) => Span::Known { from: last, to: i32::MAX },
        Some(Lead::On) => Span::Known { from: first, to: last },
        None => Span::Unclear,
    }
}

#[derive(Clone, Copy)]
enum Lead {
    UpTo,
    Before,
    From,
    After,
    On,
}

fn lead(word: &str) -> Option<Lead> {
    Some(match word {
        "until" | "till" | "through" | "by" => Lead::UpTo,
        "before" => Lead::Before,
        "from" => Lead::From,
        "after" | "past" | "beyond" => Lead::After,
        "in" | "on" | "during" => Lead::On,
        _ => return None,
    })
}

fn is_month(words: &[String], at: usize) -> bool {
    let word = words[at].as_str();
    let named = MONTHS.iter().any(|month| word == *month || is_long(word, month));
    let dated =
        |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|word| day(word).is_some());
    let before = at.checked_sub(1).map_or("", |at| words[at].as_str());
    let led = lead(before).is_some() || ["of", "next", "late", "early", "mid"].contains(&before);
    // "May" and "march" are other words as well: "and may not".
    let plain = !["may", "march"].contains(&word);
    let linked = plain && ["to", "and", "or"].contains(&before);
    let day_after = word != "may" && dated(Some(at + 1));
    named && (led || linked || dated(at.checked_sub(1)) || day_after)
}

fn is_long(word: &str, month: &str) -> bool {
    LONG.iter().any(|long| *long == word && long.starts_with(month))
}

fn day(word: &str) -> Option<i32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let day = digits.parse().ok().filter(|day| (1..=31).contains(day))?;
    ["", "st", "nd", "rd", "th"].contains(&ending).then_some(day)
}

fn year(word: &str) -> Option<i32> {
    word.parse().ok().filter(|year| (2000..2100).contains(year))
}

/// Whether something is said about time otherwise: "for two weeks", "on Monday"; "unused months" says none.
fn is_time(words: &[String], at: usize) -> bool {
    let counted = |word: &String| {
        COUNTED.contains(&word.as_str()) || word.starts_with(|c: char| c.is_ascii_digit())
    };
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    TIMES.contains(&words[at].trim_end_matches('s')) && before.is_none_or(counted)
}

/// Whether a word is the name of a month.
pub(super) fn is_month_name(word: &str) -> bool {
    MONTHS.contains(&word) || LONG.contains(&word)
}

const MONTH: i32 = 31;
/// The word that says how a date is meant stands within so many before it: "by the end of".
const LEAD: usize = 5;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

#[rustfmt::skip]
const LONG: [&str; 13] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "sept", "october",
    "november", "december",
];

/// Words before which a length or point of time is meant.
#[rustfmt::skip]
const COUNTED: [&str; 30] = [
    "a", "one", "two", "three", "four", "five", "six", "eight", "ten", "twelve", "few", "some", "the", "this", "that", "next",
    "last", "each", "every", "per", "in", "on", "by", "until", "after", "before", "within", "from", "whole", "of",
];

#[rustfmt::skip]
const TIMES: [&str; 24] = [
    "day", "week", "month", "quarter", "year", "hour", "summer", "autumn", "winter", "spring", "christmas", "easter",
    "monday", "tuesday", "wednesday", "thursday", "friday", "q1", "q2", "q3", "q4", "today", "tomorrow", "soon",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Span) {
        let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        assert_eq!(span(&words, Opened::at(2026, 3)), expected, "{text}");
    }

    fn known(from: i32, to: i32) -> Span {
        Span::Known { from, to }
    }

    #[test]
    fn a_date_is_read_with_the_word_before_it() {
        check("keep it until june", known(i32::MIN, 3 * 31 + 31));
        check("keep it until the end of june", known(i32::MIN, 3 * 31 + 31));
        check("live by 1 april", known(i32::MIN, 31 + 1));
        check("not before april 15th", known(i32::MIN, 31 + 15));
        check("after next july", known(16 * 31 + 31, i32::MAX));
        check("in february", known(11 * 31 + 1, 11 * 31 + 31));
        check("on 2 march 2027", known(12 * 31 + 2, 12 * 31 + 2));
    }

    #[test]
    fn what_is_no_date_is_unclear_or_nothing() {
        check("keep it for two months", Span::Unclear);
        check("from june to august", Span::Unclear);
        check("we may keep it", Span::Always);
        check("in march we may", known(1, 31));
        check("keep it", Span::Always);
    }
}
