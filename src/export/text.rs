//! What people wrote, made plain: Slack's markup as it looks, and nothing in it that is not text.

use crate::views::words;

/// Returns a text as it looks, with `\n` between its lines and without control characters.
pub(super) fn plain(text: &str) -> String {
    let text = words::plain(text).replace("\r\n", "\n");
    let text = text.replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    text.chars().filter(|c| !is_noise(*c)).collect()
}

/// Returns the same in one line.
pub(super) fn line(text: &str) -> String {
    words::one_line(&plain(text))
}

/// Returns a part that may be missing.
pub(super) fn part(text: &Option<String>) -> Option<String> {
    text.as_deref().map(plain)
}

/// What no reader sees, and what some programs stumble over.
fn is_noise(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_left_out_and_every_line_ends_alike() {
        assert_eq!(plain("a\r\nb\rc\u{2028}d"), "a\nb\nc\nd");
        assert_eq!(plain("\u{feff}a\0b\u{1b}[31m\tc\u{202e}d\u{7f}"), "ab[31m\tcd");
        assert_eq!(
            plain("5 &lt; 6 &amp; <@U1> saw <https://a.example|it>"),
            "5 < 6 & @somebody saw it (https://a.example)"
        );
        assert_eq!(line(" a\n\n b "), "a b");
    }
}
