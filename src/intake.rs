//! What Slack says comes in, and is passed on to what it concerns.
//!
//! - `messages`: what people say in channels, and what they do to messages.
//! - `interactions`: buttons, forms and the shortcut. `commands`: `/soundings …`.
//! - `register`: what leads declare for their function.
//! - `superseding`: `/soundings supersede`, which concerns two decisions.
//! - `drafts`: what a text proposes, and the form filled in with it.
//! - `answering`: replies back to people.
//! - `rereading`: threads of which more was said than was heard. `catching_up`: what was written while nobody listened.
//!
//! On the way to the acknowledgement there is nothing but reading, deciding and committing. Whatever
//! needs Slack (looking something up, opening a form, an answer by `response_url`) goes on afterwards.

mod answering;
mod catching_up;
mod commands;
mod drafts;
mod interactions;
mod memory;
mod messages;
mod patience;
mod register;
mod rereading;
mod superseding;

pub(crate) use self::drafts::proposal;

use crate::directory::Directory;
use crate::domain::effect::Key;
use crate::domain::event::{Event, PersonEvent, WorkspaceEvent};
use crate::domain::ids::{ChannelId, EventId, MessageTs, TeamId, UserId};
use crate::engine::{Engine, EngineError};
use crate::opinion::Opinion;
use crate::reading::{self, Reader};
use crate::slack::client::SlackClient;
use crate::slack::inbound::{Ack, Inbound, What};
use crate::views::Scene;
use memory::Memory;
use rereading::Permission;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Takes in what Slack says.
#[derive(Clone)]
pub struct Intake {
    engine: Engine,
    client: Arc<SlackClient>,
    directory: Directory,
    reader: Arc<Reader>,
    opinion: Option<Arc<Opinion>>,
    memory: Arc<Memory>,
    permission: Arc<Permission>,
    /// What goes on after the acknowledgement.
    afterwards: TaskTracker,
    /// Told when what may be left undone is to be left.
    stop: CancellationToken,
}

impl Intake {
    /// Returns an intake for an engine.
    pub fn new(
        engine: Engine,
        client: Arc<SlackClient>,
        directory: Directory,
        reader: Arc<Reader>,
    ) -> Self {
        Self {
            engine,
            client,
            directory,
            reader,
            opinion: None,
            memory: Arc::default(),
            permission: Arc::default(),
            afterwards: TaskTracker::new(),
            stop: CancellationToken::new(),
        }
    }

    /// Adds somebody to ask about messages the reader is unsure of.
    pub fn with_opinion(self, opinion: Option<Opinion>) -> Self {
        Self { opinion: opinion.map(Arc::new), ..self }
    }

    /// Returns how many things go on after their acknowledgement.
    pub fn under_way(&self) -> usize {
        self.afterwards.len()
    }

    /// Waits for what goes on after acknowledgements; nothing new may come in meanwhile.
    pub async fn finish(&self) {
        self.stop.cancel();
        self.afterwards.close();
        self.afterwards.wait().await;
    }

    /// Takes in one thing. An error means that nothing was kept and Slack should send it again.
    pub async fn receive(&self, inbound: Inbound) -> Result<Ack, EngineError> {
        let Inbound { id, team, what } = inbound;
        match what {
            What::Message { channel, ts, thread, user, text } => {
                self.message(&team, (channel, ts, thread), &user, &text).await
            }
            What::MessageEdited { channel, ts, thread, text, before } => {
                self.message_edited(&id, &team, (channel, ts, thread), (text, before)).await
            }
            What::MessageDeleted { channel, ts, thread, before } => {
                self.message_deleted(&id, &team, (channel, ts, thread), before).await
            }
            What::Dm { channel, ts, thread, user, text } => {
                self.direct_message(&team, (channel, ts, thread), &user, text).await
            }
            What::DmEdited { channel, ts, user, text } => {
                self.person(&id, &team, &user, PersonEvent::DmEdited { channel, ts, text }).await
            }
            What::Reaction { channel, ts, user, emoji } => {
                self.reaction(&id, &team, (channel, ts), &user, &emoji).await
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
            What::Typed { user, submission, at } => {
                self.typed(&id, &team, user, *submission, at).await
            }
            What::Shortcut { channel, standing, author, text, user, hand } => {
                self.shortcut(&team, (channel, standing), author, &text, (user, hand)).await
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

    /// What somebody wrote to the bot.
    async fn direct_message(
        &self,
        team: &TeamId,
        (channel, ts, thread): (ChannelId, MessageTs, Option<MessageTs>),
        user: &UserId,
        text: String,
    ) -> Result<Ack, EngineError> {
        let id = messages::said(&channel, &ts);
        let doubtful = reading::is_hardly_an_answer(&text);
        let event = PersonEvent::DmReceived { channel, ts, thread, text, doubtful };
        self.person(&id, team, user, event).await
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

    fn scene(&self) -> Scene<'_> {
        Scene { policy: self.engine.policy(), now: self.engine.clock().now() }
    }
}
