//! A folder of Markdown: a file for each decision, named so that it stays put, and an index.
//!
//! A file's name begins with the day it was opened and its id, which never change, and ends with its
//! title, which may: then the file is renamed, and the old name is known by its beginning. Every file
//! says in its first lines that it is ours.

use super::markdown::{body, title};
use super::markup::quoted;
use super::shape::{FORMAT, Function, Shape, TYPE};
use super::table::{COLUMNS, MARK};
use super::words::day;
use crate::domain::ids::UserId;

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub text: String,
}

/// The index's name.
const INDEX: &str = "README.md";

/// The longest part of a title in a file's name.
const SLUG_CHARS: usize = 60;

/// By which a file of ours is known; it stands in the second line of a decision's file and in the first of
/// the index.
const MARKER: &str = "soundings export, format ";

/// Returns a decision's file.
pub fn file(shape: &Shape) -> File {
    File { name: name(shape), text: format!("{}{}", front_matter(shape), body(shape)) }
}

/// Returns the index of some decisions, the newest first; where it holds what one person may see, `whose`
/// it is.
pub fn index(shapes: &[Shape], whose: Option<&UserId>) -> File {
    let mut newest: Vec<&Shape> = shapes.iter().collect();
    newest.sort_by(|a, b| (b.opened.at, &b.id).cmp(&(a.opened.at, &a.id)));
    let rows: String = newest.iter().map(|shape| row(shape)).collect();
    let whose = whose.map(|user| format!(" Here are those that {user} may see."));
    let text = format!(
        "<!-- {MARKER}{FORMAT}, index; written anew by every export, so changes here are lost -->\n\n\
         # Decisions\n\nOne file for each decision, as Soundings recorded it.{}\n\n\
         | Opened | Decision | Status | Heard |\n| --- | --- | --- | --- |\n{rows}",
        whose.unwrap_or_default()
    );
    File { name: INDEX.to_owned(), text }
}

/// How much of a file shows whether it is ours.
pub const BEGINNING_BYTES: u64 = 300;

/// Tells from its beginning whether a file was written by an export, of whatever format. One with nothing
/// in it has nothing to lose.
pub fn is_ours(text: &str) -> bool {
    let first = text.strip_prefix("---\n# ").or_else(|| text.strip_prefix("<!-- "));
    let page = first.is_some_and(|rest| rest.starts_with(MARKER));
    let lines = text.starts_with("{\"format\":") && text.contains(&format!("\"{TYPE}\""));
    let table = text.starts_with(&format!("{MARK}{},", COLUMNS[..2].join(",")));
    page || lines || table || text.is_empty()
}

/// Returns the decision a file of ours is about, from its beginning.
pub fn decision_of(text: &str) -> Option<&str> {
    let line = text.strip_prefix("---\n# ")?.strip_prefix(MARKER)?.lines().next()?;
    line.split(", decision ").nth(1)?.split(';').next()
}

fn name(shape: &Shape) -> String {
    let slug = slug(&shape.title);
    let dash = if slug.is_empty() { "" } else { "-" };
    format!("{}-{}{dash}{slug}.md", day(shape.opened.at, &shape.zone), plain(&shape.id))
}

fn row(shape: &Shape) -> String {
    let heard = format!("{} of {}", shape.coverage.heard, shape.coverage.affected);
    let opened = day(shape.opened.at, &shape.zone);
    let (title, name) = (title(shape), name(shape));
    format!("| {opened} | [{title}]({name}) | {} | {heard} |\n", status(shape))
}

fn front_matter(shape: &Shape) -> String {
    let id = plain(&shape.id);
    let marker = format!(
        "{MARKER}{FORMAT}, decision {id}; written anew by every export, so changes here are lost"
    );
    let people = |wanted: fn(&Function) -> bool| {
        let functions = shape.functions.iter().filter(|one| wanted(one));
        let names: Vec<String> = functions.map(|one| quoted(&with_person(one))).collect();
        names.join(", ")
    };
    format!(
        "---\n# {marker}\nstatus: {}\ndate: {}\ndecision-makers: [{}]\nconsulted: [{}]\ninformed: [{}]\n---\n\n",
        quoted(status(shape)),
        day(changed_at(shape), &shape.zone),
        quoted(&shape.owner),
        people(was_consulted),
        people(was_informed),
    )
}

/// MADR's word for where a decision stands.
fn status(shape: &Shape) -> &'static str {
    match shape.state {
        _ if shape.replaced => "superseded",
        "decided" | "reviewed" => "accepted",
        "cancelled" => "withdrawn",
        _ => "proposed",
    }
}

/// When it was decided, or else when something was last done.
fn changed_at(shape: &Shape) -> jiff::Timestamp {
    let decided = shape.record.as_ref().map(|record| record.at);
    let last = shape.history.last().map(|entry| entry.at);
    decided.or(last).unwrap_or(shape.opened.at)
}

/// Functions whose position counted.
fn was_consulted(function: &Function) -> bool {
    matches!(function.state, "heard" | "no-objection")
}

/// Functions that were asked, so that they know of it, and took no position.
fn was_informed(function: &Function) -> bool {
    let asked = function.asks.iter().any(|ask| ask.delivered.is_some());
    asked && !was_consulted(function)
}

fn with_person(function: &Function) -> String {
    match &function.by {
        Some(by) => format!("{} ({by})", function.name),
        None => function.name.clone(),
    }
}

/// A title as a part of a file's name: small Latin letters and digits, words joined by dashes.
fn slug(title: &str) -> String {
    let folded: String = title.chars().flat_map(char::to_lowercase).map(fold).collect();
    let mut slug = String::new();
    for word in folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let longer = slug.len() + word.len() + usize::from(!slug.is_empty());
        if longer > SLUG_CHARS {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// Only letters and digits of an id: it becomes part of a name and of a remark.
fn plain(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// A letter without its accent, for the accents that are common.
fn fold(c: char) -> char {
    const FOLDED: [(&str, char); 9] = [
        ("àáâãäåāăą", 'a'),
        ("çćč", 'c'),
        ("èéêëēęě", 'e'),
        ("ìíîïīı", 'i'),
        ("ñńň", 'n'),
        ("òóôõöøōő", 'o'),
        ("śšș", 's'),
        ("ùúûüūůű", 'u'),
        ("ýÿžźż", 'z'),
    ];
    FOLDED.iter().find(|(letters, _)| letters.contains(c)).map_or(c, |(_, plain)| *plain)
}
