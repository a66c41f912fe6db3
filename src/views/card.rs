//! The card: the one message per decision that is edited in place.
//!
//! A channel sees functions, never the people behind them; the owner is the only name on it.

use super::controls::Control;
use super::page::{Button, Choice, Line, Page, Present};
use super::words::{self, count, list, moment, person, times};
use super::{Rendered, Scene, aftercare, deciding, learning, limits, states};
use crate::domain::coverage::Coverage;
use crate::domain::decision::{Decision, Ended, Failed, Fault, Opened, OpenedBy, Phase};
use crate::domain::kind::{Door, Kind};
use crate::domain::lens::Lens;
use crate::domain::reply::Press;
use crate::domain::slot::Slot;

/// How many reasons for noticing are named.
const WHY: usize = 3;
/// How many failed messages are named; the rest is counted.
const FAULTS: usize = 5;

impl Scene<'_> {
    /// Returns the card of a decision as it stands.
    pub fn card(&self, decision: &Decision) -> Rendered {
        self.card_among(decision, &[])
    }

    /// Returns the card of a decision, naming those of some other decisions that it is tied to and that are
    /// of the same channel: everybody in the channel reads it.
    pub fn card_among(&self, decision: &Decision, others: &[Decision]) -> Rendered {
        let here = |one: &&Decision| one.channel == decision.channel;
        let others: Vec<Decision> = others.iter().filter(here).cloned().collect();
        self.card_page(decision, &others)
            .choices(self.owners_choices(decision))
            .buttons(owners_buttons(decision))
            .buttons(to_decide(decision).into_iter().chain(aftercare::to_review(decision)))
            .render()
    }

    /// Kind, door and functions, for the owner to correct in place.
    pub(super) fn owners_choices(&self, decision: &Decision) -> Vec<Choice> {
        if !decision.is_listening() {
            return Vec::new();
        }
        kind_and_door(decision).into_iter().chain([self.functions_choice(decision)]).collect()
    }

    /// Each function, to add or, as long as that is not settled, to take off, and the form for several at once.
    fn functions_choice(&self, decision: &Decision) -> Choice {
        let control = |press| Control::Decision { decision: decision.id.clone(), press };
        let option = |lens: &Lens| {
            let slot = decision.slot(&lens.function);
            let label = if slot.is_none() { "Add" } else { "Take off" };
            let press =
                Press::SetFunction { function: lens.function.clone(), affected: slot.is_none() };
            slot.is_none_or(Slot::can_go)
                .then(|| (format!("{label} {}", lens.name), control(press)))
        };
        let lenses = self.policy.library.iter().filter_map(option).take(limits::OPTIONS - 1);
        let several = ("Change functions".to_owned(), control(Press::ChangeAffected));
        let options = lenses.chain([several]).collect();
        Choice { options, present: Present::Label("Functions") }
    }

    pub(super) fn card_page(&self, decision: &Decision, others: &[Decision]) -> Page {
        if decision.phase == Phase::Cancelled {
            return cancelled(decision);
        }
        let rows = decision.slots.iter().map(|slot| {
            let line = self.row(decision, slot);
            let why = states::unusual(decision, &slot.reasons);
            if why.is_empty() { line } else { line.aside(format!(" · {why}")) }
        });
        Page::new()
            .lines(head(decision))
            .lines(rows)
            .line(coverage(decision))
            .lines(self.limits(decision))
            .page(self.ties(decision, others))
            .lines(self.aftermath(decision))
            .page(self.room(decision))
            .with(self.faults_line(decision), Page::fine)
            .with(blind_line(decision), Page::fine)
            .with(self.left_out(decision), Page::fine)
            .with(learning::grounds(decision), Page::fine)
            .fine(self.foot(decision))
    }

    /// While it listens, what speaks for it and what nobody has asked yet; afterwards the digest says it.
    fn room(&self, decision: &Decision) -> Page {
        if !decision.is_listening() {
            return Page::new();
        }
        Page::new()
            .headed("Questions nobody has asked", self.unasked(decision))
            .page(self.alignment(decision))
    }

    /// A function and where it stands.
    pub(super) fn row(&self, decision: &Decision, slot: &Slot) -> Line {
        let (icon, state) = self.state(decision, slot);
        Line::new(format!("{icon} *{}*: {state}", self.name(&slot.function)))
    }

    /// What the bot failed to deliver, so that silence is not read wrongly.
    pub(super) fn faults_line(&self, decision: &Decision) -> Option<Line> {
        let mut failed: Vec<String> =
            decision.faults.iter().filter_map(|one| self.fault(one)).collect();
        if failed.is_empty() {
            return None;
        }
        if let more @ 1.. = failed.len().saturating_sub(FAULTS) {
            failed.truncate(FAULTS);
            failed.push(count(more, "more message", "more messages"));
        }
        Some(Line::new(format!("⚠️ My own fault: I could not deliver {}.", list(&failed))))
    }

    fn fault(&self, fault: &Fault) -> Option<String> {
        let what = match &fault.what {
            Failed::Card => "the card".to_owned(),
            Failed::Digest => "the digest".to_owned(),
            Failed::Ask(function) => format!("a question to {}", self.name(function)),
            Failed::Webhook | Failed::Other => return None,
        };
        Some(format!("{what}: {}", states::trouble(&fault.why)))
    }
}

