//! The bot, put together.

use crate::config::Config;

/// Serves Slack until it is told to stop.
pub async fn run(_: Config) -> anyhow::Result<()> {
    Ok(())
}
