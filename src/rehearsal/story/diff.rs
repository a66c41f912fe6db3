//! What is new in a message that was edited, in as few words as tell it.
//!
//! Not a full comparison: what only moved, and buttons that went away, are left out.

/// How long both sides of an arrow may be together.
const ARROW: usize = 90;
/// How long the label of a line may be.
const LABEL: usize = 40;
/// How many unchanged words stay on either side of a change in a long line.
const CONTEXT: usize = 3;
/// What stands between a state and the reason for it.
const STOP: char = '·';
/// Lines up to this length are shown whole.
const SHORT: usize = 90;

/// Describes what is new: `Finance: asked → heard` for a line that changed, or the new line. What is
/// gone is told (`- …`) only where nothing came in its place.
pub(super) fn news(before: &[String], after: &[String]) -> Vec<String> {
    let (before, after) = (squeezed(before), squeezed(after));
    let mut gone: Vec<&str> = without(&before, &after);
    let fresh: Vec<&str> = without(&after, &before);
    let fresh: Vec<String> = fresh.into_iter().filter_map(|line| told(line, &mut gone)).collect();
    if !fresh.is_empty() {
        return fresh;
    }
    let words = gone.into_iter().filter(|line| !is_buttons(line));
    words.map(|line| format!("- {line}")).collect()
}

/// Leaves single spaces only, so that a wider column is no change.
fn squeezed(lines: &[String]) -> Vec<String> {
    let squeeze = |line: &String| line.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.iter().map(squeeze).filter(|line| !line.is_empty()).collect()
}

fn without<'a>(lines: &'a [String], others: &[String]) -> Vec<&'a str> {
    lines.iter().filter(|line| !others.contains(line)).map(String::as_str).collect()
}

/// Tells a new line beside the one it took the place of, if there is one.
fn told(line: &str, gone: &mut Vec<&str>) -> Option<String> {
    if is_buttons(line) {
        return has_new_button(line, gone).then(|| line.to_string());
    }
    let Some(at) = gone.iter().position(|old| alike(old, line)) else {
        return Some(line.to_string());
    };
    Some(change(gone.remove(at), line))
}

fn is_buttons(line: &str) -> bool {
    line.starts_with('[') && line.ends_with(']')
}

fn has_new_button(row: &str, gone: &[&str]) -> bool {
    let old = |button: &str| gone.iter().any(|row| is_buttons(row) && row.contains(button));
    row.split_inclusive(']').map(str::trim).any(|button| !old(button))
}

fn alike(old: &str, new: &str) -> bool {
    match (label(old), label(new)) {
        (Some(old), Some(new)) => old == new,
        (None, None) => {
            let ends = Ends::of(old, new);
            3 * (ends.start + ends.end) >= ends.new.len() && ends.start + ends.end > CONTEXT
        }
        _ => false,
    }
}

/// What a line is about: the words before its first colon or column, without an icon.
fn label(line: &str) -> Option<&str> {
    let line = bare(line);
    let end = line.find([':', '│'])?;
    let label = line[..end].trim();
    (!label.is_empty() && label.chars().count() <= LABEL).then_some(label)
}

/// The line without an icon or bullet in front.
fn bare(line: &str) -> &str {
    line.trim_start_matches(|c: char| !c.is_alphanumeric())
}

fn change(old: &str, new: &str) -> String {
    if label(new).is_none() {
        return Ends::of(old, new).excerpt().unwrap_or_else(|| new.to_string());
    }
    arrow(old, new).unwrap_or_else(|| new.to_string())
}

/// Returns `label: before → after`, where both are short; what stays behind a dot or column is kept.
fn arrow(old: &str, new: &str) -> Option<String> {
    let parts = |line: &str| {
        let end = line.find([':', '│'])?;
        let mark = line[end..].chars().next().map_or(0, char::len_utf8);
        Some((end + mark, line[end + mark..].trim().to_string()))
    };
    let ((_, mut old), (at, new_rest)) = (parts(old)?, parts(new)?);
    let stays = new_rest.find([STOP, '│']).map_or("", |at| &new_rest[at..]);
    let (stays, was) = match old.strip_suffix(stays) {
        Some(was) if !stays.is_empty() => (stays, was.trim().to_string()),
        _ => ("", std::mem::take(&mut old)),
    };
    let is = new_rest[..new_rest.len() - stays.len()].trim();
    let length = was.chars().count() + is.chars().count();
    let told = format!("{} {was} → {is} {stays}", &new[..at]);
    (was != is && !was.is_empty() && length <= ARROW).then(|| told.trim_end().to_string())
}

/// A new line in words, and how many the old one begins and ends with as well.
struct Ends<'a> {
    new: Vec<&'a str>,
    start: usize,
    end: usize,
}

impl<'a> Ends<'a> {
    fn of(old: &'a str, new: &'a str) -> Self {
        let old: Vec<&str> = old.split(' ').collect();
        let new: Vec<&str> = new.split(' ').collect();
        let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let most = old.len().min(new.len()) - start;
        let pairs = old.iter().rev().zip(new.iter().rev()).take(most);
        let end = pairs.take_while(|(a, b)| a == b).count();
        Self { new, start, end }
    }

    /// Returns the changed part of a long line with a few words around it.
    fn excerpt(&self) -> Option<String> {
        if self.new.join(" ").chars().count() <= SHORT {
            return None;
        }
        let from = self.start.saturating_sub(CONTEXT);
        let to = (self.new.len() - self.end + CONTEXT).min(self.new.len());
        let lead = if from > 0 { "… " } else { "" };
        let tail = if to < self.new.len() { " …" } else { "" };
        Some(format!("{lead}{}{tail}", self.new[from..to].join(" ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &[&str]) {
        let lines = |text: &str| text.lines().map(str::to_string).collect::<Vec<_>>();
        assert_eq!(news(&lines(before), &lines(after)), expected);
    }

    #[test]
    fn a_card_tells_only_what_is_new() {
        check(
            "Seats\n⏳ Finance: asked\nLegal: asked",
            "Seats\n✅ Finance: heard\nLegal: asked",
            &["✅ Finance: asked → heard"],
        );
        check(
            "Finance   │ asked │ Tom",
            "Finance │ heard │ Tom",
            &["Finance │ asked → heard │ Tom"],
        );
        check(
            "Finance: asked, waiting · new",
            "Finance: passed on, waiting · new",
            &["Finance: asked, waiting → passed on, waiting · new"],
        );
        check("one", "one\ntwo", &["two"]);
        check("Note: yes", "Note: no", &["Note: yes → no"]);
    }

    #[test]
    fn what_moved_or_stayed_is_not_told() {
        check("same", "same", &[]);
        check("a: 1\nb: 1", "b: 1\na: 1", &[]);
    }

    #[test]
    fn what_is_gone_is_told_only_where_nothing_took_its_place() {
        check("one\ntwo", "two", &["- one"]);
        check("one\ntwo", "three", &["three"]);
    }

    #[test]
    fn buttons_are_told_only_where_one_is_new() {
        check("text\n[Yes] [No]", "text", &[]);
        check("text\n[Yes] [No]", "text\n[Yes]", &[]);
        check("text\n[Yes]", "text\n[Undo]", &["[Undo]"]);
    }

    #[test]
    fn of_a_long_text_the_changed_part_is_told() {
        let text = |price: &str| {
            format!(
                "I would like us to charge one price per shop, {price} euros a month, from April \
                 on for everybody who signs a contract with us and for all the others later"
            )
        };
        check(&text("79"), &text("89"), &["… price per shop, 89 euros a month, …"]);
    }
}
