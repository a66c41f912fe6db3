//! A small world around the pure domain: rows, a clock, a queue of effects, and people who act.
//!
//! It stands in for engine, outbox and Slack as the design describes them: an event is applied once
//! per id, effects of one lane go out in order, a message is judged when it leaves and is posted once
//! however often it is tried, and what was looked up comes back as an event. Every row goes through
//! its stored spelling, and every transition is made twice and must come out the same.

mod effects;

use jiff::Timestamp;
use soundings::config::lenses;
use soundings::domain::answer::Remark;
use soundings::domain::decision::{Decision, OpenedBy};
use soundings::domain::effect::{Change, Destination, Effect, Key, Refresh, Transition};
use soundings::domain::event::{
    DecisionEvent, Event, FoundLeader, PersonEvent, Proposal, Strength, WorkspaceEvent,
};
use soundings::domain::hesitation::Undertone;
use soundings::domain::hours::{Day, Zone};
use soundings::domain::ids::{
    ChannelId, DecisionId, EffectId, EventId, MessageTs, TopicId, UserId,
};
use soundings::domain::kind::{Door, Kind};
use soundings::domain::lens::Library;
use soundings::domain::lesson::{Convinced, Guesses};
use soundings::domain::message::Message;
use soundings::domain::outgoing::{self, Receiver, Verdict};
use soundings::domain::person::Person;
use soundings::domain::policy::{Mode, Policy};
use soundings::domain::reply::{Form, Press, Reply};
use soundings::domain::roster::{Candidate, Excuse, Role};
use soundings::domain::slot::Reason;
use soundings::domain::state::{self, State};
use soundings::domain::workspace::Workspace;
use soundings::domain::{advance, person::PersonChange};
use soundings::reading::is_hardly_an_answer;
use soundings::reading::{hesitation, unasked};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

/// The workspace in which every story plays.
pub const TEAM: &str = "T1";
/// The channel in which proposals are made.
pub const CHANNEL: &str = "C-product";

/// Returns the moment that a text such as `2026-03-02T10:00` means in Berlin.
pub fn berlin(text: &str) -> Timestamp {
    format!("{text}[Europe/Berlin]").parse::<jiff::Zoned>().expect("a local time").timestamp()
}

/// The built-in lenses, read once for all worlds.
static LIBRARY: LazyLock<Library> = LazyLock::new(lenses::built_in);

/// Somebody of the workspace, as the directory knows them.
#[derive(Clone, Debug)]
pub struct Somebody {
    pub zone: Zone,
    pub functions: Vec<(&'static str, Role)>,
    /// Why the directory says that they cannot be asked.
    pub excused: Option<Excuse>,
    /// Whether Slack refuses every direct message to them.
    pub refuses: bool,
    pub quiet_until: Option<Timestamp>,
}

/// What is stored under one key.
#[derive(Clone, Debug)]
pub struct Row {
    pub state: State,
    pub wake_at: Option<Timestamp>,
}

/// An effect that waits in its lane.
#[derive(Clone, Debug)]
pub struct Queued {
    pub id: EffectId,
    pub source: Key,
    pub effect: Effect,
    pub not_before: Timestamp,
}

/// A message that stands in Slack.
#[derive(Clone, Debug)]
pub struct Posted {
    pub effect: EffectId,
    pub source: Key,
    pub to: Destination,
    pub message: Message,
    pub ts: MessageTs,
    pub at: Timestamp,
}

/// What a step of the world did; the simulation reads it.
#[derive(Clone, Debug)]
pub enum Happened {
    Advanced { key: Key, effects: Vec<Effect> },
    Posted(Box<Posted>),
}

pub struct World {
    pub policy: Policy,
    pub now: Timestamp,
    pub mode: Mode,
    pub people: BTreeMap<UserId, Somebody>,
    pub rows: BTreeMap<Key, Row>,
    pub lanes: BTreeMap<String, VecDeque<Queued>>,
    pub slack: Vec<Posted>,
    /// Whether a message posted in the channel is refused.
    pub channel_refuses: bool,
    pub transcript: Vec<String>,
    pub happened: Vec<Happened>,
    pub leaders: Vec<FoundLeader>,
    seen: BTreeSet<(Key, EventId)>,
    count: u64,
}

impl World {
    /// Returns a world with the usual people, at a moment in Berlin.
    pub fn new(now: &str) -> Self {
        let policy = Policy { library: LIBRARY.clone(), ..Policy::default() };
        let mut world = Self {
            policy,
            now: berlin(now),
            mode: Mode::Auto,
            people: BTreeMap::new(),
            rows: BTreeMap::new(),
            lanes: BTreeMap::new(),
            slack: Vec::new(),
            channel_refuses: false,
            transcript: Vec::new(),
            happened: Vec::new(),
            leaders: Vec::new(),
            seen: BTreeSet::new(),
            count: 0,
        };
        world.joins("Olga", "Europe/Berlin", &[]);
        world.joins("Fay", "Europe/Berlin", &[("finance", Role::Member)]);
        world.joins("Bea", "Europe/Berlin", &[("finance", Role::Backup)]);
        world.joins("Lou", "Europe/Berlin", &[("finance", Role::Lead)]);
        world.joins("Eve", "Europe/Berlin", &[("engineering", Role::Member)]);
        world.joins("Eli", "America/New_York", &[("engineering", Role::Member)]);
        world.joins("Ann", "Europe/Berlin", &[("legal", Role::Member), ("support", Role::Member)]);
        world
    }

