//! The configuration: a file over built-in defaults, and the environment over both.
//!
//! Read once at the start and judged whole: either everything is sound, or every fault is returned with
//! its key's path. `config/soundings.toml` holds every key with its default and is itself built in, so
//! there is no second list of defaults. Nothing here looks at the process's environment: the command
//! line hands it in as a value.

mod effective;
mod environment;
mod fault;
pub mod lenses;
mod limits;
mod opinion;
mod people;
mod policy;
mod secret;
mod section;
mod slack;
mod webhook;

pub use environment::Environment;
pub use fault::Fault;
pub(crate) use fault::meant;
pub use secret::Secret;
pub use slack::{Credentials, SLACK_API_URL, SlackSettings};

use crate::domain::policy::Policy;
use fault::Faults;
use section::{Section, quoted};
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use toml::{Table, Value};
use url::Url;

/// Every key with its default and what it means.
pub const REFERENCE: &str = include_str!("../config/soundings.toml");

/// The variable with the key of the endpoint that gives a second opinion.
const OPINION_KEY: &str = "SOUNDINGS_OPINION_KEY";
/// The variable with the secret by which the webhook knows that it is called by us.
const WEBHOOK_SECRET: &str = "SOUNDINGS_WEBHOOK_SECRET";

/// Keys that a variable overrules.
const OVERRULED: [(&str, &str, &str); 4] = [
    ("slack", "api_url", "SLACK_API_URL"),
    ("store", "url", "SOUNDINGS_STORE"),
    ("server", "listen", "SOUNDINGS_LISTEN"),
    ("log", "filter", "RUST_LOG"),
];

/// Everything the program was told.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the domain needs to know.
    pub policy: Policy,
    /// Tokens, and where the Web API is.
    pub slack: SlackSettings,
    /// Where everything is kept.
    pub store: StoreUrl,
    /// Where the HTTP server listens.
    pub listen: SocketAddr,
    /// Where Slack reaches that server, without a slash at the end.
    pub public_url: Option<String>,
    /// The key of the endpoint that gives a second opinion, where it wants one.
    pub opinion_key: Option<Secret>,
    /// By which the webhook knows that it is called by us.
    pub webhook_secret: Option<Secret>,
    /// What is logged, and how.
    pub log: LogSettings,
    /// All of it again as keys and values, for showing.
    effective: Table,
}

/// Where everything is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// A folder for sled.
    Sled(PathBuf),
}

/// What is logged, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// How a line looks.
    pub format: LogFormat,
    /// What is logged, as `RUST_LOG` spells it.
    pub filter: String,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON otherwise.
    #[default]
    Auto,
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl Config {
    /// Reads a file, if any, over the defaults and lays the environment over both.
    pub fn load(file: Option<&Path>, environment: &Environment) -> Result<Self, Vec<Fault>> {
        let Some(path) = file else { return Self::read("", Path::new(""), environment) };
        match std::fs::read_to_string(path) {
            Ok(text) => Self::read(&text, path.parent().unwrap_or(path), environment),
            Err(error) => Err(vec![Fault::new(
                path.display().to_string(),
                format!("cannot be read: {error}"),
            )]),
        }
    }

    /// Reads a text; relative paths in it start at `folder`.
    pub fn read(text: &str, folder: &Path, environment: &Environment) -> Result<Self, Vec<Fault>> {
        let (own, syntax) = parse(text);
        let mut table = parse(REFERENCE).0;
        merge(&mut table, own);
        let faults = Faults::with_origins(overrule(&mut table, environment));
        syntax.iter().for_each(|fault| faults.add(&fault.place, &fault.what));
        let config = interpret(table, folder, environment, &faults);
        match (config, faults.into_inner()) {
            (Some(config), faults) if faults.is_empty() => Ok(config),
            (_, faults) => Err(faults),
        }
    }
}

