//! Limits that leads declare, and the decisions that touch them.

use super::world::World;
use jiff::civil::{Date, date};
use soundings::domain::decision::Decision;
use soundings::domain::event::WorkspaceEvent;
use soundings::domain::hours::Zone;
use soundings::domain::ids::DecisionId;
use soundings::domain::kind::Kind;
use soundings::domain::limit::{Declared, LIMITS_MAX, Limit, Sort, Touch};
use soundings::domain::message::Message;
use soundings::domain::reply::{Field, FieldFault, Form, Notice, Reply};

/// Lou, who leads finance, declares something for it.
fn declares(w: &mut World, declared: Declared) -> Reply {
    let (by, zone) = ("Lou".into(), Zone("Europe/Berlin".into()));
    w.workspace_event(WorkspaceEvent::Declared { by, zone, function: "finance".into(), declared })
}

fn limit(sort: Sort, text: &str, from: Option<Date>, until: Date) -> Declared {
    let (sort, text, until) = (Some(sort), text.to_owned(), Some(until));
    Declared::Limit { old: None, sort, text, from, until }
}

fn freeze() -> Declared {
    let from = Some(date(2026, 3, 30));
    limit(Sort::Freeze, "quarter close, no billing changes", from, date(2026, 4, 3))
}

fn floor() -> Declared {
    limit(Sort::Floor, "no seat below 60 euros", None, date(2026, 6, 30))
}

fn kept(w: &World) -> Vec<Limit> {
    w.workspace().register.limits
}

#[track_caller]
fn refused(w: &mut World, declared: Declared, field: Field, fault: FieldFault) {
    assert_eq!(declares(w, declared), Reply::Faults(vec![(field, fault)]));
    assert!(kept(w).is_empty());
}

fn world() -> World {
    World::new("2026-03-02T10:00")
}

#[test]
fn a_limit_has_an_end_that_is_ahead_and_not_too_far() {
    let mut w = world();
    let until = |day| limit(Sort::Other, "one vendor", None, day);
    refused(&mut w, until(date(2026, 3, 1)), Field::Until, FieldFault::DayPast);
    let latest = date(2027, 3, 3);
    refused(&mut w, until(date(2027, 3, 4)), Field::Until, FieldFault::DayTooFar { latest });
    let backwards = limit(Sort::Freeze, "x", Some(date(2026, 4, 2)), date(2026, 4, 1));
    refused(&mut w, backwards, Field::Until, FieldFault::EndsBeforeItBegins);
    let (old, sort, text, from) = (None, Some(Sort::Other), "x".to_owned(), None);
    let endless = Declared::Limit { old, sort, text, from, until: None };
    refused(&mut w, endless, Field::Until, FieldFault::Empty);
    declares(&mut w, until(date(2026, 3, 2)));
    assert_eq!(kept(&w)[0].from, Some(date(2026, 3, 2)), "from today on");
}

#[test]
fn a_limit_says_something_and_a_floor_how_much() {
    let mut w = world();
    let until = date(2026, 4, 1);
    refused(&mut w, limit(Sort::Other, " ", None, until), Field::Text, FieldFault::Empty);
    let bare = limit(Sort::Floor, "prices", None, until);
    refused(&mut w, bare, Field::Text, FieldFault::NoAmount);
    let long = limit(Sort::Other, &"x".repeat(151), None, until);
    refused(&mut w, long, Field::Text, FieldFault::TooLong(150));
}

#[test]
fn a_function_has_so_many_limits_and_no_more() {
    let mut w = world();
    for number in 0..LIMITS_MAX {
        let one = limit(Sort::Other, &format!("limit {number}"), None, date(2026, 4, 1));
        declares(&mut w, one);
    }
    let reply = declares(&mut w, freeze());
    let notice = Notice::TooManyLimits { function: "finance".into() };
    assert_eq!(reply, Reply::Notice(Box::new(notice)));
    let changed = Declared::Limit {
        old: Some(kept(&w)[3].id.clone()),
        sort: Some(Sort::Other),
        text: "changed".to_owned(),
        from: None,
        until: Some(date(2026, 4, 1)),
    };
    declares(&mut w, changed);
    assert_eq!((kept(&w).len(), kept(&w)[3].text.as_str()), (LIMITS_MAX, "changed"));
    let gone = Declared::Withdrawn { limit: "L0".into() };
    assert_eq!(declares(&mut w, gone), Reply::Notice(Box::new(Notice::LimitGone)));
    let first = Declared::Withdrawn { limit: kept(&w)[0].id.clone() };
    declares(&mut w, first);
    assert_eq!(kept(&w).len(), LIMITS_MAX - 1);
}

