//! One channel, walked through message by message: what is proposed, and what follows.
//!
//! Ordinary messages are forgotten at once. Kept are threads, since any may come to hold a decision, and
//! messages that read like a proposal with what answers them in the channel's next hours; a thread that has been
//! quiet for a month is over, and so many are open at a time and no more.

use super::account::Why;
use super::judge::{self, Judge, Sight};
use super::moment;
use super::wire::Line;
use crate::domain::ids::{FunctionId, MessageTs, UserId};
use crate::reading::{Discussion, EARLIER_MAX, Earlier, Excerpt, Glance, Label, Spoken};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, VecDeque};

/// Something that was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub user: String,
    /// The function for which they speak, if it is known.
    pub function: Option<FunctionId>,
    pub ts: String,
    /// When, in seconds; `None` where the export cannot be right.
    pub second: Option<i64>,
    pub day: Date,
    pub text: String,
    /// Who reacted with an emoji.
    pub reacted: Vec<String>,
    /// Whether it says what is decided.
    pub decides: bool,
}

/// A message as the export has it.
#[derive(Clone, Copy)]
struct Heard<'a> {
    line: &'a Line<'a>,
    /// The function for which its author speaks, if it is known.
    function: Option<&'a FunctionId>,
    day: Date,
    second: Option<i64>,
}

/// A message worth following, and what followed.
pub struct Thread {
    pub root: Said,
    /// Whether the root itself answers in a thread, whose name `name` is.
    pub root_is_reply: bool,
    pub name: String,
    pub replies: Vec<Said>,
    /// What the reader has made of it so far.
    pub discussion: Discussion,
    /// Whether people answered in its thread, rather than below it in the channel.
    pub is_threaded: bool,
    /// Whether somebody said below it in the channel what is decided of it.
    pub is_settled: bool,
    /// What the root said, with what was said before it.
    glance: Glance,
    sight: Sight,
    /// Who said what in it last.
    recent: Recent,
    /// How many replies Slack counts, and how many were found.
    expected: u64,
    found: u64,
    /// The last day on which something was said.
    last: Date,
    /// How many bytes of its replies are kept.
    bytes: usize,
    /// How many messages of the channel were looked at for an answer.
    followed: usize,
}

/// Longer texts are kept up to here; the reader looks no further.
const TEXT_BYTES_MAX: usize = 8_000;
/// More replies than this are not kept; they change nothing any more.
const REPLIES_MAX: usize = 200;
/// Of a thread in which more was written, what comes then counts without its words: two thousand open threads must
/// fit in memory.
const THREAD_BYTES_MAX: usize = 32 << 10;
/// Where nobody threads, what is said within this time and number counts as an answer.
const FOLLOWING_SECONDS: i64 = 4 * 3_600;
const FOLLOWING_MESSAGES: usize = 30;
const FOLLOWED_MAX: usize = 16;
/// What is decided of it may be said in the channel within so many days.
const SETTLED_DAYS_MAX: i32 = 7;
/// The reader quotes no more of a message.
const HEAD_BYTES_MAX: usize = 400;
/// A thread that was quiet for longer is over.
const QUIET_DAYS: i32 = 30;
/// So many threads of a channel are open at a time.
const OPEN_MAX: usize = 2_000;

/// Who said what last in a conversation, the newest last.
type Recent = VecDeque<(String, Glance)>;

/// A channel that is being walked through.
pub struct Walk<'a> {
    judge: &'a Judge,
    now: Timestamp,
    /// The open threads by their name, the oldest first.
    open: BTreeMap<String, Thread>,
    /// Those that nobody has answered in a thread so far.
    unthreaded: VecDeque<String>,
    /// Who said what last in the channel itself.
    recent: Recent,
    day: Date,
    /// Whether what is proposed from here on is passed over, since it was not asked for.
    only_answers: bool,
    /// Threads that are over.
    over: Vec<Thread>,
}

impl<'a> Walk<'a> {
    /// Starts at the beginning of a channel.
    pub fn new(judge: &'a Judge, now: Timestamp) -> Self {
        Self {
            judge,
            now,
            open: BTreeMap::new(),
            unthreaded: VecDeque::new(),
            recent: VecDeque::new(),
            day: Date::default(),
            only_answers: false,
            over: Vec::new(),
        }
    }

