//! Which earlier decisions are about the same as a new one, and whether they point the other way.
//!
//! Two decisions are about the same where they share enough words of substance. A word of a title or of
//! what was decided counts three times one of the proposal's text, and the less the more earlier
//! decisions use it; the same kind and the same channel add a little. Two shared words are the least, one
//! of them in both titles: one word alone is chance. What share of the shorter one's words is shared, from
//! 0 to 1, is the likeness.
//!
//! They point opposite ways where verbs that undo each other (raise and lower, keep and drop, adopt and
//! remove, build and buy) stand before the same shared word, or where one moves to what the other moves
//! away from. "Stop", "no longer" and the like turn the verb that follows round.

mod bearing;
pub(super) mod words;

use self::words::{clauses, is_subject};
use crate::domain::decision::{Decision, Phase};
use crate::domain::event::Proposal;
use crate::domain::kind::Kind;
use crate::domain::relation::{Bearing, Related};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the words that say what a text is about, without their endings.
pub(super) fn substance(text: &str) -> BTreeSet<String> {
    clauses(text).into_iter().flatten().filter(|stem| is_subject(stem)).collect()
}

/// A decision, as far as likeness goes.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub title: &'a str,
    pub proposal: &'a str,
    /// What was decided, in one sentence, once it was.
    pub decided: Option<&'a str>,
    pub kind: Kind,
    pub channel: &'a str,
}

/// How an earlier decision stands to a new one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// From [`LIKE_MIN`] on; above 1 where kind and channel are the same as well.
    pub likeness: f32,
    pub bearing: Bearing,
}

/// Earlier decisions about the same as a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Those of the same channel, the likest first, at most [`NAMED_MAX`].
    pub here: Vec<Related>,
    /// Those of others.
    pub elsewhere: Vec<Related>,
}

/// More related decisions than these nobody looks up.
pub const NAMED_MAX: usize = 3;

/// Returns the earlier decisions about the same as a new one, among all of its workspace.
pub fn earlier(new: &Decision, all: &[Decision]) -> Earlier {
    let before = |one: &&Decision| one.id != new.id && one.opened.at <= new.opened.at;
    let known: Vec<&Decision> = all.iter().filter(is_there).filter(before).collect();
    let subjects: Vec<Subject<'_>> = known.iter().map(|one| Subject::of(one)).collect();
    let mut earlier = Earlier::default();
    for (place, found) in related(&Subject::of(new), &subjects) {
        let one = known[place];
        let side = match one.channel == new.channel {
            true => &mut earlier.here,
            false => &mut earlier.elsewhere,
        };
        if side.len() < NAMED_MAX {
            side.push(Related { decision: one.id.clone(), bearing: found.bearing });
        }
    }
    earlier
}

/// Returns the decision of the same channel of which an announcement seems to tell the outcome: the
/// likest that is still open, whichever way it points, or else one that was decided just so.
pub fn outcome_of<'a>(announced: &Proposal, all: &'a [Decision]) -> Option<&'a Decision> {
    let here = |one: &&Decision| one.channel == announced.channel && one.id != announced.id;
    let holds = |one: &&Decision| is_there(one) && here(one) && !one.is_replaced();
    let known: Vec<&Decision> = all.iter().filter(holds).collect();
    let subjects: Vec<Subject<'_>> = known.iter().map(|one| Subject::of(one)).collect();
    let found = related(&Subject::of_proposal(announced), &subjects);
    let of = |wanted: &dyn Fn(&Decision, &Likeness) -> bool| {
        let mut found = found.iter().map(|(place, found)| (known[*place], found));
        found.find(|(one, found)| wanted(one, found)).map(|(one, _)| one)
    };
    let says_so =
        |found: &Likeness| found.bearing == Bearing::Alike && found.likeness >= SAID_AGAIN_MIN;
    of(&|one, _| one.is_open()).or_else(|| of(&|one, found| !one.is_open() && says_so(found)))
}

fn is_there(decision: &&Decision) -> bool {
    decision.phase != Phase::Cancelled && !decision.title.is_empty()
}

impl<'a> Subject<'a> {
    fn of(decision: &'a Decision) -> Self {
        let record = decision.record.as_deref();
        Self {
            title: &decision.title,
            proposal: decision.text(),
            decided: record.map(|record| record.essence.sentence.as_str()),
            kind: decision.kind,
            channel: decision.channel.as_str(),
        }
    }

