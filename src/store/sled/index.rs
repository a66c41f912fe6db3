//! What waits, in memory: effects by lane, and wake-ups by time.
//!
//! Claims live here only: one process owns the store, and what it had handed out when it ended may or
//! may not have been sent. Both are rebuilt from the tree at opening, and follow it commit by commit.

use crate::domain::ids::EffectId;
use crate::store::{Attempt, NewEffect};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An effect without its bytes, which stay in the tree.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub number: u64,
    pub id: EffectId,
    pub lane: String,
    pub not_before: Timestamp,
    pub attempts: u32,
    pub maybe_sent: bool,
    pub begun: bool,
}

impl Waiting {
    pub fn new(number: u64, effect: &NewEffect, maybe_sent: bool) -> Self {
        let (id, lane) = (effect.id.clone(), effect.lane.clone());
        let not_before = effect.not_before;
        Self { number, id, lane, not_before, attempts: 0, maybe_sent, begun: false }
    }
}

/// What a durable commit changes here.
#[derive(Debug)]
pub(super) enum Change {
    Added(Waiting),
    Settled(EffectId),
    /// Carrying out an effect has begun, or has turned out not to have.
    Begun(EffectId, bool),
    Wake(String, Option<Timestamp>),
}

/// The effects of one lane, the oldest first; the oldest may be handed out.
#[derive(Debug, Default)]
struct Lane {
    waiting: BTreeMap<u64, Waiting>,
    claimed: Option<u64>,
}

impl Lane {
    /// Returns the effect that may be handed out next.
    fn head(&self) -> Option<&Waiting> {
        let (_, oldest) = self.waiting.first_key_value()?;
        self.claimed.is_none().then_some(oldest)
    }
}

/// Everything that waits.
#[derive(Debug, Default)]
pub(super) struct Index {
    lanes: HashMap<String, Lane>,
    /// Where each effect is: its lane and its number.
    places: HashMap<EffectId, (String, u64)>,
    /// The heads of the lanes that have none handed out, by the moment they may be sent.
    ready: BTreeSet<(Timestamp, u64, String)>,
    wakes: HashMap<String, Timestamp>,
    by_wake: BTreeSet<(Timestamp, String)>,
}

impl Index {
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::Added(effect) => self.add(effect),
            Change::Settled(id) => self.settle(&id),
            Change::Begun(id, begun) => self.note(&id, begun),
            Change::Wake(key, moment) => self.wake(key, moment),
        }
    }

    fn add(&mut self, effect: Waiting) {
        let lane = effect.lane.clone();
        self.places.insert(effect.id.clone(), (lane.clone(), effect.number));
        self.change_lane(&lane, |lane| {
            lane.waiting.insert(effect.number, effect);
        });
    }

    fn settle(&mut self, id: &EffectId) {
        let Some((lane, number)) = self.places.remove(id) else { return };
        self.change_lane(&lane, |lane| {
            lane.waiting.remove(&number);
            lane.claimed.take_if(|claimed| *claimed == number);
        });
    }

    /// A note about an effect that is gone concerns nobody.
    fn note(&mut self, id: &EffectId, begun: bool) {
        if let Some(effect) = self.waiting_mut(id) {
            effect.begun = begun;
        }
    }

    fn waiting_mut(&mut self, id: &EffectId) -> Option<&mut Waiting> {
        let (lane, number) = self.places.get(id)?;
        self.lanes.get_mut(lane)?.waiting.get_mut(number)
    }

    fn wake(&mut self, key: String, moment: Option<Timestamp>) {
        if let Some(earlier) = self.wakes.remove(&key) {
            self.by_wake.remove(&(earlier, key.clone()));
        }
        if let Some(moment) = moment {
            self.by_wake.insert((moment, key.clone()));
            self.wakes.insert(key, moment);
        }
    }

    /// Changes a lane and keeps `ready` in step with its head.
    fn change_lane(&mut self, name: &str, change: impl FnOnce(&mut Lane)) {
        let lane = self.lanes.entry(name.to_owned()).or_default();
        let place = |head: &Waiting| (head.not_before, head.number, head.lane.clone());
        let before = lane.head().map(place);
        change(lane);
        let after = lane.head().map(place);
        if lane.waiting.is_empty() {
            self.lanes.remove(name);
        }
        if before != after {
            before.map(|head| self.ready.remove(&head));
            after.map(|head| self.ready.insert(head));
        }
    }

    /// Returns at most `limit` effects that may be handed out at `now`, of different lanes.
    pub fn ready(&self, now: Timestamp, limit: usize) -> Vec<Waiting> {
        let ready = self.ready.iter().take_while(|(not_before, ..)| *not_before <= now);
        ready.take(limit).filter_map(|(.., lane)| self.lanes.get(lane)?.head()).cloned().collect()
    }

    /// Hands out an effect that is ready.
    pub fn claim(&mut self, effect: &Waiting) {
        self.change_lane(&effect.lane, |lane| lane.claimed = Some(effect.number));
    }

    /// Puts a handed-out effect back; does nothing for one that is not handed out.
    pub fn release(&mut self, id: &EffectId, not_before: Timestamp, attempt: Attempt) {
        let Some((lane, number)) = self.places.get(id).cloned() else { return };
        self.change_lane(&lane, |lane| {
            if lane.claimed.take_if(|claimed| *claimed == number).is_none() {
                return;
            }
            if let Some(effect) = lane.waiting.get_mut(&number) {
                effect.not_before = not_before;
                if attempt == Attempt::Unclear {
                    effect.attempts += 1;
                    effect.maybe_sent = true;
                }
            }
        });
    }

    pub fn due(&self, now: Timestamp, limit: usize) -> Vec<String> {
        let due = self.by_wake.iter().take_while(|(moment, _)| *moment <= now);
        due.take(limit).map(|(_, key)| key.clone()).collect()
    }

    pub fn next_wake(&self) -> Option<Timestamp> {
        self.by_wake.first().map(|(moment, _)| *moment)
    }

    pub fn next_effect(&self) -> Option<Timestamp> {
        self.ready.first().map(|(moment, ..)| *moment)
    }

    pub fn pending(&self) -> usize {
        self.places.len()
    }

    /// Returns the number of an effect that waits or is handed out.
    pub fn number_of(&self, id: &EffectId) -> Option<u64> {
        self.places.get(id).map(|(_, number)| *number)
    }

    /// Tells whether carrying out an effect was begun.
    pub fn is_begun(&self, id: &EffectId) -> bool {
        let place =
            self.places.get(id).and_then(|(lane, number)| Some((self.lanes.get(lane)?, number)));
        place.and_then(|(lane, number)| lane.waiting.get(number)).is_some_and(|effect| effect.begun)
    }

    pub fn wake_of(&self, key: &str) -> Option<Timestamp> {
        self.wakes.get(key).copied()
    }

    /// Returns a number above that of every effect that waits.
    pub fn next_number(&self) -> u64 {
        self.places.values().map(|(_, number)| number + 1).max().unwrap_or(0)
    }
}
