//! How records are spelled in the tree: one letter for the kind, then the key. Format 1.
//!
//! Every byte here is on somebody's disk. A change needs a new [`FORMAT`], code that reads the old
//! one, and a fixture of its own in `tests/fixtures`.
//!
//! | key | value |
//! | --- | --- |
//! | `m` | format (4 bytes), generation (8), commits (8) |
//! | `r` key | version (8), number of further parts (4), the first 60,000 bytes of the row |
//! | `p` key, part (4) | version (8), the next 60,000 bytes of the row; parts count from 1 |
//! | `w` key | moment of the wake-up (16) |
//! | `s` event | moment the event was handled (16) |
//! | `e` number (8) | earliest moment (16), id and lane (each with its length, 4), the effect's bytes |
//! | `b` effect's id | nothing: carrying out the effect has begun |
//!
//! Numbers are big-endian; a moment is nanoseconds since 1970. Programs from before there was a `b` pass
//! over it; left behind it does no harm, for the id of an effect is used once.
//!
//! A row goes into parts because sled writes up to twenty records as one, and puts what is over 2 MiB
//! then into files that it never syncs: no record may be much larger than 100,000 bytes.

use crate::domain::ids::{EffectId, EventId};
use crate::store::{NewEffect, Row};
use jiff::Timestamp;
use sled::IVec;

/// The format this program writes.
pub(super) const FORMAT: u32 = 1;

/// The key of [`Meta`].
pub(super) const META: &[u8] = b"m";

/// The prefixes of what is kept.
pub(super) const ROW: u8 = b'r';
pub(super) const PART: u8 = b'p';
pub(super) const WAKE: u8 = b'w';
pub(super) const SEEN: u8 = b's';
pub(super) const EFFECT: u8 = b'e';
pub(super) const BEGUN: u8 = b'b';

/// How much of a row is in its first record, and in each further one.
const PART_BYTES: usize = 60_000;

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

pub(super) fn begun_key(effect: &EffectId) -> Vec<u8> {
    prefixed(BEGUN, effect.as_str().as_bytes())
}

fn prefixed(kind: u8, key: &[u8]) -> Vec<u8> {
    let mut spelled = Vec::with_capacity(1 + key.len());
    spelled.push(kind);
    spelled.extend(key);
    spelled
}

/// Returns the key of a row, a wake-up or a beginning without its prefix.
pub(super) fn key_text(spelled: &[u8]) -> Option<String> {
    String::from_utf8(spelled.get(1..)?.to_vec()).ok()
}

/// Returns the number of an effect from its key.
pub(super) fn effect_number(spelled: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(spelled.get(1..)?.try_into().ok()?))
}

/// What a row's first record says about the row; all zero where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub version: u64,
    /// How many parts follow.
    pub parts: u32,
}

impl Head {
    pub fn decode(value: &[u8]) -> Option<Self> {
        take_head(&mut &*value)
    }

    /// Returns the keys of the parts that follow the record under `row_key`.
    pub fn part_keys(self, row_key: &[u8]) -> impl Iterator<Item = Vec<u8>> {
        (1..=self.parts).map(|part| part_key(row_key, part))
    }
}

/// The number is always as wide, so that no two keys have a part of the same name.
fn part_key(row_key: &[u8], part: u32) -> Vec<u8> {
    let mut spelled = row_key.to_vec();
    spelled[0] = PART;
    spelled.extend(part.to_be_bytes());
    spelled
}

/// Spells a row: the record under its key, then its parts.
pub(super) fn encode_row(row_key: Vec<u8>, version: u64, bytes: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let (first, rest) = bytes.split_at(bytes.len().min(PART_BYTES));
    let parts: Vec<_> = (1..).zip(rest.chunks(PART_BYTES)).collect();
    let count = u32::try_from(parts.len()).expect("rows are limited when they come in");
    let version = version.to_be_bytes();
    let further = parts
        .into_iter()
        .map(|(part, bytes)| (part_key(&row_key, part), [&version, bytes].concat()));
    let mut records: Vec<_> = further.collect();
    records.insert(0, (row_key, [&version, &count.to_be_bytes()[..], first].concat()));
    records
}

/// Puts a row together, unless its parts are not all there or not all of one version.
pub(super) fn decode_row(first: &[u8], parts: &[IVec]) -> Option<Row> {
    let mut rest = first;
    let head = take_head(&mut rest)?;
    let mut bytes = rest.to_vec();
    for part in parts {
        let mut rest = &part[..];
        if u64::from_be_bytes(take(&mut rest)?) != head.version {
            return None;
        }
        bytes.extend(rest);
    }
    (parts.len() == head.parts as usize).then_some(Row { version: head.version, bytes })
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

fn take_head(rest: &mut &[u8]) -> Option<Head> {
    let version = u64::from_be_bytes(take(rest)?);
    Some(Head { version, parts: u32::from_be_bytes(take(rest)?) })
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
    fn a_row_is_not_put_together_from_parts_that_do_not_belong() {
        let records = |version, size| -> Vec<IVec> {
            let records = encode_row(b"rd/1".to_vec(), version, &vec![7; size]);
            records.into_iter().map(|(_, value)| value.into()).collect()
        };
        let row = records(4, 2 * PART_BYTES + 1);
        let older = records(3, 3 * PART_BYTES);
        let expected = Row { version: 4, bytes: vec![7; 2 * PART_BYTES + 1] };
        assert_eq!(decode_row(&row[0], &row[1..]), Some(expected));
        assert_eq!(decode_row(&row[0], &row[1..2]), None, "one is missing");
        assert_eq!(decode_row(&row[0], &older[1..]), None, "of another version");
        assert_eq!(decode_row(&row[0], &[row[1].clone(), older[2].clone()]), None, "a mix");
        assert_eq!(decode_row(&row[0][..11], &row[1..]), None, "cut");
        let parts = [&row[1..], &row[2..]].concat();
        assert_eq!(decode_row(&row[0], &parts), None, "one too many");
    }

    #[test]
    fn records_are_full_before_the_next_begins_and_no_larger() {
        let sizes = |size| -> Vec<usize> {
            let records = encode_row(b"rd/1".to_vec(), 1, &vec![7; size]);
            records.iter().map(|(_, value)| value.len()).collect()
        };
        assert_eq!(sizes(0), [12]);
        assert_eq!(sizes(PART_BYTES), [12 + PART_BYTES]);
        assert_eq!(sizes(PART_BYTES + 1), [12 + PART_BYTES, 9]);
        assert_eq!(sizes(2 * PART_BYTES), [12 + PART_BYTES, 8 + PART_BYTES]);
    }

    #[test]
    fn a_moment_before_1970_keeps_its_nanosecond() {
        let moment = Timestamp::from_nanosecond(-1).unwrap();
        assert_eq!(decode_moment(&encode_moment(moment)), Some(moment));
    }
}
