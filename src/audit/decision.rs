//! A decision as the export shows it: who was affected, who spoke, and how quiet it was.

use super::conversation::{Said, Thread};
use super::judge::Verdict;
use super::moment;
use super::people::{People, Standing};
use super::words::{clip, safe};
use crate::domain::ids::FunctionId;
use crate::domain::kind::{Door, Kind};
use crate::reading::balance;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// What an affected function had to do with a decision, the most telling last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// Somebody of it proposed the decision or answered.
    Spoke,
    /// Somebody of it left an emoji and no word.
    OnlyReacted,
    /// Nobody of it is known to have spoken, but somebody spoke whose function is not known, or replies are
    /// missing from the export.
    Unclear,
    /// Somebody stands for it, and nobody of them said anything.
    NeverHeard,
    /// Nobody is known to stand for it, so that nobody could be heard.
    NobodyKnown,
}

/// Where what followed was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Followed {
    /// In the message's thread.
    Thread,
    /// In the channel, within the next hours.
    Channel,
    /// Nowhere: nobody answered.
    Nothing,
}

/// One decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub channel: String,
    pub channel_id: String,
    pub ts: String,
    /// The thread in which the proposal itself is a reply.
    pub thread: Option<String>,
    pub day: Date,
    pub title: String,
    pub is_plain: bool,
    pub kind: Kind,
    pub door: Door,
    /// Every affected function, the most affected first.
    pub affected: Vec<(FunctionId, Voice)>,
    /// Every function that spoke, affected or not.
    pub spoke: BTreeSet<FunctionId>,
    pub replies: usize,
    pub followed: Followed,
    /// Whether somebody said that it is decided.
    pub is_decided: bool,
    /// Whether its author took it back.
    pub is_taken_back: bool,
    /// How many reasons were given, if all of them are the customer's.
    pub customer_reasons: Option<usize>,
    /// Whether somebody of another function than the author's answered.
    pub is_answered_by_other: bool,
    /// Seconds until then, where both times can be right.
    pub first_other: Option<i64>,
    /// The longest stretch without a word before the last one, in seconds.
    pub longest_quiet: Option<i64>,
}

/// The longest title.
const TITLE_CHARS_MAX: usize = 120;

impl Decision {
    /// Puts together what a thread shows.
    pub fn of(thread: &Thread, verdict: Verdict, place: (&str, &str), people: &People) -> Self {
        let voices = Voices::of(thread, people);
        let first_other = first_other(thread, people);
        let voice = |function: FunctionId| {
            let voice = match people.stand_for(&function) {
                0 => Voice::NobodyKnown,
                _ => voices.of_function(&function),
            };
            (function, voice)
        };
        let title = if verdict.title.is_empty() { &thread.root.text } else { &verdict.title };
        Self {
            channel: safe(place.0),
            channel_id: place.1.to_owned(),
            ts: moment::shown(&thread.root.ts).to_owned(),
            thread: thread.root_is_reply.then(|| thread.name.clone()),
            day: thread.root.day,
            title: shown(title, people),
            is_plain: verdict.is_plain,
            kind: verdict.kind,
            door: verdict.door,
            affected: verdict.affected.into_iter().map(voice).collect(),
            spoke: voices.spoke,
            replies: thread.replies.len(),
            followed: followed(thread),
            is_decided: verdict.announces
                || thread.is_settled
                || thread.replies.iter().any(|reply| reply.decides),
            is_taken_back: is_taken_back(thread),
            customer_reasons: customer_reasons(thread),
            is_answered_by_other: first_other.is_some(),
            first_other: first_other.and_then(|reply| seconds_until(thread, reply)),
            longest_quiet: longest_quiet(thread),
        }
    }

    /// Returns the affected functions with one kind of voice.
    pub fn with_voice(&self, wanted: Voice) -> impl Iterator<Item = &FunctionId> {
        self.affected
            .iter()
            .filter(move |(_, voice)| *voice == wanted)
            .map(|(function, _)| function)
    }

    /// Returns how many affected functions were never heard.
    pub fn never_heard(&self) -> usize {
        self.with_voice(Voice::NeverHeard).count()
    }
}

