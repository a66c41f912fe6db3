//! A function's lens, and all of them.

use super::page::{Line, Page};
use super::words::{escape, name, plain, times};
use super::{Rendered, Scene, Standing, card, states};
use crate::domain::kind::Kind;
use crate::domain::lens::Lens;
use crate::domain::lookback::{Changed, Lookback};

/// How much of a past answer is repeated.
const EXCERPT: usize = 160;

impl Scene<'_> {
    /// Returns a lens: what a function looks after, what its leads have declared, how to speak to it, what
    /// it asks, and what it has said before in decisions that the reader may see.
    pub fn lens(&self, lens: &Lens, before: &Lookback<'_>, standing: &Standing) -> Rendered {
        let often = before.often.iter().filter_map(|(question, number)| {
            let text = self.policy.library.text_of(question)?;
            Some(Line::new(format!("• {} ({})", safe(text), times(*number))))
        });
        Page::new()
            .line(format!("*{}* looks after {}.", safe(&lens.name), safe(&lens.protects)))
            .page(self.declared(&lens.function, standing))
            .headed("What it worries about", bullets(&lens.worries))
            .lines(speech(lens))
            .headed("What it is known to say", says(lens))
            .headed("What it was asked most often", often)
            .headed("What it is asked first, by kind of decision", questions(lens))
            .headed("Answers that changed a decision", before.changed.iter().map(changed))
            .render()
    }

    /// Returns every function with what it looks after.
    pub fn lenses(&self) -> Rendered {
        let lines = self.policy.library.iter().map(|lens| {
            Line::new(format!("• *{}* looks after {}", safe(&lens.name), safe(&lens.protects)))
        });
        let lines: Vec<Line> = lines.collect();
        if lines.is_empty() {
            return Page::new().line("No lens is set up. Ask whoever runs me.").render();
        }
        Page::new()
            .headed("Lenses", lines)
            .fine("`/soundings lens finance` shows one of them.")
            .render()
    }
}

fn bullets(texts: &[String]) -> Vec<Line> {
    texts.iter().map(|text| Line::new(format!("• {}", safe(text)))).collect()
}

fn says(lens: &Lens) -> impl Iterator<Item = Line> {
    lens.says.iter().map(|saying| {
        let (says, protects) = (safe(&saying.says), safe(&saying.protects));
        let ask = safe(&saying.ask);
        Line::new(format!("• “{says}” protects {protects}. Ask: {ask}")).minor()
    })
}

fn questions(lens: &Lens) -> impl Iterator<Item = Line> {
    Kind::ALL.into_iter().filter_map(|kind| {
        let first = lens.questions.get(&kind)?.first()?;
        Some(Line::new(format!("• {}: {}", states::kind(kind), safe(first))))
    })
}

/// Its words, and a sentence in its language.
fn speech(lens: &Lens) -> Vec<Line> {
    let words: Vec<String> = lens.words.iter().map(|word| safe(word)).collect();
    let words = (!words.is_empty()).then(|| Line::new(format!("Its words: {}", words.join(", "))));
    let line = &lens.speech.line;
    let line = (!line.is_empty()).then(|| Line::new(format!("In its language: “{}”", safe(line))));
    words.into_iter().chain(line).collect()
}

/// What it said, and what became of that.
fn changed(one: &Changed<'_>) -> Line {
    let outcome = states::outcome(one.disposition.outcome);
    Line::new("• “")
        .excerpt(&one.view.words.need, EXCERPT)
        .fact(format!("” → {outcome}: "))
        .excerpt(&one.disposition.why, EXCERPT)
        .fact(format!(" (*{}*, {})", name(&one.decision.title), card::thread(one.decision)))
}

fn safe(text: &str) -> String {
    escape(&plain(text))
}
