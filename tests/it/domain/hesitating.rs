//! Hesitation: what is kept of it while a decision listens, and that nothing is kept beyond.

use super::world::{TEAM, World, berlin, short};
use jiff::civil::date;
use soundings::domain::decision::Phase;
use soundings::domain::effect::{Effect, Key};
use soundings::domain::event::WorkspaceEvent;
use soundings::domain::hesitation::{CUES_MAX, What, changed_often, held_over};
use soundings::domain::ids::DecisionId;
use soundings::domain::reply::{Form, Press};

/// Olga proposes a price in a workspace that wants owners to be told.
fn open(functions: &[&str]) -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    w.policy.room.hesitation = vec![TEAM.into()];
    w.joins("Kim", "Europe/Berlin", &[]);
    let id = w.notices("Raise prices", functions);
    w.story();
    (w, id)
}

/// The signs that are kept, as `finance, legal: hedge “…”`.
fn kept(w: &World, id: &DecisionId) -> Vec<String> {
    let decision = w.decision(id);
    let cues = decision.hesitation.cues.iter().map(|cue| {
        let functions: Vec<&str> = cue.functions.iter().map(|one| one.as_str()).collect();
        let what = match &cue.what {
            What::Said(said) => {
                format!("{} “{}”", short(said).split(' ').next().unwrap_or_default(), said.words())
            }
            What::AskedAgain { words, .. } => format!("again “{words}”"),
            What::Nod => "nod".to_owned(),
        };
        format!("{}: {what}", functions.join(", "))
    });
    cues.collect()
}

/// The row of a decision and those of all people, as they are stored.
fn stored(w: &World) -> String {
    serde_json::to_string(&w.rows.values().map(|row| &row.state).collect::<Vec<_>>()).expect("rows")
}

#[test]
fn words_are_kept_with_functions_and_without_a_name() {
    let (mut w, id) = open(&["finance", "engineering"]);
    w.replies("Fay", &id, "should be fine, I think");
    w.replies("Kim", &id, "ok for me if the old plans stay");
    w.replies("Eve", &id, "that costs two sprints");
    assert_eq!(
        kept(&w, &id),
        [
            "finance: hedge “should be fine, I think”",
            ": condition “ok for me if the old plans stay”"
        ]
    );
    let row = serde_json::to_string(&w.decision(&id).hesitation).expect("a row");
    assert!(!row.contains("Fay") && !row.contains("Kim"), "{row}");
    for user in ["Fay", "Kim"] {
        let person = serde_json::to_string(&w.person(user)).expect("a row");
        assert!(!person.contains("fine") && !person.contains("plans"), "{person}");
    }
}

#[test]
fn a_workspace_that_has_not_agreed_keeps_nothing() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    w.replies("Fay", &id, "should be fine, I think");
    w.nods("Fay", &id);
    assert!(w.decision(&id).hesitation.is_empty());
    w.waits_until("2026-03-05T18:00");
    assert_eq!(w.count_posted("hesitation"), 0);
}

#[test]
fn the_owners_own_words_and_a_reply_that_was_just_talk_are_no_sign() {
    let (mut w, id) = open(&["finance"]);
    w.replies("Olga", &id, "I'm not sure about the date");
    let reply = w.replies("Fay", &id, "I guess that works");
    assert_eq!(kept(&w, &id), ["finance: hedge “I guess that works”"]);
    w.presses("Fay", &id, Press::IgnoreReply { reply });
    w.replies("Fay", &id, "not sure about lunch either");
    assert_eq!(kept(&w, &id), Vec::<String>::new());
}

#[test]
fn what_is_deleted_or_reads_otherwise_is_not_quoted_any_more() {
    let (mut w, id) = open(&["finance", "engineering"]);
    let first = w.replies("Fay", &id, "I guess that works");
    let second = w.replies("Eve", &id, "fine if it can wait until May");
    w.edits(&id, &second, Some("fine if it can wait until May :)"));
    assert_eq!(kept(&w, &id).len(), 2);
    w.edits(&id, &second, Some("fine, it can wait until May"));
    assert_eq!(kept(&w, &id), ["finance: hedge “I guess that works”"]);
    w.edits(&id, &first, None);
    assert!(w.decision(&id).hesitation.is_empty());
}

#[test]
fn the_same_question_twice_is_a_sign_unless_somebody_answered_it() {
    let (mut w, id) = open(&["finance", "legal"]);
    let first = w.replies("Ann", &id, "what happens to the yearly contracts?");
    w.replies("Kim", &id, "nice weather");
    w.replies("Fay", &id, "And the yearly contracts, what happens to those?");
    assert_eq!(
        kept(&w, &id),
        ["finance: again “And the yearly contracts, what happens to those?”"]
    );
    let questions = w.decision(&id).hesitation.questions;
    let row = serde_json::to_string(&questions).expect("a row");
    assert!(!row.contains("what happens to"), "a question alone is not kept in words: {row}");
    w.edits(&id, &first, None);
    assert_eq!(kept(&w, &id), Vec::<String>::new(), "nobody asked it before any more");

    let (mut w, id) = open(&["finance", "legal"]);
    w.replies("Ann", &id, "what happens to the yearly contracts?");
    w.replies("Olga", &id, "the yearly contracts stay as they are");
    w.replies("Fay", &id, "And the yearly contracts, what happens to those?");
    assert_eq!(kept(&w, &id), Vec::<String>::new());
}

