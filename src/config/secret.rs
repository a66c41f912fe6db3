//! A value that must never be seen.

use serde::{Serialize, Serializer};
use std::fmt;

/// A token or key. Whatever prints it prints `…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// Returns the value itself, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_seen_only_by_whoever_asks_for_it() {
        let secret = Secret::new("xoxb-1");
        let json = serde_json::to_string(&secret).expect("a string");
        assert_eq!(format!("{secret} {secret:?} {json}"), "… … \"…\"");
        assert_eq!(secret.expose(), "xoxb-1");
    }
}
