//! Random weeks in small companies, played through the whole bot: people say, click, edit and delete
//! whatever comes to hand, Slack fails and the bot is killed. The rules hold in all of them.
//!
//! `SOUNDINGS_SEEDS` says how many weeks are played, `SOUNDINGS_SEED` with which number they begin.

use crate::stagecraft::{Show, http, play_in};
use soundings::rehearsal::spec::Transport;
use soundings::rehearsal::story::{Entry, Place, What};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

const HEAD: &str = "
title: A random week
channel: #plans, public
channel: #deals, private
start: Monday 2 March 2026
zone: Europe/Berlin
mode: MODE

people:
  maya    Maya Lindqvist    product, owner        Europe/Stockholm
  tom     Tom Okafor        finance               Europe/London
  ines    Inês Duarte       finance, lead         Europe/Lisbon
  abeo    Abeo Falade       sales                 America/New_York
  sid     Sid Sales         sales, refuses-dms    Europe/London
  lena    Lena Vogt         legal                 Europe/Berlin    away 3 March to 4 March
  sam     Sam Whitfield     legal, backup         Asia/Kolkata
  stan    Stan Stranger     legal, stranger       Europe/London
  ruth    Ruth Adler        leadership, leader    America/Los_Angeles
  kai     Kai Brandt        marketing             Europe/Berlin
";
/// Those who are never in #deals.
const OUTSIDE: [(&str, &str); 2] = [("tom", "Tom Okafor"), ("kai", "Kai Brandt")];
const PEOPLE: [&str; 9] = ["maya", "tom", "ines", "abeo", "sid", "lena", "sam", "ruth", "kai"];
const DAYS: [&str; 6] =
    ["Monday 2", "Tuesday 3", "Wednesday 4", "Thursday 5", "Friday 6", "Monday 9"];
const BUTTONS: [&str; 33] = [
    "Answer\"\n    need: A range we can plan with",
    "Answer\"\n    need: A floor",
    "No objection\"",
    "Not affected\"",
    "Need time\"\n    until: 5 March",
    "Need time\"\n    until: 1 June",
    "Help me decide\"\n    cancel",
    "Someone else\"\n    to: kai",
    "Someone else\"\n    to: maya",
    "Mute\"",
    "Yes, count it\"",
    "No, just talking\"",
    "Confirm\"",
    "Ask them anyway\"",
    "Withdraw\"",
    "Change answer\"\n    need: Something else",
    "Close early\"\n    reason: it is due",
    "Not a decision\"",
    "Gather perspectives\"",
    "Edit details\"\n    goal: Keep small teams",
    "Record decision\"\n    what is decided: We do it, in June.",
    "Answer the open views\"\n    submit",
    "Did I get it right?\"\n    cancel",
    "Yes, that is it\"",
    "Not quite\"\n    cancel",
    "Still holds\"",
    "Clear\"",
    "Worried\"",
    "Say what worries you\"\n    what worries: the quotes break",
    "Raise a worry\"\n    what worries: the campaign breaks",
    "4\"",
    "Record result\"\n    what came: it works\n    how did it turn out: It held",
    "Done\"",
];
const COMMANDS: [&str; 13] = [
    "status",
    "list",
    "list unheard",
    "mute",
    "unmute",
    "snooze 2 days",
    "away until 5 March",
    "digest",
    "reopen",
    "decide",
    "help",
    "lens finance",
    "no such thing",
];
const TROUBLE: [&str; 6] = [
    "slack is down for 5 minutes",
    "slack refuses chat.postMessage for 30 seconds",
    "slack fails chat.postMessage once",
    "slack fails chat.update once",
    "slack loses the next answer to chat.postMessage",
    "slack refuses conversations.info for 30 seconds",
];
/// What may stand in the way of a random click, and is nobody's fault.
const PARDONED: [&str; 7] = [
    "sees no button",
    "no form came up",
    "the form has no field like",
    "there is no such message",
    "is not in #",
    "the bot cannot be reached",
    "Slack is down",
];

