//! `soundings export`: the decisions of the store, for outside Slack.

mod folder;
mod viewer;

use self::folder::{Folder, Stale};
use self::viewer::{Name, Sight, Viewer};
use super::{ConfigArgs, Failure};
use crate::bot::Stop;
use crate::clock::Clock;
use crate::config::{Config, Environment, StoreUrl};
use crate::domain::decision::Decision;
use crate::domain::state::{self, State};
use crate::export::{self, Audience, Exporter, File, shape::Shape};
use crate::store::{self, Store, StoreError};
use anyhow::Context;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Write what was decided, with everything said about it, for use outside Slack
///
/// Holds of each decision its proposal in every version, each function with its state and its view in its
/// own words, the record with what became of each view, what was missing, and who did what when. Functions
/// go by name, people by their Slack ids; no person's name is stored. Not in it: chat, drafts, and replies
/// that nobody has let count.
///
/// Without --as it is everything in the store, which whoever runs this can read anyway. With --as USER it is
/// what that user may see in Slack at this moment, and of the people behind functions only the user, and
/// everybody where the user decides. What Slack does not tell is left out.
///
/// The store is only read; stop the bot meanwhile, or point SOUNDINGS_STORE at a copy made while it was
/// stopped. The exit code is 1 if something could not be read and is missing, 2 if nothing was written.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// One line of JSON per decision; a table with a row per function and decision; or a folder with one
    /// page (MADR) per decision
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Only what this user may see: a Slack user id, or an e-mail address
    #[arg(long = "as", value_name = "USER", value_parser = Name::parse)]
    viewer: Option<Name>,
    /// The folder to write into; without it, JSON and CSV go to standard output, Markdown to `decisions`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write anew what an earlier export wrote there, and remove its pages that are out of date; files of
    /// others are never touched
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

const AFTER_HELP: &str = "\
Examples:
  soundings export > decisions.jsonl
  soundings export --format csv --out reports --replace
  soundings export --format markdown --out docs/decisions --as maya@example.com";

/// In which form decisions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Jsonl,
    Csv,
    Markdown,
}

/// Where Markdown goes unless told otherwise.
const FOLDER: &str = "decisions";
/// How many keys are read at a time.
const PAGE: usize = 500;
/// What a shell reports of a command that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

/// What was found in the store.
#[derive(Default)]
struct Found {
    decisions: Vec<Decision>,
    /// Rows that could not be read, and why.
    unreadable: Vec<(String, String)>,
    /// Decisions of channels that Slack does not know, or does not tell the bot about.
    unknown: usize,
    /// Decisions about which Slack gave no answer.
    unanswered: usize,
    /// Decisions of which nothing could be found out this time.
    open: BTreeSet<String>,
}

pub(super) fn run(args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    let config = args.config.load(environment)?;
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    let ended = runtime.block_on(async {
        let stop = Stop::listen()?;
        // A command that is told to stop takes its copy of the store away.
        anyhow::Ok(tokio::select! {
            ended = export(args, &config) => Some(ended),
            () = stop.told() => None,
        })
    })?;
    runtime.shutdown_background();
    match ended {
        None => Ok(ExitCode::from(INTERRUPTED)),
        Some(Ok(code)) => Ok(code),
        Some(Err(Refused::ClosedPipe(error))) => Err(error.into()),
        Some(Err(Refused::Because(why))) => {
            super::say(&format!("soundings: {why}\n"));
            Ok(ExitCode::from(2))
        }
    }
}

/// Why nothing was exported.
enum Refused {
    Because(String),
    /// Whoever read our output has seen enough.
    ClosedPipe(io::Error),
}

impl From<String> for Refused {
    fn from(why: String) -> Self {
        Refused::Because(why)
    }
}

async fn export(args: &Args, config: &Config) -> Result<ExitCode, Refused> {
    let folder = args.folder().map(|path| Folder::look(path, args.replace)).transpose()?;
    let mut viewer = match &args.viewer {
        Some(name) => Some(Viewer::find(name, config).await?),
        None => None,
    };
    let StoreUrl::Sled(path) = &config.store;
    let mut found = read(path).await?;
    if let Some(viewer) = &mut viewer {
        keep_visible(&mut found, viewer).await;
    }
    let audience = viewer.map_or(Audience::Store, |viewer| Audience::Person(viewer.user));
    let exporter =
        Exporter { policy: &config.policy, now: Clock::System.now(), audience: &audience };
    let shapes: Vec<Shape> = found.decisions.iter().map(|one| exporter.shape(one)).collect();
    let files = args.files(&shapes, &audience);
    match folder {
        Some(folder) => {
            let removed = folder.write(&files, &args.stale(&found))?;
            super::say(&format!("soundings: {}\n", written(args, shapes.len(), removed)));
        }
        None => print(&files)?,
    }
    Ok(tell_missing(&found))
}

impl Args {
    fn folder(&self) -> Option<&Path> {
        let usual = (self.format == Format::Markdown).then_some(Path::new(FOLDER));
        self.out.as_deref().or(usual)
    }

