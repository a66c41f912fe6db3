//! From a real conversation to the scripts of its rehearsals.
//!
//! A conversation is played twice: as it was, to see what the bot notices by itself, and then with the
//! proposal opened and answered. What people do in the second play follows from what the first showed:
//! which functions the bot takes for affected, and whom it asks.

use super::casting::{Cast, ZONE};
use super::conversation::{Conversation, Label, Message, Truth};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use soundings::domain::answer::Remark;
use soundings::reading::remark;
use soundings::rehearsal::script::{About, Action, Channel, Form, Mode, Script, Step};
use std::collections::BTreeSet;

/// The channel in which everything happens.
pub const CHANNEL: &str = "product";
/// A Monday.
const FIRST_DAY: Date = date(2026, 3, 2);
/// People talk from ten until four; what they do in forms they do at other times of the day.
const TALK_STARTS: i64 = 10 * 60;
const TALK_MINUTES: i64 = 6 * 60;
const FORMS_START: i64 = 9 * 60 + 15;
const TIDYING_UP: i64 = 16 * 60 + 30;
/// Longer pauses are shortened to this.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(10);
/// A day on which listening is over, whatever the door.
const DAYS_UNTIL_THE_END: i64 = 10;

/// So many messages after the proposal are spoken to it although they take no stance.
const SPOKEN_TO_IT: usize = 3;
/// Of so many offers to count a reply, one stays without an answer.
const OFFER_IGNORED: usize = 5;
/// The longest answer somebody puts into a form.
const ANSWER_CHARS: usize = 1_000;

/// How the proposal becomes a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opening {
    /// The bot opens it.
    ByItself,
    /// The bot asks its author in private, who says yes.
    Suggested,
    /// Its author uses the message shortcut and fills in the form.
    Shortcut,
    /// Somebody else adds the emoji.
    Emoji,
}

/// What is known beforehand of the decision.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The functions on its card.
    pub affected: BTreeSet<String>,
    /// The handles of those who are asked.
    pub asked: BTreeSet<String>,
    /// Places of messages that the bot opened and that the corpus says are nothing of the kind.
    pub false_alarms: Vec<usize>,
}

/// A conversation with its cast and the times of its messages.
pub struct Rehearsal<'a> {
    pub conversation: &'a Conversation,
    pub cast: Cast,
    times: Vec<Timestamp>,
}

impl<'a> Rehearsal<'a> {
    pub fn of(conversation: &'a Conversation) -> Self {
        Self { conversation, cast: Cast::of(conversation), times: times(conversation) }
    }

    /// Returns the conversation as it was. After its end somebody asks for perspectives on the proposal
    /// all the same, which shows whom it affects.
    pub fn as_it_was(&self) -> Script {
        let said = (0..self.times.len()).map(|at| self.say(at, false));
        let late = self.times.last().map(|last| *last + SignedDuration::from_mins(2));
        let opened = late.and_then(|at| Some(step(at, self.opening(Opening::Emoji)?)));
        self.script(said.chain(opened).collect(), SignedDuration::from_mins(5))
    }

    /// Returns the whole of it, with answers, to long after the close.
    pub fn whole(&self, opening: Opening, known: &Known) -> Script {
        let mut play = Play {
            rehearsal: self,
            known,
            heard: BTreeSet::new(),
            talkers: BTreeSet::new(),
            offers: 0,
        };
        let soon = self.times[self.conversation.proposal] + SignedDuration::from_secs(20);
        let opened = self.opening(opening).map(|action| step(soon, action));
        let mut steps: Vec<Step> = opened.into_iter().collect();
        for (at, message) in self.conversation.messages.iter().enumerate() {
            steps.extend(play.message(at, message));
        }
        steps.extend(play.forms());
        steps.extend(self.not_decisions(known));
        steps.sort_by_key(|step| step.at);
        self.script(steps, SignedDuration::from_hours(24 * DAYS_UNTIL_THE_END))
    }

    fn script(&self, mut steps: Vec<Step>, and_then: SignedDuration) -> Script {
        let last = steps.last().map_or(self.times[0], |step| step.at);
        steps.push(step(last + and_then, Action::Pass));
        Script {
            title: self.conversation.place(),
            channels: vec![Channel { name: CHANNEL.into(), private: false }],
            zone: zone(),
            start: moment(FIRST_DAY, 0),
            mode: Mode::Auto,
            hesitation: true,
            people: self.cast.people.clone(),
            steps,
        }
    }

    fn say(&self, at: usize, as_reply: bool) -> Step {
        let message = &self.conversation.messages[at];
        let text = message.typed().expect("messages without text were left out");
        let thread = as_reply.then(|| label(self.conversation.proposal));
        let who = message.author.clone();
        step(
            self.times[at],
            Action::Say { who, channel: None, label: Some(label(at)), thread, text },
        )
    }

