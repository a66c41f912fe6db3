//! What the author says in their own words.
//!
//! Slack text carries more than that: quotes, code, links, mentions, entities, formatting. They are
//! taken out here, so that nobody is taken to propose what they only quote. The result is for
//! reading, never for showing as the message itself.

/// Longer messages are read up to here: a proposal is put early, and time stays bounded.
const READ_BYTES_MAX: usize = 8_000;

/// Tells whether a message speaks to one person: it begins with their mention, and mentions nobody else.
pub(super) fn is_to_one(text: &str) -> bool {
    text.trim_start().starts_with("<@") && text.matches("<@").count() == 1 && !text.contains("<!")
}

/// Returns the author's own words, on as many lines as they wrote.
pub fn own_words(text: &str) -> String {
    let text = head(text);
    let mut words = OwnWords { out: String::with_capacity(text.len()) };
    // Every second part between fences is code; an open fence runs to the end, as in Slack.
    for prose in text.split("```").step_by(2) {
        words.read_lines(prose);
    }
    words.out.truncate(words.out.trim_end().len());
    words.out
}

/// Returns the part of the text that is read, cut between characters.
fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(READ_BYTES_MAX)]
}

/// A longer `<…>` is no mention and no link.
const TOKEN_BYTES_MAX: usize = 1_000;

struct OwnWords {
    out: String,
}

impl OwnWords {
    fn read_lines(&mut self, prose: &str) {
        for line in prose.split(['\n', '\r']) {
            let line = line.trim_start();
            if line.starts_with("&gt;&gt;&gt;") || line.starts_with(">>>") {
                return; // Slack quotes everything that follows.
            }
            if !(line.starts_with("&gt;") || line.starts_with('>')) {
                self.read_line(without_address(line));
                self.end_line();
            }
        }
    }

    fn read_line(&mut self, mut rest: &str) {
        while let Some(first) = rest.chars().next() {
            rest = match first {
                'a'..='z' | 'A'..='Z' | '0'..='9' => self.word(rest),
                '`' => self.skip(rest, skipped_code(rest)),
                '~' => self.skip_struck(rest),
                '<' => self.token(rest),
                '&' => self.entity(rest),
                ':' => self.shortcode(rest),
                '@' => self.skip(rest, 1 + name_length(&rest[1..])),
                '"' | '\u{201c}' | '\u{201d}' => self.quotation(rest, first),
                _ => self.character(rest, first),
            };
        }
    }

    /// Reads a word, or leaves out a bare address.
    fn word<'a>(&mut self, rest: &'a str) -> &'a str {
        if ["http://", "https://", "www."].iter().any(|scheme| rest.starts_with(scheme)) {
            let end = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
            return self.skip(rest, end);
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        self.out.push_str(&rest[..end]);
        &rest[end..]
    }

    /// Leaves something out; a space keeps its neighbours apart.
    fn skip<'a>(&mut self, rest: &'a str, length: usize) -> &'a str {
        self.space();
        &rest[length..]
    }

    /// Leaves out what is struck through: who strikes a sentence takes it back.
    fn skip_struck<'a>(&mut self, rest: &'a str) -> &'a str {
        match struck(rest).filter(|_| !self.out.ends_with(char::is_alphanumeric)) {
            Some(length) => self.skip(rest, length),
            None => &rest[1..],
        }
    }

    /// Slack's `<…>`: a link's label is part of the sentence, a call to the channel is said to all.
    fn token<'a>(&mut self, rest: &'a str) -> &'a str {
        let near = &rest[..rest.floor_char_boundary(TOKEN_BYTES_MAX)];
        let Some(end) = near.find('>') else {
            return self.character(rest, '<');
        };
        let inner = &rest[1..end];
        if inner.starts_with('!') {
            self.out.push_str("everyone");
        } else if let Some((link, label)) = inner.split_once('|')
            && !link.starts_with(['@', '#'])
            && !label.contains("://")
        {
            self.read_line(label);
        }
        self.skip(rest, end + 1)
    }

    fn entity<'a>(&mut self, rest: &'a str) -> &'a str {
        for (entity, character) in [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')] {
            if let Some(after) = rest.strip_prefix(entity) {
                self.out.push(character);
                return after;
            }
        }
        self.character(rest, '&')
    }

    /// `:tada:` says nothing here, but a thumb is a vote.
    fn shortcode<'a>(&mut self, rest: &'a str) -> &'a str {
        let name = &rest[1..1 + name_length(&rest[1..])];
        let closed = rest[1 + name.len()..].starts_with(':');
        let in_word = self.out.ends_with(|c: char| c.is_ascii_alphanumeric());
        if name.is_empty() || !closed || in_word {
            return self.character(rest, ':');
        }
        if matches!(name, "+1" | "thumbsup" | "-1" | "thumbsdown") {
            self.space();
            self.out.push_str(if matches!(name, "+1" | "thumbsup") { "+1" } else { "-1" });
        }
        self.skip(rest, name.len() + 2)
    }

    /// Leaves out a quoted sentence; a quoted word or name stays.
    fn quotation<'a>(&mut self, rest: &'a str, mark: char) -> &'a str {
        let Some((inner, after)) = quoted(&rest[mark.len_utf8()..]) else {
            return self.character(rest, mark);
        };
        if inner.split_whitespace().count() > QUOTED_NAME_WORDS_MAX {
            self.space();
        } else {
            self.out.push('"');
            self.read_line(inner);
            self.out.push('"');
        }
        after
    }

    fn character<'a>(&mut self, rest: &'a str, character: char) -> &'a str {
        match character {
            '\u{2018}' | '\u{2019}' => self.out.push('\''),
            '\u{201c}' | '\u{201d}' => self.out.push('"'),
            '*' | '_' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
            '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' => {}
            space if space.is_whitespace() || space.is_control() => self.space(),
            other => self.out.push(other),
        }
        &rest[character.len_utf8()..]
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    fn end_line(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }
}

