//! What must hold after every step, whatever the step was.

use super::deciding::Records;
use super::{aftercare, hesitating, learning, register, relations, tensions};
use crate::domain::world::{Happened, Posted, World};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use soundings::domain::coverage::Coverage;
use soundings::domain::decision::{Closed, Decision, Deed, Entry, Phase};
use soundings::domain::effect::{Destination, Effect, Key};
use soundings::domain::event::{DecisionEvent, Event};
use soundings::domain::ids::{FunctionId, UserId};
use soundings::domain::message::Message;
use soundings::domain::record::Record;
use soundings::domain::slot::{Slot, SlotState, time_had};
use soundings::domain::state::State;
use std::collections::{BTreeMap, BTreeSet};

/// What was seen so far.
#[derive(Default)]
pub struct Watch {
    history: BTreeMap<Key, Vec<Entry>>,
    kept: BTreeMap<Key, (Vec<Closed>, Vec<Record>)>,
    cards: BTreeMap<Key, usize>,
    asks: BTreeSet<(Key, FunctionId, UserId)>,
    /// With the day until which somebody had asked for time, where that is why they are reminded.
    reminders: BTreeSet<(Key, FunctionId, UserId, Option<Date>)>,
    owner_digests: BTreeMap<Key, usize>,
    records: Records,
    aftercare: aftercare::Aftercare,
    hesitation: hesitating::Bundles,
    asked_at: BTreeMap<UserId, Vec<Timestamp>>,
    questions: BTreeMap<(UserId, FunctionId), String>,
}

impl Watch {
    /// Checks what one step did and left behind.
    pub fn after_step(&mut self, world: &mut World) {
        for happened in std::mem::take(&mut world.happened) {
            match happened {
                Happened::Advanced { key, effects, .. } => self.advanced(world, &key, &effects),
                Happened::Posted(posted) => self.posted(world, &posted),
            }
        }
        relations::after_step(world);
        hesitating::after_step(world);
        let keys: Vec<Key> = world.rows.keys().cloned().collect();
        for key in keys {
            match world.state(&key) {
                Some(State::Decision(decision)) => {
                    self.decision(world, &key, &decision);
                    tensions::after_step(world, &key, &decision);
                }
                Some(State::Dismissed) => self.start_over(&key),
                Some(State::Workspace(workspace)) => {
                    learning::after_step(&workspace);
                    register::after_step(&workspace);
                    aftercare::workspace(&workspace);
                }
                _ => {}
            }
        }
    }

    /// Checks what holds once nothing is under way any more.
    pub fn when_quiet(&self, world: &World) {
        hesitating::when_quiet(world);
        for (key, row) in &world.rows {
            match world.state(key) {
                Some(State::Decision(decision)) => {
                    self.quiet_decision(world, &decision);
                    relations::when_quiet(world, &decision);
                }
                Some(State::Dismissed) => {
                    assert!(row.wake_at.is_none(), "{key} is no decision and wants to be woken");
                    let left = world.slack.iter().find(|one| one.source == *key && is_ours(one));
                    assert!(left.is_none(), "{key} is no decision, yet this stands: {left:?}");
                }
                Some(State::Person(person)) => {
                    for ask in person.asks.iter().filter(|ask| ask.open) {
                        let key = world.key(&ask.decision);
                        let Some(State::Decision(decision)) = world.state(&key) else {
                            panic!("{} waits for an ask of {key}, which is gone", person.user)
                        };
                        let slot = decision.slot(&ask.function);
                        let open = slot.and_then(|slot| slot.ask_of(&person.user));
                        assert!(
                            open.is_some_and(|ask| ask.is_open()),
                            "{} waits for an ask of {} that has ended",
                            person.user,
                            ask.function
                        );
                    }
                }
                Some(State::Workspace(workspace)) => learning::when_quiet(world, &workspace),
                None => {}
            }
        }
    }

    fn start_over(&mut self, key: &Key) {
        self.history.remove(key);
        self.kept.remove(key);
        self.cards.remove(key);
        self.owner_digests.remove(key);
        self.records.start_over(key);
        self.aftercare.start_over(key);
        self.hesitation.start_over(key);
        self.asks.retain(|ask| ask.0 != *key);
        self.reminders.retain(|ask| ask.0 != *key);
    }

