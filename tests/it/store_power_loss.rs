//! After a power loss every acknowledged commit is there.
//!
//! The child of `store_crash` runs under strace. From the recorded calls its files are built as they
//! would be if the power had failed right after an acknowledgement, or right after a write: what was
//! written before the start of a finished `fsync` or `fdatasync` of that file is kept; of what came
//! later nothing, or just one write out of two, or the first half of each, reached the disk. A row that
//! goes into several records is there whole or not at all, like any other.
//!
//! This shows that the store syncs the right file at the right time and recovers from what is then on
//! the disk. It takes the file system at its word: it does not try disks that lie about a sync, nor a
//! file system that forgets names (creating and renaming count as durable at once).

use crate::left_out::left_out;
use crate::store_crash::{Acknowledged, check, child, note, this_binary};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const COMMITS: u64 = 60;

/// sled's file is made of these; a commit may lie across two.
const SEGMENT_BYTES: usize = 8 << 20;

#[tokio::test]
async fn every_acknowledged_commit_survives_a_power_loss() {
    if Command::new("strace").arg("-V").output().is_err() {
        return left_out("the power-loss test needs strace, which is not installed");
    }
    let folder = tempfile::tempdir().unwrap();
    // Canonical, as strace spells it.
    let root = folder.path().canonicalize().unwrap();
    let story = record(&root);
    assert_eq!(story.acknowledged.values().sum::<u64>(), 8 * COMMITS);
    assert!(story.disk.files[&root.join("store/db")].end() > SEGMENT_BYTES, "too few commits");

    let lost = root.join("after");
    let mut losses = 0;
    for disk in &story.losses {
        for leaked in [Leaked::Nothing, Leaked::EveryOther, Leaked::FirstHalves] {
            disk.write_to(&root.join("store"), &lost, leaked);
            check(&lost, &disk.acknowledged).await;
            fs::remove_dir_all(&lost).unwrap();
            losses += 1;
        }
    }
    assert!(losses >= 30, "only {losses} moments were tried");
    println!("{losses} power losses among {} commits: 0 acknowledged lost", 8 * COMMITS);
}

#[derive(Clone, Copy)]
enum Leaked {
    Nothing,
    EveryOther,
    FirstHalves,
}

/// What one process did to its files.
#[derive(Default)]
struct Story {
    disk: Disk,
    acknowledged: Acknowledged,
    acknowledgements: usize,
    losses: Vec<Disk>,
}

/// The files at one moment, and what had been acknowledged.
#[derive(Clone, Default)]
struct Disk {
    files: BTreeMap<PathBuf, Content>,
    acknowledged: Acknowledged,
}

/// A file: its writes, and how many of them are durable.
#[derive(Clone, Default)]
struct Content {
    writes: Vec<(usize, std::sync::Arc<[u8]>)>,
    durable: usize,
}

impl Content {
    fn bytes(&self, leaked: Leaked) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (index, (offset, written)) in self.writes.iter().enumerate() {
            let late = index >= self.durable;
            let written = match leaked {
                _ if !late => &written[..],
                Leaked::Nothing => continue,
                Leaked::EveryOther if index % 2 == 0 => continue,
                Leaked::EveryOther => &written[..],
                Leaked::FirstHalves => &written[..written.len() / 2],
            };
            let end = offset + written.len();
            bytes.resize(bytes.len().max(end), 0);
            bytes[*offset..end].copy_from_slice(written);
        }
        bytes
    }

    fn end(&self) -> usize {
        self.writes.iter().map(|(offset, written)| offset + written.len()).max().unwrap_or(0)
    }
}

impl Disk {
    fn write_to(&self, from: &Path, to: &Path, leaked: Leaked) {
        fs::create_dir(to).unwrap();
        for (path, content) in &self.files {
            let name = path.strip_prefix(from).unwrap();
            fs::write(to.join(name), content.bytes(leaked)).unwrap();
        }
    }
}

