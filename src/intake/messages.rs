//! What people say in channels, and what they do to messages: new ones, replies, edits, deletions and
//! reactions.
//!
//! All that concerns a message goes to the decision of its thread, whether there is one or not: the
//! decision knows. Ordinary talk is read here and, but for a short [`memory`](super::memory), forgotten.

use super::drafts::convinced;
use super::memory::Place;
use super::{Intake, proposal};
use crate::domain::decision::OpenedBy;
use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Event, Proposal, Strength};
use crate::domain::hesitation::Undertone;
use crate::domain::ids::{
    ChannelId, DecisionId, EventId, FunctionId, MessageTs, Standing, TeamId, TopicId, UserId,
};
use crate::domain::lesson::Convinced;
use crate::domain::policy::Mode;
use crate::domain::state::State;
use crate::domain::workspace::Lessons;
use crate::engine::EngineError;
use crate::opinion::Thought;
use crate::reading::{
    self, Action, Climate, Edited, Evidence, Glance, Grown, Label, Spoken, hesitation, unasked,
};
use crate::slack::client::Written;
use crate::slack::inbound::{Ack, Hand};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

impl Intake {
    /// A message: a reply goes to its thread's decision; anything else is read, and forgotten unless it
    /// puts a proposal, or makes an earlier message likelier to be one.
    pub(super) async fn message(
        &self,
        team: &TeamId,
        (channel, ts, thread): (ChannelId, MessageTs, Option<MessageTs>),
        user: &UserId,
        text: &str,
    ) -> Result<Ack, EngineError> {
        let id = &said(&channel, &ts);
        let thread = thread.filter(|root| *root != ts);
        if let Some(root) = &thread {
            self.replied((team, &channel), (root, &ts), user, text).await?;
        }
        if self.mode(&channel) == Some(Mode::Manual) {
            return Ok(Ack::default());
        }
        let place = (team, &channel);
        let (thread, author, speaks_for) = (thread.as_ref(), user, &self.speaks_for(user)[..]);
        let said = Spoken { ts: &ts, thread, author, speaks_for, text };
        let (glance, grown) = self.memory.hear(&self.reader, place, &said);
        let opened = match thread {
            None => self.first_sight(id, place, &said, &glance).await?,
            Some(_) => self.put_in_thread(id, place, &said, &glance).await?,
        };
        if let Some(root) = thread {
            self.read_unheard(id, place, root);
        }
        self.second_looks(id, place, grown, opened.then(|| said.standing())).await
    }

    /// A reply goes to its thread's decision.
    async fn replied(
        &self,
        place: Place<'_>,
        (root, ts): (&MessageTs, &MessageTs),
        user: &UserId,
        text: &str,
    ) -> Result<(), EngineError> {
        let (team, channel) = place;
        let event = DecisionEvent::ReplyPosted {
            ts: ts.clone(),
            author: user.clone(),
            text: text.to_owned(),
            remark: reading::remark(text),
            spoken_of: self.spoken_of(text),
            undertone: self.undertone(team, text),
        };
        self.in_thread(&said(channel, ts), team, channel, root, event).await?;
        self.taken_back(place, (root, ts), text, Some(user)).await
    }

    /// Words that sound like taking a proposal back; that is asked about once.
    async fn taken_back(
        &self,
        (team, channel): Place<'_>,
        (root, ts): (&MessageTs, &MessageTs),
        text: &str,
        by: Option<&UserId>,
    ) -> Result<(), EngineError> {
        if reading::takes_back(text) {
            let id = EventId::new(format!("taken-back/{channel}/{root}"));
            let event = DecisionEvent::TakenBack { ts: ts.clone(), by: by.cloned() };
            self.in_thread(&id, team, channel, root, event).await?;
        }
        Ok(())
    }

