//! Checks the webhook: whether calls can be signed, and what it was not handed lately. It is not called.

use super::Finding;
use crate::config::Config;
use crate::domain::decision::{Decision, Failed, Fault};
use crate::domain::state::{self, State};
use crate::store::Store;
use jiff::{SignedDuration, Timestamp};

/// What failed longer ago is no news.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many decisions are named.
const NAMED: usize = 5;
/// How many rows are read at a time.
const PAGE: usize = 200;

pub(super) fn examine(config: &Config) -> Vec<Finding> {
    let Some(webhook) = &config.policy.webhook else { return Vec::new() };
    let missing = config.webhook_faults();
    if !missing.is_empty() {
        return missing.iter().map(|fault| Finding::fault(fault.to_string())).collect();
    }
    let of = if webhook.private_channels { "every channel" } else { "public channels" };
    let host = &webhook.host;
    vec![Finding::ok(format!("webhook: records of {of} go to {host}, signed; not called now"))]
}

/// Says which records were lately not handed on, if any. What cannot be read is not looked at.
pub(super) async fn not_handed_on(store: &impl Store, now: Timestamp) -> Option<Finding> {
    let mut failed = Vec::new();
    let mut after: Option<String> = None;
    while let Ok(page) = store.list("decision/", after.as_deref(), PAGE).await {
        let Some((last, _)) = page.last() else { break };
        after = Some(last.clone());
        for (_, row) in page {
            if let Ok(State::Decision(decision)) = state::decode(&row) {
                failed.extend(failure(&decision, now));
            }
        }
    }
    let count = failed.len();
    failed.truncate(NAMED);
    let more = if count > NAMED { ", …" } else { "" };
    (count > 0).then(|| {
        Finding::note(format!(
            "webhook: {count} not handed on in the last 30 days: {}{more}. `soundings export` has them",
            failed.join(", ")
        ))
    })
}

fn failure(decision: &Decision, now: Timestamp) -> Option<String> {
    let lately =
        |fault: &&Fault| fault.what == Failed::Webhook && now.duration_since(fault.at) < LATELY;
    let fault = decision.faults.iter().rev().find(lately)?;
    Some(format!("{} ({})", decision.id, fault.why))
}
