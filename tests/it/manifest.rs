//! The app manifest: held against the code that needs it, and sound in every fitting.

use serde_json::Value;
use soundings::config::{Config, Environment};
use soundings::manifest::{self, TEMPLATE};
use soundings::slack::inbound::MESSAGE_SHORTCUT;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The scopes an event needs: every one listed, as the bot serves public and private channels.
const EVENT_SCOPES: [(&str, &[&str]); 25] = [
    ("app_mention", &["app_mentions:read"]),
    ("app_uninstalled", &[]),
    ("channel_archive", &["channels:read"]),
    ("channel_deleted", &["channels:read"]),
    ("channel_id_changed", &["channels:read"]),
    ("channel_left", &["channels:read"]),
    ("channel_rename", &["channels:read"]),
    ("channel_shared", &["channels:read"]),
    ("channel_unarchive", &["channels:read"]),
    ("channel_unshared", &["channels:read"]),
    ("group_archive", &["groups:read"]),
    ("group_deleted", &["groups:read"]),
    ("group_left", &["groups:read"]),
    ("group_rename", &["groups:read"]),
    ("group_unarchive", &["groups:read"]),
    ("member_joined_channel", &["channels:read", "groups:read"]),
    ("member_left_channel", &["channels:read", "groups:read"]),
    ("message.channels", &["channels:history"]),
    ("message.groups", &["groups:history"]),
    ("message.im", &["im:history"]),
    ("reaction_added", &["reactions:read"]),
    ("subteam_members_changed", &["usergroups:read"]),
    ("subteam_updated", &["usergroups:read"]),
    ("tokens_revoked", &[]),
    ("user_change", &["users:read"]),
];

/// The scopes a method needs on the bot's token.
const METHOD_SCOPES: [(&str, &[&str]); 21] = [
    // With the app-level token.
    ("apps.connections.open", &[]),
    ("auth.test", &[]),
    ("chat.delete", &["chat:write"]),
    ("chat.postEphemeral", &["chat:write"]),
    ("chat.postMessage", &["chat:write"]),
    ("chat.update", &["chat:write"]),
    ("conversations.history", &["channels:history", "groups:history", "im:history"]),
    ("conversations.info", &["channels:read", "groups:read"]),
    ("conversations.list", &["channels:read", "groups:read"]),
    ("conversations.members", &["channels:read", "groups:read"]),
    ("conversations.open", &["im:write"]),
    ("conversations.replies", &["channels:history", "groups:history", "im:history"]),
    ("dnd.info", &["dnd:read"]),
    ("dnd.teamInfo", &["dnd:read"]),
    ("usergroups.list", &["usergroups:read"]),
    ("usergroups.users.list", &["usergroups:read"]),
    ("users.conversations", &["channels:read", "groups:read"]),
    ("users.info", &["users:read"]),
    ("users.lookupByEmail", &["users:read.email"]),
    ("views.open", &[]),
    ("views.update", &[]),
];

/// Scopes that no event or method needs by itself.
const OTHER_SCOPES: [&str; 1] = ["commands"];

fn config(text: &str, variables: &[(&str, &str)]) -> Config {
    let environment = Environment::new(variables.iter().copied());
    Config::read(text, Path::new(""), &environment).expect("a sound configuration")
}

fn parsed(yaml: &str) -> Value {
    serde_saphyr::from_str(yaml).expect("YAML")
}

fn words(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().expect("a list");
    let words: BTreeSet<String> =
        list.iter().map(|word| word.as_str().expect("a word").to_owned()).collect();
    assert_eq!(words.len(), list.len(), "a word is there twice: {list:?}");
    words
}

fn all_scopes(manifest: &Value) -> BTreeSet<String> {
    let scopes = &manifest["oauth_config"]["scopes"];
    let (required, optional) = (words(&scopes["bot"]), words(&scopes["bot_optional"]));
    assert!(required.is_disjoint(&optional), "required and optional at once");
    required.into_iter().chain(optional).collect()
}

fn events(manifest: &Value) -> BTreeSet<String> {
    words(&manifest["settings"]["event_subscriptions"]["bot_events"])
}

/// The Web API methods that are named in the program's own code.
fn methods_in_the_code() -> BTreeSet<String> {
    let families =
        ["apps", "auth", "bots", "chat", "conversations", "dnd", "reactions", "usergroups"];
    let families: BTreeSet<&str> = families.into_iter().chain(["users", "views", "team"]).collect();
    let mut methods = BTreeSet::new();
    for (_, text) in super::tidy::sources(&["src/rehearsal", "src/rehearsal.rs"]) {
        for word in text.split('"').skip(1).step_by(2) {
            let is_name = |part: &str| part.chars().all(|c| c.is_ascii_alphabetic());
            let mut parts = word.split('.');
            let family = parts.next().unwrap_or_default();
            let is_file = word.ends_with(".json");
            if families.contains(family) && word.contains('.') && parts.all(is_name) && !is_file {
                methods.insert(word.to_owned());
            }
        }
    }
    methods
}

#[test]
fn every_subscribed_event_has_its_scopes_and_the_table_knows_no_other() {
    let manifest = parsed(TEMPLATE);
    let scopes = all_scopes(&manifest);
    let table: BTreeMap<&str, &[&str]> = EVENT_SCOPES.into_iter().collect();
    assert_eq!(events(&manifest), table.keys().map(ToString::to_string).collect());
    for (event, needed) in table {
        for scope in needed {
            assert!(scopes.contains(*scope), "{event} needs {scope}");
        }
    }
}

