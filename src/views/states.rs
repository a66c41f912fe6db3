//! Where a function stands, in words: for channels (functions only) and for the owner (with names).
//!
//! An icon never stands alone.

use super::page::Line;
use super::words::{day, escape, list, person, plain, working_time};
use super::{Scene, learning};
use crate::domain::decision::Decision;
use crate::domain::digest::{Unheard, why_unheard};
use crate::domain::ids::FunctionId;
use crate::domain::kind::{Door, Kind};
use crate::domain::record::Outcome;
use crate::domain::roster::{Excuse, Role};
use crate::domain::slot::{Ask, Delivery, Reason, Side, Slot, SlotState, Unreachable, time_had};
use jiff::{SignedDuration, Timestamp};

impl Scene<'_> {
    /// Returns a function's name, safe to write.
    pub(super) fn name(&self, function: &FunctionId) -> String {
        escape(&plain(self.policy.library.name_of(function)))
    }

    /// Returns the names of several functions, joined.
    pub(super) fn names<'f>(&self, functions: impl IntoIterator<Item = &'f FunctionId>) -> String {
        let names: Vec<String> = functions.into_iter().map(|one| self.name(one)).collect();
        list(&names)
    }

    /// Returns a slot's state with its icon, as a channel may see it.
    pub(super) fn state(&self, decision: &Decision, slot: &Slot) -> (&'static str, String) {
        if let Some(claim) = &slot.claim {
            return ("❔", claimed(claim.side).to_owned());
        }
        match &slot.state {
            SlotState::Heard { .. } => ("✅", heard(slot)),
            SlotState::NoObjection { .. } => ("☑️", "no objection".to_owned()),
            SlotState::NotAffected { .. } => ("➖", "not affected".to_owned()),
            _ => self.unheard_state(decision, slot),
        }
    }

    fn unheard_state(&self, decision: &Decision, slot: &Slot) -> (&'static str, String) {
        let until = decision.judged_at(self.now);
        let Some(unheard) = why_unheard(self.policy, slot, until) else {
            return ("✅", heard(slot));
        };
        if let (Unheard::Silent { people }, true) = (&unheard, self.asked_lately(decision, slot)) {
            return ("⏳", format!("{}, waiting", asked(*people)));
        }
        let icon = match &unheard {
            Unheard::NotAsked => "⚪",
            Unheard::Waiting { .. } => "⏳",
            Unheard::OnHold { .. } => "⏸️",
            Unheard::Delegated => "➡️",
            Unheard::Silent { .. } => "🔇",
            Unheard::Unconfirmed => "❔",
            Unheard::Withdrawn => "↩️",
            Unheard::Unreachable(_) => "⚠️",
        };
        (icon, self.unheard(decision, &unheard))
    }

    /// Whether somebody was asked or reminded so lately that quiet says nothing yet, whoever was asked
    /// before.
    fn asked_lately(&self, decision: &Decision, slot: &Slot) -> bool {
        let (hours, pace) = (&self.policy.hours, &self.policy.pace);
        let asked = |ask: &Ask| time_had(hours, ask, self.now) < pace.fair();
        let reminded = |ask: &Ask| {
            let since = ask.reminded_at.map(|at| hours.between(&ask.zone, at, self.now));
            since.is_some_and(|since| since < pace.reminder(SignedDuration::ZERO))
        };
        let mut open = slot.asks.iter().filter(|ask| ask.is_open());
        decision.is_listening() && open.any(|ask| asked(ask) || reminded(ask))
    }

    /// Returns in honest words why a function has no position.
    pub(super) fn unheard(&self, decision: &Decision, why: &Unheard) -> String {
        let open = decision.is_listening();
        match why {
            Unheard::NotAsked if open => "not asked yet".to_owned(),
            Unheard::NotAsked => "not asked".to_owned(),
            Unheard::Waiting { .. } if open => "asked, waiting".to_owned(),
            Unheard::Waiting { had } => {
                let had = working_time(&self.policy.hours, *had);
                format!("asked, but with too little time to answer ({had})")
            }
            Unheard::OnHold { until } => format!("needs time until {}", day(*until)),
            Unheard::Delegated if !open => "passed on to a colleague, no answer".to_owned(),
            Unheard::Delegated => "passed on to a colleague, waiting".to_owned(),
            Unheard::Silent { people } => {
                let yet = if open { " yet" } else { "" };
                format!("{}, no answer{yet}", asked(*people))
            }
            Unheard::Unconfirmed if open => "may not be affected, not settled yet".to_owned(),
            Unheard::Unconfirmed => {
                "may not be affected: one side says so, the other has not confirmed it".to_owned()
            }
            Unheard::Withdrawn => "took its view back".to_owned(),
            Unheard::Unreachable(why) => unreachable(*why, 1),
        }
    }

    /// Returns every function with the people behind it, those not heard first, for the owner alone.
    pub(super) fn people_rows(&self, decision: &Decision) -> Vec<Line> {
        let (silent, heard): (Vec<&Slot>, Vec<&Slot>) =
            decision.slots.iter().partition(|slot| !slot.has_position() && !slot.is_not_affected());
        let rows = silent.into_iter().chain(heard).map(|slot| {
            let people = self.people(slot);
            let line = self.row(decision, slot);
            if people.is_empty() { line } else { line.aside(format!(" · {}", people.join("; "))) }
        });
        rows.collect()
    }

    /// Returns a slot's state with names, for the owner alone.
    pub(super) fn people(&self, slot: &Slot) -> Vec<String> {
        let asked = slot.asks.iter().map(|ask| {
            // The hour would be read in the owner's zone, where a morning elsewhere looks like night.
            let when = |at: Timestamp| day(at.to_zoned(ask.zone.rules()).date());
            let role = match ask.role {
                Role::Member => "",
                Role::Backup => "backup, ",
                Role::Lead => "lead, ",
                Role::Delegate => "named by a colleague, ",
            };
            let fate = match &ask.delivery {
                Delivery::Pending => "the question is on its way".to_owned(),
                Delivery::Failed => "the question could not be delivered".to_owned(),
                Delivery::Delivered { at, .. } => format!("asked {}", when(*at)),
            };
            let reminded = ask.reminded_at.filter(|_| ask.delivered_at().is_some());
            let reminded = reminded.map(|at| format!(", reminded {}", when(at)));
            format!("{} ({role}{fate}{})", person(&ask.user), reminded.unwrap_or_default())
        });
        asked.chain(position(slot)).collect()
    }
}

