//! Views that pull apart: word to the owner, the draft they edit, the card in the thread, and what the
//! digest and the pre-read say.
//!
//! Functions in public, people only to the owner, and no counts of who is for what: neither side is wrong,
//! and the question is what would serve both.

use super::controls::Control;
use super::page::{Button, Line, Page};
use super::words::{link, list, person, whose};
use super::{Rendered, Scene, ask, card, sides};
use crate::domain::answer::clip;
use crate::domain::decision::Decision;
use crate::domain::ids::{FunctionId, TensionId};
use crate::domain::reply::Press;
use crate::domain::tension::{
    CARD_CHARS, Card, CardText, Fate, Pair, Said, Since, Telling, Tension,
};
use crate::reading::joint::{self, YesIf};
use crate::reading::tension::{self, Pull};
use jiff::Timestamp;

/// How much of a view the digest repeats, and how much what only the owner reads.
const EXCERPT: usize = 100;
const QUOTE: usize = 300;
/// More would not be read.
const SHOWN: usize = 3;

/// The question every draft asks.
const QUESTION: &str = "What would have to be true to have both?";

/// What stands below drafts.
const PRIVATE: &str = "Only you see this. Nothing is posted until you have edited it; the thread then names \
                       functions, not people.";

/// What shows that two views pull apart.
struct Draft<'a> {
    needs: &'a str,
    limits: &'a str,
    /// What both speak of; empty where that is the date of the whole.
    over: String,
}

