//! What would make a record clearer, case by case.

use super::{fixtures, form, readable};
use insta::assert_snapshot;
use soundings::domain::decision::Decision;
use soundings::domain::record::{Essence, Outcome, RecordDraft, Step};
use soundings::domain::reply::Modal;

/// What the last step of a record says about a draft, hint by hint.
fn hints(change: impl FnOnce(&mut Decision, &mut RecordDraft)) -> String {
    let mut decision = fixtures::deciding();
    let mut draft = *decision.draft.take().expect("a draft");
    change(&mut decision, &mut draft);
    decision.draft = Some(Box::new(draft));
    let check = Modal::Decide { step: Step::Check, changed: false };
    let form = readable::modal(&form(&check, Some(&decision)));
    form.lines().filter(|line| line.starts_with("• ")).collect::<Vec<_>>().join("\n")
}

fn all(draft: &mut RecordDraft, outcome: Outcome) {
    draft.dispositions.values_mut().for_each(|one| one.outcome = outcome);
}

#[test]
fn what_would_leave_people_guessing_is_hinted_at_before_it_is_posted() {
    let cases = [
        ("a sound record", hints(|_, _| {})),
        ("an empty one", hints(|_, draft| draft.essence = Essence::default())),
        (
            "two sentences",
            hints(|_, draft| {
                draft.essence.sentence = "We move in June. Old plans stay.".to_owned();
            }),
        ),
        (
            "the title once more",
            hints(|decision, draft| {
                draft.essence.sentence = decision.title.clone();
            }),
        ),
        (
            "the proposal once more",
            hints(|decision, draft| {
                draft.essence.sentence = "We should stop charging per seat".to_owned();
                decision.versions[1].text = "I propose that we stop charging per seat".to_owned();
            }),
        ),
        (
            "everything adopted",
            hints(|_, draft| {
                draft.essence.given_up = None;
                all(draft, Outcome::Adopted);
            }),
        ),
        ("a split", hints(|_, draft| all(draft, Outcome::Partly))),
        ("something declined", hints(|_, draft| draft.essence.given_up = None)),
    ];
    let told: Vec<String> = cases.iter().map(|(name, hints)| format!("{name}:\n{hints}")).collect();
    assert_snapshot!("hints", told.join("\n\n"));
}
