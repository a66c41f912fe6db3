//! What the three formats hold of a full and of an empty decision, and of what people should not write.

use crate::views::fixtures::{self, OWNER, at, noon};
use pulldown_cmark::{Event, Tag, TagEnd};
use serde_json::Value;
use soundings::domain::answer::{FIELD_CHARS, Words};
use soundings::domain::decision::{Closed, Decision, Deed, Ended, Entry, Phase, Version};
use soundings::domain::record::{Disposition, Outcome, PART_CHARS, WHY_CHARS, fingerprint};
use soundings::export::shape::Shape;
use soundings::export::{self, Audience, Exporter, File};
use std::collections::BTreeMap;

pub fn shape_for(decision: &Decision, audience: &Audience) -> Shape {
    let policy = fixtures::policy();
    Exporter { policy: &policy, now: noon(), audience }.shape(decision)
}

pub fn shape(decision: &Decision) -> Shape {
    shape_for(decision, &Audience::Store)
}

/// Decided with gaps, opened again, decided again; with a history.
pub fn full() -> Decision {
    let mut decision = fixtures::decided();
    let mut before = *decision.record.clone().expect("a record");
    before.at = at("2026-03-04T09:00");
    before.essence.sentence = "We wait until the fiscal year begins.".to_owned();
    before.gaps = None;
    decision.earlier = vec![before];
    let how = Ended::Early { by: OWNER.into(), reason: "the board meets today".to_owned() };
    decision.closed_before = vec![Closed { at: at("2026-03-04T08:30"), how }];
    decision.versions.insert(1, Version { text: String::new(), at: at("2026-03-02T15:00") });
    let entry = |at: &str, who: Option<&str>, what| Entry {
        at: fixtures::at(at),
        who: who.map(Into::into),
        what,
    };
    decision.history = vec![
        entry("2026-03-02T10:12", None, Deed::Opened),
        entry("2026-03-02T10:15", None, Deed::Asked("engineering".into())),
        entry("2026-03-03T12:00", Some("U0LENA"), Deed::Heard("engineering".into())),
        entry("2026-03-03T12:00", Some(OWNER), Deed::Edited),
        entry("2026-03-04T08:30", Some(OWNER), Deed::Closed),
        entry("2026-03-04T09:00", Some(OWNER), Deed::Decided),
        entry("2026-03-04T11:00", Some(OWNER), Deed::Reopened),
        entry("2026-03-05T17:00", None, Deed::Closed),
        entry("2026-03-06T10:00", Some(OWNER), Deed::Decided),
    ];
    decision
}

/// A page as it would stand in its folder.
fn page(decision: &Decision) -> String {
    let File { name, text } = export::file(&shape(decision));
    format!("=== {name}\n{text}")
}

