//! The report for a terminal: one page, no colour needed.

use super::super::decision::{Followed, Voice};
use super::super::words::{clip, count, grouped, list, span};
use super::{CASES_MIN, DecisionRow, FunctionRow, Report};
use crate::domain::kind::Door;
use std::fmt::Write;

/// So many decisions are shown; `--json` and `--html` have more.
const DECISIONS_SHOWN: usize = 5;

/// A report is wrapped to this width.
const WIDTH: usize = 92;

/// Returns the report as a page of text.
pub fn text(report: &Report) -> String {
    let mut page = String::new();
    paragraph(&mut page, "", &report.summary);
    paragraph(&mut page, "", &gone_through(report));
    functions(&mut page, report);
    decisions(&mut page, report);
    quiet(&mut page, report);
    people(&mut page, report);
    unread(&mut page, report);
    page
}

/// Returns what was read, in a sentence; the page in HTML says the same.
pub(super) fn gone_through(report: &Report) -> String {
    let read = &report.read;
    let days = match (report.from, report.until) {
        (Some(from), Some(until)) => format!(", {from} to {until}"),
        _ => String::new(),
    };
    let private = match read.private_channels {
        0 => String::new(),
        some => format!(" ({some} of them private: mind who gets this)"),
    };
    let likely = match report.totals.likely {
        0 => String::new(),
        some => format!(
            " Not counted: {} that may propose something, but not in so many words.",
            count(some, "more message", "more messages")
        ),
    };
    let taken_back = match report.totals.taken_back {
        0 => String::new(),
        1 => " Left out: 1 proposal that its author took back.".to_owned(),
        some => {
            format!(" Left out: {} proposals that their authors took back.", grouped(some as u64))
        }
    };
    format!(
        "Read: {} in {}{private}{days}.{likely}{taken_back}",
        count(read.messages as usize, "message", "messages"),
        count(read.channels, "channel", "channels"),
    )
}

fn functions(page: &mut String, report: &Report) {
    if report.functions.is_empty() {
        return;
    }
    heading(page, "Functions, in decisions that affect them");
    if report.staffed().next().is_some() {
        table(page, report);
    }
    notes(report).iter().for_each(|note| paragraph(page, "  ", note));
}

fn table(page: &mut String, report: &Report) {
    let _ = writeln!(
        page,
        "  {:<20}{:>9}{:>8}{:>14}{:>9}   never heard",
        "", "affected", "spoke", "only reacted", "unclear"
    );
    for row in report.staffed() {
        let FunctionRow { affected, spoke, only_reacted, unclear, .. } = row;
        let name = clip(&row.name, 19);
        let never = never(row);
        let _ = writeln!(
            page,
            "  {name:<20}{affected:>9}{spoke:>8}{only_reacted:>14}{unclear:>9}   {never}"
        );
    }
}

/// Returns what to know of the figures by function; the page in HTML says the same.
pub(super) fn notes(report: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    if report.functions.iter().any(|row| row.unclear > 0) {
        notes.push("Unclear: somebody who wrote has no known function.".to_owned());
    }
    let nobody = report.functions.iter().filter(|row| row.people == 0).enumerate();
    let nobody: Vec<String> = nobody
        .map(|(at, row)| match at {
            0 => format!("{} ({})", row.name, count(row.affected, "decision", "decisions")),
            _ => format!("{} ({})", row.name, grouped(row.affected as u64)),
        })
        .collect();
    if !nobody.is_empty() {
        notes.push(format!(
            "Nobody is known for {}. Such a function counts neither as heard nor as never heard.",
            list(&nobody)
        ));
    }
    notes
}

/// Returns how often a function was never heard, with its rate where there are cases enough.
fn never(row: &FunctionRow) -> String {
    let rate = row.never_heard_percent.map_or(String::new(), |rate| format!(" ({rate} %)"));
    format!("{:>3}{rate}", row.never_heard)
}

fn decisions(page: &mut String, report: &Report) {
    if report.decisions.is_empty() {
        return;
    }
    heading(page, "Decisions that tell most");
    for row in report.decisions.iter().take(DECISIONS_SHOWN) {
        let _ = writeln!(page, "  {}", clip(&row.title, WIDTH - 2));
        paragraph(page, "    ", &facts(row));
        let place = row.link.clone().unwrap_or_else(|| match row.ts.as_str() {
            "" => format!("#{}", row.channel),
            ts => format!("#{}, message {ts}", row.channel),
        });
        let _ = writeln!(page, "    {place}");
    }
    let more = report.decisions.len().saturating_sub(DECISIONS_SHOWN);
    if more > 0 {
        let more = count(more, "more decision", "more decisions");
        paragraph(
            page,
            "  ",
            &format!("{more}: --html FILE shows them on a page, --json prints all."),
        );
    }
}

/// Returns what there is to say of a decision; the page in HTML says the same.
pub(super) fn facts(row: &DecisionRow) -> String {
    let mut facts = vec![format!("{}, #{}", row.day, row.channel), row.kind.to_string()];
    if row.door == Door::OneWay {
        facts.push("hard to undo".to_owned());
    }
    if row.said_to_be_decided {
        facts.push("said to be decided".to_owned());
    }
    facts.push(match row.followed_in {
        Followed::Nothing => "nobody answered".to_owned(),
        Followed::Thread => count(row.replies, "reply", "replies"),
        Followed::Channel => count(row.replies, "message after it", "messages after it"),
    });
    if let Some(seconds) = row.first_answer_of_another_function_seconds {
        facts.push(format!("another function answered after {}", span(seconds)));
    }
    let mut facts = facts.join(" · ");
    for (voice, words) in SILENT {
        let names = row.names(voice);
        if !names.is_empty() {
            let _ = write!(facts, ". {words}: {}", list(&names));
        }
    }
    if !row.spoke_names.is_empty() {
        let _ = write!(facts, ". Spoke: {}", list(&row.spoke_names));
    }
    if let Some(reasons) = row.customer_reasons {
        let all = if reasons == 2 { "Both".to_owned() } else { format!("All {reasons}") };
        let _ = write!(facts, ". {all} reasons given are about customers");
    }
    facts + "."
}

