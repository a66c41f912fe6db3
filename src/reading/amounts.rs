//! Amounts that a text names: `79 euros`, `€1,200`, `200 ms`, `4 percent`.

use crate::domain::command::month;
use regex::Regex;
use std::sync::LazyLock;

/// An amount that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount<'a> {
    /// In hundredths.
    pub hundredths: u64,
    /// What it counts, such as `eur`, `%` or `ms`; empty where it is not said.
    pub unit: String,
    /// As it is written.
    pub words: &'a str,
}

impl Amount<'_> {
    /// Whether it is money.
    pub fn is_money(&self) -> bool {
        MONEY.iter().any(|(unit, _)| *unit == self.unit)
    }
}

/// Returns the amounts that a text names, in order, without days, and without what is left behind: in
/// "from 12 to 79 euros" that is the first.
pub(super) fn named(text: &str) -> Vec<Amount<'_>> {
    let found = AMOUNT.captures_iter(text);
    found
        .filter_map(|found| {
            let lead = found.name("lead").map_or("", |lead| lead.as_str());
            let after = found.name("unit").map_or("", |unit| unit.as_str()).to_lowercase();
            let no_amount = month(&after).is_some() || ORDINALS.contains(&after.as_str());
            if no_amount || lead.eq_ignore_ascii_case("from") {
                return None;
            }
            let sign = found.name("sign").map(|sign| sign.as_str().trim().to_lowercase());
            let unit = unit(sign.as_deref().unwrap_or(&after));
            let start = found.name("sign").or_else(|| found.name("number"))?.start();
            let counted = !unit.is_empty() && sign.is_none();
            let end = found.name(if counted { "unit" } else { "number" })?.end();
            let end = found.name("thousands").map_or(end, |one| end.max(one.end()));
            let times = if found.name("thousands").is_some() { 1_000 } else { 1 };
            let hundredths = hundredths(&found["number"])?.checked_mul(times)?;
            Some(Amount { hundredths, unit, words: &text[start..end] })
        })
        .collect()
}

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) (?: \b (?<lead> from ) \s+ )?
        (?<sign> [€$£] \s? | \b (?: eur | usd | gbp | chf ) \s? )?
        \b (?<number> \d{1,3} (?: [,.'’] \d{3} )+ (?: [.,] \d{1,2} )? | \d{1,12} (?: [.,] \d{1,2} )? )
        (?<thousands> k \b )?
        (?: \s? (?<unit> [€$£%] | [a-z]+ ) )?",
    )
    .expect("it is a sound pattern")
});

const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];

/// Money, by its signs and names.
const MONEY: [(&str, &[&str]); 4] = [
    ("eur", &["€", "eur", "euro", "euros"]),
    ("usd", &["$", "usd", "dollar", "dollars", "bucks"]),
    ("gbp", &["£", "gbp", "pound", "pounds", "quid"]),
    ("chf", &["chf", "franc", "francs"]),
];

/// Words after a number that say nothing of what it counts.
const NO_UNIT: [&str; 26] = [
    "a", "an", "and", "or", "of", "per", "for", "to", "in", "on", "at", "by", "from", "until",
    "is", "are", "was", "as", "with", "the", "each", "but", "if", "when", "we", "not",
];

fn unit(word: &str) -> String {
    let money = MONEY.iter().find(|(_, names)| names.contains(&word));
    match word {
        _ if money.is_some() => money.map_or("", |(unit, _)| unit).to_owned(),
        "percent" | "%" => "%".to_owned(),
        _ if NO_UNIT.contains(&word) => String::new(),
        _ => word.strip_suffix('s').filter(|rest| rest.len() > 2).unwrap_or(word).to_owned(),
    }
}

/// Reads a number; a comma or point before one or two last digits is the decimal one.
fn hundredths(number: &str) -> Option<u64> {
    let point = number.rfind(['.', ',']).filter(|point| number.len() - point <= 3);
    let (whole, part) =
        point.map_or((number, ""), |point| (&number[..point], &number[point + 1..]));
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let part: u64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(u64, &str, &str)]) {
        let found = named(text);
        let found: Vec<_> =
            found.iter().map(|one| (one.hundredths, one.unit.as_str(), one.words)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn amounts_are_found_with_what_they_count() {
        check("79 euros a month", &[(7_900, "eur", "79 euros")]);
        check("€1,200.50 or $5", &[(120_050, "eur", "€1,200.50"), (500, "usd", "$5")]);
        check("EUR 60 per seat", &[(6_000, "eur", "EUR 60")]);
        check("1.200 francs", &[(120_000, "chf", "1.200 francs")]);
        check("200 ms and 4 percent", &[(20_000, "ms", "200 ms"), (400, "%", "4 percent")]);
        check("€40k", &[(4_000_000, "eur", "€40k")]);
        check("a price of 60", &[(6_000, "", "60")]);
    }

    #[test]
    fn days_and_what_is_left_behind_are_none() {
        check("on 1 April, the 2nd", &[]);
        check("from 12 euros to 79 euros", &[(7_900, "eur", "79 euros")]);
    }
}
