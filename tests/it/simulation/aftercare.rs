//! What people do after a decision, in any order, and what must hold of it.

use super::deciding;
use super::steps::{self, Step, TEXTS, chosen, decision_key, function_id, name};
use crate::domain::world::{Posted, World};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use soundings::domain::aftermath::{
    Aftermath, CameTrue, Cause, Check, FLOOR, Feeling, Progress, Score, Turned,
};
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::effect::{Destination, Key};
use soundings::domain::event::{DecisionEvent, Event};
use soundings::domain::ids::{FunctionId, UserId};
use soundings::domain::message::Message;
use soundings::domain::policy::Review;
use soundings::domain::reply::{Form, Press};
use soundings::domain::state::State;
use soundings::domain::workspace::Workspace;
use soundings::views::Scene;
use std::collections::BTreeSet;

/// Somebody does something about what was decided.
#[derive(Clone, Debug)]
pub struct Act {
    who: usize,
    decision: usize,
    what: u8,
    function: usize,
    text: usize,
    number: u8,
}

/// Returns any such act.
pub fn any_act() -> impl Strategy<Value = Act> {
    (0..9usize, 0..3usize, 0..14u8, 0..5usize, 0..TEXTS.len(), any::<u8>()).prop_map(
        |(who, decision, what, function, text, number)| Act {
            who,
            decision,
            what,
            function,
            text,
            number,
        },
    )
}

/// Returns steps of a history that begins with a decision: mostly taps and days that pass.
pub fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => any_act().prop_map(Step::After),
        2 => steps::any_step(),
        2 => (0..9usize).prop_map(|lane| Step::CarryOut { lane }),
        1 => (0..9usize).prop_map(|lane| Step::Crash { lane }),
        4 => Just(Step::CarryOutAll),
        5 => (60..6_000i64).prop_map(|minutes| Step::Wait { minutes }),
        1 => (60..6_000i64).prop_map(|minutes| Step::Sleep { minutes }),
    ]
}

/// Six functions are asked, those who were asked answer, and Olga decides.
pub fn decide(world: &mut World, number: u8) {
    let functions = ["finance", "engineering", "legal", "marketing", "catering", "support"];
    let id = world.notices("Move all plans to usage pricing", &functions);
    world.wait_until(world.now + SignedDuration::from_hours(72));
    for slot in world.decision(&id).slots {
        let Some(ask) = slot.asks.first() else { continue };
        world.answers(ask.user.as_str(), &id, slot.function.as_str(), "we need a floor");
    }
    let by = UserId::from("Olga");
    deciding::record(world, &id, &by, "We do it.", number);
    // Half of the histories begin when the check is out.
    if number.is_multiple_of(2) {
        world.wait_until(world.now + SignedDuration::from_hours(96));
    }
}

/// Reviews come soon, so that a history sees them.
pub fn review() -> Review {
    Review { two_way_days: 4, one_way_days: 8, ..Review::default() }
}

/// Does it, as far as there is a decision.
pub fn take(world: &mut World, act: &Act) {
    let Some(key) = decision_key(world, act.decision) else { return };
    let Some(State::Decision(decision)) = world.state(&key) else { return };
    let event = match form(act) {
        Some(form) => DecisionEvent::Submitted { by: actor(world, &decision, act), form },
        None => {
            let press = press(act);
            DecisionEvent::Pressed { by: actor(world, &decision, act), press }
        }
    };
    world.apply_new(&key, Event::Decision(event));
}

fn pick<T: Copy>(all: &[T], number: u8) -> T {
    all[usize::from(number) % all.len()]
}

fn press(act: &Act) -> Press {
    let function = function_id(act.function);
    match act.what {
        0..=3 => Press::Felt { feeling: pick(Feeling::ALL, act.number) },
        4 | 5 => Press::FeltHeard { score: Score::new(act.number % 5 + 1).expect("a score") },
        6 => Press::RaiseWorry,
        7 => Press::RecordResult,
        8 => Press::CameTrue { function, answer: pick(CameTrue::ALL, act.number) },
        _ => Press::FollowUp { function, progress: pick(Progress::ALL, act.number) },
    }
}

fn form(act: &Act) -> Option<Form> {
    let text = TEXTS[act.text].to_owned();
    let cause = (act.number > 20).then(|| pick(Cause::ALL, act.number));
    Some(match act.what {
        10 | 11 => {
            let function = (act.number > 10).then(|| function_id(act.function));
            Form::Worry { function, text: if act.number > 250 { text.repeat(99) } else { text } }
        }
        12 => {
            let turned = (act.number > 5).then(|| pick(Turned::ALL, act.number));
            Form::Result { text, turned, cause }
        }
        13 if act.number.is_multiple_of(3) => Form::Reopen { cause, reason: Some(text) },
        _ => return None,
    })
}

/// Mostly somebody who was asked, then the owner for what is hers, then anybody.
fn actor(world: &World, decision: &Decision, act: &Act) -> UserId {
    let check = decision.after().and_then(|after| after.check.as_ref());
    let asked: Vec<&UserId> = check.into_iter().flat_map(|check| check.asked.keys()).collect();
    match (act.what, act.who) {
        (7 | 12 | 13, 0..8) => "Olga".into(),
        (_, 0..7) => {
            chosen(&asked, act.who).map_or_else(|| name(world, act.who), |one| (*one).clone())
        }
        _ => name(world, act.who),
    }
}

