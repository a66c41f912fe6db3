//! What the tests of the whole bot share: a script is played by the real bot, and then looked at.

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::Value;
use soundings::domain::policy::Policy;
use soundings::performance::{self, Performance};
use soundings::rehearsal::player::Problem;
use soundings::rehearsal::script::{Action, Script, Step};
use soundings::rehearsal::spec::{Spec, Transport};
use soundings::rehearsal::story::{Entry, Place, Printer, Style, What};
use soundings::rehearsal::workspace::{Call, Workspace};
use std::collections::BTreeMap;

/// A small company in one channel, from Monday 2 March 2026 on.
pub const COMPANY: &str = "
title: Seats
channel: #plans, public
channel: #random, public
start: Monday 2 March 2026
zone: Europe/Berlin
mode: auto

people:
  maya    Maya Lindqvist    product, owner        Europe/Stockholm
  tom     Tom Okafor        finance               Europe/London
  ines    Inês Duarte       finance, lead         Europe/Lisbon
  abeo    Abeo Falade       sales                 Europe/London
  lena    Lena Vogt         legal                 Europe/Berlin
  sam     Sam Whitfield     legal, backup         Europe/London
  ruth    Ruth Adler        leadership, leader    Europe/Berlin
  kai     Kai Brandt        -                     Europe/Berlin
";

/// A proposal that says so in so many words.
pub const PROPOSAL: &str = "I propose that we stop charging per seat and move the two lower plans to usage \
     pricing from 1 April. Any objections?";

pub fn http() -> Transport {
    Transport::Http { request_url: None }
}

/// A script that was played, and what can be asked about it afterwards.
pub struct Show {
    pub workspace: Workspace,
    pub story: Vec<Entry>,
    pub problems: Vec<Problem>,
    pub calls: Vec<Call>,
    script: Script,
}

/// Plays the days of a script in the small company, over HTTP.
pub fn play(days: &str) -> Show {
    play_in(COMPANY, days, http())
}

/// Plays the days of a script among other people.
pub fn play_in(head: &str, days: &str, transport: Transport) -> Show {
    play_acts(head, transport, &[days], |_, _| {})
}

/// Plays several acts; `between` is called after each of them with its number.
pub fn play_acts(
    head: &str,
    transport: Transport,
    acts: &[&str],
    between: impl Fn(usize, &Workspace),
) -> Show {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let acts: Vec<Script> = acts.iter().map(|act| parse(&format!("{head}\n{act}"))).collect();
    let show = runtime.block_on(perform(&acts, transport, between));
    runtime.shutdown_background();
    show
}

/// Reads a script, and lets a minute pass at its end: Slack takes a message a second.
fn parse(text: &str) -> Script {
    let text = text.replace("PROPOSAL", PROPOSAL);
    let script = Script::parse(&text);
    let mut script = script.unwrap_or_else(|error| panic!("{error}\n{text}"));
    if let Some(last) = script.steps.last() {
        let at = last.at + SignedDuration::from_mins(1);
        script.steps.push(Step { at, line: 0, action: Action::Pass });
    }
    script
}

/// Plays the days of a script in a company that is put together otherwise than its head says.
pub fn play_as(days: &str, change: impl Fn(&mut Spec, &mut Policy)) -> Show {
    let script = parse(&format!("{COMPANY}\n{days}"));
    let mut spec = Spec::of_script(&script);
    let mut policy = performance::policy(&script, &spec);
    change(&mut spec, &mut policy);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let show = runtime.block_on(async {
        let data = tempfile::tempdir().expect("a folder");
        let opened = Performance::with(spec, policy, script.start, data.path()).await;
        perform_in(opened.expect("it opens"), &[script], |_, _| {}).await
    });
    runtime.shutdown_background();
    show
}

async fn perform(
    acts: &[Script],
    transport: Transport,
    between: impl Fn(usize, &Workspace),
) -> Show {
    let data = tempfile::tempdir().expect("a folder");
    let script = acts.first().expect("an act");
    let performance = Performance::open(script, transport, data.path()).await.expect("it opens");
    perform_in(performance, acts, between).await
}

async fn perform_in(
    performance: Performance,
    acts: &[Script],
    between: impl Fn(usize, &Workspace),
) -> Show {
    let script = acts.first().expect("an act").clone();
    let mut problems = Vec::new();
    for (number, act) in acts.iter().enumerate() {
        problems.extend(performance.play(act, |_| {}).await.problems);
        between(number, &performance.workspace);
    }
    let workspace = performance.workspace.clone();
    performance.close().await;
    let (story, calls) = (workspace.story(), workspace.calls());
    let show = Show { workspace, story, problems, calls, script };
    show.holds_to_the_rules();
    show
}

