//! Charts as inline SVG: bars with their numbers beside them, coloured by the page's style sheet.
//!
//! A chart says in words what it shows, for those who do not see it. Nothing here is drawn to deceive:
//! bars start at zero, and lengths are proportional.

use super::html::escape;
use super::{Bucket, FunctionRow, Month};
use std::fmt::Write;

/// The width of every chart; the page scales it.
const WIDTH: usize = 720;
/// Where bars start, behind their names, and how far they reach.
const LEFT: usize = 150;
const RIGHT: usize = WIDTH - 60;
const ROW: usize = 30;

/// Draws one bar per function: spoke, only reacted, unclear, never heard.
pub(super) fn functions(rows: &[&FunctionRow]) -> String {
    let most = rows.iter().map(|row| row.affected).max().unwrap_or(0).max(1);
    let mut bars = String::new();
    for (at, row) in rows.iter().enumerate() {
        let parts = [
            ("spoke", row.spoke),
            ("reacted", row.only_reacted),
            ("unclear", row.unclear),
            ("never", row.never_heard),
        ];
        bars += &bar(at, &row.name, &parts, most, &row.affected.to_string());
    }
    let label = "For each function, in how many decisions that affect it it spoke, only reacted, is \
                 unclear, or was never heard";
    svg(rows.len(), label, &bars)
}

/// Draws one bar per month: decisions on which a function was never heard, and the others.
pub(super) fn months(months: &[Month]) -> String {
    let most = months.iter().map(|month| month.decisions).max().unwrap_or(0).max(1);
    let mut bars = String::new();
    for (at, month) in months.iter().enumerate() {
        let unheard = month.with_a_function_never_heard;
        let parts = [("other", month.decisions - unheard), ("never", unheard)];
        bars += &bar(at, &month.month, &parts, most, &month.decisions.to_string());
    }
    let label = "Decisions a month, and on how many of them a function was never heard";
    svg(months.len(), label, &bars)
}

/// Draws one bar per stretch of time until another function answered, and one for never.
pub(super) fn first_answers(buckets: &[Bucket], never: usize) -> String {
    let most =
        buckets.iter().map(|bucket| bucket.decisions).chain([never]).max().unwrap_or(0).max(1);
    let named = buckets.iter().enumerate().map(|(at, bucket)| {
        let name = if at + 1 == buckets.len() {
            bucket.within.to_owned()
        } else {
            format!("within {}", bucket.within)
        };
        (name, "spoke", bucket.decisions)
    });
    let rows: Vec<_> = named.chain([("not at all".to_owned(), "never", never)]).collect();
    let mut bars = String::new();
    for (at, (name, class, decisions)) in rows.iter().enumerate() {
        bars += &bar(at, name, &[(class, *decisions)], most, &decisions.to_string());
    }
    svg(rows.len(), "How long it took until another function answered", &bars)
}

/// Draws one row: a name, the parts of its bar, and a number behind it.
fn bar(at: usize, name: &str, parts: &[(&str, usize)], most: usize, total: &str) -> String {
    let (top, middle) = (at * ROW + 5, at * ROW + ROW / 2);
    let mut row = format!(
        r#"<text class="name" x="{}" y="{middle}">{}</text>"#,
        LEFT - 10,
        escape(&super::super::words::clip(name, 20))
    );
    let place = |count: usize| LEFT as f64 + (RIGHT - LEFT) as f64 * count as f64 / most as f64;
    let mut before = 0;
    for (class, count) in parts.iter().filter(|(_, count)| *count > 0) {
        let (from, to) = (place(before), place(before + count));
        let width = to - from;
        let _ = write!(
            row,
            r#"<rect class="{class}" x="{from:.1}" y="{top}" width="{width:.1}" height="{}"/>"#,
            ROW - 10
        );
        if parts.len() > 1 && width > 24.0 {
            let centre = from + width / 2.0;
            let _ = write!(
                row,
                r#"<text class="in {class}-in" x="{centre:.1}" y="{middle}">{count}</text>"#
            );
        }
        before += count;
    }
    let end = place(before) + 8.0;
    let _ = write!(row, r#"<text class="total" x="{end:.1}" y="{middle}">{total}</text>"#);
    row
}

fn svg(rows: usize, label: &str, inside: &str) -> String {
    let height = rows * ROW;
    format!(
        r#"<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{}">{inside}</svg>"#,
        escape(label)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_numbers_and_names_are_escaped() {
        let month = |month: &str, decisions, unheard| Month {
            month: month.to_owned(),
            decisions,
            with_a_function_never_heard: unheard,
        };
        let chart = months(&[month("2026-01", 10, 4), month("<b>", 5, 0), month("2026-03", 0, 0)]);
        assert!(chart.contains(r#"class="other" x="150.0" y="5" width="306.0""#), "{chart}");
        assert!(chart.contains(r#"class="never" x="456.0" y="5" width="204.0""#), "{chart}");
        assert!(chart.contains(r#"class="other" x="150.0" y="35" width="255.0""#), "{chart}");
        assert!(chart.contains("&lt;b&gt;") && !chart.contains("<b>") && !chart.contains("NaN"));
        assert_eq!(chart.matches("<rect").count(), 3);
    }
}