/// Who took part, as functions.
struct Voices {
    spoke: BTreeSet<FunctionId>,
    reacted: BTreeSet<FunctionId>,
    strangers: bool,
}

impl Voices {
    fn of(thread: &Thread, people: &People) -> Self {
        let said = || std::iter::once(&thread.root).chain(&thread.replies);
        let function = |user: &String| match people.standing(user) {
            Standing::Function(function, _) => Some(function.clone()),
            Standing::Product(_) | Standing::Unknown => None,
        };
        Self {
            spoke: said().filter_map(|said| function(&said.user)).collect(),
            reacted: said().flat_map(|said| &said.reacted).filter_map(function).collect(),
            strangers: said().any(|said| *people.standing(&said.user) == Standing::Unknown)
                || thread.replies_missing() > 0,
        }
    }

    fn of_function(&self, function: &FunctionId) -> Voice {
        if self.spoke.contains(function) {
            Voice::Spoke
        } else if self.reacted.contains(function) {
            Voice::OnlyReacted
        } else if self.strangers {
            Voice::Unclear
        } else {
            Voice::NeverHeard
        }
    }
}

/// Returns a title that can be shown: in one line, without names and without marks that turn the line.
fn shown(title: &str, people: &People) -> String {
    let safe = |c: &char| !super::words::turns_direction(*c);
    let title: String = title.chars().filter(safe).take(4 * TITLE_CHARS_MAX).collect();
    let line: Vec<&str> = title
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    match people.masked(&line.join(" ")) {
        empty if empty.is_empty() => "(no words of its own)".to_owned(),
        title => clip(&sentence(&title), TITLE_CHARS_MAX),
    }
}

/// Makes "that somebody takes over pricing" a sentence, and begins it like one.
fn sentence(title: &str) -> String {
    let that = ["That somebody", "that somebody", "somebody"];
    let rest = that.iter().find_map(|start| title.strip_prefix(start));
    match rest.filter(|rest| !rest.starts_with(char::is_alphanumeric)) {
        Some(rest) => format!("Somebody{rest}"),
        None => title.to_owned(),
    }
}

/// Tells whether the author took it back, and nobody said after that what is decided.
fn is_taken_back(thread: &Thread) -> bool {
    let own =
        |reply: &Said| reply.user == thread.root.user && crate::reading::takes_back(&reply.text);
    let place = thread.replies.iter().rposition(own);
    place.is_some_and(|place| !thread.replies[place + 1..].iter().any(|reply| reply.decides))
}

fn followed(thread: &Thread) -> Followed {
    let own = &thread.root.user;
    match (thread.replies.iter().all(|reply| reply.user == *own), thread.is_threaded) {
        (true, _) => Followed::Nothing,
        (false, true) => Followed::Thread,
        (false, false) => Followed::Channel,
    }
}

fn customer_reasons(thread: &Thread) -> Option<usize> {
    let replies = thread.replies.iter().map(|reply| reply.text.as_str());
    let texts: Vec<&str> = std::iter::once(thread.root.text.as_str()).chain(replies).collect();
    balance::customer_only(&texts)
}

/// Returns the first answer of somebody who is known to be of another function.
fn first_other<'a>(thread: &'a Thread, people: &People) -> Option<&'a Said> {
    let own = people.standing(&thread.root.user);
    let is_other = |reply: &&Said| match (people.standing(&reply.user), own) {
        (Standing::Unknown, _) => false,
        (Standing::Function(theirs, _), Standing::Function(own, _)) => theirs != own,
        (Standing::Product(_), Standing::Product(_)) => false,
        _ => *own != Standing::Unknown,
    };
    thread.replies.iter().find(is_other)
}

fn seconds_until(thread: &Thread, reply: &Said) -> Option<i64> {
    Some((reply.second? - thread.root.second?).max(0))
}

fn longest_quiet(thread: &Thread) -> Option<i64> {
    let said = std::iter::once(&thread.root).chain(&thread.replies);
    let mut seconds: Vec<i64> = said.filter_map(|said| said.second).collect();
    seconds.sort_unstable();
    seconds.windows(2).map(|pair| pair[1] - pair[0]).max()
}
