//! The leaders' weekly digest, and what the bot knows of its own absences.

use super::world::{World, berlin, leader};
use soundings::domain::decision::Blind;
use soundings::domain::event::WorkspaceEvent;

fn started(now: &str) -> World {
    let mut w = World::new(now);
    w.leaders = vec![leader("Lou", "Europe/Berlin")];
    w.workspace_event(WorkspaceEvent::Started);
    w.story();
    w
}

#[test]
fn a_leader_reads_at_nine_on_monday_where_they_are_whatever_the_clocks_do() {
    let mut w = started("2026-03-20T12:00");
    w.leaders.push(leader("Eli", "America/New_York"));
    w.workspace_event(WorkspaceEvent::Started);
    w.waits_until("2026-03-30T18:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 09:00 bot to Lou: weekly on-time
    Mon 14:00 bot to Eli: weekly on-time
    Mon 09:00 bot to Lou: weekly on-time
    Mon 15:00 bot to Eli: weekly on-time
    ");
}

#[test]
fn a_digest_that_was_missed_comes_late_once_and_says_so() {
    let mut w = started("2026-03-20T12:00");
    w.sleeps_until("2026-03-25T12:00");
    w.workspace_event(WorkspaceEvent::Started);
    w.wake_due();
    w.run();
    insta::assert_snapshot!(w.story(), @"Wed 12:00 bot to Lou: weekly late");
    w.waits_until("2026-03-30T18:00");
    insta::assert_snapshot!(w.story(), @"Mon 09:00 bot to Lou: weekly on-time");
}

#[test]
fn a_digest_that_is_more_than_three_days_late_is_left_out() {
    let mut w = started("2026-03-20T12:00");
    w.sleeps_until("2026-03-26T12:00");
    w.workspace_event(WorkspaceEvent::Started);
    w.wake_due();
    w.run();
    w.waits_until("2026-03-30T18:00");
    insta::assert_snapshot!(w.story(), @"Mon 09:00 bot to Lou: weekly on-time");
}

#[test]
fn who_is_no_leader_any_more_gets_no_digest_and_who_has_become_one_does() {
    let mut w = started("2026-03-20T12:00");
    w.leaders = vec![leader("Ann", "Europe/Berlin")];
    w.workspace_event(WorkspaceEvent::Started);
    w.waits_until("2026-03-23T18:00");
    insta::assert_snapshot!(w.story(), @"Mon 09:00 bot to Ann: weekly on-time");
}

#[test]
fn anybody_may_ask_for_it_now() {
    let mut w = started("2026-03-20T12:00");
    w.workspace_event(WorkspaceEvent::WeeklyAsked { by: "Olga".into() });
    insta::assert_snapshot!(w.story(), @"Fri 12:00 bot to Olga: weekly on-request");
}

#[test]
fn what_the_bot_may_have_missed_is_remembered_by_every_open_decision() {
    let mut w = started("2026-03-23T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    w.sleeps_until("2026-03-23T14:00");
    w.workspace_event(WorkspaceEvent::Started);
    w.workspace_event(WorkspaceEvent::RateLimited { minute: berlin("2026-03-23T14:00") });
    let span = |from: &str, to: &str| Blind {
        from: berlin(&format!("2026-03-23T{from}")),
        to: berlin(&format!("2026-03-23T{to}")),
    };
    w.workspace_event(WorkspaceEvent::WasDeaf(span("15:00", "15:04")));
    w.workspace_event(WorkspaceEvent::WasDeaf(span("16:00", "16:05")));
    let spans = [span("10:00", "14:01"), span("16:00", "16:05")];
    assert_eq!(w.decision(&id).blind, spans);
    assert_eq!(w.workspace().blind, spans);
    let missing = |w: &World| w.workspace().missing_since;
    assert_eq!(missing(&w), Some(spans[0].from));
    w.workspace_event(WorkspaceEvent::CaughtUp(spans[1].from));
    assert_eq!(missing(&w), Some(spans[0].from), "there was an earlier one");
    w.workspace_event(WorkspaceEvent::CaughtUp(spans[0].from));
    assert_eq!(missing(&w), None);
}
