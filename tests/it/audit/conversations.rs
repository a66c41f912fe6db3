//! What counts as said on a decision: without threads, by its author, and by those who only chat.

use super::export::{Export, at, message, reply, root};
use super::{out, report, soundings, unwrapped, written};
use serde_json::{Value, json};

const PRICE: &str = "I propose that we raise the price of Pro by 10% from May. Any objections?";

/// What people of a few functions say in one channel of one export.
fn conversation(messages: Vec<Value>) -> (tempfile::TempDir, String) {
    let mut export = Export::default();
    export
        .user("U1", "Mia Torres", "Product Manager")
        .user("U2", "Helen Brooks", "CFO")
        .user("U3", "Luis Ferreira", "Account Executive")
        .user("U4", "Karin Lind", "CEO")
        .user("U5", "Bob Ames", "Office and Vibes")
        .channel("C1", "plans");
    for message in messages {
        export.say("plans", message);
    }
    written(&export)
}

fn titles(report: &Value) -> Vec<&str> {
    let rows = report["decisions"].as_array().expect("rows").iter();
    rows.map(|row| row["title"].as_str().expect("a title")).collect()
}

#[test]
fn what_is_decided_below_a_proposal_in_the_channel_belongs_to_it() {
    let bundle = "What if we bundle the analytics add-on into Business? It would simplify pricing.";
    let (_scratch, folder) = conversation(vec![
        message("U1", &at(2, 0), bundle),
        message(
            "U2",
            &at(2, 20),
            "We'd lose 120k of add-on revenue, so no from me without a price rise.",
        ),
        message("U3", &at(2, 30), "I'd love it, simpler to sell."),
        message("U1", &at(2, 50), "OK, decision: we bundle it and Business goes up by $6."),
        message("U5", &at(2, 150), "lunch anyone?"),
    ]);
    let report = report(&folder, &[]);
    assert_eq!(titles(&report), ["Bundle the analytics add-on into Business"]);
    let row = &report["decisions"][0];
    assert_eq!(row["spoke"], json!(["finance", "sales"]));
    assert_eq!((&row["said_to_be_decided"], &row["replies"]), (&json!(true), &json!(3)));
}

#[test]
fn what_is_decided_days_later_in_the_channel_belongs_to_the_proposal_too() {
    let decided = "Decision: we raise the price of Pro by 10% from May.";
    let (_scratch, folder) = conversation(vec![
        message("U1", &at(2, 0), PRICE),
        message("U1", &at(4, 0), decided),
        message("U4", &at(6, 0), "Decision: we close the office in Lyon."),
    ]);
    let report = report(&folder, &[]);
    let rows = report["decisions"].as_array().expect("rows");
    let price = rows.iter().find(|row| row["ts"] == at(2, 0)).expect("the proposal");
    assert_eq!((&price["said_to_be_decided"], &price["replies"]), (&json!(true), &json!(1)));
    assert!(!rows.iter().any(|row| row["ts"] == at(4, 0)), "{:?}", titles(&report));
}

#[test]
fn chat_below_a_proposal_is_no_answer() {
    let (_scratch, folder) = conversation(vec![
        message("U1", &at(2, 0), PRICE),
        message("U2", &at(2, 150), "lunch anyone?"),
    ]);
    let report = report(&folder, &[]);
    let row = &report["decisions"][0];
    assert_eq!((&row["spoke"], &row["followed_in"]), (&json!([]), &json!("nothing")));
    assert_eq!(report["totals"]["unanswered"], 1);
}

#[test]
fn a_first_message_that_says_what_is_decided_is_believed() {
    let text = "Team, we've decided to pause hiring until the end of Q2. Open offers stand.";
    let (_scratch, folder) = conversation(vec![message("U4", &at(2, 0), text)]);
    assert_eq!(report(&folder, &[])["decisions"][0]["said_to_be_decided"], true);
    let (_scratch, folder) = conversation(vec![message("U1", &at(2, 0), PRICE)]);
    assert_eq!(report(&folder, &[])["decisions"][0]["said_to_be_decided"], false);
}

#[test]
fn what_its_author_took_back_is_left_out_and_said_so() {
    let first = at(2, 0);
    let with = |user, text| {
        conversation(vec![root("U1", &first, 1, PRICE), reply(user, &first, &at(2, 60), text)])
    };
    let withdrawn = "Withdrawn, forget it, we won't do this.";
    let (_scratch, folder) = with("U1", withdrawn);
    let totals = report(&folder, &[])["totals"].clone();
    assert_eq!((&totals["decisions"], &totals["taken_back"]), (&json!(0), &json!(1)));
    let text = unwrapped(&out(&soundings(&["audit", &folder])));
    assert!(text.contains("Left out: 1 proposal that its author took back."), "{text}");
    let (_scratch, folder) = with("U2", withdrawn);
    assert_eq!(report(&folder, &[])["totals"]["decisions"], 1, "only its author takes it back");
}

#[test]
fn titles_without_names_are_still_sentences() {
    let (_scratch, folder) = conversation(vec![
        message(
            "U1",
            &at(2, 0),
            "I propose that Luis takes over pricing for the EU from May. Any objections?",
        ),
        message(
            "U1",
            &at(9, 0),
            "I propose that we give the pricing budget to <@U2|helen> and <mailto:karin@acme.example|Karin Lind> from May. Any objections?",
        ),
    ]);
    let report = report(&folder, &[]);
    let mut titles = titles(&report);
    titles.sort_unstable();
    assert_eq!(
        titles,
        [
            "Give the pricing budget to somebody and somebody from May",
            "Somebody takes over pricing for the EU from May",
        ]
    );
}
