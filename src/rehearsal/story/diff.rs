//! What changed in a message, as few words as tell it.

/// Describes a change line by line: `Finance: asked → heard`, `+ …`, `- …`.
pub(super) fn changes(before: &[String], after: &[String]) -> Vec<String> {
    let before: Vec<String> = before.iter().map(|line| squeeze(line)).collect();
    let after: Vec<String> = after.iter().map(|line| squeeze(line)).collect();
    let mut out = Vec::new();
    let (mut old, mut new) = (0, 0);
    for (old_end, new_end) in common(&before, &after) {
        replaced(&before[old..old_end], &after[new..new_end], &mut out);
        (old, new) = (old_end + 1, new_end + 1);
    }
    replaced(&before[old..], &after[new..], &mut out);
    out
}

/// Leaves single spaces only, so that a wider column is no change.
fn squeeze(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the places of the longest common run of lines.
fn common(before: &[String], after: &[String]) -> Vec<(usize, usize)> {
    let mut longest = vec![vec![0_usize; after.len() + 1]; before.len() + 1];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            longest[i][j] = if before[i] == after[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < before.len() && j < after.len() {
        if before[i] == after[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Describes lines that took the place of others: alike ones as a change, the rest as gone and new.
fn replaced(old: &[String], new: &[String], out: &mut Vec<String>) {
    let mut taken = vec![false; new.len()];
    let mut gone = Vec::new();
    let mut changed = Vec::new();
    for line in old {
        let alike = (0..new.len()).find(|&at| !taken[at] && label(line) == label(&new[at]));
        match alike {
            Some(at) if label(line).is_some() => {
                taken[at] = true;
                changed.push(change(line, &new[at]));
            }
            _ => gone.push(format!("- {line}")),
        }
    }
    out.extend(changed);
    out.extend(gone);
    let fresh = new.iter().zip(taken).filter(|(_, taken)| !taken);
    out.extend(fresh.map(|(line, _)| format!("+ {line}")));
}

/// What a line is about: the words before its first colon or column.
fn label(line: &str) -> Option<&str> {
    let end = line.find([':', '│'])?;
    // An emoji code opens with a colon; its line has no label of its own.
    (end > 0).then(|| line[..end].trim())
}

/// Keeps the words both begin and end with, and shows what changed between them.
fn change(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - start;
    let end = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let middle = |words: &[&str]| match words[start..words.len() - end].join(" ") {
        text if text.is_empty() => "(nothing)".to_string(),
        text => text,
    };
    let mut parts: Vec<String> = old[..start].iter().map(ToString::to_string).collect();
    parts.push(format!("{} → {}", middle(&old), middle(&new)));
    parts.extend(old[old.len() - end..].iter().map(ToString::to_string));
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &[&str]) {
        let lines = |text: &str| text.lines().map(str::to_string).collect::<Vec<_>>();
        assert_eq!(changes(&lines(before), &lines(after)), expected);
    }

    #[test]
    fn a_card_tells_only_what_changed() {
        check(
            "Seats\nFinance: asked\nLegal: asked",
            "Seats\nFinance: heard\nLegal: asked",
            &["Finance: asked → heard"],
        );
        check(
            "Finance   │ asked │ Tom",
            "Finance │ heard │ Tom",
            &["Finance │ asked → heard │ Tom"],
        );
        check("a: 1\nb: 1", "b: 1\na: 1", &["- a: 1", "+ a: 1"]);
        check("one", "one\ntwo", &["+ two"]);
        check("one\ntwo", "two", &["- one"]);
        check("Note: yes", "Note: yes indeed", &["Note: yes (nothing) → indeed"]);
        check("same", "same", &[]);
    }
}
