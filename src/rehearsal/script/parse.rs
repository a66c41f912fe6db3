//! Reading a script: cuts the text into entries, and keeps what lines refer to.

use super::{Action, Mode, Script, ScriptError, Step, head, line};
use jiff::{
    Timestamp,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

/// One line with the indented lines below it.
pub(super) struct Entry<'a> {
    pub number: usize,
    pub text: &'a str,
    /// The indented lines, with their numbers.
    pub more: Vec<(usize, &'a str)>,
}

impl Entry<'_> {
    /// Returns an error about this entry.
    pub fn error(&self, expected: impl Into<String>, example: &str) -> ScriptError {
        error(self.number, self.text, expected, example)
    }
}

/// Returns an error about a line.
pub(super) fn error(
    line: usize,
    found: &str,
    expected: impl Into<String>,
    example: &str,
) -> ScriptError {
    ScriptError {
        line,
        found: format!("\"{found}\""),
        expected: expected.into(),
        example: example.into(),
    }
}

/// Returns an error about something that is not there.
pub(super) fn missing(line: usize, what: &str, example: &str) -> ScriptError {
    ScriptError {
        line,
        found: format!("no {what}"),
        expected: format!("a line with the {what}"),
        example: example.into(),
    }
}

/// Reads a whole script.
pub(super) fn script(text: &str) -> Result<Script, ScriptError> {
    let entries = entries(text);
    let body = entries.iter().position(|entry| entry.text.starts_with("=="));
    let (head, days) = entries.split_at(body.unwrap_or(entries.len()));
    let mut script = head::read(head)?;
    if days.is_empty() {
        let line = head.last().map_or(1, |entry| entry.number);
        return Err(missing(line, "day", "== Monday 2 March"));
    }
    Days { script: &mut script, labels: Vec::new(), date: None, spoke: true, number: 0 }
        .read(days)?;
    Ok(script)
}

/// Cuts the text into entries; remarks and empty lines are left out.
fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        match entries.last_mut() {
            Some(entry) if line.starts_with([' ', '\t']) => {
                entry.more.push((index + 1, line.trim()))
            }
            _ => entries.push(Entry { number: index + 1, text: line.trim(), more: Vec::new() }),
        }
    }
    entries
}

/// The days as they are being read.
pub(super) struct Days<'s> {
    pub script: &'s mut Script,
    pub labels: Vec<String>,
    date: Option<Date>,
    /// Whether anything happened on the present day.
    spoke: bool,
    number: usize,
}

impl Days<'_> {
    fn read(&mut self, entries: &[Entry<'_>]) -> Result<(), ScriptError> {
        for entry in entries {
            self.number = entry.number;
            match entry.text.strip_prefix("==") {
                Some(day) => self.new_day(entry, day.trim())?,
                None => self.step(entry)?,
            }
        }
        self.end_day();
        Ok(())
    }

    fn new_day(&mut self, entry: &Entry<'_>, day: &str) -> Result<(), ScriptError> {
        self.end_day();
        let earliest = self.date.unwrap_or_else(|| self.first_day());
        let date = date(entry, day, earliest)?;
        if date < earliest || Some(date) == self.date {
            let after = if self.date.is_some() { "a day after" } else { "the first day or later:" };
            return Err(entry.error(format!("{after} {}", day_text(earliest)), "== Friday 6 March"));
        }
        self.date = Some(date);
        self.spoke = false;
        Ok(())
    }

    fn first_day(&self) -> Date {
        self.script.start.to_zoned(self.script.zone.clone()).date()
    }

    /// Lets a day pass on which nobody speaks.
    fn end_day(&mut self) {
        if let (Some(date), false) = (self.date, self.spoke) {
            let at = moment(&self.script.zone, date, jiff::civil::time(23, 59, 59, 0));
            self.script.steps.push(Step { at, line: self.number, action: Action::Pass });
        }
        self.spoke = true;
    }

    fn step(&mut self, entry: &Entry<'_>) -> Result<(), ScriptError> {
        let (time, rest) = split_word(entry.text);
        let time: Time = Time::strptime("%H:%M", time).map_err(|_| {
            entry.error("a time, or a day that starts with ==", "09:04 maya: morning all")
        })?;
        let date = self.date.unwrap_or_else(|| self.first_day());
        let at = moment(&self.script.zone, date, time);
        if self.script.steps.last().is_some_and(|last| last.at > at) {
            return Err(entry.error("a time not before the line above", "09:06 kai: finally"));
        }
        let action = line::read(self, entry, rest)?;
        self.script.steps.push(Step { at, line: entry.number, action });
        self.spoke = true;
        Ok(())
    }
}

/// Returns the moment of a time of day; a time that a clock change skips is the one after it.
fn moment(zone: &TimeZone, date: Date, time: Time) -> Timestamp {
    date.to_datetime(time).to_zoned(zone.clone()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// Cuts off the first word.
pub(super) fn split_word(text: &str) -> (&str, &str) {
    match text.split_once(char::is_whitespace) {
        Some((word, rest)) => (word, rest.trim_start()),
        None => (text, ""),
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes a day as scripts do: `Monday 2 March 2026`.
pub(super) fn day_text(date: Date) -> String {
    let month = MONTHS[date.month() as usize - 1];
    format!("{:?} {} {month} {}", date.weekday(), date.day(), date.year())
}

/// Reads `[Monday] 2 March [2026]`; without a year it is the first such day from `earliest` on.
pub(super) fn date(entry: &Entry<'_>, text: &str, earliest: Date) -> Result<Date, ScriptError> {
    let bad = || entry.error("a day of the calendar", "== Monday 2 March 2026");
    let words: Vec<&str> = text.split_whitespace().collect();
    let named = words.first().and_then(|word| weekday(word));
    let (day, month, year) = match &words[usize::from(named.is_some())..] {
        [day, month] => (day, month, None),
        [day, month, year] => (day, month, Some(year.parse::<i16>().map_err(|_| bad())?)),
        _ => return Err(bad()),
    };
    let day: i8 = day.parse().map_err(|_| bad())?;
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month)).ok_or_else(bad)?;
    let in_year = |year| Date::new(year, month as i8 + 1, day).map_err(|_| bad());
    let date = match year {
        Some(year) => in_year(year)?,
        None if in_year(earliest.year())? < earliest => in_year(earliest.year() + 1)?,
        None => in_year(earliest.year())?,
    };
    match named {
        Some(named) if named != date.weekday() => {
            let right = day_text(date);
            Err(entry.error(format!("the right weekday ({right})"), &format!("== {right}")))
        }
        _ => Ok(date),
    }
}

/// Reads a date that stands alone, such as `4 March`, as a form's date field does.
pub(crate) fn loose_date(text: &str, earliest: Date) -> Option<Date> {
    text.parse()
        .ok()
        .or_else(|| date(&Entry { number: 0, text, more: Vec::new() }, text, earliest).ok())
}

fn weekday(word: &str) -> Option<Weekday> {
    Weekday::Monday
        .cycle_forward()
        .take(7)
        .find(|day| format!("{day:?}").eq_ignore_ascii_case(word))
}

/// Reads a mode.
pub(super) fn mode(entry: &Entry<'_>, word: &str) -> Result<Mode, ScriptError> {
    Mode::ALL
        .into_iter()
        .find(|mode| mode.as_str() == word)
        .ok_or_else(|| entry.error("auto, suggest or manual", "mode: auto"))
}
