//! A sentence cut into clauses, of which those are left that take a position.

use super::amount::{self, Amount};
use super::verb::{self, Verb};
use super::when::{self, Opened, Span};
use crate::reading::clean::own_words;
use crate::reading::related::words::{is_subject, stem};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Where a sentence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Among what is needed; most of such a text explains.
    Need,
    /// Among limits and conditions.
    Bound,
}

/// A clause that takes a position.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Clause {
    pub words: Vec<String>,
    pub stems: Vec<String>,
    pub place: Place,
    /// Where its one negation stands, if it has one.
    pub negation: Option<usize>,
    /// What it does, and to what: up to the verbs beside it.
    pub verbs: Vec<(Verb, BTreeSet<String>)>,
    /// What it speaks of, verbs left out.
    pub things: BTreeSet<String>,
    /// The word that is denied, and what stands around it.
    pub denied: Option<(String, BTreeSet<String>)>,
    pub span: Span,
    pub amount: Option<Amount>,
}

/// Cuts a sentence. Questions, guesses and what would happen if take no position.
pub(super) fn clauses(sentence: &str, place: Place, opened: Opened) -> Vec<Clause> {
    let text = own_words(sentence).to_lowercase().replace('’', "'");
    let parts = parts(&text);
    let all: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    let has = |list: &[&str]| all.iter().any(|word| list.contains(word));
    if text.trim_end().ends_with('?') || has(&GUESSES) || (place == Place::Need && has(&WHAT_IF)) {
        return Vec::new();
    }
    if place == Place::Need && !wishes(&all) {
        return Vec::new();
    }
    parts.iter().filter_map(|words| clause(words, place, opened)).collect()
}

impl Clause {
    /// Whether there is anything in it that could leave no room for something else.
    pub(super) fn may_deny(&self) -> bool {
        let undoes = self.verbs.iter().any(|(verb, _)| !verb.forward);
        undoes || self.denied.is_some() || self.amount.is_some() || self.negation.is_some()
    }
}

fn clause(words: &[String], place: Place, opened: Opened) -> Option<Clause> {
    let stems: Vec<String> = words.iter().map(|word| stem(word)).collect();
    let negations: Vec<usize> =
        (0..words.len()).filter(|at| NEGATIONS.contains(&words[*at].as_str())).collect();
    let excepts = words.iter().any(|word| EXCEPTIONS.contains(&word.as_str()));
    if negations.len() > 1 || excepts {
        return None;
    }
    let negation = negations.first().copied();
    let verbs = verb::verbs(words, &stems, negation);
    let subjects = Subjects { words, stems: &stems, verbs: &verbs };
    let things = subjects.among(0..words.len());
    let denied = negation.and_then(|at| subjects.denied(at));
    let with_things = verbs.iter().map(|verb| (verb.clone(), subjects.around(verb)));
    let (verbs, span) = (with_things.collect(), when::span(words, opened));
    let (words, amount) = (words.to_vec(), amount::amount(words));
    Some(Clause { words, stems, place, negation, verbs, things, denied, span, amount })
}

/// What a clause speaks of.
struct Subjects<'a> {
    words: &'a [String],
    stems: &'a [String],
    verbs: &'a [Verb],
}

impl Subjects<'_> {
    fn among(&self, places: Range<usize>) -> BTreeSet<String> {
        places.filter(|at| self.is_thing(*at)).map(|at| self.stems[at].clone()).collect()
    }

    /// What stands around a verb, up to the verbs beside it.
    fn around(&self, verb: &Verb) -> BTreeSet<String> {
        let others = || self.verbs.iter().map(|one| one.at);
        let from = others().filter(|at| *at < verb.at).max().map_or(0, |at| at + 1);
        let to = others().filter(|at| *at > verb.at).min().unwrap_or(self.stems.len());
        self.among(from..to)
    }

    /// The first thing after a negation, and those that belong to it.
    fn denied(&self, negation: usize) -> Option<(String, BTreeSet<String>)> {
        let next = self.words.get(negation + 1)?;
        if SOFT.contains(&next.as_str()) || !self.verbs.is_empty() {
            return None;
        }
        let timed = |at: &usize| TIMED.contains(&self.words[*at].as_str());
        let reach = (negation + 1..self.stems.len()).take(REACH).take_while(|at| !timed(at));
        let end = reach.last()? + 1;
        let near = negation + 1..end.min(negation + 1 + HEAD_WITHIN);
        let head = near.into_iter().find(|at| self.is_thing(*at))?;
        Some((self.stems[head].clone(), self.among(negation + 1..end)))
    }

    fn is_thing(&self, at: usize) -> bool {
        let (word, stem) = (self.words[at].as_str(), &self.stems[at]);
        let verb = self.verbs.iter().any(|verb| verb.at == at);
        !verb && !WISHES.contains(&word) && !EMPTY.contains(stem) && is_subject(stem)
    }
}

/// Whether words say that something is wanted, rather than how things are.
fn wishes(words: &[&str]) -> bool {
    let first = words.first().copied().unwrap_or_default();
    words.iter().any(|word| WISHES.contains(word))
        || ORDERS.contains(&first)
        || verb::is_verb(first)
}

/// The words between signs and between words that begin a clause; what only explains is left out.
fn parts(text: &str) -> Vec<Vec<String>> {
    let mut cut = Cut { parts: vec![Vec::new()], explains: false };
    for token in text.split_whitespace() {
        if token.starts_with(['(', '–', '—']) || token == "-" {
            cut.begin();
        }
        words(token).into_iter().for_each(|word| cut.word(word));
        if token.ends_with([',', ';', ':', '.', '!', ')', '–', '—']) {
            cut.begin();
        }
    }
    cut.parts.retain(|part| !part.is_empty());
    cut.parts
}

