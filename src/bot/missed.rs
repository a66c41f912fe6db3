//! What was said while the bot could not hear it: before it started, and while no socket to Slack was open.

use crate::domain::decision::Blind;
use crate::domain::effect::Key;
use crate::domain::event::{Event, WorkspaceEvent};
use crate::domain::ids::{EventId, TeamId};
use crate::domain::state::State;
use crate::engine::{Engine, EngineError};
use crate::intake::Intake;
use crate::slack::socket::SocketMode;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often it is looked whether a socket is open.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often it is looked whether something is still missing: what Slack held back, and what it did not tell before.
const LOOK_AGAIN_EVERY: Duration = Duration::from_secs(30 * 60);

/// Has it taken in afterwards. Since when it is missing is in the store until then, so that nothing is lost if the bot stops
/// meanwhile.
#[derive(Clone)]
pub(super) struct Missed {
    pub engine: Engine,
    pub intake: Intake,
    pub team: TeamId,
}

impl Missed {
    /// Returns since when something may be missing.
    pub async fn since(&self) -> Result<Option<Timestamp>, EngineError> {
        Ok(match self.engine.read(&Key::Workspace(self.team.clone())).await? {
            Some(State::Workspace(workspace)) => workspace.missing_since,
            _ => None,
        })
    }

    /// Takes in what was said since then; `waited_for` is told once that is done, or where Slack wants a pause.
    pub fn take_in(
        self,
        since: Timestamp,
        waited_for: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static {
        let catching_up = self.intake.catch_up(self.team.clone(), since, waited_for.clone());
        async move {
            let _told = waited_for.drop_guard();
            match catching_up.await {
                Ok(true) => self.note("caught-up", since, WorkspaceEvent::CaughtUp(since)).await,
                Ok(false) => tracing::warn!(%since, "what was missed is not known whole"),
                Err(error) => tracing::error!(%error, "what was missed could not be kept"),
            }
        }
    }

    /// Looks after gaps between sockets for ever.
    pub async fn watch(self, socket: Arc<SocketMode>) {
        let mut gap = Gap::new(self.engine.clock().now());
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let now = self.engine.clock().now();
            let silent = socket.last_heard().map_or(Duration::ZERO, |heard| heard.elapsed());
            let heard_at = now.checked_sub(silent).unwrap_or(now);
            if let Some(gap) = gap.look(socket.connections() > 0, heard_at, now) {
                tracing::warn!(from = %gap.from, to = %gap.to, "no socket to Slack was open");
                self.note("deaf", gap.to, WorkspaceEvent::WasDeaf(gap)).await;
                let since = self.since().await.ok().flatten().unwrap_or(gap.from);
                self.clone().take_in(since, CancellationToken::new()).await;
            }
        }
    }

    /// Takes in what is still missing, for ever.
    pub async fn look_again(self) {
        loop {
            tokio::time::sleep(LOOK_AGAIN_EVERY).await;
            if let Ok(Some(since)) = self.since().await {
                self.clone().take_in(since, CancellationToken::new()).await;
            }
        }
    }

    async fn note(&self, what: &str, at: Timestamp, event: WorkspaceEvent) {
        let id = EventId::new(format!("{what}/{}/{}", self.team, at.as_millisecond()));
        let key = Key::Workspace(self.team.clone());
        if let Err(error) = self.engine.handle(&key, &id, &Event::Workspace(event)).await {
            tracing::error!(%error, "what was missed could not be noted");
        }
    }
}

/// Keeps in mind since when nothing can come through.
#[derive(Debug)]
struct Gap {
    /// When something last came through, while no socket is open.
    since: Option<Timestamp>,
    looks: u32,
}

/// A gap that is seen less often is the moment in which one socket takes the place of another.
const LOOKS_MIN: u32 = 2;

impl Gap {
    /// Begins where no socket is open yet.
    fn new(now: Timestamp) -> Self {
        Self { since: Some(now), looks: 0 }
    }

    /// Takes in whether a socket is open, and when something last came through; returns the gap that just ended.
    fn look(&mut self, is_open: bool, heard_at: Timestamp, now: Timestamp) -> Option<Blind> {
        if !is_open {
            self.since.get_or_insert(heard_at);
            self.looks += 1;
            return None;
        }
        let looks = std::mem::take(&mut self.looks);
        let from = self.since.take().filter(|_| looks >= LOOKS_MIN)?;
        Some(Blind { from, to: now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_772_445_600 + second).expect("a moment")
    }

    /// Looks once a second at sockets that are open (`o`) or not (`.`); something came through while they were.
    fn gaps(seen: &str) -> Vec<(i64, i64)> {
        let (mut gap, mut heard_at, mut gaps) = (Gap::new(at(0)), at(0), Vec::new());
        for (second, look) in (0..).zip(seen.chars()) {
            let is_open = look == 'o';
            let ended = gap.look(is_open, heard_at, at(second));
            gaps.extend(ended.map(|gap| (gap.from, gap.to)));
            heard_at = if is_open { at(second) } else { heard_at };
        }
        let seconds = |moment: Timestamp| moment.duration_since(at(0)).as_secs();
        gaps.into_iter().map(|(from, to)| (seconds(from), seconds(to))).collect()
    }

    #[test]
    fn a_gap_begins_with_what_was_last_heard_and_ends_with_the_next_socket() {
        assert_eq!(gaps("ooo....oo"), [(2, 7)]);
        assert_eq!(gaps("oo..o...oo"), [(1, 4), (4, 8)]);
    }

    #[test]
    fn a_slow_start_is_one_and_a_change_of_sockets_is_none() {
        assert_eq!(gaps("...oo"), [(0, 3)]);
        assert_eq!(gaps(".ooo.oo"), []);
    }

    #[test]
    fn while_none_is_open_nothing_has_ended() {
        assert_eq!(gaps("oo....."), []);
    }
}
