//! Looking things up for the domain: who could be asked, who wrote, which channel, which message.
//!
//! A look-up ends in an event: the domain decides with what was found, and remembers what it needs.

use super::{Failure, Outbox, Outcome};
use crate::domain::decision::Decision;
use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Event, FoundLeader, WorkspaceEvent};
use crate::domain::ids::{ChannelId, FunctionId, MessageTs, TeamId, UserId};
use crate::domain::person::Person;
use crate::domain::policy::Leader;
use crate::domain::roster::{Candidate, Excuse, Role};
use crate::domain::state::{self, State};
use crate::domain::workspace::Workspace;
use crate::engine::{Engine, EngineError, StoredEffect};
use crate::slack::client::CallError;
use crate::store::{Claimed, Commit, RowChange};

/// How many rows are read at a time.
const PAGE: usize = 200;

impl Outbox {
    /// Finds whom a function could send.
    pub(super) async fn find_people(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        function: &FunctionId,
        role: Role,
        only: Option<&UserId>,
    ) -> Result<Outcome, Failure> {
        let Some(decision) = self.decision(&stored.source).await? else {
            return self.forget(claimed, stored).await;
        };
        let users = match only {
            Some(user) => vec![user.clone()],
            None => self.directory.people_of(function, role).await?,
        };
        let mut candidates = Vec::with_capacity(users.len());
        for user in users {
            candidates.push(self.candidate(&decision, user).await?);
        }
        let function = function.clone();
        let event = Event::Decision(DecisionEvent::CandidatesFound { function, role, candidates });
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    /// Finds for which functions the author of a reply can speak.
    pub(super) async fn identify(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        user: &UserId,
        reply: &MessageTs,
    ) -> Result<Outcome, Failure> {
        let colleague = match self.directory.person(user).await {
            Err(CallError::Refused(_)) => false,
            person => person?.is_colleague(),
        };
        let functions =
            if colleague { self.directory.functions_of(user).await? } else { Vec::new() };
        let reply = reply.clone();
        let event = Event::Decision(DecisionEvent::ReplierIdentified { reply, functions });
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    /// Finds the leaders of the configuration and the zone of each.
    pub(super) async fn find_leaders(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
    ) -> Result<Outcome, Failure> {
        let mut leaders = Vec::new();
        for leader in &self.engine.policy().leaders {
            for user in self.directory.resolve(&leader.who).await? {
                leaders.extend(self.leader(leader, user).await?);
            }
        }
        let event = Event::Workspace(WorkspaceEvent::LeadersFound { leaders });
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    /// Finds who looks after a channel: whoever invited the bot, if they are still there, or else the
    /// leaders who can see it.
    pub(super) async fn find_admin(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        channel: &ChannelId,
        inviter: Option<&UserId>,
    ) -> Result<Outcome, Failure> {
        let mut users = Vec::new();
        if let Some(inviter) = inviter
            && self.directory.can_see(inviter, channel).await?
        {
            users.push(inviter.clone());
        }
        if users.is_empty() {
            for leader in &self.engine.policy().leaders {
                for user in self.directory.resolve(&leader.who).await? {
                    if !users.contains(&user) && self.directory.can_see(&user, channel).await? {
                        users.push(user);
                    }
                }
            }
        }
        let channel = channel.clone();
        let event = Event::Workspace(WorkspaceEvent::AdminFound { channel, users });
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    async fn leader(&self, leader: &Leader, user: UserId) -> Result<Option<FoundLeader>, Failure> {
        let facts = match self.directory.person(&user).await {
            Err(CallError::Refused(code)) => {
                tracing::warn!(code, %user, "a leader of the configuration is not known to slack");
                return Ok(None);
            }
            facts => facts?,
        };
        let zone = leader.zone.clone().unwrap_or(facts.zone);
        Ok(Some(FoundLeader { user, zone, day: leader.day, hour: leader.hour }))
    }

    async fn candidate(&self, decision: &Decision, user: UserId) -> Result<Candidate, Failure> {
        let facts = match self.directory.person(&user).await {
            Err(CallError::Refused(_)) => None,
            facts => Some(facts?),
        };
        let person = self.settings(&decision.team, &user).await?;
        let now = self.engine.clock().now();
        let sees = self.directory.can_see(&user, &decision.channel).await?;
        let excused = match &facts {
            Some(facts) if !facts.is_colleague() => Some(Excuse::Outsider),
            None => Some(Excuse::Outsider),
            Some(_) if !sees => Some(Excuse::CannotSee),
            Some(_) => person.excuse(self.engine.policy(), now),
        };
        let zone = facts.map(|facts| facts.zone).unwrap_or_default();
        Ok(Candidate { user, zone, last_asked: person.last_asked(), excused })
    }

    pub(super) async fn workspace(&self, team: &TeamId) -> Result<Workspace, Failure> {
        Ok(match self.engine.read(&Key::Workspace(team.clone())).await? {
            Some(State::Workspace(workspace)) => *workspace,
            _ => Workspace::new(team.clone()),
        })
    }

    pub(super) async fn settings(&self, team: &TeamId, user: &UserId) -> Result<Person, Failure> {
        let key = Key::Person(team.clone(), user.clone());
        Ok(match self.engine.read(&key).await? {
            Some(State::Person(person)) => *person,
            _ => Person::new(team.clone(), user.clone()),
        })
    }
}

/// Reads every decision of a workspace. Those that were called no decision are not among them.
pub(crate) async fn decisions(
    engine: &Engine,
    team: &TeamId,
) -> Result<Vec<Decision>, EngineError> {
    let prefix = format!("decision/{team}/");
    let mut decisions = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = engine.store().list(&prefix, after.as_deref(), PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(decisions) };
        after = Some(last.clone());
        for (key, bytes) in page {
            match state::decode(&bytes) {
                Ok(State::Decision(decision)) => decisions.push(*decision),
                Ok(_) => {}
                Err(source) => return Err(EngineError::Unreadable { key, source }),
            }
        }
    }
}

/// Removes every row under a prefix.
pub(super) async fn delete_all(engine: &Engine, prefix: &str) -> Result<(), EngineError> {
    loop {
        let page = engine.store().list(prefix, None, PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for (key, _) in page {
            let row = engine.store().load(&key, None).await?.row;
            let commit = Commit {
                key,
                expected: row.map_or(0, |row| row.version),
                row: RowChange::Delete,
                event: None,
                effects: Vec::new(),
                settles: None,
                wake_at: None,
            };
            engine.store().commit(commit).await?;
        }
    }
}
