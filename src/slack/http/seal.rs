//! Slack's signature on a request.

use crate::clock::Clock;
use axum::http::HeaderMap;
use slack_morphism::prelude::SlackSigningSecret;
use slack_morphism::signature_verifier::SlackEventSignatureVerifier as Verifier;

/// Tells what Slack signed from what it did not.
///
/// The time of a signature is the machine's, whatever clock the rest of the program goes by: it was
/// made outside.
pub(super) struct Seal(Option<Verifier>);

impl Seal {
    /// Returns a seal that knows this secret, or, without one, refuses everything.
    pub fn new(secret: Option<&str>) -> Self {
        let secret = secret.filter(|secret| !secret.is_empty());
        Self(secret.map(|secret| Verifier::new(&SlackSigningSecret(secret.to_owned()))))
    }

    /// Returns whether the signature is Slack's, of these bytes, and of the last five minutes.
    pub fn is_on(&self, headers: &HeaderMap, body: &[u8]) -> bool {
        self.check(headers, body).is_some()
    }

    fn check(&self, headers: &HeaderMap, body: &[u8]) -> Option<()> {
        let header = |name| headers.get(name)?.to_str().ok();
        let time = header(Verifier::SLACK_SIGNED_TIMESTAMP)?;
        let hash = header(Verifier::SLACK_SIGNED_HASH_HEADER)?;
        // Before the library, which would overflow on an extreme time.
        let age = Clock::System.now().as_second().checked_sub(time.parse().ok()?)?;
        if age.unsigned_abs() > Verifier::MAX_TIMESTAMP_AGE_SECONDS.unsigned_abs() {
            return None;
        }
        let body = std::str::from_utf8(body).ok()?;
        self.0.as_ref()?.verify(hash, body, time).ok()
    }
}
