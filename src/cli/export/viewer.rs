//! What one person may see now, as Slack tells it. Whatever is not known counts as not allowed.

use crate::clock::Clock;
use crate::config::Config;
use crate::directory::Directory;
use crate::domain::decision::Decision;
use crate::domain::ids::{ChannelId, TeamId, UserId};
use crate::slack::client::{CallError, Identity, SlackClient};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A person's name on the command line: a user id, or an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Id(UserId),
    Email(String),
}

/// Somebody through whose eyes decisions are looked at.
pub(super) struct Viewer {
    pub user: UserId,
    identity: Identity,
    directory: Directory,
    known: BTreeMap<ChannelId, Sight>,
}

/// Whether a decision may be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    Seen,
    Hidden,
    /// Slack says that there is no such channel, as far as the bot may know.
    Unknown,
    /// Slack gave no answer.
    Unanswered,
}

/// How often Slack is asked the same, and how long it may want to be left alone in between.
const ATTEMPTS: u32 = 4;
const WAIT: Duration = Duration::from_secs(1);
const WAIT_MAX: Duration = Duration::from_secs(60);

const NO_TOKEN: &str = "--as asks Slack what the user may see, and SLACK_BOT_TOKEN is not set; nothing is \
    exported. Set it, or leave --as away to export everything in the store";

impl Name {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let is_id = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
        match text {
            id if id.len() > 1 && id.starts_with(['U', 'W']) && id.chars().all(is_id) => {
                Ok(Name::Id(UserId::new(id)))
            }
            address if is_address(address) => Ok(Name::Email(address.to_owned())),
            _ => Err("expected a user id such as U0123ABCD, or an e-mail address".to_owned()),
        }
    }
}

fn is_address(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>|,;".contains(c);
    let parts = text.split_once('@');
    parts.is_some_and(|(who, place)| !who.is_empty() && !place.is_empty() && !text.contains(odd))
}

impl Viewer {
    /// Finds the person, or says why they cannot be asked about.
    pub async fn find(name: &Name, config: &Config) -> Result<Self, String> {
        let token = config.slack.bot_token.as_ref().ok_or(NO_TOKEN)?;
        let client = SlackClient::new(config.slack.api_url.as_deref(), token.expose());
        let client = Arc::new(client.map_err(|error| error.to_string())?);
        let identity = patiently(|| client.auth_test()).await.map_err(|error| unasked(&error))?;
        let directory =
            Directory::new(client.clone(), Arc::new(config.policy.clone()), Clock::System);
        let user = match name {
            Name::Id(user) => user.clone(),
            Name::Email(address) => by_email(&client, address).await?,
        };
        let person = patiently(|| directory.person(&user)).await;
        let person = person.map_err(|error| match error {
            CallError::Refused(_) => format!("Slack knows nobody with the id {user}"),
            error => unasked(&error),
        })?;
        if !person.is_colleague() {
            return Err(format!(
                "{user} is deactivated, a bot, or of another organisation, and so may see nothing; nothing \
                 is exported"
            ));
        }
        Ok(Self { user, identity, directory, known: BTreeMap::new() })
    }

    /// Tells whether the person may see a decision now.
    pub async fn sight(&mut self, decision: &Decision) -> Sight {
        if !self.is_here(&decision.team) {
            return Sight::Hidden;
        }
        if let Some(sight) = self.known.get(&decision.channel) {
            return *sight;
        }
        let sight = self.look(&decision.channel).await;
        self.known.insert(decision.channel.clone(), sight);
        sight
    }

    async fn look(&self, channel: &ChannelId) -> Sight {
        match patiently(|| self.directory.channel(channel)).await {
            Err(CallError::Refused(_)) => return Sight::Unknown,
            Err(_) => return Sight::Unanswered,
            Ok(_) => {}
        }
        match patiently(|| self.directory.can_see(&self.user, channel)).await {
            Ok(true) => Sight::Seen,
            Ok(false) => Sight::Hidden,
            Err(_) => Sight::Unanswered,
        }
    }

    /// Whether a decision belongs to the workspace whose token is asked with.
    fn is_here(&self, team: &TeamId) -> bool {
        *team == self.identity.team || Some(team) == self.identity.enterprise.as_ref()
    }
}

async fn by_email(client: &SlackClient, address: &str) -> Result<UserId, String> {
    let found = patiently(|| client.user_by_email(address)).await;
    found
        .map_err(|error| match error {
            CallError::Refused(code) if code == "missing_scope" => {
                "Slack does not let the bot look up e-mail addresses (the scope users:read.email is \
                 optional); give the user's id instead"
                    .to_owned()
            }
            error => unasked(&error),
        })?
        .ok_or_else(|| format!("Slack knows nobody with the address {address}"))
}

fn unasked(error: &CallError) -> String {
    format!("Slack could not be asked what the user may see ({error}); nothing is exported")
}

/// Asks Slack, and again where it is too busy or gives no clear answer.
async fn patiently<T, F>(ask: impl Fn() -> F) -> Result<T, CallError>
where
    F: Future<Output = Result<T, CallError>>,
{
    for _ in 1..ATTEMPTS {
        match ask().await {
            Err(CallError::RateLimited { after }) => tokio::time::sleep(after.min(WAIT_MAX)).await,
            Err(CallError::Unreachable(_) | CallError::Ambiguous(_)) => {
                tokio::time::sleep(WAIT).await;
            }
            answer => return answer,
        }
    }
    ask().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_goes_by_an_id_or_an_address() {
        assert_eq!(Name::parse("U0123ABCD"), Ok(Name::Id("U0123ABCD".into())));
        assert_eq!(Name::parse("W1"), Ok(Name::Id("W1".into())));
        assert_eq!(Name::parse("Una@x.example"), Ok(Name::Email("Una@x.example".to_owned())));
        for odd in ["", "U", "tom", "@tom", "u0123", "C0123ABCD", "<@U0123ABCD>"] {
            assert!(Name::parse(odd).is_err(), "{odd}");
        }
    }
}
