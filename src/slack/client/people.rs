//! What is known of people and groups of people.

use super::{CallError, SlackClient};
use crate::domain::hours::Zone;
use crate::domain::ids::UserId;
use crate::domain::visibility::PersonFacts;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What else is known of a person, beyond what decides whether they may see or be asked something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonDetails {
    /// Only where the bot may see it.
    pub email: Option<String>,
    /// Admins and owners of the workspace.
    pub is_admin: bool,
    /// What they do, in their own words.
    pub title: Option<String>,
    /// Such as `pt-PT`.
    pub locale: Option<String>,
}

impl SlackClient {
    /// Looks up a person.
    pub async fn person(&self, user: &UserId) -> Result<(PersonFacts, PersonDetails), CallError> {
        let params = [("user", user.as_str()), ("include_locale", "true")];
        let answer = self.get_call("users.info", &params).await?;
        let person = &answer["user"];
        if !person.is_object() {
            return Err(CallError::Ambiguous("an answer without user".to_owned()));
        }
        Ok((facts(person), details(person)))
    }

    /// Looks up who has an e-mail address.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<UserId>, CallError> {
        match self.get_call("users.lookupByEmail", &[("email", email)]).await {
            Ok(answer) => Ok(answer["user"]["id"].as_str().map(UserId::from)),
            Err(CallError::Refused(code)) if code == "users_not_found" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Looks up the user groups: handle to id.
    pub async fn user_groups(&self) -> Result<BTreeMap<String, String>, CallError> {
        let answer = self.get_call("usergroups.list", &[]).await?;
        let groups = answer["usergroups"].as_array().into_iter().flatten();
        let named = groups.filter_map(|group| {
            Some((group["handle"].as_str()?.to_owned(), group["id"].as_str()?.to_owned()))
        });
        Ok(named.collect())
    }

    /// Looks up who is in a user group, by the group's id.
    pub async fn group_members(&self, group: &str) -> Result<BTreeSet<UserId>, CallError> {
        let answer = self.get_call("usergroups.users.list", &[("usergroup", group)]).await?;
        let users = answer["users"].as_array().into_iter().flatten();
        Ok(users.filter_map(Value::as_str).map(UserId::from).collect())
    }

    /// Returns until when a person does not want to be disturbed, if that is so at `now`.
    pub async fn quiet_until(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, CallError> {
        let answer = self.get_call("dnd.info", &[("user", user.as_str())]).await?;
        let time = |key: &str| Timestamp::from_second(answer[key].as_i64()?).ok();
        let nightly = time("next_dnd_start_ts")
            .filter(|start| answer["dnd_enabled"] == true && *start <= now)
            .and_then(|_| time("next_dnd_end_ts"));
        let snoozed = time("snooze_endtime").filter(|_| answer["snooze_enabled"] == true);
        Ok(nightly.max(snoozed).filter(|until| *until > now))
    }
}

fn facts(person: &Value) -> PersonFacts {
    let is = |key: &str| person[key] == true;
    let names = [&person["profile"]["display_name"], &person["real_name"], &person["name"]];
    let name = names.iter().find_map(|name| name.as_str().filter(|name| !name.is_empty()));
    let zone = person["tz"].as_str().map(|zone| Zone(zone.to_owned()));
    PersonFacts {
        name: name.unwrap_or_default().to_owned(),
        zone: zone.unwrap_or_default(),
        is_bot: is("is_bot") || is("is_workflow_bot") || person["id"] == "USLACKBOT",
        is_deactivated: is("deleted"),
        is_stranger: is("is_stranger"),
        is_guest: is("is_restricted") || is("is_ultra_restricted"),
    }
}

fn details(person: &Value) -> PersonDetails {
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    PersonDetails {
        email: text(&person["profile"]["email"]),
        is_admin: person["is_admin"] == true || person["is_owner"] == true,
        title: text(&person["profile"]["title"]),
        locale: text(&person["locale"]),
    }
}
