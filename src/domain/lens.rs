//! The lens library: how each function looks at a decision, and what it asks.
//!
//! The text lives in `config/lenses/<function>.toml`; this module only gives it a shape, chooses from
//! it and finds its phrases in what people write. Nothing here reads files.

mod faults;
mod phrase;
mod question;
mod speech;
mod topic;

pub use faults::{NAME_CHARS_MAX, QUESTION_CHARS_MAX};
pub use phrase::Phrases;
pub use question::{Question, QuestionId};
pub use speech::{Figure, LINE_CHARS_MAX, PLAIN_CHARS_MAX, Speech};
pub use topic::{Aspect, TOPIC_CHARS_MAX, TOPIC_WEIGHT_MAX, Topic};

use super::care::Care;
use super::ids::{FunctionId, TopicId};
use super::kind::Kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Questions that help whatever the function and the kind of decision.
pub const FOLLOW_UPS: [&str; 4] = [
    "What would make this a yes for you?",
    "Who else would be touched by this?",
    "What should we be asking that nobody has asked?",
    "It is six months on and this has failed on your side: what happened?",
];

/// One function's lens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lens {
    /// The function's short name; the file has the same name.
    pub function: FunctionId,
    /// The function's name as people read it, such as `Finance`.
    pub name: String,
    /// What this function looks after, in a word or three, such as `predictability`.
    pub protects: String,
    /// What it worries about.
    pub worries: Vec<String>,
    /// Its own vocabulary, in which it likes to be addressed.
    pub words: Vec<String>,
    /// What is usually said, what that protects, and what to ask instead.
    pub says: Vec<Saying>,
    /// Three questions for every kind of decision: the first is asked, all help to think.
    pub questions: BTreeMap<Kind, Vec<String>>,
    /// What it would bring up, and by which words one sees that somebody has.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// How to speak to it.
    #[serde(default)]
    pub speech: Speech,
}

/// A sentence a function is known for, and the care behind it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// What people hear, such as `not in the budget`.
    pub says: String,
    /// What it protects.
    pub protects: String,
    /// The question that brings it to light.
    pub ask: String,
    /// The same as `protects`, in one of the words that are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care: Option<Care>,
}

/// All lenses of a workspace, by function, in the order in which people see them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    lenses: Vec<Lens>,
    /// What the topics of all lenses are touched by.
    phrases: Phrases<TopicId>,
}

impl Library {
    /// Returns a library in the order given; a later lens takes the place of an earlier one of the
    /// same function.
    pub fn new(lenses: Vec<Lens>) -> Self {
        let mut library = Self::default();
        for lens in lenses {
            library.put(lens);
        }
        for (lens, topic) in library.lenses.iter().flat_map(Lens::each_topic) {
            library.phrases.add(TopicId::of(&lens.function, &topic.id), &topic.touched_by);
        }
        library
    }

    fn put(&mut self, lens: Lens) {
        match self.lenses.iter_mut().find(|known| known.function == lens.function) {
            Some(known) => *known = lens,
            None => self.lenses.push(lens),
        }
    }

    /// Returns a function's lens.
    pub fn get(&self, function: &FunctionId) -> Option<&Lens> {
        self.iter().find(|lens| lens.function == *function)
    }

    /// Returns a function's place in the order in which people see functions; unknown ones come last.
    pub fn place(&self, function: &FunctionId) -> usize {
        self.lenses.iter().position(|lens| lens.function == *function).unwrap_or(self.lenses.len())
    }

    /// Returns every lens, in the order in which people see them.
    pub fn iter(&self) -> impl Iterator<Item = &Lens> {
        self.lenses.iter()
    }

    /// Returns a function's name as people read it, or its short name where it has no lens.
    pub fn name_of<'a>(&'a self, function: &'a FunctionId) -> &'a str {
        self.get(function).map_or(function.as_str(), |lens| &lens.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lens(function: &str, name: &str) -> Lens {
        Lens {
            function: function.into(),
            name: name.into(),
            protects: "calm".into(),
            worries: vec![],
            words: vec![],
            says: vec![],
            questions: BTreeMap::new(),
            topics: vec![],
            speech: Speech::default(),
        }
    }

    #[test]
    fn a_later_lens_takes_the_place_of_an_earlier_one() {
        let library = Library::new(vec![
            lens("finance", "Finance"),
            lens("legal", "Legal"),
            lens("finance", "Money"),
        ]);
        let names: Vec<&str> = library.iter().map(|lens| lens.name.as_str()).collect();
        assert_eq!(names, ["Money", "Legal"]);
    }

    #[test]
    fn a_function_without_a_lens_goes_by_its_short_name() {
        let library = Library::new(vec![lens("finance", "Finance")]);
        assert_eq!(library.name_of(&"finance".into()), "Finance");
        assert_eq!(library.name_of(&"catering".into()), "catering");
        assert_eq!(library.get(&"catering".into()), None);
    }
}
