//! What is wrong with a configuration: all of it, each with the place where it can be mended.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The key's path such as `functions.finance.people[0]`, or the name of a variable.
    pub place: String,
    /// What was found, what was expected, and what was probably meant.
    pub what: String,
}

impl Fault {
    /// Returns a fault at a place.
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Gathers faults while a configuration is read, so that one does not hide another.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: RefCell<Vec<Fault>>,
    /// Keys whose value came from a variable: the fault is there, not in the file.
    origins: BTreeMap<String, &'static str>,
}

impl Faults {
    pub(super) fn with_origins(origins: BTreeMap<String, &'static str>) -> Self {
        Self { found: RefCell::default(), origins }
    }

    pub(super) fn add(&self, path: &str, what: impl Into<String>) {
        let place = self.origins.get(path).map_or(path, |variable| variable);
        self.found.borrow_mut().push(Fault::new(place, what));
    }

    /// Tells whether a section has a fault: what is read from it then is not what was meant.
    pub(super) fn any_in(&self, section: &str) -> bool {
        let within = |place: &str| place.split(['.', '[']).next() == Some(section);
        self.found.borrow().iter().any(|fault| within(&fault.place))
    }

    pub(super) fn into_inner(self) -> Vec<Fault> {
        self.found.into_inner()
    }
}

/// Returns ` (did you mean …?)` where one of the known words is near.
pub(crate) fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let plain = word.to_lowercase();
    let distance = |other: &str| strsim::damerau_levenshtein(&plain, &other.to_lowercase());
    let near = known.into_iter().map(|other| (distance(other), other)).min();
    match near {
        Some((far, other)) if far <= (word.chars().count() / 3).max(1) => {
            format!(" (did you mean `{other}`?)")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised_and_another_word_is_not() {
        let known = ["start", "end", "days"];
        assert_eq!(meant("strat", known), " (did you mean `start`?)");
        assert_eq!(meant("Days", known), " (did you mean `days`?)");
        assert_eq!(meant("weekends", known), "");
    }
}
