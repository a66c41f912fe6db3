//! Socket Mode, with slack-morphism's own client of it.

use crate::rehearsal_kit::{Client, client, spec, workspace};
use async_trait::async_trait;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use slack_morphism::clients_manager::{
    SlackSocketModeClientsManager, SlackSocketModeClientsManagerFactory,
};

use slack_morphism::prelude::*;
use soundings::rehearsal::hands::{BotAnswer, BotFailure, HandError};
use soundings::rehearsal::spec::{Spec, Transport};
use soundings::rehearsal::workspace::Workspace;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// Listens on a WebSocket: remembers the frames and acknowledges some of them.
#[derive(Default)]
struct Listener {
    frames: Mutex<Vec<Value>>,
    /// How many disconnections were announced.
    announced: watch::Sender<usize>,
    deaf: Mutex<bool>,
}

#[async_trait]
impl SlackSocketModeClientListener for Listener {
    async fn on_message(&self, _: &SlackSocketModeWssClientId, frame: String) -> Option<String> {
        let frame: Value = serde_json::from_str(&frame).unwrap();
        let id = frame["envelope_id"].clone();
        let kind = frame["type"].clone();
        if kind == "disconnect" {
            self.announced.send_modify(|count| *count += 1);
        }
        self.frames.lock().unwrap().push(frame);
        let answers = !id.is_null() && !*self.deaf.lock().unwrap();
        let payload = if kind == "slash_commands" { json!({ "text": "Here." }) } else { json!({}) };
        answers.then(|| json!({ "envelope_id": id, "payload": payload }).to_string())
    }

    async fn on_error(&self, _: Box<dyn std::error::Error + Send + Sync>) {}

    async fn on_disconnect(&self, _: &SlackSocketModeWssClientId) {}
}

type Manager = Arc<dyn SlackSocketModeClientsManager + Send + Sync>;

fn new_manager(client: &Arc<Client>) -> Manager {
    let environment = Arc::new(SlackClientEventsListenerEnvironment::new(client.clone()));
    let connector: &SlackClientHyperConnector<HttpConnector> = &client.http_api.connector;
    connector.new_clients_manager(environment)
}

async fn connect(workspace: &Workspace, listener: &Arc<Listener>) -> Manager {
    let manager = new_manager(&client(workspace));
    let config = SlackClientSocketModeConfig::new().with_max_connections_count(1);
    let token = SlackApiToken::new("xapp-rehearsal".into());
    manager.register_new_token(&config, token, listener.clone()).await.unwrap();
    manager.start().await;
    assert!(workspace.connected().await);
    manager
}

fn socket() -> Spec {
    Spec { transport: Transport::Socket, ..spec() }
}

fn kinds(listener: &Listener) -> Vec<String> {
    let frames = std::mem::take(&mut *listener.frames.lock().unwrap());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    frames
        .iter()
        .map(|frame| {
            format!("{} {}", text(&frame["type"]), text(&frame["payload"]["event"]["text"]))
        })
        .collect()
}

#[tokio::test]
async fn events_commands_and_interactions_come_over_the_socket() {
    let (workspace, _) = workspace(socket()).await;
    let listener = Arc::new(Listener::default());
    let manager = connect(&workspace, &listener).await;
    let ts = workspace.say("U0MAYA", "C0PLANS", "hello", None).await.unwrap();
    let acted = workspace.slash("U0TOM", "C0PLANS", "/soundings help").await.unwrap();
    assert_eq!(acted.answer, json!({ "text": "Here." }));
    workspace.message_shortcut("U0TOM", "Ask for perspectives", "C0PLANS", &ts).await.unwrap();
    assert_eq!(kinds(&listener), ["hello ", "events_api hello", "slash_commands ", "interactive "]);
    manager.shutdown().await;
}

