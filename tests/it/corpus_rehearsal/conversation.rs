//! Reading the corpus, and choosing conversations in which something is proposed and answered.
//!
//! Nothing here knows the bot. Messages are referred to by their ids; their words stay in memory.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The longest conversation that is played: so many messages before the proposal, and after it.
const BEFORE: usize = 40;
const AFTER: usize = 79;
/// How far behind a proposal people still answer it.
pub const ANSWERS_WITHIN: usize = 40;
/// The longest text of one message: Slack's own programs break a longer one up.
const TEXT_CHARS: usize = 4_000;

/// One message of the corpus.
#[derive(Clone, Debug, Deserialize)]
pub struct Message {
    pub id: String,
    pub source: String,
    pub channel_or_meeting: String,
    #[serde(default)]
    pub thread: Option<String>,
    #[serde(default)]
    ts: Option<Moment>,
    pub author: String,
    pub text: String,
    pub label: Label,
    /// Whether its true label is unknown.
    #[serde(default)]
    ctx: bool,
    /// A vote without words worth reading.
    #[serde(default)]
    pub bare: bool,
    /// The answers of a poll.
    #[serde(default)]
    options: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    Proposal,
    Decision,
    ChoiceQuestion,
    Objection,
    Support,
    Other,
}

/// When a message was written, as the sources tell it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Moment {
    Seconds(i64),
    Text(String),
}

/// What the corpus knows a message to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    Is(Label),
    Unknown,
}

impl Message {
    /// Returns what the message is known to be.
    pub fn truth(&self) -> Truth {
        if self.ctx { Truth::Unknown } else { Truth::Is(self.label) }
    }

    /// Returns when it was written, if the source tells.
    pub fn at(&self) -> Option<Timestamp> {
        match self.ts.as_ref()? {
            Moment::Seconds(seconds) => Timestamp::from_second(*seconds).ok(),
            Moment::Text(text) => text.parse().ok().or_else(|| {
                let there: DateTime = text.parse().ok()?;
                Some(there.to_zoned(TimeZone::UTC).ok()?.timestamp())
            }),
        }
    }

    /// Returns what its author would have typed into Slack; `None` if that is nothing. A poll's answers
    /// stand below its question.
    pub fn typed(&self) -> Option<String> {
        let options = self.options.iter().map(|option| format!("\n• {option}"));
        let whole: String = std::iter::once(self.text.clone()).chain(options).collect();
        let visible = whole.chars().filter(|c| *c == '\n' || !c.is_control());
        let text: String = visible.take(TEXT_CHARS).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Tells whether it puts something to the group, as far as the corpus knows.
    fn proposes(&self, what: Label) -> bool {
        self.truth() == Truth::Is(what) && self.typed().is_some()
    }

    /// Tells whether its author takes a stance. What is said after a poll has no labels of its own.
    pub fn takes_stance(&self, proposal: &Message) -> bool {
        match self.truth() {
            Truth::Is(label) => matches!(label, Label::Support | Label::Objection),
            Truth::Unknown => !proposal.options.is_empty(),
        }
    }
}

/// A part of a real conversation, with the proposal in it.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub file: &'static str,
    pub messages: Vec<Message>,
    /// The place of the proposal among the messages.
    pub proposal: usize,
}

impl Conversation {
    pub fn proposal(&self) -> &Message {
        &self.messages[self.proposal]
    }

    /// Returns the messages after the proposal in which it may be answered, with their places.
    pub fn answers(&self) -> impl Iterator<Item = (usize, &Message)> {
        let owner = &self.proposal().author;
        let after = self.messages.iter().enumerate().skip(self.proposal + 1);
        after.take(ANSWERS_WITHIN).filter(move |(_, message)| message.author != *owner)
    }

    /// Returns where the conversation took place.
    pub fn place(&self) -> String {
        let Message { source, channel_or_meeting, thread, .. } = self.proposal();
        let thread = thread.as_ref().map_or(String::new(), |thread| format!(" {thread}"));
        format!("{source} {channel_or_meeting}{thread}")
    }

    /// How many people answer in words, and one more if somebody objects.
    fn liveliness(&self) -> usize {
        let answers = self.answers().map(|(_, message)| message).filter(|message| !message.bare);
        let answers: Vec<_> = answers.filter(|m| m.takes_stance(self.proposal())).collect();
        let people: BTreeSet<&str> =
            answers.iter().map(|message| message.author.as_str()).collect();
        let objects = |message: &&Message| message.truth() == Truth::Is(Label::Objection);
        people.len() + usize::from(answers.iter().any(objects))
    }
}

/// What is taken from a file of the corpus.
struct Wish {
    file: &'static str,
    /// What stands in the middle of a conversation of this file.
    what: Label,
    conversations: usize,
    /// How many of them may come from one series of meetings or channel.
    of_one_series: usize,
    series: fn(&Message) -> &str,
}

/// Product and project chat first, then design meetings, polls, and standards work.
const WISHES: [Wish; 4] = [
    Wish {
        file: "project_irc.jsonl",
        what: Label::Proposal,
        conversations: 6,
        of_one_series: 2,
        series: |message| &message.source,
    },
    Wish {
        file: "ami_meetings.jsonl",
        what: Label::Proposal,
        conversations: 2,
        of_one_series: 1,
        // ES2002a to ES2002d are the meetings of one team.
        series: |message| message.channel_or_meeting.trim_end_matches(char::is_lowercase),
    },
    Wish {
        file: "lean_zulip.jsonl",
        what: Label::ChoiceQuestion,
        conversations: 2,
        of_one_series: 1,
        series: |message| &message.channel_or_meeting,
    },
    Wish {
        file: "w3c_minutes.jsonl",
        what: Label::Proposal,
        conversations: 2,
        of_one_series: 1,
        series: |message| message.channel_or_meeting.split('/').next().unwrap_or_default(),
    },
];

