//! Everything the bot can say, as people read it, and what holds for all of it.
//!
//! Snapshots show the fallback text and then the blocks.

mod aftercare;
mod blind_spots;
mod check;
mod controls;
mod explaining;
mod extremes;
pub mod fixtures;
mod gallery;
mod hesitation;
mod hints;
mod outside;
mod preview;
mod readable;
mod relations;
mod room;
mod tensions;

use fixtures::{OWNER, at, every_state, noon, policy};
use insta::assert_snapshot;
use jiff::Timestamp;
use soundings::domain::answer::Remark;
use soundings::domain::command::{Misunderstood, Name, Trouble, Which};
use soundings::domain::decision::{Closed, Decision, Ended, Phase};
use soundings::domain::hours::Zone;
use soundings::domain::kind::Kind;
use soundings::domain::lesson::Habit;
use soundings::domain::lookback::Lookback;
use soundings::domain::message::{Lateness, Message};
use soundings::domain::policy::Mode;
use soundings::domain::reply::{Field, FieldFault, Modal, Notice};
use soundings::domain::roster::{Excuse, Role};
use soundings::domain::slot::{Claim, Reason, Side, Slot, SlotState, Unreachable};
use soundings::domain::weekly::WeeklyDigest;
use soundings::domain::workspace::Lessons;
use soundings::reading::Usual;
use soundings::views::{Here, Rendered, Scene, Standing};

