//! Golden files: every kind of row and effect as format 1 spells it. Today's code reads each of them
//! as what was meant and spells it again byte for byte; a change that breaks one needs a new format.
//!
//! `GOLDEN=write` writes files that are missing; one that is there is never written over.

mod aftercare;
mod deciding;
mod explaining;
mod hesitating;
mod learning;
mod register;
mod tensions;

use crate::domain::world::World;
use serde::Serialize;
use serde::de::DeserializeOwned;
use soundings::domain::answer::{Remark, View, ViewSource, Words};
use soundings::domain::decision::{Blind, Closed, Deed, Ended, Entry, Failed, Fault, Offer, Phase};
use soundings::domain::effect::{Destination, Effect, Key, Refresh};
use soundings::domain::event::{
    Announced, DecisionEvent, Draft, Event, PersonEvent, Proposal, Strength, WorkspaceEvent,
};
use soundings::domain::hours::Zone;
use soundings::domain::ids::{FunctionId, MessageTs};
use soundings::domain::kind::{Door, Kind};
use soundings::domain::lesson::{Convinced, Guesses, Habit, How, Lesson, Past, Touch, Verdict};
use soundings::domain::message::{AskChoice, Lateness, Message};
use soundings::domain::person::{AskRecord, DmAnswer, Person, UnclearDm};
use soundings::domain::record::{Essence, Record};
use soundings::domain::relation::{Bearing, CannotReplace, Related, Relations, Replaced};
use soundings::domain::roster::{Excuse, Role};
use soundings::domain::slot::{Ask, Claim, Delivery, Reason, Side, Slot, SlotState, Unreachable};
use soundings::domain::state::{DecodeError, State, decode, encode};
use soundings::domain::workspace::{Fallback, Judged, LeaderPlan, Lessons, Workspace};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::PathBuf;

fn at(minute: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_772_442_000 + minute * 60).expect("in range")
}

fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, expected: &T) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/state-v1");
    let file = folder.join(format!("{name}.json"));
    if option_env!("GOLDEN") == Some("write") && !file.exists() {
        std::fs::write(&file, encode(expected)).expect("the fixture can be written");
    }
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let read: T = decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(read, *expected, "{name} is read as something else");
    let spelled = String::from_utf8(encode(&read)).expect("text");
    assert_eq!(spelled, String::from_utf8(bytes).expect("text"), "{name} is spelled differently");
}

fn question() -> soundings::domain::lens::QuestionId {
    soundings::domain::lens::QuestionId::new("finance".into(), Kind::Pricing, 1)
}

fn ask(user: &str, role: Role, delivery: Delivery) -> Ask {
    Ask {
        user: user.into(),
        role,
        question: question(),
        zone: Zone("Europe/Berlin".into()),
        at: at(1),
        delivery,
        resumed_at: None,
        reminded_at: Some(at(240)),
        ended: true,
    }
}

/// Every state of a slot, every reason, every delivery and every source of a view.
fn slots() -> Vec<Slot> {
    let claim = Claim { by: "U2".into(), side: Side::Function, at: at(5) };
    let states = [
        SlotState::NotAsked,
        SlotState::Asked,
        SlotState::OnHold { by: "U2".into(), until: jiff::civil::date(2026, 3, 4) },
        SlotState::Delegated { from: "U2".into(), to: "U3".into() },
        SlotState::NotAffected { claim: claim.clone(), confirmed_by: "U1".into() },
        SlotState::NoObjection { by: "U2".into(), at: at(9) },
        SlotState::Heard { by: "U2".into(), at: at(9) },
        SlotState::Unreachable { why: Unreachable::Excused(Excuse::CannotSee) },
        SlotState::Unreachable { why: Unreachable::NobodyMapped },
        SlotState::Unreachable { why: Unreachable::Undeliverable },
    ];
    let reasons = [Reason::Kind, Reason::Door, Reason::Words(vec!["price".into()]), Reason::Owner];
    let numbered = states.into_iter().enumerate();
    let mut slots: Vec<Slot> = numbered
        .map(|(index, state)| {
            let reason = reasons[index % reasons.len()].clone();
            let mut slot = Slot::new(format!("function-{index}").into_id(), vec![reason]);
            slot.state = state;
            slot
        })
        .collect();
    let arrived = Delivery::Delivered { channel: "D2".into(), ts: "2.000001".into(), at: at(2) };
    slots[1].asks = vec![
        ask("U2", Role::Member, arrived),
        ask("U3", Role::Delegate, Delivery::Pending),
        ask("U4", Role::Backup, Delivery::Failed),
        ask("U5", Role::Lead, Delivery::Failed),
    ];
    slots[1].claim = Some(Claim { side: Side::Owner, ..claim });
    slots[1].searching = Some(Role::Lead);
    slots[1].passed_over = vec!["U6".into()];
    slots[1].withdrawn = true;
    slots[1].exhausted = true;
    slots[1].excuse = Some(Excuse::Capped);
    slots[6].view = Some(view());
    slots
}

