//! Takes the names of people out of the little text that a report quotes.
//!
//! Knows the names and handles of the export, however they are spelt. A name that is also a word ("Will", "Mark") is
//! kept in lower case and where a sentence begins, and taken out elsewhere; what nobody in the export is called stays
//! as it is.

use std::collections::BTreeSet;

/// The names to take out, all in lower case.
#[derive(Default)]
pub struct Mask {
    names: BTreeSet<String>,
    /// Whole names, for those whose parts are too short to be told from words.
    whole: BTreeSet<String>,
    handles: BTreeSet<String>,
    /// Names in scripts that write no spaces between words, or no capitals.
    uncased: BTreeSet<String>,
}

/// What stands in a name's place.
const SOMEBODY: &str = "somebody";
const SOMEBODYS: &str = "somebody's";

/// Names that are words as well, in text about work.
const WORDS: [&str; 96] = [
    "all", "amber", "and", "any", "april", "art", "august", "autumn", "banks", "best", "bill",
    "black", "bond", "brown", "bush", "can", "case", "chance", "chase", "chip", "cook", "crystal",
    "dash", "dawn", "day", "del", "den", "der", "dos", "drew", "faith", "field", "fields", "for",
    "frank", "good", "grace", "gray", "green", "grey", "guy", "hill", "hope", "joy", "june",
    "king", "lane", "long", "love", "major", "mark", "max", "may", "men", "miles", "min", "new",
    "now", "one", "our", "out", "page", "pat", "pearl", "penny", "per", "price", "ray", "reed",
    "rich", "rob", "rose", "ruby", "sage", "sandy", "see", "short", "skip", "sky", "son", "star",
    "stone", "sue", "summer", "sun", "the", "two", "use", "van", "von", "white", "will", "winter",
    "wood", "woods", "young",
];

/// A shorter part of a name is a particle or an initial.
const NAME_CHARS_MIN: usize = 3;

impl Mask {
    /// Adds somebody's handle and names.
    pub fn add(&mut self, handle: &str, names: &[String]) {
        let handle = folded(handle);
        let spelt = names.iter().flat_map(|name| [folded(name), folded(&with_e(name))]);
        let names: Vec<String> = spelt.collect();
        let parts = || names.iter().flat_map(|name| name.split(|c: char| !is_inside(c)));
        // A plain handle may be a word, unless their name is in it; one with a digit or a sign in it is none.
        let is_plain = handle.chars().all(char::is_alphabetic);
        let is_own = || parts().any(|part| part.chars().count() > 1 && handle.contains(part));
        if handle.chars().count() > 1 && (!is_plain || is_own()) && !WORDS.contains(&&*handle) {
            self.handles.insert(handle.clone());
        }
        let uncased = |part: &&str| part.chars().any(|c| c.is_alphabetic() && !is_cased(c));
        self.uncased
            .extend(parts().filter(uncased).filter(|part| part.len() > 3).map(str::to_owned));
        let is_name = |part: &&str| part.chars().count() >= NAME_CHARS_MIN;
        self.names.extend(parts().filter(is_name).map(str::to_owned));
        self.names.extend(names.iter().chain([&handle]).filter_map(|name| joined(name)));
        self.whole.extend(names.iter().filter(|name| name.contains(' ')).cloned());
    }

    /// Returns the text without the names.
    pub fn apply(&self, text: &str) -> String {
        let words: Vec<&str> = text.split(' ').collect();
        let mut out: Vec<&str> = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let is_whole = words.get(at + 1).is_some_and(|next| self.is_whole(word, next));
            let is_name = is_whole || self.masked(word, at == 0);
            at += if is_whole { 2 } else { 1 };
            if is_name && out.last() == Some(&SOMEBODY) {
                out.pop();
            }
            out.push(if is_name { in_place_of(words[at - 1]) } else { word });
        }
        out.join(" ")
    }

    /// Tells whether two words are somebody's whole name.
    fn is_whole(&self, first: &str, last: &str) -> bool {
        self.whole.contains(&format!("{} {}", folded(owner(first)), folded(owner(last))))
    }

    fn masked(&self, word: &str, is_first: bool) -> bool {
        let owner = owner(word);
        let lower = folded(owner);
        let is_address = owner.split_once('@').is_some_and(|(_, host)| host.contains('.'));
        let is_handle = lower.split('/').any(|part| self.handles.contains(part));
        is_address || is_handle || self.is_name(owner, &lower, is_first)
    }

    fn is_name(&self, owner: &str, lower: &str, is_first: bool) -> bool {
        let may_be_word = is_first || owner.starts_with(char::is_lowercase);
        let known = |part: &str| {
            self.names.contains(part) && !(may_be_word && WORDS.contains(&part))
                || self.uncased.iter().any(|name| part.contains(&**name))
        };
        // "Noors Vorschlag", "Ann's", and a plural.
        let known = |part: &str| known(part) || part.strip_suffix('s').is_some_and(known);
        lower.split(|c| !is_inside(c)).any(known)
    }
}

