//! Limits that an administrator has declared for functions.

use super::fault::{Faults, meant};
use super::section::{Node, Section, quoted};
use crate::domain::ids::{FunctionId, LimitId, mark};
use crate::domain::lens::Library;
use crate::domain::limit::{LIMIT_CHARS, Limit, Sort};
use jiff::Timestamp;
use jiff::civil::Date;

const SORTS: [(&str, Sort); 5] = [
    ("freeze", Sort::Freeze),
    ("floor", Sort::Floor),
    ("ceiling", Sort::Ceiling),
    ("headcount", Sort::Headcount),
    ("other", Sort::Other),
];

/// Reads the list `limits`. One that has run out is no fault: it is not shown any more.
pub(super) fn limits(nodes: Vec<Node<'_>>, library: &Library, faults: &Faults) -> Vec<Limit> {
    nodes.into_iter().filter_map(|node| limit(node.section()?, library, faults)).collect()
}

fn limit(mut section: Section<'_>, library: &Library, faults: &Faults) -> Option<Limit> {
    let function = function(&mut section, library, faults);
    let sort = match section.take("sort") {
        Some(node) => node.word(&SORTS),
        None => missing(
            &section,
            "sort",
            "\"freeze\", \"floor\", \"ceiling\", \"headcount\" or \"other\"",
        ),
    };
    let text = text(&mut section, sort);
    let from = section.take("from").and_then(|node| day(node, faults));
    let until = match section.take("until") {
        Some(node) => day(node, faults),
        None => {
            missing(&section, "until", "the last day on which it holds, such as \"2027-01-04\"")
        }
    };
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        section.fault("until", format!("found {until}; expected a day from {from} on"));
    }
    section.finish();
    let (function, sort, text, until) = (function?, sort?, text?, until?);
    let id = LimitId::new(format!("L{}", mark([function.as_str(), sort.as_str(), text.as_str()])));
    Some(Limit { id, function, sort, text, from, until, by: None, at: Timestamp::UNIX_EPOCH })
}

fn function(section: &mut Section<'_>, library: &Library, faults: &Faults) -> Option<FunctionId> {
    let Some(node) = section.take("function") else {
        return missing(section, "function", "the name of a function such as \"engineering\"");
    };
    let path = node.path.clone();
    let function = FunctionId::new(node.text()?);
    if library.get(&function).is_none() {
        let known: Vec<&str> = library.iter().map(|lens| lens.function.as_str()).collect();
        let hint = meant(function.as_str(), known.iter().copied());
        let found = quoted(function.as_str());
        let what = format!("found {found}; expected one of {}{hint}", known.join(", "));
        faults.add(&path, what);
    }
    Some(function)
}

fn text(section: &mut Section<'_>, sort: Option<Sort>) -> Option<String> {
    let Some(text) = section.text_if_any("text") else {
        return missing(section, "text", "the limit in one line");
    };
    let expected = match sort {
        _ if text.chars().nth(LIMIT_CHARS).is_some() => format!("at most {LIMIT_CHARS} characters"),
        Some(sort) if sort.needs_amount() && !text.contains(|c: char| c.is_ascii_digit()) => {
            "an amount in it, such as 60 euros".to_owned()
        }
        _ => return Some(text),
    };
    section.fault("text", format!("found {}; expected {expected}", quoted(&text)));
    None
}

fn day(node: Node<'_>, faults: &Faults) -> Option<Date> {
    let path = node.path.clone();
    let text = node.text()?;
    let day = text.parse().ok();
    if day.is_none() {
        let found = quoted(&text);
        faults.add(&path, format!("found {found}; expected a day such as \"2027-01-04\""));
    }
    day
}

fn missing<T>(section: &Section<'_>, key: &str, expected: &str) -> Option<T> {
    section.fault(key, format!("missing; expected {expected}"));
    None
}
