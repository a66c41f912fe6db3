//! Threads that were written to train on: what is answered in a message's own thread has weights of its own.

use crate::conversations::{each, inside};
use crate::corpus::written;
use crate::figures::share;
use crate::messages::Message;
use crate::regression::{self, Case};
use crate::training::{PARTS, Prepared, least_score};
use sha2::{Digest, Sha256};
use soundings::domain::ids::{MessageTs, UserId};
use soundings::domain::lens::Library;
use soundings::reading::logistic::{Logistic, probability};
use soundings::reading::model::Model;
use soundings::reading::{
    Action, Channel, Following, Glance, Inside, Label, Reader, Spoken, Thread, Thresholds,
};
use std::path::Path;

/// A thread that was opened by itself was right this often where it was left out.
const OPEN_PRECISION: f32 = 0.93;

/// Half of the threads that were written put something to the group; in a channel it is one in five, or fewer. So
/// what does not counts so many times.
const ORDINARY: f32 = 4.0;

/// There are few threads and many numbers, so weights are held down.
const SHRINKAGE: f64 = 150.0;
/// What says how a thread ends is nowhere else, and people say it in many ways.
const SETTLED_SHRINKAGE: f64 = 10.0;

/// A thread as it grew, from the first moment on at which what followed is about its first message for certain.
pub struct Grown {
    part: usize,
    /// After each answer.
    steps: Vec<Step>,
    truth: bool,
}

struct Step {
    features: Vec<f32>,
    /// The log-odds by the weights for all that followed.
    usual: f32,
    is_taken_up: bool,
    /// Whether somebody has said by now how it is settled.
    is_settled: bool,
}

/// What is asked of a thread.
#[derive(Clone, Copy)]
enum Sought {
    /// Whether its first message is worth opening; what the weights for all that followed say is the beginning.
    Talk,
    /// Whether that is settled by now.
    Settled,
}

impl Grown {
    pub fn new(
        part: usize,
        around: &Logistic,
        (glances, conversation): (&[Glance], &[Message]),
    ) -> Self {
        let steps = grow(glances, conversation).map(|(end, thread)| Step {
            features: thread.features_inside(),
            usual: thread.usual_odds(around),
            is_taken_up: thread.is_taken_up(),
            is_settled: is_settled(&conversation[..end]),
        });
        Self { part, steps: steps.collect(), truth: is_worth_opening(&conversation[0]) }
    }

    fn weight(&self) -> f32 {
        if self.truth { 1.0 } else { ORDINARY }
    }

    /// All of its steps count as one case.
    fn cases(&self, sought: Sought) -> impl Iterator<Item = Case> {
        let weight = self.weight() / self.steps.len() as f32;
        self.steps.iter().map(move |step| {
            let (truth, offset) = match sought {
                Sought::Talk => (self.truth, step.usual),
                Sought::Settled => (self.truth && step.is_settled, 0.0),
            };
            let truth = f32::from(u8::from(truth));
            Case { features: step.features.clone(), truth, weight, offset }
        })
    }

    /// The highest score at which a group had taken it up.
    fn peak(&self, weights: &Logistic) -> Option<f32> {
        let taken_up = self.steps.iter().filter(|step| step.is_taken_up);
        let odds = taken_up.map(|step| step.usual + weights.log_odds(&step.features));
        odds.map(probability).reduce(f32::max)
    }
}

/// Returns a thread as it stands after each answer from which on it is certain, and how many messages it has.
fn grow<'a>(
    glances: &'a [Glance],
    conversation: &'a [Message],
) -> impl Iterator<Item = (usize, Thread)> + 'a {
    let ends = 1..=conversation.len();
    let grown = ends.map(|end| (end, inside(glances, &conversation[..end])));
    grown.filter(|(_, thread)| thread.is_certain())
}

/// Tells whether a group was asked for something that other functions would want to hear of.
fn is_worth_opening(root: &Message) -> bool {
    let mut told = root.passes.iter().flatten().filter_map(|given| given.small);
    root.is_talk() && !told.any(|small| small)
}

/// Tells whether an answer says how it is settled.
fn is_settled(thread: &[Message]) -> bool {
    thread[1..].iter().any(|answer| answer.shares()[DECISION] > 0.0)
}

const DECISION: usize = 1;

/// Fits the weights, and finds the score from which on threads left out were right often enough.
pub fn fit(threads: &[Grown]) -> Inside {
    if threads.is_empty() {
        return Inside::silent();
    }
    let mut scored = Vec::new();
    for part in 0..PARTS {
        let weights = fit_to(threads.iter().filter(|one| one.part != part), Sought::Talk);
        for thread in threads.iter().filter(|one| one.part == part) {
            let peak = thread.peak(&weights);
            scored.extend(peak.map(|score| (score, thread.truth, thread.weight())));
        }
    }
    let open_from = least_score(scored, OPEN_PRECISION);
    let weights = fit_to(threads.iter(), Sought::Talk);
    let settled = fit_to(threads.iter(), Sought::Settled);
    Inside { talk: Following { weights, open_from }, settled }
}

