//! `soundings audit`, the real program on exports: what it finds, what it survives, what it says.

mod broken;
mod conversations;
mod corpus;
mod export;

use export::{Export, at, message, reply, root};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Runs the program with nothing of the environment.
fn soundings(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soundings"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command.output().expect("the program starts")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const DROP: &str = "I propose that we drop the free plan for good. Prices go up by 5 euros in April. Ana Weber and <@U2> agree. Any objections?";

/// A quarter at a small company: one decision with a thread over two days, one that is answered in the
/// channel, one that nobody answers, a plain one in a thread, and chat.
fn quarter() -> Export {
    let mut export = Export::default();
    export
        .user("U1", "Ana Weber", "Product Manager")
        .user("U2", "Ben Okafor", "CFO")
        .user("U3", "Chi Tanaka", "Senior Software Engineer")
        .user("U4", "Dee Novak", "Growth")
        .user("U5", "Eli Costa", "")
        .channel("C1", "plans")
        .channel("C2", "random");
    let first = at(2, 0);
    let mut answer = reply("U2", &first, &at(2, 180), "the margin on it was never positive");
    answer["reactions"] = json!([{ "name": "+1", "users": ["U4"], "count": 1 }]);
    export
        .say("plans", message("U3", &at(1, 5), "morning all, the build is green again"))
        .say("plans", root("U1", &first, 3, DROP))
        .say("plans", message("U4", &at(2, 1), "who has the projector?"))
        .say("plans", answer)
        .say("plans", reply("U1", &first, &at(2, 200), "users will be fine"))
        .say("plans", reply("U2", &first, &at(5, 0), "Decision: we drop it in April."))
        .say("plans", message("U1", &at(9, 0), "Proposal: we retire the v1 export API in May."))
        .say("plans", message("U5", &at(9, 30), "that would hit the reporting of two customers"))
        .say("plans", message("U3", &at(9, 600), "lunch?"))
        .say("random", message("U3", &at(20, 0), "I propose we stop the on-call rota on Sundays."));
    export
}

/// A move on which everybody speaks whom the export knows; of Operations it knows nobody.
fn moved() -> Export {
    let mut export = Export::default();
    let titles = [
        "Software Engineer",
        "CFO",
        "Support Lead",
        "Legal Counsel",
        "CEO",
        "Account Executive",
        "Product Marketing Manager",
        "Product Designer",
    ];
    export.channel("C1", "plans");
    let first = at(2, 0);
    let text = "I propose that we move the event store from MongoDB to Postgres. Any objections?";
    export.say("plans", root("U0", &first, titles.len() - 1, text));
    for (number, title) in titles.iter().enumerate() {
        let id = format!("U{number}");
        export.user(&id, &format!("Person{number} Name"), title);
        if number > 0 {
            export.say("plans", reply(&id, &first, &at(2, 5 + number as i64), "fine for me"));
        }
    }
    export
}

/// Returns a text in one line.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes the quarter as a folder.
fn written(export: &Export) -> (TempDir, String) {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let folder = export.folder(&scratch.path().join("export"));
    (scratch, folder.to_str().expect("plain").to_owned())
}

fn report(folder: &str, options: &[&str]) -> Value {
    let output = soundings(&[&["audit", folder, "--json"], options].concat());
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    serde_json::from_str(&out(&output)).expect("JSON")
}

#[test]
fn the_report_fits_on_a_page_and_says_who_was_heard() {
    let (_scratch, folder) = written(&quarter());
    let output = soundings(&["audit", &folder, "--workspace", "acme"]);
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
    insta::assert_snapshot!("quarter", out(&output));
}

#[test]
fn every_function_that_spoke_is_named_affected_or_not() {
    let (scratch, folder) = written(&moved());
    let page = scratch.path().join("report.html");
    let page = page.to_str().expect("plain");
    let text = unwrapped(&out(&soundings(&["audit", &folder, "--html", page])));
    let spoke =
        "Spoke: Design, Engineering, Finance, Leadership, Legal, Marketing, Sales and Support.";
    assert!(text.contains(spoke), "{text}");
    assert!(fs::read_to_string(page).expect("a page").contains(spoke));
}

#[test]
fn a_function_nobody_stands_for_is_listed_apart_and_not_as_never_heard() {
    let (_scratch, folder) = written(&moved());
    let text = unwrapped(&out(&soundings(&["audit", &folder])));
    let lead = "1 of 8 messages proposes a decision; I know of no affected function that was never heard, but nobody is known for one.";
    assert!(text.starts_with(lead), "{text}");
    assert!(text.contains("Nobody known for: Operations."), "{text}");
    assert!(
        text.contains("Nobody is known for Operations (1 decision). Such a function counts"),
        "{text}"
    );
    let report = report(&folder, &[]);
    assert_eq!(report["totals"]["with_a_function_never_heard"], 0);
    assert_eq!(report["totals"]["with_a_function_nobody_known"], 1);
    let rows = report["functions"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["function"] == "operations").expect("affected");
    assert_eq!((&row["never_heard"], &row["nobody_known"]), (&json!(0), &json!(1)));
    assert_eq!(row["never_heard_percent"], Value::Null);
}

#[test]
fn where_it_cannot_be_told_who_was_heard_the_first_sentence_says_so() {
    let (_scratch, folder) = written(&moved());
    fs::remove_file(Path::new(&folder).join("users.json")).expect("removed");
    let text = unwrapped(&out(&soundings(&["audit", &folder])));
    let lead = "Nobody's function is known, so it cannot be told who was heard. 1 of 8 messages proposes a decision.";
    assert!(text.starts_with(lead), "{text}");
    let mut unclear = Export::default();
    unclear.user("U1", "Ana Weber", "").user("U2", "Ben Okafor", "CFO").channel("C1", "plans");
    unclear.say("plans", message("U1", &at(2, 0), DROP));
    let (_scratch, folder) = written(&unclear);
    let text = unwrapped(&out(&soundings(&["audit", &folder])));
    let lead = "It cannot be told of any affected function whether it was heard. 1 of 1 message proposes a decision.";
    assert!(text.starts_with(lead), "{text}");
}

#[test]
fn it_is_said_that_nights_and_weekends_count() {
    let (_scratch, folder) = written(&moved());
    let text = unwrapped(&out(&soundings(&["audit", &folder])));
    assert!(text.contains("Nights and weekends count in all of these times."), "{text}");
}

#[test]
fn decisions_beyond_the_first_few_are_announced() {
    let mut export = quarter();
    for day in 11..15 {
        export.say(
            "plans",
            message("U1", &at(day, 0), &format!("Proposal: we retire the v{day} export API.")),
        );
    }
    let (_scratch, folder) = written(&export);
    let text = unwrapped(&out(&soundings(&["audit", &folder])));
    let more = "2 more decisions: --html FILE shows them on a page, --json prints all.";
    assert!(text.contains(more), "{text}");
}

#[test]
fn the_fields_of_the_json_report_are_stable() {
    let (_scratch, folder) = written(&quarter());
    let output = soundings(&["audit", &folder, "--workspace", "acme", "--json"]);
    insta::assert_snapshot!("quarter_json", out(&output));
}

#[test]
fn a_folder_and_a_zip_file_in_any_order_give_the_same_report() {
    let (scratch, folder) = written(&quarter());
    let zip = quarter().zip(&scratch.path().join("export.zip"));
    assert_eq!(report(&folder, &[]), report(zip.to_str().expect("plain"), &[]));
    let wrapped = quarter().folder(&scratch.path().join("wrapped/Acme Slack export"));
    let wrapped = wrapped.parent().expect("a folder above").to_str().expect("plain");
    assert_eq!(report(&folder, &[]), report(wrapped, &[]));
}

#[test]
fn no_report_names_a_person() {
    let mut export = quarter();
    let hidden =
        "Proposal: let Jose, AnaWeber or bens\u{200b} run pricing from June. Any objections?";
    let mut odd = message("U1", &at(16, 0), hidden);
    odd["ts"] = json!("ask Ana");
    export.user("U6", "José Ruiz", "CEO").user("U7", "Ben Ott", "Designer");
    let day = serde_json::to_vec(&json!([odd])).expect("JSON");
    export.files.insert("plans/2026-03-16.json".to_owned(), day);
    let (scratch, folder) = written(&export);
    let page = scratch.path().join("report.html");
    let page = page.to_str().expect("plain");
    let text = out(&soundings(&["audit", &folder, "--html", page]));
    let json = out(&soundings(&["audit", &folder, "--json"]));
    let html = fs::read_to_string(page).expect("a page");
    for told in [text, json, html] {
        assert!(told.contains("run pricing from June"), "{told}");
        for name in [
            "Jose",
            "ask Ana",
            "bens",
            "Ana",
            "Weber",
            "Okafor",
            "ben.",
            "U1",
            "U2",
            "Costa",
            "acme.example",
        ] {
            assert!(!told.contains(name), "{name} is in {told}");
        }
    }
}

#[test]
fn the_page_stands_alone() {
    let mut export = quarter();
    let bad = "Proposal: let's <script>alert(1)</script> & \"retire\" the old API.";
    export.say("plans", message("U1", &at(15, 0), &bad.replace('&', "&amp;")));
    let (scratch, folder) = written(&export);
    let page = scratch.path().join("report.html");
    soundings(&["audit", &folder, "--workspace", "acme", "--html", page.to_str().expect("plain")]);
    let html = fs::read_to_string(page).expect("a page");
    assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
    for outside in ["<script", "src=", "<link", "@import", "url(", "<img", "onload"] {
        assert!(!html.contains(outside), "{outside}");
    }
    for part in ["<div class=\"wide\"><table>", ".wide{overflow-x:auto}", "attr(href)"] {
        assert!(html.contains(part), "{part}");
    }
    let addresses = html.matches("https://").count();
    assert_eq!(addresses, html.matches("<a href=\"https://acme.slack.com/archives/C").count());
    for part in ["<svg", "role=\"img\"", "@page{size:A4", "prefers-color-scheme:dark", "aria-label"]
    {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn a_mapping_written_mended_and_read_again_settles_what_was_unclear() {
    let (scratch, folder) = written(&quarter());
    let people = scratch.path().join("people.csv");
    let people = people.to_str().expect("plain");
    let before = report(&folder, &["--write-functions", people]);
    assert_eq!(before["people"]["unknown"], 1);
    let text = fs::read_to_string(people).expect("a mapping");
    assert!(text.starts_with("who,function,how sure,title,name\nU5,unknown,,,Eli Costa\nU4,marketing,hint,Growth,Dee Novak\n"), "{text}");
    fs::write(people, text.replace("U5,unknown", "U5,legal") + "U9,sales,,,\n").expect("mended");
    let after = report(&folder, &["--functions", people]);
    assert_eq!(after["people"]["mapped"], 5);
    assert_eq!(after["people"]["mapping_lines_missed"], json!([7]));
    let legal = |report: &Value| {
        let rows = report["functions"].as_array().expect("rows").clone();
        rows.into_iter().find(|row| row["function"] == "legal").expect("legal is affected")
    };
    assert_eq!((&legal(&before)["spoke"], &legal(&before)["nobody_known"]), (&json!(0), &json!(3)));
    assert_eq!((&legal(&after)["spoke"], &legal(&after)["nobody_known"]), (&json!(1), &json!(0)));
}

#[test]
fn channels_and_days_can_be_chosen() {
    let (_scratch, folder) = written(&quarter());
    let decisions = |options: &[&str]| report(&folder, options)["totals"]["decisions"].clone();
    assert_eq!(decisions(&[]), 3);
    assert_eq!(decisions(&["--channel", "#plans"]), 2);
    assert_eq!(decisions(&["--since", "2026-03-06"]), 2);
    assert_eq!(decisions(&["--since", "2026-03-02", "--until", "2026-03-09"]), 2);
}

#[test]
fn answers_after_the_last_day_asked_for_are_heard() {
    let (_scratch, folder) = written(&quarter());
    let whole = report(&folder, &["--channel", "plans", "--until", "2026-03-05"]);
    let cut = report(&folder, &["--channel", "plans", "--until", "2026-03-02"]);
    assert_eq!(cut["decisions"], whole["decisions"], "the thread went on until the fifth");
    assert_eq!((&cut["until"], &cut["read"]["messages"]), (&json!("2026-03-02"), &json!(5)));
    assert_eq!(cut["unread"], json!([]));
}

#[test]
fn what_was_asked_for_and_is_not_there_is_said() {
    let (_scratch, folder) = written(&quarter());
    let said = |options: &[&str]| {
        let output = soundings(&[&["audit", &folder], options].concat());
        assert_eq!(output.status.code(), Some(1), "{options:?}");
        out(&output)
    };
    let text = said(&["--channel", "plnas"]);
    let line = "1 channel: asked for, and not in the export under this name (plnas)";
    assert!(unwrapped(&text).contains(line), "{text}");
    let text = said(&["--since", "2030-01-01"]);
    let line = "the days asked for are not in the export, which goes from 2026-03-01 to 2026-03-20";
    assert!(unwrapped(&text).contains(line), "{text}");
}

#[test]
fn nothing_is_written_over_what_is_to_be_read_or_was_mended() {
    let (scratch, folder) = written(&quarter());
    let file = |name: &str| scratch.path().join(name).to_str().expect("plain").to_owned();
    let (export, people, page) = (file("export.zip"), file("people.csv"), file("page.html"));
    quarter().zip(Path::new(&export));
    fs::write(&people, "who,function\nU1,legal\n").expect("written");
    let refused = |options: &[&str], reason: &str| {
        let output = soundings(&[&["audit"], options].concat());
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(err(&output).contains(reason), "{}", err(&output));
    };
    refused(&[&export, "--html", &export], "is what is to be read");
    refused(&[&folder, "--functions", &people, "--html", &people], "is what is to be read");
    refused(&[&folder, "--write-functions", &people], "may hold your corrections");
    refused(&[&folder, "--write-functions", &page, "--html", &page], "is named twice");
    refused(&[&folder, "--html", "-"], "- is no file");
    refused(&[&folder, "--write-functions", "-"], "- is no file");
    assert_eq!(fs::read_to_string(&people).expect("there"), "who,function\nU1,legal\n");
    assert_eq!(report(&export, &["--html", &page])["totals"]["decisions"], 3);
    report(&export, &["--html", &page]);
}

#[test]
fn an_answer_at_a_time_that_cannot_be_right_is_an_answer() {
    let mut export = Export::default();
    export.user("U1", "Ana Weber", "Product Manager").user("U2", "Ben Okafor", "CFO");
    export.channel("C1", "plans");
    let first = at(2, 0);
    let mut answer = reply("U2", &first, &at(2, 180), "the margin on it was never positive");
    answer["ts"] = json!("99999999999.000100");
    export.say("plans", root("U1", &first, 1, DROP));
    let day = serde_json::to_vec(&json!([answer])).expect("JSON");
    export.files.insert("plans/2026-03-03.json".to_owned(), day);
    let (_scratch, folder) = written(&export);
    let quiet = &report(&folder, &[])["quiet"];
    assert_eq!(quiet["answered_by_another_function"], 1);
    assert_eq!(quiet["first_answer_seconds_median"], Value::Null);
}

#[test]
fn what_bots_and_slack_itself_post_is_no_proposal() {
    let mut export = quarter();
    let mut bot = message("U3", &at(25, 0), DROP);
    bot["bot_id"] = json!("B1");
    let mut notice = message("U3", &at(25, 1), DROP);
    notice["subtype"] = json!("channel_topic");
    export.say("plans", bot).say("plans", notice);
    let (_scratch, folder) = written(&export);
    let report = report(&folder, &[]);
    assert_eq!(report["totals"]["decisions"], 3);
    assert_eq!(
        (&report["read"]["messages"], &report["read"]["messages_by_people"]),
        (&json!(12), &json!(10))
    );
}

#[test]
fn a_command_line_or_mapping_that_cannot_be_used_exits_with_2() {
    let (scratch, folder) = written(&quarter());
    let mapping = scratch.path().join("people.csv");
    fs::write(&mapping, "who,function\nU1,magic\nU2,finanse\n").expect("written");
    let mapping = mapping.to_str().expect("plain");
    let turned = &["--since", "2026-03-05", "--until", "2026-03-01"][..];
    for options in
        [&["--workspace", "acme corp"][..], &["--since", "spring"], &["--colour"], turned]
    {
        let output = soundings(&[&["audit", &folder], options].concat());
        assert_eq!(output.status.code(), Some(2), "{options:?}");
    }
    let output = soundings(&["audit", &folder, "--functions", mapping]);
    assert_eq!(output.status.code(), Some(2));
    let said = err(&output);
    assert!(
        said.contains("people.csv cannot be used:\n  line 2: no function is called \"magic\""),
        "{said}"
    );
    assert!(
        said.contains("\n  line 3: no function is called \"finanse\" (did you mean `finance`?)"),
        "{said}"
    );
}
