//! What the owner alone is shown of hesitation, and that nobody else is.

use super::fixtures::{self, OWNER, at, hesitant, noon, policy};
use super::shown;
use insta::assert_snapshot;
use soundings::domain::answer::Words;
use soundings::domain::decision::{Closed, Decision, Deed, Ended, Entry, Phase};
use soundings::domain::message::Message;
use soundings::domain::reply::Modal;
use soundings::domain::slot::SlotState;
use soundings::views::Scene;

const HEADING: &str = "Between the lines";

/// What stands under the heading in the owner's one message.
fn between_the_lines(decision: &Decision) -> String {
    let policy = policy();
    let scene = Scene { policy: &policy, now: noon() };
    let told = scene.message(&Message::Hesitation, Some(decision)).expect("a message");
    shown("hesitation", &told);
    let lines = told.text.lines().skip_while(|line| !line.contains(HEADING)).skip(1);
    lines
        .take_while(|line| !line.starts_with("Only you are shown this"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn signs_that_are_no_words_are_told_as_well() {
    let mut decision = hesitant();
    decision.hesitation.cues.clear();
    let finance = decision.slots.iter_mut().find(|slot| slot.function.as_str() == "finance");
    let finance = finance.expect("finance");
    finance.asks[0].resumed_at = Some(at("2026-03-02T10:00"));
    finance.state = SlotState::Asked;
    let changed = || Entry { at: noon(), who: None, what: Deed::ViewChanged("engineering".into()) };
    decision.history.extend([changed(), changed(), changed()]);
    let engineering = decision.slots.iter_mut().find(|slot| slot.view.is_some()).expect("a view");
    engineering.view.as_mut().expect("a view").words =
        Words::need("Two sprints. I guess we can live with June.");
    assert_snapshot!(between_the_lines(&decision), @"
    • “I guess we can live with June.” (Engineering, its view): is there a doubt in it?
    • Engineering changed its answer 3 times. Is something still unsettled?
    • Finance needed time until Mon 2 Mar, and has not come back. Is the question too big?
    *Next, if you like*: ask Engineering what would make it surely fine.
    ");
}

#[test]
fn more_than_a_few_are_counted_and_one_next_step_is_enough() {
    let mut decision = hesitant();
    let cues = decision.hesitation.cues.clone();
    decision.hesitation.cues.extend(cues);
    let told = between_the_lines(&decision);
    assert!(told.contains("… and 3 more"), "{told}");
    assert_eq!(told.matches("*Next, if you like*").count(), 1, "{told}");
}

#[test]
fn nobody_but_the_owner_is_shown_any_of_it_and_nobody_after_the_close() {
    let policy = policy();
    let scene = Scene { policy: &policy, now: noon() };
    let open = hesitant();
    let closed = Closed { at: noon(), how: Ended::OnTime };
    let closed = Decision { phase: Phase::Weighing, closed: Some(closed), ..hesitant() };
    let elsewhere = Decision { team: "T1".into(), ..hesitant() };
    let owner = OWNER.into();
    assert!(scene.status(&open, &owner, None).text.contains(HEADING));
    for (what, text) in [
        ("another's status", scene.status(&open, &"U0TOM".into(), None).text),
        ("the card", scene.card(&open).text),
        ("the brief", scene.pre_read(&open).text),
        ("after the close", scene.status(&closed, &owner, None).text),
        ("a workspace that did not agree", scene.status(&elsewhere, &owner, None).text),
    ] {
        assert!(!text.contains(HEADING) && !text.contains("should be fine"), "{what}: {text}");
    }
    for message in [Message::ClosingDigest, Message::OwnerDigest] {
        let digest = scene.message(&message, Some(&closed)).expect("a digest").text;
        assert!(!digest.contains(HEADING) && !digest.contains("should be fine"), "{digest}");
    }
    for gone in [&closed, &elsewhere] {
        assert_eq!(scene.message(&Message::Hesitation, Some(gone)), None);
    }
}

#[test]
fn people_are_told_of_it_where_it_is_on() {
    let policy = policy();
    let privacy = |team: &str| Scene { policy: &policy, now: noon() }.privacy(&team.into());
    let told = privacy(fixtures::AGREED);
    shown("privacy", &told);
    assert!(told.text.contains("quoted to whoever decides, nobody else"), "{}", told.text);
    assert!(!privacy("T1").text.contains("Hesitation"));
}

#[test]
fn whoever_closes_early_sees_it_once_more() {
    let policy = policy();
    let scene = Scene { policy: &policy, now: noon() };
    let form = |decision: &Decision| {
        let form = scene.modal(&Modal::CloseEarly, Some(decision), &OWNER.into());
        serde_json::to_string(&form).expect("a form")
    };
    assert!(form(&hesitant()).contains("should be fine"));
    assert!(!form(&fixtures::every_state()).contains(HEADING));
}
