//! What was learnt later: the grounds of guesses, what a message was said to be, and word to the owner.

use super::{boxed, check, guesses, past, workspace};
use soundings::domain::effect::{Destination, Effect, Key};
use soundings::domain::event::{Event, PersonEvent};
use soundings::domain::lesson::{Grounds, Guesses, Past, Verdict};
use soundings::domain::message::Message;
use soundings::domain::state::State;
use soundings::domain::workspace::Marked;

#[test]
fn what_guesses_rested_on_and_what_messages_were_is_read_and_spelled_as_ever() {
    let mut workspace = workspace();
    let guesses = Guesses { door_words: Vec::new(), ..guesses() };
    let with_words = Past { grounds: Some(Grounds::of(&guesses)), ..past() };
    let without = Past { grounds: Some(Grounds::default()), ..past() };
    workspace.past = vec![with_words, without];
    let marked = Marked { ts: "1.000001".into(), verdict: Verdict::Dismissed };
    workspace.channels.entry("C1".into()).or_default().marked = vec![marked];
    check("row-workspace-grounds", &State::Workspace(Box::new(workspace)));
}

#[test]
fn word_that_it_was_no_decision_is_read_and_spelled_as_ever() {
    let (by, channel, ts) = ("U2".into(), "C1".into(), "1.000001".into());
    let key = Key::Person("T1".into(), "U1".into());
    let event = boxed(Event::Person(PersonEvent::Dismissed { by, channel, ts }));
    check("effect-tell-dismissed", &Effect::Tell { key, event });
    let (by, channel, ts) = ("U2".into(), "C1".into(), "1.000001".into());
    let message = Message::DismissedForOwner { by, channel, ts };
    check("effect-post-dismissed", &Effect::Post { to: Destination::Dm("U1".into()), message });
}
