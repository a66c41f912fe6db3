//! Effects go out: each at least once, in the order of its lane, and as people see it exactly once.
//!
//! An effect is claimed, carried out, and settled in the commit that records its result. What may have
//! been posted without our knowing is looked for in Slack before it is posted again. What fails for good
//! is recorded in the decision it belongs to, where people can see it.

mod blind_spots;
mod bounding;
mod hand_on;
mod learned;
mod lookup;
mod pace;
mod post;
mod relating;
mod shown;
mod vetting;

pub(crate) use self::lookup::decisions;
use self::pace::Pace;
use self::shown::Shown;
use crate::directory::Directory;
use crate::domain::decision::Decision;
use crate::domain::effect::{Effect, Key};
use crate::domain::event::Event;
use crate::domain::ids::EventId;
use crate::domain::state::State;
use crate::engine::{Engine, EngineError, StoredEffect};
use crate::reading::Reader;
use crate::slack::client::{CallError, SlackClient};
use crate::store::{Attempt, Claimed, StoreError};
use crate::webhook::Webhook;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Sends what the engine has stored.
#[derive(Clone)]
pub struct Outbox {
    engine: Engine,
    client: Arc<SlackClient>,
    directory: Directory,
    reader: Arc<Reader>,
    webhook: Option<Arc<Webhook>>,
    pace: Arc<Pace>,
    shown: Arc<Shown>,
    under_way: Arc<AtomicUsize>,
}

/// What became of an effect.
enum Outcome {
    /// It is settled.
    Settled,
    /// Nothing was done; try again at this moment.
    Later(Timestamp),
    /// It may have been done; look, and try again at this moment.
    Unclear(Timestamp),
}

/// Why an effect could not be carried out this time.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Call(#[from] CallError),
}

/// How many effects are under way at a time.
const AT_ONCE: usize = 32;
/// How long to wait after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// How long an effect waits after its first failure; doubled with every further one.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(2);
/// The longest wait between two attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(5);

impl Outbox {
    /// Returns an outbox over an engine's store.
    pub fn new(
        engine: Engine,
        client: Arc<SlackClient>,
        directory: Directory,
        reader: Arc<Reader>,
    ) -> Self {
        let (pace, shown, under_way) = Default::default();
        Self { engine, client, directory, reader, webhook: None, pace, shown, under_way }
    }

    /// Adds a webhook that records are handed on to.
    pub fn with_webhook(self, webhook: Option<Webhook>) -> Self {
        Self { webhook: webhook.map(Arc::new), ..self }
    }

