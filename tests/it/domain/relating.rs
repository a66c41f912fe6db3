//! How decisions stand to each other: related ones, and one in another's place.

use super::world::{CHANNEL, TEAM, World};
use soundings::domain::decision::{Deed, Ended, Phase};
use soundings::domain::event::{DecisionEvent, Event, Strength};
use soundings::domain::ids::{ChannelId, DecisionId};
use soundings::domain::relation::{Bearing, CannotReplace};
use soundings::domain::reply::{Notice, Press, Reply};

const PRICE: &str = "Raise the price of the starter plan";
const LOWER: &str = "Lower the starter price for charities";

/// A world in which the first decision of Olga is closed.
fn closed() -> (World, DecisionId) {
    let mut w = World::new("2026-03-02T10:00");
    let id = w.notices(PRICE, &["finance"]);
    w.waits_until("2026-03-06T10:00");
    (w, id)
}

/// Somebody else proposes something.
fn proposed_by(w: &mut World, user: &str, channel: &str, text: &str) -> DecisionId {
    let root = w.next_ts();
    let mut proposal = w.proposal(&root, text, &["legal"]);
    proposal.owner = user.into();
    proposal.channel = channel.into();
    proposal.id = DecisionId::of_root(&TEAM.into(), &channel.into(), &root);
    let id = proposal.id.clone();
    w.notice(proposal, Strength::Explicit);
    w.run();
    id
}

fn ask(w: &mut World, by: &str, old: &DecisionId, new: &DecisionId) -> Reply {
    let event = asked(w, by, old);
    w.decision_event(new, event)
}

fn asked(w: &World, by: &str, old: &DecisionId) -> DecisionEvent {
    let known = w.decisions().iter().find(|one| one.id == *old).map(|one| one.channel.clone());
    let old_channel = known.unwrap_or_else(|| ChannelId::new(CHANNEL));
    DecisionEvent::SupersedeAsked { by: by.into(), old: old.clone(), old_channel }
}

fn refused(old: &DecisionId, new: &DecisionId, why: CannotReplace) -> Reply {
    let (old, new) = (old.clone(), new.clone());
    Reply::Notice(Box::new(Notice::NotSuperseded { old, new, why }))
}

#[test]
fn an_earlier_decision_about_the_same_is_found_and_which_way_it_points() {
    let (mut w, old) = closed();
    let new = w.notices(LOWER, &["finance"]);
    let related = w.decision(&new).relations.related;
    assert_eq!(related.len(), 1);
    assert_eq!((&related[0].decision, related[0].bearing), (&old, Bearing::Opposite));
    assert!(w.decision(&old).relations.is_empty(), "an earlier one does not look ahead");
    let other = w.notices("Hire a contractor for the migration", &["finance"]);
    assert!(w.decision(&other).relations.is_empty());
}