/// Returns what stands in a name's place: somebody, or what is somebody's.
fn in_place_of(name: &str) -> &'static str {
    let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.ends_with("'s") || bare.ends_with("’s") { SOMEBODYS } else { SOMEBODY }
}

/// Returns a word without the marks around it, and without the sign that something is somebody's.
fn owner(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    ["'s", "’s", "'", "’"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare)
}

/// Returns the parts of a name as one word, where that is too long to be another: "anaweber".
fn joined(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let joined = parts.concat();
    (parts.len() > 1 && joined.chars().count() >= JOINED_CHARS_MIN).then_some(joined)
}

const JOINED_CHARS_MIN: usize = 6;

/// Returns a text as names are compared: in lower case, without accents and without marks that nobody sees.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // A capital may become a letter and an accent.
    let lower = text.chars().flat_map(char::to_lowercase);
    for c in lower.filter(|c| !is_unseen(*c)) {
        match base(c) {
            Some(base) => out.push_str(base),
            None => out.push(c),
        }
    }
    out
}

fn base(c: char) -> Option<&'static str> {
    let found = BASES.iter().filter(|_| !c.is_ascii()).find(|(_, accented)| accented.contains(c));
    found.map(|(base, _)| *base)
}

/// Combining accents, joiners, soft hyphens and the like.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Letters with accents, by the letter that people type instead.
const BASES: [(&str, &str); 27] = [
    ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęěẹẻẽếềểễệ"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįıỉị"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŉ"),
    ("o", "òóôõöøōŏőơọỏốồổỗộớờởỡợ"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşšș"),
    ("ss", "ß"),
    ("t", "ţťŧț"),
    ("th", "þ"),
    ("u", "ùúûüũūŭůűųưụủứừửữự"),
    ("w", "ŵ"),
    ("y", "ýÿŷỳỵỷỹ"),
    ("z", "źżž"),
    ("е", "ё"),
    ("и", "й"),
    ("і", "ї"),
    ("у", "ў"),
];

/// Spells umlauts as people do who have none: "Mueller".
fn with_e(name: &str) -> String {
    name.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue")
}

fn is_cased(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase()
}

/// Tells whether a character may stand inside a part of a name.
fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || c == '\'' || c == '’'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut mask = Mask::default();
        mask.add("ana.weber", &["Ana Weber".into(), "Ana".into()]);
        mask.add("will", &["Will O’Neil-Park".into()]);
        mask.add("p12", &["de".into()]);
        mask.add("lilei", &["李雷".into(), "Bo Li".into()]);
        mask.add("mia", &["mia wolf".into()]);
        mask.add("design", &["Kim Tran".into()]);
        mask.add("jgarcia", &["José García".into(), "Jürgen Łoś".into()]);
        assert_eq!(mask.apply(text), expected);
    }

    #[test]
    fn names_handles_and_addresses_are_taken_out() {
        check("Let Ana Weber decide the price", "Let somebody decide the price");
        check("Move (Ana's) review to May", "Move somebody's review to May");
        check("ask ana.weber, p12: or ana@x.example today", "ask somebody or somebody today");
        check("Give it to O’Neil-Park", "Give it to somebody");
    }

    #[test]
    fn however_they_are_spelt() {
        check("Let ANA or weber's team run it", "Let somebody or somebody's team run it");
        check("Move Ana Weber's review to May", "Move somebody's review to May");
        check("Let ana.weber's team run it", "Let somebody's team run it");
        check("ask ana.weber/p12 today", "ask somebody today");
        check("Let 李雷 run pricing", "Let somebody run pricing");
        check("让李雷来定价", "somebody");
        check("Let lilei and Bo Li run it", "Let somebody and somebody run it");
        check("Let mia wolf run pricing", "Let somebody run pricing");
    }

    #[test]
    fn with_or_without_accents_spaces_and_marks_that_nobody_sees() {
        check("Let Jose run pricing", "Let somebody run pricing");
        check("Let JOSÉ or Garcia's team run it", "Let somebody or somebody's team run it");
        check("Let Juergen, Jurgen or Los run it", "Let somebody or somebody run it");
        check("Move pricing to anaweber's team", "Move pricing to somebody's team");
        check("Give it to AnaWeber or ANA_WEBER today", "Give it to somebody or somebody today");
        check("Give it to Ana\u{200b}Weber today", "Give it to somebody today");
        check(
            "Give it to A\u{301}na or We\u{ad}ber today",
            "Give it to somebody or somebody today",
        );
    }

    #[test]
    fn a_name_that_is_a_word_stays_where_a_sentence_begins() {
        check("Will the price hold?", "Will the price hold?");
        check("Ask Will about it, he will know", "Ask somebody about it, he will know");
        check("Anatomy of a de facto grill", "Anatomy of a de facto grill");
        check("we mark every price, he will see", "we mark every price, he will see");
        check("Let design run pricing in Bo or Li", "Let design run pricing in Bo or Li");
    }
}
