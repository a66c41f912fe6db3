//! Ties to other decisions: earlier ones about the same, and the one that takes another's place.
//!
//! A replacement is agreed between two rows: the new one asks, the old one says yes or why not, and only
//! then either shows it. One that waits for an answer refuses to be replaced itself, and one that was
//! replaced replaces nothing: so no circle can come about, whoever asks at the same time.

use super::*;
use crate::domain::effect::Destination;
use crate::domain::message::Message;
use crate::domain::relation::{CannotReplace, Related, Replaced};

/// Earlier decisions about the same were found.
pub(super) fn found(work: &mut Working<'_>, here: &[Related], elsewhere: &[Related]) {
    if work.decision.phase == Phase::Cancelled {
        return;
    }
    work.decision.relations.related = [here, elsewhere].concat();
    if !here.is_empty() {
        work.refresh_card();
    }
    if !elsewhere.is_empty() {
        let to = Destination::Dm(work.decision.owner.clone());
        let message = Message::RelatedElsewhere { related: elsewhere.to_vec() };
        work.effects.push(Effect::Post { to, message });
    }
}

/// The owner wants this decision to take another's place.
pub(super) fn ask(work: &mut Working<'_>, by: &UserId, old: &DecisionId, old_channel: &ChannelId) {
    if *by != work.decision.owner {
        return work.say(Notice::OwnerOnly { owner: work.decision.owner.clone() });
    }
    if work.decision.phase == Phase::Cancelled {
        return work.say(Notice::NoSuchDecision);
    }
    let (old, new) = (old.clone(), work.decision.id.clone());
    if let Some(why) = cannot_replace(&work.decision, &old) {
        return work.say(Notice::NotSuperseded { old, new, why });
    }
    let replaces = &mut work.decision.relations.replaces;
    if !replaces.iter().any(|one| one.decision == old) {
        replaces.push(Replaced { decision: old.clone(), confirmed: false });
    }
    let team = work.decision.team.clone();
    let event = DecisionEvent::Superseded {
        by: by.clone(),
        new: new.clone(),
        new_channel: work.decision.channel.clone(),
        old: old.clone(),
        team: team.clone(),
    };
    work.effects.push(Effect::tell_decision(&team, &old, event));
    let here = work.decision.channel == *old_channel;
    work.say(Notice::Superseded { old, new, here });
}

/// Another decision wants to take this one's place.
pub(super) fn superseded(
    work: &mut Working<'_>,
    by: &UserId,
    (new, new_channel): (&DecisionId, &ChannelId),
) {
    let known = work.decision.relations.replaced_by.as_ref() == Some(new);
    let refused = cannot_be_replaced(&work.decision, by, (new, new_channel));
    if refused.is_none() && !known {
        give_way(work, by, new);
    }
    answer(work, new, refused);
}

/// What the old decision said to being replaced.
pub(super) fn answered(work: &mut Working<'_>, old: &DecisionId, refused: Option<&CannotReplace>) {
    if work.decision.phase == Phase::Cancelled && refused.is_none() {
        return tell_gone(work, old);
    }
    let replaces = &mut work.decision.relations.replaces;
    let Some(place) = replaces.iter().position(|one| one.decision == *old && !one.confirmed) else {
        return;
    };
    let owner = work.decision.owner.clone();
    match refused {
        None => {
            work.decision.relations.replaces[place].confirmed = true;
            work.note(Some(&owner), Deed::Replaces);
            work.refresh_card();
        }
        Some(why) => {
            work.decision.relations.replaces.remove(place);
            let message = Message::NotReplaced { old: old.clone(), why: why.clone() };
            work.effects.push(Effect::Post { to: Destination::Dm(owner), message });
        }
    }
}

/// There is no decision any more that could be replaced.
pub(super) fn gone(team: &TeamId, old: &DecisionId, new: &DecisionId) -> Transition<Decision> {
    let refused = Some(CannotReplace::Gone);
    let event = DecisionEvent::SupersedeAnswered { old: old.clone(), refused };
    let tell = Effect::tell_decision(team, new, event);
    Transition::new(None, vec![tell], None, Reply::Nothing)
}

