//! What reaches the bot by signed HTTP: events, redeliveries, interactions, commands, forms.

use crate::rehearsal_kit::{Ear, Heard, client, monday_morning, refusal, spec, token, workspace};
use jiff::SignedDuration;
use serde_json::{Value, json};
use slack_morphism::prelude::*;
use soundings::rehearsal::hands::{BotAnswer, HandError, Submitted, Which};
use soundings::rehearsal::script::{ChannelChange, Trouble};

fn fine(_: &Heard) -> (u16, Value) {
    (200, Value::Null)
}

#[tokio::test]
async fn the_bot_hears_what_happens_in_its_channels() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    let ts = workspace.say("U0MAYA", "C0PLANS", "morning @tom & all", None).await.unwrap();
    workspace.broadcast("U0TOM", "C0PLANS", "hi", &ts).await.unwrap();
    workspace.edit("C0PLANS", &ts, "morning").await.unwrap();
    workspace.react("U0TOM", "C0PLANS", &ts, "eyes").await.unwrap();
    workspace.say("U0TOM", "C0PLANS", "@soundings help", None).await.unwrap();
    workspace.dm("U0TOM", "a word").await.unwrap();
    workspace.delete("C0PLANS", &ts).await.unwrap();
    workspace.leave("U0TOM", "C0PLANS");
    workspace.rename_channel("C0PLANS", "prices");
    workspace.change_channel("C0PLANS", ChannelChange::Private);
    workspace.change_channel("C0PLANS", ChannelChange::Archived);
    workspace.rate_limit_events();
    workspace.open_home("U0TOM").await;
    workspace.uninstall();
    workspace.delivered().await;
    let heard = ear.take();
    assert!(heard.iter().filter(|one| one.body["type"] == "event_callback").all(|one| {
        one.body["event_id"].is_string() && one.body["authorizations"][0]["is_bot"] == true
    }));
    for one in &heard {
        let typed: SlackPushEvent = serde_json::from_value(one.body.clone()).unwrap();
        let known = match typed {
            // The crate has no model of this one; Slack sends it all the same.
            _ if one.body["event"]["type"] == "tokens_revoked" => true,
            SlackPushEvent::EventCallback(callback) => {
                !matches!(callback.event, SlackEventCallbackBody::Unknown(_))
            }
            _ => true,
        };
        assert!(known, "slack-morphism does not know {}", one.body);
    }
    let lines = heard.iter().map(crate::rehearsal_kit::line).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(lines, @r#"
    message morning <@U0TOM> &amp; all
    message thread_broadcast hi
    message message_changed
    reaction_added
    message <@U0SOUNDINGS> help
    app_mention <@U0SOUNDINGS> help
    message a word
    message message_deleted
    member_left_channel
    message channel_leave <@U0TOM> has left the channel
    channel_rename
    message channel_name <@U0INES> has renamed the channel from "plans" to "prices"
    message channel_convert_to_private <@U0INES> made this channel private
    channel_archive
    message channel_archive <@U0INES> archived the channel
    app_rate_limited
    app_home_opened
    app_uninstalled
    tokens_revoked
    "#);
}

#[tokio::test]
async fn a_request_url_is_proved_by_its_challenge() {
    let (workspace, _) = workspace(spec()).await;
    assert!(!workspace.verify_request_url().await, "there is no URL yet");
    let _ear = Ear::open(&workspace, |heard| (200, heard.body["challenge"].clone())).await;
    assert!(workspace.verify_request_url().await);
    let _deaf = Ear::open(&workspace, fine).await;
    assert!(!workspace.verify_request_url().await);
}

#[tokio::test]
async fn what_changes_about_people_is_told() {
    let mut spec = spec();
    spec.users[1].away = Some((monday_morning(), monday_morning() + SignedDuration::from_hours(9)));
    let (workspace, clock) = workspace(spec).await;
    let ear = Ear::open(&workspace, fine).await;
    workspace.change_user("U0MAYA", |maya| maya.name = "Maya L.".into());
    clock.advance_to(workspace.next_moment().unwrap());
    workspace.pump();
    workspace.delivered().await;
    let [maya, tom] = ear.take().try_into().unwrap();
    assert_eq!(maya.body["event"]["user"]["real_name"], "Maya L.");
    assert_eq!(tom.body["event"]["user"]["id"], "U0TOM");
    assert_eq!(workspace.next_moment(), None);
}

