//! Puts what the bot did within one minute, without anybody acting in between, into one stable order.
//!
//! The bot carries out several things at a time, so their order differs from run to run while people
//! see no difference. Messages of one place keep their order; what people do is never moved.

use super::{Entry, Place, What};

/// Entries that belong to one moment.
#[derive(Default)]
pub struct Moment {
    entries: Vec<Entry>,
}

impl Moment {
    /// Adds an entry; returns the moment before it, in order, if it begins another one.
    pub fn add(&mut self, entry: Entry) -> Vec<Entry> {
        let continues = self.entries.last().is_some_and(|last| last.continues_with(&entry));
        let done = if continues { Vec::new() } else { self.end() };
        self.entries.push(entry);
        done
    }

    /// Returns what is left, in order.
    pub fn end(&mut self) -> Vec<Entry> {
        let mut entries = merged(std::mem::take(&mut self.entries));
        entries.sort_by_cached_key(key);
        entries
    }
}

/// Puts a whole story in order.
pub fn ordered(entries: &[Entry]) -> Vec<Entry> {
    let mut moment = Moment::default();
    let mut story: Vec<Entry> =
        entries.iter().flat_map(|entry| moment.add(entry.clone())).collect();
    story.extend(moment.end());
    story
}

impl Entry {
    fn continues_with(&self, next: &Entry) -> bool {
        let minute = |entry: &Entry| entry.at.as_second().div_euclid(60);
        self.by_bot && next.by_bot && minute(self) == minute(next)
    }
}

/// Lets a message that was changed at once appear as it came to be.
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    let mut kept: Vec<Entry> = Vec::new();
    for entry in entries {
        let earlier = kept.iter_mut().rev().find(|one| one.is_about_the_same(&entry));
        match (earlier, entry.what) {
            (Some(earlier), What::Edited { after, .. }) => earlier.become_of(after),
            (_, what) => kept.push(Entry { what, ..entry }),
        }
    }
    kept
}

impl Entry {
    fn is_about_the_same(&self, other: &Entry) -> bool {
        let shows = matches!(self.what, What::Posted { .. } | What::Edited { .. });
        shows && self.message.is_some() && self.message == other.message
    }

    fn become_of(&mut self, new: Vec<String>) {
        match &mut self.what {
            What::Posted { lines } => *lines = new,
            What::Edited { after, .. } => *after = new,
            _ => {}
        }
    }
}

/// Channels before people; in one place what is new before what was changed.
fn key(entry: &Entry) -> (u8, String, String, bool, String) {
    let thread = |thread: &Option<super::Thread>| {
        thread.as_ref().map(|thread| thread.ts.clone()).unwrap_or_default()
    };
    let (rank, place, within) = match &entry.place {
        Place::Channel { name, thread: t } => (0, name.clone(), thread(t)),
        Place::OnlyFor { person, channel, thread: t } => {
            (1, format!("{channel} {person}"), thread(t))
        }
        Place::Dm { person, thread: t } => (2, person.clone(), thread(t)),
        Place::Screen { person } => (3, person.clone(), String::new()),
        Place::Workspace => (4, String::new(), String::new()),
    };
    let (edited, text) = match &entry.what {
        What::Edited { after, .. } => (true, after.join("\n")),
        _ => (false, String::new()),
    };
    (rank, place, within, edited, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(at: &str, person: &str, message: &str, what: What) -> Entry {
        Entry {
            at: format!("2026-03-02T{at}Z").parse().unwrap(),
            place: Place::Dm { person: person.into(), thread: None },
            who: "Soundings".into(),
            by_bot: true,
            message: Some(message.into()),
            zone: None,
            what,
        }
    }

    fn posted(text: &str) -> What {
        What::Posted { lines: vec![text.into()] }
    }

    fn edited(before: &str, after: &str) -> What {
        What::Edited { before: vec![before.into()], after: vec![after.into()] }
    }

    #[track_caller]
    fn check(entries: &[Entry], expected: &[&str]) {
        let told: Vec<String> = ordered(entries)
            .iter()
            .map(|entry| {
                let Place::Dm { person, .. } = &entry.place else { panic!("all are direct") };
                format!("{person}: {}", entry.text())
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn messages_of_one_minute_are_told_person_by_person() {
        let (tom, ada) = (posted("to Tom"), posted("to Ada"));
        let entries = [entry("10:07:01", "Tom", "1", tom), entry("10:07:59", "Ada", "2", ada)];
        check(&entries, &["Ada: to Ada", "Tom: to Tom"]);
        let mut later = entries.clone();
        later[1].at = "2026-03-02T10:08:00Z".parse().unwrap();
        check(&later, &["Tom: to Tom", "Ada: to Ada"]);
    }

    #[test]
    fn what_people_do_is_never_moved() {
        let mut entries = [
            entry("10:07:01", "Tom", "1", posted("one")),
            entry("10:07:02", "Ada", "2", posted("two")),
        ];
        entries[1].by_bot = false;
        check(&entries, &["Tom: one", "Ada: two"]);
    }

    #[test]
    fn a_message_that_changes_at_once_is_told_as_it_came_to_be() {
        let entries = [
            entry("10:07:01", "Tom", "1", posted("not asked")),
            entry("10:07:02", "Tom", "1", edited("not asked", "asked")),
            entry("10:07:03", "Tom", "2", edited("a", "b")),
        ];
        check(&entries, &["Tom: asked", "Tom: b"]);
    }
}
