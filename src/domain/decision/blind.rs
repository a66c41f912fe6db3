//! Spans in which the bot may have missed something, for an honest reading of silence.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A span in which the bot may have missed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Blind {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// The most blind spans that are kept; neighbours are joined, so more would be noise.
const BLIND_SPANS: usize = 50;

impl Blind {
    /// Takes out of spans what was read afterwards, and returns that.
    pub fn take(spans: &mut Vec<Blind>, read: Blind) -> Vec<Blind> {
        let within =
            |span: &Blind| Blind { from: span.from.max(read.from), to: span.to.min(read.to) };
        let around = |span: &Blind| {
            let before = Blind { to: span.to.min(read.from), ..*span };
            let after = Blind { from: span.from.max(read.to), ..*span };
            [before, after].into_iter().filter(|one| one.from < one.to)
        };
        let taken = spans.iter().map(within).filter(|one| one.from < one.to).collect();
        *spans = spans.iter().flat_map(around).collect();
        taken
    }

    /// Adds a span to others, in order whenever it is reported; spans that touch are joined.
    pub fn add(spans: &mut Vec<Blind>, span: Blind) {
        if span.from >= span.to {
            return;
        }
        spans.push(span);
        spans.sort();
        spans.dedup_by(|later, earlier| {
            let touching = later.from <= earlier.to;
            if touching {
                earlier.to = earlier.to.max(later.to);
            }
            touching
        });
        if spans.len() > BLIND_SPANS
            && let Some(last) = spans.pop()
            && let Some(before) = spans.last_mut()
        {
            before.to = last.to;
        }
    }
}
