//! *Wanted because* and *Possible if*: what each function said, in its own words, with its need on one side
//! and its limits and conditions on the other.

use super::page::{Line, Page};
use super::words::link;
use super::{Scene, explaining};
use crate::domain::answer::{View, ViewSource, Words};
use crate::domain::decision::Decision;
use crate::domain::ids::FunctionId;
use crate::reading::bounds::{self, Parts};

impl Scene<'_> {
    /// Returns what is wanted beside what is possible, function by function.
    pub(super) fn both_sides(&self, decision: &Decision, heard: &[(&FunctionId, &View)]) -> Page {
        if heard.is_empty() {
            return Page::new();
        }
        let views = Page::new().line("*Wanted because*").page(self.views(decision, heard));
        let bounded = heard.iter().any(|(_, view)| !possible(&view.words).is_empty());
        let none = (!bounded).then_some("*Possible if*: nobody has named a limit or a condition.");
        views.with(none, Page::line)
    }

    /// Returns what each function said, with a link where it stands in the thread.
    pub(super) fn views(&self, decision: &Decision, heard: &[(&FunctionId, &View)]) -> Page {
        heard.iter().fold(Page::new(), |page, (function, view)| {
            let wanted = self.wanted(decision, function, view);
            let mut possible = possible(&view.words);
            if possible.is_empty() {
                return page.lines(wanted);
            }
            possible.insert(0, Line::new("*Possible if*").minor());
            page.columns(wanted, possible)
        })
    }

    fn wanted(&self, decision: &Decision, function: &FunctionId, view: &View) -> Vec<Line> {
        let need = split(&view.words).wanted.join(" ");
        let lead = Line::new(format!("✅ *{}*: ", self.name(function))).words(&need);
        let part = |label: &str, text: &Option<String>| {
            Some(Line::new(format!("{label}: ")).words(text.as_deref()?).minor())
        };
        let parts =
            [part("Hard now", &view.words.hard_now), part("Evidence", &view.words.evidence)];
        let note = note(decision, view).map(|note| Line::new(note).minor());
        let lead = lead.and(source(decision, view));
        let rest = parts.into_iter().chain([explaining::looks_after(view), note]).flatten();
        std::iter::once(lead).chain(rest).collect()
    }
}

/// A link to the reply that a view is, where it is one.
pub(super) fn source(decision: &Decision, view: &View) -> Line {
    match &view.source {
        ViewSource::Reply { ts } => {
            Line::default().aside(format!(" ({})", link(&decision.channel, ts, "the reply")))
        }
        ViewSource::Form | ViewSource::Dm { .. } => Line::default(),
    }
}

/// Limits and conditions as they were given; else the sentences of the need that set some.
fn possible(words: &Words) -> Vec<Line> {
    let part = |label: &str, text: &Option<String>| {
        Some(Line::new(format!("{label}: ")).words(text.as_deref()?).minor())
    };
    let given = [
        part("Limit", &words.limit),
        part("Condition", &words.condition),
        part("Could try", &words.could_try),
    ];
    let found = split(words).possible.join(" ");
    let found = (!found.is_empty()).then(|| Line::default().words(&found).minor());
    given.into_iter().chain([found]).flatten().collect()
}

/// The need in two parts, where nobody has parted it by form.
pub(super) fn split(words: &Words) -> Parts<'_> {
    match (&words.limit, &words.condition) {
        (None, None) => bounds::parts(&words.need),
        _ => Parts { wanted: vec![&words.need], possible: Vec::new() },
    }
}

/// What must be known to read a view rightly.
pub(super) fn note(decision: &Decision, view: &View) -> Option<String> {
    let old = view.version < decision.version();
    let notes = [
        (view.late, "given after the close"),
        (view.changed, "changed since first given"),
        (old, "given before the last edit of the proposal"),
    ];
    let notes: Vec<&str> =
        notes.iter().filter(|(holds, _)| *holds).map(|(_, note)| *note).collect();
    (!notes.is_empty()).then(|| format!("_({})_", notes.join("; ")))
}
