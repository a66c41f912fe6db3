//! A plain no that was explained, and what concerns look after.

use super::{at, check, decision, view};
use soundings::domain::answer::{Remark, Words};
use soundings::domain::care::Care;
use soundings::domain::decision::{Decision, Deed, Entry, Offer};
use soundings::domain::state::State;
use std::collections::BTreeMap;

#[test]
fn what_is_behind_a_no_is_read_and_spelled_as_ever() {
    let mut decision: Decision = decision();
    let explained = Words {
        hard_now: Some("two people are on leave".into()),
        could_try: Some("five customers first".into()),
        ..Words::need("we can't")
    };
    let slot = decision.slots[0].clone();
    decision.slots = Care::ALL
        .into_iter()
        .map(|care| {
            let mut slot = slot.clone();
            let mut view = view();
            view.words = explained.clone();
            view.care = Some(care);
            slot.function = care.as_str().into();
            slot.view = Some(view);
            slot
        })
        .collect();
    let offer = Offer {
        by: "U2".into(),
        functions: vec!["finance".into()],
        text: "no".into(),
        remark: Remark::Refusal,
        at: at(3),
    };
    decision.offers = BTreeMap::from([("3.000001".into(), offer)]);
    let what = Deed::CareNamed("finance".into());
    decision.history.push(Entry { at: at(9), who: Some("U2".into()), what });
    check("decision-explained", &State::Decision(Box::new(decision)));
}
