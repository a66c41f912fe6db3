//! What the owner corrects: the functions affected, kind, door, title and goal.
//!
//! A correction is remembered for the next decision. It asks nobody by itself: functions that are
//! usual for the new kind or door are offered, and those that were asked already stay. Who has not
//! answered yet finds a question that fits the new kind in place of the old one, reminder included.

use super::owning::faulty;
use super::*;
use crate::domain::answer::clip;
use crate::domain::reply::{Field, FieldFault};
use crate::domain::roster::Role;
use crate::domain::slot::{Reason, Side};
use crate::domain::usual;

/// The longest goal.
pub const GOAL_CHARS: usize = 300;

/// The owner says which functions are affected. One that was asked leaves only with its own word.
pub(super) fn change_affected(work: &mut Working<'_>, by: &UserId, functions: &[FunctionId]) {
    if !may_correct(work, by) {
        return;
    }
    if functions.is_empty() {
        return faulty(work, Field::Functions, FieldFault::NoFunction);
    }
    let removed = remove_functions(work, by, functions);
    let added = add_functions(work, by, functions);
    if added + removed > 0 {
        work.note(Some(by), Deed::AffectedChanged);
        work.refresh_card();
    }
    work.say(Notice::AffectedKept { added, removed });
}

/// The owner adds one function or takes it off; the last one on the card stays.
pub(super) fn set_function(
    work: &mut Working<'_>,
    by: &UserId,
    function: &FunctionId,
    affected: bool,
) {
    if !may_correct(work, by) {
        return;
    }
    let listed = work.decision.slots.iter().map(|slot| slot.function.clone());
    let mut wanted: Vec<FunctionId> = listed.filter(|one| one != function).collect();
    wanted.extend(affected.then(|| function.clone()));
    if wanted.is_empty() {
        return work.say(Notice::LastFunction);
    }
    let stays = work.decision.slot(function).is_some_and(|slot| !slot.can_go());
    if affected != work.decision.slot(function).is_none() || stays {
        return work.say(Notice::AffectedKept { added: 0, removed: 0 });
    }
    remove_functions(work, by, &wanted);
    add_functions(work, by, &wanted);
    work.note(Some(by), Deed::AffectedChanged);
    work.refresh_card();
    if !affected && work.decision.slot(function).is_some() {
        work.say(Notice::ClaimKept { function: function.clone(), side: Side::Owner });
    }
}

/// The owner corrects title, goal, kind and door.
pub(super) fn change_details(
    work: &mut Working<'_>,
    by: &UserId,
    title: &str,
    goal: Option<&str>,
    (kind, door): (Kind, Door),
) {
    if !may_correct(work, by) {
        return;
    }
    if title.trim().is_empty() {
        return faulty(work, Field::Title, FieldFault::Empty);
    }
    let goal = goal.map(str::trim).filter(|goal| !goal.is_empty());
    work.decision.title = clip(title.trim(), opening::TITLE_CHARS);
    work.decision.goal = goal.map(|goal| clip(goal, GOAL_CHARS));
    set_kind(work, kind);
    work.decision.door = door;
    work.note(Some(by), Deed::DetailsChanged);
    work.refresh_card();
    work.say(Notice::DetailsKept);
}

/// The owner says of which kind it is.
pub(super) fn change_kind(work: &mut Working<'_>, by: &UserId, kind: Kind) {
    let before = work.decision.kind;
    if may_correct(work, by) && before != kind {
        set_kind(work, kind);
        corrected(work, by, usual::of_kind(kind), &usual::of_kind(before));
    }
}

/// The owner says how hard it is to undo.
pub(super) fn change_door(work: &mut Working<'_>, by: &UserId, door: Door) {
    let before = work.decision.door;
    if may_correct(work, by) && before != door {
        work.decision.door = door;
        corrected(work, by, usual::of_door(door), &usual::of_door(before));
    }
}

/// The owner wants those asked as well who were offered to them.
pub(super) fn ask_also(work: &mut Working<'_>, by: &UserId, functions: &[FunctionId]) {
    if !may_correct(work, by) {
        return;
    }
    let added = add_functions(work, by, functions);
    if added > 0 {
        work.note(Some(by), Deed::AffectedChanged);
        work.refresh_card();
    }
    work.say(Notice::AffectedKept { added, removed: 0 });
}

