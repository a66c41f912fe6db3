//! What owners make of guesses of kind and door, and for which guesses that counts later.

use super::learning::{functions, notices};
use super::world::{CHANNEL, TEAM, World};
use soundings::domain::event::WorkspaceEvent;
use soundings::domain::ids::DecisionId;
use soundings::domain::kind::{Door, Kind};
use soundings::domain::lesson::Habit;
use soundings::domain::reply::Press;
use soundings::domain::slot::Reason;

#[test]
fn a_guess_of_the_kind_that_owners_correct_gives_way_sooner_where_no_word_speaks_for_it() {
    for (words, corrections) in [(vec![], 2), (vec!["price".to_owned()], 3)] {
        let mut w = World::new("2026-03-02T10:00");
        let noticed = |w: &mut World| notices(w, |one| one.guesses.kind_words = words.clone());
        for done in 0..corrections {
            let id = noticed(&mut w);
            assert_eq!(w.decision(&id).kind, Kind::Pricing, "after {done} corrections");
            w.presses("Olga", &id, Press::ChangeKind { kind: Kind::Launch });
        }
        let id = noticed(&mut w);
        let decision = w.decision(&id);
        assert_eq!((decision.kind, decision.guesses.kind), (Kind::Launch, Some(Kind::Pricing)));
        assert!(decision.slot(&"marketing".into()).is_some(), "usual for a launch");
        assert!(decision.slot(&"finance".into()).is_none(), "usual for pricing only");
    }
}

#[test]
fn what_stays_by_habit_is_called_no_correction_and_one_correction_ends_the_habit() {
    for (words, corrections) in [(vec![], 2), (vec!["price".to_owned()], 3)] {
        let mut w = World::new("2026-03-02T10:00");
        let noticed = |w: &mut World| notices(w, |one| one.guesses.kind_words = words.clone());
        for _ in 0..corrections {
            let id = noticed(&mut w);
            w.presses("Olga", &id, Press::ChangeKind { kind: Kind::Launch });
        }
        for left in 0..50 {
            let id = noticed(&mut w);
            let of = corrections + left.min(40 - corrections);
            let habit = Habit { times: corrections, of, here: true, by_hand: true };
            let guesses = w.decision(&id).guesses;
            assert_eq!((guesses.shifted, guesses.learnt), (Some(habit), Some(Kind::Launch)));
            assert_eq!(w.workspace().corrected(&CHANNEL.into()), usize::from(corrections));
        }
        let last = noticed(&mut w);
        w.presses("Olga", &last, Press::ChangeKind { kind: Kind::Pricing });
        let id = noticed(&mut w);
        assert_eq!(w.decision(&id).kind, Kind::Pricing, "after one correction the other way");
    }
}

#[test]
fn to_choose_a_third_kind_ends_a_habit_and_to_come_back_to_it_does_not() {
    let mut w = World::new("2026-03-02T10:00");
    let tap = |w: &mut World, kind: Kind| {
        let id = w.notices("Raise prices", &["finance"]);
        w.presses("Olga", &id, Press::ChangeKind { kind });
        id
    };
    tap(&mut w, Kind::Launch);
    tap(&mut w, Kind::Launch);
    let third = tap(&mut w, Kind::Hiring);
    let id = w.notices("Raise prices", &["finance"]);
    assert_eq!(w.decision(&id).kind, Kind::Pricing, "the last word was for another kind");
    w.presses("Olga", &third, Press::ChangeKind { kind: Kind::Launch });
    let id = w.notices("Raise prices", &["finance"]);
    assert_eq!(w.decision(&id).kind, Kind::Launch, "they thought better of it");
    assert_eq!(w.workspace().corrected(&CHANNEL.into()), 2);
}

/// A proposal is noticed whose kind was guessed from these words.
fn worded(w: &mut World, words: &[&str]) -> DecisionId {
    let words = words.iter().map(|one| (*one).to_owned()).collect();
    notices(w, |proposal| proposal.guesses.kind_words = words)
}

#[test]
fn a_correction_of_the_kind_counts_only_where_nothing_but_the_same_words_led_to_the_guess() {
    let mut w = World::new("2026-03-02T10:00");
    for _ in 0..3 {
        let id = worded(&mut w, &["a month"]);
        w.presses("Olga", &id, Press::ChangeKind { kind: Kind::Launch });
    }
    for (words, kind) in [
        (vec!["team plan", "a month"], Kind::Pricing),
        (vec!["seats"], Kind::Pricing),
        (vec![], Kind::Pricing),
        (vec!["a month"], Kind::Launch),
    ] {
        let id = worded(&mut w, &words);
        assert_eq!(w.decision(&id).kind, kind, "{words:?}");
    }
    let row = serde_json::to_string(&w.workspace()).expect("JSON");
    assert!(!row.contains("a month") && !row.contains("team plan"), "{row}");
}

