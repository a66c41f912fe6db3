//! What people taught the bot about one channel: how careful the detector is there, and whether it
//! still opens by itself.
//!
//! A dismissal weighs as much as two confirmations, at once and whatever came before, so that "I will
//! be more careful here" is true each time it is said. Steps are small enough for eight openings in a
//! row to be dismissed before the threshold alone would hold back explicit ones: falling back is said
//! to somebody, a high threshold is not.

use super::{Working, Workspace};
use crate::domain::effect::{Destination, Effect};
use crate::domain::ids::{ChannelId, DecisionId, MessageTs, UserId};
use crate::domain::lesson::{Convinced, Past, Verdict};
use crate::domain::message::Message;
use crate::domain::policy::Policy;
use crate::domain::reply::{Notice, Reply};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What people taught the bot about one channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lessons {
    pub confirmed: u32,
    pub dismissed: u32,
    /// How far the thresholds are moved, in steps of [`STEP`]; rows of before say it by the counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<i8>,
    /// How much further for messages with this sign.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signs: BTreeMap<Convinced, i8>,
    /// What became of the last decisions that the bot opened by itself, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judged: Vec<Judged>,
    /// What people said the last messages were of which only their authors were told, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marked: Vec<Marked>,
    /// Set while the bot only suggests here, because openings were rarely confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Fallback>,
    /// Who invited the bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inviter: Option<UserId>,
}

/// What became of one opening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    pub decision: DecisionId,
    pub verdict: Verdict,
}

/// What a message was said to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    pub ts: MessageTs,
    pub verdict: Verdict,
}

/// Since when the bot only suggests, and who was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fallback {
    pub since: Timestamp,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<UserId>,
    /// Whether it was said in the channel itself, since nobody is known who looks after it; then
    /// anybody there may undo it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub openly: bool,
}

/// A step of the thresholds.
const STEP: f32 = 0.0125;
/// The thresholds fall by 0.05 at most, which is the precision that was measured and no less.
const LOWEST: i8 = -4;
/// They rise by 0.3 at most.
const HIGHEST: i8 = 24;
const PER_DISMISSAL: i8 = 2;
/// What convinced the detector weighs less than the channel, either way.
const SIGN_LOWEST: i8 = -1;
const SIGN_HIGHEST: i8 = 4;
const SIGN_PER_DISMISSAL: i8 = 1;
/// What a dismissal weighed in rows of before, less the confirmations.
const PER_DISMISSAL_BEFORE: i8 = 4;
/// So many of the last openings are judged together, …
const JUDGED: usize = 20;
/// … and fewer than this say nothing yet.
const JUDGED_LEAST: usize = 8;
/// So many messages are remembered, so that each teaches once.
const MARKED: usize = 40;
/// The most people who are told that the bot fell back.
const TOLD: usize = 3;

impl Lessons {
    /// Takes in what somebody made of a message.
    pub(super) fn take(&mut self, verdict: Verdict, convinced: Option<Convinced>) {
        let (by, sign_by) = match verdict {
            Verdict::Confirmed => (-1, -1),
            Verdict::Dismissed => (PER_DISMISSAL, SIGN_PER_DISMISSAL),
            Verdict::Ignored => return,
        };
        self.steps = Some((self.steps() + by).clamp(LOWEST, HIGHEST));
        if let Some(convinced) = convinced {
            let sign = self.signs.entry(convinced).or_default();
            *sign = (*sign + sign_by).clamp(SIGN_LOWEST, SIGN_HIGHEST);
        }
        let count = match verdict {
            Verdict::Dismissed => &mut self.dismissed,
            _ => &mut self.confirmed,
        };
        *count = count.saturating_add(1);
    }

    /// Notes what a message was said to be, and returns whether that is new. The last word counts.
    fn mark(&mut self, ts: &MessageTs, verdict: Verdict) -> bool {
        let place = self.marked.iter().position(|one| one.ts == *ts);
        let before = place.map(|place| self.marked.remove(place).verdict);
        self.marked.push(Marked { ts: ts.clone(), verdict });
        let gone = self.marked.len().saturating_sub(MARKED);
        self.marked.drain(..gone);
        if let Some(before) = before.filter(|before| *before != verdict) {
            self.take_back(before);
        }
        before != Some(verdict)
    }

