//! A configuration that cannot be used: every fault at once, each where it can be mended.

use soundings::config::{Config, Environment, Fault};
use std::path::Path;

fn lines(faults: Vec<Fault>) -> String {
    faults.iter().map(|fault| format!("{fault}\n")).collect()
}

fn faults_in(text: &str, variables: &[(&str, &str)]) -> String {
    let environment = Environment::new(variables.iter().copied());
    match Config::read(text, Path::new(""), &environment) {
        Ok(_) => String::new(),
        Err(faults) => lines(faults),
    }
}

/// Checks that a text has exactly one fault, at this place, and that its line holds this.
#[track_caller]
fn check(text: &str, place: &str, says: &str) {
    let found = faults_in(text, &[]);
    assert!(found.starts_with(&format!("{place}: ")), "not at {place}:\n{found}");
    assert!(found.contains(says), "does not say {says:?}:\n{found}");
    assert_eq!(found.lines().count(), 1, "more than one fault:\n{found}");
}

#[track_caller]
fn sound(text: &str) {
    assert_eq!(faults_in(text, &[]), "");
}

#[test]
fn everything_that_is_wrong_is_named_at_once() {
    let text = r##"
emoji = ":ear:"
colour = "blue"

[slack]
api_url = "http://slack.example.com/api"
bot_token = "xoxb-in-a-file"

[store]
url = "postgres://soundings:password@db/soundings"

[server]
listen = "localhost"
public_url = "soundings.example.com"

[log]
format = "xml"

[hours]
strat = 8
start = 18
end = 17
days = ["monday", "mondy", "monday"]

[pace]
two_way_days = 0
one_way_days = 2
reminder_hours = "four"
backup_hours = 3
fair_hours = 250

[caps]
asks_per_week = 2.5

[channels]
otherwise = "sugest"

[channels.modes]
"#product" = "auto"
General = "manual"
product-pricing = true

[lenses]
folder = "no/such/folder"

[functions.finanse]
people = ["tom@example.com"]

[functions.finance]
people = ["tom@example.com", "Tom", "S0123ABCD", 7]
backups = ["TOM@example.com"]
deputies = []

[functions.legal]
people = []

[functions.sales]
people = "@sales"

[[leaders]]
who = "ruth@example.com"
day = "mon"
hour = 24
zone = "Berlin"

[[leaders]]
hour = 8
"##;
    let variables = [
        ("SLACK_APP_TOKEN", "xoxb-1"),
        ("SLACK_BOT_TOKEN", "xoxp-1"),
        ("SLACK_SIGNING_SECRET", "a b"),
    ];
    let found = faults_in(text, &variables);
    for secret in ["in-a-file", "password", "xoxb-1", "xoxp-1"] {
        assert!(!found.contains(secret), "gives away {secret}:\n{found}");
    }
    insta::assert_snapshot!(found);
}

#[test]
fn malformed_toml_is_named_by_its_line() {
    check("emoji = \"ear\"\n[hours\nstart = 9\n", "line 2", "");
    check("emoji = \"ear\"\nemoji = \"eyes\"\n", "line 2", "duplicate");
}

#[test]
fn a_fault_in_a_variable_is_named_by_the_variable_and_hides_the_files() {
    let text = "[server]\nlisten = \"nowhere\"\n";
    let found = faults_in(text, &[("SOUNDINGS_LISTEN", "everywhere")]);
    assert!(found.starts_with("SOUNDINGS_LISTEN: found \"everywhere\""), "{found}");
    assert_eq!(faults_in(text, &[("SOUNDINGS_LISTEN", "127.0.0.1:0")]), "");
}

#[test]
fn a_section_that_is_no_section_is_said_once() {
    check("hours = 9\n", "hours", "a section");
    check("leaders = \"ruth@example.com\"\n", "leaders", "a list");
    check("leaders = [\"ruth@example.com\"]\n", "leaders[0]", "a section");
    check("functions = []\n", "functions", "a section");
}

