//! The second opinion: what is sent, and that nothing an endpoint does can hurt.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use futures_util::stream;
use serde_json::{Value, json};
use soundings::config::Secret;
use soundings::domain::policy::SecondOpinion;
use soundings::opinion::{Opinion, Thought};
use std::sync::{Arc, Mutex};

/// How an endpoint treats whoever asks it.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    Says(&'static str),
    Malformed,
    Fails,
    Redirects,
    Endless,
    Never,
}

/// An endpoint on this machine that remembers what it was asked.
pub struct Endpoint {
    pub url: String,
    asked: Asked,
}

/// What came in: the key, and the question.
type Asked = Arc<Mutex<Vec<(Option<String>, Value)>>>;

impl Endpoint {
    /// Opens an endpoint; it ends with the runtime it was opened on.
    pub async fn open(manner: Manner) -> Self {
        let asked = Asked::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let answer = move |State(asked): State<Asked>, headers: HeaderMap, body: String| async move {
            let key = headers.get("authorization").map(|key| key.to_str().unwrap().to_owned());
            asked.lock().unwrap().push((key, serde_json::from_str(&body).unwrap()));
            treat(manner).await
        };
        let router =
            Router::new().route("/v1/chat/completions", post(answer)).with_state(asked.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, asked }
    }

    /// Returns what was asked so far, with the key that came along.
    pub fn asked(&self) -> Vec<(Option<String>, Value)> {
        self.asked.lock().unwrap().clone()
    }

    pub fn whom(&self, team: &str) -> SecondOpinion {
        SecondOpinion {
            url: self.url.clone(),
            host: "127.0.0.1".to_owned(),
            model: "small".to_owned(),
            workspaces: vec![team.into()],
        }
    }
}

async fn treat(manner: Manner) -> Response {
    match manner {
        Manner::Says(word) => {
            axum::Json(json!({ "choices": [{ "message": { "content": word } }] })).into_response()
        }
        Manner::Malformed => "<html>gateway</html>".into_response(),
        Manner::Fails => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Manner::Redirects => Redirect::temporary("/v1/chat/completions").into_response(),
        Manner::Endless => {
            let spaces = stream::repeat_with(|| Ok::<_, std::io::Error>(" ".repeat(1024)));
            Body::from_stream(spaces).into_response()
        }
        Manner::Never => std::future::pending().await,
    }
}

async fn ask(manner: Manner, text: &str) -> (Option<Thought>, Endpoint) {
    let endpoint = Endpoint::open(manner).await;
    let key = Some(Secret::new("s3cret"));
    let opinion = Opinion::new(endpoint.whom("T1"), key).unwrap();
    (opinion.ask(text).await, endpoint)
}

#[tokio::test]
async fn the_one_message_is_sent_with_the_key_and_nothing_else() {
    let (thought, endpoint) = ask(Manner::Says("Yes."), "maybe we could drop the free plan").await;
    assert_eq!(thought, Some(Thought::Yes));
    let asked = endpoint.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].0.as_deref(), Some("Bearer s3cret"));
    let messages = asked[0].1["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1]["content"], "maybe we could drop the free plan");
    assert_eq!(asked[0].1["model"], "small");
}

#[tokio::test]
async fn a_long_message_is_sent_up_to_its_first_2000_characters() {
    let (_, endpoint) = ask(Manner::Says("no"), &"é".repeat(40_000)).await;
    let sent = endpoint.asked()[0].1["messages"][1]["content"].as_str().unwrap().chars().count();
    assert_eq!(sent, 2_000);
}

#[tokio::test]
async fn an_endpoint_that_misbehaves_has_no_opinion() {
    for manner in [
        Manner::Says("I think that yes is the right answer"),
        Manner::Says(""),
        Manner::Malformed,
        Manner::Fails,
        Manner::Redirects,
        Manner::Endless,
        Manner::Never,
    ] {
        let (thought, endpoint) = ask(manner, "maybe we could drop the free plan").await;
        assert_eq!(thought, None, "{manner:?}");
        assert_eq!(endpoint.asked().len(), 1, "{manner:?}: asked once, and not again");
    }
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_has_no_opinion() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint {
        url: format!("http://{}/v1", listener.local_addr().unwrap()),
        asked: Asked::default(),
    };
    drop(listener);
    let opinion = Opinion::new(endpoint.whom("T1"), None).unwrap();
    assert_eq!(opinion.ask("maybe we could drop the free plan").await, None);
}
