//! The pre-read for a meeting, in one message: what is proposed, what is to be settled, who said what, and
//! who was not heard. Functions and the owner's name only, since it is read out.

use super::page::{Line, Page};
use super::{Rendered, Scene, ask, card};
use crate::domain::answer::View;
use crate::domain::decision::{Decision, Phase};
use crate::domain::digest::ClosingDigest;
use crate::domain::ids::FunctionId;

/// How much of the proposal, of a need and of a condition is repeated; the rest stands in the thread.
const PROPOSAL: usize = 500;
const NEED: usize = 180;
const BOUND: usize = 140;

impl Scene<'_> {
    /// Returns what to know before a meeting about a decision.
    pub fn pre_read(&self, decision: &Decision) -> Rendered {
        let head = Page::new().lines(card::head(decision));
        if decision.phase == Phase::Cancelled {
            return head.render();
        }
        let digest = ClosingDigest::of(self.policy, decision, self.now);
        let heard = digest.heard.iter().flat_map(|(function, view)| self.said(function, view));
        let coverage = card::coverage(decision);
        head.line(Line::gist(decision.text(), PROPOSAL))
            .lines(self.limits(decision))
            .headed("To settle", self.open_points(decision))
            .page(self.alignment(decision))
            .headed(&format!("Heard ({})", coverage.to_lowercase()), heard)
            .lines(self.positions(&digest))
            .headed("Not heard", self.not_heard(decision, &digest))
            .with(card::blind_line(decision), Page::fine)
            .fine(ask::all_of_it(decision))
            .render()
    }

    /// Where views pull apart, and what nobody has answered.
    fn open_points(&self, decision: &Decision) -> Vec<Line> {
        self.pulls(decision).into_iter().chain(self.unasked(decision)).collect()
    }

    /// What a function needs, and under it what would make it possible.
    fn said(&self, function: &FunctionId, view: &View) -> Vec<Line> {
        let parts = super::sides::split(&view.words);
        let need = parts.wanted.join(" ");
        let need = Line::new(format!("✅ *{}*: ", self.name(function))).excerpt(&need, NEED);
        let bounds = [view.words.limit.as_deref(), view.words.condition.as_deref()];
        let found = parts.possible.join(" ");
        let found = (!found.is_empty()).then_some(found.as_str());
        let bounds = bounds.into_iter().chain([found]).flatten();
        let bounds =
            bounds.map(|text| Line::new("     possible if: ").excerpt(text, BOUND).minor());
        std::iter::once(need).chain(bounds).collect()
    }
}
