//! What reading costs: building a reader, a glance at an ordinary message and at a proposal, reading whole, the topics of a reply,
//! and two yardsticks.
//!
//! The yardsticks are a set of 62 short patterns over the raw text, the least a keyword bot would do, and a
//! linear model over words and pairs of words.

use regex::{RegexSet, RegexSetBuilder};
use soundings::config::lenses;
use soundings::domain::lens::Library;
use soundings::reading::{Excerpt, Reader, unasked};
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
    let glance = |text: &str| {
        black_box(reader.glance(&excerpt(text)));
    };
    let read = |text: &str| {
        black_box(reader.read(&excerpt(text)));
    };
    let weights = vec![0.01f32; 1 << 17];

    let base = mean(&ordinary, |text| drop(black_box(yardstick.matches(text))));
    print("62 patterns", base, base);
    let linear = mean(&ordinary, |text| {
        black_box(linear(&weights, text));
    });
    print("plain linear model", linear, base);
    print("ordinary message", mean(&ordinary, glance), base);
    let emoji: Vec<String> = ordinary.iter().map(|text| format!("{text} \u{1f950}")).collect();
    print("ordinary, one emoji", mean(&emoji, glance), base);
    let library = lenses::built_in();
    let topics = |text: &str| {
        black_box(unasked::spoken_of(&library, text));
    };
    print("a reply's topics", mean(&ordinary, topics), base);
    print("proposal, glance", mean(std::slice::from_ref(&proposal), glance), base);
    print("proposal, read whole", mean(&[proposal], read), base);
    for (name, piece) in HARD {
        print_growth(name, piece, glance);
    }
}

/// What a reader might look at again and again: each is repeated to the length wanted.
const HARD: [(&str, &str); 7] = [
    ("prose", "we looked at it again and it is fine as it is. "),
    ("one sentence", "and we should move it, "),
    ("open brackets", "<"),
    ("open quotations", "\""),
    ("open code", "` "),
    ("choices", "or not "),
    ("blank lines", "\n"),
];

/// Prints what a byte costs in a long message, compared with a short one. 8,000 bytes are read at most,
/// so a reader whose work grows with the length shows about 0.2 at 40 KB, and 1 at 8 KB.
fn print_growth(name: &str, piece: &str, read: impl Fn(&str)) {
    let per_byte = |bytes: usize, rounds: u32| {
        let text = piece.repeat(bytes / piece.len());
        timed(rounds, || read(&text)).as_secs_f64() / f64::from(rounds) / bytes as f64
    };
    let short = per_byte(1_000, 400);
    let (middle, long) = (per_byte(8_000, 50) / short, per_byte(40_000, 50) / short);
    println!("a byte of 8 KB, 40 KB  {middle:5.2} {long:5.2} times one of 1 KB   ({name})");
}

fn excerpt(text: &str) -> Excerpt<'_> {
    Excerpt { text, ..Excerpt::default() }
}

/// What a linear model over words and pairs does, without anything around it.
fn linear(weights: &[f32], text: &str) -> f32 {
    let (mut sum, mut before) = (0.0, 0);
    for word in text.split_ascii_whitespace() {
        let hash = word.bytes().fold(0u32, |hash, byte| {
            (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(16_777_619)
        });
        let place = |hash: u32| hash as usize % weights.len();
        sum += weights[place(hash)] + weights[place(hash ^ before)];
        before = hash.rotate_left(7);
    }
    sum
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
    let rounds = rounds();
    timed(rounds / 10, all);
    timed(rounds, all) / rounds / texts.len() as u32
}

/// Test runners start every target and want to see it run; only `cargo bench` wants figures.
fn rounds() -> u32 {
    let measures = std::env::args().any(|argument| argument == "--bench");
    if measures { ROUNDS } else { 1 }
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
