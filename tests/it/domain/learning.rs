//! What people teach the bot: how careful it is in a channel, whether it opens by itself there, and
//! whom and what the next card starts with.

use super::world::{CHANNEL, TEAM, World, leader, short};
use soundings::domain::decision::OpenedBy;
use soundings::domain::event::{Event, Proposal, Strength, WorkspaceEvent};
use soundings::domain::ids::{DecisionId, FunctionId};
use soundings::domain::kind::{Door, Kind};
use soundings::domain::lesson::{Convinced, Habit, Touch, Verdict};
use soundings::domain::policy::Learning;
use soundings::domain::reply::{Form, Notice, Press, Reply};
use soundings::domain::slot::Reason;
use soundings::domain::workspace::Lessons;

fn affected(w: &mut World, id: &DecisionId, functions: &[&str]) {
    let functions = functions.iter().map(|one| FunctionId::from(*one)).collect();
    w.submits("Olga", id, Form::Affected { functions });
}

pub(super) fn functions(w: &World, id: &DecisionId) -> Vec<String> {
    w.decision(id).slots.iter().map(|slot| slot.function.to_string()).collect()
}

fn lessons(w: &World) -> Lessons {
    w.workspace().channels.get(&CHANNEL.into()).cloned().unwrap_or_default()
}

fn shift(w: &World) -> f32 {
    w.workspace().shift(&w.policy, &CHANNEL.into(), None)
}

/// A proposal is noticed as it stands; returns its decision.
pub(super) fn notices(w: &mut World, change: impl FnOnce(&mut Proposal)) -> DecisionId {
    let root = w.next_ts();
    let mut proposal = w.proposal(&root, "Raise prices", &["finance"]);
    change(&mut proposal);
    let id = proposal.id.clone();
    w.notice(proposal, Strength::Explicit);
    w.run();
    id
}

fn notice(reply: Reply) -> Notice {
    match reply {
        Reply::Notice(notice) => *notice,
        other => panic!("no notice but {other:?}"),
    }
}

// ---- How careful the detector is ----

#[test]
fn a_dismissal_raises_the_threshold_at_once_and_confirmations_bring_it_down_slowly() {
    let mut w = World::new("2026-03-02T10:00");
    w.policy.learning.fallback = false;
    w.policy.caps.asks_per_week = 100;
    let wrong = w.notices("lunch", &["finance"]);
    w.presses("Fay", &wrong, Press::NotADecision);
    assert!((shift(&w) - 0.025).abs() < 1e-6);
    for _ in 0..20 {
        let id = w.notices("Raise prices", &["finance"]);
        w.answers("Fay", &id, "finance", "margin");
    }
    assert!((shift(&w) + 0.05).abs() < 1e-6, "it falls by 0.05 and no further: {}", shift(&w));
    for _ in 0..20 {
        let wrong = w.notices("lunch", &["finance"]);
        w.presses("Fay", &wrong, Press::NotADecision);
    }
    assert!((shift(&w) - 0.3).abs() < 1e-6, "it rises by 0.3 and no further: {}", shift(&w));
    assert_eq!((lessons(&w).confirmed, lessons(&w).dismissed), (20, 21));
}

#[test]
fn what_convinced_it_counts_by_itself() {
    let mut w = World::new("2026-03-02T10:00");
    let dismissed = |convinced| WorkspaceEvent::Corrected {
        channel: CHANNEL.into(),
        ts: None,
        verdict: Verdict::Dismissed,
        convinced: Some(convinced),
    };
    w.workspace_event(dismissed(Convinced::Question));
    let lessons = lessons(&w);
    assert!((lessons.shift(Some(Convinced::Question)) - 0.0375).abs() < 1e-6);
    assert!((lessons.shift(Some(Convinced::Proposal)) - 0.025).abs() < 1e-6);
}

