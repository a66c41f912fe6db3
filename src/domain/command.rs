//! What people type after `/soundings`.

use super::ids::{DecisionId, FunctionId};
use super::lens::Library;
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, ToSpan};

/// A command that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Propose {
        text: String,
    },
    Status {
        decision: Option<DecisionId>,
    },
    List {
        which: Which,
    },
    Decide {
        decision: Option<DecisionId>,
    },
    Close {
        decision: Option<DecisionId>,
    },
    Reopen {
        decision: Option<DecisionId>,
        reason: Option<String>,
    },
    Supersede {
        old: DecisionId,
        new: Option<DecisionId>,
    },
    Lens {
        function: Option<FunctionId>,
    },
    Try {
        text: String,
    },
    Brief {
        decision: Option<DecisionId>,
    },
    Digest,
    /// The note on one's own blind spots now; or whether it comes every month.
    BlindSpots {
        on: Option<bool>,
    },
    Mute,
    Unmute,
    Snooze {
        length: SignedDuration,
    },
    Away {
        until: Date,
    },
    Privacy,
    Help,
}

/// Which decisions to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    Open,
    Mine,
    Unheard,
    Decided,
}

/// A command that was not understood: what was, what is expected, and an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misunderstood {
    /// The part that could not be read.
    pub found: String,
    pub trouble: Trouble,
}

/// What was wrong with a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No such command; the nearest one, if one is near.
    NoSuchCommand {
        nearest: Option<Name>,
    },
    NoDecisionId,
    /// Which decision is replaced, and by which, is not clear.
    NoSupersededId,
    NoSuchList,
    NoSuchFunction {
        known: Vec<FunctionId>,
    },
    /// Nothing to try.
    NoDraft,
    /// Neither on nor off.
    NoSwitch,
    NoLength,
    NoDay,
    DayPast,
}

/// The names of the commands, in the order in which help lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    Propose,
    Status,
    List,
    Decide,
    Close,
    Reopen,
    Supersede,
    Lens,
    Try,
    Brief,
    Digest,
    BlindSpots,
    Mute,
    Unmute,
    Snooze,
    Away,
    Privacy,
    Help,
}

impl Name {
    /// Every name, in the order of help.
    pub const ALL: [Name; 18] = [
        Name::Propose,
        Name::Status,
        Name::List,
        Name::Decide,
        Name::Close,
        Name::Reopen,
        Name::Supersede,
        Name::Lens,
        Name::Try,
        Name::Brief,
        Name::Digest,
        Name::BlindSpots,
        Name::Mute,
        Name::Unmute,
        Name::Snooze,
        Name::Away,
        Name::Privacy,
        Name::Help,
    ];

    /// Returns the word people type.
    pub fn as_str(self) -> &'static str {
        match self {
            Name::Propose => "propose",
            Name::Status => "status",
            Name::List => "list",
            Name::Decide => "decide",
            Name::Close => "close",
            Name::Reopen => "reopen",
            Name::Supersede => "supersede",
            Name::Lens => "lens",
            Name::Try => "try",
            Name::Brief => "brief",
            Name::Digest => "digest",
            Name::BlindSpots => "blindspots",
            Name::Mute => "mute",
            Name::Unmute => "unmute",
            Name::Snooze => "snooze",
            Name::Away => "away",
            Name::Privacy => "privacy",
            Name::Help => "help",
        }
    }
}

/// Reads what was typed after `/soundings`. `today` is the day where the person is.
pub fn parse(text: &str, today: Date, library: &Library) -> Result<Command, Misunderstood> {
    let (word, rest) = split_word(text.trim());
    if word.is_empty() {
        return Ok(Command::Help);
    }
    let lower = word.to_lowercase();
    let Some(name) = Name::ALL.into_iter().find(|name| name.as_str() == lower) else {
        let nearest = nearest(&lower);
        return Err(trouble(word, Trouble::NoSuchCommand { nearest }));
    };
    match name {
        Name::Propose => Ok(Command::Propose { text: rest.to_owned() }),
        Name::Status => Ok(Command::Status { decision: optional_id(rest)? }),
        Name::List => Ok(Command::List { which: which(rest)? }),
        Name::Decide => Ok(Command::Decide { decision: optional_id(rest)? }),
        Name::Close => Ok(Command::Close { decision: optional_id(rest)? }),
        Name::Reopen => reopen(rest),
        Name::Supersede => supersede(rest),
        Name::Lens => Ok(Command::Lens { function: function(rest, library)? }),
        Name::Try => draft(rest),
        Name::Brief => Ok(Command::Brief { decision: optional_id(rest)? }),
        Name::Digest => Ok(Command::Digest),
        Name::BlindSpots => Ok(Command::BlindSpots { on: switch(rest)? }),
        Name::Mute => Ok(Command::Mute),
        Name::Unmute => Ok(Command::Unmute),
        Name::Snooze => Ok(Command::Snooze { length: length(rest)? }),
        Name::Away => Ok(Command::Away { until: day_ahead(rest, today)? }),
        Name::Privacy => Ok(Command::Privacy),
        Name::Help => Ok(Command::Help),
    }
}

