//! Messages and views as lines of text.

use super::mrkdwn::Names;
use jiff::tz::TimeZone;
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

/// Renders a message: its blocks, or its text where it has none.
pub fn message_lines(names: &Names, zone: &TimeZone, text: &str, blocks: &Value) -> Vec<String> {
    let look = Look { names, zone };
    match blocks.as_array() {
        Some(blocks) if !blocks.is_empty() => look.blocks(blocks),
        _ => look.lines(text),
    }
}

/// Renders a modal or a Home.
pub fn view_lines(names: &Names, zone: &TimeZone, view: &Value) -> Vec<String> {
    let look = Look { names, zone };
    let title = look.text(&view["title"]);
    let mut lines = if title.is_empty() { Vec::new() } else { vec![format!("■ {title}")] };
    lines.extend(look.blocks(view["blocks"].as_array().map_or(&[][..], Vec::as_slice)));
    let ends = [&view["submit"], &view["close"]];
    let ends = ends.map(|end| look.text(end)).into_iter().filter(|end| !end.is_empty());
    let ends: Vec<String> = ends.map(|end| format!("[{end}]")).collect();
    if !ends.is_empty() {
        lines.push(ends.join(" "));
    }
    lines
}

/// Somebody who looks: names and a zone.
struct Look<'a> {
    names: &'a Names,
    zone: &'a TimeZone,
}

