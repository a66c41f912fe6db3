//! Working hours in a person's own time zone, daylight-saving changes included.
//!
//! Zones come from the database that is compiled in, never from the machine, so that the same history
//! gives the same result everywhere.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// An IANA zone name such as `Europe/Lisbon`, as Slack reports it for a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Zone(pub String);

impl Zone {
    /// Returns the zone's rules; a name nobody knows counts as UTC.
    pub fn rules(&self) -> TimeZone {
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }

    /// Returns whether the compiled-in database knows the name.
    pub fn is_known(&self) -> bool {
        TimeZone::get(&self.0).is_ok()
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

/// When people may be asked, in their own zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingHours {
    /// The hour at which a working day starts, 0 to 23.
    pub start: i8,
    /// The hour at which it ends, 1 to 23; later than `start`.
    pub end: i8,
    /// The days people work.
    pub days: Vec<Day>,
}

/// A day of the week as configuration spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Day {
    /// Returns the day as the calendar library spells it.
    pub fn weekday(self) -> Weekday {
        match self {
            Day::Monday => Weekday::Monday,
            Day::Tuesday => Weekday::Tuesday,
            Day::Wednesday => Weekday::Wednesday,
            Day::Thursday => Weekday::Thursday,
            Day::Friday => Weekday::Friday,
            Day::Saturday => Weekday::Saturday,
            Day::Sunday => Weekday::Sunday,
        }
    }
}

impl Default for WorkingHours {
    fn default() -> Self {
        use Day::*;
        Self { start: 9, end: 17, days: vec![Monday, Tuesday, Wednesday, Thursday, Friday] }
    }
}

/// How many days ahead a search for a working moment looks before it gives up: a fortnight holds a
/// working day unless the configuration has none, which is refused at start.
const SEARCH_DAYS: i32 = 400;

impl WorkingHours {
    /// Returns whether `at` is working time in `zone`.
    pub fn is_open(&self, zone: &Zone, at: Timestamp) -> bool {
        self.next_open(zone, at) == at
    }

    /// Returns `at` if it is working time, or else the next moment that is.
    pub fn next_open(&self, zone: &Zone, at: Timestamp) -> Timestamp {
        self.spans(zone, at).find(|span| at < span.1).map_or(at, |span| span.0.max(at))
    }

    /// Returns the moment at which `amount` of working time has passed since `from`.
    pub fn after(&self, zone: &Zone, from: Timestamp, amount: SignedDuration) -> Timestamp {
        let mut left = amount;
        for (start, end) in self.spans(zone, from) {
            let begin = start.max(from);
            if begin >= end {
                continue;
            }
            let length = end.duration_since(begin);
            if left <= length {
                return begin.checked_add(left).unwrap_or(end);
            }
            left -= length;
        }
        from.checked_add(amount).unwrap_or(Timestamp::MAX)
    }

    /// Returns how much working time lies between two moments.
    pub fn between(&self, zone: &Zone, from: Timestamp, to: Timestamp) -> SignedDuration {
        self.spans(zone, from)
            .take_while(|span| span.0 < to)
            .map(|(start, end)| end.min(to).duration_since(start.max(from)))
            .filter(|length| length.is_positive())
            .sum_durations()
    }

    /// Returns the first working day from a day on, itself included.
    pub fn working_day_from(&self, day: Date) -> Date {
        let week = (0..7i64).filter_map(|ahead| day.checked_add(ahead.days()).ok());
        week.into_iter().find(|day| self.is_working_day(*day)).unwrap_or(day)
    }

    fn is_working_day(&self, day: Date) -> bool {
        self.days.iter().any(|open| open.weekday() == day.weekday())
    }

    /// Returns the end of the working day `days` working days after the one of `from`; the last one
    /// that can be seen where there are not so many.
    pub fn end_of_day_after(&self, zone: &Zone, from: Timestamp, days: usize) -> Timestamp {
        let ends = self.spans(zone, from).map(|span| span.1).filter(|end| *end > from);
        ends.take(days.saturating_add(1)).last().unwrap_or(from)
    }

    /// The working spans from the day of `from` on, in order.
    fn spans(&self, zone: &Zone, from: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let rules = zone.rules();
        let first = from.to_zoned(rules.clone()).date();
        (0..SEARCH_DAYS)
            .filter_map(move |ahead| first.checked_add(ahead.days()).ok())
            .filter(|day| self.is_working_day(*day))
            .filter_map(move |day| {
                Some((moment(&rules, day, self.start)?, moment(&rules, day, self.end)?))
            })
    }
}

/// The moment at which it is `hour` o'clock on `day`; a skipped hour becomes the one after the gap.
fn moment(rules: &TimeZone, day: Date, hour: i8) -> Option<Timestamp> {
    let time = Time::new(hour, 0, 0, 0).ok()?;
    Some(day.to_datetime(time).to_zoned(rules.clone()).ok()?.timestamp())
}

trait SumDurations: Iterator<Item = SignedDuration> + Sized {
    fn sum_durations(self) -> SignedDuration {
        self.fold(SignedDuration::ZERO, |sum, length| sum + length)
    }
}

impl<I: Iterator<Item = SignedDuration>> SumDurations for I {}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Zoned>().expect("a zoned time").timestamp()
    }

    fn berlin() -> Zone {
        Zone("Europe/Berlin".to_owned())
    }

    fn hours(n: i64) -> SignedDuration {
        SignedDuration::from_hours(n)
    }

    #[test]
    fn friday_evening_waits_for_monday_morning() {
        let open = WorkingHours::default();
        let friday = at("2026-03-06T17:00[Europe/Berlin]");
        assert!(!open.is_open(&berlin(), friday));
        assert_eq!(open.next_open(&berlin(), friday), at("2026-03-09T09:00[Europe/Berlin]"));
    }

    #[test]
    fn a_working_day_keeps_its_hours_when_the_clocks_change_on_the_sunday_between() {
        let open = WorkingHours::default();
        let friday = at("2026-03-27T15:00[Europe/Berlin]");
        let after = open.after(&berlin(), friday, hours(4));
        assert_eq!(after, at("2026-03-30T11:00[Europe/Berlin]"));
        assert_eq!(open.between(&berlin(), friday, after), hours(4));
    }

    #[test]
    fn a_person_across_the_sea_has_their_own_morning() {
        let open = WorkingHours::default();
        let zone = Zone("America/New_York".to_owned());
        let asked = at("2026-03-02T10:00[Europe/Berlin]");
        assert_eq!(open.next_open(&zone, asked), at("2026-03-02T09:00[America/New_York]"));
    }

    #[test]
    fn an_unknown_zone_counts_as_utc() {
        let open = WorkingHours::default();
        let zone = Zone("Mars/Olympus".to_owned());
        assert!(open.is_open(&zone, at("2026-03-02T09:00[UTC]")));
        assert!(!open.is_open(&zone, at("2026-03-02T08:59[UTC]")));
    }
}