    fn of_proposal(proposal: &'a Proposal) -> Self {
        Self {
            title: &proposal.title,
            proposal: &proposal.text,
            decided: None,
            kind: proposal.kind,
            channel: proposal.channel.as_str(),
        }
    }
}

/// From this likeness on an announcement says again what was decided before.
const SAID_AGAIN_MIN: f32 = 0.6;

/// From this likeness on two decisions are about the same. Set by judgement; of pairs of real proposals
/// from communities that have nothing to do with each other one in five thousand reaches it
/// (`tests/it/reading.rs` counts).
pub const LIKE_MIN: f32 = 0.34;

/// Fewer shared words are chance.
const SHARED_MIN: usize = 2;
const TITLE_WEIGHT: f32 = 3.0;
const KIND_BONUS: f32 = 0.04;
const CHANNEL_BONUS: f32 = 0.04;

/// Returns the earlier decisions that are about the same as a new one, by their places, the likest first.
pub fn related(new: &Subject<'_>, earlier: &[Subject<'_>]) -> Vec<(usize, Likeness)> {
    let subjects: Vec<Words> = earlier.iter().map(Words::of).collect();
    let rarity = Rarity::among(&subjects);
    let words = Words::of(new);
    let each = earlier.iter().zip(&subjects).enumerate();
    let mut found: Vec<(usize, Likeness)> = each
        .filter_map(|(place, (subject, theirs))| {
            let shared = words.shared(theirs);
            let likeness = likeness((new, &words), (subject, theirs), &shared, &rarity)?;
            let bearing = bearing::of(new, subject, &shared);
            Some((place, Likeness { likeness, bearing }))
        })
        .collect();
    found.sort_by(|a, b| b.1.likeness.total_cmp(&a.1.likeness).then(b.0.cmp(&a.0)));
    found
}

fn likeness(
    (one, mine): (&Subject<'_>, &Words),
    (other, theirs): (&Subject<'_>, &Words),
    shared: &[&str],
    rarity: &Rarity,
) -> Option<f32> {
    let weight = |word: &&str| mine.weight(word).min(theirs.weight(word));
    let in_both_titles = shared.iter().any(|word| weight(word) >= TITLE_WEIGHT);
    if shared.len() < SHARED_MIN || !in_both_titles {
        return None;
    }
    let common: f32 = shared.iter().map(|word| weight(word) * rarity.of(word)).sum();
    let least = mine.total(rarity).min(theirs.total(rarity));
    let kind = if one.kind == other.kind { KIND_BONUS } else { 0.0 };
    let channel = if one.channel == other.channel { CHANNEL_BONUS } else { 0.0 };
    Some(common / least + kind + channel).filter(|likeness| *likeness >= LIKE_MIN)
}

/// The words of substance of a decision, each with what it weighs.
struct Words(BTreeMap<String, f32>);

impl Words {
    fn of(subject: &Subject<'_>) -> Self {
        let mut words = BTreeMap::new();
        let parts = [
            (subject.proposal, 1.0),
            (subject.title, TITLE_WEIGHT),
            (subject.decided.unwrap_or_default(), TITLE_WEIGHT),
        ];
        for (text, weight) in parts {
            for clause in clauses(text) {
                words.extend(
                    clause.into_iter().filter(|word| is_subject(word)).map(|w| (w, weight)),
                );
            }
        }
        Self(words)
    }

    fn shared<'a>(&'a self, other: &Self) -> Vec<&'a str> {
        self.0.keys().filter(|word| other.0.contains_key(*word)).map(String::as_str).collect()
    }

    fn weight(&self, word: &str) -> f32 {
        self.0.get(word).copied().unwrap_or_default()
    }

    fn total(&self, rarity: &Rarity) -> f32 {
        self.0.iter().map(|(word, weight)| weight * rarity.of(word)).sum()
    }
}

/// In how many earlier decisions each word stands.
struct Rarity<'a>(BTreeMap<&'a str, usize>);

impl<'a> Rarity<'a> {
    fn among(all: &'a [Words]) -> Self {
        let mut counts = BTreeMap::new();
        for word in all.iter().flat_map(|words| words.0.keys()) {
            *counts.entry(word.as_str()).or_default() += 1;
        }
        Self(counts)
    }

