//! The weekly digest for a leader: one screen, counts rather than rates, functions rather than
//! people.

use super::page::{Line, Page};
use super::room::customer_reasons;
use super::words::{count, day, list, moment, person, span, times};
use super::{Rendered, Scene, card, deciding, explaining, results, room};
use crate::domain::aftermath::{CameTrue, FLOOR};
use crate::domain::coverage::Coverage;
use crate::domain::decision::{Decision, Phase};
use crate::domain::hours::Zone;
use crate::domain::ids::FunctionId;
use crate::domain::message::Lateness;
use crate::domain::record::Gaps;
use crate::domain::weekly::{FeltHeard, Quiet, WeeklyDigest};
use jiff::Timestamp;

/// How many decisions or functions one list shows; the rest is counted.
const SHOWN: usize = 6;
/// How many unheard functions of one decision are named; the rest is counted.
const NAMED: usize = 3;
/// How much of a decision, a result or a worry is repeated.
const GIST: usize = 120;

impl Scene<'_> {
    /// Returns a week's digest, with dates as its reader's zone has them.
    pub fn weekly(
        &self,
        digest: &WeeklyDigest<'_>,
        due: Timestamp,
        late: Lateness,
        zone: &Zone,
    ) -> Rendered {
        let (from, to) = (day_in(digest.from, zone), day_in(digest.to, zone));
        let head = format!("*Your week in decisions*: {from} to {to}");
        let page = Page::new().lines([head.into(), self.lateness(due, late, zone)]);
        let page = if digest.is_empty() {
            page.line("Of the decisions you may see, none was opened, listened to or closed.")
        } else {
            page.line(summary(digest)).page(self.lists(digest, zone))
        };
        let scope = "It counts decisions you may see in Slack, and functions, never people.";
        page.page(self.pulse(&digest.felt_heard))
            .headed("Functions that go unheard", self.quiet(&digest.quiet))
            .headed("What keeps coming up", explaining::patterns(&digest.recurring))
            .with(heard(digest), Page::line)
            .with(own_faults(digest), Page::line)
            .with((!digest.is_empty()).then_some(scope), Page::fine)
            .render()
    }

    fn lateness(&self, due: Timestamp, late: Lateness, zone: &Zone) -> Line {
        match late {
            Lateness::OnTime | Lateness::OnRequest => Line::default(),
            Lateness::Late => {
                let due = moment(due, zone);
                format!("This comes late: it was due {due}, when I was not running.").into()
            }
        }
    }

    fn lists(&self, digest: &WeeklyDigest<'_>, zone: &Zone) -> Page {
        let gaps = digest.gaps.iter().map(|(one, missing)| self.gap(one, missing, zone));
        let full =
            digest.full.iter().map(|one| entry(one).fact(coverage(one)).fact(waiting(one, zone)));
        let earlier = digest.waiting.iter().filter(|one| !is_among(digest, one));
        let earlier = earlier.map(|one| entry(one).fact(coverage(one)).fact(waiting(one, zone)));
        let closed = digest.gaps.iter().map(|(one, _)| *one).chain(digest.full.iter().copied());
        let one_sided = closed.filter_map(|one| {
            let reasons = room::all(customer_reasons(one)?);
            Some(entry(one).fact(format!("{reasons} given are about customers")))
        });
        let listening = digest.listening.iter().map(|one| {
            let until = day_in(one.closes_at, zone);
            entry(one).fact(format!("until {until} · {}", card::coverage(one).to_lowercase()))
        });
        Page::new()
            .page(self.ends(digest))
            .headed("Closed with functions unheard", shown(gaps))
            .headed("Closed with every function heard", shown(full))
            .headed("Closed earlier", listed(earlier, "list"))
            .headed("Closed on customers' reasons alone", shown(one_sided))
            .headed("Still listening", listed(listening, "list"))
    }

    fn gap(&self, decision: &Decision, missing: &[&FunctionId], zone: &Zone) -> Line {
        let mut names: Vec<String> =
            missing.iter().take(NAMED).map(|function| self.name(function)).collect();
        if let more @ 1.. = missing.len().saturating_sub(NAMED) {
            names.push(format!("{more} more"));
        }
        let names = list(&names);
        let waiting = waiting(decision, zone);
        entry(decision).fact(format!("{}, not heard: {names}{waiting}", coverage(decision)))
    }

    /// What was decided, what came of it, and what was opened again.
    fn ends(&self, digest: &WeeklyDigest<'_>) -> Page {
        let (gaps, whole): (Vec<&Decision>, Vec<&Decision>) =
            digest.decided.iter().partition(|one| gaps_of(one).is_some());
        let results = digest.reviewed.iter().map(|(one, result)| {
            let (icon, turned) =
                (results::turned_icon(result.turned), results::turned(result.turned));
            let cause = result.cause.map(|cause| format!(" ({})", results::cause(cause)));
            let fact = format!("{icon} {turned}{}. ", cause.unwrap_or_default());
            entry(one).fact(fact).excerpt(&result.text, GIST)
        });
        let came_true = digest.came_true.iter().map(|(one, worry, answer)| {
            let part = if *answer == CameTrue::InPart { " (in part)" } else { "" };
            entry(one)
                .fact(format!("{}{part}: ", self.name(&worry.function)))
                .excerpt(&worry.text, GIST)
        });
        let reopened =
            digest.reopened.iter().map(|(one, cause)| entry(one).fact(results::cause(*cause)));
        Page::new()
            .headed("Decided with gaps", shown(gaps.into_iter().map(decided)))
            .headed("Decided", listed(whole.into_iter().map(decided), "list decided"))
            .headed("Results", shown(results))
            .headed("Worries that came true", shown(came_true))
            .headed("Opened again after they were decided", shown(reopened))
    }

    /// How well functions felt heard; nothing where nothing may be shown.
    fn pulse(&self, felt: &[FeltHeard]) -> Page {
        if felt.is_empty() {
            return Page::new();
        }
        let lines = felt.iter().map(|one| {
            let (whole, tenth) = (one.tenths / 10, one.tenths % 10);
            let answers = one.answers;
            let name = self.name(&one.function);
            Line::new(format!("• {name}: {whole}.{tenth} of 5, from {answers} answers"))
        });
        Page::new().headed("How functions felt heard", shown(lines)).fine(format!(
            "This counts all decisions, also those you may not see. A function is shown once {FLOOR} \
             different people of it have answered, {FLOOR} answers at a time. Nobody sees who gave which."
        ))
    }

    fn quiet(&self, quiet: &[Quiet]) -> Vec<Line> {
        shown(quiet.iter().map(|one| {
            let streaks = [
                (one.unasked, "affected and not asked"),
                (one.unanswered, "asked and without an answer"),
            ];
            let streaks: Vec<String> = streaks
                .into_iter()
                .filter(|(length, _)| *length > 0)
                .map(|(length, what)| format!("{what} {} in a row", times(length)))
                .collect();
            Line::new(format!("• {}: {}", self.name(&one.function), streaks.join("; ")))
        }))
    }
}

