//! People, their groups, and when they are not to be disturbed.

use super::{Answered, Args, page};
use crate::rehearsal::payloads;
use crate::rehearsal::spec::{Group, User};
use crate::rehearsal::state::State;
use serde_json::{Map, Value, json};

pub(super) fn info(state: &State, args: &Args) -> Answered {
    let id = args.need("user", "user_not_found")?;
    if id == state.spec.app.bot_user {
        return Ok(json!({ "user": payloads::bot_user(state) }));
    }
    let user = state.user(id).ok_or("user_not_found")?;
    Ok(json!({ "user": shown(state, user) }))
}

pub(super) fn list(state: &State, args: &Args) -> Answered {
    let bot = payloads::bot_user(state);
    let users = state.spec.users.iter().map(|user| shown(state, user));
    let (members, next) = page(users.chain([bot]).collect(), args)?;
    Ok(json!({ "members": members, "cache_ts": state.now().as_second(),
        "response_metadata": { "next_cursor": next } }))
}

/// Shows a user; the e-mail needs a scope of its own.
fn shown(state: &State, user: &User) -> Value {
    let mut json = payloads::user(state, user);
    let scopes = state.spec.scopes.as_ref();
    if scopes.is_some_and(|scopes| !scopes.contains("users:read.email"))
        && let Some(profile) = json["profile"].as_object_mut()
    {
        profile.remove("email");
    }
    json
}

pub(super) fn by_email(state: &State, args: &Args) -> Answered {
    let email = args.need("email", "users_not_found")?;
    let user = state.spec.users.iter().find(|user| user.email.eq_ignore_ascii_case(email));
    Ok(json!({ "user": shown(state, user.ok_or("users_not_found")?) }))
}

pub(super) fn groups(state: &State, args: &Args) -> Answered {
    let groups: Vec<Value> =
        state.spec.groups.iter().map(|one| group(state, one, args.flag("include_users"))).collect();
    Ok(json!({ "usergroups": groups }))
}

fn group(state: &State, group: &Group, users: bool) -> Value {
    let by = state.spec.users.first().map(|user| user.id.clone());
    let mut json = json!({ "id": group.id, "team_id": state.spec.team_id, "is_usergroup": true,
        "is_subteam": true, "name": group.handle, "description": "", "handle": group.handle,
        "is_external": false, "date_create": 1_700_000_000, "date_update": 1_700_000_000,
        "date_delete": 0, "auto_type": null, "created_by": by.clone().unwrap_or_default(),
        "updated_by": by, "deleted_by": null, "prefs": { "channels": [], "groups": [] },
        "user_count": group.users.len() });
    if users {
        json["users"] = json!(group.users);
    }
    json
}

pub(super) fn group_users(state: &State, args: &Args) -> Answered {
    let id = args.need("usergroup", "no_such_subteam")?;
    let group = state.spec.groups.iter().find(|group| group.id == id);
    Ok(json!({ "users": group.ok_or("no_such_subteam")?.users }))
}

pub(super) fn dnd_info(state: &State, args: &Args) -> Answered {
    let user = args.text("user").and_then(|id| state.user(id)).ok_or("user_not_found")?;
    Ok(payloads::dnd(user, state.now()))
}

pub(super) fn dnd_team(state: &State, args: &Args) -> Answered {
    let wanted: Vec<&str> = args.need("users", "users_list_not_supplied")?.split(',').collect();
    if wanted.len() > 50 {
        return Err("too_many_users".into());
    }
    let users = wanted.into_iter().filter_map(|id| state.user(id.trim()));
    let users: Map<String, Value> =
        users.map(|user| (user.id.clone(), payloads::dnd(user, state.now()))).collect();
    Ok(json!({ "users": users }))
}