#[tokio::test]
async fn the_bot_hears_its_own_posts() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    let (client, token) = (client(&workspace), token());
    let content = SlackMessageContent::new().with_text("How sure?".into());
    let request = SlackApiChatPostMessageRequest::new("C0PLANS".into(), content);
    client.open_session(&token).chat_post_message(&request).await.unwrap();
    workspace.delivered().await;
    let [heard] = ear.take().try_into().unwrap();
    let event = &heard.body["event"];
    assert_eq!(event["bot_id"], "B0SOUNDINGS");
    assert_eq!((&event["user"], &event["app_id"]), (&json!("U0SOUNDINGS"), &json!("A0SOUNDINGS")));
}

#[tokio::test]
async fn what_was_not_acknowledged_comes_again_at_once_after_a_minute_and_after_five() {
    let (workspace, clock) = workspace(spec()).await;
    let ear = Ear::open(&workspace, |_| (500, Value::Null)).await;
    workspace.say("U0MAYA", "C0PLANS", "hello", None).await.unwrap();
    assert_eq!(ear.lines(), ["message hello", "message hello (retry 1)"]);
    for (minutes, retry) in [(1, 2), (6, 3), (66, 4)] {
        let due = monday_morning() + SignedDuration::from_mins(minutes);
        assert_eq!(workspace.next_moment(), Some(due));
        clock.advance_to(due);
        workspace.pump();
        workspace.delivered().await;
        assert_eq!(ear.lines(), [format!("message hello (retry {retry})")]);
    }
}

#[tokio::test]
async fn a_bot_that_was_away_gets_the_same_event_when_it_is_back() {
    let (workspace, clock) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    workspace.say("U0MAYA", "C0PLANS", "one", None).await.unwrap();
    ear.close().await;
    workspace.say("U0MAYA", "C0PLANS", "two", None).await.unwrap();
    let ear = Ear::open(&workspace, fine).await;
    clock.advance_to(workspace.next_moment().unwrap());
    workspace.pump();
    workspace.delivered().await;
    assert_eq!(ear.lines(), ["message two (retry 2)"]);
    assert_eq!(workspace.next_moment(), None);
}

#[tokio::test]
async fn an_event_can_be_delivered_again_with_the_same_id() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    let ts = workspace.say("U0MAYA", "C0PLANS", "hello", None).await.unwrap();
    let answer = workspace.redeliver("C0PLANS", &ts).await.unwrap();
    assert_eq!(answer, BotAnswer::Taken(Value::Null));
    let [first, second] = ear.take().try_into().unwrap();
    assert_eq!(first.body, second.body);
    assert_eq!((first.retry, second.retry), (None, Some("1".to_string())));
}

#[tokio::test]
async fn events_of_a_time_when_slack_is_down_come_afterwards() {
    let (workspace, clock) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    workspace.trouble(&Trouble::Down { seconds: 300 });
    workspace.say("U0MAYA", "C0PLANS", "hello", None).await.unwrap();
    assert_eq!(ear.lines(), Vec::<String>::new());
    clock.advance_to(workspace.next_moment().unwrap());
    workspace.pump();
    workspace.delivered().await;
    assert_eq!(ear.lines(), ["message hello"]);
}

#[tokio::test]
async fn a_command_carries_its_fields_and_its_answer_is_shown_to_its_user_only() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, |_| (200, json!({ "text": "Nothing is open." }))).await;
    workspace.slash("U0TOM", "C0PLANS", "/soundings status for @maya").await.unwrap();
    let [heard] = ear.take().try_into().unwrap();
    assert_eq!(heard.body["command"], "/soundings");
    assert_eq!(heard.body["text"], "status for <@U0MAYA|maya>");
    let typed: SlackCommandEvent = serde_json::from_value(heard.body).unwrap();
    assert_eq!(typed.user_id, "U0TOM".into());
    let url = typed.response_url.value().to_string();
    for _ in 0..5 {
        assert_eq!(post(&url, json!({ "text": "More." })).await, 200);
    }
    assert_eq!(post(&url, json!({ "text": "Too much." })).await, 404);
    let story: Vec<String> = workspace.story().iter().map(|entry| entry.text()).collect();
    assert_eq!(story[..3], ["/soundings status for @maya", "Nothing is open.", "More."]);
    assert_eq!(story.len(), 7);
    assert_eq!(workspace.messages("C0PLANS").len(), 0);
}

