//! Whatever people write, in any order: it stays text in every format.

use super::formats::{full, headings, parts, read, saying, shape};
use proptest::prelude::*;
use soundings::export;

/// What means something to Markdown, HTML, YAML, templates or spreadsheets, and a few words between.
const PIECES: [&str; 58] = [
    "a",
    "word",
    " ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "*",
    "**",
    "_",
    "__",
    "`",
    "```",
    "~",
    "~~",
    "#",
    "# ",
    "## ",
    "- ",
    "+ ",
    "1. ",
    "2) ",
    "> ",
    "|",
    "|-|-|",
    ":-:",
    "---",
    "===",
    "***",
    "[",
    "](",
    ")",
    "![",
    "[^1]: ",
    "[a]: http://x",
    "<",
    ">",
    "<b>",
    "</p>",
    "<!--",
    "-->",
    "&",
    "&lt;",
    "&#35;",
    "{{",
    "}}",
    "{%",
    "$",
    "$$",
    "\\",
    "http://a.example/b_c",
    "https://",
    "=",
    "@x",
    ":",
    "\"",
];

fn text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(&PIECES[..]), 0..30);
    pieces.prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nobody_writes_anything_but_text(text in text()) {
        let shape = shape(&saying(&text));
        let page = export::file(&shape).text;
        let usual = export::file(&self::shape(&full())).text;
        let ((front, body), (usual_front, usual_body)) = (parts(&page), parts(&usual));
        prop_assert_eq!(front, usual_front);
        prop_assert_eq!(&headings(body)[1..], &headings(usual_body)[1..]);
        prop_assert!(!body.contains(['{', '}']), "{}", body);
        let table = read(&export::table(std::slice::from_ref(&shape)));
        prop_assert_eq!(table.len(), 1 + shape.functions.len());
        for cell in table[1..].iter().flatten() {
            prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']), "{}", cell);
        }
        prop_assert!(!export::line(&shape).contains('\n'));
    }
}
