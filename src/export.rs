//! Decisions as text for outside Slack: a line of JSON, rows of CSV, a page of Markdown.
//!
//! Pure. All three are written from one [`shape::Shape`], in which everything was left out that the
//! [`Audience`] may not know; nothing below it decides what is shown. Drafts, replies that nobody has
//! let count, and what the bot remembers for itself are in none of them.
//!
//! The same decision and configuration give the same text, byte for byte, so that a folder under
//! version control changes only where a decision did.

pub mod shape;

mod audience;
mod files;
mod functions;
mod markdown;
mod markup;
mod records;
mod table;
mod text;
mod words;

pub use self::audience::Audience;
pub use self::files::{BEGINNING_BYTES, File, decision_of, file, index, is_ours};
pub use self::table::table;

use self::shape::{
    Blind, Closed, Coverage, Entry, FORMAT, Fault, Opened, Shape, Side, TYPE, Tension, Version,
};
use crate::domain::coverage;
use crate::domain::decision::{self, Decision, Deed, Ended, Failed, OpenedBy, Phase};
use crate::domain::ids::{DecisionId, FunctionId, UserId};
use crate::domain::policy::Policy;
use crate::domain::tension::{self, Card};
use jiff::Timestamp;

/// Returns a decision as a line of JSON, without the end of the line.
pub fn line(shape: &Shape) -> String {
    serde_json::to_string(shape).expect("our own type has string keys and no failing serializers")
}

/// What every export may look at.
#[derive(Clone, Copy, Debug)]
pub struct Exporter<'a> {
    pub policy: &'a Policy,
    pub now: Timestamp,
    pub audience: &'a Audience,
}

impl Exporter<'_> {
    /// Returns a decision as its audience may know it.
    pub fn shape(&self, decision: &Decision) -> Shape {
        // Every field by name, so that a new one is not forgotten here.
        let Decision {
            id,
            team,
            channel,
            root,
            reply,
            title,
            versions,
            owner,
            goal,
            kind,
            door,
            opened,
            phase,
            closes_at,
            zone,
            closed,
            closed_before,
            slots,
            card: _,
            offers: _,
            just_talking: _,
            only_agreeing: _,
            faults,
            untold: _,
            blind,
            read_later: _,
            caught_up: _,
            history,
            guesses: _,
            announced,
            relations,
            record,
            earlier,
            draft: _,
            lesson: _,
            spoken_of: _,
            // Of the register, which is the workspace's and shows what holds now.
            limits: _,
            // For the owner's eyes only, and only while it listens.
            hesitation: _,
            tensions,
        } = decision;
        Shape {
            format: FORMAT,
            r#type: TYPE,
            id: id.to_string(),
            workspace: team.to_string(),
            channel: channel.to_string(),
            message: reply.as_ref().unwrap_or(root).to_string(),
            link: format!(
                "https://slack.com/app_redirect?channel={channel}&message_ts={root}&team={team}"
            ),
            title: text::line(title),
            state: state(*phase),
            kind: kind.as_str(),
            door: door.as_str(),
            owner: owner.to_string(),
            goal: goal.as_deref().map(text::plain),
            opened: opened_shape(opened),
            zone: zone.0.clone(),
            listening_until: *closes_at,
            closed: closed.as_ref().map(closed_shape),
            closed_before: closed_before.iter().map(closed_shape).collect(),
            versions: versions_shape(versions),
            coverage: coverage_shape(decision),
            functions: slots.iter().map(|slot| self.function(decision, slot)).collect(),
            announced: *announced,
            tensions: tensions.posted().map(|one| self.tension(decision, one)).collect(),
            replaces: self.replaces(decision),
            replaced_by: self.others(decision, &relations.replaced_by).next(),
            replaced: relations.replaced_by.is_some(),
            record: record.as_deref().map(|record| self.record(decision, record)),
            earlier_records: earlier.iter().map(|record| self.record(decision, record)).collect(),
            history: history.iter().filter_map(|entry| self.entry(decision, entry)).collect(),
            faults: faults.iter().map(fault_shape).collect(),
            blind: blind.iter().map(|one| Blind { from: one.from, to: one.to }).collect(),
        }
    }

    /// A tension as it stands in the thread. Of drafts and of what was put aside nothing goes out: those
    /// are between the bot and the owner.
    fn tension(&self, decision: &Decision, (tension, card): (&tension::Tension, &Card)) -> Tension {
        let [one, other] = tension.between.both().map(|said| Side {
            function: said.function.to_string(),
            name: text::line(self.policy.library.name_of(&said.function)),
            changed_since: said.since(decision).is_some(),
        });
        Tension {
            at: card.at,
            goal: card.text.goal.as_deref().map(text::plain),
            one,
            one_needs: text::plain(&card.text.one_needs),
            other,
            other_needs: text::plain(&card.text.other_needs),
            assumption: text::plain(&card.text.assumption),
            question: text::plain(&card.text.question),
        }
    }

    fn replaces(&self, decision: &Decision) -> Vec<String> {
        let confirmed = decision.relations.replaces.iter().filter(|one| one.confirmed);
        self.others(decision, confirmed.map(|one| &one.decision)).collect()
    }

    /// Other decisions, which may belong to a channel that only the owner is known to see.
    fn others<'a>(
        &self,
        decision: &Decision,
        others: impl IntoIterator<Item = &'a DecisionId>,
    ) -> impl Iterator<Item = String> {
        let known = self.audience.sees_all(decision);
        others.into_iter().filter(move |_| known).map(DecisionId::to_string)
    }

    /// A line of the history; that somebody worried is for them and for whoever decides.
    fn entry(&self, decision: &Decision, entry: &decision::Entry) -> Option<Entry> {
        let (what, function) = deed(&entry.what);
        let who = entry.who.as_ref();
        let private = matches!(entry.what, Deed::WorryRaised(_) | Deed::WorryJudged(_));
        let theirs = who.is_some_and(|who| self.audience.is(who));
        if private && !theirs && !self.audience.sees_all(decision) {
            return None;
        }
        Some(Entry {
            at: entry.at,
            bot: who.is_none(),
            who: who.and_then(|who| self.person(decision, who)),
            what,
            function: function.map(FunctionId::to_string),
        })
    }

    /// A person's id, if the audience may know it.
    fn person(&self, decision: &Decision, user: &UserId) -> Option<String> {
        self.audience.may_know(decision, user).then(|| user.to_string())
    }

    /// A function's name as people read it.
    fn name(&self, function: &FunctionId) -> String {
        text::line(self.policy.library.name_of(function))
    }
}