#[test]
fn hesitation_is_turned_on_for_workspaces_by_their_ids_alone() {
    sound("[room]\nhesitation = [\"T0123ABCD\"]\n");
    check("[room]\nhesitation = true\n", "room.hesitation", "a list");
    check("[room]\nhesitation = [\"acme\"]\n", "room.hesitation[0]", "T0123ABCD");
}

#[test]
fn the_edges_of_every_range_are_in_it() {
    sound("[hours]\nstart = 0\nend = 23\n");
    check("[hours]\nstart = -1\n", "hours.start", "from 0 to 22");
    check("[hours]\nend = 24\n", "hours.end", "from 1 to 23");
    check("[hours]\nstart = 17\n", "hours.end", "after start (17)");
    sound("[hours]\nstart = 16\n[pace]\ntwo_way_days = 8\none_way_days = 8\n");
    check("[hours]\ndays = []\n", "hours.days", "at least one");
    sound("[caps]\nsuggestions_per_day = 0\n");
    check("[caps]\nasks_per_week = 0\n", "caps.asks_per_week", "from 1 to 100");
    sound("emoji = \"\"\n");
    sound("emoji = \"+1\"\n");
}

#[test]
fn times_that_contradict_each_other_are_refused_and_their_neighbours_are_not() {
    sound("[pace]\nreminder_hours = 11\n");
    check("[pace]\nreminder_hours = 12\n", "pace.reminder_hours", "less than backup_hours (12)");
    sound("[pace]\none_way_days = 3\n");
    check("[pace]\none_way_days = 2\n", "pace.one_way_days", "at least two_way_days (3)");
    sound("[pace]\nfair_hours = 24\nbackup_hours = 25\n");
    check("[pace]\nfair_hours = 25\n", "pace.fair_hours", "at most 24");
    let short = "[hours]\nstart = 9\nend = 11\n[pace]\nfair_hours = 6\nreminder_hours = 4\n";
    sound(&format!("{short}backup_hours = 6\n"));
    check(&format!("{short}backup_hours = 7\n"), "pace.backup_hours", "at most 6");
}

#[test]
fn tokens_are_sent_over_https_or_stay_on_this_machine() {
    for url in ["https://slack.com/api", "http://127.0.0.1:4100/api", "http://[::1]:1/api/"] {
        sound(&format!("[slack]\napi_url = \"{url}\"\n"));
    }
    for (url, says) in [
        ("http://10.0.0.7/api", "https"),
        ("http://localhost.example.com/api", "https"),
        ("https://slack.com", "ends in /api"),
        ("https://slack.com/api?x=1", "without ?"),
        ("slack.com/api", "such as"),
    ] {
        check(&format!("[slack]\napi_url = \"{url}\"\n"), "slack.api_url", says);
    }
    sound("[server]\npublic_url = \"https://soundings.example.com/bot\"\n");
    check(
        "[server]\npublic_url = \"http://soundings.example.com\"\n",
        "server.public_url",
        "https",
    );
}

#[test]
fn people_are_handles_addresses_or_ids() {
    let people = |who: &str| format!("[functions.finance]\npeople = [\"{who}\"]\n");
    for who in ["@finance-leads", "tom.o@example.co.uk", "U0123ABCD", "W012A3CDE"] {
        sound(&people(who));
    }
    for who in
        ["", "@", "@Finance", "tom@", "tom o@example.com", "Tom", "C0123ABCD", "<@U0123ABCD>"]
    {
        check(&people(who), "functions.finance.people[0]", "expected \"@handle\"");
    }
    check(&people("S0123ABCD"), "functions.finance.people[0]", "by its handle");
}