fn pretty(decision: &Decision) -> String {
    let line = export::line(&shape(decision));
    assert!(!line.contains('\n'), "{line}");
    assert!(line.starts_with(r#"{"format":1,"type":"soundings.decision","id":""#), "{line}");
    let value: Value = serde_json::from_str(&line).expect("JSON");
    serde_json::to_string_pretty(&value).expect("JSON")
}

/// A table, row by row, each with its filled columns.
fn rows(decisions: &[Decision]) -> String {
    let shapes: Vec<Shape> = decisions.iter().map(shape).collect();
    let table = read(&export::table(&shapes));
    let filled = |row: &Vec<String>| {
        let cells = table[0].iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(column, cell)| format!("{column}: {cell}")).collect::<Vec<_>>().join("\n")
    };
    table[1..].iter().map(filled).collect::<Vec<_>>().join("\n\n")
}

/// Reads a table as a spreadsheet does.
pub fn read(table: &str) -> Vec<Vec<String>> {
    let table = table.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let rows = reader.records().map(|row| row.expect("as many cells as columns"));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_full_decision_in_each_format() {
    insta::assert_snapshot!("full_jsonl", pretty(&full()));
    insta::assert_snapshot!("full_csv", rows(&[full()]));
    insta::assert_snapshot!("full_markdown", page(&full()));
}

#[test]
fn an_empty_decision_in_each_format() {
    insta::assert_snapshot!("empty_jsonl", pretty(&fixtures::empty()));
    insta::assert_snapshot!("empty_csv", rows(&[fixtures::empty()]));
    insta::assert_snapshot!("empty_markdown", page(&fixtures::empty()));
}

#[test]
fn a_decision_on_its_way_and_one_whose_proposal_was_deleted_say_so() {
    let mut deleted = fixtures::empty();
    deleted.phase = Phase::Cancelled;
    deleted.closed = Some(Closed { at: noon(), how: Ended::ProposalDeleted });
    deleted.history = vec![Entry { at: noon(), who: None, what: Deed::Cancelled }];
    let pages = [fixtures::every_state(), fixtures::closed(), deleted].map(|one| page(&one));
    insta::assert_snapshot!("on_its_way_markdown", pages.join("\n"));
}

#[test]
fn the_index_names_the_newest_first_and_links_to_each_page() {
    let older = Decision { id: "D0LDER".into(), ..fixtures::decision() };
    let older = Decision {
        opened: soundings::domain::decision::Opened { at: at("2026-01-05T10:00"), ..older.opened },
        title: "Größe | [der] Körbe".to_owned(),
        ..older
    };
    let shapes = [shape(&older), shape(&full())];
    let index = export::index(&shapes, Some(&"U0TOM".into()));
    for shape in &shapes {
        assert!(index.text.contains(&format!("]({})", export::file(shape).name)), "{}", index.text);
    }
    insta::assert_snapshot!("index", index.text);
    insta::assert_snapshot!("index_of_nothing", export::index(&[], None).text);
}

#[test]
fn a_page_keeps_its_name_but_for_the_title_at_its_end() {
    let name = |title: &str| {
        let decision = Decision { title: title.to_owned(), ..fixtures::decision() };
        export::file(&shape(&decision)).name
    };
    assert_eq!(name("Raise prices"), "2026-03-02-D7K2M9QX1-raise-prices.md");
    assert_eq!(name("Größe: ÉTÉ / ../../etc"), "2026-03-02-D7K2M9QX1-gro-e-ete-etc.md");
    assert_eq!(name("料金を上げる"), "2026-03-02-D7K2M9QX1.md");
    assert_eq!(name(""), "2026-03-02-D7K2M9QX1.md");
    let long = name(&"word ".repeat(50));
    assert!(long.len() < 100 && long.ends_with("word.md"), "{long}");
    assert_eq!(name(&"x".repeat(120)), "2026-03-02-D7K2M9QX1.md");
}

#[test]
fn a_file_of_ours_is_known_by_its_beginning_and_no_other_is() {
    let shapes = [shape(&full())];
    let page = export::file(&shapes[0]).text;
    let texts = [
        page.clone(),
        export::index(&shapes, None).text,
        export::table(&shapes),
        export::line(&shapes[0]),
        String::new(),
    ];
    for text in &texts {
        let beginning: String = text.chars().take(200).collect();
        assert!(export::is_ours(&beginning), "{beginning}");
    }
    assert_eq!(export::decision_of(&page), Some("D7K2M9QX1"));
    assert_eq!(export::decision_of(&texts[1]), None);
    let foreign =
        ["# Notes\n", "---\nstatus: accepted\n---\n", "{\"a\":1}\n", "decision,title\n", " "];
    for text in foreign {
        assert!(!export::is_ours(text), "{text}");
        assert_eq!(export::decision_of(text), None);
    }
}

/// Everything that a person can write in a decision, replaced by one text.
pub fn saying(text: &str) -> Decision {
    let mut decision = full();
    text.clone_into(&mut decision.title);
    decision.goal = Some(text.to_owned());
    for version in &mut decision.versions {
        text.clone_into(&mut version.text);
    }
    for slot in &mut decision.slots {
        let said = Some(text.to_owned());
        if let Some(view) = &mut slot.view {
            view.words = Words {
                need: text.to_owned(),
                limit: said.clone(),
                evidence: said.clone(),
                condition: said.clone(),
                hard_now: said.clone(),
                could_try: said,
            };
        }
        let of = slot.view.as_ref().map(|view| fingerprint(&view.words));
        if let Some(restatement) = &mut slot.restatement {
            text.clone_into(&mut restatement.text);
            restatement.of = of.unwrap_or_default();
        }
    }
    let record = decision.record.as_mut().expect("a record");
    let essence = &mut record.essence;
    text.clone_into(&mut essence.sentence);
    for part in [
        &mut essence.serves_customer,
        &mut essence.serves_company,
        &mut essence.given_up,
        &mut essence.cost_carried_by,
        &mut essence.measure,
        &mut essence.reopen_if,
    ] {
        *part = Some(text.to_owned());
    }
    for disposition in record.dispositions.values_mut() {
        text.clone_into(&mut disposition.why);
    }
    text.clone_into(&mut record.gaps.as_mut().expect("gaps").reason);
    decision
}

/// What somebody might write to break out of the text.
const HOSTILE: &str = "=HYPERLINK(\"http://evil.example\",\"x\")\n---\nstatus: rejected\n# Heading\n\
    - item\n1. item\n| a | b |\n|---|---|\n<script>alert(1)</script> <!-- --> &lt;img src=x onerror=y&gt; \
    {{ site.secret }} {% include x %} `code` ``` $x$ [a](javascript:b) ![i](http://evil.example/i.png) \
    \u{202e}drawrof\u{1b}[31m \u{0} <!channel> <@U0TOM> \\";

/// Reads a page as a renderer with every extension does; returns its headings, and fails at anything that
/// text alone cannot be.
pub fn headings(body: &str) -> Vec<String> {
    let (mut headings, mut inside) = (Vec::new(), false);
    for event in pulldown_cmark::Parser::new_ext(body, pulldown_cmark::Options::all()) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                headings.push(String::new());
                inside = true;
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(text) if inside => headings.last_mut().expect("a heading").push_str(&text),
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("http"), "a link to {dest_url}");
            }
            Event::Code(code) => assert_eq!(&*code, "D7K2M9QX1"),
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::FootnoteDefinition(_))
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => panic!("{event:?} is in {body}"),
            _ => {}
        }
    }
    headings
}

