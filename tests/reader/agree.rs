//! How well those who labelled by eye agree: the ceiling for any reader.

use crate::corpus::Corpus;
use crate::figures::{Counts, kappa};
use crate::messages::Message;
use soundings::reading::{CLASSES, LABELS};

/// Prints it for every pair of them, over all messages both have seen.
pub fn print(corpus: &Corpus) -> anyhow::Result<()> {
    for (first, second, names) in [
        (0, 1, "first and second pass"),
        (0, 2, "first pass and the corpus's own labels"),
        (1, 2, "second pass and the corpus's own labels"),
    ] {
        print_pair(&pairs(corpus, first, second), names);
    }
    let explicit = corpus.messages.iter().filter_map(|message| {
        let [Some(a), Some(b), _] = message.passes else { return None };
        Some((a.explicit, b.explicit))
    });
    println!("in so many words, first and second pass: F1 {:.2}", Counts::of(explicit).f1());
    Ok(())
}

fn pairs(corpus: &Corpus, first: usize, second: usize) -> Vec<(usize, usize)> {
    let both =
        |message: &Message| Some((message.passes[first]?.class, message.passes[second]?.class));
    corpus.messages.iter().filter_map(both).collect()
}

fn print_pair(pairs: &[(usize, usize)], names: &str) {
    let (kappa, agreed) = kappa(pairs, CLASSES);
    println!(
        "{names}: {} messages, the same for {:.0} %, kappa {kappa:.2}",
        pairs.len(),
        agreed * 100.0
    );
    let talk = Counts::of(pairs.iter().map(|(a, b)| (*a < 3, *b < 3)));
    print!("  F1: decision talk {:.2}", talk.f1());
    for (class, label) in LABELS.iter().enumerate() {
        let counts = Counts::of(pairs.iter().map(|(a, b)| (*a == class, *b == class)));
        print!(", {} {:.2}", label.as_str(), counts.f1());
    }
    println!();
}
