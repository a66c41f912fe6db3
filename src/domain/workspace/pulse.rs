//! How well a function felt heard, over all decisions: counts by score, and never who said so.

use crate::domain::aftermath::{FLOOR, Score};
use serde::{Deserialize, Serialize};

/// How often a function gave each score.
///
/// Answers are shown in batches of [`FLOOR`]: between two looks the shown counts either stay or grow by
/// so many at once, so that the difference of two weeks is never one person's answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pulse {
    /// How often each score was given, 1 first, in the batches that are full.
    shown: [u32; Score::MOST as usize],
    /// The same for the batch that fills up.
    filling: [u32; Score::MOST as usize],
}

impl Pulse {
    pub(super) fn add(&mut self, score: Score) {
        let count = &mut self.filling[usize::from(score.get() - 1)];
        *count = count.saturating_add(1);
        if self.filling.iter().sum::<u32>() as usize >= FLOOR {
            for (shown, more) in self.shown.iter_mut().zip(std::mem::take(&mut self.filling)) {
                *shown = shown.saturating_add(more);
            }
        }
    }

    /// Returns how many answers may be shown: none, or at least [`FLOOR`].
    pub fn answers(&self) -> u32 {
        self.shown.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Returns the mean of the answers that may be shown, in tenths; nothing where there are none.
    pub fn tenths(&self) -> Option<u32> {
        let scores = (1u64..).zip(self.shown);
        let sum: u64 = scores.map(|(score, count)| score * u64::from(count)).sum();
        let answers = u64::from(self.answers());
        let tenths = (sum * 10 + answers / 2).checked_div(answers)?;
        u32::try_from(tenths).ok()
    }
}
