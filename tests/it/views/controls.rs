//! Buttons and forms there and back, and every button that was ever posted.

use super::fixtures::{self, draft, every_state, noon, policy};
use super::gallery;
use serde_json::{Value, json};
use soundings::domain::aftermath::{CameTrue, Cause, Feeling, Progress, Score, Turned};
use soundings::domain::care::Care;
use soundings::domain::kind::{Door, Kind};
use soundings::domain::lesson::Convinced;
use soundings::domain::limit::{Declared, Sort};
use soundings::domain::reply::{Form, Modal, More, Press};
use soundings::views::Scene;
use soundings::views::controls::{Control, Submission, read, read_submission, write};
use std::collections::BTreeSet;

/// Action ids and values as they were written by released versions, with what they mean. Lines are
/// only ever added: a message stays in Slack for years.
const GOLDEN: &str = include_str!("controls.golden");

fn pressing(press: Press) -> Control {
    Control::Decision { decision: "D7K2M9QX1".into(), press }
}

/// The next of a closed list.
fn after<T: Copy + PartialEq>(all: &[T], one: T) -> Option<T> {
    let place = all.iter().position(|other| *other == one)?;
    all.get(place + 1).copied()
}

/// Every button.
fn every_control() -> Vec<Control> {
    let (function, reply) = (|| "finance".into(), || "1772442900.000300".into());
    let (channel, ts) = (|| "C0PLANS".into(), || "1772442900.000300".into());
    let dm_meant =
        Control::DmMeant { ts: ts(), decision: "D7K2M9QX1".into(), function: function() };
    gallery::chain(pressing(Press::Answer { function: function() }), |control| {
        Some(match control {
            Control::Decision { press, .. } => match press {
                Press::Answer { .. } => pressing(Press::NoObjection { function: function() }),
                Press::NoObjection { .. } => pressing(Press::NotAffected { function: function() }),
                Press::NotAffected { .. } => pressing(Press::NeedTime { function: function() }),
                Press::NeedTime { .. } => pressing(Press::HelpMeDecide { function: function() }),
                Press::HelpMeDecide { .. } => pressing(Press::SomeoneElse { function: function() }),
                Press::SomeoneElse { .. } => pressing(Press::Withdraw { function: function() }),
                Press::Withdraw { .. } => pressing(Press::StillSo {
                    function: function(),
                    from: "D1DECIDED".into(),
                    of: "7K2M9QX1".to_owned(),
                }),
                Press::StillSo { .. } => {
                    pressing(Press::ConfirmNotAffected { function: function() })
                }
                Press::ConfirmNotAffected { .. } => {
                    pressing(Press::RefuseNotAffected { function: function() })
                }
                Press::RefuseNotAffected { .. } => {
                    pressing(Press::CountReply { reply: reply(), function: function() })
                }
                Press::CountReply { .. } => {
                    pressing(Press::AgreeReply { reply: reply(), function: function() })
                }
                Press::AgreeReply { .. } => pressing(Press::IgnoreReply { reply: reply() }),
                Press::IgnoreReply { .. } => pressing(Press::NotADecision),
                Press::NotADecision => pressing(Press::TakeBack),
                Press::TakeBack => pressing(Press::ChangeAffected),
                Press::ChangeAffected => pressing(Press::CloseEarly),
                Press::CloseEarly => pressing(Press::EditDetails),
                Press::EditDetails => pressing(Press::ChangeKind { kind: Kind::Architecture }),
                Press::ChangeKind { .. } => pressing(Press::ChangeDoor { door: Door::OneWay }),
                Press::ChangeDoor { .. } => {
                    pressing(Press::AskAlso { functions: vec!["legal".into(), "finance".into()] })
                }
                Press::AskAlso { .. } => {
                    pressing(Press::SetFunction { function: "legal".into(), affected: true })
                }
                Press::SetFunction { affected: true, .. } => {
                    pressing(Press::SetFunction { function: "sales".into(), affected: false })
                }
                Press::SetFunction { .. } => pressing(Press::RecordDecision),
                Press::RecordDecision => pressing(Press::StillOpen),
                Press::StillOpen => pressing(Press::Restate),
                Press::Restate => pressing(Press::ConfirmRestated { function: function() }),
                Press::ConfirmRestated { .. } => {
                    pressing(Press::MendRestated { function: function() })
                }
                Press::MendRestated { .. } => pressing(Press::StillHolds { function: function() }),
                Press::StillHolds { .. } => pressing(Press::SayMore { function: function() }),
                Press::SayMore { .. } => {
                    pressing(Press::LooksAfter { function: function(), care: Care::ALL[0] })
                }
                Press::LooksAfter { .. } => {
                    pressing(Press::LooksAfterElse { function: function() })
                }
                Press::LooksAfterElse { .. } => pressing(Press::Felt { feeling: Feeling::Clear }),
                Press::Felt { feeling } => match after(Feeling::ALL, *feeling) {
                    Some(feeling) => pressing(Press::Felt { feeling }),
                    None => pressing(Press::FeltHeard { score: Score::new(1).expect("a score") }),
                },
                Press::FeltHeard { score } => match Score::new(score.get() + 1) {
                    Some(score) => pressing(Press::FeltHeard { score }),
                    None => pressing(Press::RaiseWorry),
                },
                Press::RaiseWorry => pressing(Press::RecordResult),
                Press::RecordResult => {
                    pressing(Press::CameTrue { function: function(), answer: CameTrue::Yes })
                }
                Press::CameTrue { answer, .. } => match after(CameTrue::ALL, *answer) {
                    Some(answer) => pressing(Press::CameTrue { function: function(), answer }),
                    None => {
                        let progress = Progress::Done;
                        pressing(Press::FollowUp { function: function(), progress })
                    }
                },
                Press::FollowUp { progress, .. } => match after(Progress::ALL, *progress) {
                    Some(progress) => pressing(Press::FollowUp { function: function(), progress }),
                    None => pressing(Press::PostTension { tension: "7K2M9QX1".into() }),
                },
                Press::PostTension { tension } => {
                    pressing(Press::NotATension { tension: tension.clone() })
                }
                Press::NotATension { .. } => Control::Mute,
            },
            Control::Mute => dm_meant.clone(),
            Control::DmMeant { .. } => Control::Gather { channel: channel(), ts: ts() },
            Control::Gather { .. } => Control::EditFirst { channel: channel(), ts: ts() },
            Control::EditFirst { .. } => Control::NotADecision {
                channel: channel(),
                ts: ts(),
                convinced: Some(Convinced::Question),
            },
            Control::NotADecision { .. } => Control::OpenAgain { channel: channel() },
            Control::OpenAgain { .. } => Control::ForgetLessons { channel: channel() },
            Control::ForgetLessons { .. } => Control::DeclareLimit { function: function() },
            Control::DeclareLimit { .. } => {
                Control::ChangeLimit { function: function(), limit: "L7K2M9QX1".into() }
            }
            Control::ChangeLimit { .. } => {
                Control::WithdrawLimit { function: function(), limit: "L7K2M9QX1".into() }
            }
            Control::WithdrawLimit { .. } => Control::SetPressure { function: function() },
            Control::SetPressure { .. } => Control::Propose,
            Control::Propose => Control::Link,
            Control::Link => return None,
        })
    })
}

