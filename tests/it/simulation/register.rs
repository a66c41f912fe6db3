//! What leads declare, and what functions say still holds, in random histories.

use super::steps::{decision_key, function_id, name};
use crate::domain::world::{TEAM, World};
use jiff::ToSpan;
use proptest::prelude::*;
use soundings::domain::effect::Key;
use soundings::domain::event::{Event, WorkspaceEvent};
use soundings::domain::hours::Zone;
use soundings::domain::ids::FunctionId;
use soundings::domain::limit::{Declared, LIMITS_MAX, Sort};
use soundings::domain::reply::Press;
use soundings::domain::state::State;
use soundings::domain::workspace::Workspace;
use soundings::reading::learned::latest;

/// What leads write: none of it is what people say about decisions, which the workspace's row never holds.
const LIMITS: [&str; 5] =
    ["no deploys in these days", "", "   ", "nothing below 60 euros", "usage of 1 vendor"];

/// Somebody who leads a function declares something for it.
#[derive(Clone, Debug)]
pub struct Declare {
    who: usize,
    function: usize,
    what: u8,
    text: usize,
    days: i64,
}

pub fn any_declare() -> impl Strategy<Value = Declare> {
    let numbers = (0..8usize, 0..3usize, 0..8u8, 0..LIMITS.len(), -2..40i64);
    numbers.prop_map(|(who, function, what, text, days)| Declare {
        who,
        function,
        what,
        text,
        days,
    })
}

pub fn take(world: &mut World, declare: &Declare) {
    let today = world.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let until = today.checked_add(declare.days.days()).ok();
    let text = LIMITS[declare.text].to_owned();
    let known = world.workspace().register.limits.first().map(|limit| limit.id.clone());
    let declared = match (declare.what, known) {
        (0, _) => Declared::Pressure { text, until },
        (1, Some(limit)) => Declared::Withdrawn { limit },
        (what, known) => {
            let (old, from) = (known.filter(|_| what == 2), (what == 3).then_some(today));
            let sort = Sort::ALL.get(usize::from(what) - 1).copied();
            Declared::Limit { old, sort, text, from, until }
        }
    };
    let (by, zone) = (name(world, declare.who), Zone::default());
    let function = function_id(declare.function);
    let event = WorkspaceEvent::Declared { by, zone, function, declared };
    world.apply_new(&Key::Workspace(TEAM.into()), Event::Workspace(event));
}

/// Says that what a function said last time still holds, whether it said anything or not.
pub fn still_so(world: &World, function: FunctionId, decision: usize) -> Press {
    let all = world.decisions();
    let state = decision_key(world, decision).and_then(|key| world.state(&key));
    let told = match &state {
        Some(State::Decision(decision)) => latest(decision, &function, &all),
        _ => None,
    };
    let (from, of) = match told {
        Some(told) => (told.decision.id.clone(), told.mark()),
        None => ("D1".into(), "7K2M9QX1".to_owned()),
    };
    Press::StillSo { function, from, of }
}

/// What holds after every step: no function has more limits than are kept, and each has an end.
pub fn after_step(workspace: &Workspace) {
    let limits = &workspace.register.limits;
    for limit in limits {
        let of_function = limits.iter().filter(|one| one.function == limit.function);
        assert!(of_function.count() <= LIMITS_MAX, "{} has too many limits", limit.function);
        assert!(
            limit.from.is_none_or(|from| from <= limit.until),
            "{limit:?} ends before it begins"
        );
        let twins = limits.iter().filter(|one| one.id == limit.id);
        assert_eq!(twins.count(), 1, "two limits are called {}", limit.id);
    }
}
