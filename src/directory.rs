//! What is known of people, channels and user groups at this moment.
//!
//! A cache in front of Slack, never stored: events from Slack make entries stale at once, and time does
//! so in any case. What Slack will not tell counts as unknown, and the unknown is shown to nobody.

use crate::clock::Clock;
use crate::domain::decision::Decision;
use crate::domain::ids::{ChannelId, FunctionId, UserId};
use crate::domain::policy::Policy;
use crate::domain::roster::{Role, Staffing, Who};
use crate::domain::visibility::{self, ChannelFacts, PersonFacts};
use crate::slack::client::{CallError, SlackClient};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

/// Knows people, channels and groups.
#[derive(Clone)]
pub struct Directory {
    client: Arc<SlackClient>,
    policy: Arc<Policy>,
    clock: Clock,
    cache: Arc<Mutex<Cache>>,
    /// Held by whoever looks up the roster.
    learning: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Default)]
struct Cache {
    people: BTreeMap<UserId, Fresh<PersonFacts>>,
    channels: BTreeMap<ChannelId, Fresh<ChannelFacts>>,
    members: BTreeMap<ChannelId, Fresh<BTreeSet<UserId>>>,
    groups: BTreeMap<String, Fresh<Vec<UserId>>>,
    emails: BTreeMap<String, Fresh<Option<UserId>>>,
}

#[derive(Clone)]
struct Fresh<T> {
    value: T,
    until: Timestamp,
}

/// People and groups change slowly, and events tell us when they do.
const PEOPLE_FRESH: SignedDuration = SignedDuration::from_hours(1);
/// Who is in a channel decides what may be shown there.
const CHANNELS_FRESH: SignedDuration = SignedDuration::from_mins(10);

impl Directory {
    /// Returns a directory that knows nothing yet.
    pub fn new(client: Arc<SlackClient>, policy: Arc<Policy>, clock: Clock) -> Self {
        Self { client, policy, clock, cache: Arc::default(), learning: Arc::default() }
    }

    /// Returns what is known of a person.
    pub async fn person(&self, user: &UserId) -> Result<PersonFacts, CallError> {
        if let Some(facts) = self.known_person(user) {
            return Ok(facts);
        }
        let (facts, _) = self.client.person(user).await?;
        let entry = self.fresh(facts.clone(), PEOPLE_FRESH);
        self.cache().people.insert(user.clone(), entry);
        Ok(facts)
    }

    /// Returns what is known of a person without asking Slack.
    pub fn known_person(&self, user: &UserId) -> Option<PersonFacts> {
        self.still_fresh(self.cache().people.get(user))
    }

    /// Returns what is known of a channel without asking Slack; its name may be some minutes old.
    pub fn known_channel(&self, channel: &ChannelId) -> Option<ChannelFacts> {
        self.cache().channels.get(channel).map(|entry| entry.value.clone())
    }

    /// Returns what is known of a channel; members only where they decide who may see it.
    pub async fn channel(&self, channel: &ChannelId) -> Result<ChannelFacts, CallError> {
        let known = self.still_fresh(self.cache().channels.get(channel));
        if let Some(facts) = known {
            return Ok(facts);
        }
        let facts = self.client.channel(channel).await?;
        let entry = self.fresh(facts.clone(), CHANNELS_FRESH);
        self.cache().channels.insert(channel.clone(), entry);
        Ok(facts)
    }

    /// Returns whether a person may see a decision now. What cannot be found out is a no; that Slack
    /// cannot be reached is an error, so that the question can be asked again.
    pub async fn can_see(&self, user: &UserId, channel: &ChannelId) -> Result<bool, CallError> {
        let person = known(self.person(user).await)?;
        let mut facts = known(self.channel(channel).await)?;
        let guest = person.as_ref().is_some_and(|person| person.is_guest);
        if let Some(facts) = facts.as_mut()
            && guest
            && facts.members.is_empty()
        {
            facts.members = self.members(channel).await?;
        }
        Ok(visibility::can_see(user, person.as_ref(), facts.as_ref()))
    }

    /// Returns those of some decisions that a person may see now.
    pub async fn visible(
        &self,
        user: &UserId,
        decisions: Vec<Decision>,
    ) -> Result<Vec<Decision>, CallError> {
        let mut seen = Vec::new();
        for decision in decisions {
            if self.can_see(user, &decision.channel).await? {
                seen.push(decision);
            }
        }
        Ok(seen)
    }

    /// Returns the people of a function in a role, in the order of the configuration.
    pub async fn people_of(
        &self,
        function: &FunctionId,
        role: Role,
    ) -> Result<Vec<UserId>, CallError> {
        let Some(staffing) = self.policy.roster.get(function) else { return Ok(Vec::new()) };
        let mut people = Vec::new();
        for who in in_role(staffing, role) {
            for user in self.resolve(who).await? {
                if !people.contains(&user) {
                    people.push(user);
                }
            }
        }
        Ok(people)
    }

    /// Returns the functions for which a person can speak, in whatever role.
    pub async fn functions_of(&self, user: &UserId) -> Result<Vec<FunctionId>, CallError> {
        let mut functions = Vec::new();
        for function in self.policy.roster.keys() {
            for role in [Role::Member, Role::Backup, Role::Lead] {
                if self.people_of(function, role).await?.contains(user) {
                    functions.push(function.clone());
                    break;
                }
            }
        }
        Ok(functions)
    }

