//! The main job in emulate, which checks scopes: the bot gets those of its manifest and no others.
//!
//! emulate has no Socket Mode, no buttons, forms and commands, and no `dnd.info`. So far as it goes the
//! story is the whole one; listening ends because the channel is archived.

mod workspace;

use self::workspace::Emulate;
use super::alone;
use super::program::assert_calm;
use super::story::{PEOPLE, PROPOSAL};
use serde_json::Value;

const PACKAGE: &str = "emulate/dist/api.js";

#[test]
fn the_required_scopes_are_enough_in_a_public_channel() {
    let test = "witness::emulate::the_required_scopes_are_enough_in_a_public_channel";
    alone(test, PACKAGE, main_job(Access::Required));
}

#[test]
fn all_scopes_together_are_enough_in_a_private_channel() {
    let test = "witness::emulate::all_scopes_together_are_enough_in_a_private_channel";
    alone(test, PACKAGE, main_job(Access::All));
}

/// What the bot was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// Only what the manifest requires. The channel is public, and people are named by their ids.
    Required,
    /// The optional scopes too. The channel is private, and people are named by e-mail.
    All,
}

async fn main_job(access: Access) {
    let folder = tempfile::tempdir().unwrap();
    let mut slack = Emulate::start(access).await;
    let bot = slack.start_bot(folder.path()).await;
    slack.invites_the_bot("noor").await;

    slack.says("emil", "morning. staging says \"no such oven\" again", None).await;
    let proposal = slack.says("noor", PROPOSAL, None).await;
    let card = slack.bot_posts("the card", |call| is_in(call, &proposal)).await;
    for person in PEOPLE.iter().filter(|person| !person.function.is_empty()) {
        let user = slack.id(person.name).to_owned();
        slack
            .bot_posts("an ask", |call| {
                call["asked"]["channel"] == user && offers(call, "No objection")
            })
            .await;
    }

    // Finance answers by direct message, sales in the thread.
    slack.dms("oksana", "We need a range we can plan with, and not before July.").await;
    slack.bot_posts("thanks", |call| says(call, "Your message counts as Finance's view")).await;
    slack.bot_updates("finance's row", &card, "*Finance*: heard").await;
    let reply = "Not so fast: I have nine quotes out on seats, and two of those are chains that sign \
                 this month.";
    slack.says("abeo", reply, Some(&proposal)).await;
    slack.bot_does("chat.postEphemeral", |call| says(call, "Count this as Sales")).await;

    // The emoji opens a decision from what stands there already: the bot looks it up.
    let other = slack.says("emil", "we could move the label printer to the cellar", None).await;
    slack.reacts("noor", &other, "ear").await;
    let other_card = slack.bot_posts("the other card", |call| is_in(call, &other)).await;

    // One proposal is edited, the other deleted: its text goes with it.
    slack.edits("noor", &proposal, &PROPOSAL.replace("79 euros", "89 euros")).await;
    slack.bot_updates("the edit", &card, "edited once").await;
    slack.deletes("emil", &other).await;
    slack.bot_updates("the end", &other_card, "because the proposal was deleted").await;

    // The channel is archived, which ends listening: the owner gets the digest in person.
    slack.archives_the_channel("noor").await;
    let digest = slack.bot_posts("the digest", |call| says(call, "What was heard")).await;
    assert_eq!(digest["asked"]["channel"], slack.id("noor"));
    assert!(says(&digest, "a range we can plan with"), "{}", text(&digest));
    let (_, not_heard) = text(&digest).split_once("Not heard").expect("nobody is left unheard");
    for function in ["Legal", "Sales", "Support", "Leadership", "Marketing"] {
        assert!(not_heard.contains(function), "no {function} in {}", text(&digest));
    }

    assert_calm(&bot.end().await);
    slack.assert_granted();
}

fn text(call: &Value) -> &str {
    call["asked"]["text"].as_str().unwrap_or_default()
}

fn says(call: &Value, words: &str) -> bool {
    text(call).contains(words)
}

fn offers(call: &Value, button: &str) -> bool {
    call["asked"]["blocks"].to_string().contains(&format!("\"{button}\""))
}

fn is_in(call: &Value, thread: &str) -> bool {
    call["asked"]["thread_ts"] == thread
}
