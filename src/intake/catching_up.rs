//! What was written while nobody listened: between the last sign of life and the start, or while no socket was open.
//!
//! Slack sends again what was not acknowledged, but not for long, and not over sockets. So the channels the bot is in are
//! read once: what was missed is taken in as if it had just been said, and what was said before that is remembered as
//! talk. Whatever was taken in before has its mark, and counts once.

use super::Intake;
use super::memory::Place;
use super::patience::Patience;
use crate::domain::ids::{ChannelId, MessageTs, TeamId};
use crate::domain::policy::Mode;
use crate::domain::visibility::ChannelFacts;
use crate::engine::EngineError;
use crate::outbox::decisions;
use crate::reading::Spoken;
use crate::slack::client::{History, Written};
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What was missed longer ago is not taken up any more.
const MISSED_MAX: SignedDuration = SignedDuration::from_hours(24);
/// So much earlier talk is remembered, and so old may the first message of a thread be that is read for new answers.
const BEFORE: SignedDuration = SignedDuration::from_hours(72);

impl Intake {
    /// Takes in what was written since a moment in the channels the bot is in; tells whether Slack said all of it.
    pub fn catch_up(
        &self,
        team: TeamId,
        since: Timestamp,
    ) -> impl Future<Output = Result<bool, EngineError>> + Send + use<> {
        let mut patience = Patience::new(self.engine.clock(), &self.afterwards);
        let intake = self.clone();
        async move {
            let since = since.max(intake.engine.clock().now() - MISSED_MAX);
            intake.catch_up_on_all(&mut patience, &team, since).await?;
            Ok(!patience.is_at_its_end())
        }
    }

    async fn catch_up_on_all(
        &self,
        patience: &mut Patience,
        team: &TeamId,
        since: Timestamp,
    ) -> Result<(), EngineError> {
        let Some(channels) = patience.ask(|| self.client.joined().boxed()).await else {
            return Ok(());
        };
        let open = decisions(&self.engine, team).await?;
        for (channel, facts) in channels.iter().filter(|(_, facts)| !facts.is_shared) {
            let here = open.iter().filter(|one| one.channel == *channel && one.is_open());
            let threads = here.map(|one| one.root.clone()).collect();
            let is_watched = self.is_watched(channel, facts);
            let missed = self.missed(patience, (team, channel), (threads, is_watched), since).await;
            self.take_in((team, channel), missed, since).await?;
        }
        Ok(())
    }

    /// Returns what was missed in the channel, if it is watched, and in threads, which may be known from before.
    async fn missed(
        &self,
        patience: &mut Patience,
        place: Place<'_>,
        (mut threads, is_watched): (BTreeSet<MessageTs>, bool),
        since: Timestamp,
    ) -> Vec<Written> {
        let (channel, mut missed) = (place.1, Vec::new());
        if is_watched {
            let history = patience.ask(|| self.client.history(channel, since - BEFORE).boxed());
            let history = history.await.unwrap_or_default();
            threads.extend(answered_since(&history, since));
            missed = self.remember_talk(place, history, since);
        }
        for root in threads {
            let thread = patience.ask(|| self.client.thread(channel, &root).boxed()).await;
            missed.extend(thread.flatten().into_iter().flatten().map(|one| one.written));
        }
        missed
    }

    /// Remembers what was said before, and returns what was missed outside threads. A thread that goes on is read from its
    /// beginning then.
    fn remember_talk(&self, place: Place<'_>, history: History, since: Timestamp) -> Vec<Written> {
        let answered: BTreeSet<_> = history.answered.into_iter().map(|(root, _)| root).collect();
        let written = history.written.into_iter().map(|one| one.written);
        let (missed, before): (Vec<_>, Vec<_>) =
            written.partition(|one| is_since(&one.standing.ts, since));
        let is_talk =
            |one: &&Written| one.standing.thread.is_none() && !answered.contains(&one.standing.ts);
        for Written { author, text, standing } in before.iter().filter(is_talk) {
            let speaks_for = &self.directory.known_functions_of(author)[..];
            let said = Spoken { ts: &standing.ts, thread: None, author, speaks_for, text };
            self.memory.hear(&self.reader, place, &said);
        }
        missed
    }

    /// Takes in what was missed, in the order in which it was said.
    async fn take_in(
        &self,
        (team, channel): Place<'_>,
        missed: Vec<Written>,
        since: Timestamp,
    ) -> Result<(), EngineError> {
        let missed = missed.into_iter().filter(|one| is_since(&one.standing.ts, since));
        let in_order: BTreeMap<_, _> = missed.map(|one| (one.standing.ts.clone(), one)).collect();
        for (ts, Written { author, text, standing }) in in_order {
            let at = (channel.clone(), ts, standing.thread);
            self.message(team, at, &author, &text).await?;
        }
        Ok(())
    }

    fn is_watched(&self, channel: &ChannelId, facts: &ChannelFacts) -> bool {
        self.engine.policy().channels.mode(channel.as_str(), Some(&facts.name)) != Mode::Manual
    }
}

fn answered_since(history: &History, since: Timestamp) -> impl Iterator<Item = MessageTs> {
    let answered = history.answered.iter().filter(move |(_, latest)| is_since(latest, since));
    answered.map(|(root, _)| root.clone())
}

fn is_since(ts: &MessageTs, since: Timestamp) -> bool {
    ts.seconds().is_some_and(|second| second >= since.as_second())
}
