//! The account of what could not be read: what, how often, where first, and why.

use serde::Serialize;
use std::collections::BTreeMap;

/// Why something was not read, or not as it stood. The order is the order of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A file that every export has is not there.
    Missing,
    /// The channel that was asked for is not there.
    NoSuchChannel,
    /// The channel that was asked for is private, and private ones were not.
    Private,
    /// What was asked for are direct messages.
    Direct,
    /// The archive asks for a password here.
    Encrypted,
    /// Packed in a way that Slack does not use.
    Packing,
    /// The disk or the archive does not give it.
    Damaged,
    /// Unpacks to far more than it can honestly hold.
    Bomb,
    /// Its packed bytes are another file's.
    Shared,
    /// The whole export unpacks to more than is read.
    TooMuch,
    /// The path leads out of the export.
    Climbs,
    /// A symbolic link is not followed.
    Link,
    /// Neither a file nor a folder.
    Special,
    /// Another entry goes by the same name.
    Duplicate,
    /// No list says that the conversation is public.
    Unlisted,
    /// No list says of any conversation whether it is public.
    NotToldApart,
    /// Something other than a list.
    NotAList,
    /// The list ends in the middle.
    CutOff,
    /// The list holds something that is no JSON object.
    Malformed,
    /// One message or person that is not understood.
    OddEntry,
    /// One message beyond any size Slack allows.
    TooLong,
    /// One message with bytes that are no text.
    NotUtf8,
    /// One message that stands there again.
    Repeated,
    /// One message whose time cannot be right.
    OddTime,
    /// Fewer replies are there than the message above them says.
    RepliesMissing,
}

impl Why {
    /// Returns what is counted: its singular and plural.
    fn unit(self) -> (&'static str, &'static str) {
        match self {
            Why::OddEntry => ("entry", "entries"),
            Why::TooLong | Why::NotUtf8 | Why::Repeated | Why::OddTime => ("message", "messages"),
            Why::RepliesMissing => ("thread", "threads"),
            Why::Direct | Why::Unlisted | Why::NotToldApart => ("conversation", "conversations"),
            Why::NoSuchChannel | Why::Private => ("channel", "channels"),
            _ => ("file", "files"),
        }
    }

    /// Returns the reason in words.
    fn words(self) -> &'static str {
        match self {
            Why::Missing => "missing from the export",
            Why::NoSuchChannel => "asked for, and not in the export under this name",
            Why::Private => "asked for, and private; add --private to read it",
            Why::Direct => "asked for, and direct messages, which are never read",
            Why::Encrypted => "encrypted; unpack the export with its password and try again",
            Why::Packing => "packed in a way that is not supported; Slack uses deflate",
            Why::Damaged => "damaged or not readable",
            Why::Bomb => "unpacks to over 200 times its size, as no export does; stopped there",
            Why::Shared => "shares its packed bytes with another file, as in no export; left out",
            Why::TooMuch => "the export unpacks to more than is ever read; left out from here on",
            Why::Climbs => "the path leads out of the export; left out",
            Why::Link => "a symbolic link; not followed",
            Why::Special => "neither a file nor a folder; left out",
            Why::Duplicate => "there twice under one name; one of them was read",
            Why::Unlisted => "not listed as a public channel; left out",
            Why::NotToldApart => {
                "read, though no list says whether it is public: mind who gets this"
            }
            Why::NotAList => "does not hold a list",
            Why::CutOff => "ends in the middle; what stands before that was read",
            Why::Malformed => "malformed from some point on; what stands before that was read",
            Why::OddEntry => "not understood; left out",
            Why::TooLong => "larger than Slack allows; left out",
            Why::NotUtf8 => "not valid UTF-8; read with the broken characters replaced",
            Why::Repeated => "there more than once; counted once",
            Why::OddTime => "a time that cannot be right; read, but in no duration",
            Why::RepliesMissing => {
                "fewer replies were found than it is said to have, or they came after a month of quiet"
            }
        }
    }
}

/// Everything that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account(BTreeMap<Why, Group>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    count: u64,
    places: Vec<String>,
}

/// So many places are named for each reason.
const PLACES_MAX: usize = 5;

/// The longest place that is shown.
const PLACE_CHARS_MAX: usize = 100;

/// One line of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// How many files, messages or other things.
    pub count: u64,
    /// What is counted.
    pub what: &'static str,
    /// Why they could not be read.
    pub why: &'static str,
    /// The first places where it happened.
    pub places: Vec<String>,
}

impl Account {
    /// Takes down that something in this place could not be read.
    pub fn note(&mut self, why: Why, place: &str) {
        self.note_many(why, place, 1);
    }

    /// Takes down that several things in one place could not be read.
    pub fn note_many(&mut self, why: Why, place: &str, count: u64) {
        if count == 0 {
            return;
        }
        let group = self.0.entry(why).or_default();
        group.count += count;
        let shown = shown(place);
        if group.places.len() < PLACES_MAX && !group.places.contains(&shown) {
            group.places.push(shown);
        }
    }

    /// Returns the account, line by line.
    pub fn lines(&self) -> Vec<Unread> {
        let line = |(why, group): (&Why, &Group)| {
            let (one, many) = why.unit();
            let what = if group.count == 1 { one } else { many };
            Unread { count: group.count, what, why: why.words(), places: group.places.clone() }
        };
        self.0.iter().map(line).collect()
    }
}

/// Returns a name out of an archive as it may be shown: on one line, of bounded length.
fn shown(place: &str) -> String {
    super::words::clip(&super::words::safe(place), PLACE_CHARS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_often_is_counted_and_named_a_few_times() {
        let mut account = Account::default();
        for at in 0..9 {
            account.note(Why::CutOff, &format!("general/{at}.json"));
        }
        account.note_many(Why::OddTime, "general/1.json", 3);
        account.note_many(Why::OddTime, "general/1.json", 0);
        let lines = account.lines();
        assert_eq!((lines[0].count, lines[0].what, lines[0].places.len()), (9, "files", 5));
        assert_eq!((lines[1].count, lines[1].what, lines[1].places.len()), (3, "messages", 1));
    }

    #[test]
    fn a_name_from_an_archive_cannot_command_the_terminal() {
        let mut account = Account::default();
        account.note(Why::Climbs, &format!("../\u{1b}[2J\n\u{202e}{}", "x".repeat(500)));
        let place = &account.lines()[0].places[0];
        assert!(place.starts_with("../?[2J??xxx"), "{place}");
        assert_eq!(place.chars().count(), PLACE_CHARS_MAX);
    }
}
