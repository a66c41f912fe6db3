//! A decision in the making, one that is recorded, and the messages that tell of it.

use super::{at, check, decision, view};
use jiff::civil::date;
use soundings::domain::decision::{Decision, Deed, Entry, Phase};
use soundings::domain::digest::Unheard;
use soundings::domain::effect::{Destination, Effect};
use soundings::domain::message::Message;
use soundings::domain::record::{
    Disposition, Essence, FollowUp, Gaps, Outcome, Record, RecordDraft, Restatement,
    RestatementAnswer, Step,
};
use soundings::domain::slot::Unreachable;
use soundings::domain::state::State;
use std::collections::{BTreeMap, BTreeSet};

fn essence() -> Essence {
    Essence {
        sentence: "We raise by 8 percent.".into(),
        serves_customer: Some("one price".into()),
        serves_company: Some("margin holds".into()),
        given_up: Some("seats".into()),
        cost_carried_by: Some("Sales".into()),
        measure: Some("churn under 2 %".into()),
        review_on: Some(date(2026, 6, 1)),
        reopen_if: Some("churn over 4 %".into()),
    }
}

fn dispositions() -> BTreeMap<soundings::domain::ids::FunctionId, Disposition> {
    let follow_up = Some(FollowUp { by: "U2".into(), due: date(2026, 4, 3) });
    let outcomes = Outcome::ALL.into_iter().enumerate();
    let disposition = |(index, outcome)| {
        let name = format!("function-{index}");
        let follow_up = follow_up.clone().filter(|_| index == 0);
        let disposition =
            Disposition { outcome, why: "so".into(), follow_up, of: "887ETA1X".into() };
        (name.as_str().into(), disposition)
    };
    outcomes.map(disposition).collect()
}

/// With every reason for which a function can be unheard.
fn gaps() -> Gaps {
    let reasons = [
        Unheard::NotAsked,
        Unheard::Waiting { had: jiff::SignedDuration::from_hours(3) },
        Unheard::OnHold { until: date(2026, 3, 4) },
        Unheard::Delegated,
        Unheard::Silent { people: 2 },
        Unheard::Unconfirmed,
        Unheard::Withdrawn,
        Unheard::Unreachable(Unreachable::NobodyMapped),
    ];
    Gaps {
        unheard: reasons.into_iter().map(|why| ("finance".into(), why)).collect(),
        without_disposition: vec!["legal".into()],
        early: true,
        reason: "it is due".into(),
    }
}

fn record(gaps: Option<Gaps>) -> Record {
    let dispositions = dispositions();
    Record {
        by: "U1".into(),
        at: at(90),
        essence: essence(),
        dispositions,
        gaps,
        after_the_fact: false,
        after: None,
        reopened: None,
    }
}

fn in_the_making() -> Decision {
    let steps = [Step::Essence, Step::Proof, Step::View("finance".into()), Step::Gaps, Step::Check];
    let draft = RecordDraft {
        essence: Essence { sentence: "We".into(), ..Essence::default() },
        dispositions: dispositions(),
        reason: "it is due".into(),
        done: BTreeSet::from(steps),
        typed: Some("1772442720.000300".into()),
    };
    let mut decision = decision();
    decision.draft = Some(Box::new(draft));
    let answers = [None, Some(RestatementAnswer::Confirmed)];
    for (slot, answer) in decision.slots.iter_mut().zip(answers) {
        slot.view = Some(view());
        let (text, of) = ("A range".into(), "887ETA1X".into());
        slot.restatement = Some(Restatement { text, at: at(80), of, answer });
    }
    let mended = RestatementAnswer::Mended("A range per quarter".into());
    if let Some(restatement) = decision.slots[0].restatement.as_mut() {
        restatement.answer = Some(mended);
    }
    decision
}

fn recorded() -> Decision {
    let mut decision = decision();
    decision.phase = Phase::Decided;
    decision.record = Some(Box::new(record(Some(gaps()))));
    decision.earlier = vec![record(None)];
    let deeds = [
        Deed::StillHolds("finance".into()),
        Deed::Restated("finance".into()),
        Deed::RestatementConfirmed("finance".into()),
        Deed::RestatementMended("finance".into()),
        Deed::Decided,
        Deed::Disposed("finance".into()),
    ];
    decision.history =
        deeds.into_iter().map(|what| Entry { at: at(91), who: Some("U1".into()), what }).collect();
    decision
}

#[test]
fn a_record_and_what_leads_to_it_are_read_and_spelled_as_ever() {
    check("row-decision-in-the-making", &State::Decision(Box::new(in_the_making())));
    check("row-decision-recorded", &State::Decision(Box::new(recorded())));
}

#[test]
fn messages_of_a_record_are_read_and_spelled_as_ever() {
    let post = |message| Effect::Post { to: Destination::Dm("U2".into()), message };
    check("effect-post-decided", &post(Message::Decided { at: at(90) }));
    check("effect-post-disposed", &post(Message::Disposed { function: "finance".into() }));
    let functions = vec!["finance".into()];
    let word = Message::WordBack { at: at(90), user: "U2".into(), functions: functions.clone() };
    check("effect-post-word-back", &post(word));
    check("effect-post-word-not-given", &post(Message::WordNotGiven { functions }));
    let (function, user) = (|| "finance".into(), || "U2".into());
    let restated = Message::Restated { function: function(), user: user() };
    check("effect-post-restated", &post(restated));
    let answered = Message::RestatementAnswered { function: function() };
    check("effect-post-restatement-answered", &post(answered));
    let holds = Message::StillHolds { function: function(), user: user() };
    check("effect-post-still-holds", &post(holds));
}
