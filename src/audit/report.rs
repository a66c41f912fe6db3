//! The report: figures, functions and decisions, as plain data that serialises to `--json`.
//!
//! A function of what was read. It names functions, channels and decisions, never people; rates carry
//! their counts and are left out below five cases.

mod chart;
mod html;
mod text;

pub use html::html;
pub use text::text;

use super::account::Unread;
use super::decision::{Decision, Followed, Voice};
use super::people::{People, Standing, Sure};
use super::{Request, Tally, moment};
use crate::domain::ids::FunctionId;
use crate::domain::kind::{Door, Kind};
use crate::domain::lens::Library;
use jiff::civil::Date;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The version of the fields below; a field is added without a new one, none changes its meaning.
pub const FORMAT: u32 = 1;

/// Below so many cases a rate says nothing.
pub const CASES_MIN: usize = 5;

/// What an export shows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub format: u32,
    /// In one sentence or two.
    pub summary: String,
    /// The first and the last day that was read.
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub read: Read,
    pub totals: Totals,
    /// By function, in the order of the lens library; only those that were affected.
    pub functions: Vec<FunctionRow>,
    pub quiet: Quiet,
    pub months: Vec<Month>,
    /// Every decision, the most telling first.
    pub decisions: Vec<DecisionRow>,
    pub people: Mapped,
    /// What could not be read, and why.
    pub unread: Vec<Unread>,
}

/// What was gone through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Read {
    pub channels: usize,
    pub private_channels: usize,
    /// Channel files, one a day.
    pub days: u64,
    pub messages: u64,
    /// Messages that people wrote, without notices and bots' posts.
    pub messages_by_people: u64,
    /// Those of them by people whose function is not known.
    pub messages_by_people_of_unknown_function: u64,
}

/// How many decisions there were, of which sort.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Decisions proposed in so many words; every other figure counts among these.
    pub decisions: usize,
    /// Messages that only read like a proposal; they are in no other figure.
    pub likely: usize,
    /// Proposals that their authors took back; they are in no other figure.
    pub taken_back: usize,
    /// Decisions on which at least one affected function was never heard, though somebody stands for it.
    pub with_a_function_never_heard: usize,
    /// Decisions that affect a function for which nobody is known.
    pub with_a_function_nobody_known: usize,
    /// Decisions whose every reason was the customer's.
    pub on_the_customers_voice_alone: usize,
    /// Decisions to which nobody said anything.
    pub unanswered: usize,
    /// Decisions that are not cheap to undo.
    pub one_way: usize,
    /// Decisions of which somebody said that they are made.
    pub said_to_be_decided: usize,
    /// Those of them on which an affected function was never heard.
    pub said_to_be_decided_with_a_function_never_heard: usize,
}

/// One function.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunctionRow {
    pub function: FunctionId,
    pub name: String,
    /// How many people of the export stand for it, as far as known.
    pub people: usize,
    /// Decisions that affect it; the sum of the five below.
    pub affected: usize,
    pub spoke: usize,
    pub only_reacted: usize,
    pub unclear: usize,
    pub never_heard: usize,
    /// Decisions that affect it if nobody is known to stand for it; else none.
    pub nobody_known: usize,
    /// Percent of the decisions that affect it; left out below five, and where nobody is known for it.
    pub never_heard_percent: Option<usize>,
}

/// How long it was quiet.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Quiet {
    /// Decisions on which another function than the author's answered, and how long that took.
    pub answered_by_another_function: usize,
    pub first_answer_seconds_median: Option<i64>,
    /// Decisions on which none is known to have answered.
    pub not_answered_by_another_function: usize,
    /// The longest stretch without a word, of decisions that somebody answered.
    pub longest_seconds_median: Option<i64>,
    /// How many first answers came within each time.
    pub first_answers: Vec<Bucket>,
}

/// How many came within a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bucket {
    pub within: &'static str,
    pub decisions: usize,
}

