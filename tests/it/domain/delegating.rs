//! Someone else: a question handed on, and what happens where the colleague cannot be asked.

use super::render::render;
use super::world::World;
use soundings::domain::ids::DecisionId;
use soundings::domain::person::PersonChange;
use soundings::domain::reply::{Form, Reply};
use soundings::domain::roster::Excuse;

fn open() -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    w.story();
    (w, id)
}

fn someone_else(to: Option<&str>) -> Form {
    Form::SomeoneElse { function: "finance".into(), to: to.map(Into::into) }
}

#[test]
fn a_colleague_is_asked_instead_and_answers_for_the_function() {
    let (mut w, id) = open();
    w.submits("Fay", &id, someone_else(Some("Eve")));
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay submits someone-else finance Eve
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 bot to Eve: ask finance
    ");
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 0
    finance: Delegated
    ");
    w.story();
    w.answers("Eve", &id, "finance", "the model covers it");
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Eve submits answer finance
    Mon 10:00 bot brings the ask to Eve up to date
    Mon 10:00 bot brings the ask to Fay up to date
    ");
    insta::assert_snapshot!(render(&w.policy, &w.decision(&id), w.now), @"
    Listening until Thu 5 Mar 17:00, asked 1 of 1, heard 1
    finance: “the model covers it” (Eve)
    ");
}

#[test]
fn where_the_colleague_cannot_be_asked_the_question_comes_back_with_its_buttons() {
    let (mut w, id) = open();
    w.somebody("Eve").excused = Some(Excuse::CannotSee);
    w.submits("Fay", &id, someone_else(Some("Eve")));
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay submits someone-else finance Eve
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 bot to Fay: cannot-delegate finance cannot-see Eve
    ");
    w.writes("Fay", None, "then I say it: margin above 20%");
    assert!(w.decision(&id).slots[0].has_position());
}

#[test]
fn a_colleague_whom_slack_does_not_deliver_to_is_told_of_as_well() {
    let (mut w, id) = open();
    w.somebody("Eve").refuses = true;
    w.submits("Fay", &id, someone_else(Some("Eve")));
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Fay submits someone-else finance Eve
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 Slack refuses to Eve: ask finance
    Mon 10:00 bot brings the ask to Fay up to date
    Mon 10:00 bot to Fay: cannot-delegate finance refused Eve
    ");
}

#[test]
fn who_has_muted_the_bot_since_is_not_asked_again_by_a_refused_delegation() {
    let (mut w, id) = open();
    w.somebody("Eve").quiet_until = Some(super::world::berlin("2026-03-02T14:00"));
    w.somebody("Eve").refuses = true;
    w.submits("Fay", &id, someone_else(Some("Eve")));
    w.changes("Fay", PersonChange::Mute);
    w.story();
    w.waits_until("2026-03-03T18:00");
    insta::assert_snapshot!(w.story(), @"
    Mon 14:00 Slack refuses to Eve: ask finance
    Mon 14:00 bot brings the ask to Fay up to date
    Mon 14:00 bot to Fay: cannot-delegate finance refused Eve
    Mon 14:00 bot brings the ask to Fay up to date
    Mon 14:00 bot to Bea: ask finance
    Tue 14:00 bot to Bea: reminder finance
    ");
}

#[test]
fn nobody_hands_a_question_to_themselves_to_the_owner_or_to_nobody() {
    let (mut w, id) = open();
    for to in [None, Some("Fay"), Some("Olga")] {
        let reply = w.submits("Fay", &id, someone_else(to));
        assert!(matches!(reply, Reply::Faults(_)), "{to:?}: {reply:?}");
    }
}
