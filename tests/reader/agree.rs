//! How well those who labelled by eye agree: the ceiling for any reader.

use crate::corpus::Corpus;
use crate::figures::{Counts, kappa};
use crate::messages::{Given, Message};
use soundings::reading::{CLASSES, LABELS};

/// Prints it for every pair of them, over all messages both have seen.
pub fn print(corpus: &Corpus) -> anyhow::Result<()> {
    let (written, found): (Vec<&Message>, Vec<&Message>) =
        corpus.messages.iter().partition(|message| message.writer().is_some());
    for (some, first, second, names) in [
        (&found, 0, 1, "first and second pass"),
        (&found, 0, 2, "first pass and the corpus's own labels"),
        (&found, 1, 2, "second pass and the corpus's own labels"),
        (&written, 0, 1, "what was written: its author and a reader"),
    ] {
        let classes = both(some, first, second).map(|(a, b)| (a.class, b.class));
        print_pair(&classes.collect::<Vec<_>>(), names);
        let explicit = both(some, first, second).map(|(a, b)| (a.explicit, b.explicit));
        if second == 1 {
            println!("  in so many words: F1 {:.2}", Counts::of(explicit).f1());
        }
    }
    let sizes = both(&written, 0, 1).filter_map(|(a, b)| Some((a.small?, b.small?)));
    let sizes: Vec<_> = sizes.map(|(a, b)| (usize::from(a), usize::from(b))).collect();
    let (kappa, agreed) = kappa(&sizes, 2);
    println!(
        "  small or not: {} messages, the same for {:.0} %, kappa {kappa:.2}",
        sizes.len(),
        agreed * 100.0
    );
    Ok(())
}

/// What two of those who labelled say of the messages that both have seen.
fn both(some: &[&Message], first: usize, second: usize) -> impl Iterator<Item = (Given, Given)> {
    some.iter().filter_map(move |message| Some((message.passes[first]?, message.passes[second]?)))
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
