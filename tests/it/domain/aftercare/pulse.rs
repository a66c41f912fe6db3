//! How functions felt heard: shown from five different people on, and five answers at a time.

use super::stage::{self, Plan};
use crate::domain::world::World;
use jiff::SignedDuration;
use soundings::domain::aftermath::Score;
use soundings::domain::decision::Decision;
use soundings::domain::reply::Press;
use soundings::domain::roster::Role;
use soundings::domain::state::State;
use soundings::domain::weekly::{FeltHeard, felt_heard};

/// Finance is asked about one more decision; whoever it was says how well they felt heard.
fn one_more(w: &mut World, score: u8) -> String {
    let id = w.notices("Raise prices", &["finance"]);
    let asked = w.decision(&id).slots[0].asks[0].user.to_string();
    w.answers(&asked, &id, "finance", "A range we can plan with");
    stage::record(w, &id, &Plan::default());
    w.wait_until(w.now + SignedDuration::from_hours(7 * 24));
    let score = Score::new(score).expect("a score");
    w.presses(&asked, &id, Press::FeltHeard { score });
    asked
}

fn shown(w: &World) -> Vec<FeltHeard> {
    let decisions: Vec<Decision> = w
        .rows
        .keys()
        .filter_map(|key| match w.state(key) {
            Some(State::Decision(decision)) => Some(*decision),
            _ => None,
        })
        .collect();
    felt_heard(&w.workspace(), &decisions)
}

#[test]
fn five_answers_of_five_people_are_shown_and_four_are_not() {
    let mut w = World::new("2026-03-02T10:00");
    for name in ["Fox", "Fritz", "Freya", "Finn"] {
        w.joins(name, "Europe/Berlin", &[("finance", Role::Member)]);
    }
    let mut asked: Vec<String> = [4, 5, 3, 4].map(|score| one_more(&mut w, score)).to_vec();
    assert_eq!(shown(&w), []);
    asked.push(one_more(&mut w, 5));
    asked.sort();
    assert_eq!(asked, ["Fay", "Finn", "Fox", "Freya", "Fritz"]);
    let five = [FeltHeard { function: "finance".into(), answers: 5, tenths: 42 }];
    assert_eq!(shown(&w), five);
    // The sixth stands alone until four more have come.
    one_more(&mut w, 1);
    assert_eq!(shown(&w), five);
}

#[test]
fn five_answers_of_one_person_are_theirs_and_are_not_shown() {
    let mut w = World::new("2026-03-02T10:00");
    for _ in 0..6 {
        assert_eq!(one_more(&mut w, 2), "Fay");
    }
    assert_eq!(w.workspace().felt_heard[&"finance".into()].answers(), 5);
    assert_eq!(shown(&w), []);
}
