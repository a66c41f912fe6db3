//! The reader against real conversations: how often it is right, and how often it cries wolf.
//!
//! Reads the corpus from `SOUNDINGS_CORPUS` (default `../shared/corpus`). The weights were trained on
//! the same by-eye messages, so these figures are a floor against decay, not a forecast; the figures on
//! sources left out of training stand in `tests/reader/README.md`.

use crate::views::fixtures;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use soundings::domain::answer::Words;
use soundings::domain::lens::Library;
use soundings::reading::model::Model;
use soundings::reading::related::{Subject, related};
use soundings::reading::{Action, Climate, Excerpt, Glance, Reader, Reading, Thresholds, tension};
use std::collections::BTreeSet;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Line {
    text: String,
    label: String,
    #[serde(default)]
    gold: bool,
    #[serde(default)]
    ctx: bool,
}

impl Line {
    fn is_decision_talk(&self) -> bool {
        matches!(self.label.as_str(), "proposal" | "decision" | "choice_question")
    }
}

/// A message and what the reader made of it.
struct Judged {
    line: Line,
    glance: Glance,
}

impl Judged {
    fn action(&self) -> Action {
        self.glance.action(Thresholds::default())
    }
}

#[test]
fn the_shipped_weights_were_trained_on_these_labels() {
    let project = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let weights = std::fs::read(project.join("config/reader/weights.bin")).expect("the weights");
    let origin = Model::from_bytes(&weights).expect("weights of this format").origin;
    let again = "train again with tests/reader/train";
    assert_eq!(origin.labels, digest(&["labels", "written", "matters"]), "{again}");
    assert_eq!(origin.students, digest(&["students"]), "{again}");
    assert_ne!(origin.corpus, [0; 32]);
}

/// The digest of what lies in folders of `tests/reader`.
fn digest(folders: &[&str]) -> [u8; 32] {
    let reader = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reader");
    let mut digest = Sha256::new();
    for folder in folders {
        let entries = std::fs::read_dir(reader.join(folder)).expect("a folder");
        let mut files: Vec<PathBuf> = entries.map(|file| file.expect("an entry").path()).collect();
        files.sort();
        files.iter().for_each(|file| digest.update(std::fs::read(file).expect("a file")));
    }
    digest.finalize().into()
}

#[test]
fn the_reader_beats_a_keyword_list_and_rarely_cries_wolf() {
    let Some(corpus) = corpus() else { return };
    let reader = Reader::new(&Library::default());
    let gold = judge(&reader, &corpus, "project_irc.jsonl", |line| line.gold);
    let scores: Vec<(f32, bool)> =
        gold.iter().map(|j| (j.glance.score(), j.line.is_decision_talk())).collect();

    let keyword =
        Quality::of(gold.iter().map(|j| (keyword(&j.line.text), j.line.is_decision_talk())));
    println!("{} messages by eye, decision talk:", gold.len());
    println!("  keyword list         {keyword}");
    for least in [0.2, 0.3, 0.5] {
        let quality = Quality::of(scores.iter().map(|(score, truth)| (*score >= least, *truth)));
        println!("  score from {least:.1}       {quality}");
    }
    let open =
        Quality::of(gold.iter().map(|j| (j.action() == Action::Open, j.line.is_decision_talk())));
    println!("  open                 {open}");
    let average_precision = average_precision(&scores);
    println!("  average precision    {average_precision:.2}");
    let worst = print_reliability(&scores);

    let talk = Quality::of(scores.iter().map(|(score, truth)| (*score >= 0.3, *truth)));
    assert!(talk.f1() >= 0.5 && talk.f1() > keyword.f1() + 0.1, "no better than a keyword list");
    assert!(average_precision >= 0.5, "the scores order messages badly");
    assert!(worst <= 0.1, "a score promises more than it keeps");
    assert!(open.precision() >= 0.9, "opens on what is no decision");
    assert_alarms(&reader, &corpus);
}

/// Ordinary chat is labelled `other` unread, so some of these alarms are right; of those in issues most
/// are, since people propose there in so many words.
fn assert_alarms(reader: &Reader, corpus: &std::path::Path) {
    println!("alarms per 1,000 messages of ordinary chat:");
    for (file, opened_most, suggested_most) in
        [("clojurians_slack.jsonl", 1.0, 15.0), ("intention_mining.jsonl", 10.0, 80.0)]
    {
        let chat = judge(reader, corpus, file, |line| line.label == "other" && !line.ctx);
        let rate = |count: usize| 1000.0 * count as f64 / chat.len() as f64;
        let actions = actions_in_channel(&chat);
        let count = |action| rate(actions.iter().filter(|one| **one == action).count());
        let (opened, suggested) = (count(Action::Open), count(Action::Suggest));
        let keywords = rate(chat.iter().filter(|j| keyword(&j.line.text)).count());
        println!(
            "  {file:24} {:5} messages: open {opened:.2}, suggest {suggested:.1}, keyword list {keywords:.1}",
            chat.len(),
        );
        if std::env::var_os("SOUNDINGS_SHOW_ALARMS").is_some() {
            for Judged { line, .. } in chat.iter().filter(|j| j.action() == Action::Open) {
                let text = line.text.replace('\n', " / ");
                println!("    {:?} | {text}", read(reader, line).why);
            }
        }
        assert!(opened <= opened_most, "{file}: opens too often");
        assert!(suggested <= suggested_most, "{file}: asks too often");
    }
}

