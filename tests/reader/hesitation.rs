//! How often what is quoted as hesitation hesitates, beside what a simpler list of words would find.
//!
//! The wordings of `src/reading/hesitation.rs` were written with a look at two sources only; the others
//! were not looked at for it. Nothing here is tuned, and nothing is printed but figures.

use crate::corpus::Corpus;
use crate::figures::{Counts, kappa, share};
use crate::messages::Message;
use regex::{Regex, RegexBuilder};
use soundings::domain::answer::Remark;
use soundings::domain::hesitation::Said;
use soundings::reading::hesitation::undertone;
use soundings::reading::{LABELS, Label, remark};

/// Looked at while the wordings were written.
const SEEN: [&str; 2] = ["raku-irc", "lean-zulip"];
/// Not looked at for it.
const UNSEEN: [&str; 3] = ["monero-irc", "i2p-irc", "w3c-minutes"];
/// Where votes and annotators say who is for and who is against; not looked at either.
const PROTOCOL: [&str; 2] = ["w3c-minutes", "ami"];
/// What somebody would look for at first, and what they would look for next.
const KEYWORDS: [(&str, &str); 2] = [
    ("maybe, if", r"\b(?:maybe|if)\b"),
    ("more words", r"\b(?:maybe|perhaps|probably|might|if|guess|i think|unsure|not sure)\b"),
];

/// A message with what is known and what was found.
struct Judged<'a> {
    message: &'a Message,
    hedge: bool,
    condition: bool,
    keywords: [bool; 2],
}

impl Judged<'_> {
    fn is_found(&self) -> bool {
        self.hedge || self.condition
    }

    fn source(&self) -> &str {
        &self.message.source
    }

    /// Whether it speaks of what is to be decided: both passes gave it a label.
    fn is_about_a_decision(&self) -> bool {
        let classes = self.message.passes[..2].iter().flatten();
        classes.into_iter().all(|given| LABELS[given.class] != Label::Other)
    }
}

/// Prints all of it.
pub fn print(corpus: &Corpus) -> anyhow::Result<()> {
    let words = KEYWORDS.map(|(_, pattern)| compiled(pattern));
    let known = corpus.messages.iter().filter(|one| one.is_by_eye() || one.takes_stance());
    let all: Vec<Judged<'_>> = known.map(|one| judge(one, &words)).collect();
    let by_eye: Vec<&Judged<'_>> = all.iter().filter(|j| j.message.hesitates().is_some()).collect();
    print_agreement(&by_eye);
    println!(
        "\nfound by wordings; truth: at least one pass says that it hesitates (recall of both: where both do)"
    );
    print_group("looked at while writing", &SEEN, &by_eye);
    print_group("not looked at", &UNSEEN, &by_eye);
    print_labels("not looked at", &UNSEEN, &by_eye);
    print_own_labels(&all);
    print_protocol(&all);
    print_agreeing(&by_eye);
    Ok(())
}

fn judge<'a>(message: &'a Message, words: &[Regex; 2]) -> Judged<'a> {
    let said = undertone(&message.text).said;
    let text = message.text.replace('\u{2019}', "'");
    Judged {
        message,
        hedge: said.iter().any(|one| matches!(one, Said::Hedge(_))),
        condition: said.iter().any(|one| matches!(one, Said::Condition(_))),
        keywords: [0, 1].map(|list: usize| words[list].is_match(&text)),
    }
}

fn compiled(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).case_insensitive(true).build().expect("a fixed pattern")
}

