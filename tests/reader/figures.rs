//! Precision, recall and what is made of them.

/// How often something was said, and how often rightly.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    pub right: usize,
    pub wrong: usize,
    pub missed: usize,
}

impl Counts {
    pub fn of(judgements: impl Iterator<Item = (bool, bool)>) -> Self {
        let mut counts = Self::default();
        for (said, truth) in judgements {
            counts.right += usize::from(said && truth);
            counts.wrong += usize::from(said && !truth);
            counts.missed += usize::from(!said && truth);
        }
        counts
    }

    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    pub fn recall(&self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    pub fn f1(&self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = self.right + self.wrong;
        write!(
            f,
            "P {:.2} R {:.2} F1 {:.2} (said {said:4})",
            self.precision(),
            self.recall(),
            self.f1()
        )
    }
}

/// Returns a share; of nothing it is 0.
pub fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Returns how well two annotators agree beyond chance (Cohen's kappa), and how often they do.
pub fn kappa(pairs: &[(usize, usize)], classes: usize) -> (f64, f64) {
    let all = pairs.len();
    let agreed = share(pairs.iter().filter(|(a, b)| a == b).count(), all);
    let chance: f64 = (0..classes)
        .map(|class| {
            let first = pairs.iter().filter(|pair| pair.0 == class).count();
            let second = pairs.iter().filter(|pair| pair.1 == class).count();
            share(first, all) * share(second, all)
        })
        .sum();
    ((agreed - chance) / (1.0 - chance), agreed)
}
