//! Buttons pressed, forms handed in, and the message shortcut.

use super::Intake;
use super::drafts::{draft_faults, empty_draft, open_form, reasoned};
use super::register::Wish;
use crate::domain::decision::open_step;
use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Draft, Event, PersonEvent, Strength, WorkspaceEvent};
use crate::domain::ids::{ChannelId, DecisionId, EventId, MessageTs, Standing, TeamId, UserId};
use crate::domain::lesson::Verdict;
use crate::domain::person::PersonChange;
use crate::domain::reply::{Form, Modal, Notice, Press, Reply};
use crate::domain::state::State;
use crate::engine::EngineError;
use crate::slack::client::Written;
use crate::slack::inbound::{Ack, Hand};
use crate::views::controls::{Control, Submission};

impl Intake {
    pub(super) async fn pressed(
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
                let replaces = matches!(
                    press,
                    Press::CountReply { .. } | Press::AgreeReply { .. } | Press::IgnoreReply { .. }
                );
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
            Control::OpenAgain { channel } => {
                let event = WorkspaceEvent::OpenAgain { channel, by: user.clone() };
                self.press_on_workspace(id, team, event, (user, hand)).await?;
            }
            Control::ForgetLessons { channel } => {
                let event = WorkspaceEvent::ForgetLessons { channel, by: user.clone() };
                self.press_on_workspace(id, team, event, (user, hand)).await?;
            }
            Control::DeclareLimit { function } => {
                self.wish(id, team, (function, Wish::Declare), (user, hand));
            }
            Control::ChangeLimit { function, limit } => {
                self.wish(id, team, (function, Wish::Change(limit)), (user, hand));
            }
            Control::WithdrawLimit { function, limit } => {
                self.wish(id, team, (function, Wish::Withdraw(limit)), (user, hand));
            }
            Control::SetPressure { function } => {
                self.wish(id, team, (function, Wish::Pressure), (user, hand));
            }
            Control::NotADecision { channel, ts, convinced } => {
                self.memory.with((team, &channel), |known| known.forget(&ts));
                let (ts, verdict) = (Some(ts), Verdict::Dismissed);
                let event = WorkspaceEvent::Corrected { channel, ts, verdict, convinced };
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

    async fn press_on_workspace(
        &self,
        id: &EventId,
        team: &TeamId,
        event: WorkspaceEvent,
        (user, hand): (UserId, Hand),
    ) -> Result<(), EngineError> {
        let key = Key::Workspace(team.clone());
        let reply = self.engine.handle(&key, id, &Event::Workspace(event)).await?;
        self.answer(reply, None, user, hand);
        Ok(())
    }

    /// "Edit first": the form, filled in with a message that has to be fetched.
    fn edit_first(
        &self,
        team: &TeamId,
        (channel, ts): (ChannelId, MessageTs),
        user: UserId,
        hand: Hand,
    ) {
        let (intake, team) = (self.clone(), team.clone());
        self.afterwards.spawn(async move {
            let Ok(Some(message)) = intake.client.message(&channel, &ts).await else {
                let gone = intake.scene().notice(&Notice::OfferGone);
                return intake.say(&gone, &user, &hand, false).await;
            };
            let Written { author, text, standing } = message;
            let draft = intake.draft(&team, (&channel, Some(&standing)), (&author, &user), &text);
            intake.answer(open_form(draft), None, user, hand);
        });
    }

    pub(super) async fn submitted(
        &self,
        id: &EventId,
        team: &TeamId,
        user: UserId,
        submission: Submission,
    ) -> Result<Ack, EngineError> {
        let ack = match submission {
            Submission::Decision { decision, form } => {
                let key = Key::Decision(team.clone(), decision);
                let event = DecisionEvent::Submitted { by: user.clone(), form: form.clone() };
                let reply = match self.engine.handle(&key, id, &Event::Decision(event)).await? {
                    Reply::Nothing => self.standing(&key, &form).await,
                    reply => reply,
                };
                self.ack_form(&reply, Some((&key, &user))).await
            }
            Submission::Declared { function, declared } => {
                return self.declared(id, team, &user, function, declared).await;
            }
            Submission::Propose(draft) => {
                let reply = self.proposed(id, team, *draft).await?;
                self.ack_form(&reply, None).await
            }
        };
        Ok(ack)
    }

    /// What to answer to a step of a record that was handed in before: the step that comes next, as the
    /// first answer did, for nobody knows which of the two arrives.
    async fn standing(&self, key: &Key, form: &Form) -> Reply {
        let Form::Decide(filled) = form else { return Reply::Nothing };
        match self.decision(key).await {
            Some(decision) if decision.record.is_none() => {
                let (policy, now) = (self.engine.policy(), self.engine.clock().now());
                let step = open_step(policy, &decision, now, Some(&filled.step()));
                Reply::Open(Box::new(Modal::Decide { step, changed: false }))
            }
            _ => Reply::Nothing,
        }
    }

    /// Something was typed into a form: a record in the making keeps it, any other form does not.
    pub(super) async fn typed(
        &self,
        id: &EventId,
        team: &TeamId,
        user: UserId,
        submission: Submission,
        at: MessageTs,
    ) -> Result<Ack, EngineError> {
        if let Submission::Decision { decision, form: Form::Decide(filled) } = submission {
            let key = Key::Decision(team.clone(), decision);
            let event = DecisionEvent::Typed { by: user, filled: *filled, at };
            self.engine.handle(&key, id, &Event::Decision(event)).await?;
        }
        Ok(Ack::default())
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
        let draft = reasoned(&self.reader, draft);
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
    pub(super) async fn shortcut(
        &self,
        team: &TeamId,
        (channel, standing): (ChannelId, Standing),
        author: Option<UserId>,
        text: &str,
        (user, hand): (UserId, Hand),
    ) -> Result<Ack, EngineError> {
        let id = DecisionId::of_root(team, &channel, standing.root());
        let reply = match self.engine.read(&Key::Decision(team.clone(), id)).await? {
            Some(State::Decision(decision)) => Reply::Notice(Box::new(Notice::AlreadyOpen {
                decision: decision.id.clone(),
                title: decision.title.clone(),
                channel: decision.channel.clone(),
                root: decision.root.clone(),
                phase: decision.phase,
            })),
            _ => {
                let author = author.unwrap_or_else(|| user.clone());
                open_form(self.draft(team, (&channel, Some(&standing)), (&author, &user), text))
            }
        };
        self.answer(reply, None, user, hand);
        Ok(Ack::default())
    }
}
