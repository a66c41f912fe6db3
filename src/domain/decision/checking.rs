//! The check after the fact: what was announced as decided is put to the functions that were never asked,
//! and what they say stands beside the decision.
//!
//! It lasts 48 hours, to the next working moment, and never less than one working day: to the end of the
//! working day after the one on which it was announced, in the owner's zone. That day holds the working
//! hours of every other zone as well, as far as the same days are worked there.

use super::*;
use crate::domain::aftermath::Aftermath;
use crate::domain::record::{self, RecordDraft, SENTENCE_CHARS, speaks_of};
use jiff::SignedDuration;

/// How long a check takes, if there is a working day in it.
const LENGTH: SignedDuration = SignedDuration::from_hours(48);

/// When a check ends.
pub(super) fn closes_at(policy: &Policy, now: Timestamp, zone: &Zone) -> Timestamp {
    let working_day = policy.hours.end_of_day_after(zone, now, 1);
    let two_days = now.checked_add(LENGTH).unwrap_or(Timestamp::MAX);
    policy.hours.next_open(zone, two_days).max(working_day)
}

/// The check is over: the announcement goes on the record, with what was not heard.
pub(super) fn conclude(work: &mut Working<'_>) {
    if !work.decision.is_checked_afterwards() || work.decision.record.is_some() {
        return;
    }
    let gaps = record::gaps(work.policy, &work.decision, work.now);
    let draft = work.decision.draft.take().unwrap_or_default();
    // What the owner has written of it by now says it better than the announcement.
    let RecordDraft { mut essence, mut dispositions, .. } = *draft;
    if essence.sentence.is_empty() {
        essence.sentence = announcement(work.decision.text());
    }
    dispositions.retain(|function, disposed| {
        work.decision.slot(function).is_some_and(|slot| speaks_of(disposed, slot))
    });
    let (by, at) = (work.decision.owner.clone(), work.now);
    let gaps = Some(gaps).filter(|gaps| !gaps.is_empty());
    let after = Aftermath::of(work.policy, &work.decision, &essence, work.now);
    let (after, reopened, after_the_fact) = (Some(Box::new(after)), None, true);
    let record = Record { by, at, essence, dispositions, gaps, after_the_fact, after, reopened };
    deciding::put_on_record(work, None, record);
}

/// The owner says that it only read like an announcement: it listens like any other proposal.
pub(super) fn still_open(work: &mut Working<'_>, by: &UserId) {
    if *by != work.decision.owner {
        return work.say(Notice::OwnerOnly { owner: work.decision.owner.clone() });
    }
    if !work.decision.is_listening() || !work.decision.is_checked_afterwards() {
        return work.say(Notice::AlreadyClosed);
    }
    let days = work.policy.pace.days(work.decision.door);
    let until = work.policy.hours.end_of_day_after(&work.decision.zone, work.now, days);
    work.decision.announced = false;
    work.decision.closes_at = until;
    work.note(Some(by), Deed::StillOpen);
    work.refresh_card();
    closing::refresh_asks(work, Slot::is_waiting);
    work.say(Notice::StillOpenKept { until });
}

/// The announcement as one sentence: its beginning, up to a word, in one line.
fn announcement(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().nth(SENTENCE_CHARS).is_none() {
        return line;
    }
    let kept: String = line.chars().take(SENTENCE_CHARS - 1).collect();
    let cut = kept.rfind(' ').unwrap_or(kept.len());
    format!("{}…", &kept[..cut])
}
