//! The built-in configuration: the file and the code say the same.

use soundings::config::{Config, Environment, LogFormat, REFERENCE, StoreUrl};
use soundings::domain::hours::WorkingHours;
use soundings::domain::policy::{Caps, Mode, Pace};
use std::path::Path;

fn read(text: &str, environment: &Environment) -> Config {
    Config::read(text, Path::new(""), environment).expect("a sound configuration")
}

#[test]
fn without_a_file_the_defaults_of_the_code_hold() {
    let config = read("", &Environment::default());
    assert_eq!(config.policy.hours, WorkingHours::default());
    assert_eq!(config.policy.pace, Pace::default());
    assert_eq!(config.policy.caps, Caps::default());
    assert_eq!(config.policy.channels.otherwise, Mode::default());
    assert_eq!(config.log.format, LogFormat::default());
    assert_eq!(config.policy.library, soundings::config::lenses::built_in());
    assert_eq!(config.policy.emoji, "ear");
    assert_eq!(config.store, StoreUrl::Sled("data".into()));
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.slack.api_base(), "https://slack.com/api");
}

#[test]
fn the_reference_with_its_examples_switched_on_is_sound() {
    let examples = [
        "# [functions.finance]",
        "# people = ",
        "# backups = ",
        "# leads = ",
        "# [[leaders]]",
        "# who = ",
        "# day = ",
        "# hour = ",
        "# zone = ",
        "# product-pricing = ",
        "# C0123ABCD = ",
    ];
    let switched_on = |line: &str| match examples.iter().any(|start| line.starts_with(start)) {
        true => line[2..].to_owned() + "\n",
        false => line.to_owned() + "\n",
    };
    let text: String = REFERENCE.lines().map(switched_on).collect();
    // The section stands empty below its example.
    let text = text.replace("[functions]\n", "");
    let policy = read(&text, &Environment::default()).policy;
    assert_eq!(policy.roster.len(), 1);
    assert_eq!(policy.leaders.len(), 1);
    assert_eq!(policy.channels.mode("C9", Some("product-pricing")), Mode::Auto);
    assert_eq!(policy.channels.mode("C0123ABCD", None), Mode::Suggest);
}

#[test]
fn every_key_of_the_reference_has_a_remark_above_it() {
    let mut explained = false;
    for line in REFERENCE.lines() {
        match line {
            "" => explained = false,
            line if line.starts_with('#') => explained = true,
            // Keys that belong together share the remark above the section or the first of them.
            line if line.starts_with('[') => {}
            line => assert!(explained, "no remark explains {line:?}"),
        }
    }
}

#[test]
fn the_environment_wins_over_the_file() {
    let text = "[store]\nurl = \"sled:from-file\"\n[server]\nlisten = \"127.0.0.1:1\"\n";
    let environment = Environment::new([
        ("SOUNDINGS_STORE", "sled:/var/lib/soundings"),
        ("SOUNDINGS_LISTEN", "0.0.0.0:3000"),
        ("SLACK_API_URL", "http://127.0.0.1:4100/api/"),
        ("SLACK_BOT_TOKEN", "xoxb-1"),
        ("SLACK_SIGNING_SECRET", "s3cret"),
        ("RUST_LOG", "soundings=debug"),
    ]);
    let config = read(text, &environment);
    assert_eq!(config.store.to_string(), "sled:/var/lib/soundings");
    assert_eq!(config.listen.to_string(), "0.0.0.0:3000");
    assert_eq!(config.slack.api_base(), "http://127.0.0.1:4100/api");
    assert_eq!(config.log.filter, "soundings=debug");
    let credentials = config.slack.credentials().expect("a token and a transport");
    assert_eq!(credentials.bot_token.expose(), "xoxb-1");
    assert_eq!(credentials.app_token, None);
}

#[test]
fn an_empty_variable_does_not_count() {
    let environment = Environment::new([("SOUNDINGS_STORE", ""), ("SLACK_APP_TOKEN", "")]);
    let config = read("", &environment);
    assert_eq!(config.store.to_string(), "sled:data");
    assert_eq!(config.slack.app_token, None);
}

#[test]
fn what_is_shown_can_be_read_back_and_tells_no_secret() {
    let text = "emoji = \"eyes\"\n[functions.legal]\npeople = [\"U0123ABCD\", \"sam@example.com\"]\n\
                [[leaders]]\nwho = \"@leads\"\nzone = \"Asia/Kolkata\"\n";
    let environment = Environment::new([
        ("SLACK_BOT_TOKEN", "xoxb-hidden"),
        ("SLACK_SIGNING_SECRET", "hidden"),
        ("SOUNDINGS_LISTEN", "127.0.0.1:3100"),
    ]);
    let config = read(text, &environment);
    let shown = config.to_toml(&environment);
    assert!(!shown.contains("hidden") && !format!("{config:?}").contains("hidden"), "{shown}");
    let again = read(&shown, &Environment::default());
    assert_eq!(again.policy.roster, config.policy.roster);
    assert_eq!(again.policy.leaders, config.policy.leaders);
    assert_eq!(again.policy.emoji, "eyes");
    assert_eq!(again.listen, config.listen);
    insta::assert_snapshot!(shown);
}

#[test]
fn an_own_lens_takes_the_place_of_a_built_in_one_and_starts_at_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let lenses = folder.path().join("lenses");
    std::fs::create_dir(&lenses).expect("a folder");
    let own = include_str!("../../config/lenses/finance.toml").replace("\"Finance\"", "\"Money\"");
    std::fs::write(lenses.join("finance.toml"), own).expect("written");
    let file = folder.path().join("soundings.toml");
    std::fs::write(&file, "[lenses]\nfolder = \"lenses\"\n").expect("written");
    let config = Config::load(Some(&file), &Environment::default()).expect("sound");
    assert_eq!(config.policy.library.name_of(&"finance".into()), "Money");
    assert_eq!(config.policy.library.iter().count(), 10);
}
