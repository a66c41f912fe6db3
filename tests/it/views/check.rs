//! What holds for everything the bot says: Slack takes it, no id stands twice, and the fallback text
//! leaves out nothing.

use serde_json::{Value, json};
use slackblocks::{MessagePayload, ModalView};
use soundings::views::{Rendered, controls, limits};
use std::collections::BTreeSet;

/// Checks a message.
pub fn message(what: &str, rendered: &Rendered) {
    let blocks = serde_json::to_value(&rendered.blocks).expect("blocks are JSON");
    let payload = json!({ "channel": "C1", "text": rendered.text, "blocks": blocks });
    if let Err(error) = MessagePayload::try_from(payload) {
        panic!("{what}: Slack would refuse it: {error}\n{blocks:#}");
    }
    assert!(!rendered.text.trim().is_empty(), "{what}: there is no text");
    assert!(!rendered.blocks.is_empty(), "{what}: there are no blocks");
    assert!(limits::length(&rendered.text) <= limits::TEXT, "{what}: the text is too long");
    assert!(rendered.blocks.len() <= limits::BLOCKS, "{what}: there are too many blocks");
    let size: usize = texts(&blocks).iter().map(|text| limits::length(text)).sum();
    assert!(size <= limits::ALL_BLOCKS, "{what}: the blocks hold {size} characters");
    harmless(what, &blocks.to_string());
    harmless(what, &rendered.text);
    ids(what, &blocks);
    buttons(what, &blocks);
}

/// Checks that the fallback text says everything that the blocks say, line by line.
pub fn complete(what: &str, rendered: &Rendered) {
    let blocks = serde_json::to_value(&rendered.blocks).expect("blocks are JSON");
    for line in texts(&blocks).iter().flat_map(|text| text.lines()) {
        assert!(rendered.text.contains(line), "{what}: the text leaves out {line:?}");
    }
}

/// Checks a form.
pub fn modal(what: &str, view: &Value) {
    if let Err(error) = ModalView::try_from(view.clone()) {
        panic!("{what}: Slack would refuse it: {error}\n{view:#}");
    }
    let blocks = view["blocks"].as_array().expect("a list of blocks");
    assert!(blocks.len() <= limits::MODAL_BLOCKS, "{what}: there are too many blocks");
    for part in ["title", "submit", "close"] {
        let text = view[part]["text"].as_str().unwrap_or_default();
        assert!(limits::length(text) <= limits::MODAL_TITLE, "{what}: {part} is too long");
    }
    let metadata = view["private_metadata"].as_str().unwrap_or_default();
    assert!(limits::length(metadata) <= limits::PRIVATE_METADATA, "{what}: too much metadata");
    harmless(what, &view["blocks"].to_string());
    ids(what, &view["blocks"]);
}

/// Nothing addresses a channel or a group.
fn harmless(what: &str, text: &str) {
    for ping in ["<!channel", "<!here", "<!everyone", "<!subteam"] {
        assert!(!text.contains(ping), "{what}: {ping} survives in {text}");
    }
}

/// No block id stands twice in a message, and no action id among the buttons.
fn ids(what: &str, blocks: &Value) {
    let mut seen = BTreeSet::new();
    for block in blocks.as_array().into_iter().flatten() {
        let own = block["block_id"].as_str();
        assert!(own.is_none_or(|id| seen.insert(format!("block {id}"))), "{what}: {own:?} twice");
        for button in block["elements"].as_array().into_iter().flatten() {
            let id = button["action_id"].as_str();
            assert!(
                id.is_none_or(|id| seen.insert(format!("action {id}"))),
                "{what}: {id:?} twice"
            );
        }
    }
}

/// Every button can be read back and is within its caps.
fn buttons(what: &str, blocks: &Value) {
    let actions = blocks.as_array().into_iter().flatten().filter(|one| one["type"] == "actions");
    for button in actions.flat_map(|one| one["elements"].as_array().expect("elements")) {
        let id = button["action_id"].as_str().expect("an action id");
        let options = button["options"].as_array();
        let most = if options.is_some() { limits::OPTION_VALUE } else { limits::BUTTON_VALUE };
        for value in options.map_or(std::slice::from_ref(button), Vec::as_slice) {
            let value = value["value"].as_str().expect("a value");
            assert!(
                controls::read(id, value).is_some(),
                "{what}: {id} {value} cannot be read back"
            );
            assert!(limits::length(value) <= most && limits::length(id) <= limits::ID);
        }
    }
}

/// Every text that is read in the blocks, the labels of buttons left aside.
fn texts(blocks: &Value) -> Vec<String> {
    let mut texts = Vec::new();
    for block in blocks.as_array().into_iter().flatten().filter(|one| one["type"] != "actions") {
        let parts = [&block["fields"], &block["elements"]];
        let parts = parts.into_iter().filter_map(Value::as_array).flatten();
        texts.extend(parts.chain([&block["text"]]).filter_map(|part| part["text"].as_str()));
    }
    texts.into_iter().map(str::to_owned).collect()
}
