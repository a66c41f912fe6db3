//! What is wrong with a lens that somebody wrote, each fault with the path of its key.
//!
//! A kind without questions is no fault: [`Lens::choose`] then asks something else.

use super::{
    LINE_CHARS_MAX, Lens, PLAIN_CHARS_MAX, Saying, Speech, TOPIC_CHARS_MAX, TOPIC_WEIGHT_MAX,
    Topic, phrase,
};
use std::collections::{BTreeMap, BTreeSet};

/// The longest a question may be: more is not read once and answered in two minutes.
pub const QUESTION_CHARS_MAX: usize = 200;

/// The longest a name may be: it stands on buttons and in rows of a table.
pub const NAME_CHARS_MAX: usize = 40;

impl Lens {
    /// Names each fault, such as `questions.pricing[2]: 212 characters, the limit is 200`.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Faults::default();
        faults.short_name("function", self.function.as_str());
        faults.name("name", &self.name);
        faults.name("protects", &self.protects);
        faults.list("worries", &self.worries);
        faults.list("words", &self.words);
        self.says.iter().enumerate().for_each(|(index, saying)| faults.saying(index, saying));
        self.check_questions(&mut faults);
        self.check_topics(&mut faults);
        faults.speech(&self.speech);
        faults.found
    }

    fn check_topics<'a>(&'a self, faults: &mut Faults<'a>) {
        let mut ids = BTreeSet::new();
        for (index, topic) in self.topics.iter().enumerate() {
            let path = format!("topics[{index}]");
            faults.topic(&path, topic);
            if !ids.insert(&topic.id) {
                faults.add(format!("{path}.id"), format!("{:?} is there twice", topic.id));
            }
        }
    }

    fn check_questions<'a>(&'a self, faults: &mut Faults<'a>) {
        if self.questions.is_empty() {
            faults.add("questions", "empty; write at least one kind's questions");
        }
        for (kind, questions) in &self.questions {
            if questions.is_empty() {
                faults.add(format!("questions.{kind}"), "empty; write a question or drop the key");
            }
            for (index, text) in questions.iter().enumerate() {
                faults.question(format!("questions.{kind}[{index}]"), text);
            }
        }
    }
}

/// The faults found so far, and where each question was first seen.
#[derive(Default)]
struct Faults<'a> {
    found: Vec<String>,
    seen: BTreeMap<&'a str, String>,
}

impl<'a> Faults<'a> {
    fn add(&mut self, path: impl std::fmt::Display, what: impl std::fmt::Display) {
        self.found.push(format!("{path}: {what}"));
    }

    fn short_name(&mut self, path: &str, name: &str) {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(fits) {
            let expected = "use lower-case letters, digits and hyphens only";
            self.add(path, format!("{name:?} is no short name; {expected}"));
        }
        self.length(path, name, NAME_CHARS_MAX);
    }

    fn topic(&mut self, path: &str, topic: &'a Topic) {
        self.short_name(&format!("{path}.id"), &topic.id);
        self.question(format!("{path}.question"), &topic.question);
        self.length(&format!("{path}.question"), &topic.question, TOPIC_CHARS_MAX);
        if topic.touched_by.is_empty() {
            self.add(
                format!("{path}.touched_by"),
                "empty; write the words that show it was raised",
            );
        }
        for (index, text) in topic.touched_by.iter().enumerate() {
            let fault = phrase::fault(text).map(|fault| format!("{text:?}: {fault}"));
            fault
                .into_iter()
                .for_each(|what| self.add(format!("{path}.touched_by[{index}]"), what));
        }
        if topic.kinds.is_empty() {
            self.add(
                format!("{path}.kinds"),
                "empty; name at least one kind, such as { pricing = 2 }",
            );
        }
        for (kind, weight) in &topic.kinds {
            self.weight(format!("{path}.kinds.{kind}"), *weight, 1);
        }
        self.weight(format!("{path}.one_way"), topic.one_way, 0);
    }

    fn speech(&mut self, speech: &Speech) {
        self.length("speech.line", &speech.line, LINE_CHARS_MAX);
        for (word, plain) in &speech.plain {
            let path = format!("speech.plain.{word}");
            self.blank(&path, plain);
            self.length(&path, plain, PLAIN_CHARS_MAX);
            if let Some(fault) = phrase::fault(word) {
                self.add(&path, fault);
            }
        }
    }

