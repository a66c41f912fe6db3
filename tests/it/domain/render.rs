//! A decision as a short text, for snapshots.

use jiff::Timestamp;
use soundings::domain::coverage::Coverage;
use soundings::domain::decision::Decision;
use soundings::domain::digest::why_unheard;
use soundings::domain::policy::Policy;
use soundings::domain::slot::Slot;

/// Spells where a decision stands and what every function has said, or why it has not.
pub fn render(policy: &Policy, decision: &Decision, now: Timestamp) -> String {
    let until = decision.closes_at.to_zoned(decision.zone.rules());
    let coverage = Coverage::of(decision);
    let head = format!(
        "{:?} until {}, asked {} of {}, heard {}",
        decision.phase,
        until.strftime("%a %-d %b %H:%M"),
        coverage.asked,
        coverage.affected,
        coverage.heard
    );
    let judged = decision.judged_at(now);
    let slots = decision.slots.iter().map(|slot| line(policy, slot, judged));
    std::iter::once(head).chain(slots).collect::<Vec<_>>().join("\n")
}

fn line(policy: &Policy, slot: &Slot, judged: Timestamp) -> String {
    let position = match (&slot.view, why_unheard(policy, slot, judged)) {
        (Some(view), None) => format!("“{}” ({})", view.words.need, view.by),
        (None, None) => super::world::short(&slot.state),
        (_, Some(why)) => format!("{why:?}"),
    };
    format!("{}: {position}", slot.function)
}
