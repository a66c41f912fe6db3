//! Prints a story as a transcript: day headings, times, channels, threads.

use super::blocks::labelled;
use super::diff::news;
use super::{Entry, Place, Thread, What, ordered};
use jiff::{Zoned, civil::Date, tz::TimeZone};
use regex::{Captures, Regex};
use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::sync::LazyLock;

/// How a transcript looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub colour: bool,
    pub width: usize,
}

impl Style {
    /// Text that is the same everywhere.
    pub const PLAIN: Style = Style { colour: false, width: 100 };

    /// Returns colour and the terminal's width where standard output is a terminal; `no_colour` is the
    /// wish of `NO_COLOR`.
    pub fn of_terminal(no_colour: bool) -> Self {
        if !std::io::stdout().is_terminal() {
            return Self::PLAIN;
        }
        let columns = crossterm::terminal::size().map_or(100, |(columns, _)| usize::from(columns));
        Style { colour: !no_colour, width: columns.clamp(50, 140) }
    }
}

/// Prints entry after entry; it remembers the day, the thread it is in and what was quoted.
pub struct Printer {
    style: Style,
    zone: TimeZone,
    day: Option<Date>,
    /// The thread that the last line in a channel was in.
    thread: Option<String>,
    /// The thread that was named last.
    named: Option<String>,
    quoted: BTreeSet<String>,
}

/// Quotations from this length on are printed in full only once.
const LONG_QUOTE: usize = 80;

#[derive(Clone, Copy)]
enum Tone {
    Bold,
    Faint,
    Good,
    Bad,
    Bot,
    Button,
}

impl Printer {
    /// Returns a printer that tells the time in `zone`.
    pub fn new(style: Style, zone: TimeZone) -> Self {
        Self { style, zone, day: None, thread: None, named: None, quoted: BTreeSet::new() }
    }

    /// Prints a whole story.
    pub fn story(style: Style, zone: TimeZone, entries: &[Entry]) -> String {
        let mut printer = Self::new(style, zone);
        ordered(entries).iter().map(|entry| printer.entry(entry)).collect()
    }

    /// Prints one entry; the text ends with a line break, or is empty where nothing is to be seen.
    pub fn entry(&mut self, entry: &Entry) -> String {
        let mut lines = self.body(entry);
        if let What::Posted { .. } = entry.what {
            lines.iter_mut().for_each(|line| self.quote_once(line));
        }
        if lines.is_empty() {
            return String::new();
        }
        let at = entry.at.to_zoned(self.zone.clone());
        let mut out = self.day_heading(&at);
        let thread = thread_of(&entry.place);
        if is_in_channel(&entry.place) || thread.is_some() {
            out.push_str(&self.thread_heading(thread, &entry.what));
        }
        let indent = if thread.is_some() { "  ↳ " } else { "" };
        let time = self.tint(Tone::Faint, &at.strftime("%H:%M").to_string());
        let (place, place_width) = self.place(&entry.place);
        let start = 7 + place_width + indent.chars().count();
        let hang = " ".repeat(9 + if thread.is_some() { 4 } else { 0 });
        for (index, line) in lines.iter().enumerate() {
            let room = self.style.width.saturating_sub(if index == 0 { start } else { hang.len() });
            for (part, text) in wrap(&line.text, room, self.style.width - hang.len()).enumerate() {
                let text = self.tinted(line, part, &text);
                match (index, part) {
                    (0, 0) => out.push_str(&format!("{time}  {place}{indent}{text}\n")),
                    _ => out.push_str(format!("{hang}{text}").trim_end()),
                }
                if (index, part) != (0, 0) {
                    out.push('\n');
                }
            }
        }
        out
    }

    fn day_heading(&mut self, at: &Zoned) -> String {
        if self.day.replace(at.date()) == Some(at.date()) {
            return String::new();
        }
        self.thread = None;
        self.named = None;
        let day = at.strftime("%A %-d %B %Y").to_string();
        let rule = "─".repeat(self.style.width.saturating_sub(day.len() + 5).min(60));
        format!("\n{}\n\n", self.tint(Tone::Bold, &format!("── {day} {rule}")))
    }

    /// Says which thread it is when that is another one than before. An edit in the thread that was
    /// named last speaks for itself.
    fn thread_heading(&mut self, thread: Option<&Thread>, what: &What) -> String {
        let ts = thread.map(|thread| thread.ts.clone());
        let is_edit = matches!(what, What::Edited { .. });
        if self.thread == ts || (is_edit && ts.is_some() && self.named == ts) {
            return String::new();
        }
        self.thread = ts;
        let Some(thread) = thread else { return String::new() };
        self.named = Some(thread.ts.clone());
        let line = format!("         in the thread of {}", thread.about);
        format!("{}\n", self.tint(Tone::Faint, &line))
    }

