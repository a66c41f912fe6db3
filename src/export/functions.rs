//! A function's place in a decision, as its audience may know it.

use super::shape::{Ask, Claim, Function, Reason, Restatement, Unheard, View};
use super::{Exporter, text};
use crate::domain::answer::{self, ViewSource};
use crate::domain::care::Care;
use crate::domain::decision::Decision;
use crate::domain::digest::{self, why_unheard};
use crate::domain::record::{self, RestatementAnswer, fingerprint};
use crate::domain::roster::{Excuse, Role};
use crate::domain::slot::{self, Side, Slot, SlotState, Unreachable};

impl Exporter<'_> {
    pub(super) fn function(&self, decision: &Decision, slot: &Slot) -> Function {
        let until = decision.judged_at(self.now);
        let position = match &slot.state {
            SlotState::Heard { by, at } | SlotState::NoObjection { by, at } => Some((by, *at)),
            SlotState::NotAffected { claim, .. } => Some((&claim.by, claim.at)),
            _ => None,
        };
        Function {
            function: slot.function.to_string(),
            name: self.name(&slot.function),
            state: state(&slot.state),
            silent: slot.is_silent(self.policy, until),
            by: position.and_then(|(by, _)| self.person(decision, by)),
            at: position.map(|(_, at)| at),
            unheard: why_unheard(self.policy, slot, until).map(|why| unheard(&why)),
            reasons: slot.reasons.iter().map(reason).collect(),
            claim: slot.claim.as_ref().map(|claim| self.claim(decision, claim)),
            asks: slot.asks.iter().map(|ask| self.ask(decision, ask)).collect(),
            view: slot.view.as_ref().map(|view| self.view(decision, view)),
            restatement: self.restatement(decision, slot),
        }
    }

    fn claim(&self, decision: &Decision, claim: &slot::Claim) -> Claim {
        let side = match claim.side {
            Side::Owner => "owner",
            Side::Function => "function",
        };
        Claim { side, by: self.person(decision, &claim.by), at: claim.at }
    }

    fn ask(&self, decision: &Decision, ask: &slot::Ask) -> Ask {
        let role = match ask.role {
            Role::Member => "member",
            Role::Backup => "backup",
            Role::Lead => "lead",
            Role::Delegate => "delegate",
        };
        Ask {
            user: self.person(decision, &ask.user),
            role,
            at: ask.at,
            delivered: ask.delivered_at(),
            reminded: ask.reminded_at,
        }
    }

    fn view(&self, decision: &Decision, view: &answer::View) -> View {
        let source = match view.source {
            ViewSource::Form => "form",
            ViewSource::Dm { .. } => "dm",
            ViewSource::Reply { .. } => "reply",
        };
        View {
            by: self.person(decision, &view.by),
            at: view.at,
            need: text::plain(&view.words.need),
            limit: text::part(&view.words.limit),
            evidence: text::part(&view.words.evidence),
            condition: text::part(&view.words.condition),
            hard_now: text::part(&view.words.hard_now),
            could_try: text::part(&view.words.could_try),
            looks_after: view.care.filter(|care| *care != Care::Other).map(Care::as_str),
            source,
            version: view.version,
            late: view.late,
            changed: view.changed,
        }
    }

    /// A restatement is between the owner and whoever gave the view; the thread shows one that was
    /// confirmed, with the record.
    fn restatement(&self, decision: &Decision, slot: &Slot) -> Option<Restatement> {
        let record::Restatement { text, at, of, answer } = slot.restatement.as_ref()?;
        let view = slot.view.as_ref();
        let of_present_view = view.is_some_and(|view| fingerprint(&view.words) == *of);
        let confirmed = of_present_view && *answer == Some(RestatementAnswer::Confirmed);
        let shown = confirmed && decision.record.is_some();
        let theirs = view.is_some_and(|view| self.audience.is(&view.by));
        if !shown && !theirs && !self.audience.sees_all(decision) {
            return None;
        }
        let (answer, mended) = match answer {
            None => (None, None),
            Some(RestatementAnswer::Confirmed) => (Some("confirmed"), None),
            Some(RestatementAnswer::Mended(text)) => (Some("mended"), Some(text::plain(text))),
        };
        Some(Restatement { text: text::plain(text), at: *at, of_present_view, answer, mended })
    }
}

fn state(state: &SlotState) -> &'static str {
    match state {
        SlotState::NotAsked => "not-asked",
        SlotState::Asked => "asked",
        SlotState::OnHold { .. } => "on-hold",
        SlotState::Delegated { .. } => "delegated",
        SlotState::NotAffected { .. } => "not-affected",
        SlotState::NoObjection { .. } => "no-objection",
        SlotState::Heard { .. } => "heard",
        SlotState::Unreachable { .. } => "unreachable",
    }
}

pub(super) fn unheard(unheard: &digest::Unheard) -> Unheard {
    let bare = |why| Unheard { why, until: None, people: None, because: None };
    match unheard {
        digest::Unheard::NotAsked => bare("not-asked"),
        digest::Unheard::Waiting { .. } => bare("waiting"),
        digest::Unheard::OnHold { until } => Unheard { until: Some(*until), ..bare("on-hold") },
        digest::Unheard::Delegated => bare("delegated"),
        digest::Unheard::Silent { people } => Unheard { people: Some(*people), ..bare("silent") },
        digest::Unheard::Unconfirmed => bare("unconfirmed"),
        digest::Unheard::Withdrawn => bare("withdrawn"),
        digest::Unheard::Unreachable(why) => {
            Unheard { because: Some(because(*why)), ..bare("unreachable") }
        }
    }
}

fn because(why: Unreachable) -> &'static str {
    match why {
        Unreachable::NobodyMapped => "nobody-mapped",
        Unreachable::Undeliverable => "undeliverable",
        Unreachable::Excused(excuse) => match excuse {
            Excuse::Muted => "muted",
            Excuse::Away => "away",
            Excuse::Capped => "capped",
            Excuse::Outsider => "outsider",
            Excuse::CannotSee => "cannot-see",
            Excuse::Refused => "refused",
            Excuse::Decides => "decides",
        },
    }
}

fn reason(reason: &slot::Reason) -> Reason {
    let bare = |why| Reason { why, words: Vec::new() };
    let said = |why, words: &[String]| Reason {
        why,
        words: words.iter().map(|word| text::plain(word)).collect(),
    };
    match reason {
        slot::Reason::Kind => bare("kind"),
        slot::Reason::Door => bare("door"),
        slot::Reason::Owner => bare("owner"),
        slot::Reason::Spoke => bare("spoke"),
        slot::Reason::EarlierKind(_) => bare("earlier-kind"),
        slot::Reason::Habit(_) => bare("habit"),
        slot::Reason::Words(words) => said("words", words),
        slot::Reason::EarlierWords(words) => said("earlier-words", words),
    }
}