    /// Sends until told to stop, then finishes what is under way.
    pub async fn run(self, stop: CancellationToken) {
        let tasks = TaskTracker::new();
        let mut commits = self.engine.commits();
        while !stop.is_cancelled() {
            commits.mark_unchanged();
            match self.start_ready(&tasks).await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(%error, "effects could not be claimed; tried again");
                    tokio::time::sleep(AFTER_FAILURE).await;
                    continue;
                }
            }
            tokio::select! {
                () = stop.cancelled() => {}
                _ = commits.changed() => {}
                // Where there is no room, whatever is done next makes some, and says so.
                () = self.next_ready(), if self.under_way() < AT_ONCE => {}
            }
        }
        tasks.close();
        tasks.wait().await;
    }

    /// Returns how many effects are being carried out at this moment.
    pub fn under_way(&self) -> usize {
        self.under_way.load(Ordering::SeqCst)
    }

    /// Tells whether nothing is ready and nothing is being carried out.
    pub async fn is_idle(&self) -> bool {
        let next = self.engine.store().next_effect().await.ok().flatten();
        next.is_none_or(|next| next > self.engine.clock().now()) && self.under_way() == 0
    }

    /// Claims what is ready and starts it; returns how much that was.
    async fn start_ready(&self, tasks: &TaskTracker) -> Result<usize, StoreError> {
        let room = AT_ONCE.saturating_sub(self.under_way());
        if room == 0 {
            return Ok(0);
        }
        // Counted before the claim, so that nobody sees a moment of quiet in between.
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let claimed = self.engine.store().claim_effects(self.engine.clock().now(), room).await;
        let count = claimed.as_ref().map_or(0, Vec::len);
        self.under_way.fetch_add(count, Ordering::SeqCst);
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        for claimed in claimed? {
            let outbox = self.clone();
            tasks.spawn(async move {
                outbox.carry_out(claimed).await;
                outbox.under_way.fetch_sub(1, Ordering::SeqCst);
                outbox.engine.stir();
            });
        }
        Ok(count)
    }

    async fn next_ready(&self) {
        match self.engine.store().next_effect().await.ok().flatten() {
            Some(moment) => self.engine.clock().sleep_until(moment).await,
            None => std::future::pending().await,
        }
    }

    async fn carry_out(&self, claimed: Claimed) {
        let outcome = self.attempt(&claimed).await;
        let outcome = outcome.unwrap_or_else(|failure| self.after_failure(&claimed, &failure));
        let (attempt, moment) = match outcome {
            Outcome::Settled => return,
            Outcome::Later(moment) => (Attempt::NotMade, moment),
            Outcome::Unclear(moment) => (Attempt::Unclear, moment),
        };
        if let Err(error) = self.engine.store().release_effect(&claimed.id, moment, attempt).await {
            tracing::error!(%error, effect = %claimed.id, "an effect could not be put back");
        }
    }

    /// Tries an effect once. What Slack refuses to tell it will refuse again, so that is let go.
    async fn attempt(&self, claimed: &Claimed) -> Result<Outcome, Failure> {
        let stored = Engine::decode_effect(claimed)?;
        match self.perform(claimed, &stored).await {
            Err(Failure::Call(CallError::Refused(code))) if !post::passes(&code) => {
                tracing::warn!(code, effect = %claimed.id, "slack does not tell; let go");
                self.forget(claimed, &stored).await
            }
            outcome => outcome,
        }
    }

    async fn perform(&self, claimed: &Claimed, stored: &StoredEffect) -> Result<Outcome, Failure> {
        match &stored.effect {
            Effect::Post { to, message } => self.post(claimed, stored, to, message).await,
            Effect::Refresh(what) => self.refresh(claimed, stored, what).await,
            Effect::Delete { channel, ts } => self.delete(claimed, stored, channel, ts).await,
            Effect::Tell { key, event } => {
                self.engine.settle(key, &claimed.id, event).await?;
                Ok(Outcome::Settled)
            }
            Effect::TellOpenDecisions { channel, event } => {
                self.tell_open(claimed, stored, channel.as_ref(), event).await
            }
            Effect::Vet { proposal, strength } => {
                self.vet(claimed, stored, proposal, *strength).await
            }
            Effect::OpenFrom { by, channel, ts } => {
                self.open_from(claimed, stored, by, channel, ts).await
            }
            Effect::FindPeople { function, role, only } => {
                self.find_people(claimed, stored, function, *role, only.as_ref()).await
            }
            Effect::HandOn { decided_at } => self.hand_on(claimed, stored, *decided_at).await,
            Effect::Identify { user, reply } => self.identify(claimed, stored, user, reply).await,
            Effect::FindLeaders => self.find_leaders(claimed, stored).await,
            Effect::FindAdmin { channel, inviter } => {
                self.find_admin(claimed, stored, channel, inviter.as_ref()).await
            }
            Effect::FindRelated => self.find_related(claimed, stored).await,
            Effect::Recall { function, by, from, of } => {
                self.recall(claimed, stored, (function, by), (from, of)).await
            }
            Effect::FindLimits => self.find_limits(claimed, stored).await,
            Effect::FindTensions => self.find_tensions(claimed, stored).await,
            Effect::TellNaming => self.tell_naming(claimed, stored).await,
            Effect::Purge => self.purge(claimed, stored).await,
        }
    }

    /// Passes an event on to open decisions, one by one; each has its own id, so that a second round
    /// after a crash changes nothing.
    async fn tell_open(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        channel: Option<&crate::domain::ids::ChannelId>,
        event: &Event,
    ) -> Result<Outcome, Failure> {
        let open = |one: &Decision| {
            one.is_listening() && channel.is_none_or(|channel| one.channel == *channel)
        };
        self.tell_those(claimed, stored, open, event).await
    }

    /// Passes an event on to some of a workspace's decisions.
    async fn tell_those(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        wanted: impl Fn(&Decision) -> bool,
        event: &Event,
    ) -> Result<Outcome, Failure> {
        for decision in lookup::decisions(&self.engine, stored.source.team()).await? {
            if wanted(&decision) {
                let key = Key::Decision(decision.team.clone(), decision.id.clone());
                let id = EventId::new(format!("{}@{}", claimed.id, decision.id));
                self.engine.handle(&key, &id, event).await?;
            }
        }
        self.engine.drop_effect(&stored.source, &claimed.id).await?;
        Ok(Outcome::Settled)
    }

    /// The workspace removed the app: everything of it goes.
    async fn purge(&self, claimed: &Claimed, stored: &StoredEffect) -> Result<Outcome, Failure> {
        let team = stored.source.team();
        for prefix in [format!("decision/{team}/"), format!("person/{team}/")] {
            lookup::delete_all(&self.engine, &prefix).await?;
        }
        self.engine.drop_effect(&stored.source, &claimed.id).await?;
        Ok(Outcome::Settled)
    }

    /// When to try again after a failure, and whether anything may have been done.
    fn after_failure(&self, claimed: &Claimed, failure: &Failure) -> Outcome {
        let now = self.engine.clock().now();
        let wait = backoff(claimed.attempts);
        match failure {
            Failure::Call(CallError::RateLimited { after }) => {
                let after = SignedDuration::try_from(*after).unwrap_or(LONGEST_WAIT);
                Outcome::Later(now + after.max(SignedDuration::from_secs(1)))
            }
            Failure::Call(CallError::Ambiguous(_)) => Outcome::Unclear(now + wait),
            other => {
                tracing::warn!(error = %other, effect = %claimed.id, "an effect is tried again later");
                Outcome::Later(now + wait)
            }
        }
    }

    /// Reads the decision an effect belongs to, if it still is one.
    async fn decision(&self, key: &Key) -> Result<Option<Decision>, Failure> {
        Ok(match self.engine.read(key).await? {
            Some(State::Decision(decision)) => Some(*decision),
            _ => None,
        })
    }
}

/// Doubles with every attempt and is spread by a tenth over effects, so that they do not come back all
/// at the same moment.
fn backoff(attempts: u32) -> SignedDuration {
    let doubled = FIRST_WAIT.checked_mul(1 << attempts.min(10)).unwrap_or(LONGEST_WAIT);
    doubled.min(LONGEST_WAIT)
}
