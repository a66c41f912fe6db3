//! The Web API subset: reads arguments, checks the token and the scopes, lets Slack misbehave where it
//! was told to, and answers as Slack does. The methods are in the modules, by family.

mod auth;
mod chat;
mod conversations;
mod reactions;
mod users;
mod views;

pub(crate) use chat::content;

use super::state::State;
use super::workspace::{Call, Inner};
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What a call brought, from query, form and JSON alike.
pub(crate) struct Args(Value);

/// Why a call is refused.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub code: &'static str,
    /// What Slack adds, such as `response_metadata`.
    more: Map<String, Value>,
    /// After how many seconds to try again.
    retry_after: Option<i64>,
}

type Answered = Result<Value, Refusal>;

impl From<&'static str> for Refusal {
    fn from(code: &'static str) -> Self {
        Self { code, more: Map::new(), retry_after: None }
    }
}

impl Refusal {
    /// Refuses with the messages that Slack gives about blocks and arguments.
    fn because(code: &'static str, messages: &[String]) -> Self {
        let more = json!({ "errors": messages, "response_metadata": { "messages": messages } });
        Self { more: more.as_object().cloned().unwrap_or_default(), ..code.into() }
    }

    /// Refuses for now.
    fn rate_limited(seconds: i64) -> Self {
        Self { retry_after: Some(seconds.max(1)), ..Self::from("ratelimited") }
    }

    fn missing_scope(needed: &str, provided: &str) -> Self {
        let more = json!({ "needed": needed, "provided": provided });
        Self { more: more.as_object().cloned().unwrap_or_default(), .."missing_scope".into() }
    }
}

impl Args {
    /// Wraps arguments that are already JSON.
    pub fn of(value: Value) -> Self {
        Self(value)
    }

    /// Returns a text that is there and not empty.
    fn text(&self, name: &str) -> Option<&str> {
        self.0[name].as_str().filter(|text| !text.is_empty())
    }

    /// Returns a text, or refuses with a code.
    fn need(&self, name: &str, code: &'static str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| code.into())
    }

    fn flag(&self, name: &str) -> bool {
        let value = &self.0[name];
        value == true || value == "true" || value == "1" || value == 1
    }

    fn number(&self, name: &str) -> Option<usize> {
        let value = &self.0[name];
        value.as_u64().map(|n| n as usize).or_else(|| value.as_str()?.parse().ok())
    }

    /// Returns something structured, which forms send as a string of JSON.
    fn json(&self, name: &str) -> Option<Value> {
        match &self.0[name] {
            Value::Null => None,
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(serde_json::from_str(text).unwrap_or(Value::Null)),
            value => Some(value.clone()),
        }
    }

    fn read(query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut all = Map::new();
        let mut pairs = |text: &[u8]| {
            for (key, value) in url::form_urlencoded::parse(text) {
                all.insert(key.into_owned(), Value::String(value.into_owned()));
            }
        };
        pairs(query.unwrap_or_default().as_bytes());
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("application/json")) {
            if let Ok(Value::Object(object)) = serde_json::from_slice(body) {
                all.extend(object);
            }
        } else {
            pairs(body);
        }
        Self(Value::Object(all))
    }
}

/// Answers one call.
pub(crate) async fn call(
    Shared(inner): Shared<Arc<Inner>>,
    Path(method): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let args = Args::read(query.as_deref(), &headers, &body);
    let bearer = bearer(&headers).or_else(|| args.text("token").map(str::to_string));
    let mut state = inner.state();
    if state.down_until().is_some() {
        state.record(&method, &args, Some("down"));
        return (StatusCode::SERVICE_UNAVAILABLE, "Slack is down").into_response();
    }
    let answer = state.answer(&method, bearer.as_deref(), &headers, &args);
    state.record(&method, &args, answer.as_ref().err().map(|refusal| refusal.code));
    match take(&mut state.faults.losing, &method) {
        true => broken(),
        false => respond(answer),
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(str::to_string)
}

fn respond(answer: Answered) -> Response {
    match answer {
        Ok(mut value) => {
            value["ok"] = true.into();
            axum::Json(value).into_response()
        }
        Err(refusal) => {
            let mut body = Value::Object(refusal.more);
            body["ok"] = false.into();
            body["error"] = refusal.code.into();
            match refusal.retry_after {
                Some(seconds) => {
                    let headers = [(header::RETRY_AFTER, seconds.to_string())];
                    (StatusCode::TOO_MANY_REQUESTS, headers, axum::Json(body)).into_response()
                }
                None => axum::Json(body).into_response(),
            }
        }
    }
}

/// Answers with a body that breaks off, so that the caller cannot know what happened.
fn broken() -> Response {
    let cut = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "the connection broke");
    let parts = futures_util::stream::iter([Ok(Bytes::from_static(b"{")), Err(cut)]);
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(parts)).into_response()
}

/// Takes one method out of a list, and says whether it was there.
fn take(list: &mut Vec<String>, method: &str) -> bool {
    let at = list.iter().position(|other| other == method);
    at.map(|at| list.remove(at)).is_some()
}

impl State {
    fn record(&mut self, method: &str, args: &Args, error: Option<&str>) {
        let mut args = args.0.clone();
        if let Some(object) = args.as_object_mut() {
            object.remove("token");
        }
        let error = error.map(str::to_string);
        self.calls.push(Call { at: self.now(), method: method.into(), args, error });
    }

