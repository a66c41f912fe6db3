//! The memory of running conversations: what was last said in each channel, and which messages may yet
//! turn out to be proposals by what follows them.
//!
//! It is in memory only, bounded, and gone with the process: ordinary talk is never stored. Of most
//! messages nothing but numbers is remembered; the text is kept of those that may yet be proposals.
//! It decides nothing: whoever asks weighs what it gives.

use crate::domain::event::Strength;
use crate::domain::ids::{ChannelId, MessageTs, Standing, TeamId, UserId};
use crate::reading::{
    Climate, EARLIER_MAX, Earlier, Excerpt, Glance, Label, Reader, Thread, Weighed, Where,
};
use crate::slack::client::Written;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Remembers running conversations.
#[derive(Default)]
pub(super) struct Memory(Mutex<Channels>);

/// A message as it was said.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub team: &'a TeamId,
    pub channel: &'a ChannelId,
    pub ts: &'a MessageTs,
    /// The first message of the thread it answers in.
    pub thread: Option<&'a MessageTs>,
    pub author: &'a UserId,
    pub text: &'a str,
}

impl Said<'_> {
    /// Returns it as something that may become a proposal.
    pub fn written(&self) -> Written {
        let standing = Standing { ts: self.ts.clone(), thread: self.thread.cloned() };
        Written { author: self.author.clone(), text: self.text.to_owned(), standing }
    }
}

/// An earlier message, and what it amounts to now.
#[derive(Clone, Debug)]
pub(super) struct Grown {
    pub ts: MessageTs,
    pub author: UserId,
    pub text: String,
    /// What it said at first sight.
    pub label: Label,
    pub weighed: Weighed,
    /// Whether its author was asked about it before.
    pub suggested: bool,
}

impl Grown {
    /// Returns how strongly it may be taken: talk around it in the channel may be about anything, and is
    /// enough to ask its author, not to open.
    pub fn at_most(&self, strength: Strength) -> Strength {
        if self.weighed.is_certain { strength } else { Strength::Likely }
    }

    /// Tells whether acting on it would say anything that its author was not told.
    pub fn is_news(&self, strength: Strength) -> bool {
        strength != Strength::Likely || !self.suggested
    }
}

/// Channels beyond these are forgotten, the one that was quiet longest first.
const CHANNELS_MAX: usize = 500;
/// Messages whose numbers are remembered, per channel.
const LATELY_MAX: usize = 48;
/// Messages that may yet turn out to be proposals, per channel.
const ROOTS_MAX: usize = 24;
/// What is less likely than this at first sight is not waited for.
const ROOT_SCORE_MIN: f32 = 0.08;
/// Of a longer message what follows would be of no help: it is not waited for.
const ROOT_BYTES_MAX: usize = 12_000;
/// Where people do not answer in threads, so many messages after one are taken to be about it.
const UNTHREADED_MAX: usize = 12;

impl Memory {
    /// Reads a message in its conversation and remembers it; returns what it said, and the earlier
    /// messages it is about with what they amount to now.
    ///
    /// A message that is delivered again is read again, and counts once.
    pub fn hear(&self, reader: &Reader, said: &Said<'_>) -> (Glance, Vec<Grown>) {
        let mut channels = self.channels();
        let channel = channels.entry(said);
        let glance = channel.read(reader, said);
        let again = channel.lately.iter().any(|heard| heard.ts == *said.ts);
        let mut grown = Vec::new();
        let is_threaded = channel.climate.is_threaded();
        for root in channel.roots.iter_mut().filter(|root| root.is_meant(said, is_threaded)) {
            if !again {
                root.followed(said, &glance);
            }
            grown.push(root.grown(reader));
        }
        if !again {
            channel.remember(said, &glance);
        }
        (glance, grown)
    }

