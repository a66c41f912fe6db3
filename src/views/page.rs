//! A message in the making: blocks and fallback text from one source, so that neither says what the
//! other leaves out.
//!
//! Lines hold *facts*, which are never shortened, *words*, which people wrote and which may be, and
//! *asides*, which are left out first. Where a message is too long for Slack, all words are
//! shortened to the same length, then *minor* lines are left out, and the message says so. The two
//! sides are fitted apart: the blocks have three times the room of the text.

mod line;

pub use line::Line;

use self::line::{Loss, all_written};
use super::Rendered;
use super::controls::{self, Control};
use super::limits;
use super::words::plain;
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
    Choices(Vec<Choice>),
}

/// A button in the making.
#[derive(Clone, Debug)]
pub struct Button {
    pub label: String,
    pub control: Control,
    pub primary: bool,
}

/// A choice that takes effect at once.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What can be chosen, and what that means; all of it goes by one action id.
    pub options: Vec<(String, Control)>,
    /// Which of them holds now, or what stands in its place.
    pub present: Present,
}

/// What a choice shows before anybody chooses.
#[derive(Clone, Copy, Debug)]
pub enum Present {
    /// The option that holds now.
    Option(usize),
    /// What the options are about.
    Label(&'static str),
}

impl Choice {
    fn element(&self) -> SlackActionBlockElement {
        let option = |(label, control): &(String, Control)| {
            let (_, value) = controls::write(control);
            let label = limits::clip(&plain(label), limits::OPTION);
            SlackBlockChoiceItem::new(label.as_str().into(), value)
        };
        let options: Vec<_> = self.options.iter().map(option).collect();
        let action = self.options.first().map(|(_, control)| controls::write(control).0);
        let select =
            SlackBlockStaticSelectElement::new().with_action_id(action.unwrap_or_default().into());
        let select = match self.present {
            Present::Option(place) => select.opt_initial_option(options.get(place).cloned()),
            Present::Label(label) => select.with_placeholder(label.into()),
        };
        select.with_options(options).into()
    }
}

/// The lengths that are tried for people's words, the longest first.
const LADDER: [usize; 10] = [limits::INPUT, 1_500, 800, 500, 300, 200, 120, 60, 25, 0];

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

    /// Adds two columns.
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

    /// Adds choices, if there are any.
    pub fn choices(self, choices: impl IntoIterator<Item = Choice>) -> Self {
        let choices: Vec<Choice> = choices.into_iter().collect();
        if choices.is_empty() { self } else { self.add(Item::Choices(choices)) }
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
        let fits = |text: &String| limits::fits(text, limits::TEXT);
        limits::clip(&fitted(|cap| self.text_at(cap), fits), limits::TEXT)
    }

    fn text_at(&self, cap: usize) -> String {
        let mut lost = Loss::Nothing;
        let mut paragraphs = Vec::new();
        for item in &self.items {
            let lines = match item {
                Item::Lines(lines) => lines.iter().collect(),
                Item::Columns(left, right) => left.iter().chain(right).collect(),
                Item::Fine(line) => vec![line],
                Item::Buttons(_) | Item::Choices(_) => Vec::new(),
            };
            let (written, loss) = all_written(&lines, cap);
            lost = lost.max(loss);
            paragraphs.extend(written);
        }
        paragraphs.extend(lost.note().map(str::to_owned));
        paragraphs.join("\n")
    }

    fn blocks(&self) -> Vec<SlackBlock> {
        let fits = |(blocks, size): &(Vec<SlackBlock>, usize)| {
            blocks.len() <= limits::BLOCKS && *size <= limits::ALL_BLOCKS
        };
        let (mut blocks, _) = fitted(|cap| self.blocks_at(cap), fits);
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

/// Makes something with the longest words with which it fits, or else with none.
///
/// Searches by halves, so that texts far too long are not drawn in full first. What fits once
/// nearly always fits shorter; where a note that something is missing tips it over, the next length
/// does.
fn fitted<T>(make: impl Fn(usize) -> T, fits: impl Fn(&T) -> bool) -> T {
    let [.., shortest] = LADDER;
    let first = LADDER.partition_point(|cap| !fits(&make(*cap)));
    let mut rest = LADDER[first..].iter().map(|cap| make(*cap));
    rest.find(fits).unwrap_or_else(|| make(shortest))
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
            Item::Choices(choices) => {
                let elements = choices.iter().map(Choice::element).collect();
                self.blocks.push(SlackActionsBlock::new(elements).into());
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
        let one_is_empty = sides.iter().any(Vec::is_empty);
        if one_is_empty || joined.iter().any(|side| limits::length(side) > limits::SECTION_FIELD) {
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