#[test]
fn every_method_the_code_calls_has_its_scopes() {
    let scopes = all_scopes(&parsed(TEMPLATE));
    let table: BTreeMap<&str, &[&str]> = METHOD_SCOPES.into_iter().collect();
    let called = methods_in_the_code();
    assert!(called.contains("chat.postMessage"), "the code is not read right: {called:?}");
    for method in called {
        let needed = table.get(method.as_str());
        for scope in *needed.unwrap_or_else(|| panic!("{method}: which scope does it need?")) {
            assert!(scopes.contains(*scope), "{method} needs {scope}");
        }
    }
}

#[test]
fn no_scope_is_asked_for_without_need() {
    let of_events = EVENT_SCOPES.iter().flat_map(|(_, scopes)| scopes.iter());
    let of_methods = METHOD_SCOPES.iter().flat_map(|(_, scopes)| scopes.iter());
    let needed: BTreeSet<String> =
        of_events.chain(of_methods).chain(&OTHER_SCOPES).map(ToString::to_string).collect();
    assert_eq!(all_scopes(&parsed(TEMPLATE)), needed);
}

#[test]
fn every_scope_says_what_it_is_for() {
    let scopes = manifest::scopes(&config("", &[]));
    assert_eq!(scopes.len(), all_scopes(&parsed(TEMPLATE)).len());
    for scope in scopes {
        assert!(scope.reason.len() > 10, "{} has no reason", scope.name);
        assert_eq!(!scope.required, scope.reason.contains("without it"), "{}", scope.name);
    }
}

#[test]
fn the_structure_is_what_slack_takes() {
    let manifest = parsed(TEMPLATE);
    let keys = |value: &Value| -> Vec<String> {
        value.as_object().expect("a section").keys().cloned().collect()
    };
    let top: BTreeSet<String> = keys(&manifest).into_iter().collect();
    let expected = ["display_information", "features", "oauth_config", "settings"];
    assert_eq!(top, expected.map(str::to_owned).into());
    let about = &manifest["display_information"];
    let length = |value: &Value| value.as_str().expect("a text").chars().count();
    assert!(length(&about["name"]) <= 35);
    assert!(length(&about["description"]) <= 140);
    assert!((174..=4000).contains(&length(&about["long_description"])));
    let command = &manifest["features"]["slash_commands"][0];
    assert_eq!(command["command"], "/soundings");
    assert_eq!(command["should_escape"], true);
    assert!(length(&command["description"]) <= 2000 && length(&command["usage_hint"]) <= 1000);
    let shortcut = &manifest["features"]["shortcuts"][0];
    assert_eq!(shortcut["callback_id"], MESSAGE_SHORTCUT);
    assert!(length(&shortcut["name"]) <= 24 && length(&shortcut["description"]) <= 150);
    assert_eq!(manifest["settings"]["interactivity"]["is_enabled"], true);
    assert_eq!(manifest["features"]["app_home"]["messages_tab_read_only_enabled"], false);
}

#[test]
fn without_a_public_address_it_is_the_file_as_it_ships() {
    assert_eq!(manifest::render(&config("", &[])), TEMPLATE);
}

#[test]
fn a_public_address_switches_to_http() {
    let text = "[server]\npublic_url = \"https://soundings.example.com/\"\n";
    let http = parsed(&manifest::render(&config(text, &[])));
    let settings = &http["settings"];
    let base = "https://soundings.example.com/slack";
    assert_eq!(settings["socket_mode_enabled"], false);
    assert_eq!(settings["event_subscriptions"]["request_url"], format!("{base}/events"));
    assert_eq!(settings["interactivity"]["request_url"], format!("{base}/interactions"));
    assert_eq!(http["features"]["slash_commands"][0]["url"], format!("{base}/commands"));
    assert_eq!(events(&http), events(&parsed(TEMPLATE)));
}

#[test]
fn with_an_app_level_token_socket_mode_stays_on() {
    let text = "[server]\npublic_url = \"https://soundings.example.com\"\n";
    let rendered = manifest::render(&config(text, &[("SLACK_APP_TOKEN", "xapp-1")]));
    assert_eq!(rendered, TEMPLATE);
}

#[test]
fn what_the_configuration_cannot_do_without_becomes_required() {
    let text =
        "[functions.finance]\npeople = [\"@fin\"]\n[[leaders]]\nwho = \"ruth@example.com\"\n";
    let manifest = parsed(&manifest::render(&config(text, &[])));
    let scopes = &manifest["oauth_config"]["scopes"];
    let required = words(&scopes["bot"]);
    assert!(required.contains("usergroups:read") && required.contains("users:read.email"));
    assert!(!words(&scopes["bot_optional"]).contains("usergroups:read"));
    assert_eq!(all_scopes(&manifest), all_scopes(&parsed(TEMPLATE)));
}

#[test]
fn without_an_emoji_reactions_are_not_read() {
    let manifest = parsed(&manifest::render(&config("emoji = \"\"\n", &[])));
    assert!(!all_scopes(&manifest).contains("reactions:read"));
    assert!(!events(&manifest).contains("reaction_added"));
}
