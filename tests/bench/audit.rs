//! How fast an export is read, and in how much memory: as a folder and as a zip file.
//!
//! `cargo bench --bench audit`: makes up an export of 200 MB (`SOUNDINGS_AUDIT_MB` for another size) in a
//! temporary folder (`TMPDIR`), and runs the program on it. The goals: 50 MB/s on one core, and 1 GB in
//! under 300 MB of memory. What is said is put together from a few sentences, by a seed; round each
//! message stands what Slack writes round it.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;

const CHANNELS: usize = 40;
const DAYS: usize = 90;
const PEOPLE: usize = 300;
/// 5 January 2026.
const FIRST_SECOND: usize = 1_767_571_200;

fn main() {
    // Test runners start every target and want to see it run; only `cargo bench` wants figures.
    let measures = std::env::args().any(|argument| argument == "--bench");
    let megabytes = std::env::var_os("SOUNDINGS_AUDIT_MB")
        .and_then(|text| text.to_str()?.parse().ok())
        .unwrap_or(if measures { 200 } else { 2 });
    let scratch = tempfile::tempdir().expect("a temporary folder can be made");
    let folder = scratch.path().join("export");
    let zip = scratch.path().join("export.zip");
    let bytes = write_export(&folder, &zip, megabytes << 20);
    println!("{} MB in {CHANNELS} channels, {} MB packed", bytes >> 20, size(&zip) >> 20);
    println!("            MB/s   MB/s of processor time   seconds   MB of memory at most");
    for (name, export) in [("folder", &folder), ("zip file", &zip)] {
        let run = measure(export);
        let rate = |time: Duration| (bytes >> 20) as f64 / time.as_secs_f64();
        println!(
            "{name:9}{:7.0}{:25.0}{:10.1}{:15}",
            rate(run.time),
            rate(run.processor),
            run.time.as_secs_f64(),
            run.memory >> 20
        );
    }
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).expect("it was written").len()
}

/// What one audit took.
#[derive(Default)]
struct Run {
    time: Duration,
    /// On a machine that does other things as well, this is the truer figure.
    processor: Duration,
    memory: usize,
}

/// Runs the audit and looks at it until it ends.
fn measure(export: &Path) -> Run {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_soundings"))
        .arg("audit")
        .arg(export)
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut run = Run::default();
    loop {
        run.processor = run.processor.max(processor_time(&child));
        run.memory = run.memory.max(high_water(&child));
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            assert!(status.success(), "the audit fails");
            return Run { time: start.elapsed(), ..run };
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Returns the most memory a process has had so far, in bytes.
fn high_water(child: &Child) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0) << 10
}

/// Returns the time a process has computed so far; Linux counts it in hundredths of a second.
fn processor_time(child: &Child) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    // The name in brackets may hold anything; behind it, user and system time are 12th and 13th.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// Writes the export in both forms; returns how many bytes of messages it holds.
fn write_export(folder: &Path, zip: &Path, bytes: usize) -> usize {
    let mut zip = zip::ZipWriter::new(File::create(zip).expect("a file"));
    let mut put = |path: &str, text: &str| {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("inside")).expect("a folder");
        fs::write(file, text).expect("written");
        zip.start_file(path, SimpleFileOptions::default()).expect("a name");
        zip.write_all(text.as_bytes()).expect("packed");
    };
    put("users.json", &users());
    put("channels.json", &channels());
    let mut random = Random(42);
    let mut written = 0;
    for channel in 0..CHANNELS {
        for day in 0..DAYS {
            let text = day_of_messages(&mut random, day, bytes / CHANNELS / DAYS);
            written += text.len();
            let date = jiff::civil::date(2026, 1, 5) + jiff::Span::new().days(day as i64);
            put(&format!("channel-{channel:02}/{date}.json"), &text);
        }
    }
    zip.finish().expect("a whole zip");
    written
}

