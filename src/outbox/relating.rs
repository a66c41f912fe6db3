//! Looking for what views and decisions have to do with each other: views that pull apart, earlier decisions
//! about the same, and those that are named where one is shown.
//!
//! What is shown of another decision is read from its row at the moment of sending, and only to those who
//! may see it then: on a card, which everybody in the channel reads, that is the same channel's; for one
//! person, what [`can_see`](crate::domain::visibility::can_see) allows them.

use super::{Failure, Outbox, Outcome, lookup};
use crate::domain::decision::Decision;
use crate::domain::effect::Key;
use crate::domain::event::{Announced, DecisionEvent, Event, Proposal};
use crate::domain::ids::{DecisionId, TeamId, UserId};
use crate::engine::StoredEffect;
use crate::reading::{joint, related, tension};
use crate::store::Claimed;

impl Outbox {
    /// Finds earlier decisions about the same.
    pub(super) async fn find_related(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
    ) -> Result<Outcome, Failure> {
        let Some(decision) = self.decision(&stored.source).await? else {
            return self.forget(claimed, stored).await;
        };
        let all = lookup::decisions(&self.engine, &decision.team).await?;
        let related::Earlier { here, elsewhere } = related::earlier(&decision, &all);
        if here.is_empty() && elsewhere.is_empty() {
            return self.forget(claimed, stored).await;
        }
        let event = Event::Decision(DecisionEvent::RelatedFound { here, elsewhere });
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    /// Looks whether views of a decision pull apart, and whether one proposal could meet what they ask for.
    pub(super) async fn find_tensions(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
    ) -> Result<Outcome, Failure> {
        let Some(decision) = self.decision(&stored.source).await? else {
            return self.forget(claimed, stored).await;
        };
        let policy = self.engine.policy();
        let pairs = tension::among(policy, &decision).iter().map(tension::Pull::pair).collect();
        let joint = joint::said(&decision, &joint::joint(policy, &decision));
        let event = Event::Decision(DecisionEvent::TensionsFound { pairs, joint });
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    /// Tells those that name a decision which is gone.
    pub(super) async fn tell_naming(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
    ) -> Result<Outcome, Failure> {
        let Key::Decision(_, gone) = &stored.source else {
            return self.forget(claimed, stored).await;
        };
        let event = Event::Decision(DecisionEvent::Unrelated { other: gone.clone() });
        self.tell_those(claimed, stored, |one| one.relations.names(gone), &event).await
    }

    /// Whether a message announces something, and whether that is how a decision went that is known and
    /// open. `None` where it only says again what was recorded before: nothing is to be done about that.
    pub(super) async fn announced(
        &self,
        proposal: &Proposal,
    ) -> Result<Option<Announced>, Failure> {
        if !proposal.announced {
            return Ok(Some(Announced::No));
        }
        let all = lookup::decisions(&self.engine, &proposal.team).await?;
        Ok(match related::outcome_of(proposal, &all) {
            None => Some(Announced::Yes),
            Some(known) if known.is_open() => Some(Announced::AsOutcomeOf(known.id.clone())),
            Some(_) => None,
        })
    }

    /// Reads those other decisions that may be named where everybody of a decision's channel reads.
    pub(super) async fn others_here(&self, decision: &Decision) -> Result<Vec<Decision>, Failure> {
        let ids = decision.relations.all();
        let mut others = self.others(&decision.team, &ids).await?;
        others.retain(|one| one.channel == decision.channel);
        Ok(others)
    }

    /// Reads those other decisions that a person may see now.
    pub(super) async fn others_for(
        &self,
        user: &UserId,
        team: &TeamId,
        ids: &[&DecisionId],
    ) -> Result<Vec<Decision>, Failure> {
        let others = self.others(team, ids).await?;
        Ok(self.directory.visible(user, others).await?)
    }

    /// Reads decisions by their ids, with those that replaced them; those that are gone are left out.
    async fn others(&self, team: &TeamId, ids: &[&DecisionId]) -> Result<Vec<Decision>, Failure> {
        let mut others = self.read_all(team, ids.iter().copied()).await?;
        let by: Vec<DecisionId> =
            others.iter().filter_map(|one| one.relations.replaced_by.clone()).collect();
        let more = by.iter().filter(|by| !ids.contains(by));
        others.extend(self.read_all(team, more).await?);
        Ok(others)
    }

    async fn read_all<'a>(
        &self,
        team: &TeamId,
        ids: impl Iterator<Item = &'a DecisionId>,
    ) -> Result<Vec<Decision>, Failure> {
        let mut found = Vec::new();
        for id in ids {
            let key = Key::Decision(team.clone(), id.clone());
            found.extend(self.decision(&key).await?);
        }
        Ok(found)
    }
}
