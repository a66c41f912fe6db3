//! The words that weighed most, as the author wrote them.

use super::features::{self, Extractor};
use super::model::{Model, TALK};
use super::{Said, bank};
use std::iter::repeat;
use std::ops::Range;

/// So many wordings are given as the reason.
const SHOWN_MAX: usize = 4;

/// A wording that adds less to the log-odds is no reason.
const WEIGHT_MIN: f32 = 0.3;

/// N-grams and marks have half a say in the first look, taught phrases the other half.
const SAY: f32 = 0.5;

/// Returns the places of the cues and n-grams that speak most for decision talk, the weightiest first.
pub(super) fn heaviest(model: &Model, extractor: &Extractor, said: &Said<'_>) -> Vec<Range<usize>> {
    let mut places: Vec<(f32, Range<usize>)> = cues(model, extractor, said).collect();
    places.extend(phrases(model, said));
    places.retain(|(weight, _)| *weight >= WEIGHT_MIN);
    places.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.start.cmp(&b.1.start)));
    places.truncate(2 * SHOWN_MAX);
    places.into_iter().map(|(_, place)| place).collect()
}

fn cues(
    model: &Model,
    extractor: &Extractor,
    said: &Said<'_>,
) -> impl Iterator<Item = (f32, Range<usize>)> {
    extractor.cues().filter_map(|(mark, index)| {
        let place = said.hits.first(index)?;
        Some((SAY * model.marks[mark][TALK], place))
    })
}

/// Words that stand together, each with what it and its beginnings add.
fn phrases(model: &Model, said: &Said<'_>) -> Vec<(f32, Range<usize>)> {
    let share = said.features.ngram_share();
    let taught = model.phrases.added(&said.features.words);
    let from = |place: usize| {
        let tokens = &said.tokens[place..];
        let taught = taught[place.min(taught.len())..].iter().copied().chain(repeat(0.0));
        let words = features::ngrams_from(tokens).zip(tokens).zip(taught);
        let grown = words.scan(0.0, move |weight, ((ngram, token), taught)| {
            *weight += SAY * (share * model.talk_of_ngram(ngram) + taught);
            token.is_word.then_some((*weight, tokens[0].start..token.end))
        });
        grown.skip(1) // One word alone tells a reader little.
    };
    (0..said.tokens.len()).flat_map(from).collect()
}

/// Returns the words at these places, each once, and no more of them than people read.
pub(super) fn shown(own: &str, places: impl Iterator<Item = Range<usize>>) -> Vec<String> {
    let mut shown: Vec<(Range<usize>, String)> = Vec::new();
    for place in places {
        let words = bank::tidy(&own[place.clone()]);
        let overlaps = |other: &Range<usize>| other.start < place.end && place.start < other.end;
        let known = shown.iter().any(|(at, earlier)| overlaps(at) || *earlier == words);
        if words.chars().any(char::is_alphanumeric) && !known {
            shown.push((place, words));
        }
    }
    shown.truncate(SHOWN_MAX);
    shown.into_iter().map(|(_, words)| words).collect()
}
