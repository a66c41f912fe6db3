//! What people see, in order, and how it is printed.
//!
//! Entries hold rendered text: mentions are names, dates are in the zone of whoever looks. Nothing here
//! knows the wire or the bot.

mod blocks;
mod diff;
mod mrkdwn;
mod order;
mod print;

pub use blocks::{message_lines, view_lines};
pub use mrkdwn::Names;
pub use order::{Moment, ordered};
pub use print::{Printer, Style};

use jiff::{Timestamp, tz::TimeZone};

/// One thing that somebody saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: Timestamp,
    pub place: Place,
    /// Who did it: a person's name, the bot's, or `Slack`.
    pub who: String,
    /// Whether the bot did it.
    pub by_bot: bool,
    /// The message it is about, if it is about one.
    pub message: Option<String>,
    /// The zone of the one person who sees it, where only one does.
    pub zone: Option<TimeZone>,
    pub what: What,
}

/// Where it was seen, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a channel (by name), perhaps in a thread.
    Channel { name: String, thread: Option<Thread> },
    /// Between a person and the bot.
    Dm { person: String, thread: Option<Thread> },
    /// In a channel, but shown to one person only.
    OnlyFor { person: String, channel: String, thread: Option<Thread> },
    /// In a form or on the Home in front of a person.
    Screen { person: String },
    /// In the workspace as a whole.
    Workspace,
}

/// A thread, named by the message it hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The `ts` of that message.
    pub ts: String,
    /// Who wrote it, and how it begins.
    pub about: String,
}

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Posted {
        lines: Vec<String>,
    },
    Edited {
        before: Vec<String>,
        after: Vec<String>,
    },
    Deleted {
        lines: Vec<String>,
    },
    /// An emoji was added to a message that begins like this.
    Reacted {
        emoji: String,
        to: String,
    },
    Pressed {
        button: String,
    },
    Typed {
        command: String,
    },
    UsedShortcut {
        name: String,
        on: String,
    },
    /// A form appeared.
    FormOpened {
        lines: Vec<String>,
    },
    FormChanged {
        before: Vec<String>,
        after: Vec<String>,
    },
    /// A form was sent off with these labels and values.
    FormSubmitted {
        fields: Vec<(String, String)>,
    },
    /// A form came back with these labels and complaints.
    FormRefused {
        errors: Vec<(String, String)>,
    },
    FormClosed,
    HomeShown {
        lines: Vec<String>,
    },
    /// Something became of a channel, a person or the app.
    Happened(String),
    /// Something went wrong.
    Trouble(String),
}

impl Entry {
    /// Returns the text of the entry without time and place, for searching.
    pub fn text(&self) -> String {
        match &self.what {
            What::Posted { lines }
            | What::Deleted { lines }
            | What::FormOpened { lines }
            | What::HomeShown { lines } => lines.join("\n"),
            What::Edited { after, .. } | What::FormChanged { after, .. } => after.join("\n"),
            What::Reacted { emoji, to } => format!(":{emoji}: {to}"),
            What::Pressed { button } => button.clone(),
            What::Typed { command } => command.clone(),
            What::UsedShortcut { name, on } => format!("{name} {on}"),
            What::FormSubmitted { fields: pairs } | What::FormRefused { errors: pairs } => {
                pairs.iter().map(|(label, text)| format!("{label}: {text}\n")).collect()
            }
            What::FormClosed => String::new(),
            What::Happened(text) | What::Trouble(text) => text.clone(),
        }
    }
}

/// Shortens a text to one line of at most `limit` characters.
pub fn shorten(text: &str, limit: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= limit {
        return line;
    }
    let cut: String = line.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}
