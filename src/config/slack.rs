//! How Slack is reached: tokens, and where its Web API is.

use super::environment::Environment;
use super::fault::{Fault, Faults};
use super::secret::Secret;
use super::section::{Section, quoted};
use url::{Host, Url};

/// What is known of Slack; which of it a command needs is up to the command.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlackSettings {
    /// The bot's own token, `xoxb-…`.
    pub bot_token: Option<Secret>,
    /// Opens Socket Mode, `xapp-…`.
    pub app_token: Option<Secret>,
    /// Proves that a request over HTTP comes from Slack.
    pub signing_secret: Option<Secret>,
    /// Another base of the Web API, ending in `/api`.
    pub api_url: Option<String>,
}

/// What the bot needs to serve Slack: its token and at least one transport.
#[derive(Clone, Debug, PartialEq)]
pub struct Credentials {
    /// The bot's own token.
    pub bot_token: Secret,
    /// Where given, Socket Mode is on.
    pub app_token: Option<Secret>,
    /// Where given, HTTP is on.
    pub signing_secret: Option<Secret>,
}

/// Slack's own Web API.
pub const SLACK_API_URL: &str = "https://slack.com/api";

const BOT_TOKEN_MISSING: &str = "not set; expected the bot's token (xoxb-…). Find it at \
    https://api.slack.com/apps, your app, \"OAuth & Permissions\", \"Bot User OAuth Token\"";
const TRANSPORT_MISSING: &str = "neither is set; expected at least one, as the way Slack reaches the \
    bot. For Socket Mode, SLACK_APP_TOKEN (xapp-…): https://api.slack.com/apps, your app, \"Basic \
    Information\", \"App-Level Tokens\", with the scope connections:write. For HTTP, \
    SLACK_SIGNING_SECRET: \"Basic Information\", \"App Credentials\", \"Signing Secret\"";

impl SlackSettings {
    /// Returns what the bot needs to run, or which variables are missing and where to find them.
    pub fn credentials(&self) -> Result<Credentials, Vec<Fault>> {
        let mut faults = vec![];
        if self.bot_token.is_none() {
            faults.push(Fault::new("SLACK_BOT_TOKEN", BOT_TOKEN_MISSING));
        }
        if self.app_token.is_none() && self.signing_secret.is_none() {
            faults.push(Fault::new("SLACK_APP_TOKEN, SLACK_SIGNING_SECRET", TRANSPORT_MISSING));
        }
        let (app_token, signing_secret) = (self.app_token.clone(), self.signing_secret.clone());
        match self.bot_token.clone() {
            Some(bot_token) if faults.is_empty() => {
                Ok(Credentials { bot_token, app_token, signing_secret })
            }
            _ => Err(faults),
        }
    }

    /// Returns the base of the Web API.
    pub fn api_base(&self) -> &str {
        self.api_url.as_deref().unwrap_or(SLACK_API_URL)
    }
}

pub(super) fn read(
    mut section: Section<'_>,
    environment: &Environment,
    faults: &Faults,
) -> SlackSettings {
    let api_url = section.text_if_any("api_url");
    if let Some(url) = &api_url {
        judge_api_url(url, &section);
    }
    section.finish();
    SlackSettings {
        bot_token: token("SLACK_BOT_TOKEN", &["xoxb-", "xoxe.xoxb-"], environment, faults),
        app_token: token("SLACK_APP_TOKEN", &["xapp-"], environment, faults),
        signing_secret: token("SLACK_SIGNING_SECRET", &[], environment, faults),
        api_url: api_url.map(|url| url.trim_end_matches('/').to_owned()),
    }
}

/// Reads a token; one of another sort is reported by its sort, never by its value.
fn token(
    name: &str,
    starts: &[&str],
    environment: &Environment,
    faults: &Faults,
) -> Option<Secret> {
    let value = environment.get(name)?;
    let fits = starts.is_empty() || starts.iter().any(|start| value.starts_with(start));
    if value.contains(char::is_whitespace) {
        faults.add(name, "has white space in it; expected the value alone");
    } else if let Some(sort) = sort(value).filter(|_| !fits) {
        faults.add(name, format!("found {sort}; expected one that starts with {}", starts[0]));
    }
    Some(Secret::new(value))
}

fn sort(value: &str) -> Option<&'static str> {
    let sorts = [
        ("xoxb-", "a bot token"),
        ("xoxp-", "a person's token"),
        ("xapp-", "an app-level token"),
        ("xoxe", "a token of the rotating sort"),
    ];
    let known = sorts.iter().find(|(start, _)| value.starts_with(start)).map(|(_, sort)| *sort);
    known.or(Some("no token of Slack's"))
}

fn judge_api_url(url: &str, section: &Section<'_>) {
    let found = quoted(url);
    let fault = |expected: &str| section.fault("api_url", format!("found {found}; {expected}"));
    match Url::parse(url) {
        Ok(parsed) if !parsed.path().trim_end_matches('/').ends_with("/api") => {
            fault("expected an address that ends in /api");
        }
        Ok(parsed) if parsed.query().is_some() || parsed.fragment().is_some() => {
            fault("expected an address without ? and #");
        }
        Ok(parsed) if !is_private(&parsed) => {
            fault(
                "expected https, since the bot's token is sent there (http is for this machine only)",
            );
        }
        Ok(_) => {}
        Err(_) => fault("expected an address such as \"https://slack.com/api\""),
    }
}

/// Tells whether what is sent there can be read on the way: over https it cannot, and neither on the
/// machine itself.
pub(super) fn is_private(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && local
}
