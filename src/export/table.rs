//! Decisions as a table for a spreadsheet: a row for each function of each decision.
//!
//! RFC 4180, UTF-8 with the mark by which spreadsheets know it. A text that a spreadsheet would take for
//! a formula begins with an apostrophe, which makes it a text again.

use super::shape::{Disposition, Function, Record, Shape};
use jiff::Timestamp;

/// The columns, in order.
pub(super) const COLUMNS: [&str; 42] = [
    "decision",
    "title",
    "state",
    "kind",
    "door",
    "owner",
    "channel",
    "opened_utc",
    "listening_until_utc",
    "decided_utc",
    "sentence",
    "given_up",
    "cost_carried_by",
    "measure",
    "review_on",
    "result",
    "turned",
    "reversed_because",
    "gaps",
    "gaps_reason",
    "function",
    "function_name",
    "function_state",
    "unheard",
    "people_asked",
    "position_by",
    "position_utc",
    "need",
    "limit",
    "evidence",
    "condition",
    "hard_now",
    "could_try",
    "looks_after",
    "late",
    "outcome",
    "why",
    "follow_up_by",
    "follow_up_due",
    "follow_up_progress",
    "understood_as",
    "link",
];

/// What makes a spreadsheet read UTF-8.
pub(super) const MARK: &str = "\u{feff}";

/// Returns the whole table.
pub fn table(shapes: &[Shape]) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let rows = shapes.iter().flat_map(rows).map(|row| row.map(|cell| harmless(&cell)));
    // Writing to memory does not fail, and every row has as many cells.
    let _ = writer.write_record(COLUMNS);
    rows.for_each(|row| drop(writer.write_record(row)));
    let bytes = writer.into_inner().unwrap_or_default();
    format!("{MARK}{}", String::from_utf8_lossy(&bytes))
}

/// A decision without functions has a row all the same.
fn rows(shape: &Shape) -> Vec<[String; COLUMNS.len()]> {
    match shape.functions.as_slice() {
        [] => vec![row(shape, None)],
        functions => functions.iter().map(|function| row(shape, Some(function))).collect(),
    }
}

fn row(shape: &Shape, function: Option<&Function>) -> [String; COLUMNS.len()] {
    let record = shape.record.as_ref();
    let view = function.and_then(|one| one.view.as_ref());
    let disposition = record.zip(function).and_then(|(record, one)| disposition(record, one));
    let follow_up = disposition.and_then(|one| one.follow_up.as_ref());
    let of_record = |part: fn(&Record) -> Option<String>| text(record.and_then(part));
    let gaps = record.and_then(|record| record.gaps.as_ref());
    let confirmed = function.and_then(|one| one.restatement.as_ref());
    let confirmed = confirmed.filter(|one| one.answer == Some("confirmed") && one.of_present_view);
    let words = |part: fn(&super::shape::View) -> Option<String>| text(view.and_then(part));
    [
        shape.id.clone(),
        shape.title.clone(),
        shape.state.to_owned(),
        shape.kind.to_owned(),
        shape.door.to_owned(),
        shape.owner.clone(),
        shape.channel.clone(),
        moment(shape.opened.at),
        moment(shape.listening_until),
        of_record(|record| Some(moment(record.at))),
        of_record(|record| Some(record.sentence.clone())),
        of_record(|record| record.given_up.clone()),
        of_record(|record| record.cost_carried_by.clone()),
        of_record(|record| record.measure.clone()),
        of_record(|record| Some(record.review_on?.to_string())),
        of_record(|record| Some(record.result.as_ref()?.text.clone())),
        of_record(|record| Some(record.result.as_ref()?.turned.to_owned())),
        of_record(|record| Some(record.result.as_ref()?.cause?.to_owned())),
        text(gaps.map(|gaps| super::words::stamp(gaps).to_lowercase())),
        text(gaps.map(|gaps| gaps.reason.clone())),
        text(function.map(|one| one.function.clone())),
        text(function.map(|one| one.name.clone())),
        text(function.map(|one| one.state.to_owned())),
        text(function.and_then(|one| Some(one.unheard.as_ref()?.why.to_owned()))),
        text(function.map(asked)),
        text(function.and_then(|one| one.by.clone())),
        text(function.and_then(|one| one.at.map(moment))),
        words(|view| Some(view.need.clone())),
        words(|view| view.limit.clone()),
        words(|view| view.evidence.clone()),
        words(|view| view.condition.clone()),
        words(|view| view.hard_now.clone()),
        words(|view| view.could_try.clone()),
        words(|view| view.looks_after.map(str::to_owned)),
        words(|view| Some(if view.late { "yes" } else { "no" }.to_owned())),
        text(disposition.map(|one| one.outcome.to_owned())),
        text(disposition.map(|one| one.why.clone())),
        text(follow_up.and_then(|one| one.by.clone())),
        text(follow_up.map(|one| one.due.to_string())),
        text(follow_up.and_then(|one| one.progress.map(str::to_owned))),
        text(confirmed.map(|one| one.text.clone())),
        shape.link.clone(),
    ]
}

fn disposition<'a>(record: &'a Record, function: &Function) -> Option<&'a Disposition> {
    record.dispositions.iter().find(|one| one.function == function.function)
}

/// How many people a question has reached.
fn asked(function: &Function) -> String {
    function.asks.iter().filter(|ask| ask.delivered.is_some()).count().to_string()
}

fn text(text: Option<String>) -> String {
    text.unwrap_or_default()
}

/// Spreadsheets take this for a moment; with a `T` and a `Z` in it they take it for a text.
fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A cell that a spreadsheet does not take for a formula, also where white space stands before it.
fn harmless(cell: &str) -> String {
    let starts = |c: char| "=+-@\t\r＝＋－＠".contains(c);
    let formula = cell.starts_with(starts) || cell.trim_start().starts_with(starts);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_a_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for text in ["", "a=1", "1-1", "2026-03-02", "'=1"] {
            assert_eq!(harmless(text), text);
        }
    }
}
