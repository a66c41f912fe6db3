//! Posting, editing and deleting in Slack.

use super::pace::Method;
use super::{Failure, Outbox, Outcome};
use crate::domain::decision::{Decision, Failed, Phase};
use crate::domain::effect::{Destination, Key, Refresh};
use crate::domain::event::{Announced, DecisionEvent, Event, PersonEvent, WorkspaceEvent};
use crate::domain::ids::{ChannelId, DecisionId, EventId, MessageTs, UserId};
use crate::domain::message::Message;
use crate::domain::outgoing::{self, Receiver, Verdict};
use crate::domain::roster::Excuse;
use crate::engine::StoredEffect;
use crate::slack::client::{CallError, Posted};
use crate::store::Claimed;
use crate::views::{Rendered, Scene};
use jiff::SignedDuration;

/// After so many unclear attempts a message is given up.
const UNCLEAR_ATTEMPTS: u32 = 8;
/// Errors that a person can mend, or that pass: the message waits.
const PASSING: [&str; 7] = [
    "invalid_auth",
    "not_authed",
    "token_expired",
    "account_inactive",
    "service_unavailable",
    "team_added_to_org",
    "accesslimited",
];
/// How long a message waits for such an error to pass.
const PASSING_WAIT: SignedDuration = SignedDuration::from_mins(1);
/// How long an edit of the card waits for the card to be there.
const CARD_WAIT: SignedDuration = SignedDuration::from_secs(3);

impl Outbox {
    /// Posts a message, unless it is overtaken, too early, or already there.
    pub(super) async fn post(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        to: &Destination,
        message: &Message,
    ) -> Result<Outcome, Failure> {
        let decision = self.decision(&stored.source).await?;
        if matches!(stored.source, Key::Decision(..)) && decision.is_none() {
            return self.forget(claimed, stored).await;
        }
        match self.judge(decision.as_ref(), to, message).await? {
            Verdict::Drop => return self.forget(claimed, stored).await,
            Verdict::Wait(moment) => return Ok(Outcome::Later(moment)),
            Verdict::Late(moment) => {
                self.tell_late(claimed, stored, message).await?;
                return Ok(Outcome::Later(moment));
            }
            Verdict::Impossible(excuse) => {
                return self.cannot_ask(claimed, stored, message, excuse).await;
            }
            Verdict::Send => {}
        }
        if claimed.maybe_sent
            && let Some(outcome) = self.find_sent(claimed, stored, to, message).await?
        {
            return Ok(outcome);
        }
        let now = self.engine.clock().now();
        if let Err(free) = self.pace.take(method(to), &place(to), now) {
            return Ok(Outcome::Later(free));
        }
        let Some(rendered) = self.render(stored, decision.as_ref(), to, message).await? else {
            return self.forget(claimed, stored).await;
        };
        if let Destination::Only(..) = to {
            self.engine.store().begin_effect(&claimed.id).await?;
        }
        let sent = self.send(claimed, to, &rendered).await;
        self.sent(claimed, stored, (to, message), sent).await
    }

    /// Brings a message up to date; nothing happens where it is gone or not there yet.
    pub(super) async fn refresh(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        what: &Refresh,
    ) -> Result<Outcome, Failure> {
        let Some(decision) = self.decision(&stored.source).await? else {
            return self.forget(claimed, stored).await;
        };
        if is_card_on_its_way(&decision, what) {
            // It may have been rendered before what this refresh is to show.
            return Ok(Outcome::Later(self.engine.clock().now() + CARD_WAIT));
        }
        let Some((channel, ts, rendered)) = self.present(&decision, what).await? else {
            return self.forget(claimed, stored).await;
        };
        let done = self.shown.is(&channel, &ts, &rendered);
        if done || self.is_hidden(&decision, what).await? {
            return self.forget(claimed, stored).await;
        }
        let now = self.engine.clock().now();
        if let Err(free) = self.pace.take(Method::Update, &format!("{channel}/{ts}"), now) {
            return Ok(Outcome::Later(free));
        }
        self.shown.begin(&channel, &ts);
        match self.client.update(&channel, &ts, &rendered).await {
            Ok(()) => {
                self.shown.arrived(channel, ts, &rendered);
                self.forget(claimed, stored).await
            }
            Err(CallError::Refused(code)) if !passes(&code) => {
                tracing::warn!(code, decision = %decision.id, "a message could not be edited");
                self.forget(claimed, stored).await
            }
            result => self.done_or_later(claimed, stored, Method::Update, result).await,
        }
    }