const SILENT: [(Voice, &str); 4] = [
    (Voice::NeverHeard, "Never heard"),
    (Voice::Unclear, "Unclear"),
    (Voice::NobodyKnown, "Nobody known for"),
    (Voice::OnlyReacted, "Only reacted"),
];

fn quiet(page: &mut String, report: &Report) {
    let lines = quiet_lines(report);
    if !lines.is_empty() {
        heading(page, "How long it was quiet");
        lines.iter().for_each(|line| paragraph(page, "  ", line));
    }
}

/// Returns how long it was quiet, in sentences; the page in HTML says the same.
pub(super) fn quiet_lines(report: &Report) -> Vec<String> {
    let quiet = &report.quiet;
    let all = report.totals.decisions;
    let mut lines = Vec::new();
    if all == 0 {
        return lines;
    }
    let none = quiet.not_answered_by_another_function;
    let nobody = match report.totals.unanswered {
        0 => String::new(),
        some => format!("; on {} nobody said anything", grouped(some as u64)),
    };
    lines.push(match (none, all) {
        (0, 1) => "Another function than the author's answered.".to_owned(),
        (0, _) => "On every decision another function than the author's answered.".to_owned(),
        _ => format!(
            "On {} of {} no other function than the author's is known to have answered{nobody}.",
            grouped(none as u64),
            count(all, "decision", "decisions"),
        ),
    });
    if let Some(median) = quiet.first_answer_seconds_median {
        let cases: usize = quiet.first_answers.iter().map(|bucket| bucket.decisions).sum();
        lines.push(format!(
            "The first answer of another function took {} (the median of {}).",
            span(median),
            count(cases, "decision", "decisions")
        ));
    }
    if let Some(median) = quiet.longest_seconds_median {
        lines.push(format!(
            "The longest stretch without a word, before somebody spoke again: {} (the median).",
            span(median)
        ));
    }
    if quiet.is_measured() {
        lines.push("Nights and weekends count in all of these times.".to_owned());
    }
    lines
}

fn people(page: &mut String, report: &Report) {
    heading(page, "What this rests on");
    people_lines(report).iter().for_each(|line| paragraph(page, "  ", line));
}

/// Returns how well people are known, in sentences; the page in HTML says the same.
pub(super) fn people_lines(report: &Report) -> Vec<String> {
    let people = &report.people;
    let mut lines = vec![format!(
        "Functions of {}: from your list {}, title says it {}, title hints {}, unknown {}.",
        count(people.all, "person", "people"),
        grouped(people.mapped as u64),
        grouped(people.title_says_so as u64),
        grouped(people.title_hints as u64),
        grouped(people.unknown as u64)
    )];
    let said = report.read.messages_by_people;
    let strangers = report.read.messages_by_people_of_unknown_function;
    if said >= CASES_MIN as u64 && strangers > 0 {
        lines.push(format!(
            "Of {} messages {} by people of unknown function. To mend guesses: --write-functions FILE, \
             edit it, then --functions FILE.",
            grouped(said),
            match strangers {
                1 => "1 is".to_owned(),
                several => format!("{} are", grouped(several)),
            }
        ));
    }
    if report.decisions.iter().any(|one| one.followed_in == Followed::Channel) {
        lines.push(
            "Where nobody answered in a thread, what others said in the channel within four hours counts as an \
             answer if it is for or against it, settles it, or shares a word with it."
                .to_owned(),
        );
    }
    if !people.mapping_lines_missed.is_empty() {
        let some: Vec<String> =
            people.mapping_lines_missed.iter().take(9).map(usize::to_string).collect();
        lines.push(format!(
            "{} of the mapping with nobody in the export, or several: {}{}",
            count(people.mapping_lines_missed.len(), "line", "lines"),
            some.join(", "),
            if people.mapping_lines_missed.len() > 9 { ", …" } else { "" },
        ));
    }
    lines
}

fn unread(page: &mut String, report: &Report) {
    heading(page, "What could not be read");
    if report.unread.is_empty() {
        let _ = writeln!(page, "  Nothing was left out.");
    }
    for line in unread_lines(report) {
        paragraph(page, "  ", &line);
    }
}

/// Returns what could not be read, line by line; the page in HTML says the same.
pub(super) fn unread_lines(report: &Report) -> Vec<String> {
    let line = |line: &super::Unread| {
        let more = if line.count > line.places.len() as u64 { ", …" } else { "" };
        let (count, what, why) = (grouped(line.count), line.what, line.why);
        format!("{count} {what}: {why} ({}{more})", line.places.join(", "))
    };
    report.unread.iter().map(line).collect()
}

fn heading(page: &mut String, words: &str) {
    let _ = write!(page, "\n{words}\n");
}

/// Writes a paragraph, broken between words.
fn paragraph(page: &mut String, indent: &str, words: &str) {
    let mut line = indent.to_owned();
    for word in words.split(' ') {
        let is_first = line.len() == indent.len();
        if !is_first && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(page, "{line}");
            line = indent.to_owned();
        } else if !is_first {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(page, "{line}");
}