    /// Takes in a thumb, up or down, on a message that may yet turn out to be a proposal.
    pub fn reacted(
        &self,
        reader: &Reader,
        (team, channel, ts): (&TeamId, &ChannelId, &MessageTs),
        (thumbs_up, user): (bool, &UserId),
    ) -> Option<Grown> {
        let mut channels = self.channels();
        let channel = channels.known.get_mut(&(team.clone(), channel.clone()))?;
        let root = channel.roots.iter_mut().find(|root| root.ts == *ts)?;
        root.thread.reacted(thumbs_up, user.as_str());
        Some(root.grown(reader))
    }

    /// Returns what is usual in a channel, as far as what was said there tells.
    pub fn climate(&self, team: &TeamId, channel: &ChannelId) -> Climate {
        let channels = self.channels();
        let known = channels.known.get(&(team.clone(), channel.clone()));
        known.map(|channel| channel.climate).unwrap_or_default()
    }

    /// A message reads otherwise now: what followed the old words does not speak for the new ones.
    pub fn edited(
        &self,
        reader: &Reader,
        (team, channel, ts): (&TeamId, &ChannelId, &MessageTs),
        text: &str,
    ) {
        self.with_root((team, channel, ts), |root| {
            let excerpt = Excerpt { text, context: &[], is_reply: false };
            root.thread = Thread::new(reader.glance(&excerpt), root.author.as_str());
            root.text = text.to_owned();
        });
    }

    /// Something was done about a message: one that was opened is waited for no longer, and one whose
    /// author was asked is opened or let be.
    pub fn settled(&self, place: (&TeamId, &ChannelId, &MessageTs), strength: Strength) {
        match strength {
            Strength::Likely => self.with_root(place, |root| root.suggested = true),
            Strength::Explicit | Strength::ByHand => self.forget(place),
        }
    }

    /// A message is gone: it is waited for no longer.
    pub fn forget(&self, (team, channel, ts): (&TeamId, &ChannelId, &MessageTs)) {
        if let Some(channel) = self.channels().known.get_mut(&(team.clone(), channel.clone())) {
            channel.roots.retain(|root| root.ts != *ts);
        }
    }

    fn with_root(
        &self,
        (team, channel, ts): (&TeamId, &ChannelId, &MessageTs),
        change: impl FnOnce(&mut Root),
    ) {
        let mut channels = self.channels();
        let channel = channels.known.get_mut(&(team.clone(), channel.clone()));
        let root = channel.and_then(|channel| channel.roots.iter_mut().find(|root| root.ts == *ts));
        if let Some(root) = root {
            change(root);
        }
    }

    /// Nothing is left half done by a panic: every change is one message's.
    fn channels(&self) -> MutexGuard<'_, Channels> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct Channels {
    known: BTreeMap<(TeamId, ChannelId), Channel>,
    /// Counts messages, so that the quietest channel can be told.
    heard: u64,
}

impl Channels {
    fn entry(&mut self, said: &Said<'_>) -> &mut Channel {
        self.heard += 1;
        let place = (said.team.clone(), said.channel.clone());
        if self.known.len() >= CHANNELS_MAX && !self.known.contains_key(&place) {
            let quietest = self.known.iter().min_by_key(|(_, channel)| channel.heard_at);
            if let Some(quietest) = quietest.map(|(place, _)| place.clone()) {
                self.known.remove(&quietest);
            }
        }
        let channel = self.known.entry(place).or_default();
        channel.heard_at = self.heard;
        channel
    }
}

#[derive(Default)]
struct Channel {
    climate: Climate,
    lately: VecDeque<Heard>,
    roots: VecDeque<Root>,
    heard_at: u64,
}

/// A message of which only numbers are kept.
struct Heard {
    ts: MessageTs,
    thread: Option<MessageTs>,
    author: UserId,
    glance: Glance,
}

/// A message that may yet turn out to be a proposal.
struct Root {
    ts: MessageTs,
    author: UserId,
    text: String,
    thread: Thread,
    /// How many messages outside its thread were taken to be about it.
    unthreaded: usize,
    suggested: bool,
}