/// Renders with the ten lenses at noon of the second day.
fn with_scene<T>(render: impl FnOnce(Scene<'_>) -> T) -> T {
    let policy = policy();
    render(Scene { policy: &policy, now: noon() })
}

/// Checks a message that is not shortened, and returns it for a snapshot.
fn shown(what: &str, rendered: &Rendered) -> String {
    check::message(what, rendered);
    check::complete(what, rendered);
    readable::message(rendered)
}

/// The decision a message of the gallery is about.
fn about(message: &Message) -> Decision {
    match message {
        Message::ReplyOffer { .. } => fixtures::offering(&["finance"]),
        Message::ClosingDigest | Message::OwnerDigest | Message::ProposalChanged { .. } => {
            fixtures::closed()
        }
        Message::StillHolds { .. } => fixtures::closed(),
        Message::Restated { .. } | Message::RestatementAnswered { .. } => fixtures::deciding(),
        Message::Decided { .. }
        | Message::Disposed { .. }
        | Message::WordBack { .. }
        | Message::WordNotGiven { .. } => fixtures::decided(),
        Message::Check { .. } | Message::CheckResult { .. } | Message::WorryRaised { .. } => {
            fixtures::checking()
        }
        Message::ReviewDue { .. } | Message::FollowUpDue { .. } => fixtures::due(),
        Message::Reviewed { .. } | Message::WorryCameTrue { .. } => fixtures::reviewed(),
        Message::DidItComeTrue { .. } => {
            let mut decision = fixtures::reviewed();
            fixtures::after_mut(&mut decision).worries[0].hindsight = None;
            decision
        }
        Message::LateView { function } => late(function.as_str()),
        Message::LimitsTouched { .. } => fixtures::limited(),
        Message::Hesitation => fixtures::hesitant(),
        Message::TensionsFound { .. } => fixtures::pulling(),
        Message::Tension { .. } => fixtures::pulling_posted(),
        _ => every_state(),
    }
}

fn late(function: &str) -> Decision {
    let mut decision = fixtures::closed();
    let slot = decision.slots.iter_mut().find(|slot| slot.function.as_str() == function);
    let view = slot.and_then(|slot| slot.view.as_mut()).expect("a view");
    view.late = true;
    decision
}

#[test]
fn every_message() {
    for message in gallery::messages() {
        let name = gallery::name(&message);
        let decision = about(&message);
        let others = fixtures::others();
        match with_scene(|scene| scene.message_among(&message, Some(&decision), &others)) {
            Some(rendered) => assert_snapshot!(format!("message-{name}"), shown(&name, &rendered)),
            None => {
                let many = matches!(message, Message::Weekly { .. } | Message::BlindSpots);
                assert!(many, "{name} renders to nothing");
            }
        }
    }
}

#[test]
fn a_message_about_a_decision_that_is_gone_is_not_rendered() {
    let needs_none: Vec<String> = gallery::messages()
        .iter()
        .filter(|message| with_scene(|scene| scene.message(message, None)).is_some())
        .map(gallery::name)
        .collect();
    let expected = [
        "dismissed-for-owner",
        "answer-kept",
        "proposal-post",
        "proposal-failed",
        "suggestion",
        "suggestion-perhaps",
        "suggestion-announced",
        "which-ask",
        "nothing-waiting",
        "greeting",
        "fell-back",
        "fell-back-here",
    ];
    assert_eq!(needs_none, expected);
}

#[test]
fn every_notice() {
    let notices = gallery::notices();
    let sentences: Vec<String> = notices
        .iter()
        .map(|notice| {
            let rendered = with_scene(|scene| scene.notice(notice));
            shown(&format!("{notice:?}"), &rendered);
            rendered.text
        })
        .collect();
    assert_snapshot!("notices", sentences.join("\n"));
}

#[test]
fn every_form() {
    let forms: Vec<String> = gallery::modals()
        .iter()
        .map(|modal| {
            let decision = match modal {
                Modal::Decide { .. } | Modal::Restate | Modal::MendRestated { .. } => {
                    fixtures::deciding()
                }
                Modal::Tension { .. } => fixtures::pulling(),
                Modal::Worry { .. } | Modal::Result | Modal::Reopen { .. } => fixtures::checking(),
                _ => every_state(),
            };
            readable::modal(&form(modal, Some(&decision)))
        })
        .collect();
    assert_snapshot!("forms", forms.join("\n\n"));
}

/// Draws a form, checks it and returns it as Slack gets it.
fn form(modal: &Modal, decision: Option<&Decision>) -> serde_json::Value {
    let view = with_scene(|scene| scene.modal(modal, decision, &"U0LENA".into()));
    let view = serde_json::to_value(view).expect("a view is JSON");
    check::modal(&format!("{modal:?}"), &view);
    view
}

#[test]
fn a_form_about_a_decision_that_is_gone_says_so() {
    assert_snapshot!("form-gone", readable::modal(&form(&Modal::CloseEarly, None)));
}

#[test]
fn what_is_said_where_a_form_or_a_command_cannot_be_carried_out() {
    let refused = with_scene(|scene| scene.notice_modal(&Notice::AlreadyClosed));
    let refused = serde_json::to_value(refused).expect("a view is JSON");
    check::modal("refused", &refused);
    let (late, again) = with_scene(|scene| (scene.too_late(), scene.try_again()));
    assert!(readable::modal(&refused).contains("Listening has already ended"));
    assert!(shown("late", &late).contains("press the button again"));
    assert!(shown("again", &again).contains("Please try again in a minute"));
}

#[test]
fn what_is_wrong_with_a_form_is_said_by_field() {
    let day = jiff::civil::date(2026, 3, 4);
    let faults = [
        (Field::Need, FieldFault::Empty),
        (Field::Need, FieldFault::TooLong(1)),
        (Field::Limit, FieldFault::TooLong(3_000)),
        (Field::Until, FieldFault::DayOutOfRange { earliest: day, latest: day }),
        (Field::To, FieldFault::CannotBeAsked),
        (Field::Functions, FieldFault::NoFunction),
        (Field::Text, FieldFault::NoAmount),
        (Field::From, FieldFault::EndsBeforeItBegins),
        (Field::Sort, FieldFault::DayTooFar { latest: day }),
    ];
    let said = with_scene(|scene| scene.faults(&faults));
    let said: Vec<String> = said.into_iter().map(|(id, text)| format!("{id}: {text}")).collect();
    assert_snapshot!("faults", said.join("\n"));
}

/// The decision after listening has ended in a way.
fn ended(how: Ended, phase: Phase) -> Decision {
    let closed = Some(Closed { at: at("2026-03-04T15:00"), how });
    Decision { phase, closed, ..fixtures::decision() }
}

#[test]
fn the_card_in_every_phase() {
    let early =
        Ended::Early { by: OWNER.into(), reason: "the <!here> price list is due".to_owned() };
    let edited = {
        let mut decision = fixtures::decision();
        decision.versions.push(decision.versions[0].clone());
        Decision { goal: None, ..decision }
    };
    let deleted =
        Decision { title: String::new(), ..ended(Ended::ProposalDeleted, Phase::Cancelled) };
    let cards = [
        ("edited, no goal", edited),
        ("weighing", ended(Ended::OnTime, Phase::Weighing)),
        ("weighing, closed early", ended(early, Phase::Weighing)),
        ("weighing, archived", ended(Ended::ChannelArchived, Phase::Weighing)),
        ("decided", ended(Ended::OnTime, Phase::Decided)),
        ("reviewed", ended(Ended::OnTime, Phase::Reviewed)),
        ("cancelled", deleted),
        ("empty", fixtures::empty()),
    ];
    let cards = cards.map(|(name, decision)| {
        let card = with_scene(|scene| scene.card(&decision));
        format!("=== {name}\n{}", shown(name, &card))
    });
    assert_snapshot!("card-phases", cards.join("\n\n"));
}

#[test]
fn a_card_names_nobody_but_the_owner() {
    for decision in [every_state(), fixtures::closed()] {
        let card = with_scene(|scene| scene.card(&decision));
        let digest = with_scene(|scene| scene.message(&Message::ClosingDigest, Some(&decision)));
        for text in [card.text, digest.expect("rendered").text] {
            let people: Vec<&str> = text.split("<@").skip(1).collect();
            assert!(!people.is_empty());
            assert!(people.iter().all(|rest| rest.starts_with(OWNER)), "{text}");
        }
    }
}

#[test]
fn every_reason_for_not_reaching_a_function() {
    let excused = gallery::chain(Excuse::Muted, |one| gallery::after(*one));
    let reasons = [Unreachable::NobodyMapped, Unreachable::Undeliverable]
        .into_iter()
        .chain(excused.into_iter().map(Unreachable::Excused));
    let lines: Vec<String> = reasons
        .map(|why| {
            let mut decision = fixtures::decision();
            decision.slots[0].state = SlotState::Unreachable { why };
            let card = with_scene(|scene| scene.card(&decision));
            card.text.lines().find(|line| line.contains("Finance")).expect("a row").to_owned()
        })
        .collect();
    assert_snapshot!("unreachable", lines.join("\n"));
}

/// The decision with one function, asked of one person, after something happened to it.
fn asked(change: impl FnOnce(&mut Decision)) -> Decision {
    let ask = fixtures::ask("finance", "U0TOM", Role::Member, "2026-03-02T10:15");
    let slot = Slot { asks: vec![ask], state: SlotState::Asked, ..fixtures::slot("finance") };
    let mut decision = Decision { slots: vec![slot], ..fixtures::decision() };
    change(&mut decision);
    decision
}

#[test]
fn an_ask_in_every_state() {
    let at = noon();
    let state = |state| asked(|one| one.slots[0].state = state);
    let view = |by: &str| {
        asked(|one| {
            one.slots[0] = fixtures::answered(one.slots[0].clone(), fixtures::words());
            one.slots[0].state = SlotState::Heard { by: by.into(), at };
        })
    };
    let named = |state| {
        asked(|one| {
            one.slots[0].state = state;
            one.slots[0].asks[0].role = Role::Delegate;
        })
    };
    let claim =
        |side| asked(|one| one.slots[0].claim = Some(Claim { by: "U0TOM".into(), side, at }));
    let close = |mut decision: Decision, phase| {
        decision.phase = phase;
        decision.closed = Some(Closed { at, how: Ended::OnTime });
        decision
    };
    let role = |role| asked(|one| one.slots[0].asks[0].role = role);
    let settled = SlotState::NotAffected {
        claim: Claim { by: "U0TOM".into(), side: Side::Function, at },
        confirmed_by: OWNER.into(),
    };
    let late = {
        let mut decision = close(view("U0TOM"), Phase::Weighing);
        decision.slots[0].view.as_mut().expect("a view").late = true;
        decision
    };
    let asks = [
        ("backup", role(Role::Backup)),
        ("lead", role(Role::Lead)),
        ("delegate", role(Role::Delegate)),
        ("named", named(SlotState::Delegated { from: "U0EVE".into(), to: "U0TOM".into() })),
        ("answered", view("U0TOM")),
        ("answered by another", view("U0EVE")),
        ("no objection", state(SlotState::NoObjection { by: "U0TOM".into(), at })),
        (
            "on hold",
            state(SlotState::OnHold { by: "U0TOM".into(), until: jiff::civil::date(2026, 3, 4) }),
        ),
        ("passed on", state(SlotState::Delegated { from: "U0TOM".into(), to: "U0EVE".into() })),
        ("claimed by the function", claim(Side::Function)),
        ("claimed by the owner", claim(Side::Owner)),
        ("not affected", state(settled)),
        ("no longer asked", asked(|one| one.slots[0].asks[0].ended = true)),
        ("ended unanswered", close(asked(|_| {}), Phase::Weighing)),
        ("ended answered", close(view("U0TOM"), Phase::Weighing)),
        ("late", late),
        ("decided", close(asked(|_| {}), Phase::Decided)),
        ("cancelled", close(asked(|_| {}), Phase::Cancelled)),
    ];
    let asks = asks.map(|(name, decision)| {
        let ask = with_scene(|scene| scene.ask(&decision, &"finance".into(), &"U0TOM".into()));
        format!("=== {name}\n{}", shown(name, &ask.expect("they were asked")))
    });
    assert_snapshot!("ask-states", asks.join("\n\n"));
}

#[test]
fn a_reminder_for_which_somebody_had_asked_says_so() {
    let until = Some(jiff::civil::date(2026, 3, 4));
    let message = Message::Reminder { function: "finance".into(), user: "U0TOM".into(), until };
    let reminder = with_scene(|scene| scene.message(&message, Some(&asked(|_| {}))));
    let text = shown("reminder", &reminder.expect("they were asked"));
    assert!(text.starts_with("You asked for time until Wed 4 Mar. Finance can still"), "{text}");
}

#[test]
fn functions_that_could_not_be_reached_are_told_by_reason() {
    let mut decision = every_state();
    for slot in &mut decision.slots[..4] {
        slot.state = SlotState::Unreachable { why: Unreachable::NobodyMapped };
        slot.asks.clear();
    }
    let names = ["engineering", "finance", "design", "marketing", "sales", "leadership"];
    let functions = names.map(Into::into).to_vec();
    let message = Message::CouldNotReach { functions };
    let told = with_scene(|scene| scene.message(&message, Some(&decision))).expect("rendered");
    assert_snapshot!("could-not-reach-several", shown("several", &told));
}

#[test]
fn somebody_who_was_not_asked_has_no_ask() {
    let ask = |function: &str, user: &str| {
        with_scene(|scene| scene.ask(&every_state(), &function.into(), &user.into()))
    };
    assert_eq!(ask("finance", "U0LENA"), None);
    assert_eq!(ask("gardening", "U0TOM"), None);
}

#[test]
fn a_reply_that_could_speak_for_several_functions_is_offered_for_each() {
    let decision = fixtures::offering(&["finance", "legal"]);
    let offer = Message::ReplyOffer { reply: "1772442900.000300".into(), user: "U0TOM".into() };
    let rendered = with_scene(|scene| scene.message(&offer, Some(&decision))).expect("rendered");
    assert_snapshot!("reply-offer-several", shown("several", &rendered));
}

#[test]
fn a_reply_that_only_agrees_is_offered_as_no_objection() {
    let offers = [vec!["finance"], vec!["finance", "legal"]].map(|functions| {
        let mut decision = fixtures::offering(&functions);
        for offer in decision.offers.values_mut() {
            (offer.text, offer.remark) = ("sounds good 👍".to_owned(), Remark::Agreement);
        }
        let message =
            Message::ReplyOffer { reply: "1772442900.000300".into(), user: "U0TOM".into() };
        let rendered = with_scene(|scene| scene.message(&message, Some(&decision)));
        shown("agreement", &rendered.expect("rendered"))
    });
    assert_snapshot!("reply-offer-agreement", offers.join("\n\n"));
}

#[test]
fn reasons_that_are_all_the_customers_are_pointed_out() {
    let mut decision = fixtures::closed();
    decision.versions = vec![decision.versions[0].clone()];
    for slot in &mut decision.slots {
        if let Some(view) = &mut slot.view {
            view.words = soundings::domain::answer::Words::need("Customers ask for it every week.");
        }
    }
    let digest = with_scene(|scene| scene.message(&Message::ClosingDigest, Some(&decision)));
    let text = digest.expect("rendered").text;
    assert!(text.contains("both reasons given are about customers"), "{text}");
}

#[test]
fn a_proposal_that_could_not_be_posted_says_what_to_try() {
    let failed = |why: &str| {
        let (title, channel) = ("Usage".to_owned(), "C0PLANS".into());
        let message = Message::ProposalFailed { title, channel, why: why.to_owned() };
        let rendered = with_scene(|scene| scene.message(&message, None)).expect("rendered");
        shown(why, &rendered);
        rendered.text.lines().skip(1).collect::<Vec<_>>().join("\n")
    };
    let codes =
        ["not_in_channel", "is_archived", "channel_not_found", "restricted_action", "odd `code`"];
    assert_snapshot!("proposal-failed-codes", codes.map(failed).join("\n\n"));
}

fn weekly(seen: &[Decision], now: Timestamp, late: Lateness) -> Rendered {
    let policy = policy();
    let digest = WeeklyDigest::of(&policy, seen, at("2026-03-06T09:00"), now);
    let zone = Zone("America/New_York".to_owned());
    Scene { policy: &policy, now }.weekly(&digest, at("2026-03-06T09:00"), late, &zone)
}

/// Decisions of one week: two closed with the same function silent, one full, one waiting to be heard.
fn week() -> Vec<Decision> {
    let numbered = |number: usize, decision: Decision| Decision {
        id: soundings::domain::ids::DecisionId::new(format!("D7K2M9QX{number}")),
        title: format!("Decision & question {number}"),
        ..decision
    };
    let full = {
        let mut decision = ended(Ended::OnTime, Phase::Decided);
        for slot in &mut decision.slots {
            slot.state = SlotState::NoObjection { by: "U0TOM".into(), at: noon() };
        }
        decision
    };
    let one_sided = {
        let mut decision = full;
        decision.versions[0].text =
            "Users ask for it every week. Two customers left without it.".to_owned();
        decision
    };
    vec![
        numbered(1, fixtures::closed()),
        numbered(2, fixtures::closed()),
        numbered(3, one_sided),
        numbered(4, every_state()),
    ]
}

#[test]
fn the_weekly_digest_full_late_and_empty() {
    let friday = at("2026-03-06T09:00");
    let late = at("2026-03-06T12:00");
    let digests = [
        ("full", weekly(&week(), friday, Lateness::OnTime)),
        ("late", weekly(&week()[2..3], late, Lateness::Late)),
        ("empty", weekly(&[], friday, Lateness::OnRequest)),
    ];
    let digests = digests.map(|(name, rendered)| format!("=== {name}\n{}", shown(name, &rendered)));
    assert_snapshot!("weekly", digests.join("\n\n"));
}

#[test]
fn help_privacy_and_the_lenses() {
    let policy = policy();
    let scene = Scene { policy: &policy, now: noon() };
    let lens = policy.library.get(&"legal".into()).expect("built in");
    let engineering = policy.library.get(&"engineering".into()).expect("built in");
    let decided = [fixtures::decided(), fixtures::decided()];
    let before = Lookback::of(&decided, &engineering.function);
    for (name, rendered) in [
        ("help", scene.help()),
        ("privacy", scene.privacy(&"T0CRUMBLE".into())),
        ("lenses", scene.lenses()),
        ("lens", scene.lens(lens, &Lookback::default(), &Standing::default())),
        ("lens-with-a-past", scene.lens(engineering, &before, &Standing::default())),
        ("lens-declared", scene.lens(lens, &Lookback::default(), &fixtures::standing(false))),
        ("lens-for-its-lead", scene.lens(lens, &Lookback::default(), &fixtures::standing(true))),
        ("pre-read", scene.pre_read(&fixtures::closed())),
        ("pre-read-of-nothing", scene.pre_read(&fixtures::empty())),
    ] {
        assert_snapshot!(name, shown(name, &rendered));
    }
}

#[test]
fn help_names_every_command() {
    let text = with_scene(|scene| scene.help()).text;
    for name in Name::ALL {
        assert!(text.contains(&format!("`/soundings {}", name.as_str())), "{}", name.as_str());
    }
}

#[test]
fn what_was_not_understood_is_explained() {
    let troubles = gallery::chain(Trouble::NoSuchCommand { nearest: None }, |trouble| {
        Some(match trouble {
            Trouble::NoSuchCommand { nearest: None } => {
                Trouble::NoSuchCommand { nearest: Some(Name::Status) }
            }
            Trouble::NoSuchCommand { nearest: Some(_) } => Trouble::NoDecisionId,
            Trouble::NoDecisionId => Trouble::NoSupersededId,
            Trouble::NoSupersededId => Trouble::NoSuchList,
            Trouble::NoSuchList => {
                Trouble::NoSuchFunction { known: vec!["finance".into(), "research".into()] }
            }
            Trouble::NoSuchFunction { .. } => Trouble::NoDraft,
            Trouble::NoDraft => Trouble::NoSwitch,
            Trouble::NoSwitch => Trouble::NoLength,
            Trouble::NoLength => Trouble::NoDay,
            Trouble::NoDay => Trouble::DayPast,
            Trouble::DayPast => return None,
        })
    });
    let found = ["<!channel> `x`", ""].into_iter().cycle();
    let said = troubles.into_iter().zip(found).map(|(trouble, found)| {
        let misunderstood = Misunderstood { found: found.to_owned(), trouble };
        let rendered = with_scene(|scene| scene.misunderstood(&misunderstood));
        shown(found, &rendered);
        rendered.text
    });
    assert_snapshot!("misunderstood", said.collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn the_status_shows_names_to_the_owner_alone() {
    let status = |viewer: &str| {
        let rendered = with_scene(|scene| scene.status(&every_state(), &viewer.into(), None));
        check::message(viewer, &rendered);
        rendered
    };
    assert!(!status("U0TOM").text.contains("<@U0LENA>"));
    assert_snapshot!("status-owner", readable::message(&status(OWNER)));
}

#[test]
fn the_status_of_a_channel_says_what_was_learnt_and_lets_those_undo_it_who_may() {
    let fallen = Here { may_undo: true, may_open_again: true, ..fixtures::here() };
    let mut opens = Here { from: 0.65, ..fallen.clone() };
    opens.lessons.fallback = None;
    let suggests = Here {
        mode: Mode::Suggest,
        usual: Usual::Seldom,
        may_undo: false,
        may_open_again: false,
        ..opens.clone()
    };
    let blank =
        Here { lessons: Lessons::default(), usual: Usual::Unknown, corrected: 0, ..opens.clone() };
    let threaded = Here { in_threads: true, ..opens.clone() };
    let ignored = Lessons { judged: fallen.lessons.judged.clone(), ..Lessons::default() };
    let ignored = Here { lessons: ignored, corrected: 0, ..opens.clone() };
    let may_not = Here { may_undo: false, may_open_again: false, ..fallen.clone() };
    let all = [&fallen, &may_not, &opens, &suggests, &blank, &ignored, &threaded]
        .map(|here| with_scene(|scene| shown("here", &scene.status_without_decision(here))));
    assert_snapshot!("status-here", all.join("\n\n"));
}

#[test]
fn the_card_says_what_it_owes_to_owners_of_before() {
    let habit = Habit { times: 2, of: 2, here: true, by_hand: true };
    let mut decision = fixtures::decision();
    decision.slots.push(Slot::new("support".into(), vec![Reason::Habit(habit)]));
    let elsewhere = Habit { times: 3, of: 7, here: false, by_hand: false };
    decision.slots.push(Slot::new("design".into(), vec![Reason::Habit(elsewhere)]));
    decision.slots.push(Slot::new("sales".into(), vec![Reason::EarlierKind(Kind::Launch)]));
    let removed = Habit { times: 3, of: 3, here: true, by_hand: true };
    decision.guesses.left_out = vec![("marketing".into(), removed)];
    decision.guesses.kind = Some(Kind::Roadmap);
    decision.guesses.shifted = Some(Habit { times: 3, of: 4, here: true, by_hand: true });
    decision.guesses.learnt = Some(decision.kind);
    decision.guesses.door_words = vec!["existing contracts".to_owned()];
    assert_snapshot!("card-habits", with_scene(|scene| shown("habits", &scene.card(&decision))));
}

#[test]
fn lists_of_decisions() {
    let week = week();
    let decisions: Vec<&Decision> = week.iter().collect();
    let all = [Which::Open, Which::Mine, Which::Unheard, Which::Decided];
    let empty = all.map(|which| with_scene(|scene| shown("empty", &scene.list(which, &[]))));
    let full = with_scene(|scene| shown("full", &scene.list(Which::Open, &decisions)));
    assert_snapshot!("lists", [empty.join("\n\n"), full].join("\n\n"));
}