    fn files(&self, shapes: &[Shape], audience: &Audience) -> Vec<File> {
        let one = |name: &str, text| vec![File { name: name.to_owned(), text }];
        match self.format {
            Format::Jsonl => {
                let lines = shapes.iter().map(|shape| export::line(shape) + "\n");
                one("decisions.jsonl", lines.collect())
            }
            Format::Csv => one("decisions.csv", export::table(shapes)),
            Format::Markdown => {
                let whose = match audience {
                    Audience::Person(user) => Some(user),
                    Audience::Store | Audience::Channel => None,
                };
                let index = export::index(shapes, whose);
                shapes.iter().map(export::file).chain([index]).collect()
            }
        }
    }

    fn stale<'a>(&self, found: &'a Found) -> Stale<'a> {
        match self.format {
            Format::Markdown => Stale::AllBut(&found.open),
            Format::Jsonl | Format::Csv => Stale::Nothing,
        }
    }
}

/// Reads every decision from a copy of the store, the oldest first.
async fn read(path: &Path) -> Result<Found, Refused> {
    let copy = tempfile::tempdir().map_err(|error| {
        format!(
            "no folder for a copy of the store can be made ({error}); TMPDIR names another place"
        )
    })?;
    let (from, into) = (path.to_owned(), copy.path().to_owned());
    let opened = tokio::task::spawn_blocking(move || store::open_copy(&from, &into)).await;
    let store =
        opened.map_err(|error| error.to_string())?.map_err(|error| refusal(path, &error))?;
    let found = read_all(&store).await.map_err(|error| refusal(path, &error))?;
    Ok(found)
}

fn refusal(path: &Path, error: &StoreError) -> String {
    match error {
        StoreError::Locked { .. } => format!(
            "the store {} is in use, by the running bot as it seems. Stop the bot for as long as the \
             export takes, or export from a copy that was made while it was stopped: \
             SOUNDINGS_STORE=sled:COPY soundings export",
            path.display()
        ),
        error => error.to_string(),
    }
}

async fn read_all(store: &Arc<dyn Store>) -> Result<Found, StoreError> {
    let mut found = Found::default();
    let mut after: Option<String> = None;
    loop {
        let keys = store.keys("decision/", after.as_deref(), PAGE).await?;
        let Some(last) = keys.last() else { break };
        after = Some(last.clone());
        for key in keys {
            match decision(store, &key).await {
                Ok(decision) => found.decisions.extend(decision),
                Err(why) => {
                    found.open.extend(key.rsplit('/').next().map(str::to_owned));
                    found.unreadable.push((key, why));
                }
            }
        }
    }
    found.decisions.sort_by(|a, b| (a.opened.at, &a.id).cmp(&(b.opened.at, &b.id)));
    Ok(found)
}

/// Reads one decision; nothing where somebody said that it was none.
async fn decision(store: &Arc<dyn Store>, key: &str) -> Result<Option<Decision>, String> {
    let row = store.load(key, None).await.map_err(|error| match error {
        StoreError::Damaged { reason, .. } => reason,
        error => error.to_string(),
    })?;
    let bytes = row.row.ok_or("its key cannot be read")?.bytes;
    match state::decode(&bytes).map_err(|error| error.to_string())? {
        State::Decision(decision) => Ok(Some(*decision)),
        State::Dismissed => Ok(None),
        State::Person(_) | State::Workspace(_) => Err("it holds something else".to_owned()),
    }
}

/// Leaves out what the viewer may not see. How much that is, is not told.
async fn keep_visible(found: &mut Found, viewer: &mut Viewer) {
    let mut visible = Vec::new();
    for decision in std::mem::take(&mut found.decisions) {
        match viewer.sight(&decision).await {
            Sight::Seen => visible.push(decision),
            Sight::Hidden => {}
            Sight::Unknown => found.unknown += 1,
            Sight::Unanswered => {
                found.unanswered += 1;
                found.open.insert(decision.id.to_string());
            }
        }
    }
    found.decisions = visible;
}

fn written(args: &Args, count: usize, removed: usize) -> String {
    let folder = args.folder().unwrap_or(Path::new(FOLDER)).display();
    let decisions = decisions(count);
    let removed = match removed {
        0 => String::new(),
        1 => "; 1 page that was out of date is gone".to_owned(),
        several => format!("; {several} pages that were out of date are gone"),
    };
    format!("{decisions} written to {folder}{removed}")
}

fn print(files: &[File]) -> Result<(), Refused> {
    let mut out = io::stdout().lock();
    let written = files.iter().try_for_each(|file| out.write_all(file.text.as_bytes()));
    written.and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Refused::ClosedPipe(error),
        _ => Refused::Because(format!("standard output cannot be written ({error})")),
    })
}

/// Says what is missing; the exit code says whether anything might have been there.
fn tell_missing(found: &Found) -> ExitCode {
    for (key, why) in &found.unreadable {
        super::say(&format!("soundings: {key} cannot be read and is left out: {why}\n"));
    }
    let unreadable = found.unreadable.len();
    let lines = [
        (unreadable, "left out because the store cannot be read there"),
        (found.unknown, "left out because Slack does not tell the bot about their channels"),
        (found.unanswered, "left out because Slack gave no answer about their channels; try again"),
    ];
    for (count, why) in lines.into_iter().filter(|(count, _)| *count > 0) {
        super::say(&format!("soundings: {} {why}\n", decisions(count)));
    }
    let incomplete = unreadable + found.unanswered > 0;
    if incomplete { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn decisions(count: usize) -> String {
    if count == 1 { "1 decision".to_owned() } else { format!("{count} decisions") }
}
