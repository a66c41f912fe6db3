//! The Web API client, against a Slack that misbehaves.

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use slack_morphism::prelude::SlackView;
use soundings::domain::ids::{ChannelId, EffectId, MessageTs};
use soundings::slack::client::{CallError, SetupError, SlackClient};
use soundings::views::Rendered;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const TOKEN: &str = "xoxb-not-to-be-told";

/// One call as Slack sees it: the method, and what came with it.
#[derive(Clone, Debug, PartialEq)]
struct Call {
    method: String,
    with: Value,
    token: String,
}

/// A Slack that answers as the test says.
struct Slack {
    client: SlackClient,
    origin: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Slack {
    async fn new(answer: impl Fn(&Call) -> Response + Clone + Send + Sync + 'static) -> Self {
        let calls = Arc::new(Mutex::new(Vec::new()));
        let log = calls.clone();
        let app = Router::new().fallback(move |request: Request| {
            let (answer, log) = (answer.clone(), log.clone());
            async move {
                let call = Call::read(request).await;
                log.lock().unwrap().push(call.clone());
                answer(&call)
            }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let client = client(&format!("{origin}/api"));
        Self { client, origin, calls }
    }

    async fn saying(body: Value) -> Self {
        Self::new(move |_| ok(body.clone())).await
    }

    /// What was called, without the token.
    fn calls(&self) -> Vec<(String, Value)> {
        let calls = self.calls.lock().unwrap();
        calls.iter().map(|call| (call.method.clone(), call.with.clone())).collect()
    }
}

impl Call {
    async fn read(request: Request) -> Self {
        let method = request.uri().path().trim_start_matches("/api/").to_owned();
        let token = request.headers().get(header::AUTHORIZATION);
        let token = token.map_or("", |token| token.to_str().unwrap()).to_owned();
        let query = request.uri().query().unwrap_or("").to_owned();
        if request.method() == Method::GET {
            let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
            let with = pairs.map(|(key, value)| (key, json!(value))).collect();
            return Self { method, with, token };
        }
        let body: Bytes = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
        Self { method, with: serde_json::from_slice(&body).unwrap(), token }
    }
}

fn client(base: &str) -> SlackClient {
    SlackClient::new(Some(base), TOKEN).unwrap()
}

fn ok(mut body: Value) -> Response {
    body["ok"] = json!(true);
    axum::Json(body).into_response()
}

fn error(code: &str) -> Response {
    axum::Json(json!({ "ok": false, "error": code })).into_response()
}

fn hello() -> Rendered {
    Rendered { text: "hello".to_owned(), blocks: Vec::new() }
}

fn effect() -> EffectId {
    EffectId::new("Ev1#0")
}

/// Returns how a call ends when Slack answers like this.
async fn fate(answer: impl Fn() -> Response + Clone + Send + Sync + 'static) -> CallError {
    let slack = Slack::new(move |_| answer()).await;
    slack.client.post("C1", None, &hello(), &effect()).await.unwrap_err()
}

fn refused(code: &str) -> CallError {
    CallError::Refused(code.to_owned())
}

fn ambiguous(what: &str) -> CallError {
    CallError::Ambiguous(what.to_owned())
}

fn limited(seconds: u64) -> CallError {
    CallError::RateLimited { after: Duration::from_secs(seconds) }
}

#[tokio::test]
async fn a_refusal_is_told_by_its_code() {
    assert_eq!(fate(|| error("channel_not_found")).await, refused("channel_not_found"));
    assert_eq!(fate(|| StatusCode::NOT_FOUND.into_response()).await, refused("http_404"));
    assert_eq!(fate(|| StatusCode::FOUND.into_response()).await, refused("http_302"));
}

/// An answer with a status, how long to wait, a content type and a body.
fn raw(status: u16, after: &str, kind: &str, body: &'static str) -> Response {
    let headers = [(header::RETRY_AFTER, after), (header::CONTENT_TYPE, kind)];
    let headers = headers.map(|(name, value)| (name, value.to_owned()));
    (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
}

const JSON: &str = "application/json; charset=utf-8";
const LIMITED: &str = r#"{"ok":false,"error":"ratelimited"}"#;

#[tokio::test]
async fn a_limit_says_how_long_to_wait() {
    assert_eq!(fate(|| raw(429, "7", JSON, LIMITED)).await, limited(7));
    assert_eq!(fate(|| raw(429, "30", "text/plain", "slow down")).await, limited(30));
    assert_eq!(fate(|| raw(429, "5", "text/plain", "")).await, limited(5));
    assert_eq!(fate(|| raw(429, "soon", JSON, LIMITED)).await, limited(1));
    assert_eq!(fate(|| raw(429, "9999999", JSON, LIMITED)).await, limited(3600));
    assert_eq!(fate(|| error("rate_limited")).await, limited(1));
    assert_eq!(fate(|| error("team_added_to_org")).await, limited(30));
}

#[tokio::test]
async fn what_may_have_been_done_is_ambiguous() {
    assert_eq!(fate(|| error("fatal_error")).await, ambiguous("fatal_error"));
    assert_eq!(fate(|| error("internal_error")).await, ambiguous("internal_error"));
    assert_eq!(fate(|| raw(500, "", JSON, "")).await, ambiguous("HTTP status 500"));
    assert_eq!(fate(|| raw(503, "", "text/html", "<h1>")).await, ambiguous("HTTP status 503"));
    assert_eq!(fate(|| raw(200, "", JSON, "")).await, ambiguous("an answer that is no JSON"));
    assert_eq!(fate(|| raw(200, "", JSON, "{")).await, ambiguous("an answer that is no JSON"));
    let foreign = "an answer that is none of the API's";
    assert_eq!(fate(|| raw(200, "", "text/html", "<h1>Down</h1>")).await, ambiguous(foreign));
    assert_eq!(fate(|| raw(200, "", JSON, r#"{"ok":false}"#)).await, ambiguous(foreign));
    assert_eq!(fate(|| ok(json!({}))).await, ambiguous("an answer without channel"));
}

/// Accepts one connection, reads a little, and answers with these bytes.
async fn broken_slack(answer: &'static [u8]) -> SlackClient {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_exact(&mut [0; 64]).await.unwrap();
        stream.write_all(answer).await.unwrap();
    });
    client(&base)
}

#[tokio::test]
async fn a_broken_connection_is_ambiguous_and_a_refused_one_is_not() {
    for answer in [b"".as_slice(), b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{", b"nonsense"] {
        let client = broken_slack(answer).await;
        let fate = client.post("C1", None, &hello(), &effect()).await;
        assert_eq!(fate, Err(ambiguous("the connection broke")));
    }
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let away = client(&format!("http://{unused}/api"));
    let unreachable = CallError::Unreachable("no connection".to_owned());
    assert_eq!(away.post("C1", None, &hello(), &effect()).await, Err(unreachable.clone()));
    assert_eq!(away.auth_test().await, Err(unreachable.clone()));
    let url = format!("http://{unused}/r");
    assert_eq!(away.respond(&url, &hello(), false).await, Err(unreachable.clone()));
    let nowhere = client("http://nowhere.invalid/api");
    assert_eq!(nowhere.auth_test().await, Err(unreachable));
}

#[tokio::test]
async fn nothing_is_done_where_tls_fails() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("https://{}/api", listener.local_addr().unwrap()));
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_u8().await.unwrap()
    });
    let fate = client.post("C1", None, &hello(), &effect()).await;
    assert_eq!(fate, Err(CallError::Unreachable("no connection".to_owned())));
    assert_eq!(server.await.unwrap(), TLS_HANDSHAKE);
}

/// The first byte of a TLS connection.
const TLS_HANDSHAKE: u8 = 0x16;

/// The library does not tell the status of an answer that claims to be JSON and is empty. To look
/// before trying again is right for both things it may be.
#[tokio::test]
async fn an_empty_limit_without_a_content_type_is_ambiguous() {
    let answer = b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n";
    let client = broken_slack(answer).await;
    let fate = client.post("C1", None, &hello(), &effect()).await;
    assert_eq!(fate, Err(ambiguous("an answer that is no JSON")));
}

#[tokio::test]
async fn a_slow_answer_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/api", listener.local_addr().unwrap());
    let client = client(&base).with_patience(Duration::from_millis(50));
    let slow = Err(ambiguous("no answer in time"));
    assert_eq!(client.post("C1", None, &hello(), &effect()).await, slow.map(|()| unreachable!()));
    let url = base.replace("/api", "/respond");
    assert_eq!(client.respond(&url, &hello(), false).await, Err(ambiguous("no answer in time")));
}

#[tokio::test]
async fn no_error_tells_the_token_or_the_answer() {
    let secret = || (StatusCode::BAD_GATEWAY, "the secret text").into_response();
    let refused = || axum::Json(json!({ "ok": false, "error": "no", "text": "the secret text" }));
    for error in [fate(secret).await, fate(move || refused().into_response()).await] {
        let told = format!("{error} {error:?}");
        assert!(!told.contains("secret") && !told.contains(TOKEN), "{told}");
    }
    assert!(!format!("{:?}", client("http://127.0.0.1:1/api")).contains(TOKEN));
}

#[test]
fn an_odd_base_or_token_breaks_nothing() {
    for base in ["", "slack", "ftp://slack.com/api", "/api", "http://"] {
        let error = SlackClient::new(Some(base), TOKEN).unwrap_err();
        assert!(matches!(error, SetupError::Base { given } if given == base));
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_sent_is_refused() {
    let client = SlackClient::new(Some("http://127.0.0.1:1/api/"), "xoxb-\nline").unwrap();
    assert_eq!(client.auth_test().await, Err(refused("unsendable_request")));
}

#[tokio::test]
async fn who_the_bot_is() {
    let slack = Slack::saying(json!({ "team_id": "T1", "enterprise_id": null, "user_id": "UBOT",
                                      "bot_id": "BBOT", "url": "https://x.slack.com/" }))
    .await;
    let identity = slack.client.auth_test().await.unwrap();
    assert_eq!((identity.team.as_str(), identity.bot_user.as_str()), ("T1", "UBOT"));
    assert_eq!((identity.enterprise, identity.bot_id.as_deref()), (None, Some("BBOT")));
    let calls = slack.calls.lock().unwrap();
    assert_eq!(calls[0].token, format!("Bearer {TOKEN}"));
}

#[tokio::test]
async fn a_post_carries_its_effect() {
    let slack = Slack::saying(json!({ "channel": "D1", "ts": "1.5" })).await;
    let thread = MessageTs::new("1.0");
    let posted = slack.client.post("U1", Some(&thread), &hello(), &effect()).await.unwrap();
    assert_eq!((posted.channel.as_str(), posted.ts.as_str()), ("D1", "1.5"));
    let body = json!({
        "channel": "U1", "text": "hello", "thread_ts": "1.0",
        "unfurl_links": false, "unfurl_media": false,
        "metadata": { "event_type": "soundings_effect", "event_payload": { "id": "Ev1#0" } },
    });
    assert_eq!(slack.calls(), [("chat.postMessage".to_owned(), body)]);
}

#[tokio::test]
async fn messages_are_shown_changed_and_deleted() {
    let slack = Slack::saying(json!({})).await;
    let (channel, ts) = (ChannelId::new("C1"), MessageTs::new("1.5"));
    slack.client.post_ephemeral(&channel, &"U1".into(), None, &hello()).await.unwrap();
    slack.client.update(&channel, &ts, &hello()).await.unwrap();
    slack.client.delete(&channel, &ts).await.unwrap();
    let call = |method: &str, with: Value| (method.to_owned(), with);
    assert_eq!(
        slack.calls(),
        [
            call("chat.postEphemeral", json!({ "channel": "C1", "user": "U1", "text": "hello" })),
            call("chat.update", json!({ "channel": "C1", "ts": "1.5", "text": "hello" })),
            call("chat.delete", json!({ "channel": "C1", "ts": "1.5" })),
        ]
    );
}

#[tokio::test]
async fn a_form_is_opened_as_it_is() {
    let slack = Slack::saying(json!({ "view": { "id": "V1" } })).await;
    let form =
        json!({ "type": "modal", "title": { "type": "plain_text", "text": "Hi" }, "blocks": [] });
    let view: SlackView = serde_json::from_value(form.clone()).unwrap();
    slack.client.open_view("9.t", &view).await.unwrap();
    let with = json!({ "trigger_id": "9.t", "view": form });
    assert_eq!(slack.calls(), [("views.open".to_owned(), with)]);
}

/// A conversation of two pages, the second with the message of effect `Ev1#0`.
fn conversation(call: &Call) -> Response {
    let message = |ts: &str, id: &str| {
        let metadata = json!({ "event_type": "soundings_effect", "event_payload": { "id": id } });
        json!({ "ts": ts, "bot_id": "BBOT", "metadata": metadata })
    };
    match (call.method.as_str(), call.with["cursor"].as_str()) {
        ("conversations.open", _) => ok(json!({ "channel": { "id": "D1" } })),
        (_, None) => ok(json!({ "messages": [{ "ts": "1.9" }, message("1.8", "Ev2#0")],
                                "response_metadata": { "next_cursor": "two" } })),
        (_, Some(_)) => ok(json!({ "messages": [message("1.5", "Ev1#0")] })),
    }
}

#[tokio::test]
async fn an_earlier_attempt_is_found_again() {
    let slack = Slack::new(conversation).await;
    let since = Timestamp::from_second(1_700_000_300).unwrap();
    let thread = MessageTs::new("1.0");
    let found = slack.client.find_own("U1", Some(&thread), &effect(), since).await.unwrap();
    let found = found.expect("it is on the second page");
    assert_eq!((found.channel.as_str(), found.ts.as_str()), ("D1", "1.5"));
    let calls = slack.calls();
    assert_eq!(calls[0], ("conversations.open".to_owned(), json!({ "users": "U1" })));
    let page = json!({ "channel": "D1", "ts": "1.0", "oldest": "1700000000", "inclusive": "true",
                       "include_all_metadata": "true", "limit": "100" });
    assert_eq!(calls[1], ("conversations.replies".to_owned(), page));
    let other = EffectId::new("Ev3#0");
    assert_eq!(slack.client.find_own("C1", None, &other, since).await, Ok(None));
    assert_eq!(slack.calls().last().unwrap().0, "conversations.history");
}

#[tokio::test]
async fn a_search_without_end_is_no_answer() {
    let slack =
        Slack::saying(json!({ "messages": [], "response_metadata": { "next_cursor": "more" } }))
            .await;
    let found = slack.client.find_own("C1", None, &effect(), Timestamp::UNIX_EPOCH).await;
    assert_eq!(found, Err(ambiguous("too much to look through")));
    assert_eq!(slack.calls().len(), 5);
}

#[tokio::test]
async fn a_message_is_read_with_its_author() {
    let slack = Slack::saying(json!({ "messages": [
        { "ts": "1.0", "user": "U1", "text": "the root" },
        { "ts": "1.5", "thread_ts": "1.0", "user": "U2", "text": "the reply" },
        { "ts": "1.6", "user": "UBOT", "bot_id": "BBOT", "text": "the card" },
    ] }))
    .await;
    let message = async |ts: &str| slack.client.message(&"C1".into(), &ts.into()).await.unwrap();
    let reply = message("1.5").await.expect("a person wrote it");
    assert_eq!((reply.author.as_str(), reply.text.as_str()), ("U2", "the reply"));
    assert_eq!(reply.standing.root().as_str(), "1.0");
    assert_eq!(message("1.6").await, None);
    assert_eq!(message("1.7").await, None);
}

#[tokio::test]
async fn people_are_read_from_what_slack_tells() {
    let slack = Slack::saying(json!({ "user": {
        "id": "U1", "name": "ana", "real_name": "Ana Lima", "tz": "Europe/Lisbon",
        "is_restricted": true, "is_admin": null, "is_owner": true,
        "profile": { "display_name": "", "email": "ana@example.com" },
    } }))
    .await;
    let (facts, details) = slack.client.person(&"U1".into()).await.unwrap();
    assert_eq!((facts.name.as_str(), facts.zone.0.as_str()), ("Ana Lima", "Europe/Lisbon"));
    assert!(facts.is_guest && facts.is_colleague() && details.is_admin);
    assert_eq!(details.email.as_deref(), Some("ana@example.com"));
    let bare = Slack::saying(json!({ "user": { "id": "U1", "deleted": true } })).await;
    let (facts, _) = bare.client.person(&"U1".into()).await.unwrap();
    assert_eq!((facts.zone.0.as_str(), facts.is_deactivated), ("UTC", true));
    let nobody = Slack::saying(json!({})).await;
    assert_eq!(nobody.client.person(&"U1".into()).await, Err(ambiguous("an answer without user")));
}

#[tokio::test]
async fn a_channel_is_closed_unless_slack_says_it_is_open() {
    let facts = async |channel: Value| {
        let slack = Slack::new(move |call| match call.method.as_str() {
            "conversations.info" => ok(json!({ "channel": channel })),
            _ => ok(json!({ "members": ["U1", "U2", null] })),
        });
        slack.await.client.channel(&"C1".into()).await.unwrap()
    };
    let open = facts(json!({ "name": "general", "is_channel": true, "is_private": false })).await;
    assert_eq!((open.name.as_str(), open.is_private, open.members.len()), ("general", false, 0));
    assert!(!facts(json!({ "is_channel": true })).await.is_private);
    let private = facts(json!({ "is_private": true, "is_archived": true })).await;
    assert_eq!((private.is_private, private.is_archived, private.members.len()), (true, true, 2));
    let unsaid = facts(json!({})).await;
    assert_eq!((unsaid.is_private, unsaid.members.len()), (true, 2));
    let direct = facts(json!({ "is_im": true })).await;
    assert_eq!((direct.is_direct, direct.members.len()), (true, 2));
    assert!(facts(json!({ "is_ext_shared": true })).await.is_shared);
    assert!(!facts(json!({ "is_shared": true, "is_org_shared": true })).await.is_shared);
}

#[tokio::test]
async fn long_lists_are_read_page_by_page() {
    let slack = Slack::new(|call| match call.with["cursor"].as_str() {
        None => ok(json!({ "members": ["U1"], "response_metadata": { "next_cursor": "two" } })),
        Some(_) => ok(json!({ "members": ["U2"], "response_metadata": { "next_cursor": "" } })),
    })
    .await;
    let members = slack.client.members(&"C1".into()).await.unwrap();
    assert_eq!(members.iter().map(|user| user.as_str()).collect::<Vec<_>>(), ["U1", "U2"]);
}

#[tokio::test]
async fn groups_and_addresses_are_looked_up() {
    let slack = Slack::new(|call| match call.method.as_str() {
        "usergroups.list" => ok(json!({ "usergroups": [
            { "id": "S1", "handle": "finance" }, { "id": "S2", "handle": null }, 7,
        ] })),
        "usergroups.users.list" => ok(json!({ "users": ["U1", 7] })),
        _ if call.with["email"] == "ana@example.com" => ok(json!({ "user": { "id": "U1" } })),
        _ => error("users_not_found"),
    })
    .await;
    let groups = slack.client.user_groups().await.unwrap();
    assert_eq!(groups, [("finance".to_owned(), "S1".to_owned())].into());
    assert_eq!(slack.client.group_members("S1").await.unwrap(), ["U1".into()].into());
    assert_eq!(slack.client.user_by_email("ana@example.com").await, Ok(Some("U1".into())));
    assert_eq!(slack.client.user_by_email("bo@example.com").await, Ok(None));
}

#[tokio::test]
async fn quiet_hours_are_known_while_they_last() {
    let at = |second| Timestamp::from_second(second).unwrap();
    let quiet = async |dnd: Value, now: i64| {
        let slack = Slack::saying(dnd).await;
        slack.client.quiet_until(&"U1".into(), at(now)).await.unwrap()
    };
    let nightly = json!({ "dnd_enabled": true, "next_dnd_start_ts": 100, "next_dnd_end_ts": 200 });
    assert_eq!(quiet(nightly.clone(), 99).await, None);
    assert_eq!(quiet(nightly.clone(), 100).await, Some(at(200)));
    assert_eq!(quiet(nightly, 200).await, None);
    let snoozed = json!({ "snooze_enabled": true, "snooze_endtime": 300, "dnd_enabled": false,
                          "next_dnd_start_ts": 100, "next_dnd_end_ts": 200 });
    assert_eq!(quiet(snoozed, 150).await, Some(at(300)));
    assert_eq!(quiet(json!({}), 150).await, None);
}

#[tokio::test]
async fn a_response_goes_to_slack_and_nowhere_else() {
    let slack = Slack::saying(json!({})).await;
    let url = format!("{}/response/1", slack.origin);
    slack.client.respond(&url, &hello(), true).await.unwrap();
    let body = json!({ "text": "hello", "response_type": "ephemeral", "replace_original": true });
    assert_eq!(slack.calls(), [("/response/1".to_owned(), body)]);
    for url in [
        "",
        "soon",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
        "http://hooks.slack.com/x",
        "https://slack.com.evil.example/x",
        "https://evilslack.com/x",
        "https://evil.example/slack.com",
        "https://127.0.0.1/x",
        "https://hooks.slack.com@evil.example/x",
    ] {
        let answer = slack.client.respond(url, &hello(), false).await;
        assert_eq!(answer, Err(refused("foreign_response_url")), "{url}");
    }
    assert_eq!(slack.calls().len(), 1);
}

#[tokio::test]
async fn a_response_that_fails_says_how() {
    let respond = async |answer: fn() -> Response| {
        let slack = Slack::new(move |_| answer()).await;
        slack.client.respond(&format!("{}/r", slack.origin), &hello(), false).await
    };
    assert_eq!(respond(|| "ok".into_response()).await, Ok(()));
    assert_eq!(respond(|| StatusCode::NOT_FOUND.into_response()).await, Err(refused("http_404")));
    let away = || (StatusCode::FOUND, [(header::LOCATION, "http://127.0.0.1:1/")]).into_response();
    assert_eq!(respond(away).await, Err(refused("http_302")));
    assert_eq!(respond(|| raw(429, "9", "text/plain", "")).await, Err(limited(9)));
    assert_eq!(respond(|| raw(503, "", "text/plain", "")).await, Err(ambiguous("HTTP status 503")));
}
