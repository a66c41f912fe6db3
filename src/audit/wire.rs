//! What an export's JSON holds, as far as it is read: messages, people, conversations.
//!
//! Tolerant: a field may be missing, null, or of another type than Slack writes. Everything else in
//! an object is passed over without being looked at.

use super::account::Why;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::ops::Deref;

/// A value as text: a number or a truth as it is written, nothing for anything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw: &'de RawValue = Deserialize::deserialize(deserializer)?;
        Ok(Self(text_of(raw.get())))
    }
}

/// Returns what a value in JSON says. Most strings hold nothing that is escaped and are not copied.
fn text_of(json: &str) -> Cow<'_, str> {
    match json.as_bytes().first() {
        Some(b'"') => match &json[1..json.len().saturating_sub(1).max(1)] {
            plain if !plain.contains('\\') => Cow::Borrowed(plain),
            // Half of a character, as a text cut by a program ends in, is left as it is spelt.
            escaped => serde_json::from_str(json).map_or(Cow::Borrowed(escaped), Cow::Owned),
        },
        Some(b'0'..=b'9' | b'-' | b't') => Cow::Borrowed(json),
        _ => Cow::Borrowed(""),
    }
}

/// One message of a day's file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Line<'a> {
    #[serde(rename = "type", borrow)]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub subtype: Text<'a>,
    #[serde(borrow)]
    pub user: Text<'a>,
    #[serde(borrow)]
    pub bot_id: Text<'a>,
    #[serde(borrow)]
    pub text: Text<'a>,
    #[serde(borrow)]
    pub ts: Text<'a>,
    #[serde(borrow)]
    pub thread_ts: Text<'a>,
    #[serde(borrow)]
    pub reply_count: Text<'a>,
    #[serde(borrow)]
    reactions: Option<&'a RawValue>,
}

impl Line<'_> {
    /// Tells whether somebody wrote it: notices and bots' posts are not anybody's words.
    pub fn is_said(&self) -> bool {
        const SAID: [&str; 4] = ["", "thread_broadcast", "me_message", "file_share"];
        let typed = ["", "message"].contains(&&*self.kind) && SAID.contains(&&*self.subtype);
        typed && self.bot_id.is_empty() && !self.user.is_empty()
    }

    /// Tells whether it answers in a thread.
    pub fn is_reply(&self) -> bool {
        !self.thread_ts.is_empty() && *self.thread_ts != *self.ts
    }

    /// Returns how many replies its thread has, as Slack says.
    pub fn reply_count(&self) -> u64 {
        self.reply_count.parse().unwrap_or(0)
    }

    /// Returns everybody who reacted to it.
    pub fn reacted(&self) -> Vec<String> {
        #[derive(Deserialize)]
        struct Reaction<'a> {
            #[serde(borrow, default)]
            users: Vec<Text<'a>>,
        }
        let raw = self.reactions.map_or("[]", RawValue::get);
        let reactions: Vec<Reaction<'_>> = serde_json::from_str(raw).unwrap_or_default();
        let mut users: Vec<String> =
            reactions.iter().flat_map(|one| &one.users).map(|user| user.to_string()).collect();
        users.sort();
        users.dedup();
        users
    }
}

/// One person of `users.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct User<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow)]
    pub real_name: Text<'a>,
    #[serde(borrow)]
    pub is_bot: Text<'a>,
    #[serde(borrow, deserialize_with = "profile")]
    pub profile: Profile<'a>,
}

/// Reads a profile; nothing where there is something else in its place.
fn profile<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Profile<'a>, D::Error> {
    let raw: &'de RawValue = Deserialize::deserialize(deserializer)?;
    Ok(serde_json::from_str(raw.get()).unwrap_or_default())
}

/// What a person says of themselves.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Profile<'a> {
    #[serde(borrow)]
    pub title: Text<'a>,
    #[serde(borrow)]
    pub email: Text<'a>,
    #[serde(borrow)]
    pub real_name: Text<'a>,
    #[serde(borrow)]
    pub display_name: Text<'a>,
}

/// One conversation of `channels.json` and its like.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Conversation<'a> {
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub name: Text<'a>,
    #[serde(borrow)]
    is_private: Option<&'a RawValue>,
    #[serde(borrow)]
    is_im: Option<&'a RawValue>,
    #[serde(borrow)]
    is_mpim: Option<&'a RawValue>,
}

impl Conversation<'_> {
    /// Tells whether it says of itself that it is private.
    pub fn is_private(&self) -> bool {
        is_set(self.is_private)
    }

    /// Tells whether it says of itself that it holds direct messages.
    pub fn is_direct(&self) -> bool {
        is_set(self.is_im) || is_set(self.is_mpim)
    }
}