#[test]
fn the_rules_hold_in_random_weeks() {
    let number = |name: &str, usual: u64| {
        std::env::var_os(name).and_then(|text| text.to_str()?.parse().ok()).unwrap_or(usual)
    };
    let (first, count) = (number("SOUNDINGS_SEED", 1), number("SOUNDINGS_SEEDS", 6));
    let (next, records) = (AtomicU64::new(first), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= first + count {
                        return;
                    }
                    records.fetch_add(a_random_week(seed), Ordering::SeqCst);
                }
            });
        }
    });
    println!("{count} weeks, in which {} decisions were recorded", records.into_inner());
}

/// Plays a week, and returns how many decisions were recorded in it.
fn a_random_week(seed: u64) -> usize {
    let mut dice = Dice(seed);
    let mode = dice.pick(&["auto", "auto", "suggest"]);
    let transport = if dice.one_in(2) { http() } else { Transport::Socket };
    let (head, days) = (HEAD.replace("MODE", mode), week(&mut dice));
    let _told = Told { seed, days: days.clone() };
    let show = play_in(&head, &days, transport);
    no_line_is_impossible(&show);
    secrets_are_kept(&show);
    the_muted_are_not_asked(&show);
    every_fault_of_a_form_is_explained(&show);
    records_are_told_once(&show);
    never_a_stranger(&show);
    ["#plans", "#deals"].map(|place| show.posts(place, "Why all the same")).iter().sum()
}

/// Tells which week it was when something in it went wrong.
struct Told {
    seed: u64,
    days: String,
}

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this was SOUNDINGS_SEED={}:\n{}", self.seed, self.days);
        }
    }
}

/// A multiplicative generator: the same seed gives the same week.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// A week under construction.
struct Week {
    text: String,
    minute: usize,
    labels: Vec<String>,
    /// Whether the bot is dead.
    dead: bool,
}

fn week(dice: &mut Dice) -> String {
    let mut week = Week { text: String::new(), minute: 0, labels: Vec::new(), dead: false };
    for (number, day) in DAYS.iter().enumerate() {
        let _ = write!(week.text, "\n== {day} March\n\n");
        week.minute = 8 * 60;
        if number == 0 {
            OUTSIDE.iter().for_each(|(who, _)| week.line(dice, &format!("{who} leaves #deals")));
        }
        for _ in 0..dice.below(14) {
            something_happens(&mut week, dice);
        }
        if week.dead && dice.one_in(2) {
            week.line(dice, "soundings starts");
            week.dead = false;
        }
    }
    week.text
}

fn something_happens(week: &mut Week, dice: &mut Dice) {
    let who = dice.pick(&PEOPLE);
    let label =
        (!week.labels.is_empty()).then(|| week.labels[dice.below(week.labels.len())].clone());
    match (dice.below(20), label) {
        (0..=2, _) | (_, None) => propose(week, dice),
        (3..=4, Some(label)) if dice.one_in(2) => decide(week, dice, &label),
        (3..=10, _) => {
            let button = dice.pick(&BUTTONS);
            week.line(dice, &format!("{who} clicks \"{button}"));
        }
        (11, Some(label)) => week.line(dice, &format!("{who} > {label}: we would lose the quotes")),
        (12, Some(label)) => week.line(dice, &format!("{who} reacts :ear: to {label}")),
        (13, Some(label)) if dice.one_in(3) => week.line(dice, &format!("maya deletes {label}")),
        (13, Some(label)) => {
            week.line(dice, &format!("maya edits {label}: I propose the opposite"))
        }
        (14, _) => {
            let command = dice.pick(&COMMANDS);
            week.line(dice, &format!("{who} types in #plans: /soundings {command}"));
        }
        (15, _) => week.line(dice, &format!("{who} dms: a range we can plan with")),
        (16, Some(label)) => week.line(dice, &format!("slack redelivers {label}")),
        (17, _) => {
            let trouble = dice.pick(&TROUBLE);
            week.line(dice, trouble);
        }
        (18, _) => {
            week.line(dice, if week.dead { "soundings starts" } else { "soundings crashes" });
            week.dead = !week.dead;
        }
        (_, _) => week.line(dice, &format!("{who}: lunch, anybody?")),
    }
}

