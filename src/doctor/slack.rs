//! Checks that need Slack: who the bot is, what it may do, and the ways in.

use super::wire::{Answer, Slack, Trouble, is, text};
use super::{Finding, channels, people};
use crate::clock::Clock;
use crate::config::{Config, Secret};
use crate::manifest;
use jiff::SignedDuration;

/// What was learned when the bot signed in.
pub(super) struct Session {
    pub slack: Slack,
    /// Which scopes were granted, where Slack says so.
    pub scopes: Option<Vec<String>>,
    /// The workspace, where the bot is installed for a whole organisation.
    pub team: Option<String>,
}

impl Session {
    /// Tells whether a scope was granted, as far as is known.
    pub(super) fn may(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_none_or(|granted| granted.iter().any(|one| one == scope))
    }
}

pub(super) async fn examine(config: &Config, clock: &Clock) -> Vec<Finding> {
    let mut findings = missing_variables(config);
    let Some(token) = config.slack.bot_token.clone() else {
        findings.push(Finding::note("Slack: not asked, for want of the bot's token"));
        return findings;
    };
    match sign_in(config, token).await {
        Ok((slack, answer)) => {
            findings.push(identity(&answer));
            findings.extend(clock_is_right(&answer, clock));
            let session = session(slack, answer);
            findings.extend(scopes(config, &session));
            findings.extend(transports(config).await);
            findings.extend(channels::examine(config, &session).await);
            findings.extend(people::examine(config, &session).await);
        }
        Err(finding) => findings.push(finding),
    }
    findings
}

fn missing_variables(config: &Config) -> Vec<Finding> {
    let missing = config.slack.credentials().err().unwrap_or_default();
    missing.iter().map(|fault| Finding::fault(fault.to_string())).collect()
}

async fn sign_in(config: &Config, token: Secret) -> Result<(Slack, Answer), Finding> {
    let base = config.slack.api_base();
    let slack = Slack::new(base, token)
        .map_err(|error| Finding::fault(format!("Slack: not asked: {error:#}")))?;
    match slack.call("auth.test", &[]).await {
        Ok(answer) => Ok((slack, answer)),
        Err(Trouble::Refused { code, .. }) => Err(Finding::fault(format!(
            "SLACK_BOT_TOKEN: refused ({code}); install the app again and take the new token from \
             https://api.slack.com/apps, your app, \"OAuth & Permissions\""
        ))),
        Err(trouble) => Err(Finding::fault(format!("Slack at {base}: {trouble}"))),
    }
}

fn session(slack: Slack, answer: Answer) -> Session {
    let organisation = is(&answer.body["is_enterprise_install"]);
    let team = answer.body["team_id"].as_str().filter(|_| organisation).map(str::to_owned);
    Session { slack, scopes: answer.scopes, team }
}

fn identity(answer: &Answer) -> Finding {
    let (bot, team) = (text(&answer.body["user"]), text(&answer.body["team"]));
    if text(&answer.body["bot_id"]).is_empty() {
        return Finding::fault(format!(
            "SLACK_BOT_TOKEN: belongs to a person ({bot}), not to the bot; take the \"Bot User OAuth Token\""
        ));
    }
    Finding::ok(format!("SLACK_BOT_TOKEN: signed in as {bot} in {team}"))
}

/// A clock that is off makes Slack's signatures look old, and asks people at the wrong time.
fn clock_is_right(answer: &Answer, clock: &Clock) -> Option<Finding> {
    const TOLERANCE: SignedDuration = SignedDuration::from_secs(60);
    let off = clock.now().duration_since(answer.date?);
    let seconds = off.as_secs().unsigned_abs();
    let way = if off.is_negative() { "behind" } else { "ahead of" };
    Some(match off.abs() > TOLERANCE {
        true => Finding::fault(format!(
            "clock: {seconds} seconds {way} Slack's; let the machine set its time (NTP)"
        )),
        false => Finding::ok("clock: agrees with Slack's"),
    })
}

fn scopes(config: &Config, session: &Session) -> Vec<Finding> {
    if session.scopes.is_none() {
        return vec![Finding::note(
            "scopes: not checked, since Slack did not say what was granted",
        )];
    }
    let asked = manifest::scopes(config);
    let missing: Vec<_> = asked.iter().filter(|scope| !session.may(&scope.name)).collect();
    let finding = |scope: &&manifest::Scope| {
        let manifest::Scope { name, reason, required } = scope;
        match required {
            true => Finding::fault(format!(
                "scope {name}: missing ({reason}); update the app with `soundings manifest` and \
                 install it again"
            )),
            false => Finding::note(format!("scope {name}: not granted ({reason})")),
        }
    };
    match missing.iter().any(|scope| scope.required) {
        true => missing.iter().map(finding).collect(),
        false => [Finding::ok("scopes: everything required is granted")]
            .into_iter()
            .chain(missing.iter().map(finding))
            .collect(),
    }
}

async fn transports(config: &Config) -> Vec<Finding> {
    let mut findings = vec![];
    if let Some(token) = &config.slack.app_token {
        findings.push(socket_mode(config, token.clone()).await);
    }
    if config.slack.signing_secret.is_some() {
        findings.push(http(config));
    }
    findings
}

async fn socket_mode(config: &Config, token: Secret) -> Finding {
    let Ok(slack) = Slack::new(config.slack.api_base(), token) else {
        return Finding::fault("SLACK_APP_TOKEN: not tried, since Slack could not be called");
    };
    match slack.call("apps.connections.open", &[]).await {
        Ok(_) => Finding::ok("SLACK_APP_TOKEN: Socket Mode can be opened"),
        Err(trouble) => Finding::fault(format!(
            "SLACK_APP_TOKEN: Socket Mode cannot be opened: {trouble}. The token needs the scope \
             connections:write, and the app Socket Mode switched on"
        )),
    }
}

fn http(config: &Config) -> Finding {
    let listen = config.listen;
    match &config.public_url {
        Some(url) => Finding::ok(format!(
            "SLACK_SIGNING_SECRET: set; Slack's requests to {url}/slack/events have to reach {listen}"
        )),
        None => Finding::note(format!(
            "SLACK_SIGNING_SECRET: set, but not [server] public_url, the address under which Slack \
             reaches {listen}; `soundings manifest` then knows no address to give"
        )),
    }
}
