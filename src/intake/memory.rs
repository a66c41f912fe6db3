//! The memory of running conversations, one for each channel.
//!
//! It is in memory only, bounded, and gone with the process: ordinary talk is never stored.

use crate::domain::ids::{ChannelId, TeamId};
use crate::reading::{Channel, Glance, Grown, Reader, Spoken};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Remembers running conversations.
#[derive(Default)]
pub(super) struct Memory(Mutex<Channels>);

/// A channel of a workspace.
pub(super) type Place<'a> = (&'a TeamId, &'a ChannelId);

/// Channels beyond these are forgotten, the one that was quiet longest first.
const CHANNELS_MAX: usize = 500;

impl Memory {
    /// Reads a message in its conversation and remembers it, as [`Channel::hear`] says.
    pub fn hear(
        &self,
        reader: &Reader,
        place: Place<'_>,
        said: &Spoken<'_>,
    ) -> (Glance, Vec<Grown>) {
        self.channels().entry(place).hear(reader, said)
    }

    /// Does something with a conversation of which something is remembered.
    pub fn with<T>(
        &self,
        (team, channel): Place<'_>,
        look: impl FnOnce(&mut Channel) -> T,
    ) -> Option<T> {
        let mut channels = self.channels();
        let known = channels.known.get_mut(&(team.clone(), channel.clone()))?;
        Some(look(&mut known.channel))
    }

    /// Nothing is left half done by a panic: every change is one message's.
    fn channels(&self) -> MutexGuard<'_, Channels> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct Channels {
    known: BTreeMap<(TeamId, ChannelId), Known>,
    /// Counts messages, so that the quietest channel can be told.
    heard: u64,
}

#[derive(Default)]
struct Known {
    channel: Channel,
    heard_at: u64,
}

impl Channels {
    fn entry(&mut self, (team, channel): Place<'_>) -> &mut Channel {
        self.heard += 1;
        let place = (team.clone(), channel.clone());
        if self.known.len() >= CHANNELS_MAX && !self.known.contains_key(&place) {
            let quietest = self.known.iter().min_by_key(|(_, known)| known.heard_at);
            if let Some(quietest) = quietest.map(|(place, _)| place.clone()) {
                self.known.remove(&quietest);
            }
        }
        let known = self.known.entry(place).or_default();
        known.heard_at = self.heard;
        &mut known.channel
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channels_that_were_quiet_longest_are_forgotten() {
        let memory = Memory::default();
        let team = "T1".into();
        let name = |number: usize| ChannelId::new(format!("C{number}"));
        for number in 0..CHANNELS_MAX {
            memory.channels().entry((&team, &name(number)));
        }
        memory.channels().entry((&team, &name(0)));
        memory.channels().entry((&team, &name(CHANNELS_MAX)));
        let known = |number: usize| memory.with((&team, &name(number)), |_| ()).is_some();
        assert!(known(0) && !known(1) && known(CHANNELS_MAX));
        assert_eq!(memory.channels().known.len(), CHANNELS_MAX);
    }
}
