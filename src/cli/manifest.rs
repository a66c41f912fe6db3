//! `soundings manifest`: the app manifest for Slack.

use super::{ConfigArgs, Failure};
use crate::config::Environment;
use crate::manifest;
use std::io::Write;
use std::process::ExitCode;

/// Print the Slack app manifest for this configuration
///
/// Paste it at https://api.slack.com/apps under "Create New App", "From a manifest", or later under
/// "App Manifest". With `[server] public_url` set, Slack delivers over HTTP to that address; otherwise,
/// or where SLACK_APP_TOKEN is set, over Socket Mode.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
}

const AFTER_HELP: &str = "\
Example:
  soundings manifest --config soundings.toml > manifest.yaml";

pub(super) fn run(args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    let config = args.config.load(environment)?;
    std::io::stdout().write_all(manifest::render(&config).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
