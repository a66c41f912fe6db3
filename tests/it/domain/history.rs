//! The record of a decision: who did what when is only ever added to, whatever becomes of the decision.

use super::world::{Happened, World, berlin};
use serde_json::Value;
use soundings::domain::aftermath::Cause;
use soundings::domain::decision::{Closed, Decision, Ended, Entry, Failed, Phase};
use soundings::domain::effect::Effect;
use soundings::domain::event::DecisionEvent;
use soundings::domain::ids::DecisionId;
use soundings::domain::policy::Webhook;
use soundings::domain::record::{Filled, Outcome, fingerprint};
use soundings::domain::reply::{Form, Press};

fn open(functions: &[&str]) -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", functions);
    (w, id)
}

/// Spells the entries from one on, a line each.
fn history(decision: &Decision, from: usize) -> String {
    let line = |entry: &Entry| {
        let at = entry.at.to_zoned(decision.zone.rules()).strftime("%a %H:%M");
        let who = entry.who.as_ref().map_or("the bot", |who| who.as_str());
        let what = match serde_json::to_value(&entry.what).expect("our own type") {
            Value::Object(of) => of.into_iter().map(|(what, of)| format!("{what} {of}")).collect(),
            what => what.to_string(),
        };
        format!("{at} {who}: {}", what.replace('"', ""))
    };
    decision.history.iter().skip(from).map(line).collect::<Vec<_>>().join("\n")
}

fn affected(functions: &[&str]) -> Form {
    Form::Affected { functions: functions.iter().map(|one| (*one).into()).collect() }
}

fn close_early(w: &mut World, id: &DecisionId, reason: &str) {
    w.submits("Olga", id, Form::CloseEarly { reason: reason.into() });
}

fn reopen(w: &mut World, id: &DecisionId) {
    w.decision_event(id, DecisionEvent::ReopenAsked { by: "Olga".into(), reason: None });
    // What was decided is opened again with a cause.
    if w.decision(id).record.is_some() {
        let cause = Some(Cause::FactsChanged);
        w.submits("Olga", id, Form::Reopen { cause, reason: None });
    }
}

/// Olga records the decision, with one disposition for every view there is.
fn decide(w: &mut World, id: &DecisionId, sentence: &str) {
    let mut steps = vec![
        Filled::Essence {
            sentence: sentence.into(),
            serves_customer: None,
            serves_company: None,
            given_up: None,
        },
        Filled::Proof { cost_carried_by: None, measure: None, review_on: None, reopen_if: None },
    ];
    let decision = w.decision(id);
    let views =
        decision.slots.iter().filter_map(|slot| Some((&slot.function, slot.view.as_ref()?)));
    steps.extend(views.map(|(function, view)| Filled::View {
        function: function.clone(),
        of: fingerprint(&view.words),
        outcome: Some(Outcome::Later),
        why: "not this quarter".into(),
        follow_up_by: None,
        follow_up_due: None,
    }));
    steps.push(Filled::Gaps { reason: "the board meets".into() });
    steps.push(Filled::Check { back_to: None });
    for step in steps {
        w.submits("Olga", id, Form::Decide(Box::new(step)));
    }
}

