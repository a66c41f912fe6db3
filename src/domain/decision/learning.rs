//! What a decision teaches the workspace. Told whenever it has changed, whole, so that hearing it twice
//! changes nothing.
//!
//! An opening counts as *confirmed* once a function has taken a position or the owner has worked with
//! the card (functions, kind, door, details, closing early, going on). It counts as *ignored* if the
//! window closed on time with neither, also where nobody could be asked. It is *dismissed* when somebody says that
//! it was no decision.

use super::*;
use crate::domain::event::WorkspaceEvent;
use crate::domain::lesson::{Convinced, Grounds, How, Past, Touch, Verdict};
use crate::domain::slot::Reason;

/// Tells the workspace what the decision teaches, if that has changed.
pub(super) fn teach(before: Option<&Decision>, work: &mut Working<'_>) {
    if work.dismissed {
        work.decision.lesson.verdict = Some(Verdict::Dismissed);
    } else if work.decision.lesson.verdict != Some(Verdict::Confirmed) {
        let verdict = judged(&work.decision);
        work.decision.lesson.verdict = verdict.or(work.decision.lesson.verdict);
    }
    let past = past(&work.decision);
    if before.is_none_or(|before| self::past(before) != past) {
        let event = WorkspaceEvent::Learnt(Box::new(past));
        work.effects.push(Effect::tell_workspace(&work.decision.team, event));
    }
}

/// Notes which functions are on the card, or not, by habit.
pub(super) fn note_habits(decision: &mut Decision) {
    let by_habit = |slot: &&Slot| slot.reasons.iter().any(|one| matches!(one, Reason::Habit(_)));
    let kept = decision.slots.iter().filter(by_habit);
    let kept = kept.map(|slot| (slot.function.clone(), Touch::Kept));
    let out = decision.guesses.left_out.iter().map(|(one, _)| (one.clone(), Touch::KeptOut));
    decision.lesson.touched = kept.chain(out).collect();
}

/// The proposal was deleted: the words of it that explained things go as well.
pub(super) fn forget_words(decision: &mut Decision) {
    decision.opened.why.clear();
    decision.guesses.kind_words.clear();
    decision.guesses.door_words.clear();
    for slot in &mut decision.slots {
        slot.reasons.retain(|reason| !matches!(reason, Reason::Words(_)));
    }
}

fn past(decision: &Decision) -> Past {
    let noticed = decision.opened.by == OpenedBy::Noticed;
    // One opened before signs were kept was opened for its wording.
    let convinced = decision.guesses.convinced.unwrap_or(Convinced::Proposal);
    let guesses = &decision.guesses;
    let guessed = guesses.kind.filter(|guess| *guess != decision.kind);
    let learnt_door = guesses.learnt_door.map(|(door, _)| door);
    let door = How::of(decision.door, guesses.door, learnt_door);
    // With a deleted proposal the words of its guesses are gone.
    let grounds = (decision.phase != Phase::Cancelled).then(|| Grounds::of(guesses));
    Past {
        decision: decision.id.clone(),
        channel: decision.channel.clone(),
        owner: decision.owner.clone(),
        kind: decision.kind,
        guessed,
        how: How::of(decision.kind, guesses.kind, guesses.learnt),
        door: door.map(|how| (decision.door, how)),
        grounds,
        touched: decision.lesson.touched.clone(),
        convinced: noticed.then_some(convinced),
        verdict: decision.lesson.verdict,
    }
}

fn judged(decision: &Decision) -> Option<Verdict> {
    let worked_with = |entry: &Entry| match entry.what {
        Deed::AffectedChanged | Deed::DetailsChanged | Deed::Reopened | Deed::StillOpen => true,
        Deed::Closed => entry.who.is_some(),
        _ => false,
    };
    let answered = decision.slots.iter().any(Slot::has_position);
    if answered || decision.history.iter().any(worked_with) {
        return Some(Verdict::Confirmed);
    }
    let on_time = decision.closed.as_ref().is_some_and(|closed| closed.how == Ended::OnTime);
    on_time.then_some(Verdict::Ignored)
}
