//! Scripts: who is there, and who says and clicks what, day by day.
//!
//! The format is documented in `config/rehearsal/README.md`. A script can be parsed from text, built in
//! code, and written as text again. Nothing here plays anything.

mod head;
mod line;
mod parse;
mod write;

pub(crate) use parse::loose_date;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The functions a person may belong to.
pub const FUNCTIONS: [&str; 10] = [
    "engineering",
    "finance",
    "design",
    "marketing",
    "sales",
    "legal",
    "support",
    "operations",
    "research",
    "leadership",
];

/// A whole rehearsal.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    pub title: String,
    /// The channels; lines that name none happen in the first.
    pub channels: Vec<Channel>,
    /// The zone of every time in the file.
    pub zone: TimeZone,
    /// Midnight of the first day.
    pub start: Timestamp,
    pub mode: Mode,
    /// Whether the workspace agreed that owners are told where somebody seems to hesitate.
    pub hesitation: bool,
    pub people: Vec<Person>,
    /// What happens, in order of time.
    pub steps: Vec<Step>,
}

/// A channel of the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The name, without `#`.
    pub name: String,
    pub private: bool,
}

/// How eagerly the bot takes part in the script's channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Auto,
    Suggest,
    Manual,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Mode; 3] = [Mode::Auto, Mode::Suggest, Mode::Manual];

    /// Returns the word used in scripts and in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Auto => "auto",
            Mode::Suggest => "suggest",
            Mode::Manual => "manual",
        }
    }
}

/// Somebody in the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The short name by which the script calls them.
    pub handle: String,
    /// The name as people read it.
    pub name: String,
    /// The function they belong to, if any.
    pub function: Option<String>,
    /// Their own zone, such as `Europe/Lisbon`.
    pub zone: String,
    pub roles: Vec<Role>,
    pub marks: Vec<Mark>,
    /// The first and last day on which they are away.
    pub away: Option<(Date, Date)>,
}

impl Person {
    /// Returns somebody without a function, roles or marks.
    pub fn new(handle: &str, name: &str, zone: &str) -> Self {
        Self {
            handle: handle.into(),
            name: name.into(),
            function: None,
            zone: zone.into(),
            roles: Vec::new(),
            marks: Vec::new(),
            away: None,
        }
    }

    /// Makes them one of a function.
    pub fn of(mut self, function: &str) -> Self {
        self.function = Some(function.into());
        self
    }

    /// Gives them a role.
    pub fn with(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }
}

/// What somebody is to their function or to the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The lead of their function.
    Lead,
    /// Asked when the others of their function cannot be.
    Backup,
    /// Gets the weekly digest.
    Leader,
    /// Looks after the bot's settings.
    Admin,
    /// Puts proposals forward; a remark for the reader.
    Owner,
}

impl Role {
    const WORDS: [(&'static str, Role); 5] = [
        ("lead", Role::Lead),
        ("backup", Role::Backup),
        ("leader", Role::Leader),
        ("admin", Role::Admin),
        ("owner", Role::Owner),
    ];
}

/// What else is to be known about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Bot,
    Guest,
    /// From another company, by Slack Connect.
    Stranger,
    Deactivated,
    /// Direct messages from apps cannot be delivered.
    RefusesDms,
}

impl Mark {
    const WORDS: [(&'static str, Mark); 5] = [
        ("bot", Mark::Bot),
        ("guest", Mark::Guest),
        ("stranger", Mark::Stranger),
        ("deactivated", Mark::Deactivated),
        ("refuses-dms", Mark::RefusesDms),
    ];
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub at: Timestamp,
    /// The line of the file, from 1; 0 where the script was built in code.
    pub line: usize,
    pub action: Action,
}

/// What happens. People, labels and channels are called by the script's names.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Somebody writes in a channel, perhaps in a thread.
    Say {
        who: String,
        channel: Option<String>,
        label: Option<String>,
        thread: Option<String>,
        text: String,
    },
    /// Somebody writes to the bot.
    Dm {
        who: String,
        text: String,
    },
    /// Somebody changes what they wrote.
    Edit {
        who: String,
        label: String,
        text: String,
    },
    /// Somebody deletes what they wrote.
    Delete {
        who: String,
        label: String,
    },
    /// Somebody adds an emoji (without colons) to a message.
    React {
        who: String,
        emoji: String,
        label: String,
    },
    /// Somebody presses a button.
    Click {
        who: String,
        button: String,
        about: About,
        form: Option<Form>,
    },
    /// Somebody types a slash command.
    Type {
        who: String,
        channel: Option<String>,
        command: String,
        form: Option<Form>,
    },
    /// Somebody uses a message shortcut.
    Use {
        who: String,
        shortcut: String,
        label: String,
        form: Option<Form>,
    },
    /// Somebody goes on with the form that is still open in front of them.
    FillIn {
        who: String,
        form: Form,
    },
    /// Somebody opens the bot's Home.
    OpenHome {
        who: String,
    },
    Join {
        who: String,
        channel: String,
    },
    Leave {
        who: String,
        channel: String,
    },
    /// Slack misbehaves or changes a channel.
    Slack(Trouble),
    /// The bot is killed.
    Crash,
    /// The bot is started again.
    Start,
    /// Nobody does anything; time passes.
    Pass,
}

/// Which of several messages with the same button is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The one that speaks of this function.
    pub function: Option<String>,
    /// The one about the proposal with this label.
    pub label: Option<String>,
}

/// What becomes of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// These fields are filled in, and the form is submitted.
    Submit(Vec<(String, String)>),
    /// These fields are filled in, and the form is closed without handing it in.
    Cancel(Vec<(String, String)>),
}

/// Something that Slack does by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    Down { seconds: i64 },
    Refuse { method: String, seconds: i64 },
    FailOnce { method: String },
    LoseAnswer { method: String },
    Redeliver { label: String },
    Channel { channel: String, change: ChannelChange },
}

/// What can become of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelChange {
    Private,
    Public,
    Archived,
    Unarchived,
    Shared,
}

impl ChannelChange {
    const WORDS: [(&'static str, ChannelChange); 5] = [
        ("private", ChannelChange::Private),
        ("public", ChannelChange::Public),
        ("archived", ChannelChange::Archived),
        ("unarchived", ChannelChange::Unarchived),
        ("shared", ChannelChange::Shared),
    ];
}

/// What is wrong with a script, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: found {found}; expected {expected}, for example: {example}")]
pub struct ScriptError {
    pub line: usize,
    pub found: String,
    pub expected: String,
    pub example: String,
}

impl Script {
    /// Reads a script, or says what is wrong with its first faulty line.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        parse::script(text)
    }

    /// Writes the script in the format that [`Script::parse`] reads.
    pub fn to_text(&self) -> String {
        write::script(self)
    }

    /// Returns the person with this handle.
    pub fn person(&self, handle: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.handle == handle)
    }
}

/// Finds the word of a value in a table of words.
fn word_of<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> &'static str {
    words.iter().find(|(_, other)| other == value).map_or("", |(word, _)| word)
}

/// Finds the value of a word in a table of words.
fn value_of<T: Copy>(words: &[(&'static str, T)], word: &str) -> Option<T> {
    words.iter().find(|(other, _)| *other == word).map(|(_, value)| *value)
}
