//! Text made harmless in Markdown, wherever it is rendered: it can be no markup, no HTML, no template.
//!
//! Besides CommonMark and GitHub's tables, the renderers thought of are those that look for `{{ … }}`,
//! `{% … %}` (Jekyll, Hugo), `{…}` (MDX) and `$…$` (formulas). Web addresses stay links.

use std::fmt::Write;

/// Returns a text in one line, fit for a heading, a list item or a cell of a table.
pub(super) fn inline(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(word).collect();
    words.join(" ")
}

/// Returns a text as a quotation, line by line, each begun with `indent`.
pub(super) fn quote(text: &str, indent: &str) -> String {
    let lines: Vec<String> = text.trim().lines().map(line).collect();
    let mut quote = String::new();
    for (at, line) in lines.iter().enumerate() {
        let goes_on = lines.get(at + 1).is_some_and(|next| !next.is_empty()) && !line.is_empty();
        let end = if goes_on { "\\" } else { "" };
        let space = if line.is_empty() { "" } else { " " };
        let _ = writeln!(quote, "{indent}>{space}{line}{end}");
    }
    quote
}

/// Returns a text in quotation marks that YAML and JSON read alike.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// One line, in which nothing at the beginning makes it a list, a heading, a rule or a table.
fn line(text: &str) -> String {
    let line = inline(text);
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    match line.as_bytes().get(digits) {
        Some(b'-' | b'+' | b'=' | b':') if digits == 0 => format!("\\{line}"),
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &line[..digits], &line[digits..]),
        _ => line,
    }
}

fn word(word: &str) -> String {
    match web_address(word) {
        Some((before, address, after)) => {
            let target = address.replace('&', "&amp;");
            format!("{}[{}]({target}){}", escape(before), escape(address), escape(after))
        }
        None => escape(word),
    }
}

/// Finds an address in a word, with what stands before and behind it.
fn web_address(word: &str) -> Option<(&str, &str, &str)> {
    let start = ["https://", "http://"].iter().filter_map(|scheme| word.find(scheme)).min()?;
    let (before, rest) = word.split_at(start);
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
    let after = &rest[address.len()..];
    let host = address.split("//").nth(1).is_some_and(|host| !host.is_empty());
    host.then_some((before, address, after))
}

/// Escapes what could be markup where it stands: an `&` before a space and a `_` inside a word cannot.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match c {
            '&' if next.is_some_and(|c| c == '#' || c.is_ascii_alphanumeric()) => {
                out.push_str("&amp;");
            }
            '_' if is_inside(before) && is_inside(next) => out.push('_'),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
        before = Some(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(inline(text), expected);
    }

    #[test]
    fn nothing_in_a_line_is_markup() {
        check("a *b* _c_ `d` ~~e~~ [f](g) # h", r"a \*b\* \_c\_ \`d\` \~\~e\~\~ \[f\](g) \# h");
        check("<script>alert(1)</script> &amp;", "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;");
        check("R&D &#35; a & b &", "R&amp;D &amp;\\#35; a & b &");
        check("snake_case _x_ __y__ a_", r"snake_case \_x\_ \_\_y\_\_ a\_");
        check(
            "{{ site.secret }} {% include x %}",
            "&#123;&#123; site.secret &#125;&#125; &#123;% include x %&#125;",
        );
        check("a | b\nc", r"a \| b c");
        check("![x](y) $a$ \\", r"!\[x\](y) \$a\$ \\");
        check("", "");
    }

    #[test]
    fn an_address_stays_a_link_and_nothing_else_becomes_one() {
        check(
            "(https://a.example/b_c?d=1&e=2).",
            r"([https://a.example/b_c?d=1&amp;e=2](https://a.example/b_c?d=1&amp;e=2)).",
        );
        check("javascript:alert(1)", "javascript:alert(1)");
        check("https://", "https://");
        check("x)](https://a.example", r"x)\]([https://a.example](https://a.example)");
        check("https://a.example/)[b](c", r"[https://a.example/](https://a.example/))\[b\](c");
    }

    #[test]
    fn a_quotation_keeps_its_lines_and_none_of_them_begins_anything() {
        let text = "# one\n- two\n1. three\n2) four\n===\n\n    five\n:-\n+ six";
        let expected = "> \\# one\\\n> \\- two\\\n> 1\\. three\\\n> 2\\) four\\\n> \\===\n>\n> five\\\n> \\:-\\\n> \\+ six\n";
        assert_eq!(quote(text, ""), expected);
        assert_eq!(quote("", ""), "");
        assert_eq!(quote("a", "  "), "  > a\n");
    }

    #[test]
    fn what_is_quoted_is_one_string() {
        assert_eq!(quoted("a \"b\" \\ #c: [d]"), r##""a \"b\" \\ #c: [d]""##);
    }
}