/// Who took the position that stands.
fn position(slot: &Slot) -> Option<String> {
    match &slot.state {
        SlotState::Heard { by, .. } => Some(format!("view from {}", person(by))),
        SlotState::NoObjection { by, .. } => Some(format!("no objection from {}", person(by))),
        SlotState::NotAffected { claim, confirmed_by } => {
            Some(format!("said by {}, confirmed by {}", person(&claim.by), person(confirmed_by)))
        }
        SlotState::Delegated { from, to } => {
            Some(format!("{} passed the question on to {}", person(from), person(to)))
        }
        SlotState::NotAsked
        | SlotState::Asked
        | SlotState::OnHold { .. }
        | SlotState::Unreachable { .. } => None,
    }
}

fn asked(people: usize) -> String {
    match people {
        0 | 1 => "asked".to_owned(),
        several => format!("{several} people asked"),
    }
}

fn heard(slot: &Slot) -> String {
    match &slot.view {
        Some(view) if view.late => "heard, after the close".to_owned(),
        Some(view) if view.changed => "heard, answer changed".to_owned(),
        _ => "heard".to_owned(),
    }
}

fn claimed(side: Side) -> &'static str {
    match side {
        Side::Function => "says it is not affected; to be confirmed",
        Side::Owner => "not affected, says the owner; to be confirmed",
    }
}

/// Returns why so many functions could not be reached, to follow their names.
pub(super) fn unreachable(why: Unreachable, functions: usize) -> String {
    let (it, its) = if functions == 1 { ("it", "its") } else { ("them", "their") };
    let why = match why {
        Unreachable::NobodyMapped => format!("nobody is named for {it}"),
        Unreachable::Undeliverable => "my message could not be delivered".to_owned(),
        Unreachable::Excused(excuse) => match excuse {
            Excuse::Muted => format!("{its} people prefer no questions"),
            Excuse::Away => format!("{its} people are away"),
            Excuse::Capped => format!("{its} people were asked often enough this week"),
            Excuse::Outsider => format!("{its} people are not in this workspace"),
            Excuse::CannotSee => format!("{its} people cannot see this channel"),
            Excuse::Refused => "my message could not be delivered".to_owned(),
            Excuse::Decides => format!("only whoever decides speaks for {it}"),
        },
    };
    format!("could not be reached: {why}")
}

/// Returns why one person cannot be asked, to follow their name.
pub(super) fn excuse(excuse: Excuse) -> &'static str {
    match excuse {
        Excuse::Muted => "prefers not to be asked",
        Excuse::Away => "is away",
        Excuse::Capped => "was asked often enough this week",
        Excuse::Outsider => "does not belong to this workspace",
        Excuse::CannotSee => "cannot see the channel of this decision",
        Excuse::Refused => "could not be reached: my message was refused",
        Excuse::Decides => "is the one who decides this",
    }
}

/// Returns why a function is affected.
pub(super) fn reasons(decision: &Decision, reasons: &[Reason]) -> String {
    let reasons: Vec<String> = reasons.iter().map(|one| reason(decision, one)).collect();
    reasons.join("; ")
}

