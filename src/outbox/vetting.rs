//! What is noticed or pointed at, before it becomes a decision: whether anything may come of it there, as which
//! message it stands by now, who decides, and what it is called.

use super::{Failure, Outbox, Outcome};
use crate::domain::answer::clip;
use crate::domain::decision::{OpenedBy, PROPOSAL_CHARS};
use crate::domain::effect::Key;
use crate::domain::event::{
    Announced, DecisionEvent, Event, PersonEvent, Proposal, Remarked, Strength,
};
use crate::domain::hours::Zone;
use crate::domain::ids::{ChannelId, MessageTs, UserId};
use crate::domain::lesson::Convinced;
use crate::domain::policy::Mode;
use crate::domain::reply::{Notice, Reply};
use crate::engine::StoredEffect;
use crate::reading::{self, Excerpt, Label, TITLE_CHARS_MAX, unasked};
use crate::slack::client::{CallError, Written};
use crate::store::Claimed;
use crate::views::Scene;

/// What waited longer is looked at again before anybody is asked about it.
const LATE_SECONDS: i64 = 60;
/// In a moment nobody has answered yet.
const ANSWERED_AFTER_SECONDS: i64 = 3;
/// About what was said longer ago its author is not asked any more.
const ASKED_WITHIN_SECONDS: i64 = 4 * 60 * 60;
/// A title in fewer words says too little without what it answers.
const NAME_WORDS_MIN: usize = 4;

