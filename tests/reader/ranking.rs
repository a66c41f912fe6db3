//! How well scores put messages in order, and whether they mean what they say.

use crate::figures::share;

/// Scores with the truth.
#[derive(Clone, Default)]
pub struct Ranking(pub Vec<(f32, bool)>);

impl Ranking {
    fn sorted(&self) -> Vec<(f32, bool)> {
        let mut sorted = self.0.clone();
        sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
        sorted
    }

    fn positives(&self) -> usize {
        self.0.iter().filter(|(_, truth)| *truth).count()
    }

    /// Returns the mean of the precision at every true message.
    pub fn average_precision(&self) -> f64 {
        let (mut right, mut sum) = (0, 0.0);
        for (place, (_, truth)) in self.sorted().into_iter().enumerate() {
            if truth {
                right += 1;
                sum += share(right, place + 1);
            }
        }
        sum / self.positives().max(1) as f64
    }

    /// Returns the precision where this share of the true ones is found.
    pub fn precision_at(&self, recall: f64) -> f64 {
        let mut right = 0;
        for (place, (_, truth)) in self.sorted().into_iter().enumerate() {
            right += usize::from(truth);
            if share(right, self.positives()) >= recall {
                return share(right, place + 1);
            }
        }
        0.0
    }

    /// Returns the largest share of the true ones that is found with this precision.
    pub fn recall_at(&self, precision: f64) -> f64 {
        let (mut right, mut best) = (0, 0.0);
        for (place, (_, truth)) in self.sorted().into_iter().enumerate() {
            right += usize::from(truth);
            if share(right, place + 1) >= precision {
                best = share(right, self.positives());
            }
        }
        best
    }

    /// Prints, by tenths of the score, how many messages there are, what was said and what is true.
    pub fn print_reliability(&self) {
        for tenth in 0..10 {
            let within = |score: f32| ((score * 10.0) as usize).min(9) == tenth;
            let some: Vec<_> = self.0.iter().filter(|(score, _)| within(*score)).collect();
            let said = some.iter().map(|(score, _)| f64::from(*score)).sum::<f64>()
                / some.len().max(1) as f64;
            let truth = share(some.iter().filter(|(_, truth)| *truth).count(), some.len());
            println!(
                "  {:.1} to {:.1}  {:6}   {said:.2}   {truth:.2}",
                tenth as f64 / 10.0,
                (tenth + 1) as f64 / 10.0,
                some.len()
            );
        }
    }
}