    fn weight(&mut self, path: String, weight: u8, least: u8) {
        if !(least..=TOPIC_WEIGHT_MAX).contains(&weight) {
            self.add(path, format!("found {weight}; expected {least} to {TOPIC_WEIGHT_MAX}"));
        }
    }

    fn name(&mut self, path: &str, text: &str) {
        self.blank(path, text);
        self.length(path, text, NAME_CHARS_MAX);
    }

    fn list(&mut self, path: &str, entries: &[String]) {
        for (index, entry) in entries.iter().enumerate() {
            self.blank(&format!("{path}[{index}]"), entry);
        }
    }

    fn saying(&mut self, index: usize, saying: &'a Saying) {
        self.blank(&format!("says[{index}].says"), &saying.says);
        self.blank(&format!("says[{index}].protects"), &saying.protects);
        self.question(format!("says[{index}].ask"), &saying.ask);
    }

    fn question(&mut self, path: String, text: &'a str) {
        if text.trim().is_empty() {
            return self.blank(&path, text);
        }
        self.length(&path, text, QUESTION_CHARS_MAX);
        if !text.ends_with('?') {
            self.add(&path, "does not end with a question mark");
        }
        if text.matches('?').count() > 1 {
            self.add(&path, "more than one question; ask one at a time");
        }
        if text.contains(char::is_control) {
            self.add(&path, "has a line break or another control character; write one line");
        }
        match self.seen.get(text) {
            Some(first) => self.found.push(format!("{path}: the same question as {first}")),
            None => drop(self.seen.insert(text, path)),
        }
    }

    fn blank(&mut self, path: &str, text: &str) {
        if text.trim().is_empty() {
            self.add(path, "empty");
        }
    }

