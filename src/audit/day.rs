//! What is remembered of one day's file while it is read.
//!
//! Which messages were there already, so that one that stands there again counts once; and answers that
//! stand above what they answer, to be heard once the day is read. Both are bounded.

use super::conversation::Walk;
use super::people::People;
use super::{moment, pass_on, wire};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One day's file.
#[derive(Default)]
pub struct Day {
    seen: BTreeSet<u64>,
    early: Vec<Vec<u8>>,
    early_bytes: usize,
}

/// Of more messages a day it is not known any more whether they were there.
const SEEN_MAX: usize = 200_000;
/// More answers above what they answer are not kept.
const EARLY_BYTES_MAX: usize = 4 << 20;

impl Day {
    /// Tells whether a message was not there before. One without a sound time stamp is always new.
    pub fn is_new(&mut self, line: &wire::Line<'_>) -> bool {
        if !moment::is_number(&line.ts) {
            return true;
        }
        let mut hasher = DefaultHasher::new();
        (&*line.ts, &*line.user, &*line.text).hash(&mut hasher);
        let mark = hasher.finish();
        match self.seen.len() < SEEN_MAX {
            true => self.seen.insert(mark),
            false => !self.seen.contains(&mark),
        }
    }

    /// Keeps an answer in a thread that is not known yet.
    pub fn keep(&mut self, bytes: &[u8]) {
        if self.early_bytes + bytes.len() <= EARLY_BYTES_MAX {
            self.early_bytes += bytes.len();
            self.early.push(bytes.to_vec());
        }
    }

    /// Hears the answers whose thread has begun since; what was odd about them has been said.
    pub fn hear_early(self, people: &People, walk: &mut Walk<'_>) {
        for bytes in self.early {
            let mut spare = String::new();
            let (line, _) = wire::read::<wire::Line<'_>>(&bytes, &mut spare);
            if let Some(line) = line.filter(|line| walk.holds(&line.thread_ts)) {
                pass_on(&line, people, walk);
            }
        }
    }
}
