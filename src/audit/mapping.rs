//! A file that says who stands for which function, read and written.
//!
//! CSV with the columns `who` and `function`, or TOML with a table `people`. What is written is CSV
//! with a guess per person, the unsure ones first, so that a spreadsheet is enough to mend it.

use super::people::{People, Person, Standing};
use super::titles::PRODUCT;
use crate::config::meant;
use crate::domain::ids::FunctionId;
use crate::domain::lens::Library;

/// One person of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The line, or the place in the table.
    pub line: usize,
    /// A user id, an e-mail address, a handle or a full name.
    pub who: String,
    pub meaning: Meaning,
}

/// For what a mapping says that somebody stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A function.
    Function(FunctionId),
    /// Product management.
    Product,
    /// Nothing: a wrong guess is taken back.
    Unknown,
}

/// Reads a mapping; `is_toml` tells how it is written. Every fault is returned.
pub fn read(text: &str, is_toml: bool, library: &Library) -> Result<Vec<Entry>, Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rows = if is_toml { toml_rows(text) } else { csv_rows(text) };
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    for (line, who, function) in rows.map_err(|fault| vec![fault])? {
        match meaning(&function, library) {
            Ok(meaning) => entries.push(Entry { line, who, meaning }),
            Err(fault) => faults.push(format!("line {line}: {fault}")),
        }
    }
    let more = faults.len().saturating_sub(FAULTS_MAX);
    faults.truncate(FAULTS_MAX);
    faults.extend((more > 0).then(|| format!("and {more} more")));
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

type Row = (usize, String, String);

/// More faults than this tell nothing new.
const FAULTS_MAX: usize = 20;

fn toml_rows(text: &str) -> Result<Vec<Row>, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
        format!("line {line}: {}", error.message())
    })?;
    let expected = "expected a table [people] with lines such as \"ana@example.com\" = \"finance\"";
    let people = table.get("people").and_then(toml::Value::as_table).ok_or(expected)?;
    let rows = people.iter().enumerate().map(|(at, (who, function))| {
        let function = function.as_str().ok_or_else(|| format!("people.{who}: {expected}"))?;
        let line = text.lines().position(|line| line.contains(who.as_str())).map_or(at, |at| at);
        Ok((line + 1, who.clone(), function.to_owned()))
    });
    rows.collect()
}

fn csv_rows(text: &str) -> Result<Vec<Row>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter(text))
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, |position| line_of(text, position));
        let (Some(who), Some(function)) = (record.get(0), record.get(1)) else {
            return Err(format!("line {line}: expected two columns, who and function"));
        };
        let is_heading = rows.is_empty() && who.eq_ignore_ascii_case("who");
        if !is_heading && !who.is_empty() {
            rows.push((line, who.to_owned(), function.to_owned()));
        }
    }
    Ok(rows)
}

/// Returns what stands between the columns: spreadsheets write what their country is used to.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let count = |mark: u8| first.map_or(0, |line| line.bytes().filter(|b| *b == mark).count());
    let other = [b';', b'\t'].into_iter().find(|mark| count(b',') == 0 && count(*mark) > 0);
    other.unwrap_or(b',')
}

/// Returns the line of a record; its position is where the blank lines and remarks before it begin.
fn line_of(text: &str, position: &csv::Position) -> usize {
    let rest = text.get(position.byte() as usize..).unwrap_or_default();
    let is_passed = |line: &&str| line.trim().is_empty() || line.starts_with('#');
    position.line() as usize + rest.lines().take_while(is_passed).count()
}

fn meaning(word: &str, library: &Library) -> Result<Meaning, String> {
    let word = word.trim().to_lowercase();
    let lens = library
        .iter()
        .find(|lens| lens.function.as_str() == word || lens.name.to_lowercase() == word);
    match (lens, word.as_str()) {
        (Some(lens), _) => Ok(Meaning::Function(lens.function.clone())),
        (None, PRODUCT) => Ok(Meaning::Product),
        (None, "" | "unknown" | "none") => Ok(Meaning::Unknown),
        (None, word) => {
            let known: Vec<&str> = library.iter().map(|lens| lens.function.as_str()).collect();
            let hint = meant(word, known.iter().copied());
            let known = known.join(", ");
            Err(format!(
                "no function is called {word:?}{hint}; expected {known}, product or unknown"
            ))
        }
    }
}

