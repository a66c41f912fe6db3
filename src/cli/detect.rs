//! `soundings detect`: JSON lines in, readings out.
//!
//! One answer per line, in order, written as soon as it is known. A line that cannot be read is
//! answered with an error in its place; the others are answered all the same. Empty lines are passed over.

use super::{ConfigArgs, Failure};
use crate::config::Environment;
use crate::domain::ids::FunctionId;
use crate::domain::kind::{Door, Kind};
use crate::reading::{
    Action, Earlier, Excerpt, Glance, Reader, Reading, Reply, Speaker, Thread, Thresholds, Where,
};
use anyhow::Context;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use std::io::{BufRead, IsTerminal, Write};
use std::process::ExitCode;

/// A longer line is refused rather than held in memory.
const LINE_BYTES_MAX: usize = 4 << 20;

/// Read messages from standard input and say which of them propose a decision
///
/// One JSON object per line in, {"id", "text"} and perhaps "author", "functions", "context" (earlier messages, the newest
/// last) and "replies" (what followed in the thread, the oldest first). Each of these is a text, or
/// {"author", "functions", "text"}; a text alone counts as somebody else's, and "functions" names those for
/// which its author speaks, such as ["finance"]. One object per line out: {"id", "label",
/// "score", "action", "kind", "door", "lenses", "why"}. `score` is the probability that a decision is being
/// proposed, `label` what the words do, `action` what an auto channel does in which proposals are usual:
/// open, suggest or none; with replies, what it would have done by the end of the thread, and `why` quotes
/// those who answered. A line that cannot be read is answered with an error, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
}

const AFTER_HELP: &str = "\
Example:
  echo '{\"id\":1,\"text\":\"I propose we drop the free plan. Any objections?\"}' | soundings detect";

/// Runs the command over standard input and output.
pub(super) fn main(args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    let config = args.config.load(environment)?;
    let reader = Reader::new(&config.policy.library);
    if std::io::stdin().is_terminal() {
        super::say("Reading JSON lines from the keyboard; Ctrl-D ends.\n");
    }
    let tally = run(std::io::stdin().lock(), std::io::stdout().lock(), &reader)?;
    Ok(if tally.malformed > 0 { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

/// How many lines were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines answered with a reading.
    pub read: usize,
    /// Lines answered with an error; any makes the exit code 2.
    pub malformed: usize,
}

/// Reads every line of `input` and writes its answer to `output`.
///
/// Fails only where reading or writing itself fails.
pub fn run(
    mut input: impl BufRead,
    mut output: impl Write,
    reader: &Reader,
) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    let mut line = Vec::new();
    let mut number = 0;
    while let Some(whole) = next_line(&mut input, &mut line).context("failed to read a line")? {
        number += 1;
        if whole && line.trim_ascii().is_empty() {
            continue;
        }
        let bytes = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| number == 1).unwrap_or(&line);
        let answer = match whole {
            true => answer(bytes, reader).map_err(|error| Refusal { id: id_of(bytes), error }),
            false => Err(Refusal { id: Value::Null, error: too_long() }),
        };
        match &answer {
            Ok(_) => tally.read += 1,
            Err(_) => tally.malformed += 1,
        }
        write_answer(&mut output, number, answer).context("failed to write an answer")?;
    }
    Ok(tally)
}

/// What some programs write before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A message, as it comes in.
#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: Id,
    text: String,
    #[serde(default)]
    author: Option<String>,
    #[serde(default)]
    functions: Vec<FunctionId>,
    #[serde(default)]
    context: Option<Vec<Line>>,
    #[serde(default)]
    replies: Option<Vec<Line>>,
}

/// What somebody said before or after.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a text, or an object with `text` and perhaps `author`")]
enum Line {
    Bare(String),
    Signed {
        #[serde(default)]
        author: Option<String>,
        #[serde(default)]
        functions: Vec<FunctionId>,
        text: String,
    },
}

impl Line {
    fn functions(&self) -> &[FunctionId] {
        match self {
            Line::Bare(_) => &[],
            Line::Signed { functions, .. } => functions,
        }
    }

    fn text(&self) -> &str {
        match self {
            Line::Bare(text) | Line::Signed { text, .. } => text,
        }
    }

    fn author(&self) -> Option<&str> {
        match self {
            Line::Bare(_) => None,
            Line::Signed { author, .. } => author.as_deref(),
        }
    }
}

/// A caller's id is given back as it came.
#[derive(Default, Deserialize)]
#[serde(try_from = "Value")]
struct Id(Value);

impl TryFrom<Value> for Id {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        match value {
            Value::String(_) | Value::Number(_) | Value::Null => Ok(Self(value)),
            _ => Err("`id` must be a text or a number"),
        }
    }
}

#[derive(Serialize)]
struct Answer {
    id: Value,
    label: &'static str,
    #[serde(serialize_with = "three_decimals")]
    score: f32,
    action: &'static str,
    kind: Kind,
    door: Door,
    lenses: Vec<String>,
    why: Vec<String>,
}

