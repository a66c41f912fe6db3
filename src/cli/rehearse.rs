//! `soundings rehearse`: the bot in a local Slack workspace.

use super::Failure;
use crate::config::{Environment, LogFormat, LogSettings, meant};
use crate::performance::{Performance, Played};
use crate::rehearsal::script::Script;
use crate::rehearsal::spec::Transport;
use crate::rehearsal::story::{Entry, Printer, Style};
use crate::telemetry;
use anyhow::Context;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Play a conversation in a local Slack workspace with the real bot in it
///
/// Needs no token and no network, and keeps nothing. Days pass in seconds: on a terminal a conversation
/// takes about half a minute, with --plain only as long as the bot needs.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The conversation to play: a file, or one that is built in (pricing, deprecation, architecture)
    #[arg(long, value_name = "FILE", default_value = "pricing")]
    script: PathBuf,
    /// Print stable text at once, without colours and pauses, for pipes, tests and the impatient
    #[arg(long)]
    plain: bool,
    /// Keep what the bot stored in this folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
Examples:
  soundings rehearse
  soundings rehearse --script deprecation
  soundings rehearse --script my-conversation.txt
  soundings rehearse --plain | less      (to read at your own pace)

How to write a conversation is explained in config/rehearsal/README.md.";

/// The conversations that are built in.
const BUILT_IN: [(&str, &str); 3] = [
    ("pricing", include_str!("../../config/rehearsal/pricing.txt")),
    ("deprecation", include_str!("../../config/rehearsal/deprecation.txt")),
    ("architecture", include_str!("../../config/rehearsal/architecture.txt")),
];

/// How long chatter stands before it goes on: enough to see a channel alive.
const CHATTER: Duration = Duration::from_millis(35);
/// How long what the bot says stands, per character, and at the most: enough to read the gist.
const BOT: Duration = Duration::from_micros(900);
const BOT_MOST: Duration = Duration::from_millis(600);

pub(super) fn run(args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    let script = load(args)?;
    if let Some(filter) = environment.get("RUST_LOG") {
        let settings = LogSettings { format: LogFormat::Text, filter: filter.to_owned() };
        telemetry::start_logging(&settings, super::is_terminal())?;
    }
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    let played = runtime.block_on(perform(args, &script, environment))?;
    if played.problems.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for problem in &played.problems {
        eprintln!("{}:{}: {}", args.script.display(), problem.line, problem.text);
    }
    Ok(ExitCode::FAILURE)
}

fn load(args: &Args) -> anyhow::Result<Script> {
    let name = args.script.display().to_string();
    let built_in = BUILT_IN.iter().find(|(built_in, _)| *built_in == name);
    let text = match built_in {
        Some((_, text)) => (*text).to_owned(),
        None => read(args)?,
    };
    Script::parse(&text).map_err(|error| anyhow::anyhow!("{name}: {error}"))
}

fn read(args: &Args) -> anyhow::Result<String> {
    let name = args.script.display().to_string();
    std::fs::read_to_string(&args.script).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            let hint = meant(&name, BUILT_IN.iter().map(|(name, _)| *name));
            anyhow::anyhow!(
                "{name}: no such file or script{hint}; the scripts are pricing, deprecation and architecture"
            )
        }
        _ => anyhow::anyhow!("{name}: {error}"),
    })
}

async fn perform(
    args: &Args,
    script: &Script,
    environment: &Environment,
) -> anyhow::Result<Played> {
    let scratch = tempfile::tempdir().context("failed to make a temporary folder")?;
    let data = args.data.as_deref().unwrap_or(scratch.path());
    let performance = Performance::open(script, Transport::Socket, data).await?;
    let style = match args.plain {
        true => Style::PLAIN,
        false => Style::of_terminal(environment.get("NO_COLOR").is_some()),
    };
    let slow = style.colour && !args.plain;
    let mut printer = Printer::new(style, script.zone.clone());
    let mut closed = false;
    let played = performance
        .play(script, |entry| {
            let text = printer.entry(entry);
            closed = closed || show(&text).is_err();
            if slow && !closed {
                std::thread::sleep(reading_time(entry, &text));
            }
        })
        .await;
    performance.close().await;
    Ok(played)
}

/// How long an entry stands before the next. What was printed as nothing takes no time.
fn reading_time(entry: &Entry, text: &str) -> Duration {
    match (text.is_empty(), entry.by_bot) {
        (true, _) => Duration::ZERO,
        (false, false) => CHATTER,
        (false, true) => (BOT * u32::try_from(text.len()).unwrap_or(u32::MAX)).min(BOT_MOST),
    }
}

fn show(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
