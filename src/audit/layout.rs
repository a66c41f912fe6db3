//! Which file of an export is what: the lists at its top, and the days of each conversation.
//!
//! Only conversations that a list calls public are read; private channels when they are asked for;
//! direct messages never. Where no list is left to tell, a folder is read only if nothing else in the
//! export speaks of private conversations.

use super::archive::Entry;
use super::moment;
use super::words::{clip, safe};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The lists of conversations that an export may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Public,
    Private,
    Direct,
}

/// The files in which conversations are listed.
const LISTS: [(&str, Kind); 4] = [
    ("channels.json", Kind::Public),
    ("groups.json", Kind::Private),
    ("dms.json", Kind::Direct),
    ("mpims.json", Kind::Direct),
];

/// An export, file by file.
#[derive(Debug, Default)]
pub struct Layout {
    /// `users.json`.
    pub users: Option<Entry>,
    /// The lists of conversations that are there.
    pub lists: Vec<(Kind, Entry)>,
    /// The days of each folder, in order.
    pub folders: BTreeMap<String, BTreeMap<Date, Entry>>,
}

impl Layout {
    /// Sorts the files of an export; an export that was packed with the folder it lay in is one too.
    pub fn of(entries: &[Entry]) -> Self {
        let prefix = wrapping(entries).map_or(String::new(), |folder| format!("{folder}/"));
        let mut layout = Self::default();
        for entry in entries {
            if let Some(path) = entry.path.strip_prefix(&prefix) {
                layout.put(path, entry);
            }
        }
        layout.lists.sort_by_key(|(kind, _)| *kind);
        layout
    }

    fn put(&mut self, path: &str, entry: &Entry) {
        let list = LISTS.iter().find(|(name, _)| *name == path);
        match (path.split_once('/'), list) {
            (None, Some((_, kind))) => self.lists.push((*kind, entry.clone())),
            (None, None) if path == "users.json" => self.users = Some(entry.clone()),
            (None, None) => {}
            (Some((folder, file)), _) => {
                if let Some(day) = moment::day_of(file) {
                    let days = self.folders.entry(folder.to_owned()).or_default();
                    days.insert(day, entry.clone());
                }
            }
        }
    }

    /// Tells whether the export has the list of public channels.
    pub fn lists_public(&self) -> bool {
        self.lists.iter().any(|(kind, _)| *kind == Kind::Public)
    }

    /// Tells whether the export may hold more than public channels.
    pub fn may_hold_private(&self) -> bool {
        self.lists.iter().any(|(kind, _)| *kind != Kind::Public)
    }
}

/// Says what an export has at its top, and where that may be; `None` where something of it is there.
pub fn hint(layout: &Layout, entries: &[Entry]) -> Option<String> {
    if layout.users.is_some() || !layout.lists.is_empty() || !layout.folders.is_empty() {
        return None;
    }
    let paths = || entries.iter().map(|entry| entry.path.as_str());
    let deeper = paths().find_map(|path| path.strip_suffix("/channels.json"));
    let packed = paths().find(|path| path.to_lowercase().ends_with(".zip"));
    let found = match (deeper, packed) {
        (Some(folder), _) => format!(" Here channels.json lies in {}.", shown(folder)),
        (None, Some(file)) => format!(" Here is a zip file, {}: unpack it first.", shown(file)),
        (None, None) => String::new(),
    };
    let top = "Give the folder or zip file with channels.json, users.json and a folder for each channel at its top.";
    Some(format!("{top}{found}"))
}

/// Returns a path out of an archive as it may be shown.
fn shown(path: &str) -> String {
    clip(&safe(path), 80)
}

/// Returns the one folder in which the whole export lies, if so.
fn wrapping(entries: &[Entry]) -> Option<&str> {
    let first = entries.first()?.path.split_once('/')?.0;
    let mut rest = Vec::with_capacity(entries.len());
    for entry in entries {
        let (top, path) = entry.path.split_once('/')?;
        if top != first {
            return None;
        }
        rest.push(path);
    }
    let has_list =
        rest.iter().any(|path| *path == "users.json" || LISTS.iter().any(|(name, _)| name == path));
    let has_channel = rest
        .iter()
        .any(|path| path.split_once('/').is_some_and(|(_, file)| moment::day_of(file).is_some()));
    (has_list || has_channel).then_some(first)
}

