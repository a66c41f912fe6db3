//! The doctor against a small workspace: what it finds, and what it says to do.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use soundings::clock::Clock;
use soundings::config::{Config, Environment};
use soundings::doctor;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A workspace that answers a handful of methods, and remembers what it was asked.
#[derive(Clone)]
struct Workspace {
    scopes: &'static str,
    /// The time in its answers.
    date: &'static str,
    /// Methods that are refused with this error.
    refused: BTreeMap<&'static str, &'static str>,
    asked: Arc<Mutex<Vec<String>>>,
    /// How often the next call is answered with 429.
    busy: Arc<Mutex<usize>>,
}

const NOW: &str = "2026-03-02T10:00:00Z";
const ALL_SCOPES: &str = "chat:write,commands,app_mentions:read,channels:history,channels:read,\
    im:history,im:write,reactions:read,users:read,groups:history,groups:read,usergroups:read,\
    users:read.email,dnd:read";

impl Workspace {
    fn new() -> Self {
        Self {
            scopes: ALL_SCOPES,
            date: "Mon, 02 Mar 2026 10:00:20 GMT",
            refused: BTreeMap::new(),
            asked: Arc::default(),
            busy: Arc::default(),
        }
    }

    /// Runs the doctor with this configuration against the workspace.
    async fn examine(&self, text: &str, variables: &[(&str, &str)]) -> String {
        let router = Router::new().route("/api/{method}", post(answer)).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/api", listener.local_addr().expect("bound"));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let report = report(text, &url, variables).await;
        server.abort();
        report
    }
}

/// Runs the doctor and returns what it prints, without what depends on the machine.
async fn report(text: &str, url: &str, variables: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let store = format!("sled:{}/store", folder.path().display());
    let own = [("SLACK_API_URL", url), ("SOUNDINGS_STORE", store.as_str())];
    let environment = Environment::new(own.into_iter().chain(variables.iter().copied()));
    let config = Config::read(text, std::path::Path::new(""), &environment).expect("sound");
    let clock = Clock::manual(NOW.parse().expect("a time"));
    let findings = doctor::examine(&config, &clock).await;
    let lines = findings.iter().map(ToString::to_string);
    let lines = lines.filter(|line| !line.contains("space: "));
    let text: String = lines.map(|line| line + "\n").collect();
    text.replace(&folder.path().display().to_string(), "TMP").replace(url, "URL")
}

async fn answer(
    State(workspace): State<Workspace>,
    Path(method): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    workspace.asked.lock().expect("not poisoned").push(method.clone());
    let mut busy = workspace.busy.lock().expect("not poisoned");
    if *busy > 0 {
        *busy -= 1;
        return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "0")]).into_response();
    }
    let token = headers["authorization"].to_str().expect("text").to_owned();
    let answer = match workspace.refused.get(method.as_str()) {
        Some(error) => json!({"ok": false, "error": error}),
        None => method_answer(&method, &token, &form),
    };
    let own = [("x-oauth-scopes", workspace.scopes), ("date", workspace.date)];
    (own, axum::Json(answer)).into_response()
}

fn method_answer(method: &str, token: &str, form: &BTreeMap<String, String>) -> Value {
    match method {
        "auth.test" => json!({"ok": true, "user": "soundings", "team": "Acme", "team_id": "T1",
            "bot_id": "B1"}),
        "apps.connections.open" if token.starts_with("Bearer xapp-") => json!({"ok": true}),
        "conversations.list" => channels(form),
        "usergroups.list" => json!({"ok": true, "usergroups": [
            {"id": "S1", "handle": "finance-partners", "date_delete": 0, "users": ["U1", "U2"]},
            {"id": "S2", "handle": "old-timers", "date_delete": 1700000000, "users": ["U1"]},
            {"id": "S3", "handle": "gone", "date_delete": 0, "users": ["U2"]}]}),
        "users.info" => person(&form["user"]),
        "users.lookupByEmail" if form["email"] == "ruth@example.com" => person("U1"),
        "users.lookupByEmail" => json!({"ok": false, "error": "users_not_found"}),
        _ => json!({"ok": false, "error": "unknown_method"}),
    }
}