/// Counts, leaving out what did not happen.
fn summary(digest: &WeeklyDigest<'_>) -> String {
    let counts = [
        (digest.opened, "opened"),
        (digest.decided.len(), "decided"),
        (digest.decided.iter().filter(|one| gaps_of(one).is_some()).count(), "of them with gaps"),
        (digest.listening.len(), "listening"),
        (digest.gaps.len(), "closed with functions unheard"),
        (digest.full.len(), "closed with every function heard"),
        (digest.waiting.len(), "to be decided"),
    ];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0);
    counts.map(|(number, what)| format!("{number} {what}")).collect::<Vec<_>>().join(" · ")
}

/// Whether a decision stands in one of the other lists.
fn is_among(digest: &WeeklyDigest<'_>, decision: &Decision) -> bool {
    let closed = digest.gaps.iter().map(|(one, _)| one).chain(&digest.full);
    closed.into_iter().any(|one| one.id == decision.id)
}

/// Who has yet to decide, and since when.
fn waiting(decision: &Decision, zone: &Zone) -> String {
    if decision.is_checked_afterwards() {
        return "; checked after the fact".to_owned();
    }
    if decision.phase != Phase::Weighing {
        return String::new();
    }
    let since = decision.closed.as_ref().map(|closed| day_in(closed.at, zone));
    let since = since.map(|at| format!(" since {at}")).unwrap_or_default();
    format!("; waiting for {}{since}", person(&decision.owner))
}

/// What was decided; with what was missing, where something was.
fn decided(decision: &Decision) -> Line {
    let sentence = decision.record.as_ref().map_or("", |record| record.essence.sentence.as_str());
    let line = entry(decision).excerpt(sentence, GIST);
    match decision.record.as_deref().and_then(deciding::stamp) {
        Some(stamp) => line.fact(format!(" · {stamp}")),
        None => line,
    }
}

fn gaps_of(decision: &Decision) -> Option<&Gaps> {
    decision.record.as_ref()?.gaps.as_ref()
}

fn entry(decision: &Decision) -> Line {
    Line::new("• *").words(&decision.title).fact(format!("* (`{}`): ", decision.id))
}

/// A day in the reader's own zone; shorter than what Slack would make of the moment.
fn day_in(at: Timestamp, zone: &Zone) -> String {
    day(at.to_zoned(zone.rules()).date())
}

fn coverage(decision: &Decision) -> String {
    let Coverage { affected, heard, .. } = Coverage::of(decision);
    format!("heard {heard} of {affected}")
}

/// The first lines of a list, and how many more there are.
fn shown(lines: impl Iterator<Item = Line>) -> Vec<Line> {
    first_of(lines, |more| format!("… and {more} more"))
}

/// The same where a command lists them all.
fn listed(lines: impl Iterator<Item = Line>, command: &str) -> Vec<Line> {
    first_of(lines, |more| format!("… and {more} more; `/soundings {command}` shows them"))
}

fn first_of(lines: impl Iterator<Item = Line>, and: impl Fn(usize) -> String) -> Vec<Line> {
    let mut lines: Vec<Line> = lines.collect();
    let more = lines.len().saturating_sub(SHOWN);
    lines.truncate(SHOWN);
    if more > 0 {
        lines.push(and(more).into());
    }
    lines
}

fn heard(digest: &WeeklyDigest<'_>) -> Option<Line> {
    let (heard, affected) = digest.heard;
    (affected > 0).then(|| {
        Line::new(format!(
            "Last six weeks, in the closed decisions you may see: functions were affected {} and \
             heard {}.",
            times(affected),
            times(heard),
        ))
    })
}

fn own_faults(digest: &WeeklyDigest<'_>) -> Option<Line> {
    let undelivered = (digest.undelivered > 0).then(|| {
        let messages = count(digest.undelivered, "message", "messages");
        format!("I could not deliver {messages}")
    });
    let blind = (digest.blind.is_positive()).then(|| {
        format!("I was not listening for {} and may have missed replies", span(digest.blind))
    });
    let faults: Vec<String> = undelivered.into_iter().chain(blind).collect();
    (!faults.is_empty()).then(|| Line::new(format!("⚠️ My own faults: {}.", faults.join("; "))))
}