/// The decision is opened again: whatever replaced it does so no longer.
pub(super) fn hold_again(work: &mut Working<'_>, by: &UserId) {
    let Some(new) = work.decision.relations.replaced_by.take() else { return };
    work.note(Some(by), Deed::ReplacementUndone);
    let event = DecisionEvent::HoldsAgain { old: work.decision.id.clone() };
    work.effects.push(Effect::tell_decision(&work.decision.team, &new, event));
}

/// A decision that this one had replaced was opened again.
pub(super) fn holds_again(work: &mut Working<'_>, old: &DecisionId) {
    work.decision.relations.replaces.retain(|one| one.decision != *old);
    work.refresh_card();
}

/// Another decision is gone and is named no longer.
pub(super) fn unrelated(work: &mut Working<'_>, other: &DecisionId) {
    if !work.decision.relations.names(other) {
        return;
    }
    let replaced = work.decision.is_replaced();
    work.decision.relations.forget(other);
    if replaced && !work.decision.is_replaced() {
        work.note(None, Deed::ReplacementUndone);
    }
    work.refresh_card();
}

/// Nothing of this decision is left to be named by others.
pub(super) fn forget_everywhere(work: &mut Working<'_>) {
    work.decision.relations = Relations::default();
    work.effects.push(Effect::TellNaming);
}

/// Why a decision cannot replace another, as far as its own row tells.
fn cannot_replace(new: &Decision, old: &DecisionId) -> Option<CannotReplace> {
    let Relations { replaces, replaced_by, .. } = &new.relations;
    if new.id == *old {
        Some(CannotReplace::Itself)
    } else if replaces.iter().any(|one| one.decision == *old && one.confirmed) {
        Some(CannotReplace::Already)
    } else if replaced_by.as_ref() == Some(old) {
        Some(CannotReplace::Circle)
    } else {
        replaced_by.as_ref().map(|_| CannotReplace::NewReplaced)
    }
}

/// Why a decision cannot be replaced by another, as far as its own row tells.
///
/// One that is still open ends with it, which is for whoever decides it to say, and for those to see who
/// wait for its end.
fn cannot_be_replaced(
    old: &Decision,
    by: &UserId,
    (new, new_channel): (&DecisionId, &ChannelId),
) -> Option<CannotReplace> {
    let theirs = old.owner != *by || old.channel != *new_channel;
    let Relations { replaces, replaced_by, .. } = &old.relations;
    if replaced_by.as_ref().is_some_and(|other| other != new) {
        Some(CannotReplace::OldReplaced)
    } else if replaces.iter().any(|one| one.decision == *new) {
        Some(CannotReplace::Circle)
    } else if replaces.iter().any(|one| !one.confirmed) {
        Some(CannotReplace::Busy)
    } else if old.phase == Phase::Cancelled {
        Some(CannotReplace::Gone)
    } else if old.is_open() && theirs {
        Some(CannotReplace::StillOpen { owner: old.owner.clone() })
    } else {
        None
    }
}

/// Why one decision cannot take another's place, asked for by `by`; `None` if it can.
pub fn why_not(new: &Decision, old: &Decision, by: &UserId) -> Option<CannotReplace> {
    let place = (&new.id, &new.channel);
    cannot_replace(new, &old.id).or_else(|| cannot_be_replaced(old, by, place))
}

fn give_way(work: &mut Working<'_>, by: &UserId, new: &DecisionId) {
    work.decision.relations.replaced_by = Some(new.clone());
    work.note(Some(by), Deed::Replaced);
    if work.decision.is_listening() {
        closing::stop_listening(work, Ended::Replaced, Some(by));
        checking::conclude(work);
    }
    work.refresh_card();
    if work.decision.owner != *by {
        let to = Destination::Dm(work.decision.owner.clone());
        let message = Message::ReplacedBy { new: new.clone() };
        work.effects.push(Effect::Post { to, message });
    }
}

fn answer(work: &mut Working<'_>, new: &DecisionId, refused: Option<CannotReplace>) {
    let event = DecisionEvent::SupersedeAnswered { old: work.decision.id.clone(), refused };
    work.effects.push(Effect::tell_decision(&work.decision.team, new, event));
}

fn tell_gone(work: &mut Working<'_>, other: &DecisionId) {
    let event = DecisionEvent::Unrelated { other: work.decision.id.clone() };
    work.effects.push(Effect::tell_decision(&work.decision.team, other, event));
}