    /// Deletes one of our own messages; one that is gone already is fine.
    pub(super) async fn delete(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        channel: &ChannelId,
        ts: &MessageTs,
    ) -> Result<Outcome, Failure> {
        let now = self.engine.clock().now();
        if let Err(free) = self.pace.take(Method::Delete, &format!("{channel}/{ts}"), now) {
            return Ok(Outcome::Later(free));
        }
        match self.client.delete(channel, ts).await {
            Err(CallError::Refused(code)) if !passes(&code) => self.forget(claimed, stored).await,
            result => self.done_or_later(claimed, stored, Method::Delete, result).await,
        }
    }

    /// Settles an effect of which nothing is to be recorded.
    pub(super) async fn forget(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
    ) -> Result<Outcome, Failure> {
        self.engine.drop_effect(&stored.source, &claimed.id).await?;
        Ok(Outcome::Settled)
    }

    /// Whether a message would show somebody what they can no longer see in Slack. What is said when
    /// a decision is cancelled shows nothing of it.
    async fn is_hidden(&self, decision: &Decision, what: &Refresh) -> Result<bool, Failure> {
        let user = match what {
            Refresh::Card => None,
            Refresh::Ask { user, .. } => Some(user),
            Refresh::Message { message, .. } => outgoing::waits_for_hours(decision, message),
        };
        let Some(user) = user else { return Ok(false) };
        let harmless = decision.phase == Phase::Cancelled;
        Ok(!harmless && !self.directory.can_see(user, &decision.channel).await?)
    }

    async fn judge(
        &self,
        decision: Option<&Decision>,
        to: &Destination,
        message: &Message,
    ) -> Result<Verdict, Failure> {
        let Some(decision) = decision else { return self.judge_personal(to, message).await };
        let mut receiver = Receiver::default();
        if let Destination::Dm(user) | Destination::Only(user, ..) = to {
            receiver.cannot_see = !self.directory.can_see(user, &decision.channel).await?;
            if !self.may_ask_again(decision, message, user).await? {
                return Ok(Verdict::Drop);
            }
            if outgoing::waits_for_hours(decision, message).is_some() {
                let quiet = self.directory.quiet_until(user).await;
                let settings = self.settings(&decision.team, user).await?;
                let away = settings.back_at().filter(|_| outgoing::comes_after(message));
                let quiet = quiet.into_iter().chain(settings.snoozed_until).chain(away);
                receiver.quiet_until = quiet.max();
                receiver.zone = self.directory.known_person(user).map(|person| person.zone);
            }
        }
        let now = self.engine.clock().now();
        Ok(outgoing::judge(self.engine.policy(), decision, message, now, receiver))
    }

