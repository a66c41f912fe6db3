//! The command line: reads arguments and the environment, once, and hands them on as values.
//!
//! Exit codes: 0 if all is well, 1 for a failure, 2 for a command line or a configuration that cannot
//! be used.

mod audit;
mod check;
pub mod detect;
mod doctor;
mod export;
mod healthcheck;
mod manifest;
mod rehearse;
mod run;

use crate::bot::Stop;
use crate::config::{Config, Environment, Fault};
use clap::{Parser, Subcommand};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A Slack bot that hears every affected business function before a decision is made.
#[derive(Debug, Parser)]
#[command(name = "soundings", version, max_term_width = 100, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Try it first, with no Slack and no token:
  soundings rehearse

Then, in a real workspace:
  soundings manifest > manifest.yaml    paste it at https://api.slack.com/apps
  soundings doctor                      says what is still missing
  soundings run";

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Rehearse(rehearse::Args),
    Audit(audit::Args),
    Export(export::Args),
    Detect(detect::Args),
    Doctor(doctor::Args),
    Manifest(manifest::Args),
    CheckConfig(check::Args),
    Healthcheck(healthcheck::Args),
}

/// Where a command finds its configuration.
#[derive(Debug, clap::Args)]
struct ConfigArgs {
    /// The configuration, in TOML; without it, the built-in defaults and the environment count
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Why a command did not succeed.
enum Failure {
    /// The configuration cannot be used, with the file that was named for it.
    Config(Option<PathBuf>, Vec<Fault>),
    /// Something went wrong while at work.
    Work(anyhow::Error),
}

impl From<Vec<Fault>> for Failure {
    fn from(faults: Vec<Fault>) -> Self {
        Failure::Config(None, faults)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Work(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Work(error.into())
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let variables = std::env::vars_os();
    let text = |value: std::ffi::OsString| value.to_string_lossy().into_owned();
    let environment = Environment::new(variables.map(|(name, value)| (text(name), text(value))));
    let prints = cli.command.prints();
    if !matches!(cli.command, Command::Run(_) | Command::Export(_)) {
        end_when_told();
    }
    match dispatch(cli.command, &environment) {
        Ok(code) => code,
        Err(Failure::Config(file, faults)) => report(file.as_deref(), &faults),
        Err(Failure::Work(error)) if prints && is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(Failure::Work(error)) => {
            say(&format!("soundings: {error:#}\n"));
            ExitCode::FAILURE
        }
    }
}

/// Lets Ctrl-C end a command at once, also as the first process of a container, which no signal ends
/// that it does not handle. [`Command::Run`] and [`Command::Export`] have their own ways to stop.
fn end_when_told() {
    /// What a shell reports of a command that Ctrl-C ended.
    const INTERRUPTED: i32 = 130;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    // Where signals cannot be listened for, they do what they always did.
    let Ok(runtime) = runtime else { return };
    let Ok(stop) = runtime.block_on(async { Stop::listen() }) else { return };
    std::thread::spawn(move || {
        runtime.block_on(stop.told());
        std::process::exit(INTERRUPTED);
    });
}

fn dispatch(command: Command, environment: &Environment) -> Result<ExitCode, Failure> {
    match command {
        Command::Run(args) => run::run(&args, environment),
        Command::Rehearse(args) => rehearse::run(&args, environment),
        Command::Audit(args) => audit::run(&args, environment),
        Command::Export(args) => export::run(&args, environment),
        Command::Detect(args) => detect::main(&args, environment),
        Command::Doctor(args) => doctor::run(&args, environment),
        Command::Manifest(args) => manifest::run(&args, environment),
        Command::CheckConfig(args) => check::run(&args, environment),
        Command::Healthcheck(args) => healthcheck::run(&args, environment),
    }
}

impl Command {
    /// Tells whether a command does no more than print, so that a reader who has seen enough, as `head`
    /// has, is no failure.
    fn prints(&self) -> bool {
        !matches!(self, Command::Run(_) | Command::Healthcheck(_))
    }
}

impl ConfigArgs {
    fn load(&self, environment: &Environment) -> Result<Config, Failure> {
        let loaded = Config::load(self.config.as_deref(), environment);
        loaded.map_err(|faults| Failure::Config(self.config.clone(), faults))
    }
}

fn report(file: Option<&Path>, faults: &[Fault]) -> ExitCode {
    // The environment is a part of it, so the file need not be at fault.
    let with = file.map(|file| format!(" with {}", file.display())).unwrap_or_default();
    let count = match faults.len() {
        1 => "1 fault".to_owned(),
        many => format!("{many} faults"),
    };
    let lines: String = faults.iter().map(|fault| format!("  {fault}\n")).collect();
    say(&format!("soundings: the configuration{with} cannot be used ({count}):\n{lines}"));
    ExitCode::from(2)
}

/// Writes to standard error; where nobody listens there is nobody to tell.
fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<std::io::Error>();
    cause.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn is_terminal() -> bool {
    std::io::stderr().is_terminal()
}
