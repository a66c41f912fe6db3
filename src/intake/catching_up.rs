//! What was written while nobody listened: between the last sign of life and the start, or while no socket was open.
//!
//! Slack sends again what was not acknowledged, but not for long, and not over sockets. So the channels the bot is in are
//! read once: what was missed is taken in as if it had just been said, and what was said before that is remembered as
//! talk. Whatever was taken in before has its mark, and counts once.

mod changes;

use super::Intake;
use super::patience::Patience;
use crate::domain::decision::{Blind, Decision};
use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Event};
use crate::domain::ids::{ChannelId, EventId, MessageTs, TeamId, UserId};
use crate::domain::policy::Mode;
use crate::domain::slot::Delivery;
use crate::domain::visibility::ChannelFacts;
use crate::engine::EngineError;
use crate::outbox::decisions;
use crate::reading::{Evidence, Spoken};
use crate::slack::client::{History, WholeThread, Written};
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use tokio_util::sync::CancellationToken;

/// What was missed longer ago opens nothing any more; what concerns open decisions is taken in however long ago it was.
const MISSED_MAX: SignedDuration = SignedDuration::from_hours(24);
/// So much earlier talk is remembered, and so old may the first message of a thread be that is read for new answers.
const BEFORE: SignedDuration = SignedDuration::from_hours(72);

impl Intake {
    /// Takes in what was written since a moment in the channels the bot is in, and to the bot; tells whether Slack said all
    /// of it. Where Slack wants a pause, `waits` is told.
    pub fn catch_up(
        &self,
        team: TeamId,
        since: Timestamp,
        waits: CancellationToken,
    ) -> impl Future<Output = Result<bool, EngineError>> + Send + use<> {
        let patience = Patience::new(self.engine.clock(), &self.afterwards, waits);
        let span = Blind { from: since, to: self.engine.clock().now() };
        let mut catching_up = CatchingUp {
            intake: self.clone(),
            patience,
            team,
            span,
            told: BTreeSet::new(),
            open: Vec::new(),
            is_whole: true,
        };
        async move {
            catching_up.on_everything().await?;
            Ok(catching_up.is_whole && !catching_up.patience.is_at_its_end())
        }
    }
}

/// On its way through what was missed.
struct CatchingUp {
    intake: Intake,
    patience: Patience,
    team: TeamId,
    /// Whose messages are taken in.
    span: Blind,
    /// Threads, and conversations with the bot, of which Slack told what was said.
    told: BTreeSet<(ChannelId, Option<MessageTs>)>,
    /// The decisions that are open.
    open: Vec<Decision>,
    /// Whether nothing was left out that could be had another time.
    is_whole: bool,
}

impl CatchingUp {
    async fn on_everything(&mut self) -> Result<(), EngineError> {
        let client = self.intake.client.clone();
        let Some(channels) = self.patience.ask(|| client.joined().boxed()).await else {
            self.is_whole = false;
            return Ok(());
        };
        let all = decisions(&self.intake.engine, &self.team).await?;
        self.open = all.into_iter().filter(Decision::is_open).collect();
        // First of all: what opens below asks people who may have written before.
        for (user, asks) in self.asked_directly() {
            self.on_direct(&user, asks).await?;
        }
        for (channel, facts) in channels.iter().filter(|(_, facts)| !facts.is_shared) {
            self.on_channel(channel, self.intake.is_watched(channel, facts)).await?;
        }
        for decision in self.open.iter().filter(|one| self.is_complete(one)) {
            self.tell(decision).await?;
        }
        Ok(())
    }

    /// Returns who may answer in a conversation with the bot, with the messages in which they were asked.
    fn asked_directly(&self) -> BTreeMap<UserId, Vec<(ChannelId, MessageTs)>> {
        let mut asked: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (user, place) in self.open.iter().flat_map(asked_directly) {
            asked.entry(user).or_default().push(place);
        }
        asked
    }

    /// Catches up on a channel, if it is watched, and on the threads of decisions there.
    async fn on_channel(
        &mut self,
        channel: &ChannelId,
        is_watched: bool,
    ) -> Result<(), EngineError> {
        let here = self.open.iter().filter(|one| one.channel == *channel).cloned();
        let here: BTreeMap<_, _> = here.map(|one| (one.root.clone(), one)).collect();
        let (mut missed, mut threads) = (Vec::new(), here.keys().cloned().collect::<BTreeSet<_>>());
        if is_watched && let Some(history) = self.history(channel).await {
            threads.extend(self.answered(&history));
            missed = self.remember_talk(channel, history);
        }
        for root in threads {
            let Some(thread) = self.thread(channel, &root).await else { continue };
            if let Some(decision) = here.get(&root) {
                self.on_changes(decision, &thread).await?;
            }
            missed.extend(thread.written.into_iter().map(|one| one.written));
        }
        for (ts, Written { author, text, standing }) in self.in_order(missed) {
            if here.contains_key(standing.root()) || is_since(&ts, self.span.to - MISSED_MAX) {
                let at = (channel.clone(), ts.clone(), standing.thread);
                let taken = self.intake.message(&self.team, at, &author, &text).await;
                self.note(channel, &ts, taken);
            }
        }
        Ok(())
    }

