//! What follows from a transition, as data.

use super::event::{DecisionEvent, Event, PersonEvent, Proposal, Strength, WorkspaceEvent};
use super::ids::{ChannelId, DecisionId, FunctionId, MessageTs, TeamId, UserId};
use super::message::Message;
use super::outgoing::comes_after;
use super::reply::Reply;
use super::roster::Role;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The key of something that is stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    Decision(TeamId, DecisionId),
    Person(TeamId, UserId),
    Workspace(TeamId),
}

impl Key {
    /// Reads a key as [`Key::to_string`] writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let key = match (parts.next()?, parts.next()?, parts.next()) {
            ("decision", team, Some(id)) => Key::Decision(team.into(), id.into()),
            ("person", team, Some(user)) => Key::Person(team.into(), user.into()),
            ("workspace", team, None) => Key::Workspace(team.into()),
            _ => return None,
        };
        parts.next().is_none().then_some(key)
    }

    /// Returns the workspace it belongs to.
    pub fn team(&self) -> &TeamId {
        match self {
            Key::Decision(team, _) | Key::Person(team, _) | Key::Workspace(team) => team,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Decision(team, id) => write!(f, "decision/{team}/{id}"),
            Key::Person(team, user) => write!(f, "person/{team}/{user}"),
            Key::Workspace(team) => write!(f, "workspace/{team}"),
        }
    }
}

/// Something to do outside the state that was just committed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Post a message. Its delivery or failure comes back as an event.
    Post { to: Destination, message: Message },
    /// Bring something that stands in Slack up to date.
    Refresh(Refresh),
    /// Delete one of the bot's own messages.
    Delete { channel: ChannelId, ts: MessageTs },
    /// Pass an event on to another key.
    Tell { key: Key, event: Box<Event> },
    /// Pass an event on to every open decision, or to those of one channel.
    TellOpenDecisions { channel: Option<ChannelId>, event: Box<Event> },
    /// Look up the channel and the owner of a proposal, and open it if the channel's mode says so.
    Vet { proposal: Box<Proposal>, strength: Strength },
    /// Fetch a message and open it as a decision.
    OpenFrom { by: UserId, channel: ChannelId, ts: MessageTs },
    /// Look up whom a function could send, or whether one person could speak for it.
    FindPeople { function: FunctionId, role: Role, only: Option<UserId> },
    /// Look up for which functions the author of a reply can speak.
    Identify { user: UserId, reply: MessageTs },
    /// Hand the record of this moment on to the webhook.
    HandOn { decided_at: Timestamp },
    /// Look up earlier decisions about the same.
    FindRelated,
    /// Look up which declared limits it touches.
    FindLimits,
    /// Read again what a function said about an earlier decision, which somebody says still holds.
    Recall { function: FunctionId, by: UserId, from: DecisionId, of: String },
    /// Look whether views pull apart, or whether one proposal could meet their conditions.
    FindTensions,
    /// Tell every decision that names this one to do so no longer.
    TellNaming,
    /// Look up the leaders and their zones.
    FindLeaders,
    /// Look up who looks after a channel: whoever invited the bot, or else the leaders.
    FindAdmin { channel: ChannelId, inviter: Option<UserId> },
    /// Remove everything that is stored of the workspace.
    Purge,
}

/// What is brought up to date, always from the state at the moment of sending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refresh {
    /// The decision's card.
    Card,
    /// The ask in a person's direct messages.
    Ask { function: FunctionId, user: UserId, channel: ChannelId, ts: MessageTs },
    /// Any other message about the decision, where it stands.
    Message { message: Box<Message>, channel: ChannelId, ts: MessageTs },
}

/// Where a message goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Destination {
    Channel(ChannelId),
    Thread(ChannelId, MessageTs),
    Dm(UserId),
    /// Seen by one person only, in a channel or thread, and gone when they reload.
    Only(UserId, ChannelId, Option<MessageTs>),
}

/// What follows from an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition<S> {
    /// The new state, or `None` where nothing changed.
    pub state: Option<Change<S>>,
    pub effects: Vec<Effect>,
    /// When the state wants to be woken; only meant where the state changed.
    pub wake_at: Option<Timestamp>,
    /// What the person who caused the event gets to see at once.
    pub reply: Reply,
}