    /// Begins the next day; what has been quiet for long is over.
    pub fn begin(&mut self, day: Date) {
        self.day = day;
        let is_over = |thread: &Thread| {
            day.since(thread.last).is_ok_and(|quiet| quiet.get_days() > QUIET_DAYS)
        };
        self.over.extend(self.open.extract_if(.., |_, thread| is_over(thread)).map(|(_, t)| t));
    }

    /// From here on, hears what answers and nothing new.
    pub fn hear_only_answers(&mut self) {
        self.only_answers = true;
    }

    /// Tells whether anything is left that could be answered.
    pub fn is_done(&self) -> bool {
        self.only_answers && self.open.is_empty()
    }

    /// Hears a message that somebody said, perhaps for a function; tells what is odd about it.
    pub fn hear(&mut self, line: &Line<'_>, function: Option<&FunctionId>) -> Option<Why> {
        let second = moment::second(&line.ts, self.day, self.now);
        let heard = Heard { line, function, day: self.day, second };
        if line.is_reply() {
            self.hear_reply(heard);
        } else {
            self.hear_in_channel(heard);
        }
        second.is_none().then_some(Why::OddTime)
    }

    /// Passes over what nobody said; in a thread, Slack counts it among the replies.
    pub fn pass(&mut self, line: &Line<'_>) {
        if let Some(thread) = self.open.get_mut(&*line.thread_ts).filter(|_| line.is_reply()) {
            thread.found += 1;
        }
    }

    /// Tells whether a thread is open.
    pub fn holds(&self, thread: &str) -> bool {
        self.open.contains_key(thread)
    }

    /// Returns the threads that are over by now.
    pub fn finished(&mut self) -> Vec<Thread> {
        std::mem::take(&mut self.over)
    }

    /// Ends the channel and returns the threads that were still open.
    pub fn end(mut self) -> Vec<Thread> {
        self.over.extend(self.open.into_values());
        self.over
    }

    fn hear_in_channel(&mut self, heard: Heard<'_>) {
        let line = heard.line;
        let (sight, glance) = self.sight(line, &self.recent);
        self.answer_in_channel(heard, &glance);
        let has_thread = !line.thread_ts.is_empty() || line.reply_count() > 0;
        let is_outcome = sight >= Sight::Likely && !has_thread && self.settle(heard, &glance);
        if !is_outcome && (sight >= Sight::Likely || has_thread) {
            let thread = begin_thread(heard, (sight, glance.clone()));
            if !has_thread {
                self.unthreaded.push_back(thread.name.clone());
            }
            self.follow(thread);
        }
        remember(&mut self.recent, line, glance);
    }

    fn hear_reply(&mut self, heard: Heard<'_>) {
        let line = heard.line;
        let open = self.open.get(&*line.thread_ts);
        let nothing = Recent::new();
        let (sight, glance) = self.sight(line, open.map_or(&nothing, |thread| &thread.recent));
        let is_plain = sight == Sight::Plain && open.is_none_or(|t| t.sight < Sight::Likely);
        match self.open.get_mut(&*line.thread_ts) {
            // A plain proposal further down says more than an ordinary message above it.
            Some(thread) if is_plain => thread.restart(heard, glance),
            Some(thread) => {
                thread.hear(heard, true, &glance);
                remember(&mut thread.recent, line, glance);
            }
            None if is_plain => {
                let mut thread = begin_thread(heard, (sight, glance));
                (thread.name, thread.root_is_reply) = (line.thread_ts.to_string(), true);
                self.follow(thread);
            }
            None => {}
        }
        if self.open.contains_key(&*line.thread_ts) {
            self.unthreaded.retain(|name| **name != *line.thread_ts);
        }
    }

    /// Looks at a message after what was said last in its conversation.
    fn sight(&self, line: &Line<'_>, recent: &Recent) -> (Sight, Glance) {
        let earlier = recent
            .iter()
            .map(|(author, glance)| Earlier { glance, same_author: **author == *line.user });
        let context: Vec<Earlier<'_>> = earlier.collect();
        let (text, is_reply) = (&*line.text, line.is_reply());
        self.judge.first_sight(&Excerpt { text, context: &context, is_reply })
    }

