//! Logistic regression over a few dozen numbers, fitted by Newton's method.

use soundings::reading::logistic::{Logistic, probability};

const ROUNDS: usize = 12;
/// How far the weights of standardised features are drawn to zero, where there are thousands of cases.
pub const SHRINKAGE: f64 = 3.0;

/// One case: its features, how true it is, and what it counts.
pub struct Case {
    pub features: Vec<f32>,
    pub truth: f32,
    pub weight: f32,
    /// Log-odds that are known before, and stay.
    pub offset: f32,
}

/// Fits weights for the features as they are.
pub fn fit(cases: &[Case], shrinkage: f64) -> Logistic {
    let scales = Scales::of(cases);
    let rows: Vec<Vec<f64>> = cases.iter().map(|case| scales.apply(&case.features)).collect();
    let size = rows[0].len();
    let mut weights = vec![0.0; size];
    for _ in 0..ROUNDS {
        let (mut slope, mut curve) = (vec![0.0; size], vec![vec![0.0; size]; size]);
        for (row, case) in rows.iter().zip(cases) {
            let odds: f64 = row.iter().zip(&weights).map(|(x, w)| x * w).sum::<f64>();
            let odds = odds + f64::from(case.offset);
            let p = f64::from(probability(odds as f32));
            let (off, steep) = (f64::from(case.truth) - p, (p * (1.0 - p)).max(1e-6));
            let count = f64::from(case.weight);
            for i in 0..size {
                slope[i] += count * off * row[i];
                for j in 0..=i {
                    curve[i][j] += count * steep * row[i] * row[j];
                }
            }
        }
        for i in 1..size {
            slope[i] -= shrinkage * weights[i];
            curve[i][i] += shrinkage;
        }
        let steps = solve(curve, slope);
        weights.iter_mut().zip(steps).for_each(|(weight, step)| *weight += step);
    }
    scales.unscaled(&weights)
}

/// Solves a symmetric positive system, of which the lower half is given (Cholesky).
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let size = b.len();
    for i in 0..size {
        for j in 0..=i {
            let sum = a[i][j] - (0..j).map(|k| a[i][k] * a[j][k]).sum::<f64>();
            a[i][j] = if i == j { sum.max(1e-9).sqrt() } else { sum / a[j][j] };
        }
    }
    for i in 0..size {
        b[i] = (b[i] - (0..i).map(|k| a[i][k] * b[k]).sum::<f64>()) / a[i][i];
    }
    for i in (0..size).rev() {
        b[i] = (b[i] - (i + 1..size).map(|k| a[k][i] * b[k]).sum::<f64>()) / a[i][i];
    }
    b
}

/// Mean and spread of each feature.
struct Scales(Vec<(f64, f64)>);

impl Scales {
    fn of(cases: &[Case]) -> Self {
        let count = cases.len() as f64;
        let scale = |feature: usize| {
            let values = cases.iter().map(|case| f64::from(case.features[feature]));
            let mean = values.clone().sum::<f64>() / count;
            let spread = (values.map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
            (mean, if spread > 1e-6 { spread } else { 1.0 })
        };
        Self((0..cases[0].features.len()).map(scale).collect())
    }

    /// Returns a one for the bias, then the features.
    fn apply(&self, features: &[f32]) -> Vec<f64> {
        let scaled =
            features.iter().zip(&self.0).map(|(x, (mean, spread))| (f64::from(*x) - mean) / spread);
        std::iter::once(1.0).chain(scaled).collect()
    }

    fn unscaled(&self, weights: &[f64]) -> Logistic {
        let each: Vec<f64> =
            weights[1..].iter().zip(&self.0).map(|(w, (_, spread))| w / spread).collect();
        let shift: f64 = each.iter().zip(&self.0).map(|(w, (mean, _))| w * mean).sum();
        Logistic {
            weights: each.iter().map(|weight| *weight as f32).collect(),
            bias: (weights[0] - shift) as f32,
        }
    }
}
