//! What is true and what follows from it.
//!
//! Pure: no input or output, no clock, no randomness, no environment. [`advance`] takes a state, the
//! time and an event, and returns the new state and the effects as data. It is total: a refusal is a
//! reply that says why, never an error.
//!
//! Besides the standard library and serde it uses jiff, for calendar arithmetic over zones that are
//! compiled in.

pub mod aftermath;
pub mod answer;
pub mod blind_spots;
pub mod care;
pub mod clarity;
pub mod command;
pub mod coverage;
pub mod decision;
pub mod digest;
pub mod effect;
pub mod event;
pub mod hesitation;
pub mod hours;
pub mod ids;
pub mod kind;
pub mod lens;
pub mod lesson;
pub mod limit;
pub mod lookback;
pub mod message;
pub mod outgoing;
pub mod person;
pub mod policy;
pub mod record;
pub mod relation;
pub mod reply;
pub mod roster;
pub mod slot;
pub mod state;
pub mod tension;
pub mod usual;
pub mod visibility;
pub mod weekly;
pub mod workspace;

use self::decision::OpenedBy;
use self::effect::{Effect, Key, Transition};
use self::event::{DecisionEvent, Event, PersonEvent};
use self::ids::{DecisionId, FunctionId, UserId};
use self::person::Person;
use self::policy::Policy;
use self::reply::{Notice, Reply};
use self::state::State;
use self::workspace::Workspace;
use jiff::Timestamp;

/// Returns what follows from an event. Only dispatches; each feature has its own file.
pub fn advance(
    policy: &Policy,
    key: &Key,
    state: Option<&State>,
    now: Timestamp,
    event: &Event,
) -> Transition<State> {
    match (key, event) {
        (Key::Decision(..), Event::Decision(event)) => match state {
            Some(State::Dismissed) => advance_dismissed(policy, key, now, event),
            Some(State::Decision(decision)) => decision_state(policy, Some(decision), now, event),
            _ => decision_state(policy, None, now, event),
        },
        (Key::Person(team, user), Event::Person(event)) => {
            let person = match state {
                Some(State::Person(person)) => person.as_ref().clone(),
                _ => Person::new(team.clone(), user.clone()),
            };
            person::advance(policy, person, now, event).map(|one| State::Person(Box::new(one)))
        }
        (Key::Workspace(team), Event::Workspace(event)) => {
            let workspace = match state {
                Some(State::Workspace(workspace)) => workspace.as_ref().clone(),
                _ => Workspace::new(team.clone()),
            };
            workspace::advance(policy, workspace, now, event)
                .map(|one| State::Workspace(Box::new(one)))
        }
        _ => Transition::replying(Reply::Nothing),
    }
}

fn decision_state(
    policy: &Policy,
    decision: Option<&decision::Decision>,
    now: Timestamp,
    event: &DecisionEvent,
) -> Transition<State> {
    decision::advance(policy, decision, now, event).map(|one| State::Decision(Box::new(one)))
}

/// What was called no decision comes back only if a person insists; a message of ours that arrives
/// after the fact is taken down again, and somebody who was to be asked is let go.
fn advance_dismissed(
    policy: &Policy,
    key: &Key,
    now: Timestamp,
    event: &DecisionEvent,
) -> Transition<State> {
    match event {
        DecisionEvent::Proposed(proposal) | DecisionEvent::Noticed { proposal, .. }
            if matches!(proposal.by, OpenedBy::Person(_)) =>
        {
            decision_state(policy, None, now, event)
        }
        DecisionEvent::AskedFor { .. } => decision_state(policy, None, now, event),
        DecisionEvent::Delivered { channel, ts, .. } => {
            let take_down = Effect::Delete { channel: channel.clone(), ts: ts.clone() };
            Transition::new(None, vec![take_down], None, Reply::Nothing)
        }
        DecisionEvent::Reserved { function, user, .. } => {
            Transition::new(None, let_go(key, function, user), None, Reply::Nothing)
        }
        DecisionEvent::Pressed { .. } | DecisionEvent::Submitted { .. } => {
            Transition::replying(Reply::Notice(Box::new(Notice::DismissedBefore)))
        }
        DecisionEvent::Superseded { .. } => decision_state(policy, None, now, event),
        DecisionEvent::SupersedeAnswered { old, refused: None } => {
            Transition::new(None, unrelated(key, old), None, Reply::Nothing)
        }
        _ => Transition::replying(Reply::Nothing),
    }
}

/// Tells another decision that the one under this key is gone.
fn unrelated(key: &Key, other: &DecisionId) -> Vec<Effect> {
    let Key::Decision(team, decision) = key else { return Vec::new() };
    let event = DecisionEvent::Unrelated { other: decision.clone() };
    vec![Effect::tell_decision(team, other, event)]
}

/// Tells somebody that nothing is expected of them for a decision that is gone.
fn let_go(key: &Key, function: &FunctionId, user: &UserId) -> Vec<Effect> {
    let Key::Decision(team, decision) = key else { return Vec::new() };
    let (decision, function) = (decision.clone(), function.clone());
    vec![Effect::tell_person(team, user, PersonEvent::AskEnded { decision, function })]
}
