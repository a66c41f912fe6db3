//! What reading costs: building a reader, one ordinary message, one proposal, and the yardstick.
//!
//! The yardstick is a set of 62 short patterns over the raw text: the least a keyword bot would do.

use regex::{RegexSet, RegexSetBuilder};
use soundings::domain::lens::Library;
use soundings::reading::{Excerpt, Reader};
use std::hint::black_box;
use std::time::{Duration, Instant};

const ROUNDS: u32 = 20_000;

fn main() {
    let started = Instant::now();
    let reader = Reader::new(&Library::default());
    println!("building the reader    {:8.1} ms", started.elapsed().as_secs_f64() * 1e3);

    let yardstick = yardstick();
    let ordinary = ordinary();
    let proposal =
        padded("so what I'd like us to do is move the billing jobs off cron before Q3. thoughts?");
    let read = |text: &str| drop(black_box(reader.read(&Excerpt { text, ..Excerpt::default() })));
    let scan = |text: &str| drop(black_box(yardstick.matches(text)));

    let base = mean(&ordinary, scan);
    print("yardstick, ordinary", base, base);
    print("ordinary message", mean(&ordinary, read), base);
    print("proposal", mean(&[proposal], read), base);
    let emoji: Vec<String> = ordinary.iter().map(|text| format!("{text} \u{1f950}")).collect();
    print("ordinary, one emoji", mean(&emoji, read), base);
    let long = ["we looked at it again and it is fine as it is. ".repeat(850)];
    print("40,000 characters", timed(200, || long.iter().for_each(|text| read(text))) / 200, base);
}

/// Messages of 200 bytes, as they come in a channel: news, questions, thanks, plans.
fn ordinary() -> Vec<String> {
    let texts = [
        "parcel downstairs for the third floor, I assume that is us. it is heavy and it smells of flour",
        "found it. a wholesale customer with an odd name broke the order list, both see their orders again",
        "does anyone have the February card statement? I am one receipt short and the month closes today",
        "thanks, that fixed it! I had the wrong region in my profile since the laptop was set up again",
        "I'll look into it after lunch, the logs of last night are on the shared drive if you are curious",
        "how do I get access to the staging dashboard? the link on the wiki gives me an empty page",
    ];
    texts.into_iter().map(padded).collect()
}

fn padded(text: &str) -> String {
    let tail = " and the rest of it is about the weather, the train, a cat and where the good noodles are sold, as ever.";
    format!("{text}{tail}").chars().take(200).collect()
}

fn mean(texts: &[String], read: impl Fn(&str)) -> Duration {
    let all = || texts.iter().for_each(|text| read(text));
    timed(ROUNDS / 10, all);
    timed(ROUNDS, all) / ROUNDS / texts.len() as u32
}

fn timed(rounds: u32, mut work: impl FnMut()) -> Duration {
    let started = Instant::now();
    for _ in 0..rounds {
        work();
    }
    started.elapsed()
}

fn print(what: &str, each: Duration, base: Duration) {
    let ratio = each.as_secs_f64() / base.as_secs_f64();
    println!("{what:22} {:8.2} µs   {ratio:6.1} times the yardstick", each.as_secs_f64() * 1e6);
}

fn yardstick() -> RegexSet {
    let starts = ["i propose", "we should", "should we", "let's", "any", "no", "maybe", "what if"];
    let ends = ["objections", "thoughts", "decide", "vote", "agree", "drop", "move", "ship"];
    let pairs = starts.iter().flat_map(|start| ends.iter().map(move |end| (start, end)));
    let patterns = pairs.take(62).map(|(start, end)| format!(r"\b{start}\b|\b{end}\b"));
    RegexSetBuilder::new(patterns).unicode(false).case_insensitive(true).build().expect("fixed")
}