/// Chooses conversations from every file, always the same ones.
pub fn choose(corpus: &Path) -> Vec<Conversation> {
    WISHES.iter().flat_map(|wish| wish.choose(&read(&corpus.join(wish.file)))).collect()
}

fn read(path: &Path) -> Vec<Message> {
    let text = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("failed to read {}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).expect("a line of the corpus")).collect()
}

impl Wish {
    /// The liveliest conversations, the series mixed.
    fn choose(&self, messages: &[Message]) -> Vec<Conversation> {
        let mut all: Vec<Conversation> =
            places(messages).into_values().filter_map(|place| self.liveliest(&place)).collect();
        all.sort_by_cached_key(|one| (Reverse(one.liveliness()), one.place()));
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        all.retain(|one| {
            let count = taken.entry((self.series)(one.proposal()).to_owned()).or_default();
            *count += 1;
            *count <= self.of_one_series
        });
        all.truncate(self.conversations);
        all
    }

    /// The part of a place round the proposal that most people answered.
    fn liveliest(&self, place: &[&Message]) -> Option<Conversation> {
        // Backwards, as the last of several equals is taken.
        let proposals = (0..place.len()).rev().filter(|at| place[*at].proposes(self.what));
        let all = proposals.map(|at| window(self.file, place, at));
        all.filter(|one| one.liveliness() > 0).max_by_key(Conversation::liveliness)
    }
}

fn places(messages: &[Message]) -> BTreeMap<(&str, &str, Option<&str>), Vec<&Message>> {
    let mut places: BTreeMap<_, Vec<&Message>> = BTreeMap::new();
    for message in messages {
        let Message { source, channel_or_meeting, thread, .. } = message;
        let place = (source.as_str(), channel_or_meeting.as_str(), thread.as_deref());
        places.entry(place).or_default().push(message);
    }
    places
}

/// Cuts out the messages round a proposal, leaving out those without any text.
fn window(file: &'static str, place: &[&Message], at: usize) -> Conversation {
    let from = at.saturating_sub(BEFORE);
    let to = place.len().min(at + 1 + AFTER);
    let typed = |messages: &[&Message]| -> Vec<Message> {
        let typed = messages.iter().filter(|message| message.typed().is_some());
        typed.map(|message| (*message).clone()).collect()
    };
    let before = typed(&place[from..at]);
    let proposal = before.len();
    let messages = before.into_iter().chain(typed(&place[at..to])).collect();
    Conversation { file, messages, proposal }
}

/// Returns a message that was never said, for trying things out.
pub fn made_up(author: &str, text: &str, label: &str) -> Message {
    let line = serde_json::json!({ "id": format!("made-up:{author}"), "source": "made-up",
        "channel_or_meeting": "kitchen", "author": author, "text": text, "label": label });
    serde_json::from_value(line).expect("a message")
}

#[test]
fn odd_messages_are_typed_as_a_person_could() {
    let typed = |text: &str| made_up("p1", text, "other").typed();
    assert_eq!(typed("  \u{1}\u{2} \n "), None);
    assert_eq!(typed("@p12: 👩‍👩‍👧 \u{202e}né\u{0}"), Some("@p12: 👩‍👩‍👧 \u{202e}né".to_owned()));
    assert_eq!(typed(&"é".repeat(50_000)).map(|text| text.chars().count()), Some(TEXT_CHARS));
    let poll =
        Message { options: vec!["tea".into(), "soup".into()], ..made_up("p1", "lunch?", "other") };
    assert_eq!(poll.typed().as_deref(), Some("lunch?\n• tea\n• soup"));
}

#[test]
fn of_thousands_of_messages_those_round_the_answered_proposal_are_taken() {
    let chat = |count: usize| (0..count).map(|at| made_up(&format!("p{}", at % 9), "hm", "other"));
    let mut all: Vec<Message> = chat(3_000).collect();
    all.extend([
        made_up("p1", "let's have soup", "proposal"),
        made_up("p2", " ", "support"),
        made_up("p3", "not again", "objection"),
        made_up("p1", "let's have tea", "proposal"),
    ]);
    all.extend(chat(2_000));
    let [chosen] = &WISHES[0].choose(&all)[..] else { panic!("one place, one conversation") };
    assert_eq!(chosen.messages.len(), BEFORE + AFTER, "one message is empty");
    assert_eq!(chosen.proposal().text, "let's have soup");
    let stances: Vec<_> =
        chosen.answers().filter(|(_, m)| m.takes_stance(chosen.proposal())).collect();
    assert_eq!(stances.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [BEFORE + 1]);
}

#[test]
fn moments_are_read_in_every_spelling_of_the_corpus() {
    let at = |ts: Moment| Message { ts: Some(ts), ..made_up("p1", "hm", "other") }.at();
    let text = |text: &str| at(Moment::Text(text.into())).map(Timestamp::as_second);
    assert_eq!(at(Moment::Seconds(1_600_705_668)).map(Timestamp::as_second), Some(1_600_705_668));
    assert_eq!(text("2021-03-29T16:00:00.000Z"), Some(1_617_033_600));
    assert_eq!(text("2018-12-31T00:12:00.504800"), Some(1_546_215_120));
    assert_eq!(text("in the afternoon"), None);
}