    /// Catches up on what somebody who was asked wrote to the bot, below its questions or beside them.
    async fn on_direct(
        &mut self,
        user: &UserId,
        asks: Vec<(ChannelId, MessageTs)>,
    ) -> Result<(), EngineError> {
        let Some((channel, _)) = asks.first().cloned() else { return Ok(()) };
        let Some(history) = self.history(&channel).await else { return Ok(()) };
        let mut threads: BTreeSet<_> = self.answered(&history).collect();
        let listed: BTreeSet<_> = history.answered.iter().map(|(root, _)| root).collect();
        let unlisted =
            |ts: &MessageTs| !listed.contains(ts) && !is_since(ts, self.span.from - BEFORE);
        threads.extend(asks.into_iter().map(|(_, ts)| ts).filter(unlisted));
        let mut missed: Vec<_> = history.written.into_iter().map(|one| one.written).collect();
        for root in threads {
            let Some(thread) = self.thread(&channel, &root).await else { return Ok(()) };
            missed.extend(thread.written.into_iter().map(|one| one.written));
        }
        self.told.insert((channel.clone(), None));
        missed.retain(|one| one.author == *user);
        for (ts, Written { text, standing, .. }) in self.in_order(missed) {
            let at = (channel.clone(), ts.clone(), standing.thread);
            let taken = self.intake.direct_message(&self.team, at, user, text).await;
            self.note(&channel, &ts, taken);
        }
        Ok(())
    }

    /// One message that cannot be kept does not keep the others away.
    fn note<T>(&mut self, channel: &ChannelId, ts: &MessageTs, taken: Result<T, EngineError>) {
        if let Err(error) = taken {
            tracing::error!(%error, %channel, %ts, "a message that was missed could not be kept");
            self.is_whole = false;
        }
    }

    async fn history(&mut self, channel: &ChannelId) -> Option<History> {
        let since = self.span.from.checked_sub(BEFORE).unwrap_or(Timestamp::MIN);
        let client = self.intake.client.clone();
        let history = self.patience.ask(|| client.history(channel, since).boxed()).await?;
        self.patience.took(history.calls.saturating_sub(1));
        if history.is_cut {
            tracing::warn!(%channel, "more was said than is read; the oldest of it is left out");
        }
        Some(history)
    }

    async fn thread(&mut self, channel: &ChannelId, root: &MessageTs) -> Option<WholeThread> {
        let client = self.intake.client.clone();
        let thread = self.patience.ask(|| client.thread(channel, root).boxed()).await.flatten()?;
        self.told.insert((channel.clone(), Some(root.clone())));
        Some(thread)
    }

    /// Returns the threads in which something was missed.
    fn answered(&self, history: &History) -> impl Iterator<Item = MessageTs> + use<> {
        let missed = history.answered.iter().filter(|(_, latest)| self.is_missed(latest));
        missed.map(|(root, _)| root.clone()).collect::<Vec<_>>().into_iter()
    }

    /// Remembers what was said before, and returns what was missed outside threads. A thread that goes on is read from its
    /// beginning then.
    fn remember_talk(&self, channel: &ChannelId, history: History) -> Vec<Written> {
        let answered: BTreeSet<_> = history.answered.into_iter().map(|(root, _)| root).collect();
        let written = history.written.into_iter().map(|one| one.written);
        let (missed, before): (Vec<_>, Vec<_>) =
            written.partition(|one| self.is_missed(&one.standing.ts));
        let is_talk =
            |one: &&Written| one.standing.thread.is_none() && !answered.contains(&one.standing.ts);
        for Written { author, text, standing } in before.iter().filter(is_talk) {
            let speaks_for = &self.intake.directory.known_functions_of(author)[..];
            let said = Spoken { ts: &standing.ts, thread: None, author, speaks_for, text };
            let (place, memory) = ((&self.team, channel), &self.intake.memory);
            let (glance, _) = memory.hear(&self.intake.reader, place, &said);
            if glance.evidence() > Evidence::None {
                // Something came of it when it was said.
                memory.with(place, |known| known.opened(&standing.ts));
            }
        }
        missed
    }

    fn in_order(&self, written: Vec<Written>) -> BTreeMap<MessageTs, Written> {
        let missed = written.into_iter().filter(|one| self.is_missed(&one.standing.ts));
        missed.map(|one| (one.standing.ts.clone(), one)).collect()
    }

    fn is_missed(&self, ts: &MessageTs) -> bool {
        is_since(ts, self.span.from)
    }

    /// Tells whether Slack told all that was written to a decision.
    fn is_complete(&self, decision: &Decision) -> bool {
        let thread = (decision.channel.clone(), Some(decision.root.clone()));
        let direct = asked_directly(decision).map(|(_, (channel, _))| (channel, None));
        direct.chain([thread]).all(|one| self.told.contains(&one))
    }

    async fn tell(&self, decision: &Decision) -> Result<(), EngineError> {
        let id = format!("caught-up/{}/{}", decision.id, self.span.to.as_millisecond());
        let key = Key::Decision(self.team.clone(), decision.id.clone());
        let event = Event::Decision(DecisionEvent::CaughtUp(self.span));
        self.intake.engine.handle(&key, &EventId::new(id), &event).await?;
        Ok(())
    }
}

fn is_since(ts: &MessageTs, moment: Timestamp) -> bool {
    ts.seconds().is_some_and(|second| second >= moment.as_second())
}

/// Returns who may answer a decision in a conversation with the bot, and where they were asked.
fn asked_directly(decision: &Decision) -> impl Iterator<Item = (UserId, (ChannelId, MessageTs))> {
    let asks = decision.slots.iter().flat_map(|slot| &slot.asks).filter(|ask| ask.is_open());
    asks.filter_map(|ask| match &ask.delivery {
        Delivery::Delivered { channel, ts, .. } if *channel != decision.channel => {
            Some((ask.user.clone(), (channel.clone(), ts.clone())))
        }
        _ => None,
    })
}

impl Intake {
    fn is_watched(&self, channel: &ChannelId, facts: &ChannelFacts) -> bool {
        self.engine.policy().channels.mode(channel.as_str(), Some(&facts.name)) != Mode::Manual
    }
}
