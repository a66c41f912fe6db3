//! What people in the workspace saw of the bot, read from the messages themselves.
//!
//! Nothing here asks the bot: what stands in Slack is what counts.

use super::room::Room;
use super::scripting::CHANNEL;
use serde_json::Value;
use soundings::performance::{Performance, Played};
use soundings::rehearsal::script::{Action, Script};
use soundings::rehearsal::workspace::{Call, Workspace};
use std::collections::{BTreeMap, BTreeSet};

/// What a card says where nobody asked for it.
const BY_ITSELF: [&str; 3] = [
    "It reads like a proposal",
    "It reads like a decision already made",
    "Opened because of what followed",
];
/// What its author is told where the bot does not open by itself.
const IN_PRIVATE: [&str; 3] = [
    "This reads like a proposal",
    "This reads as if it were decided",
    "This reads like a decision that is already made",
];

/// What the bot said about one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    Opened,
    /// Told to its author alone.
    Suggested,
}

/// What became of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Heard,
    NoObjection,
    NotAffected,
    Unheard(String),
}

/// Everything that is looked at after a play.
#[derive(Debug, Default)]
pub struct Seen {
    /// What the bot noticed, by the message's place in the conversation.
    pub noticed: BTreeMap<usize, Notice>,
    /// Those of them that were noticed as soon as they were written.
    pub at_once: BTreeSet<usize>,
    /// The functions on the proposal's card, as people read them.
    pub on_card: Vec<String>,
    /// The functions that were asked about the proposal.
    pub asked: BTreeSet<String>,
    /// The handles of those who were asked.
    pub asked_people: BTreeSet<String>,
    /// What the owner was quoted as hesitation before the close, each by the place of what was said.
    pub quoted: Vec<usize>,
    /// What else was made of what was said.
    pub room: Room,
    /// The closing digest in the proposal's thread.
    pub digest: Option<String>,
    /// What went wrong.
    pub faults: Vec<String>,
}

impl Seen {
    /// Looks at a workspace after a play; `proposal` is the label of the proposal.
    pub fn after(
        performance: &Performance,
        script: &Script,
        played: &Played,
        proposal: &str,
    ) -> Self {
        let workspace = &performance.workspace;
        let channel = workspace.channel_id(CHANNEL).expect("the script's channel");
        let (ours, theirs): (Vec<Value>, Vec<Value>) =
            workspace.messages(&channel).into_iter().partition(|one| one["bot_id"].is_string());
        let calls: Vec<Call> =
            workspace.calls().into_iter().filter(|call| call.error.is_none()).collect();
        let labels = labels(script, &theirs);
        let root = labels.iter().find(|(_, label)| **label == proposal).map_or("", |(ts, _)| ts);
        let in_thread = |one: &&Value| one["thread_ts"] == root;
        let thread: Vec<&str> = ours.iter().filter(in_thread).map(text).collect();
        let card = thread.iter().find(|text| is_card(text)).copied().unwrap_or_default();
        let (asked, asked_people) = asked(workspace, &calls, root);
        let digest = thread.iter().find(|text| is_digest(text)).copied();
        Self {
            room: Room::seen(digest, &calls),
            noticed: noticed(&labels, &ours, &calls),
            at_once: at_once(&labels, &calls),
            on_card: functions_on_card(card),
            asked,
            asked_people,
            quoted: quoted(&labels, &calls),
            digest: digest.map(str::to_owned),
            faults: faults(played, &calls),
        }
    }

    /// Returns the questions that the digest calls unanswered, in the words of the lenses.
    pub fn left_open(&self) -> Vec<String> {
        let lines = self.digest.iter().flat_map(|digest| digest.lines());
        let below = lines.skip_while(|line| *line != "*Questions nobody has answered*").skip(1);
        below.map_while(|line| Some(line.strip_prefix("• ")?.to_owned())).collect()
    }

    /// Returns what the digest says of a function.
    pub fn standing(&self, function: &str) -> Option<Standing> {
        let mut found = self
            .digest
            .iter()
            .flat_map(|digest| digest.lines())
            .filter_map(|line| standing(line, function));
        // A function that stands there twice is not accounted for either.
        found.next().filter(|_| found.next().is_none())
    }
}

