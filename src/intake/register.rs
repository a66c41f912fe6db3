//! What leads declare for their function: the lens with its buttons, the forms, and what they hand in.
//!
//! Whether somebody leads a function is asked of the roster each time; where Slack does not tell who is in
//! a group, nobody does.

use super::Intake;
use super::answering::LOOK;
use super::commands::Caller;
use crate::domain::effect::Key;
use crate::domain::event::{Event, WorkspaceEvent};
use crate::domain::hours::Zone;
use crate::domain::ids::{EventId, FunctionId, LimitId, TeamId, UserId};
use crate::domain::limit::{Declared, Register};
use crate::domain::reply::{Modal, Notice, Reply};
use crate::domain::roster::Role;
use crate::domain::state::State;
use crate::engine::EngineError;
use crate::slack::inbound::{Ack, Hand};
use crate::views::Standing;

/// A button on the lens of a function.
pub(super) enum Wish {
    Declare,
    Change(LimitId),
    Withdraw(LimitId),
    Pressure,
}

impl Intake {
    /// What a function's leads have declared, for somebody who looks at its lens.
    pub(super) async fn stands(&self, caller: &Caller, function: &FunctionId) -> Standing {
        let register = self.register(&caller.team).await;
        let today = self.engine.clock().now().to_zoned(self.zone_of(&caller.user).rules()).date();
        let policy = self.engine.policy();
        let mut limits = register.standing(policy, today);
        limits.retain(|limit| limit.function == *function);
        let pressure = register.pressure_on(policy, function, today).cloned();
        Standing { limits, pressure, is_lead: self.leads(&caller.user, function).await }
    }

    /// Somebody pressed a button on a lens: opens the form, or withdraws a limit.
    pub(super) fn wish(
        &self,
        id: &EventId,
        team: &TeamId,
        (function, wish): (FunctionId, Wish),
        (user, hand): (UserId, Hand),
    ) {
        let (intake, id, team) = (self.clone(), id.clone(), team.clone());
        self.afterwards.spawn(async move {
            let reply = intake.granted(&id, &team, &user, function, wish).await;
            match reply {
                Ok(reply) => intake.answer(reply, None, user, hand),
                Err(error) => {
                    tracing::error!(%error, "a limit could not be withdrawn");
                    intake.say(&intake.scene().try_again(), &user, &hand, false).await;
                }
            }
        });
    }

    async fn granted(
        &self,
        id: &EventId,
        team: &TeamId,
        user: &UserId,
        function: FunctionId,
        wish: Wish,
    ) -> Result<Reply, EngineError> {
        if let Some(no) = self.refusal(user, &function).await {
            return Ok(notice(no));
        }
        let register = self.register(team).await;
        let modal = match wish {
            Wish::Declare => Modal::Limit { function, limit: None },
            Wish::Change(limit) => match register.limits.into_iter().find(|one| one.id == limit) {
                Some(limit) => Modal::Limit { function, limit: Some(Box::new(limit)) },
                None => return Ok(notice(Notice::LimitGone)),
            },
            Wish::Pressure => {
                let now = register.pressure.get(&function).cloned();
                Modal::Pressure { function, now: now.map(Box::new) }
            }
            Wish::Withdraw(limit) => {
                return self.declare(id, team, user, function, Declared::Withdrawn { limit }).await;
            }
        };
        Ok(Reply::Open(Box::new(modal)))
    }

    /// A lead handed in a form.
    pub(super) async fn declared(
        &self,
        id: &EventId,
        team: &TeamId,
        user: &UserId,
        function: FunctionId,
        declared: Declared,
    ) -> Result<Ack, EngineError> {
        let asked = tokio::time::timeout(LOOK, self.refusal(user, &function)).await;
        let reply =
            match asked.unwrap_or(Some(Notice::NotYourFunction { function: function.clone() })) {
                Some(no) => notice(no),
                None => self.declare(id, team, user, function, declared).await?,
            };
        Ok(self.ack_form(&reply, None).await)
    }

    async fn declare(
        &self,
        id: &EventId,
        team: &TeamId,
        user: &UserId,
        function: FunctionId,
        declared: Declared,
    ) -> Result<Reply, EngineError> {
        let (by, zone) = (user.clone(), self.zone_of(user));
        let event = WorkspaceEvent::Declared { by, zone, function, declared };
        self.engine.handle(&Key::Workspace(team.clone()), id, &Event::Workspace(event)).await
    }

    async fn refusal(&self, user: &UserId, function: &FunctionId) -> Option<Notice> {
        if !self.engine.policy().room.boundaries {
            return Some(Notice::TurnedOff);
        }
        // Their zone is known from here on: it says which day is today.
        let _ = self.directory.person(user).await;
        let leads = self.leads(user, function).await;
        (!leads).then(|| Notice::NotYourFunction { function: function.clone() })
    }

    async fn leads(&self, user: &UserId, function: &FunctionId) -> bool {
        let leads = self.directory.people_of(function, Role::Lead).await;
        leads.is_ok_and(|leads| leads.contains(user))
    }

    async fn register(&self, team: &TeamId) -> Register {
        match self.engine.read(&Key::Workspace(team.clone())).await {
            Ok(Some(State::Workspace(workspace))) => workspace.register,
            _ => Register::default(),
        }
    }

    pub(super) fn zone_of(&self, user: &UserId) -> Zone {
        self.directory.known_person(user).map(|person| person.zone).unwrap_or_default()
    }
}

fn notice(notice: Notice) -> Reply {
    Reply::Notice(Box::new(notice))
}