/// Writes what is known of everybody as a mapping to be mended, the least sure first.
pub fn template(people: &People) -> String {
    let mut all: Vec<&Person> = people.iter().collect();
    all.sort_by_key(|person| (std::cmp::Reverse(sureness(&person.standing)), &person.id));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heading = ["who", "function", "how sure", "title", "name"];
    let rows = all.iter().map(|person| row(person));
    for row in std::iter::once(heading.map(str::to_owned)).chain(rows) {
        // Writing to memory does not fail.
        let _ = writer.write_record(&row);
    }
    String::from_utf8_lossy(&writer.into_inner().unwrap_or_default()).into_owned()
}

fn row(person: &Person) -> [String; 5] {
    let (function, sure) = match &person.standing {
        Standing::Function(function, sure) => (function.as_str(), sure.as_str()),
        Standing::Product(sure) => (PRODUCT, sure.as_str()),
        Standing::Unknown => ("unknown", ""),
    };
    let name = person.names.first().unwrap_or(&person.handle);
    [&person.id, function, sure, &person.title, name].map(inert)
}

/// Returns a cell that no spreadsheet takes for a formula.
fn inert(cell: &str) -> String {
    let cell: String = cell.chars().filter(|c| !c.is_control()).collect();
    let starts = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if starts { format!("'{cell}") } else { cell }
}

fn sureness(standing: &Standing) -> usize {
    match standing {
        Standing::Function(_, sure) | Standing::Product(sure) => *sure as usize,
        Standing::Unknown => usize::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::lenses;

    fn check(text: &str, is_toml: bool) -> Result<Vec<(usize, String, Meaning)>, Vec<String>> {
        let entries = read(text, is_toml, &lenses::built_in())?;
        Ok(entries.into_iter().map(|entry| (entry.line, entry.who, entry.meaning)).collect())
    }

    #[test]
    fn both_forms_say_the_same() {
        let finance = || Meaning::Function("finance".into());
        let research = || Meaning::Function("research".into());
        let csv = "\u{feff}who,function,title\r\nana@x.example,Finance,\"CFO, EMEA\"\n# away\n\nU2,customer research\nU3,product\n";
        let expected = vec![
            (2, "ana@x.example".to_owned(), finance()),
            (5, "U2".to_owned(), research()),
            (6, "U3".to_owned(), Meaning::Product),
        ];
        assert_eq!(check(csv, false), Ok(expected));
        let toml = "[people]\n\"ana@x.example\" = \"finance\"\nU2 = \"\"\n";
        let expected = vec![
            (2, "ana@x.example".to_owned(), finance()),
            (3, "U2".to_owned(), Meaning::Unknown),
        ];
        let mut found = check(toml, true).expect("read");
        found.sort_by_key(|row| row.0);
        assert_eq!(found, expected);
    }

    #[test]
    fn spreadsheets_of_every_country_are_read() {
        let finance = || Meaning::Function("finance".into());
        for text in [
            "who,function\nU1,finance\n",
            "who;function\nU1;finance\n",
            "who\tfunction\nU1\tfinance\n",
        ] {
            assert_eq!(check(text, false), Ok(vec![(2, "U1".to_owned(), finance())]), "{text:?}");
        }
    }

    #[test]
    fn every_fault_is_named_with_its_line_and_not_more_than_anybody_reads() {
        let many = "U1,magic\n".repeat(100);
        let faults = check(&many, false).expect_err("faults");
        assert_eq!((faults.len(), faults[20].as_str()), (21, "and 80 more"));
        let faults = check("who,function\nU1,finanse\nU2,magic\n", false).expect_err("faults");
        assert!(
            faults[0]
                .starts_with("line 2: no function is called \"finanse\" (did you mean `finance`?)")
        );
        assert!(faults[1].starts_with("line 3: no function is called \"magic\"; expected "));
        assert_eq!(
            check("U1\n", false),
            Err(vec!["line 1: expected two columns, who and function".into()])
        );
        assert!(check("[people\n", true).expect_err("a fault")[0].starts_with("line 1: "));
        assert!(
            check("people = 3\n", true).expect_err("a fault")[0].starts_with("expected a table")
        );
    }

    #[test]
    fn what_is_written_can_be_read_and_starts_no_formula() {
        let mut people = People::default();
        for json in [
            r#"{"id":"U1","real_name":"=1+1","profile":{"title":"CFO, \"acting\""}}"#,
            r#"{"id":"U2","name":"kim"}"#,
        ] {
            people.add(&serde_json::from_str(json).expect("a person")).expect("taken in");
        }
        people.guess(&lenses::built_in());
        let text = template(&people);
        assert_eq!(
            text,
            "who,function,how sure,title,name\nU2,unknown,,,kim\nU1,finance,title,\"CFO, \"\"acting\"\"\",'=1+1\n"
        );
        assert_eq!(check(&text, false).expect("read").len(), 2);
    }
}
