//! `soundings rehearse`: the bot in a local Slack workspace.

use super::Failure;
use std::path::PathBuf;
use std::process::ExitCode;

/// Play a conversation in a local Slack workspace with the real bot in it
///
/// Needs no token and no network, and keeps nothing. Days pass in seconds.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The conversation to play; without it, one that is built in
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Print stable text without colours and pauses, for pipes and tests
    #[arg(long)]
    plain: bool,
    /// Keep what the bot stored in this folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
Examples:
  soundings rehearse
  soundings rehearse --script my-conversation.txt
  soundings rehearse --plain | less";

pub(super) fn run(_: &Args) -> Result<ExitCode, Failure> {
    Ok(ExitCode::SUCCESS)
}
