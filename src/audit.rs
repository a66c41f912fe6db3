//! What a Slack export shows: which decisions were proposed, who spoke on them, and who never did.
//!
//! Reads an export channel by channel and day by day, holds only what belongs to open threads, and
//! draws up a [`Report`] that speaks of functions and never of people. It writes nothing and asks
//! nobody; what cannot be read is named and passed over.

pub mod archive;
pub mod mapping;
pub mod people;
pub mod report;

mod account;
mod conversation;
mod day;
mod decision;
mod elements;
mod judge;
mod layout;
mod masking;
mod moment;
mod titles;
mod wire;
mod words;

use crate::domain::ids::FunctionId;
use crate::domain::lens::Library;
use crate::domain::roster::Staffing;
use account::{Account, Why};
use archive::{Archive, Entry, Limits, OpenError};
use conversation::{Thread, Walk};
use day::Day;
use decision::Decision;
use elements::{Element, Elements};
use jiff::Timestamp;
use jiff::civil::Date;
use judge::Judge;
use layout::{Catalogue, Kind, Layout};
use people::People;
use report::Report;
use std::collections::BTreeMap;
use std::path::Path;

/// What is to be read, and by which lights.
pub struct Request<'a> {
    /// The functions there are.
    pub library: &'a Library,
    /// Who stands for them, by the configuration.
    pub roster: &'a BTreeMap<FunctionId, Staffing>,
    /// Who stands for them, by a file of its own.
    pub mapping: &'a [mapping::Entry],
    /// The workspace's name in links, such as `acme`.
    pub workspace: Option<&'a str>,
    /// Only these channels, if any are named.
    pub channels: &'a [String],
    /// Only from this day on.
    pub since: Option<Date>,
    /// Only up to this day.
    pub until: Option<Date>,
    /// Whether private channels are read as well.
    pub private: bool,
    /// How much is read at the most.
    pub limits: Limits,
    /// The present moment: nothing was said after it.
    pub now: Timestamp,
}

/// What came of an audit.
pub struct Outcome {
    pub report: Report,
    /// Everybody in the export, for a mapping to be written.
    pub people: People,
}

/// How far the reading is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub all: u64,
}

/// What was gone through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Channels of which at least one day was read.
    pub channels: usize,
    /// Private ones among them.
    pub private_channels: usize,
    pub days: u64,
    /// Every message, notices and bots' posts included.
    pub messages: u64,
    /// Messages that somebody wrote.
    pub said: u64,
    /// Messages that people of unknown function wrote.
    pub said_by_strangers: u64,
    pub first: Option<Date>,
    pub last: Option<Date>,
    /// From which day to which there is anything of the channels asked for.
    pub held: Option<(Date, Date)>,
    /// Lines of the mapping that name nobody, or several.
    pub mapping_missed: Vec<usize>,
    /// What to give instead, where nothing here belongs to an export.
    pub hint: Option<String>,
}

impl Request<'_> {
    /// Tells whether a day is after those asked for.
    fn is_past(&self, day: Date) -> bool {
        self.until.is_some_and(|until| day > until)
    }
}

/// Reads an export and draws up the report.
pub fn run(
    path: &Path,
    request: &Request<'_>,
    progress: impl FnMut(Progress),
) -> Result<Outcome, OpenError> {
    let mut account = Account::default();
    let archive = Archive::open(path, request.limits, &mut account)?;
    let layout = Layout::of(archive.entries());
    let hint = layout::hint(&layout, archive.entries());
    let judge = Judge::new(request.library);
    let mut reading = Reading {
        request,
        archive,
        account,
        elements: Elements::default(),
        people: People::default(),
        judge: &judge,
        decisions: Vec::new(),
        tally: Tally { hint, ..Tally::default() },
        progress,
        place: Progress { done: 0, all: 0 },
    };
    reading.read_people(&layout);
    let catalogue = reading.read_lists(&layout);
    reading.read_channels(&layout, &catalogue);
    Ok(reading.outcome())
}

/// An export that is being read.
struct Reading<'a, P> {
    request: &'a Request<'a>,
    archive: Archive,
    account: Account,
    elements: Elements,
    people: People,
    judge: &'a Judge,
    decisions: Vec<Decision>,
    tally: Tally,
    progress: P,
    place: Progress,
}

/// A channel to be read.
struct Channel<'a> {
    name: &'a str,
    id: &'a str,
    kind: Kind,
    days: Vec<(Date, &'a Entry)>,
}

