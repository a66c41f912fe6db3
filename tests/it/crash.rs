//! The real program over HTTP, killed with SIGKILL again and again under load: what it acknowledged is
//! not lost, and nothing is posted twice. And what it says when it refuses to start.

use futures_util::future::join_all;
use hmac::{Hmac, KeyInit, Mac};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sha2::Sha256;
use soundings::clock::Clock;
use soundings::rehearsal::spec::{Spec, User};
use soundings::rehearsal::story::{Entry, Place, What};
use soundings::rehearsal::workspace::Workspace;
use soundings::store::SledStore;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const KILLS: usize = 50;
const OWNERS: usize = 20;
const ASKED: usize = 12;
const CHANNELS: usize = 10;
/// Ordinary messages that come with every proposal.
const TALK: usize = 12;
/// How long the program may take to settle in the end; it holds itself to Slack's pace.
const PATIENCE: Duration = Duration::from_secs(150);
/// How often it is asked whether it has.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// One request of Slack, and whether it was acknowledged.
struct Event {
    body: String,
    acknowledged: bool,
    sent: usize,
}

/// The program, its store and the Slack it talks to.
struct Stand {
    workspace: Workspace,
    folder: tempfile::TempDir,
    port: u16,
    events: Vec<Event>,
    /// A word that stands in this proposal only, its channel, and its `ts`.
    proposals: Vec<(String, String, String)>,
}

/// The running program. Dropping it is `kill -9`, also where a test breaks off.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_fifty_times_under_load_it_loses_nothing_and_repeats_nothing() {
    let mut stand = Stand::open().await;
    let mut numbers = Numbers(0x5eed);
    for round in 0..KILLS {
        let program = stand.start();
        let fresh = stand.round(round).await;
        let calls = stand.workspace.calls().len() + numbers.below(12);
        let acks = numbers.below(fresh + 1);
        stand.send_unacknowledged(Until { acks, calls, by_calls: round % 2 == 1 }).await;
        drop(program);
    }
    let program = stand.start();
    while stand.events.iter().any(|event| !event.acknowledged) {
        stand.send_unacknowledged(Until::EVERYTHING).await;
    }
    stand.settles().await;
    drop(program);
    stand.judge();
}

/// What the program says of itself: nothing waits, nothing is due.
const NOTHING_WAITS: [&str; 2] = ["soundings_effects_waiting 0", "soundings_wake_ups_due 0"];

