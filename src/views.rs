//! Meaning to Block Kit and fallback text: every sentence the bot can say.
//!
//! Pure. A view is rendered from state at the moment of sending. Mentions and channel links are left to
//! Slack (`<@U…>`, `<#C…>`), dates to the reader's own zone (`<!date^…>`).
//!
//! What people wrote is made harmless before it is shown again (`words::plain`). What a channel sees
//! names functions and the owner, nobody else. A message is never longer than Slack takes
//! (`page::Page::render`).

pub mod controls;
pub mod limits;
pub mod words;

mod aftercare;
mod ask;
mod blind_spots;
mod brief;
mod card;
mod closing;
mod deciding;
mod explaining;
mod help;
mod hesitation;
mod learned;
mod learning;
mod lens;
mod lookups;
mod modals;
mod notices;
mod page;
mod preview;
mod proposing;
mod register;
mod relations;
mod results;
mod room;
mod settling;
mod sides;
mod states;
mod tensions;
mod weekly;

use self::ask::Asked;
pub use self::learning::Here;
use self::proposing::Offer;
pub use self::register::Standing;
use crate::domain::decision::Decision;
use crate::domain::message::Message;
use crate::domain::policy::Policy;
use jiff::Timestamp;
use slack_morphism::prelude::SlackBlock;

/// A message as Slack takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// Complete by itself: what screen readers and notifications read. At most 4,000 characters.
    pub text: String,
    pub blocks: Vec<SlackBlock>,
}

/// What every view may look at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub policy: &'a Policy,
    pub now: Timestamp,
}

impl Scene<'_> {
    /// Returns a message, or `None` where what it speaks of is not there (any more).
    ///
    /// The weekly digest and the note to an owner speak of many decisions and have functions of their own,
    /// [`Scene::weekly`] and [`Scene::blind_spots`].
    pub fn message(&self, message: &Message, decision: Option<&Decision>) -> Option<Rendered> {
        self.message_among(message, decision, &[])
    }

    /// Returns a message that may name other decisions: `others` are those that whoever reads it may see.
    pub fn message_among(
        &self,
        message: &Message,
        decision: Option<&Decision>,
        others: &[Decision],
    ) -> Option<Rendered> {
        let asked = |function, user| Asked::of(decision?, function, user, others);
        Some(match message {
            Message::Card => self.card_among(decision?, others),
            Message::OpenedForOwner { by } => self.opened_for_owner(decision?, by),
            Message::TakenBack => self.taken_back(decision?),
            Message::Ask { function, user } => self.ask_among(decision?, function, user, others)?,
            Message::Reminder { function, user, until } => {
                self.reminder(asked(function, user)?, *until)
            }
            Message::ReplyOffer { reply, .. } => self.reply_offer(decision?, reply)?,
            Message::ClaimForOwner { function } => self.claim_for_owner(decision?, function)?,
            Message::ClaimForFunction { function, .. } => {
                self.claim_for_function(decision?, function)?
            }
            Message::ClaimRefused { function, user } => self.claim_refused(asked(function, user)?),
            Message::CannotDelegate { function, user, to, excuse } => {
                self.cannot_delegate(asked(function, user)?, to, *excuse)
            }
            Message::ClosingDigest => self.closing_digest(decision?),
            Message::OwnerDigest => self.owner_digest(decision?, others),
            Message::LateView { function } => self.late_view(decision?, function)?,
            Message::Reopened { by, reason, until, cause } => {
                self.reopened(decision?, by, (*cause, reason.as_deref()), *until)
            }
            Message::ProposalChanged { version } => self.proposal_changed(decision?, *version),
            Message::StillHolds { function, user } => {
                self.still_holds(decision?, function, user)?
            }
            Message::Restated { function, user } => self.restated(decision?, function, user)?,
            Message::RestatementAnswered { function } => {
                self.restatement_answered(decision?, function)?
            }
            Message::Decided { .. } => self.decided(decision?)?,
            Message::Disposed { function } => self.disposed(decision?, function)?,
            Message::WordBack { user, functions, .. } => {
                self.word_back(decision?, user, functions)?
            }
            Message::WordNotGiven { functions } => self.word_not_given(decision?, functions),
            Message::Check { at, user } => self.clarity_check(decision?, *at, user),
            Message::CheckResult { .. } => self.check_result(decision?)?,
            Message::WorryRaised { function, by } => self.worry_raised(decision?, function, by)?,
            Message::ReviewDue { at, again } => self.review_due(decision?, *at, *again),
            Message::Reviewed { .. } => self.reviewed(decision?)?,
            Message::DidItComeTrue { at, user } => self.did_it_come_true(decision?, *at, user),
            Message::WorryCameTrue { function, by } => {
                self.worry_came_true(decision?, function, by)?
            }
            Message::FollowUpDue { at, functions, .. } => {
                self.follow_up_due(decision?, *at, functions)
            }
            Message::Hesitation => self.hesitation(decision?)?,
            Message::CouldNotReach { functions } => self.could_not_reach(decision?, functions)?,
            Message::NoLongerSaid { function, user } => self.no_longer_said(asked(function, user)?),
            Message::LimitsTouched { limits } => self.limits_touched(decision?, limits)?,
            Message::DismissedForOwner { by, channel, ts } => {
                self.dismissed_for_owner(by, (channel, ts))
            }
            Message::AnswerKept { decision: id, function, title } => {
                ask::answer_kept(self, (id, function, title), decision)
            }
            Message::ProposalPost { draft } => self.proposal_post(draft),
            Message::ProposalFailed { title, channel, why } => {
                self.proposal_failed(title, channel, why)
            }
            Message::RelatedElsewhere { related } => {
                self.related_elsewhere(decision?, related, others)?
            }
            Message::TensionsFound { at } => self.tensions_found(decision?, *at)?,
            Message::Tension { tension } => self.tension_card(decision?, tension)?,
            Message::ReplacedBy { new } => self.replaced_by(decision?, new, others)?,
            Message::NotReplaced { old, why } => self.not_replaced(decision?, old, why),
            Message::Suggestion { channel, ts, title, why, convinced, announced } => {
                let offer = Offer { channel, ts, title, why, convinced: *convinced };
                self.suggestion(&offer, announced, others)?
            }
            Message::WhichAsk { ts, choices } => self.which_ask(ts, choices),
            Message::NothingWaiting => self.nothing_waiting(),
            Message::Weekly { .. } | Message::BlindSpots => return None,
            Message::Greeting { .. } => self.greeting(),
            Message::FellBack { channel, confirmed, judged } => {
                self.fell_back(channel, *confirmed, *judged)
            }
            Message::FellBackHere { channel, confirmed, judged } => {
                self.fell_back_here(channel, *confirmed, *judged)
            }
        })
    }
}
