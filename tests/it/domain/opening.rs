//! Opening: once per message, whichever path leads to it, and as the channel wants it.

use super::world::{World, short};
use soundings::domain::decision::OpenedBy;
use soundings::domain::event::{DecisionEvent, Draft, Event, PersonEvent, Strength};
use soundings::domain::kind::{Door, Kind};
use soundings::domain::policy::Mode;
use soundings::domain::reply::{Press, Reply};

#[test]
fn a_message_has_one_decision_whichever_path_leads_to_it() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    let root = w.decision(&id).root;
    let mut by_hand = w.proposal(&root, "Raise prices", &["legal"]);
    by_hand.by = OpenedBy::Person("Fay".into());
    let reply = w.notice(by_hand, Strength::ByHand);
    assert!(matches!(reply, Reply::Notice(notice) if short(&*notice).starts_with("already-open")));
    let emoji = DecisionEvent::AskedFor {
        by: "Ann".into(),
        channel: super::world::CHANNEL.into(),
        ts: root,
        team: super::world::TEAM.into(),
    };
    w.decision_event(&id, emoji);
    assert_eq!(w.count_posted("card"), 1);
    assert_eq!(w.decision(&id).slots.len(), 1);
}

#[test]
fn two_paths_at_the_same_moment_open_it_once() {
    let mut w = World::new("2026-03-02T10:00");
    let root = w.next_ts();
    let noticed = w.proposal(&root, "Raise prices", &["finance"]);
    let mut by_hand = noticed.clone();
    by_hand.by = OpenedBy::Person("Fay".into());
    w.notice(noticed, Strength::Explicit);
    w.notice(by_hand, Strength::ByHand);
    w.run();
    assert_eq!((w.count_posted("card"), w.count_posted("ask")), (1, 1));
}

#[test]
fn a_channel_where_only_the_author_is_told_and_only_once_a_day() {
    let mut w = World::new("2026-03-02T10:00");
    w.mode = Mode::Suggest;
    w.notices("Raise prices", &["finance"]);
    w.notices("Lower prices", &["finance"]);
    w.waits_until("2026-03-03T10:00");
    w.notices("Keep prices", &["finance"]);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot shown to Olga alone: suggestion
    Mon 10:00 Olga writes: Lower prices
    Tue 10:00 Olga writes: Keep prices
    Tue 10:00 bot shown to Olga alone: suggestion
    ");
}

#[test]
fn a_channel_where_nothing_happens_until_somebody_asks() {
    let mut w = World::new("2026-03-02T10:00");
    w.mode = Mode::Manual;
    let id = w.notices("Raise prices", &["finance"]);
    assert!(w.state(&w.key(&id)).is_none());
    let asked = DecisionEvent::AskedFor {
        by: "Fay".into(),
        channel: super::world::CHANNEL.into(),
        ts: "1.1".into(),
        team: super::world::TEAM.into(),
    };
    w.decision_event(&id, asked);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Olga: opened-for-owner
    ");
}

#[test]
fn what_was_called_no_decision_comes_back_only_if_a_person_insists() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    let root = w.decision(&id).root;
    w.presses("Olga", &id, Press::NotADecision);
    w.story();
    let again = w.proposal(&root, "Raise prices", &["finance"]);
    let mut by_hand = again.clone();
    w.notice(again, Strength::Explicit);
    w.run();
    assert!(w.story().is_empty());
    by_hand.by = OpenedBy::Person("Olga".into());
    w.notice(by_hand, Strength::ByHand);
    w.run();
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    ");
}

#[test]
fn a_proposal_written_with_the_form_is_posted_and_then_opened_or_its_author_is_told() {
    let draft = Draft {
        reasons: Default::default(),
        team: super::world::TEAM.into(),
        channel: super::world::CHANNEL.into(),
        source: None,
        thread: None,
        by: "Olga".into(),
        owner: "Olga".into(),
        title: "Raise prices".into(),
        text: "Raise prices".into(),
        goal: Some("stay in business".into()),
        kind: Kind::Pricing,
        door: Door::OneWay,
        days: None,
        functions: vec!["finance".into()],
        announced: false,
    };
    let mut w = World::new("2026-03-02T10:00");
    w.person_event("Olga", PersonEvent::ProposalWritten(Box::new(draft.clone())));
    w.channel_refuses = true;
    w.person_event("Olga", PersonEvent::ProposalWritten(Box::new(draft)));
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 bot in the channel: proposal-post
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Fay: ask finance
    Mon 10:00 Slack refuses in the channel: proposal-post
    Mon 10:00 bot to Olga: proposal-failed
    ");
}

#[test]
fn a_function_that_is_named_twice_stands_on_the_card_once() {
    let mut w = World::new("2026-03-02T10:00");
    let functions = ["catering", "finance", "gardening", "catering", "finance"];
    let id = w.notices("Move the party", &functions);
    let slots = w.decision(&id).slots;
    let names: Vec<&str> = slots.iter().map(|slot| slot.function.as_str()).collect();
    assert_eq!(names, ["finance", "catering", "gardening"]);
}

#[test]
fn a_press_on_something_that_is_not_there_is_answered() {
    let mut w = World::new("2026-03-02T10:00");
    let press = DecisionEvent::Pressed { by: "Fay".into(), press: Press::NotADecision };
    let key = w.key(&"D00000000".into());
    let reply = w.apply_new(&key, Event::Decision(press));
    assert!(matches!(reply, Reply::Notice(notice) if short(&*notice) == "no-such-decision"));
}