trait IntoId {
    fn into_id<T: for<'a> From<&'a str>>(self) -> T;
}

impl IntoId for String {
    fn into_id<T: for<'a> From<&'a str>>(self) -> T {
        T::from(&self)
    }
}

fn view() -> View {
    View {
        by: "U2".into(),
        at: at(9),
        words: Words {
            need: "margin “above” 20 %".into(),
            limit: Some("no discount".into()),
            evidence: Some("last year".into()),
            condition: Some("yes, if we test it".into()),
            ..Words::default()
        },
        source: ViewSource::Dm { channel: "D2".into(), ts: "9.000001".into() },
        version: 2,
        late: true,
        changed: true,
        care: None,
    }
}

fn proposal() -> Proposal {
    let mut proposal =
        World::new("2026-03-02T10:00").proposal(&"1.000001".into(), "Raise prices", &["finance"]);
    proposal.goal = Some("stay in business".into());
    proposal.days = Some(4);
    proposal.guesses = Guesses::default();
    proposal
}

fn decision() -> soundings::domain::decision::Decision {
    let mut world = World::new("2026-03-02T10:00");
    let id = world.notices("Raise prices", &["finance"]);
    let mut decision = world.decision(&id);
    decision.slots = slots();
    decision.guesses = Guesses::default();
    decision.goal = Some("stay in business".into());
    decision.phase = Phase::Weighing;
    decision.closed = Some(Closed {
        at: at(99),
        how: Ended::Early { by: "U1".into(), reason: "the board meets".into() },
    });
    let reply: MessageTs = "8.000001".into();
    let functions = vec!["finance".into()];
    let remark = Remark::Words;
    let offer = Offer { by: "U7".into(), functions, text: "hm".into(), remark, at: at(8) };
    decision.offers.insert(reply, offer);
    decision.just_talking.insert("U8".into());
    let kinds = [Failed::Card, Failed::Digest, Failed::Ask("finance".into()), Failed::Other];
    decision.faults =
        kinds.map(|what| Fault { at: at(3), what, why: "channel_not_found".into() }).to_vec();
    decision.blind = vec![Blind { from: at(10), to: at(20) }];
    decision.history = deeds()
        .into_iter()
        .map(|what| Entry { at: at(4), who: Some("U1".into()), what })
        .chain([Entry { at: at(5), who: None, what: Deed::Closed }])
        .collect();
    decision
}

/// With what is written only where there is any.
fn decision_and_more() -> soundings::domain::decision::Decision {
    let mut decision = decision();
    decision.untold = vec!["legal".into()];
    decision.only_agreeing.insert("U9".into());
    for remark in [Remark::Agreement, Remark::Yes, Remark::Sign] {
        let ts = MessageTs::new(format!("9.{:06}", decision.offers.len()));
        let (by, text) = ("U7".into(), "sounds good".into());
        let offer = Offer { by, functions: Vec::new(), text, remark, at: at(8) };
        decision.offers.insert(ts, offer);
    }
    decision
}

/// One that was opened again, with who changed its functions.
fn decision_and_what_is_kept_of_it() -> soundings::domain::decision::Decision {
    let mut decision = decision();
    let how = Ended::Early { by: "U1".into(), reason: "the board meets".into() };
    decision.closed_before = vec![Closed { at: at(90), how }];
    let deeds = [Deed::NotAffectedClaimed, Deed::FunctionAdded, Deed::FunctionRemoved];
    let deeds = deeds.map(|deed| deed("finance".into()));
    let entry = |what| Entry { at: at(4), who: Some("U1".into()), what };
    decision.history = deeds.map(entry).to_vec();
    let why = "it answered with HTTP status 410".into();
    decision.faults = vec![Fault { at: at(6), what: Failed::Webhook, why }];
    decision
}

