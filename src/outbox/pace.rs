//! Slack's limits on how fast we may go, kept in mind between calls.
//!
//! One message per second and channel; so many calls per minute and method (the tiers of Slack's
//! rate-limit page); and whatever `Retry-After` said last.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A Web API method that the outbox calls, with its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Method {
    PostMessage,
    PostEphemeral,
    Update,
    Delete,
}

impl Method {
    /// Calls per minute that are always granted: tier 3 and 4, and "several hundred" for posting.
    fn per_minute(self) -> usize {
        match self {
            Method::PostMessage => 200,
            Method::PostEphemeral => 100,
            Method::Update | Method::Delete => 50,
        }
    }
}

/// Remembers when what was called.
#[derive(Debug, Default)]
pub(super) struct Pace {
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    calls: BTreeMap<Method, Vec<Timestamp>>,
    blocked: BTreeMap<Method, Timestamp>,
    places: BTreeMap<String, Timestamp>,
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// Slack's limit for posting: one message per second and channel.
const BETWEEN_POSTS: SignedDuration = SignedDuration::from_secs(1);
/// How far apart two updates of the same message are, so that a burst of answers is one edit.
const BETWEEN_UPDATES: SignedDuration = SignedDuration::from_secs(3);
/// Places older than this are forgotten; by then they no longer hold anything back.
const PLACES_KEPT: usize = 10_000;

impl Pace {
    /// Takes a place for a call now, or says when one will be free. `place` is the channel of a post or
    /// the message of an update.
    pub(super) fn take(
        &self,
        method: Method,
        place: &str,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let free = memory.free_at(method, place, now);
        if free > now {
            return Err(free);
        }
        memory.calls.entry(method).or_default().push(now);
        if memory.places.len() >= PLACES_KEPT {
            memory.places.retain(|_, at| now.duration_since(*at) < MINUTE);
        }
        memory.places.insert(place.to_owned(), now);
        Ok(())
    }

    /// Remembers that Slack wants to hear no more of a method until a moment.
    pub(super) fn block(&self, method: Method, until: Timestamp) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let blocked = memory.blocked.entry(method).or_insert(until);
        *blocked = (*blocked).max(until);
    }
}

impl Memory {
    fn free_at(&mut self, method: Method, place: &str, now: Timestamp) -> Timestamp {
        let calls = self.calls.entry(method).or_default();
        calls.retain(|at| now.duration_since(*at) < MINUTE);
        let budget = match calls.len() >= method.per_minute() {
            true => calls.first().map(|first| *first + MINUTE),
            false => None,
        };
        let gap = match method {
            Method::PostMessage | Method::PostEphemeral => BETWEEN_POSTS,
            Method::Update => BETWEEN_UPDATES,
            Method::Delete => SignedDuration::ZERO,
        };
        let place = self.places.get(place).map(|last| *last + gap);
        let blocked = self.blocked.get(&method).copied();
        budget.into_iter().chain(place).chain(blocked).chain([now]).max().unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    #[test]
    fn a_channel_takes_one_message_a_second() {
        let pace = Pace::default();
        assert_eq!(pace.take(Method::PostMessage, "C1", at(10)), Ok(()));
        assert_eq!(pace.take(Method::PostMessage, "C1", at(10)), Err(at(11)));
        assert_eq!(pace.take(Method::PostMessage, "C2", at(10)), Ok(()));
        assert_eq!(pace.take(Method::PostMessage, "C1", at(11)), Ok(()));
    }

    #[test]
    fn a_method_has_its_budget_by_the_minute() {
        let pace = Pace::default();
        for call in 0..50 {
            assert_eq!(pace.take(Method::Delete, &format!("m{call}"), at(call)), Ok(()));
        }
        assert_eq!(pace.take(Method::Delete, "m50", at(50)), Err(at(60)));
        assert_eq!(pace.take(Method::Delete, "m50", at(60)), Ok(()));
    }

    #[test]
    fn retry_after_holds_the_method_back_everywhere() {
        let pace = Pace::default();
        pace.block(Method::Update, at(30));
        assert_eq!(pace.take(Method::Update, "m1", at(10)), Err(at(30)));
        assert_eq!(pace.take(Method::PostMessage, "C1", at(10)), Ok(()));
    }
}
