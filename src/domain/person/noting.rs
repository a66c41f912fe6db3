//! The monthly note on an owner's own blind spots: off until they turn it on, and due on the first working
//! day of a month, where they are.

use super::{Working, post};
use crate::domain::hours::Zone;
use crate::domain::message::Message;
use crate::domain::policy::Policy;
use crate::domain::reply::Notice;
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// When somebody's next note is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotePlan {
    pub zone: Zone,
    pub next: Timestamp,
}

/// A note that is later than this, because the bot was not running, is left out.
const STALE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Somebody turns their note on or off.
pub(super) fn switch(work: &mut Working<'_>, on: bool, zone: &Zone) -> Notice {
    if !work.policy.room.blind_spots {
        return Notice::TurnedOff;
    }
    work.person.blind_spots = None;
    if !on {
        return Notice::BlindSpotsOff;
    }
    let next = first_of_next_month(work.policy, zone, work.now);
    work.person.blind_spots = Some(NotePlan { zone: zone.clone(), next });
    Notice::BlindSpotsOn { next: next.to_zoned(zone.rules()).date() }
}

/// Posts the note whose time has come. Whoever is away or has snoozed gets it when they are back.
pub(super) fn woken(work: &mut Working<'_>) {
    let now = work.now;
    let Some(plan) = work.person.blind_spots.clone().filter(|plan| plan.next <= now) else {
        return;
    };
    let back = work.person.back_at().into_iter().chain(work.person.snoozed_until).max();
    let next = match back.filter(|back| now < *back) {
        Some(back) => work.policy.hours.next_open(&plan.zone, back),
        None => first_of_next_month(work.policy, &plan.zone, now),
    };
    let is_back = back.is_none_or(|back| back <= now);
    if is_back && work.policy.room.blind_spots && now.duration_since(plan.next) <= STALE {
        post(work, Message::BlindSpots);
    }
    work.person.blind_spots = Some(NotePlan { next, ..plan });
}

/// The beginning of the first working day of the month after the one of a moment.
fn first_of_next_month(policy: &Policy, zone: &Zone, now: Timestamp) -> Timestamp {
    let rules = zone.rules();
    let today = now.to_zoned(rules.clone()).date();
    let first = today.first_of_month().checked_add(1.month()).unwrap_or(today);
    let day = policy.hours.working_day_from(first);
    let start = Time::new(policy.hours.start, 0, 0, 0).unwrap_or_default();
    let moment = day.to_datetime(start).to_zoned(rules);
    moment.map_or(Timestamp::MAX, |moment| moment.timestamp())
}