#[test]
fn a_message_teaches_once_however_often_it_is_tapped_and_the_last_word_counts() {
    let mut w = World::new("2026-03-02T10:00");
    let said = |verdict, ts: &str| WorkspaceEvent::Corrected {
        channel: CHANNEL.into(),
        ts: Some(ts.into()),
        verdict,
        convinced: None,
    };
    for _ in 0..3 {
        w.workspace_event(said(Verdict::Dismissed, "1.000001"));
    }
    assert_eq!(lessons(&w).dismissed, 1);
    assert!((shift(&w) - 0.025).abs() < 1e-6, "{}", shift(&w));
    w.workspace_event(said(Verdict::Dismissed, "1.000002"));
    assert_eq!(lessons(&w).dismissed, 2);
    for _ in 0..2 {
        w.workspace_event(said(Verdict::Confirmed, "1.000001"));
    }
    assert_eq!((lessons(&w).confirmed, lessons(&w).dismissed), (1, 1));
    for number in 0..100 {
        w.workspace_event(said(Verdict::Confirmed, &format!("2.{number:06}")));
    }
    assert_eq!(lessons(&w).marked.len(), 40, "no more is remembered");
}

#[test]
fn rows_of_before_are_as_careful_as_they_were() {
    let old = Lessons { confirmed: 1, dismissed: 3, ..Lessons::default() };
    assert!((old.shift(None) - 0.1).abs() < 1e-6);
}

#[test]
fn where_corrections_are_not_to_count_they_do_not() {
    let mut w = World::new("2026-03-02T10:00");
    w.policy.learning = Learning { corrections: false, fallback: false };
    let wrong = w.notices("lunch", &["finance"]);
    w.presses("Fay", &wrong, Press::NotADecision);
    assert!(shift(&w).abs() < 1e-6);
    for _ in 0..3 {
        let id = w.notices("Raise prices", &["finance"]);
        affected(&mut w, &id, &["finance", "legal"]);
    }
    let id = w.notices("Raise prices", &["finance"]);
    assert_eq!(functions(&w, &id), ["finance"]);
}

#[test]
fn an_opening_is_confirmed_by_an_answer_or_by_the_owners_hand_and_judged_once() {
    let mut w = World::new("2026-03-02T10:00");
    let answered = w.notices("Raise prices", &["finance"]);
    w.answers("Fay", &answered, "finance", "margin");
    w.answers("Fay", &answered, "finance", "margin above 20 %");
    assert_eq!(lessons(&w).confirmed, 1);
    let corrected = w.notices("Raise prices", &["finance"]);
    w.presses("Olga", &corrected, Press::ChangeDoor { door: Door::OneWay });
    w.presses("Olga", &corrected, Press::ChangeDoor { door: Door::TwoWay });
    assert_eq!(lessons(&w).confirmed, 2);
    w.presses("Olga", &corrected, Press::NotADecision);
    assert_eq!((lessons(&w).confirmed, lessons(&w).dismissed), (1, 1));
    assert_eq!(lessons(&w).openings(), (1, 2));
}

#[test]
fn what_nobody_took_up_is_not_confirmed_also_where_nobody_could_be_asked() {
    let mut w = World::new("2026-03-02T10:00");
    w.notices("Raise prices", &["finance"]);
    w.notices("Raise prices", &["marketing"]);
    w.waits_until("2026-03-06T10:00");
    assert_eq!(lessons(&w).openings(), (0, 2));
    assert!(shift(&w).abs() < 1e-6, "silence alone makes it no more careful");
}

#[test]
fn what_was_opened_by_hand_teaches_only_what_the_detector_would_have_noticed() {
    let mut w = World::new("2026-03-02T10:00");
    let by_hand = |proposal: &mut Proposal| proposal.by = OpenedBy::Person("Fay".into());
    notices(&mut w, by_hand);
    assert_eq!(lessons(&w).confirmed, 1);
    let unnoticed = notices(&mut w, |proposal| {
        by_hand(proposal);
        proposal.guesses.convinced = None;
    });
    assert_eq!(lessons(&w).confirmed, 1);
    let reply = w.presses("Olga", &unnoticed, Press::NotADecision);
    assert_eq!(notice(reply), Notice::Dismissed { learns: false, told: None });
    assert_eq!((lessons(&w).dismissed, lessons(&w).openings()), (0, (0, 0)));
}

// ---- Falling back ----

