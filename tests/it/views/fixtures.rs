//! A decision about plans and seats, in every state a decision and its functions can be in.

mod beside;
mod hesitant;
mod pulling;
mod register;

pub use beside::{announced, checked, others, tied};
pub use hesitant::{AGREED, hesitant};
pub use pulling::{jointly_possible, posted_as, pulling, pulling_posted};
pub use register::{floor, limited, pressure, standing};

use jiff::Timestamp;
use jiff::civil::date;
use soundings::config::lenses;
use soundings::domain::aftermath::{
    Aftermath, CameTrue, Followed, Hindsight, Progress, ReviewResult, Tally, Turned, Worry,
};
use soundings::domain::answer::{Remark, View, ViewSource, Words};
use soundings::domain::decision::{
    Blind, Closed, Decision, Ended, Failed, Fault, Offer, Opened, OpenedBy, Phase, REASON_CHARS,
    Version,
};
use soundings::domain::event::Draft;
use soundings::domain::hours::Zone;
use soundings::domain::ids::{FunctionId, UserId};
use soundings::domain::kind::{Door, Kind};
use soundings::domain::lens::{Lens, Library, QuestionId};
use soundings::domain::lesson::{Guesses, Lesson, Verdict};
use soundings::domain::policy::{Mode, Policy, Room};
use soundings::domain::record::{
    self, Disposition, Essence, FollowUp, Outcome, PART_CHARS, Record, RecordDraft, Restatement,
    RestatementAnswer, SENTENCE_CHARS, Step, WHY_CHARS, fingerprint,
};
use soundings::domain::relation::Relations;
use soundings::domain::roster::{Excuse, Role};
use soundings::domain::slot::{Ask, Claim, Delivery, Reason, Side, Slot, SlotState, Unreachable};
use soundings::domain::tension::Tensions;
use soundings::domain::workspace::{Fallback, Judged, Lessons};
use soundings::reading::Usual;
use soundings::views::Here;
use std::collections::{BTreeMap, BTreeSet};

pub const OWNER: &str = "U0MAYA";

pub fn at(text: &str) -> Timestamp {
    format!("{text}[Europe/Berlin]").parse::<jiff::Zoned>().expect("a zoned time").timestamp()
}

/// Tuesday noon, in the middle of the window.
pub fn noon() -> Timestamp {
    at("2026-03-03T12:00")
}

pub fn policy() -> Policy {
    let room = Room { hesitation: vec![AGREED.into()], ..Room::default() };
    Policy { library: lenses::built_in(), emoji: "ear".to_owned(), room, ..Policy::default() }
}

pub fn berlin() -> Zone {
    Zone("Europe/Berlin".to_owned())
}

/// A decision that was just noticed, with nobody asked yet.
pub fn decision() -> Decision {
    Decision {
        id: "D7K2M9QX1".into(),
        team: "T1".into(),
        channel: "C0PLANS".into(),
        root: "1772442720.000100".into(),
        reply: None,
        title: "Stop charging per seat & move the two lower plans to usage".to_owned(),
        versions: vec![Version {
            text:
                "I'd like us to stop charging per seat &amp; move the two lower plans to usage.\n\
                   What do you think, <@U0TOM>?"
                    .to_owned(),
            at: at("2026-03-02T10:12"),
        }],
        owner: OWNER.into(),
        goal: Some("Keep small teams, stop losing money on large ones".to_owned()),
        kind: Kind::Pricing,
        door: Door::TwoWay,
        opened: Opened {
            at: at("2026-03-02T10:12"),
            by: OpenedBy::Noticed,
            why: vec!["I'd like us to".to_owned(), "What do you think".to_owned()],
            spoke: Vec::new(),
        },
        phase: Phase::Listening,
        closes_at: at("2026-03-05T17:00"),
        zone: berlin(),
        closed: None,
        closed_before: Vec::new(),
        slots: vec![
            Slot::new("finance".into(), vec![Reason::Kind]),
            Slot::new("legal".into(), vec![Reason::Words(vec!["charging".into(), "plans".into()])]),
        ],
        card: Some("1772442730.000200".into()),
        offers: BTreeMap::new(),
        just_talking: BTreeSet::new(),
        only_agreeing: BTreeSet::new(),
        faults: Vec::new(),
        untold: Vec::new(),
        blind: Vec::new(),
        read_later: Vec::new(),
        caught_up: None,
        history: Vec::new(),
        guesses: Guesses {
            kind: Some(Kind::Pricing),
            kind_words: vec!["pricing".into(), "per seat".into(), "lower plans".into()],
            door: Some(Door::TwoWay),
            ..Guesses::default()
        },
        record: None,
        earlier: Vec::new(),
        draft: None,
        lesson: Lesson::default(),
        announced: false,
        relations: Relations::default(),
        spoken_of: BTreeSet::new(),
        limits: Vec::new(),
        hesitation: Default::default(),
        tensions: Tensions::default(),
    }
}

