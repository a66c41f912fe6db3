//! Being told to stop: SIGTERM, or Ctrl-C.

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Knows whether the process was told to stop. A signal that came before anybody waited is not lost.
#[derive(Clone, Debug)]
pub struct Stop(CancellationToken);

impl Stop {
    /// Begins to listen for signals. Fails where the system does not let it.
    pub fn listen() -> anyhow::Result<Self> {
        let failed = "failed to listen for signals";
        let mut terminate = signal(SignalKind::terminate()).context(failed)?;
        let mut interrupt = signal(SignalKind::interrupt()).context(failed)?;
        let stop = CancellationToken::new();
        let told = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            told.cancel();
        });
        Ok(Self(stop))
    }

    /// Returns once the process was told to stop.
    pub async fn told(&self) {
        self.0.cancelled().await;
    }
}
