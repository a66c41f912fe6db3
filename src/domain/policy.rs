//! What an administrator has laid down: times, caps, channels, roster and lenses.
//!
//! A policy is read once at the start and never changes while the program runs, so it is part of every
//! decision's input without being part of its state.

use super::hours::{Day, WorkingHours, Zone};
use super::ids::{FunctionId, TeamId};
use super::kind::{Door, Kind};
use super::lens::Library;
use super::limit::Limit;
use super::roster::{Staffing, Who};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything the domain needs to know of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub library: Library,
    pub hours: WorkingHours,
    pub pace: Pace,
    pub caps: Caps,
    pub review: Review,
    pub channels: Channels,
    pub learning: Learning,
    pub room: Room,
    /// Who stands for which function.
    pub roster: BTreeMap<FunctionId, Staffing>,
    pub leaders: Vec<Leader>,
    /// Limits that an administrator has declared for functions.
    pub limits: Vec<Limit>,
    /// The emoji that opens a decision, without colons.
    pub emoji: String,
    /// Whom to ask about messages the reader is unsure of, if anybody.
    pub second_opinion: Option<SecondOpinion>,
    /// Where records are handed on to, if anywhere.
    pub webhook: Option<Webhook>,
}

/// A program outside that is handed the record of each decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Where it is called.
    pub url: String,
    /// The machine in that address, for people to know.
    pub host: String,
    /// Whether it is handed those of private channels and conversations as well.
    pub private_channels: bool,
}

/// A model outside that is asked about messages the reader is unsure of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondOpinion {
    /// The base of an OpenAI-compatible API, such as `https://models.example.com/v1`.
    pub url: String,
    /// The machine in that address, for people to know.
    pub host: String,
    /// The model's name, as the endpoint knows it.
    pub model: String,
    /// The workspaces that agreed; nothing of any other is sent.
    pub workspaces: Vec<TeamId>,
}

impl Policy {
    /// Returns the model outside that messages of a workspace may be shown to, if any.
    pub fn second_opinion_for(&self, team: &TeamId) -> Option<&SecondOpinion> {
        self.second_opinion.as_ref().filter(|opinion| opinion.workspaces.contains(team))
    }

    /// Returns whether a workspace has agreed that owners are told of hesitation.
    pub fn hears_hesitation(&self, team: &TeamId) -> bool {
        self.room.hesitation.contains(team)
    }
}

/// How fast things happen. Hours are working hours of the person concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pace {
    /// How many working days a two-way door listens.
    pub two_way_days: u8,
    /// How many working days a one-way door listens.
    pub one_way_days: u8,
    /// The most working hours after an ask until its one reminder; see [`Pace::reminder`].
    pub reminder_hours: u8,
    /// The most working hours after an ask until the next person of the function is asked; see
    /// [`Pace::backup`].
    pub backup_hours: u8,
    /// Working hours somebody must have had before quiet counts as silence.
    pub fair_hours: u8,
}

impl Default for Pace {
    fn default() -> Self {
        let (reminder_hours, backup_hours, fair_hours) = (8, 12, 8);
        Self { two_way_days: 3, one_way_days: 5, reminder_hours, backup_hours, fair_hours }
    }
}

impl Pace {
    /// Returns the working time after which the one reminder is due, for somebody who has `window` of
    /// working time until the close: a third of it, no sooner than [`REMINDER_LEAST`] hours and no
    /// later than the configuration says.
    pub fn reminder(&self, window: SignedDuration) -> SignedDuration {
        share(window / 3, REMINDER_LEAST, self.reminder_hours)
    }

    /// Returns the working time after which the next person is asked: half the window, no sooner than
    /// [`BACKUP_LEAST`] hours and no later than the configuration says. So whoever is asked next has a
    /// window as well.
    pub fn backup(&self, window: SignedDuration) -> SignedDuration {
        share(window / 2, BACKUP_LEAST, self.backup_hours)
    }

    /// Returns how many working days a decision listens.
    pub fn days(&self, door: Door) -> usize {
        let days = match door {
            Door::TwoWay => self.two_way_days,
            Door::OneWay => self.one_way_days,
        };
        days.into()
    }

    /// Returns the working time that makes a window fair.
    pub fn fair(&self) -> SignedDuration {
        SignedDuration::from_hours(self.fair_hours.into())
    }
}

