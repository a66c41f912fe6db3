//! The Web API as slack-morphism's real client sees it.

use crate::rehearsal_kit::{client, monday_morning, refusal, spec, token, workspace};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use slack_morphism::errors::SlackClientError;
use slack_morphism::prelude::*;
use soundings::rehearsal::script::{ChannelChange, Mark, Trouble};
use soundings::rehearsal::spec::{Group, User};

fn text(text: &str) -> SlackMessageContent {
    SlackMessageContent::new().with_text(text.into())
}

fn message(channel: &str, said: &str) -> SlackApiChatPostMessageRequest {
    SlackApiChatPostMessageRequest::new(channel.into(), text(said))
}

fn blocks(blocks: Value) -> SlackMessageContent {
    text("fallback").with_blocks(serde_json::from_value(blocks).unwrap())
}

#[tokio::test]
async fn a_message_is_posted_changed_linked_and_deleted() {
    let (workspace, clock) = workspace(spec()).await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    let metadata = SlackMessageMetadata::new("ask".into())
        .with_event_payload([("id".to_string(), "D1#0".to_string())].into());
    let content = text("How sure are we?").with_metadata(metadata.clone());
    let request = SlackApiChatPostMessageRequest::new("C0PLANS".into(), content);
    let posted = slack.chat_post_message(&request).await.unwrap();
    assert_eq!(posted.ts.value(), "1772438400.000100");
    assert_eq!(posted.message.sender.bot_id, Some("B0SOUNDINGS".into()));

    clock.advance_to(monday_morning() + SignedDuration::from_secs(5));
    let update =
        SlackApiChatUpdateRequest::new("C0PLANS".into(), text("Quite?"), posted.ts.clone());
    assert_eq!(slack.chat_update(&update).await.unwrap().ts, posted.ts);
    let link = SlackApiChatGetPermalinkRequest::new("C0PLANS".into(), posted.ts.clone());
    let link = slack.chat_get_permalink(&link).await.unwrap().permalink;
    assert_eq!(link.as_str(), "https://rehearsal.slack.com/archives/C0PLANS/p1772438400000100");

    let history = SlackApiConversationsHistoryRequest::new()
        .with_channel("C0PLANS".into())
        .with_include_all_metadata(true);
    let history = slack.conversations_history(&history).await.unwrap();
    assert_eq!(history.messages[0].content.text.as_deref(), Some("Quite?"));
    assert_eq!(history.messages[0].content.metadata, Some(metadata));
    let edited = history.messages[0].edited.as_ref().unwrap();
    assert_eq!(edited.ts.value(), "1772438405.000100");

    let delete = SlackApiChatDeleteRequest::new("C0PLANS".into(), posted.ts.clone());
    slack.chat_delete(&delete).await.unwrap();
    assert_eq!(refusal(slack.chat_delete(&delete).await), "message_not_found");
    assert_eq!(refusal(slack.chat_update(&update).await), "message_not_found");
}

