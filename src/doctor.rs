//! Checks everything the bot needs and says what to do about each fault.
//!
//! Asks Slack directly, with a handful of calls that read and never post, so that it works where the
//! bot itself does not. Nothing found is hidden behind an earlier fault, except what could not be asked.

mod channels;
mod people;
mod slack;
mod store;
mod webhook;
mod wire;

use crate::clock::Clock;
use crate::config::Config;
use std::fmt;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// Works, and is worth knowing.
    Note,
    /// Does not work until something is done.
    Fault,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How the check went.
    pub verdict: Verdict,
    /// What was found and, where it is at fault, what to do.
    pub what: String,
}

impl Finding {
    fn ok(what: impl Into<String>) -> Self {
        Self { verdict: Verdict::Ok, what: what.into() }
    }

    fn note(what: impl Into<String>) -> Self {
        Self { verdict: Verdict::Note, what: what.into() }
    }

    fn fault(what: impl Into<String>) -> Self {
        Self { verdict: Verdict::Fault, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Note => "note",
            Verdict::Fault => "FAULT",
        };
        write!(f, "{word:<6}{}", self.what)
    }
}

/// Runs every check, in the order in which faults are best mended.
pub async fn examine(config: &Config, clock: &Clock) -> Vec<Finding> {
    let mut findings = vec![Finding::ok("configuration: sound")];
    findings.extend(webhook::examine(config));
    findings.extend(store::examine(&config.store, clock.now()).await);
    findings.extend(slack::examine(config, clock).await);
    findings
}
