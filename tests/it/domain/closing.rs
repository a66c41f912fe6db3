//! The end of the window, and what may come after it.

use super::render::render;
use super::world::{CHANNEL, Posted, World};
use soundings::domain::decision::Phase;
use soundings::domain::effect::Destination;
use soundings::domain::event::{DecisionEvent, WorkspaceEvent};
use soundings::domain::ids::{DecisionId, UserId};
use soundings::domain::kind::{Door, Kind};
use soundings::domain::message::Message;
use soundings::domain::reply::{Field, FieldFault, Form, Modal, Notice, Press, Reply};
use soundings::domain::state::State;

fn open(functions: &[&str]) -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", functions);
    w.story();
    (w, id)
}

#[test]
fn the_owner_closes_early_and_says_why() {
    let (mut w, id) = open(&["finance"]);
    let by = |user: &str| DecisionEvent::CloseAsked { by: user.into() };
    let owner_only = Reply::Notice(Box::new(Notice::OwnerOnly { owner: "Olga".into() }));
    assert_eq!(w.decision_event(&id, by("Fay")), owner_only);
    assert_eq!(w.decision_event(&id, by("Olga")), Reply::Open(Box::new(Modal::CloseEarly)));
    let early = |reason: &str| Form::CloseEarly { reason: reason.into() };
    let empty = Reply::Faults(vec![(Field::Reason, FieldFault::Empty)]);
    assert_eq!(w.submits("Olga", &id, early(" ")), empty);
    assert_eq!(w.submits("Fay", &id, early("because")), owner_only);
    w.story();
    w.submits("Olga", &id, early("the board meets today"));
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga submits close-early
    Mon 10:00 bot in the thread: closing-digest
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 bot to Olga: owner-digest
    ");
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Weighing until Thu 5 Mar 17:00, asked 1 of 1, heard 0
    finance: Waiting { had: 0s }
    ");
    let again = w.submits("Olga", &id, early("twice"));
    assert_eq!(again, Reply::Notice(Box::new(Notice::AlreadyClosed)));
}