fn users() -> String {
    const TITLES: [&str; 6] =
        ["Software Engineer", "CFO", "Product Manager", "Support Lead", "Legal Counsel", ""];
    let users = (0..PEOPLE).map(|at| {
        let title = TITLES[at % TITLES.len()];
        format!(r#"{{"id":"U{at:08}","name":"p{at}","profile":{{"title":"{title}"}}}}"#)
    });
    format!("[{}]", users.collect::<Vec<_>>().join(","))
}

fn channels() -> String {
    let channels = (0..CHANNELS)
        .map(|at| format!(r#"{{"id":"C{at:08}","name":"channel-{at:02}","is_archived":false}}"#));
    format!("[{}]", channels.collect::<Vec<_>>().join(","))
}

fn day_of_messages(random: &mut Random, day: usize, bytes: usize) -> String {
    let mut text = String::from("[");
    let mut seq = 0;
    let mut thread = None;
    while text.len() < bytes {
        let second = FIRST_SECOND + day * 86_400 + seq % 86_000;
        let ts = format!("{second}.{seq:06}");
        let said = said(random);
        if seq > 0 {
            text.push_str(",\n");
        }
        let roll = random.below(10);
        let in_thread = match (&thread, roll) {
            (_, 0) => {
                thread = Some(ts.clone());
                format!(r#""thread_ts":"{ts}","reply_count":1,"#)
            }
            (Some(root), 1..=3) => format!(r#""thread_ts":"{root}","#),
            _ => String::new(),
        };
        message(&mut text, random.below(PEOPLE), &ts, &in_thread, &said);
        seq += 1;
    }
    text + "]"
}

fn message(out: &mut String, user: usize, ts: &str, in_thread: &str, said: &str) {
    let _ = write!(
        out,
        r#"{{"client_msg_id":"{user:08x}-0000-4000-8000-00000000c0de","type":"message","text":"{said}","user":"U{user:08}","ts":"{ts}",{in_thread}"team":"T00000001","user_team":"T00000001","source_team":"T00000001","user_profile":{{"avatar_hash":"g{user:011x}","image_72":"https://secure.example/avatar/{user:08x}.jpg?s=72&d=https%3A%2F%2Fa.example%2Fava_0001-72.png","first_name":"P","real_name":"P {user}","display_name":"p{user}","team":"T00000001","name":"p{user}","is_restricted":false,"is_ultra_restricted":false}},"blocks":[{{"type":"rich_text","block_id":"b{user:04x}","elements":[{{"type":"rich_text_section","elements":[{{"type":"text","text":"{said}"}}]}}]}}]}}"#
    );
}

/// Puts a message together; about one in a hundred proposes something.
fn said(random: &mut Random) -> String {
    const PROPOSALS: [&str; 3] = [
        "I propose that we drop the free plan in April. Any objections?",
        "We need to decide whether we move billing off cron this quarter.",
        "Proposal: let's retire the v1 export API for all customers.",
    ];
    if random.below(100) == 0 {
        return PROPOSALS[random.below(PROPOSALS.len())].to_owned();
    }
    let sentences = (0..=random.below(3)).map(|_| sentence(random));
    sentences.collect::<Vec<_>>().join(" ")
}

fn sentence(random: &mut Random) -> String {
    const WHO: [&str; 6] =
        ["the deploy", "my laptop", "that ticket", "the invoice", "our demo", "the build"];
    const DOES: [&str; 6] = [
        "is fine again",
        "broke last night",
        "took an hour",
        "looks good",
        "needs a look",
        "was merged",
    ];
    const WHERE: [&str; 6] = [
        "on staging",
        "after lunch",
        "for the second time",
        "in the other region",
        "as ever",
        "\u{1f950}",
    ];
    let mut pick = |words: &[&'static str; 6]| words[random.below(6)];
    format!("{} {} {}, see the thread from this morning.", pick(&WHO), pick(&DOES), pick(&WHERE))
}

/// A small generator whose numbers are the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}
