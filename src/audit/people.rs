//! For which function each person stands, and how sure that is.
//!
//! A mapping that somebody wrote beats the configuration's roster, which beats the title. Names and
//! addresses are held here to be matched and masked; no report ever shows one.

use super::account::Why;
use super::mapping::{Entry, Meaning};
use super::masking::Mask;
use super::{titles, wire};
use crate::domain::ids::FunctionId;
use crate::domain::lens::Library;
use crate::domain::roster::{Staffing, Who};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How sure it is for which function somebody stands; the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sure {
    /// Somebody wrote it down.
    Mapped,
    /// Their title says so.
    Title,
    /// Their title hints at it.
    Hint,
}

impl Sure {
    /// Returns the word used in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Sure::Mapped => "mapped",
            Sure::Title => "title",
            Sure::Hint => "hint",
        }
    }
}

/// For what somebody stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// A function that can be asked.
    Function(FunctionId, Sure),
    /// Product management: they own decisions rather than being asked about them.
    Product(Sure),
    /// Nothing is known.
    #[default]
    Unknown,
}

/// Somebody of the export.
#[derive(Clone, Debug, Default)]
pub struct Person {
    pub id: String,
    /// Their handle, e-mail address and names, to be matched.
    pub handle: String,
    pub email: String,
    pub names: Vec<String>,
    pub title: String,
    pub is_bot: bool,
    pub standing: Standing,
}

/// Everybody of the export.
#[derive(Default)]
pub struct People {
    known: BTreeMap<String, Person>,
    /// How many stand for each function.
    staff: BTreeMap<FunctionId, usize>,
    mask: Mask,
}

impl People {
    /// Takes in one entry of `users.json`.
    pub fn add(&mut self, user: &wire::User<'_>) -> Result<(), Why> {
        if user.id.is_empty() {
            return Err(Why::OddEntry);
        }
        let profile = &user.profile;
        let names = [&user.real_name, &profile.real_name, &profile.display_name];
        let mut names: Vec<String> = names.into_iter().map(|name| name.trim().to_owned()).collect();
        names.retain(|name| !name.is_empty());
        names.dedup();
        let person = Person {
            id: user.id.to_string(),
            handle: user.name.to_string(),
            email: profile.email.to_lowercase(),
            names,
            title: profile.title.trim().to_owned(),
            is_bot: !user.is_bot.is_empty() || &*user.id == "USLACKBOT",
            standing: Standing::Unknown,
        };
        if !person.is_bot {
            self.mask.add(&person.handle, &person.names);
        }
        self.known.insert(person.id.clone(), person);
        Ok(())
    }

    /// Guesses everybody's function by their title.
    pub fn guess(&mut self, library: &Library) {
        for person in self.known.values_mut() {
            person.standing = titles::guess(&person.title, library);
        }
        self.count_staff();
    }

    /// Maps those whom the configuration names; user groups are not part of an export.
    pub fn map_roster(&mut self, roster: &BTreeMap<FunctionId, Staffing>) {
        for (function, staffing) in roster {
            let named = staffing.people.iter().chain(&staffing.backups).chain(&staffing.leads);
            for person in self.known.values_mut() {
                let is_named = named.clone().any(|who| match who {
                    Who::User(user) => user.as_str() == person.id,
                    Who::Email(email) => email.to_lowercase() == person.email,
                    Who::Group(_) => false,
                });
                if is_named {
                    person.standing = Standing::Function(function.clone(), Sure::Mapped);
                }
            }
        }
        self.count_staff();
    }

    /// Maps those whom a mapping names; returns the lines that name nobody, or more than one person.
    pub fn map(&mut self, entries: &[Entry]) -> Vec<usize> {
        let mut index: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for person in self.iter() {
            for name in person.goes_by() {
                index.entry(name).or_default().insert(person.id.clone());
            }
        }
        let mut missed = Vec::new();
        for entry in entries {
            let named = index.get(&entry.who.to_lowercase()).filter(|ids| ids.len() == 1);
            let id = named.and_then(BTreeSet::first);
            match id.and_then(|id| self.known.get_mut(id)) {
                Some(person) => person.standing = standing(&entry.meaning),
                None => missed.push(entry.line),
            }
        }
        self.count_staff();
        missed
    }

    fn count_staff(&mut self) {
        let mut staff = BTreeMap::new();
        for person in self.iter() {
            if let Standing::Function(function, _) = &person.standing {
                *staff.entry(function.clone()).or_default() += 1;
            }
        }
        self.staff = staff;
    }

