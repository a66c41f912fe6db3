//! What the bot puts in front of one person: Home, stacked forms, what only they see.

use crate::rehearsal_delivery::post;
use crate::rehearsal_kit::{Client, Ear, Heard, client, refusal, spec, token, workspace};
use serde_json::{Value, json};
use slack_morphism::prelude::*;
use soundings::rehearsal::hands::{Submitted, Which};
use soundings::rehearsal::workspace::Workspace;

fn fine(_: &Heard) -> (u16, Value) {
    (200, Value::Null)
}

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text })
}

fn button(label: &str) -> Value {
    json!({ "type": "actions", "block_id": "buttons",
        "elements": [{ "type": "button", "action_id": "press", "text": plain(label), "value": "D1" }] })
}

fn view(json: Value) -> SlackView {
    serde_json::from_value(json).unwrap()
}

/// A form with a list that tells the bot at once, and, once something is chosen, a field for why.
fn form(with_reason: bool) -> Value {
    let option = |text: &str| json!({ "text": plain(text), "value": text.to_lowercase() });
    let kind = json!({ "type": "input", "block_id": "kind", "label": plain("Kind"),
        "dispatch_action": true, "element": { "type": "static_select", "action_id": "value",
            "options": [option("Pricing"), option("Policy")] } });
    let reason = json!({ "type": "input", "block_id": "reason", "label": plain("Reason"),
        "element": { "type": "plain_text_input", "action_id": "value" } });
    let blocks = if with_reason { json!([kind, reason]) } else { json!([kind]) };
    json!({ "type": "modal", "title": plain("Propose"), "submit": plain("Open"), "blocks": blocks })
}

async fn open(workspace: &Workspace, client: &Client, form: Value) -> String {
    let acted = workspace.slash("U0TOM", "C0PLANS", "/soundings propose").await.unwrap();
    let token = token();
    let request = SlackApiViewsOpenRequest::new(acted.trigger.clone().into(), view(form));
    client.open_session(&token).views_open(&request).await.unwrap();
    workspace.opened_form("U0TOM", &acted.trigger).await.unwrap()
}

#[tokio::test]
async fn a_home_is_published_and_its_buttons_can_be_pressed() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    let (client, token) = (client(&workspace), token());
    workspace.open_home("U0TOM").await;
    assert_eq!(ear.lines(), ["app_home_opened"]);
    let home = view(json!({ "type": "home", "blocks": [button("Mute")] }));
    let publish = SlackApiViewsPublishRequest::new("U0TOM".into(), home);
    let slack = client.open_session(&token);
    slack.views_publish(&publish).await.unwrap();
    let stale = publish.clone().with_hash("1.1".into());
    assert_eq!(refusal(slack.views_publish(&stale).await), "hash_conflict");
    workspace.click("U0TOM", "Mute", &Which::default()).await.unwrap();
    let click = ear.take().pop().unwrap().body;
    assert_eq!(click["container"]["type"], "view");
    assert_eq!(click["view"]["type"], "home");
    assert!(workspace.click("U0INES", "Mute", &Which::default()).await.is_err());
}

#[tokio::test]
async fn a_choice_that_tells_the_bot_at_once_may_bring_another_field() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    let client = client(&workspace);
    let id = open(&workspace, &client, form(false)).await;
    ear.take();
    let (hands, fields) = (workspace.clone(), [("kind", "policy"), ("reason", "new law")]);
    let fields = fields.map(|(field, value)| (field.to_string(), value.to_string()));
    let shown = id.clone();
    let filling = tokio::spawn(async move { hands.fill_and_submit(&shown, &fields).await });
    let token = token();
    let update = SlackApiViewsUpdateRequest::new(view(form(true))).with_view_id(id.into());
    client.open_session(&token).views_update(&update).await.unwrap();
    assert_eq!(filling.await.unwrap(), Ok(Submitted::Closed));
    assert_eq!(ear.lines(), ["block_actions", "view_submission"]);
}

#[tokio::test]
async fn forms_lie_on_one_another_three_deep() {
    let (workspace, _) = workspace(spec()).await;
    let with_button =
        json!({ "type": "modal", "title": plain("Help"), "blocks": [button("More")] });
    let next = with_button.clone();
    let _ear = Ear::open(&workspace, move |heard| match heard.body["type"].as_str() {
        Some("view_submission") => {
            (200, json!({ "response_action": "update", "view": next.clone() }))
        }
        _ => (200, Value::Null),
    })
    .await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    let bottom = open(&workspace, &client, form(false)).await;
    let fields = [("kind".to_string(), "Pricing".to_string())];
    let updated = workspace.fill_and_submit(&bottom, &fields).await.unwrap();
    assert_eq!(updated, Submitted::Next(bottom.clone()));
    let push = async || {
        let acted = workspace.click("U0TOM", "More", &Which::default()).await.unwrap();
        let request =
            SlackApiViewsPushRequest::new(acted.trigger.into(), view(with_button.clone()));
        slack.views_push(&request).await.map(|pushed| pushed.view.state_params.id)
    };
    push().await.unwrap();
    let top = push().await.unwrap();
    assert_eq!(refusal(push().await), "push_limit_reached");
    assert_eq!(workspace.form_of("U0TOM").as_ref(), Some(top.value()));
    workspace.close_form(top.value()).await.unwrap();
    assert_ne!(workspace.form_of("U0TOM").as_ref(), Some(top.value()));
}

#[tokio::test]
async fn what_only_one_person_sees_can_be_pressed_replaced_and_taken_away_by_them() {
    let (workspace, _) = workspace(spec()).await;
    let ear = Ear::open(&workspace, fine).await;
    let (client, token) = (client(&workspace), token());
    let content = SlackMessageContent::new()
        .with_text("Count this?".into())
        .with_blocks(serde_json::from_value(json!([button("Count it")])).unwrap());
    let request = SlackApiChatPostEphemeralRequest::new("C0PLANS".into(), "U0TOM".into(), content);
    client.open_session(&token).chat_post_ephemeral(&request).await.unwrap();
    assert!(workspace.click("U0INES", "Count it", &Which::default()).await.is_err());
    workspace.click("U0TOM", "Count it", &Which::default()).await.unwrap();
    let click = ear.take().pop().unwrap().body;
    assert_eq!(click["container"]["is_ephemeral"], true);
    assert!(click["message"].is_null(), "Slack does not send it along");
    let url = click["response_url"].as_str().unwrap();
    let replacement =
        json!({ "replace_original": true, "text": "Counted.", "blocks": [button("Undo")] });
    assert_eq!(post(url, replacement).await, 200);
    assert!(workspace.click("U0TOM", "Count it", &Which::default()).await.is_err());
    workspace.click("U0TOM", "Undo", &Which::default()).await.unwrap();
    let click = ear.take().pop().unwrap().body;
    let url = click["response_url"].as_str().unwrap();
    assert_eq!(post(url, json!({ "delete_original": true })).await, 200);
    assert!(workspace.click("U0TOM", "Undo", &Which::default()).await.is_err());
    assert_eq!(post(url, json!({ "response_type": "in_channel", "text": "Done." })).await, 200);
    assert_eq!(workspace.messages("C0PLANS")[0]["text"], "Done.");
}
