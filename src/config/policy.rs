//! Reads what the domain needs to know: times, caps, channels, lenses, people.

use super::fault::Faults;
use super::people::{self, DAYS};
use super::section::{Node, Section, quoted};
use super::{lenses, limits, opinion, webhook};
use crate::domain::hours::{Day, WorkingHours};
use crate::domain::ids::TeamId;
use crate::domain::kind::Kind;
use crate::domain::lens::Library;
use crate::domain::policy::{Caps, Channels, Learning, Mode, Pace, Policy, Review, Room};
use jiff::SignedDuration;
use std::ops::RangeInclusive;
use std::path::Path;

const MODES: [(&str, Mode); 3] =
    [("auto", Mode::Auto), ("suggest", Mode::Suggest), ("manual", Mode::Manual)];

/// Reads the policy; `folder` is where relative paths start. What could not be read stands as in the
/// defaults, and was reported.
pub(super) fn read(root: &mut Section<'_>, folder: &Path, faults: &Faults) -> Policy {
    let library = library(root.section("lenses"), folder, faults);
    let hours = hours(root.section("hours"));
    let pace = pace(root.section("pace"));
    if !faults.any_in("pace") && !faults.any_in("hours") {
        judge_pace(&pace, &hours, faults);
    }
    Policy {
        caps: caps(root.section("caps")),
        review: review(root.section("review")),
        channels: channels(root.section("channels"), faults),
        learning: learning(root.section("learning")),
        room: room(root.section("room")),
        roster: people::roster(root.section("functions"), &library, faults),
        leaders: people::leaders(root.list("leaders"), faults),
        limits: limits::limits(root.list("limits"), &library, faults),
        emoji: emoji(root),
        second_opinion: opinion::read(root.section("second_opinion")),
        webhook: webhook::read(root.section("webhook")),
        library,
        hours,
        pace,
    }
}

fn library(mut section: Section<'_>, folder: &Path, faults: &Faults) -> Library {
    let own = section.text_if_any("folder").map(|own| folder.join(own));
    section.finish();
    let Some(own) = own else { return lenses::built_in() };
    lenses::from_folder(&own).unwrap_or_else(|found| {
        found.iter().for_each(|fault| faults.add("lenses.folder", fault.to_string()));
        lenses::built_in()
    })
}

fn hours(mut section: Section<'_>) -> WorkingHours {
    let usual = WorkingHours::default();
    let (start, end) = (section.number("start", 0..=22), section.number("end", 1..=23));
    if let (Some(start), Some(end)) = (start, end)
        && start >= end
    {
        section.fault("end", format!("found {end}; expected an hour after start ({start})"));
    }
    let days = days(&mut section);
    section.finish();
    WorkingHours { start: start.unwrap_or(usual.start), end: end.unwrap_or(usual.end), days }
}

fn days(section: &mut Section<'_>) -> Vec<Day> {
    let Some(listed) = section.take("days") else { return WorkingHours::default().days };
    if listed.is_empty_list() {
        section.fault("days", "found no day; expected at least one, such as [\"monday\"]");
    }
    let mut days = Vec::new();
    for node in listed.list() {
        let path = node.path.clone();
        match node.word(&DAYS) {
            Some(day) if days.contains(&day) => {
                let word =
                    DAYS.iter().find(|(_, known)| *known == day).map_or("", |(word, _)| word);
                section.fault_at(&path, format!("{word} is there twice; expected each day once"));
            }
            day => days.extend(day),
        }
    }
    days
}

fn pace(mut section: Section<'_>) -> Pace {
    let usual = Pace::default();
    let pace = Pace {
        two_way_days: section.number("two_way_days", 1..=60).unwrap_or(usual.two_way_days),
        one_way_days: section.number("one_way_days", 1..=60).unwrap_or(usual.one_way_days),
        reminder_hours: section.number("reminder_hours", 1..=200).unwrap_or(usual.reminder_hours),
        backup_hours: section.number("backup_hours", 1..=200).unwrap_or(usual.backup_hours),
        fair_hours: section.number("fair_hours", 1..=200).unwrap_or(usual.fair_hours),
    };
    section.finish();
    pace
}

/// Reports times that contradict each other, so that something would never happen.
fn judge_pace(pace: &Pace, hours: &WorkingHours, faults: &Faults) {
    let day = u32::try_from(hours.end.saturating_sub(hours.start)).unwrap_or(0);
    let window = u32::from(pace.two_way_days) * day;
    let Pace { two_way_days, one_way_days, reminder_hours, backup_hours, fair_hours } = *pace;
    if one_way_days < two_way_days {
        let expected = format!(
            "expected at least two_way_days ({two_way_days}): what cannot be undone listens as long or longer"
        );
        faults.add("pace.one_way_days", format!("found {one_way_days}; {expected}"));
    }
    if reminder_hours >= backup_hours {
        let expected = format!(
            "expected less than backup_hours ({backup_hours}): a reminder comes before the next person is asked"
        );
        faults.add("pace.reminder_hours", format!("found {reminder_hours}; {expected}"));
    }
    let soonest = pace.backup(SignedDuration::ZERO).as_hours();
    for (key, found, soonest, never) in [
        ("backup_hours", backup_hours, soonest, "a backup would never be asked"),
        ("fair_hours", fair_hours, fair_hours.into(), "quiet would never count as silence"),
    ] {
        if window > 0 && soonest > i64::from(window) {
            let expected =
                format!("expected at most {window}, the working hours in two_way_days: {never}");
            faults.add(&format!("pace.{key}"), format!("found {found}; {expected}"));
        }
    }
}

