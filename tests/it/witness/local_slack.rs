//! The whole main job in local-slack, once per transport.
//!
//! local-slack is lenient about tokens, scopes, blocks and triggers, and knows no `dnd.info`. It hands
//! each envelope to every open socket, which Slack does not do: there, all that happens comes twice.

mod workspace;

use self::workspace::{LocalSlack, Mode, offers, text};
use super::alone;
use super::program::assert_calm;
use super::story::PROPOSAL;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const BINARY: &str = "local-slack-linux-x64/bin/local-slack";
const CHANNEL: &str = "C0PRICING";
const COMMAND: &str = "/soundings";
/// The functions that the proposal concerns and that have somebody.
const ASKED: [&str; 5] = ["Finance", "Legal", "Sales", "Support", "Leadership"];

#[test]
fn the_main_job_over_socket_mode() {
    let test = "witness::local_slack::the_main_job_over_socket_mode";
    alone(test, BINARY, main_job(Mode::Socket));
}

#[test]
fn the_main_job_over_signed_requests() {
    let test = "witness::local_slack::the_main_job_over_signed_requests";
    alone(test, BINARY, main_job(Mode::Events));
}

async fn main_job(mode: Mode) {
    let folder = tempfile::tempdir().unwrap();
    let mut slack = LocalSlack::start(folder.path(), mode).await;
    let bot = slack.start_bot().await;

    // Talk that is no decision is answered by nobody.
    let morning = slack.says("U0EMIL", "morning. staging says \"no such oven\" again", None).await;

    // A proposal is noticed: a card in its thread, and a question to each function that has somebody.
    let proposal = slack.says("U0NOOR", PROPOSAL, None).await;
    let all_asked = |m: &Value| ASKED.iter().all(|row| says(m, &format!("*{row}*: asked")));
    let card = slack.shows("the card", |m| is_in(m, &proposal) && all_asked(m)).await;
    assert!(says(&card, "*Marketing*: could not be reached: nobody is named for it"), "{card:#}");
    for user in ["U0OKSANA", "U0GRAHAM", "U0ABEO", "U0LUCIA", "U0COLETTE"] {
        let ask = slack.shows_to(user, "an ask", |m| offers(m, "No objection")).await;
        let answers = ["Answer", "No objection", "Not affected", "Need time", "Someone else"];
        answers.iter().for_each(|label| drop(workspace::button(&ask, label)));
    }

    // Legal has no objection; one tap.
    slack.clicks("U0GRAHAM", "No objection").await;
    slack.shows_to("U0GRAHAM", "thanks", |m| says(m, "You said: no objection")).await;
    slack.shows("legal's row", |m| is_in(m, &proposal) && says(m, "*Legal*: no objection")).await;

    // Finance answers in a form; the first try says nothing, and is refused at its field.
    slack.clicks("U0OKSANA", "Answer").await;
    slack.opens("Your view").await;
    let refused = slack.submits("U0OKSANA", &[("need", "  ")]).await;
    let complaint = refused.expect("an empty view was taken");
    assert!(complaint["need"].as_str().is_some_and(|why| !why.is_empty()), "{complaint}");
    let answer = [("need", "A range we can plan with"), ("condition", "yes, if it waits for July")];
    assert_eq!(slack.submits("U0OKSANA", &answer).await, None);
    slack.shows("finance's row", |m| is_in(m, &proposal) && says(m, "*Finance*: heard")).await;

    // Sales says so in the thread, and lets it count.
    let reply = "Not so fast from my side: I have nine quotes out on seats, and two of those are chains \
                 that sign this month. Let what is quoted be signed on seats until the end of June.";
    slack.says("U0ABEO", reply, Some(&proposal)).await;
    slack.clicks("U0ABEO", "Yes, count it").await;
    slack.shows("sales' row", |m| is_in(m, &proposal) && says(m, "*Sales*: heard")).await;

    // What somebody types is answered to them alone.
    let help = slack.types("U0EMIL", "help", "Commands").await;
    assert!(says(&help, "/soundings close") && says(&help, "/soundings status"), "{help:#}");
    let status = slack.types("U0EMIL", "status", "heard 3 of ").await;
    assert!(!says(&status, "U0LUCIA"), "{status:#}");
    slack.types("U0NOOR", "status", "· <@U0LUCIA>").await;
    slack.types("U0EMIL", "stauts", "Did you mean `status`?").await;

    // The proposal is edited, and the card says so.
    slack.edits("U0NOOR", &proposal, &PROPOSAL.replace("79 euros", "89 euros")).await;
    slack.shows("the edit", |m| is_in(m, &proposal) && says(m, "edited once")).await;

    // The owner closes early and says why. The thread gets the digest: functions, no names.
    slack.sends_command("U0NOOR", "close").await;
    slack.opens("Close early").await;
    assert_eq!(slack.submits("U0NOOR", &[("reason", "the renewals go out tonight")]).await, None);
    let digest = slack.shows("the digest", |m| is_in(m, &proposal) && says(m, "What was heard"));
    let digest = digest.await;
    let (_, not_heard) = text(&digest).split_once("Not heard").expect("nobody is left unheard");
    for (function, why) in [
        ("Support", "too little time"),
        ("Leadership", "too little time"),
        ("Marketing", "nobody is named"),
    ] {
        let line = not_heard.lines().find(|line| line.contains(function)).unwrap_or_default();
        assert!(line.contains(why), "{function}: \"{line}\" in {}", text(&digest));
    }
    for heard in ["A range we can plan with", "yes, if it waits for July", "nine quotes", "Legal"] {
        assert!(says(&digest, heard), "no \"{heard}\" in {}", text(&digest));
    }
    assert!(!says(&digest, "yes, if yes"), "{}", text(&digest));
    assert!(!says(&digest, "U0LUCIA") && !says(&digest, "Lucía"), "{digest:#}");
    assert!(says(&digest, "the renewals go out tonight"), "{digest:#}");
    slack.shows("the end on the card", |m| m["ts"] == card["ts"] && says(m, "Weighing")).await;
    slack
        .shows_to("U0NOOR", "the digest with names", |m| says(m, "heard, with names, for you only"))
        .await;
    slack.shows_to("U0LUCIA", "the end of the ask", |m| says(m, "closed early")).await;

    let thread = decide(&mut slack, &proposal).await;
    assert!(!says(&thread, "U0OKSANA"), "{thread:#}");

    // Stopped and started again, the bot knows where things stand and says nothing twice.
    assert_calm(&bot.end().await);
    let before = slack.posted().await;
    let bot = slack.start_bot().await;
    slack.types("U0EMIL", "list decided", "per shop").await;
    assert_calm(&bot.end().await);
    assert_eq!(slack.posted().await, before);

    assert_posted_once(&before);
    assert!(!before.iter().any(|post| post["thread_ts"] == json!(morning)), "talk was answered");
    slack.assert_understood().await;
}