/// A channel in which the bot fell back, for somebody who may undo nothing.
pub fn here() -> Here {
    let judged = |verdict| Judged { decision: "D7K2M9QX1".into(), verdict };
    let lessons = Lessons {
        confirmed: 11,
        dismissed: 3,
        judged: [vec![judged(Verdict::Confirmed); 3], vec![judged(Verdict::Ignored); 6]].concat(),
        fallback: Some(Fallback { since: noon(), told: vec![OWNER.into()], openly: false }),
        ..Lessons::default()
    };
    let (channel, mode) = ("C0PLANS".into(), Mode::Auto);
    Here {
        channel,
        mode,
        lessons,
        from: 0.6,
        usual: Usual::Often,
        in_threads: false,
        corrected: 2,
        may_undo: false,
        may_open_again: false,
    }
}

/// The same with a slot in each of the eight states, and in the shades that are told apart.
pub fn every_state() -> Decision {
    let heard = |slot| answered(slot, words());
    let asked = |function, asks| Slot { asks, state: SlotState::Asked, ..slot(function) };
    let early = "2026-03-02T10:15";
    let claim = |side| Some(Claim { by: "U0SAM".into(), side, at: noon() });
    let slots = vec![
        heard(asked("engineering", vec![ask("engineering", "U0LENA", Role::Member, early)])),
        asked("finance", vec![ask("finance", "U0TOM", Role::Member, "2026-03-03T10:00")]),
        Slot { state: SlotState::NotAsked, ..slot("design") },
        Slot {
            state: SlotState::OnHold { by: "U0PRIYA".into(), until: date(2026, 3, 4) },
            ..asked("marketing", vec![ask("marketing", "U0PRIYA", Role::Member, early)])
        },
        Slot {
            state: SlotState::Delegated { from: "U0NOA".into(), to: "U0LI".into() },
            ..asked(
                "sales",
                vec![
                    ask("sales", "U0NOA", Role::Member, "2026-03-03T09:30"),
                    ask("sales", "U0LI", Role::Delegate, "2026-03-03T10:30"),
                ],
            )
        },
        asked(
            "legal",
            vec![
                ask("legal", "U0SAM", Role::Member, early),
                Ask {
                    resumed_at: None,
                    reminded_at: Some(at("2026-03-03T11:00")),
                    ..ask("legal", "U0IDA", Role::Backup, "2026-03-03T10:15")
                },
            ],
        ),
        Slot {
            state: SlotState::NoObjection { by: "U0BEN".into(), at: noon() },
            ..asked("support", vec![ask("support", "U0BEN", Role::Lead, early)])
        },
        Slot {
            state: SlotState::NotAffected {
                claim: Claim { by: "U0KAI".into(), side: Side::Function, at: noon() },
                confirmed_by: OWNER.into(),
            },
            ..asked("operations", vec![ask("operations", "U0KAI", Role::Member, early)])
        },
        Slot {
            claim: claim(Side::Function),
            ..asked("research", vec![ask("research", "U0SAM", Role::Member, early)])
        },
        Slot {
            state: SlotState::Unreachable { why: Unreachable::Excused(Excuse::Away) },
            asks: vec![Ask {
                delivery: Delivery::Failed,
                ..ask("leadership", "U0RUTH", Role::Member, early)
            }],
            ..slot("leadership")
        },
        Slot {
            withdrawn: true,
            ..asked("catering", vec![ask("catering", "U0EVE", Role::Member, early)])
        },
        Slot {
            claim: claim(Side::Owner),
            ..asked("facilities", vec![ask("facilities", "U0SAM", Role::Member, early)])
        },
    ];
    Decision {
        slots,
        faults: vec![Fault {
            at: noon(),
            what: Failed::Ask("leadership".into()),
            why: "messages_tab_disabled".to_owned(),
        }],
        blind: vec![Blind { from: at("2026-03-02T22:00"), to: at("2026-03-02T22:40") }],
        ..decision()
    }
}

