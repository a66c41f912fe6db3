//! What the program tells its operators: log lines and numbers.
//!
//! Secrets, names and the text of messages never appear, at no level. Our own events leave them out; the
//! libraries on the wire print whole bodies and addresses below `INFO`, so those are never let through,
//! whatever the filter says.

use crate::config::{LogFormat, LogSettings};
use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging to standard error, once per process.
pub fn start_logging(settings: &LogSettings, terminal: bool) -> anyhow::Result<()> {
    let subscriber = subscriber(settings, terminal, std::io::stderr)?;
    subscriber.try_init().context("failed to start logging")
}

/// Returns what `/metrics` shows. The first call starts counting, for the whole process.
pub fn metrics() -> anyhow::Result<PrometheusHandle> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).ok().context("failed to start the metrics")?;
    Ok(HANDLE.get_or_init(|| handle).clone())
}

fn subscriber<W>(
    settings: &LogSettings,
    terminal: bool,
    writer: W,
) -> anyhow::Result<impl SubscriberInitExt + tracing::Subscriber>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let text = match settings.format {
        LogFormat::Auto => terminal,
        LogFormat::Text => true,
        LogFormat::Json => false,
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let lines = match text {
        true => lines.with_ansi(terminal).boxed(),
        false => lines.json().flatten_event(true).boxed(),
    };
    let wanted = EnvFilter::try_new(&settings.filter).context("failed to read the log filter")?;
    Ok(tracing_subscriber::registry().with(lines.with_filter(wanted.and(filter_fn(is_harmless)))))
}

/// Tells whether an event cannot hold what people wrote: ours, or a library's at `INFO` and above.
fn is_harmless(event: &Metadata<'_>) -> bool {
    let crate_name = event.target().split("::").next().unwrap_or_default();
    crate_name == env!("CARGO_CRATE_NAME") || *event.level() <= Level::INFO
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("not poisoned").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, work: impl FnOnce()) -> String {
        let page = Page::default();
        let settings = LogSettings { format, filter: "trace".into() };
        let writer = page.clone();
        let subscriber = subscriber(&settings, false, move || writer.clone()).expect("sound");
        tracing::subscriber::with_default(subscriber, work);
        String::from_utf8(page.0.lock().expect("not poisoned").clone()).expect("text")
    }

    #[test]
    fn a_librarys_chatter_is_kept_out_even_when_everything_is_wanted() {
        let text = logged(LogFormat::Text, || {
            tracing::debug!(target: "slack_morphism::client", "body: what somebody wrote");
            tracing::warn!(target: "slack_morphism::client", "the connection broke");
            tracing::trace!(target: "soundings::engine", "loaded");
        });
        assert!(!text.contains("what somebody wrote"), "{text}");
        assert!(text.contains("the connection broke") && text.contains("loaded"), "{text}");
    }

    #[test]
    fn a_machine_gets_one_json_object_a_line_with_the_fields_beside_the_message() {
        let text = logged(LogFormat::Auto, || tracing::info!(decision = "D1", "opened"));
        let line: serde_json::Value = serde_json::from_str(text.trim()).expect("one JSON line");
        assert_eq!((&line["message"], &line["decision"]), (&"opened".into(), &"D1".into()));
    }

    #[test]
    fn the_numbers_can_be_asked_for_twice() {
        let first = metrics().expect("the first call starts it");
        metrics::counter!("telemetry_test_total").increment(2);
        let second = metrics().expect("the second finds it");
        assert!(first.render().contains("telemetry_test_total 2"));
        assert_eq!(first.render(), second.render());
    }
}
