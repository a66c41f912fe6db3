//! One call: the connection it goes through, how long it may take, how its answer is read.

use super::{CallError, SetupError, SlackClient, fault};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use slack_morphism::ClientResult;
use slack_morphism::hyper_tokio::connector::SlackClientHyperConnector;
use std::time::{Duration, Instant};
use url::Url;

/// slack-morphism's client, over TLS or, for a local Slack, without.
pub(in crate::slack) type Library =
    slack_morphism::SlackClient<SlackClientHyperConnector<HttpsConnector<HttpConnector>>>;

/// How long a call may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How long it may take to reach Slack; shorter, because then it is known that nothing was done.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
/// How many pages of a list are read.
pub(super) const PAGES_MAX: usize = 50;

/// Reads the base of the API.
pub(super) fn parse_base(given: &str) -> Result<Url, SetupError> {
    let usable = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let base = Url::parse(given).ok().filter(usable);
    base.ok_or_else(|| SetupError::Base { given: given.to_owned() })
}

/// Chooses the crypto library for every TLS connection of the process, if nobody has yet.
pub(super) fn install_crypto() {
    // An error means that one is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Builds slack-morphism's client.
pub(super) fn library(base: &Url, given: &str) -> Result<Library, SetupError> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_connect_timeout(Some(CONNECT_PATIENCE));
    let connector = SlackClientHyperConnector::with_connector(secure(base, http)?);
    Ok(Library::new(connector.with_slack_api_url(given)))
}

fn secure(base: &Url, http: HttpConnector) -> Result<HttpsConnector<HttpConnector>, SetupError> {
    let builder = HttpsConnectorBuilder::new();
    if base.scheme() == "http" {
        let no_roots = rustls::ClientConfig::builder()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let builder = builder.with_tls_config(no_roots).https_or_http();
        return Ok(builder.enable_http1().wrap_connector(http));
    }
    let rooted = builder.with_native_roots();
    let rooted = rooted.map_err(|error| SetupError::Roots { reason: error.to_string() })?;
    Ok(rooted.https_only().enable_http1().wrap_connector(http))
}

/// Reads an id without which an answer is of no use.
pub(super) fn required<T: for<'t> From<&'t str>>(
    value: &Value,
    name: &str,
) -> Result<T, CallError> {
    let text = value.as_str().filter(|text| !text.is_empty());
    text.map(T::from).ok_or_else(|| CallError::Ambiguous(format!("an answer without {name}")))
}

impl SlackClient {
    /// Waits for an answer, no longer than a call may take, and says what became of it.
    pub(super) async fn settle(
        &self,
        method: &str,
        call: impl Future<Output = ClientResult<Value>>,
    ) -> Result<Value, CallError> {
        let start = Instant::now();
        let result = match tokio::time::timeout(self.patience, call).await {
            Err(_) => Err(CallError::Ambiguous("no answer in time".to_owned())),
            Ok(Err(error)) => Err(fault::classify(&error)),
            // Also what the library makes of a page that is no JSON: an object with nothing in it.
            Ok(Ok(answer)) if answer["ok"] != true => {
                Err(CallError::Ambiguous("an answer that is none of the API's".to_owned()))
            }
            Ok(Ok(answer)) => Ok(answer),
        };
        let outcome = result.as_ref().map_or_else(fault::outcome, |_| "ok");
        let labels = [("method", method.to_owned()), ("outcome", outcome.to_owned())];
        metrics::counter!("soundings_calls_total", &labels).increment(1);
        metrics::histogram!("soundings_call_seconds", "method" => method.to_owned())
            .record(start.elapsed().as_secs_f64());
        result
    }

    /// Reads the pages of a list and returns the items under `key`, and whether there were more pages
    /// than are read.
    pub(super) async fn pages(
        &self,
        method: &str,
        params: &[(&str, &str)],
        key: &str,
        pages_max: usize,
    ) -> Result<(Vec<Value>, bool), CallError> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        for _ in 0..pages_max {
            let mut params = params.to_vec();
            if !cursor.is_empty() {
                params.push(("cursor", &cursor));
            }
            let mut answer = self.get_call(method, &params).await?;
            items.append(list(&mut answer, key)?);
            cursor = answer["response_metadata"]["next_cursor"].as_str().unwrap_or("").to_owned();
            if cursor.is_empty() {
                return Ok((items, false));
            }
        }
        Ok((items, true))
    }
}

/// Returns a list of an answer. One that is not there says nothing, and not that there is nothing.
pub(super) fn list<'a>(answer: &'a mut Value, key: &str) -> Result<&'a mut Vec<Value>, CallError> {
    let found = answer[key].as_array_mut();
    found.ok_or_else(|| CallError::Ambiguous(format!("there is no list of {key}")))
}
