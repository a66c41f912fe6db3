//! What comes after a decision, in every state in which its questions stand.

use super::fixtures::{self, OWNER, after_mut, recorded, reviewed, worry};
use super::{check, form, shown, with_scene};
use insta::assert_snapshot;
use jiff::Timestamp;
use soundings::domain::aftermath::{
    CameTrue, Cause, Hindsight, Progress, Reopening, Tally, Turned,
};
use soundings::domain::decision::{Decision, Phase};
use soundings::domain::ids::{FunctionId, UserId};
use soundings::domain::message::{Lateness, Message};
use soundings::domain::record::{FollowUp, Outcome};
use soundings::domain::reply::Modal;
use soundings::domain::weekly::{FeltHeard, WeeklyDigest};
use soundings::views::{Rendered, Scene};

fn said(message: &Message, decision: &Decision) -> Rendered {
    let rendered = with_scene(|scene| scene.message(message, Some(decision)));
    rendered.unwrap_or_else(|| panic!("{message:?} says nothing"))
}

/// Shows one message about several decisions, under a name for each.
fn states<const N: usize>(message: &Message, decisions: [(&str, Decision); N]) -> String {
    let shown = decisions
        .map(|(name, decision)| format!("=== {name}\n{}", shown(name, &said(message, &decision))));
    shown.join("\n\n")
}

fn changed(mut decision: Decision, change: impl FnOnce(&mut Decision)) -> Decision {
    change(&mut decision);
    decision
}

/// It was opened again: what comes after went with the record.
fn reopened(mut decision: Decision) -> Decision {
    decision.earlier.extend(decision.record.take().map(|record| *record));
    Decision { phase: Phase::Listening, ..decision }
}

fn check_of(decision: &mut Decision) -> &mut soundings::domain::aftermath::Check {
    after_mut(decision).check.as_mut().expect("a check")
}

#[test]
fn the_question_whether_it_is_clear_as_it_stands_for_one_person() {
    let user = || UserId::from("U0LENA");
    let message = Message::Check { at: recorded(), user: user() };
    let tapped = |one: &mut Decision| check_of(one).tapped.extend([user()]);
    let both = |one: &mut Decision| {
        tapped(one);
        check_of(one).felt_heard.insert(user());
        after_mut(one).worries.push(worry(("engineering", "U0LENA", "The counter is not ready")));
    };
    let closed = |one: &mut Decision| check_of(one).told_at = Some(fixtures::noon());
    let bystander = |one: &mut Decision| {
        let asked = check_of(one).asked.get_mut(&user()).expect("asked");
        asked.contributed.clear();
        asked.functions.push("legal".into());
    };
    let states = states(
        &message,
        [
            ("for two functions, none of which spoke", changed(fixtures::checking(), bystander)),
            ("tapped", changed(fixtures::checking(), tapped)),
            ("tapped twice, and worried by name", changed(fixtures::checking(), both)),
            ("closed without a tap", changed(fixtures::checking(), closed)),
            ("opened again", reopened(fixtures::checking())),
            (
                "cancelled",
                Decision { phase: Phase::Cancelled, record: None, ..fixtures::checking() },
            ),
        ],
    );
    assert_snapshot!("after-check", states);
}

#[test]
fn the_owner_sees_counts_from_five_people_on() {
    let people = |count: usize| {
        let mut decision = fixtures::checking();
        let one = check_of(&mut decision).asked.values().next().cloned().expect("asked");
        let user = |index: usize| UserId::new(format!("U{index}"));
        let check = check_of(&mut decision);
        check.asked = (0..6).map(|index| (user(index), one.clone())).collect();
        check.tapped = (0..count).map(user).collect();
        check.tally = Tally { clear: 3, unsure: 1, worried: 1 };
        after_mut(&mut decision).worries.truncate(usize::from(count == 5));
        decision
    };
    let result = Message::CheckResult { at: recorded() };
    let results = states(
        &result,
        [("nobody", people(0)), ("one", people(1)), ("four", people(4)), ("five", people(5))],
    );
    assert!(!results.split("=== five").next().expect("the others").contains("unsure"));
    assert_snapshot!("after-check-result", results);
}

#[test]
fn the_request_for_the_result_and_what_takes_its_place() {
    let again = Message::ReviewDue { at: recorded(), again: true };
    let bare = |one: &mut Decision| {
        let essence = &mut one.record.as_mut().expect("decided").essence;
        (essence.measure, essence.reopen_if) = (None, None);
    };
    let states = states(
        &again,
        [
            ("again", fixtures::due()),
            ("without a number", changed(fixtures::due(), bare)),
            ("recorded", reviewed()),
            ("opened again", reopened(fixtures::due())),
        ],
    );
    assert_snapshot!("after-review-due", states);
}

#[test]
fn every_way_in_which_it_may_have_turned_out() {
    let message = Message::Reviewed { at: recorded() };
    let turned = |turned, cause| {
        changed(reviewed(), |one| {
            let result = after_mut(one).result.as_mut().expect("a result");
            (result.turned, result.cause) = (turned, cause);
        })
    };
    let reversed = Cause::ALL.iter().map(|cause| turned(Turned::Reversed, Some(*cause)));
    let others = [Turned::Held, Turned::Partly].map(|one| turned(one, None));
    let said: Vec<String> = others
        .into_iter()
        .chain(reversed)
        .map(|decision| {
            let rendered = said(&message, &decision);
            check::message("reviewed", &rendered);
            let cause = rendered.text.lines().find(|line| line.contains("Why it was reversed"));
            let lines = rendered.text.lines().skip(1).take(1).chain(cause);
            lines.collect::<Vec<_>>().join("\n")
        })
        .collect();
    assert_snapshot!("after-turned", said.join("\n"));
}

