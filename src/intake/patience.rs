//! Many questions to Slack in a row, none of them urgent: at the pace Slack wants, and not for ever.

use crate::clock::Clock;
use crate::slack::client::CallError;
use futures_util::future::BoxFuture;
use jiff::Timestamp;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// A question to Slack that can be put again.
pub(super) type Question<'a, T> = BoxFuture<'a, Result<T, CallError>>;

/// Puts questions to Slack one after the other.
pub(super) struct Patience {
    clock: Clock,
    afterwards: TaskTracker,
    /// Held while something goes on; nothing does while Slack is waited for.
    at_work: Option<TaskTrackerToken>,
    /// Answers since the last pause.
    answers: usize,
    /// Pauses in a row between which there was hardly an answer.
    in_vain: usize,
    /// Told with the first pause.
    waits: CancellationToken,
}

/// After so many answers there is a pause, so that more than half of what Slack grants a minute (50 calls of this tier) is
/// left for what is urgent.
const ANSWERS_MAX: usize = 20;
const PAUSE: Duration = Duration::from_secs(60);
/// How long to wait where Slack does not answer, and does not say how long.
const NO_ANSWER: Duration = Duration::from_secs(10);
/// Where there are fewer answers than these between two pauses, the second was in vain, …
const ANSWERS_MIN: usize = 10;
/// … and after so many the rest is let be. Apps that are sold outside Slack's marketplace may read one page of history a
/// minute, and need that for what they cannot do without.
const IN_VAIN_MAX: usize = 3;

impl Patience {
    /// Begins; what waits for `afterwards` waits for it as well, but for its pauses, and `waits` is told with the first one.
    pub fn new(clock: &Clock, afterwards: &TaskTracker, waits: CancellationToken) -> Self {
        Self {
            clock: clock.clone(),
            afterwards: afterwards.clone(),
            at_work: Some(afterwards.token()),
            answers: 0,
            in_vain: 0,
            waits,
        }
    }

    /// Returns what Slack says, if it says so in the end.
    pub async fn ask<'a, T>(&mut self, question: impl Fn() -> Question<'a, T>) -> Option<T> {
        while !self.is_at_its_end() {
            if self.answers >= ANSWERS_MAX {
                self.pause(PAUSE).await;
            }
            match question().await {
                Ok(answer) => {
                    self.answers += 1;
                    return Some(answer);
                }
                Err(CallError::Refused(code)) => {
                    tracing::info!(code, "slack does not say");
                    self.answers += 1;
                    return None;
                }
                Err(CallError::RateLimited { after }) => self.pause(after).await,
                Err(error) => {
                    tracing::info!(%error, "slack does not say now");
                    self.pause(NO_ANSWER).await;
                }
            }
        }
        None
    }

    /// An answer took so many calls more than one.
    pub fn took(&mut self, more: usize) {
        self.answers += more;
    }

    /// Tells whether Slack is asked nothing any more.
    pub fn is_at_its_end(&self) -> bool {
        self.in_vain >= IN_VAIN_MAX
    }

    async fn pause(&mut self, after: Duration) {
        self.in_vain = if self.answers < ANSWERS_MIN { self.in_vain + 1 } else { 0 };
        self.answers = 0;
        let until = self.clock.now().checked_add(after).unwrap_or(Timestamp::MAX);
        self.waits.cancel();
        self.at_work = None;
        self.clock.sleep_until(until).await;
        self.at_work = Some(self.afterwards.token());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::sync::Mutex;

    /// Asks so often, and returns how often Slack was asked and how many answers there were; the clock runs by itself.
    async fn ask(
        times: usize,
        answer: impl Fn(usize) -> Result<(), CallError> + Sync,
    ) -> (usize, usize) {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let mut patience = Patience::new(&clock, &TaskTracker::new(), CancellationToken::new());
        let (asked, mut answers) = (Mutex::new(0), 0);
        let question = || {
            async {
                *asked.lock().unwrap() += 1;
                answer(*asked.lock().unwrap())
            }
            .boxed()
        };
        let asking = async {
            for _ in 0..times {
                answers += usize::from(patience.ask(question).await.is_some());
            }
        };
        let running = async {
            loop {
                clock.advance_to(clock.now() + Duration::from_secs(1));
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = asking => {}
            () = running => {}
        }
        (*asked.lock().unwrap(), answers)
    }

    fn limited() -> Result<(), CallError> {
        Err(CallError::RateLimited { after: Duration::from_secs(30) })
    }

    #[tokio::test]
    async fn a_limit_is_waited_for_and_the_question_put_again() {
        let each_dozenth = |asked: usize| if asked.is_multiple_of(12) { limited() } else { Ok(()) };
        assert_eq!(ask(100, each_dozenth).await, (109, 100));
    }

    #[tokio::test]
    async fn where_hardly_anything_is_allowed_the_rest_is_let_be() {
        let every_other = |asked: usize| if asked.is_multiple_of(2) { limited() } else { Ok(()) };
        assert_eq!(ask(100, every_other).await, (6, 3));
        let none = |_| Err(CallError::Unreachable("gone".to_owned()));
        assert_eq!(ask(100, none).await, (3, 0));
    }

    #[tokio::test]
    async fn a_refusal_concerns_one_question() {
        let refused = |asked: usize| match asked {
            2 => Err(CallError::Refused("not_in_channel".to_owned())),
            _ => Ok(()),
        };
        assert_eq!(ask(30, refused).await, (30, 29));
    }
}