impl Channel {
    fn read(&self, reader: &Reader, said: &Said<'_>) -> Glance {
        let same = |heard: &&Heard| match said.thread {
            Some(root) => heard.thread.as_ref() == Some(root) || heard.ts == *root,
            None => heard.thread.is_none(),
        };
        let earlier = |heard: &&Heard| heard.ts != *said.ts && same(heard);
        let mut context: Vec<Earlier<'_>> = self
            .lately
            .iter()
            .rev()
            .filter(earlier)
            .take(EARLIER_MAX)
            .map(|heard| Earlier {
                glance: &heard.glance,
                same_author: heard.author == *said.author,
            })
            .collect();
        context.reverse();
        reader.glance(&Excerpt {
            text: said.text,
            context: &context,
            is_reply: said.thread.is_some(),
        })
    }

    fn remember(&mut self, said: &Said<'_>, glance: &Glance) {
        match said.thread {
            None => self.climate.hear(glance),
            Some(_) => self.climate.hear_answer(),
        }
        if said.thread.is_none()
            && glance.score() >= ROOT_SCORE_MIN
            && said.text.len() <= ROOT_BYTES_MAX
        {
            self.roots.push_back(Root::of(said, glance));
            self.roots.drain(..self.roots.len().saturating_sub(ROOTS_MAX));
        }
        self.lately.push_back(Heard {
            ts: said.ts.clone(),
            thread: said.thread.cloned(),
            author: said.author.clone(),
            glance: glance.clone(),
        });
        self.lately.drain(..self.lately.len().saturating_sub(LATELY_MAX));
    }
}

impl Root {
    fn of(said: &Said<'_>, glance: &Glance) -> Self {
        Self {
            ts: said.ts.clone(),
            author: said.author.clone(),
            text: said.text.to_owned(),
            thread: Thread::new(glance.clone(), said.author.as_str()),
            unthreaded: 0,
            suggested: false,
        }
    }

    /// Tells whether a message is taken to be about this one: what stands below it in the channel is, unless people
    /// answer in threads there.
    fn is_meant(&self, said: &Said<'_>, is_threaded: bool) -> bool {
        match said.thread {
            Some(thread) => *thread == self.ts,
            None => !is_threaded && self.ts != *said.ts && self.unthreaded < UNTHREADED_MAX,
        }
    }

    fn followed(&mut self, said: &Said<'_>, glance: &Glance) {
        let place = if said.thread.is_some() { Where::Inside } else { Where::Around };
        self.unthreaded += usize::from(place == Where::Around);
        self.thread.followed(glance, (said.author.as_str(), said.text), place);
    }

