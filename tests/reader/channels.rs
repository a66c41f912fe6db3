//! Weeks of product channels that were written to try the reader on and to train on nothing: what it opens and whom
//! it asks, message by message, as a bot in `auto` that was just invited.

use crate::figures::share;
use anyhow::Context;
use soundings::domain::lens::Library;
use soundings::reading::model::Model;
use soundings::reading::{
    Action, Climate, EARLIER_MAX, Earlier, Evidence, Excerpt, Glance, Label, Reader, Thread, Where,
};
use soundings::rehearsal::script::{self, Script};
use std::collections::BTreeSet;
use std::path::Path;

/// What its author wanted of the bot, by the first letter of a message's label.
const WANTED: [(char, &str); 6] = [
    ('o', "put to the group, to open"),
    ('t', "mild, then settled in its thread"),
    ('a', "likely, its author may be asked"),
    ('s', "put to the group, but small"),
    ('n', "reads like a proposal and is none"),
    ('.', "everything else"),
];

/// A message, and what was made of it.
struct Said {
    author: String,
    label: Option<String>,
    thread: Option<String>,
    glance: Glance,
    wanted: char,
    opened: bool,
    asked: bool,
}

struct Root {
    place: usize,
    thread: Thread,
    unthreaded: usize,
}

/// As the bot's memory of conversations has it.
const ROOTS_MAX: usize = 24;
const ROOT_SCORE_MIN: f32 = 0.08;
const UNTHREADED_MAX: usize = 12;

/// A channel on its way through the week.
#[derive(Default)]
struct Week {
    said: Vec<Said>,
    climate: Climate,
    /// What may yet open by what follows: its place, and how many messages of the channel were taken to be about it.
    roots: Vec<Root>,
    /// People are asked once a day.
    asked: BTreeSet<(String, String)>,
}

/// Prints each week, and all of them.
pub fn print(folder: &Path, weights: &Path) -> anyhow::Result<()> {
    let model = Model::from_bytes(&std::fs::read(weights)?)?;
    let reader = Reader::with_model(&Library::default(), model);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let text = std::fs::read_to_string(&path)?;
        let script = Script::parse(&text).with_context(|| path.display().to_string())?;
        let said = week(&reader, &script);
        println!("\n{}: {} messages", script.title, said.len());
        print_week(&said);
        all.extend(said);
    }
    println!("\nall of them: {} messages", all.len());
    print_week(&all);
    Ok(())
}

fn week(reader: &Reader, script: &Script) -> Vec<Said> {
    let mut week = Week::default();
    for step in &script.steps {
        if let script::Action::Say { who, label, thread, text, .. } = &step.action {
            let day = step.at.to_zoned(script.zone.clone()).date().to_string();
            week.hear(reader, (who, &day), (label.as_deref(), thread.as_deref()), text);
        }
    }
    week.said
}

impl Week {
    fn hear(
        &mut self,
        reader: &Reader,
        (who, day): (&str, &str),
        (label, thread): (Option<&str>, Option<&str>),
        text: &str,
    ) {
        let glance = self.glance(reader, who, thread, text);
        let place = self.said.len();
        let wanted = label.and_then(|label| label.chars().next());
        let wanted = wanted.filter(|first| WANTED.iter().any(|(known, _)| known == first));
        self.said.push(Said {
            author: who.to_owned(),
            label: label.map(str::to_owned),
            thread: thread.map(str::to_owned),
            glance: glance.clone(),
            wanted: wanted.unwrap_or('.'),
            opened: false,
            asked: false,
        });
        match thread {
            // What is said in a thread belongs to its first message, as the bot sees it.
            Some(root) => {
                self.climate.hear_answer();
                self.act(place, self.by_itself(&glance), day);
                self.follow(reader, Some(root), (&glance, who, text), day);
            }
            None => {
                self.climate.hear(&glance);
                self.act(place, glance.action(self.climate.thresholds()), day);
                self.follow(reader, None, (&glance, who, text), day);
                if glance.score() >= ROOT_SCORE_MIN {
                    let thread = Thread::new(glance, who);
                    self.roots.push(Root { place, thread, unthreaded: 0 });
                    self.roots.drain(..self.roots.len().saturating_sub(ROOTS_MAX));
                }
            }
        }
    }

    /// Reads a message after what stood before it in its thread, or in the channel.
    fn glance(&self, reader: &Reader, who: &str, thread: Option<&str>, text: &str) -> Glance {
        let is_near = |said: &&Said| match thread {
            Some(root) => [&said.thread, &said.label].map(Option::as_deref).contains(&Some(root)),
            None => said.thread.is_none(),
        };
        let same: Vec<&Said> = self.said.iter().filter(is_near).collect();
        let near = same[same.len().saturating_sub(EARLIER_MAX)..].iter();
        let context: Vec<Earlier<'_>> = near
            .map(|said| Earlier { glance: &said.glance, same_author: said.author == who })
            .collect();
        reader.glance(&Excerpt { text, context: &context, is_reply: thread.is_some() })
    }

    /// What an answer in a thread, or a message below it in the channel, makes of earlier ones.
    fn follow(
        &mut self,
        reader: &Reader,
        thread: Option<&str>,
        (glance, who, text): (&Glance, &str, &str),
        day: &str,
    ) {
        let is_threaded = self.climate.is_threaded();
        let mut grown = Vec::new();
        for root in &mut self.roots {
            let place = match thread {
                Some(label) if self.said[root.place].label.as_deref() == Some(label) => {
                    Where::Inside
                }
                None if !is_threaded && root.unthreaded < UNTHREADED_MAX => Where::Around,
                _ => continue,
            };
            root.unthreaded += usize::from(place == Where::Around);
            root.thread.followed(glance, (who, text), place);
            grown.push((root.place, reader.weigh(&root.thread)));
        }
        for (place, weighed) in grown {
            self.act(place, weighed.action(self.climate.thresholds()), day);
        }
    }

    /// What an answer in a thread does without the rest of it, as the bot's intake has it.
    fn by_itself(&self, glance: &Glance) -> Action {
        let puts =
            glance.evidence() == Evidence::InSoManyWords && glance.label() != Label::Decision;
        let action = glance.action(self.climate.thresholds());
        if puts && action == Action::Open { action } else { Action::None }
    }

    fn act(&mut self, place: usize, action: Action, day: &str) {
        let said = &mut self.said[place];
        match action {
            Action::Open => said.opened = true,
            Action::Suggest if !said.opened && !said.asked => {
                said.asked = self.asked.insert((said.author.clone(), day.to_owned()));
            }
            _ => {}
        }
    }
}

fn print_week(said: &[Said]) {
    for (letter, words) in WANTED {
        let some: Vec<_> = said.iter().filter(|one| one.wanted == letter).collect();
        let opened = some.iter().filter(|one| one.opened).count();
        let asked = some.iter().filter(|one| one.asked && !one.opened).count();
        println!("  {words:34} {:4}: opened {opened:2}, author asked {asked:2}", some.len());
    }
    let right = |acted: &dyn Fn(&Said) -> bool, wanted: &str| {
        let some: Vec<_> = said.iter().filter(|one| acted(one)).collect();
        let right = some.iter().filter(|one| wanted.contains(one.wanted)).count();
        format!("{right} of {} ({:.2})", some.len(), share(right, some.len()))
    };
    println!("  opened rightly {}", right(&|one| one.opened, "ota"));
    println!("  asked rightly {}", right(&|one| one.asked && !one.opened, "ota"));
}
