//! Logistic regression, as far as it is needed to apply one.

/// Weights, and what stands without any feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic {
    /// One weight per feature.
    pub weights: Vec<f32>,
    /// The log-odds of a message without any feature.
    pub bias: f32,
}

impl Logistic {
    /// Returns the log-odds for these features.
    pub fn log_odds(&self, features: &[f32]) -> f32 {
        let each = self.weights.iter().zip(features).map(|(weight, value)| weight * value);
        self.bias + each.sum::<f32>()
    }
}

/// Returns the probability of these log-odds.
pub fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Returns ln(1 + eˣ), which is minus the logarithm of the probability that something of these log-odds is not so.
/// Other log-odds less this are those odds times that probability.
pub fn softplus(log_odds: f32) -> f32 {
    log_odds.max(0.0) + (-log_odds.abs()).exp().ln_1p()
}

/// Returns the log-odds of a probability, which is kept off 0 and 1.
pub fn log_odds(probability: f32) -> f32 {
    let p = probability.clamp(0.001, 0.999);
    (p / (1.0 - p)).ln()
}