#[derive(Serialize)]
struct Refusal {
    id: Value,
    error: String,
}

/// Returns the id of a line that cannot be answered, where it has one.
fn id_of(line: &[u8]) -> Value {
    let id = serde_json::from_slice(line)
        .ok()
        .and_then(|line: Value| Id::try_from(line.get("id")?.clone()).ok());
    id.unwrap_or_default().0
}

fn answer(line: &[u8], reader: &Reader) -> Result<Answer, String> {
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(expected("this is no JSON object"));
    }
    let question: Question =
        serde_json::from_slice(line).map_err(|error| explained(line, &error))?;
    let earlier = question.context.as_deref().unwrap_or_default();
    let glances: Vec<Glance> = earlier.iter().map(|line| alone(reader, line)).collect();
    let by = |line: &Line| line.author().is_some() && line.author() == question.author.as_deref();
    let both = glances.iter().zip(earlier);
    let context: Vec<Earlier<'_>> =
        both.map(|(glance, line)| Earlier { glance, same_author: by(line) }).collect();
    let excerpt = Excerpt { text: &question.text, context: &context, is_reply: false };
    let mut reading = reader.read(&excerpt);
    let mut action = reading.action(Thresholds::default());
    if question.replies.as_ref().is_some_and(|replies| !replies.is_empty()) {
        let weighed = reader.weigh(&thread(reader, &question, &excerpt));
        reading.label = weighed.label;
        reading.score = weighed.score;
        action = weighed.action(Thresholds::default());
        reading.why.splice(0..0, weighed.why);
    }
    Ok(Answer::of(question.id.0, reading, action))
}

fn alone(reader: &Reader, line: &Line) -> Glance {
    reader.glance(&Excerpt { text: line.text(), ..Excerpt::default() })
}

/// Plays the thread; whoever is not named is somebody else each time.
fn thread(reader: &Reader, question: &Question, excerpt: &Excerpt<'_>) -> Thread {
    let user = question.author.as_deref().unwrap_or_default();
    let by = Speaker { user, functions: &question.functions };
    let mut thread = Thread::new(reader.glance(excerpt), by);
    for (number, line) in question.replies.iter().flatten().enumerate() {
        let nobody = format!("\0{number}");
        let user = line.author().unwrap_or(&nobody);
        let by = Speaker { user, functions: line.functions() };
        let glance = &alone(reader, line);
        thread.followed(Reply { glance, by, text: line.text() }, Where::Inside);
    }
    thread
}

impl Answer {
    fn of(id: Value, reading: Reading, action: Action) -> Self {
        Self {
            id,
            label: reading.label.as_str(),
            score: reading.score,
            action: action.as_str(),
            kind: reading.kind.value,
            door: reading.door.value,
            lenses: reading.affected.iter().map(|touched| touched.function.to_string()).collect(),
            why: reading.why,
        }
    }
}

/// Whether a field is what it must be.
type Fits = fn(&Value) -> bool;

/// What fields must be, where they are there.
const FIELDS: [(&str, Fits, &str); 5] = [
    ("text", Value::is_string, "`text` must be a text"),
    ("author", |author| author.is_string() || author.is_null(), "`author` must be a text"),
    ("functions", is_texts, "`functions` must be a list of texts"),
    ("context", |context| context.is_array() || context.is_null(), "`context` must be a list"),
    ("replies", |replies| replies.is_array() || replies.is_null(), "`replies` must be a list"),
];

fn is_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Value::is_string))
}

/// Names the field that is not what it must be.
fn misfit(line: &[u8]) -> Option<&'static str> {
    let line: Value = serde_json::from_slice(line).ok()?;
    let misfits = |name: &str, fits: Fits| line.get(name).is_some_and(|one| !fits(one));
    FIELDS.iter().find(|(name, fits, _)| misfits(name, *fits)).map(|(_, _, said)| *said)
}

fn explained(line: &[u8], error: &serde_json::Error) -> String {
    if let Some(misfit) = misfit(line) {
        return expected(misfit);
    }
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    expected(&format!("{said} at byte {}", error.column()))
}

fn expected(fault: &str) -> String {
    format!(
        "{fault}; expected {{\"id\": …, \"text\": \"…\", \"functions\": [\"…\"], \"context\": [\"…\"], \
         \"replies\": [\"…\"]}}"
    )
}

fn too_long() -> String {
    format!("the line is longer than {} MiB", LINE_BYTES_MAX >> 20)
}

fn write_answer(
    output: &mut impl Write,
    number: usize,
    answer: Result<Answer, Refusal>,
) -> std::io::Result<()> {
    match answer {
        Ok(answer) => serde_json::to_writer(&mut *output, &answer)?,
        Err(Refusal { id, error }) => {
            let refusal = Refusal { id, error: format!("line {number}: {error}") };
            serde_json::to_writer(&mut *output, &refusal)?;
        }
    }
    output.write_all(b"\n")?;
    output.flush()
}

