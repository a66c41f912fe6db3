//! Reading one line of a day: what somebody, Slack or the bot does.

use super::parse::{Days, Entry, split_word};
use super::{About, Action, ChannelChange, Form, ScriptError, Trouble, value_of};

const SAY: &str = "10:15 tom > seats: half the forecast hangs on seats";
const CLICK: &str = "11:02 tom clicks \"Answer\" for finance";
const METHOD: &str = "10:20 slack refuses chat.postMessage for 30 seconds";

/// Reads what follows the time.
pub(super) fn read(
    days: &mut Days<'_>,
    entry: &Entry<'_>,
    rest: &str,
) -> Result<Action, ScriptError> {
    let end = rest.find(|end: char| end == ':' || end.is_whitespace()).unwrap_or(rest.len());
    let (who, doing) = (&rest[..end], rest[end..].trim_start());
    match (who, doing) {
        ("slack", _) => trouble(days, entry, doing).map(Action::Slack),
        ("soundings", "crashes") => Ok(Action::Crash),
        ("soundings", "starts") => Ok(Action::Start),
        ("soundings", _) => Err(entry.error("crashes or starts", "10:20 soundings crashes")),
        _ => {
            let known = days.script.people.iter().map(|person| person.handle.as_str());
            if !known.clone().any(|handle| handle == who) {
                let known = known.collect::<Vec<_>>().join(", ");
                return Err(entry.error(format!("one of the people ({known})"), SAY));
            }
            person(days, entry, who.into(), doing)
        }
    }
}

fn person(
    days: &mut Days<'_>,
    entry: &Entry<'_>,
    who: String,
    doing: &str,
) -> Result<Action, ScriptError> {
    let (verb, rest) = split_word(doing);
    match verb {
        "edits" => {
            let (label, text) = label_and_text(entry, rest)?;
            Ok(Action::Edit { who, label: known(days, entry, label)?, text })
        }
        "deletes" => Ok(Action::Delete { who, label: known(days, entry, rest)? }),
        "reacts" => react(days, entry, who, rest),
        "clicks" => click(days, entry, who, rest),
        "uses" => {
            let (shortcut, rest) = quoted(entry, rest)?;
            let label = rest.strip_prefix("on ").unwrap_or_default();
            let label = known(days, entry, label)?;
            Ok(Action::Use { who, shortcut, label, form: form(entry)? })
        }
        "fills" if rest == "in" => {
            let form = form(entry)?.ok_or_else(|| {
                entry.error("indented lines with fields, submit or cancel", "need: a range")
            })?;
            Ok(Action::FillIn { who, form })
        }
        "opens" if rest == "home" => Ok(Action::OpenHome { who }),
        "joins" => Ok(Action::Join { who, channel: channel(days, entry, rest)? }),
        "leaves" => Ok(Action::Leave { who, channel: channel(days, entry, rest)? }),
        "dms:" => Ok(Action::Dm { who, text: text(entry, rest)? }),
        "types:" => {
            Ok(Action::Type { who, channel: None, command: rest.into(), form: form(entry)? })
        }
        "types" if rest.starts_with("in ") => {
            let (name, command) = rest[3..].split_once(':').unwrap_or((&rest[3..], ""));
            let channel = Some(channel(days, entry, name)?);
            Ok(Action::Type { who, channel, command: command.trim().into(), form: form(entry)? })
        }
        _ => say(days, entry, who, doing),
    }
}

/// Reads `[label]`, `> thread` and `in #channel` in any order, then the text.
fn say(
    days: &mut Days<'_>,
    entry: &Entry<'_>,
    who: String,
    doing: &str,
) -> Result<Action, ScriptError> {
    let bad = || {
        entry.error(
            "a colon and what is said, or one of edits, deletes, reacts, clicks, types, dms, uses, fills in, opens home, joins, leaves",
            SAY,
        )
    };
    let (how, said) = doing.split_once(':').ok_or_else(bad)?;
    let (mut label, mut thread, mut place) = (None, None, None);
    let mut words = how.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            ">" => thread = Some(known(days, entry, words.next().unwrap_or_default())?),
            "in" => place = Some(channel(days, entry, words.next().unwrap_or_default())?),
            _ => {
                let name = word.strip_prefix('[').and_then(|word| word.strip_suffix(']'));
                label = Some(name.ok_or_else(bad)?.to_string());
            }
        }
    }
    let text = text(entry, said.trim())?;
    if let Some(label) = &label {
        if days.labels.contains(label) {
            return Err(entry.error("a name that no other message has", "10:12 maya [seats]: …"));
        }
        days.labels.push(label.clone());
    }
    Ok(Action::Say { who, channel: place, label, thread, text })
}

/// Joins a text with its indented lines; a line that starts with `|` starts a new line.
fn text(entry: &Entry<'_>, first: &str) -> Result<String, ScriptError> {
    let mut text = first.to_string();
    for (_, line) in &entry.more {
        match line.strip_prefix('|') {
            Some(line) => {
                text.push('\n');
                text.push_str(line.strip_prefix(' ').unwrap_or(line));
            }
            None => {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(line);
            }
        }
    }
    if text.trim().is_empty() {
        return Err(entry.error("some text behind the colon", SAY));
    }
    Ok(text)
}

fn label_and_text<'e>(
    entry: &'e Entry<'_>,
    rest: &'e str,
) -> Result<(&'e str, String), ScriptError> {
    let (label, said) = rest
        .split_once(':')
        .ok_or_else(|| entry.error("a colon and the new text", "12:00 maya edits seats: …"))?;
    Ok((label, text(entry, said.trim())?))
}

