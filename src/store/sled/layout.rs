//! How records are spelled in the tree: one letter for the kind, then the key. Format 1.
//!
//! Every byte here is on somebody's disk. A change needs a new [`FORMAT`], code that reads the old
//! one, and a fixture of its own in `tests/fixtures`.
//!
//! | key | value |
//! | --- | --- |
//! | `m` | format (4 bytes), generation (8), commits (8) |
//! | `r` key | version (8), the row's bytes |
//! | `w` key | moment of the wake-up (16) |
//! | `s` event | moment the event was handled (16) |
//! | `e` number (8) | earliest moment (16), id and lane (each with its length, 4), the effect's bytes |
//!
//! Numbers are big-endian; a moment is nanoseconds since 1970.

use crate::domain::ids::{EffectId, EventId};
use crate::store::{NewEffect, Row};
use jiff::Timestamp;

/// The format this program writes.
pub(super) const FORMAT: u32 = 1;

/// The key of [`Meta`].
pub(super) const META: &[u8] = b"m";

/// The prefixes of what is kept.
pub(super) const ROW: u8 = b'r';
pub(super) const WAKE: u8 = b'w';
pub(super) const SEEN: u8 = b's';
pub(super) const EFFECT: u8 = b'e';

/// What the store says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meta {
    pub format: u32,
    /// How often the store was opened.
    pub generation: u64,
    /// How many commits it has taken.
    pub commits: u64,
}

impl Meta {
    pub fn encode(&self) -> Vec<u8> {
        let mut value = self.format.to_be_bytes().to_vec();
        value.extend(self.generation.to_be_bytes());
        value.extend(self.commits.to_be_bytes());
        value
    }

    pub fn decode(value: &[u8]) -> Option<Self> {
        let mut rest = value;
        Some(Self {
            format: u32::from_be_bytes(take(&mut rest)?),
            generation: u64::from_be_bytes(take(&mut rest)?),
            commits: u64::from_be_bytes(take(&mut rest)?),
        })
    }
}

pub(super) fn row_key(key: &str) -> Vec<u8> {
    prefixed(ROW, key.as_bytes())
}

pub(super) fn wake_key(key: &str) -> Vec<u8> {
    prefixed(WAKE, key.as_bytes())
}

pub(super) fn seen_key(event: &EventId) -> Vec<u8> {
    prefixed(SEEN, event.as_str().as_bytes())
}

pub(super) fn effect_key(number: u64) -> Vec<u8> {
    prefixed(EFFECT, &number.to_be_bytes())
}

fn prefixed(kind: u8, key: &[u8]) -> Vec<u8> {
    let mut spelled = Vec::with_capacity(1 + key.len());
    spelled.push(kind);
    spelled.extend(key);
    spelled
}

/// Returns the key of a row or wake-up without its prefix.
pub(super) fn key_text(spelled: &[u8]) -> Option<String> {
    String::from_utf8(spelled.get(1..)?.to_vec()).ok()
}

/// Returns the number of an effect from its key.
pub(super) fn effect_number(spelled: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(spelled.get(1..)?.try_into().ok()?))
}

pub(super) fn encode_row(version: u64, bytes: &[u8]) -> Vec<u8> {
    let mut value = version.to_be_bytes().to_vec();
    value.extend(bytes);
    value
}

pub(super) fn decode_row(value: &[u8]) -> Option<Row> {
    let mut rest = value;
    let version = u64::from_be_bytes(take(&mut rest)?);
    Some(Row { version, bytes: rest.to_vec() })
}

pub(super) fn encode_moment(moment: Timestamp) -> Vec<u8> {
    moment.as_nanosecond().to_be_bytes().to_vec()
}

pub(super) fn decode_moment(value: &[u8]) -> Option<Timestamp> {
    let mut rest = value;
    take_moment(&mut rest)
}

pub(super) fn encode_effect(effect: &NewEffect) -> Vec<u8> {
    let mut value = encode_moment(effect.not_before);
    for name in [effect.id.as_str(), &effect.lane] {
        let length = u32::try_from(name.len()).expect("names are limited when they come in");
        value.extend(length.to_be_bytes());
        value.extend(name.as_bytes());
    }
    value.extend(&effect.bytes);
    value
}

pub(super) fn decode_effect(value: &[u8]) -> Option<NewEffect> {
    let mut rest = value;
    let not_before = take_moment(&mut rest)?;
    let id = EffectId::new(take_text(&mut rest)?);
    let lane = take_text(&mut rest)?;
    Some(NewEffect { id, lane, not_before, bytes: rest.to_vec() })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}

fn take_moment(rest: &mut &[u8]) -> Option<Timestamp> {
    Timestamp::from_nanosecond(i128::from_be_bytes(take(rest)?)).ok()
}

fn take_text(rest: &mut &[u8]) -> Option<String> {
    let length = u32::from_be_bytes(take(rest)?) as usize;
    let (text, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    String::from_utf8(text.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_reads_back_as_it_was_written_and_a_cut_one_not_at_all() {
        let effect = NewEffect {
            id: "Ev1#0".into(),
            lane: "C1 – größe".into(),
            not_before: Timestamp::from_nanosecond(1_700_000_000_123_456_789).unwrap(),
            bytes: vec![0, 255, 7],
        };
        let value = encode_effect(&effect);
        let head = value.len() - effect.bytes.len();
        assert_eq!(decode_effect(&value), Some(effect));
        assert!((0..head).all(|cut| decode_effect(&value[..cut]).is_none()));
    }

    #[test]
    fn a_moment_before_1970_keeps_its_nanosecond() {
        let moment = Timestamp::from_nanosecond(-1).unwrap();
        assert_eq!(decode_moment(&encode_moment(moment)), Some(moment));
    }
}
