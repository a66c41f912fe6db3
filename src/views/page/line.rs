//! A line of a message, and what of it is given up where a message is too long.

use crate::views::limits;
use crate::views::words::{escape, one_line, plain};

/// A line of a message.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pieces: Vec<Piece>,
    quoted: bool,
    minor: bool,
}

/// What a message lost in being fitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    #[default]
    Nothing,
    Shortened,
    LeftOut,
}

impl Loss {
    /// Returns how a message says so.
    pub(super) fn note(self) -> Option<&'static str> {
        match self {
            Loss::Nothing => None,
            Loss::Shortened => Some(SHORTENED),
            Loss::LeftOut => Some(LEFT_OUT),
        }
    }
}

#[derive(Clone, Debug)]
enum Piece {
    Fact(String),
    Words { text: String, most: usize },
    Aside(String),
}

/// Below this length of words, asides are left out.
const ASIDES_FROM: usize = 120;
/// Below this length of words, minor lines are left out.
const MINOR_FROM: usize = 60;
/// What is said where words were shortened.
const SHORTENED: &str = "Texts that end in “…” are shortened to fit into one message.";
/// What is said where parts are missing.
const LEFT_OUT: &str = "Texts that end in “…” are shortened, and some parts are left out, to fit \
                        into one message.";

impl Line {
    /// Returns a line that starts with a fact.
    pub fn new(fact: impl Into<String>) -> Self {
        Self::default().fact(fact)
    }

    /// Returns a line that is shown as a quotation.
    pub fn quote(text: &str, most: usize) -> Self {
        let words = Piece::Words { text: plain(text).trim().to_owned(), most };
        Self { pieces: vec![words], quoted: true, minor: false }
    }

    /// Returns the beginning of a longer text, in one line and up to the end of a sentence or word,
    /// shown as a quotation.
    pub fn gist(text: &str, most: usize) -> Self {
        let text = limits::cut(&one_line(&plain(text)), most);
        Self { pieces: vec![Piece::Words { text, most }], quoted: true, minor: false }
    }

    /// Adds what must not be lost. It is markup: whatever people wrote in it must be escaped.
    pub fn fact(mut self, fact: impl Into<String>) -> Self {
        self.pieces.push(Piece::Fact(fact.into()));
        self
    }

    /// Adds what somebody wrote, in one line.
    pub fn words(self, text: &str) -> Self {
        self.excerpt(text, limits::INPUT)
    }

    /// Adds the beginning of what somebody wrote, in one line.
    pub fn excerpt(mut self, text: &str, most: usize) -> Self {
        self.pieces.push(Piece::Words { text: one_line(&plain(text)), most });
        self
    }

    /// Adds what may be left out.
    pub fn aside(mut self, aside: impl Into<String>) -> Self {
        self.pieces.push(Piece::Aside(aside.into()));
        self
    }

    /// Adds everything of another line.
    pub fn and(mut self, other: Line) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Marks a line that may be left out where everything else would not fit.
    pub fn minor(self) -> Self {
        Self { minor: true, ..self }
    }

    /// Returns the line with words of at most `cap` characters.
    pub fn shown(&self, cap: usize) -> String {
        self.written(cap).0
    }

    fn written(&self, cap: usize) -> (String, Loss) {
        if self.minor && cap < MINOR_FROM {
            return (String::new(), Loss::LeftOut);
        }
        let mut line = String::new();
        let mut loss = Loss::Nothing;
        for piece in &self.pieces {
            match piece {
                Piece::Fact(fact) => line.push_str(fact),
                Piece::Aside(aside) if cap >= ASIDES_FROM => line.push_str(aside),
                Piece::Aside(_) => loss = loss.max(Loss::LeftOut),
                Piece::Words { text, most } => {
                    if cap < *most && !limits::fits(text, cap) {
                        loss = loss.max(Loss::Shortened);
                    }
                    line.push_str(&escape(&limits::clip(text, cap.min(*most))));
                }
            }
        }
        (if self.quoted { quoted(&line) } else { line }, loss)
    }
}

impl<S: Into<String>> From<S> for Line {
    fn from(fact: S) -> Self {
        Line::new(fact)
    }
}

fn quoted(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// Writes lines, leaving out what came out empty, and tells what was lost.
pub(super) fn all_written(lines: &[&Line], cap: usize) -> (Vec<String>, Loss) {
    let written: Vec<(String, Loss)> = lines.iter().map(|line| line.written(cap)).collect();
    let loss = written.iter().map(|(_, loss)| *loss).max().unwrap_or_default();
    let texts = written.into_iter().map(|(text, _)| text);
    (texts.filter(|text| !text.trim().is_empty()).collect(), loss)
}
