//! What can happen in a history, and how it is done to the world.
//!
//! A step holds small numbers that choose among what is there when it is taken, so that a history stays
//! meaningful when steps are left out of it.

use super::pressing::{any_form, any_press};
use super::relations::{self, Tie, any_tie};
use super::said::{known_decision, spoken};
use super::{aftercare, deciding, hesitating, tensions};
use crate::domain::world::{CHANNEL, TEAM, World, dm, leader};
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;
use soundings::domain::decision::{Blind, OpenedBy};
use soundings::domain::effect::Key;
use soundings::domain::event::{DecisionEvent, Event, PersonEvent, Strength, WorkspaceEvent};
use soundings::domain::ids::{FunctionId, MessageTs, UserId};
use soundings::domain::lesson::{Convinced, Verdict};
use soundings::domain::person::PersonChange;
use soundings::domain::roster::Excuse;
use soundings::domain::state::State;
use soundings::reading::is_hardly_an_answer;
use std::collections::BTreeSet;

/// One step of a history.
#[derive(Clone, Debug)]
pub enum Step {
    Notice {
        functions: u8,
        days: Option<u8>,
        by_hand: bool,
    },
    NoticeAgain {
        decision: usize,
        by_hand: bool,
    },
    Press {
        who: usize,
        decision: usize,
        button: u8,
        function: usize,
    },
    Submit {
        who: usize,
        decision: usize,
        form: u8,
        function: usize,
        text: usize,
        number: u8,
    },
    Reply {
        who: usize,
        decision: usize,
        text: usize,
    },
    /// The owner, mostly, records the decision from the first step to the last.
    Decide {
        who: usize,
        decision: usize,
        text: usize,
        number: u8,
    },
    /// One step of it, handed in or typed, whether it is its turn or not.
    DecideOutOfTurn {
        who: usize,
        decision: usize,
        text: usize,
        number: u8,
    },
    /// Something about what comes after the decision.
    After(aftercare::Act),
    Edit {
        decision: usize,
        message: usize,
        text: Option<usize>,
    },
    Write {
        who: usize,
        thread: Option<usize>,
        text: usize,
    },
    Mean {
        who: usize,
        choice: usize,
    },
    EditDm {
        who: usize,
        message: usize,
        text: Option<usize>,
    },
    Change {
        who: usize,
        change: u8,
        hours: u8,
    },
    Close {
        who: usize,
        decision: usize,
    },
    Reopen {
        who: usize,
        decision: usize,
    },
    Archive,
    /// The bot is invited to the channel.
    Invite {
        who: usize,
    },
    /// A suggestion is declined.
    Decline {
        sign: u8,
    },
    /// Somebody wants openings again, or everything forgotten.
    Unteach {
        who: usize,
        forget: bool,
    },
    GoBlind {
        minutes: i64,
    },
    /// Something is announced, or ties decisions to each other.
    Tie(Tie),
    /// Somebody hesitates, or the workspace no longer wants to know.
    Hesitate(hesitating::Act),
    /// Something about views that pull apart.
    Pull(tensions::Act),
    Start,
    Refuse {
        who: usize,
        refuses: bool,
    },
    Excuse {
        who: usize,
        excused: bool,
    },
    Quiet {
        who: usize,
        hours: u8,
    },
    /// The channel refuses messages from now on, or takes them again.
    Channel {
        refuses: bool,
    },
    /// The next effect of one lane is carried out.
    CarryOut {
        lane: usize,
    },
    /// It is carried out, but the bot crashes before it can note the result.
    Crash {
        lane: usize,
    },
    CarryOutAll,
    Wait {
        minutes: i64,
    },
    /// The bot is down; when it is back, what came due is due at once.
    Sleep {
        minutes: i64,
    },
}

