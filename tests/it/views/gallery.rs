//! One of everything the bot can say, as chains: each arm names what comes next, so that a new variant
//! does not compile until it has its place.

use super::fixtures::{self, OWNER, at, draft, noon, recorded};
use jiff::civil::date;
use soundings::domain::aftermath::{Cause, Progress};
use soundings::domain::care::Care;
use soundings::domain::decision::Phase;
use soundings::domain::event::Announced;
use soundings::domain::ids::{ChannelId, DecisionId, FunctionId, MessageTs, TensionId, UserId};
use soundings::domain::lesson::Convinced;
use soundings::domain::message::{AskChoice, Lateness, Message};
use soundings::domain::record::Step;
use soundings::domain::relation::CannotReplace;
use soundings::domain::reply::{Modal, NoTension, Notice};
use soundings::domain::roster::Excuse;
use soundings::domain::slot::Side;

/// Follows a chain from its first link.
pub fn chain<T>(first: T, next: impl Fn(&T) -> Option<T>) -> Vec<T> {
    std::iter::successors(Some(first), next).collect()
}

fn finance() -> FunctionId {
    "finance".into()
}

fn tom() -> UserId {
    "U0TOM".into()
}

fn plans() -> ChannelId {
    "C0PLANS".into()
}

fn id() -> DecisionId {
    "D7K2M9QX1".into()
}

/// The tension of which the fixtures tell.
fn tension() -> TensionId {
    fixtures::pulling().tensions.known[0].id()
}

fn title() -> String {
    "Usage & seats".to_owned()
}

