//! Is it clear? The question to one person of each function, and what the owner hears of it.

use super::super::controls::Control;
use super::super::page::{Button, Line, Page};
use super::super::words::{count, person, whose};
use super::super::{Rendered, Scene, ask};
use super::{decided_line, overtaken, quoted, standing};
use crate::domain::aftermath::{Asked, Check, CheckOutcome, FLOOR, Feeling, Score, Tally};
use crate::domain::decision::Decision;
use crate::domain::ids::{FunctionId, UserId};
use crate::domain::reply::Press;
use jiff::Timestamp;

impl Scene<'_> {
    /// Returns the question whether a decision is clear, as it stands for one person.
    pub(in crate::views) fn clarity_check(
        &self,
        decision: &Decision,
        at: Timestamp,
        user: &UserId,
    ) -> Rendered {
        let asked = standing(decision, at).and_then(|(record, after)| {
            let check = after.check.as_ref()?;
            Some((record, check, check.asked.get(user)?))
        });
        let Some((record, check, asked)) = asked else { return overtaken(decision).render() };
        let tapped = check.tapped.contains(user);
        let scored = asked.contributed.is_empty() || check.felt_heard.contains(user);
        let open = !(tapped || check.told_at.is_some()) || !scored;
        let page = match (tapped, check.told_at.is_some()) {
            (true, _) => Page::new().line(COUNTED),
            (false, true) => Page::new().line(format!(
                "The counts have gone to {}, so this question is closed.",
                person(&decision.owner)
            )),
            (false, false) => self.is_it_clear(decision, asked),
        };
        Page::new()
            .lines([ask::headline(decision)].into_iter().chain(decided_line(decision, record)))
            .page(page)
            .page(self.felt_heard(decision, check, asked, user))
            .page(self.own_worries(decision, user, tapped || check.told_at.is_some()))
            .with(open.then(|| who_sees(decision, asked)), Page::fine)
            .buttons(open.then(|| Button::new("Mute", Control::Mute)))
            .render()
    }

    fn is_it_clear(&self, decision: &Decision, asked: &Asked) -> Page {
        let names = self.names(&asked.functions);
        let question = format!("*Is it clear to {names} what was decided, and why?* One tap:");
        let tap = |label, feeling| ask::press_button(&decision.id, label, Press::Felt { feeling });
        Page::new().line(question).buttons([
            tap("Clear", Feeling::Clear),
            tap("Unsure", Feeling::Unsure),
            tap("Worried", Feeling::Worried),
        ])
    }

    /// The second question, for those who gave a view.
    fn felt_heard(&self, decision: &Decision, check: &Check, asked: &Asked, user: &UserId) -> Page {
        if asked.contributed.is_empty() {
            return Page::new();
        }
        if check.felt_heard.contains(user) {
            return Page::new().line("How you felt heard is counted too. Thank you.");
        }
        let names = self.names(&asked.contributed);
        let question =
            format!("*Did you feel heard, speaking for {names}?* 1 is not at all, 5 is fully:");
        let button = |number: u8| {
            let label = match number {
                1 => "1 not at all".to_owned(),
                Score::MOST => format!("{number} fully"),
                _ => number.to_string(),
            };
            let score = Score::new(number)?;
            Some(ask::press_button(&decision.id, &label, Press::FeltHeard { score }))
        };
        Page::new().line(question).buttons((1..=Score::MOST).filter_map(button))
    }

    /// What this person has said in the name of a function, and the way to say it.
    fn own_worries(&self, decision: &Decision, user: &UserId, offered: bool) -> Page {
        let Some(after) = decision.after() else { return Page::new() };
        let theirs = after.worries.iter().filter(|worry| worry.by == *user);
        let said = theirs.map(|worry| {
            let name = whose(&self.name(&worry.function));
            Line::new(format!("You said in {name} name: ")).words(&worry.text)
        });
        let say = (offered && after.result.is_none()).then(|| say_worry(decision));
        Page::new().lines(said).buttons(say)
    }

    /// Returns how many people answered and what, for the owner; below five only how many.
    pub(in crate::views) fn check_result(&self, decision: &Decision) -> Option<Rendered> {
        let after = decision.after()?;
        let outcome = after.check.as_ref()?.outcome();
        let head = [ask::headline(decision), "*Is it clear what you decided?*".into()];
        let page = Page::new().lines(head.into_iter().chain([answered(outcome).into()]));
        let page = page.with(outcome.counts.map(counts), Page::line);
        let page = page.headed("Worries in the name of a function", self.worries(after));
        let doubts = outcome.counts.is_some_and(|tally| tally.unsure + tally.worried > 0);
        let hint = "What is unclear to one is often unclear to others: a line in the thread reaches \
                    all of them.";
        Some(page.with(doubts.then_some(hint), Page::fine).render())
    }

    /// Returns a worry, for the owner.
    pub(in crate::views) fn worry_raised(
        &self,
        decision: &Decision,
        function: &FunctionId,
        by: &UserId,
    ) -> Option<Rendered> {
        let worry = decision.worry(function, by)?;
        let name = self.name(function);
        let lead = format!("*{name} is worried about what was decided.* {} wrote:", person(by));
        let fine = format!(
            "The name is for you only. `/soundings reopen {}` starts listening again.",
            decision.id
        );
        let lines = [ask::headline(decision), lead.into(), quoted(worry)];
        Some(Page::new().lines(lines).fine(fine).render())
    }
}

/// What is said after a tap, whatever it was.
const COUNTED: &str = "Thank you, that is counted. I keep the count and not who tapped what, so it \
                       cannot be changed.";

/// The button to the form *Say what worries you*.
pub(in crate::views) fn say_worry(decision: &Decision) -> Button {
    ask::press_button(&decision.id, "Say what worries you", Press::RaiseWorry)
}

/// Who sees what of the taps.
fn who_sees(decision: &Decision, asked: &Asked) -> String {
    let owner = person(&decision.owner);
    let leaders = match asked.contributed.is_empty() {
        true => String::new(),
        false => format!("; leaders see how a function felt heard, from {FLOOR} of its people on"),
    };
    format!(
        "Only you see this. {owner} sees counts, from {FLOOR} answers on{leaders}. I do not keep which \
         tap was yours."
    )
}

fn answered(outcome: CheckOutcome) -> String {
    let CheckOutcome { asked, answered, counts } = outcome;
    let people = count(asked, "person", "people");
    match (answered, counts) {
        (_, Some(_)) => format!("I asked {people}, and {answered} have answered:"),
        (0, None) => {
            format!("I asked {people}, and nobody has answered. That is quiet, not agreement.")
        }
        (_, None) => format!(
            "I asked {people}, and {answered} {}. What they answered I show only from {FLOOR} answers \
             on, so that nobody can be picked out.",
            if answered == 1 { "has answered" } else { "have answered" }
        ),
    }
}

fn counts(tally: Tally) -> String {
    format!("{} clear · {} unsure · {} worried", tally.clear, tally.unsure, tally.worried)
}