/// Returns steps with the everyday ones more often than the odd.
pub fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => any_act(),
        4 => aftercare::any_act().prop_map(Step::After),
        4 => tensions::any_act().prop_map(Step::Pull),
        4 => any_setting(),
        6 => (0..9usize).prop_map(|lane| Step::CarryOut { lane }),
        2 => (0..9usize).prop_map(|lane| Step::Crash { lane }),
        4 => Just(Step::CarryOutAll),
        6 => (1..600i64).prop_map(|minutes| Step::Wait { minutes }),
        2 => (600..20_000i64).prop_map(|minutes| Step::Wait { minutes }),
        1 => (1..12_000i64).prop_map(|minutes| Step::Sleep { minutes }),
    ]
}

fn any_act() -> impl Strategy<Value = Step> {
    let text = || 0..TEXTS.len();
    let one = || 0..3usize;
    prop_oneof![
        4 => (1..32u8, prop::option::of(0..8u8), any::<bool>())
            .prop_map(|(functions, days, by_hand)| Step::Notice { functions, days, by_hand }),
        1 => (one(), any::<bool>())
            .prop_map(|(decision, by_hand)| Step::NoticeAgain { decision, by_hand }),
        9 => (0..8usize, one(), 0..29u8, 0..5usize)
            .prop_map(|(who, decision, button, function)| {
                Step::Press { who, decision, button, function }
            }),
        9 => (0..8usize, one(), 0..14u8, 0..5usize, text(), any::<u8>())
            .prop_map(|(who, decision, form, function, text, number)| {
                Step::Submit { who, decision, form, function, text, number }
            }),
        3 => (0..8usize, one(), text())
            .prop_map(|(who, decision, text)| Step::Reply { who, decision, text }),
        3 => (one(), 0..4usize, prop::option::of(text()))
            .prop_map(|(decision, message, text)| Step::Edit { decision, message, text }),
        3 => (0..8usize, prop::option::of(one()), text())
            .prop_map(|(who, thread, text)| Step::Write { who, thread, text }),
        1 => (0..8usize, one()).prop_map(|(who, choice)| Step::Mean { who, choice }),
        1 => (0..8usize, one(), prop::option::of(text()))
            .prop_map(|(who, message, text)| Step::EditDm { who, message, text }),
        1 => (0..3usize, one()).prop_map(|(who, decision)| Step::Close { who, decision }),
        2 => (0..3usize, one()).prop_map(|(who, decision)| Step::Reopen { who, decision }),
        3 => (0..3usize, one(), text(), any::<u8>())
            .prop_map(|(who, decision, text, number)| {
                Step::Decide { who, decision, text, number }
            }),
        2 => (0..3usize, one(), text(), any::<u8>())
            .prop_map(|(who, decision, text, number)| {
                Step::DecideOutOfTurn { who, decision, text, number }
            }),
        3 => any_tie().prop_map(Step::Tie),
        4 => hesitating::any_act().prop_map(Step::Hesitate),
    ]
}

fn any_setting() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..8usize, 0..6u8, any::<u8>())
            .prop_map(|(who, change, hours)| Step::Change { who, change, hours }),
        1 => Just(Step::Archive),
        1 => (0..8usize).prop_map(|who| Step::Invite { who }),
        2 => (0..3u8).prop_map(|sign| Step::Decline { sign }),
        1 => (0..8usize, any::<bool>()).prop_map(|(who, forget)| Step::Unteach { who, forget }),
        1 => (0..300i64).prop_map(|minutes| Step::GoBlind { minutes }),
        1 => Just(Step::Start),
        1 => (0..8usize, any::<bool>()).prop_map(|(who, refuses)| Step::Refuse { who, refuses }),
        1 => (0..8usize, any::<bool>()).prop_map(|(who, excused)| Step::Excuse { who, excused }),
        1 => (0..8usize, 0..30u8).prop_map(|(who, hours)| Step::Quiet { who, hours }),
        1 => any::<bool>().prop_map(|refuses| Step::Channel { refuses }),
    ]
}

/// Texts as people and accidents produce them.
pub const TEXTS: [&str; 8] = [
    "margin must stay above 20%",
    "",
    "   \n ",
    "ok",
    "\u{1f926}\u{1f3fd}\u{200d}\u{2642}\u{fe0f} \u{202e}right to left",
    "we need a migration path, or support drowns",
    "Move it to May 5",
    "Move it to May 6",
];
const FUNCTIONS: [&str; 6] =
    ["finance", "engineering", "legal", "marketing", "catering", "support"];