/// Reads a day such as `5 March`, `Friday`, `tomorrow` or `2026-03-05`, the next one from `today` on.
pub fn parse_day(text: &str, today: Date) -> Option<Date> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("until").map_or(text.as_str(), str::trim);
    match text {
        "today" => return Some(today),
        "tomorrow" => return today.tomorrow().ok(),
        _ => {}
    }
    text.parse().ok().or_else(|| weekday_ahead(text, today)).or_else(|| day_and_month(text, today))
}

fn split_word(text: &str) -> (&str, &str) {
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

fn trouble(found: &str, trouble: Trouble) -> Misunderstood {
    Misunderstood { found: found.to_owned(), trouble }
}

fn optional_id(text: &str) -> Result<Option<DecisionId>, Misunderstood> {
    if text.is_empty() {
        return Ok(None);
    }
    let id = text.trim_matches(['<', '>', '`', '"', '#']).to_uppercase();
    let fits =
        id.len() == 9 && id.starts_with('D') && id.chars().all(|c| c.is_ascii_alphanumeric());
    fits.then(|| Some(DecisionId::new(id))).ok_or_else(|| trouble(text, Trouble::NoDecisionId))
}

fn which(text: &str) -> Result<Which, Misunderstood> {
    match text.to_lowercase().as_str() {
        "" | "open" => Ok(Which::Open),
        "mine" => Ok(Which::Mine),
        "unheard" => Ok(Which::Unheard),
        "decided" => Ok(Which::Decided),
        _ => Err(trouble(text, Trouble::NoSuchList)),
    }
}

fn reopen(text: &str) -> Result<Command, Misunderstood> {
    let (id, reason) = split_word(text);
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    Ok(Command::Reopen { decision: optional_id(id)?, reason })
}

/// `D7K2M9QX1 D8N4P2RS3`, the second being optional; "with" or "by" may stand between.
fn supersede(text: &str) -> Result<Command, Misunderstood> {
    let unclear = || trouble(text, Trouble::NoSupersededId);
    let (old, rest) = split_word(text);
    let rest = match split_word(rest) {
        (between, new) if ["with", "by"].contains(&between.to_lowercase().as_str()) => new,
        _ => rest,
    };
    let old = optional_id(old).ok().flatten().ok_or_else(unclear)?;
    let new = optional_id(rest).map_err(|_| unclear())?;
    Ok(Command::Supersede { old, new })
}

fn function(text: &str, library: &Library) -> Result<Option<FunctionId>, Misunderstood> {
    if text.is_empty() {
        return Ok(None);
    }
    let wanted = text.to_lowercase();
    let named = library
        .iter()
        .find(|lens| lens.function.as_str() == wanted || lens.name.to_lowercase() == wanted);
    let known = || library.iter().map(|lens| lens.function.clone()).collect();
    named
        .map(|lens| Some(lens.function.clone()))
        .ok_or_else(|| trouble(text, Trouble::NoSuchFunction { known: known() }))
}

fn switch(text: &str) -> Result<Option<bool>, Misunderstood> {
    match text.to_lowercase().as_str() {
        "" => Ok(None),
        "on" => Ok(Some(true)),
        "off" => Ok(Some(false)),
        _ => Err(trouble(text, Trouble::NoSwitch)),
    }
}

fn draft(text: &str) -> Result<Command, Misunderstood> {
    match text {
        "" => Err(trouble(text, Trouble::NoDraft)),
        text => Ok(Command::Try { text: text.to_owned() }),
    }
}

/// The longest snooze; for more there is `away`.
const LONGEST_SNOOZE: SignedDuration = SignedDuration::from_hours(14 * 24);

fn length(text: &str) -> Result<SignedDuration, Misunderstood> {
    if text.is_empty() {
        return Ok(SignedDuration::from_hours(24));
    }
    let text_without_for = text.strip_prefix("for ").unwrap_or(text).trim();
    let digits = text_without_for.chars().take_while(char::is_ascii_digit).count();
    let (number, unit) = text_without_for.split_at(digits);
    let number: i64 = number.parse().map_err(|_| trouble(text, Trouble::NoLength))?;
    let hours = match unit.trim().to_lowercase().as_str() {
        "h" | "hour" | "hours" => number,
        "d" | "day" | "days" => number.saturating_mul(24),
        "w" | "week" | "weeks" => number.saturating_mul(7 * 24),
        _ => return Err(trouble(text, Trouble::NoLength)),
    };
    let fits = (1..=LONGEST_SNOOZE.as_hours()).contains(&hours);
    fits.then(|| SignedDuration::from_hours(hours)).ok_or_else(|| trouble(text, Trouble::NoLength))
}

fn day_ahead(text: &str, today: Date) -> Result<Date, Misunderstood> {
    let day = parse_day(text, today).ok_or_else(|| trouble(text, Trouble::NoDay))?;
    (day >= today).then_some(day).ok_or_else(|| trouble(text, Trouble::DayPast))
}

fn weekday_ahead(text: &str, today: Date) -> Option<Date> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let named =
        NAMES.iter().find(|(name, _)| *name == text || (text.len() == 3 && name.starts_with(text)));
    let (_, wanted) = named?;
    (1..=7)
        .map_while(|ahead| today.checked_add(ahead.days()).ok())
        .find(|day| day.weekday() == *wanted)
}