/// Views that pull apart, silence of two kinds, and an edit: what a digest is made of.
pub fn closed() -> Decision {
    let mut decision = every_state();
    let finance = Words {
        need: "A forecast we can plan the year with".to_owned(),
        limit: Some("not before the new fiscal year".to_owned()),
        condition: Some("the floor stays at 60 a month".to_owned()),
        ..Words::default()
    };
    decision.slots[1] = answered(decision.slots[1].clone(), finance);
    decision.versions.push(Version { text: "The new text".to_owned(), at: noon() });
    decision.phase = Phase::Weighing;
    decision.closed = Some(Closed { at: at("2026-03-05T17:00"), how: Ended::OnTime });
    decision
}

/// The record in the making, with an answer to every view.
pub fn deciding() -> Decision {
    let mut decision = closed();
    let essence = Essence {
        sentence: "We move the two lower plans to usage in June, with a floor of 60 a month."
            .to_owned(),
        serves_customer: Some("small teams pay for what they use".to_owned()),
        serves_company: None,
        given_up: Some("seats as the one number in every forecast".to_owned()),
        cost_carried_by: Some("Engineering, with two people until May".to_owned()),
        measure: Some("churn of small teams stays under 2 %".to_owned()),
        review_on: Some(date(2026, 6, 4)),
        reopen_if: Some("the counter loses more than 1 % of events".to_owned()),
    };
    let of = |decision: &Decision, function: &str| {
        let view = decision.slot(&function.into()).and_then(|slot| slot.view.as_ref());
        fingerprint(&view.expect("a view").words)
    };
    let engineering = Disposition {
        outcome: Outcome::Adopted,
        why: "nobody is billed by a number we cannot defend".to_owned(),
        follow_up: Some(FollowUp { by: "U0LENA".into(), due: date(2026, 5, 4) }),
        of: of(&decision, "engineering"),
    };
    let finance = Disposition {
        outcome: Outcome::Declined,
        why: "waiting for the fiscal year costs more small teams than the forecast is worth"
            .to_owned(),
        follow_up: None,
        of: of(&decision, "finance"),
    };
    let restated = Restatement {
        text: "Metering first, billing after".to_owned(),
        at: noon(),
        of: of(&decision, "engineering"),
        answer: Some(RestatementAnswer::Confirmed),
    };
    decision.slots[0].restatement = Some(restated);
    let dispositions =
        BTreeMap::from([("engineering".into(), engineering), ("finance".into(), finance)]);
    let reason = "the price list goes to print on Monday".to_owned();
    decision.draft =
        Some(Box::new(RecordDraft { essence, dispositions, reason, ..RecordDraft::default() }));
    decision
}

/// Decided, with gaps.
pub fn decided() -> Decision {
    let mut decision = deciding();
    let gaps = record::gaps(&policy(), &decision, noon());
    let draft = decision.draft.take().expect("a draft");
    let (by, at) = (OWNER.into(), recorded());
    let RecordDraft { essence, dispositions, .. } = *draft;
    let after = Some(Box::new(Aftermath::of(&policy(), &decision, &essence, at)));
    let (gaps, after_the_fact, reopened) = (Some(gaps), false, None);
    let record = Record { by, at, essence, dispositions, gaps, after_the_fact, after, reopened };
    decision.record = Some(Box::new(record));
    decision.phase = Phase::Decided;
    decision
}

/// When it was decided.
pub fn recorded() -> Timestamp {
    at("2026-03-06T10:00")
}

/// What comes after the decision, for changing.
pub fn after_mut(decision: &mut Decision) -> &mut Aftermath {
    decision.record.as_mut().and_then(|record| record.after.as_mut()).expect("decided")
}

/// The check is under way, and two people have tapped.
pub fn checking() -> Decision {
    let mut decision = decided();
    let asked = decision.to_check();
    let check = after_mut(&mut decision).check.as_mut().expect("a check");
    check.sent_at = Some(at("2026-03-09T10:00"));
    check.asked = asked;
    for one in check.asked.values_mut() {
        one.delivery = arrived("2026-03-09T10:00");
    }
    check.tapped = ["U0TOM", "U0BEN"].map(UserId::from).into();
    check.tally = Tally { clear: 1, unsure: 0, worried: 1 };
    let worries = [("finance", "U0TOM", "The quotes of April will be wrong, & nobody tells sales")];
    after_mut(&mut decision).worries = worries.map(worry).to_vec();
    decision
}