fn deeds() -> Vec<Deed> {
    let of_function = [
        Deed::Asked,
        Deed::Reminded,
        Deed::Heard,
        Deed::ViewChanged,
        Deed::ViewWithdrawn,
        Deed::NoObjection,
        Deed::NotAffected,
        Deed::NotAffectedRefused,
        Deed::PutOnHold,
        Deed::Delegated,
        Deed::Unreachable,
    ];
    let others =
        [Deed::Opened, Deed::AffectedChanged, Deed::Edited, Deed::Reopened, Deed::Cancelled];
    of_function.map(|deed| deed("finance".into())).into_iter().chain(others).collect()
}

fn person() -> Person {
    let mut person = Person::new("T1".into(), "U2".into());
    person.muted = true;
    person.snoozed_until = Some(at(60));
    person.away_until = Some(jiff::civil::date(2026, 3, 9));
    person.zone = Zone("America/New_York".into());
    person.asks = vec![AskRecord {
        decision: "D7K2M9QX1".into(),
        function: "finance".into(),
        title: "Raise prices".into(),
        at: at(1),
        message: Some(("D2".into(), "2.000001".into())),
        open: true,
    }];
    person.last_question.insert("finance".into(), question());
    person.suggested = vec![at(0)];
    let (channel, ts) = ("D2".into(), "9.000001".into());
    person.unclear = Some(UnclearDm { channel, ts, text: "margin".into() });
    person.dm_answers = vec![DmAnswer { ts: "9.000002".into(), decision: "D7K2M9QX1".into() }];
    person
}

fn workspace() -> Workspace {
    let mut workspace = Workspace::new("T1".into());
    workspace.alive_at = Some(at(0));
    let lessons = Lessons { confirmed: 3, dismissed: 1, ..Lessons::default() };
    workspace.channels.insert("C1".into(), lessons);
    let plan = LeaderPlan { zone: Zone("Europe/Berlin".into()), next: at(900) };
    workspace.leaders.insert("U9".into(), plan);
    workspace.blind = vec![Blind { from: at(10), to: at(20) }];
    workspace
}

/// How a decision was guessed, with everything that owners had taught before.
fn guesses() -> Guesses {
    let habit = Habit { times: 3, of: 4, here: true, by_hand: false };
    Guesses {
        kind_words: vec!["price".into()],
        door_words: vec!["contracts".into()],
        convinced: Some(Convinced::Together),
        kind: Some(Kind::Roadmap),
        door: Some(Door::OneWay),
        shifted: Some(habit),
        learnt: None,
        learnt_door: None,
        left_out: vec![("marketing".into(), habit)],
        title: None,
    }
}

/// A decision that was taught by others and has something to teach.
fn learning_decision() -> soundings::domain::decision::Decision {
    let mut decision = decision();
    decision.guesses = guesses();
    decision.slots[0].reasons = vec![
        Reason::EarlierKind(Kind::Launch),
        Reason::Habit(Habit { times: 2, of: 2, here: false, by_hand: true }),
    ];
    decision.lesson = Lesson { touched: touched(), verdict: Some(Verdict::Confirmed) };
    let what = Deed::DetailsChanged;
    decision.history = vec![Entry { at: at(4), who: Some("U1".into()), what }];
    decision
}

fn touched() -> BTreeMap<FunctionId, Touch> {
    let touches = [
        ("finance", Touch::Added),
        ("legal", Touch::Removed),
        ("sales", Touch::Kept),
        ("support", Touch::KeptOut),
    ];
    touches.map(|(function, touch)| (function.into(), touch)).into()
}

/// A workspace that was taught something.
fn learning_workspace() -> Workspace {
    let mut workspace = workspace();
    let judged = |verdict| Judged { decision: "D7K2M9QX1".into(), verdict };
    let signs = [
        Convinced::Proposal,
        Convinced::Question,
        Convinced::Decision,
        Convinced::Together,
        Convinced::Sound,
    ];
    let lessons = Lessons {
        confirmed: 3,
        dismissed: 1,
        steps: Some(-2),
        signs: signs.map(|sign| (sign, 2)).into(),
        judged: [Verdict::Confirmed, Verdict::Dismissed, Verdict::Ignored].map(judged).to_vec(),
        fallback: Some(Fallback { since: at(30), told: vec!["U9".into()], openly: false }),
        inviter: Some("U9".into()),
        marked: Vec::new(),
    };
    workspace.channels.insert("C1".into(), lessons);
    workspace.past = vec![past()];
    workspace
}

