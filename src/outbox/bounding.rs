//! Looking up which declared limits a decision touches.

use super::{Failure, Outbox, Outcome};
use crate::domain::event::{DecisionEvent, Event};
use crate::engine::StoredEffect;
use crate::reading::touching;
use crate::store::Claimed;

impl Outbox {
    /// Finds the limits that a decision touches, among those that stand at this moment.
    pub(super) async fn find_limits(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
    ) -> Result<Outcome, Failure> {
        let Some(decision) = self.decision(&stored.source).await? else {
            return self.forget(claimed, stored).await;
        };
        let workspace = self.workspace(&decision.team).await?;
        let today = self.engine.clock().now().to_zoned(decision.zone.rules()).date();
        let standing = workspace.register.standing(self.engine.policy(), today);
        let touched = touching::touched(&standing, &decision, today);
        if touched == decision.limits {
            return self.forget(claimed, stored).await;
        }
        let event = Event::Decision(DecisionEvent::LimitsFound { touched });
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }
}