/// Every message.
pub fn messages() -> Vec<Message> {
    chain(Message::Card, |message| {
        let (function, user) = (finance(), tom());
        let reply: MessageTs = "1772442900.000300".into();
        Some(match message {
            Message::Card => Message::OpenedForOwner { by: user },
            Message::OpenedForOwner { .. } => Message::TakenBack,
            Message::TakenBack => Message::Ask { function, user },
            Message::Ask { .. } => Message::Reminder { function, user, until: None },
            Message::Reminder { .. } => Message::ReplyOffer { reply, user },
            Message::ReplyOffer { .. } => Message::ClaimForOwner { function: "research".into() },
            Message::ClaimForOwner { .. } => {
                Message::ClaimForFunction { function: "facilities".into(), user: "U0SAM".into() }
            }
            Message::ClaimForFunction { .. } => Message::ClaimRefused { function, user },
            Message::ClaimRefused { .. } => Message::CannotDelegate {
                function,
                user,
                to: "U0EVE".into(),
                excuse: Some(Excuse::Away),
            },
            Message::CannotDelegate { .. } => Message::ClosingDigest,
            Message::ClosingDigest => Message::OwnerDigest,
            Message::OwnerDigest => Message::LateView { function: "engineering".into() },
            Message::LateView { .. } => Message::Reopened {
                by: OWNER.into(),
                reason: Some("the price list has changed".to_owned()),
                until: at("2026-03-09T17:00"),
                cause: Some(Cause::NotAsked),
            },
            Message::Reopened { .. } => Message::ProposalChanged { version: 2 },
            Message::ProposalChanged { .. } => Message::StillHolds { function, user },
            Message::StillHolds { .. } => {
                Message::Restated { function: "engineering".into(), user: "U0LENA".into() }
            }
            Message::Restated { .. } => {
                Message::RestatementAnswered { function: "engineering".into() }
            }
            Message::RestatementAnswered { .. } => Message::Decided { at: noon() },
            Message::Decided { .. } => Message::Disposed { function },
            Message::Disposed { .. } => {
                Message::WordBack { at: noon(), user, functions: vec![function] }
            }
            Message::WordBack { .. } => Message::WordNotGiven { functions: vec![function] },
            Message::WordNotGiven { .. } => {
                Message::Check { at: recorded(), user: "U0LENA".into() }
            }
            Message::Check { .. } => Message::CheckResult { at: recorded() },
            Message::CheckResult { .. } => Message::WorryRaised { function, by: user },
            Message::WorryRaised { .. } => Message::ReviewDue { at: recorded(), again: false },
            Message::ReviewDue { .. } => Message::Reviewed { at: recorded() },
            Message::Reviewed { .. } => Message::DidItComeTrue { at: recorded(), user },
            Message::DidItComeTrue { .. } => Message::WorryCameTrue { function, by: user },
            Message::WorryCameTrue { .. } => Message::FollowUpDue {
                at: recorded(),
                user: "U0LENA".into(),
                functions: vec!["engineering".into()],
            },
            Message::FollowUpDue { .. } => Message::Hesitation,
            Message::Hesitation => Message::CouldNotReach { functions: vec!["leadership".into()] },
            Message::CouldNotReach { .. } => {
                Message::RelatedElsewhere { related: fixtures::tied().relations.related }
            }
            Message::RelatedElsewhere { .. } => Message::TensionsFound { at: noon() },
            Message::TensionsFound { .. } => Message::Tension { tension: tension() },
            Message::Tension { .. } => Message::ReplacedBy { new: "D2OPENOPN".into() },
            Message::ReplacedBy { .. } => {
                Message::NotReplaced { old: "D1DECIDED".into(), why: CannotReplace::OldReplaced }
            }
            Message::NotReplaced { .. } => {
                Message::LimitsTouched { limits: vec!["L1FREEZE".into(), "L2FLOOR".into()] }
            }
            Message::LimitsTouched { .. } => Message::NoLongerSaid { function, user },
            Message::NoLongerSaid { .. } => {
                Message::DismissedForOwner { by: user, channel: plans(), ts: reply }
            }
            Message::DismissedForOwner { .. } => {
                Message::AnswerKept { decision: id(), function, title: title() }
            }
            Message::AnswerKept { .. } => Message::ProposalPost { draft: Box::new(draft()) },
            Message::ProposalPost { .. } => Message::ProposalFailed {
                title: title(),
                channel: plans(),
                why: "not_in_channel".to_owned(),
            },
            Message::ProposalFailed { .. } => Message::Suggestion {
                channel: plans(),
                ts: reply,
                title: title(),
                why: vec!["should we".to_owned()],
                convinced: Some(Convinced::Question),
                announced: Announced::No,
            },
            Message::Suggestion { announced: Announced::No, .. } => {
                suggested(Announced::Perhaps, "decision made")
            }
            Message::Suggestion { announced: Announced::Perhaps, .. } => {
                suggested(Announced::Yes, "we have decided to")
            }
            Message::Suggestion { announced: Announced::Yes, .. } => {
                suggested(Announced::AsOutcomeOf("D2OPENOPN".into()), "decision:")
            }
            Message::Suggestion { .. } => Message::WhichAsk { ts: reply, choices: choices() },
            Message::WhichAsk { .. } => Message::NothingWaiting,
            Message::NothingWaiting => Message::BlindSpots,
            Message::BlindSpots => Message::Weekly { due: noon(), late: Lateness::OnTime },
            Message::Weekly { .. } => Message::Greeting { channel: plans() },
            Message::Greeting { .. } => {
                Message::FellBack { channel: plans(), confirmed: 3, judged: 9 }
            }
            Message::FellBack { .. } => {
                Message::FellBackHere { channel: plans(), confirmed: 0, judged: 8 }
            }
            Message::FellBackHere { .. } => return None,
        })
    })
}

fn suggested(announced: Announced, words: &str) -> Message {
    Message::Suggestion {
        channel: plans(),
        ts: "1772442900.000300".into(),
        title: title(),
        why: vec![words.to_owned()],
        convinced: Some(Convinced::Decision),
        announced,
    }
}

