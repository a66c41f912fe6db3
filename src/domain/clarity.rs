//! What would make a record clearer, before it is posted. Hints, not walls: every one of them may be
//! left as it is.

use super::decision::Decision;
use super::ids::FunctionId;
use super::record::{Disposition, Outcome, RecordDraft, SENTENCE_CHARS};
use std::collections::BTreeSet;

/// Something that may leave people guessing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// It is not one sentence but this many.
    SeveralSentences(usize),
    /// It says what the proposal said, word for word.
    FlatCopy,
    /// Nobody is named to carry the cost.
    NobodyCarriesCost,
    /// No number would show that it worked.
    NoMeasure,
    /// No day on which anybody looks at it again.
    NoDate,
    /// Nothing is given up, and so many of so many requests are adopted.
    NothingGivenUp { adopted: usize, views: usize },
    /// Neither the customer nor the company is said to be served.
    ServesNobody,
    /// Several views were met in part and none as a whole.
    SplitServesNeither { partly: usize },
    /// Adopted, and nobody follows it up.
    NobodyFollowsUp(Vec<FunctionId>),
}

/// Returns the hints for a record in the making, the weightiest first.
pub fn hints(decision: &Decision, draft: &RecordDraft) -> Vec<Hint> {
    let essence = &draft.essence;
    let count = |outcome| draft.dispositions.values().filter(|one| one.outcome == outcome).count();
    let (adopted, partly, views) =
        (count(Outcome::Adopted), count(Outcome::Partly), draft.dispositions.len());
    let sentences = sentences(&essence.sentence);
    let given_up = essence.given_up.is_some() || count(Outcome::Declined) > 0;
    let served = essence.serves_customer.is_some() || essence.serves_company.is_some();
    let idle = not_followed_up(draft);
    let hints = [
        (sentences > 1).then_some(Hint::SeveralSentences(sentences)),
        is_flat_copy(decision, &essence.sentence).then_some(Hint::FlatCopy),
        (!given_up).then_some(Hint::NothingGivenUp { adopted, views }),
        (partly > 1 && adopted == 0 && partly == views)
            .then_some(Hint::SplitServesNeither { partly }),
        (!served).then_some(Hint::ServesNobody),
        essence.cost_carried_by.is_none().then_some(Hint::NobodyCarriesCost),
        essence.measure.is_none().then_some(Hint::NoMeasure),
        essence.review_on.is_none().then_some(Hint::NoDate),
        (!idle.is_empty()).then_some(Hint::NobodyFollowsUp(idle)),
    ];
    hints.into_iter().flatten().collect()
}

fn not_followed_up(draft: &RecordDraft) -> Vec<FunctionId> {
    let idle = |one: &Disposition| one.outcome == Outcome::Adopted && one.follow_up.is_none();
    let adopted = draft.dispositions.iter().filter(|(_, one)| idle(one));
    adopted.map(|(function, _)| function.clone()).collect()
}

/// The number of sentences: ends followed by a new beginning. `8.5` and `e.g. this` are none.
fn sentences(text: &str) -> usize {
    let text = text.trim();
    let chars: Vec<char> = text.chars().collect();
    let ends = chars.windows(3).filter(|three| {
        matches!(three[0], '.' | '!' | '?') && three[1].is_whitespace() && three[2].is_uppercase()
    });
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    (1 + ends.count()).max(lines)
}

/// Whether a sentence says no more than the title or the proposal's own words.
fn is_flat_copy(decision: &Decision, sentence: &str) -> bool {
    let said = words(sentence);
    if said.len() < 4 || sentence.chars().count() > SENTENCE_CHARS {
        return false;
    }
    let copies = |text: &str| {
        let there = words(text);
        said.iter().all(|word| there.contains(word))
    };
    copies(&decision.title) || decision.text().lines().any(copies)
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).filter(|word| !PROPOSING.contains(&word.as_str())).collect()
}

/// Words that put something forward and add nothing to it.
const PROPOSING: [&str; 14] = [
    "i", "we", "propose", "suggest", "that", "to", "should", "will", "shall", "let", "s", "the",
    "a", "decided",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_where_another_begins() {
        assert_eq!(sentences("We raise it by 8.5 percent, e.g. for new teams."), 1);
        assert_eq!(sentences("We raise it. Old teams keep theirs."), 2);
        assert_eq!(sentences("We raise it\nOld teams keep theirs"), 2);
        assert_eq!(sentences(""), 1);
    }
}
