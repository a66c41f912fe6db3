//! What a reply shows of hesitation: words that hedge, a yes that holds on a condition, and what it asks.
//!
//! A list of wordings and nothing more: whatever it does not know hesitates at nothing. No feeling is
//! guessed at, nothing is scored, and what is found is the author's own sentence, so that whoever reads
//! it can see for themselves. `tests/reader` measures how often it is right.

use super::balance::sentences;
use super::clean::own_words;
use super::related;
use crate::domain::hesitation::{Said, Undertone};
use regex::{Regex, RegexBuilder};
use std::sync::LazyLock;

/// The longest quotation that is kept, in characters.
const QUOTE_CHARS_MAX: usize = 160;
/// Of a longer sentence the quotation begins so many characters before what was found.
const LEAD_CHARS: usize = 60;
/// A question with fewer words of substance could be about anything.
const SUBSTANCE_MIN: usize = 2;

/// Returns what a reply shows of hesitation.
pub fn undertone(text: &str) -> Undertone {
    let own = own_words(text);
    let hedge = quote_of_first(&own, hedge).map(Said::Hedge);
    let condition = quote_of_first(&own, condition).map(Said::Condition);
    let question = sentences(&own).find(|sentence| asks_to_know(sentence));
    let about = related::substance(question.unwrap_or(&own));
    let question = question.map(|sentence| quote(sentence, 0));
    Undertone { said: hedge.into_iter().chain(condition).collect(), question, about }
}

/// Returns the sentence that hedges, if one does.
pub fn hedge_in(text: &str) -> Option<String> {
    quote_of_first(&own_words(text), hedge)
}

/// Quotes the first sentence in which something is found.
fn quote_of_first(own: &str, find: impl Fn(&str) -> Option<usize>) -> Option<String> {
    sentences(own).map(str::trim).find_map(|sentence| Some(quote(sentence, find(sentence)?)))
}

/// The sentence, or of a long one what stands round a place in it; always as it was written.
fn quote(sentence: &str, at: usize) -> String {
    let sentence = sentence.trim();
    if sentence.chars().nth(QUOTE_CHARS_MAX).is_none() {
        return sentence.to_owned();
    }
    let start = sentence[..at].char_indices().rev().nth(LEAD_CHARS).map_or(0, |(start, _)| start);
    let start = match sentence[start..].find(' ').filter(|_| start > 0) {
        Some(space) if start + space < at => start + space + 1,
        _ => start,
    };
    let rest = &sentence[start..];
    let end = rest.char_indices().nth(QUOTE_CHARS_MAX).map_or(rest.len(), |(end, _)| end);
    let end = if end < rest.len() { rest[..end].rfind(' ').unwrap_or(end) } else { end };
    rest[..end].trim().to_owned()
}

/// Where a sentence hedges, if it does.
fn hedge(sentence: &str) -> Option<usize> {
    HEDGES.find(sentence).map(|found| found.start())
}

/// Where a sentence sets a condition to a yes, if it does.
fn condition(sentence: &str) -> Option<usize> {
    if sentence.ends_with('?') {
        return None;
    }
    let in_place = CONDITIONS.find_iter(sentence).find(|found| is_consent(sentence, found.start()));
    in_place.map(|found| found.start()).or_else(|| bare_if(sentence).then_some(0))
}

/// "Not sure if" is no "sure, if", and "great if" no consent.
fn is_consent(sentence: &str, at: usize) -> bool {
    let before = sentence[..at].trim_end().to_ascii_lowercase();
    !["not", "n't", "quite", "not quite", "be", "wouldn't be"].iter().any(|no| before.ends_with(no))
}

/// A condition and nothing else: "If we find somebody to support them."
fn bare_if(sentence: &str) -> bool {
    BARE_IF.is_match(sentence) && !NOT_A_CONDITION.is_match(sentence)
}

/// Whether a sentence asks for something to be made clear; to ask for a decision is no such question.
fn asks_to_know(sentence: &str) -> bool {
    sentence.trim_end().ends_with('?')
        && !PUTS_FORWARD.is_match(sentence.trim_start())
        && related::substance(sentence).len() >= SUBSTANCE_MIN
}

fn any_of(patterns: &[&str]) -> Regex {
    // Word boundaries know ASCII only: one emoji makes Unicode's many times dearer.
    let source = patterns.join("|").replace(r"\b", r"(?-u:\b)");
    RegexBuilder::new(&source).case_insensitive(true).build().expect("the patterns are fixed")
}

