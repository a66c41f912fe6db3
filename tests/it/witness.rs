//! Witnesses: stand-ins for Slack that others wrote, with the real program before them.
//!
//! The rehearsal workspace is a model by the same hands as the bot and can share its mistakes; these
//! cannot. They come as npm packages that `tests/run` installs, and run where there is no network but
//! their own loopback: one of them listens on every address there is. Time is real here and nothing can
//! be moved, so reminders and closings at the end of a window are not their business.

mod emulate;
mod local_slack;
mod program;
mod story;

use crate::left_out::left_out;
use soundings::clock::Clock;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long anything may take to show.
const PATIENCE: Duration = Duration::from_secs(40);

/// Set where a test runs again, inside its own network.
const INSIDE: &str = "SOUNDINGS_WITNESS_INSIDE";

/// Runs a story alone: the test binary calls itself for this one test, in a network of its own.
///
/// `test` is the test's full name. `needs` is a file of the npm packages.
fn alone(test: &str, needs: &str, story: impl Future<Output = ()>) {
    if std::env::var_os(INSIDE).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(story);
        return;
    }
    if !package(needs).exists() {
        return left_out(&format!("{test} needs the npm packages that tests/run installs"));
    }
    let Some(unshare) = own_network() else {
        return left_out(&format!("{test} needs unshare and ip, and the right to use them"));
    };
    let again = Command::new("unshare")
        .args(unshare)
        .args(["sh", "-c", r#"ip link set lo up && exec "$@""#, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "yes")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout) + String::from_utf8_lossy(&again.stderr);
    println!("{said}");
    assert!(again.status.success(), "{test} failed; its story is above");
    assert!(said.contains("1 passed"), "there is no test called {test}");
}

/// Returns how this machine gives a network of one's own, if it does.
fn own_network() -> Option<&'static [&'static str]> {
    let ways: [&[&str]; 2] = [&["--net"], &["--net", "--map-root-user"]];
    let works = |way: &&&[&str]| {
        let mut unshare = Command::new("unshare");
        let tried = unshare.args(**way).args(["ip", "link", "set", "lo", "up"]).output();
        tried.is_ok_and(|tried| tried.status.success())
    };
    ways.iter().find(works).copied()
}

/// Returns a file below the witnesses' folder.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/witness").join(name)
}

/// Returns a file of the npm packages.
fn package(name: &str) -> PathBuf {
    file("node_modules").join(name)
}

/// Returns a zone in which it is about noon now, so that people are at work whenever the test runs.
fn noon_zone() -> String {
    let hours_to_noon = 12 - Clock::System.now().as_second() / 3600 % 24;
    // The names of these zones count the other way round.
    if hours_to_noon < 0 {
        format!("Etc/GMT+{}", -hours_to_noon)
    } else {
        format!("Etc/GMT-{hours_to_noon}")
    }
}