    /// What a message says by itself; tells whether it opens.
    async fn first_sight(
        &self,
        id: &EventId,
        place: Place<'_>,
        said: &Spoken<'_>,
        glance: &Glance,
    ) -> Result<bool, EngineError> {
        let sight = (glance.score(), glance.evidence(), glance.label());
        let Some(strength) = self.strength(place, sight).await? else {
            self.ask_outside(id, place, said, glance.score());
            return Ok(false);
        };
        let proposal = self.proposal(place, said);
        // What is said meanwhile must not have it noticed a second time. If the commit fails, the message comes
        // again and is seen for the first time again.
        self.settled(&proposal, strength);
        self.notice(id, proposal, strength).await?;
        Ok(strength == Strength::Explicit)
    }

    /// What an answer in a thread puts to the group, if it does so in so many words; tells whether it does. Most
    /// answers belong to what their thread is about, so a likely one is no reason to ask anybody, and one that
    /// says what was decided speaks of that.
    async fn put_in_thread(
        &self,
        id: &EventId,
        place: Place<'_>,
        said: &Spoken<'_>,
        glance: &Glance,
    ) -> Result<bool, EngineError> {
        let puts = glance.evidence() == Evidence::InSoManyWords;
        if !puts || glance.label() == Label::Decision {
            return Ok(false);
        }
        let sight = (glance.score(), glance.evidence(), glance.label());
        if self.strength(place, sight).await? != Some(Strength::Explicit) {
            return Ok(false);
        }
        let proposal = self.proposal(place, said);
        self.settled(&proposal, Strength::Explicit);
        self.notice(&after(id, said.ts), proposal, Strength::Explicit).await?;
        Ok(true)
    }

    /// What earlier messages amount to, now that something followed them. A thread holds one decision, so the first of
    /// them that opens is the one.
    async fn second_looks(
        &self,
        id: &EventId,
        place: Place<'_>,
        grown: Vec<Grown>,
        opened: Option<Standing>,
    ) -> Result<Ack, EngineError> {
        let mut opened: BTreeSet<MessageTs> =
            opened.iter().map(|standing| standing.root().clone()).collect();
        for one in grown {
            let root = one.standing.root().clone();
            if !opened.contains(&root) && self.second_look(id, place, one).await? {
                opened.insert(root);
            }
        }
        Ok(Ack::default())
    }

    /// What an earlier message amounts to, now that something followed it; tells whether it opens.
    pub(super) async fn second_look(
        &self,
        id: &EventId,
        place: Place<'_>,
        grown: Grown,
    ) -> Result<bool, EngineError> {
        let Some(strength) = self.strength_now(place, &grown).await? else { return Ok(false) };
        let Grown { standing, author, text, weighed, .. } = grown;
        let id = after(id, &standing.ts);
        let (team, channel) = place;
        let mut proposal =
            proposal(&self.reader, team, channel, &Written { author, text, standing });
        if !weighed.why.is_empty() {
            proposal.by = OpenedBy::Followed;
            proposal.guesses.convinced = Some(Convinced::Together);
            (proposal.why, proposal.spoke) = (weighed.why, weighed.functions);
        }
        self.notice(&id, proposal, strength).await?;
        Ok(strength == Strength::Explicit)
    }

    /// How strongly an earlier message reads like a proposal now. Talk around it in the channel may be about anything, and
    /// is enough to ask its author; of an answer nobody is asked, and what its author called no decision is none.
    pub(super) async fn strength_now(
        &self,
        place: Place<'_>,
        grown: &Grown,
    ) -> Result<Option<Strength>, EngineError> {
        let Grown { standing, label, weighed, asked, .. } = grown;
        let sight = (weighed.score, weighed.evidence, *label);
        let Some(mut strength) = self.strength(place, sight).await? else { return Ok(None) };
        if !weighed.is_certain {
            strength = Strength::Likely;
        }
        let nobody_asks = *asked || standing.thread.is_some();
        let is_none = (strength == Strength::Likely && nobody_asks)
            || self.was_declined(place, &standing.ts).await?;
        Ok((!is_none).then_some(strength))
    }

