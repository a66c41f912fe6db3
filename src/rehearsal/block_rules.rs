//! Slack's limits on blocks, messages and views, as far as the bot can run into them.

use serde_json::Value;
use std::collections::BTreeSet;

/// Where blocks are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    Message,
    Modal,
    Home,
}

const EVERYWHERE: [&str; 9] =
    ["section", "divider", "header", "context", "actions", "input", "image", "rich_text", "video"];
const IN_MESSAGES: [&str; 6] =
    ["markdown", "table", "data_table", "data_visualization", "context_actions", "card"];

/// Returns what is wrong with a list of blocks, in Slack's way of saying it.
pub(crate) fn faults(surface: Surface, blocks: &[Value]) -> Vec<String> {
    let mut check = Check::default();
    let most = if surface == Surface::Message { 50 } else { 100 };
    check.at_most(blocks.len(), most, "blocks", "/blocks");
    let mut ids = BTreeSet::new();
    for (index, block) in blocks.iter().enumerate() {
        let at = format!("/blocks/{index}");
        if let Some(id) = block["block_id"].as_str() {
            check.length(id, 255, &format!("{at}/block_id"));
            if !ids.insert(id) {
                check.fault(&format!("`block_id` {id} already exists"), &format!("{at}/block_id"));
            }
        }
        check.block(surface, block, &at);
    }
    for (kind, most) in [("table", 1), ("data_visualization", 2)] {
        let count = blocks.iter().filter(|block| block["type"] == kind).count();
        check.at_most(count, most, kind, "/blocks");
    }
    check.faults
}

/// Returns what is wrong with a view.
pub(crate) fn view_faults(view: &Value) -> Vec<String> {
    let surface = match view["type"].as_str() {
        Some("modal") => Surface::Modal,
        Some("home") => Surface::Home,
        _ => return vec!["must be a modal or a home tab [json-pointer:/view/type]".into()],
    };
    let Some(blocks) = view["blocks"].as_array() else {
        return vec!["missing required field: blocks [json-pointer:/view]".into()];
    };
    let mut check = Check { faults: faults(surface, blocks) };
    check.length_of(&view["private_metadata"], 3000, "/view/private_metadata");
    check.length_of(&view["callback_id"], 255, "/view/callback_id");
    if surface == Surface::Modal {
        check.text(&view["title"], 24, "/view/title");
        for end in ["submit", "close"] {
            if !view[end].is_null() {
                check.text(&view[end], 24, &format!("/view/{end}"));
            }
        }
        if view["submit"].is_null() && blocks.iter().any(|block| block["type"] == "input") {
            check.fault("a modal with an input block needs `submit`", "/view/submit");
        }
    }
    check.faults
}

#[derive(Default)]
struct Check {
    faults: Vec<String>,
}

impl Check {
    fn fault(&mut self, what: &str, at: &str) {
        self.faults.push(format!("[ERROR] {what} [json-pointer:{at}]"));
    }

    fn at_most(&mut self, count: usize, most: usize, what: &str, at: &str) {
        if count > most {
            self.fault(&format!("no more than {most} items allowed ({what})"), at);
        }
    }

    fn length(&mut self, text: &str, most: usize, at: &str) {
        if text.chars().count() > most {
            self.fault(&format!("must be less than {} characters", most + 1), at);
        }
    }

    fn length_of(&mut self, text: &Value, most: usize, at: &str) {
        if let Some(text) = text.as_str() {
            self.length(text, most, at);
        }
    }

    /// Checks a text object, which must not be empty.
    fn text(&mut self, object: &Value, most: usize, at: &str) {
        let kind = object["type"].as_str().unwrap_or_default();
        match object["text"].as_str() {
            None => self.fault("missing required field: text", at),
            Some("") => self.fault("must be more than 0 characters", &format!("{at}/text")),
            Some(text) => self.length(text, most, &format!("{at}/text")),
        }
        if !["plain_text", "mrkdwn"].contains(&kind) {
            self.fault("must be plain_text or mrkdwn", &format!("{at}/type"));
        }
    }