impl Look<'_> {
    fn blocks(&self, blocks: &[Value]) -> Vec<String> {
        blocks.iter().flat_map(|block| self.block(block)).collect()
    }

    fn block(&self, block: &Value) -> Vec<String> {
        match block["type"].as_str().unwrap_or_default() {
            "header" => vec![format!("■ {}", self.text(&block["text"]))],
            "section" => self.section(block),
            "context" => {
                let parts: Vec<String> =
                    each(&block["elements"]).map(|e| self.element(e)).collect();
                split(&parts.join(" · "))
            }
            "actions" | "context_actions" => {
                let parts: Vec<String> =
                    each(&block["elements"]).map(|e| self.element(e)).collect();
                vec![parts.join(" ")]
            }
            "input" => self.input(block),
            "divider" => vec!["────".into()],
            "image" => vec![format!("[image: {}]", block["alt_text"].as_str().unwrap_or_default())],
            "markdown" => split(&self.either(&block["text"])),
            "rich_text" => self.lines(&rich_text(&block["elements"])),
            "alert" => split(&format!("ⓘ {}", self.text(&block["text"]))),
            "table" | "data_table" => self.table(block),
            "data_visualization" => self.chart(block),
            "card" => ["title", "subtitle", "body"]
                .iter()
                .flat_map(|part| split(&self.text(&block[*part])))
                .chain(block["actions"].is_array().then(|| {
                    each(&block["actions"]).map(|e| self.element(e)).collect::<Vec<_>>().join(" ")
                }))
                .collect(),
            other => vec![format!("[{other}]")],
        }
    }

    fn section(&self, block: &Value) -> Vec<String> {
        let mut lines = split(&self.text(&block["text"]));
        for field in each(&block["fields"]) {
            lines.extend(self.field(&self.text(field)));
        }
        if block["accessory"].is_object() {
            let element = self.element(&block["accessory"]);
            match lines.last_mut() {
                Some(last) => *last = format!("{last}  {element}"),
                None => lines.push(element),
            }
        }
        lines
    }

    /// A field of two lines is a label and its value; any other stands as it is.
    fn field(&self, text: &str) -> Vec<String> {
        match split(text).as_slice() {
            [label, value] if label.chars().count() <= 20 => {
                vec![labelled(label, value)]
            }
            lines => lines.to_vec(),
        }
    }

    fn input(&self, block: &Value) -> Vec<String> {
        let element = &block["element"];
        let optional = if block["optional"] == true { " (optional)" } else { "" };
        let label = format!("{}{optional}", self.text(&block["label"]));
        let mut lines = vec![labelled(&label, &self.initial(element))];
        let choices: Vec<String> =
            each(&element["options"]).map(|option| self.text(&option["text"])).collect();
        if !choices.is_empty() {
            lines.push(format!("  one of: {}", choices.join(" | ")));
        }
        if block["hint"].is_object() {
            lines.push(format!("  {}", self.text(&block["hint"])));
        }
        lines
    }

    /// What already stands in an input.
    fn initial(&self, element: &Value) -> String {
        for key in ["initial_value", "initial_date", "initial_time"] {
            if let Some(text) = element[key].as_str() {
                return text.to_string();
            }
        }
        for key in ["initial_user", "initial_conversation", "initial_channel"] {
            if let Some(id) = element[key].as_str() {
                return self.names.person(self.names.channel(id)).to_string();
            }
        }
        if element["initial_option"].is_object() {
            return self.text(&element["initial_option"]["text"]);
        }
        let users = each(&element["initial_users"]).filter_map(Value::as_str);
        let users = users.map(|id| self.names.person(id).to_string());
        let options = each(&element["initial_options"]).map(|option| self.text(&option["text"]));
        let all: Vec<String> = users.chain(options).collect();
        if all.is_empty() { "____".into() } else { all.join(", ") }
    }

    fn element(&self, element: &Value) -> String {
        match element["type"].as_str().unwrap_or_default() {
            "mrkdwn" | "plain_text" => self.text(element),
            "button" | "workflow_button" => format!("[{}]", self.text(&element["text"])),
            "image" => format!("[image: {}]", element["alt_text"].as_str().unwrap_or_default()),
            "overflow" => {
                let options = each(&element["options"]).map(|option| self.text(&option["text"]));
                format!("[… {}]", options.collect::<Vec<_>>().join(" | "))
            }
            "feedback_buttons" => format!(
                "[{}] [{}]",
                self.text(&element["positive_button"]["text"]),
                self.text(&element["negative_button"]["text"])
            ),
            _ if element["placeholder"].is_object() => {
                format!("[{} ▾]", self.text(&element["placeholder"]))
            }
            _ => format!("[{} ▾]", self.initial(element)),
        }
    }

    /// Renders a table with its columns aligned.
    fn table(&self, block: &Value) -> Vec<String> {
        let rows: Vec<Vec<String>> = each(&block["rows"])
            .map(|row| each(row).map(|cell| self.cell(cell)).collect())
            .collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        let caption =
            block["caption"].as_str().map(|caption| self.names.resolve(caption, self.zone));
        let rows = rows.iter().map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
            cells.collect::<Vec<_>>().join(" │ ").trim_end().to_string()
        });
        caption.into_iter().chain(rows).collect()
    }

    fn cell(&self, cell: &Value) -> String {
        let text = match cell["type"].as_str().unwrap_or_default() {
            "rich_text" => self.names.resolve(&rich_text(&cell["elements"]), self.zone),
            "action" => self.element(&cell["element"]),
            _ => self.text(cell),
        };
        text.replace('\n', " ")
    }

    fn chart(&self, block: &Value) -> Vec<String> {
        let chart = &block["chart"];
        let mut lines = vec![format!(
            "[{} chart: {}]",
            chart["type"].as_str().unwrap_or("a"),
            self.either(&block["title"])
        )];
        for series in each(&chart["series"]) {
            let points = series["data"].as_array().map_or(&[][..], Vec::as_slice);
            lines.push(format!("  {}: {}", self.either(&series["name"]), self.points(points)));
        }
        let segments = chart["segments"].as_array().map_or(&[][..], Vec::as_slice);
        if !segments.is_empty() {
            lines.push(format!("  {}", self.points(segments)));
        }
        lines
    }

    fn points(&self, points: &[Value]) -> String {
        let point = |point: &Value| format!("{} {}", self.either(&point["label"]), point["value"]);
        points.iter().map(point).collect::<Vec<_>>().join(", ")
    }

    /// Renders a text object; plain text has no markup.
    fn text(&self, object: &Value) -> String {
        let text = object["text"].as_str().unwrap_or_default();
        if object["type"] == "mrkdwn" {
            unstyled(&self.names.resolve(text, self.zone))
        } else {
            text.to_string()
        }
    }

    /// Renders what is sometimes a text object and sometimes a bare string.
    fn either(&self, value: &Value) -> String {
        match value.as_str() {
            Some(text) => self.names.resolve(text, self.zone),
            None => self.text(value),
        }
    }

    /// Renders text with Slack's markup.
    fn lines(&self, text: &str) -> Vec<String> {
        split(&self.names.resolve(text, self.zone))
    }
}

/// Returns a label and what stands under it, on one line.
pub(super) fn labelled(label: &str, value: &str) -> String {
    let mark = if label.ends_with(['?', ':', '…']) { "" } else { ":" };
    format!("{label}{mark} {value}")
}

fn split(text: &str) -> Vec<String> {
    text.lines().map(str::to_string).collect()
}

