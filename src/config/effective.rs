//! Shows the configuration in force.

use super::{Config, Environment, OVERRULED};

/// Variables that hold secrets.
const SECRETS: [&str; 5] = [
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    super::OPINION_KEY,
    super::WEBHOOK_SECRET,
];

impl Config {
    /// Returns what is in force as TOML that could be used as a file. Secrets are remarks that tell only
    /// whether they are set.
    pub fn to_toml(&self, environment: &Environment) -> String {
        let mut text = String::new();
        for (section, key, variable) in OVERRULED {
            if environment.get(variable).is_some() {
                text.push_str(&format!("# {section}.{key} comes from {variable}.\n"));
            }
        }
        for variable in SECRETS {
            let state = if environment.get(variable).is_some() { "set: …" } else { "not set" };
            text.push_str(&format!("# {variable} is {state}\n"));
        }
        text + "\n" + &self.effective.to_string()
    }
}