impl<P: FnMut(Progress)> Reading<'_, P> {
    fn read_people(&mut self, layout: &Layout) {
        let people = &mut self.people;
        match &layout.users {
            Some(entry) => {
                let files = (&mut self.archive, &mut self.elements, &mut self.account);
                read_list(files, entry, |bytes, spare| {
                    let (user, odd) = wire::read::<wire::User<'_>>(bytes, spare);
                    user.and_then(|user| people.add(&user).err()).or(odd)
                });
            }
            None => self.account.note(Why::Missing, "users.json"),
        }
        self.people.guess(self.request.library);
        self.people.map_roster(self.request.roster);
        self.tally.mapping_missed = self.people.map(self.request.mapping);
    }

    fn read_lists(&mut self, layout: &Layout) -> Catalogue {
        let mut catalogue = Catalogue::default();
        if !layout.lists_public() {
            self.account.note(Why::Missing, "channels.json");
        }
        for (kind, entry) in &layout.lists {
            let files = (&mut self.archive, &mut self.elements, &mut self.account);
            read_list(files, entry, |bytes, spare| {
                let (conversation, odd) = wire::read::<wire::Conversation<'_>>(bytes, spare);
                if let Some(conversation) = conversation {
                    let kind = (*kind).max(kind_of(&conversation));
                    catalogue.add(kind, &conversation.name, &conversation.id);
                }
                odd
            });
        }
        catalogue
    }

    fn read_channels(&mut self, layout: &Layout, catalogue: &Catalogue) {
        for name in self.request.channels.iter().filter(|name| !layout.folders.contains_key(*name))
        {
            self.account.note(Why::NoSuchChannel, name);
        }
        let channels: Vec<Channel<'_>> = layout
            .folders
            .iter()
            .filter_map(|(folder, days)| self.channel(layout, catalogue, folder, days))
            .collect();
        let days = channels.iter().flat_map(|channel| &channel.days);
        self.place.all = days.fold(0, |all, (_, entry)| all.saturating_add(entry.bytes));
        for channel in &channels {
            self.read_channel(channel);
        }
    }

    /// Returns a folder as a channel, if it is one that may be read and is wanted.
    fn channel<'b>(
        &mut self,
        layout: &Layout,
        catalogue: &'b Catalogue,
        folder: &'b str,
        days: &'b BTreeMap<Date, Entry>,
    ) -> Option<Channel<'b>> {
        let request = self.request;
        if !request.channels.is_empty() && !request.channels.iter().any(|name| name == folder) {
            return None;
        }
        let known = match catalogue.get(folder) {
            Some((Kind::Private, _)) if !request.private => {
                self.refuse(Why::Private, folder);
                return None;
            }
            Some((Kind::Direct, _)) => {
                self.refuse(Why::Direct, folder);
                return None;
            }
            Some(known) => Some(known),
            None if layout::is_direct(folder) => {
                self.refuse(Why::Direct, folder);
                return None;
            }
            None if !layout.lists_public() && !layout.may_hold_private() => {
                self.account.note(Why::NotToldApart, folder);
                Some((Kind::Public, ""))
            }
            None => None,
        };
        let Some((kind, id)) = known else {
            self.account.note(Why::Unlisted, folder);
            return None;
        };
        for day in days.keys().copied() {
            let (first, last) = self.tally.held.unwrap_or((day, day));
            self.tally.held = Some((first.min(day), last.max(day)));
        }
        let from = request.since.unwrap_or(Date::MIN);
        let days: Vec<_> = days.range(from..).map(|(day, entry)| (*day, entry)).collect();
        let wanted = days.first().is_some_and(|(day, _)| !request.is_past(*day));
        wanted.then_some(Channel { name: folder, id, kind, days })
    }

    /// Says why a channel is not read, if it was asked for by its name.
    fn refuse(&mut self, why: Why, folder: &str) {
        if !self.request.channels.is_empty() {
            self.account.note(why, folder);
        }
    }

    fn read_channel(&mut self, channel: &Channel<'_>) {
        let mut walk = Walk::new(self.judge, self.request.now);
        let before = self.tally.days;
        for (day, entry) in &channel.days {
            walk.begin(*day);
            if self.request.is_past(*day) {
                walk.hear_only_answers();
            }
            match walk.is_done() {
                true => self.went_on(entry),
                false => self.read_day(*day, entry, &mut walk),
            }
            let finished = walk.finished();
            self.conclude(finished, channel);
        }
        let open = walk.end();
        self.conclude(open, channel);
        if self.tally.days > before {
            self.tally.channels += 1;
            self.tally.private_channels += usize::from(channel.kind == Kind::Private);
        }
    }

    fn read_day(&mut self, day: Date, entry: &Entry, walk: &mut Walk<'_>) {
        // What answers after the days asked for is heard, and counts as nothing else.
        let mut uncounted = Tally::default();
        let past = self.request.is_past(day);
        let Self { archive, elements, account, people, .. } = self;
        let tally = if past { &mut uncounted } else { &mut self.tally };
        let mut today = Day::default();
        let mut heard = 0;
        let read = archive.read(entry, |input| {
            elements.read(input, |element| {
                heard += 1;
                for why in hear(element, &mut today, people, tally, walk).into_iter().flatten() {
                    account.note(why, &entry.path);
                }
            })
        });
        today.hear_early(people, walk);
        if let Err(why) | Ok(Err(why)) = read {
            account.note(why, &entry.path);
        }
        if heard > 0 || matches!(read, Ok(Ok(()))) {
            tally.days += 1;
            tally.first = Some(tally.first.map_or(day, |first| first.min(day)));
            tally.last = Some(tally.last.map_or(day, |last| last.max(day)));
        }
        self.went_on(entry);
    }

    fn went_on(&mut self, entry: &Entry) {
        self.place.done = self.place.done.saturating_add(entry.bytes);
        (self.progress)(self.place);
    }

    /// Gives the verdict on threads that are over.
    fn conclude(&mut self, threads: Vec<Thread>, channel: &Channel<'_>) {
        for mut thread in threads {
            thread.put_in_order();
            let Some(verdict) = self.judge.verdict(&thread) else { continue };
            thread.begin_at(&verdict.proposal);
            if thread.replies_missing() > 0 {
                let place = format!("{}/{}.json", channel.name, thread.root.day);
                self.account.note(Why::RepliesMissing, &place);
            }
            let place = (channel.name, channel.id);
            self.decisions.push(Decision::of(&thread, verdict, place, &self.people));
        }
    }

    fn outcome(self) -> Outcome {
        let report = report::draw_up(
            self.request,
            &self.tally,
            &self.people,
            self.decisions,
            self.account.lines(),
        );
        Outcome { report, people: self.people }
    }
}