/// Returns the script's name of every message that people wrote, by `ts`.
fn labels<'a>(script: &'a Script, theirs: &[Value]) -> BTreeMap<String, &'a str> {
    let said = script.steps.iter().filter_map(|step| match &step.action {
        Action::Say { label, .. } => label.as_deref(),
        _ => None,
    });
    let ts = theirs.iter().map(|one| one["ts"].as_str().unwrap_or_default().to_owned());
    ts.zip(said).collect()
}

fn noticed(
    labels: &BTreeMap<String, &str>,
    ours: &[Value],
    calls: &[Call],
) -> BTreeMap<usize, Notice> {
    let place = |ts: &str| labels.get(ts)?.trim_start_matches('m').parse().ok();
    let cards = ours.iter().filter(|one| {
        is_card(text(one)) && BY_ITSELF.iter().any(|words| text(one).contains(words))
    });
    let opened = cards.filter_map(|card| place(card["thread_ts"].as_str()?));
    let private = calls.iter().filter(|call| call.method == "chat.postEphemeral");
    let private = private.map(|call| call.args.to_string());
    let suggestions = private.filter(|words| IN_PRIVATE.iter().any(|said| words.contains(said)));
    let suggested = suggestions
        .filter_map(|words| place(labels.keys().find(|ts| words.contains(ts.as_str()))?));
    let all = suggested.map(|at| (at, Notice::Suggested));
    all.chain(opened.map(|at| (at, Notice::Opened))).collect()
}

/// Returns the places of messages about which the bot said something within the minute.
fn at_once(labels: &BTreeMap<String, &str>, calls: &[Call]) -> BTreeSet<usize> {
    let said = calls.iter().filter(|call| call.method.starts_with("chat.post"));
    let places = said.flat_map(|call| {
        let words = call.args.to_string();
        let prompt = move |ts: &str| {
            let written = ts.parse::<f64>().unwrap_or_default() as i64;
            call.at.as_second() - written < 20 && words.contains(ts)
        };
        labels.iter().filter(move |(ts, _)| prompt(ts)).map(|(_, label)| *label)
    });
    places.filter_map(|label| label.trim_start_matches('m').parse().ok()).collect()
}

/// Returns the places of the messages that are quoted to an owner in the message before the close.
fn quoted(labels: &BTreeMap<String, &str>, calls: &[Call]) -> Vec<usize> {
    let posts = calls.iter().filter(|call| call.method == "chat.postMessage");
    let told = posts.filter(|call| text(&call.args).contains("Between the lines"));
    let lines =
        told.flat_map(|call| text(&call.args).lines().filter(|line| line.starts_with("• “")));
    let place = |line: &str| {
        let (_, label) = labels.iter().rev().find(|(ts, _)| line.contains(ts.as_str()))?;
        label.trim_start_matches('m').parse().ok()
    };
    lines.filter_map(place).collect()
}

fn text(message: &Value) -> &str {
    message["text"].as_str().unwrap_or_default()
}

fn is_card(text: &str) -> bool {
    text.contains("Decision `D")
}

fn is_digest(text: &str) -> bool {
    text.starts_with("*What was heard*")
}

/// Returns the functions of a card's rows: an icon, the name, and where it stands.
fn functions_on_card(card: &str) -> Vec<String> {
    let name = |line: &str| {
        let (icon, rest) = line.split_once(" *")?;
        let (name, _) = rest.split_once("*: ")?;
        (!icon.is_empty() && !icon.contains(char::is_alphanumeric)).then(|| name.to_owned())
    };
    card.lines().filter_map(name).collect()
}

/// Returns the functions and the people that were asked about a message.
fn asked(
    workspace: &Workspace,
    calls: &[Call],
    root: &str,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let users = workspace.spec().users;
    let posts = calls.iter().filter(|call| call.method == "chat.postMessage");
    let about = posts.filter(|call| call.args.to_string().contains(root));
    let asks = about.filter_map(|call| {
        let (question, _) = text(&call.args).split_once(" before deciding on ")?;
        let (_, function) = question.split_once(" asks ")?;
        let user = users.iter().find(|user| call.args["channel"] == user.id.as_str())?;
        Some((function.to_owned(), user.handle.clone()))
    });
    asks.unzip()
}