    /// Opens a thread; where too many are open, the oldest is over.
    fn follow(&mut self, thread: Thread) {
        if self.only_answers {
            return;
        }
        self.open.entry(thread.name.clone()).or_insert(thread);
        if self.open.len() > OPEN_MAX {
            self.over.extend(self.open.pop_first().map(|(_, thread)| thread));
        }
    }

    /// Counts a message of the channel as an answer to what was proposed there a little before.
    fn answer_in_channel(&mut self, heard: Heard<'_>, glance: &Glance) {
        let open = &mut self.open;
        self.unthreaded.retain(|name| {
            let Some(thread) = open.get_mut(name) else { return false };
            let soon = thread
                .root
                .second
                .zip(heard.second)
                .is_some_and(|(root, now)| (0..=FOLLOWING_SECONDS).contains(&(now - root)));
            let listens = soon && thread.followed < FOLLOWING_MESSAGES;
            if listens {
                thread.hear(heard, false, glance);
            }
            listens
        });
        while self.unthreaded.len() > FOLLOWED_MAX {
            self.unthreaded.pop_front();
        }
    }

    /// Gives a message that says what is decided to the proposal of the last days of which it speaks, if nobody
    /// threads that one; tells whether there is one.
    fn settle(&mut self, heard: Heard<'_>, glance: &Glance) -> bool {
        let is_recent = |thread: &&Thread| {
            !thread.is_threaded
                && thread.sight >= Sight::Likely
                && glance.speaks_of(&thread.glance)
                && heard.day.since(thread.root.day).is_ok_and(|d| d.get_days() <= SETTLED_DAYS_MAX)
        };
        let latest: Vec<&Thread> =
            self.open.values().rev().filter(is_recent).take(FOLLOWED_MAX).collect();
        if latest.is_empty() {
            return false;
        }
        let texts: Vec<&str> = latest.iter().map(|thread| thread.root.text.as_str()).collect();
        let settled = self.judge.settles(&heard.line.text, &texts);
        let name = settled.map(|place| latest[place].name.clone());
        let Some(thread) = name.and_then(|name| self.open.get_mut(&name)) else { return false };
        if thread.replies.last().is_none_or(|last| last.ts != *heard.line.ts) {
            thread.hear(heard, false, glance);
        }
        thread.is_settled = true;
        true
    }
}

impl Thread {
    /// Returns how many replies Slack counts that the export does not hold.
    pub fn replies_missing(&self) -> u64 {
        self.expected.saturating_sub(self.found)
    }

    /// Returns the words of one of its messages.
    pub fn text_of(&self, ts: &MessageTs) -> Option<&str> {
        let mut all = std::iter::once(&self.root).chain(&self.replies);
        all.find(|said| said.ts == ts.as_str()).map(|said| said.text.as_str())
    }

    /// Puts its replies in order where all times can be right; a file may have them in any.
    pub fn put_in_order(&mut self) {
        if self.replies.iter().all(|reply| reply.second.is_some()) {
            self.replies.sort_by_key(|reply| reply.second);
        }
    }

    /// Takes one of its messages as what is proposed; what follows it is what counts.
    pub fn begin_at(&mut self, ts: &MessageTs) {
        let place = self.replies.iter().position(|reply| reply.ts == ts.as_str());
        if let Some(place) = place {
            let after = self.replies.split_off(place + 1);
            self.root = self.replies.swap_remove(place);
            (self.replies, self.root_is_reply) = (after, true);
        }
    }

    /// Takes in a reply; the first one in the thread shows that people do not answer in the channel.
    fn hear(&mut self, heard: Heard<'_>, in_thread: bool, glance: &Glance) {
        if in_thread && !self.is_threaded {
            self.is_threaded = true;
            self.replies.clear();
            self.bytes = 0;
            self.discussion = begin(&self.root, &self.glance);
        }
        self.found += u64::from(in_thread);
        self.last = heard.day;
        if self.replies.len() == REPLIES_MAX {
            return;
        }
        heard.spoken(|said| match in_thread {
            true => self.discussion.answered(said, glance),
            false => self.discussion.followed(said, glance),
        });
        self.followed += usize::from(!in_thread);
        if !in_thread && !self.is_answered_by(heard.line, glance) {
            return;
        }
        let mut reply = heard.said();
        if self.bytes + reply.text.len() > THREAD_BYTES_MAX {
            reply.text = String::new();
        }
        self.bytes += reply.text.len();
        reply.decides = glance.label() == Label::Decision;
        self.replies.push(reply);
    }