#[test]
fn what_has_run_out_is_forgotten() {
    let mut w = world();
    declares(&mut w, limit(Sort::Other, "one vendor", None, date(2026, 3, 5)));
    let until = Some(date(2026, 3, 5));
    declares(&mut w, Declared::Pressure { text: "closing the books".to_owned(), until });
    w.waits_until("2026-03-05T23:00");
    assert_eq!(kept(&w).len(), 1);
    assert_eq!(w.workspace().register.pressure.len(), 1);
    w.waits_until("2026-03-09T10:00");
    w.workspace_event(WorkspaceEvent::Woken);
    assert!(w.workspace().register.is_empty());
}

#[test]
fn pressure_is_said_changed_and_taken_away() {
    let mut w = world();
    let says = |text: &str, until| Declared::Pressure { text: text.to_owned(), until };
    let faults = Reply::Faults(vec![(Field::Until, FieldFault::Empty)]);
    assert_eq!(declares(&mut w, says("the auditors are in", None)), faults);
    declares(&mut w, says("the auditors are in", Some(date(2026, 3, 31))));
    let standing = w.workspace().register.pressure;
    assert_eq!(standing[&"finance".into()].text, "the auditors are in");
    declares(&mut w, says("", None));
    assert!(w.workspace().register.pressure.is_empty());
}

/// What shows that a decision touches the limits there are.
fn shown(w: &World, id: &DecisionId) -> Vec<Touch> {
    w.decision(id).limits.into_iter().map(|one| one.by).collect()
}

fn told(w: &World) -> usize {
    let messages = w.slack.iter().map(|posted| &posted.message);
    messages.filter(|message| matches!(message, Message::LimitsTouched { .. })).count()
}

#[test]
fn opening_a_decision_that_touches_a_limit_says_so_on_the_card_and_writes_to_nobody() {
    let mut w = world();
    declares(&mut w, freeze());
    declares(&mut w, floor());
    let id = w.notices("Raise prices to 79 euros from 1 April", &["finance"]);
    assert_eq!(shown(&w, &id), [Touch::Day("1 April".to_owned())]);
    assert_eq!(told(&w), 0);
    let other = w.notices("Drop the small plan to 49 euros in June", &["finance"]);
    assert_eq!(shown(&w, &other), [Touch::Amount("49 euros".to_owned())]);
}

#[test]
fn a_limit_declared_afterwards_reaches_the_card_and_once_the_owner() {
    let mut w = world();
    let id = w.notices("Raise the price per seat from 1 April", &["finance"]);
    w.waits_until("2026-03-02T11:00");
    declares(&mut w, freeze());
    assert_eq!((shown(&w, &id).len(), told(&w)), (1, 1));
    declares(&mut w, floor());
    assert_eq!((shown(&w, &id).len(), told(&w)), (2, 2));
    let first = Declared::Withdrawn { limit: kept(&w)[0].id.clone() };
    declares(&mut w, first);
    assert_eq!((shown(&w, &id).len(), told(&w)), (1, 2));
}

#[test]
fn an_owner_who_is_at_home_reads_of_it_in_the_morning() {
    let mut w = world();
    let id = w.notices("Raise prices from 1 April", &["finance"]);
    w.waits_until("2026-03-02T21:00");
    declares(&mut w, freeze());
    assert_eq!((shown(&w, &id).len(), told(&w)), (1, 0));
    w.waits_until("2026-03-03T09:00");
    assert_eq!(told(&w), 1);
}

#[test]
fn an_edited_proposal_and_another_title_are_looked_at_again() {
    let mut w = world();
    declares(&mut w, freeze());
    let id = w.notices("Raise prices from 1 April", &["finance"]);
    let root = w.decision(&id).root;
    w.edits(&id, &root, Some("Raise prices from 1 May"));
    // The title names the old day until somebody changes it.
    assert_eq!(shown(&w, &id).len(), 1);
    let title = "Raise prices in May".to_owned();
    let door = w.decision(&id).door;
    w.submits("Olga", &id, Form::Details { title, goal: None, kind: Kind::Pricing, door });
    assert!(shown(&w, &id).is_empty());
    assert_eq!(told(&w), 0);
}

#[test]
fn what_was_found_stays_as_a_fact_once_listening_has_ended() {
    let mut w = world();
    declares(&mut w, freeze());
    let id = w.notices("Raise prices from 1 April", &["finance"]);
    w.waits_until("2026-03-06T18:00");
    let withdrawn = Declared::Withdrawn { limit: kept(&w)[0].id.clone() };
    declares(&mut w, withdrawn);
    assert_eq!(shown(&w, &id).len(), 1);
}