/// A sentence being cut.
struct Cut {
    parts: Vec<Vec<String>>,
    /// Whether what comes now only explains.
    explains: bool,
}

impl Cut {
    fn begin(&mut self) {
        self.explains = false;
        self.parts.push(Vec::new());
    }

    fn word(&mut self, word: String) {
        if EXPLAINS.contains(&word.as_str()) {
            self.explains = true;
        } else if BEGINS.contains(&word.as_str()) {
            self.begin();
        }
        if let (false, Some(part)) = (self.explains, self.parts.last_mut()) {
            part.push(word);
        }
    }
}

/// The words of what stands between two spaces: `60%` is two, `4,000` is one.
fn words(token: &str) -> Vec<String> {
    let token = token.trim_matches(|c: char| !c.is_alphanumeric() && !"%€$£".contains(c));
    let number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let digits = token.len() - token.trim_start_matches(number).len();
    let (count, rest) = token.split_at(digits);
    let count = Some(count.replace(',', "")).filter(|count| !count.is_empty());
    let is_sign = |c: char| "%€$£".contains(c);
    let rest = rest.split(|c: char| !(c.is_alphanumeric() || c == '\'' || is_sign(c)));
    count.into_iter().chain(rest.filter(|word| !word.is_empty()).map(str::to_owned)).collect()
}

/// The head of what is denied stands within so many words after the negation, the rest within so many.
const HEAD_WITHIN: usize = 3;
const REACH: usize = 6;

#[rustfmt::skip]
const NEGATIONS: [&str; 22] = [
    "not", "no", "never", "cannot", "can't", "cant", "won't", "don't", "doesn't", "mustn't", "shouldn't",
    "isn't", "aren't", "without", "nobody", "none", "neither", "nor", "stop", "stops", "stopping", "avoid",
];

/// What follows a negation and makes it a bound, or something softer.
#[rustfmt::skip]
const SOFT: [&str; 35] = [
    "more", "less", "fewer", "later", "earlier", "sooner", "only", "just", "sure", "yet", "enough", "even", "always",
    "objection", "objections", "problem", "idea", "doubt", "one", "below", "above", "before", "until", "after", "way",
    "much", "many", "matter", "longer", "on", "in", "by", "at", "so", "because",
];

/// Words that say that something is wanted.
#[rustfmt::skip]
const WISHES: [&str; 27] = [
    "need", "needs", "must", "should", "have", "has", "want", "wants", "like", "please", "let's", "can't",
    "cannot", "require", "requires", "insist", "insists", "prefer", "prefers", "rather", "ask", "asks", "only",
    "mustn't", "shouldn't", "won't", "promise",
];

/// First words of what is said in short.
const ORDERS: [&str; 7] = ["no", "not", "never", "always", "without", "don't", "stop"];

/// Words of those who guess or tell what was.
#[rustfmt::skip]
const GUESSES: [&str; 14] = [
    "might", "could", "maybe", "perhaps", "probably", "possibly", "wonder", "guess", "hopefully", "ideally", "used",
    "yesterday", "ago", "was",
];

/// Words of what would happen if.
const WHAT_IF: [&str; 4] = ["if", "unless", "otherwise", "whether"];

/// Words that leave something out of what is said.
const EXCEPTIONS: [&str; 8] =
    ["except", "unless", "otherwise", "apart", "besides", "instead", "either", "whether"];

/// Words after which it is explained, up to the next sign.
#[rustfmt::skip]
const EXPLAINS: [&str; 13] = [
    "because", "since", "when", "while", "whereas", "although", "though", "who", "whom", "whose", "which", "where", "as",
];

/// Words that begin a clause of its own.
const BEGINS: [&str; 5] = ["but", "if", "once", "provided", "so"];

/// Words after which a denial speaks of its time.
const TIMED: [&str; 6] = ["before", "until", "till", "after", "by", "during"];

/// Words that say too little to be what two speak of.
static EMPTY: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let words = "thing part side point view case lot bit kind sort start end move number whole real clear \
                 easy hard ready fine good own able first last team work company customer";
    words.split_whitespace().map(stem).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn left(sentence: &str, place: Place) -> Vec<String> {
        let opened = Opened::at(2026, 3);
        clauses(sentence, place, opened).iter().map(|one| one.words.join(" ")).collect()
    }

    #[test]
    fn what_explains_guesses_asks_or_supposes_takes_no_position() {
        assert_eq!(
            left("We need the old price, because sales dropped it twice.", Place::Need),
            ["we need the old price"]
        );
        for text in [
            "Could we keep the old price?",
            "We might drop the price.",
            "If we drop the price we need more people.",
            "The price is 60 euros.",
        ] {
            assert_eq!(left(text, Place::Need), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_bound_takes_one_by_itself_and_two_negations_none() {
        assert_eq!(
            left("yes, if renewals keep their months", Place::Bound),
            ["yes", "if renewals keep their months"]
        );
        assert_eq!(left("Not without a rollback.", Place::Bound), [""; 0]);
        assert_eq!(left("Everything except the invoices.", Place::Bound), [""; 0]);
    }

    #[test]
    fn numbers_and_signs_are_words() {
        assert_eq!(words("(60%),"), ["60", "%"]);
        assert_eq!(words("4,000"), ["4000"]);
        assert_eq!(words("one-way"), ["one", "way"]);
        assert_eq!(words("v1"), ["v1"]);
    }
}