static HEDGES: LazyLock<Regex> = LazyLock::new(|| any_of(&HEDGING));
static CONDITIONS: LazyLock<Regex> = LazyLock::new(|| any_of(&CONDITIONAL));
static BARE_IF: LazyLock<Regex> = LazyLock::new(|| any_of(&[r"^\W*(?:only )?if \w[^?,:]{3,60}$"]));
static NOT_A_CONDITION: LazyLock<Regex> =
    LazyLock::new(|| any_of(&[r"^\W*if (?:you|not|so|needed|possible|necessary)\b"]));
static PUTS_FORWARD: LazyLock<Regex> = LazyLock::new(|| {
    any_of(&[
        r"^(?:so |and |or |but |then |maybe )*(?:should|shall|can|could) we\b",
        r"^(?:so |and |or |but )*(?:why not|why don't we|what if|any (?:objections?|thoughts))\b",
    ])
});

/// Somebody is not sure, or agrees without being behind it.
const HEDGING: [&str; 26] = [
    r"\b(?:not|n't) (?:quite |entirely |so |really |too |very |totally |100% |completely |at all )*(?:sure|certain|convinced)\b",
    r"\b(?:i am|i'm|i remain|still|somewhat|a bit|rather) (?:unsure|undecided|hesitant|sceptical|skeptical|ambivalent|torn|wary|on the fence|uncertain)\b",
    r"\bbe (?:hesitant|wary|cautious)\b",
    r"\bi (?:would |'d )?(?:guess|suppose)\b",
    r"\b(?:should|might|could|may)(?: probably| maybe)? be (?:fine|ok|okay|alright|all right|good enough)\b",
    r"\b(?:probably|maybe|perhaps)(?: is| it's| that's| be)? (?:fine|ok|okay|yes|good enough|a good idea)\b",
    r"\b(?:fine|ok|okay|good|right|yes|yeah|me|us),? (?:i think|i guess|i suppose|probably|maybe)\s*[.!?;:)]*$",
    r"\b(?:can|could) live with\b",
    r"\bno (?:strong|real|particular) (?:opinions?|feelings?|preferences?|views?|objections?)\b",
    r"\b(?:don't|do not|doesn't) (?:feel strongly|have (?:a |any )?(?:strong|real|particular) (?:opinions?|feelings?|preferences?)|really (?:mind|care)|care (?:much|either)|mind either)\b",
    r"\beither (?:way|one) (?:is|works|would be)\b",
    r"\b(?:hard|difficult|tough) to (?:say|tell|judge)\b",
    r"\b(?:mixed feelings|in two minds|on the fence|lukewarm|half-?hearted(?:ly)?|tentative(?:ly)?|reluctant(?:ly)?|grudgingly|cautiously|meh)\b",
    r"\b(?:somewhat|slightly|a (?:bit|little)|kind of|kinda|sort of|mildly|weakly) (?:worried|concerned|afraid|uneasy|nervous|wary|hesitant|uncomfortable|reluctant|doubtful|inclined|in favou?r|prefer|like|agree)\b",
    r"\b(?:i|i'm|i am|we|we're) (?:slightly |somewhat |mildly |a bit |tentatively )?(?:lean(?:ing)? (?:towards?|to|against|no|yes)|hesitat(?:e|ing)|inclined to)\b",
    r"\b(?:won't|will not|wouldn't|would not|not going to) (?:object|oppose|block|stand in the way|be (?:against|opposed|upset))\b",
    r"\bnot (?:strictly |really |totally |necessarily |fundamentally )?(?:against|opposed)\b",
    r"(?:^|\s)[+-](?:/-)?0(?:\.\d+)?(?:$|[\s.,;:!])",
    r"\bi(?:'m| am) (?:a bit |a little |slightly |somewhat )?(?:worried|concerned|afraid|uneasy|nervous|doubtful)\b",
    r"\b(?:have|having) (?:some |my |slight |a few )?(?:doubts|reservations|qualms)\b",
    r"\bi wonder (?:if|whether)\b",
    r"\bnot (?:particularly |too |that |really |quite |exactly |so |super |very |all that )?(?:sold|attached|keen|fussed|comfortable|thrilled|enthusiastic|fond of|bothered)\b",
    r"\b(?:would|'d) be (?:very |quite )?open to\b",
    r"\bi (?:slightly|mildly|weakly|marginally) (?:prefer|favou?r|lean)\b",
    r"\bi think (?:it|that|this)(?:'s| is| should be| would be) (?:ok|okay|fine|alright|acceptable)\b",
    r"\bi (?:fear|worry|am afraid)\b",
];

