//! Whether small matters are left alone, and others are not: of each writer, as read by weights that know what
//! the others wrote.

use crate::corpus::Corpus;
use crate::figures::share;
use crate::matters::{Matter, writers};
use crate::ranking::Ranking;
use crate::training::Prepared;
use soundings::domain::lens::Library;
use soundings::reading::features::Extractor;
use soundings::reading::model::{Model, SMALL};
use soundings::reading::{Action, Excerpt, Reader, Thresholds};

/// No message is small to weights that are so sure of it.
const NEVER: f32 = -100.0;

/// Prints it writer by writer, beside what weights do that know of no small matters.
pub fn print(corpus: &Corpus, prepared: &Prepared<'_>) {
    println!("\nmatters put to a group, the writer left out:");
    for writer in writers(&corpus.matters) {
        let with = prepared.train_without(writer);
        let mut without = with.clone();
        without.bias[SMALL] = NEVER;
        let some: Vec<&Matter> = corpus.matters.iter().filter(|m| m.writer == writer).collect();
        print_writer(writer, &some, (&with, &without));
    }
}

fn print_writer(writer: &str, some: &[&Matter], (with, without): (&Model, &Model)) {
    let extractor = Extractor::default();
    let small = |m: &&&Matter| with.first_look(&extractor.features(&m.text)).small;
    let ranking = Ranking(some.iter().map(|m| (small(&m), m.is_small)).collect());
    println!("  {writer}: average precision of small {:.3}", ranking.average_precision());
    for is_small in [true, false] {
        let of: Vec<_> = some.iter().filter(|m| m.is_small == is_small).collect();
        let name = if is_small { "small" } else { "worth asking about" };
        let called = share(of.iter().filter(|m| small(m) >= 0.0).count(), of.len());
        print!("    {name:18} {:4}, called small {called:.2}", of.len());
        for (name, model) in [("", with), (", if nothing were small:", without)] {
            let reader = Reader::with_model(&Library::default(), model.clone());
            let acts = |action: Action| {
                let act =
                    |m: &Matter| reader.glance(&Excerpt { text: &m.text, ..Excerpt::default() });
                let acted = of.iter().filter(|m| act(m).action(Thresholds::SURER) == action);
                share(acted.count(), of.len())
            };
            print!("{name} open {:.2}, suggest {:.2}", acts(Action::Open), acts(Action::Suggest));
        }
        println!();
    }
}