fn choices() -> Vec<AskChoice> {
    let choice = |decision: &str, function: &str| AskChoice {
        decision: decision.into(),
        function: function.into(),
        title: "A title that is too long to stand on a button as a whole".to_owned(),
    };
    vec![
        choice("D7K2M9QX1", "finance"),
        choice("D7K2M9QX2", "finance"),
        choice("D7K2M9QX2", "legal"),
    ]
}

/// The name of a message's kind, for its snapshot.
pub fn name(message: &Message) -> String {
    match message {
        Message::Suggestion { announced: Announced::Perhaps, .. } => {
            return "suggestion-perhaps".to_owned();
        }
        Message::Suggestion { announced: Announced::Yes, .. } => {
            return "suggestion-announced".to_owned();
        }
        Message::Suggestion { announced: Announced::AsOutcomeOf(_), .. } => {
            return "suggestion-outcome".to_owned();
        }
        _ => {}
    }
    let debug = format!("{message:?}");
    let name = debug.split([' ', '{', '(']).next().unwrap_or_default();
    let dashed =
        name.chars().map(|c| if c.is_uppercase() { format!("-{c}") } else { c.to_string() });
    dashed.collect::<String>().trim_start_matches('-').to_lowercase()
}

fn already(phase: Phase) -> Notice {
    let root = "1772442720.000100".into();
    Notice::AlreadyOpen { decision: id(), title: title(), channel: plans(), root, phase }
}

