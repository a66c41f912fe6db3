//! A channel on its way: what was said there last, and which messages may yet turn out to be proposals by
//! what follows them.
//!
//! Of most messages nothing but numbers is kept; the text only of those that may yet be proposals, and of a
//! bounded number of them. A channel decides nothing: whoever asks weighs what it gives.

mod rereading;

pub use self::rereading::{Recalled, Reread};

use super::discussion::{Discussion, Grown, Spoken};
use super::{Climate, EARLIER_MAX, Earlier, Excerpt, Glance, Reader};
use crate::domain::ids::{FunctionId, MessageTs, Standing, UserId};
use std::collections::VecDeque;

/// A running conversation.
#[derive(Default)]
pub struct Channel {
    climate: Climate,
    lately: VecDeque<Heard>,
    discussions: VecDeque<Discussion>,
    /// Threads that have their decision; nothing in them is waited for.
    opened: VecDeque<MessageTs>,
}

/// A message that reads otherwise than when it was heard.
#[derive(Clone, Debug)]
pub struct Edited {
    pub standing: Standing,
    pub author: UserId,
    pub glance: Glance,
    /// Whether its author was asked about it before.
    pub asked: bool,
}

/// A message of which only numbers are kept.
struct Heard {
    standing: Standing,
    author: UserId,
    speaks_for: Vec<FunctionId>,
    glance: Glance,
    /// Whether it was edited, and nothing has come of that so far.
    is_edited: bool,
}

impl Heard {
    /// Begins the discussion of its thread.
    fn begins(&self) -> Discussion {
        Discussion::without_words(&self.says(""), &self.glance)
    }

    /// Returns it with its words, which are not kept.
    fn says<'a>(&'a self, text: &'a str) -> Spoken<'a> {
        let Self { standing: Standing { ts, thread }, author, speaks_for, .. } = self;
        Spoken { ts, thread: thread.as_ref(), author, speaks_for, text }
    }
}

/// Messages whose numbers are remembered.
const LATELY_MAX: usize = 48;
/// Messages that may yet turn out to be proposals, and threads in which one may stand.
const DISCUSSIONS_MAX: usize = 32;
/// Threads of which it is known that they have their decision.
const OPENED_MAX: usize = 48;

impl Channel {
    /// Reads a message in its conversation and remembers it; returns what it said, and the earlier
    /// messages it is about with what they amount to now.
    ///
    /// A message that is delivered again is read again, and counts once.
    pub fn hear(&mut self, reader: &Reader, said: &Spoken<'_>) -> (Glance, Vec<Grown>) {
        let glance = self.read(reader, said);
        let again = self.lately.iter().any(|heard| heard.standing.ts == *said.ts);
        let new = (!again).then_some(&glance);
        let grown = match said.thread {
            Some(root) => self.answered(reader, root, (said, new)).into_iter().collect(),
            None => self.followed(reader, (said, new)),
        };
        if !again {
            self.remember(said, &glance);
        }
        (glance, grown)
    }

    /// Takes in a thumb, up or down, on a message that may yet turn out to be a proposal.
    pub fn reacted(
        &mut self,
        reader: &Reader,
        ts: &MessageTs,
        by: (bool, &UserId),
    ) -> Option<Grown> {
        let found = self.discussions.iter_mut().find_map(|one| one.reacted(ts, by).then_some(one));
        found?.amounts_to(reader)
    }

    /// Returns what is usual here, as far as what was said tells.
    pub fn climate(&self) -> Climate {
        self.climate
    }