    /// Tells the decision that a message it wants delivered cannot reach the person it is for.
    async fn cannot_ask(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        message: &Message,
        excuse: Excuse,
    ) -> Result<Outcome, Failure> {
        let event = match message {
            Message::Ask { function, user } => {
                let (function, user) = (function.clone(), user.clone());
                DecisionEvent::PersonUnavailable { function, user, excuse }
            }
            Message::WordBack { .. }
            | Message::Check { .. }
            | Message::ReviewDue { .. }
            | Message::DidItComeTrue { .. }
            | Message::FollowUpDue { .. } => {
                let why = "cannot_see_the_channel".to_owned();
                DecisionEvent::Undelivered { message: message.clone(), why }
            }
            _ => return self.forget(claimed, stored).await,
        };
        let event = Event::Decision(event);
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    /// Tells the decision, once, that a question reaches its receiver too late for a fair window.
    async fn tell_late(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        message: &Message,
    ) -> Result<(), Failure> {
        let Message::Ask { function, user } = message else { return Ok(()) };
        let (function, user) = (function.clone(), user.clone());
        let event = Event::Decision(DecisionEvent::PersonLate { function, user });
        let id = EventId::new(format!("{}-late", claimed.id));
        self.engine.handle(&stored.source, &id, &event).await?;
        Ok(())
    }

    /// Whoever muted the bot or went away after they were asked is not reminded; whoever muted it is
    /// asked nothing after the decision either.
    async fn may_ask_again(
        &self,
        decision: &Decision,
        message: &Message,
        user: &UserId,
    ) -> Result<bool, Failure> {
        let settings = self.settings(&decision.team, user).await?;
        let excuse = settings.excuse(self.engine.policy(), self.engine.clock().now());
        Ok(match message {
            Message::Reminder { .. } => !matches!(excuse, Some(Excuse::Muted | Excuse::Away)),
            Message::Check { .. } | Message::DidItComeTrue { .. } | Message::FollowUpDue { .. } => {
                excuse != Some(Excuse::Muted)
            }
            _ => true,
        })
    }

    /// Looks for a message that may have been posted without our knowing. `None`: it was not.
    async fn find_sent(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        to: &Destination,
        message: &Message,
    ) -> Result<Option<Outcome>, Failure> {
        if let Destination::Only(..) = to {
            return self.find_begun(claimed, stored).await;
        }
        let (place, thread) = address(to);
        match self.client.find_own(&place, thread, &claimed.id, stored.at).await {
            Ok(None) => Ok(None),
            Ok(Some(posted)) => {
                Ok(Some(self.sent(claimed, stored, (to, message), Ok(Some(posted))).await?))
            }
            Err(CallError::Refused(code)) if !passes(&code) => {
                let why = format!("{code} (while looking whether it was posted)");
                Ok(Some(self.give_up(claimed, stored, message, &why).await?))
            }
            Err(error) => {
                let now = self.engine.clock().now();
                tracing::debug!(%error, "cannot look for an earlier attempt yet");
                Ok(Some(Outcome::Later(now + super::backoff(claimed.attempts))))
            }
        }
    }

    /// Nobody can look for what one person alone saw: once it was begun it is let go, for better not at
    /// all than twice. `None`: it was not begun.
    async fn find_begun(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
    ) -> Result<Option<Outcome>, Failure> {
        if !claimed.begun {
            return Ok(None);
        }
        tracing::info!(effect = %claimed.id, "what one person may have seen is not shown again");
        self.forget(claimed, stored).await.map(Some)
    }

    async fn render(
        &self,
        stored: &StoredEffect,
        decision: Option<&Decision>,
        to: &Destination,
        message: &Message,
    ) -> Result<Option<Rendered>, Failure> {
        let policy = self.engine.policy().clone();
        let scene = Scene { policy: &policy, now: self.engine.clock().now() };
        match (message, to) {
            (Message::Weekly { due, late }, Destination::Dm(user)) => {
                self.weekly(stored, user, *due, *late).await.map(Some)
            }
            (Message::BlindSpots, Destination::Dm(user)) => self.note_for(stored, user).await,
            _ => {
                let others = self.named(stored, decision, to, message).await?;
                Ok(scene.message_among(message, decision, &others))
            }
        }
    }

    /// The other decisions that a message names, as far as whoever reads it may see them.
    async fn named(
        &self,
        stored: &StoredEffect,
        decision: Option<&Decision>,
        to: &Destination,
        message: &Message,
    ) -> Result<Vec<Decision>, Failure> {
        let ids: Vec<&DecisionId> = match message {
            Message::RelatedElsewhere { related } => {
                related.iter().map(|one| &one.decision).collect()
            }
            Message::ReplacedBy { new: other } => vec![other],
            Message::Suggestion { announced: Announced::AsOutcomeOf(other), .. } => vec![other],
            _ => Vec::new(),
        };
        match (message, decision, to) {
            (Message::Card, Some(decision), _) => self.others_here(decision).await,
            (Message::OwnerDigest, Some(decision), Destination::Dm(user)) => {
                let all = super::lookup::decisions(&self.engine, &decision.team).await?;
                Ok(self.directory.visible(user, all).await?)
            }
            (Message::Ask { function, user }, Some(decision), _) => {
                self.told_before(decision, function, user).await
            }
            (_, _, Destination::Dm(user) | Destination::Only(user, ..)) if !ids.is_empty() => {
                self.others_for(user, stored.source.team(), &ids).await
            }
            _ => Ok(Vec::new()),
        }
    }

    async fn send(
        &self,
        claimed: &Claimed,
        to: &Destination,
        rendered: &Rendered,
    ) -> Result<Option<Posted>, CallError> {
        if let Destination::Only(user, channel, thread) = to {
            let sent = self.client.post_ephemeral(channel, user, thread.as_ref(), rendered).await;
            return sent.map(|()| None);
        }
        let (place, thread) = address(to);
        self.client.post(&place, thread, rendered, &claimed.id).await.map(Some)
    }

    /// Records what came of a post.
    async fn sent(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        (to, message): (&Destination, &Message),
        result: Result<Option<Posted>, CallError>,
    ) -> Result<Outcome, Failure> {
        match result {
            Ok(None) => self.forget(claimed, stored).await,
            Ok(Some(posted)) => {
                metrics::counter!("soundings_messages_posted").increment(1);
                let event = delivered(&stored.source, message, posted);
                self.engine.settle(&stored.source, &claimed.id, &event).await?;
                Ok(Outcome::Settled)
            }
            Err(CallError::Refused(code)) if passes(&code) => {
                tracing::error!(code, "slack does not accept our calls; messages wait");
                Ok(Outcome::Later(self.engine.clock().now() + PASSING_WAIT))
            }
            Err(CallError::Refused(code)) => self.give_up(claimed, stored, message, &code).await,
            Err(CallError::Ambiguous(_)) if claimed.attempts >= UNCLEAR_ATTEMPTS => {
                self.give_up(claimed, stored, message, "no_clear_answer").await
            }
            Err(CallError::RateLimited { after }) => {
                let after = SignedDuration::try_from(after).unwrap_or(PASSING_WAIT);
                let until = self.engine.clock().now() + after;
                self.pace.block(method(to), until);
                Ok(Outcome::Later(until))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn done_or_later(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        method: Method,
        result: Result<(), CallError>,
    ) -> Result<Outcome, Failure> {
        match result {
            Ok(()) => self.forget(claimed, stored).await,
            Err(CallError::RateLimited { after }) => {
                let after = SignedDuration::try_from(after).unwrap_or(PASSING_WAIT);
                let until = self.engine.clock().now() + after;
                self.pace.block(method, until);
                Ok(Outcome::Later(until))
            }
            Err(CallError::Refused(_)) => {
                Ok(Outcome::Later(self.engine.clock().now() + PASSING_WAIT))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Records that a message will never be in Slack.
    async fn give_up(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        message: &Message,
        why: &str,
    ) -> Result<Outcome, Failure> {
        metrics::counter!("soundings_messages_given_up").increment(1);
        tracing::warn!(why, effect = %claimed.id, source = %stored.source, "a message was given up");
        let event = undelivered(&stored.source, message, why);
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    /// Where a message stands and how it looks now.
    async fn present(
        &self,
        decision: &Decision,
        what: &Refresh,
    ) -> Result<Option<(ChannelId, MessageTs, Rendered)>, Failure> {
        let policy = self.engine.policy();
        let scene = Scene { policy, now: self.engine.clock().now() };
        Ok(match (what, &decision.card) {
            (Refresh::Card, None) => None,
            (Refresh::Card, Some(card)) => {
                let others = self.others_here(decision).await?;
                let rendered = scene.card_among(decision, &others);
                Some((decision.channel.clone(), card.clone(), rendered))
            }
            (Refresh::Ask { function, user, channel, ts }, _) => {
                let earlier = self.told_before(decision, function, user).await?;
                let rendered = scene.ask_among(decision, function, user, &earlier);
                rendered.map(|rendered| (channel.clone(), ts.clone(), rendered))
            }
            (Refresh::Message { message, channel, ts }, _) => {
                let rendered = scene.message(message, Some(decision));
                rendered.map(|rendered| (channel.clone(), ts.clone(), rendered))
            }
        })
    }
}

fn method(to: &Destination) -> Method {
    match to {
        Destination::Only(..) => Method::PostEphemeral,
        Destination::Channel(_) | Destination::Thread(..) | Destination::Dm(_) => {
            Method::PostMessage
        }
    }
}

/// Where the limit of one message per second applies.
fn place(to: &Destination) -> String {
    match to {
        Destination::Channel(channel) | Destination::Thread(channel, _) => channel.to_string(),
        Destination::Dm(user) => user.to_string(),
        Destination::Only(user, channel, _) => format!("{channel}/{user}"),
    }
}

fn address(to: &Destination) -> (String, Option<&MessageTs>) {
    match to {
        Destination::Channel(channel) => (channel.to_string(), None),
        Destination::Thread(channel, root) => (channel.to_string(), Some(root)),
        Destination::Dm(user) => (user.to_string(), None),
        Destination::Only(_, channel, thread) => (channel.to_string(), thread.as_ref()),
    }
}

/// Whether the card was sent and its place is not known yet.
fn is_card_on_its_way(decision: &Decision, what: &Refresh) -> bool {
    let given_up = decision.faults.iter().any(|fault| fault.what == Failed::Card);
    *what == Refresh::Card && decision.card.is_none() && !given_up
}

/// Whether an error is one that a person can mend, or that passes.
pub(super) fn passes(code: &str) -> bool {
    PASSING.contains(&code)
}

fn delivered(source: &Key, message: &Message, posted: Posted) -> Event {
    let (message, channel, ts) = (message.clone(), posted.channel, posted.ts);
    match source {
        Key::Decision(..) => Event::Decision(DecisionEvent::Delivered { message, channel, ts }),
        Key::Person(..) => Event::Person(PersonEvent::Delivered { message, channel, ts }),
        Key::Workspace(_) => Event::Workspace(WorkspaceEvent::Delivered { message, channel, ts }),
    }
}

fn undelivered(source: &Key, message: &Message, why: &str) -> Event {
    let (message, why) = (message.clone(), why.to_owned());
    match source {
        Key::Decision(..) => Event::Decision(DecisionEvent::Undelivered { message, why }),
        Key::Person(..) => Event::Person(PersonEvent::Undelivered { message, why }),
        Key::Workspace(_) => Event::Workspace(WorkspaceEvent::Undelivered { message, why }),
    }
}

impl Outbox {
    /// Draws up a leader's digest from what that leader may see at this moment.
    async fn weekly(
        &self,
        stored: &StoredEffect,
        user: &UserId,
        due: jiff::Timestamp,
        late: crate::domain::message::Lateness,
    ) -> Result<Rendered, Failure> {
        use crate::domain::weekly::{WeeklyDigest, felt_heard};
        let team = stored.source.team();
        let all = super::lookup::decisions(&self.engine, team).await?;
        let felt_heard = felt_heard(&self.workspace(team).await?, &all);
        let seen = self.directory.visible(user, all).await?;
        let zone = self.directory.person(user).await?.zone;
        let policy = self.engine.policy();
        let now = self.engine.clock().now();
        let digest = WeeklyDigest { felt_heard, ..WeeklyDigest::of(policy, &seen, due, now) };
        Ok(Scene { policy, now }.weekly(&digest, due, late, &zone))
    }
}
