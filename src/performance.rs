//! A rehearsal performed: a script, a local Slack, and the real bot between them.
//!
//! The bot has a runtime of its own, so that a crash can take all of it away at any moment, as
//! `kill -9` would. Both sides go by one clock that is moved by hand.

use crate::bot::{Bot, Setup};
use crate::clock::Clock;
use crate::config::{Config, Credentials, Environment, Secret};
use crate::domain::hours::Day;
use crate::domain::ids::{FunctionId, TeamId, UserId};
use crate::domain::policy::{Leader, Mode, Policy};
use crate::domain::roster::{Staffing, Who};
use crate::rehearsal::player::{Hook, Player, Problem, Stage};
use crate::rehearsal::script::{self, Role, Script};
use crate::rehearsal::spec::{Spec, Transport};
use crate::rehearsal::story::Entry;
use crate::rehearsal::workspace::Workspace;
use crate::store;
use anyhow::Context;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

/// A workspace with the bot in it, ready to play.
pub struct Performance {
    pub workspace: Workspace,
    pub clock: Clock,
    theatre: Arc<Theatre>,
}

/// What came of a performance.
#[derive(Debug)]
pub struct Played {
    /// Everything people saw, in order.
    pub story: Vec<Entry>,
    /// Lines of the script that could not happen as written.
    pub problems: Vec<Problem>,
}

/// Keeps the bot, and starts it again after a crash.
struct Theatre {
    workspace: Workspace,
    clock: Clock,
    policy: Arc<Policy>,
    data: PathBuf,
    running: Mutex<Option<(Runtime, Arc<Bot>)>>,
}

/// How long, on the real clock, a bot's last task may go on once it is ended.
const PATIENCE: Duration = Duration::from_secs(10);

impl Performance {
    /// Opens the workspace of a script and starts the bot in it. What the bot stores goes to `data`.
    pub async fn open(script: &Script, transport: Transport, data: &Path) -> anyhow::Result<Self> {
        let spec = Spec { transport, ..Spec::of_script(script) };
        let policy = policy(script, &spec);
        Self::with(spec, policy, script.start, data).await
    }

    /// Opens a workspace of one's own making.
    pub async fn with(
        spec: Spec,
        policy: Policy,
        start: jiff::Timestamp,
        data: &Path,
    ) -> anyhow::Result<Self> {
        let clock = Clock::manual(start);
        let workspace = Workspace::start(spec, clock.clone()).await?;
        let theatre = Arc::new(Theatre {
            workspace: workspace.clone(),
            clock: clock.clone(),
            policy: Arc::new(policy),
            data: data.to_owned(),
            running: Mutex::new(None),
        });
        theatre.start().await?;
        Ok(Self { workspace, clock, theatre })
    }

    /// Plays the script; `watch` sees every entry of the story as it happens.
    pub async fn play(&self, script: &Script, watch: impl FnMut(&Entry)) -> Played {
        let mut player = Player::new(self.workspace.clone(), self.clock.clone(), self.stage());
        let problems = player.play(script, watch).await;
        Played { story: self.workspace.story(), problems }
    }

    /// Returns the handles by which a player moves the bot.
    pub fn stage(&self) -> Stage {
        let next = self.theatre.clone();
        Stage {
            settled: self.hook(|theatre| async move { theatre.settled().await }),
            next_moment: Box::new(move || {
                let theatre = next.clone();
                Box::pin(async move { theatre.bot().await?.next_moment().await })
            }),
            crash: self.hook(|theatre| async move { theatre.crash().await }),
            start: self.hook(|theatre| async move {
                if let Err(error) = theatre.start().await {
                    theatre.workspace.note_trouble(&format!("Soundings did not start: {error:#}"));
                }
            }),
        }
    }

    /// Stops the bot the way a signal would.
    pub async fn close(self) {
        let running = self.theatre.running.lock().await.take();
        let Some((runtime, bot)) = running else { return };
        if let Some(bot) = Arc::into_inner(bot) {
            let stopped = runtime.spawn(bot.stop());
            // A panic inside was logged where it happened.
            let _ = stopped.await;
        }
        end(runtime).await;
    }

    fn hook<F>(&self, act: impl Fn(Arc<Theatre>) -> F + Send + Sync + 'static) -> Hook
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let theatre = self.theatre.clone();
        Box::new(move || Box::pin(act(theatre.clone())))
    }
}

