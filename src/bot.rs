//! The bot put together: a store, an engine, Slack on both sides, and two loops.

mod backlog;
mod missed;
mod stop;

pub use self::stop::Stop;

use crate::clock::Clock;
use crate::config::{Config, Credentials, Secret, StoreUrl};
use crate::directory::Directory;
use crate::domain::decision::Blind;
use crate::domain::effect::Key;
use crate::domain::event::{DecisionEvent, Event, WorkspaceEvent};
use crate::domain::ids::EventId;
use crate::domain::policy::Policy;
use crate::domain::state::State;
use crate::engine::Engine;
use crate::intake::Intake;
use crate::opinion::Opinion;
use crate::outbox::{Outbox, decisions};
use crate::reading;
use crate::schedule;
use crate::slack::client::{CallError, Identity, SlackClient};
use crate::slack::http::{self, Edge, Limits, Metrics, Ready};
use crate::slack::inbound::{Inbound, Reader};
use crate::slack::socket::{self, SocketMode};
use crate::slack::{Handled, Handler};
use crate::store::{self, Store};
use crate::webhook::Webhook;
use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use missed::Missed;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What a bot is made of.
pub struct Setup {
    pub credentials: Credentials,
    /// For the endpoint that gives a second opinion, where it wants one.
    pub opinion_key: Option<Secret>,
    /// By which the webhook knows that it is called by us.
    pub webhook_secret: Option<Secret>,
    /// Another base of the Web API.
    pub api_url: Option<String>,
    pub policy: Arc<Policy>,
    pub store: Arc<dyn Store>,
    pub clock: Clock,
    /// Where HTTP is served, if it is.
    pub listener: Option<TcpListener>,
    /// Renders the metrics.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
}

/// A running bot.
pub struct Bot {
    engine: Engine,
    intake: Intake,
    outbox: Outbox,
    socket: Option<Arc<SocketMode>>,
    stop_listening: CancellationToken,
    stop_working: CancellationToken,
    listening: TaskTracker,
    working: TaskTracker,
    /// Told once what was missed before the start is taken in.
    heard: CancellationToken,
}

/// How long to wait before asking Slack again who we are.
const ASK_AGAIN: Duration = Duration::from_secs(2);
/// So long after the start wake-ups wait for what was missed.
const HEARD_WITHIN: Duration = Duration::from_secs(60);
/// How often marks of seen events are pruned.
const PRUNE_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// How long marks of seen events are kept: Slack sends again for 24 hours, and then some.
const SEEN_KEPT: SignedDuration = SignedDuration::from_hours(96);
/// How often a bot that is waited for is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// Serves Slack until the process is told to stop, then finishes what was acknowledged.
pub async fn run(config: Config) -> anyhow::Result<()> {
    // From the first moment: a container's first process is not ended by a signal it does not handle.
    let stop = Stop::listen()?;
    let credentials =
        config.slack.credentials().map_err(|faults| anyhow::anyhow!(listed(&faults)))?;
    let StoreUrl::Sled(path) = &config.store;
    let store = store::open(&format!("sled:{}", path.display()))?;
    // Also in Socket Mode alone: health and metrics are asked for over HTTP.
    let listener = Some(listen(&config).await?);
    let recorder = crate::telemetry::metrics()?;
    let setup = Setup {
        credentials,
        opinion_key: config.opinion_key.clone(),
        webhook_secret: config.webhook_secret.clone(),
        api_url: config.slack.api_url.clone(),
        policy: Arc::new(config.policy),
        store,
        clock: Clock::System,
        listener,
        metrics: Arc::new(move || recorder.render()),
    };
    let bot = tokio::select! {
        bot = Bot::start(setup) => bot?,
        () = stop.told() => return Ok(()),
    };
    tracing::info!("Soundings is listening");
    stop.told().await;
    tracing::info!("stopping: finishing what was acknowledged");
    bot.stop().await;
    tracing::info!("stopped");
    Ok(())
}

