//! A decision as a page of Markdown with the headings of MADR (Markdown Any Decision Records, 4.0), so
//! that it can stand beside the code it decided about.
//!
//! Whatever people wrote goes through [`markup`](super::markup). Days and times are those of the zone of
//! the one who decides.

use super::markup::{inline, quote};
use super::shape::{Disposition, Function, Gaps, Outcome, Record, Shape, Side, Version};
use super::words::{cause, day, door, minute, outcome, stamp, turned, unheard};
use std::fmt::Write;

/// Returns a decision's page, below its front matter.
pub(super) fn body(shape: &Shape) -> String {
    let mut page = Page::default();
    page.heading(1, &title(shape));
    if shape.state == "cancelled" {
        page.line("The message that proposed this was deleted. Its text and every view on it went with it.");
    } else {
        context(&mut page, shape);
        drivers(&mut page, shape);
        options(&mut page, shape);
        decided(&mut page, shape);
    }
    more(&mut page, shape);
    page.0
}

/// Returns a decision's title, fit for a heading.
pub(super) fn title(shape: &Shape) -> String {
    match inline(&shape.title) {
        title if title.is_empty() => format!("Decision {}", shape.id),
        title => title,
    }
}

/// A page in the making: every part ends with an empty line.
#[derive(Default)]
struct Page(String);

impl Page {
    fn heading(&mut self, level: usize, text: &str) {
        let _ = writeln!(self.0, "{} {text}\n", "#".repeat(level));
    }

    fn line(&mut self, text: impl AsRef<str>) {
        let _ = writeln!(self.0, "{}\n", text.as_ref());
    }

    /// A quotation, if there is anything to quote.
    fn quote(&mut self, text: &str) {
        match quote(text, "") {
            quote if quote.is_empty() => {}
            quote => drop(writeln!(self.0, "{quote}")),
        }
    }

    /// A list; where there is nothing to list, what is said instead.
    fn list(&mut self, items: &[String], nothing: &str) {
        if items.is_empty() {
            return self.line(nothing);
        }
        for item in items {
            let _ = writeln!(self.0, "* {item}");
        }
        self.0.push('\n');
    }

    fn listed(&mut self, heading: &str, items: &[String]) {
        if !items.is_empty() {
            self.heading(3, heading);
            self.list(items, "");
        }
    }
}

fn context(page: &mut Page, shape: &Shape) {
    page.heading(2, "Context and Problem Statement");
    let goal = shape.goal.as_deref().map_or("not named".to_owned(), inline);
    page.line(format!("Goal: {goal}"));
    if let Some(Version { text: Some(text), .. }) = shape.versions.last() {
        page.quote(text);
    }
    let opened = day(shape.opened.at, &shape.zone);
    let (kind, door) = (shape.kind, door(shape.door));
    let from = format!("Proposed on {opened} in [this thread]({}).", shape.link);
    page.line(format!("{from} Kind: {kind}; {door}."));
}

fn drivers(page: &mut Page, shape: &Shape) {
    page.heading(2, "Decision Drivers");
    let drivers = shape.functions.iter().filter_map(|one| driver(shape, one));
    let drivers: Vec<String> = drivers.collect();
    page.list(&drivers, "No function has taken a position.");
}

/// What a function brought to the decision.
fn driver(shape: &Shape, function: &Function) -> Option<String> {
    let name = inline(&function.name);
    let Some(view) = &function.view else {
        return match function.state {
            "no-objection" => Some(format!("**{name}** has no objection")),
            "not-affected" => Some(format!("**{name}** is not affected")),
            _ => None,
        };
    };
    let restated = function.restatement.as_ref();
    let confirmed = restated.filter(|one| one.answer == Some("confirmed") && one.of_present_view);
    let parts = [
        ("Possible within", view.limit.as_deref()),
        ("Evidence", view.evidence.as_deref()),
        ("Hard now", view.hard_now.as_deref()),
        ("Condition", view.condition.as_deref()),
        ("Could try", view.could_try.as_deref()),
        ("Looks after", view.looks_after),
        ("Understood as, and confirmed", confirmed.map(|one| one.text.as_str())),
    ];
    let mut driver = said(&format!("**{name}** needs"), &view.need, "  ");
    for (label, text) in parts {
        if let Some(text) = text {
            let _ = write!(driver, "\n  * {}", said(label, text, "    "));
        }
    }
    if (view.version as usize) < shape.versions.len() {
        let _ = write!(driver, "\n  * Given on version {} of the proposal", view.version);
    }
    if view.late {
        driver += "\n  * Given after listening had ended";
    }
    Some(driver)
}

/// A label and what was said: on its line where that is one line, below it otherwise.
fn said(label: &str, text: &str, indent: &str) -> String {
    match text.trim().lines().count() {
        0 | 1 => format!("{label}: {}", inline(text)),
        _ => format!("{label}:\n\n{}", quote(text, indent).trim_end()),
    }
}