#[tokio::test]
async fn history_comes_in_pages_newest_first_and_a_thread_oldest_first() {
    let (workspace, _) = workspace(spec()).await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    let root = workspace.say("U0MAYA", "C0PLANS", "root", None).await.unwrap();
    for number in 1..=4 {
        workspace.say("U0TOM", "C0PLANS", &format!("top {number}"), None).await.unwrap();
        workspace.say("U0TOM", "C0PLANS", &format!("reply {number}"), Some(&root)).await.unwrap();
    }
    let request =
        SlackApiConversationsHistoryRequest::new().with_channel("C0PLANS".into()).with_limit(2);
    let scroller = request.scroller();
    let items = scroller.collect_items_stream(&slack, std::time::Duration::ZERO).await.unwrap();
    let texts = |messages: &[SlackHistoryMessage]| {
        messages.iter().filter_map(|one| one.content.text.clone()).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(texts(&items), "top 4, top 3, top 2, top 1, root");
    assert_eq!(items[4].parent.reply_count, Some(4));

    let since = SlackApiConversationsHistoryRequest::new()
        .with_channel("C0PLANS".into())
        .with_oldest(items[1].origin.ts.clone());
    assert_eq!(texts(&slack.conversations_history(&since).await.unwrap().messages), "top 4");
    let since = since.with_inclusive(true);
    assert_eq!(texts(&slack.conversations_history(&since).await.unwrap().messages), "top 4, top 3");

    let replies = SlackApiConversationsRepliesRequest::new("C0PLANS".into(), root.into());
    let replies = slack.conversations_replies(&replies).await.unwrap();
    assert_eq!(texts(&replies.messages), "root, reply 1, reply 2, reply 3, reply 4");
    let nothing = SlackApiConversationsRepliesRequest::new("C0PLANS".into(), "1.000001".into());
    assert_eq!(refusal(slack.conversations_replies(&nothing).await), "thread_not_found");
}

#[tokio::test]
async fn what_cannot_be_posted_is_refused_by_slacks_own_codes() {
    let spec = spec()
        .user(User::new("robo", "Robo", TimeZone::UTC).marked(Mark::Bot))
        .user(User::new("gone", "Gone", TimeZone::UTC).marked(Mark::Deactivated))
        .user(User::new("shy", "Shy", TimeZone::UTC).marked(Mark::RefusesDms));
    let (workspace, _) = workspace(spec).await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    let post = async |channel: &str, content: SlackMessageContent| {
        let request = SlackApiChatPostMessageRequest::new(channel.into(), content);
        refusal(slack.chat_post_message(&request).await)
    };
    assert_eq!(post("C0NOWHERE", text("x")).await, "channel_not_found");
    assert_eq!(post("C0PLANS", text("")).await, "no_text");
    assert_eq!(post("C0PLANS", text(&"x".repeat(40_001))).await, "msg_too_long");
    assert_eq!(post("U0ROBO", text("x")).await, "cannot_dm_bot");
    assert_eq!(post("U0GONE", text("x")).await, "user_disabled");
    assert_eq!(post("U0SHY", text("x")).await, "messages_tab_disabled");
    let twice =
        json!([{ "type": "divider", "block_id": "a" }, { "type": "divider", "block_id": "a" }]);
    assert_eq!(post("C0PLANS", blocks(twice)).await, "invalid_blocks");
    let table = json!({ "type": "table", "rows": [[{ "type": "raw_text", "text": "x" }]] });
    assert_eq!(post("C0PLANS", blocks(json!([table, table]))).await, "invalid_blocks");

    let theirs = workspace.say("U0MAYA", "C0PLANS", "mine", None).await.unwrap();
    let update =
        SlackApiChatUpdateRequest::new("C0PLANS".into(), text("yours"), theirs.clone().into());
    assert_eq!(refusal(slack.chat_update(&update).await), "cant_update_message");
    let ours = slack.chat_post_message(&message("C0PLANS", "ours")).await.unwrap().ts;
    let update = |length| {
        SlackApiChatUpdateRequest::new("C0PLANS".into(), text(&"x".repeat(length)), ours.clone())
    };
    assert!(slack.chat_update(&update(4_000)).await.is_ok());
    assert_eq!(refusal(slack.chat_update(&update(4_001)).await), "msg_too_long");

    workspace.change_channel("C0PLANS", ChannelChange::Archived);
    assert_eq!(post("C0PLANS", text("x")).await, "is_archived");
    assert_eq!(refusal(slack.chat_update(&update(1)).await), "is_inactive");
    workspace.change_channel("C0PLANS", ChannelChange::Unarchived);
    workspace.leave("U0SOUNDINGS", "C0PLANS");
    assert_eq!(post("C0PLANS", text("x")).await, "not_in_channel");
    workspace.change_channel("C0PLANS", ChannelChange::Private);
    assert_eq!(post("C0PLANS", text("x")).await, "channel_not_found");
}

#[tokio::test]
async fn people_channels_and_groups_are_told() {
    let mut spec = spec();
    let users = vec!["U0TOM".into(), "U0INES".into()];
    spec.groups.push(Group { id: "S0FINANCE".into(), handle: "finance".into(), users });
    let (workspace, _) = workspace(spec).await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    let me = slack.auth_test().await.unwrap();
    assert_eq!((me.user_id, me.bot_id), ("U0SOUNDINGS".into(), Some("B0SOUNDINGS".into())));
    let tom = SlackApiUsersInfoRequest::new("U0TOM".into());
    let tom = slack.users_info(&tom).await.unwrap().user;
    assert_eq!((tom.tz.as_deref(), tom.tz_offset), (Some("Europe/London"), Some(0)));
    let nobody = SlackApiUsersInfoRequest::new("U0NOBODY".into());
    assert_eq!(refusal(slack.users_info(&nobody).await), "user_not_found");
    let email = EmailAddress("ines@rehearsal.example".into());
    let by_email = SlackApiUsersLookupByEmailRequest::new(email);
    let ines = slack.users_lookup_by_email(&by_email).await.unwrap().user;
    assert_eq!(ines.id, "U0INES".into());
    let all = SlackApiUsersListRequest::new().with_limit(2).scroller();
    let all = all.collect_items_stream(&slack, std::time::Duration::ZERO).await.unwrap();
    assert_eq!(all.len(), 4);

    let info = SlackApiConversationsInfoRequest::new("C0PLANS".into());
    let info = slack.conversations_info(&info).await.unwrap().channel;
    assert_eq!((info.name.as_deref(), info.flags.is_private), (Some("plans"), Some(false)));
    let list = slack.conversations_list(&SlackApiConversationsListRequest::new()).await.unwrap();
    assert_eq!(list.channels.len(), 1);
    let members = SlackApiConversationsMembersRequest::new().with_channel("C0PLANS".into());
    assert_eq!(slack.conversations_members(&members).await.unwrap().members.len(), 4);
    let open = SlackApiConversationsOpenRequest::new().with_users(vec!["U0TOM".into()]);
    assert_eq!(slack.conversations_open(&open).await.unwrap().channel.id, "D0TOM".into());

    let groups = SlackApiUserGroupsListRequest::new().with_include_users(true);
    let groups = slack.usergroups_list(&groups).await.unwrap().usergroups;
    assert_eq!(groups[0].users.as_ref().map(Vec::len), Some(2));
    let users = SlackApiUserGroupsUsersListRequest::new("S0FINANCE".into());
    assert_eq!(slack.usergroups_users_list(&users).await.unwrap().users.len(), 2);
}

#[tokio::test]
async fn somebody_who_is_away_or_sleeps_is_not_to_be_disturbed() {
    let mut spec = spec();
    let day = |text: &str| text.parse::<Timestamp>().unwrap();
    spec.users[1].away = Some((day("2026-03-03T00:00Z"), day("2026-03-06T00:00Z")));
    let (workspace, clock) = workspace(spec).await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    let dnd = async |user: &str| -> (i64, i64) {
        let users = format!("U0TOM,{user}");
        let team = vec![("users", Some(&users))];
        let team = slack.http_session_api.http_get("dnd.teamInfo", &team, None);
        let team: Value = team.await.unwrap();
        let state = &team["users"][user];
        let hour = |key: &str| {
            (state[key].as_i64().unwrap() - day("2026-03-02T00:00Z").as_second()) / 3600
        };
        (hour("next_dnd_start_ts"), hour("next_dnd_end_ts"))
    };
    let status = async || {
        let tom = SlackApiUsersInfoRequest::new("U0TOM".into());
        slack.users_info(&tom).await.unwrap().user.profile.unwrap().status_text.unwrap()
    };
    assert_eq!(dnd("U0TOM").await, (22, 32));
    assert_eq!(dnd("U0MAYA").await, (21, 31), "one zone further east");
    assert_eq!(status().await, "");
    assert_eq!(workspace.next_moment(), Some(day("2026-03-03T00:00Z")));
    clock.advance_to(day("2026-03-03T00:00Z"));
    assert_eq!(dnd("U0TOM").await, (24, 96));
    assert_eq!(status().await, "Out of office");
    clock.advance_to(day("2026-03-06T00:00Z"));
    assert_eq!(status().await, "");
}

#[tokio::test]
async fn slack_misbehaves_as_it_is_told() {
    let (workspace, clock) = workspace(spec()).await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    let post = || async { slack.chat_post_message(&message("C0PLANS", "x")).await };
    let method = || "chat.postMessage".to_string();

    workspace.trouble(&Trouble::Refuse { method: method(), seconds: 30 });
    let Err(SlackClientError::RateLimitError(limited)) = post().await else { panic!("refused") };
    assert_eq!(limited.retry_after, Some(std::time::Duration::from_secs(30)));
    assert_eq!(limited.code.as_deref(), Some("ratelimited"));
    assert!(slack.auth_test().await.is_ok());
    clock.advance_to(monday_morning() + SignedDuration::from_secs(30));
    assert!(post().await.is_ok());

    workspace.trouble(&Trouble::FailOnce { method: method() });
    assert_eq!(refusal(post().await), "internal_error");
    assert!(post().await.is_ok());

    let before = workspace.messages("C0PLANS").len();
    workspace.trouble(&Trouble::LoseAnswer { method: method() });
    assert!(matches!(post().await, Err(error) if !matches!(error, SlackClientError::ApiError(_))));
    assert_eq!(workspace.messages("C0PLANS").len(), before + 1);

    workspace.trouble(&Trouble::Down { seconds: 300 });
    let Err(SlackClientError::HttpError(down)) = post().await else { panic!("down") };
    assert_eq!(down.status_code.as_u16(), 503);
    clock.advance_to(monday_morning() + SignedDuration::from_mins(6));
    assert!(post().await.is_ok());
}

#[tokio::test]
async fn more_than_a_post_a_second_is_refused_where_slack_is_strict() {
    let (workspace, clock) =
        workspace(soundings::rehearsal::spec::Spec { strict_posting_rate: true, ..spec() }).await;
    let (client, token) = (client(&workspace), token());
    let slack = client.open_session(&token);
    assert!(slack.chat_post_message(&message("C0PLANS", "one")).await.is_ok());
    let second = slack.chat_post_message(&message("C0PLANS", "two")).await;
    assert!(matches!(second, Err(SlackClientError::RateLimitError(_))));
    assert!(slack.chat_post_message(&message("U0TOM", "elsewhere")).await.is_ok());
    assert_eq!(workspace.hurried_posts(), 1);
    clock.advance_to(monday_morning() + SignedDuration::from_secs(1));
    assert!(slack.chat_post_message(&message("C0PLANS", "two")).await.is_ok());
}

#[tokio::test]
async fn tokens_and_scopes_are_checked() {
    let mut spec = spec();
    spec.scopes = Some(["chat:write".to_string()].into());
    let (workspace, _) = workspace(spec).await;
    let client = client(&workspace);
    let wrong = SlackApiToken::new("xoxb-wrong".into());
    assert_eq!(refusal(client.open_session(&wrong).auth_test().await), "invalid_auth");
    let right = token();
    let slack = client.open_session(&right);
    let info = SlackApiUsersInfoRequest::new("U0TOM".into());
    assert_eq!(refusal(slack.users_info(&info).await), "missing_scope");
    assert!(slack.chat_post_message(&message("C0PLANS", "x")).await.is_ok());
    let connect = SlackApiAppsConnectionOpenRequest::new();
    assert_eq!(refusal(slack.apps_connections_open(&connect).await), "not_allowed_token_type");
    workspace.uninstall();
    assert_eq!(refusal(slack.auth_test().await), "account_inactive");
    let install = |secret: &str| {
        SlackOAuthV2AccessTokenRequest::new(
            "1.1".to_string().into(),
            secret.to_string().into(),
            SlackOAuthCode("code".into()),
        )
    };
    assert_eq!(refusal(client.oauth2_access(&install("no")).await), "bad_client_secret");
    let installed = client.oauth2_access(&install("rehearsal-client-secret")).await.unwrap();
    assert_eq!(installed.access_token.value(), "xoxb-rehearsal");
    assert!(slack.auth_test().await.is_ok());
}
