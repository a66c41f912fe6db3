//! Slack's text markup as people read it.

use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::collections::BTreeMap;

/// The names behind ids.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Users, user groups and bots.
    pub people: BTreeMap<String, String>,
    /// Channels, without `#`.
    pub channels: BTreeMap<String, String>,
}

impl Names {
    /// Returns a person's name, or the id where it is unknown.
    pub fn person<'a>(&'a self, id: &'a str) -> &'a str {
        self.people.get(id).map_or(id, String::as_str)
    }

    /// Returns a channel's name, or the id where it is unknown.
    pub fn channel<'a>(&'a self, id: &'a str) -> &'a str {
        self.channels.get(id).map_or(id, String::as_str)
    }

    /// Resolves mentions, links and dates in a text, for a reader in `zone`.
    pub fn resolve(&self, text: &str, zone: &TimeZone) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            out.push_str(before);
            match after.split_once('>') {
                Some((token, behind)) => {
                    out.push_str(&self.token(token, zone));
                    rest = behind;
                }
                None => {
                    out.push('<');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        unescape(&out)
    }

    fn token(&self, token: &str, zone: &TimeZone) -> String {
        let (target, label) = match token.split_once('|') {
            Some((target, label)) => (target, Some(label)),
            None => (token, None),
        };
        let (kind, id) = target.split_at(target.chars().next().map_or(0, char::len_utf8));
        match kind {
            "@" => format!("@{}", label.unwrap_or_else(|| self.person(id))),
            "#" => format!("#{}", label.unwrap_or_else(|| self.channel(id))),
            "!" => self.special(id, label, zone),
            _ => label.unwrap_or(target).to_string(),
        }
    }

    fn special(&self, id: &str, label: Option<&str>, zone: &TimeZone) -> String {
        let mut parts = id.split('^');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("date"), Some(seconds), Some(format)) => {
                let moment = seconds.parse().ok().and_then(|s| Timestamp::from_second(s).ok());
                match moment {
                    Some(moment) => date(format, &moment.to_zoned(zone.clone())),
                    None => label.unwrap_or_default().to_string(),
                }
            }
            (Some("subteam"), Some(group), _) => {
                format!("@{}", label.unwrap_or_else(|| self.person(group)).trim_start_matches('@'))
            }
            _ => format!("@{}", label.unwrap_or(id)),
        }
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Fills in a date format of Slack's. The relative forms are left absolute, so that a transcript
/// reads the same whenever it is read.
fn date(format: &str, at: &Zoned) -> String {
    let ordinal = match (at.day(), at.day() % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    let day = |pattern: &str| at.strftime(pattern).to_string();
    let plain = day(&format!("%B %-d{ordinal}, %Y"));
    let short = day("%b %-d, %Y");
    let long = day(&format!("%A, %B %-d{ordinal}, %Y"));
    [
        ("{date_num}", day("%Y-%m-%d")),
        ("{date_slash}", day("%m/%d/%Y")),
        ("{date_short_pretty}", short.clone()),
        ("{date_long_pretty}", long.clone()),
        ("{date_short}", short),
        ("{date_long_full}", long.clone()),
        ("{date_long}", long),
        ("{date_pretty}", plain.clone()),
        ("{date}", plain),
        ("{day_divider_pretty}", day("%A, %B %-d")),
        ("{time_secs}", day("%H:%M:%S")),
        ("{time}", day("%H:%M")),
    ]
    .iter()
    .fold(format.to_string(), |text, (token, value)| text.replace(token, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let names = Names {
            people: [("U1".to_string(), "Tom".to_string()), ("S1".into(), "finance".into())].into(),
            channels: [("C1".to_string(), "plans".to_string())].into(),
        };
        let zone = TimeZone::get("Europe/Lisbon").unwrap();
        assert_eq!(names.resolve(text, &zone), expected);
    }

    #[test]
    fn markup_is_readable() {
        check("hello <@U1>, see <#C1>", "hello @Tom, see #plans");
        check("<@U9> and <@U9|ann>", "@U9 and @ann");
        check("<!subteam^S1> <!here>", "@finance @here");
        check(
            "<https://a.example|the plan> at <https://b.example>",
            "the plan at https://b.example",
        );
        check("a &lt; b &amp;&amp; c", "a < b && c");
        check("1 < 2", "1 < 2");
        check("until <!date^1772442720^{date_short} {time}|?>", "until Mar 2, 2026 09:12");
        check("<!date^1772442720^{date_long}^https://x.example|?>", "Monday, March 2nd, 2026");
    }
}