impl Show {
    /// Returns the transcript as people watch it.
    pub fn transcript(&self) -> String {
        Printer::story(Style::PLAIN, self.script.zone.clone(), &self.story)
    }

    /// Returns what one person saw from the bot alone, or what stood in a channel: `"tom"`, `"#plans"`.
    pub fn seen(&self, place: &str) -> Vec<&Entry> {
        let name = self.script.person(place).map_or("", |person| &person.name);
        let entries = self.story.iter();
        entries
            .filter(|entry| match &entry.place {
                Place::Channel { name, .. } => place.strip_prefix('#') == Some(name),
                Place::Dm { person, .. }
                | Place::OnlyFor { person, .. }
                | Place::Screen { person } => person == name,
                Place::Workspace => false,
            })
            .collect()
    }

    /// Counts the messages of the bot in a place in which these words stood when they were posted.
    pub fn posts(&self, place: &str, words: &str) -> usize {
        let seen = self.seen(place).into_iter();
        seen.filter(|entry| entry.who == "Soundings")
            .filter(|entry| matches!(&entry.what, What::Posted { lines } if has(lines, words)))
            .count()
    }

    /// Fails, with the transcript, unless the bot said this in a place exactly once.
    pub fn once(&self, place: &str, words: &str) {
        self.times(1, place, words);
    }

    /// Fails unless the bot said this in a place so many times.
    pub fn times(&self, count: usize, place: &str, words: &str) {
        let found = self.posts(place, words);
        let story = || self.transcript();
        assert_eq!(found, count, "{place} has {found} times “{words}” in\n{}", story());
    }

    /// Fails unless somebody was asked, in these words, exactly once; the reminder is another thing.
    pub fn asked_once(&self, person: &str, words: &str) {
        let found = self.posts(person, words);
        assert_eq!(found, 1, "{person} was asked “{words}” in\n{}", self.transcript());
    }

    /// Fails unless the bot never said this in a place.
    pub fn never(&self, place: &str, words: &str) {
        self.times(0, place, words);
    }

    /// Fails unless these words stood somewhere in a place, in a message, a form or a notice.
    pub fn shows(&self, place: &str, words: &str) {
        let found = self.seen(place).iter().any(|entry| flat(&entry.text()).contains(&flat(words)));
        assert!(found, "nowhere in {place}: “{words}” in\n{}", self.transcript());
    }

    /// Fails if these words stood anywhere in a place.
    pub fn hides(&self, place: &str, words: &str) {
        let found = self.seen(place).iter().any(|entry| flat(&entry.text()).contains(&flat(words)));
        assert!(!found, "{place} shows “{words}” in\n{}", self.transcript());
    }

    /// Returns when the bot said this in a place, in a zone, such as `Mon 09:00`.
    pub fn when(&self, place: &str, words: &str, zone: &str) -> Vec<String> {
        let zone = TimeZone::get(zone).expect("a zone");
        let seen = self.seen(place).into_iter();
        seen.filter(|entry| entry.who == "Soundings")
            .filter(|entry| matches!(&entry.what, What::Posted { lines } if has(lines, words)))
            .map(|entry| entry.at.to_zoned(zone.clone()).strftime("%a %H:%M").to_string())
            .collect()
    }

    /// Returns the text of the card of the thread that begins so, as it stands now.
    pub fn card(&self, channel: &str, about: &str) -> String {
        let messages = self.messages(channel);
        let root = messages.iter().find(|one| text(one).contains(about) && one["bot_id"].is_null());
        let root = root.unwrap_or_else(|| panic!("no {about} in {channel}"));
        let cards: Vec<_> = messages
            .iter()
            .filter(|one| one["thread_ts"] == root["ts"] && text(one).contains("Decision `"))
            .collect();
        assert_eq!(cards.len(), 1, "one card in\n{}", self.transcript());
        text(cards[0])
    }

    /// Fails unless the card of the thread that begins so says this now.
    pub fn card_says(&self, channel: &str, about: &str, words: &str) {
        let card = self.card(channel, about);
        assert!(card.contains(words), "“{words}” is not on {card} in\n{}", self.transcript());
    }

    /// Fails if the card of the thread that begins so says this now.
    pub fn card_lacks(&self, channel: &str, about: &str, words: &str) {
        let card = self.card(channel, about);
        assert!(!card.contains(words), "“{words}” is on {card} in\n{}", self.transcript());
    }

    /// Returns what stands in a channel.
    pub fn messages(&self, channel: &str) -> Vec<Value> {
        let id = self.workspace.channel_id(channel.trim_start_matches('#')).expect("a channel");
        self.workspace.messages(&id)
    }

    /// Fails if anything of the script could not happen.
    pub fn went_well(self) -> Self {
        assert!(self.problems.is_empty(), "{:#?}\n{}", self.problems, self.transcript());
        self
    }