/// Returns what a decision is about and where it stands.
pub(super) fn head(decision: &Decision) -> Vec<Line> {
    let goal = match &decision.goal {
        Some(goal) => Line::new("Goal: ").words(goal),
        None => Line::new("Goal: not named"),
    };
    let edited = match decision.versions.len().saturating_sub(1) {
        0 => String::new(),
        edits => format!(" · edited {}", times(edits)),
    };
    let kind = states::kind(decision.kind);
    let kind = format!("{kind} · {}{edited}", states::door(decision.door));
    vec![title(decision), goal, kind.into(), standing(decision)]
}

impl Scene<'_> {
    /// Why these functions, why there is a card at all, and the decision's id.
    fn foot(&self, decision: &Decision) -> Line {
        let usual = states::usual(decision);
        let usual = usual.map(|usual| Line::new(format!("{usual} "))).unwrap_or_default();
        let noticed = self.noticed(decision).map(|line| line.fact(" ")).unwrap_or_default();
        usual.and(noticed).fact(format!("Decision `{}`", decision.id))
    }

    fn noticed(&self, decision: &Decision) -> Option<Line> {
        let opened = &decision.opened;
        match (&opened.by, opened.why.as_slice()) {
            (OpenedBy::Person(user), _) if *user != decision.owner => {
                Some(format!("{} asked for perspectives.", person(user)).into())
            }
            (OpenedBy::Person(_), _) => Some("Opened on request.".into()),
            (OpenedBy::Noticed, why) if decision.announced => {
                Some(words_found("It reads like a decision already made", why).fact("."))
            }
            (OpenedBy::Noticed, []) => Some("Opened because it reads like a proposal.".into()),
            (OpenedBy::Noticed, why) => {
                Some(words_found("It reads like a proposal", why).fact("."))
            }
            (OpenedBy::Followed, why) => Some(words_found(&self.followed(opened), why).fact(".")),
        }
    }

    /// Why what was said about it opened it.
    fn followed(&self, opened: &Opened) -> String {
        match (opened.spoke.as_slice(), opened.why.as_slice()) {
            ([], []) => "Opened because of what was said about it".to_owned(),
            ([], _) => "Opened because of what followed".to_owned(),
            (spoke, _) => {
                format!("Opened because {} were talking about it", self.names(spoke))
            }
        }
    }
}

/// Returns the decision's title as a headline.
pub(super) fn title(decision: &Decision) -> Line {
    Line::new(format!("*{}*", words::name(&decision.title)))
}

/// Where the decision stands and until when.
pub(super) fn standing(decision: &Decision) -> Line {
    let zone = &decision.zone;
    match decision.phase {
        Phase::Listening if decision.is_checked_afterwards() => {
            let until = moment(decision.closes_at, zone);
            let owner = person(&decision.owner);
            format!(
                "*Announced as decided* by {owner} · checked afterwards with those who were not asked, \
                 until {until}"
            )
            .into()
        }
        Phase::Listening => {
            let until = moment(decision.closes_at, zone);
            format!("{} decides · listening until {until}", person(&decision.owner)).into()
        }
        Phase::Weighing if decision.is_replaced() => ended(decision),
        Phase::Weighing => {
            let owner = person(&decision.owner);
            Line::new(format!("Weighing: waiting for {owner} to decide. ")).and(ended(decision))
        }
        Phase::Decided => decided(decision, "Decided"),
        Phase::Reviewed => decided(decision, "Decided and reviewed"),
        Phase::Cancelled => Line::new("No longer a decision. ").and(ended(decision)),
    }
}

/// What was decided, and the stamp where something was missing.
fn decided(decision: &Decision, how: &str) -> Line {
    let Some(record) = &decision.record else {
        return Line::new(format!("{how} by {}. ", person(&decision.owner))).and(ended(decision));
    };
    let line = Line::new(format!("*{how}* by {}: ", person(&record.by)));
    let line = line.words(&record.essence.sentence);
    match deciding::stamp(record) {
        Some(stamp) => line.fact(format!(" · {stamp}")),
        None => line,
    }
}

/// How listening ended.
pub(super) fn ended(decision: &Decision) -> Line {
    let Some(closed) = &decision.closed else { return Line::default() };
    let at = moment(closed.at, &decision.zone);
    match &closed.how {
        Ended::OnTime if decision.is_checked_afterwards() => {
            format!("The check ended {at}.").into()
        }
        Ended::OnTime => format!("Listening ended {at}.").into(),
        Ended::Early { reason, .. } => {
            Line::new(format!("The owner closed early, {at}: ")).words(reason)
        }
        Ended::ChannelArchived => {
            format!("Listening ended {at}, because the channel was archived.").into()
        }
        Ended::ProposalDeleted => {
            format!("Listening ended {at}, because the proposal was deleted.").into()
        }
        Ended::TakenBack => format!("Listening ended {at}, because its owner took it back.").into(),
        Ended::Replaced => {
            format!("Listening ended {at}, because another decision takes its place.").into()
        }
    }
}