#[test]
fn a_bot_that_was_down_at_the_close_closes_once_when_it_is_back() {
    let (mut w, id) = open(&["finance"]);
    w.sleeps_until("2026-03-07T12:00");
    w.wake_due();
    w.run();
    insta::assert_snapshot!(w.story(), @"
    Sat 12:00 bot in the thread: closing-digest
    Sat 12:00 bot brings the ask to Fay up to date
    Sat 12:00 bot to Olga: owner-digest
    ");
    assert_eq!(w.count_posted("closing-digest"), 1);
    assert!(!w.decision(&id).is_listening());
}

#[test]
fn the_owner_listens_again_and_nobody_is_asked_a_second_time() {
    let (mut w, id) = open(&["finance", "design"]);
    w.waits_until("2026-03-05T18:00");
    w.joins("Dee", "Europe/Berlin", &[("design", soundings::domain::roster::Role::Member)]);
    w.story();
    let reason = Some("design was missing".to_owned());
    w.decision_event(&id, DecisionEvent::ReopenAsked { by: "Olga".into(), reason });
    w.waits_until("2026-03-06T10:00");
    insta::assert_snapshot!(w.story(), @"
    Thu 18:00 bot in the thread: reopened 2026-03-11T16:00:00Z
    Thu 18:00 bot brings the ask to Bea up to date
    Thu 18:00 bot brings the ask to Fay up to date
    Thu 18:00 bot brings the ask to Lou up to date
    Fri 09:00 bot to Dee: ask design
    ");
    w.waits_until("2026-03-11T18:00");
    assert_eq!(w.count_posted("closing-digest"), 2);
    assert_eq!(w.count_posted("ask finance"), 3, "member, backup and lead, once each");
}

#[test]
fn whoever_decides_hears_once_and_alone_that_somebody_else_called_it_no_decision() {
    let mut w = World::new("2026-03-02T10:00");
    let told = |w: &World| {
        let all = w.slack.iter();
        all.filter(|one| matches!(one.message, Message::DismissedForOwner { .. }))
            .cloned()
            .collect()
    };
    let dismissed = |told: Option<&str>| {
        let notice = Notice::Dismissed { learns: true, told: told.map(UserId::from) };
        Reply::Notice(Box::new(notice))
    };
    let own = w.notices("lunch", &["finance"]);
    let reply = w.presses("Olga", &own, Press::NotADecision);
    assert_eq!(reply, dismissed(None));
    let none: Vec<Posted> = told(&w);
    assert!(none.is_empty(), "{none:?}");
    let id = w.notices("Raise prices", &["finance"]);
    let ts = w.decision(&id).root;
    let reply = w.presses("Fay", &id, Press::NotADecision);
    assert_eq!(reply, dismissed(Some("Olga")));
    w.presses("Fay", &id, Press::NotADecision);
    let [one] = told(&w).try_into().expect("one word");
    assert_eq!(one.to, Destination::Dm("Olga".into()));
    let (by, channel) = ("Fay".into(), CHANNEL.into());
    assert_eq!(one.message, Message::DismissedForOwner { by, channel, ts });
}

#[test]
fn no_decision_after_all_and_everything_is_taken_down() {
    let (mut w, id) = open(&["finance"]);
    w.presses("Fay", &id, Press::NotADecision);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay presses not-a-decision
    Mon 10:00 bot deletes in the thread: card
    Mon 10:00 bot deletes to Fay: ask finance
    Mon 10:00 bot to Olga: dismissed-for-owner
    ");
    assert_eq!(w.state(&w.key(&id)), Some(State::Dismissed));
    assert!(w.person("Fay").asks.iter().all(|ask| !ask.open && ask.title.is_empty()));
    assert_eq!(w.workspace().channels[&CHANNEL.into()].dismissed, 1);
    w.waits_until("2026-03-06T18:00");
    assert!(w.story().is_empty(), "nothing more comes of it");
    let left = w.slack.iter().map(|one| &one.to).collect::<Vec<_>>();
    assert_eq!(left, [&Destination::Dm("Olga".into())], "but the word to whoever was to decide");
}

#[test]
fn a_message_that_arrives_after_the_dismissal_is_taken_down_too() {
    let mut w = World::new("2026-03-02T10:00");
    let root = w.next_ts();
    let proposal = w.proposal(&root, "Raise prices", &["finance"]);
    let (key, id) = (w.key(&proposal.id), proposal.id.clone());
    w.apply_new(
        &key,
        soundings::domain::event::Event::Decision(DecisionEvent::Proposed(Box::new(proposal))),
    );
    let lane = format!("channel/{CHANNEL}");
    let card = w.lanes[&lane][0].clone();
    w.perform(&card).expect("the card is posted, and the bot crashes");
    let press = DecisionEvent::Pressed { by: "Olga".into(), press: Press::NotADecision };
    let find = format!("find/{key}/finance");
    w.carry_out(&find);
    w.carry_out("tell/person/T1/Fay");
    w.apply_new(&key, soundings::domain::event::Event::Decision(press));
    w.run();
    assert_eq!(w.state(&w.key(&id)), Some(State::Dismissed));
    assert!(w.slack.is_empty(), "{:?}", w.slack);
    assert!(w.person("Fay").asks.iter().all(|ask| !ask.open));
}

#[test]
fn once_views_were_given_only_the_owner_may_say_that_it_was_no_decision() {
    let (mut w, id) = open(&["finance"]);
    w.answers("Fay", &id, "finance", "fine");
    let reply = w.presses("Fay", &id, Press::NotADecision);
    assert_eq!(reply, Reply::Notice(Box::new(Notice::ViewsGiven { owner: "Olga".into() })));
    w.presses("Olga", &id, Press::NotADecision);
    assert_eq!(w.state(&w.key(&id)), Some(State::Dismissed));
}

#[test]
fn the_channel_is_archived_and_the_owner_gets_what_there_is() {
    let (mut w, id) = open(&["finance"]);
    w.workspace_event(WorkspaceEvent::ChannelArchived { channel: CHANNEL.into() });
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 bot to Olga: owner-digest
    ");
    assert_eq!(w.decision(&id).phase, Phase::Weighing);
}

#[test]
fn the_proposal_is_deleted_and_every_word_said_about_it_goes() {
    let (mut w, id) = open(&["finance"]);
    w.answers("Fay", &id, "finance", "fine");
    w.story();
    let root = w.decision(&id).root;
    w.edits(&id, &root, None);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 a message of the thread is changed to None
    Mon 10:00 bot brings the ask to Fay up to date
    ");
    let details = Form::Details {
        title: "back again".into(),
        goal: None,
        kind: Kind::Launch,
        door: Door::OneWay,
    };
    w.submits("Olga", &id, details);
    w.decision_event(&id, DecisionEvent::ReopenAsked { by: "Olga".into(), reason: None });
    let decision = w.decision(&id);
    assert_eq!(decision.phase, Phase::Cancelled);
    assert_eq!((decision.title.as_str(), decision.text()), ("", ""));
    assert_eq!(decision.slots[0].view, None);
}