fn fit_to<'a>(threads: impl Iterator<Item = &'a Grown>, sought: Sought) -> Logistic {
    let cases: Vec<Case> = threads.flat_map(|one| one.cases(sought)).collect();
    let shrinkage = match sought {
        Sought::Talk => SHRINKAGE,
        Sought::Settled => SETTLED_SHRINKAGE,
    };
    regression::fit(&cases, shrinkage)
}

/// What became of a thread of a writer who was left out.
struct Played {
    kind: &'static str,
    /// The place of the message that opened.
    opened: Option<usize>,
    /// Whether that one was worth it.
    rightly: bool,
    asked: bool,
}

const KINDS: [&str; 6] = [
    "worth opening, settled",
    "worth opening, left open",
    "an answer worth it, settled",
    "an answer worth it, left open",
    "small",
    "puts nothing to the group",
];

/// Prints what becomes of each writer's threads with weights that know the others', in a channel that was just joined.
pub fn print(prepared: &Prepared<'_>) {
    let mut all = Vec::new();
    for writer in prepared.corpus.thread_writers() {
        let reader = Reader::with_model(&Library::default(), prepared.train_without(&writer));
        let threads = prepared.corpus.conversations().filter(|some| some[0].is_of(&writer));
        let played: Vec<Played> = threads.map(|thread| play(&reader, thread)).collect();
        println!("\n{writer}, left out: {} threads", played.len());
        print_some(&played);
        all.extend(played);
    }
    println!("\nall of them: {} threads", all.len());
    print_some(&all);
}

/// Prints what becomes of threads that nothing was trained on, with the weights that ship.
pub fn print_answers(folder: &Path, weights: &Path) -> anyhow::Result<()> {
    let model = Model::from_bytes(&std::fs::read(weights)?)?;
    let reader = Reader::with_model(&Library::default(), model);
    let messages = written(folder, &mut Sha256::new())?;
    let played: Vec<Played> = each(&messages).map(|thread| play(&reader, thread)).collect();
    println!("threads that begin with something else: {}", played.len());
    print_some(&played);
    Ok(())
}

fn play(reader: &Reader, thread: &[Message]) -> Played {
    let mut channel = Channel::default();
    let (mut asked, mut opened) = (false, None);
    let ts = |place: usize| MessageTs::new(place.to_string());
    for (place, message) in thread.iter().enumerate() {
        let (ts, root, author) = (ts(place), ts(0), UserId::from(message.author.as_str()));
        let in_thread = (place > 0).then_some(&root);
        let said = Spoken {
            ts: &ts,
            thread: in_thread,
            author: &author,
            speaks_for: &[],
            text: &message.text,
        };
        let (glance, grown) = channel.hear(reader, &said);
        let first = glance.action(Thresholds::SURER);
        asked |= place == 0 && first == Action::Suggest;
        let puts = place == 0 || glance.label() != Label::Decision;
        opened = opened.or((first == Action::Open && puts).then_some(place));
        for one in grown {
            let action = one.weighed.action(Thresholds::SURER);
            asked |= action == Action::Suggest && one.standing.thread.is_none();
            let at = one.standing.ts.as_str().parse().ok();
            opened = opened.or(at.filter(|_| action == Action::Open));
        }
    }
    let rightly = opened.is_some_and(|place| is_worth_opening(&thread[place]));
    Played { kind: kind(thread), opened, rightly, asked }
}

fn kind(thread: &[Message]) -> &'static str {
    let Some(worth) = thread.iter().position(is_worth_opening) else {
        return KINDS[if thread.iter().any(Message::is_talk) { 4 } else { 5 }];
    };
    let settled = is_settled(&thread[worth..]);
    KINDS[2 * usize::from(worth > 0) + usize::from(!settled)]
}

fn print_some(played: &[Played]) {
    for kind in KINDS {
        let some: Vec<_> = played.iter().filter(|one| one.kind == kind).collect();
        if some.is_empty() {
            continue;
        }
        let count = |is: &dyn Fn(&Played) -> bool| some.iter().filter(|one| is(one)).count();
        println!(
            "  {kind:29} {:3}: opened {:2}, of these rightly {:2}, author asked {:2}",
            some.len(),
            count(&|one| one.opened.is_some()),
            count(&|one| one.rightly),
            count(&|one| one.asked && one.opened.is_none()),
        );
    }
    let opened = played.iter().filter(|one| one.opened.is_some());
    let right = opened.clone().filter(|one| one.rightly).count();
    println!("  opened rightly {:.2}", share(right, opened.count()));
}