    fn length(&mut self, path: &str, text: &str, chars_max: usize) {
        let chars = text.chars().count();
        if chars > chars_max {
            self.add(path, format!("{chars} characters, the limit is {chars_max}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kind::Kind;

    /// A lens without a fault.
    fn sound() -> Lens {
        let saying = Saying {
            care: None,
            says: "not in the budget".into(),
            protects: "a plan".into(),
            ask: "Which range could you plan with?".into(),
        };
        Lens {
            function: "finance".into(),
            name: "Finance".into(),
            protects: "predictability".into(),
            worries: vec!["cash".into()],
            words: vec!["payback".into()],
            says: vec![saying],
            questions: BTreeMap::from([(Kind::Pricing, vec!["Why now?".into()])]),
            topics: vec![],
            speech: Speech::default(),
        }
    }

    /// Spoils a sound lens and checks what is said about it.
    fn check(spoil: impl FnOnce(&mut Lens), expected: &[&str]) {
        let mut lens = sound();
        spoil(&mut lens);
        assert_eq!(lens.faults(), expected);
    }

    /// Checks what is said about a second pricing question.
    fn check_question(text: &str, expected: &[&str]) {
        check(|lens| lens.questions.get_mut(&Kind::Pricing).unwrap().push(text.into()), expected);
    }

    #[test]
    fn a_sound_lens_has_no_fault() {
        check(|_| {}, &[]);
        check_question(&format!("{}?", "é".repeat(199)), &[]);
        check(|lens| lens.name = "é".repeat(40), &[]);
        check(|lens| lens.says.clear(), &[]);
    }

    #[test]
    fn each_fault_of_a_question_is_named_with_its_path() {
        let long = format!("{}?", "é".repeat(200));
        check_question(&long, &["questions.pricing[1]: 201 characters, the limit is 200"]);
        check_question(" ", &["questions.pricing[1]: empty"]);
        check_question("Why.", &["questions.pricing[1]: does not end with a question mark"]);
        check_question(
            "Why? Who?",
            &["questions.pricing[1]: more than one question; ask one at a time"],
        );
        check_question(
            "Why\nme?",
            &[
                "questions.pricing[1]: has a line break or another control character; write one line",
            ],
        );
        check_question(
            "Why now?",
            &["questions.pricing[1]: the same question as questions.pricing[0]"],
        );
        check_question(
            "Which range could you plan with?",
            &["questions.pricing[1]: the same question as says[0].ask"],
        );
    }

    #[test]
    fn each_fault_elsewhere_is_named_with_its_path() {
        let short = "is no short name; use lower-case letters, digits and hyphens only";
        check(|lens| lens.function = "".into(), &[&format!("function: \"\" {short}")]);
        check(|lens| lens.function = "Fin/1".into(), &[&format!("function: \"Fin/1\" {short}")]);
        check(|lens| lens.name = "".into(), &["name: empty"]);
        check(|lens| lens.name = "é".repeat(41), &["name: 41 characters, the limit is 40"]);
        check(|lens| lens.protects = " ".into(), &["protects: empty"]);
        check(|lens| lens.worries.push("".into()), &["worries[1]: empty"]);
        check(|lens| lens.words.push("".into()), &["words[1]: empty"]);
        check(|lens| lens.says[0].says = "".into(), &["says[0].says: empty"]);
        check(|lens| lens.says[0].protects = "".into(), &["says[0].protects: empty"]);
        check(|lens| lens.says[0].ask = "".into(), &["says[0].ask: empty"]);
        check(
            |lens| lens.questions.clear(),
            &["questions: empty; write at least one kind's questions"],
        );
        check(
            |lens| drop(lens.questions.insert(Kind::Launch, vec![])),
            &["questions.launch: empty; write a question or drop the key"],
        );
    }

    /// A topic without a fault.
    fn topic() -> Topic {
        Topic {
            id: "refunds".into(),
            question: "Which refunds could it set off?".into(),
            touched_by: vec!["refund*".into()],
            kinds: BTreeMap::from([(Kind::Pricing, 3)]),
            one_way: 0,
            fills: None,
            on_gain: false,
        }
    }

    /// Checks what is said about a lens with this topic.
    fn check_topic(spoil: impl FnOnce(&mut Topic), expected: &[&str]) {
        let mut topic = topic();
        spoil(&mut topic);
        check(|lens| lens.topics.push(topic), expected);
    }

    #[test]
    fn each_fault_of_a_topic_is_named_with_its_path() {
        check_topic(|_| {}, &[]);
        check_topic(|topic| topic.one_way = 3, &[]);
        check_topic(|topic| topic.question = format!("{}?", "é".repeat(89)), &[]);
        check_topic(
            |topic| topic.question = format!("{}?", "é".repeat(90)),
            &["topics[0].question: 91 characters, the limit is 90"],
        );
        check_topic(
            |topic| topic.question = "Why now?".into(),
            &["topics[0].question: the same question as questions.pricing[0]"],
        );
        check_topic(
            |topic| topic.touched_by = vec!["re*".into()],
            &["topics[0].touched_by[0]: \"re*\": at least 3 letters are needed before *"],
        );
        check_topic(
            |topic| topic.touched_by.clear(),
            &["topics[0].touched_by: empty; write the words that show it was raised"],
        );
        check_topic(
            |topic| topic.kinds.clear(),
            &["topics[0].kinds: empty; name at least one kind, such as { pricing = 2 }"],
        );
        check_topic(
            |topic| topic.kinds = BTreeMap::from([(Kind::Pricing, 0), (Kind::Launch, 4)]),
            &[
                "topics[0].kinds.pricing: found 0; expected 1 to 3",
                "topics[0].kinds.launch: found 4; expected 1 to 3",
            ],
        );
        check_topic(|topic| topic.one_way = 4, &["topics[0].one_way: found 4; expected 0 to 3"]);
        check(
            |lens| {
                let again = Topic { question: "Which ones?".into(), ..topic() };
                lens.topics = vec![topic(), again];
            },
            &["topics[1].id: \"refunds\" is there twice"],
        );
    }

    #[test]
    fn each_fault_of_speech_is_named_with_its_path() {
        let plain = |word: &str, plain: &str| BTreeMap::from([(word.into(), plain.into())]);
        check(|lens| lens.speech.line = "é".repeat(150), &[]);
        check(
            |lens| lens.speech.line = "é".repeat(151),
            &["speech.line: 151 characters, the limit is 150"],
        );
        check(|lens| lens.speech.plain = plain("run-rate", " "), &["speech.plain.run-rate: empty"]);
        check(
            |lens| lens.speech.plain = plain("arr", &"é".repeat(81)),
            &["speech.plain.arr: 81 characters, the limit is 80"],
        );
        check(
            |lens| lens.speech.plain = plain("*", "all"),
            &["speech.plain.*: a lone * stands between words only"],
        );
    }

    #[test]
    fn one_fault_does_not_hide_another() {
        check(
            |lens| {
                lens.name = "".into();
                lens.questions.insert(Kind::Policy, vec!["Hm".into()]);
            },
            &["name: empty", "questions.policy[0]: does not end with a question mark"],
        );
    }
}
