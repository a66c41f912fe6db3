//! What owners did with earlier decisions, and what follows from it for the next one.
//!
//! Only ids, counts and marks of the words that led to a guess are kept, of the last decisions. What
//! owners did by hand twice is done by itself, and said on the card; one correction the other way ends
//! it. A correction of kind or door is of the words that had led there, and of nothing that other words
//! lead to.

use super::{Working, Workspace, lessons};
use crate::domain::event::Proposal;
use crate::domain::ids::{ChannelId, FunctionId};
use crate::domain::kind::{Door, Kind};
use crate::domain::lesson::{Grounds, Habit, How, Past, Touch, Verdict};
use crate::domain::policy::Policy;
use crate::domain::slot::Reason;
use crate::domain::usual;
use std::collections::BTreeSet;

/// How many decisions of a channel, and how many in all, are remembered.
const REMEMBERED_HERE: usize = 40;
const REMEMBERED: usize = 2_000;
/// So many of the last decisions of a kind are looked at, in the channel and everywhere.
const LOOKED_AT_HERE: usize = 5;
const LOOKED_AT: usize = 10;
/// So often owners must have done the same for it to become a habit; in other channels it takes more.
const HABIT_HERE: usize = 2;
const HABIT: usize = 3;
/// A guess of kind or door that words speak for gives way only to so many corrections.
const HABIT_AGAINST_WORDS: usize = 3;

/// Remembers what a decision teaches now, in place of what it taught before.
pub(super) fn learn(work: &mut Working<'_>, past: &Past) {
    let place = work.workspace.past.iter().position(|one| one.decision == past.decision);
    let before = place.and_then(|place| work.workspace.past[place].verdict);
    match (past.verdict, place) {
        // Nothing of what was no decision is kept.
        (Some(Verdict::Dismissed), Some(place)) => drop(work.workspace.past.remove(place)),
        (Some(Verdict::Dismissed), None) => {}
        (_, Some(place)) => work.workspace.past[place] = past.clone(),
        (_, None) => remember(&mut work.workspace.past, past),
    }
    if let Some(verdict) = past.verdict.filter(|verdict| Some(*verdict) != before)
        && past.convinced.is_some()
    {
        lessons::judge(work, past, before, verdict);
    }
}

/// What was corrected stays the longest, so that a habit does not fade because it works.
fn remember(all: &mut Vec<Past>, past: &Past) {
    let here = |one: &Past| one.channel == past.channel;
    let oldest = all.iter().position(|one| here(one) && !one.is_corrected());
    if all.iter().filter(|one| here(one)).count() >= REMEMBERED_HERE
        && let Some(oldest) = oldest.or_else(|| all.iter().position(here))
    {
        all.remove(oldest);
    }
    if all.len() >= REMEMBERED {
        all.remove(0);
    }
    all.push(past.clone());
}

impl Workspace {
    /// Returns how many cards of a channel were corrected, of those that are remembered.
    pub fn corrected(&self, channel: &ChannelId) -> usize {
        let here = self.past.iter().filter(|past| past.channel == *channel);
        here.filter(|past| past.is_corrected()).count()
    }

    /// Returns a proposal as owners taught it to be: of another kind or door, with functions that they add to
    /// such decisions each time, and without those that they take away.
    pub fn advise(&self, policy: &Policy, mut proposal: Proposal) -> Proposal {
        if !policy.learning.corrections {
            return proposal;
        }
        if let Some((kind, habit)) = self.usual_kind(&proposal) {
            rederive(policy, &mut proposal, &Reason::Kind, usual::of_kind(kind));
            proposal.guesses.shifted = Some(habit);
            proposal.guesses.learnt = Some(kind);
            proposal.kind = kind;
        }
        if let Some((door, habit)) = self.usual_door(&proposal) {
            rederive(policy, &mut proposal, &Reason::Door, usual::of_door(door));
            proposal.guesses.learnt_door = Some((door, habit));
            proposal.door = door;
        }
        self.leave_out(&mut proposal);
        for (function, habit) in self.habits(&proposal, Touch::Added) {
            let there = proposal.affected.iter().any(|(one, _)| *one == function);
            if !there && policy.library.get(&function).is_some() {
                proposal.affected.push((function, vec![Reason::Habit(habit)]));
            }
        }
        proposal
    }

