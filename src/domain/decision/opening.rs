//! Opening a decision: once per message, whichever path leads to it.

use super::super::effect::{Effect, Transition};
use super::super::event::{Proposal, Strength, WorkspaceEvent};
use super::super::lesson::Verdict;
use super::super::message::Message;
use super::super::policy::Policy;
use super::super::reply::{Notice, Reply};
use super::super::slot::Slot;
use super::*;
use crate::domain::answer::clip;
use crate::domain::effect::Destination;
use crate::domain::roster::Role;

/// The longest title; it must fit into buttons, lists and headers.
pub const TITLE_CHARS: usize = 120;

/// A message reads like a proposal: what its channel wants is looked up before anything is said.
pub(super) fn notice(
    state: Option<&Decision>,
    proposal: &Proposal,
    strength: Strength,
) -> Transition<Decision> {
    match state {
        Some(decision) => Transition::replying(already_open(decision, &proposal.by)),
        None => {
            let vet = Effect::Vet { proposal: Box::new(proposal.clone()), strength };
            Transition::new(None, vec![vet], None, Reply::Nothing)
        }
    }
}

/// Somebody asks for perspectives on a message that is not at hand.
pub(super) fn ask_for(
    state: Option<&Decision>,
    by: &UserId,
    channel: &ChannelId,
    ts: &MessageTs,
) -> Transition<Decision> {
    match state {
        Some(decision) => {
            Transition::replying(already_open(decision, &OpenedBy::Person(by.clone())))
        }
        None => {
            let (by, channel, ts) = (by.clone(), channel.clone(), ts.clone());
            let fetch = Effect::OpenFrom { by, channel, ts };
            Transition::new(None, vec![fetch], None, Reply::Nothing)
        }
    }
}

/// Opens a decision, once.
pub(super) fn propose(
    policy: &Policy,
    state: Option<&Decision>,
    now: Timestamp,
    proposal: &Proposal,
) -> Transition<Decision> {
    if let Some(decision) = state {
        return Transition::replying(already_open(decision, &proposal.by));
    }
    let decision = open(policy, now, proposal);
    let mut work = Working {
        policy,
        now,
        reply: opened_reply(&decision, &proposal.by),
        decision,
        effects: Vec::new(),
        dismissed: false,
    };
    announce(&mut work, &proposal.by);
    hearing::said_before(&mut work, &proposal.said);
    learning::teach(None, &mut work);
    let wake_at = tending::wake_at(policy, &work.decision, now);
    Transition::new(Some(work.decision), work.effects, wake_at, work.reply)
}

fn open(policy: &Policy, now: Timestamp, proposal: &Proposal) -> Decision {
    let text = clip(&proposal.text, PROPOSAL_CHARS);
    let mut decision = Decision {
        id: proposal.id.clone(),
        team: proposal.team.clone(),
        channel: proposal.channel.clone(),
        root: proposal.root.clone(),
        reply: proposal.reply.clone(),
        title: clip(proposal.title.trim(), TITLE_CHARS),
        versions: vec![Version { text, at: now }],
        owner: proposal.owner.clone(),
        goal: proposal.goal.as_deref().map(|goal| clip(goal.trim(), GOAL_CHARS)),
        kind: proposal.kind,
        door: proposal.door,
        opened: opened(now, proposal),
        phase: Phase::Listening,
        closes_at: closes_at(policy, now, proposal),
        zone: proposal.zone.clone(),
        closed: None,
        closed_before: Vec::new(),
        slots: slots(policy, proposal),
        card: None,
        offers: BTreeMap::new(),
        just_talking: BTreeSet::new(),
        only_agreeing: BTreeSet::new(),
        faults: Vec::new(),
        untold: Vec::new(),
        blind: Vec::new(),
        read_later: Vec::new(),
        caught_up: None,
        history: Vec::new(),
        guesses: proposal.guesses.clone(),
        record: None,
        earlier: Vec::new(),
        draft: None,
        lesson: Lesson::default(),
        announced: proposal.announced,
        relations: Relations::default(),
        tensions: Tensions::default(),
        spoken_of: proposal.spoken_of.clone(),
        limits: Vec::new(),
        hesitation: Hesitation::default(),
    };
    learning::note_habits(&mut decision);
    decision.note(now, opener(&proposal.by), Deed::Opened);
    decision
}