/// What becomes of a state.
#[derive(Clone, Debug, PartialEq)]
pub enum Change<S> {
    Put(Box<S>),
    /// A mark that there was something here, without any text.
    Dismiss,
    Delete,
}

impl<S> Transition<S> {
    /// Returns a transition with a new state, if there is one.
    pub fn new(
        state: Option<S>,
        effects: Vec<Effect>,
        wake_at: Option<Timestamp>,
        reply: Reply,
    ) -> Self {
        Self { state: state.map(|state| Change::Put(Box::new(state))), effects, wake_at, reply }
    }

    /// Returns a transition that changes nothing and answers something.
    pub fn replying(reply: Reply) -> Self {
        Self { state: None, effects: Vec::new(), wake_at: None, reply }
    }

    /// Returns whether there is nothing to store.
    pub fn is_idle(&self) -> bool {
        self.state.is_none() && self.effects.is_empty()
    }

    /// Turns the state into another type.
    pub fn map<T>(self, f: impl FnOnce(S) -> T) -> Transition<T> {
        let state = self.state.map(|change| match change {
            Change::Put(state) => Change::Put(Box::new(f(*state))),
            Change::Dismiss => Change::Dismiss,
            Change::Delete => Change::Delete,
        });
        Transition { state, effects: self.effects, wake_at: self.wake_at, reply: self.reply }
    }
}

impl Effect {
    /// Returns an effect that tells a decision something.
    pub fn tell_decision(team: &TeamId, id: &DecisionId, event: DecisionEvent) -> Self {
        let key = Key::Decision(team.clone(), id.clone());
        Effect::Tell { key, event: Box::new(Event::Decision(event)) }
    }

    /// Returns an effect that tells a person something.
    pub fn tell_person(team: &TeamId, user: &UserId, event: PersonEvent) -> Self {
        let key = Key::Person(team.clone(), user.clone());
        Effect::Tell { key, event: Box::new(Event::Person(event)) }
    }

    /// Returns an effect that tells the workspace something.
    pub fn tell_workspace(team: &TeamId, event: WorkspaceEvent) -> Self {
        Effect::Tell { key: Key::Workspace(team.clone()), event: Box::new(Event::Workspace(event)) }
    }

    /// Returns the lane: effects of one lane are sent in order, one at a time.
    pub fn lane(&self, source: &Key) -> String {
        match self {
            // What comes after a decision may wait for days until somebody is back, and must not hold up
            // anything else for them.
            Effect::Post { to: Destination::Dm(user), message }
                if comes_after(message) || *message == Message::BlindSpots =>
            {
                format!("after/{user}")
            }
            Effect::Post { to, .. } => to.lane(),
            Effect::Refresh(Refresh::Card) => format!("card/{source}"),
            Effect::Refresh(Refresh::Ask { channel, .. } | Refresh::Message { channel, .. })
            | Effect::Delete { channel, .. } => format!("channel/{channel}"),
            Effect::Tell { key, .. } => format!("tell/{key}"),
            // One that is refused again and again holds up no other.
            Effect::HandOn { .. } => format!("webhook/{source}"),
            Effect::FindPeople { function, .. } => format!("find/{source}/{function}"),
            Effect::Vet { .. }
            | Effect::OpenFrom { .. }
            | Effect::Identify { .. }
            | Effect::FindRelated
            | Effect::FindLimits
            | Effect::Recall { .. }
            | Effect::FindTensions
            | Effect::TellNaming
            | Effect::FindLeaders
            | Effect::FindAdmin { .. }
            | Effect::TellOpenDecisions { .. }
            | Effect::Purge => format!("look/{source}"),
        }
    }
}

impl Destination {
    fn lane(&self) -> String {
        match self {
            Destination::Channel(channel)
            | Destination::Thread(channel, _)
            | Destination::Only(_, channel, _) => format!("channel/{channel}"),
            Destination::Dm(user) => format!("dm/{user}"),
        }
    }
}