impl Bot {
    /// Starts a bot and returns once it listens.
    pub async fn start(setup: Setup) -> anyhow::Result<Self> {
        let Setup {
            credentials,
            opinion_key,
            webhook_secret,
            api_url,
            policy,
            store,
            clock,
            listener,
            metrics,
        } = setup;
        let opinion = policy.second_opinion.clone();
        let opinion = opinion.map(|whom| Opinion::new(whom, opinion_key)).transpose()?;
        let webhook = policy.webhook.clone();
        let webhook = webhook.map(|whom| Webhook::new(whom, webhook_secret)).transpose()?;
        let client = SlackClient::new(api_url.as_deref(), credentials.bot_token.expose())?;
        let client = Arc::new(client);
        let identity = match (ask_who_we_are(&client).await?, &listener) {
            (Some(identity), _) => identity,
            // What Slack sends now comes again; what it sends in the moment of a usual start waits.
            (None, Some(listener)) => http::serve_alive(listener, introduce(&client)).await?,
            (None, None) => introduce(&client).await?,
        };
        let engine = Engine::new(store, policy.clone(), clock.clone());
        let directory = Directory::new(client.clone(), policy.clone(), clock);
        let reader = Arc::new(reading::Reader::new(&policy.library));
        let part = (engine.clone(), client.clone(), directory.clone(), reader);
        let outbox = Outbox::new(part.0.clone(), part.1.clone(), part.2.clone(), part.3.clone())
            .with_webhook(webhook);
        let mut bot = Self {
            intake: Intake::new(part.0, part.1, part.2, part.3).with_opinion(opinion),
            outbox,
            engine,
            socket: None,
            stop_listening: CancellationToken::new(),
            stop_working: CancellationToken::new(),
            listening: TaskTracker::new(),
            working: TaskTracker::new(),
            heard: CancellationToken::new(),
        };
        bot.note_start(&identity).await?;
        bot.admit_blindness(&identity).await?;
        bot.work();
        bot.listen(&client, &credentials, &identity, (listener, metrics)).await;
        bot.catch_up(&identity).await?;
        Ok(bot)
    }

    /// Stops listening, finishes what was acknowledged, then stops.
    pub async fn stop(self) {
        self.stop_listening.cancel();
        if let Some(socket) = &self.socket {
            socket.shutdown().await;
        }
        self.listening.close();
        self.listening.wait().await;
        self.intake.finish().await;
        self.stop_working.cancel();
        self.working.close();
        self.working.wait().await;
    }