    /// Something was said to be another thing before: it counts as one of those no more.
    fn take_back(&mut self, before: Verdict) {
        let count = match before {
            Verdict::Confirmed => &mut self.confirmed,
            Verdict::Dismissed => &mut self.dismissed,
            Verdict::Ignored => return,
        };
        *count = count.saturating_sub(1);
    }

    /// The furthest down that the thresholds are moved.
    pub const SHIFT_MIN: f32 = LOWEST as f32 * STEP;

    /// Returns by how much the thresholds are moved here: −0.05 to 0.3.
    pub fn shift(&self, convinced: Option<Convinced>) -> f32 {
        let sign = convinced.and_then(|sign| self.signs.get(&sign)).copied().unwrap_or_default();
        f32::from((self.steps() + sign).clamp(LOWEST, HIGHEST)) * STEP
    }

    /// Returns how many of the last openings were confirmed, and how many were judged.
    pub fn openings(&self) -> (usize, usize) {
        let confirmed = self.judged.iter().filter(|one| one.verdict == Verdict::Confirmed).count();
        (confirmed, self.judged.len())
    }

    /// Returns whether nothing was taught; who invited the bot is no lesson.
    pub fn is_blank(&self) -> bool {
        *self == Self { inviter: self.inviter.clone(), ..Self::default() }
    }

    fn steps(&self) -> i8 {
        self.steps.unwrap_or_else(|| {
            let net = self.dismissed.saturating_sub(self.confirmed).min(6);
            i8::try_from(net).unwrap_or(6) * PER_DISMISSAL_BEFORE
        })
    }

    fn note(&mut self, decision: &DecisionId, verdict: Verdict) {
        self.judged.retain(|one| one.decision != *decision);
        self.judged.push(Judged { decision: decision.clone(), verdict });
        let gone = self.judged.len().saturating_sub(JUDGED);
        self.judged.drain(..gone);
    }

    fn fails(&self) -> bool {
        let (confirmed, judged) = self.openings();
        judged >= JUDGED_LEAST && confirmed * 2 < judged
    }
}

impl Workspace {
    /// Returns by how much the thresholds are moved for a message of this sign in a channel.
    pub fn shift(&self, policy: &Policy, channel: &ChannelId, sign: Option<Convinced>) -> f32 {
        let lessons = self.channels.get(channel).filter(|_| policy.learning.corrections);
        lessons.map_or(0.0, |lessons| lessons.shift(sign))
    }

    /// Returns whether somebody said lately that a message of which they were told is no decision.
    pub fn was_declined(&self, channel: &ChannelId, ts: &MessageTs) -> bool {
        let marked = self.channels.get(channel).map_or(&[][..], |lessons| &lessons.marked);
        marked.iter().any(|one| one.ts == *ts && one.verdict == Verdict::Dismissed)
    }

    /// Returns whether the bot only suggests in a channel in which it would open.
    pub fn has_fallen_back(&self, policy: &Policy, channel: &ChannelId) -> bool {
        let lessons = self.channels.get(channel).filter(|_| policy.learning.fallback);
        lessons.is_some_and(|lessons| lessons.fallback.is_some())
    }

    /// Returns whether somebody may have the bot open by itself again: whoever may undo what the channel taught, and
    /// everybody where the channel itself was told.
    pub fn may_open_again(&self, channel: &ChannelId, user: &UserId) -> bool {
        let fallback = self.channels.get(channel).and_then(|lessons| lessons.fallback.as_ref());
        fallback.is_some_and(|one| one.openly) || self.may_unteach(channel, user)
    }

    /// Returns whether somebody may undo what a channel taught: whoever invited the bot, the leaders,
    /// whoever was told of the fallback, and whoever decides in the channel.
    pub fn may_unteach(&self, channel: &ChannelId, user: &UserId) -> bool {
        let looks_after = self.channels.get(channel).is_some_and(|lessons| {
            let fallback = lessons.fallback.as_ref();
            let told = fallback.is_some_and(|one| one.told.contains(user));
            told || lessons.inviter.as_ref() == Some(user)
        });
        let decides = |past: &Past| past.channel == *channel && past.owner == *user;
        looks_after || self.leaders.contains_key(user) || self.past.iter().any(decides)
    }
}