    /// Takes functions off the card that owners take off; one stays in any case, and so does each that
    /// words of the text speak for.
    fn leave_out(&self, proposal: &mut Proposal) {
        for (function, habit) in self.habits(proposal, Touch::Removed) {
            let there = proposal.affected.iter().position(|(one, reasons)| {
                *one == function && !reasons.iter().any(|one| matches!(one, Reason::Words(_)))
            });
            if let Some(place) = there.filter(|_| proposal.affected.len() > 1) {
                proposal.affected.remove(place);
                proposal.guesses.left_out.push((function, habit));
            }
        }
    }

    /// The kind that owners of this channel make of such a guess, if more often than not.
    fn usual_kind(&self, proposal: &Proposal) -> Option<(Kind, Habit)> {
        let grounds = Grounds::of(&proposal.guesses);
        let alike =
            |past: &Past| past.grounds.as_ref().is_some_and(|one| grounds.is_kind_within(one));
        let guess =
            |past: &&Past| past.guessed.unwrap_or(past.kind) == proposal.kind && alike(past);
        let here = self.latest().filter(|past| past.channel == proposal.channel);
        let chosen = |past: &Past| past.kind_how().map(|how| (past.kind, how));
        let choice = Choice::of(here.filter(guess), LOOKED_AT_HERE, chosen)?;
        let least = least(&proposal.guesses.kind_words);
        let enough = choice.times >= least && choice.times * 2 > choice.among;
        (enough && choice.value != proposal.kind).then(|| (choice.value, choice.habit()))
    }

    /// The door that owners make of such a one in decisions of this kind: of this channel, or else of
    /// several.
    fn usual_door(&self, proposal: &Proposal) -> Option<(Door, Habit)> {
        let grounds = Grounds::of(&proposal.guesses);
        let alike =
            |past: &Past| past.grounds.as_ref().is_some_and(|one| grounds.is_door_within(one));
        let of_kind = || self.latest().filter(|past| past.kind == proposal.kind && alike(past));
        let here = of_kind().filter(|past| past.channel == proposal.channel);
        let least = least(&proposal.guesses.door_words);
        let choice = match Choice::of(here, LOOKED_AT_HERE, |past| past.door) {
            Some(here) => (here.times >= least).then_some(here),
            None => Choice::of(of_kind(), LOOKED_AT, |past| past.door)
                .filter(|all| all.times >= HABIT && all.channels.len() > 1),
        }?;
        (choice.value != proposal.door).then(|| (choice.value, choice.habit()))
    }

    /// The functions that owners add to decisions of this kind, or take away from them.
    fn habits(&self, proposal: &Proposal, hand: Touch) -> Vec<(FunctionId, Habit)> {
        let of_kind = || self.latest().filter(|past| past.kind == proposal.kind);
        let here: Vec<&Past> = of_kind()
            .filter(|past| past.channel == proposal.channel)
            .take(LOOKED_AT_HERE)
            .collect();
        let anywhere: Vec<&Past> = of_kind().take(LOOKED_AT).collect();
        let known: BTreeSet<&FunctionId> =
            here.iter().chain(&anywhere).flat_map(|past| past.touched.keys()).collect();
        let habit = |function: &FunctionId| {
            if here.iter().any(|past| past.touched.contains_key(function)) {
                return habit(&here, function, hand)
                    .filter(|(habit, _)| times(habit) >= HABIT_HERE);
            }
            let found = habit(&anywhere, function, hand);
            found.filter(|(habit, channels)| times(habit) >= HABIT && channels.len() > 1)
        };
        let all = known.into_iter();
        all.filter_map(|function| Some((function.clone(), habit(function)?.0))).collect()
    }

    fn latest(&self) -> impl Iterator<Item = &Past> {
        self.past.iter().rev()
    }
}