pub async fn post(url: &str, body: Value) -> u16 {
    use hyper_util::client::legacy::Client;
    let client: Client<_, axum::body::Body> =
        Client::builder(hyper_util::rt::TokioExecutor::new()).build_http();
    let request = axum::http::Request::post(url).header("content-type", "application/json");
    let request = request.body(axum::body::Body::from(body.to_string())).unwrap();
    client.request(request).await.unwrap().status().as_u16()
}

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text })
}

/// A question to Tom with two buttons.
fn question() -> SlackApiChatPostMessageRequest {
    let button = |label: &str, value: &str| {
        json!({ "type": "button", "action_id": label,
        "text": plain(label), "value": value })
    };
    let blocks = json!([
        { "type": "section", "text": { "type": "mrkdwn", "text": "*Finance*, how sure are we?" } },
        { "type": "actions", "block_id": "answers",
          "elements": [button("Answer", "D1"), button("No objection", "D1")] },
    ]);
    let content = SlackMessageContent::new().with_text("How sure are we?".into());
    let content = content.with_blocks(serde_json::from_value(blocks).unwrap());
    SlackApiChatPostMessageRequest::new("U0TOM".into(), content)
}

fn form() -> SlackView {
    let input = |id: &str, label: &str, optional: bool| {
        json!({ "type": "input", "block_id": id,
        "label": plain(label), "optional": optional,
        "element": { "type": "plain_text_input", "action_id": "value", "max_length": 20 } })
    };
    serde_json::from_value(json!({ "type": "modal", "callback_id": "answer", "title": plain("Answer"),
        "submit": plain("Send"), "close": plain("Back"), "notify_on_close": true,
        "blocks": [input("need", "What does Finance need?", false), input("limit", "Limit", true)] }))
    .unwrap()
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(field, value)| (field.to_string(), value.to_string())).collect()
}

#[tokio::test]
async fn a_click_opens_a_form_that_is_filled_in_mended_and_sent() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, |heard| match heard.body["type"].as_str() {
        Some("view_submission") => {
            let need = &heard.body["view"]["state"]["values"]["need"]["value"]["value"];
            let vague = json!({ "response_action": "errors", "errors": { "need": "Say more" } });
            (200, if need == "hm" { vague } else { Value::Null })
        }
        _ => (200, Value::Null),
    })
    .await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    slack.chat_post_message(&question()).await.unwrap();
    let which = Which { mentions: Some("finance".into()), about: None };
    let acted = workspace.click("U0TOM", "answer", &which).await.unwrap();
    let click = ear.take().pop().unwrap().body;
    assert_eq!(click["actions"][0]["value"], "D1");
    assert_eq!(click["actions"][0]["block_id"], "answers");
    assert_eq!(click["container"]["channel_id"], "D0TOM");
    let typed: SlackInteractionEvent = serde_json::from_value(click).unwrap();
    assert!(matches!(typed, SlackInteractionEvent::BlockActions(_)));

    let open = SlackApiViewsOpenRequest::new(acted.trigger.clone().into(), form());
    let opened = slack.views_open(&open).await.unwrap().view;
    let again = slack.views_open(&open).await;
    assert_eq!(refusal(again), "exchanged_trigger_id");
    let view = workspace.opened_form("U0TOM", &acted.trigger).await.unwrap();
    assert_eq!(opened.state_params.id.value(), &view);

    let empty = workspace.fill_and_submit(&view, &fields(&[("limit", "May")])).await.unwrap();
    let complaint = "Please complete this required field".to_string();
    assert_eq!(empty, Submitted::Refused(vec![("What does Finance need?".into(), complaint)]));
    let long = workspace.fill_and_submit(&view, &fields(&[("need", &"x".repeat(21))])).await;
    assert!(matches!(long, Ok(Submitted::Refused(_))));
    assert_eq!(ear.lines(), Vec::<String>::new(), "Slack itself keeps such forms back");
    let vague = workspace.fill_and_submit(&view, &fields(&[("what does", "hm")])).await.unwrap();
    let complaint = ("What does Finance need?".to_string(), "Say more".to_string());
    assert_eq!(vague, Submitted::Refused(vec![complaint]));
    let good = workspace.fill_and_submit(&view, &fields(&[("need", "A range")])).await.unwrap();
    assert_eq!(good, Submitted::Closed);
    assert_eq!(workspace.form_of("U0TOM"), None);
    let sent = ear.take().pop().unwrap().body;
    assert_eq!(sent["view"]["state"]["values"]["limit"]["value"]["value"], "May");
    let typed: SlackInteractionEvent = serde_json::from_value(sent).unwrap();
    assert!(matches!(typed, SlackInteractionEvent::ViewSubmission(_)));
}