#[test]
fn a_limit_has_a_function_a_sort_a_text_and_an_end() {
    let limit = |more: &str| {
        let base = "[[limits]]\nfunction = \"finance\"\nsort = \"floor\"\ntext = \"60 euros\"\n";
        format!("{base}{more}")
    };
    sound(&limit("until = \"2027-01-04\"\n"));
    sound(&limit("from = \"2026-12-20\"\nuntil = \"2026-12-20\"\n"));
    check(&limit(""), "limits[0].until", "missing; expected the last day");
    check(&limit("until = \"4 January\"\n"), "limits[0].until", "expected a day such as");
    let backwards = limit("from = \"2027-01-04\"\nuntil = \"2026-12-20\"\n");
    check(&backwards, "limits[0].until", "expected a day from 2027-01-04 on");
    let other = limit("until = \"2027-01-04\"\n");
    let changed = |from: &str, to: &str| other.replace(from, to);
    check(&changed("finance", "finanse"), "limits[0].function", "did you mean `finance`?");
    check(&changed("\"floor\"", "\"flor\""), "limits[0].sort", "did you mean `floor`?");
    check(&changed("60 euros", "a price"), "limits[0].text", "expected an amount in it");
}

#[test]
fn nobody_stands_in_two_places_of_a_function_or_twice_among_the_leaders() {
    let twice = "[functions.finance]\npeople = [\"@fin\"]\nleads = [\"@fin\"]\n";
    check(twice, "functions.finance.leads[0]", "already in functions.finance.people[0]");
    sound("[functions.finance]\npeople = [\"@fin\"]\n[functions.legal]\npeople = [\"@fin\"]\n");
    let twice = "[[leaders]]\nwho = \"@leads\"\n[[leaders]]\nwho = \"@leads\"\n";
    check(twice, "leaders[1].who", "already in leaders[0].who");
}

#[test]
fn a_missing_token_says_which_variable_and_where_to_get_it() {
    let missing = |variables: &[(&str, &str)]| {
        let environment = Environment::new(variables.iter().copied());
        let config = Config::read("", Path::new(""), &environment).expect("sound without tokens");
        config.slack.credentials().map_or_else(lines, |_| String::new())
    };
    let (bot, app) = (("SLACK_BOT_TOKEN", "xoxb-1"), ("SLACK_APP_TOKEN", "xapp-1"));
    assert_eq!(missing(&[bot, app]), "");
    assert_eq!(missing(&[bot, ("SLACK_SIGNING_SECRET", "1")]), "");
    assert_eq!(missing(&[bot]).lines().count(), 1);
    assert_eq!(missing(&[app]).lines().count(), 1);
    insta::assert_snapshot!(missing(&[]));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let faults = Config::load(Some(Path::new("no/such.toml")), &Environment::default());
    let found = lines(faults.expect_err("it is not there"));
    assert!(found.starts_with("no/such.toml: cannot be read: "), "{found}");
}

#[test]
fn a_webhook_is_called_over_https_and_signed() {
    let url = |url: &str| format!("[webhook]\nurl = \"{url}\"\n");
    for good in
        ["https://hooks.example.com/x?team=1", "http://127.0.0.1:4000/", "http://localhost/"]
    {
        sound(&url(good));
    }
    check(&url("http://hooks.example.com/"), "webhook.url", "expected https");
    check(&url("https://me:pass@hooks.example.com/"), "webhook.url", "the signature is the proof");
    check(&url("https://hooks.example.com/#x"), "webhook.url", "without #");
    check(&url("hooks.example.com"), "webhook.url", "expected an address such as");
    check("[webhook]\nsecret = \"x\"\n", "webhook.secret", "unknown key");
    let missing = |variables: &[(&str, &str)]| {
        let environment = Environment::new(variables.iter().copied());
        let text = url("https://hooks.example.com/");
        let config = Config::read(&text, Path::new(""), &environment).expect("sound");
        lines(config.webhook_faults())
    };
    assert!(missing(&[]).starts_with("SOUNDINGS_WEBHOOK_SECRET: not set, although webhook.url is"));
    assert_eq!(missing(&[("SOUNDINGS_WEBHOOK_SECRET", "x")]), "");
    let without = Config::read("", Path::new(""), &Environment::default()).expect("sound");
    assert_eq!(lines(without.webhook_faults()), "");
}
