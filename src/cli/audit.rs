//! `soundings audit`: what a Slack export would have shown.

use super::{ConfigArgs, Failure};
use crate::audit::archive::Limits;
use crate::audit::{self, Outcome, Progress, Request, mapping, report};
use crate::clock::Clock;
use crate::config::{Config, Environment};
use anyhow::{Context, anyhow};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Read a Slack export and show which decisions it holds, and who was never heard
///
/// Reads public channels of a zip file or folder, as Slack's export page hands it out; private channels
/// only with --private, direct messages never. Nothing is sent or kept. The report names functions, never
/// people. The exit code is 1 if nothing could be read.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The export: a zip file, or the folder it unpacks to
    #[arg(value_name = "EXPORT")]
    export: PathBuf,
    /// Print the whole report as JSON
    #[arg(long)]
    json: bool,
    /// Write the report as one self-contained page, to be read or printed
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Who stands for which function: CSV with the columns who and function, or TOML with a table people
    #[arg(long, value_name = "FILE")]
    functions: Option<PathBuf>,
    /// Write everybody with the function guessed, as CSV to be mended and given to --functions
    #[arg(long, value_name = "FILE")]
    write_functions: Option<PathBuf>,
    /// The workspace's name in its address, for links: acme in acme.slack.com
    #[arg(long, value_name = "NAME", value_parser = workspace)]
    workspace: Option<String>,
    /// Read this channel only; may be given several times
    #[arg(long = "channel", value_name = "NAME")]
    channels: Vec<String>,
    /// Read from this day on, such as 2026-01-01
    #[arg(long, value_name = "DAY", value_parser = day)]
    since: Option<Date>,
    /// Read up to this day
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<Date>,
    /// Read private channels as well, if the export has any
    #[arg(long)]
    private: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

const AFTER_HELP: &str = "\
Examples:
  soundings audit export.zip
  soundings audit export.zip --since 2026-01-01 --until 2026-03-31 --workspace acme --html report.html
  soundings audit export.zip --write-functions people.csv
  soundings audit export.zip --functions people.csv --channel plans --json";

pub(super) fn run(args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    if let Some(fault) = fault(args) {
        super::say(&format!("soundings: {fault}\n"));
        return Ok(ExitCode::from(2));
    }
    let config = args.config.load(environment)?;
    let mapping = match read_mapping(args, &config)? {
        Ok(mapping) => mapping,
        Err(faults) => {
            super::say(&faults);
            return Ok(ExitCode::from(2));
        }
    };
    let channels: Vec<String> =
        args.channels.iter().map(|name| name.trim_start_matches('#').to_owned()).collect();
    let request = Request {
        library: &config.policy.library,
        roster: &config.policy.roster,
        mapping: &mapping,
        workspace: args.workspace.as_deref(),
        channels: &channels,
        since: args.since,
        until: args.until,
        private: args.private,
        limits: Limits::default(),
        now: Clock::System.now(),
    };
    let bar = bar();
    let outcome = audit::run(&args.export, &request, |progress| show(&bar, progress));
    bar.finish_and_clear();
    let outcome = outcome.map_err(anyhow::Error::from)?;
    write_files(args, &outcome)?;
    print(args, &outcome)?;
    let nothing = outcome.report.read.days == 0;
    Ok(if nothing { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Says what cannot be meant, before anything is read or written.
fn fault(args: &Args) -> Option<String> {
    if let (Some(since), Some(until)) = (args.since, args.until)
        && since > until
    {
        return Some(format!("--since {since} is after --until {until}"));
    }
    if [&args.html, &args.write_functions].into_iter().flatten().any(|path| path == Path::new("-"))
    {
        return Some("- is no file; name one to write to, such as report.html".to_owned());
    }
    let inputs: Vec<&Path> =
        std::iter::once(&args.export).chain(&args.functions).map(PathBuf::as_path).collect();
    let outputs = [args.html.as_deref(), args.write_functions.as_deref()];
    let is_same = |a: &Path, b: &Path| a == b || same_file(a, b);
    if let Some(file) =
        outputs.iter().flatten().find(|file| inputs.iter().any(|one| is_same(file, one)))
    {
        return Some(format!(
            "{} is what is to be read; name another file to write",
            file.display()
        ));
    }
    match outputs {
        [Some(page), Some(list)] if is_same(page, list) => Some(format!(
            "{} is named twice; the page and the list need a file each",
            page.display()
        )),
        // It may hold what somebody mended by hand.
        [_, Some(list)] if list.exists() => Some(format!(
            "{} is there already and may hold your corrections; name another file, or move it away",
            list.display()
        )),
        _ => None,
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    let found = |path: &Path| std::fs::canonicalize(path).ok();
    found(a).zip(found(b)).is_some_and(|(a, b)| a == b)
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a day such as 2026-01-31".to_owned())
}

fn workspace(name: &str) -> Result<String, String> {
    let name = name.trim_start_matches("https://").trim_end_matches('/');
    let name = name.trim_end_matches(".slack.com");
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    let sound = !name.is_empty() && name.chars().all(fits);
    sound
        .then(|| name.to_owned())
        .ok_or("expected the name in its address, such as acme".to_owned())
}

/// Reads the mapping, if any; the inner error holds what is wrong with it, line by line.
fn read_mapping(
    args: &Args,
    config: &Config,
) -> anyhow::Result<Result<Vec<mapping::Entry>, String>> {
    let Some(path) = &args.functions else { return Ok(Ok(Vec::new())) };
    let shown = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("failed to read {shown}"))?;
    let text = String::from_utf8(bytes).map_err(|_| anyhow!("{shown} is not UTF-8 text"))?;
    let is_toml = path.extension().is_some_and(|extension| extension == "toml");
    let read = mapping::read(&text, is_toml, &config.policy.library);
    Ok(read.map_err(|faults| {
        let lines: String = faults.iter().map(|fault| format!("  {fault}\n")).collect();
        format!("soundings: {shown} cannot be used:\n{lines}")
    }))
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), target());
    let style = "{wide_bar} {bytes} of {total_bytes}, {eta} left";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar
}

fn target() -> ProgressDrawTarget {
    match super::is_terminal() {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    }
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.all);
    bar.set_position(progress.done);
}

fn write_files(args: &Args, outcome: &Outcome) -> anyhow::Result<()> {
    if let Some(path) = &args.html {
        write(path, &report::html(&outcome.report))?;
    }
    if let Some(path) = &args.write_functions {
        write(path, &mapping::template(&outcome.people))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}

fn print(args: &Args, outcome: &Outcome) -> anyhow::Result<()> {
    let text = match args.json {
        true => serde_json::to_string_pretty(&outcome.report)? + "\n",
        false => report::text(&outcome.report),
    };
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}
