//! What is behind a plain no, and what a concern looks after: only its author says so.

use super::render::render;
use super::world::World;
use soundings::domain::answer::{ViewSource, Words};
use soundings::domain::care::{Care, recurring};
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::event::DecisionEvent;
use soundings::domain::ids::DecisionId;
use soundings::domain::kind::Kind;
use soundings::domain::reply::{Field, FieldFault, Form, Modal, More, Notice, Press, Reply};

fn refused() -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    w.answers("Fay", &id, "finance", "We can't.");
    w.story();
    (w, id)
}

fn words(w: &World, id: &DecisionId) -> Words {
    w.decision(id).slots[0].view.clone().expect("a view").words
}

fn blanks(instead: bool) -> Form {
    let more = More {
        hard_now: Some(" the audit runs until April ".to_owned()),
        changes: Some("a second reviewer".to_owned()),
        could_try: Some("one plan first".to_owned()),
        instead,
    };
    Form::SayMore { function: "finance".into(), more }
}

fn notice(notice: Notice) -> Reply {
    Reply::Notice(Box::new(notice))
}

#[test]
fn what_is_behind_a_no_stands_beside_it() {
    let (mut w, id) = refused();
    let reply = w.presses("Fay", &id, Press::SayMore { function: "finance".into() });
    assert_eq!(reply, Reply::Open(Box::new(Modal::SayMore { function: "finance".into() })));
    w.submits("Fay", &id, blanks(false));
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay presses say-more finance
    Mon 10:00 Fay submits say-more finance
    Mon 10:00 bot brings the ask to Fay up to date
    ");
    let expected = Words {
        hard_now: Some("the audit runs until April".to_owned()),
        condition: Some("a second reviewer".to_owned()),
        could_try: Some("one plan first".to_owned()),
        ..Words::need("We can't.")
    };
    assert_eq!(words(&w, &id), expected);
}

#[test]
fn or_takes_its_place() {
    let (mut w, id) = refused();
    w.submits("Fay", &id, blanks(true));
    let expected = Words {
        condition: Some("a second reviewer".to_owned()),
        could_try: Some("one plan first".to_owned()),
        ..Words::need("the audit runs until April")
    };
    assert_eq!(words(&w, &id), expected);
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 1
    finance: “the audit runs until April” (Fay)
    ");
}

#[test]
fn a_counted_reply_stays_one_and_is_followed_unless_something_takes_its_place() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    let ts = w.replies("Fay", &id, "We can't.");
    let count = Press::CountReply { reply: ts.clone(), function: "finance".into() };
    let reply = w.presses("Fay", &id, count);
    let (decision, function) = (id.clone(), "finance".into());
    assert_eq!(reply, notice(Notice::RefusalCounted { decision, function }));
    w.submits("Fay", &id, blanks(false));
    w.edits(&id, &ts, Some("We can not."));
    let view = w.decision(&id).slots[0].view.clone().expect("a view");
    assert_eq!(view.source, ViewSource::Reply { ts: ts.clone() });
    assert_eq!(view.words.need, "We can not.");
    assert_eq!(view.words.could_try.as_deref(), Some("one plan first"));
    w.submits("Fay", &id, blanks(true));
    w.edits(&id, &ts, Some("Never."));
    assert_eq!(words(&w, &id).need, "the audit runs until April");
}

#[test]
fn the_first_blank_must_be_filled_and_none_may_be_a_book() {
    let (mut w, id) = refused();
    let empty = Form::SayMore { function: "finance".into(), more: More::default() };
    let reply = w.submits("Fay", &id, empty);
    assert_eq!(reply, Reply::Faults(vec![(Field::HardNow, FieldFault::Empty)]));
    let more = More {
        hard_now: Some("the audit".to_owned()),
        could_try: Some("x".repeat(3_001)),
        ..More::default()
    };
    let reply = w.submits("Fay", &id, Form::SayMore { function: "finance".into(), more });
    assert_eq!(reply, Reply::Faults(vec![(Field::CouldTry, FieldFault::TooLong(3_000))]));
    assert_eq!(words(&w, &id), Words::need("We can't."));
}

#[test]
fn only_whoever_gave_the_view_can_add_to_it_and_only_while_it_stands_and_is_listened_to() {
    let (mut w, id) = refused();
    let press = || Press::SayMore { function: "finance".into() };
    let gone = || notice(Notice::ViewGone { function: "finance".into() });
    assert_eq!(w.presses("Eve", &id, press()), gone());
    assert_eq!(w.submits("Eve", &id, blanks(true)), gone());
    w.presses("Fay", &id, Press::Withdraw { function: "finance".into() });
    assert_eq!(w.submits("Fay", &id, blanks(true)), gone());
    assert!(w.decision(&id).slots[0].view.is_none());

    w.answers("Fay", &id, "finance", "No.");
    w.waits_until("2026-03-06T10:00");
    let reply = w.submits("Fay", &id, blanks(true));
    assert!(matches!(reply, Reply::Notice(said) if matches!(*said, Notice::WindowClosed { .. })));
    assert_eq!(words(&w, &id), Words::need("No."));
}