#[test]
fn every_button_that_was_ever_posted_can_still_be_read() {
    for line in GOLDEN.lines() {
        let [action_id, value, meaning] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not three columns: {line}");
        };
        assert_eq!(format!("{:?}", read(action_id, value)), format!("Some({meaning})"));
    }
}

#[test]
fn every_button_of_today_is_written_down_and_reads_back() {
    let mut verbs = BTreeSet::new();
    let mut missing = Vec::new();
    for control in every_control() {
        let (action_id, value) = write(&control);
        assert_eq!(read(&action_id, &value).as_ref(), Some(&control));
        let line = format!("{action_id}\t{value}\t{control:?}");
        if !GOLDEN.lines().any(|known| known == line) {
            missing.push(line);
        }
        assert!(verbs.insert(action_id), "two buttons share an action id");
    }
    assert!(missing.is_empty(), "add to controls.golden:\n{}", missing.join("\n"));
}

#[test]
fn buttons_of_others_are_not_read() {
    for (action_id, value) in [
        ("approve", "{}"),
        ("v2.answer", "{}"),
        ("v1.answer", "not json"),
        ("v1.answer", r#"{"d":"D1"}"#),
        ("v1.sing", r#"{"d":"D1","f":"finance"}"#),
        ("", ""),
    ] {
        assert_eq!(read(action_id, value), None, "{action_id} {value}");
    }
    assert_eq!(read("v1.mute", ""), Some(Control::Mute));
}

/// Draws a form, fills it in and submits it as Slack does.
fn submit(modal: &Modal, values: Value) -> Option<Submission> {
    let policy = policy();
    let scene = Scene { policy: &policy, now: noon() };
    let view = scene.modal(modal, Some(&every_state()), &"U0TOM".into());
    let view = serde_json::to_value(view).expect("JSON");
    let word = |key: &str| view[key].as_str().expect("a string").to_owned();
    let (callback, metadata) = (word("callback_id"), word("private_metadata"));
    let values = wrap(&view, values);
    read_submission(&callback, &metadata, &values, &"U0TOM".into(), &"T1".into())
}

/// Puts each value under the action id of its field's input; the field must be in the form.
fn wrap(view: &Value, values: Value) -> Value {
    let blocks = view["blocks"].as_array().expect("blocks");
    let fields = values.as_object().expect("fields").iter().map(|(field, value)| {
        let block = blocks.iter().find(|block| block["block_id"] == *field);
        let input =
            block.unwrap_or_else(|| panic!("no field {field}"))["element"]["action_id"].as_str();
        (field.clone(), json!({ input.expect("an action id"): value }))
    });
    Value::Object(fields.collect())
}

fn decided(form: Form) -> Option<Submission> {
    Some(Submission::Decision { decision: "D7K2M9QX1".into(), form })
}

#[test]
fn whatever_a_concern_looks_after_comes_back() {
    for care in Care::ALL {
        let control = pressing(Press::LooksAfter { function: "finance".into(), care });
        let (action_id, value) = write(&control);
        assert_eq!(read(&action_id, &value), Some(control));
    }
}

#[test]
fn forms_about_a_decision_come_back_as_they_were_filled_in() {
    let function = || "finance".into();
    let answer = submit(
        &Modal::Answer { function: function(), help: false },
        json!({ "need": { "value": " a range " }, "limit": { "value": null }, "condition": { "value": "yes" } }),
    );
    let form = Form::Answer {
        function: function(),
        need: "a range".to_owned(),
        limit: None,
        evidence: None,
        condition: Some("yes".to_owned()),
        hard_now: None,
        could_try: None,
    };
    assert_eq!(answer, decided(form));
    let said = submit(
        &Modal::SayMore { function: function() },
        json!({
            "hard-now": { "value": " the audit " }, "could-try": { "value": "a test" },
            "instead": { "selected_option": { "value": "instead" } },
        }),
    );
    let more = More {
        hard_now: Some("the audit".to_owned()),
        changes: None,
        could_try: Some("a test".to_owned()),
        instead: true,
    };
    assert_eq!(said, decided(Form::SayMore { function: function(), more }));
    let chosen = submit(
        &Modal::LooksAfter { function: function() },
        json!({ "looks-after": { "selected_option": { "value": "trust" } } }),
    );
    let form = Form::LooksAfter { function: function(), care: Some(Care::Trust) };
    assert_eq!(chosen, decided(form));
    let day = jiff::civil::date(2026, 3, 4);
    let need_time = Modal::NeedTime { function: function(), earliest: day, latest: day };
    let until = json!({ "until": { "selected_date": "2026-03-04" } });
    assert_eq!(
        submit(&need_time, until),
        decided(Form::NeedTime { function: function(), until: Some(day) })
    );
    let to = submit(
        &Modal::SomeoneElse { function: function() },
        json!({ "to": { "selected_user": "U0EVE" } }),
    );
    assert_eq!(to, decided(Form::SomeoneElse { function: function(), to: Some("U0EVE".into()) }));
    let chosen = json!({ "functions": { "selected_options": [{ "value": "legal" }, { "value": "sales" }] } });
    let functions = vec!["legal".into(), "sales".into()];
    assert_eq!(submit(&Modal::Affected, chosen), decided(Form::Affected { functions }));
    let reason = submit(&Modal::CloseEarly, json!({ "reason": { "value": "all heard" } }));
    assert_eq!(reason, decided(Form::CloseEarly { reason: "all heard".to_owned() }));
}

#[test]
fn forms_of_what_comes_after_come_back_as_they_were_filled_in() {
    let text = "nobody tells sales".to_owned();
    let worry = |functions: &[&str]| {
        let functions = functions.iter().map(|one| (*one).into()).collect();
        Modal::Worry { functions }
    };
    let filled = json!({ "worry": { "value": "nobody tells sales" } });
    let form = Form::Worry { function: Some("finance".into()), text: text.clone() };
    assert_eq!(submit(&worry(&["finance"]), filled), decided(form));
    let filled = json!({
        "function": { "selected_option": { "value": "legal" } },
        "worry": { "value": "nobody tells sales" },
    });
    let form = Form::Worry { function: Some("legal".into()), text };
    assert_eq!(submit(&worry(&["finance", "legal"]), filled), decided(form));
    let filled = json!({
        "result": { "value": "2.6 %" },
        "turned": { "selected_option": { "value": "reversed" } },
        "cause": { "selected_option": { "value": "not-asked" } },
    });
    let (turned, cause) = (Some(Turned::Reversed), Some(Cause::NotAsked));
    let form = Form::Result { text: "2.6 %".to_owned(), turned, cause };
    assert_eq!(submit(&Modal::Result, filled), decided(form));
    let reopen = Modal::Reopen { reason: None };
    let filled = json!({ "cause": { "selected_option": { "value": "facts-changed" } } });
    let form = Form::Reopen { cause: Some(Cause::FactsChanged), reason: None };
    assert_eq!(submit(&reopen, filled), decided(form));
    let form = Form::Reopen { cause: None, reason: None };
    assert_eq!(submit(&reopen, json!({})), decided(form));
}

#[test]
fn what_a_lead_declares_comes_back_as_it_was_filled_in() {
    let declared = |declared| Some(Submission::Declared { function: "finance".into(), declared });
    let day = jiff::civil::date(2026, 4, 1);
    let filled = json!({
        "sort": { "selected_option": { "value": "floor" } },
        "text": { "value": " no plan below 60 euros " },
        "from": { "selected_date": null },
        "until": { "selected_date": "2026-04-01" },
    });
    let limit = |old| Declared::Limit {
        old,
        sort: Some(Sort::Floor),
        text: "no plan below 60 euros".to_owned(),
        from: None,
        until: Some(day),
    };
    let (function, standing) = ("finance".into(), fixtures::floor());
    let changed = Modal::Limit { function, limit: Some(Box::new(standing.clone())) };
    assert_eq!(submit(&changed, filled.clone()), declared(limit(Some(standing.id))));
    let new = Modal::Limit { function: "finance".into(), limit: None };
    assert_eq!(submit(&new, filled), declared(limit(None)));
    let pressure = Modal::Pressure { function: "finance".into(), now: None };
    let nothing = Declared::Pressure { text: String::new(), until: None };
    assert_eq!(submit(&pressure, json!({})), declared(nothing));
}

#[test]
fn a_form_left_empty_comes_back_empty() {
    let empty = submit(&Modal::CloseEarly, json!({}));
    assert_eq!(empty, decided(Form::CloseEarly { reason: String::new() }));
    assert_eq!(submit(&Modal::Affected, json!({})), decided(Form::Affected { functions: vec![] }));
    assert_eq!(submit(&Modal::Details, json!({})), None, "kind and door cannot be left empty");
}

#[test]
fn a_proposal_comes_back_as_a_draft() {
    let filled = json!({
        "title": { "value": "Retire it" },
        "proposal": { "value": "In June" },
        "kind": { "selected_option": { "value": "deprecation" } },
        "door": { "selected_option": { "value": "one-way" } },
        "owner": { "selected_user": "U0RUTH" },
        "days": { "selected_option": { "value": "4" } },
        "functions": { "selected_options": [{ "value": "legal" }] },
        "channel": { "selected_conversation": "C0OTHER" },
    });
    let Some(Submission::Propose(sent)) = submit(&Modal::Propose(Box::new(draft())), filled) else {
        panic!("no draft came back");
    };
    assert_eq!((sent.by.as_str(), sent.owner.as_str()), ("U0TOM", "U0RUTH"));
    assert_eq!((sent.title.as_str(), sent.text.as_str()), ("Retire it", "In June"));
    assert_eq!((sent.channel.as_str(), sent.source), ("C0OTHER", None));
    assert_eq!((sent.days, sent.goal, sent.functions), (Some(4), None, vec!["legal".into()]));
}

#[test]
fn a_proposal_about_a_message_stays_with_that_message() {
    let mut about = draft();
    about.source = Some("1772442720.000100".into());
    let filled = json!({
        "kind": { "selected_option": { "value": "launch" } },
        "door": { "selected_option": { "value": "two-way" } },
    });
    let Some(Submission::Propose(sent)) = submit(&Modal::Propose(Box::new(about)), filled) else {
        panic!("no draft came back");
    };
    assert_eq!(sent.source, Some("1772442720.000100".into()));
    assert_eq!((sent.channel.as_str(), sent.owner.as_str()), ("C0PLANS", "U0TOM"));
}

#[test]
fn forms_of_others_are_not_read() {
    let (user, team) = ("U1".into(), "T1".into());
    assert_eq!(read_submission("survey", "{}", &json!({}), &user, &team), None);
    assert_eq!(read_submission("v1.answer", "{}", &json!({}), &user, &team), None);
    assert_eq!(read_submission("v1.answer", "", &json!({}), &user, &team), None);
}
