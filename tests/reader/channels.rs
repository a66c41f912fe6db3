//! Weeks of product channels that were written to try the reader on and to train on nothing: what it opens and whom
//! it asks, message by message, as a bot in `auto` that was just invited.

use crate::figures::share;
use anyhow::Context;
use soundings::domain::ids::{FunctionId, MessageTs, Standing, UserId};
use soundings::domain::lens::Library;
use soundings::reading::model::Model;
use soundings::reading::{Action, Channel, Evidence, Glance, Grown, Label, Reader, Spoken};
use soundings::rehearsal::script::{self, Script};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What its author wanted of the bot, by the first letter of a message's label.
const WANTED: [(char, &str); 7] = [
    ('o', "put to the group, to open"),
    ('t', "mild, then settled in its thread"),
    ('r', "the same, itself an answer"),
    ('a', "likely, its author may be asked"),
    ('s', "put to the group, but small"),
    ('n', "reads like a proposal and is none"),
    ('.', "everything else"),
];
/// Of these letters something was wanted.
const WORTH_IT: &str = "otra";

/// A message, and what was made of it.
struct Said {
    author: String,
    wanted: char,
    opened: bool,
    asked: bool,
}

/// A channel on its way through the week.
#[derive(Default)]
struct Week {
    channel: Channel,
    /// For which function people speak.
    functions: BTreeMap<String, FunctionId>,
    said: Vec<Said>,
    /// The messages that have a label.
    labelled: BTreeMap<String, MessageTs>,
    /// Threads that have their decision.
    opened: BTreeSet<MessageTs>,
    /// People are asked once a day.
    asked: BTreeSet<(String, String)>,
}

/// Prints each week, and all of them.
pub fn print(folder: &Path, weights: &Path) -> anyhow::Result<()> {
    let model = Model::from_bytes(&std::fs::read(weights)?)?;
    let reader = Reader::with_model(&Library::default(), model);
    let mut all = Vec::new();
    let weeks = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut weeks: Vec<_> = weeks.collect::<std::io::Result<_>>()?;
    weeks.sort();
    for path in weeks {
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
    let functions = script.people.iter().filter_map(|person| {
        let function = FunctionId::from(person.function.as_deref()?);
        Some((person.handle.clone(), function))
    });
    let mut week = Week { functions: functions.collect(), ..Week::default() };
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
        let ts = MessageTs::new(self.said.len().to_string());
        let thread = thread.and_then(|label| self.labelled.get(label)).cloned();
        self.labelled.extend(label.map(|label| (label.to_owned(), ts.clone())));
        self.remember(who, label);
        let (author, standing) = (UserId::from(who), Standing { ts, thread });
        let (ts, thread) = (&standing.ts, standing.thread.as_ref());
        let speaks_for = self.functions.get(who).map_or(&[][..], |one| std::slice::from_ref(one));
        let said = Spoken { ts, thread, author: &author, speaks_for, text };
        let (glance, grown) = self.channel.hear(reader, &said);
        self.act(&standing, self.at_first_sight(&standing, &glance), day);
        for Grown { standing, weighed, .. } in grown {
            match weighed.action(self.channel.climate().thresholds()) {
                // Of an answer nobody is asked.
                Action::Suggest if standing.thread.is_some() => {}
                action => self.act(&standing, action, day),
            }
        }
    }

    fn remember(&mut self, who: &str, label: Option<&str>) {
        let wanted = label.and_then(|label| label.chars().next());
        let wanted = wanted.filter(|first| WANTED.iter().any(|(known, _)| known == first));
        let (author, wanted) = (who.to_owned(), wanted.unwrap_or('.'));
        self.said.push(Said { author, wanted, opened: false, asked: false });
    }

    /// As the bot's intake has it: what is said in a thread belongs to its first message, unless it puts something to
    /// the group in so many words.
    fn at_first_sight(&self, standing: &Standing, glance: &Glance) -> Action {
        let action = glance.action(self.channel.climate().thresholds());
        let puts =
            glance.evidence() == Evidence::InSoManyWords && glance.label() != Label::Decision;
        match standing.thread {
            Some(_) if !puts || action != Action::Open => Action::None,
            _ => action,
        }
    }

    fn act(&mut self, standing: &Standing, action: Action, day: &str) {
        let place: usize = standing.ts.as_str().parse().expect("a number of ours");
        let said = &mut self.said[place];
        if self.opened.contains(standing.root()) {
            return;
        }
        match action {
            Action::Open => {
                said.opened = true;
                self.opened.insert(standing.root().clone());
                self.channel.opened(standing.root());
            }
            Action::Suggest if !said.asked => {
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
    println!("  opened rightly {}", right(&|one| one.opened, WORTH_IT));
    println!("  asked rightly {}", right(&|one| one.asked && !one.opened, WORTH_IT));
}
