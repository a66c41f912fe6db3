//! What is exported of what came after a decision, and what is nobody's but the owner's.

use super::formats::shape_for;
use crate::views::fixtures::{self, OWNER};
use soundings::domain::aftermath::{Cause, Reopening};
use soundings::domain::decision::{Decision, Deed, Entry};
use soundings::export::{self, Audience};

/// Reviewed, after it had been decided otherwise and opened again; with a worry.
fn reviewed() -> Decision {
    let mut decision = fixtures::reviewed();
    let mut before = *decision.record.clone().expect("a record");
    before.at = fixtures::at("2026-03-04T09:00");
    let reason = Some("design was <!channel> missing".to_owned());
    let (by, at, cause) = (OWNER.into(), fixtures::at("2026-03-04T11:00"), Cause::NotAsked);
    before.reopened = Some(Reopening { by, at, cause, reason });
    decision.earlier = vec![before];
    let entry = |who: &str, what| Entry { at: fixtures::noon(), who: Some(who.into()), what };
    decision.history = vec![
        entry("U0TOM", Deed::WorryRaised("finance".into())),
        entry("U0LENA", Deed::FollowedUp("engineering".into())),
        entry(OWNER, Deed::Reviewed),
        entry("U0TOM", Deed::WorryJudged("finance".into())),
    ];
    decision
}

#[test]
fn the_result_the_follow_ups_and_the_cause_are_in_every_format() {
    let shape = shape_for(&reviewed(), &Audience::Channel);
    let record = shape.record.as_ref().expect("a record");
    let result = record.result.as_ref().expect("a result");
    assert_eq!((result.turned, result.cause), ("missed", None));
    let follow_up = record.dispositions[0].follow_up.as_ref().expect("a follow-up");
    assert_eq!(follow_up.progress, Some("not-yet"));
    let reopened = shape.earlier_records[0].reopened.as_ref().expect("why");
    assert_eq!(reopened.cause, "not-asked");
    let table = export::table(std::slice::from_ref(&shape));
    for cell in ["2.6 % in the first quarter, & rising", "missed", "not-yet"] {
        assert!(table.contains(cell), "{cell} is not in {table}");
    }
    let page = export::file(&shape).text;
    let after = |line: &&str| {
        ["Result, ", "Opened again", "| Engineering"].iter().any(|start| line.starts_with(start))
    };
    let lines: Vec<&str> = page.lines().filter(after).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn taps_and_worries_are_exported_to_nobody() {
    for audience in [Audience::Store, Audience::Person(OWNER.into()), Audience::Channel] {
        let line = export::line(&shape_for(&reviewed(), &audience));
        for word in ["quotes of April", "tally", "tapped", "felt"] {
            assert!(!line.contains(word), "{word} is in {line}");
        }
    }
}

#[test]
fn that_somebody_worried_is_in_the_history_of_those_who_know() {
    let history = |audience: &Audience| {
        let shape = shape_for(&reviewed(), audience);
        shape.history.iter().map(|entry| entry.what).collect::<Vec<_>>().join(" ")
    };
    let public = "followed-up reviewed";
    assert_eq!(history(&Audience::Channel), public);
    assert_eq!(history(&Audience::Person("U0LENA".into())), public);
    let all = "worry-raised followed-up reviewed worry-judged";
    for audience in ["U0TOM", OWNER] {
        assert_eq!(history(&Audience::Person(audience.into())), all);
    }
    assert_eq!(history(&Audience::Store), all);
}