/// Reads a line into `line`; `Some(false)` where it was too long to keep, `None` at the end.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<Option<bool>> {
    line.clear();
    let mut length = 0;
    loop {
        let buffer = match input.fill_buf() {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if buffer.is_empty() {
            return Ok((length > 0).then_some(length <= LINE_BYTES_MAX));
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        length += used;
        if length <= LINE_BYTES_MAX {
            line.extend_from_slice(&buffer[..used]);
        }
        input.consume(used);
        if end.is_some() {
            return Ok(Some(length <= LINE_BYTES_MAX));
        }
    }
}

fn three_decimals<S: Serializer>(score: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*score) * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lens::Library;

    fn detect(input: &[u8]) -> (Tally, Vec<Value>) {
        let mut output = Vec::new();
        let reader = Reader::new(&Library::default());
        let tally = run(input, &mut output, &reader).expect("memory does not fail");
        let lines = output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        (tally, lines.map(|line| serde_json::from_slice(line).expect("JSON")).collect())
    }

    #[test]
    fn a_proposal_is_answered_with_every_field() {
        let (tally, answers) = detect(
            br#"{"id":"m1","text":"I propose that we retire the v1 export API. Any objections?"}"#,
        );
        assert_eq!(tally, Tally { read: 1, malformed: 0 });
        let keys: Vec<_> = answers[0].as_object().expect("an object").keys().cloned().collect();
        assert_eq!(keys, ["action", "door", "id", "kind", "label", "lenses", "score", "why"]);
        assert_eq!(answers[0]["id"], "m1");
        assert_eq!(answers[0]["label"], "proposal");
        assert_eq!(answers[0]["action"], "open");
        assert_eq!(answers[0]["kind"], "deprecation");
        assert_eq!(answers[0]["door"], "one-way");
    }

    #[test]
    fn replies_are_weighed_and_quoted_and_the_old_form_means_the_same() {
        let (tally, answers) = detect(
            br#"{"id":1,"text":"maybe we could merge the two pages?","context":["hm"]}
{"id":1,"text":"maybe we could merge the two pages?","author":"a","context":[{"author":"b","text":"hm"}],"replies":[]}
{"id":2,"text":"maybe we could merge the two pages?","author":"a","replies":["sounds good to me",{"author":"b","text":"+1, agreed"}]}
{"id":3,"text":"hm","replies":[{"author":"b"}]}"#,
        );
        assert_eq!(tally, Tally { read: 3, malformed: 1 });
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[2]["why"][0], "sounds good to me");
        let error = answers[3]["error"].as_str().expect("a text");
        assert!(error.starts_with("line 4: a text, or an object"), "{error}");
    }

    #[test]
    fn a_malformed_line_is_named_and_the_others_are_answered() {
        let (tally, answers) = detect(b"{\"id\":1,\"text\":\"hi\"}\n\nnonsense\n{\"id\":[],\"text\":\"\"}\n{\"id\":2}\n\xff\n{\"id\":2,\"text\":\"bye\",\"more\":1}\r\n");
        assert_eq!(tally, Tally { read: 2, malformed: 4 });
        assert_eq!(answers[0]["id"], 1);
        assert_eq!(answers[1]["id"], Value::Null);
        let errors = [&answers[1], &answers[2], &answers[3], &answers[4]];
        for (answer, start) in
            errors.into_iter().zip(["line 3: ", "line 4: ", "line 5: ", "line 6: "])
        {
            assert!(answer["error"].as_str().expect("a text").starts_with(start), "{answer}");
        }
        assert_eq!(answers[5]["id"], 2);
    }

    #[test]
    fn a_field_that_is_not_what_it_must_be_is_named() {
        let (_, answers) = detect(
            br#"{"id":1,"text":5}
{"id":2,"text":"hi","functions":"finance"}
{"id":3,"text":"hi","functions":[5]}
{"id":4,"text":"hi","replies":"hm"}"#,
        );
        let said = |number: usize| answers[number].to_string();
        for (number, fault) in ["`text` must be a text", "`functions` must be a list"]
            .into_iter()
            .chain(["`functions` must be a list of texts", "`replies` must be a list"])
            .enumerate()
        {
            assert!(said(number).contains(&format!("line {}: {fault}", number + 1)), "{answers:?}");
            assert!(said(number).contains("\\\"functions\\\": ["), "{answers:?}");
        }
    }

    #[test]
    fn huge_and_empty_texts_are_answered_and_a_longer_line_is_refused() {
        let line = |bytes: usize| {
            format!("{{\"id\":1,\"text\":\"{}\"}}\n", "we should ".repeat(bytes / 10))
        };
        let input = [line(0), line(1 << 20), line(5 << 20), line(0)].concat();
        let (tally, answers) = detect(input.as_bytes());
        assert_eq!(tally, Tally { read: 3, malformed: 1 });
        assert_eq!(answers[2]["error"], "line 3: the line is longer than 4 MiB");
    }
}
