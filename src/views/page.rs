//! A message in the making: blocks and fallback text from one source, so that neither says what the
//! other leaves out.
//!
//! Lines hold *facts*, which are never shortened, *words*, which people wrote and which may be, and
//! *asides*, which are left out first. Where a message is too long for Slack, all words are shortened
//! to the same length, then *minor* lines are left out, and the message says so. The two sides are
//! fitted apart: the blocks have three times the room of the text.

use super::Rendered;
use super::controls::{self, Control};
use super::limits;
use super::words::{escape, one_line, plain};
use slack_morphism::prelude::*;

/// A message in the making.
#[derive(Clone, Debug, Default)]
pub struct Page {
    items: Vec<Item>,
}

#[derive(Clone, Debug)]
enum Item {
    /// Lines that belong together.
    Lines(Vec<Line>),
    /// Two columns; one after the other on a phone.
    Columns(Vec<Line>, Vec<Line>),
    /// Small print.
    Fine(Line),
    Buttons(Vec<Button>),
}

/// A line of a message.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pieces: Vec<Piece>,
    quoted: bool,
    minor: bool,
}

/// What a message lost in being fitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Loss {
    #[default]
    Nothing,
    Shortened,
    LeftOut,
}

impl Loss {
    fn note(self) -> Option<&'static str> {
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

/// A button in the making.
#[derive(Clone, Debug)]
pub struct Button {
    pub label: String,
    pub control: Control,
    pub primary: bool,
}

/// The lengths that are tried for people's words, the longest first.
const LADDER: [usize; 10] = [limits::INPUT, 1_500, 800, 500, 300, 200, 120, 60, 25, 0];
/// Below this length of words, asides are left out.
const ASIDES_FROM: usize = 120;
/// Below this length of words, minor lines are left out.
const MINOR_FROM: usize = 60;
/// What is said where words were shortened.
const SHORTENED: &str = "Texts that end in “…” are shortened to fit into one message.";
/// What is said where parts are missing.
const LEFT_OUT: &str = "Texts that end in “…” are shortened, and some parts are left out, to fit into \
                        one message.";

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
                    if cap < *most && limits::length(text) > cap {
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

impl Button {
    /// Returns a button.
    pub fn new(label: impl Into<String>, control: Control) -> Self {
        Self { label: label.into(), control, primary: false }
    }

    /// Makes it the one that stands out.
    pub fn primary(self) -> Self {
        Self { primary: true, ..self }
    }

    fn element(&self) -> SlackActionBlockElement {
        let (action_id, value) = controls::write(&self.control);
        let label = limits::clip(&plain(&self.label), limits::BUTTON);
        let button = SlackBlockButtonElement::new(label.as_str().into())
            .with_action_id(action_id.into())
            .with_value(value)
            .opt_style(self.primary.then_some(SlackBlockButtonStyle::Primary));
        button.into()
    }
}

impl Page {
    /// Returns an empty page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a paragraph of one line.
    pub fn line(self, line: impl Into<Line>) -> Self {
        self.lines([line.into()])
    }

    /// Adds a paragraph, if there is any line in it.
    pub fn lines(self, lines: impl IntoIterator<Item = Line>) -> Self {
        let lines: Vec<Line> = lines.into_iter().collect();
        if lines.is_empty() { self } else { self.add(Item::Lines(lines)) }
    }

    /// Adds a paragraph under a heading, if there is any line in it.
    pub fn headed(self, heading: &str, lines: impl IntoIterator<Item = Line>) -> Self {
        let mut lines = lines.into_iter().peekable();
        match lines.peek() {
            None => self,
            Some(_) => self.lines([Line::new(format!("*{heading}*"))].into_iter().chain(lines)),
        }
    }

    /// Adds two columns, each with its heading as the first line.
    pub fn columns(self, left: Vec<Line>, right: Vec<Line>) -> Self {
        self.add(Item::Columns(left, right))
    }

    /// Adds small print.
    pub fn fine(self, line: impl Into<Line>) -> Self {
        self.add(Item::Fine(line.into()))
    }

    /// Adds buttons, if there are any.
    pub fn buttons(self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let buttons: Vec<Button> = buttons.into_iter().collect();
        if buttons.is_empty() { self } else { self.add(Item::Buttons(buttons)) }
    }

    /// Adds everything of another page.
    pub fn page(mut self, other: Page) -> Self {
        self.items.extend(other.items);
        self
    }

    /// Adds what a function adds, if there is a value for it.
    pub fn with<T>(self, value: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => add(self, value),
            None => self,
        }
    }

    fn add(mut self, item: Item) -> Self {
        self.items.push(item);
        self
    }

    /// Returns the message, within Slack's limits.
    pub fn render(&self) -> Rendered {
        Rendered { text: self.text(), blocks: self.blocks() }
    }

    fn text(&self) -> String {
        let written = LADDER.into_iter().map(|cap| self.text_at(cap));
        let fits = |text: &String| limits::length(text) <= limits::TEXT;
        let text = written.clone().find(fits).or_else(|| written.last());
        limits::clip(&text.unwrap_or_default(), limits::TEXT)
    }

    fn text_at(&self, cap: usize) -> String {
        let mut lost = Loss::Nothing;
        let mut paragraphs = Vec::new();
        for item in &self.items {
            let lines = match item {
                Item::Lines(lines) => lines.iter().collect(),
                // The columns repeat what is said before them, so they are the first to go.
                Item::Columns(left, right) if cap >= ASIDES_FROM => {
                    left.iter().chain(right).collect()
                }
                Item::Columns(..) => Vec::new(),
                Item::Fine(line) => vec![line],
                Item::Buttons(_) => Vec::new(),
            };
            let (written, loss) = all_written(&lines, cap);
            lost = lost.max(loss);
            paragraphs.extend(written);
        }
        paragraphs.extend(lost.note().map(str::to_owned));
        paragraphs.join("\n")
    }

    fn blocks(&self) -> Vec<SlackBlock> {
        let drawn = LADDER.into_iter().map(|cap| self.blocks_at(cap));
        let fits = |(blocks, size): &(Vec<SlackBlock>, usize)| {
            blocks.len() <= limits::BLOCKS && *size <= limits::ALL_BLOCKS
        };
        let drawn = drawn.clone().find(fits).or_else(|| drawn.last());
        let (mut blocks, _) = drawn.unwrap_or_default();
        if blocks.len() > limits::BLOCKS {
            blocks.truncate(limits::BLOCKS - 1);
            blocks.push(section("There is more than fits into one message."));
        }
        blocks
    }

    /// Returns the blocks and the size of their text.
    fn blocks_at(&self, cap: usize) -> (Vec<SlackBlock>, usize) {
        let mut drawing = Drawing { cap, ..Drawing::default() };
        for item in &self.items {
            drawing.add(item);
        }
        if let Some(note) = drawing.lost.note() {
            drawing.fine(note.to_owned());
        }
        (drawing.blocks, drawing.size)
    }
}

/// Blocks in the making, with words of at most `cap`.
#[derive(Default)]
struct Drawing {
    cap: usize,
    blocks: Vec<SlackBlock>,
    size: usize,
    lost: Loss,
}

impl Drawing {
    fn add(&mut self, item: &Item) {
        match item {
            Item::Lines(lines) => {
                let written = self.written(lines);
                self.sections(&written);
            }
            Item::Columns(left, right) => self.columns(left, right),
            Item::Fine(line) => {
                let written = self.written(std::slice::from_ref(line));
                written.into_iter().for_each(|line| self.fine(line));
            }
            Item::Buttons(buttons) => {
                for row in buttons.chunks(limits::ACTIONS) {
                    let elements = row.iter().map(Button::element).collect();
                    self.blocks.push(SlackActionsBlock::new(elements).into());
                }
            }
        }
    }

