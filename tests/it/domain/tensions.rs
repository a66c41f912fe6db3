//! Views that pull apart: who is told of it, what is posted, and what becomes of it.

use super::world::{World, short};
use soundings::domain::decision::{Decision, Deed, Phase};
use soundings::domain::effect::Destination;
use soundings::domain::event::DecisionEvent;
use soundings::domain::ids::{DecisionId, TensionId};
use soundings::domain::message::Message;
use soundings::domain::reply::{Field, FieldFault, Form, Modal, NoTension, Notice, Press, Reply};
use soundings::domain::tension::{CARD_CHARS, CardText, Fate};

const KEEP: &str = "Hospitals signed for it: we must keep the v1 endpoints.";
const DROP: &str = "We have to delete the v1 endpoints.";

/// Olga wants to retire v1; finance, legal and engineering are asked.
fn open() -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Retire the v1 upload API", &["finance", "legal", "engineering"]);
    w.story();
    (w, id)
}

/// The same, where legal and engineering pull apart and Olga was told of it.
fn pulling() -> (World, DecisionId, TensionId) {
    let (mut w, id) = open();
    w.answers("Ann", &id, "legal", KEEP);
    w.answers("Eve", &id, "engineering", DROP);
    w.waits_until("2026-03-02T12:00");
    let tension = w.decision(&id).tensions.known[0].id();
    w.story();
    (w, id, tension)
}

fn text() -> CardText {
    CardText {
        goal: None,
        one_needs: "hospitals keep what they signed".to_owned(),
        other_needs: "one API to run".to_owned(),
        assumption: "that both need v1 as it is".to_owned(),
        question: "What would have to be true to have both?".to_owned(),
    }
}

fn form(tension: &TensionId) -> Form {
    Form::Tension { tension: tension.clone(), text: text() }
}

fn post(tension: &TensionId) -> Press {
    Press::PostTension { tension: tension.clone() }
}

fn not(tension: &TensionId) -> Press {
    Press::NotATension { tension: tension.clone() }
}

fn gone(why: NoTension) -> Reply {
    Reply::Notice(Box::new(Notice::TensionGone { why }))
}

fn notice(notice: Notice) -> Reply {
    Reply::Notice(Box::new(notice))
}

fn fate(decision: &Decision, tension: &TensionId) -> Fate {
    decision.tensions.get(tension).expect("a tension").fate.clone()
}

#[test]
fn the_owner_is_told_once_of_everything_an_hour_after_the_first_was_found() {
    let (mut w, id) = open();
    w.answers("Ann", &id, "legal", KEEP);
    w.answers("Eve", &id, "engineering", DROP);
    w.waits_until("2026-03-02T10:50");
    assert_eq!(w.count_posted("tensions-found"), 0);
    w.answers("Fay", &id, "finance", "Please keep the v1 endpoints on the invoices.");
    w.waits_until("2026-03-02T11:01");
    let told = w.last_posted("Olga", "tensions-found").expect("a message").clone();
    let Message::TensionsFound { at } = told.message else { panic!("{told:?}") };
    assert_eq!(w.decision(&id).tensions.told_at(at).expect("it is noted").tensions.len(), 2);
    w.waits_until("2026-03-04T12:00");
    assert_eq!(w.count_posted("tensions-found"), 1, "nothing is new");
    let to_others = |one: &&super::world::Posted| {
        short(&one.message) == "tensions-found" && one.to != Destination::Dm("Olga".into())
    };
    assert_eq!(w.slack.iter().filter(to_others).count(), 0);
}

#[test]
fn what_is_found_later_waits_a_day_and_what_is_found_in_the_evening_till_morning() {
    let (mut w, id, _) = pulling();
    w.answers("Fay", &id, "finance", "Please keep the v1 endpoints on the invoices.");
    w.waits_until("2026-03-03T10:59");
    assert_eq!(w.count_posted("tensions-found"), 1);
    w.waits_until("2026-03-03T11:01");
    assert_eq!(w.count_posted("tensions-found"), 2);

    let (mut w, id) = open();
    w.answers("Ann", &id, "legal", KEEP);
    w.waits_until("2026-03-02T16:30");
    w.answers("Eve", &id, "engineering", DROP);
    w.waits_until("2026-03-03T08:59");
    assert_eq!(w.count_posted("tensions-found"), 0);
    w.waits_until("2026-03-03T09:01");
    assert_eq!(w.count_posted("tensions-found"), 1);
}