/// Every notice.
pub fn notices() -> Vec<Notice> {
    chain(Notice::NoSuchDecision, |notice| {
        let function = finance();
        Some(match notice {
            Notice::NoSuchDecision => Notice::NothingOpen,
            Notice::NothingOpen => already(Phase::Listening),
            Notice::AlreadyOpen { phase: Phase::Listening, .. } => already(Phase::Weighing),
            Notice::AlreadyOpen { phase: Phase::Weighing, .. } => already(Phase::Decided),
            Notice::AlreadyOpen { phase: Phase::Decided, .. } => already(Phase::Cancelled),
            Notice::AlreadyOpen { .. } => {
                Notice::Opened { decision: id(), title: title(), channel: plans() }
            }
            Notice::Opened { .. } => Notice::LastFunction,
            Notice::LastFunction => Notice::MessageGone,
            Notice::MessageGone => Notice::DismissedBefore,
            Notice::DismissedBefore => Notice::OwnerOnly { owner: OWNER.into() },
            Notice::OwnerOnly { .. } => Notice::NotYours { function },
            Notice::NotYours { .. } => Notice::WindowClosed { at: noon() },
            Notice::WindowClosed { .. } => Notice::AlreadyClosed,
            Notice::AlreadyClosed => Notice::NotClosed { until: noon() },
            Notice::NotClosed { .. } => Notice::AlreadyDecided { by: OWNER.into(), at: noon() },
            Notice::AlreadyDecided { .. } => Notice::WasReplaced,
            Notice::WasReplaced => Notice::StillOpenKept { until: noon() },
            Notice::StillOpenKept { .. } => superseded(true),
            Notice::Superseded { here: true, .. } => superseded(false),
            Notice::Superseded { here: false, .. } => not_superseded(CannotReplace::Itself),
            Notice::NotSuperseded { why, .. } => match next_reason(why) {
                Some(why) => not_superseded(why),
                None => Notice::NoneSuch { decision: id() },
            },
            Notice::NoneSuch { .. } => Notice::NothingToReplaceIt { old: id() },
            Notice::NothingToReplaceIt { .. } => Notice::NothingToRestate,
            Notice::NothingToRestate => Notice::RestatementGone,
            Notice::RestatementGone => Notice::ViewsGiven { owner: OWNER.into() },
            Notice::ViewsGiven { .. } => Notice::Dismissed { learns: true, told: None },
            Notice::Dismissed { learns: true, .. } => {
                Notice::Dismissed { learns: false, told: Some(OWNER.into()) }
            }
            Notice::Dismissed { learns: false, .. } => Notice::SuggestionDeclined,
            Notice::SuggestionDeclined => Notice::TakenBack,
            Notice::TakenBack => Notice::Closed { title: title() },
            Notice::Closed { .. } => Notice::Reopened { title: title(), until: noon() },
            Notice::Reopened { .. } => Notice::DecisionRecorded { title: title(), told: 0 },
            Notice::DecisionRecorded { told: 0, .. } => {
                Notice::DecisionRecorded { title: title(), told: 2 }
            }
            Notice::DecisionRecorded { .. } => Notice::DispositionKept { function },
            Notice::DispositionKept { .. } => Notice::RestatementSent { function },
            Notice::RestatementSent { .. } => Notice::RestatementAnswered { function },
            Notice::RestatementAnswered { .. } => Notice::StillHoldsKept { function },
            Notice::StillHoldsKept { .. } => Notice::RefusalCounted { decision: id(), function },
            Notice::RefusalCounted { .. } => Notice::ViewGone { function },
            Notice::ViewGone { .. } => Notice::CareKept { function, care: Care::Predictability },
            Notice::CareKept { function, care: Care::Predictability } => {
                Notice::CareKept { function: function.clone(), care: Care::Other }
            }
            Notice::CareKept { .. } => Notice::ViewKept { function, late: false },
            Notice::ViewKept { late: false, .. } => Notice::ViewKept { function, late: true },
            Notice::ViewKept { late: true, .. } => Notice::ViewWithdrawn { function },
            Notice::ViewWithdrawn { .. } => Notice::NoObjectionKept { function },
            Notice::NoObjectionKept { .. } => Notice::ClaimKept { function, side: Side::Function },
            Notice::ClaimKept { side: Side::Function, .. } => {
                Notice::ClaimKept { function, side: Side::Owner }
            }
            Notice::ClaimKept { side: Side::Owner, .. } => Notice::ClaimConfirmed { function },
            Notice::ClaimConfirmed { .. } => Notice::ClaimRefused { function },
            Notice::ClaimRefused { .. } => Notice::ClaimSettled { function },
            Notice::ClaimSettled { .. } => Notice::TapCounted,
            Notice::TapCounted => Notice::WorryOffered { decision: id() },
            Notice::WorryOffered { .. } => Notice::TapCountedBefore,
            Notice::TapCountedBefore => Notice::CountsGone,
            Notice::CountsGone => Notice::ScoreCounted,
            Notice::ScoreCounted => Notice::NoLongerAsked,
            Notice::NoLongerAsked => Notice::WorryKept { function, owner: OWNER.into() },
            Notice::WorryKept { .. } => Notice::WorryIsYours,
            Notice::WorryIsYours => Notice::NoFunctionToWorryFor { owner: OWNER.into() },
            Notice::NoFunctionToWorryFor { .. } => Notice::TooManyWorries { owner: OWNER.into() },
            Notice::TooManyWorries { .. } => Notice::ResultKept { title: title(), asked: 0 },
            Notice::ResultKept { asked: 0, .. } => Notice::ResultKept { title: title(), asked: 2 },
            Notice::ResultKept { .. } => Notice::AlreadyReviewed { at: noon() },
            Notice::AlreadyReviewed { .. } => Notice::HindsightKept { function },
            Notice::HindsightKept { .. } => {
                Notice::FollowUpKept { function, progress: Progress::NotYet }
            }
            Notice::FollowUpKept { .. } => Notice::HoldKept { function, until: date(2026, 3, 4) },
            Notice::HoldKept { .. } => Notice::Delegated { function, to: tom() },
            Notice::Delegated { .. } => Notice::AffectedKept { added: 0, removed: 0 },
            Notice::AffectedKept { added: 0, removed: 0 } => {
                Notice::AffectedKept { added: 1, removed: 0 }
            }
            Notice::AffectedKept { added: 1, removed: 0 } => {
                Notice::AffectedKept { added: 2, removed: 1 }
            }
            Notice::AffectedKept { .. } => Notice::DetailsKept,
            Notice::DetailsKept => Notice::UsualOffered {
                decision: id(),
                functions: vec!["legal".into(), "leadership".into()],
            },
            Notice::UsualOffered { .. } => Notice::ReplyCounted { function },
            Notice::ReplyCounted { .. } => Notice::AgreementCounted { decision: id(), function },
            Notice::AgreementCounted { .. } => Notice::ReplyIgnored,
            Notice::ReplyIgnored => Notice::ReplyLeft,
            Notice::ReplyLeft => Notice::OfferGone,
            Notice::OfferGone => Notice::TensionPosted,
            Notice::TensionPosted => Notice::TensionPutAside,
            Notice::TensionPutAside => Notice::TensionGone { why: NoTension::Posted },
            Notice::TensionGone { why } => match why {
                NoTension::Posted => Notice::TensionGone { why: NoTension::Overtaken },
                NoTension::Overtaken => Notice::TensionGone { why: NoTension::Archived },
                NoTension::Archived => Notice::Muted,
            },
            Notice::Muted => Notice::Unmuted,
            Notice::Unmuted => Notice::SnoozedUntil { until: noon() },
            Notice::SnoozedUntil { .. } => Notice::AwayUntil { until: date(2026, 3, 6) },
            Notice::AwayUntil { .. } => Notice::DayPast { earliest: date(2026, 3, 4) },
            Notice::DayPast { .. } => Notice::ProposalPosting { channel: plans() },
            Notice::ProposalPosting { .. } => {
                Notice::CannotAsk { user: tom(), excuse: Excuse::Muted }
            }
            Notice::CannotAsk { excuse, .. } => match after(*excuse) {
                Some(excuse) => Notice::CannotAsk { user: tom(), excuse },
                None => Notice::WeeklyComing,
            },
            Notice::WeeklyComing => Notice::OpensAgain { channel: plans() },
            Notice::OpensAgain { .. } => Notice::LessonsForgotten { channel: plans() },
            Notice::LessonsForgotten { .. } => Notice::NothingToForget { channel: plans() },
            Notice::NothingToForget { .. } => Notice::NotYourChannel { channel: plans() },
            Notice::NotYourChannel { .. } => Notice::LimitKept { function },
            Notice::LimitKept { .. } => Notice::LimitWithdrawn { function },
            Notice::LimitWithdrawn { .. } => Notice::LimitGone,
            Notice::LimitGone => Notice::TooManyLimits { function },
            Notice::TooManyLimits { .. } => {
                Notice::PressureKept { function, until: date(2026, 3, 31) }
            }
            Notice::PressureKept { .. } => Notice::PressureLifted { function },
            Notice::PressureLifted { .. } => Notice::NotYourFunction { function },
            Notice::NotYourFunction { .. } => Notice::TurnedOff,
            Notice::TurnedOff => Notice::BlindSpotsOn { next: date(2026, 4, 1) },
            Notice::BlindSpotsOn { .. } => Notice::BlindSpotsOff,
            Notice::BlindSpotsOff => return None,
        })
    })
}

