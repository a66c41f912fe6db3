//! Takes values out of TOML one by one, so that every fault is found in one go and a key that nobody
//! took is reported.
//!
//! What could not be read is `None` and was reported; the caller goes on with the rest.

use super::fault::{Faults, meant};
use std::ops::RangeInclusive;
use toml::{Table, Value};

/// A table, its path, and the keys that were asked for.
pub(super) struct Section<'f> {
    path: String,
    table: Table,
    known: Vec<&'static str>,
    faults: &'f Faults,
}

/// A value and its path.
pub(super) struct Node<'f> {
    pub path: String,
    value: Value,
    faults: &'f Faults,
}

impl<'f> Section<'f> {
    pub(super) fn root(table: Table, faults: &'f Faults) -> Self {
        Self { path: String::new(), table, known: vec![], faults }
    }

    /// Takes a value that may be missing.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Node<'f>> {
        self.known.push(key);
        let value = self.table.remove(key)?;
        Some(Node { path: join(&self.path, key), value, faults: self.faults })
    }

    /// Takes a section; one that is missing or no section is empty.
    pub(super) fn section(&mut self, key: &'static str) -> Section<'f> {
        let empty =
            Section { path: join(&self.path, key), ..Section::root(Table::new(), self.faults) };
        self.take(key).and_then(Node::section).unwrap_or(empty)
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        self.take(key)?.text()
    }

    /// Takes a text in which nothing stands for "not given".
    pub(super) fn text_if_any(&mut self, key: &'static str) -> Option<String> {
        self.text(key).filter(|text| !text.is_empty())
    }

    pub(super) fn number<T: TryFrom<i64>>(
        &mut self,
        key: &'static str,
        range: RangeInclusive<i64>,
    ) -> Option<T> {
        self.take(key)?.number(range)
    }

    pub(super) fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.take(key)?.flag()
    }

    /// Takes a list; one that is missing is empty.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<Node<'f>> {
        self.take(key).map_or_else(Vec::new, Node::list)
    }

    /// Tells whether a list is missing or has nothing in it.
    pub(super) fn is_bare(&self, key: &str) -> bool {
        self.table.get(key).is_none_or(|value| value.as_array().is_some_and(Vec::is_empty))
    }

    /// Reports something about a key of this section.
    pub(super) fn fault(&self, key: &str, what: impl Into<String>) {
        self.faults.add(&join(&self.path, key), what);
    }

    /// Reports something about a value inside this section.
    pub(super) fn fault_at(&self, path: &str, what: impl Into<String>) {
        self.faults.add(path, what);
    }

    /// Returns what is left, for a section whose keys are free.
    pub(super) fn entries(self) -> Vec<(String, Node<'f>)> {
        let Section { path, table, faults, .. } = self;
        let node =
            |key: String, value| (key.clone(), Node { path: join(&path, &key), value, faults });
        table.into_iter().map(|(key, value)| node(key, value)).collect()
    }

    /// Reports the keys that nobody took.
    pub(super) fn finish(self) {
        for key in self.table.keys() {
            let hint = self.hint(key);
            self.fault(key, format!("unknown key{hint}"));
        }
    }

    fn hint(&self, key: &str) -> String {
        match key {
            "bot_token" | "app_token" | "signing_secret" | "client_secret" => {
                let variable = format!("SLACK_{}", key.to_uppercase());
                format!("; secrets do not belong in a file, set the variable {variable}")
            }
            _ => match meant(key, self.known.iter().copied()) {
                none if none.is_empty() => format!("; known here: {}", self.known.join(", ")),
                hint => hint,
            },
        }
    }
}

impl<'f> Node<'f> {
    pub(super) fn text(self) -> Option<String> {
        match self.value {
            Value::String(text) => Some(text),
            ref other => self.refuse(other, "a text in quotes"),
        }
    }

    pub(super) fn number<T: TryFrom<i64>>(self, range: RangeInclusive<i64>) -> Option<T> {
        let number = self.value.as_integer().filter(|number| range.contains(number));
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        match number.and_then(|number| T::try_from(number).ok()) {
            None => self.refuse(&self.value, &expected),
            found => found,
        }
    }

    pub(super) fn flag(self) -> Option<bool> {
        match self.value {
            Value::Boolean(flag) => Some(flag),
            ref other => self.refuse(other, "true or false, without quotes"),
        }
    }

    /// Reads one of some words.
    pub(super) fn word<T: Clone>(self, words: &[(&str, T)]) -> Option<T> {
        let found = self.value.as_str().unwrap_or_default();
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == found) {
            return Some(meaning.clone());
        }
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let expected = format!("{}{}", all.join(", "), meant(found, all.iter().copied()));
        self.refuse(&self.value, &format!("one of {expected}"))
    }

    pub(super) fn is_empty_list(&self) -> bool {
        self.value.as_array().is_some_and(Vec::is_empty)
    }

    pub(super) fn list(self) -> Vec<Node<'f>> {
        let Value::Array(values) = self.value else {
            self.refuse::<()>(&self.value, "a list in square brackets");
            return vec![];
        };
        let (path, faults) = (self.path, self.faults);
        let node = |(index, value)| Node { path: format!("{path}[{index}]"), value, faults };
        values.into_iter().enumerate().map(node).collect()
    }

    pub(super) fn section(self) -> Option<Section<'f>> {
        match self.value {
            Value::Table(table) => {
                Some(Section { path: self.path, table, known: vec![], faults: self.faults })
            }
            ref other => self.refuse(other, "a section with keys of its own"),
        }
    }

    fn refuse<T>(&self, found: &Value, expected: &str) -> Option<T> {
        self.faults.add(&self.path, format!("found {}; expected {expected}", shown(found)));
        None
    }
}

/// Says what was found, without giving away a token or a password that was put in the wrong place.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(_) => "a list".into(),
        Value::Table(_) => "a section".into(),
        other => other.to_string(),
    }
}

/// Quotes a text that was found, cut where it is long and hidden where it may be secret.
pub(super) fn quoted(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 60;
    let secret = ["xox", "xapp-"].iter().any(|mark| text.contains(mark))
        || text.contains("://") && text.contains('@');
    if secret {
        return "something that may be secret".into();
    }
    match text.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((end, _)) => format!("{:?}", format!("{}…", &text[..end])),
        None => format!("{text:?}"),
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