impl Stand {
    async fn open() -> Self {
        let workspace = Workspace::start(spec(), Clock::System).await.expect("a workspace");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("soundings.toml"), config()).expect("written");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        Self { workspace, folder, port, events: Vec::new(), proposals: Vec::new() }
    }

    fn start(&self) -> Program {
        let path = self.folder.path();
        let log = std::fs::File::options().append(true).create(true).open(path.join("log"));
        let child =
            program(&path.join("soundings.toml"), &path.join("data"), &self.workspace, self.port)
                .stderr(log.expect("a log"))
                .spawn();
        Program(child.expect("the program starts"))
    }

    /// People talk, and one of them puts a proposal; returns how many requests wait now.
    async fn round(&mut self, round: usize) -> usize {
        if round.is_multiple_of(2) {
            self.propose(round / 2).await;
        }
        if let Some((_, channel, root)) = self.proposals.iter().rev().nth(1).cloned() {
            let replier = format!("U0ASKED{}", round % ASKED);
            let text = format!("for {round} we need a range we can plan with");
            self.say(&replier, &channel, &text, Some(&root)).await;
        }
        for number in 0..TALK {
            let who = format!("U0OWNER{}", number % OWNERS);
            let channel = format!("C0CH{}", (round + number) % CHANNELS);
            self.say(&who, &channel, &format!("lunch {round}, anybody? {number}"), None).await;
        }
        self.events.iter().filter(|event| !event.acknowledged).count()
    }

    async fn propose(&mut self, number: usize) {
        let word = format!("p{number}x");
        let channel = format!("C0CH{}", number % CHANNELS);
        let owner = format!("U0OWNER{}", number % OWNERS);
        let text = format!(
            "I propose that we raise the price of the {word} plan by 10 percent. Any objections?"
        );
        let root = self.say(&owner, &channel, &text, None).await;
        self.proposals.push((word, channel, root));
    }

    /// Somebody writes; the request to the program is kept until it is acknowledged.
    async fn say(&mut self, user: &str, channel: &str, text: &str, thread: Option<&str>) -> String {
        let ts = self.workspace.say(user, channel, text, thread).await.expect("written");
        let mut event = json!({ "type": "message", "channel": channel, "user": user, "text": text,
            "ts": ts, "event_ts": ts, "channel_type": "channel", "team": "T0REHEARSAL" });
        if let Some(thread) = thread {
            event["thread_ts"] = thread.into();
        }
        let body = json!({ "token": "x", "team_id": "T0REHEARSAL", "api_app_id": "A0SOUNDINGS",
            "event": event, "type": "event_callback", "event_id": format!("EvX{}", self.events.len()),
            "event_time": Clock::System.now().as_second() });
        self.events.push(Event { body: body.to_string(), acknowledged: false, sent: 0 });
        ts
    }

    /// Sends all that was not acknowledged, at once, until the moment of the kill has come.
    async fn send_unacknowledged(&mut self, until: Until) {
        let (port, acks, calls) = (self.port, AtomicUsize::new(0), &self.workspace);
        let waiting = self.events.iter_mut().filter(|event| !event.acknowledged);
        let sending = waiting.map(|event| async {
            event.sent += 1;
            event.acknowledged = deliver(port, &event.body, event.sent).await == Some(200);
            acks.fetch_add(usize::from(event.acknowledged), Ordering::SeqCst);
        });
        let come = || match until.by_calls {
            true => calls.calls().len() >= until.calls,
            false => acks.load(Ordering::SeqCst) >= until.acks,
        };
        let moment = async {
            let since = Instant::now();
            while !come() && since.elapsed() < Duration::from_secs(5) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        if until.acks == usize::MAX {
            join_all(sending).await;
        } else {
            tokio::select! {
                () = moment => {}
                () = async { join_all(sending).await; std::future::pending().await } => {}
            }
        }
    }

    /// Waits until the program says that it has carried out everything it acknowledged.
    async fn settles(&self) {
        let since = Instant::now();
        loop {
            let metrics = get(self.port, "/metrics").await.unwrap_or_default();
            if NOTHING_WAITS.iter().all(|line| metrics.lines().any(|found| found == *line)) {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "something still waits: {metrics}");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// What an opened proposal should have led to and has not.
    fn missing(&self, word: &str) -> Vec<String> {
        let posted = self.posted();
        let times = |what: &str| count(&posted, word, what);
        let expected = EXPECTED.iter().filter(|what| times(what) != 1);
        expected.map(|what| format!("{word}: {} times “{what}”", times(what))).collect()
    }

    fn posted(&self) -> Vec<(String, String)> {
        self.workspace.story().iter().filter_map(posted).collect()
    }

    fn judge(&self) {
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let faults: Vec<&str> = log
            .lines()
            .filter(|line| line.contains("ERROR") || line.contains("panicked"))
            .collect();
        let missing: Vec<String> =
            self.proposals.iter().flat_map(|(word, ..)| self.missing(word)).collect();
        let mut times: BTreeMap<_, usize> = BTreeMap::new();
        for post in self.posted() {
            *times.entry(post).or_default() += 1;
        }
        let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
        println!(
            "{} requests, {} deliveries, {} messages ({} of them offers): \
             {} acknowledged and lost, {} posted twice",
            self.events.len(),
            self.events.iter().map(|event| event.sent).sum::<usize>(),
            times.len(),
            times.keys().filter(|(_, text)| text.contains("Count this as")).count(),
            missing.len(),
            twice.len()
        );
        assert!(missing.is_empty(), "lost: {missing:#?}");
        assert!(twice.is_empty(), "{twice:#?}");
        assert!(faults.is_empty(), "logged: {faults:#?}");
    }
}

/// When the program is killed: after so many acknowledgements, or so many calls of the Web API.
struct Until {
    acks: usize,
    calls: usize,
    by_calls: bool,
}

impl Until {
    const EVERYTHING: Until = Until { acks: usize::MAX, calls: usize::MAX, by_calls: false };
}

/// What the opening of each proposal posts, once: the card, one ask, and what the owner has to know.
const EXPECTED: [&str; 3] = [
    "Decision `",
    "asks Finance before deciding",
    "Marketing, Sales, Legal, Support and Leadership could not be reached",
];

fn count(posted: &[(String, String)], word: &str, what: &str) -> usize {
    posted.iter().filter(|(_, text)| text.contains(word) && text.contains(what)).count()
}

/// Where the bot posted something, and what.
fn posted(entry: &Entry) -> Option<(String, String)> {
    let What::Posted { lines } = &entry.what else { return None };
    let place = match &entry.place {
        Place::Channel { name, thread } => {
            format!("#{name} {}", thread.as_ref().map_or("", |thread| &thread.ts))
        }
        Place::OnlyFor { person, .. } | Place::Dm { person, .. } => person.clone(),
        Place::Screen { .. } | Place::Workspace => return None,
    };
    let text = lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    (entry.who == "Soundings").then_some((place, text))
}

/// Everybody is somewhere where it is about noon.
fn spec() -> Spec {
    let hour = Clock::System.now().to_zoned(TimeZone::UTC).hour();
    let ahead = 12 - hour;
    // The names of these zones count westwards.
    let zone = TimeZone::get(&format!("Etc/GMT{:+}", -ahead)).expect("a zone");
    let mut spec = Spec::new(zone.clone());
    let owners = (0..OWNERS).map(|number| format!("owner{number}"));
    for handle in owners.chain((0..ASKED).map(|number| format!("asked{number}"))) {
        let user = User::new(&handle, &handle, zone.clone());
        spec = spec.user(User { quiet_hours: None, ..user });
    }
    (0..CHANNELS).fold(spec, |spec, number| spec.channel(&format!("ch{number}"), false))
}

fn config() -> String {
    let people: Vec<String> = (0..ASKED).map(|number| format!("\"U0ASKED{number}\"")).collect();
    format!(
        "[hours]\nstart = 0\nend = 23\ndays = [\"monday\", \"tuesday\", \"wednesday\", \"thursday\", \
         \"friday\", \"saturday\", \"sunday\"]\n[caps]\nasks_per_week = 100\n[channels]\n\
         otherwise = \"auto\"\n[functions.finance]\npeople = [{}]\n",
        people.join(", ")
    )
}

fn program(config: &Path, data: &Path, workspace: &Workspace, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soundings"));
    command
        .args(["run", "--config"])
        .arg(config)
        .env_clear()
        .env("SLACK_BOT_TOKEN", "xoxb-rehearsal")
        .env("SLACK_SIGNING_SECRET", "rehearsal-signing-secret")
        .env("SLACK_API_URL", workspace.api_url())
        .env("SOUNDINGS_STORE", format!("sled:{}", data.display()))
        .env("SOUNDINGS_LISTEN", format!("127.0.0.1:{port}"))
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null());
    command
}

/// Sends a signed event; returns the status, if there was an answer.
async fn deliver(port: u16, body: &str, attempt: usize) -> Option<u16> {
    let time = Clock::System.now().as_second().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(b"rehearsal-signing-secret").expect("a key");
    mac.update(format!("v0:{time}:{body}").as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    let retry = match attempt {
        0 | 1 => String::new(),
        more => format!("x-slack-retry-num: {}\r\nx-slack-retry-reason: http_error\r\n", more - 1),
    };
    let request = format!(
        "POST /slack/events HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nx-slack-request-timestamp: {time}\r\nx-slack-signature: v0={signature}\r\n\
         {retry}\r\n{body}",
        body.len()
    );
    request_to(port, &request).await?.split(' ').nth(1)?.parse().ok()
}

/// Returns one of the operator's pages, head and all.
async fn get(port: u16, path: &str) -> Option<String> {
    request_to(port, &format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).await
}

/// Sends a request as soon as the program listens; returns the whole answer, if there was one.
async fn request_to(port: u16, request: &str) -> Option<String> {
    let since = Instant::now();
    let mut stream = loop {
        match TcpStream::connect(("127.0.0.1", port)).await {
            Ok(stream) => break stream,
            Err(_) if since.elapsed() > Duration::from_secs(20) => return None,
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    Some(answer)
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_finishes_what_it_acknowledged_and_goes_on_where_it_was() {
    let mut stand = Stand::open().await;
    for number in 0..3 {
        let mut program = stand.start();
        stand.propose(number).await;
        // It answers before it is ready, and acknowledges nothing until then.
        while stand.events.iter().any(|event| !event.acknowledged) {
            stand.send_unacknowledged(Until::EVERYTHING).await;
        }
        let stop = Command::new("kill").args(["-TERM", &program.0.id().to_string()]).status();
        assert!(stop.expect("a kill command").success());
        assert_eq!(program.0.wait().expect("it ends").code(), Some(0));
    }
    let program = stand.start();
    stand.settles().await;
    drop(program);
    stand.judge();
}

/// Runs the program to its end, with a store in this folder.
fn refused(workspace: &Workspace, data: &Path, token: &str) -> Output {
    let config = tempfile::NamedTempFile::new().expect("a file");
    let mut command = program(config.path(), data, workspace, 0);
    command.env("SLACK_BOT_TOKEN", token).output().expect("the program starts")
}

fn assert_refused(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for word in words {
        assert!(said.contains(word), "“{word}” is not in: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_why_it_does_not_start() {
    let workspace = Workspace::start(spec(), Clock::System).await.expect("a workspace");
    let folder = tempfile::tempdir().expect("a folder");
    let data: PathBuf = folder.path().join("data");
    let output = refused(&workspace, &data, "xoxb-wrong");
    assert_refused(&output, &["invalid_auth", "check SLACK_BOT_TOKEN"]);

    let store = SledStore::open(&data).expect("it opens");
    let output = refused(&workspace, &data, "xoxb-rehearsal");
    assert_refused(&output, &["in use", "data"]);
    store.close().expect("it closes");

    let marker = data.join("marker.json");
    let text = std::fs::read_to_string(&marker).expect("a marker");
    let mut newer: Value = serde_json::from_str(&text).expect("json");
    newer["format"] = 999.into();
    std::fs::write(&marker, newer.to_string()).expect("written");
    let output = refused(&workspace, &data, "xoxb-rehearsal");
    assert_refused(&output, &["newer", "999"]);
    assert_eq!(std::fs::read_to_string(&marker).expect("a marker"), newer.to_string());
}