/// Does a step to the world, as far as there is something to do it to.
pub fn take(world: &mut World, step: &Step) {
    match step {
        Step::Notice { functions, days, by_hand } => notice(world, *functions, *days, *by_hand),
        Step::NoticeAgain { decision, by_hand } => notice_again(world, *decision, *by_hand),
        Step::CarryOut { lane } => {
            if let Some(lane) = ready_lane(world, *lane) {
                world.carry_out(&lane);
            }
        }
        Step::Crash { lane } => {
            if let Some(lane) = ready_lane(world, *lane) {
                let queued = world.lanes[&lane][0].clone();
                let _lost = world.perform(&queued);
            }
        }
        Step::After(act) => aftercare::take(world, act),
        Step::Tie(tie) => relations::take(world, tie),
        Step::Hesitate(act) => hesitating::take(world, act),
        Step::Pull(act) => tensions::take(world, act),
        Step::CarryOutAll => world.run(),
        Step::Wait { minutes } => world.wait_until(world.now + minutes.minutes()),
        Step::Sleep { minutes } => {
            world.now += SignedDuration::from_mins(*minutes);
            world.wake_due();
        }
        Step::Start => {
            world.leaders =
                vec![leader("Lou", "America/New_York"), leader("Olga", "Europe/Berlin")];
            event_to_workspace(world, WorkspaceEvent::Started);
        }
        Step::Archive => {
            event_to_workspace(world, WorkspaceEvent::ChannelArchived { channel: CHANNEL.into() });
        }
        Step::Invite { who } => {
            let by = Some(name(world, *who));
            event_to_workspace(world, WorkspaceEvent::Joined { channel: CHANNEL.into(), by });
        }
        Step::Decline { sign } => {
            let signs = [Some(Convinced::Proposal), Some(Convinced::Sound), None];
            let (verdict, convinced) = (Verdict::Dismissed, signs[usize::from(*sign)]);
            let channel = CHANNEL.into();
            let ts = Some(world.next_ts());
            event_to_workspace(
                world,
                WorkspaceEvent::Corrected { channel, ts, verdict, convinced },
            );
        }
        Step::Unteach { who, forget } => {
            let (channel, by) = (CHANNEL.into(), name(world, *who));
            let event = match forget {
                true => WorkspaceEvent::ForgetLessons { channel, by },
                false => WorkspaceEvent::OpenAgain { channel, by },
            };
            event_to_workspace(world, event);
        }
        Step::Refuse { who, refuses } => person(world, *who).1.refuses = *refuses,
        Step::Excuse { who, excused } => {
            person(world, *who).1.excused = excused.then_some(Excuse::CannotSee);
        }
        Step::Quiet { who, hours } => {
            let until = world.now + SignedDuration::from_hours((*hours).into());
            person(world, *who).1.quiet_until = Some(until);
        }
        Step::Channel { refuses } => world.channel_refuses = *refuses,
        Step::Write { .. } | Step::Mean { .. } | Step::EditDm { .. } | Step::Change { .. } => {
            take_personal(world, step);
        }
        _ => take_about_decision(world, step),
    }
}

fn take_personal(world: &mut World, step: &Step) {
    let (who, event) = match step {
        Step::Write { who, thread, text } => (who, write(world, *who, *thread, TEXTS[*text])),
        Step::Mean { who, choice } => {
            let Some(event) = mean(world, *who, *choice) else { return };
            (who, event)
        }
        Step::EditDm { who, message, text } => {
            let user = name(world, *who);
            let answers = world.person(user.as_str()).dm_answers;
            let unclear = world.person(user.as_str()).unclear.map(|unclear| unclear.ts);
            let known: Vec<MessageTs> =
                answers.into_iter().map(|answer| answer.ts).chain(unclear).collect();
            let Some(ts) = chosen(&known, *message) else { return };
            let text = text.map(|text| TEXTS[text].to_owned());
            (who, PersonEvent::DmEdited { channel: dm(&user), ts: ts.clone(), text })
        }
        Step::Change { who, change, hours } => {
            (who, PersonEvent::Changed(any_change(world, *change, *hours)))
        }
        _ => return,
    };
    let key = Key::Person(TEAM.into(), name(world, *who));
    world.apply_new(&key, Event::Person(event));
}

