//! What leads declare: checked, kept as long as it holds, and told to the decisions that listen.

use super::Working;
use crate::domain::effect::Effect;
use crate::domain::event::{DecisionEvent, Event};
use crate::domain::hours::Zone;
use crate::domain::ids::{FunctionId, LimitId, UserId, mark};
use crate::domain::limit::{
    Declared, LIMIT_CHARS, LIMIT_DAYS, LIMITS_MAX, Limit, Pressure, Register, Sort,
};
use crate::domain::reply::{Field, FieldFault, Notice, Reply};
use jiff::ToSpan;
use jiff::civil::Date;

/// A lead declares something for their function.
pub(super) fn declare(
    work: &mut Working<'_>,
    (by, zone): (&UserId, &Zone),
    function: &FunctionId,
    declared: &Declared,
) {
    if !work.policy.room.boundaries {
        return say(work, Notice::TurnedOff);
    }
    let today = work.now.to_zoned(zone.rules()).date();
    forget_past(work);
    match declared {
        Declared::Limit { old, sort, text, from, until } => {
            let faults = faults((*sort, text), (*from, *until), today);
            match (sort, until) {
                (Some(sort), Some(until)) if faults.is_empty() => {
                    let limit = Limit {
                        id: id(work, function, text),
                        function: function.clone(),
                        sort: *sort,
                        text: text.trim().to_owned(),
                        from: Some(from.unwrap_or(today)),
                        until: *until,
                        by: Some(by.clone()),
                        at: work.now,
                    };
                    keep(work, old.as_ref(), limit);
                }
                _ => work.reply = Reply::Faults(faults),
            }
        }
        Declared::Pressure { text, until } => {
            set_pressure(work, by, function, (text.trim(), *until), today);
        }
        Declared::Withdrawn { limit } => withdraw(work, function, limit),
    }
}

/// What is past is forgotten, once it is past everywhere on earth.
pub(super) fn forget_past(work: &mut Working<'_>) {
    let today = work.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let yesterday = today.yesterday().unwrap_or(today);
    let Register { limits, pressure } = &mut work.workspace.register;
    limits.retain(|limit| yesterday <= limit.until);
    pressure.retain(|_, pressure| yesterday <= pressure.until);
}

/// Keeps a limit, in the place of the old one where there is one.
fn keep(work: &mut Working<'_>, old: Option<&LimitId>, limit: Limit) {
    let function = limit.function.clone();
    let limits = &mut work.workspace.register.limits;
    match old {
        Some(old) => match limits.iter_mut().find(|one| one.id == *old && one.function == function)
        {
            Some(place) => *place = Limit { id: old.clone(), ..limit },
            None => return say(work, Notice::LimitGone),
        },
        None if limits.iter().filter(|one| one.function == function).count() >= LIMITS_MAX => {
            return say(work, Notice::TooManyLimits { function });
        }
        None => limits.push(limit),
    }
    tell_decisions(work);
    say(work, Notice::LimitKept { function });
}

fn withdraw(work: &mut Working<'_>, function: &FunctionId, limit: &LimitId) {
    let limits = &mut work.workspace.register.limits;
    let place = limits.iter().position(|one| one.id == *limit && one.function == *function);
    let Some(place) = place else { return say(work, Notice::LimitGone) };
    limits.remove(place);
    tell_decisions(work);
    say(work, Notice::LimitWithdrawn { function: function.clone() });
}

fn set_pressure(
    work: &mut Working<'_>,
    by: &UserId,
    function: &FunctionId,
    (text, until): (&str, Option<Date>),
    today: Date,
) {
    let function = function.clone();
    let all = &mut work.workspace.register.pressure;
    if text.is_empty() {
        all.remove(&function);
        return say(work, Notice::PressureLifted { function });
    }
    let faults: Vec<_> = text_faults(text).chain(until_fault(until, today, today)).collect();
    match until.filter(|_| faults.is_empty()) {
        Some(until) => {
            let (text, by, at) = (text.to_owned(), by.clone(), work.now);
            all.insert(function.clone(), Pressure { text, until, by, at });
            say(work, Notice::PressureKept { function, until });
        }
        None => work.reply = Reply::Faults(faults),
    }
}

/// Which decisions it touches is looked up for each that listens.
pub(super) fn tell_decisions(work: &mut Working<'_>) {
    let event = Box::new(Event::Decision(DecisionEvent::LimitsChanged));
    work.effects.push(Effect::TellOpenDecisions { channel: None, event });
}

fn faults(
    (sort, text): (Option<Sort>, &str),
    (from, until): (Option<Date>, Option<Date>),
    today: Date,
) -> Vec<(Field, FieldFault)> {
    let no_sort = sort.is_none().then_some((Field::Sort, FieldFault::Empty));
    let needs_amount = sort.is_some_and(Sort::needs_amount);
    let no_amount = needs_amount && !text.contains(|c: char| c.is_ascii_digit());
    let no_amount = no_amount.then_some((Field::Text, FieldFault::NoAmount));
    let until = until_fault(until, from.unwrap_or(today), today);
    no_sort.into_iter().chain(text_faults(text)).chain(no_amount).chain(until).collect()
}

fn text_faults(text: &str) -> impl Iterator<Item = (Field, FieldFault)> {
    let fault = match text.trim() {
        "" => Some(FieldFault::Empty),
        long if long.chars().nth(LIMIT_CHARS).is_some() => Some(FieldFault::TooLong(LIMIT_CHARS)),
        _ => None,
    };
    fault.map(|fault| (Field::Text, fault)).into_iter()
}

fn until_fault(until: Option<Date>, from: Date, today: Date) -> Option<(Field, FieldFault)> {
    let latest = today.checked_add(LIMIT_DAYS.days()).unwrap_or(today);
    let fault = match until {
        None => FieldFault::Empty,
        Some(until) if until < today => FieldFault::DayPast,
        Some(until) if until < from => FieldFault::EndsBeforeItBegins,
        Some(until) if latest < until => FieldFault::DayTooFar { latest },
        Some(_) => return None,
    };
    Some((Field::Until, fault))
}

/// An id that no other limit has: of a function, a moment and its words.
fn id(work: &Working<'_>, function: &FunctionId, text: &str) -> LimitId {
    let at = work.now.as_nanosecond().to_string();
    LimitId::new(format!("L{}", mark([function.as_str(), at.as_str(), text])))
}

fn say(work: &mut Working<'_>, notice: Notice) {
    work.reply = Reply::Notice(Box::new(notice));
}
