//! Reactions.

use super::{Answered, Args};
use crate::rehearsal::payloads;
use crate::rehearsal::state::State;
use serde_json::json;

pub(super) fn add(state: &mut State, args: &Args) -> Answered {
    let channel = state.channel_for_bot(args.need("channel", "channel_not_found")?)?;
    let ts = args.need("timestamp", "no_item_specified")?;
    let name = args.need("name", "invalid_name")?.trim_matches(':');
    let bot = state.spec.app.bot_user.clone();
    match state.react(&channel, ts, &bot, name) {
        Some(true) => Ok(json!({})),
        Some(false) => Err("already_reacted".into()),
        None => Err("message_not_found".into()),
    }
}

pub(super) fn get(state: &State, args: &Args) -> Answered {
    let channel = state.channel_for_bot(args.need("channel", "channel_not_found")?)?;
    let ts = args.need("timestamp", "no_item_specified")?;
    let place = state.channel(&channel).ok_or("channel_not_found")?;
    let message = place.messages.get(ts).ok_or("message_not_found")?;
    let message = payloads::message(state, place, message, false);
    Ok(json!({ "type": "message", "channel": channel, "message": message }))
}