fn write(world: &mut World, who: usize, thread: Option<usize>, text: &str) -> PersonEvent {
    let (user, ts) = (name(world, who), world.next_ts());
    let asks = world.person(user.as_str()).asks;
    let messages: Vec<MessageTs> =
        asks.into_iter().filter_map(|ask| Some(ask.message?.1)).collect();
    let thread = thread.and_then(|thread| chosen(&messages, thread).cloned());
    let doubtful = is_hardly_an_answer(text);
    PersonEvent::DmReceived { channel: dm(&user), ts, thread, text: text.to_owned(), doubtful }
}

fn mean(world: &World, who: usize, choice: usize) -> Option<PersonEvent> {
    let person = world.person(name(world, who).as_str());
    let ask = chosen(&person.asks, choice)?.clone();
    let ts = person.unclear?.ts;
    Some(PersonEvent::DmMeant { ts, decision: ask.decision, function: ask.function })
}

fn any_change(world: &World, change: u8, hours: u8) -> PersonChange {
    let until = world.now + SignedDuration::from_hours(hours.into());
    let zone = soundings::domain::hours::Zone("Europe/Berlin".to_owned());
    match change {
        0 => PersonChange::Mute,
        1 => PersonChange::Unmute,
        2 => PersonChange::Snooze { until },
        4 | 5 => PersonChange::BlindSpots { on: change == 4, zone },
        _ => PersonChange::Away { until: until.to_zoned(zone.rules()).date(), zone },
    }
}

fn take_about_decision(world: &mut World, step: &Step) {
    let (which, event) = match step {
        Step::Press { who, decision, button, function } => {
            let press = any_press(world, *button, function_id(*function), *decision);
            let by = actor(world, *who, *decision, *function);
            (decision, DecisionEvent::Pressed { by, press })
        }
        Step::Submit { who, decision, form, function, text, number } => {
            let form = any_form(world, *form, function_id(*function), TEXTS[*text], *number);
            let by = actor(world, *who, *decision, *function);
            (decision, DecisionEvent::Submitted { by, form })
        }
        Step::Reply { who, decision, text } => {
            let (ts, author) = (world.next_ts(), name(world, *who));
            let (text, remark) = (TEXTS[*text], soundings::reading::remark(TEXTS[*text]));
            (decision, world.reply(&ts, author, text, remark))
        }
        Step::Decide { who, decision, text, number }
        | Step::DecideOutOfTurn { who, decision, text, number } => {
            let (by, text) = (owner_mostly(world, *who), TEXTS[*text]);
            let Some(Key::Decision(_, id)) = decision_key(world, *decision) else { return };
            let decides = matches!(world.state(&world.key(&id)), Some(State::Decision(_)));
            match step {
                _ if !decides => {}
                Step::Decide { .. } => deciding::record(world, &id, &by, text, *number),
                _ => deciding::step_out_of_order(world, &id, &by, text, *number),
            }
            return;
        }
        Step::Edit { decision, message, text } => {
            let Some(ts) = spoken(world, *decision, *message) else { return };
            let event = match text {
                Some(text) => {
                    let (text, spoken_of) = (TEXTS[*text].to_owned(), BTreeSet::new());
                    DecisionEvent::MessageEdited { ts, text, spoken_of, title: None, before: None }
                }
                None => DecisionEvent::MessageDeleted { ts, before: None },
            };
            (decision, event)
        }
        Step::Close { who, decision } => {
            (decision, DecisionEvent::CloseAsked { by: owner_mostly(world, *who) })
        }
        Step::Reopen { who, decision } => {
            let by = owner_mostly(world, *who);
            (decision, DecisionEvent::ReopenAsked { by, reason: None })
        }
        Step::GoBlind { minutes } => {
            let from = world.now - SignedDuration::from_mins(*minutes);
            (&0, DecisionEvent::WentBlind(Blind { from, to: world.now }))
        }
        _ => return,
    };
    if let Some(key) = decision_key(world, *which) {
        world.apply_new(&key, Event::Decision(event));
    }
}

