//! Buttons and forms in random histories.

use super::register;
use super::said::offered;
use super::steps::{functions, name};
use crate::domain::world::World;
use jiff::ToSpan;
use soundings::domain::care::Care;
use soundings::domain::ids::FunctionId;
use soundings::domain::kind::{Door, Kind};
use soundings::domain::reply::{Form, More, Press};

pub(super) fn any_press(world: &World, button: u8, function: FunctionId, decision: usize) -> Press {
    let reply = offered(world, decision).unwrap_or_else(|| "1.1".into());
    match button {
        0 | 1 => Press::NoObjection { function },
        2 | 3 => Press::NotAffected { function },
        4 => Press::NeedTime { function },
        5 => Press::HelpMeDecide { function },
        6 => Press::SomeoneElse { function },
        7 => Press::Withdraw { function },
        8 | 9 => Press::ConfirmNotAffected { function },
        10 => Press::RefuseNotAffected { function },
        11 | 12 => Press::CountReply { reply, function },
        13 => Press::IgnoreReply { reply },
        14 => Press::NotADecision,
        15 => Press::ChangeAffected,
        16 => Press::ChangeKind { kind: Kind::ALL[decision % Kind::ALL.len()] },
        17 => Press::ChangeDoor { door: Door::OneWay },
        20 => Press::ConfirmRestated { function },
        21 => Press::MendRestated { function },
        22 => Press::StillHolds { function },
        23 => Press::Restate,
        19 => register::still_so(world, function, decision),
        18 => Press::AskAlso { functions: vec![function] },
        24 => Press::SayMore { function },
        25 => Press::LooksAfter { function, care: Care::ALL[decision % Care::ALL.len()] },
        26 => Press::LooksAfterElse { function },
        27 => Press::SetFunction { function, affected: decision.is_multiple_of(2) },
        _ => Press::Answer { function },
    }
}

pub(super) fn any_form(
    world: &World,
    form: u8,
    function: FunctionId,
    text: &str,
    number: u8,
) -> Form {
    let text = text.to_owned();
    let until = world.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    match form {
        0..=2 => Form::Answer {
            function,
            need: text.clone(),
            limit: (number & 1 == 1).then(|| text.clone()),
            evidence: None,
            condition: (number > 250).then(|| text.repeat(2_000)),
            hard_now: None,
            could_try: (number > 240).then(|| text.clone()),
        },
        3 => {
            let until = until.checked_add(i64::from(number % 6).days()).ok();
            Form::NeedTime { function, until: until.filter(|_| number != 0) }
        }
        4 | 5 => {
            let to = (number > 10).then(|| name(world, usize::from(number)));
            Form::SomeoneElse { function, to }
        }
        6 => Form::Affected { functions: functions(number) },
        7 => Form::CloseEarly { reason: text },
        8 => Form::Restate { function: (number > 10).then_some(function), text },
        9 => Form::Mended { function, text },
        10 | 11 => {
            let more = More {
                hard_now: (number > 10).then(|| text.clone()),
                changes: (number & 1 == 1).then(|| text.clone()),
                could_try: (number > 250).then(|| text.repeat(2_000)),
                instead: number & 2 == 2,
            };
            Form::SayMore { function, more }
        }
        12 => {
            let care = Care::ALL.get(usize::from(number % 11)).copied();
            Form::LooksAfter { function, care }
        }
        _ => Form::Details { title: text, goal: None, kind: Kind::Launch, door: Door::OneWay },
    }
}