    fn grown(&self, reader: &Reader) -> Grown {
        Grown {
            ts: self.ts.clone(),
            author: self.author.clone(),
            text: self.text.clone(),
            label: self.thread.root().label(),
            weighed: reader.weigh(&self.thread),
            suggested: self.suggested,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lens::Library;
    use crate::reading::Evidence;

    /// A channel in which people talk.
    struct Talk {
        memory: Memory,
        reader: Reader,
        team: TeamId,
        channel: ChannelId,
    }

    const MILD: &str = "the two lower plans might be better off on usage";

    impl Talk {
        fn new() -> Self {
            let reader = Reader::new(&Library::default());
            let (team, channel) = ("T1".into(), "C1".into());
            Self { memory: Memory::default(), reader, team, channel }
        }

        fn say(&self, ts: &str, thread: Option<&str>, author: &str, text: &str) -> Vec<Grown> {
            let (ts, thread) = (MessageTs::from(ts), thread.map(MessageTs::from));
            let said = Said {
                team: &self.team,
                channel: &self.channel,
                ts: &ts,
                thread: thread.as_ref(),
                author: &author.into(),
                text,
            };
            self.memory.hear(&self.reader, &said).1
        }

        fn place<'a>(&'a self, ts: &'a MessageTs) -> (&'a TeamId, &'a ChannelId, &'a MessageTs) {
            (&self.team, &self.channel, ts)
        }
    }

    #[test]
    fn answers_add_up_and_one_that_is_delivered_again_counts_once() {
        let talk = Talk::new();
        talk.say("1.0", None, "maya", MILD);
        talk.say("2.0", Some("1.0"), "tom", "sounds good to me");
        let once = talk.say("3.0", Some("1.0"), "abeo", "agreed, let's do that");
        let again = talk.say("3.0", Some("1.0"), "abeo", "agreed, let's do that");
        let [(once, again)] = &once.iter().zip(&again).collect::<Vec<_>>()[..] else {
            panic!("{once:?} {again:?}")
        };
        assert!(once.weighed.is_certain && once.weighed.why.len() == 2, "{once:?}");
        assert_eq!(once.weighed, again.weighed);
        assert_eq!(once.author.as_str(), "maya");
    }

    #[test]
    fn talk_around_it_in_the_channel_is_never_certain() {
        let talk = Talk::new();
        talk.say("1.0", None, "maya", MILD);
        for (ts, who) in [("2.0", "tom"), ("3.0", "abeo"), ("4.0", "kai")] {
            let grown = talk.say(ts, None, who, "sounds good, let's do that");
            assert!(grown.iter().all(|one| !one.weighed.is_certain), "{grown:?}");
            assert_eq!(grown[0].at_most(Strength::Explicit), Strength::Likely);
        }
    }

    #[test]
    fn what_is_settled_gone_or_ordinary_is_waited_for_no_longer() {
        let talk = Talk::new();
        let (first, second) = ("1.0".into(), "2.0".into());
        talk.say("1.0", None, "maya", MILD);
        talk.say("2.0", None, "kai", "maybe we could drop the old export next week?");
        talk.say("3.0", None, "kai", "morning all");
        talk.memory.settled(talk.place(&first), Strength::Explicit);
        talk.memory.settled(talk.place(&second), Strength::Likely);
        let left = talk.say("4.0", None, "tom", "fine with me");
        assert_eq!(left.len(), 1, "{left:?}");
        assert!(left[0].ts == second && !left[0].is_news(Strength::Likely));
        talk.memory.forget(talk.place(&second));
        assert!(talk.say("5.0", None, "tom", "fine with me").is_empty());
    }

    #[test]
    fn an_edit_begins_anew() {
        let talk = Talk::new();
        let root = "1.0".into();
        talk.say("1.0", None, "maya", MILD);
        talk.say("2.0", Some("1.0"), "tom", "sounds good to me");
        talk.memory.edited(&talk.reader, talk.place(&root), "who has the key to the cellar?");
        let grown = talk.say("3.0", Some("1.0"), "abeo", "agreed, let's do that");
        assert!(grown[0].weighed.evidence == Evidence::None, "{grown:?}");
        assert!(grown[0].text.contains("cellar"));
    }

    #[test]
    fn memory_is_bounded() {
        let talk = Talk::new();
        for message in 0..200 {
            talk.say(&format!("{message}.0"), None, "maya", MILD);
        }
        let mut channels = talk.memory.channels();
        let channel = channels.known.values().next().expect("the channel");
        assert_eq!((channel.lately.len(), channel.roots.len()), (LATELY_MAX, ROOTS_MAX));
        let ts = MessageTs::from("1.0");
        for number in 0..CHANNELS_MAX + 10 {
            let channel = ChannelId::new(format!("C{number}"));
            let (team, author) = (&talk.team, &"maya".into());
            channels.entry(&Said {
                team,
                channel: &channel,
                ts: &ts,
                thread: None,
                author,
                text: "",
            });
        }
        assert_eq!(channels.known.len(), CHANNELS_MAX);
    }
}
