//! What `tests/reader/teach` wrote: small networks, each taught without the sources of a group.

use crate::lessons::{GROUPS, group_of};
use anyhow::{Context, ensure};
use sha2::{Digest, Sha256};
use soundings::reading::phrases::{FILTERS, HIDDEN, KNOWN, OUTPUTS, Phrases, WIDTH, WORDS};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The student that saw everything, for the weights that ship.
pub const OF_ALL: &str = "nothing";

/// How many numbers stand for a word.
const DIMENSIONS: usize = 96;

/// The students, by the group that was left out.
pub struct Students {
    by_group: BTreeMap<&'static str, Arc<Phrases>>,
    /// Of their files, in the order of their names.
    pub digest: [u8; 32],
}

impl Students {
    /// Reads them from their folder.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let mut names: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).chain([OF_ALL]).collect();
        names.sort_unstable();
        let (mut by_group, mut digest) = (BTreeMap::new(), Sha256::new());
        for name in names {
            let path = folder.join(format!("without-{name}.bin"));
            let failed = || format!("failed to use {}; run tests/reader/teach", path.display());
            let bytes = std::fs::read(&path).with_context(failed)?;
            digest.update(&bytes);
            by_group.insert(name, Arc::new(phrases(&bytes).with_context(failed)?));
        }
        Ok(Self { by_group, digest: digest.finalize().into() })
    }

    /// Returns the one that has seen nothing of a source, or of a writer's.
    pub fn without(&self, name: &str) -> Arc<Phrases> {
        self.by_group[group_of(name)].clone()
    }

    /// Returns the one that has seen everything.
    pub fn of_all(&self) -> Arc<Phrases> {
        self.by_group[OF_ALL].clone()
    }
}

/// Works out what every word adds to every filter at every place.
fn phrases(mut bytes: &[u8]) -> anyhow::Result<Phrases> {
    let hashes = take(&mut bytes, KNOWN * 4)?;
    let known = hashes.as_chunks().0.iter().map(|hash| u32::from_le_bytes(*hash)).collect();
    let small = take(&mut bytes, WORDS * DIMENSIONS)?;
    let steps = floats(&mut bytes, DIMENSIONS)?;
    let filters = floats(&mut bytes, WIDTH * DIMENSIONS * FILTERS)?;
    let bias = floats(&mut bytes, FILTERS)?;
    let mut phrases = Phrases::knowing(known);
    phrases.hidden = turned(&floats(&mut bytes, HIDDEN * 2 * FILTERS)?);
    phrases.hidden_bias.copy_from_slice(&floats(&mut bytes, HIDDEN)?);
    phrases.outputs = turned(&floats(&mut bytes, OUTPUTS * HIDDEN)?);
    phrases.outputs_bias.copy_from_slice(&floats(&mut bytes, OUTPUTS)?);
    ensure!(bytes.is_empty(), "it is too long");

    let words = small.chunks(DIMENSIONS).map(|word| {
        let numbers = word.iter().zip(&steps);
        numbers.map(|(number, step)| f32::from(number.cast_signed()) * step).collect::<Vec<_>>()
    });
    let rows: Vec<_> = words.map(|word| row(&word, &filters)).collect();
    let mut most = [f32::MIN_POSITIVE; FILTERS];
    for place in rows.iter().flatten() {
        most.iter_mut().zip(place).for_each(|(most, adds)| *most = most.max(adds.abs()));
    }
    phrases.steps = most.map(|most| most / f32::from(i8::MAX));
    for adds in rows.iter().flatten() {
        let small = adds.iter().zip(&phrases.steps).map(|(adds, step)| (adds / step).round() as i8);
        phrases.rows.extend(small);
    }
    let steps = phrases.bias.iter_mut().zip(&bias).zip(&phrases.steps);
    steps.for_each(|((place, bias), step)| *place = (bias / step).round() as i16);
    Ok(phrases)
}

/// What a word adds to each filter, by its place in the phrase.
fn row(word: &[f32], filters: &[f32]) -> [[f32; FILTERS]; WIDTH] {
    let mut row = [[0.0; FILTERS]; WIDTH];
    for (adds, weights) in row.iter_mut().zip(filters.chunks(DIMENSIONS * FILTERS)) {
        for (number, weights) in word.iter().zip(weights.chunks(FILTERS)) {
            adds.iter_mut().zip(weights).for_each(|(adds, weight)| *adds += number * weight);
        }
    }
    row
}

/// Turns weights by unit into weights by what they are for.
fn turned<const N: usize>(weights: &[f32]) -> Vec<[f32; N]> {
    let count = weights.len() / N;
    let of = |input: usize| std::array::from_fn(|unit| weights[unit * count + input]);
    (0..count).map(of).collect()
}

fn floats(bytes: &mut &[u8], count: usize) -> anyhow::Result<Vec<f32>> {
    let some = take(bytes, count * 4)?;
    Ok(some.as_chunks().0.iter().map(|float| f32::from_le_bytes(*float)).collect())
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> anyhow::Result<&'a [u8]> {
    bytes.split_off(..count).context("it is cut off")
}
