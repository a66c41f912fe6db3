//! A thread that is read again from its beginning: what was heard of it is not all of it.
//!
//! A channel hears a thread from its first message on, unless the bot started, joined or forgot it in between. Slack
//! still knows what was said; what people had made up their minds about before anything of it was heard is over.

use super::{Channel, Discussion, Grown};
use crate::domain::ids::{FunctionId, MessageTs, Standing, UserId};
use crate::reading::discussion::Spoken;
use crate::reading::{EARLIER_MAX, Earlier, Excerpt, Glance, Reader};

/// A message of a thread as Slack tells it afterwards.
#[derive(Clone, Debug)]
pub struct Recalled {
    pub standing: Standing,
    pub author: UserId,
    /// The functions for which its author speaks, as far as it is known.
    pub speaks_for: Vec<FunctionId>,
    pub text: String,
    /// Who put a thumb on it: up or down.
    pub thumbs: Vec<(bool, UserId)>,
}

/// What came of reading a thread again.
#[derive(Debug)]
pub enum Reread {
    /// It goes on with this: what it amounted to before anything of it was heard, and what it amounts to now.
    Amounts { before: Option<Box<Grown>>, now: Option<Box<Grown>> },
    /// More was said in it meanwhile than Slack told.
    Outrun,
    /// It has its decision.
    Over,
}

impl Recalled {
    fn spoken(&self) -> Spoken<'_> {
        let Self { standing: Standing { ts, thread }, author, speaks_for, text, .. } = self;
        Spoken { ts, thread: thread.as_ref(), author, speaks_for, text }
    }
}

impl Channel {
    /// Tells whether a thread was not heard from its beginning on. Asked again, it says no, unless it was
    /// [left unread](Self::leave_unread).
    pub fn wants_reading(&mut self, root: &MessageTs) -> bool {
        let found = self.discussions.iter_mut().find(|one| one.root() == root);
        found.is_some_and(Discussion::take_unread)
    }

    /// A thread could not be read again this time.
    pub fn leave_unread(&mut self, root: &MessageTs) {
        let found = self.discussions.iter_mut().find(|one| one.root() == root);
        found.into_iter().for_each(Discussion::leave_unread);
    }

    /// Puts a whole thread, its first message first, in the place of what was heard of it.
    pub fn reread(&mut self, reader: &Reader, root: &MessageTs, thread: &[Recalled]) -> Reread {
        if self.opened.contains(root) {
            return Reread::Over;
        }
        let answers =
            || self.lately.iter().filter(|one| one.standing.thread.as_ref() == Some(root));
        let told = |ts: &MessageTs| thread.iter().any(|one| one.standing.ts == *ts);
        if answers().next_back().is_some_and(|last| !told(&last.standing.ts)) {
            return Reread::Outrun;
        }
        let heard_from = answers().map(|one| &one.standing.ts).next();
        let place = thread.iter().position(|one| Some(&one.standing.ts) == heard_from);
        let (unheard, heard) = thread.split_at(place.unwrap_or(thread.len()));
        let mut discussion = self.begun(reader, root, unheard.first());
        let mut read = Reading::default();
        unheard.iter().for_each(|one| read.on(reader, &mut discussion, one));
        let before = discussion.amounts_to(reader).map(Box::new);
        heard.iter().for_each(|one| read.on(reader, &mut discussion, one));
        Reread::Amounts { before, now: self.replace(discussion).amounts_to(reader).map(Box::new) }
    }

    fn begun(&self, reader: &Reader, root: &MessageTs, first: Option<&Recalled>) -> Discussion {
        match first.filter(|first| first.standing.ts == *root) {
            Some(first) => {
                let text = &first.text;
                let glance = reader.glance(&Excerpt { text, ..Excerpt::default() });
                Discussion::begin(&first.spoken(), &glance)
            }
            None => super::unheard(reader, root).begins(),
        }
    }

    /// Keeps a discussion in the place of the one with the same name; whom that one asked is not asked again.
    fn replace(&mut self, mut discussion: Discussion) -> &Discussion {
        let place = self.discussions.iter().position(|one| one.root() == discussion.root());
        let old = place.and_then(|place| self.discussions.remove(place));
        old.iter().for_each(|old| discussion.asked_as(old));
        self.keep(discussion);
        &self.discussions[self.discussions.len() - 1]
    }
}

/// What was read of a thread so far.
#[derive(Default)]
struct Reading<'a>(Vec<(&'a UserId, Glance)>);

