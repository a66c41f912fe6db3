//! Threads of which more was said than was heard: before the bot started or joined, or longer ago than it remembers.
//!
//! They are read from Slack, after the acknowledgement, when somebody answers in them. It is a help and no need: where
//! Slack does not let us, what is heard from now on counts alone.

use super::Intake;
use super::memory::Place;
use super::messages::vote;
use crate::domain::effect::Key;
use crate::domain::event::Strength;
use crate::domain::ids::{ChannelId, DecisionId, EventId, MessageTs, UserId};
use crate::engine::EngineError;
use crate::reading::{Channel, Grown, Recalled, Reread};
use crate::slack::client::{CallError, Told, Written};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Whether threads may be read now.
pub(super) struct Permission {
    /// One is read at a time.
    turn: Semaphore,
    refused_until: Mutex<Timestamp>,
}

/// Threads that began longer ago are let be: what is said there now is about something that is over.
const AGE_SECONDS_MAX: i64 = 7 * 24 * 60 * 60;
/// Where more is said while a thread is read, it is read so often.
const TRIES: usize = 2;
/// How long Slack is left alone once it was too much for it, or said no; apps that are sold outside its marketplace may
/// read one thread a minute, and need that for what they cannot do without.
const LEFT_ALONE: SignedDuration = SignedDuration::from_mins(10);

impl Default for Permission {
    fn default() -> Self {
        Self { turn: Semaphore::new(1), refused_until: Mutex::new(Timestamp::MIN) }
    }
}

impl Permission {
    fn is_given(&self, now: Timestamp) -> bool {
        *self.refused_until.lock().unwrap_or_else(PoisonError::into_inner) <= now
    }

    fn refuse(&self, now: Timestamp) {
        let until = now.checked_add(LEFT_ALONE).unwrap_or(Timestamp::MAX);
        *self.refused_until.lock().unwrap_or_else(PoisonError::into_inner) = until;
    }
}

impl Intake {
    /// Reads a thread from Slack, if it was not heard from its beginning on.
    pub(super) fn read_unheard(&self, id: &EventId, (team, channel): Place<'_>, root: &MessageTs) {
        let wants = |known: &mut Channel| known.wants_reading(root);
        if self.memory.with((team, channel), wants) != Some(true) {
            return;
        }
        let intake = self.clone();
        let (id, team, channel, root) = (id.clone(), team.clone(), channel.clone(), root.clone());
        let stop = self.stop.clone();
        let reading = async move {
            let Ok(_turn) = intake.permission.turn.acquire().await else { return };
            if let Err(error) = intake.reread(&id, (&team, &channel), &root).await {
                tracing::warn!(%error, "a thread that was read again came to nothing");
            }
        };
        self.afterwards.spawn(async move { stop.run_until_cancelled(reading).await });
    }

    async fn reread(
        &self,
        id: &EventId,
        place: Place<'_>,
        root: &MessageTs,
    ) -> Result<(), EngineError> {
        if self.has_decision(place, root).await? {
            self.let_be(place, root);
            return Ok(());
        }
        let now = self.engine.clock().now().as_second();
        let is_old = root.seconds().is_none_or(|began| now - began > AGE_SECONDS_MAX);
        if is_old || !self.listens(place.1).await {
            return Ok(());
        }
        for _ in 0..TRIES {
            let Some(thread) = self.recall(place.1, root).await else { break };
            let again = |known: &mut Channel| known.reread(&self.reader, root, &thread);
            match self.memory.with(place, again) {
                Some(Reread::Outrun) => {}
                Some(Reread::Amounts { before, now }) => {
                    return self.goes_on(id, place, root, (before, now)).await;
                }
                Some(Reread::Over) | None => return Ok(()),
            }
        }
        self.memory.with(place, |known| known.leave_unread(root));
        Ok(())
    }

    /// What was put to the group, or settled, before anything of it was heard is over; else it is looked at as if all of it
    /// had been heard.
    async fn goes_on(
        &self,
        id: &EventId,
        place: Place<'_>,
        root: &MessageTs,
        (before, now): (Option<Box<Grown>>, Option<Box<Grown>>),
    ) -> Result<(), EngineError> {
        if let Some(before) = &before
            && self.strength_now(place, before).await? == Some(Strength::Explicit)
        {
            self.let_be(place, root);
            return Ok(());
        }
        if let Some(now) = now {
            self.second_look(&EventId::new(format!("{id}/thread")), place, *now).await?;
        }
        Ok(())
    }

    fn let_be(&self, place: Place<'_>, root: &MessageTs) {
        self.memory.with(place, |known| known.opened(root));
    }

    async fn has_decision(
        &self,
        (team, channel): Place<'_>,
        root: &MessageTs,
    ) -> Result<bool, EngineError> {
        let key = Key::Decision(team.clone(), DecisionId::of_root(team, channel, root));
        Ok(self.engine.read(&key).await?.is_some())
    }

    /// Returns a thread as Slack tells it, if it does.
    async fn recall(&self, channel: &ChannelId, root: &MessageTs) -> Option<Vec<Recalled>> {
        let now = self.engine.clock().now();
        if !self.permission.is_given(now) {
            return None;
        }
        let thread = self.client.thread(channel, root).await;
        if let Err(error) = &thread {
            tracing::debug!(%error, "a thread is not known whole");
        }
        if let Err(CallError::RateLimited { .. } | CallError::Refused(_)) = &thread {
            self.permission.refuse(now);
        }
        let thread = thread.ok().flatten()?;
        Some(thread.written.into_iter().map(|told| self.recalled(told)).collect())
    }

    fn recalled(&self, told: Told) -> Recalled {
        let Told { written: Written { author, text, standing }, reactions, .. } = told;
        let thumb = |(emoji, user): (String, UserId)| Some((vote(&emoji)?, user));
        let thumbs = reactions.into_iter().filter_map(thumb).collect();
        let speaks_for = self.directory.known_functions_of(&author);
        Recalled { standing, author, speaks_for, text, thumbs }
    }
}
