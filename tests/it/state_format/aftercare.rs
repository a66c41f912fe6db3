//! What is recorded, and what comes after it, as format 1 spells it.

use super::{at, boxed, check, decision, workspace};
use soundings::domain::aftermath::{
    Aftermath, Asked, CameTrue, Cause, Check, Followed, Hindsight, Progress, Reopening, ReviewPlan,
    ReviewResult, Score, Tally, Turned, Worry,
};
use soundings::domain::decision::{Decision, Deed, Entry, Phase};
use soundings::domain::effect::{Destination, Effect, Key, Refresh};
use soundings::domain::event::{Event, WorkspaceEvent};
use soundings::domain::ids::{FunctionId, UserId};
use soundings::domain::message::Message;
use soundings::domain::record::{Disposition, Essence, FollowUp, Outcome, Record};
use soundings::domain::slot::Delivery;
use soundings::domain::state::State;
use std::collections::BTreeMap;

fn finance() -> FunctionId {
    "finance".into()
}

fn arrived() -> Delivery {
    Delivery::Delivered { channel: "D2".into(), ts: "2.000001".into(), at: at(5_000) }
}

fn essence() -> Essence {
    let some = |text: &str| Some(text.to_owned());
    Essence {
        sentence: "We raise by 8 percent.".into(),
        serves_customer: some("one price"),
        serves_company: some("margin"),
        given_up: some("the old plan"),
        cost_carried_by: some("Engineering"),
        measure: some("churn under 2 %"),
        review_on: Some(jiff::civil::date(2026, 6, 1)),
        reopen_if: some("churn doubles"),
    }
}

fn checked() -> Check {
    let asked =
        |delivery| Asked { functions: vec![finance()], contributed: vec![finance()], delivery };
    Check {
        due: at(4_320),
        sent_at: Some(at(4_321)),
        asked: BTreeMap::from([
            (UserId::from("U2"), asked(arrived())),
            (UserId::from("U3"), Asked { contributed: Vec::new(), ..asked(Delivery::Failed) }),
        ]),
        tally: Tally { clear: 0, unsure: 0, worried: 1 },
        tapped: ["U2"].map(UserId::from).into(),
        felt_heard: ["U2"].map(UserId::from).into(),
        told_at: Some(at(6_000)),
    }
}

fn aftermath() -> Aftermath {
    let worry = |by: &str, answer| Worry {
        function: finance(),
        by: by.into(),
        at: at(5_100),
        text: "the quotes break".into(),
        question: Some(arrived()),
        hindsight: Some(Hindsight { answer, at: at(9_100) }),
    };
    let fresh = Worry { question: None, hindsight: None, ..worry("U6", CameTrue::No) };
    let followed = |answer| Followed {
        asked_at: at(8_000),
        question: arrived(),
        answer: Some(answer),
        answered_at: Some(at(8_100)),
    };
    let worries = [("U2", CameTrue::Yes), ("U4", CameTrue::InPart), ("U5", CameTrue::No)]
        .map(|one| worry(one.0, one.1));
    let follow_ups =
        [("finance", Progress::Done), ("legal", Progress::NotYet), ("sales", Progress::Dropped)];
    Aftermath {
        check: Some(checked()),
        worries: worries.into_iter().chain([fresh]).collect(),
        review: ReviewPlan {
            on: jiff::civil::date(2026, 6, 1),
            asked_at: Some(at(9_000)),
            reminded_at: Some(at(9_500)),
            stands: vec![("D1".into(), "9.000001".into())],
        },
        result: Some(ReviewResult {
            by: "U1".into(),
            at: at(9_600),
            text: "2.6 %".into(),
            turned: Turned::Reversed,
            cause: Some(Cause::NotAsked),
        }),
        follow_ups: follow_ups.map(|(one, answer)| (one.into(), followed(answer))).into(),
    }
}

fn record(after: Aftermath, reopened: Option<Cause>) -> Record {
    let follow_up = Some(FollowUp { by: "U2".into(), due: jiff::civil::date(2026, 5, 4) });
    let disposition = Disposition {
        outcome: Outcome::Adopted,
        why: "we must".into(),
        follow_up,
        of: "0123456789ABC".into(),
    };
    let reason = Some("design was missing".to_owned());
    Record {
        by: "U1".into(),
        at: at(0),
        essence: essence(),
        dispositions: BTreeMap::from([(finance(), disposition)]),
        gaps: None,
        after_the_fact: false,
        after: Some(Box::new(after)),
        reopened: reopened.map(|cause| Reopening { by: "U1".into(), at: at(9_700), cause, reason }),
    }
}

fn decided() -> Decision {
    let mut decision = decision();
    decision.phase = Phase::Reviewed;
    decision.earlier = Cause::ALL.iter().map(|cause| record(aftermath(), Some(*cause))).collect();
    let mut plain = aftermath();
    plain.check = plain.check.map(|check| Check {
        sent_at: None,
        asked: BTreeMap::new(),
        tally: Tally::default(),
        tapped: Default::default(),
        felt_heard: Default::default(),
        told_at: None,
        ..check
    });
    plain.worries.clear();
    plain.follow_ups.clear();
    plain.result = None;
    decision.record = Some(Box::new(record(plain, None)));
    let deeds = [
        Deed::WorryRaised(finance()),
        Deed::Reviewed,
        Deed::WorryJudged(finance()),
        Deed::FollowedUp(finance()),
    ];
    decision.history = deeds.map(|what| Entry { at: at(4), who: Some("U1".into()), what }).to_vec();
    decision
}

#[test]
fn what_comes_after_a_decision_is_read_and_spelled_as_ever() {
    check("row-decision-after", &State::Decision(Box::new(decided())));
    let mut workspace = workspace();
    let pulse = r#"{"shown":[0,1,2,1,1],"filling":[0,0,0,1,0]}"#;
    let pulse = serde_json::from_str(pulse).expect("a pulse");
    workspace.felt_heard.insert(finance(), pulse);
    check("row-workspace-felt-heard", &State::Workspace(Box::new(workspace)));
}

#[test]
fn messages_of_what_comes_after_are_read_and_spelled_as_ever() {
    let (user, by) = (|| UserId::from("U2"), UserId::from("U2"));
    let (at, functions) = (at(0), vec![finance()]);
    let messages = [
        ("check", Message::Check { at, user: user() }),
        ("check-result", Message::CheckResult { at }),
        ("worry-raised", Message::WorryRaised { function: finance(), by: by.clone() }),
        ("review-due", Message::ReviewDue { at, again: true }),
        ("reviewed", Message::Reviewed { at }),
        ("did-it-come-true", Message::DidItComeTrue { at, user: user() }),
        ("worry-came-true", Message::WorryCameTrue { function: finance(), by: by.clone() }),
        ("follow-up-due", Message::FollowUpDue { at, user: user(), functions }),
        (
            "reopened-because",
            Message::Reopened { by, reason: None, until: at, cause: Some(Cause::NotAsked) },
        ),
    ];
    for (name, message) in messages {
        let post = Effect::Post { to: Destination::Dm(user()), message };
        check(&format!("effect-post-{name}"), &post);
    }
    let message = Box::new(Message::Check { at, user: user() });
    let refresh = Refresh::Message { message, channel: "D2".into(), ts: "2.000001".into() };
    check("effect-refresh-message", &Effect::Refresh(refresh));
    let score = Score::new(4).expect("a score");
    let event = boxed(Event::Workspace(WorkspaceEvent::FeltHeard { function: finance(), score }));
    let key = Key::Workspace("T1".into());
    check("effect-tell-felt-heard", &Effect::Tell { key, event });
}
