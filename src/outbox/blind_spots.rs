//! The monthly note on an owner's own blind spots, worked out when it is sent.

use super::{Failure, Outbox, lookup};
use crate::domain::blind_spots::BlindSpots;
use crate::domain::effect::Destination;
use crate::domain::ids::UserId;
use crate::domain::message::Message;
use crate::domain::outgoing::Verdict;
use crate::engine::StoredEffect;
use crate::views::{Rendered, Scene};

impl Outbox {
    /// Judges a message that is about no decision: the note arrives in working hours, outside
    /// do-not-disturb; everything else goes at once. What names a message goes to those who can see it.
    pub(super) async fn judge_personal(
        &self,
        to: &Destination,
        message: &Message,
    ) -> Result<Verdict, Failure> {
        let user = match (message, to) {
            (Message::BlindSpots, Destination::Dm(user)) => user,
            (Message::DismissedForOwner { channel, .. }, Destination::Dm(user)) => {
                let sees = self.directory.can_see(user, channel).await?;
                return Ok(if sees { Verdict::Send } else { Verdict::Drop });
            }
            _ => return Ok(Verdict::Send),
        };
        let now = self.engine.clock().now();
        let zone = self.directory.person(user).await?.zone;
        let awake = self.directory.quiet_until(user).await.unwrap_or(now).max(now);
        let open = self.engine.policy().hours.next_open(&zone, awake);
        Ok(if now < open { Verdict::Wait(open) } else { Verdict::Send })
    }

    /// Draws up the note from what its reader may see at this moment. `None` where they turned it off since,
    /// or where nothing of the last month is in it.
    pub(super) async fn note_for(
        &self,
        stored: &StoredEffect,
        user: &UserId,
    ) -> Result<Option<Rendered>, Failure> {
        let team = stored.source.team();
        let Some(plan) = self.settings(team, user).await?.blind_spots else { return Ok(None) };
        let all = lookup::decisions(&self.engine, team).await?;
        let seen = self.directory.visible(user, all).await?;
        let (policy, now) = (self.engine.policy(), self.engine.clock().now());
        let spots = BlindSpots::of(policy, &seen, user, now);
        let next = plan.next.to_zoned(plan.zone.rules()).date();
        Ok(spots.is_news.then(|| Scene { policy, now }.blind_spots(&spots, Some(next))))
    }
}
