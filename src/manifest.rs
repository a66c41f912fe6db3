//! The Slack app manifest: `config/slack-manifest.yaml`, fitted to a configuration.
//!
//! The file is sound as it stands, for Socket Mode. It is fitted line by line, so that its remarks (why
//! each scope is asked for) reach the person who pastes it.

use crate::config::Config;
use crate::domain::policy::Policy;
use crate::domain::roster::Who;

/// The manifest as it ships.
pub const TEMPLATE: &str = include_str!("../config/slack-manifest.yaml");

/// A scope of the bot's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Its name, such as `chat:write`.
    pub name: String,
    /// What it is for, and for an optional one what is lost without it.
    pub reason: String,
    /// Whether the bot cannot do without it.
    pub required: bool,
}

/// Returns the manifest for a configuration.
///
/// Slack delivers over HTTP where a public address is given and no app-level token is set. Scopes that
/// the configuration cannot do without become required; the emoji's goes where there is none.
pub fn render(config: &Config) -> String {
    let mut lines: Vec<String> = TEMPLATE.lines().map(str::to_owned).collect();
    for scope in needed_anyway(&config.policy) {
        require(&mut lines, scope);
    }
    if config.policy.emoji.is_empty() {
        lines.retain(|line| item(line).is_none_or(|item| !item.starts_with("reaction")));
    }
    if let (Some(url), None) = (&config.public_url, &config.slack.app_token) {
        deliver_to(&mut lines, url);
    }
    lines.join("\n") + "\n"
}

/// Returns the scopes that the manifest for a configuration asks for.
pub fn scopes(config: &Config) -> Vec<Scope> {
    let text = render(config);
    let lines = text.lines().skip_while(|line| line.trim() != "bot:");
    let mut required = true;
    let mut scopes = vec![];
    for line in lines.take_while(|line| !line.starts_with("settings:")) {
        match item(line) {
            Some(entry) => {
                let (name, reason) = entry.split_once(" # ").unwrap_or((entry, ""));
                scopes.push(Scope { name: name.into(), reason: reason.into(), required });
            }
            None => required = line.trim() != "bot_optional:",
        }
    }
    scopes
}

fn item(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("- ")
}

/// The optional scopes without which somebody in the configuration could not be found.
fn needed_anyway(policy: &Policy) -> Vec<&'static str> {
    let staffings = policy.roster.values();
    let of_roster =
        staffings.flat_map(|one| one.people.iter().chain(&one.backups).chain(&one.leads));
    let everybody: Vec<&Who> =
        of_roster.chain(policy.leaders.iter().map(|leader| &leader.who)).collect();
    let any = |is: fn(&Who) -> bool| everybody.iter().any(|who| is(who));
    let groups = any(|who| matches!(who, Who::Group(_))).then_some("usergroups:read");
    let emails = any(|who| matches!(who, Who::Email(_))).then_some("users:read.email");
    groups.into_iter().chain(emails).collect()
}

/// Moves a scope from the optional ones to the end of the required ones.
fn require(lines: &mut Vec<String>, scope: &str) {
    let is_it = |line: &String| {
        item(line)
            .is_some_and(|entry| entry.split_once(" #").map_or(entry, |(name, _)| name) == scope)
    };
    let from = lines.iter().position(is_it);
    let to = lines.iter().position(|line| line.trim() == "bot_optional:");
    if let (Some(from), Some(to)) = (from, to) {
        let line = lines.remove(from);
        lines.insert(to, line);
    }
}

/// Switches from Socket Mode to HTTP.
fn deliver_to(lines: &mut Vec<String>, url: &str) {
    for (after, indent, key, path) in [
        ("- command: /soundings", 6, "url", "/slack/commands"),
        ("event_subscriptions:", 4, "request_url", "/slack/events"),
        ("is_enabled: true", 4, "request_url", "/slack/interactions"),
    ] {
        if let Some(at) = lines.iter().position(|line| line.trim() == after) {
            lines.insert(at + 1, format!("{:indent$}{key}: {url}{path}", ""));
        }
    }
    for line in lines {
        if line.trim() == "socket_mode_enabled: true" {
            *line = line.replace("true", "false");
        }
    }
}