#[tokio::test]
async fn an_envelope_without_acknowledgement_comes_again() {
    let spec = Spec { patience: Duration::from_millis(500), ..socket() };
    let (workspace, clock) = workspace(spec).await;
    let listener = Arc::new(Listener::default());
    let manager = connect(&workspace, &listener).await;
    *listener.deaf.lock().unwrap() = true;
    workspace.say("U0MAYA", "C0PLANS", "hello", None).await.unwrap();
    let failure = workspace.slash("U0TOM", "C0PLANS", "/soundings help").await.unwrap_err();
    assert_eq!(failure, HandError::Bot(BotFailure::TimedOut));
    *listener.deaf.lock().unwrap() = false;
    clock.advance_to(workspace.next_moment().unwrap());
    workspace.pump();
    workspace.delivered().await;
    let events = listener.frames.lock().unwrap().clone();
    let events: Vec<&Value> = events.iter().filter(|frame| frame["type"] == "events_api").collect();
    let attempts: Vec<&Value> = events.iter().map(|frame| &frame["retry_attempt"]).collect();
    assert_eq!(attempts, [0, 1, 2]);
    assert!(events.iter().all(|event| event["payload"] == events[0]["payload"]));
    manager.shutdown().await;
}

#[tokio::test]
async fn the_bot_is_told_before_its_socket_is_closed() {
    let (workspace, _) = workspace(socket()).await;
    let listener = Arc::new(Listener::default());
    let manager = connect(&workspace, &listener).await;
    workspace.disconnect_sockets("refresh_requested");
    listener.announced.subscribe().wait_for(|count| *count == 1).await.unwrap();
    manager.shutdown().await;
    let again = connect(&workspace, &listener).await;
    let ts = workspace.say("U0MAYA", "C0PLANS", "hello", None).await.unwrap();
    assert_eq!(workspace.redeliver("C0PLANS", &ts).await.unwrap(), BotAnswer::Taken(json!({})));
    let expected = ["hello ", "disconnect ", "hello ", "events_api hello", "events_api hello"];
    assert_eq!(kinds(&listener), expected);
    again.shutdown().await;
}

/// What the typed listener understood.
type Understood = Arc<Mutex<Vec<String>>>;

async fn note(states: SlackClientEventsUserState, what: String) {
    let states = states.read().await;
    states.get_user_state::<Understood>().unwrap().lock().unwrap().push(what);
}

#[tokio::test]
async fn slack_morphisms_typed_listener_understands_every_envelope() {
    let (workspace, _) = workspace(socket()).await;
    let understood = Understood::default();
    let environment = SlackClientEventsListenerEnvironment::new(client(&workspace))
        .with_user_state(understood.clone());
    let callbacks = SlackSocketModeListenerCallbacks::new()
        .with_hello_events(|_, _, states| note(states, "hello".into()))
        .with_push_events(|event, _, states| async move {
            let known = !matches!(event.event, SlackEventCallbackBody::Unknown(_));
            note(states, format!("event, known: {known}")).await;
            Ok(())
        })
        .with_interaction_events(|event, _, states| async move {
            let known = matches!(event, SlackInteractionEvent::MessageAction(_));
            note(states, format!("shortcut: {known}")).await;
            Ok(())
        })
        .with_command_events(|event, _, states| async move {
            note(states, format!("command {}", event.text.unwrap_or_default())).await;
            let content = SlackMessageContent::new().with_text("Here.".into());
            Ok(SlackCommandEventResponse::new(content))
        });
    let config = SlackClientSocketModeConfig::new().with_max_connections_count(1);
    let listener = SlackClientSocketModeListener::new(&config, Arc::new(environment), callbacks);
    listener.listen_for(&SlackApiToken::new("xapp-rehearsal".into())).await.unwrap();
    listener.start().await;
    assert!(workspace.connected().await);
    let ts = workspace.say("U0MAYA", "C0PLANS", "hello", None).await.unwrap();
    workspace.message_shortcut("U0TOM", "Ask for perspectives", "C0PLANS", &ts).await.unwrap();
    let acted = workspace.slash("U0TOM", "C0PLANS", "/soundings help").await.unwrap();
    assert_eq!(acted.answer["text"], "Here.");
    let understood = understood.lock().unwrap().join(", ");
    assert_eq!(understood, "hello, event, known: true, shortcut: true, command help");
    listener.shutdown().await;
}