    /// Leaves out a long quotation that was printed before.
    fn quote_once(&mut self, line: &mut Line) {
        let text = line.text.trim_start_matches("│ ");
        if text.starts_with("> ") && text.chars().count() >= LONG_QUOTE {
            let again = !self.quoted.insert(text.to_string());
            line.tone = Some(Tone::Faint);
            if again {
                line.text = "│ > (the same excerpt)".to_string();
            }
        }
    }

    /// Returns the place as printed, and its width.
    fn place(&self, place: &Place) -> (String, usize) {
        let (text, tone) = match place {
            Place::Channel { name, .. } => (format!("#{name}  "), Tone::Faint),
            Place::OnlyFor { person, channel, .. } => {
                (format!("#{channel}  (only {person} sees) "), Tone::Faint)
            }
            Place::Dm { .. } | Place::Screen { .. } | Place::Workspace => {
                (String::new(), Tone::Faint)
            }
        };
        (self.tint(tone, &text), text.chars().count())
    }

    fn body(&self, entry: &Entry) -> Vec<Line> {
        let who = self.speaker(entry);
        let person = &entry.who;
        match &entry.what {
            What::Posted { lines } => said(&who, lines),
            What::Edited { before, after } => changed(&format!("✎ {who}"), before, after),
            What::Deleted { lines } => vec![Line::new(
                Some(Tone::Faint),
                format!("✗ {who} deleted: {}", super::shorten(&lines.join(" "), 60)),
            )],
            What::Reacted { emoji, to } => {
                vec![Line::faint(format!("{person} :{emoji}: to \"{to}\""))]
            }
            What::Pressed { button } => vec![Line::good(format!("{person} presses [{button}]"))],
            What::Typed { command } => vec![Line::good(format!("{person} types {command}"))],
            What::UsedShortcut { name, on } => {
                vec![Line::good(format!("{person} uses \"{name}\" on \"{on}\""))]
            }
            What::FormOpened { lines } => boxed(&format!("{who} sees a form"), lines),
            What::FormChanged { before, after } => {
                changed(&format!("✎ {who}'s form"), before, after)
            }
            What::FormSubmitted { fields } => pairs(format!("{who} submits"), None, fields),
            What::FormRefused { errors } => {
                pairs(format!("{who} is asked to mend the form"), Some(Tone::Bad), errors)
            }
            What::FormClosed => vec![Line::faint(format!("{who} closes the form"))],
            What::HomeShown { lines } => boxed(&format!("{who}'s Home"), lines),
            What::Happened(text) => vec![Line::faint(format!("· {text}"))],
            What::Trouble(text) => vec![Line::new(Some(Tone::Bad), format!("! {text}"))],
        }
    }

    /// Who speaks; in direct messages also to whom, and what time it is there.
    fn speaker(&self, entry: &Entry) -> String {
        let here = |zone: &TimeZone| entry.at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
        let there = entry.zone.as_ref().map(here).filter(|there| *there != here(&self.zone));
        let there = there.map(|there| format!(", {there} there")).unwrap_or_default();
        match &entry.place {
            Place::Dm { person, .. } if *person != entry.who => {
                format!("{} → {person} (DM{there})", entry.who)
            }
            Place::Dm { .. } => format!("{} (DM)", entry.who),
            _ => entry.who.clone(),
        }
    }

    /// Colours a part of a line; a speaker's name stands out.
    fn tinted(&self, line: &Line, part: usize, text: &str) -> String {
        match line.tone {
            Some(tone) => self.tint(tone, text),
            None if part == 0 && line.name <= text.len() => {
                let (name, rest) = text.split_at(line.name);
                self.tint(Tone::Bold, name) + rest
            }
            None => text.to_string(),
        }
    }

