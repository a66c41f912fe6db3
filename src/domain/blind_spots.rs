//! An owner's own blind spots: which lenses they asked in what they decided, which they did not, and which
//! worries came true. For them alone, worked out when it is read, and kept nowhere.

use super::aftermath::{Aftermath, CameTrue, Worry};
use super::decision::Decision;
use super::ids::{FunctionId, UserId};
use super::policy::Policy;
use super::record::Record;
use jiff::{SignedDuration, Timestamp};
use std::cmp::Reverse;

/// How far back decisions are looked at, in days: about three months.
const LOOK_BACK_DAYS: i64 = 92;
/// What happened in so many days is new in a monthly note.
const MONTH_DAYS: i64 = 31;
/// With fewer decisions than this, that a function was on no card says nothing.
const ENOUGH: usize = 3;

/// What somebody who decides may not have seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlindSpots<'a> {
    /// How many decisions they recorded.
    pub decided: usize,
    /// Functions that were asked, with in how many of those; the most often asked first.
    pub asked: Vec<(&'a FunctionId, usize)>,
    /// Functions that were asked in none of them, those that were on a card first.
    pub never: Vec<NeverAsked<'a>>,
    /// Worries that came true in the last month, in whatever they decided.
    pub came_true: Vec<(&'a Decision, &'a Worry, CameTrue)>,
    /// Whether anything of this is of the last month.
    pub is_news: bool,
}

/// A function that was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverAsked<'a> {
    pub function: &'a FunctionId,
    /// On how many cards it was all the same, as affected.
    pub on_card: usize,
}

impl<'a> BlindSpots<'a> {
    /// Looks at the decisions of an owner, among those that they may see.
    pub fn of(
        policy: &'a Policy,
        seen: &'a [Decision],
        owner: &UserId,
        now: Timestamp,
    ) -> BlindSpots<'a> {
        let since = |days: i64| before(now, days);
        let recorded = |one: &Decision, days| {
            records(one).any(|record| record.by == *owner && since(days) <= record.at)
        };
        let decided: Vec<&Decision> =
            seen.iter().filter(|one| recorded(one, LOOK_BACK_DAYS)).collect();
        let came_true = came_true(seen, owner, since(MONTH_DAYS));
        let is_news = !came_true.is_empty() || decided.iter().any(|one| recorded(one, MONTH_DAYS));
        let (asked, never) = lenses(policy, &decided);
        BlindSpots { decided: decided.len(), asked, never, came_true, is_news }
    }

    /// Returns whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.decided == 0 && self.came_true.is_empty()
    }
}

/// Which functions were asked how often, and which never.
fn lenses<'a>(
    policy: &'a Policy,
    decided: &[&Decision],
) -> (Vec<(&'a FunctionId, usize)>, Vec<NeverAsked<'a>>) {
    let (mut asked, mut never) = (Vec::new(), Vec::new());
    for lens in policy.library.iter() {
        let function = &lens.function;
        let slots = decided.iter().filter_map(|one| one.slot(function));
        let slots: Vec<_> =
            slots.filter(|slot| !slot.is_not_affected() || slot.was_asked()).collect();
        match slots.iter().filter(|slot| slot.was_asked()).count() {
            0 if !slots.is_empty() || decided.len() >= ENOUGH => {
                never.push(NeverAsked { function, on_card: slots.len() });
            }
            0 => {}
            times => asked.push((function, times)),
        }
    }
    asked.sort_by_key(|(_, times)| Reverse(*times));
    never.sort_by_key(|one| Reverse(one.on_card));
    (asked, never)
}

fn came_true<'a>(
    seen: &'a [Decision],
    owner: &UserId,
    since: Timestamp,
) -> Vec<(&'a Decision, &'a Worry, CameTrue)> {
    let of_one = |decision: &'a Decision| {
        let after = records(decision).filter(|record| record.by == *owner);
        let after = after.filter_map(|record| record.after.as_deref());
        after.flat_map(Aftermath::came_true).map(move |(worry, then)| (decision, worry, then))
    };
    let found = seen.iter().flat_map(of_one).filter(|(.., then)| since <= then.at);
    found.map(|(decision, worry, then)| (decision, worry, then.answer)).collect()
}

/// The records of a decision, the one that stands last.
fn records(decision: &Decision) -> impl Iterator<Item = &Record> {
    decision.earlier.iter().chain(decision.record.as_deref())
}

fn before(now: Timestamp, days: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(days * 24)).unwrap_or(Timestamp::MIN)
}
