//! A workspace: the leaders' calendar, what was learned of its channels, and when the bot was blind.
//!
//! [`calendar`] knows when a weekly digest is due, [`lessons`] what a channel taught the detector,
//! [`memory`] what owners did with earlier decisions and what follows from it for the next one,
//! [`pulse`] how well functions felt heard, [`register`] what leads have declared.

mod calendar;
mod lessons;
mod memory;
mod pulse;
mod register;

pub use calendar::LeaderPlan;
pub use lessons::{Fallback, Judged, Lessons, Marked};
pub use pulse::Pulse;

use super::decision::Blind;
use super::effect::{Change, Destination, Effect, Transition};
use super::event::{DecisionEvent, Event, WorkspaceEvent};
use super::ids::{ChannelId, FunctionId, TeamId, UserId};
use super::lesson::Past;
use super::limit::Register;
use super::message::{Lateness, Message};
use super::policy::Policy;
use super::reply::{Notice, Reply};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is kept of a workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workspace {
    pub team: TeamId,
    /// When the bot was last known to be listening.
    pub alive_at: Option<Timestamp>,
    /// Since when something may have been said that was not taken in afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_since: Option<Timestamp>,
    pub channels: BTreeMap<ChannelId, Lessons>,
    pub leaders: BTreeMap<UserId, LeaderPlan>,
    /// Spans of the last weeks in which something may have been missed.
    pub blind: Vec<Blind>,
    /// The last decisions and what their owners corrected, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<Past>,
    /// How well functions felt heard; never who said so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub felt_heard: BTreeMap<FunctionId, Pulse>,
    /// What leads have declared, as long as it holds.
    #[serde(default, skip_serializing_if = "Register::is_empty")]
    pub register: Register,
    /// Whether it had agreed to be listened to for hesitation when the bot last started.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hears_hesitation: bool,
}

/// How often the bot notes that it is alive; a longer gap counts as having been away.
pub const HEARTBEAT: SignedDuration = SignedDuration::from_mins(15);
/// Slack's own pauses between two sockets are shorter than this, and what was said in them is taken in afterwards.
const DEAF: SignedDuration = SignedDuration::from_mins(5);
/// Blind spans older than this no longer matter to anybody.
const FORGET_BLIND: SignedDuration = SignedDuration::from_hours(45 * 24);

impl Workspace {
    /// Returns a workspace of which nothing is known yet.
    pub fn new(team: TeamId) -> Self {
        Self {
            team,
            alive_at: None,
            missing_since: None,
            channels: BTreeMap::new(),
            leaders: BTreeMap::new(),
            blind: Vec::new(),
            past: Vec::new(),
            felt_heard: BTreeMap::new(),
            register: Register::default(),
            hears_hesitation: false,
        }
    }

    fn lessons(&mut self, channel: &ChannelId) -> &mut Lessons {
        self.channels.entry(channel.clone()).or_default()
    }
}

/// Handles an event about a workspace.
pub(super) fn advance(
    policy: &Policy,
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
    let mut work = Working { policy, now, workspace, effects: Vec::new(), reply: Reply::Nothing };
    dispatch(&mut work, event);
    let wake_at = wake_at(&work.workspace, now);
    let changed = work.workspace != before || !work.effects.is_empty();
    Transition::new(changed.then_some(work.workspace), work.effects, Some(wake_at), work.reply)
}

struct Working<'a> {
    policy: &'a Policy,
    now: Timestamp,
    workspace: Workspace,
    effects: Vec<Effect>,
    reply: Reply,
}

