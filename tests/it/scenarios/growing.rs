//! What a message turns out to be by what follows it, and what somebody else thinks of it.

use crate::opinion::{Endpoint, Manner};
use crate::stagecraft::{COMPANY, http, play, play_as, play_in};
use soundings::domain::roster::{Staffing, Who};
use soundings::rehearsal::spec::Group;

/// A course of action that is put mildly: likely at first sight, and not more.
pub(super) const MILD: &str = "
== Monday 2 March
10:10 maya [mild]: perhaps the two lower plans might be better off on usage
";

/// A group that takes it up.
pub(super) const TAKEN_UP: &str = "
10:20 tom > mild: sounds good to me, half the forecast hangs on seats anyway
10:22 abeo > mild: agreed, let's do that
10:25 kai > mild: +1, works for me
10:31 lena > mild: no objections, so we go with usage for the two lower plans
";

#[test]
fn a_mild_proposal_opens_once_the_group_takes_it_up_and_says_what_convinced() {
    let show = play(&format!("{MILD}{TAKEN_UP}")).went_well();
    show.once("#plans", "Decision `");
    let why = "Opened because Finance and Sales were talking about it: “";
    show.card_says("#plans", "might be better off", why);
    show.card_says("#plans", "might be better off", "<@U0MAYA> decides");
}

#[test]
fn what_is_said_in_passing_opens_when_its_thread_says_how_it_is_settled_and_not_before() {
    let days = "
== Monday 2 March
10:10 maya [passing]: 14 laptops in the store room wait for their charger. or we just don't take them in without one
10:14 abeo > passing: oh yes. whoever bought one of those is the angriest person I have on the phone
10:19 sam > passing: and I'd rather we didn't. the wrong charger on a battery, and it is our name on the receipt
";
    let settled = "10:31 ruth > passing: then let's. no charger, no intake, from 1 June on\n";
    let show = play(days).went_well();
    show.never("#plans", "Decision `");
    let show = play(&(days.to_owned() + settled)).went_well();
    show.card_says(
        "#plans",
        "14 laptops",
        "Sales, Legal and Leadership were talking about it: “then let's",
    );
}

/// Finance speaks, and somebody else; nothing is settled.
pub(super) const SIDES: &str = "
10:14 tom > mild: half the forecast hangs on seats, but I could live with that
10:19 SOMEBODY > mild: customers on the phone would love it
";

/// Why it opens where that is a salesperson.
pub(super) const WHY: &str =
    "Opened because Finance and Sales were talking about it: “half the forecast hangs on seats";

#[test]
fn what_several_functions_talk_about_opens_before_it_is_settled_and_the_card_names_them() {
    let days = format!("{MILD}{SIDES}");
    let show = play(&days.replace("SOMEBODY", "abeo")).went_well();
    show.card_says("#plans", "might be better off", WHY);
    for alone in ["ines", "kai"] {
        let show = play(&days.replace("SOMEBODY", alone)).went_well();
        show.never("#plans", "Decision `");
    }
}

#[test]
fn who_speaks_for_a_function_by_a_group_counts_once_the_group_was_looked_up() {
    let days = format!("{MILD}{SIDES}").replace("SOMEBODY", "abeo");
    let show = play_as(&days, |spec, policy| {
        let sellers =
            Group { id: "S0SALES".into(), handle: "sellers".into(), users: vec!["U0ABEO".into()] };
        spec.groups.push(sellers);
        let people = vec![Who::Group("sellers".into())];
        policy.roster.insert("sales".into(), Staffing { people, ..Staffing::default() });
    })
    .went_well();
    show.card_says("#plans", "might be better off", WHY);
}

#[test]
fn the_author_alone_is_told_of_it_where_the_channel_wants_it_so_and_once() {
    let head = COMPANY.replace("mode: auto", "mode: suggest");
    let show = play_in(&head, &format!("{MILD}{TAKEN_UP}"), http()).went_well();
    show.once("maya", "This reads like a proposal");
    show.never("#plans", "Decision `");
}

#[test]
fn talk_that_goes_on_about_something_else_opens_nothing() {
    let days = "
== Monday 2 March
10:10 maya [mild]: perhaps the two lower plans might be better off on usage
10:20 tom > mild: who moved the coffee machine?
10:22 abeo > mild: not me, I was on a train
10:25 kai > mild: it is in the basement
";
    let show = play(days).went_well();
    show.never("#plans", "Decision `");
}

#[test]
fn what_was_taken_back_does_not_grow() {
    let days = format!(
        "{MILD}\n10:15 maya deletes mild\n10:20 kai: sounds good, let's do that\n10:21 tom: agreed, +1\n"
    );
    let show = play(&days).went_well();
    show.never("#plans", "Decision `");
}

#[test]
fn a_suggestion_that_was_declined_stays_declined_whatever_follows() {
    let declined = "10:12 maya clicks \"Not a decision\"";
    let show = play(&format!("{MILD}{declined}\n{TAKEN_UP}"));
    show.never("#plans", "Decision `");
}

/// A message the reader is unsure of.
const UNSURE: &str = "
== Monday 2 March
10:10 maya [unsure]: the lower plans would be simpler without seats
";

fn with_opinion(
    manner: Manner,
    workspace: &'static str,
    days: &str,
) -> (crate::stagecraft::Show, usize) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let endpoint = runtime.block_on(Endpoint::open(manner));
    let show = play_as(days, |spec, policy| {
        let team = if workspace.is_empty() { spec.team_id.clone() } else { workspace.to_owned() };
        policy.second_opinion = Some(endpoint.whom(&team));
    });
    let asked = endpoint.asked().len();
    runtime.shutdown_background();
    (show, asked)
}

#[test]
fn a_second_opinion_makes_an_unsure_reader_ask_the_author() {
    let (show, asked) = with_opinion(Manner::Says("yes"), "", UNSURE);
    show.once("maya", "This reads like a proposal");
    show.never("#plans", "Decision `");
    assert_eq!(asked, 1);
}

#[test]
fn without_a_usable_second_opinion_everything_is_as_without_one() {
    for manner in [Manner::Says("no"), Manner::Malformed, Manner::Fails, Manner::Endless] {
        let (show, asked) = with_opinion(manner, "", UNSURE);
        show.never("maya", "");
        assert_eq!(asked, 1, "{manner:?}");
    }
}

#[test]
fn nothing_is_sent_of_a_channel_that_is_shared_with_strangers() {
    let shared = UNSURE.replace("March\n", "March\n09:00 slack makes #plans shared\n");
    let (show, asked) = with_opinion(Manner::Says("yes"), "", &shared);
    show.never("maya", "");
    assert_eq!(asked, 0);
}

#[test]
fn nothing_is_sent_of_a_workspace_that_did_not_agree_nor_where_the_reader_is_sure() {
    let (_, asked) = with_opinion(Manner::Says("yes"), "T0OTHER", UNSURE);
    assert_eq!(asked, 0);
    let sure = "\n== Monday 2 March\n10:09 kai: morning all\n10:10 maya [seats]: PROPOSAL\n";
    let (show, asked) = with_opinion(Manner::Says("no"), "", sure);
    assert_eq!(asked, 0);
    show.once("#plans", "Decision `");
}