fn notice(world: &mut World, mask: u8, days: Option<u8>, by_hand: bool) {
    let root = world.next_ts();
    let chosen = functions(mask);
    let names: Vec<&str> = chosen.iter().map(FunctionId::as_str).collect();
    let mut proposal = world.proposal(&root, "Move all plans to usage pricing", &names);
    proposal.days = days;
    if by_hand {
        proposal.by = OpenedBy::Person("Fay".into());
    }
    world.notice(proposal, Strength::Explicit);
}

fn notice_again(world: &mut World, decision: usize, by_hand: bool) {
    let Some(key) = decision_key(world, decision) else { return };
    let Some(root) = root_of(world, &key) else { return };
    let mut proposal = world.proposal(&root, "The same again", &["finance"]);
    if by_hand {
        proposal.by = OpenedBy::Person("Fay".into());
    }
    world.notice(proposal, Strength::Explicit);
}

fn event_to_workspace(world: &mut World, event: WorkspaceEvent) {
    world.apply_new(&Key::Workspace(TEAM.into()), Event::Workspace(event));
}

pub(super) fn functions(mask: u8) -> Vec<FunctionId> {
    let picked = FUNCTIONS.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1);
    picked.map(|(_, function)| (*function).into()).collect()
}

pub fn function_id(index: usize) -> FunctionId {
    FUNCTIONS[index % FUNCTIONS.len()].into()
}

pub fn chosen<T>(all: &[T], index: usize) -> Option<&T> {
    (!all.is_empty()).then(|| &all[index % all.len()])
}

pub fn name(world: &World, index: usize) -> UserId {
    let names: Vec<&UserId> = world.people.keys().collect();
    names[index % names.len()].clone()
}

/// Mostly somebody who was asked for the function, then the owner, then anybody.
fn actor(world: &World, who: usize, decision: usize, function: usize) -> UserId {
    let Some(Key::Decision(_, id)) = decision_key(world, decision) else {
        return name(world, who);
    };
    let decision = known_decision(world, &id);
    let slot = decision.as_ref().and_then(|one| one.slot(&function_id(function)));
    let asked = slot.and_then(|slot| chosen(&slot.asks, who));
    match (who, asked) {
        (0..4, Some(ask)) => ask.user.clone(),
        (4..6, _) => "Olga".into(),
        _ => name(world, who),
    }
}

pub(super) fn owner_mostly(world: &World, index: usize) -> UserId {
    if index == 0 { name(world, 2) } else { "Olga".into() }
}

fn person(world: &mut World, index: usize) -> (UserId, &mut crate::domain::world::Somebody) {
    let user = name(world, index);
    let somebody = world.somebody(user.as_str());
    (user, somebody)
}

fn ready_lane(world: &World, index: usize) -> Option<String> {
    let now = world.now;
    let ready: Vec<&String> = world
        .lanes
        .iter()
        .filter(|(_, lane)| lane.front().is_some_and(|one| one.not_before <= now))
        .map(|(name, _)| name)
        .collect();
    chosen(&ready, index).map(|lane| (*lane).clone())
}

pub fn decision_key(world: &World, index: usize) -> Option<Key> {
    let keys: Vec<&Key> =
        world.rows.keys().filter(|key| matches!(key, Key::Decision(..))).collect();
    chosen(&keys, index).map(|key| (*key).clone())
}

fn root_of(world: &World, key: &Key) -> Option<MessageTs> {
    let Key::Decision(_, id) = key else { return None };
    known_decision(world, id).map(|decision| decision.root)
}
