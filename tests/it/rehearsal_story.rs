//! A script played to the end by a small bot, and the transcript that people watch.

use crate::rehearsal_kit::{Client, Ear, client, token};
use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use slack_morphism::prelude::*;
use soundings::clock::Clock;
use soundings::rehearsal::player::{Player, Stage};
use soundings::rehearsal::script::Script;
use soundings::rehearsal::spec::Spec;
use soundings::rehearsal::story::{Printer, Style};
use soundings::rehearsal::workspace::Workspace;
use std::sync::{Arc, Mutex};

const SCRIPT: &str = "
title: Seats
channel: #plans, public
start: Monday 2 March 2026
zone: Europe/Berlin
mode: auto

people:
  maya    Maya Lindqvist    product    Europe/Stockholm
  tom     Tom Okafor        finance    Europe/London
  ines    Inês Duarte       finance    Europe/Lisbon

== Monday 2 March

09:04 maya: morning all :tada:
09:10 maya [seats]: I think we should stop charging per seat and move the two lower plans to usage, because the big ones never grow into theirs
    | - @tom knows the numbers: https://sheets.example/seats
09:12 tom > seats: half the forecast hangs on seats
09:13 tom reacts :eyes: to seats
09:20 tom clicks \"Answer\" for finance on seats
    need: A range we can plan with
09:30 maya edits seats: I think we should move the lower plans to usage
09:31 ines types: /soundings status
09:32 ines clicks \"Mute\"
09:40 slack makes #plans private
09:41 slack refuses chat.postMessage for 10 seconds

== Tuesday 3 March
== Wednesday 4 March

10:00 ines leaves #plans
10:01 maya deletes seats
";

/// A bot that asks Tom about every message with *should*, keeps a card, and reminds a day later.
#[derive(Clone)]
struct SmallBot {
    client: Arc<Client>,
    clock: Clock,
    todo: Arc<Mutex<Vec<(Timestamp, Job)>>>,
}

#[derive(Clone)]
enum Job {
    Ask { channel: String, ts: String },
    Open { trigger: String },
    Heard { need: String },
    Remind,
}

impl SmallBot {
    fn hear(&self, body: &Value) -> (u16, Value) {
        let now = self.clock.now();
        let mut todo = self.todo.lock().unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        match body["type"].as_str().or(body["command"].as_str()) {
            Some("event_callback") => {
                let event = &body["event"];
                let proposal = text(&event["text"]).contains("should") && event["bot_id"].is_null();
                if proposal && event["subtype"].is_null() {
                    let (channel, ts) = (text(&event["channel"]), text(&event["ts"]));
                    todo.push((now, Job::Ask { channel, ts }));
                    todo.push((now + SignedDuration::from_hours(24), Job::Remind));
                }
            }
            Some("block_actions") => {
                todo.push((now, Job::Open { trigger: text(&body["trigger_id"]) }));
            }
            Some("view_submission") => {
                let values = &body["view"]["state"]["values"];
                todo.push((now, Job::Heard { need: text(&values["need"]["value"]["value"]) }));
            }
            Some("/soundings") => return (200, json!({ "text": "One decision is open." })),
            _ => {}
        }
        (200, Value::Null)
    }

    async fn settle(&self) {
        while let Some(job) = self.next_job() {
            self.perform(job).await;
        }
    }

    fn next_job(&self) -> Option<Job> {
        let now = self.clock.now();
        let mut todo = self.todo.lock().unwrap();
        let at = todo.iter().position(|(due, _)| *due <= now)?;
        Some(todo.remove(at).1)
    }

    async fn perform(&self, job: Job) {
        match job {
            Job::Ask { channel, ts } => {
                self.post(&channel, Some(&ts), card("asked")).await;
                let link = ts.replace('.', "");
                let blocks = json!([
                    { "type": "section", "text": { "type": "mrkdwn", "text": format!("<@U0MAYA> asks *Finance* by <!date^1772550000^{{date_short}} {{time}}|soon>: <https://x.example/p{link}|how sure> must you be?") } },
                    { "type": "actions", "elements": [button("Answer"), button("No objection")] },
                ]);
                self.post("U0TOM", None, blocks).await;
            }
            Job::Open { trigger } => {
                let view = json!({ "type": "modal", "title": plain("Answer"), "submit": plain("Send"),
                    "blocks": [{ "type": "input", "block_id": "need", "label": plain("What does Finance need?"),
                        "hint": plain("One sentence is enough."),
                        "element": { "type": "plain_text_input", "action_id": "value" } }] });
                let view: SlackView = serde_json::from_value(view).unwrap();
                let open = SlackApiViewsOpenRequest::new(trigger.into(), view);
                let token = token();
                self.client.open_session(&token).views_open(&open).await.unwrap();
            }
            Job::Heard { need } => {
                let card_ts = self.card_ts().await;
                let content = content(card("heard"));
                let update = SlackApiChatUpdateRequest::new("C0PLANS".into(), content, card_ts);
                let token = token();
                self.client.open_session(&token).chat_update(&update).await.unwrap();
                let thanks = format!("Thank you. I wrote down: “{need}”.");
                let section = json!([{ "type": "section", "text": plain(&thanks) }]);
                self.post("U0TOM", None, section).await;
            }
            Job::Remind => {
                let request = SlackApiChatPostEphemeralRequest::new(
                    "C0PLANS".into(),
                    "U0INES".into(),
                    SlackMessageContent::new()
                        .with_text("Is there anything to add, <@U0INES>?".into()),
                );
                let token = token();
                self.client.open_session(&token).chat_post_ephemeral(&request).await.unwrap();
            }
        }
    }