    fn opening(&self, opening: Opening) -> Option<Action> {
        let (owner, proposal) = (self.cast.owner.clone(), label(self.conversation.proposal));
        let somebody =
            self.cast.people.iter().map(|person| &person.handle).find(|one| **one != owner);
        Some(match opening {
            Opening::ByItself => return None,
            Opening::Suggested => Action::Click {
                who: owner,
                button: "Gather perspectives".into(),
                about: about(self),
                form: None,
            },
            Opening::Shortcut => Action::Use {
                who: owner,
                shortcut: "Ask for perspectives".into(),
                label: proposal,
                form: Some(self.proposal_form()),
            },
            Opening::Emoji => {
                Action::React { who: somebody?.clone(), emoji: "ear".into(), label: proposal }
            }
        })
    }

    fn proposal_form(&self) -> Form {
        let goal = "Something all of us can live with";
        let fields =
            [("goal", goal.to_owned()), ("functions", self.cast.named_by_hand().join(", "))];
        Form::Submit(fields.into_iter().map(|(field, value)| (field.to_owned(), value)).collect())
    }

    /// Authors tell the bot at the end of the day that it was mistaken; not before it may have noticed
    /// the proposal, as it becomes more careful.
    fn not_decisions(&self, known: &Known) -> Vec<Step> {
        let proposed = self.times[self.conversation.proposal];
        let dismiss = |at: &usize| {
            let day = self.times[*at].max(proposed).to_zoned(zone()).date();
            let who = self.conversation.messages[*at].author.clone();
            let about = About { function: None, label: Some(label(*at)) };
            let button = "Not a decision".into();
            step(moment(day, TIDYING_UP), Action::Click { who, button, about, form: None })
        };
        let replies = self.replies(known);
        let in_channel = |at: &&usize| !replies.contains(at) && **at != self.conversation.proposal;
        known.false_alarms.iter().filter(in_channel).map(dismiss).collect()
    }

    /// Returns the places of the messages that people write in the thread: stances of affected
    /// functions, and what they say right after the proposal.
    fn replies(&self, known: &Known) -> BTreeSet<usize> {
        let affected = |message: &Message| self.affected_function(message, known).is_some();
        let answers = self.conversation.answers().filter(|(_, message)| affected(message));
        let places = answers.filter(|(at, message)| {
            let close = *at <= self.conversation.proposal + SPOKEN_TO_IT;
            self.takes_stance(message) || close && message.truth() == Truth::Is(Label::Other)
        });
        places.map(|(at, _)| at).collect()
    }

    fn affected_function(&self, message: &Message, known: &Known) -> Option<&'static str> {
        let function = self.cast.function_of(&message.author)?;
        known.affected.contains(function).then_some(function)
    }

    fn takes_stance(&self, message: &Message) -> bool {
        message.takes_stance(self.conversation.proposal())
    }
}

/// The whole play in the making.
struct Play<'a> {
    rehearsal: &'a Rehearsal<'a>,
    known: &'a Known,
    /// Functions with a position.
    heard: BTreeSet<&'static str>,
    /// People who said that they were just talking; they are not offered anything any more.
    talkers: BTreeSet<&'a str>,
    offers: usize,
}

impl<'a> Play<'a> {
    /// A message, in the channel or in the thread, and what its author does about it.
    fn message(&mut self, at: usize, message: &'a Message) -> Vec<Step> {
        let rehearsal = self.rehearsal;
        if !rehearsal.replies(self.known).contains(&at) {
            return vec![rehearsal.say(at, false)];
        }
        let function = rehearsal.affected_function(message, self.known).expect("replies have one");
        let soon = rehearsal.times[at] + SignedDuration::from_secs(40);
        let click = |button: &str| click(rehearsal, soon, &message.author, button, None);
        let is_open = !self.heard.contains(function);
        let asked = self.known.asked.contains(&message.author);
        if message.bare && message.truth() == Truth::Is(Label::Support) && asked && is_open {
            self.heard.insert(function);
            return vec![click("No objection")];
        }
        let mut steps = vec![rehearsal.say(at, true)];
        let remark = message.typed().map(|text| remark(&text)).unwrap_or_default();
        let (yes, no) = match remark {
            Remark::Words | Remark::Refusal => ("Yes, count it", "No, just talking"),
            Remark::Agreement => ("Count as no objection", "Leave it"),
            Remark::Yes if asked => ("Count as no objection", "Leave it"),
            Remark::Yes | Remark::Sign => return steps,
        };
        if !is_open || self.talkers.contains(message.author.as_str()) {
            return steps;
        }
        self.offers += 1;
        if !rehearsal.takes_stance(message) {
            // Whoever takes a stance later does not turn the bot away now.
            if !self.has_stance(&message.author) {
                self.talkers.insert(&message.author);
                steps.push(click(no));
            }
        } else if !self.offers.is_multiple_of(OFFER_IGNORED) {
            self.heard.insert(function);
            steps.push(click(yes));
        }
        steps
    }