/// Returns why a function is affected where that is not usual for this kind of decision.
pub(super) fn unusual(decision: &Decision, all: &[Reason]) -> String {
    if all.contains(&Reason::Kind) { String::new() } else { reasons(decision, all) }
}

/// Says which functions are affected, and which door it is, for no other reason than the kind of decision.
pub(super) fn usual(decision: &Decision) -> Option<String> {
    let usual = decision.slots.iter().filter(|slot| slot.reasons.contains(&Reason::Kind)).count();
    let others = decision.slots.iter().filter(|slot| !slot.reasons.is_empty()).count() - usual;
    let kinds = kinds(decision.kind);
    let door = learning::is_usual_door(decision).then(|| door_name(decision.door));
    let too = door.map(|door| format!(", and so is a {door}")).unwrap_or_default();
    match (usual, others) {
        (0, _) => door.map(|door| format!("A {door} is usual for {kinds}.")),
        (_, 0) => Some(format!("All functions here are usual for {kinds}{too}.")),
        _ => Some(format!("Functions with no reason beside them are usual for {kinds}{too}.")),
    }
}

fn reason(decision: &Decision, reason: &Reason) -> String {
    match reason {
        Reason::Kind => format!("usual for {}", kinds(decision.kind)),
        Reason::Door => "hard to undo".to_owned(),
        Reason::Words(words) => format!("the text says {}", said(words)),
        Reason::EarlierWords(words) => format!("an earlier text said {}", said(words)),
        Reason::Owner => "somebody added it".to_owned(),
        Reason::Spoke => "it spoke up in the thread".to_owned(),
        Reason::EarlierKind(kind) => format!("usual for {}, the kind before", kinds(*kind)),
        Reason::Habit(habit) => learning::repeated("added", habit, decision),
    }
}

fn said(words: &[String]) -> String {
    let first = words.iter().take(2);
    list(&first.map(|word| format!("“{}”", escape(&plain(word)))).collect::<Vec<_>>())
}

fn kinds(kind: Kind) -> &'static str {
    match kind {
        Kind::Pricing => "pricing",
        Kind::Launch => "launches",
        Kind::Deprecation => "ending something",
        Kind::Architecture => "architecture",
        Kind::Roadmap => "roadmaps",
        Kind::Experiment => "experiments",
        Kind::Hiring => "hiring and vendors",
        Kind::Policy => "policies",
    }
}

/// Returns a kind as people read it.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Pricing => "Pricing",
        Kind::Launch => "Launch",
        Kind::Deprecation => "Deprecation",
        Kind::Architecture => "Architecture",
        Kind::Roadmap => "Roadmap",
        Kind::Experiment => "Experiment",
        Kind::Hiring => "Hiring or vendor",
        Kind::Policy => "Policy",
    }
}

/// Returns a door as people read it.
pub(super) fn door(door: Door) -> &'static str {
    match door {
        Door::TwoWay => "two-way door: cheap to undo",
        Door::OneWay => "one-way door: hard to undo",
    }
}

/// Returns a door's name alone.
pub(super) fn door_name(door: Door) -> &'static str {
    match door {
        Door::TwoWay => "two-way door",
        Door::OneWay => "one-way door",
    }
}

/// Returns an error code of Slack, or our own word, as a sentence's part.
pub(super) fn trouble(code: &str) -> String {
    let words = match code {
        "not_in_channel" => "I am not in the channel",
        "channel_not_found" => "I cannot see the channel",
        "is_archived" => "the channel is archived",
        "messages_tab_disabled" | "cannot_dm_bot" | "user_disabled" | "user_not_found" => {
            "this person cannot be written to"
        }
        "restricted_action" | "restricted_action_thread_locked" => "posting is restricted there",
        "msg_too_long" | "msg_blocks_too_long" | "invalid_blocks" => {
            "Slack refused the form of my message"
        }
        "ratelimited" | "rate_limited" => "Slack asked me to slow down",
        "missing_scope" | "not_authed" | "invalid_auth" | "token_revoked" | "account_inactive" => {
            "I lack the permission"
        }
        other => return format!("Slack said `{}`", escape(&plain(other)).replace('`', "'")),
    };
    format!("{words} (`{code}`)")
}

/// Returns in a word what becomes of a view.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Adopted => "adopted",
        Outcome::Partly => "adopted in part",
        Outcome::Later => "later",
        Outcome::Declined => "declined",
    }
}

/// Returns the sign before it.
pub(super) fn outcome_icon(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Adopted => "✅",
        Outcome::Partly => "🌓",
        Outcome::Later => "🕓",
        Outcome::Declined => "✖️",
    }
}

/// Returns how the owner chooses it.
pub(super) fn outcome_choice(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Adopted => "Adopted: we do it",
        Outcome::Partly => "Partly: we do some of it",
        Outcome::Later => "Later: not now, and we come back to it",
        Outcome::Declined => "Declined: we do not do it",
    }
}