    fn advanced(&mut self, world: &World, key: &Key, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Tell { event, .. } => {
                    if let Event::Decision(DecisionEvent::Reserved {
                        function,
                        user,
                        question,
                        ..
                    }) = event.as_ref()
                    {
                        let text =
                            world.policy.library.text_of(question).expect("a known question");
                        self.reserved(world, user, function, text);
                    }
                }
                Effect::Post { message: Message::OwnerDigest, .. } => {
                    *self.owner_digests.entry(key.clone()).or_default() += 1;
                }
                _ => {}
            }
        }
    }

    fn reserved(&mut self, world: &World, user: &UserId, function: &FunctionId, text: &str) {
        let times = self.asked_at.entry(user.clone()).or_default();
        times.push(world.now);
        let week = SignedDuration::from_hours(7 * 24);
        let recent = times.iter().filter(|at| world.now.duration_since(**at) < week).count();
        let cap = usize::from(world.policy.caps.asks_per_week);
        assert!(recent <= cap, "{user} is asked {recent} times in a week");
        let last = self.questions.insert((user.clone(), function.clone()), text.to_owned());
        assert_ne!(last.as_deref(), Some(text), "{user} hears the same question twice running");
    }

    fn posted(&mut self, world: &World, posted: &Posted) {
        let key = &posted.source;
        self.records.posted(key, &posted.message);
        self.aftercare.posted(world, posted);
        self.hesitation.posted(posted);
        match &posted.message {
            Message::Card => {
                let cards = self.cards.entry(key.clone()).or_default();
                *cards += 1;
                assert_eq!(*cards, 1, "{key} has two cards");
            }
            Message::Ask { function, user } => {
                let new = self.asks.insert((key.clone(), function.clone(), user.clone()));
                assert!(new, "{user} is asked twice for {function} in {key}");
                self.arrives_at_work(world, posted, user);
            }
            Message::Reminder { function, user, until } => {
                let once = (key.clone(), function.clone(), user.clone(), *until);
                let new = self.reminders.insert(once);
                assert!(new, "{user} is reminded twice for {function} in {key}");
                self.arrives_at_work(world, posted, user);
                assert_welcome(world, key, user);
            }
            _ => {}
        }
    }

    fn arrives_at_work(&self, world: &World, posted: &Posted, user: &UserId) {
        assert_eq!(posted.to, Destination::Dm(user.clone()));
        let somebody = &world.people[user];
        let open = world.policy.hours.is_open(&somebody.zone, posted.at);
        assert!(open, "{user} gets {:?} outside working hours", posted.message);
        assert!(somebody.quiet_until.is_none_or(|until| until <= posted.at), "{user} is disturbed");
    }

    fn decision(&mut self, world: &World, key: &Key, decision: &Decision) {
        let before = self.history.insert(key.clone(), decision.history.clone());
        if let Some(before) = before {
            assert!(decision.history.starts_with(&before), "the history of {key} was rewritten");
        }
        self.is_kept(key, decision);
        let listening = decision.is_listening();
        assert_eq!(decision.closed.is_none(), listening, "{key} is half closed");
        if decision.record.is_none() {
            let wakes = world.rows[key].wake_at.is_some();
            assert!(wakes || !listening, "{key} is not woken when it should");
            // A view that comes late may pull apart from another, and the owner is told of it.
            let may = listening || tensions::may_be_told(decision);
            assert!(may || !wakes, "{key} is woken for nothing");
        }
        let coverage = Coverage::of(decision);
        assert!(coverage.asked <= coverage.affected && coverage.heard <= coverage.asked);
        if let Some(closed) = &decision.closed {
            let kept = decision.offers.values().any(|offer| offer.at < closed.at);
            assert!(!kept, "{key} is closed and keeps a reply nobody counted");
        }
        let functions: BTreeSet<&FunctionId> =
            decision.slots.iter().map(|slot| &slot.function).collect();
        assert_eq!(functions.len(), decision.slots.len(), "{key} has a function twice");
        if decision.phase == Phase::Cancelled {
            assert!(holds_no_text(decision), "{key} was deleted and keeps a text");
        } else {
            for slot in &decision.slots {
                check_slot(world, decision, slot);
            }
        }
        self.digests(key, decision);
        self.records.decision(world, key, decision);
        aftercare::decision(world, key, decision);
        self.hesitation.decision(key, decision);
    }

    /// What was closed and decided before stays as it was, until the proposal itself is taken away.
    fn is_kept(&mut self, key: &Key, decision: &Decision) {
        // What came after a record may still arrive when it is opened again.
        let without_after = |record: &Record| Record { after: None, ..record.clone() };
        let earlier: Vec<Record> = decision.earlier.iter().map(without_after).collect();
        let now = (decision.closed_before.clone(), earlier);
        let before = self.kept.insert(key.clone(), now.clone()).unwrap_or_default();
        let kept = now.0.starts_with(&before.0) && now.1.starts_with(&before.1);
        assert!(kept || decision.phase == Phase::Cancelled, "{key} lost what was decided before");
    }

    fn digests(&self, key: &Key, decision: &Decision) {
        let deeds: Vec<&Deed> = decision.history.iter().map(|entry| &entry.what).collect();
        let closes = deeds.iter().filter(|deed| ***deed == Deed::Closed).count();
        // What another decision replaces ends without a word: the other one speaks.
        let replaced = deeds.windows(2).filter(|two| *two == [&Deed::Replaced, &Deed::Closed]);
        let closes = closes - replaced.count();
        let deleted = decision.phase == Phase::Cancelled;
        let digests = self.owner_digests.get(key).copied().unwrap_or(0);
        // A record that ends listening says what a digest would have said; that it did is gone with
        // a proposal that was deleted.
        let records = decision.record.as_deref().into_iter().chain(&decision.earlier);
        let early = records.filter(|one| one.gaps.as_ref().is_some_and(|gaps| gaps.early)).count();
        if deleted {
            return assert!(digests < closes, "{key} has more digests than closes");
        }
        assert_eq!(digests, closes - early, "{key} has not one digest for every close");
    }

    fn quiet_decision(&self, world: &World, decision: &Decision) {
        for slot in &decision.slots {
            let waits =
                slot.asks.iter().filter(|ask| ask.is_open() && ask.delivered_at().is_some());
            for ask in waits {
                let person = world.person(ask.user.as_str());
                let mut records = person.asks.iter().filter(|record| record.open);
                assert!(
                    records.any(|one| {
                        one.decision == decision.id && one.function == slot.function
                    }),
                    "{} was asked for {} and does not know it",
                    ask.user,
                    slot.function
                );
            }
        }
    }
}