fn standing(line: &str, function: &str) -> Option<Standing> {
    let listed = |lead: &str| is_among(line.strip_prefix(lead)?, function).then_some(());
    if line.starts_with(&format!("✅ *{function}*: ")) {
        return Some(Standing::Heard);
    }
    if listed("☑️ *No objection*: ").is_some() {
        return Some(Standing::NoObjection);
    }
    if listed("➖ *Not affected*: ").is_some() {
        return Some(Standing::NotAffected);
    }
    let (icon, rest) = line.split_once(' ')?;
    let (names, why) = rest.split_once(": ")?;
    let is_row = !icon.contains(char::is_alphanumeric) && names.starts_with('*');
    let unheard = is_row && !why.trim().is_empty();
    (unheard && is_among(names, function)).then(|| Standing::Unheard(why.to_owned()))
}

/// Tells whether a list of functions names one; how many of its people were asked may stand with it.
fn is_among(names: &str, function: &str) -> bool {
    let names = names.split(", ").flat_map(|names| names.split(" and "));
    let plain = |name: &'_ str| name.split(" (").next().unwrap_or(name).replace('*', "");
    names.map(plain).any(|name| name.trim() == function)
}

/// What must not happen in any play.
fn faults(played: &Played, calls: &[Call]) -> Vec<String> {
    let problems = played.problems.iter().map(|problem| problem.text.clone());
    let posts = calls.iter().filter(|call| call.method == "chat.postMessage");
    let mut seen = BTreeSet::new();
    let twice = posts.filter_map(|call| {
        let place = (call.args["channel"].to_string(), call.args["thread_ts"].to_string());
        let again = !seen.insert((place, call.args["text"].to_string()));
        again.then(|| format!("posted twice, the second time at {}", call.at))
    });
    problems.chain(twice).collect()
}

#[test]
fn a_function_is_found_wherever_a_digest_can_name_it() {
    let seen = |digest: &str| Seen { digest: Some(digest.to_owned()), ..Seen::default() };
    let digest = seen(
        "*What was heard*: *Soup*\n✅ *Legal*: *Finance*: less\n☑️ *No objection*: Design, Sales and \
         Support\n• Support: what would they ask?\n🔇 *Customer research*: asked, no answer\n⚪ *Finance*: \n⏳ *Legal*: waiting",
    );
    assert_eq!(digest.standing("Support"), Some(Standing::NoObjection));
    assert_eq!(
        digest.standing("Customer research"),
        Some(Standing::Unheard("asked, no answer".into()))
    );
    assert_eq!(digest.standing("Finance"), None, "no reason is given");
    assert_eq!(digest.standing("Legal"), None, "it stands there twice");
    assert_eq!(digest.standing("Operations"), None);
    assert_eq!(seen("✅ *Legal*: soup").standing("Legal"), Some(Standing::Heard));
    let together = seen("🔇 *Legal* (2 people) and *Sales*: asked, no answer");
    assert_eq!(together.standing("Legal"), Some(Standing::Unheard("asked, no answer".into())));
    assert_eq!(together.standing("Sales"), Some(Standing::Unheard("asked, no answer".into())));
}

#[test]
fn the_questions_left_open_are_those_below_their_heading() {
    let digest = "• Tom: no\n*Questions nobody has answered*\n• Legal: How long?\n• Sales: To whom?\nMaya decides\n• no";
    let seen = Seen { digest: Some(digest.to_owned()), ..Seen::default() };
    assert_eq!(seen.left_open(), ["Legal: How long?", "Sales: To whom?"]);
}

#[test]
fn the_functions_of_a_card_are_its_rows() {
    let card = "*Soup: yes*\nGoal: *x*: y\n⏳ *Legal*: asked\n⚠️ My own fault: *z*\n✅ *Customer research*: heard";
    assert_eq!(functions_on_card(card), ["Legal", "Customer research"]);
}