#[test]
fn whether_worries_came_true_is_asked_for_each_function() {
    let message = Message::DidItComeTrue { at: recorded(), user: "U0TOM".into() };
    let two = changed(reviewed(), |one| {
        let mut second = after_mut(one).worries[0].clone();
        (second.function, second.hindsight) = ("sales".into(), None);
        after_mut(one).worries.push(second);
    });
    let yes = changed(reviewed(), |one| {
        let hindsight = Hindsight { answer: CameTrue::Yes, at: fixtures::noon() };
        after_mut(one).worries[0].hindsight = Some(hindsight);
    });
    let states = states(
        &message,
        [("one of two", two), ("yes", yes), ("opened again", reopened(reviewed()))],
    );
    assert_snapshot!("after-came-true", states);
}

#[test]
fn a_follow_up_in_every_state() {
    let functions: Vec<FunctionId> = vec!["engineering".into(), "finance".into()];
    let message = Message::FollowUpDue { at: recorded(), user: "U0LENA".into(), functions };
    let answered = |answer| {
        changed(fixtures::due(), |one| {
            let followed = after_mut(one).follow_ups.get_mut(&"engineering".into());
            followed.expect("asked").answer = Some(answer);
        })
    };
    let several = changed(fixtures::due(), |one| {
        let followed = after_mut(one).follow_ups[&FunctionId::from("engineering")].clone();
        after_mut(one).follow_ups.insert("finance".into(), followed);
        let record = one.record.as_mut().expect("decided");
        let finance = record.dispositions.get_mut(&"finance".into()).expect("disposed");
        finance.outcome = Outcome::Later;
        let due = jiff::civil::date(2026, 5, 4);
        finance.follow_up = Some(FollowUp { by: "U0LENA".into(), due });
    });
    let states = states(
        &message,
        [
            ("two at once", several),
            ("not yet", answered(Progress::NotYet)),
            ("done", answered(Progress::Done)),
            ("opened again", reopened(fixtures::due())),
        ],
    );
    assert_snapshot!("after-follow-up", states);
}

#[test]
fn the_card_says_what_came_of_it_and_what_was_followed_up() {
    let reversed = changed(reviewed(), |one| {
        let result = after_mut(one).result.as_mut().expect("a result");
        (result.turned, result.cause) = (Turned::Reversed, Some(Cause::NotAsked));
    });
    let cards =
        [("decided", fixtures::decided()), ("due", fixtures::due()), ("reversed", reversed)];
    let cards = cards.map(|(name, decision)| {
        let card = with_scene(|scene| scene.card(&decision));
        shown(name, &card);
        let after = |line: &&str| {
            ["Looked at", "Result", "Followed up"].iter().any(|word| line.contains(word))
        };
        let lines: Vec<&str> = card.text.lines().filter(after).collect();
        format!("=== {name}\n{}", lines.join("\n"))
    });
    assert_snapshot!("after-card", cards.join("\n\n"));
}

#[test]
fn what_the_thread_reads_names_functions_and_the_owner_alone() {
    for (message, decision) in [
        (Message::Reviewed { at: recorded() }, reviewed()),
        (Message::Card, reviewed()),
        (Message::Card, fixtures::due()),
    ] {
        let text = said(&message, &decision).text;
        let people: Vec<&str> = text.split("<@").skip(1).collect();
        assert!(people.iter().all(|rest| rest.starts_with(OWNER)), "{text}");
    }
}

#[test]
fn the_form_for_a_worry_says_above_the_field_who_reads_it() {
    let functions = vec![FunctionId::from("finance")];
    let view = form(&Modal::Worry { functions }, Some(&fixtures::checking()));
    let blocks = view["blocks"].as_array().expect("blocks");
    let place = |wanted: &str| blocks.iter().position(|block| block.to_string().contains(wanted));
    let (read, field) = (place("reads this as Finance's worry"), place("\"block_id\":\"worry\""));
    assert!(read.expect("said") < field.expect("a field"));
}

/// A week in June in which a result was recorded, a worry came true, and a decision was opened again.
fn week_of_results() -> (Vec<Decision>, Timestamp) {
    let mut again = fixtures::decided();
    again.id = "D7K2M9QX2".into();
    let mut record = *again.record.take().expect("decided");
    let (by, at) = (OWNER.into(), fixtures::at("2026-06-04T10:00"));
    record.reopened = Some(Reopening { by, at, cause: Cause::NotAsked, reason: None });
    again.earlier.push(record);
    again.phase = Phase::Listening;
    let mut new = fixtures::decided();
    new.id = "D7K2M9QX3".into();
    let record = new.record.as_mut().expect("decided");
    (record.at, record.gaps) = (fixtures::at("2026-06-03T10:00"), None);
    (vec![fixtures::reviewed(), again, new], fixtures::at("2026-06-08T09:00"))
}

#[test]
fn the_weekly_digest_says_what_came_of_decisions_and_names_nobody() {
    let (seen, monday) = week_of_results();
    let policy = fixtures::policy();
    let function =
        |name: &str, answers, tenths| FeltHeard { function: name.into(), answers, tenths };
    let felt_heard = vec![function("finance", 5, 42), function("sales", 15, 18)];
    let digest = WeeklyDigest { felt_heard, ..WeeklyDigest::of(&policy, &seen, monday, monday) };
    let scene = Scene { policy: &policy, now: monday };
    let weekly = scene.weekly(&digest, monday, Lateness::OnTime, &fixtures::berlin());
    assert!(!weekly.text.contains("<@U0TOM>"), "{}", weekly.text);
    assert_snapshot!("weekly-results", shown("results", &weekly));
}
