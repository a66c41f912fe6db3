//! Views that pull apart, as format 1 spells them.

use super::{at, boxed, check, decision};
use soundings::domain::decision::{Deed, Entry};
use soundings::domain::effect::{Destination, Effect, Key, Refresh};
use soundings::domain::event::{DecisionEvent, Event};
use soundings::domain::ids::{FunctionId, TensionId};
use soundings::domain::message::Message;
use soundings::domain::state::State;
use soundings::domain::tension::{
    Card, CardText, Fate, Joint, Pair, Said, Telling, Tension, Tensions,
};

fn said(function: &str) -> Said {
    Said { function: FunctionId::from(function), of: "7K2M9QX1".into() }
}

fn pair(needs: &str, limits: &str) -> Pair {
    Pair { needs: said(needs), limits: said(limits) }
}

fn text(goal: Option<&str>) -> CardText {
    CardText {
        goal: goal.map(str::to_owned),
        one_needs: "what was signed".into(),
        other_needs: "one price table".into(),
        assumption: "that one table cannot hold both".into(),
        question: "What would have to be true?".into(),
    }
}

fn pulling() -> Tensions {
    let card = |ts: Option<&str>, goal| Card {
        by: "U1".into(),
        at: at(90),
        text: text(goal),
        ts: ts.map(Into::into),
    };
    let fates = [
        Fate::Open,
        Fate::PutAside,
        Fate::Posted(Box::new(card(Some("9.000001"), Some("small teams stay")))),
        Fate::Posted(Box::new(card(None, None))),
        Fate::NotPosted(Box::new(text(None))),
    ];
    let others = ["finance", "legal", "sales", "support", "design"];
    let known = others.into_iter().zip(fates).map(|(other, fate)| Tension {
        between: pair(other, "engineering"),
        at: at(80),
        fate,
    });
    let known: Vec<Tension> = known.collect();
    let tensions = known.iter().map(Tension::id).take(2).collect();
    let place = Some(("D1".into(), "9.000002".into()));
    let parties = vec![said("finance"), said("legal")];
    let joint = Some(Joint { parties: parties.clone(), at: at(81) });
    let digest = Telling { at: at(95), tensions: Vec::new(), joint: parties, place: None };
    let tellings = vec![Telling { at: at(85), tensions, joint: Vec::new(), place }, digest];
    Tensions { known, joint, tellings }
}

#[test]
fn views_that_pull_apart_are_read_and_spelled_as_ever() {
    let mut row = decision();
    row.tensions = pulling();
    row.history.push(Entry { at: at(90), who: Some("U1".into()), what: Deed::TensionPosted });
    check("row-decision-tensions", &State::Decision(Box::new(row)));
}

#[test]
fn effects_about_tensions_are_read_and_spelled_as_ever() {
    check("effect-find-tensions", &Effect::FindTensions);
    let tension = TensionId::new("7K2M9QX1");
    let to = Destination::Thread("C1".into(), "1.000001".into());
    let message = Message::Tension { tension: tension.clone() };
    check("effect-post-tension", &Effect::Post { to, message });
    let (to, message) = (Destination::Dm("U1".into()), Message::TensionsFound { at: at(85) });
    check("effect-post-tensions-found", &Effect::Post { to, message });
    let (channel, ts) = ("C1".into(), "9.000001".into());
    let message = Box::new(Message::Tension { tension });
    check("effect-refresh-tension", &Effect::Refresh(Refresh::Message { message, channel, ts }));
    let pairs = vec![pair("finance", "engineering")];
    let found = DecisionEvent::TensionsFound { pairs, joint: vec![said("finance"), said("legal")] };
    let key = Key::Decision("T1".into(), "D1".into());
    let event = boxed(Event::Decision(found));
    check("effect-tell-tensions-found", &Effect::Tell { key, event });
}