    /// Returns 1 for a word of one decision at most, and less the more have it.
    fn of(&self, word: &str) -> f32 {
        let count = self.0.get(word).copied().unwrap_or(1).max(1);
        1.0 / (1.0 + (count as f32).ln())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(title: &str) -> Subject<'_> {
        Subject { title, proposal: title, decided: None, kind: Kind::Pricing, channel: "C1" }
    }

    /// What is found of one earlier decision among a few others.
    fn found(new: &str, earlier: &str) -> Option<Bearing> {
        let others = [
            "Hire a contractor for the migration",
            "Launch the mobile app in Brazil",
            "Every pull request needs two reviewers",
        ];
        let all: Vec<Subject<'_>> = others.iter().copied().chain([earlier]).map(subject).collect();
        let related = related(&subject(new), &all);
        related.iter().find(|(place, _)| *place == others.len()).map(|(_, one)| one.bearing)
    }

    #[track_caller]
    fn check(new: &str, earlier: &str, expected: Option<Bearing>) {
        assert_eq!(found(new, earlier), expected, "{new} / {earlier}");
        assert_eq!(found(earlier, new), expected, "{earlier} / {new}");
    }

    #[track_caller]
    fn opposite(one: &str, other: &str) {
        check(one, other, Some(Bearing::Opposite));
    }

    #[track_caller]
    fn alike(one: &str, other: &str) {
        check(one, other, Some(Bearing::Alike));
    }

    #[test]
    fn opposite_verbs_over_the_same_words_point_the_other_way() {
        opposite("Raise the price of the starter plan", "Lower the starter price for charities");
        opposite("Keep the v1 export API for another year", "Retire the v1 export API in June");
        opposite("Drop the free tier for new accounts", "Add a free tier for small accounts");
        opposite("Build our own billing engine", "Buy a billing engine instead of our own");
        opposite("Merge the two settings pages", "Split the settings page in two pages");
        opposite("Launch the new checkout in May", "Postpone the checkout launch of the shop");
        opposite("Stop charging per seat", "Charge per seat on the lower plans");
        opposite("Never delete inactive workspaces", "Delete inactive workspaces after a year");
        opposite("Move the billing jobs from cron to the queue", "Move billing jobs off the queue");
    }

    #[test]
    fn the_same_way_or_no_way_at_all_is_alike() {
        alike("Raise the starter price by ten percent", "Raising the price of the starter plan");
        alike("Stop charging per seat", "No longer charge for every seat");
        alike("Usage pricing for the lower plans", "Keep the floor in usage pricing");
        alike("Retire the v1 export API in June", "Remove the v1 export API from the docs");
    }

    #[test]
    fn what_undoes_something_else_does_not_point_the_other_way() {
        alike("Raise the starter price and drop the annual discount", "Raise the starter price");
        alike("Keep the starter price and drop seats", "Drop seats, keep the starter price");
    }

    #[test]
    fn one_shared_word_is_chance() {
        check("Raise the starter price", "Hide the price on the homepage", None);
        check("Retire the v1 export API", "Sponsor the API conference in Lisbon", None);
        check("Move to usage pricing", "Quarterly offsite in Porto", None);
        check("", "Raise the starter price", None);
    }

    #[test]
    fn words_of_the_text_alone_are_not_enough() {
        let text =
            "The starter price came up with customers, and so did usage, seats and invoices.";
        let one = Subject { proposal: text, ..subject("Weekly notes for sales") };
        let other = Subject { proposal: text, ..subject("Rename the support queue") };
        assert_eq!(related(&one, &[other]), []);
    }

    #[test]
    fn what_was_decided_counts_more_than_what_was_proposed() {
        let kept = Some("We keep the free tier until the end of the year.");
        let earlier = Subject { decided: kept, ..subject("Drop the free tier") };
        let found = related(&subject("Drop the free tier now"), &[earlier]);
        assert_eq!(found[0].1.bearing, Bearing::Opposite);
    }

    #[test]
    fn the_likest_comes_first_and_words_that_many_use_count_less() {
        let plans = ["Raise the price of plan A seats", "Raise the price of plan B seats"];
        let all: Vec<Subject<'_>> = plans
            .into_iter()
            .chain(["Lower seats of the analytics add-on price"])
            .map(subject)
            .collect();
        let found = related(&subject("Analytics add-on: raise the price of seats"), &all);
        assert_eq!(found.first().map(|one| one.0), Some(2), "{found:?}");
    }
}
