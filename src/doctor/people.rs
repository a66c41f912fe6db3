//! Checks the roster and the leaders: everybody named is found, and every function has somebody.

use super::Finding;
use super::slack::Session;
use super::wire::{Trouble, is, text};
use crate::config::Config;
use crate::domain::policy::Leader;
use crate::domain::roster::{Staffing, Who};
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) async fn examine(config: &Config, session: &Session) -> Vec<Finding> {
    let register = Register::new(config, session).await;
    let policy = &config.policy;
    let mut findings = vec![];
    for lens in policy.library.iter() {
        match policy.roster.get(&lens.function) {
            Some(staffing) => {
                findings.extend(function(lens.function.as_str(), staffing, &register).await);
            }
            None => findings.push(Finding::note(format!(
                "function {}: nobody stands for it, so it will be shown as not reachable; name \
                 somebody in [functions.{0}]",
                lens.function
            ))),
        }
    }
    if policy.leaders.is_empty() {
        findings.push(Finding::note(
            "leaders: none, so nobody gets the weekly digest; see [[leaders]]",
        ));
    }
    for one in &policy.leaders {
        findings.push(leader(one, &register).await);
    }
    findings
}

async fn function(name: &str, staffing: &Staffing, register: &Register<'_>) -> Vec<Finding> {
    let (mut findings, mut able) = (vec![], BTreeSet::new());
    for who in staffing.people.iter().chain(&staffing.backups).chain(&staffing.leads) {
        match register.look_up(who).await {
            Ok(people) => able.extend(people.iter().map(|one| text(&one["id"]).to_owned())),
            Err(why) => {
                findings.push(Finding::fault(format!("function {name}: {}: {why}", shown(who))))
            }
        }
    }
    findings.push(match able.len() {
        0 => Finding::fault(format!(
            "function {name}: nobody can be asked; name somebody in [functions.{name}]"
        )),
        1 => Finding::ok(format!("function {name}: 1 person can be asked")),
        many => Finding::ok(format!("function {name}: {many} people can be asked")),
    });
    findings
}

async fn leader(leader: &Leader, register: &Register<'_>) -> Finding {
    let who = shown(&leader.who);
    match register.look_up(&leader.who).await {
        Ok(people) => {
            let zone = leader.zone.as_ref().map(|zone| zone.0.as_str());
            let zone = zone.or_else(|| people.first().map(|one| text(&one["tz"])));
            let zone = zone.filter(|zone| !zone.is_empty()).unwrap_or("UTC");
            let day = leader.day.weekday();
            Finding::ok(format!("leader {who}: digest on {day:?}, {}:00, {zone}", leader.hour))
        }
        Err(why) => Finding::fault(format!("leader {who}: {why}")),
    }
}

fn shown(who: &Who) -> String {
    match who {
        Who::User(id) => id.to_string(),
        Who::Group(handle) => format!("@{handle}"),
        Who::Email(address) => address.clone(),
    }
}

/// Slack's people and user groups.
struct Register<'s> {
    session: &'s Session,
    /// The user groups, or why they cannot be listed.
    groups: Result<Vec<Value>, Trouble>,
}

impl<'s> Register<'s> {
    /// Lists the user groups where the configuration names any.
    async fn new(config: &Config, session: &'s Session) -> Self {
        let staffings = config.policy.roster.values();
        let named =
            staffings.flat_map(|one| one.people.iter().chain(&one.backups).chain(&one.leads));
        let mut named = named.chain(config.policy.leaders.iter().map(|leader| &leader.who));
        let groups = match named.any(|who| matches!(who, Who::Group(_))) {
            true => groups(session).await,
            false => Ok(vec![]),
        };
        Self { session, groups }
    }

    /// Returns the people somebody named in the configuration stands for and who can be asked, at
    /// least one, or why there is none and what to do.
    async fn look_up(&self, who: &Who) -> Result<Vec<Value>, String> {
        match who {
            Who::User(id) => self.person("users.info", ("user", id.as_str())).await,
            Who::Email(address) => self.person("users.lookupByEmail", ("email", address)).await,
            Who::Group(handle) => self.group(handle).await,
        }
    }

    async fn person(&self, method: &str, by: (&str, &str)) -> Result<Vec<Value>, String> {
        let answer = self.session.slack.call(method, &[by]).await;
        let mut body = answer.map_err(|trouble| explained(&trouble))?.body;
        let person = body["user"].take();
        unfit(&person).map_or(Ok(vec![person]), |why| Err(why.to_owned()))
    }

    async fn group(&self, handle: &str) -> Result<Vec<Value>, String> {
        let groups = self.groups.as_ref().map_err(explained)?;
        let found = groups.iter().find(|group| text(&group["handle"]) == handle);
        let group = found.ok_or("no user group has this handle; mend it, or create the group")?;
        if group["date_delete"].as_i64().is_some_and(|date| date != 0) {
            return Err("the user group is disabled; enable it, or name another".into());
        }
        let mut able = vec![];
        for member in group["users"].as_array().into_iter().flatten() {
            able.extend(
                self.person("users.info", ("user", text(member))).await.unwrap_or_default(),
            );
        }
        match able.is_empty() {
            true => Err("nobody in this user group can be asked; add somebody to it".into()),
            false => Ok(able),
        }
    }
}

async fn groups(session: &Session) -> Result<Vec<Value>, Trouble> {
    let mut parameters = vec![("include_users", "true"), ("include_disabled", "true")];
    parameters.extend(session.team.as_deref().map(|team| ("team_id", team)));
    let mut body = session.slack.call("usergroups.list", &parameters).await?.body;
    Ok(body["usergroups"].as_array_mut().map(std::mem::take).unwrap_or_default())
}

fn explained(trouble: &Trouble) -> String {
    let code = match trouble {
        Trouble::Refused { code, .. } => code.as_str(),
        Trouble::NoAnswer(_) => "",
    };
    match code {
        "user_not_found" | "users_not_found" | "user_not_visible" => {
            "nobody in this workspace is called so; mend it".into()
        }
        "plan_upgrade_required" | "paid_teams_only" => {
            "this Slack plan has no user groups; name people by e-mail or id".into()
        }
        _ => trouble.to_string(),
    }
}

/// Tells why somebody is never asked, if so.
fn unfit(person: &Value) -> Option<&'static str> {
    if is(&person["deleted"]) {
        return Some("deactivated in Slack; name somebody else");
    }
    if is(&person["is_bot"]) {
        return Some("a bot; name a person");
    }
    is(&person["is_stranger"])
        .then_some("belongs to another organisation; name somebody of your own")
}