fn day_and_month(text: &str, today: Date) -> Option<Date> {
    let mut parts = text.split([' ', '.', ',']).filter(|part| !part.is_empty());
    let (first, second) = (parts.next()?, parts.next()?);
    let year = parts.next();
    let (day, month) = match first.parse::<i8>() {
        Ok(day) => (day, month(second)?),
        Err(_) => (second.parse().ok()?, month(first)?),
    };
    match year {
        Some(year) => Date::new(year.parse().ok()?, month, day).ok(),
        None => {
            let this_year = Date::new(today.year(), month, day).ok();
            this_year
                .filter(|date| *date >= today)
                .or_else(|| Date::new(today.year() + 1, month, day).ok())
        }
    }
}

/// Returns the month, from 1, whose English name begins so; three letters at least, in lower case.
pub fn month(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let index = NAMES.iter().position(|name| text.len() >= 3 && name.starts_with(text))?;
    i8::try_from(index + 1).ok()
}

/// The command that differs from a word by one letter or is begun by it.
fn nearest(word: &str) -> Option<Name> {
    let begun =
        Name::ALL.into_iter().find(|name| word.len() >= 3 && name.as_str().starts_with(word));
    begun.or_else(|| Name::ALL.into_iter().find(|name| distance(name.as_str(), word) <= 2))
}

/// The number of letters to change, add or drop to get from one word to the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(20).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A Monday.
    const TODAY: Date = date(2026, 3, 2);

    fn check(text: &str, expected: Command) {
        assert_eq!(parse(text, TODAY, &Library::default()), Ok(expected), "{text}");
    }

    fn refused(text: &str, expected: Trouble) {
        let refusal = parse(text, TODAY, &Library::default()).expect_err(text);
        assert_eq!(refusal.trouble, expected, "{text}");
    }

    #[test]
    fn commands_are_read_whatever_their_case_and_spacing() {
        check("", Command::Help);
        check("  HELP ", Command::Help);
        check(
            "propose  move plans to usage",
            Command::Propose { text: "move plans to usage".into() },
        );
        check("status d7k2m9qx1", Command::Status { decision: Some("D7K2M9QX1".into()) });
        let (old, new) = ("D7K2M9QX1".into(), Some("D8N4P2RS3".into()));
        check("supersede D7K2M9QX1 with d8n4p2rs3", Command::Supersede { old, new });
        let old = "D7K2M9QX1".into();
        check("supersede `D7K2M9QX1`", Command::Supersede { old, new: None });
        check("list mine", Command::List { which: Which::Mine });
        check("blindspots", Command::BlindSpots { on: None });
        check("BlindSpots ON", Command::BlindSpots { on: Some(true) });
        check("snooze", Command::Snooze { length: SignedDuration::from_hours(24) });
        check("snooze 2 days", Command::Snooze { length: SignedDuration::from_hours(48) });
        check("snooze for 4h", Command::Snooze { length: SignedDuration::from_hours(4) });
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["until 5 March", "5 mar", "March 5", "2026-03-05", "thursday", "until Thu"] {
            check(&format!("away {text}"), Command::Away { until: date(2026, 3, 5) });
        }
        check("away until 1 March", Command::Away { until: date(2027, 3, 1) });
        check("away tomorrow", Command::Away { until: date(2026, 3, 3) });
    }

    #[test]
    fn what_is_not_understood_is_named() {
        refused("stauts", Trouble::NoSuchCommand { nearest: Some(Name::Status) });
        refused("xyzzy", Trouble::NoSuchCommand { nearest: None });
        refused("status seven", Trouble::NoDecisionId);
        refused("blindspots monthly", Trouble::NoSwitch);
        refused("supersede", Trouble::NoSupersededId);
        refused("supersede D7K2M9QX1 seven", Trouble::NoSupersededId);
        refused("list all of it", Trouble::NoSuchList);
        refused("snooze forever", Trouble::NoLength);
        refused("snooze 15 days", Trouble::NoLength);
        refused("away", Trouble::NoDay);
        refused("away until 30 February", Trouble::NoDay);
        refused("away until 2026-03-01", Trouble::DayPast);
    }
}