impl Outbox {
    /// Opens a noticed proposal, tells its author, or lets it be: as its channel's mode says.
    pub(super) async fn vet(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        proposal: &Proposal,
        strength: Strength,
    ) -> Result<Outcome, Failure> {
        let facts = self.directory.channel(&proposal.channel).await?;
        let mode = self.engine.policy().channels.mode(proposal.channel.as_str(), Some(&facts.name));
        let by_hand = strength == Strength::ByHand;
        if !by_hand && (facts.is_shared || facts.is_direct || mode == Mode::Manual) {
            return self.forget(claimed, stored).await;
        }
        let Some(mut proposal) = self.as_it_stands(proposal, strength).await? else {
            return self.forget(claimed, stored).await;
        };
        let Some(zone) = self.decider_zone(&mut proposal).await? else {
            return self.forget(claimed, stored).await;
        };
        self.name_by_thread(&mut proposal).await?;
        let workspace = self.workspace(&proposal.team).await?;
        let policy = self.engine.policy();
        let fallen = workspace.has_fallen_back(policy, &proposal.channel);
        if !by_hand {
            let Some(announced) = self.announced(&proposal).await? else {
                return self.forget(claimed, stored).await;
            };
            let known = matches!(announced, Announced::AsOutcomeOf(_));
            let is_stale = self.waited_seconds(&proposal) >= ASKED_WITHIN_SECONDS;
            if strength == Strength::Likely && proposal.by == OpenedBy::Noticed && is_stale {
                return self.forget(claimed, stored).await;
            }
            if mode == Mode::Suggest || fallen || strength == Strength::Likely || known {
                return self.suggest(claimed, &proposal, announced).await;
            }
        }
        proposal.zone = zone;
        let was_taken_back = self.hear_thread(&mut proposal).await;
        if was_taken_back && !by_hand {
            return self.forget(claimed, stored).await;
        }
        if !by_hand {
            proposal = workspace.advise(policy, proposal);
        }
        let event = Event::Decision(DecisionEvent::Proposed(Box::new(proposal)));
        self.engine.settle(&stored.source, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    async fn suggest(
        &self,
        claimed: &Claimed,
        proposal: &Proposal,
        announced: Announced,
    ) -> Result<Outcome, Failure> {
        let event = Event::Person(PersonEvent::SuggestionDue {
            channel: proposal.channel.clone(),
            ts: proposal.message().clone(),
            thread: proposal.reply.as_ref().map(|_| proposal.root.clone()),
            title: proposal.title.clone(),
            why: proposal.why.clone(),
            convinced: proposal.guesses.convinced,
            announced: self.as_it_reads(proposal, announced),
        });
        let key = Key::Person(proposal.team.clone(), proposal.owner.clone());
        self.engine.settle(&key, &claimed.id, &event).await?;
        Ok(Outcome::Settled)
    }

    /// What reads as decided, and not plainly enough to be checked, is put to its author in other words
    /// than a proposal; what a thread talked over is put as one.
    fn as_it_reads(&self, proposal: &Proposal, announced: Announced) -> Announced {
        let excerpt = Excerpt {
            text: &proposal.text,
            is_reply: proposal.reply.is_some(),
            ..Excerpt::default()
        };
        let noticed = proposal.by == OpenedBy::Noticed;
        let decided = || self.reader.read(&excerpt).label == Label::Decision;
        match announced {
            Announced::No if noticed && decided() => Announced::Perhaps,
            announced => announced,
        }
    }

    /// Fetches a message that somebody pointed at and opens it.
    pub(super) async fn open_from(
        &self,
        claimed: &Claimed,
        stored: &StoredEffect,
        by: &UserId,
        channel: &ChannelId,
        ts: &MessageTs,
    ) -> Result<Outcome, Failure> {
        let allowed = self.directory.can_see(by, channel).await?;
        let message = match self.client.message(channel, ts).await {
            Ok(Some(message)) if allowed => message,
            Ok(_) | Err(CallError::Refused(_)) => {
                let gone = Reply::Notice(Box::new(Notice::MessageGone));
                self.say_why_not(&gone, by, (channel, None)).await;
                return self.forget(claimed, stored).await;
            }
            Err(error) => return Err(error.into()),
        };
        let team = stored.source.team();
        let mut proposal = crate::intake::proposal(&self.reader, team, channel, &message);
        proposal.by = OpenedBy::Person(by.clone());
        proposal.zone = self.decider_zone(&mut proposal).await?.unwrap_or_default();
        self.name_by_thread(&mut proposal).await?;
        self.hear_thread(&mut proposal).await;
        let proposal = self.workspace(team).await?.advise(self.engine.policy(), proposal);
        // An answer in a thread may be pointed at: the decision is that of the thread.
        let key = Key::Decision(team.clone(), proposal.id.clone());
        let root = proposal.root.clone();
        let event = Event::Decision(DecisionEvent::Proposed(Box::new(proposal)));
        let reply = self.engine.settle(&key, &claimed.id, &event).await?;
        self.say_why_not(&reply, by, (channel, Some(&root))).await;
        Ok(Outcome::Settled)
    }

    /// Returns a noticed proposal as its message stands now, if something was in the way since it was posted; nothing
    /// where the message is gone, or proposes nothing any more; what reads merely likely now does not open. What others
    /// said of it was about the words of then.
    async fn as_it_stands(
        &self,
        proposal: &Proposal,
        strength: Strength,
    ) -> Result<Option<Proposal>, Failure> {
        if strength == Strength::ByHand || !self.is_late(proposal) {
            return Ok(Some(proposal.clone()));
        }
        let (team, channel) = (&proposal.team, &proposal.channel);
        let message = match self.client.message(channel, proposal.message()).await {
            Err(CallError::Refused(_)) => None,
            message => message?,
        };
        let Some(message) = message else { return Ok(None) };
        if clip(&message.text, PROPOSAL_CHARS) == proposal.text {
            return Ok(Some(proposal.clone()));
        }
        if proposal.by == OpenedBy::Followed {
            return Ok(None);
        }
        let proposal = crate::intake::proposal(&self.reader, team, channel, &message);
        let is_plain = |convinced| strength == Strength::Likely || convinced != Convinced::Sound;
        Ok(proposal.guesses.convinced.is_some_and(is_plain).then_some(proposal))
    }

    /// Tells whether something was in the way since its message was posted.
    fn is_late(&self, proposal: &Proposal) -> bool {
        self.waited_seconds(proposal) >= LATE_SECONDS
    }

    /// Returns how long ago its message was posted.
    fn waited_seconds(&self, proposal: &Proposal) -> i64 {
        let now = self.engine.clock().now().as_second();
        now - proposal.message().seconds().unwrap_or(now)
    }

    /// Returns the zone of whoever decides. Who belongs elsewhere, or is a bot, decides nothing here: then it is
    /// whoever pointed at the message, and nobody where the bot noticed it by itself.
    async fn decider_zone(&self, proposal: &mut Proposal) -> Result<Option<Zone>, Failure> {
        let owner = self.directory.person(&proposal.owner).await?;
        if owner.is_colleague() {
            return Ok(Some(owner.zone));
        }
        let OpenedBy::Person(by) = &proposal.by else { return Ok(None) };
        let zone = self.directory.person(by).await?.zone;
        proposal.owner = by.clone();
        Ok(Some(zone))
    }

    /// An answer in a few words ("do it") is named by what its thread began with as well.
    async fn name_by_thread(&self, proposal: &mut Proposal) -> Result<(), Failure> {
        let drawn = proposal.guesses.title.is_some() && proposal.reply.is_some();
        if !drawn || proposal.title.split_whitespace().count() >= NAME_WORDS_MIN {
            return Ok(());
        }
        let (team, channel) = (&proposal.team, &proposal.channel);
        let root = match self.client.message(channel, &proposal.root).await {
            Err(CallError::Refused(_)) => None,
            root => root?,
        };
        let Some(root) = root else { return Ok(()) };
        let about = crate::intake::proposal(&self.reader, team, channel, &root).title;
        proposal.title = clip(&format!("{}: {about}", proposal.title), TITLE_CHARS_MAX);
        Ok(())
    }

    /// Tells whoever pointed at a message why nothing came of it; nobody else sees it, and nothing hangs on it.
    async fn say_why_not(
        &self,
        reply: &Reply,
        to: &UserId,
        (channel, thread): (&ChannelId, Option<&MessageTs>),
    ) {
        let Reply::Notice(notice) = reply else { return };
        let known = |notice: &Notice| {
            matches!(
                notice,
                Notice::AlreadyOpen { .. } | Notice::DismissedBefore | Notice::MessageGone
            )
        };
        if !known(notice) {
            return;
        }
        let policy = self.engine.policy();
        let said = Scene { policy, now: self.engine.clock().now() }.notice(notice);
        let sent = self.client.post_ephemeral(channel, to, thread, &said).await;
        if let Err(error) = sent {
            tracing::debug!(%error, "somebody was not told why nothing was opened");
        }
    }

    /// What people have said about a message before it is opened, and of which topics of the lenses. A help and no
    /// need: where Slack does not tell now, a question may be named that somebody has put, and who has spoken is asked.
    /// Tells whether its author has taken it back.
    async fn hear_thread(&self, proposal: &mut Proposal) -> bool {
        let just_said = self.waited_seconds(proposal) < ANSWERED_AFTER_SECONDS;
        if proposal.by == OpenedBy::Noticed && just_said {
            return false;
        }
        let replies = self.client.replies(&proposal.channel, &proposal.root).await;
        let replies = replies.inspect_err(|error| tracing::debug!(%error, "replies are not known"));
        let replies = replies.unwrap_or_default();
        let policy = self.engine.policy();
        if policy.room.questions {
            let topics = replies.iter().map(|one| unasked::spoken_of(&policy.library, &one.text));
            proposal.spoken_of = topics.flatten().collect();
        }
        let below = replies.into_iter().filter(|one| one.standing.ts > *proposal.message());
        let below: Vec<_> = below.collect();
        let takes_back =
            |one: &Written| one.author == proposal.owner && reading::takes_back(&one.text);
        let was_taken_back = below.iter().any(takes_back);
        proposal.said = below.into_iter().map(remarked).collect();
        was_taken_back
    }
}

fn remarked(written: Written) -> Remarked {
    let Written { author, text, standing } = written;
    Remarked { ts: standing.ts, author, remark: reading::remark(&text), text }
}
