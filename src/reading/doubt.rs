//! Whether words to the bot are hardly an answer: thanks, a question back, "I'll look tomorrow".
//!
//! Nothing of it is decided here: whoever wrote them is asked. So a real answer that looks like one of these costs one tap,
//! while "ok, thanks" never stands as a function's view.

use super::{clean, remark};
use crate::domain::answer::Remark;

/// Tells whether it should be asked whether this is an answer.
pub fn is_hardly_an_answer(text: &str) -> bool {
    match remark(text) {
        Remark::Sign | Remark::Yes | Remark::Agreement => true,
        Remark::Refusal => false,
        Remark::Words => asks_back(text) || puts_off(text),
    }
}

/// All of it is one question.
fn asks_back(text: &str) -> bool {
    let said = clean::own_words(text);
    let said = said.trim();
    said.ends_with('?') && said.matches(['.', '!', '?', '\n']).count() == 1
}

/// It is short, and says that more is to come.
fn puts_off(text: &str) -> bool {
    let said = clean::own_words(text).to_lowercase().replace('’', "'");
    said.split_whitespace().count() <= PUT_OFF_WORDS_MAX
        && LATER.iter().any(|later| said.contains(later))
}

/// Whoever says more than this has said something by then.
const PUT_OFF_WORDS_MAX: usize = 14;

const LATER: [&str; 16] = [
    "let me check",
    "let me look",
    "let me think",
    "let me ask",
    "i'll answer",
    "i'll check",
    "i'll look",
    "i'll think",
    "i'll get back",
    "i will answer",
    "i will get back",
    "get back to you",
    "looking into it",
    "need more time",
    "need some time",
    "give me until",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thanks_questions_and_promises_are_hardly_answers() {
        for text in [
            "ok thanks",
            "👍",
            "fine with me",
            "no objection",
            "what does \u{201c}lower plans\u{201d} mean?",
            "let me check, I'll answer tomorrow",
            "good question, I’ll get back to you on Thursday",
        ] {
            assert!(is_hardly_an_answer(text), "{text}");
        }
    }

    #[test]
    fn what_says_something_is_an_answer() {
        for text in [
            "a range we can plan with",
            "We need notice.",
            "sorry, we can't",
            "churn has to stay below 2 percent. Does anybody know where it is now?",
            "No. Who would pay for it? We have no budget before July.",
            "I'd look at the renewals first: a third of them come up in April, and each holds a price we promised",
        ] {
            assert!(!is_hardly_an_answer(text), "{text}");
        }
    }
}