    /// Tells whether the author of a message called it no decision.
    async fn was_declined(
        &self,
        (team, channel): Place<'_>,
        ts: &MessageTs,
    ) -> Result<bool, EngineError> {
        let workspace = self.engine.read(&Key::Workspace(team.clone())).await?;
        let Some(State::Workspace(workspace)) = workspace else { return Ok(false) };
        Ok(workspace.was_declined(channel, ts))
    }

    fn proposal(&self, (team, channel): Place<'_>, said: &Spoken<'_>) -> Proposal {
        let (author, text) = (said.author.clone(), said.text.to_owned());
        proposal(&self.reader, team, channel, &Written { author, text, standing: said.standing() })
    }

    /// Something is done about a message; what is said about it from now on goes to its decision.
    async fn notice(
        &self,
        id: &EventId,
        proposal: Proposal,
        strength: Strength,
    ) -> Result<(), EngineError> {
        let key = Key::Decision(proposal.team.clone(), proposal.id.clone());
        let event = DecisionEvent::Noticed { proposal: Box::new(proposal.clone()), strength };
        let id = match strength {
            // Its author is asked once, whichever path leads there, and whatever is remembered.
            Strength::Likely => asking_about(&proposal),
            Strength::Explicit | Strength::ByHand => id.clone(),
        };
        self.engine.handle(&key, &id, &Event::Decision(event)).await?;
        self.settled(&proposal, strength);
        Ok(())
    }

    /// What was opened is waited for no longer, and one whose author was asked is opened or let be.
    fn settled(&self, proposal: &Proposal, strength: Strength) {
        self.memory.with((&proposal.team, &proposal.channel), |channel| match strength {
            Strength::Likely => channel.asked(proposal.message()),
            Strength::Explicit | Strength::ByHand => channel.opened(&proposal.root),
        });
    }

    /// Asks for a second opinion where the reader is unsure, if the workspace wants one. Nothing waits
    /// for it, and only a yes has a consequence: a suggestion to the author.
    fn ask_outside(&self, id: &EventId, place: Place<'_>, said: &Spoken<'_>, score: f32) {
        let wanted = self.engine.policy().second_opinion_for(place.0).is_some();
        let Some(opinion) = self.opinion.clone().filter(|_| wanted && UNSURE.contains(&score))
        else {
            return;
        };
        let (intake, id, text) = (self.clone(), id.clone(), said.text.to_owned());
        let proposal = self.proposal(place, said);
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
        self.listens(channel).await
            && self.directory.person(author).await.is_ok_and(|person| person.is_colleague())
    }

    /// Whether anything may come of what is said in a channel.
    pub(super) async fn listens(&self, channel: &ChannelId) -> bool {
        let Ok(facts) = self.directory.channel(channel).await else { return false };
        let mode = self.engine.policy().channels.mode(channel.as_str(), Some(&facts.name));
        !facts.is_shared && !facts.is_direct && mode != Mode::Manual
    }

    /// What was said reads otherwise now.
    pub(super) async fn message_edited(
        &self,
        id: &EventId,
        team: &TeamId,
        (channel, ts, thread): (ChannelId, MessageTs, Option<MessageTs>),
        (text, before): (String, Option<String>),
    ) -> Result<Ack, EngineError> {
        let (place, at) = ((team, &channel), Standing { ts: ts.clone(), thread: thread.clone() });
        let edited = self.memory.with(place, |known| known.edited(&self.reader, &at, &text));
        let proposes = edited.flatten().map(|edited| (edited, text.clone()));
        let spoken_of = thread.as_ref().map(|_| self.spoken_of(&text)).unwrap_or_default();
        let names_it = |title: &String| !title.is_empty() && !reading::takes_back(&text);
        let title = Some(self.reader.title(&text)).filter(names_it);
        let before = before.map(|before| reading::own_words(&before));
        let root = thread.as_ref().unwrap_or(&ts);
        let event = DecisionEvent::MessageEdited {
            ts: ts.clone(),
            text: text.clone(),
            spoken_of,
            title,
            before,
        };
        self.in_thread(id, team, &channel, root, event).await?;
        self.taken_back(place, (root, &ts), &text, None).await?;
        if let Some((edited, text)) = proposes.filter(|_| self.mode(&channel) != Some(Mode::Manual))
        {
            self.edited_sight(id, place, &edited, &text).await?;
        }
        self.memory.with(place, |known| known.seen(&ts));
        Ok(Ack::default())
    }

