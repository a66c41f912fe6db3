//! When a clause of one view leaves no room for a clause of another.

use super::clause::{Clause, Place};
use super::verb::{Axis, Verb};
use super::when::{Opened, Span, is_month_name};
use crate::domain::decision::Decision;
use crate::domain::lens::Library;
use crate::reading::related::words::{clauses, is_subject};
use std::collections::BTreeSet;

/// What is known before anything is compared: the decision's own subject, the lenses, and the time.
pub(super) struct Ground<'a> {
    library: &'a Library,
    /// What the title speaks of.
    subject: BTreeSet<String>,
    /// The names of the functions.
    names: BTreeSet<String>,
    pub opened: Opened,
}

/// Two clauses of which one denies the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Match {
    /// What both speak of, as stems.
    pub shared: BTreeSet<String>,
    /// How many signs there are that they do, and that one is a limit.
    pub strength: usize,
}

/// Fewer signs that two clauses speak of the same are chance.
const SIGNS_MIN: usize = 2;

impl<'a> Ground<'a> {
    pub(super) fn of(library: &'a Library, decision: &Decision) -> Self {
        let words = clauses(&decision.title).into_iter().flatten();
        let opened = decision.opened.at.to_zoned(decision.zone.rules());
        let names = library.iter().flat_map(|lens| clauses(&lens.name)).flatten();
        Self {
            library,
            subject: words.filter(|stem| is_subject(stem)).collect(),
            names: names.collect(),
            opened: Opened::at(opened.year(), opened.month()),
        }
    }

    /// Whether two sentences speak of the same topic of a lens.
    pub(super) fn share_topic(&self, one: &str, other: &str) -> bool {
        let (one, other) = (self.library.spoken_of(one), self.library.spoken_of(other));
        !one.is_disjoint(&other)
    }
}

/// Returns what shows that what the first clause wants is denied by the second, if anything does. `topic`
/// says whether both sentences speak of the same topic of a lens.
pub(super) fn apply(
    ground: &Ground<'_>,
    wants: &Clause,
    denies: &Clause,
    topic: impl Fn() -> bool,
) -> Option<Match> {
    let found = [
        opposite(ground, wants, denies),
        denied_word(wants, denies),
        date(ground, wants, denies),
        number(wants, denies),
    ];
    let best = found.into_iter().flatten().max_by_key(|found| found.signs)?;
    let short = best.signs < SIGNS_MIN;
    if elsewhere(wants, denies) || short && !(best.whole && topic()) {
        return None;
    }
    let bound = usize::from(denies.place == Place::Bound);
    Some(Match { shared: best.shared, strength: best.signs.max(SIGNS_MIN) * 2 + bound })
}

/// What two clauses share.
struct Found {
    shared: BTreeSet<String>,
    /// How many signs there are that they speak of the same.
    signs: usize,
    /// Whether nothing else is denied, so that one thing is enough where it is a topic.
    whole: bool,
}

/// Verbs that undo each other over the same things, at the same time.
fn opposite(ground: &Ground<'_>, wants: &Clause, denies: &Clause) -> Option<Found> {
    let pairs =
        wants.verbs.iter().flat_map(|one| denies.verbs.iter().map(move |other| (one, other)));
    let found = pairs.filter_map(|((one, ours), (other, theirs))| {
        let undoes = one.axis == other.axis && one.forward && !other.forward;
        let dated = undoes.then(|| clash((one, wants.span), (other, denies.span)))??;
        let shared = shared(ours, theirs)?;
        let whole = shared == *theirs;
        let itself =
            whole && shared.is_subset(&ground.subject) && wants.amount.or(denies.amount).is_none();
        let signs = shared.len() + usize::from(dated) + usize::from(itself);
        Some(Found { shared, signs, whole })
    });
    found.max_by_key(|found| found.signs)
}

/// Whether a wish and its denial meet in time; `Some(true)` where their dates show it.
fn clash((one, wanted): (&Verb, Span), (other, denied): (&Verb, Span)) -> Option<bool> {
    if wanted == Span::Unclear || denied == Span::Unclear {
        return None;
    }
    let both = wanted.is_dated() && denied.is_dated();
    let meets = match one.axis {
        Axis::Keep => {
            let denied = if other.turned { denied } else { denied.since_then() };
            match (wanted, denied) {
                (Span::Always, _) => true,
                (wanted, Span::Always) => !wanted.ends(),
                (wanted, denied) => wanted.overlaps(denied),
            }
        }
        Axis::Launch if !other.turned => happens(wanted, denied.up_to_then()),
        _ => happens(wanted, denied),
    };
    meets.then_some(both)
}

/// Whether something that is to happen at one time cannot because of what is denied at another.
fn happens(wanted: Span, denied: Span) -> bool {
    denied == Span::Always || wanted.within(denied)
}

/// A word that one wants and the other denies.
fn denied_word(wants: &Clause, denies: &Clause) -> Option<Found> {
    let (head, denied) = denies.denied.as_ref()?;
    let unclear = wants.span == Span::Unclear || denies.span == Span::Unclear;
    if wants.negation.is_some() || unclear || !happens(wants.span, denies.span) {
        return None;
    }
    let shared = shared(&wants.things, denied)?;
    let (signs, whole) = (shared.len(), shared == *denied);
    shared.contains(head).then_some(Found { shared, signs, whole })
}