fn print_agreement(by_eye: &[&Judged<'_>]) {
    let both = by_eye.iter().filter_map(|j| j.message.hesitates());
    let pairs: Vec<(usize, usize)> = both.map(|(a, b)| (a.into(), b.into())).collect();
    let (kappa, agreed) = kappa(&pairs, 2);
    let f1 = Counts::of(pairs.iter().map(|(a, b)| (*a == 1, *b == 1))).f1();
    println!(
        "hesitates, first and second pass: {} messages, the same for {:.0} %, kappa {kappa:.2}, F1 {f1:.2}",
        pairs.len(),
        agreed * 100.0
    );
}

fn print_group(name: &str, sources: &[&str], by_eye: &[&Judged<'_>]) {
    println!("\n{name}");
    let of = |wanted: &dyn Fn(&Judged<'_>) -> bool| -> Vec<&Judged<'_>> {
        by_eye.iter().copied().filter(|j| wanted(j)).collect()
    };
    for source in sources {
        print_row(source, &of(&|j| j.source() == *source), one_pass);
    }
    let here = |j: &Judged<'_>| sources.contains(&j.source());
    print_row("together", &of(&here), one_pass);
    print_row("about a decision", &of(&|j| here(j) && j.is_about_a_decision()), one_pass);
}

fn one_pass(judged: &Judged<'_>) -> bool {
    judged.message.hesitates().is_some_and(|(a, b)| a || b)
}

fn both_passes(judged: &Judged<'_>) -> bool {
    judged.message.hesitates().is_some_and(|(a, b)| a && b)
}

fn print_row(name: &str, some: &[&Judged<'_>], truth: impl Fn(&Judged<'_>) -> bool) {
    let count =
        |say: &dyn Fn(&Judged<'_>) -> bool| Counts::of(some.iter().map(|j| (say(j), truth(j))));
    let found = count(&|j| j.is_found());
    let settled: Vec<_> = some.iter().filter(|j| both_passes(j)).collect();
    let of_both = match settled.len() {
        0 => String::new(),
        both => {
            let hit = settled.iter().filter(|j| j.is_found()).count();
            format!(", recall of both {:.2} ({both})", share(hit, both))
        }
    };
    println!(
        "  {name:16} {:5} messages, {:4} hesitate: {found}{of_both}",
        some.len(),
        found.right + found.missed
    );
    for (at, (what, _)) in KEYWORDS.iter().enumerate() {
        println!("  {:16} {what:10} {}", "", count(&|j| j.keywords[at]));
    }
    println!("  {:16} {:10} {}", "", "hedges", count(&|j| j.hedge));
    println!("  {:16} {:10} {}", "", "conditions", count(&|j| j.condition));
}

/// In which messages it finds something, by what they do and whether they hesitate.
fn print_labels(name: &str, sources: &[&str], by_eye: &[&Judged<'_>]) {
    println!("\n{name}: share in which something is found");
    for label in [Label::Support, Label::Objection, Label::Proposal, Label::Other] {
        let class = |j: &&&Judged<'_>| {
            sources.contains(&j.source())
                && j.message.passes[..2].iter().flatten().all(|given| LABELS[given.class] == label)
        };
        let (hesitant, plain): (Vec<_>, Vec<_>) =
            by_eye.iter().filter(class).partition(|j| one_pass(j));
        let found =
            |some: &[&&Judged<'_>]| share(some.iter().filter(|j| j.is_found()).count(), some.len());
        println!(
            "  {:10} hesitating {:.2} of {:4}, plain {:.3} of {:5}",
            label.as_str(),
            found(&hesitant),
            hesitant.len(),
            found(&plain),
            plain.len()
        );
    }
}

/// The corpus's own labels by eye, made apart from the two passes.
fn print_own_labels(all: &[Judged<'_>]) {
    println!(
        "\nthe corpus's own labels by eye: hesitation, of all that take a stance (some of it was looked at)"
    );
    let own = |j: &&Judged<'_>| j.message.passes[2].is_some() && j.message.tone.is_some();
    let tone = |j: &Judged<'_>| j.message.tone.as_deref() == Some("hesitation");
    print_row("project-irc", &all.iter().filter(own).collect::<Vec<_>>(), tone);
}

/// How often something is found where votes or annotators say that somebody is for or against. Of
/// abstentions the corpus keeps context lines only, which are not to be scored on.
fn print_protocol(all: &[Judged<'_>]) {
    println!("\nfor or against by vote or annotator, in words: share in which something is found");
    for source in PROTOCOL {
        for tone in ["support", "objection"] {
            let stance =
                |j: &&Judged<'_>| j.source() == source && j.message.tone.as_deref() == Some(tone);
            let some: Vec<_> = all.iter().filter(stance).collect();
            let found = some.iter().filter(|j| j.is_found()).count();
            println!("  {source:12} {tone:10} {:.3} of {:4}", share(found, some.len()), some.len());
        }
    }
}

/// A reply that only agrees is a nod; how often that is support. What else is for or against is learnt,
/// and `measure` prints it.
fn print_agreeing(by_eye: &[&Judged<'_>]) {
    println!("\nreplies that only agree (a yes, a nod), as support by eye");
    let support = LABELS.iter().position(|label| *label == Label::Support).unwrap_or_default();
    for source in SEEN.into_iter().chain(UNSEEN) {
        let some = by_eye.iter().filter(|j| j.source() == source);
        let nods =
            |j: &Judged<'_>| matches!(remark(&j.message.text), Remark::Yes | Remark::Agreement);
        let counts = Counts::of(some.map(|j| (nods(j), j.message.is_class(support))));
        println!("  {source:16} {counts}");
    }
}