/// What was seen so far of what comes after records.
#[derive(Default)]
pub struct Aftercare {
    /// Who was sent which question about which record.
    asked: BTreeSet<(Key, Timestamp, String)>,
}

impl Aftercare {
    /// Checks a message: each question once, where people work, and no counts below the floor.
    pub fn posted(&mut self, world: &World, posted: &Posted) {
        let (at, what) = match &posted.message {
            Message::Check { at, user } => (*at, format!("{user} is asked whether it is clear")),
            Message::CheckResult { at } => (*at, "the owner sees the counts".to_owned()),
            Message::ReviewDue { at, again } => (*at, format!("the review, again: {again}")),
            Message::Reviewed { at } => (*at, "the result".to_owned()),
            Message::DidItComeTrue { at, user } => {
                (*at, format!("{user} is asked whether it came true"))
            }
            Message::FollowUpDue { at, functions, .. } => {
                (*at, format!("{functions:?} is followed up"))
            }
            Message::WorryRaised { .. } | Message::WorryCameTrue { .. } => {
                return arrives_at_work(world, posted);
            }
            _ => return,
        };
        let once = (posted.source.clone(), at, what);
        assert!(self.asked.insert(once.clone()), "said twice: {once:?}");
        if !matches!(posted.message, Message::Reviewed { .. }) {
            arrives_at_work(world, posted);
        }
        counts_are_hidden(world, posted);
    }

    pub fn start_over(&mut self, key: &Key) {
        self.asked.retain(|(one, ..)| one != key);
    }
}

fn arrives_at_work(world: &World, posted: &Posted) {
    let Destination::Dm(user) = &posted.to else { panic!("not private: {posted:?}") };
    let somebody = &world.people[user];
    let open = world.policy.hours.is_open(&somebody.zone, posted.at);
    assert!(open, "{user} gets {:?} outside working hours", posted.message);
    let owners = matches!(posted.message, Message::ReviewDue { .. } | Message::CheckResult { .. })
        || matches!(posted.message, Message::WorryRaised { .. } | Message::WorryCameTrue { .. });
    let muted = world.person(user.as_str()).muted && !owners;
    assert!(!muted, "{user} muted the bot and gets {:?}", posted.message);
}

/// What the owner reads says what was tapped only where five people did.
fn counts_are_hidden(world: &World, posted: &Posted) {
    let Message::CheckResult { .. } = posted.message else { return };
    let Some(State::Decision(decision)) = world.state(&posted.source) else { return };
    let scene = Scene { policy: &world.policy, now: world.now };
    let Some(shown) = scene.message(&posted.message, Some(&decision)) else { return };
    let check = decision.after().and_then(|after| after.check.as_ref()).expect("a check");
    let told = shown.text.contains(" unsure · ");
    assert_eq!(told, check.tapped.len() >= FLOOR, "{}", shown.text);
}

/// Checks what comes after a record as it stands after a step.
pub fn decision(world: &World, key: &Key, decision: &Decision) {
    let Some(record) = decision.record.as_deref() else { return };
    let after = record.after.as_deref().expect("every record has an aftermath");
    let reviewed = decision.phase == Phase::Reviewed;
    assert_eq!(reviewed, after.result.is_some(), "{key} is half reviewed");
    after.check.iter().for_each(|check| is_anonymous(key, check));
    assert!(after.worries.len() <= 40, "{key} has worries without end");
    for worry in &after.worries {
        assert!(worry.by != decision.owner && !worry.text.is_empty(), "{key} has {worry:?}");
        assert!(worry.hindsight.is_none() || worry.question.is_some(), "{key} has {worry:?}");
    }
    let due = record.follow_ups_to_ask(decision).next().is_some();
    let waits = is_checked(after) || is_to_review(after) || due;
    let wakes = world.rows[key].wake_at.is_some();
    assert_eq!(wakes, waits, "{key} is woken for nothing, or not although something is due");
}

fn is_checked(after: &Aftermath) -> bool {
    after.check.as_ref().is_some_and(|check| check.told_at.is_none())
}

fn is_to_review(after: &Aftermath) -> bool {
    after.result.is_none() && after.review.reminded_at.is_none()
}

/// Counts and names stand apart, and fit each other.
fn is_anonymous(key: &Key, check: &Check) {
    let tally = check.tally;
    let sum = usize::from(tally.clear + tally.unsure + tally.worried);
    assert_eq!(sum, check.tapped.len(), "{key} counts other taps than were made");
    let asked = |user: &UserId| check.asked.contains_key(user);
    assert!(check.tapped.iter().all(asked), "{key} counts somebody who was not asked");
    let contributed = |user: &UserId| !check.asked[user].contributed.is_empty();
    assert!(check.felt_heard.iter().all(contributed), "{key} scores somebody who said nothing");
    assert_eq!(check.outcome().counts.is_some(), sum >= FLOOR, "{key} shows too few");
}

/// Checks what a workspace knows of how functions felt heard.
pub fn workspace(workspace: &Workspace) {
    let functions: Vec<&FunctionId> = workspace.felt_heard.keys().collect();
    for function in functions {
        let pulse = workspace.felt_heard[function];
        assert_eq!(pulse.answers() as usize % FLOOR, 0, "{function} is shown answer by answer");
        let mean = pulse.tenths().is_none_or(|mean| (10..=50).contains(&mean));
        assert!(mean, "{function} felt heard by {:?} tenths", pulse.tenths());
    }
}
