//! Identifiers. Opaque strings from Slack get a type of their own so that they cannot be mixed up;
//! our own ids derive from what caused them, so that a redelivery is recognisable.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps a value that is already known to be such an id.
            pub fn new(value: impl Into<String>) -> Self {
                Self(value.into())
            }

            /// Returns the id as Slack or the store spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::new(value)
            }
        }
    };
}

id!(
    /// A workspace (`T…`), or an enterprise (`E…`) for what belongs to no single workspace.
    TeamId
);
id!(
    /// A channel, private channel or direct conversation. The prefix says nothing about privacy.
    ChannelId
);
id!(
    /// A person or bot user (`U…` or `W…`; opaque).
    UserId
);
id!(
    /// A message's `ts`: unique inside its channel, and its time in seconds with a fraction.
    MessageTs
);
id!(
    /// A business function's short name in configuration and store, such as `finance`.
    FunctionId
);
id!(
    /// A decision's short public id, such as `D7K2M9QX`.
    DecisionId
);
id!(
    /// A topic of the lens library: a function's short name and its own, such as `finance/refunds`.
    TopicId
);
id!(
    /// A limit that a lead has declared: `L` and eight characters.
    LimitId
);
id!(
    /// A tension's short id, derived from the two views it is between.
    TensionId
);
id!(
    /// What Slack (or the engine) calls one event; redeliveries carry the same one.
    EventId
);
id!(
    /// One intended outside effect: its event's id and its place among that event's effects.
    EffectId
);

impl DecisionId {
    /// Derives the id from the message at the root of the decision's thread.
    ///
    /// One message has one decision, whichever path led to it: a second path finds the first.
    pub fn of_root(team: &TeamId, channel: &ChannelId, root: &MessageTs) -> Self {
        Self(format!("D{}", mark([team.as_str(), channel.as_str(), root.as_str()])))
    }
}

impl TopicId {
    /// Returns the id of a function's topic with this short name.
    pub fn of(function: &FunctionId, topic: &str) -> Self {
        Self(format!("{function}/{topic}"))
    }
}

impl EffectId {
    /// Derives the id of the `index`th effect of an event.
    pub fn of_event(event: &EventId, index: usize) -> Self {
        Self(format!("{event}#{index}"))
    }
}

/// Where a message stands in its channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub ts: MessageTs,
    /// The first message of the thread in which it answers.
    pub thread: Option<MessageTs>,
}

impl Standing {
    /// Returns the first message of its thread: itself, where it answers none.
    pub fn root(&self) -> &MessageTs {
        self.thread.as_ref().unwrap_or(&self.ts)
    }

    /// Returns the message itself, where it answers in a thread.
    pub fn reply(&self) -> Option<&MessageTs> {
        self.thread.as_ref().map(|_| &self.ts)
    }
}

impl MessageTs {
    /// Returns the whole seconds since 1970, or `None` where the text is no time stamp.
    pub fn seconds(&self) -> Option<i64> {
        self.0.split('.').next()?.parse().ok()
    }
}

/// Returns a short mark of some texts, for telling whether they are still the same.
pub fn mark<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Fnv::new();
    for part in parts {
        hash.write(part.as_bytes());
        hash.write(&[0]);
    }
    hash.base32(8)
}

/// FNV-1a with 64 bits: stable across versions and machines, which `DefaultHasher` is not.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Spells the hash in Crockford's alphabet, which has no letters that look alike.
    fn base32(&self, length: usize) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        (0..length).map(|i| char::from(ALPHABET[(self.0 >> (59 - 5 * i) & 31) as usize])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_message_has_the_same_decision_and_another_channel_another() {
        let id = |channel: &str| {
            DecisionId::of_root(&"T1".into(), &channel.into(), &"1700000000.000100".into())
        };
        assert_eq!(id("C1"), id("C1"));
        assert_ne!(id("C1"), id("C2"));
        assert_eq!(id("C1").as_str().len(), 9);
    }
}
