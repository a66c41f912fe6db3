//! The least or the most of something: "at least 60 days", "no more than 4 percent".

/// A bound in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amount {
    pub number: f64,
    pub unit: Unit,
    /// Whether it is the least; or else the most.
    pub least: bool,
}

/// What is counted; all lengths of time are days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Days,
    Hours,
    Percent,
    Euros,
    People,
}

impl Amount {
    /// Whether what one asks for at least is more than another allows at most.
    pub(super) fn exceeds(self, most: Amount) -> bool {
        self.least && !most.least && self.unit == most.unit && self.number > most.number
    }
}

/// Reads the one bound of a clause.
pub(super) fn amount(words: &[String]) -> Option<Amount> {
    let mut found = (0..words.len()).filter_map(|at| read(words, at));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Reads a number at this place with the words before it, which say whether it is the least or the most.
fn read(words: &[String], at: usize) -> Option<Amount> {
    let (number, unit) = measured(words, at)?;
    let before = words[at.saturating_sub(LEAD)..at].join(" ");
    let says = |list: &[&str]| list.iter().any(|lead| before.ends_with(lead));
    let after = words.get(at + 2).map(String::as_str);
    let least = says(&LEAST) || after == Some("minimum");
    let most = says(&MOST) || after == Some("maximum");
    (least != most).then_some(Amount { number, unit, least })
}

fn measured(words: &[String], at: usize) -> Option<(f64, Unit)> {
    let spelled = NUMBERS.iter().find(|(word, _)| *word == words[at]).map(|(_, number)| *number);
    let number: f64 = spelled.or_else(|| words[at].parse().ok())?;
    let (unit, times) = unit(words.get(at + 1)?)?;
    Some((number * times, unit))
}

fn unit(word: &str) -> Option<(Unit, f64)> {
    Some(match word.trim_end_matches(['s', '\'']) {
        "day" => (Unit::Days, 1.0),
        "week" => (Unit::Days, 7.0),
        "month" => (Unit::Days, 30.0),
        "year" => (Unit::Days, 365.0),
        "hour" => (Unit::Hours, 1.0),
        "%" | "percent" => (Unit::Percent, 1.0),
        "€" | "euro" => (Unit::Euros, 1.0),
        "people" | "engineer" | "person" => (Unit::People, 1.0),
        _ => return None,
    })
}

/// A bound is said in so many words before its number.
const LEAD: usize = 4;

#[rustfmt::skip]
const LEAST: [&str; 10] = [
    "at least", "no less than", "not less than", "no fewer than", "no shorter than", "minimum of", "not below",
    "never below", "must get", "must have",
];

#[rustfmt::skip]
const MOST: [&str; 13] = [
    "at most", "no more than", "not more than", "no longer than", "not longer than", "up to", "not above", "never above",
    "maximum of", "within", "longer than", "at the most", "limit of",
];

#[rustfmt::skip]
const NUMBERS: [(&str, f64); 16] = [
    ("one", 1.0), ("two", 2.0), ("three", 3.0), ("four", 4.0), ("five", 5.0), ("six", 6.0), ("seven", 7.0), ("eight", 8.0),
    ("nine", 9.0), ("ten", 10.0), ("twelve", 12.0), ("fourteen", 14.0), ("twenty", 20.0), ("thirty", 30.0), ("sixty", 60.0),
    ("ninety", 90.0),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Amount> {
        amount(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn the_least_and_the_most_are_told_apart_and_lengths_compared() {
        let sixty = read("at least 60 days notice").expect("a bound");
        assert!(sixty.exceeds(read("no more than four weeks notice").expect("a bound")));
        assert!(!sixty.exceeds(read("notice within three months").expect("a bound")));
        assert!(!sixty.exceeds(read("at most 30 percent").expect("a bound")));
    }

    #[test]
    fn a_number_by_itself_is_no_bound_nor_are_two() {
        assert_eq!(read("two people for three weeks"), None);
        assert_eq!(read("at least 2 weeks and at most 5 weeks"), None);
    }
}