#[tokio::test]
async fn a_form_is_updated_by_its_hash_and_its_closing_is_told() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    slack.chat_post_message(&question()).await.unwrap();
    let acted = workspace.click("U0TOM", "Answer", &Which::default()).await.unwrap();
    let open = SlackApiViewsOpenRequest::new(acted.trigger.clone().into(), form());
    let opened = slack.views_open(&open).await.unwrap().view.state_params;
    let update = |hash: String| {
        SlackApiViewsUpdateRequest::new(form()).with_view_id(opened.id.clone()).with_hash(hash)
    };
    let updated = slack.views_update(&update(opened.hash.clone())).await.unwrap().view;
    assert_ne!(updated.state_params.hash, opened.hash);
    assert_eq!(refusal(slack.views_update(&update(opened.hash.clone())).await), "hash_conflict");
    ear.take();
    workspace.close_form(opened.id.value()).await.unwrap();
    assert_eq!(ear.lines(), ["view_closed"]);
    assert_eq!(refusal(slack.views_update(&update(updated.state_params.hash)).await), "not_found");
}

#[tokio::test]
async fn a_button_that_is_not_there_is_answered_with_those_that_are() {
    let (workspace, _) = workspace(spec()).await;
    let _ear = Ear::open(&workspace, fine).await;
    let (client, token) = (client(&workspace), token());
    client.open_session(&token).chat_post_message(&question()).await.unwrap();
    let error = workspace.click("U0TOM", "Mute", &Which::default()).await.unwrap_err();
    insta::assert_snapshot!(error, @r#"Tom Okafor sees no button "Mute"; on the newest messages there are: Answer, No objection"#);
    let error = workspace.click("U0MAYA", "Answer", &Which::default()).await.unwrap_err();
    insta::assert_snapshot!(error, @r#"Maya Lindqvist sees no button "Answer"; on the newest messages there are: none"#);
}

#[tokio::test]
async fn a_click_that_nobody_answers_is_told_to_its_user() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, |heard| {
        (if heard.body["type"] == "block_actions" { 500 } else { 200 }, Value::Null)
    })
    .await;
    let (client, token) = (client(&workspace), token());
    client.open_session(&token).chat_post_message(&question()).await.unwrap();
    let error = workspace.click("U0TOM", "Answer", &Which::default()).await.unwrap_err();
    assert!(matches!(error, HandError::Bot(_)), "{error}");
    assert_eq!(ear.lines(), ["message How sure are we?", "block_actions"]);
    let last = workspace.story().pop().unwrap();
    insta::assert_snapshot!(last.text(), @"Slack tells Tom Okafor that this did not work: the bot answered with status 500");
}

#[tokio::test]
async fn a_shortcut_carries_the_message() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    let ts = workspace.say("U0MAYA", "C0PLANS", "Let us charge by use", None).await.unwrap();
    ear.take();
    workspace.message_shortcut("U0TOM", "Ask for perspectives", "C0PLANS", &ts).await.unwrap();
    let heard = ear.take().pop().unwrap().body;
    assert_eq!(heard["callback_id"], "ask_for_perspectives");
    assert_eq!(heard["message"]["text"], "Let us charge by use");
    let typed: SlackInteractionEvent = serde_json::from_value(heard).unwrap();
    assert!(matches!(typed, SlackInteractionEvent::MessageAction(_)));
}
