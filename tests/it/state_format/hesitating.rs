//! What is kept of hesitation while a decision listens.

use super::*;
use soundings::domain::hesitation::{Cue, Hesitation, Question, Said, What};

#[test]
fn rows_with_hesitation_are_read_and_spelled_as_ever() {
    let cue = |ts: &str, functions: &[&str], what| Cue {
        message: ts.into(),
        functions: functions.iter().map(|one| (*one).into()).collect(),
        what,
    };
    let words = "what happens to the quotes that are out?".to_owned();
    let cues = vec![
        cue("1.000100", &["finance", "sales"], What::Nod),
        cue("2.000100", &[], What::Said(Said::Hedge("should be fine, I think".to_owned()))),
        cue("3.000100", &["legal"], What::Said(Said::Condition("ok if it waits".to_owned()))),
        cue("5.000100", &["sales"], What::AskedAgain { words, first: "4.000100".into() }),
    ];
    let about = ["quot".to_owned(), "happen".to_owned()].into();
    let questions = vec![Question { message: "4.000100".into(), about }];
    let mut decision = decision();
    decision.hesitation = Hesitation { cues, questions, told: true };
    check("row-decision-hesitation", &State::Decision(Box::new(decision)));
    let mut agreed = workspace();
    agreed.hears_hesitation = true;
    check("row-workspace-hesitation", &State::Workspace(Box::new(agreed)));
    let to = Destination::Dm("U1".into());
    check("effect-post-hesitation", &Effect::Post { to, message: Message::Hesitation });
}