    fn written(&mut self, lines: &[Line]) -> Vec<String> {
        let (written, loss) = all_written(&lines.iter().collect::<Vec<_>>(), self.cap);
        self.lost = self.lost.max(loss);
        written
    }

    fn sections(&mut self, lines: &[String]) {
        for text in packed(lines, limits::SECTION) {
            self.size += limits::length(&text);
            self.blocks.push(section(&text));
        }
    }

    fn columns(&mut self, left: &[Line], right: &[Line]) {
        let sides = [self.written(left), self.written(right)];
        let joined = sides.each_ref().map(|side| side.join("\n"));
        if joined.iter().any(|side| limits::length(side) > limits::SECTION_FIELD) {
            return sides.iter().for_each(|side| self.sections(side));
        }
        self.size += joined.iter().map(|side| limits::length(side)).sum::<usize>();
        let fields = joined.iter().map(|side| mrkdwn(side)).collect();
        self.blocks.push(SlackSectionBlock::new().with_fields(fields).into());
    }

    fn fine(&mut self, text: String) {
        for part in limits::split(&text, limits::SECTION) {
            self.size += limits::length(&part);
            let element = SlackContextBlockElement::MarkDown(SlackBlockMarkDownText::new(part));
            self.blocks.push(SlackContextBlock::new(vec![element]).into());
        }
    }
}

/// Writes lines, leaving out what came out empty, and tells what was lost.
fn all_written(lines: &[&Line], cap: usize) -> (Vec<String>, Loss) {
    let written: Vec<(String, Loss)> = lines.iter().map(|line| line.written(cap)).collect();
    let loss = written.iter().map(|(_, loss)| *loss).max().unwrap_or_default();
    let texts = written.into_iter().map(|(text, _)| text);
    (texts.filter(|text| !text.trim().is_empty()).collect(), loss)
}

/// Fills as few texts as possible with lines, splitting only a line that is longer than one text.
fn packed(lines: &[String], most: usize) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for line in lines.iter().flat_map(|line| limits::split(line, most)) {
        match texts.last_mut() {
            Some(text) if limits::length(text) + 1 + limits::length(&line) <= most => {
                text.push('\n');
                text.push_str(&line);
            }
            _ => texts.push(line),
        }
    }
    texts
}

fn section(text: &str) -> SlackBlock {
    SlackSectionBlock::new().with_text(mrkdwn(text)).into()
}

fn mrkdwn(text: &str) -> SlackBlockText {
    SlackBlockText::MarkDown(SlackBlockMarkDownText::new(text.to_owned()))
}
