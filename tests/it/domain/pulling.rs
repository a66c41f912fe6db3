//! Which views pull apart, and which only seem to.

use super::world::World;
use soundings::domain::answer::{View, ViewSource, Words};
use soundings::domain::decision::Decision;
use soundings::domain::slot::SlotState;
use soundings::reading::{joint, tension};

const TITLE: &str = "Retire the v1 upload API";

/// A decision about which finance, legal and engineering have said these things, each by form.
struct Said {
    world: World,
    decision: Decision,
}

fn decision(title: &str) -> Said {
    let mut world = World::new("2026-03-02T10:00");
    let id = world.notices(title, &["finance", "legal", "engineering"]);
    Said { decision: world.decision(&id), world }
}

impl Said {
    fn says(mut self, function: &str, words: Words) -> Self {
        let (by, at) = (function.into(), self.world.now);
        let slots = &mut self.decision.slots;
        let slot =
            slots.iter_mut().find(|slot| slot.function.as_str() == function).expect("a slot");
        slot.state =
            SlotState::Heard { by: slot.asks.first().map_or(by, |ask| ask.user.clone()), at };
        let by = function.into();
        let (source, version) = (ViewSource::Form, 1);
        let (late, changed, care) = (false, false, None);
        slot.view = Some(View { by, at, words, source, version, late, changed, care });
        self
    }

    /// What pulls apart, as `legal needs / engineering limits: over`.
    fn pulls(&self) -> Vec<String> {
        let found = tension::among(&self.world.policy, &self.decision);
        let one = |pull: &tension::Pull<'_>| {
            format!("{} / {}: {}", pull.needs.function, pull.limits.function, pull.over)
        };
        found.iter().map(one).collect()
    }

    fn joint(&self) -> Vec<String> {
        let found = joint::joint(&self.world.policy, &self.decision);
        found.iter().map(|one| format!("{}: {}", one.function, one.condition)).collect()
    }
}

/// A view of a need, and of a limit where there is one.
fn view(text: &str) -> Words {
    match text.split_once(" | ") {
        Some((need, limit)) => {
            Words { limit: Some(limit.trim_start_matches("| ").into()), ..Words::need(need) }
        }
        None => Words::need(text),
    }
}

fn between(title: &str, legal: &str, engineering: &str) -> Vec<String> {
    decision(title).says("legal", view(legal)).says("engineering", view(engineering)).pulls()
}

/// Legal needs something that engineering leaves no room for.
#[track_caller]
fn apart(legal: &str, engineering: &str, over: &str) {
    apart_on(TITLE, legal, engineering, over);
}

#[track_caller]
fn apart_on(title: &str, legal: &str, engineering: &str, over: &str) {
    let expected = format!("legal / engineering: {over}");
    assert_eq!(between(title, legal, engineering), [expected], "{legal} / {engineering}");
}

/// They do not pull apart, whichever of them says which.
#[track_caller]
fn together(legal: &str, engineering: &str) {
    for (one, other) in [(legal, engineering), (engineering, legal)] {
        assert_eq!(between(TITLE, one, other), [""; 0], "{one} / {other}");
    }
}

#[test]
fn verbs_that_undo_each_other_over_the_same_things() {
    apart(
        "We must keep the v1 endpoints for hospitals.",
        "Capacity. | We have to delete the v1 endpoints.",
        "v1 endpoints",
    );
    apart(
        "Please keep the annual partner discount, contracts name it.",
        "We need to drop the partner discount on annual plans.",
        "annual partner discount",
    );
    apart(
        "We need longer notice periods in the new terms.",
        "It costs us. | The notice periods must be shortened, shorter notice periods it is.",
        "notice periods",
    );
    apart(
        "Support wants it simple, so please merge the billing and profile pages.",
        "We must split the billing and profile pages.",
        "billing and profile pages",
    );
    apart(
        "The audit log has to stay on by default.",
        "We cannot keep the audit log on by default.",
        "audit log and default",
    );
}

#[test]
fn a_word_that_one_wants_and_the_other_denies() {
    apart(
        "We need a signed consent form from every hospital.",
        "Two weeks of work. | No consent form before the sign-up, please.",
        "consent form",
    );
    apart(
        "Please print the seat count on every invoice.",
        "We can't print the seat count on an invoice.",
        "print seat count",
    );
    apart(
        "We need refunds for unused months.",
        "Work. | No refunds. Our billing provider cannot take them back.",
        "refunds",
    );
    apart(
        "Auditors want nightly exports of the event log.",
        "Load. | The event log must not be exported nightly, no nightly exports.",
        "nightly exports",
    );
}

#[test]
fn a_date_that_comes_before_the_first_one_possible() {
    apart(
        "For the 37 accounts we must keep v1 until next July.",
        "One removal. | We cannot keep v1 after August.",
        "v1",
    );
    apart("We need the switch to be live by 1 April.", "Two people. | Not before June.", "");
    apart(
        "The Rotterdam depot has to move by 15 May, the lease ends.",
        "Not before August for the Rotterdam depot.",
        "Rotterdam depot",
    );
    apart(
        "Marketing needs the launch in April, for the fair.",
        "Month end. | Please not in April.",
        "",
    );
    apart(
        "We need to launch the new checkout by May.",
        "We must delay the new checkout until July.",
        "checkout",
    );
}

