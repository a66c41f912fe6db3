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

/// Longer clauses are cut: a reason is read at a glance.
const CLAUSE_CHARS_MAX: usize = 60;

/// Returns the places of the wordings that speak most for decision talk, the weightiest first; where none that is
/// known does, of the clause with the words that do. Two or three words out of a clause explain nothing.
pub(super) fn heaviest(model: &Model, extractor: &Extractor, said: &Said<'_>) -> Vec<Range<usize>> {
    let weigh = |places: Vec<(f32, Range<usize>)>| {
        let mut places: Vec<_> = places.into_iter().filter(|one| one.0 >= WEIGHT_MIN).collect();
        places.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.start.cmp(&b.1.start)));
        places.into_iter().map(|(_, place)| place).take(2 * SHOWN_MAX).collect::<Vec<_>>()
    };
    let known = weigh(cues(model, extractor, said).collect());
    if !known.is_empty() {
        return known;
    }
    let learnt = weigh(phrases(model, said)).into_iter().next();
    learnt.map(|place| clause_around(said.hits.text(), place)).into_iter().collect()
}

/// Grows a place to the marks around it; a longer clause begins with the place and is cut at a word.
fn clause_around(text: &str, place: Range<usize>) -> Range<usize> {
    let is_mark = |c: char| ".,;:!?()\n".contains(c);
    let start = text[..place.start].rfind(is_mark).map_or(0, |at| at + 1);
    let end = text[place.end..].find(is_mark).map_or(text.len(), |at| place.end + at);
    if text[start..end].chars().count() <= CLAUSE_CHARS_MAX {
        return start..end;
    }
    let room = text[place.start..end].char_indices().nth(CLAUSE_CHARS_MAX);
    let Some((room, _)) = room else { return place.start..end };
    let cut = text[place.start..place.start + room].rfind(' ');
    place.start..(place.start + cut.unwrap_or(room)).max(place.end)
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
