//! One function's place in one decision.

use super::answer::View;
use super::care::Care;
use super::hours::{WorkingHours, Zone};
use super::ids::{ChannelId, FunctionId, MessageTs, UserId};
use super::kind::Kind;
use super::lens::QuestionId;
use super::lesson::Habit;
use super::policy::Policy;
use super::record::Restatement;
use super::roster::{Excuse, Role};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One function's place in one decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    pub function: FunctionId,
    /// Why this function is affected.
    pub reasons: Vec<Reason>,
    pub state: SlotState,
    /// Everybody who was asked, in order.
    pub asks: Vec<Ask>,
    /// People who could not be asked and need not be tried again.
    pub passed_over: Vec<UserId>,
    /// The view that stands, if one does.
    pub view: Option<View>,
    /// What the owner understood the view to say, once they asked whether they got it right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restatement: Option<Restatement>,
    /// A claim that the function is not affected, waiting for the other side.
    pub claim: Option<Claim>,
    /// The role whose people are being looked up or reserved now.
    pub searching: Option<Role>,
    /// Set when a position was taken back; such a function is waited for, but not called silent.
    pub withdrawn: bool,
    /// Set when there is nobody left to ask.
    pub exhausted: bool,
    /// The most human of the reasons for which people could not be asked; see [`Excuse`]'s order.
    pub excuse: Option<Excuse>,
}

/// Why a function is affected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Decisions of this kind usually touch it.
    Kind,
    /// Decisions that are hard to undo usually touch it.
    Door,
    /// These words of the proposal speak of its business.
    Words(Vec<String>),
    /// Words of an earlier text, which the present one does not say.
    EarlierWords(Vec<String>),
    /// The owner added it.
    Owner,
    /// Somebody spoke for it in the thread, though nothing else called for it.
    Spoke,
    /// Decisions of another kind, for which this one was taken at first, usually touch it.
    EarlierKind(Kind),
    /// Owners added it to such decisions before.
    Habit(Habit),
}

/// The eight states of a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SlotState {
    NotAsked,
    /// Waiting for an answer.
    Asked,
    /// Somebody needs time until this day.
    OnHold {
        by: UserId,
        until: Date,
    },
    Delegated {
        from: UserId,
        to: UserId,
    },
    /// Claimed by one side and confirmed by the other.
    NotAffected {
        claim: Claim,
        confirmed_by: UserId,
    },
    NoObjection {
        by: UserId,
        at: Timestamp,
    },
    Heard {
        by: UserId,
        at: Timestamp,
    },
    Unreachable {
        why: Unreachable,
    },
}

/// Why a function could not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unreachable {
    /// The roster names nobody.
    NobodyMapped,
    /// Everybody is away, muted, over the cap or cannot see the channel.
    Excused(Excuse),
    /// Slack refused every message.
    Undeliverable,
}

/// Somebody's word that a function is not affected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub by: UserId,
    pub side: Side,
    pub at: Timestamp,
}

/// Which side made a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Owner,
    Function,
}

/// One question to one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    pub user: UserId,
    pub role: Role,
    pub question: QuestionId,
    pub zone: Zone,
    pub at: Timestamp,
    pub delivery: Delivery,
    /// When the wait began anew, after a time this person had asked for.
    pub resumed_at: Option<Timestamp>,
    /// When the one reminder was handed to the outbox.
    pub reminded_at: Option<Timestamp>,
    /// Set when nothing more is expected of this person.
    pub ended: bool,
}

/// Whether an ask arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    Pending,
    Delivered { channel: ChannelId, ts: MessageTs, at: Timestamp },
    Failed,
}

impl Ask {
    /// Returns when the ask arrived, if it did.
    pub fn delivered_at(&self) -> Option<Timestamp> {
        match self.delivery {
            Delivery::Delivered { at, .. } => Some(at),
            Delivery::Pending | Delivery::Failed => None,
        }
    }

    /// Returns since when an answer could be given: the arrival, or the end of a time asked for.
    pub fn waiting_since(&self) -> Option<Timestamp> {
        self.delivered_at().map(|at| self.resumed_at.map_or(at, |resumed| resumed.max(at)))
    }

    /// Returns whether an answer is still hoped for.
    pub fn is_open(&self) -> bool {
        !self.ended && self.delivery != Delivery::Failed
    }
}