/// Tells whether a field says yes. What is not a plain no may be one.
fn is_set(field: Option<&RawValue>) -> bool {
    field.is_some_and(|value| !["false", "null"].contains(&value.get()))
}

/// Reads an object and hands it on; returns what was wrong with it, which may not keep it from being
/// read. Bytes that are no text are replaced.
pub fn read<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
    spare: &'a mut String,
) -> (Option<T>, Option<Why>) {
    match serde_json::from_slice(bytes) {
        Ok(value) => (Some(value), None),
        Err(_) if std::str::from_utf8(bytes).is_ok() => (None, Some(Why::OddEntry)),
        Err(_) => {
            *spare = String::from_utf8_lossy(bytes).into_owned();
            match serde_json::from_str(spare) {
                Ok(value) => (Some(value), Some(Why::NotUtf8)),
                Err(_) => (None, Some(Why::OddEntry)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: &str) -> Line<'_> {
        serde_json::from_str(json).expect("a message")
    }

    #[test]
    fn fields_of_another_type_are_read_as_well_as_they_can_be() {
        let odd = line(
            r#"{"ts":1600000000.5,"user":null,"text":{"a":[1]},"reply_count":3,"thread_ts":[7],
                "blocks":[{"x":1}],"reactions":{"no":"list"}}"#,
        );
        assert_eq!((&*odd.ts, &*odd.user, &*odd.text), ("1600000000.5", "", ""));
        assert_eq!((odd.reply_count(), odd.is_reply(), odd.reacted()), (3, false, vec![]));
    }

    #[test]
    fn strings_are_read_as_they_are_meant() {
        let text = |json: &str| line(&format!(r#"{{"text":{json}}}"#)).text.to_string();
        assert_eq!(text(r#""a \"b\" \u00e9 \ud83e\udd50\n""#), "a \"b\" é 🥐\n");
        assert_eq!(text(r#""cut \ud83e""#), r"cut \ud83e");
        assert_eq!(
            [text(r#""""#), text("null"), text("false"), text("true")],
            ["", "", "", "true"]
        );
    }

    #[test]
    fn a_person_without_a_profile_is_one_all_the_same() {
        for profile in ["null", "[]", "\"none\""] {
            let json = format!(r#"{{"id":"U1","name":"ana","profile":{profile}}}"#);
            let user: User<'_> = serde_json::from_str(&json).expect("a person");
            assert_eq!((&*user.id, &*user.profile.title), ("U1", ""), "{profile}");
        }
    }

    #[test]
    fn a_conversation_is_private_unless_it_says_no_or_nothing() {
        for (json, expected) in [
            (r#"{"name":"a"}"#, false),
            (r#"{"is_private":false}"#, false),
            (r#"{"is_private":null}"#, false),
            (r#"{"is_private":true}"#, true),
            (r#"{"is_private":1}"#, true),
            (r#"{"is_private":{}}"#, true),
        ] {
            let conversation: Conversation<'_> =
                serde_json::from_str(json).expect("a conversation");
            assert_eq!(conversation.is_private(), expected, "{json}");
        }
    }

    #[test]
    fn what_a_bot_or_slack_itself_posts_is_nobodys_word() {
        assert!(line(r#"{"type":"message","user":"U1","text":"hi","ts":"1.0"}"#).is_said());
        assert!(line(r#"{"subtype":"thread_broadcast","user":"U1"}"#).is_said());
        for json in [
            r#"{"subtype":"channel_join","user":"U1"}"#,
            r#"{"subtype":"bot_message","user":"U1"}"#,
            r#"{"bot_id":"B1","user":"U1"}"#,
            r#"{"type":"message","text":"nobody"}"#,
            r#"{"type":"hello","user":"U1"}"#,
        ] {
            assert!(!line(json).is_said(), "{json}");
        }
    }

    #[test]
    fn everybody_who_reacted_is_returned_once() {
        let json =
            r#"{"reactions":[{"name":"+1","users":["U2","U1"],"count":2},{"users":["U1"]}]}"#;
        assert_eq!(line(json).reacted(), ["U1", "U2"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let mut spare = String::new();
        let (read, why) = read::<Line<'_>>(b"{\"text\":\"caf\xe9\"}", &mut spare);
        assert_eq!((&*read.expect("read").text, why), ("caf\u{fffd}", Some(Why::NotUtf8)));
        let mut spare = String::new();
        let (read, why) = super::read::<Line<'_>>(b"{\"text\":\xff}", &mut spare);
        assert!(read.is_none() && why == Some(Why::OddEntry));
    }
}