    /// Returns the functions for which a person can speak, as far as that is known without asking Slack; who belongs to a
    /// group may be older than it should be.
    pub fn known_functions_of(&self, user: &UserId) -> Vec<FunctionId> {
        let cache = self.cache();
        let speaks = |staffing: &Staffing| {
            everybody(staffing).filter_map(|who| cache.users(who)).flatten().any(|one| one == user)
        };
        let known = self.policy.roster.iter().filter(|(_, staffing)| speaks(staffing));
        known.map(|(function, _)| function.clone()).collect()
    }

    /// Tells whether whom the roster means was looked up.
    pub fn knows_roster(&self) -> bool {
        let cache = self.cache();
        self.policy.roster.values().flat_map(everybody).all(|who| cache.users(who).is_some())
    }

    /// Looks up whom the roster means, unless somebody is at it.
    pub async fn learn_roster(&self) {
        let Ok(_alone) = self.learning.try_lock() else { return };
        for who in self.policy.roster.values().flat_map(everybody) {
            if let Err(error) = self.resolve(who).await {
                return tracing::debug!(%error, "the roster is not known yet");
            }
        }
    }

    /// Returns the users behind a name of the configuration; nobody where Slack knows none.
    pub async fn resolve(&self, who: &Who) -> Result<Vec<UserId>, CallError> {
        match who {
            Who::User(user) => Ok(vec![user.clone()]),
            Who::Group(handle) => self.group(handle).await,
            Who::Email(address) => Ok(self.email(address).await?.into_iter().collect()),
        }
    }

    /// Returns until when a person does not want to be disturbed, if so; not known counts as no.
    pub async fn quiet_until(&self, user: &UserId) -> Option<Timestamp> {
        self.client.quiet_until(user, self.clock.now()).await.ok().flatten()
    }

    /// Forgets what is known of a person.
    pub fn person_changed(&self, user: &UserId) {
        self.cache().people.remove(user);
    }

    /// Forgets what is known of a channel.
    pub fn channel_changed(&self, channel: &ChannelId) {
        let mut cache = self.cache();
        cache.channels.remove(channel);
        cache.members.remove(channel);
    }

    /// Forgets what is known of user groups.
    pub fn groups_changed(&self) {
        self.cache().groups.clear();
    }

    async fn members(&self, channel: &ChannelId) -> Result<BTreeSet<UserId>, CallError> {
        let cached = self.still_fresh(self.cache().members.get(channel));
        if let Some(members) = cached {
            return Ok(members);
        }
        let members = self.client.members(channel).await?;
        let entry = self.fresh(members.clone(), CHANNELS_FRESH);
        self.cache().members.insert(channel.clone(), entry);
        Ok(members)
    }

    async fn group(&self, handle: &str) -> Result<Vec<UserId>, CallError> {
        let cached = self.still_fresh(self.cache().groups.get(handle));
        if let Some(users) = cached {
            return Ok(users);
        }
        let users = self.group_now(handle).await?;
        let entry = self.fresh(users.clone(), PEOPLE_FRESH);
        self.cache().groups.insert(handle.to_owned(), entry);
        Ok(users)
    }

    async fn group_now(&self, handle: &str) -> Result<Vec<UserId>, CallError> {
        let groups = known(self.client.user_groups().await)?.unwrap_or_default();
        let Some(id) = groups.get(handle) else { return Ok(Vec::new()) };
        let users = known(self.client.group_members(id).await)?.unwrap_or_default();
        Ok(users.into_iter().collect())
    }

    async fn email(&self, address: &str) -> Result<Option<UserId>, CallError> {
        let cached = self.still_fresh(self.cache().emails.get(address));
        if let Some(user) = cached {
            return Ok(user);
        }
        let user = known(self.client.user_by_email(address).await)?.flatten();
        let entry = self.fresh(user.clone(), PEOPLE_FRESH);
        self.cache().emails.insert(address.to_owned(), entry);
        Ok(user)
    }

    fn fresh<T>(&self, value: T, span: SignedDuration) -> Fresh<T> {
        let until = self.clock.now().checked_add(span).unwrap_or(Timestamp::MAX);
        Fresh { value, until }
    }

    fn still_fresh<T: Clone>(&self, entry: Option<&Fresh<T>>) -> Option<T> {
        let now = self.clock.now();
        entry.filter(|entry| now < entry.until).map(|entry| entry.value.clone())
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        // A panic while holding the lock cannot leave a map half changed.
        self.cache.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Cache {
    /// Returns the users behind a name of the configuration, if they were looked up.
    fn users<'a>(&'a self, who: &'a Who) -> Option<&'a [UserId]> {
        match who {
            Who::User(user) => Some(std::slice::from_ref(user)),
            Who::Group(handle) => Some(&self.groups.get(handle)?.value),
            Who::Email(address) => Some(self.emails.get(address)?.value.as_slice()),
        }
    }
}

fn everybody(staffing: &Staffing) -> impl Iterator<Item = &Who> {
    staffing.people.iter().chain(&staffing.backups).chain(&staffing.leads)
}

/// Turns "Slack says that there is no such thing" into `None`; other failures stay failures.
fn known<T>(result: Result<T, CallError>) -> Result<Option<T>, CallError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(CallError::Refused(code)) => {
            tracing::debug!(code, "slack does not tell");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn in_role(staffing: &Staffing, role: Role) -> &[Who] {
    match role {
        Role::Member | Role::Delegate => &staffing.people,
        Role::Backup => &staffing.backups,
        Role::Lead => &staffing.leads,
    }
}