fn react(
    days: &Days<'_>,
    entry: &Entry<'_>,
    who: String,
    rest: &str,
) -> Result<Action, ScriptError> {
    let bad = || entry.error("an emoji and a message's name", "10:16 kai reacts :eyes: to seats");
    let (emoji, label) = rest.split_once(" to ").ok_or_else(bad)?;
    let emoji = emoji.trim().trim_matches(':');
    if emoji.is_empty() || emoji.contains(char::is_whitespace) {
        return Err(bad());
    }
    Ok(Action::React { who, emoji: emoji.into(), label: known(days, entry, label)? })
}

fn click(
    days: &Days<'_>,
    entry: &Entry<'_>,
    who: String,
    rest: &str,
) -> Result<Action, ScriptError> {
    let (button, rest) = quoted(entry, rest)?;
    let mut about = About::default();
    let mut words = rest.split_whitespace();
    while let Some(word) = words.next() {
        let name = words.next().unwrap_or_default();
        match word {
            "for" if !name.is_empty() => about.function = Some(name.into()),
            "on" => about.label = Some(known(days, entry, name)?),
            _ => return Err(entry.error("`for` a function or `on` a message's name", CLICK)),
        }
    }
    Ok(Action::Click { who, button, about, form: form(entry)? })
}

fn quoted<'e>(entry: &Entry<'_>, rest: &'e str) -> Result<(String, &'e str), ScriptError> {
    rest.strip_prefix('"')
        .and_then(|rest| rest.split_once('"'))
        .map(|(inside, rest)| (inside.to_string(), rest.trim()))
        .ok_or_else(|| entry.error("the name on the button in quotes", CLICK))
}

/// Reads the indented lines as a form.
fn form(entry: &Entry<'_>) -> Result<Option<Form>, ScriptError> {
    let mut fields = Vec::new();
    for (index, (number, line)) in entry.more.iter().enumerate() {
        match (*line, line.split_once(':')) {
            ("cancel", _) if index + 1 == entry.more.len() => {
                return Ok(Some(Form::Cancel(fields)));
            }
            ("submit", _) if index + 1 == entry.more.len() => {}
            (_, Some((field, value))) => fields.push((field.trim().into(), value.trim().into())),
            _ => {
                return Err(super::parse::error(
                    *number,
                    line,
                    "a field and its value, submit or cancel",
                    "need: A range we can plan with",
                ));
            }
        }
    }
    Ok((!entry.more.is_empty()).then_some(Form::Submit(fields)))
}

fn trouble(days: &Days<'_>, entry: &Entry<'_>, doing: &str) -> Result<Trouble, ScriptError> {
    // A remark may stand behind, in brackets.
    let doing = doing.split_once("  (").map_or(doing, |(doing, _)| doing);
    let words: Vec<&str> = doing.split_whitespace().collect();
    match words.as_slice() {
        ["is", "down", "for", rest @ ..] => Ok(Trouble::Down { seconds: seconds(entry, rest)? }),
        ["refuses", method, "for", rest @ ..] => {
            Ok(Trouble::Refuse { method: (*method).into(), seconds: seconds(entry, rest)? })
        }
        ["fails", method, "once"] => Ok(Trouble::FailOnce { method: (*method).into() }),
        ["loses", "the", "next", "answer", "to", method] => {
            Ok(Trouble::LoseAnswer { method: (*method).into() })
        }
        ["redelivers", label] => Ok(Trouble::Redeliver { label: known(days, entry, label)? }),
        ["makes", name, change] => Ok(Trouble::Channel {
            channel: channel(days, entry, name)?,
            change: value_of(&ChannelChange::WORDS, change).ok_or_else(|| {
                entry.error(
                    "private, public, archived, unarchived or shared",
                    "10:20 slack makes #plans-and-pricing private",
                )
            })?,
        }),
        _ => Err(entry.error(
            "is down for, refuses … for, fails … once, loses the next answer to, redelivers or makes",
            METHOD,
        )),
    }
}

fn seconds(entry: &Entry<'_>, words: &[&str]) -> Result<i64, ScriptError> {
    let bad = || entry.error("a number of seconds, minutes or hours", METHOD);
    let [number, unit] = words else { return Err(bad()) };
    let number: i64 = number.parse().ok().filter(|number| *number > 0).ok_or_else(bad)?;
    match unit.trim_end_matches('s') {
        "second" => Ok(number),
        "minute" => Ok(number * 60),
        "hour" => Ok(number * 3600),
        _ => Err(bad()),
    }
}

fn known(days: &Days<'_>, entry: &Entry<'_>, label: &str) -> Result<String, ScriptError> {
    if days.labels.iter().any(|other| other == label) {
        return Ok(label.into());
    }
    let known = if days.labels.is_empty() { "none yet".into() } else { days.labels.join(", ") };
    Err(entry.error(format!("the name of an earlier message ({known})"), "10:12 maya [seats]: …"))
}

fn channel(days: &Days<'_>, entry: &Entry<'_>, name: &str) -> Result<String, ScriptError> {
    let bare = name.trim().strip_prefix('#').unwrap_or_default();
    let known = days.script.channels.iter().map(|channel| channel.name.as_str());
    if known.clone().any(|other| other == bare) {
        return Ok(bare.into());
    }
    let known = known.map(|name| format!("#{name}")).collect::<Vec<_>>().join(", ");
    Err(entry.error(format!("one of the channels ({known})"), "09:30 maya in #random: …"))
}