#[test]
fn where_nobody_could_be_asked_and_nobody_took_it_up_it_falls_back_too() {
    let mut w = World::new("2026-03-02T10:00");
    for _ in 0..8 {
        w.notices("Raise prices", &["marketing"]);
    }
    assert_eq!(w.count_posted("ask"), 0, "nobody is in marketing");
    w.waits_until("2026-03-06T10:00");
    assert_eq!(lessons(&w).openings(), (0, 8));
    assert!(lessons(&w).fallback.is_some());
}

/// So many openings are called no decision.
fn dismissed(w: &mut World, times: usize) {
    for _ in 0..times {
        let wrong = w.notices("lunch", &["finance"]);
        w.presses("Fay", &wrong, Press::NotADecision);
    }
    w.story();
}

#[test]
fn where_openings_are_rarely_confirmed_it_only_suggests_and_says_so_once() {
    let mut w = World::new("2026-03-02T10:00");
    let invited = WorkspaceEvent::Joined { channel: CHANNEL.into(), by: Some("Eve".into()) };
    w.workspace_event(invited);
    dismissed(&mut w, 7);
    assert!(lessons(&w).fallback.is_none(), "seven say nothing yet");
    let wrong = w.notices("lunch", &["finance"]);
    w.presses("Fay", &wrong, Press::NotADecision);
    w.notices("Raise prices", &["finance"]);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: lunch
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Bea: ask finance
    Mon 10:00 Fay presses not-a-decision
    Mon 10:00 bot deletes in the thread: card
    Mon 10:00 bot deletes to Bea: ask finance
    Mon 10:00 bot to Olga: dismissed-for-owner
    Mon 10:00 bot to Eve: fell-back
    Mon 10:00 Olga writes: Raise prices
    Mon 10:00 bot shown to Olga alone: suggestion
    ");
    let refused = WorkspaceEvent::OpenAgain { channel: CHANNEL.into(), by: "Ann".into() };
    let refused = notice(w.workspace_event(refused));
    assert_eq!(refused, Notice::NotYourChannel { channel: CHANNEL.into() });
    let again = WorkspaceEvent::OpenAgain { channel: CHANNEL.into(), by: "Eve".into() };
    assert_eq!(notice(w.workspace_event(again)), Notice::OpensAgain { channel: CHANNEL.into() });
    w.notices("Raise prices", &["finance"]);
    assert!(w.story().contains("bot in the thread: card"));
    assert_eq!(lessons(&w).openings(), (0, 0), "it is judged anew");
}

#[test]
fn half_is_enough_and_only_the_last_twenty_count() {
    let mut w = World::new("2026-03-02T10:00");
    w.policy.caps.asks_per_week = 200;
    for _ in 0..6 {
        let id = w.notices("Raise prices", &["finance"]);
        w.answers("Fay", &id, "finance", "margin");
    }
    dismissed(&mut w, 6);
    assert_eq!((lessons(&w).openings(), lessons(&w).fallback), ((6, 12), None));
    for _ in 0..14 {
        let id = w.notices("Raise prices", &["finance"]);
        w.answers("Fay", &id, "finance", "margin");
    }
    assert_eq!(lessons(&w).openings(), (14, 20));
    assert!(lessons(&w).fallback.is_none());
}

#[test]
fn without_whoever_invited_it_the_leaders_are_told() {
    let mut w = World::new("2026-03-02T10:00");
    w.leaders = vec![leader("Lou", "Europe/Berlin")];
    w.workspace_event(WorkspaceEvent::Started);
    let invited = WorkspaceEvent::Joined { channel: CHANNEL.into(), by: Some("Gone".into()) };
    w.workspace_event(invited);
    dismissed(&mut w, 8);
    assert!(w.last_posted("Lou", "fell-back").is_some());
    assert_eq!(w.count_posted("fell-back"), 1);
    // Being told a second time, say after a crash, changes nothing.
    let found = WorkspaceEvent::AdminFound { channel: CHANNEL.into(), users: vec!["Lou".into()] };
    w.workspace_event(found);
    assert_eq!(w.count_posted("fell-back"), 1);
}