/// Only the owner corrects, and only while it listens; anybody else is told.
fn may_correct(work: &mut Working<'_>, by: &UserId) -> bool {
    let owner = work.decision.owner.clone();
    if *by != owner {
        work.say(Notice::OwnerOnly { owner });
        return false;
    }
    if !work.decision.is_listening() {
        work.say(Notice::AlreadyClosed);
        return false;
    }
    true
}

/// The card shows what was corrected; functions that are usual now, were not before and are missing
/// are offered.
fn corrected(work: &mut Working<'_>, by: &UserId, usual: Vec<FunctionId>, before: &[FunctionId]) {
    work.note(Some(by), Deed::DetailsChanged);
    work.refresh_card();
    let offered = |function: &FunctionId| {
        let missing = work.decision.slot(function).is_none();
        missing && !before.contains(function) && work.policy.library.get(function).is_some()
    };
    let functions: Vec<FunctionId> = usual.into_iter().filter(offered).collect();
    if !functions.is_empty() {
        let decision = work.decision.id.clone();
        work.say(Notice::UsualOffered { decision, functions });
    }
}

/// Sets the kind; who is there only because an earlier guess was another one keeps that reason.
fn set_kind(work: &mut Working<'_>, kind: Kind) {
    let before = std::mem::replace(&mut work.decision.kind, kind);
    if before == kind {
        return;
    }
    let usual = usual::of_kind(kind);
    for slot in &mut work.decision.slots {
        let is_usual = usual.contains(&slot.function);
        for reason in &mut slot.reasons {
            match reason {
                Reason::Kind if !is_usual => *reason = Reason::EarlierKind(before),
                Reason::EarlierKind(_) if is_usual => *reason = Reason::Kind,
                _ => {}
            }
        }
    }
    fit_questions(work);
}

/// Puts a question that fits the kind in the place of each that waits and was asked for another one.
fn fit_questions(work: &mut Working<'_>) {
    let (library, kind) = (&work.policy.library, work.decision.kind);
    let mut changed = Vec::new();
    for slot in work.decision.slots.iter_mut().filter(|slot| !slot.has_position()) {
        let Some(lens) = library.get(&slot.function) else { continue };
        for ask in slot.asks.iter_mut().filter(|ask| ask.is_open()) {
            let Some(question) = lens.in_place_of(&ask.question, kind) else { continue };
            ask.question = question;
            changed.extend(closing::ask_message(&slot.function, ask));
        }
    }
    changed.into_iter().for_each(|ask| work.refresh(ask));
}

fn remove_functions(work: &mut Working<'_>, by: &UserId, keep: &[FunctionId]) -> usize {
    let gone: Vec<Slot> = work
        .decision
        .slots
        .iter()
        .filter(|slot| !keep.contains(&slot.function) && !slot.is_not_affected())
        .filter(|slot| !slot.has_position())
        .cloned()
        .collect();
    for slot in &gone {
        work.decision.lesson.removed(&slot.function);
        match slot.claim.as_ref().map(|claim| claim.side) {
            Some(Side::Function) => owning::confirm(work, by, &slot.function),
            Some(Side::Owner) => {}
            // Its asks are what keeps a person from being asked again, should it come back.
            None if slot.asks.is_empty() => {
                work.decision.slots.retain(|one| one.function != slot.function);
                work.note(Some(by), Deed::FunctionRemoved(slot.function.clone()));
            }
            None => owning::claim_by_owner(work, by, slot),
        }
    }
    gone.len()
}

fn add_functions(work: &mut Working<'_>, by: &UserId, functions: &[FunctionId]) -> usize {
    let library = &work.policy.library;
    let new: Vec<FunctionId> = functions
        .iter()
        .filter(|function| work.decision.slot(function).is_none())
        .filter(|function| library.get(function).is_some())
        .cloned()
        .collect();
    for function in &new {
        work.decision.lesson.added(function);
        work.decision.slots.push(Slot::new(function.clone(), vec![Reason::Owner]));
        work.note(Some(by), Deed::FunctionAdded(function.clone()));
        asking::search(work, function, Role::Member);
    }
    work.decision.slots.sort_by_key(|slot| library.place(&slot.function));
    new.len()
}
