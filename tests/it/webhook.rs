//! The webhook against a real server that also misbehaves: what is sent, signed how, how often, and that
//! nothing the server does can hurt.

mod killed;
pub mod receiver;

use self::receiver::{Manner, Receiver};
use jiff::Timestamp;
use soundings::config::Secret;
use soundings::domain::policy;
use soundings::webhook::{Answer, Webhook};
use std::time::Duration;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

async fn call(manner: Manner) -> (Answer, Receiver) {
    let receiver = Receiver::open([manner]).await;
    let webhook = Webhook::new(receiver.whom(), Some(Secret::new(receiver::SECRET))).unwrap();
    let webhook = webhook.with_patience(Duration::from_millis(500));
    let body = r#"{"title":"größer"}"#.to_owned();
    let answer = webhook.call(&"Ev1#3".into(), at(1_772_442_000), body).await;
    (answer, receiver)
}

#[tokio::test]
async fn one_call_with_the_body_and_a_signature_like_slacks() {
    let (answer, receiver) = call(Manner::Takes).await;
    assert_eq!(answer, Answer::Taken);
    let calls = receiver.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].line, "POST /decisions?team=1 HTTP/1.1");
    assert_eq!(calls[0].body, r#"{"title":"größer"}"#);
    let header = |name: &str| calls[0].headers[name].as_str();
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("x-soundings-delivery"), "Ev1#3");
    assert_eq!(header("x-soundings-request-timestamp"), "1772442000");
    assert!(header("user-agent").starts_with("soundings/"));
    assert!(calls[0].is_signed());
    // The same, worked out elsewhere: printf '%s' 'v0:1772442000:…' | openssl dgst -sha256 -hmac SECRET
    let expected = "v0=a0a896710f3d1bf56bf968659ba6ddeb578e091dc3807673e12c624c44a9a351";
    assert_eq!(header("x-soundings-signature"), expected);
    assert!(!format!("{:?}", calls[0]).contains(receiver::SECRET));
}

#[tokio::test]
async fn what_may_pass_is_worth_another_try_and_what_will_not_is_not() {
    let unclear = |why: &str| Answer::Unclear { why: why.to_owned(), after: None };
    for (manner, expected) in [
        (Manner::Answers(204), Answer::Taken),
        (Manner::Answers(500), unclear("it answered with HTTP status 500")),
        (Manner::Answers(503), unclear("it answered with HTTP status 503")),
        (Manner::Answers(408), unclear("it answered with HTTP status 408")),
        (Manner::Answers(429), unclear("it answered with HTTP status 429")),
        (Manner::Answers(400), Answer::Refused("it answered with HTTP status 400".into())),
        (Manner::Answers(410), Answer::Refused("it answered with HTTP status 410".into())),
        (Manner::Never, unclear("it gave no answer in time")),
        (Manner::Resets, unclear("the connection broke")),
        (Manner::Babbles, unclear("the connection broke")),
        (Manner::Endless, Answer::Taken),
    ] {
        let (answer, receiver) = call(manner).await;
        assert_eq!(answer, expected, "{manner:?}");
        assert_eq!(receiver.calls().len(), 1, "{manner:?}: called once, and not again");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (answer, receiver) = call(Manner::Redirects).await;
    let why = "it answered with HTTP status 307, which is not followed".to_owned();
    assert_eq!(answer, Answer::Refused(why));
    assert_eq!(receiver.calls().len(), 1);
}

#[tokio::test]
async fn who_says_when_to_come_again_is_listened_to_within_reason() {
    for (said, expected) in [
        ("7", Some(Duration::from_secs(7))),
        ("999999999", Some(Duration::from_secs(3_600))),
        ("soon", None),
        ("-1", None),
    ] {
        let (answer, _) = call(Manner::Later(said)).await;
        let why = "it answered with HTTP status 429".to_owned();
        assert_eq!(answer, Answer::Unclear { why, after: expected }, "{said}");
    }
}

#[tokio::test]
async fn nobody_there_is_worth_another_try() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let whom = policy::Webhook { url, host: "127.0.0.1".into(), private_channels: false };
    let webhook = Webhook::new(whom, Some(Secret::new("s"))).unwrap();
    let answer = webhook.call(&"Ev1#0".into(), at(0), "{}".into()).await;
    assert_eq!(answer, Answer::Unclear { why: "it cannot be reached".into(), after: None });
}

#[tokio::test]
async fn several_slow_calls_hold_up_no_others() {
    let receiver = Receiver::open([Manner::Never; 5]).await;
    let webhook = Webhook::new(receiver.whom(), Some(Secret::new(receiver::SECRET))).unwrap();
    let webhook = webhook.with_patience(Duration::from_secs(5));
    let ids: Vec<String> = (0..4).map(|number| format!("Ev{number}#0")).collect();
    let call = |id: &str| {
        let id = soundings::domain::ids::EffectId::new(id);
        let webhook = &webhook;
        async move { webhook.call(&id, at(0), "{}".into()).await }
    };
    let slow = futures_util::future::join_all(ids.iter().map(|id| call(id)));
    tokio::select! {
        answers = slow => panic!("{answers:?}"),
        fifth = async {
            receiver.called(4).await;
            call("Ev4#0").await
        } => assert_eq!(fifth, Answer::Busy),
    }
}

#[test]
fn without_a_secret_there_is_no_webhook() {
    let whom = policy::Webhook {
        url: "https://hooks.example.com/".into(),
        host: "hooks.example.com".into(),
        private_channels: false,
    };
    let refused = Webhook::new(whom, None).err().unwrap().to_string();
    assert_eq!(refused, "SOUNDINGS_WEBHOOK_SECRET is not set");
}
