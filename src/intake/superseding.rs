//! `/soundings supersede`: one decision takes another's place.
//!
//! What the person can see is looked up first, so that most refusals are said at once; the two rows have
//! the last word.

use super::Intake;
use super::commands::Caller;
use crate::domain::decision::{Decision, Phase, why_not_replace};
use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Event};
use crate::domain::ids::DecisionId;
use crate::domain::reply::Notice;
use crate::slack::inbound::Ack;

/// Both decisions a person named, or what is wrong with that.
type Pair<'a> = Result<(&'a Decision, &'a Decision), Notice>;

impl Intake {
    /// Lets a decision of the caller take another's place; without a second id, the newest that they
    /// decide in this channel.
    pub(super) fn supersede(
        &self,
        caller: Caller,
        old: DecisionId,
        new: Option<DecisionId>,
    ) -> Ack {
        let intake = self.clone();
        self.afterwards.spawn(async move {
            let Some(seen) = intake.visible(&caller).await else {
                let sorry = intake.scene().try_again();
                return intake.say(&sorry, &caller.user, &caller.hand, false).await;
            };
            match pair(&seen, &old, new.as_ref(), &caller) {
                Ok((old, new)) => intake.replace(caller, old, new).await,
                Err(notice) => {
                    let notice = intake.scene().notice(&notice);
                    intake.say(&notice, &caller.user, &caller.hand, false).await;
                }
            }
        });
        Ack::default()
    }

    async fn replace(&self, caller: Caller, old: &Decision, new: &Decision) {
        let key = Key::Decision(new.team.clone(), new.id.clone());
        let event = DecisionEvent::SupersedeAsked {
            by: caller.user.clone(),
            old: old.id.clone(),
            old_channel: old.channel.clone(),
        };
        let reply = self.engine.handle(&key, &caller.id, &Event::Decision(event)).await;
        let Caller { user, hand, .. } = caller;
        match reply {
            Ok(reply) => self.answer(reply, Some(key), user, hand),
            Err(error) => {
                tracing::error!(%error, "a decision could not take another's place");
                self.say(&self.scene().try_again(), &user, &hand, false).await;
            }
        }
    }
}

/// Finds both decisions among those the caller can see.
fn pair<'a>(
    seen: &'a [Decision],
    old: &DecisionId,
    new: Option<&DecisionId>,
    caller: &Caller,
) -> Pair<'a> {
    let none = |id: &DecisionId| Notice::NoneSuch { decision: id.clone() };
    let find = |id: &DecisionId| {
        let there = |one: &&Decision| one.id == *id && one.phase != Phase::Cancelled;
        seen.iter().find(there).ok_or_else(|| none(id))
    };
    let old = find(old)?;
    let new = match new {
        Some(id) => find(id)?,
        None => newest(seen, old, caller)
            .ok_or_else(|| Notice::NothingToReplaceIt { old: old.id.clone() })?,
    };
    if new.owner != caller.user {
        return Err(Notice::OwnerOnly { owner: new.owner.clone() });
    }
    match why_not_replace(new, old, &caller.user) {
        Some(why) => {
            let (old, new) = (old.id.clone(), new.id.clone());
            Err(Notice::NotSuperseded { old, new, why })
        }
        None => Ok((old, new)),
    }
}

/// The newest decision of this channel that the caller decides, but for the one to be replaced.
fn newest<'a>(seen: &'a [Decision], old: &Decision, caller: &Caller) -> Option<&'a Decision> {
    let own = |one: &&Decision| {
        let here = one.channel == caller.channel && one.owner == caller.user;
        here && one.id != old.id && one.phase != Phase::Cancelled && !one.is_replaced()
    };
    seen.iter().filter(own).max_by_key(|one| one.opened.at)
}
