//! The command: where it writes, what it leaves alone, and what it says when it cannot.

use super::formats::full;
use super::stand::{Exported, Stand};
use crate::left_out::left_out;
use crate::store_format::raw;
use crate::views::fixtures::{self, at};
use serde_json::Value;
use soundings::domain::decision::{Decision, Opened};
use soundings::domain::state::{State, encode};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A decided one and, opened later, one that is listened to.
fn two() -> [Decision; 2] {
    let later = fixtures::decision();
    let opened = Opened { at: at("2026-03-03T09:00"), ..later.opened };
    let title = "Retire the old importer".to_owned();
    [full(), Decision { id: "D0THER123".into(), title, opened, ..later }]
}

const PAGES: [&str; 3] = [
    "2026-03-02-D7K2M9QX1-stop-charging-per-seat-move-the-two-lower-plans-to-usage.md",
    "2026-03-03-D0THER123-retire-the-old-importer.md",
    "README.md",
];

fn names(stand: &Stand, folder: &str) -> Vec<String> {
    stand.files(folder).into_keys().collect()
}

/// A decision's row under another title.
fn renamed(decision: &Decision, title: &str) -> String {
    let decision = Decision { title: title.to_owned(), ..decision.clone() };
    String::from_utf8(encode(&State::Decision(Box::new(decision)))).unwrap()
}

#[tokio::test]
async fn a_line_of_json_for_each_decision_the_oldest_first_and_the_store_is_only_read() {
    let stand = Stand::with(&two()).await;
    let before = fs::read(stand.store().join("db")).unwrap();
    let out = stand.export(&[]).whole();
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["D7K2M9QX1", "D0THER123"]);
    assert_eq!(fs::read(stand.store().join("db")).unwrap(), before);
    assert_eq!(stand.export(&["--format", "jsonl"]).whole(), out, "twice the same");
}

#[tokio::test]
async fn an_empty_store_exports_nothing_in_the_form_asked_for() {
    let stand = Stand::with(&[]).await;
    assert_eq!(stand.export(&[]).whole(), "");
    assert_eq!(stand.export(&["--format", "csv"]).whole().lines().count(), 1);
    let markdown = stand.export(&["--format", "markdown"]);
    assert_eq!(markdown.err, "soundings: 0 decisions written to decisions\n");
    assert_eq!(names(&stand, "decisions"), ["README.md"]);
}