    fn plain(&mut self, object: &Value, most: usize, at: &str) {
        self.text(object, most, at);
        if object["type"] == "mrkdwn" {
            self.fault("must be plain_text", &format!("{at}/type"));
        }
    }

    fn block(&mut self, surface: Surface, block: &Value, at: &str) {
        let kind = block["type"].as_str().unwrap_or_default();
        let allowed = EVERYWHERE.contains(&kind)
            || (surface == Surface::Message && IN_MESSAGES.contains(&kind))
            || (surface == Surface::Modal && kind == "alert")
            || (surface == Surface::Home && ["data_table", "card"].contains(&kind));
        if !allowed {
            return self.fault(&format!("unsupported type: {kind}"), &format!("{at}/type"));
        }
        match kind {
            "header" => self.plain(&block["text"], 150, &format!("{at}/text")),
            "section" => self.section(block, at),
            "context" => self.context(block, at),
            "actions" => self.actions(block, 25, at),
            "context_actions" => self.actions(block, 5, at),
            "input" => self.input(block, at),
            "image" => self.image(block, at),
            "markdown" => self.length_of(&block["text"], 12_000, &format!("{at}/text")),
            "table" => self.table(block, 100, at),
            "data_table" => self.data_table(block, at),
            "data_visualization" => self.chart(block, at),
            "card" => self.card(block, at),
            "alert" => self.text(&block["text"], 3000, &format!("{at}/text")),
            _ => {}
        }
    }

    fn section(&mut self, block: &Value, at: &str) {
        let fields = list(&block["fields"]);
        if !block["text"].is_null() {
            self.text(&block["text"], 3000, &format!("{at}/text"));
        } else if fields.is_empty() {
            self.fault("missing required field: text or fields", at);
        }
        self.at_most(fields.len(), 10, "fields", &format!("{at}/fields"));
        for (index, field) in fields.iter().enumerate() {
            self.text(field, 2000, &format!("{at}/fields/{index}"));
        }
        if block["accessory"].is_object() {
            self.element(&block["accessory"], &format!("{at}/accessory"));
        }
    }

    fn context(&mut self, block: &Value, at: &str) {
        let elements = list(&block["elements"]);
        self.at_most(elements.len(), 10, "elements", &format!("{at}/elements"));
        if elements.is_empty() {
            self.fault("no fewer than 1 items required", &format!("{at}/elements"));
        }
        for (index, element) in elements.iter().enumerate() {
            let at = format!("{at}/elements/{index}");
            match element["type"].as_str() {
                Some("image") => self.image(element, &at),
                _ => self.text(element, 3000, &at),
            }
        }
    }

    fn actions(&mut self, block: &Value, most: usize, at: &str) {
        let elements = list(&block["elements"]);
        self.at_most(elements.len(), most, "elements", &format!("{at}/elements"));
        if elements.is_empty() {
            self.fault("no fewer than 1 items required", &format!("{at}/elements"));
        }
        let mut ids = BTreeSet::new();
        for (index, element) in elements.iter().enumerate() {
            let at = format!("{at}/elements/{index}");
            if let Some(id) = element["action_id"].as_str()
                && !ids.insert(id)
            {
                self.fault(&format!("`action_id` {id} already exists"), &format!("{at}/action_id"));
            }
            self.element(element, &at);
        }
    }

    fn input(&mut self, block: &Value, at: &str) {
        self.plain(&block["label"], 2000, &format!("{at}/label"));
        if !block["hint"].is_null() {
            self.plain(&block["hint"], 2000, &format!("{at}/hint"));
        }
        if !block["element"].is_object() {
            return self.fault("missing required field: element", at);
        }
        self.element(&block["element"], &format!("{at}/element"));
    }

    fn image(&mut self, block: &Value, at: &str) {
        match block["alt_text"].as_str() {
            Some(text) => self.length(text, 2000, &format!("{at}/alt_text")),
            None => self.fault("missing required field: alt_text", at),
        }
        self.length_of(&block["image_url"], 3000, &format!("{at}/image_url"));
    }

