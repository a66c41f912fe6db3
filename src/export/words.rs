//! What the fields of a decision are called where people read them.

use super::shape::{Gaps, Unheard};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Returns in two words what was missing.
pub(super) fn stamp(gaps: &Gaps) -> &'static str {
    match (gaps.unheard.is_empty() && gaps.without_disposition.is_empty(), gaps.early) {
        (true, true) => "Decided early",
        (true, false) => "Decided",
        (false, true) => "Decided early and with gaps",
        (false, false) => "Decided with gaps",
    }
}

/// Returns why a function has no position (yet, while listening is `open`).
pub(super) fn unheard(unheard: &Unheard, open: bool) -> String {
    let people = unheard.people.filter(|people| *people > 1);
    let asked = people.map_or("asked".to_owned(), |people| format!("{people} people asked"));
    match unheard.why {
        "not-asked" if open => "not asked yet".to_owned(),
        "waiting" if open => "asked, waiting".to_owned(),
        "delegated" if open => "passed on to a colleague, waiting".to_owned(),
        "silent" if open => format!("{asked}, no answer yet"),
        "waiting" => "asked, but with too little time to answer".to_owned(),
        "on-hold" => match unheard.until {
            Some(until) => format!("needs time until {until}"),
            None => "needs time".to_owned(),
        },
        "delegated" => "passed on to a colleague, no answer".to_owned(),
        "silent" => format!("{asked}, no answer"),
        "unconfirmed" => "may not be affected, not settled".to_owned(),
        "withdrawn" => "took its view back".to_owned(),
        "unreachable" => format!("could not be reached: {}", because(unheard.because)),
        _ => "not asked".to_owned(),
    }
}

fn because(because: Option<&str>) -> &'static str {
    match because {
        Some("nobody-mapped") => "nobody is named for it",
        Some("muted") => "its people prefer no questions",
        Some("away") => "its people are away",
        Some("capped") => "its people were asked often enough that week",
        Some("outsider") => "its people are not in the workspace",
        Some("decides") => "only whoever decided speaks for it",
        Some("cannot-see") => "its people cannot see the channel",
        _ => "the message could not be delivered",
    }
}

/// Returns what becomes of a view.
pub(super) fn outcome(outcome: &str) -> &str {
    if outcome == "partly" { "adopted in part" } else { outcome }
}

/// Returns how a decision turned out.
pub(super) fn turned(turned: &str) -> &'static str {
    match turned {
        "held" => "it held",
        "partly" => "it held in part",
        "missed" => "it missed",
        _ => "it was reversed",
    }
}

/// Returns why a decision was reversed or opened again.
pub(super) fn cause(cause: &str) -> &'static str {
    match cause {
        "not-asked" => "a view that was not asked for",
        "declined" => "a view that was heard and declined",
        "facts-changed" => "facts that changed",
        "cost-misjudged" => "a cost that was misjudged",
        _ => "something else",
    }
}

/// Returns a door's name with what it means.
pub(super) fn door(door: &str) -> &'static str {
    match door {
        "one-way" => "one-way door: hard to undo",
        _ => "two-way door: cheap to undo",
    }
}

/// Returns the day of a moment in a zone; a zone nobody knows counts as UTC.
pub(super) fn day(at: Timestamp, zone: &str) -> String {
    at.to_zoned(rules(zone)).strftime("%Y-%m-%d").to_string()
}

/// Returns a moment in a zone, to the minute.
pub(super) fn minute(at: Timestamp, zone: &str) -> String {
    at.to_zoned(rules(zone)).strftime("%Y-%m-%d %H:%M").to_string()
}

fn rules(zone: &str) -> TimeZone {
    TimeZone::get(zone).unwrap_or(TimeZone::UTC)
}
