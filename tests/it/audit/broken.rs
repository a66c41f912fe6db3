//! Exports that are not as they should be: each fault is survived and named.

use super::export::{Export, at, message, reply, root};
use super::{err, out, soundings, unwrapped};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;

const PROPOSAL: &str = "I propose that we drop the free plan. Any objections?";

/// An export with one proposal in `plans`.
fn sound() -> Export {
    let mut export = Export::default();
    export.user("U1", "Ana Weber", "Product Manager").channel("C1", "plans");
    export.say("plans", message("U1", &at(2, 0), PROPOSAL));
    export
}

/// A temporary folder, and a place in it.
fn scratch(name: &str) -> (tempfile::TempDir, PathBuf) {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join(name);
    (scratch, path)
}

fn audit(export: &Path) -> Value {
    let output = soundings(&["audit", export.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    assert_eq!(err(&output), "");
    serde_json::from_str(&out(&output)).unwrap()
}

/// Returns the account as `count what: why (places)`.
fn account(report: &Value) -> Vec<String> {
    let lines = report["unread"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let line = |line: &Value| {
        let places: Vec<String> = line["places"].as_array().unwrap().iter().map(text).collect();
        let (what, why) = (text(&line["what"]), text(&line["why"]));
        format!("{} {what}: {why} ({})", line["count"], places.join(", "))
    };
    lines.map(line).collect()
}

/// Audits an export as a folder and as a zip file; the account must hold exactly these lines, and
/// the one proposal must be found all the same.
fn check(export: &Export, expected: &[&str]) -> Value {
    let (_scratch, path) = scratch("export");
    let folder = audit(&export.folder(&path));
    let zip = audit(&export.zip(&path.with_extension("zip")));
    assert_eq!(folder, zip);
    assert_eq!(account(&folder), expected);
    assert_eq!(folder["totals"]["decisions"], 1, "{}", folder["summary"]);
    folder
}

fn with_file(path: &str, bytes: impl Into<Vec<u8>>) -> Export {
    let mut export = sound();
    export.files.insert(path.to_owned(), bytes.into());
    export
}

#[test]
fn a_sound_export_has_an_empty_account() {
    check(&sound(), &[]);
}

#[test]
fn files_that_are_no_list_of_messages_are_named() {
    for (bytes, why) in [
        (&b"{\"ok\":false}"[..], "does not hold a list"),
        (b"<html>", "does not hold a list"),
        (b"", "ends in the middle; what stands before that was read"),
        (b"[{\"type\":\"message\",\"te", "ends in the middle; what stands before that was read"),
        (b"[}, 2]", "malformed from some point on; what stands before that was read"),
        (b"[null]", "not understood; left out"),
        (b"[{\"type\":}]", "not understood; left out"),
    ] {
        let what = if why.starts_with("not") { "entry" } else { "file" };
        let line = format!("1 {what}: {why} (plans/2026-03-05.json)");
        check(&with_file("plans/2026-03-05.json", bytes), &[&line]);
    }
}

#[test]
fn what_stands_before_the_break_of_a_list_is_read() {
    let mut cut = serde_json::to_vec(&[message("U1", &at(2, 0), PROPOSAL)]).unwrap();
    cut.pop();
    let export = with_file("plans/2026-03-02.json", cut);
    check(
        &export,
        &["1 file: ends in the middle; what stands before that was read (plans/2026-03-02.json)"],
    );
}

#[test]
fn lists_that_are_missing_or_broken_are_named() {
    let mut export = sound();
    export
        .files
        .insert("users.json".into(), b"[{\"id\":\"U1\"},{\"id\":\"\"},{\"id\":\"U2\"".to_vec());
    check(
        &export,
        &[
            "1 file: ends in the middle; what stands before that was read (users.json)",
            "1 entry: not understood; left out (users.json)",
        ],
    );
    let (_scratch, path) = scratch("export");
    let folder = sound().folder(&path);
    fs::remove_file(folder.join("users.json")).unwrap();
    fs::remove_file(folder.join("channels.json")).unwrap();
    let report = audit(&folder);
    assert_eq!(
        account(&report),
        [
            "2 files: missing from the export (users.json, channels.json)",
            "1 conversation: read, though no list says whether it is public: mind who gets this (plans)",
        ]
    );
    assert_eq!(report["totals"]["decisions"], 1);
}

#[test]
fn odd_time_stamps_are_read_but_measure_nothing() {
    let mut export = sound();
    let odd = ["soon", "1772323200000000000", "4102444800.000100", "12.0", "", "-5"];
    let messages: Vec<Value> = odd
        .iter()
        .map(|ts| message("U2", ts, "and another thing, about the office plants"))
        .collect();
    let mut number = message("U2", "", "this one has a number for its time");
    number["ts"] = json!(1_772_582_400.000_1);
    let all = [messages, vec![number]].concat();
    export.files.insert("plans/2026-03-04.json".into(), serde_json::to_vec(&all).unwrap());
    let line =
        "6 messages: a time that cannot be right; read, but in no duration (plans/2026-03-04.json)";
    let report = check(&export, &[line]);
    assert_eq!(report["read"]["messages"], 8);
}

#[test]
fn bytes_that_are_no_text_a_mark_in_front_and_long_messages_are_read() {
    let mut latin = serde_json::to_vec(&[message("U2", &at(3, 1), "caf# au lait")]).unwrap();
    latin.iter_mut().filter(|byte| **byte == b'#').for_each(|byte| *byte = 0xe9);
    let mut export = with_file("plans/2026-03-03.json", latin);
    let long = message("U2", &at(4, 1), &"we talked about soup. ".repeat(5_000));
    let marked = [&b"\xef\xbb\xbf"[..], &serde_json::to_vec(&[long]).unwrap()].concat();
    export.files.insert("plans/2026-03-04.json".into(), marked);
    let huge = format!("[{{\"type\":\"message\",\"text\":\"{}\"}}]", "x".repeat(9 << 20));
    export.files.insert("plans/2026-03-05.json".into(), huge.into_bytes());
    let report = check(
        &export,
        &[
            "1 message: larger than Slack allows; left out (plans/2026-03-05.json)",
            "1 message: not valid UTF-8; read with the broken characters replaced (plans/2026-03-03.json)",
        ],
    );
    assert_eq!(report["read"]["messages_by_people"], 3);
}

#[test]
fn private_channels_are_read_when_asked_for_and_direct_messages_never() {
    let mut export = sound();
    let list =
        |id: &str, name: &str| serde_json::to_vec(&json!([{ "id": id, "name": name }])).unwrap();
    export.files.insert("groups.json".into(), list("C2", "secret-plans"));
    export.files.insert("dms.json".into(), list("D012345678", ""));
    for folder in ["secret-plans", "D012345678", "mpdm-a--b-1", "left-over"] {
        export.say(folder, message("U1", &at(3, 0), PROPOSAL));
    }
    let unlisted = "1 conversation: not listed as a public channel; left out (left-over)";
    check(&export, &[unlisted]);
    let (_scratch, path) = scratch("export");
    let folder = export.folder(&path);
    let output = soundings(&["audit", folder.to_str().unwrap(), "--private"]);
    let text = unwrapped(&out(&output));
    assert!(text.contains("2 of 2 messages propose a decision"), "{text}");
    assert!(text.contains("(1 of them private: mind who gets this)"), "{text}");
}

#[test]
fn a_channel_that_says_it_is_private_is_so_in_whichever_list_it_stands() {
    let mut export = sound();
    let list = json!([{ "id": "C1", "name": "plans" }, { "id": "C2", "name": "secret", "is_private": true },
        { "id": "C3", "name": "talk", "is_mpim": true }]);
    export.files.insert("channels.json".into(), serde_json::to_vec(&list).unwrap());
    for folder in ["secret", "talk"] {
        export.say(folder, message("U1", &at(3, 0), PROPOSAL));
    }
    check(&export, &[]);
    let (_scratch, path) = scratch("export");
    let folder = export.folder(&path);
    let text = unwrapped(&out(&soundings(&["audit", folder.to_str().unwrap(), "--private"])));
    assert!(text.contains("2 channels (1 of them private"), "{text}");
    let asked = |name| out(&soundings(&["audit", folder.to_str().unwrap(), "--channel", name]));
    let said = unwrapped(&asked("secret"));
    let line = "1 channel: asked for, and private; add --private to read it (secret)";
    assert!(said.contains(line), "{said}");
    let said = unwrapped(&asked("talk"));
    assert!(said.contains("direct messages, which are never read (talk)"), "{said}");
}

#[test]
fn an_odd_element_leaves_the_rest_of_its_file_readable() {
    let mut export = sound();
    let all = json!([
        null,
        7,
        "text",
        ["list"],
        message("U1", &at(4, 0), "Proposal: we retire the v1 API in May.")
    ]);
    export.files.insert("plans/2026-03-04.json".into(), serde_json::to_vec(&all).unwrap());
    let (_scratch, path) = scratch("export");
    let report = audit(&export.folder(&path));
    assert_eq!(account(&report), ["4 entries: not understood; left out (plans/2026-03-04.json)"]);
    assert_eq!(
        (&report["totals"]["decisions"], &report["read"]["messages"]),
        (&json!(2), &json!(2))
    );
}

#[test]
fn a_message_that_is_there_again_counts_once() {
    let mut export = Export::default();
    export.user("U1", "Ana Weber", "Product Manager").user("U2", "Ben Okafor", "CFO");
    export.channel("C1", "plans");
    let (first, churn) = (at(2, 0), "What does that do to churn?");
    for _ in 0..3 {
        export.say("plans", root("U1", &first, 1, PROPOSAL));
        export.say("plans", reply("U2", &first, &at(2, 9), churn));
    }
    let report =
        check(&export, &["4 messages: there more than once; counted once (plans/2026-03-02.json)"]);
    assert_eq!(
        (&report["decisions"][0]["replies"], &report["read"]["messages"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(report["totals"]["on_the_customers_voice_alone"], 0);
}

#[test]
fn an_answer_above_what_it_answers_is_heard() {
    let mut export = Export::default();
    export.user("U1", "Ana Weber", "Product Manager").user("U2", "Ben Okafor", "CFO");
    export.channel("C1", "plans");
    let first = at(2, 0);
    export.say("plans", reply("U2", &first, &at(2, 9), "the margin on it was never positive"));
    export.say("plans", root("U1", &first, 2, PROPOSAL));
    export.say("plans", reply("U1", &first, &at(2, 5), "it is a small plan"));
    let report = check(&export, &[]);
    let row = &report["decisions"][0];
    assert_eq!((&row["replies"], &row["spoke"]), (&json!(2), &json!(["finance"])));
    assert_eq!(row["longest_quiet_seconds"], 300);
}

#[test]
fn a_thread_whose_replies_are_not_in_the_export_is_named() {
    let mut export = sound();
    export.user("U2", "Ben Okafor", "CEO");
    let mut root = message("U1", &at(5, 0), "Proposal: we retire the v1 export API in May.");
    root["reply_count"] = json!(3);
    export.say("plans", root);
    let (_scratch, path) = scratch("export");
    let report = audit(&export.folder(&path));
    let line = "1 thread: fewer replies were found than it is said to have, or they came after a month of \
                quiet (plans/2026-03-05.json)";
    assert_eq!(account(&report), [line]);
    let voices = |ts: &str| {
        let rows = report["decisions"].as_array().unwrap().clone();
        let row = rows.into_iter().find(|row| row["ts"] == ts).unwrap();
        let voices = row["affected"].as_array().unwrap().iter();
        voices.map(|one| one["voice"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert_eq!(
        voices(&at(5, 0)),
        BTreeSet::from(["nobody_known".to_owned(), "unclear".to_owned()])
    );
    assert_eq!(
        voices(&at(2, 0)),
        BTreeSet::from(["never_heard".to_owned(), "nobody_known".to_owned()])
    );
}

#[test]
fn links_out_of_a_folder_are_not_followed() {
    let (_scratch, path) = scratch("export");
    let folder = sound().folder(&path);
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("2026-03-09.json"), "[{}]").unwrap();
    symlink(outside.path(), folder.join("elsewhere")).unwrap();
    symlink(outside.path().join("2026-03-09.json"), folder.join("plans/2026-03-09.json")).unwrap();
    let _socket = UnixListener::bind(folder.join("plans/2026-03-12.json")).unwrap();
    let report = audit(&folder);
    let links = "2 files: a symbolic link; not followed (elsewhere, plans/2026-03-09.json)";
    let socket = "1 file: neither a file nor a folder; left out (plans/2026-03-12.json)";
    assert_eq!(account(&report), [links, socket]);
}

/// Writes a zip file of the sound export and whatever else `add` puts into it.
fn zip_with(path: &Path, add: impl FnOnce(&mut zip::ZipWriter<File>)) {
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in sound().files() {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    add(&mut zip);
    zip.finish().unwrap();
}

#[test]
fn paths_that_climb_out_of_a_zip_file_are_named_and_left_out() {
    let (_scratch, path) = scratch("export.zip");
    let names =
        ["../evil.json", "/etc/2026-03-02.json", "plans/../../2026-03-02.json", "a\\..\\b.json"];
    zip_with(&path, |zip| {
        for name in names {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
        }
        zip.add_symlink("plans/2026-03-08.json", "/etc/passwd", SimpleFileOptions::default())
            .unwrap();
    });
    let report = audit(&path);
    let climbs =
        format!("4 files: the path leads out of the export; left out ({})", names.join(", "));
    let link = "1 file: a symbolic link; not followed (plans/2026-03-08.json)";
    assert_eq!(account(&report), [climbs.as_str(), link]);
    assert_eq!(report["totals"]["decisions"], 1);
}

#[test]
fn a_zip_bomb_is_stopped_and_named() {
    let (_scratch, path) = scratch("export.zip");
    zip_with(&path, |zip| {
        zip.start_file("plans/2026-03-06.json", SimpleFileOptions::default()).unwrap();
        zip.write_all(b"[").unwrap();
        for _ in 0..64 {
            zip.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
    });
    let line = "1 file: unpacks to over 200 times its size, as no export does; stopped there (plans/2026-03-06.json)";
    assert_eq!(account(&audit(&path)), [line]);
}

#[test]
fn files_that_are_packed_as_one_are_read_once_and_named() {
    let (_scratch, path) = scratch("export.zip");
    zip_with(&path, |zip| {
        zip.start_file("plans/2026-03-06.json", SimpleFileOptions::default()).unwrap();
        zip.write_all(b"[]").unwrap();
        for day in ["07", "08"] {
            let copy = format!("plans/2026-03-{day}.json");
            zip.shallow_copy_file("plans/2026-03-06.json", &copy).unwrap();
        }
    });
    let line = "2 files: shares its packed bytes with another file, as in no export; left out \
                (plans/2026-03-07.json, plans/2026-03-08.json)";
    assert_eq!(account(&audit(&path)), [line]);
}

#[test]
fn an_encrypted_file_is_named() {
    let (_scratch, path) = scratch("export.zip");
    zip_with(&path, |zip| {
        let options = SimpleFileOptions::default().with_deprecated_encryption(b"secret").unwrap();
        zip.start_file("plans/2026-03-07.json", options).unwrap();
        zip.write_all(b"[]").unwrap();
    });
    let line = "1 file: encrypted; unpack the export with its password and try again (plans/2026-03-07.json)";
    assert_eq!(account(&audit(&path)), [line]);
}

#[test]
fn a_name_that_is_there_twice_is_named() {
    let (_scratch, path) = scratch("export.zip");
    // The writer refuses a name twice; a name of the same length is overwritten in the finished file.
    zip_with(&path, |zip| {
        for name in ["plans/2026-03-10.json", "plans/2026-03-1X.json"] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"[]").unwrap();
        }
        zip.start_file("./plans//2026-03-02.json", SimpleFileOptions::default()).unwrap();
    });
    let mut bytes = fs::read(&path).unwrap();
    for at in memchr::memmem::find_iter(&bytes.clone(), b"2026-03-1X") {
        bytes[at + 9] = b'0';
    }
    fs::write(&path, bytes).unwrap();
    let line = "2 files: there twice under one name; one of them was read (plans/2026-03-10.json, plans/2026-03-02.json)";
    assert_eq!(account(&audit(&path)), [line]);
}

#[test]
fn a_damaged_file_inside_a_zip_is_named_and_the_rest_is_read() {
    let (_scratch, path) = scratch("export.zip");
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip_with(&path, |zip| {
        zip.start_file("plans/2026-03-11.json", stored).unwrap();
        zip.write_all(b"[ \"here\", ]").unwrap();
        zip.start_file("plans/2026-03-12.json", stored).unwrap();
        zip.write_all(b"[{\"there\":1}]").unwrap();
    });
    let mut bytes = fs::read(&path).unwrap();
    for (name, place) in [("here", 1), ("there", 2)] {
        let start = memchr::memmem::find(&bytes, format!("\"{name}\"").as_bytes()).unwrap();
        bytes[start + place] = b'X';
    }
    fs::write(&path, bytes).unwrap();
    let report = audit(&path);
    let expected = [
        "2 files: damaged or not readable (plans/2026-03-11.json, plans/2026-03-12.json)",
        "1 entry: not understood; left out (plans/2026-03-11.json)",
    ];
    assert_eq!(account(&report), expected);
    assert_eq!(report["totals"]["decisions"], 1);
}

#[test]
fn what_is_no_export_is_refused_with_a_word_on_what_is_expected() {
    let (_scratch, path) = scratch("export.zip");
    for bytes in [&b"this is no zip file"[..], b"", b"PK\x03\x04 and then nothing"] {
        fs::write(&path, bytes).unwrap();
        let output = soundings(&["audit", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        let said = err(&output);
        assert!(said.contains("neither a folder nor a zip file that can be read"), "{said}");
        assert!(said.contains("expected what Slack's export page hands out"), "{said}");
    }
    let missing = soundings(&["audit", "nowhere/export.zip"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(err(&missing).contains("nowhere/export.zip cannot be opened"), "{}", err(&missing));
}

#[test]
fn an_export_that_lies_too_deep_or_is_packed_twice_is_pointed_out() {
    let (scratch, path) = scratch("outer");
    sound().folder(&path.join("a/b"));
    let said = |path: &Path| unwrapped(&out(&soundings(&["audit", path.to_str().unwrap()])));
    let text = said(&path);
    assert!(text.contains("Here channels.json lies in a/b."), "{text}");
    let inner = fs::read(sound().zip(&scratch.path().join("inner.zip"))).unwrap();
    let packed = scratch.path().join("outer.zip");
    let mut zip = zip::ZipWriter::new(File::create(&packed).unwrap());
    zip.start_file("inner.zip", SimpleFileOptions::default()).unwrap();
    zip.write_all(&inner).unwrap();
    zip.finish().unwrap();
    let text = said(&packed);
    assert!(text.contains("Here is a zip file, inner.zip: unpack it first."), "{text}");
}

#[test]
fn an_export_without_messages_exits_with_1_and_says_so() {
    let (_scratch, path) = scratch("export");
    fs::create_dir(&path).unwrap();
    let output = soundings(&["audit", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let text = out(&output);
    let expected = "Nothing could be read. Give the folder or zip file with channels.json, users.json and a folder for each channel at its top.";
    assert!(unwrapped(&text).starts_with(expected), "{text}");
    assert!(
        text.contains("2 files: missing from the export (users.json, channels.json)"),
        "{text}"
    );
}
