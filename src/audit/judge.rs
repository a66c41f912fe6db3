//! What the reader makes of a conversation: the only place in the audit that asks it.
//!
//! First sight decides what is worth following; the verdict is given once a thread is over, from all
//! of it.

use super::conversation::Thread;
use crate::domain::ids::{FunctionId, MessageTs};
use crate::domain::kind::{Door, Kind};
use crate::domain::lens::Library;
use crate::reading::related::{Subject, related};
use crate::reading::{Action, Excerpt, Glance, Label, Reader, Reading, Thresholds};

/// The reader, and from which score on it speaks up.
pub struct Judge {
    reader: Reader,
    thresholds: Thresholds,
}

/// What a message looks like before anybody has answered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// Nothing that is put to anybody; people may still come to a decision below it.
    Ordinary,
    /// Reads like a proposal.
    Likely,
    /// Puts a course of action to the group in so many words.
    Plain,
}

/// What a conversation turned out to be about.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the proposal is plain; else it is only likely.
    pub is_plain: bool,
    pub kind: Kind,
    pub door: Door,
    /// The functions it touches, the most affected first.
    pub affected: Vec<FunctionId>,
    pub title: String,
    /// The time stamp of the message that proposes it.
    pub proposal: MessageTs,
    /// Whether that message itself says that it is decided.
    pub announces: bool,
}

/// Shorter messages put nothing to anybody: a look at them is not worth its time.
const TEXT_BYTES_MIN: usize = 12;

impl Judge {
    /// Builds the reader. A report that is passed on lists what is likelier a proposal than not.
    pub fn new(library: &Library) -> Self {
        Self { reader: Reader::new(library), thresholds: Thresholds::SURER }
    }

    /// Looks at one message, with what was said before it.
    pub fn first_sight(&self, message: &Excerpt<'_>) -> (Sight, Glance) {
        let glance = self.reader.glance(message);
        let sight = match glance.action(self.thresholds) {
            _ if message.text.len() < TEXT_BYTES_MIN => Sight::Ordinary,
            Action::Open => Sight::Plain,
            Action::Suggest => Sight::Likely,
            Action::None => Sight::Ordinary,
        };
        (sight, glance)
    }

    /// Gives the verdict on a thread, from all of it; `None` where it is about no decision.
    pub fn verdict(&self, thread: &Thread) -> Option<Verdict> {
        let grown = thread.discussion.amounts_to(&self.reader)?;
        let action = grown.weighed.action(self.thresholds);
        let is_answer = grown.standing.thread.is_some();
        let is_plain = match action {
            Action::Open => true,
            // Somebody has said below it what is decided of it.
            _ if thread.is_settled => true,
            // An answer that is only likely belongs to what its thread is about.
            Action::Suggest if !is_answer => false,
            _ => return None,
        };
        let text = thread.text_of(&grown.standing.ts)?;
        let is_reply = is_answer || thread.root_is_reply;
        let reading = self.reader.read(&Excerpt { text, context: &[], is_reply });
        Some(Verdict {
            is_plain,
            kind: reading.kind.value,
            door: reading.door.value,
            affected: reading.affected.into_iter().map(|touched| touched.function).collect(),
            title: self.title(text, is_reply, reading.title),
            proposal: grown.standing.ts,
            announces: reading.announces,
        })
    }

    /// Returns which of several proposals a message settles, if it says what is decided of one.
    pub fn settles(&self, text: &str, proposals: &[&str]) -> Option<usize> {
        let said = self.read_alone(text);
        if proposals.is_empty() || !decides(&said) {
            return None;
        }
        let proposed: Vec<Reading> = proposals.iter().map(|text| self.read_alone(text)).collect();
        let subjects: Vec<Subject<'_>> =
            proposals.iter().zip(&proposed).map(|(text, reading)| subject(text, reading)).collect();
        let found = related(&subject(text, &said), &subjects);
        found.into_iter().map(|(place, _)| place).find(|place| !decides(&proposed[*place]))
    }

    fn read_alone(&self, text: &str) -> Reading {
        self.reader.read(&Excerpt { text, context: &[], is_reply: false })
    }

    /// Returns the title, with a word in place of the people without whom it would break off.
    fn title(&self, text: &str, is_reply: bool, title: String) -> String {
        match with_somebody(text) {
            same if same == text => title,
            text => self.reader.read(&Excerpt { text: &text, context: &[], is_reply }).title,
        }
    }
}

/// Tells whether a message below a proposal in the channel answers it: it takes a stance, or speaks of the same.
pub fn answers(glance: &Glance, proposal: &Glance) -> bool {
    const STANCES: [Label; 3] = [Label::Decision, Label::Objection, Label::Support];
    STANCES.contains(&glance.label()) || glance.speaks_of(proposal)
}

fn decides(reading: &Reading) -> bool {
    reading.announces || reading.label == Label::Decision
}

fn subject<'a>(text: &'a str, reading: &'a Reading) -> Subject<'a> {
    Subject {
        title: &reading.title,
        proposal: text,
        decided: None,
        kind: reading.kind.value,
        channel: "",
    }
}

/// Words after which a sentence needs somebody.
const BEFORE_SOMEBODY: [&str; 14] = [
    "and", "ask", "by", "for", "from", "give", "let", "make", "of", "or", "than", "to", "via",
    "with",
];

/// Replaces mentions that a sentence needs; the reader leaves all of them out.
fn with_somebody(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("<@") {
        let Some((mention, then)) = after.split_once('>') else { break };
        out += before;
        let last = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        match BEFORE_SOMEBODY.contains(&&*last) {
            true => out += "somebody",
            false => out.extend(["<@", mention, ">"]),
        }
        rest = then;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::lenses;

    #[test]
    fn what_answers_takes_a_stance_or_speaks_of_the_same() {
        let judge = Judge::new(&lenses::built_in());
        let glance = |text| judge.first_sight(&Excerpt { text, context: &[], is_reply: false }).1;
        let proposal = glance("I propose that we raise the price of Pro by 10% from May.");
        for answer in ["no from me, that is too much", "fine with me", "which price exactly?"] {
            assert!(answers(&glance(answer), &proposal), "{answer}");
        }
        for chat in ["lunch anyone?", "has somebody seen the projector", "morning all"] {
            assert!(!answers(&glance(chat), &proposal), "{chat}");
        }
    }

    #[test]
    fn a_message_settles_what_it_says_is_decided_and_speaks_of() {
        let judge = Judge::new(&lenses::built_in());
        let proposals = [
            "What if we bundle the analytics add-on into Business? It would simplify pricing.",
            "I propose that we hire a second recruiter. Any objections?",
        ];
        let settles = |text| judge.settles(text, &proposals);
        assert_eq!(settles("OK, decision: we bundle it and Business goes up by $6."), Some(0));
        assert_eq!(settles("Decision: we hire the second recruiter in May."), Some(1));
        assert_eq!(settles("Decision: we retire the v1 API in June."), None);
        assert_eq!(settles("I propose that we bundle storage into Business as well."), None);
    }

    #[test]
    fn only_mentions_that_a_sentence_needs_are_put_in_words() {
        let text = "<@U1> give it to <@U2|ben>, not <@U3> or <@U4> <@U5";
        let expected = "<@U1> give it to somebody, not <@U3> or somebody <@U5";
        assert_eq!(with_somebody(text), expected);
    }
}