/// It is to be by a day that comes before the first one possible.
fn date(ground: &Ground<'_>, wants: &Clause, denies: &Clause) -> Option<Found> {
    let denied = excluded(denies)?;
    if wants.negation.is_some() || !wants.span.ends() || !wants.span.within(denied) {
        return None;
    }
    let (ours, theirs) = (about(ground, wants), about(ground, denies));
    if ours.is_empty() && theirs.is_empty() {
        return Some(Found { shared: BTreeSet::new(), signs: SIGNS_MIN, whole: true });
    }
    let shared = shared(&ours, &theirs)?;
    let signs = 1 + shared.len();
    Some(Found { shared, signs, whole: false })
}

/// The time that a clause rules out: "not before June", "not in December".
fn excluded(clause: &Clause) -> Option<Span> {
    let next = clause.words.get(clause.negation? + 1)?;
    let ruled_out = match next.as_str() {
        "before" | "until" | "earlier" | "sooner" => clause.span.up_to_then(),
        "in" | "on" | "during" => clause.span,
        _ => return None,
    };
    ruled_out.is_dated().then_some(ruled_out)
}

/// What a clause speaks of beside the decision itself and whose need it is.
fn about(ground: &Ground<'_>, clause: &Clause) -> BTreeSet<String> {
    let itself = |stem: &String| {
        let known = ground.subject.contains(stem) || ground.names.contains(stem);
        known || ITSELF.contains(&stem.as_str())
    };
    clause.things.iter().filter(|stem| !itself(stem)).cloned().collect()
}

/// What one asks for at least is more than the other allows, whichever of them names the least.
fn number(wants: &Clause, denies: &Clause) -> Option<Found> {
    let (one, other) = (wants.amount?, denies.amount?);
    if !one.exceeds(other) && !other.exceeds(one) {
        return None;
    }
    let shared = shared(&wants.things, &denies.things)?;
    let signs = shared.len() + 1;
    Some(Found { shared, signs, whole: false })
}

fn shared(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let shared: BTreeSet<String> = one.intersection(other).cloned().collect();
    (!shared.is_empty()).then_some(shared)
}

/// Whether two clauses speak of different versions, sorts, customers or places.
fn elsewhere(one: &Clause, other: &Clause) -> bool {
    let versions = |clause: &Clause| -> BTreeSet<String> {
        clause.stems.iter().filter(|stem| is_version(stem)).cloned().collect()
    };
    let apart = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        !one.is_empty() && !other.is_empty() && one.is_disjoint(other)
    };
    // "For the starter plan" and "for the team plan" share a word, and are two places.
    let differ = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        !one.is_subset(other) && !other.is_subset(one)
    };
    let places = PREPOSITIONS.iter().any(|word| differ(&led_by(one, word), &led_by(other, word)));
    let says = |clause: &Clause, list: &[&str]| {
        clause.words.iter().any(|word| list.contains(&word.as_str()))
    };
    let sorts = SORTS.iter().any(|(left, right)| {
        let sides = |clause| (says(clause, left), says(clause, right));
        matches!(
            (sides(one), sides(other)),
            ((true, false), (false, true)) | ((false, true), (true, false))
        )
    });
    apart(&versions(one), &versions(other)) || places || sorts
}

fn is_version(stem: &str) -> bool {
    let number = stem.strip_prefix('v').unwrap_or_default();
    !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
}

/// What stands soon after a preposition: for whom, or where.
fn led_by(clause: &Clause, preposition: &str) -> BTreeSet<String> {
    let places = (0..clause.words.len()).filter(|at| clause.words[*at] == preposition);
    let led = places.flat_map(|at| {
        let after = (at + 1..clause.words.len()).take(LED_WITHIN);
        after.take_while(|at| !ENDS.contains(&clause.words[*at].as_str()))
    });
    let tells = |at: &usize| {
        let word = clause.words[*at].as_str();
        let number = word.starts_with(|c: char| c.is_ascii_digit());
        word.chars().count() > 2 && !number && !ARTICLES.contains(&word) && !is_month_name(word)
    };
    led.filter(tells).map(|at| clause.stems[at].clone()).collect()
}

/// What a preposition leads stands within so many words after it.
const LED_WITHIN: usize = 3;

/// Words at which what a preposition leads has ended.
const ENDS: [&str; 14] = [
    "for", "in", "at", "of", "on", "per", "to", "by", "until", "before", "after", "from", "and",
    "or",
];

const ARTICLES: [&str; 12] = [
    "the", "our", "their", "your", "its", "all", "every", "each", "this", "that", "these", "those",
];

const PREPOSITIONS: [&str; 7] = ["for", "in", "at", "of", "on", "per", "to"];

/// Words that tell sorts of the same thing apart.
const SORTS: [(&[&str], &[&str]); 8] = [
    (&["existing", "current", "old", "present", "today's"], &["new", "future"]),
    (&["small", "smaller", "little"], &["large", "larger", "big", "bigger", "enterprise"]),
    (&["internal"], &["external", "public"]),
    (&["free"], &["paid", "paying"]),
    (&["monthly"], &["annual", "annually", "yearly"]),
    (&["first"], &["second", "last"]),
    (&["read"], &["write"]),
    (&["mobile", "phone"], &["desktop", "web"]),
];

/// Stems by which people call the decision itself.
const ITSELF: [&str; 16] = [
    "launch",
    "liv",
    "releas",
    "chang",
    "switch",
    "migration",
    "rollout",
    "proposal",
    "plan",
    "dat",
    "ship",
    "feature",
    "go",
    "mov",
    "begin",
    "announcement",
];
