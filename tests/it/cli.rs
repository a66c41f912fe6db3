//! The real binary: what it prints, and how it exits.

use std::io::{BufRead, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

/// Runs the program with these arguments and variables and nothing else of the environment.
fn soundings(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soundings"));
    command.args(arguments).env_clear().envs(variables.iter().copied()).stdin(Stdio::null());
    command.output().expect("the program starts")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file
}

fn path(file: &tempfile::NamedTempFile) -> &str {
    file.path().to_str().expect("a plain path")
}

#[test]
fn help_is_good_documentation_on_every_command() {
    let top = soundings(&["--help"], &[]);
    assert_eq!(top.status.code(), Some(0));
    insta::assert_snapshot!("help", out(&top));
    for command in
        ["run", "rehearse", "audit", "export", "detect", "doctor", "manifest", "check-config"]
    {
        let help = soundings(&[command, "--help"], &[]);
        assert_eq!(help.status.code(), Some(0), "{command}");
        assert!(out(&top).contains(command), "{command} is not listed");
        insta::assert_snapshot!(format!("help_{command}"), out(&help));
    }
}

#[test]
fn a_command_line_that_is_not_understood_exits_with_2() {
    for arguments in [&["runn"][..], &[], &["run", "--colour"], &["check-config", "--config"]] {
        let output = soundings(arguments, &[]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).contains("--help"), "{}", err(&output));
    }
}

