//! The running workspace: a server on loopback, its state, and the deliveries to the bot.

use super::delivery::{self, Answer, Delivery};
use super::script::{ChannelChange, Trouble};
use super::spec::{Spec, Transport, User};
use super::state::State;
use super::story::Entry;
use super::{response_url, socket, web_api};
use crate::clock::Clock;
use axum::Router;
use axum::body::Body;
use axum::routing::{any, get, post};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// A local Slack. Clones are the same workspace; the last one ends it.
#[derive(Clone)]
pub struct Workspace {
    pub(super) inner: Arc<Inner>,
    _tasks: Arc<Tasks>,
}

/// What the server, the deliveries and the hands share.
pub(crate) struct Inner {
    state: Mutex<State>,
    pub http: Client<HttpConnector, Body>,
}

impl Inner {
    /// Locks the state.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

struct Tasks(Vec<JoinHandle<()>>);

impl Drop for Tasks {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

/// One call of the Web API, as it was answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub at: Timestamp,
    pub method: String,
    pub args: Value,
    /// The error code, if it was refused.
    pub error: Option<String>,
}

impl Workspace {
    /// Starts a workspace on a free port of the loopback interface.
    pub async fn start(spec: Spec, clock: Clock) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let (queue, deliveries) = mpsc::unbounded_channel();
        // A bot that crashed leaves dead connections behind, so none is kept.
        let http =
            Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build_http::<Body>();
        let state = Mutex::new(State::new(spec, clock, base, queue));
        let inner = Arc::new(Inner { state, http });
        let router = router(inner.clone());
        let server = tokio::spawn(async move {
            // Serving ends only with its task.
            let _ = axum::serve(listener, router).await;
        });
        let delivering = tokio::spawn(delivery::run(inner.clone(), deliveries));
        Ok(Self { inner, _tasks: Arc::new(Tasks(vec![server, delivering])) })
    }

    /// Returns the base of the Web API, for `SLACK_API_URL`.
    pub fn api_url(&self) -> String {
        format!("{}/api", self.inner.state().base)
    }

    /// Sends events to this URL from now on.
    pub fn set_request_url(&self, url: &str) {
        self.inner.state().spec.transport = Transport::Http { request_url: Some(url.into()) };
    }

    /// Returns a copy of what the workspace is made of.
    pub fn spec(&self) -> Spec {
        self.inner.state().spec.clone()
    }

    /// Returns the id of the person with this handle.
    pub fn user_id(&self, handle: &str) -> Option<String> {
        let state = self.inner.state();
        state.spec.users.iter().find(|user| user.handle == handle).map(|user| user.id.clone())
    }

    /// Returns the id of the channel with this name.
    pub fn channel_id(&self, name: &str) -> Option<String> {
        let state = self.inner.state();
        let found =
            |channel: &&super::state::Channel| channel.im_with.is_none() && channel.name == name;
        state.channels.iter().find(found).map(|channel| channel.id.clone())
    }

    /// Returns what people saw, from an entry on.
    pub fn story_from(&self, entry: usize) -> Vec<Entry> {
        self.inner.state().story.get(entry..).unwrap_or_default().to_vec()
    }

    /// Returns everything people saw.
    pub fn story(&self) -> Vec<Entry> {
        self.story_from(0)
    }

    /// Returns the calls the bot made.
    pub fn calls(&self) -> Vec<Call> {
        self.inner.state().calls.clone()
    }

    /// Returns how often the bot posted within a second of its last post in the same channel.
    pub fn hurried_posts(&self) -> usize {
        self.inner.state().hurried_posts
    }

    /// Returns the messages that stand in a channel (by id), as history with metadata shows them.
    pub fn messages(&self, channel: &str) -> Vec<Value> {
        let state = self.inner.state();
        let Some(channel) = state.channel(channel) else { return Vec::new() };
        let all = channel.messages.values();
        all.map(|one| super::payloads::message(&state, channel, one, true)).collect()
    }

    /// Waits until the bot's WebSocket is open; `false` if it does not come.
    pub async fn connected(&self) -> bool {
        self.until(|state| (!state.sockets.is_empty()).then_some(())).await.is_some()
    }

    /// Waits until nothing is on its way to the bot.
    pub async fn delivered(&self) {
        let mut in_flight = self.inner.state().watch_in_flight();
        // The sender lives in the state, so waiting cannot fail.
        let _ = in_flight.wait_for(|count| *count == 0).await;
    }

    /// Tells whether nothing is on its way to the bot.
    pub fn is_quiet(&self) -> bool {
        *self.inner.state().watch_in_flight().borrow() == 0
    }

    /// Returns when something next happens by itself: a redelivery, or somebody goes or comes back.
    pub fn next_moment(&self) -> Option<Timestamp> {
        let state = self.inner.state();
        let retries = state.retries.iter().map(|retry| retry.due);
        retries.chain(state.absences.iter().map(|(at, _)| *at)).min()
    }

