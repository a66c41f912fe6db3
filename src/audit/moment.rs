//! Slack's time stamps, which name a message and tell its time, and what to make of odd ones.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Slack began in 2013; an import may bring messages of another chat from before.
const FIRST_SECOND: i64 = 1_230_768_000;

/// A day's file goes by the workspace's own time zone.
const DAYS_OFF_MAX: i64 = 2;

/// Returns the second a time stamp tells; `None` where it is no number, lies before 2009 or after
/// `now`, or far from the day in whose file it stands.
pub fn second(ts: &str, day: Date, now: Timestamp) -> Option<i64> {
    let whole = ts.split('.').next().filter(|whole| whole.bytes().all(|b| b.is_ascii_digit()))?;
    let second: i64 = whole.parse().ok()?;
    let tomorrow = now.as_second() + SignedDuration::from_hours(24).as_secs();
    let midnight = day.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second();
    let days_off = second.saturating_sub(midnight).abs() / 86_400;
    ((FIRST_SECOND..=tomorrow).contains(&second) && days_off <= DAYS_OFF_MAX).then_some(second)
}

/// Returns a day from a file's name, such as `2026-03-02.json`.
pub fn day_of(file: &str) -> Option<Date> {
    let name = file.strip_suffix(".json")?;
    let plain = name.len() == 10 && name.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain.then(|| name.parse().ok()).flatten()
}

/// Returns a message's address in Slack, if everything it takes is sound.
pub fn link(workspace: &str, channel: &str, ts: &str, thread: Option<&str>) -> Option<String> {
    let digits = plain(ts)?;
    let sound = !channel.is_empty() && channel.bytes().all(|b| b.is_ascii_alphanumeric());
    let address = format!("https://{workspace}.slack.com/archives/{channel}/p{digits}");
    let thread = thread.filter(|thread| *thread != ts && plain(thread).is_some());
    let query = thread.map(|thread| format!("?thread_ts={thread}&cid={channel}"));
    sound.then(|| address + &query.unwrap_or_default())
}

/// Returns a time stamp as it may be printed: nothing of one that is a text.
pub fn shown(ts: &str) -> &str {
    let is_plain = is_number(ts) && ts.len() <= TS_BYTES_MAX;
    if is_plain { ts } else { "" }
}

/// Slack's own have 17.
const TS_BYTES_MAX: usize = 24;

/// Tells whether a time stamp is digits, perhaps with a point among them.
pub fn is_number(ts: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match ts.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(ts),
    }
}

/// Returns the digits of a time stamp in the form that addresses take.
fn plain(ts: &str) -> Option<String> {
    let (whole, part) = ts.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(part) && part.len() == 6).then(|| format!("{whole}{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ts: &str, expected: Option<i64>) {
        let day = "2026-03-02".parse().expect("a day");
        let now = "2026-03-03T00:00:00Z".parse().expect("a moment");
        assert_eq!(second(ts, day, now), expected, "{ts}");
    }

    #[test]
    fn a_time_stamp_is_believed_within_reason() {
        check("1772445600.000100", Some(1_772_445_600));
        check("1772445600", Some(1_772_445_600));
        for odd in [
            "",
            "soon",
            "-1772445600.1",
            "12.000100",
            "1772445600000000000",
            "1772445600000",
            "1772445600123456",
            "4102444800.000000",
            "1672445600.000100",
            "99999999999999999999999.1",
        ] {
            check(odd, None);
        }
    }

    #[test]
    fn only_a_number_is_printed_as_a_time_stamp() {
        for plain in ["1772445600.000100", "1772445600"] {
            assert_eq!(shown(plain), plain);
        }
        for odd in ["", "yesterday", "-5.1", "1.", "1.2.3", "ask Ana", "9999999999999999999999999"]
        {
            assert_eq!(shown(odd), "", "{odd}");
        }
    }

    #[test]
    fn only_days_name_a_file_of_messages() {
        assert_eq!(day_of("2026-03-02.json"), Some(jiff::civil::date(2026, 3, 2)));
        for other in ["2026-13-02.json", "2026-3-2.json", "canvases.json", "2026-03-02", "-.json"] {
            assert_eq!(day_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_link_is_given_only_where_it_would_work() {
        let link = |ts, thread| link("acme", "C1", ts, thread);
        let root = "1772445600.000100";
        let address = "https://acme.slack.com/archives/C1/p1772445600000100";
        assert_eq!(link(root, Some(root)).as_deref(), Some(address));
        let reply = "https://acme.slack.com/archives/C1/p1772445700000200?thread_ts=1772445600.000100&cid=C1";
        assert_eq!(link("1772445700.000200", Some(root)).as_deref(), Some(reply));
        assert_eq!(link("1772445600", None), None);
        assert_eq!(super::link("acme", "C1/../x", root, None), None);
    }
}