/// One month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Month {
    /// Such as `2026-03`.
    pub month: String,
    pub decisions: usize,
    pub with_a_function_never_heard: usize,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecisionRow {
    pub title: String,
    pub channel: String,
    pub day: Date,
    /// The message's own time stamp; empty where it is none.
    pub ts: String,
    pub link: Option<String>,
    pub kind: Kind,
    pub door: Door,
    pub affected: Vec<AffectedRow>,
    /// Every function that spoke, affected or not.
    pub spoke: Vec<FunctionId>,
    /// Their names.
    #[serde(skip)]
    pub spoke_names: Vec<String>,
    pub replies: usize,
    pub followed_in: Followed,
    pub said_to_be_decided: bool,
    /// How many reasons were given, if all of them are the customer's.
    pub customer_reasons: Option<usize>,
    pub first_answer_of_another_function_seconds: Option<i64>,
    pub longest_quiet_seconds: Option<i64>,
}

/// An affected function of one decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AffectedRow {
    pub function: FunctionId,
    pub name: String,
    pub voice: Voice,
}

/// How well the people of the export are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mapped {
    pub all: usize,
    pub mapped: usize,
    pub title_says_so: usize,
    pub title_hints: usize,
    pub unknown: usize,
    /// Lines of the mapping that name nobody in the export, or several.
    pub mapping_lines_missed: Vec<usize>,
}

impl Report {
    /// Returns the functions for which somebody is known.
    fn staffed(&self) -> impl Iterator<Item = &FunctionRow> {
        self.functions.iter().filter(|row| row.people > 0)
    }
}

impl Quiet {
    /// Tells whether it holds any length of time, whether of one decision or of many.
    fn is_measured(&self) -> bool {
        self.longest_seconds_median.is_some()
            || self.first_answers.iter().any(|bucket| bucket.decisions > 0)
    }
}

impl DecisionRow {
    /// Returns the names of the affected functions with one kind of voice.
    pub fn names(&self, voice: Voice) -> Vec<&str> {
        let wanted = self.affected.iter().filter(|row| row.voice == voice);
        wanted.map(|row| row.name.as_str()).collect()
    }
}

/// Draws up the report.
pub(super) fn draw_up(
    request: &Request<'_>,
    tally: &Tally,
    people: &People,
    mut found: Vec<Decision>,
    unread: Vec<Unread>,
) -> Report {
    let likely = found.len();
    found.retain(|decision| decision.is_plain);
    let likely = likely - found.len();
    let plain = found.len();
    found.retain(|decision| !decision.is_taken_back);
    let taken_back = plain - found.len();
    found.sort_by_cached_key(|decision| {
        (Reverse(telling(decision)), decision.day, decision.channel.clone(), decision.ts.clone())
    });
    let totals = Totals { likely, taken_back, ..totals(&found) };
    Report {
        format: FORMAT,
        summary: summary(&totals, tally, request, heard(&found, people)),
        from: tally.first,
        until: tally.last,
        read: read(tally),
        functions: functions(&found, people, request.library),
        quiet: quiet(&found),
        months: months(&found),
        decisions: found.iter().map(|decision| row(decision, request)).collect(),
        people: mapped(people, tally),
        totals,
        unread,
    }
}

/// How much a decision tells: what cannot be undone and was not heard first.
fn telling(decision: &Decision) -> (usize, usize, usize) {
    let weight = usize::from(decision.door == Door::OneWay)
        + usize::from(decision.customer_reasons.is_some())
        + usize::from(decision.is_decided);
    let never = decision.never_heard();
    (usize::from(never > 0) + weight, never, decision.replies)
}

fn totals(found: &[Decision]) -> Totals {
    let count = |wanted: &dyn Fn(&Decision) -> bool| found.iter().filter(|one| wanted(one)).count();
    let unheard = |one: &Decision| one.never_heard() > 0;
    Totals {
        decisions: found.len(),
        with_a_function_never_heard: count(&unheard),
        with_a_function_nobody_known: count(&|one| {
            one.with_voice(Voice::NobodyKnown).next().is_some()
        }),
        on_the_customers_voice_alone: count(&|one| one.customer_reasons.is_some()),
        unanswered: count(&|one| one.followed == Followed::Nothing),
        one_way: count(&|one| one.door == Door::OneWay),
        said_to_be_decided: count(&|one| one.is_decided),
        said_to_be_decided_with_a_function_never_heard: count(&|one| {
            one.is_decided && unheard(one)
        }),
        ..Totals::default()
    }
}

/// How far it can be told who was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Of some affected function at least.
    Some,
    /// Of none, since whoever wrote has no known function, or replies are missing.
    OfNone,
    /// Nobody's function is known.
    NobodyKnown,
}

