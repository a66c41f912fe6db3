//! What a decision teaches the workspace: ids, counts and short marks, never a word of anybody's.

use super::ids::{self, ChannelId, DecisionId, FunctionId, UserId};
use super::kind::{Door, Kind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What convinced the detector that a message proposes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Convinced {
    /// It proposes something in so many words.
    Proposal,
    /// It asks the group to choose or to object, in so many words.
    Question,
    /// It says that something is decided, in so many words.
    Decision,
    /// Several signs together.
    Together,
    /// No sign by itself: it only sounds like one.
    Sound,
}

/// What a person made of a message that was noticed or could have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was a proposal: somebody answered, or the owner worked with the card.
    Confirmed,
    /// It was not: somebody said so.
    Dismissed,
    /// Until the close nobody took it up.
    Ignored,
}

/// What became of a function on one card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Touch {
    /// The owner added it.
    Added,
    /// The owner took it away.
    Removed,
    /// It was there by habit, and stayed.
    Kept,
    /// It was left out by habit, and stayed out.
    KeptOut,
}

/// How something came to be on a card in place of what the text spoke for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The owner chose it.
    Hand,
    /// Owners had chosen it before, and this one left it so.
    Habit,
}

/// A decision as the workspace remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    pub decision: DecisionId,
    pub channel: ChannelId,
    /// Who decides; may undo what the channel taught.
    pub owner: UserId,
    pub kind: Kind,
    /// The kind the words alone spoke for, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guessed: Option<Kind>,
    /// How the kind came about, where it is not simply the guess; rows of before do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<How>,
    /// The door and how it came about, where it is not simply the guess.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<(Door, How)>,
    /// What the guesses rested on; unknown in rows of before, and once the proposal was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grounds: Option<Grounds>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub touched: BTreeMap<FunctionId, Touch>,
    /// What convinced the bot, where it opened by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convinced: Option<Convinced>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

/// What the guesses of kind and door rested on: short marks of the words, never the words. None at all
/// is a ground of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Grounds {
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub kind: BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub door: BTreeSet<String>,
}

/// How often owners did the same before, so that it is done by itself now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habit {
    pub times: u8,
    /// Among how many of the last decisions.
    pub of: u8,
    /// Whether all of them were in the same channel.
    pub here: bool,
    /// Whether it was by hand each time.
    pub by_hand: bool,
}

/// How kind, door and functions came to be on the card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guesses {
    /// The words that led to the kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kind_words: Vec<String>,
    /// The words that led to the door.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub door_words: Vec<String>,
    /// What convinced the detector, where it would have noticed the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub convinced: Option<Convinced>,
    /// The kind that the words alone speak for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The door that words and kind spoke for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub door: Option<Door>,
    /// Why it was taken for another one: owners have taught it so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shifted: Option<Habit>,
    /// The kind that owners have taught.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learnt: Option<Kind>,
    /// The door that owners have taught, and how often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learnt_door: Option<(Door, Habit)>,
    /// Functions that were left out by habit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<(FunctionId, Habit)>,
    /// The title, where the text gave it: as long as it is the title still, it follows the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// What a decision has to teach so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lesson {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub touched: BTreeMap<FunctionId, Touch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

impl Past {
    /// Returns how the kind came about; nothing where it was left as guessed.
    pub fn kind_how(&self) -> Option<How> {
        self.how.or(self.guessed.map(|_| How::Hand))
    }

    /// Returns whether its owner corrected something by hand.
    pub fn is_corrected(&self) -> bool {
        let by_hand = |touch: &Touch| matches!(touch, Touch::Added | Touch::Removed);
        let kind_or_door = [self.kind_how(), self.door.map(|(_, how)| how)];
        kind_or_door.contains(&Some(How::Hand)) || self.touched.values().any(by_hand)
    }
}

/// So many words of a guess are told apart.
const WORDS: usize = 8;

impl Grounds {
    /// Returns what guesses rest on.
    pub fn of(guesses: &Guesses) -> Self {
        Self { kind: marks(&guesses.kind_words), door: marks(&guesses.door_words) }
    }

    /// Returns whether the kind was guessed from nothing but what another guess rested on as well.
    pub fn is_kind_within(&self, other: &Self) -> bool {
        is_within(&self.kind, &other.kind)
    }

    /// Returns whether the door was guessed from nothing but what another guess rested on as well.
    pub fn is_door_within(&self, other: &Self) -> bool {
        is_within(&self.door, &other.door)
    }
}

fn marks(words: &[String]) -> BTreeSet<String> {
    words.iter().take(WORDS).map(|word| ids::mark([word.as_str()])).collect()
}

fn is_within(these: &BTreeSet<String>, those: &BTreeSet<String>) -> bool {
    these.is_empty() == those.is_empty() && these.is_subset(those)
}

impl How {
    /// Tells how the present value came about, by what was guessed and what owners had taught.
    pub fn of<T: PartialEq>(present: T, guessed: Option<T>, learnt: Option<T>) -> Option<Self> {
        match learnt {
            Some(learnt) if learnt == present => Some(Self::Habit),
            Some(_) => Some(Self::Hand),
            None => guessed.filter(|guess| *guess != present).map(|_| Self::Hand),
        }
    }
}

impl Guesses {
    /// Returns the kind the card began with; nothing where that is not known.
    pub fn first_kind(&self) -> Option<Kind> {
        self.learnt.or(self.kind.filter(|_| self.shifted.is_none()))
    }

    /// Returns whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Lesson {
    /// Returns whether there is nothing to teach yet.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Notes that the owner added a function; to put back what they took away is no lesson.
    pub fn added(&mut self, function: &FunctionId) {
        self.touch(function, Touch::Added, Touch::Removed);
    }

    /// Notes that the owner took a function away; to take back what they added is no lesson.
    pub fn removed(&mut self, function: &FunctionId) {
        self.touch(function, Touch::Removed, Touch::Added);
    }

    fn touch(&mut self, function: &FunctionId, touch: Touch, opposite: Touch) {
        if self.touched.get(function) == Some(&opposite) {
            self.touched.remove(function);
        } else {
            self.touched.insert(function.clone(), touch);
        }
    }
}
