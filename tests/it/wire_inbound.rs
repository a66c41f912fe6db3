//! What Slack sends, and what is made of it.

use proptest::prelude::*;
use regex::Regex;
use serde_json::{Value, json};
use soundings::domain::reply::Press;
use soundings::slack::inbound::{Parsed, Reader};
use soundings::views::controls::{self, Control};
use std::sync::LazyLock;

fn read(body: &[u8]) -> String {
    let reader = Reader { bot_user: "UBOT".into(), bot_id: Some("BBOT".to_owned()) };
    let text = match reader.read(body) {
        Ok(Parsed::Inbound(inbound)) => {
            format!("{} {} {:?}", inbound.id, inbound.team, inbound.what)
        }
        Ok(Parsed::Challenge(challenge)) => format!("challenge {challenge}"),
        Err(unreadable) => unreadable.to_string(),
    };
    NEWTYPE.replace_all(&text, "$1").into_owned()
}

/// An id as it is debugged, which says less than the id alone.
static NEWTYPE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\w+(?:Id|Ts)\("([^"]*)"\)"#).unwrap());

/// A body of any kind.
#[track_caller]
fn check(body: &str, expected: &str) {
    assert_eq!(read(body.as_bytes()), expected);
}

/// An event as it usually comes.
#[track_caller]
fn check_event(event: Value, expected: &str) {
    let envelope = enveloped(event);
    assert_eq!(read(envelope.to_string().as_bytes()), format!("Ev1 T1 {expected}"));
}

fn enveloped(event: Value) -> Value {
    json!({
        "type": "event_callback", "event_id": "Ev1", "team_id": "T1", "api_app_id": "A1",
        "authorizations": [{ "team_id": "T1", "enterprise_id": null, "user_id": "UBOT" }],
        "event": event,
    })
}

/// A message in a channel, with some keys changed.
#[track_caller]
fn check_message(changes: Value, expected: &str) {
    let mut message = json!({
        "type": "message", "channel": "C1", "channel_type": "channel",
        "user": "U1", "ts": "1.5", "text": "hi",
    });
    merge(&mut message, changes);
    check_event(message, expected);
}

fn merge(target: &mut Value, changes: Value) {
    for (key, value) in changes.as_object().expect("changes are an object") {
        target[key] = value.clone();
    }
}

const SAID: &str = r#"Message { channel: C1, ts: 1.5, thread: None, user: U1, text: "hi" }"#;
const SAID_IN_THREAD: &str =
    r#"Message { channel: C1, ts: 1.5, thread: Some(1.0), user: U1, text: "hi" }"#;

#[test]
fn a_message_is_one_whichever_harmless_subtype_it_has() {
    check_message(json!({}), SAID);
    check_message(json!({ "subtype": "file_share" }), SAID);
    check_message(json!({ "subtype": "me_message" }), SAID);
    check_message(json!({ "subtype": null, "bot_id": null, "channel_type": "group" }), SAID);
    check_message(json!({ "thread_ts": "1.5" }), SAID);
    check_message(json!({ "thread_ts": "1.0" }), SAID_IN_THREAD);
    check_message(json!({ "thread_ts": "1.0", "subtype": "thread_broadcast" }), SAID_IN_THREAD);
}