fn interpret(
    table: Table,
    folder: &Path,
    environment: &Environment,
    faults: &Faults,
) -> Option<Config> {
    let mut root = Section::root(table.clone(), faults);
    let policy = policy::read(&mut root, folder, faults);
    let slack = slack::read(root.section("slack"), environment, faults);
    let store = store(root.section("store"));
    let (listen, public_url) = server(root.section("server"));
    let log = log(root.section("log"));
    root.finish();
    Some(Config {
        policy,
        slack,
        store: store?,
        listen: listen?,
        public_url,
        opinion_key: environment.get(OPINION_KEY).map(Secret::new),
        webhook_secret: environment.get(WEBHOOK_SECRET).map(Secret::new),
        log: log?,
        effective: table,
    })
}

/// Parses TOML; where it is malformed, says in which line.
fn parse(text: &str) -> (Table, Option<Fault>) {
    let malformed = |error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        Fault::new(format!("line {line}"), error.message())
    };
    match text.parse::<Table>() {
        Ok(table) => (table, None),
        Err(error) => (Table::new(), Some(malformed(error))),
    }
}

/// Lays one table over another, section by section.
fn merge(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) => merge(under, over),
            (_, value) => drop(under.insert(key, value)),
        }
    }
}

/// Lays variables over a table; returns which keys they overruled.
fn overrule(table: &mut Table, environment: &Environment) -> BTreeMap<String, &'static str> {
    let mut origins = BTreeMap::new();
    for (section, key, variable) in OVERRULED {
        let section_table = table.get_mut(section).and_then(Value::as_table_mut);
        if let (Some(under), Some(value)) = (section_table, environment.get(variable)) {
            under.insert(key.to_owned(), Value::String(value.to_owned()));
            origins.insert(format!("{section}.{key}"), variable);
        }
    }
    origins
}

fn store(mut section: Section<'_>) -> Option<StoreUrl> {
    let url = section.text("url");
    let path = url.as_deref().and_then(|url| url.strip_prefix("sled:"));
    let path = path.filter(|path| !path.is_empty()).map(PathBuf::from);
    if let (None, Some(url)) = (&path, url) {
        let found = quoted(&url);
        section.fault("url", format!("found {found}; expected sled:PATH, such as \"sled:data\""));
    }
    section.finish();
    path.map(StoreUrl::Sled)
}

fn server(mut section: Section<'_>) -> (Option<SocketAddr>, Option<String>) {
    let listen = section.text("listen");
    let address = listen.as_deref().and_then(|listen| listen.parse().ok());
    if let (None, Some(listen)) = (address, listen) {
        let expected = "expected an address and a port, such as \"127.0.0.1:3000\"";
        section.fault("listen", format!("found {}; {expected}", quoted(&listen)));
    }
    let public_url = section.text_if_any("public_url");
    if let Some(url) = public_url.as_deref().filter(|url| !is_public_url(url)) {
        let expected = "expected an https address without ? and #, such as \
                        \"https://soundings.example.com\"";
        section.fault("public_url", format!("found {}; {expected}", quoted(url)));
    }
    section.finish();
    (address, public_url.map(|url| url.trim_end_matches('/').to_owned()))
}

fn is_public_url(url: &str) -> bool {
    let plain = |url: &Url| url.query().is_none() && url.fragment().is_none();
    Url::parse(url).is_ok_and(|url| slack::is_private(&url) && plain(&url))
}

fn log(mut section: Section<'_>) -> Option<LogSettings> {
    const FORMATS: [(&str, LogFormat); 3] =
        [("auto", LogFormat::Auto), ("text", LogFormat::Text), ("json", LogFormat::Json)];
    let format = section.take("format").and_then(|node| node.word(&FORMATS));
    let filter = section.text("filter");
    let sound = |filter: &str| tracing_subscriber::EnvFilter::try_new(filter).is_ok();
    if let Some(filter) = filter.as_deref().filter(|filter| !sound(filter)) {
        let expected = "expected such as \"info\" or \"info,soundings=debug\"";
        section.fault("filter", format!("found {}; {expected}", quoted(filter)));
    }
    section.finish();
    Some(LogSettings { format: format?, filter: filter? })
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StoreUrl::Sled(path) = self;
        write!(f, "sled:{}", path.display())
    }
}