impl<'a> Reading<'a> {
    /// Reads on: an answer adds to the discussion, and so does a thumb.
    fn on(&mut self, reader: &Reader, discussion: &mut Discussion, one: &'a Recalled) {
        let nearest = &self.0[self.0.len().saturating_sub(EARLIER_MAX)..];
        let earlier = nearest
            .iter()
            .map(|(author, glance)| Earlier { glance, same_author: *author == &one.author });
        let context: Vec<Earlier<'_>> = earlier.collect();
        let is_reply = one.standing.thread.is_some();
        let glance = reader.glance(&Excerpt { text: &one.text, context: &context, is_reply });
        if is_reply {
            discussion.answered(&one.spoken(), &glance);
        }
        for (up, user) in &one.thumbs {
            discussion.reacted(&one.standing.ts, (*up, user));
        }
        self.0.push((&one.author, glance));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lens::Library;

    const THREAD: [(&str, &str, &str); 4] = [
        ("1.0", "maya", "maybe we should drop the paper invoices and only send PDFs from May on"),
        ("2.0", "tom", "agreed, then let's do that"),
        ("3.0", "abeo", "agreed, let's do that"),
        ("4.0", "kai", "done, it is in the plan"),
    ];

    fn recalled((ts, who, text): (&str, &str, &str)) -> Recalled {
        let thread = (ts != "1.0").then(|| "1.0".into());
        let standing = Standing { ts: ts.into(), thread };
        let (author, text) = (who.into(), text.to_owned());
        Recalled { standing, author, speaks_for: Vec::new(), text, thumbs: Vec::new() }
    }

    /// Hears the thread from one of its messages on, then reads it from its beginning.
    fn read_after(heard_from: usize) -> (Reread, Channel) {
        let (reader, mut channel) = (Reader::new(&Library::default()), Channel::default());
        let thread = THREAD.map(recalled);
        for one in &thread[heard_from..] {
            channel.hear(&reader, &one.spoken());
        }
        assert!(channel.wants_reading(&"1.0".into()) && !channel.wants_reading(&"1.0".into()));
        (channel.reread(&reader, &"1.0".into(), &thread), channel)
    }

    fn is_carried(grown: &Option<Box<Grown>>) -> bool {
        grown.as_ref().is_some_and(|grown| grown.weighed.is_carried)
    }

    #[test]
    fn what_was_said_before_counts_and_tells_whether_it_was_settled_before() {
        for (heard_from, settled_before) in [(2, false), (3, true)] {
            let (reread, channel) = read_after(heard_from);
            let Reread::Amounts { before, now } = reread else { panic!("{reread:?}") };
            assert_eq!((is_carried(&before), is_carried(&now)), (settled_before, true));
            let now = now.expect("its first message");
            assert_eq!((now.author.as_str(), now.weighed.why.len()), ("maya", 2), "{now:?}");
            assert_eq!(channel.discussions.len(), 1);
        }
    }

    #[test]
    fn what_was_said_meanwhile_is_waited_for_and_a_decided_thread_is_over() {
        let (reader, mut channel) = (Reader::new(&Library::default()), Channel::default());
        let (root, thread) = (MessageTs::from("1.0"), THREAD.map(recalled));
        thread[1..].iter().for_each(|one| drop(channel.hear(&reader, &one.spoken())));
        let outrun = channel.reread(&reader, &root, &thread[..3]);
        assert!(matches!(outrun, Reread::Outrun), "{outrun:?}");
        channel.opened(&root);
        assert!(matches!(channel.reread(&reader, &root, &thread), Reread::Over));
    }

    #[test]
    fn whom_it_asked_is_not_asked_again_and_thumbs_count() {
        let (reader, mut channel) = (Reader::new(&Library::default()), Channel::default());
        let (root, mut thread) = (MessageTs::from("1.0"), THREAD.map(recalled));
        channel.hear(&reader, &thread[0].spoken());
        channel.asked(&root);
        thread[0].thumbs = vec![(false, "ruth".into()), (false, "lena".into())];
        let mut amounts = |thread: &[Recalled]| match channel.reread(&reader, &root, thread) {
            Reread::Amounts { now, .. } => now.expect("a proposal"),
            other => panic!("{other:?}"),
        };
        let turned_down = amounts(&thread[..2]);
        assert!(turned_down.asked, "{turned_down:?}");
        thread[0].thumbs.clear();
        assert_ne!(turned_down.weighed, amounts(&thread[..2]).weighed);
    }

    #[test]
    fn a_thread_that_was_heard_from_its_beginning_is_not_read_again() {
        let (reader, mut channel) = (Reader::new(&Library::default()), Channel::default());
        THREAD.map(recalled).iter().for_each(|one| drop(channel.hear(&reader, &one.spoken())));
        assert!(!channel.wants_reading(&"1.0".into()));
        let complaint = ("5.0", "lena", "third complaint about the invoices today");
        let complaint = recalled(complaint);
        let complaint =
            Recalled { standing: Standing { ts: "5.0".into(), thread: None }, ..complaint };
        channel.hear(&reader, &complaint.spoken());
        let answer = Recalled {
            standing: Standing { ts: "6.0".into(), thread: Some("5.0".into()) },
            ..recalled(("6.0", "tom", "same here"))
        };
        channel.hear(&reader, &answer.spoken());
        assert!(!channel.wants_reading(&"5.0".into()));
    }
}