#[test]
fn of_other_channels_only_the_owner_is_told() {
    let mut w = World::new("2026-03-02T10:00");
    let elsewhere = proposed_by(&mut w, "Eve", "C-board", PRICE);
    w.story();
    let new = w.notices(LOWER, &["finance"]);
    insta::assert_snapshot!(w.story(), @"
    Mon 10:00 Olga writes: Lower the starter price for charities
    Mon 10:00 bot in the thread: card
    Mon 10:00 bot to Olga: related-elsewhere
    Mon 10:00 bot to Fay: ask finance
    ");
    assert_eq!(w.decision(&new).relations.related[0].decision, elsewhere);
}

#[test]
fn one_takes_anothers_place_and_both_say_so() {
    let (mut w, old) = closed();
    let new = w.notices(LOWER, &["finance"]);
    w.story();
    let here = Notice::Superseded { old: old.clone(), new: new.clone(), here: true };
    assert_eq!(ask(&mut w, "Olga", &old, &new), Reply::Notice(Box::new(here)));
    let (one, other) = (w.decision(&old), w.decision(&new));
    assert_eq!(one.relations.replaced_by, Some(new.clone()));
    assert!(other.relations.replaces[0].confirmed && other.relations.replaces[0].decision == old);
    let last = |decision: &soundings::domain::decision::Decision| {
        decision.history.last().map(|entry| entry.what.clone())
    };
    assert_eq!((last(&one), last(&other)), (Some(Deed::Replaced), Some(Deed::Replaces)));
    assert!(!one.is_open() && !one.takes_views());
    assert_eq!(ask(&mut w, "Olga", &old, &new), refused(&old, &new, CannotReplace::Already));
    let was = Reply::Notice(Box::new(Notice::WasReplaced));
    assert_eq!(w.presses("Olga", &old, Press::RecordDecision), was);
}

#[test]
fn one_that_still_listens_stops_for_whoever_decides_both() {
    let mut w = World::new("2026-03-02T10:00");
    let old = w.notices(PRICE, &["finance"]);
    let new = w.notices(LOWER, &["finance"]);
    w.story();
    ask(&mut w, "Olga", &old, &new);
    insta::assert_snapshot!(w.story(), @"Mon 10:00 bot brings the ask to Fay up to date");
    let decision = w.decision(&old);
    assert_eq!(decision.closed.expect("closed").how, Ended::Replaced);
    w.waits_until("2026-03-06T18:00");
    assert_eq!(w.count_posted("closing-digest"), 1, "the new one's");
}

#[test]
fn what_somebody_else_decides_is_theirs_while_it_is_open() {
    let mut w = World::new("2026-03-02T10:00");
    let old = proposed_by(&mut w, "Eve", CHANNEL, PRICE);
    let new = w.notices(LOWER, &["finance"]);
    let owner_only = Reply::Notice(Box::new(Notice::OwnerOnly { owner: "Olga".into() }));
    assert_eq!(ask(&mut w, "Eve", &old, &new), owner_only);
    w.story();
    ask(&mut w, "Olga", &old, &new);
    insta::assert_snapshot!(w.story(), @"Mon 10:00 bot to Olga: not-replaced");
    assert!(w.decision(&old).is_listening());
    assert!(w.decision(&new).relations.replaces.is_empty());
}

#[test]
fn whoever_decided_it_is_told_that_it_was_replaced() {
    let mut w = World::new("2026-03-02T10:00");
    let root = w.next_ts();
    let mut proposal = w.proposal(&root, PRICE, &["legal"]);
    (proposal.owner, proposal.announced) = ("Eve".into(), true);
    let old = proposal.id.clone();
    w.notice(proposal, Strength::Explicit);
    w.waits_until("2026-03-06T10:00");
    assert_eq!(w.decision(&old).phase, Phase::Decided);
    let new = w.notices(LOWER, &["finance"]);
    w.story();
    ask(&mut w, "Olga", &old, &new);
    insta::assert_snapshot!(w.story(), @"Fri 10:00 bot to Eve: replaced-by");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_changes() {
    let (mut w, old) = closed();
    let new = w.notices(LOWER, &["finance"]);
    let third = w.notices("Lower the starter price for schools", &["finance"]);
    assert_eq!(ask(&mut w, "Olga", &new, &new), refused(&new, &new, CannotReplace::Itself));
    ask(&mut w, "Olga", &old, &new);
    assert_eq!(ask(&mut w, "Olga", &new, &old), refused(&new, &old, CannotReplace::Circle));
    assert_eq!(
        ask(&mut w, "Olga", &third, &old),
        refused(&third, &old, CannotReplace::NewReplaced)
    );
    w.story();
    ask(&mut w, "Olga", &old, &third);
    insta::assert_snapshot!(w.story(), @"Fri 10:00 bot to Olga: not-replaced");
    assert_eq!(w.decision(&old).relations.replaced_by, Some(new));
    assert!(w.decision(&third).relations.replaces.is_empty());
}

#[test]
fn a_decision_that_is_gone_replaces_nothing_and_is_not_replaced() {
    let mut w = World::new("2026-03-02T10:00");
    let old = w.notices(PRICE, &["finance"]);
    let new = w.notices(LOWER, &["finance"]);
    w.presses("Olga", &old, Press::NotADecision);
    assert!(w.decision(&new).relations.is_empty(), "it is named no longer");
    w.story();
    ask(&mut w, "Olga", &old, &new);
    insta::assert_snapshot!(w.story(), @"Mon 10:00 bot to Olga: not-replaced");
    assert!(w.decision(&new).relations.is_empty());
}

#[test]
fn when_the_new_one_goes_the_old_one_holds_again() {
    for goes in ["dismissed", "deleted"] {
        let (mut w, old) = closed();
        let new = w.notices(LOWER, &["finance"]);
        ask(&mut w, "Olga", &old, &new);
        if goes == "dismissed" {
            w.presses("Olga", &new, Press::NotADecision);
        } else {
            let root = w.decision(&new).root;
            w.edits(&new, &root, None);
        }
        let decision = w.decision(&old);
        assert!(decision.is_open() && decision.relations.is_empty(), "{goes}");
        let last = decision.history.last().map(|entry| entry.what.clone());
        assert_eq!(last, Some(Deed::ReplacementUndone), "{goes}");
    }
}

#[test]
fn whoever_opens_the_old_one_again_takes_the_replacement_back() {
    let (mut w, old) = closed();
    let new = w.notices(LOWER, &["finance"]);
    ask(&mut w, "Olga", &old, &new);
    w.decision_event(&old, DecisionEvent::ReopenAsked { by: "Olga".into(), reason: None });
    assert!(w.decision(&old).is_listening() && !w.decision(&old).is_replaced());
    let relations = w.decision(&new).relations;
    assert!(relations.replaces.is_empty());
    assert!(relations.names(&old), "it is still related");
}

/// Whatever is asked at the same moment, in whatever order it arrives, no circle comes about.
#[test]
fn wishes_that_cross_each_other_make_no_circle() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut w = World::new("2026-03-02T10:00");
        let texts = [PRICE, LOWER, "Lower the starter price for schools"];
        let ids = texts.map(|text| w.notices(text, &["finance"]));
        w.waits_until("2026-03-06T10:00");
        for at in order {
            let event = Event::Decision(asked(&w, "Olga", &ids[(at + 1) % 3]));
            let key = w.key(&ids[at]);
            w.apply_new(&key, event);
        }
        w.run();
        let replaced = ids.iter().filter(|id| w.decision(id).is_replaced()).count();
        assert!(replaced < 3, "{order:?}: they replace each other");
        for id in &ids {
            let confirmed = w.decision(id).relations.replaces;
            assert!(confirmed.iter().all(|one| one.confirmed), "{order:?}: something is left open");
        }
    }
}
