//! Real conversations, rehearsed: people propose, object and agree in their own words, and the real bot
//! hears them out.
//!
//! Reads the corpus from `SOUNDINGS_CORPUS` (default `../shared/corpus`) and takes conversations from
//! four of its files. Each is played as it was, to see what the bot notices by itself; then somebody
//! opens the proposal in one of the ways people have, where the bot has not, and it is played to the
//! closing digest. What is printed holds ids, functions and figures, never anybody's words:
//!
//! ```text
//! cargo test --test it corpus_rehearsal -- --nocapture
//! ```
//!
//! The same stands in `target/tmp/corpus-rehearsal.txt`. With `SOUNDINGS_CORPUS_TRANSCRIPTS` naming a
//! folder, the transcripts, words and all, are written there for reading.

mod casting;
mod conversation;
mod report;
mod room;
mod scripting;
mod witness;

use conversation::{Conversation, Label, Truth};
use futures_util::{StreamExt, stream};
use report::Report;
use scripting::{Known, Opening, Rehearsal, label};
use soundings::performance::Performance;
use soundings::rehearsal::script::Script;
use soundings::rehearsal::spec::Transport;
use soundings::rehearsal::story::{Printer, Style};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use witness::{Notice, Seen};

/// So many conversations are played at a time.
const AT_A_TIME: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn real_conversations_reach_a_digest_in_which_every_function_is_accounted_for() {
    let corpus = match folder(std::env::var_os("SOUNDINGS_CORPUS")) {
        Ok(corpus) => corpus,
        Err(Missing::ByDefault(words)) => return println!("{words}"),
        Err(Missing::AsNamed(words)) => panic!("{words}"),
    };
    let conversations = conversation::choose(&corpus);
    let plays = conversations.iter().enumerate().map(|(number, one)| play(number, one));
    let mut plays: Vec<Report> = stream::iter(plays).buffered(AT_A_TIME).collect().await;
    let text = report::all(&plays);
    println!("{text}");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus-rehearsal.txt");
    std::fs::write(&file, &text).expect("the report is written");

    let faults: Vec<String> = plays.iter_mut().flat_map(|play| play.faults()).collect();
    assert_eq!(faults, Vec::<String>::new());
    assert!(plays.len() >= 10, "only {} conversations", plays.len());
    let files: std::collections::BTreeSet<_> = conversations.iter().map(|one| one.file).collect();
    assert!(files.len() >= 4, "only from {files:?}");
    let words = conversations.iter().flat_map(|one| &one.messages).map(|one| one.text.as_str());
    let told = words.filter(|words| words.len() > 25 && text.contains(words)).count();
    assert_eq!(told, 0, "the report repeats what people said");
}

/// Plays one conversation, as it was and whole.
async fn play(number: usize, conversation: &Conversation) -> Report {
    let rehearsal = Rehearsal::of(conversation);
    let proposal = label(conversation.proposal);
    let transport = match number % 2 {
        0 => Transport::Socket,
        _ => Transport::Http { request_url: None },
    };
    let perform = |script: Script, name: &'static str| {
        let (transport, proposal) = (transport.clone(), proposal.clone());
        async move { perform(&script, transport, &proposal, &format!("{number:02}-{name}")).await }
    };
    let alone = perform(rehearsal.as_it_was(), "as-it-was").await;
    let opening = match alone.noticed.get(&conversation.proposal) {
        Some(Notice::Opened) => Opening::ByItself,
        // What is suggested only once others have answered comes too late for what is played here.
        Some(Notice::Suggested) if alone.at_once.contains(&conversation.proposal) => {
            Opening::Suggested
        }
        _ if number.is_multiple_of(3) => Opening::Emoji,
        _ => Opening::Shortcut,
    };
    let known = known(&rehearsal, opening, &alone);
    let whole = perform(rehearsal.whole(opening, &known), "whole").await;
    Report::new(conversation, &rehearsal.cast, opening, (alone, whole))
}

/// What the whole play builds on: what the first showed, or the form says.
fn known(rehearsal: &Rehearsal<'_>, opening: Opening, alone: &Seen) -> Known {
    let alarms = alone.noticed.iter().filter(|(at, notice)| {
        let truth = rehearsal.conversation.messages[**at].truth();
        **notice == Notice::Opened && truth == Truth::Is(Label::Other)
    });
    let false_alarms = alarms.map(|(at, _)| *at).collect();
    if opening == Opening::Shortcut {
        let affected = rehearsal.cast.named_by_hand().into_iter().map(str::to_owned).collect();
        let asked = rehearsal.cast.members.values().cloned().collect();
        return Known { affected, asked, false_alarms };
    }
    // A lens's name ends in the word by which scripts call its function.
    let word = |name: &String| name.to_lowercase().split(' ').next_back().map(str::to_owned);
    let affected = alone.on_card.iter().filter_map(word).collect();
    Known { affected, asked: alone.asked_people.clone(), false_alarms }
}

async fn perform(script: &Script, transport: Transport, proposal: &str, name: &str) -> Seen {
    let data = tempfile::tempdir().expect("a temporary folder");
    let performance =
        Performance::open(script, transport, data.path()).await.expect("the bot starts");
    let played = performance.play(script, |_| {}).await;
    let seen = Seen::after(&performance, script, &played, proposal);
    performance.close().await;
    if let Some(folder) = std::env::var_os("SOUNDINGS_CORPUS_TRANSCRIPTS") {
        let text = Printer::story(Style::PLAIN, script.zone.clone(), &played.story);
        let file = Path::new(&folder).join(format!("{name}.txt"));
        std::fs::write(&file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
    seen
}

/// Why there is no corpus.
#[derive(Debug, PartialEq, Eq)]
enum Missing {
    /// Nobody said where it is, which is fine.
    ByDefault(String),
    /// It is not where somebody said it is.
    AsNamed(String),
}

fn folder(named: Option<OsString>) -> Result<PathBuf, Missing> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = named.as_ref().map_or(default, PathBuf::from);
    if folder.is_dir() {
        return Ok(folder);
    }
    let words = format!("left out: no corpus at {} (set SOUNDINGS_CORPUS)", folder.display());
    Err(if named.is_some() { Missing::AsNamed(words) } else { Missing::ByDefault(words) })
}

#[test]
fn a_corpus_that_was_named_must_be_there() {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(folder(Some(scratch.path().into())), Ok(scratch.path().into()));
    let missing = folder(Some(scratch.path().join("none").into()));
    assert!(matches!(missing, Err(Missing::AsNamed(words)) if words.contains("none")));
}
