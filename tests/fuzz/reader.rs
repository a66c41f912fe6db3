//! Any text is read without a panic, the same way twice, and into what [`Reading`] promises.
//!
//! The first byte says whether the message is a reply and how many of the lines that follow stood before
//! it; the rest is the message.

#![no_main]

#[path = "../../src"]
#[allow(dead_code, unused_imports, reason = "a part of the program is all that is needed")]
mod source {
    pub mod domain;
    pub mod reading;
}

use domain::lens::Library;
use libfuzzer_sys::fuzz_target;
use reading::hesitation::undertone;
use reading::{Earlier, Excerpt, Glance, Reader, Reading, Reply, TITLE_CHARS_MAX, Thread, Where};
use source::{domain, reading};
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(&Library::default()));

fuzz_target!(|bytes: &[u8]| {
    let Some((head, text)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let lines = usize::from(head >> 1) % 8;
    let mut parts: Vec<&str> = text.splitn(lines + 1, '\n').collect();
    let text = parts.pop().unwrap_or_default();
    let plain = |text| Excerpt { text, ..Excerpt::default() };
    let before: Vec<Glance> = parts.iter().map(|part| READER.glance(&plain(part))).collect();
    let context: Vec<Earlier<'_>> =
        before.iter().map(|glance| Earlier { glance, same_author: head & 2 == 2 }).collect();
    let excerpt = Excerpt { text, context: &context, is_reply: head & 1 == 1 };
    let reading = READER.read(&excerpt);
    keeps_its_promises(&reading);
    assert_eq!(READER.read(&excerpt), reading);
    adds_up(&READER.glance(&excerpt), &before, &parts);
    let undertone = undertone(text);
    assert!(undertone.said.iter().all(|said| !said.words().is_empty()), "{undertone:?}");
});

/// The same lines as a thread.
fn adds_up(root: &Glance, replies: &[Glance], texts: &[&str]) {
    let mut thread = Thread::new(root.clone(), "U1".into());
    for (place, (reply, text)) in replies.iter().zip(texts).enumerate() {
        let place_of = if place % 2 == 0 { Where::Inside } else { Where::Around };
        let by = ["U1", "U2", "U3"][place % 3].into();
        thread.followed(Reply { glance: reply, by, text }, place_of);
    }
    let weighed = READER.weigh(&thread);
    assert!((0.0..=1.0).contains(&weighed.score), "{}", weighed.score);
    assert!(weighed.why.iter().all(|words| !words.is_empty()), "{:?}", weighed.why);
}

fn keeps_its_promises(reading: &Reading) {
    assert!((0.0..=1.0).contains(&reading.score), "{}", reading.score);
    assert!(reading.title.chars().count() <= TITLE_CHARS_MAX, "{}", reading.title);
    assert!(reading.why.iter().all(|words| !words.is_empty()), "{:?}", reading.why);
    let functions: Vec<_> = reading.affected.iter().map(|one| &one.function).collect();
    for (place, function) in functions.iter().enumerate() {
        assert!(!functions[..place].contains(function), "{function} twice");
    }
}
