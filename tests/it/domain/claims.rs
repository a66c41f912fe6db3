//! Not affected: one side claims it, the other confirms or refuses.

use super::render::render;
use super::world::World;
use soundings::domain::ids::DecisionId;
use soundings::domain::reply::{Form, Press};

fn open() -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance", "legal"]);
    w.story();
    (w, id)
}

fn not_affected() -> Press {
    Press::NotAffected { function: "legal".into() }
}

fn confirm() -> Press {
    Press::ConfirmNotAffected { function: "legal".into() }
}

fn refuse() -> Press {
    Press::RefuseNotAffected { function: "legal".into() }
}

fn finance_alone() -> Form {
    Form::Affected { functions: vec!["finance".into()] }
}

fn standing(w: &World, id: &DecisionId) -> String {
    render(&w.policy, &w.decision(id), w.now)
}

#[test]
fn a_function_says_that_it_is_not_affected_and_the_owner_agrees() {
    let (mut w, id) = open();
    w.presses("Ann", &id, not_affected());
    w.presses("Ann", &id, not_affected());
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Ann presses not-affected legal
    Mon 10:00 bot brings the ask to Ann up to date
    Mon 10:00 bot to Olga: claim-for-owner legal
    Mon 10:00 Ann presses not-affected legal
    ");
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 2 of 2, heard 0
    finance: Waiting { had: 0s }
    legal: Unconfirmed
    ");
    w.presses("Fay", &id, confirm());
    assert!(!w.decision(&id).slots[1].is_not_affected(), "only the owner may confirm");
    w.presses("Olga", &id, confirm());
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 0
    finance: Waiting { had: 0s }
    legal: not-affected
    ");
}

#[test]
fn the_owner_does_not_agree_and_that_is_the_only_reminder() {
    let (mut w, id) = open();
    w.presses("Ann", &id, not_affected());
    w.waits_until("2026-03-02T16:00");
    w.presses("Olga", &id, refuse());
    w.story();
    w.waits_until("2026-03-02T17:00");
    assert!(!w.story().contains("reminder legal"));
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 2 of 2, heard 0
    finance: Waiting { had: 7h }
    legal: Waiting { had: 7h }
    ");
}

#[test]
fn the_owner_takes_a_function_off_that_was_asked_and_it_has_the_last_word() {
    let (mut w, id) = open();
    w.submits("Olga", &id, finance_alone());
    w.submits("Olga", &id, finance_alone());
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga submits affected
    Mon 10:00 bot to Ann: claim-for-function legal
    Mon 10:00 Olga submits affected
    ");
    w.presses("Ann", &id, refuse());
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 2 of 2, heard 0
    finance: Waiting { had: 0s }
    legal: Waiting { had: 0s }
    ");
    w.submits("Olga", &id, finance_alone());
    w.presses("Ann", &id, confirm());
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 0
    finance: Waiting { had: 0s }
    legal: not-affected
    ");
}

#[test]
fn a_claim_from_the_other_side_is_a_yes() {
    let (mut w, id) = open();
    w.presses("Ann", &id, not_affected());
    w.submits("Olga", &id, finance_alone());
    assert!(w.decision(&id).slots[1].is_not_affected());

    let (mut w, id) = open();
    w.submits("Olga", &id, finance_alone());
    w.presses("Ann", &id, not_affected());
    assert!(w.decision(&id).slots[1].is_not_affected());
}

#[test]
fn a_function_whose_people_have_been_asked_cannot_leave_and_come_back_to_be_asked_again() {
    let (mut w, id) = open();
    w.presses("Ann", &id, Press::NoObjection { function: "legal".into() });
    w.presses("Ann", &id, Press::Withdraw { function: "legal".into() });
    w.submits("Olga", &id, finance_alone());
    let both = Form::Affected { functions: vec!["finance".into(), "legal".into()] };
    w.submits("Olga", &id, both);
    w.run();
    assert_eq!(w.count_posted("ask legal"), 1);
}