#[test]
fn what_bots_write_is_nothing_our_own_included() {
    let nothing = r#"Nothing("bot message")"#;
    check_message(json!({ "bot_id": "B7" }), nothing);
    check_message(json!({ "app_id": "A7" }), nothing);
    check_message(json!({ "bot_profile": {} }), nothing);
    check_message(json!({ "subtype": "bot_message" }), r#"Nothing("bot_message")"#);
    let own = r#"Nothing("own message")"#;
    check_message(json!({ "user": "UBOT" }), own);
    check_message(json!({ "bot_id": "BBOT" }), own);
    check_message(json!({ "user": "USLACKBOT" }), nothing);
    let edited = json!({ "ts": "1.5", "user": "UBOT", "text": "new" });
    check_message(json!({ "subtype": "message_changed", "message": edited }), own);
    let before = json!({ "ts": "1.5", "bot_id": "BBOT" });
    check_message(json!({ "subtype": "message_deleted", "previous_message": before }), own);
}

#[test]
fn a_direct_message_is_known_by_its_channel_type() {
    let said = r#"Dm { channel: D1, ts: 1.5, thread: None, user: U1, text: "hi" }"#;
    check_message(json!({ "channel": "D1", "channel_type": "im" }), said);
    check_message(json!({ "channel": "D1", "channel_type": null }), said);
    let threaded = json!({ "channel": "D1", "channel_type": "im", "thread_ts": "1.0" });
    check_message(
        threaded,
        r#"Dm { channel: D1, ts: 1.5, thread: Some(1.0), user: U1, text: "hi" }"#,
    );
    check_message(
        json!({ "channel": "D1", "channel_type": "mpim" }),
        r#"Message { channel: D1, ts: 1.5, thread: None, user: U1, text: "hi" }"#,
    );
}

/// A changed message: before, after, and what is made of it.
#[track_caller]
fn check_edit(before: Value, after: Value, expected: &str) {
    check_message(
        json!({ "subtype": "message_changed", "hidden": true, "user": null,
                "previous_message": before, "message": after }),
        expected,
    );
}

#[test]
fn an_edit_counts_where_the_text_changed() {
    let before = json!({ "user": "U1", "ts": "1.5", "text": "old" });
    let mut after = json!({ "user": "U1", "ts": "1.5", "text": "new" });
    let edited =
        r#"MessageEdited { channel: C1, ts: 1.5, thread: None, text: "new", before: Some("old") }"#;
    check_edit(before.clone(), after.clone(), edited);
    check_edit(before.clone(), before.clone(), r#"Nothing("message with the same text")"#);
    check_edit(Value::Null, after.clone(), r#"Nothing("message with the same text")"#);
    merge(&mut after, json!({ "edited": { "user": "U1" }, "thread_ts": "1.0" }));
    let in_thread =
        r#"MessageEdited { channel: C1, ts: 1.5, thread: Some(1.0), text: "new", before: None }"#;
    check_edit(Value::Null, after, in_thread);
    check_edit(before, json!(7), r#"Unknown("message")"#);
}

#[test]
fn a_deletion_knows_its_thread_from_before() {
    let before = json!({ "user": "U1", "ts": "1.5", "thread_ts": "1.0", "text": "hi" });
    let deleted = json!({ "subtype": "message_deleted", "deleted_ts": "1.5", "ts": "9.9",
                          "previous_message": before });
    let gone = r#"MessageDeleted { channel: C1, ts: 1.5, thread: Some(1.0), before: Some("hi") }"#;
    check_message(deleted.clone(), gone);
    let mut bare = deleted.clone();
    bare["previous_message"] = Value::Null;
    check_message(bare, "MessageDeleted { channel: C1, ts: 1.5, thread: None, before: None }");
    let mut direct = deleted;
    merge(&mut direct, json!({ "channel": "D1", "channel_type": "im" }));
    check_message(direct, "DmEdited { channel: D1, ts: 1.5, user: U1, text: None }");
    let root = json!({ "user": "U1", "ts": "1.5", "thread_ts": "1.5", "text": "hi" });
    let tombstone = json!({ "subtype": "tombstone", "ts": "1.5", "user": "USLACKBOT" });
    check_edit(
        root,
        tombstone,
        r#"MessageDeleted { channel: C1, ts: 1.5, thread: None, before: Some("hi") }"#,
    );
}

#[test]
fn an_edit_of_a_direct_message_names_its_author() {
    let changed = json!({
        "subtype": "message_changed", "channel": "D1", "channel_type": "im", "user": null,
        "previous_message": { "text": "old" },
        "message": { "user": "U1", "ts": "1.5", "text": "new" },
    });
    check_message(changed, r#"DmEdited { channel: D1, ts: 1.5, user: U1, text: Some("new") }"#);
}

#[test]
fn posts_about_the_channel_are_told_apart() {
    check_message(json!({ "subtype": "channel_join" }), r#"Nothing("channel_join")"#);
    check_message(json!({ "subtype": "message_replied" }), r#"Nothing("message_replied")"#);
    check_message(json!({ "subtype": "channel_topic" }), r#"Nothing("channel_topic")"#);
    check_message(json!({ "subtype": "channel_archive" }), "ChannelArchived { channel: C1 }");
    for subtype in ["channel_name", "channel_unarchive", "channel_convert_to_private"] {
        check_message(json!({ "subtype": subtype }), "ChannelChanged { channel: C1 }");
    }
    check_message(
        json!({ "subtype": "group_convert_to_public" }),
        "ChannelChanged { channel: C1 }",
    );
    check_message(json!({ "subtype": "hologram" }), r#"Unknown("message/hologram")"#);
}

#[test]
fn strangers_in_shared_channels_are_left_out() {
    let shared = |flag: Value, user_team: &str| {
        let mut envelope = enveloped(json!({
            "type": "message", "channel": "C1", "channel_type": "channel",
            "user": "U1", "ts": "1.5", "text": "hi", "user_team": user_team,
        }));
        envelope["is_ext_shared_channel"] = flag;
        read(envelope.to_string().as_bytes())
    };
    assert_eq!(shared(json!(true), "T9"), r#"Ev1 T1 Nothing("stranger")"#);
    assert_eq!(shared(Value::Null, "T9"), r#"Ev1 T1 Nothing("stranger")"#);
    assert_eq!(shared(json!(true), "T1"), format!("Ev1 T1 {SAID}"));
    // A colleague from another workspace of the same organisation.
    assert_eq!(shared(json!(false), "T9"), format!("Ev1 T1 {SAID}"));
}

#[test]
fn reactions_count_on_messages_alone() {
    let reaction = |item: Value, user: &str, name: &str| json!({ "type": "reaction_added", "user": user, "reaction": name, "item": item });
    let item = json!({ "type": "message", "channel": "C1", "ts": "1.5" });
    let added = r#"Reaction { channel: C1, ts: 1.5, user: U1, emoji: "ear" }"#;
    check_event(reaction(item.clone(), "U1", "ear"), added);
    check_event(reaction(item.clone(), "U1", "ear::skin-tone-3"), added);
    check_event(reaction(item, "UBOT", "ear"), r#"Nothing("own reaction")"#);
    let file = json!({ "type": "file", "file": "F1" });
    check_event(reaction(file, "U1", "ear"), r#"Nothing("reaction to no message")"#);
    check_event(reaction(Value::Null, "U1", "ear"), r#"Unknown("reaction_added")"#);
}

#[test]
fn mentions_and_invitations_are_heard() {
    check_event(
        json!({ "type": "app_mention", "channel": "C1", "ts": "1.5", "user": "U1", "text": "?" }),
        "Mention { channel: C1, ts: 1.5, thread: None, user: U1 }",
    );
    check_event(
        json!({ "type": "app_mention", "channel": "C1", "ts": "1.5", "bot_id": "B7" }),
        r#"Nothing("bot message")"#,
    );
    let joined = |user: &str| json!({ "type": "member_joined_channel", "user": user, "channel": "C1", "inviter": "U2" });
    check_event(joined("UBOT"), "Invited { channel: C1, by: Some(U2) }");
    check_event(joined("U1"), "ChannelChanged { channel: C1 }");
}

#[test]
fn what_is_known_of_channels_and_people_goes_out_of_date() {
    let event = |kind: &str, key: &str, value: Value| json!({ "type": kind, key: value });
    let changed = "ChannelChanged { channel: C1 }";
    for kind in ["channel_unarchive", "channel_shared", "channel_unshared", "member_left_channel"] {
        check_event(event(kind, "channel", json!("C1")), changed);
    }
    check_event(event("channel_rename", "channel", json!({ "id": "C1", "name": "x" })), changed);
    let archived = "ChannelArchived { channel: C1 }";
    check_event(event("channel_archive", "channel", json!("C1")), archived);
    check_event(event("group_archive", "channel", json!("C1")), archived);
    check_event(
        json!({ "type": "channel_id_changed", "old_channel_id": "G1", "new_channel_id": "C1" }),
        "ChannelIdChanged { from: G1, to: C1 }",
    );
    let person = "PersonChanged { user: U1 }";
    check_event(event("user_change", "user", json!({ "id": "U1", "deleted": true })), person);
    check_event(event("team_join", "user", json!({ "id": "U1" })), person);
    check_event(event("subteam_updated", "subteam", json!({ "id": "S1" })), "GroupsChanged");
    check_event(event("subteam_members_changed", "subteam_id", json!("S1")), "GroupsChanged");
}

#[test]
fn the_installation_ends_with_the_bots_own_token() {
    let revoked = |tokens: Value| json!({ "type": "tokens_revoked", "tokens": tokens });
    check_event(json!({ "type": "app_uninstalled" }), "Uninstalled");
    check_event(revoked(json!({ "bot": ["UBOT"], "oauth": [] })), "Uninstalled");
    check_event(revoked(json!({ "oauth": ["U1"] })), r#"Nothing("user tokens revoked")"#);
}

#[test]
fn other_events_are_named() {
    check_event(json!({ "type": "app_home_opened" }), r#"Nothing("app_home_opened")"#);
    check_event(json!({ "type": "reaction_removed" }), r#"Nothing("reaction_removed")"#);
    check_event(json!({ "type": "teleported" }), r#"Unknown("teleported")"#);
    let long = "x".repeat(10_000);
    check_event(json!({ "type": long }), &format!("Unknown({:?})", "x".repeat(80)));
}

#[test]
fn the_edge_of_slack_has_its_own_envelopes() {
    check(r#"{"type":"url_verification","token":"x","challenge":"abc"}"#, "challenge abc");
    check(r#"{"type":"url_verification"}"#, "the body has no usable `challenge`");
    check(
        r#"{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1700000040}"#,
        "rate-limited/T1/1700000040 T1 RateLimited { minute: 2023-11-14T22:14:00Z }",
    );
    check(
        r#"{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":9000000000000000000}"#,
        "the body has no usable `minute_rate_limited`",
    );
}

#[test]
fn the_workspace_is_found_in_every_shape_of_envelope() {
    let team = |envelope: Value| {
        let mut body = json!({ "type": "event_callback", "event_id": "Ev1",
                               "event": { "type": "app_uninstalled" } });
        merge(&mut body, envelope);
        read(body.to_string().as_bytes())
    };
    assert_eq!(team(json!({ "team_id": "T1" })), "Ev1 T1 Uninstalled");
    let other_side = json!({ "team_id": "T9", "authorizations": [{ "team_id": "T1" }] });
    assert_eq!(team(other_side), "Ev1 T1 Uninstalled");
    let org = json!({ "authorizations": [{ "team_id": null, "enterprise_id": "E1" }] });
    assert_eq!(team(org), "Ev1 E1 Uninstalled");
    let org = json!({ "team_id": null, "enterprise_id": "E1", "authorizations": [] });
    assert_eq!(team(org), "Ev1 E1 Uninstalled");
    assert_eq!(team(json!({})), "the body has no usable `team_id`");
}

#[test]
fn a_command_reads_the_same_from_a_form_and_a_socket() {
    let expected = "command/1.2.abc T1 Command { channel: C1, user: U1, text: \"try a & b\", \
                    hand: Hand { trigger: Some(\"1.2.abc\"), \
                    response_url: Some(\"https://hooks.slack.com/c\"), channel: Some(C1), \
                    thread: None } }";
    check(
        "token=x&team_id=T1&channel_id=C1&user_id=U1&command=%2Fsoundings&text=try+a+%26+b\
         &response_url=https%3A%2F%2Fhooks.slack.com%2Fc&trigger_id=1.2.abc",
        expected,
    );
    check(
        r#"{"team_id":"T1","channel_id":"C1","user_id":"U1","command":"/soundings",
            "text":"try a & b","response_url":"https://hooks.slack.com/c","trigger_id":"1.2.abc"}"#,
        expected,
    );
    check("command=%2Fsoundings", "the body has no usable `enterprise_id`");
    check("ssl_check=1&token=x", "the body has no usable `command`");
}

/// An interaction, with some keys changed, as a form and as an object.
#[track_caller]
fn check_interaction(changes: Value, expected: &str) {
    let mut payload = json!({
        "team": { "id": "T1" }, "user": { "id": "U1", "team_id": "T1" },
        "channel": { "id": "C1" }, "trigger_id": "9.trigger", "response_url": "https://x.slack.com/a",
        "message": { "ts": "1.5", "thread_ts": "1.0", "user": "U2", "text": "hi" },
    });
    merge(&mut payload, changes);
    let json = payload.to_string();
    assert_eq!(read(json.as_bytes()), expected);
    let form: String =
        url::form_urlencoded::Serializer::new(String::new()).append_pair("payload", &json).finish();
    assert_eq!(read(form.as_bytes()), expected);
}

const HAND: &str = "Hand { trigger: Some(\"9.trigger\"), \
                    response_url: Some(\"https://x.slack.com/a\"), channel: Some(C1), \
                    thread: Some(1.0) }";

#[test]
fn a_press_is_told_by_place_person_button_and_moment() {
    let action = json!([{ "action_id": "v1.mute", "value": "", "action_ts": "7.1" }]);
    let pressed = format!("Pressed {{ user: U1, control: Mute, hand: {HAND} }}");
    check_interaction(
        json!({ "type": "block_actions", "actions": action }),
        &format!("click/T1/C1/1.5/U1/v1.mute/7.1 T1 {pressed}"),
    );
    check_interaction(
        json!({ "type": "block_actions", "actions": [{ "action_id": "else", "action_ts": "7.1" }] }),
        r#"click/T1/C1/1.5/U1/else/7.1 T1 Unknown("block_actions/else")"#,
    );
    check_interaction(
        json!({ "type": "block_actions", "actions": [] }),
        "the body has no usable `id`",
    );
    check_interaction(
        json!({ "type": "block_actions", "actions": action, "channel": null, "message": null,
                "view": { "id": "V1" }, "response_url": null }),
        "click/T1/V1//U1/v1.mute/7.1 T1 Pressed { user: U1, control: Mute, hand: Hand { \
         trigger: Some(\"9.trigger\"), response_url: None, channel: None, thread: None } }",
    );
}

#[test]
fn an_organisation_wide_press_has_no_team() {
    let action = json!([{ "action_id": "else", "action_ts": "7.1" }]);
    check_interaction(
        json!({ "type": "block_actions", "actions": action, "team": null,
                "enterprise": { "id": "E1" }, "user": { "id": "U1", "team_id": "T7" } }),
        r#"click/E1/C1/1.5/U1/else/7.1 E1 Unknown("block_actions/else")"#,
    );
    check_interaction(
        json!({ "type": "block_actions", "actions": action,
                "user": { "id": "U1", "team_id": "T9" } }),
        r#"click/T1/C1/1.5/U1/else/7.1 T1 Nothing("stranger")"#,
    );
}

#[test]
fn a_button_comes_back_with_its_meaning() {
    let press = Press::NoObjection { function: "finance".into() };
    let control = Control::Decision { decision: "D7".into(), press };
    let (action_id, value) = controls::write(&control);
    let action = json!([{ "action_id": action_id, "value": value, "action_ts": "7.1" }]);
    let pressed = r#"Decision { decision: D7, press: NoObjection { function: finance } }"#;
    check_interaction(
        json!({ "type": "block_actions", "actions": action }),
        &format!(
            "click/T1/C1/1.5/U1/{action_id}/7.1 T1 \
             Pressed {{ user: U1, control: {pressed}, hand: {HAND} }}"
        ),
    );
}

#[test]
fn a_form_comes_back_with_what_it_carried() {
    let view = json!({ "id": "V1", "hash": "16.abc", "callback_id": "v1.close-early",
                       "private_metadata": r#"{"d":"D7"}"#, "state": { "values": {} } });
    let submitted = "Submitted { user: U1, submission: Decision { decision: D7, form: CloseEarly { reason: \"\" } } }";
    check_interaction(
        json!({ "type": "view_submission", "view": view }),
        &format!("view/V1/16.abc T1 {submitted}"),
    );
    let mut bare = view;
    merge(&mut bare, json!({ "hash": null, "state": null }));
    check_interaction(
        json!({ "type": "view_submission", "view": bare }),
        &format!("view/V1/9.trigger T1 {submitted}"),
    );
}

#[test]
fn forms_are_told_by_view_and_version() {
    let view = |callback: &str| {
        json!({ "id": "V1", "hash": "16.abc", "callback_id": callback, "private_metadata": "",
                "state": { "values": {} } })
    };
    check_interaction(
        json!({ "type": "view_submission", "view": view("elsewhere") }),
        r#"view/V1/16.abc T1 Unknown("view_submission/elsewhere")"#,
    );
    check_interaction(
        json!({ "type": "view_submission", "view": { "id": "V1", "hash": "16.abc" } }),
        r#"view/V1/16.abc T1 Unknown("view_submission/")"#,
    );
    check_interaction(
        json!({ "type": "view_closed", "view": view("elsewhere") }),
        r#"view-closed/V1/16.abc T1 Nothing("view_closed")"#,
    );
}

#[test]
fn shortcuts_are_told_by_their_callback() {
    let shortcut = |author: &str| {
        format!(
            "shortcut/9.trigger T1 Shortcut {{ channel: C1, standing: Standing {{ ts: 1.5, thread: Some(1.0) }}, \
             author: {author}, text: \"hi\", user: U1, hand: {HAND} }}"
        )
    };
    let action = json!({ "type": "message_action", "callback_id": "ask_for_perspectives" });
    check_interaction(action.clone(), &shortcut("Some(U2)"));
    let mut by_bot = action;
    by_bot["message"] = json!({ "ts": "1.5", "thread_ts": "1.0", "text": "hi", "bot_id": "B7" });
    check_interaction(by_bot, &shortcut("None"));
    check_interaction(
        json!({ "type": "message_action", "callback_id": "elsewhere" }),
        r#"shortcut/9.trigger T1 Unknown("message_action/elsewhere")"#,
    );
    check_interaction(
        json!({ "type": "shortcut", "callback_id": "propose_decision", "channel": null,
                "message": null, "response_url": null }),
        "shortcut/9.trigger T1 Pressed { user: U1, control: Propose, hand: Hand { \
         trigger: Some(\"9.trigger\"), response_url: None, channel: None, thread: None } }",
    );
    check_interaction(
        json!({ "type": "block_suggestion" }),
        r#"shortcut/9.trigger T1 Unknown("block_suggestion/")"#,
    );
}

#[test]
fn values_of_the_wrong_kind_count_as_missing() {
    check_message(json!({ "user": { "id": "U1" } }), r#"Unknown("message")"#);
    check_message(json!({ "ts": 1.5 }), r#"Unknown("message")"#);
    check_message(json!({ "channel": ["C1"] }), r#"Unknown("message")"#);
    check_message(json!({ "user": "U1/../U2" }), r#"Unknown("message")"#);
    check_message(json!({ "user": "" }), r#"Unknown("message")"#);
    check_message(json!({ "text": 7, "thread_ts": {} }), &SAID.replace("hi", ""));
    check_message(json!({ "subtype": {}, "channel_type": [] }), SAID);
}

#[test]
fn hostile_bodies_are_turned_away() {
    check("", "the body has no usable `command`");
    check("{", "the body is not a JSON object");
    check("{}", "the body has no usable `command`");
    check("[]", "the body has no usable `command`");
    check(r#"{"type":"event_callback"}"#, "the body has no usable `event_id`");
    check(r#"{"type":"event_callback","event_id":7}"#, "the body has no usable `event_id`");
    check("payload=%7B", "the body is not a JSON object");
    check("payload=", "the body is not a JSON object");
    assert_eq!(read(b"{\"type\":\"\xff\"}"), "the body is not UTF-8");
    check("payload=%ff%fe", "the body is not a JSON object");
}

#[test]
fn the_last_of_two_values_under_one_key_counts() {
    check(
        r#"{"type":"url_verification","challenge":"a","type":"url_verification","challenge":"b"}"#,
        "challenge b",
    );
    check("payload=%7B&payload=%7B%22type%22%3A%22x%22%7D", "the body has no usable `team`");
}

#[test]
fn depth_and_length_do_no_harm() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let body = enveloped(json!({ "type": "app_uninstalled" })).to_string();
    check(&body.replacen('{', &format!("{{\"deep\":{deep},"), 1), "Ev1 T1 Uninstalled");
    let view = format!(r#"{{"id":"V1","hash":"h","callback_id":"c","state":{{"values":{deep}}}}}"#);
    let body = format!(
        r#"{{"type":"view_submission","team":{{"id":"T1"}},"user":{{"id":"U1"}},"view":{view}}}"#
    );
    check(&body, r#"view/V1/h T1 Unknown("view_submission/c")"#);
    check(&"a=b&".repeat(250_000), "the body has no usable `command`");
    check(&"&=".repeat(500_000), "the body has no usable `command`");
    check_message(
        json!({ "text": "x".repeat(900_000) }),
        &SAID.replace("hi", &"x".repeat(900_000)),
    );
}

/// JSON with the words that mean something in it.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "type",
        "event_callback",
        "event",
        "event_id",
        "team_id",
        "message",
        "subtype",
        "channel",
        "message_changed",
        "message_deleted",
        "user",
        "ts",
        "block_actions",
        "actions",
        "action_id",
        "view_submission",
        "view",
        "state",
        "values",
        "team",
        "id",
        "hash",
        "trigger_id",
        "payload",
        "app_rate_limited",
        "minute_rate_limited",
        "reaction_added",
        "item",
        "previous_message",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..8).prop_map(|entries| {
                entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(body in prop::collection::vec(any::<u8>(), 0..512)) {
        prop_assert!(!read(&body).is_empty());
    }

    #[test]
    fn no_json_breaks_the_reader(event in any_json(), kind in "(event_callback|block_actions|view_submission|message_action|shortcut|app_rate_limited)?", base in any_json()) {
        let mut body = json!({ "type": kind, "event_id": "Ev1", "team_id": "T1", "event": event });
        if let Value::Object(_) = base {
            merge(&mut body, base);
        }
        let json = body.to_string();
        prop_assert!(!read(json.as_bytes()).is_empty());
    }

    #[test]
    fn no_form_breaks_the_reader(body in "(payload|command|text)?[=&%+{}\"a-z0-9]{0,64}") {
        prop_assert!(!read(body.as_bytes()).is_empty());
    }
}