fn options(page: &mut Page, shape: &Shape) {
    page.heading(2, "Considered Options");
    let last = shape.versions.len();
    let versions = shape.versions.iter().map(|version| {
        let at = day(version.at, &shape.zone);
        let name = match last {
            1 => format!("The proposal of {at}"),
            _ => format!("Version {} of the proposal, {at}", version.number),
        };
        match &version.text {
            _ if version.number == last => format!("{name}: as it stands above"),
            Some(text) => said(&name, text, "  "),
            None => format!("{name}: its text is no longer kept"),
        }
    });
    page.list(&versions.collect::<Vec<_>>(), "");
}

fn decided(page: &mut Page, shape: &Shape) {
    page.heading(2, "Decision Outcome");
    match &shape.record {
        Some(record) => record_of(page, shape, record),
        None if shape.state == "listening" => {
            let until = minute(shape.listening_until, &shape.zone);
            page.line(format!("Not decided yet: listening until {until}."));
        }
        None => page.line(format!("Not decided yet: {} weighs what was heard.", shape.owner)),
    }
}

fn record_of(page: &mut Page, shape: &Shape, record: &Record) {
    page.line(format!("Decided by {} on {}:", record.by, day(record.at, &shape.zone)));
    page.quote(&record.sentence);
    if let Some(gaps) = &record.gaps {
        page.line(format!("**{}**; what was missing stands below.", stamp(gaps)));
    }
    page.heading(3, "Consequences");
    page.list(&consequences(record), "None were named.");
    page.heading(3, "Confirmation");
    page.line(confirmation(record));
    if let Some(result) = &record.result {
        page.line(result_of(shape, result));
    }
}

fn consequences(record: &Record) -> Vec<String> {
    let part = |lead: &str, text: &Option<String>| Some(said(lead, text.as_deref()?, "  "));
    let parts = [
        part("Good, because it serves the customer", &record.serves_customer),
        part("Good, because it serves the company", &record.serves_company),
        part("Bad, because this is given up", &record.given_up),
        part("Neutral, because somebody carries the cost", &record.cost_carried_by),
        part("It is opened again if", &record.reopen_if),
    ];
    parts.into_iter().flatten().collect()
}

fn confirmation(record: &Record) -> String {
    match (&record.measure, record.review_on) {
        (Some(measure), Some(on)) => {
            format!("{}\n\nLooked at on {on}.", said("Shown by", measure, ""))
        }
        (Some(measure), None) => said("Shown by", measure, ""),
        (None, Some(on)) => format!("Looked at again on {on}; no number was named."),
        (None, None) => "No number and no day were named.".to_owned(),
    }
}

/// What came of it, beside the number that was to show it.
fn result_of(shape: &Shape, result: &Outcome) -> String {
    let cause = result.cause.map(|one| format!(" ({})", cause(one))).unwrap_or_default();
    let lead = format!("Result, {}: {}{cause}", day(result.at, &shape.zone), turned(result.turned));
    said(&lead, &result.text, "")
}

fn more(page: &mut Page, shape: &Shape) {
    page.heading(2, "More Information");
    if let Some(record) = &shape.record {
        record_table(page, record);
        missing(page, record.gaps.as_ref());
        relations(page, shape);
    } else if shape.state != "cancelled" {
        not_heard(page, shape);
    }
    tensions(page, shape);
    for record in &shape.earlier_records {
        earlier(page, shape, record);
    }
    page.listed("Where the bot failed", &faults(shape));
    page.listed("History", &history(shape));
    page.line(format!("Decision `{}`.", shape.id));
}

fn record_table(page: &mut Page, record: &Record) {
    if record.dispositions.is_empty() {
        return;
    }
    page.heading(3, "What became of each view");
    let mut table =
        "| Function | Outcome | Why | Followed up |\n| --- | --- | --- | --- |".to_owned();
    for one in &record.dispositions {
        let _ = write!(
            table,
            "\n| {} | {} | {} | {} |",
            inline(&one.name),
            outcome(one.outcome),
            inline(&one.why),
            follow_up(one)
        );
    }
    page.line(table);
}

fn follow_up(disposition: &Disposition) -> String {
    match &disposition.follow_up {
        None => String::new(),
        Some(one) => {
            let by = one.by.as_ref().map_or_else(String::new, |by| format!("{by}, "));
            let progress = one.progress.map(|progress| format!(": {}", progress.replace('-', " ")));
            format!("{by}by {}{}", one.due, progress.unwrap_or_default())
        }
    }
}