/// What a channel does in which all of it is said, one after the other.
fn actions_in_channel(chat: &[Judged]) -> Vec<Action> {
    let mut climate = Climate::default();
    let act = |judged: &Judged| {
        climate.hear(&judged.glance);
        judged.glance.action(climate.thresholds())
    };
    chat.iter().map(act).collect()
}

/// The files of the corpus; people of one have nothing to do with those of another.
const FILES: [&str; 6] = [
    "ami_meetings.jsonl",
    "clojurians_slack.jsonl",
    "intention_mining.jsonl",
    "lean_zulip.jsonl",
    "project_irc.jsonl",
    "w3c_minutes.jsonl",
];

/// Most of it is talk before and after decisions, none of it announces one to a company.
#[test]
fn talk_in_which_things_are_decided_is_no_announcement() {
    let Some(corpus) = corpus() else { return };
    let reader = Reader::new(&Library::default());
    let stems =
        ["decid", "decision", "settled", "official", "agreed", "heads up", "heads-up", "announc"];
    let spoken_of = |line: &Line| stems.iter().any(|stem| line.text.to_lowercase().contains(stem));
    let judged = FILES.iter().flat_map(|file| judge(&reader, &corpus, file, spoken_of));
    let (mut all, mut announced) = (0, 0);
    for judged in judged {
        all += 1;
        announced += usize::from(read(&reader, &judged.line).announces);
    }
    println!("{announced} of {all} messages that speak of deciding are taken for announcements");
    assert!(announced <= all / 300, "{announced} of {all}");
}

#[test]
fn decisions_of_people_who_have_nothing_to_do_with_each_other_are_rarely_called_related() {
    let Some(corpus) = corpus() else { return };
    let reader = Reader::new(&Library::default());
    let talk = |line: &Line| line.is_decision_talk() && line.text.len() > 40;
    let of_file = |file: &'static str| {
        let judged = judge(&reader, &corpus, file, talk).into_iter();
        let some = judged.filter(|one| one.glance.score() > 0.3).step_by(3);
        some.map(|one| (file, read(&reader, &one.line), one.line)).collect::<Vec<_>>()
    };
    let all: Vec<(&str, Reading, Line)> = FILES.into_iter().flat_map(of_file).collect();
    let (mut pairs, mut found) = (0, 0);
    for (place, (file, new, line)) in all.iter().enumerate() {
        // A store of sixty decisions from all over.
        let store: Vec<&(&str, Reading, Line)> =
            (1..=60).map(|step| &all[(place + step * 11) % all.len()]).collect();
        let subjects: Vec<Subject<'_>> =
            store.iter().map(|one| of(one.0, &one.1, &one.2)).collect();
        pairs += store.iter().filter(|one| one.0 != *file).count();
        let likes = related(&of(file, new, line), &subjects);
        found += likes.iter().filter(|(place, _)| store[*place].0 != *file).count();
    }
    println!("{found} of {pairs} pairs from different places are called related");
    assert!(pairs > 5_000, "only {pairs} pairs");
    assert!(found <= pairs / 2_000, "{found} of {pairs}");
}

fn of<'a>(file: &'a str, reading: &'a Reading, line: &'a Line) -> Subject<'a> {
    Subject {
        title: &reading.title,
        proposal: &line.text,
        decided: None,
        kind: reading.kind.value,
        channel: file,
    }
}

fn corpus() -> Option<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("SOUNDINGS_CORPUS").map_or(default, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("left out: no corpus at {} (set SOUNDINGS_CORPUS)", folder.display());
    None
}

/// Reads the distinct messages of a file that are wanted.
fn judge(
    reader: &Reader,
    corpus: &std::path::Path,
    file: &str,
    wanted: impl Fn(&Line) -> bool,
) -> Vec<Judged> {
    let path = corpus.join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lines = text.lines().map(|line| serde_json::from_str(line).expect("a line of the corpus"));
    // The issue sentences stand there once per annotator.
    let mut seen = BTreeSet::new();
    let distinct = |line: &Line| line.gold || seen.insert(line.text.clone());
    let judged = |line: Line| {
        let glance = reader.glance(&Excerpt { text: &line.text, ..Excerpt::default() });
        Judged { line, glance }
    };
    lines.filter(|line| wanted(line)).filter(distinct).map(judged).collect()
}