fn superseded(here: bool) -> Notice {
    Notice::Superseded { old: "D1DECIDED".into(), new: id(), here }
}

fn not_superseded(why: CannotReplace) -> Notice {
    Notice::NotSuperseded { old: "D1DECIDED".into(), new: id(), why }
}

/// The next reason for which one decision cannot replace another.
fn next_reason(why: &CannotReplace) -> Option<CannotReplace> {
    match why {
        CannotReplace::Itself => Some(CannotReplace::Already),
        CannotReplace::Already => Some(CannotReplace::Circle),
        CannotReplace::Circle => Some(CannotReplace::NewReplaced),
        CannotReplace::NewReplaced => Some(CannotReplace::OldReplaced),
        CannotReplace::OldReplaced => Some(CannotReplace::StillOpen { owner: OWNER.into() }),
        CannotReplace::StillOpen { .. } => Some(CannotReplace::Busy),
        CannotReplace::Busy => Some(CannotReplace::Gone),
        CannotReplace::Gone => None,
    }
}

/// The next reason for which somebody is not asked.
pub fn after(excuse: Excuse) -> Option<Excuse> {
    match excuse {
        Excuse::Muted => Some(Excuse::Away),
        Excuse::Away => Some(Excuse::Capped),
        Excuse::Capped => Some(Excuse::Outsider),
        Excuse::Outsider => Some(Excuse::CannotSee),
        Excuse::CannotSee => Some(Excuse::Refused),
        Excuse::Refused => Some(Excuse::Decides),
        Excuse::Decides => None,
    }
}