    /// Lets happen what is due.
    pub fn pump(&self) {
        let mut state = self.inner.state();
        state.send_due_retries();
        state.tell_due_absences();
    }

    /// Tells of trouble in the story.
    pub fn note_trouble(&self, text: &str) {
        self.inner.state().trouble(text);
    }

    /// Lets Slack misbehave from now on.
    pub fn trouble(&self, trouble: &Trouble) {
        self.inner.state().begin_trouble(trouble);
    }

    /// Lets something become of a channel (by id).
    pub fn change_channel(&self, channel: &str, change: ChannelChange) {
        self.inner.state().change_channel(channel, change);
    }

    /// Renames a channel (by id).
    pub fn rename_channel(&self, channel: &str, name: &str) {
        self.inner.state().rename_channel(channel, name);
    }

    /// Lets somebody (or the bot) join a channel.
    pub fn join(&self, user: &str, channel: &str) {
        self.inner.state().set_member(channel, user, true);
    }

    /// Lets somebody (or the bot) leave a channel.
    pub fn leave(&self, user: &str, channel: &str) {
        self.inner.state().set_member(channel, user, false);
    }

    /// Changes something about a person (by id), and tells the bot.
    pub fn change_user(&self, user: &str, change: impl FnOnce(&mut User)) {
        let mut state = self.inner.state();
        let found = state.spec.users.iter_mut().find(|one| one.id == user);
        if let Some(found) = found {
            change(found);
            let name = found.name.clone();
            state.names.people.insert(user.into(), name);
            state.tell_user_change(user);
        }
    }

    /// Asks for proof that the request URL is the bot's, as Slack does when it is entered.
    pub async fn verify_request_url(&self) -> bool {
        let challenge = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P";
        let body = json!({ "type": "url_verification", "token": "rehearsal",
            "challenge": challenge });
        let (reply, answer) = oneshot::channel();
        let parcel = delivery::Parcel::Event { id: "verification".into(), body };
        self.inner.state().send(Delivery::first(parcel, Some(reply)));
        match answer.await {
            Ok(Answer::Taken(value)) => value == challenge || value["challenge"] == challenge,
            _ => false,
        }
    }

    /// Asks the bot's WebSockets to connect anew.
    pub fn disconnect_sockets(&self, reason: &str) {
        self.inner.state().disconnect(reason);
    }

    /// Tells the bot that events were held back in the present minute.
    pub fn rate_limit_events(&self) {
        let mut state = self.inner.state();
        let minute = state.now().as_second() / 60 * 60;
        let id = format!("Ev{:08}", state.next_number());
        let body = json!({ "token": "rehearsal", "type": "app_rate_limited",
            "team_id": state.spec.team_id, "minute_rate_limited": minute,
            "api_app_id": state.spec.app.app_id });
        state.send(Delivery::first(delivery::Parcel::Event { id, body }, None));
    }

    /// Removes the app: both events are sent, and its token is worth nothing afterwards.
    pub fn uninstall(&self) {
        let mut state = self.inner.state();
        let bot = state.spec.app.bot_user.clone();
        state.event_to_app(json!({ "type": "app_uninstalled" }));
        state.event_to_app(json!({ "type": "tokens_revoked",
            "tokens": { "oauth": [], "bot": [bot] } }));
        state.revoked = true;
    }

    /// Waits, on the real clock and not for long, until the state has what `find` looks for.
    pub(super) async fn until<T>(&self, find: impl Fn(&State) -> Option<T>) -> Option<T> {
        let mut changes = self.inner.state().watch_changes();
        let waiting = async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = find(&self.inner.state()) {
                    return Some(found);
                }
                changes.changed().await.ok()?;
            }
        };
        let patience = self.inner.state().spec.patience;
        tokio::time::timeout(patience, waiting).await.ok().flatten()
    }
}

fn router(inner: Arc<Inner>) -> Router {
    Router::new()
        .route("/api/{method}", any(web_api::call))
        .route("/socket", get(socket::upgrade))
        .route("/response/{id}", post(response_url::answer))
        .with_state(inner)
}

impl State {
    /// Tells the bot whose status changed.
    fn tell_due_absences(&mut self) {
        while let Some((at, user)) = self.absences.first().cloned()
            && at <= self.now()
        {
            self.absences.pop_first();
            self.tell_user_change(&user);
        }
    }

    fn tell_user_change(&mut self, user: &str) {
        let Some(user) = self.user(user) else { return };
        let user = super::payloads::user(self, user);
        let cached = self.now().as_second();
        self.event_to_app(json!({ "type": "user_change", "user": user, "cache_ts": cached }));
    }
}
