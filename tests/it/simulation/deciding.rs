//! Recording decisions at any moment and in any order, and what must hold of a record.

use crate::domain::world::World;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::effect::Key;
use soundings::domain::event::DecisionEvent;
use soundings::domain::ids::{DecisionId, FunctionId, MessageTs, UserId};
use soundings::domain::message::Message;
use soundings::domain::record::{Filled, Outcome, Record, Step, heard, speaks_of};
use soundings::domain::reply::{Form, Modal, Reply};
use soundings::domain::slot::SlotState;
use std::collections::{BTreeMap, BTreeSet};

/// What was seen of records so far.
#[derive(Default)]
pub struct Records {
    known: BTreeMap<Key, Record>,
    posted: BTreeSet<(Key, Timestamp)>,
    told: BTreeSet<(Key, Timestamp, UserId, FunctionId)>,
}

/// Goes through the form step by step, as far as it leads, with answers drawn from a number.
pub fn record(world: &mut World, id: &DecisionId, by: &UserId, text: &str, number: u8) {
    let mut reply = world.decision_event(id, DecisionEvent::DecideAsked { by: by.clone() });
    for round in 0..12u8 {
        let Reply::Open(modal) = reply else { return };
        let Modal::Decide { step, .. } = *modal else { return };
        let form = filled(world, id, &step, text, number.wrapping_mul(31).wrapping_add(round));
        reply = world.submits(by.as_str(), id, Form::Decide(Box::new(form)));
        if matches!(reply, Reply::Faults(_)) {
            return;
        }
    }
}

/// Hands in one step out of order, or types into it.
pub fn step_out_of_order(world: &mut World, id: &DecisionId, by: &UserId, text: &str, number: u8) {
    let function = FunctionId::from(["finance", "legal", "catering"][usize::from(number % 3)]);
    let steps = [Step::Essence, Step::Proof, Step::View(function.clone()), Step::Gaps, Step::Check];
    let step = &steps[usize::from(number / 3) % steps.len()];
    let form = filled(world, id, step, text, number);
    if number.is_multiple_of(2) {
        world.submits(by.as_str(), id, Form::Decide(Box::new(form)));
    } else {
        let at = MessageTs::new(format!("{}.{number:06}", world.now.as_second()));
        world.decision_event(id, DecisionEvent::Typed { by: by.clone(), filled: form, at });
    }
}

fn filled(world: &World, id: &DecisionId, step: &Step, text: &str, number: u8) -> Filled {
    let some = || (number & 1 == 1).then(|| text.to_owned());
    match step {
        Step::Essence => Filled::Essence {
            sentence: text.to_owned(),
            serves_customer: some(),
            serves_company: None,
            given_up: some(),
        },
        Step::Proof => Filled::Proof {
            cost_carried_by: some(),
            measure: None,
            review_on: day(world, number),
            reopen_if: some(),
        },
        Step::View(function) => Filled::View {
            function: function.clone(),
            of: present_words(world, id, function),
            outcome: Outcome::ALL.get(usize::from(number % 6)).copied(),
            why: text.to_owned(),
            follow_up_by: some().map(|_| "Fay".into()),
            follow_up_due: some().and_then(|_| day(world, number)),
        },
        Step::Gaps => Filled::Gaps { reason: text.to_owned() },
        Step::Check => Filled::Check { back_to: (number > 250).then_some(Step::Proof) },
    }
}

fn day(world: &World, number: u8) -> Option<Date> {
    let today = world.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    today.checked_add(i64::from(number % 90 + 1).days()).ok()
}

fn present_words(world: &World, id: &DecisionId, function: &FunctionId) -> String {
    let decision = world.decision(id);
    let view = decision.slot(function).and_then(|slot| slot.view.clone());
    view.map(|view| soundings::domain::record::fingerprint(&view.words)).unwrap_or_default()
}

impl Records {
    /// Checks a decision as it stands after a step.
    pub fn decision(&mut self, world: &World, key: &Key, decision: &Decision) {
        let decided = matches!(decision.phase, Phase::Decided | Phase::Reviewed);
        assert_eq!(decided, decision.record.is_some(), "{key} is half decided");
        let Some(record) = decision.record.as_deref() else {
            self.known.remove(key);
            return;
        };
        assert!(decision.draft.is_none(), "{key} is decided and still in the making");
        match self.known.insert(key.clone(), record.clone()) {
            Some(before) if before.at == record.at => {
                let kept = before.dispositions.iter();
                let kept =
                    kept.map(|(function, one)| record.dispositions.get(function) == Some(one));
                assert!(kept.into_iter().all(|kept| kept), "a disposition of {key} was changed");
                assert_eq!(
                    (&before.essence, &before.gaps),
                    (&record.essence, &record.gaps),
                    "the record of {key} was changed"
                );
            }
            _ if record.at == world.now => is_sound(key, decision, record),
            _ => {}
        }
    }

    /// Checks a message about a record.
    pub fn posted(&mut self, key: &Key, message: &Message) {
        match message {
            Message::Decided { at } => {
                assert!(self.posted.insert((key.clone(), *at)), "{key} is told twice");
            }
            Message::WordBack { at, user, functions } => {
                for function in functions {
                    let once = (key.clone(), *at, user.clone(), function.clone());
                    assert!(self.told.insert(once), "{user} hears twice about {function} in {key}");
                }
            }
            _ => {}
        }
    }

    pub fn start_over(&mut self, key: &Key) {
        self.known.remove(key);
        self.posted.retain(|(one, _)| one != key);
        self.told.retain(|(one, ..)| one != key);
    }
}

/// What is missing at the moment of recording is stamped, with a reason; nothing else is.
fn is_sound(key: &Key, decision: &Decision, record: &Record) {
    assert!(!record.essence.sentence.trim().is_empty(), "{key} is decided without a sentence");
    let open = |state: &SlotState| {
        !matches!(
            state,
            SlotState::Heard { .. } | SlotState::NoObjection { .. } | SlotState::NotAffected { .. }
        )
    };
    let unheard = decision.slots.iter().filter(|slot| open(&slot.state)).count();
    let without = record.without_disposition(decision).len();
    let gaps = record.gaps.clone().unwrap_or_default();
    assert_eq!(gaps.unheard.len(), unheard, "{key} has other gaps than stamped");
    // What was announced first gets its answers afterwards, and nobody was there to say why.
    if !record.after_the_fact {
        let open = gaps.without_disposition.len();
        assert_eq!(open, without, "{key} has other open views than stamped");
        let reason = !gaps.reason.is_empty();
        assert_eq!(record.gaps.is_some(), reason, "a gap without a reason in {key}");
    }
    for slot in heard(decision) {
        let disposed = record.dispositions.get(&slot.function);
        let fits = disposed.is_none_or(|one| speaks_of(one, slot) && !one.why.is_empty());
        assert!(fits, "the disposition for {} speaks of other words", slot.function);
    }
}
