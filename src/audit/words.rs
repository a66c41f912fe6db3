//! Small pieces of language for the report: counts, lists, lengths of time, and texts cut to size.

/// Returns a number with its noun.
pub fn count(number: usize, one: &str, several: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {several}", grouped(number as u64)) }
}

/// Returns a number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
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

/// Returns a stretch of time in words, as coarse as it deserves.
pub fn span(seconds: i64) -> String {
    let count = |number: i64, one: &str, several: &str| {
        count(usize::try_from(number).unwrap_or(0), one, several)
    };
    match seconds {
        ..60 => "less than a minute".to_owned(),
        60..7_200 => count(seconds / 60, "minute", "minutes"),
        7_200..172_800 => count(seconds / 3_600, "hour", "hours"),
        _ => count(seconds / 86_400, "day", "days"),
    }
}

/// Returns a text of so many characters at the most, with an ellipsis where it was cut.
pub fn clip(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        None => text.to_owned(),
        Some(_) => {
            let kept: String = text.chars().take(chars_max.saturating_sub(1)).collect();
            format!("{}…", kept.trim_end())
        }
    }
}

/// Returns a name as it may be printed: nothing in it commands a terminal or turns a line.
pub fn safe(name: &str) -> String {
    name.chars().map(|c| if c.is_control() || turns_direction(c) { '?' } else { c }).collect()
}

/// The marks that make what follows run the other way, beyond the text they stand in.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_read_like_speech() {
        assert_eq!([grouped(7), grouped(1_234), grouped(1_234_567)], ["7", "1,234", "1,234,567"]);
        assert_eq!(count(1, "file", "files"), "1 file");
        let spans = [0, 59, 60, 7_199, 7_200, 172_799, 172_800].map(span);
        let expected = [
            "less than a minute",
            "less than a minute",
            "1 minute",
            "119 minutes",
            "2 hours",
            "47 hours",
            "2 days",
        ];
        assert_eq!(spans, expected);
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(clip("né é", 4), "né é");
        assert_eq!(clip("né éx", 4), "né…");
    }
}