#[test]
fn a_thumbs_up_counts_for_functions_and_only_until_they_have_spoken() {
    let (mut w, id) = open(&["finance", "engineering"]);
    w.nods("Fay", &id);
    w.nods("Eve", &id);
    w.nods("Olga", &id);
    w.nods("Eve", &id);
    assert_eq!(kept(&w, &id), ["finance, engineering: nod"]);
    w.answers("Fay", &id, "finance", "margin above 20%");
    w.answers("Eve", &id, "engineering", "two sprints");
    let decision = w.decision(&id);
    let stands = soundings::domain::hesitation::stands(&decision, &decision.hesitation.cues[0]);
    assert!(!stands, "both have spoken");
}

#[test]
fn the_owner_hears_once_in_a_window_and_while_there_is_time_to_ask() {
    let (mut w, id) = open(&["finance"]);
    w.replies("Fay", &id, "should be fine, I think");
    w.story();
    w.waits_until("2026-03-05T12:59");
    assert_eq!(w.count_posted("hesitation"), 0);
    w.waits_until("2026-03-05T13:00");
    assert_eq!(w.count_posted("hesitation"), 1);
    assert_eq!(
        w.last_posted("Olga", "hesitation").map(|one| one.at),
        Some(berlin("2026-03-05T13:00"))
    );
    w.replies("Fay", &id, "well, not sure after all");
    w.waits_until("2026-03-05T18:00");
    assert_eq!(w.count_posted("hesitation"), 1);
    assert_eq!(w.decision(&id).phase, Phase::Weighing);
    assert!(w.decision(&id).hesitation.is_empty());
    assert!(!stored(&w).contains("should be fine"), "{}", stored(&w));
}

#[test]
fn where_nobody_hesitates_the_owner_hears_nothing() {
    let (mut w, id) = open(&["finance"]);
    w.replies("Kim", &id, "that costs two sprints");
    w.waits_until("2026-03-05T18:00");
    assert_eq!(w.count_posted("hesitation"), 0);
    assert_eq!(w.decision(&id).phase, Phase::Weighing);
}

#[test]
fn whatever_ends_listening_ends_it() {
    let ends: [fn(&mut World, &DecisionId); 4] = [
        |w, id| {
            w.submits("Olga", id, Form::CloseEarly { reason: "enough".to_owned() });
        },
        |w, id| {
            let root = w.decision(id).root;
            w.edits(id, &root, None);
        },
        |w, id| {
            w.presses("Olga", id, Press::NotADecision);
        },
        |w, _| {
            let channel = super::world::CHANNEL.into();
            w.workspace_event(WorkspaceEvent::ChannelArchived { channel });
        },
    ];
    for end in ends {
        let (mut w, id) = open(&["finance"]);
        w.replies("Fay", &id, "should be fine, I think");
        w.replies("Kim", &id, "what happens to the yearly contracts?");
        end(&mut w, &id);
        let row = stored(&w);
        assert!(!row.contains("hesitation") && !row.contains("should be fine"), "{row}");
    }
}

#[test]
fn a_window_that_is_opened_again_begins_with_nothing() {
    let (mut w, id) = open(&["finance"]);
    w.replies("Fay", &id, "should be fine, I think");
    w.waits_until("2026-03-05T18:00");
    w.decision_event(
        &id,
        soundings::domain::event::DecisionEvent::ReopenAsked { by: "Olga".into(), reason: None },
    );
    assert!(w.decision(&id).hesitation.is_empty());
    w.replies("Fay", &id, "still not sure");
    w.waits_until("2026-03-13T18:00");
    assert_eq!(w.count_posted("hesitation"), 2);
}

#[test]
fn where_the_workspace_no_longer_agrees_everything_goes_at_the_next_start() {
    let (mut w, id) = open(&["finance"]);
    w.workspace_event(WorkspaceEvent::Started);
    w.replies("Fay", &id, "should be fine, I think");
    w.policy.room.hesitation.clear();
    w.workspace_event(WorkspaceEvent::Started);
    assert!(w.decision(&id).hesitation.is_empty());
    w.happened.clear();
    w.workspace_event(WorkspaceEvent::Started);
    let told = w.happened.iter().any(|one| match one {
        super::world::Happened::Advanced { key: Key::Workspace(_), effects } => {
            effects.iter().any(|effect| matches!(effect, Effect::TellOpenDecisions { .. }))
        }
        _ => false,
    });
    assert!(!told, "once is enough");
}

#[test]
fn an_answer_changed_again_and_again_and_a_hold_past_its_date_need_nothing_kept() {
    let (mut w, id) = open(&["finance", "engineering"]);
    for need in ["a", "b", "c", "d"] {
        w.answers("Fay", &id, "finance", need);
    }
    let until = Some(date(2026, 3, 4));
    w.submits("Eve", &id, Form::NeedTime { function: "engineering".into(), until });
    let decision = w.decision(&id);
    assert_eq!(changed_often(&decision), [(&"finance".into(), 3)]);
    assert!(decision.hesitation.is_empty());
    w.waits_until("2026-03-04T12:59");
    assert_eq!(held_over(&w.policy, &w.decision(&id), w.now), []);
    w.waits_until("2026-03-04T13:00");
    let decision = w.decision(&id);
    assert_eq!(held_over(&w.policy, &decision, w.now), [(&"engineering".into(), date(2026, 3, 4))]);
    w.answers("Eve", &id, "engineering", "two sprints");
    assert_eq!(held_over(&w.policy, &w.decision(&id), w.now), []);
}

#[test]
fn only_so_many_are_kept_and_the_newest_stay() {
    let (mut w, id) = open(&["finance"]);
    for number in 0..30 {
        w.replies("Kim", &id, &format!("not sure about number {number}"));
    }
    let kept = kept(&w, &id);
    assert_eq!(kept.len(), CUES_MAX);
    assert_eq!(kept.last().map(String::as_str), Some(": hedge “not sure about number 29”"));
}
