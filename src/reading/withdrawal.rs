//! Whether people take back what they proposed.

/// Tells whether an author takes back what they proposed: a clause says that and nothing else. "Never mind the typo" does
/// not, nor does who is against what another proposed.
pub fn takes_back(text: &str) -> bool {
    let said = text.to_lowercase().replace('’', "'");
    let clauses = said.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == ' '));
    clauses.map(without_opening).any(|clause| TAKEN_BACK.contains(&clause))
}

/// Takes off how people begin to say it.
fn without_opening(clause: &str) -> &str {
    let clause = clause.trim();
    match clause.split_once(' ') {
        Some((first, rest)) if OPENINGS.contains(&first) => without_opening(rest),
        _ => clause,
    }
}

const OPENINGS: [&str; 15] = [
    "actually", "and", "but", "hm", "hmm", "i", "let's", "no", "oh", "ok", "please", "so", "sorry",
    "then", "well",
];

/// What says so where it stands alone.
const TAKEN_BACK: [&str; 22] = [
    "forget it",
    "forget that",
    "forget that idea",
    "forget this",
    "forget what i said",
    "forget about it",
    "never mind",
    "nevermind",
    "scrap it",
    "scrap that",
    "scratch that",
    "take it back",
    "take that back",
    "take this back",
    "taken back",
    "we won't do this",
    "withdraw it",
    "withdraw my proposal",
    "withdraw the proposal",
    "withdraw this",
    "withdraw this proposal",
    "withdrawn",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_back_is_told_from_what_only_sounds_like_it() {
        for text in [
            "Withdrawn, forget it.",
            "Never mind!",
            "ok – i withdraw this. sorry",
            "actually forget it, bad idea, legal would kill me",
            "hm, I take that back",
        ] {
            assert!(takes_back(text), "{text}");
        }
        for text in ["never mind the typo", "money can be withdrawn daily", "don't forget it's May"]
        {
            assert!(!takes_back(text), "{text}");
        }
    }
}
