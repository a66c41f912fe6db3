//! Trains the reader and measures it; `tests/reader/README.md` says how and what came of it.
//!
//! ```text
//! cargo run --release --example reader -- train     writes config/reader/weights.bin
//! cargo run --release --example reader -- measure   prints how good it is on sources left out
//! cargo run --release --example reader -- matters   prints how well small matters are told from others
//! cargo run --release --example reader -- threads   prints what becomes of threads whose writers were left out
//! cargo run --release --example reader -- channels  prints what it does in product channels it never saw
//! cargo run --release --example reader -- lessons   prints what tests/reader/teach learns from
//! cargo run --release --example reader -- agree     prints how well the annotators agree
//! cargo run --release --example reader -- hesitation prints how often quoted hesitation is one
//! ```
//!
//! The conversations are read from `SOUNDINGS_CORPUS` (default `../shared/corpus`), the labels from
//! `tests/reader/labels`. One thread, a generator of its own: the same input gives the same bytes.

mod agree;
mod channels;
mod conversations;
mod corpus;
mod figures;
mod hesitation;
mod lessons;
mod linear;
mod matters;
mod measure;
mod messages;
mod ranking;
mod regression;
mod small;
mod students;
mod threads;
mod training;
mod yardsticks;

use anyhow::{Context, bail};
use corpus::Corpus;
use std::path::{Path, PathBuf};
use students::Students;
use training::Prepared;

fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("train") => train(),
        Some("measure") => measure::print(&Corpus::load(&corpus_folder())?, students()?),
        Some("matters") => {
            let corpus = Corpus::load(&corpus_folder())?;
            small::print(&corpus, &Prepared::new(&corpus, students()?));
            Ok(())
        }
        Some("threads") => {
            let corpus = Corpus::load(&corpus_folder())?;
            threads::print(&Prepared::new(&corpus, students()?));
            Ok(())
        }
        Some("answers") => {
            threads::print_answers(&project().join("tests/reader/answers"), &weights())
        }
        Some("channels") => channels::print(&project().join("tests/reader/channels"), &weights()),
        Some("lessons") => lessons::print(&Corpus::load(&corpus_folder())?),
        Some("agree") => agree::print(&Corpus::load(&corpus_folder())?),
        Some("hesitation") if corpus_folder().is_dir() => {
            hesitation::print(&Corpus::load(&corpus_folder())?)
        }
        Some("hesitation") => {
            println!("left out: no corpus at {} (set SOUNDINGS_CORPUS)", corpus_folder().display());
            Ok(())
        }
        _ => {
            bail!(
                "say what to do: train, measure, matters, threads, answers, channels, lessons, agree or hesitation"
            )
        }
    }
}

fn train() -> anyhow::Result<()> {
    let corpus = Corpus::load(&corpus_folder())?;
    let model = Prepared::new(&corpus, students()?).train_on_all();
    let file = weights();
    std::fs::write(&file, model.to_bytes())
        .with_context(|| format!("failed to write {}", file.display()))?;
    println!(
        "trained on {} messages by eye; wrote config/reader/weights.bin",
        corpus.by_eye().count()
    );
    Ok(())
}

fn students() -> anyhow::Result<Students> {
    Students::load(&project().join("tests/reader/students"))
}

fn weights() -> PathBuf {
    project().join("config/reader/weights.bin")
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn corpus_folder() -> PathBuf {
    let default = || project().join("../shared/corpus");
    std::env::var_os("SOUNDINGS_CORPUS").map_or_else(default, PathBuf::from)
}
