//! Scripts: what is understood, what is refused and how, and that writing is the inverse of reading.

use insta::assert_snapshot;
use soundings::rehearsal::script::{
    About, Action, ChannelChange, Form, Mark, Mode, Role, Script, Trouble,
};

const HEAD: &str = "\
title: Seats or usage
channel: #plans, public
channel: #random, private
start: Monday 2 March 2026
zone: Europe/Berlin
mode: suggest

people:
  maya    Maya Lindqvist    product, owner      Europe/Stockholm
  ines    Inês Duarte       finance, lead       Europe/Lisbon   away 3 March to 5 March
  pat     Pat               -, guest            Europe/London

";

fn parse(days: &str) -> Script {
    Script::parse(&format!("{HEAD}{days}")).unwrap()
}

#[test]
fn the_head_says_who_is_there() {
    let script = parse("== Monday 2 March\n09:00 maya: hello");
    assert_eq!(script.title, "Seats or usage");
    assert_eq!(script.mode, Mode::Suggest);
    let channels: Vec<_> = script.channels.iter().map(|one| (&*one.name, one.private)).collect();
    assert_eq!(channels, [("plans", false), ("random", true)]);
    assert_eq!(script.start.to_string(), "2026-03-01T23:00:00Z");
    let [maya, ines, pat] = script.people.as_slice() else { panic!("three people") };
    assert_eq!((maya.function.as_deref(), maya.roles.as_slice()), (None, &[Role::Owner][..]));
    assert_eq!(ines.function.as_deref(), Some("finance"));
    let away = ines.away.map(|(first, last)| (first.to_string(), last.to_string()));
    assert_eq!(away, Some(("2026-03-03".into(), "2026-03-05".into())));
    assert_eq!(pat.marks, [Mark::Guest]);
}

#[test]
fn a_day_says_what_happens() {
    let script = parse(
        "== Monday 2 March

09:00 maya [seats]: Charge per seat
    or by use?
    | - seats: 12
# a remark
09:01 ines > seats: by use: of course
09:02 pat in #random: hm
09:03 maya edits seats: Charge by use
09:04 ines reacts :eyes: to seats
09:05 ines clicks \"Answer\" for finance on seats
    need: A range: 10 to 20
    until: 4 March
09:06 ines clicks \"No objection\"
09:07 maya types: /soundings propose
    submit
09:08 maya uses \"Ask for perspectives\" on seats
    cancel
09:09 ines dms: We need notice.
09:10 maya opens home
09:11 slack makes #plans private
09:12 slack refuses chat.postMessage for 2 minutes
09:13 soundings crashes
09:14 maya deletes seats
== Friday 6 March
",
    );
    let text = "Charge per seat or by use?\n- seats: 12".to_string();
    let actions: Vec<&Action> = script.steps.iter().map(|step| &step.action).collect();
    let label = || "seats".to_string();
    let ines = || "ines".to_string();
    let maya = || "maya".to_string();
    let say = |who: &str,
               channel: Option<&str>,
               label: Option<&str>,
               thread: Option<&str>,
               text: String| Action::Say {
        who: who.into(),
        channel: channel.map(Into::into),
        label: label.map(Into::into),
        thread: thread.map(Into::into),
        text,
    };
    let fields = [("need", "A range: 10 to 20"), ("until", "4 March")];
    let fields = fields.map(|(field, value)| (field.to_string(), value.to_string())).to_vec();
    let expected = [
        say("maya", None, Some("seats"), None, text),
        say("ines", None, None, Some("seats"), "by use: of course".into()),
        say("pat", Some("random"), None, None, "hm".into()),
        Action::Edit { who: maya(), label: label(), text: "Charge by use".into() },
        Action::React { who: ines(), emoji: "eyes".into(), label: label() },
        Action::Click {
            who: ines(),
            button: "Answer".into(),
            about: About { function: Some("finance".into()), label: Some(label()) },
            form: Some(Form::Submit(fields)),
        },
        Action::Click {
            who: ines(),
            button: "No objection".into(),
            about: About::default(),
            form: None,
        },
        Action::Type {
            who: maya(),
            channel: None,
            command: "/soundings propose".into(),
            form: Some(Form::Submit(Vec::new())),
        },
        Action::Use {
            who: maya(),
            shortcut: "Ask for perspectives".into(),
            label: label(),
            form: Some(Form::Cancel(Vec::new())),
        },
        Action::Dm { who: ines(), text: "We need notice.".into() },
        Action::OpenHome { who: maya() },
        Action::Slack(Trouble::Channel { channel: "plans".into(), change: ChannelChange::Private }),
        Action::Slack(Trouble::Refuse { method: "chat.postMessage".into(), seconds: 120 }),
        Action::Crash,
        Action::Delete { who: maya(), label: label() },
        Action::Pass,
    ];
    assert_eq!(actions, expected.iter().collect::<Vec<_>>());
    assert_eq!(script.steps[0].at.to_string(), "2026-03-02T08:00:00Z");
    assert_eq!(script.steps[0].line, 15);
    assert_eq!(script.steps.last().unwrap().at.to_string(), "2026-03-06T22:59:59Z");
}

