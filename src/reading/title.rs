//! A short title drawn from a message.

use super::bank::{Hits, PatternIndex};
use super::evidence::sentence_around;
use std::ops::Range;

/// The longest title, in characters.
pub const TITLE_CHARS_MAX: usize = 80;

/// Returns a title from the sentence in which `at` lies, or from the first one; empty where nothing
/// was said. `said` is the scanned text before it was put in lower case; `lead` the place of [`LEAD`].
pub(super) fn draw(
    said: &str,
    hits: &Hits<'_>,
    lead: PatternIndex,
    at: Option<Range<usize>>,
) -> String {
    let message = Message { said, text: hits.text(), hits, lead };
    let place = message.place(at.unwrap_or(0..0));
    let named = match below_heading(message.text, &place) {
        Some(below) => &said[below],
        None => message.named(place),
    };
    sentence_case(&shortened(without_opening(named)))
}

/// A message of which the title is drawn.
struct Message<'m> {
    said: &'m str,
    text: &'m str,
    hits: &'m Hits<'m>,
    lead: PatternIndex,
}

impl<'m> Message<'m> {
    /// Returns the sentence that tells what it is about.
    fn place(&self, at: Range<usize>) -> Range<usize> {
        let begun = sentence_around(self.text, at);
        let asked = what_is_asked_about(self.text, begun.clone());
        let leads = |place: &Range<usize>| self.hits.first_within(self.lead, place).is_some();
        if asked == begun { asked } else { what_is_wanted(self.text, asked, leads) }
    }

    /// Returns what a sentence names: its course of action, or all of it.
    fn named(&self, place: Range<usize>) -> &'m str {
        let place = match self.action(&place) {
            Some(action) if is_bare(action) => self.before_bare(place),
            _ => place,
        };
        self.action(&place).unwrap_or_else(|| with_its_subject(self.said, self.text, place))
    }

    /// Returns the course of action of a sentence.
    fn action(&self, place: &Range<usize>) -> Option<&'m str> {
        let lead = self.hits.first_within(self.lead, place)?;
        let action = &self.said[place.clone()][lead.end..];
        (words(action) >= ACTION_WORDS_MIN).then_some(action)
    }

    /// Returns what "do this" is about: the sentence before, or the first of several.
    fn before_bare(&self, place: Range<usize>) -> Range<usize> {
        let first = || sentence_around(self.text, place.start..place.start);
        before(self.text, &place).unwrap_or_else(first)
    }
}

/// Of a sentence that says what a course of action is for, and those shortly before it, the one that says which course.
fn what_is_wanted(
    text: &str,
    sentence: Range<usize>,
    leads: impl Fn(&Range<usize>) -> bool,
) -> Range<usize> {
    let backwards = std::iter::successors(Some(sentence.clone()), |one| before(text, one));
    backwards.take(WANTED_WITHIN).find(leads).unwrap_or(sentence)
}

/// So many sentences before a question it is looked for what is asked about.
const WANTED_WITHIN: usize = 3;

/// "Proposal:" and "we do the following:" say nothing; what stands below does.
fn below_heading(text: &str, sentence: &Range<usize>) -> Option<Range<usize>> {
    let is_heading = text[sentence.clone()].trim_end().ends_with(':');
    let below = text.get(sentence.end..).filter(|_| is_heading)?;
    let at = sentence.end + below.find(|c: char| !LIST_MARKS.contains(c))?;
    Some(at..sentence_around(text, at..at).end)
}

const LIST_MARKS: &str = " \n-*•0123456789.)";

/// "Do this in two weeks" is about the sentence before.
fn is_bare(action: &str) -> bool {
    let said = action.trim_start().to_ascii_lowercase();
    BARE.iter().any(|start| said.starts_with(start))
}

const BARE: [&str; 4] = ["do this", "do it", "do that", "make it "];

/// A sentence that only asks is about what stands before it: "shout if that's a problem". Returns the sentence that says
/// what it is about, or what follows the colon.
fn what_is_asked_about(text: &str, sentence: Range<usize>) -> Range<usize> {
    if !only_asks(&text[sentence.clone()]) {
        return without_asking(text, sentence);
    }
    if let Some((asking, _)) = text[sentence.clone()].split_once(": ") {
        return sentence.start + asking.len() + 2..sentence.end;
    }
    match before(text, &sentence) {
        Some(before) => what_is_asked_about(text, its_subject(text, before)),
        None => sentence,
    }
}

/// Returns the sentence before another.
fn before(text: &str, sentence: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..sentence.start].trim_end();
    let (last, _) = before.char_indices().next_back()?;
    Some(sentence_around(text, last..last))
}

/// "It saves us 40k a year" goes on about the sentence before it.
fn its_subject(text: &str, sentence: Range<usize>) -> Range<usize> {
    match before(text, &sentence).filter(|_| goes_on(&text[sentence.clone()])) {
        Some(before) => its_subject(text, before),
        None => sentence,
    }
}

fn goes_on(sentence: &str) -> bool {
    let said = sentence.trim_start();
    GOING_ON.iter().any(|start| said.starts_with(start))
}

const GOING_ON: [&str; 8] =
    ["it ", "it's ", "that ", "that's ", "this ", "they ", "which ", "would "];

/// Of several sentences, the one that those after it only ask about or go on about.
fn without_asking(text: &str, sentences: Range<usize>) -> Range<usize> {
    let first = sentence_around(text, sentences.start..sentences.start);
    let rest = &text[first.end.min(sentences.end)..sentences.end];
    if only_asks(rest) || goes_on(rest) { its_subject(text, first) } else { sentences }
}

fn only_asks(sentence: &str) -> bool {
    let said = sentence.trim_start();
    ONLY_ASKING.iter().any(|start| said.starts_with(start))
}