impl Scene<'_> {
    /// Returns what the owner is told at a moment, or what has become of it.
    pub(super) fn tensions_found(&self, decision: &Decision, at: Timestamp) -> Option<Rendered> {
        let told = decision.tensions.told_at(at)?;
        let page = Page::new().line(ask::headline(decision)).page(self.told(decision, told));
        Some(page.render())
    }

    /// Returns what the owner is told of by the digest: everything they have not settled.
    pub(super) fn left_to_the_owner(&self, decision: &Decision) -> Page {
        if !self.policy.room.tensions || !decision.is_open() {
            return Page::new();
        }
        let open = |one: &&Tension| {
            !decision.tensions.is_settled(&one.id()) && one.between.stands(decision)
        };
        let open = decision.tensions.known.iter().filter(open).take(SHOWN);
        let joint = joint::joint(self.policy, decision);
        self.offers(decision, open).lines(self.both_possible(&joint))
    }

    fn told(&self, decision: &Decision, told: &Telling) -> Page {
        let known = told.tensions.iter().filter_map(|id| decision.tensions.get(id));
        let page = self.offers(decision, known);
        if told.joint.is_empty() {
            return page;
        }
        let stands = told.joint.iter().all(|said| said.since(decision).is_none());
        let joint = joint::joint(self.policy, decision);
        match stands && decision.is_open() && !joint.is_empty() {
            true => page.lines(self.both_possible(&joint)),
            false => {
                page.line("What I said about one proposal for several conditions is overtaken.")
            }
        }
    }

    /// Drafts with their buttons, and what has become of those that are settled.
    fn offers<'d>(&self, decision: &Decision, tensions: impl Iterator<Item = &'d Tension>) -> Page {
        let mut open = false;
        let page = tensions.fold(Page::new(), |page, one| {
            open |= self.settled(decision, one).is_none();
            page.page(self.offer(decision, one))
        });
        page.with(open.then_some(PRIVATE), Page::fine)
    }

    /// A draft with its buttons, or what has become of it.
    fn offer(&self, decision: &Decision, tension: &Tension) -> Page {
        if let Some(line) = self.settled(decision, tension) {
            return Page::new().line(line);
        }
        let id = tension.id();
        let control = |press| Control::Decision { decision: decision.id.clone(), press };
        let post = control(Press::PostTension { tension: id.clone() });
        let not = control(Press::NotATension { tension: id });
        Page::new().lines(self.draft_lines(decision, &tension.between)).buttons([
            Button::new("Edit and post", post).primary(),
            Button::new("Not a tension", not),
        ])
    }

    /// What has become of a tension of which nothing is left to be made.
    fn settled(&self, decision: &Decision, tension: &Tension) -> Option<String> {
        let names = list(&tension.between.both().map(|said| self.name(&said.function)));
        let what = match &tension.fate {
            Fate::Posted(_) => "posted in the thread",
            Fate::PutAside => "not a tension, you say; I leave it, unless one of the views changes",
            _ if !tension.between.stands(decision) => "overtaken: a view has changed since",
            _ if !decision.is_open() => "not posted; the decision is made",
            Fate::Open | Fate::NotPosted(_) => return None,
        };
        Some(format!("*{names}*: {what}."))
    }

    fn draft_lines(&self, decision: &Decision, pair: &Pair) -> Vec<Line> {
        let Some(draft) = self.draft(decision, pair) else { return Vec::new() };
        let text = self.card_text(decision, pair);
        let side = |said: &Said, words: &str| {
            Line::new(format!("• {}", self.with_author(decision, &said.function)))
                .fact(": “")
                .excerpt(words, QUOTE)
                .fact("”")
                .and(source(decision, &said.function))
        };
        let over = match draft.over.is_empty() {
            true => Line::new("*Two views may pull apart* over the date"),
            false => Line::new("*Two views may pull apart* over “")
                .excerpt(&draft.over, EXCERPT)
                .fact("”"),
        };
        vec![
            over,
            side(&pair.needs, draft.needs),
            side(&pair.limits, draft.limits),
            goal(text.goal.as_deref()),
            Line::new("Assumption to test: ").words(&text.assumption),
            Line::new("Question: ").words(&text.question),
        ]
    }

    /// A function with the person who spoke for it; for the owner only.
    fn with_author(&self, decision: &Decision, function: &FunctionId) -> String {
        let view = decision.slot(function).and_then(|slot| slot.view.as_ref());
        let by = view.map(|view| format!(" ({})", person(&view.by)));
        format!("*{}*{}", self.name(function), by.unwrap_or_default())
    }

    /// Returns what the form starts with: what could not be posted before, or a draft.
    pub(super) fn card_text(&self, decision: &Decision, pair: &Pair) -> CardText {
        let kept = decision.tensions.get(&pair.id()).map(|one| &one.fate);
        if let Some(Fate::NotPosted(text)) = kept {
            return text.as_ref().clone();
        }
        let name = self.policy.library.name_of(&pair.limits.function);
        let draft = self.draft(decision, pair);
        let over = draft.as_ref().map_or("", |draft| &draft.over);
        let assumption = match over {
            "" => format!("That the date in {} view cannot move.", whose(name)),
            over => format!("That what {name} says about “{over}” holds without exception."),
        };
        let part = |text: Option<&str>| clip(text.unwrap_or_default(), CARD_CHARS);
        CardText {
            goal: decision.goal.clone(),
            one_needs: part(draft.as_ref().map(|draft| draft.needs)),
            other_needs: part(draft.as_ref().map(|draft| draft.limits)),
            assumption: clip(&assumption, CARD_CHARS),
            question: QUESTION.to_owned(),
        }
    }

    /// The sentences that pull apart; where the rules no longer find them, what both views say first.
    fn draft<'d>(&self, decision: &'d Decision, pair: &Pair) -> Option<Draft<'d>> {
        let found =
            tension::among(self.policy, decision).into_iter().find(|one| one.pair() == *pair);
        if let Some(Pull { needs, limits, over, .. }) = found {
            return Some(Draft { needs: needs.sentence, limits: limits.sentence, over });
        }
        let words = |function| Some(&decision.slot(function)?.view.as_ref()?.words);
        let limits = words(&pair.limits.function)?;
        let limit = limits.limit.as_deref().or(limits.condition.as_deref());
        Some(Draft {
            needs: &words(&pair.needs.function)?.need,
            limits: limit.unwrap_or(&limits.need),
            over: String::new(),
        })
    }

    /// Conditions that one proposal could meet, for the owner.
    fn both_possible(&self, joint: &[YesIf<'_>]) -> Vec<Line> {
        if joint.is_empty() {
            return Vec::new();
        }
        let names: Vec<String> = joint.iter().map(|one| self.name(one.function)).collect();
        let (all, them) = match joint.len() {
            2 => ("both say", "both"),
            _ => ("all say", "all of them"),
        };
        let head = Line::new(format!("*{}* {all} yes, if:", list(&names)));
        let each = joint.iter().map(|one| {
            Line::new(format!("• {}: “", self.name(one.function)))
                .excerpt(one.condition, QUOTE)
                .fact("”")
        });
        let last = format!(
            "One proposal could meet {them}; nothing else that was said so far is in the way. If you edit your \
             proposal, I ask whether their views still hold."
        );
        [head].into_iter().chain(each).chain([Line::new(last)]).collect()
    }

    /// Returns a tension as its owner had it posted, for the thread.
    pub(super) fn tension_card(&self, decision: &Decision, id: &TensionId) -> Option<Rendered> {
        let tension = decision.tensions.get(id)?;
        let Card { text, by, .. } = tension.card()?;
        let [one, other] = tension.between.both();
        let part = |lead: String, words: &str| Line::new(format!("*{lead}*: ")).words(words);
        let heading = Line::new("*Two needs that pull apart*: ").and(card::title(decision));
        let lines = [
            goal(text.goal.as_deref()),
            part(format!("{} needs", self.name(&one.function)), &text.one_needs),
            part(format!("{} needs", self.name(&other.function)), &text.other_needs),
            part("Assumption to test".to_owned(), &text.assumption),
            part("Question".to_owned(), &text.question),
        ];
        let since = [one, other].into_iter().filter_map(|said| self.since(decision, said));
        let fine =
            format!("{} drew this up from both views. Ideas go into this thread.", person(by));
        Some(Page::new().line(heading).lines(lines).lines(since).fine(fine).render())
    }

    fn since(&self, decision: &Decision, said: &Said) -> Option<Line> {
        let name = self.name(&said.function);
        Some(Line::new(match said.since(decision)? {
            Since::Changed => format!("✎ {name} has changed its view since."),
            Since::TakenBack => format!("✎ {name} has taken its view back since."),
        }))
    }

    /// Returns where views pull apart: as the owner had it posted, or else in a line.
    pub(super) fn pulls(&self, decision: &Decision) -> Vec<Line> {
        if !self.policy.room.tensions {
            return Vec::new();
        }
        let posted =
            decision.tensions.posted().map(|(one, card)| self.as_posted(decision, one, card));
        let found = tension::among(self.policy, decision);
        let open = found.iter().filter(|pull| !decision.tensions.is_settled(&pull.id()));
        posted.chain(open.map(|pull| self.short(pull))).take(SHOWN).collect()
    }

    fn as_posted(&self, decision: &Decision, tension: &Tension, card: &Card) -> Line {
        let both = tension.between.both();
        let names = list(&both.map(|said| self.name(&said.function)));
        let line = Line::new(format!("• {names}: ")).excerpt(&card.text.question, QUOTE);
        let line = match &card.ts {
            Some(ts) => line.aside(format!(" ({})", link(&decision.channel, ts, "the card"))),
            None => line,
        };
        let since = both.into_iter().filter_map(|said| self.since(decision, said));
        since.fold(line, |line, since| line.fact(" ").and(since))
    }

    fn short(&self, pull: &Pull<'_>) -> Line {
        let line = match pull.over.is_empty() {
            true => Line::new("• On the date: "),
            false => Line::new("• On “").excerpt(&pull.over, EXCERPT).fact("”: "),
        };
        line.fact(format!("{} says “", self.name(pull.needs.function)))
            .excerpt(pull.needs.sentence, EXCERPT)
            .fact(format!("”, {} says “", self.name(pull.limits.function)))
            .excerpt(pull.limits.sentence, EXCERPT)
            .fact("”")
    }
}

fn goal(goal: Option<&str>) -> Line {
    match goal {
        Some(goal) => Line::new("Goal both share: ").words(goal),
        None => "Goal both share: not named".into(),
    }
}

/// A link to the reply that a view is, where it is one.
fn source(decision: &Decision, function: &FunctionId) -> Line {
    let view = decision.slot(function).and_then(|slot| slot.view.as_ref());
    view.map_or_else(Line::default, |view| sides::source(decision, view))
}