fn dispatch(work: &mut Working<'_>, event: &WorkspaceEvent) {
    match event {
        WorkspaceEvent::Started => started(work),
        WorkspaceEvent::Woken => woken(work),
        WorkspaceEvent::LeadersFound { leaders } => calendar::leaders_found(work, leaders),
        WorkspaceEvent::Corrected { channel, ts, verdict, convinced } => {
            lessons::correct(work, (channel, ts.as_ref()), *verdict, *convinced);
        }
        WorkspaceEvent::Learnt(past) => memory::learn(work, past),
        WorkspaceEvent::FeltHeard { function, score } => {
            work.workspace.felt_heard.entry(function.clone()).or_default().add(*score);
        }
        WorkspaceEvent::Declared { by, zone, function, declared } => {
            register::declare(work, (by, zone), function, declared);
        }
        WorkspaceEvent::AdminFound { channel, users } => lessons::tell(work, channel, users),
        WorkspaceEvent::OpenAgain { channel, by } => lessons::open_again(work, channel, by),
        WorkspaceEvent::ForgetLessons { channel, by } => lessons::forget(work, channel, by),
        WorkspaceEvent::RateLimited { minute } => {
            let to = minute.checked_add(1.minute()).unwrap_or(Timestamp::MAX);
            missed_since(work, *minute);
            went_blind(work, Blind { from: *minute, to });
        }
        WorkspaceEvent::CaughtUp(since) => {
            work.workspace.missing_since.take_if(|missing| missing == since);
        }
        WorkspaceEvent::WasDeaf(blind) => {
            missed_since(work, blind.from);
            if blind.to.duration_since(blind.from) >= DEAF {
                went_blind(work, *blind);
            }
        }
        WorkspaceEvent::ChannelArchived { channel } => {
            let event = Event::Decision(DecisionEvent::ChannelArchived);
            let channel = Some(channel.clone());
            work.effects.push(Effect::TellOpenDecisions { channel, event: Box::new(event) });
        }
        WorkspaceEvent::Joined { channel, by } => {
            if by.is_some() {
                work.workspace.lessons(channel).inviter.clone_from(by);
            }
            let to = Destination::Channel(channel.clone());
            let message = Message::Greeting { channel: channel.clone() };
            work.effects.push(Effect::Post { to, message });
        }
        WorkspaceEvent::WeeklyAsked { by } => {
            calendar::post_weekly(work, by, work.now, Lateness::OnRequest);
            work.reply = Reply::Notice(Box::new(Notice::WeeklyComing));
        }
        WorkspaceEvent::Uninstalled
        | WorkspaceEvent::Delivered { .. }
        | WorkspaceEvent::Undelivered { .. } => {}
    }
}

/// The bot started: what it missed since it was last alive is a blind span.
fn started(work: &mut Working<'_>) {
    let now = work.now;
    if let Some(from) = work.workspace.alive_at {
        missed_since(work, from);
        if now.duration_since(from) > HEARTBEAT * 2 {
            went_blind(work, Blind { from, to: now });
        }
    }
    work.workspace.alive_at = Some(now);
    if !work.policy.limits.is_empty() {
        // The configuration may have changed.
        register::tell_decisions(work);
    }
    work.effects.push(Effect::FindLeaders);
    note_agreement(work);
}

/// Where a workspace no longer agrees to be listened to for hesitation, whatever was kept goes now.
fn note_agreement(work: &mut Working<'_>) {
    let agrees = work.policy.hears_hesitation(&work.workspace.team);
    if work.workspace.hears_hesitation && !agrees {
        let event = Box::new(Event::Decision(DecisionEvent::Woken));
        work.effects.push(Effect::TellOpenDecisions { channel: None, event });
    }
    work.workspace.hears_hesitation = agrees;
}

fn woken(work: &mut Working<'_>) {
    work.workspace.alive_at = Some(work.now);
    let now = work.now;
    work.workspace.blind.retain(|blind| now.duration_since(blind.to) < FORGET_BLIND);
    register::forget_past(work);
    calendar::send_due(work);
}

/// What was said since a moment has to be asked for.
fn missed_since(work: &mut Working<'_>, from: Timestamp) {
    let missing = work.workspace.missing_since.get_or_insert(from);
    *missing = from.min(*missing);
}

fn went_blind(work: &mut Working<'_>, blind: Blind) {
    Blind::add(&mut work.workspace.blind, blind);
    let event = Event::Decision(DecisionEvent::WentBlind(blind));
    work.effects.push(Effect::TellOpenDecisions { channel: None, event: Box::new(event) });
}

fn wake_at(workspace: &Workspace, now: Timestamp) -> Timestamp {
    let weekly = workspace.leaders.values().map(|plan| plan.next);
    let heartbeat = now.checked_add(HEARTBEAT).unwrap_or(Timestamp::MAX);
    weekly.chain([heartbeat]).min().unwrap_or(heartbeat).max(now)
}