    /// A message reads otherwise now; nothing comes of an edit that changes no more than its looks. Returns it, if it was
    /// heard lately and its thread has no decision: it may propose something now. It is returned again for an edit that is
    /// delivered again, until it was [seen](Self::seen).
    pub fn edited(&mut self, reader: &Reader, at: &Standing, text: &str) -> Option<Edited> {
        let glance = reader.glance(&Excerpt { text, context: &[], is_reply: at.thread.is_some() });
        let place = self.lately.iter().position(|heard| heard.standing.ts == at.ts);
        let is_known = |heard: &Heard| !heard.is_edited && !heard.glance.differs_from(&glance);
        if place.is_some_and(|place| is_known(&self.lately[place])) {
            return None;
        }
        let asked = self.discussions.iter().any(|one| one.was_asked(&at.ts));
        match self.discussion_of(&at.ts) {
            Some(discussion) => discussion.edited(&at.ts, text, &glance),
            None => self.await_edited(place?, text, &glance),
        }
        let heard = &mut self.lately[place?];
        (heard.glance, heard.is_edited) = (glance.clone(), true);
        let (standing, author) = (heard.standing.clone(), heard.author.clone());
        let is_open = self.opened.contains(standing.root());
        (!is_open).then_some(Edited { standing, author, glance, asked })
    }

    /// What came of an edit is done.
    pub fn seen(&mut self, ts: &MessageTs) {
        let edited = self.lately.iter_mut().filter(|heard| heard.standing.ts == *ts);
        edited.for_each(|heard| heard.is_edited = false);
    }

    /// A message of the channel that reads like a proposal only since it was edited is waited for.
    fn await_edited(&mut self, place: usize, text: &str, glance: &Glance) {
        let heard = &self.lately[place];
        let is_new = heard.standing.thread.is_none() && !self.opened.contains(&heard.standing.ts);
        if is_new && Discussion::may_grow(text, glance) {
            let begun = Discussion::of(&heard.says(text), glance);
            self.keep(begun);
        }
    }

    /// The author of a message was asked about it: it is opened or let be.
    pub fn asked(&mut self, ts: &MessageTs) {
        self.discussions.iter_mut().for_each(|one| one.asked(ts));
    }

    /// A message is gone: it is waited for no longer.
    pub fn forget(&mut self, ts: &MessageTs) {
        if let Some(discussion) = self.discussion_of(ts) {
            discussion.forget(ts);
        }
    }

    /// A thread has its decision: nothing in it is waited for any longer.
    pub fn opened(&mut self, root: &MessageTs) {
        self.discussions.retain(|one| one.root() != root);
        self.opened.push_back(root.clone());
        self.opened.drain(..self.opened.len().saturating_sub(OPENED_MAX));
    }

    /// Returns the discussion to which a message belongs.
    fn discussion_of(&mut self, ts: &MessageTs) -> Option<&mut Discussion> {
        let heard = self.lately.iter().find(|heard| heard.standing.ts == *ts);
        let root = heard.map(|heard| heard.standing.root());
        self.discussions.iter_mut().find(|one| Some(one.root()) == root || one.holds(ts))
    }

