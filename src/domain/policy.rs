//! What an administrator has laid down: times, caps, channels, roster and lenses.
//!
//! A policy is read once at the start and never changes while the program runs, so it is part of every
//! decision's input without being part of its state.

use super::hours::{Day, WorkingHours, Zone};
use super::ids::FunctionId;
use super::lens::Library;
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
    pub channels: Channels,
    /// Who stands for which function.
    pub roster: BTreeMap<FunctionId, Staffing>,
    pub leaders: Vec<Leader>,
    /// The emoji that opens a decision, without colons.
    pub emoji: String,
}

/// How fast things happen. Hours are working hours of the person concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pace {
    /// How many working days a two-way door listens.
    pub two_way_days: u8,
    /// How many working days a one-way door listens.
    pub one_way_days: u8,
    /// Working hours after an ask until its one reminder.
    pub reminder_hours: u8,
    /// Working hours after an ask until the next person of the function is asked.
    pub backup_hours: u8,
    /// Working hours somebody must have had before quiet counts as silence.
    pub fair_hours: u8,
}

impl Default for Pace {
    fn default() -> Self {
        Self { two_way_days: 3, one_way_days: 5, reminder_hours: 4, backup_hours: 8, fair_hours: 8 }
    }
}

impl Pace {
    /// Returns the working time after which the one reminder is due.
    pub fn reminder(&self) -> SignedDuration {
        SignedDuration::from_hours(self.reminder_hours.into())
    }

    /// Returns the working time after which the next person is asked.
    pub fn backup(&self) -> SignedDuration {
        SignedDuration::from_hours(self.backup_hours.into())
    }

    /// Returns the working time that makes a window fair.
    pub fn fair(&self) -> SignedDuration {
        SignedDuration::from_hours(self.fair_hours.into())
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