    fn element(&mut self, element: &Value, at: &str) {
        self.length_of(&element["action_id"], 255, &format!("{at}/action_id"));
        if !element["placeholder"].is_null() {
            self.plain(&element["placeholder"], 150, &format!("{at}/placeholder"));
        }
        match element["type"].as_str().unwrap_or_default() {
            "button" => self.button(element, at),
            "static_select" | "multi_static_select" => self.select(element, at),
            "radio_buttons" | "checkboxes" => self.options(&element["options"], 10, at),
            "overflow" => self.options(&element["options"], 5, at),
            "plain_text_input" => {
                self.length_of(&element["initial_value"], 3000, &format!("{at}/initial_value"));
                if element["max_length"].as_u64().is_some_and(|most| most == 0 || most > 3000) {
                    self.fault("must be between 1 and 3000", &format!("{at}/max_length"));
                }
            }
            "" => self.fault("missing required field: type", at),
            _ => {}
        }
        if element["confirm"].is_object() {
            self.confirm(&element["confirm"], &format!("{at}/confirm"));
        }
    }

    fn button(&mut self, button: &Value, at: &str) {
        self.plain(&button["text"], 75, &format!("{at}/text"));
        self.length_of(&button["value"], 2000, &format!("{at}/value"));
        self.length_of(&button["url"], 3000, &format!("{at}/url"));
        self.length_of(&button["accessibility_label"], 75, &format!("{at}/accessibility_label"));
        if !button["style"].is_null() && button["style"] != "primary" && button["style"] != "danger"
        {
            self.fault("must be primary or danger", &format!("{at}/style"));
        }
    }

    fn select(&mut self, select: &Value, at: &str) {
        if select["option_groups"].is_array() {
            let groups = list(&select["option_groups"]);
            self.at_most(groups.len(), 100, "option_groups", &format!("{at}/option_groups"));
            for (index, group) in groups.iter().enumerate() {
                self.options(&group["options"], 100, &format!("{at}/option_groups/{index}"));
            }
        } else {
            self.options(&select["options"], 100, at);
        }
        let chosen = &select["initial_option"];
        let offered =
            list(&select["options"]).iter().any(|option| option["value"] == chosen["value"]);
        if chosen.is_object() && select["options"].is_array() && !offered {
            self.fault("initial_option must match one of the options", at);
        }
    }

    fn options(&mut self, options: &Value, most: usize, at: &str) {
        let options = list(options);
        let at = format!("{at}/options");
        self.at_most(options.len(), most, "options", &at);
        if options.is_empty() {
            self.fault("no fewer than 1 items required", &at);
        }
        for (index, option) in options.iter().enumerate() {
            self.text(&option["text"], 75, &format!("{at}/{index}/text"));
            self.length_of(&option["value"], 150, &format!("{at}/{index}/value"));
            if !option["description"].is_null() {
                self.text(&option["description"], 75, &format!("{at}/{index}/description"));
            }
        }
    }

    fn confirm(&mut self, confirm: &Value, at: &str) {
        self.plain(&confirm["title"], 100, &format!("{at}/title"));
        self.text(&confirm["text"], 300, &format!("{at}/text"));
        self.plain(&confirm["confirm"], 30, &format!("{at}/confirm"));
        self.plain(&confirm["deny"], 30, &format!("{at}/deny"));
    }

    fn table(&mut self, block: &Value, most_rows: usize, at: &str) {
        let rows = list(&block["rows"]);
        self.at_most(rows.len(), most_rows, "rows", &format!("{at}/rows"));
        if rows.is_empty() {
            self.fault("no fewer than 1 items required", &format!("{at}/rows"));
        }
        let mut characters = 0;
        for (index, row) in rows.iter().enumerate() {
            let cells = list(row);
            self.at_most(cells.len(), 20, "cells", &format!("{at}/rows/{index}"));
            characters +=
                cells.iter().filter_map(|cell| cell["text"].as_str()).map(str::len).sum::<usize>();
        }
        self.at_most(characters, 10_000, "characters", &format!("{at}/rows"));
    }

