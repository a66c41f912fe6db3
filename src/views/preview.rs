//! A draft under the lenses of those it affects, for its author alone.

use super::page::{Line, Page};
use super::words::{escape, list, plain};
use super::{Rendered, Scene, states};
use crate::domain::kind::{Door, Kind};
use crate::domain::lens::Figure;
use crate::reading::preview::{Jargon, Preview};

/// How many words that a function may not share are named.
const JARGON: usize = 4;

impl Scene<'_> {
    /// Returns what each of the functions that a draft affects will make of it.
    pub fn tried(&self, kind: Kind, door: Door, previews: &[Preview<'_>]) -> Rendered {
        let read = format!("{} · {}", states::kind(kind), states::door(door));
        let page = Page::new().lines([
            Line::new(format!("*Your draft, read by those it affects* ({read})")),
            "Only you see this, and nothing of it is kept.".into(),
        ]);
        let page = previews.iter().fold(page, |page, one| page.lines(self.of_one(one)));
        page.fine("`/soundings propose` with the same text opens the form.").render()
    }

    fn of_one(&self, one: &Preview<'_>) -> Vec<Line> {
        let name = self.name(&one.lens.function);
        let first = Line::new(format!("*{name}* asks first: {}", safe(one.question)));
        let then = one.then.map(|topic| Line::new(format!("Then: {}", safe(&topic.question))));
        let missing = missing(one).map(Line::new);
        let jargon = (!one.jargon.is_empty()).then(|| self.jargon(&one.jargon).minor());
        let line = safe(&one.lens.speech.line);
        let line = (!line.is_empty()).then(|| Line::new(format!("In its language: “{line}”")));
        [Some(first), then, missing, jargon, line].into_iter().flatten().collect()
    }

    fn jargon(&self, words: &[Jargon<'_>]) -> Line {
        let say = |one: &Jargon<'_>| match one.plain {
            Some(plain) => format!("“{}” (say: {})", safe(one.word), safe(plain)),
            None => format!("“{}” ({})", safe(one.word), self.name(one.of)),
        };
        let words: Vec<String> = words.iter().take(JARGON).map(say).collect();
        Line::new(format!("May not share: {}", list(&words)))
    }
}

/// Numbers and words that it listens for and the draft does not have.
fn missing(one: &Preview<'_>) -> Option<String> {
    let numbers: Vec<&str> = one.numbers.iter().map(|figure| number(*figure)).collect();
    let words: Vec<String> = one.words.iter().map(|word| format!("“{}”", safe(word))).collect();
    let numbers = (!numbers.is_empty()).then(|| format!("numbers such as {}", list(&numbers)));
    let words = (!words.is_empty()).then(|| format!("its words, such as {}", list(&words)));
    let missing: Vec<String> = numbers.into_iter().chain(words).collect();
    (!missing.is_empty()).then(|| format!("Misses: {}", missing.join("; ")))
}

fn number(figure: Figure) -> &'static str {
    match figure {
        Figure::Money => "a sum of money",
        Figure::Percent => "a percentage",
        Figure::Date => "a date",
        Figure::Duration => "how long it takes",
        Figure::Count => "how many",
    }
}

fn safe(text: &str) -> String {
    escape(&plain(text))
}
