//! Small pieces of language: other people's words made harmless, dates, counts and lists.

use super::limits;
use crate::domain::hours::{WorkingHours, Zone};
use crate::domain::ids::{ChannelId, MessageTs, UserId};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// The longest title; the domain keeps none that is longer.
const NAME: usize = 150;

/// Returns what somebody wrote as plain text: Slack's markup becomes what it looks like, and
/// nothing in it can address anybody or turn the direction of the line.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, inside, after)) = next_markup(rest) {
        plain.push_str(before);
        plain.push_str(&spoken(inside));
        rest = after;
    }
    plain.push_str(rest);
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    plain.chars().filter(|c| !turns_direction(*c)).collect()
}

/// Escapes the three characters that mean something to Slack.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Returns the title of something as a fact: in one line, safe to write, never shortened further.
pub fn name(title: &str) -> String {
    match one_line(&plain(title)).as_str() {
        "" => "(no title)".to_owned(),
        title => escape(&limits::clip(title, NAME)),
    }
}

/// Returns a text in one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn next_markup(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('<').map(|at| from + at) {
        let inside = &text[open + 1..];
        match inside.find(['<', '>']) {
            Some(end) if inside[end..].starts_with('>') && is_markup(&inside[..end]) => {
                return Some((&text[..open], &inside[..end], &inside[end + 1..]));
            }
            _ => from = open + 1,
        }
    }
    None
}

fn is_markup(inside: &str) -> bool {
    ["@", "#", "!", "http://", "https://", "mailto:"].iter().any(|start| inside.starts_with(start))
}

/// What a piece of markup looks like to a reader.
fn spoken(inside: &str) -> String {
    let (target, label) = match inside.split_once('|') {
        Some((target, label)) => (target, Some(label)),
        None => (inside, None),
    };
    let label = label.filter(|label| !label.is_empty());
    match target.as_bytes().first() {
        Some(b'@') => at(label.unwrap_or("somebody")),
        Some(b'#') => format!("#{}", label.unwrap_or("another channel")),
        Some(b'!') => match target {
            "!channel" | "!here" | "!everyone" => at(&target[1..]),
            _ => label.unwrap_or("@a group").to_owned(),
        },
        _ => label.filter(|label| *label != target).map_or_else(
            || target.trim_start_matches("mailto:").to_owned(),
            |label| format!("{label} ({target})"),
        ),
    }
}

fn at(name: &str) -> String {
    format!("@{}", name.trim_start_matches('@'))
}

/// The marks that make what follows run the other way, beyond the text they stand in.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Names a person; Slack shows them by name.
pub fn person(user: &UserId) -> String {
    format!("<@{user}>")
}

/// Names a channel; Slack shows its name to those who may know it.
pub fn channel(channel: &ChannelId) -> String {
    format!("<#{channel}>")
}

/// Returns a link to a message.
pub fn link(channel: &ChannelId, ts: &MessageTs, label: &str) -> String {
    format!("<https://slack.com/app_redirect?channel={channel}&amp;message_ts={ts}|{label}>")
}

/// Returns a moment in the reader's own zone; `zone` serves where Slack cannot tell it.
pub fn moment(at: Timestamp, zone: &Zone) -> String {
    let there = at.to_zoned(zone.rules());
    let fallback = there.strftime("%a %-d %b %Y, %H:%M %Z");
    format!("<!date^{}^{{date_short_pretty}} at {{time}}|{fallback}>", at.as_second())
}

/// Returns a day, such as `Thu 5 Mar`.
pub fn day(date: Date) -> String {
    date.strftime("%a %-d %b").to_string()
}

/// Returns a number with its noun.
pub fn count(number: usize, one: &str, several: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {several}") }
}

/// Returns how often something happened.
pub fn times(number: usize) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

/// Returns a name's possessive: `Finance's`, `Sales'`.
pub fn whose(name: &str) -> String {
    if name.ends_with('s') { format!("{name}'") } else { format!("{name}'s") }
}

/// Joins names as people do: `A, B and C`.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// Returns a stretch of working time in words.
pub fn working_time(hours: &WorkingHours, length: SignedDuration) -> String {
    let day = i64::from(hours.end - hours.start).max(1);
    match length.as_hours() {
        0 => "less than a working hour".to_owned(),
        1 => "1 working hour".to_owned(),
        some if some < day => format!("{some} working hours"),
        some if some < 2 * day => "a full working day".to_owned(),
        some => format!("{} working days", some / day),
    }
}

/// Returns a stretch of time in words.
pub fn span(length: SignedDuration) -> String {
    let minutes = usize::try_from(length.as_mins()).unwrap_or(0);
    match minutes {
        0..=119 => count(minutes, "minute", "minutes"),
        120..=2879 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 60 / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(plain(text), expected);
    }

    #[test]
    fn markup_becomes_what_it_looks_like() {
        check("ask <@U1> or <@U2|ana>", "ask @somebody or @ana");
        check("see <#C1|plans> and <#C2>", "see #plans and #another channel");
        check(
            "<!channel> <!here|here> <!subteam^S1|@finance> <!subteam^S1>",
            "@channel @here @finance @a group",
        );
        check(
            "<https://a.example|the page> <https://b.example>",
            "the page (https://a.example) https://b.example",
        );
        check("<mailto:a@b.example|a@b.example>", "a@b.example (mailto:a@b.example)");
    }

    #[test]
    fn what_only_looks_like_markup_stays() {
        check("a < b > c and <3", "a < b > c and <3");
        check("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c");
        check("<<!channel>>", "<@channel>");
    }

    #[test]
    fn nothing_escaped_addresses_anybody() {
        for text in ["<!channel>", "&lt;!channel&gt;", "<<!here>>", "<!ch\u{202e}annel>"] {
            let safe = escape(&plain(text));
            assert!(!safe.contains('<'), "{text} became {safe}");
        }
    }

    #[test]
    fn lists_and_counts_read_like_speech() {
        assert_eq!(list(&["A"]), "A");
        assert_eq!(list(&["A", "B", "C"]), "A, B and C");
        assert_eq!(count(1, "person", "people"), "1 person");
        assert_eq!(times(2), "twice");
        assert_eq!([whose("Finance"), whose("Sales")], ["Finance's", "Sales'"]);
    }
}