    /// What a message says now that it was edited: it may put a proposal that it did not put before. Whoever was asked
    /// about it once is not asked again for other words.
    async fn edited_sight(
        &self,
        id: &EventId,
        place: Place<'_>,
        edited: &Edited,
        text: &str,
    ) -> Result<(), EngineError> {
        let Edited { standing: Standing { ts, thread }, author, glance, asked } = edited;
        if *asked && glance.evidence() == Evidence::None {
            return Ok(());
        }
        let (speaks_for, id) = (&self.speaks_for(author)[..], after(id, ts));
        let said = Spoken { ts, thread: thread.as_ref(), author, speaks_for, text };
        match thread {
            None => self.first_sight(&id, place, &said, glance).await?,
            Some(_) => self.put_in_thread(&id, place, &said, glance).await?,
        };
        Ok(())
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
        before: Option<String>,
    ) -> Result<Ack, EngineError> {
        self.memory.with((team, &channel), |channel| channel.forget(&ts));
        let before = before.map(|before| reading::own_words(&before));
        let event = DecisionEvent::MessageDeleted { ts: ts.clone(), before };
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
        let Some(up) = vote(emoji) else { return Ok(Ack::default()) };
        if up && self.engine.policy().hears_hesitation(team) {
            let nodded = DecisionEvent::Nodded { by: user.clone() };
            self.in_thread(id, team, channel, ts, nodded).await?;
        }
        let place = (team, channel);
        let grown = self.memory.with(place, |known| known.reacted(&self.reader, ts, (up, user)));
        self.second_looks(id, place, grown.flatten().into_iter().collect(), None).await
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

    /// The functions for which somebody speaks, as far as that is known without asking Slack; what is not known yet is
    /// looked up afterwards, for the next time.
    fn speaks_for(&self, user: &UserId) -> Vec<FunctionId> {
        if !self.directory.knows_roster() {
            let directory = self.directory.clone();
            self.afterwards.spawn(async move { directory.learn_roster().await });
        }
        self.directory.known_functions_of(user)
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

    /// What is usual in a channel, as far as what was said there tells.
    pub(super) fn climate(&self, place: Place<'_>) -> Climate {
        self.memory.with(place, |channel| channel.climate()).unwrap_or_default()
    }

    /// How strongly a message reads like a proposal, given what this channel taught us.
    async fn strength(
        &self,
        place: Place<'_>,
        (score, evidence, label): (f32, Evidence, Label),
    ) -> Result<Option<Strength>, EngineError> {
        let (team, channel) = place;
        let usual = self.climate(place).thresholds();
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

/// A message counts once, whether Slack tells of it by one event or by two, or is asked for it afterwards.
pub(super) fn said(channel: &ChannelId, ts: &MessageTs) -> EventId {
    EventId::new(format!("said/{channel}/{ts}"))
}

/// An event's own id marks what it did to its thread's decision; this one, what it made of a message there.
fn after(id: &EventId, message: &MessageTs) -> EventId {
    EventId::new(format!("{id}/{message}"))
}

/// An author's question has one mark for as long as marks of events are kept.
fn asking_about(proposal: &Proposal) -> EventId {
    EventId::new(format!("asking/{}/{}", proposal.channel, proposal.message()))
}

/// How sure the reader is where another opinion is worth having; from the upper end on it suggests by
/// itself.
const UNSURE: RangeInclusive<f32> = 0.12..=1.0;

/// Reads an emoji as a vote, in whatever tone of skin.
pub(super) fn vote(emoji: &str) -> Option<bool> {
    match emoji.split("::").next() {
        Some("+1" | "thumbsup") => Some(true),
        Some("-1" | "thumbsdown") => Some(false),
        _ => None,
    }
}
