//! What must hold of what people taught, whatever they did.

use crate::domain::world::World;
use soundings::domain::lesson::{Convinced, Verdict};
use soundings::domain::state::State;
use soundings::domain::workspace::Workspace;

/// After every step: everything stays within its bounds, and no word of anybody is kept.
pub fn after_step(workspace: &Workspace) {
    for lessons in workspace.channels.values() {
        for sign in [None, Some(Convinced::Proposal), Some(Convinced::Sound)] {
            let shift = lessons.shift(sign);
            assert!((-0.05..=0.3).contains(&shift), "a threshold is moved by {shift}");
        }
        let (confirmed, judged) = lessons.openings();
        assert!(confirmed <= judged && judged <= 20, "{confirmed} of {judged}");
        let told = lessons.fallback.as_ref().map_or(0, |fallback| fallback.told.len());
        assert!(told <= 3, "{told} people are told that it fell back");
    }
    assert!(workspace.past.len() <= 40, "all in one channel");
    let dismissed = |verdict| verdict == Some(Verdict::Dismissed);
    assert!(!workspace.past.iter().any(|past| dismissed(past.verdict)), "what is none is kept");
    let row = serde_json::to_string(workspace).expect("JSON");
    for words in ["usage pricing", "margin", "migration path", "we should"] {
        assert!(!row.contains(words), "{words:?} is kept in {row}");
    }
}

/// Once nothing is under way: the workspace remembers what the decisions say.
pub fn when_quiet(world: &World, workspace: &Workspace) {
    for past in &workspace.past {
        let key = world.key(&past.decision);
        let Some(State::Decision(decision)) = world.state(&key) else {
            panic!("{} is remembered and is no decision", past.decision);
        };
        assert_eq!(past.kind, decision.kind, "{}", past.decision);
        assert_eq!(past.touched, decision.lesson.touched, "{}", past.decision);
        assert_eq!(past.verdict, decision.lesson.verdict, "{}", past.decision);
    }
}
