//! Answers to the person who caused an event: forms, and short texts that only they see.
//!
//! None of this is kept: a form that could not be opened is offered again, a short text that is lost is
//! lost. What matters stands in the decision.

use super::Intake;
use crate::domain::decision::Decision;
use crate::domain::effect::Key;
use crate::domain::ids::{ChannelId, MessageTs, UserId};
use crate::domain::reply::{Modal, Notice, Reply};
use crate::domain::state::State;
use crate::slack::client::CallError;
use crate::slack::inbound::{Ack, Hand};
use crate::views::Rendered;
use std::time::Duration;

/// How long a look at who may see a decision may take before a form's acknowledgement; Slack waits
/// three seconds.
pub(super) const LOOK: Duration = Duration::from_millis(1_500);

impl Intake {
    /// Answers a press on something about a decision. `replaces`: the message with the button is for
    /// this person only and has served its purpose.
    pub(super) fn answer_press(
        &self,
        reply: Reply,
        key: Key,
        user: UserId,
        hand: Hand,
        replaces: bool,
    ) {
        let intake = self.clone();
        self.afterwards.spawn(async move {
            match reply {
                Reply::Nothing | Reply::Faults(_) => {}
                Reply::Open(modal) => {
                    let decision = intake.decision(&key).await;
                    intake.open(&modal, decision.as_ref(), &user, &hand).await;
                }
                Reply::Notice(notice) => {
                    let in_place = hand.channel.as_ref().is_some_and(is_direct);
                    if !in_place || notice.is_refusal() || !is_shown_in_the_ask(&notice) {
                        intake.say(&intake.scene().notice(&notice), &user, &hand, replaces).await;
                    }
                }
            }
        });
    }

    /// Answers with a form or a short text.
    pub(super) fn answer(&self, reply: Reply, key: Option<Key>, user: UserId, hand: Hand) {
        let intake = self.clone();
        self.afterwards.spawn(async move {
            match reply {
                Reply::Nothing | Reply::Faults(_) => {}
                Reply::Open(modal) => {
                    let decision = match &key {
                        Some(key) => intake.decision(key).await,
                        None => None,
                    };
                    intake.open(&modal, decision.as_ref(), &user, &hand).await;
                }
                Reply::Notice(notice) => {
                    intake.say(&intake.scene().notice(&notice), &user, &hand, false).await;
                }
            }
        });
    }

    /// The acknowledgement of a form: what is wrong with it, a refusal or the next form in its place, or
    /// nothing, which closes it.
    pub(super) async fn ack_form(&self, reply: &Reply, about: Option<(&Key, &UserId)>) -> Ack {
        let body = match reply {
            Reply::Open(modal) => match about {
                Some((key, user)) => Some(self.next_form(modal, key, user).await),
                None => None,
            },
            Reply::Faults(faults) => Some(serde_json::json!({
                "response_action": "errors",
                "errors": self.scene().faults(faults),
            })),
            Reply::Notice(notice) if notice.must_be_seen() => Some(serde_json::json!({
                "response_action": "update",
                "view": self.scene().notice_modal(notice),
            })),
            Reply::Notice(_) | Reply::Nothing => None,
        };
        Ack { body }
    }

    /// The form that takes the place of the one that was handed in. Who may see it is known from the form
    /// before, nearly always; where Slack has to be asked and takes its time, the answer is no.
    async fn next_form(&self, modal: &Modal, key: &Key, user: &UserId) -> serde_json::Value {
        let decision = self.decision(key).await;
        let seen = match &decision {
            Some(decision) => {
                let seen = self.directory.can_see(user, &decision.channel);
                matches!(tokio::time::timeout(LOOK, seen).await, Ok(Ok(true)))
            }
            None => false,
        };
        let view = match seen {
            true => self.scene().modal(modal, decision.as_ref(), user),
            false => self.scene().notice_modal(&Notice::NoSuchDecision),
        };
        serde_json::json!({ "response_action": "update", "view": view })
    }

    /// The acknowledgement of a command that is answered at once.
    pub(super) fn ack_text(rendered: &Rendered) -> Ack {
        Ack {
            body: Some(serde_json::json!({
                "response_type": "ephemeral",
                "text": rendered.text,
                "blocks": rendered.blocks,
            })),
        }
    }

    /// Somebody mentioned the bot: they get the help, and nobody else does.
    pub(super) fn help_in_channel(
        &self,
        channel: ChannelId,
        thread: Option<MessageTs>,
        user: UserId,
    ) {
        let intake = self.clone();
        self.afterwards.spawn(async move {
            let hand = Hand { channel: Some(channel), thread, ..Hand::default() };
            intake.say(&intake.scene().help(), &user, &hand, false).await;
        });
    }

    /// Says something to one person: by `response_url` if there is one, otherwise where they are.
    pub(super) async fn say(&self, what: &Rendered, user: &UserId, hand: &Hand, replaces: bool) {
        let said = match (&hand.response_url, &hand.channel) {
            (Some(url), _) => self.client.respond(url, what, replaces).await,
            (None, Some(channel)) => {
                self.client.post_ephemeral(channel, user, hand.thread.as_ref(), what).await
            }
            (None, None) => return,
        };
        if let Err(error) = said {
            tracing::warn!(%error, "a short answer could not be given");
        }
    }

    /// Opens a form; one that comes too late is offered again.
    async fn open(&self, modal: &Modal, decision: Option<&Decision>, user: &UserId, hand: &Hand) {
        if let Some(decision) = decision
            && !self.directory.can_see(user, &decision.channel).await.unwrap_or(false)
        {
            let notice = self.scene().notice(&Notice::NoSuchDecision);
            return self.say(&notice, user, hand, false).await;
        }
        let Some(trigger) = &hand.trigger else { return };
        let view = self.scene().modal(modal, decision, user);
        match self.client.open_view(trigger, &view).await {
            Ok(()) => {}
            Err(CallError::Refused(code)) if code.contains("trigger") => {
                self.say(&self.scene().too_late(), user, hand, false).await;
            }
            Err(error) => {
                tracing::warn!(%error, "a form could not be opened");
                self.say(&self.scene().too_late(), user, hand, false).await;
            }
        }
    }

    pub(super) async fn decision(&self, key: &Key) -> Option<Decision> {
        match self.engine.read(key).await {
            Ok(Some(State::Decision(decision))) => Some(*decision),
            _ => None,
        }
    }
}

/// Whether a conversation is one with the bot: Slack's ids of those begin with a D. A wrong guess only
/// costs or saves a short text.
fn is_direct(channel: &ChannelId) -> bool {
    channel.as_str().starts_with('D')
}

/// Whether the ask's own message changes to say the same.
fn is_shown_in_the_ask(notice: &Notice) -> bool {
    matches!(
        notice,
        Notice::ViewKept { .. }
            | Notice::ViewWithdrawn { .. }
            | Notice::NoObjectionKept { .. }
            | Notice::ClaimKept { .. }
            | Notice::HoldKept { .. }
            | Notice::Delegated { .. }
            | Notice::TapCounted
            | Notice::ScoreCounted
            | Notice::HindsightKept { .. }
            | Notice::FollowUpKept { .. }
    )
}