    fn tint(&self, tone: Tone, text: &str) -> String {
        if !self.style.colour || text.is_empty() {
            return text.to_string();
        }
        let code = match tone {
            Tone::Bold => "1",
            Tone::Faint => "2",
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Bot => "36",
            Tone::Button => "34",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// What happens elsewhere does not interrupt the thread one reads in a channel.
fn is_in_channel(place: &Place) -> bool {
    matches!(place, Place::Channel { .. } | Place::OnlyFor { .. })
}

fn thread_of(place: &Place) -> Option<&Thread> {
    match place {
        Place::Channel { thread, .. } | Place::Dm { thread, .. } => thread.as_ref(),
        Place::OnlyFor { thread, .. } => thread.as_ref(),
        Place::Screen { .. } | Place::Workspace => None,
    }
}

/// A line of an entry, before it is wrapped.
struct Line {
    tone: Option<Tone>,
    /// How much of the beginning is the speaker's name.
    name: usize,
    text: String,
}

impl Line {
    fn new(tone: Option<Tone>, text: String) -> Self {
        Self { tone, name: 0, text }
    }

    /// What somebody says on one line.
    fn led(who: &str, said: &str) -> Self {
        Self { tone: None, name: who.len(), text: format!("{who}: {said}") }
    }

    fn faint(text: String) -> Self {
        Self::new(Some(Tone::Faint), text)
    }

    fn good(text: String) -> Self {
        Self::new(Some(Tone::Good), text)
    }
}

/// A message: on one line if it is one, else with a rule at its side.
fn said(who: &str, lines: &[String]) -> Vec<Line> {
    match lines {
        [] => vec![Line::led(who, "")],
        [line] => vec![Line::led(who, line)],
        _ => boxed(who, lines),
    }
}

fn boxed(heading: &str, lines: &[String]) -> Vec<Line> {
    let first = Line::new(Some(Tone::Bot), format!("{heading}:"));
    let rest = lines.iter().map(|line| {
        let tone = line.starts_with('[').then_some(Tone::Button);
        Line::new(tone, format!("│ {line}"))
    });
    std::iter::once(first).chain(rest).collect()
}

/// A change: nothing if there is nothing new, on one line if that is one.
fn changed(heading: &str, before: &[String], after: &[String]) -> Vec<Line> {
    match news(before, after).as_slice() {
        [] => Vec::new(),
        [change] => vec![Line::led(heading, change)],
        many => boxed(heading, many),
    }
}

fn pairs(heading: String, tone: Option<Tone>, pairs: &[(String, String)]) -> Vec<Line> {
    let first = Line::new(Some(tone.unwrap_or(Tone::Good)), heading);
    let rest =
        pairs.iter().map(|(label, text)| Line::new(tone, format!("│ {}", labelled(label, text))));
    std::iter::once(first).chain(rest).collect()
}

/// Breaks a line between words: the first part into `first` characters, the others into `rest`; what
/// hangs over keeps the rule at its side.
fn wrap(text: &str, first: usize, rest: usize) -> impl Iterator<Item = String> {
    let rule = if text.starts_with("│ ") { "│ " } else { "" };
    let text = BUTTON.replace_all(text, |found: &Captures<'_>| found[0].replace(' ', "\u{a0}"));
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let room = if lines.len() == 1 { first } else { rest }.max(20);
        let last = lines.last_mut().expect("there is always a line");
        let used = last.chars().count();
        if used > rule.chars().count() && used + word.trim_end().chars().count() > room {
            lines.push(format!("{rule}{word}"));
        } else {
            last.push_str(word);
        }
    }
    let lines = lines.into_iter().map(|line| line.trim_end().replace('\u{a0}', " "));
    lines.collect::<Vec<_>>().into_iter()
}

/// A button, whose label stays on one line.
static BUTTON: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[[^\[\]]{1,40}\]").expect("the pattern is right"));

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(style: Style, what: What) -> String {
        let place = Place::Channel { name: "plans".into(), thread: None };
        let at = "2026-03-02T08:04:00Z".parse().unwrap();
        let (who, message, zone) = ("Maya".into(), None, None);
        let entry = Entry { at, place, who, by_bot: false, message, zone, what };
        let mut printer = Printer::new(style, TimeZone::get("Europe/Berlin").unwrap());
        printer.entry(&entry).lines().skip(3).map(|line| format!("{line}\n")).collect()
    }

    fn said(text: &str) -> What {
        What::Posted { lines: vec![text.into()] }
    }

    #[test]
    fn long_lines_break_between_words_at_the_terminals_width() {
        let narrow = Style { colour: false, width: 50 };
        assert_eq!(
            printed(narrow, said("a line that is quite a bit longer than the terminal is wide")),
            "09:04  #plans  Maya: a line that is quite a bit\n         longer than the terminal is wide\n"
        );
    }

    #[test]
    fn colour_is_only_where_it_is_wanted() {
        assert_eq!(printed(Style::PLAIN, said("hi")), "09:04  #plans  Maya: hi\n");
        assert_eq!(
            printed(Style { colour: true, ..Style::PLAIN }, said("hi")),
            "\u{1b}[2m09:04\u{1b}[0m  \u{1b}[2m#plans  \u{1b}[0m\u{1b}[1mMaya\u{1b}[0m: hi\n"
        );
    }

    #[test]
    fn a_change_that_changes_nothing_people_see_is_not_printed() {
        let lines = vec!["same".to_string()];
        let what = What::Edited { before: lines.clone(), after: lines };
        assert_eq!(printed(Style::PLAIN, what), "");
    }
}