#[test]
fn a_malformed_configuration_exits_with_2_whatever_the_command() {
    let file = file("[hours]\nstart = 99\n[pase]\n");
    for command in ["run", "export", "detect", "doctor", "manifest", "check-config"] {
        let output = soundings(&[command, "--config", path(&file)], &[]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert_eq!(out(&output), "", "{command}");
        let (first, faults) = (err(&output), err(&output));
        let start = format!(
            "soundings: the configuration with {} cannot be used (2 faults):\n",
            path(&file)
        );
        assert!(first.starts_with(&start), "{first}");
        assert!(faults.contains("  hours.start: found 99; expected"), "{faults}");
        assert!(faults.contains("  pase: unknown key (did you mean `pace`?)"), "{faults}");
    }
}

#[test]
fn a_script_that_is_not_there_is_called_so_and_one_that_may_be_meant_is_named() {
    let output = soundings(&["rehearse", "--script", "pricng"], &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = "soundings: pricng: no such file or script (did you mean `pricing`?)";
    assert!(err(&output).starts_with(said), "{}", err(&output));
}

#[test]
fn run_without_tokens_says_which_are_missing_and_exits_with_2() {
    let output = soundings(&["run"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("SLACK_BOT_TOKEN: not set"), "{}", err(&output));
}

#[test]
fn run_with_a_webhook_and_no_secret_says_so_and_exits_with_2() {
    let file = file("[webhook]\nurl = \"https://hooks.example.com/\"\n");
    let variables = [("SLACK_BOT_TOKEN", "xoxb-1"), ("SLACK_SIGNING_SECRET", "s")];
    let output = soundings(&["run", "--config", path(&file)], &variables);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("SOUNDINGS_WEBHOOK_SECRET: not set, although"),
        "{}",
        err(&output)
    );
}

#[test]
fn check_config_shows_what_is_in_force_without_the_secrets() {
    let file = file("[hours]\nstart = 8\n");
    let variables = [
        ("SLACK_BOT_TOKEN", "xoxb-hidden"),
        ("SOUNDINGS_WEBHOOK_SECRET", "hidden"),
        ("SOUNDINGS_STORE", "sled:elsewhere"),
    ];
    let output = soundings(&["check-config", "--config", path(&file)], &variables);
    assert_eq!(output.status.code(), Some(0));
    let shown = out(&output);
    assert!(
        shown.contains("start = 8\n") && shown.contains("url = \"sled:elsewhere\"\n"),
        "{shown}"
    );
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn the_reference_is_a_file_to_start_from() {
    let reference = soundings(&["check-config", "--reference"], &[]);
    assert_eq!(out(&reference), include_str!("../../config/soundings.toml"));
    let file = file(&out(&reference));
    let again = soundings(&["check-config", "--config", path(&file)], &[]);
    assert_eq!(out(&again), out(&soundings(&["check-config"], &[])));
}

#[test]
fn detect_answers_line_by_line_and_exits_with_2_if_one_could_not_be_read() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_soundings"))
        .arg("detect")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("piped");
    let lines = "\u{feff}{\"id\":1,\"text\":\"lunch?\",\"author\":null,\"context\":null}\nnot json\n{\"id\":7,\"txt\":\"x\"}\n";
    input.write_all(lines.as_bytes()).expect("written");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    let said = out(&output);
    let [lunch, no_json, no_text] = said.lines().collect::<Vec<_>>()[..] else { panic!("{said}") };
    assert!(lunch.starts_with("{\"id\":1,\"label\""), "{lunch}");
    assert!(
        no_json.contains("\"id\":null") && no_json.contains("line 2: this is no JSON object"),
        "{no_json}"
    );
    assert!(
        no_text.contains("\"id\":7") && no_text.contains("line 3: missing field `text`"),
        "{no_text}"
    );
}

/// Serves one request with this status line; returns the address and, at the end, the request.
fn serve_once(status: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a caller");
        let mut request = [0; 1024];
        let length = stream.read(&mut request).expect("a request");
        // In one piece: the caller leaves once it has read the first line.
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).expect("answered");
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    (address, server)
}

#[test]
fn the_health_check_believes_a_200_only() {
    for (status, code) in [("200 OK", 0), ("503 Service Unavailable", 1)] {
        let (address, server) = serve_once(status);
        // The bot may listen on every address; the check then asks this machine.
        let everywhere = address.replace("127.0.0.1", "0.0.0.0");
        let output = soundings(&["healthcheck"], &[("SOUNDINGS_LISTEN", &everywhere)]);
        assert_eq!(output.status.code(), Some(code), "{}", err(&output));
        assert!(server.join().expect("served").starts_with("GET /healthz HTTP/1.1\r\n"));
    }
}

#[test]
fn the_health_check_fails_where_nobody_listens() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = free.local_addr().expect("bound").to_string();
    drop(free);
    let output = soundings(&["healthcheck"], &[("SOUNDINGS_LISTEN", &address)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("failed to ask 127.0.0.1:"), "{}", err(&output));
}

/// Asks a server for a page; returns all it answers.
fn ask(address: &str, request: &str) -> String {
    let mut stream = std::net::TcpStream::connect(address).expect("somebody listens");
    let request = format!("{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

fn tell(child: &std::process::Child, signal: &str) {
    let told = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(told.expect("kill is there").success());
}

#[test]
fn a_bot_that_waits_for_slack_is_alive_and_not_ready_and_can_be_stopped() {
    let data = tempfile::tempdir().expect("a folder");
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = free.local_addr().expect("bound").to_string();
    drop(free);
    let mut child = Command::new(env!("CARGO_BIN_EXE_soundings"))
        .arg("run")
        .env_clear()
        .env("SLACK_BOT_TOKEN", "xoxb-nonsense")
        .env("SLACK_SIGNING_SECRET", "nonsense")
        .env("SLACK_API_URL", "http://127.0.0.1:1/api")
        .env("SOUNDINGS_STORE", format!("sled:{}", data.path().join("store").display()))
        .env("SOUNDINGS_LISTEN", &address)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut log = std::io::BufReader::new(child.stderr.take().expect("piped")).lines();
    let told =
        log.find(|line| line.as_ref().is_ok_and(|line| line.contains("cannot be reached yet")));
    assert!(told.is_some(), "it says what it waits for");
    let health = soundings(&["healthcheck"], &[("SOUNDINGS_LISTEN", &address)]);
    assert_eq!(health.status.code(), Some(0), "{}", err(&health));
    for request in ["GET /readyz", "POST /slack/events"] {
        let answer = ask(&address, request);
        assert!(answer.starts_with("HTTP/1.1 503 "), "{request}: {answer}");
        assert!(answer.ends_with("Slack was not reached yet\n"), "{request}: {answer}");
    }
    tell(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn ctrl_c_ends_a_command_that_only_prints() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_soundings"))
        .arg("detect")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("piped");
    input.write_all(b"{\"id\":1,\"text\":\"lunch?\"}\n").expect("written");
    let mut first = [0; 1];
    child.stdout.as_mut().expect("piped").read_exact(&mut first).expect("an answer");
    tell(&child, "-INT");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(130), "{status}");
    drop(input);
}
