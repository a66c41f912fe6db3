//! When each leader's weekly digest is due, in their own time zone.

use super::Working;
use crate::domain::effect::{Destination, Effect};
use crate::domain::event::FoundLeader;
use crate::domain::hours::Zone;
use crate::domain::ids::UserId;
use crate::domain::message::{Lateness, Message};
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// When a leader's weekly digest is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaderPlan {
    pub zone: Zone,
    pub next: Timestamp,
}

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A digest that is later than this is no longer of use and waits for the next one.
const STALE: SignedDuration = SignedDuration::from_hours(3 * 24);
/// A digest that is later than this says so.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// Sends the digests whose time has come.
pub(super) fn send_due(work: &mut Working<'_>) {
    let now = work.now;
    let due: Vec<(UserId, Timestamp)> = work
        .workspace
        .leaders
        .iter()
        .filter(|(_, plan)| plan.next <= now)
        .map(|(user, plan)| (user.clone(), plan.next))
        .collect();
    for (user, was_due) in &due {
        send_weekly(work, user, *was_due);
    }
    if !due.is_empty() {
        work.effects.push(Effect::FindLeaders);
    }
}

fn send_weekly(work: &mut Working<'_>, user: &UserId, due: Timestamp) {
    let delay = work.now.duration_since(due);
    if delay <= STALE {
        let late = if delay > LATE { Lateness::Late } else { Lateness::OnTime };
        post_weekly(work, user, due, late);
    }
    let Some(plan) = work.workspace.leaders.get_mut(user) else { return };
    // Until the leaders are looked up again, a week from the last one is right but for a move or a
    // change of clocks.
    let weeks = delay.as_hours() / WEEK.as_hours() + 1;
    let ahead = i32::try_from(weeks).ok().and_then(|weeks| WEEK.checked_mul(weeks));
    plan.next = ahead.and_then(|ahead| due.checked_add(ahead).ok()).unwrap_or(Timestamp::MAX);
}

pub(super) fn post_weekly(work: &mut Working<'_>, user: &UserId, due: Timestamp, late: Lateness) {
    let message = Message::Weekly { due, late };
    work.effects.push(Effect::Post { to: Destination::Dm(user.clone()), message });
}

/// The leaders were looked up: those who are new get a plan, those who are gone lose theirs.
pub(super) fn leaders_found(work: &mut Working<'_>, found: &[FoundLeader]) {
    let now = work.now;
    let plans = &mut work.workspace.leaders;
    plans.retain(|user, _| found.iter().any(|leader| leader.user == *user));
    for leader in found {
        let Some(next) = next_weekly(leader, now) else { continue };
        let missed = plans.get(&leader.user).filter(|plan| plan.next <= now).map(|plan| plan.next);
        let plan = LeaderPlan { zone: leader.zone.clone(), next: missed.unwrap_or(next) };
        plans.insert(leader.user.clone(), plan);
    }
}

/// The next moment after `now` at which it is the leader's day and hour in their zone.
fn next_weekly(leader: &FoundLeader, now: Timestamp) -> Option<Timestamp> {
    let rules = leader.zone.rules();
    let today = now.to_zoned(rules.clone()).date();
    let time = Time::new(leader.hour, 0, 0, 0).ok()?;
    (0..=7).find_map(|ahead| {
        let date = today.checked_add(ahead.days()).ok()?;
        let moment = date.to_datetime(time).to_zoned(rules.clone()).ok()?.timestamp();
        (date.weekday() == leader.day.weekday() && moment > now).then_some(moment)
    })
}