#[test]
fn a_correction_of_the_door_counts_only_where_nothing_but_the_same_words_led_to_the_guess() {
    let mut w = World::new("2026-03-02T10:00");
    for _ in 0..2 {
        let id = hard_to_undo(&mut w, CHANNEL, &[]);
        w.presses("Olga", &id, Press::ChangeDoor { door: Door::TwoWay });
    }
    let spoken_for = hard_to_undo(&mut w, CHANNEL, &["contracts".to_owned()]);
    assert_eq!(w.decision(&spoken_for).door, Door::OneWay);
    let unsaid = hard_to_undo(&mut w, CHANNEL, &[]);
    assert_eq!(w.decision(&unsaid).door, Door::TwoWay);
}

#[test]
fn with_a_deleted_proposal_what_its_guesses_rested_on_is_forgotten() {
    let mut w = World::new("2026-03-02T10:00");
    let id = worded(&mut w, &["a month"]);
    w.presses("Olga", &id, Press::ChangeKind { kind: Kind::Launch });
    assert!(w.workspace().past[0].grounds.is_some());
    let root = w.decision(&id).root;
    w.edits(&id, &root, None);
    assert_eq!(w.workspace().past[0].grounds, None);
}

/// A proposal that is guessed to be hard to undo is noticed in a channel.
fn hard_to_undo(w: &mut World, channel: &str, words: &[String]) -> DecisionId {
    notices(w, |proposal| {
        (proposal.door, proposal.guesses.door) = (Door::OneWay, Some(Door::OneWay));
        proposal.guesses.door_words = words.to_vec();
        proposal.affected.push(("leadership".into(), vec![Reason::Kind, Reason::Door]));
        proposal.channel = channel.into();
        proposal.id = DecisionId::of_root(&TEAM.into(), &channel.into(), &proposal.root);
    })
}

#[test]
fn a_door_that_owners_correct_is_remembered_for_its_kind_until_one_correction_the_other_way() {
    for (words, corrections) in [(vec![], 2), (vec!["contracts".to_owned()], 3)] {
        let mut w = World::new("2026-03-02T10:00");
        for done in 0..corrections {
            let id = hard_to_undo(&mut w, CHANNEL, &words);
            assert_eq!(w.decision(&id).door, Door::OneWay, "after {done} corrections");
            w.presses("Olga", &id, Press::ChangeDoor { door: Door::TwoWay });
        }
        for left in 0..6 {
            let id = hard_to_undo(&mut w, CHANNEL, &words);
            let of = corrections + left;
            let habit = Habit { times: corrections, of, here: true, by_hand: true };
            let decision = w.decision(&id);
            assert_eq!(decision.guesses.learnt_door, Some((Door::TwoWay, habit)));
            assert_eq!(decision.door, Door::TwoWay);
            assert_eq!(functions(&w, &id), ["finance"], "leadership is for what is hard to undo");
        }
        assert_eq!(w.workspace().corrected(&CHANNEL.into()), usize::from(corrections));
        let launch = notices(&mut w, |proposal| {
            (proposal.kind, proposal.door) = (Kind::Launch, Door::OneWay);
        });
        assert_eq!(w.decision(&launch).door, Door::OneWay, "another kind learns nothing");
        let last = hard_to_undo(&mut w, CHANNEL, &words);
        w.presses("Olga", &last, Press::ChangeDoor { door: Door::OneWay });
        let id = hard_to_undo(&mut w, CHANNEL, &words);
        assert_eq!(w.decision(&id).door, Door::OneWay, "after one correction the other way");
    }
}

#[test]
fn a_door_is_learnt_from_several_other_channels_and_forgotten_with_what_they_taught() {
    let mut w = World::new("2026-03-02T10:00");
    let corrected = |w: &mut World, channel: &str| {
        let id = hard_to_undo(w, channel, &[]);
        w.presses("Olga", &id, Press::ChangeDoor { door: Door::TwoWay });
    };
    corrected(&mut w, "C-two");
    corrected(&mut w, "C-two");
    let id = hard_to_undo(&mut w, CHANNEL, &[]);
    assert_eq!(w.decision(&id).door, Door::OneWay, "two in one other channel are not enough");
    corrected(&mut w, "C-three");
    let id = hard_to_undo(&mut w, CHANNEL, &[]);
    let habit = Habit { times: 3, of: 4, here: false, by_hand: true };
    assert_eq!(w.decision(&id).guesses.learnt_door, Some((Door::TwoWay, habit)));
    let (channel, by) = ("C-two".into(), "Olga".into());
    w.workspace_event(WorkspaceEvent::ForgetLessons { channel, by });
    let id = hard_to_undo(&mut w, CHANNEL, &[]);
    assert_eq!(w.decision(&id).door, Door::OneWay);
}