/// Two pages of channels.
fn channels(form: &BTreeMap<String, String>) -> Value {
    let channel = |id: &str, name: &str, changed: Value| {
        let mut one = json!({"id": id, "name": name, "is_member": true, "is_archived": false,
            "is_private": false});
        let changed = changed.as_object().cloned().unwrap_or_default();
        one.as_object_mut().expect("a channel").extend(changed);
        one
    };
    if form["cursor"].is_empty() {
        let first = [channel("C1", "product-pricing", json!({}))];
        return json!({"ok": true, "channels": first,
            "response_metadata": {"next_cursor": "more"}});
    }
    let second = [
        channel("C2", "product-archive", json!({"is_archived": true})),
        channel("C3", "product-mobile", json!({"is_member": false})),
        channel("C4", "product-secret", json!({"is_private": true})),
    ];
    json!({"ok": true, "channels": second, "response_metadata": {"next_cursor": ""}})
}

fn person(id: &str) -> Value {
    let user = match id {
        "U1" => json!({"id": "U1", "tz": "Europe/Berlin"}),
        "U2" => json!({"id": "U2", "deleted": true}),
        "U3" => json!({"id": "U3", "is_bot": true}),
        "U4" => json!({"id": "U4", "is_stranger": true}),
        _ => return json!({"ok": false, "error": "user_not_found"}),
    };
    json!({"ok": true, "user": user})
}

const TOKENS: [(&str, &str); 2] =
    [("SLACK_BOT_TOKEN", "xoxb-hidden"), ("SLACK_APP_TOKEN", "xapp-hidden")];

