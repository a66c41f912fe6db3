//! Where the lenses come from: ten are built in, and a folder of the workspace's own goes over them.
//!
//! A file in the folder replaces the lens of the same function or adds a new one; what it says nothing of
//! because it is older than that stays as it is built in. Every fault of every
//! file is reported, each with its key's path; a folder with a fault gives no library at all. What a
//! sound lens is, is [`Lens::faults`]' business.

use crate::domain::ids::FunctionId;
use crate::domain::kind::Kind;
use crate::domain::lens::{Lens, Library, Saying};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// The built-in lenses by function, in the order in which people see them.
const BUILT_IN: [(&str, &str); 10] = [
    ("engineering", include_str!("../../config/lenses/engineering.toml")),
    ("finance", include_str!("../../config/lenses/finance.toml")),
    ("design", include_str!("../../config/lenses/design.toml")),
    ("marketing", include_str!("../../config/lenses/marketing.toml")),
    ("sales", include_str!("../../config/lenses/sales.toml")),
    ("legal", include_str!("../../config/lenses/legal.toml")),
    ("support", include_str!("../../config/lenses/support.toml")),
    ("operations", include_str!("../../config/lenses/operations.toml")),
    ("research", include_str!("../../config/lenses/research.toml")),
    ("leadership", include_str!("../../config/lenses/leadership.toml")),
];

/// Something wrong with a file of lenses, or with the folder itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub file: PathBuf,
    /// What is wrong, after the path of its key where it has one.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.what)
    }
}

/// Returns the library of the ten lenses that ship with Soundings.
pub fn built_in() -> Library {
    Library::new(built_in_lenses())
}

fn built_in_lenses() -> Vec<Lens> {
    // A test reads every one of them, so this cannot fail in a program that was released.
    let sound = |(function, text)| {
        read(function, text)
            .unwrap_or_else(|faults| panic!("the built-in lens {function} is at fault: {faults:?}"))
    };
    BUILT_IN.into_iter().map(sound).collect()
}

