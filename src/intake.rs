//! From what Slack says to events, and from replies back to people.
//!
//! On the way to the acknowledgement there is nothing but reading, deciding and committing. Whatever
//! needs Slack (looking something up, opening a form, an answer by `response_url`) goes on afterwards.

mod answering;
mod commands;

use crate::directory::Directory;
use crate::domain::decision::OpenedBy;
use crate::domain::effect::Key;
use crate::domain::event::{
    DecisionEvent, Draft, Event, PersonEvent, Proposal, Strength, Verdict, WorkspaceEvent,
};
use crate::domain::hours::Zone;
use crate::domain::ids::{ChannelId, DecisionId, EventId, MessageTs, TeamId, UserId};
use crate::domain::kind::Kind;
use crate::domain::person::PersonChange;
use crate::domain::policy::Mode;
use crate::domain::reply::{Field, FieldFault, Modal, Notice, Press, Reply};
use crate::domain::slot::Reason;
use crate::domain::state::State;
use crate::engine::{Engine, EngineError};
use crate::reading::{Action, Evidence, Excerpt, Reader, Thresholds};
use crate::slack::client::SlackClient;
use crate::slack::inbound::{Ack, Hand, Inbound, What};
use crate::views::Scene;
use crate::views::controls::{Control, Submission};
use std::sync::Arc;
use tokio_util::task::TaskTracker;

/// Takes in what Slack says.
#[derive(Clone)]
pub struct Intake {
    engine: Engine,
    client: Arc<SlackClient>,
    directory: Directory,
    reader: Arc<Reader>,
    /// What goes on after the acknowledgement.
    afterwards: TaskTracker,
}

impl Intake {
    /// Returns an intake for an engine.
    pub fn new(
        engine: Engine,
        client: Arc<SlackClient>,
        directory: Directory,
        reader: Arc<Reader>,
    ) -> Self {
        Self { engine, client, directory, reader, afterwards: TaskTracker::new() }
    }

    /// Returns how many things go on after their acknowledgement.
    pub fn under_way(&self) -> usize {
        self.afterwards.len()
    }

    /// Waits for what goes on after acknowledgements; nothing new may come in meanwhile.
    pub async fn finish(&self) {
        self.afterwards.close();
        self.afterwards.wait().await;
    }

    /// Takes in one thing. An error means that nothing was kept and Slack should send it again.
    pub async fn receive(&self, inbound: Inbound) -> Result<Ack, EngineError> {
        let Inbound { id, team, what } = inbound;
        match what {
            What::Message { channel, ts, thread, user, text } => {
                self.message(&id, &team, (channel, ts, thread), &user, &text).await
            }
            What::MessageEdited { channel, ts, thread, text } => {
                let event = DecisionEvent::MessageEdited { ts: ts.clone(), text };
                self.in_thread(&id, &team, &channel, thread.as_ref().unwrap_or(&ts), event).await
            }
            What::MessageDeleted { channel, ts, thread } => {
                let event = DecisionEvent::MessageDeleted { ts: ts.clone() };
                self.in_thread(&id, &team, &channel, thread.as_ref().unwrap_or(&ts), event).await
            }
            What::Dm { channel, ts, thread, user, text } => {
                let event = PersonEvent::DmReceived { channel, ts, thread, text };
                self.person(&id, &team, &user, event).await
            }
            What::DmEdited { channel, ts, user, text } => {
                self.person(&id, &team, &user, PersonEvent::DmEdited { channel, ts, text }).await
            }
            What::Reaction { channel, ts, user, emoji } => {
                if emoji != self.engine.policy().emoji {
                    return Ok(Ack::default());
                }
                self.ask_for(&id, &team, (channel, ts), &user, None).await
            }
            What::Mention { channel, thread, user, .. } => {
                self.help_in_channel(channel, thread, user);
                Ok(Ack::default())
            }
            What::ChannelChanged { channel } => {
                self.directory.channel_changed(&channel);
                Ok(Ack::default())
            }
            What::ChannelIdChanged { from, to } => {
                self.directory.channel_changed(&from);
                self.directory.channel_changed(&to);
                Ok(Ack::default())
            }
            What::ChannelArchived { channel } => {
                self.directory.channel_changed(&channel);
                self.workspace(&id, &team, WorkspaceEvent::ChannelArchived { channel }).await
            }
            What::PersonChanged { user } => {
                self.directory.person_changed(&user);
                Ok(Ack::default())
            }
            What::GroupsChanged => {
                self.directory.groups_changed();
                Ok(Ack::default())
            }
            What::Invited { channel, by } => {
                self.directory.channel_changed(&channel);
                self.workspace(&id, &team, WorkspaceEvent::Joined { channel, by }).await
            }
            What::RateLimited { minute } => {
                self.workspace(&id, &team, WorkspaceEvent::RateLimited { minute }).await
            }
            What::Uninstalled => self.workspace(&id, &team, WorkspaceEvent::Uninstalled).await,
            What::Command { channel, user, text, hand } => {
                self.command(&id, &team, (channel, user), &text, hand).await
            }
            What::Pressed { user, control, hand } => {
                self.pressed(&id, &team, user, control, hand).await
            }
            What::Submitted { user, submission } => {
                self.submitted(&id, &team, user, *submission).await
            }
            What::Shortcut { channel, ts, author, text, user, hand } => {
                self.shortcut(&team, (channel, ts), author, &text, (user, hand)).await
            }
            What::Nothing(what) => {
                tracing::trace!(what, "nothing to do");
                Ok(Ack::default())
            }
            What::Unknown(what) => {
                tracing::info!(what, "not understood");
                Ok(Ack::default())
            }
        }
    }

