//! Messages: posting, changing and deleting them, and telling the bot.

use super::State;
use crate::rehearsal::delivery::{Delivery, Parcel};
use crate::rehearsal::payloads;
use crate::rehearsal::story::{Place, What, message_lines, shorten};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A message in a channel.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub ts: String,
    pub user: String,
    pub by_bot: bool,
    pub text: String,
    pub blocks: Value,
    pub thread_ts: Option<String>,
    pub broadcast: bool,
    pub subtype: Option<&'static str>,
    pub metadata: Value,
    pub edited: Option<String>,
    pub reactions: BTreeMap<String, Vec<String>>,
    pub client_msg_id: Option<String>,
}

/// A message that only one person sees.
#[derive(Clone, Debug)]
pub(crate) struct Ephemeral {
    pub ts: String,
    pub channel: String,
    pub user: String,
    pub text: String,
    pub blocks: Value,
    pub thread_ts: Option<String>,
}

/// What a new message is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewMessage {
    pub text: String,
    pub blocks: Value,
    pub thread_ts: Option<String>,
    pub broadcast: bool,
    pub metadata: Value,
}

impl State {
    /// Returns a `ts` that is new in its channel and tells the workspace's time.
    pub fn next_ts(&mut self, channel: &str) -> String {
        let now = self.now().as_microsecond();
        let last = self.channel(channel).map_or(0, |channel| channel.last_ts);
        let ts = now.max(last) + 100;
        if let Some(channel) = self.channel_mut(channel) {
            channel.last_ts = ts;
        }
        format!("{}.{:06}", ts / 1_000_000, ts % 1_000_000)
    }

    /// Posts a message of a user or of the bot, and returns its `ts`.
    pub fn post(&mut self, channel: &str, user: &str, new: NewMessage) -> String {
        let ts = self.next_ts(channel);
        let by_bot = user == self.spec.app.bot_user;
        // A thread hangs on its root, whichever of its messages was named.
        let thread_ts = new.thread_ts.map(|thread| self.root_of(channel, &thread));
        let client_msg_id =
            (!by_bot).then(|| format!("00000000-0000-4000-8000-{:012}", self.next_number()));
        let message = Message {
            ts: ts.clone(),
            user: user.into(),
            by_bot,
            text: new.text,
            blocks: new.blocks,
            thread_ts,
            broadcast: new.broadcast,
            subtype: new.broadcast.then_some("thread_broadcast"),
            metadata: new.metadata,
            edited: None,
            reactions: BTreeMap::new(),
            client_msg_id,
        };
        let place = self.place(channel, message.thread_ts.as_deref());
        let lines = self.lines(channel, &message.text, &message.blocks);
        self.tell_of(Some((channel, &ts)), place, self.name(user), What::Posted { lines });
        self.insert(channel, message);
        ts
    }

    fn insert(&mut self, channel: &str, message: Message) {
        let event = payloads::message_event(self, channel, &message);
        let mention = payloads::mention_event(self, channel, &message);
        let ts = message.ts.clone();
        if let Some(place) = self.channel_mut(channel) {
            place.messages.insert(ts.clone(), message);
        }
        if let Some(parcel) = self.event_in(channel, event) {
            self.delivered.insert((channel.into(), ts), parcel);
        }
        if let Some(mention) = mention {
            self.event_in(channel, mention);
        }
        self.touch();
    }

    /// Posts what Slack itself writes into a channel, such as that somebody joined.
    pub fn channel_notice(&mut self, channel: &str, user: &str, subtype: &'static str, text: &str) {
        let message = Message {
            ts: self.next_ts(channel),
            user: user.into(),
            by_bot: false,
            text: text.into(),
            blocks: Value::Null,
            thread_ts: None,
            broadcast: false,
            subtype: Some(subtype),
            metadata: Value::Null,
            edited: None,
            reactions: BTreeMap::new(),
            client_msg_id: None,
        };
        self.insert(channel, message);
    }

    /// Changes a message; `None` where there is none.
    pub fn change(&mut self, channel: &str, ts: &str, text: String, blocks: Value) -> Option<()> {
        let edited = self.next_ts(channel);
        let zone_lines =
            |state: &Self, message: &Message| state.lines(channel, &message.text, &message.blocks);
        let old = self.channel(channel)?.messages.get(ts)?.clone();
        let before = zone_lines(self, &old);
        let message = Message { text, blocks, edited: Some(edited), ..old.clone() };
        let after = zone_lines(self, &message);
        let place = self.place(channel, message.thread_ts.as_deref());
        let (who, what) = (self.name(&message.user), What::Edited { before, after });
        self.tell_of(Some((channel, ts)), place, who, what);
        let event = payloads::changed_event(self, channel, &old, &message);
        self.channel_mut(channel)?.messages.insert(ts.into(), message);
        self.event_in(channel, event);
        self.touch();
        Some(())
    }

