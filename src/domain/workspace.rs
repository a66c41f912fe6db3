//! A workspace: the leaders' calendar, what was learned of its channels, and when the bot was blind.

use super::decision::Blind;
use super::effect::{Change, Destination, Effect, Transition};
use super::event::{DecisionEvent, Event, FoundLeader, Verdict, WorkspaceEvent};
use super::hours::Zone;
use super::ids::{ChannelId, TeamId, UserId};
use super::message::{Lateness, Message};
use super::reply::{Notice, Reply};
use jiff::civil::Time;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is kept of a workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workspace {
    pub team: TeamId,
    /// When the bot was last known to be listening.
    pub alive_at: Option<Timestamp>,
    pub channels: BTreeMap<ChannelId, Lessons>,
    pub leaders: BTreeMap<UserId, LeaderPlan>,
    /// Spans of the last weeks in which something may have been missed.
    pub blind: Vec<Blind>,
}

/// What people taught the bot about one channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lessons {
    pub confirmed: u32,
    pub dismissed: u32,
}

/// When a leader's weekly digest is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaderPlan {
    pub zone: Zone,
    pub next: Timestamp,
}

/// How often the bot notes that it is alive; a longer gap counts as having been away.
pub const HEARTBEAT: SignedDuration = SignedDuration::from_mins(15);
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A digest that is later than this is no longer of use and waits for the next one.
const STALE: SignedDuration = SignedDuration::from_hours(3 * 24);
/// A digest that is later than this says so.
const LATE: SignedDuration = SignedDuration::from_hours(1);
/// Blind spans older than this no longer matter to anybody.
const FORGET_BLIND: SignedDuration = SignedDuration::from_hours(45 * 24);

impl Lessons {
    /// Returns by how much the detector's threshold is raised here: 0 to 0.3.
    pub fn caution(self) -> f32 {
        let net = self.dismissed.saturating_sub(self.confirmed).min(6);
        f32::from(u8::try_from(net).unwrap_or(6)) * 0.05
    }
}

impl Workspace {
    /// Returns a workspace of which nothing is known yet.
    pub fn new(team: TeamId) -> Self {
        Self {
            team,
            alive_at: None,
            channels: BTreeMap::new(),
            leaders: BTreeMap::new(),
            blind: Vec::new(),
        }
    }
}

/// Handles an event about a workspace.
pub(super) fn advance(
    workspace: Workspace,
    now: Timestamp,
    event: &WorkspaceEvent,
) -> Transition<Workspace> {
    if *event == WorkspaceEvent::Uninstalled {
        let effects = vec![Effect::Purge];
        return Transition {
            state: Some(Change::Delete),
            effects,
            wake_at: None,
            reply: Reply::Nothing,
        };
    }
    let before = workspace.clone();
    let mut work = Working { now, workspace, effects: Vec::new(), reply: Reply::Nothing };
    dispatch(&mut work, event);
    let wake_at = wake_at(&work.workspace, now);
    let changed = work.workspace != before || !work.effects.is_empty();
    Transition::new(changed.then_some(work.workspace), work.effects, Some(wake_at), work.reply)
}

struct Working {
    now: Timestamp,
    workspace: Workspace,
    effects: Vec<Effect>,
    reply: Reply,
}

fn dispatch(work: &mut Working, event: &WorkspaceEvent) {
    match event {
        WorkspaceEvent::Started => started(work),
        WorkspaceEvent::Woken => woken(work),
        WorkspaceEvent::LeadersFound { leaders } => leaders_found(work, leaders),
        WorkspaceEvent::Corrected { channel, verdict } => correct(work, channel, *verdict),
        WorkspaceEvent::RateLimited { minute } => {
            let to = minute.checked_add(1.minute()).unwrap_or(Timestamp::MAX);
            went_blind(work, Blind { from: *minute, to });
        }
        WorkspaceEvent::ChannelArchived { channel } => {
            let event = Event::Decision(DecisionEvent::ChannelArchived);
            let channel = Some(channel.clone());
            work.effects.push(Effect::TellOpenDecisions { channel, event: Box::new(event) });
        }
        WorkspaceEvent::Joined { channel, by: _ } => {
            let to = Destination::Channel(channel.clone());
            let message = Message::Greeting { channel: channel.clone() };
            work.effects.push(Effect::Post { to, message });
        }
        WorkspaceEvent::WeeklyAsked { by } => {
            post_weekly(work, by, work.now, Lateness::OnRequest);
            work.reply = Reply::Notice(Box::new(Notice::WeeklyComing));
        }
        WorkspaceEvent::Uninstalled
        | WorkspaceEvent::Delivered { .. }
        | WorkspaceEvent::Undelivered { .. } => {}
    }
}

/// The bot started: what it missed since it was last alive is a blind span.
fn started(work: &mut Working) {
    let now = work.now;
    if let Some(from) = work.workspace.alive_at
        && now.duration_since(from) > HEARTBEAT * 2
    {
        went_blind(work, Blind { from, to: now });
    }
    work.workspace.alive_at = Some(now);
    work.effects.push(Effect::FindLeaders);
}

fn woken(work: &mut Working) {
    work.workspace.alive_at = Some(work.now);
    let now = work.now;
    work.workspace.blind.retain(|blind| now.duration_since(blind.to) < FORGET_BLIND);
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

fn send_weekly(work: &mut Working, user: &UserId, due: Timestamp) {
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

fn post_weekly(work: &mut Working, user: &UserId, due: Timestamp, late: Lateness) {
    let message = Message::Weekly { due, late };
    work.effects.push(Effect::Post { to: Destination::Dm(user.clone()), message });
}

/// The leaders were looked up: those who are new get a plan, those who are gone lose theirs.
fn leaders_found(work: &mut Working, found: &[FoundLeader]) {
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

fn correct(work: &mut Working, channel: &ChannelId, verdict: Verdict) {
    let lessons = work.workspace.channels.entry(channel.clone()).or_default();
    match verdict {
        Verdict::Confirmed => lessons.confirmed += 1,
        Verdict::Dismissed => lessons.dismissed += 1,
    }
}

fn went_blind(work: &mut Working, blind: Blind) {
    Blind::add(&mut work.workspace.blind, blind);
    let event = Event::Decision(DecisionEvent::WentBlind(blind));
    work.effects.push(Effect::TellOpenDecisions { channel: None, event: Box::new(event) });
}

fn wake_at(workspace: &Workspace, now: Timestamp) -> Timestamp {
    let weekly = workspace.leaders.values().map(|plan| plan.next);
    let heartbeat = now.checked_add(HEARTBEAT).unwrap_or(Timestamp::MAX);
    weekly.chain([heartbeat]).min().unwrap_or(heartbeat).max(now)
}