/// What the lists say of each conversation.
#[derive(Debug, Default)]
pub struct Catalogue(BTreeMap<String, (Kind, String)>);

impl Catalogue {
    /// Takes in a conversation by the name of its folder; the more private of two lists counts.
    pub fn add(&mut self, kind: Kind, name: &str, id: &str) {
        let folder = if name.is_empty() { id } else { name };
        let known = self.0.entry(folder.to_owned()).or_insert_with(|| (kind, id.to_owned()));
        known.0 = known.0.max(kind);
    }

    /// Returns what a folder is, with the conversation's id; `None` where no list has it.
    pub fn get(&self, folder: &str) -> Option<(Kind, &str)> {
        self.0.get(folder).map(|(kind, id)| (*kind, id.as_str()))
    }
}

/// Tells whether a folder's name says that it holds direct messages.
pub fn is_direct(folder: &str) -> bool {
    let is_id = folder.len() >= 9
        && folder.starts_with('D')
        && folder.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    is_id || folder.starts_with("mpdm-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(paths: &[&str]) -> Layout {
        let mut archive = Vec::new();
        for path in paths {
            archive.push(Entry::named(path));
        }
        Layout::of(&archive)
    }

    #[test]
    fn files_are_sorted_by_channel_and_day() {
        let layout = layout(&[
            "b/2026-01-02.json",
            "users.json",
            "dms.json",
            "channels.json",
            "b/2026-01-01.json",
            "b/canvases.json",
            "a/2026-01-03.json",
            "integration_logs.json",
        ]);
        assert!(layout.users.is_some() && layout.lists_public() && layout.may_hold_private());
        let days = |folder: &str| layout.folders[folder].keys().map(Date::to_string);
        assert_eq!(layout.folders.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(days("b").collect::<Vec<_>>(), ["2026-01-01", "2026-01-02"]);
    }

    #[test]
    fn an_export_may_lie_in_a_folder_of_its_own() {
        let wrapped = layout(&["acme/users.json", "acme/general/2026-01-01.json"]);
        assert!(wrapped.users.is_some() && wrapped.folders.contains_key("general"));
        let bare = layout(&["acme/general/2026-01-01.json"]);
        assert!(bare.folders.contains_key("general"));
        let single = layout(&["general/2026-01-01.json"]);
        assert!(single.folders.contains_key("general"));
    }

    #[test]
    fn what_is_no_export_gets_a_hint() {
        let hint = |paths: &[&str]| {
            let entries: Vec<Entry> = paths.iter().map(|path| Entry::named(path)).collect();
            super::hint(&Layout::of(&entries), &entries).unwrap_or_default()
        };
        assert_eq!(hint(&["general/2026-01-01.json"]), "");
        assert_eq!(hint(&["channels.json"]), "");
        assert!(hint(&[]).ends_with("at its top."));
        assert!(hint(&["a/b/channels.json", "a/b/c/2026-01-01.json"]).ends_with("in a/b."));
        assert!(hint(&["x/export.zip"]).contains("x/export.zip: unpack it first"));
    }

    #[test]
    fn the_more_private_of_two_lists_counts() {
        let mut catalogue = Catalogue::default();
        catalogue.add(Kind::Private, "plans", "C1");
        catalogue.add(Kind::Public, "plans", "C2");
        catalogue.add(Kind::Direct, "", "D012345678");
        assert_eq!(catalogue.get("plans"), Some((Kind::Private, "C1")));
        assert_eq!(catalogue.get("D012345678"), Some((Kind::Direct, "D012345678")));
        assert_eq!(catalogue.get("other"), None);
        assert!(is_direct("D012345678") && is_direct("mpdm-a--b-1") && !is_direct("Design"));
    }
}
