//! Reading a script's head: title, channels, zone, mode and people.

use super::parse::{Entry, date, missing, mode, split_word};
use super::{Channel, FUNCTIONS, Mark, Mode, Person, Role, Script, ScriptError, value_of};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

const PERSON: &str = "ines    Inês Duarte       finance, lead         Europe/Lisbon";

/// Reads the head; the script has no steps yet.
pub(super) fn read(entries: &[Entry<'_>]) -> Result<Script, ScriptError> {
    let mut head = Head::default();
    for entry in entries {
        head.read(entry)?;
    }
    let missing = |what: &str, example: &str| missing(1, what, example);
    if head.channels.is_empty() {
        return Err(missing("channel", "channel: #plans-and-pricing, public"));
    }
    if head.people.is_empty() {
        return Err(missing("people", "people:"));
    }
    let zone = head.zone.ok_or_else(|| missing("zone", "zone: Europe/Berlin"))?;
    let (_, start) = head.start.ok_or_else(|| missing("start", "start: Monday 2 March 2026"))?;
    Ok(Script {
        title: head.title,
        channels: head.channels,
        start: midnight(start, &zone),
        zone,
        mode: head.mode,
        hesitation: head.hesitation,
        people: head.people,
        steps: Vec::new(),
    })
}

fn midnight(date: Date, zone: &TimeZone) -> Timestamp {
    date.to_zoned(zone.clone()).map_or(Timestamp::MIN, |zoned| zoned.timestamp())
}

struct Head {
    title: String,
    channels: Vec<Channel>,
    start: Option<(usize, Date)>,
    zone: Option<TimeZone>,
    mode: Mode,
    hesitation: bool,
    people: Vec<Person>,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            title: String::new(),
            channels: Vec::new(),
            start: None,
            zone: None,
            mode: Mode::Auto,
            hesitation: false,
            people: Vec::new(),
        }
    }
}

impl Head {
    fn read(&mut self, entry: &Entry<'_>) -> Result<(), ScriptError> {
        let expected =
            "title, channel, start, zone, mode, hesitation or people, or a day that starts with ==";
        let (key, value) = entry
            .text
            .split_once(':')
            .ok_or_else(|| entry.error(expected, "title: Seats or usage"))?;
        let value = value.trim();
        match key.trim() {
            "title" => self.title = value.into(),
            "channel" => self.channels.push(channel(entry, value)?),
            "start" => self.start = Some((entry.number, start(entry, value)?)),
            "zone" => self.zone = Some(zone(entry, value)?),
            "mode" => self.mode = mode(entry, value)?,
            "hesitation" => self.hesitation = switch(entry, value)?,
            "people" => self.people(entry)?,
            _ => return Err(entry.error(expected, "title: Seats or usage")),
        }
        Ok(())
    }

    fn people(&mut self, entry: &Entry<'_>) -> Result<(), ScriptError> {
        let from = self.start.map_or(Date::MIN, |(_, date)| date);
        for (number, text) in &entry.more {
            let line = Entry { number: *number, text, more: Vec::new() };
            let person = person(&line, from)?;
            if self.people.iter().any(|other| other.handle == person.handle) {
                return Err(line.error("a short name that nobody else has", PERSON));
            }
            self.people.push(person);
        }
        Ok(())
    }
}

fn channel(entry: &Entry<'_>, value: &str) -> Result<Channel, ScriptError> {
    let (name, audience) = value.split_once(',').unwrap_or((value, "public"));
    let private = match audience.trim() {
        "public" => false,
        "private" => true,
        _ => return Err(entry.error("public or private", "channel: #plans-and-pricing, public")),
    };
    let name = name.trim().strip_prefix('#').filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| {
        entry.error("a channel name with #", "channel: #plans-and-pricing, public")
    })?;
    Ok(Channel { name: name.into(), private })
}

fn switch(entry: &Entry<'_>, value: &str) -> Result<bool, ScriptError> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(entry.error("on or off", "hesitation: on")),
    }
}

fn start(entry: &Entry<'_>, value: &str) -> Result<Date, ScriptError> {
    if !value.ends_with(|end: char| end.is_ascii_digit()) {
        return Err(entry.error("a day with its year", "start: Monday 2 March 2026"));
    }
    date(entry, value, Date::MIN)
}

fn zone(entry: &Entry<'_>, name: &str) -> Result<TimeZone, ScriptError> {
    TimeZone::get(name)
        .map_err(|_| entry.error("a zone of the tz database (continent/city)", "Europe/Berlin"))
}

/// Reads a person: columns with two spaces or more between them.
fn person(line: &Entry<'_>, from: Date) -> Result<Person, ScriptError> {
    let columns: Vec<&str> =
        line.text.split("  ").map(str::trim).filter(|column| !column.is_empty()).collect();
    let [handle, name, function, home, more @ ..] = columns.as_slice() else {
        return Err(line.error(
            "short name, name, function and zone, with two spaces or more between them",
            PERSON,
        ));
    };
    if ["slack", "soundings"].contains(handle) || handle.contains(char::is_whitespace) {
        return Err(line.error("a short name in one word (not slack or soundings)", PERSON));
    }
    zone(line, home)?;
    let mut person = Person::new(handle, name, home);
    let mut words = function.split(',').map(str::trim);
    person.function = function_of(line, words.next().unwrap_or("-"))?;
    for word in words.chain(more.iter().flat_map(|column| column.split(',').map(str::trim))) {
        mark(line, &mut person, word, from)?;
    }
    Ok(person)
}

fn function_of(line: &Entry<'_>, word: &str) -> Result<Option<String>, ScriptError> {
    match word {
        "-" | "product" => Ok(None),
        _ if FUNCTIONS.contains(&word) => Ok(Some(word.into())),
        _ => {
            Err(line.error(format!("a function ({}, product or -)", FUNCTIONS.join(", ")), PERSON))
        }
    }
}

fn mark(line: &Entry<'_>, person: &mut Person, word: &str, from: Date) -> Result<(), ScriptError> {
    if let Some(role) = value_of(&Role::WORDS, word) {
        person.roles.push(role);
    } else if let Some(mark) = value_of(&Mark::WORDS, word) {
        person.marks.push(mark);
    } else if let ("away", days) = split_word(word) {
        let (first, last) = days.split_once(" to ").unwrap_or((days, days));
        let first = date(line, first, from)?;
        person.away = Some((first, date(line, last, first)?));
    } else {
        let known: Vec<&str> = (Role::WORDS.iter().map(|(word, _)| *word))
            .chain(Mark::WORDS.iter().map(|(word, _)| *word))
            .collect();
        let expected = format!("{} or away … to …", known.join(", "));
        return Err(line.error(expected, "lead, away 3 March to 5 March"));
    }
    Ok(())
}