fn past() -> Past {
    Past {
        decision: "D7K2M9QX1".into(),
        channel: "C1".into(),
        owner: "U1".into(),
        kind: Kind::Pricing,
        guessed: Some(Kind::Roadmap),
        how: None,
        door: None,
        grounds: None,
        touched: touched(),
        convinced: Some(Convinced::Proposal),
        verdict: Some(Verdict::Ignored),
    }
}

/// A decision that was announced, checked and replaced, and is tied to others.
fn tied_decision() -> soundings::domain::decision::Decision {
    let mut decision = decision();
    let related = |decision: &str, bearing| Related { decision: decision.into(), bearing };
    let replaced = |decision: &str, confirmed| Replaced { decision: decision.into(), confirmed };
    decision.announced = true;
    decision.phase = Phase::Decided;
    decision.closed = Some(Closed { at: at(99), how: Ended::Replaced });
    decision.relations = Relations {
        related: vec![related("D1", Bearing::Alike), related("D2", Bearing::Opposite)],
        replaces: vec![replaced("D3", true), replaced("D4", false)],
        replaced_by: Some("D5".into()),
    };
    let essence = Essence { sentence: "We raise prices".into(), ..Essence::default() };
    let (dispositions, gaps) = (BTreeMap::new(), None);
    let (by, at_99, after_the_fact) = ("U1".into(), at(99), true);
    let (after, reopened) = (None, None);
    let record =
        Record { by, at: at_99, essence, dispositions, gaps, after_the_fact, after, reopened };
    decision.record = Some(Box::new(record));
    let deeds = [Deed::StillOpen, Deed::Replaces, Deed::Replaced, Deed::ReplacementUndone];
    decision.history = deeds.map(|what| Entry { at: at(4), who: None, what }).to_vec();
    decision
}

#[test]
fn ties_to_other_decisions_are_read_and_spelled_as_ever() {
    check("row-decision-tied", &State::Decision(Box::new(tied_decision())));
    let tell = |event| Effect::Tell {
        key: Key::Decision("T1".into(), "D7K2M9QX1".into()),
        event: boxed(Event::Decision(event)),
    };
    let related = Related { decision: "D1".into(), bearing: Bearing::Opposite };
    let (by, new, new_channel) = ("U1".into(), "D5".into(), "C1".into());
    let (old, team) = ("D7K2M9QX1".into(), "T1".into());
    let superseded = DecisionEvent::Superseded { by, new, new_channel, old, team };
    check("effect-tell-superseded", &tell(superseded));
    let answered = |refused| DecisionEvent::SupersedeAnswered { old: "D3".into(), refused };
    check("effect-tell-supersede-agreed", &tell(answered(None)));
    let refused = Some(CannotReplace::StillOpen { owner: "U1".into() });
    check("effect-tell-supersede-refused", &tell(answered(refused)));
    check("effect-tell-holds-again", &tell(DecisionEvent::HoldsAgain { old: "D3".into() }));
    check("effect-tell-unrelated", &tell(DecisionEvent::Unrelated { other: "D1".into() }));
    check("effect-find-related", &Effect::FindRelated);
    check("effect-tell-naming", &Effect::TellNaming);
    let post = |message| Effect::Post { to: Destination::Dm("U1".into()), message };
    let elsewhere = Message::RelatedElsewhere { related: vec![related] };
    check("effect-post-related-elsewhere", &post(elsewhere));
    check("effect-post-replaced-by", &post(Message::ReplacedBy { new: "D5".into() }));
    let (old, why) = ("D3".into(), CannotReplace::OldReplaced);
    check("effect-post-not-replaced", &post(Message::NotReplaced { old, why }));
    let proposal = Box::new(Proposal { announced: true, ..proposal() });
    check("effect-vet-announced", &Effect::Vet { proposal, strength: Strength::Explicit });
}

#[test]
fn which_functions_spoke_is_read_and_spelled_as_ever() {
    let mut decision = decision();
    decision.opened.spoke = vec!["finance".into(), "sales".into()];
    decision.slots[0].reasons = vec![Reason::Spoke];
    check("row-decision-spoke", &State::Decision(Box::new(decision)));
    let proposal = Proposal { spoke: vec!["finance".into()], ..proposal() };
    check("event-proposed-spoke", &Event::Decision(DecisionEvent::Proposed(Box::new(proposal))));
}