    /// Takes in an answer, and returns what its thread amounts to by now.
    fn answered(
        &mut self,
        reader: &Reader,
        root: &MessageTs,
        (said, new): (&Spoken<'_>, Option<&Glance>),
    ) -> Option<Grown> {
        let place = self.discussion(reader, root)?;
        let discussion = &mut self.discussions[place];
        if let Some(glance) = new {
            discussion.answered(said, glance);
        }
        discussion.amounts_to(reader)
    }

    /// Finds the discussion of a thread, or begins it: any may come to hold a decision, whatever its first message
    /// said, and whether that was heard or not.
    fn discussion(&mut self, reader: &Reader, root: &MessageTs) -> Option<usize> {
        if self.opened.contains(root) {
            return None;
        }
        if !self.discussions.iter().any(|one| one.root() == root) {
            let known = self.lately.iter().find(|heard| heard.standing.ts == *root);
            let mut begun = known.map_or_else(|| unheard(reader, root).begins(), Heard::begins);
            if !self.was_heard_so_far(root) {
                begun.leave_unread();
            }
            self.keep(begun);
        }
        self.discussions.iter().position(|one| one.root() == root)
    }

    /// Tells whether all that was said in a thread that is not followed yet was heard, and is worth no more than what is
    /// remembered of it: its first message alone, which is no proposal.
    fn was_heard_so_far(&self, root: &MessageTs) -> bool {
        let of_it = |heard: &&Heard| heard.standing.root() == root;
        let mut heard = self.lately.iter().filter(of_it);
        let first = heard
            .next()
            .is_some_and(|one| one.standing.ts == *root && !Discussion::is_likely(&one.glance));
        first && heard.next().is_none()
    }

    /// Takes in what is said below earlier messages in the channel, and returns what these amount to by now. Where
    /// people answer in threads, it is about none of them.
    fn followed(
        &mut self,
        reader: &Reader,
        (said, new): (&Spoken<'_>, Option<&Glance>),
    ) -> Vec<Grown> {
        let is_threaded = self.climate.is_threaded();
        let about = |one: &&mut Discussion| !is_threaded && one.is_followed_by(said.ts);
        let mut grown = Vec::new();
        for one in self.discussions.iter_mut().filter(about) {
            if let Some(glance) = new {
                one.followed(said, glance);
            }
            grown.extend(one.amounts_to(reader));
        }
        grown
    }

    fn keep(&mut self, discussion: Discussion) {
        self.discussions.push_back(discussion);
        self.discussions.drain(..self.discussions.len().saturating_sub(DISCUSSIONS_MAX));
    }

    fn read(&self, reader: &Reader, said: &Spoken<'_>) -> Glance {
        let same = |heard: &&Heard| match said.thread {
            Some(root) => heard.standing.root() == root,
            None => heard.standing.thread.is_none(),
        };
        let earlier = |heard: &&Heard| heard.standing.ts != *said.ts && same(heard);
        let near = self.lately.iter().rev().filter(earlier).take(EARLIER_MAX);
        let mut context: Vec<Earlier<'_>> = near
            .map(|heard| Earlier {
                glance: &heard.glance,
                same_author: heard.author == *said.author,
            })
            .collect();
        context.reverse();
        let (text, is_reply) = (said.text, said.thread.is_some());
        reader.glance(&Excerpt { text, context: &context, is_reply })
    }

    fn remember(&mut self, said: &Spoken<'_>, glance: &Glance) {
        match said.thread {
            None => {
                self.climate.hear(glance);
                if Discussion::may_grow(said.text, glance) {
                    self.keep(Discussion::of(said, glance));
                }
            }
            Some(_) => self.climate.hear_answer(),
        }
        self.lately.push_back(Heard {
            standing: said.standing(),
            author: said.author.clone(),
            speaks_for: said.speaks_for.to_owned(),
            glance: glance.clone(),
            is_edited: false,
        });
        self.lately.drain(..self.lately.len().saturating_sub(LATELY_MAX));
    }
}

/// A message of which nothing is known but that something answers it.
fn unheard(reader: &Reader, ts: &MessageTs) -> Heard {
    Heard {
        standing: Standing { ts: ts.clone(), thread: None },
        author: UserId::new(""),
        speaks_for: Vec::new(),
        glance: reader.glance(&Excerpt::default()),
        is_edited: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lens::Library;
    use crate::reading::Evidence;

    /// A channel in which people talk.
    struct Talk {
        channel: Channel,
        reader: Reader,
        /// Who speaks for which function.
        functions: &'static [(&'static str, &'static str)],
    }

    const LIKELY: &str = "maybe we should drop the paper invoices and only send PDFs from May on";
    const MILD: &str = "the two lower plans might be better off on usage";

    impl Talk {
        fn new() -> Self {
            let reader = Reader::new(&Library::default());
            Self { channel: Channel::default(), reader, functions: &[] }
        }

        fn say(&mut self, ts: &str, thread: Option<&str>, author: &str, text: &str) -> Vec<Grown> {
            let (ts, thread) = (MessageTs::from(ts), thread.map(MessageTs::from));
            let of = self.functions.iter().filter(|(who, _)| *who == author);
            let speaks_for: Vec<FunctionId> = of.map(|(_, function)| (*function).into()).collect();
            let (thread, author) = (thread.as_ref(), &author.into());
            let said = Spoken { ts: &ts, thread, author, speaks_for: &speaks_for, text };
            self.channel.hear(&self.reader, &said).1
        }
    }

    fn at(ts: &str, thread: Option<&str>) -> Standing {
        Standing { ts: ts.into(), thread: thread.map(MessageTs::from) }
    }

    #[test]
    fn what_reads_like_a_proposal_once_it_was_edited_is_waited_for() {
        let mut talk = Talk::new();
        talk.say("1.0", None, "maya", "morning, quick one");
        let edited = talk.channel.edited(&talk.reader, &at("1.0", None), LIKELY).expect("edited");
        assert!(edited.author.as_str() == "maya" && edited.glance.score() > 0.3, "{edited:?}");
        let again = talk.channel.edited(&talk.reader, &at("1.0", None), LIKELY);
        assert!(again.is_some_and(|again| !again.asked), "nothing came of it so far");
        talk.channel.seen(&"1.0".into());
        assert!(talk.channel.edited(&talk.reader, &at("1.0", None), LIKELY).is_none());
        talk.say("2.0", Some("1.0"), "tom", "agreed, then let's do that");
        let grown = talk.say("3.0", Some("1.0"), "abeo", "agreed, let's do that");
        assert!(grown[0].weighed.is_carried && grown[0].text == LIKELY, "{grown:?}");
        talk.channel.opened(&"1.0".into());
        assert!(talk.channel.edited(&talk.reader, &at("1.0", None), "morning").is_none());
    }

    #[test]
    fn answers_add_up_and_one_that_is_delivered_again_counts_once() {
        let mut talk = Talk::new();
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

    const SIDES: [(&str, &str, &str); 3] = [
        ("1.0", "maya", "perhaps the two lower plans might be better off on usage"),
        ("2.0", "tom", "half the forecast hangs on seats, but I could live with that"),
        ("3.0", "abeo", "customers on the phone would love it"),
    ];

    #[test]
    fn several_functions_besides_the_authors_open_what_one_does_not() {
        let two = &[("tom", "finance"), ("abeo", "sales")][..];
        let one = &[("tom", "sales"), ("abeo", "sales")][..];
        let own = &[("maya", "sales"), ("tom", "finance"), ("abeo", "sales")][..];
        for (functions, opens) in [(two, true), (one, false), (own, false), (&[][..], false)] {
            let mut talk = Talk { functions, ..Talk::new() };
            for (ts, who, text) in SIDES {
                talk.say(ts, (ts != "1.0").then_some("1.0"), who, text);
            }
            let grown =
                &talk.channel.discussions[0].amounts_to(&talk.reader).expect("grown").weighed;
            assert_eq!((grown.is_carried, grown.functions.len() == 2), (opens, opens), "{grown:?}");
        }
    }

    #[test]
    fn talk_around_it_in_the_channel_is_never_certain() {
        let mut talk = Talk::new();
        talk.say("1.0", None, "maya", MILD);
        for (ts, who) in [("2.0", "tom"), ("3.0", "abeo"), ("4.0", "kai")] {
            let grown = talk.say(ts, None, who, "sounds good, let's do that");
            assert!(grown.iter().all(|one| !one.weighed.is_certain), "{grown:?}");
        }
    }

    #[test]
    fn what_is_settled_gone_or_ordinary_is_waited_for_no_longer() {
        let mut talk = Talk::new();
        let (first, second) = ("1.0".into(), "2.0".into());
        talk.say("1.0", None, "maya", MILD);
        talk.say("2.0", None, "kai", "maybe we could drop the old export next week?");
        talk.say("3.0", None, "kai", "morning all");
        talk.channel.opened(&first);
        talk.channel.asked(&second);
        let left = talk.say("4.0", None, "tom", "fine with me");
        assert_eq!(left.len(), 1, "{left:?}");
        assert!(left[0].standing.ts == second && left[0].asked);
        talk.channel.forget(&second);
        assert!(talk.say("5.0", None, "tom", "fine with me").is_empty());
    }

    #[test]
    fn an_edit_begins_anew() {
        let mut talk = Talk::new();
        talk.say("1.0", None, "maya", MILD);
        talk.say("2.0", Some("1.0"), "tom", "sounds good to me");
        talk.channel.edited(&talk.reader, &at("1.0", None), "who has the key to the cellar?");
        assert!(talk.say("3.0", Some("1.0"), "abeo", "agreed, let's do that").is_empty());
        talk.channel.edited(&talk.reader, &at("1.0", None), LIKELY);
        let grown = talk.say("4.0", Some("1.0"), "kai", "sounds good to me");
        assert!(grown[0].weighed.evidence == Evidence::None, "{grown:?}");
    }

    #[test]
    fn what_was_taken_back_in_a_thread_speaks_for_nothing_and_a_typo_does() {
        for (change, opens) in [("agreed, then let's do that!", true), ("hm, rather not", false)] {
            let mut talk = Talk::new();
            talk.say("1.0", None, "maya", LIKELY);
            talk.say("2.0", Some("1.0"), "tom", "agreed, then let's do that");
            talk.channel.edited(&talk.reader, &at("2.0", Some("1.0")), change);
            let grown = talk.say("3.0", Some("1.0"), "abeo", "agreed, let's do that");
            assert_eq!(grown[0].weighed.is_carried, opens, "{change}: {grown:?}");
        }
        let mut talk = Talk::new();
        talk.say("1.0", None, "maya", LIKELY);
        talk.say("2.0", Some("1.0"), "tom", "agreed, then let's do that");
        talk.channel.forget(&"2.0".into());
        let grown = talk.say("3.0", Some("1.0"), "abeo", "agreed, let's do that");
        assert!(!grown[0].weighed.is_carried, "{grown:?}");
    }

    #[test]
    fn memory_is_bounded() {
        let mut talk = Talk::new();
        for message in 0..200 {
            talk.say(&format!("{message}.0"), None, "maya", MILD);
        }
        let Channel { lately, discussions, .. } = &talk.channel;
        assert_eq!((lately.len(), discussions.len()), (LATELY_MAX, DISCUSSIONS_MAX));
    }

    /// What is said about paper invoices below something else.
    const PAPER: [(&str, &str, &str); 5] = [
        ("2.0", "tom", "same one as on Monday?"),
        ("3.0", "maya", "maybe we should drop the paper invoices and only send PDFs from May on"),
        ("4.0", "tom", "that would save 400 a month in postage, +1"),
        ("5.0", "abeo", "fine with me, customers need a month's notice though"),
        ("6.0", "kai", "ok, then let's do that: PDFs only from May on"),
    ];

    #[test]
    fn a_thread_that_begins_with_something_else_is_about_the_answer_that_proposes() {
        let mut talk = Talk::new();
        talk.say("1.0", None, "lucy", "third complaint about the invoices today");
        let [before @ .., last] = PAPER;
        for (ts, who, text) in before {
            talk.say(ts, Some("1.0"), who, text);
        }
        let grown = talk.say(last.0, Some("1.0"), last.1, last.2);
        let [one] = &grown[..] else { panic!("{grown:?}") };
        assert!(one.weighed.is_carried && one.weighed.is_certain, "{one:?}");
        assert_eq!((one.standing.ts.as_str(), one.author.as_str()), ("3.0", "maya"));
        assert_eq!(one.standing.root().as_str(), "1.0");
        assert!(one.weighed.why[0].contains("let's do that"), "{one:?}");
        talk.channel.opened(&"1.0".into());
        assert!(talk.say("7.0", Some("1.0"), "lucy", "great, agreed").is_empty());
    }

    #[test]
    fn of_two_courses_the_one_that_people_agree_to_opens_and_one_that_is_taken_back_does_not() {
        let mut talk = Talk::new();
        talk.say("1.0", None, "lena", "63 tickets over the weekend about files above 20 MB");
        for (ts, who, text) in [
            (
                "2.0",
                "kai",
                "we should rewrite the importer to stream, about three weeks for two people",
            ),
            (
                "3.0",
                "maya",
                "or we cap uploads at 20 MB with a clear message and are done this week",
            ),
            ("4.0", "abeo", "agreed with Maya, the cap"),
        ] {
            talk.say(ts, Some("1.0"), who, text);
        }
        let grown = talk.say("5.0", Some("1.0"), "lena", "+1 for the cap");
        let of: Vec<_> =
            grown.iter().map(|one| (one.author.as_str(), one.weighed.is_carried)).collect();
        assert_eq!(of, [("maya", true)]);

        let mut talk = Talk::new();
        talk.say("1.0", None, "maya", LIKELY);
        talk.say("2.0", Some("1.0"), "tom", "agreed, then let's do that");
        talk.say("3.0", Some("1.0"), "maya", "actually forget it, bad idea, legal would kill me");
        let grown = talk.say("4.0", Some("1.0"), "abeo", "agreed, let's do that");
        assert!(!grown[0].weighed.is_carried, "{grown:?}");
    }

    #[test]
    fn who_stands_up_for_their_own_against_another_takes_nothing_back() {
        let mut talk = Talk::new();
        talk.say("1.0", None, "maya", LIKELY);
        talk.say("2.0", Some("1.0"), "tom", "or only for the big customers?");
        talk.say(
            "3.0",
            Some("1.0"),
            "maya",
            "not a fan, that's a bad idea, support would need both",
        );
        talk.say("4.0", Some("1.0"), "tom", "ok, agreed, let's do that");
        let grown = talk.say("5.0", Some("1.0"), "abeo", "agreed, let's do that");
        assert!(grown[0].weighed.is_carried, "{grown:?}");
    }

    #[test]
    fn what_is_taken_back_or_turned_down_below_something_else_opens_nothing() {
        let proposal = ("2.0", "maya", LIKELY);
        let taken_back = [
            ("3.0", "tom", "agreed"),
            ("4.0", "maya", "actually forget it, bad idea, legal would kill me"),
            ("5.0", "abeo", "ok"),
            ("6.0", "kai", "agreed"),
        ];
        let turned_down = [
            ("3.0", "tom", "not a fan"),
            ("4.0", "abeo", "please no"),
            ("5.0", "kai", "agreed, no"),
            ("6.0", "ruth", "yeah please no, my team is on its knees"),
        ];
        for answers in [taken_back, turned_down] {
            let mut talk = Talk::new();
            talk.say("1.0", None, "lena", "third complaint about the invoices today");
            for (ts, who, text) in std::iter::once(proposal).chain(answers) {
                let grown = talk.say(ts, Some("1.0"), who, text);
                assert!(grown.iter().all(|one| !one.weighed.is_carried), "{text}: {grown:?}");
            }
        }
    }

    #[test]
    fn a_thread_whose_beginning_was_not_heard_is_followed_from_its_first_answer_on() {
        let mut talk = Talk::new();
        let grown = PAPER.map(|(ts, who, text)| talk.say(ts, Some("1.0"), who, text));
        let last = grown[PAPER.len() - 1].iter().map(|one| one.standing.ts.as_str());
        assert_eq!(last.collect::<Vec<_>>(), ["3.0"]);
    }
}