/// The review date has come, and what was promised to Engineering is asked about.
pub fn due() -> Decision {
    let mut decision = checking();
    let after = after_mut(&mut decision);
    after.check.as_mut().expect("a check").told_at = Some(at("2026-03-11T17:00"));
    after.review.asked_at = Some(at("2026-06-04T09:00"));
    let followed = Followed {
        asked_at: at("2026-05-04T09:00"),
        question: arrived("2026-05-04T09:00"),
        answer: None,
        answered_at: None,
    };
    after.follow_ups.insert("engineering".into(), followed);
    decision
}

/// The result is recorded, and Finance's worry came true in part.
pub fn reviewed() -> Decision {
    let mut decision = due();
    decision.phase = Phase::Reviewed;
    let after = after_mut(&mut decision);
    after.result = Some(ReviewResult {
        by: OWNER.into(),
        at: at("2026-06-05T09:30"),
        text: "2.6 % in the first quarter, & rising".to_owned(),
        turned: Turned::Missed,
        cause: None,
    });
    let hindsight = Hindsight { answer: CameTrue::InPart, at: at("2026-06-05T11:00") };
    after.worries[0].question = Some(arrived("2026-06-05T10:00"));
    after.worries[0].hindsight = Some(hindsight);
    let followed = after.follow_ups.get_mut(&FunctionId::from("engineering")).expect("asked");
    followed.answer = Some(Progress::NotYet);
    decision
}

pub fn worry((function, by, text): (&str, &str, &str)) -> Worry {
    Worry {
        function: function.into(),
        by: by.into(),
        at: at("2026-03-09T10:30"),
        text: text.to_owned(),
        question: None,
        hindsight: None,
    }
}

fn arrived(when: &str) -> Delivery {
    Delivery::Delivered { channel: "D0DM".into(), ts: "1772442800.000100".into(), at: at(when) }
}

pub fn offering(functions: &[&str]) -> Decision {
    let offer = Offer {
        by: "U0TOM".into(),
        functions: functions.iter().map(|one| FunctionId::from(*one)).collect(),
        text: "half the forecast hangs on seats, <!channel> you know that".to_owned(),
        remark: Remark::Words,
        at: noon(),
    };
    Decision { offers: BTreeMap::from([("1772442900.000300".into(), offer)]), ..decision() }
}

pub fn draft() -> Draft {
    Draft {
        reasons: BTreeMap::new(),
        team: "T1".into(),
        channel: "C0PLANS".into(),
        source: None,
        thread: None,
        by: OWNER.into(),
        owner: "U0RUTH".into(),
        title: "Retire the old importer".to_owned(),
        text: "Two customers still use it.\nLet's turn it off in June.".to_owned(),
        goal: Some("Less to run".to_owned()),
        kind: Kind::Deprecation,
        door: Door::OneWay,
        days: Some(4),
        functions: vec!["engineering".into(), "support".into()],
        announced: false,
    }
}

pub fn slot(function: &str) -> Slot {
    Slot::new(function.into(), vec![Reason::Owner])
}

pub fn ask(function: &str, user: &str, role: Role, delivered: &str) -> Ask {
    let delivered = at(delivered);
    Ask {
        user: user.into(),
        role,
        question: QuestionId::new(function.into(), Kind::Pricing, 0),
        zone: berlin(),
        at: delivered,
        delivery: Delivery::Delivered {
            channel: "D0DM".into(),
            ts: "1772442800.000100".into(),
            at: delivered,
        },
        resumed_at: None,
        reminded_at: None,
        ended: false,
    }
}

pub fn words() -> Words {
    Words {
        need: "Metering we can trust before anybody is billed by it".to_owned(),
        limit: Some("two people for six weeks".to_owned()),
        evidence: Some(
            "the counter lost 3% of events in <https://wiki.example/jan|January>".to_owned(),
        ),
        condition: Some("the forecast may be off by a tenth at first".to_owned()),
        ..Words::default()
    }
}

/// The slot with a view by whoever was asked first.
pub fn answered(slot: Slot, words: Words) -> Slot {
    let by = slot.asks.first().map_or_else(|| UserId::from("U0LENA"), |ask| ask.user.clone());
    let view = View {
        by: by.clone(),
        at: noon(),
        words,
        source: ViewSource::Form,
        version: 1,
        late: false,
        changed: false,
        care: None,
    };
    Slot { state: SlotState::Heard { by, at: noon() }, view: Some(view), ..slot }
}