    fn data_table(&mut self, block: &Value, at: &str) {
        self.table(block, 101, at);
        if list(&block["rows"]).len() < 2 {
            self.fault("no fewer than 2 items required", &format!("{at}/rows"));
        }
        if block["caption"].as_str().is_none_or(str::is_empty) {
            self.fault("missing required field: caption", at);
        }
        if block["page_size"].as_u64().is_some_and(|size| size == 0 || size > 100) {
            self.fault("must be between 1 and 100", &format!("{at}/page_size"));
        }
    }

    fn chart(&mut self, block: &Value, at: &str) {
        match block["title"].as_str() {
            Some(title) => self.length(title, 50, &format!("{at}/title")),
            None => self.fault("missing required field: title", at),
        }
        let chart = &block["chart"];
        let at = format!("{at}/chart");
        self.at_most(list(&chart["segments"]).len(), 6, "segments", &at);
        self.at_most(list(&chart["series"]).len(), 6, "series", &at);
        let series = list(&chart["series"]).iter().map(|series| list(&series["data"]));
        for points in series.chain([list(&chart["segments"])]) {
            self.at_most(points.len(), 20, "points", &at);
            for point in points {
                self.length_of(&point["label"], 20, &at);
            }
        }
    }

    fn card(&mut self, block: &Value, at: &str) {
        for (part, most) in [("title", 150), ("subtitle", 150), ("body", 200)] {
            if !block[part].is_null() {
                self.text(&block[part], most, &format!("{at}/{part}"));
            }
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(surface: Surface, blocks: &Value, expected: &str) {
        assert_eq!(faults(surface, list(blocks)).join("; "), expected);
    }

    fn section(length: usize) -> Value {
        json!({ "type": "section", "text": { "type": "mrkdwn", "text": "x".repeat(length) } })
    }

    #[test]
    fn limits_hold_on_both_sides() {
        check(Surface::Message, &json!([section(3000)]), "");
        check(
            Surface::Message,
            &json!([section(3001)]),
            "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        );
        let many = |count| Value::Array(vec![json!({ "type": "divider" }); count]);
        check(Surface::Message, &many(50), "");
        check(
            Surface::Message,
            &many(51),
            "[ERROR] no more than 50 items allowed (blocks) [json-pointer:/blocks]",
        );
        check(Surface::Modal, &many(100), "");
    }

    #[test]
    fn ids_are_unique_and_types_known() {
        let twice = json!({ "type": "divider", "block_id": "a" });
        check(
            Surface::Message,
            &json!([twice, twice]),
            "[ERROR] `block_id` a already exists [json-pointer:/blocks/1/block_id]",
        );
        let button = json!({ "type": "button", "action_id": "b",
            "text": { "type": "plain_text", "text": "Go" } });
        check(
            Surface::Message,
            &json!([{ "type": "actions", "elements": [button, button] }]),
            "[ERROR] `action_id` b already exists [json-pointer:/blocks/0/elements/1/action_id]",
        );
        check(
            Surface::Home,
            &json!([{ "type": "alert" }]),
            "[ERROR] unsupported type: alert [json-pointer:/blocks/0/type]",
        );
    }

    #[test]
    fn a_modal_with_inputs_needs_a_submit_button() {
        let mut view = json!({ "type": "modal", "title": { "type": "plain_text", "text": "Answer" },
            "blocks": [{ "type": "input", "label": { "type": "plain_text", "text": "Need" },
                "element": { "type": "plain_text_input", "action_id": "a" } }] });
        assert_eq!(view_faults(&view).len(), 1);
        view["submit"] = json!({ "type": "plain_text", "text": "Send" });
        assert_eq!(view_faults(&view), Vec::<String>::new());
        view["title"]["text"] = "A title that is far too long".into();
        assert_eq!(view_faults(&view).len(), 1);
    }
}
