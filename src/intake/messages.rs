//! What people say in channels, and what they do to messages: new ones, replies, edits, deletions and
//! reactions.
//!
//! All that concerns a message goes to the decision of its thread, whether there is one or not: the
//! decision knows. Ordinary talk is read here and, but for a short [`memory`](super::memory), forgotten.

use super::drafts::convinced;
use super::memory::{Grown, Said};
use super::{Intake, proposal};
use crate::domain::decision::OpenedBy;
use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Event, Proposal, Strength};
use crate::domain::hesitation::Undertone;
use crate::domain::ids::{
    ChannelId, DecisionId, EventId, MessageTs, Standing, TeamId, TopicId, UserId,
};
use crate::domain::lesson::Convinced;
use crate::domain::policy::Mode;
use crate::domain::state::State;
use crate::domain::workspace::Lessons;
use crate::engine::EngineError;
use crate::opinion::Thought;
use crate::reading::{self, Action, Evidence, Glance, Label, hesitation, unasked};
use crate::slack::client::Written;
use crate::slack::inbound::{Ack, Hand};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

impl Intake {
    /// A message: a reply goes to its thread's decision; anything else is read, and forgotten unless it
    /// puts a proposal, or makes an earlier message likelier to be one.
    pub(super) async fn message(
        &self,
        id: &EventId,
        team: &TeamId,
        (channel, ts, thread): (ChannelId, MessageTs, Option<MessageTs>),
        user: &UserId,
        text: &str,
    ) -> Result<Ack, EngineError> {
        let thread = thread.filter(|root| *root != ts);
        if let Some(root) = &thread {
            let (ts, author, remark) = (ts.clone(), user.clone(), reading::remark(text));
            let (spoken_of, undertone) = (self.spoken_of(text), self.undertone(team, text));
            let text = text.to_owned();
            let event =
                DecisionEvent::ReplyPosted { ts, author, text, remark, spoken_of, undertone };
            self.in_thread(id, team, &channel, root, event).await?;
        }
        if self.mode(&channel) == Some(Mode::Manual) {
            return Ok(Ack::default());
        }
        let thread = thread.as_ref();
        let said = Said { team, channel: &channel, ts: &ts, thread, author: user, text };
        let (glance, mut grown) = self.memory.hear(&self.reader, &said);
        match thread {
            None => self.first_sight(id, &said, &glance).await?,
            Some(root) if self.put_in_thread(id, &said, root, &glance).await? => {
                grown.retain(|grown| grown.ts != *root);
            }
            Some(_) => {}
        }
        for grown in grown {
            self.second_look(id, (team, &channel), grown).await?;
        }
        Ok(Ack::default())
    }

    /// What a message says by itself.
    async fn first_sight(
        &self,
        id: &EventId,
        said: &Said<'_>,
        glance: &Glance,
    ) -> Result<(), EngineError> {
        let sight = (glance.score(), glance.evidence(), glance.label());
        let Some(strength) = self.strength(said.team, said.channel, sight).await? else {
            self.ask_outside(id, said, glance.score());
            return Ok(());
        };
        // Before the commit: what is said meanwhile must not have it noticed a second time. If the commit
        // fails, the message comes again and is seen for the first time again.
        self.memory.settled((said.team, said.channel, said.ts), strength);
        let proposal = proposal(&self.reader, said.team, said.channel, &said.written());
        self.notice(id, proposal, strength).await
    }

    /// What an answer in a thread puts to the group, if it does so in so many words; tells whether it does. Most
    /// answers belong to what their thread is about, so a likely one is no reason to ask anybody, and one that
    /// says what was decided speaks of that.
    async fn put_in_thread(
        &self,
        id: &EventId,
        said: &Said<'_>,
        root: &MessageTs,
        glance: &Glance,
    ) -> Result<bool, EngineError> {
        let puts = glance.evidence() == Evidence::InSoManyWords;
        if !puts || glance.label() == Label::Decision {
            return Ok(false);
        }
        let sight = (glance.score(), glance.evidence(), glance.label());
        let strength = self.strength(said.team, said.channel, sight).await?;
        let Some(strength) = strength.filter(|strength| *strength == Strength::Explicit) else {
            return Ok(false);
        };
        self.memory.settled((said.team, said.channel, root), strength);
        let proposal = proposal(&self.reader, said.team, said.channel, &said.written());
        self.notice(&after(id, said.ts), proposal, strength).await?;
        Ok(true)
    }