    /// Returns when nothing is under way and nothing is ready at the present time of the clock.
    pub async fn settled(&self) {
        while !self.is_settled().await {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Returns when the bot next wants to do something by itself.
    pub async fn next_moment(&self) -> Option<Timestamp> {
        let store = self.engine.store();
        let wake = store.next_wake().await.ok().flatten();
        let effect = store.next_effect().await.ok().flatten();
        wake.into_iter().chain(effect).min()
    }

    /// Nothing under way, nothing ready, and no commit while that was found out.
    async fn is_settled(&self) -> bool {
        let commits = self.engine.commits();
        let busy = || self.intake.under_way() + self.outbox.under_way() > 0;
        if busy() {
            return false;
        }
        let now = self.engine.clock().now();
        let ready = self.next_moment().await.is_some_and(|moment| moment <= now);
        !ready && !busy() && !commits.has_changed().unwrap_or(true)
    }

    /// Takes in what was written since the bot was last alive, and later what is written while no socket is open.
    async fn catch_up(&self, identity: &Identity) -> anyhow::Result<()> {
        let (engine, intake) = (self.engine.clone(), self.intake.clone());
        let missed = Missed { engine, intake, team: identity.team.clone() };
        match missed.since().await? {
            Some(since) => self.while_listening(missed.clone().take_in(since, self.heard.clone())),
            None => self.heard.cancel(),
        }
        if let Some(socket) = self.socket.clone() {
            self.while_listening(missed.clone().watch(socket));
        }
        self.while_listening(missed.look_again());
        Ok(())
    }

    fn while_listening(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop_listening.clone();
        self.listening.spawn(async move { stop.run_until_cancelled(work).await });
    }

    async fn note_start(&self, identity: &Identity) -> anyhow::Result<()> {
        let key = Key::Workspace(identity.team.clone());
        let now = self.engine.clock().now();
        let id = EventId::new(format!("started/{}/{}", identity.team, now.as_millisecond()));
        self.engine.handle(&key, &id, &Event::Workspace(WorkspaceEvent::Started)).await?;
        Ok(())
    }

    /// Tells open decisions of the time just missed before any of them is woken: a window that ended
    /// meanwhile is then closed knowing that replies may be missing.
    async fn admit_blindness(&self, identity: &Identity) -> anyhow::Result<()> {
        let key = Key::Workspace(identity.team.clone());
        let Some(State::Workspace(workspace)) = self.engine.read(&key).await? else {
            return Ok(());
        };
        let just_now = |blind: &&Blind| Some(blind.to) == workspace.alive_at;
        let Some(blind) = workspace.blind.iter().find(just_now) else { return Ok(()) };
        for decision in decisions(&self.engine, &identity.team).await? {
            let id = format!("blind/{}/{}", decision.id, blind.to.as_millisecond());
            let key = Key::Decision(identity.team.clone(), decision.id);
            let event = Event::Decision(DecisionEvent::WentBlind(*blind));
            self.engine.handle(&key, &EventId::new(id), &event).await?;
        }
        Ok(())
    }

    fn work(&self) {
        let stop = &self.stop_working;
        let heard = heard(self.heard.clone(), self.outbox.clone());
        self.working.spawn(wake(self.engine.clone(), heard, stop.clone()));
        self.working.spawn(self.outbox.clone().run(stop.clone()));
        self.working.spawn(prune(self.engine.clone(), stop.clone()));
    }

    async fn listen(
        &mut self,
        client: &SlackClient,
        credentials: &Credentials,
        identity: &Identity,
        (listener, render): (Option<TcpListener>, Arc<dyn Fn() -> String + Send + Sync>),
    ) {
        let reader =
            Reader { bot_user: identity.bot_user.clone(), bot_id: identity.bot_id.clone() };
        let (reader, handler) = (Arc::new(reader), self.handler());
        if let Some(token) = &credentials.app_token {
            let socket =
                socket::start(client, token.expose(), reader.clone(), handler.clone()).await;
            self.socket = Some(Arc::new(socket));
        }
        if let Some(listener) = listener {
            let edge = Edge {
                signing_secret: credentials.signing_secret.as_ref().map(|s| s.expose().to_owned()),
                reader,
                handler,
                ready: self.ready(),
                metrics: self.metrics(render),
                limits: Limits::default(),
            };
            let stop = self.stop_listening.clone().cancelled_owned();
            self.listening.spawn(http::serve(listener, edge, stop));
        }
    }

    fn handler(&self) -> Handler {
        let intake = self.intake.clone();
        Arc::new(move |inbound: Inbound| {
            let intake = intake.clone();
            Box::pin(async move {
                match intake.receive(inbound).await {
                    Ok(ack) => Handled::Ack(ack),
                    Err(error) => {
                        tracing::error!(%error, "an event could not be kept; slack sends it again");
                        Handled::Failed
                    }
                }
            })
        })
    }

    fn metrics(&self, render: Arc<dyn Fn() -> String + Send + Sync>) -> Metrics {
        backlog::describe();
        let engine = self.engine.clone();
        Arc::new(move || {
            let (engine, render) = (engine.clone(), render.clone());
            Box::pin(async move {
                backlog::measure(&engine).await;
                render()
            })
        })
    }

    fn ready(&self) -> Ready {
        let (engine, socket) = (self.engine.clone(), self.socket.clone());
        Arc::new(move || {
            let (engine, socket) = (engine.clone(), socket.clone());
            Box::pin(async move {
                engine.store().pending_effects().await.map_err(|error| error.to_string())?;
                match socket {
                    Some(socket) if socket.connections() == 0 => {
                        Err("no socket to Slack is open".to_owned())
                    }
                    _ => Ok(()),
                }
            })
        })
    }
}

/// Asks Slack who we are, again and again for as long as it cannot be reached.
async fn introduce(client: &SlackClient) -> anyhow::Result<Identity> {
    loop {
        tokio::time::sleep(ASK_AGAIN).await;
        if let Some(identity) = ask_who_we_are(client).await? {
            return Ok(identity);
        }
    }
}

/// Asks Slack who we are; `None` where it cannot be reached.
async fn ask_who_we_are(client: &SlackClient) -> anyhow::Result<Option<Identity>> {
    match client.auth_test().await {
        Ok(identity) => Ok(Some(identity)),
        Err(CallError::Refused(code)) => anyhow::bail!(
            "Slack does not accept the bot's token ({code}); check SLACK_BOT_TOKEN, and that the app \
             is still installed. `soundings doctor` tells more"
        ),
        Err(error) => {
            tracing::warn!(%error, "slack cannot be reached yet; trying again");
            Ok(None)
        }
    }
}

/// Returns once what was missed is taken in, and has come to where it belongs.
async fn heard(heard: CancellationToken, outbox: Outbox) {
    heard.cancelled().await;
    while !outbox.is_idle().await {
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Handles wake-ups, but for a moment after the start: what came due meanwhile is judged by what was said meanwhile.
async fn wake(engine: Engine, heard: impl Future<Output = ()>, stop: CancellationToken) {
    tokio::select! {
        () = heard => {}
        () = stop.cancelled() => {}
        () = tokio::time::sleep(HEARD_WITHIN) => {}
    }
    schedule::run(engine, stop).await;
}

async fn prune(engine: Engine, stop: CancellationToken) {
    loop {
        let now = engine.clock().now();
        let next = now.checked_add(PRUNE_EVERY).unwrap_or(Timestamp::MAX);
        tokio::select! {
            () = stop.cancelled() => return,
            () = engine.clock().sleep_until(next) => {}
        }
        match engine.store().prune_seen(now - SEEN_KEPT).await {
            Ok(count) => tracing::debug!(count, "forgot marks of events seen long ago"),
            Err(error) => tracing::error!(%error, "marks of seen events could not be pruned"),
        }
    }
}

async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(config.listen).await;
    listener.with_context(|| {
        format!(
            "failed to listen on {}; choose another address with SOUNDINGS_LISTEN, or stop what uses it",
            config.listen
        )
    })
}

fn listed(faults: &[impl std::fmt::Display]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
