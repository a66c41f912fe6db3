//! What a row holds, and how it is spelled in the store.
//!
//! Every row says which format it is in. A row of a newer format is refused, never guessed at.

use super::decision::Decision;
use super::person::Person;
use super::workspace::Workspace;
use serde::{Deserialize, Serialize};

/// The format written by this version of the program.
pub const FORMAT: u32 = 1;

/// What is stored under one key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Decision(Box<Decision>),
    /// Somebody said that this was no decision. Nothing of it is kept but this.
    Dismissed,
    Person(Box<Person>),
    Workspace(Box<Workspace>),
}

/// Why a row cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error(
        "the record was written in format {found}, by a newer version; this one knows up to {FORMAT}"
    )]
    Newer { found: u32 },
    #[error("the record cannot be read: {0}")]
    Broken(#[from] serde_json::Error),
}

#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

#[derive(Deserialize)]
struct Stored<T> {
    value: T,
}

#[derive(Serialize)]
struct Writing<'a, T> {
    format: u32,
    value: &'a T,
}

/// Spells a value as the store keeps it.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(&Writing { format: FORMAT, value })
        .expect("our own types have string keys and no failing serializers")
}

/// Reads a value as the store keeps it.
pub fn decode<T: for<'a> Deserialize<'a>>(bytes: &[u8]) -> Result<T, DecodeError> {
    let FormatOnly { format } = serde_json::from_slice(bytes)?;
    if format > FORMAT {
        return Err(DecodeError::Newer { found: format });
    }
    let Stored { value } = serde_json::from_slice(bytes)?;
    Ok(value)
}