#[test]
fn announcements_told_to_their_authors_are_read_and_spelled_as_ever() {
    let due = |announced| {
        let event = PersonEvent::SuggestionDue {
            thread: None,
            channel: "C1".into(),
            ts: "1.000001".into(),
            title: "Raise prices".into(),
            why: vec!["we have decided to".into()],
            convinced: Some(Convinced::Decision),
            announced,
        };
        let key = Key::Person("T1".into(), "U1".into());
        Effect::Tell { key, event: boxed(Event::Person(event)) }
    };
    check("effect-tell-suggestion", &due(Announced::No));
    check("effect-tell-suggestion-perhaps", &due(Announced::Perhaps));
    check("effect-tell-suggestion-announced", &due(Announced::Yes));
    check("effect-tell-suggestion-outcome", &due(Announced::AsOutcomeOf("D1".into())));
    let draft = Box::new(Draft { announced: true, ..draft() });
    let to = Destination::Channel("C1".into());
    let message = Message::ProposalPost { draft };
    check("effect-post-proposal-announced", &Effect::Post { to, message });
}

#[test]
fn what_is_learnt_is_read_and_spelled_as_ever() {
    check("row-decision-learning", &State::Decision(Box::new(learning_decision())));
    check("row-workspace-learning", &State::Workspace(Box::new(learning_workspace())));
    let key = Key::Workspace("T1".into());
    let learnt = boxed(Event::Workspace(WorkspaceEvent::Learnt(Box::new(past()))));
    check("effect-tell-learnt", &Effect::Tell { key: key.clone(), event: learnt });
    let event = |ts, convinced| WorkspaceEvent::Corrected {
        channel: "C1".into(),
        ts,
        verdict: Verdict::Dismissed,
        convinced,
    };
    let corrected = |ts, convinced| Effect::Tell {
        key: key.clone(),
        event: boxed(Event::Workspace(event(ts, convinced))),
    };
    check("effect-tell-corrected", &corrected(None, None));
    check("effect-tell-corrected-sign", &corrected(None, Some(Convinced::Question)));
    check("effect-tell-corrected-message", &corrected(Some("1.000001".into()), None));
    let proposal = Box::new(Proposal { guesses: guesses(), ..proposal() });
    check("effect-vet-guessed", &Effect::Vet { proposal, strength: Strength::Explicit });
    let find = Effect::FindAdmin { channel: "C1".into(), inviter: Some("U9".into()) };
    check("effect-find-admin", &find);
    let message = Message::FellBack { channel: "C1".into(), confirmed: 3, judged: 9 };
    let to = Destination::Dm("U9".into());
    check("effect-post-fell-back", &Effect::Post { to, message });
    let message = Message::FellBackHere { channel: "C1".into(), confirmed: 0, judged: 8 };
    let to = Destination::Channel("C1".into());
    check("effect-post-fell-back-here", &Effect::Post { to, message });
}

#[test]
fn what_came_about_by_hand_or_by_habit_is_read_and_spelled_as_ever() {
    let habit = Habit { times: 2, of: 5, here: false, by_hand: true };
    let mut decision = decision();
    decision.guesses.learnt = Some(Kind::Policy);
    decision.guesses.learnt_door = Some((Door::TwoWay, habit));
    check("row-decision-learnt", &State::Decision(Box::new(decision)));
    let mut workspace = workspace();
    let (how, door) = (Some(How::Habit), Some((Door::TwoWay, How::Hand)));
    workspace.past = vec![Past { how, door, ..past() }];
    let fallback = Fallback { since: at(30), told: vec![], openly: true };
    workspace.channels.entry("C1".into()).or_default().fallback = Some(fallback);
    check("row-workspace-learnt", &State::Workspace(Box::new(workspace)));
}

#[test]
fn rows_of_format_1_are_read_and_spelled_as_ever() {
    check("row-decision", &State::Decision(Box::new(decision())));
    check("row-decision-more", &State::Decision(Box::new(decision_and_more())));
    check("row-decision-kept", &State::Decision(Box::new(decision_and_what_is_kept_of_it())));
    let mut spoken_of = decision();
    spoken_of.spoken_of = ["finance/refunds".into(), "legal/notice".into()].into();
    check("row-decision-spoken-of", &State::Decision(Box::new(spoken_of)));
    check("row-dismissed", &State::Dismissed);
    check("row-person", &State::Person(Box::new(person())));
    check("row-workspace", &State::Workspace(Box::new(workspace())));
}