#[test]
fn what_the_owner_edits_is_posted_once_as_it_is() {
    let (mut w, id, tension) = pulling();
    let modal = Modal::Tension { tension: tension.clone() };
    assert_eq!(w.presses("Olga", &id, post(&tension)), Reply::Open(Box::new(modal)));
    assert_eq!(w.submits("Olga", &id, form(&tension)), notice(Notice::TensionPosted));
    assert_eq!(w.submits("Olga", &id, form(&tension)), gone(NoTension::Posted));
    assert_eq!(w.presses("Olga", &id, post(&tension)), gone(NoTension::Posted));
    assert_eq!(w.presses("Olga", &id, not(&tension)), gone(NoTension::Posted));
    assert_eq!(
        w.slack.iter().filter(|one| matches!(one.message, Message::Tension { .. })).count(),
        1
    );
    let decision = w.decision(&id);
    let card = decision.tensions.get(&tension).and_then(|one| one.card()).expect("a card");
    assert_eq!(card.text, text());
    assert!(card.ts.is_some());
    assert_eq!(decision.history.last().map(|entry| &entry.what), Some(&Deed::TensionPosted));
    assert!(w.story().contains("bot brings tensions-found to Olga up to date"));
}

#[test]
fn only_the_owner_may() {
    let (mut w, id, tension) = pulling();
    let refused = notice(Notice::OwnerOnly { owner: "Olga".into() });
    assert_eq!(w.presses("Ann", &id, post(&tension)), refused);
    assert_eq!(w.presses("Eve", &id, not(&tension)), refused);
    assert_eq!(w.submits("Fay", &id, form(&tension)), refused);
    assert_eq!(fate(&w.decision(&id), &tension), Fate::Open);
}

#[test]
fn what_is_no_tension_is_brought_up_again_only_when_a_view_changes() {
    let (mut w, id, tension) = pulling();
    assert_eq!(w.presses("Olga", &id, not(&tension)), notice(Notice::TensionPutAside));
    assert_eq!(w.presses("Olga", &id, not(&tension)), notice(Notice::TensionPutAside));
    w.answers("Fay", &id, "finance", "a range");
    w.waits_until("2026-03-03T16:00");
    assert_eq!(w.count_posted("tensions-found"), 1);
    assert_eq!(w.decision(&id).tensions.known.len(), 1);
    w.answers("Eve", &id, "engineering", "Four weeks. We have to delete the v1 endpoints.");
    w.waits_until("2026-03-04T12:00");
    assert_eq!(w.count_posted("tensions-found"), 2);
    assert_eq!(fate(&w.decision(&id), &tension), Fate::PutAside);
}

#[test]
fn a_view_that_changes_before_it_is_posted_is_named_on_the_form() {
    let (mut w, id, tension) = pulling();
    w.answers("Ann", &id, "legal", "It is fine.");
    w.presses("Eve", &id, Press::Withdraw { function: "engineering".into() });
    let faults =
        vec![(Field::OneNeeds, FieldFault::ViewChanged), (Field::OtherNeeds, FieldFault::ViewGone)];
    assert_eq!(w.submits("Olga", &id, form(&tension)), Reply::Faults(faults));
    assert_eq!(w.presses("Olga", &id, post(&tension)), gone(NoTension::Overtaken));
    assert_eq!(fate(&w.decision(&id), &tension), Fate::Open);
    assert_eq!(w.count_posted("tension"), w.count_posted("tensions-found"));
    assert_eq!(w.presses("Olga", &id, post(&"NOSUCH01".into())), gone(NoTension::Overtaken));
}

#[test]
fn what_is_missing_or_too_long_is_named_by_field() {
    let (mut w, id, tension) = pulling();
    let long = "x".repeat(CARD_CHARS + 1);
    let text = CardText {
        one_needs: "  ".into(),
        assumption: long,
        goal: Some("g".repeat(999)),
        ..text()
    };
    let faults = vec![
        (Field::Goal, FieldFault::TooLong(soundings::domain::decision::GOAL_CHARS)),
        (Field::OneNeeds, FieldFault::Empty),
        (Field::Assumption, FieldFault::TooLong(CARD_CHARS)),
    ];
    let form = Form::Tension { tension, text };
    assert_eq!(w.submits("Olga", &id, form), Reply::Faults(faults));
}

#[test]
fn a_card_is_brought_up_to_date_when_a_view_changes_and_when_it_is_taken_back() {
    let (mut w, id, tension) = pulling();
    w.submits("Olga", &id, form(&tension));
    w.story();
    let redrawn = |w: &mut World| w.story().matches("bot brings tension to the thread").count();
    w.answers("Ann", &id, "legal", "It is fine.");
    assert_eq!(redrawn(&mut w), 1);
    w.answers("Fay", &id, "finance", "a range");
    assert_eq!(redrawn(&mut w), 0);
    w.presses("Eve", &id, Press::Withdraw { function: "engineering".into() });
    assert_eq!(redrawn(&mut w), 1);
    w.answers("Eve", &id, "engineering", DROP);
    assert_eq!(redrawn(&mut w), 1, "it stands as it did");
}

