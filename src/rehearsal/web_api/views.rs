//! Modals and Homes.

use super::{Answered, Args, Refusal};
use crate::rehearsal::block_rules::view_faults;
use crate::rehearsal::forms;
use crate::rehearsal::state::{State, ViewKind};
use serde_json::{Value, json};

/// How many modals may lie on one another.
const STACK: usize = 3;

pub(super) fn open(state: &mut State, args: &Args) -> Answered {
    let view = checked_view(args, "modal")?;
    check_external_id(state, &view, None)?;
    let trigger = args.need("trigger_id", "invalid_trigger_id")?;
    let (user, _) = state.use_trigger(trigger)?;
    let id = state.open_view(&user, trigger, view, None);
    shown(state, &id)
}

pub(super) fn push(state: &mut State, args: &Args) -> Answered {
    let view = checked_view(args, "modal")?;
    check_external_id(state, &view, None)?;
    let trigger = args.need("trigger_id", "invalid_trigger_id")?;
    let (user, below) = state.use_trigger(trigger)?;
    let below = below.filter(|id| state.view(id).is_some()).ok_or("not_found")?;
    let root = state.view(&below).map(|view| view.root.clone());
    let height = state.views.iter().filter(|view| Some(&view.root) == root.as_ref()).count();
    if height >= STACK {
        return Err("push_limit_reached".into());
    }
    let id = state.open_view(&user, trigger, view, Some(&below));
    shown(state, &id)
}

pub(super) fn update(state: &mut State, args: &Args) -> Answered {
    let by_external = args.text("external_id").and_then(|external| {
        let found = state.views.iter().find(|view| view.body["external_id"] == external);
        found.map(|view| view.id.clone())
    });
    let id = args.text("view_id").map(str::to_string).or(by_external).ok_or("not_found")?;
    let old = state.view(&id).ok_or("not_found")?;
    if args.text("hash").is_some_and(|hash| hash != old.hash) {
        return Err("hash_conflict".into());
    }
    let view = checked_view(args, old.body["type"].as_str().unwrap_or_default())?;
    check_external_id(state, &view, Some(&id))?;
    state.replace_view(&id, view, true);
    shown(state, &id)
}

pub(super) fn publish(state: &mut State, args: &Args) -> Answered {
    let user = args.need("user_id", "user_not_found")?;
    state.user(user).ok_or("user_not_found")?;
    let old = state.home_of(user);
    if let (Some(hash), Some(old)) = (args.text("hash"), old)
        && hash != old.hash
    {
        return Err("hash_conflict".into());
    }
    let id = state.publish_home(user, checked_view(args, "home")?);
    shown(state, &id)
}

fn checked_view(args: &Args, kind: &str) -> Answered {
    let mut view = args.json("view").ok_or("invalid_arguments")?;
    let mut faults = view_faults(&view);
    if view["type"] != kind {
        faults.push(format!("[ERROR] must be {kind} [json-pointer:/view/type]"));
    }
    if !faults.is_empty() {
        return Err(Refusal::because("invalid_arguments", &faults));
    }
    forms::with_ids(&mut view["blocks"]);
    Ok(view)
}

fn check_external_id(state: &State, view: &Value, own: Option<&str>) -> Result<(), Refusal> {
    let Some(external) = view["external_id"].as_str().filter(|id| !id.is_empty()) else {
        return Ok(());
    };
    let taken = |other: &crate::rehearsal::state::View| {
        other.kind == ViewKind::Modal
            && other.body["external_id"] == external
            && Some(other.id.as_str()) != own
    };
    if state.views.iter().any(taken) { Err("duplicate_external_id".into()) } else { Ok(()) }
}

fn shown(state: &State, id: &str) -> Answered {
    let view = state.view(id).ok_or("not_found")?;
    Ok(json!({ "view": state.view_json(view) }))
}

impl State {
    /// Uses a trigger up, and returns its user and the view it came from.
    fn use_trigger(&mut self, id: &str) -> Result<(String, Option<String>), Refusal> {
        let life = self.spec.patience;
        let trigger = self.triggers.get_mut(id).ok_or("invalid_trigger_id")?;
        if trigger.used {
            return Err("exchanged_trigger_id".into());
        }
        if trigger.made.elapsed() > life {
            return Err("trigger_expired".into());
        }
        trigger.used = true;
        Ok((trigger.user.clone(), trigger.view.clone()))
    }
}
