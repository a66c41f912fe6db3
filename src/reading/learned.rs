//! What was learned from a function the last time a decision of this kind was made.
//!
//! One sentence of what it said then, whole and in its own words: the limit, the condition, or else what
//! it needed, where that was adopted. Nothing is put in other words, and nothing that is too long for a
//! line is cut: then there is nothing to say.

use super::balance::sentences;
use super::bounds;
use crate::domain::answer::View;
use crate::domain::decision::{Decision, Phase};
use crate::domain::ids::{FunctionId, UserId, mark};
use crate::domain::record::{Outcome, speaks_of};
use jiff::Timestamp;

/// A sentence longer than this is no line to begin a question with.
const CHARS_MAX: usize = 160;
/// Fewer words than these say nothing that could still hold.
const WORDS_MIN: usize = 2;
/// What people write into a field that they leave empty.
const EMPTY: [&str; 7] =
    ["none", "n/a", "na", "no limit", "not really", "nothing special", "see above"];

/// What a function said about an earlier decision of the same kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Learned<'a> {
    /// That decision.
    pub decision: &'a Decision,
    /// A sentence of its view.
    pub words: &'a str,
    pub by: &'a UserId,
    /// When that decision was recorded.
    pub at: Timestamp,
}

impl Learned<'_> {
    /// Returns a mark of the very words: another as soon as one of them changes.
    pub fn mark(&self) -> String {
        mark([self.decision.id.as_str(), self.words])
    }
}

/// Returns what an earlier decision tells of a function that is asked about this one: it was decided, is
/// of the same kind, and the function's view was adopted, in part at least, or set a limit or condition.
pub fn learned<'a>(
    decision: &Decision,
    function: &FunctionId,
    earlier: &'a Decision,
) -> Option<Learned<'a>> {
    let decided = matches!(earlier.phase, Phase::Decided | Phase::Reviewed);
    let alike = earlier.kind == decision.kind && earlier.team == decision.team;
    if !decided || !alike || earlier.id == decision.id || earlier.is_replaced() {
        return None;
    }
    let record = earlier.record.as_deref()?;
    let slot = earlier.slot(function)?;
    let view = slot.view.as_ref()?;
    let disposition = record.dispositions.get(function).filter(|one| speaks_of(one, slot));
    let kept = |outcome| matches!(outcome, Outcome::Adopted | Outcome::Partly);
    let kept = disposition.is_some_and(|one| kept(one.outcome));
    let words = sentence(view, kept)?;
    Some(Learned { decision: earlier, words, by: &view.by, at: record.at })
}

/// Returns the latest of what some decisions tell.
pub fn latest<'a>(
    decision: &Decision,
    function: &FunctionId,
    earlier: &'a [Decision],
) -> Option<Learned<'a>> {
    let all = earlier.iter().filter_map(|one| learned(decision, function, one));
    all.max_by_key(|one| (one.at, &one.decision.id))
}

/// The sentence that tells most: a limit, a condition, and of what was adopted what it needed.
fn sentence(view: &View, kept: bool) -> Option<&str> {
    let bounds = [view.words.limit.as_deref(), view.words.condition.as_deref()];
    let bounds = bounds.into_iter().flatten().flat_map(sentences);
    let need = bounds::parts(&view.words.need);
    let need = need.possible.into_iter().chain(need.wanted).filter(|_| kept);
    bounds.map(str::trim).chain(need).find(|words| says_something(words))
}

fn says_something(words: &str) -> bool {
    let bare = words.trim_end_matches(['.', '!']).to_lowercase();
    let long = words.chars().nth(CHARS_MAX).is_some();
    let enough = words.split_whitespace().count() >= WORDS_MIN;
    enough && !long && !words.ends_with('?') && !EMPTY.contains(&bare.as_str())
}
