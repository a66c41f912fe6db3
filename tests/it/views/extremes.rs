//! Slack's limits, with the longest of everything, with nothing at all, and with words that want to do
//! harm.

use super::fixtures::{self, OWNER, at, noon, policy};
use super::{check, gallery};
use jiff::SignedDuration;
use soundings::domain::aftermath::{
    Aftermath, CameTrue, Cause, Followed, Hindsight, ReviewResult, Turned, Worry,
};
use soundings::domain::answer::Words;
use soundings::domain::command::Which;
use soundings::domain::decision::{Closed, Decision, Ended, Phase};
use soundings::domain::ids::DecisionId;
use soundings::domain::message::{Lateness, Message};
use soundings::domain::policy::Policy;
use soundings::domain::record::{PART_CHARS, Step};
use soundings::domain::reply::Modal;
use soundings::domain::slot::{Claim, Side, Slot};
use soundings::domain::weekly::WeeklyDigest;
use soundings::views::{Rendered, Scene};

/// Long texts that are awkward in different ways: plain, many bytes, from right to left, markup, marks.
pub fn awkward() -> [(&'static str, String); 6] {
    let long = |text: &str| text.chars().cycle().take(3_000).collect::<String>();
    [
        ("plain", long("We need a forecast that holds for the year. ")),
        ("one word", long("x")),
        ("bytes", long("Größe 予測が必要です 👩‍👩‍👧‍👦 ")),
        ("right to left", long("אנחנו צריכים תחזית \u{202e} נحتاج إلى توقعات ")),
        ("markup", long("<!channel> & <@U0TOM> <https://a.example|b> *_~` ")),
        ("marks", long(&format!("a{}", "\u{301}".repeat(700)))),
    ]
}

/// Everything about one decision, as each of its messages shows it.
fn everything(policy: &Policy, decision: &Decision) -> Vec<(String, Rendered)> {
    let scene = Scene { policy, now: at("2026-03-05T17:00") };
    let slots = decision.slots.iter().take(1).flat_map(|slot| {
        let (function, user) = (slot.function.clone(), slot.asks[0].user.clone());
        [
            Message::Ask { function: function.clone(), user: user.clone() },
            Message::Reminder { function: function.clone(), user: user.clone(), until: None },
            Message::LateView { function: function.clone() },
            Message::Restated { function: function.clone(), user: user.clone() },
            Message::RestatementAnswered { function: function.clone() },
            Message::StillHolds { function: function.clone(), user },
            Message::Disposed { function },
        ]
    });
    let functions: Vec<_> = decision.slots.iter().map(|slot| slot.function.clone()).collect();
    let user = decision.slots.first().map_or(OWNER.into(), |slot| slot.asks[0].user.clone());
    let records = [
        Message::Decided { at: noon() },
        Message::WordBack { at: noon(), user, functions: functions.clone() },
        Message::WordNotGiven { functions },
    ];
    let messages = [
        Message::Card,
        Message::ClosingDigest,
        Message::OwnerDigest,
        Message::ProposalChanged { version: 10 },
    ];
    let messages = messages.into_iter().chain(slots).chain(records).filter_map(|message| {
        Some((gallery::name(&message), scene.message(&message, Some(decision))?))
    });
    let status = scene.status(decision, &OWNER.into(), Some(&fixtures::here()));
    let looked_up =
        [("status".to_owned(), status), ("pre-read".to_owned(), scene.pre_read(decision))];
    messages.chain(looked_up).chain(afterwards(&scene, decision)).collect()
}

/// What comes after it, if it was decided.
fn afterwards(scene: &Scene<'_>, decision: &Decision) -> Vec<(String, Rendered)> {
    let followed = decision.record.as_ref().filter(|record| record.after.is_some());
    let Some(at) = followed.map(|record| record.at) else { return Vec::new() };
    let function = || decision.slots[0].function.clone();
    let user = || decision.slots[0].asks[0].user.clone();
    let functions = decision.slots.iter().map(|slot| slot.function.clone()).collect();
    let messages = [
        Message::Decided { at },
        Message::Check { at, user: user() },
        Message::CheckResult { at },
        Message::WorryRaised { function: function(), by: user() },
        Message::ReviewDue { at, again: true },
        Message::Reviewed { at },
        Message::DidItComeTrue { at, user: user() },
        Message::WorryCameTrue { function: function(), by: user() },
        Message::FollowUpDue { at, user: user(), functions },
    ];
    let shown = messages.into_iter().map(|message| {
        let rendered = scene.message(&message, Some(decision));
        (gallery::name(&message), rendered.unwrap_or_else(|| panic!("{message:?} says nothing")))
    });
    shown.collect()
}

/// Recorded with the longest of everything, reversed, and with a worry and a follow-up for each function.
fn reviewed_at_length(text: &str, words: &Words) -> Decision {
    let decision = fixtures::large(text, |slot| fixtures::answered(slot, words.clone()));
    let mut decision = fixtures::large_record(text, decision);
    let record = decision.record.as_deref().expect("recorded");
    let (at, part) = (record.at, text.chars().take(PART_CHARS).collect::<String>());
    let mut after = Aftermath::of(&policy(), &decision, &record.essence, at);
    for slot in &decision.slots {
        let (function, by) = (slot.function.clone(), slot.asks[0].user.clone());
        let question = slot.asks[0].delivery.clone();
        let (text, hindsight) = (part.clone(), Some(Hindsight { answer: CameTrue::InPart, at }));
        let followed =
            Followed { asked_at: at, question: question.clone(), answer: None, answered_at: None };
        after.follow_ups.insert(function.clone(), followed);
        after.worries.push(Worry { function, by, at, text, question: Some(question), hindsight });
    }
    let (by, turned, cause) = (OWNER.into(), Turned::Reversed, Some(Cause::NotAsked));
    after.result = Some(ReviewResult { by, at, text: part, turned, cause });
    let check = after.check.as_mut().expect("a check");
    (check.sent_at, check.asked) = (Some(at), decision.to_check());
    decision.record.as_mut().expect("recorded").after = Some(Box::new(after));
    decision.phase = Phase::Reviewed;
    decision
}

#[test]
fn what_comes_after_thirty_functions_at_the_greatest_length_stays_within_slacks_limits() {
    let policy = fixtures::large_policy();
    for (kind, text) in awkward() {
        let decision = reviewed_at_length(&text, &Words::need(&text));
        check_everything(kind, &policy, &decision);
        let scene = Scene { policy: &policy, now: noon() };
        let functions = decision.slots.iter().map(|slot| slot.function.clone()).collect();
        let reopen = Modal::Reopen { reason: Some(text.clone()) };
        for modal in [Modal::Worry { functions }, Modal::Result, reopen] {
            let view = scene.modal(&modal, Some(&decision), &"U0123456789".into());
            check::modal(kind, &serde_json::to_value(view).expect("JSON"));
        }
        let now = at("2026-03-09T09:00");
        let seen = vec![decision; 9];
        let digest = WeeklyDigest::of(&policy, &seen, now, now);
        let weekly = Scene { policy: &policy, now };
        let weekly = weekly.weekly(&digest, now, Lateness::OnTime, &fixtures::berlin());
        check::message(&format!("{kind} weekly"), &weekly);
    }
}

#[test]
fn thirty_functions_and_the_longest_texts_stay_within_slacks_limits() {
    let policy = fixtures::large_policy();
    for (kind, text) in awkward() {
        let words = Words {
            need: text.clone(),
            limit: Some(text.clone()),
            evidence: Some(text.clone()),
            condition: Some(text.clone()),
            hard_now: Some(text.clone()),
            could_try: Some(text.clone()),
        };
        let decision = fixtures::large(&text, |slot| fixtures::answered(slot, words.clone()));
        check_everything(kind, &policy, &decision);
        check_everything(kind, &policy, &fixtures::large_record(&text, decision));
    }
}

#[test]
fn thirty_functions_that_say_nothing_stay_within_slacks_limits() {
    let policy = fixtures::large_policy();
    let (_, text) = &awkward()[2];
    let claim = Claim { by: "U0123456789".into(), side: Side::Function, at: noon() };
    let unsure = fixtures::large(text, |slot| Slot { claim: Some(claim.clone()), ..slot });
    check_everything("silent", &policy, &fixtures::large(text, |slot| slot));
    check_everything("unsure", &policy, &unsure);
}

fn check_everything(kind: &str, policy: &Policy, decision: &Decision) {
    for (name, rendered) in everything(policy, decision) {
        let what = format!("{kind} {name}");
        check::message(&what, &rendered);
        let of_all = ["card", "closing-digest", "owner-digest", "status", "decided"];
        if of_all.contains(&name.as_str()) {
            names_every_function(&what, policy, &rendered);
        }
    }
}

fn names_every_function(what: &str, policy: &Policy, rendered: &Rendered) {
    let blocks = serde_json::to_string(&rendered.blocks).expect("JSON");
    for lens in policy.library.iter() {
        let name = lens.name.replace('&', "&amp;");
        let name = name.trim_end();
        assert!(
            rendered.text.contains(name),
            "{what}: the text leaves out {name}\n{}",
            rendered.text
        );
        assert!(blocks.contains(name), "{what}: the blocks leave out {name}");
    }
}

#[test]
fn a_shortened_digest_says_that_it_is() {
    let policy = fixtures::large_policy();
    let text = "a need ".repeat(400);
    let words = Words::need(&text);
    let decision = fixtures::large(&text, |slot| fixtures::answered(slot, words.clone()));
    let digest =
        Scene { policy: &policy, now: noon() }.message(&Message::ClosingDigest, Some(&decision));
    let digest = digest.expect("rendered");
    let blocks = serde_json::to_string(&digest.blocks).expect("JSON");
    assert!(digest.text.contains("to fit into one message"), "{}", digest.text);
    assert!(blocks.contains("to fit into one message"));
}

#[test]
fn forms_stay_within_slacks_limits_whatever_is_in_them() {
    let policy = fixtures::large_policy();
    let scene = Scene { policy: &policy, now: noon() };
    for (kind, text) in awkward() {
        let words = Words::need(&text);
        let decision = fixtures::large(&text, |slot| fixtures::answered(slot, words.clone()));
        let decision = fixtures::large_record(&text, decision);
        let function = decision.slots[0].function.clone();
        let decide = |step| Modal::Decide { step, changed: true };
        let mut draft = fixtures::draft();
        (draft.title, draft.text, draft.goal) = (text.clone(), text.repeat(3), Some(text.clone()));
        draft.functions = decision.slots.iter().map(|slot| slot.function.clone()).collect();
        for modal in [
            Modal::Answer { function, help: true },
            Modal::Affected,
            Modal::Details,
            Modal::Propose(Box::new(draft)),
            decide(Step::Essence),
            decide(Step::Proof),
            decide(Step::View(decision.slots[0].function.clone())),
            decide(Step::Gaps),
            decide(Step::Check),
            Modal::Restate,
            Modal::MendRestated { function: decision.slots[0].function.clone() },
        ] {
            let view = scene.modal(&modal, Some(&decision), &"U0123456789".into());
            check::modal(kind, &serde_json::to_value(view).expect("JSON"));
        }
    }
}

#[test]
fn nothing_at_all_is_still_a_message() {
    let policy = Policy::default();
    for decision in [fixtures::empty(), Decision { phase: Phase::Weighing, ..fixtures::empty() }] {
        for (name, rendered) in everything(&policy, &decision) {
            check::message(&format!("empty {name}"), &rendered);
        }
    }
    let scene = Scene { policy: &policy, now: noon() };
    check::message("no lenses", &scene.lenses());
    check::message(
        "greeting",
        &scene.message(&Message::Greeting { channel: "C1".into() }, None).expect("rendered"),
    );
    let mut draft = fixtures::draft();
    (draft.title, draft.text, draft.goal, draft.channel) =
        (String::new(), String::new(), None, "".into());
    let propose = scene.modal(&Modal::Propose(Box::new(draft)), None, &"U1".into());
    check::modal("empty form", &serde_json::to_value(propose).expect("JSON"));
}

#[test]
fn a_week_with_many_long_decisions_stays_within_slacks_limits() {
    let policy = fixtures::large_policy();
    let text = "Größe 予測 ".repeat(100);
    let mut seen: Vec<Decision> = Vec::new();
    for number in 0..40 {
        let mut decision = fixtures::large(&text, |slot| slot);
        decision.id = DecisionId::new(format!("D7K2M9Q{number:02}"));
        if number % 2 == 0 {
            decision.phase = Phase::Weighing;
            decision.closed = Some(Closed { at: at("2026-03-05T17:00"), how: Ended::OnTime });
        }
        seen.push(decision);
    }
    let now = at("2026-03-06T09:00") + SignedDuration::from_mins(1);
    let digest = WeeklyDigest::of(&policy, &seen, now, now);
    let scene = Scene { policy: &policy, now };
    let rendered = scene.weekly(&digest, now, Lateness::OnTime, &fixtures::berlin());
    check::message("weekly", &rendered);
    assert!(rendered.text.contains("… and 14 more"), "{}", rendered.text);
    let decisions: Vec<&Decision> = seen.iter().collect();
    check::message("list", &scene.list(Which::Open, &decisions));
}

#[test]
fn nobody_is_called_through_somebody_elses_words() {
    let mut decision = fixtures::closed();
    let mean = "<!channel> <!here|here> <!subteam^S1|@all> <@U0EVE> &lt;!everyone&gt; \u{202e}";
    decision.title = mean.to_owned();
    decision.goal = Some(mean.to_owned());
    decision.opened.why = vec![mean.to_owned()];
    decision.versions = vec![decision.versions[0].clone()];
    decision.versions[0].text = mean.to_owned();
    for slot in &mut decision.slots {
        if let Some(view) = &mut slot.view {
            view.words.need = mean.to_owned();
            view.words.limit = Some(mean.to_owned());
        }
    }
    for (name, rendered) in everything(&policy(), &decision) {
        check::message(&name, &rendered);
        assert!(!rendered.text.contains("<@U0EVE>") || name.contains("owner") || name == "status");
        assert!(!rendered.text.contains('\u{202e}'), "{name}");
        assert!(rendered.text.contains("@channel"), "{name} says what was written, harmlessly");
    }
}
