//! An owner's own blind spots: when the note is due, and what it counts.

use super::world::{World, berlin};
use crate::views::fixtures;
use soundings::domain::blind_spots::{BlindSpots, NeverAsked};
use soundings::domain::decision::Decision;
use soundings::domain::hours::Zone;
use soundings::domain::message::Message;
use soundings::domain::person::PersonChange;
use soundings::domain::slot::{Slot, SlotState};

fn switch(on: bool) -> PersonChange {
    PersonChange::BlindSpots { on, zone: Zone("Europe/Berlin".into()) }
}

/// When the note was posted.
fn notes(w: &World) -> Vec<String> {
    let notes = w.slack.iter().filter(|one| one.message == Message::BlindSpots);
    let at = |at: jiff::Timestamp| at.in_tz("Europe/Berlin").expect("a zone");
    notes.map(|one| at(one.at).strftime("%a %-d %b %H:%M").to_string()).collect()
}

#[test]
fn it_is_due_on_the_first_working_day_of_each_month() {
    let mut w = World::new("2026-03-02T10:00");
    w.changes("Olga", switch(true));
    w.waits_until("2026-06-02T10:00");
    assert_eq!(notes(&w), ["Wed 1 Apr 09:00", "Fri 1 May 09:00", "Mon 1 Jun 09:00"]);
    w.changes("Olga", switch(false));
    w.waits_until("2026-09-02T10:00");
    assert_eq!(notes(&w).len(), 3);
}

#[test]
fn turned_on_twice_it_comes_once() {
    let mut w = World::new("2026-03-02T10:00");
    w.changes("Olga", switch(true));
    w.changes("Olga", switch(true));
    w.waits_until("2026-04-02T10:00");
    assert_eq!(notes(&w), ["Wed 1 Apr 09:00"]);
}

#[test]
fn whoever_is_away_gets_it_when_they_are_back() {
    let mut w = World::new("2026-03-02T10:00");
    w.changes("Olga", switch(true));
    w.waits_until("2026-03-30T10:00");
    let (until, zone) = (jiff::civil::date(2026, 4, 10), Zone("Europe/Berlin".into()));
    w.changes("Olga", PersonChange::Away { until, zone });
    w.waits_until("2026-05-02T10:00");
    assert_eq!(notes(&w), ["Mon 13 Apr 09:00", "Fri 1 May 09:00"]);
}

#[test]
fn one_that_is_more_than_a_week_late_is_left_out() {
    let mut w = World::new("2026-03-02T10:00");
    w.changes("Olga", switch(true));
    w.sleeps_until("2026-04-09T10:00");
    w.wake_due();
    w.run();
    w.waits_until("2026-05-02T10:00");
    assert_eq!(notes(&w), ["Fri 1 May 09:00"]);
}

/// A decision that was recorded by the owner on 6 March, with these functions asked and these not.
fn decided(asked: &[&str], left: &[&str]) -> Decision {
    let mut decision = fixtures::decided();
    let heard = |function: &&str| Slot {
        state: SlotState::NoObjection { by: "U0TOM".into(), at: fixtures::noon() },
        ..Slot::new((*function).into(), vec![])
    };
    let unasked = left.iter().map(|function| Slot::new((*function).into(), vec![]));
    decision.slots = asked.iter().map(heard).chain(unasked).collect();
    decision
}

fn spots<'a>(
    seen: &'a [Decision],
    now: &str,
    policy: &'a soundings::domain::policy::Policy,
) -> BlindSpots<'a> {
    BlindSpots::of(policy, seen, &fixtures::OWNER.into(), berlin(now))
}

#[test]
fn lenses_that_were_asked_and_those_that_never_were_are_counted_by_decision() {
    let policy = fixtures::policy();
    let seen = [
        decided(&["finance", "legal"], &["support"]),
        decided(&["finance"], &["support", "design"]),
    ];
    let spots = spots(&seen, "2026-03-20T10:00", &policy);
    assert_eq!(spots.decided, 2);
    assert_eq!(spots.asked, [(&"finance".into(), 2), (&"legal".into(), 1)]);
    let (support, design) = ("support".into(), "design".into());
    let never = [
        NeverAsked { function: &support, on_card: 2 },
        NeverAsked { function: &design, on_card: 1 },
    ];
    assert_eq!(spots.never, never, "of two decisions, being on no card says nothing");
    assert!(spots.is_news);
}

#[test]
fn from_three_decisions_on_it_is_said_who_was_on_no_card() {
    let policy = fixtures::policy();
    let seen = [decided(&["finance"], &[]), decided(&["finance"], &[]), decided(&["legal"], &[])];
    let spots = spots(&seen, "2026-03-20T10:00", &policy);
    assert_eq!(spots.never.len(), policy.library.iter().count() - 2);
    assert!(spots.never.iter().all(|one| one.on_card == 0));
}

#[test]
fn what_others_decided_and_what_was_long_ago_does_not_count() {
    let policy = fixtures::policy();
    let mut other = decided(&["finance"], &[]);
    other.record.as_mut().expect("a record").by = "U0RUTH".into();
    assert!(spots(&[other], "2026-03-20T10:00", &policy).is_empty());
    let own = [decided(&["finance"], &[])];
    assert!(spots(&own, "2026-07-20T10:00", &policy).is_empty());
    let last_month = spots(&own, "2026-05-20T10:00", &policy);
    assert!(!last_month.is_empty() && !last_month.is_news);
}

#[test]
fn worries_that_came_true_are_those_of_the_last_month() {
    let policy = fixtures::policy();
    let seen = [fixtures::reviewed()];
    assert_eq!(spots(&seen, "2026-06-10T10:00", &policy).came_true.len(), 1);
    assert!(spots(&seen, "2026-07-20T10:00", &policy).came_true.is_empty());
}