impl Theatre {
    async fn bot(&self) -> Option<Arc<Bot>> {
        self.running.lock().await.as_ref().map(|(_, bot)| bot.clone())
    }

    async fn settled(&self) {
        if let Some(bot) = self.bot().await {
            bot.settled().await;
        }
    }

    /// Takes the bot away in the middle of whatever it is doing.
    async fn crash(&self) {
        if let Some((runtime, bot)) = self.running.lock().await.take() {
            drop(bot);
            end(runtime).await;
        }
    }

    async fn start(&self) -> anyhow::Result<()> {
        let mut running = self.running.lock().await;
        if running.is_some() {
            return Ok(());
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("failed to start a runtime for the bot")?;
        let setup = self.setup().await?;
        let started = runtime.spawn(Bot::start(setup)).await;
        match started.context("the bot broke off while starting").and_then(|bot| bot) {
            Ok(bot) => {
                *running = Some((runtime, Arc::new(bot)));
                drop(running);
                if self.workspace.spec().transport == Transport::Socket {
                    self.workspace.connected().await;
                }
                Ok(())
            }
            Err(error) => {
                runtime.shutdown_background();
                Err(error)
            }
        }
    }

    async fn setup(&self) -> anyhow::Result<Setup> {
        let spec = self.workspace.spec();
        let (app_token, signing_secret, listener) = match spec.transport {
            Transport::Socket => (Some(Secret::new(spec.app.app_token)), None, None),
            Transport::Http { .. } => {
                let listener = TcpListener::bind("127.0.0.1:0").await?;
                let url = format!("http://{}/slack/events", listener.local_addr()?);
                self.workspace.set_request_url(&url);
                (None, Some(Secret::new(spec.app.signing_secret)), Some(listener))
            }
        };
        let bot_token = Secret::new(spec.app.bot_token);
        Ok(Setup {
            credentials: Credentials { bot_token, app_token, signing_secret },
            opinion_key: None,
            webhook_secret: Some(Secret::new("rehearsal-webhook-secret")),
            api_url: Some(self.workspace.api_url()),
            policy: self.policy.clone(),
            store: store::open(&format!("sled:{}", self.data.display()))?,
            clock: self.clock.clone(),
            listener,
            metrics: Arc::new(String::new),
        })
    }
}

/// Ends a runtime and everything on it, wherever it stands, and returns when the store it held is free.
async fn end(runtime: Runtime) {
    let ended = tokio::task::spawn_blocking(move || runtime.shutdown_timeout(PATIENCE));
    // A panic inside was logged where it happened.
    let _ = ended.await;
}

/// The configuration that a script describes: its channels' mode, its people's functions, its leaders.
pub fn policy(script: &Script, spec: &Spec) -> Policy {
    let defaults = Config::read("", Path::new(""), &Environment::default());
    let mut policy = defaults.map(|config| config.policy).unwrap_or_default();
    let mode = match script.mode {
        script::Mode::Auto => Mode::Auto,
        script::Mode::Suggest => Mode::Suggest,
        script::Mode::Manual => Mode::Manual,
    };
    let names = script.channels.iter().map(|channel| channel.name.clone());
    policy.channels.modes = names.map(|name| (name, mode)).collect();
    policy.roster = roster(script, spec);
    policy.leaders = leaders(script, spec);
    policy.room.hesitation =
        script.hesitation.then(|| TeamId::new(&spec.team_id)).into_iter().collect();
    policy
}

fn roster(script: &Script, spec: &Spec) -> BTreeMap<FunctionId, Staffing> {
    let mut roster: BTreeMap<FunctionId, Staffing> = BTreeMap::new();
    for (person, user) in script.people.iter().zip(&spec.users) {
        let Some(function) = &person.function else { continue };
        let staffing = roster.entry(FunctionId::new(function)).or_default();
        let who = Who::User(UserId::new(&user.id));
        if person.roles.contains(&Role::Lead) {
            staffing.leads.push(who);
        } else if person.roles.contains(&Role::Backup) {
            staffing.backups.push(who);
        } else {
            staffing.people.push(who);
        }
    }
    roster
}

fn leaders(script: &Script, spec: &Spec) -> Vec<Leader> {
    let people = script.people.iter().zip(&spec.users);
    let leaders = people.filter(|(person, _)| person.roles.contains(&Role::Leader));
    leaders
        .map(|(_, user)| Leader {
            who: Who::User(UserId::new(&user.id)),
            day: Day::Monday,
            hour: 9,
            zone: None,
        })
        .collect()
}