#[test]
fn what_is_written_reads_the_same() {
    let script = parse(
        "== Monday 2 March
09:00 maya [a] in #random: one
    |
    | two
09:01 ines [b] > a: three
09:02 ines clicks \"Answer\" on b
    need: x
10:00 slack loses the next answer to chat.postMessage
10:00 slack redelivers a
10:00 ines leaves #plans
10:00 maya fills in
    cancel
== Tuesday 3 March
== Wednesday 4 March
09:00 soundings starts",
    );
    let again = Script::parse(&script.to_text()).unwrap();
    let without_lines = |mut script: Script| {
        script.steps.iter_mut().for_each(|step| step.line = 0);
        script
    };
    assert_eq!(without_lines(again), without_lines(script));
}

/// Returns what is said about a faulty day, without the number of its line.
fn fault(days: &str) -> String {
    let error = Script::parse(&format!("{HEAD}{days}")).unwrap_err();
    format!(
        "{} | found {} | expected {} | {}",
        error.line, error.found, error.expected, error.example
    )
}

#[test]
fn a_faulty_line_is_explained() {
    let monday = |line: &str| fault(&format!("== Monday 2 March\n{line}"));
    assert_snapshot!(fault(""), @"8 | found no day | expected a line with the day | == Monday 2 March");
    assert_snapshot!(fault("== Tuesday 2 March"), @r#"13 | found "== Tuesday 2 March" | expected the right weekday (Monday 2 March 2026) | == Monday 2 March 2026"#);
    assert_snapshot!(fault("== Sunday 1 March 2026"), @r#"13 | found "== Sunday 1 March 2026" | expected the first day or later: Monday 2 March 2026 | == Friday 6 March"#);
    assert_snapshot!(fault("== Monday 2 March\n== Monday 2 March"), @r#"14 | found "== Monday 2 March" | expected a day after Monday 2 March 2026 | == Friday 6 March"#);
    assert_snapshot!(monday("9 maya: hello"), @r#"14 | found "9 maya: hello" | expected a time, or a day that starts with == | 09:04 maya: morning all"#);
    assert_snapshot!(monday("09:10 maya: a\n09:09 maya: b"), @r#"15 | found "09:09 maya: b" | expected a time not before the line above | 09:06 kai: finally"#);
    assert_snapshot!(monday("09:10 bob: a"), @r#"14 | found "09:10 bob: a" | expected one of the people (maya, ines, pat) | 10:15 tom > seats: half the forecast hangs on seats"#);
    assert_snapshot!(monday("09:10 maya sings"), @r#"14 | found "09:10 maya sings" | expected a colon and what is said, or one of edits, deletes, reacts, clicks, types, dms, uses, fills in, opens home, joins, leaves | 10:15 tom > seats: half the forecast hangs on seats"#);
    assert_snapshot!(monday("09:10 maya:"), @r#"14 | found "09:10 maya:" | expected some text behind the colon | 10:15 tom > seats: half the forecast hangs on seats"#);
    assert_snapshot!(monday("09:10 maya > seats: no"), @r#"14 | found "09:10 maya > seats: no" | expected the name of an earlier message (none yet) | 10:12 maya [seats]: …"#);
    assert_snapshot!(monday("09:10 maya [a]: x\n09:10 maya [a]: y"), @r#"15 | found "09:10 maya [a]: y" | expected a name that no other message has | 10:12 maya [seats]: …"#);
    assert_snapshot!(monday("09:10 maya in #nowhere: x"), @r#"14 | found "09:10 maya in #nowhere: x" | expected one of the channels (#plans, #random) | 09:30 maya in #random: …"#);
    assert_snapshot!(monday("09:10 maya clicks Answer"), @r#"14 | found "09:10 maya clicks Answer" | expected the name on the button in quotes | 11:02 tom clicks "Answer" for finance"#);
    assert_snapshot!(monday("09:10 maya clicks \"Answer\" at once"), @r#"14 | found "09:10 maya clicks "Answer" at once" | expected `for` a function or `on` a message's name | 11:02 tom clicks "Answer" for finance"#);
    assert_snapshot!(monday("09:10 maya clicks \"Answer\"\n    yes please"), @r#"15 | found "yes please" | expected a field and its value, submit or cancel | need: A range we can plan with"#);
    assert_snapshot!(monday("09:10 maya fills in"), @r#"14 | found "09:10 maya fills in" | expected indented lines with fields, submit or cancel | need: a range"#);
    assert_snapshot!(monday("09:10 slack is down for a while"), @r#"14 | found "09:10 slack is down for a while" | expected a number of seconds, minutes or hours | 10:20 slack refuses chat.postMessage for 30 seconds"#);
    assert_snapshot!(monday("09:10 slack makes #plans pink"), @r#"14 | found "09:10 slack makes #plans pink" | expected private, public, archived, unarchived or shared | 10:20 slack makes #plans-and-pricing private"#);
    assert_snapshot!(monday("09:10 slack sleeps"), @r#"14 | found "09:10 slack sleeps" | expected is down for, refuses … for, fails … once, loses the next answer to, redelivers or makes | 10:20 slack refuses chat.postMessage for 30 seconds"#);
    assert_snapshot!(monday("09:10 soundings sleeps"), @r#"14 | found "09:10 soundings sleeps" | expected crashes or starts | 10:20 soundings crashes"#);
}

#[test]
fn a_faulty_head_is_explained() {
    let head = |from: &str, to: &str| {
        let text = format!("{HEAD}== Monday 2 March\n").replacen(from, to, 1);
        Script::parse(&text).unwrap_err().to_string()
    };
    assert_snapshot!(head("zone: Europe/Berlin", "zone: Berlin"), @r#"line 5: found "zone: Berlin"; expected a zone of the tz database (continent/city), for example: Europe/Berlin"#);
    assert_snapshot!(head("zone: Europe/Berlin", "colour: red"), @r#"line 5: found "colour: red"; expected title, channel, start, zone, mode, hesitation or people, or a day that starts with ==, for example: title: Seats or usage"#);
    assert_snapshot!(head("zone: Europe/Berlin\n", ""), @"line 1: found no zone; expected a line with the zone, for example: zone: Europe/Berlin");
    assert_snapshot!(head("start: Monday 2 March 2026", "start: Monday 2 March"), @r#"line 4: found "start: Monday 2 March"; expected a day with its year, for example: start: Monday 2 March 2026"#);
    assert_snapshot!(head("#plans, public", "#plans, open"), @r#"line 2: found "channel: #plans, open"; expected public or private, for example: channel: #plans-and-pricing, public"#);
    assert_snapshot!(head("#plans", "plans"), @r#"line 2: found "channel: plans, public"; expected a channel name with #, for example: channel: #plans-and-pricing, public"#);
    assert_snapshot!(head("mode: suggest", "mode: loud"), @r#"line 6: found "mode: loud"; expected auto, suggest or manual, for example: mode: auto"#);
    assert_snapshot!(head("  pat     Pat ", "  ines    Pat "), @r#"line 11: found "ines    Pat               -, guest            Europe/London"; expected a short name that nobody else has, for example: ines    Inês Duarte       finance, lead         Europe/Lisbon"#);
    assert_snapshot!(head("  pat     Pat    ", "  pat Pat "), @r#"line 11: found "pat Pat            -, guest            Europe/London"; expected short name, name, function and zone, with two spaces or more between them, for example: ines    Inês Duarte       finance, lead         Europe/Lisbon"#);
    assert_snapshot!(head("-, guest", "singing"), @r#"line 11: found "pat     Pat               singing            Europe/London"; expected a function (engineering, finance, design, marketing, sales, legal, support, operations, research, leadership, product or -), for example: ines    Inês Duarte       finance, lead         Europe/Lisbon"#);
    assert_snapshot!(head("-, guest", "-, ghost"), @r#"line 11: found "pat     Pat               -, ghost            Europe/London"; expected lead, backup, leader, admin, owner, bot, guest, stranger, deactivated, refuses-dms or away … to …, for example: lead, away 3 March to 5 March"#);
    assert_snapshot!(head("  pat ", "  slack "), @r#"line 11: found "slack     Pat               -, guest            Europe/London"; expected a short name in one word (not slack or soundings), for example: ines    Inês Duarte       finance, lead         Europe/Lisbon"#);
}

#[test]
fn the_examples_on_the_page_about_scripts_are_right() {
    let page = include_str!("../../config/rehearsal/README.md");
    let [head, days, trouble] =
        page.split("```").skip(1).step_by(2).collect::<Vec<_>>().try_into().unwrap();
    let text = format!("{head}{days}== Saturday 7 March\n{trouble}");
    let script = Script::parse(&text).unwrap();
    assert_eq!(script.people.len(), 8);
    assert_eq!(script.steps.iter().filter(|step| step.action == Action::Pass).count(), 1);
}
