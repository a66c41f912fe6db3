//! Days that a text names: `1 April`, `April 1st`, `2026-04-01`, and whole months (`in April`).

use crate::domain::command::month;
use jiff::ToSpan;
use jiff::civil::Date;
use std::ops::Range;

/// A day or month that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named<'a> {
    pub first: Date,
    pub last: Date,
    /// As it is written.
    pub words: &'a str,
}

/// Returns the days and months that a text names, in order. Without a year the next one from `today` on
/// is meant.
pub(super) fn named(text: &str, today: Date) -> Vec<Named<'_>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match read(&tokens[at..], at.checked_sub(1).map(|before| &tokens[before]), today) {
            Some(((first, last), length)) => {
                let words = &text[tokens[at].place.start..tokens[at + length - 1].place.end];
                found.push(Named { first, last, words });
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

struct Token {
    lower: String,
    /// Whether nothing but spaces stands before it.
    joined: bool,
    place: Range<usize>,
}

fn tokens(text: &str) -> Vec<Token> {
    let inside = |c: char| c.is_alphanumeric() || c == '-';
    let mut tokens = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, inside(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let before = tokens.last().map_or(0, |token: &Token| token.place.end);
                let joined = text[before..from].chars().all(char::is_whitespace);
                let lower = text[from..at].to_lowercase();
                tokens.push(Token { lower, joined, place: from..at });
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

/// Reads what stands at the beginning of some tokens, and how many of them it takes.
fn read(tokens: &[Token], before: Option<&Token>, today: Date) -> Option<((Date, Date), usize)> {
    let word = |at: usize| tokens.get(at).map(|token| token.lower.as_str());
    let first = word(0)?;
    if let Ok(date) = first.parse::<Date>() {
        return Some(((date, date), 1));
    }
    if let Some(day) = day(first) {
        let of = usize::from(word(1) == Some("of"));
        let joined = tokens[1..].iter().take(1 + of).all(|token| token.joined);
        let month = word(1 + of).filter(|_| joined).and_then(month)?;
        return single(day, month, word(2 + of), today).map(|(date, years)| (date, 2 + of + years));
    }
    let month = month(first)?;
    let next = tokens.get(1).filter(|token| token.joined);
    match next.and_then(|token| day(&token.lower)) {
        Some(day) => single(day, month, word(2), today).map(|(date, years)| (date, 2 + years)),
        None => {
            let lead = before.map(|token| token.lower.as_str());
            let meant = lead.is_some_and(|lead| LEADS.contains(&lead));
            meant.then(|| whole(month, word(1), today)).flatten()
        }
    }
}

/// Words before a month that make it one: "may" and "march" are verbs as well.
const LEADS: [&str; 12] =
    ["in", "during", "until", "by", "from", "before", "since", "of", "early", "mid", "late", "end"];

fn single(day: i8, month: i8, year: Option<&str>, today: Date) -> Option<((Date, Date), usize)> {
    if let Some(year) = year.and_then(self::year) {
        let date = Date::new(year, month, day).ok()?;
        return Some(((date, date), 1));
    }
    let date = next(today, |year| Date::new(year, month, day).ok(), |date| *date)?;
    Some(((date, date), 0))
}

fn whole(month: i8, year: Option<&str>, today: Date) -> Option<((Date, Date), usize)> {
    let span = |year: i16| {
        let first = Date::new(year, month, 1).ok()?;
        Some((first, first.last_of_month()))
    };
    match year.and_then(self::year) {
        Some(year) => Some((span(year)?, 2)),
        None => Some((next(today, span, |span| span.1)?, 1)),
    }
}

/// What is this year's, or next year's where that is past by more than a week.
fn next<T>(today: Date, of: impl Fn(i16) -> Option<T>, end: impl Fn(&T) -> Date) -> Option<T> {
    let lately = today.checked_sub(7.days()).unwrap_or(today);
    let this_year = of(today.year()).filter(|one| lately <= end(one));
    this_year.or_else(|| of(today.year() + 1))
}

fn day(word: &str) -> Option<i8> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    let day: i8 = number.unwrap_or(word).parse().ok()?;
    (1..=31).contains(&day).then_some(day)
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| (2000..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Date, Date)]) {
        let found = named(text, date(2026, 11, 26));
        let found: Vec<_> = found.iter().map(|one| (one.words, one.first, one.last)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn days_are_found_as_people_write_them() {
        let april = date(2027, 4, 1);
        for words in ["1 April", "April 1st", "1st of April", "2027-04-01", "apr 1", "1 April 2027"]
        {
            check(&format!("We ship on {words}, then rest."), &[(words, april, april)]);
        }
        let first = date(2026, 12, 20);
        let last = date(2027, 1, 4);
        check("20 Dec to 4 Jan", &[("20 Dec", first, first), ("4 Jan", last, last)]);
    }

    #[test]
    fn months_are_found_where_they_are_meant() {
        check("in December", &[("December", date(2026, 12, 1), date(2026, 12, 31))]);
        check("by March 2027", &[("March 2027", date(2027, 3, 1), date(2027, 3, 31))]);
        check("we may march on", &[]);
    }

    #[test]
    fn what_was_a_few_days_ago_is_not_next_year() {
        let day = date(2026, 11, 20);
        check("since 20 November", &[("20 November", day, day)]);
    }

    #[test]
    fn what_is_no_day_is_none() {
        check("31 February, 45 March, 12 seats, version 2-1", &[]);
        check("", &[]);
    }
}
