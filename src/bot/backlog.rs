//! What waits, measured at the moment somebody looks at the metrics.
//!
//! Everything that was acknowledged and is not carried out yet is in one of these numbers, so when they
//! are zero nothing is on its way.

use crate::engine::Engine;
use crate::store::StoreError;
use jiff::Timestamp;
use metrics::{describe_gauge, gauge};

/// How many due wake-ups are counted at most.
const COUNTED: usize = 1_000;

/// Names the numbers for whoever reads the metrics.
pub(super) fn describe() {
    describe_gauge!(
        "soundings_effects_waiting",
        "Messages, edits and look-ups not done yet, those that wait for working hours included."
    );
    describe_gauge!(
        "soundings_effects_late_seconds",
        "How long the first that could go out has been ready; 0 if none is."
    );
    describe_gauge!(
        "soundings_wake_ups_due",
        "Reminders, closings and digests whose time has come and that were not looked at yet."
    );
}

/// Brings the numbers up to date. A store that cannot be read leaves them as they are; `/readyz` tells.
pub(super) async fn measure(engine: &Engine) {
    if let Err(error) = try_measure(engine).await {
        tracing::warn!(%error, "what waits could not be counted");
    }
}

async fn try_measure(engine: &Engine) -> Result<(), StoreError> {
    let (store, now) = (engine.store(), engine.clock().now());
    // Wake-ups first: what becomes of one between the two counts is counted as an effect.
    let due = store.due(now, COUNTED).await?.len();
    let first = store.next_effect().await?;
    let waiting = store.pending_effects().await?;
    gauge!("soundings_wake_ups_due").set(due as f64);
    gauge!("soundings_effects_late_seconds").set(late_seconds(first, now));
    gauge!("soundings_effects_waiting").set(waiting as f64);
    Ok(())
}

fn late_seconds(first: Option<Timestamp>, now: Timestamp) -> f64 {
    first.map_or(0.0, |first| now.duration_since(first).as_secs_f64().max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_only_go_out_later_is_not_late() {
        let at = |second| Timestamp::from_second(second).unwrap();
        for (first, late) in
            [(None, 0.0), (Some(at(90)), 0.0), (Some(at(60)), 0.0), (Some(at(15)), 45.0)]
        {
            assert_eq!(late_seconds(first, at(60)).to_bits(), f64::to_bits(late), "{first:?}");
        }
    }
}
