//! What came of a decision, of its follow-ups and of worries, in words. An icon never stands alone.

use crate::domain::aftermath::{CameTrue, Cause, Progress, Turned};

/// Returns how a decision turned out, in a word or two.
pub(super) fn turned(turned: Turned) -> &'static str {
    match turned {
        Turned::Held => "it held",
        Turned::Partly => "it held in part",
        Turned::Missed => "it missed",
        Turned::Reversed => "it was reversed",
    }
}

/// Returns the sign before it.
pub(super) fn turned_icon(turned: Turned) -> &'static str {
    match turned {
        Turned::Held => "✅",
        Turned::Partly => "🌓",
        Turned::Missed => "✖️",
        Turned::Reversed => "↩️",
    }
}

/// Returns how the owner chooses it.
pub(super) fn turned_choice(turned: Turned) -> &'static str {
    match turned {
        Turned::Held => "It held: the number is there",
        Turned::Partly => "Partly: some of it is there",
        Turned::Missed => "It missed: the number is not there",
        Turned::Reversed => "Reversed: we went back on it",
    }
}

/// Returns why a decision was reversed or opened again.
pub(super) fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::NotAsked => "a view we did not ask for",
        Cause::Declined => "a view we heard and declined",
        Cause::FactsChanged => "the facts changed",
        Cause::CostMisjudged => "we misjudged the cost",
        Cause::Other => "something else",
    }
}

/// Returns how far a follow-up is.
pub(super) fn progress(progress: Progress) -> &'static str {
    match progress {
        Progress::Done => "done",
        Progress::NotYet => "not yet",
        Progress::Dropped => "dropped",
    }
}

/// Returns the sign before it.
pub(super) fn progress_icon(progress: Progress) -> &'static str {
    match progress {
        Progress::Done => "✅",
        Progress::NotYet => "🕓",
        Progress::Dropped => "✖️",
    }
}

/// Returns whether a worry came true, as its author says it.
pub(super) fn came_true(answer: CameTrue) -> &'static str {
    match answer {
        CameTrue::Yes => "yes",
        CameTrue::InPart => "in part",
        CameTrue::No => "no",
    }
}