fn check_slot(world: &World, decision: &Decision, slot: &Slot) {
    let name = &slot.function;
    let heard = matches!(slot.state, SlotState::Heard { .. });
    assert_eq!(
        heard,
        slot.view.is_some(),
        "{name} is heard without a view, or the other way round"
    );
    if let Some(view) = &slot.view {
        assert!(!view.words.need.trim().is_empty(), "{name} has a view that says nothing");
        assert!(view.version <= decision.version(), "{name} speaks of a version to come");
        let said = decision.history.iter().rfind(|entry| is_about_words(&entry.what, name));
        let named = said.filter(|entry| entry.what == Deed::CareNamed(name.clone()));
        let by_author = named.is_some_and(|entry| entry.who.as_ref() == Some(&view.by));
        assert!(view.care.is_none() || by_author, "nobody said what {name}'s words look after");
    }
    if slot.has_position() {
        assert!(slot.claim.is_none() || decision.is_listening());
        assert!(slot.searching.is_none(), "{name} has spoken and somebody is looked for");
    }
    if !decision.is_listening() {
        assert!(slot.searching.is_none(), "{name} is closed and somebody is looked for");
        assert!(slot.asks.iter().all(|ask| ask.ended), "{name} is closed and an ask is open");
    }
    let until = decision.judged_at(world.now);
    if slot.is_silent(&world.policy, until) {
        let fair = world.policy.pace.fair();
        let mut asks = slot.asks.iter().filter(|ask| !slot.passed_over.contains(&ask.user));
        let had = asks.any(|ask| time_had(&world.policy.hours, ask, until) >= fair);
        assert!(had, "{name} is called silent, and nobody who could speak had the time");
    }
    let mut users: Vec<&UserId> = slot.asks.iter().map(|ask| &ask.user).collect();
    users.sort();
    let asked = users.len();
    users.dedup();
    assert_eq!(users.len(), asked, "somebody stands twice among the asked of {name}");
    assert!(!users.contains(&&decision.owner), "the owner is asked for {name}");
}

/// Whether a function's words were given or changed, or somebody said what they look after.
fn is_about_words(what: &Deed, name: &FunctionId) -> bool {
    let (Deed::Heard(of) | Deed::ViewChanged(of) | Deed::CareNamed(of)) = what else {
        return false;
    };
    of == name
}

/// Nobody is reminded who said that they are not there, once the decision has heard of it.
fn assert_welcome(world: &World, key: &Key, user: &UserId) {
    if world.lanes.contains_key(&format!("tell/{key}")) {
        return;
    }
    let person = world.person(user.as_str());
    assert!(!person.muted, "{user} muted the bot and is reminded");
    let today = world.now.to_zoned(person.zone.rules()).date();
    assert!(person.away_until.is_none_or(|last| last < today), "{user} is away and is reminded");
}

fn holds_no_text(decision: &Decision) -> bool {
    decision.text().is_empty()
        && decision.versions.len() == 1
        && decision.title.is_empty()
        && decision.goal.is_none()
        && decision.offers.is_empty()
        && decision.record.is_none()
        && decision.earlier.is_empty()
        && decision.slots.iter().all(|slot| slot.view.is_none())
}

fn is_ours(posted: &Posted) -> bool {
    matches!(
        posted.message,
        Message::Card
            | Message::Ask { .. }
            | Message::Check { .. }
            | Message::ReviewDue { .. }
            | Message::Tension { .. }
            | Message::TensionsFound { .. }
    )
}
