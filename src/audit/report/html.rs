//! The report as one page of HTML: no script, nothing from elsewhere, fit for a printer.

use super::super::decision::Voice;
use super::super::words::{count, grouped};
use super::text::{facts, gone_through, notes, people_lines, quiet_lines, unread_lines};
use super::{DecisionRow, FunctionRow, Report, chart};
use std::fmt::Write;

/// So many decisions are shown; `--json` has all.
const DECISIONS_SHOWN: usize = 40;

const STYLE: &str = include_str!("page.css");

/// Returns the report as a page.
pub fn html(report: &Report) -> String {
    let mut body = String::new();
    let _ = write!(body, "<header><p class=\"kind\">Soundings audit</p><h1>{}</h1>", title(report));
    let _ = write!(body, "<p class=\"lead\">{}</p>", escape(&report.summary));
    let _ = write!(body, "<p>{}</p></header>", escape(&gone_through(report)));
    body += &figures(report);
    body += &functions(report);
    body += &decisions(report);
    body += &time(report);
    body += &section("What this rests on", &paragraphs(&people_lines(report)));
    body += &section("What could not be read", &unread(report));
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>{}</title><style>{STYLE}</style></head><body>{body}</body></html>\n",
        title(report)
    )
}

/// Returns a text that is safe between tags and inside attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn title(report: &Report) -> String {
    match (report.from, report.until) {
        (Some(from), Some(until)) => format!("Who was heard, {from} to {until}"),
        _ => "Who was heard".to_owned(),
    }
}

fn section(heading: &str, inside: &str) -> String {
    format!("<section><h2>{}</h2>{inside}</section>", escape(heading))
}

fn paragraphs(lines: &[String]) -> String {
    lines.iter().map(|line| format!("<p>{}</p>", escape(line))).collect()
}

/// The few figures that one remembers.
fn figures(report: &Report) -> String {
    let totals = &report.totals;
    if totals.decisions == 0 {
        return String::new();
    }
    let figure = |number: usize, words: &str| {
        format!("<div><b>{}</b><span>{words}</span></div>", grouped(number as u64))
    };
    let figures = [
        figure(
            totals.decisions,
            if totals.decisions == 1 { "decision proposed" } else { "decisions proposed" },
        ),
        figure(totals.with_a_function_never_heard, "with an affected function never heard"),
        figure(totals.on_the_customers_voice_alone, "on the customer&#39;s voice alone"),
        figure(totals.unanswered, "that nobody answered"),
    ];
    format!("<div class=\"figures\">{}</div>", figures.concat())
}

fn functions(report: &Report) -> String {
    if report.functions.is_empty() {
        return String::new();
    }
    let legend = [
        ("spoke", "spoke"),
        ("reacted", "only reacted"),
        ("unclear", "unclear"),
        ("never", "never heard"),
    ];
    let staffed: Vec<&FunctionRow> = report.staffed().collect();
    let chart = chart::functions(&staffed);
    let rows: String = staffed.iter().copied().map(function_row).collect();
    let table = format!(
        "<div class=\"wide\"><table><thead><tr><th>Function</th><th>people</th><th>affected</th><th>spoke</th>\
         <th>only reacted</th><th>unclear</th><th>never heard</th><th>rate</th></tr></thead>\
         <tbody>{rows}</tbody></table></div>"
    );
    let shown = if staffed.is_empty() { String::new() } else { figure(&chart, &legend) + &table };
    let notes = notes(report).join(" ") + " A rate is left out below five cases.";
    let note = format!("<p class=\"note\">{}</p>", escape(notes.trim()));
    section("Functions, in decisions that affect them", &(shown + &note))
}

fn function_row(row: &FunctionRow) -> String {
    let rate = row.never_heard_percent.map_or("–".to_owned(), |rate| format!("{rate}&nbsp;%"));
    let cells =
        [row.people, row.affected, row.spoke, row.only_reacted, row.unclear, row.never_heard];
    let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
    format!("<tr><th>{}</th>{cells}<td>{rate}</td></tr>", escape(&row.name))
}

/// A chart with its legend.
fn figure(chart: &str, legend: &[(&str, &str)]) -> String {
    let keys: String = legend
        .iter()
        .map(|(class, words)| format!("<span><i class=\"{class}\"></i>{words}</span>"))
        .collect();
    format!("<figure><figcaption>{keys}</figcaption>{chart}</figure>")
}

fn decisions(report: &Report) -> String {
    if report.decisions.is_empty() {
        return String::new();
    }
    let shown: String = report.decisions.iter().take(DECISIONS_SHOWN).map(decision).collect();
    let more = report.decisions.len().saturating_sub(DECISIONS_SHOWN);
    let more = match more {
        0 => String::new(),
        more => format!(
            "<p class=\"note\">And {}, in the report as JSON.</p>",
            count(more, "more decision", "more decisions")
        ),
    };
    section("Decisions, the most telling first", &format!("<ol>{shown}</ol>{more}"))
}

fn decision(row: &DecisionRow) -> String {
    let title = escape(&row.title);
    let title = match &row.link {
        Some(link) => format!("<a href=\"{}\">{title}</a>", escape(link)),
        None => title,
    };
    let class = if row.names(Voice::NeverHeard).is_empty() { "" } else { " class=\"gap\"" };
    let place = match row.link {
        Some(_) => String::new(),
        None if row.ts.is_empty() => String::new(),
        None => format!(" Message {}.", row.ts),
    };
    format!("<li{class}><b>{title}</b><p>{}{}</p></li>", escape(&facts(row)), escape(&place))
}

fn time(report: &Report) -> String {
    let lines = quiet_lines(report);
    if lines.is_empty() {
        return String::new();
    }
    let quiet = &report.quiet;
    let never = quiet.not_answered_by_another_function;
    let answers = chart::first_answers(&quiet.first_answers, never);
    let months = match report.months.len() {
        0 | 1 => String::new(),
        _ => {
            let legend = [("never", "a function was never heard"), ("other", "others")];
            format!("<h3>Decisions a month</h3>{}", figure(&chart::months(&report.months), &legend))
        }
    };
    let answers = format!("<h3>Until another function answered</h3>{}", figure(&answers, &[]));
    section("How long it was quiet", &[paragraphs(&lines), answers, months].concat())
}

fn unread(report: &Report) -> String {
    if report.unread.is_empty() {
        return "<p>Nothing was left out.</p>".to_owned();
    }
    let lines = unread_lines(report);
    let lines: String = lines.iter().map(|line| format!("<li>{}</li>", escape(line))).collect();
    format!("<ul>{lines}</ul>")
}