#[test]
fn who_changed_which_functions_and_when_is_kept() {
    let (mut w, id) = open(&["finance", "engineering"]);
    let before = w.decision(&id).history.len();
    w.now = berlin("2026-03-02T11:00");
    w.submits("Olga", &id, affected(&["finance", "engineering", "legal", "design"]));
    w.now = berlin("2026-03-02T12:00");
    w.submits("Olga", &id, affected(&["finance", "legal"]));
    w.presses("Fay", &id, Press::NotAffected { function: "finance".into() });
    w.presses("Olga", &id, Press::RefuseNotAffected { function: "finance".into() });
    insta::assert_snapshot!(history(&w.decision(&id), before), @"
    Mon 11:00 Olga: function-added legal
    Mon 11:00 Olga: function-added design
    Mon 11:00 Olga: affected-changed
    Mon 11:00 the bot: unreachable design
    Mon 11:00 the bot: asked legal
    Mon 12:00 Olga: not-affected-claimed engineering
    Mon 12:00 Olga: function-removed design
    Mon 12:00 Olga: affected-changed
    Mon 12:00 Fay: not-affected-claimed finance
    Mon 12:00 Olga: not-affected-refused finance
    ");
}

#[test]
fn an_early_close_and_a_record_outlive_every_reopening() {
    let (mut w, id) = open(&["finance"]);
    w.answers("Fay", &id, "finance", "A range");
    close_early(&mut w, &id, "the board meets");
    let closed = w.decision(&id).closed.expect("it is closed");
    decide(&mut w, &id, "We raise them in June.");
    reopen(&mut w, &id);
    let decision = w.decision(&id);
    assert_eq!((decision.phase, &decision.record), (Phase::Listening, &None));
    assert_eq!(decision.closed_before, [closed]);
    assert_eq!(decision.earlier.len(), 1);

    close_early(&mut w, &id, "the board has met");
    decide(&mut w, &id, "We raise them in July.");
    reopen(&mut w, &id);
    let decision = w.decision(&id);
    let sentences: Vec<&str> =
        decision.earlier.iter().map(|record| record.essence.sentence.as_str()).collect();
    assert_eq!(sentences, ["We raise them in June.", "We raise them in July."]);
    let reason = |closed: &Closed| match &closed.how {
        Ended::Early { reason, .. } => reason.clone(),
        other => panic!("{other:?}"),
    };
    let reasons: Vec<String> = decision.closed_before.iter().map(reason).collect();
    assert_eq!(reasons, ["the board meets", "the board has met"]);
    insta::assert_snapshot!(history(&decision, 0), @"
    Mon 10:00 the bot: opened
    Mon 10:00 the bot: asked finance
    Mon 10:00 Fay: heard finance
    Mon 10:00 Olga: closed
    Mon 10:00 Olga: decided
    Mon 10:00 Olga: reopened
    Mon 10:00 Olga: closed
    Mon 10:00 Olga: decided
    Mon 10:00 Olga: reopened
    ");
}

#[test]
fn a_proposal_that_is_deleted_leaves_who_did_what_and_no_word_of_it() {
    let (mut w, id) = open(&["finance"]);
    w.answers("Fay", &id, "finance", "A range");
    close_early(&mut w, &id, "the board meets");
    decide(&mut w, &id, "We raise them in June.");
    reopen(&mut w, &id);
    let before = w.decision(&id).history;
    let root = w.decision(&id).root;
    w.edits(&id, &root, None);
    let decision = w.decision(&id);
    assert_eq!(decision.phase, Phase::Cancelled);
    assert!(decision.history.starts_with(&before));
    insta::assert_snapshot!(history(&decision, before.len()), @"
    Mon 10:00 the bot: closed
    Mon 10:00 the bot: cancelled
    ");
    let stored = serde_json::to_string(&decision).expect("our own type");
    for word in ["Raise prices", "A range", "the board meets", "June", "not this quarter"] {
        assert!(!stored.contains(word), "“{word}” is left in {stored}");
    }
}

#[test]
fn what_the_owner_understood_goes_with_the_view_that_is_taken_back() {
    type TakesBack = fn(&mut World, &DecisionId);
    let ways: [TakesBack; 2] = [
        |w, id| drop(w.presses("Fay", id, Press::Withdraw { function: "finance".into() })),
        |w, id| drop(w.presses("Fay", id, Press::NoObjection { function: "finance".into() })),
    ];
    for take_back in ways {
        let (mut w, id) = open(&["finance"]);
        let function = || "finance".into();
        w.answers("Fay", &id, "finance", "A range");
        let text = "They want a number".into();
        w.submits("Olga", &id, Form::Restate { function: Some(function()), text });
        let text = "No: a range we can plan with".into();
        w.submits("Fay", &id, Form::Mended { function: function(), text });
        let before = w.decision(&id).history;
        take_back(&mut w, &id);
        let decision = w.decision(&id);
        assert!(decision.history.starts_with(&before));
        let slot = decision.slot(&function()).expect("a slot");
        assert_eq!((&slot.view, &slot.restatement), (&None, &None));
    }
}

#[test]
fn a_record_is_handed_on_once_each_time_it_is_made_where_there_is_a_webhook() {
    for wanted in [false, true] {
        let (mut w, id) = open(&["finance"]);
        let (url, host) = ("https://hooks.example.com/".into(), "hooks.example.com".into());
        w.policy.webhook = wanted.then_some(Webhook { url, host, private_channels: false });
        close_early(&mut w, &id, "the board meets");
        decide(&mut w, &id, "We raise them in June.");
        // The last form once more, as a double click sends it.
        w.submits("Olga", &id, Form::Decide(Box::new(Filled::Check { back_to: None })));
        reopen(&mut w, &id);
        close_early(&mut w, &id, "the board has met");
        w.now = berlin("2026-03-02T11:00");
        decide(&mut w, &id, "We raise them in July.");
        let effects = w.happened.iter().filter_map(|happened| match happened {
            Happened::Advanced { effects, .. } => Some(effects),
            Happened::Posted(_) => None,
        });
        let handed_on = effects.flatten().filter_map(|effect| match effect {
            Effect::HandOn { decided_at } => Some(*decided_at),
            _ => None,
        });
        let expected = [berlin("2026-03-02T10:00"), berlin("2026-03-02T11:00")];
        let expected = if wanted { &expected[..] } else { &[] };
        assert_eq!(handed_on.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn what_the_webhook_was_not_handed_is_a_fault_that_says_nothing_of_silence() {
    let (mut w, id) = open(&["finance"]);
    let why = "it answered with HTTP status 410".to_owned();
    w.decision_event(&id, DecisionEvent::NotHandedOn { why: why.clone() });
    let decision = w.decision(&id);
    assert_eq!((&decision.faults[0].what, &decision.faults[0].why), (&Failed::Webhook, &why));
    let digest = soundings::domain::digest::ClosingDigest::of(&w.policy, &decision, w.now);
    assert_eq!(digest.faults, 0);
}