    /// Tells whether a message below it in the channel answers it: not all that is said there does.
    fn is_answered_by(&self, line: &Line<'_>, glance: &Glance) -> bool {
        judge::answers(glance, &self.glance) || line.text.contains(&*self.root.user)
    }

    /// Takes a reply as what is proposed; what follows it is what counts.
    fn restart(&mut self, heard: Heard<'_>, glance: Glance) {
        remember(&mut self.recent, heard.line, glance.clone());
        let reply = heard.said();
        self.discussion = begin(&reply, &glance);
        (self.root, self.glance) = (reply, glance);
        self.replies.clear();
        self.bytes = 0;
        (self.sight, self.root_is_reply, self.is_threaded) = (Sight::Plain, true, true);
        (self.last, self.found) = (self.root.day, self.found + 1);
    }
}

impl Heard<'_> {
    fn said(self) -> Said {
        let Self { line, function, day, second } = self;
        Said {
            user: line.user.to_string(),
            function: function.cloned(),
            ts: line.ts.to_string(),
            second,
            day,
            text: head(&line.text, TEXT_BYTES_MAX).to_owned(),
            reacted: line.reacted(),
            decides: false,
        }
    }

    /// Gives an answer to the reader.
    fn spoken(self, hear: impl FnOnce(&Spoken<'_>)) {
        let line = self.line;
        let (ts, author) = (MessageTs::new(&*line.ts), UserId::new(&*line.user));
        let root = line.is_reply().then(|| MessageTs::new(&*line.thread_ts));
        let speaks_for = self.function.map_or(&[][..], std::slice::from_ref);
        let text = head(&line.text, HEAD_BYTES_MAX);
        hear(&Spoken { ts: &ts, thread: root.as_ref(), author: &author, speaks_for, text });
    }
}

fn begin_thread(heard: Heard<'_>, (sight, glance): (Sight, Glance)) -> Thread {
    let Heard { line, day, .. } = heard;
    let (root, mut recent) = (heard.said(), Recent::new());
    remember(&mut recent, line, glance.clone());
    Thread {
        discussion: begin(&root, &glance),
        root,
        root_is_reply: false,
        name: line.ts.to_string(),
        replies: Vec::new(),
        glance,
        recent,
        is_threaded: line.reply_count() > 0,
        is_settled: false,
        sight,
        expected: line.reply_count(),
        found: 0,
        last: day,
        bytes: 0,
        followed: 0,
    }
}

fn remember(recent: &mut Recent, line: &Line<'_>, glance: Glance) {
    if recent.len() == EARLIER_MAX {
        recent.pop_front();
    }
    recent.push_back((line.user.to_string(), glance));
}

/// Gives a message to the reader as the first of its thread, whether it answers in one or not.
fn begin(root: &Said, glance: &Glance) -> Discussion {
    let (ts, author) = (MessageTs::new(&*root.ts), UserId::new(&*root.user));
    let (speaks_for, text) = (root.function.as_slice(), head(&root.text, HEAD_BYTES_MAX));
    Discussion::begin(&Spoken { ts: &ts, thread: None, author: &author, speaks_for, text }, glance)
}