/// How often owners must have corrected a guess that these words speak for.
fn least(words: &[String]) -> usize {
    if words.is_empty() { HABIT_HERE } else { HABIT_AGAINST_WORDS }
}

/// What owners chose by hand, back to the last time that they chose something else.
struct Choice<'p, T> {
    value: T,
    times: usize,
    /// Among how many that were not left to habit.
    among: usize,
    /// Among how many in all.
    of: usize,
    channels: BTreeSet<&'p ChannelId>,
}

impl<'p, T: Copy + PartialEq> Choice<'p, T> {
    /// Looks at what was chosen and how, the latest first. What was left to habit is no choice, and
    /// takes no other one's place among those looked at.
    fn of(
        latest: impl Iterator<Item = &'p Past>,
        looked_at: usize,
        chosen: impl Fn(&Past) -> Option<(T, How)>,
    ) -> Option<Self> {
        let mut found: Option<Self> = None;
        let mut among = 0;
        for (index, past) in latest.enumerate() {
            let chosen = chosen(past);
            among += usize::from(!matches!(chosen, Some((_, How::Habit))));
            let differs =
                chosen.zip(found.as_ref()).is_some_and(|((one, _), all)| one != all.value);
            if among > looked_at || differs {
                break;
            }
            if let Some((value, How::Hand)) = chosen {
                let channels = BTreeSet::new();
                let all = found.get_or_insert(Self { value, times: 0, among, of: 0, channels });
                (all.times, all.among, all.of) = (all.times + 1, among, index + 1);
                all.channels.insert(&past.channel);
            }
        }
        found
    }

    fn habit(&self) -> Habit {
        let here = self.channels.len() == 1;
        Habit { times: small(self.times), of: small(self.of), here, by_hand: true }
    }
}

/// How often owners did this with a function, back to the last time that they did the opposite.
fn habit<'p>(
    latest: &[&'p Past],
    function: &FunctionId,
    hand: Touch,
) -> Option<(Habit, BTreeSet<&'p ChannelId>)> {
    let kept = if hand == Touch::Added { Touch::Kept } else { Touch::KeptOut };
    let mut habit = Habit { times: 0, of: 0, here: true, by_hand: true };
    let mut channels = BTreeSet::new();
    for (index, past) in latest.iter().enumerate() {
        match past.touched.get(function) {
            None => continue,
            Some(touch) if *touch == hand || *touch == kept => {
                habit.times += 1;
                habit.of = small(index + 1);
                habit.by_hand &= *touch == hand;
                channels.insert(&past.channel);
            }
            Some(_) => break,
        }
    }
    habit.here = channels.len() == 1;
    (habit.times > 0).then_some((habit, channels))
}

/// Puts those who are usual for another kind or door in the place of those who were there for the guess only.
fn rederive(policy: &Policy, proposal: &mut Proposal, why: &Reason, mut usual: Vec<FunctionId>) {
    usual.retain(|function| policy.library.get(function).is_some());
    let before = proposal.affected.clone();
    let of_kind = usual::of_kind(proposal.kind);
    proposal.affected.retain_mut(|(function, reasons)| {
        let before = reasons.len();
        reasons.retain(|reason| reason != why);
        if usual.contains(function) {
            let place = if *why == Reason::Kind { 0 } else { reasons.len() };
            reasons.insert(place, why.clone());
        }
        // What the kind touches only at times is no reason by itself.
        let too_little = *reasons == [Reason::Kind] && !of_kind.contains(function);
        let is_left_with_too_little = reasons.len() < before && too_little;
        !reasons.is_empty() && !is_left_with_too_little
    });
    for function in usual {
        if !proposal.affected.iter().any(|(one, _)| *one == function) {
            proposal.affected.push((function, vec![why.clone()]));
        }
    }
    if proposal.affected.is_empty() {
        proposal.affected = before;
    }
}

fn times(habit: &Habit) -> usize {
    usize::from(habit.times)
}

fn small(number: usize) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}
