//! Who stands for which function, and who leads.

use super::fault::{Faults, meant};
use super::section::{Node, Section, quoted};
use crate::domain::hours::{Day, Zone};
use crate::domain::ids::FunctionId;
use crate::domain::lens::Library;
use crate::domain::policy::Leader;
use crate::domain::roster::{Staffing, Who};
use std::collections::BTreeMap;

/// The days as configuration spells them.
pub(super) const DAYS: [(&str, Day); 7] = [
    ("monday", Day::Monday),
    ("tuesday", Day::Tuesday),
    ("wednesday", Day::Wednesday),
    ("thursday", Day::Thursday),
    ("friday", Day::Friday),
    ("saturday", Day::Saturday),
    ("sunday", Day::Sunday),
];

/// Reads a person or group, or says what is expected.
pub(super) fn who(text: &str) -> Result<Who, String> {
    let expected = |hint: &str| {
        format!(
            "found {}; expected \"@handle\" of a user group, an e-mail address, or a user id \
             such as \"U0123ABCD\"{hint}",
            quoted(text)
        )
    };
    match text.split_once('@') {
        Some(("", handle)) if is_handle(handle) => Ok(Who::Group(handle.to_owned())),
        Some((name, host)) if is_address(name, host) => Ok(Who::Email(text.to_owned())),
        Some(_) => Err(expected("")),
        None if is_user_id(text) => Ok(Who::User(text.into())),
        None if text.starts_with('S') && is_id(text) => {
            Err(expected("; a user group goes by its handle, not by its id"))
        }
        None => Err(expected("")),
    }
}

fn is_handle(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() && !c.is_uppercase() || "-_.".contains(c);
    !text.is_empty() && text.chars().all(fits)
}

fn is_address(name: &str, host: &str) -> bool {
    let plain = |text: &str| {
        !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "<>@,|".contains(c))
    };
    plain(name) && plain(host)
}

fn is_user_id(text: &str) -> bool {
    text.starts_with(['U', 'W']) && is_id(text)
}

fn is_id(text: &str) -> bool {
    text.len() >= 2 && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// Reads the section `functions`.
pub(super) fn roster(
    section: Section<'_>,
    library: &Library,
    faults: &Faults,
) -> BTreeMap<FunctionId, Staffing> {
    let mut roster = BTreeMap::new();
    for (name, node) in section.entries() {
        let function = FunctionId::new(name);
        if library.get(&function).is_none() {
            faults.add(&node.path, unknown_function(&function, library));
        }
        if let Some(staffing) = node.section().map(|section| staffing(section, faults)) {
            roster.insert(function, staffing);
        }
    }
    roster
}

fn unknown_function(function: &FunctionId, library: &Library) -> String {
    let known: Vec<&str> = library.iter().map(|lens| lens.function.as_str()).collect();
    let hint = meant(function.as_str(), known.iter().copied());
    format!("no lens is called so{hint}; expected one of {}", known.join(", "))
}

fn staffing(mut section: Section<'_>, faults: &Faults) -> Staffing {
    if ["people", "backups", "leads"].iter().all(|key| section.is_bare(key)) {
        section.fault("people", "nobody is named; expected somebody in people, backups or leads");
    }
    let mut seen = BTreeMap::new();
    let mut role = |key| {
        let named = section.list(key);
        named.into_iter().filter_map(|node| once(node, &mut seen, faults)).collect::<Vec<Who>>()
    };
    let staffing =
        Staffing { people: role("people"), backups: role("backups"), leads: role("leads") };
    section.finish();
    staffing
}

/// Reads somebody who may stand in one place only.
fn once(node: Node<'_>, seen: &mut BTreeMap<String, String>, faults: &Faults) -> Option<Who> {
    let path = node.path.clone();
    let text = node.text()?;
    let key = text.to_lowercase();
    if let Some(before) = seen.get(&key) {
        let what = format!("{} is already in {before}; expected each in one place", quoted(&text));
        faults.add(&path, what);
        return None;
    }
    seen.insert(key, path.clone());
    who(&text).map_err(|what| faults.add(&path, what)).ok()
}

/// Reads the list `leaders`.
pub(super) fn leaders(nodes: Vec<Node<'_>>, faults: &Faults) -> Vec<Leader> {
    let mut seen = BTreeMap::new();
    nodes.into_iter().filter_map(|node| leader(node.section()?, &mut seen, faults)).collect()
}

fn leader(
    mut section: Section<'_>,
    seen: &mut BTreeMap<String, String>,
    faults: &Faults,
) -> Option<Leader> {
    let who = match section.take("who") {
        Some(node) => once(node, seen, faults),
        None => {
            section.fault("who", "missing; expected who gets the digest");
            None
        }
    };
    let day = section.take("day").map_or(Some(Day::Monday), |node| node.word(&DAYS));
    let hour = section.take("hour").map_or(Some(9), |node| node.number(0..=23));
    let zone = section.text("zone").map(Zone);
    if let Some(unknown) = zone.as_ref().filter(|zone| !zone.is_known()) {
        let found = quoted(&unknown.0);
        let what = format!("found {found}; expected an IANA time zone such as \"Europe/Berlin\"");
        section.fault("zone", what + &near_zone(&unknown.0));
    }
    section.finish();
    Some(Leader { who: who?, day: day?, hour: hour?, zone })
}

fn near_zone(name: &str) -> String {
    let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    let last = |zone: &str| zone.rsplit('/').next().unwrap_or_default().to_lowercase();
    let same_city = known.iter().find(|zone| last(zone) == last(name));
    match same_city {
        Some(zone) => format!(" (did you mean `{zone}`?)"),
        None => meant(name, known.iter().map(String::as_str)),
    }
}
