//! Everything the model knows. Synchronous: the Web API and people's hands change it under one lock,
//! and what the bot is to be told goes into the queue of `delivery`.

mod channels;
mod messages;
mod views;

pub(crate) use channels::Channel;
pub(crate) use messages::{Ephemeral, Message, NewMessage};
pub(crate) use views::{View, ViewKind};

use super::delivery::{Delivery, Parcel, Retry};
use super::spec::{Spec, User};
use super::story::{Entry, Names, Place, Thread, What, shorten};
use crate::clock::Clock;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use tokio::sync::{mpsc, oneshot, watch};

/// A workspace as it is now.
pub(crate) struct State {
    pub spec: Spec,
    pub clock: Clock,
    /// `http://127.0.0.1:PORT`.
    pub base: String,
    pub channels: Vec<Channel>,
    pub ephemerals: Vec<Ephemeral>,
    pub views: Vec<View>,
    pub triggers: BTreeMap<String, Trigger>,
    pub response_urls: BTreeMap<String, ResponseUrl>,
    pub faults: Faults,
    pub names: Names,
    pub story: Vec<Entry>,
    pub calls: Vec<super::workspace::Call>,
    /// Posts that came faster than one a second in one channel.
    pub hurried_posts: usize,
    /// Whether the app was uninstalled or its token revoked.
    pub revoked: bool,
    pub retries: Vec<Retry>,
    /// What was delivered of each message, to deliver it again on request.
    pub delivered: BTreeMap<(String, String), Parcel>,
    pub sockets: Vec<super::socket::Socket>,
    pub acks: BTreeMap<String, oneshot::Sender<Value>>,
    /// Edges of people's absences that were not told yet.
    pub absences: BTreeSet<(Timestamp, String)>,
    queue: mpsc::UnboundedSender<Delivery>,
    in_flight: watch::Sender<usize>,
    changes: watch::Sender<u64>,
    counter: u64,
}

/// What makes Slack misbehave.
#[derive(Default)]
pub(crate) struct Faults {
    pub down_until: Option<Timestamp>,
    pub refused: BTreeMap<String, Timestamp>,
    pub failing: Vec<String>,
    pub losing: Vec<String>,
}

/// The right to open one modal, for three real seconds.
pub(crate) struct Trigger {
    pub user: String,
    pub made: Instant,
    pub used: bool,
    /// The view from which it came, if any.
    pub view: Option<String>,
}

/// The right to answer an interaction up to five times in thirty minutes.
pub(crate) struct ResponseUrl {
    pub user: String,
    pub channel: String,
    /// The message that was acted on.
    pub message: Option<String>,
    pub thread: Option<String>,
    pub uses: u32,
    pub expires: Timestamp,
}

