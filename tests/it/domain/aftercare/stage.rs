//! Decisions that were recorded, for what comes after them.

use crate::domain::world::World;
use jiff::civil::Date;
use soundings::domain::aftermath::{Cause, Feeling};
use soundings::domain::decision::Phase;
use soundings::domain::event::DecisionEvent;
use soundings::domain::ids::{DecisionId, FunctionId};
use soundings::domain::policy::Policy;
use soundings::domain::record::{Filled, Outcome, Step, fingerprint};
use soundings::domain::reply::{Form, Modal, Notice, Press, Reply};
use soundings::domain::roster::Role;

/// What Olga records, where it matters.
#[derive(Clone, Debug)]
pub struct Plan {
    pub review_on: Option<Date>,
    pub outcome: Outcome,
    /// Who follows every view up, and by when.
    pub follow_up: Option<(&'static str, Date)>,
}

impl Default for Plan {
    fn default() -> Self {
        Self { review_on: None, outcome: Outcome::Adopted, follow_up: None }
    }
}

/// On Tuesday at ten Olga has decided; Fay and Eve or Eli and Ann have spoken for their functions.
pub fn decided(functions: &[&str]) -> (World, DecisionId) {
    decided_with(functions, |_| {})
}

/// The same with a policy that differs.
pub fn decided_with(functions: &[&str], change: impl Fn(&mut Policy)) -> (World, DecisionId) {
    let (mut w, id) = heard(functions, change);
    record(&mut w, &id, &Plan::default());
    w.story();
    (w, id)
}

/// The same with what was recorded.
pub fn decided_as(functions: &[&str], plan: &Plan) -> (World, DecisionId) {
    let (mut w, id) = heard(functions, |_| {});
    record(&mut w, &id, plan);
    w.story();
    (w, id)
}

/// Five people stand for five functions; Sam of Sales was asked and said nothing.
pub fn five_decided() -> (World, DecisionId) {
    decided(&["finance", "engineering", "legal", "marketing", "sales"])
}

fn heard(functions: &[&str], change: impl Fn(&mut Policy)) -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    change(&mut w.policy);
    w.joins("Mia", "Europe/Berlin", &[("marketing", Role::Member)]);
    w.joins("Sam", "Europe/Berlin", &[("sales", Role::Member)]);
    w.somebody("Ann").functions.push(("finance-too", Role::Member));
    w.people.remove(&"Eve".into());
    let id = w.notices("Raise prices", functions);
    w.waits_until("2026-03-02T16:00");
    for (user, function) in [
        ("Fay", "finance"),
        ("Eli", "engineering"),
        ("Ann", "legal"),
        ("Ann", "finance-too"),
        ("Mia", "marketing"),
    ] {
        if functions.contains(&function) {
            w.answers(user, &id, function, "A range we can plan with");
        }
    }
    w.waits_until("2026-03-03T10:00");
    w.story();
    (w, id)
}

/// Olga records the decision, from the first step to the last.
pub fn record(w: &mut World, id: &DecisionId, plan: &Plan) {
    let mut reply = w.decision_event(id, DecisionEvent::DecideAsked { by: "Olga".into() });
    while w.decision(id).phase != Phase::Decided {
        let Reply::Open(modal) = reply else { panic!("no form: {reply:?}") };
        let Modal::Decide { step, .. } = *modal else { panic!("another form") };
        let filled = Box::new(filled(w, id, &step, plan));
        reply = w.submits("Olga", id, Form::Decide(filled));
    }
}

fn filled(w: &World, id: &DecisionId, step: &Step, plan: &Plan) -> Filled {
    match step {
        Step::Essence => Filled::Essence {
            sentence: "We raise by 8 percent.".into(),
            serves_customer: None,
            serves_company: None,
            given_up: None,
        },
        Step::Proof => Filled::Proof {
            cost_carried_by: None,
            measure: Some("churn stays under 2 percent".into()),
            review_on: plan.review_on,
            reopen_if: None,
        },
        Step::View(function) => view(w, id, function, plan),
        Step::Gaps => Filled::Gaps { reason: "the price list goes to print".into() },
        Step::Check => Filled::Check { back_to: None },
    }
}

fn view(w: &World, id: &DecisionId, function: &FunctionId, plan: &Plan) -> Filled {
    let view = w.decision(id).slot(function).and_then(|slot| slot.view.clone()).expect("a view");
    Filled::View {
        function: function.clone(),
        of: fingerprint(&view.words),
        outcome: Some(plan.outcome),
        why: "it is right".into(),
        follow_up_by: plan.follow_up.map(|(user, _)| user.into()),
        follow_up_due: plan.follow_up.map(|(_, due)| due),
    }
}

/// Olga opens it again, because nobody had asked Design.
pub fn reopen(w: &mut World, id: &DecisionId) {
    let form = Form::Reopen { cause: Some(Cause::NotAsked), reason: None };
    w.submits("Olga", id, form);
}

/// Somebody taps; returns what they are told.
pub fn tap(w: &mut World, id: &DecisionId, user: &str, feeling: Feeling) -> Notice {
    notice(w.presses(user, id, Press::Felt { feeling }))
}

/// Returns the notice of a reply.
pub fn notice(reply: Reply) -> Notice {
    match reply {
        Reply::Notice(notice) => *notice,
        other => panic!("no notice: {other:?}"),
    }
}