    /// What an earlier message amounts to, now that something followed it.
    async fn second_look(
        &self,
        id: &EventId,
        (team, channel): (&TeamId, &ChannelId),
        grown: Grown,
    ) -> Result<(), EngineError> {
        let sight = (grown.weighed.score, grown.weighed.evidence, grown.label);
        let strength = self.strength(team, channel, sight).await?;
        let strength = strength.map(|strength| grown.at_most(strength));
        let Some(strength) = strength.filter(|strength| grown.is_news(*strength)) else {
            return Ok(());
        };
        let Grown { ts, author, text, weighed, .. } = grown;
        let standing = Standing { ts: ts.clone(), thread: None };
        let written = Written { author, text, standing };
        let mut proposal = proposal(&self.reader, team, channel, &written);
        if !weighed.why.is_empty() {
            proposal.by = OpenedBy::Followed;
            proposal.guesses.convinced = Some(Convinced::Together);
            proposal.why = weighed.why;
        }
        self.notice(&after(id, &ts), proposal, strength).await
    }

    /// Something is done about a message; what is said about it from now on goes to its decision.
    async fn notice(
        &self,
        id: &EventId,
        proposal: Proposal,
        strength: Strength,
    ) -> Result<(), EngineError> {
        let (team, channel) = (proposal.team.clone(), proposal.channel.clone());
        let root = proposal.root.clone();
        let key = Key::Decision(team.clone(), proposal.id.clone());
        let event = DecisionEvent::Noticed { proposal: Box::new(proposal), strength };
        self.engine.handle(&key, id, &Event::Decision(event)).await?;
        self.memory.settled((&team, &channel, &root), strength);
        Ok(())
    }

    /// Asks for a second opinion where the reader is unsure, if the workspace wants one. Nothing waits
    /// for it, and only a yes has a consequence: a suggestion to the author.
    fn ask_outside(&self, id: &EventId, said: &Said<'_>, score: f32) {
        let wanted = self.engine.policy().second_opinion_for(said.team).is_some();
        let Some(opinion) = self.opinion.clone().filter(|_| wanted && UNSURE.contains(&score))
        else {
            return;
        };
        let (intake, id, text) = (self.clone(), id.clone(), said.text.to_owned());
        let proposal = proposal(&self.reader, said.team, said.channel, &said.written());
        self.afterwards.spawn(async move {
            let heard = intake.is_heard(&proposal.channel, &proposal.owner).await;
            if !heard || opinion.ask(&text).await != Some(Thought::Yes) {
                return;
            }
            if let Err(error) = intake.notice(&id, proposal, Strength::Likely).await {
                tracing::warn!(%error, "a second opinion came to nothing");
            }
        });
    }

    /// Whether anything may come of what somebody says there; words of strangers, and of channels that are shared with
    /// them, go nowhere.
    async fn is_heard(&self, channel: &ChannelId, author: &UserId) -> bool {
        let Ok(facts) = self.directory.channel(channel).await else { return false };
        let mode = self.engine.policy().channels.mode(channel.as_str(), Some(&facts.name));
        let listens = !facts.is_shared && !facts.is_direct && mode != Mode::Manual;
        listens && self.directory.person(author).await.is_ok_and(|person| person.is_colleague())
    }

    /// What was said reads otherwise now.
    pub(super) async fn message_edited(
        &self,
        id: &EventId,
        team: &TeamId,
        (channel, ts, thread): (ChannelId, MessageTs, Option<MessageTs>),
        text: String,
    ) -> Result<Ack, EngineError> {
        self.memory.edited(&self.reader, (team, &channel, &ts), &text);
        let spoken_of = thread.as_ref().map(|_| self.spoken_of(&text)).unwrap_or_default();
        let title = Some(self.reader.title(&text)).filter(|title| !title.is_empty());
        let event = DecisionEvent::MessageEdited { ts: ts.clone(), text, spoken_of, title };
        self.in_thread(id, team, &channel, thread.as_ref().unwrap_or(&ts), event).await
    }

    /// The topics of the lenses of which a reply speaks, where anybody wants to know.
    fn spoken_of(&self, text: &str) -> BTreeSet<TopicId> {
        let policy = self.engine.policy();
        if policy.room.questions {
            unasked::spoken_of(&policy.library, text)
        } else {
            BTreeSet::new()
        }
    }

    /// What a reply shows of hesitation, where the workspace has agreed.
    fn undertone(&self, team: &TeamId, text: &str) -> Undertone {
        let wanted = self.engine.policy().hears_hesitation(team);
        if wanted { hesitation::undertone(text) } else { Undertone::default() }
    }

    /// What was said is taken back.
    pub(super) async fn message_deleted(
        &self,
        id: &EventId,
        team: &TeamId,
        (channel, ts, thread): (ChannelId, MessageTs, Option<MessageTs>),
    ) -> Result<Ack, EngineError> {
        self.memory.forget((team, &channel, &ts));
        let event = DecisionEvent::MessageDeleted { ts: ts.clone() };
        self.in_thread(id, team, &channel, thread.as_ref().unwrap_or(&ts), event).await
    }

