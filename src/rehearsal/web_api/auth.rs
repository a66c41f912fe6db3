//! Tokens, the app, the team.

use super::{Answered, Args};
use crate::rehearsal::payloads;
use crate::rehearsal::state::State;
use axum::http::{HeaderMap, header};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::json;

pub(super) fn api_test(args: &Args) -> Answered {
    match args.text("error") {
        Some(_) => Err("my_error".into()),
        None => Ok(json!({ "args": args.text("foo").map(|text| json!({ "foo": text })) })),
    }
}

pub(super) fn test(state: &State) -> Answered {
    let (spec, app) = (&state.spec, &state.spec.app);
    Ok(json!({ "url": "https://rehearsal.slack.com/", "team": spec.team_name,
        "user": app.name.to_lowercase(), "team_id": spec.team_id, "user_id": app.bot_user,
        "bot_id": app.bot_id, "is_enterprise_install": false }))
}

pub(super) fn revoke(state: &mut State) -> Answered {
    let bot = state.spec.app.bot_user.clone();
    state.event_to_app(json!({ "type": "tokens_revoked",
        "tokens": { "oauth": [], "bot": [bot] } }));
    state.revoked = true;
    Ok(json!({ "revoked": true }))
}

pub(super) fn open_connection(state: &mut State) -> Answered {
    let ticket = state.next_number();
    let host = state.base.trim_start_matches("http://");
    Ok(
        json!({ "url": format!("ws://{host}/socket?ticket={ticket}&app_id={}", state.spec.app.app_id) }),
    )
}

pub(super) fn team_info(state: &State) -> Answered {
    let spec = &state.spec;
    Ok(json!({ "team": { "id": spec.team_id, "name": spec.team_name, "domain": "rehearsal",
        "email_domain": "rehearsal.example" } }))
}

pub(super) fn bots_info(state: &State, args: &Args) -> Answered {
    match args.text("bot") {
        Some(bot) if bot == state.spec.app.bot_id => Ok(json!({ "bot": payloads::bot(state) })),
        _ => Err("bot_not_found".into()),
    }
}

/// Exchanges a code for the bot's token; any code does, but it may have to be asked for by the right app.
pub(super) fn oauth_access(state: &mut State, headers: &HeaderMap, args: &Args) -> Answered {
    let (id, secret) = basic_auth(headers).unwrap_or_else(|| {
        let arg = |name| args.text(name).unwrap_or_default().to_string();
        (arg("client_id"), arg("client_secret"))
    });
    let (spec, app) = (&state.spec, &state.spec.app);
    if id != app.client_id {
        return Err("invalid_client_id".into());
    }
    if secret != app.client_secret {
        return Err("bad_client_secret".into());
    }
    args.need("code", "invalid_code")?;
    let scopes: Vec<&str> = spec.scopes.iter().flatten().map(String::as_str).collect();
    let installer = spec.users.first().map(|user| user.id.clone());
    let answer = json!({ "access_token": app.bot_token, "token_type": "bot",
        "scope": scopes.join(","), "bot_user_id": app.bot_user, "app_id": app.app_id,
        "team": { "id": spec.team_id, "name": spec.team_name }, "enterprise": null,
        "is_enterprise_install": false,
        "authed_user": { "id": installer.unwrap_or_else(|| app.bot_user.clone()) } });
    state.revoked = false;
    Ok(answer)
}

fn basic_auth(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(BASE64_STANDARD.decode(value).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_string(), secret.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn basic_authentication_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Basic MS4xOnNlY3JldA==".parse().unwrap());
        assert_eq!(basic_auth(&headers), Some(("1.1".into(), "secret".into())));
        headers.insert(header::AUTHORIZATION, "Basic ?".parse().unwrap());
        assert_eq!(basic_auth(&headers), None::<(String, String)>);
        assert_eq!(api_test(&Args::of(Value::Null)).unwrap()["args"], Value::Null);
    }
}