impl Slot {
    /// Returns a slot nobody has been asked for yet.
    pub fn new(function: FunctionId, reasons: Vec<Reason>) -> Self {
        Self {
            function,
            reasons,
            state: SlotState::NotAsked,
            asks: Vec::new(),
            passed_over: Vec::new(),
            view: None,
            restatement: None,
            claim: None,
            searching: None,
            withdrawn: false,
            exhausted: false,
            excuse: None,
        }
    }

    /// Takes the view away, with what the owner understood it to say.
    pub fn forget_view(&mut self) {
        self.view = None;
        self.restatement = None;
    }

    /// Returns what the view that stands looks after, as far as its author said.
    pub fn care(&self) -> Option<Care> {
        self.view.as_ref()?.care
    }

    /// Returns whether the function has taken a position.
    pub fn has_position(&self) -> bool {
        matches!(self.state, SlotState::Heard { .. } | SlotState::NoObjection { .. })
    }

    /// Returns whose position stands, if there is one.
    pub fn position_by(&self) -> Option<&UserId> {
        match &self.state {
            SlotState::Heard { by, .. } | SlotState::NoObjection { by, .. } => Some(by),
            _ => None,
        }
    }

    /// Returns whether the function leaves the base of coverage.
    pub fn is_not_affected(&self) -> bool {
        matches!(self.state, SlotState::NotAffected { .. })
    }

    /// Returns whether a question reached somebody.
    pub fn was_asked(&self) -> bool {
        self.asks.iter().any(|ask| ask.delivered_at().is_some()) || self.has_position()
    }

    /// Returns whether more may be done to hear this function.
    pub fn is_waiting(&self) -> bool {
        !self.has_position()
            && !self.is_not_affected()
            && !matches!(self.state, SlotState::Unreachable { .. })
    }

    /// Returns whether the owner may still say that it is not affected: not once it has spoken, or that is settled or
    /// said already.
    pub fn can_go(&self) -> bool {
        !self.has_position() && !self.is_not_affected() && self.claim.is_none()
    }

    /// Returns whether a person was asked for this function and it is theirs to answer.
    pub fn may_answer(&self, user: &UserId) -> bool {
        self.asks.iter().any(|ask| ask.user == *user && ask.delivery != Delivery::Failed)
    }

    /// Returns the ask of a person, the newest if there are several.
    pub fn ask_of(&self, user: &UserId) -> Option<&Ask> {
        self.asks.iter().rev().find(|ask| ask.user == *user)
    }

    /// Returns the ask of a person for changing.
    pub fn ask_of_mut(&mut self, user: &UserId) -> Option<&mut Ask> {
        self.asks.iter_mut().rev().find(|ask| ask.user == *user)
    }

    /// Returns whether the function was asked, had a fair window in its own working hours, and said
    /// nothing. `until` is the present moment, or the close if that came earlier.
    pub fn is_silent(&self, policy: &Policy, until: Timestamp) -> bool {
        let quiet = matches!(self.state, SlotState::Asked | SlotState::Delegated { .. });
        quiet && !self.withdrawn && self.claim.is_none() && self.had_fair_window(policy, until)
    }

    /// Returns whether somebody who was asked has had the time that is fair.
    pub fn had_fair_window(&self, policy: &Policy, until: Timestamp) -> bool {
        self.longest_window(policy, until) >= policy.pace.fair()
    }

    /// Returns the longest working time that somebody who was asked has had. Those who went away,
    /// muted the bot or handed the question on are not kept waiting for.
    pub fn longest_window(&self, policy: &Policy, until: Timestamp) -> SignedDuration {
        let windows = self.asks.iter().filter(|ask| !self.is_excused(&ask.user));
        let windows = windows.map(|ask| time_had(&policy.hours, ask, until));
        windows.max().unwrap_or(SignedDuration::ZERO)
    }

    fn is_excused(&self, user: &UserId) -> bool {
        let handed_on = matches!(&self.state, SlotState::Delegated { from, .. } if from == user);
        handed_on || self.passed_over.contains(user)
    }
}

/// The working time a person has had to answer.
pub fn time_had(hours: &WorkingHours, ask: &Ask, until: Timestamp) -> SignedDuration {
    ask.delivered_at().map_or(SignedDuration::ZERO, |at| hours.between(&ask.zone, at, until))
}