    /// Deletes a message; `None` where there is none.
    pub fn delete(&mut self, channel: &str, ts: &str) -> Option<()> {
        let old = self.channel_mut(channel)?.messages.remove(ts)?;
        let place = self.place(channel, old.thread_ts.as_deref());
        let lines = self.lines(channel, &old.text, &old.blocks);
        self.tell(place, self.name(&old.user), What::Deleted { lines });
        let deleted_at = self.next_ts(channel);
        let event = payloads::deleted_event(self, channel, &old, &deleted_at);
        self.event_in(channel, event);
        Some(())
    }

    /// Adds a reaction; `None` where the message is not there, `Some(false)` if it was there already.
    pub fn react(&mut self, channel: &str, ts: &str, user: &str, emoji: &str) -> Option<bool> {
        let message = self.channel_mut(channel)?.messages.get_mut(ts)?;
        let users = message.reactions.entry(emoji.into()).or_default();
        if users.iter().any(|other| other == user) {
            return Some(false);
        }
        users.push(user.into());
        let message = message.clone();
        let to = shorten(&self.names.resolve(&message.text, &self.spec.zone), 40);
        let place = self.place(channel, message.thread_ts.as_deref());
        self.tell(place, self.name(user), What::Reacted { emoji: emoji.into(), to });
        let event_ts = self.next_ts(channel);
        let event = json!({ "type": "reaction_added", "user": user, "reaction": emoji,
            "item_user": message.user, "event_ts": event_ts,
            "item": { "type": "message", "channel": channel, "ts": ts } });
        self.event_in(channel, event);
        Some(true)
    }

    /// Shows something to one person only, and returns its `ts`.
    pub fn post_ephemeral(&mut self, channel: &str, user: &str, new: NewMessage) -> String {
        let ts = self.next_ts(channel);
        let thread_ts = new.thread_ts.map(|thread| self.root_of(channel, &thread));
        let zone = self.zone_of(user);
        let lines = message_lines(&self.names, &zone, &new.text, &new.blocks);
        let place = self.ephemeral_place(channel, user, thread_ts.as_deref());
        self.tell(place, self.spec.app.name.clone(), What::Posted { lines });
        let (channel, user) = (channel.to_string(), user.to_string());
        let (text, blocks) = (new.text, new.blocks);
        let shown = Ephemeral { ts: ts.clone(), channel, user, text, blocks, thread_ts };
        self.ephemerals.push(shown);
        self.touch();
        ts
    }

    /// Takes an ephemeral message away; `None` where there is none.
    pub fn delete_ephemeral(&mut self, channel: &str, ts: &str) -> Option<Ephemeral> {
        let found = |shown: &Ephemeral| shown.channel == channel && shown.ts == ts;
        let at = self.ephemerals.iter().position(found)?;
        Some(self.ephemerals.remove(at))
    }

    fn ephemeral_place(&self, channel: &str, user: &str, thread: Option<&str>) -> Place {
        match self.place(channel, thread) {
            Place::Channel { name, thread } => {
                Place::OnlyFor { person: self.name(user), channel: name, thread }
            }
            dm => dm,
        }
    }

    /// Returns the `ts` of the message on which a thread hangs.
    fn root_of(&self, channel: &str, ts: &str) -> String {
        let message = self.channel(channel).and_then(|channel| channel.messages.get(ts));
        message.and_then(|message| message.thread_ts.clone()).unwrap_or_else(|| ts.into())
    }

    /// Renders a message as its channel's people see it.
    pub fn lines(&self, channel: &str, text: &str, blocks: &Value) -> Vec<String> {
        let person = self.channel(channel).and_then(|channel| channel.im_with.as_deref());
        let zone = person.map_or_else(|| self.spec.zone.clone(), |person| self.zone_of(person));
        message_lines(&self.names, &zone, text, blocks)
    }

    /// Tells the bot of something in a channel, if it is there.
    fn event_in(&mut self, channel: &str, event: Value) -> Option<Parcel> {
        let bot = &self.spec.app.bot_user;
        let there = self.channel(channel).is_some_and(|channel| channel.members.contains(bot));
        there.then(|| self.event_to_app(event))
    }

    /// Tells the bot of something.
    pub fn event_to_app(&mut self, mut event: Value) -> Parcel {
        let number = self.next_number();
        if event["event_ts"].is_null() {
            event["event_ts"] = payloads::event_ts(self.now(), number).into();
        }
        let id = format!("Ev{number:08}");
        let body = payloads::envelope(self, &id, event);
        let parcel = Parcel::Event { id, body };
        if !self.revoked {
            self.send(Delivery::first(parcel.clone(), None));
        }
        parcel
    }

    /// Returns whether the bot posts faster than one message a second in a channel, and remembers
    /// this post if not.
    pub fn posts_too_fast(&mut self, channel: &str) -> bool {
        let now: Timestamp = self.now();
        let strict = self.spec.strict_posting_rate;
        let Some(place) = self.channel_mut(channel) else { return false };
        let fast = place.last_post.is_some_and(|last| now.duration_since(last).as_millis() < 1000);
        if !(fast && strict) {
            place.last_post = Some(now);
        }
        self.hurried_posts += usize::from(fast);
        fast && strict
    }
}
