//! A plain no: words that refuse, and say neither why nor what would help.
//!
//! Careful the other way round than usual: whoever gave a reason must not be asked for one. So it is a plain
//! no only where every word is known to belong to refusing.

/// Returns whether a text refuses and says no more.
pub(super) fn is_plain_no(text: &str) -> bool {
    let said = super::clean::own_words(text).to_lowercase().replace('’', "'");
    if said.contains('?') || said.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = said
        .split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
        .collect();
    let of_refusing = |word: &&str| {
        [&NO[..], &AGAINST, &NOT, &OF_NO, &COMPANY].iter().any(|known| known.contains(word))
    };
    words.len() <= WORDS_MAX && words.iter().all(of_refusing) && refuses(&words)
}

/// Whether the words refuse. Whoever is "not against it" does not.
fn refuses(words: &[&str]) -> bool {
    let is_not_good = |at: usize| {
        let next = words.iter().skip(at + 1).take(REACH);
        NOT.contains(&words[at]) && next.into_iter().any(|word| OF_NO.contains(word))
    };
    let denies = words.iter().any(|word| NO.contains(word) || NOT.contains(word));
    match words.iter().any(|word| AGAINST.contains(word)) {
        true => !denies,
        false => words.iter().any(|word| NO.contains(word)) || (0..words.len()).any(is_not_good),
    }
}

/// Whoever needs more words says more than no.
const WORDS_MAX: usize = 12;

/// So many words on a word still belongs to "not".
const REACH: usize = 3;

/// These refuse by themselves.
#[rustfmt::skip]
const NO: [&str; 16] = [
    "no", "nope", "nah", "can't", "cannot", "cant", "won't", "couldn't", "wouldn't", "never", "impossible",
    "infeasible", "unfeasible", "unrealistic", "unacceptable", "veto",
];

/// These do unless somebody denies them.
const AGAINST: [&str; 6] = ["object", "against", "disagree", "oppose", "opposed", "blocked"];

/// These do in front of [`OF_NO`].
const NOT: [&str; 8] = ["not", "isn't", "don't", "doesn't", "aren't", "ain't", "wasn't", "out"];

#[rustfmt::skip]
const OF_NO: [&str; 18] = [
    "possible", "feasible", "realistic", "happening", "going", "acceptable", "ok", "okay", "support", "agree",
    "want", "do", "work", "question", "gonna", "happen", "way", "us",
];

/// What stands around them.
#[rustfmt::skip]
const COMPANY: [&str; 51] = [
    "a", "afraid", "all", "am", "an", "and", "any", "are", "at", "be", "by", "for", "from", "here", "i", "i'd",
    "i'm", "in", "is", "it", "it's", "me", "my", "of", "on", "our", "please", "side", "that", "that's", "the",
    "then", "there's", "this", "to", "very", "we", "we'd", "we're", "will", "with", "would", "really", "have",
    "hard", "strong", "absolutely", "definitely", "simply", "just", "sorry",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_no_says_no_more() {
        for text in [
            "no",
            "No.",
            "Nope, sorry",
            "We can’t.",
            "we can't do this",
            "I'm afraid that's not possible",
            "Hard no from us.",
            "That is out of the question",
            "this won't work",
            "I'm against it",
            "absolutely not going to happen",
            "We don't want that",
            "We don’t support this.",
        ] {
            assert!(is_plain_no(text), "{text}");
        }
    }

    #[test]
    fn whoever_gives_a_reason_or_a_way_has_said_more() {
        for text in [
            "No, the queue is full until March.",
            "We can't before the audit",
            "we can't do this with two people",
            "not possible because of the contract",
            "No, unless billing helps",
            "can't we do it later?",
            "No more than 5",
            "I don't know",
            "no idea",
            "not sure",
            "not on the 1st",
            "no worries",
            "No objection",
            "",
            "-1",
            "we will",
            "ok for us",
            "that's out of my hands",
            "I agree",
            "I don't object",
            "we're not against it",
            "we won't oppose that",
        ] {
            assert!(!is_plain_no(text), "{text}");
        }
    }
}