    /// What holds for every show, whatever happens in it.
    fn holds_to_the_rules(&self) {
        self.nothing_is_posted_twice();
        self.nobody_is_asked_outside_working_hours();
        self.nobody_is_reminded_twice();
        assert_eq!(self.workspace.hurried_posts(), 0, "more than one message a second and channel");
    }

    /// No effect was posted twice as people see it.
    fn nothing_is_posted_twice(&self) {
        let mut posted: BTreeMap<String, usize> = BTreeMap::new();
        for entry in &self.story {
            if let What::Posted { lines } = &entry.what
                && entry.who == "Soundings"
                && !matches!(entry.place, Place::OnlyFor { .. })
                && lines.iter().any(|line| line.contains("Decision `") || is_ask(line))
            {
                *posted
                    .entry(format!("{:?} {}", place_only(&entry.place), lines.join("\n")))
                    .or_default() += 1;
            }
        }
        for (what, times) in posted {
            assert_eq!(times, 1, "posted {times} times: {what}\n{}", self.transcript());
        }
        let mut effects: BTreeMap<String, usize> = BTreeMap::new();
        for channel in &self.workspace.spec().channels {
            for message in self.workspace.messages(&channel.id) {
                let id = message["metadata"]["event_payload"]["id"].as_str();
                if let Some(id) = id {
                    *effects.entry(id.to_owned()).or_default() += 1;
                }
            }
        }
        let twice: Vec<_> = effects.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{twice:?} stand twice in\n{}", self.transcript());
    }

    fn nobody_is_asked_outside_working_hours(&self) {
        for call in self.asks() {
            let user = call.args["channel"].as_str().unwrap_or_default();
            let users = self.workspace.spec().users;
            let Some(user) = users.iter().find(|one| one.id == user) else { continue };
            let there = call.at.to_zoned(user.zone.clone());
            let day = there.weekday().to_monday_one_offset();
            let at_work = day <= 5 && (9..17).contains(&there.hour());
            // What answers a click of their own comes at once.
            let at_work = at_work || all(&call.args).contains("The question is with you again");
            assert!(at_work, "{} was asked at {there} in\n{}", user.name, self.transcript());
        }
    }

    fn nobody_is_reminded_twice(&self) {
        let mut reminded: BTreeMap<(String, String), usize> = BTreeMap::new();
        for call in
            self.asks().filter(|call| all(&call.args).contains("I will not remind you again"))
        {
            let key = (call.args["channel"].to_string(), ask_in(&all(&call.args)));
            *reminded.entry(key).or_default() += 1;
        }
        let twice: Vec<_> = reminded.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{twice:?} in\n{}", self.transcript());
    }

    /// The asks and reminders that were posted.
    pub fn asks(&self) -> impl Iterator<Item = &Call> {
        let posts = self.calls.iter().filter(|call| call.method == "chat.postMessage");
        posts.filter(|call| call.error.is_none() && all(&call.args).contains("Help me decide"))
    }
}

/// Everything in the arguments of a call, as one text.
pub fn all(args: &Value) -> String {
    args.to_string()
}

fn is_ask(line: &str) -> bool {
    line.contains("Help me decide")
}

fn place_only(place: &Place) -> (String, String) {
    match place {
        Place::Channel { name, thread } => {
            (name.clone(), thread.as_ref().map(|one| one.ts.clone()).unwrap_or_default())
        }
        Place::Dm { person, .. } | Place::OnlyFor { person, .. } | Place::Screen { person } => {
            (person.clone(), String::new())
        }
        Place::Workspace => Default::default(),
    }
}

/// The decision and the function that an ask or a reminder is about.
fn ask_in(text: &str) -> String {
    let of_ask =
        text.split(" before deciding").next().and_then(|text| text.rsplit(" asks ").next());
    let of_reminder = text.split(" can still be heard").next();
    let reminds = text.contains("I will not remind you again");
    let function = if reminds { of_reminder } else { of_ask };
    format!("{} {}", decision_in(text), function.unwrap_or_default())
}

/// The id of the decision that a message is about, from the values of its buttons.
fn decision_in(text: &str) -> String {
    let ids = text.split(|c: char| !c.is_ascii_alphanumeric());
    ids.filter(|word| word.len() == 9 && word.starts_with('D'))
        .find(|word| word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
        .unwrap_or_default()
        .to_owned()
}

/// The text of a message, that of its blocks included.
pub fn text(message: &Value) -> String {
    format!("{} {}", message["text"].as_str().unwrap_or_default(), message["blocks"])
}

fn has(lines: &[String], words: &str) -> bool {
    flat(&lines.join(" ")).contains(&flat(words))
}

/// A text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