/// How many functions were asked and heard.
pub(super) fn coverage(decision: &Decision) -> String {
    let Coverage { affected, asked, heard } = Coverage::of(decision);
    if affected == 0 {
        return "No function is affected.".to_owned();
    }
    format!("Asked {asked} of {affected} · heard {heard} of {affected}")
}

/// Names the words that read like a proposal.
pub(super) fn words_found(lead: &str, why: &[String]) -> Line {
    let mut line = Line::new(lead);
    for (index, words) in why.iter().take(WHY).enumerate() {
        let lead = if index == 0 { ": “" } else { ", “" };
        line = line.fact(lead).excerpt(words, 80).fact("”");
    }
    line
}

/// When the bot may have missed something; or, where it has read since what was written, when buttons did nothing.
pub(super) fn blind_line(decision: &Decision) -> Option<Line> {
    let (spans, so) = match &decision.blind[..] {
        [] => (
            &decision.read_later[..],
            ". What was written then I have read since; buttons did nothing.",
        ),
        spans => (spans, ", so I may have missed replies."),
    };
    let zone = &decision.zone;
    let (first, last) = (spans.first()?, spans.last()?);
    let between = format!("between {} and {}", moment(first.from, zone), moment(last.to, zone));
    let when = match spans.len() {
        1 => between,
        several => format!("{} {between}", count(several, "time", "times")),
    };
    Some(format!("⚠️ My own fault: I was not listening {when}{so}").into())
}

fn cancelled(decision: &Decision) -> Page {
    let page = Page::new();
    let page = if decision.title.is_empty() { page } else { page.line(title(decision)) };
    page.line(standing(decision))
        .line("The text of the proposal and every view on it are removed.")
        .fine(format!("Decision `{}`", decision.id))
}

/// Kind and door.
fn kind_and_door(decision: &Decision) -> Vec<Choice> {
    let control = |press| Control::Decision { decision: decision.id.clone(), press };
    let kind = |kind| (states::kind(kind).to_owned(), control(Press::ChangeKind { kind }));
    let door = |door| (states::door(door).to_owned(), control(Press::ChangeDoor { door }));
    let present = Kind::ALL.iter().position(|kind| *kind == decision.kind).unwrap_or_default();
    let doors = [Door::TwoWay, Door::OneWay];
    let is_one_way = usize::from(decision.door == Door::OneWay);
    vec![
        Choice { options: Kind::ALL.map(kind).to_vec(), present: Present::Option(present) },
        Choice { options: doors.map(door).to_vec(), present: Present::Option(is_one_way) },
    ]
}

/// What the owner can do while it listens.
pub(super) fn owners_buttons(decision: &Decision) -> Vec<Button> {
    if !decision.is_listening() {
        return Vec::new();
    }
    let still_open = decision
        .is_checked_afterwards()
        .then(|| button(decision, "Not decided yet", Press::StillOpen));
    let always = [
        button(decision, "Close early", Press::CloseEarly),
        button(decision, "Edit details", Press::EditDetails),
        button(decision, "Not a decision", Press::NotADecision),
    ];
    still_open.into_iter().chain(always).collect()
}

/// What ends it where its owner may have changed their mind.
pub(super) fn ending_buttons(decision: &Decision) -> [Button; 2] {
    [
        button(decision, "Take it back", Press::TakeBack),
        button(decision, "Close early", Press::CloseEarly),
    ]
}

fn button(decision: &Decision, label: &str, press: Press) -> Button {
    Button::new(label, Control::Decision { decision: decision.id.clone(), press })
}

/// What the owner can do once listening has ended: decide, or answer what was left open.
pub(super) fn to_decide(decision: &Decision) -> Option<Button> {
    let open = decision.record.as_deref();
    let open = open.is_some_and(|record| !record.without_disposition(decision).is_empty());
    let control = |press| Control::Decision { decision: decision.id.clone(), press };
    match decision.phase {
        Phase::Weighing if decision.is_replaced() => None,
        Phase::Weighing => {
            Some(Button::new("Record decision", control(Press::RecordDecision)).primary())
        }
        Phase::Decided | Phase::Reviewed if open => {
            Some(Button::new("Answer the open views", control(Press::RecordDecision)))
        }
        _ => None,
    }
}

/// Returns a link to the decision's thread, with the channel it is in.
pub(super) fn thread(decision: &Decision) -> String {
    let link = words::link(&decision.channel, &decision.root, "the thread");
    format!("{link} in {}", words::channel(&decision.channel))
}