fn state(phase: Phase) -> &'static str {
    match phase {
        Phase::Listening => "listening",
        Phase::Weighing => "weighing",
        Phase::Decided => "decided",
        Phase::Reviewed => "reviewed",
        Phase::Cancelled => "cancelled",
    }
}

fn opened_shape(opened: &decision::Opened) -> Opened {
    let (how, by) = match &opened.by {
        OpenedBy::Noticed => ("noticed", None),
        OpenedBy::Followed => ("followed", None),
        OpenedBy::Person(user) => ("asked", Some(user.to_string())),
    };
    let why = opened.why.iter().map(|words| text::plain(words)).collect();
    Opened { at: opened.at, how, by, why }
}

fn closed_shape(closed: &decision::Closed) -> Closed {
    let (how, by, reason) = match &closed.how {
        Ended::OnTime => ("on-time", None, None),
        Ended::Early { by, reason } => ("early", Some(by.to_string()), Some(text::plain(reason))),
        Ended::ChannelArchived => ("channel-archived", None, None),
        Ended::ProposalDeleted => ("proposal-deleted", None, None),
        Ended::TakenBack => ("taken-back", None, None),
        Ended::Replaced => ("replaced", None, None),
    };
    Closed { at: closed.at, how, by, reason }
}

fn versions_shape(versions: &[decision::Version]) -> Vec<Version> {
    let last = versions.len().saturating_sub(1);
    let versions = versions.iter().enumerate();
    let version = |(index, version): (usize, &decision::Version)| {
        let kept = index == last || !version.text.is_empty();
        let text = kept.then(|| text::plain(&version.text));
        Version { number: index + 1, at: version.at, text }
    };
    versions.map(version).collect()
}

fn coverage_shape(decision: &Decision) -> Coverage {
    let coverage::Coverage { affected, asked, heard } = coverage::Coverage::of(decision);
    Coverage { affected, asked, heard }
}

fn fault_shape(fault: &decision::Fault) -> Fault {
    let (what, function) = match &fault.what {
        Failed::Card => ("card", None),
        Failed::Digest => ("digest", None),
        Failed::Ask(function) => ("ask", Some(function.to_string())),
        Failed::Webhook => ("webhook", None),
        Failed::Other => ("other", None),
    };
    Fault { at: fault.at, what, function, why: text::line(&fault.why) }
}

fn deed(deed: &Deed) -> (&'static str, Option<&FunctionId>) {
    match deed {
        Deed::Opened => ("opened", None),
        Deed::Asked(function) => ("asked", Some(function)),
        Deed::Reminded(function) => ("reminded", Some(function)),
        Deed::Heard(function) => ("heard", Some(function)),
        Deed::ViewChanged(function) => ("view-changed", Some(function)),
        Deed::ViewWithdrawn(function) => ("view-withdrawn", Some(function)),
        Deed::NoObjection(function) => ("no-objection", Some(function)),
        Deed::NotAffectedClaimed(function) => ("not-affected-claimed", Some(function)),
        Deed::NotAffected(function) => ("not-affected", Some(function)),
        Deed::NotAffectedRefused(function) => ("not-affected-refused", Some(function)),
        Deed::PutOnHold(function) => ("put-on-hold", Some(function)),
        Deed::Delegated(function) => ("delegated", Some(function)),
        Deed::Unreachable(function) => ("unreachable", Some(function)),
        Deed::AffectedChanged => ("affected-changed", None),
        Deed::FunctionAdded(function) => ("function-added", Some(function)),
        Deed::FunctionRemoved(function) => ("function-removed", Some(function)),
        Deed::DetailsChanged => ("details-changed", None),
        Deed::Edited => ("edited", None),
        Deed::CareNamed(function) => ("care-named", Some(function)),
        Deed::StillHolds(function) => ("still-holds", Some(function)),
        Deed::Restated(function) => ("restated", Some(function)),
        Deed::RestatementConfirmed(function) => ("restatement-confirmed", Some(function)),
        Deed::RestatementMended(function) => ("restatement-mended", Some(function)),
        Deed::Closed => ("closed", None),
        Deed::Decided => ("decided", None),
        Deed::Disposed(function) => ("disposed", Some(function)),
        Deed::WorryRaised(function) => ("worry-raised", Some(function)),
        Deed::Reviewed => ("reviewed", None),
        Deed::WorryJudged(function) => ("worry-judged", Some(function)),
        Deed::FollowedUp(function) => ("followed-up", Some(function)),
        Deed::Reopened => ("reopened", None),
        Deed::Cancelled => ("cancelled", None),
        Deed::StillOpen => ("still-open", None),
        Deed::TensionPosted => ("tension-posted", None),
        Deed::Replaces => ("replaces", None),
        Deed::Replaced => ("replaced", None),
        Deed::ReplacementUndone => ("replacement-undone", None),
    }
}
