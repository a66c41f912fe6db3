//! One object or form, with its values unread: what is not asked for costs a skip.
//!
//! A value of another type counts as missing; of two values under one key the last one counts. Ids are
//! taken only where they look like ids, because they become parts of keys.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Longer ids than this are none.
pub(super) const ID_CHARS_MAX: usize = 255;

/// The keys of a JSON object with their raw values.
pub(in crate::slack) struct Fields<'a>(Vec<(Key<'a>, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// Reads an object; anything else is `None`.
    pub fn read(json: &'a str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// Returns an object with nothing in it.
    pub fn empty() -> Self {
        Self(Vec::new())
    }

    /// Returns whether there is something other than null.
    pub fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    /// Returns a text.
    pub fn text(&self, key: &str) -> Option<String> {
        self.parse(key)
    }

    /// Returns an id that is usable as part of a key.
    pub fn id<T: for<'t> From<&'t str>>(&self, key: &str) -> Option<T> {
        let text = self.text(key)?;
        is_id(&text).then(|| T::from(&text))
    }

    /// Returns an id that stands as a text, or inside an object under `id`.
    pub fn id_or_object<T: for<'t> From<&'t str>>(&self, key: &str) -> Option<T> {
        self.id(key).or_else(|| self.object(key)?.id("id"))
    }

    /// Returns a truth value.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.parse(key)
    }

    /// Returns a whole number.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.parse(key)
    }

    /// Returns an object.
    pub fn object(&self, key: &str) -> Option<Fields<'a>> {
        Fields::read(self.raw(key)?.get())
    }

    /// Returns the first object of a list.
    pub fn first(&self, key: &str) -> Option<Fields<'a>> {
        let items: Vec<&'a RawValue> = serde_json::from_str(self.raw(key)?.get()).ok()?;
        Fields::read(items.first()?.get())
    }

    /// Returns whether a list has something in it.
    pub fn has_items(&self, key: &str) -> bool {
        self.parse::<Vec<&RawValue>>(key).is_some_and(|items| !items.is_empty())
    }

    /// Reads a value whole.
    pub fn parse<T: Deserialize<'a>>(&self, key: &str) -> Option<T> {
        serde_json::from_str(self.raw(key)?.get()).ok()
    }

    /// Returns a value as it is written.
    pub fn raw_text(&self, key: &str) -> Option<&'a str> {
        self.raw(key).map(RawValue::get)
    }

    fn raw(&self, key: &str) -> Option<&'a RawValue> {
        let (_, value) = self.0.iter().rev().find(|(name, _)| name.0 == key)?;
        (value.get() != "null").then_some(*value)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A key, copied only where it holds an escape.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// The fields of a form.
pub(super) struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Form<'a> {
    /// Reads a form; every text is one.
    pub fn read(body: &'a str) -> Self {
        let known = |(key, _): &(Cow<'_, str>, Cow<'_, str>)| {
            key == "payload" || super::commands::KEYS.contains(&key.as_ref())
        };
        Self(url::form_urlencoded::parse(body.as_bytes()).filter(known).collect())
    }

    /// Returns a text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.as_ref())
    }
}

/// Returns a text as it can stand in ids and logs: printable ASCII, and not too much of it.
pub(super) fn plain(text: &str, chars_max: usize) -> String {
    text.chars().filter(char::is_ascii_graphic).take(chars_max).collect()
}

/// Returns whether a text can be part of a key.
pub(super) fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=ID_CHARS_MAX).contains(&text.len()) && text.bytes().all(plain)
}