/// A yes that holds only under a condition.
const CONDITIONAL: [&str; 6] = [
    r"\b(?:fine|ok|okay|yes|yeah|yep|agreed?|no (?:objections?|problem|worries)|on board|in favou?r|live with|doable|acceptable|happy|support(?:ive)?|sure|i'?m (?:in|for it)|go (?:for it|ahead))\b[^.?!,;:]{0,30},? (?:if|as long as|so long as|provided|providing|assuming|unless|once|on (?:the )?condition|with the caveat|subject to|only (?:if|when|once|after))\b",
    r"\+(?:1|0\.\d+),? (?:[a-z]+ ){0,3}(?:if|as long as|so long as|provided|assuming|unless|once|only)\b",
    r"(?:^|[.;:,] )\W*(?:well |but |so |and |then |personally,? |imo,? )*(?:if|as long as|so long as|provided|assuming|once|unless)\b[^?]{1,160}?(?:,| then|:) [^.?!]{0,40}\b(?:fine|ok|okay|sure|yes|yeah|works for|no (?:worries|objections?|problem)|agree|happy|i'm in|doable|in favou?r|go for it)\b",
    r"\b(?:only if|only when|on (?:the )?condition|conditional on|contingent on|case[- ]by[- ]case)\b",
    r"\b(?:that|it) (?:really |all )?depends\b",
    r"\b(?:as long as|so long as|provided that) (?:we|it|they|the|that|there|you|this|nobody|no one)\b",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, hedge: Option<&str>, condition: Option<&str>) {
        let said = undertone(text).said;
        let expected = [
            hedge.map(|words| Said::Hedge(words.to_owned())),
            condition.map(|words| Said::Condition(words.to_owned())),
        ];
        assert_eq!(said, expected.into_iter().flatten().collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn a_hedge_is_quoted_as_it_was_said() {
        for text in [
            "should be fine, I think",
            "I guess that works.",
            "Not sure about the timing",
            "we can live with it",
            "No strong opinion from our side",
            "I'm a bit worried about June",
            "+0.5",
            "I don’t really mind",
        ] {
            let said = text.replace('’', "'");
            check(text, Some(&said), None);
        }
        check("Thanks Maya! Probably fine. See you at four.", Some("Probably fine."), None);
        check("&gt; I guess so\nDone.", None, None);
    }

    #[test]
    fn a_yes_with_a_condition_is_quoted_as_it_was_said() {
        for text in [
            "fine as long as renewals stay where they are",
            "Ok for us if the floor stays at 60",
            "yes, but only if Legal signs",
            "+1 if it can be undone",
            "If we get two weeks for it, I'm happy",
            "if somebody takes the tickets",
            "that depends",
        ] {
            check(text, None, Some(text));
        }
    }

    #[test]
    fn plain_words_show_nothing() {
        for text in [
            "sounds good to me",
            "No. The contracts forbid it.",
            "I think we should keep the seats",
            "Would it be ok if we moved it to March?",
            "It would be great if somebody from Sales joined",
            "If you want the numbers, they are in the sheet",
            "Maybe at two? The room is free.",
            "I'm sure",
            "",
        ] {
            check(text, None, None);
        }
    }

    #[test]
    fn not_sure_if_is_a_doubt_and_no_condition() {
        check("I'm not sure if that holds", Some("I'm not sure if that holds"), None);
    }

    #[test]
    fn of_a_long_sentence_what_stands_round_it_is_quoted() {
        let (before, after) = ("before ".repeat(40), " after".repeat(40));
        let long = format!("{before}and so I'm not sure about it{after}");
        let said = undertone(&long).said;
        let words = said[0].words();
        assert!(words.contains("not sure about it") && long.contains(words), "{words}");
        assert!(words.chars().count() <= QUOTE_CHARS_MAX, "{words}");
    }

    #[test]
    fn a_question_for_information_is_one_and_a_suggestion_is_not() {
        let asks = |text: &str| undertone(text).question;
        assert_eq!(
            asks("Nice. What happens to the quotes that are out?").as_deref(),
            Some("What happens to the quotes that are out?")
        );
        for text in ["should we move the quotes?", "why?", "any objections to the quotes?", "So."] {
            assert_eq!(asks(text), None, "{text}");
        }
        let about = undertone("What happens to the quotes that are out? And sales deals?").about;
        assert_eq!(about.into_iter().collect::<Vec<_>>(), ["happen", "quot"]);
    }
}
