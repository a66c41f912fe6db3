//! Whatever the clock says, nothing panics.

use crate::domain::world::{World, leader};
use jiff::{SignedDuration, Timestamp};
use soundings::domain::advance;
use soundings::domain::decision::Blind;
use soundings::domain::digest::ClosingDigest;
use soundings::domain::effect::{Change, Key};
use soundings::domain::event::{DecisionEvent, Event, WorkspaceEvent};
use soundings::domain::policy::Policy;
use soundings::domain::reply::Press;
use soundings::domain::state::State;
use soundings::domain::weekly::WeeklyDigest;
use soundings::domain::workspace::{LeaderPlan, Workspace};

fn ends() -> [Timestamp; 4] {
    let day = SignedDuration::from_hours(24);
    [Timestamp::MIN, Timestamp::MIN + day, Timestamp::MAX - day, Timestamp::MAX]
}

#[test]
fn a_decision_at_the_ends_of_time_does_not_panic_and_is_not_forgotten() {
    let world = World::new("2026-03-02T10:00");
    for now in ends() {
        let root = "1.1".into();
        let mut proposal = world.proposal(&root, "Move", &["finance"]);
        proposal.days = Some(255);
        let key = world.key(&proposal.id);
        let event = Event::Decision(DecisionEvent::Proposed(Box::new(proposal)));
        let opened = advance(&world.policy, &key, None, now, &event);
        assert!(opened.wake_at.is_some(), "opened at {now}, and nobody will ever wake it");
        let Some(Change::Put(state)) = opened.state else { panic!("not opened at {now}") };
        for later in ends() {
            visit(&world.policy, &key, &state, later);
        }
    }
}

fn visit(policy: &Policy, key: &Key, state: &State, now: Timestamp) {
    let need_time = Press::NeedTime { function: "finance".into() };
    let events = [
        DecisionEvent::Woken,
        DecisionEvent::Pressed { by: "Fay".into(), press: need_time },
        DecisionEvent::WentBlind(Blind { from: Timestamp::MAX, to: Timestamp::MIN }),
        DecisionEvent::ReopenAsked { by: "Olga".into(), reason: None },
    ];
    for event in events {
        advance(policy, key, Some(state), now, &Event::Decision(event));
    }
    let State::Decision(decision) = state else { panic!("no decision") };
    ClosingDigest::of(policy, decision, now);
    WeeklyDigest::of(policy, std::slice::from_ref(decision), now, now);
}

#[test]
fn a_workspace_at_the_ends_of_time_does_not_panic() {
    let key = Key::Workspace("T1".into());
    for (alive, now) in ends().into_iter().flat_map(|one| ends().map(|other| (one, other))) {
        let found = leader("Lou", "America/New_York");
        let mut workspace = Workspace::new("T1".into());
        workspace.alive_at = Some(alive);
        let plan = LeaderPlan { zone: found.zone.clone(), next: alive };
        workspace.leaders.insert("Lou".into(), plan);
        let state = State::Workspace(Box::new(workspace));
        for event in [
            WorkspaceEvent::Started,
            WorkspaceEvent::Woken,
            WorkspaceEvent::RateLimited { minute: now },
            WorkspaceEvent::LeadersFound { leaders: vec![found] },
        ] {
            advance(&Policy::default(), &key, Some(&state), now, &Event::Workspace(event));
        }
    }
}
