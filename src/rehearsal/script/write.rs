//! Writing a script as text.

use super::parse::day_text;
use super::{
    About, Action, ChannelChange, Form, Mark, Person, Role, Script, Step, Trouble, word_of,
};
use jiff::civil::Date;
use std::fmt::Write;

/// Writes a whole script.
pub(super) fn script(script: &Script) -> String {
    let mut out = head(script);
    let mut day: Option<Date> = None;
    for step in &script.steps {
        let at = step.at.to_zoned(script.zone.clone());
        if day != Some(at.date()) {
            day = Some(at.date());
            let _ = write!(out, "\n== {}\n\n", day_text(at.date()));
        }
        if step.action != Action::Pass {
            let _ = writeln!(out, "{} {}", at.strftime("%H:%M"), line(step));
        }
    }
    out
}

fn head(script: &Script) -> String {
    let mut out = format!("title: {}\n", script.title);
    for channel in &script.channels {
        let audience = if channel.private { "private" } else { "public" };
        let _ = writeln!(out, "channel: #{}, {audience}", channel.name);
    }
    let start = script.start.to_zoned(script.zone.clone()).date();
    let zone = script.zone.iana_name().unwrap_or("UTC");
    let _ =
        write!(out, "start: {}\nzone: {zone}\nmode: {}\n", day_text(start), script.mode.as_str());
    if script.hesitation {
        out.push_str("hesitation: on\n");
    }
    out.push_str("\npeople:\n");
    for person in &script.people {
        let _ = writeln!(out, "  {}", self::person(person));
    }
    out
}

fn person(person: &Person) -> String {
    let mut column = person.function.clone().unwrap_or_else(|| "-".into());
    for role in &person.roles {
        let _ = write!(column, ", {}", word_of(&Role::WORDS, role));
    }
    for mark in &person.marks {
        let _ = write!(column, ", {}", word_of(&Mark::WORDS, mark));
    }
    if let Some((first, last)) = person.away {
        let _ = write!(column, ", away {} to {}", day_text(first), day_text(last));
    }
    format!("{}  {}  {column}  {}", person.handle, person.name, person.zone)
}

fn line(step: &Step) -> String {
    match &step.action {
        Action::Say { who, channel, label, thread, text } => {
            let mut line = who.clone();
            if let Some(label) = label {
                let _ = write!(line, " [{label}]");
            }
            if let Some(thread) = thread {
                let _ = write!(line, " > {thread}");
            }
            if let Some(channel) = channel {
                let _ = write!(line, " in #{channel}");
            }
            format!("{line}: {}", lines(text))
        }
        Action::Dm { who, text } => format!("{who} dms: {}", lines(text)),
        Action::Edit { who, label, text } => format!("{who} edits {label}: {}", lines(text)),
        Action::Delete { who, label } => format!("{who} deletes {label}"),
        Action::React { who, emoji, label } => format!("{who} reacts :{emoji}: to {label}"),
        Action::Click { who, button, about, form } => {
            format!("{who} clicks \"{button}\"{}{}", self::about(about), fields(form.as_ref()))
        }
        Action::Type { who, channel, command, form } => {
            let place = channel.as_ref().map_or(String::new(), |name| format!(" in #{name}"));
            format!("{who} types{place}: {command}{}", fields(form.as_ref()))
        }
        Action::Use { who, shortcut, label, form } => {
            format!("{who} uses \"{shortcut}\" on {label}{}", fields(form.as_ref()))
        }
        Action::FillIn { who, form } => format!("{who} fills in{}", fields(Some(form))),
        Action::OpenHome { who } => format!("{who} opens home"),
        Action::Join { who, channel } => format!("{who} joins #{channel}"),
        Action::Leave { who, channel } => format!("{who} leaves #{channel}"),
        Action::Slack(trouble) => format!("slack {}", self::trouble(trouble)),
        Action::Crash => "soundings crashes".into(),
        Action::Start => "soundings starts".into(),
        Action::Pass => String::new(),
    }
}

fn lines(text: &str) -> String {
    text.replace('\n', "\n    | ")
}

fn about(about: &About) -> String {
    let function = about.function.as_ref().map_or(String::new(), |name| format!(" for {name}"));
    let label = about.label.as_ref().map_or(String::new(), |name| format!(" on {name}"));
    function + &label
}

fn fields(form: Option<&Form>) -> String {
    match form {
        None => String::new(),
        Some(Form::Cancel(fields)) => values(fields) + "\n    cancel",
        Some(Form::Submit(fields)) if fields.is_empty() => "\n    submit".into(),
        Some(Form::Submit(fields)) => values(fields),
    }
}

fn values(fields: &[(String, String)]) -> String {
    fields.iter().map(|(field, value)| format!("\n    {field}: {value}")).collect()
}

fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Down { seconds } => format!("is down for {seconds} seconds"),
        Trouble::Refuse { method, seconds } => format!("refuses {method} for {seconds} seconds"),
        Trouble::FailOnce { method } => format!("fails {method} once"),
        Trouble::LoseAnswer { method } => format!("loses the next answer to {method}"),
        Trouble::Redeliver { label } => format!("redelivers {label}"),
        Trouble::Channel { channel, change } => {
            format!("makes #{channel} {}", word_of(&ChannelChange::WORDS, change))
        }
    }
}