#[test]
fn what_it_looks_after_is_kept_only_as_its_author_says_and_goes_with_the_words() {
    let (mut w, id) = refused();
    let care = |w: &World| w.decision(&id).slots[0].care();
    let press = |care| Press::LooksAfter { function: "finance".into(), care };
    let reply = w.presses("Eve", &id, press(Care::Focus));
    assert_eq!(reply, notice(Notice::ViewGone { function: "finance".into() }));
    assert_eq!(care(&w), None);
    let kept = |care| notice(Notice::CareKept { function: "finance".into(), care });
    assert_eq!(w.presses("Fay", &id, press(Care::Predictability)), kept(Care::Predictability));
    assert_eq!(w.presses("Fay", &id, press(Care::Predictability)), kept(Care::Predictability));
    assert_eq!(care(&w), Some(Care::Predictability));
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Eve presses looks-after finance
    Mon 10:00 Fay presses looks-after finance
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 Fay presses looks-after finance
    ");

    let reply = w.presses("Fay", &id, Press::LooksAfterElse { function: "finance".into() });
    assert_eq!(reply, Reply::Open(Box::new(Modal::LooksAfter { function: "finance".into() })));
    let form = |care| Form::LooksAfter { function: "finance".into(), care };
    let reply = w.submits("Fay", &id, form(None));
    assert_eq!(reply, Reply::Faults(vec![(Field::Care, FieldFault::Empty)]));
    assert_eq!(w.submits("Fay", &id, form(Some(Care::Promises))), kept(Care::Promises));
    assert_eq!(care(&w), Some(Care::Promises));

    w.answers("Fay", &id, "finance", "A range we can plan with");
    assert_eq!(care(&w), None, "other words, another care");
}

#[test]
fn what_a_counted_reply_looks_after_goes_when_it_is_edited() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    let ts = w.replies("Fay", &id, "Not in the budget.");
    w.presses("Fay", &id, Press::CountReply { reply: ts.clone(), function: "finance".into() });
    let press = Press::LooksAfter { function: "finance".into(), care: Care::Predictability };
    w.presses("Fay", &id, press);
    w.edits(&id, &ts, Some("Fine, the budget has room."));
    assert_eq!(w.decision(&id).slots[0].care(), None);
}

#[test]
fn nothing_is_offered_where_the_workspace_does_not_want_it() {
    let (mut w, _) = refused();
    w.policy.room.explaining = false;
    let id = w.notices("Drop the API", &["finance"]);
    let ts = w.next_ts();
    let event = DecisionEvent::ReplyPosted {
        ts: ts.clone(),
        author: "Fay".into(),
        text: "We can't.".to_owned(),
        remark: soundings::domain::answer::Remark::Refusal,
        spoken_of: Default::default(),
        undertone: Default::default(),
    };
    w.decision_event(&id, event);
    w.run();
    let count = Press::CountReply { reply: ts, function: "finance".into() };
    let reply = w.presses("Fay", &id, count);
    assert_eq!(reply, notice(Notice::ReplyCounted { function: "finance".into() }));
}

/// A decision on which somebody said what they look after.
fn listened_to(kind: Kind, cares: &[Care]) -> Decision {
    let (mut w, id) = refused();
    for care in cares {
        let press = Press::LooksAfter { function: "finance".into(), care: *care };
        w.presses("Fay", &id, press);
    }
    let mut decision = w.decision(&id);
    decision.kind = kind;
    decision.phase = Phase::Weighing;
    decision
}

#[test]
fn what_came_up_in_most_of_five_decisions_of_a_kind_is_a_pattern() {
    let pricing = |cares: &[Care]| listened_to(Kind::Pricing, cares);
    let mut seen = vec![
        pricing(&[Care::Predictability]),
        pricing(&[Care::Predictability]),
        pricing(&[Care::Predictability]),
        pricing(&[Care::Other]),
    ];
    assert!(recurring(&seen, [Kind::Pricing]).is_empty(), "four are too few");
    seen.push(pricing(&[]));
    seen.push(listened_to(Kind::Launch, &[Care::Focus]));
    let found = recurring(&seen, [Kind::Pricing, Kind::Launch]);
    let of: Vec<_> = found.iter().map(|one| (one.care, one.kind, one.times, one.of)).collect();
    assert_eq!(of, [(Care::Predictability, Kind::Pricing, 3, 5)]);
    seen.push(pricing(&[]));
    assert!(recurring(&seen, [Kind::Pricing]).is_empty(), "half of them is no pattern");
    seen[6].phase = Phase::Cancelled;
    assert_eq!(recurring(&seen, [Kind::Pricing]).len(), 1, "what was called off does not count");
}
