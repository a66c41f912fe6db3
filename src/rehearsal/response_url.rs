//! `response_url`: up to five answers to one interaction, within thirty minutes.

use super::block_rules::Surface;
use super::state::{NewMessage, State};
use super::web_api::{Args, content};
use super::workspace::Inner;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;

const USES: u32 = 5;

/// Takes one answer.
pub(crate) async fn answer(
    Shared(inner): Shared<Arc<Inner>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return (StatusCode::BAD_REQUEST, "invalid_payload").into_response();
    };
    match inner.state().respond(&id, &body) {
        Ok(()) => Json(json!({ "ok": true })).into_response(),
        Err((status, code)) => {
            (status, Json(json!({ "ok": false, "error": code }))).into_response()
        }
    }
}

impl State {
    fn respond(&mut self, id: &str, body: &Value) -> Result<(), (StatusCode, &'static str)> {
        let now = self.now();
        let right = self.response_urls.get_mut(id).ok_or((StatusCode::NOT_FOUND, "invalid_url"))?;
        if right.expires <= now {
            return Err((StatusCode::NOT_FOUND, "expired_url"));
        }
        if right.uses == USES {
            return Err((StatusCode::NOT_FOUND, "used_url"));
        }
        right.uses += 1;
        let (user, channel) = (right.user.clone(), right.channel.clone());
        let (message, thread) = (right.message.clone(), right.thread.clone());
        if body["delete_original"] == true {
            return self.respond_by_deleting(&channel, message.as_deref());
        }
        let new = content(&Args::of(body.clone()), Surface::Message)
            .map_err(|refusal| (StatusCode::BAD_REQUEST, refusal.code))?;
        let asked = body["thread_ts"].as_str().map(str::to_string);
        if body["replace_original"] == true
            && let Some(ts) = message
        {
            return self.respond_by_replacing(&channel, &ts, new);
        }
        self.show_answer(
            &user,
            &channel,
            &body["response_type"],
            NewMessage { thread_ts: asked.or(thread), ..new },
        );
        Ok(())
    }

    fn respond_by_deleting(
        &mut self,
        channel: &str,
        message: Option<&str>,
    ) -> Result<(), (StatusCode, &'static str)> {
        let ts = message.ok_or((StatusCode::BAD_REQUEST, "message_not_found"))?;
        if self.delete_ephemeral(channel, ts).is_none() {
            self.delete(channel, ts).ok_or((StatusCode::NOT_FOUND, "message_not_found"))?;
        }
        Ok(())
    }

    fn respond_by_replacing(
        &mut self,
        channel: &str,
        ts: &str,
        new: NewMessage,
    ) -> Result<(), (StatusCode, &'static str)> {
        match self.delete_ephemeral(channel, ts) {
            Some(shown) => {
                let thread_ts = shown.thread_ts;
                self.post_ephemeral(channel, &shown.user, NewMessage { thread_ts, ..new });
                Ok(())
            }
            None => self
                .change(channel, ts, new.text, new.blocks)
                .ok_or((StatusCode::NOT_FOUND, "message_not_found")),
        }
    }

    /// Shows an answer to an interaction: to its user alone, or to the channel.
    pub fn show_answer(&mut self, user: &str, channel: &str, kind: &Value, new: NewMessage) {
        if kind == "in_channel" {
            let bot = self.spec.app.bot_user.clone();
            self.post(channel, &bot, new);
        } else {
            self.post_ephemeral(channel, user, new);
        }
    }
}