fn caps(mut section: Section<'_>) -> Caps {
    let usual = Caps::default();
    let caps = Caps {
        asks_per_week: section.number("asks_per_week", 1..=100).unwrap_or(usual.asks_per_week),
        suggestions_per_day: section
            .number("suggestions_per_day", 0..=100)
            .unwrap_or(usual.suggestions_per_day),
    };
    section.finish();
    caps
}

fn review(mut section: Section<'_>) -> Review {
    let usual = Review::default();
    let check_hours = section.number("check_hours", HOURS_TO_CHECK);
    let two_way_days = section.number("two_way_days", DAYS_TO_REVIEW);
    let one_way_days = section.number("one_way_days", DAYS_TO_REVIEW);
    let mut by_kind = section.section("kinds");
    let kinds = Kind::ALL.into_iter();
    let kinds = kinds
        .filter_map(|kind| by_kind.number(kind.as_str(), DAYS_TO_REVIEW).map(|days| (kind, days)));
    let kinds = kinds.collect();
    by_kind.finish();
    section.finish();
    Review {
        check_hours: check_hours.unwrap_or(usual.check_hours),
        two_way_days: two_way_days.unwrap_or(usual.two_way_days),
        one_way_days: one_way_days.unwrap_or(usual.one_way_days),
        kinds,
    }
}

/// Hours from a decision to the check: at most two weeks, after which nobody knows what was unclear.
const HOURS_TO_CHECK: RangeInclusive<i64> = 0..=336;
/// Days from a decision to its review: at most two years, after which nobody knows what was expected.
const DAYS_TO_REVIEW: RangeInclusive<i64> = 1..=730;

fn learning(mut section: Section<'_>) -> Learning {
    let usual = Learning::default();
    let learning = Learning {
        corrections: section.flag("corrections").unwrap_or(usual.corrections),
        fallback: section.flag("fallback").unwrap_or(usual.fallback),
    };
    section.finish();
    learning
}

fn room(mut section: Section<'_>) -> Room {
    let usual = Room::default();
    let room = Room {
        questions: section.flag("questions").unwrap_or(usual.questions),
        balance: section.flag("balance").unwrap_or(usual.balance),
        explaining: section.flag("explaining").unwrap_or(usual.explaining),
        cares: section.flag("cares").unwrap_or(usual.cares),
        boundaries: section.flag("boundaries").unwrap_or(usual.boundaries),
        learned: section.flag("learned").unwrap_or(usual.learned),
        blind_spots: section.flag("blind_spots").unwrap_or(usual.blind_spots),
        hesitation: hesitation(&mut section),
        tensions: section.flag("tensions").unwrap_or(usual.tensions),
    };
    section.finish();
    room
}

/// The workspaces that agreed; each by its own id, so that nobody turns it on for all.
fn hesitation(section: &mut Section<'_>) -> Vec<TeamId> {
    let mut agreed = Vec::new();
    for node in section.list("hesitation") {
        let path = node.path.clone();
        match node.text() {
            Some(id) if id.starts_with('T') && id.chars().all(|c| c.is_ascii_alphanumeric()) => {
                agreed.push(TeamId::new(id));
            }
            Some(id) => {
                let expected = "expected the id of a workspace that agreed, such as \"T0123ABCD\"";
                section.fault_at(&path, format!("found {}; {expected}", quoted(&id)));
            }
            None => {}
        }
    }
    agreed
}

fn channels(mut section: Section<'_>, faults: &Faults) -> Channels {
    let otherwise = section.take("otherwise").and_then(|node| node.word(&MODES));
    let modes = section.section("modes").entries();
    section.finish();
    let mode = |(name, node): (String, Node<'_>)| {
        if !is_channel(&name) {
            faults.add(&node.path, CHANNEL_EXPECTED);
        }
        Some((name, node.word(&MODES)?))
    };
    Channels {
        modes: modes.into_iter().filter_map(mode).collect(),
        otherwise: otherwise.unwrap_or_default(),
    }
}

const CHANNEL_EXPECTED: &str = "no channel can be called so; expected its name without # and in lower \
     case, or its id such as C0123ABCD";

fn is_channel(name: &str) -> bool {
    let is_id = name.starts_with(['C', 'G'])
        && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let fits = |c: char| c.is_alphanumeric() && !c.is_uppercase() || "-_".contains(c);
    is_id || !name.is_empty() && name.chars().count() <= 80 && name.chars().all(fits)
}

fn emoji(root: &mut Section<'_>) -> String {
    let Some(emoji) = root.text("emoji") else { return String::new() };
    let fits = |c: char| c.is_alphanumeric() && !c.is_uppercase() || "-_+'".contains(c);
    if !emoji.chars().all(fits) {
        let found = quoted(&emoji);
        let expected = "expected an emoji's name without colons, such as \"ear\"";
        root.fault("emoji", format!("found {found}; {expected}"));
    }
    emoji
}