/// The owner records the decision in a form of several steps; returns the record in the thread.
async fn decide(slack: &mut LocalSlack, proposal: &str) -> Value {
    slack.clicks("U0NOOR", "Record decision").await;
    slack.asks_in_form("What is decided, in one sentence?").await;
    let refused = slack.submits("U0NOOR", &[("sentence", "  ")]).await;
    let complaint = refused.expect("a decision without a sentence was taken");
    assert!(complaint["sentence"].as_str().is_some_and(|why| !why.is_empty()), "{complaint}");
    let said = [("sentence", "One price per shop, from July."), ("given-up", "seats")];
    assert_eq!(slack.submits("U0NOOR", &said).await, None);
    slack.asks_in_form("Who carries the cost?").await;
    assert_eq!(slack.submits("U0NOOR", &[("cost", "Sales, until July")]).await, None);
    for (function, outcome, why) in [
        ("Finance", "Adopted: we do it", "July it is"),
        ("Sales", "Declined: we do not do it", "two lists in one meeting cost more than a quote"),
    ] {
        slack.asks_in_form(&format!("What becomes of {function}")).await;
        let unexplained = slack.submits("U0NOOR", &[("outcome", outcome), ("why", " ")]).await;
        assert!(unexplained.expect("no reason was taken")["why"].is_string());
        let answer = [("outcome", outcome), ("why", why)];
        assert_eq!(slack.submits("U0NOOR", &answer).await, None);
    }
    slack.asks_in_form("Why decide all the same?").await;
    assert_eq!(slack.submits("U0NOOR", &[("reason", "the fair is on Monday")]).await, None);
    slack.asks_in_form("Change something first?").await;
    assert_eq!(slack.submits("U0NOOR", &[]).await, None);
    let word = slack.shows_to("U0OKSANA", "a word back", |m| says(m, "What became of it")).await;
    assert!(says(&word, "July it is"), "{word:#}");
    let word = slack.shows_to("U0ABEO", "a word back", |m| says(m, "Why it is tough now")).await;
    assert!(says(&word, "two lists in one meeting"), "{word:#}");
    slack.shows("the record", |m| is_in(m, proposal) && says(m, "What became of each view")).await
}

fn says(message: &Value, words: &str) -> bool {
    text(message).contains(words)
}

fn is_in(message: &Value, thread: &str) -> bool {
    message["thread_ts"] == thread
}

/// Asserts that no message was posted twice, with all that came twice.
fn assert_posted_once(posts: &[Value]) {
    let mut times = BTreeMap::new();
    for post in posts {
        let same = [&post["channel"], &post["thread_ts"], &post["text"]].map(Value::to_string);
        *times.entry(same).or_insert(0) += 1;
    }
    let twice: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "posted more than once: {twice:#?}");
}
