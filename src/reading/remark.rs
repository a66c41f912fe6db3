//! What a reply amounts to: words of its own, plain agreement, a plain no, or a sign without words.
//!
//! Knows a small vocabulary of agreeing in English. Whatever it does not know says something of its
//! own, so that a concern is never taken for a nod.

use super::clean;
use crate::domain::answer::Remark;

/// Returns what a reply amounts to.
pub fn remark(text: &str) -> Remark {
    if SHOWN.iter().any(|mark| text.contains(mark)) {
        return Remark::Words;
    }
    let said = clean::own_words(text).to_lowercase().replace('’', "'");
    let (signs, words): (Vec<&str>, Vec<&str>) = tokens(&said).partition(|token| is_vote(token));
    let against = signs.iter().any(|sign| sign.starts_with('-')) || has(text, &NO);
    let yes = !against && (!signs.is_empty() || has(text, &YES));
    match agreement(&words) {
        _ if words.is_empty() && yes => Remark::Yes,
        _ if words.is_empty() => Remark::Sign,
        None if super::refusal::is_plain_no(text) => Remark::Refusal,
        None => Remark::Words,
        Some(_) if against || said.contains('?') => Remark::Words,
        Some(agrees) if agrees || yes => Remark::Agreement,
        Some(_) => Remark::Sign,
    }
}

/// What somebody shows instead of saying it: a link, code, a quotation.
const SHOWN: [&str; 4] = ["://", "`", "&gt;", "\""];

/// Emoji that say yes or no; the codes of thumbs are read as votes.
const YES: [&str; 8] =
    ["👍", "✅", "👌", "💯", ":white_check_mark:", ":heavy_check_mark:", ":ok_hand:", ":100:"];
const NO: [&str; 3] = ["👎", ":x:", ":no_entry:"];

fn has(text: &str, emoji: &[&str]) -> bool {
    emoji.iter().any(|one| text.contains(one))
}

fn tokens(said: &str) -> impl Iterator<Item = &str> {
    let tokens = said.split(|c: char| !(c.is_alphanumeric() || "+-'".contains(c)));
    tokens.filter(|token| token.chars().any(char::is_alphanumeric))
}

/// Whether a token is a vote: `+1`, `-1`, `+1000`.
fn is_vote(token: &str) -> bool {
    let digits = token.strip_prefix(['+', '-']);
    digits.is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit()))
}

/// Whether words agree, or only keep agreement company, such as thanks; `None` where they say more.
fn agreement(words: &[&str]) -> Option<bool> {
    if words.len() > WORDS_MAX {
        return None;
    }
    let mut agrees = false;
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |before| words[before]);
        match *word {
            "no" if words.get(at + 1).is_some_and(|next| TROUBLES.contains(next)) => {}
            trouble if before == "no" && TROUBLES.contains(&trouble) => agrees = true,
            word if AGREEING.contains(&word) => agrees = true,
            word if COMPANY.contains(&word) || before == "from" => {}
            _ => return None,
        }
    }
    Some(agrees)
}

/// Whoever needs more words says more than yes.
const WORDS_MAX: usize = 12;

/// Of these one has none.
const TROUBLES: [&str; 11] = [
    "objection",
    "objections",
    "concern",
    "concerns",
    "issue",
    "issues",
    "problem",
    "problems",
    "worries",
    "complaints",
    "blockers",
];

#[rustfmt::skip]
const AGREEING: [&str; 46] = [
    "absolutely", "agree", "agreed", "ahead", "approve", "approved", "awesome", "board", "cool",
    "count", "definitely", "exactly", "excellent", "fair", "favor", "favour", "fine", "good",
    "great", "happy", "indeed", "let's", "lgtm", "like", "love", "nice", "ok", "okay", "perfect",
    "reasonable", "right", "same", "seconded", "sense", "sgtm", "ship", "sold", "super",
    "supportive", "sure", "too", "work", "works", "yeah", "yep", "yes",
];

#[rustfmt::skip]
const COMPANY: [&str; 64] = [
    "a", "all", "also", "am", "an", "and", "approach", "are", "be", "by", "call", "can", "cheers",
    "completely", "do", "end", "everyone", "folks", "for", "from", "fully", "go", "here", "i",
    "i'd", "i'm", "idea", "in", "is", "it", "it's", "just", "looks", "make", "makes", "me", "my",
    "now", "on", "our", "plan", "pretty", "quite", "really", "seems", "side", "so", "sound",
    "sounds", "team", "thank", "thanks", "that", "that's", "this", "to", "totally", "us", "very",
    "we", "we're", "with", "would", "you",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: Remark, texts: &[&str]) {
        for text in texts {
            assert_eq!(remark(text), expected, "{text}");
        }
    }

    #[test]
    fn a_vote_is_a_yes_without_a_word() {
        check(Remark::Yes, &["+1", "👍", ":+1:", ":thumbsup::skin-tone-3:", "+1 👍", "✅ :100:"]);
        check(Remark::Yes, &["<@U1> +1", "+1000!"]);
    }

    #[test]
    fn other_signs_say_neither_yes_nor_why() {
        check(Remark::Sign, &["-1", ":thumbsdown:", "👎", "+1 -1", ":tada:", "👀", "...", "<@U1>"]);
        check(Remark::Sign, &["thanks!", "thank you all :pray:", "for me"]);
    }

    #[test]
    fn agreement_says_yes_and_no_more() {
        check(Remark::Agreement, &["sounds good", "Agreed 👍", "+1 from me", "+1, thanks"]);
        check(
            Remark::Agreement,
            &["lgtm", "Works for me!", "makes sense to me", "I’m happy with it"],
        );
        check(
            Remark::Agreement,
            &["no objections from Finance", "no concerns here", "yes, ship it"],
        );
        check(Remark::Agreement, &["Great idea, let's do it :rocket:", "same here", "me too"]);
    }

    #[test]
    fn a_plain_no_says_neither_why_nor_what_would_help() {
        check(Remark::Refusal, &["no", "We can’t.", "<@U1> sorry, not possible", "no no no"]);
    }

    #[test]
    fn whatever_says_more_is_a_view() {
        check(Remark::Words, &["sounds good, but not in March", "not good", "no thanks"]);
        check(Remark::Words, &["sounds good?", "+1 if Legal agrees", "-1 sounds good", "👎 fine"]);
        check(
            Remark::Words,
            &["agreed: https://a.example/plan", "good `code`", "&gt; sounds good"],
        );
        check(Remark::Words, &["concerns", "half the forecast hangs on seats", "klingt gut", "42"]);
        check(Remark::Words, &["I agree with the plan that Tom has put into the other thread"]);
    }
}