    fn answer(
        &mut self,
        method: &str,
        token: Option<&str>,
        headers: &HeaderMap,
        args: &Args,
    ) -> Answered {
        if let Some(until) = self.faults.refused.get(method)
            && *until > self.now()
        {
            let left = until.duration_since(self.now()).as_secs();
            return Err(Refusal::rate_limited(left));
        }
        if take(&mut self.faults.failing, method) {
            return Err("internal_error".into());
        }
        match method {
            "api.test" => return auth::api_test(args),
            "oauth.v2.access" => return auth::oauth_access(self, headers, args),
            _ => {}
        }
        self.check_token(method, token)?;
        self.check_scopes(method, args)?;
        self.method(method, args)
    }

    fn method(&mut self, method: &str, args: &Args) -> Answered {
        match method {
            "auth.test" => auth::test(self),
            "auth.revoke" => auth::revoke(self),
            "apps.connections.open" => auth::open_connection(self),
            "team.info" => auth::team_info(self),
            "bots.info" => auth::bots_info(self, args),
            "chat.postMessage" => chat::post_message(self, args),
            "chat.postEphemeral" => chat::post_ephemeral(self, args),
            "chat.update" => chat::update(self, args),
            "chat.delete" => chat::delete(self, args),
            "chat.getPermalink" => chat::permalink(self, args),
            "conversations.open" => conversations::open(self, args),
            "conversations.info" => conversations::info(self, args),
            "conversations.list" => conversations::list(self, args),
            "users.conversations" => conversations::of_user(self, args),
            "conversations.members" => conversations::members(self, args),
            "conversations.history" => conversations::history(self, args),
            "conversations.replies" => conversations::replies(self, args),
            "reactions.add" => reactions::add(self, args),
            "reactions.get" => reactions::get(self, args),
            "users.info" => users::info(self, args),
            "users.list" => users::list(self, args),
            "users.lookupByEmail" => users::by_email(self, args),
            "usergroups.list" => users::groups(self, args),
            "usergroups.users.list" => users::group_users(self, args),
            "dnd.info" => users::dnd_info(self, args),
            "dnd.teamInfo" => users::dnd_team(self, args),
            "views.open" => views::open(self, args),
            "views.push" => views::push(self, args),
            "views.update" => views::update(self, args),
            "views.publish" => views::publish(self, args),
            _ => Err("unknown_method".into()),
        }
    }

    fn check_token(&self, method: &str, token: Option<&str>) -> Result<(), Refusal> {
        let app = &self.spec.app;
        let token = token.ok_or("not_authed")?;
        match (token == app.bot_token, token == app.app_token) {
            _ if self.revoked && token == app.bot_token => Err("account_inactive".into()),
            (true, _) if method != "apps.connections.open" => Ok(()),
            (_, true) if method == "apps.connections.open" => Ok(()),
            (true, _) | (_, true) => Err("not_allowed_token_type".into()),
            _ => Err("invalid_auth".into()),
        }
    }

    fn check_scopes(&self, method: &str, args: &Args) -> Result<(), Refusal> {
        let Some(granted) = &self.spec.scopes else { return Ok(()) };
        let channel = args.text("channel").and_then(|id| self.channel(id));
        let family = match channel.map(super::state::Channel::kind) {
            Some("im") => "im",
            Some("group") => "groups",
            _ => "channels",
        };
        let needed = match method {
            "chat.postMessage" | "chat.postEphemeral" | "chat.update" | "chat.delete" => {
                "chat:write".to_string()
            }
            "conversations.open" => "im:write".into(),
            "conversations.info" | "conversations.members" => format!("{family}:read"),
            "conversations.list" | "users.conversations" => "channels:read".into(),
            "conversations.history" | "conversations.replies" => format!("{family}:history"),
            "users.info" | "users.list" | "bots.info" => "users:read".into(),
            "users.lookupByEmail" => "users:read.email".into(),
            "usergroups.list" | "usergroups.users.list" => "usergroups:read".into(),
            "dnd.info" | "dnd.teamInfo" => "dnd:read".into(),
            "reactions.add" => "reactions:write".into(),
            "reactions.get" => "reactions:read".into(),
            "team.info" => "team:read".into(),
            _ => return Ok(()),
        };
        if granted.contains(&needed) {
            return Ok(());
        }
        let provided: Vec<&str> = granted.iter().map(String::as_str).collect();
        Err(Refusal::missing_scope(&needed, &provided.join(",")))
    }
}

/// Cuts a page out of a list; the cursor is the place where the next one starts.
fn page<T>(items: Vec<T>, args: &Args) -> Result<(Vec<T>, String), Refusal> {
    let start = match args.text("cursor") {
        None => 0,
        Some(cursor) => cursor_place(cursor).ok_or("invalid_cursor")?,
    };
    let limit = args.number("limit").unwrap_or(100).clamp(1, 1000);
    let more = items.len() > start + limit;
    let next = if more { hex::encode(format!("next:{}", start + limit)) } else { String::new() };
    Ok((items.into_iter().skip(start).take(limit).collect(), next))
}

fn cursor_place(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(hex::decode(cursor).ok()?).ok()?;
    text.strip_prefix("next:")?.parse().ok()
}