    fn has_stance(&self, author: &str) -> bool {
        let mut answers = self.rehearsal.conversation.answers();
        answers.any(|(_, message)| message.author == author && self.rehearsal.takes_stance(message))
    }

    /// The next morning, those who were asked and have taken no stance answer with what they said later
    /// on. Of several, the last needs time and does not come back.
    fn forms(&self) -> Vec<Step> {
        let rehearsal = self.rehearsal;
        let members = rehearsal.cast.members.iter();
        let quiet: Vec<(&String, String)> = members
            .filter(|(function, who)| {
                self.known.affected.contains(**function)
                    && !self.heard.contains(**function)
                    && self.known.asked.contains(*who)
                    && !self.has_stance(who)
            })
            .filter_map(|(_, who)| Some((who, self.longest_words(who)?)))
            .collect();
        let day = working_day(rehearsal.times[rehearsal.conversation.proposal]);
        let several = quiet.len() >= 2;
        let last = quiet.len().saturating_sub(1);
        let each = quiet.into_iter().enumerate().zip(0..);
        each.map(|((index, (who, need)), order)| {
            let at = moment(day, FORMS_START + 6 * order);
            if several && index == last {
                return click(rehearsal, at, who, "Need time", Some(Form::Submit(Vec::new())));
            }
            let form = Form::Submit(vec![("need".to_owned(), need)]);
            click(rehearsal, at, who, "Answer", Some(form))
        })
        .collect()
    }

    /// The longest that somebody said after the proposal.
    fn longest_words(&self, who: &str) -> Option<String> {
        let conversation = self.rehearsal.conversation;
        let after = conversation.messages.iter().skip(conversation.proposal + 1);
        let theirs = after.filter(|message| message.author == who);
        let longest = theirs.filter_map(Message::typed).max_by_key(String::len)?;
        Some(longest.chars().take(ANSWER_CHARS).collect())
    }
}

/// Returns the name of a message in scripts.
pub fn label(at: usize) -> String {
    format!("m{at}")
}

fn about(rehearsal: &Rehearsal<'_>) -> About {
    About { function: None, label: Some(label(rehearsal.conversation.proposal)) }
}

fn click(
    rehearsal: &Rehearsal<'_>,
    at: Timestamp,
    who: &str,
    button: &str,
    form: Option<Form>,
) -> Step {
    let about = about(rehearsal);
    step(at, Action::Click { who: who.into(), button: button.into(), about, form })
}

fn step(at: Timestamp, action: Action) -> Step {
    Step { at, line: 0, action }
}

fn zone() -> TimeZone {
    TimeZone::get(ZONE).expect("a known zone")
}

/// Returns a minute of a day.
fn moment(day: Date, minute: i64) -> Timestamp {
    let midnight = day.to_zoned(zone()).expect("a day of this century");
    midnight.timestamp() + SignedDuration::from_mins(minute)
}

/// Returns the working day after a moment of a working day.
fn working_day(after: Timestamp) -> Date {
    let day = after.to_zoned(zone()).date();
    let ahead = if day.weekday() == jiff::civil::Weekday::Friday { 3 } else { 1 };
    day.checked_add(ahead.days()).expect("a day of this century")
}

/// Returns when each message is written: in the order and, as far as is known, at the pace of the
/// source, within the working hours of working days.
fn times(conversation: &Conversation) -> Vec<Timestamp> {
    let mut talk = SignedDuration::ZERO;
    let mut last: Option<Timestamp> = None;
    let messages = conversation.messages.iter().enumerate();
    messages
        .map(|(at, message)| {
            let after_proposal = at == conversation.proposal + 1;
            let shortest = SignedDuration::from_mins(if after_proposal { 2 } else { 1 });
            let pause = last.zip(message.at()).map(|(last, now)| now.duration_since(last));
            if at > 0 {
                talk += pause.unwrap_or(shortest).clamp(shortest, LONGEST_PAUSE);
            }
            last = message.at();
            talk_time(talk)
        })
        .collect()
}

/// Returns the moment at which people have talked for so long.
fn talk_time(talk: SignedDuration) -> Timestamp {
    let days = talk.as_mins() / TALK_MINUTES;
    let ahead = 7 * (days / 5) + days % 5;
    let day = FIRST_DAY.checked_add(ahead.days()).expect("a day of this century");
    moment(day, TALK_STARTS) + talk - SignedDuration::from_mins(days * TALK_MINUTES)
}

#[test]
fn a_talk_of_many_hours_takes_place_on_working_days_in_working_hours() {
    let at = |minutes: i64| {
        let moment = talk_time(SignedDuration::from_mins(minutes)).to_zoned(zone());
        moment.strftime("%a %-d %b, %H:%M").to_string()
    };
    assert_eq!(at(0), "Mon 2 Mar, 10:00");
    assert_eq!(at(359), "Mon 2 Mar, 15:59");
    assert_eq!(at(360), "Tue 3 Mar, 10:00");
    assert_eq!(at(5 * 360), "Mon 9 Mar, 10:00");
}
