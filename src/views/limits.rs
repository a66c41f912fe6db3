//! Slack's caps, and cutting text to them.
//!
//! The numbers are those of Slack's reference for Block Kit, `chat.postMessage` and `chat.update`.
//! Whether Slack counts characters or UTF-16 units is not documented, so the larger count is used.

use unicode_segmentation::UnicodeSegmentation;

/// `chat.update` refuses a longer text, and a card is updated.
pub const TEXT: usize = 4_000;
/// Blocks in a message.
pub const BLOCKS: usize = 50;
/// Blocks in a modal.
pub const MODAL_BLOCKS: usize = 100;
/// The text of all blocks of a message together. Not in the reference: Slack answers
/// `msg_blocks_too_long` from about 13,200 on.
pub const ALL_BLOCKS: usize = 12_000;
/// The text of a section or of a context element.
pub const SECTION: usize = 3_000;
/// One field of a section.
pub const SECTION_FIELD: usize = 2_000;
/// Elements in an actions block.
pub const ACTIONS: usize = 25;
/// A button's label.
pub const BUTTON: usize = 75;
/// A button's value.
pub const BUTTON_VALUE: usize = 2_000;
/// `action_id`, `block_id` and `callback_id`.
pub const ID: usize = 255;
/// A modal's title, its submit button and its close button.
pub const MODAL_TITLE: usize = 24;
/// What a modal carries along unseen.
pub const PRIVATE_METADATA: usize = 3_000;
/// Options of a select.
pub const OPTIONS: usize = 100;
/// An option's text.
pub const OPTION: usize = 75;
/// An option's value.
pub const OPTION_VALUE: usize = 150;
/// What fits into a text input.
pub const INPUT: usize = 3_000;
/// An input's label and its hint.
pub const LABEL: usize = 2_000;
/// An input's placeholder.
pub const PLACEHOLDER: usize = 150;

/// Returns a text's length as Slack may count it.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Returns whether a text is no longer than `most`; quick where its bytes settle it.
pub fn fits(text: &str, most: usize) -> bool {
    // A UTF-16 unit takes one to three bytes of UTF-8.
    text.len() <= most || (text.len() <= most * 3 && length(text) <= most)
}

/// Cuts a text so that it is no longer than `most`, between what people see as characters, with an
/// ellipsis where something is lost.
pub fn clip(text: &str, most: usize) -> String {
    if fits(text, most) {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut left = most.saturating_sub(1);
    for grapheme in text.graphemes(true) {
        let Some(rest) = left.checked_sub(length(grapheme)) else { break };
        left = rest;
        kept.push_str(grapheme);
    }
    format!("{}…", kept.trim_end())
}

/// Cuts a text so that it is no longer than `most`, after a sentence if that keeps most of it, or else
/// after a word, with an ellipsis where something is lost.
pub fn cut(text: &str, most: usize) -> String {
    let clipped = clip(text, most);
    let Some(kept) = clipped.strip_suffix('…').filter(|_| clipped != text) else {
        return clipped;
    };
    let ends = |after: &[char]| {
        let mut places = kept.match_indices(' ').map(|(at, _)| at);
        places.rfind(|at| after.is_empty() || kept[..*at].ends_with(after))
    };
    let least = kept.len() * 3 / 5;
    match (ends(&['.', '?', '!']), ends(&[])) {
        (Some(sentence), _) if sentence >= least => format!("{} …", &kept[..sentence]),
        (_, Some(word)) if word >= least => format!("{}…", kept[..word].trim_end_matches(',')),
        _ => clipped,
    }
}

/// Cuts a text into parts that are no longer than `most`, between words if it can, losing nothing.
pub fn split(text: &str, most: usize) -> Vec<String> {
    if fits(text, most) {
        return vec![text.to_owned()];
    }
    let mut parts = vec![String::new()];
    let mut used = 0;
    for piece in text.split_inclusive(char::is_whitespace).flat_map(|word| atoms(word, most)) {
        let size = length(piece);
        if used + size > most {
            parts.push(String::new());
            used = 0;
        }
        used += size;
        parts.last_mut().expect("never empty").push_str(piece);
    }
    parts
}

/// A word, or its graphemes where it is too long, or their characters: marks can be piled up.
fn atoms(word: &str, most: usize) -> Vec<&str> {
    if fits(word, most) {
        return vec![word];
    }
    let graphemes: Vec<&str> = word.graphemes(true).collect();
    if graphemes.iter().all(|grapheme| length(grapheme) <= most) {
        return graphemes;
    }
    word.char_indices().map(|(at, c)| &word[at..at + c.len_utf8()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_stays_whole() {
        assert_eq!(clip("four", 4), "four");
        assert_eq!(clip("fours", 4), "fou…");
        assert_eq!(clip("", 0), "");
    }

    #[test]
    fn what_looks_like_one_character_is_not_cut_in_two() {
        assert_eq!(clip("a👩‍👩‍👧‍👦b👩‍👩‍👧‍👦", 14), "a👩‍👩‍👧‍👦b…");
        assert_eq!(clip("a👩‍👩‍👧‍👦b👩‍👩‍👧‍👦", 10), "a…");
        assert_eq!(length(&clip(&"שלום ".repeat(99), 50)), 50);
    }

    #[test]
    fn an_excerpt_ends_with_a_sentence_or_a_word() {
        assert_eq!(cut("One is. Two is not here.", 24), "One is. Two is not here.");
        assert_eq!(cut("One is done. Two is not.", 16), "One is done. …");
        assert_eq!(cut("One. Two is not there yet.", 20), "One. Two is not…");
        assert_eq!(cut("Unbreakable", 5), "Unbr…");
    }

    #[test]
    fn splitting_loses_nothing_even_of_piled_up_marks() {
        let zalgo = format!("a{}b", "\u{301}".repeat(100));
        let parts = split(&zalgo, 30);
        assert_eq!(parts.concat(), zalgo);
        assert!(parts.iter().all(|part| length(part) <= 30));
    }
}
