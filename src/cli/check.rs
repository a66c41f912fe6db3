//! `soundings check-config`: what is in force, or everything that is wrong.

use super::{ConfigArgs, Failure};
use crate::config::{Environment, REFERENCE};
use std::io::Write;
use std::process::ExitCode;

/// Show the configuration in force, or everything that is wrong with it
///
/// Prints TOML that could itself be used as the file; tokens are hidden. Where something is wrong,
/// every fault is named with the path of its key, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArgs,
    /// Print every key with its default and what it means, as a file to start from
    #[arg(long, conflicts_with = "config")]
    reference: bool,
}

const AFTER_HELP: &str = "\
Examples:
  soundings check-config --reference > soundings.toml
  soundings check-config --config soundings.toml";

pub(super) fn run(args: &Args, environment: &Environment) -> Result<ExitCode, Failure> {
    let text = match args.reference {
        true => REFERENCE.to_owned(),
        false => args.config.load(environment)?.to_toml(environment),
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