/// The front matter as a reader of YAML has it, and the page below it.
pub fn parts(page: &str) -> (BTreeMap<String, Value>, &str) {
    let (front, body) = page.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
    (serde_saphyr::from_str(front).expect("YAML"), body)
}

#[test]
fn what_people_write_breaks_out_of_no_format() {
    let page = export::file(&shape(&saying(HOSTILE))).text;
    let usual = export::file(&shape(&full())).text;
    let ((front, body), (usual_front, usual_body)) = (parts(&page), parts(&usual));
    assert_eq!(front, usual_front);
    assert_eq!(headings(body)[1..], headings(usual_body)[1..], "nobody else made a heading");
    for word in ["{{", "{%", "\u{1b}", "\u{202e}", "\0"] {
        assert!(!body.contains(word), "{word:?} is in {body}");
    }
    insta::assert_snapshot!("hostile_markdown", page);

    let table = export::table(&[shape(&saying(HOSTILE))]);
    for row in &read(&table)[1..] {
        let formula = row.iter().find(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        assert_eq!(formula, None);
    }
    let line = export::line(&shape(&saying(HOSTILE)));
    assert!(!line.contains('\n') && serde_json::from_str::<Value>(&line).is_ok(), "{line}");
}

#[test]
fn the_name_of_a_function_breaks_out_of_no_format_either() {
    let mut policy = fixtures::policy();
    let name = "\"Fin\\: [x]\n---\n# y <b> | {{z}} `";
    let lens = policy.library.get(&"finance".into()).expect("built in").clone();
    let lens = soundings::domain::lens::Lens { name: name.to_owned(), ..lens };
    policy.library = soundings::domain::lens::Library::new(vec![lens]);
    let exporter = Exporter { policy: &policy, now: noon(), audience: &Audience::Store };
    let page = export::file(&exporter.shape(&full())).text;
    let (front, body) = parts(&page);
    assert_eq!(front["consulted"][1], "\"Fin\\: [x] --- # y <b> | {{z}} ` (U0TOM)");
    let usual = export::file(&shape(&full())).text;
    assert_eq!(headings(body), headings(parts(&usual).1));
}

#[test]
fn the_largest_decision_is_whole_in_every_format() {
    let text = "größer *als* <alles> ".repeat(200);
    let cut = |chars| text.chars().take(chars).collect::<String>();
    let words = Words {
        need: cut(FIELD_CHARS),
        limit: Some(cut(FIELD_CHARS)),
        evidence: Some(cut(FIELD_CHARS)),
        condition: Some(cut(FIELD_CHARS)),
        hard_now: Some(cut(FIELD_CHARS)),
        could_try: Some(cut(FIELD_CHARS)),
    };
    let mut decision = fixtures::large(&text, |slot| fixtures::answered(slot, words.clone()));
    decision.phase = Phase::Decided;
    let mut record = *fixtures::decided().record.expect("a record");
    record.essence.sentence = cut(PART_CHARS);
    record.dispositions = decision
        .slots
        .iter()
        .map(|slot| {
            let of = fingerprint(&words);
            let (why, outcome) = (cut(WHY_CHARS), Outcome::Partly);
            (slot.function.clone(), Disposition { outcome, why, follow_up: None, of })
        })
        .collect();
    decision.record = Some(Box::new(record));
    let policy = fixtures::large_policy();
    let exporter = Exporter { policy: &policy, now: noon(), audience: &Audience::Store };
    let shape = exporter.shape(&decision);
    let value: Value = serde_json::from_str(&export::line(&shape)).expect("JSON");
    assert_eq!(value["functions"].as_array().map(Vec::len), Some(30));
    assert_eq!(value["record"]["dispositions"].as_array().map(Vec::len), Some(30));
    let need = value["functions"][29]["view"]["need"].as_str().expect("a need");
    assert_eq!(need.chars().count(), FIELD_CHARS);
    let table = read(&export::table(std::slice::from_ref(&shape)));
    assert_eq!(table.len(), 31);
    let page = export::file(&shape).text;
    assert_eq!(page.matches("** needs: größer").count(), 30);
    assert_eq!(page.lines().filter(|line| line.contains("| adopted in part |")).count(), 30);
}