const HEALTHY: &str = "
[channels.modes]
product-pricing = \"auto\"
[functions.finance]
people = [\"@finance-partners\"]
leads = [\"ruth@example.com\"]
[[leaders]]
who = \"ruth@example.com\"
";

#[tokio::test]
async fn all_is_well_but_for_functions_nobody_stands_for() {
    let report = Workspace::new().examine(HEALTHY, &TOKENS).await;
    assert!(!report.contains("FAULT"), "{report}");
    insta::assert_snapshot!(report);
}

#[tokio::test]
async fn every_fault_is_found_at_once_and_says_what_to_do() {
    let mut workspace = Workspace::new();
    workspace.scopes = "chat:write,commands,channels:read,groups:read,users:read";
    workspace.date = "Mon, 02 Mar 2026 10:02:00 GMT";
    workspace.refused.insert("apps.connections.open", "not_allowed_token_type");
    let text = "
[channels.modes]
product-archive = \"auto\"
product-mobile = \"auto\"
product-secret = \"auto\"
product-pricng = \"suggest\"
[functions.finance]
people = [\"@gone\", \"@old-timers\", \"@nobody\"]
[functions.legal]
people = [\"U2\", \"U3\", \"U4\", \"U999\"]
[functions.sales]
people = [\"tom@example.com\", \"U1\"]
[[leaders]]
who = \"tom@example.com\"
";
    let report = workspace.examine(text, &TOKENS).await;
    assert!(!report.contains("hidden"), "{report}");
    let faults: String = report
        .lines()
        .filter(|line| line.starts_with("FAULT"))
        .map(|line| format!("{line}\n"))
        .collect();
    insta::assert_snapshot!(faults);
}

#[tokio::test]
async fn nothing_is_ever_posted() {
    let workspace = Workspace::new();
    workspace.examine(HEALTHY, &TOKENS).await;
    let asked = workspace.asked.lock().expect("not poisoned");
    assert!(asked.contains(&"auth.test".to_owned()));
    assert!(!asked.iter().any(|method| method.starts_with("chat.")), "{asked:?}");
}

#[tokio::test]
async fn a_clock_may_be_a_minute_off() {
    let mut workspace = Workspace::new();
    for (date, word) in [
        ("Mon, 02 Mar 2026 10:01:00 GMT", "ok    clock"),
        ("Mon, 02 Mar 2026 10:01:01 GMT", "FAULT clock: 61 seconds behind"),
        ("Mon, 02 Mar 2026 09:59:00 GMT", "ok    clock"),
        ("Mon, 02 Mar 2026 09:58:59 GMT", "FAULT clock: 61 seconds ahead of"),
    ] {
        workspace.date = date;
        let report = workspace.examine("", &TOKENS).await;
        assert!(report.contains(word), "{date}:\n{report}");
    }
}

#[tokio::test]
async fn a_busy_slack_is_asked_again() {
    let workspace = Workspace::new();
    *workspace.busy.lock().expect("not poisoned") = 2;
    let report = workspace.examine("", &TOKENS).await;
    assert!(report.contains("ok    SLACK_BOT_TOKEN: signed in as soundings in Acme"), "{report}");
}

#[tokio::test]
async fn a_refused_token_and_a_silent_slack_are_told_apart() {
    let mut workspace = Workspace::new();
    workspace.refused.insert("auth.test", "token_revoked");
    let report = workspace.examine("", &TOKENS).await;
    assert!(report.contains("FAULT SLACK_BOT_TOKEN: refused (token_revoked); install"), "{report}");

    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/api", free.local_addr().expect("bound"));
    drop(free);
    let report = self::report("", &url, &TOKENS).await;
    assert!(report.contains("FAULT Slack at URL: no connection; check the network"), "{report}");
}

#[tokio::test]
async fn without_tokens_it_says_which_and_checks_the_rest() {
    let report = report("", "http://127.0.0.1:1/api", &[]).await;
    assert!(report.contains("FAULT SLACK_BOT_TOKEN: not set"), "{report}");
    assert!(report.contains("FAULT SLACK_APP_TOKEN, SLACK_SIGNING_SECRET: neither"), "{report}");
    assert!(report.contains("ok    store TMP/store: not there yet"), "{report}");
    assert!(report.contains("note  Slack: not asked"), "{report}");
}

#[tokio::test]
async fn a_store_in_use_is_noted_and_a_damaged_one_is_a_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("data");
    let url = format!("sled:{}", store.display());
    let environment = Environment::new([("SOUNDINGS_STORE", url.as_str())]);
    let config = Config::read("", std::path::Path::new(""), &environment).expect("sound");
    let clock = Clock::manual(NOW.parse().expect("a time"));
    let look = async || {
        let findings = doctor::examine(&config, &clock).await;
        let line = findings.iter().map(ToString::to_string).find(|line| line.contains("store "));
        line.expect("a word about the store")
    };

    let bot = soundings::store::SledStore::open(&store).expect("it opens");
    assert!(look().await.starts_with("note  store "), "{}", look().await);
    assert!(look().await.contains("in use"), "{}", look().await);
    drop(bot);

    std::fs::remove_file(store.join("db")).expect("removed");
    assert!(look().await.starts_with("FAULT the store "), "{}", look().await);
}

#[tokio::test]
async fn a_webhook_is_named_and_so_is_what_it_was_not_handed_lately() {
    use crate::export::formats::full;
    use soundings::domain::decision::{Decision, Failed, Fault};
    use soundings::domain::state::{State, encode};
    use soundings::store::{SledStore, Store};

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data");
    let store = SledStore::open(&path).expect("it opens");
    for (number, at) in [(1, "2026-03-01T09:00:00Z"), (2, "2026-01-01T09:00:00Z")] {
        let why = "it answered with HTTP status 410".to_owned();
        let fault = Fault { at: at.parse().expect("a time"), what: Failed::Webhook, why };
        let id = soundings::domain::ids::DecisionId::new(format!("DFA1LED0{number}"));
        let decision = Decision { id, faults: vec![fault], ..full() };
        let row = encode(&State::Decision(Box::new(decision)));
        let row = String::from_utf8(row).expect("text");
        let commit = crate::store_contract::put(&format!("decision/T1/{number}"), 0, &row);
        store.commit(commit).await.expect("kept");
    }
    store.close().expect("it closes");
    let url = format!("sled:{}", path.display());
    let examine = async |secret: &str| {
        let variables = [("SOUNDINGS_STORE", url.as_str()), ("SOUNDINGS_WEBHOOK_SECRET", secret)];
        let text = "[webhook]\nurl = \"https://hooks.example.com/x\"\n";
        let environment = Environment::new(variables);
        let config = Config::read(text, std::path::Path::new(""), &environment).expect("sound");
        let clock = Clock::manual(NOW.parse().expect("a time"));
        let findings = doctor::examine(&config, &clock).await;
        let lines = findings.iter().map(ToString::to_string);
        lines.filter(|line| line.to_lowercase().contains("webhook")).collect::<Vec<_>>()
    };
    let expected = [
        "ok    webhook: records of public channels go to hooks.example.com, signed; not called now",
        "note  webhook: 1 not handed on in the last 30 days: DFA1LED01 (it answered with HTTP status \
         410). `soundings export` has them",
    ];
    assert_eq!(examine("hidden").await, expected);
    let without = examine("").await;
    assert!(without[0].starts_with("FAULT SOUNDINGS_WEBHOOK_SECRET: not set"), "{without:?}");
}
