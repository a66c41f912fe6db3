//! How good the reader is on sources it was not trained on, beside what a simpler one does.

use crate::conversations::{each, glances, thread};
use crate::corpus::Corpus;
use crate::figures::{Counts, share};
use crate::linear::Sees;
use crate::messages::Message;
use crate::ranking::Ranking;
use crate::students::Students;
use crate::training::Prepared;
use crate::yardsticks::Keywords;
use soundings::domain::lens::Library;
use soundings::reading::features::{Extractor, Features};
use soundings::reading::logistic::probability;
use soundings::reading::model::{Model, TALK};
use soundings::reading::{Action, CLASSES, Climate, Glance, LABELS, Reader, Thresholds, Weighed};

/// Sources read by eye, left out of training one at a time.
const SOURCES: [&str; 5] = ["monero-irc", "raku-irc", "i2p-irc", "lean-zulip", "w3c-minutes"];

/// Sources of ordinary chat, where hardly anything is put to a group. They teach the reader what is
/// ordinary, so each is left out in its turn.
const ORDINARY: [&str; 2] = ["clojurians-slack", "intention-mining"];

/// The first so many classes are decision talk.
const TALK_CLASSES: usize = 3;

/// A message of a source that was left out, and what was made of it.
struct Judged<'a> {
    message: &'a Message,
    glance: Glance,
    weighed: Weighed,
    /// What its channel asks for; a source counts as one channel.
    thresholds: Thresholds,
    /// What a linear model over n-grams alone says.
    plain: f32,
    /// What the first look says of the message by itself.
    alone: f32,
}

impl Judged<'_> {
    fn first(&self) -> Action {
        self.glance.action(self.thresholds)
    }

    /// What became of it by the end: opened at first sight or later.
    fn last(&self) -> Action {
        let last = Action::of(self.weighed.score, self.weighed.evidence, self.thresholds);
        if self.first() == Action::Open { Action::Open } else { last }
    }
}

/// Prints all of it.
pub fn print(corpus: &Corpus, students: Students) -> anyhow::Result<()> {
    let prepared = Prepared::new(corpus, students);
    let judge = |source: &str, all: bool| judged(&prepared, source, all);
    let sources: Vec<Vec<Judged<'_>>> = SOURCES.iter().map(|source| judge(source, false)).collect();
    let keywords = Keywords::default();
    for (name, some) in SOURCES.iter().zip(&sources) {
        println!("\n{name}, left out: {} messages by eye", some.len());
        print_quality(&some.iter().collect::<Vec<_>>(), &keywords);
    }
    let all: Vec<&Judged<'_>> = sources.iter().flatten().collect();
    println!("\nall sources, each left out in its turn: {} messages by eye", all.len());
    print_quality(&all, &keywords);
    let settled: Vec<_> = all.iter().copied().filter(|j| j.message.is_settled()).collect();
    println!("\nof these, settled (all who looked agree): {}", settled.len());
    print_quality(&settled, &keywords);
    print_means(&sources);
    print_own(&all);
    print_explicit(&all, &keywords);
    print_reliability(&all);
    print_written(&prepared, &keywords);
    println!("\nalarms per 1,000 messages");
    for source in ORDINARY {
        print_alarms(source, &judge(source, true).iter().collect::<Vec<_>>(), &keywords);
    }
    for (source, some) in SOURCES.iter().zip(&sources) {
        let other: Vec<_> = some.iter().filter(|j| j.message.is_class(CLASSES - 1)).collect();
        print_alarms(&format!("{source}, other by eye"), &other, &keywords);
    }
    Ok(())
}