/// Returns the built-in library with the `*.toml` files of `folder` over it, in the order of their
/// names.
pub fn from_folder(folder: &Path) -> Result<Library, Vec<Fault>> {
    let files = files_of(folder).map_err(|error| vec![unreadable(folder, error)])?;
    let (mut lenses, mut faults) = (built_in_lenses(), vec![]);
    for file in files {
        match read_file(&file) {
            Ok(lens) => lenses.push(lens),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(Library::new(lenses)) } else { Err(faults) }
}

fn files_of(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = vec![];
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read_file(file: &Path) -> Result<Lens, Vec<Fault>> {
    let text = std::fs::read_to_string(file).map_err(|error| vec![unreadable(file, error)])?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let own = |what| Fault { file: file.into(), what };
    read(&stem, &text).map_err(|faults| faults.into_iter().map(own).collect())
}

fn unreadable(path: &Path, error: std::io::Error) -> Fault {
    Fault { file: path.into(), what: format!("cannot be read: {error}") }
}

/// Reads the lens in the file `stem`, or returns everything that is wrong with it.
fn read(stem: &str, text: &str) -> Result<Lens, Vec<String>> {
    let table = text.parse::<Table>().map_err(|error| vec![syntax(text, &error)])?;
    let mut reader = Reader { table, faults: vec![] };
    let lens = reader.lens();
    let mut faults = reader.finish();
    let mut judged = lens.faults();
    judged.retain(|fault| is_news(fault, &faults));
    faults.extend(judged);
    let misnamed = misnamed(stem, &lens).filter(|fault| is_news(fault, &faults));
    faults.extend(misnamed);
    if faults.is_empty() { Ok(lens) } else { Err(faults) }
}

/// One file for one function: otherwise two files could quietly compete for it.
fn misnamed(stem: &str, lens: &Lens) -> Option<String> {
    let function = lens.function.as_str();
    let what =
        format!("function: {function:?} belongs in `{function}.toml`; rename one of the two");
    (stem != function).then_some(what)
}

/// Tells whether a fault concerns other keys than those known: what could not be read stands empty in
/// the lens and must not be blamed for that as well.
fn is_news(fault: &str, known: &[String]) -> bool {
    let path = path_of(fault);
    known.iter().map(|fault| path_of(fault)).all(|known| {
        let whole = known.find(']').map_or(known, |end| &known[..=end]);
        !is_within(path, whole) && !is_within(known, path)
    })
}

/// Tells whether a path is `outer` or leads through it.
fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn path_of(fault: &str) -> &str {
    fault.split(':').next().unwrap_or_default()
}

fn syntax(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    format!("line {}: {}", before.matches('\n').count() + 1, error.message())
}

/// Takes a lens's keys out of a table one by one, so that one fault does not hide another.
struct Reader {
    table: Table,
    faults: Vec<String>,
}

impl Reader {
    fn lens(&mut self) -> Lens {
        let function: String = self.take("function");
        Lens {
            topics: self.take_kept_list(&function, "topics"),
            speech: self.take_kept(&function, "speech"),
            function: FunctionId::new(function),
            name: self.take("name"),
            protects: self.take("protects"),
            worries: self.take_list("worries"),
            words: self.take_list("words"),
            says: self.take_list::<Saying>("says"),
            questions: self.take_questions(),
        }
    }

    /// Returns the faults, a key that nobody took among them.
    fn finish(mut self) -> Vec<String> {
        self.faults.extend(self.table.keys().map(|key| format!("{key}: unknown key")));
        self.faults
    }

    fn take<T: DeserializeOwned + Default>(&mut self, key: &str) -> T {
        let value = self.take_value(key);
        value.and_then(|value| self.convert(key, value)).unwrap_or_default()
    }

    fn take_list<T: DeserializeOwned + Default>(&mut self, key: &str) -> Vec<T> {
        self.take_value(key).map_or_else(Vec::new, |value| self.convert_list(key, value))
    }

    fn take_questions(&mut self) -> BTreeMap<Kind, Vec<String>> {
        let mut questions = BTreeMap::new();
        for (word, value) in self.take::<Table>("questions") {
            let path = format!("questions.{word}");
            match Kind::parse(&word) {
                Some(kind) => drop(questions.insert(kind, self.convert_list(&path, value))),
                None => self.faults.push(format!("{path}: no kind of decision; {}", known_kinds())),
            }
        }
        questions
    }

    /// Takes a list that files of an earlier version do not have; there it stays as it is built in.
    fn take_kept_list<T: DeserializeOwned + Default>(
        &mut self,
        function: &str,
        key: &str,
    ) -> Vec<T> {
        let value = self.table.remove(key).or_else(|| built_in_value(function, key));
        value.map_or_else(Vec::new, |value| self.convert_list(key, value))
    }

    /// Takes a value that files of an earlier version do not have.
    fn take_kept<T: DeserializeOwned + Default>(&mut self, function: &str, key: &str) -> T {
        let value = self.table.remove(key).or_else(|| built_in_value(function, key));
        value.and_then(|value| self.convert(key, value)).unwrap_or_default()
    }

    fn take_value(&mut self, key: &str) -> Option<Value> {
        let value = self.table.remove(key);
        if value.is_none() {
            self.faults.push(format!("{key}: missing"));
        }
        value
    }

    /// An entry that does not fit leaves an empty one, so that later ones keep their places.
    fn convert_list<T>(&mut self, path: &str, value: Value) -> Vec<T>
    where
        T: DeserializeOwned + Default,
    {
        let values: Vec<Value> = self.convert(path, value).unwrap_or_default();
        let mut entry = |(index, value)| self.convert(&format!("{path}[{index}]"), value);
        values.into_iter().enumerate().map(|each| entry(each).unwrap_or_default()).collect()
    }

    fn convert<T: DeserializeOwned>(&mut self, path: &str, value: Value) -> Option<T> {
        value.try_into().map_err(|error| self.faults.push(misfit(path, &error))).ok()
    }
}

/// Returns what the built-in lens of a function has under a key.
fn built_in_value(function: &str, key: &str) -> Option<Value> {
    let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == function)?;
    text.parse::<Table>().ok()?.remove(key)
}

/// Says what does not fit, with the key inside the value that the error names, if any.
fn misfit(path: &str, error: &toml::de::Error) -> String {
    let text = error.to_string();
    let inner = text.lines().find_map(|line| line.strip_prefix("in `")?.strip_suffix('`'));
    let path = inner.map_or(path.to_string(), |inner| format!("{path}.{inner}"));
    format!("{path}: {}", error.message())
}

fn known_kinds() -> String {
    let words: Vec<&str> = Kind::ALL.into_iter().map(Kind::as_str).collect();
    format!("the kinds are {}", words.join(", "))
}

#[cfg(test)]
mod tests;