/// How sentences begin that only ask.
const ONLY_ASKING: [&str; 31] = [
    "anybody against",
    "anyone against",
    "any blockers",
    "what do you think",
    "what do you say",
    "what do you all",
    "what does everyone",
    "do you agree",
    "you agree",
    "i'm for ",
    "who's against",
    "shout ",
    "speak up",
    "objections",
    "any objections?",
    "any objection?",
    "any thoughts",
    "thoughts?",
    "opinions?",
    "ok for everyone",
    "ok with everyone",
    "everyone ok",
    "is everyone ok",
    "please comment",
    "comments ",
    "i'd like to have everyone",
    "i'd like everyone",
    "i'll go ahead",
    "if i hear nothing",
    "if nobody objects",
    "let me know",
];

/// Takes off how people begin an aside: "or maybe we …".
fn without_opening(text: &str) -> &str {
    let text = text.trim_start();
    match text.split_once(' ') {
        Some((first, rest)) if is_opening(first) && words(rest) >= ACTION_WORDS_MIN => {
            without_opening(rest)
        }
        _ => text,
    }
}

fn is_opening(word: &str) -> bool {
    let word = word.trim_end_matches([',', '…', '.']).to_lowercase();
    OPENINGS.contains(&word.as_str())
}

const OPENINGS: [&str; 14] = [
    "tl;dr", "tldr", "or", "and", "so", "then", "maybe", "perhaps", "well", "hm", "actually",
    "please", "just", "ok",
];

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// A short sentence is about the one before it, which is taken along where there is room: "would anybody miss it?"
fn with_its_subject<'s>(said: &'s str, text: &str, sentence: Range<usize>) -> &'s str {
    let alone = &said[sentence.clone()];
    let before = before(text, &sentence).filter(|_| words(alone) < SUBJECT_WORDS_MIN);
    let Some(before) = before else { return alone };
    let both = &said[before.start..sentence.end];
    if both.trim().chars().count() <= TITLE_CHARS_MAX { both } else { alone }
}

/// A sentence with so many words says what it is about.
const SUBJECT_WORDS_MIN: usize = 9;

/// A course of action in fewer words than this says nothing without what leads up to it.
const ACTION_WORDS_MIN: usize = 2;

/// What leads up to a course of action; the course itself follows.
pub(super) const LEAD: &str = r"(?:(?:like|love|prefer|want) (?:for )?us (?:all )?to(?: do is)?|\b(?:proposal|proposed|rfc|decision)\b[a-z0-9 ,']*[:-](?: ?(?:we|let's|to)(?: should| will)?\b)?|\b(?:propose|proposing|suggest)(?: that)? (?:we|to)\b|\bpropos(?:e|ing)\b:?|\bmy (?:suggestion|proposal)(?: is| would be)?[:,]?(?: that)?(?: we| to)?\b|\bhow would (?:everyone|everybody|people|you(?: all)?) feel (?:about|if we)\b|\bwe (?:all |really |probably |definitely |just |maybe |simply )*(?:should|ought to|need to|have to|could)\b(?: (?:decide|agree) (?:whether|if|on)(?: to| we)?)?|\b(?:should|shall|can|could) we\b|\b(?:what if|how about|why don't) we\b|\blet'?s\b|\bobjections? (?:to|if we)\b|\bdecided (?:that we(?: will|'ll)?|to)\b|\b(?:settled|decided|official|made|taken|final)(?: then| now)?[,:;]? we(?: will|'ll|'re going to| are going to|'re| are)?\b|\b(?:plan is|leaning towards?|inclined|want|planning|plan) to\b|\bleaning towards?\b|\bgoing to\b) *";

/// Cuts at a word, with a sign that more follows, and takes the closing mark off.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let whole = words.join(" ");
    let whole = without_condition(&whole);
    let whole = whole.trim_matches(|c: char| c.is_whitespace() || ".,;:!?-".contains(c));
    if whole.chars().count() <= TITLE_CHARS_MAX {
        return whole.to_owned();
    }
    let room: String = whole.chars().take(TITLE_CHARS_MAX - 1).collect();
    let cut = room.rfind(' ').filter(|cut| *cut > room.len() / 2).unwrap_or(room.len());
    format!("{}…", without_loose_end(&room[..cut]).trim_end_matches([',', ';', ':', '.', ' ']))
}

/// "… unless someone screams by Thursday" belongs to the asking.
fn without_condition(text: &str) -> &str {
    let at = CONDITIONS.iter().find_map(|start| text.to_ascii_lowercase().find(start));
    at.filter(|at| words(&text[..*at]) >= ACTION_WORDS_MIN).map_or(text, |at| &text[..at])
}

const CONDITIONS: [&str; 6] = [
    " unless someone",
    " unless anyone",
    " unless somebody",
    " unless anybody",
    " unless you",
    " unless i hear",
];

/// Words that lead on to what was cut off: "from 1" says less than nothing.
const LEADING_ON: [&str; 32] = [
    "a", "an", "the", "to", "of", "for", "from", "by", "on", "in", "at", "with", "and", "or",
    "but", "if", "until", "than", "as", "our", "its", "their", "per", "that", "we", "is", "are",
    "will", "into", "so", "who", "which",
];

fn without_loose_end(text: &str) -> &str {
    let is_loose = |word: &str| {
        let number = word.chars().all(|c| c.is_ascii_digit());
        number || LEADING_ON.contains(&word.to_lowercase().as_str())
    };
    match text.rsplit_once(' ') {
        Some((before, last)) if is_loose(last) => without_loose_end(before),
        _ => text,
    }
}

/// A letter whose capital takes more than one character, such as ß, stays small: a title has its length.
fn sentence_case(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if first.to_uppercase().len() == 1 => {
            first.to_uppercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}