fn heard(found: &[Decision], people: &People) -> Told {
    let mut voices = found.iter().flat_map(|one| &one.affected).map(|(_, voice)| voice);
    let is_untold = |voice: &Voice| matches!(voice, Voice::Unclear | Voice::NobodyKnown);
    match people.are_known() {
        false => Told::NobodyKnown,
        true if voices.all(is_untold) => Told::OfNone,
        true => Told::Some,
    }
}

fn summary(totals: &Totals, tally: &Tally, request: &Request<'_>, told: Told) -> String {
    use super::words::{count, grouped};
    if tally.days == 0 {
        return nothing_read(tally, request);
    }
    let messages = count(tally.said as usize, "message", "messages");
    if tally.said == 0 {
        return "No message that somebody wrote was found.".to_owned();
    }
    if totals.decisions == 0 {
        return format!("None of the {messages} that people wrote plainly proposes a decision.");
    }
    let proposes = if totals.decisions == 1 { "proposes" } else { "propose" };
    let found = format!("{} of {messages} {proposes} a decision", grouped(totals.decisions as u64));
    let customer = match totals.on_the_customers_voice_alone {
        0 => String::new(),
        some => format!("; {} on the customer's voice alone", grouped(some as u64)),
    };
    match told {
        Told::Some => format!("{found}; {}{customer}.", unheard(totals)),
        Told::OfNone => format!(
            "It cannot be told of any affected function whether it was heard. {found}{customer}."
        ),
        Told::NobodyKnown => format!(
            "Nobody's function is known, so it cannot be told who was heard. {found}{customer}."
        ),
    }
}

fn unheard(totals: &Totals) -> String {
    use super::words::grouped;
    let known = "I know of no affected function that was never heard";
    match totals.with_a_function_never_heard {
        0 => match totals.with_a_function_nobody_known {
            0 => known.to_owned(),
            _ if totals.decisions == 1 => format!("{known}, but nobody is known for one"),
            some => {
                format!("{known}, but on {} of these nobody is known for one", grouped(some as u64))
            }
        },
        1 if totals.decisions == 1 => "an affected function was never heard on it".to_owned(),
        all if all == totals.decisions => {
            "on every one of these an affected function was never heard".to_owned()
        }
        some => {
            format!("on {} of these an affected function was never heard", grouped(some as u64))
        }
    }
}

/// Says why nothing was read, where what was asked for is the reason.
fn nothing_read(tally: &Tally, request: &Request<'_>) -> String {
    let limited = request.since.is_some() || request.until.is_some();
    match tally.held.filter(|_| limited) {
        Some((first, last)) => format!(
            "Nothing was read: the days asked for are not in the export, which goes from {first} to {last}."
        ),
        None => match &tally.hint {
            Some(hint) => format!("Nothing could be read. {hint}"),
            None => "Nothing could be read.".to_owned(),
        },
    }
}

fn read(tally: &Tally) -> Read {
    Read {
        channels: tally.channels,
        private_channels: tally.private_channels,
        days: tally.days,
        messages: tally.messages,
        messages_by_people: tally.said,
        messages_by_people_of_unknown_function: tally.said_by_strangers,
    }
}

fn functions(found: &[Decision], people: &People, library: &Library) -> Vec<FunctionRow> {
    let row = |function: &FunctionId| {
        let count = |wanted| {
            found.iter().flat_map(|one| one.with_voice(wanted)).filter(|f| *f == function).count()
        };
        let [spoke, only_reacted, unclear, never_heard, nobody_known] = VOICES.map(count);
        let affected = spoke + only_reacted + unclear + never_heard + nobody_known;
        let people = people.stand_for(function);
        FunctionRow {
            function: function.clone(),
            name: library.name_of(function).to_owned(),
            people,
            affected,
            spoke,
            only_reacted,
            unclear,
            never_heard,
            nobody_known,
            never_heard_percent: percent(never_heard, affected).filter(|_| people > 0),
        }
    };
    let rows = library.iter().map(|lens| row(&lens.function));
    rows.filter(|row| row.affected > 0).collect()
}

const VOICES: [Voice; 5] =
    [Voice::Spoke, Voice::OnlyReacted, Voice::Unclear, Voice::NeverHeard, Voice::NobodyKnown];