/// Working hours in which nobody is reminded, unless the configuration says less.
const REMINDER_LEAST: u8 = 4;
/// Working hours in which nobody else is asked, unless the configuration says less.
const BACKUP_LEAST: u8 = 8;

fn share(part: SignedDuration, least: u8, most: u8) -> SignedDuration {
    let hours = |hours: u8| SignedDuration::from_hours(hours.into());
    part.clamp(hours(least.min(most)), hours(most))
}

/// What comes after a decision: when people are asked whether it is clear, and when it is looked at
/// again, unless its owner names a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Review {
    /// Hours after a decision until the affected functions are asked whether it is clear; 0: never.
    pub check_hours: u16,
    /// Days after a two-way door was decided.
    pub two_way_days: u16,
    /// Days after a one-way door was decided.
    pub one_way_days: u16,
    /// Days for kinds of which the outcome shows sooner or later, whatever the door.
    pub kinds: BTreeMap<Kind, u16>,
}

impl Default for Review {
    fn default() -> Self {
        Self { check_hours: 72, two_way_days: 30, one_way_days: 90, kinds: BTreeMap::new() }
    }
}

/// What nobody has to put up with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Caps {
    /// How many asks one person gets in seven days at the most.
    pub asks_per_week: u8,
    /// How many suggestions one author gets in a day at the most.
    pub suggestions_per_day: u8,
}

impl Default for Caps {
    fn default() -> Self {
        Self { asks_per_week: 5, suggestions_per_day: 1 }
    }
}

/// What the bot does with what people teach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Learning {
    /// Whether corrections change what is noticed and who is on the card.
    pub corrections: bool,
    /// Whether a channel in which openings are rarely confirmed falls back to suggestions.
    pub fallback: bool,
}

impl Default for Learning {
    fn default() -> Self {
        Self { corrections: true, fallback: true }
    }
}

/// What the bot makes of what was said, and of what was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Whether questions that nobody has asked stand on the card and in the closing digest.
    pub questions: bool,
    /// Whether the card says which sides the reasons so far come from, and the digest where they are
    /// all from one.
    pub balance: bool,
    /// Whether the author of a plain no is offered three blanks that explain it.
    pub explaining: bool,
    /// Whether the author of a concern is asked what it looks after, and the digests tell what keeps
    /// coming up.
    pub cares: bool,
    /// Whether leads can declare limits and what weighs on their function, and cards say which they touch.
    pub boundaries: bool,
    /// Whether a question opens with what its function said the last time a decision of that kind was made.
    pub learned: bool,
    /// Whether those who decide can have a monthly note on their own blind spots; it is off until they turn
    /// it on.
    pub blind_spots: bool,
    /// The workspaces that agreed that owners are told, in private, where somebody seems to hesitate.
    pub hesitation: Vec<TeamId>,
    /// Whether the owner is told which views pull apart and which conditions one proposal could meet,
    /// and the closing digest and the pre-read say so.
    pub tensions: bool,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            questions: true,
            balance: true,
            explaining: true,
            cares: true,
            boundaries: true,
            learned: true,
            blind_spots: true,
            hesitation: Vec::new(),
            tensions: true,
        }
    }
}

/// What the bot does when it notices a proposal in a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Opens the decision thread at once.
    Auto,
    /// Tells only the author.
    Suggest,
    /// Does nothing until somebody asks.
    #[default]
    Manual,
}

/// Which channels are listened to, and how.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Channels {
    /// By id (`C…`) or by name without `#`.
    pub modes: BTreeMap<String, Mode>,
    /// For every other channel the bot was invited to.
    pub otherwise: Mode,
}

impl Channels {
    /// Returns a channel's mode; an id is looked for before a name.
    pub fn mode(&self, id: &str, name: Option<&str>) -> Mode {
        let named = || name.and_then(|name| self.modes.get(name));
        self.modes.get(id).or_else(named).copied().unwrap_or(self.otherwise)
    }
}

/// Somebody who gets the weekly digest.
#[derive(Clone, Debug, PartialEq)]
pub struct Leader {
    pub who: Who,
    pub day: Day,
    /// The hour of their own day, 0 to 23.
    pub hour: i8,
    /// Overrides the zone Slack reports.
    pub zone: Option<Zone>,
}