/// Views that pull apart, as the owner put it to the thread.
fn tensions(page: &mut Page, shape: &Shape) {
    for one in &shape.tensions {
        page.heading(3, "Where two needs pull apart");
        let needs = |side: &Side, words: &str| {
            let since = if side.changed_since { " (has changed its view since)" } else { "" };
            said(&format!("{} needs{since}", inline(&side.name)), words, "")
        };
        let goal = one.goal.as_deref().map(|goal| said("Goal both share", goal, ""));
        let lines = [
            needs(&one.one, &one.one_needs),
            needs(&one.other, &one.other_needs),
            said("Assumption to test", &one.assumption, ""),
            said("Question", &one.question, ""),
        ];
        page.list(&goal.into_iter().chain(lines).collect::<Vec<_>>(), "");
    }
}

/// What it replaces, what replaced it, and whether it was announced before anybody was asked.
fn relations(page: &mut Page, shape: &Shape) {
    let after = shape.record.as_ref().is_some_and(|record| record.after_the_fact);
    let lines = [
        after.then(|| {
            "It was announced first, and checked with the functions afterwards.".to_owned()
        }),
        (!shape.replaces.is_empty())
            .then(|| format!("It replaces `{}`.", shape.replaces.join("`, `"))),
        shape.replaced_by.as_ref().map(|by| format!("It was replaced by `{by}`.")),
    ];
    lines.into_iter().flatten().for_each(|line| page.line(line));
}

/// The stamp that stays: what was missing, and why it was decided all the same.
fn missing(page: &mut Page, gaps: Option<&Gaps>) {
    let Some(gaps) = gaps else { return };
    page.heading(3, stamp(gaps));
    let early = gaps.early.then(|| "Decided before listening was to end".to_owned());
    let unheard = gaps
        .unheard
        .iter()
        .map(|one| format!("{}: {}", inline(&one.name), unheard(&one.unheard, false)));
    let open = gaps.without_disposition.iter();
    let open = open.map(|one| format!("{}: its view had no answer", inline(&one.name)));
    page.list(&early.into_iter().chain(unheard).chain(open).collect::<Vec<_>>(), "");
    // Nobody was there to say so where it was announced first.
    if !gaps.reason.is_empty() {
        page.line(said("Why all the same", &gaps.reason, ""));
    }
}

fn not_heard(page: &mut Page, shape: &Shape) {
    let open = shape.state == "listening";
    let rows = shape.functions.iter().filter_map(|one| {
        Some(format!("{}: {}", inline(&one.name), unheard(one.unheard.as_ref()?, open)))
    });
    page.listed("Not heard", &rows.collect::<Vec<_>>());
}

/// What was decided before it was opened again.
fn earlier(page: &mut Page, shape: &Shape, record: &Record) {
    page.heading(3, &format!("Decided before, on {}", day(record.at, &shape.zone)));
    page.quote(&record.sentence);
    let became = record.dispositions.iter().map(|one| {
        said(&format!("{}: {}", inline(&one.name), outcome(one.outcome)), &one.why, "  ")
    });
    page.list(&became.collect::<Vec<_>>(), "No view had been given.");
    if let Some(gaps) = &record.gaps {
        page.line(said(stamp(gaps), &gaps.reason, ""));
    }
    if let Some(result) = &record.result {
        page.line(result_of(shape, result));
    }
    if let Some(reopened) = &record.reopened {
        let on = day(reopened.at, &shape.zone);
        let lead = format!("Opened again on {on}, because of {}", cause(reopened.cause));
        page.line(match &reopened.reason {
            Some(reason) => said(&lead, reason, ""),
            None => format!("{lead}."),
        });
    }
}

fn faults(shape: &Shape) -> Vec<String> {
    let failed = shape.faults.iter().map(|fault| {
        let what = match (fault.what, &fault.function) {
            ("ask", Some(function)) => format!("A question to {}", name(shape, function)),
            ("card", _) => "The card".to_owned(),
            ("digest", _) => "The digest".to_owned(),
            ("webhook", _) => "The record, to the webhook,".to_owned(),
            _ => "A message".to_owned(),
        };
        format!("{what} could not be delivered: {}", inline(&fault.why))
    });
    let blind = shape.blind.iter().map(|span| {
        let (from, to) = (minute(span.from, &shape.zone), minute(span.to, &shape.zone));
        format!("It was not listening from {from} to {to}, and may have missed replies")
    });
    failed.chain(blind).collect()
}

fn history(shape: &Shape) -> Vec<String> {
    let entries = shape.history.iter().map(|entry| {
        let what = entry.what.replace('-', " ");
        let of = entry.function.as_deref();
        let of = of.map_or_else(String::new, |one| format!(": {}", name(shape, one)));
        let who = entry.who.as_deref().map_or_else(String::new, |who| format!(", by {who}"));
        format!("{}, {what}{of}{who}", minute(entry.at, &shape.zone))
    });
    entries.collect()
}

/// A function's name, or its short name where it is not part of the decision any more.
fn name(shape: &Shape, function: &str) -> String {
    let found = shape.functions.iter().find(|one| one.function == function);
    inline(found.map_or(function, |one| &one.name))
}