#[test]
fn the_least_of_one_that_is_more_than_the_most_of_the_other() {
    apart(
        "The terms promise a notice of at least 60 days.",
        "Two stacks cost us. | The notice may take no more than four weeks.",
        "notice",
    );
}

#[test]
fn other_times_customers_places_and_versions_do_not_count() {
    together("Keep the seat price until June.", "We need to retire the seat price in September.");
    together(
        "Keep the seat price for existing customers.",
        "Drop the seat price for new customers.",
    );
    together(
        "We must keep the night run in Rotterdam.",
        "We must switch the night run off in Trieste.",
    );
    together("We must keep the v2 upload API.", "We have to delete the v1 upload API.");
    together("We need the move by June.", "Not before April.");
    together("Please keep the monthly invoice run.", "Please drop the annual invoice run.");
    together("We need to launch in Spain by May.", "Not before August in Brazil.");
    together("Rotterdam has to move by May.", "Not before August for Trieste.");
    together("A notice of at least 30 days.", "The notice may take no more than 60 days.");
    together(
        "Please keep the price of the starter plan.",
        "We must drop the price of the team plan.",
    );
    together("We must keep v1 for two months.", "We cannot keep v1 after December.");
    together("We must keep everything except the export page.", "We must drop the export page.");
}

#[test]
fn what_is_told_guessed_asked_or_supposed_does_not_count() {
    together("We dropped the partner discount in 2024.", "We need to keep the partner discount.");
    together("Could we keep the partner discount?", "We must drop the partner discount.");
    together("We might drop the partner discount one day.", "We must keep the partner discount.");
    together(
        "If we drop the partner discount, partners leave.",
        "We must keep the partner discount.",
    );
    together(
        "We need help, because they want to drop the partner discount.",
        "We must keep the partner discount.",
    );
    together("Partners keep the discount today.", "Partners drop the discount in their shop.");
    together(
        "&gt; drop the partner discount\nFine with us, we need nothing.",
        "We must keep the partner discount.",
    );
    together(
        "We need this:\n```\ndrop the partner discount\n```",
        "We must keep the partner discount.",
    );
}

#[test]
fn speaking_of_the_same_does_not_count() {
    together(
        "We need the seat count on every invoice.",
        "The seat count on the invoice must be right.",
    );
    together(
        "We must keep the audit log.",
        "The audit log must stay readable. | Do not lose the audit log.",
    );
    together("Keep the partner discount.", "Do not drop the partner discount.");
    together(
        "We need one login for each shop.",
        "We need three logins. | No shop without a login.",
    );
    together(
        "A range for recurring revenue.",
        "It may not fall more than 4 percent in any quarter.",
    );
    together("We need a price page.", "No price page without a legal note.");
    together("We need more notice.", "Not more than two people can write the notice.");
    together("", "ok");
}

#[test]
fn one_shared_word_is_chance() {
    together("We must keep the report.", "Please drop the report colours in the app.");
    together("We need a price for chains.", "No price talks in the channel.");
    together("Support needs to keep the queue short.", "We must drop the queue library.");
}

#[test]
fn of_two_functions_the_plainest_is_named_once() {
    let said = decision(TITLE)
        .says("legal", view("We must keep the v1 upload endpoints. No refunds for setup work."))
        .says(
            "engineering",
            view("We need refunds for setup work. | We cannot keep the v1 upload endpoints."),
        )
        .says("finance", view("We need a range."));
    assert_eq!(said.pulls(), ["legal / engineering: v1 upload endpoints"]);
}

#[test]
fn an_earlier_month_is_next_years() {
    apart_on(
        "Move to the event bus",
        "We must keep both databases until January.",
        "We cannot keep both databases after October.",
        "databases",
    );
}

fn yes_if(need: &str, condition: &str) -> Words {
    Words { condition: Some(condition.into()), ..Words::need(need) }
}

#[test]
fn two_conditions_that_do_not_deny_each_other_could_be_met_by_one_proposal() {
    let said = decision(TITLE)
        .says("finance", yes_if("a range", "yes, if renewals keep to their months"))
        .says("engineering", yes_if("an order", "yes, if tokens are refused a month earlier"));
    let both = [
        "engineering: yes, if tokens are refused a month earlier",
        "finance: yes, if renewals keep to their months",
    ];
    assert_eq!(said.joint(), both);
    let said = said.says("legal", view("We need a short note in the terms."));
    assert_eq!(said.joint(), both, "a need alone is not in the way");
}

#[test]
fn a_limit_a_no_or_a_tension_is_in_the_way_of_one_proposal() {
    let two = || {
        decision(TITLE)
            .says("finance", yes_if("a range", "yes, if renewals keep to their months"))
            .says("engineering", yes_if("an order", "yes, if tokens are refused a month earlier"))
    };
    for no in [
        "We can't do this.",
        "I am against it.",
        "Terms. | Not before June.",
        "Please not on the 1st.",
    ] {
        assert_eq!(two().says("legal", view(no)).joint(), [""; 0], "{no}");
    }
    let apart = decision(TITLE)
        .says("finance", yes_if("a range", "yes, if we keep the v1 endpoints"))
        .says("engineering", yes_if("an order", "yes, if we drop the v1 endpoints"));
    assert_eq!(apart.joint(), [""; 0]);
    assert_eq!(decision(TITLE).says("finance", yes_if("a", "yes, if b")).joint(), [""; 0]);
}