/// Trains without a source or a writer and reads it: what was read twice by eye, or all of it.
fn judged<'a>(prepared: &Prepared<'a>, source: &str, all: bool) -> Vec<Judged<'a>> {
    let model = prepared.train_without(source);
    let plain = prepared.first_look(Sees::NgramsOnly, Some(source));
    let reader = Reader::with_model(&Library::default(), model.clone());
    let extractor = Extractor::default();
    let (mut judged, mut climate) = (Vec::new(), Climate::default());
    for conversation in each(&prepared.corpus.messages).filter(|some| some[0].is_of(source)) {
        if !all && !conversation.iter().any(Message::is_read_twice) {
            continue;
        }
        let glances = glances(&reader, conversation);
        for (place, message) in conversation.iter().enumerate() {
            climate.hear(&glances[place]);
            if all || message.is_read_twice() {
                let features = extractor.features(&message.text);
                judged.push(Judged {
                    message,
                    glance: glances[place].clone(),
                    weighed: reader.weigh(&thread(&glances, conversation, place)),
                    thresholds: climate.thresholds(),
                    alone: model.first_look(&features).talk,
                    plain: plain_score(&plain, features),
                });
            }
        }
    }
    judged
}

fn plain_score(model: &Model, mut features: Features) -> f32 {
    features.marks.clear();
    probability(model.heads(&features)[TALK])
}

fn talk(some: &[&Judged<'_>], score: impl Fn(&Judged<'_>) -> f32) -> Ranking {
    Ranking(some.iter().map(|j| (score(j), j.message.is_talk())).collect())
}

