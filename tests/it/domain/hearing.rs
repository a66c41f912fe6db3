//! Hearing: by form, direct message and reply; changed, withdrawn, edited and deleted.

use super::render::render;
use super::world::{World, short};
use soundings::domain::decision::Blind;
use soundings::domain::event::{DecisionEvent, PersonEvent};
use soundings::domain::ids::{DecisionId, MessageTs};
use soundings::domain::message::Message;
use soundings::domain::reply::{Field, FieldFault, Form, Notice, Press, Reply};
use soundings::domain::slot::Reason;

fn open(functions: &[&str]) -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", functions);
    w.story();
    (w, id)
}

fn standing(w: &World, id: &DecisionId) -> String {
    render(&w.policy, &w.decision(id), w.now)
}

#[test]
fn an_answer_by_form_is_kept_and_can_be_changed_and_withdrawn_until_the_close() {
    let (mut w, id) = open(&["finance"]);
    w.answers("Fay", &id, "finance", " margin above 20% ");
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 1
    finance: “margin above 20%” (Fay)
    ");
    w.answers("Fay", &id, "finance", "margin above 25%");
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 1
    finance: “margin above 25%” (Fay)
    ");
    w.presses("Fay", &id, Press::Withdraw { function: "finance".into() });
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 0
    finance: Withdrawn
    ");
    w.waits_until("2026-03-05T18:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay submits answer finance
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 Fay submits answer finance
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 Fay presses withdraw finance
    Mon 10:00 bot brings the ask to Fay up to date
    Thu 17:00 bot in the thread: closing-digest
    Thu 17:00 bot brings the ask to Fay up to date
    Thu 17:00 bot to Olga: owner-digest
    ");
}

#[test]
fn an_answer_without_a_need_or_with_a_book_is_sent_back_with_what_is_wrong() {
    let (mut w, id) = open(&["finance"]);
    let empty = w.answers("Fay", &id, "finance", "  ");
    assert_eq!(empty, Reply::Faults(vec![(Field::Need, FieldFault::Empty)]));
    let long = w.answers("Fay", &id, "finance", &"x".repeat(3_001));
    assert_eq!(long, Reply::Faults(vec![(Field::Need, FieldFault::TooLong(3_000))]));
    w.answers("Fay", &id, "finance", &"x".repeat(3_000));
    assert!(w.decision(&id).slots[0].has_position());
}

#[test]
fn somebody_who_was_not_asked_cannot_speak_for_a_function() {
    let (mut w, id) = open(&["finance"]);
    let reply = w.presses("Eve", &id, Press::NoObjection { function: "finance".into() });
    let expected = Notice::NotYours { function: "finance".into() };
    assert_eq!(reply, Reply::Notice(Box::new(expected)));
}

#[test]
fn a_direct_message_answers_the_one_open_question_and_is_followed() {
    let (mut w, id) = open(&["finance"]);
    let ts = w.writes("Fay", None, "margin above 20%");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay writes to the bot: margin above 20%
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 bot to Fay: answer-kept finance
    ");
    w.edits_dm("Fay", &ts, Some("margin above 30%"));
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 1
    finance: “margin above 30%” (Fay)
    ");
    w.edits_dm("Fay", &ts, None);
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 0
    finance: Withdrawn
    ");
}

#[test]
fn with_several_open_questions_a_direct_message_asks_back_which_it_answers() {
    let (mut w, first) = open(&["finance"]);
    let second = w.notices("Lower prices", &["finance"]);
    let ts = w.writes("Fay", None, "margin above 20%");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Lower prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    Mon 10:00 Fay writes to the bot: margin above 20%
    Mon 10:00 bot to Fay: which-ask
    ");
    let (decision, function) = (second.clone(), "finance".into());
    w.person_event("Fay", PersonEvent::DmMeant { ts, decision, function });
    assert!(!w.decision(&first).slots[0].has_position());
    assert!(w.decision(&second).slots[0].has_position());
}

#[test]
fn a_message_in_the_thread_of_a_question_answers_that_one_and_of_a_settled_one_none() {
    let (mut w, first) = open(&["finance"]);
    let thread = w.last_posted("Fay", "ask").expect("an ask").ts.clone();
    let second = w.notices("Lower prices", &["finance"]);
    w.writes("Fay", Some(&thread), "margin above 20%");
    assert!(w.decision(&first).slots[0].has_position());
    w.story();
    w.writes("Fay", Some(&thread), "and one more thing");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay writes to the bot: and one more thing
    Mon 10:00 bot to Fay: nothing-waiting
    ");
    assert!(!w.decision(&second).slots[0].has_position());
}

#[test]
fn nothing_counts_that_is_said_to_the_bot_out_of_the_blue() {
    let (mut w, _) = open(&["legal"]);
    w.writes("Fay", None, "hello");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay writes to the bot: hello
    Mon 10:00 bot to Fay: nothing-waiting
    ");
}

#[test]
fn a_reply_counts_only_when_its_author_says_so() {
    let (mut w, id) = open(&["finance", "legal"]);
    let ts = w.replies("Bea", &id, "mind the margin");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Bea replies: mind the margin
    Mon 10:00 bot shown to Bea alone: reply-offer
    ");
    let count = Press::CountReply { reply: ts.clone(), function: "finance".into() };
    let stranger = w.presses("Fay", &id, count.clone());
    assert_eq!(stranger, Reply::Notice(Box::new(Notice::OfferGone)));
    w.presses("Bea", &id, count);
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 2 of 2, heard 1
    finance: “mind the margin” (Bea)
    legal: Waiting { had: 0s }
    ");
    w.edits(&id, &ts, Some("mind the margin, 20%"));
    assert!(standing(&w, &id).contains("mind the margin, 20%"));
    w.edits(&id, &ts, None);
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 2 of 2, heard 0
    finance: Withdrawn
    legal: Waiting { had: 0s }
    ");
}

#[test]
fn who_was_just_talking_is_not_asked_again_and_nothing_of_it_is_kept() {
    let (mut w, id) = open(&["finance"]);
    let reply = w.replies("Bea", &id, "lunch?");
    w.presses("Bea", &id, Press::IgnoreReply { reply });
    w.story();
    w.replies("Bea", &id, "pizza?");
    w.joins("Kai", "Europe/Berlin", &[]);
    w.replies("Kai", &id, "I speak for nobody");
    w.replies("Fay", &id, "  ");
    w.replies("Olga", &id, "my own thread");
    assert!(!w.story().contains("reply-offer"));
    assert!(w.decision(&id).offers.is_empty());
}

#[test]
fn a_nod_is_offered_as_no_objection_and_takes_nobodys_view_away() {
    let (mut w, id) = open(&["finance", "legal"]);
    let reply = w.replies("Bea", &id, "sounds good to me");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Bea replies: sounds good to me
    Mon 10:00 bot shown to Bea alone: reply-offer
    ");
    let agree =
        |reply: &MessageTs| Press::AgreeReply { reply: reply.clone(), function: "finance".into() };
    w.presses("Bea", &id, agree(&reply));
    assert_eq!(w.decision(&id).slots[0].position_by(), Some(&"Bea".into()));
    w.presses("Bea", &id, Press::Withdraw { function: "finance".into() });
    let again = w.replies("Bea", &id, "agreed 👍");
    w.answers("Fay", &id, "finance", "margin above 20%");
    let late = w.presses("Bea", &id, agree(&again));
    assert_eq!(late, Reply::Notice(Box::new(Notice::OfferGone)));
    insta::assert_snapshot!(standing(&w, &id), @"
    Listening until Thu 5 Mar 17:00, asked 2 of 2, heard 1
    finance: “margin above 20%” (Fay)
    legal: Waiting { had: 0s }
    ");
}

#[test]
fn who_only_nodded_can_answer_in_their_own_words_or_leave_it_and_is_asked_about_more() {
    let (mut w, id) = open(&["finance"]);
    w.replies("Bea", &id, "makes sense");
    w.answers("Bea", &id, "finance", "it makes sense from 1 April on");
    assert!(standing(&w, &id).contains("“it makes sense from 1 April on” (Bea)"));
    assert!(w.decision(&id).offers.is_empty());
    w.presses("Bea", &id, Press::Withdraw { function: "finance".into() });
    let reply = w.replies("Bea", &id, "great");
    let left = w.presses("Bea", &id, Press::IgnoreReply { reply });
    assert_eq!(left, Reply::Notice(Box::new(Notice::ReplyLeft)));
    w.story();
    w.replies("Bea", &id, "agreed");
    w.replies("Bea", &id, "but mind the margin");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Bea replies: agreed
    Mon 10:00 Bea replies: but mind the margin
    Mon 10:00 bot shown to Bea alone: reply-offer
    ");
}

#[test]
fn a_bare_yes_is_offered_to_somebody_who_was_asked_and_other_signs_to_nobody() {
    let (mut w, id) = open(&["finance"]);
    for (user, text) in [("Bea", "+1"), ("Fay", "-1"), ("Fay", ":tada:"), ("Fay", "+1")] {
        w.replies(user, &id, text);
    }
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Bea replies: +1
    Mon 10:00 Fay replies: -1
    Mon 10:00 Fay replies: :tada:
    Mon 10:00 Fay replies: +1
    Mon 10:00 bot shown to Fay alone: reply-offer
    ");
    w.presses("Fay", &id, Press::NoObjection { function: "finance".into() });
    assert!(w.decision(&id).offers.is_empty());
    w.presses("Fay", &id, Press::Withdraw { function: "finance".into() });
    w.waits_until("2026-03-05T18:00");
    w.story();
    w.replies("Fay", &id, "sounds good");
    assert_eq!(w.story(), "Thu 18:00 Fay replies: sounds good");
}

#[test]
fn a_colleague_to_whom_the_question_was_passed_on_can_let_a_reply_count() {
    let (mut w, id) = open(&["finance"]);
    w.submits("Fay", &id, Form::SomeoneElse { function: "finance".into(), to: Some("Ann".into()) });
    let reply = w.replies("Ann", &id, "mind the margin");
    w.presses("Ann", &id, Press::CountReply { reply, function: "finance".into() });
    assert!(standing(&w, &id).contains("“mind the margin” (Ann)"));
}

#[test]
fn a_reply_for_a_function_that_was_taken_off_the_card_is_not_said_to_be_counted() {
    let mut w = World::new("2026-03-02T10:00");
    w.joins("Dee", "Europe/Berlin", &[("design", soundings::domain::roster::Role::Lead)]);
    let mut id = w.notices("Raise prices", &["finance"]);
    w.people.remove(&"Dee".into());
    w.submits("Olga", &id, Form::Affected { functions: vec!["finance".into(), "design".into()] });
    w.joins("Dee", "Europe/Berlin", &[("design", soundings::domain::roster::Role::Lead)]);
    let reply = w.replies("Dee", &id, "too many steps");
    w.submits("Olga", &id, Form::Affected { functions: vec!["finance".into()] });
    let press = Press::CountReply { reply, function: "design".into() };
    let seen = w.presses("Dee", &id, press);
    assert_eq!(seen, Reply::Notice(Box::new(Notice::OfferGone)));
    id = w.decision(&id).id;
    assert_eq!(w.decision(&id).slots.len(), 1);
}

#[test]
fn a_function_that_is_not_on_the_card_comes_to_it_with_its_yes_while_the_listening_goes_on() {
    let (mut w, id) = open(&["finance"]);
    let reply = w.replies("Eve", &id, "the importer cannot tell old seats from new ones");
    assert_eq!(w.decision(&id).slots.len(), 1, "not before the yes");
    let count = Press::CountReply { reply, function: "engineering".into() };
    w.presses("Eve", &id, count.clone());
    let slots = w.decision(&id).slots;
    assert_eq!(slots.len(), 2);
    assert_eq!((&slots[0].reasons[..], slots[0].asks.len()), (&[Reason::Spoke][..], 0));
    assert!(slots[0].view.is_some(), "{slots:?}");
    assert_eq!(w.presses("Eve", &id, count), Reply::Notice(Box::new(Notice::OfferGone)));

    let (mut w, id) = open(&["finance"]);
    w.waits_until("2026-03-05T18:00");
    w.replies("Eve", &id, "the importer cannot tell old seats from new ones");
    assert!(w.decision(&id).offers.is_empty(), "the listening is over");
}

#[test]
fn a_first_view_may_come_late_and_is_said_to_but_nothing_is_changed_after_the_close() {
    let (mut w, id) = open(&["finance", "legal"]);
    w.answers("Ann", &id, "legal", "check the contracts");
    w.waits_until("2026-03-05T18:00");
    w.story();
    w.answers("Fay", &id, "finance", "margin above 20%");
    insta::assert_snapshot!(w.story(), @"
    Thu 18:00 Fay submits answer finance
    Thu 18:00 bot in the thread: late-view finance
    Thu 18:00 bot brings the ask to Bea up to date
    Thu 18:00 bot brings the ask to Fay up to date
    Thu 18:00 bot brings the ask to Lou up to date
    ");
    assert!(w.decision(&id).slots[0].view.as_ref().is_some_and(|view| view.late));
    let changed = w.answers("Ann", &id, "legal", "all fine");
    assert!(
        matches!(changed, Reply::Notice(notice) if short(&*notice).starts_with("window-closed"))
    );
    let press = Press::NeedTime { function: "legal".into() };
    assert!(matches!(w.presses("Ann", &id, press), Reply::Notice(_)));
}

#[test]
fn an_edit_of_a_counted_reply_is_followed_until_the_close_and_not_after_it() {
    let (mut w, id) = open(&["finance"]);
    let reply = w.replies("Bea", &id, "mind the margin");
    let press = Press::CountReply { reply: reply.clone(), function: "finance".into() };
    w.presses("Bea", &id, press);
    w.edits(&id, &reply, Some("mind the margin, 20%"));
    w.waits_until("2026-03-05T18:00");
    w.edits(&id, &reply, Some("no margin at all"));
    insta::assert_snapshot!(standing(&w, &id), @"
    Weighing until Thu 5 Mar 17:00, asked 1 of 1, heard 1
    finance: “mind the margin, 20%” (Bea)
    ");
}

#[test]
fn a_button_left_over_does_not_undo_what_was_said() {
    let (mut w, id) = open(&["finance"]);
    w.answers("Fay", &id, "finance", "margin above 20%");
    let function = || "finance".into();
    for press in [
        Press::NeedTime { function: function() },
        Press::SomeoneElse { function: function() },
        Press::NotAffected { function: function() },
    ] {
        let reply = w.presses("Fay", &id, press);
        let kept = Notice::ViewKept { function: function(), late: false };
        assert_eq!(reply, Reply::Notice(Box::new(kept)));
    }
    assert!(w.decision(&id).slots[0].view.is_some());
}

#[test]
fn an_edit_of_the_proposal_is_a_new_version_only_where_something_changed() {
    let (mut w, id) = open(&["finance"]);
    w.answers("Fay", &id, "finance", "fine");
    let root = w.decision(&id).root;
    for (text, version) in [
        ("*raise*   prices!", 1),
        ("Raise prices by 1.5", 2),
        ("Raise prices by 15", 3),
        ("Raise prices by 15%", 4),
        ("", 4),
    ] {
        w.edits(&id, &root, Some(text));
        assert_eq!(w.decision(&id).version(), version, "after {text:?}");
    }
    assert_eq!(w.count_posted("proposal-changed"), 3);
    for number in 5..30 {
        w.edits(&id, &root, Some(&format!("Raise prices by {number}")));
        assert_eq!(w.decision(&id).version(), number);
    }
    let kept = w.decision(&id).versions.iter().filter(|one| !one.text.is_empty()).count();
    assert_eq!(kept, 10);
}

#[test]
fn a_delivery_that_is_reported_again_changes_nothing() {
    let (mut w, id) = open(&["finance"]);
    let ask = w.last_posted("Fay", "ask").expect("an ask").clone();
    let before = w.decision(&id);
    w.now = super::world::berlin("2026-03-02T15:00");
    let again = DecisionEvent::Delivered {
        message: Message::Ask { function: "finance".into(), user: "Fay".into() },
        channel: super::world::dm(&"Fay".into()),
        ts: ask.ts,
    };
    let key = w.key(&id);
    let first = soundings::domain::ids::EventId::new(ask.effect.as_str());
    w.apply(&key, &first, &soundings::domain::event::Event::Decision(again));
    assert_eq!(w.decision(&id), before);
}

#[test]
fn blind_spans_are_kept_in_order_and_only_as_far_as_the_decision_reaches() {
    let (mut w, id) = open(&["finance"]);
    let at = |minutes: i64| {
        super::world::berlin("2026-03-02T10:00") + jiff::SignedDuration::from_mins(minutes)
    };
    for (from, to) in [(60, 61), (-30, -10), (-5, 5), (20, 25), (24, 30), (40, 40)] {
        w.decision_event(&id, DecisionEvent::WentBlind(Blind { from: at(from), to: at(to) }));
    }
    let spans = [(0, 5), (20, 30), (60, 61)];
    let expected = spans.map(|(from, to)| Blind { from: at(from), to: at(to) });
    assert_eq!(w.decision(&id).blind, expected);
}

#[test]
fn what_was_read_afterwards_was_not_missed_even_where_word_of_the_span_comes_later() {
    let (mut w, id) = open(&["finance"]);
    let at = |minutes: i64| {
        super::world::berlin("2026-03-02T10:00") + jiff::SignedDuration::from_mins(minutes)
    };
    let span = |(from, to): (i64, i64)| Blind { from: at(from), to: at(to) };
    w.decision_event(&id, DecisionEvent::WentBlind(span((0, 5))));
    w.decision_event(&id, DecisionEvent::WentBlind(span((20, 30))));
    w.decision_event(&id, DecisionEvent::CaughtUp(span((22, 60))));
    assert_eq!(w.decision(&id).blind, [(0, 5), (20, 22)].map(span));
    w.decision_event(&id, DecisionEvent::WentBlind(span((20, 60))));
    w.decision_event(&id, DecisionEvent::WentBlind(span((50, 70))));
    assert_eq!(w.decision(&id).blind, [(0, 5), (20, 22), (60, 70)].map(span));
    assert_eq!(w.decision(&id).read_later, [span((22, 60))]);
}
