//! What a failed call means for whoever made it.
//!
//! The library's errors carry the answers of Slack, so their text goes no further than here.

use super::CallError;
use slack_morphism::errors::SlackClientError;
use std::error::Error;
use std::time::Duration;

/// How long to wait when Slack does not say.
const AFTER_DEFAULT: Duration = Duration::from_secs(1);
/// Nothing is put off for longer than this, whatever an answer says.
const AFTER_MAX: Duration = Duration::from_secs(3600);
/// How long to wait while a workspace is moved into an organisation.
const AFTER_MIGRATION: Duration = Duration::from_secs(30);

/// Names what the caller does next.
pub(super) fn classify(error: &SlackClientError) -> CallError {
    match error {
        SlackClientError::ApiError(error) => of_code(&error.code),
        SlackClientError::RateLimitError(error) => rate_limited(error.retry_after),
        SlackClientError::HttpError(error) => of_status(error.status_code.as_u16()),
        SlackClientError::HttpProtocolError(error) => of_connection(error.cause.as_deref()),
        SlackClientError::ProtocolError(_) => ambiguous("an answer that is no JSON"),
        SlackClientError::SystemError(_)
        | SlackClientError::EndOfStream(_)
        | SlackClientError::SocketModeProtocolError(_) => ambiguous("the connection broke"),
    }
}

/// Returns a short word for counting.
pub(super) fn outcome(error: &CallError) -> &'static str {
    match error {
        CallError::RateLimited { .. } => "rate_limited",
        CallError::Unreachable(_) => "unreachable",
        CallError::Ambiguous(_) => "ambiguous",
        CallError::Refused(_) => "refused",
    }
}

/// Names what an HTTP status says, where there is nothing else to go by.
pub(super) fn of_status(status: u16) -> CallError {
    match status {
        429 => rate_limited(None),
        408 | 500.. => ambiguous(&format!("HTTP status {status}")),
        _ => CallError::Refused(format!("http_{status}")),
    }
}

/// Returns a wait of as long as Slack says.
pub(super) fn rate_limited(after: Option<Duration>) -> CallError {
    CallError::RateLimited { after: after.unwrap_or(AFTER_DEFAULT).min(AFTER_MAX) }
}

fn of_code(code: &str) -> CallError {
    match code {
        "ratelimited" | "rate_limited" => rate_limited(None),
        "team_added_to_org" => rate_limited(Some(AFTER_MIGRATION)),
        // Slack's own words on these: some of it may have been done.
        "fatal_error" | "internal_error" | "service_unavailable" | "request_timeout" => {
            ambiguous(code)
        }
        _ => CallError::Refused(code.to_owned()),
    }
}

fn of_connection(cause: Option<&(dyn Error + Send + Sync + 'static)>) -> CallError {
    use hyper_util::client::legacy::Error as Connection;
    match cause.map(|cause| cause.downcast_ref::<Connection>()) {
        Some(Some(error)) if error.is_connect() => {
            CallError::Unreachable("no connection".to_owned())
        }
        Some(Some(_)) => ambiguous("the connection broke"),
        // No connection was tried: an address or a token that cannot be part of a request.
        _ => CallError::Refused("unsendable_request".to_owned()),
    }
}

fn ambiguous(what: &str) -> CallError {
    CallError::Ambiguous(what.to_owned())
}
