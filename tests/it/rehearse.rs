//! `soundings rehearse --plain`: the conversations that are built in, as people see them played by the
//! real program. The transcripts are golden: what changes in them, people will read.

use std::process::{Command, Stdio};

fn rehearse(script: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soundings"));
    command.args(["rehearse", "--plain", "--script", script]).env_clear().stdin(Stdio::null());
    let output = command.output().expect("the program starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{script}: {errors}");
    assert_eq!(errors, "", "{script}");
    let story = String::from_utf8(output.stdout).expect("text");
    println!(
        "{script}: {} tensions were told",
        story.matches("Two views may pull apart over").count()
    );
    story
}

#[test]
fn a_pricing_decision_is_rehearsed() {
    insta::assert_snapshot!("pricing", rehearse("pricing"));
}

#[test]
fn a_deprecation_is_rehearsed() {
    insta::assert_snapshot!("deprecation", rehearse("deprecation"));
}

#[test]
fn a_change_of_architecture_is_rehearsed() {
    insta::assert_snapshot!("architecture", rehearse("architecture"));
}

#[test]
fn the_readme_shows_what_is_really_said() {
    let golden = include_str!("snapshots/it__rehearse__pricing.snap");
    let readme = include_str!("../../README.md");
    let shown = readme.split("<!-- transcript:").nth(1).expect("the README shows a transcript");
    let lines = shown.lines().filter(|line| line.contains('│') && !line.ends_with("│ …"));
    let said: Vec<&str> = golden.lines().map(str::trim).collect();
    let mut count = 0;
    for line in lines {
        assert!(said.contains(&line.trim()), "nobody says so any more: {line}");
        count += 1;
    }
    assert!(count > 20, "only {count} lines");
}