/// Reads a message whole.
fn read(reader: &Reader, line: &Line) -> Reading {
    reader.read(&Excerpt { text: &line.text, ..Excerpt::default() })
}

/// The yardstick: words one would think of first.
fn keyword(text: &str) -> bool {
    let text = text.to_lowercase();
    let words = ["propose", "proposal", "suggest", "we should", "should we", "let's", "decide"];
    let more =
        ["decision", "objection", "agree on", "what if we", "how about", "maybe we", "can we"];
    words.iter().chain(&more).any(|word| text.contains(word))
}

#[derive(Default)]
struct Quality {
    hits: usize,
    false_alarms: usize,
    missed: usize,
}

impl Quality {
    fn of(judgements: impl Iterator<Item = (bool, bool)>) -> Self {
        let mut quality = Self::default();
        for (said, truth) in judgements {
            quality.hits += usize::from(said && truth);
            quality.false_alarms += usize::from(said && !truth);
            quality.missed += usize::from(!said && truth);
        }
        quality
    }

    fn precision(&self) -> f64 {
        self.hits as f64 / (self.hits + self.false_alarms).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.hits as f64 / (self.hits + self.missed).max(1) as f64
    }

    fn f1(&self) -> f64 {
        2.0 * self.hits as f64 / (2 * self.hits + self.false_alarms + self.missed).max(1) as f64
    }
}

impl std::fmt::Display for Quality {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (precision, recall, f1) = (self.precision(), self.recall(), self.f1());
        write!(f, "precision {precision:.2}  recall {recall:.2}  F1 {f1:.2}")
    }
}

fn average_precision(scores: &[(f32, bool)]) -> f64 {
    let mut scores = scores.to_vec();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut hits = 0.0;
    let mut sum = 0.0;
    for (rank, (_, truth)) in scores.iter().enumerate() {
        if *truth {
            hits += 1.0;
            sum += hits / (rank + 1) as f64;
        }
    }
    sum / f64::max(hits, 1.0)
}

/// Prints how often each score was right; returns by how much one promises too much at most, in a bin with 30
/// messages or more. On messages that were trained on, a score may well promise too little.
fn print_reliability(scores: &[(f32, bool)]) -> f64 {
    println!("  score       messages   said  were");
    let mut worst = 0.0;
    for (from, to) in [(0.0, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.01)] {
        let bin: Vec<_> = scores.iter().filter(|(score, _)| (from..to).contains(score)).collect();
        let said = bin.iter().map(|(score, _)| f64::from(*score)).sum::<f64>() / bin.len() as f64;
        let were = bin.iter().filter(|(_, truth)| *truth).count() as f64 / bin.len() as f64;
        println!("  {from:.1} to {to:.1}  {:8}   {said:.2}  {were:.2}", bin.len());
        if bin.len() >= 30 {
            worst = f64::max(worst, said - were);
        }
    }
    worst
}

/// Remarks of people who have nothing to do with each other pull apart by chance only.
#[test]
fn real_remarks_from_different_places_hardly_ever_pull_apart() {
    let Some(corpus) = corpus() else { return };
    let of_file = |file: &'static str| {
        let text = std::fs::read_to_string(corpus.join(file)).expect("a file of the corpus");
        let lines = text.lines().map(|line| serde_json::from_str(line).expect("a line"));
        let spoken = |line: &Line| matches!(line.label.as_str(), "objection" | "support");
        let texts: Vec<_> = lines.filter(spoken).step_by(3).map(|line| (file, line.text)).collect();
        texts
    };
    let all: Vec<(&str, String)> = FILES.into_iter().flat_map(of_file).collect();
    let (policy, mut decision) = (fixtures::policy(), fixtures::decision());
    let (mut pairs, mut found, mut near) = (0, 0, 0);
    for (place, (file, one)) in all.iter().enumerate() {
        for (other_file, other) in (1..=12).map(|step| &all[(place + step * 13) % all.len()]) {
            for (slot, text) in decision.slots.iter_mut().zip([one, other]) {
                *slot = fixtures::answered(slot.clone(), Words::need(text));
            }
            pairs += usize::from(file != other_file);
            let pulls = tension::among(&policy, &decision);
            if file == other_file { near += pulls.len() } else { found += pulls.len() }
        }
    }
    let others = all.len() * 12 - pairs;
    println!(
        "{found} of {pairs} pairs from different places pull apart, {near} of {others} from one"
    );
    assert!(pairs > 1_000, "only {pairs} pairs");
    assert!(found <= pairs / 500, "{found} of {pairs}");
}