/// Maya ends listening and records what she decides, as far as the form leads her.
fn decide(week: &mut Week, dice: &mut Dice, label: &str) {
    let close = format!("maya clicks \"Close early\" on {label}\n    reason: it is due");
    let record =
        format!("maya clicks \"Record decision\" on {label}\n    what is decided: We do it.");
    week.line(dice, &close);
    week.line(dice, &record);
    // Wherever the form stands: a reason if it asks for one, and on.
    for _ in 0..2 + dice.below(4) {
        week.line(dice, "maya fills in\n    why decide: it is due");
        let how = if dice.one_in(9) { "cancel" } else { "submit" };
        week.line(dice, &format!("maya fills in\n    {how}"));
    }
}

/// Maya proposes something; in #deals it is a secret.
fn propose(week: &mut Week, dice: &mut Dice) {
    let (number, secret) = (week.labels.len(), dice.one_in(3));
    let (place, word) = if secret { ("#deals", "secret") } else { ("#plans", "plain") };
    let label = format!("p{number}");
    let line = format!(
        "maya in {place} [{label}]: I propose that we raise the price of the {word}{number} plan by 10 percent. Any objections?"
    );
    week.line(dice, &line);
    week.labels.push(label);
}

impl Week {
    fn line(&mut self, dice: &mut Dice, what: &str) {
        let _ = writeln!(self.text, "{:02}:{:02} {what}", self.minute / 60, self.minute % 60);
        self.minute = (self.minute + 1 + dice.below(60)).min(23 * 60);
    }
}

fn no_line_is_impossible(show: &Show) {
    let pardoned = |text: &str| PARDONED.iter().any(|pardoned| text.contains(pardoned));
    let bad: Vec<_> = show.problems.iter().filter(|one| !pardoned(&one.text)).collect();
    assert!(bad.is_empty(), "{bad:#?}\n{}", show.transcript());
}

/// Nothing of a decision in #deals is seen outside of it.
fn secrets_are_kept(show: &Show) {
    let told = show.story.iter().filter(|entry| entry.who == "Soundings").filter(|entry| {
        let outside = match &entry.place {
            Place::Channel { name, .. } => name != "deals",
            Place::Dm { person, .. } | Place::OnlyFor { person, .. } | Place::Screen { person } => {
                OUTSIDE.iter().any(|(_, name)| name == person)
            }
            Place::Workspace => false,
        };
        outside && entry.text().contains("secret")
    });
    let told: Vec<&Entry> = told.collect();
    assert!(told.is_empty(), "{told:#?}\n{}", show.transcript());
}

fn the_muted_are_not_asked(show: &Show) {
    let mut muted = BTreeSet::new();
    for entry in show.story.iter().filter(|entry| entry.who == "Soundings") {
        let (Place::Dm { person, .. } | Place::OnlyFor { person, .. }) = &entry.place else {
            continue;
        };
        let What::Posted { lines } = &entry.what else { continue };
        let text = lines.join(" ");
        if text.contains("I will not ask you anything any more") {
            muted.insert(person.clone());
        } else if text.contains("You can be asked again") {
            muted.remove(person);
        } else if text.contains("before deciding on") {
            let named = text.contains("named you");
            assert!(named || !muted.contains(person), "{person} is muted\n{}", show.transcript());
        }
    }
}

fn every_fault_of_a_form_is_explained(show: &Show) {
    for entry in &show.story {
        if let What::FormRefused { errors } = &entry.what {
            let silent = errors.is_empty() || errors.iter().any(|(_, fault)| fault.is_empty());
            assert!(!silent, "{entry:#?}\n{}", show.transcript());
        }
    }
}

/// A record stands in the thread once, and whoever gave a view hears of it once per decision.
fn records_are_told_once(show: &Show) {
    let mut told = BTreeSet::new();
    for entry in show.story.iter().filter(|entry| entry.who == "Soundings") {
        let What::Posted { lines } = &entry.what else { continue };
        let text = lines.join(" ");
        if text.contains("What became of it") {
            let key = format!("{:?} {}", entry.place, text);
            assert!(told.insert(key), "told twice: {text}\n{}", show.transcript());
        }
    }
}

fn never_a_stranger(show: &Show) {
    show.never("stan", "");
}