#[test]
fn after_the_decision_nothing_is_posted_and_a_deleted_proposal_takes_the_card_along() {
    let (mut w, id, tension) = pulling();
    let mut decided = w.decision(&id);
    decided.phase = Phase::Decided;
    w.submits("Olga", &id, form(&tension));
    let root = w.decision(&id).root;
    w.edits(&id, &root, None);
    let story = w.story();
    assert!(story.contains("bot deletes in the thread: tension"), "{story}");
    assert!(story.contains("bot deletes to Olga: tensions-found"), "{story}");
    assert!(w.decision(&id).tensions.is_empty());
    assert_eq!(w.presses("Olga", &id, post(&tension)), notice(Notice::NoSuchDecision));
}

#[test]
fn what_is_left_at_the_close_stands_in_the_digest_and_can_still_be_posted() {
    let (mut w, id) = open();
    w.answers("Ann", &id, "legal", KEEP);
    w.waits_until("2026-03-05T16:30");
    w.answers("Eve", &id, "engineering", DROP);
    w.waits_until("2026-03-06T16:00");
    assert_eq!(w.decision(&id).phase, Phase::Weighing);
    assert_eq!(w.count_posted("tensions-found"), 0, "the digest tells of it");
    let tension = w.decision(&id).tensions.known[0].id();
    assert_eq!(w.submits("Olga", &id, form(&tension)), notice(Notice::TensionPosted));
}

#[test]
fn in_a_channel_that_is_archived_nothing_can_be_posted() {
    let (mut w, id, tension) = pulling();
    w.decision_event(&id, DecisionEvent::ChannelArchived);
    assert_eq!(w.presses("Olga", &id, post(&tension)), gone(NoTension::Archived));
    assert_eq!(w.submits("Olga", &id, form(&tension)), gone(NoTension::Archived));
    assert_eq!(w.presses("Olga", &id, not(&tension)), notice(Notice::TensionPutAside));
}

#[test]
fn what_slack_refuses_can_be_tried_again_with_the_same_words() {
    let (mut w, id, tension) = pulling();
    w.channel_refuses = true;
    w.submits("Olga", &id, form(&tension));
    assert_eq!(fate(&w.decision(&id), &tension), Fate::NotPosted(Box::new(text())));
    w.channel_refuses = false;
    assert_eq!(w.submits("Olga", &id, form(&tension)), notice(Notice::TensionPosted));
    assert!(w.decision(&id).tensions.posted().all(|(_, card)| card.ts.is_some()));
}

#[test]
fn conditions_that_one_proposal_could_meet_are_told_once() {
    let (mut w, id) = open();
    let yes_if = |function: &str, condition: &str| Form::Answer {
        function: function.into(),
        need: "something".to_owned(),
        limit: None,
        evidence: None,
        condition: Some(condition.to_owned()),
        hard_now: None,
        could_try: None,
    };
    w.submits("Fay", &id, yes_if("finance", "yes, if renewals keep their months"));
    w.submits("Eve", &id, yes_if("engineering", "yes, if tokens go a month earlier"));
    w.waits_until("2026-03-02T12:00");
    assert_eq!(w.count_posted("tensions-found"), 1);
    assert_eq!(w.decision(&id).tensions.tellings[0].joint.len(), 2);
    w.answers("Ann", &id, "legal", "We can't do this.");
    w.presses("Ann", &id, Press::Withdraw { function: "legal".into() });
    w.waits_until("2026-03-04T12:00");
    assert_eq!(w.count_posted("tensions-found"), 1, "told before");
}

#[test]
fn a_workspace_that_wants_none_of_it_looks_for_nothing() {
    let (mut w, id) = open();
    w.policy.room.tensions = false;
    w.answers("Ann", &id, "legal", KEEP);
    w.answers("Eve", &id, "engineering", DROP);
    w.waits_until("2026-03-06T18:00");
    assert!(w.decision(&id).tensions.is_empty());
    assert_eq!(w.count_posted("tensions-found"), 0);
}

#[test]
fn no_row_holds_a_word_of_a_view_that_was_taken_back() {
    let (mut w, id, _) = pulling();
    w.presses("Ann", &id, Press::Withdraw { function: "legal".into() });
    let row = serde_json::to_string(&w.decision(&id)).expect("a row");
    assert!(!row.contains("Hospitals"), "{row}");
}
