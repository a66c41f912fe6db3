//! The second opinion: an optional model that is asked about messages the reader is unsure of.

use super::section::{Section, quoted};
use super::slack::is_private;
use crate::domain::ids::TeamId;
use crate::domain::policy::SecondOpinion;
use url::Url;

/// Reads the section; `None` where it is off, which it is without an address.
pub(super) fn read(mut section: Section<'_>) -> Option<SecondOpinion> {
    let url = section.text_if_any("url").and_then(|url| judged(&url, &section));
    let model = section.text_if_any("model");
    let named = section.list("workspaces").into_iter().filter_map(|node| node.text());
    let workspaces: Vec<TeamId> = named.map(TeamId::new).collect();
    if url.is_some() && model.is_none() {
        section.fault("model", "not set; expected the model's name, since `url` is set");
    }
    if url.is_some() && workspaces.is_empty() {
        let expected = "expected the ids of the workspaces that agreed, such as [\"T0123ABCD\"]";
        section.fault("workspaces", format!("names none; {expected}"));
    }
    section.finish();
    let url = url?;
    let host = url.host_str().unwrap_or_default().to_owned();
    Some(SecondOpinion { url: url.to_string(), host, model: model?, workspaces })
}

fn judged(url: &str, section: &Section<'_>) -> Option<Url> {
    let fault = |expected: &str| {
        section.fault("url", format!("found {}; {expected}", quoted(url)));
        None
    };
    match Url::parse(url) {
        Ok(parsed) if parsed.query().is_some() || parsed.fragment().is_some() => {
            fault("expected an address without ? and #")
        }
        Ok(parsed) if !is_private(&parsed) => fault(
            "expected https, since words of people are sent there (http is for this machine only)",
        ),
        Ok(parsed) => Some(parsed),
        Err(_) => fault("expected an address such as \"https://models.example.com/v1\""),
    }
}