/// Leaves out the stars of bold words and the underscores of a slanted line.
fn unstyled(text: &str) -> String {
    static BOLD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(^|[\s(])\*(\S(?:[^*\n]*\S)?)\*\B").expect("the pattern is right")
    });
    static SLANTED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)^_(\S[^_\n]*)_$").expect("the pattern is right"));
    SLANTED.replace_all(&BOLD.replace_all(text, "$1$2"), "$1").into_owned()
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// Turns rich text into the markup that [`Names::resolve`] reads.
fn rich_text(elements: &Value) -> String {
    let parts = each(elements).map(|element| match element["type"].as_str().unwrap_or_default() {
        "rich_text_section" => rich_text(&element["elements"]),
        "rich_text_quote" => format!("> {}\n", rich_text(&element["elements"])),
        "rich_text_preformatted" => format!("{}\n", rich_text(&element["elements"])),
        "rich_text_list" => each(&element["elements"])
            .map(|item| format!("• {}\n", rich_text(&item["elements"])))
            .collect(),
        "text" => element["text"].as_str().unwrap_or_default().to_string(),
        "emoji" => format!(":{}:", element["name"].as_str().unwrap_or_default()),
        "user" => format!("<@{}>", element["user_id"].as_str().unwrap_or_default()),
        "channel" => format!("<#{}>", element["channel_id"].as_str().unwrap_or_default()),
        "usergroup" => {
            format!("<!subteam^{}>", element["usergroup_id"].as_str().unwrap_or_default())
        }
        "broadcast" => format!("<!{}>", element["range"].as_str().unwrap_or_default()),
        "date" => format!(
            "<!date^{}^{}|?>",
            element["timestamp"],
            element["format"].as_str().unwrap_or("{date}")
        ),
        "link" => {
            let url = element["url"].as_str().unwrap_or_default();
            element["text"].as_str().unwrap_or(url).to_string()
        }
        _ => String::new(),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(blocks: &Value, expected: &[&str]) {
        let names = Names {
            people: [("U1".to_string(), "Tom".to_string())].into(),
            channels: [("C1".to_string(), "plans".to_string())].into(),
        };
        assert_eq!(message_lines(&names, &TimeZone::UTC, "fallback", blocks), expected);
    }

    fn mrkdwn(text: &str) -> Value {
        json!({ "type": "mrkdwn", "text": text })
    }

    fn plain(text: &str) -> Value {
        json!({ "type": "plain_text", "text": text })
    }

    #[test]
    fn a_message_without_blocks_is_its_text() {
        check(&Value::Null, &["fallback"]);
        check(&json!([]), &["fallback"]);
    }

    #[test]
    fn every_kind_of_block_is_readable() {
        let section = json!({ "type": "section", "text": mrkdwn("*Needs* of <@U1>:\na &lt; b *2*3"),
            "fields": [mrkdwn("*Kind*\npricing"), plain("*as is*")],
            "accessory": { "type": "button", "text": plain("Open") } });
        let lines = ["Needs of @Tom:", "a < b *2*3", "Kind: pricing", "*as is*  [Open]"];
        check(&json!([section]), &lines);
        let select = json!({ "type": "users_select", "placeholder": plain("Who?") });
        let overflow = json!({ "type": "overflow", "options": [{ "text": plain("Mute") }] });
        let actions = json!({ "type": "actions", "elements": [select, overflow] });
        check(&json!([actions, { "type": "divider" }]), &["[Who? ▾] [… Mute]", "────"]);
        let cell = |text: &str| json!({ "type": "raw_text", "text": text });
        let rows = json!([[cell("Function"), cell("State")], [cell("Legal"), cell("<@U1>")]]);
        let table = json!({ "type": "data_table", "caption": "Coverage", "rows": rows });
        check(&json!([table]), &["Coverage", "Function │ State", "Legal    │ <@U1>"]);
        let point = |label: &str, value: u8| json!({ "label": label, "value": value });
        let series = json!([{ "name": "Heard", "data": [point("W1", 3), point("W2", 5)] }]);
        let chart = json!({ "type": "data_visualization", "title": "Weeks",
            "chart": { "type": "line", "series": series } });
        check(&json!([chart]), &["[line chart: Weeks]", "  Heard: W1 3, W2 5"]);
        let text = json!([{ "type": "rich_text_section", "elements": [
            { "type": "user", "user_id": "U1" }, { "type": "text", "text": " in " },
            { "type": "channel", "channel_id": "C1" }] }]);
        check(&json!([{ "type": "rich_text", "elements": text }]), &["@Tom in #plans"]);
        let input = json!({ "type": "input", "label": plain("Kind"), "optional": true, "element": {
            "type": "static_select", "options": [{ "text": plain("Pricing") }, { "text": plain("Policy") }] } });
        check(&json!([input]), &["Kind (optional): ____", "  one of: Pricing | Policy"]);
        check(&json!([{ "type": "image", "alt_text": "a cat" }]), &["[image: a cat]"]);
        check(&json!([{ "type": "new_thing" }]), &["[new_thing]"]);
    }
}