#[test]
fn where_nobody_looks_after_the_channel_the_channel_is_told_once_and_anybody_may_undo_it() {
    let mut w = World::new("2026-03-02T10:00");
    dismissed(&mut w, 7);
    w.story();
    let wrong = w.notices("lunch", &["finance"]);
    w.presses("Fay", &wrong, Press::NotADecision);
    assert!(w.story().ends_with("bot in the channel: fell-back-here"));
    let found = WorkspaceEvent::AdminFound { channel: CHANNEL.into(), users: vec![] };
    w.workspace_event(found);
    assert_eq!(w.count_posted("fell-back"), 1);
    let forget = WorkspaceEvent::ForgetLessons { channel: CHANNEL.into(), by: "Ann".into() };
    let refused = notice(w.workspace_event(forget));
    assert_eq!(short(&refused), short(&Notice::NotYourChannel { channel: CHANNEL.into() }));
    let again = WorkspaceEvent::OpenAgain { channel: CHANNEL.into(), by: "Ann".into() };
    assert_eq!(notice(w.workspace_event(again)), Notice::OpensAgain { channel: CHANNEL.into() });
    assert!(lessons(&w).fallback.is_none());
}

#[test]
fn whoever_decides_in_a_channel_can_make_it_forget() {
    let mut w = World::new("2026-03-02T10:00");
    let invited = WorkspaceEvent::Joined { channel: CHANNEL.into(), by: Some("Eve".into()) };
    w.workspace_event(invited);
    dismissed(&mut w, 8);
    let id = w.notices("Raise prices", &["finance"]);
    assert!(w.state(&w.key(&id)).is_none(), "it only suggests");
    let forget =
        |by: &str| WorkspaceEvent::ForgetLessons { channel: CHANNEL.into(), by: by.into() };
    let refused = notice(w.workspace_event(forget("Olga")));
    assert_eq!(short(&refused), short(&Notice::NotYourChannel { channel: CHANNEL.into() }));
    let by_hand = notices(&mut w, |proposal| proposal.by = OpenedBy::Person("Olga".into()));
    assert!(w.state(&w.key(&by_hand)).is_none(), "explicit and yet not by hand");
    let root = w.next_ts();
    let mut proposal = w.proposal(&root, "Raise prices", &["finance"]);
    proposal.by = OpenedBy::Person("Olga".into());
    w.notice(proposal, Strength::ByHand);
    w.run();
    let forgotten = notice(w.workspace_event(forget("Olga")));
    assert_eq!(forgotten, Notice::LessonsForgotten { channel: CHANNEL.into() });
    assert!(lessons(&w).is_blank() && w.workspace().past.is_empty());
    for anybody in ["Olga", "Ann"] {
        let nothing = notice(w.workspace_event(forget(anybody)));
        assert_eq!(nothing, Notice::NothingToForget { channel: CHANNEL.into() });
    }
}

// ---- Whom the next card starts with ----

#[test]
fn a_function_added_by_hand_twice_is_there_the_third_time_until_somebody_takes_it_off() {
    let mut w = World::new("2026-03-02T10:00");
    for _ in 0..2 {
        let id = w.notices("Raise prices", &["finance"]);
        assert_eq!(functions(&w, &id), ["finance"]);
        affected(&mut w, &id, &["finance", "legal"]);
    }
    let third = w.notices("Raise prices", &["finance"]);
    assert_eq!(functions(&w, &third), ["finance", "legal"]);
    let habit = Habit { times: 2, of: 2, here: true, by_hand: true };
    assert_eq!(w.decision(&third).slots[1].reasons, [Reason::Habit(habit)]);
    let fourth = w.notices("Raise prices", &["finance"]);
    let habit = Habit { times: 3, of: 3, here: true, by_hand: false };
    assert_eq!(w.decision(&fourth).slots[1].reasons, [Reason::Habit(habit)]);
    affected(&mut w, &fourth, &["finance"]);
    let fifth = w.notices("Raise prices", &["finance"]);
    assert_eq!(functions(&w, &fifth), ["finance"]);
}