/// More words than this between quotation marks are somebody's sentence.
const QUOTED_NAME_WORDS_MAX: usize = 4;

/// Splits what follows an opening quotation mark at the closing one.
fn quoted(after: &str) -> Option<(&str, &str)> {
    after.split_once(['"', '\u{201d}'])
}

/// Returns the length of `code` between back-ticks, or of one back-tick without a partner.
fn skipped_code(rest: &str) -> usize {
    rest[1..].find('`').map_or(1, |end| end + 2)
}

/// A longer stretch is not taken to be struck through, so that time stays bounded.
const STRUCK_BYTES_MAX: usize = 2_000;

/// Returns the length of what is struck through from here on: as in Slack, no space stands inside its marks, and
/// no letter behind the last. "~5 % of ~10" strikes nothing.
fn struck(rest: &str) -> Option<usize> {
    let inner = &rest[1..rest.floor_char_boundary(STRUCK_BYTES_MAX)];
    let closes = |end: &usize| {
        let (before, after) = (&inner[..*end], &inner[end + 1..]);
        !before.ends_with(char::is_whitespace) && !after.starts_with(char::is_alphanumeric)
    };
    let mut marks = inner.match_indices('~').map(|(end, _)| end);
    let opens = !inner.starts_with(|c: char| c.is_whitespace() || c == '~');
    marks.find(closes).filter(|_| opens).map(|end| end + 2)
}

/// Returns the length of a user name or emoji name.
fn name_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_ascii_alphanumeric() || "_-+.".contains(c))).unwrap_or(text.len())
}

/// Leaves out `@p12: ` and `<@U1>, ` at the start of a line: it says to whom, not what.
fn without_address(line: &str) -> &str {
    let after = if let Some(inner) = line.strip_prefix("<@") {
        inner.split_once('>').map(|(_, after)| after)
    } else {
        line.strip_prefix('@').map(|name| &name[name_length(name)..])
    };
    after.map_or(line, |after| after.trim_start_matches([':', ',', ' ']))
}

#[cfg(test)]
mod tests {
    use super::own_words;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(own_words(text), expected, "{text:?}");
    }

    #[test]
    fn what_is_not_the_authors_own_is_left_out() {
        check("&gt; I propose we stop\nno idea", "no idea");
        check("> I propose we stop\r\nno idea", "no idea");
        check("before\n>>> all\nof this", "before");
        check("run `let's drop it` first", "run first");
        check("see ```\nwe should\n``` above", "see\nabove");
        check("an open ``` fence we should", "an open");
        check("he wrote \"I propose that we drop the seats\" to me", "he wrote to me");
        check(
            "call it \"Seats\", then we go on to the rest, \"Shops\"",
            "call it \"Seats\", then we go on to the rest, \"Shops\"",
        );
    }

    #[test]
    fn what_is_struck_through_was_taken_back() {
        check("~I propose we stop.~ never mind", "never mind");
        check("so ~we should stop~, no", "so , no");
        check("~5 % of ~10 and a~b~c", "5 % of 10 and abc");
        check("~ not this ~", "not this");
        check("~~~", "");
        check("~", "");
    }

    #[test]
    fn slack_marks_are_understood() {
        check("<@U02AB>: should we?", "should we?");
        check("@p12: should we?", "should we?");
        check(
            "<!here> thoughts on <https://x.example/a|the plan>?",
            "everyone thoughts on the plan ?",
        );
        check("see <https://x.example/a> and https://y.example/?a=b, ok", "see and ok");
        check("*Proposal:* R&amp;D first &lt;3", "Proposal: R&D first <3");
        check("nice :tada: at 10:30:15 :+1:", "nice at 10:30:15 +1");
        check("we\u{2019}d \u{201c}win\u{201d}", "we'd \"win\"");
        check("a < b and a\u{200b}b", "a < b and ab");
    }

    #[test]
    fn odd_text_survives() {
        check("", "");
        check("   \r\n \u{200f}", "");
        check("`", "");
        check(":", ":");
        check("@", "");
        check("שלום 🥐", "שלום 🥐");
        check("<@", "<");
        assert!(own_words(&"é".repeat(40_000)).len() <= 8_000);
    }
}