fn print_quality(some: &[&Judged<'_>], keywords: &Keywords) {
    for (class, label) in LABELS.iter().enumerate() {
        let truth = |j: &Judged<'_>| j.message.is_class(class);
        let said = Counts::of(some.iter().map(|j| (j.glance.label() == *label, truth(j))));
        let ranking = Ranking(some.iter().map(|j| (j.glance.classes()[class], truth(j))).collect());
        print!("  {:16} {said} AP {:.2}", label.as_str(), ranking.average_precision());
        if class < CLASSES - 1 {
            let words = some.iter().map(|j| (keywords.labels(&j.message.text)[class], truth(j)));
            print!("   keywords {}", Counts::of(words));
        }
        println!();
    }
    let truth = |j: &&&Judged<'_>| j.message.is_talk();
    let said =
        |say: &dyn Fn(&Judged<'_>) -> bool| Counts::of(some.iter().map(|j| (say(j), truth(&j))));
    println!("  decision talk ({} messages):", some.iter().filter(truth).count());
    println!("    keywords               {}", said(&|j| keywords.talk(&j.message.text)));
    for (name, ranking) in [
        ("plain linear", talk(some, |j| j.plain)),
        ("the words alone", talk(some, |j| j.alone)),
        ("at first sight", talk(some, |j| j.glance.score())),
        ("by the end", talk(some, |j| j.weighed.score)),
    ] {
        print_ranking(name, &ranking);
    }
    let asks = |action: Action| action != Action::None;
    println!("    label, first sight     {}", said(&|j| LABELS[..3].contains(&j.glance.label())));
    println!("    open, first sight      {}", said(&|j| j.first() == Action::Open));
    println!("    open, by the end       {}", said(&|j| j.last() == Action::Open));
    println!("    suggest, first sight   {}", said(&|j| asks(j.first())));
    println!("    suggest, by the end    {}", said(&|j| asks(j.last())));
}

fn print_means(sources: &[Vec<Judged<'_>>]) {
    let mean = |score: fn(&Judged<'_>) -> f32| {
        let each = sources
            .iter()
            .map(|some| talk(&some.iter().collect::<Vec<_>>(), score).average_precision());
        each.sum::<f64>() / sources.len() as f64
    };
    println!(
        "\nmean over the sources of the average precision of decision talk: plain linear {:.3}, at first sight {:.3}, by the end {:.3}",
        mean(|j| j.plain),
        mean(|j| j.glance.score()),
        mean(|j| j.weighed.score),
    );
}

/// Against what the corpus itself says of the messages it labels by eye, as `agree` holds the passes against it.
fn print_own(all: &[&Judged<'_>]) {
    let own = |j: &Judged<'_>| j.message.passes[2].map(|given| given.class < TALK_CLASSES);
    println!("against the corpus's own labels:");
    for (name, score) in [
        ("at first sight", (|j| j.glance.score()) as fn(&Judged<'_>) -> f32),
        ("by the end", |j| j.weighed.score),
    ] {
        let some = all.iter().filter_map(|j| Some((score(j), own(j)?)));
        print_ranking(name, &Ranking(some.collect()));
    }
    for (name, acts) in [
        ("open, first sight", (|j| j.first() == Action::Open) as fn(&Judged<'_>) -> bool),
        ("open, by the end", |j| j.last() == Action::Open),
        ("suggest, first sight", |j| j.first() != Action::None),
        ("suggest, by the end", |j| j.last() != Action::None),
    ] {
        let counts = Counts::of(all.iter().filter_map(|j| Some((acts(j), own(j)?))));
        println!("    {name:22} {counts}");
    }
}

fn print_ranking(name: &str, ranking: &Ranking) {
    let (average, at) = (ranking.average_precision(), ranking.precision_at(0.6));
    let top = ranking.recall_at(0.9);
    println!(
        "    {name:16} AP {average:.3}, precision {at:.2} at recall 0.6, recall {top:.2} at precision 0.9"
    );
}

/// What was written for training, each writer read by weights that have seen what the others wrote.
fn print_written(prepared: &Prepared<'_>, keywords: &Keywords) {
    let mut writers: Vec<&str> =
        prepared.corpus.messages.iter().filter_map(Message::writer).collect();
    writers.dedup();
    let written: Vec<Vec<Judged<'_>>> =
        writers.iter().map(|writer| judged(prepared, writer, false)).collect();
    println!("\nwritten to train on, each writer left out: average precision of decision talk");
    for (writer, some) in writers.iter().zip(&written) {
        let some: Vec<_> = some.iter().collect();
        let (first, end) = (talk(&some, |j| j.glance.score()), talk(&some, |j| j.weighed.score));
        let (first, end) = (first.average_precision(), end.average_precision());
        println!(
            "  {writer:12} {:5} messages, at first sight {first:.2}, by the end {end:.2}",
            some.len()
        );
    }
    let all: Vec<_> = written.iter().flatten().collect();
    println!("all of them: {} messages", all.len());
    print_quality(&all, keywords);
}

/// Those that both passes marked as said in so many words, against everything else.
fn print_explicit(all: &[&Judged<'_>], keywords: &Keywords) {
    let explicit = |j: &Judged<'_>| j.message.is_talk() && j.message.explicit_share() > 0.9;
    let some: Vec<_> = all.iter().filter(|j| explicit(j)).collect();
    let found = |say: &dyn Fn(&Judged<'_>) -> bool| {
        share(some.iter().filter(|j| say(j)).count(), some.len())
    };
    println!(
        "\nsaid in so many words (both passes mark it): {} messages; of them found:",
        some.len()
    );
    println!("  keywords {:.2}", found(&|j| keywords.talk(&j.message.text)));
    println!(
        "  open at first sight {:.2}, by the end {:.2}",
        found(&|j| j.first() == Action::Open),
        found(&|j| j.last() == Action::Open)
    );
    println!(
        "  suggest or open at first sight {:.2}, by the end {:.2}",
        found(&|j| j.first() != Action::None),
        found(&|j| j.last() != Action::None)
    );
}

fn print_reliability(all: &[&Judged<'_>]) {
    println!("\nscore at first sight: messages, mean score, share that is decision talk");
    talk(all, |j| j.glance.score()).print_reliability();
    println!("score by the end: messages, mean score, share that is decision talk");
    talk(all, |j| j.weighed.score).print_reliability();
}

fn print_alarms(name: &str, some: &[&Judged<'_>], keywords: &Keywords) {
    let rate = |say: &dyn Fn(&Judged<'_>) -> bool| {
        1000.0 * share(some.iter().filter(|j| say(j)).count(), some.len())
    };
    println!(
        "  {name:30} {:5}: open {:.1} (by the end {:.1}), suggest {:.1} (by the end {:.1}), keywords {:.1}",
        some.len(),
        rate(&|j| j.first() == Action::Open),
        rate(&|j| j.last() == Action::Open),
        rate(&|j| j.first() == Action::Suggest),
        rate(&|j| j.last() == Action::Suggest),
        rate(&|j| keywords.talk(&j.message.text)),
    );
}