#[test]
fn what_is_added_and_taken_back_is_no_lesson_and_another_kind_learns_nothing() {
    let mut w = World::new("2026-03-02T10:00");
    for _ in 0..2 {
        let id = w.notices("Raise prices", &["finance"]);
        affected(&mut w, &id, &["finance", "marketing"]);
        affected(&mut w, &id, &["finance"]);
        affected(&mut w, &id, &["finance", "legal"]);
    }
    assert!(w.workspace().past.iter().all(|past| {
        past.touched.keys().map(FunctionId::as_str).eq(["legal"])
            && past.touched.values().all(|touch| *touch == Touch::Added)
    }));
    let launch = notices(&mut w, |proposal| proposal.kind = Kind::Launch);
    assert_eq!(functions(&w, &launch), ["finance"]);
}

#[test]
fn a_function_taken_off_twice_is_left_out_and_one_function_stays_in_any_case() {
    let mut w = World::new("2026-03-02T10:00");
    for _ in 0..2 {
        let id = w.notices("Raise prices", &["finance", "marketing"]);
        affected(&mut w, &id, &["finance"]);
    }
    let third = w.notices("Raise prices", &["finance", "marketing"]);
    assert_eq!(functions(&w, &third), ["finance"]);
    let habit = Habit { times: 2, of: 2, here: true, by_hand: true };
    assert_eq!(w.decision(&third).guesses.left_out, [("marketing".into(), habit)]);
    let alone = w.notices("Raise prices", &["marketing"]);
    assert_eq!(functions(&w, &alone), ["marketing"]);
    affected(&mut w, &third, &["finance", "marketing"]);
    let last = w.notices("Raise prices", &["finance", "marketing"]);
    assert_eq!(functions(&w, &last), ["finance", "marketing"], "it was wanted again");
}

#[test]
fn a_function_that_the_text_speaks_of_stays_on_the_card_whatever_was_taken_off() {
    let mut w = World::new("2026-03-02T10:00");
    for _ in 0..3 {
        let id = w.notices("Raise prices", &["finance", "legal"]);
        affected(&mut w, &id, &["finance"]);
    }
    let named = notices(&mut w, |proposal| {
        let words = Reason::Words(vec!["contracts".to_owned()]);
        proposal.affected.push(("legal".into(), vec![Reason::Kind, words]));
    });
    assert_eq!(functions(&w, &named), ["finance", "legal"]);
    assert!(w.decision(&named).guesses.left_out.is_empty());
    let id = w.notices("Raise prices", &["finance", "legal"]);
    assert_eq!(functions(&w, &id), ["finance"], "the habit itself is as it was");
}

#[test]
fn other_channels_need_more_to_go_by() {
    let mut w = World::new("2026-03-02T10:00");
    let in_channel = |w: &mut World, channel: &str| {
        let id = notices(w, |proposal| {
            proposal.channel = channel.into();
            proposal.id = DecisionId::of_root(&TEAM.into(), &channel.into(), &proposal.root);
        });
        affected(w, &id, &["finance", "legal"]);
    };
    in_channel(&mut w, "C-two");
    in_channel(&mut w, "C-two");
    let id = w.notices("Raise prices", &["finance"]);
    assert_eq!(functions(&w, &id), ["finance"], "two in one other channel are not enough");
    in_channel(&mut w, "C-three");
    let id = w.notices("Raise prices", &["finance"]);
    assert_eq!(functions(&w, &id), ["finance", "legal"]);
    let habit = Habit { times: 3, of: 4, here: false, by_hand: true };
    assert_eq!(w.decision(&id).slots[1].reasons, [Reason::Habit(habit)]);
}

#[test]
fn nothing_of_what_was_no_decision_is_remembered() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    affected(&mut w, &id, &["finance", "legal"]);
    w.presses("Olga", &id, Press::NotADecision);
    assert!(w.workspace().past.is_empty());
}

// ---- One tap ----

