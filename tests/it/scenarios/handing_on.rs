//! The webhook in the life of a decision: called once for each record, again where that may help, never
//! about what must stay here; and who hears of it when it fails.

use crate::stagecraft::{COMPANY, Show, play_as};
use crate::webhook::receiver::{Call, Manner, Receiver};
use jiff::Timestamp;
use soundings::domain::policy::Policy;

const DECIDED: &str = "
== Monday 2 March
10:12 maya [seats]: PROPOSAL
10:20 tom clicks \"Answer\"
    need: A range we can plan with
== Tuesday 3 March
17:30 maya clicks \"Close early\" on seats
    reason: the price list goes to print
17:40 maya clicks \"Record decision\" on seats
    what is decided: We move the two lower plans to usage on 1 June.
17:41 maya fills in
    which number: churn of small teams stays under 2 percent
17:42 maya fills in
    what becomes: Declined
    why: waiting for the fiscal year costs more than the forecast is worth
17:43 maya fills in
    why decide: the price list goes to print
17:44 maya fills in
    submit
";

/// Plays with a webhook that treats its first calls so; returns those it got.
fn handed_on(
    manners: &[Manner],
    days: &str,
    change: impl Fn(&mut soundings::rehearsal::spec::Spec, &mut Policy),
) -> (Show, Vec<Call>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let receiver = runtime.block_on(Receiver::open(manners.iter().copied()));
    let show = play_as(days, |spec, policy| {
        policy.webhook = Some(receiver.whom());
        change(spec, policy);
    });
    let calls = receiver.calls();
    runtime.shutdown_background();
    (show, calls)
}

fn played(manners: &[Manner], more: &str) -> (Show, Vec<Call>) {
    let (show, calls) = handed_on(manners, &format!("{DECIDED}{more}"), |_, _| {});
    (show.went_well(), calls)
}

fn second(call: &Call) -> i64 {
    call.headers["x-soundings-request-timestamp"].parse().unwrap()
}

#[test]
fn a_record_is_handed_on_once_as_its_thread_shows_it() {
    let (show, calls) = played(&[], "== Friday 6 March\n");
    assert_eq!(calls.len(), 1, "{}", show.transcript());
    let decision = calls[0].json();
    assert_eq!((&decision["type"], &decision["format"]), (&"soundings.decision".into(), &1.into()));
    assert_eq!((&decision["state"], &decision["owner"]), (&"decided".into(), &"U0MAYA".into()));
    let record = &decision["record"];
    assert_eq!(record["sentence"], "We move the two lower plans to usage on 1 June.");
    assert_eq!(record["dispositions"][0]["outcome"], "declined");
    assert_eq!(decision["functions"][0]["view"]["need"], "A range we can plan with");
    for person in ["U0TOM", "U0INES", "U0LENA", "U0ABEO", "U0RUTH"] {
        assert!(!calls[0].body.contains(person), "{person} is in {}", calls[0].body);
    }
    assert!(calls[0].is_signed());
    let at = Timestamp::from_second(second(&calls[0])).unwrap();
    assert!(at.to_string().starts_with("2026-03-03T16:4"), "{at}");
}

#[test]
fn one_that_fails_is_called_again_under_the_same_id_until_it_takes_it() {
    let manners = [Manner::Answers(500), Manner::Resets, Manner::Later("600")];
    let (show, calls) =
        played(&manners, "== Wednesday 4 March\n10:00 maya types: /soundings status\n");
    assert_eq!(calls.len(), 4, "{}", show.transcript());
    assert!(calls.iter().all(|call| call.delivery() == calls[0].delivery() && call.is_signed()));
    let waits: Vec<i64> = calls.windows(2).map(|two| second(&two[1]) - second(&two[0])).collect();
    assert_eq!(waits, [2, 4, 600]);
    show.hides("maya", "hand the record on");
}

#[test]
fn one_that_says_never_again_is_not_called_again_and_the_owner_can_see_it() {
    let status = "== Wednesday 4 March\n10:00 maya types: /soundings status\n10:01 tom types: /soundings status\n";
    let (show, calls) = played(&[Manner::Answers(410)], status);
    assert_eq!(calls.len(), 1);
    show.shows(
        "maya",
        "I could not hand the record on to the webhook, because it answered with HTTP status 410",
    );
    show.hides("tom", "hand the record on");
    show.hides("#plans", "hand the record on");
    // And nothing else is any different.
    show.once("tom", "What became of it: declined");
    show.once("#plans", "What became of each view");
}

#[test]
fn one_that_fails_for_good_is_given_up_after_some_hours() {
    let manners = [Manner::Answers(503); 100];
    let (show, calls) =
        played(&manners, "== Friday 6 March\n10:00 maya types: /soundings status\n");
    assert_eq!(calls.len(), 60);
    let hours = (second(&calls[59]) - second(&calls[0])) / 3600;
    assert!((4..5).contains(&hours), "{hours} hours");
    show.shows("maya", "because it answered with HTTP status 503");
}

#[test]
fn a_record_that_was_opened_again_meanwhile_is_not_handed_on_but_the_next_one_is() {
    let again = "
17:50 maya types: /soundings reopen
    what makes: the facts changed
17:51 maya clicks \"Close early\" on seats
    reason: nothing new
17:52 maya clicks \"Record decision\" on seats
    what is decided: We move them on 1 July.
17:53 maya fills in
    submit
17:54 maya fills in
    what becomes: Adopted
    why: the contracts say so
17:55 maya fills in
    why decide: the price list goes to print
17:56 maya fills in
    submit
== Thursday 5 March
";
    let (show, calls) = played(&[Manner::Later("1200")], again);
    assert_eq!(calls.len(), 2, "{}", show.transcript());
    assert_ne!(calls[0].delivery(), calls[1].delivery());
    let decision = calls[1].json();
    assert_eq!(decision["record"]["sentence"], "We move them on 1 July.");
    let before = &decision["earlier_records"][0]["sentence"];
    assert_eq!(before, "We move the two lower plans to usage on 1 June.");
}

#[test]
fn decisions_of_private_channels_stay_here_unless_an_administrator_wants_otherwise() {
    let private = |wanted: bool| {
        let (show, calls) =
            handed_on(&[], &format!("{DECIDED}== Friday 6 March\n"), |spec, policy| {
                for channel in &mut spec.channels {
                    channel.private = true;
                }
                policy.webhook.as_mut().expect("it is set").private_channels = wanted;
            });
        show.once("#plans", "What became of each view");
        calls.len()
    };
    assert_eq!(private(false), 0);
    assert_eq!(private(true), 1);
    assert!(COMPANY.contains("#plans, public"));
}

#[test]
fn people_can_read_where_it_goes() {
    let days = "\n== Monday 2 March\n10:12 tom types: /soundings privacy\n";
    let (show, _) = handed_on(&[], days, |_, _| {});
    show.shows("tom", "once a decision is recorded, I send it to 127.0.0.1 as its thread shows it");
    show.shows("tom", "Decisions of private channels are not sent.");
    show.hides("tom", "or send text to anybody outside");
}
