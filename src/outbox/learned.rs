//! What was learned from a function before: found when its question is sent or drawn, for the one person
//! who reads it.
//!
//! Nothing of it is kept in the decision that asks. Whoever reads it can see the earlier decision at this
//! moment; and since one tap puts its words into the thread of the new one, it is of the same channel, or
//! of one that everybody of the workspace can read.

use super::{Failure, Outbox, Outcome, lookup};
use crate::domain::decision::Decision;
use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Event};
use crate::domain::ids::{ChannelId, DecisionId, FunctionId, UserId};
use crate::engine::StoredEffect;
use crate::reading::learned::learned;
use crate::slack::client::CallError;
use crate::store::Claimed;

impl Outbox {
    /// Finds the latest decision that tells something of a function, for somebody who is asked for it.
    pub(super) async fn told_before(
        &self,
        decision: &Decision,
        function: &FunctionId,
        user: &UserId,
    ) -> Result<Vec<Decision>, Failure> {
        let waits = decision.slot(function).is_some_and(|slot| slot.is_waiting());
        if !self.engine.policy().room.learned || !decision.is_listening() || !waits {
            return Ok(Vec::new());
        }
        let all = lookup::decisions(&self.engine, &decision.team).await?;
        let told = all.into_iter().filter_map(|one| {
            let at = learned(decision, function, &one)?.at;
            Some((at, one))
        });
        let mut told: Vec<_> = told.collect();
        told.sort_by(|(at, one), (other_at, other)| (other_at, &other.id).cmp(&(at, &one.id)));
        for (_, earlier) in told {
            if self.may_recall(user, decision, &earlier).await? {
                return Ok(vec![earlier]);
            }
        }
        Ok(Vec::new())
    }

    /// Somebody says that it still holds: reads the words again, as they are now.
    pub(super) async fn recall(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        (function, by): (&FunctionId, &UserId),
        (from, of): (&DecisionId, &str),
    ) -> Result<Outcome, Failure> {
        let Some(decision) = self.decision(&stored.source).await? else {
            return self.forget(claimed, stored).await;
        };
        let key = Key::Decision(decision.team.clone(), from.clone());
        let earlier = self.decision(&key).await?;
        let mut words = None;
        if let Some(earlier) = &earlier
            && let Some(learned) = learned(&decision, function, earlier)
            && learned.mark() == of
            && self.may_recall(by, &decision, earlier).await?
        {
            words = Some(learned.words.to_owned());
        }
        let (function, by) = (function.clone(), by.clone());
        let event = Event::Decision(DecisionEvent::Recalled { function, by, words });
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    async fn may_recall(
        &self,
        user: &UserId,
        decision: &Decision,
        earlier: &Decision,
    ) -> Result<bool, Failure> {
        if !self.directory.can_see(user, &earlier.channel).await? {
            return Ok(false);
        }
        Ok(earlier.channel == decision.channel
            || self.is_for_all(&earlier.channel).await?
                && !self.is_shared(&decision.channel).await?)
    }

    /// Whether everybody of the workspace can read a channel; not known means no.
    async fn is_for_all(&self, channel: &ChannelId) -> Result<bool, Failure> {
        match self.directory.channel(channel).await {
            Ok(facts) => Ok(!facts.is_private && !facts.is_direct),
            Err(CallError::Refused(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether others than those of the workspace read a channel; not known means yes.
    async fn is_shared(&self, channel: &ChannelId) -> Result<bool, Failure> {
        match self.directory.channel(channel).await {
            Ok(facts) => Ok(facts.is_shared),
            Err(CallError::Refused(_)) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
}