#[test]
fn the_kind_is_corrected_with_one_tap_and_those_usual_for_it_are_offered_not_asked() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    let tap = |kind| Press::ChangeKind { kind };
    let others = notice(w.presses("Fay", &id, tap(Kind::Launch)));
    assert_eq!(others, Notice::OwnerOnly { owner: "Olga".into() });
    let offered = notice(w.presses("Olga", &id, tap(Kind::Policy)));
    let Notice::UsualOffered { functions: offered, .. } = offered else { panic!("{offered:?}") };
    assert_eq!(
        offered.iter().map(FunctionId::as_str).collect::<Vec<_>>(),
        ["operations", "leadership"],
        "legal and support are usual for pricing as well, and are missing on purpose"
    );
    let decision = w.decision(&id);
    assert_eq!((decision.kind, decision.slots.len()), (Kind::Policy, 1));
    assert_eq!(decision.slots[0].reasons, [Reason::EarlierKind(Kind::Pricing)]);
    assert_eq!(w.count_posted("ask"), 1, "nobody else is asked by that");
    assert_eq!(w.presses("Olga", &id, tap(Kind::Policy)), Reply::Nothing);
    w.presses("Olga", &id, Press::AskAlso { functions: offered });
    assert_eq!(w.decision(&id).slots.len(), 3);
    w.presses("Olga", &id, tap(Kind::Pricing));
    let finance = w.decision(&id).slot(&"finance".into()).cloned().expect("it stays");
    assert_eq!(finance.reasons, [Reason::Kind]);
}

#[test]
fn whoever_has_not_answered_is_asked_what_fits_the_corrected_kind_and_whoever_has_keeps_their_question()
 {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance", "engineering"]);
    w.answers("Fay", &id, "finance", "margin");
    let question = |w: &World, function: &str| {
        let slot = w.decision(&id).slot(&function.into()).cloned().expect("it is there");
        slot.asks[0].question.to_string()
    };
    let (finance, engineering) = (question(&w, "finance"), question(&w, "engineering"));
    assert!(engineering.starts_with("engineering/pricing/"), "{engineering}");
    w.presses("Olga", &id, Press::ChangeKind { kind: Kind::Architecture });
    assert_eq!(question(&w, "finance"), finance);
    let fitting = question(&w, "engineering");
    assert!(fitting.starts_with("engineering/architecture/"), "{fitting}");
    let next = notices(&mut w, |proposal| {
        proposal.kind = Kind::Architecture;
        proposal.affected = vec![("engineering".into(), vec![Reason::Kind])];
    });
    let next = w.decision(&next).slots[0].asks[0].question.to_string();
    assert_ne!(next, fitting, "nobody hears the same question twice running");
}

#[test]
fn after_the_close_nothing_is_corrected_any_more() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    w.submits("Olga", &id, Form::CloseEarly { reason: "all heard".to_owned() });
    for press in [
        Press::ChangeKind { kind: Kind::Launch },
        Press::ChangeDoor { door: Door::OneWay },
        Press::AskAlso { functions: vec!["legal".into()] },
    ] {
        assert_eq!(notice(w.presses("Olga", &id, press)), Notice::AlreadyClosed);
    }
}

#[test]
fn hearing_a_lesson_twice_changes_nothing() {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices("Raise prices", &["finance"]);
    affected(&mut w, &id, &["finance", "legal"]);
    let before = w.workspace();
    let past = Box::new(before.past[0].clone());
    let key = soundings::domain::effect::Key::Workspace(TEAM.into());
    w.apply_new(&key, Event::Workspace(WorkspaceEvent::Learnt(past)));
    assert_eq!(w.workspace(), before);
}

#[test]
fn the_words_of_a_deleted_proposal_go_with_it() {
    let mut w = World::new("2026-03-02T10:00");
    let id = notices(&mut w, |proposal| {
        proposal.guesses.kind_words = vec!["price".to_owned()];
        proposal.affected = vec![("finance".into(), vec![Reason::Words(vec!["margin".into()])])];
    });
    let root = w.decision(&id).root;
    w.edits(&id, &root, None);
    let row = serde_json::to_string(&w.decision(&id)).expect("JSON");
    assert!(
        !row.contains("price") && !row.contains("margin") && !row.contains("we should"),
        "{row}"
    );
}