fn opened(at: Timestamp, proposal: &Proposal) -> Opened {
    let Proposal { by, why, spoke, .. } = proposal.clone();
    Opened { at, by, why, spoke }
}

/// The end of the working day in the owner's zone, as many working days ahead as the door takes. What is
/// already decided is only checked.
fn closes_at(policy: &Policy, now: Timestamp, proposal: &Proposal) -> Timestamp {
    if proposal.announced {
        return checking::closes_at(policy, now, &proposal.zone);
    }
    let days = proposal.days.map(usize::from);
    let days = days.unwrap_or_else(|| policy.pace.days(proposal.door));
    policy.hours.end_of_day_after(&proposal.zone, now, days)
}

fn slots(policy: &Policy, proposal: &Proposal) -> Vec<Slot> {
    let mut slots: Vec<Slot> = proposal
        .affected
        .iter()
        .map(|(function, reasons)| Slot::new(function.clone(), reasons.clone()))
        .collect();
    slots.sort_by_key(|slot| (policy.library.place(&slot.function), slot.function.clone()));
    slots.dedup_by(|later, earlier| later.function == earlier.function);
    slots
}

fn announce(work: &mut Working<'_>, by: &OpenedBy) {
    let thread = Destination::Thread(work.decision.channel.clone(), work.decision.root.clone());
    work.effects.push(Effect::Post { to: thread, message: Message::Card });
    work.effects.push(Effect::FindRelated);
    if let OpenedBy::Person(person) = by {
        tell_owner(work, person);
        confirm(work);
    }
    let functions: Vec<FunctionId> =
        work.decision.slots.iter().map(|slot| slot.function.clone()).collect();
    for function in functions {
        asking::search(work, &function, Role::Member);
    }
    bounding::look(work);
}

/// Somebody wants what the detector noticed, or would have noticed. Of what it could not notice it has
/// nothing to learn.
fn confirm(work: &mut Working<'_>) {
    if work.decision.guesses.convinced.is_some() {
        let (channel, convinced) = (work.decision.channel.clone(), work.decision.guesses.convinced);
        let (ts, verdict) = (Some(work.decision.message().clone()), Verdict::Confirmed);
        let event = WorkspaceEvent::Corrected { channel, ts, verdict, convinced };
        work.effects.push(Effect::tell_workspace(&work.decision.team, event));
    }
}

/// Whoever is to decide learns so, where somebody else asked for perspectives.
fn tell_owner(work: &mut Working<'_>, by: &UserId) {
    let owner = work.decision.owner.clone();
    if owner != *by {
        let message = Message::OpenedForOwner { by: by.clone() };
        work.effects.push(Effect::Post { to: Destination::Dm(owner), message });
    }
}

fn opener(by: &OpenedBy) -> Option<&UserId> {
    match by {
        OpenedBy::Noticed | OpenedBy::Followed => None,
        OpenedBy::Person(user) => Some(user),
    }
}

fn opened_reply(decision: &Decision, by: &OpenedBy) -> Reply {
    match by {
        OpenedBy::Noticed | OpenedBy::Followed => Reply::Nothing,
        OpenedBy::Person(_) => Reply::Notice(Box::new(Notice::Opened {
            decision: decision.id.clone(),
            title: decision.title.clone(),
            channel: decision.channel.clone(),
        })),
    }
}

fn already_open(decision: &Decision, by: &OpenedBy) -> Reply {
    match by {
        OpenedBy::Noticed | OpenedBy::Followed => Reply::Nothing,
        OpenedBy::Person(_) => Reply::Notice(Box::new(Notice::AlreadyOpen {
            decision: decision.id.clone(),
            title: decision.title.clone(),
            channel: decision.channel.clone(),
            root: decision.root.clone(),
            phase: decision.phase,
        })),
    }
}