#[test]
fn nothing_of_a_deleted_proposal_is_kept() {
    let mut w = world();
    declares(&mut w, freeze());
    let id = w.notices("Raise prices from 1 April", &["finance"]);
    let root = w.decision(&id).root;
    w.edits(&id, &root, None);
    assert!(shown(&w, &id).is_empty());
}

#[test]
fn a_limit_of_the_configuration_is_found_as_well_and_anew_after_a_restart() {
    let mut w = world();
    let id = w.notices("Raise prices from 1 April", &["finance"]);
    let laid_down = Limit {
        id: "L1".into(),
        function: "engineering".into(),
        sort: Sort::Freeze,
        text: "no deploys".to_owned(),
        from: None,
        until: date(2026, 4, 2),
        by: None,
        at: jiff::Timestamp::UNIX_EPOCH,
    };
    w.policy.limits = vec![laid_down];
    w.workspace_event(WorkspaceEvent::Started);
    assert_eq!((shown(&w, &id).len(), told(&w)), (1, 0));
    w.policy.limits[0].until = date(2026, 3, 1);
    w.workspace_event(WorkspaceEvent::Started);
    assert!(shown(&w, &id).is_empty());
}

#[test]
fn a_workspace_that_wants_no_boundaries_keeps_none() {
    let mut w = world();
    w.policy.room.boundaries = false;
    assert_eq!(declares(&mut w, freeze()), Reply::Notice(Box::new(Notice::TurnedOff)));
    let id = w.notices("Raise prices from 1 April", &["finance"]);
    assert!(shown(&w, &id).is_empty() && kept(&w).is_empty());
}

/// Which limit a decision of a kind touches that closes on 5 March.
#[track_caller]
fn check(declared: Declared, kind: Kind, text: &str, expected: Option<Touch>) {
    let mut w = world();
    declares(&mut w, declared);
    let id = w.notices("It", &["finance"]);
    let decision = Decision { kind, title: text.to_owned(), ..w.decision(&id) };
    let today = date(2026, 3, 2);
    let touched = soundings::reading::touching::touched(&kept(&w), &decision, today);
    assert_eq!(touched.into_iter().next().map(|one| one.by), expected, "{text}");
}

#[test]
fn a_freeze_is_touched_by_days_or_by_the_close_of_what_changes_something() {
    let closing = || limit(Sort::Freeze, "x", None, date(2026, 3, 6));
    check(closing(), Kind::Launch, "Ship the importer", Some(Touch::Closing));
    check(closing(), Kind::Launch, "Ship the importer in May", None);
    check(closing(), Kind::Policy, "Work from home on Fridays", None);
    check(freeze(), Kind::Launch, "Ship the importer", None);
    let day = |words: &str| Some(Touch::Day(words.to_owned()));
    check(freeze(), Kind::Policy, "New terms from April 2nd", day("April 2nd"));
    check(freeze(), Kind::Policy, "New terms in March", day("March"));
    check(freeze(), Kind::Policy, "New terms from 4 April", None);
}

#[test]
fn a_floor_is_touched_by_amounts_below_or_by_the_same_words_where_no_amount_is_named() {
    let amount = |words: &str| Some(Touch::Amount(words.to_owned()));
    check(floor(), Kind::Pricing, "The small plan goes to €49", amount("€49"));
    check(floor(), Kind::Pricing, "The small plan goes from 12 to 79 euros", None);
    check(floor(), Kind::Pricing, "49 percent of customers pay by card", None);
    check(floor(), Kind::Pricing, "Cheaper seats", Some(Touch::Words(vec!["seats".to_owned()])));
    check(floor(), Kind::Launch, "Serve 49 people a dinner of 20 euros", None);
    let slow = || limit(Sort::Ceiling, "Search latency at most 200 ms", None, date(2026, 6, 1));
    check(slow(), Kind::Architecture, "Search latency of 300 ms is fine", amount("300 ms"));
    check(slow(), Kind::Architecture, "Search latency of 150 ms is fine", None);
    check(slow(), Kind::Architecture, "Wait 300 ms before a retry", None);
}

#[test]
fn headcount_is_touched_by_hiring_and_anything_else_by_what_it_is_about() {
    let words =
        |words: &[&str]| Some(Touch::Words(words.iter().map(|one| (*one).to_owned()).collect()));
    let people = || limit(Sort::Headcount, "14 people", None, date(2026, 6, 1));
    check(people(), Kind::Hiring, "Hire a second designer", words(&["Hire"]));
    check(people(), Kind::Hiring, "Take on Acme for our mail", None);
    let vendors = || limit(Sort::Other, "No new data processors", None, date(2026, 6, 1));
    check(vendors(), Kind::Hiring, "A processor of customer data", words(&["processor", "data"]));
    check(vendors(), Kind::Hiring, "More data on the card", None);
}
