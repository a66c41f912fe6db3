//! The webhook: a program outside that is handed the record of each decision.

use super::section::{Section, quoted};
use super::slack::is_private;
use super::{Config, Fault, WEBHOOK_SECRET};
use crate::domain::policy::Webhook;
use url::Url;

/// Reads the section; `None` where it is off, which it is without an address.
pub(super) fn read(mut section: Section<'_>) -> Option<Webhook> {
    let url = section.text_if_any("url").and_then(|url| judged(&url, &section));
    let private_channels = section.flag("private_channels").unwrap_or_default();
    section.finish();
    let url = url?;
    let host = url.host_str().unwrap_or_default().to_owned();
    Some(Webhook { url: url.to_string(), host, private_channels })
}

impl Config {
    /// Says what is missing for calling the webhook, where there is one.
    pub fn webhook_faults(&self) -> Vec<Fault> {
        let missing = self.policy.webhook.is_some() && self.webhook_secret.is_none();
        let expected = "not set, although webhook.url is; expected a secret that the receiver knows as \
                        well, such as `openssl rand -hex 32` prints. Every call is signed with it";
        missing.then(|| Fault::new(WEBHOOK_SECRET, expected)).into_iter().collect()
    }
}

fn judged(url: &str, section: &Section<'_>) -> Option<Url> {
    let fault = |expected: &str| {
        section.fault("url", format!("found {}; {expected}", quoted(url)));
        None
    };
    match Url::parse(url) {
        Ok(parsed) if !parsed.username().is_empty() || parsed.password().is_some() => {
            fault("expected an address without a name and a password: the signature is the proof")
        }
        Ok(parsed) if parsed.fragment().is_some() => fault("expected an address without #"),
        Ok(parsed) if !is_private(&parsed) => fault(
            "expected https, since words of people are sent there (http is for this machine only)",
        ),
        Ok(parsed) => Some(parsed),
        Err(_) => fault("expected an address such as \"https://hooks.example.com/decisions\""),
    }
}