impl State {
    pub fn new(
        spec: Spec,
        clock: Clock,
        base: String,
        queue: mpsc::UnboundedSender<Delivery>,
    ) -> Self {
        let now = clock.now();
        let channels = spec.channels.iter().map(|channel| Channel::new(channel, now)).collect();
        let absences = spec.users.iter().filter_map(|user| Some((user.away?, &user.id)));
        let absences = absences.flat_map(|((from, to), id)| [(from, id.clone()), (to, id.clone())]);
        Self {
            absences: absences.filter(|(at, _)| *at > now).collect(),
            names: names(&spec),
            spec,
            clock,
            base,
            channels,
            ephemerals: Vec::new(),
            views: Vec::new(),
            triggers: BTreeMap::new(),
            response_urls: BTreeMap::new(),
            faults: Faults::default(),
            story: Vec::new(),
            calls: Vec::new(),
            hurried_posts: 0,
            revoked: false,
            retries: Vec::new(),
            delivered: BTreeMap::new(),
            sockets: Vec::new(),
            acks: BTreeMap::new(),
            queue,
            in_flight: watch::Sender::new(0),
            changes: watch::Sender::new(0),
            counter: 0,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns a number that was not returned before.
    pub fn next_number(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// Tells whoever waits that something is different now.
    pub fn touch(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    pub fn watch_changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub fn watch_in_flight(&self) -> watch::Receiver<usize> {
        self.in_flight.subscribe()
    }

    /// Sends something to the bot; the answer comes to `reply`, if anybody waits for it.
    pub fn send(&self, delivery: Delivery) {
        self.in_flight.send_modify(|count| *count += 1);
        // The receiving end is gone only when the workspace is.
        if self.queue.send(delivery).is_err() {
            self.arrived();
        }
    }

    /// Counts one delivery as done.
    pub fn arrived(&self) {
        self.in_flight.send_modify(|count| *count -= 1);
    }

    pub fn user(&self, id: &str) -> Option<&User> {
        self.spec.users.iter().find(|user| user.id == id)
    }

    pub fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    pub fn channel_mut(&mut self, id: &str) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.id == id)
    }

    /// Returns the zone in which a person reads.
    pub fn zone_of(&self, user: &str) -> TimeZone {
        self.user(user).map_or(&self.spec.zone, |user| &user.zone).clone()
    }

    /// Returns the name by which the story calls a person.
    pub fn name(&self, user: &str) -> String {
        self.names.person(user).to_string()
    }

    /// Returns a new trigger for a user.
    pub fn new_trigger(&mut self, user: &str, view: Option<&str>) -> String {
        let id = format!("trigger.{}", self.next_number());
        let trigger = Trigger {
            user: user.into(),
            made: Instant::now(),
            used: false,
            view: view.map(Into::into),
        };
        self.triggers.insert(id.clone(), trigger);
        id
    }

    /// Returns a new `response_url`.
    pub fn new_response_url(
        &mut self,
        user: &str,
        channel: &str,
        message: Option<&str>,
        thread: Option<&str>,
    ) -> String {
        let id = self.next_number().to_string();
        let url = format!("{}/response/{id}", self.base);
        let right = ResponseUrl {
            user: user.into(),
            channel: channel.into(),
            message: message.map(Into::into),
            thread: thread.map(Into::into),
            uses: 0,
            expires: self.now() + SignedDuration::from_mins(30),
        };
        self.response_urls.insert(id, right);
        url
    }

    /// Adds to the story.
    pub fn tell(&mut self, place: Place, who: impl Into<String>, what: What) {
        self.tell_of(None, place, who, what);
    }

    /// Adds to the story what became of a message.
    pub fn tell_of(
        &mut self,
        message: Option<(&str, &str)>,
        place: Place,
        who: impl Into<String>,
        what: What,
    ) {
        let who = who.into();
        let reader = match &place {
            Place::Dm { person, .. } | Place::OnlyFor { person, .. } => {
                self.spec.users.iter().find(|user| user.name == *person)
            }
            _ => None,
        };
        self.story.push(Entry {
            at: self.now(),
            by_bot: who == self.spec.app.name,
            message: message.map(|(channel, ts)| format!("{channel} {ts}")),
            zone: reader.map(|user| user.zone.clone()),
            place,
            who,
            what,
        });
    }

    /// Tells of something that went wrong.
    pub fn trouble(&mut self, text: impl Into<String>) {
        self.tell(Place::Workspace, "Slack", What::Trouble(text.into()));
    }

    /// Returns where a message of a channel is seen.
    pub fn place(&self, channel: &str, thread: Option<&str>) -> Place {
        let thread = thread.map(|ts| self.thread(channel, ts));
        match self.channel(channel) {
            Some(Channel { im_with: Some(user), .. }) => {
                Place::Dm { person: self.name(user), thread }
            }
            _ => Place::Channel { name: self.names.channel(channel).to_string(), thread },
        }
    }

    fn thread(&self, channel: &str, ts: &str) -> Thread {
        let root = self.channel(channel).and_then(|channel| channel.messages.get(ts));
        let about = root.map_or_else(
            || "a message that is gone".to_string(),
            |root| {
                let text = self.names.resolve(&root.text, &self.spec.zone);
                format!("{}: \"{}\"", self.name(&root.user), shorten(&text, 50))
            },
        );
        Thread { ts: ts.into(), about }
    }
}

fn names(spec: &Spec) -> Names {
    let users = spec.users.iter().map(|user| (user.id.clone(), user.name.clone()));
    let groups = spec.groups.iter().map(|group| (group.id.clone(), group.handle.clone()));
    let bot = [&spec.app.bot_user, &spec.app.bot_id].map(|id| (id.clone(), spec.app.name.clone()));
    Names {
        people: users.chain(groups).chain(bot).collect(),
        channels: spec.channels.iter().map(|one| (one.id.clone(), one.name.clone())).collect(),
    }
}
