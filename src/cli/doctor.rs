//! `soundings doctor`: is everything there that the bot needs?

use super::{ConfigArgs, Failure};
use crate::clock::Clock;
use crate::config::Environment;
use crate::doctor::{self, Verdict};
use anyhow::Context;
use std::io::Write;
use std::process::ExitCode;

/// Check everything the bot needs, and say what to do about each fault
///
/// Looks at the configuration, tokens, scopes, channels, roster, leaders, store and clock. Posts
/// nothing. Prints one line each: `ok`, `note` (works, but worth knowing) or `FAULT`. The exit code is 0
/// only if there is no fault.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
}

const AFTER_HELP: &str = "\
Example:
  SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… soundings doctor --config soundings.toml";

pub(super) fn run(args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    let config = args.config.load(environment)?;
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    let findings = runtime.block_on(doctor::examine(&config, &Clock::System));
    let mut out = std::io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let well = findings.iter().all(|finding| finding.verdict != Verdict::Fault);
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
