//! Views that pull apart, as the owner, the thread and the digest read them.

use super::fixtures::{self, noon};
use super::{extremes, readable, shown, with_scene};
use insta::assert_snapshot;
use soundings::domain::decision::{Closed, Decision, Ended, Phase};
use soundings::domain::message::Message;
use soundings::domain::policy::Policy;
use soundings::domain::reply::Modal;
use soundings::domain::tension::{CARD_CHARS, CardText, Fate};
use soundings::views::Scene;

fn say(message: &Message, decision: &Decision) -> String {
    let rendered = with_scene(|scene| scene.message(message, Some(decision)));
    shown("a tension", &rendered.expect("something is said"))
}

fn told(decision: &Decision) -> String {
    say(&Message::TensionsFound { at: noon() }, decision)
}

/// The same, at the end of the window.
fn weighing(decision: Decision) -> Decision {
    let closed = Some(Closed { at: noon(), how: Ended::OnTime });
    Decision { phase: Phase::Weighing, closed, ..decision }
}

#[test]
fn the_owner_sees_what_became_of_each_and_no_button_for_it() {
    let mut decision = fixtures::pulling_posted();
    decision.tensions.known[1].fate = Fate::PutAside;
    assert_snapshot!(told(&decision));
    let mut decision = fixtures::pulling();
    decision.slots[0].view = None;
    decision.phase = Phase::Decided;
    let overtaken = told(&decision);
    assert!(overtaken.contains("overtaken: a view has changed since"), "{overtaken}");
    assert!(overtaken.contains("not posted; the decision is made"), "{overtaken}");
    assert!(!overtaken.contains("Edit and post"), "{overtaken}");
}

#[test]
fn conditions_that_one_proposal_could_meet_are_for_the_owner_alone() {
    let decision = fixtures::jointly_possible();
    assert_snapshot!(told(&decision));
    let digests = [Message::OwnerDigest, Message::ClosingDigest];
    let [owners, threads] = digests.map(|digest| say(&digest, &weighing(decision.clone())));
    assert!(owners.contains("One proposal could meet both"), "{owners}");
    assert!(!threads.contains("One proposal could meet both"), "{threads}");
    let mut changed = decision;
    changed.slots[1].view = None;
    assert!(told(&changed).contains("is overtaken"));
}

#[test]
fn a_card_says_that_a_view_has_changed_since() {
    let mut decision = fixtures::pulling_posted();
    let card = |decision: &Decision| {
        say(&Message::Tension { tension: decision.tensions.known[0].id() }, decision)
    };
    assert!(!card(&decision).contains("since"));
    decision.slots[2].view.as_mut().expect("a view").words.need = "It is fine now.".to_owned();
    assert!(card(&decision).contains("✎ Legal has changed its view since."));
    decision.slots[0].forget_view();
    assert!(card(&decision).contains("✎ Engineering has taken its view back since."));
}

#[test]
fn the_digest_says_what_was_posted_as_it_was_and_the_rest_in_a_line() {
    let lines = |decision: Decision| {
        let digest = say(&Message::ClosingDigest, &weighing(decision));
        let lines = digest.lines().skip_while(|line| !line.contains("may pull apart"));
        lines.skip(1).take_while(|line| line.starts_with('•')).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(lines(fixtures::pulling_posted()));
    let mut aside = fixtures::pulling();
    aside.tensions.known[0].fate = Fate::PutAside;
    assert_eq!(lines(aside).lines().count(), 1);
}

#[test]
fn a_workspace_can_do_without() {
    let mut policy = Policy { ..fixtures::policy() };
    policy.room.tensions = false;
    let scene = Scene { policy: &policy, now: noon() };
    for decision in [fixtures::pulling(), fixtures::jointly_possible()].map(weighing) {
        for digest in [Message::ClosingDigest, Message::OwnerDigest] {
            let rendered = scene.message(&digest, Some(&decision)).expect("a digest");
            let text = readable::message(&rendered);
            assert!(!text.contains("pull apart") && !text.contains("One proposal"), "{text}");
        }
    }
}

#[test]
fn the_longest_of_everything_fits() {
    for (name, text) in extremes::awkward() {
        let part: String = text.chars().take(CARD_CHARS).collect();
        let (one_needs, other_needs) = (part.clone(), part.clone());
        let (assumption, question) = (part.clone(), part.clone());
        let goal = Some(part);
        let text = CardText { goal, one_needs, other_needs, assumption, question };
        let mut decision = fixtures::posted_as(text.clone());
        decision.goal.clone_from(&text.goal);
        decision.tensions.known[1].fate = Fate::NotPosted(Box::new(text));
        let ids = [0, 1].map(|place: usize| decision.tensions.known[place].id());
        let [posted, open] = ids;
        let messages =
            [Message::Tension { tension: posted }, Message::TensionsFound { at: noon() }];
        for message in messages {
            let rendered = with_scene(|scene| scene.message(&message, Some(&decision)));
            super::check::message(name, &rendered.expect("something is said"));
        }
        let modal = Modal::Tension { tension: open };
        super::form(&modal, Some(&decision));
    }
}