    /// Somebody reacts: the configured emoji asks for perspectives, a thumb is a vote on what may be a
    /// proposal, any other means nothing to us.
    pub(super) async fn reaction(
        &self,
        id: &EventId,
        team: &TeamId,
        message: (ChannelId, MessageTs),
        user: &UserId,
        emoji: &str,
    ) -> Result<Ack, EngineError> {
        if emoji == self.engine.policy().emoji {
            return self.ask_for(id, team, message, user, None).await;
        }
        let (channel, ts) = &message;
        let Some(thumbs_up) = vote(emoji) else { return Ok(Ack::default()) };
        if thumbs_up && self.engine.policy().hears_hesitation(team) {
            let nodded = DecisionEvent::Nodded { by: user.clone() };
            self.in_thread(id, team, channel, ts, nodded).await?;
        }
        let grown = self.memory.reacted(&self.reader, (team, channel, ts), (thumbs_up, user));
        if let Some(grown) = grown {
            self.second_look(id, (team, channel), grown).await?;
        }
        Ok(Ack::default())
    }

    /// Somebody points at a message that is to become a decision.
    pub(super) async fn ask_for(
        &self,
        id: &EventId,
        team: &TeamId,
        (channel, ts): (ChannelId, MessageTs),
        user: &UserId,
        hand: Option<Hand>,
    ) -> Result<Ack, EngineError> {
        let key = Key::Decision(team.clone(), DecisionId::of_root(team, &channel, &ts));
        let by = user.clone();
        let event = DecisionEvent::AskedFor { by, channel, ts, team: team.clone() };
        let reply = self.engine.handle(&key, id, &Event::Decision(event)).await?;
        if let Some(hand) = hand {
            self.answer(reply, None, user.clone(), hand);
        }
        Ok(Ack::default())
    }

    async fn in_thread(
        &self,
        id: &EventId,
        team: &TeamId,
        channel: &ChannelId,
        root: &MessageTs,
        event: DecisionEvent,
    ) -> Result<Ack, EngineError> {
        let key = Key::Decision(team.clone(), DecisionId::of_root(team, channel, root));
        self.engine.handle(&key, id, &Event::Decision(event)).await?;
        Ok(Ack::default())
    }

    /// The channel's mode, if it is known without asking Slack.
    fn mode(&self, channel: &ChannelId) -> Option<Mode> {
        let channels = &self.engine.policy().channels;
        if channels.modes.is_empty() {
            return Some(channels.otherwise);
        }
        if let Some(mode) = channels.modes.get(channel.as_str()) {
            return Some(*mode);
        }
        let facts = self.directory.known_channel(channel)?;
        Some(channels.mode(channel.as_str(), Some(&facts.name)))
    }

    /// How strongly a message reads like a proposal, given what this channel taught us.
    async fn strength(
        &self,
        team: &TeamId,
        channel: &ChannelId,
        (score, evidence, label): (f32, Evidence, Label),
    ) -> Result<Option<Strength>, EngineError> {
        let usual = self.memory.climate(team, channel).thresholds();
        // Ordinary talk reads no row: no lesson could make it more.
        if Action::of(score, evidence, usual.moved(Lessons::SHIFT_MIN)) == Action::None {
            return Ok(None);
        }
        let shift = match self.engine.read(&Key::Workspace(team.clone())).await? {
            Some(State::Workspace(workspace)) => {
                workspace.shift(self.engine.policy(), channel, Some(convinced(evidence, label)))
            }
            _ => 0.0,
        };
        Ok(match Action::of(score, evidence, usual.moved(shift)) {
            Action::Open => Some(Strength::Explicit),
            Action::Suggest => Some(Strength::Likely),
            Action::None if evidence > Evidence::None => Some(Strength::Likely),
            Action::None => None,
        })
    }
}

/// An event's own id marks what it did to its thread's decision; this one, what it made of a message there.
fn after(id: &EventId, message: &MessageTs) -> EventId {
    EventId::new(format!("{id}/{message}"))
}

/// How sure the reader is where another opinion is worth having; from the upper end on it suggests by
/// itself.
const UNSURE: RangeInclusive<f32> = 0.12..=1.0;

/// Reads an emoji as a vote, in whatever tone of skin.
fn vote(emoji: &str) -> Option<bool> {
    match emoji.split("::").next() {
        Some("+1" | "thumbsup") => Some(true),
        Some("-1" | "thumbsdown") => Some(false),
        _ => None,
    }
}
