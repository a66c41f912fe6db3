//! Handing a record on to the webhook: at least once, for as long as there is hope.

use super::{Failure, Outbox, Outcome};
use crate::domain::decision::Decision;
use crate::domain::event::{DecisionEvent, Event};
use crate::engine::StoredEffect;
use crate::export::{self, Audience, Exporter};
use crate::slack::client::CallError;
use crate::store::Claimed;
use crate::webhook::{Answer, Webhook};
use jiff::{SignedDuration, Timestamp};

/// After so many calls of one process, a record is given up: with the waits in between, some four hours.
const CALLS_MAX: u32 = 60;
/// However often the process was started meanwhile, it is given up after this long.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(48);
/// How long to wait for others that are under way.
const BUSY_WAIT: SignedDuration = SignedDuration::from_secs(1);

impl Outbox {
    /// Hands a record on, unless it is overtaken or must not leave. It holds what its thread shows.
    pub(super) async fn hand_on(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        decided_at: Timestamp,
    ) -> Result<Outcome, Failure> {
        let decision = self.decision(&stored.source).await?;
        let (Some(webhook), Some(decision)) = (&self.webhook, decision) else {
            return self.forget(claimed, stored).await;
        };
        let stands = decision.record.as_deref().is_some_and(|record| record.at == decided_at);
        if !stands || !self.may_leave(webhook, &decision).await? {
            return self.forget(claimed, stored).await;
        }
        let now = self.engine.clock().now();
        let (policy, audience) = (self.engine.policy(), &Audience::Channel);
        let shape = Exporter { policy, now, audience }.shape(&decision);
        match webhook.call(&claimed.id, now, export::line(&shape)).await {
            Answer::Taken => {
                count("taken");
                self.forget(claimed, stored).await
            }
            Answer::Busy => Ok(Outcome::Later(now + BUSY_WAIT)),
            Answer::Unclear { why, after } => {
                count("unclear");
                self.try_again(claimed, stored, &why, after).await
            }
            Answer::Refused(why) => self.give_record_up(claimed, stored, &why).await,
        }
    }

    /// Whoever reads behind the webhook is not known, so it gets what everybody of the workspace may
    /// see, unless an administrator wants more. What is not known of a channel counts as private.
    async fn may_leave(&self, webhook: &Webhook, decision: &Decision) -> Result<bool, Failure> {
        if webhook.whom().private_channels {
            return Ok(true);
        }
        let open = match self.directory.channel(&decision.channel).await {
            Err(CallError::Refused(code)) if !super::post::passes(&code) => false,
            facts => facts.map(|facts| !facts.is_private && !facts.is_direct)?,
        };
        if !open {
            tracing::info!(decision = %decision.id, "a private channel's record is not handed on");
        }
        Ok(open)
    }

    async fn try_again(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        why: &str,
        after: Option<std::time::Duration>,
    ) -> Result<Outcome, Failure> {
        let now = self.engine.clock().now();
        if claimed.attempts + 1 >= CALLS_MAX || now.duration_since(stored.at) >= TRIED_FOR {
            return self.give_record_up(claimed, stored, why).await;
        }
        let after = after.and_then(|after| SignedDuration::try_from(after).ok());
        let wait = super::backoff(claimed.attempts).max(after.unwrap_or_default());
        tracing::warn!(why, effect = %claimed.id, "the webhook is called again later");
        Ok(Outcome::Unclear(now + wait))
    }

    /// Records that the webhook will never be handed this.
    async fn give_record_up(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        why: &str,
    ) -> Result<Outcome, Failure> {
        count("given_up");
        tracing::error!(why, source = %stored.source, "a record was not handed on to the webhook");
        let event = Event::Decision(DecisionEvent::NotHandedOn { why: why.to_owned() });
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }
}

fn count(outcome: &'static str) {
    metrics::counter!("soundings_webhook_calls_total", "outcome" => outcome).increment(1);
}