    /// A message: a reply goes to its thread's decision; anything else is read, and forgotten unless it
    /// puts a proposal.
    async fn message(
        &self,
        id: &EventId,
        team: &TeamId,
        (channel, ts, thread): (ChannelId, MessageTs, Option<MessageTs>),
        user: &UserId,
        text: &str,
    ) -> Result<Ack, EngineError> {
        if let Some(root) = thread.filter(|root| *root != ts) {
            let event = DecisionEvent::ReplyPosted { ts, author: user.clone(), text: text.into() };
            return self.in_thread(id, team, &channel, &root, event).await;
        }
        if self.mode(&channel) == Some(Mode::Manual) {
            return Ok(Ack::default());
        }
        let Some(strength) = self.strength(team, &channel, text).await? else {
            return Ok(Ack::default());
        };
        let proposal = proposal(&self.reader, team, &channel, &ts, user, text);
        let key = Key::Decision(team.clone(), proposal.id.clone());
        let event = DecisionEvent::Noticed { proposal: Box::new(proposal), strength };
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
        text: &str,
    ) -> Result<Option<Strength>, EngineError> {
        let reading = self.reader.read(&Excerpt { text, context: &[], is_reply: false });
        let usual = Thresholds::default();
        if reading.action(usual) == Action::None {
            return Ok(None);
        }
        let caution = match self.engine.read(&Key::Workspace(team.clone())).await? {
            Some(State::Workspace(workspace)) => {
                workspace.channels.get(channel).copied().unwrap_or_default().caution()
            }
            _ => 0.0,
        };
        let raised = Thresholds { open: usual.open + caution, suggest: usual.suggest + caution };
        Ok(match reading.action(raised) {
            Action::Open => Some(Strength::Explicit),
            Action::Suggest => Some(Strength::Likely),
            Action::None if reading.evidence > Evidence::None => Some(Strength::Likely),
            Action::None => None,
        })
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

    async fn person(
        &self,
        id: &EventId,
        team: &TeamId,
        user: &UserId,
        event: PersonEvent,
    ) -> Result<Ack, EngineError> {
        let key = Key::Person(team.clone(), user.clone());
        self.engine.handle(&key, id, &Event::Person(event)).await?;
        Ok(Ack::default())
    }

    async fn workspace(
        &self,
        id: &EventId,
        team: &TeamId,
        event: WorkspaceEvent,
    ) -> Result<Ack, EngineError> {
        let key = Key::Workspace(team.clone());
        self.engine.handle(&key, id, &Event::Workspace(event)).await?;
        Ok(Ack::default())
    }

    /// Somebody points at a message that is to become a decision.
    async fn ask_for(
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

    async fn pressed(
        &self,
        id: &EventId,
        team: &TeamId,
        user: UserId,
        control: Control,
        hand: Hand,
    ) -> Result<Ack, EngineError> {
        match control {
            Control::Decision { decision, press } => {
                let key = Key::Decision(team.clone(), decision);
                // The card is everybody's and goes by itself; an offer is for one person alone.
                let replaces =
                    matches!(press, Press::CountReply { .. } | Press::IgnoreReply { .. });
                let event = DecisionEvent::Pressed { by: user.clone(), press };
                let reply = self.engine.handle(&key, id, &Event::Decision(event)).await?;
                self.answer_press(reply, key, user, hand, replaces);
            }
            Control::Mute => {
                let event = PersonEvent::Changed(PersonChange::Mute);
                let key = Key::Person(team.clone(), user.clone());
                let reply = self.engine.handle(&key, id, &Event::Person(event)).await?;
                self.answer(reply, None, user, hand);
            }
            Control::DmMeant { ts, decision, function } => {
                let event = PersonEvent::DmMeant { ts, decision, function };
                let key = Key::Person(team.clone(), user.clone());
                let reply = self.engine.handle(&key, id, &Event::Person(event)).await?;
                self.answer(reply, None, user, hand);
            }
            Control::Gather { channel, ts } => {
                return self.ask_for(id, team, (channel, ts), &user, Some(hand)).await;
            }
            Control::EditFirst { channel, ts } => self.edit_first(team, (channel, ts), user, hand),
            Control::NotADecision { channel, .. } => {
                let event = WorkspaceEvent::Corrected { channel, verdict: Verdict::Dismissed };
                self.workspace(id, team, event).await?;
                self.answer(Reply::Notice(Box::new(Notice::SuggestionDeclined)), None, user, hand);
            }
            Control::Propose => {
                let draft = empty_draft(team, hand.channel.clone(), &user);
                self.answer(open_form(draft), None, user, hand);
            }
            Control::Link => {}
        }
        Ok(Ack::default())
    }

    async fn submitted(
        &self,
        id: &EventId,
        team: &TeamId,
        user: UserId,
        submission: Submission,
    ) -> Result<Ack, EngineError> {
        let reply = match submission {
            Submission::Decision { decision, form } => {
                let key = Key::Decision(team.clone(), decision);
                let event = DecisionEvent::Submitted { by: user, form };
                self.engine.handle(&key, id, &Event::Decision(event)).await?
            }
            Submission::Propose(draft) => self.proposed(id, team, *draft).await?,
        };
        Ok(self.ack_form(&reply))
    }

    /// The form *Ask for perspectives* was handed in.
    async fn proposed(
        &self,
        id: &EventId,
        team: &TeamId,
        draft: Draft,
    ) -> Result<Reply, EngineError> {
        let faults = draft_faults(&draft);
        if !faults.is_empty() {
            return Ok(Reply::Faults(faults));
        }
        match &draft.source {
            Some(root) => {
                let proposal = Box::new(draft.proposal(&draft.channel, root));
                let key = Key::Decision(team.clone(), proposal.id.clone());
                let event = DecisionEvent::Noticed { proposal, strength: Strength::ByHand };
                self.engine.handle(&key, id, &Event::Decision(event)).await
            }
            None => {
                let key = Key::Person(team.clone(), draft.by.clone());
                let event = PersonEvent::ProposalWritten(Box::new(draft));
                self.engine.handle(&key, id, &Event::Person(event)).await
            }
        }
    }

    /// The message shortcut: the form, filled in with what the message says.
    async fn shortcut(
        &self,
        team: &TeamId,
        (channel, ts): (ChannelId, MessageTs),
        author: Option<UserId>,
        text: &str,
        (user, hand): (UserId, Hand),
    ) -> Result<Ack, EngineError> {
        let id = DecisionId::of_root(team, &channel, &ts);
        let reply = match self.engine.read(&Key::Decision(team.clone(), id)).await? {
            Some(State::Decision(decision)) => Reply::Notice(Box::new(Notice::AlreadyOpen {
                decision: decision.id.clone(),
                title: decision.title.clone(),
                channel: decision.channel.clone(),
                root: decision.root.clone(),
            })),
            _ => {
                let author = author.unwrap_or_else(|| user.clone());
                open_form(self.draft(team, (&channel, Some(&ts)), (&author, &user), text))
            }
        };
        self.answer(reply, None, user, hand);
        Ok(Ack::default())
    }

    /// A draft filled in with what a text says.
    fn draft(
        &self,
        team: &TeamId,
        (channel, source): (&ChannelId, Option<&MessageTs>),
        (owner, by): (&UserId, &UserId),
        text: &str,
    ) -> Draft {
        let reading = self.reader.read(&Excerpt { text, context: &[], is_reply: false });
        Draft {
            team: team.clone(),
            channel: channel.clone(),
            source: source.cloned(),
            by: by.clone(),
            owner: owner.clone(),
            title: reading.title,
            text: text.to_owned(),
            goal: None,
            kind: reading.kind.value,
            door: reading.door.value,
            days: None,
            functions: reading.affected.into_iter().map(|touched| touched.function).collect(),
        }
    }

    fn scene(&self) -> Scene<'_> {
        Scene { policy: self.engine.policy(), now: self.engine.clock().now() }
    }
}

/// What a message proposes, as far as its words tell.
pub(crate) fn proposal(
    reader: &Reader,
    team: &TeamId,
    channel: &ChannelId,
    root: &MessageTs,
    author: &UserId,
    text: &str,
) -> Proposal {
    let reading = reader.read(&Excerpt { text, context: &[], is_reply: false });
    let affected = reading.affected.into_iter();
    let title = if reading.title.is_empty() { first_words(text) } else { reading.title };
    Proposal {
        id: DecisionId::of_root(team, channel, root),
        team: team.clone(),
        channel: channel.clone(),
        root: root.clone(),
        by: OpenedBy::Noticed,
        owner: author.clone(),
        title,
        text: text.to_owned(),
        goal: None,
        kind: reading.kind.value,
        door: reading.door.value,
        affected: affected.map(|one| (one.function, reasons(one.reasons))).collect(),
        why: reading.why,
        days: None,
        zone: Zone::default(),
    }
}

fn reasons(reasons: Vec<crate::reading::Reason>) -> Vec<Reason> {
    let each = reasons.into_iter().map(|reason| match reason {
        crate::reading::Reason::Kind(_) => Reason::Kind,
        crate::reading::Reason::Door(_) => Reason::Door,
        crate::reading::Reason::Words(words) => Reason::Words(words),
    });
    each.collect()
}

/// A title for a text that has no sentence of its own, such as a bare link.
fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(10).collect();
    if words.is_empty() { "Untitled".to_owned() } else { words.join(" ") }
}

fn open_form(draft: Draft) -> Reply {
    Reply::Open(Box::new(Modal::Propose(Box::new(draft))))
}

fn empty_draft(team: &TeamId, channel: Option<ChannelId>, user: &UserId) -> Draft {
    Draft {
        team: team.clone(),
        channel: channel.unwrap_or_else(|| ChannelId::new("")),
        source: None,
        by: user.clone(),
        owner: user.clone(),
        title: String::new(),
        text: String::new(),
        goal: None,
        kind: Kind::Roadmap,
        door: crate::domain::kind::Door::TwoWay,
        days: None,
        functions: Vec::new(),
    }
}

fn draft_faults(draft: &Draft) -> Vec<(Field, FieldFault)> {
    let empty = [
        (Field::Title, draft.title.trim().is_empty()),
        (Field::Proposal, draft.text.trim().is_empty()),
        (Field::Channel, draft.channel.as_str().is_empty()),
        (Field::Owner, draft.owner.as_str().is_empty()),
    ];
    let empty = empty.into_iter().filter(|(_, empty)| *empty);
    let none = draft.functions.is_empty().then_some((Field::Functions, FieldFault::NoFunction));
    empty.map(|(field, _)| (field, FieldFault::Empty)).chain(none).collect()
}
