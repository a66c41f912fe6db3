//! Messages and forms as text for people who review snapshots.

use serde_json::Value;
use soundings::views::Rendered;

/// Returns a message: its fallback text, then its blocks.
pub fn message(rendered: &Rendered) -> String {
    let blocks = serde_json::to_value(&rendered.blocks).expect("blocks are JSON");
    format!("{}\n--- blocks\n{}", rendered.text, all(&blocks))
}

/// Returns a form: title, buttons, what it carries along, and its blocks.
pub fn modal(view: &Value) -> String {
    format!(
        "({}) [{}] [{}] {} {}\n{}",
        plain(&view["title"]),
        plain(&view["submit"]),
        plain(&view["close"]),
        word(&view["callback_id"]),
        word(&view["private_metadata"]),
        all(&view["blocks"])
    )
}

fn all(blocks: &Value) -> String {
    let blocks = blocks.as_array().expect("a list of blocks");
    blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

fn block(block: &Value) -> String {
    let texts = |list: &Value| list.as_array().into_iter().flatten().map(plain).collect::<Vec<_>>();
    match word(&block["type"]) {
        "section" if block["fields"].is_array() => {
            format!("[fields]\n  {}", texts(&block["fields"]).join("\n  |\n").replace('\n', "\n  "))
        }
        "section" => format!("[section] {}", plain(&block["text"])),
        "context" => format!("[context] {}", texts(&block["elements"]).join(" ")),
        "actions" => {
            let buttons = block["elements"].as_array().expect("a list of buttons");
            format!("[actions] {}", buttons.iter().map(button).collect::<Vec<_>>().join(" "))
        }
        "input" => input(block),
        other => panic!("a block of type {other:?} has no readable form yet"),
    }
}

fn button(button: &Value) -> String {
    if let Some(present) = button.get("initial_option") {
        return format!("({} ▾)", plain(&present["text"]));
    }
    let star = if button["style"] == "primary" { "*" } else { "" };
    format!("({}{star})", plain(&button["text"]))
}

fn input(block: &Value) -> String {
    let element = &block["element"];
    let optional = if block["optional"] == true { " (optional)" } else { "" };
    let hint = block.get("hint").map(|hint| format!(" ~ {}", plain(hint))).unwrap_or_default();
    let value = ["value", "date", "user", "conversation", "option", "options"]
        .iter()
        .find_map(|what| element.get(format!("initial_{what}")))
        .map(|value| format!(" = {}", initial(value)))
        .unwrap_or_default();
    let (id, kind) = (word(&block["block_id"]), word(&element["type"]));
    format!("[input {id} {kind}] {}{optional}{hint}{value}", plain(&block["label"]))
}

fn initial(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(options) => options.iter().map(initial).collect::<Vec<_>>().join(", "),
        option => plain(&option["text"]),
    }
}

fn plain(text: &Value) -> String {
    word(&text["text"]).to_owned()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}