    /// Somebody joins the workspace.
    pub fn joins(&mut self, user: &str, zone: &str, functions: &[(&'static str, Role)]) {
        let somebody = Somebody {
            zone: Zone(zone.to_owned()),
            functions: functions.to_vec(),
            excused: None,
            refuses: false,
            quiet_until: None,
        };
        self.people.insert(user.into(), somebody);
    }

    /// Returns somebody for changing.
    pub fn somebody(&mut self, user: &str) -> &mut Somebody {
        self.people.get_mut(&UserId::from(user)).expect("somebody of the workspace")
    }

    // ---- What people do ----

    /// Olga posts a proposal that is noticed; returns its decision.
    pub fn notices(&mut self, text: &str, functions: &[&str]) -> DecisionId {
        let root = self.next_ts();
        self.says(&format!("Olga writes: {text}"));
        let proposal = self.proposal(&root, text, functions);
        let id = proposal.id.clone();
        self.notice(proposal, Strength::Explicit);
        self.run();
        id
    }

    /// Olga announces something as decided, which is noticed; returns its decision.
    pub fn announces(&mut self, text: &str, functions: &[&str]) -> DecisionId {
        let root = self.next_ts();
        self.says(&format!("Olga announces: {text}"));
        let proposal = self.proposal(&root, text, functions);
        let id = proposal.id.clone();
        self.notice(Proposal { announced: true, ..proposal }, Strength::Explicit);
        self.run();
        id
    }

    /// A proposal is noticed, whoever asked for that; nothing is sent yet.
    pub fn notice(&mut self, proposal: Proposal, strength: Strength) -> Reply {
        let key = self.key(&proposal.id);
        let event = DecisionEvent::Noticed { proposal: Box::new(proposal), strength };
        self.apply_new(&key, Event::Decision(event))
    }

    /// Returns a proposal by Olga as the reader would have it.
    pub fn proposal(&self, root: &MessageTs, text: &str, functions: &[&str]) -> Proposal {
        Proposal {
            id: DecisionId::of_root(&TEAM.into(), &CHANNEL.into(), root),
            team: TEAM.into(),
            channel: CHANNEL.into(),
            root: root.clone(),
            reply: None,
            by: OpenedBy::Noticed,
            owner: "Olga".into(),
            title: text.to_owned(),
            text: text.to_owned(),
            goal: None,
            kind: Kind::Pricing,
            door: Door::TwoWay,
            affected: functions.iter().map(|one| ((*one).into(), vec![Reason::Kind])).collect(),
            why: vec!["we should".to_owned()],
            spoke: Vec::new(),
            days: None,
            zone: Zone("Europe/Berlin".to_owned()),
            guesses: Guesses {
                kind: Some(Kind::Pricing),
                convinced: Some(Convinced::Proposal),
                ..Guesses::default()
            },
            announced: false,
            spoken_of: BTreeSet::new(),
            said: Vec::new(),
        }
    }

    /// Somebody presses a button; returns what they see.
    pub fn presses(&mut self, user: &str, id: &DecisionId, press: Press) -> Reply {
        self.says(&format!("{user} presses {}", short(&press)));
        self.decision_event(id, DecisionEvent::Pressed { by: user.into(), press })
    }

    /// Somebody submits a form; returns what they see.
    pub fn submits(&mut self, user: &str, id: &DecisionId, form: Form) -> Reply {
        self.says(&format!("{user} submits {}", short(&form)));
        self.decision_event(id, DecisionEvent::Submitted { by: user.into(), form })
    }

    /// Somebody answers with the form, giving the need alone.
    pub fn answers(&mut self, user: &str, id: &DecisionId, function: &str, need: &str) -> Reply {
        let form = Form::Answer {
            function: function.into(),
            need: need.to_owned(),
            limit: None,
            evidence: None,
            condition: None,
            hard_now: None,
            could_try: None,
        };
        self.submits(user, id, form)
    }

    /// Somebody replies in the decision's thread; returns the reply's `ts`.
    pub fn replies(&mut self, user: &str, id: &DecisionId, text: &str) -> MessageTs {
        let ts = self.next_ts();
        self.says(&format!("{user} replies: {text}"));
        let (author, remark) = (user.into(), soundings::reading::remark(text));
        let event = self.reply(&ts, author, text, remark);
        self.decision_event(id, event);
        ts
    }

    /// A reply as `intake` reads it.
    pub fn reply(
        &self,
        ts: &MessageTs,
        author: UserId,
        text: &str,
        remark: Remark,
    ) -> DecisionEvent {
        let wanted = self.policy.hears_hesitation(&TEAM.into());
        let undertone = if wanted { hesitation::undertone(text) } else { Undertone::default() };
        let (ts, spoken_of, text) = (ts.clone(), self.spoken_of(text), text.to_owned());
        DecisionEvent::ReplyPosted { ts, author, text, remark, spoken_of, undertone }
    }

    /// Somebody gives the proposal a thumbs-up.
    pub fn nods(&mut self, user: &str, id: &DecisionId) {
        self.says(&format!("{user} gives a thumbs-up"));
        self.decision_event(id, DecisionEvent::Nodded { by: user.into() });
    }

    /// Somebody writes to the bot; returns the message's `ts`.
    pub fn writes(&mut self, user: &str, thread: Option<&MessageTs>, text: &str) -> MessageTs {
        let ts = self.next_ts();
        self.says(&format!("{user} writes to the bot: {text}"));
        let event = PersonEvent::DmReceived {
            channel: dm(&user.into()),
            ts: ts.clone(),
            thread: thread.cloned(),
            text: text.into(),
            doubtful: is_hardly_an_answer(text),
        };
        self.person_event(user, event);
        ts
    }

    /// Somebody changes or deletes what they wrote to the bot.
    pub fn edits_dm(&mut self, user: &str, ts: &MessageTs, text: Option<&str>) {
        self.says(&format!("{user} changes a direct message to {text:?}"));
        let (channel, ts) = (dm(&user.into()), ts.clone());
        let text = text.map(str::to_owned);
        self.person_event(user, PersonEvent::DmEdited { channel, ts, text });
    }

    /// The topics of the lenses of which a reply speaks.
    fn spoken_of(&self, text: &str) -> BTreeSet<TopicId> {
        unasked::spoken_of(&self.policy.library, text)
    }

    /// A message of the decision's thread is changed or deleted.
    pub fn edits(&mut self, id: &DecisionId, ts: &MessageTs, text: Option<&str>) {
        self.says(&format!("a message of the thread is changed to {text:?}"));
        let ts = ts.clone();
        let event = match text {
            Some(text) => {
                let spoken_of = self.spoken_of(text);
                DecisionEvent::MessageEdited {
                    ts,
                    text: text.into(),
                    spoken_of,
                    title: None,
                    before: None,
                }
            }
            None => DecisionEvent::MessageDeleted { ts, before: None },
        };
        self.decision_event(id, event);
    }

    /// Somebody changes how they want to be treated.
    pub fn changes(&mut self, user: &str, change: PersonChange) -> Reply {
        self.says(&format!("{user}: {}", short(&change)));
        self.person_event(user, PersonEvent::Changed(change))
    }

    /// Something happens to a decision; everything that follows from it at once is done.
    pub fn decision_event(&mut self, id: &DecisionId, event: DecisionEvent) -> Reply {
        let reply = self.apply_new(&self.key(id), Event::Decision(event));
        self.run();
        reply
    }

    /// Something happens to a person; everything that follows from it at once is done.
    pub fn person_event(&mut self, user: &str, event: PersonEvent) -> Reply {
        let reply = self.apply_new(&Key::Person(TEAM.into(), user.into()), Event::Person(event));
        self.run();
        reply
    }

    /// Something happens to the workspace; everything that follows from it at once is done.
    pub fn workspace_event(&mut self, event: WorkspaceEvent) -> Reply {
        let reply = self.apply_new(&Key::Workspace(TEAM.into()), Event::Workspace(event));
        self.run();
        reply
    }

    // ---- What is there ----

    pub fn key(&self, id: &DecisionId) -> Key {
        Key::Decision(TEAM.into(), id.clone())
    }

    pub fn state(&self, key: &Key) -> Option<State> {
        self.rows.get(key).map(|row| row.state.clone())
    }

    /// Returns a decision that is there.
    pub fn decision(&self, id: &DecisionId) -> Decision {
        match self.state(&self.key(id)) {
            Some(State::Decision(decision)) => *decision,
            other => panic!("{id} is no decision but {other:?}"),
        }
    }

    pub fn person(&self, user: &str) -> Person {
        match self.state(&Key::Person(TEAM.into(), user.into())) {
            Some(State::Person(person)) => *person,
            _ => Person::new(TEAM.into(), user.into()),
        }
    }

    pub fn workspace(&self) -> Workspace {
        match self.state(&Key::Workspace(TEAM.into())) {
            Some(State::Workspace(workspace)) => *workspace,
            _ => Workspace::new(TEAM.into()),
        }
    }

    /// Returns what was said and done since the last look, a line each.
    pub fn story(&mut self) -> String {
        std::mem::take(&mut self.transcript).join("\n")
    }

    /// Returns the newest message of a kind to somebody, or anywhere where `user` is empty.
    pub fn last_posted(&self, user: &str, kind: &str) -> Option<&Posted> {
        let to_them = |one: &&Posted| {
            user.is_empty() || matches!(&one.to, Destination::Dm(to) if to.as_str() == user)
        };
        self.slack.iter().rev().filter(to_them).find(|one| short(&one.message).starts_with(kind))
    }

    /// Returns how many messages of a kind were posted, to whomever.
    pub fn count_posted(&self, kind: &str) -> usize {
        self.slack.iter().filter(|one| short(&one.message).starts_with(kind)).count()
    }

    // ---- How time passes ----

    /// Lets time pass until a moment in Berlin; everything due on the way happens when it is due.
    pub fn waits_until(&mut self, text: &str) {
        self.wait_until(berlin(text));
    }

    pub fn wait_until(&mut self, end: Timestamp) {
        self.run();
        while let Some(next) = self.next_moment().filter(|next| *next <= end) {
            self.now = next.max(self.now);
            self.wake_due();
            self.run();
        }
        self.now = end.max(self.now);
    }

    /// Lets time pass while nobody is there to do anything: the bot is down.
    pub fn sleeps_until(&mut self, text: &str) {
        self.now = berlin(text);
    }

    /// Handles every wake-up that is due.
    pub fn wake_due(&mut self) {
        let now = self.now;
        let due: Vec<Key> = self
            .rows
            .iter()
            .filter(|(_, row)| row.wake_at.is_some_and(|at| at <= now))
            .map(|(key, _)| key.clone())
            .collect();
        for key in due {
            let event = match &key {
                Key::Decision(..) => Event::Decision(DecisionEvent::Woken),
                Key::Workspace(_) => Event::Workspace(WorkspaceEvent::Woken),
                Key::Person(..) => Event::Person(PersonEvent::Woken),
            };
            self.apply_new(&key, event);
            let next = self.rows[&key].wake_at;
            assert!(next.is_none_or(|next| next > now), "{key} would be woken for ever at {now}");
        }
    }

    pub fn apply_new(&mut self, key: &Key, event: Event) -> Reply {
        self.count += 1;
        let id = EventId::new(format!("E{}", self.count));
        self.apply(key, &id, &event)
    }

    /// Applies an event once; a second time it changes nothing.
    pub fn apply(&mut self, key: &Key, id: &EventId, event: &Event) -> Reply {
        if self.seen.contains(&(key.clone(), id.clone())) {
            return Reply::Nothing;
        }
        let state = self.state(key);
        let once = advance(&self.policy, key, state.as_ref(), self.now, event);
        let twice = advance(&self.policy, key, state.as_ref(), self.now, event);
        assert_eq!(once, twice, "the same event on the same state came out differently");
        self.happened.push(Happened::Advanced { key: key.clone(), effects: once.effects.clone() });
        if !once.is_idle() {
            self.seen.insert((key.clone(), id.clone()));
        }
        self.commit(key, id, once)
    }

    fn commit(&mut self, key: &Key, id: &EventId, transition: Transition<State>) -> Reply {
        let wake_at = transition.wake_at;
        match transition.state {
            None => {}
            Some(Change::Put(state)) => self.put(key, &state, wake_at),
            Some(Change::Dismiss) => self.put(key, &State::Dismissed, None),
            Some(Change::Delete) => {
                self.rows.remove(key);
            }
        }
        for (index, effect) in transition.effects.into_iter().enumerate() {
            let id = EffectId::of_event(id, index);
            let queued = Queued { id, source: key.clone(), effect, not_before: self.now };
            self.lanes.entry(queued.effect.lane(key)).or_default().push_back(queued);
        }
        transition.reply
    }

    fn put(&mut self, key: &Key, state: &State, wake_at: Option<Timestamp>) {
        let bytes = state::encode(state);
        let read: State = state::decode(&bytes).expect("what is stored can be read");
        assert_eq!(read, *state, "what is read is not what was stored");
        assert_eq!(state::encode(&read), bytes, "the spelling is not stable");
        self.rows.insert(key.clone(), Row { state: read, wake_at });
    }

    /// Returns a `ts` that no other message has.
    pub fn next_ts(&mut self) -> MessageTs {
        self.count += 1;
        MessageTs::new(format!("{}.{:06}", self.now.as_second(), self.count))
    }

    fn says(&mut self, what: &str) {
        let local = self.now.to_zoned(Zone("Europe/Berlin".to_owned()).rules());
        self.transcript.push(format!("{} {what}", local.strftime("%a %H:%M")));
    }
}

/// Returns the direct conversation of the bot with somebody.
pub fn dm(user: &UserId) -> ChannelId {
    ChannelId::new(format!("D-{user}"))
}

fn undelivered(source: &Key, message: &Message) -> (Key, Event) {
    let (message, why) = (message.clone(), "cannot_dm_bot".to_owned());
    let event = match source {
        Key::Decision(..) => Event::Decision(DecisionEvent::Undelivered { message, why }),
        Key::Person(..) => Event::Person(PersonEvent::Undelivered { message, why }),
        Key::Workspace(_) => Event::Workspace(WorkspaceEvent::Undelivered { message, why }),
    };
    (source.clone(), event)
}

/// Returns a leader who reads their digest on Mondays at nine.
pub fn leader(user: &str, zone: &str) -> FoundLeader {
    FoundLeader { user: user.into(), zone: Zone(zone.to_owned()), day: Day::Monday, hour: 9 }
}

fn spelled(to: &Destination, message: &Message) -> String {
    let place = match to {
        Destination::Channel(_) => "in the channel".to_owned(),
        Destination::Thread(..) => "in the thread".to_owned(),
        Destination::Dm(user) => format!("to {user}"),
        Destination::Only(user, ..) => format!("shown to {user} alone"),
    };
    format!("{place}: {}", short(message))
}

/// Spells a value by its name and its function, as far as it has one.
pub fn short<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value).expect("a value of our own") {
        serde_json::Value::String(name) => name,
        serde_json::Value::Object(fields) => {
            let (name, inner) = fields.iter().next().expect("a variant");
            let detail = ["function", "late", "version", "excuse", "until", "to"]
                .into_iter()
                .filter_map(|field| inner.get(field)?.as_str().map(str::to_owned));
            std::iter::once(name.clone()).chain(detail).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