/// Returns a rate in percent, where there are cases enough for one.
pub fn percent(part: usize, all: usize) -> Option<usize> {
    (all >= CASES_MIN).then(|| (part * 200 + all) / (2 * all))
}

fn quiet(found: &[Decision]) -> Quiet {
    let mut first: Vec<i64> = found.iter().filter_map(|one| one.first_other).collect();
    let answered = found.iter().filter(|one| one.is_answered_by_other).count();
    let mut longest: Vec<i64> = found.iter().filter_map(|one| one.longest_quiet).collect();
    let mut from = 0;
    let first_answers = WITHIN.map(|(within, to)| {
        let decisions = first.iter().filter(|second| (from..to).contains(*second)).count();
        from = to;
        Bucket { within, decisions }
    });
    Quiet {
        answered_by_another_function: answered,
        not_answered_by_another_function: found.len() - answered,
        first_answer_seconds_median: median(&mut first),
        longest_seconds_median: median(&mut longest),
        first_answers: first_answers.to_vec(),
    }
}

const HOUR: i64 = 3_600;
const WITHIN: [(&str, i64); 5] = [
    ("1 hour", HOUR),
    ("4 hours", 4 * HOUR),
    ("1 day", 24 * HOUR),
    ("3 days", 72 * HOUR),
    ("longer", i64::MAX),
];

/// Returns the middle value, where there are cases enough for one.
fn median(values: &mut [i64]) -> Option<i64> {
    values.sort_unstable();
    (values.len() >= CASES_MIN).then(|| values[(values.len() - 1) / 2])
}

fn months(found: &[Decision]) -> Vec<Month> {
    let mut months: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for decision in found {
        let month = months.entry(decision.day.strftime("%Y-%m").to_string()).or_default();
        month.0 += 1;
        month.1 += usize::from(decision.never_heard() > 0);
    }
    let month = |(month, (decisions, unheard))| Month {
        month,
        decisions,
        with_a_function_never_heard: unheard,
    };
    months.into_iter().map(month).collect()
}

fn row(decision: &Decision, request: &Request<'_>) -> DecisionRow {
    let thread = decision.thread.as_deref();
    let link = |name| moment::link(name, &decision.channel_id, &decision.ts, thread);
    let affected = |(function, voice): &(FunctionId, Voice)| AffectedRow {
        function: function.clone(),
        name: request.library.name_of(function).to_owned(),
        voice: *voice,
    };
    let name = |function: &FunctionId| request.library.name_of(function).to_owned();
    DecisionRow {
        title: decision.title.clone(),
        channel: decision.channel.clone(),
        day: decision.day,
        ts: decision.ts.clone(),
        link: request.workspace.and_then(link),
        kind: decision.kind,
        door: decision.door,
        affected: decision.affected.iter().map(affected).collect(),
        spoke: decision.spoke.iter().cloned().collect(),
        spoke_names: decision.spoke.iter().map(name).collect(),
        replies: decision.replies,
        followed_in: decision.followed,
        said_to_be_decided: decision.is_decided,
        customer_reasons: decision.customer_reasons,
        first_answer_of_another_function_seconds: decision.first_other,
        longest_quiet_seconds: decision.longest_quiet,
    }
}

fn mapped(people: &People, tally: &Tally) -> Mapped {
    let mut mapped =
        Mapped { mapping_lines_missed: tally.mapping_missed.clone(), ..Mapped::default() };
    for person in people.iter() {
        mapped.all += 1;
        match person.standing {
            Standing::Function(_, Sure::Mapped) | Standing::Product(Sure::Mapped) => {
                mapped.mapped += 1;
            }
            Standing::Function(_, Sure::Title) | Standing::Product(Sure::Title) => {
                mapped.title_says_so += 1;
            }
            Standing::Function(_, Sure::Hint) | Standing::Product(Sure::Hint) => {
                mapped.title_hints += 1;
            }
            Standing::Unknown => mapped.unknown += 1,
        }
    }
    mapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_left_out_below_five_cases() {
        assert_eq!(
            [percent(4, 4), percent(1, 5), percent(2, 6), percent(1, 200)],
            [None, Some(20), Some(33), Some(1)]
        );
        assert_eq!(median(&mut [1, 2, 3, 4]), None);
        assert_eq!(median(&mut [9, 1, 3, 2, 4]), Some(3));
    }
}
