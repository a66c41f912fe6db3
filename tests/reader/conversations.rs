//! Playing conversations to a reader, as they would come in.

use crate::messages::Message;
use soundings::reading::{EARLIER_MAX, Earlier, Excerpt, Glance, Reader, Reply, Thread, Where};

/// So many of the messages that follow count as the thread of one; on IRC there is no other.
const FOLLOWERS: usize = 15;

/// Returns the messages of each conversation.
pub fn each(messages: &[Message]) -> impl Iterator<Item = &[Message]> {
    messages.chunk_by(|a, b| a.conversation == b.conversation)
}

/// Reads a conversation: what each message says, in view of what stood before.
pub fn glances(reader: &Reader, conversation: &[Message]) -> Vec<Glance> {
    let mut glances: Vec<Glance> = Vec::new();
    for (place, message) in conversation.iter().enumerate() {
        let context = earlier(&glances, conversation, place);
        let is_reply = place > 0 && message.is_in_thread();
        let glance = reader.glance(&Excerpt { text: &message.text, context: &context, is_reply });
        glances.push(glance);
    }
    glances
}

/// Returns what stood before a message.
pub fn earlier<'a>(
    glances: &'a [Glance],
    conversation: &[Message],
    place: usize,
) -> Vec<Earlier<'a>> {
    let author = &conversation[place].author;
    let before = place.saturating_sub(EARLIER_MAX)..place;
    let each = before.map(|at| Earlier {
        glance: &glances[at],
        same_author: conversation[at].author == *author,
    });
    each.collect()
}

/// Returns a message with what followed it.
pub fn thread(glances: &[Glance], conversation: &[Message], place: usize) -> Thread {
    let mut thread =
        Thread::new(glances[place].clone(), conversation[place].author.as_str().into());
    let end = (place + 1 + FOLLOWERS).min(conversation.len());
    for at in place + 1..end {
        let message = &conversation[at];
        thread.followed(reply(&glances[at], message), Where::Around);
    }
    thread
}

fn reply<'a>(glance: &'a Glance, message: &'a Message) -> Reply<'a> {
    Reply { glance, by: message.author.as_str().into(), text: &message.text }
}

/// Returns a message of a thread with the answers below it.
pub fn inside(glances: &[Glance], conversation: &[Message]) -> Thread {
    let mut thread = Thread::new(glances[0].clone(), conversation[0].author.as_str().into());
    for (glance, message) in glances.iter().zip(conversation).skip(1) {
        thread.followed(reply(glance, message), Where::Inside);
    }
    thread
}
