//! Who and what is in a workspace when it starts.

use super::script::{Mark, Person, Script};
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use std::collections::BTreeSet;
use std::time::Duration;

/// A workspace at its start.
#[derive(Clone, Debug)]
pub struct Spec {
    pub team_id: String,
    pub team_name: String,
    /// The zone in which the story tells the time.
    pub zone: TimeZone,
    pub app: App,
    pub users: Vec<User>,
    pub channels: Vec<Channel>,
    pub groups: Vec<Group>,
    pub transport: Transport,
    /// The scopes of the bot's token; `None` allows every method.
    pub scopes: Option<BTreeSet<String>>,
    /// Whether more than one post per second (of the workspace's clock) and channel is refused.
    pub strict_posting_rate: bool,
    /// Whether events that three retries could not deliver are tried again every hour for a day, as
    /// Slack's setting *Delayed Events* has it.
    pub delayed_events: bool,
    /// How long, on the real clock, the bot may take to acknowledge, to use a trigger, to connect.
    /// Slack gives it three seconds; a workspace gives more, because a rehearsal on a busy machine is
    /// no measurement.
    pub patience: Duration,
}

/// The bot as Slack knows it.
#[derive(Clone, Debug)]
pub struct App {
    pub app_id: String,
    pub bot_id: String,
    pub bot_user: String,
    /// The name under which it posts.
    pub name: String,
    pub bot_token: String,
    pub app_token: String,
    pub signing_secret: String,
    pub client_id: String,
    pub client_secret: String,
    /// Message shortcuts: the name people see, and the callback id.
    pub shortcuts: Vec<(String, String)>,
}

impl Default for App {
    fn default() -> Self {
        Self {
            app_id: "A0SOUNDINGS".into(),
            bot_id: "B0SOUNDINGS".into(),
            bot_user: "U0SOUNDINGS".into(),
            name: "Soundings".into(),
            bot_token: "xoxb-rehearsal".into(),
            app_token: "xapp-rehearsal".into(),
            signing_secret: "rehearsal-signing-secret".into(),
            client_id: "1.1".into(),
            client_secret: "rehearsal-client-secret".into(),
            shortcuts: vec![("Ask for perspectives".into(), "ask_for_perspectives".into())],
        }
    }
}

/// How events reach the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Signed requests to this URL, once it is known.
    Http { request_url: Option<String> },
    /// The bot opens a WebSocket.
    Socket,
}

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct User {
    pub id: String,
    /// The name behind `@`.
    pub handle: String,
    pub name: String,
    pub email: String,
    pub zone: TimeZone,
    pub marks: Vec<Mark>,
    pub admin: bool,
    /// When notifications are off, every day, in the user's own zone.
    pub quiet_hours: Option<(Time, Time)>,
    /// From when until when the user is away.
    pub away: Option<(Timestamp, Timestamp)>,
}

impl User {
    /// Returns an ordinary member.
    pub fn new(handle: &str, name: &str, zone: TimeZone) -> Self {
        Self {
            id: format!("U0{}", id_part(handle)),
            handle: handle.into(),
            name: name.into(),
            email: format!("{}@rehearsal.example", handle.to_lowercase()),
            zone,
            marks: Vec::new(),
            admin: false,
            quiet_hours: Some((jiff::civil::time(22, 0, 0, 0), jiff::civil::time(8, 0, 0, 0))),
            away: None,
        }
    }

    /// Marks the user.
    pub fn marked(mut self, mark: Mark) -> Self {
        self.marks.push(mark);
        self
    }

    /// Tells whether the user is marked so.
    pub fn is(&self, mark: Mark) -> bool {
        self.marks.contains(&mark)
    }
}

/// A channel.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: String,
    pub name: String,
    pub private: bool,
    /// Shared with another company.
    pub shared: bool,
    /// Ids of the members; the bot is one of them if its user is.
    pub members: Vec<String>,
}

/// A user group.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: String,
    pub handle: String,
    /// Ids of its users.
    pub users: Vec<String>,
}

impl Spec {
    /// Returns an empty workspace whose events go to the bot by HTTP, once its URL is known.
    pub fn new(zone: TimeZone) -> Self {
        Self {
            team_id: "T0REHEARSAL".into(),
            team_name: "Rehearsal".into(),
            zone,
            app: App::default(),
            users: Vec::new(),
            channels: Vec::new(),
            groups: Vec::new(),
            transport: Transport::Http { request_url: None },
            scopes: None,
            strict_posting_rate: false,
            delayed_events: true,
            patience: Duration::from_secs(60),
        }
    }

    /// Returns the workspace of a script: everybody and the bot are in every channel.
    pub fn of_script(script: &Script) -> Self {
        let mut spec = Self::new(script.zone.clone());
        for person in &script.people {
            let user = user_of(person, &script.zone);
            spec.users.push(unlike(&spec.users, user));
        }
        for channel in &script.channels {
            spec = spec.channel(&channel.name, channel.private);
        }
        spec
    }

    /// Adds a user.
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Adds a channel with everybody there is so far, and the bot.
    pub fn channel(mut self, name: &str, private: bool) -> Self {
        let members = self.users.iter().map(|user| user.id.clone());
        let members = members.chain([self.app.bot_user.clone()]).collect();
        let id = format!("C0{}", id_part(name));
        self.channels.push(Channel { id, name: name.into(), private, shared: false, members });
        self
    }
}

fn user_of(person: &Person, fallback: &TimeZone) -> User {
    let zone = TimeZone::get(&person.zone).unwrap_or_else(|_| fallback.clone());
    let midnight = |date: Date| date.to_zoned(zone.clone()).map(|zoned| zoned.timestamp()).ok();
    let away = person
        .away
        .and_then(|(first, last)| Some((midnight(first)?, midnight(last.tomorrow().ok()?)?)));
    User {
        marks: person.marks.clone(),
        admin: person.roles.contains(&super::script::Role::Admin),
        away,
        ..User::new(&person.handle, &person.name, zone)
    }
}

/// Gives a user another id where handles differ only in what ids leave out.
fn unlike(users: &[User], mut user: User) -> User {
    let base = user.id.clone();
    let mut number = 2;
    while users.iter().any(|other| other.id == user.id) {
        user.id = format!("{base}{number}");
        number += 1;
    }
    user
}

/// Spells a name with what Slack's ids are made of.
fn id_part(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