    /// Returns how many people of the export are known to stand for a function.
    pub fn stand_for(&self, function: &FunctionId) -> usize {
        self.staff.get(function).copied().unwrap_or(0)
    }

    /// Tells whether anybody is known to stand for any function.
    pub fn are_known(&self) -> bool {
        !self.staff.is_empty()
    }

    /// Returns for what somebody stands; strangers and people of other workspaces are unknown.
    pub fn standing(&self, id: &str) -> &Standing {
        self.known.get(id).map_or(&Standing::Unknown, |person| &person.standing)
    }

    /// Returns the function for which somebody speaks.
    pub fn function_of(&self, id: &str) -> Option<&FunctionId> {
        match self.standing(id) {
            Standing::Function(function, _) => Some(function),
            Standing::Product(_) | Standing::Unknown => None,
        }
    }

    /// Tells whether it is not known for what somebody stands.
    pub fn is_stranger(&self, id: &str) -> bool {
        *self.standing(id) == Standing::Unknown
    }

    /// Tells whether a program speaks here.
    pub fn is_bot(&self, id: &str) -> bool {
        self.known.get(id).is_some_and(|person| person.is_bot)
    }

    /// Returns everybody who is no bot, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.known.values().filter(|person| !person.is_bot)
    }

    /// Returns a text without the names of people.
    pub fn masked(&self, text: &str) -> String {
        self.mask.apply(text)
    }
}

impl Person {
    /// Returns everything by which a mapping may mean this person, in lower case.
    fn goes_by(&self) -> Vec<String> {
        let at_handle = format!("@{}", self.handle);
        let plain = [&self.id, &self.email, &self.handle, &at_handle];
        let all = plain.into_iter().chain(&self.names);
        all.filter(|name| !["", "@"].contains(&name.as_str()))
            .map(|name| name.to_lowercase())
            .collect()
    }
}

fn standing(meaning: &Meaning) -> Standing {
    match meaning {
        Meaning::Function(function) => Standing::Function(function.clone(), Sure::Mapped),
        Meaning::Product => Standing::Product(Sure::Mapped),
        Meaning::Unknown => Standing::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::lenses;

    fn people() -> People {
        let mut people = People::default();
        for json in [
            r#"{"id":"U1","name":"ana","real_name":"Ana Weber","profile":{"title":"CFO","email":"Ana@x.example"}}"#,
            r#"{"id":"U2","name":"ben","real_name":"Ben Okafor","profile":{"title":"Data Analyst"}}"#,
            r#"{"id":"U3","name":"ben2","real_name":"Ben Okafor"}"#,
            r#"{"id":"B1","name":"deploybot","is_bot":true,"profile":{"title":"engineer"}}"#,
        ] {
            people.add(&serde_json::from_str(json).expect("a person")).expect("taken in");
        }
        people.guess(&lenses::built_in());
        people
    }

    fn entry(line: usize, who: &str, meaning: Meaning) -> Entry {
        Entry { line, who: who.to_owned(), meaning }
    }

    #[test]
    fn titles_are_guessed_and_a_mapping_beats_them() {
        let mut people = people();
        let finance = |sure| Standing::Function("finance".into(), sure);
        assert_eq!(people.standing("U1"), &finance(Sure::Title));
        assert_eq!(people.standing("U9"), &Standing::Unknown);
        let missed = people.map(&[
            entry(2, "ana@X.example", Meaning::Function("legal".into())),
            entry(3, "@ben", Meaning::Function("finance".into())),
            entry(4, "Ben Okafor", Meaning::Product),
            entry(5, "deploybot", Meaning::Product),
        ]);
        assert_eq!(missed, [4, 5], "two people go by one name, and a bot stands for nothing");
        assert_eq!(people.standing("U1"), &Standing::Function("legal".into(), Sure::Mapped));
        assert_eq!(people.standing("U2"), &finance(Sure::Mapped));
    }

    #[test]
    fn the_roster_of_the_configuration_counts_as_a_mapping() {
        let mut people = people();
        let named = vec![Who::Email("ana@x.example".into()), Who::Group("legal".into())];
        let staffing = Staffing { leads: named, ..Staffing::default() };
        people.map_roster(&BTreeMap::from([("sales".into(), staffing)]));
        assert_eq!(people.standing("U1"), &Standing::Function("sales".into(), Sure::Mapped));
    }
}