/// Somebody said what a message was of which its author was told. The same said of it again, by another
/// tap or by one that is delivered twice, teaches nothing.
pub(super) fn correct(
    work: &mut Working<'_>,
    (channel, ts): (&ChannelId, Option<&MessageTs>),
    verdict: Verdict,
    convinced: Option<Convinced>,
) {
    let lessons = work.workspace.lessons(channel);
    if ts.is_none_or(|ts| lessons.mark(ts, verdict)) {
        lessons.take(verdict, convinced);
    }
}

/// An opening was judged, or judged otherwise than before.
pub(super) fn judge(
    work: &mut Working<'_>,
    past: &Past,
    before: Option<Verdict>,
    verdict: Verdict,
) {
    let now = work.now;
    let falls_back = work.policy.learning.fallback;
    let lessons = work.workspace.lessons(&past.channel);
    if before == Some(Verdict::Confirmed) {
        lessons.take_back(Verdict::Confirmed);
    }
    lessons.take(verdict, past.convinced);
    lessons.note(&past.decision, verdict);
    if lessons.fallback.is_some() || !falls_back || !lessons.fails() {
        return;
    }
    lessons.fallback = Some(Fallback { since: now, told: Vec::new(), openly: false });
    let (channel, inviter) = (past.channel.clone(), lessons.inviter.clone());
    work.effects.push(Effect::FindAdmin { channel, inviter });
}

/// Tells those who look after a channel, once, that the bot fell back there; where nobody is known to,
/// the channel itself.
pub(super) fn tell(work: &mut Working<'_>, channel: &ChannelId, users: &[UserId]) {
    let lessons = work.workspace.lessons(channel);
    let (confirmed, judged) = lessons.openings();
    let untold = |one: &&mut Fallback| one.told.is_empty() && !one.openly;
    let Some(fallback) = lessons.fallback.as_mut().filter(untold) else {
        return;
    };
    fallback.told = users.iter().take(TOLD).cloned().collect();
    fallback.openly = users.is_empty();
    let (channel, told) = (channel.clone(), fallback.told.clone());
    let small = |number: usize| u8::try_from(number).unwrap_or(u8::MAX);
    let (confirmed, judged) = (small(confirmed), small(judged));
    if told.is_empty() {
        let to = Destination::Channel(channel.clone());
        let message = Message::FellBackHere { channel, confirmed, judged };
        return work.effects.push(Effect::Post { to, message });
    }
    work.effects.extend(told.into_iter().map(|user| {
        let message = Message::FellBack { channel: channel.clone(), confirmed, judged };
        Effect::Post { to: Destination::Dm(user), message }
    }));
}

/// The bot opens by itself again; what it is judged by begins anew. Where it does so already, whoever
/// asks is told so.
pub(super) fn open_again(work: &mut Working<'_>, channel: &ChannelId, by: &UserId) {
    let lessons = work.workspace.channels.get(channel);
    if lessons.is_none_or(|lessons| lessons.fallback.is_none()) {
        return say(work, Notice::OpensAgain { channel: channel.clone() });
    }
    let may = work.workspace.may_open_again(channel, by);
    if let Some(lessons) = permitted(work, channel, may) {
        lessons.fallback = None;
        lessons.judged.clear();
        say(work, Notice::OpensAgain { channel: channel.clone() });
    }
}

/// Everything that the channel taught is forgotten, habits of its owners included. Where there is
/// nothing, whoever asks is told so.
pub(super) fn forget(work: &mut Working<'_>, channel: &ChannelId, by: &UserId) {
    let lessons = work.workspace.channels.get(channel);
    let is_blank = lessons.is_none_or(Lessons::is_blank);
    if is_blank && work.workspace.corrected(channel) == 0 {
        return say(work, Notice::NothingToForget { channel: channel.clone() });
    }
    let may = work.workspace.may_unteach(channel, by);
    if let Some(lessons) = permitted(work, channel, may) {
        *lessons = Lessons { inviter: lessons.inviter.take(), ..Lessons::default() };
        work.workspace.past.retain(|past| past.channel != *channel);
        say(work, Notice::LessonsForgotten { channel: channel.clone() });
    }
}

fn permitted<'w>(
    work: &'w mut Working<'_>,
    channel: &ChannelId,
    may: bool,
) -> Option<&'w mut Lessons> {
    if !may {
        say(work, Notice::NotYourChannel { channel: channel.clone() });
        return None;
    }
    Some(work.workspace.lessons(channel))
}

fn say(work: &mut Working<'_>, notice: Notice) {
    work.reply = Reply::Notice(Box::new(notice));
}
