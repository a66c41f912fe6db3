//! Who is asked, and when.

use crate::stagecraft::{COMPANY, http, play_as, play_in};
use soundings::domain::roster::{Staffing, Who};
use soundings::rehearsal::spec::Group;

const FAR_APART: &str = "
title: Seats
channel: #plans, public
start: Monday 2 March 2026
zone: Europe/Berlin
mode: auto

people:
  maya    Maya Lindqvist    product, owner        Europe/Stockholm
  tom     Tom Okafor        finance               America/New_York
  abeo    Abeo Falade       sales                 Europe/London
  lena    Lena Vogt         legal                 Asia/Tokyo
  ruth    Ruth Adler        leadership            America/Los_Angeles
";

#[test]
fn everybody_is_asked_in_their_own_working_hours() {
    let days = "\n== Friday 27 March\n18:30 maya [seats]: PROPOSAL\n== Tuesday 31 March\n";
    let show = play_in(FAR_APART, days, http()).went_well();
    let asked = "before deciding on";
    // In New York and Los Angeles Friday is not over yet; in London the clocks change on Sunday.
    assert_eq!(show.when("tom", asked, "America/New_York")[0], "Fri 13:30");
    assert_eq!(show.when("ruth", asked, "America/Los_Angeles")[0], "Fri 10:30");
    assert_eq!(show.when("abeo", asked, "Europe/London")[0], "Mon 09:00");
    assert_eq!(show.when("lena", asked, "Asia/Tokyo")[0], "Mon 09:00");
}

#[test]
fn of_a_function_the_least_recently_asked_is_asked() {
    let head = COMPANY.replace("finance, lead", "finance      ");
    let days = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
11:12 maya [raise]: I propose that we raise the price of the starter plan by 10 percent. Any objections?
12:12 maya [free]: I propose that we double the price of the pro plan in May. Any objections?
";
    let show = play_in(&head, days, http()).went_well();
    let asked = "asks Finance before deciding";
    let (ines, tom) =
        (show.when("ines", asked, "Europe/Berlin"), show.when("tom", asked, "Europe/Berlin"));
    assert_eq!(ines, ["Mon 10:12", "Mon 12:12"], "{}", show.transcript());
    assert_eq!(tom, ["Mon 11:12"]);
}

#[test]
fn the_same_person_is_not_asked_the_same_question_twice_running() {
    let days = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
11:12 maya [raise]: I propose that we raise the price of the starter plan by 10 percent. Any objections?
";
    let show = play_in(COMPANY, days, http()).went_well();
    let question = |entry: &&soundings::rehearsal::story::Entry| {
        let text = entry.text();
        text.lines().find(|line| line.ends_with('?') && !line.starts_with('>')).map(str::to_owned)
    };
    let asked: Vec<_> = show.seen("abeo").iter().filter_map(question).collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert_ne!(asked[0], asked[1]);
}

#[test]
fn the_roster_names_user_groups_and_e_mail_addresses() {
    let days = "\n== Monday 2 March\n10:12 maya [seats]: PROPOSAL\n";
    let show = play_as(days, |spec, policy| {
        let partners = Group {
            id: "S0FINANCE".into(),
            handle: "finance-partners".into(),
            users: vec!["U0TOM".into()],
        };
        spec.groups.push(partners);
        let of = |who| Staffing { people: vec![who], ..Staffing::default() };
        policy.roster.clear();
        policy.roster.insert("finance".into(), of(Who::Group("finance-partners".into())));
        policy.roster.insert("legal".into(), of(Who::Email("lena@rehearsal.example".into())));
        policy.roster.insert("sales".into(), of(Who::Email("nobody@rehearsal.example".into())));
        policy.roster.insert("support".into(), of(Who::Group("no-such-group".into())));
    })
    .went_well();
    show.once("tom", "asks Finance before deciding");
    show.once("lena", "asks Legal before deciding");
    show.once("maya", "Marketing, Sales, Support and Leadership could not be reached");
}