    async fn card_ts(&self) -> SlackTs {
        let token = token();
        let history = SlackApiConversationsHistoryRequest::new().with_channel("C0PLANS".into());
        let slack = self.client.open_session(&token);
        let messages = slack.conversations_history(&history).await.unwrap().messages;
        let root = messages.into_iter().find(|one| one.parent.reply_count.is_some()).unwrap();
        let replies = SlackApiConversationsRepliesRequest::new("C0PLANS".into(), root.origin.ts);
        let replies = slack.conversations_replies(&replies).await.unwrap().messages;
        let from_bot = |one: &&SlackHistoryMessage| one.sender.bot_id.is_some();
        replies.iter().find(from_bot).unwrap().origin.ts.clone()
    }

    async fn post(&self, channel: &str, thread: Option<&str>, blocks: Value) {
        let request = SlackApiChatPostMessageRequest::new(channel.into(), content(blocks));
        let request = request.opt_thread_ts(thread.map(Into::into));
        let token = token();
        self.client.open_session(&token).chat_post_message(&request).await.unwrap();
    }

    fn stage(&self) -> Stage {
        let (settling, looking) = (self.clone(), self.clone());
        Stage {
            settled: Box::new(move || {
                let bot = settling.clone();
                async move { bot.settle().await }.boxed()
            }),
            next_moment: Box::new(move || {
                let next = looking.todo.lock().unwrap().iter().map(|(due, _)| *due).min();
                async move { next }.boxed()
            }),
            crash: Box::new(|| async {}.boxed()),
            start: Box::new(|| async {}.boxed()),
        }
    }
}

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text })
}

fn button(label: &str) -> Value {
    json!({ "type": "button", "action_id": label, "text": plain(label) })
}

fn content(blocks: Value) -> SlackMessageContent {
    let content = SlackMessageContent::new().with_text("fallback".into());
    content.with_blocks(serde_json::from_value(blocks).unwrap())
}

fn card(finance: &str) -> Value {
    let cell = |text: &str| json!({ "type": "raw_text", "text": text });
    json!([
        { "type": "header", "text": plain("Seats or usage") },
        { "type": "section", "fields": [
            { "type": "mrkdwn", "text": "*Kind*\npricing" }, { "type": "mrkdwn", "text": "*Decides*\n<@U0MAYA>" }] },
        { "type": "table", "rows": [
            [cell("Function"), cell("State")], [cell("Finance"), cell(finance)], [cell("Legal"), cell("not asked")]] },
        { "type": "context", "elements": [{ "type": "mrkdwn", "text": "1 of 2 asked" }, { "type": "mrkdwn", "text": "in <#C0PLANS>" }] },
    ])
}

#[tokio::test]
async fn a_script_is_played_and_reads_as_a_transcript() {
    let script = Script::parse(SCRIPT).unwrap();
    let clock = Clock::manual(script.start);
    let workspace = Workspace::start(Spec::of_script(&script), clock.clone()).await.unwrap();
    let todo = Arc::default();
    let bot = SmallBot { client: client(&workspace), clock: clock.clone(), todo };
    let hearing = bot.clone();
    let _ear = Ear::open(&workspace, move |heard| hearing.hear(&heard.body)).await;
    let mut printer = Printer::new(Style::PLAIN, script.zone.clone());
    let mut transcript = String::new();
    let mut player = Player::new(workspace.clone(), clock, bot.stage());
    let problems = player.play(&script, |entry| transcript.push_str(&printer.entry(entry))).await;
    let problems: Vec<String> =
        problems.iter().map(|one| format!("{}: {}", one.line, one.text)).collect();
    insta::assert_snapshot!(problems.join("\n"), @r#"24: Inês Duarte sees no button "Mute"; on the newest messages there are: none"#);
    insta::assert_snapshot!("transcript", transcript);
    let whole = Printer::story(Style::PLAIN, script.zone, &workspace.story());
    assert_eq!(whole, transcript);
}
