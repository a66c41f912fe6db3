//! The one place that knows what time it is.
//!
//! Everything else takes the time as an argument or asks this clock, so that a rehearsal can let days
//! pass in seconds and a test decides when it is Monday.

use jiff::Timestamp;
use std::sync::Arc;
use tokio::sync::watch;

/// A clock: the machine's, or one that is moved by hand.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is moved.
    Manual(Arc<watch::Sender<Timestamp>>),
}

impl Clock {
    /// Returns a clock that stands at `start` until it is moved.
    pub fn manual(start: Timestamp) -> Self {
        Clock::Manual(Arc::new(watch::Sender::new(start)))
    }

    /// Returns the present moment.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may look")]
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Manual(time) => *time.borrow(),
        }
    }

    /// Moves a manual clock forward; a moment in the past and a system clock are left alone.
    pub fn advance_to(&self, moment: Timestamp) {
        if let Clock::Manual(time) = self {
            time.send_if_modified(|now| {
                let later = moment > *now;
                if later {
                    *now = moment;
                }
                later
            });
        }
    }

    /// Waits until `moment` has come.
    pub async fn sleep_until(&self, moment: Timestamp) {
        match self {
            Clock::System => {
                let left = moment.duration_since(self.now());
                if let Ok(left) = left.try_into() {
                    tokio::time::sleep(left).await;
                }
            }
            Clock::Manual(time) => {
                // The sender lives as long as `self`, so waiting cannot fail.
                let _ = time.subscribe().wait_for(|now| *now >= moment).await;
            }
        }
    }
}
