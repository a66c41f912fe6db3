//! `soundings run`: serves Slack.

use super::{ConfigArgs, Failure};
use crate::config::Environment;
use crate::{bot, telemetry};
use anyhow::Context;
use std::process::ExitCode;

/// Serve Slack until told to stop
///
/// Socket Mode is used where SLACK_APP_TOKEN is set, HTTP where SLACK_SIGNING_SECRET is; both at once
/// are allowed. SLACK_BOT_TOKEN is needed either way. On SIGTERM or Ctrl-C the bot finishes what it has
/// acknowledged, and stops.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
}

const AFTER_HELP: &str = "\
Examples:
  SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… soundings run --config soundings.toml
  SLACK_BOT_TOKEN=xoxb-… SLACK_SIGNING_SECRET=… SOUNDINGS_LISTEN=0.0.0.0:3000 soundings run

Other variables: SLACK_API_URL, SOUNDINGS_STORE (sled:PATH), SOUNDINGS_LISTEN, RUST_LOG,
SOUNDINGS_WEBHOOK_SECRET, SOUNDINGS_OPINION_KEY.";

pub(super) fn run(args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    let config = args.config.load(environment)?;
    let mut missing = config.slack.credentials().err().unwrap_or_default();
    missing.extend(config.webhook_faults());
    if !missing.is_empty() {
        return Err(missing.into());
    }
    telemetry::start_logging(&config.log, super::is_terminal())?;
    let runtime = tokio::runtime::Runtime::new().context("failed to start the runtime")?;
    runtime.block_on(bot::run(config))?;
    Ok(ExitCode::SUCCESS)
}
