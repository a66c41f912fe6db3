//! Who plays whom: the people of a conversation as people of functions.

use super::conversation::Conversation;
use jiff::civil::date;
use soundings::rehearsal::script::{Mark, Person, Role};
use std::collections::BTreeMap;

/// The zone of everybody who says something, and of the script.
pub const ZONE: &str = "Europe/Berlin";
/// The zones of the others.
const ELSEWHERE: [&str; 3] = ["Europe/Lisbon", "America/New_York", "Asia/Kolkata"];

/// The functions in the order in which they are given to people who speak.
const FUNCTIONS: [&str; 10] = [
    "engineering",
    "operations",
    "support",
    "design",
    "research",
    "legal",
    "marketing",
    "finance",
    "sales",
    "leadership",
];
/// So many functions have people who speak; the others have somebody who never does.
const SPEAKING: usize = 6;
/// Who says less is at most a backup.
const MESSAGES_OF_A_MEMBER: usize = 3;
/// So many functions have a backup.
const BACKUPS: usize = 4;

/// The people of a rehearsal. Everybody is called by their pseudonym.
#[derive(Debug)]
pub struct Cast {
    pub owner: String,
    pub people: Vec<Person>,
    /// The functions of people who speak, with the one who is asked first.
    pub members: BTreeMap<&'static str, String>,
    /// The backups who speak, by function.
    backups: BTreeMap<&'static str, String>,
}

impl Cast {
    /// The author of the proposal owns it; the others get functions in the order in which they appear.
    pub fn of(conversation: &Conversation) -> Self {
        let owner = conversation.proposal().author.clone();
        let speakers = speakers(conversation, &owner);
        let (often, seldom): (Vec<_>, Vec<_>) =
            speakers.into_iter().partition(|(_, messages)| *messages >= MESSAGES_OF_A_MEMBER);
        let names = |some: Vec<(String, usize)>| some.into_iter().map(|(name, _)| name);
        let members: BTreeMap<_, _> =
            FUNCTIONS.into_iter().take(SPEAKING).zip(names(often.clone())).collect();
        let backups: BTreeMap<_, _> =
            FUNCTIONS.into_iter().take(BACKUPS).zip(names(seldom.clone())).collect();
        let mut people = vec![speaker(&owner).with(Role::Owner)];
        for name in names(often).chain(names(seldom)) {
            let person = speaker(&name);
            let holds = |held: &BTreeMap<&'static str, String>| {
                held.iter().find(|(_, holder)| **holder == name).map(|(function, _)| *function)
            };
            people.push(match (holds(&members), holds(&backups)) {
                (Some(function), _) => person.of(function),
                (None, Some(function)) => person.of(function).with(Role::Backup),
                (None, None) => person,
            });
        }
        let quiet = FUNCTIONS.into_iter().filter(|function| !members.contains_key(function));
        people.extend(
            quiet
                .zip(ELSEWHERE.into_iter().cycle())
                .map(|(function, zone)| quiet_one(function, zone)),
        );
        Self { owner, people, members, backups }
    }

    /// Returns the function somebody can speak for.
    pub fn function_of(&self, author: &str) -> Option<&'static str> {
        let held = self.members.iter().chain(&self.backups);
        held.into_iter().find(|(_, holder)| *holder == author).map(|(function, _)| *function)
    }

    /// Returns the functions that somebody who opens the proposal by hand names: some whose people
    /// speak, and three whose people do not.
    pub fn named_by_hand(&self) -> Vec<&'static str> {
        let speaking = self.members.keys().copied();
        let mut named: Vec<_> = FUNCTIONS
            .into_iter()
            .filter(|one| speaking.clone().any(|s| s == *one))
            .take(4)
            .collect();
        named.extend(["finance", "sales", "legal"]);
        named
    }
}

/// The others who speak, in the order in which they appear, with how much they say.
fn speakers(conversation: &Conversation, owner: &str) -> Vec<(String, usize)> {
    let mut speakers: Vec<(String, usize)> = Vec::new();
    for message in conversation.messages.iter().filter(|message| message.author != owner) {
        match speakers.iter_mut().find(|(name, _)| *name == message.author) {
            Some((_, messages)) => *messages += 1,
            None => speakers.push((message.author.clone(), 1)),
        }
    }
    speakers
}

fn speaker(pseudonym: &str) -> Person {
    Person::new(pseudonym, &pseudonym.to_uppercase(), ZONE)
}

/// Somebody who reads along: of most functions at their desk and silent; of sales on holiday; of legal
/// not to be written to. The one of leadership gets the weekly digest.
fn quiet_one(function: &str, zone: &str) -> Person {
    let handle = format!("quiet-{function}");
    let mut person = Person::new(&handle, &format!("Quiet {function}"), zone).of(function);
    match function {
        "leadership" => person.roles.push(Role::Leader),
        "sales" => person.away = Some((date(2026, 3, 1), date(2026, 3, 20))),
        "legal" => person.marks.push(Mark::RefusesDms),
        _ => {}
    }
    person
}

#[test]
fn whoever_says_much_is_asked_and_whoever_says_little_is_a_backup() {
    let made_up = super::conversation::made_up;
    let said = ["p9", "p2", "p3", "p2", "p4", "p2", "p4", "p4", "p9"];
    let messages = said.iter().map(|author| made_up(author, "hm", "other")).collect();
    let cast = Cast::of(&Conversation { file: "none", messages, proposal: 0 });
    assert_eq!(cast.owner, "p9");
    assert_eq!(cast.function_of("p9"), None);
    assert_eq!(cast.function_of("p2"), Some("engineering"));
    assert_eq!(cast.function_of("p4"), Some("operations"));
    let backups = cast.people.iter().filter(|one| one.roles.contains(&Role::Backup));
    let backups: Vec<_> = backups.map(|one| (&*one.handle, one.function.as_deref())).collect();
    assert_eq!(backups, [("p3", Some("engineering"))]);
    let quiet = cast.people.iter().filter(|one| one.handle.starts_with("quiet-")).count();
    assert_eq!(quiet, 8, "every other function has somebody who only reads");
    assert_eq!(cast.named_by_hand(), ["engineering", "operations", "finance", "sales", "legal"]);
}