const OUTSIDERS: &str = "
title: Seats
channel: #plans, public
start: Monday 2 March 2026
zone: Europe/Berlin
mode: auto

people:
  maya    Maya Lindqvist    product, owner        Europe/Stockholm
  bot     Ledger Bot        finance, bot          Europe/London
  gus     Gus Guest         finance, guest        Europe/London
  stan    Stan Stranger     finance, stranger     Europe/London
  dora    Dora Deac         finance, deactivated  Europe/London
  abeo    Abeo Falade       sales, refuses-dms    Europe/London
  sid     Sid Sales         sales, backup         Europe/London
  lena    Lena Vogt         legal, refuses-dms    Europe/Berlin
  mark    Mark Markt        marketing             Europe/Berlin    away 2 March to 20 March
  bea     Bea Back          marketing, backup     Europe/Berlin
  sue     Sue Port          support               Europe/Berlin    away 2 March to 3 March
";

#[test]
fn bots_strangers_the_deactivated_and_guests_outside_the_channel_are_never_asked() {
    let days = "
== Monday 2 March
09:30 gus leaves #plans
10:12 maya [seats]: PROPOSAL
== Monday 9 March
";
    let show = play_in(OUTSIDERS, days, http()).went_well();
    for outsider in ["bot", "gus", "stan", "dora"] {
        show.never(outsider, "");
    }
    show.shows("maya", "Finance could not be reached");
}

#[test]
fn a_refused_message_leads_to_the_next_person_and_then_to_an_honest_unreachable() {
    let days = "\n== Monday 2 March\n10:12 maya [seats]: PROPOSAL\n";
    let show = play_in(OUTSIDERS, days, http()).went_well();
    show.once("sid", "Why you: you are the backup for Sales");
    show.shows("maya", "Legal could not be reached: my message could not be delivered");
    show.shows("#plans", "Legal: could not be reached: my message could not be delivered");
    show.shows("#plans", "My own fault: I could not deliver a question to");
}

#[test]
fn somebody_who_is_away_until_after_the_close_is_passed_over() {
    let days = "\n== Monday 2 March\n10:12 maya [seats]: PROPOSAL\n== Monday 9 March\n";
    let show = play_in(OUTSIDERS, days, http()).went_well();
    show.never("mark", "");
    show.asked_once("bea", "Why you: you are the backup for Marketing");
    // Somebody who is back in time is asked then.
    assert_eq!(show.when("sue", "asks Support before deciding", "Europe/Berlin")[0], "Wed 09:00");
}

#[test]
fn somebody_who_is_back_too_late_for_a_fair_window_keeps_the_question_and_a_backup_is_asked() {
    let lena = "legal                 Europe/London    away 2 March to 8 March";
    let head = COMPANY.replace("legal                 Europe/Berlin", lena);
    let days = "\n== Monday 2 March\n10:12 maya [seats]: PROPOSAL\n== Monday 9 March\n";
    let show = play_in(&head, days, http()).went_well();
    let asked = |who: &str| show.when(who, "asks Legal before deciding", "Europe/London");
    assert_eq!(asked("sam"), ["Mon 09:12"]);
    // Listening ends seven working hours later.
    assert_eq!(asked("lena"), ["Mon 09:00"]);
}

#[test]
fn nobody_is_asked_more_often_than_the_weekly_cap() {
    let titles = ["starter", "pro", "team", "lite", "gold", "max", "mini"];
    let lines: Vec<String> = titles
        .iter()
        .enumerate()
        .map(|(hour, title)| {
            format!("{}:10 maya: I propose that we raise the price of the {title} plan by 10 percent. Any objections?", 10 + hour)
        })
        .collect();
    let days = format!("\n== Monday 2 March\n{}\n", lines.join("\n"));
    let show = play_in(COMPANY, &days, http()).went_well();
    let asks = show.asks().filter(|call| call.args["channel"] == "U0ABEO");
    let asks =
        asks.filter(|call| !call.args.to_string().contains("I will not remind you again")).count();
    assert_eq!(asks, 5, "{}", show.transcript());
}