/// A policy with thirty functions of the longest names.
pub fn large_policy() -> Policy {
    let ten = lenses::built_in();
    let template = ten.get(&"finance".into()).expect("built in").clone();
    let lens = |index: usize| Lens {
        function: FunctionId::new(function(index)),
        name: format!("{index:02} {}", "Büro für Größen & Maße ".repeat(2))
            .chars()
            .take(40)
            .collect(),
        ..template.clone()
    };
    Policy { library: Library::new((0..30).map(lens).collect()), ..policy() }
}

fn function(index: usize) -> String {
    format!("a-function-with-a-very-long-name-{index:02}")
}

/// A decision with thirty functions, each made of its bare slot.
pub fn large(text: &str, make: impl Fn(Slot) -> Slot) -> Decision {
    let slot = |index: usize| {
        let reasons = vec![Reason::Kind, Reason::Door, Reason::Words(vec![text.to_owned(); 5])];
        let id = FunctionId::new(function(index));
        let asks = [Role::Member, Role::Backup, Role::Lead]
            .map(|role| ask(id.as_str(), "U0123456789", role, "2026-03-02T10:15"));
        make(Slot { asks: asks.to_vec(), state: SlotState::Asked, ..Slot::new(id, reasons) })
    };
    Decision {
        title: text.chars().take(120).collect(),
        goal: Some(text.chars().take(300).collect()),
        versions: vec![Version { text: text.repeat(3), at: noon() }; 10],
        opened: Opened {
            at: noon(),
            by: OpenedBy::Followed,
            why: vec![text.to_owned(); 9],
            spoke: (0..16).map(|index| FunctionId::new(function(index))).collect(),
        },
        slots: (0..30).map(slot).collect(),
        faults: (0..60)
            .map(|index| Fault {
                at: noon(),
                what: Failed::Ask(FunctionId::new(function(index % 30))),
                why: "messages_tab_disabled".to_owned(),
            })
            .collect(),
        blind: vec![Blind { from: noon(), to: noon() }; 50],
        ..decision()
    }
}

/// A decision recorded with the longest of everything, every other view restated and confirmed, and
/// every third without an answer.
pub fn large_record(text: &str, decision: Decision) -> Decision {
    let clipped = |most: usize| text.chars().take(most).collect::<String>();
    let part = || Some(clipped(PART_CHARS));
    let essence = Essence {
        sentence: clipped(SENTENCE_CHARS),
        serves_customer: part(),
        serves_company: part(),
        given_up: part(),
        cost_carried_by: part(),
        measure: part(),
        review_on: Some(date(2026, 6, 4)),
        reopen_if: part(),
    };
    let mut decision = decision;
    let mut dispositions = BTreeMap::new();
    for (index, slot) in decision.slots.iter_mut().enumerate() {
        let Some(view) = &slot.view else { continue };
        let of = fingerprint(&view.words);
        let answer = (index % 2 == 0).then_some(RestatementAnswer::Confirmed);
        let restated = clipped(PART_CHARS);
        slot.restatement = Some(Restatement { text: restated, at: noon(), of: of.clone(), answer });
        let follow_up = Some(FollowUp { by: "U0123456789".into(), due: date(2026, 5, 4) });
        let outcome = Outcome::ALL[index % Outcome::ALL.len()];
        if index % 3 != 2 {
            let disposition = Disposition { outcome, why: clipped(WHY_CHARS), follow_up, of };
            dispositions.insert(slot.function.clone(), disposition);
        }
    }
    decision.draft = Some(Box::new(RecordDraft {
        essence: essence.clone(),
        dispositions: dispositions.clone(),
        reason: clipped(REASON_CHARS),
        done: decision.slots.iter().map(|slot| Step::View(slot.function.clone())).collect(),
        ..RecordDraft::default()
    }));
    let gaps = Some(record::gaps(&policy(), &decision, noon()));
    let (by, at, after_the_fact) = (OWNER.into(), noon(), false);
    let (after, reopened) = (None, None);
    let record = Record { by, at, essence, dispositions, gaps, after_the_fact, after, reopened };
    decision.record = Some(Box::new(record));
    Decision { phase: Phase::Decided, ..decision }
}

/// A decision with nothing in it that can be empty.
pub fn empty() -> Decision {
    Decision {
        title: String::new(),
        versions: vec![Version { text: String::new(), at: noon() }],
        goal: None,
        slots: Vec::new(),
        opened: Opened { at: noon(), by: OpenedBy::Noticed, why: Vec::new(), spoke: Vec::new() },
        ..decision()
    }
}