#[test]
fn effects_of_format_1_are_read_and_spelled_as_ever() {
    let (channel, ts): (_, MessageTs) = ("C1".into(), "1.000001".into());
    let post = |to, message| Effect::Post { to, message };
    let (function, user) = ("finance".into(), "U2".into());
    check("effect-post-card", &post(Destination::Thread("C1".into(), ts.clone()), Message::Card));
    check("effect-post-ask", &post(Destination::Dm("U2".into()), Message::Ask { function, user }));
    let offer = Message::ReplyOffer { reply: ts.clone(), user: "U2".into() };
    let alone = Destination::Only("U2".into(), "C1".into(), Some(ts.clone()));
    check("effect-post-alone", &post(alone, offer));
    let draft = Box::new(draft());
    let form = post(Destination::Channel("C1".into()), Message::ProposalPost { draft });
    check("effect-post-proposal", &form);
    let weekly = Message::Weekly { due: at(0), late: Lateness::Late };
    check("effect-post-weekly", &post(Destination::Dm("U9".into()), weekly));
    let choices = vec![AskChoice {
        decision: "D7K2M9QX1".into(),
        function: "finance".into(),
        title: "Raise prices".into(),
    }];
    let which = Message::WhichAsk { ts: ts.clone(), choices };
    check("effect-post-which", &post(Destination::Dm("U2".into()), which));
    check("effect-refresh-card", &Effect::Refresh(Refresh::Card));
    let ask = Refresh::Ask {
        function: "finance".into(),
        user: "U2".into(),
        channel: "D2".into(),
        ts: ts.clone(),
    };
    check("effect-refresh-ask", &Effect::Refresh(ask));
    check("effect-delete", &Effect::Delete { channel, ts });
}

#[test]
fn effects_between_keys_of_format_1_are_read_and_spelled_as_ever() {
    let key = Key::Decision("T1".into(), "D7K2M9QX1".into());
    let reserved = DecisionEvent::Reserved {
        function: "finance".into(),
        user: "U2".into(),
        role: Role::Member,
        zone: Zone("Europe/Berlin".into()),
        question: question(),
    };
    check("effect-tell-decision", &Effect::Tell { key, event: boxed(Event::Decision(reserved)) });
    let ended = PersonEvent::AskEnded { decision: "D7K2M9QX1".into(), function: "finance".into() };
    let key = Key::Person("T1".into(), "U2".into());
    check("effect-tell-person", &Effect::Tell { key, event: boxed(Event::Person(ended)) });
    let key = Key::Workspace("T1".into());
    let woken = boxed(Event::Workspace(WorkspaceEvent::Woken));
    check("effect-tell-workspace", &Effect::Tell { key, event: woken });
    let event = boxed(Event::Decision(DecisionEvent::ChannelArchived));
    check("effect-tell-open", &Effect::TellOpenDecisions { channel: Some("C1".into()), event });
    let proposal = Box::new(proposal());
    check("effect-vet", &Effect::Vet { proposal, strength: Strength::Likely });
    let (by, channel, ts) = ("U2".into(), "C1".into(), "1.000001".into());
    check("effect-open-from", &Effect::OpenFrom { by, channel, ts });
    let function = "finance".into();
    let find = Effect::FindPeople { function, role: Role::Delegate, only: Some("U3".into()) };
    check("effect-find-people", &find);
    check("effect-identify", &Effect::Identify { user: "U2".into(), reply: "8.000001".into() });
    check("effect-find-leaders", &Effect::FindLeaders);
    check("effect-hand-on", &Effect::HandOn { decided_at: at(7) });
    check("effect-purge", &Effect::Purge);
}

#[test]
fn a_row_of_a_newer_format_is_refused_by_name() {
    let newer = br#"{"format":2,"value":"dismissed","more":[]}"#;
    let error = decode::<State>(newer).expect_err("a newer row");
    assert!(matches!(error, DecodeError::Newer { found: 2 }), "{error}");
}

fn boxed(event: Event) -> Box<Event> {
    Box::new(event)
}

fn draft() -> Draft {
    Draft {
        reasons: BTreeMap::new(),
        team: "T1".into(),
        channel: "C1".into(),
        source: Some("1.000001".into()),
        thread: None,
        by: "U1".into(),
        owner: "U1".into(),
        title: "Raise prices".into(),
        text: "We should raise prices".into(),
        goal: None,
        kind: Kind::Pricing,
        door: Door::OneWay,
        days: Some(5),
        functions: vec!["finance".into()],
        announced: false,
    }
}