#[tokio::test]
async fn a_page_for_each_decision_goes_to_a_folder_and_is_the_same_every_time() {
    let stand = Stand::with(&two()).await;
    let first = stand.export(&["--format", "markdown"]);
    assert_eq!((first.code, first.out.as_str()), (Some(0), ""));
    assert_eq!(first.err, "soundings: 2 decisions written to decisions\n");
    assert_eq!(names(&stand, "decisions"), PAGES);
    let again = stand.export(&["--format", "markdown", "--out", "docs/decisions"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert_eq!(stand.files("docs/decisions"), stand.files("decisions"));
    for (format, name) in [("csv", "decisions.csv"), ("jsonl", "decisions.jsonl")] {
        assert_eq!(stand.export(&["--format", format, "--out", format]).code, Some(0));
        let printed = stand.export(&["--format", format]).whole();
        assert_eq!(stand.files(format)[name], printed);
    }
}

#[tokio::test]
async fn a_folder_that_is_not_empty_is_refused_and_left_as_it_is() {
    let stand = Stand::with(&two()).await;
    stand.export(&["--format", "markdown"]);
    fs::write(stand.path("decisions/notes.md"), "# Ours\n").unwrap();
    let before = stand.files("decisions");
    for format in ["markdown", "csv", "jsonl"] {
        let again = stand.export(&["--format", format, "--out", "decisions"]);
        again.refused(&[
            "the folder decisions is not empty (it holds 2026-03-02-D7K2M9QX1-",
            ", …); choose another with --out, or add --replace",
        ]);
    }
    assert_eq!(stand.files("decisions"), before);
}

#[tokio::test]
async fn replacing_renames_what_has_another_title_and_leaves_what_others_wrote() {
    let stand = Stand::with(&two()).await;
    stand.export(&["--format", "markdown"]);
    fs::write(stand.path("decisions/0001-by-hand.md"), "---\nstatus: accepted\n---\n").unwrap();
    fs::write(stand.path("decisions/decisions.csv"), "not, ours\n").unwrap();
    fs::create_dir(stand.path("decisions/2026-03-02-D7K2M9QX1-a-folder.md")).unwrap();
    stand.change("decision/T1/D0THER123", &renamed(&two()[1], "Keep the old importer")).await;
    let again = stand.export(&["--format", "markdown", "--replace"]);
    assert_eq!(again.code, Some(0), "{}", again.err);
    let said = "soundings: 2 decisions written to decisions; 1 page that was out of date is gone\n";
    assert_eq!(again.err, said);
    let expected = [
        "0001-by-hand.md",
        PAGES[0],
        "2026-03-02-D7K2M9QX1-a-folder.md",
        "2026-03-03-D0THER123-keep-the-old-importer.md",
        "README.md",
        "decisions.csv",
    ];
    let mut expected = expected.map(str::to_owned);
    expected.sort();
    assert_eq!(names(&stand, "decisions"), expected);
    let files = stand.files("decisions");
    assert_eq!(files["0001-by-hand.md"], "---\nstatus: accepted\n---\n");
    assert_eq!(files["decisions.csv"], "not, ours\n");
    assert!(files["README.md"].contains("Keep the old importer"), "{}", files["README.md"]);
}

#[tokio::test]
async fn what_somebody_else_wrote_is_not_replaced() {
    let stand = Stand::with(&two()).await;
    fs::create_dir(stand.path("docs")).unwrap();
    fs::write(stand.path("docs/README.md"), "# Our handbook\n").unwrap();
    let refused = stand.export(&["--format", "markdown", "--out", "docs", "--replace"]);
    refused.refused(&["docs/README.md was not written by an export", "Nothing was changed"]);
    assert_eq!(names(&stand, "docs"), ["README.md"]);

    fs::remove_file(stand.path("docs/README.md")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", stand.path("docs/README.md")).unwrap();
    let refused = stand.export(&["--format", "markdown", "--out", "docs", "--replace"]);
    refused.refused(&["docs/README.md was not written by an export"]);

    fs::write(stand.path("docs/decisions.csv"), "a,b\r\n").unwrap();
    let refused = stand.export(&["--format", "csv", "--out", "docs", "--replace"]);
    refused.refused(&["docs/decisions.csv was not written by an export"]);
}

#[tokio::test]
async fn a_place_that_is_no_folder_or_cannot_be_written_is_named() {
    let stand = Stand::with(&two()).await;
    fs::write(stand.path("file"), "no folder").unwrap();
    for out in ["file", "file/below"] {
        let refused = stand.export(&["--format", "csv", "--out", out]);
        refused.refused(&[&format!("{out} is no folder but a file, or below one")]);
    }
    assert_eq!(fs::read_to_string(stand.path("file")).unwrap(), "no folder");
    // Not even root makes a folder in /proc.
    let refused = stand.export(&["--format", "csv", "--out", "/proc/soundings"]);
    refused.refused(&["the folder /proc/soundings cannot be written", "nothing in it was changed"]);
}

#[tokio::test]
async fn a_disk_that_fills_up_leaves_the_folder_as_it_was() {
    let unshare = || {
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount"]);
        unshare
    };
    if !unshare().arg("true").output().is_ok_and(|output| output.status.success()) {
        return left_out("the full-disk test needs unshare with the right to mount");
    }
    let stand = Stand::with(&two()).await;
    stand.export(&["--format", "markdown", "--out", "earlier"]);
    fs::create_dir(stand.path("small")).unwrap();
    // A disk on which the earlier export and some kilobytes more fit.
    let script = "mount -t tmpfs -o size=32k none small && cp earlier/* small/ && \
        head -c 16k /dev/zero > small/ballast; \"$0\" export \"$@\"; code=$?; \
        rm small/ballast; ls -A small; diff -r earlier small && exit $code";
    let run = |arguments: &[&str]| {
        let mut command = unshare();
        command.args(["sh", "-c", script, env!("CARGO_BIN_EXE_soundings")]).args(arguments);
        command.current_dir(stand.path("")).env("SOUNDINGS_STORE", "sled:store");
        Exported::of(command.output().unwrap())
    };
    let full = run(&["--format", "markdown", "--out", "small", "--replace"]);
    let expected = "soundings: the folder small cannot be written (No space left on device";
    assert!(full.err.contains(expected), "{}", full.err);
    assert!(full.err.contains("nothing in it was changed"), "{}", full.err);
    assert_eq!((full.code, full.out), (Some(2), PAGES.join("\n") + "\n"));
}

#[tokio::test]
async fn standard_output_that_cannot_be_written_is_named_and_one_that_is_closed_is_fine() {
    let stand = Stand::with(&two()).await;
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = stand.command(&[], &[]).stdout(full).output().unwrap();
    Exported::of(output).refused(&["standard output cannot be written (No space left on device"]);
    let mut seen_enough = Command::new("sh");
    seen_enough.args(["-c", "\"$0\" export | true", env!("CARGO_BIN_EXE_soundings")]);
    seen_enough.current_dir(stand.path("")).env("SOUNDINGS_STORE", "sled:store");
    assert_eq!(Exported::of(seen_enough.output().unwrap()).err, "");
}

#[tokio::test]
async fn a_store_in_use_says_what_to_do() {
    let stand = Stand::with(&two()).await;
    let store = stand.open();
    let refused = stand.export(&["--format", "markdown"]);
    refused.refused(&[
        "the store store is in use, by the running bot as it seems. Stop the bot",
        "or export from a copy that was made while it was stopped: SOUNDINGS_STORE=sled:COPY",
    ]);
    assert!(!stand.path("decisions").exists());
    store.close().unwrap();
    assert_eq!(stand.export(&["--format", "markdown"]).code, Some(0));
}

#[tokio::test]
async fn where_there_is_no_store_nothing_is_made() {
    let stand = Stand::with(&two()).await;
    let nowhere = [("SOUNDINGS_STORE", "sled:nowhere")];
    let refused = stand.export_with(&["--format", "markdown"], &nowhere);
    refused.refused(&["there is no store at nowhere; say where it is (SOUNDINGS_STORE=sled:PATH)"]);
    assert!(!stand.path("nowhere").exists() && !stand.path("decisions").exists());
    let small = [("TMPDIR", "/proc/nowhere")];
    stand.export_with(&[], &small).refused(&["TMPDIR names another place"]);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_named_and_the_rest_is_exported() {
    let stand = Stand::with(&two()).await;
    stand.export(&["--format", "markdown"]);
    stand.change("decision/T1/D0THER123", r#"{"format":99,"value":"of tomorrow"}"#).await;
    stand.change("decision/T1/DBR0KEN12", "{").await;
    stand.change("decision/T1/DDISMISS1", r#"{"format":1,"value":"dismissed"}"#).await;
    stand.change("decision/T1/DT0RN1234", &"x".repeat(150_000)).await;
    let tree = raw(&stand.store());
    let part = tree.scan_prefix("pdecision/T1/DT0RN1234").next().unwrap().unwrap().0;
    tree.remove(part).unwrap();
    drop(tree);
    let partial = stand.export(&[]);
    assert_eq!((partial.code, partial.out.lines().count()), (Some(1), 1));
    for words in [
        "soundings: decision/T1/D0THER123 cannot be read and is left out: the record was written in \
         format 99, by a newer version",
        "soundings: decision/T1/DBR0KEN12 cannot be read",
        "soundings: decision/T1/DT0RN1234 cannot be read and is left out: the record pdecision",
        "soundings: 3 decisions left out because the store cannot be read there\n",
    ] {
        assert!(partial.err.contains(words), "“{words}” is not in {}", partial.err);
    }
    // Of what cannot be read nobody knows that it is out of date.
    let partial = stand.export(&["--format", "markdown", "--replace"]);
    assert_eq!(partial.code, Some(1), "{}", partial.err);
    assert_eq!(names(&stand, "decisions"), PAGES);
}

#[tokio::test]
async fn what_an_export_left_behind_that_was_killed_is_in_nobodys_way() {
    let stand = Stand::with(&two()).await;
    let unfinished = stand.path("decisions/.soundings-export-Ab3dEf");
    fs::create_dir_all(&unfinished).unwrap();
    fs::write(unfinished.join(".at-work"), "").unwrap();
    fs::write(unfinished.join(PAGES[0]), "half").unwrap();
    // One that is still at work is let be.
    let busy = stand.path("decisions/.soundings-export-busy00");
    fs::create_dir(&busy).unwrap();
    let at_work = fs::File::create(busy.join(".at-work")).unwrap();
    at_work.lock().unwrap();
    assert_eq!(stand.export(&["--format", "markdown"]).code, Some(0));
    let mut expected = vec![".soundings-export-busy00"];
    expected.extend(PAGES);
    assert_eq!(names(&stand, "decisions"), expected);
}

#[tokio::test]
async fn the_configuration_names_functions_and_store() {
    let stand = Stand::with(&two()).await;
    let own =
        include_str!("../../../config/lenses/finance.toml").replace("\"Finance\"", "\"Money\"");
    fs::create_dir(stand.path("lenses")).unwrap();
    fs::write(stand.path("lenses/finance.toml"), own).unwrap();
    let text = "[store]\nurl = \"sled:elsewhere\"\n[lenses]\nfolder = \"lenses\"\n";
    fs::write(stand.path("soundings.toml"), text).unwrap();
    let out = stand.export(&["--format", "csv", "--config", "soundings.toml"]).whole();
    assert!(out.contains(",finance,Money,heard,"), "{out}");
    fs::write(stand.path("soundings.toml"), "[stoer]\n").unwrap();
    let refused = stand.export(&["--config", "soundings.toml"]);
    refused
        .refused(&["the configuration with soundings.toml cannot be used", "stoer: unknown key"]);
}

#[test]
fn a_command_line_that_is_not_understood_exits_with_2() {
    for arguments in [&["--format", "yaml"][..], &["--as", "tom"], &["--as", "@tom"], &["--out"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soundings"));
        let output = command.arg("export").args(arguments).env_clear().output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    assert!(!Path::new("decisions").exists());
}