fn head(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::lenses;

    const PROPOSAL: &str = "I propose that we drop the free plan. Any objections?";

    /// Walks through messages `(day, ts, thread_ts, text)` of March 2026; returns every thread.
    fn walk(messages: &[(i8, &str, &str, &str)]) -> Vec<Thread> {
        let judge = Judge::new(&lenses::built_in());
        let mut walk = Walk::new(&judge, "2027-01-01T00:00:00Z".parse().expect("a moment"));
        let mut over = Vec::new();
        for (day, ts, thread_ts, text) in messages {
            let json =
                serde_json::json!({ "user": "U1", "ts": ts, "thread_ts": thread_ts, "text": text });
            let json = json.to_string();
            walk.begin(Date::constant(2026, 3, 1) + jiff::Span::new().days(*day));
            over.extend(walk.finished());
            walk.hear(&serde_json::from_str(&json).expect("a message"), None);
        }
        over.extend(walk.end());
        over
    }

    #[test]
    fn ordinary_messages_are_forgotten() {
        assert!(
            walk(&[(0, "1.0", "", "morning all"), (0, "2.0", "", "lunch at twelve?")]).is_empty()
        );
    }

    #[test]
    fn replies_of_later_days_belong_to_the_thread() {
        let threads = walk(&[
            (0, "1.0", "1.0", PROPOSAL),
            (0, "2.0", "", "lunch at twelve, anybody?"),
            (29, "3.0", "1.0", "fine with me"),
        ]);
        let [thread] = &threads[..] else { panic!("{} threads", threads.len()) };
        let replies: Vec<&str> = thread.replies.iter().map(|reply| reply.text.as_str()).collect();
        assert_eq!((thread.is_threaded, replies), (true, vec!["fine with me"]));
    }

    #[test]
    fn a_thread_that_was_quiet_for_a_month_is_over() {
        let first = (0, "1.0", "1.0", PROPOSAL);
        let threads = walk(&[first, (31, "3.0", "1.0", "fine with me")]);
        assert_eq!(threads[0].replies.len(), 0);
        let threads = walk(&[first, (30, "3.0", "1.0", "fine with me")]);
        assert_eq!(threads[0].replies.len(), 1);
    }

    #[test]
    fn a_plain_proposal_further_down_is_the_root_of_what_follows() {
        let threads = walk(&[
            (0, "1.0", "1.0", "what did the customers say about the plans, in short?"),
            (0, "2.0", "1.0", PROPOSAL),
            (1, "3.0", "1.0", "fine with me"),
        ]);
        let [thread] = &threads[..] else { panic!("{} threads", threads.len()) };
        assert_eq!((thread.root.text.as_str(), thread.name.as_str()), (PROPOSAL, "1.0"));
        assert!(thread.root_is_reply && thread.replies.len() == 1);
    }

    #[test]
    fn a_thread_that_begins_with_something_else_is_about_the_answer_that_proposes() {
        let judge = Judge::new(&lenses::built_in());
        let talk = [
            ("U1", "1.0", "third complaint about the invoices today"),
            ("U2", "2.0", "same one as on Monday?"),
            ("U3", "3.0", "maybe we should drop the paper invoices and only send PDFs from May on"),
            ("U2", "4.0", "that would save 400 a month in postage, +1"),
            ("U4", "5.0", "fine with me, customers need a month's notice though"),
            ("U5", "6.0", "ok, then let's do that: PDFs only from May on"),
        ];
        let mut walk = Walk::new(&judge, "2027-01-01T00:00:00Z".parse().expect("a moment"));
        walk.begin(Date::constant(2026, 3, 1));
        for (user, ts, text) in talk {
            let json =
                serde_json::json!({ "user": user, "ts": ts, "thread_ts": "1.0", "text": text });
            walk.hear(&serde_json::from_str(&json.to_string()).expect("a message"), None);
        }
        let mut threads = walk.end();
        let verdict = judge.verdict(&threads[0]).expect("a decision");
        threads[0].begin_at(&verdict.proposal);
        assert!(verdict.is_plain && threads[0].root_is_reply, "{verdict:?}");
        assert_eq!((threads[0].root.user.as_str(), threads[0].replies.len()), ("U3", 3));
        assert!(threads[0].replies.iter().any(|reply| reply.decides));
    }

    #[test]
    fn where_nobody_threads_the_next_hours_of_the_channel_count() {
        let noon = 1_772_366_400;
        let at = |seconds: i64| format!("{}.0", noon + seconds);
        let (first, soon, late) = (at(0), at(4 * 3_600), at(4 * 3_600 + 1));
        let threads = walk(&[
            (0, &first, "", PROPOSAL),
            (0, &soon, "", "fine with me"),
            (0, &late, "", "lunch"),
        ]);
        let [thread] = &threads[..] else { panic!("{} threads", threads.len()) };
        assert_eq!((thread.is_threaded, thread.replies.len()), (false, 1));
    }
}
