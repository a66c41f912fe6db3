//! What a text proposes, as far as its words tell: a proposal, or the form filled in with it.

use super::Intake;
use crate::domain::answer::clip;
use crate::domain::decision::{OpenedBy, PROPOSAL_CHARS, TITLE_CHARS};
use crate::domain::event::{Draft, Proposal};
use crate::domain::hours::Zone;
use crate::domain::ids::{ChannelId, DecisionId, Standing, TeamId, UserId};
use crate::domain::kind::{Door, Kind};
use crate::domain::lesson::{Convinced, Guesses};
use crate::domain::reply::{Field, FieldFault, Modal, Reply};
use crate::domain::slot::Reason;
use crate::reading::{Action, Evidence, Excerpt, Label, Reader, Reading, Thresholds};
use crate::slack::client::Written;
use std::collections::{BTreeMap, BTreeSet};

impl Intake {
    /// A draft filled in with what a text says.
    pub(super) fn draft(
        &self,
        team: &TeamId,
        (channel, source): (&ChannelId, Option<&Standing>),
        (owner, by): (&UserId, &UserId),
        text: &str,
    ) -> Draft {
        let reading = self.reader.read(&Excerpt { text, context: &[], is_reply: false });
        Draft {
            team: team.clone(),
            channel: channel.clone(),
            source: source.map(|standing| standing.ts.clone()),
            thread: source.and_then(|standing| standing.thread.clone()),
            by: by.clone(),
            owner: owner.clone(),
            title: reading.title,
            text: text.to_owned(),
            goal: None,
            kind: reading.kind.value,
            door: reading.door.value,
            days: None,
            functions: reading.affected.into_iter().map(|touched| touched.function).collect(),
            reasons: BTreeMap::new(),
            // What has no message yet is still to be said.
            announced: reading.announces && source.is_some(),
        }
    }
}

/// Adds why the text of a draft calls for those of its functions that it calls for. What kind and door call for, it
/// does if they are what the text says.
pub(super) fn reasoned(reader: &Reader, draft: Draft) -> Draft {
    let reading = reader.read(&Excerpt { text: &draft.text, ..Excerpt::default() });
    let same = (reading.kind.value == draft.kind, reading.door.value == draft.door);
    let holds = |reason: &Reason| match reason {
        Reason::Kind => same.0,
        Reason::Door => same.1,
        _ => true,
    };
    let each = reading.affected.into_iter().map(|one| {
        let reasons: Vec<_> = reasons(one.reasons).into_iter().filter(holds).collect();
        (one.function, reasons)
    });
    let reasons = each.filter(|(_, reasons)| !reasons.is_empty()).collect();
    Draft { reasons, ..draft }
}

/// What a message proposes, as far as its words tell.
pub(crate) fn proposal(
    reader: &Reader,
    team: &TeamId,
    channel: &ChannelId,
    written: &Written,
) -> Proposal {
    let Written { author, text, standing } = written;
    let reading = reader.read(&Excerpt { text, context: &[], is_reply: standing.thread.is_some() });
    let mut guesses = guesses(&reading);
    let affected = reading.affected.into_iter();
    let title = if reading.title.is_empty() { first_words(text) } else { reading.title };
    guesses.title = Some(clip(title.trim(), TITLE_CHARS));
    Proposal {
        id: DecisionId::of_root(team, channel, standing.root()),
        team: team.clone(),
        channel: channel.clone(),
        root: standing.root().clone(),
        reply: standing.reply().cloned(),
        by: OpenedBy::Noticed,
        owner: author.clone(),
        title,
        text: clip(text, PROPOSAL_CHARS),
        goal: None,
        kind: reading.kind.value,
        door: reading.door.value,
        affected: affected.map(|one| (one.function, reasons(one.reasons))).collect(),
        why: reading.why,
        spoke: Vec::new(),
        days: None,
        zone: Zone::default(),
        guesses,
        announced: reading.announces,
        spoken_of: BTreeSet::new(),
        said: Vec::new(),
    }
}

/// How kind and door were found, and by what sign the message would be noticed, if it would.
fn guesses(reading: &Reading) -> Guesses {
    let noticed = reading.action(Thresholds::default()) != Action::None;
    Guesses {
        kind: Some(reading.kind.value),
        kind_words: reading.kind.words.clone(),
        door: Some(reading.door.value),
        door_words: reading.door.words.clone(),
        convinced: noticed.then(|| convinced(reading.evidence, reading.label)),
        ..Guesses::default()
    }
}

/// What convinces of a message that it proposes something.
pub(super) fn convinced(evidence: Evidence, label: Label) -> Convinced {
    match (evidence, label) {
        (Evidence::None, _) => Convinced::Sound,
        (Evidence::Combined, _) => Convinced::Together,
        (Evidence::InSoManyWords, Label::ChoiceQuestion) => Convinced::Question,
        (Evidence::InSoManyWords, Label::Decision) => Convinced::Decision,
        (Evidence::InSoManyWords, _) => Convinced::Proposal,
    }
}

fn reasons(reasons: Vec<crate::reading::Reason>) -> Vec<Reason> {
    let each = reasons.into_iter().map(|reason| match reason {
        crate::reading::Reason::Kind(_) => Reason::Kind,
        crate::reading::Reason::Door(_) => Reason::Door,
        crate::reading::Reason::Words(words) => Reason::Words(words),
    });
    each.collect()
}

/// A title for a text that has no sentence of its own, such as a bare link.
fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(10).collect();
    if words.is_empty() { "Untitled".to_owned() } else { words.join(" ") }
}

pub(super) fn open_form(draft: Draft) -> Reply {
    Reply::Open(Box::new(Modal::Propose(Box::new(draft))))
}

pub(super) fn empty_draft(team: &TeamId, channel: Option<ChannelId>, user: &UserId) -> Draft {
    Draft {
        team: team.clone(),
        channel: channel.unwrap_or_else(|| ChannelId::new("")),
        source: None,
        thread: None,
        by: user.clone(),
        owner: user.clone(),
        title: String::new(),
        text: String::new(),
        goal: None,
        kind: Kind::Roadmap,
        door: Door::TwoWay,
        days: None,
        functions: Vec::new(),
        reasons: BTreeMap::new(),
        announced: false,
    }
}

pub(super) fn draft_faults(draft: &Draft) -> Vec<(Field, FieldFault)> {
    let empty = [
        (Field::Title, draft.title.trim().is_empty()),
        (Field::Proposal, draft.text.trim().is_empty()),
        (Field::Channel, draft.channel.as_str().is_empty()),
        (Field::Owner, draft.owner.as_str().is_empty()),
    ];
    let empty = empty.into_iter().filter(|(_, empty)| *empty);
    let none = draft.functions.is_empty().then_some((Field::Functions, FieldFault::NoFunction));
    empty.map(|(field, _)| (field, FieldFault::Empty)).chain(none).collect()
}