fn decide(step: Step) -> Modal {
    Modal::Decide { step, changed: false }
}

/// Every form; the proposal's once for a message that stands, once for one to be posted.
pub fn modals() -> Vec<Modal> {
    chain(Modal::Answer { function: "engineering".into(), help: false }, |modal| {
        Some(match modal {
            Modal::Answer { help: false, .. } => Modal::Answer { function: finance(), help: true },
            Modal::Answer { help: true, .. } => Modal::NeedTime {
                function: finance(),
                earliest: date(2026, 3, 3),
                latest: date(2026, 3, 5),
            },
            Modal::NeedTime { .. } => Modal::SomeoneElse { function: finance() },
            Modal::SomeoneElse { .. } => Modal::Affected,
            Modal::Affected => Modal::CloseEarly,
            Modal::CloseEarly => Modal::Details,
            Modal::Details => decide(Step::Essence),
            Modal::Decide { step: Step::Essence, .. } => decide(Step::Proof),
            Modal::Decide { step: Step::Proof, .. } => decide(Step::View("engineering".into())),
            Modal::Decide { step: Step::View(function), changed: false } => {
                Modal::Decide { step: Step::View(function.clone()), changed: true }
            }
            Modal::Decide { step: Step::View(_), changed: true } => decide(Step::Gaps),
            Modal::Decide { step: Step::Gaps, .. } => decide(Step::Check),
            Modal::Decide { step: Step::Check, .. } => Modal::Restate,
            Modal::Restate => Modal::MendRestated { function: "engineering".into() },
            Modal::MendRestated { .. } => Modal::SayMore { function: finance() },
            Modal::SayMore { .. } => Modal::LooksAfter { function: finance() },
            Modal::LooksAfter { .. } => Modal::Worry { functions: vec![finance()] },
            Modal::Worry { functions } if functions.len() == 1 => {
                Modal::Worry { functions: vec![finance(), "legal".into()] }
            }
            Modal::Worry { .. } => Modal::Result,
            Modal::Result => Modal::Reopen { reason: Some("the price list has changed".into()) },
            Modal::Reopen { .. } => Modal::Tension { tension: tension() },
            Modal::Tension { .. } => Modal::Propose(Box::new(draft())),
            Modal::Propose(draft) if draft.source.is_some() && !draft.announced => {
                let mut draft = draft.clone();
                draft.announced = true;
                Modal::Propose(draft)
            }
            Modal::Propose(draft) if draft.source.is_none() => {
                let mut draft = draft.clone();
                draft.source = Some("1772442720.000100".into());
                Modal::Propose(draft)
            }
            Modal::Propose(_) => Modal::Limit { function: finance(), limit: None },
            Modal::Limit { limit: None, .. } => {
                let limit = Some(Box::new(fixtures::floor()));
                Modal::Limit { function: finance(), limit }
            }
            Modal::Limit { .. } => Modal::Pressure { function: finance(), now: None },
            Modal::Pressure { now: None, .. } => {
                let now = Some(Box::new(fixtures::pressure()));
                Modal::Pressure { function: finance(), now }
            }
            Modal::Pressure { .. } => return None,
        })
    })
}
