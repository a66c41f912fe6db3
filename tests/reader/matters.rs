//! What is put to a group, and whether it is big enough to ask a company about.

use crate::messages::Message;
use anyhow::{Context, bail};
use sha2::Sha256;
use std::path::Path;

/// A message that asks a group or proposes something to it.
pub struct Matter {
    /// Who wrote it; what one writes is alike.
    pub writer: String,
    /// A window, a typo, a meeting at ten.
    pub is_small: bool,
    pub text: String,
}

/// Returns what somebody wrote as part of a conversation, where nobody who looked takes its size for another.
pub fn in_conversation(message: &Message) -> Option<Matter> {
    let mut told = message.passes.iter().flatten().filter_map(|given| given.small);
    let is_small = told.next()?;
    let writer = message.writer()?.to_owned();
    told.all(|other| other == is_small).then(|| Matter {
        writer,
        is_small,
        text: message.text.clone(),
    })
}

/// Reads `small` or `worth`, `<TAB>`, a message from every file, and adds the files to the digest.
pub fn load(folder: &Path, digest: &mut Sha256) -> anyhow::Result<Vec<Matter>> {
    let mut matters = Vec::new();
    for (writer, text) in crate::corpus::files(folder, digest)? {
        for line in text.lines() {
            let (code, text) =
                line.split_once('\t').with_context(|| format!("{writer}: {line}"))?;
            let is_small = match code {
                "small" => true,
                "worth" => false,
                other => bail!("{writer}: neither small nor worth asking about: {other}"),
            };
            matters.push(Matter { writer: writer.clone(), is_small, text: text.to_owned() });
        }
    }
    Ok(matters)
}

/// Returns who wrote them, once each.
pub fn writers(matters: &[Matter]) -> Vec<&str> {
    let mut writers: Vec<&str> = matters.iter().map(|matter| matter.writer.as_str()).collect();
    writers.dedup();
    writers
}