/// Returns what a conversation says of itself, whichever list it stands in.
fn kind_of(conversation: &wire::Conversation<'_>) -> Kind {
    match (conversation.is_direct(), conversation.is_private()) {
        (true, _) => Kind::Direct,
        (false, true) => Kind::Private,
        (false, false) => Kind::Public,
    }
}

/// Hears one element of a day's file; returns what is odd about it.
fn hear(
    element: Element<'_>,
    today: &mut Day,
    people: &People,
    tally: &mut Tally,
    walk: &mut Walk<'_>,
) -> [Option<Why>; 2] {
    let bytes = match element {
        Element::Object(bytes) => bytes,
        Element::Odd => return [Some(Why::OddEntry), None],
        Element::TooLarge => {
            tally.messages += 1;
            return [Some(Why::TooLong), None];
        }
    };
    let mut spare = String::new();
    let (line, odd) = wire::read::<wire::Line<'_>>(bytes, &mut spare);
    if line.as_ref().is_some_and(|line| !today.is_new(line)) {
        return [Some(Why::Repeated), None];
    }
    tally.messages += 1;
    let Some(line) = line else { return [odd, None] };
    if is_said(&line, people) {
        tally.said += 1;
        tally.said_by_strangers += u64::from(people.is_stranger(&line.user));
    }
    let time = pass_on(&line, people, walk);
    if line.is_reply() && !walk.holds(&line.thread_ts) {
        today.keep(bytes);
    }
    [odd, time]
}

fn is_said(line: &wire::Line<'_>, people: &People) -> bool {
    line.is_said() && !people.is_bot(&line.user)
}

/// Passes a message on to the channel; returns what is odd about its time.
fn pass_on(line: &wire::Line<'_>, people: &People, walk: &mut Walk<'_>) -> Option<Why> {
    if is_said(line, people) {
        return walk.hear(line, people.function_of(&line.user));
    }
    walk.pass(line);
    None
}

/// Hands every object of a list at the top of the export to `take`, which says what is odd about it.
fn read_list(
    (archive, elements, account): (&mut Archive, &mut Elements, &mut Account),
    entry: &Entry,
    mut take: impl FnMut(&[u8], &mut String) -> Option<Why>,
) {
    let mut spare = String::new();
    let read = archive.read(entry, |input| {
        elements.read(input, |element| {
            let odd = match element {
                Element::Object(bytes) => take(bytes, &mut spare),
                Element::TooLarge => Some(Why::TooLong),
                Element::Odd => Some(Why::OddEntry),
            };
            odd.into_iter().for_each(|why| account.note(why, &entry.path));
        })
    });
    if let Err(why) | Ok(Err(why)) = read {
        account.note(why, &entry.path);
    }
}
