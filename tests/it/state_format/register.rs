//! What leads have declared, what was learned before and when a note is due, as format 1 spells it.

use super::{at, check, decision, workspace};
use jiff::civil::date;
use soundings::domain::decision::Decision;
use soundings::domain::effect::{Destination, Effect};
use soundings::domain::event::{DecisionEvent, Event};
use soundings::domain::limit::{Limit, Pressure, Register, Sort, Touch, Touched};
use soundings::domain::message::Message;
use soundings::domain::person::NotePlan;
use soundings::domain::state::State;
use soundings::domain::workspace::Workspace;

fn limit(sort: Sort) -> Limit {
    Limit {
        id: "L7K2M9QX1".into(),
        function: "finance".into(),
        sort,
        text: "no seat below 60 euros".into(),
        from: Some(date(2026, 3, 2)),
        until: date(2026, 6, 30),
        by: Some("U2".into()),
        at: at(3),
    }
}

#[test]
fn what_is_declared_is_read_and_spelled_as_ever() {
    let (text, until) = ("closing the year".to_owned(), date(2026, 3, 31));
    let pressure = Pressure { text, until, by: "U2".into(), at: at(4) };
    let register = Register {
        limits: Sort::ALL.map(limit).to_vec(),
        pressure: [("finance".into(), pressure)].into(),
    };
    let row = Workspace { register, ..workspace() };
    check("row-workspace-register", &State::Workspace(Box::new(row)));
    let by = |by| Touched { limit: limit(Sort::Floor), by };
    let limits = vec![
        by(Touch::Day("1 April".into())),
        by(Touch::Closing),
        by(Touch::Amount("49 euros".into())),
        by(Touch::Words(vec!["seats".into()])),
    ];
    let row = Decision { limits, ..decision() };
    check("row-decision-limits", &State::Decision(Box::new(row)));
    let (function, by) = ("finance".into(), "U2".into());
    let (from, of) = ("D8".into(), "7K2M9QX1".to_owned());
    check("effect-recall", &Effect::Recall { function, by, from, of });
    let (function, user) = ("finance".into(), "U2".into());
    let message = Message::NoLongerSaid { function, user };
    check(
        "effect-post-no-longer-said",
        &Effect::Post { to: Destination::Dm("U2".into()), message },
    );
    let zone = soundings::domain::hours::Zone("Europe/Berlin".into());
    let mut person = super::person();
    person.blind_spots = Some(NotePlan { zone, next: at(9) });
    check("row-person-blind-spots", &State::Person(Box::new(person)));
    let to = Destination::Dm("U2".into());
    check("effect-post-blind-spots", &Effect::Post { to, message: Message::BlindSpots });
    check("effect-find-limits", &Effect::FindLimits);
    let event = Box::new(Event::Decision(DecisionEvent::LimitsChanged));
    check("effect-tell-limits", &Effect::TellOpenDecisions { channel: None, event });
    let message = Message::LimitsTouched { limits: vec!["L7K2M9QX1".into()] };
    check("effect-post-limits", &Effect::Post { to: Destination::Dm("U1".into()), message });
}