/// Runs the child under strace and plays its calls back.
fn record(root: &Path) -> Story {
    let log = root.join("strace.log");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-xx", "-s", "100000000", "-o"]).arg(&log);
    strace.args(["-e", "trace=openat,write,pwrite64,fsync,fdatasync,rename,unlink,ftruncate"]);
    strace.arg(this_binary());
    let output = child(strace, &root.join("store"), COMMITS).output().unwrap();
    assert!(output.status.success(), "{output:?}");

    let mut story = Story::default();
    // Calls that have begun, by thread: the text so far, and what a sync would cover.
    let mut begun: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for line in fs::read_to_string(log).unwrap().lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let call = call.trim_start();
        if let Some(start) = call.strip_suffix("<unfinished ...>") {
            begun.insert(thread.to_owned(), (start.to_owned(), story.covered_by(start)));
        } else if let Some((_, rest)) = call.split_once(" resumed>") {
            let (start, covered) = begun.remove(thread).unwrap();
            story.play(&(start + rest), covered, &root.join("store"));
        } else {
            let covered = story.covered_by(call);
            story.play(call, covered, &root.join("store"));
        }
    }
    story
}

impl Story {
    /// Returns how many writes a sync that begins now makes durable.
    fn covered_by(&self, call: &str) -> usize {
        let file = descriptor(call).and_then(|path| self.disk.files.get(&path));
        file.map_or(0, |file| file.writes.len())
    }

    /// Plays a finished call.
    fn play(&mut self, call: &str, covered: usize, folder: &Path) {
        let Some((name, _)) = call.split_once('(') else { return };
        if call.ends_with(')') || call.contains("= -1 ") {
            return;
        }
        let strings = strings(call);
        if name == "write" && call.starts_with("write(1<") {
            return self.hear(&String::from_utf8_lossy(&strings[0]));
        }
        let named = strings.first().map(|text| PathBuf::from(text_of(text)));
        let path = match name {
            "openat" | "rename" | "unlink" => named,
            _ => descriptor(call),
        };
        let Some(path) = path.filter(|path| path.starts_with(folder) && path != folder) else {
            return;
        };
        self.change(name, call, path, &strings, covered);
    }

    fn change(
        &mut self,
        name: &str,
        call: &str,
        path: PathBuf,
        strings: &[Vec<u8>],
        covered: usize,
    ) {
        let files = &mut self.disk.files;
        match name {
            "openat" if call.contains("O_TRUNC") => {
                files.insert(path, Content::default());
            }
            "openat" if call.contains("O_CREAT") => {
                files.entry(path).or_default();
            }
            "openat" => {}
            "write" => {
                let file = files.entry(path).or_default();
                file.writes.push((file.end(), strings[0].as_slice().into()));
            }
            "pwrite64" => {
                let offset = call.rsplit_once(") ").unwrap().0.rsplit_once(", ").unwrap().1;
                let write = (offset.trim().parse().unwrap(), strings[0].as_slice().into());
                let file = files.entry(path).or_default();
                file.writes.push(write);
                if file.writes.len().is_multiple_of(31) {
                    self.lose_power();
                }
            }
            "fsync" | "fdatasync" => {
                let file = files.entry(path).or_default();
                file.durable = file.durable.max(covered);
            }
            "rename" => {
                let content = files.remove(&path).unwrap();
                files.insert(PathBuf::from(text_of(&strings[1])), content);
            }
            "unlink" => {
                files.remove(&path);
            }
            other => panic!("the test does not know what {other} does to a file"),
        }
    }

    /// Notes an acknowledgement; the power fails after every 61st.
    fn hear(&mut self, line: &str) {
        if !note(&mut self.acknowledged, line) {
            return;
        }
        self.acknowledgements += 1;
        if self.acknowledgements % 61 == 1 {
            self.lose_power();
        }
    }

    /// Keeps what there is at this moment, to be looked at as if it were the last.
    fn lose_power(&mut self) {
        let acknowledged = self.acknowledged.clone();
        self.losses.push(Disk { acknowledged, ..self.disk.clone() });
    }
}

/// Returns the path behind a call's file descriptor: `fsync(9<\x2f…>…`.
fn descriptor(call: &str) -> Option<PathBuf> {
    let (_, rest) = call.split_once('<')?;
    let (path, _) = rest.split_once('>')?;
    Some(PathBuf::from(text_of(&unescape(path))))
}

/// Returns a call's string arguments.
fn strings(call: &str) -> Vec<Vec<u8>> {
    call.split('"').skip(1).step_by(2).map(unescape).collect()
}

/// Reads `\x2f\x61`.
fn unescape(text: &str) -> Vec<u8> {
    hex::decode(text.replace("\\x", "")).unwrap_or_default()
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
