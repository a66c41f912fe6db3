//! What became of messages in a decision's thread meanwhile: edits and deletions.

use super::{CatchingUp, is_since};
use crate::domain::decision::Decision;
use crate::domain::ids::{EventId, MessageTs, Standing};
use crate::engine::EngineError;
use crate::slack::client::{Told, WholeThread, Written};
use futures_util::FutureExt;

impl CatchingUp {
    /// Follows what was deleted of what a decision rests on, then what was edited in its thread.
    pub(super) async fn on_changes(
        &mut self,
        decision: &Decision,
        thread: &WholeThread,
    ) -> Result<(), EngineError> {
        let rests_on: Vec<_> = decision.rests_on().cloned().collect();
        for ts in rests_on.into_iter().filter(|ts| !thread.standing.contains(ts)) {
            self.on_deletion(decision, ts).await?;
        }
        let edited = |one| Some((self.edited_at(decision, one)?, &one.written));
        let mut edits: Vec<(&MessageTs, &Written)> =
            thread.written.iter().filter_map(edited).collect();
        edits.sort_by_key(|(at, _)| *at);
        for (at, written) in edits {
            self.on_edit(decision, at, written).await?;
        }
        Ok(())
    }

    /// Follows a deletion, if it is one: what is not in a list may have been left out of it.
    async fn on_deletion(&mut self, decision: &Decision, ts: MessageTs) -> Result<(), EngineError> {
        let (client, channel) = (self.intake.client.clone(), decision.channel.clone());
        if self.patience.ask(|| client.stands(&channel, &ts).boxed()).await == Some(false) {
            let id = EventId::new(format!("gone/{channel}/{ts}"));
            let root = (ts != decision.root).then(|| decision.root.clone());
            self.intake.message_deleted(&id, &self.team, (channel, ts, root), None).await?;
        }
        Ok(())
    }

    /// Returns when a message was edited, if that was missed; of the proposal, what was written with the form since holds.
    fn edited_at<'t>(&self, decision: &Decision, told: &'t Told) -> Option<&'t MessageTs> {
        let at = told.edited.as_ref().filter(|at| self.is_missed(at))?;
        let is_proposal = told.written.standing.ts == *decision.message();
        let version = decision.versions.last().filter(|_| is_proposal);
        version.is_none_or(|version| is_since(at, version.at)).then_some(at)
    }

    async fn on_edit(
        &self,
        decision: &Decision,
        at: &MessageTs,
        written: &Written,
    ) -> Result<(), EngineError> {
        let (channel, Standing { ts, thread }) = (decision.channel.clone(), &written.standing);
        let id = EventId::new(format!("edited/{channel}/{ts}/{at}"));
        let (place, text) = ((channel, ts.clone(), thread.clone()), (written.text.clone(), None));
        self.intake.message_edited(&id, &self.team, place, text).await?;
        Ok(())
    }
}
